//! What the debug library and environments see of a thread's activations: functions, lines, local variables.
//!
//! Invariant: a depth that `Thread::level` gave is valid until the thread runs on.

use crate::isa::names::{NameKind, local_name};

use super::object::Thread;
use super::sandbox::TEMPORARY;
use super::state::Vm;
use super::text::until_nul;
use super::thread::Hook;
use super::value::{Gc, Value};

impl Thread {
    /// The function that runs in the frame at `depth`.
    pub fn function_at(&self, depth: usize) -> Value {
        // SAFETY: a frame's function is a live slot of the stack.
        unsafe { *self.slot(self.frame(depth).func) }
    }

    /// The line at which the frame at `depth` stands: -1 in a native function, 0 if the code has no line numbers.
    pub fn line_at(&self, depth: usize) -> i64 {
        let frame = self.frame(depth);
        if frame.closure.is_null() { -1 } else { frame.current_line().map_or(0, i64::from) }
    }

    /// How the function of the frame at `depth` was called: kind and name.
    pub fn name_at(&self, depth: usize) -> Option<(NameKind, Vec<u8>)> {
        self.called_as(depth)
    }

    /// Name and stack index of the `n`-th local variable (from 1) of the frame at `depth`; values without a name
    /// count after the named ones.
    fn local_at(&self, depth: usize, n: i32) -> Option<(Vec<u8>, u32)> {
        let frame = self.frame(depth);
        let n = u32::try_from(n).ok().filter(|&n| n > 0)?;
        let index = frame.base + n - 1;
        if let (Some(p), Some(pc)) = (frame.proto(), frame.current_pc())
            && let Some(name) = local_name(&*p, pc, n as usize)
        {
            return Some((name.to_vec(), index));
        }
        let limit = if depth == self.depth() { self.index_of(self.top) } else { self.frame(depth + 1).func };
        (index < limit).then(|| (TEMPORARY.to_vec(), index))
    }
}

impl Vm {
    /// As [`Thread::local_at`], but for what the sandbox hides.
    fn visible_local(&self, thread: Gc<Thread>, depth: usize, n: i32) -> Option<(Vec<u8>, u32)> {
        thread.local_at(depth, n).filter(|(name, _)| !self.config.sandbox || until_nul(name) != TEMPORARY)
    }

    /// Name and value of the `n`-th local variable of the frame at `depth`.
    pub fn local(&self, thread: Gc<Thread>, depth: usize, n: i32) -> Option<(Vec<u8>, Value)> {
        let (name, index) = self.visible_local(thread, depth, n)?;
        // SAFETY: a live slot of the stack.
        Some((name, unsafe { *thread.slot(index) }))
    }

    /// Sets the `n`-th local variable of the frame at `depth` and gives its name. Nothing of a native function can be
    /// set: it may rely on its arguments to keep alive what it holds.
    pub fn set_local(&mut self, thread: Gc<Thread>, depth: usize, n: i32, value: Value) -> Option<Vec<u8>> {
        if thread.frame(depth).closure.is_null() {
            return None;
        }
        let (name, index) = self.visible_local(thread, depth, n)?;
        // SAFETY: a live slot of the stack.
        unsafe { *thread.slot(index) = value };
        Some(name)
    }

    /// Sets the debug hook of a thread; an empty mask turns it off. `function` is kept all the same.
    pub fn set_hook(&mut self, thread: Gc<Thread>, function: Value, mask: u8, count: u32) {
        let allowed = thread.hook.get().allowed;
        thread.hook.set(Hook { function, mask, count, remaining: count, allowed });
    }
}
