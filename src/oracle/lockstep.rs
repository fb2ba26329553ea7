//! Lockstep: both VMs take the same steps, or else which step is the first that they do not share.
//!
//! Invariant: a difference is reported only if it is there as well when nothing is collected on either side, so that
//! finalizers and weak tables of long runs, which depend on when an engine collects, are never taken for one.

use std::sync::Arc;

use serde::Serialize;

use crate::engine::snapshot::{self, Snapshot};
use crate::engine::source::{self, File};
use crate::engine::{Compile, Layout, Limit, Options, Program};
use crate::isa::comment::LocalMap;
use crate::isa::disasm::instruction_text;
use crate::isa::verify::undump_verified;
use crate::isa::{ProtoTree, Verified};
use crate::oracle::bytecode;
use crate::oracle::verdict::{Difference, Place, Reason, Verdict};
use crate::port::{Pair, Recorded, Steps};
use crate::trace::{Canon, Change, Code, Other, RecordSpec, Request, STRETCH, StepDump, Trace};

/// Steps before the first difference that are kept in full.
pub(crate) const BEFORE: u64 = 32;
/// Steps after it.
pub(crate) const AFTER: u64 = 2;
/// Bytes that each side may hold when nothing is collected.
const UNCOLLECTED: usize = 2 << 30;
/// Name of what the functions hold that have called.
pub(crate) const CALLER: &str = "<a caller>";
/// Replayed steps that a search for hidden damage may take.
const SEARCH: u64 = 400_000_000;

/// What is executed on one side.
#[derive(Clone, Copy)]
pub(crate) struct RunSide<'a> {
    pub vm: &'a dyn Steps,
    /// Verified.
    pub chunk: &'a [u8],
    /// The same as a prototype.
    pub main: &'a Arc<Verified>,
    /// Compiles what is loaded at run time, where the VM has a choice.
    pub loads: &'static dyn Compile,
}

impl<'a> RunSide<'a> {
    /// As what the other side executes.
    fn other(&self, is_reference: bool) -> Other {
        Other { main: self.main.clone(), compiler: self.loads, is_reference }
    }

    fn recorded(&self, program: &'a Program<'a>) -> Recorded<'a> {
        Recorded { chunk: self.chunk, main: self.main, program, loads: self.loads }
    }
}

/// Two runs that are compared.
#[derive(Clone, Copy)]
pub(crate) struct Sides<'a> {
    pub reference: RunSide<'a>,
    pub subject: RunSide<'a>,
    pub compared: Compared,
}

/// What of two sides is different.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Compared {
    /// The VMs, with equal chunks.
    Vms,
    /// The chunks, on our own VM, which is known to execute the reference's chunk correctly, and shows more of its state than
    /// others can.
    Chunks,
}

/// What a comparison of two runs found.
#[derive(Debug)]
pub(crate) enum Found {
    /// All steps are the same; so is the end, unless there is a limit.
    Same {
        steps: u64,
        /// What ended both runs early: steps, or memory, or output.
        limit: Option<Limit>,
    },
    Different(Box<Divergence>),
    /// The reference takes other steps in a state with another memory layout, from about this one on.
    Unstable {
        step: u64,
    },
    /// Nothing can be said: why.
    Broken(String),
}

/// The first step at which two runs differ.
#[derive(Debug, Serialize)]
pub(crate) struct Divergence {
    /// Number of the first step whose state differs; the instruction before it is the misaligned one.
    pub step: u64,
    /// The runs end after the same steps, but differently.
    pub at_end: bool,
    pub reference: StepWindow,
    pub subject: StepWindow,
    /// What differs beyond the windows: its place, and the values.
    pub heap: Option<(String, String, String)>,
}

/// The steps of one side around a difference.
#[derive(Debug, Serialize)]
pub(crate) struct StepWindow {
    pub dumps: Vec<StepDump>,
    /// Steps that the run took in all, if it ended before the window does.
    pub steps: u64,
    #[serde(skip)]
    pub code: Code,
    #[serde(serialize_with = "lossy")]
    pub output: Vec<u8>,
    /// How it ended, by place; empty if it did not end in the window.
    pub ending: Vec<Change>,
    #[serde(skip)]
    pub snapshot: Option<Snapshot>,
    /// What the globals reach at the end.
    #[serde(skip)]
    pub left: Option<Snapshot>,
    /// The VM itself broke down.
    pub broken: Option<String>,
}

