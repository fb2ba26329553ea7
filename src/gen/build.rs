//! The state of a program in the making: draws, variables in scope, budgets.
//!
//! Invariant: draws that run out of input are zero, and every zero leads to something that ends: a
//! program is finished however little input there is.

use std::rc::Rc;

use arbitrary::Unstructured;

use super::scope::{Open, Signature, Ty, Var};
use super::swarm::{Profile, Swarm};
use super::template::{Library, Template};
use crate::syntax::SourceBytes;
use crate::syntax::ast::{Block, Expr, Stat, StatKind};

/// Upvalues that a function may have before no new ones are used; templates may name a few more themselves.
const UPVALUES: usize = 50;
/// Local variables that a function may have before statements stop declaring.
const LOCALS: usize = 150;
/// Estimated instructions of a call of a function that is not known.
pub(super) const CALL_COST: i64 = 60;

/// How often a template is drawn that cannot stand where it should, before something simpler is written.
const TRIES: u32 = 4;

/// The sums of the weights of the templates up to each one.
struct Drawing {
    stats: Vec<u32>,
    /// Indexed by [`Ty`].
    exprs: Vec<Vec<u32>>,
}

impl Drawing {
    fn new(library: &Library, swarm: &Swarm) -> Drawing {
        let sums = |templates: &[Template]| {
            let mut sum = 0;
            let add = |t: &Template| {
                sum += t.weight * swarm.weights[t.feature];
                sum
            };
            templates.iter().map(add).collect()
        };
        Drawing { stats: sums(&library.stats), exprs: library.exprs.iter().map(|list| sums(list)).collect() }
    }
}

/// The index of a weighted draw; `None` if all weights are 0.
fn draw(sums: &[u32], below: impl FnOnce(u32) -> u32) -> Option<usize> {
    let total = *sums.last()?;
    let drawn = if total == 0 { return None } else { below(total) };
    Some(sums.partition_point(|sum| *sum <= drawn))
}

/// A program in the making.
pub(super) struct Gen<'a, 'u> {
    u: &'a mut Unstructured<'u>,
    pub library: Rc<Library>,
    pub swarm: Swarm,
    pub profile: &'static Profile,
    /// Sums of the weights of the templates, by kind.
    drawing: Drawing,
    /// Whether there are objects yet.
    pub objects: bool,
    pub vars: Vec<Var>,
    /// Innermost last; the main function is the first.
    pub open: Vec<Open>,
    /// Nodes that may still be written.
    pub fuel: i64,
    /// Instructions that may still be executed.
    pub budget: i64,
    /// How often the code being written is executed, about.
    pub times: i64,
    /// Enclosing constructs that catch errors.
    pub protected: u32,
    /// Nesting of the expression being written.
    pub depth: u32,
    /// Nesting of statements.
    pub nesting: u32,
    fresh: u32,
}

impl<'a, 'u> Gen<'a, 'u> {
    pub fn new(u: &'a mut Unstructured<'u>, profile: &'static Profile) -> Gen<'a, 'u> {
        let library = Library::shared();
        let swarm = Swarm::draw(&library, profile, |n| below(u, n));
        let main = Open { vararg: true, ..Open::default() };
        Gen {
            u,
            drawing: Drawing::new(&library, &swarm),
            objects: false,
            library,
            swarm,
            profile,
            vars: Vec::with_capacity(64),
            open: vec![main],
            fuel: profile.fuel,
            budget: profile.budget,
            times: 1,
            protected: 0,
            depth: 0,
            nesting: 0,
            fresh: 0,
        }
    }

    /// A number below `n`; 0 if `n` is 0.
    pub fn below(&mut self, n: u32) -> u32 {
        below(self.u, n)
    }

    /// True for `n` of 256.
    pub fn chance(&mut self, n: u32) -> bool {
        // Zeros, once the input has ended, mean no.
        self.below(256) >= 256 - n.min(255)
    }

