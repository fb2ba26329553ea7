//! The two kinds of for.

use super::{Fault, breaking, fault};
use crate::diagnose::symptom::Symptom::*;
use crate::fault::Draft;
use crate::isa::{Instr, Op};

/// The instruction after a jump.
fn target(draft: &Draft, pc: usize) -> usize {
    (pc as i64 + 1 + i64::from(draft.at(pc).sbx())) as usize
}

pub const FAULTS: &[Fault] = &[
    fault("tforloop-variable-lost", "C of TFORLOOP is one too small", &[LoopVariablesNil, ResultCount], |d| {
        d.each_of(Op::TForLoop, |i| Some(i.with_c(i.c() - 1)));
    }),
    fault("tforloop-one-variable", "C of TFORLOOP is always 1", &[LoopVariablesNil, ResultCount], |d| {
        d.each_of(Op::TForLoop, |i| Some(i.with_c(1)));
    }),
    fault(
        "call-beside-tforloop",
        "a generic for calls the iterator with a CALL, and with TFORLOOP again",
        &[CallBesideTForLoop],
        |d| {
            let mut pc = 0;
            while pc < d.proto.code.len() {
                let instr = d.at(pc);
                if d.pcs().contains(&pc) && instr.op() == Some(Op::TForLoop) {
                    let call = Instr::abc(Op::Call, instr.a(), 3, instr.c() + 1);
                    d.attempt(|d| d.insert(pc, call));
                    pc += 1;
                }
                pc += 1;
            }
        },
    ),
    fault(
        "for-limit-and-step-swapped",
        "limit and step of a numeric for are stored in each other's place",
        &[NumericFor, WrongInstruction],
        |d| {
            for pc in d.pcs() {
                let instr = d.at(pc);
                if instr.op() != Some(Op::ForPrep) || pc < 2 {
                    continue;
                }
                let (limit, step) = (d.at(pc - 2), d.at(pc - 1));
                let plain = [limit, step].iter().all(|i| matches!(i.op(), Some(Op::LoadK | Op::Move)));
                if plain && limit.a() == instr.a() + 1 && step.a() == instr.a() + 2 {
                    d.replace_pair(pc - 2, limit.with_a(step.a()), step.with_a(limit.a()));
                }
            }
        },
    ),
    fault(
        "for-start-is-limit",
        "the start of a numeric for is stored in the place of the limit",
        &[NumericFor, StaleRegister, WrongInstruction],
        |d| {
            for pc in d.pcs() {
                let instr = d.at(pc);
                if instr.op() == Some(Op::ForPrep) && pc >= 3 {
                    let first = d.at(pc - 3);
                    if matches!(first.op(), Some(Op::LoadK | Op::Move)) && first.a() == instr.a() {
                        d.replace(pc - 3, first.with_a(instr.a() + 1));
                    }
                }
            }
        },
    ),
    fault(
        "generic-for-two-values",
        "the list of a generic for is cut to two values",
        &[ResultCount, ResultAdjustment, StaleRegister],
        |d| {
            for pc in d.pcs() {
                let call = d.at(pc);
                let jump = pc + 1;
                if call.op() == Some(Op::Call) && call.c() == 4 && d.op(jump) == Some(Op::Jmp) {
                    let end = target(d, jump);
                    if d.op(end) == Some(Op::TForLoop) && d.at(end).a() == call.a() {
                        d.replace(pc, call.with_c(3));
                    }
                }
            }
        },
    ),
    breaking(
        "forloop-jump-off",
        "FORLOOP jumps back one instruction too far",
        &[WrongInstruction, WrongJump, JumpOffByOne],
        |d| {
            d.each_of(Op::ForLoop, |i| Some(i.with_sbx(i.sbx() - 1)));
        },
    ),
    breaking(
        "forprep-skips-test",
        "FORPREP enters the body without a test",
        &[WrongInstruction, WrongJump, JumpOffByOne],
        |d| {
            d.each_of(Op::ForPrep, |i| Some(i.with_sbx(0)));
        },
    ),
];
