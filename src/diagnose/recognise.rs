//! From evidence to symptom: what kind of mistake a misaligned instruction looks like.
//!
//! Invariant: pure; the evidence decides, never the name of a program or of a fault. Where the evidence fits several kinds of
//! mistake, or none, nothing is recognised: `None` means "not sure".

use std::cmp::Ordering;

use crate::diagnose::symptom::Symptom;
use crate::isa::effects::effects;
use crate::isa::instr::{RK_CONST, Rk};
use crate::isa::{Const, Control, Instr, Op, Operand, Proto, Runs};
use crate::oracle::contract::{Broken, ContractViolation};
use crate::trace::align::Alignment;
use crate::trace::{Canon, Change, StepDump};

/// Instructions after one within which what it gives is taken, as a rule.
const NEAR: usize = 6;

/// What a compiler did differently, in one function.
pub struct CompilerDifference<'a> {
    pub reference: &'a Proto,
    pub subject: &'a Proto,
    /// The instruction of the reference's chunk that stands in the place, if there is one.
    pub expected: Option<usize>,
    /// The subject's instruction; `None` if one is missing.
    pub found: Option<usize>,
}

/// What a VM did differently.
#[derive(Clone, Copy)]
pub struct Executed<'a> {
    pub proto: &'a Proto,
    pub pc: usize,
    pub before: Option<&'a StepDump>,
    /// The states after it; `None` where the run has ended.
    pub reference: Option<&'a StepDump>,
    pub subject: Option<&'a StepDump>,
    pub violation: Option<&'a ContractViolation>,
    /// The step that called what is left by the instruction, if it is one that leaves a function.
    pub caller: Option<&'a StepDump>,
    /// It leads back into a library function or into the middle of an instruction, which `caller` is.
    pub calls_back: bool,
    /// The function that the subject goes on in.
    pub after: Option<&'a Proto>,
    /// What differs lies beyond the window, if it does.
    pub beyond: Option<Beyond>,
    /// The error that ended the subject's run, where the reference's ends otherwise.
    pub error: Option<&'a str>,
}

/// Where something differs that is not in the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beyond {
    /// In the window of a function that has called.
    Caller,
    /// In an upvalue of a function that is not running.
    Upvalue,
    /// In what tables and the like hold.
    Heap,
}

/// The symptom of a function whose code is right, but not what stands in front of it.
pub fn header(reference: &Proto, subject: &Proto) -> Option<Symptom> {
    let facts = |p: &Proto| (p.num_params, p.is_vararg, p.max_stack, p.num_upvalues);
    (facts(reference) != facts(subject)).then_some(Symptom::FunctionHeader)
}

/// Whether an error message complains of the type of a value.
pub fn is_type_error(message: &str) -> bool {
    message.contains("attempt to ") || message.contains(" expected, got ")
}

/// The symptom of a compiler fault, if it is sure.
pub fn compiled(e: &CompilerDifference<'_>) -> Option<Symptom> {
    let symptom = compiled_as(e);
    // A result in a higher register, from where it is taken, overwrites nothing: why it is there is not to be seen.
    let leaks = || {
        let a = |proto: &Proto, pc: Option<usize>| Some(proto.code.get(pc?)?.a());
        let (Some(found), Some(expected), Some(pc)) = (a(e.subject, e.found), a(e.reference, e.expected), e.found)
        else {
            return false;
        };
        let calls = |pc: &usize| e.subject.code[*pc].op().is_some_and(|op| op.runs() == Runs::Call);
        let next = (pc + 1..e.subject.code.len()).take(NEAR).take_while(|pc| !calls(pc));
        let next = next.map_while(|pc| effects(e.subject, pc).ok());
        let register = u8::try_from(found).unwrap_or(u8::MAX);
        found > expected && next.into_iter().any(|next| next.reads.contains(register))
    };
    (symptom != Symptom::ForeignWrite || !leaks()).then_some(symptom)
}

