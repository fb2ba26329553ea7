//! The contract oracle: after each step of our VM only what the instruction's row declares may have changed, in this window and
//! in every caller's; and whatever a function calls, it goes on in the state that no register shows as it left it
//! ([`Activations`]). Needs no reference.
//!
//! Invariant: correct VMs never violate it, whatever the program does; what library functions do to their arguments is theirs.

use std::collections::HashMap;
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use crate::engine::ours::observe;
use crate::engine::{Compile, Options, Program};
use crate::isa::effects::{Effects, Foreign, HeapEffect, Key, effects, instruction_starts};
use crate::isa::{Control, Instr, RegSet, Runs};
use crate::vm::trace::{Observer, Step, Unseen, VmLoop, Watcher};
use crate::vm::{Gc, Table, Type, Value, Vm};

/// Slots below the window that are looked at.
const BELOW: u32 = 4096;
/// Entries of a table that are looked at: more than the globals of a program that uses all libraries.
const ENTRIES: usize = 256;

type Rows = Rc<Vec<Option<Effects>>>;

/// A table that a register may hold, and its entries.
type TableCopy = (Option<u32>, Gc<Table>, Vec<(Value, Value)>);

/// What changed that may not, by the contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Broken {
    /// A register of the running function that is none of the results.
    Register {
        /// Counted from the base of the running function.
        register: u32,
    },
    /// A register of a function further down.
    Caller {
        /// 1 is the caller.
        level: usize,
        /// Counted from the base of that function.
        register: u32,
    },
    /// An upvalue of the running function that the instruction does not set.
    Upvalue {
        /// From 0.
        index: usize,
    },
    /// An entry of a table that a register of the window holds, or of the globals (`None`).
    Slot {
        /// The register that holds the table.
        register: Option<u32>,
        /// As text.
        key: String,
    },
    /// The upvalue of a register was to be closed by the instruction, and is still open.
    StillOpen {
        /// The captured register.
        register: u32,
    },
    /// The upvalue of a register was closed, and was to stay open.
    Closed {
        /// The captured register.
        register: u32,
    },
    /// An upvalue is open of a window that was left: by a return, a tail call or an error.
    LeftOpen {
        /// The register of the running function from which on the window lay.
        from: u32,
    },
    /// An open upvalue that is no slot of the stack.
    Astray,
    /// The message handler in force.
    MessageHandler,
    /// The nesting of calls of library functions, metamethods and coroutines, which is limited.
    CallDepth,
    /// Whether hooks may run.
    Hooks,
    /// The environment of the running function.
    Environment,
    /// An extra argument of the running function.
    Vararg {
        /// From 1.
        index: u32,
    },
}

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Broken::Register { register } => write!(f, "R{register}"),
            Broken::Caller { level: 1, register } => write!(f, "R{register} of the caller"),
            Broken::Caller { level, register } => write!(f, "R{register} of the caller {level} levels down"),
            Broken::Upvalue { index } => write!(f, "U{index}"),
            Broken::Slot { register: Some(register), key } => write!(f, "R{register}[{key}]"),
            Broken::Slot { register: None, key } => write!(f, "_G[{key}]"),
            Broken::StillOpen { register } | Broken::Closed { register } => write!(f, "the upvalue of R{register}"),
            Broken::LeftOpen { from } => write!(f, "an upvalue of a window that was left, from R{from} up"),
            Broken::Astray => f.write_str("an open upvalue, which is no slot of the stack"),
            Broken::MessageHandler => f.write_str("the message handler in force"),
            Broken::CallDepth => f.write_str("the nesting of C calls"),
            Broken::Hooks => f.write_str("whether hooks may run"),
            Broken::Environment => f.write_str("the environment of the function"),
            Broken::Vararg { index } => write!(f, "value {index} of `...`"),
        }
    }
}

