//! Watches a run of our VM and counts the cover points it meets.
//!
//! Invariant: nothing is altered and nothing is allocated in the VM, so that a watched run has the same outcome as any other.

use std::cmp::Ordering;

use super::Map;
use super::space::{Axis, Class, InstrField, Space};
use crate::isa::instr::{Capture, RK_CONST};
use crate::isa::proto::vararg;
use crate::isa::{Control, Event, Instr, Op, Operand, Runs};
use crate::vm::meta::to_number;
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
        Covering { map, space: Space::get(), classes: Vec::with_capacity(8), waiting: vec![], test: None }
    }

    fn count(&mut self, op: Op) {
        let slot = self.space.slot(op, &self.classes);
        debug_assert!(slot.is_some(), "{op:?} {:?}", self.classes);
        if let Some(slot) = slot {
            self.map.hit(slot);
        }
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
        if let Some(slot) = self.space.results_slot(op, [count(instr.c()), adjust(n, wanted)]) {
            self.map.hit(slot);
        }
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
        let instr = step.proto.code()[step.pc];
        let Some(op) = instr.op() else { return };
        self.classes.clear();
        for &axis in self.space.axes(op) {
            if let Some(class) = written(axis, instr, step) {
                self.classes.push(class);
            }
        }
        let view = View { vm, step, instr };
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

    fn after(&mut self, vm: &mut Vm, _step: &Step) {
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
        let text = |r| matches!(self.step.register(r).type_of(), Type::String | Type::Number);
        let Some(culprit) = (first..=last).rev().find(|&r| !text(r)) else {
            let strings = (first..=last).all(|r| self.step.register(r).as_string().is_some());
            return if strings { Class::Plain } else { Class::Coercion };
        };
        // From the right: everything after the culprit has become one string; the last two are taken together.
        let left = if culprit == last { culprit - 1 } else { culprit };
        let pair = [left, left + 1].map(|r| self.handled(self.step.register(r), Event::Concat));
        if pair.contains(&Class::Metamethod) { Class::Metamethod } else { Class::Error }
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
        let found = |through: bool, class| if through { Class::ThroughTable } else { class };
        self.follow(object, Event::Index, |table, has_handler, through| {
            if !table.get(key).is_nil() {
                Some(found(through, Class::Present))
            } else if !has_handler {
                Some(found(through, Class::Absent))
            } else {
                None
            }
        })
    }

    fn write(&self, object: Value, key: Value) -> Class {
        let found = |through: bool, class| if through { Class::ThroughTable } else { class };
        let no_key = key.is_nil() || key.as_number().is_some_and(f64::is_nan);
        self.follow(object, Event::NewIndex, |table, has_handler, through| {
            if no_key {
                Some(Class::Error)
            } else if !table.get(key).is_nil() {
                Some(found(through, Class::Present))
            } else if !has_handler {
                Some(found(through, Class::Absent))
            } else {
                None
            }
        })
    }

    /// Follows the handlers of an access; `ends` tells what it comes to at a table, which has a handler or not and was
    /// found through another or not.
    fn follow(&self, object: Value, event: Event, ends: impl Fn(Gc<Table>, bool, bool) -> Option<Class>) -> Class {
        let mut object = object;
        for hop in 0..MAX_CHAIN {
            let handler = self.vm.metamethod(object, event);
            match object.as_table() {
                Some(table) => {
                    if let Some(class) = ends(table, !handler.is_nil(), hop > 0) {
                        return class;
                    }
                }
                None if handler.is_nil() => return Class::Error,
                None => {}
            }
            if handler.is_function() {
                return Class::ThroughFunction;
            }
            object = handler;
        }
        Class::Error
    }
}
