//! Classes of divergences, found out by workers: what `lockstep reduce` keeps while a program becomes smaller.

use std::sync::Mutex;

use super::ask::PATIENCE;
use super::{Isolated, IsolatedProgram, ProgramAnswer, ProgramQuestion, died};
use crate::workers::{Death, WorkerSlot};

/// Finds classes, several at a time if asked to by several threads.
pub struct Classifier {
    /// All but the bytes.
    program: IsolatedProgram,
    make: Box<dyn Fn() -> std::io::Result<WorkerSlot> + Sync>,
    idle: Mutex<Vec<WorkerSlot>>,
}

impl Classifier {
    /// Of programs that are run as `program` is; `make` gives places for workers.
    pub fn new(
        program: IsolatedProgram,
        make: impl Fn() -> std::io::Result<WorkerSlot> + Sync + 'static,
    ) -> Classifier {
        Classifier { program, make: Box::new(make), idle: Mutex::default() }
    }

    /// The class of a program's divergence within so many instructions, if there is one: as
    /// [`of_subject`](crate::reduce::predicate::of_subject) gives it, or which engine dies over it, and how.
    pub fn class(&self, bytes: &[u8], instructions: u64) -> Option<String> {
        let idle = self.idle.lock().ok().and_then(|mut idle| idle.pop());
        let mut slot = match idle {
            Some(slot) => slot,
            None => (self.make)().ok()?,
        };
        let program = IsolatedProgram { bytes: bytes.to_vec(), instructions, ..self.program.clone() };
        let class = Isolated { program, slot: &mut slot }.class();
        if let Ok(mut idle) = self.idle.lock() {
            idle.push(slot);
        }
        class
    }
}

impl Isolated<'_> {
    fn class(&mut self) -> Option<String> {
        match self.ask(ProgramQuestion::Class, PATIENCE.saturating_mul(3)) {
            Ok(ProgramAnswer::Class(class)) => class,
            Ok(_) => None,
            Err(death) => self.class_of_death(&death),
        }
    }

    /// `compiler/crash`, `vm/crash`, `general/endless`, ...: what dies alone.
    fn class_of_death(&mut self, death: &Death) -> Option<String> {
        self.ask(ProgramQuestion::ExecuteReference, PATIENCE).ok()?;
        let runs = [
            ("compiler", ProgramQuestion::Compile),
            ("vm", ProgramQuestion::ExecuteSubject),
            ("general", ProgramQuestion::ExecuteGeneral),
        ];
        let found = runs.into_iter().find_map(|(who, question)| Some((who, self.ask(question, PATIENCE).err()?)));
        // One that died of what finding out took is none.
        let (who, death) = match found {
            Some(found) => found,
            None if matches!(death, Death::Ended { .. }) => ("explaining", death.clone()),
            None => return None,
        };
        let how = if matches!(death, Death::Late { .. }) { "endless".into() } else { died(&death) };
        Some(format!("{who}/{}", how.trim_start_matches("crashes (").trim_end_matches(')').replace(' ', "-")))
    }
}
