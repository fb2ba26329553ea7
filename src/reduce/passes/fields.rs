//! Table fields: as variables of their own, and in the constructor.

use std::collections::BTreeSet;

use super::{Edit, ExprNode, ExprShape, Facts, StatShape, Tree, VarId, definitions, delete, exprs, stats};
use crate::reduce::stdlib;
use crate::reduce::tree::{FieldNode, Id, NodeMut, StatNode};

/// A constant key.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Constant {
    Text(Vec<u8>),
    Number(u64),
}

fn constant(key: &ExprNode) -> Option<Constant> {
    match &key.kind {
        ExprShape::String(s) => Some(Constant::Text(s.to_vec())),
        ExprShape::Number(n) => Some(Constant::Number(n.to_bits())),
        _ => None,
    }
}

fn of_library(base: &ExprNode) -> bool {
    matches!(&base.kind, ExprShape::Builtin(b) if stdlib::is_library(b) || **b == *b"_G")
}

/// A field as a global variable: whatever table it is in, or of one variable's table only; methods with or
/// without their receiver.
pub fn variables(program: &mut Tree, _: &Facts) -> Vec<Edit> {
    let mut keys: BTreeSet<(Option<VarId>, Constant)> = BTreeSet::new();
    let mut methods: BTreeSet<Constant> = BTreeSet::new();
    for e in exprs(program) {
        match &e.kind {
            ExprShape::Index(base, key) if !of_library(base) => {
                if let Some(key) = constant(key) {
                    keys.insert((None, key.clone()));
                    keys.extend(base.var().map(|var| (Some(var), key)));
                }
            }
            ExprShape::Method(_, name, _) => {
                methods.insert(Constant::Text(name.to_vec()));
            }
            _ => {}
        }
    }
    let mut edits = Vec::new();
    for (table, key) in keys {
        if matches!(&key, Constant::Text(t) if t.starts_with(b"__")) {
            continue;
        }
        let name = match &key {
            Constant::Text(t) if crate::reduce::render::is_identifier(t) => t.clone(),
            _ => b"field".to_vec(),
        };
        let has_methods = table.is_none() && methods.contains(&key);
        let var = program.variable(&name);
        let mut count = 0;
        for e in exprs(program) {
            count += usize::from(matches!(&e.kind, ExprShape::Index(b, k)
                if constant(k).as_ref() == Some(&key) && (table.is_none() || b.var() == table)));
        }
        for receiver in [false, true] {
            if receiver && !has_methods {
                continue;
            }
            let turn = Turn { key: key.clone(), table, var, drop_receiver: has_methods && !receiver };
            edits.push(Edit::new((table, key.clone(), receiver), 2 * count, move |p| turn.apply(p)));
        }
    }
    edits
}

/// A field that becomes a variable.
struct Turn {
    key: Constant,
    /// The variable whose table it is about; all tables if not given.
    table: Option<VarId>,
    var: VarId,
    drop_receiver: bool,
}

/// Where a constructor gives the value for a key.
fn place(fields: &[FieldNode], key: &Constant) -> Option<usize> {
    let mut items = 0.0_f64;
    fields.iter().position(|f| match &f.key {
        Some(k) => constant(k).as_ref() == Some(key),
        None => {
            items += 1.0;
            *key == Constant::Number(items.to_bits())
        }
    })
}

/// `({x = e}).x` to `e`, also where a variable stands for the constructor.
pub fn elements(program: &mut Tree, _: &Facts) -> Vec<Edit> {
    let mut edits = Vec::new();
    let definitions = definitions(program);
    for e in exprs(program) {
        let ExprShape::Index(base, key) = &e.kind else { continue };
        let Some(key) = constant(key) else { continue };
        let table = match &base.kind {
            ExprShape::Var(var) => definitions.iter().find(|d| d.var == *var).map(|d| d.value),
            _ => Some(&**base),
        };
        if let Some(ExprNode { id: table, kind: ExprShape::Table(fields) }) = table
            && let Some(at) = place(fields, &key)
        {
            let (id, table, value) = (e.id, *table, fields[at].value.clone());
            let with = value.clone();
            edits.push(Edit::new((id, table, 0), 4, move |p| {
                p.body.change(table, &mut |e| match &mut e.kind {
                    ExprShape::Table(fields) if at < fields.len() => {
                        fields.remove(at);
                        true
                    }
                    _ => false,
                }) && p.body.change(id, &mut |e| {
                    *e = with.clone();
                    true
                })
            }));
            edits.push(Edit::new((id, table, 1), 2, move |p| {
                let copy = p.renew(&value);
                p.body.change(id, &mut |e| {
                    *e = copy.clone();
                    true
                })
            }));
        }
    }
    edits
}

impl Turn {
    fn is_key(&self, key: &ExprNode) -> bool {
        constant(key).as_ref() == Some(&self.key)
    }

    fn apply(&self, p: &mut Tree) -> bool {
        self.empty_constructors(p);
        p.body.each_mut(&mut |node| match node {
            NodeMut::Stat(StatNode { kind: StatShape::Assign(targets, values), .. }) if self.drop_receiver => {
                if let (
                    [ExprNode { kind: ExprShape::Index(_, k), .. }],
                    [ExprNode { kind: ExprShape::Function(f), .. }],
                ) = (&targets[..], &mut values[..])
                    && self.is_key(k)
                    && !f.params.is_empty()
                {
                    f.params.remove(0);
                }
            }
            NodeMut::Expr(e) => self.access(e),
            _ => {}
        });
        true
    }

