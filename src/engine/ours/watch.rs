//! Watching our VM from outside, step by step, and altering it: plain values and checked indices in the place of handles.
//!
//! Invariant: nothing that is seen of a step outlives it, and nothing outside of the thread's stack is read or written.

use crate::isa::Instr;
use crate::vm::trace::{Observer, Step as VmStep};
use crate::vm::{Gc, Table, Type, Value as VmValue, Vm};

/// Watches each step of a run: one executed instruction, a test and the jump that follows it taken together.
pub trait Watch {
    /// Before the instruction of `step` is executed.
    fn before(&mut self, _step: &mut WatchedStep<'_>) {}

    /// Another instruction to execute in its place. If the function does not verify with it, that is an error of the program.
    fn instead(&mut self, _step: &WatchedStep<'_>) -> Option<Instr> {
        None
    }

    /// After it was executed; a call: after the callee was entered or, if it is a library function, has returned.
    fn after(&mut self, _step: &mut WatchedStep<'_>) {}
}

impl<W: Watch + ?Sized> Watch for &mut W {
    fn before(&mut self, step: &mut WatchedStep<'_>) {
        (**self).before(step);
    }

    fn instead(&mut self, step: &WatchedStep<'_>) -> Option<Instr> {
        (**self).instead(step)
    }

    fn after(&mut self, step: &mut WatchedStep<'_>) {
        (**self).after(step);
    }
}

/// A value without its state. Of an object there is the type alone.
#[derive(Clone, Debug, PartialEq)]
pub enum Plain {
    /// `nil`.
    Nil,
    /// `true` or `false`.
    Boolean(bool),
    /// A number.
    Number(f64),
    /// A string.
    String(Vec<u8>),
    /// Something else: the name of its type. It cannot be given to the VM, which takes it for nil.
    Object(&'static str),
}

impl From<f64> for Plain {
    fn from(number: f64) -> Plain {
        Plain::Number(number)
    }
}

impl From<&str> for Plain {
    fn from(text: &str) -> Plain {
        Plain::String(text.into())
    }
}

impl Plain {
    /// The number that it is.
    pub fn as_number(&self) -> Option<f64> {
        match self {
            Plain::Number(number) => Some(*number),
            Plain::Nil | Plain::Boolean(_) | Plain::String(_) | Plain::Object(_) => None,
        }
    }

    pub(super) fn of(value: VmValue) -> Plain {
        match value.type_of() {
            Type::Nil => Plain::Nil,
            Type::Boolean => Plain::Boolean(value.truthy()),
            Type::Number => Plain::Number(value.as_number().unwrap_or_default()),
            Type::String => value.as_string().map_or(Plain::Nil, |s| Plain::String(s.bytes().to_vec())),
            Type::Table | Type::Function | Type::UserData | Type::LightUserData | Type::Thread => {
                Plain::Object(value.type_name())
            }
        }
    }

    pub(super) fn into_value(self, vm: &mut Vm) -> VmValue {
        match self {
            Plain::Nil | Plain::Object(_) => VmValue::NIL,
            Plain::Boolean(truth) => VmValue::boolean(truth),
            Plain::Number(number) => VmValue::number(number),
            Plain::String(text) => vm.str(text),
        }
    }
}

/// Where a function returns to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WatchedReturn {
    /// A CALL of the Lua function below.
    Call,
    /// Another instruction of the Lua function below, which called a metamethod or an iterator.
    Instruction,
    /// A library function, the host, or whoever resumed the coroutine that ends.
    Native,
}

/// An activation of a function.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct WatchedFrame {
    /// Whether it is a Lua function.
    pub is_lua: bool,
    /// The instruction that it is at.
    pub pc: usize,
    /// Stack index of register 0.
    pub base: u32,
    /// Stack index of the called function.
    pub func: u32,
    /// Where it returns to.
    pub returns_to: WatchedReturn,
}

/// A step, for as long as it lasts. Registers are counted from the base of its function; stack indices are those of its thread.
pub struct WatchedStep<'a> {
    vm: &'a mut Vm,
    step: VmStep,
}

