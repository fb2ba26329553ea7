//! Arithmetic, coercion, concatenation, length and their metamethods.

use super::{Fault, FunctionEntry, Operands, done, entered, instead};
use crate::diagnose::symptom::Symptom::*;
use crate::isa::instr::RK_CONST;
use crate::isa::{Instr, Op};
use crate::vm::Value;
use crate::vm::text::number::str_to_number;

const ARITH: &[Op] = &[Op::Add, Op::Sub, Op::Mul, Op::Div, Op::Mod, Op::Pow];

/// Exchanges the first two arguments of a handler.
fn swap_operands(e: &mut FunctionEntry) -> bool {
    let handler = e.callee.thread == e.caller.thread && e.callee.proto.is_vararg() == 0;
    if !handler || e.callee.proto.num_params() < 2 {
        return false;
    }
    let (x, y) = (e.callee.register(0), e.callee.register(1));
    e.callee.set_register(0, y);
    e.callee.set_register(1, x);
    !x.raw_equal(y)
}

/// Sets an argument of a handler to nil.
fn drop_argument(e: &mut FunctionEntry, r: u32) -> bool {
    let there = e.callee.proto.is_vararg() == 0 && r < u32::from(e.callee.proto.num_params());
    let changed = there && !e.callee.register(r).is_nil();
    if changed {
        e.callee.set_register(r, Value::NIL);
    }
    changed
}

