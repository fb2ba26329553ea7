//! The engine under test by its name: what `--subject` says.
//!
//! Invariant: a subject is one of ours, healthy or with a fault, of which everything can be seen, or a command, of which only the
//! behaviour is.

use std::time::Duration;

use crate::engine::{Compile, CompileExecute, Detail, Execute, Options, Ours, Outcome, Process, Program};
use crate::fault::Fault;
use crate::oracle::cross::Subject;

/// Introduces the id of a fault.
const FAULT: &str = "fault:";

/// The engine that is compared with the reference.
pub enum NamedSubject {
    Ours,
    /// Ours with a fault of the catalogue.
    Fault(&'static Fault),
    /// A command that runs scripts; where a compiler is asked for it has ours.
    Command(Process),
}

impl NamedSubject {
    /// The subject of that name, ours without one. A command may take as long as `timeout` for a program.
    ///
    /// # Errors
    /// If there is no such fault, or no command.
    pub fn new(name: Option<&str>, timeout: Duration) -> Result<NamedSubject, String> {
        let Some(name) = name else { return Ok(NamedSubject::Ours) };
        match name.strip_prefix(FAULT) {
            Some(id) => match Fault::find(id) {
                Some(fault) => Ok(NamedSubject::Fault(fault)),
                None => Err(format!("--subject {name}: no such fault; `lockstep selftest --list` names them")),
            },
            None if name.trim().is_empty() => Err("--subject: the command is empty".into()),
            None => {
                let words = name.split_whitespace().map(String::from).collect();
                Ok(NamedSubject::Command(Process::new(words, timeout)))
            }
        }
    }

    /// Whether it is a command.
    pub fn is_command(&self) -> bool {
        matches!(self, NamedSubject::Command(_))
    }

    /// What shows its inside, if that can be seen.
    pub fn inside(&self) -> Option<Subject> {
        match *self {
            NamedSubject::Ours => Some(Subject::new(&Ours)),
            NamedSubject::Fault(fault) => Some(Subject::watched(fault, || fault.watcher())),
            NamedSubject::Command(_) => None,
        }
    }

    /// What has to be added to a command line for it, with a blank before it: nothing for ours.
    pub fn flag(&self) -> String {
        match self {
            NamedSubject::Ours => String::new(),
            NamedSubject::Fault(fault) => format!(" --subject {FAULT}{}", fault.id),
            NamedSubject::Command(process) => format!(" --subject '{}'", process.name()),
        }
    }

    fn compiler(&self) -> &'static dyn Compile {
        match self {
            NamedSubject::Fault(fault) => *fault,
            NamedSubject::Ours | NamedSubject::Command(_) => &Ours,
        }
    }

    fn executor(&self) -> &dyn Execute {
        match self {
            NamedSubject::Ours => &Ours,
            NamedSubject::Fault(fault) => fault,
            NamedSubject::Command(process) => process,
        }
    }
}

impl Compile for NamedSubject {
    fn name(&self) -> &str {
        self.compiler().name()
    }

    fn compile(&self, source: &[u8], chunk_name: &[u8]) -> Result<Vec<u8>, Vec<u8>> {
        self.compiler().compile(source, chunk_name)
    }

    fn compile_within(&self, levels: u32, source: &[u8], chunk_name: &[u8]) -> Result<Vec<u8>, Vec<u8>> {
        self.compiler().compile_within(levels, source, chunk_name)
    }
}

impl Execute for NamedSubject {
    fn name(&self) -> &str {
        self.executor().name()
    }

    fn detail(&self) -> Detail {
        self.executor().detail()
    }

    fn execute(&self, program: &Program<'_>, options: &Options) -> Outcome {
        self.executor().execute(program, options)
    }
}

impl CompileExecute for NamedSubject {
    fn compile_execute(
        &self,
        source: &[u8],
        chunk_name: &[u8],
        options: &Options,
    ) -> (Result<Vec<u8>, Vec<u8>>, Outcome) {
        if let NamedSubject::Ours = self {
            return Ours.compile_execute(source, chunk_name, options);
        }
        let chunk = self.compile(source, chunk_name);
        let outcome = match &chunk {
            Ok(_) => self.execute(&Program::text(source, chunk_name), options),
            Err(message) => Outcome::rejected(message.clone()),
        };
        (chunk, outcome)
    }
}
