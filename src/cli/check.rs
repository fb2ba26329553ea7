//! `lockstep check`: compares our compiler and VM with the reference on files and folders.
//!
//! Invariant: the lines stand in the order of the files, whatever the number of jobs.

use std::collections::BTreeMap;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;

use super::error::CliError;
use super::{Engines, SKIP, STACK, USAGE, complain, files, render};
use crate::engine::source::{self, File};
use crate::engine::{Compile, Limits, Options, Program};
use crate::isa::verify::undump_verified;
use crate::oracle::verdict::{Difference, Place, Reason, Verdict};
use crate::oracle::{behaviour, bytecode, lockstep as by_step};
use crate::port::Pair;

/// Arguments of `lockstep check`.
#[derive(clap::Args)]
pub struct CheckArguments {
    /// Lua files, and folders to search for *.lua
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Compile only, and compare the chunks byte for byte
    #[arg(long)]
    bytecode: bool,
    /// Compare step by step: the live registers of both VMs before every instruction
    #[arg(long, conflicts_with = "bytecode")]
    lockstep: bool,
    /// Collect garbage at every opportunity in our own VM: whether a program sees what is not its business
    #[arg(long, conflicts_with_all = ["bytecode", "lockstep", "subject"])]
    gc_stress: bool,
    /// How many files to check at a time (all processors if not given)
    #[arg(long, short, value_name = "N", default_value_t = 0, hide_default_value = true)]
    jobs: usize,
    #[command(flatten)]
    engines: Engines,
    /// Instructions that a program may execute on the reference
    #[arg(long, value_name = "N", default_value_t = 4_000_000_000)]
    instructions: u64,
    /// Megabytes that a program may hold on the reference
    #[arg(long, value_name = "MB", default_value_t = 1024)]
    memory: usize,
}

/// What became of one file.
enum Checked {
    Verdict(Verdict, Kind),
    Unreadable,
}

/// What there was to agree about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Both sides compile or run it.
    Program,
    /// Both sides report a syntax error.
    SyntaxError,
}

/// Runs the subcommand.
pub fn main(arguments: &CheckArguments) -> ExitCode {
    run(arguments).map_or_else(complain, ExitCode::from)
}

fn run(arguments: &CheckArguments) -> Result<u8, CliError> {
    let files = files::collect(&arguments.paths)?;
    let pair = arguments.engines.pair(Duration::from_secs(60))?;
    let compared = compared(arguments, pair).map_err(CliError::Usage)?;
    let limits = Limits {
        instructions: arguments.instructions,
        memory: arguments.memory.saturating_mul(1 << 20),
        ..Limits::default()
    };
    let check = Check {
        pair,
        options: Options { limits, gc_stress: arguments.gc_stress, ..Options::default() },
        compared,
        jobs: arguments.jobs,
    };
    check.run(&files, &mut std::io::stdout())
}

/// What there is to compare, as the flags say and both engines can.
fn compared(arguments: &CheckArguments, pair: Pair) -> Result<Comparison, &'static str> {
    if arguments.bytecode {
        let compilers = pair.compilers().ok_or("--bytecode needs two compilers: a command only runs programs")?;
        return Ok(Comparison::Chunks(compilers));
    }
    if arguments.lockstep {
        let watched = by_step::WatchedPair::of(pair);
        return watched
            .map(Comparison::Steps)
            .ok_or("--lockstep looks inside: of a command only the behaviour is seen");
    }
    Ok(Comparison::Behaviour)
}

