//! An external command as a subject: any program that runs a Lua 5.1 script given as a file.
//!
//! Invariant: only behaviour is seen (output, success, message of an uncaught error). The script runs below a
//! prelude in Lua that settles what the sandbox settles, as far as Lua itself can: addresses, clocks, random numbers,
//! the system, and how the end of the run is told apart from its output.

use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::{OnceLock, mpsc};
use std::time::{Duration, Instant};

use super::outcome::{End, Limit, Outcome, PlainValue};
use super::{Compile, Detail, Execute, Options, Program, ProgramCode, Reference, sandbox};

const PRELUDE: &str = include_str!("process_prelude.lua");

/// Between the program's output and how it ended; no program writes this by accident.
const MARK: &[u8] = b"\n\x00lockstep\x00";

/// A command that runs Lua scripts.
#[derive(Clone, Debug)]
pub struct Process {
    name: String,
    command: Vec<String>,
    time: Duration,
    executes_chunks: OnceLock<bool>,
}

/// Why there is no such command.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommandError {
    /// No program is named.
    #[error("'': the command is empty")]
    Empty,
    /// No program of this name is found.
    #[error("{0}: no such command")]
    Missing(String),
}

impl Process {
    /// The command (program, then arguments that come before the script) and how long one run may take.
    ///
    /// # Errors
    /// If it is empty, or its program is not there.
    pub fn new(mut command: Vec<String>, time: Duration) -> Result<Process, CommandError> {
        let name = command.join(" ");
        let executable = command.first_mut().filter(|word| !word.is_empty()).ok_or(CommandError::Empty)?;
        *executable = located(executable).ok_or_else(|| CommandError::Missing(executable.clone()))?;
        Ok(Process { name, command, time, executes_chunks: OnceLock::new() })
    }

    /// Whether it executes binary chunks of the reference, as a probe shows.
    pub fn executes_chunks(&self) -> bool {
        *self.executes_chunks.get_or_init(|| {
            let source = b"local t = {1, 2}; for i, v in ipairs(t) do io.write(i + v, ' ') end";
            let Ok(chunk) = Reference.compile(source, b"=probe") else { return false };
            let Outcome { output, end, .. } = self.execute(&Program::chunk(&chunk, b"=probe"), &Options::default());
            output == b"2 4 " && matches!(end, End::Returned(_))
        })
    }
}

impl Execute for Process {
    fn name(&self) -> &str {
        &self.name
    }

    fn detail(&self) -> Detail {
        Detail::Behaviour
    }

    fn execute(&self, program: &Program<'_>, options: &Options) -> Outcome {
        match self.run(program, options) {
            Ok(outcome) => outcome,
            Err(error) => {
                let message = format!("{}: {error}", self.name);
                Outcome { output: Vec::new(), end: End::Crashed(message), globals: None }
            }
        }
    }
}

