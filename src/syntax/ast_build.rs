//! The builder that makes the tree.

use super::SourceBytes;
use super::ast::*;
use super::build::{BuildError, Builder, Built, NO_LOOP, NOT_VARARG};
use super::intern::Name;

/// Makes a [`Chunk`] out of what the parser tells.
pub struct TreeBuilder {
    /// Line of the last consumed token.
    line: Line,
    /// The statements of the open blocks, outermost first.
    blocks: Vec<Vec<Stat>>,
    /// The open functions.
    functions: Vec<Open>,
}

/// A function whose body is being read.
struct Open {
    function: Function,
    /// Open loops in it.
    loops: u32,
}

pub struct Loop {
    line: Line,
    cond: Option<Expr>,
    body: Block,
}

pub enum For {
    Numeric { line: Line, var: SourceBytes, values: Vec<Expr>, do_line: Line, body: Block },
    Generic { line: Line, names: Vec<SourceBytes>, values: ExprList, values_line: Line, do_line: Line, body: Block },
}

pub struct Local {
    line: Line,
    names: Vec<SourceBytes>,
    names_end: Line,
}

impl Default for TreeBuilder {
    fn default() -> TreeBuilder {
        let main = Function { vararg: true, ..Function::default() };
        TreeBuilder { line: Line(1), blocks: vec![Vec::new()], functions: vec![Open { function: main, loops: 0 }] }
    }
}

impl TreeBuilder {
    /// The tree, once the whole source was told.
    pub fn finish(mut self) -> Chunk {
        Chunk { body: self.pop_block() }
    }

    fn pop_block(&mut self) -> Block {
        Block { stats: self.blocks.pop().unwrap_or_default(), last: self.line }
    }

    fn push(&mut self, kind: StatKind, line: u32) {
        if let Some(block) = self.blocks.last_mut() {
            block.push(Stat { kind, line: Line(line) });
        }
    }

    fn expr(&self, kind: ExprKind) -> Expr {
        Expr { kind, line: self.line }
    }

    fn open(&mut self) -> Option<&mut Open> {
        self.functions.last_mut()
    }

    fn enter_loop(&mut self) {
        if let Some(open) = self.open() {
            open.loops += 1;
        }
    }

    fn leave_loop(&mut self) {
        if let Some(open) = self.open() {
            open.loops -= 1;
        }
    }

    fn suffix(&self, e: &mut Expr, suffix: Suffix) {
        if let ExprKind::Suffixed(s) = &mut e.kind {
            s.suffixes.push(suffix);
        } else {
            let base = std::mem::replace(e, ExprKind::Nil.into());
            e.kind = ExprKind::Suffixed(Box::new(Suffixed { base, suffixes: vec![suffix] }));
        }
        e.line = self.line;
    }

    fn for_body(&mut self, state: &mut For) {
        match state {
            For::Numeric { do_line, .. } | For::Generic { do_line, .. } => *do_line = self.line,
        }
        self.enter_loop();
    }
}

impl Builder for TreeBuilder {
    type Expr = Expr;
    type List = ExprList;
    type Block = Block;
    type If = (Line, Vec<Arm>, Option<Expr>);
    type While = Loop;
    type Repeat = Line;
    type For = For;
    type Local = Local;
    type LocalFunction = (Line, SourceBytes);
    type Assign = (Line, Vec<Expr>);
    type Table = TableExpr;
    type Key = (FieldKey, Line);

    fn at(&mut self, line: u32) {
        self.line = Line(line);
    }

    fn open_function(&mut self, line: u32, _method: bool) -> Built<()> {
        let function = Function { line: Line(line), ..Function::default() };
        self.functions.push(Open { function, loops: 0 });
        self.blocks.push(Vec::new());
        Ok(())
    }

    fn param(&mut self, name: Name<'_>) -> Built<()> {
        if let Some(open) = self.open() {
            open.function.params.push(name.text.clone());
        }
        Ok(())
    }

    fn vararg_param(&mut self) -> Built<()> {
        if let Some(open) = self.open() {
            open.function.vararg = true;
        }
        Ok(())
    }

    fn end_params(&mut self) -> Built<()> {
        Ok(())
    }

    fn close_function(&mut self, end: u32) -> Built<Expr> {
        let mut function = self.functions.pop().map(|open| open.function).unwrap_or_default();
        function.body = self.pop_block();
        function.body.last = Line::UNKNOWN;
        function.end = Line(end);
        Ok(self.expr(ExprKind::Function(Box::new(function))))
    }

