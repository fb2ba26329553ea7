//! Turns the steps of a run into a stream of digests, and keeps of it what is asked for.
//!
//! Invariant: memory does not grow with the number of steps but for one word per [`STRETCH`]: a run is deterministic, so
//! that whatever else is wanted is had by running again.

use std::ops::Range;

use serde::Serialize;

use super::canon::Canon;
use super::digest::{self, bytes, mix};
use super::plan::{Effect, Plan, Point, UNMATCHED};
use super::window::{MAX_HELD, Part, Sort, Window};
use crate::engine::outcome::quoted;
use crate::isa::effects::{Foreign, Key, Object};
use crate::isa::{Const, Event, Rk};

/// Steps between two checkpoints.
pub const STRETCH: u64 = 4096;
/// Most items of a SETLIST that are read again.
const MAX_ITEMS: u32 = 256;
/// Most arguments of a call that are looked through for objects.
const MAX_ARGUMENTS: usize = 16;
/// The iterators of most loops, which change nothing. What a subject's do nevertheless shows later, as what a function does that
/// is called by another one.
const PURE: [&str; 2] = ["next", "iterator of ipairs"];
/// Longest chain of handlers that are tables, as in the engines.
const MAX_CHAIN: u8 = 100;
/// Most steps that are kept in full.
const MAX_DUMPS: usize = 4096;
/// Ways to end: a number, and the word for it.
pub const RETURNED: (u64, &str) = (1, "returned");
pub const FAILED: (u64, &str) = (2, "error");
pub const REJECTED: (u64, &str) = (3, "rejected");
/// How many more steps without counterpart than with one a run may take.
const MAX_SKIPPED: u64 = 1 << 20;

/// What is asked of a recorder.
#[derive(Clone, Debug)]
pub struct RecordSpec {
    /// The run ends before this step.
    pub stop: u64,
    /// Steps to be kept in full.
    pub dump: Range<u64>,
}

impl Default for RecordSpec {
    fn default() -> RecordSpec {
        RecordSpec { stop: u64::MAX, dump: 0..0 }
    }
}

/// What an instruction changed outside of its window, read again at the next step.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// `U0`, `_G.x`, `R2["k"]`.
    pub place: String,
    /// What is there now.
    pub value: Canon,
    /// A library function may have changed it: worth a look only where the sides differ.
    #[serde(skip)]
    pub perhaps: bool,
}

impl Change {
    fn new(place: impl Into<String>, value: Canon) -> Change {
        Change { place: place.into(), value, perhaps: false }
    }

    /// The places that two sides name, in order, with both values. What a side does not name is nil there. What has perhaps been
    /// changed, and has not, is left out.
    pub fn pairs<'a>(reference: &'a [Change], subject: &'a [Change]) -> Vec<(&'a str, Canon, Canon)> {
        let mut found: Vec<(&str, Canon, Canon)> = vec![];
        for change in reference.iter().chain(subject) {
            if found.iter().any(|(place, ..)| *place == change.place) {
                continue;
            }
            let value = |side: &[Change]| {
                side.iter().find(|other| other.place == change.place).map_or(Canon::Nil, |other| other.value.clone())
            };
            let (x, y) = (value(reference), value(subject));
            if !change.perhaps || x != y {
                found.push((&change.place, x, y));
            }
        }
        found
    }
}

