//! Calls: entering and leaving functions, protected calls, coroutine switches, unwinding.
//!
//! Lua-to-Lua calls, metamethods, pcall, iterators and coroutines never recurse in Rust: each is a frame with a
//! note of what happens when it returns ([`Ret`]). Only a native function that calls back (`Vm::call`) nests an
//! interpreter loop, and the C-call depth bounds that.

use super::object::{LuaFn, NativeFn, Thread};
use super::state::{ErrorKind, ErrorState, Thrown, Vm};
use super::thread::{CoroutineStatus, Frame, FrameOverflow, FrameState, MAX_C_CALLS, MIN_STACK, Ret, hook};
use super::value::{Gc, Value, tag};
use super::{cx::Cx, meta::Event};

/// Bit of a protected call's `cont`: it runs in a hook.
const IN_HOOK: u16 = 1 << 15;

/// The code of a library function.
pub(crate) type Native = fn(&mut Cx<'_>) -> Result<Results, Thrown>;

/// A library function: its name, unique and the same in every engine (`string.rep`, `file:close`, `iterator of ipairs`), and
/// its code.
pub(crate) struct NativeDef {
    pub name: &'static str,
    pub code: Native,
}

impl NativeDef {
    /// The name inside its library table.
    pub fn short_name(&self) -> &'static str {
        match self.name.bytes().rposition(|b| matches!(b, b'.' | b':')) {
            Some(dot) => &self.name[dot + 1..],
            None => self.name,
        }
    }
}

/// What a native function leaves: its results on top of the stack, or a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Results(pub(super) i32);

impl Results {
    /// The function and its arguments lie on top of the stack, from `Vm::pending` on; the native's frame has
    /// a continuation.
    pub(super) const CALL: Results = Results(-1);
    /// Another thread runs now, or this one goes on elsewhere.
    pub(super) const SWITCH: Results = Results(-2);

    /// `n` results, the topmost values of the stack.
    #[inline(always)]
    pub fn count(n: usize) -> Results {
        Results(n as i32)
    }
}

/// Where control is after a call was started or a frame was left.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Flow {
    /// A Lua frame is on top: go on with it.
    Continue,
    /// A frame with `Ret::Exit` returned.
    Exit,
}

impl Vm {
    /// Calls the function at stack index `func` with the values above it; the results replace it, and `top` is
    /// after the last one.
    pub(super) fn call_at(&mut self, func: u32, nresults: i32) -> Result<(), Thrown> {
        // A function may be called again and again without an instruction that uses up fuel.
        self.burn(1)?;
        if self.enter_c_call().is_err() {
            self.run_message_handler();
            return Err(Thrown);
        }
        let thread = self.thread;
        // SAFETY: the running thread is alive.
        let depth = unsafe { (*thread).depth() };
        let result = match self.start(func, nresults, Ret::Exit) {
            Ok(Flow::Exit) => Ok(()),
            Ok(Flow::Continue) => self.execute(),
            Err(Thrown) => {
                // SAFETY: as above.
                if self.thread == thread && unsafe { (*thread).depth() } == depth {
                    // The call did not even begin: there is no frame of it to unwind.
                    self.run_message_handler();
                    Err(Thrown)
                } else {
                    match self.unwind() {
                        Ok(Flow::Exit) => Ok(()),
                        Ok(Flow::Continue) => self.execute(),
                        Err(Thrown) => Err(Thrown),
                    }
                }
            }
        };
        if result.is_ok() {
            // SAFETY: the running thread is alive.
            unsafe { (*self.thread).n_ccalls -= 1 };
        }
        result
    }

    /// Runs the Lua frame on top until a frame with `Ret::Exit` returns.
    fn execute(&mut self) -> Result<(), Thrown> {
        loop {
            let run = self.runner.run;
            // SAFETY: a Lua frame is on top, of verified code.
            let flow = match unsafe { run(self) } {
                Ok(flow) => flow,
                Err(Thrown) => self.unwind()?,
            };
            if flow == Flow::Exit {
                return Ok(());
            }
        }
    }

