//! Watches a run of our VM and counts the cover points it meets.
//!
//! Invariant: nothing is altered and nothing is allocated in the VM, so that a watched run has the same outcome as any other.

use std::cmp::Ordering;

use super::Map;
use super::space::{Aspect, Axis, Class, InstrField, Space};
use crate::isa::instr::{Capture, RK_CONST};
use crate::isa::proto::vararg;
use crate::isa::{Control, Event, Instr, Op, Operand, Runs};
use crate::vm::iterate::{IPAIRS_STEP, NEXT};
use crate::vm::meta::to_number;
use crate::vm::table::TablePart;
use crate::vm::trace::{Observer, ReturnsTo, Step};
use crate::vm::{FnProto, Gc, Table, Type, Value, Vm};

/// Longest chain of handlers that are followed, as in the VM.
const MAX_CHAIN: usize = 100;

/// An observer that counts into a map.
pub(crate) struct Covering<'m> {
    map: &'m mut Map,
    space: &'static Space,
    classes: Vec<Class>,
    /// Tests whose outcome is not known yet, because a handler runs; the innermost last.
    waiting: Vec<Waiting>,
    /// The test that is being executed.
    test: Option<Waiting>,
    /// Steps that are being executed: one, and those in the middle of which it runs; the innermost last.
    running: Vec<Running>,
}

/// What a step began with.
struct Running {
    op: Op,
    /// Open upvalues of its function.
    held: Class,
    /// What kind of function it calls.
    frame: Option<Class>,
    /// What it stores into, with the number of its slots and nodes.
    table: Option<(Gc<Table>, [usize; 2])>,
    stack: usize,
    collections: u64,
}

struct Waiting {
    thread: usize,
    closure: usize,
    depth: usize,
    op: Op,
    classes: Vec<Class>,
    taken: usize,
    not_taken: usize,
}

