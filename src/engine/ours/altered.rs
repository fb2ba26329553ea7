//! Our compiler with its chunks altered: what takes the place of [`Ours`] where faults are made on purpose, or where a
//! compiler pass is under test.
//!
//! Invariant: what is altered is all that differs from [`Ours`].

use super::Ours;
use crate::engine::Compile;
use crate::isa::{Proto, dump, undump};

/// Our compiler, each of whose chunks is rewritten; chunks loaded at run time too.
pub struct Rewriting {
    name: String,
    rewrite: Box<dyn Fn(&mut Proto) + Send + Sync>,
}

impl Rewriting {
    /// `rewrite` is given main functions, with all functions in them.
    pub fn new(name: impl Into<String>, rewrite: impl Fn(&mut Proto) + Send + Sync + 'static) -> Rewriting {
        Rewriting { name: name.into(), rewrite: Box::new(rewrite) }
    }
}

/// A chunk with its main function rewritten.
pub(crate) fn rewritten(chunk: Vec<u8>, rewrite: impl FnOnce(&mut Proto)) -> Vec<u8> {
    match undump(&chunk) {
        Ok(mut main) => {
            rewrite(&mut main);
            dump(&main)
        }
        // Not reached with chunks that our compiler makes; as it is, the comparison judges it.
        Err(_) => chunk,
    }
}

impl Compile for Rewriting {
    fn name(&self) -> &str {
        &self.name
    }

    fn compile(&self, source: &[u8], chunk_name: &[u8]) -> Result<Vec<u8>, Vec<u8>> {
        Ours.compile(source, chunk_name).map(|chunk| rewritten(chunk, &self.rewrite))
    }

    fn compile_within(&self, levels: u32, source: &[u8], chunk_name: &[u8]) -> Result<Vec<u8>, Vec<u8>> {
        Ours.compile_within(levels, source, chunk_name).map(|chunk| rewritten(chunk, &self.rewrite))
    }
}