fn compiled_as(e: &CompilerDifference<'_>) -> Symptom {
    let at = |proto: &Proto, pc: Option<usize>| pc.and_then(|pc| Some((proto.code.get(pc)?.op()?, proto.code[pc])));
    let (expected, found) = (at(e.reference, e.expected), at(e.subject, e.found));
    let beside_loop = |pc: usize| {
        let near = e.subject.code.get(pc.saturating_sub(2)..(pc + 3).min(e.subject.code.len())).unwrap_or_default();
        near.iter().any(|i| i.op() == Some(Op::TForLoop))
    };
    match (expected, found) {
        (Some((Op::TForLoop, _)), Some((Op::Call, _))) => Symptom::CallBesideTForLoop,
        (_, Some((Op::Closure, _))) | (Some((Op::Closure, _)), _) => Symptom::UpvalueSharing,
        (None, Some((Op::Call, _))) if e.found.is_some_and(beside_loop) => Symptom::CallBesideTForLoop,
        (Some((x, a)), Some((y, b))) if x == y => same_op(e, x, a, b),
        (Some((Op::Close, _)), _) => Symptom::UpvalueNotClosed,
        (_, Some((Op::Close, _))) => Symptom::UpvalueClosedEarly,
        (Some((Op::TailCall, _)), Some((Op::Call, _))) | (Some((Op::Call, _)), Some((Op::TailCall, _))) => {
            Symptom::TailCallFrame
        }
        (Some((Op::Move, _)), Some((Op::GetUpval, _))) | (Some((Op::GetUpval, _)), Some((Op::Move, _))) => {
            Symptom::UpvalueSharing
        }
        (Some((Op::SelfOp, _)), _) | (None, Some((Op::SelfOp, _))) => Symptom::SelfReceiver,
        (Some((x, _)), Some((Op::SelfOp, _))) if !is_literal(x) => Symptom::SelfReceiver,
        (Some((x, _)), _) if is_store(x) => Symptom::WrongStore,
        (Some((x, a)), None) if defines(x) => not_loaded(e, x, a),
        (Some((x, a)), Some((y, b))) if leaves(x, a, y, b) => Symptom::StaleRegister,
        (Some((x, _)), Some((y, _))) if is_literal(x) && is_literal(y) => Symptom::WrongConstant,
        _ => Symptom::WrongInstruction,
    }
}

/// The symptom of a value that is not put into its register: by what the instruction which wants it takes instead.
fn not_loaded(e: &CompilerDifference<'_>, op: Op, missing: Instr) -> Symptom {
    let stale = Symptom::StaleRegister;
    let Some(expected) = e.expected else { return stale };
    let alignment = Alignment::new(e.reference, e.subject);
    let reads = |pc: &usize| effects(e.reference, *pc).is_ok_and(|row| row.reads.contains(missing.a() as u8));
    let Some(there) = (expected + 1..e.reference.code.len()).take(NEAR).find(reads) else { return stale };
    let Some(here) = alignment.forward[there] else { return stale };
    let (wants, takes) = (e.reference.code[there], e.subject.code[here]);
    let Some(kinds) = wants.op().filter(|&op| takes.op() == Some(op)).map(Op::operands) else { return stale };
    for (kind, x, y) in [(kinds[1], wants.b(), takes.b()), (kinds[2], wants.c(), takes.c())] {
        match (Rk::decode(x), Rk::decode(y)) {
            (Rk::Reg(r), Rk::Const(_)) if kind == Operand::Rk && u32::from(r) == missing.a() => {
                return Symptom::RkConfusion;
            }
            _ if op == Op::Move && x == missing.a() && y == missing.b() => return Symptom::WrongOperand,
            _ => {}
        }
    }
    stale
}

fn is_store(op: Op) -> bool {
    matches!(op, Op::SetTable | Op::SetGlobal | Op::SetUpval | Op::SetList)
}

/// Whether a register is index, limit or step of the numeric for that the instruction belongs to.
fn counts(op: Op, instr: Instr, register: u32) -> bool {
    matches!(op, Op::ForPrep | Op::ForLoop) && (instr.a()..instr.a() + 3).contains(&register)
}

/// Whether the instruction does nothing but put a literal of the source into registers.
fn is_literal(op: Op) -> bool {
    matches!(op, Op::LoadK | Op::LoadBool | Op::LoadNil)
}

/// Whether A is a register that the instruction writes.
fn defines(op: Op) -> bool {
    matches!(op.operands()[0], Operand::Def | Operand::DefFirst | Operand::DefPair)
}

/// Whether the first instruction writes its register, and the second, which stands in its place, leaves it as it is.
fn leaves(expected: Op, a: Instr, found: Op, b: Instr) -> bool {
    let own_operand = expected.operands()[1] == Operand::Use && a.b() == a.a();
    let unmoved = found == Op::Move && b.a() == b.b() && a.a() == b.a() && !own_operand;
    defines(expected) && (unmoved || matches!(found, Op::Test | Op::Jmp))
}

