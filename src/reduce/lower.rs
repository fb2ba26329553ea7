//! From the syntax tree to the reducer's tree: scopes resolved, sugar removed, chains nested.
//!
//! Invariant: rendering the result with [`super::render`] gives a program that means the same.

use std::collections::HashMap;

use super::stdlib;
use super::tree::{BlockNode, ExprNode, ExprShape, FieldNode, ForNode, FunctionNode, StatNode, StatShape, Tree, VarId};
use crate::syntax::SourceBytes;
use crate::syntax::ast::{self, ExprKind, FieldKey, StatKind as S, Suffix};

/// The program of a syntax tree.
pub fn lower(chunk: &ast::Chunk) -> Tree {
    let mut l = Lower { program: Tree::new(), scopes: Vec::new(), globals: HashMap::new() };
    let body = l.block(&chunk.body);
    l.program.body = body;
    l.program
}

/// An expression that mentions no variables but the library's, as a part of `program`.
pub fn lower_expression(program: &mut Tree, source: &str) -> Option<ExprNode> {
    let chunk = crate::syntax::parse(format!("return {source}").as_bytes(), b"=value").ok()?;
    let S::Return(values) = &chunk.body.stats.first()?.kind else { return None };
    let mut l = Lower { program: std::mem::take(program), scopes: Vec::new(), globals: HashMap::new() };
    let value = values.exprs.first().map(|e| l.expr(e));
    *program = l.program;
    value
}

struct Lower {
    program: Tree,
    /// Locals in scope, the innermost last.
    scopes: Vec<(SourceBytes, VarId)>,
    globals: HashMap<SourceBytes, VarId>,
}

impl Lower {
    fn declare(&mut self, name: &SourceBytes) -> VarId {
        let var = self.program.variable(name);
        self.scopes.push((name.clone(), var));
        var
    }

    fn declare_all(&mut self, names: &[SourceBytes]) -> Vec<VarId> {
        names.iter().map(|n| self.declare(n)).collect()
    }

    fn name(&mut self, name: &SourceBytes) -> ExprNode {
        let local = self.scopes.iter().rev().find(|(n, _)| n == name).map(|(_, var)| *var);
        let kind = match local {
            Some(var) => ExprShape::Var(var),
            None if stdlib::is_global(name) => ExprShape::Builtin(name.clone()),
            None => {
                let program = &mut self.program;
                ExprShape::Var(*self.globals.entry(name.clone()).or_insert_with(|| program.variable(name)))
            }
        };
        self.program.expr(kind)
    }

    fn scoped(&mut self, body: &ast::Block) -> BlockNode {
        let depth = self.scopes.len();
        let block = self.block(body);
        self.scopes.truncate(depth);
        block
    }

    /// A block whose locals stay in scope.
    fn block(&mut self, body: &ast::Block) -> BlockNode {
        let id = self.program.fresh();
        let stats = body.stats.iter().map(|s| self.stat(s)).collect();
        BlockNode { id, stats }
    }

    fn stat(&mut self, stat: &ast::Stat) -> StatNode {
        let id = self.program.fresh();
        let kind = match &stat.kind {
            S::Call(e) => StatShape::Call(self.expr(e)),
            S::Assign { targets, values } => StatShape::Assign(self.exprs(targets), self.exprs(&values.exprs)),
            S::Local { names, values, .. } => {
                let values = self.exprs(&values.exprs);
                StatShape::Local(self.declare_all(names), values)
            }
            S::LocalFunction { name, function } => {
                let var = self.declare(name);
                StatShape::Local(vec![var], vec![self.function(function, false)])
            }
            S::Function { name, function } => {
                let mut target = self.name(&name.base);
                for field in name.fields.iter().chain(&name.method) {
                    target = self.field(target, field);
                }
                StatShape::Assign(vec![target], vec![self.function(function, name.method.is_some())])
            }
            S::Do(body) => StatShape::Do(self.scoped(body)),
            S::While { cond, body } => StatShape::While(self.expr(cond), self.scoped(body)),
            S::Repeat { body, cond } => {
                let depth = self.scopes.len();
                let body = self.block(body);
                let cond = self.expr(cond);
                self.scopes.truncate(depth);
                StatShape::Repeat(body, cond)
            }
            S::If { arms, otherwise } => {
                let arms = arms.iter().map(|a| (self.expr(&a.cond), self.scoped(&a.body))).collect();
                StatShape::If(arms, otherwise.as_ref().map(|b| self.scoped(b)))
            }
            S::NumericFor(f) => {
                let (start, limit) = (self.expr(&f.start), self.expr(&f.limit));
                let step = f.step.as_ref().map(|e| self.expr(e));
                let depth = self.scopes.len();
                let var = self.declare(&f.var);
                let body = self.block(&f.body);
                self.scopes.truncate(depth);
                StatShape::For(Box::new(ForNode { var, start, limit, step, body }))
            }
            S::GenericFor(f) => {
                let values = self.exprs(&f.values.exprs);
                let depth = self.scopes.len();
                let vars = self.declare_all(&f.names);
                let body = self.block(&f.body);
                self.scopes.truncate(depth);
                StatShape::In(vars, values, body)
            }
            S::Return(values) => StatShape::Return(self.exprs(&values.exprs)),
            S::Break => StatShape::Break,
        };
        StatNode { id, kind }
    }

