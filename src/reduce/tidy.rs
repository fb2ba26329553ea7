//! Makes an edited tree a program again, so that passes can be careless.
//!
//! Invariant: the result prints to text that parses, and tidying twice changes nothing. What an edit left without
//! meaning goes: lists without items, statements behind a `return`, a `break` outside of a loop, and so on.

use super::tree::{Block, Expr, Kind, Program, Stat, StatKind};

/// Tidies the whole program.
pub fn tidy(program: &mut Program) {
    block(&mut program.body, true, false);
}

fn block(b: &mut Block, vararg: bool, in_loop: bool) {
    let stats = std::mem::take(&mut b.stats);
    for mut s in stats {
        if !stat(&mut s, vararg, in_loop) {
            continue;
        }
        let last = matches!(s.kind, StatKind::Return(_) | StatKind::Break);
        // A block that declares nothing is as good as its statements.
        match s.kind {
            StatKind::Do(inner) if !inner.stats.iter().any(|s| matches!(s.kind, StatKind::Local(..))) => {
                let ends = matches!(inner.stats.last(), Some(Stat { kind: StatKind::Return(_) | StatKind::Break, .. }));
                b.stats.extend(inner.stats);
                if ends {
                    return;
                }
            }
            kind => b.stats.push(Stat { id: s.id, kind }),
        }
        if last {
            return;
        }
    }
}

/// Whether the statement is still one.
fn stat(s: &mut Stat, vararg: bool, in_loop: bool) -> bool {
    let list = |values: &mut Vec<Expr>| values.iter_mut().for_each(|e| expr(e, vararg));
    match &mut s.kind {
        StatKind::Call(e) => {
            expr(e, vararg);
            if let Kind::Paren(inner) = &mut e.kind {
                let inner = std::mem::replace(&mut **inner, Expr { id: 0, kind: Kind::Nil });
                *e = inner;
            }
            e.is_call()
        }
        StatKind::Assign(targets, values) => {
            list(targets);
            list(values);
            targets.retain(|t| matches!(t.kind, Kind::Var(_) | Kind::Builtin(_) | Kind::Index(..)));
            !targets.is_empty() && !values.is_empty()
        }
        StatKind::Local(vars, values) => {
            list(values);
            !vars.is_empty()
        }
        StatKind::Do(b) => {
            block(b, vararg, in_loop);
            !b.stats.is_empty()
        }
        StatKind::While(e, b) | StatKind::Repeat(b, e) => {
            expr(e, vararg);
            block(b, vararg, true);
            true
        }
        StatKind::If(arms, otherwise) => {
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
                Some(b) => s.kind = StatKind::Do(b),
                None => return false,
            }
            true
        }
        StatKind::For(l) => {
            expr(&mut l.start, vararg);
            expr(&mut l.limit, vararg);
            if let Some(e) = &mut l.step {
                expr(e, vararg);
            }
            block(&mut l.body, vararg, true);
            true
        }
        StatKind::In(vars, values, b) => {
            list(values);
            block(b, vararg, true);
            !vars.is_empty() && !values.is_empty()
        }
        StatKind::Return(values) => {
            list(values);
            true
        }
        StatKind::Break => in_loop,
    }
}

fn expr(e: &mut Expr, vararg: bool) {
    match &mut e.kind {
        Kind::Vararg if !vararg => e.kind = Kind::Nil,
        Kind::Function(f) => {
            let vararg = f.vararg;
            block(&mut f.body, vararg, false);
        }
        Kind::Paren(inner) => {
            expr(inner, vararg);
            if !inner.is_multi() {
                let inner = std::mem::replace(&mut **inner, Expr { id: 0, kind: Kind::Nil });
                *e = inner;
            }
        }
        _ => e.children_mut(&mut |child| expr(child, vararg)),
    }
}
