//! Runs of the reference that are watched instruction by instruction, through the count hook.
//!
//! Invariants: while a watched program runs, nothing is collected except where the program or the watcher asks for it, so
//! that finalizers and weak tables do not depend on how much memory an engine uses; a watcher raises no Lua errors,
//! and its panics do not cross Lua frames.

use std::ffi::{c_char, c_int};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr::NonNull;

use mlua::ffi::{self, lua_State};

use super::inspect::Inspector;
use super::run::{self, Libraries, Spy};
use super::shared::{shared, stop};
use crate::engine::snapshot::{self, Bounds, Snapshot};
use crate::engine::{Limit, Options, Program};

pub use super::run::Ended;

/// How a watched run goes on after a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Go {
    On,
    /// After a full collection.
    Collect,
    /// Nowhere: the watcher has seen enough.
    Stop,
}

/// Watches a run of the reference.
pub trait HookWatch {
    /// Before the instruction that `info` is about.
    ///
    /// # Safety
    /// Called in a count hook: register `r` of the running function is at stack index `r + 1`. The stack is to be left
    /// as it was; nothing is called that raises an error, lack of memory aside (which aborts).
    unsafe fn step(&mut self, lua: *mut lua_State, info: *mut ffi::lua_Debug, seen: WatchedState) -> Go;

    /// A chunk that was compiled by the run (or is the program): what is to be loaded in its place.
    fn load(&mut self, chunk: &[u8]) -> Option<Vec<u8>>;

    /// After the main function has ended by itself: its results, or the error value, are on the stack from index 1.
    ///
    /// # Safety
    /// As [`HookWatch::step`].
    unsafe fn end(&mut self, lua: *mut lua_State, ended: Ended, seen: WatchedState);
}

/// What a watcher needs to know of the state.
#[derive(Clone, Copy)]
pub struct WatchedState(*mut super::shared::Shared);

impl WatchedState {
    /// What the program has written so far.
    ///
    /// # Safety
    /// During a call of a [`HookWatch`] method; the slice is not kept.
    pub unsafe fn output<'a>(self) -> &'a [u8] {
        // SAFETY: by contract nobody writes meanwhile.
        unsafe { &(*self.0).output }
    }

    /// Calls `f` with the addresses of the blocks that were freed since the last call.
    ///
    /// # Safety
    /// During a call of a [`HookWatch`] method; `f` does not call into Lua.
    pub unsafe fn take_freed(self, mut f: impl FnMut(usize)) {
        // SAFETY: by contract.
        unsafe {
            let freed = &mut (*self.0).memory.freed;
            for &address in freed.iter() {
                f(address);
            }
            freed.clear();
        }
    }

    /// Bytes that the state holds.
    ///
    /// # Safety
    /// During a call of a [`HookWatch`] method.
    pub unsafe fn memory(self) -> usize {
        // SAFETY: by contract.
        unsafe { (*self.0).memory.used }
    }
}

/// Distance from an object's block to the address under which the API shows it, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Offsets {
    pub string: usize,
    pub userdata: usize,
}

/// A watcher and what the hook needs beside it.
pub(super) struct Watched {
    watch: *mut dyn HookWatch,
    /// The chunk that is being replaced; kept here so that a Lua error leaks nothing.
    chunk: Vec<u8>,
    panic: Option<String>,
}

/// How a watched run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferenceObserved {
    pub output: Vec<u8>,
    /// A limit was hit, or the watcher stopped the run (as the instruction limit).
    pub limit: Option<Limit>,
    /// The watcher panicked: its message.
    pub panic: Option<String>,
}

/// Runs a program with `watch` watching every instruction of it.
pub fn observe(program: &Program<'_>, options: &Options, watch: &mut dyn HookWatch) -> ReferenceObserved {
    // SAFETY: only the lifetime changes; `watched` does not outlive this function.
    let erased = unsafe { std::mem::transmute::<*mut (dyn HookWatch + '_), *mut (dyn HookWatch + 'static)>(watch) };
    let mut watched = Watched { watch: erased, chunk: Vec::new(), panic: None };
    let place = NonNull::from(&mut watched);
    let finished = run::with_state(program, options, Libraries::Sandboxed, Spy::HookWatch(place), |lua, ended| {
        // SAFETY: the state is stopped and every allocation succeeds; `place` is alive and not borrowed.
        unsafe {
            let watch = (*place.as_ptr()).watch;
            let result = catch_unwind(AssertUnwindSafe(|| (*watch).end(lua, ended, WatchedState(shared(lua)))));
            note_panic(place, result.err());
        }
    });
    ReferenceObserved { output: finished.output, limit: finished.limit, panic: watched.panic.take() }
}

