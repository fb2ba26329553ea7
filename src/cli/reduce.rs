//! `lockstep reduce`: the smallest program that a command still finds interesting, or on which the subject still
//! diverges in the same way.
//!
//! Invariant: the output file is written once, with the best program so far, also when interrupted; an existing
//! file is never overwritten without `--force`.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::error::CliError;
use super::{Engines, STACK, complain, files, worker};
use crate::engine::source::{is_chunk, skip_shebang};
use crate::isolation::{Classifier, IsolatedProgram};
use crate::reduce::predicate::{Command, DivergenceProblem, FILE, by_bytecode, reduced_limits};
use crate::reduce::{self, Budget, Problem, ReduceOptions, Reduction};
use crate::triage::FileError;

/// Arguments of `lockstep reduce`.
#[derive(clap::Args)]
pub struct ReduceArguments {
    /// The program
    file: PathBuf,
    /// Where to write the result (standard output if not given)
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Overwrite the output file if it exists
    #[arg(long)]
    force: bool,
    /// A command that gets the path of a candidate as its last argument; exit code 0 means interesting
    #[arg(long, value_name = "COMMAND", conflicts_with_all = ["class", "bytecode", "subject", "reference"])]
    test: Option<String>,
    /// Seconds that one call of the command may take
    #[arg(long, value_name = "SECONDS", default_value_t = 10.0)]
    timeout: f64,
    /// How many candidates to try at a time
    #[arg(long, short, value_name = "N", default_value_t = 1)]
    jobs: usize,
    /// Seconds after which the best so far is taken
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    time: Option<f64>,
    /// Calls after which the best so far is taken
    #[arg(long, value_name = "N")]
    calls: Option<usize>,
    /// The class of the divergence to keep (that of the program if not given)
    #[arg(long, value_name = "CLASS")]
    class: Option<String>,
    /// Keep a difference of the compiled chunks, not of the behaviour
    #[arg(long)]
    bytecode: bool,
    #[command(flatten)]
    engines: Engines,
    /// Also report what each pass cost and brought
    #[arg(long, short)]
    verbose: bool,
}

impl ReduceArguments {
    /// What is known of each candidate but its text.
    fn program(&self) -> IsolatedProgram {
        let limits = reduced_limits(0);
        IsolatedProgram {
            bytes: vec![],
            file: FILE.into(),
            chunk_name: format!("@{FILE}").into_bytes(),
            reference: self.engines.reference.clone(),
            subject: self.engines.subject.clone(),
            instructions: limits.instructions,
            memory: limits.memory,
            output: limits.output,
            gc_stress: false,
            seconds: self.timeout.ceil() as u64,
        }
    }
}

/// Runs the subcommand.
pub fn main(arguments: &ReduceArguments) -> ExitCode {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(arguments.jobs).stack_size(STACK).build();
    pool.map_err(CliError::Threads).and_then(|pool| pool.install(|| run(arguments))).unwrap_or_else(complain)
}

