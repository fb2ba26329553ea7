//! Loops, tests, jumps, upvalues and closures.

use super::{At, Fault, Operands, before, done, instead};
use crate::diagnose::symptom::Symptom::*;
use crate::isa::{Control, Instr, Op, Operand};
use crate::vm::Value;
use crate::vm::text::number::str_to_number;

/// The instruction with its outcome inverted, if it is a test.
fn inverted(i: Instr) -> Option<Instr> {
    let [a, _, c] = i.op().filter(|op| op.control() == Control::Test)?.operands();
    if a == Operand::Flag { Some(i.with_a(1 - i.a())) } else { (c == Operand::Flag).then(|| i.with_c(1 - i.c())) }
}

/// The value that TEST and TESTSET look at.
fn tested(at: &At) -> Option<Value> {
    let [a, _, c] = at.instr.op().filter(|op| op.control() == Control::Test)?.operands();
    let register = if a == Operand::Use { at.instr.a() } else { at.instr.b() };
    (c == Operand::Flag).then(|| at.step.register(register))
}

/// Index, limit and step that a FORLOOP finds.
fn counting(at: &At) -> Option<(f64, f64, f64)> {
    let a = at.instr.a();
    let number = |r: u32| at.step.register(r).as_number();
    (at.instr.op() == Some(Op::ForLoop)).then_some(())?;
    Some((number(a)?, number(a + 1)?, number(a + 2)?))
}

