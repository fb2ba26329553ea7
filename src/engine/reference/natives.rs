//! The library functions that the sandbox puts in the place of PUC's, see [`crate::engine::sandbox`] for the rules.
//!
//! Invariant: a function here has nothing on its Rust stack that needs dropping when it calls into Lua, since any call
//! may raise an error.

use std::ffi::{CStr, c_char, c_int, c_void};
use std::fmt::Write;
use std::ptr;

use mlua::ffi::{self, lua_Debug, lua_State};

use super::hooks;
use super::observe;
use super::originals::{Original, call_original};
use super::shared::{Shared, shared, stop};
use super::stdio::Streams;
use crate::engine::sandbox::{self, DENIED, Denial, TEMPORARY};
use crate::engine::source::SIGNATURE;
use crate::engine::{Limit, random::Random};

type Native = unsafe extern "C-unwind" fn(*mut lua_State) -> c_int;

/// What stands where, also when the system is allowed.
const REPLACED: &[(&CStr, &[(&CStr, Native)])] = &[
    (
        c"_G",
        &[
            (c"print", print),
            (c"tostring", tostring),
            (c"collectgarbage", collectgarbage),
            (c"gcinfo", gcinfo),
            (c"unpack", unpack),
        ],
    ),
    (c"table", &[(c"insert", table_insert)]),
    (c"string", &[(c"rep", string_rep)]),
    (c"math", &[(c"random", math_random), (c"randomseed", math_randomseed)]),
    (c"debug", &[(c"sethook", hooks::sethook), (c"gethook", hooks::gethook), (c"setmetatable", debug_setmetatable)]),
    (c"os", &[(c"time", os_time), (c"clock", os_clock), (c"date", os_date), (c"setlocale", os_setlocale)]),
];

/// What else stands where, unless the system is allowed.
const RESTRICTED: &[(&CStr, &[(&CStr, Native)])] = &[
    (c"_G", &[(c"load", load), (c"loadstring", loadstring)]),
    (c"debug", &[(c"getlocal", getlocal), (c"setlocal", setlocal), (c"traceback", traceback)]),
    (c"os", &[(c"getenv", os_getenv)]),
];

/// Functions of [`DENIED`], in its order.
const DENIALS: [Native; DENIED.len()] = [
    deny::<0>, deny::<1>, deny::<2>, deny::<3>, deny::<4>, deny::<5>, deny::<6>, deny::<7>, deny::<8>, deny::<9>,
    deny::<10>, deny::<11>, deny::<12>, deny::<13>, deny::<14>,
];

/// Puts the sandbox into a state that has PUC's libraries.
///
/// # Safety
/// In a protected call of a state made by [`super::run`] or [`super::image`]; the streams are null or outlive the state.
pub(super) unsafe fn install(lua: *mut lua_State, streams: *const Streams, allow_system: bool) {
    // SAFETY: by contract; no destructors here.
    unsafe {
        put(lua, REPLACED);
        replace_newproxy(lua);
        standard_files(lua, streams);
        if allow_system {
            return;
        }
        put(lua, RESTRICTED);
        for (denied, native) in DENIED.iter().zip(DENIALS) {
            let library = if denied.library.is_empty() { "_G" } else { denied.library };
            push_str(lua, library);
            ffi::lua_rawget_(lua, ffi::LUA_GLOBALSINDEX);
            push_str(lua, denied.function);
            ffi::lua_pushvalue(lua, -1);
            ffi::lua_rawget_(lua, -3);
            ffi::lua_pushcclosure(lua, native, 0);
            // The io functions keep their streams in their environment.
            ffi::lua_getfenv(lua, -2);
            ffi::lua_setfenv(lua, -2);
            ffi::lua_remove(lua, -2);
            ffi::lua_rawset(lua, -3);
            ffi::lua_settop(lua, 0);
        }
        get_global(lua, c"package");
        for name in [c"path", c"cpath"] {
            ffi::lua_pushstring_(lua, c"".as_ptr());
            ffi::lua_setfield(lua, -2, name.as_ptr());
        }
        ffi::lua_getfield_(lua, -1, c"loaders".as_ptr());
        for i in (2..=ffi::lua_objlen(lua, -1) as c_int).rev() {
            ffi::lua_pushnil(lua);
            ffi::lua_rawseti_(lua, -2, i);
        }
        ffi::lua_settop(lua, 0);
    }
}

