//! What `--subject` names: the engine that is compared with the reference.

use std::time::Duration;

use lockstep::engine::{Compile, Execute, Ours, Process};
use lockstep::fault::Fault;

/// Introduces the id of a fault.
const FAULT: &str = "fault:";

/// The engine under test.
pub enum Subject {
    Ours,
    /// Ours with a fault of the catalogue.
    Fault(&'static Fault),
    /// A command that runs scripts.
    Command(Process),
}

impl Subject {
    /// The subject of that name, ours without one. A command may take as long as `timeout` for a program.
    ///
    /// # Errors
    /// If there is no such fault.
    pub fn new(name: Option<&str>, timeout: Duration) -> Result<Subject, String> {
        let Some(name) = name else { return Ok(Subject::Ours) };
        match name.strip_prefix(FAULT) {
            Some(id) => match Fault::find(id) {
                Some(fault) => Ok(Subject::Fault(fault)),
                None => Err(format!("--subject {name}: no such fault; `lockstep selftest --list` names them")),
            },
            None if name.trim().is_empty() => Err("--subject: the command is empty".into()),
            None => {
                let words = name.split_whitespace().map(String::from).collect();
                Ok(Subject::Command(Process::new(words, timeout)))
            }
        }
    }

    /// Its compiler; ours where it has none of its own.
    pub fn compiler(&self) -> &'static dyn Compile {
        match self {
            Subject::Fault(fault) => *fault,
            Subject::Ours | Subject::Command(_) => &Ours,
        }
    }

    /// What executes programs on it.
    pub fn executor(&self) -> &dyn Execute {
        match self {
            Subject::Ours => &Ours,
            Subject::Fault(fault) => fault,
            Subject::Command(process) => process,
        }
    }
}
