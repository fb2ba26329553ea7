//! 2×2 cross-execution: which half is wrong, the compiler or the VM.
//!
//! A VM with two interpreter loops has two cells: the loop that users run, and the one that executes each instruction in full.
//!
//! Invariant: a cell is compared with the truth (reference compiler, reference VM) alone. With equal chunks the compiler's column
//! needs no run. The subject's chunk runs on the reference's VM only if it verifies, and in a worker process if there is one.

use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::engine::{Compile, Detail, End, Execute, Limit, Limits, Options, Outcome, Program, ProgramCode, Reference};
use crate::isa::verify::undump_verified;
use crate::oracle::behaviour::{differences, unstable};
use crate::oracle::verdict::{Difference, Reason};
use crate::port::{ExecuteChunks, Pair};
use crate::workers::{Death, WorkerSlot};

/// Whose fault a divergence is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Blame {
    /// Its chunks are not what the reference makes of the source.
    Compiler,
    /// It executes a right chunk wrongly.
    Vm,
    /// Both of the above.
    Both,
    /// Each half agrees with the reference alone, together they do not: they understand an instruction differently.
    Contract,
    /// The subject is wrong; what is known of it does not tell which part.
    Unknown,
    /// Nothing differs.
    Nobody,
}

impl Blame {
    /// In a word.
    pub fn name(self) -> &'static str {
        match self {
            Blame::Compiler => "compiler",
            Blame::Vm => "VM",
            Blame::Both => "both",
            Blame::Contract => "contract",
            Blame::Unknown => "unknown",
            Blame::Nobody => "nobody",
        }
    }
}

/// A difference between two outcomes, as text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// Where they differ, see [`Place`](crate::oracle::verdict::Place).
    pub place: String,
    /// What the reference shows there.
    pub reference: String,
    /// What the subject shows there.
    pub subject: String,
}

/// One cell of the 2×2 table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "cell", rename_all = "snake_case")]
pub enum Cell {
    /// The same chunk as in the cell beside it.
    SameChunk,
    /// As on the reference.
    Agrees,
    /// The first difference from the reference.
    Differs(Seen),
    /// It could not be run to its end: killed by a signal, out of time or memory, or not run at all since the chunk does not
    /// verify.
    Crashed {
        /// How it broke down.
        message: String,
    },
}

impl Cell {
    /// Whether it shows a fault.
    pub fn is_wrong(&self) -> bool {
        matches!(self, Cell::Differs(_) | Cell::Crashed { .. })
    }

    /// In a few words.
    pub fn short(&self) -> String {
        match self {
            Cell::SameChunk => "same chunk".into(),
            Cell::Agrees => "agrees".into(),
            Cell::Differs(seen) => format!("WRONG: {}", seen.place),
            Cell::Crashed { message } => format!("WRONG: {message}"),
        }
    }
}

/// The 2×2 table and what follows from it. The fourth cell, reference compiler on reference VM, is the truth.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cross {
    /// The subject's chunk on the reference's VM.
    pub compiler: Cell,
    /// The reference's chunk on the subject's VM.
    pub vm: Cell,
    /// What the user saw.
    pub both: Cell,
    /// The reference's chunk in the other loop of the subject's VM, if it has two: each instruction in full generality.
    #[serde(default)]
    pub general: Option<Cell>,
    /// What an audit found that the subject's collector frees though it is in use, if one was asked for and found something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collector: Option<String>,
    /// What the cells say together.
    pub blame: Blame,
    /// The chunks are different.
    pub chunks_differ: bool,
}

/// Which part of a VM is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VmPart {
    /// What both of its loops share, as far as is known.
    Shared,
    /// The fast loop: the general one agrees with the reference.
    Fast,
    /// The general loop: the fast one agrees with the reference.
    General,
    /// The collector: it freed something that was in use.
    Collector,
}

impl Cross {
    /// Which part of the VM the table shows to be wrong, if it is the VM.
    pub fn part(&self) -> VmPart {
        if self.collector.is_some() {
            return VmPart::Collector;
        }
        match (self.vm.is_wrong(), self.general.as_ref().map(Cell::is_wrong)) {
            (true, Some(false)) => VmPart::Fast,
            (false, Some(true)) => VmPart::General,
            (_, None) | (true, Some(true)) | (false, Some(false)) => VmPart::Shared,
        }
    }

