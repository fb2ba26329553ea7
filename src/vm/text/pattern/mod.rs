//! Lua 5.1 patterns (manual section 5.4.1): compiled once, matched without recursion.
//!
//! A pattern is linear (nothing nests but captures), so it compiles to a straight list of operations. Two facts
//! about it carry the whole design: which capture is open at an operation is known when compiling, and each
//! operation has at most one choice point at a time, so that the backtracking stack is bounded by the pattern.
//! 5.1 finds errors in a pattern only when matching gets there; so an error compiles to an operation that fails
//! the match when it is reached, and compilation itself cannot fail.

mod cache;
mod compile;
mod exec;
mod subst;

pub use cache::PatternCache;
pub use exec::Matcher;
pub use subst::{Bounded, Scan, gsub};

use super::class::ByteSet;
use compile::{CaptureKind, PatternOp};
use thiserror::Error;

/// The most captures a pattern can have (`LUA_MAXCAPTURES`).
pub const MAX_CAPTURES: usize = 32;

/// Why matching failed; the text is PUC's message without its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PatternError {
    /// A '%' as the last character.
    #[error("malformed pattern (ends with '%')")]
    EndsWithEscape,
    /// A set that is not closed.
    #[error("malformed pattern (missing ']')")]
    MissingBracket,
    /// `%f` without a set.
    #[error("missing '[' after '%f' in pattern")]
    FrontierWithoutSet,
    /// `%b` without two characters.
    #[error("unbalanced pattern")]
    Unbalanced,
    /// A ')' without a '('.
    #[error("invalid pattern capture")]
    InvalidCapture,
    /// A reference to a capture that is not there or not closed.
    #[error("invalid capture index")]
    InvalidIndex,
    /// A capture that is still open when its value is asked for.
    #[error("unfinished capture")]
    Unfinished,
    /// More than [`MAX_CAPTURES`].
    #[error("too many captures")]
    TooManyCaptures,
    /// The budget given to [`Matcher::set_fuel`] is spent. Never without one: PUC knows no such limit.
    #[error("pattern too complex")]
    OutOfFuel,
    /// The limit of a [`Bounded`] text is reached.
    #[error("not enough memory")]
    NoRoom,
}

/// A compiled pattern.
#[derive(Clone, Debug)]
pub struct Pattern {
    ops: Vec<PatternOp>,
    /// A leading '^' that ties the match to its start.
    anchored: bool,
    captures: Vec<CaptureKind>,
    start: Start,
    /// Where the first operation that consumes is a repetition and no back reference can tell starts apart, a failed
    /// attempt rules out every other start within the same run; this is that operation.
    run: Option<usize>,
}

/// What is known of the first byte of any match.
#[derive(Clone, Debug)]
enum Start {
    Anything,
    Byte(u8),
    Set(ByteSet),
}

impl Pattern {
    /// Compiles a pattern for `find`, `match` and `gsub`. A NUL ends the pattern.
    pub fn new(pattern: &[u8]) -> Pattern {
        compile::compile(pattern, true)
    }

    /// Compiles a pattern for `gmatch`, in which a leading '^' is an ordinary character.
    pub fn for_gmatch(pattern: &[u8]) -> Pattern {
        compile::compile(pattern, false)
    }

    /// The number of captures that a match of this pattern has.
    pub fn capture_count(&self) -> usize {
        self.captures.len()
    }

    /// Whether the pattern begins with an anchor.
    pub fn is_anchored(&self) -> bool {
        self.anchored
    }
}

/// A match: the half-open byte range `start..end` of the subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    /// First byte.
    pub start: usize,
    /// Behind the last byte.
    pub end: usize,
}

/// The value of a capture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatchCapture {
    /// The bytes `start..end` of the subject.
    Span(usize, usize),
    /// The number that `()` captures: a position counted from 1.
    Position(usize),
}

/// Whether `find` searches for `pattern` as plain text: no special character in it (before its first NUL; such a
/// pattern is then taken whole, NULs and all).
pub fn is_plain(pattern: &[u8]) -> bool {
    !pattern.iter().take_while(|&&b| b != 0).any(|b| b"^$*+?.([%-".contains(b))
}

/// The first place at or after `init` (which is at most the length) where `needle` occurs in `text`.
pub fn find_plain(text: &[u8], needle: &[u8], init: usize) -> Option<usize> {
    let tail = text.get(init..)?;
    let at = match needle {
        [] => Some(0),
        [b] => memchr::memchr(*b, tail),
        _ => memchr::memmem::find(tail, needle),
    };
    at.map(|at| init + at)
}