/// Puts modules into `package.preload`; what does not compile is left out, so that `require` does not find it.
///
/// # Safety
/// As [`install`]; `names` are the chunk names, with NULs at their ends.
pub(super) unsafe fn preload(lua: *mut lua_State, modules: &[(String, Vec<u8>)], names: &[Vec<u8>]) {
    // SAFETY: by contract; no destructors here.
    unsafe {
        for ((name, source), chunk_name) in modules.iter().zip(names) {
            get_global(lua, c"package");
            ffi::lua_getfield_(lua, -1, c"preload".as_ptr());
            push_str(lua, name);
            let text = source.first() != Some(&SIGNATURE[0]);
            if text && ffi::luaL_loadbuffer(lua, source.as_ptr().cast(), source.len(), chunk_name.as_ptr().cast()) == 0
            {
                observe::replace_loaded(lua, chunk_name.as_ptr().cast());
                ffi::lua_rawset(lua, -3);
            }
            ffi::lua_settop(lua, 0);
        }
    }
}

/// Puts functions into the libraries of those names.
///
/// # Safety
/// As [`install`].
unsafe fn put(lua: *mut lua_State, functions: &[(&CStr, &[(&CStr, Native)])]) {
    // SAFETY: as `install`.
    unsafe {
        for (library, functions) in functions {
            get_global(lua, library);
            for (name, native) in *functions {
                ffi::lua_pushcclosure(lua, *native, 0);
                ffi::lua_setfield(lua, -2, name.as_ptr());
            }
            ffi::lua_settop(lua, 0);
        }
    }
}

/// Makes the io library's standard files those of the state. A file is a userdata that holds a `FILE *`
/// (the convention of `LUA_FILEHANDLE`).
///
/// # Safety
/// As [`install`]; `streams` is not null, and outlives the state.
unsafe fn standard_files(lua: *mut lua_State, streams: *const Streams) {
    // SAFETY: as `install`; the userdata have room for a pointer.
    unsafe {
        get_global(lua, c"io");
        if let Some(streams) = streams.as_ref() {
            for (name, file) in [(c"stdin", streams.input), (c"stdout", streams.output), (c"stderr", streams.error)] {
                ffi::lua_getfield_(lua, -1, name.as_ptr());
                let handle = ffi::lua_touserdata(lua, -1).cast::<*mut libc::FILE>();
                if !handle.is_null() && !file.is_null() {
                    *handle = file;
                }
                ffi::lua_settop(lua, -2);
            }
        }
        ffi::lua_getfield_(lua, -1, c"stdout".as_ptr());
        if ffi::lua_getmetatable(lua, -1) != 0 {
            ffi::lua_pushcclosure(lua, file_tostring, 0);
            ffi::lua_setfield(lua, -2, c"__tostring".as_ptr());
        }
        ffi::lua_settop(lua, 0);
    }
}

/// Puts the sandbox's version in the place of `newproxy`, with the upvalue that PUC's keeps its metatables in.
///
/// # Safety
/// As [`install`].
unsafe fn replace_newproxy(lua: *mut lua_State) {
    // SAFETY: as `install`.
    unsafe {
        get_global(lua, c"newproxy");
        if !ffi::lua_getupvalue(lua, -1, 1).is_null() {
            ffi::lua_pushcclosure(lua, newproxy, 1);
            ffi::lua_setfield(lua, ffi::LUA_GLOBALSINDEX, c"newproxy".as_ptr());
        }
        ffi::lua_settop(lua, 0);
    }
}

/// `newproxy` of the sandbox.
///
/// # Safety
/// Lua calls it, as a C function of the thread `lua`.
unsafe extern "C-unwind" fn newproxy(lua: *mut lua_State) -> c_int {
    // SAFETY: called by Lua.
    unsafe {
        (*shared(lua)).finalizers = true;
        call_original(lua, Original::NewProxy)
    }
}

/// `debug.setmetatable` of the sandbox.
///
/// # Safety
/// Lua calls it, as a C function of the thread `lua`.
unsafe extern "C-unwind" fn debug_setmetatable(lua: *mut lua_State) -> c_int {
    // SAFETY: called by Lua.
    unsafe {
        (*shared(lua)).finalizers |= ffi::lua_type(lua, 1) == ffi::LUA_TUSERDATA;
        call_original(lua, Original::SetMetatable)
    }
}

/// `debug.traceback` of the sandbox.
///
/// # Safety
/// Lua calls it, as a C function of the thread `lua`.
unsafe extern "C-unwind" fn traceback(lua: *mut lua_State) -> c_int {
    // SAFETY: called by Lua; no destructors here.
    unsafe {
        let (_, before) = hooks::thread_argument(lua);
        if ffi::lua_isnumber(lua, before + 2) != 0
            && (ffi::lua_tointeger(lua, before + 2) as c_int) < -sandbox::NEGATIVE_LEVELS
        {
            stop(lua, Limit::Instructions);
        }
        call_original(lua, Original::Traceback)
    }
}

