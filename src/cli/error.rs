//! Why a subcommand cannot do what it was asked to: bad usage, unreadable input, a system that refuses.

use std::io;
use std::path::PathBuf;

use crate::fault::PairError;
use crate::matrix::MatrixError;
use crate::reduce::{PredicateError, ReduceError};
use crate::triage::{FileError, TriageError};

/// What ends a subcommand, with exit code 2.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    #[error(transparent)]
    File(#[from] FileError),
    #[error("{0}: no Lua files (*.lua) in this folder")]
    NoLua(PathBuf),
    #[error("{0}: no such folder")]
    NoFolder(PathBuf),
    #[error("{0}: exists already (use --force to overwrite it)")]
    Exists(PathBuf),
    #[error("{0}: a finding of this seed is there already (use --force, or another --out)")]
    Occupied(PathBuf),
    #[error("cannot start threads: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
    #[error("a thread died")]
    ThreadDied,
    #[error("cannot start a worker: {0}")]
    NoWorker(#[source] io::Error),
    #[error(transparent)]
    Interrupt(#[from] ctrlc::Error),
    /// Options that do not go together.
    #[error("{0}")]
    Usage(&'static str),
    #[error("--level {0}: of a command only the behaviour is seen")]
    Level(&'static str),
    #[error("--{option}: {value} is not a number of seconds")]
    Seconds { option: &'static str, value: f64 },
    #[error("--opcode {0}: no opcode of Lua 5.1 has such a name")]
    NoOpcode(String),
    #[error(transparent)]
    Pair(#[from] PairError),
    #[error("--{flag}: {message}")]
    Crash { flag: &'static str, message: String },
    #[error(transparent)]
    Triage(#[from] TriageError),
    #[error(transparent)]
    Render(#[from] serde_json::Error),
    #[error(transparent)]
    Matrix(#[from] MatrixError),
    #[error("{path}: {error}")]
    Reduce { path: PathBuf, error: ReduceError },
    #[error(transparent)]
    Predicate(#[from] PredicateError),
    #[error("{path}: {error}")]
    Divergence { path: PathBuf, error: PredicateError },
    #[error("the predicate cannot be asked any more: {0}")]
    Broken(#[source] PredicateError),
}

/// A time that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum DurationError {
    #[error("not a time such as 60s, 10m or 2h")]
    Number(#[from] std::num::ParseFloatError),
    #[error("the units of time are s, m and h")]
    Unit,
    #[error(transparent)]
    Range(#[from] std::time::TryFromFloatSecsError),
}
