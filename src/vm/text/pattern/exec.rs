//! Running a compiled pattern over a subject.
//!
//! Invariant: `frames` holds the choice points in the order of their operations, each at most once; captures need
//! no undoing, because going back to an operation runs again every capture operation after it before the capture
//! is read.

use super::compile::{CaptureKind, PatternItem, PatternOp, RepeatedItem};
use super::{MAX_CAPTURES, Match, MatchCapture, Pattern, PatternError, Start};
use crate::vm::text::class::ByteSet;

/// The scratch space of matching, to be kept and used again; its captures are those of the last match.
#[derive(Clone, Debug)]
pub struct Matcher {
    frames: Vec<Frame>,
    captures: [(usize, usize); MAX_CAPTURES],
    fuel: u64,
}

/// A choice point: the repetition at `op` now ends at `at` and may go down to `low` (or, lazy, up).
#[derive(Clone, Copy, Debug)]
struct Frame {
    op: usize,
    low: usize,
    at: usize,
}

impl Default for Matcher {
    fn default() -> Self {
        Matcher::new()
    }
}

impl Matcher {
    /// A matcher without a budget.
    pub fn new() -> Matcher {
        Matcher { frames: Vec::new(), captures: [(0, 0); MAX_CAPTURES], fuel: u64::MAX }
    }

    /// Limits the work of all matching from now on: a unit is one attempt, one step back or about 64 bytes scanned.
    pub fn set_fuel(&mut self, units: u64) {
        self.fuel = units;
    }

    /// What is left of the budget.
    pub fn fuel(&self) -> u64 {
        self.fuel
    }

    /// The first match that starts at or after `init`; only at `init` if the pattern is anchored.
    ///
    /// An `init` after the end of the subject finds nothing.
    pub fn find(&mut self, p: &Pattern, subject: &[u8], init: usize) -> Result<Option<Match>, PatternError> {
        if init > subject.len() {
            return Ok(None);
        }
        if p.anchored {
            return Ok(self.match_at(p, subject, init)?.map(|end| Match { start: init, end }));
        }
        let mut from = init;
        loop {
            let skip = match &p.start {
                Start::Anything => Some(0),
                Start::Byte(b) => memchr::memchr(*b, &subject[from..]),
                Start::Set(set) => subject[from..].iter().position(|&b| set.has(b)),
            };
            let Some(skip) = skip else { return Ok(None) };
            from += skip;
            self.burn(skip)?;
            // A class and nothing else has matched already: that is what the skipping looked for.
            match p.ops.as_slice() {
                [PatternOp::One(_), PatternOp::Match] => return Ok(Some(Match { start: from, end: from + 1 })),
                [PatternOp::Plus(l), PatternOp::Match] => {
                    let n = run_length(&l.item, subject, from);
                    self.burn(n)?;
                    return Ok(Some(Match { start: from, end: from + n }));
                }
                _ => {}
            }
            if let Some(end) = self.match_at(p, subject, from)? {
                return Ok(Some(Match { start: from, end }));
            }
            if let Some(first) = p.run {
                from += match &p.ops[first] {
                    // One byte at least was there, or the start would have been skipped.
                    PatternOp::Plus(l) => run_length(&l.item, subject, from).max(1),
                    PatternOp::Star(l) | PatternOp::Lazy(l) => run_length(&l.item, subject, from) + 1,
                    _ => 1,
                };
            } else {
                from += 1;
            }
            if from > subject.len() {
                return Ok(None);
            }
        }
    }

    /// The end of the match that starts exactly at `start`; nothing matches after the end of the subject.
    pub fn match_at(&mut self, p: &Pattern, subject: &[u8], start: usize) -> Result<Option<usize>, PatternError> {
        self.frames.clear();
        if start > subject.len() {
            return Ok(None);
        }
        self.burn(0)?;
        let (mut op, mut at) = (0, start);
        loop {
            let next = match &p.ops[op] {
                PatternOp::One(item) => match subject.get(at) {
                    Some(&b) if item.has(b) => Some(at + 1),
                    _ => None,
                },
                PatternOp::Star(l) => {
                    let n = run_length(&l.item, subject, at);
                    self.burn(n)?;
                    self.choose(op, l, at, at + n)
                }
                PatternOp::Plus(l) => {
                    let n = run_length(&l.item, subject, at);
                    self.burn(n)?;
                    if n == 0 { None } else { self.choose(op, l, at + 1, at + n) }
                }
                PatternOp::Optional(l) => {
                    let n = subject.get(at).is_some_and(|&b| l.item.has(b));
                    self.choose(op, l, at, at + usize::from(n))
                }
                PatternOp::Lazy(l) => {
                    let end = lazy_end(l, subject, at);
                    if let (Some(end), false) = (end, l.settled) {
                        self.burn(end - at)?;
                        self.frames.push(Frame { op, low: at, at: end });
                    }
                    end
                }
                PatternOp::Open(n) => {
                    self.captures[usize::from(*n)].0 = at;
                    Some(at)
                }
                PatternOp::Close(n) => {
                    self.captures[usize::from(*n)].1 = at;
                    Some(at)
                }
                PatternOp::Place(n) => {
                    self.captures[usize::from(*n)] = (at, at);
                    Some(at)
                }
                PatternOp::Back(n) => {
                    let (start, end) = self.captures[usize::from(*n)];
                    self.burn(end - start)?;
                    subject[at..].starts_with(&subject[start..end]).then_some(at + (end - start))
                }
                PatternOp::Never => None,
                PatternOp::Balance(open, close) => {
                    let end = balance(subject, at, *open, *close);
                    self.burn(end.unwrap_or(subject.len()) - at)?;
                    end
                }
                PatternOp::Frontier(set) => frontier(subject, at, set).then_some(at),
                PatternOp::End => (at == subject.len()).then_some(at),
                PatternOp::Match => return Ok(Some(at)),
                PatternOp::Error(e) => return Err(*e),
            };
            (op, at) = match next {
                Some(at) => (op + 1, at),
                None => match self.back(p, subject)? {
                    Some(resumed) => resumed,
                    None => return Ok(None),
                },
            };
        }
    }

