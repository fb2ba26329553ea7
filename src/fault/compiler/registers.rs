//! Which register a value is in, and which operand is which.

use super::{Fault, fault};
use crate::diagnose::symptom::Symptom::*;
use crate::isa::instr::RK_CONST;
use crate::isa::{Instr, Op};

fn is_arith(i: Instr) -> bool {
    matches!(i.op(), Some(Op::Add | Op::Sub | Op::Mul | Op::Div | Op::Mod | Op::Pow))
}

fn swapped(i: Instr) -> Instr {
    i.with_b(i.c()).with_c(i.b())
}

pub const FAULTS: &[Fault] = &[
    fault("move-backwards", "source and target of MOVE are confused", &[OperandOrder, ForeignWrite], |d| {
        d.each_of(Op::Move, |i| Some(i.with_a(i.b()).with_b(i.a())));
    }),
    fault(
        "move-source-below",
        "MOVE reads the register below",
        &[WrongOperand, StaleRegister, ArgumentsShifted],
        |d| {
            d.each_of(Op::Move, |i| (i.b() > 0).then(|| i.with_b(i.b() - 1)));
        },
    ),
    fault("move-left-out", "a value is taken to be in its place already", &[StaleRegister], |d| {
        d.each_of(Op::Move, |i| Some(i.with_b(i.a())));
    }),
    fault(
        "loadnil-one-short",
        "LOADNIL leaves the last register of its range out",
        &[StaleRegister, ResultAdjustment],
        |d| {
            d.each_of(Op::LoadNil, |i| (i.b() > i.a()).then(|| i.with_b(i.b() - 1)));
        },
    ),
    fault("loadnil-one-low", "LOADNIL begins one register too low", &[ForeignWrite, StaleRegister], |d| {
        d.each_of(Op::LoadNil, |i| (i.a() > 0).then(|| i.with_a(i.a() - 1)));
    }),
    fault("local-not-cleared", "a local without a value is not set to nil", &[StaleRegister], |d| {
        d.each_of(Op::LoadNil, |i| (i.a() == i.b()).then(|| Instr::abc(Op::Move, i.a(), i.a(), 0)));
    }),
    fault("arith-operands-swapped", "right and left operand of arithmetic are swapped", &[OperandOrder], |d| {
        d.each(|_, _, i| is_arith(i).then(|| swapped(i)));
    }),
    fault(
        "arith-left-twice",
        "arithmetic takes its left operand for both",
        &[RkConfusion, WrongOperand, WrongConstant, OperandOrder],
        |d| {
            d.each(|_, _, i| is_arith(i).then(|| i.with_c(i.b())));
        },
    ),
    fault(
        "arith-result-one-high",
        "the result of arithmetic goes one register too high",
        &[StaleRegister, ForeignWrite, WrongInstruction, ArgumentsShifted],
        |d| {
            d.each(|_, _, i| is_arith(i).then(|| i.with_a((i.a() + 1).min(255))));
        },
    ),
    fault("arith-wrong-operator", "ADD and SUB, MUL and DIV are confused", &[WrongInstruction], |d| {
        d.each(|_, _, i| {
            let confused = [(Op::Add, Op::Sub), (Op::Sub, Op::Add), (Op::Mul, Op::Div), (Op::Div, Op::Mul)];
            confused.iter().find(|(op, _)| i.op() == Some(*op)).map(|(_, other)| i.with_op(*other))
        });
    }),
    fault("rk-bit-lost", "a constant operand loses the bit that tells it from a register", &[RkConfusion], |d| {
        d.each(|_, _, i| {
            let with_rk = is_arith(i) || matches!(i.op(), Some(Op::GetTable | Op::SetTable | Op::Eq | Op::Lt | Op::Le));
            (with_rk && i.c() & RK_CONST != 0).then(|| i.with_c(i.c() & !RK_CONST))
        });
    }),
    fault("rk-bit-set", "a register operand is taken for a constant", &[RkConfusion], |d| {
        d.each(|_, _, i| {
            let with_rk = is_arith(i) || matches!(i.op(), Some(Op::GetTable | Op::SetTable | Op::Eq | Op::Lt | Op::Le));
            (with_rk && i.c() & RK_CONST == 0).then(|| i.with_c(i.c() | RK_CONST))
        });
    }),
    fault("concat-first-lost", "CONCAT begins one register too high", &[WrongOperand], |d| {
        d.each_of(Op::Concat, |i| Some(i.with_b(i.b() + 1)));
    }),
    fault("concat-last-lost", "CONCAT ends one register too low", &[WrongOperand], |d| {
        d.each_of(Op::Concat, |i| Some(i.with_c(i.c() - 1)));
    }),
    fault("minus-as-not", "UNM and NOT are confused", &[WrongInstruction], |d| {
        d.each_of(Op::Unm, |i| Some(i.with_op(Op::Not)));
    }),
    fault("not-left-out", "NOT is dropped from a value", &[WrongInstruction, InvertedTest], |d| {
        d.each_of(Op::Not, |i| Some(i.with_op(Op::Move)));
    }),
    fault(
        "short-circuit-register",
        "the value of `and` or `or` goes to the register above",
        &[StaleRegister, ForeignWrite],
        |d| {
            d.each_of(Op::TestSet, |i| Some(i.with_a((i.a() + 1).min(255))));
        },
    ),
    fault("short-circuit-value-lost", "`and` and `or` test, but do not keep the value", &[StaleRegister], |d| {
        d.each_of(Op::TestSet, |i| Some(Instr::abc(Op::Test, i.b(), 0, i.c())));
    }),
];
