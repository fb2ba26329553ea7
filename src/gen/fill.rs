//! Templates made into code: holes filled, names made fresh, declarations noted.
//!
//! Invariant: scopes open and close here exactly as in the code that is written.

use std::rc::Rc;

use super::build::{Gen, block};
use super::scope::{Open, Ty};
use super::template::{Body, Template};
use crate::syntax::SourceBytes;
use crate::syntax::ast::*;

/// How often the body of a template's loop, and a template's function, is taken to be executed.
const LOOP_TIMES: i64 = 5;
const FUNCTION_TIMES: i64 = 3;

/// The least number of expressions of a hole that stands for very many.
const LOTS: u32 = 46;

/// One template being filled: its names and what they have become.
#[derive(Default)]
pub(super) struct Filling {
    names: Vec<(SourceBytes, SourceBytes)>,
}

/// The type and the kind of a declared name: `int_x`, `_x`, or neither.
fn declared(name: &[u8]) -> Option<Option<Ty>> {
    let at = name.iter().position(|&b| b == b'_')?;
    if at == 0 {
        return Some(None);
    }
    Ty::ALL.into_iter().find(|t| t.word().as_bytes() == &name[..at]).map(Some)
}

fn is_hole(name: &[u8]) -> bool {
    name.len() > 1 && name[0].is_ascii_uppercase() && name[1].is_ascii_uppercase()
}

impl Gen<'_, '_> {
    /// Writes a template of statements at the end of `out`.
    pub fn fill_stats(&mut self, template: &Template, out: &mut Vec<Stat>) {
        let Body::Stats(body) = &template.body else { return };
        self.spend(template.cost);
        let mut filling = Filling::default();
        for (name, ty) in &template.binds {
            let real = match self.find_var(|v| v.ty == *ty && v.signature.is_none() && !v.fixed) {
                Some(i) => self.vars[i].name.clone(),
                None => {
                    let value = self.shallow(|g| g.literal(*ty));
                    let real = self.fresh_name(ty.letter());
                    out.push(super::build::local(vec![real.clone()], vec![value]));
                    self.declare(real.clone(), *ty);
                    real
                }
            };
            filling.names.push((name.clone(), real));
        }
        filling.stats(self, &body.stats, out);
    }

    /// Writes the class of the program's objects, with the events that the program drew, and the first objects.
    pub fn class(&mut self, out: &mut Vec<Stat>) {
        let library = Rc::clone(&self.library);
        let mut filling = Filling::default();
        let mut part = |g: &mut Self, candidates: &[&Template], out: &mut Vec<Stat>| {
            let nth = g.below(candidates.len() as u32) as usize;
            if let Some(Template { body: Body::Stats(body), .. }) = candidates.get(nth) {
                filling.stats(g, &body.stats, out);
            }
        };
        part(self, &library.classes.iter().collect::<Vec<_>>(), out);
        for feature in 0..library.features.len() {
            if self.swarm.weights[feature] > 0 {
                let entries: Vec<&Template> = library.events.iter().filter(|t| t.feature == feature).collect();
                part(self, &entries, out);
            }
        }
        part(self, &library.instances.iter().collect::<Vec<_>>(), out);
        self.objects = true;
    }

    /// Writes an expression of a template; `None` if a variable that it needs does not exist.
    pub fn fill_expr(&mut self, template: &Template) -> Option<Expr> {
        let Body::Expr(e) = &template.body else { return None };
        let mut filling = Filling::default();
        for (name, ty) in &template.binds {
            let i = self.find_var(|v| v.ty == *ty && v.signature.is_none())?;
            filling.names.push((name.clone(), self.vars[i].name.clone()));
        }
        Some(filling.expr(self, e))
    }
}

impl Filling {
    fn real(&self, name: &SourceBytes) -> SourceBytes {
        self.names.iter().rev().find(|(n, _)| n == name).map_or_else(|| name.clone(), |(_, real)| real.clone())
    }

