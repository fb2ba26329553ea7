//! From the text of a pattern to operations, and what can be known about them without a subject.

use super::super::class::{self, ByteSet};
use super::{MAX_CAPTURES, Pattern, PatternError, Start};

/// A single character class.
#[derive(Clone, Copy, Debug)]
pub(super) enum PatternItem {
    Any,
    Byte(u8),
    Set(ByteSet),
}

impl PatternItem {
    #[inline(always)]
    pub(super) fn has(&self, b: u8) -> bool {
        match self {
            PatternItem::Any => true,
            PatternItem::Byte(x) => *x == b,
            PatternItem::Set(s) => s.has(b),
        }
    }

    fn of(set: ByteSet) -> PatternItem {
        match set.single() {
            Some(b) => PatternItem::Byte(b),
            None if set == ByteSet::ALL => PatternItem::Any,
            None => PatternItem::Set(set),
        }
    }

    fn set(&self) -> ByteSet {
        match self {
            PatternItem::Any => ByteSet::ALL,
            PatternItem::Byte(b) => ByteSet::EMPTY.with(*b),
            PatternItem::Set(s) => *s,
        }
    }
}

/// A class under a quantifier.
#[derive(Clone, Copy, Debug)]
pub(super) struct RepeatedItem {
    pub(super) item: PatternItem,
    /// Giving back what was taken (or, for '-', taking more) can never make the rest match: no choice point.
    pub(super) settled: bool,
    /// The byte with which the rest has to begin, if it is a single one.
    pub(super) ahead: Option<u8>,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum PatternOp {
    One(PatternItem),
    Star(RepeatedItem),
    Plus(RepeatedItem),
    Optional(RepeatedItem),
    Lazy(RepeatedItem),
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
            break PatternOp::Match;
        }
        match c.op() {
            Ok(op) => c.ops.push(op),
            Err(e) => break PatternOp::Error(e),
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
    ops: Vec<PatternOp>,
    captures: Vec<CaptureKind>,
}

impl Compiler<'_> {
    fn peek(&self, ahead: usize) -> Option<u8> {
        self.p.get(self.at + ahead).copied()
    }

