//! The code of each construct, as the driver tells of it.

use std::sync::LazyLock;

use super::expr::{Exp, ExpKind};
use super::func::{Codegen, UpvalueSource};
use super::intent::Intent;
use super::jumps::JumpList;
use crate::isa::instr::{FIELDS_PER_FLUSH, int_to_fb};
use crate::isa::proto::vararg;
use crate::isa::{Bytes, Instr, Op};
use crate::syntax::ast::{BinaryOp, UnaryOp};
use crate::syntax::build::{BuildError, Builder, Built, NOT_VARARG};
use crate::syntax::intern::{Name, Symbol};

/// The debug names of variables that the language implies.
struct Implied {
    this: Bytes,
    arg: Bytes,
    numeric: [Bytes; 3],
    generic: [Bytes; 3],
}

static IMPLIED: LazyLock<Implied> = LazyLock::new(|| {
    let bytes = |text: &str| Bytes::from(text.as_bytes());
    Implied {
        this: bytes("self"),
        arg: bytes("arg"),
        numeric: ["(for index)", "(for limit)", "(for step)"].map(bytes),
        generic: ["(for generator)", "(for state)", "(for control)"].map(bytes),
    }
});

/// The control registers of a loop.
const FOR_CONTROL: u32 = 3;

/// A list of expressions of which only the last is not in its register.
pub struct List {
    count: u32,
    last: Exp,
}

pub struct If {
    /// Jumps from the ends of blocks to the end.
    escapes: JumpList,
    /// Jumps past the current block.
    exit: JumpList,
}

pub struct While {
    start: u32,
    exit: JumpList,
}

pub struct ForState {
    base: u32,
    vars: u32,
    /// Only if intents are collected.
    var_names: Vec<Bytes>,
    numeric: bool,
    /// The line that the instruction at the end of the loop gets.
    line: u32,
    /// The jump to the end of the loop.
    prepare: JumpList,
}

pub struct Assign {
    last: Exp,
    /// The targets before the last.
    before: Vec<Exp>,
}

pub struct TableState {
    pc: u32,
    reg: u32,
    items: u32,
    pairs: u32,
    /// Items in registers, not yet stored.
    waiting: u32,
    /// An item that is not in its register yet.
    item: Option<Exp>,
}

impl Codegen {
    /// A condition that leaves by jumps if it is false.
    fn condition(&mut self, mut cond: Exp) -> Built<JumpList> {
        if cond.kind == ExpKind::Nil {
            cond.kind = ExpKind::False;
        }
        self.go_if_true(&mut cond)?;
        Ok(cond.if_false)
    }

    /// Fits the values of a list to `wanted` consecutive registers.
    fn adjust(&mut self, wanted: u32, list: Option<List>) -> Built<()> {
        let (count, last) = match list {
            Some(list) => (list.count, Some(list.last)),
            None => (0, None),
        };
        match last {
            Some(last) if last.is_multi() => {
                let extra = (wanted + 1).saturating_sub(count);
                self.set_results(&last, Some(extra))?;
                if extra > 1 {
                    self.reserve(extra - 1)?;
                    let (ExpKind::Call(pc) | ExpKind::Vararg(pc)) = last.kind else { return Ok(()) };
                    for reg in self.f.free - (extra - 1)..self.f.free {
                        self.defines(reg, pc);
                    }
                }
            }
            last => {
                if let Some(mut last) = last {
                    self.put_in_next(&mut last)?;
                }
                if let Some(extra) = wanted.checked_sub(count).filter(|&extra| extra > 0) {
                    let first = self.f.free;
                    self.reserve(extra)?;
                    self.emit_nil(first, extra)?;
                }
            }
        }
        Ok(())
    }

    fn flush_item(&mut self, table: &mut TableState) -> Built<()> {
        if let Some(mut item) = table.item.take() {
            self.put_in_next(&mut item)?;
            self.intend(self.f.free - 1, |_| Intent::Item(table.items));
            if table.waiting == FIELDS_PER_FLUSH {
                self.emit_set_list(table.reg, table.items, Some(table.waiting))?;
                table.waiting = 0;
            }
        }
        Ok(())
    }

