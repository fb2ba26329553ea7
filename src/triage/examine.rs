//! The worker's side of triage: examines one case, or makes it small.
//!
//! Invariant: an answer is a function of the question. Files are read here, so that what a case does to its process happens
//! in a process that can be spared.

use std::cell::Cell;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::bucket;
use super::header::{self, CaseHeader};
use super::walk::reason;
use crate::diagnose::explain::explain;
use crate::diagnose::explanation::Explanation;
use crate::engine::source::{self, File};
use crate::engine::{Limits, Options, Program};
use crate::fault::{self, PairError};
use crate::isa::verify::undump_verified;
use crate::oracle::cross;
use crate::oracle::cross::Blame;
use crate::oracle::verdict::{self, Difference, Place};
use crate::oracle::{behaviour, bytecode, lockstep};
use crate::port::Pair;
use crate::reduce::{self, ReduceOptions, order};
use crate::report::data::{BucketKey, CaseVerdict, Finding, Level, Reduced, Setup, Shown};

/// How long one program is made smaller at most.
pub const PATIENCE: Duration = Duration::from_secs(20);
/// Longest program that a report shows whole, in bytes.
const SHOWN: usize = 64 << 10;

/// What a worker is asked about a case.
#[derive(Debug, Serialize, Deserialize)]
pub struct CaseQuestion {
    pub setup: Setup,
    /// The bytes of its path.
    path: Vec<u8>,
    pub task: Task,
}

/// What to do with it.
#[derive(Debug, Serialize, Deserialize)]
pub enum Task {
    /// Compare, and explain what differs.
    Examine,
    /// Make it small within so many milliseconds; its key has to stay.
    Reduce { key: BucketKey, milliseconds: u64 },
}

impl CaseQuestion {
    pub fn new(setup: &Setup, path: &Path, task: Task) -> CaseQuestion {
        CaseQuestion { setup: setup.clone(), path: path.as_os_str().as_encoded_bytes().to_vec(), task }
    }

    fn path(&self) -> PathBuf {
        PathBuf::from(OsStr::from_bytes(&self.path))
    }
}

/// What came out.
#[derive(Debug, Serialize, Deserialize)]
pub enum CaseAnswer {
    Examined(Box<Examined>),
    /// Nothing, if it could not be made smaller.
    Reduced(Option<Box<Finding>>, Option<BucketKey>),
    /// The header of the case is wrong, or the subject cannot be run: a mistake of the user.
    Refused(String),
}

/// What was found out about a case.
#[derive(Debug, Serialize, Deserialize)]
pub struct Examined {
    pub header: Option<HeaderData>,
    pub verdict: CaseVerdict,
    pub size: usize,
    pub key: Option<BucketKey>,
    pub finding: Option<Finding>,
}

/// A header that travels.
#[derive(Debug, Serialize, Deserialize)]
pub struct HeaderData {
    pub expected: crate::report::data::Expected,
    pub story: Option<String>,
}

/// Answers a question.
pub fn answer(question: &CaseQuestion) -> CaseAnswer {
    let path = question.path();
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) => {
            let verdict = CaseVerdict::Unreadable { message: reason(&error) };
            return CaseAnswer::Examined(Box::new(Examined {
                header: None,
                verdict,
                size: 0,
                key: None,
                finding: None,
            }));
        }
    };
    let case = Examiner { setup: &question.setup, path: &path, name: path.display().to_string() };
    match &question.task {
        Task::Examine => match header::read(&path, &bytes) {
            Ok(CaseHeader { expected, story }) => {
                let mut examined = case.examine(&bytes);
                examined.header = Some(HeaderData { expected, story });
                CaseAnswer::Examined(Box::new(examined))
            }
            Err(error) => CaseAnswer::Refused(error.to_string()),
        },
        Task::Reduce { key, milliseconds } => {
            let found = case.reduce(&bytes, key, Duration::from_millis(*milliseconds));
            let (finding, key) = found.unzip();
            CaseAnswer::Reduced(finding.map(Box::new), key)
        }
    }
}

struct Examiner<'a> {
    setup: &'a Setup,
    path: &'a Path,
    name: String,
}

