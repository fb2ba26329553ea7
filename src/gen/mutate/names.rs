//! Names in code that moves: variables that are not there any more become others that are.

use std::ops::ControlFlow;

use super::sites::{Role, Site, SiteScope, change, walk};
use super::{MutationRandom, library};
use crate::syntax::SourceBytes;
use crate::syntax::ast::*;

/// Makes statements at home in a scope: variables that they do not declare themselves become variables of the scope.
pub fn adapt(stats: Vec<Stat>, names: &[SourceBytes], random: &mut MutationRandom) -> Vec<Stat> {
    let mut fragment = Chunk { body: Block::from(stats) };
    let mut free: Vec<(SourceBytes, Option<SourceBytes>)> = Vec::new();
    walk(&mut fragment, &mut |site, scope| {
        if let Site::Expr(Expr { kind: ExprKind::Name(name), .. }, _) = site
            && !scope.has(name)
        {
            let known = free.iter().find(|(from, _)| from == name).map(|(_, to)| to.clone());
            let to = known.unwrap_or_else(|| {
                let is_here = names.contains(name) || library::is_library(name);
                let to = if is_here { None } else { like(name, names, random) };
                free.push((name.clone(), to.clone()));
                to
            });
            if let Some(to) = to {
                *name = to;
            }
        }
        ControlFlow::Continue(())
    });
    fragment.body.stats
}

/// As [`adapt`], for an expression.
pub fn adapt_expr(e: Expr, names: &[SourceBytes], random: &mut MutationRandom) -> Expr {
    let stat = StatKind::Return(vec![e].into()).into();
    match adapt(vec![stat], names, random).pop().map(|s| s.kind) {
        Some(StatKind::Return(mut list)) if list.exprs.len() == 1 => list.exprs.remove(0),
        _ => ExprKind::Nil.into(),
    }
}

/// A name like this one: with its first letter, by which generated programs tell types, or else any; sometimes none.
pub fn like(name: &[u8], names: &[SourceBytes], random: &mut MutationRandom) -> Option<SourceBytes> {
    let alike: Vec<&SourceBytes> = names.iter().filter(|n| n.first() == name.first()).collect();
    if !alike.is_empty() && !random.once_in(8) {
        return Some((*random.pick(&alike)).clone());
    }
    if names.is_empty() || random.once_in(6) { None } else { Some(random.pick(names).clone()) }
}

/// A variable whose name begins with the letter, if there is one.
pub fn of_letter(letter: u8, names: &[SourceBytes], random: &mut MutationRandom) -> Option<Expr> {
    let alike: Vec<&SourceBytes> = names.iter().filter(|n| n.first() == Some(&letter)).collect();
    if alike.is_empty() { None } else { Some(Expr::name((*random.pick(&alike)).clone())) }
}

/// Uses another variable in place of one.
pub fn exchange(program: &mut Chunk, _: &mut Chunk, random: &mut MutationRandom) -> bool {
    let wanted = |site: &Site<'_>, scope: &SiteScope| match site {
        Site::Expr(e, role) => matches!(e.kind, ExprKind::Name(_)) && *role != Role::Call && scope.names.len() > 1,
        _ => false,
    };
    change(program, random, &wanted, &mut |site, scope, random| match site {
        Site::Expr(Expr { kind: ExprKind::Name(name), .. }, _) => match like(name, &scope.names, random) {
            Some(other) => {
                let other_name = other != *name;
                *name = other;
                other_name
            }
            None => false,
        },
        _ => false,
    })
}
