//! Our compiler and VM with a fault, as an engine like any other.

use super::draft::rewrite;
use super::meddler::Rule;
use super::{Fault, Meddler, Slip, Touched};
use crate::engine::ours::observe;
use crate::engine::{Compile, Execute, Options, Ours, Outcome, Program};
use crate::isa::{Instr, Proto, dump, undump};
use crate::trace::Idle;
use crate::vm::Vm;
use crate::vm::trace::{Observer, Step};

impl Fault {
    /// Rewrites what our compiler made; nothing happens if the fault is the VM's.
    pub fn rewrite(&self, main: &mut Proto) -> Touched {
        match self.slip {
            Slip::Compiler(fault) => rewrite(main, fault.edit, fault.breaks),
            Slip::Vm(_) => Touched::default(),
        }
    }

    /// What watches, and perhaps meddles with, a run of the VM.
    pub fn observer(&self) -> Watch {
        match self.slip {
            Slip::Compiler(_) => Watch::Idle(Idle),
            Slip::Vm(rule) => Watch::Meddler(Box::new(Meddler::new(rule))),
        }
    }

    fn rule(&self) -> Option<Rule> {
        match self.slip {
            Slip::Compiler(_) => None,
            Slip::Vm(rule) => Some(rule),
        }
    }
}

impl Compile for Fault {
    fn name(&self) -> &str {
        self.id
    }

    fn compile(&self, source: &[u8], chunk_name: &[u8]) -> Result<Vec<u8>, Vec<u8>> {
        let chunk = Ours.compile(source, chunk_name)?;
        match (&self.slip, undump(&chunk)) {
            (Slip::Compiler(_), Ok(mut main)) => {
                self.rewrite(&mut main);
                Ok(dump(&main))
            }
            (Slip::Compiler(_) | Slip::Vm(_), _) => Ok(chunk),
        }
    }
}

impl Execute for Fault {
    fn name(&self) -> &str {
        self.id
    }

    fn execute(&self, program: &Program<'_>, options: &Options) -> Outcome {
        // Faults live in the catalogue, which is static.
        match (self.rule(), Fault::find(self.id)) {
            (Some(rule), _) => observe::execute(program, options, &Ours, &mut Meddler::new(rule)),
            (None, Some(fault)) => observe::execute(program, options, fault, &mut Idle),
            (None, None) => Ours.execute(program, options),
        }
    }
}

/// What watches a run of our VM, faulty or not.
pub enum Watch {
    /// A healthy VM.
    Idle(Idle),
    /// A faulty one.
    Meddler(Box<Meddler>),
}

impl Observer for Watch {
    fn before(&mut self, vm: &mut Vm, step: &Step) {
        if let Watch::Meddler(meddler) = self {
            meddler.before(vm, step);
        }
    }

    fn instead(&mut self, vm: &mut Vm, step: &Step) -> Option<Instr> {
        match self {
            Watch::Idle(_) => None,
            Watch::Meddler(meddler) => meddler.instead(vm, step),
        }
    }

    fn after(&mut self, vm: &mut Vm, step: &Step) {
        if let Watch::Meddler(meddler) = self {
            meddler.after(vm, step);
        }
    }
}