/// The activation record that the level argument of `debug.getlocal` and `setlocal` is for, with its thread and the number of
/// arguments before the level.
///
/// # Safety
/// `lua` runs a C function, with its arguments on the stack.
unsafe fn level_argument(lua: *mut lua_State) -> (*mut lua_State, c_int, lua_Debug) {
    // SAFETY: in a native function; the record is filled before it is read.
    unsafe {
        let (thread, before) = hooks::thread_argument(lua);
        let mut frame = std::mem::zeroed();
        if ffi::lua_getstack(thread, ffi::luaL_checkinteger(lua, before + 1) as c_int, &raw mut frame) == 0 {
            ffi::luaL_argerror(lua, before + 1, c"level out of range".as_ptr());
        }
        (thread, before, frame)
    }
}

/// Pushes the `n`-th local variable of an activation on its thread's stack and gives its name; for what the sandbox hides it
/// does nothing and gives null.
///
/// # Safety
/// `frame` is an activation of `thread` that has not ended; the thread has room for a value.
unsafe fn push_local(thread: *mut lua_State, frame: &lua_Debug, n: c_int) -> *const c_char {
    // SAFETY: in a native function; any thread has room for one value; the name is a C string.
    unsafe {
        let name = ffi::lua_getlocal(thread, frame, n);
        if !name.is_null() && CStr::from_ptr(name).to_bytes() == TEMPORARY {
            ffi::lua_settop(thread, -2);
            return ptr::null();
        }
        name
    }
}

/// `debug.getlocal` of the sandbox.
///
/// # Safety
/// Lua calls it, as a C function of the thread `lua`.
unsafe extern "C-unwind" fn getlocal(lua: *mut lua_State) -> c_int {
    // SAFETY: called by Lua; no destructors here.
    unsafe {
        let (thread, before, frame) = level_argument(lua);
        let name = push_local(thread, &frame, ffi::luaL_checkinteger(lua, before + 2) as c_int);
        if name.is_null() {
            ffi::lua_pushnil(lua);
            return 1;
        }
        ffi::lua_xmove(thread, lua, 1);
        ffi::lua_pushstring_(lua, name);
        ffi::lua_insert(lua, -2);
        2
    }
}

/// `debug.setlocal` of the sandbox.
///
/// # Safety
/// Lua calls it, as a C function of the thread `lua`.
unsafe extern "C-unwind" fn setlocal(lua: *mut lua_State) -> c_int {
    // SAFETY: called by Lua; no destructors here.
    unsafe {
        let (thread, before, frame) = level_argument(lua);
        ffi::luaL_checkany(lua, before + 3);
        let n = ffi::luaL_checkinteger(lua, before + 2) as c_int;
        let name = push_local(thread, &frame, n);
        if name.is_null() {
            ffi::lua_pushnil(lua);
            return 1;
        }
        // The new value takes the place of the old one.
        ffi::lua_settop(thread, -2);
        ffi::lua_pushvalue(lua, before + 3);
        ffi::lua_xmove(lua, thread, 1);
        ffi::lua_setlocal(thread, &frame, n);
        ffi::lua_pushstring_(lua, name);
        1
    }
}

/// Pushes a global.
///
/// # Safety
/// `lua` is a thread of a state made by [`super::run`] that runs a C function, with two free stack slots.
unsafe fn get_global(lua: *mut lua_State, name: &CStr) {
    // SAFETY: as `install`; the globals have no metatable yet.
    unsafe { ffi::lua_getfield_(lua, ffi::LUA_GLOBALSINDEX, name.as_ptr()) }
}

/// Pushes a text.
///
/// # Safety
/// `lua` is a thread of a state made by [`super::run`] that runs a C function, with two free stack slots.
unsafe fn push_str(lua: *mut lua_State, text: &str) {
    // SAFETY: as `install`.
    unsafe { ffi::lua_pushlstring_(lua, text.as_ptr().cast(), text.len()) }
}

/// Text on the Rust stack that needs no dropping; what does not fit is cut.
struct Text {
    bytes: [u8; 160],
    len: usize,
}

impl Text {
    fn new(arguments: std::fmt::Arguments<'_>) -> Text {
        let mut text = Text { bytes: [0; 160], len: 0 };
        // A cut text is a fine text.
        let _ = text.write_fmt(arguments);
        text
    }