    /// The meaning of the register `control` after the base of a loop.
    fn for_intent(&self, state: &ForState, control: u32) -> Intent {
        let vars = state.var_names.as_slice();
        let name = |i: u32| vars.get(i as usize).cloned().unwrap_or_default();
        match (control, state.numeric) {
            (0, true) => Intent::ForIndex(name(0)),
            (1, true) => Intent::ForLimit(name(0)),
            (2, true) => Intent::ForStep(name(0)),
            (0, false) => Intent::Iterator,
            (1, false) => Intent::IteratorState,
            (2, false) => Intent::Control,
            (var, _) => Intent::Local(name(var - FOR_CONTROL)),
        }
    }

    /// The values from the first free register after the variables on are returned.
    fn intend_returns(&mut self, count: u32) {
        let first = self.f.num_active;
        for i in 0..count {
            self.intend(first + i, |_| Intent::Return(i + 1));
        }
    }

    /// The registers from `base` on are called.
    fn intend_call(&mut self, base: u32, count: Option<u32>) {
        let name = self.value_name(base);
        let last = count.map_or(self.f.free, |n| base + 1 + n);
        for reg in base + 1..last {
            self.intend(reg, |_| Intent::Argument { index: reg - base, of: name.clone() });
        }
        self.intend(base, |_| Intent::Callee(name));
    }

    fn begin_for(&mut self, var: Name<'_>, numeric: bool, line: u32) -> Built<ForState> {
        self.enter_scope(true);
        let base = self.f.free;
        let hidden = if numeric { &IMPLIED.numeric } else { &IMPLIED.generic };
        for name in hidden {
            self.declare_hidden(name)?;
        }
        self.declare(var)?;
        let var_names = if self.f.intents.enabled { vec![var.text.clone()] } else { Vec::new() };
        Ok(ForState { base, vars: 1, var_names, numeric, line, prepare: JumpList::NONE })
    }
}

impl Builder for Codegen {
    type Expr = Exp;
    type List = List;
    type Block = ();
    type If = If;
    type While = While;
    type Repeat = u32;
    type For = ForState;
    type Local = u32;
    type LocalFunction = u32;
    type Assign = Assign;
    type Table = TableState;
    /// The key as an RK operand.
    type Key = u32;

    fn at(&mut self, line: u32) {
        self.line = line;
    }

    fn open_function(&mut self, line: u32, method: bool) -> Built<()> {
        self.push_function(line);
        if method {
            self.declare(Name { symbol: Symbol::SELF, text: &IMPLIED.this })?;
            self.activate(1);
        }
        Ok(())
    }

    fn param(&mut self, name: Name<'_>) -> Built<()> {
        self.declare(name)
    }

    fn vararg_param(&mut self) -> Built<()> {
        self.declare(Name { symbol: Symbol::ARG, text: &IMPLIED.arg })?;
        self.f.is_vararg = vararg::HAS_ARG | vararg::IS_VARARG | vararg::NEEDS_ARG;
        Ok(())
    }

    fn end_params(&mut self) -> Built<()> {
        let declared = self.f.active.len() as u32;
        self.activate(declared - self.f.num_active);
        self.f.num_params = declared as u8 - (self.f.is_vararg & vararg::HAS_ARG);
        self.reserve(declared)
    }

    fn close_function(&mut self, end: u32) -> Built<Exp> {
        let (proto, intents, captures) = self.pop_function(end)?;
        if self.f.protos.len() as u32 >= crate::isa::instr::MAX_BX {
            return Err(Box::new(BuildError::Bare("constant table overflow")));
        }
        let index = self.f.protos.len() as u32;
        let names = if self.f.intents.enabled { proto.upvalue_names.clone() } else { Vec::new() };
        self.f.protos.push(proto);
        self.f.intents.nested(intents);
        let pc = self.emit(Instr::abx(Op::Closure, 0, index))?;
        for (i, capture) in captures.into_iter().enumerate() {
            let pc = self.emit(match capture {
                UpvalueSource::Register(reg) => Instr::abc(Op::Move, 0, reg, 0),
                UpvalueSource::Upvalue(index) => Instr::abc(Op::GetUpval, 0, index, 0),
            })?;
            self.f.intents.captures(pc, names.get(i));
        }
        Ok(ExpKind::Open(pc).into())
    }

