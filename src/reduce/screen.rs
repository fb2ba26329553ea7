//! A guess, without a call of the predicate, whether a candidate can be interesting.
//!
//! Candidates are run on the reference in process and sorted into classes by what can be seen from outside. A
//! class in which no candidate was ever interesting is skipped from then on, but for a probe now and then.
//! Invariant: depends only on the candidates before, so that a reduction takes the same steps every time.

use std::collections::{BTreeSet, HashMap};

use crate::engine::{End, Execute, Limits, Options, Program, Reference};

/// Uninteresting candidates after which a class is skipped.
const ENOUGH: usize = 6;
/// One candidate of so many in a skipped class is tried all the same.
const PROBE: usize = 24;

/// What can be seen of a run.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct RunClass {
    end: &'static str,
    silent: bool,
    /// Words that all interesting programs write, and this one does not; no more than a few.
    missing: Vec<Vec<u8>>,
}

/// Missing words that are told apart.
const MISSING: usize = 3;

#[derive(Default)]
struct Record {
    tried: usize,
    interesting: usize,
    skipped: usize,
}

/// Learns which classes are worth a call.
#[derive(Default)]
pub struct Screen {
    records: HashMap<RunClass, Record>,
    /// The words that all interesting programs wrote so far.
    words: Option<BTreeSet<Vec<u8>>>,
}

/// A look at one candidate, which depends on nothing but its text.
#[derive(Clone)]
pub struct Look {
    end: &'static str,
    silent: bool,
    words: BTreeSet<Vec<u8>>,
}

impl Look {
    /// Runs the candidate.
    pub fn at(text: &[u8]) -> Look {
        let limits = Limits { instructions: 2_000_000, memory: 64 << 20, output: 64 << 10 };
        let options = Options { limits, skip_globals: true, ..Options::default() };
        let outcome = Reference.execute(&Program::text(text, b"=reduced"), &options);
        let end = match outcome.end {
            End::Returned(_) => "returned",
            End::Failed(_) => "failed",
            End::Rejected(_) => "rejected",
            End::Limit(_) => "limit",
            End::Exited(_) => "exited",
            End::Crashed(_) => "crashed",
        };
        let split = outcome.output.split(|b| !b.is_ascii_alphabetic()).filter(|w| w.len() > 2);
        let words: BTreeSet<Vec<u8>> = split.take(2000).map(<[u8]>::to_vec).collect();
        Look { end, silent: outcome.output.is_empty(), words }
    }
}

impl Screen {
    fn class(&self, look: &Look) -> RunClass {
        let missing = self.words.iter().flat_map(|all| all.difference(&look.words)).take(MISSING).cloned().collect();
        RunClass { end: look.end, silent: look.silent, missing }
    }

    /// Whether the candidate is likely to be worth a call; nothing is learnt.
    pub fn likes(&self, look: &Look) -> bool {
        let record = self.records.get(&self.class(look));
        record.is_none_or(|record| record.interesting > 0 || record.tried < ENOUGH)
    }

    /// Whether the candidate is worth a call.
    pub fn admits(&mut self, look: &Look) -> bool {
        if self.likes(look) {
            return true;
        }
        let record = self.records.entry(self.class(look)).or_default();
        record.skipped += 1;
        record.skipped.is_multiple_of(PROBE)
    }

    /// Learns what the predicate said.
    pub fn learn(&mut self, look: Look, interesting: bool) {
        let class = self.class(&look);
        if interesting {
            let before = self.words.as_ref().map(BTreeSet::len);
            let left = match self.words.take() {
                Some(words) => words.intersection(&look.words).cloned().collect(),
                None => look.words,
            };
            if before != Some(left.len()) {
                // Another set of words: what was learnt about programs that lack one is void.
                self.records.retain(|class, _| class.missing.is_empty());
            }
            self.words = Some(left);
            if !class.missing.is_empty() {
                return;
            }
        }
        let record = self.records.entry(class).or_default();
        record.tried += 1;
        record.interesting += usize::from(interesting);
    }
}
