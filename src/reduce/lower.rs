//! From the syntax tree to the reducer's tree: scopes resolved, sugar removed, chains nested.
//!
//! Invariant: rendering the result with [`super::render`] gives a program that means the same.

use std::collections::HashMap;

use super::stdlib;
use super::tree::{Block, Expr, Field, Function, Kind, NumericFor, Program, Stat, StatKind, VarId};
use crate::syntax::Bytes;
use crate::syntax::ast::{self, ExprKind, Key, StatKind as S, Suffix};

/// The program of a syntax tree.
pub fn lower(chunk: &ast::Chunk) -> Program {
    let mut l = Lower { program: Program::new(), scopes: Vec::new(), globals: HashMap::new() };
    let body = l.block(&chunk.body);
    l.program.body = body;
    l.program
}

/// An expression that mentions no variables but the library's, as a part of `program`.
pub fn lower_expression(program: &mut Program, source: &str) -> Option<Expr> {
    let chunk = crate::syntax::parse(format!("return {source}").as_bytes(), b"=value").ok()?;
    let S::Return(values) = &chunk.body.stats.first()?.kind else { return None };
    let mut l = Lower { program: std::mem::take(program), scopes: Vec::new(), globals: HashMap::new() };
    let value = values.exprs.first().map(|e| l.expr(e));
    *program = l.program;
    value
}

struct Lower {
    program: Program,
    /// Locals in scope, the innermost last.
    scopes: Vec<(Bytes, VarId)>,
    globals: HashMap<Bytes, VarId>,
}

impl Lower {
    fn declare(&mut self, name: &Bytes) -> VarId {
        let var = self.program.variable(name);
        self.scopes.push((name.clone(), var));
        var
    }

    fn declare_all(&mut self, names: &[Bytes]) -> Vec<VarId> {
        names.iter().map(|n| self.declare(n)).collect()
    }

    fn name(&mut self, name: &Bytes) -> Expr {
        let local = self.scopes.iter().rev().find(|(n, _)| n == name).map(|(_, var)| *var);
        let kind = match local {
            Some(var) => Kind::Var(var),
            None if stdlib::is_global(name) => Kind::Builtin(name.clone()),
            None => {
                let program = &mut self.program;
                Kind::Var(*self.globals.entry(name.clone()).or_insert_with(|| program.variable(name)))
            }
        };
        self.program.expr(kind)
    }

    fn scoped(&mut self, body: &ast::Block) -> Block {
        let depth = self.scopes.len();
        let block = self.block(body);
        self.scopes.truncate(depth);
        block
    }

    /// A block whose locals stay in scope.
    fn block(&mut self, body: &ast::Block) -> Block {
        let id = self.program.fresh();
        let stats = body.stats.iter().map(|s| self.stat(s)).collect();
        Block { id, stats }
    }

    fn stat(&mut self, stat: &ast::Stat) -> Stat {
        let id = self.program.fresh();
        let kind = match &stat.kind {
            S::Call(e) => StatKind::Call(self.expr(e)),
            S::Assign { targets, values } => StatKind::Assign(self.exprs(targets), self.exprs(&values.exprs)),
            S::Local { names, values, .. } => {
                let values = self.exprs(&values.exprs);
                StatKind::Local(self.declare_all(names), values)
            }
            S::LocalFunction { name, function } => {
                let var = self.declare(name);
                StatKind::Local(vec![var], vec![self.function(function, false)])
            }
            S::Function { name, function } => {
                let mut target = self.name(&name.base);
                for field in name.fields.iter().chain(&name.method) {
                    target = self.field(target, field);
                }
                StatKind::Assign(vec![target], vec![self.function(function, name.method.is_some())])
            }
            S::Do(body) => StatKind::Do(self.scoped(body)),
            S::While { cond, body } => StatKind::While(self.expr(cond), self.scoped(body)),
            S::Repeat { body, cond } => {
                let depth = self.scopes.len();
                let body = self.block(body);
                let cond = self.expr(cond);
                self.scopes.truncate(depth);
                StatKind::Repeat(body, cond)
            }
            S::If { arms, otherwise } => {
                let arms = arms.iter().map(|a| (self.expr(&a.cond), self.scoped(&a.body))).collect();
                StatKind::If(arms, otherwise.as_ref().map(|b| self.scoped(b)))
            }
            S::NumericFor(f) => {
                let (start, limit) = (self.expr(&f.start), self.expr(&f.limit));
                let step = f.step.as_ref().map(|e| self.expr(e));
                let depth = self.scopes.len();
                let var = self.declare(&f.var);
                let body = self.block(&f.body);
                self.scopes.truncate(depth);
                StatKind::For(Box::new(NumericFor { var, start, limit, step, body }))
            }
            S::GenericFor(f) => {
                let values = self.exprs(&f.values.exprs);
                let depth = self.scopes.len();
                let vars = self.declare_all(&f.names);
                let body = self.block(&f.body);
                self.scopes.truncate(depth);
                StatKind::In(vars, values, body)
            }
            S::Return(values) => StatKind::Return(self.exprs(&values.exprs)),
            S::Break => StatKind::Break,
        };
        Stat { id, kind }
    }