    /// Counts one more level of C calls (manual: none; LUAI_MAXCCALLS).
    pub(super) fn enter_c_call(&mut self) -> Result<(), Thrown> {
        // SAFETY: the running thread is alive.
        let th = unsafe { &mut *self.thread };
        th.n_ccalls += 1;
        if th.n_ccalls >= MAX_C_CALLS {
            if th.n_ccalls == MAX_C_CALLS {
                return Err(self.runtime_error(b"C stack overflow"));
            }
            if th.n_ccalls >= MAX_C_CALLS + MAX_C_CALLS / 8 {
                return Err(self.throw_kind(ErrorKind::InHandler));
            }
        }
        Ok(())
    }

    /// Pushes a frame for the function at `func`; a native runs to its end.
    pub(super) fn start(&mut self, mut func: u32, mut nresults: i32, mut ret: Ret) -> Result<Flow, Thrown> {
        loop {
            // SAFETY: `func` is a live slot of the running thread's stack.
            let callee = unsafe { *(*self.thread).slot(func) };
            match callee.tag {
                tag::LUA_FN => {
                    self.push_lua_frame(callee.cast(), func, nresults, ret)?;
                    return Ok(Flow::Continue);
                }
                tag::NATIVE_FN => {
                    let f: Gc<NativeFn> = callee.cast();
                    self.push_native_frame(func, nresults, ret)?;
                    // SAFETY: the frame was just pushed.
                    let (base, n) = unsafe {
                        let th = &*self.thread;
                        (func + 1, th.index_of(th.top) - (func + 1))
                    };
                    let results = (f.def.code)(&mut Cx::new(self, base, n))?;
                    if results != Results::CALL {
                        return self.after_native(results);
                    }
                    func = self.pending;
                    nresults = -1;
                    ret = Ret::Native;
                }
                _ => self.insert_call_metamethod(func, callee)?,
            }
        }
    }

    /// Leaves the frame of a native function that has returned, or does what it asks for.
    pub(super) fn after_native(&mut self, results: Results) -> Result<Flow, Thrown> {
        match results {
            Results::CALL => self.start(self.pending, -1, Ret::Native),
            Results::SWITCH => self.resume_top(),
            Results(n) => {
                // SAFETY: the native left `n` results below top.
                let first = unsafe { (*self.thread).top.sub(n as usize) };
                self.leave(first, n as usize)
            }
        }
    }

    /// After a switch: the thread may have returned from its topmost native already.
    fn resume_top(&mut self) -> Result<Flow, Thrown> {
        // SAFETY: the running thread is alive; frames up to ci are initialised.
        let th = unsafe { &mut *self.thread };
        if th.started {
            // The values that were passed lie on top: they are the results of `yield`.
            let n = self.pending as usize;
            // SAFETY: they were just pushed.
            let first = unsafe { th.top.sub(n) };
            self.leave(first, n)
        } else {
            th.started = true;
            self.start(1, -1, Ret::Body)
        }
    }

    /// Replaces a value that is not a function by its `__call` handler, with the value as first argument.
    pub(super) fn insert_call_metamethod(&mut self, func: u32, callee: Value) -> Result<(), Thrown> {
        let handler = self.metamethod(callee, Event::Call);
        if !handler.is_function() {
            return Err(self.type_error_at(func, callee, "call"));
        }
        self.ensure_stack(1);
        // SAFETY: slots from `func` to `top` are live, and there is room for one more.
        unsafe {
            let th = &mut *self.thread;
            let p = th.slot(func);
            std::ptr::copy(p, p.add(1), th.top.offset_from(p) as usize);
            *p = handler;
            th.top = th.top.add(1);
        }
        Ok(())
    }

    /// Room for `n` slots above `top`.
    #[inline(always)]
    pub fn ensure_stack(&mut self, n: usize) {
        // SAFETY: the running thread is alive.
        let th = unsafe { &mut *self.thread };
        if (th.stack_limit as usize).wrapping_sub(th.top as usize) as isize <= (n * size_of::<Value>()) as isize {
            th.grow_stack(&mut self.heap, n);
        }
    }

    #[inline(always)]
    fn new_frame(&mut self) -> Result<*mut Frame, Thrown> {
        // SAFETY: the running thread is alive.
        let th = unsafe { &mut *self.thread };
        // SAFETY: `ci` and `frames_end` point into the same buffer.
        let next = unsafe { th.ci.add(1) };
        if next < th.frames_end {
            return Ok(next);
        }
        self.grow_frames()
    }

