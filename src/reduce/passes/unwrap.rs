//! Unwrapping: blocks without what is around them, bodies of functions without the function, calls without the
//! statement.

use super::{Edit, ExprNode, ExprShape, Facts, StatNode, StatShape, Tree, blocks, shallow, stats};

/// Replaces compound statements by one of their blocks, or by all of them.
pub fn compound(program: &mut Tree, facts: &Facts) -> Vec<Edit> {
    let mut edits = Vec::new();
    for stat in stats(program) {
        let bodies = blocks(stat);
        for (i, body) in bodies.iter().enumerate() {
            if facts.never_ran(body.id) && bodies.len() > 1 {
                continue;
            }
            edits.push(Edit::splice(stat.id, i, stat.size() - body.size(), body.stats.clone()));
        }
        if bodies.len() > 1 {
            let all = bodies.iter().flat_map(|b| b.stats.clone()).collect();
            edits.push(Edit::splice(stat.id, "all", 3, all));
        }
    }
    edits
}

/// Replaces a statement by the body of a function in it; its `return` becomes a call if it can.
pub fn functions(program: &mut Tree, facts: &Facts) -> Vec<Edit> {
    let copy = program.clone();
    let mut edits = Vec::new();
    for stat in stats(&copy) {
        for e in shallow(stat) {
            let Some(f) = e.function() else { continue };
            if f.body.stats.is_empty() {
                continue;
            }
            let mut body = Vec::new();
            for &param in &f.params {
                if let Some(value) = facts.of_parameter(param).and_then(|s| s.value.clone()) {
                    let value = super::constant(program, &value);
                    body.push(program.stat(StatShape::Local(vec![param], vec![value])));
                }
            }
            body.extend(f.body.stats.iter().cloned());
            let gain = (stat.size() + 1).saturating_sub(f.body.size());
            // A `return` in the middle of a block would cut it off.
            let plain = without_return(&body);
            edits.push(Edit::splice(stat.id, (e.id, 1), gain, body));
            if let Some(plain) = plain {
                edits.push(Edit::splice(stat.id, (e.id, 2), gain, plain));
            }
        }
    }
    edits
}

/// The statements with a final `return f()` as a call.
pub fn without_return(body: &[StatNode]) -> Option<Vec<StatNode>> {
    let (last, rest) = body.split_last()?;
    let StatShape::Return(values) = &last.kind else { return None };
    let mut stats = rest.to_vec();
    for value in values {
        if value.is_call() {
            stats.push(StatNode { id: last.id, kind: StatShape::Call(value.clone()) });
            break;
        }
    }
    Some(stats)
}

/// Replaces a statement by a call in it.
pub fn calls(program: &mut Tree, _: &Facts) -> Vec<Edit> {
    let mut edits = Vec::new();
    for stat in stats(program) {
        for e in shallow(stat) {
            let whole = matches!(&stat.kind, StatShape::Call(call) if call.id == e.id);
            if e.is_call() && !whole {
                let call = StatNode { id: stat.id, kind: StatShape::Call(e.clone()) };
                let gain = stat.size().saturating_sub(e.size());
                edits.push(Edit::splice(stat.id, e.id, gain, vec![call]));
            }
        }
    }
    edits
}

/// `x = f()` to `return f()`, `f(x)` to `return x`, and what comes after it goes; in small programs also with any
/// other expression in the statement, and to `x = e`, after which the program goes on.
pub fn returned(program: &mut Tree, _: &Facts) -> Vec<Edit> {
    let small = program.body.size() <= SMALL;
    let unused = program.variable(b"unused");
    let copy = program.clone();
    let mut edits = Vec::new();
    for stat in stats(&copy) {
        let mut values: Vec<&ExprNode> = match &stat.kind {
            StatShape::Local(_, values) | StatShape::Assign(_, values) if values.len() == 1 => values.iter().collect(),
            StatShape::Call(call) => match &call.kind {
                ExprShape::Call(_, args) => std::iter::once(call).chain(args).collect(),
                _ => vec![call],
            },
            _ => Vec::new(),
        };
        values.retain(|e| small || e.is_call() || matches!(stat.kind, StatShape::Call(_)));
        if small {
            let plain = |e: &ExprNode| e.is_literal() || matches!(e.kind, ExprShape::Var(_) | ExprShape::Builtin(_));
            values.extend(shallow(stat).into_iter().filter(|e| !plain(e)));
        }
        for value in values {
            let gain = stat.size().saturating_sub(value.size());
            let result = StatShape::Return(vec![value.clone()]);
            edits.push(Edit::splice(stat.id, (value.id, 0), gain + 1, vec![StatNode { id: stat.id, kind: result }]));
            if small && !value.is_literal() {
                let target = program.expr(ExprShape::Var(unused));
                let assign = StatShape::Assign(vec![target], vec![value.clone()]);
                edits.push(Edit::splice(stat.id, (value.id, 1), gain, vec![StatNode { id: stat.id, kind: assign }]));
            }
        }
    }
    edits
}

/// Tokens of a program in which anything may be tried.
const SMALL: usize = 80;