    /// Pushes the text.
    ///
    /// # Safety
    /// `lua` is a thread of a state made by [`super::run`] that runs a C function, with two free stack slots.
    unsafe fn push(&self, lua: *mut lua_State) {
        // SAFETY: as `install`.
        unsafe { ffi::lua_pushlstring_(lua, self.bytes.as_ptr().cast(), self.len) }
    }
}

impl Write for Text {
    fn write_str(&mut self, s: &str) -> std::fmt::Result {
        let n = s.len().min(self.bytes.len() - self.len);
        self.bytes[self.len..self.len + n].copy_from_slice(&s.as_bytes()[..n]);
        self.len += n;
        Ok(())
    }
}

/// The function in the place of number `INDEX` of [`DENIED`].
///
/// # Safety
/// Lua calls it, as a C function of the thread `lua`.
unsafe extern "C-unwind" fn deny<const INDEX: usize>(lua: *mut lua_State) -> c_int {
    let denied = &DENIED[INDEX];
    // SAFETY: called by Lua; no destructors here.
    unsafe {
        if denied.denial == Denial::RaiseOnName && ffi::lua_isstring(lua, 1) == 0 {
            let original = match denied.function {
                "lines" => Original::Lines,
                "input" => Original::Input,
                _ => Original::Output,
            };
            return call_original(lua, original);
        }
        let dot = if denied.library.is_empty() { "" } else { "." };
        let message =
            Text::new(format_args!("'{}{dot}{}' is not available in the sandbox", denied.library, denied.function));
        match denied.denial {
            Denial::Refuse => {
                ffi::lua_pushnil(lua);
                message.push(lua);
                2
            }
            Denial::Raise | Denial::RaiseOnName => {
                ffi::luaL_where(lua, 1);
                message.push(lua);
                ffi::lua_concat(lua, 2);
                ffi::lua_error(lua)
            }
        }
    }
}

/// Pushes `kind: 0x00000001`, the number being that of the value at `index`, with `before` and `after` around it.
///
/// # Safety
/// `lua` is a thread of a state made by [`super::run`] that runs a C function, with four free stack slots. There is a value at `index`.
unsafe fn push_address(lua: *mut lua_State, index: c_int, before: &str, after: &str) {
    static KEY: u8 = 0;
    // SAFETY: called in a native function, with four free stack slots; `index` is absolute.
    unsafe {
        let state = shared(lua);
        ffi::lua_pushlightuserdata(lua, (&raw const KEY).cast_mut().cast::<c_void>());
        ffi::lua_rawget_(lua, ffi::LUA_REGISTRYINDEX);
        if ffi::lua_type(lua, -1) != ffi::LUA_TTABLE {
            ffi::lua_settop(lua, -2);
            ffi::lua_createtable(lua, 0, 0);
            // Weak keys: to be shown must not keep an object alive.
            ffi::lua_createtable(lua, 0, 1);
            ffi::lua_pushstring_(lua, c"k".as_ptr());
            ffi::lua_setfield(lua, -2, c"__mode".as_ptr());
            ffi::lua_setmetatable(lua, -2);
            ffi::lua_pushlightuserdata(lua, (&raw const KEY).cast_mut().cast::<c_void>());
            ffi::lua_pushvalue(lua, -2);
            ffi::lua_rawset(lua, ffi::LUA_REGISTRYINDEX);
        }
        ffi::lua_pushvalue(lua, index);
        ffi::lua_rawget_(lua, -2);
        let mut number = ffi::lua_tonumber(lua, -1) as u64;
        ffi::lua_settop(lua, -2);
        if number == 0 {
            (*state).addresses += 1;
            number = (*state).addresses;
            ffi::lua_pushvalue(lua, index);
            ffi::lua_pushnumber(lua, number as f64);
            ffi::lua_rawset(lua, -3);
        }
        ffi::lua_settop(lua, -2);
        let width = sandbox::ADDRESS_DIGITS;
        Text::new(format_args!("{before}0x{number:0width$x}{after}")).push(lua);
    }
}

/// `tostring` of the sandbox.
///
/// # Safety
/// Lua calls it, as a C function of the thread `lua`.
unsafe extern "C-unwind" fn tostring(lua: *mut lua_State) -> c_int {
    // SAFETY: called by Lua; no destructors here.
    unsafe {
        let before = match ffi::lua_type(lua, 1) {
            ffi::LUA_TTABLE => "table: ",
            ffi::LUA_TFUNCTION => "function: ",
            ffi::LUA_TUSERDATA | ffi::LUA_TLIGHTUSERDATA => "userdata: ",
            ffi::LUA_TTHREAD => "thread: ",
            _ => return call_original(lua, Original::ToString),
        };
        if ffi::luaL_callmeta(lua, 1, c"__tostring".as_ptr()) == 0 {
            push_address(lua, 1, before, "");
        }
        1
    }
}

