//! Steps up: edits that make a program larger, but may open the way to a smaller one.

use super::{Edit, Expr, Facts, Kind, Program, StatKind, definitions, exprs, stats};
use crate::reduce::tree::{Field, NodeMut, Stat};

/// Numbers by larger ones.
pub fn raise(program: &mut Program, _: &Facts) -> Vec<Edit> {
    let mut edits = Vec::new();
    for e in exprs(program) {
        let Kind::Number(n) = e.kind else { continue };
        for m in [n + 1.0, n + 2.0, n * 10.0] {
            if m > n && m < 1000.0 {
                edits.push(Edit::replace(e.id, m.to_bits(), 0, Expr { id: e.id, kind: Kind::Number(m) }));
            }
        }
    }
    edits
}

/// Values of variables into all their uses, however large they are.
pub fn forward(program: &mut Program, _: &Facts) -> Vec<Edit> {
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
pub fn metatables(program: &mut Program, _: &Facts) -> Vec<Edit> {
    let mut edits = Vec::new();
    for stat in stats(program) {
        let StatKind::Assign(targets, values) = &stat.kind else { continue };
        let ([target], [value]) = (&targets[..], &values[..]) else { continue };
        let Kind::Index(base, _) = &target.kind else { continue };
        let Some(name) = target.field_name().filter(|n| n.starts_with(b"__")).cloned() else { continue };
        let Some(var) = base.var() else { continue };
        let (id, value) = (stat.id, value.clone());
        for all in [true, false] {
            let (name, value) = (name.clone(), value.clone());
            edits.push(Edit::new((id, all), 0, move |p| {
                let mut uses = Vec::new();
                for e in exprs(p) {
                    if let Kind::Call(callee, args) = &e.kind
                        && matches!(&callee.kind, Kind::Builtin(b) if **b == *b"setmetatable")
                        && let Some(meta) = args.get(1)
                        && (all || meta.var() == Some(var))
                        && !matches!(meta.kind, Kind::Table(_))
                    {
                        uses.push((meta.id, meta.clone()));
                    }
                }
                for (place, meta) in &uses {
                    let inner = if value.var() == Some(var) { meta.clone() } else { p.renew(&value) };
                    let key = p.expr(Kind::String(name.clone()));
                    let field = Field { key: Some(key), value: inner };
                    let table = p.expr(Kind::Table(vec![field]));
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

/// A numeric loop as two copies of its body.
pub fn unroll(program: &mut Program, _: &Facts) -> Vec<Edit> {
    let mut edits = Vec::new();
    for stat in stats(program) {
        let StatKind::For(l) = &stat.kind else { continue };
        let (id, l) = (stat.id, l.clone());
        for times in [2, 3] {
            let l = l.clone();
            edits.push(Edit::new((id, times), 0, move |p| {
                let mut stats: Vec<Stat> = Vec::new();
                for i in 0..times {
                    let body =
                        crate::reduce::tree::Function { params: vec![l.var], vararg: false, body: l.body.clone() };
                    let function = p.expr(Kind::Function(Box::new(body)));
                    let copy = p.renew(&function);
                    let Kind::Function(mut f) = copy.kind else { return false };
                    let var = f.params[0];
                    let start = match l.start.kind {
                        Kind::Number(n) => Kind::Number(n + f64::from(i)),
                        ref other => other.clone(),
                    };
                    f.body.each_mut(&mut |node| {
                        if let NodeMut::Expr(e) = node
                            && e.var() == Some(var)
                        {
                            e.kind = start.clone();
                        }
                    });
                    let block = f.body;
                    stats.push(p.stat(StatKind::Do(block)));
                }
                p.body.around(id, &mut |block, at| {
                    block.stats.splice(at..=at, stats.iter().cloned());
                    true
                })
            }));
        }
    }
    edits
}

/// Longer tables, and calls with more arguments.
pub fn lengthen(program: &mut Program, _: &Facts) -> Vec<Edit> {
    let copy = program.clone();
    let mut edits = Vec::new();
    for e in exprs(&copy) {
        for more in [1, 2, 4] {
            let items: Vec<Expr> = (0..more).map(|_| program.expr(Kind::Number(0.0))).collect();
            let kind = match &e.kind {
                Kind::Table(fields) => {
                    let mut fields = fields.clone();
                    fields.extend(items.into_iter().map(|value| Field { key: None, value }));
                    Kind::Table(fields)
                }
                Kind::Call(callee, args) if more < 4 => {
                    Kind::Call(callee.clone(), args.iter().cloned().chain(items).collect())
                }
                _ => continue,
            };
            edits.push(Edit::replace(e.id, more, 0, Expr { id: e.id, kind }));
        }
    }
    edits
}

/// `x = {...}` before a statement that uses `x`, with what `x` was seen to hold there.
pub fn snapshots(program: &mut Program, facts: &Facts) -> Vec<Edit> {
    let copy = program.clone();
    let mut edits = Vec::new();
    for stat in stats(&copy) {
        for e in super::shallow(stat) {
            let Some(seen) = facts.of(e.id).filter(|s| s.count == 1) else { continue };
            let Some(text) = &seen.table else { continue };
            let Some(table) = crate::reduce::lower_expression(program, text) else { continue };
            if let Some(var) = e.var() {
                let target = program.expr(Kind::Var(var));
                let assign = program.stat(StatKind::Assign(vec![target], vec![table.clone()]));
                edits.push(Edit::splice(stat.id, (e.id, 1), 0, vec![assign, stat.clone()]));
            }
            edits.push(Edit::replace(e.id, 2, 0, table));
        }
    }
    edits
}
