//! The basic functions (manual, section 5.1) that work on values. Those that load chunks are in `load`, those that
//! change environments in `environment`.
//!
//! Invariant: arguments are checked in the order in which PUC checks them.

use crate::vm::call::{NativeDef, Results};
use crate::vm::cx::{Cx, NativeResult};
use crate::vm::iterate::{IPAIRS_STEP, NEXT};
use crate::vm::meta::Event;
use crate::vm::object::Table;
use crate::vm::state::Vm;
use crate::vm::text::number::str_to_number_base;
use crate::vm::value::{Gc, Type, Value};

use super::{environment, load, until_nul};

static PAIRS: NativeDef = NativeDef { name: "pairs", code: pairs };
static IPAIRS: NativeDef = NativeDef { name: "ipairs", code: ipairs };
static NEWPROXY: NativeDef = NativeDef { name: "newproxy", code: newproxy };

/// In the order in which PUC enters them: traversals of the globals show it.
static FUNCTIONS: [&NativeDef; 24] = [
    &NativeDef { name: "assert", code: assert },
    &NativeDef { name: "collectgarbage", code: super::collector::collectgarbage },
    &load::DOFILE,
    &NativeDef { name: "error", code: error },
    &NativeDef { name: "gcinfo", code: super::collector::gcinfo },
    &environment::GETFENV,
    &NativeDef { name: "getmetatable", code: getmetatable },
    &load::LOADFILE,
    &load::LOAD,
    &load::LOADSTRING,
    &NEXT,
    &NativeDef { name: "pcall", code: pcall },
    &NativeDef { name: "print", code: print },
    &NativeDef { name: "rawequal", code: rawequal },
    &NativeDef { name: "rawget", code: rawget },
    &NativeDef { name: "rawset", code: rawset },
    &NativeDef { name: "select", code: select },
    &environment::SETFENV,
    &NativeDef { name: "setmetatable", code: setmetatable },
    &NativeDef { name: "tonumber", code: tonumber },
    &NativeDef { name: "tostring", code: tostring },
    &NativeDef { name: "type", code: type_ },
    &NativeDef { name: "unpack", code: unpack },
    &NativeDef { name: "xpcall", code: xpcall },
];

/// Opens the library.
pub fn open(vm: &mut Vm) {
    let g = vm.globals();
    vm.set_field(g, "_G", Value::from(g));
    vm.loaded("_G", g);
    vm.register(g, &FUNCTIONS);
    let version = vm.str("Lua 5.1");
    vm.set_field(g, "_VERSION", version);
    let step = vm.new_native(&IPAIRS_STEP, &[]);
    let ipairs = vm.new_native(&IPAIRS, &[Value::from(step)]);
    vm.set_field(g, "ipairs", Value::from(ipairs));
    let next = vm.new_native(&NEXT, &[]);
    let pairs = vm.new_native(&PAIRS, &[Value::from(next)]);
    vm.set_field(g, "pairs", Value::from(pairs));
    let proxies = vm.new_table_sized(0, 1);
    proxies.set_metatable(Some(proxies));
    let mode = vm.str("kv");
    vm.set_field(proxies, "__mode", mode);
    let newproxy = vm.new_native(&NEWPROXY, &[Value::from(proxies)]);
    vm.set_field(g, "newproxy", Value::from(newproxy));
}

// ---- traversal

fn pairs(cx: &mut Cx<'_>) -> NativeResult {
    let t = cx.check_table(0)?;
    let next = cx.upvalue(0);
    cx.ret_all(&[next, Value::from(t), Value::NIL])
}

fn ipairs(cx: &mut Cx<'_>) -> NativeResult {
    let t = cx.check_table(0)?;
    let step = cx.upvalue(0);
    cx.ret_all(&[step, Value::from(t), Value::number(0.0)])
}

fn unpack(cx: &mut Cx<'_>) -> NativeResult {
    let t = cx.check_table(0)?;
    let first = cx.opt_int(1, 1)?;
    let last = if cx.is_none_or_nil(2) { t.length() as i32 } else { cx.check_int(2)? };
    if first > last {
        return cx.ret0();
    }
    // PUC counts in an int: a range of 2^31 values and more is none.
    let n = last.wrapping_sub(first).wrapping_add(1);
    if n <= 0 || !cx.check_stack(n as usize) {
        return Err(cx.error("too many results to unpack"));
    }
    for i in i64::from(first)..=i64::from(last) {
        let v = t.get_int(i);
        cx.vm.push(v);
    }
    Ok(Results::count(n as usize))
}

fn select(cx: &mut Cx<'_>) -> NativeResult {
    let n = cx.nargs() as i64;
    if cx.arg(0).as_string().is_some_and(|s| s.bytes().first() == Some(&b'#')) {
        return cx.ret((n - 1) as f64);
    }
    let mut i = i64::from(cx.check_int(0)?);
    if i < 0 {
        i += n;
    } else if i > n {
        i = n;
    }
    if i < 1 {
        return Err(cx.arg_error(0, "index out of range"));
    }
    // The selected arguments lie on top of the stack already.
    Ok(Results::count((n - i) as usize))
}

// ---- output