fn same_op(e: &CompilerDifference<'_>, op: Op, expected: Instr, found: Instr) -> Symptom {
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
        // Registers below the range that are not its own, or a part of the range that it leaves out.
        Op::LoadNil if fa < ea => Symptom::ForeignWrite,
        Op::LoadNil => Symptom::ResultAdjustment,
        Op::LoadBool if fc != ec => Symptom::JumpOffByOne,
        Op::LoadBool if fb != eb => Symptom::WrongConstant,
        // Target and source in each other's place; or what is to be moved is taken to be there.
        Op::Move if (fa, fb) == (eb, ea) => Symptom::OperandOrder,
        Op::Move if leaves(op, expected, op, found) => Symptom::StaleRegister,
        Op::Jmp | Op::ForLoop | Op::ForPrep if expected.sbx() != found.sbx() => {
            if expected.sbx().abs_diff(found.sbx()) == 1 { Symptom::JumpOffByOne } else { Symptom::WrongJump }
        }
        Op::ForLoop | Op::ForPrep => Symptom::NumericFor,
        Op::Eq | Op::Lt | Op::Le if fa != ea => Symptom::InvertedTest,
        Op::Test | Op::TestSet if fc != ec => Symptom::InvertedTest,
        Op::Concat if (fb, fc) != (eb, ec) => Symptom::WrongOperand,
        Op::SetList if fb != eb => open(fb, eb, Symptom::SetListBlock),
        Op::SetList => Symptom::SetListBlock,
        Op::SelfOp if (fa, fb) == (ea, eb) => operands(e, op, expected, found),
        Op::SelfOp => Symptom::SelfReceiver,
        Op::GetUpval | Op::SetUpval if fb != eb => Symptom::UpvalueSharing,
        Op::Close => {
            if fa > ea {
                Symptom::UpvalueNotClosed
            } else {
                Symptom::UpvalueClosedEarly
            }
        }
        Op::Move
        | Op::LoadK
        | Op::LoadBool
        | Op::GetUpval
        | Op::GetGlobal
        | Op::GetTable
        | Op::SetGlobal
        | Op::SetUpval
        | Op::SetTable
        | Op::NewTable
        | Op::Add
        | Op::Sub
        | Op::Mul
        | Op::Div
        | Op::Mod
        | Op::Pow
        | Op::Unm
        | Op::Not
        | Op::Len
        | Op::Concat
        | Op::Jmp
        | Op::Eq
        | Op::Lt
        | Op::Le
        | Op::Test
        | Op::TestSet
        | Op::Call
        | Op::TailCall
        | Op::Return
        | Op::TForLoop
        | Op::Closure
        | Op::VarArg => {
            if (eb, ec) == (fc, fb) && eb != ec {
                Symptom::OperandOrder
            } else {
                operands(e, op, expected, found)
            }
        }
    }
}

fn operands(e: &CompilerDifference<'_>, op: Op, expected: Instr, found: Instr) -> Symptom {
    let (expected_pc, found_pc) = (e.expected.unwrap_or(0), e.found.unwrap_or(0));
    let kinds = op.operands();
    // One of two operands is taken for both.
    let twice = kinds[1] == Operand::Rk && found.b() == found.c() && expected.b() != expected.c();
    for (kind, x, y) in [(kinds[1], expected.b(), found.b()), (kinds[2], expected.c(), found.c())] {
        match (kind, Rk::decode(x), Rk::decode(y)) {
            (Operand::Rk, Rk::Const(k), Rk::Const(l)) if !twice && !same_constant(e, k, l) => {
                return Symptom::WrongConstant;
            }
            (Operand::Rk, Rk::Reg(_), Rk::Const(_)) | (Operand::Rk, Rk::Const(_), Rk::Reg(_))
                if !twice || x ^ y == RK_CONST =>
            {
                return Symptom::RkConfusion;
            }
            _ => {}
        }
    }
    if matches!(kinds[1], Operand::Konst | Operand::Global) && expected.a() == found.a() {
        return Symptom::WrongConstant;
    }
    let defines = defines(op);
    let elsewhere = defines && expected.a() != found.a();
    if let Some((callee, args)) = next_call(e.subject, found_pc)
        && defines
    {
        if found.a() == callee && expected.a() != callee {
            return Symptom::CalleeOverwritten;
        }
        if elsewhere && (callee + 1..callee + 1 + args).contains(&expected.a()) {
            return Symptom::ArgumentsShifted;
        }
    }
    if let Some((callee, args)) = next_call(e.reference, expected_pc)
        && elsewhere
        && (callee + 1..callee + 1 + args).contains(&expected.a())
    {
        return Symptom::ArgumentsShifted;
    }
    if is_store(op) {
        return Symptom::WrongStore;
    }
    if !elsewhere {
        return Symptom::WrongOperand;
    }
    // Start, limit and step of a loop that begins here.
    let of_loop = next_for(e.reference, expected_pc).is_some_and(|a| (a..a + 3).contains(&expected.a()));
    if of_loop { Symptom::NumericFor } else { Symptom::ForeignWrite }
}

/// Whether the functions have the same value at two indices.
fn same_constant(e: &CompilerDifference<'_>, expected: u8, found: u8) -> bool {
    match (e.reference.constants.get(usize::from(expected)), e.subject.constants.get(usize::from(found))) {
        (Some(Const::Number(x)), Some(Const::Number(y))) => x.to_bits() == y.to_bits(),
        (x, y) => x == y,
    }
}

/// Register A of the numeric for that the instructions from `pc` on lead to without a jump.
fn next_for(proto: &Proto, pc: usize) -> Option<u32> {
    for instr in proto.code.get(pc..)?.iter().take(24) {
        let op = instr.op()?;
        if op == Op::ForPrep {
            return Some(instr.a());
        }
        if op.control() != Control::Plain {
            return None;
        }
    }
    None
}

/// Callee register and number of arguments of the call that the instructions from `pc` on lead to without a jump.
fn next_call(proto: &Proto, pc: usize) -> Option<(u32, u32)> {
    for instr in proto.code.get(pc..)?.iter().take(24) {
        let op = instr.op()?;
        if matches!(op.runs(), Runs::Call | Runs::TailCall) {
            let args = if instr.b() == 0 { 255 - instr.a() } else { instr.b() - 1 };
            return Some((instr.a(), args));
        }
        if op.control() != Control::Plain {
            return None;
        }
    }
    None
}

