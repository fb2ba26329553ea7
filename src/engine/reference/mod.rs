//! The reference: PUC-Rio Lua 5.1.5, in process, through the public C API of `mlua::ffi`.
//!
//! Invariants: every run has a fresh state of its own; a Lua error (a `longjmp`) never crosses a Rust frame that
//! has something to drop. Three kinds of endless run cannot be stopped from inside the process, since no hook fires in
//! them: a pattern match that backtracks exponentially, and a `__gc` finalizer or a program's own debug hook that loops; they call
//! for running the state in a worker process with a time limit.

mod alloc;
mod arena;
mod compile;
mod hooks;
mod image;
mod inspect;
mod natives;
pub mod observe;
mod originals;
mod run;
mod shared;
mod stdio;

use super::{Compile, End, Execute, Options, Outcome, Program, ProgramCode};

/// PUC-Rio Lua 5.1.5.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reference;

impl Compile for Reference {
    fn name(&self) -> &str {
        "puc"
    }

    fn compile(&self, source: &[u8], chunk_name: &[u8]) -> Result<Vec<u8>, Vec<u8>> {
        compile::compile(source, chunk_name)
    }
}

impl Execute for Reference {
    fn name(&self) -> &str {
        "puc"
    }

    fn execute(&self, program: &Program<'_>, options: &Options) -> Outcome {
        // `lua_load` goes by the first byte alone.
        let is_binary = |code: &[u8]| code.first() == Some(&super::source::SIGNATURE[0]);
        match program.code {
            ProgramCode::Text(text) if is_binary(text) => {
                Outcome::rejected(super::sandbox::BINARY_CHUNK.as_bytes().to_vec())
            }
            ProgramCode::Chunk(chunk) if !is_binary(chunk) => Outcome::rejected(b"not a binary chunk".to_vec()),
            ProgramCode::Text(_) | ProgramCode::Chunk(_) => run::run(program, options, None),
        }
    }
}

impl Reference {
    /// Both in one go: the chunk is that of the state which executes.
    pub fn compile_execute(
        &self,
        source: &[u8],
        chunk_name: &[u8],
        options: &Options,
    ) -> (Result<Vec<u8>, Vec<u8>>, Outcome) {
        let program = Program::text(source, chunk_name);
        if super::source::is_chunk(source) {
            let outcome = self.execute(&program, options);
            return (self.compile(source, chunk_name), outcome);
        }
        // A chunk with its debug information is rarely larger.
        let mut chunk = Vec::with_capacity(4 * source.len());
        let outcome = run::run(&program, options, Some(&mut chunk));
        let compiled = match &outcome.end {
            End::Rejected(message) => Err(message.clone()),
            _ if chunk.is_empty() => Err(b"not enough memory".to_vec()),
            _ => Ok(chunk),
        };
        (compiled, outcome)
    }
}
