//! Parameters: dropped together with their arguments, replaced by the value that they always had.

use super::{Edit, ExprNode, ExprShape, Facts, Tree, VarId, constant, definitions, exprs, substitute};
use crate::reduce::tree::NodeMut;

/// Drops parameters, with the arguments where the function is called by its name.
pub fn drop(program: &mut Tree, _: &Facts) -> Vec<Edit> {
    let mut edits = Vec::new();
    for e in exprs(program) {
        let Some(f) = e.function() else { continue };
        let name = definitions(program).into_iter().find(|d| d.value.id == e.id).map(|d| d.var);
        let id = e.id;
        for i in (0..f.params.len()).rev() {
            if let Some(name) = name {
                edits.push(Edit::new((id, f.params[i], 0), 3, move |p| {
                    drop_arguments(p, name, i);
                    p.body.change(id, &mut |e| drop_parameter(e, i))
                }));
            }
            edits.push(Edit::new((id, f.params[i], 1), 2, move |p| p.body.change(id, &mut |e| drop_parameter(e, i))));
        }
        if f.vararg {
            edits.push(Edit::new((id, "..."), 2, move |p| {
                p.body.change(id, &mut |e| match &mut e.kind {
                    ExprShape::Function(f) => std::mem::take(&mut f.vararg),
                    _ => false,
                })
            }));
        }
    }
    edits
}

fn drop_parameter(e: &mut ExprNode, i: usize) -> bool {
    match &mut e.kind {
        ExprShape::Function(f) if i < f.params.len() => {
            f.params.remove(i);
            true
        }
        _ => false,
    }
}

fn drop_arguments(p: &mut Tree, name: VarId, i: usize) {
    p.body.each_mut(&mut |node| {
        if let NodeMut::Expr(ExprNode { kind: ExprShape::Call(callee, args), .. }) = node
            && callee.var() == Some(name)
            && i < args.len()
        {
            args.remove(i);
        }
    });
}

/// Replaces parameters and loop variables by the value that they had.
pub fn specialise(program: &mut Tree, facts: &Facts) -> Vec<Edit> {
    let mut edits = Vec::new();
    for var in 0..program.names.len() as VarId {
        let Some(value) = facts.of_parameter(var).and_then(|seen| seen.value.clone()) else { continue };
        let uses = program.body.uses(var);
        if uses == 0 {
            continue;
        }
        let value = constant(program, &value);
        // No tokens are saved yet, but the parameter is free to go.
        edits.push(Edit::new(var, uses, move |p| substitute(p, var, &value) && free(p, var)));
    }
    edits
}

/// Drops the parameter with its arguments where the function has a name, else leaves the parameter.
fn free(p: &mut Tree, var: VarId) -> bool {
    let mut found = None;
    for e in exprs(p) {
        if let Some(f) = e.function()
            && let Some(i) = f.params.iter().position(|v| *v == var)
        {
            found = Some((e.id, i));
        }
    }
    let Some((id, i)) = found else { return true };
    let Some(name) = definitions(p).into_iter().find(|d| d.value.id == id).map(|d| d.var) else { return true };
    drop_arguments(p, name, i);
    p.body.change(id, &mut |e| drop_parameter(e, i));
    true
}