fn lossy<S: serde::Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&String::from_utf8_lossy(bytes))
}

impl StepWindow {
    fn new(trace: Trace) -> StepWindow {
        let Trace { dumps, steps, code, output, ending, snapshot, left, broken, .. } = trace;
        StepWindow { dumps, steps, code, output, ending, snapshot, left, broken }
    }

    /// The state before a step.
    pub fn at(&self, step: u64) -> Option<&StepDump> {
        self.dumps.iter().find(|dump| dump.step == step && dump.matched)
    }
}

/// Runs both sides and compares them step by step.
pub(crate) fn compare(sides: &Sides<'_>, program: &Program<'_>, options: &Options) -> Found {
    let uncollected = PairedRuns::uncollected(sides, program, options);
    if sides.compared == Compared::Chunks {
        return uncollected.compare();
    }
    let first = match PairedRuns::new(sides, program, options).compare() {
        Found::Different(first) => first,
        other => return other,
    };
    match uncollected.compare() {
        // Too much garbage to tell: the first answer stands.
        Found::Same { limit: Some(Limit::Memory), .. } | Found::Broken(_) => Found::Different(first),
        Found::Different(found) if is_unstable(sides, program, &uncollected.options, found.step) => {
            Found::Unstable { step: found.step }
        }
        other => other,
    }
}

/// Layouts in which the reference is asked again: where two keys of a table may come in either order, one layout in two shows it.
const LAYOUTS: u64 = 8;

/// Whether the reference takes other steps, up to shortly after `step`, if its objects lie elsewhere.
fn is_unstable(sides: &Sides<'_>, program: &Program<'_>, options: &Options, step: u64) -> bool {
    let run = |layout| {
        let spec = RecordSpec { stop: step + STRETCH, ..RecordSpec::default() };
        let request = Request { spec, keep_garbage: true, ..Request::default() };
        let options = Options { layout, ..options.clone() };
        let trace = sides.reference.vm.record(&sides.reference.recorded(program), &options, &request);
        (trace.steps, trace.rolling, trace.end, trace.left)
    };
    let plain = run(Layout::Plain);
    (1..=LAYOUTS).any(|seed| run(Layout::Shuffled(seed * 0x5eed)) != plain)
}

/// A program, to be run on both sides.
pub(crate) struct PairedRuns<'a> {
    sides: &'a Sides<'a>,
    program: &'a Program<'a>,
    options: Options,
    keep_garbage: bool,
}

