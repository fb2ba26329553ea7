//! Statements: those whose shape is drawn; all others come from templates.

use std::rc::Rc;

use super::build::{Gen, block, call, local};
use super::scope::{Open, Signature, Ty};
use crate::syntax::SourceBytes;
use crate::syntax::ast::*;

/// Statements that are written here.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Print,
    Local,
    Assign,
    Global,
    If,
    Function,
    CallTyped,
    Break,
    Return,
    Yield,
    Pressure,
    Operation,
    Error,
    Template,
}

/// How often the main loop is repeated.
const LEAST_TIMES: i64 = 3;
const MOST_TIMES: i64 = 60;

impl Gen<'_, '_> {
    /// The main function: a few statements, then most programs go on in a loop that makes up for how little they do.
    pub fn chunk(mut self) -> Chunk {
        let mut stats = Vec::new();
        let (least, most) = self.profile.statements;
        let count = least as u32 + self.below((most - least) as u32 + 1);
        if self.weight("objects") > 0 {
            self.class(&mut stats);
        }
        if self.chance(190) {
            self.stats(count.div_ceil(2), &mut stats);
            self.main_loop(count / 2, &mut stats);
        } else {
            self.stats(count, &mut stats);
        }
        if self.chance(100) {
            let mut values = Vec::new();
            for _ in 0..self.below(4) {
                values.push(self.expr(Ty::Any));
            }
            stats.push(StatKind::Return(values.into()).into());
        }
        Chunk { body: stats.into() }
    }

    /// A loop that is repeated as often as the budget allows.
    fn main_loop(&mut self, count: u32, out: &mut Vec<Stat>) {
        let shape = self.below(4);
        let var = self.fresh_name("i");
        let before = self.budget;
        let mut body = Vec::new();
        self.function().loops += 1;
        self.nesting += 1;
        self.scoped(|g| {
            g.declare(var.clone(), Ty::Int);
            if let Some(v) = g.vars.last_mut() {
                // Whether the loop ends rests on it.
                v.fixed = true;
            }
            g.repeated(LEAST_TIMES, |g| g.stats(count.max(1), &mut body));
        });
        self.nesting -= 1;
        self.function().loops -= 1;
        let once = ((before - self.budget) / LEAST_TIMES).max(1);
        let times = (before / once).clamp(LEAST_TIMES, MOST_TIMES);
        self.budget = before - once * times;
        let (one, last) = (Expr::number(1.0), Expr::number(times as f64));
        let count = || StatKind::Assign {
            targets: vec![Expr::name(var.clone())],
            values: vec![Expr::binary(BinaryOp::Add, Expr::name(var.clone()), Expr::number(1.0))].into(),
        };
        let start = || local(vec![var.clone()], vec![Expr::number(0.0)]);
        match shape {
            0 => {
                body.insert(0, count().into());
                let cond = Expr::binary(BinaryOp::Lt, Expr::name(var.clone()), last);
                out.extend([start(), StatKind::While { cond, body: body.into() }.into()]);
            }
            1 => {
                body.insert(0, count().into());
                let cond = Expr::binary(BinaryOp::Ge, Expr::name(var.clone()), last);
                out.extend([start(), StatKind::Repeat { body: body.into(), cond }.into()]);
            }
            shape => {
                let (start, limit, step) =
                    if shape == 2 { (one, last, None) } else { (last, one, Some(Expr::number(-1.0))) };
                let do_line = Line::UNKNOWN;
                let f = NumericFor { var, start, limit, step, body: body.into(), do_line };
                out.push(StatKind::NumericFor(Box::new(f)).into());
            }
        }
    }

    /// Several statements at the end of a block.
    pub fn stats(&mut self, count: u32, out: &mut Vec<Stat>) {
        for _ in 0..count {
            if self.fuel < 0 || self.budget < 0 {
                return;
            }
            self.depth = self.nesting / 4;
            self.stat(out);
        }
    }