impl Examiner<'_> {
    fn options(&self) -> Options {
        let limits = Limits {
            instructions: self.setup.instructions,
            memory: self.setup.memory.saturating_mul(1 << 20),
            ..Limits::default()
        };
        Options { limits, ..Options::default() }
    }

    fn chunk_name(&self) -> Vec<u8> {
        [b"@", self.path.as_os_str().as_encoded_bytes()].concat()
    }

    fn examine(&self, bytes: &[u8]) -> Examined {
        let size = order::tokens(source::skip_shebang(bytes)).unwrap_or(bytes.len());
        let time = Duration::from_secs(self.setup.seconds);
        let (verdict, syntax_error) = self.compare(bytes, &self.options(), time);
        let mut examined =
            Examined { header: None, verdict: CaseVerdict::Agree { syntax_error }, size, key: None, finding: None };
        let difference = match verdict {
            verdict::Verdict::Agree => return examined,
            verdict::Verdict::NotComparable { reason } => {
                examined.verdict = CaseVerdict::NotComparable { reason: reason.to_string() };
                return examined;
            }
            verdict::Verdict::Diverge { differences } => match differences.first() {
                Some(first) => shown(first),
                None => return examined,
            },
        };
        examined.verdict = CaseVerdict::Diverge;
        let text = match source::classify(bytes) {
            File::Text(text) => Some(text),
            File::Binary(_) => None,
        };
        let explanation = text.and_then(|text| self.explain(text));
        let key = explanation.as_ref().and_then(bucket::of);
        let key = key.unwrap_or_else(|| bucket::behavioural(&difference, text));
        examined.key = Some(key);
        examined.finding = Some(Finding {
            path: self.name.clone(),
            program: text.map(|_| clipped(bytes)),
            size,
            line: line_of(explanation.as_ref()),
            difference,
            reduced: None,
            explanation,
        });
        examined
    }

    /// The verdict, and whether both sides report a syntax error.
    fn compare(&self, bytes: &[u8], options: &Options, time: Duration) -> (verdict::Verdict, bool) {
        let name = self.chunk_name();
        let refuse =
            |message: String| (verdict::Verdict::NotComparable { reason: verdict::Reason::Input { message } }, false);
        let (text, chunk) = match source::classify(bytes) {
            File::Text(text) => (Some(text), None),
            File::Binary(chunk) => (None, Some(chunk)),
        };
        if let Some(chunk) = chunk {
            // The reference does not check code well enough to be given everything.
            if let Err(error) = undump_verified(chunk) {
                return refuse(format!("a binary chunk that cannot be run safely: {error}"));
            }
        }
        let pair = match pair_of(self.setup, time) {
            Ok(pair) => pair,
            Err(error) => return refuse(error.to_string()),
        };
        match (self.setup.level, text, chunk) {
            (Level::Bytecode, Some(text), _) => match pair.compilers() {
                Some(compilers) => {
                    let [expected, found] = compilers.map(|compiler| compiler.compile(text, &name));
                    (bytecode::compare(&expected, &found), expected.is_err())
                }
                None => refuse("a command only runs programs".into()),
            },
            (Level::Bytecode, None, _) => refuse("a binary chunk: there is no source to compile".into()),
            (Level::Lockstep, ..) => match lockstep::WatchedPair::of(pair) {
                Some(watched) => {
                    let checked = lockstep::check(bytes, &name, options, watched);
                    (checked.verdict, checked.rejected)
                }
                None => refuse("of a command only the behaviour is seen".into()),
            },
            (Level::Behaviour, text, chunk) => {
                let program = match (text, chunk) {
                    (Some(text), _) => Program::text(text, &name),
                    (None, Some(chunk)) => Program::chunk(chunk, &name),
                    (None, None) => return refuse("neither text nor a chunk".into()),
                };
                behaviour::check_kind(pair.reference, pair.subject, &program, options)
            }
        }
    }

    /// The whole story, if the subject can be looked into.
    fn explain(&self, text: &[u8]) -> Option<Explanation> {
        let time = Duration::from_secs(self.setup.seconds);
        let worker = std::env::current_exe().ok().map(|program| cross::Worker { program, time });
        let pair = pair_of(self.setup, time).ok().filter(|&pair| cross::Halves::of(pair).is_some())?;
        explain(text, &self.name, &self.options(), pair, worker.as_ref()).ok().filter(|e| e.blame != Blame::Nobody)
    }

    /// The smallest program of the same key (where only behaviour is seen: of the same kind of difference), what was found
    /// with it, and the key that it has.
    fn reduce(&self, bytes: &[u8], key: &BucketKey, time: Duration) -> Option<(Finding, BucketKey)> {
        let File::Text(text) = source::classify(bytes) else { return None };
        let external = cross::Halves::of(pair_of(self.setup, time).ok()?).is_none();
        if key.verdict == HANG && external {
            // Each candidate that still shows it would take all of its time.
            return None;
        }
        let mut finding = self.examine(bytes).finding?;
        let kind = finding.difference.kind.clone();
        // What crashes may first have eaten all there is, candidate by candidate.
        let time = if kind == "crash" { time.min(Duration::from_secs(4)) } else { time };
        // What takes long is waited for once; candidates get what an ordinary program needs.
        let patience = Duration::from_secs(self.setup.seconds).min(Duration::from_secs(2));
        let mut options = self.options();
        options.limits.instructions = options.limits.instructions.min(5_000_000);
        let difference_of = |candidate: &[u8]| match self.compare(candidate, &options, patience).0 {
            verdict::Verdict::Diverge { differences } => differences.first().map(shown),
            _ => None,
        };
        let interesting = |candidate: &[u8]| match difference_of(candidate) {
            Some(difference) if external => difference.kind == kind,
            Some(_) => self.explain(candidate).is_some_and(|e| bucket::of(&e).as_ref() == Some(key)),
            None => false,
        };
        let started = Instant::now();
        let limits =
            reduce::Budget { calls: Some(self.setup.reductions), deadline: started.checked_add(time), stop: None };
        let steps = Cell::new(0);
        let mut progress = |_: &reduce::Rank, _: usize| steps.set(steps.get() + 1);
        let config = ReduceOptions { limits, jobs: 1, screen: external, progress: &mut progress };
        let reduction = reduce::reduce(text, &interesting, config).ok()?;
        let difference = difference_of(&reduction.text)?;
        let explanation = self.explain(&reduction.text);
        finding.reduced = Some(Reduced {
            program: clipped(&reduction.text),
            size: reduction.tokens,
            line: line_of(explanation.as_ref()),
            difference: difference.clone(),
            calls: reduction.calls,
            stopped: reduction.stopped,
        });
        let key = explanation.as_ref().and_then(bucket::of);
        let key = key.unwrap_or_else(|| bucket::behavioural(&difference, Some(&reduction.text)));
        finding.explanation = explanation.or(finding.explanation);
        Some((finding, key))
    }
}

