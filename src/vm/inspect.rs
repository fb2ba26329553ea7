//! What the debug library and environments see of a thread's activations: functions, lines, locals.
//!
//! Invariant: a depth that `Thread::level` gave is valid until the thread runs on.

use super::object::Thread;
use super::value::Value;

impl Thread {
    /// The function that runs in the frame at `depth`.
    pub fn function_at(&self, depth: usize) -> Value {
        // SAFETY: a frame's function is a live slot of the stack.
        unsafe { *self.slot(self.frame(depth).func) }
    }
}
