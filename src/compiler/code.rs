//! Emission of instructions, constants and registers.

use super::func::Codegen;
use crate::isa::instr::{FIELDS_PER_FLUSH, MAX_BX, MAX_C};
use crate::isa::{Const, Instr, Op};
use crate::syntax::build::{BuildError, Built};
use crate::syntax::intern::Name;

/// Registers that a function can have.
const MAX_STACK: u32 = 250;

/// Kinds of constants, as they are told apart when a constant is looked up.
mod kind {
    pub const NIL: u32 = 0;
    pub const BOOLEAN: u32 = 1;
    pub const NUMBER: u32 = 2;
    pub const STRING: u32 = 3;
}

impl Codegen {
    /// Appends an instruction with the current line; its pc.
    pub(super) fn emit(&mut self, instr: Instr) -> Built<u32> {
        if !self.f.pending.is_empty() {
            self.settle_pending()?;
        }
        let pc = self.f.code.len() as u32;
        self.f.code.push(instr);
        self.f.lines.push(self.line);
        Ok(pc)
    }

    /// Gives the last instruction another line.
    pub(super) fn fix_line(&mut self, line: u32) {
        if let Some(last) = self.f.lines.last_mut() {
            *last = line;
        }
    }

    /// Returns the `count` registers from `first` on; `None` means all up to the top.
    pub(super) fn emit_return(&mut self, first: u32, count: Option<u32>) -> Built<()> {
        self.emit(Instr::abc(Op::Return, first, count.map_or(0, |n| n + 1), 0))?;
        Ok(())
    }

    /// Sets the `count` registers from `first` on to nil. Extends a LOADNIL just before; at the start of a
    /// function, registers above the parameters are nil already.
    pub(super) fn emit_nil(&mut self, first: u32, count: u32) -> Built<()> {
        let last = first + count - 1;
        let fresh = self.f.code.len() as u32 + 1 > self.f.barrier;
        match self.f.code.last_mut() {
            None if fresh && first >= self.f.num_active => {
                (first..=last).for_each(|reg| self.undefine(reg));
                return Ok(());
            }
            Some(before)
                if fresh && before.op() == Some(Op::LoadNil) && before.a() <= first && first <= before.b() + 1 =>
            {
                *before = before.with_b(last.max(before.b()));
            }
            _ => {
                self.emit(Instr::abc(Op::LoadNil, first, last, 0))?;
            }
        }
        let pc = self.f.code.len() as u32 - 1;
        (first..=last).for_each(|reg| self.defines(reg, pc));
        Ok(())
    }

    /// Stores into the table in `table` the `count` values in the registers after it (`None`: up to the top),
    /// the last of which is item number `total`.
    pub(super) fn emit_set_list(&mut self, table: u32, total: u32, count: Option<u32>) -> Built<()> {
        let block = (total - 1) / FIELDS_PER_FLUSH + 1;
        let count = count.unwrap_or(0);
        if block <= MAX_C {
            self.emit(Instr::abc(Op::SetList, table, count, block))?;
        } else {
            self.emit(Instr::abc(Op::SetList, table, count, 0))?;
            self.emit(Instr(block))?;
        }
        self.f.free = table + 1;
        Ok(())
    }

    /// Makes sure that the frame has `count` registers above the used ones.
    pub(super) fn check_stack(&mut self, count: u32) -> Built<()> {
        let size = self.f.free + count;
        if size > self.f.max_stack {
            if size >= MAX_STACK {
                return Err(Box::new(BuildError::Near("function or expression too complex")));
            }
            self.f.max_stack = size;
        }
        Ok(())
    }

    pub(super) fn reserve(&mut self, count: u32) -> Built<()> {
        self.check_stack(count)?;
        self.f.free += count;
        Ok(())
    }

    /// Frees `reg` if it is a temporary. Temporaries are freed in the reverse order of their reservation.
    pub(super) fn free_register(&mut self, reg: u32) {
        if reg >= self.f.num_active {
            self.f.free -= 1;
            debug_assert_eq!(reg, self.f.free, "temporaries are a stack");
        }
    }

    /// The index of the constant, which is made if the function does not have it yet.
    fn constant(&mut self, kind: u32, bits: u64, value: impl FnOnce() -> Const) -> Built<u32> {
        let next = self.f.constants.len() as u32;
        let index = *self.constants.entry((self.f.id, kind, bits)).or_insert(next);
        if index == next {
            if next >= MAX_BX {
                return Err(Box::new(BuildError::Bare("constant table overflow")));
            }
            self.f.constants.push(value());
        }
        Ok(index)
    }

    pub(super) fn nil_constant(&mut self) -> Built<u32> {
        self.constant(kind::NIL, 0, || Const::Nil)
    }

    pub(super) fn boolean_constant(&mut self, value: bool) -> Built<u32> {
        self.constant(kind::BOOLEAN, u64::from(value), || Const::Boolean(value))
    }

    /// Equal numbers share a slot, so `0` and `-0` do: whichever comes first stays.
    pub(super) fn number_constant(&mut self, value: f64) -> Built<u32> {
        let key = if value == 0.0 { 0.0 } else { value };
        self.constant(kind::NUMBER, f64::to_bits(key), || Const::Number(value))
    }

    pub(super) fn string_constant(&mut self, value: Name<'_>) -> Built<u32> {
        self.constant(kind::STRING, u64::from(value.symbol.index()), || Const::String(value.text.clone()))
    }
}
