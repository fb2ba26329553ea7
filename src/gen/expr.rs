//! Expressions by type.
//!
//! Invariant: an expression of a type gives a value of it, unless it stands where errors are caught and the
//! program's swarm configuration asks for mistakes.

use std::rc::Rc;

use super::build::Gen;
use super::scope::{Signature, Ty};
use crate::syntax::ast::*;

impl Gen<'_, '_> {
    /// An expression of the type.
    pub fn expr(&mut self, ty: Ty) -> Expr {
        self.fuel -= 1;
        let mut ty = ty;
        if self.protected > 0 && self.chance(self.swarm.mistyped) {
            ty = self.pick(&Ty::ALL);
        }
        let ends = self.depth >= self.profile.depth || self.fuel < 0 || self.budget < 0;
        if ends || self.below(256) < self.swarm.leaf {
            return self.leaf(ty);
        }
        self.depth += 1;
        self.spend(2);
        let e = self.inner(ty);
        self.depth -= 1;
        e
    }

    fn inner(&mut self, ty: Ty) -> Expr {
        if self.chance(40)
            && let Some(call) = self.typed_call(|s| s.results.first() == Some(&ty))
        {
            // In parentheses or not, it is one value wherever one is asked for; at the end of a list it may be more.
            return call;
        }
        if self.chance(self.swarm.grammar)
            && let Some(e) = self.grown(ty)
        {
            return e;
        }
        if ty == Ty::Any && self.chance(140) {
            let ty = self.pick(&[Ty::Int, Ty::Num, Ty::Str, Ty::Bool, Ty::Map, Ty::List, Ty::Fun]);
            return self.expr(ty);
        }
        let library = Rc::clone(&self.library);
        match self.choose_expr(ty) {
            Some(i) => self.fill_expr(&library.exprs[ty as usize][i]).unwrap_or_else(|| self.leaf(ty)),
            None => self.leaf(ty),
        }
    }

    /// A call of a known function whose signature is wanted, with arguments that fit.
    pub fn typed_call(&mut self, wanted: impl Fn(&Signature) -> bool) -> Option<Expr> {
        let budget = self.budget / self.times;
        let index = self.find_var(|v| v.cost <= budget && v.signature.as_deref().is_some_and(&wanted))?;
        let (name, cost) = (self.vars[index].name.clone(), self.vars[index].cost);
        let signature = self.vars[index].signature.clone()?;
        self.spend(cost);
        let mut args: Vec<Expr> = signature.params.iter().map(|ty| self.expr(*ty)).collect();
        if self.chance(60) || signature.vararg && self.chance(180) {
            let extra = self.below(4);
            args.extend((0..extra).map(|_| self.expr(Ty::Any)));
            if self.chance(60) {
                args.push(self.multi());
            }
        }
        if self.protected > 0 && self.chance(self.swarm.mistyped) {
            args.pop();
        }
        Some(Expr::call(Expr::name(name), args))
    }

    /// An expression that may stand for any number of values.
    pub fn multi(&mut self) -> Expr {
        match self.below(4) {
            0 | 1 if self.function().vararg => Expr::vararg(),
            2 if self.depth < self.profile.depth => {
                if let Some(call) = self.typed_call(|s| s.results.len() != 1) {
                    return call;
                }
                self.unpacked()
            }
            _ => self.unpacked(),
        }
    }

    fn unpacked(&mut self) -> Expr {
        let e = self.leaf(Ty::List);
        super::build::call("unpack", vec![e])
    }
}