/// The symptom of a VM fault, if it is sure.
pub fn executed(e: &Executed<'_>) -> Option<Symptom> {
    match after(e) {
        Some(Symptom::WrongResult) if e.error.is_some_and(is_type_error) && is_neighbours(e) => {
            Some(Symptom::ShiftedTypeError)
        }
        symptom => symptom,
    }
}

/// The symptom of what shows at a glance: state that is not what it has to be.
fn violated(e: &Executed<'_>, violation: &ContractViolation, decoded: Option<(Instr, Op)>) -> Symptom {
    match &violation.broken {
        // It does store, but not where it should.
        Broken::Upvalue { .. } | Broken::Slot { .. } if decoded.is_some_and(|(_, op)| is_store(op)) => {
            Symptom::WrongStore
        }
        // Of the loop's own registers.
        Broken::Register { register } if decoded.is_some_and(|(i, op)| counts(op, i, *register)) => Symptom::NumericFor,
        Broken::Register { .. } if into_call(e) => Symptom::CallerWindow,
        Broken::Register { register } => match next_call(e.proto, e.pc + 1) {
            Some((callee, _)) if callee == *register => Symptom::CalleeOverwritten,
            _ => Symptom::ForeignWrite,
        },
        Broken::Caller { .. } => Symptom::CallerWindow,
        Broken::Upvalue { .. } | Broken::Slot { .. } => Symptom::ForeignStore,
        Broken::StillOpen { .. } | Broken::LeftOpen { .. } => Symptom::UpvalueNotClosed,
        Broken::Astray => Symptom::UpvalueSharing,
        Broken::MessageHandler | Broken::CallDepth | Broken::Hooks | Broken::Environment => Symptom::StateNotRestored,
        Broken::Vararg { .. } => Symptom::CallerWindow,
        Broken::Closed { .. } => Symptom::UpvalueClosedEarly,
    }
}

fn after(e: &Executed<'_>) -> Option<Symptom> {
    let instr = e.proto.code.get(e.pc).copied();
    let decoded = instr.and_then(|i| Some((i, i.op()?)));
    if let Some(violation) = e.violation {
        return Some(violated(e, violation, decoded));
    }
    let (instr, op) = decoded?;
    if let Some(beyond) = e.beyond {
        return Some(match (beyond, op.runs()) {
            (Beyond::Caller, _) => Symptom::CallerWindow,
            (Beyond::Upvalue, Runs::Call | Runs::TailCall) if collects(e, instr) => Symptom::FreedInUse,
            (Beyond::Heap, Runs::Call | Runs::TailCall) if collects(e, instr) => return None,
            (Beyond::Heap | Beyond::Upvalue, Runs::Call | Runs::TailCall) if calls_library(e, instr) => {
                Symptom::LibraryEffect
            }
            (Beyond::Upvalue, _) if op == Op::Closure => Symptom::UpvalueSharing,
            (Beyond::Upvalue, _) if op == Op::SetUpval => Symptom::WrongStore,
            // A register that the upvalue is of, perhaps, or was: not to be seen.
            (Beyond::Upvalue, _) => return None,
            (Beyond::Heap, _) if op == Op::SetList => Symptom::SetListBlock,
            (Beyond::Heap, _) if is_store(op) => Symptom::WrongStore,
            // A fresh function with all its upvalues as they ought to be.
            (Beyond::Heap, _) if op == Op::Closure => return None,
            // Whatever else it is that it changed.
            (Beyond::Heap, _) => Symptom::ForeignStore,
        });
    }
    let (reference, subject) = match (e.reference, e.subject) {
        (Some(reference), Some(subject)) => (reference, subject),
        (Some(_), None) if matches!(op, Op::Call | Op::TailCall) => return Some(refused(e, instr)),
        // What the main function gives.
        (None, None) if op == Op::Return && e.error.is_none() => return Some(Symptom::ResultCount),
        _ => return Some(Symptom::ErrorValue),
    };
    let wrong: Vec<u32> = mismatches(reference, subject);
    if let Some(symptom) = handed_back(e, reference, subject, &wrong) {
        return Some(symptom);
    }
    if e.calls_back {
        return called_back(reference, subject, &wrong);
    }
    if handles(op) && entered(e, reference, subject) {
        return given(reference, subject, &wrong, 2);
    }
    let moved = (reference.function, reference.pc, reference.thread) != (subject.function, subject.pc, subject.thread);
    if wrong.is_empty() && !moved && reference.upvalues != subject.upvalues {
        if op == Op::SetUpval {
            return Some(Symptom::WrongStore);
        }
        match op.runs() {
            Runs::Call | Runs::TailCall | Runs::Iterator => {}
            Runs::Nothing if op.control() == Control::Return => {}
            Runs::Nothing | Runs::Handler => return Some(Symptom::ForeignStore),
        }
    }
    let sure = match op {
        Op::Eq | Op::Lt | Op::Le | Op::Test | Op::TestSet if moved => tested(e, op, instr),
        Op::TForLoop if entered(e, reference, subject) => return given(reference, subject, &wrong, 2),
        Op::TForLoop => loop_step(e, instr, reference, subject, &wrong),
        Op::ForLoop | Op::ForPrep => Symptom::NumericFor,
        Op::Jmp | Op::LoadBool if moved => {
            if reference.pc.abs_diff(subject.pc) == 1 {
                Symptom::JumpOffByOne
            } else {
                Symptom::WrongJump
            }
        }
        Op::Call | Op::TailCall => return call(op, instr, e, reference, subject, &wrong),
        Op::Return => match (reference.open != subject.open, moved) {
            // It tells itself how many there are.
            (true, false) if instr.b() != 0 => Symptom::ResultCount,
            (true, _) => Symptom::OpenResults,
            (false, true) if behind_tail_call(e, subject) => Symptom::TailCallFrame,
            // What the caller does next rests on the result, which it did not get.
            (false, true) => Symptom::ResultCount,
            (false, false) => results(reference, subject, &wrong),
        },
        Op::VarArg if reference.open != subject.open => Symptom::OpenResults,
        Op::VarArg => return varargs(reference, subject, &wrong),
        Op::LoadNil => match stale(e, reference, subject, &wrong) {
            Symptom::StaleRegister => Symptom::StaleRegister,
            _ => Symptom::ResultAdjustment,
        },
        Op::SelfOp => Symptom::SelfReceiver,
        Op::SetTable | Op::SetGlobal | Op::SetUpval => Symptom::WrongStore,
        Op::SetList => Symptom::SetListBlock,
        Op::Close => return None,
        Op::Closure if with_another_environment(reference, subject) => return None,
        Op::Closure => Symptom::UpvalueSharing,
        Op::LoadK => Symptom::WrongConstant,
        Op::Sub | Op::Div | Op::Mod | Op::Pow | Op::Concat => swapped(e, op, instr, subject),
        Op::GetUpval if is_other_upvalue(e, instr, subject) => Symptom::WrongOperand,
        // What is left of an operation that is left out is its operand.
        Op::Unm | Op::Not | Op::Len if is_operand(e, instr, subject) => Symptom::WrongResult,
        Op::Move | Op::LoadBool | Op::GetUpval | Op::GetGlobal | Op::GetTable | Op::NewTable | Op::Add | Op::Mul => {
            stale(e, reference, subject, &wrong)
        }
        Op::Unm | Op::Not | Op::Len | Op::Jmp | Op::Eq | Op::Lt | Op::Le | Op::Test | Op::TestSet => {
            stale(e, reference, subject, &wrong)
        }
    };
    Some(sure)
}

