//! A fresh sandboxed state for the price of a copy: the state is made once per thread, in an arena, and its bytes are put
//! back before every run.
//!
//! Invariant: a restored state is, byte for byte and at the same addresses, the one that was made: PUC keeps nothing
//! outside of the memory that its allocator gave it, the C streams of the standard files apart, which every run makes anew.

use std::cell::Cell;
use std::ffi::{c_int, c_void};
use std::ptr;

use mlua::ffi::{self, lua_State};

use super::alloc::{BlockSource, Memory, allocate};
use super::arena::Arena;
use super::natives;
use super::shared::{Shared, shared};
use super::stdio::Streams;
use crate::engine::Limits;

/// The name under which the registry keeps the metatable of files (`LUA_FILEHANDLE`).
const FILES: &[u8] = b"FILE*";

/// See the module.
pub(super) struct Image {
    pub lua: *mut lua_State,
    pub shared: *mut Shared,
    /// Bytes that the state holds at first.
    used: usize,
    /// Where the standard files keep their streams.
    files: [*mut *mut libc::FILE; 3],
    files_metatable: *const c_void,
    files_finalizer: Option<ffi::lua_CFunction>,
}

thread_local! {
    static IMAGE: Cell<Option<Box<Image>>> = const { Cell::new(None) };
}

impl Image {
    /// This thread's image, or a new one; `None` if it cannot be made.
    pub(super) fn take() -> Option<Box<Image>> {
        IMAGE.take().or_else(Image::new)
    }

    /// For the next run.
    pub(super) fn put_back(self: Box<Image>) {
        IMAGE.set(Some(self));
    }

    fn new() -> Option<Box<Image>> {
        let memory = Memory::new(usize::MAX, BlockSource::Arena(Box::new(Arena::new()?)));
        let state = Box::into_raw(Box::new(Shared::new(memory, 0, 0)));
        let mut image = Box::new(Image {
            lua: ptr::null_mut(),
            shared: state,
            used: 0,
            files: [ptr::null_mut(); 3],
            files_metatable: ptr::null(),
            files_finalizer: None,
        });
        // SAFETY: `shared` lives as long as the image; Lua errors end at `lua_cpcall`, and this frame is not jumped over.
        unsafe {
            image.lua = ffi::lua_newstate(allocate, state.cast());
            if image.lua.is_null()
                || ffi::lua_cpcall(image.lua, set_up, (&raw mut *image).cast::<c_void>()) != ffi::LUA_OK
            {
                return None;
            }
            let memory = &mut (*state).memory;
            image.used = memory.used;
            memory.arena().is_some_and(Arena::keep).then_some(image)
        }
    }

    /// Makes the state what it was, with its `Shared` as new.
    pub(super) fn restore(&mut self, limits: &Limits) {
        // SAFETY: no run is under way, so that nobody else uses `shared`.
        unsafe {
            let before = std::mem::replace(&mut (*self.shared).memory.place, BlockSource::System);
            let mut memory = Memory::new(limits.memory, before);
            if let Some(arena) = memory.arena() {
                arena.restore();
            }
            memory.used = self.used;
            *self.shared = Shared::new(memory, limits.instructions, limits.output);
        }
    }

    /// Gives the standard files their streams.
    pub(super) fn set_streams(&mut self, streams: &Streams) {
        for (place, stream) in self.files.into_iter().zip([streams.input, streams.output, streams.error]) {
            // SAFETY: the userdata of the restored state.
            unsafe { *place = stream };
        }
    }

    /// Whether closing the state would call finalizers of the program.
    pub(super) fn has_finalizers(&self) -> bool {
        // SAFETY: no run is under way; with every allocation granted, raw accesses raise no errors.
        unsafe {
            if (*self.shared).finalizers {
                return true;
            }
            (*self.shared).memory.unlimited = true;
            let found = files_metatable(self.lua);
            (*self.shared).memory.unlimited = false;
            found != (self.files_metatable, self.files_finalizer)
        }
    }
}

impl Drop for Image {
    fn drop(&mut self) {
        // The state's memory goes with the arena; nothing of it needs to be closed.
        // SAFETY: made in `new`, used by nobody else.
        drop(unsafe { Box::from_raw(self.shared) });
    }
}

/// The metatable of files and its finalizer.
///
/// # Safety
/// `lua` is a live state with free stack slots whose allocator grants everything.
unsafe fn files_metatable(lua: *mut lua_State) -> (*const c_void, Option<ffi::lua_CFunction>) {
    // SAFETY: by contract.
    unsafe {
        let top = ffi::lua_gettop(lua);
        ffi::lua_pushlstring_(lua, FILES.as_ptr().cast(), FILES.len());
        ffi::lua_rawget_(lua, ffi::LUA_REGISTRYINDEX);
        let metatable = ffi::lua_topointer(lua, -1);
        let mut finalizer = None;
        if ffi::lua_type(lua, -1) == ffi::LUA_TTABLE {
            ffi::lua_pushstring_(lua, c"__gc".as_ptr());
            ffi::lua_rawget_(lua, -2);
            finalizer = ffi::lua_tocfunction(lua, -1);
        }
        ffi::lua_settop(lua, top);
        (metatable, finalizer)
    }
}

/// Makes the state, once.
///
/// # Safety
/// Called by `lua_cpcall` in [`Image::new`].
unsafe extern "C-unwind" fn set_up(lua: *mut lua_State) -> c_int {
    // SAFETY: the argument is the `Image`; no destructors here.
    unsafe {
        let image = ffi::lua_touserdata(lua, 1).cast::<Image>();
        ffi::lua_gc(lua, ffi::LUA_GCSTOP, 0);
        ffi::luaL_openlibs(lua);
        natives::install(lua, ptr::null(), false);
        ffi::lua_getfield_(lua, ffi::LUA_GLOBALSINDEX, c"io".as_ptr());
        for (i, name) in [c"stdin", c"stdout", c"stderr"].into_iter().enumerate() {
            ffi::lua_getfield_(lua, -1, name.as_ptr());
            (*image).files[i] = ffi::lua_touserdata(lua, -1).cast();
            ffi::lua_settop(lua, -2);
        }
        ffi::lua_settop(lua, 0);
        ((*image).files_metatable, (*image).files_finalizer) = files_metatable(lua);
        debug_assert_eq!((*image).shared, shared(lua));
        // The first collection of a run begins when it has made that many percent of what is there now: most end before.
        ffi::lua_gc(lua, ffi::LUA_GCSETPAUSE, 1000);
        ffi::lua_gc(lua, ffi::LUA_GCCOLLECT, 0);
        ffi::lua_gc(lua, ffi::LUA_GCSETPAUSE, 200);
    }
    0
}
