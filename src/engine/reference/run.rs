//! One execution in a fresh state: set up (or restored from the thread's image), run under limits, inspect, close.
//!
//! The program runs as `lua5.1` runs a script: its main function is called by a C function, which is the base of
//! the stack that tracebacks show.

use std::ffi::{c_int, c_void};
use std::ptr::NonNull;

use mlua::ffi;

use super::alloc::{Memory, allocate};
use super::compile::append;
use super::image::Image;
use super::inspect::Inspector;
use super::observe::{self, Watched};
use super::shared::{Shared, shared};
use super::stdio::Streams;
use super::{hooks, natives};
use crate::engine::outcome::{End, Outcome};
use crate::engine::snapshot::{self, Bounds};
use crate::engine::{Layout, Limit, Limits, Options, Program, ProgramCode};

/// Which libraries a state gets.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Libraries {
    /// As PUC's `luaL_openlibs` leaves them.
    Plain,
    Sandboxed,
}

/// Who wants to know more of a run than its end.
#[derive(Clone, Copy)]
pub(super) enum Spy {
    None,
    /// The chunk of a program in text is dumped there before it runs.
    Dump(NonNull<Vec<u8>>),
    /// Watched instruction by instruction.
    HookWatch(NonNull<Watched>),
}

/// How the main function ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Its results are on the stack.
    Returned,
    /// The error value is on the stack.
    Failed,
    /// The message is on the stack.
    Rejected,
}

/// Runs a program in a fresh state of its own; if it is in text and compiles, its chunk is appended to `chunk`.
pub(super) fn run(program: &Program<'_>, options: &Options, chunk: Option<&mut Vec<u8>>) -> Outcome {
    let mut found = None;
    let spy = chunk.map_or(Spy::None, |chunk| Spy::Dump(NonNull::from(chunk)));
    let finished = with_state(program, options, Libraries::Sandboxed, spy, |lua, ended| {
        // SAFETY: the state is stopped, with the results on its stack.
        let take = || unsafe { snapshot::take(&mut Inspector::new(lua, lua), Bounds::wanted(options)) };
        found = Some(match ended {
            // SAFETY: as above; the message is a string.
            Ended::Rejected => (End::Rejected(unsafe { message(lua) }), None),
            Ended::Returned | Ended::Failed => {
                let globals = take();
                let mut values = globals.roots();
                values.truncate(values.len().saturating_sub(2));
                let end = match ended {
                    Ended::Returned => End::Returned(values),
                    _ => End::Failed(values.into_iter().next().unwrap_or(crate::engine::PlainValue::Nil)),
                };
                (end, (!options.skip_globals).then_some(globals))
            }
        });
    });
    let (end, globals) = match (finished.limit, found) {
        (Some(limit), _) => (End::Limit(limit), None),
        (None, Some(found)) => found,
        (None, None) => (End::Crashed("the state could not be set up".into()), None),
    };
    Outcome { output: finished.output, end, globals }
}

/// The string on top of the stack.
///
/// # Safety
/// `lua` is a live state with at least one value, which is a string.
unsafe fn message(lua: *mut ffi::lua_State) -> Vec<u8> {
    // SAFETY: by contract; the string stays alive on the stack while it is copied.
    unsafe {
        let mut len = 0;
        let text = ffi::lua_tolstring(lua, -1, &mut len);
        if text.is_null() { Vec::new() } else { std::slice::from_raw_parts(text.cast::<u8>(), len).to_vec() }
    }
}

/// What is left of a state after it was closed.
pub(super) struct Finished {
    pub(super) output: Vec<u8>,
    pub(super) limit: Option<Limit>,
}

/// What the base function needs.
struct Job<'a> {
    program: &'a Program<'a>,
    options: &'a Options,
    /// Which libraries the state is still to get.
    libraries: Option<Libraries>,
    spy: Spy,
    /// With a NUL at its end.
    chunk_name: &'a [u8],
    /// With NULs at their ends.
    module_names: &'a [Vec<u8>],
    streams: &'a Streams,
    inspect: &'a mut dyn FnMut(*mut ffi::lua_State, Ended),
}

/// Runs a program in a fresh state; unless a limit was hit, shows `inspect` the stopped state, in which every allocation
/// succeeds: results or error value from index 1 on. `inspect` raises no Lua errors.
pub(super) fn with_state(
    program: &Program<'_>,
    options: &Options,
    libraries: Libraries,
    spy: Spy,
    mut inspect: impl FnMut(*mut ffi::lua_State, Ended),
) -> Finished {
    let plain = options.layout == Layout::Plain && !options.allow_system;
    let mut image = match spy {
        Spy::None | Spy::Dump(_) if libraries == Libraries::Sandboxed && plain => Image::take(),
        _ => None,
    };
    let Limits { instructions, memory, output } = options.limits;
    let state = match &mut image {
        Some(image) => {
            image.restore(&options.limits);
            image.shared
        }
        None => {
            let memory = Memory::new(memory, options.layout.into());
            Box::into_raw(Box::new(Shared::new(memory, instructions, output)))
        }
    };
    if let Spy::HookWatch(watch) = spy {
        // SAFETY: used by nobody yet.
        unsafe { (*state).watch = Some(watch) };
    }
    let streams = Streams::new(state);
    let terminated = |bytes: &[u8]| bytes.iter().copied().take_while(|&b| b != 0).chain([0]).collect::<Vec<u8>>();
    let chunk_name = terminated(program.chunk_name);
    let module_names: Vec<Vec<u8>> =
        options.modules.iter().map(|m| terminated(format!("@{}", m.0).as_bytes())).collect();
    let mut job = Job {
        program,
        options,
        libraries: image.is_none().then_some(libraries),
        spy,
        chunk_name: &chunk_name,
        module_names: &module_names,
        streams: &streams,
        inspect: &mut inspect,
    };
    let job = (&raw mut job).cast::<c_void>();
    // SAFETY: `state` and all that `job` borrows outlive the Lua state, which is closed or given up here. Lua errors in `base`
    // end at `lua_cpcall`, and this frame is not jumped over.
    unsafe {
        let Some(mut image) = image else {
            let lua = ffi::lua_newstate(allocate, state.cast());
            if lua.is_null() {
                (*state).limit.get_or_insert(Limit::Memory);
            } else {
                ffi::lua_cpcall(lua, base, job);
                ffi::lua_close(lua);
            }
            drop(streams);
            let state = Box::from_raw(state);
            return Finished { output: state.output, limit: state.limit };
        };
        image.set_streams(&streams);
        ffi::lua_cpcall(image.lua, base, job);
        // All that can be seen of closing the state is what finalizers do, and after a limit not even that.
        if (*state).limit.is_none() && image.has_finalizers() {
            ffi::lua_close(image.lua);
        }
        drop(streams);
        let finished = Finished { output: std::mem::take(&mut (*state).output), limit: (*state).limit };
        image.put_back();
        finished
    }
}

