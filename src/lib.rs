//! `lockstep` keeps a Lua 5.1 compiler and its VM coherent.
//!
//! The map of the house, from the leaves up (`tests/architecture.rs` checks that imports only run this way):
//!
//! - [`isa`]: the contract, what an opcode reads, writes and jumps to; binary chunks. Imports nothing.
//! - [`syntax`]: source text to AST and back. Imports nothing.
//! - [`compiler`]: AST to prototype; imports `isa` and `syntax`.
//! - [`vm`]: executes prototypes; imports `isa` only.
//! - `gen`: programs made at random; imports `isa` and `syntax`.
//! - [`workers`]: this program started again, to answer questions that may kill it. Imports nothing.
//! - [`engine`]: compiling and executing behind one port: ours, the reference, an external process.
//! - [`coverage`]: which executions of each opcode have been seen.
//! - [`trace`]: runs as streams of steps, comparable between engines; replay windows.
//! - [`port`]: what an [`Engine`] has to offer to be compared.
//! - [`oracle`]: decides whether two observations agree; verdicts.
//! - [`matrix`]: every instruction with every class of operands, on both VMs.
//! - [`diagnose`]: from a difference to its cause.
//! - [`fault`]: the catalogue of mistakes that compilers and VMs are given on purpose.
//! - [`reduce`]: the smallest program for which a predicate still holds.
//! - [`isolation`]: programs in worker processes; a crash or an endless run is a verdict of the engine it was.
//! - [`scoreboard`]: how good the harness is, measured.
//! - [`fuzzing`]: what the targets of `cargo fuzz` do with an input; generated programs for proptest.
//! - [`report`]: findings as data, for people and for other programs.
//! - [`triage`]: a corpus in, one bucket per distinct bug out.
//! - `cli`: the command, one file per subcommand, with the feature of that name.

#![deny(missing_docs)]
#![allow(rustdoc::private_intra_doc_links, reason = "module docs are for those who work on the module, too")]

#[cfg(feature = "cli")]
pub mod cli;
pub mod compiler;
pub mod coverage;
pub mod diagnose;
pub mod engine;
pub mod fault;
pub mod fuzzing;
pub mod r#gen;
pub mod isa;
pub mod isolation;
pub mod matrix;
pub mod oracle;
pub mod port;
pub mod reduce;
pub mod report;
pub mod scoreboard;
pub mod syntax;
pub mod trace;
pub mod triage;
pub mod vm;
pub mod workers;

pub use port::Engine;
