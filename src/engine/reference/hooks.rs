//! Hooks of a reference state: the harness counts instructions with the count hook, and programs have theirs beside it.
//!
//! Invariant: every thread of a state has one of the two hooks of this module at all times, the count event among its
//! events. Which of the two tells whose the count is; like mask and count it is inherited by new threads, so that a thread's
//! own fields hold all there is to know, the hook function apart.

use std::ffi::{c_char, c_int, c_void};
use std::ptr;

use mlua::ffi::{self, lua_Debug, lua_State};

use super::shared::{shared, stop};
use crate::engine::Limit;

/// The count hook fires after this many instructions of one thread, unless the program wants another count.
pub(super) const INTERVAL: c_int = 1000;

/// Has the harness count the instructions of a thread, the events of `mask` going to the program's hook.
///
/// # Safety
/// `lua` is a live thread of a state made by [`super::run`].
pub(super) unsafe fn count_instructions(lua: *mut lua_State, mask: c_int) {
    // SAFETY: by contract.
    unsafe {
        let left = (*shared(lua)).instructions.clamp(1, INTERVAL as u64);
        ffi::lua_sethook(lua, Some(harness_counts), mask | ffi::LUA_MASKCOUNT, left as c_int);
    }
}

/// Has the next instruction of a thread end the run.
///
/// # Safety
/// As [`count_instructions`].
pub(super) unsafe fn stop_soon(lua: *mut lua_State) {
    // SAFETY: by contract.
    unsafe { ffi::lua_sethook(lua, Some(harness_counts), ffi::LUA_MASKCOUNT, 1) };
}

/// The hook of a thread whose count is the harness's.
///
/// # Safety
/// Lua calls it, as a hook of the thread `lua`.
unsafe extern "C-unwind" fn harness_counts(lua: *mut lua_State, event: *mut lua_Debug) {
    // SAFETY: called by Lua with a valid event; no destructors here.
    unsafe {
        if (*event).event == ffi::LUA_HOOKCOUNT {
            charge(lua, INTERVAL as u64);
        } else {
            charge_event(lua);
            call_program(lua, event);
        }
    }
}

/// The hook of a thread whose count is the program's.
///
/// # Safety
/// Lua calls it, as a hook of the thread `lua`.
unsafe extern "C-unwind" fn program_counts(lua: *mut lua_State, event: *mut lua_Debug) {
    // SAFETY: called by Lua with a valid event; no destructors here.
    unsafe {
        if (*event).event == ffi::LUA_HOOKCOUNT {
            charge(lua, ffi::lua_gethookcount(lua).max(1) as u64);
        } else {
            charge_event(lua);
        }
        call_program(lua, event);
    }
}

/// Counts executed instructions, and ends the run when there are none left or another limit was hit.
///
/// # Safety
/// In a hook or native function; nothing on the Rust stack needs dropping.
unsafe fn charge(lua: *mut lua_State, instructions: u64) {
    // SAFETY: by contract.
    unsafe {
        let state = shared(lua);
        (*state).instructions = (*state).instructions.saturating_sub(instructions);
        if (*state).limit.is_some() || (*state).instructions == 0 {
            stop(lua, Limit::Instructions);
        }
    }
}

/// Counts an event that the program's hook gets. The instructions of a hook function are counted by the thread but raise no count
/// event: with an unlucky period every one of them would fall into the hook, and none would be seen.
///
/// # Safety
/// As [`charge`].
unsafe fn charge_event(lua: *mut lua_State) {
    // SAFETY: as `charge`.
    unsafe { charge(lua, 1) }
}

/// Pushes the table of the program's hook functions, by thread.
///
/// # Safety
/// In a hook or native function, with three free stack slots.
unsafe fn push_functions(lua: *mut lua_State) {
    static KEY: u8 = 0;
    // SAFETY: in a hook or native function with free stack slots.
    unsafe {
        let key = (&raw const KEY).cast_mut().cast::<c_void>();
        ffi::lua_pushlightuserdata(lua, key);
        ffi::lua_rawget_(lua, ffi::LUA_REGISTRYINDEX);
        if ffi::lua_type(lua, -1) != ffi::LUA_TTABLE {
            ffi::lua_settop(lua, -2);
            ffi::lua_createtable(lua, 0, 1);
            ffi::lua_pushlightuserdata(lua, key);
            ffi::lua_pushvalue(lua, -2);
            ffi::lua_rawset(lua, ffi::LUA_REGISTRYINDEX);
        }
    }
}