/// The function at the base of the stack.
///
/// # Safety
/// Called by `lua_cpcall` in [`with_state`].
unsafe extern "C-unwind" fn base(lua: *mut ffi::lua_State) -> c_int {
    // SAFETY: the argument is the `Job`. Until `inspect`, which raises no errors, no value that needs dropping is alive in this
    // frame or in those it calls into.
    unsafe {
        let job = ffi::lua_touserdata(lua, 1).cast::<Job<'_>>();
        let state = shared(lua);
        let options = (*job).options;
        if (*job).libraries.is_some() {
            ffi::lua_gc(lua, ffi::LUA_GCSTOP, 0);
            ffi::luaL_openlibs(lua);
        }
        if (*job).libraries == Some(Libraries::Sandboxed) {
            natives::install(lua, (*job).streams, options.allow_system);
        }
        natives::preload(lua, &options.modules, (*job).module_names);
        arguments(lua, (*job).program);
        if (*state).watch.is_some() {
            observe::prepare(lua);
        }
        (*state).main = lua;
        (*state).keeps_garbage = (*state).watch.is_some() || options.layout == Layout::Hoarding;
        if !(*state).keeps_garbage && (*job).libraries.is_some() {
            ffi::lua_gc(lua, ffi::LUA_GCRESTART, 0);
        }
        if let Layout::Shuffled(_) = options.layout {
            ffi::lua_gc(lua, ffi::LUA_GCSETPAUSE, 110);
            ffi::lua_gc(lua, ffi::LUA_GCSETSTEPMUL, 1000);
        }
        ffi::lua_settop(lua, 0);
        match (*state).watch {
            Some(_) => drop(ffi::lua_sethook(lua, Some(observe::step_hook), ffi::LUA_MASKCOUNT, 1)),
            None => hooks::count_instructions(lua, 0),
        }

        let ended = execute(lua, &*job);

        ffi::lua_sethook(lua, None, 0, 0);
        if (*state).limit.is_none() {
            ffi::lua_gc(lua, ffi::LUA_GCSTOP, 0);
            (*state).memory.unlimited = true;
            ((*job).inspect)(lua, ended);
            (*state).memory.unlimited = false;
        }
    }
    0
}

/// Loads and calls the main function.
///
/// # Safety
/// As [`base`]; the stack is empty.
unsafe fn execute(lua: *mut ffi::lua_State, job: &Job<'_>) -> Ended {
    let (ProgramCode::Text(code) | ProgramCode::Chunk(code)) = job.program.code;
    // SAFETY: `code` and the chunk name are alive; no destructors here.
    unsafe {
        let name = job.chunk_name.as_ptr().cast();
        if ffi::luaL_loadbuffer(lua, code.as_ptr().cast(), code.len(), name) != ffi::LUA_OK {
            return Ended::Rejected;
        }
        if let Spy::Dump(chunk) = job.spy {
            ffi::lua_dump_(lua, append, chunk.as_ptr().cast());
        }
        observe::replace_loaded(lua, name);
        let count = job.program.arguments.len() as c_int;
        ffi::luaL_checkstack_(lua, count.saturating_add(3), c"too many arguments to script".as_ptr());
        for argument in job.program.arguments {
            ffi::lua_pushlstring_(lua, argument.as_ptr().cast(), argument.len());
        }
        match ffi::lua_pcall(lua, count, ffi::LUA_MULTRET, 0) {
            ffi::LUA_OK => Ended::Returned,
            _ => Ended::Failed,
        }
    }
}

/// Sets the global `arg`.
///
/// # Safety
/// As [`base`].
unsafe fn arguments(lua: *mut ffi::lua_State, program: &Program<'_>) {
    // SAFETY: plain API calls; no destructors here.
    unsafe {
        ffi::lua_createtable(lua, program.arguments.len() as c_int, 1);
        let name = program.script_name();
        ffi::lua_pushlstring_(lua, name.as_ptr().cast(), name.len());
        ffi::lua_rawseti_(lua, -2, 0);
        for (i, argument) in program.arguments.iter().enumerate() {
            ffi::lua_pushlstring_(lua, argument.as_ptr().cast(), argument.len());
            ffi::lua_rawseti_(lua, -2, i as c_int + 1);
        }
        ffi::lua_setfield(lua, ffi::LUA_GLOBALSINDEX, c"arg".as_ptr());
    }
}
