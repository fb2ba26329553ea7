//! `getfenv` and `setfenv` (manual, section 5.1).

use crate::vm::call::NativeDef;
use crate::vm::cx::{Cx, NativeResult};
use crate::vm::state::{Thrown, Vm};
use crate::vm::thread::StackLevel;
use crate::vm::value::{Type, Value};

pub static GETFENV: NativeDef = NativeDef { name: "getfenv", code: getfenv };
pub static SETFENV: NativeDef = NativeDef { name: "setfenv", code: setfenv };

/// The function that the first argument is, or whose level it is.
fn function_at(cx: &mut Cx<'_>, default: Option<i32>) -> Result<Value, Thrown> {
    if cx.arg(0).is_function() {
        return Ok(cx.arg(0));
    }
    let level = match default {
        Some(level) => cx.opt_int(0, level)?,
        None => cx.check_int(0)?,
    };
    if level < 0 {
        return Err(cx.arg_error(0, "level must be non-negative"));
    }
    let th = cx.vm.current_thread();
    match th.level(level as usize) {
        Some(StackLevel::Frame(depth)) => Ok(th.function_at(depth)),
        Some(StackLevel::TailCall) => Err(cx.error(format!("no function environment for tail call at level {level}"))),
        None => Err(cx.arg_error(0, "invalid level")),
    }
}

fn getfenv(cx: &mut Cx<'_>) -> NativeResult {
    let f = function_at(cx, Some(1))?;
    match f.as_lua_fn() {
        Some(f) => cx.ret(f.env()),
        // A native function shows the thread's globals, whatever its own environment is.
        None => {
            let globals = cx.vm.globals();
            cx.ret(globals)
        }
    }
}

fn setfenv(cx: &mut Cx<'_>) -> NativeResult {
    let env = cx.check_table(1)?;
    let f = function_at(cx, None)?;
    let level = cx.arg(0);
    if matches!(level.type_of(), Type::Number | Type::String) && crate::vm::meta::to_number(level) == Some(0.0) {
        cx.vm.current_thread().set_globals(env);
        return cx.ret0();
    }
    match f.as_lua_fn() {
        Some(closure) => closure.set_env(env),
        None => return Err(cx.error("'setfenv' cannot change environment of given object")),
    }
    cx.ret(f)
}

impl Vm {
    /// The environment of a function, userdata or thread (`lua_getfenv`).
    pub fn environment_of(&self, v: Value) -> Option<crate::vm::value::Gc<crate::vm::object::Table>> {
        match v.type_of() {
            Type::Function => v.as_lua_fn().map(|f| f.env()).or_else(|| v.as_native_fn().map(|f| f.env())),
            Type::UserData => v.as_userdata().map(|u| u.env()),
            Type::Thread => v.as_thread().map(|t| t.globals()),
            Type::Nil | Type::Boolean | Type::Number | Type::String | Type::Table => None,
            Type::LightUserData => None,
        }
    }

    /// Sets the environment of a function, userdata or thread (`lua_setfenv`); false for other values.
    pub fn set_environment_of(&mut self, v: Value, env: crate::vm::value::Gc<crate::vm::object::Table>) -> bool {
        if let Some(f) = v.as_lua_fn() {
            f.set_env(env);
        } else if let Some(f) = v.as_native_fn() {
            f.set_env(env);
        } else if let Some(u) = v.as_userdata() {
            u.set_env(env);
        } else if let Some(t) = v.as_thread() {
            t.set_globals(env);
        } else {
            return false;
        }
        true
    }
}
