//! The command line: one file per subcommand.
//!
//! Exit codes: 0 all agree, 1 a divergence (or the script failed), 2 bad usage or unreadable input, 125 nothing comparable, so that
//! `git bisect run lockstep check x.lua` works.

mod bench;
mod check;
mod coverage;
mod dump;
mod error;
mod explain;
mod files;
mod fuzz;
mod r#gen;
mod matrix;
mod reduce;
mod render;
mod repl;
mod run;
mod selftest;
mod steps;
mod trace;
mod triage;
mod worker;

use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, Subcommand};
use error::DurationError;

use crate::fault::{self, PairError};
use crate::port::Pair;

/// Bad usage or unreadable input.
const USAGE: u8 = 2;
/// Nothing comparable.
const SKIP: u8 = 125;

/// Stack of the threads that run programs: deep native recursion ends at PUC's limits, not at the thread's.
/// Only what is used is ever backed by memory.
const STACK: usize = 256 << 20;

/// Keeps a Lua 5.1 compiler and its VM coherent: runs programs on our own compiler and VM and on PUC-Rio Lua
/// 5.1.5, and shows the first difference.
#[derive(Parser)]
#[command(
    version,
    after_help = "`lockstep [OPTIONS] SCRIPT [ARGS]` is short for `lockstep run [OPTIONS] SCRIPT [ARGS]`."
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run a script on our VM as `lua5.1` would
    Run(run::RunArguments),
    /// Compare our compiler and VM with the reference on files and folders
    Check(check::CheckArguments),
    /// Print the listing of a file's bytecode
    Dump(dump::DumpArguments),
    /// Explain a divergence: whose fault, which instruction, which register, and the usual fix
    Explain(explain::ExplainArguments),
    /// Print the steps of a run, with the registers that count
    Trace(trace::TraceArguments),
    /// Answer for another process
    #[command(hide = true)]
    Worker(worker::WorkerArguments),
    /// Make a program as small as it gets while a command, or a divergence, stays the same
    Reduce(reduce::ReduceArguments),
    /// Measure the harness: break compiler and VM in every way of the catalogue, and see what it finds
    Selftest(selftest::SelftestArguments),
    /// Sort a corpus: which cases diverge, and how many distinct bugs that is
    Triage(triage::TriageArguments),
    /// Time programs on our VM and on the reference
    Bench(bench::BenchArguments),
    /// Print generated programs
    Gen(r#gen::GenArguments),
    /// Compare our compiler and VM with the reference on generated programs
    Fuzz(fuzz::FuzzArguments),
    /// Count which executions of each opcode programs meet
    Coverage(coverage::CoverageArguments),
    /// Run every instruction with every class of operands on our VM and on the reference's
    Matrix(matrix::MatrixArguments),
}

/// Runs the command and returns its exit code.
pub fn main() -> ExitCode {
    let mut words: Vec<_> = std::env::args_os().collect();
    if let Some(first) = words.get(1).map(|w| w.to_string_lossy().into_owned()) {
        let known = <Arguments as clap::CommandFactory>::command().find_subcommand(&first).is_some();
        if !known && !["help", "-h", "--help", "-V", "--version"].contains(&&first[..]) {
            words.insert(1, "run".into());
        }
    }
    // What follows `run` is for the interpreter, options too.
    if words.get(1).is_some_and(|w| w == "run") && !words.get(2).is_some_and(|w| w == "-h" || w == "--help") {
        words.insert(2, "--".into());
    }
    match Arguments::parse_from(words).command {
        Command::Run(arguments) => run::main(arguments),
        Command::Check(arguments) => check::main(&arguments),
        Command::Dump(arguments) => dump::main(&arguments),
        Command::Explain(arguments) => explain::main(&arguments),
        Command::Trace(arguments) => trace::main(arguments),
        Command::Worker(arguments) => worker::main(&arguments),
        Command::Reduce(arguments) => reduce::main(&arguments),
        Command::Selftest(arguments) => selftest::main(&arguments),
        Command::Triage(arguments) => triage::main(&arguments),
        Command::Bench(arguments) => bench::main(&arguments),
        Command::Gen(arguments) => r#gen::main(&arguments),
        Command::Fuzz(arguments) => fuzz::main(&arguments),
        Command::Coverage(arguments) => coverage::main(&arguments),
        Command::Matrix(arguments) => matrix::main(&arguments),
    }
}

/// The engines that are compared.
#[derive(Clone, Debug, clap::Args)]
struct Engines {
    /// Whose answers are right: `puc` (in process, what is taken if not given), `ours`, `fault:ID` (ours with a fault of the
    /// catalogue), or a command that runs Lua 5.1 scripts, of which only the behaviour is seen
    #[arg(long, value_name = "ENGINE")]
    reference: Option<String>,
    /// What is tested in place of our own engine, in the same words
    #[arg(long, value_name = "ENGINE")]
    subject: Option<String>,
}

impl Engines {
    /// Both; a command may take as long as `timeout` for a program.
    fn pair(&self, timeout: Duration) -> Result<Pair, PairError> {
        fault::pair(self.reference.as_deref(), self.subject.as_deref(), timeout)
    }
}

/// Reports a problem with the usage or the input.
fn complain(message: impl std::fmt::Display) -> ExitCode {
    eprintln!("lockstep: {message}");
    ExitCode::from(USAGE)
}

/// A time as on the command line: 60s, 10m, 2h.
fn duration(text: &str) -> Result<Duration, DurationError> {
    let split = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(split);
    let number: f64 = number.parse()?;
    let seconds = match unit {
        "" | "s" => 1.0,
        "m" => 60.0,
        "h" => 3600.0,
        _ => return Err(DurationError::Unit),
    };
    Ok(Duration::try_from_secs_f64(number * seconds)?)
}
