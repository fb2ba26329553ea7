//! Threads (coroutines): a value stack, a stack of frames, and the open upvalues that point into the former.
//!
//! Invariant: `stack .. stack + stack_size` is initialised memory of valid values; slots above the live part may
//! hold stale ones until the collector clears them. `ci` points into `frames`; frame 0 is the base of the thread.

use std::cell::Cell;
use std::ptr;

use super::heap::Heap;
use super::object::{Header, LuaFn, Table, UpVal};
use super::value::{Gc, Value, tag};

/// Slots that a native function may push without asking.
pub(super) const MIN_STACK: usize = 20;
/// Slots kept free above the checked limit, for metamethod calls.
const EXTRA: usize = 8;
const FIRST_STACK: usize = 2 * MIN_STACK + EXTRA;
const FIRST_FRAMES: usize = 8;
/// Deepest stack of calls before "stack overflow" (LUAI_MAXCALLS).
const MAX_CALLS: u32 = 20000;
/// Deepest nesting of native calls, metamethods and resumes (LUAI_MAXCCALLS).
pub const MAX_C_CALLS: u32 = 200;

/// What happens when a frame returns.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(super) enum Ret {
    /// The Lua function below goes on after its CALL.
    Lua,
    /// The Lua function below is in the middle of an instruction that called a metamethod or an iterator.
    Finish,
    /// The native function below has a continuation, see [`State`].
    Native,
    /// Control goes back to the Rust code that made the call.
    Exit,
    /// The body of a coroutine has ended.
    Body,
}

/// What a frame is in the middle of while others run on top of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(super) enum FrameState {
    None,
    /// A protected call; an error below ends here.
    Pcall,
    Xpcall,
    /// Waiting for a coroutine, as `coroutine.resume` or as a `coroutine.wrap` function.
    Resume,
    Wrap,
    /// A Lua frame at a LE that asked `__lt` with swapped operands: the answer is to be negated.
    NegateLe,
}

/// An activation of a function.
#[derive(Clone, Copy)]
#[repr(C)]
pub(super) struct Frame {
    /// Null for a native function.
    pub(super) closure: *mut LuaFn,
    /// Next instruction (a wide word); valid while the frame is not the running one.
    pub(super) pc: *const u64,
    pub(super) constants: *const Value,
    /// Index of register 0 (natives: of the first argument).
    pub(super) base: u32,
    /// Index of the called function; results go there.
    pub(super) func: u32,
    /// Index one past the registers.
    pub(super) top: u32,
    /// Results that the caller wants; negative for all.
    pub(super) nresults: i32,
    /// Lua: tail calls lost below this frame. Pcall and Xpcall: the caller's message handler.
    pub(super) aux: u32,
    /// Pcall and Xpcall: C-call depth to go back to, and whether a hook runs. Lua in a CONCAT: its last operand so far.
    pub(super) cont: u16,
    pub(super) ret: Ret,
    pub(super) state: FrameState,
}

/// What `coroutine.status` distinguishes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum CoroutineStatus {
    /// Created or yielded.
    Suspended,
    Running,
    /// Active, but it has resumed another one.
    Normal,
    /// Returned, or stopped by an error.
    Dead,
}

/// Bits of a hook mask.
pub mod hook {
    pub const CALL: u8 = 1;
    pub const RETURN: u8 = 2;
    pub const LINE: u8 = 4;
    pub const COUNT: u8 = 8;
}

/// The debug hook of a thread.
#[derive(Clone, Copy)]
pub(crate) struct Hook {
    pub function: Value,
    pub mask: u8,
    /// Instructions between two count events.
    pub count: u32,
    pub(super) remaining: u32,
    /// Off while a hook runs.
    pub(super) allowed: bool,
}

/// A coroutine or the main thread.
#[repr(C)]
pub(crate) struct Thread {
    pub(super) header: Header,
    pub(super) status: Cell<CoroutineStatus>,
    pub(super) started: bool,
    pub(super) stack: *mut Value,
    /// Last slot that may be used without growing.
    pub(super) stack_limit: *mut Value,
    pub(super) top: *mut Value,
    pub(super) ci: *mut Frame,
    pub(super) frames_end: *mut Frame,
    pub(super) frames: *mut Frame,
    pub(super) open: *mut UpVal,
    stack_size: usize,
    frames_size: usize,
    /// The number of frames at which PUC would next double its frame stack; overflow is noticed there.
    frames_limit: u32,
    pub(super) n_ccalls: u32,
    /// C-call depth at the last resume: yielding is possible only at this depth.
    pub(super) base_ccalls: u32,
    /// Stack index of the message handler of the innermost xpcall; 0 for none.
    pub(super) errfunc: u32,
    /// The thread that resumed this one.
    pub(super) parent: *mut Thread,
    /// The table of globals of functions that are loaded by this thread.
    pub(super) globals: Cell<Gc<Table>>,
    pub(super) hook: Cell<Hook>,
    /// Depth and top where the error in flight arose, while frames are being left for it.
    pub(super) fault: Option<(u32, u32)>,
    /// The line hook's last pc.
    pub(super) old_pc: u32,
}

