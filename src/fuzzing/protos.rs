//! Mutations of binary chunks that leave them verified.

use super::fresh as fresh_program;
use crate::engine::{Compile, Reference};
use crate::r#gen::mutate::MutationRandom;
use crate::isa::instr::{MAX_A, MAX_B, MAX_BX};
use crate::isa::strict::is_strict;
use crate::isa::verify::verify;
use crate::isa::{Const, Format, Instr, Op, Proto, ProtoTree, dump, edit, undump};

/// Tries to find a mutation that verifies.
const TRIES: usize = 80;

const NUMBERS: [f64; 10] =
    [0.0, -0.0, 1.0, -1.0, 0.5, 2147483648.0, 9007199254740992.0, f64::INFINITY, f64::NAN, 1e-308];

/// A mutation of a chunk; `None` if it is none or no try verifies. Most results are strict.
pub fn mutate(chunk: &[u8], seed: u64) -> Option<Vec<u8>> {
    let main = undump(chunk).ok()?;
    let random = &mut MutationRandom::new(seed);
    let donor = main.clone();
    alter(&main, &donor, random)
}

/// A mutation of the first chunk with functions and code of the second.
pub fn cross(a: &[u8], b: &[u8], seed: u64) -> Option<Vec<u8>> {
    alter(&undump(a).ok()?, &undump(b).ok()?, &mut MutationRandom::new(seed))
}

/// The chunk of a generated program.
pub fn fresh(seed: u64) -> Option<Vec<u8>> {
    Reference.compile(&fresh_program(seed), super::programs::NAME).ok()
}

fn alter(main: &Proto, donor: &Proto, random: &mut MutationRandom) -> Option<Vec<u8>> {
    let (wanted, lax) = (1 + random.below(4), random.once_in(8));
    let mut current = main.clone();
    let mut made = 0;
    for _ in 0..TRIES {
        let mut next = current.clone();
        let donors = ProtoTree::new(donor);
        let number = random.below(ProtoTree::new(&next).len());
        let from = random.below(donors.len());
        let (Some(target), Some(source)) = (edit::function(&mut next, number), donors.iter().nth(from)) else {
            return None;
        };
        change(target, source, random);
        if next != current && verify(&next).is_ok() && (lax || is_strict(&next)) {
            (current, made) = (next, made + 1);
            if made == wanted {
                break;
            }
        }
    }
    (made > 0).then(|| dump(&current))
}

fn change(proto: &mut Proto, donor: &Proto, random: &mut MutationRandom) {
    if proto.code.is_empty() {
        return;
    }
    let at = random.below(proto.code.len());
    match random.below(12) {
        0..=3 => proto.code[at] = operand(proto.code[at], proto, random),
        4 | 5 => proto.code[at] = proto.code[at].with_op(*random.pick(Op::ALL)),
        6 => {
            let other = random.below(proto.code.len());
            proto.code.swap(at, other);
        }
        7 if !donor.code.is_empty() => proto.code[at] = *random.pick(&donor.code),
        8 => {
            let word = match donor.code.is_empty() {
                true => proto.code[at],
                false => *random.pick(&donor.code),
            };
            edit::insert(proto, at, word);
        }
        9 => edit::remove(proto, at),
        10 if !proto.constants.is_empty() => {
            let k = random.below(proto.constants.len());
            proto.constants[k] = constant(&proto.constants[k], random);
        }
        _ => match random.below(4) {
            0 => proto.max_stack = proto.max_stack.saturating_add(1),
            1 => proto.max_stack = proto.max_stack.saturating_sub(1),
            2 => proto.num_params = (random.below(4)) as u8,
            _ => proto.is_vararg = *random.pick(&[0, 2, 3, 7]),
        },
    }
}

/// The instruction with another operand, near the old one or any.
fn operand(instr: Instr, proto: &Proto, random: &mut MutationRandom) -> Instr {
    let near = |old: u32, most: u32, random: &mut MutationRandom| match random.below(6) {
        0 => old.wrapping_add(1).min(most),
        1 => old.saturating_sub(1),
        2 => random.below(4) as u32,
        3 => random.below(usize::from(proto.max_stack) + 1) as u32,
        4 if most > 255 => 256 + random.below(proto.constants.len().max(1)).min(255) as u32,
        _ => random.below(most as usize + 1) as u32,
    };
    match (instr.op().map(Op::format), random.below(3)) {
        (_, 0) => instr.with_a(near(instr.a(), MAX_A, random).min(MAX_A)),
        (Some(Format::Abx), _) => instr.with_bx(near(instr.bx(), MAX_BX, random).min(MAX_BX)),
        (Some(Format::Asbx), _) => {
            let jump = random.below(proto.code.len() * 2) as i32 - proto.code.len() as i32;
            instr.with_sbx(if random.once_in(2) { instr.sbx() + random.below(5) as i32 - 2 } else { jump })
        }
        (_, 1) => instr.with_b(near(instr.b(), MAX_B, random).min(MAX_B)),
        _ => instr.with_c(near(instr.c(), MAX_B, random).min(MAX_B)),
    }
}

fn constant(old: &Const, random: &mut MutationRandom) -> Const {
    match (old, random.below(4)) {
        (_, 0) => Const::Number(*random.pick(&NUMBERS)),
        (Const::Number(n), 1) => Const::String(n.to_string().into_bytes().into()),
        (Const::Number(n), _) => Const::Number(n + 1.0),
        (Const::String(s), 1) => Const::String(s.iter().rev().copied().collect()),
        (_, 2) => Const::Boolean(random.once_in(2)),
        (_, 3) => Const::Nil,
        (old, _) => old.clone(),
    }
}