impl<'a> PairedRuns<'a> {
    /// Runs with the garbage collected.
    pub fn new(sides: &'a Sides<'a>, program: &'a Program<'a>, options: &Options) -> PairedRuns<'a> {
        PairedRuns { sides, program, options: options.clone(), keep_garbage: false }
    }

    /// Runs in which nothing is collected, with room for the garbage.
    pub fn uncollected(sides: &'a Sides<'a>, program: &'a Program<'a>, options: &Options) -> PairedRuns<'a> {
        let mut runs = PairedRuns::new(sides, program, options);
        runs.keep_garbage = true;
        runs.options.limits.memory = runs.options.limits.memory.max(UNCOLLECTED);
        runs
    }

    fn reference(&self, spec: RecordSpec, snapshot: Option<u64>) -> Trace {
        self.record(&self.sides.reference, self.sides.subject.other(false), spec, None, snapshot)
    }

    fn subject(&self, spec: RecordSpec, expected: Option<Vec<u64>>, snapshot: Option<u64>) -> Trace {
        self.record(&self.sides.subject, self.sides.reference.other(true), spec, expected, snapshot)
    }

    fn record(
        &self,
        side: &RunSide<'_>,
        other: Other,
        spec: RecordSpec,
        expected: Option<Vec<u64>>,
        snapshot: Option<u64>,
    ) -> Trace {
        let chunks = self.sides.compared == Compared::Chunks;
        let request = Request {
            spec,
            expected,
            keep_garbage: self.keep_garbage,
            snapshot,
            other: chunks.then_some(other),
            thorough: chunks,
            unstopped: false,
        };
        side.vm.record(&side.recorded(self.program), &self.options, &request)
    }

    fn compare(&self) -> Found {
        let all = RecordSpec { stop: self.options.limits.instructions, ..RecordSpec::default() };
        let reference = self.reference(all.clone(), None);
        if let Some(broken) = reference.broken {
            return Found::Broken(broken);
        }
        let stop = if reference.end.is_some() { all.stop } else { reference.steps };
        let mut marks = reference.marks.clone();
        // Past the reference's last stretch the subject need not go on.
        marks.push(0);
        let subject = self.subject(RecordSpec { stop, ..RecordSpec::default() }, Some(marks), None);
        let same_steps = subject.steps == reference.steps && subject.rolling == reference.rolling;
        let same_end = same_steps && subject.end == reference.end && subject.broken.is_none();
        // The compilers may differ in what the globals show and no program can see.
        if same_end && (subject.left == reference.left || self.sides.compared == Compared::Chunks) {
            let limited = reference.end.is_none();
            let limit = limited.then(|| reference.limit.unwrap_or(Limit::Instructions));
            return Found::Same { steps: reference.steps, limit };
        }
        // After a limit on the reference's side nothing is known beyond its last step.
        if same_steps && reference.end.is_none() && subject.broken.is_none() {
            return Found::Same { steps: reference.steps, limit: reference.limit.or(Some(Limit::Instructions)) };
        }
        let step = first_difference(self, &reference, &subject);
        if same_end && let Some(hidden) = self.hidden_before(step) {
            // No step looked at what is different now.
            return Found::Different(Box::new(hidden));
        }
        Found::Different(Box::new(Divergence { at_end: same_steps, ..self.around(step, None) }))
    }

    /// Both sides around a step; snapshots of both before it if asked for.
    pub fn around(&self, step: u64, snapshot: Option<u64>) -> Divergence {
        let dump = step.saturating_sub(BEFORE)..step + AFTER;
        let spec = || RecordSpec { stop: dump.end, dump: dump.clone() };
        let reference = StepWindow::new(self.reference(spec(), snapshot));
        let subject = StepWindow::new(self.subject(spec(), None, snapshot));
        Divergence { step, at_end: false, reference, subject, heap: None }
    }

    /// The reference up to a step and beyond it, and up to it in the place of a subject that does not survive it.
    pub fn survived(&self, step: u64) -> Divergence {
        let window = |stop: u64| {
            let spec = RecordSpec { stop, dump: step.saturating_sub(BEFORE)..stop };
            StepWindow::new(self.reference(spec, None))
        };
        Divergence {
            step: step + 1,
            at_end: false,
            reference: window(step + AFTER),
            subject: window(step + 1),
            heap: None,
        }
    }

    /// The first step before `step` whose instruction is another one on the other side, or has no counterpart there: the two
    /// sides around it.
    pub fn first_altered(&self, step: u64) -> Option<Divergence> {
        let spec = || RecordSpec { stop: step, ..RecordSpec::default() };
        let sides = [self.subject(spec(), None, None).first_altered, self.reference(spec(), None).first_altered];
        let found = sides.into_iter().flatten().min()?;
        Some(self.around(found + 1, None))
    }

    /// The first step from which on all that can be reached differs, if that is before the step at which the difference
    /// shows in the window: an instruction damaged something that only later ones look at.
    pub fn hidden_before(&self, step: u64) -> Option<Divergence> {
        let mut left = SEARCH;
        let mut equal = |at: u64| -> Option<bool> {
            left = left.checked_sub(2 * (at + 1))?;
            let spec = || RecordSpec { stop: at, ..RecordSpec::default() };
            let (a, b) = (self.reference(spec(), Some(at)), self.subject(spec(), None, Some(at)));
            Some(a.snapshot? == b.snapshot? && a.output == b.output)
        };
        let mut unequal = step.checked_sub(1)?;
        if equal(unequal)? {
            return None;
        }
        let mut distance = 1;
        let mut same = loop {
            let at = unequal.saturating_sub(distance);
            if equal(at)? {
                break at;
            }
            if at == 0 {
                // The snapshots say nothing about this program.
                return None;
            }
            (unequal, distance) = (at, distance * 2);
        };
        while unequal - same > 1 {
            let middle = same + (unequal - same) / 2;
            if equal(middle)? { same = middle } else { unequal = middle }
        }
        let mut found = self.around(unequal, Some(unequal));
        found.heap = found.heap_difference();
        (!self.is_chance(&found, unequal)).then_some(found)
    }

    /// Whether what the reference's side reaches before a step is another thing if its objects lie elsewhere.
    fn is_chance(&self, found: &Divergence, step: u64) -> bool {
        let run = |layout| {
            let options = Options { layout, ..self.options.clone() };
            let elsewhere = PairedRuns { options, ..*self };
            elsewhere.reference(RecordSpec { stop: step, ..RecordSpec::default() }, Some(step)).snapshot
        };
        found.reference.output == found.subject.output
            && (1..=LAYOUTS).any(|seed| run(Layout::Shuffled(seed * 0x5eed)) != found.reference.snapshot)
    }
}