    /// The verdict in one sentence, which says no more than this table shows. `blame` is the table's or, where more than outcomes
    /// was compared, what followed from that.
    pub fn sentence(&self, blame: Blame) -> &'static str {
        match blame {
            Blame::Compiler if self.compiler.is_wrong() => {
                "the compiler is wrong: its chunk misbehaves on the reference's VM too"
            }
            Blame::Compiler if self.both.is_wrong() && !self.vm.is_wrong() => {
                "the compiler is wrong: with the reference's compiler, also for what is loaded at run time, all is well"
            }
            Blame::Compiler if self.chunks_differ => {
                "the compiler is wrong: its chunk is another one, though this program behaves the same"
            }
            Blame::Compiler => "the compiler is wrong in what is loaded at run time",
            Blame::Vm => match (self.part(), self.vm.is_wrong()) {
                (VmPart::Collector, _) => "the VM's collector is wrong: it frees what is still in use",
                (VmPart::Fast, _) => {
                    "the VM's fast path is wrong: with each instruction executed in full generality, all is well"
                }
                (VmPart::General, _) => {
                    "the VM's general loop is wrong, which runs under hooks and where the fast path gives up: the fast path agrees"
                }
                (VmPart::Shared, true) => "the VM is wrong: it misbehaves with the reference's chunk too",
                (VmPart::Shared, false) if self.both.is_wrong() => {
                    "the VM is wrong: it does not execute this chunk as the reference's VM does"
                }
                (VmPart::Shared, false) => "the VM is wrong in a step that changes nothing of this program's outcome",
            },
            Blame::Both => {
                "both are wrong: the chunk misbehaves on the reference's VM, the VM with the reference's chunk"
            }
            Blame::Contract => {
                "the contract is broken: compiler and VM each agree with the reference alone, not together"
            }
            Blame::Unknown => "the subject is wrong: nothing tells whether compiler or VM",
            Blame::Nobody => "nothing differs",
        }
    }
}

/// The cell that a run makes.
fn cell(truth: &Outcome, found: &Outcome, detail: Detail) -> Cell {
    if let End::Crashed(message) = &found.end {
        return Cell::Crashed { message: message.clone() };
    }
    match differences(truth, found, detail).first() {
        Some(difference) => Cell::Differs(seen(difference)),
        None => Cell::Agrees,
    }
}

/// A difference as text.
pub(crate) fn seen(difference: &Difference) -> Seen {
    let Difference { place, reference, subject } = difference;
    Seen { place: place.to_string(), reference: reference.clone(), subject: subject.clone() }
}

/// What can go wrong before there is a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum NoTable {
    /// Nothing can be said.
    NotComparable(Reason),
    /// A compiler, or both, report a syntax error: the messages, none of one that compiles it.
    Compilation {
        /// Of the reference's compiler.
        reference: Option<String>,
        /// Of the subject's compiler.
        subject: Option<String>,
    },
}

/// Both chunks of a program.
pub struct Chunks {
    /// Of the reference's compiler.
    pub reference: Vec<u8>,
    /// Of the subject's compiler.
    pub subject: Vec<u8>,
}

/// Compiles on both sides.
///
/// # Errors
/// If one of the compilers, or both, report a syntax error.
pub(crate) fn compile(source: &[u8], name: &[u8], compilers: [&dyn Compile; 2]) -> Result<Chunks, NoTable> {
    match compilers.map(|compiler| compiler.compile(source, name)) {
        [Ok(reference), Ok(subject)] => Ok(Chunks { reference, subject }),
        compiled => {
            let [reference, subject] =
                compiled.map(|chunk| chunk.err().map(|message| String::from_utf8_lossy(&message).into_owned()));
            Err(NoTable::Compilation { reference, subject })
        }
    }
}

