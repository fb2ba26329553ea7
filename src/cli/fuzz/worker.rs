//! A worker process of [`crate::workers`]: judges the programs that its parent asks for by number, and finds out more
//! about one that diverges.

use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::super::{STACK, USAGE, complain, render};
use super::FuzzArguments;
use crate::diagnose::explain::explain;
use crate::engine::{Options, Program};
use crate::fuzzing::counts::{COUNTED, ProgramCounts};
use crate::fuzzing::judge::{Effort, LIMITS, NAME, excuse, judge, look};
use crate::oracle::behaviour;
use crate::oracle::cross::{Halves, Worker};
use crate::oracle::verdict::{Place, Verdict};
use crate::port::Pair;
use crate::reduce::predicate::{DivergenceProblem, of_finding};
use crate::reduce::{self, ReduceOptions};
use crate::report::terminal;
use crate::triage::bucket;
use crate::triage::examine::shown;
use crate::workers::{self, WorkerSlot};

/// How long one program may take, at the very most.
pub(super) const PATIENCE: Duration = Duration::from_secs(20);
/// How long a divergence is reduced, and how long explaining it, or reducing it and explaining what is left, may take.
const REDUCTION: Duration = Duration::from_secs(30);
const SIMPLEST: Duration = Duration::from_secs(10);
pub(super) const EXPLANATION: Duration = Duration::from_secs(30);
pub(super) const STUDY: Duration = Duration::from_secs(90);

/// A finding as it comes from a worker.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct FuzzFinding {
    pub index: u64,
    /// What is seen of it from outside: findings that look alike are likely to have one cause.
    pub look: String,
    /// The first difference in a line.
    pub story: String,
    /// For people.
    pub text: String,
    pub verdict: Option<Json>,
}

/// What a worker is asked.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) enum Question {
    /// To judge programs by number.
    Judge { first: u64, count: u64 },
    /// To explain one.
    Explain { index: u64 },
    /// To make one smaller.
    Reduce { index: u64 },
}

/// What it found in them.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct JudgedBatch {
    pub counts: ProgramCounts,
    pub found: Vec<FuzzFinding>,
}

/// What a program shows inside.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct FindingInside {
    pub explanation: Option<Json>,
    /// The explanation for people, or why there is none.
    pub text: String,
    /// The bucket that findings of this cause belong to, as far as this program shows.
    pub bucket: Option<String>,
}

/// A smaller program that diverges in the same way.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Smaller {
    pub program: Vec<u8>,
    /// What the reference prints for it.
    pub expected: Vec<u8>,
    /// The bucket that it belongs to.
    pub bucket: Option<String>,
    /// The bucket of the simplest program that this one comes to if anything may differ: the same mistake as a rule, in a
    /// construct that needs less.
    pub simplest: Option<String>,
}

/// A place for a worker that judges the programs of a run.
pub(super) fn slot(arguments: &FuzzArguments) -> std::io::Result<WorkerSlot> {
    let mut words = vec!["fuzz".into(), "--worker".into(), "--seed".into(), arguments.seed.to_string()];
    words.extend(["--lockstep".into(), arguments.lockstep.to_string()]);
    if arguments.bytecode {
        words.push("--bytecode".into());
    }
    for (flag, name) in [("--reference", &arguments.engines.reference), ("--subject", &arguments.engines.subject)] {
        words.extend(name.iter().flat_map(|name| [flag.into(), name.clone()]));
    }
    if let Some(profile) = arguments.profile {
        words.extend(["--profile".into(), profile.name.into()]);
    }
    WorkerSlot::of_this_program(words)
}

/// The worker's side: answers until its input ends.
pub(super) fn main(arguments: &FuzzArguments) -> ExitCode {
    let pair = match arguments.pair() {
        Ok(pair) => pair,
        Err(error) => return complain(error),
    };
    std::thread::scope(|scope| {
        let serve = || {
            workers::serve(|question: Question| {
                match question {
                    Question::Judge { first, count } => serde_json::to_value(judge_all(arguments, pair, first, count)),
                    Question::Explain { index } => serde_json::to_value(explained(&arguments.program(index), pair)),
                    Question::Reduce { index } => serde_json::to_value(smaller(&arguments.program(index), pair)),
                }
                .unwrap_or_default()
            })
        };
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, serve);
        match thread.map(|t| t.join()) {
            Ok(Ok(code)) => code,
            _ => ExitCode::from(USAGE),
        }
    })
}

