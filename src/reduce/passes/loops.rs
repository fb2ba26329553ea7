//! Loops: run once, with the values that their variables had; other bounds, other kinds.

use super::{Edit, ExprNode, ExprShape, Facts, StatShape, Tree, constant, stats};
use crate::reduce::tree::{ForNode, StatNode};

/// Replaces a loop by its body, its variables by the values that they had first, or by locals.
pub fn once(program: &mut Tree, facts: &Facts) -> Vec<Edit> {
    let copy = program.clone();
    let mut edits = Vec::new();
    for stat in stats(&copy) {
        let (vars, body) = match &stat.kind {
            StatShape::For(l) => (vec![l.var], &l.body),
            StatShape::In(vars, _, body) => (vars.clone(), body),
            _ => continue,
        };
        for which in ["first", "last"] {
            let value = |var: super::VarId| {
                let seen = facts.of_parameter(var)?;
                if which == "first" { seen.value.clone() } else { seen.last.clone() }
            };
            let mut stats: Vec<StatNode> = Vec::new();
            for &var in &vars {
                let value = value(var).map(|v| constant(program, &v));
                if let Some(value) = value.filter(|_| body.mentions(var)) {
                    stats.push(program.stat(StatShape::Local(vec![var], vec![value])));
                }
            }
            stats.extend(body.stats.iter().cloned());
            edits.push(Edit::splice(stat.id, which, stat.size() - body.size(), stats));
            if let StatShape::In(vars, values, body) = &stat.kind
                && let [ExprNode { kind: ExprShape::Call(_, args), .. }] = &values[..]
                && let Some(table) = args.first()
                && let Some(key) = value(vars[0])
            {
                // `for k, v in pairs(t)`: the key that was seen, and what the table has there.
                let key = constant(program, &key);
                let own = program.renew(&key);
                let value = program.expr(ExprShape::Index(Box::new(table.clone()), Box::new(own)));
                let pairs = vars.iter().zip([key, value]);
                let mut stats: Vec<StatNode> = pairs
                    .map(|(var, value)| program.stat(StatShape::Local(vec![*var], vec![value])))
                    .filter(|s| matches!(&s.kind, StatShape::Local(vars, _) if body.mentions(vars[0])))
                    .collect();
                stats.extend(body.stats.iter().cloned());
                edits.push(Edit::splice(stat.id, ("index", which), 4, stats));
            }
        }
        if let StatShape::In(vars, values, body) = &stat.kind
            && let [ExprNode { kind: ExprShape::Call(_, args), .. }] = &values[..]
            && let Some(table) = args.first()
        {
            // The first that `next` gives.
            let next = program.expr(ExprShape::builtin("next"));
            let call = program.expr(ExprShape::Call(Box::new(next), vec![table.clone()]));
            let mut stats = vec![program.stat(StatShape::Local(vars.clone(), vec![call]))];
            stats.extend(body.stats.iter().cloned());
            edits.push(Edit::splice(stat.id, "next", 2, stats));
        }
    }
    edits
}

/// Other loops: numeric ones for generic ones, short ones for long ones, none for `while` and `repeat`.
pub fn simplify(program: &mut Tree, facts: &Facts) -> Vec<Edit> {
    let copy = program.clone();
    let mut edits = Vec::new();
    for stat in stats(&copy) {
        let id = stat.id;
        match &stat.kind {
            StatShape::In(vars, values, body) => {
                let count = facts.of(body.id).map_or(1, |seen| seen.count);
                let gain = values.iter().map(ExprNode::size).sum::<usize>();
                for n in [1, 2, 3, count] {
                    let (start, limit) =
                        (program.expr(ExprShape::Number(1.0)), program.expr(ExprShape::Number(n as f64)));
                    let l = ForNode { var: vars[0], start, limit, step: None, body: body.clone() };
                    let with = vec![StatNode { id, kind: StatShape::For(Box::new(l)) }];
                    edits.push(Edit::splice(id, n, gain, with));
                }
            }
            StatShape::For(l) => {
                for n in 1..=5 {
                    let (start, limit) =
                        (program.expr(ExprShape::Number(1.0)), program.expr(ExprShape::Number(f64::from(n))));
                    let l = ForNode { var: l.var, start, limit, step: None, body: l.body.clone() };
                    let with = vec![StatNode { id, kind: StatShape::For(Box::new(l)) }];
                    edits.push(Edit::splice(id, n, stat.size().saturating_sub(l_size(&with)), with));
                }
            }
            StatShape::While(cond, body) | StatShape::Repeat(body, cond) => {
                let var = program.variable(b"i");
                for n in [1, 2, 3] {
                    let (start, limit) =
                        (program.expr(ExprShape::Number(1.0)), program.expr(ExprShape::Number(f64::from(n))));
                    let l = ForNode { var, start, limit, step: None, body: body.clone() };
                    let with = vec![StatNode { id, kind: StatShape::For(Box::new(l)) }];
                    edits.push(Edit::splice(id, n, cond.size(), with));
                }
            }
            _ => {}
        }
    }
    edits
}

fn l_size(stats: &[StatNode]) -> usize {
    stats.iter().map(StatNode::size).sum()
}
