//! Watching a run: the [`Observer`] of steps, and the choice of interpreter loop.
//!
//! A step is one executed 5.1 instruction, as PUC's count hook sees it: a test and the jump after it are one step. There are two
//! loops ([`VmLoop`]): what users run is the fast one; the general one, which the fast one falls back on, executes any
//! instruction in full. Either can be observed, so that each can be held against the other; unobserved, the fast loop pays
//! nothing for it.

use super::call::Flow;
use super::object::{FnProto, LuaFn, Thread};
use super::state::{Thrown, Vm};
use super::thread::Ret;
use super::value::{Gc, Value};
use crate::isa::Instr;

/// Watches each step. An observer may also alter registers or instructions: that is how faults are injected.
pub(crate) trait Observer {
    /// Before the instruction at `step.pc` is executed.
    fn before(&mut self, vm: &mut Vm, step: &Step);

    /// Another instruction to execute in the place of the one at `step.pc`. It is an error of the program
    /// if the function does not verify with it.
    fn instead(&mut self, _vm: &mut Vm, _step: &Step) -> Option<Instr> {
        None
    }

    /// After it was executed (a call: after the callee was entered or, if native, has returned).
    fn after(&mut self, _vm: &mut Vm, _step: &Step) {}

    /// How many steps, this one included, are executed before `before` is asked again: the fast loop executes them without
    /// being left, so that what it keeps from one instruction to the next is as in an unobserved run. Asked after `before`.
    fn stride(&mut self) -> u64 {
        1
    }
}

/// The loops that execute instructions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VmLoop {
    /// Over the pre-decoded words, as in an unobserved run.
    Fast,
    /// Each instruction in full generality, from its 5.1 word.
    General,
}

/// What watches a run, if anything does.
pub(crate) type Watcher = Option<Box<dyn Observer>>;

impl<O: Observer + ?Sized> Observer for Box<O> {
    fn before(&mut self, vm: &mut Vm, step: &Step) {
        (**self).before(vm, step);
    }

    fn instead(&mut self, vm: &mut Vm, step: &Step) -> Option<Instr> {
        (**self).instead(vm, step)
    }

    fn after(&mut self, vm: &mut Vm, step: &Step) {
        (**self).after(vm, step);
    }

    fn stride(&mut self) -> u64 {
        (**self).stride()
    }
}

impl<O: Observer> Observer for Option<O> {
    fn before(&mut self, vm: &mut Vm, step: &Step) {
        if let Some(observer) = self {
            observer.before(vm, step);
        }
    }

    fn instead(&mut self, vm: &mut Vm, step: &Step) -> Option<Instr> {
        self.as_mut()?.instead(vm, step)
    }

    fn after(&mut self, vm: &mut Vm, step: &Step) {
        if let Some(observer) = self {
            observer.after(vm, step);
        }
    }

    fn stride(&mut self) -> u64 {
        self.as_mut().map_or(1, |observer| observer.stride())
    }
}

/// Where a step takes place.
#[derive(Clone, Copy)]
pub(crate) struct Step {
    pub thread: Gc<Thread>,
    pub closure: Gc<LuaFn>,
    pub proto: Gc<FnProto>,
    pub pc: usize,
    /// Number of frames below, the base frame not counted.
    pub depth: usize,
    /// Stack index of register 0.
    pub base: u32,
}

impl Step {
    /// Register `r`, nil beyond the stack; registers end at the prototype's `max_stack`, values of open results at `open_top`.
    #[inline(always)]
    pub fn register(&self, r: u32) -> Value {
        self.stack(self.base.saturating_add(r))
    }

    /// Alters register `r`; nothing happens beyond the stack.
    pub fn set_register(&self, r: u32, v: Value) {
        self.set_stack(self.base.saturating_add(r), v);
    }

    /// Number of registers up to the stack's top: what an open result or argument list ends at.
    #[inline(always)]
    pub fn open_top(&self) -> u32 {
        self.thread.index_of(self.thread.top).saturating_sub(self.base)
    }
}

/// State of a thread that no register shows, and that an activation finds as it left it whatever it calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unseen {
    /// Stack index of the message handler in force; 0 for none.
    pub handler: u32,
    /// Nesting of C calls since the thread was resumed.
    pub c_calls: u32,
    /// Whether hooks may run.
    pub hooks: bool,
}

/// An activation, as contract checks need to see it.
#[derive(Clone, Copy)]
pub(crate) struct Activation {
    /// `None` for a native function.
    pub closure: Option<Gc<LuaFn>>,
    /// The instruction that it is at (after which it goes on).
    pub pc: usize,
    /// Stack index of register 0.
    pub base: u32,
    /// Stack index of the called function.
    pub func: u32,
    pub returns_to: ReturnsTo,
}