    /// MatchCapture `index` (from 0) of the last match `m` of `p`. A pattern without captures has its whole match as the
    /// first one.
    pub fn capture(&self, p: &Pattern, m: Match, index: usize) -> Result<MatchCapture, PatternError> {
        match p.captures.get(index) {
            None if index == 0 => Ok(MatchCapture::Span(m.start, m.end)),
            None => Err(PatternError::InvalidIndex),
            Some(CaptureKind::Unfinished) => Err(PatternError::Unfinished),
            Some(CaptureKind::Span) => Ok(MatchCapture::Span(self.captures[index].0, self.captures[index].1)),
            Some(CaptureKind::Position) => Ok(MatchCapture::Position(self.captures[index].0 + 1)),
        }
    }

    #[inline(always)]
    fn burn(&mut self, scanned: usize) -> Result<(), PatternError> {
        let cost = 1 + (scanned as u64 >> 6);
        if self.fuel < cost {
            self.fuel = 0;
            return Err(PatternError::OutOfFuel);
        }
        // Without a budget there is nothing to count down.
        if self.fuel != u64::MAX {
            self.fuel -= cost;
        }
        Ok(())
    }

    /// Takes all of a greedy repetition, with a choice point for giving back down to `low`.
    #[inline(always)]
    fn choose(&mut self, op: usize, l: &RepeatedItem, low: usize, end: usize) -> Option<usize> {
        if !l.settled && end > low {
            self.frames.push(Frame { op, low, at: end });
        }
        Some(end)
    }

    /// The next alternative of the last choice point: where to go on, or None when there is none left.
    fn back(&mut self, p: &Pattern, subject: &[u8]) -> Result<Option<(usize, usize)>, PatternError> {
        while let Some(frame) = self.frames.last_mut() {
            let (op, from) = (frame.op, frame.at);
            let found = match &p.ops[op] {
                PatternOp::Star(l) | PatternOp::Plus(l) | PatternOp::Optional(l) => {
                    let given = &subject[frame.low..frame.at];
                    let at = match l.ahead {
                        _ if given.is_empty() => None,
                        None => Some(frame.at - 1),
                        Some(b) => memchr::memrchr(b, given).map(|i| frame.low + i),
                    };
                    frame.at = at.unwrap_or(frame.low);
                    at.map(|at| (at, at > frame.low))
                }
                PatternOp::Lazy(l) => {
                    let at = match subject.get(frame.at) {
                        Some(&b) if l.item.has(b) => lazy_end(l, subject, frame.at + 1),
                        _ => None,
                    };
                    frame.at = at.unwrap_or(frame.at);
                    at.map(|at| (at, true))
                }
                // Only repetitions leave choice points.
                _ => None,
            };
            let scanned = frame.at.abs_diff(from);
            match found {
                Some((at, more)) => {
                    if !more {
                        self.frames.pop();
                    }
                    self.burn(scanned)?;
                    return Ok(Some((op + 1, at)));
                }
                None => {
                    self.frames.pop();
                    self.burn(scanned)?;
                }
            }
        }
        Ok(None)
    }
}

/// How many bytes from `at` on belong to `item`.
#[inline(always)]
fn run_length(item: &PatternItem, subject: &[u8], at: usize) -> usize {
    let tail = &subject[at.min(subject.len())..];
    let end = match item {
        PatternItem::Any => None,
        PatternItem::Byte(x) => tail.iter().position(|b| b != x),
        PatternItem::Set(set) => tail.iter().position(|&b| !set.has(b)),
    };
    end.unwrap_or(tail.len())
}

/// The nearest place at or after `at` that only `item` separates from it and where the rest can begin.
fn lazy_end(l: &RepeatedItem, subject: &[u8], at: usize) -> Option<usize> {
    let Some(ahead) = l.ahead else { return Some(at) };
    let tail = subject.get(at..)?;
    match &l.item {
        PatternItem::Any => memchr::memchr(ahead, tail).map(|i| at + i),
        item => {
            let i = tail.iter().position(|&b| b == ahead || !item.has(b))?;
            (tail[i] == ahead).then_some(at + i)
        }
    }
}

/// `%bxy`: after the `close` that balances the `open` at `at`.
fn balance(subject: &[u8], at: usize, open: u8, close: u8) -> Option<usize> {
    if subject.get(at) != Some(&open) {
        return None;
    }
    let mut depth = 1usize;
    for (i, &b) in subject.iter().enumerate().skip(at + 1) {
        // In this order: `%bxx` is a pair of equal bytes.
        if b == close {
            depth -= 1;
            if depth == 0 {
                return Some(i + 1);
            }
        } else if b == open {
            depth += 1;
        }
    }
    None
}

/// `%f[set]`: the byte before `at` is not in the set, the one there is; beyond either end stands NUL.
fn frontier(subject: &[u8], at: usize, set: &ByteSet) -> bool {
    let before = at.checked_sub(1).map_or(0, |i| subject[i]);
    !set.has(before) && set.has(subject.get(at).copied().unwrap_or(0))
}
