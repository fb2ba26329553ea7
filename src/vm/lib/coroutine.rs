//! Coroutines (manual, section 5.2).

use crate::vm::call::NativeDef;
use crate::vm::cx::{Cx, NativeResult};
use crate::vm::object::Thread;
use crate::vm::state::{Thrown, Vm};
use crate::vm::thread::{CoroutineStatus, FrameState};
use crate::vm::value::{Gc, Value};

static CREATE: NativeDef = NativeDef { name: "coroutine.create", code: create };
static RESUME: NativeDef = NativeDef { name: "coroutine.resume", code: resume };
static RUNNING: NativeDef = NativeDef { name: "coroutine.running", code: running };
static STATUS: NativeDef = NativeDef { name: "coroutine.status", code: status };
static WRAP: NativeDef = NativeDef { name: "coroutine.wrap", code: wrap };
static WRAPPED: NativeDef = NativeDef { name: "function of coroutine.wrap", code: wrapped };
static YIELD: NativeDef = NativeDef { name: "coroutine.yield", code: yield_ };

/// Opens the library.
pub fn open(vm: &mut Vm) {
    vm.register_library("coroutine", &[&CREATE, &RESUME, &RUNNING, &STATUS, &WRAP, &YIELD]);
}

fn new_coroutine(cx: &mut Cx<'_>) -> Result<Gc<Thread>, Thrown> {
    let f = cx.arg(0);
    if f.as_lua_fn().is_none() {
        return Err(cx.arg_error(0, "Lua function expected"));
    }
    Ok(cx.vm.new_coroutine(f))
}

fn create(cx: &mut Cx<'_>) -> NativeResult {
    let co = new_coroutine(cx)?;
    cx.ret(co)
}

fn wrap(cx: &mut Cx<'_>) -> NativeResult {
    let co = new_coroutine(cx)?;
    let f = cx.vm.new_native(&WRAPPED, &[Value::from(co)]);
    cx.ret(f)
}

fn resume(cx: &mut Cx<'_>) -> NativeResult {
    let Some(co) = cx.arg(0).as_thread() else {
        return Err(cx.arg_error(0, "coroutine expected"));
    };
    let nargs = cx.nargs() - 1;
    match cx.vm.begin_resume(co, nargs, FrameState::Resume) {
        Ok(results) => Ok(results),
        Err(message) => {
            let message = cx.vm.str(message);
            cx.ret2(false, message)
        }
    }
}

fn wrapped(cx: &mut Cx<'_>) -> NativeResult {
    let Some(co) = cx.upvalue(0).as_thread() else {
        return Err(cx.error("coroutine expected"));
    };
    let nargs = cx.nargs();
    match cx.vm.begin_resume(co, nargs, FrameState::Wrap) {
        Ok(results) => Ok(results),
        Err(message) => Err(cx.error(message)),
    }
}

fn yield_(cx: &mut Cx<'_>) -> NativeResult {
    let n = cx.nargs();
    cx.vm.begin_yield(n)
}

fn status(cx: &mut Cx<'_>) -> NativeResult {
    let Some(co) = cx.arg(0).as_thread() else {
        return Err(cx.arg_error(0, "coroutine expected"));
    };
    let name = match co.status() {
        CoroutineStatus::Suspended => "suspended",
        CoroutineStatus::Running => "running",
        CoroutineStatus::Normal => "normal",
        CoroutineStatus::Dead => "dead",
    };
    cx.ret_str(name)
}

fn running(cx: &mut Cx<'_>) -> NativeResult {
    let th = cx.vm.current_thread();
    if th == cx.vm.main_thread() { cx.ret(Value::NIL) } else { cx.ret(th) }
}