impl Process {
    fn run(&self, program: &Program<'_>, options: &Options) -> std::io::Result<Outcome> {
        let Some((executable, arguments)) = self.command.split_first() else {
            return Err(std::io::Error::other("no command"));
        };
        let mut driver = tempfile::Builder::new().prefix("lockstep-").suffix(".lua").tempfile()?;
        driver.write_all(&driver_text(program, options))?;
        let child = Command::new(executable)
            .args(arguments)
            .arg(driver.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let (status, mut output, errors) = wait(child, self.time, options.limits.output)?;
        if output.len() >= options.limits.output {
            output.truncate(options.limits.output);
            return Ok(Outcome { output, end: End::Limit(Limit::Output), globals: None });
        }
        let Some(status) = status else {
            return Ok(Outcome { output, end: End::Limit(Limit::Time), globals: None });
        };
        if let Some(at) = output.windows(MARK.len()).rposition(|w| w == MARK) {
            let end = end_of(&output[at + MARK.len()..]);
            output.truncate(at);
            return Ok(Outcome { output, end, globals: None });
        }
        let message = String::from_utf8_lossy(&errors);
        let message = format!("{status} without reaching its end: {}", message.trim());
        Ok(Outcome { output, end: End::Crashed(message), globals: None })
    }
}

/// The path of a command, so that it is not searched for each time; `None` if it is not there.
fn located(command: &str) -> Option<String> {
    if command.contains(std::path::MAIN_SEPARATOR) {
        return std::path::Path::new(command).is_file().then(|| command.to_string());
    }
    let path = std::env::var_os("PATH")?;
    let found = std::env::split_paths(&path).map(|folder| folder.join(command)).find(|file| file.is_file())?;
    found.into_os_string().into_string().ok()
}

/// What the prelude wrote after the mark: `returned`, `failed` or `rejected`, then the message.
fn end_of(report: &[u8]) -> End {
    match report.split_first() {
        Some((b'r', _)) => End::Returned(Vec::new()),
        Some((b's', message)) => End::Rejected(message.to_vec()),
        Some((b'f', message)) => End::Failed(PlainValue::String(message.to_vec())),
        // Not a string: only its type is told.
        Some((b'o', _)) | Some(_) | None => End::Failed(PlainValue::Nil),
    }
}

/// The prelude with the script, its chunk name and arguments, and the sandbox's data.
fn driver_text(program: &Program<'_>, options: &Options) -> Vec<u8> {
    let mut text = Vec::new();
    let mut define = |name: &str, value: &[u8]| {
        text.extend_from_slice(format!("local {name} = ").as_bytes());
        literal(&mut text, value);
        text.push(b'\n');
    };
    let (ProgramCode::Text(code) | ProgramCode::Chunk(code)) = program.code;
    define("SCRIPT", code);
    define("CHUNK_NAME", program.chunk_name);
    define("MARK", MARK);
    let denied: Vec<String> = sandbox::DENIED
        .iter()
        .map(|d| format!("{{{:?}, {:?}, {:?}}}", d.library, d.function, format!("{:?}", d.denial)))
        .collect();
    let denied = if options.allow_system { String::new() } else { denied.join(", ") };
    let numbers = format!(
        "local DENIED = {{{denied}}}\nlocal TIME, CLOCK, GC_COUNT, GC_TUNING, DIGITS = {}, {}, {}, {}, {}\nlocal ARGUMENTS = {{",
        sandbox::TIME,
        sandbox::CLOCK,
        sandbox::GC_COUNT,
        sandbox::GC_TUNING,
        sandbox::ADDRESS_DIGITS
    );
    text.extend_from_slice(numbers.as_bytes());
    for argument in program.arguments {
        literal(&mut text, argument);
        text.extend_from_slice(b", ");
    }
    text.extend_from_slice(b"}\n");
    text.extend_from_slice(PRELUDE.as_bytes());
    text
}

fn literal(text: &mut Vec<u8>, bytes: &[u8]) {
    text.push(b'"');
    for &b in bytes {
        match b {
            b' '..=b'~' if b != b'"' && b != b'\\' => text.push(b),
            _ => text.extend_from_slice(format!("\\{b:03}").as_bytes()),
        }
    }
    text.push(b'"');
}

/// Most bytes that are read of what a command complains about.
const ERRORS: usize = 64 << 10;
/// How long the output of a killed command is waited for.
const AFTER_KILL: Duration = Duration::from_millis(50);

/// Waits for the child within the time, reading at most `cap` bytes of output. The status is `None` if the child had to
/// be killed.
fn wait(
    mut child: Child,
    time: Duration,
    cap: usize,
) -> std::io::Result<(Option<std::process::ExitStatus>, Vec<u8>, Vec<u8>)> {
    let (sender, receiver) = mpsc::channel();
    let read = |index: usize, pipe: Option<Box<dyn Read + Send>>, cap: usize, drain: bool| {
        let sender = sender.clone();
        std::thread::spawn(move || {
            let mut bytes = Vec::new();
            if let Some(mut pipe) = pipe {
                // What was read before an error still counts.
                let _ = pipe.by_ref().take(cap as u64).read_to_end(&mut bytes);
                if drain {
                    let _ = std::io::copy(&mut pipe, &mut std::io::sink());
                }
            }
            let _ = sender.send((index, bytes));
        });
    };
    read(0, child.stdout.take().map(|p| Box::new(p) as Box<dyn Read + Send>), cap, false);
    read(1, child.stderr.take().map(|p| Box::new(p) as Box<dyn Read + Send>), ERRORS, true);
    let deadline = Instant::now() + time;
    let mut streams = [None, None];
    while streams.iter().any(Option::is_none)
        && let Ok((index, bytes)) = receiver.recv_timeout(deadline.saturating_duration_since(Instant::now()))
    {
        let full = index == 0 && bytes.len() >= cap;
        streams[index] = Some(bytes);
        if full {
            // What else it does does not matter; it may be blocked on the rest of its output.
            child.kill()?;
        }
    }
    let mut status = child.try_wait()?;
    while status.is_none() && Instant::now() < deadline {
        std::thread::sleep(Duration::from_micros(200));
        status = child.try_wait()?;
    }
    if status.is_none() {
        child.kill()?;
        child.wait()?;
        // What it had written is there now, unless a child of its own holds the pipe.
        while streams.iter().any(Option::is_none)
            && let Ok((index, bytes)) = receiver.recv_timeout(AFTER_KILL)
        {
            streams[index] = Some(bytes);
        }
    }
    let [output, errors] = streams.map(|bytes: Option<Vec<u8>>| bytes.unwrap_or_default());
    Ok((status, output, errors))
}
