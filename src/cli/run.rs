//! `lockstep run SCRIPT [ARGS]`: a script on our VM, as `lua5.1` runs it.

use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `lockstep run`.
#[derive(clap::Args)]
pub struct Arguments {
    /// The script
    script: PathBuf,
    /// What the script finds in `arg` and `...`
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<std::ffi::OsString>,
}

/// Runs the subcommand.
pub fn main(_: Arguments) -> ExitCode {
    ExitCode::SUCCESS
}
