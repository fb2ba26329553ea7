//! Makes an edited tree a program again, so that passes can be careless.
//!
//! Invariant: the result prints to text that parses, and tidying twice changes nothing. What an edit left without
//! meaning goes: lists without items, statements after a `return`, a `break` outside of a loop, and so on.

use super::tree::{BlockNode, ExprNode, ExprShape, StatNode, StatShape, Tree};

/// Tidies the whole program.
pub fn tidy(program: &mut Tree) {
    block(&mut program.body, true, false);
}

fn block(b: &mut BlockNode, vararg: bool, in_loop: bool) {
    let stats = std::mem::take(&mut b.stats);
    for mut s in stats {
        if !stat(&mut s, vararg, in_loop) {
            continue;
        }
        let last = matches!(s.kind, StatShape::Return(_) | StatShape::Break);
        // A block that declares nothing is as good as its statements.
        match s.kind {
            StatShape::Do(inner) if !inner.stats.iter().any(|s| matches!(s.kind, StatShape::Local(..))) => {
                let ends =
                    matches!(inner.stats.last(), Some(StatNode { kind: StatShape::Return(_) | StatShape::Break, .. }));
                b.stats.extend(inner.stats);
                if ends {
                    return;
                }
            }
            kind => b.stats.push(StatNode { id: s.id, kind }),
        }
        if last {
            return;
        }
    }
}

/// Whether the statement is still one.
fn stat(s: &mut StatNode, vararg: bool, in_loop: bool) -> bool {
    let list = |values: &mut Vec<ExprNode>| values.iter_mut().for_each(|e| expr(e, vararg));
    match &mut s.kind {
        StatShape::Call(e) => {
            expr(e, vararg);
            if let ExprShape::Paren(inner) = &mut e.kind {
                let inner = std::mem::replace(&mut **inner, ExprNode { id: 0, kind: ExprShape::Nil });
                *e = inner;
            }
            e.is_call()
        }
        StatShape::Assign(targets, values) => {
            list(targets);
            list(values);
            targets.retain(|t| matches!(t.kind, ExprShape::Var(_) | ExprShape::Builtin(_) | ExprShape::Index(..)));
            !targets.is_empty() && !values.is_empty()
        }
        StatShape::Local(vars, values) => {
            list(values);
            !vars.is_empty()
        }
        StatShape::Do(b) => {
            block(b, vararg, in_loop);
            !b.stats.is_empty()
        }
        StatShape::While(e, b) | StatShape::Repeat(b, e) => {
            expr(e, vararg);
            block(b, vararg, true);
            true
        }
        StatShape::If(arms, otherwise) => {
            for (e, b) in arms.iter_mut() {
                expr(e, vararg);
                block(b, vararg, in_loop);
            }
            if let Some(b) = otherwise {
                block(b, vararg, in_loop);
                if b.stats.is_empty() {
                    *otherwise = None;
                }
            }
            if !arms.is_empty() {
                return true;
            }
            match otherwise.take() {
                Some(b) => s.kind = StatShape::Do(b),
                None => return false,
            }
            true
        }
        StatShape::For(l) => {
            expr(&mut l.start, vararg);
            expr(&mut l.limit, vararg);
            if let Some(e) = &mut l.step {
                expr(e, vararg);
            }
            block(&mut l.body, vararg, true);
            true
        }
        StatShape::In(vars, values, b) => {
            list(values);
            block(b, vararg, true);
            !vars.is_empty() && !values.is_empty()
        }
        StatShape::Return(values) => {
            list(values);
            true
        }
        StatShape::Break => in_loop,
    }
}

fn expr(e: &mut ExprNode, vararg: bool) {
    match &mut e.kind {
        ExprShape::Vararg if !vararg => e.kind = ExprShape::Nil,
        ExprShape::Function(f) => {
            let vararg = f.vararg;
            block(&mut f.body, vararg, false);
        }
        ExprShape::Paren(inner) => {
            expr(inner, vararg);
            if !inner.is_multi() {
                let inner = std::mem::replace(&mut **inner, ExprNode { id: 0, kind: ExprShape::Nil });
                *e = inner;
            }
        }
        _ => e.children_mut(&mut |child| expr(child, vararg)),
    }
}
