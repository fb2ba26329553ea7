//! Our VM's side of a trace: an observer of its steps.
//!
//! Invariant: it sees exactly the steps that the reference's count hook sees: none while hooks are off.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use super::canon::Canon;
use super::digest::{self, Kind, mix};
use super::identity::Identities;
use super::plan::{Code, Plan};
use super::recorder::{FAILED, RETURNED, Recorder};
use super::window::{ACTIVATION, ENDS, MAX_ENTRIES, MAX_HELD, MAX_ROOTS, Met, Part, Sort, Window};
use crate::engine::Snapshot;
use crate::engine::ours::observe as our_run;
use crate::isa::{Const, Event, Instr};
use crate::vm::trace::{Observer, Step};
use crate::vm::{NativeDef, Output, Type, Value, Vm};

const MEMORY_CHECK: u64 = 4096;
const GARBAGE: usize = 16 << 20;

/// Watches a run of our VM for a recorder; `O` sees every step too, and may do damage.
pub struct OurSide<O> {
    pub recorder: Recorder,
    pub code: Rc<RefCell<Code>>,
    pub inner: O,
    objects: Objects,
    closure: usize,
    plan: Option<Arc<Plan>>,
    collect_at: usize,
    collecting: bool,
    /// Whether garbage is ever collected without being asked to.
    pub collects: bool,
    /// What cannot go on: a function that no loaded chunk holds.
    pub lost: bool,
    /// The step before which a snapshot of all that can be reached is wanted.
    pub snapshot: Option<u64>,
    /// Steps still to be executed without a look.
    unstopped: u64,
    /// The snapshot.
    pub taken: Option<Snapshot>,
    /// What the globals reach when the run has ended.
    pub left: Option<Snapshot>,
}

struct Objects {
    ids: Identities,
    /// What is held over a step: objects, or a table and the key of a slot.
    held: Vec<(Value, Option<Value>)>,
}

impl<O> OurSide<O> {
    pub fn new(recorder: Recorder, inner: O) -> OurSide<O> {
        OurSide {
            recorder,
            code: Rc::default(),
            inner,
            objects: Objects { ids: Identities::default(), held: Vec::with_capacity(MAX_HELD) },
            closure: 0,
            plan: None,
            collect_at: GARBAGE,
            collecting: false,
            collects: true,
            lost: false,
            snapshot: None,
            unstopped: 0,
            taken: None,
            left: None,
        }
    }

    /// The first look is before this step: the loop is not stopped at those before it.
    pub fn unstopped_until(mut self, step: u64) -> OurSide<O> {
        self.unstopped = step;
        self
    }

    /// Takes in how the run ended: with the results, or the error value.
    pub fn end(&mut self, vm: &mut Vm, ended: Result<&[Value], Value>) {
        self.forget_freed(vm);
        let values = match &ended {
            Ok(results) => results,
            Err(error) => std::slice::from_ref(error),
        };
        let values = values.iter().map(|&value| (self.objects.value(value), self.objects.show(value))).collect();
        let way = if ended.is_ok() { RETURNED } else { FAILED };
        self.recorder.end(way, values, output(vm));
        self.left = Some(our_run::snapshot(vm, &[]));
    }

    /// All that the functions that run on a thread can still reach: each closure, then its live registers.
    fn roots(&self, step: &Step) -> Vec<Value> {
        let code = self.code.borrow();
        let mut roots = vec![];
        for depth in (1..=step.depth).rev() {
            let Some(activation) = step.activation(depth) else { break };
            let Some(closure) = activation.closure else { continue };
            if roots.len() + ACTIVATION > MAX_ROOTS {
                break;
            }
            roots.push(Value::from(closure));
            let running = depth == step.depth;
            let pc = if running { step.pc } else { activation.pc };
            let top = running.then(|| step.open_top());
            let live = code.live(closure.proto().line_defined(), pc, top);
            roots.extend(live.iter().map(|r| step.stack(activation.base + u32::from(r))));
        }
        roots
    }

    fn forget_freed(&mut self, vm: &mut Vm) {
        let Objects { ids, held } = &mut self.objects;
        let mut freed = false;
        vm.heap().take_freed(|address| {
            ids.remove(address);
            for (object, _) in held.iter_mut().filter(|(object, _)| object.identity() == address) {
                *object = Value::NIL;
            }
            freed = true;
        });
        if freed {
            self.closure = 0;
        }
    }
}

