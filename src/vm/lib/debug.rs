//! The debug library (manual, section 5.9), but for `traceback`.

use std::io::Write;

use crate::vm::call::NativeDef;
use crate::vm::cx::{Cx, NativeResult};
use crate::vm::error::chunk_id;
use crate::vm::object::{Table, Thread};
use crate::vm::state::{Thrown, Vm};
use crate::vm::thread::{StackLevel, hook};
use crate::vm::value::{Gc, Type, Value};

use super::{traceback, until_nul};

static FUNCTIONS: [&NativeDef; 14] = [
    &NativeDef { name: "debug.debug", code: debug },
    &NativeDef { name: "debug.getfenv", code: getfenv },
    &NativeDef { name: "debug.gethook", code: gethook },
    &NativeDef { name: "debug.getinfo", code: getinfo },
    &NativeDef { name: "debug.getlocal", code: getlocal },
    &NativeDef { name: "debug.getregistry", code: getregistry },
    &NativeDef { name: "debug.getmetatable", code: getmetatable },
    &NativeDef { name: "debug.getupvalue", code: getupvalue },
    &NativeDef { name: "debug.setfenv", code: setfenv },
    &NativeDef { name: "debug.sethook", code: sethook },
    &NativeDef { name: "debug.setlocal", code: setlocal },
    &NativeDef { name: "debug.setmetatable", code: setmetatable },
    &NativeDef { name: "debug.setupvalue", code: setupvalue },
    &NativeDef { name: "debug.traceback", code: traceback::traceback },
];

/// Opens the library.
pub fn open(vm: &mut Vm) {
    vm.register_library("debug", &FUNCTIONS);
}

/// The thread that the first argument is, or the running one; and how many arguments that took.
pub(super) fn thread_argument(cx: &Cx<'_>) -> (Gc<Thread>, usize) {
    match cx.arg(0).as_thread() {
        Some(th) => (th, 1),
        None => (cx.vm.current_thread(), 0),
    }
}

/// The activation at a level that a program gave. PUC takes a negative level for one lost to a tail call.
pub(super) fn level_of(th: Gc<Thread>, level: i32) -> Option<StackLevel> {
    match usize::try_from(level) {
        Ok(level) => th.level(level),
        Err(_) => Some(StackLevel::TailCall),
    }
}

// ---- getinfo

/// What `debug.getinfo` is asked about.
enum Subject {
    Function(Value),
    Frame(Gc<Thread>, usize),
    TailCall,
}

impl Subject {
    fn function(&self) -> Value {
        match *self {
            Subject::Function(f) => f,
            Subject::Frame(th, depth) => th.function_at(depth),
            Subject::TailCall => Value::NIL,
        }
    }
}

/// Where a function comes from.
pub(super) struct Source {
    pub source: Vec<u8>,
    pub short: Vec<u8>,
    pub line_defined: i64,
    pub last_line_defined: i64,
    pub what: &'static str,
}

/// The `S` fields of a function; nil stands for one that was lost to a tail call.
pub(super) fn source_of(f: Value) -> Source {
    if let Some(f) = f.as_lua_fn() {
        let p = f.proto();
        return Source {
            source: p.source().to_vec(),
            short: chunk_id(p.source()),
            line_defined: i64::from(p.line_defined()),
            last_line_defined: i64::from(p.last_line_defined()),
            what: if p.line_defined() == 0 { "main" } else { "Lua" },
        };
    }
    let (source, what) = if f.is_nil() { ("=(tail call)", "tail") } else { ("=[C]", "C") };
    Source { source: source.into(), short: chunk_id(source.as_bytes()), line_defined: -1, last_line_defined: -1, what }
}

