//! The smallest things: numbers, strings, names.

use std::collections::BTreeSet;

use super::{Edit, ExprNode, ExprShape, Facts, Tree, exprs};
use crate::reduce::render::short_name;
use crate::reduce::tree::{FieldNode, NodeMut};
use crate::syntax::SourceBytes;
use crate::syntax::ast::{BinaryOp, UnaryOp};

/// Leaves by simpler leaves.
pub fn leaves(program: &mut Tree, _: &Facts) -> Vec<Edit> {
    let mut edits = Vec::new();
    for e in exprs(program) {
        for (i, kind) in simpler(e).into_iter().enumerate() {
            edits.push(Edit::replace(e.id, i, 0, ExprNode { id: e.id, kind }));
        }
    }
    edits
}

/// Tables, and receivers that need parentheses, by tables that are there anyway.
pub fn tables(program: &mut Tree, _: &Facts) -> Vec<Edit> {
    let mut edits = Vec::new();
    for e in exprs(program) {
        let place = match &e.kind {
            ExprShape::Table(_) => e,
            ExprShape::Method(object, ..) | ExprShape::Index(object, _) if object.is_literal() => object,
            _ => continue,
        };
        for name in ["_G", "string"] {
            edits.push(Edit::replace(place.id, name, 2, ExprNode { id: place.id, kind: ExprShape::builtin(name) }));
        }
    }
    edits
}

fn simpler(e: &ExprNode) -> Vec<ExprShape> {
    let mut kinds = Vec::new();
    match &e.kind {
        ExprShape::Number(n) => {
            kinds.push(ExprShape::Nil);
            let mut numbers = vec![0.0, 1.0, 2.0, 3.0, (n / 10.0).floor(), (n / 2.0).floor(), n.floor(), n - 1.0];
            numbers.retain(|m| m.is_finite() && *m >= 0.0 && m < n);
            numbers.dedup();
            kinds.extend(numbers.into_iter().map(ExprShape::Number));
        }
        ExprShape::String(s) => {
            kinds.extend([ExprShape::Nil, ExprShape::Number(0.0)]);
            let mut parts: Vec<&[u8]> = Vec::new();
            for n in [0, 1, s.len() / 2, s.len().saturating_sub(1)] {
                parts.extend([&s[..n.min(s.len())], &s[s.len() - n.min(s.len())..]]);
            }
            // Single characters that mean something to patterns and formats.
            parts.extend(s.chunks(1).filter(|c| c[0].is_ascii_punctuation()).take(8));
            parts.retain(|part| part.len() < s.len());
            parts.dedup();
            kinds.extend(parts.into_iter().map(ExprShape::string));
        }
        ExprShape::True | ExprShape::False => kinds.push(ExprShape::Nil),
        ExprShape::Vararg | ExprShape::Var(_) | ExprShape::Builtin(_) => {
            kinds.extend([ExprShape::Nil, ExprShape::Number(0.0)])
        }
        ExprShape::Table(fields) if fields.is_empty() => {
            kinds.extend([ExprShape::Nil, ExprShape::Number(0.0), ExprShape::string(b"")]);
        }
        ExprShape::Table(_) => kinds.push(ExprShape::Table(Vec::new())),
        ExprShape::Unary(_, operand) => kinds.extend([ExprShape::True, ExprShape::Number(0.0), operand.kind.clone()]),
        ExprShape::Binary(op, a, b) => {
            kinds.extend([ExprShape::Number(0.0), ExprShape::Number(1.0), ExprShape::True, ExprShape::string(b"")]);
            for other in [BinaryOp::Add, BinaryOp::Eq] {
                if *op != other {
                    kinds.push(ExprShape::Binary(other, a.clone(), b.clone()));
                }
            }
        }
        ExprShape::Call(..) | ExprShape::Method(..) | ExprShape::Index(..) => {
            kinds.extend([
                ExprShape::Number(0.0),
                ExprShape::Number(1.0),
                ExprShape::True,
                ExprShape::string(b""),
                ExprShape::Table(Vec::new()),
            ]);
        }
        ExprShape::Function(_) | ExprShape::Paren(_) | ExprShape::Nil => {}
    }
    if let ExprShape::Unary(UnaryOp::Not, operand) = &e.kind {
        kinds.push(ExprShape::Unary(UnaryOp::Minus, operand.clone()));
    }
    kinds
}

/// A variable or larger expression that is a number by `#""` or `#"a"`, which no compiler folds; a call by one that gives two values.
pub fn unfolded(program: &mut Tree, facts: &Facts) -> Vec<Edit> {
    let copy = program.clone();
    let mut edits = Vec::new();
    for e in exprs(&copy) {
        if let Some(&ExprShape::Number(n)) = facts.of(e.id).and_then(|seen| seen.value.as_ref())
            && (e.var().is_some() || e.size() > 2)
        {
            let text = program.expr(ExprShape::string(if n == 0.0 { b"" } else { b"a" }));
            let length = program.expr(ExprShape::Unary(UnaryOp::Len, Box::new(text)));
            let id = e.id;
            edits.push(match e.var() {
                None => Edit::replace(id, "length", e.size() - 2, ExprNode { id, ..length }),
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
            let (callee, table) = (program.expr(ExprShape::builtin("next")), program.expr(ExprShape::builtin("_G")));
            let call = ExprShape::Call(Box::new(callee), vec![table]);
            edits.push(Edit::replace(e.id, "next", e.size() - 4, ExprNode { id: e.id, kind: call }));
        }
    }
    edits
}

/// Field names by short ones.
pub fn fields(program: &mut Tree, _: &Facts) -> Vec<Edit> {
    let mut names: BTreeSet<SourceBytes> = BTreeSet::new();
    for e in exprs(program) {
        match &e.kind {
            ExprShape::Index(base, _) if !matches!(base.kind, ExprShape::Builtin(_)) => {
                names.extend(e.field_name().cloned())
            }
            ExprShape::Method(_, name, _) => {
                names.insert(name.clone());
            }
            ExprShape::Table(fields) => names.extend(fields.iter().filter_map(key)),
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
            let name: SourceBytes = short_name(next).into();
            next += 1;
            if !names.contains(&name) {
                break name;
            }
        };
        edits.push(Edit::new(from.to_vec(), 0, move |p| {
            p.body.each_mut(&mut |node| {
                let NodeMut::Expr(e) = node else { return };
                match &mut e.kind {
                    ExprShape::String(s) if *s == from => *s = to.clone(),
                    ExprShape::Method(_, name, _) if *name == from => *name = to.clone(),
                    _ => {}
                }
            });
            true
        }));
    }
    edits
}

fn key(field: &FieldNode) -> Option<SourceBytes> {
    match &field.key.as_ref()?.kind {
        ExprShape::String(s) => Some(s.clone()),
        _ => None,
    }
}
