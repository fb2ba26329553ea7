//! The basic functions (manual, section 5.1).

use crate::vm::call::NativeDef;
use crate::vm::cx::{Cx, NativeResult};
use crate::vm::state::Vm;
use crate::vm::value::{Type, Value};

pub static NEXT: NativeDef = NativeDef { name: "next", code: next };
pub static IPAIRS_STEP: NativeDef = NativeDef { name: "ipairs_step", code: ipairs_step };
static PRINT: NativeDef = NativeDef { name: "print", code: print };
static PAIRS: NativeDef = NativeDef { name: "pairs", code: pairs };
static IPAIRS: NativeDef = NativeDef { name: "ipairs", code: ipairs };
static PCALL: NativeDef = NativeDef { name: "pcall", code: pcall };
static XPCALL: NativeDef = NativeDef { name: "xpcall", code: xpcall };
static ERROR: NativeDef = NativeDef { name: "error", code: error };
static SELECT: NativeDef = NativeDef { name: "select", code: select };
static SETMETATABLE: NativeDef = NativeDef { name: "setmetatable", code: setmetatable };
static TOSTRING: NativeDef = NativeDef { name: "tostring", code: tostring };
static RAWSET: NativeDef = NativeDef { name: "rawset", code: rawset };

/// Opens the library.
pub fn open(vm: &mut Vm) {
    let g = vm.globals();
    vm.register(
        g,
        &[&NEXT, &PRINT, &PAIRS, &IPAIRS, &PCALL, &XPCALL, &ERROR, &SELECT, &SETMETATABLE, &TOSTRING, &RAWSET],
    );
    vm.set_field(g, "_G", Value::from(g));
}

fn next(cx: &mut Cx<'_>) -> NativeResult {
    let t = cx.check_table(0)?;
    match t.next(cx.arg(1)) {
        Ok(Some((k, v))) => cx.ret2(k, v),
        Ok(None) => cx.ret(Value::NIL),
        Err(_) => Err(cx.vm.runtime_error(b"invalid key to 'next'")),
    }
}

fn ipairs_step(cx: &mut Cx<'_>) -> NativeResult {
    let i = cx.check_int(1)?.wrapping_add(1);
    let t = cx.check_table(0)?;
    let v = t.get_int(i as i64);
    if v.is_nil() { cx.ret0() } else { cx.ret2(i as f64, v) }
}

fn pairs(cx: &mut Cx<'_>) -> NativeResult {
    let t = cx.check_table(0)?;
    let g = cx.vm.globals();
    let next = cx.vm.get_field(g, "next");
    cx.ret_all(&[next, Value::from(t), Value::NIL])
}

fn ipairs(cx: &mut Cx<'_>) -> NativeResult {
    let t = cx.check_table(0)?;
    let step = cx.vm.new_native(&IPAIRS_STEP, &[]);
    cx.ret_all(&[Value::from(step), Value::from(t), Value::number(0.0)])
}

fn print(cx: &mut Cx<'_>) -> NativeResult {
    for i in 0..cx.nargs() {
        let v = cx.arg(i);
        let s = cx.to_string(v)?;
        let Some(s) = s.as_string() else {
            return Err(cx.error("'tostring' must return a string to 'print'"));
        };
        if i > 0 {
            let _ = cx.vm.output().write(b"\t");
        }
        let _ = cx.vm.output().write(s.bytes());
    }
    let _ = cx.vm.output().write(b"\n");
    cx.ret0()
}

fn pcall(cx: &mut Cx<'_>) -> NativeResult {
    cx.check_any(0)?;
    cx.vm.begin_pcall()
}

fn xpcall(cx: &mut Cx<'_>) -> NativeResult {
    if cx.nargs() < 2 {
        cx.check_any(1)?;
    }
    cx.set_nargs(2);
    cx.vm.begin_xpcall()
}

fn error(cx: &mut Cx<'_>) -> NativeResult {
    let level = cx.opt_int(1, 1)?;
    let mut v = cx.arg(0);
    if level > 0 && matches!(v.type_of(), Type::String | Type::Number) {
        v = cx.vm.with_position(level as usize, v);
    }
    Err(cx.vm.throw(v))
}

fn select(cx: &mut Cx<'_>) -> NativeResult {
    let n = cx.nargs() as i64;
    if cx.arg(0).as_string().is_some_and(|s| s.bytes().first() == Some(&b'#')) {
        return cx.ret((n - 1) as f64);
    }
    let mut i = cx.check_int(0)? as i64;
    if i < 0 {
        i += n;
    } else if i > n {
        i = n;
    }
    if i < 1 {
        return Err(cx.arg_error(0, "index out of range"));
    }
    // The selected arguments lie on top of the stack already.
    Ok(crate::vm::call::Results::count((n - i) as usize))
}

fn setmetatable(cx: &mut Cx<'_>) -> NativeResult {
    let t = cx.check_table(0)?;
    let mt = cx.arg(1);
    if cx.is_none(1) || !(mt.is_nil() || mt.as_table().is_some()) {
        return Err(cx.arg_error(1, "nil or table expected"));
    }
    if !cx.vm.metamethod(Value::from(t), crate::vm::meta::Event::Metatable).is_nil() {
        return Err(cx.error("cannot change a protected metatable"));
    }
    t.set_metatable(mt.as_table());
    cx.ret(t)
}

fn tostring(cx: &mut Cx<'_>) -> NativeResult {
    let v = cx.check_any(0)?;
    let s = cx.to_string(v)?;
    cx.ret(s)
}

fn rawset(cx: &mut Cx<'_>) -> NativeResult {
    let t = cx.check_table(0)?;
    cx.check_any(1)?;
    cx.check_any(2)?;
    let (k, v) = (cx.arg(1), cx.arg(2));
    cx.vm.raw_set(t, k, v)?;
    cx.ret(t)
}
