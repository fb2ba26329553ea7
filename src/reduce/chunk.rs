//! Binary chunks: whole functions, instructions, constants and debug information go while the predicate holds.
//!
//! Invariant: every candidate verifies and is strict, so that any two correct VMs agree on it, and running it is safe.

use super::ReduceError;
use super::order::Rank;
use super::problem::Asker;
use crate::isa::effects::instruction_starts;
use crate::isa::strict::is_strict;
use crate::isa::verify::{undump_verified, verify};
use crate::isa::{Const, Instr, Op, Operand, Proto, ProtoTree, Rk, dump, edit, undump};

/// Instructions taken out at a time, at most, for which every place is tried.
const FINE: usize = 3;

impl Rank {
    /// The rank of a chunk, given with its bytes: words of code stand for tokens, bytes for simplicity.
    pub(super) fn of_chunk(main: &Proto, text: Vec<u8>) -> Rank {
        Rank { tokens: ProtoTree::new(main).iter().map(|p| p.code.len()).sum(), simplicity: text.len(), text }
    }
}

/// A chunk that can be reduced, or why it cannot.
pub(super) fn read(chunk: &[u8]) -> Result<Proto, ReduceError> {
    let main = undump_verified(chunk)?;
    if !is_strict(&main) {
        return Err(ReduceError::NotStrict);
    }
    Ok(main.into_proto())
}

/// One round: all passes once.
pub(super) fn round(from: &Rank, asker: &mut Asker<'_>, progress: &mut dyn FnMut(&Rank, usize)) -> Option<Rank> {
    asker.begin_round();
    let main = undump(&from.text).ok()?;
    let mut round = Round { rank: Rank::of_chunk(&main, dump(&main)), main, asker, progress };
    if !round.asker.ask(&round.rank.text) {
        return None;
    }
    round.functions();
    round.code();
    round.loops();
    round.constants();
    round.frames();
    round.names();
    Some(round.rank)
}

struct Round<'a, 'p> {
    main: Proto,
    rank: Rank,
    asker: &'a mut Asker<'p>,
    progress: &'a mut dyn FnMut(&Rank, usize),
}

impl Round<'_, '_> {
    /// Keeps the edit of function `number` if what comes out is lower and interesting.
    fn attempt(&mut self, number: usize, change: impl FnOnce(&mut Proto)) -> bool {
        let mut next = self.main.clone();
        let Some(function) = edit::function(&mut next, number) else { return false };
        change(function);
        if verify(&next).is_err() || !is_strict(&next) {
            return false;
        }
        let rank = Rank::of_chunk(&next, dump(&next));
        let kept = rank < self.rank && self.asker.ask(&rank.text);
        if kept {
            (self.main, self.rank) = (next, rank);
        }
        (self.progress)(&self.rank, self.asker.calls);
        kept
    }

    fn count(&self) -> usize {
        ProtoTree::new(&self.main).len()
    }

    fn function(&self, number: usize) -> Option<&Proto> {
        ProtoTree::new(&self.main).proto(number)
    }

    /// Functions without a body, and those that no CLOSURE makes.
    fn functions(&mut self) {
        let mut number = 0;
        while number < self.count() {
            self.attempt(number, hollow);
            let nested = self.function(number).map_or(0, |p| p.protos.len());
            for index in (0..nested).rev() {
                self.attempt(number, |p| drop_function(p, index as u32));
            }
            number += 1;
        }
    }

    /// Ever shorter runs of instructions, from the end.
    fn code(&mut self) {
        for number in (0..self.count()).rev() {
            let mut size = self.function(number).map_or(0, |p| starts(p).len());
            while size > 0 {
                let mut end = self.function(number).map_or(0, |p| starts(p).len());
                while end > 0 {
                    let begin = end.saturating_sub(size);
                    let kept = self.attempt(number, |p| remove(p, begin, end));
                    end = if kept || size > FINE { begin } else { end - 1 };
                }
                size /= 2;
            }
        }
    }

    /// The instructions around the body of a numeric loop.
    fn loops(&mut self) {
        for number in 0..self.count() {
            let mut pc = self.function(number).map_or(0, |p| p.code.len());
            while pc > 0 {
                pc -= 1;
                self.attempt(number, |p| {
                    let Some(prep) = p.code.get(pc).filter(|i| i.op() == Some(Op::ForPrep)) else { return };
                    let end = pc + 1 + prep.sbx().max(0) as usize;
                    if p.code.get(end).and_then(|i| i.op()) == Some(Op::ForLoop) {
                        edit::remove(p, end);
                        edit::remove(p, pc);
                    }
                });
            }
        }
    }