pub const FAULTS: &[Fault] = &[
    done(
        "vm-tforloop-only-control",
        "TFORLOOP updates the control variable, but not the loop variables",
        &[LoopVariablesNil, OnlyControlVariable],
        &[Op::TForLoop],
        |e| {
            let a = e.instr.a();
            let mut changed = false;
            for r in a + 3..a + 3 + e.instr.c() {
                changed |= e.set(r, Value::NIL);
            }
            changed
        },
    ),
    done(
        "vm-tforloop-second-lost",
        "TFORLOOP stores the first result only",
        &[LoopVariablesNil, ResultCount],
        &[Op::TForLoop],
        |e| e.instr.c() >= 2 && e.set(e.instr.a() + 4, Value::NIL),
    ),
    done(
        "vm-tforloop-control-not-updated",
        "TFORLOOP does not update the control variable",
        &[ControlVariable],
        &[Op::TForLoop],
        |e| {
            let control = e.was(e.instr.a() + 2);
            e.set(e.instr.a() + 2, control)
        },
    ),
    instead(
        "vm-tforloop-one-result",
        "TFORLOOP takes C for the number of results plus one",
        &[LoopVariablesNil, ResultCount],
        |at| (at.instr.op() == Some(Op::TForLoop) && at.instr.c() > 1).then(|| at.instr.with_c(at.instr.c() - 1)),
    ),
    // The limit is not looked at any more when the loop has ended.
    before("vm-for-limit-excluded", "FORLOOP ends before the limit", &[NumericFor, InvertedTest], |at| {
        let Some((index, limit, step)) = counting(at) else { return false };
        let last = index + step == limit;
        if last {
            at.step.set_register(at.instr.a() + 1, Value::number(limit - step / 2.0));
        }
        last
    }),
    before(
        "vm-for-negative-step-ends",
        "FORLOOP compares a negative step like a positive one",
        &[NumericFor, InvertedTest],
        |at| {
            let Some((index, limit, step)) = counting(at) else { return false };
            let ends = step < 0.0 && index + step > limit;
            if ends {
                at.step.set_register(at.instr.a() + 1, Value::number(f64::INFINITY));
            }
            ends
        },
    ),
    done(
        "vm-for-variable-not-copied",
        "FORLOOP does not copy the index to the visible variable",
        &[NumericFor],
        &[Op::ForLoop],
        |e| {
            let visible = e.instr.a() + 3;
            let goes_on = e.was(e.instr.a()).as_number() != e.step.register(e.instr.a()).as_number();
            goes_on && e.set(visible, e.was(visible))
        },
    ),
    done("vm-for-step-truncated", "FORLOOP adds the step as an integer", &[NumericFor], &[Op::ForLoop], |e| {
        let a = e.instr.a();
        let (Some(index), Some(step)) = (e.was(a).as_number(), e.was(a + 2).as_number()) else { return false };
        let goes_on = e.step.register(a).as_number() != Some(index);
        if !goes_on || step.trunc() == step || step.trunc() == 0.0 {
            return false;
        }
        e.set(a, Value::number(index + step.trunc()));
        e.set(a + 3, Value::number(index + step.trunc()))
    }),
    done("vm-forprep-does-not-subtract", "FORPREP does not subtract the step", &[NumericFor], &[Op::ForPrep], |e| {
        let a = e.instr.a();
        match (e.step.register(a).as_number(), e.step.register(a + 2).as_number()) {
            (Some(index), Some(step)) => e.set(a, Value::number(index + step)),
            _ => false,
        }
    }),
    instead("vm-less-as-less-equal", "LT compares like LE", &[InvertedTest, WrongResult], |at| {
        (at.instr.op() == Some(Op::Lt) && at.numbers().is_some()).then(|| at.instr.with_op(Op::Le))
    }),
    instead("vm-less-equal-as-less", "LE compares like LT", &[InvertedTest, WrongResult], |at| {
        (at.instr.op() == Some(Op::Le) && at.numbers().is_some()).then(|| at.instr.with_op(Op::Lt))
    }),
    instead("vm-less-operands-swapped", "LT takes its operands in reverse", &[InvertedTest, OperandOrder], |at| {
        let i = at.instr;
        (i.op() == Some(Op::Lt) && at.numbers().is_some()).then(|| i.with_b(i.c()).with_c(i.b()))
    }),
    instead("vm-comparison-ignores-a", "EQ does not look at A", &[InvertedTest], |at| {
        (at.instr.op() == Some(Op::Eq) && at.instr.a() == 1).then(|| at.instr.with_a(0))
    }),
    instead(
        "vm-nan-less-equal",
        "x <= y is computed as not (y < x), NaN included",
        &[InvertedTest, WrongResult],
        |at| {
            let (x, y) = at.numbers()?;
            (at.instr.op() == Some(Op::Le) && (x.is_nan() || y.is_nan())).then(|| inverted(at.instr))?
        },
    ),
    instead("vm-equality-coerces", "numbers and numeric strings are equal", &[InvertedTest, WrongResult], |at| {
        if at.instr.op() != Some(Op::Eq) {
            return None;
        }
        let (x, y) = (at.rk(at.instr.b()), at.rk(at.instr.c()));
        let equal = match (x.as_number(), y.as_number(), x.as_string(), y.as_string()) {
            (Some(n), None, None, Some(s)) | (None, Some(n), Some(s), None) => str_to_number(s.bytes()) == Some(n),
            _ => false,
        };
        equal.then(|| inverted(at.instr))?
    }),
    instead("vm-zero-is-false", "0 counts as false", &[InvertedTest], |at| {
        let zero = tested(at)?.as_number() == Some(0.0);
        zero.then(|| inverted(at.instr))?
    }),
    instead("vm-empty-string-is-false", "the empty string counts as false", &[InvertedTest], |at| {
        let empty = tested(at)?.as_string().is_some_and(|s| s.len() == 0);
        empty.then(|| inverted(at.instr))?
    }),
    instead("vm-false-is-true", "only nil counts as false", &[InvertedTest], |at| {
        let value = tested(at)?;
        (!value.is_nil() && !value.truthy()).then(|| inverted(at.instr))?
    }),
    instead("vm-testset-does-not-set", "TESTSET jumps, but does not set A", &[StaleRegister, WrongResult], |at| {
        let i = at.instr;
        (i.op() == Some(Op::TestSet)).then(|| Instr::abc(Op::Test, i.b(), 0, i.c()))
    }),
    instead(
        "vm-loadbool-does-not-skip",
        "LOADBOOL does not look at C",
        &[WrongJump, JumpOffByOne, InvertedTest],
        |at| (at.instr.op() == Some(Op::LoadBool) && at.instr.c() == 1).then(|| at.instr.with_c(0)),
    ),
    instead("vm-close-ignored", "CLOSE does nothing", &[UpvalueNotClosed], |at| {
        (at.instr.op() == Some(Op::Close)).then(|| Instr::asbx(Op::Jmp, 0, 0))
    }),
    instead("vm-close-one-high", "CLOSE leaves the first register open", &[UpvalueNotClosed], |at| {
        let above = at.instr.a() + 1;
        (at.instr.op() == Some(Op::Close) && above < u32::from(at.step.proto.max_stack()))
            .then(|| at.instr.with_a(above))
    }),
    instead("vm-close-everything", "CLOSE closes the upvalues of the whole frame", &[UpvalueClosedEarly], |at| {
        (at.instr.op() == Some(Op::Close)).then(|| at.instr.with_a(0))
    }),
    instead("vm-getupval-off", "GETUPVAL counts from 1", &[WrongOperand, UpvalueSharing, WrongResult], |at| {
        let index = at.instr.b() + 1;
        (at.instr.op() == Some(Op::GetUpval) && index < u32::from(at.step.proto.num_upvalues()))
            .then(|| at.instr.with_b(index))
    }),
    instead("vm-setupval-off", "SETUPVAL counts from 1", &[UpvalueSharing, WrongStore], |at| {
        let index = at.instr.b() + 1;
        (at.instr.op() == Some(Op::SetUpval) && index < u32::from(at.step.proto.num_upvalues()))
            .then(|| at.instr.with_b(index))
    }),
    done(
        "vm-closure-shares-wrong-local",
        "a closure's first two captures are exchanged",
        &[UpvalueSharing],
        &[Op::Closure],
        |e| {
            let Some(closure) = e.step.register(e.instr.a()).as_lua_fn() else { return false };
            let [first, second, ..] = closure.upvals() else { return false };
            let changed = first.get() != second.get();
            first.swap(second);
            changed
        },
    ),
    done(
        "vm-closure-reused",
        "CLOSURE gives the closure that it made the last time",
        &[UpvalueSharing, WrongResult],
        &[Op::Closure],
        |e| {
            let key = (e.step.closure.address(), e.step.pc);
            let own = e.step.register(e.instr.a());
            let first = *e.memory.entry(key).or_insert(own);
            e.result(first)
        },
    ),
];