/// The first violation of the contract in a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContractViolation {
    /// Number of the step in the run.
    pub step: u64,
    /// Number of the function in the run: in preorder, across all chunks that it loads.
    pub function: u32,
    /// Index of the instruction in its function, from 0.
    pub pc: u32,
    /// What changed.
    pub broken: Broken,
    /// Its value before the instruction, as text.
    pub before: String,
    /// Its value after the instruction, as text.
    pub after: String,
}

/// The first violation of the contract in a run of a program on our VM, compiled by `compiler`.
pub fn check(program: &Program<'_>, options: &Options, compiler: &'static dyn Compile) -> Option<ContractViolation> {
    let mut contract = Contract::new(Watcher::None, 0);
    observe::execute_observed(program, options, compiler, VmLoop::Fast, &mut contract);
    contract.found
}

/// Checks every step; `inner` sees them too, and may do damage.
pub(crate) struct Contract<O> {
    pub inner: O,
    pub found: Option<ContractViolation>,
    rows: HashMap<usize, Rows>,
    step: u64,
    /// Tables are looked at from this step on.
    tables_from: u64,
    first: u32,
    stack: Vec<Value>,
    shared: Vec<u32>,
    upvalues: Vec<Value>,
    tables: Vec<TableCopy>,
    /// The frames below the current one, the nearest first, up to and including the first Lua function.
    below: Option<(u32, u32, RegSet)>,
    func: u32,
    /// Collections before the step.
    collections: u64,
    activations: Activations,
    /// The step that the copies are of: what a library function calls back takes steps in the middle of one.
    current: Option<(usize, usize)>,
}

impl<O> Contract<O> {
    /// Checks all steps, and tables from step `tables_from` on (they cost most).
    pub fn new(inner: O, tables_from: u64) -> Contract<O> {
        Contract {
            inner,
            found: None,
            rows: HashMap::new(),
            step: 0,
            tables_from,
            first: 0,
            stack: vec![],
            shared: vec![],
            upvalues: vec![],
            tables: vec![],
            below: None,
            func: 0,
            collections: 0,
            activations: Activations::default(),
            current: None,
        }
    }

    fn rows(&mut self, proto: Gc<crate::vm::FnProto>) -> Rows {
        let rows = self.rows.entry(proto.address()).or_insert_with(|| {
            let starts = instruction_starts(&*proto);
            let row = |(pc, &starts): (usize, &bool)| if starts { effects(&*proto, pc).ok() } else { None };
            Rc::new(starts.iter().enumerate().map(row).collect())
        });
        rows.clone()
    }

    /// What a function that returns into this one may write: by the instruction that called it.
    fn results_below(&mut self, step: &Step) -> Option<(u32, u32, RegSet)> {
        for depth in (1..step.depth).rev() {
            let below = step.activation(depth)?;
            let Some(closure) = below.closure else { continue };
            let rows = self.rows(closure.proto());
            let row = rows.get(below.pc)?.as_ref()?;
            let frame = u32::from(closure.proto().max_stack());
            return Some((below.base, frame, written(row)));
        }
        None
    }

    fn copy_tables(&mut self, vm: &mut Vm, step: &Step) {
        self.tables.clear();
        let registers = u32::from(step.proto.max_stack());
        let held = (0..registers).filter_map(|r| step.register(r).as_table().map(|t| (Some(r), t)));
        let globals = std::iter::once((None, step.closure.env()));
        let all: Vec<_> = held.chain(globals).collect();
        for (register, table) in all {
            if vm.metatable_of(Value::from(table)).is_some() {
                continue;
            }
            let mut entries = vec![];
            let mut position = 0;
            while let Some((next, key, value)) = table.entry_from(position) {
                position = next;
                entries.push((key, value));
                if entries.len() >= ENTRIES {
                    break;
                }
            }
            self.tables.push((register, table, entries));
        }
    }

    fn report(&mut self, step: &Step, broken: Broken, before: Value, after: Value) {
        self.found = Some(ContractViolation {
            step: self.step - 1,
            function: step.proto.line_defined(),
            pc: step.pc as u32,
            broken,
            before: show(before),
            after: show(after),
        });
    }

