//! From the reducer's tree to source text: names, sugar and parentheses come back.
//!
//! Invariant: equal trees up to ids and the numbering of variables give equal text, since names are given out in
//! the order of the text; different variables have different names, so nothing is captured.

use std::collections::HashSet;

use super::stdlib;
use super::tree::{BlockNode, ExprNode, ExprShape, FunctionNode, Id, StatNode, StatShape, Tree, VarId};
use crate::syntax::ast::{self, ExprKind, ExprList, FieldKey, Line, Lines, StatKind as S, Suffix};
use crate::syntax::token::is_keyword;
use crate::syntax::{SourceBytes, print};

/// How variables are called in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    /// `a`, `b`, `c`... in the order of appearance.
    Short,
    /// As in the source, with a number where that name is taken.
    Original,
}

/// The source text of the program.
pub fn render(program: &Tree, naming: Naming) -> Vec<u8> {
    print::print(&Renderer::new(program, naming, &|_| false).chunk(program))
}

/// The text of the program where every expression that `watched` holds for goes through `__o(id, ...)`, and every
/// block begins with `__o(id)`.
pub fn render_watched(program: &Tree, naming: Naming, watched: &dyn Fn(&ExprNode) -> bool) -> Vec<u8> {
    let mut renderer = Renderer::new(program, naming, watched);
    renderer.blocks_watched = true;
    print::print(&renderer.chunk(program))
}

/// Whether this can be a name after a dot.
pub fn is_identifier(text: &[u8]) -> bool {
    let word = |c: &u8| c.is_ascii_alphanumeric() || *c == b'_';
    !text.is_empty() && !text[0].is_ascii_digit() && text.iter().all(word) && !is_keyword(text)
}

/// The `n`-th short name: `a`..`z`, `aa`...
pub fn short_name(mut n: usize) -> Vec<u8> {
    let mut name = Vec::new();
    loop {
        name.insert(0, b'a' + (n % 26) as u8);
        if n < 26 {
            return name;
        }
        n = n / 26 - 1;
    }
}

struct Renderer<'a> {
    naming: Naming,
    originals: &'a [SourceBytes],
    names: Vec<Option<SourceBytes>>,
    taken: HashSet<SourceBytes>,
    given: usize,
    watched: &'a dyn Fn(&ExprNode) -> bool,
    blocks_watched: bool,
    /// Whether a method is being rendered, whose `self` must stay visible.
    in_method: bool,
}