impl<O: Observer> Observer for OurSide<O> {
    #[inline]
    fn before(&mut self, vm: &mut Vm, step: &Step) {
        if vm.hooks_off() || self.collecting || self.recorder.stopped() {
            return;
        }
        if self.unstopped > 0 {
            return;
        }
        self.inner.before(vm, step);
        if self.snapshot == Some(self.recorder.steps) {
            self.snapshot = None;
            let roots = self.roots(step);
            self.taken = Some(our_run::snapshot(vm, &roots));
        }
        if !vm.collector_is_stopped() {
            vm.stop_collector();
        }
        self.forget_freed(vm);
        let closure = step.closure.address();
        if closure != self.closure {
            self.plan = self.code.borrow().plan(step.proto.line_defined()).cloned();
            self.closure = closure;
        }
        let Some(plan) = self.plan.as_deref() else {
            self.lost = true;
            vm.end_run();
            return;
        };
        let mut window = Frame { vm, step, objects: &mut self.objects, met: Met::default() };
        if !self.recorder.step(&mut window, plan, step.pc) {
            vm.end_run();
            return;
        }
        if self.recorder.steps.is_multiple_of(MEMORY_CHECK)
            && self.collects
            && vm.heap().bytes_in_use() > self.collect_at
        {
            self.collecting = true;
            // An error of a finalizer is dropped: it has no place in the program.
            let _ = vm.full_collection();
            self.collecting = false;
            let used = vm.heap().bytes_in_use();
            self.collect_at = used + used / 2 + GARBAGE;
        }
    }

    #[inline]
    fn instead(&mut self, vm: &mut Vm, step: &Step) -> Option<Instr> {
        if vm.hooks_off() || self.collecting || self.recorder.stopped() {
            return None;
        }
        self.inner.instead(vm, step)
    }

    #[inline]
    fn after(&mut self, vm: &mut Vm, step: &Step) {
        if vm.hooks_off() || self.collecting || self.recorder.stopped() {
            return;
        }
        self.inner.after(vm, step);
    }

    fn stride(&mut self) -> u64 {
        match std::mem::take(&mut self.unstopped) {
            0 => 1,
            steps => {
                self.recorder.skip_to(steps);
                steps
            }
        }
    }
}

impl Objects {
    #[inline(always)]
    fn object(&mut self, address: usize, kind: Kind) -> u64 {
        if let Some(entry) = self.ids.get(address) {
            return entry.digest;
        }
        let number = self.ids.next_number();
        let digest = digest::object(kind, number);
        self.ids.insert(address, digest, number);
        digest
    }

    fn native(&mut self, def: &'static NativeDef) -> u64 {
        let address = std::ptr::from_ref(def) as usize;
        if let Some(entry) = self.ids.get(address) {
            return entry.digest;
        }
        let digest = digest::native(def.name);
        self.ids.insert(address, digest, 0);
        digest
    }

    #[inline(always)]
    fn value(&mut self, value: Value) -> u64 {
        if let Some(n) = value.as_number() {
            return digest::number(n);
        }
        match value.type_of() {
            Type::Nil => digest::NIL,
            Type::Boolean if value.truthy() => digest::TRUE,
            Type::Boolean => digest::FALSE,
            Type::Number => digest::number(value.as_number().unwrap_or_default()),
            Type::String => {
                let address = value.identity();
                if let Some(entry) = self.ids.get(address) {
                    return entry.digest;
                }
                let digest = value.as_string().map_or(0, |s| digest::string(s.bytes()));
                self.ids.insert(address, digest, 0);
                digest
            }
            Type::Table => self.object(value.identity(), Kind::Table),
            Type::Function => match value.as_native_fn() {
                Some(function) => self.native(function.def()),
                None => self.object(value.identity(), Kind::Function),
            },
            Type::UserData => self.object(value.identity(), Kind::Userdata),
            Type::Thread => self.object(value.identity(), Kind::Thread),
            Type::LightUserData => digest::LIGHT,
        }
    }

    fn kind(value: Value) -> Option<Kind> {
        match value.type_of() {
            Type::Table => Some(Kind::Table),
            Type::UserData => Some(Kind::Userdata),
            Type::Thread => Some(Kind::Thread),
            Type::Function if value.as_native_fn().is_none() => Some(Kind::Function),
            Type::Nil | Type::Boolean | Type::Number | Type::String | Type::Function => None,
            Type::LightUserData => None,
        }
    }