/// What is compared.
#[derive(Clone, Copy)]
pub enum Comparison {
    /// Behaviour and globals.
    Behaviour,
    /// Chunks, byte for byte.
    Chunks([&'static dyn Compile; 2]),
    /// Steps.
    Steps(by_step::WatchedPair),
}

/// A comparison of a subject with the reference, over files.
pub struct Check {
    pub pair: Pair,
    /// How programs are executed on the reference; the subject gets relaxed limits.
    pub options: Options,
    pub compared: Comparison,
    /// How many files at a time; 0 is all processors.
    pub jobs: usize,
}

impl Check {
    /// Checks the files and writes a line for each that does not agree, and a summary. The result is the exit code.
    ///
    /// # Errors
    /// If threads cannot be started.
    pub fn run(&self, files: &[PathBuf], out: &mut (dyn Write + Send)) -> Result<u8, CliError> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(self.jobs).stack_size(STACK).build()?;
        let started = Instant::now();
        let times = Times::default();
        let printer = Mutex::new(Printer::new(files.len(), out));
        pool.install(|| {
            files.par_iter().enumerate().for_each(|(index, path)| {
                let (checked, text) = self.file(path, &times);
                if let Ok(mut printer) = printer.lock() {
                    printer.done(index, checked, &text);
                }
            });
        });
        let printer = printer.into_inner().map_err(|_| CliError::ThreadDied)?;
        printer.bar.finish_and_clear();
        let bytecode = matches!(self.compared, Comparison::Chunks(_));
        let mut summary = printer.counts.summary(bytecode);
        if let Comparison::Steps(_) = self.compared {
            summary.push_str(&format!(", {} steps compared", times.steps.load(Ordering::Relaxed)));
        }
        summary.push('\n');
        // Where nobody reads the summary the exit code still tells.
        let _ = printer.out.write_all(summary.as_bytes());
        if bytecode {
            eprintln!("{}", times.text(self.pair, started.elapsed()));
        }
        Ok(printer.counts.exit_code())
    }

    /// The verdict of one file, and the text to print for it (empty if it agrees).
    fn file(&self, path: &Path, times: &Times) -> (Checked, String) {
        let bytes = match std::fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) => {
                let text = format!("lockstep: {}: {}\n", path.display(), files::reason(&error));
                return (Checked::Unreadable, text);
            }
        };
        let name = files::chunk_name(path);
        let checked = catch_unwind(AssertUnwindSafe(|| match self.compared {
            Comparison::Chunks(compilers) => self.compile(&bytes, &name, compilers, times),
            Comparison::Steps(watched) => self.steps(&bytes, &name, watched, times),
            Comparison::Behaviour => self.execute(&bytes, &name),
        }));
        let (verdict, kind) = checked.unwrap_or_else(|_| (panicked(), Kind::Program));
        let text = render::verdict(path, &verdict, &bytes, self.pair, matches!(self.compared, Comparison::Chunks(_)));
        (Checked::Verdict(verdict, kind), text)
    }

    fn compile(&self, bytes: &[u8], name: &[u8], compilers: [&dyn Compile; 2], times: &Times) -> (Verdict, Kind) {
        let text = match source::classify(bytes) {
            File::Text(text) => text,
            File::Binary(_) => {
                let message = "a binary chunk: there is no source to compile".into();
                return (Verdict::NotComparable { reason: Reason::Input { message } }, Kind::Program);
            }
        };
        let timed = |compiler: &dyn Compile, total: &AtomicU64| {
            let started = Instant::now();
            let result = compiler.compile(text, name);
            total.fetch_add(started.elapsed().as_nanos() as u64, Ordering::Relaxed);
            result
        };
        let expected = timed(compilers[0], &times.reference);
        let found = timed(compilers[1], &times.subject);
        let kind = if expected.is_ok() { Kind::Program } else { Kind::SyntaxError };
        (bytecode::compare(&expected, &found), kind)
    }

    fn steps(&self, bytes: &[u8], name: &[u8], watched: by_step::WatchedPair, times: &Times) -> (Verdict, Kind) {
        let checked = by_step::check(bytes, name, &self.options, watched);
        times.steps.fetch_add(checked.steps, Ordering::Relaxed);
        (checked.verdict, if checked.rejected { Kind::SyntaxError } else { Kind::Program })
    }

    fn execute(&self, bytes: &[u8], name: &[u8]) -> (Verdict, Kind) {
        let program = match source::classify(bytes) {
            File::Text(text) => Program::text(text, name),
            File::Binary(chunk) => {
                if let Err(error) = undump_verified(chunk) {
                    // The reference does not check code well enough to be given this.
                    let message = format!("a binary chunk that cannot be run safely: {error}");
                    return (Verdict::NotComparable { reason: Reason::Input { message } }, Kind::Program);
                }
                Program::chunk(chunk, name)
            }
        };
        let (verdict, rejected) =
            behaviour::check_kind(self.pair.reference, self.pair.subject, &program, &self.options);
        (verdict, if rejected { Kind::SyntaxError } else { Kind::Program })
    }
}