/// An activation record as `debug.getinfo` counts them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StackLevel {
    /// The frame with this depth.
    Frame(usize),
    /// One that a tail call has replaced.
    TailCall,
}

/// Too many frames; the state of the stack is unchanged.
pub(super) enum FrameOverflow {
    /// The first time: "stack overflow".
    Overflow,
    /// While handling an overflow.
    InHandler,
}

impl Thread {
    pub(super) fn new(heap: &mut Heap, globals: Gc<Table>) -> Gc<Thread> {
        let stack = heap.alloc_buffer(FIRST_STACK * size_of::<Value>()) as *mut Value;
        let frames = heap.alloc_buffer(FIRST_FRAMES * size_of::<Frame>()) as *mut Frame;
        // SAFETY: both buffers have these sizes.
        unsafe {
            for i in 0..FIRST_STACK {
                stack.add(i).write(Value::NIL);
            }
            frames.write(Frame {
                closure: ptr::null_mut(),
                pc: ptr::null(),
                constants: ptr::null(),
                base: 1,
                func: 0,
                top: 1 + MIN_STACK as u32,
                nresults: 0,
                aux: 0,
                cont: 0,
                ret: Ret::Exit,
                state: FrameState::None,
            });
        }
        let thread = Thread {
            header: Header::new(tag::THREAD, heap.colour),
            status: Cell::new(CoroutineStatus::Suspended),
            started: false,
            stack,
            // SAFETY: within the stack of `FIRST_STACK` slots.
            stack_limit: unsafe { stack.add(FIRST_STACK - EXTRA) },
            // SAFETY: as above.
            top: unsafe { stack.add(1) },
            ci: frames,
            // SAFETY: the end of the buffer of `FIRST_FRAMES` frames.
            frames_end: unsafe { frames.add(FIRST_FRAMES) },
            frames,
            open: ptr::null_mut(),
            stack_size: FIRST_STACK,
            frames_size: FIRST_FRAMES,
            frames_limit: FIRST_FRAMES as u32,
            n_ccalls: 0,
            base_ccalls: 0,
            errfunc: 0,
            parent: ptr::null_mut(),
            globals: Cell::new(globals),
            hook: Cell::new(Hook { function: Value::NIL, mask: 0, count: 0, remaining: 0, allowed: true }),
            fault: None,
            old_pc: 0,
        };
        heap.alloc(thread)
    }

    pub fn status(&self) -> CoroutineStatus {
        self.status.get()
    }

    pub fn globals(&self) -> Gc<Table> {
        self.globals.get()
    }

    pub fn set_globals(&self, t: Gc<Table>) {
        self.globals.set(t);
    }

    pub fn hook(&self) -> Hook {
        self.hook.get()
    }

    /// Number of frames, the base frame not counted.
    pub fn depth(&self) -> usize {
        // SAFETY: `ci` points into `frames`.
        unsafe { self.ci.offset_from(self.frames) as usize }
    }

    /// The activation at `level`: 0 is the running function, 1 its caller. A tail call hides its caller, but
    /// counts as a level of its own.
    pub fn level(&self, level: usize) -> Option<StackLevel> {
        let mut left = level as i64;
        let mut depth = self.depth();
        while left > 0 && depth > 0 {
            let frame = self.frame(depth);
            left -= 1;
            if !frame.closure.is_null() {
                left -= frame.aux as i64;
            }
            depth -= 1;
        }
        match left {
            0 if depth > 0 => Some(StackLevel::Frame(depth)),
            n if n < 0 => Some(StackLevel::TailCall),
            _ => None,
        }
    }

    /// How many levels there are, tail calls that left no frame included.
    pub fn levels(&self) -> usize {
        (1..=self.depth())
            .map(|depth| {
                let frame = self.frame(depth);
                if frame.closure.is_null() { 1 } else { 1 + frame.aux as usize }
            })
            .sum()
    }

    pub(super) fn frame(&self, i: usize) -> &Frame {
        debug_assert!(i <= self.depth());
        // SAFETY: frames up to `ci` are initialised.
        unsafe { &*self.frames.add(i) }
    }

    #[inline(always)]
    pub(super) fn index_of(&self, p: *mut Value) -> u32 {
        // SAFETY: both point into the stack.
        unsafe { p.offset_from(self.stack) as u32 }
    }

    #[inline(always)]
    pub(super) fn slot(&self, index: u32) -> *mut Value {
        debug_assert!((index as usize) < self.stack_size);
        // SAFETY: within the stack.
        unsafe { self.stack.add(index as usize) }
    }

    pub fn stack_size(&self) -> usize {
        self.stack_size
    }

