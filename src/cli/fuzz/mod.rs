//! `lockstep fuzz`: generated programs on our compiler and VM and on the reference.
//!
//! Programs are numbered; program n of a seed is the same in every run. They are judged in worker processes, so that
//! one that takes its process down is a finding like any other. Findings are saved as soon as they are known.
//!
//! Invariant: what is found depends on the seed, the profiles and the number of programs, not on the number of jobs.

mod worker;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use serde::{Deserialize, Serialize};

use super::r#gen::{profile, program};
use super::{SKIP, complain, duration, files};
use crate::engine::pool::{Death, Seat};
use crate::r#gen::Profile;
use worker::{Answer, Found, PATIENCE, Question};

/// Arguments of `lockstep fuzz`.
#[derive(clap::Args)]
pub struct Arguments {
    /// How long to go on (60s, 10m, 2h); 60s if --runs is not given either
    #[arg(long, value_name = "TIME", value_parser = duration)]
    time: Option<Duration>,
    /// How many programs to run
    #[arg(long, value_name = "N")]
    runs: Option<u64>,
    /// Which sequence of programs
    #[arg(long, value_name = "S", default_value_t = 0)]
    seed: u64,
    /// Number of the first program
    #[arg(long, value_name = "N", default_value_t = 0)]
    skip: u64,
    /// How many worker processes (one per processor if not given)
    #[arg(long, short, value_name = "N", default_value_t = 0, hide_default_value = true)]
    jobs: usize,
    /// What the programs are made of (all profiles in turn if not given)
    #[arg(long, value_name = "P", value_parser = profile)]
    profile: Option<&'static Profile>,
    /// Where to save findings: the program, and beside it what was found
    #[arg(long, value_name = "DIR", default_value = "findings")]
    out: PathBuf,
    /// Judges programs for a parent process
    #[arg(long, hide = true)]
    worker: bool,
}

impl Arguments {
    /// The profile of a program: each in turn unless one was chosen.
    fn profile_of(&self, index: u64) -> &'static Profile {
        self.profile.unwrap_or(&Profile::ALL[(index % Profile::ALL.len() as u64) as usize])
    }

    fn program(&self, index: u64) -> Vec<u8> {
        program(self.seed, index, self.profile_of(index))
    }
}

/// Programs that a worker gets at a time.
const BATCH: u64 = 64;

/// Counts of what workers report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Counts {
    programs: u64,
    agree: u64,
    diverge: u64,
    not_comparable: u64,
    /// Programs that end with an error on the reference.
    failed: u64,
    lines: u64,
}

impl Counts {
    fn add(&mut self, other: &Counts) {
        self.programs += other.programs;
        self.agree += other.agree;
        self.diverge += other.diverge;
        self.not_comparable += other.not_comparable;
        self.failed += other.failed;
        self.lines += other.lines;
    }
}

/// Runs the subcommand.
pub fn main(arguments: &Arguments) -> ExitCode {
    if arguments.worker {
        return worker::main(arguments);
    }
    let stop = std::sync::Arc::new(AtomicBool::new(false));
    let stopping = std::sync::Arc::clone(&stop);
    // A second Ctrl-C ends the process at once.
    let handler = move || {
        if stopping.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    };
    if let Err(error) = ctrlc::set_handler(handler) {
        return complain(error);
    }
    let jobs = match arguments.jobs {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        jobs => jobs,
    };
    let run = Run::new(arguments, &stop);
    std::thread::scope(|scope| {
        for _ in 0..jobs {
            scope.spawn(|| run.job());
        }
    });
    run.finish(jobs)
}

/// What the jobs share.
struct Run<'a> {
    arguments: &'a Arguments,
    stop: &'a AtomicBool,
    started: Instant,
    until: Option<Instant>,
    /// Index after the last program.
    end: u64,
    next: AtomicU64,
    state: Mutex<State>,
    bar: ProgressBar,
}

#[derive(Default)]
struct State {
    counts: Counts,
    /// Findings by what they look like, with how many look so.
    buckets: BTreeMap<String, u64>,
    problem: Option<String>,
}