    #[cold]
    fn grow_frames(&mut self) -> Result<*mut Frame, Thrown> {
        // SAFETY: as in `new_frame`.
        let th = unsafe { &mut *self.thread };
        match th.grow_frames(&mut self.heap) {
            // SAFETY: there is room for one more now.
            Ok(()) => Ok(unsafe { th.ci.add(1) }),
            Err(FrameOverflow::Overflow) => Err(self.runtime_error(b"stack overflow")),
            Err(FrameOverflow::InHandler) => Err(self.throw_kind(ErrorKind::InHandler)),
        }
    }

    pub(super) fn push_native_frame(&mut self, func: u32, nresults: i32, ret: Ret) -> Result<(), Thrown> {
        self.ensure_stack(MIN_STACK);
        let frame = self.new_frame()?;
        // SAFETY: `new_frame` gives room for a frame.
        unsafe {
            let th = &mut *self.thread;
            frame.write(Frame {
                closure: std::ptr::null_mut(),
                pc: std::ptr::null(),
                constants: std::ptr::null(),
                base: func + 1,
                func,
                top: th.index_of(th.top) + MIN_STACK as u32,
                nresults,
                aux: 0,
                cont: 0,
                ret,
                state: FrameState::None,
            });
            th.ci = frame;
            if th.hook.get().mask & hook::CALL != 0 {
                self.run_hook(b"call", None)?;
            }
        }
        Ok(())
    }

    /// Pushes the frame of a Lua function whose arguments lie between `func` and `top`. It uses up fuel: handlers can call each
    /// other for ages without a CALL or a jump.
    pub(super) fn push_lua_frame(&mut self, f: Gc<LuaFn>, func: u32, nresults: i32, ret: Ret) -> Result<(), Thrown> {
        let p = f.proto;
        let size = p.max_stack as usize;
        self.ensure_stack(size + p.num_params as usize + MIN_STACK);
        // SAFETY: there is room for the parameters, for copies of them and for all registers above `top`.
        let base = unsafe {
            let th = &mut *self.thread;
            let nargs = th.index_of(th.top) - (func + 1);
            let (base, used) = if p.frame_need != u32::MAX {
                (func + 1, nargs.min(p.num_params as u32))
            } else {
                self.adjust_varargs(f, func, nargs)
            };
            // All registers but the parameters are nil, those with arguments too many included: code relies on it.
            let mut register = (*self.thread).stack.add((base + used) as usize);
            let end = (*self.thread).stack.add(base as usize + size);
            while register < end {
                *register = Value::NIL;
                register = register.add(1);
            }
            base
        };
        let frame = self.new_frame()?;
        // SAFETY: `new_frame` gives room for a frame.
        unsafe {
            let th = &mut *self.thread;
            frame.write(Frame {
                closure: f.as_ptr(),
                pc: p.wide.as_ptr(),
                constants: p.constants.as_ptr(),
                base,
                func,
                top: base + size as u32,
                nresults,
                aux: 0,
                cont: 0,
                ret,
                state: FrameState::None,
            });
            th.ci = frame;
            th.top = th.slot(base + size as u32);
            // Only now: the body of a coroutine is in its frame.
            self.burn(1)?;
            if (*self.thread).hook.get().mask & hook::CALL != 0 {
                self.run_hook(b"call", None)?;
            }
        }
        Ok(())
    }

    /// The topmost frame, just pushed for a tail call, takes the place of its caller's: it moves down the stack. Only
    /// now, so that a call event still sees the caller, and a stack overflow has its position.
    pub(super) fn replace_caller(&mut self) {
        // SAFETY: the two topmost frames are the callee's and, below it, the caller's, both of Lua functions; the
        // callee's slots up to its top are live and move downwards.
        unsafe {
            let th = &mut *self.thread;
            let callee = *th.ci;
            let caller = &mut *th.ci.sub(1);
            th.close_upvals(th.slot(caller.base));
            let distance = callee.func - caller.func;
            let count = (callee.top - callee.func) as usize;
            std::ptr::copy(th.slot(callee.func), th.slot(caller.func), count);
            *caller = Frame {
                base: callee.base - distance,
                func: caller.func,
                top: callee.top - distance,
                nresults: caller.nresults,
                ret: caller.ret,
                aux: caller.aux + 1,
                ..callee
            };
            th.top = th.slot(caller.top);
            th.ci = caller;
        }
    }

