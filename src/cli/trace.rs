//! `lockstep trace FILE`: the steps of a run on our VM or on the reference's, with all registers that count.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use super::{STACK, complain, files};
use crate::engine::source::{self, File};
use crate::engine::{Limits, Options, Program};
use crate::fault;
use crate::isa::verify::undump_verified;
use crate::oracle::lockstep::place;
use crate::oracle::verdict::Place;
use crate::port::Recorded;
use crate::trace::{Code, RecordSpec, Request, StepDump};

/// Steps that are traced in one run: what is kept in memory at a time.
const BATCH: u64 = 4096;

/// Arguments of `lockstep trace`.
#[derive(clap::Args)]
pub struct TraceArguments {
    /// The Lua file
    file: PathBuf,
    /// Whose compiler and VM run it: `ours`, `puc`, or `fault:ID` (ours with a fault of the catalogue)
    #[arg(long, value_name = "ENGINE", default_value = "ours")]
    engine: String,
    /// First step, from 0
    #[arg(long, value_name = "STEP", default_value_t = 0)]
    from: u64,
    /// The step before which to stop
    #[arg(long, value_name = "STEP", default_value_t = 10_000)]
    to: u64,
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Show all registers of the frame before every step
    #[arg(long)]
    windows: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Text,
    Jsonl,
}

/// Runs the subcommand.
pub fn main(arguments: TraceArguments) -> ExitCode {
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(move || run(&arguments));
    match thread.map(std::thread::JoinHandle::join) {
        Ok(Ok(code)) => code,
        Ok(Err(_)) => ExitCode::FAILURE,
        Err(error) => complain(format!("cannot start a thread: {error}")),
    }
}

fn run(arguments: &TraceArguments) -> ExitCode {
    let file = arguments.file.display().to_string();
    let bytes = match std::fs::read(&arguments.file) {
        Ok(bytes) => bytes,
        Err(error) => return complain(format!("{file}: {}", files::reason(&error))),
    };
    let name = files::chunk_name(&arguments.file);
    let engine = match fault::engine(&arguments.engine, Duration::ZERO) {
        Ok(engine) => engine,
        Err(error) => return complain(format!("--engine {error}")),
    };
    let (Some(compiler), Some(vm)) = (engine.compiler(), engine.steps()) else {
        return complain(format!("--engine {}: of a command only the behaviour is seen", arguments.engine));
    };
    let compiled = match source::classify(&bytes) {
        File::Text(text) => compiler.compile(text, &name),
        File::Binary(chunk) => Ok(chunk.to_vec()),
    };
    let chunk = match compiled {
        Ok(chunk) => chunk,
        Err(message) => return complain(String::from_utf8_lossy(&message)),
    };
    let main = match undump_verified(&chunk) {
        Ok(main) => main,
        Err(error) => return complain(format!("{file}: {error}")),
    };
    let program = Program::chunk(&chunk, &name);
    let limits = Limits { instructions: arguments.to, ..Limits::default() };
    let options = Options { limits, ..Options::default() };
    let mut from = arguments.from;
    // Each batch is a run of its own: runs are deterministic, memory is not endless.
    while from < arguments.to {
        let to = arguments.to.min(from + BATCH);
        let request = Request { spec: RecordSpec { stop: to, dump: from..to }, ..Request::default() };
        let run = Recorded { chunk: &chunk, main: &main, program: &program, loads: compiler };
        let trace = vm.record(&run, &options, &request);
        let mut out = String::new();
        for dump in &trace.dumps {
            out.push_str(&line(arguments, dump, &trace.code));
        }
        // A reader that has seen enough ends the trace.
        if std::io::stdout().write_all(out.as_bytes()).is_err() || trace.steps < to {
            return ExitCode::SUCCESS;
        }
        from = to;
    }
    ExitCode::SUCCESS
}

fn line(arguments: &TraceArguments, dump: &StepDump, code: &Code) -> String {
    // A listing of one side: what library functions may have changed is for comparisons.
    let changes = dump.changes.iter().filter(|change| !change.perhaps).cloned().collect();
    let dump = &StepDump { changes, ..dump.clone() };
    if arguments.format == Format::Jsonl {
        return serde_json::to_string(dump).unwrap_or_default() + "\n";
    }
    let (function, line, instruction) = match place(dump, code) {
        Place::Step { function, line, instruction, .. } => (function, line, instruction),
        _ => (dump.function, None, String::new()),
    };
    let line = line.map_or_else(String::new, |line| format!("[{line}]"));
    let mut text = String::new();
    for change in &dump.changes {
        text.push_str(&format!("             stored {} = {}\n", change.place, change.value));
    }
    if arguments.windows {
        text.push_str(&format!("=== Window {} ===\n", dump.step));
        for (r, value) in dump.registers.iter().enumerate() {
            let live = if dump.live.contains(&(r as u8)) { "" } else { "  (dead)" };
            text.push_str(&format!("  R{r:<4} {value}{live}\n"));
        }
        for (i, value) in dump.upvalues.iter().enumerate() {
            text.push_str(&format!("  U{i:<4} {value}\n"));
        }
    }
    let registers = dump.live.iter().map(|&r| {
        let value = dump.registers.get(usize::from(r)).map_or_else(|| "-".into(), ToString::to_string);
        format!("R{r}={}", value.chars().take(40).collect::<String>())
    });
    let registers = registers.collect::<Vec<_>>().join(" ");
    let place = format!("T{} F{function}:{}", dump.thread, dump.pc);
    text.push_str(format!("{:>8} {place:<12} {line:>6} {instruction:<46} {registers}", dump.step).trim_end());
    text.push('\n');
    text
}
