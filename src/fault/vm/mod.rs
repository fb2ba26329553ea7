//! What VMs get wrong: what an instruction does, calls and windows, tables, metamethods, libraries, memory.

mod calls;
mod control;
mod library;
mod memory;
mod operators;
mod tables;

use super::injector::{At, Done, FunctionEntry, Operands, Rule};
use super::{Fault, FaultKind};
use crate::diagnose::symptom::Symptom;
use crate::isa::{Instr, Op};

/// All of them, by what they are about.
pub const FAULTS: &[&[Fault]] =
    &[calls::FAULTS, control::FAULTS, operators::FAULTS, tables::FAULTS, library::FAULTS, memory::FAULTS];

const fn rule(id: &'static str, mistake: &'static str, symptoms: &'static [Symptom], rule: Rule) -> Fault {
    Fault { id, mistake, symptoms, kind: FaultKind::Vm(rule) }
}

const fn instead(
    id: &'static str,
    mistake: &'static str,
    symptoms: &'static [Symptom],
    f: fn(&mut At) -> Option<Instr>,
) -> Fault {
    rule(id, mistake, symptoms, Rule::Instead(f))
}

const fn before(
    id: &'static str,
    mistake: &'static str,
    symptoms: &'static [Symptom],
    f: fn(&mut At) -> bool,
) -> Fault {
    rule(id, mistake, symptoms, Rule::Before(f))
}

const fn entered(
    id: &'static str,
    mistake: &'static str,
    symptoms: &'static [Symptom],
    ops: &'static [Op],
    f: fn(&mut FunctionEntry) -> bool,
) -> Fault {
    rule(id, mistake, symptoms, Rule::Entered(ops, f))
}

const fn done(
    id: &'static str,
    mistake: &'static str,
    symptoms: &'static [Symptom],
    ops: &'static [Op],
    f: fn(&mut Done) -> bool,
) -> Fault {
    rule(id, mistake, symptoms, Rule::Done(ops, f))
}

const fn native(id: &'static str, mistake: &'static str, name: &'static str, f: fn(&mut Done) -> bool) -> Fault {
    rule(id, mistake, &[Symptom::LibraryResult, Symptom::LibraryEffect], Rule::Native(name, f))
}