    fn stat(&mut self, out: &mut Vec<Stat>) {
        self.fuel -= 1;
        self.spend(3);
        match self.shape() {
            Shape::Print => {
                let mut args = Vec::new();
                for _ in 0..=self.below(3) {
                    args.push(self.expr(Ty::Any));
                }
                if self.chance(40) {
                    args.push(self.multi());
                }
                out.push(StatKind::Call(call("print", args)).into());
            }
            Shape::Local => self.locals(out),
            Shape::Assign => self.assign(out),
            Shape::Global => self.global(out),
            Shape::If => self.branch(out),
            Shape::Function => self.typed_function(out),
            Shape::CallTyped => {
                if let Some(call) = self.typed_call(|_| true) {
                    out.push(StatKind::Call(call).into());
                }
            }
            Shape::Break => {
                let cond = self.condition();
                out.push(guarded(cond, StatKind::Break));
            }
            Shape::Return => {
                let Some(results) = self.function().results.clone() else { return };
                let cond = self.condition();
                let values: Vec<Expr> = results.iter().map(|ty| self.expr(*ty)).collect();
                out.push(guarded(cond, StatKind::Return(values.into())));
            }
            Shape::Yield => {
                let count = self.below(4);
                let args = (0..count).map(|_| self.expr(Ty::Any)).collect();
                let callee = Expr::field(Expr::name("coroutine".as_bytes()), "yield".as_bytes());
                let e = Expr::call(callee, args);
                if self.room() && self.chance(128) {
                    let name = self.new_name(Ty::Any);
                    out.push(local(vec![name.clone()], vec![e]));
                    self.declare(name, Ty::Any);
                } else {
                    out.push(StatKind::Call(e).into());
                }
            }
            Shape::Pressure => self.pressure(out),
            Shape::Operation => self.operation(out),
            Shape::Error => self.error(out),
            Shape::Template => {
                let library = Rc::clone(&self.library);
                if let Some(i) = self.choose_stats() {
                    self.fill_stats(&library.stats[i], out);
                }
            }
        }
    }

    fn shape(&mut self) -> Shape {
        if self.protected == 0 && self.chance(self.swarm.uncaught) || self.protected > 0 && self.chance(10) {
            return Shape::Error;
        }
        let limit = if self.profile.depth > 6 { 14 } else { 6 };
        let nests = self.nesting < limit && self.times < 2_000;
        let room = self.room();
        let template = if nests && room { 24 } else { 0 };
        let (loops, returns) = (self.function().loops > 0, self.function().results.is_some());
        let yields = self.function().yields || self.protected > 0 && self.chance(6);
        let functions = self.weight("functions");
        let known = self.vars.iter().any(|v| v.signature.is_some());
        let weights = [
            (Shape::Print, 6),
            (Shape::Local, if room { 6 } else { 0 }),
            (Shape::Assign, 7),
            (Shape::Global, 2),
            (Shape::If, if nests { 2 + self.weight("nesting") } else { 0 }),
            (Shape::Function, if nests && room { functions } else { 0 }),
            (Shape::CallTyped, if known { 3 } else { 0 }),
            (Shape::Break, if loops { 2 } else { 0 }),
            (Shape::Return, if returns { 2 } else { 0 }),
            (Shape::Yield, if yields { 10 } else { 0 }),
            (Shape::Pressure, if self.nesting < 3 && self.times < 30 { self.weight("pressure") } else { 0 }),
            (Shape::Operation, self.weight("operations")),
            (Shape::Template, template),
        ];
        let total = weights.iter().map(|w| w.1).sum();
        let mut draw = self.below(total);
        for (shape, weight) in weights {
            if draw < weight {
                return shape;
            }
            draw -= weight;
        }
        Shape::Print
    }

    /// Statements that raise an error.
    pub fn error(&mut self, out: &mut Vec<Stat>) {
        let library = Rc::clone(&self.library);
        if !library.errors.is_empty() {
            let i = self.below(library.errors.len() as u32) as usize;
            self.fill_stats(&library.errors[i], out);
        }
    }

    /// A type that variables of this program have.
    fn some_type(&mut self) -> Ty {
        let ty = self.pick(&[
            Ty::Int,
            Ty::Num,
            Ty::Str,
            Ty::List,
            Ty::Map,
            Ty::Any,
            Ty::Bool,
            Ty::Fun,
            Ty::Int,
            Ty::Str,
            Ty::Obj,
            Ty::Co,
        ]);
        match ty {
            Ty::Obj if self.weight("objects") == 0 => Ty::Int,
            Ty::Co if self.weight("coroutines") == 0 => Ty::Num,
            ty => ty,
        }
    }

