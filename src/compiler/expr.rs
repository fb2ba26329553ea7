//! Expressions that are not in a register yet.
//!
//! An [`Exp`] says where a value is or how to get it. It is *discharged* step by step: variables into
//! instructions without a destination, these into a register. Beside that it has two lists of jumps that
//! leave the expression when its value is known to be true or false.

use super::func::Codegen;
use super::intent::Intent;
use super::jumps::JumpList;
use crate::isa::instr::{MAX_RK_INDEX, RK_CONST};
use crate::isa::{Instr, Op};
use crate::syntax::build::Built;

/// An expression while its code is generated.
#[derive(Clone, Copy, Debug)]
pub struct Exp {
    pub(super) kind: ExpKind,
    /// Jumps taken if the value is true.
    pub(super) if_true: JumpList,
    /// Jumps taken if the value is false.
    pub(super) if_false: JumpList,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum ExpKind {
    Nil,
    True,
    False,
    /// A numeral, for folding; it gets a constant slot only when it has to.
    Number(f64),
    /// A constant.
    Constant(u32),
    /// A local variable's register.
    Local(u32),
    Upvalue(u32),
    /// A global, named by a constant.
    Global(u32),
    /// A field: the register of the table and the key (RK).
    Indexed {
        table: u32,
        key: u32,
    },
    /// A comparison; the pc of the jump that is taken if it holds.
    Jump(u32),
    /// An instruction whose destination A is open; its pc.
    Open(u32),
    /// A register.
    Register(u32),
    /// A call with the number of results open; its pc.
    Call(u32),
    /// `...` with the number of values open; its pc.
    Vararg(u32),
}

impl From<ExpKind> for Exp {
    fn from(kind: ExpKind) -> Exp {
        Exp { kind, if_true: JumpList::NONE, if_false: JumpList::NONE }
    }
}

impl Exp {
    pub(super) fn has_jumps(&self) -> bool {
        !self.if_true.is_empty() || !self.if_false.is_empty()
    }

    /// Whether it may give any number of values.
    pub(super) fn is_multi(&self) -> bool {
        matches!(self.kind, ExpKind::Call(_) | ExpKind::Vararg(_))
    }

    /// The number, if it is a plain numeral.
    pub(super) fn numeral(&self) -> Option<f64> {
        match self.kind {
            ExpKind::Number(n) if !self.has_jumps() => Some(n),
            _ => None,
        }
    }
}

impl Codegen {
    /// Gives an open call or `...` the number of its results (`None`: all).
    pub(super) fn set_results(&mut self, e: &Exp, count: Option<u32>) -> Built<()> {
        let field = count.map_or(0, |n| n + 1);
        match e.kind {
            ExpKind::Call(pc) => {
                let call = &mut self.f.code[pc as usize];
                *call = call.with_c(field);
                let reg = call.a();
                if count == Some(0) {
                    self.forget_definition(reg);
                }
            }
            ExpKind::Vararg(pc) => {
                let vararg = &mut self.f.code[pc as usize];
                *vararg = vararg.with_b(field).with_a(self.f.free);
                if count != Some(0) {
                    self.defines(self.f.free, pc);
                }
                self.reserve(1)?;
            }
            _ => {}
        }
        Ok(())
    }

    /// Cuts an open call or `...` to one value.
    pub(super) fn set_one_result(&mut self, e: &mut Exp) {
        match e.kind {
            ExpKind::Call(pc) => e.kind = ExpKind::Register(self.f.code[pc as usize].a()),
            ExpKind::Vararg(pc) => {
                let vararg = &mut self.f.code[pc as usize];
                *vararg = vararg.with_b(2);
                e.kind = ExpKind::Open(pc);
            }
            _ => {}
        }
    }

    /// Emits the access if the expression is a variable or has an open number of results.
    pub(super) fn discharge(&mut self, e: &mut Exp) -> Built<()> {
        let instr = match e.kind {
            ExpKind::Local(reg) => {
                e.kind = ExpKind::Register(reg);
                return Ok(());
            }
            ExpKind::Upvalue(index) => Instr::abc(Op::GetUpval, 0, index, 0),
            ExpKind::Global(name) => Instr::abx(Op::GetGlobal, 0, name),
            ExpKind::Indexed { table, key } => {
                self.intend_access(table, key);
                self.free_rk(key);
                self.free_register(table);
                Instr::abc(Op::GetTable, 0, table, key)
            }
            ExpKind::Call(_) | ExpKind::Vararg(_) => {
                self.set_one_result(e);
                return Ok(());
            }
            _ => return Ok(()),
        };
        e.kind = ExpKind::Open(self.emit(instr)?);
        Ok(())
    }

    /// Frees the register of an expression that is a temporary.
    pub(super) fn free_expr(&mut self, e: &Exp) {
        if let ExpKind::Register(reg) = e.kind {
            self.free_register(reg);
        }
    }

    /// Frees the register in an RK operand, if there is one and it is a temporary.
    fn free_rk(&mut self, rk: u32) {
        if rk & RK_CONST == 0 {
            self.free_register(rk);
        }
    }

