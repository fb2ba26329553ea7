//! All that was found out about a divergence, as plain data: what `lockstep explain --json` prints, and what reports, buckets
//! and the minimizer work with.
//!
//! Invariant: values that a program computed stand here as text that both engines would show alike; nothing refers to memory.

use serde::{Deserialize, Serialize};

use super::symptom::Symptom;
use crate::oracle::contract::ContractViolation;
use crate::oracle::cross::{Blame, Cross, Seen};

/// Version of the data of an [`Explanation`].
pub const SCHEMA: u32 = 1;

/// Everything that was found out about a program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// [`SCHEMA`].
    pub schema: u32,
    /// The file as it was named.
    pub file: String,
    /// Whose fault it is.
    pub blame: Blame,
    /// The verdict in one sentence.
    pub verdict: String,
    /// What a user sees go wrong first: a line of output, the end of the run, a global.
    pub seen: Option<Seen>,
    /// The line of the program that the reference is at when that shows, where no instruction can be found.
    pub shown_at: Option<ShownAt>,
    /// The 2×2 table, if both compilers accept the program and compilers and VMs can be combined.
    pub table: Option<Cross>,
    /// The first misaligned instruction, if there is one.
    pub misaligned: Option<Misaligned>,
    /// The kind of mistake that it looks like, if one is recognised.
    pub symptom: Option<SymptomReport>,
    /// Where the chunks first differ, if they do.
    pub chunk_difference: Option<String>,
    /// The command that shows this again.
    pub reproduce: String,
}

impl Explanation {
    /// Of a program of which nothing is known yet; `reproduce` is the command that makes it again.
    pub fn of_nothing(file: &str, reproduce: String) -> Explanation {
        Explanation {
            schema: SCHEMA,
            file: file.to_string(),
            blame: Blame::Nobody,
            verdict: "nothing differs".into(),
            seen: None,
            shown_at: None,
            table: None,
            misaligned: None,
            symptom: None,
            chunk_difference: None,
            reproduce,
        }
    }
}

/// What two divergences have in common that have the same cause, as far as can be told from outside.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FailureClass {
    /// Whose fault it is.
    pub blame: Blame,
    /// Mnemonic of the misaligned instruction.
    pub opcode: Option<String>,
    /// The kind of mistake that it looks like.
    pub symptom: Option<Symptom>,
}

impl Explanation {
    /// The class of the failure.
    pub fn class(&self) -> FailureClass {
        FailureClass {
            blame: self.blame,
            opcode: self.misaligned.as_ref().map(|m| m.opcode.clone()),
            symptom: self.symptom.as_ref().map(|s| s.symptom),
        }
    }
}

impl std::fmt::Display for FailureClass {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.blame.name())?;
        if let Some(opcode) = &self.opcode {
            write!(f, ", {opcode}")?;
        }
        if let Some(symptom) = self.symptom {
            write!(f, ": {}", symptom.title())?;
        }
        Ok(())
    }
}

/// A line of the program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownAt {
    /// From 1.
    pub line: u32,
    /// The program around it.
    pub program: Vec<SourceRow>,
}

/// A symptom in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SymptomReport {
    /// Which it is.
    pub symptom: Symptom,
    /// [`Symptom::title`].
    pub title: String,
    /// [`Symptom::fix`].
    pub fix: String,
}

impl From<Symptom> for SymptomReport {
    fn from(symptom: Symptom) -> SymptomReport {
        SymptomReport { symptom, title: symptom.title().into(), fix: symptom.fix().into() }
    }
}

