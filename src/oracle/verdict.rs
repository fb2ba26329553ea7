//! What a comparison found, as plain data: a leaf module that every report is made from.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// The answer of an oracle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// Nothing that was compared differs.
    Agree,
    /// At least one difference; the first is the one to look at.
    Diverge {
        /// Never empty, in the order of the comparison.
        differences: Vec<Difference>,
    },
    /// Nothing can be said about the program; earned, never a way out.
    NotComparable {
        /// Why not.
        reason: Reason,
    },
}

impl Verdict {
    /// A divergence, if there are differences.
    pub fn of(differences: Vec<Difference>) -> Verdict {
        if differences.is_empty() { Verdict::Agree } else { Verdict::Diverge { differences } }
    }
}

/// Why two observations cannot be compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum Reason {
    /// The reference hit a limit: which.
    Limit {
        /// Its name, as [`Limit`](crate::engine::Limit) displays it.
        limit: String,
    },
    /// The reference disagrees with itself in a second, fresh state with another memory layout: where.
    Unstable {
        /// The first place.
        place: Place,
    },
    /// The input is not something that this comparison is about: a binary chunk where source text is wanted, a
    /// chunk that the verifier refuses.
    Input {
        /// What is wrong with it.
        message: String,
    },
    /// The reference could not be run.
    Broken {
        /// Why not.
        message: String,
    },
}

impl std::fmt::Display for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Reason::Limit { limit } => write!(f, "the reference hit the {limit}"),
            Reason::Unstable { place } => {
                write!(f, "the reference disagrees with itself in a second state ({place})")
            }
            Reason::Input { message } => f.write_str(message),
            Reason::Broken { message } => write!(f, "the reference could not be run: {message}"),
        }
    }
}

/// Two observations of the same thing that are not equal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Where.
    pub place: Place,
    /// What the reference shows there, as text.
    pub reference: String,
    /// What the subject shows there, as text.
    pub subject: String,
}

/// Where two observations differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "place", rename_all = "snake_case")]
pub enum Place {
    /// One side compiles the source, the other reports an error; or both report errors, not the same.
    Compilation,
    /// A part of a binary chunk.
    Chunk {
        /// Preorder number of the function, as in listings: 0 is the main function.
        function: usize,
        /// Line where that function is defined, 0 for the main function.
        line_defined: u32,
        /// What of the function.
        part: ChunkPart,
    },
    /// A step of a run: the instruction after which the state of the two sides differs.
    Step {
        /// From 0, in the whole run.
        step: u64,
        /// Name of the chunk, without its mark.
        chunk: String,
        /// Number of the function in its chunk, in preorder.
        function: u32,
        /// Index of the instruction in its function, from 0.
        pc: u32,
        /// Its line, if the chunk has line information.
        line: Option<u32>,
        /// As in a listing.
        instruction: String,
    },
    /// A line of the output, from 1.
    Output {
        /// From 1.
        line: usize,
    },
    /// How the run ended: returned, failed, hit a limit.
    End,
    /// The value of an uncaught error.
    Error,
    /// The n-th result of the main function, from 1.
    Result {
        /// From 1.
        index: usize,
    },
    /// Something that globals, results or error value reach: `_G.a.b[3]`.
    Global {
        /// From the root that reaches it.
        path: String,
    },
}

/// What part of a function in a chunk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "part", rename_all = "snake_case")]
pub enum ChunkPart {
    /// Instruction at a pc, from 0; with the line that the reference gives it.
    Code {
        /// From 0.
        pc: usize,
        /// 0 without line information.
        line: u32,
    },
    /// An entry of the constant table.
    Constant {
        /// From 0.
        index: usize,
    },
    /// Line information of the instruction at a pc.
    Line {
        /// From 0.
        pc: usize,
    },
    /// Name or range of a local variable in the debug information.
    Local {
        /// From 0.
        index: usize,
    },
    /// Name of an upvalue.
    Upvalue {
        /// From 0.
        index: usize,
    },
    /// A fact of the function as a whole: `max_stack`, `num_params`, ...
    Field {
        /// Its name in [`Proto`](crate::isa::Proto).
        name: Cow<'static, str>,
    },
    /// Bytes of the encoding at an offset; the functions that they hold are equal, or cannot be read.
    Bytes {
        /// From the start of the chunk.
        offset: usize,
    },
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Place::Compilation => f.write_str("compilation"),
            Place::Chunk { function, line_defined, part } => {
                match part {
                    ChunkPart::Code { pc, line } => write!(f, "instruction {pc} (line {line})")?,
                    ChunkPart::Constant { index } => write!(f, "constant {index}")?,
                    ChunkPart::Line { pc } => write!(f, "line of instruction {pc}")?,
                    ChunkPart::Local { index } => write!(f, "local variable {index}")?,
                    ChunkPart::Upvalue { index } => write!(f, "upvalue {index}")?,
                    ChunkPart::Field { name } => write!(f, "{name}")?,
                    ChunkPart::Bytes { offset } => return write!(f, "byte {offset} of the chunk"),
                }
                match function {
                    0 => f.write_str(" of the main function"),
                    n => write!(f, " of function F{n} (defined in line {line_defined})"),
                }
            }
            Place::Step { step, chunk, function, pc, line, instruction } => {
                write!(f, "step {step}: function F{function} of {chunk}, pc {pc}")?;
                if let Some(line) = line {
                    write!(f, " (line {line})")?;
                }
                write!(f, ": {instruction}")
            }
            Place::Output { line } => write!(f, "output line {line}"),
            Place::End => f.write_str("end of the run"),
            Place::Error => f.write_str("error value"),
            Place::Result { index } => write!(f, "result {index}"),
            Place::Global { path } => f.write_str(path),
        }
    }
}
