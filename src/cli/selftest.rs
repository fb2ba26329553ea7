//! `lockstep selftest`: measures the harness by the fault catalogue.
//!
//! Invariant: the table is the same for any number of jobs.

use std::io::Write;
use std::process::ExitCode;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;

use super::r#gen::program;
use super::{STACK, complain};
use crate::diagnose::symptom::Symptom;
use crate::fault::{Fault, Spot};
use crate::r#gen::Profile;
use crate::oracle::cross::Blame;
use crate::oracle::cross::Worker;
use crate::scoreboard::injected::{Programs, Score, Totals, measure};

/// Arguments of `lockstep selftest`.
#[derive(clap::Args)]
pub struct SelftestArguments {
    /// Only the faults whose id matches (`*` stands for any text)
    #[arg(long, value_name = "GLOB", default_value = "*")]
    fault: String,
    /// Only list the faults, and what the developer did wrong
    #[arg(long)]
    list: bool,
    /// Start no fault after this time (60s, 10m)
    #[arg(long, value_name = "TIME", value_parser = super::duration)]
    time: Option<Duration>,
    /// Which sequence of programs
    #[arg(long, value_name = "S", default_value_t = 0)]
    seed: u64,
    /// Programs tried on each fault
    #[arg(long, value_name = "N", default_value_t = 5000)]
    programs: usize,
    /// Reduce the program that shows a fault, with this many calls of the predicate; 0: do not
    #[arg(long, value_name = "CALLS", default_value_t = 400)]
    reduce: usize,
    /// How many faults at a time (all processors if not given)
    #[arg(long, short, value_name = "N", default_value_t = 0, hide_default_value = true)]
    jobs: usize,
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Human,
    Json,
}

/// Runs the subcommand.
pub fn main(arguments: &SelftestArguments) -> ExitCode {
    let faults = Fault::matching(&arguments.fault);
    if faults.is_empty() {
        return complain(format!("--fault {}: no fault has such an id", arguments.fault));
    }
    if arguments.list {
        let row = |fault: &&Fault| format!("{:<36} {}\n", fault.id, fault.mistake);
        let _ = std::io::stdout().write_all(faults.iter().map(row).collect::<String>().as_bytes());
        return ExitCode::SUCCESS;
    }
    let pool = rayon::ThreadPoolBuilder::new().num_threads(arguments.jobs).stack_size(STACK).build();
    let pool = match pool {
        Ok(pool) => pool,
        Err(error) => return complain(format!("cannot start threads: {error}")),
    };
    let profiles = Profile::ALL;
    let generate = |index: u64| program(arguments.seed, index, &profiles[index as usize % profiles.len()]);
    let programs = Programs::new(arguments.programs, &generate);
    let worker = std::env::current_exe().ok().map(|program| Worker { program, time: Duration::from_secs(20) });
    let bar = ProgressBar::new(faults.len() as u64);
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len} faults, {elapsed}, {msg}") {
        bar.set_style(style);
    }
    let started = Instant::now();
    let scores = Mutex::new(vec![]);
    pool.install(|| {
        faults.par_iter().enumerate().for_each(|(index, fault)| {
            if arguments.time.is_some_and(|time| started.elapsed() >= time) {
                return;
            }
            bar.set_message(fault.id);
            let score = measure(fault, &programs, worker.as_ref(), arguments.reduce);
            if let Ok(mut scores) = scores.lock() {
                scores.push((index, score));
            }
            bar.inc(1);
        });
    });
    bar.finish_and_clear();
    let Ok(mut scores) = scores.into_inner() else { return complain("a thread died") };
    scores.sort_by_key(|(index, _)| *index);
    let scores: Vec<Score> = scores.into_iter().map(|(_, score)| score).collect();
    let text = match arguments.format {
        Format::Human => table(&scores, faults.len(), started.elapsed()),
        Format::Json => match serde_json::to_string_pretty(&scores) {
            Ok(text) => text + "\n",
            Err(error) => return complain(error),
        },
    };
    // A closed pipe must not hide the result: the exit code still tells.
    let _ = std::io::stdout().write_all(text.as_bytes());
    ExitCode::from(u8::from(scores.iter().any(|score| score.detected.is_none() || !score.blame_is_right())))
}

/// A row per fault, and totals.
fn table(scores: &[Score], faults: usize, time: Duration) -> String {
    let mut text = String::new();
    for score in scores {
        let mark = |right: bool| if right { "ok" } else { "WRONG" };
        let words = |symptom: Symptom| format!("{symptom:?}");
        let spot = score.found.map_or("-".into(), |spot: Spot| spot.to_string());
        let found = match score.detected {
            None => format!("NOT DETECTED in {} programs, acted in {}", score.programs, score.acted),
            Some(how) => format!(
                "{how:?} in {:>4}  {:<8} {:<5}  {spot:>8} {:<5}  {:<20} {:<5} {}",
                score.programs,
                score.blame.map_or(String::new(), |blame: Blame| format!("{blame:?}")),
                mark(score.blame_is_right()),
                mark(score.spot_is_right),
                score.symptom.map_or("-".into(), words),
                mark(score.symptom_is_right()),
                score.tokens.map_or(String::new(), |(before, after)| format!("{before} -> {after} tokens")),
            ),
        };
        text.push_str(&format!("{:<36} {found}\n", score.id));
        if !score.spot_is_right && score.detected.is_some() {
            let truth: Vec<String> = score.truth.iter().map(Spot::to_string).collect();
            text.push_str(&format!("    program {:?}: acts at {}\n", score.program, truth.join(" ")));
        }
        if let Some(failure) = &score.failure {
            text.push_str(&format!("    {failure}\n"));
        }
    }
    let totals = Totals::of(scores);
    text.push_str(&format!("{} of {faults} faults tried in {:.0} s: {totals}\n", totals.tried, time.as_secs_f64()));
    text
}