/// Whether the instruction may run a metamethod, and is no call.
fn handles(op: Op) -> bool {
    !matches!(op, Op::Call | Op::TailCall | Op::TForLoop | Op::Return)
}

/// Whether what a function got that is not as it ought to be is its environment.
fn with_another_environment(reference: &StepDump, subject: &StepDump) -> bool {
    let pairs = Change::pairs(&reference.changes, &subject.changes);
    pairs.into_iter().find(|(_, x, y)| x != y).is_some_and(|(place, ..)| place.starts_with("getfenv("))
}

/// The symptom of extra arguments that are not those: too few or too many, or each the next one's.
fn varargs(reference: &StepDump, subject: &StepDump, wrong: &[u32]) -> Option<Symptom> {
    let given = |dump: &StepDump, r: u32| value(dump, r).cloned();
    let nil = |dump: &StepDump, r: u32| value(dump, r).is_some_and(Canon::is_nil);
    let shifted = |by: i64| {
        let from = |r: u32| u32::try_from(i64::from(r) + by).ok().and_then(|r| given(reference, r));
        wrong.len() > 1 && wrong.iter().skip(1).all(|&r| given(subject, r) == from(r))
    };
    let sorted = |dump: &StepDump| {
        let mut values: Vec<String> = wrong.iter().filter_map(|&r| Some(value(dump, r)?.to_string())).collect();
        values.sort();
        values
    };
    if sorted(reference) == sorted(subject) {
        Some(Symptom::ResultAdjustment)
    } else if shifted(-1) {
        Some(Symptom::WindowOffByOne)
    } else if wrong.iter().all(|&r| nil(subject, r) != nil(reference, r)) {
        Some(Symptom::ResultAdjustment)
    } else {
        None
    }
}

/// The symptom of a test that goes the other way. A comparison is inverted only if its operands leave no doubt how it ought to
/// go: numbers that differ.
fn tested(e: &Executed<'_>, op: Op, instr: Instr) -> Symptom {
    let operand = |field: u32| match Rk::decode(field) {
        Rk::Reg(r) => e.before.and_then(|before| value(before, u32::from(r)).cloned()),
        Rk::Const(k) => match e.proto.constants.get(usize::from(k)) {
            Some(Const::Number(n)) => Some(Canon::Number(*n)),
            _ => None,
        },
    };
    let differ = match (operand(instr.b()), operand(instr.c())) {
        (Some(Canon::Number(x)), Some(Canon::Number(y))) => x.partial_cmp(&y).is_some_and(Ordering::is_ne),
        _ => false,
    };
    if matches!(op, Op::Test | Op::TestSet) || differ { Symptom::InvertedTest } else { Symptom::WrongResult }
}