    /// `local a, b = 1, "x", 2`
    fn locals(&mut self, out: &mut Vec<Stat>) {
        let count = match self.below(8) {
            0..5 => 1,
            5..7 => 2,
            _ => 3 + self.below(3),
        };
        let mut names = Vec::new();
        let mut values = Vec::new();
        for _ in 0..count {
            let ty = self.some_type();
            names.push(ty);
            values.push(self.expr(ty));
        }
        let names: Vec<SourceBytes> = names
            .into_iter()
            .map(|ty| {
                let name = self.new_name(ty);
                self.declare(name.clone(), ty);
                name
            })
            .collect();
        let mut names = names;
        match self.below(12) {
            // More values than names: evaluated and thrown away.
            10 => values.push(self.expr(Ty::Any)),
            // More names than values: all values of the last expression, then nil.
            11 => {
                let multi = self.multi();
                values.push(multi);
                for _ in 0..=self.below(3) {
                    let name = self.fresh_name("v");
                    self.declare(name.clone(), Ty::Any);
                    names.push(name);
                }
            }
            _ => {}
        }
        out.push(local(names, values));
    }

    /// What may be kept: assigning it again and again must not make it grow.
    pub fn kept(&mut self, ty: Ty) -> Expr {
        let e = self.expr(ty);
        let plain = matches!(e.kind, ExprKind::String(_) | ExprKind::Name(_) | ExprKind::Number(_));
        match ty {
            Ty::Str if !plain => Expr::method(e, "sub".as_bytes(), vec![Expr::number(1.0), Expr::number(24.0)]),
            Ty::Int if !plain => Expr::binary(BinaryOp::Mod, Expr::paren(e), Expr::number(97.0)),
            _ => e,
        }
    }

    /// Something to assign to, with the type of what may be assigned.
    fn target(&mut self) -> Option<(Expr, Ty)> {
        match self.below(4) {
            3 => {
                let i = self.find_var(|v| v.ty == Ty::Map)?;
                let base = Expr::name(self.vars[i].name.clone());
                let ty = self.pick(&[Ty::Int, Ty::Bool, Ty::Num, Ty::Map]);
                let target =
                    if self.chance(128) { Expr::field(base, self.field_name()) } else { Expr::index(base, self.key()) };
                Some((target, ty))
            }
            _ => {
                let i = self.find_var(|v| !v.fixed && v.ty != Ty::Obj && v.ty != Ty::Fun)?;
                let v = &self.vars[i];
                let ty = if v.ty == Ty::Any { Ty::Num } else { v.ty };
                Some((Expr::name(v.name.clone()), ty))
            }
        }
    }

    /// `a, t.x, b = b, a, 1`
    fn assign(&mut self, out: &mut Vec<Stat>) {
        let count = match self.below(8) {
            0..5 => 1,
            5..7 => 2,
            _ => 3 + self.below(2),
        };
        let (mut targets, mut values) = (Vec::new(), Vec::new());
        for _ in 0..count {
            if let Some((target, ty)) = self.target() {
                targets.push(target);
                values.push(self.kept(ty));
            }
        }
        if targets.is_empty() {
            return self.global(out);
        }
        if self.chance(20) {
            values.push(self.expr(Ty::Any));
        }
        out.push(StatKind::Assign { targets, values: values.into() }.into());
    }

    /// `G1 = value`, known from here on if it is certain to be executed.
    fn global(&mut self, out: &mut Vec<Stat>) {
        let ty = self.pick(&[Ty::Int, Ty::Num, Ty::Str, Ty::List, Ty::Map, Ty::Bool]);
        let certain = self.nesting == 0 && self.level() == 0;
        if !certain {
            let Some(i) = self.find_var(|v| v.level.is_none()) else { return };
            let (name, ty) = (Expr::name(self.vars[i].name.clone()), self.vars[i].ty);
            let value = self.kept(ty);
            return out.push(StatKind::Assign { targets: vec![name], values: vec![value].into() }.into());
        }
        let value = self.expr(ty);
        let name = self.fresh_name("G");
        out.push(StatKind::Assign { targets: vec![Expr::name(name.clone())], values: vec![value].into() }.into());
        self.vars.push(super::scope::Var { name, ty, signature: None, cost: 0, level: None, fixed: false });
    }

