//! From evidence to symptom: what kind of mistake a misaligned instruction looks like.
//!
//! Invariant: pure; the evidence decides, never the name of a program or of a fault.

use crate::explanation::{Broken, Violation};
use crate::isa::instr::Rk;
use crate::isa::{Instr, Op, Operand, Proto};
use crate::symptom::Symptom;
use crate::trace::{Canon, StepDump};

/// What a compiler did differently, in one function.
pub struct Compiled<'a> {
    pub reference: &'a Proto,
    pub subject: &'a Proto,
    /// The instruction of the reference's chunk that stands in the place, if there is one.
    pub expected: Option<usize>,
    /// The subject's instruction; `None` if one is missing.
    pub found: Option<usize>,
}

/// What a VM did differently.
pub struct Executed<'a> {
    pub proto: &'a Proto,
    pub pc: usize,
    pub before: Option<&'a StepDump>,
    /// The states after it; `None` where the run has ended.
    pub reference: Option<&'a StepDump>,
    pub subject: Option<&'a StepDump>,
    pub violation: Option<&'a Violation>,
}

/// The symptom of a compiler fault.
pub fn compiled(e: &Compiled<'_>) -> Symptom {
    let at = |proto: &Proto, pc: Option<usize>| pc.and_then(|pc| Some((proto.code.get(pc)?.op()?, proto.code[pc])));
    let (expected, found) = (at(e.reference, e.expected), at(e.subject, e.found));
    let beside_loop = |pc: usize| {
        let near = e.subject.code.get(pc.saturating_sub(2)..(pc + 3).min(e.subject.code.len())).unwrap_or_default();
        near.iter().any(|i| i.op() == Some(Op::TForLoop))
    };
    match (expected, found) {
        (Some((Op::TForLoop, _)), Some((Op::Call, _))) => Symptom::CallBesideTForLoop,
        (None, Some((Op::Call, _))) if e.found.is_some_and(beside_loop) => Symptom::CallBesideTForLoop,
        (Some((x, a)), Some((y, b))) if x == y => same_op(e, x, a, b),
        (Some((Op::Close, _)), _) => Symptom::UpvalueNotClosed,
        (_, Some((Op::Close, _))) => Symptom::UpvalueClosedEarly,
        (Some((Op::TailCall, _)), Some((Op::Call, _))) | (Some((Op::Call, _)), Some((Op::TailCall, _))) => {
            Symptom::TailCallFrame
        }
        (Some((Op::LoadNil, _)), None) => Symptom::StaleRegister,
        (Some((Op::Move, _)), Some((Op::GetUpval, _))) | (Some((Op::GetUpval, _)), Some((Op::Move, _))) => {
            Symptom::UpvalueSharing
        }
        _ => Symptom::WrongInstruction,
    }
}

fn same_op(e: &Compiled<'_>, op: Op, expected: Instr, found: Instr) -> Symptom {
    let open = |a: u32, b: u32, closed: Symptom| if a == 0 || b == 0 { Symptom::OpenResults } else { closed };
    let (ea, eb, ec) = (expected.a(), expected.b(), expected.c());
    let (fa, fb, fc) = (found.a(), found.b(), found.c());
    match op {
        Op::TForLoop if fc != ec => match fc {
            0 => Symptom::OnlyControlVariable,
            _ if fc < ec => Symptom::LoopVariablesNil,
            _ => Symptom::ForeignWrite,
        },
        Op::Call | Op::TailCall if fb != eb => open(fb, eb, Symptom::ArgumentCount),
        Op::Call if fc != ec => open(fc, ec, Symptom::ResultCount),
        Op::Return | Op::VarArg if fb != eb => open(fb, eb, Symptom::ResultAdjustment),
        Op::LoadNil => Symptom::ResultAdjustment,
        Op::Jmp | Op::ForLoop | Op::ForPrep if expected.sbx() != found.sbx() => {
            if expected.sbx().abs_diff(found.sbx()) == 1 { Symptom::JumpOffByOne } else { Symptom::WrongJump }
        }
        Op::ForLoop | Op::ForPrep => Symptom::NumericFor,
        Op::Eq | Op::Lt | Op::Le if fa != ea => Symptom::InvertedTest,
        Op::Test | Op::TestSet if fc != ec => Symptom::InvertedTest,
        Op::SetList => Symptom::SetListBlock,
        Op::SelfOp => Symptom::SelfReceiver,
        Op::GetUpval | Op::SetUpval if fb != eb => Symptom::UpvalueSharing,
        Op::Close => {
            if fa > ea {
                Symptom::UpvalueNotClosed
            } else {
                Symptom::UpvalueClosedEarly
            }
        }
        _ if (eb, ec) == (fc, fb) && eb != ec => Symptom::OperandOrder,
        _ => operands(e, op, expected, found),
    }
}