    /// The name that a declaration gets; holes do not see it yet.
    fn rename(&mut self, g: &mut Gen<'_, '_>, name: &SourceBytes) -> SourceBytes {
        let Some(ty) = declared(name) else { return name.clone() };
        let real = match ty {
            Some(ty) => g.new_name(ty),
            None => g.fresh_name("x"),
        };
        self.names.push((name.clone(), real.clone()));
        real
    }

    /// Makes a declared name visible to holes.
    fn declare(&mut self, g: &mut Gen<'_, '_>, name: &SourceBytes, real: SourceBytes) {
        match declared(name) {
            Some(Some(ty)) => g.declare(real, ty),
            _ => g.function().locals += 1,
        }
    }

    fn stats(&mut self, g: &mut Gen<'_, '_>, stats: &[Stat], out: &mut Vec<Stat>) {
        for stat in stats {
            self.stat(g, stat, out);
        }
    }

    fn block(&mut self, g: &mut Gen<'_, '_>, body: &Block) -> Block {
        let mut out = Vec::with_capacity(body.stats.len());
        g.nesting += 1;
        g.scoped(|g| self.stats(g, &body.stats, &mut out));
        g.nesting -= 1;
        out.into()
    }

    fn loop_body(&mut self, g: &mut Gen<'_, '_>, body: &Block) -> Block {
        g.function().loops += 1;
        let body = g.repeated(LOOP_TIMES, |g| self.block(g, body));
        g.function().loops -= 1;
        body
    }

    fn stat(&mut self, g: &mut Gen<'_, '_>, stat: &Stat, out: &mut Vec<Stat>) {
        g.spend(2);
        let kind = match &stat.kind {
            StatKind::Call(e) => {
                match hole_call(e) {
                    Some(b"BODY") => return g.body(out),
                    Some(b"ERROR") => return g.error(out),
                    _ => {}
                }
                StatKind::Call(g.shallow(|g| self.expr(g, e)))
            }
            StatKind::Assign { targets, values } => {
                let targets = targets.iter().map(|t| g.shallow(|g| self.expr(g, t))).collect();
                StatKind::Assign { targets, values: self.list(g, values) }
            }
            StatKind::Local { names, values, .. } => {
                let values = self.list(g, values);
                let reals: Vec<SourceBytes> = names.iter().map(|n| self.rename(g, n)).collect();
                for (name, real) in names.iter().zip(&reals) {
                    self.declare(g, name, real.clone());
                }
                StatKind::Local { names: reals, values, names_end: Line::UNKNOWN }
            }
            StatKind::LocalFunction { name, function } => {
                let real = self.rename(g, name);
                g.function().locals += 1;
                let before = g.budget;
                let caught = name.starts_with(b"_caught");
                g.protected += u32::from(caught);
                let function = self.function(g, function, name.starts_with(b"_co"));
                g.protected -= u32::from(caught);
                let cost = (before - g.budget) / (g.times * FUNCTION_TIMES) + 5;
                if declared(name) == Some(Some(Ty::Fun)) {
                    g.declare_function(real.clone(), None, cost);
                }
                StatKind::LocalFunction { name: real, function: Box::new(function) }
            }
            StatKind::Function { name, function } => {
                let mut name = name.clone();
                name.base = self.real(&name.base);
                let function = self.function(g, function, false);
                StatKind::Function { name, function: Box::new(function) }
            }
            StatKind::If { arms, otherwise } if is_pick(&arms[0].cond) => {
                let blocks: Vec<&Block> = arms.iter().map(|arm| &arm.body).chain(otherwise).collect();
                let nth = g.below(blocks.len() as u32) as usize;
                let picked = self.block(g, blocks[nth]);
                if !picked.stats.iter().any(needs_block) {
                    return out.extend(picked.stats);
                }
                StatKind::Do(picked)
            }
            StatKind::Do(body) => StatKind::Do(self.block(g, body)),
            StatKind::While { cond, body } => {
                let cond = g.shallow(|g| self.expr(g, cond));
                StatKind::While { cond, body: self.loop_body(g, body) }
            }
            StatKind::Repeat { body, cond } => {
                let mut out = Vec::new();
                g.function().loops += 1;
                g.nesting += 1;
                let cond = g.scoped(|g| {
                    g.repeated(LOOP_TIMES, |g| {
                        self.stats(g, &body.stats, &mut out);
                        g.shallow(|g| self.expr(g, cond))
                    })
                });
                g.nesting -= 1;
                g.function().loops -= 1;
                StatKind::Repeat { body: out.into(), cond }
            }
            StatKind::If { arms, otherwise } => {
                let arms = arms.iter().map(|arm| {
                    let cond = g.shallow(|g| self.expr(g, &arm.cond));
                    Arm { cond, body: self.block(g, &arm.body) }
                });
                let arms = arms.collect();
                StatKind::If { arms, otherwise: otherwise.as_ref().map(|b| self.block(g, b)) }
            }
            StatKind::NumericFor(f) => {
                let start = g.shallow(|g| self.expr(g, &f.start));
                let limit = g.shallow(|g| self.expr(g, &f.limit));
                let step = f.step.as_ref().map(|s| g.shallow(|g| self.expr(g, s)));
                let (var, body) = g.scoped(|g| {
                    let var = self.rename(g, &f.var);
                    self.declare(g, &f.var, var.clone());
                    (var, self.loop_body(g, &f.body))
                });
                StatKind::NumericFor(Box::new(NumericFor { var, start, limit, step, body, do_line: Line::UNKNOWN }))
            }
            StatKind::GenericFor(f) => {
                let values = self.list(g, &f.values);
                let (names, body) = g.scoped(|g| {
                    let names: Vec<SourceBytes> = f.names.iter().map(|n| self.rename(g, n)).collect();
                    for (name, real) in f.names.iter().zip(&names) {
                        self.declare(g, name, real.clone());
                    }
                    (names, self.loop_body(g, &f.body))
                });
                let (values_line, do_line) = (Line::UNKNOWN, Line::UNKNOWN);
                StatKind::GenericFor(Box::new(GenericFor { names, values, body, values_line, do_line }))
            }
            StatKind::Return(values) => StatKind::Return(self.list(g, values)),
            StatKind::Break => StatKind::Break,
        };
        out.push(kind.into());
    }