fn run(arguments: &ReduceArguments) -> Result<ExitCode, CliError> {
    let path = &arguments.file;
    let bytes = files::read(path)?;
    if let Some(output) = &arguments.output
        && output.exists()
        && !arguments.force
    {
        return Err(CliError::Exists(output.clone()));
    }
    let seconds =
        |value: f64, option| Duration::try_from_secs_f64(value).map_err(|_| CliError::Seconds { option, value });
    let timeout = seconds(arguments.timeout, "timeout")?;
    let deadline = arguments.time.map(|s| seconds(s, "time")).transpose()?.map(|d| Instant::now() + d);
    let source = skip_shebang(&bytes);
    let stop = Arc::new(AtomicBool::new(false));
    let handler = Arc::clone(&stop);
    // Without a handler an interrupt ends the process, which is no reason not to reduce.
    let _ = ctrlc::set_handler(move || handler.store(true, Ordering::Relaxed));

    let pair = arguments.engines.pair(timeout)?;
    let compilers = pair.compilers();
    if arguments.bytecode && compilers.is_none() {
        return Err(CliError::Usage("--bytecode needs two compilers: a command only runs programs"));
    }
    let (command, divergence) = match &arguments.test {
        Some(command) => (Some(Command::new(command, timeout, Some(&*stop))?), None),
        None => {
            let class = arguments.class.as_deref();
            let divergence = match compilers.filter(|_| arguments.bytecode) {
                Some(compilers) => DivergenceProblem::new(by_bytecode(compilers), source, class),
                None => {
                    let classifier = Classifier::new(arguments.program(), worker::slot);
                    DivergenceProblem::new(move |text, n| classifier.class(text, n), source, class)
                }
            };
            (None, Some(divergence.map_err(|error| CliError::Divergence { path: path.clone(), error })?))
        }
    };
    let problem: &dyn Problem = match (&command, &divergence) {
        (Some(command), _) => command,
        (None, Some(divergence)) => divergence,
        (None, None) => return Err(CliError::Usage("nothing to reduce for")),
    };

    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} ({elapsed})") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    let started = Instant::now();
    let mut progress = |rank: &reduce::Rank, calls: usize| {
        let rate = calls as f64 / started.elapsed().as_secs_f64();
        bar.set_message(format!("{} tokens, {calls} calls, {rate:.0} calls/s", rank.tokens));
    };
    let limits = Budget { calls: arguments.calls, deadline, stop: Some(&stop) };
    let config = ReduceOptions { limits, jobs: arguments.jobs, screen: command.is_some(), progress: &mut progress };
    let reduction = reduce::reduce(source, problem, config);
    bar.finish_and_clear();
    let reduction = reduction.map_err(|error| CliError::Reduce { path: path.clone(), error })?;
    write(arguments, &reduction.text)?;
    report(arguments, &reduction, started.elapsed());
    if let Some(divergence) = divergence {
        eprintln!("lockstep: class kept: {}", divergence.class);
        for (class, text) in divergence.other_classes() {
            save_other_class(arguments, &class, &text);
        }
    }
    match reduction.broken {
        Some(error) => Err(CliError::Broken(error)),
        None => Ok(ExitCode::SUCCESS),
    }
}

/// Saves a program that diverges in another class beside the output, as a finding of its own.
fn save_other_class(arguments: &ReduceArguments, class: &str, text: &[u8]) {
    let base = arguments.output.as_ref().unwrap_or(&arguments.file);
    let stem = base.file_stem().unwrap_or_default().to_string_lossy();
    let extension = if is_chunk(text) { "luac" } else { "lua" };
    let name = format!("{stem}.{}.{extension}", class.replace('/', "-"));
    let folder = arguments.output.as_ref().and_then(|o| o.parent()).unwrap_or(Path::new(""));
    let path = folder.join(name);
    let written = match arguments.force || !path.exists() {
        true => std::fs::write(&path, text).map_err(|e| files::reason(&e)),
        false => Err("exists already (use --force to overwrite it)".into()),
    };
    match written {
        Ok(()) => eprintln!("lockstep: seen on the way, another class: {class}: {}", path.display()),
        Err(reason) => eprintln!(
            "lockstep: seen on the way, another class: {class}: not written to {}: {reason}\n{}",
            path.display(),
            String::from_utf8_lossy(text)
        ),
    }
}

fn write(arguments: &ReduceArguments, text: &[u8]) -> Result<(), FileError> {
    match &arguments.output {
        Some(path) => std::fs::write(path, text).map_err(FileError::of(path)),
        // A closed pipe is not worth a message.
        None => {
            let _ = std::io::stdout().write_all(text);
            Ok(())
        }
    }
}

fn report(arguments: &ReduceArguments, reduction: &Reduction, elapsed: Duration) {
    if arguments.verbose {
        let mut accounts = reduction.accounts.clone();
        accounts.sort_by_key(|a| std::cmp::Reverse(a.tokens));
        for a in accounts {
            eprintln!("{:6} tokens {:4} kept {:5} calls  {}", a.tokens, a.kept, a.calls, a.name);
        }
    }
    let unit = if is_chunk(&reduction.text) { "instructions" } else { "tokens" };
    eprintln!(
        "lockstep: {} of {} {unit} left, {} calls, {:.1} s{}",
        reduction.tokens,
        reduction.tokens_before,
        reduction.calls,
        elapsed.as_secs_f64(),
        if reduction.stopped { " (stopped before the end)" } else { "" }
    );
    if reduction.flaky {
        eprintln!("lockstep: the predicate is flaky: asked again about the result, it gave another answer");
    }
}