fn operands(e: &Compiled<'_>, op: Op, expected: Instr, found: Instr) -> Symptom {
    let (expected_pc, found_pc) = (e.expected.unwrap_or(0), e.found.unwrap_or(0));
    let kinds = op.operands();
    for (kind, x, y) in [(kinds[1], expected.b(), found.b()), (kinds[2], expected.c(), found.c())] {
        match (kind, Rk::decode(x), Rk::decode(y)) {
            (Operand::Rk, Rk::Const(_), Rk::Const(_)) if x != y => return Symptom::WrongConstant,
            (Operand::Rk, Rk::Reg(_), Rk::Const(_)) | (Operand::Rk, Rk::Const(_), Rk::Reg(_)) => {
                return Symptom::RkConfusion;
            }
            _ => {}
        }
    }
    if matches!(kinds[1], Operand::Konst | Operand::Global) && expected.a() == found.a() {
        return Symptom::WrongConstant;
    }
    let defines = kinds[0] == Operand::Def;
    if let Some((callee, args)) = next_call(e.subject, found_pc)
        && defines
    {
        if found.a() == callee && expected.a() != callee {
            return Symptom::CalleeOverwritten;
        }
        if (callee + 1..callee + 1 + args).contains(&expected.a()) {
            return Symptom::ArgumentsShifted;
        }
    }
    if let Some((callee, args)) = next_call(e.reference, expected_pc)
        && defines
        && (callee + 1..callee + 1 + args).contains(&expected.a())
    {
        return Symptom::ArgumentsShifted;
    }
    if defines && expected.a() != found.a() { Symptom::ForeignWrite } else { Symptom::WrongInstruction }
}

/// Callee register and number of arguments of the call that the instructions from `pc` on lead to without a jump.
fn next_call(proto: &Proto, pc: usize) -> Option<(u32, u32)> {
    for instr in proto.code.get(pc..)?.iter().take(24) {
        match instr.op()? {
            Op::Call | Op::TailCall => {
                let args = if instr.b() == 0 { 255 - instr.a() } else { instr.b() - 1 };
                return Some((instr.a(), args));
            }
            op if op.control() == crate::isa::effects::Control::Plain => {}
            _ => return None,
        }
    }
    None
}

/// The symptom of a VM fault.
pub fn executed(e: &Executed<'_>) -> Symptom {
    if let Some(violation) = e.violation {
        return match &violation.broken {
            Broken::Register { register } => match next_call(e.proto, e.pc + 1) {
                Some((callee, _)) if callee == *register => Symptom::CalleeOverwritten,
                _ => Symptom::ForeignWrite,
            },
            Broken::Caller { .. } => Symptom::CallerWindow,
            Broken::Upvalue { .. } | Broken::Slot { .. } => Symptom::ForeignStore,
            Broken::StillOpen { .. } => Symptom::UpvalueNotClosed,
            Broken::Closed { .. } => Symptom::UpvalueClosedEarly,
        };
    }
    let instr = e.proto.code.get(e.pc).copied();
    let Some((instr, op)) = instr.and_then(|i| Some((i, i.op()?))) else { return Symptom::WrongResult };
    let (Some(reference), Some(subject)) = (e.reference, e.subject) else { return Symptom::ErrorValue };
    let wrong: Vec<u32> = mismatches(reference, subject);
    let moved = (reference.function, reference.pc, reference.thread) != (subject.function, subject.pc, subject.thread);
    match op {
        Op::Eq | Op::Lt | Op::Le | Op::Test | Op::TestSet if moved => Symptom::InvertedTest,
        Op::TForLoop => loop_step(instr, reference, subject, &wrong),
        Op::ForLoop | Op::ForPrep => Symptom::NumericFor,
        Op::Jmp | Op::LoadBool if moved => {
            if reference.pc.abs_diff(subject.pc) == 1 {
                Symptom::JumpOffByOne
            } else {
                Symptom::WrongJump
            }
        }
        Op::Call | Op::TailCall => call(instr, e, reference, subject, &wrong),
        Op::Return => match (reference.open != subject.open, moved) {
            (true, _) => Symptom::OpenResults,
            (false, true) => Symptom::TailCallFrame,
            (false, false) => results(reference, subject, &wrong),
        },
        Op::VarArg if reference.open != subject.open => Symptom::OpenResults,
        Op::VarArg | Op::LoadNil => Symptom::ResultAdjustment,
        Op::SelfOp => Symptom::SelfReceiver,
        Op::SetTable | Op::SetGlobal | Op::SetUpval => Symptom::WrongStore,
        Op::SetList => Symptom::SetListBlock,
        Op::Close => Symptom::UpvalueNotClosed,
        Op::Closure => Symptom::UpvalueSharing,
        Op::LoadK => Symptom::WrongConstant,
        Op::Sub | Op::Div | Op::Mod | Op::Pow | Op::Concat => swapped(e, op, instr, subject),
        Op::Move | Op::LoadBool | Op::GetUpval | Op::GetGlobal | Op::GetTable | Op::NewTable | Op::Add | Op::Mul => {
            stale(e, subject, &wrong)
        }
        Op::Unm | Op::Not | Op::Len | Op::Jmp | Op::Eq | Op::Lt | Op::Le | Op::Test | Op::TestSet => {
            stale(e, subject, &wrong)
        }
    }
}