/// How long the compilers took, in nanoseconds, and how many steps were compared, all threads together.
#[derive(Default)]
struct Times {
    steps: AtomicU64,
    reference: AtomicU64,
    subject: AtomicU64,
}

impl Times {
    fn text(&self, pair: Pair, elapsed: Duration) -> String {
        let seconds = |total: &AtomicU64| total.load(Ordering::Relaxed) as f64 / 1e9;
        let (reference, subject) = (seconds(&self.reference), seconds(&self.subject));
        format!(
            "compiling took {reference:.2} s with {} and {subject:.2} s with {}; {:.2} s in all",
            pair.reference.name(),
            pair.subject.name(),
            elapsed.as_secs_f64()
        )
    }
}

#[derive(Default)]
struct Counts {
    files: usize,
    agree: usize,
    syntax_errors: usize,
    diverge: usize,
    not_comparable: usize,
    unreadable: usize,
}

impl Counts {
    fn summary(&self, bytecode: bool) -> String {
        let plural = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
        let programs = self.agree - self.syntax_errors;
        let agree = match (bytecode, self.syntax_errors) {
            (true, 0) => format!("{} agree (chunks identical byte for byte)", self.agree),
            (true, n) => format!(
                "{} agree ({}, {})",
                self.agree,
                plural(programs, "identical chunk"),
                plural(n, "same syntax error")
            ),
            (false, 0) => format!("{} agree", self.agree),
            (false, n) => format!("{} agree ({} of them with a syntax error)", self.agree, n),
        };
        let mut text = format!(
            "{}: {agree}, {} diverge, {} not comparable",
            plural(self.files, "file"),
            self.diverge,
            self.not_comparable
        );
        if self.unreadable > 0 {
            text.push_str(&format!(", {} unreadable", self.unreadable));
        }
        text
    }

    fn exit_code(&self) -> u8 {
        match self {
            Counts { diverge: 1.., .. } => 1,
            Counts { unreadable: 1.., .. } => USAGE,
            Counts { agree: 0, .. } => SKIP,
            _ => 0,
        }
    }
}

/// Prints results in the order of the files, each as soon as those before it are there.
struct Printer<'a> {
    out: &'a mut (dyn Write + Send),
    bar: ProgressBar,
    next: usize,
    waiting: BTreeMap<usize, (Checked, String)>,
    counts: Counts,
}

impl<'a> Printer<'a> {
    fn new(files: usize, out: &'a mut (dyn Write + Send)) -> Printer<'a> {
        // Hidden unless standard error is a terminal.
        let bar = ProgressBar::new(files as u64);
        if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len} files, {elapsed}, {eta} left") {
            bar.set_style(style);
        }
        Printer { out, bar, next: 0, waiting: BTreeMap::new(), counts: Counts::default() }
    }

    fn done(&mut self, index: usize, checked: Checked, text: &str) {
        self.bar.inc(1);
        self.waiting.insert(index, (checked, text.to_string()));
        while let Some((checked, text)) = self.waiting.remove(&self.next) {
            self.next += 1;
            self.counts.files += 1;
            match checked {
                Checked::Unreadable => {
                    self.counts.unreadable += 1;
                    self.bar.suspend(|| eprint!("{text}"));
                    continue;
                }
                Checked::Verdict(Verdict::Agree, kind) => {
                    self.counts.agree += 1;
                    self.counts.syntax_errors += usize::from(kind == Kind::SyntaxError);
                }
                Checked::Verdict(Verdict::Diverge { .. }, _) => self.counts.diverge += 1,
                Checked::Verdict(Verdict::NotComparable { .. }, _) => self.counts.not_comparable += 1,
            }
            if !text.is_empty() {
                // A closed pipe must not end the check: the exit code still tells.
                self.bar.suspend(|| drop(self.out.write_all(text.as_bytes())));
            }
        }
    }
}

/// The verdict where checking panicked: engines guard themselves, so that this is a bug of the harness.
fn panicked() -> Verdict {
    let difference =
        Difference { place: Place::End, reference: "a verdict".into(), subject: "the check panicked".into() };
    Verdict::Diverge { differences: vec![difference] }
}