/// One step in full: the state before its instruction.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StepDump {
    /// Number of the step in the run, from 0.
    pub step: u64,
    /// Number of the coroutine in the run.
    pub thread: u32,
    /// Number of the function in the run.
    pub function: u32,
    /// Number of the function value in the run.
    pub closure: u32,
    /// Index of the instruction in its function, from 0.
    pub pc: u32,
    /// All registers of the frame, up to top if that is higher.
    pub registers: Vec<Canon>,
    /// The registers that count.
    pub live: Vec<u8>,
    /// Where open results begin and end, if the instruction takes some.
    pub open: Option<(u32, u32)>,
    /// Values of the upvalues, in order.
    pub upvalues: Vec<Canon>,
    /// What the instruction of the step before changed.
    pub changes: Vec<Change>,
    /// Whether the instruction has a counterpart on the other side.
    pub matched: bool,
    /// Whether that is another instruction.
    pub altered: bool,
    /// What only our own VM can show, by place; empty unless it is compared.
    #[serde(skip)]
    pub hidden: Vec<Change>,
    /// Bytes of output so far.
    pub output: usize,
    /// Bytes of output before the instruction of the step before.
    #[serde(skip)]
    pub output_before: usize,
    /// Of all that is compared of the step.
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
            hidden: vec![],
            matched: true,
            altered: false,
            output: 0,
            output_before: 0,
            digest: 0,
        }
    }
}

/// The instruction of the step before, and how to know that it is done.
struct Last {
    thread: usize,
    closure: usize,
    resume: [Option<u32>; 2],
    effect: Effect,
    counterpart: Effect,
    /// It calls a library function.
    library: bool,
    /// Number of registers up to top, where that matters.
    top: u32,
}

/// Where an object or slot that is held over a step was found.
#[derive(Clone, Copy)]
struct Origin {
    object: Object,
    /// How many handlers of this event lead there, each a table that is asked in the place of the one before.
    hops: u8,
    event: Event,
}

impl Origin {
    fn register(r: u8) -> Origin {
        Origin { object: Object::Register(r), hops: 0, event: Event::Index }
    }

    /// As a Lua expression.
    fn text(self) -> String {
        let start = match self.object {
            Object::Register(r) => format!("R{r}"),
            Object::Environment => "_G".to_string(),
        };
        (0..self.hops).fold(start, |text, _| format!("getmetatable({text}).{}", self.event.name()))
    }
}

/// See the module.
pub struct Recorder {
    spec: RecordSpec,
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
    /// Where the objects come from that are held over the present step.
    held: Vec<Origin>,
    /// Digests of [`PURE`].
    pure: [u64; PURE.len()],
    /// Bytes of output before the step before, and now.
    output: (usize, usize),
    /// How the run ended, by place.
    pub ending: Vec<Change>,
    stopped: bool,
    /// Steps without counterpart.
    skipped: u64,
    /// Look at what only our own VM can show, see [`Window::hidden`].
    thorough: bool,
    /// The first step whose instruction is another one on the other side, or has no counterpart there.
    pub first_altered: Option<u64>,
}