pub const FAULTS: &[Fault] = &[
    done("vm-mod-truncates", "% has the sign of the dividend", &[WrongResult], &[Op::Mod], |e| {
        e.numbers().is_some_and(|(x, y)| e.result(Value::number(x % y)))
    }),
    done("vm-div-integer", "integers divide to integers", &[WrongResult], &[Op::Div], |e| {
        let integers = e.numbers().filter(|(x, y)| x.fract() == 0.0 && y.fract() == 0.0 && *y != 0.0);
        integers.is_some_and(|(x, y)| e.result(Value::number((x / y).trunc())))
    }),
    done("vm-div-by-zero-is-zero", "division by zero gives 0", &[WrongResult], &[Op::Div], |e| {
        e.numbers().is_some_and(|(_, y)| y == 0.0 && e.result(Value::number(0.0)))
    }),
    done("vm-add-single-precision", "sums are rounded to single precision", &[WrongResult], &[Op::Add, Op::Sub], |e| {
        e.numbers().is_some() && {
            let rounded = e.step.register(e.instr.a()).as_number().map(|n| f64::from(n as f32));
            rounded.is_some_and(|n| e.result(Value::number(n)))
        }
    }),
    done("vm-pow-integer", "powers are computed with an integer exponent", &[WrongResult], &[Op::Pow], |e| {
        e.numbers().is_some_and(|(x, y)| e.result(Value::number(x.powf(y.trunc()))))
    }),
    done("vm-minus-zero-lost", "the minus of zero is lost", &[WrongResult], &[Op::Unm, Op::Mul], |e| {
        e.step.register(e.instr.a()).as_number() == Some(0.0) && e.result(Value::number(0.0))
    }),
    instead(
        "vm-sub-constant-swapped",
        "a constant on the left is taken for one on the right",
        &[OperandOrder, WrongResult],
        |at| {
            let i = at.instr;
            let left = matches!(i.op(), Some(Op::Sub | Op::Div | Op::Mod | Op::Pow)) && i.b() & RK_CONST != 0;
            left.then(|| i.with_b(i.c()).with_c(i.b()))
        },
    ),
    done("vm-arith-string-is-zero", "strings count as 0 in arithmetic", &[WrongResult], ARITH, |e| {
        let (x, y) = (e.rk(e.instr.b()), e.rk(e.instr.c()));
        let coerced = [x, y]
            .iter()
            .all(|v| v.as_number().is_some() || v.as_string().is_some_and(|s| str_to_number(s.bytes()).is_some()));
        (coerced && (x.as_string().is_some() || y.as_string().is_some())) && e.result(Value::number(0.0))
    }),
    instead("vm-not-left-out", "NOT copies its operand", &[WrongResult], |at| {
        (at.instr.op() == Some(Op::Not)).then(|| at.instr.with_op(Op::Move))
    }),
    instead("vm-minus-left-out", "UNM copies its operand", &[WrongResult], |at| {
        (at.instr.op() == Some(Op::Unm)).then(|| at.instr.with_op(Op::Move))
    }),
    instead("vm-concat-first-lost", "CONCAT begins one register too high", &[WrongResult, OperandOrder], |at| {
        let i = at.instr;
        (i.op() == Some(Op::Concat) && i.c() > i.b() + 1).then(|| i.with_b(i.b() + 1))
    }),
    done(
        "vm-concat-reversed",
        "CONCAT puts its operands together from the wrong end",
        &[OperandOrder, WrongResult],
        &[Op::Concat],
        |e| {
            let mut text = vec![];
            for r in (e.instr.b()..=e.instr.c()).rev() {
                match e.was(r).as_string() {
                    Some(s) => text.extend_from_slice(s.bytes()),
                    None => return false,
                }
            }
            let text = e.vm.str(text);
            e.result(text)
        },
    ),
    done(
        "vm-concat-number-as-float",
        "integers are concatenated with a fraction",
        &[WrongResult],
        &[Op::Concat],
        |e| {
            let mut text = vec![];
            for r in e.instr.b()..=e.instr.c() {
                match (e.was(r).as_string(), e.was(r).as_number()) {
                    (Some(s), _) => text.extend_from_slice(s.bytes()),
                    (_, Some(n)) if n.fract() == 0.0 && n.abs() < 1e15 => {
                        text.extend_from_slice(format!("{n:.1}").as_bytes())
                    }
                    _ => return false,
                }
            }
            let text = e.vm.str(text);
            e.result(text)
        },
    ),
    done("vm-length-one-less", "the length of a table is one too small", &[WrongResult], &[Op::Len], |e| {
        let length = e.step.register(e.instr.a()).as_number().filter(|n| *n > 0.0);
        let table = e.was(e.instr.b()).as_table().is_some();
        table && length.is_some_and(|n| e.result(Value::number(n - 1.0)))
    }),
    done("vm-string-length-to-nul", "the length of a string ends at a NUL", &[WrongResult], &[Op::Len], |e| {
        let text = e.was(e.instr.b()).as_string();
        let length = text.and_then(|s| s.bytes().iter().position(|&b| b == 0));
        length.is_some_and(|n| e.result(Value::number(n as f64)))
    }),
    entered(
        "vm-arith-handler-swapped",
        "arithmetic metamethods get their operands in reverse",
        &[OperandOrder],
        ARITH,
        swap_operands,
    ),
    entered(
        "vm-concat-handler-swapped",
        "`__concat` gets its operands in reverse",
        &[OperandOrder],
        &[Op::Concat],
        swap_operands,
    ),
    entered(
        "vm-less-handler-swapped",
        "`__lt` gets its operands in reverse",
        &[OperandOrder],
        &[Op::Lt],
        swap_operands,
    ),
    entered(
        "vm-equal-handler-swapped",
        "`__eq` gets its operands in reverse",
        &[OperandOrder],
        &[Op::Eq],
        swap_operands,
    ),
    entered(
        "vm-index-handler-swapped",
        "`__index` gets key and table in reverse",
        &[OperandOrder],
        &[Op::GetTable, Op::SelfOp, Op::GetGlobal],
        swap_operands,
    ),
    entered(
        "vm-index-handler-key-lost",
        "`__index` does not get the key",
        &[OperandOrder, ArgumentCount, WrongResult],
        &[Op::GetTable, Op::SelfOp, Op::GetGlobal],
        |e| drop_argument(e, 1),
    ),
    entered(
        "vm-newindex-handler-value-lost",
        "`__newindex` does not get the value",
        &[OperandOrder, ArgumentCount, WrongResult],
        &[Op::SetTable, Op::SetGlobal],
        |e| drop_argument(e, 2),
    ),
    entered(
        "vm-unm-handler-one-operand",
        "`__unm` gets its operand only once",
        &[OperandOrder, ArgumentCount, WrongResult],
        &[Op::Unm],
        |e| drop_argument(e, 1),
    ),
    instead(
        "vm-loadnil-first-only",
        "LOADNIL clears the first register only",
        &[StaleRegister, ResultAdjustment, WrongResult],
        |at| {
            let i: Instr = at.instr;
            (i.op() == Some(Op::LoadNil) && i.b() > i.a()).then(|| i.with_b(i.a()))
        },
    ),
    instead("vm-constant-index-byte", "LOADK looks at the low byte of Bx only", &[WrongConstant, WrongResult], |at| {
        (at.instr.op() == Some(Op::LoadK)).then(|| at.instr.with_bx(at.instr.bx() & 0xff))
    }),
];
