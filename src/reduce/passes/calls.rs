//! Calls: functions that only pass on, functions that call their argument, coroutines.

use super::{Edit, ExprNode, ExprShape, Facts, StatShape, Tree, delete, exprs, shallow};
use crate::reduce::tree::{FieldNode, FunctionNode, Id, Node, NodeMut, StatNode};

/// The call that is all a function does.
fn only_call(f: &FunctionNode) -> Option<(&ExprNode, &[ExprNode])> {
    let [stat] = &f.body.stats[..] else { return None };
    let call = match &stat.kind {
        StatShape::Call(e) => e,
        StatShape::Return(values) if values.len() == 1 => &values[0],
        _ => return None,
    };
    match &call.kind {
        ExprShape::Call(callee, args) => Some((callee, args)),
        _ => None,
    }
}

/// `function() f(x) end` to `f`, with `x` given to a call around it.
pub fn eta(program: &mut Tree, _: &Facts) -> Vec<Edit> {
    let mut edits = Vec::new();
    let all = exprs(program);
    for e in &all {
        let Some(f) = e.function() else { continue };
        let Some((callee, args)) = only_call(f) else { continue };
        edits.push(Edit::replace(e.id, 0, e.size() - callee.size(), callee.clone()));
        // The calls around it: those that it is in, directly or as a call's callee or argument.
        let mut inner = e.id;
        for _ in 0..3 {
            let Some(outer) = all.iter().find(|o| match &o.kind {
                ExprShape::Call(callee, args) => callee.id == inner || args.iter().any(|a| a.id == inner),
                _ => false,
            }) else {
                break;
            };
            inner = outer.id;
            if args.is_empty() {
                continue;
            }
            let (id, call, callee, args) = (e.id, outer.id, callee.clone(), args.to_vec());
            edits.push(Edit::new((id, call, 1), e.size() - callee.size(), move |p| {
                p.body.change(id, &mut |e| {
                    *e = callee.clone();
                    true
                }) && p.body.change(call, &mut |e| match &mut e.kind {
                    ExprShape::Call(_, list) => {
                        list.extend(args.iter().cloned());
                        true
                    }
                    _ => false,
                })
            }));
        }
    }
    edits
}

/// `g(f, x)` to `f(x)`.
pub fn shift(program: &mut Tree, _: &Facts) -> Vec<Edit> {
    let mut edits = Vec::new();
    for e in exprs(program) {
        let ExprShape::Call(callee, args) = &e.kind else { continue };
        let Some((first, rest)) = args.split_first() else { continue };
        if first.is_literal() || matches!(first.kind, ExprShape::Table(_)) {
            continue;
        }
        let call = ExprNode { id: e.id, kind: ExprShape::Call(Box::new(first.clone()), rest.to_vec()) };
        edits.push(Edit::replace(e.id, 0, callee.size() + 1, call));
        // `g(f)(x)` is for the operands; `g(x)(y)` to `g(y)` is not.
        if let ExprShape::Call(inner, _) = &callee.kind {
            let call = ExprNode { id: e.id, kind: ExprShape::Call(inner.clone(), args.clone()) };
            edits.push(Edit::replace(e.id, 1, callee.size() - inner.size(), call));
        }
    }
    edits
}

fn is_library(e: &ExprNode, library: &str, name: &str) -> bool {
    match &e.kind {
        ExprShape::Index(base, _) => {
            matches!(&base.kind, ExprShape::Builtin(b) if **b == *library.as_bytes())
                && e.field_name().is_some_and(|n| **n == *name.as_bytes())
        }
        _ => false,
    }
}