    fn exprs(&mut self, list: &[ast::Expr]) -> Vec<Expr> {
        list.iter().map(|e| self.expr(e)).collect()
    }

    fn field(&mut self, base: Expr, name: &Bytes) -> Expr {
        let key = self.program.expr(Kind::String(name.clone()));
        self.program.expr(Kind::Index(Box::new(base), Box::new(key)))
    }

    fn function(&mut self, f: &ast::Function, method: bool) -> Expr {
        let depth = self.scopes.len();
        let receiver = method.then(|| self.declare(&Bytes::from(&b"self"[..])));
        let params = receiver.into_iter().chain(self.declare_all(&f.params)).collect();
        let body = self.block(&f.body);
        self.scopes.truncate(depth);
        self.program.expr(Kind::Function(Box::new(Function { params, vararg: f.vararg, body })))
    }

    fn expr(&mut self, e: &ast::Expr) -> Expr {
        let kind = match &e.kind {
            ExprKind::Nil => Kind::Nil,
            ExprKind::True => Kind::True,
            ExprKind::False => Kind::False,
            ExprKind::Number(n) => Kind::Number(*n),
            ExprKind::String(s) => Kind::String(s.clone()),
            ExprKind::Vararg(_) => Kind::Vararg,
            ExprKind::Function(f) => return self.function(f, false),
            ExprKind::Table(t) => {
                let fields = t.fields.iter().map(|f| {
                    let key = match &f.key {
                        Key::Item => None,
                        Key::Name(name) => Some(self.program.expr(Kind::String(name.clone()))),
                        Key::Expr(key) => Some(self.expr(key)),
                    };
                    Field { key, value: self.expr(&f.value) }
                });
                Kind::Table(fields.collect())
            }
            ExprKind::Name(name) => return self.name(name),
            ExprKind::Suffixed(s) => {
                let mut e = self.expr(&s.base);
                for suffix in &s.suffixes {
                    e = self.suffix(e, suffix);
                }
                return e;
            }
            ExprKind::Paren(inner) => {
                let inner = self.expr(inner);
                if !inner.is_multi() {
                    return inner;
                }
                Kind::Paren(Box::new(inner))
            }
            ExprKind::Unary(op, operand) => Kind::Unary(*op, Box::new(self.expr(operand))),
            ExprKind::Chain(c) => {
                let mut left = self.expr(&c.first);
                for link in &c.rest {
                    let right = self.expr(&link.operand);
                    left = self.program.expr(Kind::Binary(link.op, Box::new(left), Box::new(right)));
                }
                return left;
            }
        };
        self.program.expr(kind)
    }

    fn suffix(&mut self, base: Expr, suffix: &Suffix) -> Expr {
        // A call in parentheses needs none before a suffix.
        let base = match base.kind {
            Kind::Paren(inner) if inner.is_call() => *inner,
            kind => Expr { id: base.id, kind },
        };
        let kind = match suffix {
            Suffix::Field(name, _) => return self.field(base, name),
            Suffix::Index(key, _) => Kind::Index(Box::new(base), Box::new(self.expr(key))),
            Suffix::Call(args) => Kind::Call(Box::new(base), self.exprs(&args.list.exprs)),
            Suffix::Method(name, _, args) => Kind::Method(Box::new(base), name.clone(), self.exprs(&args.list.exprs)),
        };
        self.program.expr(kind)
    }
}
