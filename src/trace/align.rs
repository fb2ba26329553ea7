//! Which instructions of two versions of a function correspond.
//!
//! Invariant: an instruction that corresponds to another and is not altered has the same opcode and the same operands, constants
//! by value and jumps by corresponding targets. Functions of the same length correspond place by place wherever that leaves no
//! more altered instructions than there are words altered or without counterpart otherwise; else what was inserted or is missing
//! stands as late as it can, since equal instructions before it do the same.

use std::ops::Range;

use similar::DiffOp;

use super::plan::Code;
use crate::isa::diff;
use crate::isa::effects::instruction_starts;
use crate::isa::instr::Rk;
use crate::isa::{Const, Control, Operand, Proto, ProtoTree};

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
    /// For each pc of the second that has a counterpart: whether that is another instruction.
    pub altered: Vec<bool>,
}

impl Alignment {
    /// Aligns two functions.
    pub fn new(first: &Proto, second: &Proto) -> Alignment {
        let tokens = |proto: &Proto| -> Vec<Token> {
            let starts = instruction_starts(proto);
            starts.iter().enumerate().map(|(pc, &starts)| token(proto, pc, starts)).collect()
        };
        let (a, b) = (tokens(first), tokens(second));
        let mut found =
            Alignment { forward: vec![None; a.len()], backward: vec![None; b.len()], altered: vec![false; b.len()] };
        let (mut placed, mut backwards) = (found.clone(), found.clone());
        found.take(hunks(&a, &b), &a, &b);
        found.settle_jumps(first, second);
        // Of two neighbours that have changed places either may be the one that stayed: where jumps lead tells.
        backwards.take(hunks_backwards(&a, &b), &a, &b);
        backwards.settle_jumps(first, second);
        if backwards.differences() < found.differences() {
            found = backwards;
        }
        if a.len() == b.len() {
            for pc in 0..a.len() {
                placed.pair(pc, pc, a[pc] != b[pc]);
            }
            placed.settle_jumps(first, second);
            if placed.differences() <= found.differences() {
                return placed;
            }
        }
        found
    }

    /// Number of words that are altered or have no counterpart.
    fn differences(&self) -> usize {
        let alone = self.forward.iter().chain(&self.backward).filter(|there| there.is_none()).count();
        alone + self.altered.iter().filter(|&&altered| altered).count()
    }

    fn pair(&mut self, there: usize, here: usize, altered: bool) {
        self.forward[there] = Some(here);
        self.backward[here] = Some(there);
        self.altered[here] = altered;
    }

    /// What lies between the hunks corresponds; so do, place by place, the words of hunks of the same length, and of others
    /// those that resemble each other.
    fn take(&mut self, hunks: Hunks, a: &[Token], b: &[Token]) {
        let (mut i, mut j) = (0, 0);
        let end = (self.forward.len()..self.forward.len(), self.backward.len()..self.backward.len());
        for (x, y) in hunks.into_iter().chain([end]) {
            while i < x.start {
                self.pair(i, j, false);
                (i, j) = (i + 1, j + 1);
            }
            if x.len() == y.len() {
                for (there, here) in x.clone().zip(y.clone()) {
                    self.pair(there, here, true);
                }
            } else {
                for (there, here) in resembling(&a[x.clone()], &b[y.clone()]) {
                    self.pair(x.start + there, y.start + here, true);
                }
            }
            (i, j) = (x.end, y.end);
        }
    }

    /// Jumps correspond only if their targets do: if they lead to corresponding instructions, past words without counterpart.
    fn settle_jumps(&mut self, first: &Proto, second: &Proto) {
        let target = |proto: &Proto, pc: usize| {
            let instr = proto.code[pc];
            let jumps = instr.op().is_some_and(|op| op.control() == Control::Jump);
            jumps.then(|| (pc as i64 + 1 + i64::from(instr.sbx())) as usize)
        };
        for here in 0..self.backward.len() {
            let Some(there) = self.backward[here] else { continue };
            let (Some(a), Some(b)) = (target(first, there), target(second, here)) else { continue };
            let a = (a..self.forward.len()).find_map(|pc| self.forward[pc]);
            let b = (b..self.backward.len()).find(|&pc| self.backward[pc].is_some());
            if a != b {
                self.altered[here] = true;
            }
        }
    }

    /// Where a word of the first function that has no counterpart ought to stand in the second.
    pub fn place_of(&self, there: usize) -> usize {
        let next = (there..self.forward.len()).find_map(|pc| self.forward[pc]);
        let Some(next) = next else { return self.backward.len() };
        (0..next).rev().take_while(|&pc| self.backward[pc].is_none()).last().unwrap_or(next)
    }

    /// Whether there is nothing to align.
    pub fn is_same(&self) -> bool {
        !self.altered.contains(&true) && self.backward.iter().chain(&self.forward).all(Option::is_some)
    }
}

/// Words of a hunk that are compared each with each, at most.
const COMPARED: usize = 1 << 12;

