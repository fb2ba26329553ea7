//! What a reference state and the Rust side share while a program runs. It is the user data of the state's
//! allocator, so that every native function finds it.

use std::ptr::{self, NonNull};

use mlua::ffi;

use super::alloc::Memory;
use super::observe::Watched;
use crate::engine::random::Random;
use crate::engine::{Limit, sandbox};

/// See the module.
pub(super) struct Shared {
    pub memory: Memory,
    /// Instructions left, give or take [`super::hooks::INTERVAL`].
    pub instructions: u64,
    pub output: Vec<u8>,
    pub output_cap: usize,
    /// The first limit that was hit.
    pub limit: Option<Limit>,
    pub random: Random,
    /// How many objects `tostring` has shown so far.
    pub addresses: u64,
    pub gc_pause: i32,
    pub gc_step: i32,
    /// Whether nothing is collected except where the program or a watcher asks for it.
    pub keeps_garbage: bool,
    /// Whether the collector of a state that keeps its garbage is at work where the program asked for it, or a finalizer
    /// has failed there: what allocates then, stops it first.
    pub collecting: bool,
    /// The main thread.
    pub main: *mut ffi::lua_State,
    /// Who watches every instruction, if somebody does.
    pub watch: Option<NonNull<Watched>>,
    /// How often the program has asked for the memory in use.
    pub gc_counts: i32,
    /// Whether the program may have made userdata of its own, or given one another metatable.
    pub finalizers: bool,
}

impl Shared {
    pub(super) fn new(memory: Memory, instructions: u64, output_cap: usize) -> Shared {
        Shared {
            memory,
            instructions,
            output: Vec::new(),
            output_cap,
            limit: None,
            random: Random::default(),
            addresses: 0,
            gc_pause: sandbox::GC_TUNING,
            gc_step: sandbox::GC_TUNING,
            keeps_garbage: false,
            collecting: false,
            main: ptr::null_mut(),
            watch: None,
            gc_counts: 0,
            finalizers: false,
        }
    }

    /// Appends to the output; false if that exceeds the limit, or if a limit was hit before.
    pub(super) fn write(&mut self, bytes: &[u8]) -> bool {
        if self.limit.is_some() {
            return false;
        }
        let room = self.output_cap - self.output.len();
        self.output.extend_from_slice(&bytes[..bytes.len().min(room)]);
        if bytes.len() > room {
            self.limit = Some(Limit::Output);
        }
        bytes.len() <= room
    }
}

/// The `Shared` of a state.
///
/// # Safety
/// `lua` is a live state made by [`super::run`]. The pointer is valid as long as the state; references made from it
/// must not live across a call into Lua.
pub(super) unsafe fn shared(lua: *mut ffi::lua_State) -> *mut Shared {
    let mut user_data = ptr::null_mut();
    // SAFETY: by contract; `lua_getallocf` only reads.
    unsafe { ffi::lua_getallocf(lua, &mut user_data) };
    user_data.cast()
}

/// Ends the run: marks the limit (unless one is marked already) and raises an error that no handler sees and that
/// recurs whenever the program catches it.
///
/// # Safety
/// As [`shared`], in a native function or hook; nothing on the Rust stack needs dropping.
pub(super) unsafe fn stop(lua: *mut ffi::lua_State, limit: Limit) -> ! {
    // SAFETY: by contract. With the allocator refusing, the new userdata raises a memory error, for which Lua calls no message
    // handler (a handler would run with hooks disabled and might never end).
    unsafe {
        let state = shared(lua);
        (*state).limit.get_or_insert(limit);
        (*state).memory.starve = true;
        super::hooks::stop_soon(lua);
        ffi::lua_newuserdata(lua, 1);
    }
    // The allocator refuses every growth.
    std::process::abort();
}
