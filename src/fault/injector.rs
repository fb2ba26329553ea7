//! The observer that makes our VM a faulty one: it alters what an instruction does, or what it leaves.
//!
//! Invariant: where and when it acts depends on the program alone. It stops the collector, so that values which it holds stay
//! alive; explicit collections make it forget them.

use std::collections::HashMap;

use crate::isa::instr::RK_CONST;
use crate::isa::{Instr, Op, Runs};
use crate::vm::trace::{Observer, Step};
use crate::vm::{Gc, Thread, Value, Vm};

/// When and how a fault acts. The functions tell whether they did anything.
#[derive(Clone, Copy)]
pub(crate) enum Rule {
    /// Executes another instruction in the place of this one.
    Instead(fn(&mut At) -> Option<Instr>),
    /// Alters something just before an instruction is executed, when others have looked at its state.
    Before(fn(&mut At) -> bool),
    /// Alters the window of a Lua function just when an instruction with one of these opcodes has entered it.
    Entered(&'static [Op], fn(&mut FunctionEntry) -> bool),
    /// Alters something when an instruction with one of these opcodes is done, whatever it called included.
    Done(&'static [Op], fn(&mut Done) -> bool),
    /// Alters what a library function gives, by its name.
    Native(&'static str, fn(&mut Done) -> bool),
}

/// The values that an instruction's operands have before it.
pub(crate) trait Operands {
    fn instr(&self) -> Instr;
    fn step(&self) -> &Step;
    /// The value of a register before the instruction.
    fn was(&self, r: u32) -> Value;

    /// The value of an RK operand.
    fn rk(&self, operand: u32) -> Value {
        if operand & RK_CONST != 0 {
            self.step().proto.constants()[(operand & !RK_CONST) as usize]
        } else {
            self.was(operand)
        }
    }

    /// Both operands of a binary operation or comparison, if they are numbers.
    fn numbers(&self) -> Option<(f64, f64)> {
        let instr = self.instr();
        let binary = [Op::Add, Op::Sub, Op::Mul, Op::Div, Op::Mod, Op::Pow, Op::Eq, Op::Lt, Op::Le];
        instr.op().filter(|op| binary.contains(op))?;
        Some((self.rk(instr.b()).as_number()?, self.rk(instr.c()).as_number()?))
    }
}

/// An instruction about to be executed.
pub(crate) struct At<'a> {
    pub step: &'a Step,
    pub instr: Instr,
}

impl Operands for At<'_> {
    fn instr(&self) -> Instr {
        self.instr
    }

    fn step(&self) -> &Step {
        self.step
    }

    fn was(&self, r: u32) -> Value {
        self.step.register(r)
    }
}

/// A Lua function that was entered.
pub(crate) struct FunctionEntry<'a> {
    /// The instruction that led there, and the function that it belongs to.
    pub caller: &'a Step,
    pub instr: Instr,
    /// The values that the caller's registers had before.
    pub before: &'a [Value],
    /// The callee at its first instruction.
    pub callee: Step,
}

impl FunctionEntry<'_> {
    /// How many of the callee's registers are parameters that the call filled: all of its arguments, in a frame directly above
    /// the caller's. `None` if what was called is arranged in another way.
    pub fn parameters(&self) -> Option<u32> {
        let plain = self.callee.proto.is_vararg() == 0 && self.callee.depth == self.caller.depth + 1;
        plain.then(|| u32::from(self.callee.proto.num_params()))
    }

    /// What was called.
    pub fn called(&self) -> Value {
        self.before.get(self.instr.a() as usize).copied().unwrap_or(Value::NIL)
    }

    /// Moves the parameters one register up, `first` into the first one.
    pub fn shift_up(&mut self, first: Value) -> bool {
        let Some(count) = self.parameters().filter(|count| *count > 0) else { return false };
        for r in (1..count).rev() {
            self.callee.set_register(r, self.callee.register(r - 1));
        }
        self.callee.set_register(0, first);
        true
    }

    /// Moves the parameters one register down, the first one is lost.
    pub fn shift_down(&mut self) -> bool {
        let Some(count) = self.parameters().filter(|count| *count > 0) else { return false };
        for r in 1..count {
            self.callee.set_register(r - 1, self.callee.register(r));
        }
        self.callee.set_register(count - 1, Value::NIL);
        true
    }
}

