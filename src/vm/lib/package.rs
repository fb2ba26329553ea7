//! Modules: `require`, `module` and the table `package` (manual, section 5.3).
//!
//! Modules written in C are searched for as PUC does, but cannot be loaded.

use crate::vm::call::NativeDef;
use crate::vm::cx::{Cx, NativeResult};
use crate::vm::object::{Str, Table};
use crate::vm::state::{Thrown, Vm};
use crate::vm::thread::StackLevel;
use crate::vm::value::{Gc, Value};

use super::load::path_of;
use super::until_nul;

const PATH: &str = "./?.lua;/usr/local/share/lua/5.1/?.lua;/usr/local/share/lua/5.1/?/init.lua;\
/usr/local/lib/lua/5.1/?.lua;/usr/local/lib/lua/5.1/?/init.lua";
const CPATH: &str = "./?.so;/usr/local/lib/lua/5.1/?.so;/usr/local/lib/lua/5.1/loadall.so";
/// Directory separator, template separator, mark of the name, mark of the executable's folder, mark to ignore.
const CONFIG: &str = "/\n;\n?\n!\n-";

/// What stands in `package.loaded` for a module that is being loaded: a value that programs cannot make.
const LOADING: Value = Value::light(0x10ad);

const NO_DYNAMIC: &str = "dynamic libraries not enabled; check your Lua installation";

static LOADERS: [&NativeDef; 4] = [
    &NativeDef { name: "package.loaders[1]", code: preload_loader },
    &NativeDef { name: "package.loaders[2]", code: lua_loader },
    &NativeDef { name: "package.loaders[3]", code: c_loader },
    &NativeDef { name: "package.loaders[4]", code: croot_loader },
];
static LOADLIB: NativeDef = NativeDef { name: "package.loadlib", code: loadlib };
static SEEALL: NativeDef = NativeDef { name: "package.seeall", code: seeall };
static MODULE: NativeDef = NativeDef { name: "module", code: module };
static REQUIRE: NativeDef = NativeDef { name: "require", code: require };

/// Opens the library.
pub fn open(vm: &mut Vm) {
    let package = vm.register_library("package", &[&LOADLIB, &SEEALL]);
    let sandbox = vm.config().sandbox;
    let loaders = vm.new_table_sized(LOADERS.len(), 0);
    for (i, def) in LOADERS.into_iter().enumerate().take(if sandbox { 1 } else { LOADERS.len() }) {
        let f = vm.new_native_env(def, &[], package);
        loaders.set_int(vm.heap(), i as i64 + 1, Value::from(f));
    }
    vm.set_field(package, "loaders", Value::from(loaders));
    for (field, variable, default) in [("path", "LUA_PATH", PATH), ("cpath", "LUA_CPATH", CPATH)] {
        let path = if sandbox { Vec::new() } else { search_path(variable, default) };
        let path = vm.str(path);
        vm.set_field(package, field, path);
    }
    let config = vm.str(CONFIG);
    vm.set_field(package, "config", config);
    let registry = vm.registry();
    let loaded = vm.get_field(registry, "_LOADED");
    vm.set_field(package, "loaded", loaded);
    let preload = vm.new_table();
    vm.set_field(package, "preload", Value::from(preload));
    let globals = vm.globals();
    for def in [&MODULE, &REQUIRE] {
        let f = vm.new_native_env(def, &[], package);
        vm.set_field(globals, def.name, Value::from(f));
    }
}

/// The path in an environment variable, where `;;` stands for the default; or the default.
fn search_path(variable: &str, default: &str) -> Vec<u8> {
    use std::os::unix::ffi::OsStrExt;
    match std::env::var_os(variable) {
        Some(path) => {
            let marked = replace(path.as_bytes(), b";;", b";\x01;");
            replace(&marked, b"\x01", default.as_bytes())
        }
        None => default.as_bytes().to_vec(),
    }
}

/// `text` with each `from` replaced, from the left.
fn replace(text: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memmem::find(rest, from) {
        out.extend_from_slice(&rest[..at]);
        out.extend_from_slice(to);
        rest = &rest[at + from.len()..];
    }
    out.extend_from_slice(rest);
    out
}

/// `package[name]`, in the environment of the running function.
fn package_field(cx: &mut Cx<'_>, name: &str) -> Result<Value, Thrown> {
    let package = Value::from(cx.callee().env());
    let key = cx.vm.str(name);
    cx.vm.index(package, key)
}

fn loaded_table(cx: &mut Cx<'_>) -> Result<Value, Thrown> {
    let registry = Value::from(cx.vm.registry());
    let key = cx.vm.str("_LOADED");
    cx.vm.index(registry, key)
}

// ---- require

/// What a module is called in tables and to loaders: a C string.
fn key_of(cx: &mut Cx<'_>, name: Gc<Str>) -> Value {
    Value::from(cx.vm.new_string(until_nul(name.bytes())))
}

