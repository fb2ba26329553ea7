//! Programs made at random, for fuzzers, property tests and runs by seed.
//!
//! A program is a tree of [`crate::syntax`]; its input is any bytes, so that a fuzzer's mutations of the bytes
//! become mutations of the program. What a program is made of stands in templates, Lua with holes (see
//! [`template`]); what is coded here is how they are put together so that most programs run to their end and
//! show what they computed.
//!
//! [`bytecode`] makes programs of another kind: instructions that no compiler would emit.
//!
//! Invariant: the same input and profile give the same program, in every build and thread.

mod build;
mod bytecode;
mod expr;
mod fill;
mod grammar;
mod leaf;
pub mod mutate;
mod operations;
mod pressure;
pub mod random;
pub mod scope;
mod stat;
mod swarm;
pub mod template;

use arbitrary::Unstructured;

use crate::isa::Proto;
use crate::syntax::ast::Chunk;

pub use bytecode::bytecode;
pub use swarm::Profile;

/// The program that an input stands for. Input that ends early makes a smaller program.
pub fn program(input: &mut Unstructured<'_>, profile: &'static Profile) -> Chunk {
    build::Gen::new(input, profile).chunk()
}

/// The program of a seed.
///
/// ```
/// use lockstep::r#gen::{Profile, from_seed};
/// use lockstep::syntax::print;
///
/// let program = from_seed(7, Profile::MIXED);
/// assert_eq!(program, from_seed(7, Profile::MIXED));
/// println!("{}", String::from_utf8_lossy(&print(&program)));
/// ```
pub fn from_seed(seed: u64, profile: &'static Profile) -> Chunk {
    // Larger programs draw more.
    let length = (profile.fuel as usize * 16).clamp(4 << 10, 32 << 10);
    program(&mut Unstructured::new(&random::many_bytes(seed, length)), profile)
}

/// The bytecode program of a seed.
pub fn bytecode_from_seed(seed: u64) -> Proto {
    bytecode(&mut Unstructured::new(&random::bytes(seed)))
}
