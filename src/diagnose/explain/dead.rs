//! The explanation of a program that ends the process of an engine, or takes all of its time: made from what runs in processes of
//! their own left behind.
//!
//! Invariant: no VM runs here, and of the subject its compiler only if that is known to come to its end.

use std::cell::OnceCell;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Case;
use super::collector::InstructionPlace;
use crate::diagnose::explanation::Explanation;
use crate::diagnose::symptom::Symptom;
use crate::engine::ours::audit::CollectorMistake;
use crate::engine::source::{self, File};
use crate::engine::{Compile, Options};
use crate::isa::verify::undump_verified;
use crate::oracle::cross::{Blame, Cell, Chunks, Cross, Seen};
use crate::oracle::lockstep::{Compared, PairedRuns, RunSide, Sides};
use crate::port::Pair;

/// A run that did not come to its end.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DeadRun {
    /// What became of the runs, one at a time; those that died are crashes.
    pub table: Cross,
    /// How it died: `crashes (signal 11 (SIGSEGV))`, `does not end`.
    pub death: String,
    /// It was still running when its time was over.
    pub endless: bool,
    /// The last step that began, if the run was watched and died again.
    pub last: Option<LastStep>,
    /// The chunk that ran is the subject's, not the reference's.
    pub subjects_chunk: bool,
    /// What an audit found of the collector.
    pub mistake: Option<CollectorMistake>,
}

impl DeadRun {
    /// A run of which no more is known.
    pub fn new(table: Cross, death: String, endless: bool) -> DeadRun {
        DeadRun { table, death, endless, last: None, subjects_chunk: false, mistake: None }
    }

    /// What there is to say without the program's code; `flags` name the engines on a command line.
    pub fn told(&self, file: &str, flags: String) -> Explanation {
        let mut explanation = Explanation::of_nothing(file, format!("lockstep explain {file}{flags}"));
        explanation.blame = self.table.blame;
        explanation.seen = Some(Seen {
            place: "end of the run".into(),
            reference: "comes to its end".into(),
            subject: self.death.clone(),
        });
        let symptom = match (&self.mistake, self.endless, self.table.blame) {
            (Some(_), ..) => Some(Symptom::FreedInUse),
            (None, _, Blame::Compiler | Blame::Nobody | Blame::Unknown) => None,
            (None, true, _) => Some(Symptom::Endless),
            (None, false, _) => Some(Symptom::Crash),
        };
        explanation.symptom = symptom.map(Into::into);
        explanation.verdict = sentence(self, &explanation);
        explanation.table = Some(self.table.clone());
        explanation
    }
}

/// The step in which a run died.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastStep {
    /// From 0, in the whole run.
    pub step: u64,
    /// Preorder number of the function in the program's chunk; `None` if it belongs to another one.
    pub function: Option<u32>,
    /// Index of the instruction.
    pub pc: u32,
    /// Its line, 0 if not known.
    pub line: u32,
}

/// Explains a dead run.
pub fn explain_dead(bytes: &[u8], file: &str, options: &Options, pair: Pair, dead: &DeadRun) -> Explanation {
    let mut explanation = dead.told(file, pair.flags());
    let name = format!("@{file}").into_bytes();
    if let (Some(compilers), Some(last)) = (pair.compilers(), dead.last) {
        explanation.misaligned = misaligned(bytes, &name, options, pair, compilers, dead, last);
    }
    explanation.verdict = sentence(dead, &explanation);
    explanation
}

fn misaligned(
    bytes: &[u8],
    name: &[u8],
    options: &Options,
    pair: Pair,
    compilers: [&'static dyn Compile; 2],
    dead: &DeadRun,
    last: LastStep,
) -> Option<crate::diagnose::explanation::Misaligned> {
    let (text, reference) = match source::classify(bytes) {
        File::Text(text) => (text, compilers[0].compile(text, name).ok()?),
        File::Binary(chunk) => (&b""[..], chunk.to_vec()),
    };
    let chunk = match (dead.subjects_chunk, source::classify(bytes)) {
        (true, File::Text(text)) => compilers[1].compile(text, name).ok()?,
        _ => reference.clone(),
    };
    let main = Arc::new(undump_verified(&chunk).ok()?);
    let chunks = Chunks { reference, subject: chunk };
    let case = Case { source: text, name, options, pair, compilers, chunks: &chunks, collector: OnceCell::new() };
    let at = InstructionPlace { step: last.step, function: last.function?, pc: last.pc };
    let differs = match &dead.mistake {
        Some(mistake) => mistake.differs(),
        None => ("goes on".into(), dead.death.clone()),
    };
    let loads = compilers[usize::from(dead.subjects_chunk)];
    let found = pair.steps().map(|[vm, _]| {
        let side = || RunSide { vm, chunk: &case.chunks.subject, main: &main, loads };
        let sides = Sides { reference: side(), subject: side(), compared: Compared::Vms };
        PairedRuns::uncollected(&sides, &case.program(), options).survived(last.step)
    });
    case.misaligned_at(at, &main, found, differs)
}

fn sentence(dead: &DeadRun, explanation: &Explanation) -> String {
    let table = &dead.table;
    if let Some(mistake) = &dead.mistake {
        return format!("the VM's collector is wrong: {}", mistake.text);
    }
    let at = match (&explanation.misaligned, dead.last) {
        (Some(misaligned), _) => {
            let line = misaligned.line.map_or(String::new(), |line| format!(" (line {line})"));
            let words: Vec<&str> = misaligned.instruction.split(';').next().unwrap_or("").split_whitespace().collect();
            format!(" at pc {} of F{}{line}: {}", misaligned.pc, misaligned.function, words.join(" "))
        }
        (None, Some(last)) if last.line > 0 => format!(" in line {} of a chunk that the program loads", last.line),
        (None, _) => String::new(),
    };
    let death = &dead.death;
    let crashed = |cell: &Cell| matches!(cell, Cell::Crashed { .. });
    match table.blame {
        Blame::Vm if crashed(&table.vm) => format!("the VM {death}{at}"),
        Blame::Vm => format!("the VM's general loop {death}{at}"),
        Blame::Compiler if crashed(&table.compiler) => {
            format!("the compiler is wrong: the reference's VM {death} on its chunk")
        }
        Blame::Compiler => format!("the compiler {death}"),
        Blame::Both => {
            format!("both are wrong: the compiler's chunk misbehaves on the reference's VM, and the VM {death}{at}")
        }
        Blame::Contract => {
            format!("the contract is broken: the VM {death} on the compiler's chunk{at}, and each half agrees alone")
        }
        Blame::Unknown => format!("the subject {death}"),
        Blame::Nobody => format!("each engine alone comes to its end; explaining the program {death}"),
    }
}
