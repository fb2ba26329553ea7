//! A worker process: judges the programs that its parent asks for by number, and its parent's view of it.
//!
//! Both speak in lines: the parent says `FIRST COUNT`, the worker answers with one JSON object per finding, then one with
//! its counts.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, ExitCode, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use serde_json::{Value as Json, json};

use super::super::{STACK, USAGE, render};
use super::{Arguments, Counts};
use crate::engine::outcome::End;
use crate::engine::{Limits, Options, Ours, Reference};
use crate::finding::{ChunkPart, Difference, Place, Verdict};
use crate::oracle::differential;

/// Chunk name of generated programs.
const NAME: &[u8] = b"@generated.lua";

/// What a program may use on the reference.
const LIMITS: Limits = Limits { instructions: 2_000_000, memory: 64 << 20, output: 4 << 20 };

/// How long one program may take, at the very most.
const PATIENCE: Duration = Duration::from_secs(20);

/// A finding as it comes from a worker.
pub(super) struct Found {
    pub index: u64,
    /// What findings with the same cause are likely to share.
    pub bucket: String,
    /// For people.
    pub text: String,
    pub verdict: Option<Json>,
}

/// A worker process, as its parent sees it.
pub(super) struct Worker {
    child: Child,
    input: ChildStdin,
    lines: Receiver<String>,
}

/// What a worker found in a range of programs.
type Answer = (Counts, Vec<Found>);

impl Worker {
    pub fn start(arguments: &Arguments) -> std::io::Result<Worker> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["fuzz", "--worker", "--seed", &arguments.seed.to_string()]);
        if let Some(profile) = arguments.profile {
            command.args(["--profile", profile.name]);
        }
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let missing = || std::io::Error::other("no pipe");
        let input = child.stdin.take().ok_or_else(missing)?;
        let output = child.stdout.take().ok_or_else(missing)?;
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines() {
                let Ok(line) = line else { break };
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        Ok(Worker { child, input, lines })
    }

    /// Has programs judged. A worker that dies or takes too long is gone; then the answer says how it ended.
    pub fn judge(mut self, first: u64, count: u64) -> (Option<Worker>, Result<Answer, String>) {
        match self.ask(first, count) {
            Some(answer) => (Some(self), Ok(answer)),
            None => {
                let death = self.death();
                (None, Err(death))
            }
        }
    }

    fn ask(&mut self, first: u64, count: u64) -> Option<(Counts, Vec<Found>)> {
        writeln!(self.input, "{first} {count}").ok()?;
        let mut found = Vec::new();
        loop {
            let line = self.lines.recv_timeout(PATIENCE * 2).ok()?;
            let Ok(mut line) = serde_json::from_str::<Json>(&line) else { continue };
            let number = |line: &Json, key: &str| line[key].as_u64().unwrap_or(0);
            if line["programs"].is_u64() {
                let counts = Counts {
                    programs: number(&line, "programs"),
                    agree: number(&line, "agree"),
                    diverge: number(&line, "diverge"),
                    not_comparable: number(&line, "not_comparable"),
                    failed: number(&line, "failed"),
                    lines: number(&line, "lines"),
                };
                return Some((counts, found));
            }
            let text = |line: &Json, key: &str| line[key].as_str().unwrap_or_default().to_string();
            found.push(Found {
                index: number(&line, "index"),
                bucket: text(&line, "bucket"),
                text: text(&line, "text"),
                verdict: Some(line["verdict"].take()),
            });
        }
    }

    /// How the process ended; it is killed if it has not.
    fn death(mut self) -> String {
        let ended = match self.lines.recv_timeout(Duration::from_millis(200)) {
            Err(RecvTimeoutError::Disconnected) => self.child.wait().ok(),
            _ => None,
        };
        match ended {
            Some(status) => format!("the process that judged it ended: {status}"),
            None => {
                drop(self.child.kill());
                drop(self.child.wait());
                "judging it does not end".into()
            }
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // Its input has ended, or ends with this; one that hangs must not stay behind.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The worker's side: judges until its input ends.
pub(super) fn main(arguments: &Arguments) -> ExitCode {
    // Ctrl-C is for the parent, who closes the input.
    if ctrlc::set_handler(|| {}).is_err() {
        return ExitCode::from(USAGE);
    }
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, || serve(arguments));
        match thread.map(|t| t.join()) {
            Ok(Ok(())) => ExitCode::SUCCESS,
            _ => ExitCode::from(USAGE),
        }
    })
}

fn serve(arguments: &Arguments) {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lines() {
        let Ok(line) = line else { return };
        let numbers: Vec<u64> = line.split(' ').filter_map(|w| w.parse().ok()).collect();
        let [first, count] = numbers[..] else { return };
        let mut counts = Counts::default();
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
                    let line = json!({ "index": index, "bucket": bucket, "text": text, "verdict": verdict });
                    if writeln!(out, "{line}").is_err() {
                        return;
                    }
                }
            }
        }
        let line = json!({
            "programs": counts.programs,
            "agree": counts.agree,
            "diverge": counts.diverge,
            "not_comparable": counts.not_comparable,
            "failed": counts.failed,
            "lines": counts.lines,
        });
        if writeln!(out, "{line}").is_err() || out.flush().is_err() {
            return;
        }
    }
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
