//! PUC's own library functions by address: which name each has, and those that the sandbox's versions call.

use std::ffi::c_int;
use std::sync::OnceLock;

use mlua::ffi;
use rustc_hash::FxHashMap;

use super::run::{self, Libraries, Spy};
use crate::engine::{Options, Program};

/// A library function that the sandbox's version falls back on.
#[derive(Clone, Copy)]
pub(super) enum Original {
    ToString,
    Unpack,
    NewProxy,
    SetMetatable,
    Traceback,
    Insert,
    Rep,
    Date,
    Lines,
    Input,
    Output,
}

impl Original {
    const ALL: [(Original, &'static str); 11] = [
        (Original::ToString, "tostring"),
        (Original::Unpack, "unpack"),
        (Original::NewProxy, "newproxy"),
        (Original::SetMetatable, "debug.setmetatable"),
        (Original::Traceback, "debug.traceback"),
        (Original::Insert, "table.insert"),
        (Original::Rep, "string.rep"),
        (Original::Date, "os.date"),
        (Original::Lines, "io.lines"),
        (Original::Input, "io.input"),
        (Original::Output, "io.output"),
    ];
}

/// Found once per process; C functions have the same address in every state.
struct Originals {
    names: FxHashMap<usize, String>,
    functions: [Option<ffi::lua_CFunction>; Original::ALL.len()],
}

const NAMES_SCRIPT: &[u8] = include_bytes!("native_names.lua");

fn originals() -> &'static Originals {
    static ORIGINALS: OnceLock<Originals> = OnceLock::new();
    ORIGINALS.get_or_init(|| {
        let found = run_names_script(Libraries::Plain);
        let functions = Original::ALL.map(|(_, name)| found.iter().find(|f| f.0 == name).map(|f| f.1));
        Originals { names: by_address(found), functions }
    })
}

/// The name of a library function, PUC's or the sandbox's own that stands where PUC's stood.
pub(super) fn name_of(function: ffi::lua_CFunction) -> &'static str {
    static NAMES: OnceLock<FxHashMap<usize, String>> = OnceLock::new();
    let names = NAMES.get_or_init(|| {
        let mut names = originals().names.clone();
        names.extend(by_address(run_names_script(Libraries::Sandboxed)));
        names
    });
    names.get(&(function as usize)).map_or("unknown", String::as_str)
}

fn run_names_script(libraries: Libraries) -> Vec<(String, ffi::lua_CFunction)> {
    let mut found = Vec::new();
    let program = Program::text(NAMES_SCRIPT, b"=names");
    run::with_state(&program, &Options::default(), libraries, Spy::None, |lua, _| {
        // SAFETY: a stopped state with the script's results.
        found = unsafe { collect(lua, 1) };
    });
    found
}

fn by_address(found: Vec<(String, ffi::lua_CFunction)>) -> FxHashMap<usize, String> {
    let mut names = FxHashMap::default();
    for (name, function) in found {
        names.entry(function as usize).or_insert(name);
    }
    names
}

/// Reads the two lists that the script returned.
///
/// # Safety
/// `lua` is a stopped state with at least two values from index `first` on; its allocator grants everything.
unsafe fn collect(lua: *mut ffi::lua_State, first: c_int) -> Vec<(String, ffi::lua_CFunction)> {
    let mut found = Vec::new();
    // SAFETY: raw accesses on existing tables; three stack slots are always free at this point.
    unsafe {
        for i in 1..=ffi::lua_objlen(lua, first) as c_int {
            ffi::lua_rawgeti_(lua, first, i);
            ffi::lua_rawgeti_(lua, first + 1, i);
            let mut len = 0;
            let text = ffi::lua_tolstring(lua, -2, &mut len);
            let name = String::from_utf8_lossy(std::slice::from_raw_parts(text.cast::<u8>(), len)).into_owned();
            if let Some(function) = ffi::lua_tocfunction(lua, -1) {
                found.push((name, function));
            }
            ffi::lua_settop(lua, -3);
        }
    }
    found
}

/// Calls PUC's own version of a library function in place of the running native function.
///
/// # Safety
/// In a native function of a state, with the arguments as the original is to see them.
pub(super) unsafe fn call_original(lua: *mut ffi::lua_State, original: Original) -> c_int {
    match originals().functions[original as usize] {
        // SAFETY: by contract; the original runs in the same C frame of Lua, so that levels and names are its own.
        Some(function) => unsafe { function(lua) },
        None => 0,
    }
}