/// The registers that count and differ.
pub fn mismatches(reference: &StepDump, subject: &StepDump) -> Vec<u32> {
    let open = reference.open.map_or(0..0, |(first, top)| first..top);
    let live = reference.live.iter().map(|&r| u32::from(r)).chain(open);
    let differs = |&r: &u32| reference.registers.get(r as usize) != subject.registers.get(r as usize);
    live.filter(differs).collect()
}

fn loop_step(instr: Instr, reference: &StepDump, subject: &StepDump, wrong: &[u32]) -> Symptom {
    let (control, first, end) = (instr.a() + 2, instr.a() + 3, instr.a() + 3 + instr.c());
    let is_nil = |dump: &StepDump, r: u32| dump.registers.get(r as usize).is_some_and(Canon::is_nil);
    let variables: Vec<u32> = wrong.iter().copied().filter(|r| (first..end).contains(r)).collect();
    if variables.iter().any(|&r| is_nil(subject, r) && !is_nil(reference, r)) {
        return Symptom::LoopVariablesNil;
    }
    match (wrong.contains(&control), variables.is_empty()) {
        (true, true) => Symptom::ControlVariable,
        (false, false) => Symptom::OnlyControlVariable,
        _ => Symptom::WrongResult,
    }
}

fn call(instr: Instr, e: &Executed<'_>, reference: &StepDump, subject: &StepDump, wrong: &[u32]) -> Symptom {
    let native = e.before.and_then(|before| before.registers.get(instr.a() as usize));
    let native = native.is_some_and(|callee| matches!(callee, Canon::Native(_)));
    if native {
        return if wrong.is_empty() && reference.open == subject.open {
            Symptom::LibraryEffect
        } else {
            Symptom::LibraryResult
        };
    }
    if reference.function != subject.function || reference.pc != subject.pc {
        return Symptom::TailCallFrame;
    }
    let n = reference.registers.len().min(subject.registers.len());
    let shifted = |a: &StepDump, b: &StepDump| n > 1 && a.registers[1..n] == b.registers[..n - 1];
    let plain = |r: &u32| !reference.registers.get(*r as usize).is_some_and(Canon::is_nil);
    if wrong.iter().any(plain) && (shifted(reference, subject) || shifted(subject, reference)) {
        return Symptom::WindowOffByOne;
    }
    Symptom::ArgumentsShifted
}

fn results(reference: &StepDump, subject: &StepDump, wrong: &[u32]) -> Symptom {
    let nil = |dump: &StepDump, r: u32| dump.registers.get(r as usize).is_some_and(Canon::is_nil);
    let missing = wrong.iter().any(|&r| nil(subject, r) != nil(reference, r));
    if missing { Symptom::ResultCount } else { Symptom::ResultAdjustment }
}

fn swapped(e: &Executed<'_>, op: Op, instr: Instr, subject: &StepDump) -> Symptom {
    let operand = |field: u32| match Rk::decode(field) {
        Rk::Reg(r) => match e.before?.registers.get(usize::from(r))? {
            Canon::Number(n) => Some(*n),
            _ => None,
        },
        Rk::Const(k) => match e.proto.constants.get(usize::from(k))? {
            crate::isa::Const::Number(n) => Some(*n),
            _ => None,
        },
    };
    let found = match subject.registers.get(instr.a() as usize) {
        Some(Canon::Number(n)) => Some(*n),
        _ => None,
    };
    let (Some(x), Some(y), Some(found)) = (operand(instr.b()), operand(instr.c()), found) else {
        return Symptom::WrongResult;
    };
    let other = match op {
        Op::Sub => y - x,
        Op::Div => y / x,
        Op::Mod => y - (y / x).floor() * x,
        Op::Pow => y.powf(x),
        _ => return Symptom::WrongResult,
    };
    if other.to_bits() == found.to_bits() { Symptom::OperandOrder } else { Symptom::WrongResult }
}

fn stale(e: &Executed<'_>, subject: &StepDump, wrong: &[u32]) -> Symptom {
    let kept = |r: &u32| match (e.before, subject.registers.get(*r as usize)) {
        (Some(before), Some(after)) if before.function == subject.function => {
            before.registers.get(*r as usize) == Some(after)
        }
        _ => false,
    };
    if !wrong.is_empty() && wrong.iter().all(kept) { Symptom::StaleRegister } else { Symptom::WrongResult }
}
