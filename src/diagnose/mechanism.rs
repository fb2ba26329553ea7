//! Which mechanism of a compiler or VM a mistake is in, as far as one program shows: what findings with one cause have in common,
//! however they look. Coarser than a symptom, since one mistake may show more than one, by the instruction that comes to it.
//!
//! A compiler's mistake is in what it makes of a construct, and shows in the opcodes of that; a VM's is in one opcode, in what
//! several share, or in one library function.

use super::explanation::{Explanation, Misaligned};
use super::symptom::Symptom;
use crate::isa::Op;
use crate::oracle::cross::{Blame, Cross, VmPart};

/// Whose mistake it is, in words; `None` if nothing is wrong.
pub fn whose(explanation: &Explanation) -> Option<String> {
    let part = explanation.table.as_ref().map(Cross::part);
    Some(match (explanation.blame, part) {
        (Blame::Nobody, _) => return None,
        (Blame::Vm, Some(VmPart::Fast)) => "VM (fast path)".to_string(),
        (Blame::Vm, Some(VmPart::General)) => "VM (general loop)".to_string(),
        (blame, _) => blame.name().to_string(),
    })
}

/// The mechanism in a few words: a name of the compiler's or VM's parts, an opcode, a library function.
pub fn mechanism(explanation: &Explanation) -> Option<String> {
    let symptom = explanation.symptom.as_ref().map(|s| s.symptom);
    let misaligned = explanation.misaligned.as_ref();
    if explanation.blame == Blame::Compiler {
        let by_symptom = symptom.and_then(constructs);
        return by_symptom.or_else(|| misaligned.and_then(opcode).map(construct)).map(String::from);
    }
    let state = |m: &Misaligned| m.violation.as_ref().map(|violation| violation.broken.to_string());
    match symptom {
        Some(Symptom::StateNotRestored) => misaligned.and_then(state),
        Some(Symptom::FreedInUse) => Some("the collector".into()),
        Some(Symptom::UpvalueNotClosed | Symptom::UpvalueClosedEarly) => Some("upvalues".into()),
        Some(Symptom::LibraryResult | Symptom::LibraryEffect | Symptom::ErrorValue) => {
            misaligned.and_then(callee).or_else(|| misaligned.and_then(opcode).map(|op| executed(op).into()))
        }
        _ => misaligned.and_then(opcode).map(|op| executed(op).into()),
    }
}

/// The part of a compiler that the symptom is of, if it is of one.
fn constructs(symptom: Symptom) -> Option<&'static str> {
    use Symptom::*;
    Some(match symptom {
        LoopVariablesNil | OnlyControlVariable | ControlVariable | CallBesideTForLoop | NumericFor => "loops",
        UpvalueNotClosed | UpvalueClosedEarly | UpvalueSharing => "upvalues",
        ArgumentCount | ResultCount | OpenResults | ResultAdjustment | TailCallFrame => "numbers of values",
        CalleeOverwritten | ArgumentsShifted | WindowOffByOne => "registers of calls",
        WrongConstant | RkConfusion => "constants",
        WrongJump | JumpOffByOne | InvertedTest => "jumps and tests",
        SetListBlock => "constructors",
        SelfReceiver => "method calls",
        LineInfo => "line information",
        DebugInfo => "debug information",
        FunctionHeader => "function headers",
        ShiftedTypeError | StaleRegister | ForeignWrite | CallerWindow | ForeignStore | WrongStore => return None,
        StateNotRestored | LibraryResult | LibraryEffect | OperandOrder | WrongOperand | WrongResult => return None,
        ErrorValue | FreedInUse | Crash | Endless | WrongInstruction => return None,
    })
}

/// The part of a compiler that makes the instruction.
fn construct(op: Op) -> &'static str {
    match op {
        Op::Move | Op::LoadK | Op::LoadNil | Op::GetUpval | Op::GetGlobal | Op::GetTable => "loads",
        Op::SetGlobal | Op::SetUpval | Op::SetTable => "stores",
        Op::LoadBool | Op::Jmp | Op::Eq | Op::Lt | Op::Le | Op::Test | Op::TestSet | Op::Not => "jumps and tests",
        Op::Add | Op::Sub | Op::Mul | Op::Div | Op::Mod | Op::Pow | Op::Unm | Op::Len => "arithmetic",
        Op::Concat => "concatenation",
        Op::Call | Op::TailCall | Op::Return | Op::VarArg => "numbers of values",
        Op::ForLoop | Op::ForPrep | Op::TForLoop => "loops",
        Op::NewTable | Op::SetList => "constructors",
        Op::Close | Op::Closure => "upvalues",
        Op::SelfOp => "method calls",
    }
}

/// The part of a VM that executes the instruction.
fn executed(op: Op) -> &'static str {
    match op {
        Op::GetTable | Op::SetTable | Op::SelfOp | Op::GetGlobal | Op::SetGlobal => "table accesses",
        Op::Move | Op::LoadK | Op::LoadBool | Op::LoadNil | Op::GetUpval | Op::SetUpval | Op::NewTable => op.mnemonic(),
        Op::Add | Op::Sub | Op::Mul | Op::Div | Op::Mod | Op::Pow | Op::Unm | Op::Not | Op::Len => op.mnemonic(),
        Op::Concat | Op::Jmp | Op::Eq | Op::Lt | Op::Le | Op::Test | Op::TestSet => op.mnemonic(),
        Op::Call | Op::TailCall | Op::Return | Op::ForLoop | Op::ForPrep | Op::TForLoop => op.mnemonic(),
        Op::SetList | Op::Close | Op::Closure | Op::VarArg => op.mnemonic(),
    }
}

fn opcode(m: &Misaligned) -> Option<Op> {
    let text = m.expected.as_deref().unwrap_or(&m.instruction);
    let mnemonic = text.split_whitespace().next()?;
    Op::ALL.iter().copied().find(|op| op.mnemonic() == mnemonic)
}

/// The library function that the misaligned instruction calls.
fn callee(m: &Misaligned) -> Option<String> {
    let register = m.instruction.split_whitespace().nth(1)?;
    let before = m.registers.iter().find(|row| row.register == register).map(|row| row.before.as_str());
    let live = m
        .trail
        .last()
        .and_then(|last| last.registers.split(' ').find_map(|pair| pair.strip_prefix(register)?.strip_prefix('=')));
    let is_name = |text: &&str| {
        text.split('.').all(|part| part.starts_with(|c: char| c.is_ascii_lowercase())) && !text.contains('#')
    };
    before.filter(is_name).or(live.filter(is_name)).map(String::from)
}