/// What fills the table: compilers and VMs that can be combined, each the reference's first.
#[derive(Clone, Copy)]
pub struct Halves {
    /// They give 5.1 chunks.
    pub compilers: [&'static dyn Compile; 2],
    /// They execute chunks of either compiler.
    pub vms: [&'static dyn ExecuteChunks; 2],
    /// What outcomes of both VMs hold.
    pub detail: Detail,
}

impl Halves {
    /// Those of two engines, if both compile to 5.1 chunks and execute each other's.
    pub fn of(pair: Pair) -> Option<Halves> {
        Some(Halves { compilers: pair.compilers()?, vms: pair.chunks()?, detail: pair.detail() })
    }
}

/// The table of one program.
struct Cells<'a> {
    halves: Halves,
    truth: Outcome,
    name: &'a [u8],
    /// What the subject gets.
    options: Options,
    worker: Option<&'a Worker>,
}

/// Fills the table.
///
/// # Errors
/// If the reference cannot be run, or disagrees with itself.
pub fn cross(
    chunks: &Chunks,
    name: &[u8],
    options: &Options,
    halves: Halves,
    worker: Option<&Worker>,
) -> Result<Cross, NoTable> {
    let program = Program::chunk(&chunks.reference, name);
    let [reference, subject] = halves.compilers;
    let execute = |options: &Options| halves.vms[0].execute_chunk(&program, options, reference);
    let truth = execute(options);
    if let End::Crashed(message) = truth.end {
        return Err(NoTable::NotComparable(Reason::Broken { message }));
    }
    let relaxed = Options { limits: options.limits.relaxed(), ..options.clone() };
    let cells = Cells { halves, truth, name, options: relaxed, worker };
    let chunks_differ = chunks.reference != chunks.subject;
    let vm = cells.on_subject(&chunks.reference, reference);
    let general = cells.in_general(&chunks.reference, reference);
    let general_is_wrong = general.as_ref().is_some_and(Cell::is_wrong);
    let (compiler, both) = if chunks_differ {
        (cells.on_reference(&chunks.subject), cells.on_subject(&chunks.subject, subject))
    } else if subject.name() == reference.name() {
        (Cell::SameChunk, vm.clone())
    } else {
        // What is loaded at run time may differ all the same.
        (Cell::SameChunk, cells.on_subject(&chunks.subject, subject))
    };
    if (compiler.is_wrong() || vm.is_wrong() || both.is_wrong() || general_is_wrong)
        && let Some(reason) = unstable(&cells.truth, options, execute)
    {
        return Err(NoTable::NotComparable(reason));
    }
    // With what the reference's compiler makes of the source texts that are loaded at run time, is all well?
    let loaded = || !chunks_differ || !cells.on_subject(&chunks.subject, reference).is_wrong();
    let blame = blame(compiler.is_wrong(), vm.is_wrong() || general_is_wrong, both.is_wrong(), loaded);
    Ok(Cross { compiler, vm, both, general, collector: None, blame, chunks_differ })
}

/// Whose fault it is that cells are wrong; `loaded`: only what the subject's compiler makes at run time is.
pub(crate) fn blame(compiler: bool, vm: bool, both: bool, loaded: impl FnOnce() -> bool) -> Blame {
    match (compiler, vm, both) {
        (true, true, _) => Blame::Both,
        (true, false, _) => Blame::Compiler,
        (false, true, _) => Blame::Vm,
        (false, false, true) if loaded() => Blame::Compiler,
        (false, false, true) => Blame::Contract,
        (false, false, false) => Blame::Nobody,
    }
}

/// A run that fills a cell of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CellName {
    /// See [`Cross::vm`].
    Vm,
    /// See [`Cross::general`].
    General,
    /// See [`Cross::both`].
    Both,
    /// See [`Cross::compiler`].
    Compiler,
}

/// What a cell shows; `None` if there is nothing to run for it.
pub fn single(which: CellName, chunks: &Chunks, name: &[u8], options: &Options, halves: Halves) -> Option<Cell> {
    let [reference, subject] = halves.compilers;
    let truth = halves.vms[0].execute_chunk(&Program::chunk(&chunks.reference, name), options, reference);
    let relaxed = Options { limits: options.limits.relaxed(), ..options.clone() };
    let cells = Cells { halves, truth, name, options: relaxed, worker: None };
    match which {
        CellName::Vm => Some(cells.on_subject(&chunks.reference, reference)),
        CellName::General => cells.in_general(&chunks.reference, reference),
        CellName::Both if chunks.reference == chunks.subject && subject.name() == reference.name() => None,
        CellName::Both => Some(cells.on_subject(&chunks.subject, subject)),
        CellName::Compiler if chunks.reference == chunks.subject => None,
        CellName::Compiler => Some(cells.on_reference(&chunks.subject)),
    }
}

