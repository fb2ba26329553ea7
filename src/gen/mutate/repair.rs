//! What no source can say, put right.
//!
//! Invariant: a tree that says it all right is not changed. Afterwards `break` is only in loops, `...` only in vararg
//! functions, and both `break` and `return` only at the end of a block; statements that are calls are calls, targets can
//! be assigned to.

use std::ops::ControlFlow;

use super::sites::{Site, walk};
use crate::syntax::SourceBytes;
use crate::syntax::ast::*;

/// Puts a tree right.
pub fn repair(program: &mut Chunk) {
    walk(program, &mut |site, scope| {
        match site {
            Site::Block(block) => repair_block(block, scope.loops > 0),
            Site::Expr(e, _) => {
                if !scope.vararg && matches!(e.kind, ExprKind::Vararg(_)) {
                    e.kind = ExprKind::Nil;
                }
                // What printing writes as an expression, so that the tree is what the text parses to.
                if let ExprKind::Number(n) = e.kind
                    && (n.is_sign_negative() || n.is_nan())
                {
                    *e = match n.is_nan() {
                        true => Expr::paren(Expr::binary(BinaryOp::Div, Expr::number(0.0), Expr::number(0.0))),
                        false => Expr::number(n),
                    };
                }
                if let ExprKind::Suffixed(s) = &mut e.kind {
                    for suffix in &mut s.suffixes {
                        if let Suffix::Call(args) | Suffix::Method(_, _, args) = suffix {
                            args.bare = false;
                        }
                    }
                }
            }
            Site::List(..) | Site::Names(_) | Site::Function(_) => {}
        }
        ControlFlow::Continue(())
    });
}

fn repair_block(block: &mut Block, in_loop: bool) {
    if !in_loop {
        block.stats.retain(|s| !matches!(s.kind, StatKind::Break));
    }
    let last = block.stats.len().saturating_sub(1);
    for (i, stat) in block.stats.iter_mut().enumerate() {
        let ends = matches!(stat.kind, StatKind::Return(_) | StatKind::Break);
        match &mut stat.kind {
            // The rest is kept: it is code, if never run.
            _ if ends && i < last => {
                let inner = std::mem::replace(&mut stat.kind, StatKind::Break);
                stat.kind = StatKind::Do(Block::from(vec![inner.into()]));
            }
            StatKind::Call(e) if !e.is_call() => {
                let e = std::mem::replace(&mut e.kind, ExprKind::Nil);
                let names = vec![SourceBytes::from(&b"_"[..])];
                stat.kind = StatKind::Local { names, values: vec![e.into()].into(), names_end: Line::UNKNOWN };
            }
            StatKind::Assign { targets, .. } => {
                for target in targets {
                    if !target.is_assignable() {
                        *target = Expr::name(&b"_"[..]);
                    }
                }
            }
            _ => {}
        }
    }
}