/// `coroutine.resume(coroutine.create(f), x)` to `coroutine.wrap(f)(x)`, for all coroutines of the program.
pub fn wrap(program: &mut Tree, _: &Facts) -> Vec<Edit> {
    let calls = |what: &str| {
        let is_one = |e: &&ExprNode| matches!(&e.kind, ExprShape::Call(c, args) if is_library(c, "coroutine", what) && !args.is_empty());
        exprs(program).iter().filter(|e| is_one(e)).count()
    };
    if calls("create") == 0 || calls("resume") == 0 {
        return Vec::new();
    }
    vec![Edit::new(0, 4 * calls("resume"), |p| {
        p.body.each_mut(&mut |node| {
            let NodeMut::Expr(e) = node else { return };
            let ExprShape::Call(callee, args) = &mut e.kind else { return };
            if is_library(callee, "coroutine", "create") {
                if let ExprShape::Index(_, key) = &mut callee.kind {
                    key.kind = ExprShape::string(b"wrap");
                }
            } else if is_library(callee, "coroutine", "resume") && !args.is_empty() {
                **callee = args.remove(0);
            }
        });
        true
    })]
}

/// The functions that are defined under a name: by an assignment to a field, or in a constructor.
fn methods_called(program: &Tree, name: &[u8]) -> Vec<Id> {
    let mut found = Vec::new();
    program.body.each(&mut |node| match node {
        Node::Stat(StatNode { kind: StatShape::Assign(targets, values), .. }) => {
            if let ([target], [value]) = (&targets[..], &values[..])
                && target.field_name().is_some_and(|n| **n == *name)
                && value.function().is_some()
            {
                found.push(value.id);
            }
        }
        Node::Expr(ExprNode { kind: ExprShape::Table(fields), .. }) => {
            let named =
                |f: &&FieldNode| matches!(&f.key, Some(ExprNode { kind: ExprShape::String(n), .. }) if **n == *name);
            found.extend(fields.iter().filter(named).filter(|f| f.value.function().is_some()).map(|f| f.value.id));
        }
        _ => {}
    });
    found
}

/// `o:m(x)` to `(function(self, x) ... end)(o, x)`, with the function that is defined under that name; or with that
/// function taken from there.
pub fn methods(program: &mut Tree, _: &Facts) -> Vec<Edit> {
    let mut edits = Vec::new();
    for e in exprs(program) {
        let ExprShape::Method(_, name, _) = &e.kind else { continue };
        for function in methods_called(program, name).into_iter().take(3) {
            for taken in [true, false] {
                let id = e.id;
                edits.push(Edit::new((id, function, taken), 0, move |p| {
                    let Some(value) = p.body.find(function).cloned() else { return false };
                    let value = if taken { value } else { p.renew(&value) };
                    if taken {
                        p.body.change(function, &mut |e| {
                            e.kind = ExprShape::Nil;
                            true
                        });
                    }
                    p.body.change(id, &mut |e| {
                        let ExprShape::Method(object, _, args) = &mut e.kind else { return false };
                        let mut all = std::mem::take(args);
                        let nil = ExprNode { id: e.id, kind: ExprShape::Nil };
                        all.insert(0, std::mem::replace(&mut **object, nil));
                        e.kind = ExprShape::Call(Box::new(value.clone()), all);
                        true
                    })
                }));
            }
        }
    }
    edits
}

/// `({f()})[n]` to `select(n, f())`, the first to `f()`.
pub fn selected(program: &mut Tree, _: &Facts) -> Vec<Edit> {
    let copy = program.clone();
    let mut edits = Vec::new();
    for e in exprs(&copy) {
        let ExprShape::Index(table, key) = &e.kind else { continue };
        let (ExprShape::Table(fields), ExprShape::Number(n)) = (&table.kind, &key.kind) else { continue };
        let [FieldNode { key: None, value }] = &fields[..] else { continue };
        if !value.is_multi() {
            continue;
        }
        if *n == 1.0 {
            edits.push(Edit::replace(e.id, 1, 4, value.clone()));
        } else {
            let callee = program.expr(ExprShape::builtin("select"));
            let call = ExprShape::Call(Box::new(callee), vec![(**key).clone(), value.clone()]);
            edits.push(Edit::replace(e.id, 0, 2, ExprNode { id: e.id, kind: call }));
        }
    }
    edits
}