fn judge_all(arguments: &FuzzArguments, pair: Pair, first: u64, count: u64) -> JudgedBatch {
    let (mut counts, mut found) = (ProgramCounts::default(), vec![]);
    for index in first..first + count {
        let source = arguments.program(index);
        let steps = arguments.lockstep > 0 && index % arguments.lockstep == 0;
        let judged = judge(&source, Effort { steps, count: index % COUNTED == 0 }, pair);
        counts.programs += 1;
        counts.failed += u64::from(judged.failed);
        counts.stepped += u64::from(steps);
        counts.size.add(judged.size);
        if let Some(executed) = judged.executed {
            counts.executed.add(executed);
        }
        if let Some(coverage) = &judged.coverage {
            counts.coverage.merge(coverage);
        }
        match &judged.verdict {
            Verdict::Agree => counts.agree += 1,
            Verdict::NotComparable { reason } => counts.excuse(excuse(reason), index),
            Verdict::Diverge { differences } => {
                counts.diverge += 1;
                let Some(first) = differences.first() else { continue };
                let name = format!("{}.{}", arguments.stem(index), arguments.extension());
                let chunk = matches!(first.place, Place::Chunk { .. });
                found.push(FuzzFinding {
                    index,
                    look: look(first),
                    story: format!(
                        "{}: {} on the reference, {} on the subject",
                        first.place, first.reference, first.subject
                    ),
                    text: render::verdict(Path::new(&name), &judged.verdict, &source, pair, chunk),
                    verdict: serde_json::to_value(&judged.verdict).ok(),
                });
            }
        }
    }
    JudgedBatch { counts, found }
}

fn options() -> Options {
    Options { limits: LIMITS, ..Options::default() }
}

/// Explains a program that diverges, if both engines can be looked into.
fn explained(source: &[u8], pair: Pair) -> FindingInside {
    let worker = std::env::current_exe().ok().map(|program| Worker { program, time: PATIENCE });
    let file = String::from_utf8_lossy(&NAME[1..]);
    match Halves::of(pair).map(|_| explain(source, &file, &options(), pair, worker.as_ref())) {
        Some(Ok(explanation)) => FindingInside {
            text: terminal::explanation(&explanation),
            bucket: bucket::of(&explanation).map(|key| key.text()),
            explanation: serde_json::to_value(&explanation).ok(),
        },
        Some(Err(reason)) => FindingInside { text: format!("not explained: {reason}\n"), ..FindingInside::default() },
        None => FindingInside::default(),
    }
}

/// Makes a program that diverges smaller.
fn smaller(source: &[u8], pair: Pair) -> Option<Smaller> {
    let find = of_finding(pair);
    let divergence = DivergenceProblem::new(&find, source, None).ok()?;
    let reduced = reduced(source, &divergence, REDUCTION)?;
    let any = DivergenceProblem::new(|text: &[u8], n: u64| find(text, n).map(|_| "any".into()), &reduced, None).ok();
    let simplest = any.and_then(|any| self::reduced(&reduced, &any, SIMPLEST));
    let (bucket, simplest) = (bucket_of(&reduced, pair), simplest.and_then(|program| bucket_of(&program, pair)));
    let expected = pair.reference.execute(&Program::of_file(&reduced, NAME), &options()).output;
    Some(Smaller { program: reduced, expected, bucket, simplest })
}

fn reduced(source: &[u8], divergence: &DivergenceProblem<'_>, time: Duration) -> Option<Vec<u8>> {
    let limits = reduce::Budget { calls: None, deadline: Instant::now().checked_add(time), stop: None };
    let config = ReduceOptions { limits, jobs: 1, screen: false, progress: &mut |_, _| () };
    Some(reduce::reduce(source, divergence, config).ok()?.text)
}

/// The bucket of a program that is as small as it gets.
fn bucket_of(program: &[u8], pair: Pair) -> Option<String> {
    explained(program, pair).bucket.or_else(|| {
        match behaviour::check(pair.reference, pair.subject, &Program::of_file(program, NAME), &options()) {
            Verdict::Diverge { differences } => {
                Some(bucket::behavioural(&shown(differences.first()?), Some(program)).text())
            }
            Verdict::Agree | Verdict::NotComparable { .. } => None,
        }
    })
}