    fn intend_access(&mut self, table: u32, key: u32) {
        self.intend(table, |g| Intent::Table(g.key_name(key)));
        self.intend_rk(key, |_| Intent::Key);
    }

    /// Puts the value into `reg`, jumps not counted; a comparison stays what it is.
    fn value_to(&mut self, e: &mut Exp, reg: u32) -> Built<()> {
        self.discharge(e)?;
        let pc = match e.kind {
            ExpKind::Nil => {
                self.emit_nil(reg, 1)?;
                e.kind = ExpKind::Register(reg);
                return Ok(());
            }
            ExpKind::True | ExpKind::False => {
                self.emit(Instr::abc(Op::LoadBool, reg, u32::from(e.kind == ExpKind::True), 0))?
            }
            ExpKind::Constant(k) => self.emit(Instr::abx(Op::LoadK, reg, k))?,
            ExpKind::Number(n) => {
                let k = self.number_constant(n)?;
                self.emit(Instr::abx(Op::LoadK, reg, k))?
            }
            ExpKind::Open(pc) => {
                let instr = &mut self.f.code[pc as usize];
                *instr = instr.with_a(reg);
                pc
            }
            ExpKind::Register(from) if from == reg => return Ok(()),
            ExpKind::Register(from) => self.emit(Instr::abc(Op::Move, reg, from, 0))?,
            // A comparison; everything else was discharged.
            _ => {
                self.undefine(reg);
                return Ok(());
            }
        };
        self.defines(reg, pc);
        e.kind = ExpKind::Register(reg);
        Ok(())
    }

    /// Puts the value into some register, jumps not counted; that register.
    pub(super) fn value_to_any(&mut self, e: &mut Exp) -> Built<u32> {
        if let ExpKind::Register(reg) = e.kind {
            return Ok(reg);
        }
        self.reserve(1)?;
        let reg = self.f.free - 1;
        self.value_to(e, reg)?;
        Ok(reg)
    }

    /// Puts the value into `reg`, whichever way it comes about.
    pub(super) fn put_in(&mut self, e: &mut Exp, reg: u32) -> Built<()> {
        self.value_to(e, reg)?;
        if let ExpKind::Jump(pc) = e.kind {
            self.join(&mut e.if_true, JumpList::one(pc))?;
        }
        if e.has_jumps() {
            let (mut load_false, mut load_true) = (0, 0);
            if self.needs_value(e.if_true) || self.needs_value(e.if_false) {
                let skip = if matches!(e.kind, ExpKind::Jump(_)) { JumpList::NONE } else { self.jump()? };
                load_false = self.load_bool(reg, false, true)?;
                load_true = self.load_bool(reg, true, false)?;
                self.patch_to_here(skip)?;
            }
            let end = self.label();
            self.patch_values(e.if_false, end, Some(reg), load_false)?;
            self.patch_values(e.if_true, end, Some(reg), load_true)?;
        }
        *e = ExpKind::Register(reg).into();
        Ok(())
    }

    fn load_bool(&mut self, reg: u32, value: bool, skip: bool) -> Built<u32> {
        self.label();
        let pc = self.emit(Instr::abc(Op::LoadBool, reg, u32::from(value), u32::from(skip)))?;
        self.also_defines(reg, pc);
        Ok(pc)
    }

    /// Puts the value into the next free register.
    pub(super) fn put_in_next(&mut self, e: &mut Exp) -> Built<()> {
        self.discharge(e)?;
        self.free_expr(e);
        self.reserve(1)?;
        self.put_in(e, self.f.free - 1)
    }

    /// Puts the value into a register, its own if it has one; that register.
    pub(super) fn put_in_any(&mut self, e: &mut Exp) -> Built<u32> {
        self.discharge(e)?;
        if let ExpKind::Register(reg) = e.kind {
            if !e.has_jumps() {
                return Ok(reg);
            }
            // A local variable must not be written to.
            if reg >= self.f.num_active {
                self.put_in(e, reg)?;
                return Ok(reg);
            }
        }
        self.put_in_next(e)?;
        Ok(self.f.free - 1)
    }

    /// Makes sure that no jumps are open and no variable is to be read.
    pub(super) fn settle(&mut self, e: &mut Exp) -> Built<()> {
        if e.has_jumps() {
            self.put_in_any(e)?;
            Ok(())
        } else {
            self.discharge(e)
        }
    }

    /// The value as an RK operand: a constant if there is one that can be named so, else a register.
    pub(super) fn make_rk(&mut self, e: &mut Exp) -> Built<u32> {
        self.settle(e)?;
        let room = self.f.constants.len() as u32 <= MAX_RK_INDEX;
        let constant = match e.kind {
            ExpKind::Constant(k) => Some(k),
            ExpKind::Number(n) if room => Some(self.number_constant(n)?),
            ExpKind::True if room => Some(self.boolean_constant(true)?),
            ExpKind::False if room => Some(self.boolean_constant(false)?),
            ExpKind::Nil if room => Some(self.nil_constant()?),
            _ => None,
        };
        if let Some(k) = constant {
            e.kind = ExpKind::Constant(k);
            if k <= MAX_RK_INDEX {
                return Ok(k | RK_CONST);
            }
        }
        self.put_in_any(e)
    }

