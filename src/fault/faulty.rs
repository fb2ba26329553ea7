//! Our compiler and VM with a fault, as an engine like any other.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::draft::rewrite;
use super::named::PREFIX;
use super::{Fault, FaultKind, Injector, Touched};
use crate::engine::ours::altered::rewritten;
use crate::engine::{Compile, Ours};
use crate::isa::Proto;
use crate::port::{OurVm, OursWith};
use crate::vm::trace::Watcher;

impl Fault {
    /// Rewrites what our compiler made; nothing happens if the fault is the VM's.
    pub fn rewrite(&self, main: &mut Proto) -> Touched {
        match self.kind {
            FaultKind::Compiler(fault) => rewrite(main, fault.edit, fault.breaks),
            FaultKind::Vm(_) => Touched::default(),
        }
    }

    /// What alters a run of the VM, if the fault is the VM's.
    pub(crate) fn injector(&self) -> Option<Injector> {
        match self.kind {
            FaultKind::Compiler(_) => None,
            FaultKind::Vm(rule) => Some(Injector::new(rule)),
        }
    }

    /// The same as a watcher.
    pub(crate) fn watcher(&self) -> Watcher {
        self.injector().map(|injector| Box::new(injector) as _)
    }

    /// Our engine with the fault, under the name that the command line has for it.
    pub fn engine(&'static self) -> &'static OursWith {
        static ENGINES: LazyLock<HashMap<&str, OursWith>> = LazyLock::new(|| {
            let engine = |fault: &'static Fault| {
                let vm = OurVm::watched(|| fault.watcher());
                (fault.id, OursWith::new(&format!("{PREFIX}{}", fault.id), fault, vm))
            };
            Fault::all().map(engine).collect()
        });
        &ENGINES[self.id]
    }

    fn rewritten(&self, chunk: Vec<u8>) -> Vec<u8> {
        match self.kind {
            FaultKind::Compiler(_) => rewritten(chunk, |main| {
                self.rewrite(main);
            }),
            FaultKind::Vm(_) => chunk,
        }
    }
}

impl Compile for Fault {
    fn name(&self) -> &str {
        self.id
    }

    fn compile(&self, source: &[u8], chunk_name: &[u8]) -> Result<Vec<u8>, Vec<u8>> {
        Ours.compile(source, chunk_name).map(|chunk| self.rewritten(chunk))
    }

    fn compile_within(&self, levels: u32, source: &[u8], chunk_name: &[u8]) -> Result<Vec<u8>, Vec<u8>> {
        Ours.compile_within(levels, source, chunk_name).map(|chunk| self.rewritten(chunk))
    }
}