/// What goes on when an activation returns.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReturnsTo {
    /// A CALL of the Lua function below.
    Call,
    /// Another instruction of the Lua function below, which called a metamethod or an iterator.
    Instruction,
    /// A library function, the host, or whoever resumed the coroutine that ends.
    Native,
}

impl Step {
    /// What no register shows.
    pub fn unseen(&self) -> Unseen {
        let thread = &*self.thread;
        Unseen {
            handler: thread.errfunc,
            c_calls: thread.n_ccalls.wrapping_sub(thread.base_ccalls),
            hooks: thread.hook.get().allowed,
        }
    }

    /// The value at a stack index of the step's thread; nil beyond the end.
    #[inline(always)]
    pub fn stack(&self, index: u32) -> Value {
        if (index as usize) < self.thread.stack_size() {
            // SAFETY: within the stack.
            unsafe { *self.thread.slot(index) }
        } else {
            Value::NIL
        }
    }

    /// Alters the value at a stack index. Nothing happens beyond the end of the stack, nor where a frame relies on the value:
    /// at a function that runs, and in the window of a library function.
    pub fn set_stack(&self, index: u32, v: Value) {
        let owner =
            (0..=self.thread.depth()).rev().map(|depth| self.thread.frame(depth)).find(|frame| frame.func <= index);
        let free = owner.is_some_and(|frame| !frame.closure.is_null() && frame.func < index);
        if free && (index as usize) < self.thread.stack_size() {
            // SAFETY: within the stack.
            unsafe { *self.thread.slot(index) = v }
        }
    }

    /// Stack indices that open upvalues share, the highest first.
    pub fn shared(&self) -> Vec<u32> {
        self.shared_from(0)
    }

    /// As [`Step::shared`], from `first` up.
    pub fn shared_from(&self, first: u32) -> Vec<u32> {
        self.open_list().take_while(|&index| index >= first).collect()
    }

    /// Whether one of the highest open upvalues is no slot of the stack, as none ever may be.
    pub fn has_astray(&self) -> bool {
        let size = self.thread.stack_size();
        self.open_list().take(64).any(|index| index as usize >= size)
    }

    /// Stack indices of the open upvalues.
    fn open_list(&self) -> impl Iterator<Item = u32> {
        let mut next = self.thread.open;
        std::iter::from_fn(move || {
            if next.is_null() {
                return None;
            }
            // SAFETY: the list holds live open upvalues of this thread.
            unsafe {
                let index = self.thread.index_of((*next).v.get());
                next = (*next).next.get();
                Some(index)
            }
        })
    }

    /// The activation `depth` frames above the base of the step's thread, if there is one.
    pub fn activation(&self, depth: usize) -> Option<Activation> {
        if depth == 0 || depth > self.thread.depth() {
            return None;
        }
        let frame = self.thread.frame(depth);
        let closure = if frame.closure.is_null() {
            None
        } else {
            // SAFETY: the closure of a live frame.
            Some(unsafe { Gc::from_ptr(frame.closure) })
        };
        let pc = closure.map_or(0, |closure: Gc<LuaFn>| {
            ((frame.pc as usize - closure.proto().wide.as_ptr() as usize) / size_of::<u64>()).saturating_sub(1)
        });
        let returns_to = match frame.ret {
            Ret::Lua => ReturnsTo::Call,
            Ret::Finish => ReturnsTo::Instruction,
            Ret::Native | Ret::Exit | Ret::Body => ReturnsTo::Native,
        };
        Some(Activation { closure, pc, base: frame.base, func: frame.func, returns_to })
    }

    /// How many open upvalues of this thread there are from register `r` up.
    pub fn open_upvalues(&self, r: u32) -> usize {
        let mut count = 0;
        let mut next = self.thread.open;
        // SAFETY: the list holds live open upvalues of this thread, the highest first.
        unsafe {
            while !next.is_null() && self.thread.index_of((*next).v.get()) >= self.base + r {
                count += 1;
                next = (*next).next.get();
            }
        }
        count
    }
}

/// The interpreter loop of a run.
#[derive(Clone, Copy)]
pub(super) struct Runner {
    pub(super) run: unsafe fn(&mut Vm) -> Result<Flow, Thrown>,
    observer: *mut (),
}

impl Runner {
    pub(super) fn unobserved(metered: bool) -> Runner {
        let run: unsafe fn(&mut Vm) -> Result<Flow, Thrown> =
            if metered { Vm::run_plain::<true> } else { Vm::run_plain::<false> };
        Runner { run, observer: std::ptr::null_mut() }
    }
}

