//! Upvalues: what is captured, and when it is closed.

use super::{Fault, fault};
use crate::diagnose::symptom::Symptom::*;
use crate::fault::Draft;
use crate::isa::effects::data_words;
use crate::isa::{Instr, Op};

/// Changes the words after each CLOSURE that tell what it captures.
fn captures(draft: &mut Draft, f: impl Fn(Instr) -> Option<Instr>) {
    for pc in draft.pcs() {
        if draft.op(pc) != Some(Op::Closure) {
            continue;
        }
        for word in pc + 1..=pc + data_words(&draft.proto, pc) {
            if let Some(instr) = f(draft.at(word))
                && draft.replace(word, instr)
            {
                // Data words have no step: it is the CLOSURE that goes wrong.
                draft.mark_at(pc);
            }
        }
    }
}

pub const FAULTS: &[Fault] = &[
    fault("close-left-out", "a block whose locals are captured is left without CLOSE", &[UpvalueNotClosed], |d| {
        d.each_of(Op::Close, |_| Some(Instr::asbx(Op::Jmp, 0, 0)));
    }),
    fault("close-one-high", "CLOSE begins one register too high", &[UpvalueNotClosed], |d| {
        d.each_of(Op::Close, |i| Some(i.with_a(i.a() + 1)));
    }),
    fault("close-everything", "CLOSE closes the locals of outer blocks too", &[UpvalueClosedEarly], |d| {
        d.each_of(Op::Close, |i| (i.a() > 0).then(|| i.with_a(0)));
    }),
    fault(
        "upvalue-copied",
        "a captured local is copied into the closure instead of shared",
        &[UpvalueClosedEarly, UpvalueSharing],
        |d| {
            let mut pc = 0;
            while pc < d.proto.code.len() {
                if d.pcs().contains(&pc) && d.op(pc) == Some(Op::Closure) {
                    let words = data_words(&d.proto, pc);
                    let registers = d.proto.code[pc + 1..=pc + words].iter().filter(|w| w.op() == Some(Op::Move));
                    if let Some(lowest) = registers.map(|w| w.b()).min() {
                        d.attempt(|d| d.insert(pc + words + 1, Instr::abc(Op::Close, lowest, 0, 0)));
                    }
                    pc += words + 1;
                }
                pc += 1;
            }
        },
    ),
    fault("capture-register-above", "a closure captures the register above the local", &[UpvalueSharing], |d| {
        captures(d, |i| (i.op() == Some(Op::Move)).then(|| i.with_b(i.b() + 1)));
    }),
    fault(
        "capture-kind-confused",
        "capturing a local and an upvalue of the enclosing function are confused",
        &[UpvalueSharing],
        |d| {
            captures(d, |i| Some(i.with_op(if i.op() == Some(Op::Move) { Op::GetUpval } else { Op::Move })));
        },
    ),
    fault("captures-rotated", "the captures of a closure are numbered from 1", &[UpvalueSharing], |d| {
        for pc in d.pcs() {
            let words = data_words(&d.proto, pc);
            if d.op(pc) == Some(Op::Closure) && words > 1 {
                d.attempt(|d| {
                    d.proto.code[pc + 1..=pc + words].rotate_left(1);
                    d.mark_at(pc);
                });
            }
        }
    }),
    fault("upvalue-read-off", "GETUPVAL reads the next upvalue", &[UpvalueSharing, WrongInstruction], |d| {
        d.each(|d, _, i| {
            let count = u32::from(d.proto.num_upvalues).max(1);
            (i.op() == Some(Op::GetUpval)).then(|| i.with_b((i.b() + 1) % count))
        });
    }),
    fault(
        "upvalue-write-off",
        "SETUPVAL writes the next upvalue",
        &[UpvalueSharing, WrongInstruction, WrongStore],
        |d| {
            d.each(|d, _, i| {
                let count = u32::from(d.proto.num_upvalues).max(1);
                (i.op() == Some(Op::SetUpval)).then(|| i.with_b((i.b() + 1) % count))
            });
        },
    ),
    fault(
        "upvalue-write-local",
        "an assignment to an upvalue goes to a register only",
        &[WrongInstruction, UpvalueSharing, WrongStore],
        |d| {
            d.each_of(Op::SetUpval, |i| Some(Instr::abc(Op::Move, i.a(), i.a(), 0)));
        },
    ),
    fault("closure-of-another", "CLOSURE names the next nested function", &[WrongInstruction, UpvalueSharing], |d| {
        d.each(|d, _, i| {
            let count = d.proto.protos.len() as u32;
            (i.op() == Some(Op::Closure) && count > 1).then(|| i.with_bx((i.bx() + 1) % count))
        });
    }),
];
