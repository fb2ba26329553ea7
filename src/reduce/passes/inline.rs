//! Inlining: a call of a function that is written in place becomes its body.

use super::{
    Edit, ExprNode, ExprShape, Facts, StatNode, StatShape, Tree, definitions, delete, exprs, shallow, stats, substitute,
};
use crate::reduce::tree::{BlockNode, FieldNode, FunctionNode, Id, Node, NodeMut};

/// Calls of function literals, and functions that are called once.
pub fn immediate(program: &mut Tree, _: &Facts) -> Vec<Edit> {
    let mut edits = Vec::new();
    for e in exprs(program) {
        if let ExprShape::Call(callee, _) = &e.kind
            && callee.function().is_some()
        {
            let id = e.id;
            edits.push(Edit::new(id, 6, move |p| at(p, id)));
        }
    }
    for d in definitions(program) {
        if d.value.function().is_none() || d.uses != 1 || d.value.mentions(d.var) {
            continue;
        }
        for call in calls_of(program, d.var) {
            let (var, stat, value) = (d.var, d.stat.id, d.value.clone());
            edits
                .push(Edit::new((var, call), 8, move |p| substitute(p, var, &value) && delete(p, stat) && at(p, call)));
        }
    }
    edits
}

/// Functions that are called in a few places, in all of them.
pub fn everywhere(program: &mut Tree, _: &Facts) -> Vec<Edit> {
    let mut edits = Vec::new();
    for d in definitions(program) {
        let Some(f) = d.value.function() else { continue };
        let calls = calls_of(program, d.var);
        if !(2..=6).contains(&d.uses) || f.body.size() > 40 || d.value.mentions(d.var) {
            continue;
        }
        if calls.len() == d.uses {
            let (var, stat, value, calls) = (d.var, d.stat.id, d.value.clone(), calls.clone());
            edits.push(Edit::new((var, stat), 5, move |p| {
                substitute(p, var, &value);
                calls.iter().filter(|call| at(p, **call)).count() == calls.len() && delete(p, stat)
            }));
        }
        for call in calls {
            let (var, value) = (d.var, d.value.clone());
            edits.push(Edit::new((var, call, "one"), 0, move |p| {
                let copy = p.renew(&value);
                p.body.change(call, &mut |e| match &mut e.kind {
                    ExprShape::Call(callee, _) if callee.var() == Some(var) => {
                        **callee = copy.clone();
                        true
                    }
                    _ => false,
                }) && at(p, call)
            }));
        }
    }
    edits
}

/// The calls of a variable.
fn calls_of(program: &Tree, var: super::VarId) -> Vec<Id> {
    let mut found = Vec::new();
    for e in exprs(program) {
        if let ExprShape::Call(callee, _) = &e.kind
            && callee.var() == Some(var)
        {
            found.push(e.id);
        }
    }
    found
}

/// Inlines the call `id` of a function literal: its statements go before the statement that the call is in, its
/// results into the place of the call.
pub fn at(p: &mut Tree, id: Id) -> bool {
    let Some(ExprNode { kind: ExprShape::Call(callee, args), .. }) = p.body.find(id) else { return false };
    let Some(f) = callee.function() else { return false };
    let (mut f, args) = (f.clone(), args.clone());
    let Some(stat) = stats(p).into_iter().rfind(|s| shallow(s).iter().any(|e| e.id == id)).map(|s| s.id) else {
        return false;
    };
    let mut before = bind(p, &mut f, &args);
    let mut body = f.body.stats;
    let mut results = Vec::new();
    if let Some(StatNode { kind: StatShape::Return(values), .. }) = body.last() {
        results = values.clone();
        body.pop();
    }
    before.append(&mut body);
    let nil = p.expr(ExprShape::Nil);
    let unused = p.variable(b"unused");
    p.body.around(stat, &mut |block, place| {
        let s = &mut block.stats[place];
        let whole = matches!(&s.kind, StatShape::Call(e) if e.id == id);
        if whole {
            let value = results.iter().find(|e| e.is_call()).or_else(|| results.iter().find(|e| !e.is_literal()));
            before.extend(value.map(|e| match e.is_call() {
                true => StatNode { id: s.id, kind: StatShape::Call(e.clone()) },
                false => StatNode { id: s.id, kind: StatShape::Local(vec![unused], vec![e.clone()]) },
            }));
            block.stats.splice(place..=place, std::mem::take(&mut before));
            return true;
        }
        let mut one = BlockNode { id: 0, stats: vec![s.clone()] };
        let mut done = false;
        one.each_mut(&mut |node| match node {
            NodeMut::Expr(e) if e.id == id && !done => {
                *e = results.first().unwrap_or(&nil).clone();
                done = true;
            }
            NodeMut::Stat(StatNode {
                kind: StatShape::Return(v) | StatShape::Local(_, v) | StatShape::Assign(_, v),
                ..
            }) => {
                spread(v, id, &results);
            }
            NodeMut::Expr(ExprNode { kind: ExprShape::Call(_, v) | ExprShape::Method(_, _, v), .. }) => {
                spread(v, id, &results)
            }
            NodeMut::Expr(ExprNode { kind: ExprShape::Table(fields), .. })
                if fields.last().is_some_and(|f| f.key.is_none() && f.value.id == id) =>
            {
                fields.pop();
                fields.extend(results.iter().map(|value| FieldNode { key: None, value: value.clone() }));
            }
            _ => {}
        });
        block.stats.splice(place..=place, one.stats);
        block.stats.splice(place..place, std::mem::take(&mut before));
        true
    })
}

