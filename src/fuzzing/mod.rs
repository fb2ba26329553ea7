//! What the targets of `cargo fuzz` do, as functions that tests can call: judge an input, mutate it, cross two, list seeds.
//!
//! An input is what it means, never a seed of a generator: Lua text, a binary chunk, or for patterns three lines of text.
//! So saved inputs stay what they are when generators change.
//!
//! Invariant: nothing here panics over an input; a finding is a value. Runs are sandboxed and bounded: our VM runs first,
//! whose budget also ends matches that explode, and the reference runs only what ours has run to its end.

mod bytecode;
mod chunk;
mod corpus;
pub mod counts;
pub mod judge;
mod pattern;
pub mod programs;
pub mod protos;
mod source;
pub mod story;
#[cfg(feature = "proptest")]
pub mod strategy;
pub mod tokens;

use std::path::Path;

use crate::coverage::Map;
use crate::r#gen::{Profile, from_seed, mutate};
use crate::oracle::verdict::Verdict;
use crate::syntax::print;

/// A fuzz target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// Lua programs: both compilers give the same bytes, both VMs the same outcome, and of a sample every step is the same.
    Differential,
    /// Any text: the same bytes or the same error of both compilers; what parses is printed to what parses to the same.
    Source,
    /// Binary chunks that verify, whoever made them, on both VMs.
    Bytecode,
    /// Any bytes as a chunk: reading, verifying, listing and running them is safe.
    Chunk,
    /// The string library: a pattern, a replacement and a subject.
    Pattern,
}

/// What is wrong with an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputFinding {
    /// What shows it: Lua text or a binary chunk.
    pub program: Vec<u8>,
    /// The differences, or what else does not hold, in words.
    pub verdict: String,
    /// The subcommand that shows or explains it, given a file with the program.
    pub command: &'static str,
}

/// Whether a healthy input is of use: one that is refused at the door is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// It got as far as being compared: worth mutating.
    Keep,
    /// It was refused, or nothing could be compared.
    Reject,
}

/// The answer about an input.
pub type Judged = Result<Use, Box<InputFinding>>;

/// Largest input that is looked at, in bytes.
pub const LARGEST: usize = 16 << 10;

impl Target {
    /// One for each program in `fuzz/fuzz_targets`.
    pub const ALL: [Target; 5] =
        [Target::Differential, Target::Source, Target::Bytecode, Target::Chunk, Target::Pattern];

    /// Its name for `cargo fuzz run`.
    pub const fn name(self) -> &'static str {
        match self {
            Target::Differential => "differential",
            Target::Source => "source",
            Target::Bytecode => "bytecode",
            Target::Chunk => "chunk",
            Target::Pattern => "pattern",
        }
    }

    /// Judges an input, and counts the cover points that its program meets.
    ///
    /// # Errors
    /// What was found.
    pub fn judge(self, input: &[u8], met: &mut Map) -> Judged {
        if input.len() > LARGEST {
            return Ok(Use::Reject);
        }
        match self {
            Target::Differential => programs::judge(input, met),
            Target::Source => source::judge(input),
            Target::Bytecode => bytecode::judge(input, met),
            Target::Chunk => chunk::judge(input),
            Target::Pattern => pattern::judge(input, met),
        }
    }

    /// A mutation of at most `most` bytes; `None` if it is for the fuzzer to flip bytes.
    pub fn mutate(self, input: &[u8], most: usize, seed: u64) -> Option<Vec<u8>> {
        let most = most.min(LARGEST);
        let mutated = match self {
            Target::Differential => mutate::text(input, most, seed).or_else(|| Some(fresh(seed))),
            Target::Source => match seed % 4 {
                0 => None,
                1 => mutate::text(input, most, seed),
                _ => Some(tokens::mutate(&tokens::split(input), seed)),
            },
            Target::Bytecode => protos::mutate(input, seed).or_else(|| protos::fresh(seed)),
            Target::Chunk if seed.is_multiple_of(2) => protos::mutate(input, seed),
            Target::Chunk => None,
            Target::Pattern if seed.is_multiple_of(4) => None,
            Target::Pattern => Some(pattern::mutate(input, seed)),
        };
        mutated.filter(|m| m.len() <= most)
    }

    /// A crossover of two inputs of at most `most` bytes, if they have one.
    pub fn cross(self, a: &[u8], b: &[u8], most: usize, seed: u64) -> Option<Vec<u8>> {
        let most = most.min(LARGEST);
        let crossed = match self {
            Target::Differential => mutate::cross_texts(a, b, most, seed),
            Target::Source => Some(tokens::cross(&tokens::split(a), &tokens::split(b), seed)),
            Target::Bytecode | Target::Chunk => protos::cross(a, b, seed),
            Target::Pattern => Some(pattern::cross(a, b, seed)),
        };
        crossed.filter(|m| m.len() <= most)
    }

    /// Inputs to begin with, made from the Lua files below a folder: file names and contents.
    pub fn seeds(self, corpus: &Path) -> Vec<(String, Vec<u8>)> {
        corpus::seeds(self, corpus)
    }
}

/// A generated program.
fn fresh(seed: u64) -> Vec<u8> {
    print(&from_seed(seed, &Profile::ALL[seed as usize % Profile::ALL.len()]))
}

/// What a verdict means for the target.
fn judged(verdict: &Verdict, program: &[u8], command: &'static str) -> Judged {
    match verdict {
        Verdict::Agree => Ok(Use::Keep),
        Verdict::NotComparable { .. } => Ok(Use::Reject),
        Verdict::Diverge { differences } => {
            let lines: Vec<String> = differences
                .iter()
                .map(|d| format!("{}\n  reference: {}\n  subject:   {}", d.place, d.reference, d.subject))
                .collect();
            Err(Box::new(InputFinding { program: program.to_vec(), verdict: lines.join("\n"), command }))
        }
    }
}

impl InputFinding {
    /// A file name for the program, the same for the same program.
    pub fn file_name(&self) -> String {
        let hash = self
            .program
            .iter()
            .fold(0xcbf2_9ce4_8422_2325_u64, |h, &b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3));
        let extension = if self.program.first() == Some(&crate::isa::chunk::SIGNATURE) { "luac" } else { "lua" };
        format!("{hash:016x}.{extension}")
    }
}
