//! Local variables, upvalues and the blocks they live in.

use super::expr::{Exp, ExpKind};
use super::func::{Codegen, Func, UpvalueSource};
use super::jumps::JumpList;
use crate::isa::{Bytes, Instr, LocalVar, Op};
use crate::syntax::build::{BuildError, Built, NO_LOOP};
use crate::syntax::intern::{Name, Symbol};
use crate::syntax::parse::limit_message;

/// Local variables that can be active in a function at one time.
const MAX_LOCALS: u32 = 200;
/// Upvalues that a function can have.
const MAX_UPVALUES: usize = 60;
/// Local variables that a function can declare in all.
const MAX_DECLARED: usize = i16::MAX as usize;

/// A declared variable; its register is its position.
#[derive(Clone, Copy, Debug)]
pub(super) struct Active {
    /// `None` for the hidden variables of loops.
    symbol: Option<Symbol>,
    /// Its entry in the debug information.
    pub index: u32,
}

/// An open block.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scope {
    /// Variables that were active when it was opened.
    num_active: u32,
    /// Whether some variable of the block is an upvalue of an inner function.
    pub captured: bool,
    is_loop: bool,
    breaks: JumpList,
}

impl Codegen {
    /// Declares a variable that becomes visible later.
    pub(super) fn declare(&mut self, name: Name<'_>) -> Built<()> {
        self.declare_as(Some(name.symbol), name.text)
    }

    /// Declares a variable of a loop that no name refers to.
    pub(super) fn declare_hidden(&mut self, text: &Bytes) -> Built<()> {
        self.declare_as(None, text)
    }

    fn declare_as(&mut self, symbol: Option<Symbol>, text: &Bytes) -> Built<()> {
        if self.f.active.len() as u32 + 1 > MAX_LOCALS {
            return Err(limit(&self.f, MAX_LOCALS, "local variables"));
        }
        if self.f.locals.len() >= MAX_DECLARED {
            return Err(Box::new(BuildError::Bare("too many local variables")));
        }
        self.f.active.push(Active { symbol, index: self.f.locals.len() as u32 });
        self.f.locals.push(LocalVar { name: text.clone(), start_pc: 0, end_pc: 0 });
        Ok(())
    }

    /// Makes the next `count` declared variables visible.
    pub(super) fn activate(&mut self, count: u32) {
        let pc = self.f.code.len() as u32;
        let from = self.f.num_active as usize;
        for active in &self.f.active[from..from + count as usize] {
            self.f.locals[active.index as usize].start_pc = pc;
        }
        self.f.num_active += count;
    }

    /// The debug information of the youngest active variable.
    pub(super) fn last_local(&mut self) -> Option<&mut LocalVar> {
        let index = self.f.num_active.checked_sub(1)?;
        let index = self.f.active[index as usize].index;
        self.f.locals.get_mut(index as usize)
    }

    /// Ends the life of all variables but the first `count`.
    pub(super) fn deactivate(&mut self, count: u32) {
        let pc = self.f.code.len() as u32;
        for active in self.f.active.drain(count as usize..) {
            self.f.locals[active.index as usize].end_pc = pc;
        }
        self.f.num_active = count;
    }

    pub(super) fn enter_scope(&mut self, is_loop: bool) {
        debug_assert!(self.f.free >= self.f.num_active, "variables have registers");
        let scope = Scope { num_active: self.f.num_active, captured: false, is_loop, breaks: JumpList::NONE };
        self.f.scopes.push(scope);
    }

    pub(super) fn leave_scope(&mut self) -> Built<()> {
        let Some(scope) = self.f.scopes.pop() else { return Ok(()) };
        self.deactivate(scope.num_active);
        if scope.captured {
            self.emit(Instr::abc(Op::Close, scope.num_active, 0, 0))?;
        }
        self.f.free = self.f.num_active;
        self.patch_to_here(scope.breaks)
    }

    /// Leaves the innermost loop.
    pub(super) fn emit_break(&mut self) -> Built<()> {
        let Some(i) = self.f.scopes.iter().rposition(|scope| scope.is_loop) else {
            return Err(Box::new(BuildError::Near(NO_LOOP)));
        };
        if self.f.scopes[i + 1..].iter().any(|scope| scope.captured) {
            self.emit(Instr::abc(Op::Close, self.f.scopes[i].num_active, 0, 0))?;
        }
        let jump = self.jump()?;
        let mut breaks = self.f.scopes[i].breaks;
        self.join(&mut breaks, jump)?;
        self.f.scopes[i].breaks = breaks;
        Ok(())
    }

    /// What `name` refers to.
    pub(super) fn resolve(&mut self, name: Name<'_>) -> Built<Exp> {
        if let Some(reg) = find(&self.f, name.symbol) {
            return Ok(ExpKind::Local(reg).into());
        }
        let owners = self.outer.iter().enumerate().rev();
        let found = owners.filter_map(|(i, f)| Some((i, find(f, name.symbol)?))).next();
        let Some((owner, reg)) = found else {
            return Ok(ExpKind::Global(self.string_constant(name)?).into());
        };
        mark_captured(&mut self.outer[owner], reg);
        // Each function between the owner and this one passes it on.
        let mut capture = UpvalueSource::Register(reg);
        for f in self.outer[owner + 1..].iter_mut().chain(std::iter::once(&mut self.f)) {
            capture = UpvalueSource::Upvalue(upvalue(f, capture, name.text)?);
        }
        match capture {
            UpvalueSource::Upvalue(index) => Ok(ExpKind::Upvalue(index).into()),
            UpvalueSource::Register(reg) => Ok(ExpKind::Local(reg).into()),
        }
    }
}

fn find(f: &Func, symbol: Symbol) -> Option<u32> {
    let visible = &f.active[..f.num_active as usize];
    visible.iter().rposition(|active| active.symbol == Some(symbol)).map(|reg| reg as u32)
}

/// Marks the block that declares the variable in `reg` as one that has to close upvalues.
fn mark_captured(f: &mut Func, reg: u32) {
    if let Some(scope) = f.scopes.iter_mut().rev().find(|scope| scope.num_active <= reg) {
        scope.captured = true;
    }
}

/// The upvalue of `f` that refers to `capture`.
fn upvalue(f: &mut Func, capture: UpvalueSource, name: &Bytes) -> Built<u32> {
    if let Some(index) = f.upvalues.iter().position(|&known| known == capture) {
        return Ok(index as u32);
    }
    if f.upvalues.len() + 1 > MAX_UPVALUES {
        return Err(limit(f, MAX_UPVALUES as u32, "upvalues"));
    }
    f.upvalues.push(capture);
    f.upvalue_names.push(name.clone());
    Ok(f.upvalues.len() as u32 - 1)
}

fn limit(f: &Func, limit: u32, what: &str) -> Box<BuildError> {
    Box::new(BuildError::At(limit_message(f.line_defined, limit, what)))
}
