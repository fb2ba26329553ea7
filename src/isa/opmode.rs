//! What PUC 5.1 takes an instruction to set when it looks for the name of a value.
//!
//! Imprecise, and so part of the messages that users see: TEST counts as setting A, a FORLOOP does not set its visible
//! variable, VARARG sets one register. Invariant: only [`names`](super::names) uses it; the truth is in
//! [`effects`](super::effects).

use super::instr::Instr;
use super::ops::Op;

/// Whether PUC believes that `instr`, an `op`, sets register `reg`.
pub const fn sets(op: Op, instr: Instr, reg: u32) -> bool {
    let a = instr.a();
    match op {
        Op::Move | Op::LoadK | Op::LoadBool | Op::GetUpval | Op::GetGlobal | Op::GetTable | Op::NewTable => reg == a,
        Op::Add | Op::Sub | Op::Mul | Op::Div | Op::Mod | Op::Pow | Op::Unm | Op::Not | Op::Len => reg == a,
        Op::Concat | Op::Test | Op::TestSet | Op::ForLoop | Op::ForPrep | Op::Closure | Op::VarArg => reg == a,
        Op::LoadNil => a <= reg && reg <= instr.b(),
        Op::SelfOp => reg == a || reg == a + 1,
        Op::Call | Op::TailCall => a <= reg,
        Op::TForLoop => a + 2 <= reg,
        Op::SetGlobal | Op::SetUpval | Op::SetTable | Op::SetList | Op::Close => false,
        Op::Jmp | Op::Eq | Op::Lt | Op::Le | Op::Return => false,
    }
}
