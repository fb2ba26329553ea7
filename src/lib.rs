//! `lockstep` keeps a Lua 5.1 compiler and its VM coherent.
//!
//! The map of the house, from the leaves up (`tests/architecture.rs` checks that imports only run this way):
//!
//! - [`isa`]: the contract, what an opcode reads, writes and jumps to; binary chunks. Imports nothing.
//! - [`diff`]: where two sequences differ. Imports nothing.
//! - [`glob`]: whether a name is what a pattern says. Imports nothing.
//! - [`syntax`]: source text to AST and back. Imports nothing.
//! - [`compiler`]: AST to prototype; imports `isa` and `syntax`.
//! - [`vm`]: executes prototypes; imports `isa` only.
//! - [`engine`]: compiling and executing behind two traits: ours, the reference, an external process.
//! - [`coverage`]: which executions of each opcode have been seen.
//! - [`trace`]: runs as streams of steps, comparable between engines; replay windows.
//! - [`oracle`]: decides whether two observations agree.
//! - [`symptom`]: whose fault, and what kind of mistake. Imports nothing.
//! - [`explanation`]: all that was found out about a divergence, plain data.
//! - [`gen`](mod@r#gen): programs made at random; imports `isa` and `syntax`.
//! - [`matrix`]: every instruction with every class of operands, on both VMs.
//! - [`reduce`]: the smallest program for which a predicate still holds.
//! - `strategy`: generated programs for proptest, with the feature of that name.
//! - [`fault`]: the catalogue of mistakes that compilers and VMs are given on purpose; [`selftest`] measures the harness by them.
//! - [`subject`]: the engine under test by its name.
//! - [`finding`]: verdicts and differences, plain data. Imports nothing.
//! - [`fuzzing`]: what the targets of `cargo fuzz` do with an input.
//! - [`triage`]: a corpus in, one bucket per distinct bug out.
//! - [`report`]: findings for people and for other programs.
//!
//! The command, one file per subcommand in `src/cli`, is a program of its own that uses this library.

pub mod compiler;
pub mod coverage;
pub mod diff;
pub mod engine;
pub mod explanation;
pub mod fault;
pub mod finding;
pub mod fuzzing;
pub mod r#gen;
pub mod glob;
pub mod isa;
pub mod matrix;
pub mod oracle;
pub mod reduce;
pub mod report;
pub mod selftest;
#[cfg(feature = "proptest")]
pub mod strategy;
pub mod subject;
pub mod symptom;
pub mod syntax;
pub mod trace;
pub mod triage;
pub mod vm;
