//! The worker's side.

use std::fs::File;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::IsolatedProgram;
use crate::diagnose::explain::dead::{DeadRun, explain_dead};
use crate::diagnose::explain::{Unexplained, explain};
use crate::diagnose::explanation::Explanation;
use crate::engine::ours::audit::{self, CollectorMistake};
use crate::engine::ours::last_step;
use crate::engine::source::{self, File as Kind};
use crate::engine::{End, Options, Program};
use crate::fault;
use crate::isa::verify::undump_verified;
use crate::oracle::cross::{self, Cell, CellName, Chunks, Halves, NoTable, Worker};
use crate::port::{Engine, Pair};
use crate::reduce::predicate::of_subject;
use crate::vm::trace::VmLoop;

/// What a worker is asked about a program.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum ProgramQuestion {
    /// To run it on the reference.
    ExecuteReference,
    /// To run it on the subject.
    ExecuteSubject,
    /// To run it in the subject's other loop.
    ExecuteGeneral,
    /// To compile with the subject's compiler.
    Compile,
    /// To fill one cell of the table.
    Cell(CellName),
    /// To audit the collector.
    Audit,
    /// To explain it.
    Explain,
    /// To run a cell, and to leave the step that it is at in a file.
    Watch {
        /// The file.
        record: String,
        /// The cell.
        which: CellName,
        /// A record is left before every so many steps,
        every: u64,
        /// and before each from this one on.
        from: u64,
    },
    /// To explain a run that died.
    ExplainDead(Box<DeadRun>),
    /// To give the class of its divergence.
    Class,
}

/// What it answers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum ProgramAnswer {
    /// It came to its end.
    Done,
    /// It broke off, or was at a limit: in words.
    Stopped(String),
    /// A cell; `None` if there is nothing to run for it.
    Cell(Option<Cell>),
    /// What an audit found.
    Mistake(Option<CollectorMistake>),
    /// All that was found out.
    Explained(Box<Explanation>),
    /// Why nothing can be said.
    Unexplained(String),
    /// The class, if it diverges.
    Class(Option<String>),
    /// It cannot be asked about this program with these engines.
    Refused(String),
}

/// Answers a question.
pub fn answer((program, question): &(IsolatedProgram, ProgramQuestion)) -> ProgramAnswer {
    let time = Duration::from_secs(program.seconds);
    let pair = match fault::pair(program.reference.as_deref(), program.subject.as_deref(), time) {
        Ok(pair) => pair,
        Err(error) => return ProgramAnswer::Refused(error.to_string()),
    };
    let task = AskedProgram { program, pair };
    match question {
        ProgramQuestion::ExecuteReference => task.execute(pair.reference, &program.options()),
        ProgramQuestion::ExecuteSubject => task.execute(pair.subject, &task.relaxed()),
        ProgramQuestion::ExecuteGeneral => {
            let program = Program::of_file(&program.bytes, &program.chunk_name);
            pair.subject.execute_in_general_loop(&program, &task.relaxed());
            ProgramAnswer::Done
        }
        ProgramQuestion::Compile => {
            if let (Kind::Text(text), Some(compiler)) = (source::classify(&program.bytes), pair.subject.compiler()) {
                let _ = compiler.compile(text, &program.chunk_name);
            }
            ProgramAnswer::Done
        }
        ProgramQuestion::Cell(which) => task.cell(*which),
        ProgramQuestion::Audit => ProgramAnswer::Mistake(task.audit()),
        ProgramQuestion::Explain => task.explain(time),
        ProgramQuestion::Watch { record, which, every, from } => {
            // Without a file there is no record, and nothing is known.
            let _ = task.watch(record, *which, (*every, *from));
            ProgramAnswer::Done
        }
        ProgramQuestion::ExplainDead(dead) => ProgramAnswer::Explained(Box::new(explain_dead(
            &program.bytes,
            &program.file,
            &program.options(),
            pair,
            dead,
        ))),
        ProgramQuestion::Class => ProgramAnswer::Class(of_subject(pair)(&program.bytes, program.instructions)),
    }
}