    fn check(&mut self, vm: &mut Vm, step: &Step) {
        // What was copied may be gone.
        if vm.collections() != self.collections {
            return;
        }
        let rows = self.rows(step.proto);
        let Some(Some(row)) = rows.get(step.pc) else { return };
        self.check_stack(step, row);
        if self.found.is_none() {
            self.check_upvalues(step, row);
        }
        if self.found.is_none() {
            self.check_open(vm, step, row);
        }
        if self.found.is_none() && !self.tables.is_empty() {
            self.check_tables(vm, step, row);
        }
    }

    fn check_stack(&mut self, step: &Step, row: &Effects) {
        let others_run = row.may_call() || matches!(row.heap, HeapEffect::WriteUpvalue(_));
        let own = written(row);
        // A library function that is there to alter variables of others.
        if self.calls_debug(step, row) {
            return;
        }
        for (i, &before) in self.stack.iter().enumerate() {
            let index = self.first + i as u32;
            let after = step.stack(index);
            if same(before, after) {
                continue;
            }
            if others_run && self.shared.contains(&index) {
                continue;
            }
            if row.returns && index >= self.func {
                continue;
            }
            if index >= step.base {
                let register = index - step.base;
                // Above its registers a frame has only scratch space.
                if register >= u32::from(step.proto.max_stack()) || own.contains(register as u8) {
                    continue;
                }
                return self.report(step, Broken::Register { register }, before, after);
            }
            if row.returns {
                match self.below {
                    Some((base, frame, results)) if index >= base => {
                        let register = index - base;
                        if register >= frame || results.contains(register as u8) {
                            continue;
                        }
                    }
                    Some(_) => {}
                    // Only library functions below: what returns goes to them.
                    None => continue,
                }
            }
            let broken = self.owner(step, index);
            return self.report(step, broken, before, after);
        }
    }

    fn owner(&self, step: &Step, index: u32) -> Broken {
        for depth in (1..step.depth).rev() {
            if let Some(below) = step.activation(depth)
                && index >= below.base
            {
                return Broken::Caller { level: step.depth - depth, register: index - below.base };
            }
        }
        Broken::Caller { level: step.depth, register: index }
    }

    fn calls_debug(&self, step: &Step, row: &Effects) -> bool {
        let value = row.foreign.callee().and_then(|callee| self.stack_register(step, u32::from(callee)));
        value.and_then(|v| v.as_native_fn()).is_some_and(|f| f.def().name.contains("setlocal"))
    }

    fn check_upvalues(&mut self, step: &Step, row: &Effects) {
        if row.may_call() {
            return;
        }
        for (index, upvalue) in step.closure.upvals().iter().enumerate() {
            let (before, after) = (self.upvalues[index], upvalue.get().get());
            if !same(before, after) && row.heap != HeapEffect::WriteUpvalue(index as u16) {
                return self.report(step, Broken::Upvalue { index }, before, after);
            }
        }
    }

    /// CLOSE and RETURN close the upvalues of their registers and no others; nothing else closes any, but a collection takes
    /// away those that no closure holds any more.
    fn check_open(&mut self, vm: &mut Vm, step: &Step, row: &Effects) {
        let closed_from = match row.heap {
            HeapEffect::CloseUpvalues { from } => step.base + u32::from(from),
            HeapEffect::None | HeapEffect::ReadUpvalue(_) | HeapEffect::WriteUpvalue(_) | HeapEffect::ReadGlobal(_) => {
                u32::MAX
            }
            HeapEffect::WriteGlobal(_) | HeapEffect::ReadSlot { .. } | HeapEffect::WriteSlot { .. } => u32::MAX,
            HeapEffect::WriteItems { .. }
            | HeapEffect::NewTable
            | HeapEffect::Concat
            | HeapEffect::NewClosure { .. } => u32::MAX,
        };
        // Of a library function nothing is closed until the RETURN that follows.
        if matches!(row.foreign, Foreign::TailCall { .. }) {
            return;
        }
        let now = vm.current_thread();
        if closed_from == u32::MAX && (now != step.thread || now.depth() < step.depth) {
            return;
        }
        let open = step.shared_from(self.first);
        let index = |index: u32| index.wrapping_sub(step.base);
        if let Some(&still) = open.iter().find(|&&index| index >= closed_from) {
            let value = step.stack(still);
            return self.report(step, Broken::StillOpen { register: index(still) }, value, value);
        }
        if vm.collections() != self.collections {
            return;
        }
        if self.shared == open {
            return;
        }
        let end = (step.base + u32::from(step.proto.max_stack())).min(closed_from);
        if let Some(&gone) = self.shared.iter().find(|&&index| index < end && !open.contains(&index)) {
            let value = step.stack(gone);
            let broken = match gone.checked_sub(step.base) {
                Some(register) => Broken::Closed { register },
                None => self.owner(step, gone),
            };
            self.report(step, broken, value, value);
        }
    }

