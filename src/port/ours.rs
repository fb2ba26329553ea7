//! Our own compiler and VM behind the port, as they are, and with another compiler or with something that watches every run.

use std::sync::Arc;

use super::{CompileResult, Engine, ExecuteChunks, Recorded, Steps};
use crate::engine::ours::observe;
use crate::engine::ours::watch::{Outside, Watch};
use crate::engine::{Compile, Execute, Options, Ours, Outcome, Program};
use crate::trace::{Request, Trace, watched_on_ours};
use crate::vm::trace::{VmLoop, Watcher};

/// Our VM: which of its loops runs, and what watches (and perhaps alters) each run.
#[derive(Clone)]
pub struct OurVm {
    way: VmLoop,
    /// See [`Request::unstopped`].
    unstopped: bool,
    watcher: Option<Arc<dyn Fn() -> Watcher + Send + Sync>>,
}

/// Our VM as users run it: the fast loop.
pub static OUR_VM: OurVm = OurVm { way: VmLoop::Fast, unstopped: false, watcher: None };

/// Our VM with each instruction executed in full generality: what the fast loop is held against.
pub static OUR_GENERAL_VM: OurVm = OurVm { way: VmLoop::General, unstopped: false, watcher: None };

/// Our VM as users run it, and as if nobody were watching: only snapshots show a state that no stop made right.
pub static OUR_UNSTOPPED_VM: OurVm = OurVm { way: VmLoop::Fast, unstopped: true, watcher: None };

impl OurVm {
    /// Each run is watched, and perhaps damaged, by what `watch` makes.
    pub fn altered<W: Watch + 'static>(watch: impl Fn() -> W + Send + Sync + 'static) -> OurVm {
        OurVm::watched(move || Some(Box::new(Outside(watch()))))
    }

    /// The same for observers of this crate.
    pub(crate) fn watched(watcher: impl Fn() -> Watcher + Send + Sync + 'static) -> OurVm {
        OurVm { way: VmLoop::General, unstopped: false, watcher: Some(Arc::new(watcher)) }
    }

    /// Whether nothing watches it, and perhaps alters it.
    pub fn is_unaltered(&self) -> bool {
        self.watcher.is_none()
    }

    /// The loop that runs, and what watches the next run.
    pub(crate) fn watcher(&self) -> (VmLoop, Watcher) {
        (self.way, self.watcher.as_ref().and_then(|make| make()))
    }
}

impl ExecuteChunks for OurVm {
    fn execute_chunk(&self, program: &Program<'_>, options: &Options, loads: &'static dyn Compile) -> Outcome {
        match self.watcher() {
            (VmLoop::Fast, None) => observe::execute(program, options, loads),
            (way, mut watcher) => observe::execute_observed(program, options, loads, way, &mut watcher),
        }
    }

    fn general_loop(&self) -> Option<&dyn ExecuteChunks> {
        self.general().map(|vm| vm as &dyn ExecuteChunks)
    }
}

impl OurVm {
    /// With each instruction executed in full generality, if usually the fast loop runs, unwatched.
    pub fn general(&self) -> Option<&'static OurVm> {
        (self.way == VmLoop::Fast && self.watcher.is_none()).then_some(&OUR_GENERAL_VM)
    }
}

impl Steps for OurVm {
    fn record(&self, run: &Recorded<'_>, options: &Options, request: &Request) -> Trace {
        let request = Request { unstopped: self.unstopped, ..request.clone() };
        watched_on_ours(run.main.clone(), run.loads, run.program, options, &request, self.watcher()).0
    }
}

impl Engine for Ours {
    fn compiler(&self) -> Option<&dyn Compile> {
        Some(self)
    }

    fn chunks(&self) -> Option<&dyn ExecuteChunks> {
        Some(&OUR_VM)
    }

    fn steps(&self) -> Option<&dyn Steps> {
        Some(&OUR_VM)
    }

    fn our_vm(&self) -> Option<&OurVm> {
        Some(&OUR_VM)
    }

    fn compile_execute(&self, source: &[u8], chunk_name: &[u8], options: &Options) -> (Option<CompileResult>, Outcome) {
        let (compiled, outcome) = Ours::compile_execute(self, source, chunk_name, options);
        (Some(compiled), outcome)
    }
}

/// Our engine with another compiler, or with something that watches each run of the VM.
#[derive(Clone)]
pub struct OursWith {
    name: String,
    compiler: &'static dyn Compile,
    vm: OurVm,
}

impl OursWith {
    /// Under a name, with a compiler and a VM.
    pub fn new(name: &str, compiler: &'static dyn Compile, vm: OurVm) -> OursWith {
        OursWith { name: name.into(), compiler, vm }
    }
}

impl Execute for OursWith {
    fn name(&self) -> &str {
        &self.name
    }

    fn execute(&self, program: &Program<'_>, options: &Options) -> Outcome {
        self.vm.execute_chunk(program, options, self.compiler)
    }
}

impl Engine for OursWith {
    fn compiler(&self) -> Option<&dyn Compile> {
        Some(self.compiler)
    }

    fn chunks(&self) -> Option<&dyn ExecuteChunks> {
        Some(&self.vm)
    }

    fn steps(&self) -> Option<&dyn Steps> {
        Some(&self.vm)
    }

    fn our_vm(&self) -> Option<&OurVm> {
        Some(&self.vm)
    }
}
