//! Constructors, fields and globals.

use super::{Fault, fault};
use crate::diagnose::symptom::Symptom::*;
use crate::isa::instr::RK_CONST;
use crate::isa::{Const, Instr, Op, Proto};

fn is_name(proto: &Proto, index: u32) -> bool {
    matches!(proto.constants.get(index as usize), Some(Const::String(_)))
}

pub const FAULTS: &[Fault] = &[
    fault("setlist-next-block", "SETLIST stores a block after its place", &[SetListBlock], |d| {
        d.each_of(Op::SetList, |i| (i.c() > 0).then(|| i.with_c(i.c() + 1)));
    }),
    fault("setlist-first-block", "all blocks of a constructor are stored as the first", &[SetListBlock], |d| {
        d.each_of(Op::SetList, |i| (i.c() > 1).then(|| i.with_c(1)));
    }),
    fault(
        "setlist-item-lost",
        "SETLIST counts the items of a block one too few",
        &[SetListBlock, ResultAdjustment],
        |d| {
            d.each_of(Op::SetList, |i| (i.b() >= 2).then(|| i.with_b(i.b() - 1)));
        },
    ),
    fault(
        "setlist-table-below",
        "SETLIST stores into the table in the register below",
        &[WrongInstruction, WrongStore, SetListBlock],
        |d| {
            d.each_of(Op::SetList, |i| (i.a() > 0 && i.b() > 0).then(|| i.with_a(i.a() - 1)));
        },
    ),
    fault("field-key-and-value-swapped", "key and value of SETTABLE are swapped", &[OperandOrder, WrongStore], |d| {
        d.each_of(Op::SetTable, |i| Some(i.with_b(i.c()).with_c(i.b())));
    }),
    fault(
        "field-stored-elsewhere",
        "a field is stored under the name of another one",
        &[WrongConstant, WrongStore],
        |d| {
            d.each(|d, _, i| {
                let index = i.b().checked_sub(RK_CONST).filter(|_| i.op() == Some(Op::SetTable))?;
                let count = d.proto.constants.len().min(RK_CONST as usize) as u32;
                let other = (1..count).map(|step| (index + step) % count).find(|&other| is_name(&d.proto, other))?;
                Some(i.with_b(other | RK_CONST))
            });
        },
    ),
    fault(
        "field-of-the-register-below",
        "a field is fetched from the register below the table's",
        &[WrongOperand, StaleRegister, ShiftedTypeError],
        |d| {
            d.each_of(Op::GetTable, |i| (i.b() > 0).then(|| i.with_b(i.b() - 1)));
        },
    ),
    fault(
        "global-stored-elsewhere",
        "a global is stored under the name of another one",
        &[WrongConstant, WrongStore],
        |d| {
            d.each(|d, _, i| {
                let count = d.proto.constants.len().max(1) as u32;
                let other = (1..count).map(|step| (i.bx() + step) % count).find(|&other| is_name(&d.proto, other))?;
                (i.op() == Some(Op::SetGlobal)).then(|| i.with_bx(other))
            });
        },
    ),
    fault("table-not-new", "a constructor reuses what is in the register", &[StaleRegister, WrongInstruction], |d| {
        d.each_of(Op::NewTable, |i| Some(Instr::abc(Op::Move, i.a(), i.a(), 0)));
    }),
];