    fn constants(&mut self) {
        for number in 0..self.count() {
            let count = self.function(number).map_or(0, |p| p.constants.len());
            for k in (0..count).rev() {
                if self.attempt(number, |p| drop_constant(p, k as u32)) {
                    continue;
                }
                let simpler = match self.function(number).map(|p| &p.constants[k]) {
                    Some(Const::String(s)) => {
                        vec![Const::String(b""[..].into()), Const::String(s[..s.len().min(1)].into())]
                    }
                    Some(Const::Number(_)) => vec![Const::Number(0.0), Const::Number(1.0)],
                    _ => vec![],
                };
                let _ = simpler.into_iter().any(|c| self.attempt(number, |p| p.constants[k] = c));
            }
        }
    }

    /// Smaller frames, fewer parameters.
    fn frames(&mut self) {
        for number in 0..self.count() {
            self.attempt(number, |p| p.is_vararg = 0);
            self.attempt(number, |p| p.num_params = 0);
            for size in 2..self.function(number).map_or(0, |p| p.max_stack) {
                if self.attempt(number, |p| p.max_stack = size) {
                    break;
                }
            }
        }
    }

    /// Names and lines.
    fn names(&mut self) {
        for number in 0..self.count() {
            self.attempt(number, |p| p.locals.clear());
            self.attempt(number, |p| p.upvalue_names.clear());
            self.attempt(number, |p| p.lines.clear());
            self.attempt(number, |p| p.source = None);
            self.attempt(number, |p| (p.line_defined, p.last_line_defined) = (0, 0));
        }
    }
}

/// The pcs of the instructions.
fn starts(proto: &Proto) -> Vec<usize> {
    let starts = instruction_starts(proto);
    starts.iter().enumerate().filter(|(_, start)| **start).map(|(pc, _)| pc).collect()
}

/// Takes out some instructions with their data, by their numbers.
fn remove(proto: &mut Proto, begin: usize, end: usize) {
    let starts = starts(proto);
    let pc = |n: usize| starts.get(n).copied().unwrap_or(proto.code.len());
    for pc in (pc(begin)..pc(end)).rev() {
        edit::remove(proto, pc);
    }
}

/// Leaves nothing but the return.
fn hollow(proto: &mut Proto) {
    proto.lines.truncate(1);
    proto.code = vec![Instr::abc(Op::Return, 0, 1, 0)];
    proto.constants.clear();
    proto.protos.clear();
    proto.locals.clear();
}

/// Takes a nested function out of the list.
fn drop_function(proto: &mut Proto, index: u32) {
    let makes = |i: &Instr| i.op() == Some(Op::Closure);
    if proto.code.iter().any(|i| makes(i) && i.bx() == index) {
        return;
    }
    proto.protos.remove(index as usize);
    for word in proto.code.iter_mut().filter(|i| makes(i) && i.bx() > index) {
        *word = word.with_bx(word.bx() - 1);
    }
}

/// Takes an unused constant out of the list.
fn drop_constant(proto: &mut Proto, k: u32) {
    let mut code = proto.code.clone();
    for pc in starts(proto) {
        let word = code[pc];
        let Some(op) = word.op() else { return };
        let [_, b, c] = op.operands();
        let lower = |operand: u32| match Rk::decode(operand) {
            Rk::Const(index) if u32::from(index) == k => None,
            Rk::Const(index) if u32::from(index) > k => Some(Rk::Const(index - 1).encode()),
            Rk::Const(_) | Rk::Reg(_) => Some(operand),
        };
        let mut moved = word;
        match b {
            Operand::Konst | Operand::Global if word.bx() == k => return,
            Operand::Konst | Operand::Global if word.bx() > k => moved = word.with_bx(word.bx() - 1),
            Operand::Rk => {
                let Some(b) = lower(word.b()) else { return };
                moved = moved.with_b(b);
            }
            _ => {}
        }
        if c == Operand::Rk {
            let Some(c) = lower(word.c()) else { return };
            moved = moved.with_c(c);
        }
        code[pc] = moved;
    }
    proto.code = code;
    proto.constants.remove(k as usize);
}
