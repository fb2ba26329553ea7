//! `lockstep explain FILE`: whose fault a divergence is, which instruction, which register, and the usual fix.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use super::{SKIP, STACK, complain, files};
use crate::engine::source::{self, File};
use crate::engine::{Limits, Options, Ours};
use crate::explanation::Explanation;
use crate::oracle::cross::{Subject, Worker};
use crate::oracle::explain::explain;
use crate::report::terminal;
use crate::symptom::Blame;
use crate::trace::Idle;

/// Arguments of `lockstep explain`.
#[derive(clap::Args)]
pub struct Arguments {
    /// The Lua file
    file: PathBuf,
    /// Print everything as data: an object with `schema` 1, `blame`, `table`, `misaligned`, `symptom`, `reproduce`
    #[arg(long)]
    json: bool,
    /// Instructions that the program may execute
    #[arg(long, value_name = "N", default_value_t = 200_000_000)]
    instructions: u64,
    /// Seconds that a worker process may take
    #[arg(long, value_name = "S", default_value_t = 60)]
    seconds: u64,
}

/// Runs the subcommand.
pub fn main(arguments: Arguments) -> ExitCode {
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(move || run(&arguments));
    match thread.map(std::thread::JoinHandle::join) {
        Ok(Ok(code)) => code,
        Ok(Err(_)) => ExitCode::FAILURE,
        Err(error) => complain(format!("cannot start a thread: {error}")),
    }
}

fn run(arguments: &Arguments) -> ExitCode {
    let file = arguments.file.display().to_string();
    let bytes = match std::fs::read(&arguments.file) {
        Ok(bytes) => bytes,
        Err(error) => return complain(format!("{file}: {}", files::reason(&error))),
    };
    let text = match source::classify(&bytes) {
        File::Text(text) => text,
        File::Binary(_) => return complain(format!("{file}: a binary chunk: there is no source to compile")),
    };
    let limits = Limits { instructions: arguments.instructions, ..Limits::default() };
    let options = Options { limits, ..Options::default() };
    let worker =
        std::env::current_exe().ok().map(|program| Worker { program, time: Duration::from_secs(arguments.seconds) });
    let subject = Subject { compiler: &Ours, observer: || Idle };
    match explain(text, &file, &options, &subject, worker.as_ref()) {
        Ok(explanation) => print(&explanation, arguments.json),
        Err(reason) => {
            println!("not comparable  {file}: {reason}");
            ExitCode::from(SKIP)
        }
    }
}

fn print(explanation: &Explanation, json: bool) -> ExitCode {
    let text = if json {
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