    fn function(&mut self, g: &mut Gen<'_, '_>, f: &Function, yields: bool) -> Function {
        let open = Open { vararg: f.vararg, yields, ..Open::default() };
        let names = self.names.len();
        let written = g.inside(open, |g| {
            let params: Vec<SourceBytes> = f.params.iter().map(|p| self.rename(g, p)).collect();
            for (name, real) in f.params.iter().zip(&params) {
                self.declare(g, name, real.clone());
            }
            let body = g.repeated(FUNCTION_TIMES, |g| self.block(g, &f.body));
            Function { params, vararg: f.vararg, body, ..Function::default() }
        });
        self.names.truncate(names);
        written
    }

    fn list(&mut self, g: &mut Gen<'_, '_>, list: &ExprList) -> ExprList {
        let mut exprs = Vec::with_capacity(list.exprs.len() + 2);
        let last = list.exprs.len().wrapping_sub(1);
        for (i, e) in list.exprs.iter().enumerate() {
            match plural(e) {
                Some((ty, least)) => g.shallow(|g| g.several(ty, least, i == last, &mut exprs)),
                None => exprs.push(g.shallow(|g| self.expr(g, e))),
            }
        }
        exprs.into()
    }

    /// Arguments nest deeper in the expression that they belong to.
    fn args(&mut self, g: &mut Gen<'_, '_>, args: &Args, guards: bool, yields: bool) -> Args {
        let mut exprs = Vec::with_capacity(args.list.exprs.len() + 2);
        g.protected += u32::from(guards);
        let last = args.list.exprs.len().wrapping_sub(1);
        for (i, e) in args.list.exprs.iter().enumerate() {
            match (plural(e), &e.kind) {
                (Some((ty, least)), _) => g.several(ty, least, i == last, &mut exprs),
                (None, ExprKind::Function(f)) if yields => {
                    let f = self.function(g, f, true);
                    exprs.push(Expr::function(f));
                }
                (None, _) => exprs.push(self.expr(g, e)),
            }
        }
        g.protected -= u32::from(guards);
        Args { list: exprs.into(), bare: args.bare, ..Args::default() }
    }