impl<'m> Covering<'m> {
    /// Counts into `map`.
    pub fn new(map: &'m mut Map) -> Covering<'m> {
        Covering {
            map,
            space: Space::get(),
            classes: Vec::with_capacity(8),
            waiting: vec![],
            test: None,
            running: vec![],
        }
    }

    fn count(&mut self, op: Op) {
        let slot = self.space.slot(op, Aspect::Start, &self.classes);
        debug_assert!(slot.is_some(), "{op:?} {:?}", self.classes);
        if let Some(slot) = slot {
            self.map.hit(slot);
        }
    }

    /// Counts a point of an aspect other than the start, if the opcode has it and the classes are on its axes.
    fn note(&mut self, op: Op, aspect: Aspect, classes: &[Class]) {
        if let Some(slot) = self.space.slot(op, aspect, classes) {
            self.map.hit(slot);
        }
    }

    /// Steps that were begun and that nothing goes on with were ended by errors, which something has caught.
    fn caught(&mut self, enclosing: usize) {
        while self.running.len() > enclosing {
            if let Some(Running { op, held, .. }) = self.running.pop() {
                self.note(op, Aspect::Raise, &[held]);
            }
        }
    }

    /// What there is to see before the instruction is executed, beside its start.
    fn meets(&mut self, view: &View<'_>, op: Op) {
        let View { step, instr, .. } = *view;
        let (a, b, c) = (instr.a(), instr.b(), instr.c());
        let env = || Value::from(step.closure.env());
        let name = || step.proto.constants()[instr.bx() as usize];
        match op {
            Op::GetGlobal => self.access(view, op, Event::Index, env(), name()),
            Op::SetGlobal => self.access(view, op, Event::NewIndex, env(), name()),
            Op::GetTable | Op::SelfOp => self.access(view, op, Event::Index, step.register(b), view.rk(c)),
            Op::SetTable => self.access(view, op, Event::NewIndex, step.register(a), view.rk(b)),
            Op::Eq | Op::Lt | Op::Le => {
                if let Some(class) = view.handlers(op, view.rk(b), view.rk(c)) {
                    self.note(op, Aspect::Handlers, &[class]);
                }
            }
            Op::Concat => {
                if let Some((place, Class::Metamethod)) = view.culprit(b, c) {
                    self.note(op, Aspect::Culprit, &[place]);
                }
            }
            Op::ForLoop => {
                let stride = match step.register(a + 2).as_number() {
                    Some(n) if n.is_infinite() => Class::Infinite,
                    Some(n) if n.fract() != 0.0 => Class::Fraction,
                    Some(n) if !n.is_nan() => Class::Whole,
                    _ => return,
                };
                let branch = if view.loop_goes_on() { Class::Taken } else { Class::NotTaken };
                self.note(op, Aspect::Stride, &[stride, branch]);
            }
            Op::TForLoop => {
                if let Some(class) = view.iterator(step.register(a)) {
                    self.note(op, Aspect::Iterator, &[class]);
                }
            }
            Op::Move | Op::LoadK | Op::LoadBool | Op::LoadNil | Op::GetUpval | Op::SetUpval | Op::NewTable => {}
            Op::Add | Op::Sub | Op::Mul | Op::Div | Op::Mod | Op::Pow | Op::Unm | Op::Not | Op::Len | Op::Jmp => {}
            Op::Test | Op::TestSet | Op::Call | Op::TailCall | Op::Return | Op::ForPrep | Op::SetList => {}
            Op::Close | Op::Closure | Op::VarArg => {}
        }
    }

    /// An access to `object` with `key`: where the key is, how large the table is, how far it goes.
    fn access(&mut self, view: &View<'_>, op: Op, event: Event, object: Value, key: Value) {
        if let Some(table) = object.as_table() {
            let value = table.get(key);
            let part = match (table.part_of(key), value.is_nil()) {
                (Some(TablePart::Array), false) => Class::Array,
                (Some(TablePart::Array), true) => Class::ArrayNil,
                (Some(TablePart::Nodes), false) => Class::Node,
                // Where nodes lie by address, those without a value are kept or dropped by chance.
                (Some(TablePart::Nodes), true) if !table.hashes_addresses() => Class::NodeNil,
                (Some(TablePart::Nodes), true) | (None, _) => Class::Nowhere,
            };
            let metatable = match table.metatable() {
                None => Class::Bare,
                Some(_) if view.vm.metamethod(object, event).is_nil() => Class::Silent,
                Some(_) => Class::Handled,
            };
            let kind = match key.type_of() {
                Type::Number => Class::Number,
                Type::String => Class::Str,
                _ => Class::Other,
            };
            if matches!(op, Op::GetTable | Op::SetTable) {
                self.note(op, Aspect::Slot, &[kind, part, metatable]);
            } else {
                self.note(op, Aspect::Slot, &[part, metatable]);
            }
            if kind == Class::Str {
                let nodes = match table.node_count() {
                    0 => Class::Zero,
                    1..=256 => Class::Small,
                    _ => Class::Large,
                };
                let presence = if value.is_nil() { Class::Absent } else { Class::Present };
                self.note(op, Aspect::Nodes, &[nodes, presence]);
            }
            if let Some(handler) = view.handler_of(key).filter(|_| !view.stored(op).is_nil()) {
                let asking = if table.lacks(handler) { Class::Asked } else { Class::Unasked };
                self.note(op, Aspect::Memory, &[asking, part]);
            }
        }
        let (end, hops) = view.follow(object, key, event);
        let hops = match hops {
            0 => return,
            1 => Class::One,
            2..=8 => Class::Few,
            _ => Class::Far,
        };
        self.note(op, Aspect::Chain, &[hops, end]);
    }

    /// What the instruction has done, beside what it was for.
    fn leaves(&mut self, running: &Running, vm: &Vm, step: &Step) {
        let Running { op, held, frame, table, stack, collections } = *running;
        let room = if step.thread.stack_size() == stack { Class::Fits } else { Class::Moves };
        match frame {
            Some(frame) => self.note(op, Aspect::Stack, &[frame, room, held]),
            None => self.note(op, Aspect::Stack, &[room, held]),
        }
        if let Some((table, [array, nodes])) = table.filter(|(table, _)| !table.hashes_addresses()) {
            let class = if table.array_capacity() < array || table.node_count() < nodes {
                Class::Shrinks
            } else if table.array_capacity() > array {
                Class::ArrayGrows
            } else if table.node_count() > nodes {
                Class::NodesGrow
            } else {
                Class::Stays
            };
            self.note(op, Aspect::Sizes, &[class]);
        }
        let collection = if vm.collections() == collections { Class::Idle } else { Class::Collects };
        self.note(op, Aspect::Collection, &[collection]);
    }

    fn decide(&mut self, waiting: Waiting, pc: usize) {
        // A jump to where it goes anyhow shows nothing.
        if waiting.taken == waiting.not_taken || pc != waiting.taken && pc != waiting.not_taken {
            return;
        }
        self.classes = waiting.classes;
        self.classes.push(if pc == waiting.taken { Class::Taken } else { Class::NotTaken });
        self.count(waiting.op);
    }

    /// Values that `step` returns, in relation to what the instruction below wants.
    fn results(&mut self, step: &Step, n: u32) {
        let Some(below) = step.activation(step.depth - 1) else { return };
        let Some(closure) = below.closure else { return };
        let instr = closure.proto().code()[below.pc];
        let Some(op @ (Op::Call | Op::TForLoop)) = instr.op() else { return };
        let wanted = if op == Op::Call { instr.c().checked_sub(1) } else { Some(instr.c()) };
        self.note(op, Aspect::Results, &[count(instr.c()), adjust(n, wanted)]);
    }
}

impl Observer for Covering<'_> {
    fn before(&mut self, vm: &mut Vm, step: &Step) {
        // Handlers nest strictly: those above one that is done were left by errors.
        let thread = step.thread.address();
        let above = |w: &Waiting| w.thread == thread && w.depth >= step.depth;
        if let Some(first) = self.waiting.iter().position(above) {
            let done = self.waiting.drain(first..).next();
            if let Some(done) = done.filter(|w| w.depth == step.depth && w.closure == step.closure.address()) {
                self.decide(done, step.pc);
            }
        }
        self.test = None;
        self.caught(vm.enclosing_steps());
        let instr = step.proto.code()[step.pc];
        let Some(op) = instr.op() else { return };
        self.classes.clear();
        for &axis in self.space.axes(op) {
            if let Some(class) = written(axis, instr, step) {
                self.classes.push(class);
            }
        }
        let view = View { vm, step, instr };
        self.running.push(view.running(op));
        self.meets(&view, op);
        let path = view.path(op);
        self.classes.extend(path);
        if op.control() == Control::Test && op.runs() != Runs::Nothing {
            if path != Some(Class::Error) {
                // Which way it goes is known when what it runs is done.
                let not_taken = step.pc + 2;
                let jump = step.proto.code()[step.pc + 1].sbx();
                self.test = Some(Waiting {
                    thread: step.thread.address(),
                    closure: step.closure.address(),
                    depth: step.depth,
                    op,
                    classes: self.classes.clone(),
                    taken: not_taken.wrapping_add_signed(jump as isize),
                    not_taken,
                });
                return;
            }
            self.classes.push(Class::Raised);
        }
        if op == Op::ForLoop {
            let taken = view.loop_goes_on();
            self.classes.push(if taken { Class::Taken } else { Class::NotTaken });
        }
        if op.control() == Control::Return {
            let n = view.values(instr.a(), instr.b());
            let own = step.activation(step.depth);
            let to = match own.map(|own| own.returns_to) {
                Some(ReturnsTo::Call) => Class::Call,
                Some(ReturnsTo::Instruction) => Class::Instruction,
                Some(ReturnsTo::Native) | None => Class::Host,
            };
            self.classes.push(to);
            self.classes.push(if step.open_upvalues(0) > 0 { Class::Closes } else { Class::Keeps });
            if to != Class::Host {
                self.results(step, n);
            }
        }
        self.count(op);
    }

