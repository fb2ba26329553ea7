//! What the debug library and environments see of a thread's activations: functions, lines, local variables.
//!
//! Invariant: a depth that `Thread::level` gave is valid until the thread runs on.

use crate::isa::names::{NameKind, local_name};

use super::object::{Table, Thread};
use super::state::Vm;
use super::thread::{Hook, State, Status};
use super::value::{Gc, Value};

/// What a value in a frame that is no local variable is called.
const TEMPORARY: &[u8] = b"(*temporary)";

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
    /// count behind the named ones.
    fn local_at(&self, depth: usize, n: i32) -> Option<(Vec<u8>, u32)> {
        let frame = self.frame(depth);
        let n = u32::try_from(n).ok().filter(|&n| n > 0)?;
        let index = frame.base + n - 1;
        if let (Some(p), Some(pc)) = (frame.proto(), frame.current_pc())
            && let Some(name) = local_name(&*p, pc, n as usize)
        {
            return Some((name.to_vec(), index));
        }
        let limit = if depth == self.depth() {
            self.index_of(self.top)
        } else if frame.state == State::Pcall {
            // PUC has the called function in the place of its first argument; here it is one slot higher.
            frame.base
        } else {
            self.frame(depth + 1).func
        };
        (index < limit).then(|| (TEMPORARY.to_vec(), index))
    }

    /// Name and value of the `n`-th local variable of the frame at `depth`.
    pub fn local(&self, depth: usize, n: i32) -> Option<(Vec<u8>, Value)> {
        let (name, index) = self.local_at(depth, n)?;
        // SAFETY: a live slot of the stack.
        Some((name, unsafe { *self.slot(index) }))
    }
}

/// A value that a program took from a native function's frame while it runs. The function may still hold it outside
/// the stack, so it stays alive until the frame is gone.
pub(super) struct Displaced {
    thread: Gc<Thread>,
    depth: usize,
    value: Value,
}

impl Displaced {
    pub(super) fn frame_is_active(&self) -> bool {
        self.thread.status() != Status::Dead && self.thread.depth() >= self.depth
    }

    /// What has to stay alive.
    pub(super) fn roots(&self) -> [Value; 2] {
        [Value::from(self.thread), self.value]
    }
}

impl Vm {
    /// Sets the `n`-th local variable of the frame at `depth` and gives its name.
    pub fn set_local(&mut self, thread: Gc<Thread>, depth: usize, n: i32, value: Value) -> Option<Vec<u8>> {
        let (name, index) = thread.local_at(depth, n)?;
        // SAFETY: a live slot of the stack.
        let old = unsafe { std::mem::replace(&mut *thread.slot(index), value) };
        if thread.frame(depth).closure.is_null() {
            self.gc.displaced.push(Displaced { thread, depth, value: old });
        }
        Some(name)
    }

    /// The table in the registry that PUC has the hook functions in, by thread.
    pub(super) fn hook_table(&mut self) -> Gc<Table> {
        static KEY: u8 = 0;
        let key = Value::light((&raw const KEY) as u64);
        let registry = self.registry();
        registry.get(key).as_table().unwrap_or_else(|| {
            let table = self.new_table();
            registry.set(&mut self.heap, key, table.into());
            table
        })
    }

    /// Sets the debug hook of a thread; an empty mask turns it off. `function` is kept all the same.
    pub fn set_hook(&mut self, thread: Gc<Thread>, function: Value, mask: u8, count: u32) {
        let allowed = thread.hook.get().allowed;
        thread.hook.set(Hook { function, mask, count, remaining: count, allowed });
        let table = self.hook_table();
        table.set(&mut self.heap, Value::light(thread.as_ptr() as u64), function);
    }
}