/// `unpack({a, b})` to `a, b` at the end of a list, and to `a` elsewhere.
pub fn unpacked(program: &mut Tree, _: &Facts) -> Vec<Edit> {
    let mut edits = Vec::new();
    for e in exprs(program) {
        let ExprShape::Call(callee, args) = &e.kind else { continue };
        let [ExprNode { kind: ExprShape::Table(fields), .. }] = &args[..] else { continue };
        if !matches!(&callee.kind, ExprShape::Builtin(b) if **b == *b"unpack") || fields.iter().any(|f| f.key.is_some())
        {
            continue;
        }
        let (id, items): (Id, Vec<ExprNode>) = (e.id, fields.iter().map(|f| f.value.clone()).collect());
        edits.push(Edit::new((id, 0), 5, move |p| {
            let mut done = false;
            p.body.each_mut(&mut |node| {
                let list = match node {
                    NodeMut::Stat(StatNode {
                        kind: StatShape::Return(list) | StatShape::Local(_, list) | StatShape::Assign(_, list),
                        ..
                    }) => list,
                    NodeMut::Expr(ExprNode {
                        kind: ExprShape::Call(_, list) | ExprShape::Method(_, _, list), ..
                    }) => list,
                    _ => return,
                };
                if list.last().is_some_and(|e| e.id == id) {
                    list.pop();
                    list.extend(items.iter().cloned());
                    done = true;
                }
            });
            done
        }));
        if let [first, ..] = &fields[..] {
            edits.push(Edit::replace(e.id, 1, 5, first.value.clone()));
        }
    }
    edits
}

/// A call statement into the next statement: `f(x) return x` to `return f(x)`.
pub fn fuse(program: &mut Tree, _: &Facts) -> Vec<Edit> {
    let mut edits = Vec::new();
    program.body.each(&mut |node| {
        let Node::Block(block) = node else { return };
        for pair in block.stats.windows(2) {
            let StatShape::Call(call) = &pair[0].kind else { continue };
            let first = match &call.kind {
                ExprShape::Call(_, args) => args.first().and_then(ExprNode::var),
                _ => None,
            };
            for e in shallow(&pair[1]) {
                let fits = matches!(e.kind, ExprShape::Nil) || e.var().is_some() && e.var() == first;
                if fits && e.id != call.id {
                    let (id, place, call) = (pair[0].id, e.id, call.clone());
                    edits.push(Edit::new((id, place), 1, move |p| {
                        delete(p, id)
                            && p.body.change(place, &mut |e| {
                                *e = call.clone();
                                true
                            })
                    }));
                }
            }
        }
    });
    edits
}

/// `print(f(function() return x end))` to `f(function() print(x) end)`.
pub fn sink(program: &mut Tree, _: &Facts) -> Vec<Edit> {
    let mut edits = Vec::new();
    for stat in super::stats(program) {
        let StatShape::Call(ExprNode { kind: ExprShape::Call(callee, args), .. }) = &stat.kind else { continue };
        let [inner] = &args[..] else { continue };
        if !inner.is_call() {
            continue;
        }
        for e in shallow(stat) {
            let Some(f) = e.function() else { continue };
            let Some(StatNode { id: last, kind: StatShape::Return(values) }) = f.body.stats.last() else { continue };
            let (id, last, inner) = (stat.id, *last, inner.clone());
            let call = ExprNode { id: args[0].id, kind: ExprShape::Call(callee.clone(), values.clone()) };
            edits.push(Edit::new((id, last), 1, move |p| {
                let call = p.renew(&call);
                p.body.change_stat(id, &mut |s| {
                    s.kind = StatShape::Call(inner.clone());
                    true
                }) && p.body.change_stat(last, &mut |s| {
                    s.kind = StatShape::Call(call.clone());
                    true
                })
            }));
        }
    }
    edits
}
