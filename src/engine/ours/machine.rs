//! Our VM as a state that several programs run in, one after the other.
//!
//! Invariant: what is given and what comes back are plain values; no handle leaves the state.

use super::watch::{Outside, Plain, Watch};
use super::{call_base, compile, undump};
use crate::vm::trace::VmLoop;
use crate::vm::{Config, Output, Thrown, Value as VmValue, Vm};

/// How a state is set up. By default: captured output, no limits, the real system.
#[derive(Clone, Copy, Debug, Default)]
pub struct MachineSetup {
    /// Restricts the libraries and makes them deterministic.
    pub sandbox: bool,
    /// Fuel: about one unit per call and per backward jump, one per instruction of a watched run.
    pub budget: Option<u64>,
    /// Collect at every safe point.
    pub gc_stress: bool,
}

/// A state with the standard libraries.
pub struct Machine {
    vm: Box<Vm>,
}

impl Machine {
    /// A fresh state.
    pub fn new(setup: MachineSetup) -> Machine {
        let MachineSetup { sandbox, budget, gc_stress } = setup;
        let output = Output::Capture(Vec::new());
        let config = Config { output, sandbox, budget, gc_stress, base_ccalls: 0, ..Config::new(compile, undump) };
        Machine { vm: Vm::new(config) }
    }

    /// Sets a global.
    pub fn set_global(&mut self, name: &str, value: impl Into<Plain>) {
        let value = value.into().into_value(&mut self.vm);
        let globals = self.vm.globals();
        self.vm.set_field(globals, name, value);
    }

    /// Compiles a source text and runs it: its results, or the error value.
    pub fn run(&mut self, source: &[u8], name: &[u8]) -> Result<Vec<Plain>, Plain> {
        self.with_main(source, name, |vm, main| call_base(vm, main, &[]))
    }

    /// As [`run`](Machine::run), with each step watched.
    pub fn run_watched(&mut self, source: &[u8], name: &[u8], watch: &mut impl Watch) -> Result<Vec<Plain>, Plain> {
        self.with_main(source, name, |vm, main| {
            vm.observed(VmLoop::Fast, &mut Outside(watch), |vm| call_base(vm, main, &[]))
        })
    }

    fn with_main(
        &mut self,
        source: &[u8],
        name: &[u8],
        call: impl FnOnce(&mut Vm, VmValue) -> Result<Vec<VmValue>, Thrown>,
    ) -> Result<Vec<Plain>, Plain> {
        let main = self.vm.load(source, name).map_err(Plain::String)?;
        match call(&mut self.vm, main.into()) {
            Ok(results) => Ok(results.into_iter().map(Plain::of).collect()),
            Err(Thrown) => Err(Plain::of(self.vm.uncaught())),
        }
    }

    /// Frees all garbage; an error of a finalizer is one of this.
    pub fn collect(&mut self) -> Result<(), Plain> {
        self.vm.full_collection().map_err(|Thrown| Plain::of(self.vm.uncaught()))
    }

    /// Bytes that the state holds.
    pub fn bytes_in_use(&mut self) -> usize {
        self.vm.heap().bytes_in_use()
    }

    /// Runs all finalizers, as at the end of a program.
    pub fn close(&mut self) {
        self.vm.close();
    }

    /// The output so far, taken out.
    pub fn take_output(&mut self) -> Vec<u8> {
        self.vm.take_output()
    }
}