/// `__tostring` of files.
///
/// # Safety
/// Lua calls it, as a C function of the thread `lua`.
unsafe extern "C-unwind" fn file_tostring(lua: *mut lua_State) -> c_int {
    // SAFETY: called by Lua; no destructors here.
    unsafe {
        let handle = ffi::luaL_checkudata(lua, 1, c"FILE*".as_ptr()).cast::<*mut libc::FILE>();
        if (*handle).is_null() {
            ffi::lua_pushstring_(lua, c"file (closed)".as_ptr());
        } else {
            push_address(lua, 1, "file (", ")");
        }
        1
    }
}

/// `print` of the sandbox.
///
/// # Safety
/// Lua calls it, as a C function of the thread `lua`.
unsafe extern "C-unwind" fn print(lua: *mut lua_State) -> c_int {
    // SAFETY: called by Lua; no destructors here.
    unsafe {
        let count = ffi::lua_gettop(lua);
        ffi::lua_getfield_(lua, ffi::LUA_GLOBALSINDEX, c"tostring".as_ptr());
        for i in 1..=count {
            ffi::lua_pushvalue(lua, -1);
            ffi::lua_pushvalue(lua, i);
            ffi::lua_call(lua, 1, 1);
            let text = ffi::lua_tolstring(lua, -1, ptr::null_mut());
            if text.is_null() {
                return ffi::luaL_error(lua, c"'tostring' must return a string to 'print'".as_ptr());
            }
            if i > 1 {
                write(lua, b"\t");
            }
            // PUC writes a C string: up to the first NUL.
            write(lua, CStr::from_ptr(text).to_bytes());
            ffi::lua_settop(lua, -2);
        }
        write(lua, b"\n");
        0
    }
}

/// Appends to the program's output, as `print` and `io.write` do.
///
/// # Safety
/// `lua` is a thread of a state made by [`super::run`] that runs a C function.
unsafe fn write(lua: *mut lua_State, bytes: &[u8]) {
    // SAFETY: in a native function; no destructors here.
    unsafe {
        let state = shared(lua);
        if !(*state).write(bytes) {
            stop(lua, Limit::Output);
        }
    }
}

/// `collectgarbage` of the sandbox.
///
/// # Safety
/// Lua calls it, as a C function of the thread `lua`.
unsafe extern "C-unwind" fn collectgarbage(lua: *mut lua_State) -> c_int {
    struct Names([*const c_char; 8]);
    // SAFETY: pointers to string literals.
    unsafe impl Sync for Names {}
    static NAMES: Names = Names([
        c"stop".as_ptr(),
        c"restart".as_ptr(),
        c"collect".as_ptr(),
        c"count".as_ptr(),
        c"step".as_ptr(),
        c"setpause".as_ptr(),
        c"setstepmul".as_ptr(),
        ptr::null(),
    ]);
    // SAFETY: called by Lua; no destructors here.
    unsafe {
        let option = ffi::luaL_checkoption(lua, 1, c"collect".as_ptr(), NAMES.0.as_ptr());
        let extra = ffi::luaL_optinteger(lua, 2, 0) as i32;
        let state = shared(lua);
        let result = match option {
            0 => ffi::lua_gc(lua, ffi::LUA_GCSTOP, 0),
            1 if (*state).keeps_garbage => 0,
            1 => ffi::lua_gc(lua, ffi::LUA_GCRESTART, 0),
            3 => gc_count(state),
            4 => {
                observe::collect(lua);
                ffi::lua_pushboolean(lua, 1);
                return 1;
            }
            5 => std::mem::replace(&mut (*state).gc_pause, extra),
            6 => std::mem::replace(&mut (*state).gc_step, extra),
            _ => observe::collect(lua),
        };
        ffi::lua_pushnumber(lua, f64::from(result));
        1
    }
}

/// The memory in use as the sandbox has it.
///
/// # Safety
/// `state` is the live one of a running state.
unsafe fn gc_count(state: *mut Shared) -> i32 {
    // SAFETY: `state` is live.
    unsafe {
        (*state).gc_counts = (*state).gc_counts.wrapping_add(1);
        sandbox::GC_COUNT.wrapping_add((*state).gc_counts - 1)
    }
}

