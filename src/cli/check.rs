//! `lockstep check`: compares our compiler and VM with the reference on files and folders.
//!
//! Invariant: the lines stand in the order of the files, whatever the number of jobs. Files are checked in worker processes, so
//! that one which ends its process costs no other.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::error::CliError;
use super::{Engines, SKIP, STACK, USAGE, complain, files, render, worker};
use crate::engine::source::{self, File};
use crate::engine::{Compile, Limits, Options, Program};
use crate::isa::verify::undump_verified;
use crate::isolation::{Isolated, IsolatedProgram};
use crate::oracle::verdict::{Difference, Place, Reason, Verdict};
use crate::oracle::{behaviour, bytecode, lockstep as by_step};
use crate::port::Pair;
use crate::workers::{self, Death, WorkerSlot};

/// Seconds that a command may take for a program.
const COMMAND: u64 = 60;
/// How long a file is waited for before it is looked whether an engine hangs, and how long then, if none does.
const SOON: Duration = Duration::from_secs(30);
const AT_LAST: Duration = Duration::from_secs(3600);

/// Arguments of `lockstep check`.
#[derive(clap::Args)]
pub struct CheckArguments {
    /// Lua files, and folders to search for *.lua
    #[arg(required_unless_present = "worker", value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Check the files that another process asks for
    #[arg(long, hide = true)]
    worker: bool,
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
#[derive(Serialize, Deserialize)]
enum Checked {
    Verdict(Verdict, Kind),
    Unreadable,
}

/// What a worker found out about a file.
#[derive(Serialize, Deserialize)]
struct CheckedFile {
    checked: Checked,
    /// What to print for it, nothing if it agrees.
    text: String,
    times: Times,
}

/// What there was to agree about.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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
    let pair = arguments.engines.pair(Duration::from_secs(COMMAND))?;
    let compared = compared(arguments, pair).map_err(CliError::Usage)?;
    if arguments.worker {
        return Ok(serve(arguments, pair, compared));
    }
    let files = files::collect(&arguments.paths)?;
    Check { arguments, pair, compared }.run(&files, &mut std::io::stdout())
}

/// The worker's side: checks files until its input ends.
fn serve(arguments: &CheckArguments, pair: Pair, compared: Comparison) -> u8 {
    worker::bound(arguments.memory.saturating_mul(1 << 20));
    let check = CheckWorker { pair, options: arguments.options(), compared };
    let answer = |path: Vec<u8>| check.file(Path::new(OsStr::from_bytes(&path)));
    std::thread::scope(|scope| {
        let serve = || workers::serve(answer);
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, serve);
        u8::from(!matches!(thread.map(|thread| thread.join()), Ok(Ok(_))))
    })
}

impl CheckArguments {
    fn options(&self) -> Options {
        let memory = self.memory.saturating_mul(1 << 20);
        let limits = Limits { instructions: self.instructions, memory, ..Limits::default() };
        Options { limits, gc_stress: self.gc_stress, ..Options::default() }
    }