fn getinfo(cx: &mut Cx<'_>) -> NativeResult {
    let (th, shift) = thread_argument(cx);
    let options = match cx.opt_str(shift + 1)? {
        Some(s) => until_nul(s.bytes()).to_vec(),
        None => b"flnSu".to_vec(),
    };
    let of = cx.arg(shift);
    let subject = if let Some(level) = cx.to_number(shift) {
        match level_of(th, crate::vm::text::cast::to_i64(level) as i32) {
            Some(StackLevel::Frame(depth)) => Subject::Frame(th, depth),
            Some(StackLevel::TailCall) => Subject::TailCall,
            None => return cx.ret(Value::NIL),
        }
    } else if of.is_function() {
        Subject::Function(of)
    } else {
        return Err(cx.arg_error(shift, "function or level expected"));
    };
    // Nothing looks at the options of a lost tail call.
    if !matches!(subject, Subject::TailCall) && !options.iter().all(|o| b"SlunLf".contains(o)) {
        return Err(cx.arg_error(shift + 1, "invalid option"));
    }
    let has = |option| options.contains(&option);
    let f = subject.function();
    let info = cx.vm.new_table_sized(0, 2);
    let vm = &mut *cx.vm;
    if has(b'S') {
        let s = source_of(f);
        set_str(vm, info, "source", until_nul(&s.source));
        set_str(vm, info, "short_src", until_nul(&s.short));
        vm.set_field(info, "linedefined", Value::number(s.line_defined as f64));
        vm.set_field(info, "lastlinedefined", Value::number(s.last_line_defined as f64));
        set_str(vm, info, "what", s.what.as_bytes());
    }
    if has(b'l') {
        let line = match subject {
            Subject::Frame(th, depth) => th.line_at(depth),
            Subject::Function(_) | Subject::TailCall => -1,
        };
        vm.set_field(info, "currentline", Value::number(line as f64));
    }
    if has(b'u') {
        vm.set_field(info, "nups", Value::number(upvalue_count(f) as f64));
    }
    if has(b'n') {
        let name = match subject {
            Subject::Frame(th, depth) => th.name_at(depth),
            Subject::Function(_) => None,
            Subject::TailCall => None,
        };
        match (name, subject) {
            (Some((kind, name)), _) => {
                set_str(vm, info, "name", until_nul(&name));
                set_str(vm, info, "namewhat", kind.as_str().as_bytes());
            }
            (None, Subject::TailCall) => {
                set_str(vm, info, "name", b"");
                set_str(vm, info, "namewhat", b"");
            }
            (None, Subject::Function(_) | Subject::Frame(..)) => {
                vm.set_field(info, "name", Value::NIL);
                set_str(vm, info, "namewhat", b"");
            }
        }
    }
    if has(b'L') {
        let lines = active_lines(vm, f);
        vm.set_field(info, "activelines", lines);
    }
    if has(b'f') {
        vm.set_field(info, "func", f);
    }
    cx.ret(info)
}

fn set_str(vm: &mut Vm, t: Gc<Table>, field: &str, text: &[u8]) {
    let v = vm.str(text);
    vm.set_field(t, field, v);
}

fn upvalue_count(f: Value) -> usize {
    match (f.as_lua_fn(), f.as_native_fn()) {
        (Some(f), _) => f.upvals().len(),
        (_, Some(f)) => f.upvals().len(),
        (None, None) => 0,
    }
}

/// A table whose keys are the lines with code, or nil for a function without lines.
fn active_lines(vm: &mut Vm, f: Value) -> Value {
    let Some(f) = f.as_lua_fn() else { return Value::NIL };
    let lines = vm.new_table();
    for &line in f.proto().lines() {
        lines.set_int(vm.heap(), i64::from(line), Value::TRUE);
    }
    Value::from(lines)
}

// ---- variables

fn getlocal(cx: &mut Cx<'_>) -> NativeResult {
    let (th, shift) = thread_argument(cx);
    let level = frame_argument(cx, th, shift)?;
    let n = cx.check_int(shift + 1)?;
    match level.and_then(|depth| cx.vm.local(th, depth, n)) {
        Some((name, value)) => {
            let name = cx.vm.str(until_nul(&name));
            cx.ret2(name, value)
        }
        None => cx.ret(Value::NIL),
    }
}

fn setlocal(cx: &mut Cx<'_>) -> NativeResult {
    let (th, shift) = thread_argument(cx);
    let level = frame_argument(cx, th, shift)?;
    let value = cx.check_any(shift + 2)?;
    let n = cx.check_int(shift + 1)?;
    match level.and_then(|depth| cx.vm.set_local(th, depth, n, value)) {
        Some(name) => cx.ret_str(until_nul(&name)),
        None => cx.ret(Value::NIL),
    }
}

/// The frame whose level argument `i` is; `None` for one that was lost to a tail call.
fn frame_argument(cx: &mut Cx<'_>, th: Gc<Thread>, i: usize) -> Result<Option<usize>, Thrown> {
    let level = cx.check_int(i)?;
    match level_of(th, level) {
        Some(StackLevel::Frame(depth)) => Ok(Some(depth)),
        Some(StackLevel::TailCall) => Ok(None),
        None => Err(cx.arg_error(i, "level out of range")),
    }
}

/// Name and index of an upvalue of a Lua function; without debug information there are none.
fn upvalue_argument(cx: &mut Cx<'_>) -> Result<Option<(Vec<u8>, usize)>, Thrown> {
    let n = cx.check_int(1)?;
    let f = cx.check_function(0)?;
    let Some(f) = f.as_lua_fn() else { return Ok(None) };
    let Some(index) = usize::try_from(n).ok().and_then(|n| n.checked_sub(1)) else { return Ok(None) };
    Ok(f.proto().upvalue_names().get(index).map(|name| (until_nul(name).to_vec(), index)))
}

