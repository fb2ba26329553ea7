//! `lockstep worker`: runs chunks on the reference's VM for another process, which survives whatever happens here.

use std::process::ExitCode;

use super::{STACK, complain};
use crate::oracle::cross::{Job, work};
use crate::workers::{limit_memory, serve};

/// Runs the subcommand.
pub fn main() -> ExitCode {
    let answer = |job: Job| {
        // A chunk that breaks the reference may ask for any amount.
        limit_memory((job.memory as u64).saturating_mul(2).saturating_add(1 << 30));
        work(&job)
    };
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(move || serve(answer));
    match thread.map(std::thread::JoinHandle::join) {
        Ok(Ok(code)) => code,
        Ok(Err(_)) => ExitCode::FAILURE,
        Err(error) => complain(error),
    }
}