    fn check_tables(&mut self, vm: &mut Vm, step: &Step, row: &Effects) {
        let calls = row.foreign.callee().is_some();
        let now = vm.current_thread();
        // A metamethod may do anything.
        if calls || now != step.thread || !row.returns && now.depth() != step.depth {
            return;
        }
        let target = match row.heap {
            HeapEffect::WriteSlot { table, .. } | HeapEffect::WriteItems { table, .. } => {
                self.stack_register(step, u32::from(table))
            }
            HeapEffect::WriteGlobal(_) => Some(Value::from(step.closure.env())),
            HeapEffect::None | HeapEffect::ReadUpvalue(_) | HeapEffect::WriteUpvalue(_) | HeapEffect::ReadGlobal(_) => {
                None
            }
            HeapEffect::ReadSlot { .. } | HeapEffect::NewTable | HeapEffect::Concat | HeapEffect::NewClosure { .. } => {
                None
            }
            HeapEffect::CloseUpvalues { .. } => None,
        };
        let key = match row.foreign {
            Foreign::NewIndex { key: Key::Register(r), .. } => self.stack_register(step, u32::from(r)),
            Foreign::NewIndex { key: Key::Constant(k), .. } => step.proto.constants().get(k as usize).copied(),
            Foreign::Nothing | Foreign::Call { .. } | Foreign::TailCall { .. } | Foreign::Iterator { .. } => None,
            Foreign::Index { .. } | Foreign::Unary(_) | Foreign::Binary(..) | Foreign::Concat { .. } => None,
        };
        if target.is_some_and(|t| vm.metatable_of(t).is_some()) {
            return;
        }
        let tables = std::mem::take(&mut self.tables);
        for (register, table, entries) in &tables {
            let is_target = target.is_some_and(|t| t.identity() == table.address());
            if is_target && matches!(row.heap, HeapEffect::WriteItems { .. }) {
                continue;
            }
            for &(entry, before) in entries {
                let after = table.get(entry);
                if same(before, after) || is_target && key.is_some_and(|key| key.raw_equal(entry)) {
                    continue;
                }
                let broken = Broken::Slot { register: *register, key: show(entry) };
                return self.report(step, broken, before, after);
            }
        }
    }

    /// A register as it was before the step.
    fn stack_register(&self, step: &Step, r: u32) -> Option<Value> {
        self.stack.get((step.base + r).wrapping_sub(self.first) as usize).copied()
    }
}

