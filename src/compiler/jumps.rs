//! Lists of jumps whose target is not known yet.
//!
//! A list is threaded through the jumps themselves: the offset of each names the next one, and the last one
//! jumps to itself. The list is kept in the order of joining, with its end at hand, so that joining is cheap
//! however long the lists are.

use super::func::Codegen;
use crate::isa::instr::MAX_SBX;
use crate::isa::{Control, Instr, Op};
use crate::syntax::build::{BuildError, Built};

/// Jumps that will get the same target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct JumpList {
    first: u32,
    last: u32,
}

const NO_PC: u32 = u32::MAX;
/// The offset of a jump to itself.
const END: i32 = -1;

impl JumpList {
    pub const NONE: JumpList = JumpList { first: NO_PC, last: NO_PC };

    /// The list of the one jump at `pc`.
    pub fn one(pc: u32) -> JumpList {
        JumpList { first: pc, last: pc }
    }

    /// The pc of the first jump; the list must not be empty.
    pub fn first(self) -> u32 {
        self.first
    }

    pub fn is_empty(self) -> bool {
        self.first == NO_PC
    }
}

impl Default for JumpList {
    fn default() -> JumpList {
        JumpList::NONE
    }
}

impl Codegen {
    /// Emits a jump without a target. Jumps to here become jumps to where it will go.
    pub(super) fn jump(&mut self) -> Built<JumpList> {
        let pending = std::mem::take(&mut self.f.pending);
        let pc = self.emit(Instr::asbx(Op::Jmp, 0, END))?;
        let mut list = JumpList::one(pc);
        self.join(&mut list, pending)?;
        Ok(list)
    }

    /// Emits a test, and a jump that is taken if the test holds; the jump's pc.
    pub(super) fn test_jump(&mut self, test: Instr) -> Built<u32> {
        self.emit(test)?;
        self.emit(Instr::asbx(Op::Jmp, 0, END))
    }

    /// Emits a FORPREP or FORLOOP without a target.
    pub(super) fn loop_jump(&mut self, op: Op, base: u32) -> Built<JumpList> {
        Ok(JumpList::one(self.emit(Instr::asbx(op, base, END))?))
    }

    /// Appends `more` to `list`.
    pub(super) fn join(&mut self, list: &mut JumpList, more: JumpList) -> Built<()> {
        if list.is_empty() {
            *list = more;
        } else if !more.is_empty() {
            self.set_target(list.last, more.first)?;
            list.last = more.last;
        }
        Ok(())
    }

    /// The next pc, marked as a possible target.
    pub(super) fn label(&mut self) -> u32 {
        let pc = self.f.code.len() as u32;
        self.f.barrier = pc + 1;
        pc
    }

    /// Directs the jumps to the next instruction.
    pub(super) fn patch_to_here(&mut self, list: JumpList) -> Built<()> {
        self.label();
        let mut pending = self.f.pending;
        self.join(&mut pending, list)?;
        self.f.pending = pending;
        Ok(())
    }

    /// Directs the jumps to `target`, which is not ahead.
    pub(super) fn patch(&mut self, list: JumpList, target: u32) -> Built<()> {
        if target as usize == self.f.code.len() {
            self.patch_to_here(list)
        } else {
            self.patch_values(list, target, None, target)
        }
    }

    /// Directs the jumps to here at the instruction that is about to be emitted.
    pub(super) fn settle_pending(&mut self) -> Built<()> {
        let pending = std::mem::take(&mut self.f.pending);
        let here = self.f.code.len() as u32;
        self.patch_values(pending, here, None, here)
    }

    /// Directs those jumps whose test keeps a value to `with_value`, the value going to `reg` (or nowhere), and
    /// the others to `without`.
    pub(super) fn patch_values(
        &mut self,
        list: JumpList,
        with_value: u32,
        reg: Option<u32>,
        without: u32,
    ) -> Built<()> {
        let mut next = Some(list.first).filter(|_| !list.is_empty());
        while let Some(pc) = next {
            next = self.next_jump(pc);
            let target = if self.set_value_register(pc, reg) { with_value } else { without };
            self.set_target(pc, target)?;
        }
        Ok(())
    }

    /// Whether some jump of the list has no value to give.
    pub(super) fn needs_value(&self, list: JumpList) -> bool {
        let mut next = Some(list.first).filter(|_| !list.is_empty());
        while let Some(pc) = next {
            if self.f.code[self.control(pc)].op() != Some(Op::TestSet) {
                return true;
            }
            next = self.next_jump(pc);
        }
        false
    }

    /// Makes the tests of the jumps keep no values.
    pub(super) fn drop_values(&mut self, list: JumpList) {
        let mut next = Some(list.first).filter(|_| !list.is_empty());
        while let Some(pc) = next {
            self.set_value_register(pc, None);
            next = self.next_jump(pc);
        }
    }

    /// Inverts the comparison before the jump at `pc`.
    pub(super) fn invert(&mut self, pc: u32) {
        let control = self.control(pc);
        let test = &mut self.f.code[control];
        *test = test.with_a(u32::from(test.a() == 0));
    }

    /// The pc of the test that controls the jump at `pc`; the jump's own if it is unconditional.
    fn control(&self, pc: u32) -> usize {
        let pc = pc as usize;
        match pc.checked_sub(1).and_then(|before| self.f.code[before].op()).map(Op::control) {
            Some(Control::Test) => pc - 1,
            _ => pc,
        }
    }

    /// Lets the test before a jump put its value into `reg`; without one, or if it is there already, it
    /// becomes a mere test. False if the test keeps no value.
    fn set_value_register(&mut self, pc: u32, reg: Option<u32>) -> bool {
        let control = self.control(pc);
        let test = &mut self.f.code[control];
        if test.op() != Some(Op::TestSet) {
            return false;
        }
        *test = match reg {
            Some(reg) if reg != test.b() => test.with_a(reg),
            _ => Instr::abc(Op::Test, test.b(), 0, test.c()),
        };
        if let Some(reg) = reg.filter(|_| self.f.code[control].op() == Some(Op::TestSet)) {
            self.also_defines(reg, control as u32);
        }
        true
    }

    fn next_jump(&self, pc: u32) -> Option<u32> {
        match self.f.code[pc as usize].sbx() {
            END => None,
            offset => Some((pc as i32 + 1 + offset) as u32),
        }
    }

    fn set_target(&mut self, pc: u32, target: u32) -> Built<()> {
        let offset = target as i32 - (pc as i32 + 1);
        if offset.abs() > MAX_SBX {
            return Err(Box::new(BuildError::Near("control structure too long")));
        }
        let jump = &mut self.f.code[pc as usize];
        *jump = jump.with_sbx(offset);
        Ok(())
    }
}