    fn open_block(&mut self) -> Built<()> {
        self.enter_scope(false);
        Ok(())
    }

    fn close_block(&mut self) -> Built<()> {
        self.leave_scope()
    }

    fn end_stat(&mut self) {
        debug_assert!(self.f.max_stack >= self.f.free && self.f.free >= self.f.num_active);
        self.f.free = self.f.num_active;
    }

    fn do_stat(&mut self, _block: (), _line: u32) {}

    fn begin_if(&mut self, _line: u32) -> If {
        If { escapes: JumpList::NONE, exit: JumpList::NONE }
    }

    fn if_cond(&mut self, state: &mut If, cond: Exp) -> Built<()> {
        state.exit = self.condition(cond)?;
        Ok(())
    }

    fn if_block(&mut self, _state: &mut If, _block: ()) {}

    fn if_else(&mut self, state: &mut If) -> Built<()> {
        let jump = self.jump()?;
        self.join(&mut state.escapes, jump)?;
        self.patch_to_here(std::mem::take(&mut state.exit))
    }

    fn end_if(&mut self, mut state: If, _otherwise: Option<()>) -> Built<()> {
        // With an `else`, there is no exit left.
        self.join(&mut state.escapes, state.exit)?;
        self.patch_to_here(state.escapes)
    }

    fn begin_while(&mut self, _line: u32) -> While {
        While { start: self.label(), exit: JumpList::NONE }
    }

    fn while_cond(&mut self, state: &mut While, cond: Exp) -> Built<()> {
        state.exit = self.condition(cond)?;
        self.enter_scope(true);
        Ok(())
    }

    fn while_block(&mut self, state: &mut While, _block: ()) -> Built<()> {
        let back = self.jump()?;
        self.patch(back, state.start)
    }

    fn end_while(&mut self, state: While) -> Built<()> {
        self.leave_scope()?;
        self.patch_to_here(state.exit)
    }

    fn begin_repeat(&mut self, _line: u32) -> u32 {
        let start = self.label();
        self.enter_scope(true);
        self.enter_scope(false);
        start
    }

    fn end_repeat(&mut self, start: u32, cond: Exp) -> Built<()> {
        let exit = self.condition(cond)?;
        if self.f.scopes.last().is_some_and(|scope| scope.captured) {
            // Variables of the body have to be closed on both ways out of it.
            self.emit_break()?;
            self.patch_to_here(exit)?;
            self.leave_scope()?;
            let back = self.jump()?;
            self.patch(back, start)?;
        } else {
            self.leave_scope()?;
            self.patch(exit, start)?;
        }
        self.leave_scope()
    }

    fn begin_numeric_for(&mut self, var: Name<'_>, line: u32) -> Built<ForState> {
        self.begin_for(var, true, line)
    }

    fn for_value(&mut self, state: &mut ForState, mut value: Exp) -> Built<()> {
        self.put_in_next(&mut value)?;
        let reg = self.f.free - 1;
        self.intend(reg, |g| g.for_intent(state, reg - state.base));
        Ok(())
    }

    fn for_no_step(&mut self, state: &mut ForState) -> Built<()> {
        let one = self.number_constant(1.0)?;
        let pc = self.emit(Instr::abx(Op::LoadK, self.f.free, one))?;
        self.defines_as(self.f.free, pc, |g| g.for_intent(state, 2));
        self.reserve(1)
    }

    fn begin_generic_for(&mut self, var: Name<'_>, line: u32) -> Built<ForState> {
        self.begin_for(var, false, line)
    }

    fn for_var(&mut self, state: &mut ForState, var: Name<'_>) -> Built<()> {
        state.vars += 1;
        if self.f.intents.enabled {
            state.var_names.push(var.text.clone());
        }
        self.declare(var)
    }

