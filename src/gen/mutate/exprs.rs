//! Mutators of expressions.

use super::names::adapt_expr;
use super::sites::{Role, Site, SiteScope, change, some_expr};
use super::{MutationRandom, library};
use crate::syntax::ast::*;

fn any_expr(site: &Site<'_>, _: &SiteScope) -> bool {
    matches!(site, Site::Expr(..))
}

fn any_value(site: &Site<'_>, _: &SiteScope) -> bool {
    matches!(site, Site::Expr(_, Role::Value))
}

/// Puts the expression in place of one whose place allows it.
fn put(program: &mut Chunk, random: &mut MutationRandom, with: &Expr) -> bool {
    let allowed = |site: &Site<'_>, _: &SiteScope| matches!(site, Site::Expr(_, role) if role.allows(with));
    change(program, random, &allowed, &mut |site, scope, random| {
        let Site::Expr(e, role) = site else { return false };
        let with = adapt_expr(with.clone(), &scope.names, random);
        if !role.allows(&with) {
            return false;
        }
        *e = with;
        true
    })
}

/// Puts a copy of an expression in place of another.
pub fn replace(program: &mut Chunk, _: &mut Chunk, random: &mut MutationRandom) -> bool {
    let Some(with) = some_expr(program, random, &|_| true) else { return false };
    put(program, random, &with)
}

/// Puts an expression of the donor in place of one, of the same kind more often than not.
pub fn splice(program: &mut Chunk, donor: &mut Chunk, random: &mut MutationRandom) -> bool {
    let kind = some_expr(program, random, &|_| true).map(|e| std::mem::discriminant(&e.kind));
    let same = !random.once_in(3);
    let with = some_expr(donor, random, &|e| !same || Some(std::mem::discriminant(&e.kind)) == kind);
    let Some(with) = with else { return false };
    put(program, random, &with)
}

/// Exchanges two expressions.
pub fn swap(program: &mut Chunk, _: &mut Chunk, random: &mut MutationRandom) -> bool {
    let Some(first) = some_expr(program, random, &|e| !matches!(e.kind, ExprKind::Function(_))) else { return false };
    let mut second = None;
    let placed = change(program, random, &any_value, &mut |site, scope, random| {
        let Site::Expr(e, _) = site else { return false };
        second = Some(std::mem::replace(e, adapt_expr(first.clone(), &scope.names, random)));
        true
    });
    let Some(second) = second else { return placed };
    let is_first = |site: &Site<'_>, _: &SiteScope| matches!(site, Site::Expr(e, Role::Value) if **e == first);
    change(program, random, &is_first, &mut |site, scope, random| {
        let Site::Expr(e, _) = site else { return false };
        *e = adapt_expr(second.clone(), &scope.names, random);
        true
    }) || placed
}

/// Puts an expression into a larger one.
pub fn wrap(program: &mut Chunk, _: &mut Chunk, random: &mut MutationRandom) -> bool {
    change(program, random, &any_value, &mut |site, scope, random| {
        let Site::Expr(e, _) = site else { return false };
        let inner = e.clone();
        let global = |name: &str| Expr::name(name.as_bytes());
        let other = |random: &mut MutationRandom| match scope.names.is_empty() || random.once_in(3) {
            true => library::constant(random),
            false => Expr::name(random.pick(&scope.names).clone()),
        };
        *e = match random.below(14) {
            0 => Expr::paren(inner),
            1 => Expr::unary(*random.pick(&UnaryOp::ALL), inner),
            2 => Expr::binary(*random.pick(&BinaryOp::ALL), inner, other(random)),
            3 => Expr::binary(*random.pick(&BinaryOp::ALL), other(random), inner),
            4 => Expr::binary(BinaryOp::Or, Expr::binary(BinaryOp::And, other(random), inner), other(random)),
            5 => Expr::index(Expr::table(vec![inner.into()]), Expr::number(1.0)),
            6 => Expr::call(global("select"), vec![Expr::string(&b"#"[..]), inner]),
            7 => Expr::call(global("select"), vec![library::small(random), inner, other(random)]),
            8 => Expr::call(global("tostring"), vec![inner]),
            9 => Expr::call(global("tonumber"), vec![inner]),
            10 => Expr::call(global("type"), vec![inner]),
            11 => Expr::call(global("unpack"), vec![Expr::table(vec![inner.into(), other(random).into()])]),
            n => {
                // A closure over whatever the expression names.
                let body = Block::from(vec![StatKind::Return(vec![inner].into()).into()]);
                let function = Expr::function(Function { vararg: scope.vararg, body, ..Function::default() });
                let args = if scope.vararg { vec![Expr::vararg()] } else { vec![] };
                if n == 12 {
                    Expr::call(function, args)
                } else {
                    Expr::call(global("pcall"), std::iter::once(function).chain(args).collect())
                }
            }
        };
        true
    })
}