/// The text of each value is what the global `tostring` of the running thread makes of it, up to a NUL.
fn print(cx: &mut Cx<'_>) -> NativeResult {
    let g = Value::from(cx.vm.globals());
    let key = cx.vm.str("tostring");
    let tostring = cx.vm.index(g, key)?;
    // On the stack, where the collector sees it.
    cx.vm.push(tostring);
    for i in 0..cx.nargs() {
        let v = cx.arg(i);
        let mut s = cx.vm.call1(tostring, &[v])?;
        if s.is_number() {
            s = cx.vm.plain_string(s);
        }
        let Some(s) = s.as_string() else {
            return Err(cx.error("'tostring' must return a string to 'print'"));
        };
        if i > 0 {
            let _ = cx.vm.output().write(b"\t");
        }
        let _ = cx.vm.output().write(until_nul(s.bytes()));
    }
    let _ = cx.vm.output().write(b"\n");
    cx.vm.check_output();
    cx.ret0()
}

// ---- errors

fn assert(cx: &mut Cx<'_>) -> NativeResult {
    if cx.check_any(0)?.truthy() {
        return Ok(Results::count(cx.nargs()));
    }
    match cx.opt_str(1)? {
        Some(message) => Err(cx.error(until_nul(message.bytes()))),
        None => Err(cx.error("assertion failed!")),
    }
}

fn error(cx: &mut Cx<'_>) -> NativeResult {
    let level = cx.opt_int(1, 1)?;
    let mut v = cx.arg(0);
    if level > 0 && matches!(v.type_of(), Type::String | Type::Number) {
        v = cx.vm.with_position(level as usize, v);
    }
    Err(cx.vm.throw(v))
}

fn pcall(cx: &mut Cx<'_>) -> NativeResult {
    cx.check_any(0)?;
    cx.vm.begin_pcall()
}

fn xpcall(cx: &mut Cx<'_>) -> NativeResult {
    cx.check_any(1)?;
    cx.set_nargs(2);
    cx.vm.begin_xpcall()
}

// ---- conversions

fn tonumber(cx: &mut Cx<'_>) -> NativeResult {
    let base = cx.opt_int(1, 10)?;
    if base == 10 {
        let v = cx.check_any(0)?;
        let n = crate::vm::meta::to_number(v);
        return cx.ret(n.map_or(Value::NIL, Value::number));
    }
    let s = cx.check_str(0)?;
    if !(2..=36).contains(&base) {
        return Err(cx.arg_error(1, "base out of range"));
    }
    let n = str_to_number_base(s.bytes(), base as u32);
    cx.ret(n.map_or(Value::NIL, Value::number))
}

fn tostring(cx: &mut Cx<'_>) -> NativeResult {
    let v = cx.check_any(0)?;
    let s = cx.to_string(v)?;
    cx.ret(s)
}

fn type_(cx: &mut Cx<'_>) -> NativeResult {
    let name = cx.check_any(0)?.type_name();
    cx.ret_str(name)
}

// ---- primitive access

fn rawequal(cx: &mut Cx<'_>) -> NativeResult {
    let (a, b) = (cx.check_any(0)?, cx.check_any(1)?);
    cx.ret(a.raw_equal(b))
}

fn rawget(cx: &mut Cx<'_>) -> NativeResult {
    let t = cx.check_table(0)?;
    let key = cx.check_any(1)?;
    cx.ret(t.get(key))
}

fn rawset(cx: &mut Cx<'_>) -> NativeResult {
    let t = cx.check_table(0)?;
    let (key, value) = (cx.check_any(1)?, cx.check_any(2)?);
    cx.vm.raw_set(t, key, value)?;
    cx.set_nargs(1);
    Ok(Results::count(1))
}

// ---- metatables

fn getmetatable(cx: &mut Cx<'_>) -> NativeResult {
    let v = cx.check_any(0)?;
    let Some(mt) = cx.vm.metatable_of(v) else { return cx.ret(Value::NIL) };
    let shown = cx.vm.metamethod(v, Event::Metatable);
    cx.ret(if shown.is_nil() { Value::from(mt) } else { shown })
}

fn setmetatable(cx: &mut Cx<'_>) -> NativeResult {
    let t = cx.check_table(0)?;
    let mt = cx.arg(1);
    if cx.is_none(1) || !(mt.is_nil() || mt.as_table().is_some()) {
        return Err(cx.arg_error(1, "nil or table expected"));
    }
    if !cx.vm.metamethod(Value::from(t), Event::Metatable).is_nil() {
        return Err(cx.error("cannot change a protected metatable"));
    }
    t.set_metatable(mt.as_table());
    // The argument itself is the result: no copy stays above it, where the collector would find it.
    cx.set_nargs(1);
    Ok(Results::count(1))
}

/// `newproxy(false)`: a userdata without a metatable; `(true)`: with a new one; `(proxy)`: with that proxy's. The
/// upvalue is a weak table of the metatables that were made here.
fn newproxy(cx: &mut Cx<'_>) -> NativeResult {
    let proxies = cx.upvalue(0).as_table();
    let model = cx.arg(0);
    let env = cx.callee().env();
    let proxy = cx.vm.new_userdata(None, env);
    let metatable: Option<Gc<Table>> = if !model.truthy() {
        None
    } else if model.type_of() == Type::Boolean {
        let mt = cx.vm.new_table();
        if let Some(proxies) = proxies {
            cx.vm.raw_set(proxies, Value::from(mt), Value::TRUE)?;
        }
        Some(mt)
    } else {
        let mt = cx.vm.metatable_of(model);
        match (mt, proxies) {
            (Some(mt), Some(proxies)) if proxies.get(Value::from(mt)).truthy() => Some(mt),
            _ => return Err(cx.arg_error(0, "boolean or proxy expected")),
        }
    };
    proxy.set_metatable(metatable);
    cx.ret(proxy)
}
