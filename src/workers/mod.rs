//! Worker processes: this program started again, to answer questions one at a time.
//!
//! Invariant: whatever a question does to its worker (a crash, a signal, no end, too much memory) costs that question
//! only. A worker and all that it started are gone when their parent no longer wants them, or is gone itself.
//!
//! Both speak in lines of JSON: a question on the worker's standard input, its answer on the standard output.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, ExitCode, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// How a worker did not answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "death", rename_all = "snake_case")]
pub enum Death {
    /// The process ended: its status as the system words it.
    #[error("the process ended: {status}")]
    Ended {
        /// Exit status or signal.
        status: String,
    },
    /// It did not answer in time, and was killed.
    #[error("no answer within {} s", *.milliseconds as f64 / 1000.0)]
    Late {
        /// How long it was waited for.
        milliseconds: u64,
    },
    /// It could not be started.
    #[error("the process could not be started: {message}")]
    NotStarted {
        /// The system's error.
        message: String,
    },
}

/// A place for one worker: a process that is started when there is something to ask, and started again after a death.
pub struct WorkerSlot {
    program: PathBuf,
    arguments: Vec<String>,
    worker: Option<Worker>,
}

impl WorkerSlot {
    /// Workers that are started as `program arguments...`.
    pub fn new(program: PathBuf, arguments: Vec<String>) -> WorkerSlot {
        WorkerSlot { program, arguments, worker: None }
    }

    /// Workers that are this very program, started as `lockstep arguments...`.
    ///
    /// # Errors
    /// If the system does not say which program this is.
    pub fn of_this_program(arguments: Vec<String>) -> std::io::Result<WorkerSlot> {
        Ok(WorkerSlot::new(std::env::current_exe()?, arguments))
    }

    /// The process number of the worker that waits for a question, if there is one.
    pub fn process(&self) -> Option<u32> {
        self.worker.as_ref().map(|w| w.child.id())
    }

    /// Asks, and waits for the answer.
    ///
    /// # Errors
    /// How the worker died over it. The next question gets a new one.
    pub fn ask<Q: Serialize, A: DeserializeOwned>(&mut self, question: &Q, patience: Duration) -> Result<A, Death> {
        let mut worker = match self.worker.take() {
            Some(worker) => worker,
            None => Worker::start(&self.program, &self.arguments)
                .map_err(|e| Death::NotStarted { message: e.to_string() })?,
        };
        let answer = worker.ask(question, patience)?;
        self.worker = Some(worker);
        Ok(answer)
    }
}

struct Worker {
    child: Child,
    input: ChildStdin,
    lines: Receiver<String>,
}

impl Worker {
    fn start(program: &PathBuf, arguments: &[String]) -> std::io::Result<Worker> {
        let mut child = Command::new(program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            // A group of its own: Ctrl-C is for the parent, and what a worker started ends with it.
            .process_group(0)
            .spawn()?;
        let missing = || std::io::Error::other("no pipe");
        let input = child.stdin.take().ok_or_else(missing)?;
        let output = child.stdout.take().ok_or_else(missing)?;
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines() {
                let Ok(line) = line else { break };
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        Ok(Worker { child, input, lines })
    }

    fn ask<Q: Serialize, A: DeserializeOwned>(&mut self, question: &Q, patience: Duration) -> Result<A, Death> {
        let line = serde_json::to_string(question).map_err(|e| Death::NotStarted { message: e.to_string() })?;
        // A worker that is gone already shows below.
        let _ = writeln!(self.input, "{line}");
        loop {
            match self.lines.recv_timeout(patience) {
                // What is no answer was printed by something inside the worker.
                Ok(line) => match serde_json::from_slice(line.as_bytes()) {
                    Ok(answer) => return Ok(answer),
                    Err(_) => continue,
                },
                Err(RecvTimeoutError::Timeout) => {
                    return Err(Death::Late { milliseconds: patience.as_millis() as u64 });
                }
                Err(RecvTimeoutError::Disconnected) => {
                    let status = self.child.wait().map_or_else(|e| e.to_string(), |s| s.to_string());
                    return Err(Death::Ended { status });
                }
            }
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        if let Ok(group) = i32::try_from(self.child.id()) {
            // SAFETY: no memory is involved. The group is the one that the worker leads; its number is not given to
            // another as long as a process of the group exists, or the worker has not been waited for.
            unsafe { libc::kill(-group, libc::SIGKILL) };
        }
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The worker's side: answers questions until its input ends. When that happens over a question, the parent is gone, and
/// so is this process and all that it started.
pub fn serve<Q: DeserializeOwned, A: Serialize>(mut answer: impl FnMut(Q) -> A) -> ExitCode {
    let (sender, questions) = channel::<String>();
    std::thread::spawn(move || {
        for line in std::io::stdin().lines() {
            let Ok(line) = line else { break };
            if sender.send(line).is_err() {
                return;
            }
        }
        end_group();
    });
    let mut out = std::io::stdout();
    for line in questions {
        let question = match serde_json::from_slice(line.as_bytes()) {
            Ok(question) => question,
            Err(error) => {
                eprintln!("lockstep: not a question: {error}");
                return ExitCode::from(2);
            }
        };
        let Ok(text) = serde_json::to_string(&answer(question)) else { return ExitCode::FAILURE };
        if writeln!(out, "{text}").and_then(|()| out.flush()).is_err() {
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// Ends this process with everything in its group, if it leads one; else this process alone.
fn end_group() -> ! {
    // SAFETY: no memory is involved.
    unsafe {
        if libc::getpgrp() == libc::getpid() {
            libc::kill(0, libc::SIGKILL);
        }
    }
    std::process::exit(0)
}

/// Bounds the memory of this process and of what it starts: beyond this it dies, not the machine.
///
/// A process that has more than that from the start (AddressSanitizer reserves terabytes) is left as it is: it could do
/// nothing any more.
pub fn limit_memory(bytes: u64) {
    let pages = std::fs::read_to_string("/proc/self/statm").ok();
    let pages: u64 = pages.and_then(|text| text.split(' ').next()?.parse().ok()).unwrap_or(0);
    if pages.saturating_mul(4096) >= bytes {
        return;
    }
    let limit = libc::rlimit { rlim_cur: bytes, rlim_max: bytes };
    // SAFETY: the struct is initialised. Where the system refuses, each state still has its own limit.
    unsafe { libc::setrlimit(libc::RLIMIT_AS, &limit) };
}
