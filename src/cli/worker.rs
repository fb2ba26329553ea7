//! `lockstep worker`: answers for another process, which survives whatever happens here.

use std::process::ExitCode;

use super::{STACK, complain};
use crate::isolation::{self, IsolatedProgram, ProgramQuestion};
use crate::oracle::cross::{Job, work};
use crate::workers::{WorkerSlot, limit_memory, serve};

/// Arguments of `lockstep worker`.
#[derive(clap::Args)]
pub struct WorkerArguments {
    /// Answer all that is asked about programs; if not given, run chunks on the reference's VM
    #[arg(long)]
    isolated: bool,
}

/// Runs the subcommand.
pub fn main(arguments: &WorkerArguments) -> ExitCode {
    let isolated = arguments.isolated;
    let chunks = |job: Job| {
        // A chunk that breaks the reference may ask for any amount.
        limit_memory((job.memory as u64).saturating_mul(2).saturating_add(1 << 30));
        work(&job)
    };
    let programs = |question: (IsolatedProgram, ProgramQuestion)| {
        bound(question.0.memory);
        isolation::answer(&question)
    };
    let run = move || if isolated { serve(programs) } else { serve(chunks) };
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(run);
    match thread.map(std::thread::JoinHandle::join) {
        Ok(Ok(code)) => code,
        Ok(Err(_)) => ExitCode::FAILURE,
        Err(error) => complain(error),
    }
}

/// Bounds this process where a program may hold so many bytes on the reference: the subject may hold more, and comparing step by
/// step keeps all garbage, up to 2 GB on each side.
pub fn bound(memory: usize) {
    limit_memory((memory as u64).saturating_mul(5).saturating_add(5 << 30));
}

/// A place for a worker that answers all about programs.
///
/// # Errors
/// If the system does not say which program this is.
pub fn slot() -> std::io::Result<WorkerSlot> {
    WorkerSlot::of_this_program(vec!["worker".into(), "--isolated".into()])
}
