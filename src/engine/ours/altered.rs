//! Our compiler and VM with something altered: what takes the place of [`Ours`] where faults are made on purpose, or
//! where a compiler pass is under test.
//!
//! Invariant: what is altered is all that differs from [`Ours`].

use super::{Ours, observe};
use crate::engine::{Compile, Execute, Options, Outcome, Program};
use crate::isa::{Proto, dump, undump};
use crate::vm::trace::Observer;

/// Our compiler, each of whose chunks is rewritten; chunks loaded at run time too.
pub struct Rewriting<F> {
    name: String,
    rewrite: F,
}

impl<F: Fn(&mut Proto) + Sync> Rewriting<F> {
    /// `rewrite` is given main functions, with all functions in them.
    pub fn new(name: impl Into<String>, rewrite: F) -> Rewriting<F> {
        Rewriting { name: name.into(), rewrite }
    }

    fn rewritten(&self, chunk: Vec<u8>) -> Vec<u8> {
        match undump(&chunk) {
            Ok(mut main) => {
                (self.rewrite)(&mut main);
                dump(&main)
            }
            // Not reached with chunks that our compiler makes; as it is, the comparison judges it.
            Err(_) => chunk,
        }
    }
}

impl<F: Fn(&mut Proto) + Sync> Compile for Rewriting<F> {
    fn name(&self) -> &str {
        &self.name
    }

    fn compile(&self, source: &[u8], chunk_name: &[u8]) -> Result<Vec<u8>, Vec<u8>> {
        Ours.compile(source, chunk_name).map(|chunk| self.rewritten(chunk))
    }

    fn compile_within(&self, levels: u32, source: &[u8], chunk_name: &[u8]) -> Result<Vec<u8>, Vec<u8>> {
        Ours.compile_within(levels, source, chunk_name).map(|chunk| self.rewritten(chunk))
    }
}

/// Our VM with an observer on every run, which may alter registers after an instruction, and any compiler.
pub struct Watched<F> {
    name: String,
    compiler: &'static dyn Compile,
    observer: F,
}

impl<O: Observer, F: Fn() -> O + Sync> Watched<F> {
    /// `observer` makes the observer of each run.
    pub fn new(name: impl Into<String>, compiler: &'static dyn Compile, observer: F) -> Watched<F> {
        Watched { name: name.into(), compiler, observer }
    }
}

impl<O: Observer, F: Fn() -> O + Sync> Execute for Watched<F> {
    fn name(&self) -> &str {
        &self.name
    }

    fn execute(&self, program: &Program<'_>, options: &Options) -> Outcome {
        observe::execute(program, options, self.compiler, &mut (self.observer)())
    }
}
