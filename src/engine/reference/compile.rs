//! Compiling with the reference: load, then dump.

use std::ffi::{c_char, c_int, c_void};

use mlua::ffi;

use super::alloc::{BlockSource, Memory, allocate};
use super::shared::Shared;

/// Bytes that a compilation may hold.
const MEMORY: usize = 4 << 30;
/// A state whose strings and buffers have grown beyond this is not kept for the next compilation.
const KEEP: usize = 4 << 20;

/// A state without libraries, kept by its thread for the next compilation.
struct Compiler {
    lua: *mut ffi::lua_State,
    shared: *mut Shared,
}

impl Compiler {
    fn new() -> Option<Compiler> {
        let shared = Box::into_raw(Box::new(Shared::new(Memory::new(MEMORY, BlockSource::System), 0, 0)));
        // SAFETY: `shared` lives until the state is closed in `drop`.
        let lua = unsafe { ffi::lua_newstate(allocate, shared.cast()) };
        if lua.is_null() {
            // SAFETY: made above, and no state uses it.
            drop(unsafe { Box::from_raw(shared) });
            return None;
        }
        Some(Compiler { lua, shared })
    }
}

impl Drop for Compiler {
    fn drop(&mut self) {
        // SAFETY: made in `new`, used by nobody else.
        unsafe {
            ffi::lua_close(self.lua);
            drop(Box::from_raw(self.shared));
        }
    }
}

thread_local! {
    static COMPILER: std::cell::RefCell<Option<Compiler>> = const { std::cell::RefCell::new(None) };
}

struct Job<'a> {
    source: &'a [u8],
    /// With a NUL at its end.
    name: &'a [u8],
    chunk: Vec<u8>,
    error: Vec<u8>,
}

/// See [`crate::engine::Compile::compile`].
pub(super) fn compile(source: &[u8], chunk_name: &[u8]) -> Result<Vec<u8>, Vec<u8>> {
    if source.first() == Some(&crate::engine::source::SIGNATURE[0]) {
        return Err(crate::engine::sandbox::BINARY_CHUNK.as_bytes().to_vec());
    }
    let name: Vec<u8> = chunk_name.iter().copied().take_while(|&b| b != 0).chain([0]).collect();
    let mut job = Job { source, name: &name, chunk: Vec::new(), error: Vec::new() };
    let out_of_memory = || b"not enough memory".to_vec();
    COMPILER.with_borrow_mut(|slot| {
        if slot.is_none() {
            *slot = Compiler::new();
        }
        let Some(compiler) = slot.as_ref() else { return Err(out_of_memory()) };
        // SAFETY: the state is live and idle; errors in `protected` end at `lua_cpcall`, and this frame is not jumped over.
        let (status, used) = unsafe {
            let status = ffi::lua_cpcall(compiler.lua, protected, (&raw mut job).cast::<c_void>());
            ffi::lua_settop(compiler.lua, 0);
            (status, (*compiler.shared).memory.used)
        };
        if used > KEEP || status != ffi::LUA_OK {
            *slot = None;
        }
        match status {
            ffi::LUA_OK if job.error.is_empty() => Ok(std::mem::take(&mut job.chunk)),
            ffi::LUA_OK => Err(std::mem::take(&mut job.error)),
            _ => Err(out_of_memory()),
        }
    })
}

/// Loads and dumps.
///
/// # Safety
/// Called by `lua_cpcall` with a [`Job`].
unsafe extern "C-unwind" fn protected(lua: *mut ffi::lua_State) -> c_int {
    // SAFETY: the vectors that grow here belong to the caller of `lua_cpcall`; this frame has nothing to drop.
    unsafe {
        let job = ffi::lua_touserdata(lua, 1).cast::<Job<'_>>();
        let (source, name) = ((*job).source, (*job).name);
        if ffi::luaL_loadbuffer(lua, source.as_ptr().cast(), source.len(), name.as_ptr().cast()) == ffi::LUA_OK {
            ffi::lua_dump_(lua, append, (&raw mut (*job).chunk).cast());
        } else {
            let mut len = 0;
            let text = ffi::lua_tolstring(lua, -1, &mut len);
            append(lua, text.cast(), len, (&raw mut (*job).error).cast());
        }
    }
    0
}

/// The `lua_Writer` that appends to a `Vec<u8>`.
///
/// # Safety
/// `bytes` are `len` readable bytes, `vector` is a live `Vec<u8>`.
pub(super) unsafe extern "C-unwind" fn append(
    _: *mut ffi::lua_State,
    bytes: *const c_void,
    len: usize,
    vector: *mut c_void,
) -> c_int {
    if len == 0 {
        // Of nothing there need not be an address.
        return 0;
    }
    // SAFETY: by contract; `c_char` and `u8` have the same layout.
    unsafe {
        let bytes = std::slice::from_raw_parts(bytes.cast::<c_char>().cast::<u8>(), len);
        (*vector.cast::<Vec<u8>>()).extend_from_slice(bytes);
    }
    0
}