    /// Moves the fixed parameters above the arguments, so that the extra ones lie below the base; gives the base and
    /// the number of registers that are set.
    fn adjust_varargs(&mut self, f: Gc<LuaFn>, func: u32, nargs: u32) -> (u32, u32) {
        use crate::isa::proto::vararg::NEEDS_ARG;
        let params = f.proto.num_params as u32;
        // SAFETY: the caller made room above `top`.
        unsafe {
            let th = &mut *self.thread;
            let mut nargs = nargs;
            while nargs < params {
                *th.top = Value::NIL;
                th.top = th.top.add(1);
                nargs += 1;
            }
            let arg = if f.proto.is_vararg & NEEDS_ARG != 0 {
                let extra = nargs - params;
                let t = self.new_table_sized(extra as usize, 1);
                for i in 0..extra {
                    let v = *(*self.thread).slot(func + 1 + params + i);
                    t.set_int(&mut self.heap, i as i64 + 1, v);
                }
                let n = self.heap.intern(b"n");
                t.set_str(&mut self.heap, n, Value::number(extra as f64));
                Some(t)
            } else {
                None
            };
            let th = &mut *self.thread;
            let base = th.index_of(th.top);
            for i in 0..params {
                let from = th.slot(func + 1 + i);
                *th.slot(base + i) = *from;
                *from = Value::NIL;
            }
            if let Some(t) = arg {
                *th.slot(base + params) = Value::from(t);
            }
            (base, params + arg.is_some() as u32)
        }
    }

    /// Leaves the topmost frame with `n` results from `first` on, and whatever ends with it.
    pub(super) fn leave(&mut self, first: *mut Value, n: usize) -> Result<Flow, Thrown> {
        let (mut first, mut n) = (first, n);
        loop {
            // SAFETY: the running thread is alive and its topmost frame initialised; results are live slots.
            unsafe {
                let th = &mut *self.thread;
                if th.hook.get().mask & hook::RETURN != 0 {
                    first = self.return_hook(first)?;
                }
                let th = &mut *self.thread;
                let frame = *th.ci;
                match frame.ret {
                    Ret::Lua => {
                        move_results(th, first, n, frame.func, frame.nresults);
                        th.ci = th.ci.sub(1);
                        if frame.nresults >= 0 {
                            th.top = th.slot((*th.ci).top);
                        }
                        th.forget_line();
                        return Ok(Flow::Continue);
                    }
                    Ret::Finish => {
                        move_results(th, first, n, frame.func, frame.nresults);
                        th.ci = th.ci.sub(1);
                        th.n_ccalls -= 1;
                        let value = *th.slot(frame.func);
                        th.top = th.slot((*th.ci).top);
                        th.forget_line();
                        return self.finish_instruction(value);
                    }
                    Ret::Exit => {
                        move_results(th, first, n, frame.func, frame.nresults);
                        th.ci = th.ci.sub(1);
                        th.forget_line();
                        return Ok(Flow::Exit);
                    }
                    Ret::Native => {
                        move_results(th, first, n, frame.func, -1);
                        th.ci = th.ci.sub(1);
                        // Only protected calls continue on their own thread.
                        let below = &mut *th.ci;
                        debug_assert!(matches!(below.state, FrameState::Pcall | FrameState::Xpcall));
                        th.errfunc = below.aux;
                        th.n_ccalls -= 1;
                        first = th.slot(below.base);
                        *first = Value::TRUE;
                        n = th.top.offset_from(first) as usize;
                    }
                    Ret::Body => {
                        move_results(th, first, n, frame.func, -1);
                        th.ci = th.ci.sub(1);
                        th.status.set(CoroutineStatus::Dead);
                        let from = th.slot(frame.func);
                        (first, n) = self.switch_to_parent(from, n);
                    }
                }
            }
        }
    }