    fn for_values(&mut self, state: &mut ForState, values: List, line: u32) -> Built<()> {
        state.line = line;
        self.adjust(FOR_CONTROL, Some(values))?;
        for control in 0..FOR_CONTROL {
            self.intend(state.base + control, |g| g.for_intent(state, control));
        }
        // The call of the iterator needs a copy of the control registers.
        self.check_stack(FOR_CONTROL)
    }

    fn for_do(&mut self, state: &mut ForState) -> Built<()> {
        self.activate(FOR_CONTROL);
        state.prepare = if state.numeric { self.loop_jump(Op::ForPrep, state.base)? } else { self.jump()? };
        if state.numeric {
            self.defines_as(state.base, state.prepare.first(), |g| g.for_intent(state, 0));
        }
        self.enter_scope(false);
        self.activate(state.vars);
        self.reserve(state.vars)
    }

    fn for_block(&mut self, state: &mut ForState, _block: ()) -> Built<()> {
        self.leave_scope()?;
        self.patch_to_here(state.prepare)?;
        let back = if state.numeric {
            let back = self.loop_jump(Op::ForLoop, state.base)?;
            self.defines_as(state.base, back.first(), |g| g.for_intent(state, 0));
            self.defines_as(state.base + FOR_CONTROL, back.first(), |g| g.for_intent(state, FOR_CONTROL));
            self.fix_line(state.line);
            back
        } else {
            let pc = self.emit(Instr::abc(Op::TForLoop, state.base, 0, state.vars))?;
            for control in 2..FOR_CONTROL + state.vars {
                self.defines_as(state.base + control, pc, |g| g.for_intent(state, control));
            }
            self.fix_line(state.line);
            self.jump()?
        };
        self.patch(back, state.prepare.first() + 1)
    }

    fn end_for(&mut self, _state: ForState) -> Built<()> {
        self.leave_scope()
    }

    fn function_stat(&mut self, target: Exp, mut function: Exp, _method: bool, line: u32) -> Built<()> {
        self.store(&target, &mut function)?;
        self.fix_line(line);
        Ok(())
    }

    fn begin_local_function(&mut self, name: Name<'_>, _line: u32) -> Built<u32> {
        self.declare(name)?;
        let reg = self.f.free;
        self.reserve(1)?;
        self.activate(1);
        Ok(reg)
    }

    fn end_local_function(&mut self, reg: u32, mut function: Exp) -> Built<()> {
        self.store(&ExpKind::Local(reg).into(), &mut function)?;
        // Debuggers see the variable once it has its value.
        let pc = self.f.code.len() as u32;
        if let Some(local) = self.last_local() {
            local.start_pc = pc;
        }
        Ok(())
    }

    fn begin_local(&mut self, _line: u32) -> u32 {
        0
    }

    fn local_name(&mut self, count: &mut u32, name: Name<'_>) -> Built<()> {
        *count += 1;
        self.declare(name)
    }

    fn end_local(&mut self, count: u32, values: Option<List>) -> Built<()> {
        self.adjust(count, values)?;
        self.activate(count);
        for reg in self.f.num_active - count..self.f.num_active {
            self.intend(reg, |g| g.local_name_at(reg).map_or(Intent::Temporary, Intent::Local));
        }
        Ok(())
    }

    fn return_stat(&mut self, values: Option<List>, _line: u32) -> Built<()> {
        let Some(List { count, mut last }) = values else {
            return self.emit_return(0, Some(0));
        };
        if last.is_multi() {
            self.set_results(&last, None)?;
            if let (ExpKind::Call(pc), 1) = (last.kind, count) {
                let call = &mut self.f.code[pc as usize];
                *call = call.with_op(Op::TailCall);
                let reg = call.a();
                self.forget_definition(reg);
            }
            self.intend_returns(count);
            self.emit_return(self.f.num_active, None)
        } else if count == 1 {
            let reg = self.put_in_any(&mut last)?;
            self.intend(reg, |_| Intent::Return(1));
            self.emit_return(reg, Some(1))
        } else {
            self.put_in_next(&mut last)?;
            self.intend_returns(count);
            self.emit_return(self.f.num_active, Some(count))
        }
    }

