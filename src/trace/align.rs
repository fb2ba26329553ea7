//! Which instructions of two versions of a function correspond.
//!
//! Invariant: corresponding instructions have the same opcode and the same operands, constants by value and jumps by
//! corresponding targets.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::plan::Code;
use crate::isa::effects::{Control, instruction_starts};
use crate::isa::instr::Rk;
use crate::isa::{Const, Operand, Proto, ProtoTree};

/// An instruction, so that equal ones do the same in their functions.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Token(String);

fn token(proto: &Proto, pc: usize, starts: bool) -> Token {
    let instr = proto.code[pc];
    let Some(op) = instr.op().filter(|_| starts) else { return Token(format!("data {}", instr.0)) };
    let fields = match op.format() {
        crate::isa::Format::Abc => [instr.a(), instr.b(), instr.c()],
        crate::isa::Format::Abx => [instr.a(), instr.bx(), 0],
        crate::isa::Format::Asbx => [instr.a(), 0, 0],
    };
    let constant = |k: u32| match proto.constants.get(k as usize) {
        Some(Const::String(s)) => format!("{s:?}"),
        Some(Const::Number(n)) => format!("{:x}", n.to_bits()),
        Some(k) => format!("{k:?}"),
        None => format!("K{k}"),
    };
    let mut text = String::from(op.mnemonic());
    for (kind, field) in op.operands().into_iter().zip(fields) {
        text.push(' ');
        match (kind, Rk::decode(field)) {
            (Operand::Rk, Rk::Const(k)) => text.push_str(&constant(u32::from(k))),
            (Operand::Konst | Operand::Global, _) => text.push_str(&constant(field)),
            // Settled by where it leads.
            (Operand::Jump, _) => {}
            _ => text.push_str(&field.to_string()),
        }
    }
    Token(text)
}

/// How two versions of a function correspond.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Alignment {
    /// For each pc of the first: the pc of the second.
    pub forward: Vec<Option<usize>>,
    /// For each pc of the second: the pc of the first.
    pub backward: Vec<Option<usize>>,
    /// Runs of instructions that stand in each other's places: ranges of pcs in the first and the second.
    pub replaced: Vec<(std::ops::Range<usize>, std::ops::Range<usize>)>,
}

impl Alignment {
    /// Aligns two functions.
    pub fn new(first: &Proto, second: &Proto) -> Alignment {
        let tokens = |proto: &Proto| -> Vec<Token> {
            let starts = instruction_starts(proto);
            starts.iter().enumerate().map(|(pc, &starts)| token(proto, pc, starts)).collect()
        };
        let (a, b) = (tokens(first), tokens(second));
        let mut found = Alignment { forward: vec![None; a.len()], backward: vec![None; b.len()], replaced: vec![] };
        for op in capture_diff_slices(Algorithm::Myers, &a, &b) {
            match op {
                DiffOp::Equal { old_index, new_index, len } => {
                    for i in 0..len {
                        found.forward[old_index + i] = Some(new_index + i);
                        found.backward[new_index + i] = Some(old_index + i);
                    }
                }
                DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                    found.replaced.push((old_index..old_index + old_len, new_index..new_index + new_len));
                }
                DiffOp::Delete { old_index, old_len, new_index } => {
                    found.replaced.push((old_index..old_index + old_len, new_index..new_index));
                }
                DiffOp::Insert { old_index, new_index, new_len } => {
                    found.replaced.push((old_index..old_index, new_index..new_index + new_len));
                }
            }
        }
        found.settle_jumps(first, second);
        found
    }

    /// Jumps correspond only if their targets do.
    fn settle_jumps(&mut self, first: &Proto, second: &Proto) {
        let target = |proto: &Proto, pc: usize| {
            let instr = proto.code[pc];
            let jumps = instr.op().is_some_and(|op| op.control() == Control::Jump);
            jumps.then(|| pc as i64 + 1 + i64::from(instr.sbx()))
        };
        let mut wrong = vec![];
        for (pc, there) in self.forward.iter().enumerate() {
            let Some(there) = *there else { continue };
            let (Some(a), Some(b)) = (target(first, pc), target(second, there)) else { continue };
            let same_place = self.forward.get(a as usize).copied().flatten() == Some(b as usize);
            // A target that was itself altered: the same place in what was replaced.
            let in_replaced = self.replaced.iter().any(|(x, y)| {
                x.contains(&(a as usize)) && y.contains(&(b as usize)) && a - x.start as i64 == b - y.start as i64
            });
            if !same_place && !in_replaced {
                wrong.push((pc, there));
            }
        }
        for (pc, there) in wrong {
            self.forward[pc] = None;
            self.backward[there] = None;
            self.replaced.push((pc..pc + 1, there..there + 1));
        }
        self.replaced.sort_by_key(|(a, b)| (b.start, a.start));
    }

    /// The pcs of the first function that stand in the place of a pc of the second without counterpart.
    pub fn in_place_of(&self, pc: usize) -> Option<std::ops::Range<usize>> {
        self.replaced.iter().find(|(_, b)| b.contains(&pc)).map(|(a, _)| a.clone())
    }
}

/// Prepares the functions of the first chunk of a run for a comparison with a run of `other`. The reference's pcs name the
/// points: `is_reference` says whose code this is.
pub fn align(code: &mut Code, other: &Proto, is_reference: bool) {
    let Some(own) = code.chunks.first().map(|chunk| chunk.main.clone()) else { return };
    let (ours, theirs) = (ProtoTree::new(&own), ProtoTree::new(other));
    if ours.len() != theirs.len() {
        return;
    }
    let matched = |number: usize| {
        let (Some(a), Some(b)) = (ours.proto(number), theirs.proto(number)) else { return vec![] };
        if is_reference { Alignment::new(a, b).forward } else { Alignment::new(b, a).backward }
    };
    code.align(other, matched, is_reference);
}
