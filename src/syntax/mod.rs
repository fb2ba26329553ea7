//! Source text to syntax trees and back.
//!
//! [`lex`] turns bytes into tokens, [`parse`] turns tokens into calls of a [`build::Builder`]. One builder
//! makes the tree ([`ast`]), the compiler is another: so a syntax error and a limit of the code generator are
//! reported in the order of the source, whichever comes first, and compiling a file needs no tree. [`print`](mod@print)
//! turns a tree into source that parses back to the equal tree.
//!
//! Nothing of the crate is imported here.

pub mod ast;
mod ast_build;
pub(crate) mod build;
pub(crate) mod error;
pub(crate) mod intern;
pub(crate) mod lex;
mod number;
pub(crate) mod parse;
pub mod print;
pub(crate) mod token;
pub(crate) mod walk;

pub use ast::{Block, Chunk, Expr, ExprKind, Line, Lines, Stat, StatKind};
pub use error::{Error, chunk_id};
pub use lex::file_source;
pub use parse::{MAX_LEVELS, parse, parse_at};
pub use print::print;

/// A string of the source: any bytes, NULs and invalid UTF-8 included. Shared, so that a name costs one
/// allocation however often it occurs.
pub type SourceBytes = std::sync::Arc<[u8]>;
