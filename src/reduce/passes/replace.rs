//! Replacing an expression by something smaller: a value it had, one of its operands, nil, a library function.

use super::{Edit, ExprNode, ExprShape, Facts, Node, StatShape, Tree, VarId, constant, exprs, stats};
use crate::reduce::tree::NodeMut;

/// By the value that was observed.
pub fn by_observation(program: &mut Tree, facts: &Facts) -> Vec<Edit> {
    let copy = program.clone();
    let mut edits = Vec::new();
    for e in exprs(&copy) {
        if e.is_literal() || matches!(e.kind, ExprShape::Builtin(_)) {
            continue;
        }
        let Some(seen) = facts.of(e.id) else { continue };
        let Some(value) = &seen.value else { continue };
        let with = constant(program, value);
        if with.size() <= e.size() {
            edits.push(Edit::replace(e.id, 0, e.size() - with.size(), with));
        }
    }
    edits.sort_by_key(|e| std::cmp::Reverse(e.gain));
    edits
}

/// By nil.
pub fn nil(program: &mut Tree, _: &Facts) -> Vec<Edit> {
    let mut edits = Vec::new();
    for e in exprs(program) {
        if e.size() > 1 || matches!(e.kind, ExprShape::Vararg) {
            edits.push(Edit::replace(e.id, "nil", e.size() - 1, ExprNode { id: e.id, kind: ExprShape::Nil }));
        }
    }
    edits
}

/// By one of the expressions in it, down to two levels.
pub fn operands(program: &mut Tree, _: &Facts) -> Vec<Edit> {
    let mut edits = Vec::new();
    for e in exprs(program) {
        let mut inner: Vec<&ExprNode> = Vec::new();
        e.children(&mut |child| inner.push(child));
        for child in inner.clone() {
            child.children(&mut |grandchild| inner.push(grandchild));
        }
        if let Some(f) = e.function() {
            // The results of a function in place of the function: for tables of closures and the like.
            for stat in &f.body.stats {
                if let StatShape::Return(values) = &stat.kind {
                    inner.extend(values);
                }
            }
        }
        for with in inner {
            if with.is_literal() && e.size() > 3 {
                continue;
            }
            edits.push(Edit::replace(e.id, with.id, e.size() - with.size(), with.clone()));
        }
    }
    edits
}

/// Functions that take anything and say something, for closures to be replaced by.
const STAND_INS: &[&str] = &["print", "type", "error", "pcall"];

/// Closures by functions that they call, and by library functions.
pub fn closures(program: &mut Tree, _: &Facts) -> Vec<Edit> {
    let copy = program.clone();
    let mut edits = Vec::new();
    for e in exprs(&copy) {
        let Some(f) = e.function() else { continue };
        let gain = e.size();
        let mut called: Vec<&ExprNode> = Vec::new();
        f.body.each(&mut |node| {
            if let Node::Expr(ExprNode { kind: ExprShape::Call(callee, _), .. }) = node
                && callee.size() <= 3
                && !called.iter().any(|c| same(c, callee))
            {
                called.push(callee);
            }
        });
        for (i, callee) in called.into_iter().enumerate() {
            edits.push(Edit::replace(e.id, (1, i), gain - 1, callee.clone()));
        }
        for name in STAND_INS {
            let with = program.expr(ExprShape::builtin(name));
            edits.push(Edit::replace(e.id, name, gain - 2, with));
        }
    }
    edits
}

fn same(a: &ExprNode, b: &ExprNode) -> bool {
    match (&a.kind, &b.kind) {
        (ExprShape::Var(a), ExprShape::Var(b)) => a == b,
        (ExprShape::Builtin(a), ExprShape::Builtin(b)) | (ExprShape::String(a), ExprShape::String(b)) => a == b,
        (ExprShape::Index(a, k), ExprShape::Index(b, l)) => same(a, b) && same(k, l),
        _ => false,
    }
}

/// `a = b` to nothing, with `b` in place of `a`.
pub fn aliases(program: &mut Tree, _: &Facts) -> Vec<Edit> {
    let mut edits = Vec::new();
    for stat in stats(program) {
        let (a, b) = match &stat.kind {
            StatShape::Assign(targets, values) => match (&targets[..], &values[..]) {
                ([target], [value]) => (target.var(), value.var()),
                _ => continue,
            },
            StatShape::Local(vars, values) => match (&vars[..], &values[..]) {
                ([var], [value]) => (Some(*var), value.var()),
                _ => continue,
            },
            _ => continue,
        };
        let (Some(a), Some(b)) = (a, b) else { continue };
        let id = stat.id;
        edits.push(Edit::new((a, b), 3, move |p| {
            super::delete(p, id);
            p.body.each_mut(&mut |node| {
                if let NodeMut::Expr(e) = node
                    && e.var() == Some(a)
                {
                    e.kind = ExprShape::Var(b);
                }
            });
            true
        }));
    }
    edits
}

/// One variable in place of another; what mentions both may go with it.
pub fn unify(program: &mut Tree, _: &Facts) -> Vec<Edit> {
    let mut edits = Vec::new();
    let used: Vec<VarId> = (0..program.names.len() as VarId).filter(|v| program.body.uses(*v) > 0).collect();
    if used.len() > 8 {
        return edits;
    }
    for &from in &used {
        for &to in &used {
            if from == to || super::declared(program, from) != super::declared(program, to) {
                continue;
            }
            for without in [true, false] {
                edits.push(Edit::new((from, to, without), 1, move |p| {
                    let mut done = !without;
                    if without {
                        let both: Vec<_> = p.body.stats.iter().filter(|s| s.mentions(from) && s.mentions(to)).collect();
                        let both: Vec<_> = both.into_iter().map(|s| s.id).collect();
                        for id in both {
                            done |= super::delete(p, id);
                        }
                    }
                    p.body.rename(&|v| if v == from { to } else { v });
                    done
                }));
            }
        }
    }
    edits
}