impl<'a> Renderer<'a> {
    fn new(program: &'a Tree, naming: Naming, watched: &'a dyn Fn(&ExprNode) -> bool) -> Renderer<'a> {
        Renderer {
            naming,
            originals: &program.names,
            names: vec![None; program.names.len()],
            taken: HashSet::new(),
            given: 0,
            watched,
            blocks_watched: false,
            in_method: false,
        }
    }

    fn chunk(&mut self, program: &Tree) -> ast::Chunk {
        ast::Chunk { body: self.block(&program.body) }
    }

    fn name(&mut self, var: VarId) -> SourceBytes {
        if let Some(name) = &self.names[var as usize] {
            return name.clone();
        }
        let original = &self.originals[var as usize];
        let name = loop {
            let name: SourceBytes = match self.naming {
                Naming::Short => {
                    self.given += 1;
                    short_name(self.given - 1).into()
                }
                Naming::Original if !self.taken.contains(original) => original.clone(),
                Naming::Original => {
                    self.given += 1;
                    [original, format!("_{}", self.given).as_bytes()].concat().into()
                }
            };
            let reserved = is_keyword(&name) || stdlib::is_global(&name);
            if !(reserved || &name[..] == b"self" && self.naming == Naming::Short) && self.taken.insert(name.clone()) {
                break name;
            }
            if reserved && self.naming == Naming::Original && self.taken.insert(name.clone()) {
                // A local that hides a library: the next round gives it a number.
                continue;
            }
        };
        self.names[var as usize] = Some(name.clone());
        name
    }

    fn block(&mut self, block: &BlockNode) -> ast::Block {
        let mut stats = Vec::new();
        if self.blocks_watched {
            stats.push(S::Call(watch(block.id, None)).into());
        }
        for stat in &block.stats {
            stats.push(self.stat(stat).into());
        }
        stats.into()
    }

    fn stat(&mut self, stat: &StatNode) -> S {
        match &stat.kind {
            StatShape::Call(e) => S::Call(self.bare(e)),
            StatShape::Assign(targets, values) => {
                if let ([target], [ExprNode { kind: ExprShape::Function(f), .. }]) = (&targets[..], &values[..])
                    && let Some(stat) = self.function_stat(target, f)
                {
                    return stat;
                }
                let targets = targets.iter().map(|e| self.bare(e)).collect();
                S::Assign { targets, values: self.list(values) }
            }
            StatShape::Local(vars, values) => {
                if let ([var], [ExprNode { kind: ExprShape::Function(f), .. }]) = (&vars[..], &values[..]) {
                    let name = self.name(*var);
                    return S::LocalFunction { name, function: Box::new(self.function(f, 0)) };
                }
                // Names first: that is their order in the text.
                let names = vars.iter().map(|v| self.name(*v)).collect();
                S::Local { names, values: self.list(values), names_end: Line::UNKNOWN }
            }
            StatShape::Do(b) => S::Do(self.block(b)),
            StatShape::While(e, b) => S::While { cond: self.expr(e), body: self.block(b) },
            StatShape::Repeat(b, e) => {
                let body = self.block(b);
                S::Repeat { body, cond: self.expr(e) }
            }
            StatShape::If(arms, otherwise) => S::If {
                arms: arms.iter().map(|(e, b)| ast::Arm { cond: self.expr(e), body: self.block(b) }).collect(),
                otherwise: otherwise.as_ref().map(|b| self.block(b)),
            },
            StatShape::For(l) => {
                let var = self.name(l.var);
                let (start, limit) = (self.expr(&l.start), self.expr(&l.limit));
                let step = l.step.as_ref().map(|e| self.expr(e));
                let mut body = self.block(&l.body);
                self.watch_all(&[l.var], &mut body);
                S::NumericFor(Box::new(ast::NumericFor { var, start, limit, step, body, do_line: Line::UNKNOWN }))
            }
            StatShape::In(vars, values, b) => {
                let names = vars.iter().map(|v| self.name(*v)).collect();
                let values = self.list(values);
                let mut body = self.block(b);
                self.watch_all(vars, &mut body);
                let (values_line, do_line) = (Line::UNKNOWN, Line::UNKNOWN);
                S::GenericFor(Box::new(ast::GenericFor { names, values, body, values_line, do_line }))
            }
            StatShape::Return(values) => S::Return(self.list(values)),
            StatShape::Break => S::Break,
        }
    }

    /// `function a.b:c() end`, if the target can be written so.
    fn function_stat(&mut self, target: &ExprNode, f: &FunctionNode) -> Option<S> {
        let mut fields = Vec::new();
        let mut base = target;
        while let ExprShape::Index(inner, _) = &base.kind {
            let name = base.field_name().filter(|n| is_identifier(n))?;
            fields.insert(0, name.clone());
            base = inner;
        }
        let base = match &base.kind {
            ExprShape::Var(var) => self.name(*var),
            ExprShape::Builtin(name) => name.clone(),
            _ => return None,
        };
        let outer = self.in_method;
        let is_method = !fields.is_empty() && !f.params.is_empty() && !outer;
        let method = if is_method { fields.pop() } else { None };
        if is_method {
            self.names[f.params[0] as usize] = Some(SourceBytes::from(&b"self"[..]));
            self.in_method = true;
        }
        let function = self.function(f, usize::from(is_method));
        self.in_method = outer;
        let name = ast::FunctionName { base, fields, method, lines: Lines::default() };
        Some(S::Function { name, function: Box::new(function) })
    }

    /// A function without its first `skip` parameters.
    fn function(&mut self, f: &FunctionNode, skip: usize) -> ast::Function {
        let params = f.params.iter().skip(skip).map(|v| self.name(*v)).collect();
        let mut body = self.block(&f.body);
        self.watch_all(&f.params, &mut body);
        ast::Function { params, vararg: f.vararg, body, ..ast::Function::default() }
    }

    /// Lets a block begin with a look at variables.
    fn watch_all(&mut self, vars: &[VarId], body: &mut ast::Block) {
        if self.blocks_watched {
            for var in vars.iter().rev() {
                let value = ExprKind::Name(self.name(*var)).into();
                body.stats.insert(0, S::Call(watch(PARAMETERS + *var, Some(value))).into());
            }
        }
    }

    fn list(&mut self, values: &[ExprNode]) -> ExprList {
        values.iter().map(|e| self.expr(e)).collect::<Vec<_>>().into()
    }

    fn exprs(&mut self, values: &[ExprNode]) -> Vec<ast::Expr> {
        values.iter().map(|e| self.expr(e)).collect()
    }

    fn expr(&mut self, e: &ExprNode) -> ast::Expr {
        let bare = self.bare(e);
        if (self.watched)(e) { watch(e.id, Some(bare)) } else { bare }
    }

    /// The expression itself, not watched.
    fn bare(&mut self, e: &ExprNode) -> ast::Expr {
        match &e.kind {
            ExprShape::Nil => ExprKind::Nil.into(),
            ExprShape::True => ExprKind::True.into(),
            ExprShape::False => ExprKind::False.into(),
            ExprShape::Number(n) => ast::Expr::number(*n),
            ExprShape::String(s) => ast::Expr::string(s.clone()),
            ExprShape::Vararg => ast::Expr::vararg(),
            ExprShape::Function(f) => ast::Expr::function(self.function(f, 0)),
            ExprShape::Table(fields) => {
                let fields = fields.iter().map(|f| {
                    let key = match &f.key {
                        None => FieldKey::Item,
                        Some(ExprNode { kind: ExprShape::String(name), .. }) if is_identifier(name) => {
                            FieldKey::Name(name.clone())
                        }
                        Some(key) => FieldKey::Expr(self.expr(key)),
                    };
                    ast::Field { key, value: self.expr(&f.value), eq: Line::UNKNOWN, sep: Line::UNKNOWN }
                });
                ast::Expr::table(fields.collect())
            }
            ExprShape::Var(var) => ast::Expr::name(self.name(*var)),
            ExprShape::Builtin(name) => ast::Expr::name(name.clone()),
            ExprShape::Index(base, key) => {
                let base = self.expr(base);
                match &key.kind {
                    ExprShape::String(name) if is_identifier(name) => ast::Expr::field(base, name.clone()),
                    _ => ast::Expr::index(base, self.expr(key)),
                }
            }
            ExprShape::Call(callee, args) => {
                let callee = self.expr(callee);
                let args = self.args(args);
                callee.suffixed(Suffix::Call(args))
            }
            ExprShape::Method(object, name, args) => {
                let object = self.expr(object);
                let args = self.args(args);
                object.suffixed(Suffix::Method(name.clone(), Line::UNKNOWN, args))
            }
            ExprShape::Paren(inner) => ast::Expr::paren(self.expr(inner)),
            ExprShape::Unary(op, operand) => ast::Expr::unary(*op, self.expr(operand)),
            ExprShape::Binary(op, left, right) => {
                let left = self.expr(left);
                ast::Expr::binary(*op, left, self.expr(right))
            }
        }
    }

    fn args(&mut self, args: &[ExprNode]) -> ast::Args {
        let list = self.exprs(args);
        let bare = matches!(&list[..], [ast::Expr { kind: ExprKind::String(_) | ExprKind::Table(_), .. }]);
        ast::Args { list: list.into(), bare, ..ast::Args::default() }
    }
}

/// What is added to the number of a parameter or loop variable where its value is watched.
pub const PARAMETERS: Id = 1 << 30;

fn watch(id: Id, value: Option<ast::Expr>) -> ast::Expr {
    let mut args = vec![ast::Expr::number(f64::from(id))];
    args.extend(value);
    ast::Expr::call(ast::Expr::name(&b"__o"[..]), args)
}
