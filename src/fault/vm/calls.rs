//! Calls, results, register windows, varargs, coroutines and protected calls.

use super::{Fault, done, entered, instead, native, rule};
use crate::diagnose::symptom::Symptom::*;
use crate::fault::injector::Rule;
use crate::isa::{Instr, Op};
use crate::vm::Value;

pub const FAULTS: &[Fault] = &[
    instead("vm-call-argument-lost", "CALL hands on one argument too few", &[ArgumentCount], |at| {
        (at.instr.op() == Some(Op::Call) && at.instr.b() >= 2).then(|| at.instr.with_b(at.instr.b() - 1))
    }),
    instead("vm-call-result-lost", "CALL stores one result too few", &[ResultCount, ResultAdjustment], |at| {
        (at.instr.op() == Some(Op::Call) && at.instr.c() >= 3).then(|| at.instr.with_c(at.instr.c() - 1))
    }),
    instead("vm-return-first-only", "RETURN hands on the first value only", &[ResultCount, ResultAdjustment], |at| {
        (at.instr.op() == Some(Op::Return) && at.instr.b() > 2).then(|| at.instr.with_b(2))
    }),
    instead(
        "vm-return-value-lost",
        "RETURN takes B for the number of values",
        &[ResultCount, ResultAdjustment],
        |at| (at.instr.op() == Some(Op::Return) && at.instr.b() >= 2).then(|| at.instr.with_b(at.instr.b() - 1)),
    ),
    instead(
        "vm-tail-call-argument-lost",
        "TAILCALL moves one argument too few down",
        &[ArgumentCount, TailCallFrame],
        |at| (at.instr.op() == Some(Op::TailCall) && at.instr.b() >= 2).then(|| at.instr.with_b(at.instr.b() - 1)),
    ),
    instead("vm-vararg-value-lost", "VARARG copies one value too few", &[ResultAdjustment, ResultCount], |at| {
        (at.instr.op() == Some(Op::VarArg) && at.instr.b() >= 2).then(|| at.instr.with_b(at.instr.b() - 1))
    }),
    done(
        "vm-vararg-reversed",
        "VARARG copies from the wrong end",
        &[ResultAdjustment, WrongResult],
        &[Op::VarArg],
        |e| {
            let (first, last) = match e.instr.b() {
                0 => (e.instr.a(), e.step.open_top()),
                b => (e.instr.a(), e.instr.a() + b - 1),
            };
            if last < first + 2 {
                return false;
            }
            let (x, y) = (e.step.register(first), e.step.register(last - 1));
            let changed = e.set(first, y);
            e.set(last - 1, x) || changed
        },
    ),
    done(
        "vm-call-results-swapped",
        "results are copied in reverse",
        &[ResultAdjustment, WrongResult, ResultCount],
        &[Op::Call],
        |e| {
            let (Some(x), Some(y)) = (e.call_result(0), e.call_result(1)) else { return false };
            let changed = e.set_call_result(0, y);
            e.set_call_result(1, x) || changed
        },
    ),
    entered(
        "vm-parameters-not-cleared",
        "missing arguments are not set to nil",
        &[StaleRegister, ArgumentCount],
        &[Op::Call],
        |e| {
            let given = match e.instr.b() {
                0 => return false,
                b => b - 1,
            };
            let plain = e.called().as_lua_fn().is_some();
            let missing = plain && e.callee.proto.is_vararg() == 0 && given < u32::from(e.callee.proto.num_params());
            if missing {
                e.callee.set_register(given, Value::number(0.0));
            }
            missing
        },
    ),
    entered("vm-window-one-low", "the callee's window begins at the function", &[WindowOffByOne], &[Op::Call], |e| {
        e.shift_up(e.called())
    }),
    entered(
        "vm-window-one-high",
        "the callee's window begins after the first argument",
        &[WindowOffByOne],
        &[Op::Call],
        |e| e.parameters().is_some_and(|count| count > 1) && e.shift_down(),
    ),
    entered(
        "vm-entry-clears-caller",
        "entering a function clears registers below its window",
        &[CallerWindow],
        &[Op::Call],
        |e| {
            let clears = e.callee.thread == e.caller.thread && e.instr.a() > 0 && !e.caller.register(0).is_nil();
            if clears {
                e.caller.set_register(0, Value::NIL);
            }
            clears
        },
    ),
    entered(
        "vm-call-metamethod-object-lost",
        "`__call` does not get the called object",
        &[ArgumentCount, ArgumentsShifted, WindowOffByOne],
        &[Op::Call],
        |e| e.called().as_table().is_some() && e.shift_down(),
    ),
    instead(
        "vm-self-forgets-receiver",
        "SELF fetches the method, but does not store the receiver",
        &[SelfReceiver],
        |at| (at.instr.op() == Some(Op::SelfOp)).then(|| at.instr.with_op(Op::GetTable)),
    ),
    done(
        "vm-self-receiver-is-method",
        "SELF stores the receiver after the method has taken its register",
        &[SelfReceiver],
        &[Op::SelfOp],
        |e| e.set(e.instr.a() + 1, e.step.register(e.instr.a())),
    ),
    native("vm-pcall-error-as-text", "pcall turns error values into text", "pcall", |e| {
        let failed = e.call_result(0).is_some_and(|v| v.type_of() == crate::vm::Type::Boolean && !v.truthy());
        match e.call_result(1).filter(|v| failed && v.as_string().is_none()) {
            Some(_) => {
                let text = e.vm.str("error");
                e.set_call_result(1, text)
            }
            None => false,
        }
    }),
    // It shows at the RETURN of the protected function.
    rule(
        "vm-pcall-results-lost",
        "pcall gives its status only",
        &[LibraryResult, ResultCount],
        Rule::Native("pcall", |e| {
            let worked = e.call_result(0).is_some_and(Value::truthy);
            worked && e.set_call_result(1, Value::NIL)
        }),
    ),
    native("vm-resume-last-value-lost", "the last value of a yield is not handed over", "coroutine.resume", |e| {
        let count = e.call_results();
        count > 1 && e.set_call_result(count - 1, Value::NIL)
    }),
    native("vm-yield-value-lost", "yield does not get what resume was given", "coroutine.yield", |e| {
        e.set_call_result(0, Value::NIL)
    }),
    native("vm-status-always-suspended", "a dead coroutine is taken for suspended", "coroutine.status", |e| {
        let text = e.vm.str("suspended");
        let dead = e.call_result(0).and_then(Value::as_string).is_some_and(|s| s.bytes() == b"dead");
        dead && e.set_call_result(0, text)
    }),
    entered(
        "vm-coroutine-arguments-lost",
        "a coroutine does not get the arguments of its first resume",
        &[ArgumentCount, WrongResult, LibraryResult, StaleRegister],
        &[Op::Call],
        |e| {
            let new = e.callee.thread != e.caller.thread && e.callee.proto.num_params() > 0;
            if new && !e.callee.register(0).is_nil() {
                e.callee.set_register(0, Value::NIL);
                return true;
            }
            false
        },
    ),
    instead(
        "vm-call-result-not-stored",
        "the result of a call stays where it was",
        &[ResultCount, StaleRegister],
        |at| (at.instr.op() == Some(Op::Call) && at.instr.c() == 2).then(|| Instr::with_c(at.instr, 1)),
    ),
];