/// `gcinfo` of the sandbox.
///
/// # Safety
/// Lua calls it, as a C function of the thread `lua`.
unsafe extern "C-unwind" fn gcinfo(lua: *mut lua_State) -> c_int {
    // SAFETY: called by Lua.
    unsafe { ffi::lua_pushinteger(lua, gc_count(shared(lua)) as ffi::lua_Integer) };
    1
}

/// `unpack` of the sandbox.
///
/// # Safety
/// Lua calls it, as a C function of the thread `lua`.
unsafe extern "C-unwind" fn unpack(lua: *mut lua_State) -> c_int {
    // SAFETY: called by Lua; no destructors here.
    unsafe {
        // Neither none nor nil, which stand for the default.
        let given = |index| ffi::lua_type(lua, index) > ffi::LUA_TNIL;
        let integer = |index| i64::from(ffi::lua_tointeger_(lua, index) as i32);
        let readable = |index| !given(index) || ffi::lua_isnumber(lua, index) != 0;
        if ffi::lua_type(lua, 1) == ffi::LUA_TTABLE && readable(2) && readable(3) {
            let first = if given(2) { integer(2) } else { 1 };
            let last = if given(3) { integer(3) } else { ffi::lua_objlen(lua, 1) as i64 };
            if last - first + 1 >= i64::from(i32::MAX) {
                return ffi::luaL_error(lua, c"too many results to unpack".as_ptr());
            }
        }
        call_original(lua, Original::Unpack)
    }
}

/// `table.insert` of the sandbox.
///
/// # Safety
/// Lua calls it, as a C function of the thread `lua`.
unsafe extern "C-unwind" fn table_insert(lua: *mut lua_State) -> c_int {
    // SAFETY: called by Lua; no destructors here.
    unsafe {
        if ffi::lua_gettop(lua) == 3 && ffi::lua_type(lua, 1) == ffi::LUA_TTABLE && ffi::lua_isnumber(lua, 2) != 0 {
            let position = i64::from(ffi::lua_tointeger_(lua, 2) as i32);
            let moves = (ffi::lua_objlen(lua, 1) as i64 + 1).saturating_sub(position);
            if moves > 0 && moves as u64 > (*shared(lua)).instructions {
                stop(lua, Limit::Instructions);
            }
        }
        call_original(lua, Original::Insert)
    }
}

/// `string.rep` of the sandbox.
///
/// # Safety
/// Lua calls it, as a C function of the thread `lua`.
unsafe extern "C-unwind" fn string_rep(lua: *mut lua_State) -> c_int {
    // SAFETY: called by Lua; no destructors here.
    unsafe {
        let mut len = 0;
        ffi::luaL_checklstring(lua, 1, &mut len);
        let count = ffi::luaL_checkinteger(lua, 2) as i32;
        if len == 0 || count <= 0 {
            ffi::lua_pushstring_(lua, c"".as_ptr());
            return 1;
        }
        // A result beyond the limit is refused before time is spent on it.
        if (len as u64).saturating_mul(count as u64) > (*shared(lua)).memory.cap as u64 {
            stop(lua, Limit::Memory);
        }
        call_original(lua, Original::Rep)
    }
}

/// `math.random` of the sandbox.
///
/// # Safety
/// Lua calls it, as a C function of the thread `lua`.
unsafe extern "C-unwind" fn math_random(lua: *mut lua_State) -> c_int {
    // SAFETY: called by Lua; no destructors here.
    unsafe {
        let draw = (*shared(lua)).random.draw();
        let (low, high) = match ffi::lua_gettop(lua) {
            0 => {
                ffi::lua_pushnumber(lua, draw);
                return 1;
            }
            1 => (1, ffi::luaL_checkinteger(lua, 1) as i32),
            2 => (ffi::luaL_checkinteger(lua, 1) as i32, ffi::luaL_checkinteger(lua, 2) as i32),
            _ => return ffi::luaL_error(lua, c"wrong number of arguments".as_ptr()),
        };
        ffi::luaL_argcheck(lua, c_int::from(low <= high), ffi::lua_gettop(lua), c"interval is empty".as_ptr());
        let (low, high) = (f64::from(low), f64::from(high));
        ffi::lua_pushnumber(lua, (draw * (high - low + 1.0)).floor() + low);
        1
    }
}

/// `math.randomseed` of the sandbox.
///
/// # Safety
/// Lua calls it, as a C function of the thread `lua`.
unsafe extern "C-unwind" fn math_randomseed(lua: *mut lua_State) -> c_int {
    // SAFETY: called by Lua; no destructors here.
    unsafe {
        let seed = ffi::luaL_checkinteger(lua, 1) as i32;
        (*shared(lua)).random = Random::from_seed(seed);
    }
    0
}