    fn open_block(&mut self) -> Built<()> {
        self.blocks.push(Vec::new());
        Ok(())
    }

    fn close_block(&mut self) -> Built<Block> {
        Ok(self.pop_block())
    }

    fn end_stat(&mut self) {}

    fn do_stat(&mut self, block: Block, line: u32) {
        self.push(StatKind::Do(block), line);
    }

    fn begin_if(&mut self, line: u32) -> Self::If {
        (Line(line), Vec::new(), None)
    }

    fn if_cond(&mut self, state: &mut Self::If, cond: Expr) -> Built<()> {
        state.2 = Some(cond);
        Ok(())
    }

    fn if_block(&mut self, state: &mut Self::If, body: Block) {
        if let Some(cond) = state.2.take() {
            state.1.push(Arm { cond, body });
        }
    }

    fn if_else(&mut self, _state: &mut Self::If) -> Built<()> {
        Ok(())
    }

    fn end_if(&mut self, state: Self::If, otherwise: Option<Block>) -> Built<()> {
        self.push(StatKind::If { arms: state.1, otherwise }, state.0.0);
        Ok(())
    }

    fn begin_while(&mut self, line: u32) -> Loop {
        Loop { line: Line(line), cond: None, body: Block::default() }
    }

    fn while_cond(&mut self, state: &mut Loop, cond: Expr) -> Built<()> {
        state.cond = Some(cond);
        self.enter_loop();
        Ok(())
    }

    fn while_block(&mut self, state: &mut Loop, block: Block) -> Built<()> {
        state.body = block;
        self.leave_loop();
        Ok(())
    }

    fn end_while(&mut self, state: Loop) -> Built<()> {
        let cond = state.cond.unwrap_or_else(|| ExprKind::Nil.into());
        self.push(StatKind::While { cond, body: state.body }, state.line.0);
        Ok(())
    }

    fn begin_repeat(&mut self, line: u32) -> Line {
        self.blocks.push(Vec::new());
        self.enter_loop();
        Line(line)
    }

    fn end_repeat(&mut self, line: Line, cond: Expr) -> Built<()> {
        let stats = self.blocks.pop().unwrap_or_default();
        self.leave_loop();
        self.push(StatKind::Repeat { body: stats.into(), cond }, line.0);
        Ok(())
    }

    fn begin_numeric_for(&mut self, var: Name<'_>, line: u32) -> Built<For> {
        let (line, var) = (Line(line), var.text.clone());
        Ok(For::Numeric { line, var, values: Vec::new(), do_line: Line::UNKNOWN, body: Block::default() })
    }

    fn for_value(&mut self, state: &mut For, value: Expr) -> Built<()> {
        if let For::Numeric { values, .. } = state {
            values.push(value);
        }
        Ok(())
    }

    fn for_no_step(&mut self, _state: &mut For) -> Built<()> {
        Ok(())
    }

    fn begin_generic_for(&mut self, var: Name<'_>, line: u32) -> Built<For> {
        Ok(For::Generic {
            line: Line(line),
            names: vec![var.text.clone()],
            values: ExprList::default(),
            values_line: Line::UNKNOWN,
            do_line: Line::UNKNOWN,
            body: Block::default(),
        })
    }

    fn for_var(&mut self, state: &mut For, var: Name<'_>) -> Built<()> {
        if let For::Generic { names, .. } = state {
            names.push(var.text.clone());
        }
        Ok(())
    }

    fn for_values(&mut self, state: &mut For, list: ExprList, line: u32) -> Built<()> {
        if let For::Generic { values, values_line, .. } = state {
            (*values, *values_line) = (list, Line(line));
        }
        Ok(())
    }

    fn for_do(&mut self, state: &mut For) -> Built<()> {
        self.for_body(state);
        Ok(())
    }

    fn for_block(&mut self, state: &mut For, block: Block) -> Built<()> {
        match state {
            For::Numeric { body, .. } | For::Generic { body, .. } => *body = block,
        }
        self.leave_loop();
        Ok(())
    }

    fn end_for(&mut self, state: For) -> Built<()> {
        match state {
            For::Numeric { line, var, values, do_line, body } => {
                let mut values = values.into_iter();
                let mut next = || values.next();
                let (start, limit) = (next(), next());
                let nil = || ExprKind::Nil.into();
                let (start, limit) = (start.unwrap_or_else(nil), limit.unwrap_or_else(nil));
                let step = next();
                let numeric = NumericFor { var, start, limit, step, body, do_line };
                self.push(StatKind::NumericFor(Box::new(numeric)), line.0);
            }
            For::Generic { line, names, values, values_line, do_line, body } => {
                let generic = GenericFor { names, values, body, values_line, do_line };
                self.push(StatKind::GenericFor(Box::new(generic)), line.0);
            }
        }
        Ok(())
    }