fn require(cx: &mut Cx<'_>) -> NativeResult {
    let name = cx.check_str(0)?;
    cx.set_nargs(1);
    let loaded = loaded_table(cx)?;
    // What is held across calls stays on the stack.
    cx.vm.push(loaded);
    let wanted = key_of(cx, name);
    let module = cx.vm.index(loaded, wanted)?;
    if module.truthy() {
        if module.raw_equal(LOADING) {
            return Err(cx.error(quoted("loop or previous error loading module ", until_nul(name.bytes()), "")));
        }
        return cx.ret(module);
    }
    let Some(loaders) = package_field(cx, "loaders")?.as_table() else {
        return Err(cx.error("'package.loaders' must be a table"));
    };
    cx.vm.push(Value::from(loaders));
    let loader = find_loader(cx, loaders, name)?;
    cx.vm.push(loader);
    let wanted = key_of(cx, name);
    cx.vm.set_index(loaded, wanted, LOADING)?;
    let wanted = key_of(cx, name);
    let result = cx.vm.call1(loader, &[wanted])?;
    let wanted = key_of(cx, name);
    if !result.is_nil() {
        cx.vm.set_index(loaded, wanted, result)?;
    }
    let wanted = key_of(cx, name);
    let mut module = cx.vm.index(loaded, wanted)?;
    if module.raw_equal(LOADING) {
        module = Value::TRUE;
        let wanted = key_of(cx, name);
        cx.vm.set_index(loaded, wanted, module)?;
    }
    cx.ret(module)
}

/// The function that the first loader to know the module gives.
fn find_loader(cx: &mut Cx<'_>, loaders: Gc<Table>, name: Gc<Str>) -> Result<Value, Thrown> {
    let mut messages = Vec::new();
    for i in 1.. {
        let loader = loaders.get_int(i);
        if loader.is_nil() {
            break;
        }
        let key = key_of(cx, name);
        let answer = cx.vm.call1(loader, &[key])?;
        if answer.is_function() {
            return Ok(answer);
        }
        if let Some(text) = answer.as_string() {
            messages.extend_from_slice(text.bytes());
        } else if answer.is_number() {
            messages.extend_from_slice(crate::vm::text::number::fmt_g14(answer.as_number().unwrap_or(0.0)).as_bytes());
        }
    }
    let text = quoted("module ", until_nul(name.bytes()), " not found:");
    Err(cx.error([&text[..], until_nul(&messages)].concat()))
}

fn quoted(before: &str, name: &[u8], after: &str) -> Vec<u8> {
    [before.as_bytes(), b"'", name, b"'", after.as_bytes()].concat()
}

// ---- loaders

fn preload_loader(cx: &mut Cx<'_>) -> NativeResult {
    let name = cx.check_str(0)?;
    let preload = package_field(cx, "preload")?;
    if preload.as_table().is_none() {
        return Err(cx.error("'package.preload' must be a table"));
    }
    let name = until_nul(name.bytes());
    let key = cx.vm.str(name);
    let f = cx.vm.index(preload, key)?;
    if f.is_nil() {
        return cx.ret_str(quoted("\n\tno field package.preload[", name, "]"));
    }
    cx.ret(f)
}

/// What a search gives: the file, or the list of files that were tried.
enum Search {
    Found(Vec<u8>),
    Tried(Vec<u8>),
}

/// Looks for a module along `package[field]`.
fn search(cx: &mut Cx<'_>, name: &[u8], field: &str) -> Result<Search, Thrown> {
    let name = replace(name, b".", b"/");
    let path = package_field(cx, field)?;
    let path = if path.is_number() { cx.vm.plain_string(path) } else { path };
    let Some(path) = path.as_string() else {
        return Err(cx.error(format!("'package.{field}' must be a string")));
    };
    let mut tried = Vec::new();
    for template in until_nul(path.bytes()).split(|&b| b == b';').filter(|t| !t.is_empty()) {
        let file = replace(template, b"?", &name);
        if std::fs::File::open(path_of(&file)).is_ok() {
            return Ok(Search::Found(file));
        }
        tried.extend(quoted("\n\tno file ", &file, ""));
    }
    Ok(Search::Tried(tried))
}

fn load_error(cx: &mut Cx<'_>, file: &[u8], message: &[u8]) -> Thrown {
    let name = cx.arg(0).as_string().map(|s| until_nul(s.bytes()).to_vec()).unwrap_or_default();
    let text = quoted("error loading module ", &name, " from file ");
    let text = [&text[..], b"'", file, b"':\n\t", until_nul(message)].concat();
    cx.error(text)
}

fn lua_loader(cx: &mut Cx<'_>) -> NativeResult {
    let name = cx.check_str(0)?;
    match search(cx, until_nul(name.bytes()), "path")? {
        Search::Tried(files) => cx.ret_str(files),
        Search::Found(file) => match cx.vm.load_file(Some(&file)) {
            Ok(f) => cx.ret(f),
            Err(message) => Err(load_error(cx, &file, &message)),
        },
    }
}