/// Puts several values in place of a last one.
fn spread(values: &mut Vec<ExprNode>, id: Id, results: &[ExprNode]) {
    if values.last().is_some_and(|e| e.id == id) {
        values.pop();
        values.extend(results.iter().cloned());
    }
}

/// Puts the arguments in place of the parameters; those that are used more than once become locals.
fn bind(p: &mut Tree, f: &mut FunctionNode, args: &[ExprNode]) -> Vec<StatNode> {
    let mut locals = Vec::new();
    for (i, &param) in f.params.iter().enumerate() {
        let value = match args.get(i) {
            Some(value) => value.clone(),
            None => p.expr(ExprShape::Nil),
        };
        let uses = f.body.uses(param);
        let simple = value.is_literal() || matches!(value.kind, ExprShape::Var(_) | ExprShape::Builtin(_));
        if uses == 0 && !value.is_call() {
            continue;
        }
        if uses == 1 || simple && !assigned(&f.body, param) {
            f.body.put(param, &mut || if uses == 1 { value.clone() } else { p.expr(value.kind.clone()) });
        } else {
            locals.push(p.stat(StatShape::Local(vec![param], vec![value])));
        }
    }
    if f.vararg {
        let extra = args.get(f.params.len()..).unwrap_or_default().to_vec();
        varargs(p, &mut f.body, &extra);
    }
    locals
}

fn assigned(body: &BlockNode, var: super::VarId) -> bool {
    let mut found = false;
    body.each(&mut |node| {
        if let Node::Stat(StatNode { kind: StatShape::Assign(targets, _), .. }) = node {
            found |= targets.iter().any(|t| t.var() == Some(var));
        }
    });
    found
}

/// Puts the values in place of `...`, where it stands for the function's own.
fn varargs(p: &mut Tree, body: &mut BlockNode, extra: &[ExprNode]) {
    let mut fresh = |e: &ExprNode| p.renew(e);
    let mut first = true;
    let mut own = |e: &ExprNode| {
        let copy = if first { e.clone() } else { fresh(e) };
        first = false;
        copy
    };
    let mut nested = Vec::new();
    body.each(&mut |node| {
        if let Node::Expr(ExprNode { kind: ExprShape::Function(f), .. }) = node {
            f.body.each(&mut |node| {
                if let Node::Expr(e) = node {
                    nested.push(e.id);
                }
            });
        }
    });
    let stands = |e: &ExprNode| matches!(e.kind, ExprShape::Vararg) && !nested.contains(&e.id);
    body.each_mut(&mut |node| match node {
        NodeMut::Stat(StatNode {
            kind: StatShape::Return(v) | StatShape::Local(_, v) | StatShape::Assign(_, v),
            ..
        })
        | NodeMut::Expr(ExprNode { kind: ExprShape::Call(_, v) | ExprShape::Method(_, _, v), .. })
            if v.last().is_some_and(stands) =>
        {
            v.pop();
            v.extend(extra.iter().map(&mut own));
        }
        NodeMut::Expr(ExprNode { kind: ExprShape::Table(fields), .. })
            if fields.last().is_some_and(|f| f.key.is_none() && stands(&f.value)) =>
        {
            fields.pop();
            fields.extend(extra.iter().map(|e| FieldNode { key: None, value: own(e) }));
        }
        NodeMut::Expr(e) if stands(e) => {
            e.kind = extra.first().map_or(ExprShape::Nil, |e| own(e).kind);
        }
        _ => {}
    });
}
