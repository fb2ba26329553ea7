//! `lockstep triage`: a corpus in, one line per distinct bug out, in every format that a CI job wants.
//!
//! Exit codes: 0 as expected, 1 a divergence that is not, 2 bad usage or unreadable input, 3 a known case agrees again, 4 nothing
//! to run (or not everything was run).

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use clap::{ArgMatches, Args, FromArgMatches};
use indicatif::{ProgressBar, ProgressStyle};

use super::error::CliError;
use super::{Engines, STACK, complain, files};
use crate::diagnose::explanation::Explanation;
use crate::engine::{End, Options, Program};
use crate::fault;
use crate::oracle::lockstep::WatchedPair;
use crate::port::Engine;
use crate::report::data::{Reduced, Shard};
use crate::report::{self, ReportFormat};
use crate::triage::examine::{CaseAnswer, CaseQuestion, Task};
use crate::triage::run::Progress;
use crate::triage::{self, FileError, Level, Report, Setup, TriagePlan, bless, bucket, examine, merge, walk};
use crate::workers::{self, WorkerSlot};

/// Nothing to run.
const NOTHING: u8 = 4;

/// Arguments of `lockstep triage`.
#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct TriageArguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    run: CorpusArguments,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Join the JSON reports of shards
    Merge(MergeArguments),
    /// Examine cases for a parent process
    #[command(hide = true)]
    Worker {
        /// Bytes that the process may use
        #[arg(long)]
        memory: u64,
    },
}

#[derive(clap::Args)]
struct MergeArguments {
    /// Reports that `--format json` wrote
    #[arg(required = true, value_name = "REPORT")]
    reports: Vec<PathBuf>,
    /// A JSON report of an earlier run: what it knows is not new
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    #[command(flatten)]
    outputs: Outputs,
}

#[derive(clap::Args)]
struct CorpusArguments {
    /// Lua files, binary chunks, libFuzzer artifacts, and folders of them
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    engines: Engines,
    /// What is compared
    #[arg(long, value_enum, default_value_t)]
    level: Level,
    /// How many worker processes (one per processor if not given)
    #[arg(long, short, value_name = "N", default_value_t = 0, hide_default_value = true)]
    jobs: usize,
    /// Run only the I-th of N parts of the cases (2/4)
    #[arg(long, value_name = "I/N", value_parser = shard)]
    shard: Option<Shard>,
    /// A JSON report of an earlier run: what it knows is not new
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// What to call this run where later ones say since when a bucket is known (a commit, say)
    #[arg(long, value_name = "TEXT")]
    label: Option<String>,
    /// Stop after this long (60s, 10m, 2h), with a report of what was done
    #[arg(long, value_name = "TIME", value_parser = super::duration)]
    time: Option<Duration>,
    /// Seconds that one run of a subject command may take
    #[arg(long, value_name = "S", default_value_t = 5)]
    timeout: u64,
    /// Instructions that a program may execute on the reference
    #[arg(long, value_name = "N", default_value_t = 50_000_000)]
    instructions: u64,
    /// Megabytes that a program may hold on the reference
    #[arg(long, value_name = "MB", default_value_t = 256)]
    memory: usize,
    /// Candidates that the reduction of one failure may try; 0 leaves failures as they are
    #[arg(long, value_name = "N", default_value_t = 600)]
    reductions: usize,
    /// Write what was found into the headers of the cases (and move them between known/ and regressions/), showing the diff
    #[arg(long)]
    bless: bool,
    #[command(flatten)]
    outputs: Outputs,
}

/// Where reports go: `--out FILE` takes the `--format` before it, or the format of the file's extension; a `--format` that no
/// `--out` takes goes to standard output.
struct Outputs {
    files: Vec<(PathBuf, ReportFormat)>,
    standard: Option<ReportFormat>,
    force: bool,
}