    /// A place for a worker that checks as these arguments say.
    fn slot(&self) -> std::io::Result<WorkerSlot> {
        let mut words: Vec<String> = ["check", "--worker"].map(String::from).to_vec();
        words.extend(["--instructions".into(), self.instructions.to_string()]);
        words.extend(["--memory".into(), self.memory.to_string()]);
        let flags = [("--bytecode", self.bytecode), ("--lockstep", self.lockstep), ("--gc-stress", self.gc_stress)];
        words.extend(flags.into_iter().filter(|flag| flag.1).map(|flag| flag.0.to_string()));
        for (flag, name) in [("--reference", &self.engines.reference), ("--subject", &self.engines.subject)] {
            words.extend(name.iter().flat_map(|name| [flag.into(), name.clone()]));
        }
        WorkerSlot::of_this_program(words)
    }
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
enum Comparison {
    /// Behaviour and globals.
    Behaviour,
    /// Chunks, byte for byte.
    Chunks([&'static dyn Compile; 2]),
    /// Steps.
    Steps(by_step::WatchedPair),
}

/// A comparison of a subject with the reference, over files, by workers.
struct Check<'a> {
    arguments: &'a CheckArguments,
    pair: Pair,
    compared: Comparison,
}

impl Check<'_> {
    /// Checks the files and writes a line for each that does not agree, and a summary. The result is the exit code.
    ///
    /// # Errors
    /// If threads or workers cannot be started.
    fn run(&self, files: &[PathBuf], out: &mut (dyn Write + Send)) -> Result<u8, CliError> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(self.arguments.jobs).build()?;
        let started = Instant::now();
        let printer = Mutex::new(Printer::new(files.len(), out));
        let idle: Mutex<Vec<WorkerSlot>> = Mutex::default();
        let checked: Result<(), std::io::Error> = pool.install(|| {
            files.par_iter().enumerate().try_for_each(|(index, path)| {
                let slot = idle.lock().ok().and_then(|mut idle| idle.pop());
                let mut slot = slot.map_or_else(|| self.arguments.slot(), Ok)?;
                let checked = self.ask(&mut slot, path)?;
                if let Ok(mut idle) = idle.lock() {
                    idle.push(slot);
                }
                if let Ok(mut printer) = printer.lock() {
                    printer.done(index, checked);
                }
                Ok(())
            })
        });
        checked.map_err(CliError::NoWorker)?;
        let printer = printer.into_inner().map_err(|_| CliError::ThreadDied)?;
        printer.bar.finish_and_clear();
        let bytecode = matches!(self.compared, Comparison::Chunks(_));
        let mut summary = printer.counts.summary(bytecode);
        if let Comparison::Steps(_) = self.compared {
            summary.push_str(&format!(", {} steps compared", printer.times.steps));
        }
        summary.push('\n');
        // Where nobody reads the summary the exit code still tells.
        let _ = printer.out.write_all(summary.as_bytes());
        if bytecode {
            eprintln!("{}", printer.times.text(self.pair, started.elapsed()));
        }
        Ok(printer.counts.exit_code())
    }

    /// Has a file checked. Where the worker dies over it, engines run one at a time.
    fn ask(&self, slot: &mut WorkerSlot, path: &Path) -> Result<CheckedFile, std::io::Error> {
        let question = path.as_os_str().as_bytes();
        let mut asked = slot.ask(&question, SOON);
        if let Err(Death::Ended { .. }) = asked {
            // It may have been killed from outside.
            asked = slot.ask(&question, SOON);
        }
        let death = match asked {
            Ok(checked) => return Ok(checked),
            Err(Death::NotStarted { message }) => return Err(std::io::Error::other(message)),
            Err(death) => death,
        };
        let Ok(bytes) = std::fs::read(path) else { return Ok(unreadable(path, &std::io::ErrorKind::NotFound.into())) };
        let options = self.arguments.options();
        let program = IsolatedProgram {
            file: path.display().to_string(),
            chunk_name: files::chunk_name(path),
            reference: self.arguments.engines.reference.clone(),
            subject: self.arguments.engines.subject.clone(),
            instructions: options.limits.instructions,
            memory: options.limits.memory,
            output: options.limits.output,
            gc_stress: options.gc_stress,
            seconds: COMMAND,
            bytes,
        };
        let mut isolated = worker::slot()?;
        let verdict = Isolated { program: program.clone(), slot: &mut isolated }.verdict(&death);
        let verdict = match verdict {
            Some(verdict) => verdict,
            // Both come to their ends: it merely takes long.
            None => match slot.ask(&question, AT_LAST) {
                Ok(checked) => return Ok(checked),
                Err(death) => {
                    let message = format!("comparing takes too long: {death}");
                    Verdict::NotComparable { reason: Reason::Input { message } }
                }
            },
        };
        let chunks = matches!(self.compared, Comparison::Chunks(_));
        let text = render::verdict(path, &verdict, &program.bytes, self.pair, chunks);
        Ok(CheckedFile { checked: Checked::Verdict(verdict, Kind::Program), text, times: Times::default() })
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> CheckedFile {
    let text = format!("lockstep: {}: {}\n", path.display(), files::reason(error));
    CheckedFile { checked: Checked::Unreadable, text, times: Times::default() }
}

/// The same on the worker's side, one file at a time.
struct CheckWorker {
    pair: Pair,
    /// How programs are executed on the reference; the subject gets relaxed limits.
    options: Options,
    compared: Comparison,
}

impl CheckWorker {
    /// The verdict of one file, and the text to print for it.
    fn file(&self, path: &Path) -> CheckedFile {
        let bytes = match std::fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) => return unreadable(path, &error),
        };
        let name = files::chunk_name(path);
        let mut times = Times::default();
        let checked = catch_unwind(AssertUnwindSafe(|| match self.compared {
            Comparison::Chunks(compilers) => self.compile(&bytes, &name, compilers, &mut times),
            Comparison::Steps(watched) => self.steps(&bytes, &name, watched, &mut times),
            Comparison::Behaviour => self.execute(&bytes, &name),
        }));
        let (verdict, kind) = checked.unwrap_or_else(|_| (panicked(), Kind::Program));
        let text = render::verdict(path, &verdict, &bytes, self.pair, matches!(self.compared, Comparison::Chunks(_)));
        CheckedFile { checked: Checked::Verdict(verdict, kind), text, times }
    }