    /// Makes room for `needed` slots above `top` (and adjusts all pointers into the stack).
    #[cold]
    pub(super) fn grow_stack(&mut self, heap: &mut Heap, needed: usize) {
        let used = self.index_of(self.top) as usize;
        let size = (used + needed + EXTRA).max(self.stack_size * 2);
        let old = self.stack;
        // SAFETY: the buffer was made with `stack_size` slots.
        let stack = unsafe {
            heap.realloc_buffer(old as *mut u8, self.stack_size * size_of::<Value>(), size * size_of::<Value>())
        } as *mut Value;
        for i in self.stack_size..size {
            // SAFETY: within the new buffer.
            unsafe { stack.add(i).write(Value::NIL) };
        }
        let mut uv = self.open;
        while !uv.is_null() {
            // SAFETY: open upvalues are live and point into the old stack; only addresses are computed.
            unsafe {
                let offset = ((*uv).v.get() as usize - old as usize) / size_of::<Value>();
                (*uv).v.set(stack.add(offset));
                uv = (*uv).next.get();
            }
        }
        self.stack = stack;
        self.stack_size = size;
        // SAFETY: within the new buffer.
        unsafe {
            self.top = stack.add(used);
            self.stack_limit = stack.add(size - EXTRA);
        }
    }

    /// Room for one more frame above `ci`.
    #[cold]
    pub(super) fn grow_frames(&mut self, heap: &mut Heap) -> Result<(), FrameOverflow> {
        let depth = self.depth() + 1;
        if depth >= self.frames_limit as usize {
            if self.frames_limit > MAX_CALLS {
                return Err(FrameOverflow::InHandler);
            }
            self.frames_limit *= 2;
            if self.frames_limit > MAX_CALLS {
                self.resize_frames(heap);
                return Err(FrameOverflow::Overflow);
            }
        }
        self.resize_frames(heap);
        Ok(())
    }

    fn resize_frames(&mut self, heap: &mut Heap) {
        let size = self.frames_limit as usize;
        let depth = self.depth();
        // SAFETY: the buffer was made with `frames_size` frames.
        let frames = unsafe {
            let old = self.frames_size * size_of::<Frame>();
            heap.realloc_buffer(self.frames as *mut u8, old, size * size_of::<Frame>()) as *mut Frame
        };
        self.frames = frames;
        self.frames_size = size;
        // SAFETY: within the new buffer.
        unsafe {
            self.ci = frames.add(depth);
            self.frames_end = frames.add(size);
        }
    }

    /// After an error was caught: gives back the extra frames that handling a stack overflow was given.
    pub(super) fn restore_frame_limit(&mut self, heap: &mut Heap) {
        if self.frames_limit > MAX_CALLS && self.depth() + 1 < MAX_CALLS as usize {
            self.frames_limit = MAX_CALLS;
            self.resize_frames(heap);
        }
    }

    /// The open upvalue for `slot`, made if there is none.
    pub(super) fn find_upval(&mut self, heap: &mut Heap, slot: *mut Value) -> Gc<UpVal> {
        let mut previous: *mut UpVal = ptr::null_mut();
        let mut p = self.open;
        // SAFETY: the list holds live open upvalues in descending order of their slots.
        unsafe {
            while !p.is_null() && (*p).v.get() > slot {
                previous = p;
                p = (*p).next.get();
            }
            if !p.is_null() && (*p).v.get() == slot {
                return Gc::from_ptr(p);
            }
            let uv = heap.alloc(UpVal {
                header: Header::new(tag::UPVAL, heap.colour),
                v: Cell::new(slot),
                closed: Cell::new(Value::NIL),
                next: Cell::new(p),
            });
            if previous.is_null() {
                self.open = uv.as_ptr();
            } else {
                (*previous).next.set(uv.as_ptr());
            }
            uv
        }
    }

    /// Closes the open upvalues for `level` and the slots above it.
    #[inline]
    pub(super) fn close_upvals(&mut self, level: *mut Value) {
        // SAFETY: the list holds live open upvalues.
        unsafe {
            while !self.open.is_null() && (*self.open).v.get() >= level {
                let uv = self.open;
                self.open = (*uv).next.get();
                (*uv).close();
            }
        }
    }

    /// After a return: the line at which the function on top goes on is not new to its line hook.
    pub(super) fn forget_line(&mut self) {
        if self.hook.get().mask & hook::LINE != 0 {
            // SAFETY: frames up to ci are initialised.
            self.old_pc = unsafe { (*self.ci).current_pc() }.unwrap_or(0) as u32;
        }
    }

    pub(super) fn free_parts(&self, heap: &mut Heap) {
        // SAFETY: the buffers were made with these sizes; the thread is being freed.
        unsafe {
            heap.free_buffer(self.stack as *mut u8, self.stack_size * size_of::<Value>());
            heap.free_buffer(self.frames as *mut u8, self.frames_size * size_of::<Frame>());
        }
    }
}
