//! Constants: which one an instruction names, and what is in the table.

use super::{Fault, fault};
use crate::diagnose::symptom::Symptom::*;
use crate::fault::Draft;
use crate::isa::instr::RK_CONST;
use crate::isa::{Const, Instr, Op, Operand, Proto};

/// Changes the constants for which `f` gives another value, and marks what uses them.
fn constants(draft: &mut Draft, f: impl Fn(&Const) -> Option<Const>) {
    for index in 0..draft.proto.constants.len() {
        let Some(value) = f(&draft.proto.constants[index]) else { continue };
        if value != draft.proto.constants[index] {
            draft.proto.constants[index] = value;
            draft.mark(|i| uses(i, index as u32));
        }
    }
}

fn uses(i: Instr, index: u32) -> bool {
    let rk = |x: u32| x == index | RK_CONST && index < RK_CONST;
    let Some([_, b, c]) = i.op().map(Op::operands) else { return false };
    let whole = matches!(b, Operand::Konst | Operand::Global) && i.bx() == index;
    whole || b == Operand::Rk && rk(i.b()) || c == Operand::Rk && rk(i.c())
}

/// The next constant of the same kind, if there is another one.
fn next_like(proto: &Proto, index: u32) -> Option<u32> {
    let count = proto.constants.len() as u32;
    let kind = std::mem::discriminant(proto.constants.get(index as usize)?);
    let next = (1..count).map(|step| (index + step) % count);
    next.into_iter().find(|&other| std::mem::discriminant(&proto.constants[other as usize]) == kind)
}

/// Names another constant of the same kind in a C operand.
fn other_c(draft: &Draft, i: Instr) -> Option<Instr> {
    let index = i.c().checked_sub(RK_CONST)?;
    let other = next_like(&draft.proto, index).filter(|&other| other < RK_CONST)?;
    Some(i.with_c(other | RK_CONST))
}

pub const FAULTS: &[Fault] = &[
    fault("loadk-next-constant", "the index of a constant is taken before it was added", &[WrongConstant], |d| {
        d.each(|d, _, i| {
            let next = (i.bx() + 1) % d.proto.constants.len().max(1) as u32;
            (i.op() == Some(Op::LoadK)).then(|| i.with_bx(next))
        });
    }),
    fault("global-name-confused", "a global is read under the name of another one", &[WrongConstant], |d| {
        d.each(|d, _, i| {
            let other = next_like(&d.proto, i.bx());
            other.filter(|_| i.op() == Some(Op::GetGlobal)).map(|other| i.with_bx(other))
        });
    }),
    fault("field-name-confused", "a field is read under the name of another one", &[WrongConstant], |d| {
        d.each(|d, _, i| if i.op() == Some(Op::GetTable) { other_c(d, i) } else { None });
    }),
    fault("method-name-confused", "a method is fetched under another name", &[WrongConstant], |d| {
        d.each(|d, _, i| if i.op() == Some(Op::SelfOp) { other_c(d, i) } else { None });
    }),
    fault("number-constant-truncated", "number constants are kept as integers", &[WrongConstant], |d| {
        constants(d, |k| match k {
            Const::Number(n) => Some(Const::Number(n.trunc())),
            _ => None,
        });
    }),
    fault("number-constant-int32", "number constants wrap around at 32 bits", &[WrongConstant], |d| {
        constants(d, |k| match k {
            Const::Number(n) if n.fract() == 0.0 && n.abs() < 9e18 => Some(Const::Number(f64::from(*n as i64 as i32))),
            _ => None,
        });
    }),
    fault("string-constant-ends-at-nul", "string constants are kept as C strings", &[WrongConstant], |d| {
        constants(d, |k| match k {
            Const::String(s) => s.split(|&b| b == 0).next().map(|s| Const::String(s.into())),
            _ => None,
        });
    }),
    fault("constants-shared-by-text", "the number 1 and the string \"1\" share a constant", &[WrongConstant], |d| {
        for index in 0..d.proto.constants.len() {
            let text = |k: &Const| match k {
                Const::Number(n) => Some(n.to_string().into_bytes()),
                Const::String(s) => Some(s.to_vec()),
                Const::Nil | Const::Boolean(_) => None,
            };
            let all = &d.proto.constants;
            let first = all[..index].iter().find(|k| text(k).is_some() && text(k) == text(&all[index])).cloned();
            if let Some(first) = first
                && !d
                    .proto
                    .code
                    .iter()
                    .any(|i| matches!(i.op(), Some(Op::GetGlobal | Op::SetGlobal)) && i.bx() == index as u32)
            {
                d.proto.constants[index] = first;
                d.mark(|i| uses(i, index as u32));
            }
        }
    }),
    fault("minus-folded-away", "folding a minus into a constant loses the sign", &[WrongConstant], |d| {
        constants(d, |k| match k {
            Const::Number(n) if *n < 0.0 => Some(Const::Number(-n)),
            _ => None,
        });
    }),
    fault(
        "boolean-inverted",
        "`true` and `false` are confused",
        &[WrongConstant, WrongInstruction, InvertedTest],
        |d| {
            d.each_of(Op::LoadBool, |i| Some(i.with_b(1 - i.b())));
        },
    ),
    fault("nil-as-false", "`nil` is compiled as false", &[WrongInstruction, WrongConstant], |d| {
        d.each_of(Op::LoadNil, |i| (i.a() == i.b()).then(|| Instr::abc(Op::LoadBool, i.a(), 0, 0)));
    }),
];
