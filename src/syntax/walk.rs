//! A walk over a tree that makes the calls of a [`Builder`] that parsing its source would make.
//!
//! Positions are taken from the tree; where it has none, the line stays that of what came before. Nesting is
//! counted as the parser counts it, so a tree that is deeper than any source can be is an error too.

use super::SourceBytes;
use super::ast::*;
use super::build::{BuildError, Builder, Built};
use super::intern::Interner;
use super::parse::MAX_LEVELS;

/// Walks over the chunk. The builder has the main function open; it is not closed.
pub struct Walker<B> {
    pub builder: B,
    /// The last line told to the builder.
    pub line: u32,
    names: Interner,
    levels: u32,
}

/// Calls the builder with the shared text of a name.
macro_rules! with_name {
    ($self:ident . $event:ident ( $($arg:expr),* ; $name:expr $(; $more:expr)* )) => {{
        let symbol = $self.names.intern_shared($name);
        $self.builder.$event($($arg,)* $self.names.name(symbol) $(, $more)*)
    }};
}

impl<B: Builder> Walker<B> {
    /// A walker with `levels` of the nesting levels in use already.
    pub fn new(builder: B, levels: u32) -> Walker<B> {
        Walker { builder, line: 1, names: Interner::default(), levels }
    }

    /// Tells the builder of the whole chunk.
    ///
    /// # Errors
    /// The builder's first fault, or too many levels. [`Walker::line`] is the line it happened at, if known.
    pub fn chunk(&mut self, chunk: &Chunk) -> Built<()> {
        self.stats(&chunk.body)
    }

    fn at(&mut self, line: Line) {
        if line.0 != 0 {
            self.line = line.0;
            self.builder.at(line.0);
        }
    }

    /// The line, or the current one if it is unknown.
    fn known(&self, line: Line) -> u32 {
        if line.0 != 0 { line.0 } else { self.line }
    }

    fn enter(&mut self) -> Built<()> {
        if self.levels >= MAX_LEVELS {
            return Err(Box::new(BuildError::At("chunk has too many syntax levels".to_owned())));
        }
        self.levels += 1;
        Ok(())
    }

    fn stats(&mut self, block: &Block) -> Built<()> {
        self.enter()?;
        for stat in &block.stats {
            self.stat(stat)?;
            self.builder.end_stat();
        }
        self.at(block.last);
        self.levels -= 1;
        Ok(())
    }

    fn block(&mut self, block: &Block) -> Built<B::Block> {
        self.builder.open_block()?;
        self.stats(block)?;
        self.builder.close_block()
    }

    fn stat(&mut self, stat: &Stat) -> Built<()> {
        self.at(stat.line);
        let line = self.known(stat.line);
        match &stat.kind {
            StatKind::Call(call) => {
                let call = self.primary(call)?;
                self.builder.call_stat(call, line)?;
            }
            StatKind::Assign { targets, values } => self.assign(targets, values, line)?,
            StatKind::Local { names, values, names_end } => {
                let mut state = self.builder.begin_local(line);
                for name in names {
                    with_name!(self.local_name(&mut state; name))?;
                }
                self.at(*names_end);
                let values = self.list(values)?;
                self.builder.end_local(state, values)?;
            }
            StatKind::LocalFunction { name, function } => {
                let state = with_name!(self.begin_local_function(; name; line))?;
                let function = self.function(function, false)?;
                self.builder.end_local_function(state, function)?;
            }
            StatKind::Function { name, function } => {
                self.at(name.lines.get(0));
                let mut target = with_name!(self.name(; &name.base))?;
                for (i, field) in name.fields.iter().chain(&name.method).enumerate() {
                    self.builder.prefix(&mut target)?;
                    self.at(name.lines.get(i + 1));
                    with_name!(self.field(&mut target; field))?;
                }
                let method = name.method.is_some();
                let function = self.function(function, method)?;
                self.builder.function_stat(target, function, method, line)?;
            }
            StatKind::Do(body) => {
                let block = self.block(body)?;
                self.builder.do_stat(block, line);
            }
            StatKind::While { cond, body } => {
                let mut state = self.builder.begin_while(line);
                let cond = self.expr(cond)?;
                self.builder.while_cond(&mut state, cond)?;
                let block = self.block(body)?;
                self.builder.while_block(&mut state, block)?;
                self.builder.end_while(state)?;
            }
            StatKind::Repeat { body, cond } => {
                let state = self.builder.begin_repeat(line);
                self.stats(body)?;
                let cond = self.expr(cond)?;
                self.builder.end_repeat(state, cond)?;
            }
            StatKind::If { arms, otherwise } => {
                let mut state = self.builder.begin_if(line);
                for (i, arm) in arms.iter().enumerate() {
                    if i > 0 {
                        self.builder.if_else(&mut state)?;
                    }
                    let cond = self.expr(&arm.cond)?;
                    self.builder.if_cond(&mut state, cond)?;
                    let block = self.block(&arm.body)?;
                    self.builder.if_block(&mut state, block);
                }
                let mut block = None;
                if let Some(body) = otherwise {
                    self.builder.if_else(&mut state)?;
                    block = Some(self.block(body)?);
                }
                self.builder.end_if(state, block)?;
            }
            StatKind::NumericFor(f) => {
                let mut state = with_name!(self.begin_numeric_for(; &f.var; line))?;
                for value in [Some(&f.start), Some(&f.limit), f.step.as_ref()].into_iter().flatten() {
                    let value = self.expr(value)?;
                    self.builder.for_value(&mut state, value)?;
                }
                if f.step.is_none() {
                    self.builder.for_no_step(&mut state)?;
                }
                self.for_body(state, f.do_line, &f.body)?;
            }
            StatKind::GenericFor(f) => {
                let (first, more) = f.names.split_first().ok_or_else(|| invalid("a loop without variables"))?;
                let mut state = with_name!(self.begin_generic_for(; first; line))?;
                for name in more {
                    with_name!(self.for_var(&mut state; name))?;
                }
                let values = self.list(&f.values)?.ok_or_else(|| invalid("a loop without values"))?;
                let line = self.known(f.values_line);
                self.builder.for_values(&mut state, values, line)?;
                self.for_body(state, f.do_line, &f.body)?;
            }
            StatKind::Return(values) => {
                let values = self.list(values)?;
                self.builder.return_stat(values, line)?;
            }
            StatKind::Break => self.builder.break_stat(line)?,
        }
        Ok(())
    }