    fn after(&mut self, vm: &mut Vm, step: &Step) {
        self.caught(vm.enclosing_steps());
        if let Some(running) = self.running.pop() {
            self.leaves(&running, vm, step);
        }
        let Some(test) = self.test.take() else { return };
        let thread = vm.current_thread();
        if thread.address() == test.thread && thread.depth() == test.depth {
            let pc = vm.current_step().pc;
            self.decide(test, pc);
        } else {
            self.waiting.push(test);
        }
    }
}

/// The class on an axis that the instruction shows by itself; `None` for what shows while it runs.
fn written(axis: Axis, instr: Instr, step: &Step) -> Option<Class> {
    let field = |field| match field {
        InstrField::B => instr.b(),
        InstrField::C => instr.c(),
    };
    let flag = |on: u32| if on == 0 { Class::Zero } else { Class::One };
    Some(match axis {
        Axis::Alias => {
            let [kind, b, c] = instr.op()?.operands();
            let reads = |r: u32| match b {
                Operand::Proto => captures(instr, step).any(|capture| capture == Some(Capture::Register(r))),
                Operand::UseFirst => (instr.b()..=instr.c()).contains(&r),
                _ => r == instr.b() || c == Operand::Rk && r == instr.c(),
            };
            let aliased = reads(instr.a()) || kind == Operand::DefPair && reads(instr.a() + 1);
            if aliased { Class::InPlace } else { Class::Apart }
        }
        Axis::Rk(f) => {
            if field(f) & RK_CONST == 0 {
                Class::Register
            } else {
                Class::Constant
            }
        }
        Axis::Constant => match step.proto.constants()[instr.bx() as usize].type_of() {
            Type::Number => Class::Number,
            Type::String => Class::Str,
            _ => Class::Other,
        },
        Axis::Count(f) => count(field(f)),
        Axis::FlagA => flag(instr.a()),
        Axis::Flag(f) => flag(field(f)),
        Axis::Range if instr.op()?.operands()[0] == Operand::DefFirst => count(instr.b() - instr.a() + 1),
        Axis::Range => count(instr.c() - instr.b() + 1),
        Axis::Jump => match instr.sbx().cmp(&0) {
            Ordering::Less => Class::Backward,
            Ordering::Equal => Class::Onward,
            Ordering::Greater => Class::Forward,
        },
        Axis::Captures => count(captures(instr, step).count() as u32),
        Axis::CaptureKinds => {
            let registers = captures(instr, step).any(|capture| matches!(capture, Some(Capture::Register(_))));
            let upvalues = captures(instr, step).any(|capture| matches!(capture, Some(Capture::Upvalue(_))));
            match (registers, upvalues) {
                (false, false) => Class::Nothing,
                (true, false) => Class::Registers,
                (false, true) => Class::Upvalues,
                (true, true) => Class::Both,
            }
        }
        Axis::Upvalue | Axis::Arithmetic | Axis::Length | Axis::Truth | Axis::Equality | Axis::Order => return None,
        Axis::OrderEqual | Axis::Read | Axis::Write | Axis::Branch | Axis::BranchOrError => return None,
        Axis::Callee | Axis::Destination | Axis::Closing | Axis::Closed | Axis::Operands => return None,
        Axis::Step | Axis::Adjust => return None,
        // Of other aspects than the start.
        Axis::Key | Axis::Part | Axis::StringPart | Axis::HandlerPart | Axis::Metatable | Axis::Hops => return None,
        Axis::End | Axis::Nodes | Axis::Presence | Axis::Sizes | Axis::NewSizes | Axis::StringSizes => return None,
        Axis::Asking | Axis::Handlers | Axis::Frame | Axis::Room | Axis::Held | Axis::Pair => return None,
        Axis::Stride | Axis::Iterator | Axis::Collection => return None,
    })
}