    fn function_stat(&mut self, target: Expr, function: Expr, method: bool, line: u32) -> Built<()> {
        let mut name =
            FunctionName { base: SourceBytes::default(), fields: Vec::new(), method: None, lines: Lines::default() };
        let base = match target.kind {
            ExprKind::Suffixed(s) => {
                for suffix in s.suffixes {
                    if let Suffix::Field(field, line) = suffix {
                        name.fields.push(field);
                        name.lines.0.push(line.0);
                    }
                }
                s.base
            }
            kind => Expr { kind, line: target.line },
        };
        name.lines.0.insert(0, base.line.0);
        if let ExprKind::Name(text) = base.kind {
            name.base = text;
        }
        if method {
            name.method = name.fields.pop();
        }
        if let ExprKind::Function(function) = function.kind {
            self.push(StatKind::Function { name, function }, line);
        }
        Ok(())
    }

    fn begin_local_function(&mut self, name: Name<'_>, line: u32) -> Built<(Line, SourceBytes)> {
        Ok((Line(line), name.text.clone()))
    }

    fn end_local_function(&mut self, (line, name): (Line, SourceBytes), function: Expr) -> Built<()> {
        if let ExprKind::Function(function) = function.kind {
            self.push(StatKind::LocalFunction { name, function }, line.0);
        }
        Ok(())
    }

    fn begin_local(&mut self, line: u32) -> Local {
        Local { line: Line(line), names: Vec::new(), names_end: Line::UNKNOWN }
    }

    fn local_name(&mut self, state: &mut Local, name: Name<'_>) -> Built<()> {
        state.names.push(name.text.clone());
        state.names_end = self.line;
        Ok(())
    }

    fn end_local(&mut self, state: Local, values: Option<ExprList>) -> Built<()> {
        let Local { line, names, names_end } = state;
        self.push(StatKind::Local { names, values: values.unwrap_or_default(), names_end }, line.0);
        Ok(())
    }

    fn return_stat(&mut self, values: Option<ExprList>, line: u32) -> Built<()> {
        self.push(StatKind::Return(values.unwrap_or_default()), line);
        Ok(())
    }

    fn break_stat(&mut self, line: u32) -> Built<()> {
        if self.open().is_none_or(|open| open.loops == 0) {
            return Err(Box::new(BuildError::Near(NO_LOOP)));
        }
        self.push(StatKind::Break, line);
        Ok(())
    }

    fn call_stat(&mut self, call: Expr, line: u32) -> Built<()> {
        self.push(StatKind::Call(call), line);
        Ok(())
    }

    fn begin_assign(&mut self, target: Expr, line: u32) -> Self::Assign {
        (Line(line), vec![target])
    }

    fn assign_target(&mut self, state: &mut Self::Assign, target: Expr) -> Built<()> {
        state.1.push(target);
        Ok(())
    }

    fn end_assign(&mut self, (line, targets): Self::Assign, values: ExprList) -> Built<()> {
        self.push(StatKind::Assign { targets, values }, line.0);
        Ok(())
    }

    fn begin_list(&mut self, first: Expr) -> ExprList {
        vec![first].into()
    }

    fn list_comma(&mut self, list: &mut ExprList) -> Built<()> {
        if let Some(last) = list.exprs.last()
            && last.line.0 != self.line.0
        {
            list.commas.set(list.exprs.len() - 1, self.line.0);
        }
        Ok(())
    }

    fn list_push(&mut self, list: &mut ExprList, next: Expr) {
        list.exprs.push(next);
    }

    fn nil(&mut self, line: u32) -> Expr {
        Expr { kind: ExprKind::Nil, line: Line(line) }
    }

    fn boolean(&mut self, value: bool, line: u32) -> Expr {
        Expr { kind: if value { ExprKind::True } else { ExprKind::False }, line: Line(line) }
    }

    fn number(&mut self, value: f64, line: u32) -> Expr {
        Expr { kind: ExprKind::Number(value), line: Line(line) }
    }

    fn string(&mut self, value: Name<'_>, line: u32) -> Built<Expr> {
        Ok(Expr { kind: ExprKind::String(value.text.clone()), line: Line(line) })
    }