impl Args for Outputs {
    fn augment_args(command: clap::Command) -> clap::Command {
        let format = clap::Arg::new("format").long("format").value_name("FORMAT").action(clap::ArgAction::Append);
        let format = format.value_parser(clap::value_parser!(ReportFormat)).help(
            "Format of the --out that follows, or of standard output if none does (human if not given); can be repeated",
        );
        let out = clap::Arg::new("out").long("out").short('o').value_name("FILE").action(clap::ArgAction::Append);
        let out = out.value_parser(clap::value_parser!(PathBuf)).help(
            "Also write the report to a file, in the format named before it or that of its extension \
             (.json .xml .sarif .md .html .txt); can be repeated",
        );
        let force = clap::Arg::new("force").long("force").action(clap::ArgAction::SetTrue);
        command.args([format, out, force.help("Overwrite files that exist")])
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        Outputs::augment_args(command)
    }
}

impl FromArgMatches for Outputs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Outputs, clap::Error> {
        let usage = |message: String| clap::Error::raw(clap::error::ErrorKind::ValueValidation, message + "\n");
        let indices = |name| matches.indices_of(name).into_iter().flatten();
        let formats: Vec<(usize, ReportFormat)> =
            indices("format").zip(matches.get_many::<ReportFormat>("format").into_iter().flatten().copied()).collect();
        let outs: Vec<(usize, PathBuf)> =
            indices("out").zip(matches.get_many::<PathBuf>("out").into_iter().flatten().cloned()).collect();
        let mut taken = vec![false; formats.len()];
        let mut files: Vec<(PathBuf, ReportFormat)> = vec![];
        for (at, path) in outs {
            let before = formats.iter().rposition(|(index, _)| *index < at).filter(|i| !taken[*i]);
            let format = match before {
                Some(i) => {
                    taken[i] = true;
                    formats[i].1
                }
                None => ReportFormat::of_path(&path).ok_or_else(|| {
                    usage(format!("--out {}: name a --format before it, its extension says none", path.display()))
                })?,
            };
            if files.iter().any(|(other, _)| *other == path) {
                return Err(usage(format!("--out {}: named twice", path.display())));
            }
            files.push((path, format));
        }
        let mut left = formats.iter().zip(&taken).filter(|(_, taken)| !**taken).map(|((_, format), _)| *format);
        let standard = left.next();
        if left.next().is_some() {
            return Err(usage("more than one --format for standard output: give the others an --out".into()));
        }
        Ok(Outputs { files, standard, force: matches.get_flag("force") })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Outputs::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Outputs {
    /// # Errors
    /// If a file exists that is not to be overwritten, or its folder does not.
    fn check(&self) -> Result<(), CliError> {
        for (path, _) in &self.files {
            if path.exists() && !self.force {
                return Err(CliError::Exists(path.clone()));
            }
            let folder = folder_of(path);
            if !folder.is_dir() {
                return Err(CliError::NoFolder(folder.to_path_buf()));
            }
        }
        Ok(())
    }

    fn write_files(&self, report: &Report) -> Result<(), CliError> {
        for (path, format) in &self.files {
            let text = report::render(report, *format)?;
            replace(path, text.as_bytes()).map_err(FileError::of(path))?;
        }
        Ok(())
    }

    fn write(&self, report: &Report) -> Result<(), CliError> {
        self.write_files(report)?;
        let text = report::render(report, self.standard.unwrap_or(ReportFormat::Human))?;
        // Where nobody reads it the exit code still tells.
        let _ = std::io::stdout().write_all(text.as_bytes());
        let formats = self.files.iter().map(|(_, format)| *format).chain(self.standard);
        match std::env::var_os("GITHUB_STEP_SUMMARY") {
            Some(path) if formats.into_iter().any(|format| format == ReportFormat::Github) => {
                Ok(summarise(report, Path::new(&path))?)
            }
            _ => Ok(()),
        }
    }
}

/// Appends to the summary of the job, which other steps may have begun.
fn summarise(report: &Report, path: &Path) -> Result<(), FileError> {
    let explain = FileError::of(path);
    let used = std::fs::metadata(path).map_or(0, |m| m.len() as usize);
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(path).map_err(&explain)?;
    file.write_all(report::github::summary(report, used).as_bytes()).map_err(&explain)
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Writes beside it and renames, so that a reader finds the old text or the new one.
fn replace(path: &Path, text: &[u8]) -> std::io::Result<()> {
    // A device or pipe cannot be replaced.
    if path.exists() && !path.is_file() {
        return std::fs::write(path, text);
    }
    let mut file = tempfile::Builder::new().prefix(".lockstep").tempfile_in(folder_of(path))?;
    file.write_all(text)?;
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o644);
    file.as_file().set_permissions(mode)?;
    file.persist(path)?;
    Ok(())
}

/// A part that cannot be run.
#[derive(Debug, thiserror::Error)]
enum ShardError {
    #[error("not a part such as 2/4")]
    NoPart,
    #[error("there is no part {index} of {of}")]
    OutOfRange { index: usize, of: usize },
}

fn shard(text: &str) -> Result<Shard, ShardError> {
    let (index, of) = text.split_once('/').ok_or(ShardError::NoPart)?;
    let number = |text: &str| text.parse().map_err(|_| ShardError::NoPart);
    let (index, of) = (number(index)?, number(of)?);
    if index == 0 || index > of { Err(ShardError::OutOfRange { index, of }) } else { Ok(Shard { index, of }) }
}

/// Runs the subcommand.
pub fn main(arguments: &TriageArguments) -> ExitCode {
    let done = match &arguments.command {
        Some(Command::Worker { memory }) => return worker(*memory),
        Some(Command::Merge(arguments)) => join(arguments),
        None => run(&arguments.run),
    };
    done.unwrap_or_else(complain)
}

fn join(arguments: &MergeArguments) -> Result<ExitCode, CliError> {
    arguments.outputs.check()?;
    let baseline = arguments.baseline.as_deref().map(read_report).transpose()?;
    let reports = arguments.reports.iter().map(|path| Ok((path.display().to_string(), read_report(path)?)));
    let merged = merge::merge(reports.collect::<Result<_, CliError>>()?, baseline.as_ref())?;
    arguments.outputs.write(&merged)?;
    Ok(ExitCode::from(merged.exit_code()))
}

fn read_report(path: &Path) -> Result<Report, CliError> {
    Ok(merge::read(&path.display().to_string(), &files::read(path)?)?)
}

fn run(arguments: &CorpusArguments) -> Result<ExitCode, CliError> {
    let pair = arguments.engines.pair(Duration::from_secs(arguments.timeout))?;
    let possible = match arguments.level {
        Level::Behaviour => true,
        Level::Bytecode => pair.compilers().is_some(),
        Level::Lockstep => WatchedPair::of(pair).is_some(),
    };
    if !possible {
        return Err(CliError::Level(arguments.level.name()));
    }
    arguments.outputs.check()?;
    let baseline = arguments.baseline.as_deref().map(read_report).transpose()?;
    let files = walk::walk(&arguments.paths)?;
    if files.cases.is_empty() {
        eprintln!("lockstep: nothing to run: no Lua programs in what was named");
        return Ok(ExitCode::from(NOTHING));
    }
    try_engine("reference", pair.reference)?;
    try_engine("subject", pair.subject)?;
    let setup = Setup {
        reference: arguments.engines.reference.clone(),
        subject: arguments.engines.subject.clone(),
        level: arguments.level,
        instructions: arguments.instructions,
        memory: arguments.memory,
        seconds: arguments.timeout.max(1),
        reductions: arguments.reductions,
    };
    let stop = Arc::new(AtomicBool::new(false));
    let stopping = Arc::clone(&stop);
    // A second Ctrl-C ends the process at once; what was written is there.
    let handler = move || {
        if stopping.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    };
    ctrlc::set_handler(handler)?;
    let slot = worker_slot(&setup);
    let plan = TriagePlan {
        setup,
        files,
        jobs: match arguments.jobs {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            jobs => jobs,
        },
        shard: arguments.shard,
        label: arguments.label.clone(),
        baseline: baseline.as_ref(),
        deadline: arguments.time.and_then(|time| Instant::now().checked_add(time)),
        stop: &stop,
        slot: &slot,
    };
    // Hidden unless standard error is a terminal.
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len} {msg}, {elapsed}") {
        bar.set_style(style);
    }
    let mut problem = None;
    let report = triage::run(&plan, &mut |event| match event {
        Progress::Examined(done, of) => show(&bar, done, of, "examined"),
        Progress::Reduced(done, of) => show(&bar, done, of, "failures reduced"),
        Progress::Partial(report) => {
            if let Err(error) = arguments.outputs.write_files(report) {
                problem.get_or_insert(error);
                stop.store(true, Ordering::Relaxed);
            }
        }
    })?;
    bar.finish_and_clear();
    if let Some(error) = problem {
        return Err(error);
    }
    arguments.outputs.write(&report)?;
    if arguments.bless {
        return bless_all(&report);
    }
    Ok(ExitCode::from(report.exit_code()))
}