impl<O: Observer> Observer for Contract<O> {
    fn before(&mut self, vm: &mut Vm, step: &Step) {
        self.inner.before(vm, step);
        self.step += 1;
        self.current = None;
        // What finalizers and hooks do is not the program's.
        if self.found.is_some() || vm.hooks_off() {
            return;
        }
        if !vm.collector_is_stopped() {
            vm.stop_collector();
        }
        self.current = Some((step.thread.address(), step.depth));
        let end = step.base + u32::from(step.proto.max_stack()).max(step.open_top().min(300));
        self.first = step.base.saturating_sub(BELOW);
        self.stack.clear();
        self.stack.extend((self.first..end).map(|index| step.stack(index)));
        self.shared = step.shared_from(self.first);
        self.upvalues.clear();
        self.upvalues.extend(step.closure.upvals().iter().map(|u| u.get().get()));
        self.func = step.activation(step.depth).map_or(step.base, |own| own.func);
        self.collections = vm.collections();
        if let Some(violation) = self.activations.enter(step, self.step - 1) {
            self.found = Some(violation);
            return;
        }
        let rows = self.rows(step.proto);
        let returns = rows.get(step.pc).is_some_and(|row| row.is_some_and(|row| row.returns));
        self.below = if returns { self.results_below(step) } else { None };
        self.tables.clear();
        if self.step > self.tables_from {
            self.copy_tables(vm, step);
        }
    }

    fn instead(&mut self, vm: &mut Vm, step: &Step) -> Option<Instr> {
        self.inner.instead(vm, step)
    }

    fn after(&mut self, vm: &mut Vm, step: &Step) {
        self.inner.after(vm, step);
        if self.found.is_none() && self.current == Some((step.thread.address(), step.depth)) {
            self.check(vm, step);
        }
    }
}

/// The functions that run, each with the state that it left when it last executed an instruction.
#[derive(Default)]
struct Activations {
    /// By thread, the outermost first.
    running: HashMap<usize, Vec<Option<Activity>>>,
    /// Whether the code names what may alter the environments of others, or hooks.
    alters_environments: bool,
    alters_hooks: bool,
    /// Number, function and pc of the last step of any.
    last: Option<(u64, u32, u32)>,
    /// Functions whose constants were looked at.
    known: HashMap<usize, ()>,
}

/// What an activation left.
struct Activity {
    closure: usize,
    func: u32,
    step: u64,
    function: u32,
    pc: u32,
    leaves: bool,
    /// The first register of what the instruction calls, if it is no metamethod, and what upvalues of such are open.
    window: u32,
    open: Vec<u32>,
    unseen: Unseen,
    environment: usize,
    varargs: Vec<Value>,
}

impl Activations {
    /// Takes in that a step is about to be executed: what is not as the activation left it, with the step after which that is so.
    fn enter(&mut self, step: &Step, number: u64) -> Option<ContractViolation> {
        self.look_at(step);
        let running = self.running.entry(step.thread.address()).or_default();
        running.truncate(step.depth + 1);
        running.resize_with(step.depth + 1, || None);
        let (lower, own) = running.split_at_mut(step.depth);
        let own = &mut own[0];
        let func = step.activation(step.depth).map_or(step.base, |own| own.func);
        let since = lower.iter().rev().flatten().map(|below| below.step).next();
        let continues = own.as_ref().is_some_and(|before| {
            let same = (before.closure, before.func) == (step.closure.address(), func);
            same && (step.pc > 0 || !before.leaves && since.is_none_or(|since| since < before.step))
        });
        let window = window(step);
        let now = Activity {
            closure: step.closure.address(),
            func,
            step: number,
            function: step.proto.line_defined(),
            pc: step.pc as u32,
            leaves: step.proto.code()[step.pc]
                .op()
                .is_some_and(|op| matches!(op.control(), Control::Return | Control::TailCall)),
            window,
            open: step.shared_from(step.base + window),
            unseen: step.unseen(),
            environment: step.closure.env().address(),
            varargs: (func + 1..step.base).map(|index| step.stack(index)).collect(),
        };
        let last = self.last.replace((number, now.function, now.pc));
        let before = own.replace(now).filter(|_| continues);
        // Where a function begins nothing is open but what the code of its callers left so.
        if before.is_none() && step.pc == 0 {
            let mine = |index: &u32| lower.iter().flatten().all(|below| !below.open.contains(index));
            let (step, function, pc) = last.filter(|_| step.shared_from(func).iter().any(mine))?;
            let broken = Broken::LeftOpen { from: 0 };
            let (before, after) = ("to be closed".into(), "open".into());
            return Some(ContractViolation { step, function, pc, broken, before, after });
        }
        let before = before?;
        let now = own.as_ref()?;
        let (broken, was, is) = Self::difference(&before, now, step).filter(|(broken, ..)| match broken {
            Broken::Environment => !self.alters_environments,
            Broken::Hooks => !self.alters_hooks,
            _ => true,
        })?;
        let Activity { step, function, pc, .. } = before;
        Some(ContractViolation { step, function, pc, broken, before: was, after: is })
    }