    fn compile(&self, bytes: &[u8], name: &[u8], compilers: [&dyn Compile; 2], times: &mut Times) -> (Verdict, Kind) {
        let text = match source::classify(bytes) {
            File::Text(text) => text,
            File::Binary(_) => {
                let message = "a binary chunk: there is no source to compile".into();
                return (Verdict::NotComparable { reason: Reason::Input { message } }, Kind::Program);
            }
        };
        let timed = |compiler: &dyn Compile, total: &mut u64| {
            let started = Instant::now();
            let result = compiler.compile(text, name);
            *total += started.elapsed().as_nanos() as u64;
            result
        };
        let expected = timed(compilers[0], &mut times.reference);
        let found = timed(compilers[1], &mut times.subject);
        let kind = if expected.is_ok() { Kind::Program } else { Kind::SyntaxError };
        (bytecode::compare(&expected, &found), kind)
    }

    fn steps(&self, bytes: &[u8], name: &[u8], watched: by_step::WatchedPair, times: &mut Times) -> (Verdict, Kind) {
        let checked = by_step::check(bytes, name, &self.options, watched);
        times.steps += checked.steps;
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

/// How long the compilers took, in nanoseconds, and how many steps were compared, all workers together.
#[derive(Default, Serialize, Deserialize)]
struct Times {
    steps: u64,
    reference: u64,
    subject: u64,
}

impl Times {
    fn add(&mut self, other: &Times) {
        self.steps += other.steps;
        self.reference += other.reference;
        self.subject += other.subject;
    }

    fn text(&self, pair: Pair, elapsed: Duration) -> String {
        let (reference, subject) = (self.reference as f64 / 1e9, self.subject as f64 / 1e9);
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
    waiting: BTreeMap<usize, CheckedFile>,
    counts: Counts,
    times: Times,
}

impl<'a> Printer<'a> {
    fn new(files: usize, out: &'a mut (dyn Write + Send)) -> Printer<'a> {
        // Hidden unless standard error is a terminal.
        let bar = ProgressBar::new(files as u64);
        if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len} files, {elapsed}, {eta} left") {
            bar.set_style(style);
        }
        Printer { out, bar, next: 0, waiting: BTreeMap::new(), counts: Counts::default(), times: Times::default() }
    }

    fn done(&mut self, index: usize, checked: CheckedFile) {
        self.bar.inc(1);
        self.times.add(&checked.times);
        self.waiting.insert(index, checked);
        while let Some(CheckedFile { checked, text, .. }) = self.waiting.remove(&self.next) {
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
