//! Steps up: edits that make a program larger, but may open the way to a smaller one.

use super::{Edit, ExprNode, ExprShape, Facts, StatShape, Tree, definitions, exprs, stats};
use crate::reduce::tree::{FieldNode, FunctionNode, StatNode};

/// Numbers by larger ones.
pub fn raise(program: &mut Tree, _: &Facts) -> Vec<Edit> {
    let mut edits = Vec::new();
    for e in exprs(program) {
        let ExprShape::Number(n) = e.kind else { continue };
        for m in [n + 1.0, n + 2.0, n * 10.0] {
            if m > n && m < 1000.0 {
                edits.push(Edit::replace(e.id, m.to_bits(), 0, ExprNode { id: e.id, kind: ExprShape::Number(m) }));
            }
        }
    }
    edits
}

/// Values of variables into all their uses, however large they are.
pub fn forward(program: &mut Tree, _: &Facts) -> Vec<Edit> {
    let mut edits = Vec::new();
    for d in definitions(program) {
        if (1..=6).contains(&d.uses) && !d.value.mentions(d.var) {
            let (var, id, value) = (d.var, d.stat.id, d.value.clone());
            edits.push(Edit::new((var, id), 0, move |p| super::substitute(p, var, &value) && super::delete(p, id)));
        }
    }
    edits
}

/// Metatables that are their own `__index`: a metatable of its own for each `setmetatable`.
pub fn metatables(program: &mut Tree, _: &Facts) -> Vec<Edit> {
    let mut edits = Vec::new();
    for stat in stats(program) {
        let StatShape::Assign(targets, values) = &stat.kind else { continue };
        let ([target], [value]) = (&targets[..], &values[..]) else { continue };
        let ExprShape::Index(base, _) = &target.kind else { continue };
        let Some(name) = target.field_name().filter(|n| n.starts_with(b"__")).cloned() else { continue };
        let Some(var) = base.var() else { continue };
        let (id, value) = (stat.id, value.clone());
        for all in [true, false] {
            let (name, value) = (name.clone(), value.clone());
            edits.push(Edit::new((id, all), 0, move |p| {
                let mut uses = Vec::new();
                for e in exprs(p) {
                    if let ExprShape::Call(callee, args) = &e.kind
                        && matches!(&callee.kind, ExprShape::Builtin(b) if **b == *b"setmetatable")
                        && let Some(meta) = args.get(1)
                        && (all || meta.var() == Some(var))
                        && !matches!(meta.kind, ExprShape::Table(_))
                    {
                        uses.push((meta.id, meta.clone()));
                    }
                }
                for (place, meta) in &uses {
                    let inner = if value.var() == Some(var) { meta.clone() } else { p.renew(&value) };
                    let key = p.expr(ExprShape::String(name.clone()));
                    let field = FieldNode { key: Some(key), value: inner };
                    let table = p.expr(ExprShape::Table(vec![field]));
                    p.body.change(*place, &mut |e| {
                        *e = table.clone();
                        true
                    });
                }
                super::delete(p, id) && !uses.is_empty()
            }));
        }
    }
    edits
}

/// A loop as copies of its body, as many as it ran if those are few; loop variables as the values that they had.
pub fn unroll(program: &mut Tree, facts: &Facts) -> Vec<Edit> {
    let copy = program.clone();
    let mut edits = Vec::new();
    for stat in stats(&copy) {
        let (vars, body) = match &stat.kind {
            StatShape::For(l) => (vec![l.var], &l.body),
            StatShape::In(vars, _, body) => (vars.clone(), body),
            StatShape::While(_, body) | StatShape::Repeat(body, _) => (Vec::new(), body),
            _ => continue,
        };
        let ran = facts.of(body.id).map_or(0, |seen| seen.count);
        let times = if (2..=4).contains(&ran) { vec![ran] } else { vec![2, 3] };
        for times in times {
            let mut values: Vec<Vec<Option<ExprNode>>> = Vec::new();
            for i in 0..times {
                let row = vars.iter().map(|var| facts.of_parameter(*var).and_then(|seen| seen.nth(i)).cloned());
                let row: Vec<Option<ExprShape>> = row.collect();
                values.push(row.into_iter().map(|v| v.map(|v| super::constant(program, &v))).collect());
            }
            let (id, vars, body) = (stat.id, vars.clone(), body.clone());
            edits.push(Edit::new((id, times), 0, move |p| {
                let mut blocks: Vec<StatNode> = Vec::new();
                for row in &values {
                    let copied = FunctionNode { params: vars.clone(), vararg: false, body: body.clone() };
                    let function = p.expr(ExprShape::Function(Box::new(copied)));
                    let ExprShape::Function(mut f) = p.renew(&function).kind else { return false };
                    for (var, value) in f.params.iter().zip(row) {
                        let Some(value) = value else { continue };
                        f.body.put(*var, &mut || p.renew(value));
                    }
                    blocks.push(p.stat(StatShape::Do(f.body)));
                }
                p.body.around(id, &mut |block, at| {
                    block.stats.splice(at..=at, blocks.iter().cloned());
                    true
                })
            }));
        }
    }
    edits
}

/// Longer tables, and calls with more arguments.
pub fn lengthen(program: &mut Tree, _: &Facts) -> Vec<Edit> {
    let copy = program.clone();
    let mut edits = Vec::new();
    for e in exprs(&copy) {
        for more in [1, 2, 4] {
            let items: Vec<ExprNode> = (0..more).map(|_| program.expr(ExprShape::Number(0.0))).collect();
            let kind = match &e.kind {
                ExprShape::Table(fields) => {
                    let mut fields = fields.clone();
                    fields.extend(items.into_iter().map(|value| FieldNode { key: None, value }));
                    ExprShape::Table(fields)
                }
                ExprShape::Call(callee, args) if more < 4 => {
                    ExprShape::Call(callee.clone(), args.iter().cloned().chain(items).collect())
                }
                _ => continue,
            };
            edits.push(Edit::replace(e.id, more, 0, ExprNode { id: e.id, kind }));
        }
    }
    edits
}

/// What a table was seen to hold in the place where it is used, with or without all else that concerns its
/// variable; or assigned to the variable before the statement.
pub fn snapshots(program: &mut Tree, facts: &Facts) -> Vec<Edit> {
    let copy = program.clone();
    let mut edits = Vec::new();
    for stat in stats(&copy) {
        for e in super::shallow(stat) {
            let Some(seen) = facts.of(e.id).filter(|s| s.count == 1) else { continue };
            let Some(text) = &seen.table else { continue };
            let Some(table) = crate::reduce::lower_expression(program, text) else { continue };
            if let Some(var) = e.var() {
                let (id, place, with) = (stat.id, e.id, table.clone());
                edits.push(Edit::new((id, place, "alone"), 4, move |p| {
                    p.body.change(place, &mut |e| {
                        *e = with.clone();
                        true
                    }) && super::delete::all_about(p, var)
                }));
                let target = program.expr(ExprShape::Var(var));
                let assign = program.stat(StatShape::Assign(vec![target], vec![table.clone()]));
                edits.push(Edit::splice(stat.id, (e.id, 1), 0, vec![assign, stat.clone()]));
            }
            edits.push(Edit::replace(e.id, 2, 0, table));
        }
    }
    edits
}