/// The symptom of a library function, or of an instruction, that calls a function with other arguments, or another function.
fn called_back(reference: &StepDump, subject: &StepDump, wrong: &[u32]) -> Option<Symptom> {
    let same = (reference.closure, reference.pc) == (subject.closure, subject.pc);
    if same && reference.pc == 0 { given(reference, subject, wrong, 3) } else { None }
}

/// The symptom of a function that begins with other arguments; the first `count` are compared.
fn given(reference: &StepDump, subject: &StepDump, wrong: &[u32], count: usize) -> Option<Symptom> {
    let first = |dump: &StepDump| -> Vec<Canon> { dump.registers.iter().take(count).cloned().collect() };
    let (expected, found) = (first(reference), first(subject));
    if wrong.is_empty() {
        return None;
    }
    if let ([a, b, ..], [x, y, ..]) = (&expected[..], &found[..])
        && (a, b) == (y, x)
    {
        return Some(Symptom::OperandOrder);
    }
    if wrong.iter().all(|&r| value(subject, r).is_some_and(Canon::is_nil)) {
        return Some(Symptom::ArgumentCount);
    }
    // Each wrong one is one of those that another parameter ought to get.
    let elsewhere = |&r: &u32| value(subject, r).is_some_and(|v| expected.contains(v) || v.is_nil());
    wrong.iter().all(elsewhere).then_some(Symptom::ArgumentsShifted)
}

/// The registers that count and differ.
pub fn mismatches(reference: &StepDump, subject: &StepDump) -> Vec<u32> {
    let open = reference.open.map_or(0..0, |(first, top)| first..top);
    let live = reference.live.iter().map(|&r| u32::from(r)).chain(open);
    let differs = |&r: &u32| reference.registers.get(r as usize) != subject.registers.get(r as usize);
    live.filter(differs).collect()
}

fn value(dump: &StepDump, r: u32) -> Option<&Canon> {
    dump.registers.get(r as usize)
}

/// Whether a register of a frame holds what it held before the instruction, and that is a value.
fn is_kept(e: &Executed<'_>, subject: &StepDump, r: u32) -> bool {
    let own = e.before.filter(|before| before.closure == subject.closure);
    let kept = own.and_then(|before| value(before, r));
    kept.is_some_and(|kept| !kept.is_nil()) && kept == value(subject, r)
}

fn is_operand(e: &Executed<'_>, instr: Instr, subject: &StepDump) -> bool {
    e.before.is_some_and(|before| value(before, instr.b()) == value(subject, instr.a()))
}

fn is_other_upvalue(e: &Executed<'_>, instr: Instr, subject: &StepDump) -> bool {
    let Some(before) = e.before else { return false };
    let others = before.upvalues.iter().zip(0..).filter(|(_, i)| *i != instr.b());
    others.into_iter().any(|(upvalue, _)| Some(upvalue) == value(subject, instr.a()))
}

/// Whether a register got the value of one beside those that the instruction names.
fn is_neighbours(e: &Executed<'_>) -> bool {
    let (Some(before), Some(reference), Some(subject)) = (e.before, e.reference, e.subject) else { return false };
    let Some(instr) = e.proto.code.get(e.pc) else { return false };
    let beside = [instr.a(), instr.b(), instr.c()].into_iter().flat_map(|r| [r.wrapping_sub(1), r + 1]);
    let beside: Vec<&Canon> = beside.filter_map(|r| value(before, r)).filter(|v| !v.is_nil()).collect();
    let wrong = mismatches(reference, subject);
    before.closure == subject.closure && wrong.iter().any(|&r| value(subject, r).is_some_and(|v| beside.contains(&v)))
}

/// Whether the subject goes on after a tail call, in a frame that is not there any more.
fn behind_tail_call(e: &Executed<'_>, subject: &StepDump) -> bool {
    let before = (subject.pc as usize).checked_sub(1);
    before.and_then(|pc| e.after?.code.get(pc)?.op()) == Some(Op::TailCall)
}