impl Vm {
    /// Runs `f` with `observer` watching every step that `way` takes, in coroutines and callbacks too.
    pub fn observed<O: Observer, T>(&mut self, way: VmLoop, observer: &mut O, f: impl FnOnce(&mut Vm) -> T) -> T {
        let previous = self.runner;
        let run: unsafe fn(&mut Vm) -> Result<Flow, Thrown> = match way {
            VmLoop::Fast => Vm::run_observed::<O, true>,
            VmLoop::General => Vm::run_observed::<O, false>,
        };
        self.runner = Runner { run, observer: observer as *mut O as *mut () };
        let result = f(self);
        self.runner = previous;
        result
    }

    /// Whether only explicit collections free objects.
    pub fn collector_is_stopped(&self) -> bool {
        self.gc.stopped
    }

    /// Uses up the budget: the run ends before the next instruction.
    pub fn end_run(&mut self) {
        self.fuel = -1;
    }

    /// Whether hooks are off on the running thread: a hook or a finalizer runs.
    pub fn hooks_off(&self) -> bool {
        !self.current_thread().hook.get().allowed
    }

    /// # Safety
    /// A Lua frame is on top of the running thread.
    unsafe fn run_plain<const METERED: bool>(vm: &mut Vm) -> Result<Flow, Thrown> {
        if vm.current_thread().hook.get().mask == 0 {
            // SAFETY: by the contract.
            unsafe { super::fast::run::<METERED, false>(vm) }
        } else {
            while vm.current_thread().hook.get().mask != 0 {
                vm.trace_hooks()?;
                vm.burn(1)?;
                vm.advance();
                if vm.slow_step()? == Flow::Exit {
                    return Ok(Flow::Exit);
                }
            }
            Ok(Flow::Continue)
        }
    }

    /// # Safety
    /// A Lua frame is on top of the running thread, and the runner's observer is an `O`.
    unsafe fn run_observed<O: Observer, const FAST: bool>(vm: &mut Vm) -> Result<Flow, Thrown> {
        // SAFETY: `observed` set both; the observer outlives the run.
        let observer = unsafe { &mut *(vm.runner.observer as *mut O) };
        loop {
            let hooked = vm.current_thread().hook.get().mask != 0;
            if hooked {
                vm.trace_hooks()?;
            }
            vm.burn(1)?;
            if FAST && vm.steps_left > 0 && !hooked {
                // In the middle of a stride, in another thread or a callback.
                // SAFETY: by the contract.
                if unsafe { super::fast::run::<false, true>(vm) }? == Flow::Exit {
                    return Ok(Flow::Exit);
                }
                continue;
            }
            let step = vm.current_step();
            observer.before(vm, &step);
            let instead = observer.instead(vm, &step);
            // The instruction may end its function, or its coroutine, and collect garbage.
            let watched = vm.watched.len();
            vm.watched.extend([Value::from(step.closure), Value::from(step.thread)]);
            let flow = match instead {
                // As in an unobserved run, the fast loop is not used where hooks are.
                None if FAST && !hooked => {
                    vm.steps_left = observer.stride();
                    // SAFETY: by the contract.
                    unsafe { super::fast::run::<false, true>(vm) }
                }
                None => {
                    vm.advance();
                    vm.slow_step()
                }
                Some(instruction) => {
                    vm.advance();
                    vm.step_instead(instruction)
                }
            };
            if flow.is_ok() {
                observer.after(vm, &step);
            }
            vm.watched.truncate(watched);
            let flow = flow?;
            if flow == Flow::Exit {
                return Ok(Flow::Exit);
            }
        }
    }

    /// The instruction that is about to be executed.
    pub fn current_step(&self) -> Step {
        let thread = self.current_thread();
        let depth = thread.depth();
        let frame = thread.frame(depth);
        // SAFETY: called with a Lua frame on top.
        let closure = unsafe { Gc::from_ptr(frame.closure) };
        let proto = closure.proto();
        let pc = (frame.pc as usize - proto.wide.as_ptr() as usize) / size_of::<u64>();
        Step { thread, closure, proto, pc, depth, base: frame.base }
    }

    /// The instruction that is about to be executed, if a Lua function is on top.
    pub fn next_step(&self) -> Option<Step> {
        let thread = self.current_thread();
        let lua = thread.depth() > 0 && !thread.frame(thread.depth()).closure.is_null();
        lua.then(|| self.current_step())
    }

    fn advance(&mut self) {
        // SAFETY: a Lua frame is on top; the last instruction is a RETURN.
        unsafe {
            let ci = (*self.thread).ci;
            (*ci).pc = (*ci).pc.add(1);
        }
    }
}
