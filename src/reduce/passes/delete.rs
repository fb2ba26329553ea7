//! Deleting: statements, items of lists, variables with all that mentions them.

use super::{Edit, ExprShape, Facts, Node, StatNode, StatShape, Tree, blocks, stats};
use crate::reduce::tree::{BlockNode, NodeMut, VarId};

/// Empties the blocks that the run never came to.
pub fn never_ran(program: &mut Tree, facts: &Facts) -> Vec<Edit> {
    let mut edits = Vec::new();
    program.body.each(&mut |node| {
        if let Node::Block(block) = node
            && facts.never_ran(block.id)
            && !block.stats.is_empty()
        {
            let id = block.id;
            edits.push(Edit::new(id, block.size(), move |p| {
                let mut done = false;
                p.body.each_mut(&mut |node| {
                    if let NodeMut::Block(b) = node
                        && b.id == id
                    {
                        done = !b.stats.is_empty();
                        b.stats.clear();
                    }
                });
                done
            }));
        }
    });
    edits
}

/// Deletes statements: level by level from the outside, in each block the last first.
pub fn statements(program: &mut Tree, _: &Facts) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut level = vec![&program.body];
    while !level.is_empty() {
        let mut next: Vec<&BlockNode> = Vec::new();
        for block in level {
            for stat in block.stats.iter().rev() {
                let id = stat.id;
                edits.push(Edit::new(id, stat.size(), move |p| super::delete(p, id)));
                next.extend(blocks(stat));
                for e in super::shallow(stat) {
                    next.extend(e.function().map(|f| &f.body));
                }
            }
        }
        level = next;
    }
    edits
}

/// Deletes items of lists: arguments, values, table fields, results, arms.
pub fn items(program: &mut Tree, _: &Facts) -> Vec<Edit> {
    let mut edits = Vec::new();
    program.body.each(&mut |node| match node {
        Node::Expr(e) => {
            let id = e.id;
            match &e.kind {
                ExprShape::Call(_, args) | ExprShape::Method(_, _, args) => {
                    for arg in args.iter().rev() {
                        let item = arg.id;
                        edits.push(Edit::new(item, arg.size() + 1, move |p| {
                            p.body.change(id, &mut |e| match &mut e.kind {
                                ExprShape::Call(_, args) | ExprShape::Method(_, _, args) => {
                                    remove(args, |a| a.id == item)
                                }
                                _ => false,
                            })
                        }));
                    }
                }
                ExprShape::Table(fields) => {
                    for field in fields.iter().rev() {
                        let item = field.value.id;
                        edits.push(Edit::new(item, field.value.size() + 3, move |p| {
                            p.body.change(id, &mut |e| match &mut e.kind {
                                ExprShape::Table(fields) => remove(fields, |f| f.value.id == item),
                                _ => false,
                            })
                        }));
                    }
                }
                _ => {}
            }
        }
        Node::Stat(s) => edits.extend(of_statement(s)),
        Node::Block(_) => {}
    });
    edits
}