/// A numeric field of the table on top, as `os.time` reads it.
///
/// # Safety
/// `lua` runs a C function, with a table on top and two free stack slots.
unsafe fn date_field(lua: *mut lua_State, name: &CStr, default: Option<i32>) -> i64 {
    // SAFETY: in a native function; no destructors here.
    unsafe {
        ffi::lua_getfield_(lua, -1, name.as_ptr());
        let value = if ffi::lua_isnumber(lua, -1) != 0 {
            ffi::lua_tointeger_(lua, -1) as i32
        } else {
            match default {
                Some(value) => value,
                None => ffi::luaL_error(lua, c"field '%s' missing in date table".as_ptr(), name.as_ptr()),
            }
        };
        ffi::lua_settop(lua, -2);
        i64::from(value)
    }
}

/// `os.time` of the sandbox.
///
/// # Safety
/// Lua calls it, as a C function of the thread `lua`.
unsafe extern "C-unwind" fn os_time(lua: *mut lua_State) -> c_int {
    // SAFETY: called by Lua; no destructors here.
    unsafe {
        let mut seconds = sandbox::TIME;
        if ffi::lua_type(lua, 1) > ffi::LUA_TNIL {
            ffi::luaL_checktype(lua, 1, ffi::LUA_TTABLE);
            ffi::lua_settop(lua, 1);
            let second = date_field(lua, c"sec", Some(0));
            let minute = date_field(lua, c"min", Some(0));
            let hour = date_field(lua, c"hour", Some(12));
            let day = date_field(lua, c"day", None);
            let month = date_field(lua, c"month", None);
            let year = date_field(lua, c"year", None);
            ffi::lua_getfield_(lua, -1, c"isdst".as_ptr());
            let daylight = ffi::lua_toboolean(lua, -1) != 0;
            seconds = sandbox::utc_seconds(year, month, day, hour, minute, second, daylight);
        }
        if seconds == -1 {
            ffi::lua_pushnil(lua);
        } else {
            ffi::lua_pushnumber(lua, seconds as f64);
        }
        1
    }
}

/// `os.clock` of the sandbox.
///
/// # Safety
/// Lua calls it, as a C function of the thread `lua`.
unsafe extern "C-unwind" fn os_clock(lua: *mut lua_State) -> c_int {
    // SAFETY: called by Lua.
    unsafe { ffi::lua_pushnumber(lua, sandbox::CLOCK) };
    1
}

/// `os.date` of the sandbox.
///
/// # Safety
/// Lua calls it, as a C function of the thread `lua`.
unsafe extern "C-unwind" fn os_date(lua: *mut lua_State) -> c_int {
    // SAFETY: called by Lua; no destructors here.
    unsafe {
        let mut len = 0;
        let format = ffi::luaL_optlstring(lua, 1, c"%c".as_ptr(), &mut len);
        let time =
            if ffi::lua_type(lua, 2) <= ffi::LUA_TNIL { sandbox::TIME as f64 } else { ffi::luaL_checknumber(lua, 2) };
        let utc = len > 0 && *format.cast::<u8>() == b'!';
        ffi::lua_pushstring_(lua, if utc { c"".as_ptr() } else { c"!".as_ptr() });
        ffi::lua_pushlstring_(lua, format, len);
        ffi::lua_concat(lua, 2);
        ffi::lua_insert(lua, 1);
        ffi::lua_settop(lua, 1);
        ffi::lua_pushnumber(lua, time);
        call_original(lua, Original::Date)
    }
}

/// `os.getenv` of the sandbox.
///
/// # Safety
/// Lua calls it, as a C function of the thread `lua`.
unsafe extern "C-unwind" fn os_getenv(lua: *mut lua_State) -> c_int {
    // SAFETY: called by Lua.
    unsafe {
        ffi::luaL_checklstring(lua, 1, ptr::null_mut());
        ffi::lua_pushnil(lua);
    }
    1
}