    fn for_body(&mut self, mut state: B::For, do_line: Line, body: &Block) -> Built<()> {
        self.at(do_line);
        self.builder.for_do(&mut state)?;
        let block = self.block(body)?;
        self.builder.for_block(&mut state, block)?;
        self.builder.end_for(state)
    }

    fn assign(&mut self, targets: &[Expr], values: &ExprList, line: u32) -> Built<()> {
        let (first, more) = targets.split_first().ok_or_else(|| invalid("an assignment without targets"))?;
        if !targets.iter().all(Expr::is_assignable) {
            return Err(invalid("an assignment to what is no variable"));
        }
        let first = self.primary(first)?;
        let mut state = self.builder.begin_assign(first, line);
        for target in more {
            let target = self.primary(target)?;
            self.builder.assign_target(&mut state, target)?;
        }
        let values = self.list(values)?.ok_or_else(|| invalid("an assignment without values"))?;
        self.builder.end_assign(state, values)
    }

    fn list(&mut self, list: &ExprList) -> Built<Option<B::List>> {
        let Some((first, more)) = list.exprs.split_first() else { return Ok(None) };
        let first = self.expr(first)?;
        let mut built = self.builder.begin_list(first);
        for (i, next) in more.iter().enumerate() {
            self.at(list.commas.get(i));
            self.builder.list_comma(&mut built)?;
            let next = self.expr(next)?;
            self.builder.list_push(&mut built, next);
        }
        Ok(Some(built))
    }

    fn expr(&mut self, e: &Expr) -> Built<B::Expr> {
        self.enter()?;
        let built = match &e.kind {
            ExprKind::Chain(chain) => {
                let mut left = match chain.first.kind {
                    // Not in normal form.
                    ExprKind::Chain(_) => self.expr(&chain.first)?,
                    _ => self.simple(&chain.first)?,
                };
                for link in &chain.rest {
                    self.at(link.line);
                    self.builder.infix(link.op, &mut left)?;
                    let right = self.expr(&link.operand)?;
                    left = self.builder.binary(link.op, left, right)?;
                }
                left
            }
            _ => self.simple(e)?,
        };
        self.levels -= 1;
        Ok(built)
    }