fn c_loader(cx: &mut Cx<'_>) -> NativeResult {
    let name = cx.check_str(0)?;
    match search(cx, until_nul(name.bytes()), "cpath")? {
        Search::Tried(files) => cx.ret_str(files),
        Search::Found(file) => Err(load_error(cx, &file, NO_DYNAMIC.as_bytes())),
    }
}

/// Looks for the library of a submodule's root.
fn croot_loader(cx: &mut Cx<'_>) -> NativeResult {
    let name = cx.check_str(0)?;
    let Some((root, _)) = split_at_dot(until_nul(name.bytes())) else { return cx.ret0() };
    match search(cx, root, "cpath")? {
        Search::Tried(files) => cx.ret_str(files),
        Search::Found(file) => Err(load_error(cx, &file, NO_DYNAMIC.as_bytes())),
    }
}

fn split_at_dot(name: &[u8]) -> Option<(&[u8], &[u8])> {
    let dot = memchr::memchr(b'.', name)?;
    Some((&name[..dot], &name[dot + 1..]))
}

fn loadlib(cx: &mut Cx<'_>) -> NativeResult {
    cx.check_str(0)?;
    cx.check_str(1)?;
    let message = cx.vm.str(NO_DYNAMIC);
    let stage = cx.vm.str("absent");
    cx.ret_all(&[Value::NIL, message, stage])
}

// ---- module

fn seeall(cx: &mut Cx<'_>) -> NativeResult {
    let t = cx.check_table(0)?;
    let mt = match t.metatable() {
        Some(mt) => mt,
        None => {
            let mt = cx.vm.new_table_sized(0, 1);
            t.set_metatable(Some(mt));
            mt
        }
    };
    let globals = Value::from(cx.vm.globals());
    let key = cx.vm.str("__index");
    cx.vm.set_index(Value::from(mt), key, globals)?;
    cx.ret0()
}

fn module(cx: &mut Cx<'_>) -> NativeResult {
    let name = cx.check_str(0)?;
    let name = until_nul(name.bytes());
    let options = cx.nargs();
    let loaded = loaded_table(cx)?;
    // What is held across calls stays on the stack.
    cx.vm.push(loaded);
    let key = cx.vm.str(name);
    let found = cx.vm.index(loaded, key)?;
    let is_new = found.as_table().is_none();
    let module = if is_new {
        match find_table(cx.vm, name)? {
            Some(t) => Value::from(t),
            None => return Err(cx.error(quoted("name conflict for module ", name, ""))),
        }
    } else {
        found
    };
    cx.vm.push(module);
    if is_new {
        let key = cx.vm.str(name);
        cx.vm.set_index(loaded, key, module)?;
    }
    let name_key = cx.vm.str("_NAME");
    if cx.vm.index(module, name_key)?.is_nil() {
        let package = &name[..memchr::memrchr(b'.', name).map_or(0, |dot| dot + 1)];
        for (field, value) in [("_M", None), ("_NAME", Some(name)), ("_PACKAGE", Some(package))] {
            let value = value.map_or(module, |text| cx.vm.str(text));
            let field = cx.vm.str(field);
            cx.vm.set_index(module, field, value)?;
        }
    }
    set_caller_environment(cx, module)?;
    for i in 1..options {
        let option = cx.arg(i);
        cx.vm.call1(option, &[module])?;
    }
    cx.ret0()
}

/// The function that called `module` gets the module as environment.
fn set_caller_environment(cx: &mut Cx<'_>, module: Value) -> Result<(), Thrown> {
    let th = cx.vm.current_thread();
    let caller = match th.level(1) {
        Some(StackLevel::Frame(depth)) => th.function_at(depth),
        Some(StackLevel::TailCall) => return Ok(()),
        None => Value::NIL,
    };
    match (caller.as_lua_fn(), module.as_table()) {
        (Some(f), Some(env)) => {
            f.set_env(env);
            Ok(())
        }
        _ => Err(cx.error("'module' not called from a Lua function")),
    }
}

/// The table at a dotted path in the globals, with those on the way to it made where they are missing; `None` if
/// something else is there.
fn find_table(vm: &mut Vm, path: &[u8]) -> Result<Option<Gc<Table>>, Thrown> {
    let mut table = vm.globals();
    let mut left = Some(path);
    while let Some(path) = left {
        let (name, rest) = match split_at_dot(path) {
            Some((name, rest)) => (name, Some(rest)),
            None => (path, None),
        };
        let key = vm.new_string(name);
        let found = table.get_str(key);
        table = if found.is_nil() {
            let new = vm.new_table_sized(0, 1);
            vm.push(Value::from(new));
            vm.set_index(Value::from(table), Value::from(key), Value::from(new))?;
            new
        } else if let Some(t) = found.as_table() {
            t
        } else {
            return Ok(None);
        };
        left = rest;
    }
    Ok(Some(table))
}