fn of_statement(s: &StatNode) -> Vec<Edit> {
    let mut edits = Vec::new();
    let id = s.id;
    let mut push = |what: (u8, u32), gain: usize, change: Box<dyn Fn(&mut StatShape) -> bool + Send + Sync>| {
        edits.push(Edit::new((id, what), gain, move |p| p.body.change_stat(id, &mut |s| change(&mut s.kind))));
    };
    match &s.kind {
        StatShape::Return(values) | StatShape::Local(_, values) | StatShape::Assign(_, values) => {
            for value in values.iter().rev() {
                let item = value.id;
                push(
                    (0, item),
                    value.size() + 1,
                    Box::new(move |s| match s {
                        StatShape::Return(v) | StatShape::Local(_, v) | StatShape::Assign(_, v) => {
                            remove(v, |e| e.id == item)
                        }
                        _ => false,
                    }),
                );
            }
            if let StatShape::Local(vars, _) | StatShape::In(vars, ..) = &s.kind {
                for &var in vars.iter().rev() {
                    push((1, var), 2, Box::new(move |s| drop_name(s, var)));
                }
            }
            if let StatShape::Assign(targets, _) = &s.kind {
                for target in targets.iter().rev() {
                    let item = target.id;
                    push(
                        (2, item),
                        target.size() + 1,
                        Box::new(move |s| match s {
                            StatShape::Assign(targets, _) => remove(targets, |e| e.id == item),
                            _ => false,
                        }),
                    );
                }
            }
        }
        StatShape::In(vars, values, _) => {
            for &var in vars.iter().skip(1).rev() {
                push((1, var), 2, Box::new(move |s| drop_name(s, var)));
            }
            for value in values.iter().rev() {
                let item = value.id;
                push(
                    (0, item),
                    value.size() + 1,
                    Box::new(move |s| match s {
                        StatShape::In(_, v, _) => v.len() > 1 && remove(v, |e| e.id == item),
                        _ => false,
                    }),
                );
            }
        }
        StatShape::If(arms, otherwise) => {
            for (cond, body) in arms.iter().rev() {
                let item = cond.id;
                push(
                    (3, item),
                    cond.size() + body.size() + 2,
                    Box::new(move |s| match s {
                        StatShape::If(arms, _) => remove(arms, |(e, _)| e.id == item),
                        _ => false,
                    }),
                );
            }
            if let Some(body) = otherwise {
                push(
                    (4, 0),
                    body.size() + 1,
                    Box::new(|s| match s {
                        StatShape::If(_, otherwise) => otherwise.take().is_some(),
                        _ => false,
                    }),
                );
            }
        }
        StatShape::For(l) => {
            if let Some(step) = &l.step {
                push(
                    (5, 0),
                    step.size() + 1,
                    Box::new(|s| match s {
                        StatShape::For(l) => l.step.take().is_some(),
                        _ => false,
                    }),
                );
            }
        }
        StatShape::Call(_) | StatShape::Do(_) | StatShape::While(..) | StatShape::Repeat(..) | StatShape::Break => {}
    }
    edits
}

fn drop_name(s: &mut StatShape, var: VarId) -> bool {
    match s {
        StatShape::Local(vars, _) | StatShape::In(vars, ..) => vars.len() > 1 && remove(vars, |v| *v == var),
        _ => false,
    }
}

fn remove<T>(list: &mut Vec<T>, which: impl Fn(&T) -> bool) -> bool {
    let at = list.iter().position(which);
    at.map(|at| list.remove(at)).is_some()
}

/// Deletes a variable with the innermost statements that mention it.
pub fn variables(program: &mut Tree, _: &Facts) -> Vec<Edit> {
    let mut edits = Vec::new();
    for var in 0..program.names.len() as VarId {
        let mut gain = 0;
        for stat in stats(program) {
            if concerns(stat, var) {
                gain += stat.size();
            }
        }
        if gain > 0 {
            edits.push(Edit::new(var, gain, move |p| all_about(p, var)));
        }
    }
    edits
}

/// Deletes the innermost statements that mention a variable; whether there were any.
pub fn all_about(p: &mut Tree, var: VarId) -> bool {
    let doomed: Vec<_> = stats(p).into_iter().filter(|s| concerns(s, var)).map(|s| s.id).collect();
    // All of them, whether or not one before it was there.
    doomed.iter().filter(|id| super::delete(p, **id)).count() > 0
}

/// Whether the statement itself, not one in a block or function in it, mentions or declares the variable.
fn concerns(stat: &StatNode, var: VarId) -> bool {
    let declares = match &stat.kind {
        StatShape::Local(vars, _) => vars[..] == [var],
        _ => false,
    };
    declares || super::shallow(stat).iter().any(|e| e.var() == Some(var))
}