    fn exprs(&mut self, list: &[ast::Expr]) -> Vec<ExprNode> {
        list.iter().map(|e| self.expr(e)).collect()
    }

    fn field(&mut self, base: ExprNode, name: &SourceBytes) -> ExprNode {
        let key = self.program.expr(ExprShape::String(name.clone()));
        self.program.expr(ExprShape::Index(Box::new(base), Box::new(key)))
    }

    fn function(&mut self, f: &ast::Function, method: bool) -> ExprNode {
        let depth = self.scopes.len();
        let receiver = method.then(|| self.declare(&SourceBytes::from(&b"self"[..])));
        let params = receiver.into_iter().chain(self.declare_all(&f.params)).collect();
        let body = self.block(&f.body);
        self.scopes.truncate(depth);
        self.program.expr(ExprShape::Function(Box::new(FunctionNode { params, vararg: f.vararg, body })))
    }

    fn expr(&mut self, e: &ast::Expr) -> ExprNode {
        let kind = match &e.kind {
            ExprKind::Nil => ExprShape::Nil,
            ExprKind::True => ExprShape::True,
            ExprKind::False => ExprShape::False,
            ExprKind::Number(n) => ExprShape::Number(*n),
            ExprKind::String(s) => ExprShape::String(s.clone()),
            ExprKind::Vararg(_) => ExprShape::Vararg,
            ExprKind::Function(f) => return self.function(f, false),
            ExprKind::Table(t) => {
                let fields = t.fields.iter().map(|f| {
                    let key = match &f.key {
                        FieldKey::Item => None,
                        FieldKey::Name(name) => Some(self.program.expr(ExprShape::String(name.clone()))),
                        FieldKey::Expr(key) => Some(self.expr(key)),
                    };
                    FieldNode { key, value: self.expr(&f.value) }
                });
                ExprShape::Table(fields.collect())
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
                ExprShape::Paren(Box::new(inner))
            }
            ExprKind::Unary(op, operand) => ExprShape::Unary(*op, Box::new(self.expr(operand))),
            ExprKind::Chain(c) => {
                let mut left = self.expr(&c.first);
                for link in &c.rest {
                    let right = self.expr(&link.operand);
                    left = self.program.expr(ExprShape::Binary(link.op, Box::new(left), Box::new(right)));
                }
                return left;
            }
        };
        self.program.expr(kind)
    }

    fn suffix(&mut self, base: ExprNode, suffix: &Suffix) -> ExprNode {
        // A call in parentheses needs none before a suffix.
        let base = match base.kind {
            ExprShape::Paren(inner) if inner.is_call() => *inner,
            kind => ExprNode { id: base.id, kind },
        };
        let kind = match suffix {
            Suffix::Field(name, _) => return self.field(base, name),
            Suffix::Index(key, _) => ExprShape::Index(Box::new(base), Box::new(self.expr(key))),
            Suffix::Call(args) => ExprShape::Call(Box::new(base), self.exprs(&args.list.exprs)),
            Suffix::Method(name, _, args) => {
                ExprShape::Method(Box::new(base), name.clone(), self.exprs(&args.list.exprs))
            }
        };
        self.program.expr(kind)
    }
}