fn loop_step(e: &Executed<'_>, instr: Instr, reference: &StepDump, subject: &StepDump, wrong: &[u32]) -> Symptom {
    let (control, first, end) = (instr.a() + 2, instr.a() + 3, instr.a() + 3 + instr.c());
    let is_nil = |dump: &StepDump, r: u32| value(dump, r).is_some_and(Canon::is_nil);
    let variables: Vec<u32> = wrong.iter().copied().filter(|r| (first..end).contains(r)).collect();
    if variables.iter().any(|&r| is_nil(subject, r) && !is_nil(reference, r)) {
        return Symptom::LoopVariablesNil;
    }
    // Not set at all, though the iterator's first result has come: what was there, or what the iterator was passed.
    let passed = |r: u32| {
        let argument = e.before.filter(|_| r == first + 1 || r == first + 2);
        argument.and_then(|before| value(before, r - 3)) == value(subject, r)
    };
    let unset = |&r: &u32| is_kept(e, subject, r) || passed(r);
    if !variables.is_empty() && !variables.contains(&first) && variables.iter().all(unset) {
        return Symptom::LoopVariablesNil;
    }
    match (wrong.contains(&control), variables.is_empty()) {
        (true, true) => Symptom::ControlVariable,
        // Both hold what the iterator gave, it seems.
        _ if calls_library(e, instr) && value(subject, control) == value(subject, first) => Symptom::LibraryResult,
        (false, false) => Symptom::OnlyControlVariable,
        _ => Symptom::WrongResult,
    }
}

/// The symptom of values that are handed back to an instruction which is not a plain call: it is that one which goes wrong.
fn handed_back(e: &Executed<'_>, reference: &StepDump, subject: &StepDump, wrong: &[u32]) -> Option<Symptom> {
    let proto = e.after?;
    let same = (reference.closure, reference.pc) == (subject.closure, subject.pc);
    let Some(caller) = e.caller else {
        // Too long ago: what stands before the place where it goes on, unless it jumps.
        let left = e.before.is_some_and(|before| before.closure != reference.closure);
        let op = proto.code.get((reference.pc as usize).checked_sub(1)?)?.op()?;
        let operation = !matches!(op, Op::Call | Op::TailCall | Op::Jmp | Op::ForLoop | Op::ForPrep);
        return (left && same && !wrong.is_empty() && operation).then_some(Symptom::WrongResult);
    };
    let instr = *proto.code.get(caller.pc as usize)?;
    let calling = Executed { proto, pc: caller.pc as usize, before: Some(caller), ..*e };
    let op = instr.op()?;
    match op.runs() {
        // The loop goes on, but the subject leaves it: its first variable is nil.
        Runs::Iterator
            if reference.pc < caller.pc && caller.pc < subject.pc && reference.closure == subject.closure =>
        {
            Some(Symptom::LoopVariablesNil)
        }
        Runs::Nothing | Runs::Call | Runs::TailCall | Runs::Iterator | Runs::Handler if !same || wrong.is_empty() => {
            None
        }
        Runs::Iterator => Some(loop_step(&calling, instr, reference, subject, wrong)),
        Runs::Call | Runs::TailCall => {
            calls_library(&calling, instr).then(|| library(instr, &calling, reference, subject, wrong))
        }
        Runs::Nothing if op.control() == Control::Return => None,
        // The result of a metamethod.
        Runs::Nothing | Runs::Handler => Some(Symptom::WrongResult),
    }
}

/// Whether the instruction leads into another function, so that its own window is a caller's.
fn into_call(e: &Executed<'_>) -> bool {
    let (Some(before), Some(reference)) = (e.before, e.reference) else { return false };
    before.closure != reference.closure && reference.pc == 0
}

/// Whether the instruction entered a Lua function, the same one on both sides.
fn entered(e: &Executed<'_>, reference: &StepDump, subject: &StepDump) -> bool {
    into_call(e) && (reference.closure, reference.pc) == (subject.closure, subject.pc)
}

/// How many arguments a call passes.
fn arguments(e: &Executed<'_>, instr: Instr) -> u32 {
    match (instr.b(), e.before.and_then(|before| before.open)) {
        (0, Some((_, top))) => top.saturating_sub(instr.a() + 1),
        (0, None) => 0,
        (b, _) => b - 1,
    }
}

/// The symptom of a call that failed, and should not have: the callee did not like its arguments.
fn refused(e: &Executed<'_>, instr: Instr) -> Symptom {
    let complaint = e.error.and_then(|error| error.split_once("bad argument #"));
    let number = complaint.and_then(|(_, rest)| rest.split(' ').next()?.parse::<u32>().ok());
    let (Some((_, complaint)), Some(number)) = (complaint, number) else { return Symptom::ErrorValue };
    let passed = e.before.and_then(|before| value(before, instr.a() + number));
    let got = complaint.split_once(", got ").map(|(_, got)| got.trim_end_matches(['"', ')']));
    let last = number == arguments(e, instr);
    match (passed, got) {
        _ if number > arguments(e, instr) => Symptom::LibraryResult,
        (_, Some("no value")) => Symptom::ArgumentCount,
        (Some(passed), Some(got)) if passed.type_name() == got => Symptom::LibraryResult,
        (_, None) if last => Symptom::ArgumentCount,
        _ => Symptom::ArgumentsShifted,
    }
}

/// Whether the instruction asks for a collection, which is there to have no effect.
fn collects(e: &Executed<'_>, instr: Instr) -> bool {
    let callee = e.before.and_then(|before| value(before, instr.a()));
    callee.is_some_and(|callee| matches!(callee, Canon::Native(name) if *name == "collectgarbage"))
}

