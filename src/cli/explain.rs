//! `lockstep explain FILE`: whose fault a divergence is, which instruction, which register, and the usual fix.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use super::{Engines, SKIP, complain, files, triage, worker};
use crate::diagnose::explanation::Explanation;
use crate::engine::Limits;
use crate::engine::source::{self, File};
use crate::isolation::{Explained, Isolated, IsolatedProgram};
use crate::oracle::cross::Blame;
use crate::report::{html, terminal};
use crate::triage::{Level, Setup};

/// Candidates that are tried to make the program small for a page.
const REDUCTIONS: usize = 1000;

/// Arguments of `lockstep explain`.
#[derive(clap::Args)]
pub struct ExplainArguments {
    /// The Lua file
    file: PathBuf,
    /// Print everything as data (described in docs/explain.schema.json)
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    engines: Engines,
    /// Print a page for a browser, with nothing outside of it: also the smallest program, and the registers step by step
    #[arg(long, conflicts_with = "json")]
    html: bool,
    /// Instructions that the program may execute
    #[arg(long, value_name = "N", default_value_t = 200_000_000)]
    instructions: u64,
    /// Seconds that a worker process may take
    #[arg(long, value_name = "S", default_value_t = 60)]
    seconds: u64,
}

/// Runs the subcommand.
pub fn main(arguments: &ExplainArguments) -> ExitCode {
    let file = arguments.file.display().to_string();
    let bytes = match std::fs::read(&arguments.file) {
        Ok(bytes) => bytes,
        Err(error) => return complain(format!("{file}: {}", files::reason(&error))),
    };
    let text = match source::classify(&bytes) {
        File::Text(text) => text,
        // Explained without a source to show.
        File::Binary(_) => b"",
    };
    // A mistake in the names of the engines is told before anything runs.
    if let Err(error) = arguments.engines.pair(Duration::from_secs(arguments.seconds)) {
        return complain(error);
    }
    let limits = Limits { instructions: arguments.instructions, ..Limits::default() };
    let program = IsolatedProgram {
        chunk_name: format!("@{file}").into_bytes(),
        file: file.clone(),
        reference: arguments.engines.reference.clone(),
        subject: arguments.engines.subject.clone(),
        instructions: limits.instructions,
        memory: limits.memory,
        output: limits.output,
        gc_stress: false,
        seconds: arguments.seconds,
        bytes: bytes.clone(),
    };
    let explained = match worker::slot() {
        Ok(mut slot) => Isolated { program, slot: &mut slot }.explain(),
        Err(error) => return complain(error),
    };
    match explained {
        Explained::Story(explanation) => print(&explanation, text, arguments),
        Explained::NotComparable(reason) => {
            println!("not comparable  {file}: {reason}");
            ExitCode::from(SKIP)
        }
        Explained::Refused(reason) => complain(format!("{file}: {reason}")),
    }
}

fn print(explanation: &Explanation, source: &[u8], arguments: &ExplainArguments) -> ExitCode {
    let text = if arguments.html {
        page(explanation, source, arguments)
    } else if arguments.json {
        match serde_json::to_string_pretty(explanation) {
            Ok(text) => text + "\n",
            Err(error) => return complain(error),
        }
    } else {
        terminal::explanation(explanation)
    };
    // A closed pipe must not hide the verdict: the exit code still tells.
    let _ = std::io::stdout().write_all(text.as_bytes());
    ExitCode::from(u8::from(explanation.blame != Blame::Nobody))
}

/// The explanation as a page, with the smallest program that has the same fault.
fn page(explanation: &Explanation, source: &[u8], arguments: &ExplainArguments) -> String {
    let setup = Setup {
        reference: arguments.engines.reference.clone(),
        subject: arguments.engines.subject.clone(),
        level: Level::Behaviour,
        instructions: arguments.instructions,
        memory: Limits::default().memory >> 20,
        seconds: arguments.seconds,
        reductions: REDUCTIONS,
    };
    let found = explanation.blame != Blame::Nobody;
    let reduced = found.then(|| triage::smallest(&setup, &arguments.file, explanation)).flatten();
    html::explanation(explanation, &String::from_utf8_lossy(source), reduced.as_ref())
}
