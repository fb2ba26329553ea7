//! From the text of a pattern to operations, and what can be known about them without a subject.

use super::super::class::{self, ByteSet};
use super::{MAX_CAPTURES, Pattern, PatternError, Start};

/// A single character class.
#[derive(Clone, Copy, Debug)]
pub(super) enum Item {
    Any,
    Byte(u8),
    Set(ByteSet),
}

impl Item {
    #[inline(always)]
    pub(super) fn has(&self, b: u8) -> bool {
        match self {
            Item::Any => true,
            Item::Byte(x) => *x == b,
            Item::Set(s) => s.has(b),
        }
    }

    fn of(set: ByteSet) -> Item {
        match set.single() {
            Some(b) => Item::Byte(b),
            None if set == ByteSet::ALL => Item::Any,
            None => Item::Set(set),
        }
    }

    fn set(&self) -> ByteSet {
        match self {
            Item::Any => ByteSet::ALL,
            Item::Byte(b) => ByteSet::EMPTY.with(*b),
            Item::Set(s) => *s,
        }
    }
}

/// A class under a quantifier.
#[derive(Clone, Copy, Debug)]
pub(super) struct Loop {
    pub(super) item: Item,
    /// Giving back what was taken (or, for '-', taking more) can never make the rest match: no choice point.
    pub(super) settled: bool,
    /// The byte with which the rest has to begin, if it is a single one.
    pub(super) ahead: Option<u8>,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Op {
    One(Item),
    Star(Loop),
    Plus(Loop),
    Optional(Loop),
    Lazy(Loop),
    /// '(' of capture n.
    Open(u8),
    /// ')' of capture n.
    Close(u8),
    /// `()`, capture n.
    Place(u8),
    /// `%n`, counted from 0.
    Back(u8),
    /// A back reference to a position capture: it never matches.
    Never,
    Balance(u8, u8),
    Frontier(ByteSet),
    /// '$' at the end.
    End,
    Match,
    Error(PatternError),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CaptureKind {
    Span,
    Position,
    Unfinished,
}

pub(super) fn compile(pattern: &[u8], anchors: bool) -> Pattern {
    let pattern = &pattern[..memchr::memchr(0, pattern).unwrap_or(pattern.len())];
    let anchored = anchors && pattern.first() == Some(&b'^');
    let mut c = Compiler { p: pattern, at: usize::from(anchored), ops: Vec::new(), captures: Vec::new() };
    let last = loop {
        if c.at >= c.p.len() {
            break Op::Match;
        }
        match c.op() {
            Ok(op) => c.ops.push(op),
            Err(e) => break Op::Error(e),
        }
    };
    c.ops.push(last);
    settle(&mut c.ops);
    let (start, run) = (start(&c.ops), run(&c.ops));
    Pattern { ops: c.ops, anchored, captures: c.captures, start, run }
}

struct Compiler<'a> {
    p: &'a [u8],
    at: usize,
    ops: Vec<Op>,
    captures: Vec<CaptureKind>,
}

impl Compiler<'_> {
    fn peek(&self, ahead: usize) -> Option<u8> {
        self.p.get(self.at + ahead).copied()
    }

    /// The operation at `at`, which is inside the pattern.
    fn op(&mut self) -> Result<Op, PatternError> {
        match self.p[self.at] {
            b'(' if self.peek(1) == Some(b')') => {
                self.at += 2;
                self.open(CaptureKind::Position).map(Op::Place)
            }
            b'(' => {
                self.at += 1;
                self.open(CaptureKind::Unfinished).map(Op::Open)
            }
            b')' => {
                self.at += 1;
                let open = self.captures.iter().rposition(|&k| k == CaptureKind::Unfinished);
                let n = open.ok_or(PatternError::InvalidCapture)?;
                self.captures[n] = CaptureKind::Span;
                Ok(Op::Close(n as u8))
            }
            b'$' if self.at + 1 == self.p.len() => {
                self.at += 1;
                Ok(Op::End)
            }
            b'%' => match self.peek(1) {
                Some(b'b') => {
                    let (Some(open), Some(close)) = (self.peek(2), self.peek(3)) else {
                        return Err(PatternError::Unbalanced);
                    };
                    self.at += 4;
                    Ok(Op::Balance(open, close))
                }
                Some(b'f') => {
                    self.at += 2;
                    if self.peek(0) != Some(b'[') {
                        return Err(PatternError::FrontierWithoutSet);
                    }
                    self.set().map(Op::Frontier)
                }
                Some(d @ b'0'..=b'9') => {
                    self.at += 2;
                    let n = usize::from(d).checked_sub(usize::from(b'1')).ok_or(PatternError::InvalidIndex)?;
                    match self.captures.get(n) {
                        None | Some(CaptureKind::Unfinished) => Err(PatternError::InvalidIndex),
                        Some(CaptureKind::Position) => Ok(Op::Never),
                        Some(CaptureKind::Span) => Ok(Op::Back(n as u8)),
                    }
                }
                _ => self.single(),
            },
            _ => self.single(),
        }
    }

    fn open(&mut self, kind: CaptureKind) -> Result<u8, PatternError> {
        if self.captures.len() == MAX_CAPTURES {
            return Err(PatternError::TooManyCaptures);
        }
        self.captures.push(kind);
        Ok((self.captures.len() - 1) as u8)
    }