    fn peek(&mut self, value: Value) -> u64 {
        match Objects::kind(value) {
            Some(kind) => match self.ids.get(value.identity()) {
                Some(entry) => entry.digest,
                None => mix(digest::UNKNOWN, kind as u64),
            },
            None => self.value(value),
        }
    }

    fn show(&self, value: Value) -> Canon {
        if let Some(kind) = Objects::kind(value) {
            let entry = self.ids.get(value.identity());
            return Canon::Object { kind, number: entry.map(|entry| entry.number) };
        }
        match (value.as_number(), value.as_string(), value.as_native_fn()) {
            (Some(n), ..) => Canon::Number(n),
            (_, Some(s), _) => Canon::string(s.bytes()),
            (_, _, Some(function)) => Canon::Native(function.def().name),
            _ => match value.type_of() {
                Type::Nil => Canon::Nil,
                Type::Boolean => Canon::Boolean(value.truthy()),
                _ => Canon::Light,
            },
        }
    }
}

fn output(vm: &mut Vm) -> &[u8] {
    match vm.output() {
        Output::Capture(bytes) | Output::Bounded { bytes, .. } => bytes,
        Output::Stdout(..) => &[],
    }
}

/// The window of the function that is about to execute an instruction.
struct Frame<'a> {
    vm: &'a mut Vm,
    step: &'a Step,
    objects: &'a mut Objects,
    met: Met,
}

