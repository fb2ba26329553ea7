//! Runs as streams of steps: each engine turns its run into digests that are comparable without talking to the other.
//!
//! A digest covers thread, function, pc, closure, the live registers, the upvalues, and what the instruction of the step before
//! changed outside of its window (table slot, global, upvalue, output): by itself, or through a library function that it called
//! in whatever way the contract allows, in what that was given. Lua functions show by their own steps what they do. What else
//! foreign code changes (a function that a library function calls, a finalizer, whose steps no hook sees, or the middle of a
//! large table) shows when a register holds it, or at the end, when what the globals reach is compared; a search then finds the
//! step. Invariants: two correct engines that execute equal chunks give equal streams; memory is bounded whatever the length of
//! the run; dead registers never count.

pub mod align;
pub(crate) mod canon;
pub(crate) mod digest;
pub mod identity;
mod ours;
pub(crate) mod plan;
pub(crate) mod recorder;
mod reference;
pub(crate) mod window;

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use crate::engine::ours::observe as our_run;
use crate::engine::reference::observe as reference_run;
use crate::engine::{Compile, Limit, Options, Program, ProgramCode, Snapshot};
use crate::isa::{Proto, Verified, dump};
pub(crate) use crate::vm::trace::VmLoop;
use crate::vm::trace::{Observer, Watcher};

pub use canon::Canon;
pub use digest::Kind;
pub use plan::{Code, Loaded};
pub(crate) use recorder::Recorder;
pub use recorder::{Change, RecordSpec, STRETCH, StepDump};

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
    /// The same by place, for people.
    pub ending: Vec<Change>,
    /// What the globals reach at the end.
    pub left: Option<Snapshot>,
    /// Digests of the steps of the last stretch.
    pub last: Vec<u64>,
    /// The steps of [`RecordSpec::dump`], in full.
    pub dumps: Vec<StepDump>,
    /// All that the run has loaded.
    pub code: Code,
    /// The first step whose instruction is another one on the other side, or has no counterpart there.
    pub first_altered: Option<u64>,
    /// What could be reached before the step that [`Request::snapshot`] asks about.
    pub snapshot: Option<Snapshot>,
    /// What the program wrote.
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
            ending: recorder.ending,
            left: None,
            dumps: recorder.dumps,
            first_altered: recorder.first_altered,
            code: code.take(),
            snapshot: None,
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
    /// Which steps are kept, and where the run ends.
    pub spec: RecordSpec,
    /// The marks of the other side: the run ends at the first stretch that differs.
    pub expected: Option<Vec<u64>>,
    /// Never collect garbage, so that finalizers and weak tables cannot make a difference.
    pub keep_garbage: bool,
    /// What the other side executes, if that is something else; our own VM only.
    pub other: Option<Other>,
    /// Compares what only our own VM can show as well: which upvalues are open, and which are shared.
    pub thorough: bool,
    /// The step before which a snapshot is wanted of all that the program can still reach.
    pub snapshot: Option<u64>,
    /// Our own fast loop is not stopped before the first step that is looked at, as if nobody were watching: there are no digests
    /// of the steps before. Steps in finalizers and hooks count here.
    pub unstopped: bool,
}

/// What the other side of a comparison executes.
#[derive(Clone)]
pub struct Other {
    /// Its main function.
    pub main: Arc<Verified>,
    /// Compiles what it loads at run time.
    pub compiler: &'static dyn Compile,
    /// It executes the reference's chunk: its pcs name the points.
    pub is_reference: bool,
}

impl std::fmt::Debug for Other {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Other").field("compiler", &self.compiler.name()).finish_non_exhaustive()
    }
}

impl Request {
    /// The first step of which more than a digest is wanted.
    fn first_look(&self) -> u64 {
        self.snapshot.unwrap_or(self.spec.dump.start)
    }

    fn recorder(&self) -> Recorder {
        let recorder = Recorder::new(self.spec.clone());
        let recorder = if self.thorough { recorder.thorough() } else { recorder };
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
    side.snapshot = request.snapshot;
    let program = Program { code: ProgramCode::Chunk(chunk), ..*program };
    let run = reference_run::observe(&program, options, &mut side);
    let stopped = side.recorder.stopped();
    let broken = run.panic.or_else(|| side.lost.then(|| "a function that was not loaded runs".to_string()));
    let mut trace = Trace::new(side.recorder, side.code);
    trace.snapshot = side.taken;
    trace.left = side.left;
    trace.output = run.output;
    trace.limit = run.limit.filter(|_| !stopped);
    trace.broken = broken;
    trace
}

/// Records a run of a main function on our VM; what is loaded at run time goes through `compiler`.
pub fn on_ours(
    main: Verified,
    compiler: &'static dyn Compile,
    program: &Program<'_>,
    options: &Options,
    request: &Request,
) -> Trace {
    watched_on_ours(main, compiler, program, options, request, (VmLoop::Fast, Watcher::None)).0
}

/// As [`on_ours`], in the loop `way`, watched by another observer besides.
pub(crate) fn watched_on_ours<O: Observer>(
    main: Verified,
    compiler: &'static dyn Compile,
    program: &Program<'_>,
    options: &Options,
    request: &Request,
    (way, observer): (VmLoop, O),
) -> (Trace, O) {
    let first_look = if way == VmLoop::Fast && request.unstopped { request.first_look() } else { 0 };
    let mut side = OurSide::new(request.recorder(), observer).unstopped_until(first_look);
    side.collects = !request.keep_garbage;
    side.snapshot = request.snapshot;
    let main = {
        let mut code = side.code.borrow_mut();
        let rewritten = code.load(main);
        if let Some(other) = &request.other {
            align::align(&mut code, 0, &other.main, !other.is_reference);
        }
        rewritten
    };
    let code = Rc::clone(&side.code);
    let other = request.other.clone();
    let loader: our_run::Loader = Box::new(move |source, name, levels| {
        let proto = our_run::load_with(compiler, source, name, levels)?;
        let mut code = code.borrow_mut();
        let rewritten = code.load(proto);
        if let Some(other) = &other
            && let Ok(theirs) = our_run::load_with(other.compiler, source, name, levels)
        {
            let chunk = code.chunks.len() - 1;
            align::align(&mut code, chunk, &theirs, !other.is_reference);
        }
        Ok(rewritten)
    });
    let options = Options { limits: options.limits.relaxed(), ..options.clone() };
    let run = our_run::observe(&main, program, &options, loader, (way, &mut side), OurSide::end);
    let stopped = side.recorder.stopped();
    let lost = side.lost.then(|| "a function that was not loaded runs".to_string());
    let mut trace = Trace::new(side.recorder, side.code);
    trace.snapshot = side.taken;
    trace.left = side.left;
    match run {
        Ok(run) => {
            trace.output = run.output;
            trace.limit = run.limit.filter(|_| !stopped);
            trace.broken = lost;
        }
        Err(panic) => trace.broken = Some(panic.to_string()),
    }
    (trace, side.inner)
}

/// The chunk bytes of a function.
pub fn chunk_of(proto: &Proto) -> Vec<u8> {
    dump(proto)
}
