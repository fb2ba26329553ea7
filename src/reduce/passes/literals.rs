//! The smallest things: numbers, strings, names.

use std::collections::BTreeSet;

use super::{Edit, Expr, Facts, Kind, Program, exprs};
use crate::reduce::render::short_name;
use crate::reduce::tree::{Field, NodeMut};
use crate::syntax::Bytes;
use crate::syntax::ast::{BinaryOp, UnaryOp};

/// Leaves by simpler leaves.
pub fn leaves(program: &mut Program, _: &Facts) -> Vec<Edit> {
    let mut edits = Vec::new();
    for e in exprs(program) {
        for (i, kind) in simpler(e).into_iter().enumerate() {
            edits.push(Edit::replace(e.id, i, 0, Expr { id: e.id, kind }));
        }
    }
    edits
}

/// Tables, and receivers that need parentheses, by tables that are there anyway.
pub fn tables(program: &mut Program, _: &Facts) -> Vec<Edit> {
    let mut edits = Vec::new();
    for e in exprs(program) {
        let place = match &e.kind {
            Kind::Table(_) => e,
            Kind::Method(object, ..) | Kind::Index(object, _) if object.is_literal() => object,
            _ => continue,
        };
        for name in ["_G", "string"] {
            edits.push(Edit::replace(place.id, name, 2, Expr { id: place.id, kind: Kind::builtin(name) }));
        }
    }
    edits
}

fn simpler(e: &Expr) -> Vec<Kind> {
    let mut kinds = Vec::new();
    match &e.kind {
        Kind::Number(n) => {
            kinds.push(Kind::Nil);
            let mut numbers = vec![0.0, 1.0, 2.0, 3.0, (n / 10.0).floor(), (n / 2.0).floor(), n.floor(), n - 1.0];
            numbers.retain(|m| m.is_finite() && *m >= 0.0 && m < n);
            numbers.dedup();
            kinds.extend(numbers.into_iter().map(Kind::Number));
        }
        Kind::String(s) => {
            kinds.extend([Kind::Nil, Kind::Number(0.0)]);
            let mut parts: Vec<&[u8]> = Vec::new();
            for n in [0, 1, s.len() / 2, s.len().saturating_sub(1)] {
                parts.extend([&s[..n.min(s.len())], &s[s.len() - n.min(s.len())..]]);
            }
            // Single characters that mean something to patterns and formats.
            parts.extend(s.chunks(1).filter(|c| c[0].is_ascii_punctuation()).take(8));
            parts.retain(|part| part.len() < s.len());
            parts.dedup();
            kinds.extend(parts.into_iter().map(Kind::string));
        }
        Kind::True | Kind::False => kinds.push(Kind::Nil),
        Kind::Vararg | Kind::Var(_) | Kind::Builtin(_) => kinds.extend([Kind::Nil, Kind::Number(0.0)]),
        Kind::Table(fields) if fields.is_empty() => {
            kinds.extend([Kind::Nil, Kind::Number(0.0), Kind::string(b"")]);
        }
        Kind::Table(_) => kinds.push(Kind::Table(Vec::new())),
        Kind::Unary(_, operand) => kinds.extend([Kind::True, Kind::Number(0.0), operand.kind.clone()]),
        Kind::Binary(op, a, b) => {
            kinds.extend([Kind::Number(0.0), Kind::Number(1.0), Kind::True, Kind::string(b"")]);
            for other in [BinaryOp::Add, BinaryOp::Eq] {
                if *op != other {
                    kinds.push(Kind::Binary(other, a.clone(), b.clone()));
                }
            }
        }
        Kind::Call(..) | Kind::Method(..) | Kind::Index(..) => {
            kinds.extend([
                Kind::Number(0.0),
                Kind::Number(1.0),
                Kind::True,
                Kind::string(b""),
                Kind::Table(Vec::new()),
            ]);
        }
        Kind::Function(_) | Kind::Paren(_) | Kind::Nil => {}
    }
    if let Kind::Unary(UnaryOp::Not, operand) = &e.kind {
        kinds.push(Kind::Unary(UnaryOp::Minus, operand.clone()));
    }
    kinds
}

/// A variable or larger expression that is a number by `#""` or `#"a"`, which no compiler folds; a call by one that gives two values.
pub fn unfolded(program: &mut Program, facts: &Facts) -> Vec<Edit> {
    let copy = program.clone();
    let mut edits = Vec::new();
    for e in exprs(&copy) {
        if let Some(&Kind::Number(n)) = facts.of(e.id).and_then(|seen| seen.value.as_ref())
            && (e.var().is_some() || e.size() > 2)
        {
            let text = program.expr(Kind::string(if n == 0.0 { b"" } else { b"a" }));
            let length = program.expr(Kind::Unary(UnaryOp::Len, Box::new(text)));
            let id = e.id;
            edits.push(match e.var() {
                None => Edit::replace(id, "length", e.size() - 2, Expr { id, ..length }),
                Some(var) => Edit::new((id, var), 3, move |p| {
                    p.body.change(id, &mut |e| {
                        *e = length.clone();
                        true
                    }) && {
                        super::delete::all_about(p, var);
                        true
                    }
                }),
            });
        }
        if e.is_call() && e.size() > 4 {
            let (callee, table) = (program.expr(Kind::builtin("next")), program.expr(Kind::builtin("_G")));
            let call = Kind::Call(Box::new(callee), vec![table]);
            edits.push(Edit::replace(e.id, "next", e.size() - 4, Expr { id: e.id, kind: call }));
        }
    }
    edits
}

/// Field names by short ones.
pub fn fields(program: &mut Program, _: &Facts) -> Vec<Edit> {
    let mut names: BTreeSet<Bytes> = BTreeSet::new();
    for e in exprs(program) {
        match &e.kind {
            Kind::Index(base, _) if !matches!(base.kind, Kind::Builtin(_)) => names.extend(e.field_name().cloned()),
            Kind::Method(_, name, _) => {
                names.insert(name.clone());
            }
            Kind::Table(fields) => names.extend(fields.iter().filter_map(key)),
            _ => {}
        }
    }
    let mut edits = Vec::new();
    let mut next = 0;
    for from in names.clone() {
        if from.len() < 2 || from.starts_with(b"__") {
            continue;
        }
        let to = loop {
            let name: Bytes = short_name(next).into();
            next += 1;
            if !names.contains(&name) {
                break name;
            }
        };
        edits.push(Edit::new(from.to_vec(), 0, move |p| {
            p.body.each_mut(&mut |node| {
                let NodeMut::Expr(e) = node else { return };
                match &mut e.kind {
                    Kind::String(s) if *s == from => *s = to.clone(),
                    Kind::Method(_, name, _) if *name == from => *name = to.clone(),
                    _ => {}
                }
            });
            true
        }));
    }
    edits
}

fn key(field: &Field) -> Option<Bytes> {
    match &field.key.as_ref()?.kind {
        Kind::String(s) => Some(s.clone()),
        _ => None,
    }
}
