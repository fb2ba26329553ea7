//! The fault catalogue: a healthy compiler and VM broken on purpose, in the ways that people really get them wrong.
//!
//! It is how the harness is measured: is each fault detected, is the right half blamed, the right instruction named? A compiler
//! fault rewrites the functions that our compiler makes ([`draft`]); a VM fault watches our VM and alters it ([`injector`]).
//! Invariant: neither the compiler nor the interpreter knows of any fault; nothing but `--subject fault:ID`, `lockstep selftest`
//! and tests comes here.

mod compiler;
mod draft;
mod faulty;
mod injector;
mod named;
mod vm;

use std::fmt;

use serde::Serialize;
use wildmatch::WildMatch;

use crate::diagnose::symptom::Symptom;
use crate::oracle::cross::Blame;

pub(crate) use draft::Draft;
pub use draft::Touched;
pub(crate) use injector::Injector;
pub use named::{NameError, PairError, engine, pair};

/// A mistake that somebody could make.
pub struct Fault {
    /// Its name, as in `--subject fault:ID`.
    pub id: &'static str,
    /// What the developer did wrong, in one line.
    pub mistake: &'static str,
    /// What a harness has to recognise; one of them, where the evidence can be read in more than one way.
    pub symptoms: &'static [Symptom],
    /// How it acts.
    pub(crate) kind: FaultKind,
}

/// How a fault acts.
pub(crate) enum FaultKind {
    /// On what the compiler makes.
    Compiler(compiler::Rewrite),
    /// On what the VM does.
    Vm(injector::Rule),
}

impl Fault {
    /// Which half a harness has to blame.
    pub fn blame(&self) -> Blame {
        match self.kind {
            FaultKind::Compiler(_) => Blame::Compiler,
            FaultKind::Vm(_) => Blame::Vm,
        }
    }

    /// Whether the compiler's chunks may not verify with it.
    pub fn breaks(&self) -> bool {
        matches!(&self.kind, FaultKind::Compiler(rewrite) if rewrite.breaks)
    }

    /// All faults, compiler faults first.
    pub fn all() -> impl Iterator<Item = &'static Fault> {
        compiler::FAULTS.iter().chain(vm::FAULTS).copied().flatten()
    }

    /// The fault with this id.
    pub fn find(id: &str) -> Option<&'static Fault> {
        Fault::all().find(|fault| fault.id == id)
    }

    /// The faults whose id matches a pattern with `*` and `?`.
    pub fn matching(pattern: &str) -> Vec<&'static Fault> {
        let pattern = WildMatch::new(pattern);
        Fault::all().filter(|fault| pattern.matches(fault.id)).collect()
    }
}

/// An instruction of the main chunk: preorder number of its function, and pc.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Spot {
    /// Preorder number in the chunk; 0 is the main function.
    pub function: u32,
    /// Index of the instruction in its function, from 0.
    pub pc: u32,
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "F{}:{}", self.function, self.pc)
    }
}