impl Cells<'_> {
    /// A chunk on the subject's VM.
    fn on_subject(&self, chunk: &[u8], loads: &'static dyn Compile) -> Cell {
        if let Err(error) = undump_verified(chunk) {
            return Cell::Crashed { message: format!("the chunk does not verify: {error}") };
        }
        let found = self.halves.vms[1].execute_chunk(&Program::chunk(chunk, self.name), &self.options, loads);
        cell(&self.truth, &found, self.halves.detail)
    }

    /// A verified chunk in the general loop of the subject's VM, if it has one.
    fn in_general(&self, chunk: &[u8], loads: &'static dyn Compile) -> Option<Cell> {
        let program = Program::chunk(chunk, self.name);
        let found = self.halves.vms[1].general_loop()?.execute_chunk(&program, &self.options, loads);
        Some(cell(&self.truth, &found, self.halves.detail))
    }

    /// The subject's chunk on the reference's VM.
    fn on_reference(&self, chunk: &[u8]) -> Cell {
        if let Err(error) = undump_verified(chunk) {
            return Cell::Crashed { message: format!("the chunk does not verify: {error}") };
        }
        let vm = self.halves.vms[0];
        if let Some(worker) = self.worker.filter(|_| vm.may_crash()) {
            // A worker tells of behaviour alone. What it survived is safe here too, where the rest can be seen.
            match cell(&self.truth, &worker.execute(chunk, self.name, &self.options), Detail::Behaviour) {
                Cell::Agrees => {}
                other => return other,
            }
        }
        let found = vm.execute_chunk(&Program::chunk(chunk, self.name), &self.options, self.halves.compilers[0]);
        cell(&self.truth, &found, self.halves.detail)
    }
}

/// A process that runs a chunk on the reference's VM, so that a crash is an answer.
#[derive(Clone, Debug)]
pub struct Worker {
    /// This program; it is started as `PROGRAM worker` (see [`crate::workers`]).
    pub program: PathBuf,
    /// How long one run may take; then it is killed.
    pub time: Duration,
}

/// What a worker is asked.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Job {
    /// Verified.
    pub chunk: Vec<u8>,
    /// Its chunk name.
    pub name: Vec<u8>,
    /// As in [`Limits`].
    pub instructions: u64,
    /// The same.
    pub memory: usize,
    /// The same.
    pub output: usize,
}

/// What a worker answers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Answer {
    /// What the program wrote.
    pub output: Vec<u8>,
    /// `returned`, `failed`, `rejected` or `limit`.
    pub end: String,
    /// Error message or name of the limit, if it is text.
    pub text: Option<Vec<u8>>,
}

impl Worker {
    fn execute(&self, chunk: &[u8], name: &[u8], options: &Options) -> Outcome {
        match self.run(chunk, name, options) {
            Ok(answer) => {
                let text = answer.text.unwrap_or_default();
                let end = match answer.end.as_str() {
                    "returned" => End::Returned(vec![]),
                    "failed" => End::Failed(crate::engine::PlainValue::String(text)),
                    "limit" => {
                        let all = [Limit::Instructions, Limit::Memory, Limit::Output];
                        let named = |limit: &&Limit| limit.to_string().as_bytes() == text;
                        End::Limit(*all.iter().find(named).unwrap_or(&Limit::Instructions))
                    }
                    _ => End::Rejected(text),
                };
                Outcome { output: answer.output, end, globals: None }
            }
            Err(death) => Outcome { output: vec![], end: End::Crashed(death.to_string()), globals: None },
        }
    }

    /// Runs a verified chunk in a process of its own.
    ///
    /// # Errors
    /// How the process died.
    pub fn run(&self, chunk: &[u8], name: &[u8], options: &Options) -> Result<Answer, Death> {
        let Limits { instructions, memory, output } = options.limits;
        let job = Job { chunk: chunk.to_vec(), name: name.to_vec(), instructions, memory, output };
        WorkerSlot::new(self.program.clone(), vec!["worker".into()]).ask(&job, self.time)
    }
}

/// The worker's side: answers one job.
pub fn work(job: &Job) -> Answer {
    let limits = Limits { instructions: job.instructions, memory: job.memory, output: job.output };
    let options = Options { limits, skip_globals: true, ..Options::default() };
    let program = Program { code: ProgramCode::Chunk(&job.chunk), chunk_name: &job.name, arguments: &[] };
    let outcome = Reference.execute(&program, &options);
    let (end, text) = match outcome.end {
        End::Returned(_) => ("returned", None),
        End::Failed(crate::engine::PlainValue::String(text)) => ("failed", Some(text)),
        End::Failed(other) => ("failed", Some(other.to_string().into_bytes())),
        End::Limit(limit) => ("limit", Some(limit.to_string().into_bytes())),
        End::Rejected(message) => ("rejected", Some(message)),
        End::Exited(_) | End::Crashed(_) => ("crashed", None),
    };
    Answer { output: outcome.output, end: end.into(), text }
}