struct AskedProgram<'a> {
    program: &'a IsolatedProgram,
    pair: Pair,
}

impl AskedProgram<'_> {
    fn relaxed(&self) -> Options {
        let mut options = self.program.options();
        options.limits = options.limits.relaxed();
        options
    }

    fn execute(&self, engine: &dyn Engine, options: &Options) -> ProgramAnswer {
        if let Kind::Binary(chunk) = source::classify(&self.program.bytes)
            && let Err(error) = undump_verified(chunk)
        {
            return ProgramAnswer::Stopped(error.to_string());
        }
        let program = Program::of_file(&self.program.bytes, &self.program.chunk_name);
        match engine.execute(&program, options).end {
            End::Returned(_) | End::Failed(_) | End::Rejected(_) | End::Exited(_) => ProgramAnswer::Done,
            End::Limit(limit) => ProgramAnswer::Stopped(limit.to_string()),
            End::Crashed(message) => ProgramAnswer::Stopped(message),
        }
    }

    fn chunks(&self, halves: Halves) -> Result<Chunks, NoTable> {
        match source::classify(&self.program.bytes) {
            Kind::Text(text) => cross::compile(text, &self.program.chunk_name, halves.compilers),
            Kind::Binary(chunk) => Ok(Chunks { reference: chunk.to_vec(), subject: chunk.to_vec() }),
        }
    }

    fn cell(&self, which: CellName) -> ProgramAnswer {
        // Engines that cannot be taken apart are explained by what they do, and so are programs that do not compile.
        let cell = Halves::of(self.pair).and_then(|halves| {
            let chunks = self.chunks(halves).ok()?;
            cross::single(which, &chunks, &self.program.chunk_name, &self.program.options(), halves)
        });
        ProgramAnswer::Cell(cell)
    }

    fn audit(&self) -> Option<CollectorMistake> {
        let halves = Halves::of(self.pair)?;
        self.pair.subject.our_vm().filter(|vm| vm.is_unaltered())?;
        let chunk = self.chunks(halves).ok()?.reference;
        let main = undump_verified(&chunk).ok()?;
        let program = Program::chunk(&chunk, &self.program.chunk_name);
        audit::find(&main, &program, &self.relaxed(), halves.compilers[0])
    }

    fn explain(&self, time: Duration) -> ProgramAnswer {
        let IsolatedProgram { bytes, file, .. } = self.program;
        let worker = std::env::current_exe().ok().map(|program| Worker { program, time });
        match explain(bytes, file, &self.program.options(), self.pair, worker.as_ref()) {
            Ok(explanation) => ProgramAnswer::Explained(Box::new(explanation)),
            Err(Unexplained::SourceOnly { .. }) => {
                ProgramAnswer::Refused("a binary chunk: a command is given source text only".into())
            }
            Err(reason) => ProgramAnswer::Unexplained(reason.to_string()),
        }
    }

    fn watch(&self, record: &str, which: CellName, when: (u64, u64)) -> Option<()> {
        let halves = Halves::of(self.pair)?;
        self.pair.subject.our_vm().filter(|vm| vm.is_unaltered())?;
        let file = File::options().write(true).open(record).ok()?;
        let chunks = self.chunks(halves).ok()?;
        let reference = (&chunks.reference, halves.compilers[0], VmLoop::Fast);
        let (chunk, loads, way) = match which {
            CellName::Vm => reference,
            CellName::General => (reference.0, reference.1, VmLoop::General),
            CellName::Both => (&chunks.subject, halves.compilers[1], VmLoop::Fast),
            CellName::Compiler => return None,
        };
        let main = undump_verified(chunk).ok()?;
        let program = Program::chunk(chunk, &self.program.chunk_name);
        last_step::record(&main, &program, &self.relaxed(), loads, way, &file, when);
        Some(())
    }
}