    pub fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len() as u32) as usize]
    }

    /// The weight of a feature in this program.
    pub fn weight(&self, feature: &str) -> u32 {
        self.library.feature(feature).map_or(0, |i| self.swarm.weights[i])
    }

    /// A template of statements, by weight, that can stand here.
    pub fn choose_stats(&mut self) -> Option<usize> {
        for _ in 0..TRIES {
            let i = draw(&self.drawing.stats, |n| below(self.u, n))?;
            if self.fits(&self.library.stats[i]) {
                return Some(i);
            }
        }
        None
    }

    /// A template of an expression of a type, by weight, that can stand here.
    pub fn choose_expr(&mut self, ty: Ty) -> Option<usize> {
        for _ in 0..TRIES {
            let i = draw(&self.drawing.exprs[ty as usize], |n| below(self.u, n))?;
            if self.fits(&self.library.exprs[ty as usize][i]) {
                return Some(i);
            }
        }
        None
    }

    fn fits(&self, t: &Template) -> bool {
        (!t.vararg || self.open.last().is_some_and(|o| o.vararg))
            && (!t.objects || self.objects)
            && self.affords(t.cost)
    }

    /// A name that no other variable has.
    pub fn fresh_name(&mut self, letter: &str) -> SourceBytes {
        self.fresh += 1;
        let mut name = [0_u8; 12];
        let mut at = name.len();
        let mut n = self.fresh;
        while n > 0 {
            at -= 1;
            name[at] = b'0' + (n % 10) as u8;
            n /= 10;
        }
        at -= letter.len();
        name[at..at + letter.len()].copy_from_slice(letter.as_bytes());
        SourceBytes::from(&name[at..])
    }

    /// A name for a new variable: fresh, or that of a variable of the same type which it then shadows.
    pub fn new_name(&mut self, ty: Ty) -> SourceBytes {
        if ty != Ty::Fun && self.chance(self.swarm.shadow) {
            let shadowed = self.find_var(|v| v.ty == ty);
            if let Some(i) = shadowed {
                return self.vars[i].name.clone();
            }
        }
        self.fresh_name(ty.letter())
    }

    /// How many functions enclose what is being written.
    pub fn level(&self) -> usize {
        self.open.len() - 1
    }

    pub fn function(&mut self) -> &mut Open {
        let last = self.open.len() - 1;
        &mut self.open[last]
    }

    /// Declares a local variable of the innermost function.
    pub fn declare(&mut self, name: SourceBytes, ty: Ty) {
        let (level, cost) = (Some(self.level()), CALL_COST);
        self.function().locals += 1;
        self.vars.push(Var { name, ty, signature: None, cost, level, fixed: false });
    }

    /// Declares a local function.
    pub fn declare_function(&mut self, name: SourceBytes, signature: Option<Rc<Signature>>, cost: i64) {
        let level = Some(self.level());
        self.function().locals += 1;
        self.vars.push(Var { name, ty: Ty::Fun, signature, cost, level, fixed: true });
    }

    /// Whether the function has room for more local variables.
    pub fn room(&mut self) -> bool {
        self.function().locals < LOCALS
    }

    /// A variable for which `wanted` holds and which can be used here, later ones more likely; it counts as used.
    pub fn find_var(&mut self, wanted: impl Fn(&Var) -> bool) -> Option<usize> {
        let count = self.vars.iter().filter(|v| wanted(v)).count() as u32;
        if count == 0 {
            return None;
        }
        let nth = self.below(count).max(self.below(count));
        let index = self.vars.iter().enumerate().filter(|(_, v)| wanted(v)).nth(nth as usize)?.0;
        self.can_use(index).then_some(index)
    }

    /// Whether the variable can be named here; notes it as an upvalue of the functions in between.
    fn can_use(&mut self, index: usize) -> bool {
        let Var { name, level, .. } = &self.vars[index];
        let Some(level) = *level else { return true };
        let (Some(between), name) = (self.open.get_mut(level + 1..), name.clone()) else { return true };
        if between.iter().any(|o| o.upvalues.len() >= UPVALUES && !o.upvalues.contains(&name)) {
            return false;
        }
        for open in between {
            if !open.upvalues.contains(&name) {
                open.upvalues.push(name.clone());
            }
        }
        true
    }

    /// Whether a call that costs `cost` here keeps the program in its budget.
    pub fn affords(&self, cost: i64) -> bool {
        cost * self.times <= self.budget
    }

    pub fn spend(&mut self, cost: i64) {
        self.budget -= cost * self.times;
    }

    /// Writes in a block of its own: what is declared in it is gone after it.
    pub fn scoped<T>(&mut self, write: impl FnOnce(&mut Self) -> T) -> T {
        let (vars, locals) = (self.vars.len(), self.function().locals);
        let written = write(self);
        self.vars.truncate(vars);
        self.function().locals = locals;
        written
    }

    /// Writes what is executed `times` times.
    pub fn repeated<T>(&mut self, times: i64, write: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.times;
        self.times = before * times;
        let written = write(self);
        self.times = before;
        written
    }

    /// Writes the inside of a function.
    pub fn inside<T>(&mut self, open: Open, write: impl FnOnce(&mut Self) -> T) -> T {
        let (vars, depth) = (self.vars.len(), self.depth);
        self.depth = depth / 2;
        self.open.push(open);
        let written = write(self);
        self.open.pop();
        self.depth = depth;
        self.vars.truncate(vars);
        written
    }

    /// Writes with expressions as deep as in a new statement.
    pub fn shallow<T>(&mut self, write: impl FnOnce(&mut Self) -> T) -> T {
        let depth = std::mem::replace(&mut self.depth, self.nesting / 4);
        let written = write(self);
        self.depth = depth;
        written
    }
}

pub(super) fn below(u: &mut Unstructured<'_>, n: u32) -> u32 {
    if n <= 1 { 0 } else { u.int_in_range(0..=n - 1).unwrap_or(0) }
}

/// `name(args)`, for a function in the globals.
pub(super) fn call(name: &str, args: Vec<Expr>) -> Expr {
    Expr::call(Expr::name(name.as_bytes()), args)
}

/// `local names = values`
pub(super) fn local(names: Vec<SourceBytes>, values: Vec<Expr>) -> Stat {
    StatKind::Local { names, values: values.into(), names_end: Default::default() }.into()
}

/// `do body end`
pub(super) fn block(stats: Vec<Stat>) -> Stat {
    StatKind::Do(Block::from(stats)).into()
}