    /// The operation at `at`, which is inside the pattern.
    fn op(&mut self) -> Result<PatternOp, PatternError> {
        match self.p[self.at] {
            b'(' if self.peek(1) == Some(b')') => {
                self.at += 2;
                self.open(CaptureKind::Position).map(PatternOp::Place)
            }
            b'(' => {
                self.at += 1;
                self.open(CaptureKind::Unfinished).map(PatternOp::Open)
            }
            b')' => {
                self.at += 1;
                let open = self.captures.iter().rposition(|&k| k == CaptureKind::Unfinished);
                let n = open.ok_or(PatternError::InvalidCapture)?;
                self.captures[n] = CaptureKind::Span;
                Ok(PatternOp::Close(n as u8))
            }
            b'$' if self.at + 1 == self.p.len() => {
                self.at += 1;
                Ok(PatternOp::End)
            }
            b'%' => match self.peek(1) {
                Some(b'b') => {
                    let (Some(open), Some(close)) = (self.peek(2), self.peek(3)) else {
                        return Err(PatternError::Unbalanced);
                    };
                    self.at += 4;
                    Ok(PatternOp::Balance(open, close))
                }
                Some(b'f') => {
                    self.at += 2;
                    if self.peek(0) != Some(b'[') {
                        return Err(PatternError::FrontierWithoutSet);
                    }
                    self.set().map(PatternOp::Frontier)
                }
                Some(d @ b'0'..=b'9') => {
                    self.at += 2;
                    let n = usize::from(d).checked_sub(usize::from(b'1')).ok_or(PatternError::InvalidIndex)?;
                    match self.captures.get(n) {
                        None | Some(CaptureKind::Unfinished) => Err(PatternError::InvalidIndex),
                        Some(CaptureKind::Position) => Ok(PatternOp::Never),
                        Some(CaptureKind::Span) => Ok(PatternOp::Back(n as u8)),
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
    fn single(&mut self) -> Result<PatternOp, PatternError> {
        let item = match self.p[self.at] {
            b'.' => {
                self.at += 1;
                PatternItem::Any
            }
            b'%' => {
                let letter = self.peek(1).ok_or(PatternError::EndsWithEscape)?;
                self.at += 2;
                PatternItem::of(class::class(letter))
            }
            b'[' => PatternItem::of(self.set()?),
            b => {
                self.at += 1;
                PatternItem::Byte(b)
            }
        };
        let repeated = RepeatedItem { item, settled: false, ahead: None };
        let op = match self.peek(0) {
            Some(b'*') => PatternOp::Star(repeated),
            Some(b'+') => PatternOp::Plus(repeated),
            Some(b'?') => PatternOp::Optional(repeated),
            Some(b'-') => PatternOp::Lazy(repeated),
            _ => return Ok(PatternOp::One(item)),
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
fn settle(ops: &mut [PatternOp]) {
    let mut rest = Rest::Ends;
    let mut optional = ByteSet::EMPTY;
    let mut ahead = None;
    for op in ops.iter_mut().rev() {
        let greedy = |item: &PatternItem| match rest {
            Rest::Ends => true,
            Rest::Needs(set) => set.union(optional).disjoint(&item.set()),
            Rest::Unknown => false,
        };
        // Optional parts add to what the rest may begin with; a required one replaces it.
        let required = match op {
            PatternOp::Open(_) | PatternOp::Close(_) | PatternOp::Place(_) => continue,
            PatternOp::Star(l) | PatternOp::Optional(l) => {
                (l.settled, l.ahead) = (greedy(&l.item), ahead);
                optional = optional.union(l.item.set());
                ahead = None;
                continue;
            }
            PatternOp::Lazy(l) => {
                (l.settled, l.ahead) = (matches!(rest, Rest::Ends), ahead);
                optional = optional.union(l.item.set());
                ahead = None;
                continue;
            }
            PatternOp::Plus(l) => {
                (l.settled, l.ahead) = (greedy(&l.item), ahead);
                Rest::Needs(l.item.set())
            }
            PatternOp::One(item) => Rest::Needs(item.set()),
            PatternOp::Balance(open, _) => Rest::Needs(ByteSet::EMPTY.with(*open)),
            PatternOp::End | PatternOp::Never => Rest::Needs(ByteSet::EMPTY),
            PatternOp::Back(_) | PatternOp::Frontier(_) => Rest::Unknown,
            PatternOp::Match | PatternOp::Error(_) => Rest::Ends,
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
fn start(ops: &[PatternOp]) -> Start {
    let mut set = ByteSet::EMPTY;
    for op in ops {
        let required = match op {
            PatternOp::Open(_) | PatternOp::Close(_) | PatternOp::Place(_) | PatternOp::Frontier(_) => continue,
            PatternOp::Star(l) | PatternOp::Optional(l) | PatternOp::Lazy(l) => {
                set = set.union(l.item.set());
                continue;
            }
            PatternOp::Plus(l) => l.item.set(),
            PatternOp::One(item) => item.set(),
            PatternOp::Balance(open, _) => ByteSet::EMPTY.with(*open),
            PatternOp::Back(_) | PatternOp::Never | PatternOp::End | PatternOp::Match | PatternOp::Error(_) => {
                return Start::Anything;
            }
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
fn run(ops: &[PatternOp]) -> Option<usize> {
    let first = ops.iter().position(|op| !matches!(op, PatternOp::Open(_) | PatternOp::Place(_)))?;
    let repeats = matches!(ops[first], PatternOp::Star(_) | PatternOp::Plus(_) | PatternOp::Lazy(_));
    (repeats && !ops.iter().any(|op| matches!(op, PatternOp::Back(_)))).then_some(first)
}
