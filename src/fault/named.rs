//! Engines by name: what `--reference` and `--subject` say.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::Duration;

use super::Fault;
use crate::engine::process::CommandError;
use crate::engine::{Execute, Ours, Process, Reference};
use crate::port::{Engine, Pair};

/// Introduces the id of a fault.
pub const PREFIX: &str = "fault:";

/// Why no engine has a name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// The catalogue has no fault of this id.
    #[error("{PREFIX}{0}: no such fault; `lockstep selftest --list` names them")]
    Fault(String),
    /// The name is taken for a command, which cannot be run.
    #[error(transparent)]
    Command(#[from] CommandError),
}

/// Which of two engines has no name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("--{flag} {error}")]
pub struct PairError {
    /// `reference` or `subject`.
    flag: &'static str,
    error: NameError,
}

/// The engines that `--reference` (PUC without it) and `--subject` (ours without it) name, see [`engine`].
///
/// # Errors
/// If there is no engine of one of the names.
pub fn pair(reference: Option<&str>, subject: Option<&str>, timeout: Duration) -> Result<Pair, PairError> {
    let usual = Pair::default();
    let named = |flag, name: Option<&str>, usual| match name {
        Some(name) => engine(name, timeout).map_err(|error| PairError { flag, error }),
        None => Ok(usual),
    };
    Ok(Pair {
        reference: named("reference", reference, usual.reference)?,
        subject: named("subject", subject, usual.subject)?,
    })
}

/// The engine of a name: `puc` (the reference), `ours`, `fault:ID` (ours with a fault of the catalogue), else a command that runs
/// Lua 5.1 scripts, which may take as long as `timeout` for one.
///
/// # Errors
/// If there is no such fault, or no such command.
pub fn engine(name: &str, timeout: Duration) -> Result<&'static dyn Engine, NameError> {
    /// Commands that were named before: an engine lives as long as the process.
    static COMMANDS: LazyLock<Mutex<HashMap<(String, Duration), &'static Process>>> = LazyLock::new(Mutex::default);
    let name = name.trim();
    if name == Execute::name(&Reference) {
        return Ok(&Reference);
    }
    if name == Execute::name(&Ours) {
        return Ok(&Ours);
    }
    if let Some(id) = name.strip_prefix(PREFIX) {
        return Ok(Fault::find(id).ok_or_else(|| NameError::Fault(id.into()))?.engine());
    }
    let mut commands = COMMANDS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(&command) = commands.get(&(name.to_string(), timeout)) {
        return Ok(command);
    }
    let words = name.split_whitespace().map(String::from).collect();
    let command = Box::leak(Box::new(Process::new(words, timeout)?));
    commands.insert((name.to_string(), timeout), command);
    Ok(command)
}
