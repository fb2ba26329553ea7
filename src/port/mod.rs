//! The port: what an implementation of Lua 5.1 has to offer to be compared, as the reference or as the subject.
//!
//! Every [`Engine`] executes programs. What else it can do is asked for by capability: whether it compiles to 5.1 chunks,
//! executes chunks that another compiler made, and shows its steps. An oracle takes a [`Pair`] and does as much as both can.
//!
//! Invariant: an engine's name is what `--reference` and `--subject` call it, and it lives as long as the process, since what a
//! program loads at run time is compiled from within its run.

mod ours;

use std::fmt;

use crate::engine::{Compile, Detail, Execute, Options, Ours, Outcome, Process, Program, Reference};
use crate::isa::Verified;
use crate::trace::{Request, Trace, on_reference};

pub use ours::{OUR_GENERAL_VM, OUR_UNSTOPPED_VM, OUR_VM, OurVm, OursWith};

/// A chunk, or the message of the syntax error.
pub type CompileResult = Result<Vec<u8>, Vec<u8>>;

/// An implementation of Lua 5.1.
///
/// An engine of your own needs to say no more than how it executes a program; each capability that it adds lets the oracles see
/// more:
///
/// ```
/// use lockstep::engine::{Detail, End, Execute, Options, Outcome, Ours, Program};
/// use lockstep::oracle::behaviour;
/// use lockstep::oracle::verdict::Verdict;
/// use lockstep::port::{Engine, Pair};
///
/// /// Our engine, but whatever it prints is lost.
/// struct Silent;
///
/// impl Execute for Silent {
///     fn name(&self) -> &str {
///         "silent"
///     }
///     fn detail(&self) -> Detail {
///         Detail::Behaviour
///     }
///     fn execute(&self, program: &Program<'_>, options: &Options) -> Outcome {
///         Outcome { output: vec![], ..Ours.execute(program, options) }
///     }
/// }
///
/// impl Engine for Silent {}
///
/// let pair = Pair::of(Silent);
/// let program = Program::text(b"print(1)", b"=example");
/// let verdict = behaviour::check(pair.reference, pair.subject, &program, &Options::default());
/// assert!(matches!(verdict, Verdict::Diverge { .. }));
/// ```
pub trait Engine: Execute + Send {
    /// Its compiler, if that gives 5.1 chunks.
    fn compiler(&self) -> Option<&dyn Compile> {
        None
    }

    /// Its VM, if that executes 5.1 chunks whichever compiler made them.
    fn chunks(&self) -> Option<&dyn ExecuteChunks> {
        None
    }

    /// Its VM, if the steps of a run can be watched.
    fn steps(&self) -> Option<&dyn Steps> {
        None
    }

    /// Our own VM, if that is what it runs on: observers of the harness can look into it.
    fn our_vm(&self) -> Option<&OurVm> {
        None
    }

    /// Compiles a source text (no `#` line), if it can, and executes it: what [`Compile::compile`] and [`Execute::execute`] give
    /// for it, with less work where an engine can share it.
    fn compile_execute(&self, source: &[u8], chunk_name: &[u8], options: &Options) -> (Option<CompileResult>, Outcome) {
        let compiled = self.compiler().map(|compiler| compiler.compile(source, chunk_name));
        let outcome = match &compiled {
            Some(Err(message)) => Outcome::rejected(message.clone()),
            Some(Ok(_)) | None => self.execute(&Program::text(source, chunk_name), options),
        };
        (compiled, outcome)
    }
}

/// A VM that executes 5.1 chunks of any compiler.
pub trait ExecuteChunks: Sync {
    /// Executes a chunk; the caller has verified it. What it loads at run time goes through `loads` where the VM has a choice.
    fn execute_chunk(&self, program: &Program<'_>, options: &Options, loads: &'static dyn Compile) -> Outcome;

    /// The same VM with each instruction executed in full generality, if usually another loop runs: what must not differ.
    fn general_loop(&self) -> Option<&dyn ExecuteChunks> {
        None
    }

    /// Whether a wrong chunk that verifies may end this process: then a chunk that is suspect runs in a worker process first.
    fn may_crash(&self) -> bool {
        false
    }
}