fn calls_library(e: &Executed<'_>, instr: Instr) -> bool {
    let callee = e.before.and_then(|before| before.registers.get(instr.a() as usize));
    callee.is_some_and(|callee| matches!(callee, Canon::Native(_)))
}

fn call(
    op: Op,
    instr: Instr,
    e: &Executed<'_>,
    reference: &StepDump,
    subject: &StepDump,
    wrong: &[u32],
) -> Option<Symptom> {
    if calls_library(e, instr) {
        return Some(library(instr, e, reference, subject, wrong));
    }
    if reference.function != subject.function || reference.pc != subject.pc {
        return (op == Op::TailCall).then_some(Symptom::TailCallFrame);
    }
    let fixed = e.after.filter(|callee| callee.is_vararg == 0).map(|callee| u32::from(callee.num_params));
    let parameters: Vec<u32> = match fixed {
        Some(count) => (0..count).collect(),
        None => reference.live.iter().map(|&r| u32::from(r)).collect(),
    };
    let callee = e.before.and_then(|before| value(before, instr.a()));
    // The window begins at the function itself: each argument is one register too high.
    let up = value(subject, 0) == callee
        && parameters.iter().all(|&r| r == 0 || value(subject, r) == value(reference, r - 1));
    // It begins at the second argument.
    let last = parameters.last().copied().unwrap_or(0);
    let down = parameters.len() > 1
        && parameters.iter().all(|&r| r == last || value(subject, r) == value(reference, r + 1))
        && value(subject, last) != value(reference, 0);
    let is_nil = |dump: &StepDump, r: u32| value(dump, r).is_some_and(Canon::is_nil);
    let given = arguments(e, instr);
    let passed: Vec<&Canon> =
        (0..given).filter_map(|r| e.before.and_then(|before| value(before, instr.a() + 1 + r))).collect();
    let elsewhere = |&r: &u32| value(subject, r).is_some_and(|v| passed.contains(&v));
    match wrong {
        [] => None,
        _ if up || down => Some(Symptom::WindowOffByOne),
        // Parameters without an argument, and registers of the callee's that are none.
        _ if wrong.iter().all(|&r| (r >= given || fixed.is_some_and(|count| r >= count)) && is_nil(reference, r)) => {
            Some(Symptom::StaleRegister)
        }
        [.., last] if last + 1 == given && wrong.iter().all(|&r| is_nil(subject, r)) => Some(Symptom::ArgumentCount),
        _ if wrong.iter().any(elsewhere) => Some(Symptom::ArgumentsShifted),
        _ => None,
    }
}

/// The symptom of a call of a library function, or of what is done with its results.
fn library(instr: Instr, e: &Executed<'_>, reference: &StepDump, subject: &StepDump, wrong: &[u32]) -> Symptom {
    let same_place = (reference.closure, reference.pc) == (subject.closure, subject.pc);
    let end = match (instr.c(), reference.open) {
        (0, open) => open.map_or(instr.a(), |(_, top)| top),
        (c, _) => instr.a() + c - 1,
    };
    let results = instr.a()..end;
    let within = same_place && !wrong.is_empty() && wrong.iter().all(|r| results.contains(r));
    // Those included that nothing looks at any more.
    let given = |dump: &StepDump| {
        let mut values: Vec<String> = results.clone().filter_map(|r| Some(value(dump, r)?.to_string())).collect();
        values.sort();
        values
    };
    match wrong {
        [] if reference.open == subject.open => Symptom::LibraryEffect,
        // A function may give anything, but a register that no result was stored to is not its doing.
        _ if within && wrong.iter().all(|&r| is_kept(e, subject, r)) => Symptom::ResultCount,
        _ if within && given(reference) == given(subject) => Symptom::ResultAdjustment,
        _ => Symptom::LibraryResult,
    }
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
            Const::Number(n) => Some(*n),
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
    let other = if op == Op::Sub {
        y - x
    } else if op == Op::Div {
        y / x
    } else if op == Op::Pow {
        y.powf(x)
    } else if op == Op::Mod && found != x % y {
        // The remainder with the sign of the dividend is as usual a mistake.
        y - (y / x).floor() * x
    } else {
        return Symptom::WrongResult;
    };
    // A zero or an infinity has many causes.
    let telling = found != 0.0 && found.is_finite();
    if telling && other.to_bits() == found.to_bits() { Symptom::OperandOrder } else { Symptom::WrongResult }
}

fn stale(e: &Executed<'_>, reference: &StepDump, subject: &StepDump, wrong: &[u32]) -> Symptom {
    // Fresh registers hold nil: what is nil before and after may be a result. So may a zero with another sign.
    let kept = !wrong.is_empty() && wrong.iter().all(|&r| is_kept(e, subject, r));
    let zero = |&r: &u32| match (value(reference, r), value(subject, r)) {
        (Some(Canon::Number(x)), Some(Canon::Number(y))) => x == y,
        _ => false,
    };
    if kept && !wrong.iter().all(zero) { Symptom::StaleRegister } else { Symptom::WrongResult }
}
