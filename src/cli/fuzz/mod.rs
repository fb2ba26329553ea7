//! `lockstep fuzz`: generated programs on our compiler and VM and on the reference.
//!
//! Programs are numbered; program n of a seed is the same in every run. They are judged in worker processes, so that
//! one that takes its process down is a finding like any other. Findings are saved as soon as they are known.
//!
//! Invariant: what is found depends on the seed, the profiles and the number of programs, not on the number of jobs.

mod collector;
mod page;
mod worker;

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::error::CliError;
use super::r#gen::{bytecode, profile, program};
use super::{Engines, SKIP, complain, duration};
use crate::fault::PairError;
use crate::fuzzing::counts::ProgramCounts;
use crate::r#gen::Profile;
use crate::oracle::cross::Halves;
use crate::oracle::lockstep::WatchedPair;
use crate::port::Pair;
use crate::workers::{Death, WorkerSlot};
use collector::FindingCollector;
use worker::{FuzzFinding, JudgedBatch, PATIENCE, Question};

/// Arguments of `lockstep fuzz`.
#[derive(clap::Args)]
pub struct FuzzArguments {
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
    /// Also write a page: the findings in buckets, contract coverage, coverage and rate over time
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Overwrite findings of the same seed, and the page
    #[arg(long)]
    force: bool,
    /// Also compare every N-th program step by step
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    lockstep: u64,
    #[command(flatten)]
    engines: Engines,
    /// Random bytecode, which no compiler would emit, on both VMs
    #[arg(long, conflicts_with = "profile")]
    bytecode: bool,
    /// Judges programs for a parent process
    #[arg(long, hide = true)]
    worker: bool,
}

impl FuzzArguments {
    fn pair(&self) -> Result<Pair, PairError> {
        self.engines.pair(PATIENCE)
    }

    /// The profile of a program: each in turn unless one was chosen.
    fn profile_of(&self, index: u64) -> &'static Profile {
        self.profile.unwrap_or(&Profile::ALL[(index % Profile::ALL.len() as u64) as usize])
    }

    /// Source text, or a binary chunk.
    fn program(&self, index: u64) -> Vec<u8> {
        if self.bytecode { bytecode(self.seed, index) } else { program(self.seed, index, self.profile_of(index)) }
    }

    /// What the programs are made of.
    fn kind(&self, index: u64) -> &'static str {
        if self.bytecode { "bytecode" } else { self.profile_of(index).name }
    }

    fn extension(&self) -> &'static str {
        if self.bytecode { "luac" } else { "lua" }
    }

    /// What the files of a finding are called.
    fn stem(&self, index: u64) -> String {
        format!("{}-{}-{index}", self.kind(index), self.seed)
    }
}

/// Programs that a worker gets at a time.
const BATCH: u64 = 64;
/// Answers that may wait for the collector.
const QUEUE: usize = 1024;

/// Runs the subcommand.
pub fn main(arguments: &FuzzArguments) -> ExitCode {
    if arguments.worker {
        return worker::main(arguments);
    }
    run(arguments).unwrap_or_else(complain)
}

fn run(arguments: &FuzzArguments) -> Result<ExitCode, CliError> {
    if let (false, Some(path)) = (arguments.force, collector::occupied(&arguments.out, arguments.seed)) {
        return Err(CliError::Occupied(path));
    }
    if let (false, Some(page)) = (arguments.force, arguments.html.as_ref().filter(|page| page.exists())) {
        return Err(CliError::Exists(page.clone()));
    }
    let pair = arguments.pair()?;
    if arguments.lockstep > 0 && WatchedPair::of(pair).is_none() {
        return Err(CliError::Usage("--lockstep looks inside: of a command only the behaviour is seen"));
    }
    if arguments.bytecode && Halves::of(pair).is_none() {
        return Err(CliError::Usage("--bytecode needs VMs that execute any chunk: a command only runs scripts"));
    }
    let stop = Arc::new(AtomicBool::new(false));
    let stopping = Arc::clone(&stop);
    // A second Ctrl-C ends the process at once.
    let handler = move || {
        if stopping.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    };
    ctrlc::set_handler(handler)?;
    let jobs = match arguments.jobs {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        jobs => jobs,
    };
    let run = Run::new(arguments, &stop);
    let mut collector = FindingCollector::new(arguments, pair.flags(), &run.bar);
    let (sender, answers) = sync_channel(QUEUE);
    let noted = std::thread::scope(|scope| {
        for _ in 0..jobs {
            let sender = sender.clone();
            scope.spawn(|| run.job(sender));
        }
        drop(sender);
        let noted = run.note(&mut collector, answers);
        stop.store(true, Ordering::Relaxed);
        noted
    });
    run.bar.finish_and_clear();
    noted?;
    let elapsed = run.started.elapsed();
    page::write(arguments, &collector, jobs)?;
    Ok(finish(arguments, &collector, elapsed, jobs))
}