impl Recorder {
    pub fn new(spec: RecordSpec) -> Recorder {
        Recorder {
            spec,
            steps: 0,
            rolling: 0,
            ring: vec![0; STRETCH as usize].into(),
            marks: vec![],
            expected: None,
            end: None,
            dumps: vec![],
            last: Last {
                thread: 0,
                closure: 0,
                resume: [None; 2],
                effect: Effect::None,
                counterpart: Effect::None,
                library: false,
                top: 0,
            },
            held: Vec::with_capacity(MAX_HELD),
            pure: PURE.map(digest::native),
            output: (0, 0),
            ending: vec![],
            stopped: false,
            skipped: 0,
            thorough: false,
            first_altered: None,
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

    /// The next step is that with this number: those before it were not looked at.
    pub fn skip_to(&mut self, step: u64) {
        self.steps = step;
    }

    /// Takes in a step. False: the run is to end here, before the instruction.
    #[inline]
    pub fn step<W: Window>(&mut self, w: &mut W, plan: &Plan, pc: usize) -> bool {
        if self.steps >= self.spec.stop {
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
        let done = (self.last.library || (self.last.effect, self.last.counterpart) != (Effect::None, Effect::None))
            && self.last.thread == thread
            && self.last.closure == closure
            && self.last.resume.contains(&Some(pc as u32));
        if done {
            digest = mix(digest, self.effects(w, plan));
            w.forget();
        }
        let output = w.output();
        self.output.0 = self.output.1;
        if output.len() != self.output.1 {
            digest = mix(digest, bytes(1, output.get(self.output.1..).unwrap_or_default()));
            self.output.1 = output.len();
        }
        if self.thorough {
            digest = mix(digest, w.hidden(pc));
        }
        if point.altered {
            self.first_altered.get_or_insert(self.steps);
        }
        if self.spec.dump.contains(&self.steps) {
            self.dump(w, plan, point, pc, digest, done);
        }
        self.release(w);
        self.last = Last {
            thread,
            closure,
            resume: point.resume,
            effect: point.effect,
            counterpart: point.counterpart,
            library: false,
            top: 0,
        };
        for effect in [point.effect, point.counterpart] {
            if let Effect::Items { count: None, .. } = effect {
                self.last.top = w.top();
            }
        }
        if point.foreign != Foreign::Nothing {
            self.prepare(w, point, &plan.constants);
        }
        self.take(digest)
    }

    /// A step without counterpart is only kept, if wanted. A run that never comes to another one is ended.
    #[cold]
    fn unmatched<W: Window>(&mut self, w: &mut W, plan: &Plan, point: &Point, pc: usize) -> bool {
        if self.spec.dump.contains(&self.steps) && self.dumps.len() < MAX_DUMPS {
            self.dump(w, plan, point, pc, 0, false);
        }
        self.release(w);
        (self.last.effect, self.last.counterpart, self.last.library) = (Effect::None, Effect::None, false);
        self.first_altered.get_or_insert(self.steps);
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

    /// Takes in how the run ended: the number and name of the way, a digest of each result or the error, and the output.
    pub fn end(&mut self, way: (u64, &str), values: Vec<(u64, Canon)>, output: &[u8]) {
        let rest = output.get(self.output.1..).unwrap_or_default();
        let digest = values.iter().fold(mix(way.0, values.len() as u64), |digest, value| mix(digest, value.0));
        self.end = Some(mix(digest, bytes(2, rest)));
        let text = |text: &str| Canon::string(text.as_bytes());
        self.ending = vec![Change::new("the end", text(way.1))];
        let shown = values.into_iter().enumerate();
        self.ending.extend(shown.map(|(i, (_, value))| Change::new(format!("{} value {}", way.1, i + 1), value)));
        self.ending.push(Change::new("the last output", Canon::string(rest)));
    }

    fn release<W: Window>(&mut self, w: &mut W) {
        if !self.held.is_empty() {
            self.held.clear();
            w.release();
        }
    }

    /// Looks for a library function that the instruction is about to call itself, and keeps what that is given.
    #[inline]
    fn prepare<W: Window>(&mut self, w: &mut W, point: &Point, constants: &[Const]) {
        match point.foreign {
            Foreign::Nothing => {}
            Foreign::Call { callee, args } | Foreign::TailCall { callee, args } => {
                self.prepare_call(w, callee, args.map(u32::from));
            }
            Foreign::Iterator { callee } => {
                if self.pure.contains(&w.register(u32::from(callee))) {
                    return;
                }
                self.prepare_call(w, callee, Some(2));
            }
            Foreign::Index { object, key } => self.prepare_access(w, (object, key, None), Event::Index, constants),
            Foreign::NewIndex { object, key, value } => {
                self.prepare_access(w, (object, key, Some(value)), Event::NewIndex, constants);
            }
            Foreign::Unary(r) => {
                if w.met().may_be_object(r) {
                    self.prepare_operands(w, &[r], point.events);
                }
            }
            Foreign::Binary(x, y) => {
                let met = w.met();
                let may_be_object = |rk| matches!(rk, Rk::Reg(r) if met.may_be_object(r));
                if may_be_object(x) || may_be_object(y) {
                    let register = |rk| match rk {
                        Rk::Reg(r) => Some(r),
                        Rk::Const(_) => None,
                    };
                    let registers: Vec<u8> = [x, y].into_iter().filter_map(register).collect();
                    self.prepare_operands(w, &registers, point.events);
                }
            }
            Foreign::Concat { first, last } => {
                let met = w.met();
                if (first..=last).any(|r| met.may_be_object(r)) {
                    let registers: Vec<u8> = (first..=last).collect();
                    self.prepare_operands(w, &registers, point.events);
                }
            }
        }
    }

    fn hold<W: Window>(&mut self, w: &mut W, origin: Origin, object: W::Value, key: Option<W::Value>) {
        if self.held.len() < MAX_HELD && w.sort(object) != Sort::Plain && w.hold(object, key) {
            self.held.push(origin);
        }
    }

    fn prepare_call<W: Window>(&mut self, w: &mut W, callee: u8, args: Option<u32>) {
        let function = w.value(u32::from(callee));
        match w.sort(function) {
            Sort::Function => return,
            Sort::Library => {}
            Sort::Plain | Sort::Table | Sort::Object => {
                let handler = w.handler(function, Event::Call);
                if w.sort(handler) != Sort::Library {
                    w.forget();
                    return;
                }
                self.hold(w, Origin::register(callee), function, None);
            }
        }
        self.last.library = true;
        let first = u32::from(callee) + 1;
        let end = args.map_or_else(|| w.top(), |args| first + args);
        for r in (first..end).take(MAX_ARGUMENTS) {
            let value = w.value(r);
            self.hold(w, Origin::register(r as u8), value, None);
        }
        w.forget();
    }

    /// Whether calling a value calls a library function.
    fn is_library<W: Window>(w: &mut W, value: W::Value) -> bool {
        match w.sort(value) {
            Sort::Library => true,
            Sort::Plain | Sort::Function => false,
            Sort::Table | Sort::Object => {
                let handler = w.handler(value, Event::Call);
                w.sort(handler) == Sort::Library
            }
        }
    }

    #[inline(never)]
    fn prepare_operands<W: Window>(&mut self, w: &mut W, registers: &[u8], events: &[Event]) {
        let mut library = false;
        for &r in registers {
            for &event in events {
                let value = w.value(u32::from(r));
                let handler = w.handler(value, event);
                if Recorder::is_library(w, handler) {
                    library = true;
                    self.hold(w, Origin { object: Object::Register(r), hops: 1, event }, handler, None);
                }
                w.forget();
            }
        }
        if library {
            self.last.library = true;
            for &r in registers {
                let value = w.value(u32::from(r));
                self.hold(w, Origin::register(r), value, None);
            }
            w.forget();
        }
    }

    #[inline]
    fn prepare_access<W: Window>(
        &mut self,
        w: &mut W,
        access: (Object, Key, Option<Rk>),
        event: Event,
        constants: &[Const],
    ) {
        let object = match access.0 {
            Object::Register(r) if !w.met().may_be_indexed(r) => return,
            Object::Register(r) => w.value(u32::from(r)),
            Object::Environment => w.environment(),
        };
        if w.has_metatable(object) {
            self.follow(w, object, access, event, constants);
        }
        w.forget();
    }

    /// Follows the handlers of an access to where a library function is called, or where a table is written.
    #[inline(never)]
    fn follow<W: Window>(
        &mut self,
        w: &mut W,
        mut object: W::Value,
        (start, key, value): (Object, Key, Option<Rk>),
        event: Event,
        constants: &[Const],
    ) {
        let key = match key {
            Key::Register(r) => w.value(u32::from(r)),
            Key::Constant(k) => match constants.get(k as usize) {
                Some(k) => w.constant(k),
                None => return,
            },
        };
        for hops in 0..MAX_CHAIN {
            let origin = Origin { object: start, hops, event };
            let is_table = w.sort(object) == Sort::Table;
            let present = is_table && {
                let found = w.raw(object, key);
                !w.is_nil(found)
            };
            let handler = w.handler(object, event);
            if present || w.is_nil(handler) {
                // The access of the instruction's own object is its own effect.
                if is_table && hops > 0 && event == Event::NewIndex {
                    self.last.library = true;
                    self.hold(w, origin, object, Some(key));
                }
                return;
            }
            match w.sort(handler) {
                Sort::Function => return,
                Sort::Library => {
                    self.last.library = true;
                    self.hold(w, origin, object, None);
                    if let Some(Rk::Reg(r)) = value {
                        let value = w.value(u32::from(r));
                        self.hold(w, Origin::register(r), value, None);
                    }
                    return;
                }
                Sort::Plain | Sort::Table | Sort::Object => object = handler,
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
        let counterpart = self.effect(w, self.last.counterpart, &plan.other_constants);
        let digest = own.wrapping_add(counterpart);
        if self.last.library { mix(digest, self.library(w)) } else { digest }
    }

    fn effect<W: Window>(&self, w: &mut W, effect: Effect, constants: &[Const]) -> u64 {
        match effect {
            Effect::None => 0,
            Effect::Upvalue(i) => w.upvalue(i),
            Effect::Global(name) => constants.get(name as usize).map_or(0, |name| {
                let value = global(w, name);
                w.peek(value)
            }),
            Effect::Slot { table, key } => slot(w, constants, table, key).map_or(0, |(_, value)| w.peek(value)),
            Effect::Items { table, first, count } => self.items(table, first, count).fold(0, |digest, i| {
                let value = item(w, table, i);
                let digest = mix(digest, w.peek(value));
                w.forget();
                digest
            }),
            Effect::Closure(r) => {
                let function = w.value(u32::from(r));
                let mut digest = contents(w, function);
                if self.thorough {
                    w.parts(function, &mut |w, part| {
                        if let Part::Upvalue(i, _) = part {
                            digest = mix(digest, w.shared(function, i));
                        }
                    });
                }
                digest
            }
        }
    }

    /// A digest of what a library function may have changed.
    fn library<W: Window>(&self, w: &mut W) -> u64 {
        let environment = w.environment();
        let mut digest = w.peek(environment);
        for i in 0..self.held.len() {
            let word = match w.held(i) {
                (object, None) => contents(w, object),
                (table, Some(key)) => {
                    let value = w.raw(table, key);
                    w.peek(value)
                }
            };
            digest = mix(digest, word);
            w.forget();
        }
        digest
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
            hidden: if self.thorough {
                w.show_hidden(pc).into_iter().map(|(place, value)| Change::new(place, value)).collect()
            } else {
                vec![]
            },
            matched: point.id != UNMATCHED,
            altered: point.altered,
            output: self.output.1,
            output_before: self.output.0,
            digest,
        });
    }

    fn changes<W: Window>(&mut self, w: &mut W, plan: &Plan) -> Vec<Change> {
        let mut found = self.changes_of(w, self.last.effect, &plan.constants);
        found.extend(self.changes_of(w, self.last.counterpart, &plan.other_constants));
        if self.last.library {
            let mut perhaps = vec![];
            self.library_changes(w, &mut perhaps);
            found.extend(perhaps.into_iter().map(|change| Change { perhaps: true, ..change }));
        }
        w.forget();
        found
    }

    fn changes_of<W: Window>(&self, w: &mut W, effect: Effect, constants: &[Const]) -> Vec<Change> {
        let change = |place: String, value: Canon| Change::new(place, value);
        match effect {
            Effect::None => vec![],
            Effect::Upvalue(i) => vec![change(format!("U{i}"), w.show_upvalue(i))],
            Effect::Global(name) => match constants.get(name as usize) {
                Some(name) => {
                    let value = global(w, name);
                    vec![change(format!("_G[{}]", constant(name)), w.show(value))]
                }
                None => vec![],
            },
            Effect::Slot { table, key } => match slot(w, constants, table, key) {
                Some((key, value)) => vec![change(format!("R{table}[{}]", w.show(key)), w.show(value))],
                None => vec![],
            },
            Effect::Items { table, first, count } => {
                let items = self.items(table, first, count);
                let shown = items.map(|i| {
                    let value = item(w, table, i);
                    let shown = change(format!("R{table}[{i}]"), w.show(value));
                    w.forget();
                    shown
                });
                shown.collect()
            }
            Effect::Closure(r) => {
                let function = w.value(u32::from(r));
                let mut found = vec![];
                show_contents(w, function, &format!("R{r}"), &mut found);
                if self.thorough {
                    w.parts(function, &mut |w, part| {
                        if let Part::Upvalue(i, _) = part {
                            let shared = Canon::Number((w.shared(function, i) >> 12) as f64);
                            found.push(change(format!("the variable of U{i} of R{r}"), shared));
                        }
                    });
                }
                found
            }
        }
    }

    fn library_changes<W: Window>(&self, w: &mut W, found: &mut Vec<Change>) {
        let environment = w.environment();
        found.push(Change::new("the environment", w.show(environment)));
        for (i, origin) in self.held.iter().enumerate() {
            match w.held(i) {
                (object, None) => show_contents(w, object, &origin.text(), found),
                (table, Some(key)) => {
                    let value = w.raw(table, key);
                    found.push(Change::new(format!("{}[{}]", origin.text(), w.show(key)), w.show(value)));
                }
            }
            w.forget();
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

/// A digest of the parts of an object.
fn contents<W: Window>(w: &mut W, object: W::Value) -> u64 {
    let (mut digest, mut entries) = (3, 0u64);
    let mut many = false;
    w.parts(object, &mut |w, part| match part {
        Part::Length(n) => digest = mix(digest, n as u64),
        Part::Item(_, value) | Part::Metatable(value) | Part::Environment(value) | Part::Upvalue(_, value) => {
            digest = mix(digest, w.peek(value));
        }
        Part::Entry(key, value) => entries = entries.wrapping_add(mix(w.peek(key), w.peek(value))),
        Part::Many => many = true,
    });
    mix(digest, if many { 0 } else { entries })
}

/// The same for people.
fn show_contents<W: Window>(w: &mut W, object: W::Value, name: &str, found: &mut Vec<Change>) {
    let (mut own, mut entries) = (vec![], vec![]);
    w.parts(object, &mut |w, part| {
        let (place, value) = match part {
            Part::Length(n) => (format!("#{name}"), Canon::Number(n as f64)),
            Part::Item(i, value) => (format!("{name}[{i}]"), w.show(value)),
            Part::Entry(key, value) => {
                entries.push(Change::new(format!("{name}[{}]", w.show(key)), w.show(value)));
                return;
            }
            Part::Many => {
                entries.clear();
                return;
            }
            Part::Metatable(value) => (format!("getmetatable({name})"), w.show(value)),
            Part::Environment(value) => (format!("getfenv({name})"), w.show(value)),
            Part::Upvalue(i, value) => (format!("U{i} of {name}"), w.show(value)),
        };
        own.push(Change::new(place, value));
    });
    found.append(&mut own);
    found.append(&mut entries);
}

fn global<W: Window>(w: &mut W, name: &Const) -> W::Value {
    let (environment, name) = (w.environment(), w.constant(name));
    w.raw(environment, name)
}

fn item<W: Window>(w: &mut W, table: u8, i: i64) -> W::Value {
    let (table, key) = (w.value(u32::from(table)), w.constant(&Const::Number(i as f64)));
    w.raw(table, key)
}

/// Key and value of a slot; `None` if there is no such constant.
fn slot<W: Window>(w: &mut W, constants: &[Const], table: u8, key: Rk) -> Option<(W::Value, W::Value)> {
    let key = match key {
        Rk::Reg(r) => w.value(u32::from(r)),
        Rk::Const(k) => w.constant(constants.get(usize::from(k))?),
    };
    let table = w.value(u32::from(table));
    Some((key, w.raw(table, key)))
}

fn constant(k: &Const) -> String {
    match k {
        Const::Nil => "nil".into(),
        Const::Boolean(b) => b.to_string(),
        Const::Number(n) => Canon::Number(*n).to_string(),
        Const::String(s) => quoted(s),
    }
}