/// The number of the first step whose digests differ, or of the first that only one side takes.
fn first_difference(runs: &PairedRuns<'_>, reference: &Trace, subject: &Trace) -> u64 {
    let stretch = reference.marks.iter().zip(&subject.marks).take_while(|(a, b)| a == b).count() as u64;
    let (first, stop) = (stretch * STRETCH, (stretch + 1) * STRETCH);
    let digests = |trace: &Trace| {
        let kept = trace.last_first();
        if kept == first { Some(trace.last.clone()) } else { None }
    };
    let expected = digests(reference).unwrap_or_else(|| {
        digests(&runs.reference(RecordSpec { stop, ..RecordSpec::default() }, None)).unwrap_or_default()
    });
    let found = digests(subject).unwrap_or_else(|| {
        digests(&runs.subject(RecordSpec { stop, ..RecordSpec::default() }, None, None)).unwrap_or_default()
    });
    first + expected.iter().zip(&found).take_while(|(a, b)| a == b).count() as u64
}

/// What comparing a whole program step by step gave.
pub struct LockstepCheck {
    /// A divergence has one difference, at the first step that differs.
    pub verdict: Verdict,
    /// Steps that were compared.
    pub steps: u64,
    /// Both compilers reject it.
    pub rejected: bool,
}

/// Two engines whose compilers give 5.1 chunks, and whose VMs show their steps.
#[derive(Clone, Copy)]
pub struct WatchedPair {
    /// Reference, subject.
    pub compilers: [&'static dyn Compile; 2],
    /// Reference, subject.
    pub vms: [&'static dyn Steps; 2],
}

impl WatchedPair {
    /// The two of a pair, if both can be watched.
    pub fn of(pair: Pair) -> Option<WatchedPair> {
        Some(WatchedPair { compilers: pair.compilers()?, vms: pair.steps()? })
    }
}

/// Compiles a file on both sides and, if the chunks are equal, compares the runs step by step.
pub fn check(bytes: &[u8], name: &[u8], options: &Options, watched: WatchedPair) -> LockstepCheck {
    let [reference, subject] = watched.compilers;
    let (program, chunk) = match source::classify(bytes) {
        File::Text(text) => {
            let chunk = reference.compile(text, name);
            let verdict = bytecode::compare(&chunk, &subject.compile(text, name));
            match (verdict, chunk) {
                (Verdict::Agree, Ok(chunk)) => (Program::text(text, name), chunk),
                (verdict, chunk) => return LockstepCheck { verdict, steps: 0, rejected: chunk.is_err() },
            }
        }
        File::Binary(chunk) => (Program::chunk(chunk, name), chunk.to_vec()),
    };
    let main = match undump_verified(&chunk) {
        Ok(main) => Arc::new(main),
        Err(error) => {
            let message = format!("a binary chunk that cannot be run safely: {error}");
            return LockstepCheck {
                verdict: Verdict::NotComparable { reason: Reason::Input { message } },
                steps: 0,
                rejected: false,
            };
        }
    };
    let side = |i: usize| RunSide { vm: watched.vms[i], chunk: &chunk, main: &main, loads: watched.compilers[i] };
    let sides = Sides { reference: side(0), subject: side(1), compared: Compared::Vms };
    let (verdict, steps) = match compare(&sides, &program, options) {
        Found::Same { steps, limit: None } => (Verdict::Agree, steps),
        Found::Same { steps, limit: Some(limit) } => {
            (Verdict::NotComparable { reason: Reason::Limit { limit: limit.to_string() } }, steps)
        }
        Found::Broken(message) => (Verdict::NotComparable { reason: Reason::Broken { message } }, 0),
        Found::Unstable { step } => {
            let place = Place::End;
            (Verdict::NotComparable { reason: Reason::Unstable { place } }, step)
        }
        Found::Different(found) => (Verdict::Diverge { differences: vec![found.difference()] }, found.step),
    };
    LockstepCheck { verdict, steps, rejected: false }
}

impl Divergence {
    /// Of runs that were not looked at.
    pub fn nothing(code: Code) -> Divergence {
        let window = |code| StepWindow {
            dumps: vec![],
            steps: 0,
            code,
            output: vec![],
            ending: vec![],
            snapshot: None,
            left: None,
            broken: None,
        };
        let (reference, subject) = (window(Code::default()), window(code));
        Divergence { step: 1, at_end: false, reference, subject, heap: None }
    }

    /// The step whose instruction is the misaligned one.
    pub fn culprit(&self) -> u64 {
        self.step.saturating_sub(1)
    }

    /// The state of our side before the misaligned instruction; both sides have it.
    pub fn before(&self) -> Option<&StepDump> {
        self.subject.at(self.culprit()).or_else(|| self.reference.at(self.culprit()))
    }

    /// The difference as a place and what is there on both sides.
    pub fn difference(&self) -> Difference {
        let place = match self.before() {
            Some(before) => place(before, &self.subject.code),
            None => Place::End,
        };
        let (reference, subject) = self.values();
        Difference { place, reference, subject }
    }

    /// Where the snapshots of the two sides differ first.
    fn heap_difference(&self) -> Option<(String, String, String)> {
        let snapshots = (self.reference.snapshot.as_ref()?, self.subject.snapshot.as_ref()?);
        let at = self.subject.at(self.step)?;
        let live = self.subject.code.live(at.function, at.pc as usize, Some(at.open.map_or(256, |open| open.1)));
        let mut roots = vec!["<the function>".to_string()];
        roots.extend(live.iter().map(|r| format!("R{r}")));
        snapshot_difference(snapshots, roots)
    }

    /// What differs, in words.
    pub fn values(&self) -> (String, String) {
        if let Some((place, reference, subject)) = &self.heap {
            return (format!("{place} = {reference}"), format!("{place} = {subject}"));
        }
        let (Some(a), Some(b)) = (self.reference.at(self.step), self.subject.at(self.step)) else {
            return self.values_at_end();
        };
        if (a.thread, a.function, a.pc, a.closure) != (b.thread, b.function, b.pc, b.closure) {
            let show = |dump: &StepDump| {
                format!(
                    "goes on at pc {} of F{} (function#{}, thread#{})",
                    dump.pc, dump.function, dump.closure, dump.thread
                )
            };
            return (show(a), show(b));
        }
        let registers = a.live.iter().map(|&r| u32::from(r)).chain(a.open.map_or(0..0, |(first, top)| first..top));
        for r in registers {
            let (x, y) = (a.registers.get(r as usize), b.registers.get(r as usize));
            if x != y {
                let show = |v: Option<&Canon>| format!("R{r} = {}", v.map_or("-".into(), |v| v.to_string()));
                return (show(x), show(y));
            }
        }
        if let (Some((_, x)), Some((_, y))) = (a.open, b.open)
            && x != y
        {
            return (format!("values up to R{}", i64::from(x) - 1), format!("values up to R{}", i64::from(y) - 1));
        }
        for (i, (x, y)) in a.upvalues.iter().zip(&b.upvalues).enumerate() {
            if x != y {
                return (format!("U{i} = {x}"), format!("U{i} = {y}"));
            }
        }
        if let Some(differs) = named(&a.changes, &b.changes).or_else(|| named(&a.hidden, &b.hidden)) {
            return differs;
        }
        let written = |window: &StepWindow, dump: &StepDump| {
            let text = window.output.get(dump.output_before..dump.output).unwrap_or_default();
            format!("writes {}", Canon::string(text))
        };
        (written(&self.reference, a), written(&self.subject, b))
    }

    /// The first register that differs, dead or not, if there is one.
    pub fn values_in_window(&self) -> Option<(String, String)> {
        let (a, b) = (self.reference.at(self.step)?, self.subject.at(self.step)?);
        if (a.thread, a.closure, a.pc) != (b.thread, b.closure, b.pc) {
            return None;
        }
        let r = a.registers.iter().zip(&b.registers).position(|(x, y)| x != y)?;
        Some((format!("R{r} = {}", a.registers[r]), format!("R{r} = {}", b.registers[r])))
    }

    /// What differs where at least one of the runs is over.
    fn values_at_end(&self) -> (String, String) {
        let ends = |window: &StepWindow| match (window.at(self.step), &window.broken) {
            (_, Some(broken)) => broken.clone(),
            (Some(_), None) => "goes on".to_string(),
            (None, None) => format!("ends after {} steps", window.steps),
        };
        let found = (ends(&self.reference), ends(&self.subject));
        if found.0 != found.1 {
            return found;
        }
        let left = || {
            let snapshots = (self.reference.left.as_ref()?, self.subject.left.as_ref()?);
            let (place, reference, subject) = snapshot_difference(snapshots, vec![])?;
            Some((format!("{place} = {reference}"), format!("{place} = {subject}")))
        };
        named(&self.reference.ending, &self.subject.ending).or_else(left).unwrap_or(found)
    }
}

/// The first place that has not the same value on both sides, with both values.
fn named(reference: &[Change], subject: &[Change]) -> Option<(String, String)> {
    let (place, x, y) = Change::pairs(reference, subject).into_iter().find(|(_, x, y)| x != y)?;
    Some((format!("{place} = {x}"), format!("{place} = {y}")))
}

/// Where two snapshots differ first; `roots` are names of the first values they begin with.
fn snapshot_difference(
    (reference, subject): (&Snapshot, &Snapshot),
    mut roots: Vec<String>,
) -> Option<(String, String, String)> {
    let found = snapshot::first_difference(reference, subject)?;
    roots.resize(reference.roots().len().saturating_sub(2), CALLER.into());
    roots.extend(["_G".to_string(), "<string metatable>".to_string()]);
    Some((snapshot::path_text(&found.path, &roots), found.left, found.right))
}

/// Where a step takes place.
pub(crate) fn place(dump: &StepDump, code: &Code) -> Place {
    let unknown = || Place::Step {
        step: dump.step,
        chunk: "?".into(),
        function: dump.function,
        pc: dump.pc,
        line: None,
        instruction: String::new(),
    };
    let Some(chunk) = code.chunk_of(dump.function) else { return unknown() };
    let tree = ProtoTree::new(&chunk.main);
    let number = dump.function - chunk.first;
    let Some(proto) = tree.proto(number as usize) else { return unknown() };
    let source = chunk.main.source.as_deref().unwrap_or(b"?");
    let source = source.strip_prefix(b"@").or(source.strip_prefix(b"=")).unwrap_or(source);
    Place::Step {
        step: dump.step,
        chunk: String::from_utf8_lossy(source).into_owned(),
        function: number,
        pc: dump.pc,
        line: proto.lines.get(dump.pc as usize).copied(),
        instruction: instruction_text(proto, &LocalMap::new(proto), dump.pc as usize).trim_end().to_string(),
    }
}