/// What a job has to say: the number of its first program, and what was found; or why it cannot go on.
type Message = Result<(u64, JudgedBatch), CliError>;

/// What the jobs share.
struct Run<'a> {
    arguments: &'a FuzzArguments,
    stop: &'a AtomicBool,
    started: Instant,
    until: Option<Instant>,
    /// Index after the last program.
    end: u64,
    next: AtomicU64,
    bar: ProgressBar,
}

impl<'a> Run<'a> {
    fn new(arguments: &'a FuzzArguments, stop: &'a AtomicBool) -> Run<'a> {
        let started = Instant::now();
        let time = arguments.time.or(if arguments.runs.is_none() { Some(Duration::from_secs(60)) } else { None });
        let bar = match arguments.runs {
            Some(runs) => ProgressBar::new(runs),
            None => ProgressBar::new_spinner(),
        };
        let template = match arguments.runs {
            Some(_) => "{bar:30} {pos}/{len} programs, {per_sec}, {elapsed}, {eta} left  {msg}",
            None => "{spinner} {pos} programs, {per_sec}, {elapsed}  {msg}",
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
            bar,
        }
    }

    fn job(&self, sender: SyncSender<Message>) {
        let mut slot = match worker::slot(self.arguments) {
            Ok(slot) => slot,
            Err(error) => return drop(sender.send(Err(CliError::NoWorker(error)))),
        };
        while !self.stop.load(Ordering::Relaxed) && self.until.is_none_or(|t| Instant::now() < t) {
            let first = self.next.fetch_add(BATCH, Ordering::Relaxed);
            if first >= self.end {
                break;
            }
            let message = self.batch(&mut slot, first, BATCH.min(self.end - first)).map(|judged| (first, judged));
            let failed = message.is_err();
            if sender.send(message).is_err() || failed {
                break;
            }
        }
    }

    /// Has a batch judged; if the worker dies over it, one program after the other, to see which it was.
    fn batch(&self, slot: &mut WorkerSlot, first: u64, count: u64) -> Result<JudgedBatch, CliError> {
        let mut ask = |first, count: u64| {
            let patience = PATIENCE * if count > 1 { 2 } else { 1 };
            match slot.ask::<_, JudgedBatch>(&Question::Judge { first, count }, patience) {
                Err(Death::NotStarted { message }) => Err(CliError::NoWorker(std::io::Error::other(message))),
                answer => Ok(answer),
            }
        };
        if let Ok(judged) = ask(first, count)? {
            return Ok(judged);
        }
        let mut whole = JudgedBatch { counts: ProgramCounts::default(), found: vec![] };
        for index in first..first + count {
            match ask(index, 1)? {
                Ok(judged) => {
                    whole.counts.add(&judged.counts);
                    whole.found.extend(judged.found);
                }
                Err(death) => {
                    whole.counts.add(&ProgramCounts { programs: 1, diverge: 1, ..ProgramCounts::default() });
                    let (look, text) = (death.to_string(), format!("diverge  program {index}: {death}\n"));
                    whole.found.push(FuzzFinding { index, story: look.clone(), look, text, verdict: None });
                }
            }
        }
        Ok(whole)
    }

    /// Has everything written down until the jobs are done.
    fn note(&self, collector: &mut FindingCollector<'_>, answers: Receiver<Message>) -> Result<(), CliError> {
        for message in answers {
            let (first, judged) = message?;
            collector.take(first, judged)?;
        }
        Ok(collector.rest()?)
    }
}

fn finish(arguments: &FuzzArguments, collector: &FindingCollector<'_>, elapsed: Duration, jobs: usize) -> ExitCode {
    let counts = &collector.counts;
    let elapsed = elapsed.as_secs_f64().max(1e-9);
    let rate = counts.programs as f64 / elapsed;
    let mut text = format!(
        "{} programs in {elapsed:.1} s ({rate:.0} per second, {:.0} per job): {}\n",
        counts.programs,
        rate / jobs as f64,
        counts.verdicts(),
    );
    text.push_str(&counts.distribution(if arguments.bytecode { "instructions" } else { "lines" }));
    let mut buckets: Vec<(&String, &u64)> = collector.buckets.iter().collect();
    buckets.sort_by_key(|(_, n)| std::cmp::Reverse(**n));
    for (bucket, n) in buckets {
        text.push_str(&format!("{n:>8}  {bucket}\n"));
    }
    if collector.saved > 0 {
        text.push_str(&format!("{} saved in {}\n", collector.saved, arguments.out.display()));
    }
    // Where nobody reads the summary the exit code still tells.
    drop(std::io::stdout().write_all(text.as_bytes()));
    ExitCode::from(match counts {
        ProgramCounts { diverge: 1.., .. } => 1,
        ProgramCounts { agree: 0, .. } => SKIP,
        _ => 0,
    })
}