    /// Statements in a block of their own.
    pub fn block(&mut self, most: u32) -> Block {
        let mut stats = Vec::new();
        let count = 1 + self.below(most);
        self.nesting += 1;
        self.scoped(|g| g.stats(count, &mut stats));
        self.nesting -= 1;
        stats.into()
    }

    fn branch(&mut self, out: &mut Vec<Stat>) {
        let count = 1 + self.below(3);
        let mut arms = Vec::new();
        for _ in 0..count {
            let cond = self.shallow(|g| g.condition());
            arms.push(Arm { cond, body: self.block(3) });
        }
        let otherwise = if self.chance(128) { Some(self.block(3)) } else { None };
        out.push(StatKind::If { arms, otherwise }.into());
    }

    /// A function with parameters and results of drawn types.
    fn typed_function(&mut self, out: &mut Vec<Stat>) {
        let params: Vec<Ty> = (0..self.below(5)).map(|_| self.some_type()).collect();
        let results: Vec<Ty> = (0..self.below(4)).map(|_| self.some_type()).collect();
        let vararg = self.weight("varargs") > 0 && self.chance(100);
        let signature = Rc::new(Signature { params, vararg, results });
        let name = self.fresh_name("f");
        let before = self.budget;
        let function = self.function_of(&signature);
        let cost = (before - self.budget) / self.times + 8;
        // Its body was not executed where it stands.
        self.budget = before;
        self.spend(3);
        let (kind, global) = match self.below(4) {
            0 => (local(vec![name.clone()], vec![Expr::function(function)]).kind, false),
            1 if self.nesting == 0 && self.level() == 0 => {
                let name =
                    FunctionName { base: name.clone(), fields: Vec::new(), method: None, lines: Default::default() };
                (StatKind::Function { name, function: Box::new(function) }, true)
            }
            _ => (StatKind::LocalFunction { name: name.clone(), function: Box::new(function) }, false),
        };
        out.push(kind.into());
        self.declare_function(name, Some(signature), cost);
        if global {
            self.function().locals -= 1;
            if let Some(var) = self.vars.last_mut() {
                var.level = None;
            }
        }
    }

    fn function_of(&mut self, signature: &Signature) -> Function {
        let open = Open { vararg: signature.vararg, results: Some(signature.results.clone()), ..Open::default() };
        let before = std::mem::take(&mut self.protected);
        self.nesting += 1;
        let function = self.inside(open, |g| {
            let params: Vec<SourceBytes> = signature
                .params
                .iter()
                .map(|ty| {
                    let name = g.fresh_name(ty.letter());
                    g.declare(name.clone(), *ty);
                    name
                })
                .collect();
            let mut stats = Vec::new();
            let count = g.below(5);
            g.stats(count, &mut stats);
            let tail = g.weight("tailcalls");
            let call = if tail > 0 && g.chance(20 * tail.min(6)) {
                g.typed_call(|s| s.results.starts_with(&signature.results))
            } else {
                None
            };
            let values: Vec<Expr> = match call {
                Some(call) => vec![call],
                None => signature.results.iter().map(|ty| g.shallow(|g| g.expr(*ty))).collect(),
            };
            if !values.is_empty() {
                stats.push(StatKind::Return(values.into()).into());
            }
            Function { params, vararg: signature.vararg, body: stats.into(), ..Function::default() }
        });
        self.nesting -= 1;
        self.protected = before;
        function
    }
}

/// `if cond then stat end`
fn guarded(cond: Expr, kind: StatKind) -> Stat {
    let arm = Arm { cond, body: vec![kind.into()].into() };
    StatKind::If { arms: vec![arm], otherwise: None }.into()
}

/// Keeps a lone block from being read as part of its neighbours.
pub(super) fn in_block(stats: Vec<Stat>) -> Stat {
    block(stats)
}
