//! Turns the steps of a run into a stream of digests, and keeps of it what is asked for.
//!
//! Invariant: memory does not grow with the number of steps but for one word per [`STRETCH`]: a run is deterministic, so
//! that whatever else is wanted is had by running again.

use std::ops::Range;

use serde::Serialize;

use super::canon::Canon;
use super::digest::{bytes, mix};
use super::plan::{Effect, Plan, Point, UNMATCHED};
use super::window::{Key, MAX_HELD, Window};
use crate::engine::outcome::quoted;
use crate::isa::{Const, Rk};

/// Steps between two checkpoints.
pub const STRETCH: u64 = 4096;
/// Most items of a SETLIST that are read again.
const MAX_ITEMS: u32 = 256;
/// Most steps that are kept in full.
const MAX_DUMPS: usize = 4096;
/// How many more steps without counterpart than with one a run may take.
const MAX_SKIPPED: u64 = 1 << 20;

/// What is asked of a recorder.
#[derive(Clone, Debug)]
pub struct Wish {
    /// The run ends before this step.
    pub stop: u64,
    /// Steps to be kept in full.
    pub dump: Range<u64>,
}

impl Default for Wish {
    fn default() -> Wish {
        Wish { stop: u64::MAX, dump: 0..0 }
    }
}

/// What an instruction changed outside of its window, read again at the next step.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// `U0`, `_G.x`, `R2["k"]`.
    pub place: String,
    pub value: Canon,
}

/// One step in full: the state before its instruction.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StepDump {
    /// Number of the step in the run, from 0.
    pub step: u64,
    pub thread: u32,
    /// Number of the function in the run.
    pub function: u32,
    pub closure: u32,
    pub pc: u32,
    /// All registers of the frame, up to top if that is higher.
    pub registers: Vec<Canon>,
    /// The registers that count.
    pub live: Vec<u8>,
    /// Where open results begin and end, if the instruction takes some.
    pub open: Option<(u32, u32)>,
    pub upvalues: Vec<Canon>,
    /// What the instruction of the step before changed.
    pub changes: Vec<Change>,
    /// Whether the instruction has a counterpart on the other side.
    pub matched: bool,
    /// Whether that is another instruction.
    pub altered: bool,
    /// Bytes of output so far.
    pub output: usize,
    #[serde(skip)]
    pub digest: u64,
}

impl StepDump {
    /// A place in the code that no step was seen at.
    pub fn unseen(function: u32, pc: u32) -> StepDump {
        StepDump {
            step: 0,
            thread: 0,
            function,
            closure: 0,
            pc,
            registers: vec![],
            live: vec![],
            open: None,
            upvalues: vec![],
            changes: vec![],
            matched: true,
            altered: false,
            output: 0,
            digest: 0,
        }
    }
}

/// The instruction of the step before, and how to know that it is done.
struct Last {
    thread: usize,
    closure: usize,
    resume: u32,
    effect: Effect,
    twin: Effect,
    /// Number of registers up to top, where that matters.
    top: u32,
}

/// See the module.
pub struct Recorder {
    wish: Wish,
    pub steps: u64,
    rolling: u64,
    /// Digests of the current stretch.
    ring: Box<[u64]>,
    /// The rolling digest after each stretch.
    pub marks: Vec<u64>,
    /// What the marks have to be: the first one that is not stops the run.
    expected: Option<Vec<u64>>,
    /// Digest of how the run ended.
    pub end: Option<u64>,
    pub dumps: Vec<StepDump>,
    last: Last,
    output: usize,
    stopped: bool,
    /// Steps without counterpart.
    skipped: u64,
    /// Look at what only our own VM can show, see [`Window::hidden`].
    thorough: bool,
    /// The last step whose instruction is another one on the other side, or has no counterpart there.
    pub last_altered: Option<u64>,
}

impl Recorder {
    pub fn new(wish: Wish) -> Recorder {
        Recorder {
            wish,
            steps: 0,
            rolling: 0,
            ring: vec![0; STRETCH as usize].into(),
            marks: vec![],
            expected: None,
            end: None,
            dumps: vec![],
            last: Last { thread: 0, closure: 0, resume: 0, effect: Effect::None, twin: Effect::None, top: 0 },
            output: 0,
            stopped: false,
            skipped: 0,
            thorough: false,
            last_altered: None,
        }
    }

    /// Stops at the first checkpoint that is not the expected one.
    pub fn expecting(mut self, marks: Vec<u64>) -> Recorder {
        self.expected = Some(marks);
        self
    }

    /// Compares what only our own VM can show as well.
    pub fn thorough(mut self) -> Recorder {
        self.thorough = true;
        self
    }

    /// The digest of all steps since the last checkpoint: what a run without one ends with.
    pub fn rolling(&self) -> u64 {
        self.rolling
    }