/// Puts a part of an expression in its place.
pub fn unwrap(program: &mut Chunk, _: &mut Chunk, random: &mut MutationRandom) -> bool {
    let wanted = |site: &Site<'_>, _: &SiteScope| matches!(site, Site::Expr(e, Role::Value) if !parts(e).is_empty());
    change(program, random, &wanted, &mut |site, _, random| {
        let Site::Expr(e, _) = site else { return false };
        let parts = parts(e);
        let part = (*random.pick(&parts)).clone();
        *e = part;
        true
    })
}

fn parts(e: &Expr) -> Vec<&Expr> {
    match &e.kind {
        ExprKind::Paren(inner) | ExprKind::Unary(_, inner) => vec![inner],
        ExprKind::Chain(c) => std::iter::once(&c.first).chain(c.rest.iter().map(|l| &l.operand)).collect(),
        ExprKind::Table(t) => t.fields.iter().map(|f| &f.value).collect(),
        ExprKind::Suffixed(s) => {
            let mut parts = vec![&s.base];
            for suffix in &s.suffixes {
                match suffix {
                    Suffix::Field(..) => {}
                    Suffix::Index(key, _) => parts.push(key),
                    Suffix::Call(args) | Suffix::Method(_, _, args) => parts.extend(&args.list.exprs),
                }
            }
            parts
        }
        ExprKind::Nil | ExprKind::True | ExprKind::False | ExprKind::Number(_) | ExprKind::String(_) => vec![],
        ExprKind::Vararg(_) | ExprKind::Function(_) | ExprKind::Name(_) => vec![],
    }
}

/// Changes a literal: to a neighbour, to its like of another type, to an edge.
pub fn perturb(program: &mut Chunk, _: &mut Chunk, random: &mut MutationRandom) -> bool {
    let is_literal = |site: &Site<'_>, _: &SiteScope| match site {
        Site::Expr(e, Role::Value) => matches!(
            e.kind,
            ExprKind::Nil | ExprKind::True | ExprKind::False | ExprKind::Number(_) | ExprKind::String(_)
        ),
        _ => false,
    };
    change(program, random, &is_literal, &mut |site, _, random| {
        let Site::Expr(e, _) = site else { return false };
        let new = match &e.kind {
            ExprKind::Number(n) => near(*n, random),
            ExprKind::String(text) => altered(text, random),
            _ => library::constant(random),
        };
        *e = new;
        true
    })
}

fn near(n: f64, random: &mut MutationRandom) -> Expr {
    match random.below(12) {
        0 => Expr::number(n + 1.0),
        1 => Expr::number(n - 1.0),
        2 => Expr::number(-n),
        3 => Expr::number(n + 0.5),
        4 => Expr::number(n * 2.0),
        5 => Expr::number(f64::from_bits(n.to_bits() ^ 1)),
        6 => Expr::string(format!("{n}").as_bytes()),
        7 if n.fract() == 0.0 && (0.0..1e15).contains(&n) => Expr::string(format!("0x{:x}", n as u64).as_bytes()),
        8 => Expr::string(format!(" {n:e} ").as_bytes()),
        9 => library::small(random),
        _ => library::number(random),
    }
}

