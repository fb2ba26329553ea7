//! Runs as streams of steps: each engine turns its run into digests that are comparable without talking to the other.
//!
//! A digest covers thread, function, pc, closure, the live registers, the upvalues, and what the instruction of the step before
//! changed outside of its window (table slot, global, upvalue, output). Invariants: two correct engines that execute equal
//! chunks give equal streams; memory is bounded whatever the length of the run; dead registers never count.

pub mod align;
pub mod canon;
pub mod digest;
mod identity;
mod ours;
pub mod plan;
pub mod recorder;
mod reference;
pub mod window;

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use crate::engine::ours::observe as our_run;
use crate::engine::reference::observe as reference_run;
use crate::engine::source::SIGNATURE;
use crate::engine::{Code as ProgramCode, Compile, Limit, Options, Program};
use crate::isa::verify::undump_verified;
use crate::isa::{Proto, dump};
use crate::vm::Vm;
use crate::vm::trace::{Observer, Step};

pub use canon::Canon;
pub use plan::{Code, Loaded};
pub use recorder::{Recorder, STRETCH, StepDump, Wish};

use ours::OurSide;
use reference::ReferenceSide;

/// What a run left: its stream, as far as it was asked for.
#[derive(Debug)]
pub struct Trace {
    /// Number of steps until it ended or was ended.
    pub steps: u64,
    /// Rolling digest after each stretch.
    pub marks: Vec<u64>,
    /// Rolling digest of all steps.
    pub rolling: u64,
    /// Digest of results or error and the last output; `None` if the run was ended from outside.
    pub end: Option<u64>,
    /// Digests of the steps of the last stretch.
    pub last: Vec<u64>,
    pub dumps: Vec<StepDump>,
    pub code: Code,
    pub output: Vec<u8>,
    /// A limit other than that of steps.
    pub limit: Option<Limit>,
    /// The harness itself failed: why.
    pub broken: Option<String>,
}

impl Trace {
    fn new(recorder: Recorder, code: Rc<RefCell<Code>>) -> Trace {
        let last = recorder.stretch(recorder.steps.saturating_sub(1) / STRETCH).to_vec();
        Trace {
            steps: recorder.steps,
            rolling: recorder.rolling(),
            end: recorder.end,
            last,
            marks: recorder.marks,
            dumps: recorder.dumps,
            code: code.take(),
            output: vec![],
            limit: None,
            broken: None,
        }
    }

    /// Step number of the first digest in [`Trace::last`].
    pub fn last_first(&self) -> u64 {
        self.steps.saturating_sub(1) / STRETCH * STRETCH
    }
}

/// How a run is recorded.
#[derive(Clone, Debug, Default)]
pub struct Request {
    pub wish: Wish,
    /// The marks of the other side: the run ends at the first stretch that differs.
    pub expected: Option<Vec<u64>>,
    /// Never collect garbage, so that finalizers and weak tables cannot make a difference.
    pub keep_garbage: bool,
    /// The main function that the other side executes, if it is a different one.
    pub other: Option<Arc<Proto>>,
}

impl Request {
    fn recorder(&self) -> Recorder {
        let recorder = Recorder::new(self.wish.clone());
        match &self.expected {
            Some(marks) => recorder.expecting(marks.clone()),
            None => recorder,
        }
    }
}

/// Records a run of a verified chunk on the reference's VM.
pub fn on_reference(chunk: &[u8], program: &Program<'_>, options: &Options, request: &Request) -> Trace {
    let mut side = ReferenceSide::new(request.recorder());
    side.collects = !request.keep_garbage;
    side.other = request.other.clone();
    let program = Program { code: ProgramCode::Chunk(chunk), ..*program };
    let run = reference_run::observe(&program, options, &mut side);
    let stopped = side.recorder.stopped();
    let broken = run.panic.or_else(|| side.lost.then(|| "a function that was not loaded runs".to_string()));
    let mut trace = Trace::new(side.recorder, side.code);
    trace.output = run.output;
    trace.limit = run.limit.filter(|_| !stopped);
    trace.broken = broken;
    trace
}

/// Records a run of a verified main function on our VM; what is loaded at run time goes through `compiler`.
pub fn on_ours<O: Observer>(
    main: Proto,
    compiler: &'static dyn Compile,
    program: &Program<'_>,
    options: &Options,
    request: &Request,
    observer: O,
) -> (Trace, O) {
    let mut side = OurSide::new(request.recorder(), observer);
    side.collects = !request.keep_garbage;
    let main = {
        let mut code = side.code.borrow_mut();
        let rewritten = code.load(main);
        if let Some(other) = &request.other {
            align::align(&mut code, other, false);
        }
        rewritten
    };
    let code = Rc::clone(&side.code);
    let loader: our_run::Loader = Box::new(move |source, name, levels| {
        let proto = if source.first() == Some(&SIGNATURE[0]) {
            undump_verified(source).map_err(|e| e.message(name))?
        } else if compiler.name() == "ours" {
            crate::engine::ours::compile(source, None, name, levels)?
        } else {
            let chunk = compiler.compile(source, name)?;
            undump_verified(&chunk).map_err(|e| e.message(name))?
        };
        Ok(code.borrow_mut().load(proto))
    });
    let options = Options { limits: options.limits.relaxed(), ..options.clone() };
    let run = our_run::observe(&main, program, &options, loader, &mut side, OurSide::end);
    let stopped = side.recorder.stopped();
    let lost = side.lost.then(|| "a function that was not loaded runs".to_string());
    let mut trace = Trace::new(side.recorder, side.code);
    match run {
        Ok(run) => {
            trace.output = run.output;
            trace.limit = run.limit.filter(|_| !stopped);
            trace.broken = lost;
        }
        Err(panic) => trace.broken = Some(panic),
    }
    (trace, side.inner)
}

/// The chunk bytes of a function.
pub fn chunk_of(proto: &Proto) -> Vec<u8> {
    dump(proto)
}

/// An observer that only looks on.
#[derive(Clone, Copy, Debug, Default)]
pub struct Idle;

impl Observer for Idle {
    fn before(&mut self, _: &mut Vm, _: &Step) {}
}
