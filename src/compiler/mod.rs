//! Source or tree to prototype: the code that the reference generates, byte for byte.
//!
//! [`Codegen`] is a [`Builder`](crate::syntax::build::Builder): the parser drives it directly when a source
//! is compiled, a [`Walker`] over a tree
//! makes the same calls. One pass, no intermediate code:
//! expressions stay descriptors ([`expr`]) until a register is known for them, jumps without a target are
//! linked through their own operands ([`jumps`]).

mod builder;
mod code;
mod expr;
mod func;
pub(crate) mod intent;
mod jumps;
mod ops;
mod scope;

use crate::isa::{Bytes, Proto};
use crate::syntax::build::BuildError;
use crate::syntax::lex::MorePieces;
use crate::syntax::parse::drive;
use crate::syntax::walk::Walker;
use crate::syntax::{Chunk, Error};

pub use intent::{Intent, IntentEntry, IntentMap};

use func::Codegen;

/// What can be chosen about a compilation.
#[derive(Clone, Copy, Debug, Default)]
pub struct CompileOptions {
    /// C calls around the compilation: they count against the limit of 200 nesting levels.
    pub levels: u32,
    /// Whether to collect the intents of instructions.
    pub intents: bool,
}

/// The result of a compilation.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// The main function.
    pub proto: Proto,
    /// If they were asked for.
    pub intents: Option<IntentMap>,
}

/// Compiles the source of a chunk called `name` (with its `=` or `@` mark, if any). A binary chunk is not
/// looked for, and fails as the source that it is not.
///
/// # Errors
/// The first error that the reference reports, with its text: a syntax error or a limit.
///
/// ```
/// use lockstep::compiler::{CompileOptions, compile_source};
/// use lockstep::isa::Op;
///
/// let compiled = compile_source(b"return 1 + x", &b"=example"[..].into(), CompileOptions::default())?;
/// let code = &compiled.proto.code;
/// assert_eq!(code[0].op(), Some(Op::GetGlobal));
/// assert_eq!(code[1].op(), Some(Op::Add));
/// # Ok::<(), lockstep::syntax::Error>(())
/// ```
pub fn compile_source(source: &[u8], name: &Bytes, options: CompileOptions) -> Result<Compiled, Error> {
    compile_pieces(source, None, name, options)
}

/// As [`compile_source`], for a source that goes on with what `more` gives, which is asked no further than the reference
/// reads before it finds an error.
///
/// # Errors
/// As [`compile_source`].
pub fn compile_pieces(
    source: &[u8],
    more: Option<MorePieces<'_>>,
    name: &Bytes,
    options: CompileOptions,
) -> Result<Compiled, Error> {
    let more = more.map(|more| more as MorePieces<'_>);
    match drive(source, more, name, options.levels, Codegen::new(options.intents)) {
        Ok((codegen, lex)) => codegen.finish(name).map_err(|fault| *lex.fault(&fault)),
        Err(error) => Err(*error),
    }
}

/// Compiles a tree as a chunk called `name`. With the positions that the parser records the result is that of
/// compiling the source; a tree without positions has lines 0.
///
/// # Errors
/// As [`compile_source`]; what a message there says after `near` is not known here and left out.
pub fn compile(chunk: &Chunk, name: &Bytes, options: CompileOptions) -> Result<Compiled, Error> {
    let mut walker = Walker::new(Codegen::new(options.intents), options.levels);
    let built = walker.chunk(chunk);
    let line = walker.line;
    built.and_then(|()| walker.builder.finish(name)).map_err(|fault| match *fault {
        BuildError::Near(message) => Error::at(name, line, message.as_bytes()),
        BuildError::At(message) => Error::at(name, line, message.as_bytes()),
        BuildError::Bare(message) => Error { message: message.as_bytes().to_vec(), line: 0 },
    })
}