impl<'a> Run<'a> {
    fn new(arguments: &'a Arguments, stop: &'a AtomicBool) -> Run<'a> {
        let started = Instant::now();
        let time = arguments.time.or(if arguments.runs.is_none() { Some(Duration::from_secs(60)) } else { None });
        let bar = match arguments.runs {
            Some(runs) => ProgressBar::new(runs),
            None => ProgressBar::new_spinner(),
        };
        let template = match arguments.runs {
            Some(_) => "{bar:30} {pos}/{len} programs, {per_sec}, {elapsed} {msg}",
            None => "{spinner} {pos} programs, {per_sec}, {elapsed} {msg}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Run {
            arguments,
            stop,
            started,
            until: time.and_then(|t| started.checked_add(t)),
            end: arguments.skip.saturating_add(arguments.runs.unwrap_or(u64::MAX)),
            next: AtomicU64::new(arguments.skip),
            state: Mutex::new(State::default()),
            bar,
        }
    }

    fn with<T>(&self, f: impl FnOnce(&mut State) -> T) -> T {
        f(&mut self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    fn job(&self) {
        let fail = |message: String| {
            self.stop.store(true, Ordering::Relaxed);
            self.with(|s| s.problem = Some(message));
        };
        let mut seat = match worker::seat(self.arguments) {
            Ok(seat) => seat,
            Err(error) => return fail(format!("cannot start a worker: {error}")),
        };
        while !self.stop.load(Ordering::Relaxed) && self.until.is_none_or(|t| Instant::now() < t) {
            let first = self.next.fetch_add(BATCH, Ordering::Relaxed);
            if first >= self.end {
                break;
            }
            let count = BATCH.min(self.end - first);
            if let Err(message) = self.batch(&mut seat, first, count) {
                fail(message);
            }
        }
    }

    /// Has a batch judged; if the worker dies over it, one program after the other, to see which it was.
    fn batch(&self, seat: &mut Seat, first: u64, count: u64) -> Result<(), String> {
        let mut ask = |first, count: u64| {
            let patience = PATIENCE * u32::try_from(count).unwrap_or(u32::MAX);
            match seat.ask::<_, Answer>(&Question { first, count }, patience) {
                Err(Death::NotStarted { message }) => Err(format!("cannot start a worker: {message}")),
                answer => Ok(answer),
            }
        };
        match ask(first, count)? {
            Ok(Answer { counts, found }) => self.note(counts, found),
            Err(_) => {
                for index in first..first + count {
                    match ask(index, 1)? {
                        Ok(Answer { counts, found }) => self.note(counts, found),
                        Err(death) => {
                            let counts = Counts { programs: 1, diverge: 1, ..Counts::default() };
                            let text = format!("diverge  {death}\n");
                            let bucket = death.to_string();
                            self.note(counts, vec![Found { index, bucket, text, verdict: None }]);
                        }
                    }
                }
            }
        }
        Ok(())
    }

    fn note(&self, counts: Counts, found: Vec<Found>) {
        self.bar.inc(counts.programs);
        self.with(|s| s.counts.add(&counts));
        for finding in found {
            let (times, buckets) = self.with(|s| {
                let times = s.buckets.entry(finding.bucket.clone()).or_default();
                *times += 1;
                (*times, s.buckets.len())
            });
            self.bar.set_message(format!("{buckets} kinds of findings"));
            if let Err(error) = self.save(&finding) {
                let message = format!("{}: {}", self.arguments.out.display(), files::reason(&error));
                self.stop.store(true, Ordering::Relaxed);
                self.with(|s| s.problem = Some(message));
            }
            // Each kind is shown once; all are saved.
            if times == 1 {
                self.bar.suspend(|| drop(std::io::stdout().write_all(finding.text.as_bytes())));
            }
        }
    }

    fn save(&self, finding: &Found) -> std::io::Result<()> {
        let out = &self.arguments.out;
        std::fs::create_dir_all(out)?;
        let profile = self.arguments.profile_of(finding.index).name;
        let stem = format!("{profile}-{}-{}", self.arguments.seed, finding.index);
        let program = out.join(format!("{stem}.lua"));
        std::fs::write(&program, self.arguments.program(finding.index))?;
        let record = serde_json::json!({
            "program": format!("{stem}.lua"),
            "seed": self.arguments.seed,
            "index": finding.index,
            "profile": profile,
            "bucket": finding.bucket,
            "verdict": finding.verdict,
            "command": format!("lockstep check {}", program.display()),
        });
        std::fs::write(out.join(format!("{stem}.json")), format!("{record:#}\n"))
    }

    fn finish(self, jobs: usize) -> ExitCode {
        self.bar.finish_and_clear();
        let elapsed = self.started.elapsed().as_secs_f64().max(1e-9);
        let State { counts, buckets, problem } = self.state.into_inner().unwrap_or_default();
        if let Some(problem) = problem {
            return complain(problem);
        }
        let share = |n: u64| 100.0 * n as f64 / counts.programs.max(1) as f64;
        let rate = counts.programs as f64 / elapsed;
        let mut text = format!(
            "{} programs in {elapsed:.1} s ({rate:.0} per second, {:.0} per job): {} agree, {} diverge, {} not comparable ({:.2} %)\n",
            counts.programs,
            rate / jobs as f64,
            counts.agree,
            counts.diverge,
            counts.not_comparable,
            share(counts.not_comparable),
        );
        let mean = counts.lines as f64 / counts.programs.max(1) as f64;
        text.push_str(&format!(
            "{:.1} % end with an uncaught error; {mean:.0} lines on average\n",
            share(counts.failed)
        ));
        let mut kinds: Vec<(&String, &u64)> = buckets.iter().collect();
        kinds.sort_by_key(|(_, n)| std::cmp::Reverse(**n));
        for (bucket, n) in kinds {
            text.push_str(&format!("{n:>8}  {bucket}\n"));
        }
        if counts.diverge > 0 {
            text.push_str(&format!("saved in {}\n", self.arguments.out.display()));
        }
        // Where nobody reads the summary the exit code still tells.
        drop(std::io::stdout().write_all(text.as_bytes()));
        ExitCode::from(match counts {
            Counts { diverge: 1.., .. } => 1,
            Counts { agree: 0, .. } => SKIP,
            _ => 0,
        })
    }
}