    fn break_stat(&mut self, _line: u32) -> Built<()> {
        self.emit_break()
    }

    fn call_stat(&mut self, call: Exp, _line: u32) -> Built<()> {
        self.set_results(&call, Some(0))
    }

    fn begin_assign(&mut self, target: Exp, _line: u32) -> Assign {
        Assign { last: target, before: Vec::new() }
    }

    fn assign_target(&mut self, state: &mut Assign, target: Exp) -> Built<()> {
        state.before.push(std::mem::replace(&mut state.last, target));
        let ExpKind::Local(reg) = target.kind else { return Ok(()) };
        // The assignment to this local comes before those to its left: fields there that use it need a copy.
        let copy = self.f.free;
        let mut conflict = false;
        for before in &mut state.before {
            if let ExpKind::Indexed { table, key } = &mut before.kind {
                for used in [table, key] {
                    if *used == reg {
                        *used = copy;
                        conflict = true;
                    }
                }
            }
        }
        if conflict {
            let pc = self.emit(Instr::abc(Op::Move, copy, reg, 0))?;
            self.defines_as(copy, pc, |g| g.local_name_at(reg).map_or(Intent::Temporary, Intent::Local));
            self.reserve(1)?;
        }
        Ok(())
    }

    fn end_assign(&mut self, state: Assign, values: List) -> Built<()> {
        let targets = state.before.len() as u32 + 1;
        let count = values.count;
        let mut before = state.before;
        if count == targets {
            let mut value = values.last;
            self.set_one_result(&mut value);
            self.store(&state.last, &mut value)?;
        } else {
            self.adjust(targets, Some(values))?;
            self.f.free -= count.saturating_sub(targets);
            before.push(state.last);
        }
        for target in before.iter().rev() {
            let mut value = ExpKind::Register(self.f.free - 1).into();
            self.store(target, &mut value)?;
        }
        Ok(())
    }

    fn begin_list(&mut self, first: Exp) -> List {
        List { count: 1, last: first }
    }

    fn list_comma(&mut self, list: &mut List) -> Built<()> {
        self.put_in_next(&mut list.last)
    }

    fn list_push(&mut self, list: &mut List, next: Exp) {
        list.count += 1;
        list.last = next;
    }

    fn nil(&mut self, _line: u32) -> Exp {
        ExpKind::Nil.into()
    }

    fn boolean(&mut self, value: bool, _line: u32) -> Exp {
        if value { ExpKind::True.into() } else { ExpKind::False.into() }
    }

    fn number(&mut self, value: f64, _line: u32) -> Exp {
        ExpKind::Number(value).into()
    }

    fn string(&mut self, value: Name<'_>, _line: u32) -> Built<Exp> {
        Ok(ExpKind::Constant(self.string_constant(value)?).into())
    }

    fn vararg(&mut self, _line: u32) -> Built<Exp> {
        if self.f.is_vararg == 0 {
            return Err(Box::new(BuildError::Near(NOT_VARARG)));
        }
        self.f.is_vararg &= !vararg::NEEDS_ARG;
        Ok(ExpKind::Vararg(self.emit(Instr::abc(Op::VarArg, 0, 1, 0))?).into())
    }

    fn name(&mut self, name: Name<'_>) -> Built<Exp> {
        self.resolve(name)
    }

    fn paren(&mut self, mut e: Exp) -> Built<Exp> {
        self.discharge(&mut e)?;
        Ok(e)
    }

    fn prefix(&mut self, e: &mut Exp) -> Built<()> {
        self.put_in_any(e)?;
        Ok(())
    }

    fn field(&mut self, e: &mut Exp, name: Name<'_>) -> Built<()> {
        let mut key = ExpKind::Constant(self.string_constant(name)?).into();
        self.make_indexed(e, &mut key)
    }

    fn index_key(&mut self, key: &mut Exp) -> Built<()> {
        self.settle(key)
    }

    fn index(&mut self, e: &mut Exp, mut key: Exp) -> Built<()> {
        self.make_indexed(e, &mut key)
    }

