//! Table fields: as variables of their own, and in the constructor.

use std::collections::BTreeSet;

use super::{Edit, Expr, Facts, Kind, Program, StatKind, VarId, definitions, delete, exprs, stats};
use crate::reduce::stdlib;
use crate::reduce::tree::{Field, Id, NodeMut, Stat};

/// A constant key.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Constant {
    Text(Vec<u8>),
    Number(u64),
}

fn constant(key: &Expr) -> Option<Constant> {
    match &key.kind {
        Kind::String(s) => Some(Constant::Text(s.to_vec())),
        Kind::Number(n) => Some(Constant::Number(n.to_bits())),
        _ => None,
    }
}

fn of_library(base: &Expr) -> bool {
    matches!(&base.kind, Kind::Builtin(b) if stdlib::is_library(b) || **b == *b"_G")
}

/// A field, whatever table it is in, as a global variable; methods with or without their receiver.
pub fn variables(program: &mut Program, _: &Facts) -> Vec<Edit> {
    let mut keys: BTreeSet<Constant> = BTreeSet::new();
    let mut methods: BTreeSet<Constant> = BTreeSet::new();
    for e in exprs(program) {
        match &e.kind {
            Kind::Index(base, key) if !of_library(base) => keys.extend(constant(key)),
            Kind::Method(_, name, _) => {
                methods.insert(Constant::Text(name.to_vec()));
            }
            _ => {}
        }
    }
    let mut edits = Vec::new();
    for key in keys {
        if matches!(&key, Constant::Text(t) if t.starts_with(b"__")) {
            continue;
        }
        let name = match &key {
            Constant::Text(t) if crate::reduce::render::is_identifier(t) => t.clone(),
            _ => b"field".to_vec(),
        };
        let has_methods = methods.contains(&key);
        let var = program.variable(&name);
        let mut count = 0;
        for e in exprs(program) {
            count += usize::from(matches!(&e.kind, Kind::Index(_, k) if constant(k).as_ref() == Some(&key)));
        }
        for receiver in [false, true] {
            if receiver && !has_methods {
                continue;
            }
            let key = key.clone();
            edits.push(Edit::new((key.clone(), receiver), 2 * count, move |p| {
                turn(p, &key, var, has_methods && !receiver)
            }));
        }
    }
    edits
}

fn turn(p: &mut Program, key: &Constant, var: VarId, drop_receiver: bool) -> bool {
    // Constructors give their values in statements of their own, before.
    let mut moved: Vec<(Id, Expr)> = Vec::new();
    let owners: Vec<(Id, Vec<Id>)> =
        stats(p).iter().map(|s| (s.id, super::shallow(s).iter().map(|e| e.id).collect())).collect();
    p.body.each_mut(&mut |node| {
        if let NodeMut::Expr(Expr { id, kind: Kind::Table(fields) }) = node
            && let Some(at) = fields.iter().position(|f| f.key.as_ref().and_then(constant).as_ref() == Some(key))
        {
            let value = fields.remove(at).value;
            if let Some((stat, _)) = owners.iter().rfind(|(_, ids)| ids.contains(id)) {
                moved.push((*stat, value));
            }
        }
    });
    for (stat, value) in moved {
        let target = p.expr(Kind::Var(var));
        let assign = p.stat(StatKind::Assign(vec![target], vec![value]));
        p.body.around(stat, &mut |block, at| {
            block.stats.insert(at, assign.clone());
            true
        });
    }
    let is_key = |k: &Expr| constant(k).as_ref() == Some(key);
    p.body.each_mut(&mut |node| match node {
        NodeMut::Stat(Stat { kind: StatKind::Assign(targets, values), .. }) if drop_receiver => {
            if let ([Expr { kind: Kind::Index(_, k), .. }], [Expr { kind: Kind::Function(f), .. }]) =
                (&targets[..], &mut values[..])
                && is_key(k)
                && !f.params.is_empty()
            {
                f.params.remove(0);
            }
        }
        NodeMut::Expr(e) => match &mut e.kind {
            Kind::Index(base, k) if is_key(k) && !of_library(base) => e.kind = Kind::Var(var),
            Kind::Method(object, name, args) if matches!(key, Constant::Text(t) if **t == **name) => {
                let mut all = std::mem::take(args);
                let callee = Box::new(Expr { id: object.id, kind: Kind::Var(var) });
                if !drop_receiver {
                    let id = object.id;
                    let receiver = std::mem::replace(&mut **object, Expr { id, kind: Kind::Nil });
                    all.insert(0, receiver);
                }
                e.kind = Kind::Call(callee, all);
            }
            _ => {}
        },
        _ => {}
    });
    true
}

/// `local t = {} t.k = v` to `local t = {k = v}`.
pub fn constructors(program: &mut Program, _: &Facts) -> Vec<Edit> {
    let mut edits = Vec::new();
    for d in definitions(program) {
        if !matches!(d.value.kind, Kind::Table(_)) {
            continue;
        }
        for stat in stats(program) {
            let StatKind::Assign(targets, values) = &stat.kind else { continue };
            let ([Expr { kind: Kind::Index(base, key), .. }], [value]) = (&targets[..], &values[..]) else { continue };
            if base.var() != Some(d.var) || value.mentions(d.var) {
                continue;
            }
            let positional = key.mentions(d.var) || matches!(key.kind, Kind::Number(n) if n == 1.0);
            let field = Field { key: (!positional).then(|| (**key).clone()), value: value.clone() };
            let (table, id) = (d.value.id, stat.id);
            edits.push(Edit::new((table, id), 4, move |p| {
                delete(p, id)
                    && p.body.change(table, &mut |e| match &mut e.kind {
                        Kind::Table(fields) => {
                            fields.push(field.clone());
                            true
                        }
                        _ => false,
                    })
            }));
        }
    }
    edits
}