impl Window for Frame<'_> {
    type Value = Value;

    #[inline(always)]
    fn thread_key(&self) -> usize {
        self.step.thread.address()
    }

    #[inline(always)]
    fn closure_key(&self) -> usize {
        self.step.closure.address()
    }

    #[inline(always)]
    fn thread(&mut self) -> u64 {
        self.objects.object(self.step.thread.address(), Kind::Thread)
    }

    #[inline(always)]
    fn closure(&mut self) -> u64 {
        self.objects.object(self.step.closure.address(), Kind::Function)
    }

    #[inline(always)]
    fn register(&mut self, r: u32) -> u64 {
        let value = self.step.register(r);
        if let Some(n) = value.as_number() {
            return digest::number(n);
        }
        match value.type_of() {
            Type::Nil | Type::Boolean | Type::Number => {}
            Type::String => self.met.string(r),
            Type::Table | Type::Function | Type::UserData | Type::LightUserData | Type::Thread => self.met.object(r),
        }
        self.objects.value(value)
    }

    #[inline(always)]
    fn met(&self) -> Met {
        self.met
    }

    #[inline]
    fn upvalue(&mut self, i: u8) -> u64 {
        match self.step.closure.upvals().get(usize::from(i)) {
            Some(upvalue) => self.objects.value(upvalue.get().get()),
            None => digest::UNKNOWN,
        }
    }

    fn top(&mut self) -> u32 {
        self.step.open_top()
    }

    #[inline(always)]
    fn value(&mut self, r: u32) -> Value {
        self.step.register(r)
    }

    fn constant(&mut self, k: &Const) -> Value {
        match k {
            Const::Nil => Value::NIL,
            Const::Boolean(b) => Value::boolean(*b),
            Const::Number(n) => Value::number(*n),
            Const::String(s) => Value::from(self.vm.new_string(s)),
        }
    }

    #[inline(always)]
    fn environment(&mut self) -> Value {
        Value::from(self.step.closure.env())
    }

    fn raw(&mut self, table: Value, key: Value) -> Value {
        table.as_table().map_or(Value::NIL, |table| table.get(key))
    }

    #[inline(always)]
    fn has_metatable(&mut self, of: Value) -> bool {
        self.vm.metatable_of(of).is_some()
    }

    fn handler(&mut self, of: Value, event: Event) -> Value {
        self.vm.metamethod(of, event)
    }

    #[inline(always)]
    fn sort(&mut self, value: Value) -> Sort {
        match value.type_of() {
            Type::Nil | Type::Boolean | Type::Number | Type::String => Sort::Plain,
            Type::Table => Sort::Table,
            Type::Function if value.as_native_fn().is_some() => Sort::Library,
            Type::Function => Sort::Function,
            Type::UserData | Type::LightUserData | Type::Thread => Sort::Object,
        }
    }

    fn is_nil(&mut self, value: Value) -> bool {
        value.is_nil()
    }

    #[inline(always)]
    fn forget(&mut self) {}

    fn peek(&mut self, value: Value) -> u64 {
        self.objects.peek(value)
    }

    fn parts(&mut self, object: Value, visit: &mut dyn FnMut(&mut Self, Part<Value>)) {
        let metatable = |vm: &Vm| vm.metatable_of(object).map_or(Value::NIL, Value::from);
        if let Some(table) = object.as_table() {
            let len = table.length() as i64;
            visit(self, Part::Length(len));
            let mut many = len > 2 * ENDS;
            let (mut count, mut position) = (0, 0);
            while !many && let Some((next, key, value)) = table.entry_from(position) {
                position = next;
                count += 1;
                many = count > MAX_ENTRIES;
                visit(self, if many { Part::Many } else { Part::Entry(key, value) });
            }
            if many {
                for i in (1..=len.min(ENDS)).chain((ENDS + 1).max(len - ENDS + 1)..=len) {
                    visit(self, Part::Item(i, table.get_int(i)));
                }
            }
            visit(self, Part::Metatable(metatable(self.vm)));
        } else if let Some(function) = object.as_lua_fn() {
            visit(self, Part::Environment(Value::from(function.env())));
            for (i, upvalue) in function.upvals().iter().enumerate() {
                visit(self, Part::Upvalue(i as u8, upvalue.get().get()));
            }
        } else if let Some(userdata) = object.as_userdata() {
            visit(self, Part::Metatable(metatable(self.vm)));
            visit(self, Part::Environment(Value::from(userdata.env())));
        }
    }

    fn shared(&mut self, function: Value, i: u8) -> u64 {
        let upvalue = function.as_lua_fn().and_then(|function| function.upvals().get(usize::from(i)).map(|u| u.get()));
        upvalue.map_or(digest::UNKNOWN, |upvalue| self.objects.object(upvalue.address(), Kind::Userdata))
    }

    fn hidden(&mut self, pc: usize) -> u64 {
        let base = self.step.base;
        let own = self.step.shared_from(base).into_iter().filter_map(|index| index.checked_sub(base));
        let mut digest = own.fold(6, |digest, register| mix(digest, u64::from(register)));
        if pc == 0
            && let Some(activation) = self.step.activation(self.step.depth)
        {
            // Below the window of a vararg function lie its arguments.
            for index in activation.func + 1..base {
                digest = mix(digest, self.objects.peek(self.step.stack(index)));
            }
        }
        digest
    }

    fn hold(&mut self, object: Value, key: Option<Value>) -> bool {
        if let Some(table) = object.as_table() {
            let weak = self.vm.metamethod(object, Event::Mode);
            // What the registry holds is the engine's own affair.
            if table == self.vm.registry() || !weak.is_nil() {
                return false;
            }
        } else if object.as_lua_fn().is_none() && object.as_userdata().is_none() {
            return false;
        }
        self.objects.held.push((object, key));
        true
    }

    fn held(&mut self, i: usize) -> (Value, Option<Value>) {
        self.objects.held.get(i).copied().unwrap_or((Value::NIL, None))
    }

    fn release(&mut self) {
        self.objects.held.clear();
    }

    #[inline(always)]
    fn output(&mut self) -> &[u8] {
        output(self.vm)
    }

    fn show_thread(&mut self) -> u32 {
        self.objects.ids.get(self.step.thread.address()).map_or(0, |entry| entry.number)
    }

    fn show_closure(&mut self) -> u32 {
        self.objects.ids.get(self.step.closure.address()).map_or(0, |entry| entry.number)
    }

    fn show_register(&mut self, r: u32) -> Canon {
        self.objects.show(self.step.register(r))
    }

    fn show_upvalue(&mut self, i: u8) -> Canon {
        match self.step.closure.upvals().get(usize::from(i)) {
            Some(upvalue) => self.objects.show(upvalue.get().get()),
            None => Canon::Hidden,
        }
    }

    fn show(&mut self, value: Value) -> Canon {
        self.objects.show(value)
    }

    fn show_hidden(&mut self, pc: usize) -> Vec<(String, Canon)> {
        let (base, step) = (self.step.base, self.step);
        let own = step.shared_from(base).into_iter().filter_map(|index| index.checked_sub(base));
        let open: Vec<String> = own.map(|register| format!("R{register}")).collect();
        let mut found =
            vec![("the registers that closures share".to_string(), Canon::string(open.join(" ").as_bytes()))];
        if pc == 0
            && let Some(activation) = step.activation(step.depth)
        {
            let arguments = (activation.func + 1..base).enumerate();
            found.extend(
                arguments.map(|(i, index)| (format!("argument {}", i + 1), self.objects.show(step.stack(index)))),
            );
        }
        found
    }
}