    /// Gives `n` values of the running coroutine to the thread that resumed it; that one runs now, and its native
    /// frame is to be left with the results returned.
    ///
    /// # Safety
    /// A coroutine runs, resumed by a native function; its `n` values from `from` on lie on its stack.
    unsafe fn switch_to_parent(&mut self, from: *mut Value, n: usize) -> (*mut Value, usize) {
        // SAFETY: a coroutine that runs has a parent, whose topmost frame is that of the resume.
        unsafe {
            let co = &mut *self.thread;
            let parent = co.parent;
            co.parent = std::ptr::null_mut();
            self.thread = parent;
            (*parent).status.set(CoroutineStatus::Running);
            self.ensure_stack(n + 1);
            let th = &mut *parent;
            let state = (*th.ci).state;
            let first = th.slot((*th.ci).base);
            let mut to = first;
            if state == FrameState::Resume {
                *to = Value::TRUE;
                to = to.add(1);
            }
            std::ptr::copy_nonoverlapping(from, to, n);
            th.top = to.add(n);
            co.top = from;
            (first, th.top.offset_from(first) as usize)
        }
    }

    // ---- protected calls

    /// Runs `f`, from a native function: an error that a program may catch ends here and becomes a value. The
    /// innermost xpcall's handler sees it first, as it does in PUC's protected parser.
    pub fn protected<T>(&mut self, f: impl FnOnce(&mut Vm) -> Result<T, Thrown>) -> Result<Result<T, Value>, Thrown> {
        // SAFETY: the running thread is alive.
        let (top, calls, allowed) = unsafe {
            let th = &*self.thread;
            (th.index_of(th.top), th.n_ccalls, th.hook.get().allowed)
        };
        if let Ok(value) = f(self) {
            return Ok(Ok(value));
        }
        self.run_message_handler();
        if matches!(self.error.kind, ErrorKind::Budget | ErrorKind::MemoryLimit) {
            return Err(Thrown);
        }
        // SAFETY: the native's frame is on top again, and so were the slots below `top` all the time.
        unsafe {
            let th = &mut *self.thread;
            th.close_upvals(th.slot(top));
            th.top = th.slot(top);
            th.n_ccalls = calls;
            th.fault = None;
            th.restore_frame_limit(&mut self.heap);
            let mut hook = th.hook.get();
            hook.allowed = allowed;
            th.hook.set(hook);
        }
        let value = self.error_value();
        self.error.value = Value::NIL;
        Ok(Err(value))
    }

    /// `pcall`: the frame's arguments are the function and its arguments.
    pub(super) fn begin_pcall(&mut self) -> Result<Results, Thrown> {
        self.ensure_stack(1);
        // SAFETY: the topmost frame is the native's, with at least one argument.
        unsafe {
            let th = &mut *self.thread;
            let base = th.slot((*th.ci).base);
            std::ptr::copy(base, base.add(1), th.top.offset_from(base) as usize);
            th.top = th.top.add(1);
            self.begin_protected(FrameState::Pcall, (*th.ci).base + 1, 0)
        }
    }

    /// `xpcall`: the frame's arguments are the function and the message handler.
    pub(super) fn begin_xpcall(&mut self) -> Result<Results, Thrown> {
        // SAFETY: the topmost frame is the native's, with two arguments.
        unsafe {
            let th = &mut *self.thread;
            let base = th.slot((*th.ci).base);
            std::ptr::swap(base, base.add(1));
            th.top = base.add(2);
            self.begin_protected(FrameState::Xpcall, (*th.ci).base + 1, (*th.ci).base)
        }
    }

    /// Has the native function on top ask for a protected call of the function at `func`, with what follows it as arguments.
    ///
    /// # Safety
    /// The topmost frame is that of a native function, and `func` and `handler` are in its window.
    unsafe fn begin_protected(&mut self, state: FrameState, func: u32, handler: u32) -> Result<Results, Thrown> {
        // SAFETY: the topmost frame is the native's.
        unsafe {
            let th = &mut *self.thread;
            let frame = &mut *th.ci;
            frame.state = state;
            frame.aux = th.errfunc;
            frame.cont = th.n_ccalls as u16 | if th.hook.get().allowed { 0 } else { IN_HOOK };
            th.errfunc = handler;
        }
        self.pending = func;
        self.enter_c_call()?;
        Ok(Results::CALL)
    }