    /// Digests of the steps since checkpoint `stretch`, if these are the ones that are still there.
    pub fn stretch(&self, stretch: u64) -> &[u64] {
        let first = stretch * STRETCH;
        let kept = self.steps.saturating_sub(first).min(STRETCH);
        // Overwritten once a further stretch has begun.
        if self.steps > first + STRETCH { &[] } else { &self.ring[..kept as usize] }
    }

    /// Whether the run was ended by this recorder.
    pub fn stopped(&self) -> bool {
        self.stopped
    }

    /// Takes in a step. False: the run is to end here, before the instruction.
    #[inline]
    pub fn step<W: Window>(&mut self, w: &mut W, plan: &Plan, pc: usize) -> bool {
        if self.steps >= self.wish.stop {
            self.stopped = true;
            return false;
        }
        let Some(point) = plan.point(pc) else {
            self.stopped = true;
            return false;
        };
        if point.id == UNMATCHED {
            return self.unmatched(w, plan, point, pc);
        }
        let mut digest = mix(w.thread(), u64::from(plan.number) << 32 | u64::from(point.id));
        digest = mix(digest, w.closure());
        for &r in plan.registers(point) {
            digest = mix(digest, w.register(u32::from(r)));
        }
        if point.open < 256 {
            digest = mix(digest, open_values(w, point));
        }
        for i in 0..plan.upvalues {
            digest = mix(digest, w.upvalue(i));
        }
        let (thread, closure) = (w.thread_key(), w.closure_key());
        let done = (self.last.effect, self.last.twin) != (Effect::None, Effect::None)
            && self.last.thread == thread
            && self.last.closure == closure
            && self.last.resume == pc as u32;
        if done {
            digest = mix(digest, self.effects(w, plan));
        }
        let output = w.output();
        if output.len() != self.output {
            digest = mix(digest, bytes(1, output.get(self.output..).unwrap_or_default()));
            self.output = output.len();
        }
        if self.thorough {
            digest = mix(digest, w.hidden(pc));
        }
        if point.altered {
            self.last_altered = Some(self.steps);
        }
        if self.wish.dump.contains(&self.steps) {
            self.dump(w, plan, point, pc, digest, done);
        }
        self.last = Last { thread, closure, resume: point.resume, effect: point.effect, twin: point.twin, top: 0 };
        if point.effect != Effect::None || point.twin != Effect::None {
            self.prepare(w, point);
        }
        self.take(digest)
    }

    /// A step without counterpart is only kept, if wanted. A run that never comes to another one is ended.
    #[cold]
    fn unmatched<W: Window>(&mut self, w: &mut W, plan: &Plan, point: &Point, pc: usize) -> bool {
        if self.wish.dump.contains(&self.steps) && self.dumps.len() < MAX_DUMPS {
            self.dump(w, plan, point, pc, 0, false);
        }
        (self.last.effect, self.last.twin) = (Effect::None, Effect::None);
        self.last_altered = Some(self.steps);
        self.skipped += 1;
        self.stopped = self.skipped > self.steps + MAX_SKIPPED;
        !self.stopped
    }

    #[inline]
    fn take(&mut self, digest: u64) -> bool {
        self.ring[(self.steps % STRETCH) as usize] = digest;
        self.rolling = mix(self.rolling, digest);
        self.steps += 1;
        if self.steps.is_multiple_of(STRETCH) {
            self.marks.push(self.rolling);
            if let Some(expected) = &self.expected
                && expected.get(self.marks.len() - 1) != Some(&self.rolling)
            {
                self.stopped = true;
                return false;
            }
        }
        true
    }

    /// Takes in how the run ended: a digest of results or error, and of the rest of the output.
    pub fn end(&mut self, digest: u64, output: &[u8]) {
        self.end = Some(mix(digest, bytes(2, output.get(self.output..).unwrap_or_default())));
    }

    /// Notes what will be needed to read the effect of the instruction.
    fn prepare<W: Window>(&mut self, w: &mut W, point: &Point) {
        for effect in [point.effect, point.twin] {
            match effect {
                Effect::Items { count: None, .. } => self.last.top = w.top(),
                Effect::Call { callee, args } => {
                    if !w.is_native(callee) {
                        self.last.effect = Effect::None;
                        return;
                    }
                    w.release();
                    let first = u32::from(callee) + 1;
                    let end = args.map_or_else(|| w.top(), |args| first + u32::from(args));
                    for r in (first..end).take(MAX_HELD) {
                        w.hold(r);
                    }
                }
                Effect::None | Effect::Upvalue(_) | Effect::Global(_) | Effect::Slot { .. } => {}
                Effect::Items { count: Some(_), .. } | Effect::Closure(_) => {}
            }
        }
    }