/// `os.setlocale` of the sandbox.
///
/// # Safety
/// Lua calls it, as a C function of the thread `lua`.
unsafe extern "C-unwind" fn os_setlocale(lua: *mut lua_State) -> c_int {
    struct Names([*const c_char; 7]);
    // SAFETY: pointers to string literals.
    unsafe impl Sync for Names {}
    static NAMES: Names = Names([
        c"all".as_ptr(),
        c"collate".as_ptr(),
        c"ctype".as_ptr(),
        c"monetary".as_ptr(),
        c"numeric".as_ptr(),
        c"time".as_ptr(),
        ptr::null(),
    ]);
    // SAFETY: called by Lua; no destructors here.
    unsafe {
        let locale = ffi::luaL_optlstring(lua, 1, ptr::null(), ptr::null_mut());
        ffi::luaL_checkoption(lua, 2, c"all".as_ptr(), NAMES.0.as_ptr());
        let known = locale.is_null() || matches!(CStr::from_ptr(locale).to_bytes(), b"" | b"C" | b"POSIX");
        if known {
            ffi::lua_pushstring_(lua, c"C".as_ptr());
        } else {
            ffi::lua_pushnil(lua);
        }
        1
    }
}

/// The results of a load of a binary chunk, which the sandbox has none of.
///
/// # Safety
/// `lua` runs a C function, with two free stack slots.
unsafe fn refuse_binary(lua: *mut lua_State) -> c_int {
    // SAFETY: in a native function.
    unsafe {
        ffi::lua_pushnil(lua);
        push_str(lua, sandbox::BINARY_CHUNK);
    }
    2
}

/// The results of a load: the function on top, or nil and the message on top.
///
/// # Safety
/// `lua` runs a C function whose call of `lua_load` under the chunk name `name` gave `status`, and left its result on top.
unsafe fn loaded(lua: *mut lua_State, status: c_int, name: *const c_char) -> c_int {
    // SAFETY: in a native function.
    unsafe {
        if status == ffi::LUA_OK {
            observe::replace_loaded(lua, name);
            return 1;
        }
        ffi::lua_pushnil(lua);
        ffi::lua_insert(lua, -2);
        2
    }
}

/// `loadstring` of the sandbox.
///
/// # Safety
/// Lua calls it, as a C function of the thread `lua`.
unsafe extern "C-unwind" fn loadstring(lua: *mut lua_State) -> c_int {
    // SAFETY: called by Lua; the strings stay on the stack.
    unsafe {
        let mut len = 0;
        let text = ffi::luaL_checklstring(lua, 1, &mut len);
        let name = ffi::luaL_optlstring(lua, 2, text, ptr::null_mut());
        if len > 0 && *text.cast::<u8>() == SIGNATURE[0] {
            return refuse_binary(lua);
        }
        loaded(lua, ffi::luaL_loadbuffer(lua, text, len, name), name)
    }
}

/// What the reader of `load` remembers.
struct Pieces {
    first: bool,
    binary: bool,
}

/// `load` of the sandbox.
///
/// # Safety
/// Lua calls it, as a C function of the thread `lua`.
unsafe extern "C-unwind" fn load(lua: *mut lua_State) -> c_int {
    // SAFETY: called by Lua; `Pieces` needs no dropping.
    unsafe {
        let name = ffi::luaL_optlstring(lua, 2, c"=(load)".as_ptr(), ptr::null_mut());
        ffi::luaL_checktype(lua, 1, ffi::LUA_TFUNCTION);
        // The function, the chunk name, and a slot that keeps the current piece.
        ffi::lua_settop(lua, 3);
        let mut pieces = Pieces { first: true, binary: false };
        let status = ffi::lua_load(lua, read_piece, (&raw mut pieces).cast(), name);
        if pieces.binary {
            return refuse_binary(lua);
        }
        loaded(lua, status, name)
    }
}

/// The next piece of what `load` reads.
///
/// # Safety
/// `lua_load` calls it, with the [`Pieces`] that it was given and a place for the length.
unsafe extern "C-unwind" fn read_piece(lua: *mut lua_State, pieces: *mut c_void, len: *mut usize) -> *const c_char {
    // SAFETY: called by `lua_load` in `load`.
    unsafe {
        let pieces = pieces.cast::<Pieces>();
        *len = 0;
        ffi::luaL_checkstack_(lua, 2, c"too many nested functions".as_ptr());
        ffi::lua_pushvalue(lua, 1);
        ffi::lua_call(lua, 0, 1);
        if ffi::lua_type(lua, -1) == ffi::LUA_TNIL {
            return ptr::null();
        }
        if ffi::lua_isstring(lua, -1) == 0 {
            ffi::luaL_error(lua, c"reader function must return a string".as_ptr());
        }
        ffi::lua_replace(lua, 3);
        let text = ffi::lua_tolstring(lua, 3, len);
        if (*pieces).first && *len > 0 && *text.cast::<u8>() == SIGNATURE[0] {
            (*pieces).binary = true;
            *len = 0;
            return ptr::null();
        }
        (*pieces).first = false;
        text
    }
}
