//! A worker process of [`crate::engine::pool`]: judges the programs that its parent asks for by number.

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::super::{STACK, USAGE, render};
use super::{Arguments, Counts};
use crate::engine::outcome::End;
use crate::engine::pool::{self, Seat};
use crate::engine::{Limits, Options, Ours, Reference};
use crate::finding::{ChunkPart, Difference, Place, Verdict};
use crate::oracle::differential;

/// Chunk name of generated programs.
const NAME: &[u8] = b"@generated.lua";

/// What a program may use on the reference.
const LIMITS: Limits = Limits { instructions: 2_000_000, memory: 64 << 20, output: 4 << 20 };

/// How long one program may take, at the very most.
pub(super) const PATIENCE: Duration = Duration::from_secs(20);

/// A finding as it comes from a worker.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Found {
    pub index: u64,
    /// What findings with the same cause are likely to share.
    pub bucket: String,
    /// For people.
    pub text: String,
    pub verdict: Option<Json>,
}

/// What a worker is asked: programs by number.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Question {
    pub first: u64,
    pub count: u64,
}

/// What it found in them.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Answer {
    pub counts: Counts,
    pub found: Vec<Found>,
}

/// A place for a worker that judges the programs of a run.
pub(super) fn seat(arguments: &Arguments) -> std::io::Result<Seat> {
    let mut words = vec!["fuzz".into(), "--worker".into(), "--seed".into(), arguments.seed.to_string()];
    if let Some(profile) = arguments.profile {
        words.extend(["--profile".into(), profile.name.into()]);
    }
    Seat::of_this_program(words)
}

/// The worker's side: judges until its input ends.
pub(super) fn main(arguments: &Arguments) -> ExitCode {
    std::thread::scope(|scope| {
        let serve = || pool::serve(|question: Question| judge_all(arguments, question));
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, serve);
        match thread.map(|t| t.join()) {
            Ok(Ok(code)) => code,
            _ => ExitCode::from(USAGE),
        }
    })
}

fn judge_all(arguments: &Arguments, Question { first, count }: Question) -> Answer {
    let mut answer = Answer { counts: Counts::default(), found: vec![] };
    let counts = &mut answer.counts;
    for index in first..first + count {
        let source = arguments.program(index);
        let (verdict, failed) = judge(&source);
        counts.programs += 1;
        counts.failed += u64::from(failed);
        counts.lines += source.iter().filter(|&&b| b == b'\n').count() as u64;
        match &verdict {
            Verdict::Agree => counts.agree += 1,
            Verdict::NotComparable { .. } => counts.not_comparable += 1,
            Verdict::Diverge { differences } => {
                counts.diverge += 1;
                let bucket = differences.first().map_or(String::new(), bucket);
                let name = format!("{}-{}-{index}.lua", arguments.profile_of(index).name, arguments.seed);
                let chunk = differences.first().is_some_and(|d| matches!(d.place, Place::Chunk { .. }));
                let text = render::verdict(Path::new(&name), &verdict, &source, &Ours, chunk);
                answer.found.push(Found { index, bucket, text, verdict: serde_json::to_value(&verdict).ok() });
            }
        }
    }
    answer
}

/// One complete comparison; also whether the program ends with an error.
fn judge(source: &[u8]) -> (Verdict, bool) {
    let options = Options { limits: LIMITS, ..Options::default() };
    let checked = differential::check(&Reference, &Ours, source, NAME, &options);
    (checked.verdict, matches!(checked.end, End::Failed(_)))
}

/// What findings with the same cause are likely to share: the place without its numbers, and both sides without what
/// differs from program to program.
fn bucket(difference: &Difference) -> String {
    let place = match &difference.place {
        Place::Chunk { part: ChunkPart::Code { .. }, .. } => "instruction".to_string(),
        Place::Global { .. } => "globals".to_string(),
        place => place.to_string().chars().filter(|c| !c.is_ascii_digit()).collect(),
    };
    let plain = |text: &str| -> String {
        let mut plain = String::new();
        for c in text.chars() {
            let c = if c.is_ascii_digit() { '0' } else { c };
            if c != '0' || !plain.ends_with('0') {
                plain.push(c);
            }
        }
        plain.chars().take(60).collect()
    };
    format!("{}: {} / {}", place.trim(), plain(&difference.reference), plain(&difference.subject))
}