/// The distances of [`Offsets`], measured.
pub fn offsets() -> Offsets {
    static FOUND: std::sync::OnceLock<Offsets> = std::sync::OnceLock::new();
    *FOUND.get_or_init(|| {
        let mut found = Offsets::default();
        run::with_state(
            &Program::text(b"", b"=offsets"),
            &Options::default(),
            Libraries::Plain,
            Spy::None,
            |lua, _| {
                // SAFETY: a stopped state in which allocations succeed.
                unsafe {
                    let state = shared(lua);
                    let text = b"a text that no library has ever interned";
                    ffi::lua_pushlstring_(lua, text.as_ptr().cast(), text.len());
                    let shown = ffi::lua_tolstring(lua, -1, std::ptr::null_mut()) as usize;
                    found.string = shown.wrapping_sub((*state).memory.last);
                    let shown = ffi::lua_newuserdata(lua, 40) as usize;
                    found.userdata = shown.wrapping_sub((*state).memory.last);
                    ffi::lua_settop(lua, -3);
                }
            },
        );
        found
    })
}

/// The name of a library function, the same in every engine.
pub fn native_name(function: ffi::lua_CFunction) -> &'static str {
    super::originals::name_of(function)
}

/// A snapshot of the state between two instructions: of what all values of the current frame of `lua`, the globals and the
/// metatable of strings reach. `running` is the thread that runs.
///
/// # Safety
/// As [`HookWatch::step`], with `lua` a thread of that state that does not run.
pub unsafe fn snapshot(lua: *mut lua_State, running: *mut lua_State) -> Snapshot {
    // SAFETY: by contract nothing runs meanwhile, nothing is collected, and every allocation succeeds.
    unsafe { snapshot::take(&mut Inspector::new(lua, running), Bounds::default()) }
}

/// # Safety
/// `place` is alive and not borrowed.
unsafe fn note_panic(place: NonNull<Watched>, payload: Option<Box<dyn std::any::Any + Send>>) {
    let Some(payload) = payload else { return };
    let text = payload.downcast_ref::<String>().cloned();
    let text = text.or_else(|| payload.downcast_ref::<&str>().map(|s| s.to_string())).unwrap_or_default();
    // SAFETY: by contract.
    unsafe { (*place.as_ptr()).panic = Some(text) };
}

/// Settles the collector of a state that is going to be watched.
///
/// # Safety
/// In the base function of a run whose collector is stopped.
pub(super) unsafe fn prepare(lua: *mut lua_State) {
    // SAFETY: by contract.
    unsafe { (*shared(lua)).memory.log_freed = true };
}

/// A full collection; the collector of a state that keeps its garbage stays stopped afterwards.
///
/// # Safety
/// As `lua_gc`: may run finalizers, and raise their errors.
pub(super) unsafe fn collect(lua: *mut lua_State) -> c_int {
    // SAFETY: by contract.
    unsafe {
        let state = shared(lua);
        (*state).collecting = (*state).keeps_garbage;
        let result = ffi::lua_gc(lua, ffi::LUA_GCCOLLECT, 0);
        if std::mem::take(&mut (*state).collecting) {
            ffi::lua_gc(lua, ffi::LUA_GCSTOP, 0);
        }
        result
    }
}

/// The count hook of a watched run.
///
/// # Safety
/// Called by Lua as the hook of a watched state.
pub(super) unsafe extern "C-unwind" fn step_hook(lua: *mut lua_State, info: *mut ffi::lua_Debug) {
    // SAFETY: by contract; when an error is raised here nothing that needs dropping is alive.
    unsafe {
        let state = shared(lua);
        let Some(place) = (*state).watch else { return };
        (*state).memory.unlimited = true;
        let watch = (*place.as_ptr()).watch;
        let go = match catch_unwind(AssertUnwindSafe(|| (*watch).step(lua, info, WatchedState(state)))) {
            Ok(go) => go,
            Err(payload) => {
                note_panic(place, Some(payload));
                Go::Stop
            }
        };
        (*state).memory.unlimited = false;
        match go {
            Go::On => {}
            Go::Collect => drop(collect(lua)),
            Go::Stop => stop(lua, Limit::Instructions),
        }
        if (*state).limit.is_some() {
            stop(lua, Limit::Instructions);
        }
    }
}

/// Replaces the function on top of the stack, which was just loaded, by what the watcher wants in its place.
///
/// # Safety
/// In a protected call of a state made by [`run`], with two free stack slots; `name` is a C string. May raise an error.
pub(super) unsafe fn replace_loaded(lua: *mut lua_State, name: *const c_char) {
    // SAFETY: by contract; when an error is raised here nothing that needs dropping is alive.
    unsafe {
        let Some(place) = (*shared(lua)).watch else { return };
        let place = place.as_ptr();
        (*place).chunk.clear();
        ffi::lua_dump_(lua, super::compile::append, (&raw mut (*place).chunk).cast());
        let watch = (*place).watch;
        match catch_unwind(AssertUnwindSafe(|| {
            let chunk = &(*place).chunk;
            (*watch).load(chunk)
        })) {
            Ok(Some(chunk)) => (*place).chunk = chunk,
            Ok(None) => return,
            Err(payload) => {
                note_panic(NonNull::new_unchecked(place), Some(payload));
                return;
            }
        }
        let chunk = &raw const (*place).chunk;
        if ffi::luaL_loadbuffer(lua, (*chunk).as_ptr().cast(), (*chunk).len(), name) == ffi::LUA_OK {
            ffi::lua_remove(lua, -2);
        } else {
            ffi::lua_settop(lua, -2);
        }
    }
}
