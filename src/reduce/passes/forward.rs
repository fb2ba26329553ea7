//! Forwarding: a value into the place where its variable is used, a declaration to its assignment.

use super::{Edit, ExprNode, ExprShape, Facts, StatShape, Tree, VarId, definitions, delete, stats, substitute};
use crate::reduce::tree::{Id, NodeMut};

/// Values of variables that are used once.
pub fn single(program: &mut Tree, _: &Facts) -> Vec<Edit> {
    let mut edits = Vec::new();
    for d in definitions(program) {
        if d.uses == 1 && !d.value.mentions(d.var) {
            let (var, id, value) = (d.var, d.stat.id, d.value.clone());
            edits.push(Edit::new((var, id), 4, move |p| substitute(p, var, &value) && delete(p, id)));
        }
    }
    for stat in stats(program) {
        let StatShape::Local(vars, values) = &stat.kind else { continue };
        if vars.len() < 2 {
            continue;
        }
        for (i, (&var, value)) in vars.iter().zip(values).enumerate() {
            if program.body.uses(var) == 1 && !(value.is_multi() && i + 1 < vars.len() && i + 1 == values.len()) {
                let (id, value) = (stat.id, value.clone());
                edits.push(Edit::new((var, id), 4, move |p| {
                    substitute(p, var, &value) && drop_pair(p, id, var, value.id)
                }));
            }
        }
    }
    edits
}

/// Removes a variable and its value from a `local` statement.
fn drop_pair(p: &mut Tree, stat: Id, var: VarId, value: Id) -> bool {
    p.body.change_stat(stat, &mut |s| {
        let StatShape::Local(vars, values) = &mut s.kind else { return false };
        vars.retain(|v| *v != var);
        values.retain(|e| e.id != value);
        true
    })
}

/// A call whose results are used once, whichever of the results that is.
pub fn results(program: &mut Tree, _: &Facts) -> Vec<Edit> {
    let mut edits = Vec::new();
    for stat in stats(program) {
        let (vars, value): (Vec<VarId>, &ExprNode) = match &stat.kind {
            StatShape::Local(vars, values) if vars.len() > 1 && values.len() == 1 => (vars.clone(), &values[0]),
            StatShape::Assign(targets, values) if targets.len() > 1 && values.len() == 1 => {
                (targets.iter().filter_map(ExprNode::var).collect(), &values[0])
            }
            _ => continue,
        };
        let is_local = matches!(stat.kind, StatShape::Local(..));
        for &var in &vars {
            let uses = program.body.uses(var) - usize::from(!is_local);
            if uses == 0 || uses > 2 {
                continue;
            }
            let (id, value) = (stat.id, value.clone());
            edits.push(Edit::new((var, id), 5, move |p| delete(p, id) && substitute(p, var, &value)));
        }
        if value.is_call() {
            let call = vec![super::StatNode { id: stat.id, kind: StatShape::Call(value.clone()) }];
            edits.push(Edit::splice(stat.id, "call", 3, call));
        }
    }
    edits
}

/// `x = e` ... `f(x)` to `f(e)` in the place of the assignment, whichever of its variables that is.
pub fn pulled(program: &mut Tree, _: &Facts) -> Vec<Edit> {
    let mut edits = Vec::new();
    for stat in stats(program) {
        let (vars, values): (Vec<VarId>, &[ExprNode]) = match &stat.kind {
            StatShape::Local(vars, values) => (vars.clone(), values),
            StatShape::Assign(targets, values) => (targets.iter().filter_map(ExprNode::var).collect(), values),
            _ => continue,
        };
        let [value] = values else { continue };
        for &var in vars.iter().filter(|var| !value.mentions(**var)) {
            for user in stats(program) {
                let uses = super::shallow(user).iter().filter(|e| e.var() == Some(var)).count();
                if user.id == stat.id || uses != 1 || !matches!(user.kind, StatShape::Call(_) | StatShape::Return(_)) {
                    continue;
                }
                let (id, from, value) = (stat.id, user.id, value.clone());
                let mut moved = user.clone();
                moved.each_mut(&mut |node| {
                    if let NodeMut::Expr(e) = node
                        && e.var() == Some(var)
                    {
                        *e = value.clone();
                    }
                });
                edits.push(Edit::new((id, from, var), 4, move |p| {
                    delete(p, from)
                        && p.body.change_stat(id, &mut |s| {
                            s.kind = moved.kind.clone();
                            true
                        })
                }));
            }
        }
    }
    edits
}