fn count(n: u32) -> Class {
    match n {
        0 => Class::Zero,
        1 => Class::One,
        2 => Class::Two,
        _ => Class::More,
    }
}

/// `n` values where `wanted` are wanted (all if `None`).
fn adjust(n: u32, wanted: Option<u32>) -> Class {
    match wanted {
        None if n == 0 => Class::Empty,
        None => Class::Open,
        Some(wanted) => match n.cmp(&wanted) {
            Ordering::Less => Class::Up,
            Ordering::Equal => Class::Exact,
            Ordering::Greater => Class::Down,
        },
    }
}

/// What a CLOSURE captures.
fn captures<'s>(instr: Instr, step: &'s Step) -> impl Iterator<Item = Option<Capture>> + 's {
    use crate::isa::ProtoView;
    let count = step.proto.nested_upvalues(instr.bx() as usize).unwrap_or(0);
    step.proto.code()[step.pc + 1..].iter().take(usize::from(count)).map(|word| Capture::decode(*word))
}

/// What an instruction is about to meet.
struct View<'a> {
    vm: &'a Vm,
    step: &'a Step,
    instr: Instr,
}

impl View<'_> {
    fn rk(&self, operand: u32) -> Value {
        match operand & RK_CONST {
            0 => self.step.register(operand),
            _ => self.step.proto.constants()[(operand & !RK_CONST) as usize],
        }
    }

    /// Number of values from register `first` on by a count plus 1, of which 0 means up to top.
    fn values(&self, first: u32, count: u32) -> u32 {
        count.checked_sub(1).unwrap_or_else(|| self.step.open_top().saturating_sub(first))
    }

    /// The class on the first axis that shows while the instruction runs.
    fn path(&self, op: Op) -> Option<Class> {
        let View { step, instr, .. } = *self;
        let (a, b, c) = (instr.a(), instr.b(), instr.c());
        let register = |r| step.register(r);
        let constant = |k: u32| step.proto.constants()[k as usize];
        let branch = |taken| if taken { Class::Taken } else { Class::NotTaken };
        Some(match op {
            Op::Move | Op::LoadK | Op::LoadBool | Op::LoadNil | Op::NewTable | Op::Jmp | Op::Closure => return None,
            Op::SetList | Op::Return => return None,
            Op::GetUpval | Op::SetUpval => {
                if step.closure.upvals()[b as usize].get().is_open() {
                    Class::Open
                } else {
                    Class::Closed
                }
            }
            Op::GetGlobal => self.read(Value::from(step.closure.env()), constant(instr.bx())),
            Op::GetTable | Op::SelfOp => self.read(register(b), self.rk(c)),
            Op::SetGlobal => self.write(Value::from(step.closure.env()), constant(instr.bx())),
            Op::SetTable => self.write(register(a), self.rk(b)),
            Op::Add | Op::Sub | Op::Mul | Op::Div | Op::Mod | Op::Pow => self.arithmetic(op, self.rk(b), self.rk(c)),
            Op::Unm => self.arithmetic(op, register(b), register(b)),
            Op::Not => {
                if register(b).truthy() {
                    Class::False
                } else {
                    Class::True
                }
            }
            Op::Len => match register(b).type_of() {
                Type::String => Class::Str,
                Type::Table => Class::Table,
                _ if self.handled(register(b), Event::Len) == Class::Metamethod => Class::Metamethod,
                _ => self.handled(Value::NIL, Event::Len),
            },
            Op::Concat => self.concat(b, c),
            Op::Eq => self.equality(self.rk(b), self.rk(c)),
            Op::Lt | Op::Le => self.order(op, self.rk(b), self.rk(c)),
            Op::Test => branch(register(a).truthy() == (c != 0)),
            Op::TestSet => branch(register(b).truthy() == (c != 0)),
            Op::Call | Op::TailCall => self.callee(register(a), self.values(a + 1, b)),
            Op::TForLoop => self.callee(register(a), 2),
            Op::ForPrep => {
                let control = [a, a + 1, a + 2].map(register);
                if control.iter().all(|v| v.is_number()) {
                    Class::Plain
                } else if control.iter().all(|&v| to_number(v).is_some()) {
                    Class::Coercion
                } else {
                    Class::Error
                }
            }
            Op::ForLoop => match register(a + 2).as_number() {
                Some(step) if step > 0.0 => Class::Rising,
                Some(step) if step < 0.0 => Class::Falling,
                Some(0.0) => Class::Zero,
                _ => Class::NaN,
            },
            Op::Close => count(step.open_upvalues(a) as u32),
            Op::VarArg => {
                let given = step.activation(step.depth).map_or(0, |own| own.base - own.func - 1);
                let varargs = given.saturating_sub(u32::from(step.proto.num_params()));
                adjust(varargs, b.checked_sub(1))
            }
        })
    }

    fn loop_goes_on(&self) -> bool {
        let number = |r| self.step.register(self.instr.a() + r).as_number().unwrap_or(f64::NAN);
        let (step, limit) = (number(2), number(1));
        let next = number(0) + step;
        if step > 0.0 { next <= limit } else { limit <= next }
    }

    fn handled(&self, value: Value, event: Event) -> Class {
        if self.vm.metamethod(value, event).is_nil() { Class::Error } else { Class::Metamethod }
    }

    fn arithmetic(&self, op: Op, x: Value, y: Value) -> Class {
        if x.is_number() && y.is_number() {
            Class::Plain
        } else if to_number(x).is_some() && to_number(y).is_some() {
            Class::Coercion
        } else {
            let handled = |v| op.events().iter().any(|&event| self.handled(v, event) == Class::Metamethod);
            if handled(x) || handled(y) { Class::Metamethod } else { Class::Error }
        }
    }

    fn concat(&self, first: u32, last: u32) -> Class {
        match self.culprit(first, last) {
            Some((_, class)) => class,
            None if (first..=last).all(|r| self.step.register(r).as_string().is_some()) => Class::Plain,
            None => Class::Coercion,
        }
    }

    /// Where a concatenation first comes to what is neither string nor number, and whether that has a handler.
    fn culprit(&self, first: u32, last: u32) -> Option<(Class, Class)> {
        let text = |r| matches!(self.step.register(r).type_of(), Type::String | Type::Number);
        let culprit = (first..=last).rev().find(|&r| !text(r))?;
        // From the right: everything after the culprit has become one string; the last two are taken together.
        let left = if culprit == last { culprit - 1 } else { culprit };
        let place = match left {
            left if left + 1 == last => Class::Last,
            left if left == first => Class::First,
            _ => Class::Middle,
        };
        let pair = [left, left + 1].map(|r| self.handled(self.step.register(r), Event::Concat));
        Some((place, if pair.contains(&Class::Metamethod) { Class::Metamethod } else { Class::Error }))
    }

    fn shared(&self, x: Value, y: Value, event: Event) -> bool {
        let handler = self.vm.metamethod(x, event);
        !handler.is_nil() && handler.raw_equal(self.vm.metamethod(y, event))
    }

    fn equality(&self, x: Value, y: Value) -> Class {
        let types = (x.type_of(), y.type_of());
        let asked = matches!(types, (Type::Table, Type::Table) | (Type::UserData, Type::UserData));
        if asked && !x.raw_equal(y) && self.shared(x, y, Event::Eq) { Class::Metamethod } else { Class::Plain }
    }

    fn order(&self, op: Op, x: Value, y: Value) -> Class {
        match (x.type_of(), y.type_of()) {
            (Type::Number, Type::Number) => Class::Number,
            (Type::String, Type::String) => Class::Str,
            (x, y) if x != y => Class::Error,
            _ if op == Op::Le && self.shared(x, y, Event::Le) => Class::Metamethod,
            _ if op == Op::Le && self.shared(y, x, Event::Lt) => Class::Swapped,
            _ if op == Op::Lt && self.shared(x, y, Event::Lt) => Class::Metamethod,
            _ => Class::Error,
        }
    }

    fn callee(&self, callee: Value, given: u32) -> Class {
        if let Some(function) = callee.as_lua_fn() {
            let proto: Gc<FnProto> = function.proto();
            if proto.is_vararg() & vararg::IS_VARARG != 0 {
                return Class::Vararg;
            }
            return match given.cmp(&u32::from(proto.num_params())) {
                Ordering::Less => Class::Up,
                Ordering::Equal => Class::Exact,
                Ordering::Greater => Class::Down,
            };
        }
        if callee.is_function() {
            return Class::Native;
        }
        if self.vm.metamethod(callee, Event::Call).is_function() { Class::Metamethod } else { Class::Error }
    }

    fn read(&self, object: Value, key: Value) -> Class {
        self.path_of(object, key, Event::Index)
    }

    fn write(&self, object: Value, key: Value) -> Class {
        self.path_of(object, key, Event::NewIndex)
    }

    fn path_of(&self, object: Value, key: Value, event: Event) -> Class {
        match self.follow(object, key, event) {
            (Class::Present | Class::Absent, 1..) => Class::ThroughTable,
            (class, _) => class,
        }
    }

    /// What an access comes to, and through how many handlers.
    fn follow(&self, object: Value, key: Value, event: Event) -> (Class, usize) {
        let (mut object, mut hops) = (object, 0);
        let no_key = event == Event::NewIndex && (key.is_nil() || key.as_number().is_some_and(f64::is_nan));
        while hops < MAX_CHAIN {
            let handler = self.vm.metamethod(object, event);
            let class = match object.as_table() {
                Some(_) if no_key => Some(Class::Error),
                Some(table) if !table.get(key).is_nil() => Some(Class::Present),
                Some(_) if handler.is_nil() => Some(Class::Absent),
                Some(_) => None,
                None if handler.is_nil() => Some(Class::Error),
                None => None,
            };
            if let Some(class) = class {
                return (class, hops);
            }
            hops += 1;
            if handler.is_function() {
                return (Class::ThroughFunction, hops);
            }
            object = handler;
        }
        (Class::Error, hops)
    }

    /// Handlers of two tables or userdata that are compared.
    fn handlers(&self, op: Op, x: Value, y: Value) -> Option<Class> {
        let types = (x.type_of(), y.type_of());
        let asked = matches!(types, (Type::Table, Type::Table) | (Type::UserData, Type::UserData));
        if !asked || op == Op::Eq && x.raw_equal(y) {
            return None;
        }
        let event = *op.events().first()?;
        let (x, y) = (self.vm.metamethod(x, event), self.vm.metamethod(y, event));
        Some(match (x.is_nil(), y.is_nil()) {
            (true, true) => Class::Neither,
            (false, false) if x.raw_equal(y) => Class::Shared,
            (false, false) => Class::Different,
            _ => Class::OnlyOne,
        })
    }

    fn iterator(&self, callee: Value) -> Option<Class> {
        Some(match callee.as_native_fn() {
            Some(f) if std::ptr::eq(f.def(), &NEXT) => Class::Next,
            Some(f) if std::ptr::eq(f.def(), &IPAIRS_STEP) => Class::Ipairs,
            Some(_) => Class::Native,
            None if callee.is_function() => Class::Lua,
            None => Some(self.handled(callee, Event::Call)).filter(|&class| class == Class::Metamethod)?,
        })
    }

    /// The event whose handlers are stored with this key, of those that tables remember not to have.
    fn handler_of(&self, key: Value) -> Option<Event> {
        let key = key.as_string()?;
        [Event::Index, Event::NewIndex, Event::Mode, Event::Gc]
            .into_iter()
            .find(|event| key.bytes() == event.name().as_bytes())
    }

    /// What the instruction stores.
    fn stored(&self, op: Op) -> Value {
        if op == Op::SetTable {
            self.rk(self.instr.c())
        } else if op == Op::SetGlobal {
            self.step.register(self.instr.a())
        } else {
            Value::NIL
        }
    }

    fn running(&self, op: Op) -> Running {
        let View { vm, step, instr } = *self;
        let table = if matches!(op, Op::SetTable | Op::SetList) {
            step.register(instr.a()).as_table()
        } else {
            (op == Op::SetGlobal).then(|| step.closure.env())
        };
        let frame = matches!(op, Op::Call | Op::TailCall).then(|| {
            match self.callee(step.register(instr.a()), self.values(instr.a() + 1, instr.b())) {
                Class::Exact | Class::Up | Class::Down => Class::Lua,
                class => class,
            }
        });
        Running {
            op,
            held: if step.open_upvalues(0) > 0 { Class::More } else { Class::Zero },
            frame,
            table: table.map(|table| (table, [table.array_capacity(), table.node_count()])),
            stack: step.thread.stack_size(),
            collections: vm.collections(),
        }
    }
}
