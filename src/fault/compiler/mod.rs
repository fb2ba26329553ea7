//! What compilers get wrong: decisions of code generation and register allocation.

mod calls;
mod constants;
mod debug;
mod jumps;
mod loops;
mod registers;
mod tables;
mod upvalues;

use super::{Draft, Fault, FaultKind};
use crate::diagnose::symptom::Symptom;

/// How a compiler fault changes a function.
#[derive(Clone, Copy)]
pub struct Rewrite {
    pub edit: fn(&mut Draft),
    /// The result does not verify, and is not meant to.
    pub breaks: bool,
}

/// All of them, by what they are about.
pub const FAULTS: &[&[Fault]] = &[
    calls::FAULTS,
    registers::FAULTS,
    constants::FAULTS,
    jumps::FAULTS,
    loops::FAULTS,
    upvalues::FAULTS,
    tables::FAULTS,
    debug::FAULTS,
];

const fn fault(id: &'static str, mistake: &'static str, symptoms: &'static [Symptom], edit: fn(&mut Draft)) -> Fault {
    Fault { id, mistake, symptoms, kind: FaultKind::Compiler(Rewrite { edit, breaks: false }) }
}

const fn breaking(
    id: &'static str,
    mistake: &'static str,
    symptoms: &'static [Symptom],
    edit: fn(&mut Draft),
) -> Fault {
    Fault { id, mistake, symptoms, kind: FaultKind::Compiler(Rewrite { edit, breaks: true }) }
}