/// An instruction that is done.
pub(crate) struct Done<'a> {
    pub vm: &'a mut Vm,
    pub step: &'a Step,
    pub instr: Instr,
    /// The registers before it, up to the top of the stack.
    pub before: &'a [Value],
    /// What the fault keeps, by function and pc.
    pub memory: &'a mut HashMap<(usize, usize), Value>,
}

impl Operands for Done<'_> {
    fn instr(&self) -> Instr {
        self.instr
    }

    fn step(&self) -> &Step {
        self.step
    }

    fn was(&self, r: u32) -> Value {
        self.before.get(r as usize).copied().unwrap_or(Value::NIL)
    }
}

impl Done<'_> {
    /// Sets a register to another value than it has.
    pub fn set(&mut self, r: u32, value: Value) -> bool {
        let old = self.step.register(r);
        let same = match (old.as_number(), value.as_number()) {
            (Some(a), Some(b)) => a.to_bits() == b.to_bits(),
            (None, None) => old.raw_equal(value),
            (Some(_), None) | (None, Some(_)) => false,
        };
        if !same {
            self.step.set_register(r, value);
        }
        !same
    }

    /// Sets the register that the instruction defines.
    pub fn result(&mut self, value: Value) -> bool {
        self.set(self.instr.a(), value)
    }

    /// Argument `i` (from 0) of a call.
    pub fn argument(&self, i: u32) -> Value {
        let count = self.arguments();
        if i < count { self.was(self.instr.a() + 1 + i) } else { Value::NIL }
    }

    /// How many arguments a call had.
    pub fn arguments(&self) -> u32 {
        match (self.is_loop(), self.instr.b()) {
            (true, _) => 2,
            (false, 0) => (self.before.len() as u32).saturating_sub(self.instr.a() + 1),
            (false, b) => b - 1,
        }
    }

    /// Whether it is a TFORLOOP that calls.
    fn is_loop(&self) -> bool {
        self.instr.op() == Some(Op::TForLoop)
    }

    fn first_result(&self) -> u32 {
        self.instr.a() + if self.is_loop() { 3 } else { 0 }
    }

    /// Number `i` (from 0) of the results of a call that are wanted and there.
    pub fn call_result(&self, i: u32) -> Option<Value> {
        (i < self.call_results()).then(|| self.step.register(self.first_result() + i))
    }

    /// How many results of a call are wanted, or there are.
    pub fn call_results(&self) -> u32 {
        match (self.is_loop(), self.instr.c()) {
            (true, c) => c,
            (false, 0) => self.step.open_top().saturating_sub(self.instr.a()),
            (false, c) => c - 1,
        }
    }

    /// Sets result `i` of a call, if it is wanted and there.
    pub fn set_call_result(&mut self, i: u32, value: Value) -> bool {
        if i >= self.call_results() {
            return false;
        }
        if self.is_loop() && i == 0 {
            self.set(self.instr.a() + 2, value);
        }
        self.set(self.first_result() + i, value)
    }
}

/// Where a fault acted: the step after which something is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Act {
    /// The line where the function begins; its number in the order of loading where lines are renumbered.
    pub function: u32,
    pub pc: u32,
}

/// An instruction that is not done yet.
struct Pending {
    step: Step,
    instr: Instr,
    before: Vec<Value>,
    /// The library function that is called, if it is one.
    native: Option<&'static str>,
}

/// Our VM's saboteur.
pub(crate) struct Injector {
    rule: Rule,
    pending: Vec<Pending>,
    memory: HashMap<(usize, usize), Value>,
    /// The last step that was taken.
    last: Option<Act>,
    /// Where it acted, in order; at most [`Injector::ACTS`].
    pub acts: Vec<Act>,
}

impl Injector {
    /// How many acts are kept.
    pub const ACTS: usize = 1 << 16;

    /// How many instructions are followed at a time.
    const PENDING: usize = 1 << 10;

    /// A VM with this fault.
    pub fn new(rule: Rule) -> Injector {
        Injector { rule, pending: vec![], memory: HashMap::new(), last: None, acts: vec![] }
    }

    fn acted(&mut self, act: Option<Act>) {
        if let Some(act) = act
            && self.acts.len() < Injector::ACTS
            && self.acts.last() != Some(&act)
        {
            self.acts.push(act);
        }
    }

