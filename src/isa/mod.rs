//! The contract: what each Lua 5.1 opcode reads, writes and jumps to, and the data both halves exchange.
//!
//! The compiler and the VM never import each other; what stands here is all they share. One table
//! ([`ops`]) is the source of the enum, the encoder, the disassembler, the verifier and the effects.

pub mod chunk;
pub mod comment;
pub(crate) mod diff;
pub mod disasm;
pub mod edit;
pub mod effects;
pub(crate) mod event;
pub mod instr;
pub mod liveness;
pub mod names;
pub(crate) mod opmode;
pub(crate) mod ops;
pub mod proto;
pub(crate) mod regset;
pub mod strict;
pub(crate) mod tree;
pub mod verify;
pub(crate) mod view;

pub use chunk::{ChunkError, ChunkErrorKind, dump, undump};
pub use effects::{Effects, effects};
pub use event::{Arithmetic, Event};
pub use instr::{Instr, Rk};
pub use liveness::Liveness;
pub use ops::{Control, Format, Op, Operand, Runs};
pub use proto::{Bytes, Const, LocalVar, Proto};
pub use regset::RegSet;
pub use tree::ProtoTree;
pub use verify::{Verified, VerifyError, verify};
pub use view::ProtoView;