impl Token {
    /// How much two instructions have in common: nothing if they do not have the same opcode; what they take counts for more than
    /// the register that gets it.
    fn likeness(&self, other: &Token) -> usize {
        let mut alike = self.0.split(' ').zip(other.0.split(' ')).map(|(x, y)| usize::from(x == y));
        let (opcode, target) = (alike.next().unwrap_or(0), alike.next().unwrap_or(0));
        opcode * (1 + target + 2 * alike.sum::<usize>())
    }
}

/// The pairs, in order on both sides, that have most in common.
fn resembling(a: &[Token], b: &[Token]) -> Vec<(usize, usize)> {
    if a.len() * b.len() > COMPARED {
        return vec![];
    }
    let width = b.len() + 1;
    let mut best = vec![0; (a.len() + 1) * width];
    let at = |i: usize, j: usize| i * width + j;
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            let likeness = a[i].likeness(&b[j]);
            let paired = if likeness > 0 { likeness + best[at(i + 1, j + 1)] } else { 0 };
            best[at(i, j)] = paired.max(best[at(i + 1, j)]).max(best[at(i, j + 1)]);
        }
    }
    let (mut i, mut j, mut pairs) = (0, 0, vec![]);
    while i < a.len() && j < b.len() {
        let likeness = a[i].likeness(&b[j]);
        if likeness > 0 && best[at(i, j)] == likeness + best[at(i + 1, j + 1)] {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if best[at(i, j)] == best[at(i + 1, j)] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

/// Where two sequences differ.
type Hunks = Vec<(Range<usize>, Range<usize>)>;

/// The places where two sequences differ, each as late as it can stand.
fn hunks(a: &[Token], b: &[Token]) -> Hunks {
    late(compared(a, b), a, b)
}

/// As [`hunks`], compared from the end.
fn hunks_backwards(a: &[Token], b: &[Token]) -> Hunks {
    let reversed = |tokens: &[Token]| tokens.iter().rev().cloned().collect::<Vec<_>>();
    let turned = |range: &Range<usize>, length: usize| length - range.end..length - range.start;
    let found = compared(&reversed(a), &reversed(b));
    late(found.iter().rev().map(|(x, y)| (turned(x, a.len()), turned(y, b.len()))).collect(), a, b)
}

fn compared(a: &[Token], b: &[Token]) -> Hunks {
    let mut found: Hunks = vec![];
    for op in diff::operations(a, b) {
        let (x, y) = match op {
            DiffOp::Equal { .. } => continue,
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                (old_index..old_index + old_len, new_index..new_index + new_len)
            }
            DiffOp::Delete { old_index, old_len, new_index } => (old_index..old_index + old_len, new_index..new_index),
            DiffOp::Insert { old_index, new_index, new_len } => (old_index..old_index, new_index..new_index + new_len),
        };
        match found.last_mut() {
            Some((u, v)) if u.end == x.start && v.end == y.start => {
                u.end = x.end;
                v.end = y.end;
            }
            _ => found.push((x, y)),
        }
    }
    found
}

/// Moves what was inserted or is missing on to where it can stand at the latest.
fn late(mut found: Hunks, a: &[Token], b: &[Token]) -> Hunks {
    for i in (0..found.len()).rev() {
        let (end_a, end_b) = found.get(i + 1).map_or((a.len(), b.len()), |(x, y)| (x.start, y.start));
        let (x, y) = &mut found[i];
        // One side only: an insertion, or something missing.
        let inserted = x.start == x.end;
        if inserted != (y.start == y.end) {
            let (range, text) = if inserted { (&*y, b) } else { (&*x, a) };
            let (mut start, mut last, mut shift) = (range.start, range.end, 0);
            while x.end + shift < end_a && y.end + shift < end_b && text[start] == text[last] {
                (start, last, shift) = (start + 1, last + 1, shift + 1);
            }
            *x = x.start + shift..x.end + shift;
            *y = y.start + shift..y.end + shift;
        }
    }
    found
}

/// Prepares the functions of a chunk of a run for a comparison with a run of `other` in its place. The reference's pcs name
/// the points: `is_reference` says whose code this is.
pub fn align(code: &mut Code, chunk: usize, other: &Proto, is_reference: bool) {
    let Some(own) = code.chunks.get(chunk).cloned() else { return };
    let (ours, theirs) = (ProtoTree::new(&own.main), ProtoTree::new(other));
    if ours.len() != theirs.len() {
        return;
    }
    for (number, (a, b)) in ours.iter().zip(theirs.iter()).enumerate() {
        let (alignment, map);
        let altered: Vec<bool> = if is_reference {
            alignment = Alignment::new(a, b);
            map = &alignment.forward;
            map.iter().map(|there| there.is_some_and(|pc| alignment.altered[pc])).collect()
        } else {
            alignment = Alignment::new(b, a);
            map = &alignment.backward;
            alignment.altered.clone()
        };
        if !alignment.is_same() {
            code.narrow(own.first + number as u32, b, map, &altered, is_reference);
        }
    }
}
