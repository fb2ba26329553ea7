//! The page about a run: its findings triaged, and how the run went.

use std::sync::atomic::AtomicBool;

use super::FuzzArguments;
use super::collector::FindingCollector;
use super::worker::PATIENCE;
use crate::cli::error::CliError;
use crate::cli::triage::worker_slot;
use crate::fuzzing::judge::LIMITS;
use crate::oracle::cross::Blame;
use crate::report::data::{Level, Setup};
use crate::report::html::{self, Heat};
use crate::triage::{self, FileError, TriagePlan, walk};

/// Calls of the predicate for a finding, which is small already.
const REDUCTIONS: usize = 500;

/// Writes the page, if one is asked for.
///
/// # Errors
/// If it cannot be written or workers cannot be started.
pub(super) fn write(arguments: &FuzzArguments, collector: &FindingCollector<'_>, jobs: usize) -> Result<(), CliError> {
    let Some(path) = &arguments.html else { return Ok(()) };
    // A compiler's fault need not show in what programs do.
    let chunks = collector.buckets.keys().any(|bucket| bucket.starts_with(Blame::Compiler.name()));
    let setup = Setup {
        reference: arguments.engines.reference.clone(),
        subject: arguments.engines.subject.clone(),
        level: if chunks { Level::Bytecode } else { Level::Behaviour },
        instructions: LIMITS.instructions,
        memory: LIMITS.memory >> 20,
        seconds: PATIENCE.as_secs(),
        reductions: REDUCTIONS,
    };
    let files = walk::Files { cases: collector.programs.clone(), ..walk::Files::default() };
    let slot = worker_slot(&setup);
    let plan = TriagePlan {
        setup,
        files,
        jobs,
        shard: None,
        label: Some(format!("lockstep fuzz --seed {}", arguments.seed)),
        baseline: None,
        deadline: None,
        stop: &AtomicBool::new(false),
        slot: &slot,
    };
    let report = triage::run(&plan, &mut |_| ())?;
    let page = html::fuzz(&report, Some(&collector.growth), Some(&Heat::of(&collector.counts.coverage)));
    Ok(std::fs::write(path, page).map_err(FileError::of(path))?)
}