/// A VM whose runs can be watched step by step.
pub trait Steps: Sync {
    /// Records a run, see [`Request`].
    fn record(&self, run: &Recorded<'_>, options: &Options, request: &Request) -> Trace;
}

/// What is run to be recorded.
#[derive(Clone, Copy)]
pub struct Recorded<'a> {
    /// The main function as a verified chunk.
    pub chunk: &'a [u8],
    /// The same as a prototype.
    pub main: &'a Verified,
    /// Name and arguments.
    pub program: &'a Program<'a>,
    /// Compiles what is loaded at run time, where the VM has a choice.
    pub loads: &'static dyn Compile,
}

/// The two engines of a comparison.
#[derive(Clone, Copy)]
pub struct Pair {
    /// Whose answer is right.
    pub reference: &'static dyn Engine,
    /// Which is under test.
    pub subject: &'static dyn Engine,
}

impl Default for Pair {
    /// PUC-Rio Lua 5.1.5, and our compiler and VM.
    fn default() -> Pair {
        Pair { reference: &Reference, subject: &Ours }
    }
}

impl fmt::Debug for Pair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pair")
            .field("reference", &self.reference.name())
            .field("subject", &self.subject.name())
            .finish()
    }
}

impl Pair {
    /// PUC-Rio Lua 5.1.5, and an engine of your own, which from now on lives as long as the process.
    pub fn of(subject: impl Engine + 'static) -> Pair {
        Pair { subject: Box::leak(Box::new(subject)), ..Pair::default() }
    }

    /// Both compilers, if both engines have one: reference, subject.
    pub fn compilers(&self) -> Option<[&'static dyn Compile; 2]> {
        Some([self.reference.compiler()?, self.subject.compiler()?])
    }

    /// Both VMs, if both execute chunks of any compiler: reference, subject.
    pub fn chunks(&self) -> Option<[&'static dyn ExecuteChunks; 2]> {
        Some([self.reference.chunks()?, self.subject.chunks()?])
    }

    /// Both VMs, if both show their steps: reference, subject.
    pub fn steps(&self) -> Option<[&'static dyn Steps; 2]> {
        Some([self.reference.steps()?, self.subject.steps()?])
    }

    /// What outcomes of both sides hold.
    pub fn detail(&self) -> Detail {
        self.reference.detail().min(self.subject.detail())
    }

    /// What has to be added to a command line for these two, with a blank before it: nothing for PUC and ours.
    pub fn flags(&self) -> String {
        let usual = Pair::default();
        let flag = |name: &str, engine: &dyn Engine, usual: &dyn Engine| match engine.name() {
            same if same == usual.name() => String::new(),
            other => format!(" --{name} {}", quoted(other)),
        };
        flag("reference", self.reference, usual.reference) + &flag("subject", self.subject, usual.subject)
    }
}

/// A word for a shell.
pub(crate) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:,+@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) { word.into() } else { format!("'{}'", word.replace('\'', r"'\''")) }
}

impl Engine for Reference {
    fn compiler(&self) -> Option<&dyn Compile> {
        Some(self)
    }

    fn chunks(&self) -> Option<&dyn ExecuteChunks> {
        Some(self)
    }

    fn steps(&self) -> Option<&dyn Steps> {
        Some(self)
    }

    fn compile_execute(&self, source: &[u8], chunk_name: &[u8], options: &Options) -> (Option<CompileResult>, Outcome) {
        let (compiled, outcome) = Reference::compile_execute(self, source, chunk_name, options);
        (Some(compiled), outcome)
    }
}

impl ExecuteChunks for Reference {
    /// Its own compiler compiles what is loaded at run time.
    fn execute_chunk(&self, program: &Program<'_>, options: &Options, _loads: &'static dyn Compile) -> Outcome {
        self.execute(program, options)
    }

    fn may_crash(&self) -> bool {
        true
    }
}

impl Steps for Reference {
    fn record(&self, run: &Recorded<'_>, options: &Options, request: &Request) -> Trace {
        on_reference(run.chunk, run.program, options, request)
    }
}

impl Engine for Process {
    fn chunks(&self) -> Option<&dyn ExecuteChunks> {
        self.executes_chunks().then_some(self)
    }
}

impl ExecuteChunks for Process {
    fn execute_chunk(&self, program: &Program<'_>, options: &Options, _loads: &'static dyn Compile) -> Outcome {
        self.execute(program, options)
    }
}