    fn expr(&mut self, g: &mut Gen<'_, '_>, e: &Expr) -> Expr {
        match &e.kind {
            ExprKind::Name(name) if is_hole(name) => self.hole(g, name),
            ExprKind::Name(name) => Expr::name(self.real(name)),
            ExprKind::Nil
            | ExprKind::True
            | ExprKind::False
            | ExprKind::Number(_)
            | ExprKind::String(_)
            | ExprKind::Vararg(_) => e.clone(),
            ExprKind::Function(f) => Expr::function(self.function(g, f, false)),
            ExprKind::Table(t) => {
                let mut fields = Vec::with_capacity(t.fields.len());
                let last = t.fields.len().wrapping_sub(1);
                for (i, field) in t.fields.iter().enumerate() {
                    if let (FieldKey::Item, Some((ty, least))) = (&field.key, plural(&field.value)) {
                        let mut items = Vec::new();
                        g.several(ty, least, i == last, &mut items);
                        fields.extend(items.into_iter().map(Field::from));
                        continue;
                    }
                    let key = match &field.key {
                        FieldKey::Item => FieldKey::Item,
                        FieldKey::Name(name) if is_hole(name) => FieldKey::Name(g.field_name()),
                        FieldKey::Name(name) => FieldKey::Name(name.clone()),
                        FieldKey::Expr(key) => FieldKey::Expr(self.expr(g, key)),
                    };
                    let value = self.expr(g, &field.value);
                    fields.push(Field { key, ..Field::from(value) });
                }
                Expr::table(fields)
            }
            ExprKind::Suffixed(s) => {
                let (base, suffixes) = match &s.suffixes[..] {
                    [Suffix::Call(alternatives), suffixes @ ..] if is_pick(&s.base) => {
                        (self.pick(g, &alternatives.list.exprs, !suffixes.is_empty()), suffixes)
                    }
                    suffixes => (self.expr(g, &s.base), suffixes),
                };
                let mut guards = matches!(&s.base.kind, ExprKind::Name(n) if matches!(&n[..], b"pcall" | b"xpcall"));
                let mut yields = false;
                let mut whole = base;
                for suffix in suffixes {
                    let suffix = match suffix {
                        Suffix::Field(name, line) if is_hole(name) => Suffix::Field(g.field_name(), *line),
                        Suffix::Field(name, line) => {
                            if matches!(&s.base.kind, ExprKind::Name(n) if **n == *b"coroutine") {
                                guards = **name == *b"create";
                                yields = guards || **name == *b"wrap";
                            }
                            Suffix::Field(name.clone(), *line)
                        }
                        Suffix::Index(key, line) => Suffix::Index(self.expr(g, key), *line),
                        Suffix::Call(args) => Suffix::Call(self.args(g, args, guards, yields)),
                        Suffix::Method(name, line, args) => {
                            Suffix::Method(name.clone(), *line, self.args(g, args, false, false))
                        }
                    };
                    whole = whole.suffixed(suffix);
                }
                whole
            }
            ExprKind::Paren(inner) => Expr::paren(self.expr(g, inner)),
            ExprKind::Unary(op, operand) => Expr::unary(*op, self.expr(g, operand)),
            ExprKind::Chain(chain) => {
                let mut whole = self.expr(g, &chain.first);
                for link in &chain.rest {
                    // What stands at the left of `and` and `or` stays one operand whatever fills it.
                    let operand = self.expr(g, &link.operand);
                    whole = Expr::binary(link.op, whole, operand);
                }
                whole
            }
        }
    }

    /// One of the alternatives, such that suffixes can follow if they do.
    fn pick(&mut self, g: &mut Gen<'_, '_>, alternatives: &[Expr], has_suffixes: bool) -> Expr {
        let nth = g.below(alternatives.len() as u32) as usize;
        let Some(picked) = alternatives.get(nth) else { return ExprKind::Nil.into() };
        let picked = self.expr(g, picked);
        let prefix = matches!(picked.kind, ExprKind::Name(_) | ExprKind::Suffixed(_) | ExprKind::Paren(_));
        if has_suffixes && !prefix { Expr::paren(picked) } else { picked }
    }