/// The engines that a setup names.
fn pair_of(setup: &Setup, time: Duration) -> Result<Pair, PairError> {
    fault::pair(setup.reference.as_deref(), setup.subject.as_deref(), time)
}

fn line_of(explanation: Option<&Explanation>) -> Option<u32> {
    explanation?.misaligned.as_ref()?.line
}

/// A program as text, cut if it is very long.
fn clipped(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(SHOWN)]).into_owned();
    if bytes.len() > SHOWN { format!("{text}\n-- ... ({} bytes in all)", bytes.len()) } else { text }
}

/// The kind of a difference in which the subject does not end.
const HANG: &str = "hang";

/// A difference as text.
pub fn shown(difference: &Difference) -> Shown {
    let kind = match &difference.place {
        Place::Compilation => "compilation",
        Place::Chunk { .. } => "chunk",
        Place::Step { .. } => "step",
        Place::Output { .. } => "output",
        Place::End if difference.subject.starts_with("does not end") => HANG,
        Place::End if difference.subject.starts_with("crashes") => "crash",
        Place::End => "end",
        Place::Error => "error",
        Place::Result { .. } => "result",
        Place::Global { .. } => "global",
    };
    Shown {
        kind: kind.into(),
        place: difference.place.to_string(),
        reference: difference.reference.clone(),
        subject: difference.subject.clone(),
    }
}