/// Values of variables with several uses, if that pays.
pub fn everywhere(program: &mut Tree, _: &Facts) -> Vec<Edit> {
    let mut edits = Vec::new();
    for d in definitions(program) {
        let size = d.value.size();
        let saved = 3 + size + d.uses;
        if (d.uses != 1 || d.value.function().is_some()) && d.uses * size < saved && !d.value.mentions(d.var) {
            let (var, id, value) = (d.var, d.stat.id, d.value.clone());
            edits.push(Edit::new((var, id), saved - d.uses * size, move |p| {
                substitute(p, var, &value);
                delete(p, id)
            }));
        }
    }
    edits
}

/// `local x ... x = e` to `local x = e`, and what is assigned without being declared first to its declaration.
pub fn merge(program: &mut Tree, _: &Facts) -> Vec<Edit> {
    let mut edits = Vec::new();
    for stat in stats(program) {
        let StatShape::Local(vars, values) = &stat.kind else { continue };
        for &var in vars {
            let Some(later) = stats(program).into_iter().find(|s| match &s.kind {
                StatShape::Assign(targets, values) => {
                    targets.len() == 1 && values.len() == 1 && targets[0].var() == Some(var)
                }
                _ => false,
            }) else {
                continue;
            };
            let StatShape::Assign(_, new) = &later.kind else { continue };
            let (id, later, new, alone) = (stat.id, later.id, new.clone(), vars.len() == 1);
            let uses = program.body.uses(var);
            if alone && !new[0].mentions(var) {
                let declaration = new.clone();
                edits.push(Edit::new((id, later, 0), 3, move |p| {
                    delete(p, id)
                        && p.body.change_stat(later, &mut |s| {
                            s.kind = StatShape::Local(vec![var], declaration.clone());
                            true
                        })
                }));
            }
            if alone && values.is_empty() {
                // The value moves up.
                edits.push(Edit::new((id, later, 1), 2, move |p| {
                    delete(p, later)
                        && p.body.change_stat(id, &mut |s| {
                            s.kind = StatShape::Local(vec![var], new.clone());
                            true
                        })
                }));
            } else if let (true, [value]) = (alone, &values[..])
                && uses <= 3
                && new[0].mentions(var)
            {
                // `local x = e; x = f(x)` to `local x = f(e)`.
                let mut combined = new[0].clone();
                let old = value.clone();
                put(&mut combined, var, &old);
                edits.push(Edit::new((id, later, 2), 4, move |p| {
                    delete(p, later)
                        && p.body.change_stat(id, &mut |s| {
                            s.kind = StatShape::Local(vec![var], vec![combined.clone()]);
                            true
                        })
                }));
            }
        }
    }
    edits
}

fn put(e: &mut ExprNode, var: VarId, value: &ExprNode) {
    if e.var() == Some(var) {
        *e = value.clone();
    } else {
        e.children_mut(&mut |child| put(child, var, value));
    }
}

/// `local x = e` to `x = e`.
pub fn globals(program: &mut Tree, _: &Facts) -> Vec<Edit> {
    let mut edits = Vec::new();
    for stat in stats(program) {
        let StatShape::Local(vars, values) = &stat.kind else { continue };
        let id = stat.id;
        if values.is_empty() {
            edits.push(Edit::new(id, 2, move |p| delete(p, id)));
            continue;
        }
        let vars = vars.clone();
        edits.push(Edit::new(id, 1, move |p| {
            let targets: Vec<ExprNode> = vars.iter().map(|v| p.expr(ExprShape::Var(*v))).collect();
            p.body.change_stat(id, &mut |s| {
                let StatShape::Local(_, values) = &mut s.kind else { return false };
                s.kind = StatShape::Assign(targets.clone(), std::mem::take(values));
                true
            })
        }));
    }
    edits
}
