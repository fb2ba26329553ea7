//! Where a program can be changed: a walk over a tree that knows what is in scope.
//!
//! Invariant: sites come in the order of the source, parents first, the same in every walk over equal trees.

use std::ops::ControlFlow;

use super::MutationRandom;
use crate::syntax::SourceBytes;
use crate::syntax::ast::*;

/// What a change can be made to.
pub enum Site<'a> {
    Block(&'a mut Block),
    Expr(&'a mut Expr, Role),
    /// Of a list that may have any length from the number given on.
    List(&'a mut Vec<Expr>, usize),
    /// Names that a statement declares, at least one.
    Names(&'a mut Vec<SourceBytes>),
    Function(&'a mut Function),
}

/// What may stand at the place of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Value,
    /// Only a call.
    Call,
    /// Only what can be assigned to.
    Target,
}

impl Role {
    /// Whether the expression may stand here.
    pub fn allows(self, e: &Expr) -> bool {
        match self {
            Role::Value => true,
            Role::Call => e.is_call(),
            Role::Target => e.is_assignable(),
        }
    }
}

/// What surrounds a site.
#[derive(Clone, Debug, Default)]
pub struct SiteScope {
    /// Locals, innermost last.
    pub names: Vec<SourceBytes>,
    /// Loops of the innermost function that a `break` can leave.
    pub loops: u32,
    /// Whether the innermost function has `...`.
    pub vararg: bool,
    /// Functions around the site.
    pub functions: u32,
}

impl SiteScope {
    /// The scope of a main function.
    pub fn main() -> SiteScope {
        SiteScope { vararg: true, ..SiteScope::default() }
    }

    pub fn has(&self, name: &[u8]) -> bool {
        self.names.iter().any(|n| **n == *name)
    }
}

/// Called for each site; the walk ends if it says so.
pub type Visit<'v> = dyn FnMut(Site<'_>, &SiteScope) -> ControlFlow<()> + 'v;

/// Visits all sites of a tree.
pub fn walk(chunk: &mut Chunk, visit: &mut Visit<'_>) {
    // Whether it ended early is for the caller to know.
    let _ = Walk { scope: SiteScope::main(), visit }.block(&mut chunk.body);
}

/// Makes a change at one of the sites for which `wanted` holds, each as likely; whether there was one.
pub fn change(
    chunk: &mut Chunk,
    random: &mut MutationRandom,
    wanted: &dyn Fn(&Site<'_>, &SiteScope) -> bool,
    change: &mut dyn FnMut(Site<'_>, &SiteScope, &mut MutationRandom) -> bool,
) -> bool {
    let mut count = 0;
    walk(chunk, &mut |site, scope| {
        count += usize::from(wanted(&site, scope));
        ControlFlow::Continue(())
    });
    if count == 0 {
        return false;
    }
    let (mut left, mut changed) = (random.below(count), false);
    walk(chunk, &mut |site, scope| {
        if !wanted(&site, scope) {
            return ControlFlow::Continue(());
        }
        if left == 0 {
            changed = change(site, scope, random);
            return ControlFlow::Break(());
        }
        left -= 1;
        ControlFlow::Continue(())
    });
    changed
}

/// A copy of one of the expressions for which `wanted` holds.
pub fn some_expr(chunk: &mut Chunk, random: &mut MutationRandom, wanted: &dyn Fn(&Expr) -> bool) -> Option<Expr> {
    let mut found = None;
    change(chunk, random, &|site, _| matches!(site, Site::Expr(e, _) if wanted(e)), &mut |site, _, _| {
        if let Site::Expr(e, _) = site {
            found = Some(e.clone());
        }
        true
    });
    found
}

/// A copy of 1 to `most` statements that follow one another.
pub fn some_stats(chunk: &mut Chunk, random: &mut MutationRandom, most: usize) -> Option<Vec<Stat>> {
    let mut found = None;
    change(chunk, random, &|site, _| matches!(site, Site::Block(b) if !b.stats.is_empty()), &mut |site, _, random| {
        if let Site::Block(b) = site {
            let first = random.below(b.stats.len());
            let count = 1 + random.below(most.min(b.stats.len() - first));
            found = Some(b.stats[first..first + count].to_vec());
        }
        true
    });
    found
}

/// The names in scope before statement `at` of a block.
pub fn names_before(block: &Block, at: usize, scope: &SiteScope) -> Vec<SourceBytes> {
    let mut names = scope.names.clone();
    for stat in block.stats.iter().take(at) {
        declare(stat, &mut names);
    }
    names
}

fn declare(stat: &Stat, names: &mut Vec<SourceBytes>) {
    match &stat.kind {
        StatKind::Local { names: declared, .. } => names.extend(declared.iter().cloned()),
        StatKind::LocalFunction { name, .. } => names.push(name.clone()),
        _ => {}
    }
}

struct Walk<'v, 'w> {
    scope: SiteScope,
    visit: &'v mut Visit<'w>,
}

type Flow = ControlFlow<()>;

impl Walk<'_, '_> {
    fn site(&mut self, site: Site<'_>) -> Flow {
        (self.visit)(site, &self.scope)
    }

    fn block(&mut self, block: &mut Block) -> Flow {
        let mark = self.scope.names.len();
        let flow = self.open_block(block);
        self.scope.names.truncate(mark);
        flow
    }

    /// A block whose locals stay in scope.
    fn open_block(&mut self, block: &mut Block) -> Flow {
        self.site(Site::Block(block))?;
        block.stats.iter_mut().try_for_each(|stat| self.stat(stat))
    }

    fn body_of_loop(&mut self, names: &[SourceBytes], body: &mut Block) -> Flow {
        let mark = self.scope.names.len();
        self.scope.names.extend(names.iter().cloned());
        self.scope.loops += 1;
        let flow = self.block(body);
        self.scope.loops -= 1;
        self.scope.names.truncate(mark);
        flow
    }

    fn stat(&mut self, stat: &mut Stat) -> Flow {
        match &mut stat.kind {
            StatKind::Call(e) => self.expr(e, Role::Call),
            StatKind::Assign { targets, values } => {
                targets.iter_mut().try_for_each(|e| self.expr(e, Role::Target))?;
                self.list(&mut values.exprs, 1)
            }
            StatKind::Local { names, values, .. } => {
                self.site(Site::Names(names))?;
                self.list(&mut values.exprs, 0)?;
                self.scope.names.extend(names.iter().cloned());
                Flow::Continue(())
            }
            StatKind::LocalFunction { name, function } => {
                self.scope.names.push(name.clone());
                self.function(function, false)
            }
            StatKind::Function { name, function } => self.function(function, name.method.is_some()),
            StatKind::Do(body) => self.block(body),
            StatKind::While { cond, body } => {
                self.expr(cond, Role::Value)?;
                self.body_of_loop(&[], body)
            }
            StatKind::Repeat { body, cond } => {
                let mark = self.scope.names.len();
                self.scope.loops += 1;
                let flow = self.open_block(body);
                self.scope.loops -= 1;
                let flow = if flow.is_continue() { self.expr(cond, Role::Value) } else { flow };
                self.scope.names.truncate(mark);
                flow
            }
            StatKind::If { arms, otherwise } => {
                for arm in arms {
                    self.expr(&mut arm.cond, Role::Value)?;
                    self.block(&mut arm.body)?;
                }
                otherwise.iter_mut().try_for_each(|b| self.block(b))
            }
            StatKind::NumericFor(f) => {
                self.expr(&mut f.start, Role::Value)?;
                self.expr(&mut f.limit, Role::Value)?;
                f.step.iter_mut().try_for_each(|e| self.expr(e, Role::Value))?;
                self.body_of_loop(std::slice::from_ref(&f.var), &mut f.body)
            }
            StatKind::GenericFor(f) => {
                self.site(Site::Names(&mut f.names))?;
                self.list(&mut f.values.exprs, 1)?;
                self.body_of_loop(&f.names, &mut f.body)
            }
            StatKind::Return(values) => self.list(&mut values.exprs, 0),
            StatKind::Break => Flow::Continue(()),
        }
    }

    fn list(&mut self, exprs: &mut Vec<Expr>, least: usize) -> Flow {
        self.site(Site::List(exprs, least))?;
        exprs.iter_mut().try_for_each(|e| self.expr(e, Role::Value))
    }

    fn function(&mut self, function: &mut Function, method: bool) -> Flow {
        self.site(Site::Function(function))?;
        let mark = self.scope.names.len();
        let (loops, vararg) = (self.scope.loops, self.scope.vararg);
        if method {
            self.scope.names.push(SourceBytes::from(&b"self"[..]));
        }
        self.scope.names.extend(function.params.iter().cloned());
        (self.scope.loops, self.scope.vararg) = (0, function.vararg);
        self.scope.functions += 1;
        let flow = self.block(&mut function.body);
        self.scope.functions -= 1;
        (self.scope.loops, self.scope.vararg) = (loops, vararg);
        self.scope.names.truncate(mark);
        flow
    }

    fn expr(&mut self, e: &mut Expr, role: Role) -> Flow {
        self.site(Site::Expr(e, role))?;
        match &mut e.kind {
            ExprKind::Nil | ExprKind::True | ExprKind::False | ExprKind::Number(_) => Flow::Continue(()),
            ExprKind::String(_) | ExprKind::Vararg(_) | ExprKind::Name(_) => Flow::Continue(()),
            ExprKind::Function(f) => self.function(f, false),
            ExprKind::Table(t) => t.fields.iter_mut().try_for_each(|field| {
                if let FieldKey::Expr(key) = &mut field.key {
                    self.expr(key, Role::Value)?;
                }
                self.expr(&mut field.value, Role::Value)
            }),
            ExprKind::Suffixed(s) => {
                self.expr(&mut s.base, Role::Value)?;
                s.suffixes.iter_mut().try_for_each(|suffix| match suffix {
                    Suffix::Field(..) => Flow::Continue(()),
                    Suffix::Index(key, _) => self.expr(key, Role::Value),
                    Suffix::Call(args) | Suffix::Method(_, _, args) => self.list(&mut args.list.exprs, 0),
                })
            }
            ExprKind::Paren(inner) | ExprKind::Unary(_, inner) => self.expr(inner, Role::Value),
            ExprKind::Chain(c) => {
                self.expr(&mut c.first, Role::Value)?;
                c.rest.iter_mut().try_for_each(|link| self.expr(&mut link.operand, Role::Value))
            }
        }
    }
}