    fn callee(&mut self, e: &mut Exp) -> Built<()> {
        self.put_in_next(e)
    }

    fn method(&mut self, e: &mut Exp, name: Name<'_>) -> Built<()> {
        let name = self.string_constant(name)?;
        self.make_method(e, name)
    }

    fn open_args(&mut self, args: &mut List) -> Built<()> {
        self.set_results(&args.last, None)
    }

    fn call(&mut self, e: &mut Exp, args: Option<List>, _bare: bool, line: u32) -> Built<()> {
        let ExpKind::Register(base) = e.kind else { return Ok(()) };
        let count = match args {
            Some(args) if args.last.is_multi() => None,
            args => {
                if let Some(mut args) = args {
                    self.put_in_next(&mut args.last)?;
                }
                Some(self.f.free - (base + 1))
            }
        };
        if self.f.intents.enabled {
            self.intend_call(base, count);
        }
        let pc = self.emit(Instr::abc(Op::Call, base, count.map_or(0, |n| n + 1), 2))?;
        self.defines(base, pc);
        self.fix_line(line);
        // The call takes function and arguments away and leaves one result, unless told otherwise.
        self.f.free = base + 1;
        e.kind = ExpKind::Call(pc);
        Ok(())
    }

    fn begin_table(&mut self) -> Built<TableState> {
        let pc = self.emit(Instr::abc(Op::NewTable, 0, 0, 0))?;
        let mut e = ExpKind::Open(pc).into();
        self.put_in_next(&mut e)?;
        Ok(TableState { pc, reg: self.f.free - 1, items: 0, pairs: 0, waiting: 0, item: None })
    }

    fn table_item(&mut self, table: &mut TableState, value: Exp) -> Built<()> {
        table.item = Some(value);
        table.items += 1;
        table.waiting += 1;
        Ok(())
    }

    fn table_name(&mut self, _table: &mut TableState, name: Name<'_>) -> Built<Exp> {
        Ok(ExpKind::Constant(self.string_constant(name)?).into())
    }

    fn table_key(&mut self, _table: &mut TableState, mut key: Exp, _named: bool) -> Built<u32> {
        self.make_rk(&mut key)
    }

    fn table_value(&mut self, table: &mut TableState, key: u32, mut value: Exp) -> Built<()> {
        table.pairs += 1;
        let value = self.make_rk(&mut value)?;
        self.intend_rk(key, |_| Intent::Key);
        self.intend_rk(value, |g| Intent::Value(g.key_name(key)));
        self.emit(Instr::abc(Op::SetTable, table.reg, key, value))?;
        self.f.free = table.reg + 1 + table.waiting;
        Ok(())
    }

    fn table_separator(&mut self, table: &mut TableState) -> Built<()> {
        self.flush_item(table)
    }

    fn end_table(&mut self, mut table: TableState) -> Built<Exp> {
        match table.item.take() {
            Some(item) if item.is_multi() => {
                self.set_results(&item, None)?;
                self.intend(self.f.free - 1, |_| Intent::Item(table.items));
                self.emit_set_list(table.reg, table.items, None)?;
                // How many there are is not known: the open item does not count for the size.
                table.items -= 1;
            }
            item => {
                if let Some(mut item) = item {
                    self.put_in_next(&mut item)?;
                    self.intend(self.f.free - 1, |_| Intent::Item(table.items));
                }
                if table.waiting > 0 {
                    self.emit_set_list(table.reg, table.items, Some(table.waiting))?;
                }
            }
        }
        let new = &mut self.f.code[table.pc as usize];
        *new = new.with_b(int_to_fb(table.items)).with_c(int_to_fb(table.pairs));
        Ok(ExpKind::Register(table.reg).into())
    }

    fn unary(&mut self, op: UnaryOp, e: Exp) -> Built<Exp> {
        self.unary_op(op, e)
    }

    fn infix(&mut self, op: BinaryOp, left: &mut Exp) -> Built<()> {
        self.left_operand(op, left)
    }

    fn binary(&mut self, op: BinaryOp, left: Exp, right: Exp) -> Built<Exp> {
        self.binary_op(op, left, right)
    }
}