    fn vararg(&mut self, line: u32) -> Built<Expr> {
        if self.open().is_none_or(|open| !open.function.vararg) {
            return Err(Box::new(BuildError::Near(NOT_VARARG)));
        }
        Ok(Expr { kind: ExprKind::Vararg(self.line), line: Line(line) })
    }

    fn name(&mut self, name: Name<'_>) -> Built<Expr> {
        Ok(self.expr(ExprKind::Name(name.text.clone())))
    }

    fn paren(&mut self, e: Expr) -> Built<Expr> {
        Ok(self.expr(ExprKind::Paren(Box::new(e))))
    }

    fn prefix(&mut self, _e: &mut Expr) -> Built<()> {
        Ok(())
    }

    fn field(&mut self, e: &mut Expr, name: Name<'_>) -> Built<()> {
        self.suffix(e, Suffix::Field(name.text.clone(), self.line));
        Ok(())
    }

    fn index_key(&mut self, _key: &mut Expr) -> Built<()> {
        Ok(())
    }

    fn index(&mut self, e: &mut Expr, key: Expr) -> Built<()> {
        self.suffix(e, Suffix::Index(key, self.line));
        Ok(())
    }

    fn callee(&mut self, e: &mut Expr) -> Built<()> {
        self.suffix(e, Suffix::Call(Args::default()));
        Ok(())
    }

    fn method(&mut self, e: &mut Expr, name: Name<'_>) -> Built<()> {
        self.suffix(e, Suffix::Method(name.text.clone(), self.line, Args::default()));
        Ok(())
    }

    fn open_args(&mut self, _args: &mut ExprList) -> Built<()> {
        Ok(())
    }

    fn call(&mut self, e: &mut Expr, list: Option<ExprList>, bare: bool, line: u32) -> Built<()> {
        e.line = self.line;
        if let ExprKind::Suffixed(s) = &mut e.kind
            && let Some(Suffix::Call(args) | Suffix::Method(_, _, args)) = s.suffixes.last_mut()
        {
            *args = Args { list: list.unwrap_or_default(), bare, open: Line(line), close: self.line };
        }
        Ok(())
    }

    fn begin_table(&mut self) -> Built<TableExpr> {
        Ok(TableExpr { fields: Vec::new(), before: self.line })
    }

    fn table_item(&mut self, table: &mut TableExpr, value: Expr) -> Built<()> {
        table.fields.push(value.into());
        Ok(())
    }

    fn table_name(&mut self, _table: &mut TableExpr, name: Name<'_>) -> Built<Expr> {
        Ok(self.expr(ExprKind::Name(name.text.clone())))
    }

    fn table_key(&mut self, _table: &mut TableExpr, key: Expr, named: bool) -> Built<(FieldKey, Line)> {
        let key = match key.kind {
            ExprKind::Name(name) if named => FieldKey::Name(name),
            kind => FieldKey::Expr(Expr { kind, line: key.line }),
        };
        Ok((key, self.line))
    }

    fn table_value(&mut self, table: &mut TableExpr, (key, eq): (FieldKey, Line), value: Expr) -> Built<()> {
        table.fields.push(Field { key, value, eq, sep: Line::UNKNOWN });
        Ok(())
    }

    fn table_separator(&mut self, table: &mut TableExpr) -> Built<()> {
        if let Some(field) = table.fields.last_mut() {
            field.sep = self.line;
        }
        Ok(())
    }

    fn end_table(&mut self, table: TableExpr) -> Built<Expr> {
        Ok(self.expr(ExprKind::Table(Box::new(table))))
    }

    fn unary(&mut self, op: UnaryOp, e: Expr) -> Built<Expr> {
        Ok(self.expr(ExprKind::Unary(op, Box::new(e))))
    }

    fn infix(&mut self, op: BinaryOp, left: &mut Expr) -> Built<()> {
        let link = Link { op, line: self.line, operand: ExprKind::Nil.into() };
        if let ExprKind::Chain(chain) = &mut left.kind {
            chain.rest.push(link);
        } else {
            let first = std::mem::replace(left, ExprKind::Nil.into());
            left.kind = ExprKind::Chain(Box::new(Chain { first, rest: vec![link] }));
        }
        Ok(())
    }

    fn binary(&mut self, _op: BinaryOp, mut left: Expr, right: Expr) -> Built<Expr> {
        left.line = self.line;
        if let ExprKind::Chain(chain) = &mut left.kind
            && let Some(link) = chain.rest.last_mut()
        {
            link.operand = right;
        }
        Ok(left)
    }
}