    fn access(&self, e: &mut ExprNode) {
        match &mut e.kind {
            ExprShape::Index(base, k)
                if self.is_key(k) && !of_library(base) && (self.table.is_none() || base.var() == self.table) =>
            {
                e.kind = ExprShape::Var(self.var);
            }
            ExprShape::Method(object, name, args)
                if self.table.is_none() && matches!(&self.key, Constant::Text(t) if **t == **name) =>
            {
                let mut all = std::mem::take(args);
                let callee = Box::new(ExprNode { id: object.id, kind: ExprShape::Var(self.var) });
                if !self.drop_receiver {
                    let id = object.id;
                    let receiver = std::mem::replace(&mut **object, ExprNode { id, kind: ExprShape::Nil });
                    all.insert(0, receiver);
                }
                e.kind = ExprShape::Call(callee, all);
            }
            _ => {}
        }
    }

    /// Lets constructors give their values in statements of their own, before.
    fn empty_constructors(&self, p: &mut Tree) {
        let own: Option<Vec<Id>> =
            self.table.map(|table| definitions(p).into_iter().filter(|d| d.var == table).map(|d| d.value.id).collect());
        let owners: Vec<(Id, Vec<Id>)> =
            stats(p).iter().map(|s| (s.id, super::shallow(s).iter().map(|e| e.id).collect())).collect();
        let mut moved: Vec<(Id, ExprNode)> = Vec::new();
        p.body.each_mut(&mut |node| {
            if let NodeMut::Expr(ExprNode { id, kind: ExprShape::Table(fields) }) = node
                && own.as_ref().is_none_or(|own| own.contains(id))
                && let Some(at) = place(fields, &self.key)
            {
                let value = fields.remove(at).value;
                if let Some((stat, _)) = owners.iter().rfind(|(_, ids)| ids.contains(id)) {
                    moved.push((*stat, value));
                }
            }
        });
        for (stat, value) in moved {
            let target = p.expr(ExprShape::Var(self.var));
            let assign = p.stat(StatShape::Assign(vec![target], vec![value]));
            p.body.around(stat, &mut |block, at| {
                block.stats.insert(at, assign.clone());
                true
            });
        }
    }
}

/// `k, v = next(t)` to `v = t[k]`, where the constructor says what the first key is.
pub fn first_of(program: &mut Tree, _: &Facts) -> Vec<Edit> {
    let copy = program.clone();
    let definitions = definitions(&copy);
    let mut edits = Vec::new();
    for stat in stats(&copy) {
        let (second, values): (ExprNode, &[ExprNode]) = match &stat.kind {
            StatShape::Local(vars, values) if vars.len() == 2 => (program.expr(ExprShape::Var(vars[1])), values),
            StatShape::Assign(targets, values) if targets.len() == 2 => (targets[1].clone(), values),
            _ => continue,
        };
        let [ExprNode { kind: ExprShape::Call(callee, args), .. }] = values else { continue };
        let [argument] = &args[..] else { continue };
        if !matches!(&callee.kind, ExprShape::Builtin(b) if **b == *b"next") {
            continue;
        }
        let table = match argument.var() {
            Some(var) => definitions.iter().find(|d| d.var == var).map(|d| d.value),
            None => Some(argument),
        };
        let Some(ExprNode { kind: ExprShape::Table(fields), .. }) = table else { continue };
        let Some(first) = fields.first() else { continue };
        let key = match &first.key {
            Some(key) => program.renew(key),
            None => program.expr(ExprShape::Number(1.0)),
        };
        let value = match argument.var() {
            Some(_) => program.expr(ExprShape::Index(Box::new(argument.clone()), Box::new(key))),
            None => first.value.clone(),
        };
        let kind = match &stat.kind {
            StatShape::Local(vars, _) => StatShape::Local(vec![vars[1]], vec![value]),
            _ => StatShape::Assign(vec![second], vec![value]),
        };
        edits.push(Edit::splice(stat.id, "next", 2, vec![StatNode { id: stat.id, kind }]));
    }
    edits
}

/// `local t = {} t.k = v` to `local t = {k = v}`.
pub fn constructors(program: &mut Tree, _: &Facts) -> Vec<Edit> {
    let mut edits = Vec::new();
    for d in definitions(program) {
        if !matches!(d.value.kind, ExprShape::Table(_)) {
            continue;
        }
        for stat in stats(program) {
            let StatShape::Assign(targets, values) = &stat.kind else { continue };
            let ([ExprNode { kind: ExprShape::Index(base, key), .. }], [value]) = (&targets[..], &values[..]) else {
                continue;
            };
            if base.var() != Some(d.var) || value.mentions(d.var) {
                continue;
            }
            let positional = key.mentions(d.var) || matches!(key.kind, ExprShape::Number(n) if n == 1.0);
            let field = FieldNode { key: (!positional).then(|| (**key).clone()), value: value.clone() };
            let (table, id) = (d.value.id, stat.id);
            edits.push(Edit::new((table, id), 4, move |p| {
                delete(p, id)
                    && p.body.change(table, &mut |e| match &mut e.kind {
                        ExprShape::Table(fields) => {
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