    /// Finds who catches the error in flight. `Err`: a frame with `Ret::Exit` was reached and popped.
    pub(super) fn unwind(&mut self) -> Result<Flow, Thrown> {
        self.run_message_handler();
        loop {
            // SAFETY: the running thread is alive; frames up to ci are initialised.
            unsafe {
                let th = &mut *self.thread;
                if th.fault.is_none() {
                    th.fault = Some((th.depth() as u32, th.index_of(th.top)));
                }
                let frame = *th.ci;
                let catches = matches!(frame.state, FrameState::Pcall | FrameState::Xpcall);
                if catches && !matches!(self.error.kind, ErrorKind::Budget | ErrorKind::MemoryLimit) {
                    let base = th.slot(frame.base);
                    th.close_upvals(base);
                    th.errfunc = frame.aux;
                    th.n_ccalls = (frame.cont & !IN_HOOK) as u32;
                    (*th.ci).state = FrameState::None;
                    th.fault = None;
                    th.restore_frame_limit(&mut self.heap);
                    let mut h = th.hook.get();
                    h.allowed = frame.cont & IN_HOOK == 0;
                    th.hook.set(h);
                    let message = self.error_value();
                    let th = &mut *self.thread;
                    let base = th.slot(frame.base);
                    *base = Value::FALSE;
                    *base.add(1) = message;
                    th.top = base.add(2);
                    self.error.value = Value::NIL;
                    return self.leave(base, 2);
                }
                match frame.ret {
                    Ret::Exit => {
                        th.ci = th.ci.sub(1);
                        return Err(Thrown);
                    }
                    Ret::Body => {
                        // The frames stay, so that a traceback of the dead coroutine shows them.
                        if let Some((depth, top)) = th.fault {
                            th.ci = th.frames.add(depth as usize);
                            th.top = th.slot(top);
                        }
                        th.status.set(CoroutineStatus::Dead);
                        let message = self.error_value();
                        let th = &mut *self.thread;
                        let parent = th.parent;
                        th.parent = std::ptr::null_mut();
                        self.thread = parent;
                        (*parent).status.set(CoroutineStatus::Running);
                        if matches!(self.error.kind, ErrorKind::Budget | ErrorKind::MemoryLimit) {
                            continue;
                        }
                        let th = &mut *parent;
                        if (*th.ci).state == FrameState::Resume {
                            let base = th.slot((*th.ci).base);
                            *base = Value::FALSE;
                            *base.add(1) = message;
                            th.top = base.add(2);
                            return self.leave(base, 2);
                        }
                        // coroutine.wrap: the error goes on in the resumer, with its position if a string.
                        (*th.ci).state = FrameState::None;
                        let value = if message.tag == tag::STRING || message.tag == tag::NUMBER {
                            self.with_position(1, message)
                        } else {
                            message
                        };
                        self.error = ErrorState::new(value, ErrorKind::Runtime);
                        self.run_message_handler();
                    }
                    Ret::Lua | Ret::Finish | Ret::Native => {
                        debug_assert!(th.depth() > 0, "the frame at the base of a thread belongs to nobody");
                        th.ci = th.ci.sub(1);
                    }
                }
            }
        }
    }

    /// The value of the error that reached the host, as a program that catches it would see it.
    pub fn uncaught(&mut self) -> Value {
        self.error_value()
    }

    /// The value that a catcher of the error in flight gets.
    pub(super) fn error_value(&mut self) -> Value {
        match self.error.kind {
            ErrorKind::Runtime => self.error.value,
            ErrorKind::Memory | ErrorKind::MemoryLimit => self.str(b"not enough memory"),
            ErrorKind::InHandler => self.str(b"error in error handling"),
            ErrorKind::Budget => self.str(b"instruction budget used up"),
        }
    }

    /// Lets the innermost xpcall's handler see the error, on top of the stack as it is.
    fn run_message_handler(&mut self) {
        if self.error.handled {
            return;
        }
        self.error.handled = true;
        // SAFETY: the running thread is alive.
        let handler_index = unsafe { (*self.thread).errfunc };
        if handler_index == 0 || self.error.kind != ErrorKind::Runtime {
            return;
        }
        // SAFETY: the running thread is alive, and the handler's slot is below the xpcall's frame; the slots of the
        // frame on top are live.
        let handler = unsafe {
            let th = &mut *self.thread;
            if !(*th.ci).closure.is_null() {
                th.top = th.slot((*th.ci).top);
            }
            *th.slot(handler_index)
        };
        if !handler.is_function() {
            self.error.kind = ErrorKind::InHandler;
            return;
        }
        self.ensure_stack(3);
        // SAFETY: the running thread is alive.
        let func = unsafe { (*self.thread).index_of((*self.thread).top) };
        self.push(handler);
        self.push(self.error.value);
        if self.call_at(func, 1).is_ok() {
            // SAFETY: the result is at `func`.
            let value = unsafe {
                let th = &mut *self.thread;
                th.top = th.slot(func);
                *th.top
            };
            self.error = ErrorState { handled: true, ..ErrorState::new(value, ErrorKind::Runtime) };
        }
    }