    /// Stores the value into a variable.
    pub(super) fn store(&mut self, var: &Exp, value: &mut Exp) -> Built<()> {
        match var.kind {
            ExpKind::Local(reg) => {
                self.free_expr(value);
                self.put_in(value, reg)?;
                self.intend(reg, |g| g.local_name_at(reg).map_or(Intent::Temporary, Intent::Local));
                return Ok(());
            }
            ExpKind::Upvalue(index) => {
                let reg = self.put_in_any(value)?;
                self.intend(reg, |g| Intent::Value(g.f.upvalue_names.get(index as usize).cloned()));
                self.emit(Instr::abc(Op::SetUpval, reg, index, 0))?;
            }
            ExpKind::Global(name) => {
                let reg = self.put_in_any(value)?;
                self.intend(reg, |g| Intent::Value(g.constant_name(name)));
                self.emit(Instr::abx(Op::SetGlobal, reg, name))?;
            }
            ExpKind::Indexed { table, key } => {
                let rk = self.make_rk(value)?;
                self.intend_rk(rk, |g| Intent::Value(g.key_name(key)));
                self.intend_access(table, key);
                self.emit(Instr::abc(Op::SetTable, table, key, rk))?;
            }
            _ => debug_assert!(false, "only variables are stored to"),
        }
        self.free_expr(value);
        Ok(())
    }

    /// Makes `e` the field `key` of the table that is in its register.
    pub(super) fn make_indexed(&mut self, e: &mut Exp, key: &mut Exp) -> Built<()> {
        let key = self.make_rk(key)?;
        if let ExpKind::Register(table) = e.kind {
            e.kind = ExpKind::Indexed { table, key };
        }
        Ok(())
    }

    /// Prepares a method call: the function goes into a new register, the object into the one after it.
    pub(super) fn make_method(&mut self, e: &mut Exp, name: u32) -> Built<()> {
        let object = self.put_in_any(e)?;
        self.intend(object, |g| Intent::Table(g.constant_name(name)));
        self.free_expr(e);
        let callee = self.f.free;
        self.reserve(2)?;
        let mut key = Exp::from(ExpKind::Constant(name));
        let rk = self.make_rk(&mut key)?;
        self.intend_rk(rk, |_| Intent::Key);
        let pc = self.emit(Instr::abc(Op::SelfOp, callee, object, rk))?;
        self.defines(callee, pc);
        self.defines_as(callee + 1, pc, |g| g.constant_name(name).map_or(Intent::Temporary, Intent::Receiver));
        self.free_expr(&key);
        *e = ExpKind::Register(callee).into();
        Ok(())
    }

    /// Lets the code go on if the value is true; it is left by its `if_false` jumps otherwise.
    pub(super) fn go_if_true(&mut self, e: &mut Exp) -> Built<()> {
        self.discharge(e)?;
        let jump = match e.kind {
            ExpKind::Constant(_) | ExpKind::Number(_) | ExpKind::True => JumpList::NONE,
            ExpKind::Jump(pc) => {
                self.invert(pc);
                JumpList::one(pc)
            }
            _ => self.jump_if(e, false)?,
        };
        self.join(&mut e.if_false, jump)?;
        let here = std::mem::take(&mut e.if_true);
        self.patch_to_here(here)
    }

    /// Lets the code go on if the value is false; it is left by its `if_true` jumps otherwise.
    pub(super) fn go_if_false(&mut self, e: &mut Exp) -> Built<()> {
        self.discharge(e)?;
        let jump = match e.kind {
            ExpKind::Nil | ExpKind::False => JumpList::NONE,
            ExpKind::Jump(pc) => JumpList::one(pc),
            _ => self.jump_if(e, true)?,
        };
        self.join(&mut e.if_true, jump)?;
        let here = std::mem::take(&mut e.if_false);
        self.patch_to_here(here)
    }

    /// A jump that is taken if the value is `cond`; a `not` just emitted is taken back instead of tested.
    fn jump_if(&mut self, e: &mut Exp, cond: bool) -> Built<JumpList> {
        if let ExpKind::Open(pc) = e.kind {
            let instr = self.f.code[pc as usize];
            if instr.op() == Some(Op::Not) {
                self.f.code.pop();
                self.f.lines.pop();
                let test = Instr::abc(Op::Test, instr.b(), 0, u32::from(!cond));
                return Ok(JumpList::one(self.test_jump(test)?));
            }
        }
        let reg = self.value_to_any(e)?;
        self.intend(reg, |_| Intent::Condition);
        self.free_expr(e);
        // The destination is filled in if the value is wanted.
        let test = Instr::abc(Op::TestSet, NO_REGISTER, reg, u32::from(cond));
        Ok(JumpList::one(self.test_jump(test)?))
    }
}

/// Destination of a TESTSET that has none yet.
const NO_REGISTER: u32 = crate::isa::instr::MAX_A;
