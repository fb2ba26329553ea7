//! Mutators of numbers of things: arguments, results, variables, parameters, items.

use super::sites::{Role, Site, SiteScope, change};
use super::{MutationRandom, library};
use crate::syntax::SourceBytes;
use crate::syntax::ast::*;

/// A value for a longer list: a variable, a constant, or something of open length.
fn another(scope: &SiteScope, random: &mut MutationRandom) -> Expr {
    match random.below(6) {
        0 if scope.vararg => Expr::vararg(),
        1 => Expr::call(Expr::name(&b"unpack"[..]), vec![Expr::table(vec![library::constant(random).into()])]),
        2 => Expr::call(Expr::name(&b"select"[..]), vec![Expr::number(2.0), library::constant(random)]),
        _ if scope.names.is_empty() => library::constant(random),
        3 => library::constant(random),
        _ => Expr::name(random.pick(&scope.names).clone()),
    }
}

/// Makes a list longer or shorter, or changes whether its end is open.
pub fn list(program: &mut Chunk, _: &mut Chunk, random: &mut MutationRandom) -> bool {
    let wanted = |site: &Site<'_>, _: &SiteScope| matches!(site, Site::List(..));
    change(program, random, &wanted, &mut |site, scope, random| {
        let Site::List(exprs, least) = site else { return false };
        match random.below(5) {
            0 | 1 => {
                let at = random.below(exprs.len() + 1);
                exprs.insert(at, another(scope, random));
            }
            2 if exprs.len() > least => drop(exprs.remove(random.below(exprs.len()))),
            3 => match exprs.pop() {
                // One value of many, or all of them.
                Some(Expr { kind: ExprKind::Paren(inner), .. }) => exprs.push(*inner),
                Some(last) if last.is_multi() => exprs.push(Expr::paren(last)),
                Some(last) => exprs.extend([last, another(scope, random)]),
                None => exprs.push(another(scope, random)),
            },
            _ if scope.vararg => exprs.push(Expr::vararg()),
            _ => exprs.push(another(scope, random)),
        }
        true
    })
}

/// Declares one variable more or less.
pub fn variables(program: &mut Chunk, _: &mut Chunk, random: &mut MutationRandom) -> bool {
    let wanted = |site: &Site<'_>, _: &SiteScope| matches!(site, Site::Names(_));
    change(program, random, &wanted, &mut |site, scope, random| {
        let Site::Names(names) = site else { return false };
        let at = random.below(names.len() + 1);
        match random.below(4) {
            0 if names.len() > 1 => drop(names.remove(at.min(names.len() - 1))),
            1 if names.len() > 1 => names.rotate_left(1),
            2 if !scope.names.is_empty() => names.insert(at, random.pick(&scope.names).clone()),
            _ => names.insert(at, SourceBytes::from(&b"extra"[..])),
        }
        true
    })
}

/// Declares one parameter more or less, or changes whether there are variable ones.
pub fn params(program: &mut Chunk, _: &mut Chunk, random: &mut MutationRandom) -> bool {
    let wanted = |site: &Site<'_>, _: &SiteScope| matches!(site, Site::Function(_));
    change(program, random, &wanted, &mut |site, _, random| {
        let Site::Function(function) = site else { return false };
        let at = random.below(function.params.len() + 1);
        match random.below(4) {
            0 if !function.params.is_empty() => drop(function.params.remove(at.min(function.params.len() - 1))),
            1 => function.params.insert(at, SourceBytes::from(&b"extra"[..])),
            2 if function.params.len() > 1 => function.params.rotate_left(1),
            _ => function.vararg = !function.vararg,
        }
        true
    })
}

/// Adds, drops or repeats items of a constructor, or changes where they go.
pub fn fields(program: &mut Chunk, _: &mut Chunk, random: &mut MutationRandom) -> bool {
    let wanted = |site: &Site<'_>, _: &SiteScope| matches!(site, Site::Expr(e, Role::Value) if matches!(e.kind, ExprKind::Table(_)));
    change(program, random, &wanted, &mut |site, scope, random| {
        let Site::Expr(Expr { kind: ExprKind::Table(table), .. }, _) = site else { return false };
        let fields = &mut table.fields;
        let at = random.below(fields.len() + 1);
        match random.below(6) {
            0 if at < fields.len() => drop(fields.remove(at)),
            // Over the size at which the items are stored in one go.
            1 if !fields.is_empty() && fields.len() < 120 => {
                let item = fields[at.min(fields.len() - 1)].clone();
                let copies = *random.pick(&[1, 2, 48, 49, 50]);
                fields.splice(at..at, std::iter::repeat_n(item, copies));
            }
            2 if at < fields.len() => {
                fields[at].key = match &fields[at].key {
                    FieldKey::Item => FieldKey::Expr(library::constant(random)),
                    FieldKey::Name(name) => FieldKey::Expr(Expr::string(name.clone())),
                    FieldKey::Expr(_) => FieldKey::Item,
                }
            }
            3 => {
                let key =
                    FieldKey::Name(SourceBytes::from(*random.pick(&[&b"x"[..], b"n", b"__index", b"__call", b"__eq"])));
                let field = Field { key, ..another(scope, random).into() };
                fields.insert(at, field);
            }
            _ => fields.insert(at, another(scope, random).into()),
        }
        true
    })
}

/// Makes a function return more or fewer results, or call in its tail.
pub fn results(program: &mut Chunk, _: &mut Chunk, random: &mut MutationRandom) -> bool {
    let wanted = |site: &Site<'_>, _: &SiteScope| matches!(site, Site::Function(_));
    change(program, random, &wanted, &mut |site, _, random| {
        let Site::Function(function) = site else { return false };
        let scope = SiteScope { names: function.params.clone(), vararg: function.vararg, ..SiteScope::default() };
        let stats = &mut function.body.stats;
        match stats.last_mut().map(|s| &mut s.kind) {
            Some(StatKind::Return(values)) => match (random.below(4), values.exprs.len()) {
                (0, 1..) => drop(values.exprs.pop()),
                (1, 1) => {
                    let value = values.exprs.remove(0);
                    values.exprs.push(match value.kind {
                        ExprKind::Paren(inner) => *inner,
                        _ if value.is_call() => Expr::paren(value),
                        _ => Expr::call(Expr::name(&b"unpack"[..]), vec![Expr::table(vec![value.into()])]),
                    });
                }
                _ => values.exprs.insert(0, another(&scope, random)),
            },
            _ => stats.push(StatKind::Return(vec![another(&scope, random)].into()).into()),
        }
        true
    })
}
