//! Programs in worker processes: an engine that crashes, or does not end, costs one answer, and the verdict names it.
//!
//! Invariant: nothing of the subject runs in the process that asks. Who died is found out by running one engine at a time.

mod ask;
mod class;
mod tasks;

pub use ask::{Explained, Isolated, died};
pub use class::Classifier;
pub use tasks::{ProgramAnswer, ProgramQuestion, answer};

use serde::{Deserialize, Serialize};

use crate::engine::{Limits, Options};

/// A program, and how it is run.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct IsolatedProgram {
    /// The bytes of the file.
    pub bytes: Vec<u8>,
    /// The file as it is named.
    pub file: String,
    /// Its chunk name, with its mark.
    pub chunk_name: Vec<u8>,
    /// Engines as on the command line.
    pub reference: Option<String>,
    /// The same.
    pub subject: Option<String>,
    /// As in [`Limits`].
    pub instructions: u64,
    /// The same.
    pub memory: usize,
    /// The same.
    pub output: usize,
    /// As in [`Options`].
    pub gc_stress: bool,
    /// How long a command may take for a program.
    pub seconds: u64,
}

impl IsolatedProgram {
    /// Limits and stress as options.
    pub fn options(&self) -> Options {
        let limits = Limits { instructions: self.instructions, memory: self.memory, output: self.output };
        Options { limits, gc_stress: self.gc_stress, ..Options::default() }
    }
}
