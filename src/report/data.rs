//! What a triage run finds out, as plain data with a version number ([`SCHEMA`]).

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::diagnose::explanation::Explanation;

/// Version of the data of a [`Report`].
pub const SCHEMA: u32 = 2;

/// What is compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Output, results or error value, and what the globals reach
    #[default]
    Behaviour,
    /// The compilers only: their chunks, byte for byte
    Bytecode,
    /// Step by step: the live registers of both VMs before every instruction
    Lockstep,
}

impl Level {
    /// As on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Level::Behaviour => "behaviour",
            Level::Bytecode => "bytecode",
            Level::Lockstep => "lockstep",
        }
    }
}

/// How cases are examined; the same for all cases of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setup {
    /// The engine whose answers are right, as `--reference` names it; PUC-Rio Lua 5.1.5 if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// A command that runs Lua 5.1 scripts; our own engine if there is none.
    pub subject: Option<String>,
    /// What is compared.
    pub level: Level,
    /// Instructions that a program may execute on the reference.
    pub instructions: u64,
    /// Megabytes that a program may hold on the reference.
    pub memory: usize,
    /// Seconds that one run of a command may take; twenty times that, and at least a minute, is what a case may take.
    pub seconds: u64,
    /// Candidates that the reduction of a case may try; 0: failures are not reduced.
    pub reductions: usize,
}

impl Setup {
    /// The subject's name in reports.
    pub fn subject_name(&self) -> &str {
        self.subject.as_deref().unwrap_or("ours")
    }
}

/// A part of a run: `index` of `of`, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Shard {
    /// From 1 to `of`.
    pub index: usize,
    /// How many parts there are.
    pub of: usize,
}

/// A whole run.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Report {
    /// [`SCHEMA`].
    pub schema: u32,
    /// Name and version of the program that made it.
    pub tool: String,
    /// How its cases were examined.
    pub setup: Setup,
    /// What the run is called where a later run says since when a bucket is known.
    pub label: Option<String>,
    /// The shards that are in it; none if it was not divided.
    pub shards: Vec<Shard>,
    /// Whether all cases were examined, and all shards are there.
    pub complete: bool,
    /// Files that are no programs.
    pub ignored: Vec<String>,
    /// Sorted by path.
    pub cases: Vec<Case>,
    /// New ones first, then by the size of their smallest programs.
    pub buckets: Vec<Bucket>,
}

/// What became of one file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// The file as the walk found it.
    pub path: String,
    /// What its header tells about it.
    pub story: Option<String>,
    /// What its header or folder says.
    pub expected: Expected,
    /// What its examination gave.
    pub verdict: CaseVerdict,
    /// Verdict against expectation.
    pub status: Status,
    /// What differs first, if it diverges.
    pub difference: Option<Shown>,
    /// Which bucket it belongs to, if it diverges.
    pub key: Option<BucketKey>,
    /// Size of the program in tokens, in bytes if it does not lex.
    pub size: usize,
}

/// What is expected of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "expected", rename_all = "snake_case")]
pub enum Expected {
    /// Both sides agree.
    Agree {
        /// Somebody said so: in the header, or by putting the case into a folder of cases that agree.
        strict: bool,
    },
    /// They differ.
    Diverge {
        /// The text of the bucket's key, if only that will do.
        key: Option<String>,
    },
    /// Nothing can be said about it.
    NotComparable,
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Expected::Agree { .. } => f.write_str("agree"),
            Expected::Diverge { key: None } => f.write_str("diverge"),
            Expected::Diverge { key: Some(key) } => write!(f, "diverge {key}"),
            Expected::NotComparable => f.write_str("not comparable"),
        }
    }
}

/// The verdict on a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum CaseVerdict {
    /// Both sides agree.
    Agree {
        /// Both sides report the same syntax error.
        syntax_error: bool,
    },
    /// They differ.
    Diverge,
    /// Nothing can be said about it.
    NotComparable {
        /// Why not, in words.
        reason: String,
    },
    /// The process that examined it died, twice: how.
    Crashed {
        /// How the process ended, in words.
        death: String,
    },
    /// The file cannot be read.
    Unreadable {
        /// Why not, in words.
        message: String,
    },
    /// The run ended before.
    NotRun,
}

impl CaseVerdict {
    /// In a few words.
    pub fn name(&self) -> &'static str {
        match self {
            CaseVerdict::Agree { .. } => "agree",
            CaseVerdict::Diverge => "diverge",
            CaseVerdict::NotComparable { .. } => "not comparable",
            CaseVerdict::Crashed { .. } => "crashed",
            CaseVerdict::Unreadable { .. } => "unreadable",
            CaseVerdict::NotRun => "not run",
        }
    }
}

/// Verdict and expectation together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// As expected: agrees, or is known to diverge.
    Expected,
    /// Diverges in a bucket of the baseline.
    Known,
    /// Nothing was expected, and nothing can be compared.
    Skipped,
    /// Diverges, and nobody expected it.
    New,
    /// Diverges as expected, but in another way.
    Changed,
    /// Expected to diverge, and agrees.
    Fixed,
    /// Something was expected, and nothing can be compared.
    Lost,
    /// The file cannot be read.
    Unreadable,
    /// The run ended before.
    NotRun,
}

impl Status {
    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Status::Expected => "as expected",
            Status::Known => "known",
            Status::Skipped => "skipped",
            Status::New => "new",
            Status::Changed => "changed",
            Status::Fixed => "agrees again",
            Status::Lost => "not comparable any more",
            Status::Unreadable => "unreadable",
            Status::NotRun => "not run",
        }
    }
}

