//! What is to be kept: a predicate over programs, asked at most once for each text.
//!
//! Invariant: what was asked, and in which order, does not depend on the number of threads. Answers that are
//! fetched ahead are only counted when they are used.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use rayon::prelude::*;

/// Why a predicate cannot be asked.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum PredicateError {
    #[error("the test command is empty")]
    NoCommand,
    #[error("no temporary folder: {0}")]
    NoFolder(#[source] std::io::Error),
    #[error("{command}: {source}")]
    Failed { command: String, source: std::io::Error },
    #[error("{command} cannot be run (exit code {code})")]
    NotRun { command: String, code: i32 },
    #[error("the program is not interesting: the subject agrees with the reference on it (or nothing can be compared)")]
    NoDivergence,
    #[error("the program diverges in class {found}, not {wanted}")]
    OtherClass { found: String, wanted: String },
    /// Of a predicate that comes from elsewhere.
    #[error(transparent)]
    Other(Box<dyn std::error::Error + Send + Sync>),
}

/// A predicate over programs.
pub trait Problem: Sync {
    /// Whether the program still shows what is being reduced.
    ///
    /// # Errors
    /// If the question cannot be answered at all (the predicate does not run).
    fn interesting(&self, text: &[u8]) -> Result<bool, PredicateError>;
}

impl<F: Fn(&[u8]) -> bool + Sync> Problem for F {
    fn interesting(&self, text: &[u8]) -> Result<bool, PredicateError> {
        Ok(self(text))
    }
}

/// When to stop before there is nothing left to try.
#[derive(Clone, Copy, Debug, Default)]
pub struct Budget<'a> {
    /// Candidates that may be tried.
    pub calls: Option<usize>,
    /// When the best so far is taken.
    pub deadline: Option<Instant>,
    /// Set from outside to stop.
    pub stop: Option<&'a AtomicBool>,
}

/// Calls that are kept for confirming the result.
const LAST: usize = 1;

/// Asks a problem, remembers the answers, and counts.
///
/// A reduction runs in rounds. What a round may see does not depend on the rounds before: an answer from an
/// earlier round costs no call, but counts as spent again.
pub struct Asker<'a> {
    problem: &'a dyn Problem,
    limits: Budget<'a>,
    answers: HashMap<Vec<u8>, Result<bool, PredicateError>>,
    asked: HashSet<Vec<u8>>,
    round: HashSet<Vec<u8>>,
    /// Texts asked for, each once.
    pub calls: usize,
    /// The first error.
    pub broken: Option<PredicateError>,
}

impl<'a> Asker<'a> {
    pub fn new(problem: &'a dyn Problem, limits: Budget<'a>) -> Asker<'a> {
        Asker {
            problem,
            limits,
            answers: HashMap::new(),
            asked: HashSet::new(),
            round: HashSet::new(),
            calls: 0,
            broken: None,
        }
    }

    /// Whether a limit is reached.
    pub fn stopped(&self) -> bool {
        self.broken.is_some()
            || self.limits.calls.is_some_and(|max| self.calls + LAST >= max)
            || self.limits.deadline.is_some_and(|end| Instant::now() >= end)
            || self.limits.stop.is_some_and(|stop| stop.load(Ordering::Relaxed))
    }

    /// Begins a round, in which nothing is known.
    pub fn begin_round(&mut self) {
        self.round.clear();
    }

    /// Texts asked for in this round.
    pub fn spent(&self) -> usize {
        self.round.len()
    }

    /// The answer for this text, if it was asked for in this round.
    pub fn known(&self, text: &[u8]) -> Option<bool> {
        if self.round.contains(text) { self.answers.get(text)?.as_ref().ok().copied() } else { None }
    }

    /// Whether the answer is here already, though perhaps not asked for.
    pub fn fetched(&self, text: &[u8]) -> bool {
        self.answers.contains_key(text)
    }

    /// Asks about several texts at once, so that later questions have their answers already.
    pub fn fetch(&mut self, texts: Vec<Vec<u8>>) {
        let problem = self.problem;
        let answers: Vec<_> = texts.par_iter().map(|t| problem.interesting(t)).collect();
        self.answers.extend(texts.into_iter().zip(answers));
    }

    /// Whether the text is interesting; not if a limit is reached.
    pub fn ask(&mut self, text: &[u8]) -> bool {
        if let Some(answer) = self.known(text) {
            return answer;
        }
        if self.stopped() {
            return false;
        }
        self.calls += usize::from(self.asked.insert(text.to_vec()));
        self.round.insert(text.to_vec());
        let answer = self.answers.remove(text).unwrap_or_else(|| self.problem.interesting(text));
        match answer {
            Ok(answer) => {
                self.answers.insert(text.to_vec(), Ok(answer));
                answer
            }
            Err(error) => {
                self.broken = Some(error);
                false
            }
        }
    }

    /// Asks again about a text that was answered before; whether the answer is the same. Once stopped from outside
    /// nothing is asked: a predicate that is ended early says nothing.
    pub fn confirm(&mut self, text: &[u8]) -> bool {
        if self.limits.stop.is_some_and(|stop| stop.load(Ordering::Relaxed)) {
            return true;
        }
        self.calls += 1;
        let again = self.problem.interesting(text);
        match self.answers.get(text) {
            Some(Ok(before)) => again.is_ok_and(|again| again == *before),
            Some(Err(_)) | None => true,
        }
    }
}