    fn hole(&mut self, g: &mut Gen<'_, '_>, name: &SourceBytes) -> Expr {
        if let Some((_, real)) = self.names.iter().rev().find(|(n, _)| n == name) {
            return Expr::name(real.clone());
        }
        if let Some(ty) = Ty::ALL.into_iter().find(|t| t.word().as_bytes().eq_ignore_ascii_case(name)) {
            return g.expr(ty);
        }
        match &name[..] {
            b"SMALL" => {
                let n = g.below(8);
                Expr::number(f64::from(n + 1))
            }
            b"COND" => g.condition(),
            b"EDGE" => g.edge(),
            b"SIZE" => g.size(),
            b"KEY" => g.key(),
            b"PATTERN" => g.pattern(),
            b"FORMAT" => g.format(),
            b"REPL" => g.replacement(),
            b"VALUE" => g.value(),
            b"CALLEE" => g.library_function(),
            _ => Expr::name(name.clone()),
        }
    }
}

/// Whether it is the word before alternatives.
fn is_pick(e: &Expr) -> bool {
    matches!(&e.kind, ExprKind::Name(name) if **name == *b"PICK")
}

/// Whether the statement declares something, or has to be the last one of its block.
fn needs_block(stat: &Stat) -> bool {
    let declares = matches!(stat.kind, StatKind::Local { .. } | StatKind::LocalFunction { .. });
    declares || matches!(stat.kind, StatKind::Return(_) | StatKind::Break)
}

/// The name of a statement that is a hole: `BODY()`.
fn hole_call(e: &Expr) -> Option<&[u8]> {
    match &e.kind {
        ExprKind::Suffixed(s) => match (&s.base.kind, &s.suffixes[..]) {
            (ExprKind::Name(name), [Suffix::Call(_)]) if is_hole(name) => Some(name),
            _ => None,
        },
        _ => None,
    }
}

/// The type and least number of a hole that stands for several expressions.
fn plural(e: &Expr) -> Option<(Ty, u32)> {
    let ExprKind::Name(name) = &e.kind else { return None };
    Some(match &name[..] {
        b"ANYS" => (Ty::Any, 0),
        b"ANYS1" => (Ty::Any, 1),
        b"INTS" => (Ty::Int, 0),
        b"INTS1" => (Ty::Int, 1),
        b"STRS" => (Ty::Str, 0),
        b"STRS1" => (Ty::Str, 1),
        b"NUMS1" => (Ty::Num, 1),
        b"LOTS" => (Ty::Int, LOTS),
        _ => return None,
    })
}

impl Gen<'_, '_> {
    /// Several expressions in a list; at its end the last one may stand for any number of values.
    fn several(&mut self, ty: Ty, least: u32, last: bool, out: &mut Vec<Expr>) {
        let few = self.below(4);
        if least == LOTS {
            let count = self.pick(&[46, 48, 49, 98]) + few;
            out.extend((0..count).map(|_| self.leaf(ty)));
            return;
        }
        for _ in 0..least + few {
            let e = self.expr(ty);
            // A call in the middle is cut to one value by the list itself.
            out.push(e);
        }
        if last && ty == Ty::Any && self.chance(80) {
            let e = self.multi();
            out.push(e);
        }
    }

    /// Statements in a block of their own, where a `BODY()` stands.
    pub fn body(&mut self, out: &mut Vec<Stat>) {
        let mut stats = Vec::new();
        self.nesting += 1;
        let count = 1 + self.below(3);
        self.scoped(|g| g.stats(count, &mut stats));
        self.nesting -= 1;
        match stats.len() {
            0 => {}
            // Alone, a statement that declares nothing needs no block.
            1 if !needs_block(&stats[0]) => out.append(&mut stats),
            _ => out.push(block(stats)),
        }
    }
}