fn show(bar: &ProgressBar, done: usize, of: usize, what: &'static str) {
    bar.set_length(of as u64);
    bar.set_position(done as u64);
    bar.set_message(what);
}

/// A command that cannot run anything is a mistake of the user, not a finding in every case.
fn try_engine(flag: &'static str, engine: &dyn Engine) -> Result<(), CliError> {
    let outcome = engine.execute(&Program::text(b"return", b"=try"), &Options::default());
    match outcome.end {
        End::Crashed(message) => Err(CliError::Crash { flag, message }),
        _ => Ok(()),
    }
}

fn bless_all(report: &Report) -> Result<ExitCode, CliError> {
    let changes = bless::changes(report)?;
    for change in &changes {
        print!("{}", change.diff());
        if change.path != change.target {
            println!("{} moves to {}", change.path.display(), change.target.display());
        }
        change.apply()?;
    }
    println!("{} blessed", report::plural(changes.len(), "case"));
    Ok(ExitCode::SUCCESS)
}

/// Makes places for workers.
pub(super) fn worker_slot(setup: &Setup) -> impl Fn() -> std::io::Result<WorkerSlot> + Sync + use<> {
    let memory = worker_memory(setup).to_string();
    move || WorkerSlot::of_this_program(["triage", "worker", "--memory", &memory].map(String::from).to_vec())
}