impl WatchedStep<'_> {
    /// The instruction's index in the code.
    pub fn pc(&self) -> usize {
        self.step.pc
    }

    /// The instruction that is about to be executed, as it stands in the code.
    pub fn instruction(&self) -> Instr {
        self.step.proto.code()[self.step.pc]
    }

    /// How many activations are below.
    pub fn depth(&self) -> usize {
        self.step.depth
    }

    /// The line where the function begins; its number where lines are replaced by numbers.
    pub fn line_defined(&self) -> u32 {
        self.step.proto.line_defined()
    }

    /// Number of registers.
    pub fn max_stack(&self) -> u32 {
        u32::from(self.step.proto.max_stack())
    }

    /// Stack index of register 0.
    pub fn base(&self) -> u32 {
        self.step.base
    }

    /// Number of registers up to the stack's top: where an open list ends.
    pub fn open_top(&self) -> u32 {
        self.step.open_top()
    }

    /// A register; nil beyond the stack.
    pub fn register(&self, r: u32) -> Plain {
        Plain::of(self.step.register(r))
    }

    /// Alters a register; nothing happens beyond the stack.
    pub fn set_register(&mut self, r: u32, value: impl Into<Plain>) {
        let value = value.into().into_value(self.vm);
        self.step.set_register(r, value);
    }

    /// The value at a stack index; nil beyond the stack.
    pub fn stack(&self, index: u32) -> Plain {
        Plain::of(self.step.stack(index))
    }

    /// Alters the value at a stack index; nothing happens beyond the stack.
    pub fn set_stack(&mut self, index: u32, value: impl Into<Plain>) {
        let value = value.into().into_value(self.vm);
        self.step.set_stack(index, value);
    }

    /// Copies the value at a stack index, whatever it is, to another.
    pub fn copy_stack(&mut self, from: u32, to: u32) {
        self.step.set_stack(to, self.step.stack(from));
    }

    /// Copies a register, whatever it holds, to another.
    pub fn copy_register(&mut self, from: u32, to: u32) {
        self.step.set_register(to, self.step.register(from));
    }

    /// Exchanges the values at two stack indices.
    pub fn swap_stack(&mut self, a: u32, b: u32) {
        let (x, y) = (self.step.stack(a), self.step.stack(b));
        self.step.set_stack(a, y);
        self.step.set_stack(b, x);
    }

    /// Stack indices that open upvalues share, the highest first.
    pub fn shared(&self) -> Vec<u32> {
        self.step.shared()
    }

    /// How many open upvalues of the thread there are from register `r` up.
    pub fn open_upvalues(&self, r: u32) -> usize {
        self.step.open_upvalues(r)
    }

    /// The activation at a depth of the step's thread, if there is one.
    pub fn activation(&self, depth: usize) -> Option<WatchedFrame> {
        let found = self.step.activation(depth)?;
        let returns_to = match found.returns_to {
            crate::vm::trace::ReturnsTo::Call => WatchedReturn::Call,
            crate::vm::trace::ReturnsTo::Instruction => WatchedReturn::Instruction,
            crate::vm::trace::ReturnsTo::Native => WatchedReturn::Native,
        };
        let is_lua = found.closure.is_some();
        Some(WatchedFrame { is_lua, pc: found.pc, base: found.base, func: found.func, returns_to })
    }

    /// Whether the activation of the step still runs, on top.
    pub fn stays(&self) -> bool {
        let thread = self.vm.current_thread();
        thread == self.step.thread && thread.depth() == self.step.depth
    }

    /// The step that comes next, if a Lua function is on top: after a call, the first of the callee.
    pub fn following(&mut self) -> Option<WatchedStep<'_>> {
        let step = self.vm.next_step()?;
        Some(WatchedStep { vm: self.vm, step })
    }

    /// Whether a register holds a table.
    pub fn is_table(&self, r: u32) -> bool {
        self.table(r).is_some()
    }

    fn table(&self, r: u32) -> Option<Gc<Table>> {
        self.step.register(r).as_table()
    }

    /// Sets `R(r)[path[0]][path[1]]...` without metamethods; false if there is no such table.
    pub fn set_item(&mut self, r: u32, path: &[Plain], value: impl Into<Plain>) -> bool {
        let (Some(mut table), Some((last, path))) = (self.table(r), path.split_last()) else { return false };
        for key in path {
            let key = key.clone().into_value(self.vm);
            let Some(inner) = table.get(key).as_table() else { return false };
            table = inner;
        }
        let (key, value) = (last.clone().into_value(self.vm), value.into().into_value(self.vm));
        self.vm.raw_set(table, key, value).is_ok()
    }

    /// Sets the first entry of the table in a register; false if there is none, or if it has a metatable.
    pub fn set_first_item(&mut self, r: u32, value: impl Into<Plain>) -> bool {
        let Some(table) = self.table(r).filter(|table| table.metatable().is_none()) else { return false };
        let Some((_, key, _)) = table.entry_from(0) else { return false };
        let value = value.into().into_value(self.vm);
        self.vm.raw_set(table, key, value).is_ok()
    }

    /// Sets an upvalue of the function; false if it has no such.
    pub fn set_upvalue(&mut self, index: usize, value: impl Into<Plain>) -> bool {
        let value = value.into().into_value(self.vm);
        let found = self.step.closure.upvals().get(index);
        found.inspect(|upvalue| upvalue.get().set(value)).is_some()
    }

    /// Sets a global of the function, without metamethods.
    pub fn set_global(&mut self, name: &str, value: impl Into<Plain>) {
        let value = value.into().into_value(self.vm);
        self.vm.set_field(self.step.closure.env(), name, value);
    }

    fn global_table(&mut self, name: &str) -> Option<Gc<Table>> {
        let globals = self.vm.globals();
        self.vm.get_field(globals, name).as_table()
    }

    /// The entries of the table in a global, in the order of traversal; none if there is no table.
    pub fn global_items(&mut self, name: &str) -> Vec<(Plain, Plain)> {
        let (mut found, mut position) = (vec![], 0);
        let Some(table) = self.global_table(name) else { return found };
        while let Some((next, key, value)) = table.entry_from(position) {
            position = next;
            found.push((Plain::of(key), Plain::of(value)));
        }
        found
    }

    /// Sets an entry of the table in a global, without metamethods; an object for a key stands for the first one of its type
    /// in a register. False if there is no such table or key.
    pub fn set_global_item(&mut self, name: &str, key: &Plain, value: impl Into<Plain>) -> bool {
        let Some(table) = self.global_table(name) else { return false };
        let key = match key {
            Plain::Object(_) => {
                let held = (0..self.max_stack()).map(|r| self.step.register(r)).find(|held| Plain::of(*held) == *key);
                let Some(held) = held else { return false };
                held
            }
            Plain::Nil | Plain::Boolean(_) | Plain::Number(_) | Plain::String(_) => key.clone().into_value(self.vm),
        };
        let value = value.into().into_value(self.vm);
        self.vm.raw_set(table, key, value).is_ok()
    }

    /// Uses up the budget: the run ends before the next instruction.
    pub fn end_run(&mut self) {
        self.vm.end_run();
    }
}

/// What watches from outside, inside.
pub(crate) struct Outside<W>(pub W);

impl<W: Watch> Observer for Outside<W> {
    fn before(&mut self, vm: &mut Vm, step: &VmStep) {
        self.0.before(&mut WatchedStep { vm, step: *step });
    }

    fn instead(&mut self, vm: &mut Vm, step: &VmStep) -> Option<Instr> {
        self.0.instead(&WatchedStep { vm, step: *step })
    }

    fn after(&mut self, vm: &mut Vm, step: &VmStep) {
        self.0.after(&mut WatchedStep { vm, step: *step });
    }
}