    fn items(&self, table: u8, first: i64, count: Option<u32>) -> Range<i64> {
        let count = count.unwrap_or_else(|| self.last.top.saturating_sub(u32::from(table) + 1));
        first..first + i64::from(count.min(MAX_ITEMS))
    }

    /// What the instruction of the step before changed outside of its window.
    fn effects<W: Window>(&self, w: &mut W, plan: &Plan) -> u64 {
        let own = self.effect(w, self.last.effect, &plan.constants);
        // Whose instruction is whose does not matter as long as both sides look at the same places.
        let twin = self.effect(w, self.last.twin, &plan.other_constants);
        own.wrapping_add(twin)
    }

    fn effect<W: Window>(&self, w: &mut W, effect: Effect, constants: &[Const]) -> u64 {
        match effect {
            Effect::None => 0,
            Effect::Upvalue(i) => w.upvalue(i),
            Effect::Global(name) => constants.get(name as usize).map_or(0, |name| w.global(name)),
            Effect::Slot { table, key } => key_of(constants, key).map_or(0, |key| w.slot(table, key)),
            Effect::Items { table, first, count } => {
                self.items(table, first, count).fold(0, |digest, i| mix(digest, w.item(table, i)))
            }
            Effect::Closure(r) => w.captured(r, self.thorough),
            Effect::Call { .. } => w.held(),
        }
    }

    #[cold]
    fn dump<W: Window>(&mut self, w: &mut W, plan: &Plan, point: &Point, pc: usize, digest: u64, done: bool) {
        let top = w.top();
        let open = (point.open < 256).then(|| (u32::from(point.open), top));
        let registers = u32::from(plan.max_stack).max(open.map_or(0, |open| open.1.min(300)));
        let changes = if done { self.changes(w, plan) } else { vec![] };
        self.dumps.push(StepDump {
            step: self.steps,
            thread: w.show_thread(),
            function: plan.number,
            closure: w.show_closure(),
            pc: pc as u32,
            registers: (0..registers).map(|r| w.show_register(r)).collect(),
            live: plan.registers(point).to_vec(),
            open,
            upvalues: (0..plan.num_upvalues).map(|i| w.show_upvalue(i)).collect(),
            changes,
            matched: point.id != UNMATCHED,
            altered: point.altered,
            output: self.output,
            digest,
        });
    }

    fn changes<W: Window>(&mut self, w: &mut W, plan: &Plan) -> Vec<Change> {
        let mut found = self.changes_of(w, self.last.effect, &plan.constants);
        found.extend(self.changes_of(w, self.last.twin, &plan.other_constants));
        found.sort_by(|a, b| a.place.cmp(&b.place));
        found.dedup();
        found
    }

    fn changes_of<W: Window>(&self, w: &mut W, effect: Effect, constants: &[Const]) -> Vec<Change> {
        let change = |place: String, value: Canon| Change { place, value };
        match effect {
            Effect::None | Effect::Closure(_) | Effect::Call { .. } => vec![],
            Effect::Upvalue(i) => vec![change(format!("U{i}"), w.show_upvalue(i))],
            Effect::Global(name) => match constants.get(name as usize) {
                Some(name) => vec![change(format!("_G[{}]", constant(name)), w.show_global(name))],
                None => vec![],
            },
            Effect::Slot { table, key } => match key_of(constants, key) {
                Some(Key::Register(r)) => {
                    let place = format!("R{table}[{}]", w.show_register(u32::from(r)));
                    vec![change(place, w.show_slot(table, Key::Register(r)))]
                }
                Some(Key::Constant(k)) => {
                    vec![change(format!("R{table}[{}]", constant(k)), w.show_slot(table, Key::Constant(k)))]
                }
                None => vec![],
            },
            Effect::Items { table, first, count } => {
                let items = self.items(table, first, count);
                let shown = items.map(|i| {
                    let key = Const::Number(i as f64);
                    change(format!("R{table}[{i}]"), w.show_slot(table, Key::Constant(&key)))
                });
                shown.collect()
            }
        }
    }
}

fn open_values<W: Window>(w: &mut W, point: &Point) -> u64 {
    let top = w.top();
    let first = u32::from(point.open);
    let mut digest = u64::from(top.saturating_sub(first));
    for r in first..top {
        digest = mix(digest, w.register(r));
    }
    digest
}

fn key_of(constants: &[Const], key: Rk) -> Option<Key<'_>> {
    match key {
        Rk::Reg(r) => Some(Key::Register(r)),
        Rk::Const(k) => constants.get(usize::from(k)).map(Key::Constant),
    }
}

fn constant(k: &Const) -> String {
    match k {
        Const::Nil => "nil".into(),
        Const::Boolean(b) => b.to_string(),
        Const::Number(n) => Canon::Number(*n).to_string(),
        Const::String(s) => quoted(s),
    }
}