fn getupvalue(cx: &mut Cx<'_>) -> NativeResult {
    let upvalue = upvalue_argument(cx)?;
    match (cx.arg(0).as_lua_fn(), upvalue) {
        (Some(f), Some((name, index))) => {
            let name = cx.vm.str(name);
            cx.ret2(name, f.upvals()[index].get().get())
        }
        _ => cx.ret0(),
    }
}

fn setupvalue(cx: &mut Cx<'_>) -> NativeResult {
    let value = cx.check_any(2)?;
    let upvalue = upvalue_argument(cx)?;
    match (cx.arg(0).as_lua_fn(), upvalue) {
        (Some(f), Some((name, index))) => {
            f.upvals()[index].get().set(value);
            cx.ret_str(name)
        }
        _ => cx.ret0(),
    }
}

// ---- metatables, environments, registry

fn getmetatable(cx: &mut Cx<'_>) -> NativeResult {
    let v = cx.check_any(0)?;
    let mt = cx.vm.metatable_of(v);
    cx.ret(mt.map_or(Value::NIL, Value::from))
}

fn setmetatable(cx: &mut Cx<'_>) -> NativeResult {
    let mt = cx.arg(1);
    if cx.is_none(1) || !(mt.is_nil() || mt.as_table().is_some()) {
        return Err(cx.arg_error(1, "nil or table expected"));
    }
    let v = cx.arg(0);
    cx.vm.set_metatable_of(v, mt.as_table());
    cx.ret(true)
}

fn getfenv(cx: &mut Cx<'_>) -> NativeResult {
    let v = cx.check_any(0)?;
    let env = cx.vm.environment_of(v);
    cx.ret(env.map_or(Value::NIL, Value::from))
}

fn setfenv(cx: &mut Cx<'_>) -> NativeResult {
    let env = cx.check_table(1)?;
    let v = cx.arg(0);
    if !cx.vm.set_environment_of(v, env) {
        return Err(cx.error("'setfenv' cannot change environment of given object"));
    }
    cx.ret(v)
}

fn getregistry(cx: &mut Cx<'_>) -> NativeResult {
    let registry = cx.vm.registry();
    cx.ret(registry)
}

// ---- hooks

const EVENTS: [(u8, u8); 3] = [(b'c', hook::CALL), (b'r', hook::RETURN), (b'l', hook::LINE)];

fn sethook(cx: &mut Cx<'_>) -> NativeResult {
    let (th, shift) = thread_argument(cx);
    if cx.is_none_or_nil(shift) {
        cx.vm.set_hook(th, Value::NIL, 0, 0);
        return cx.ret0();
    }
    let letters = cx.check_str(shift + 1)?;
    let function = cx.check_function(shift)?;
    let count = cx.opt_int(shift + 2, 0)?;
    let count = if cx.vm.config().sandbox { count.max(0) } else { count };
    let letters = until_nul(letters.bytes());
    let mut mask = EVENTS.iter().filter(|(letter, _)| letters.contains(letter)).fold(0, |m, &(_, bit)| m | bit);
    if count > 0 {
        mask |= hook::COUNT;
    }
    cx.vm.set_hook(th, function, mask, count as u32);
    cx.ret0()
}

fn gethook(cx: &mut Cx<'_>) -> NativeResult {
    let (th, _) = thread_argument(cx);
    let h = th.hook();
    let letters: Vec<u8> = EVENTS.iter().filter(|(_, bit)| h.mask & bit != 0).map(|&(letter, _)| letter).collect();
    let letters = cx.vm.str(letters);
    cx.ret_all(&[h.function, letters, Value::number(f64::from(h.count as i32))])
}

/// Reads commands from standard input and runs them, until a line `cont` or the end.
fn debug(cx: &mut Cx<'_>) -> NativeResult {
    loop {
        eprint!("lua_debug> ");
        let _ = std::io::stderr().flush();
        let line = match super::io::stdin_line() {
            Ok(line) if !line.is_empty() && line != b"cont\n" => line,
            _ => return cx.ret0(),
        };
        let outcome = match cx.vm.load(&line, b"=(debug command)") {
            Ok(f) => cx.vm.protected(|vm| vm.call(Value::from(f), &[]))?.map(|_| ()),
            Err(message) => Err(cx.vm.str(message)),
        };
        if let Err(message) = outcome {
            let text = match message.type_of() {
                Type::String | Type::Number => cx.vm.plain_string(message),
                _ => cx.vm.str("(null)"),
            };
            let text = text.as_string().map(|s| until_nul(s.bytes()).to_vec()).unwrap_or_default();
            let _ = std::io::stderr().write_all(&[&text[..], b"\n"].concat());
        }
    }
}