    // ---- coroutines

    /// Starts or continues `co` with the topmost `nargs` values; the running native frame (in `state`) waits.
    /// `Err(message)`: it cannot be resumed.
    pub(super) fn begin_resume(
        &mut self,
        co: Gc<Thread>,
        nargs: usize,
        state: FrameState,
    ) -> Result<Results, &'static [u8]> {
        match co.status.get() {
            CoroutineStatus::Suspended => {}
            CoroutineStatus::Dead => return Err(b"cannot resume dead coroutine"),
            CoroutineStatus::Running => return Err(b"cannot resume running coroutine"),
            CoroutineStatus::Normal => return Err(b"cannot resume normal coroutine"),
        }
        // SAFETY: both threads are alive and distinct.
        unsafe {
            let from = &mut *self.thread;
            let to = &mut *co.as_ptr();
            if from.n_ccalls >= MAX_C_CALLS {
                // Possible in message handlers only. The message takes the place of what would have gone on: a
                // coroutine that has not begun has lost its function.
                if !to.started {
                    to.top = to.slot((*to.ci).base);
                    to.status.set(CoroutineStatus::Dead);
                }
                return Err(b"C stack overflow");
            }
            (*from.ci).state = state;
            self.thread = co.as_ptr();
            self.ensure_stack(nargs);
            self.thread = from;
            let args = from.top.sub(nargs);
            std::ptr::copy_nonoverlapping(args, to.top, nargs);
            to.top = to.top.add(nargs);
            from.top = args;
            to.parent = from;
            to.n_ccalls = from.n_ccalls + 1;
            to.base_ccalls = to.n_ccalls;
            from.status.set(CoroutineStatus::Normal);
            to.status.set(CoroutineStatus::Running);
            self.thread = to;
        }
        self.pending = nargs as u32;
        Ok(Results::SWITCH)
    }

    /// `coroutine.yield` with the topmost `n` values.
    pub(super) fn begin_yield(&mut self, n: usize) -> Result<Results, Thrown> {
        // SAFETY: the running thread is alive.
        unsafe {
            let th = &mut *self.thread;
            if th.n_ccalls > th.base_ccalls || th.parent.is_null() {
                return Err(self.runtime_error(b"attempt to yield across metamethod/C-call boundary"));
            }
            th.status.set(CoroutineStatus::Suspended);
            let from = th.top.sub(n);
            let (first, n) = self.switch_to_parent(from, n);
            self.pending = n as u32;
            let parent = &mut *self.thread;
            parent.top = first.add(n);
        }
        Ok(Results::SWITCH)
    }

    // ---- the stack as natives see it

    /// Pushes a value on the running thread's stack.
    #[inline(always)]
    pub fn push(&mut self, v: Value) {
        // SAFETY: `ensure_stack` keeps a slot free.
        unsafe {
            if (*self.thread).top >= (*self.thread).stack_limit {
                self.ensure_stack(1);
            }
            let th = self.thread;
            *(*th).top = v;
            (*th).top = (*th).top.add(1);
        }
    }
}

/// Moves `n` results from `first` to `func` and fills up to `wanted` (negative: all); sets top after them.
///
/// # Safety
/// `first` and `n` live slots from there lie on the stack of `th`, above `func`; with `wanted` results from `func` on the stack does
/// not end.
#[inline(always)]
pub(super) unsafe fn move_results(th: &mut Thread, first: *mut Value, n: usize, func: u32, wanted: i32) {
    // SAFETY: the results are live slots above `func`, and a frame's results fit below the stack's end.
    unsafe {
        let to = th.slot(func);
        if wanted == 1 {
            *to = if n > 0 { *first } else { Value::NIL };
            th.top = to.add(1);
            return;
        }
        let count = if wanted < 0 { n } else { n.min(wanted as usize) };
        std::ptr::copy(first, to, count);
        let mut end = to.add(count);
        if wanted > 0 {
            for _ in count..wanted as usize {
                *end = Value::NIL;
                end = end.add(1);
            }
        }
        th.top = end;
    }
}
