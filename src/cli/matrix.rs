//! `lockstep matrix`: the single-instruction matrix on both VMs.
//!
//! Invariant: the numbers of cases and the findings do not depend on the number of jobs.

use std::io::Write;
use std::process::ExitCode;

use rayon::prelude::*;
use wildmatch::WildMatch;

use super::error::CliError;
use super::{STACK, complain};
use crate::engine::Ours;
use crate::isa::Op;
use crate::matrix::{Matrix, MatrixError, Mismatch};

/// Findings of one batch that are looked for.
const PER_BATCH: usize = 3;
/// Findings that are shown in full.
const SHOWN: usize = 5;

/// Arguments of `lockstep matrix`.
#[derive(clap::Args)]
pub struct MatrixArguments {
    /// Only the opcodes whose names match: ADD, FOR*, ?E
    #[arg(long, value_name = "GLOB", default_value = "*", hide_default_value = true)]
    opcode: String,
    /// How many batches to run at a time (all processors if not given)
    #[arg(long, short, value_name = "N", default_value_t = 0, hide_default_value = true)]
    jobs: usize,
    /// Only every Nth case
    #[arg(long, value_name = "N", default_value_t = 1, hide_default_value = true, value_parser = clap::value_parser!(u64).range(1..))]
    every: u64,
}

/// Runs the subcommand.
pub fn main(arguments: &MatrixArguments) -> ExitCode {
    run(arguments).unwrap_or_else(complain)
}

fn run(arguments: &MatrixArguments) -> Result<ExitCode, CliError> {
    let pattern = WildMatch::new(&arguments.opcode.to_ascii_uppercase());
    if !Op::ALL.iter().any(|op| pattern.matches(op.mnemonic())) {
        return Err(CliError::NoOpcode(arguments.opcode.clone()));
    }
    let pool = rayon::ThreadPoolBuilder::new().num_threads(arguments.jobs).stack_size(STACK).build()?;
    let matrix = Matrix::new(|op| pattern.matches(op.mnemonic()));
    let batches = matrix.batches(arguments.every as usize);
    let checked: Result<Vec<Vec<Mismatch>>, MatrixError> =
        pool.install(|| batches.par_iter().map(|batch| matrix.check(batch, &Ours, PER_BATCH)).collect());
    let findings: Vec<Mismatch> = checked?.into_iter().flatten().collect();
    let mut text = String::new();
    for &op in Op::ALL {
        let count = batches.iter().flatten().filter(|case| matrix.op(**case) == op).count();
        if count > 0 {
            let diverge = findings.iter().filter(|f| f.op == op).count();
            let note = if diverge > 0 { format!("  {diverge} or more diverge") } else { String::new() };
            text.push_str(&format!("{:<10}{count:>8}{note}\n", op.mnemonic()));
        }
    }
    for finding in findings.iter().take(SHOWN) {
        text.push_str(&format!("\ndiverge  {}\n{}", finding.id, finding.listing));
        for difference in &finding.differences {
            text.push_str(&format!(
                "  {}\n    reference: {}\n    subject:   {}\n",
                difference.place, difference.reference, difference.subject
            ));
        }
    }
    for finding in findings.iter().skip(SHOWN) {
        text.push_str(&format!("diverge  {}\n", finding.id));
    }
    let total: usize = batches.iter().map(Vec::len).sum();
    let verdict = match findings.len() {
        0 => "all agree".to_string(),
        n => format!("{n} or more diverge"),
    };
    text.push_str(&format!("{total} cases: {verdict}\n"));
    // Where nobody reads it the exit code still tells.
    drop(std::io::stdout().write_all(text.as_bytes()));
    Ok(ExitCode::from(u8::from(!findings.is_empty())))
}