    fn difference(before: &Activity, now: &Activity, step: &Step) -> Option<(Broken, String, String)> {
        let numbers = |a: u32, b: u32| (a.to_string(), b.to_string());
        if before.unseen.handler != now.unseen.handler {
            let show = |index: u32| if index == 0 { "none".into() } else { show(step.stack(index)) };
            return Some((Broken::MessageHandler, show(before.unseen.handler), show(now.unseen.handler)));
        }
        if before.unseen.c_calls != now.unseen.c_calls {
            let (was, is) = numbers(before.unseen.c_calls, now.unseen.c_calls);
            return Some((Broken::CallDepth, was, is));
        }
        if before.unseen.hooks != now.unseen.hooks {
            return Some((Broken::Hooks, before.unseen.hooks.to_string(), now.unseen.hooks.to_string()));
        }
        if before.environment != now.environment {
            return Some((Broken::Environment, "the table it was".into(), "another table".into()));
        }
        let differs = before.varargs.iter().zip(&now.varargs).position(|(a, b)| !same(*a, *b));
        if let Some(i) = differs {
            let broken = Broken::Vararg { index: i as u32 + 1 };
            return Some((broken, show(before.varargs[i]), show(now.varargs[i])));
        }
        if step.has_astray() {
            return Some((Broken::Astray, "a slot of the stack".into(), "memory elsewhere".into()));
        }
        let from = before.window;
        let left = step.shared_from(step.base + from).iter().any(|index| !before.open.contains(index));
        left.then(|| (Broken::LeftOpen { from }, "to be closed".into(), "open".into()))
    }

    /// Notes whether a function names what may alter the state of others on purpose.
    fn look_at(&mut self, step: &Step) {
        if self.known.insert(step.proto.address(), ()).is_some() {
            return;
        }
        for name in step.proto.constants().iter().filter_map(|k| k.as_string()) {
            let holds = |part: &[u8]| name.bytes().windows(part.len()).any(|window| window == part);
            self.alters_environments |= holds(b"fenv") || holds(b"module") || holds(b"require");
            self.alters_hooks |= holds(b"hook");
        }
    }
}

/// The first register of the window of what an instruction calls: of that nothing stays open when it is over.
fn window(step: &Step) -> u32 {
    let instr = step.proto.code()[step.pc];
    match instr.op().map(|op| op.runs()) {
        Some(Runs::Call | Runs::TailCall) => instr.a(),
        Some(Runs::Iterator) => instr.a() + 3,
        Some(Runs::Handler | Runs::Nothing) | None => u32::from(step.proto.max_stack()),
    }
}

fn written(row: &Effects) -> RegSet {
    row.next.iter().fold(row.clobbers | row.scratch, |set, edge| set | edge.writes)
}

fn same(a: Value, b: Value) -> bool {
    match (a.as_number(), b.as_number()) {
        (Some(a), Some(b)) => a.to_bits() == b.to_bits(),
        (None, None) => a.type_of() == b.type_of() && a.identity() == b.identity() && a.truthy() == b.truthy(),
        _ => false,
    }
}

fn show(value: Value) -> String {
    match (value.as_number(), value.as_string()) {
        (Some(n), _) => crate::engine::PlainValue::Number(n).to_string(),
        (_, Some(s)) => crate::engine::outcome::quoted(s.bytes()),
        _ => match value.type_of() {
            Type::Boolean => value.truthy().to_string(),
            other => other.name().to_string(),
        },
    }
}