/// The first misaligned instruction: the first whose effect has no counterpart on the other side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Misaligned {
    /// Number of its step in the run of the subject's side (of the steps with a counterpart, if the chunks differ).
    pub step: u64,
    /// Name of the chunk, without its mark.
    pub chunk: String,
    /// Preorder number of the function in its chunk.
    pub function: u32,
    /// In the subject's chunk. A JMP after a test has its own pc though both are one step; data words after CLOSURE and
    /// SETLIST count as that instruction. Where an instruction is missing: the pc at which it ought to stand.
    pub pc: u32,
    /// An instruction of the reference's chunk is missing there.
    pub missing: bool,
    /// Its line, if the chunk has line information.
    pub line: Option<u32>,
    /// The program around that line; empty if the text is not at hand.
    pub program: Vec<SourceRow>,
    /// Mnemonic; that of the missing instruction, if one is missing.
    pub opcode: String,
    /// As in a listing.
    pub instruction: String,
    /// What the reference's compiler has in its place, if that is another instruction.
    pub expected: Option<String>,
    /// The pc of that in the reference's chunk.
    pub expected_pc: Option<u32>,
    /// What differs after it.
    pub reference: String,
    /// The same of the subject.
    pub subject: String,
    /// Which function the registers after it belong to: not the same where it calls or returns.
    pub registers_of: Option<u32>,
    /// What it reads and writes, and what differs after it.
    pub registers: Vec<RegisterRow>,
    /// The code around it.
    pub listing: Vec<ListingRow>,
    /// The steps that led there, the misaligned one last.
    pub trail: Vec<TrailRow>,
    /// The registers of both sides before each step around it.
    pub timeline: Vec<Moment>,
    /// What the contract oracle has to say.
    pub violation: Option<ContractViolation>,
}

/// A line of the program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceRow {
    /// From 1.
    pub line: u32,
    /// The line without its newline.
    pub text: String,
    /// The misaligned instruction belongs to it.
    pub marked: bool,
}

/// A register, an upvalue or a place in the heap before and after the misaligned instruction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterRow {
    /// `R3`, `U0`, `_G["x"]`, `R2["k"]`.
    pub register: String,
    /// What the compiler means by it; empty if it means nothing.
    pub intent: String,
    /// Its value before the instruction, as text.
    pub before: String,
    /// Its value afterwards on the reference.
    pub reference: String,
    /// Its value afterwards on the subject.
    pub subject: String,
    /// Whether these two differ where they count.
    pub mismatch: bool,
    /// Whether its value counts afterwards.
    pub live: bool,
}

/// An instruction around the misaligned one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListingRow {
    /// In the subject's chunk; `None` where it has no such instruction.
    pub pc: Option<u32>,
    /// The subject's instruction.
    pub subject: String,
    /// The reference's, if the chunks differ; `=` if it is the same.
    pub reference: Option<String>,
    /// It is the misaligned one.
    pub arrow: bool,
}

/// A step that was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrailRow {
    /// Number of the step in the run, from 0.
    pub step: u64,
    /// Number of the coroutine in the run.
    pub thread: u32,
    /// Number of the function in its chunk, in preorder.
    pub function: u32,
    /// Index of the instruction in its function, from 0.
    pub pc: u32,
    /// Its line, if the chunk has line information.
    pub line: Option<u32>,
    /// As in a listing.
    pub instruction: String,
    /// The registers that count before it.
    pub registers: String,
    /// Whether it has a counterpart on the other side.
    pub matched: bool,
}

/// The state before an instruction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// Of the steps with a counterpart.
    pub step: u64,
    /// Number of the coroutine in the run.
    pub thread: u32,
    /// Number of the function in its chunk, in preorder.
    pub function: u32,
    /// Identity of the frame, so that changes are told from calls.
    pub frame: u64,
    /// Index of the instruction in its function, from 0.
    pub pc: u32,
    /// Its line, if the chunk has line information.
    pub line: Option<u32>,
    /// As in a listing.
    pub instruction: String,
    /// The instruction after which the sides differ.
    pub misaligned: bool,
    /// Who takes it.
    pub side: Side,
    /// What it can see, registers first.
    pub registers: Vec<Slot>,
}

/// Who takes a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Both sides take it.
    Both,
    /// The reference alone.
    Reference,
    /// The subject alone.
    Subject,
}

/// A register, or something else that the step can see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// As in [`RegisterRow::register`].
    pub name: String,
    /// What the compiler means by it.
    pub intent: String,
    /// Its value on the reference, as text; `None` where the reference does not take the step.
    pub reference: Option<String>,
    /// Its value on the subject, as text; `None` where the subject does not take the step.
    pub subject: Option<String>,
    /// Whether its value counts.
    pub live: bool,
}