/// Calls the program's hook function of this thread, if it has one.
///
/// # Safety
/// In a hook, called with this event; nothing on the Rust stack needs dropping.
unsafe fn call_program(lua: *mut lua_State, event: *mut lua_Debug) {
    // SAFETY: in a hook; no destructors here.
    unsafe {
        let name = match (*event).event {
            ffi::LUA_HOOKCALL => c"call",
            ffi::LUA_HOOKRET => c"return",
            ffi::LUA_HOOKLINE => c"line",
            ffi::LUA_HOOKCOUNT => c"count",
            _ => c"tail return",
        };
        push_functions(lua);
        ffi::lua_pushlightuserdata(lua, lua.cast());
        ffi::lua_rawget_(lua, -2);
        if ffi::lua_type(lua, -1) != ffi::LUA_TFUNCTION {
            return;
        }
        ffi::lua_pushstring_(lua, name.as_ptr());
        if (*event).currentline >= 0 {
            ffi::lua_pushinteger(lua, (*event).currentline as ffi::lua_Integer);
        } else {
            ffi::lua_pushnil(lua);
        }
        ffi::lua_call(lua, 2, 0);
    }
}

/// The thread that a function of the debug library is about, and how many arguments come before the others.
///
/// # Safety
/// `lua` runs a C function, with its arguments on the stack.
pub(super) unsafe fn thread_argument(lua: *mut lua_State) -> (*mut lua_State, c_int) {
    // SAFETY: in a native function.
    unsafe { if ffi::lua_type(lua, 1) == ffi::LUA_TTHREAD { (ffi::lua_tothread(lua, 1), 1) } else { (lua, 0) } }
}

/// `debug.sethook ([thread,] hook, mask [, count])`
///
/// # Safety
/// Lua calls it, as a C function of the thread `lua`.
pub(super) unsafe extern "C-unwind" fn sethook(lua: *mut lua_State) -> c_int {
    // SAFETY: called by Lua; no destructors here.
    unsafe {
        if (*shared(lua)).watch.is_some() {
            // The hook belongs to the watcher.
            ffi::luaL_error(lua, c"'debug.sethook' is not available in lockstep".as_ptr());
        }
        // Setting a hook restarts the count.
        charge(lua, INTERVAL as u64);
        let (thread, before) = thread_argument(lua);
        let (mut mask, mut count) = (0, 0);
        if ffi::lua_type(lua, before + 1) <= ffi::LUA_TNIL {
            ffi::lua_settop(lua, before + 1);
        } else {
            let text = ffi::luaL_checklstring(lua, before + 2, ptr::null_mut());
            ffi::luaL_checktype(lua, before + 1, ffi::LUA_TFUNCTION);
            count = (ffi::luaL_optinteger(lua, before + 3, 0) as c_int).max(0);
            mask = event_mask(text);
        }
        push_functions(lua);
        ffi::lua_pushlightuserdata(lua, thread.cast());
        ffi::lua_pushvalue(lua, before + 1);
        ffi::lua_rawset(lua, -3);
        if count > 0 {
            ffi::lua_sethook(thread, Some(program_counts), mask | ffi::LUA_MASKCOUNT, count);
        } else {
            count_instructions(thread, mask);
        }
    }
    0
}

/// The events that the letters of a mask stand for.
///
/// # Safety
/// `text` is a C string.
unsafe fn event_mask(text: *const c_char) -> c_int {
    // SAFETY: a C string of Lua's.
    let letters = unsafe { std::ffi::CStr::from_ptr(text) }.to_bytes();
    let pairs = [(b'c', ffi::LUA_MASKCALL), (b'r', ffi::LUA_MASKRET), (b'l', ffi::LUA_MASKLINE)];
    pairs.iter().filter(|(letter, _)| letters.contains(letter)).fold(0, |mask, (_, bit)| mask | bit)
}

/// `debug.gethook ([thread])`: function, mask, count.
///
/// # Safety
/// Lua calls it, as a C function of the thread `lua`.
pub(super) unsafe extern "C-unwind" fn gethook(lua: *mut lua_State) -> c_int {
    // SAFETY: called by Lua; no destructors here.
    unsafe {
        let (thread, _) = thread_argument(lua);
        let mask = ffi::lua_gethookmask(thread);
        let is_programs = ffi::lua_gethook(thread)
            .is_some_and(|hook| ptr::fn_addr_eq(hook, program_counts as unsafe extern "C-unwind" fn(_, _)));
        push_functions(lua);
        ffi::lua_pushlightuserdata(lua, thread.cast());
        ffi::lua_rawget_(lua, -2);
        let mut text: [c_char; 4] = [0; 4];
        let mut len = 0;
        for (letter, bit) in [(b'c', ffi::LUA_MASKCALL), (b'r', ffi::LUA_MASKRET), (b'l', ffi::LUA_MASKLINE)] {
            if mask & bit != 0 {
                text[len] = letter as c_char;
                len += 1;
            }
        }
        ffi::lua_pushlstring_(lua, text.as_ptr(), len);
        let count = if is_programs { ffi::lua_gethookcount(thread) } else { 0 };
        ffi::lua_pushinteger(lua, count as ffi::lua_Integer);
    }
    3
}
