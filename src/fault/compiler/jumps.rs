//! Tests, jumps and their patching.

use super::{Fault, fault};
use crate::diagnose::symptom::Symptom::*;
use crate::fault::Draft;
use crate::isa::{Control, Instr, Op};

fn follows_test(draft: &Draft, pc: usize) -> bool {
    pc > 0 && draft.op(pc - 1).is_some_and(|op| op.control() == Control::Test)
}

fn jumps(draft: &mut Draft, f: impl Fn(&Draft, usize, i32) -> Option<i32>) {
    draft.each(|d, pc, i| if i.op() == Some(Op::Jmp) { f(d, pc, i.sbx()).map(|to| i.with_sbx(to)) } else { None });
}

pub const FAULTS: &[Fault] = &[
    fault("comparison-inverted", "A of EQ, LT and LE is inverted", &[InvertedTest], |d| {
        d.each(|_, _, i| matches!(i.op(), Some(Op::Eq | Op::Lt | Op::Le)).then(|| i.with_a(1 - i.a())));
    }),
    fault("test-inverted", "C of TEST is inverted", &[InvertedTest], |d| {
        d.each_of(Op::Test, |i| Some(i.with_c(1 - i.c())));
    }),
    fault("and-or-confused", "C of TESTSET is inverted", &[InvertedTest], |d| {
        d.each_of(Op::TestSet, |i| Some(i.with_c(1 - i.c())));
    }),
    fault("greater-not-swapped", "`a > b` is compiled as `a < b`", &[OperandOrder], |d| {
        d.each(|_, _, i| matches!(i.op(), Some(Op::Lt | Op::Le)).then(|| i.with_b(i.c()).with_c(i.b())));
    }),
    fault("less-as-less-equal", "LT is emitted as LE", &[WrongInstruction, InvertedTest], |d| {
        d.each_of(Op::Lt, |i| Some(i.with_op(Op::Le)));
    }),
    fault("less-equal-as-less", "LE is emitted as LT", &[WrongInstruction, InvertedTest], |d| {
        d.each_of(Op::Le, |i| Some(i.with_op(Op::Lt)));
    }),
    fault("jump-one-short", "forward jumps are patched one instruction too early", &[JumpOffByOne], |d| {
        jumps(d, |_, _, by| (by > 0).then_some(by - 1));
    }),
    fault("jump-one-far", "forward jumps are patched one instruction too late", &[JumpOffByOne], |d| {
        jumps(d, |_, _, by| (by > 0).then_some(by + 1));
    }),
    fault(
        "back-jump-one-short",
        "loops jump back after the first instruction of their condition",
        &[JumpOffByOne],
        |d| {
            jumps(d, |_, _, by| (by < -1).then_some(by + 1));
        },
    ),
    fault("loop-runs-once", "the jump back of a loop is never patched", &[WrongJump, JumpOffByOne], |d| {
        jumps(d, |d, pc, by| (by < 0 && !follows_test(d, pc)).then_some(0));
    }),
    fault(
        "then-falls-into-else",
        "the jump over an else part, or out of a loop, is never patched",
        &[WrongJump, JumpOffByOne],
        |d| {
            jumps(d, |d, pc, by| (by > 0 && !follows_test(d, pc)).then_some(0));
        },
    ),
    fault("condition-jump-unpatched", "the jump of a condition is never patched", &[WrongJump, JumpOffByOne], |d| {
        jumps(d, |d, pc, by| (by != 0 && follows_test(d, pc)).then_some(0));
    }),
    fault(
        "comparison-value-no-skip",
        "a comparison as a value falls from false into true",
        &[WrongJump, WrongInstruction, JumpOffByOne],
        |d| {
            d.each_of(Op::LoadBool, |i| (i.c() == 1).then(|| i.with_c(0)));
        },
    ),
    fault("equality-as-identity", "`~=` is compiled as `==`", &[InvertedTest], |d| {
        d.each_of(Op::Eq, |i| (i.a() == 1).then(|| Instr::abc(Op::Eq, 0, i.b(), i.c())));
    }),
];