    /// A single character class and its quantifier.
    fn single(&mut self) -> Result<Op, PatternError> {
        let item = match self.p[self.at] {
            b'.' => {
                self.at += 1;
                Item::Any
            }
            b'%' => {
                let letter = self.peek(1).ok_or(PatternError::EndsWithEscape)?;
                self.at += 2;
                Item::of(class::class(letter))
            }
            b'[' => Item::of(self.set()?),
            b => {
                self.at += 1;
                Item::Byte(b)
            }
        };
        let repeated = Loop { item, settled: false, ahead: None };
        let op = match self.peek(0) {
            Some(b'*') => Op::Star(repeated),
            Some(b'+') => Op::Plus(repeated),
            Some(b'?') => Op::Optional(repeated),
            Some(b'-') => Op::Lazy(repeated),
            _ => return Ok(Op::One(item)),
        };
        self.at += 1;
        Ok(op)
    }

    /// A set, whose '[' is at `at`. A ']' right at its beginning is a member, and so is an escaped one.
    fn set(&mut self) -> Result<ByteSet, PatternError> {
        let mut at = self.at + 1;
        let negated = self.p.get(at) == Some(&b'^');
        at += usize::from(negated);
        let first = at;
        // The end is found first, for whether a '-' makes a range depends on it.
        let close = loop {
            match self.p.get(at) {
                None => return Err(PatternError::MissingBracket),
                Some(b']') if at > first => break at,
                Some(b'%') if at + 1 < self.p.len() => at += 2,
                Some(_) => at += 1,
            }
        };
        let mut set = ByteSet::EMPTY;
        at = first;
        while at < close {
            let b = self.p[at];
            if b == b'%' {
                set = set.union(class::class(self.p[at + 1]));
                at += 2;
            } else if self.p[at + 1] == b'-' && at + 2 < close {
                set = set.with_range(b, self.p[at + 2]);
                at += 3;
            } else {
                set = set.with(b);
                at += 1;
            }
        }
        self.at = close + 1;
        Ok(if negated { set.complement() } else { set })
    }
}

/// What the operations from some place on demand.
#[derive(Clone, Copy)]
enum Rest {
    /// They succeed (or raise an error) at the first try wherever they start.
    Ends,
    /// They have to begin with a byte of the set, or (empty set) be at the end.
    Needs(ByteSet),
    Unknown,
}

/// Decides which repetitions need no choice point, and what literal follows each, from the last to the first.
fn settle(ops: &mut [Op]) {
    let mut rest = Rest::Ends;
    let mut optional = ByteSet::EMPTY;
    let mut ahead = None;
    for op in ops.iter_mut().rev() {
        let greedy = |item: &Item| match rest {
            Rest::Ends => true,
            Rest::Needs(set) => set.union(optional).disjoint(&item.set()),
            Rest::Unknown => false,
        };
        // Optional parts add to what the rest may begin with; a required one replaces it.
        let required = match op {
            Op::Open(_) | Op::Close(_) | Op::Place(_) => continue,
            Op::Star(l) | Op::Optional(l) => {
                (l.settled, l.ahead) = (greedy(&l.item), ahead);
                optional = optional.union(l.item.set());
                ahead = None;
                continue;
            }
            Op::Lazy(l) => {
                (l.settled, l.ahead) = (matches!(rest, Rest::Ends), ahead);
                optional = optional.union(l.item.set());
                ahead = None;
                continue;
            }
            Op::Plus(l) => {
                (l.settled, l.ahead) = (greedy(&l.item), ahead);
                Rest::Needs(l.item.set())
            }
            Op::One(item) => Rest::Needs(item.set()),
            Op::Balance(open, _) => Rest::Needs(ByteSet::EMPTY.with(*open)),
            Op::End | Op::Never => Rest::Needs(ByteSet::EMPTY),
            Op::Back(_) | Op::Frontier(_) => Rest::Unknown,
            Op::Match | Op::Error(_) => Rest::Ends,
        };
        ahead = match required {
            Rest::Needs(set) => set.single(),
            Rest::Ends | Rest::Unknown => None,
        };
        rest = required;
        optional = ByteSet::EMPTY;
    }
}

/// The bytes a match can begin with. An operation that raises an error must be reached, so it allows any.
fn start(ops: &[Op]) -> Start {
    let mut set = ByteSet::EMPTY;
    for op in ops {
        let required = match op {
            Op::Open(_) | Op::Close(_) | Op::Place(_) | Op::Frontier(_) => continue,
            Op::Star(l) | Op::Optional(l) | Op::Lazy(l) => {
                set = set.union(l.item.set());
                continue;
            }
            Op::Plus(l) => l.item.set(),
            Op::One(item) => item.set(),
            Op::Balance(open, _) => ByteSet::EMPTY.with(*open),
            Op::Back(_) | Op::Never | Op::End | Op::Match | Op::Error(_) => return Start::Anything,
        };
        set = set.union(required);
        break;
    }
    match set.single() {
        Some(b) => Start::Byte(b),
        None => Start::Set(set),
    }
}

/// The leading repetition, where a failure at one start of a run means failure at all of them.
fn run(ops: &[Op]) -> Option<usize> {
    let first = ops.iter().position(|op| !matches!(op, Op::Open(_) | Op::Place(_)))?;
    let repeats = matches!(ops[first], Op::Star(_) | Op::Plus(_) | Op::Lazy(_));
    (repeats && !ops.iter().any(|op| matches!(op, Op::Back(_)))).then_some(first)
}