/// A difference as text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// Kind of the place: `output`, `end` (`hang`, `crash`), `error`, `result`, `global`, `chunk`, `step`, `compilation`, `process`.
    pub kind: String,
    /// Where, in words.
    pub place: String,
    /// What the reference shows there.
    pub reference: String,
    /// What the subject shows there.
    pub subject: String,
}

/// What findings with one root cause have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct BucketKey {
    /// Whose fault (`compiler`, `vm`, `both`, `contract`), or the kind of difference where only behaviour is seen.
    pub verdict: String,
    /// In which mechanism, where an explanation tells: see [`crate::diagnose::mechanism`].
    pub mechanism: Option<String>,
    /// What the program uses of the language and its libraries, where that tells one cause from another.
    pub uses: Vec<String>,
}

impl BucketKey {
    /// All of it in one line, as headers have it.
    pub fn text(&self) -> String {
        let mut parts = vec![self.verdict.clone()];
        parts.extend(self.mechanism.clone());
        if !self.uses.is_empty() {
            parts.push(self.uses.join(" "));
        }
        parts.join(", ")
    }

    /// A name for the bucket that stays the same between runs.
    pub fn id(&self) -> String {
        let digest = crate::trace::digest::string(self.text().as_bytes());
        format!("{:010x}", digest & 0xff_ffff_ffff)
    }
}

/// Findings with one root cause.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Bucket {
    /// [`BucketKey::id`].
    pub id: String,
    /// What its cases have in common.
    pub key: BucketKey,
    /// What it is about, for people.
    pub title: String,
    /// The most urgent status of its cases.
    pub status: Status,
    /// The oldest run that knows it.
    pub since: Option<String>,
    /// Paths of its cases, sorted.
    pub cases: Vec<String>,
    /// The case with the smallest program.
    pub example: Finding,
}

impl Bucket {
    /// The size of its smallest program in tokens.
    pub fn size(&self) -> usize {
        self.example.size()
    }
}

/// All that is known about one diverging case.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Finding {
    /// Path of the case.
    pub path: String,
    /// Source text; `None` for a binary chunk.
    pub program: Option<String>,
    /// Size of the program in tokens.
    pub size: usize,
    /// The line of the first misaligned instruction.
    pub line: Option<u32>,
    /// What differs first.
    pub difference: Shown,
    /// What its program was reduced to, if it was.
    pub reduced: Option<Reduced>,
    /// Of the reduced program if there is one.
    pub explanation: Option<Explanation>,
}

impl Finding {
    /// The size of the smallest program in tokens.
    pub fn size(&self) -> usize {
        self.reduced.as_ref().map_or(self.size, |r| r.size.min(self.size))
    }

    /// The smallest program.
    pub fn smallest(&self) -> Option<&str> {
        self.reduced.as_ref().map(|r| r.program.as_str()).or(self.program.as_deref())
    }
}

/// The smallest program that was found for a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reduced {
    /// Source text.
    pub program: String,
    /// In tokens.
    pub size: usize,
    /// The line of the first misaligned instruction.
    pub line: Option<u32>,
    /// What differs first in it.
    pub difference: Shown,
    /// Candidates tried.
    pub calls: usize,
    /// Whether there was more to try.
    pub stopped: bool,
}

/// How many cases there are of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All of them.
    pub cases: usize,
    /// Both sides agree.
    pub agree: usize,
    /// They differ.
    pub diverge: usize,
    /// Nothing can be said.
    pub not_comparable: usize,
    /// The process that examined them died.
    pub crashed: usize,
    /// The file cannot be read.
    pub unreadable: usize,
    /// The run ended before.
    pub not_run: usize,
}

impl Report {
    /// How many cases there are of each verdict.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts { cases: self.cases.len(), ..Counts::default() };
        for case in &self.cases {
            *match case.verdict {
                CaseVerdict::Agree { .. } => &mut counts.agree,
                CaseVerdict::Diverge => &mut counts.diverge,
                CaseVerdict::NotComparable { .. } => &mut counts.not_comparable,
                CaseVerdict::Crashed { .. } => &mut counts.crashed,
                CaseVerdict::Unreadable { .. } => &mut counts.unreadable,
                CaseVerdict::NotRun => &mut counts.not_run,
            } += 1;
        }
        counts
    }

    /// The cases of a status.
    pub fn with(&self, status: Status) -> impl Iterator<Item = &Case> {
        self.cases.iter().filter(move |case| case.status == status)
    }

    /// The bucket of a case.
    pub fn bucket_of(&self, case: &Case) -> Option<&Bucket> {
        self.buckets.iter().find(|bucket| bucket.cases.binary_search(&case.path).is_ok())
    }

    /// 0 as expected, 1 new divergence, 2 unreadable input, 3 a known case agrees again, 4 nothing (or not all) was run.
    pub fn exit_code(&self) -> u8 {
        let any = |statuses: &[Status]| self.cases.iter().any(|case| statuses.contains(&case.status));
        if any(&[Status::New, Status::Changed, Status::Lost]) {
            1
        } else if any(&[Status::Unreadable]) {
            2
        } else if any(&[Status::Fixed]) {
            3
        } else if self
            .cases
            .iter()
            .all(|case| matches!(case.verdict, CaseVerdict::NotComparable { .. } | CaseVerdict::NotRun))
            || any(&[Status::NotRun])
        {
            4
        } else {
            0
        }
    }
}
