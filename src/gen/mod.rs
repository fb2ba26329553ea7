//! Programs made at random, for fuzzers, property tests and runs by seed.
//!
//! A program is a tree of [`crate::syntax`]; its input is any bytes, so that a fuzzer's mutations of the bytes
//! become mutations of the program. What a program is made of stands in templates, Lua with holes (see
//! [`template`]); what is coded here is how they are put together so that most programs run to their end and
//! show what they computed.
//!
//! Invariant: the same input and profile give the same program, in every build and thread.

mod build;
mod expr;
mod fill;
mod leaf;
mod operations;
mod pressure;
pub mod random;
pub mod scope;
mod stat;
mod swarm;
mod template;

use arbitrary::Unstructured;

use crate::syntax::ast::Chunk;

pub use swarm::Profile;

/// The program that an input stands for. Input that ends early makes a smaller program.
pub fn program(input: &mut Unstructured<'_>, profile: &'static Profile) -> Chunk {
    build::Gen::new(input, profile).chunk()
}

/// The program of a seed.
pub fn from_seed(seed: u64, profile: &'static Profile) -> Chunk {
    program(&mut Unstructured::new(&random::bytes(seed)), profile)
}