    /// Which instructions are followed until they are done.
    fn follows(&self, instr: Instr, native: Option<&str>) -> bool {
        match self.rule {
            Rule::Done(ops, _) | Rule::Entered(ops, _) => instr.op().is_some_and(|op| ops.contains(&op)),
            Rule::Native(name, _) => native == Some(name),
            Rule::Instead(_) | Rule::Before(_) => false,
        }
    }

    /// Finishes what is done now that the frame at `depth` of `thread` is on top.
    fn finish(&mut self, vm: &mut Vm, thread: Gc<Thread>, depth: usize) {
        while let Some(index) = self.pending.iter().rposition(|pending| pending.step.thread == thread) {
            let there = self.pending[index].step.depth;
            if there < depth {
                break;
            }
            let pending = self.pending.remove(index);
            if there > depth {
                continue;
            }
            let act = match self.rule {
                Rule::Done(_, act) => act,
                Rule::Native(_, act) if pending.native.is_some() => act,
                // The results that it asked for wrongly are there now.
                Rule::Instead(_) => {
                    self.acted(self.last);
                    continue;
                }
                Rule::Native(..) | Rule::Before(_) | Rule::Entered(..) => continue,
            };
            let Pending { step, instr, before, native } = &pending;
            if act(&mut Done { vm, step, instr: *instr, before, memory: &mut self.memory }) {
                self.acted(self.last);
                // What a library function or an operation makes of what it called is its own mistake.
                if native.is_some() || !matches!(instr.op(), Some(Op::Call | Op::TailCall)) {
                    self.acted(Some(place(step)));
                }
            }
        }
    }
}

fn place(step: &Step) -> Act {
    Act { function: step.proto.line_defined(), pc: step.pc as u32 }
}

/// The library function that a call is about to enter.
fn callee(step: &Step, instr: Instr) -> Option<&'static str> {
    match instr.op()?.runs() {
        Runs::Call | Runs::TailCall | Runs::Iterator => {
            step.register(instr.a()).as_native_fn().map(|function| function.def().name)
        }
        Runs::Nothing | Runs::Handler => None,
    }
}

impl Observer for Injector {
    fn before(&mut self, vm: &mut Vm, step: &Step) {
        if !vm.collector_is_stopped() {
            vm.stop_collector();
        }
        // An error may have brought the run back here.
        self.finish(vm, step.thread, step.depth);
        let instr = step.proto.code()[step.pc];
        let native = callee(step, instr);
        if native == Some("collectgarbage") {
            self.pending.clear();
            self.memory.clear();
        }
        if self.follows(instr, native) {
            let open = if instr.b() == 0 { step.open_top() } else { 0 };
            let end = u32::from(step.proto.max_stack()).max(open.min(1 << 16));
            let end = if instr.b() == 0 && native.is_some() { open } else { end };
            let before = (0..end).map(|r| step.register(r)).collect();
            // What coroutines that were never resumed left behind.
            if self.pending.len() >= Injector::PENDING {
                self.pending.remove(0);
            }
            self.pending.push(Pending { step: *step, instr, before, native });
        }
        self.last = Some(place(step));
    }

    fn instead(&mut self, _vm: &mut Vm, step: &Step) -> Option<Instr> {
        let instr = step.proto.code()[step.pc];
        match self.rule {
            Rule::Instead(f) => {
                let other = f(&mut At { step, instr }).filter(|other| *other != instr)?;
                self.acted(Some(place(step)));
                let calls = matches!(instr.op(), Some(Op::Call | Op::TForLoop));
                if calls && other.c() != instr.c() && self.pending.len() < Injector::PENDING {
                    self.pending.push(Pending { step: *step, instr, before: vec![], native: None });
                }
                Some(other)
            }
            Rule::Before(act) => {
                if act(&mut At { step, instr }) {
                    self.acted(Some(place(step)));
                }
                None
            }
            Rule::Entered(..) | Rule::Done(..) | Rule::Native(..) => None,
        }
    }

    fn after(&mut self, vm: &mut Vm, step: &Step) {
        let thread = vm.current_thread();
        let depth = thread.depth();
        if let Rule::Entered(_, act) = self.rule
            && (thread != step.thread || depth > step.depth)
            && let Some(pending) = self.pending.iter().rfind(|pending| pending.step.thread == step.thread)
            && pending.step.pc == step.pc
            && let Some(callee) = vm.next_step()
            && callee.pc == 0
            && act(&mut FunctionEntry { caller: step, instr: pending.instr, before: &pending.before, callee })
        {
            self.acted(self.last);
        }
        self.finish(vm, thread, depth);
    }
}