/// Address space of a worker and of what it starts: what both sides may hold, and room for stacks and code.
fn worker_memory(setup: &Setup) -> u64 {
    let program = (setup.memory as u64).saturating_mul(1 << 20);
    // Comparing step by step keeps all garbage, up to 2 GB on each side.
    let pair = fault::pair(setup.reference.as_deref(), setup.subject.as_deref(), Duration::ZERO);
    let own = if pair.is_ok_and(|pair| WatchedPair::of(pair).is_none()) { 1 << 30 } else { 5 << 30 };
    program.saturating_mul(5).saturating_add(own)
}

/// The smallest program with the fault of an explained one.
pub(super) fn smallest(setup: &Setup, path: &Path, explanation: &Explanation) -> Option<Reduced> {
    let key = bucket::of(explanation)?;
    let task = Task::Reduce { key, milliseconds: examine::PATIENCE.as_millis() as u64 };
    let question = CaseQuestion::new(setup, path, task);
    let patience = examine::PATIENCE + Duration::from_secs(setup.seconds.saturating_mul(4));
    match worker_slot(setup)().ok()?.ask(&question, patience).ok()? {
        CaseAnswer::Reduced(finding, _) => finding?.reduced,
        CaseAnswer::Examined(_) | CaseAnswer::Refused(_) => None,
    }
}

fn worker(memory: u64) -> ExitCode {
    workers::limit_memory(memory);
    let serve = || workers::serve(|question| examine::answer(&question));
    match std::thread::Builder::new().stack_size(STACK).spawn(serve).map(std::thread::JoinHandle::join) {
        Ok(Ok(code)) => code,
        Ok(Err(_)) => ExitCode::FAILURE,
        Err(error) => complain(error),
    }
}
