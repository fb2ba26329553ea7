//! `lockstep worker`: runs one chunk on the reference's VM for another process, which survives whatever happens here.

use std::io::{Read, Write};
use std::process::ExitCode;

use super::{STACK, complain};
use crate::oracle::cross::{Answer, Job, work};

/// Runs the subcommand: a job as JSON on standard input, the answer as JSON on standard output.
pub fn main() -> ExitCode {
    let mut bytes = vec![];
    if let Err(error) = std::io::stdin().lock().read_to_end(&mut bytes) {
        return complain(error);
    }
    let job: Job = match serde_json::from_slice(&bytes) {
        Ok(job) => job,
        Err(error) => return complain(format!("not a job: {error}")),
    };
    limit_memory(job.memory);
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(move || work(&job));
    match thread.map(std::thread::JoinHandle::join) {
        Ok(Ok(answer)) => answered(&answer),
        Ok(Err(_)) => ExitCode::FAILURE,
        Err(error) => complain(error),
    }
}

fn answered(answer: &Answer) -> ExitCode {
    let written = serde_json::to_vec(answer).map(|bytes| std::io::stdout().write_all(&bytes));
    if matches!(written, Ok(Ok(()))) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// A chunk that breaks the reference may ask for any amount: beyond this the process dies, not the machine.
fn limit_memory(memory: usize) {
    let bytes = (memory as u64).saturating_mul(2).saturating_add(1 << 30);
    let limit = libc::rlimit { rlim_cur: bytes, rlim_max: bytes };
    // SAFETY: the struct is initialised. Without the limit the run still has that of its state.
    unsafe { libc::setrlimit(libc::RLIMIT_AS, &limit) };
}