fn altered(text: &[u8], random: &mut MutationRandom) -> Expr {
    let mut bytes = text.to_vec();
    let at = random.below(bytes.len() + 1);
    match random.below(9) {
        0 => bytes.truncate(at),
        1 => bytes.insert(at, b'\0'),
        2 => bytes.insert(at, *random.pick(b"%().-+*?[]^$")),
        3 => bytes.insert(at, random.draw() as u8),
        4 if at < bytes.len() => drop(bytes.remove(at)),
        5 if !bytes.is_empty() && bytes.len() < 64 => bytes.extend_from_within(..),
        6 => match std::str::from_utf8(text).ok().and_then(|t| t.trim().parse::<f64>().ok()) {
            Some(n) if n.is_finite() => return Expr::number(n),
            _ => return library::string(random),
        },
        7 => return library::pattern(random),
        _ => return library::string(random),
    }
    Expr::string(bytes)
}

/// Exchanges an operator for another.
pub fn operator(program: &mut Chunk, _: &mut Chunk, random: &mut MutationRandom) -> bool {
    let wanted = |site: &Site<'_>, _: &SiteScope| matches!(site, Site::Expr(e, _) if matches!(e.kind, ExprKind::Chain(_) | ExprKind::Unary(..)));
    change(program, random, &wanted, &mut |site, _, random| {
        let Site::Expr(e, _) = site else { return false };
        match &mut e.kind {
            ExprKind::Unary(op, _) => {
                let old = std::mem::replace(op, *random.pick(&UnaryOp::ALL));
                old != *op
            }
            ExprKind::Chain(c) => {
                let at = random.below(c.rest.len());
                let old = c.rest[at].op;
                // One that binds as strongly keeps the tree; others are put in parentheses where it needs them.
                let alike: Vec<BinaryOp> =
                    BinaryOp::ALL.into_iter().filter(|op| op.left() == old.left() && *op != old).collect();
                let new = if alike.is_empty() || random.once_in(3) {
                    *random.pick(&BinaryOp::ALL)
                } else {
                    *random.pick(&alike)
                };
                c.rest[at].op = new;
                new != old
            }
            _ => false,
        }
    })
}

/// Calls as a method or as a field, names a field by a dot or in brackets, drops or repeats a suffix.
pub fn suffix(program: &mut Chunk, _: &mut Chunk, random: &mut MutationRandom) -> bool {
    let wanted = |site: &Site<'_>, scope: &SiteScope| {
        any_expr(site, scope) && matches!(site, Site::Expr(Expr { kind: ExprKind::Suffixed(_), .. }, _))
    };
    change(program, random, &wanted, &mut |site, _, random| {
        let Site::Expr(e, role) = site else { return false };
        let mut changed = e.clone();
        let ExprKind::Suffixed(s) = &mut changed.kind else { return false };
        let at = random.below(s.suffixes.len());
        let is_name = |key: &Expr| matches!(&key.kind, ExprKind::String(t) if is_identifier(t));
        match s.suffixes[at].clone() {
            _ if random.once_in(6) => drop(s.suffixes.remove(at)),
            again if random.once_in(8) => s.suffixes.insert(at, again),
            Suffix::Field(name, line) => s.suffixes[at] = Suffix::Index(Expr::string(name), line),
            Suffix::Index(key, line) => match key.kind {
                ExprKind::String(ref name) if is_name(&key) => s.suffixes[at] = Suffix::Field(name.clone(), line),
                _ => s.suffixes[at] = Suffix::Index(library::constant(random), line),
            },
            Suffix::Method(name, line, args) => {
                s.suffixes.splice(at..=at, [Suffix::Field(name, line), Suffix::Call(args)]);
            }
            Suffix::Call(args) => match at.checked_sub(1).map(|before| s.suffixes[before].clone()) {
                Some(Suffix::Field(name, line)) => {
                    s.suffixes.splice(at - 1..=at, [Suffix::Method(name, line, args)]);
                }
                _ => s.suffixes.insert(at, Suffix::Call(args)),
            },
        }
        if s.suffixes.is_empty() {
            changed = s.base.clone();
        }
        if !role.allows(&changed) {
            return false;
        }
        *e = changed;
        true
    })
}

/// Whether the text can be a name.
fn is_identifier(text: &[u8]) -> bool {
    crate::syntax::parse(&[text, b" = 1"].concat(), b"=name").is_ok()
        && text.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_')
}