    /// An expression other than a chain.
    fn simple(&mut self, e: &Expr) -> Built<B::Expr> {
        let line = self.known(e.line);
        let built = match &e.kind {
            ExprKind::Nil => self.builder.nil(line),
            ExprKind::True => self.builder.boolean(true, line),
            ExprKind::False => self.builder.boolean(false, line),
            ExprKind::Number(n) => self.builder.number(*n, line),
            ExprKind::String(text) => with_name!(self.string(; text; line))?,
            ExprKind::Vararg(before) => {
                self.at(*before);
                self.builder.vararg(line)?
            }
            ExprKind::Function(f) => return self.function(f, false),
            ExprKind::Table(t) => return self.table(t, e.line),
            ExprKind::Unary(op, operand) => {
                let operand = self.expr(operand)?;
                return self.builder.unary(*op, operand);
            }
            ExprKind::Name(_) | ExprKind::Suffixed(_) | ExprKind::Paren(_) | ExprKind::Chain(_) => {
                return self.primary(e);
            }
        };
        self.at(e.line);
        Ok(built)
    }

    /// A name, parenthesised or suffixed expression; what else there is, counts as parenthesised.
    fn primary(&mut self, e: &Expr) -> Built<B::Expr> {
        match &e.kind {
            ExprKind::Name(name) => {
                self.at(e.line);
                with_name!(self.name(; name))
            }
            ExprKind::Suffixed(s) => {
                let mut built = match &s.base.kind {
                    ExprKind::Suffixed(_) => {
                        // Not in normal form, and so not bounded by the parser.
                        self.enter()?;
                        let built = self.primary(&s.base)?;
                        self.levels -= 1;
                        built
                    }
                    _ => self.primary(&s.base)?,
                };
                for suffix in &s.suffixes {
                    self.suffix(&mut built, suffix)?;
                }
                Ok(built)
            }
            ExprKind::Paren(inner) => {
                let inner = self.expr(inner)?;
                self.at(e.line);
                self.builder.paren(inner)
            }
            _ => {
                let inner = self.expr(e)?;
                self.builder.paren(inner)
            }
        }
    }

    fn suffix(&mut self, e: &mut B::Expr, suffix: &Suffix) -> Built<()> {
        match suffix {
            Suffix::Field(name, line) => {
                self.builder.prefix(e)?;
                self.at(*line);
                with_name!(self.field(e; name))
            }
            Suffix::Index(key, line) => {
                self.builder.prefix(e)?;
                let mut key = self.expr(key)?;
                self.builder.index_key(&mut key)?;
                self.at(*line);
                self.builder.index(e, key)
            }
            Suffix::Call(args) => {
                self.builder.callee(e)?;
                self.args(e, args)
            }
            Suffix::Method(name, line, args) => {
                self.at(*line);
                with_name!(self.method(e; name))?;
                self.args(e, args)
            }
        }
    }

    fn args(&mut self, callee: &mut B::Expr, args: &Args) -> Built<()> {
        let line = self.known(args.open);
        let mut list = match &args.list.exprs[..] {
            [e] if args.bare => {
                let e = self.simple(e)?;
                Some(self.builder.begin_list(e))
            }
            _ => self.list(&args.list)?,
        };
        if let Some(list) = &mut list {
            self.builder.open_args(list)?;
        }
        self.at(args.close);
        self.builder.call(callee, list, args.bare, line)
    }

    fn table(&mut self, t: &TableExpr, end: Line) -> Built<B::Expr> {
        self.at(t.before);
        let mut table = self.builder.begin_table()?;
        for (i, field) in t.fields.iter().enumerate() {
            if i > 0 {
                self.at(t.fields[i - 1].sep);
            }
            self.builder.table_separator(&mut table)?;
            let (key, named) = match &field.key {
                FieldKey::Item => {
                    let value = self.expr(&field.value)?;
                    self.builder.table_item(&mut table, value)?;
                    continue;
                }
                FieldKey::Name(name) => (with_name!(self.table_name(&mut table; name))?, true),
                FieldKey::Expr(key) => {
                    let mut key = self.expr(key)?;
                    self.builder.index_key(&mut key)?;
                    (key, false)
                }
            };
            self.at(field.eq);
            let key = self.builder.table_key(&mut table, key, named)?;
            let value = self.expr(&field.value)?;
            self.builder.table_value(&mut table, key, value)?;
        }
        self.at(end);
        self.builder.end_table(table)
    }

    fn function(&mut self, f: &Function, method: bool) -> Built<B::Expr> {
        self.builder.open_function(f.line.0, method)?;
        for name in &f.params {
            self.param(name)?;
        }
        if f.vararg {
            self.builder.vararg_param()?;
        }
        self.builder.end_params()?;
        self.stats(&f.body)?;
        self.at(f.end);
        self.builder.close_function(f.end.0)
    }

    fn param(&mut self, name: &SourceBytes) -> Built<()> {
        with_name!(self.param(; name))
    }
}

/// A tree that no source has.
fn invalid(what: &str) -> Box<BuildError> {
    Box::new(BuildError::At(format!("malformed tree: {what}")))
}
