//! Calls, results, arguments, methods, varargs, parameters.

use super::{Fault, breaking, fault};
use crate::diagnose::symptom::Symptom::*;
use crate::fault::Draft;
use crate::isa::proto::vararg;
use crate::isa::{Instr, Op};

/// Whether the value at `pc` is made by an instruction that does nothing but set register A.
fn loads(instr: Instr) -> bool {
    matches!(instr.op(), Some(Op::Move | Op::LoadK | Op::LoadBool | Op::GetUpval | Op::GetGlobal))
}

/// Moves the loading of the first argument of each call `by` registers.
fn move_first_argument(draft: &mut Draft, by: i32) {
    for pc in draft.pcs() {
        let call = draft.at(pc);
        if call.op() != Some(Op::Call) || call.b() < 2 {
            continue;
        }
        let first = call.a() + 1;
        let load = (pc.saturating_sub(call.b() as usize)..pc).find(|&at| {
            let instr = draft.at(at);
            loads(instr) && instr.a() == first
        });
        // Only where nothing but loads lies between: that is what stands at this place in the source.
        if let Some(at) = load
            && (at..pc).all(|at| loads(draft.at(at)))
        {
            draft.replace(at, draft.at(at).with_a((first as i32 + by) as u32));
        }
    }
}

/// Turns the open producer before each open consumer into one of a single value.
fn close_open(draft: &mut Draft, producer: Op, consumers: &[Op]) {
    for pc in draft.pcs() {
        let consumer = draft.at(pc);
        let Some(op) = consumer.op() else { continue };
        let open = consumer.b() == 0 && consumers.contains(&op);
        if !open || pc == 0 || draft.op(pc - 1) != Some(producer) {
            continue;
        }
        let instr = draft.at(pc - 1);
        let closed = if producer == Op::VarArg { instr.with_b(2) } else { instr.with_c(2) };
        // CALL and RETURN count one more than the values after A, which one of them is (RETURN: A itself).
        let values = instr.a() + 1 - consumer.a();
        let count = if op == Op::SetList { values - 1 } else { values + u32::from(op == Op::Return) };
        draft.replace_pair(pc - 1, closed, consumer.with_b(count));
    }
}

pub const FAULTS: &[Fault] = &[
    fault("call-argument-lost", "B of CALL counts the arguments without the plus one", &[ArgumentCount], |d| {
        d.each_of(Op::Call, |i| (i.b() >= 2).then(|| i.with_b(i.b() - 1)));
    }),
    fault("call-argument-added", "B of CALL counts the function as an argument", &[ArgumentCount], |d| {
        d.each_of(Op::Call, |i| (i.b() >= 1).then(|| i.with_b(i.b() + 1)));
    }),
    fault("call-result-lost", "C of CALL counts the results without the plus one", &[ResultCount], |d| {
        d.each_of(Op::Call, |i| (i.c() >= 2).then(|| i.with_c(i.c() - 1)));
    }),
    fault(
        "call-last-not-open",
        "a call at the end of an argument list is cut to one value",
        &[ResultAdjustment, ResultCount, ArgumentCount, OpenResults],
        |d| close_open(d, Op::Call, &[Op::Call]),
    ),
    fault(
        "return-call-not-open",
        "a call at the end of a return list is cut to one value",
        &[ResultAdjustment, ResultCount, OpenResults],
        |d| close_open(d, Op::Call, &[Op::Return]),
    ),
    fault(
        "call-first-argument-over-callee",
        "an argument is evaluated into the register of the callee",
        &[CalleeOverwritten],
        |d| {
            move_first_argument(d, -1);
        },
    ),
    fault("call-arguments-shifted", "arguments are evaluated one register too high", &[ArgumentsShifted], |d| {
        move_first_argument(d, 1);
    }),
    fault(
        "return-value-lost",
        "B of RETURN counts the values without the plus one",
        &[ResultCount, ResultAdjustment],
        |d| {
            d.each_of(Op::Return, |i| (i.b() >= 2).then(|| i.with_b(i.b() - 1)));
        },
    ),
    fault(
        "return-register-off",
        "RETURN starts one register too low",
        &[WrongOperand, ResultAdjustment, StaleRegister],
        |d| {
            d.each_of(Op::Return, |i| (i.b() == 2 && i.a() > 0).then(|| i.with_a(i.a() - 1)));
        },
    ),
    fault(
        "self-receiver-not-counted",
        "B of CALL leaves the receiver of a method call out",
        &[ArgumentCount, SelfReceiver],
        |d| {
            d.each(|d, pc, i| {
                let method = d.proto.code[..pc].iter().rev().find(|own| own.a() == i.a() && own.op() != Some(Op::Jmp));
                let is_method = method.is_some_and(|own| own.op() == Some(Op::SelfOp));
                (i.op() == Some(Op::Call) && is_method && i.b() >= 2).then(|| i.with_b(i.b() - 1))
            });
        },
    ),
    fault(
        "self-as-gettable",
        "the method is fetched with GETTABLE, the receiver never stored",
        &[SelfReceiver, StaleRegister],
        |d| {
            d.each_of(Op::SelfOp, |i| Some(i.with_op(Op::GetTable)));
        },
    ),
    fault("self-wrong-receiver", "the receiver is taken from the register below", &[SelfReceiver], |d| {
        d.each_of(Op::SelfOp, |i| (i.b() > 0).then(|| i.with_b(i.b() - 1)));
    }),
    fault(
        "vararg-value-lost",
        "B of VARARG counts the values without the plus one",
        &[ResultAdjustment, ResultCount],
        |d| {
            d.each_of(Op::VarArg, |i| (i.b() >= 2).then(|| i.with_b(i.b() - 1)));
        },
    ),
    fault(
        "vararg-last-not-open",
        "`...` at the end of a list is cut to one value",
        &[ResultAdjustment, ResultCount, ArgumentCount, OpenResults],
        |d| close_open(d, Op::VarArg, &[Op::Call, Op::Return, Op::SetList]),
    ),
    fault(
        "parameter-not-counted",
        "the last parameter is a local, but not counted as a parameter",
        &[FunctionHeader, ArgumentCount],
        |d| {
            d.header(|p| {
                let change = p.num_params > 0;
                p.num_params -= u8::from(change);
                change
            });
        },
    ),
    fault("vararg-flag-missing", "a function that uses `arg` is not told to build it", &[FunctionHeader], |d| {
        d.header(|p| {
            let change = p.is_vararg & vararg::NEEDS_ARG != 0;
            p.is_vararg &= !vararg::NEEDS_ARG;
            change
        });
    }),
    fault(
        "tail-call-in-the-middle",
        "a call whose result is returned through a local becomes a tail call",
        &[TailCallFrame, ResultCount, ResultAdjustment],
        |d| {
            // `return (f())` must cut the results to one.
            for pc in d.pcs() {
                let call = d.at(pc);
                let next = d.proto.code.get(pc + 1).copied();
                if call.op() == Some(Op::Call) && call.c() == 2 && next == Some(Instr::abc(Op::Return, call.a(), 2, 0))
                {
                    d.replace_pair(pc, call.with_op(Op::TailCall).with_c(0), Instr::abc(Op::Return, call.a(), 0, 0));
                }
            }
        },
    ),
    breaking(
        "max-stack-too-small",
        "the registers of temporaries are not counted in the stack size",
        &[FunctionHeader],
        |d| {
            d.header(|p| {
                let change = p.max_stack > 2;
                p.max_stack -= u8::from(change);
                change
            });
        },
    ),
];
