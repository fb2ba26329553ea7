//! The operating system (manual, section 5.8).

use crate::vm::call::NativeDef;
use crate::vm::cx::{Cx, NativeResult};
use crate::vm::meta::to_number;
use crate::vm::sandbox;
use crate::vm::state::{Thrown, Vm};
use crate::vm::text::cast::to_i64;
use crate::vm::text::time::{self, DateRequest, Fields};
use crate::vm::value::Value;

use super::io::{flush_all, ret_done};
use super::{clib, until_nul};

static CLOCK: NativeDef = NativeDef { name: "os.clock", code: clock };
static DATE: NativeDef = NativeDef { name: "os.date", code: date };
static DIFFTIME: NativeDef = NativeDef { name: "os.difftime", code: difftime };
static EXECUTE: NativeDef = NativeDef { name: "os.execute", code: execute };
static EXIT: NativeDef = NativeDef { name: "os.exit", code: exit };
static GETENV: NativeDef = NativeDef { name: "os.getenv", code: getenv };
static REMOVE: NativeDef = NativeDef { name: "os.remove", code: remove };
static RENAME: NativeDef = NativeDef { name: "os.rename", code: rename };
static SETLOCALE: NativeDef = NativeDef { name: "os.setlocale", code: setlocale };
static TIME: NativeDef = NativeDef { name: "os.time", code: os_time };
static TMPNAME: NativeDef = NativeDef { name: "os.tmpname", code: tmpname };

/// Opens the library.
pub fn open(vm: &mut Vm) {
    vm.register_library(
        "os",
        &[&CLOCK, &DATE, &DIFFTIME, &EXECUTE, &EXIT, &GETENV, &REMOVE, &RENAME, &SETLOCALE, &TIME, &TMPNAME],
    );
}

fn clock(cx: &mut Cx<'_>) -> NativeResult {
    let seconds = if cx.vm.config().sandbox { sandbox::CLOCK } else { clib::clock() };
    cx.ret(seconds)
}

// ---- processes and files

fn execute(cx: &mut Cx<'_>) -> NativeResult {
    let command = cx.opt_str(0)?;
    // The process may write where we do.
    let _ = cx.vm.output().flush();
    let status = clib::system(command.as_ref().map(|c| c.bytes()));
    cx.ret(f64::from(status))
}

fn exit(cx: &mut Cx<'_>) -> NativeResult {
    let code = cx.opt_int(0, 0)?;
    flush_all(cx.vm);
    std::process::exit(code)
}

fn getenv(cx: &mut Cx<'_>) -> NativeResult {
    let name = cx.check_str(0)?;
    let value = if cx.vm.config().sandbox { None } else { clib::getenv(name.bytes()) };
    match value {
        Some(value) => cx.ret_str(value),
        None => cx.ret(Value::NIL),
    }
}

fn remove(cx: &mut Cx<'_>) -> NativeResult {
    let name = cx.check_str(0)?;
    let path = clib::path(name.bytes());
    let done = match std::fs::symlink_metadata(path) {
        Ok(m) if m.is_dir() => std::fs::remove_dir(path),
        _ => std::fs::remove_file(path),
    };
    ret_done(cx, done, Some(name.bytes()))
}

fn rename(cx: &mut Cx<'_>) -> NativeResult {
    let from = cx.check_str(0)?;
    let to = cx.check_str(1)?;
    let done = std::fs::rename(clib::path(from.bytes()), clib::path(to.bytes()));
    ret_done(cx, done, Some(from.bytes()))
}

fn tmpname(cx: &mut Cx<'_>) -> NativeResult {
    match clib::temporary_file() {
        Ok((_, name)) => cx.ret_str(name),
        Err(_) => Err(cx.error("unable to generate a unique filename")),
    }
}

// ---- time

fn now(cx: &Cx<'_>) -> i64 {
    if cx.vm.config().sandbox { sandbox::TIME } else { time::now() }
}

fn date(cx: &mut Cx<'_>) -> NativeResult {
    let format = cx.opt_str(0)?;
    let seconds = if cx.is_none_or_nil(1) { now(cx) } else { to_i64(cx.check_number(1)?) };
    let request = DateRequest::parse(format.as_ref().map_or(b"%c", |f| f.bytes()));
    // Local time is UTC in a sandbox.
    let utc = request.utc || cx.vm.config().sandbox;
    if request.table {
        return match time::fields(seconds, utc) {
            Some(fields) => ret_fields(cx, &fields),
            None => cx.ret(Value::NIL),
        };
    }
    let mut text = cx.vm.take_buffer();
    if !time::format(request.format, seconds, utc, &mut text) {
        return cx.ret(Value::NIL);
    }
    cx.ret_buffer(text)
}

fn ret_fields(cx: &mut Cx<'_>, f: &Fields) -> NativeResult {
    let t = cx.vm.new_table_sized(0, 9);
    let numbers = [
        ("sec", i64::from(f.sec)),
        ("min", i64::from(f.min)),
        ("hour", i64::from(f.hour)),
        ("day", i64::from(f.day)),
        ("month", i64::from(f.month)),
        ("year", f.year),
        ("wday", i64::from(f.wday)),
        ("yday", i64::from(f.yday)),
    ];
    for (name, n) in numbers {
        // As C's `int`: the year wraps around.
        cx.vm.set_field(t, name, Value::from(f64::from(n as i32)));
    }
    if let Some(isdst) = f.isdst {
        cx.vm.set_field(t, "isdst", Value::from(isdst));
    }
    cx.ret(t)
}

fn os_time(cx: &mut Cx<'_>) -> NativeResult {
    if cx.is_none_or_nil(0) {
        return cx.ret(now(cx) as f64);
    }
    cx.check_table(0)?;
    let fields = Fields {
        sec: field(cx, "sec", Some(0))?,
        min: field(cx, "min", Some(0))?,
        hour: field(cx, "hour", Some(12))?,
        day: field(cx, "day", None)?,
        month: field(cx, "month", None)?,
        year: i64::from(field(cx, "year", None)?),
        wday: 0,
        yday: 0,
        isdst: {
            let v = get(cx, "isdst")?;
            (!v.is_nil()).then(|| v.truthy())
        },
    };
    let seconds = if cx.vm.config().sandbox { utc_seconds(&fields) } else { time::make_time(&fields) };
    match seconds {
        Some(seconds) => cx.ret(seconds as f64),
        None => cx.ret(Value::NIL),
    }
}

/// The time that the sandbox gives these fields; none for -1, which PUC cannot tell from a failure.
fn utc_seconds(f: &Fields) -> Option<i64> {
    let [month, day, hour, min, sec] = [f.month, f.day, f.hour, f.min, f.sec].map(i64::from);
    let seconds = sandbox::utc_seconds(f.year, month, day, hour, min, sec, f.isdst == Some(true));
    (seconds != -1).then_some(seconds)
}

/// A field of the table that is argument 0, with metamethods.
fn get(cx: &mut Cx<'_>, name: &str) -> Result<Value, Thrown> {
    let key = cx.vm.str(name);
    let t = cx.arg(0);
    cx.vm.index(t, key)
}

fn field(cx: &mut Cx<'_>, name: &str, default: Option<i32>) -> Result<i32, Thrown> {
    let v = get(cx, name)?;
    match (to_number(v), default) {
        (Some(n), _) => Ok(to_i64(n) as i32),
        (None, Some(n)) => Ok(n),
        (None, None) => Err(cx.error(format!("field '{name}' missing in date table"))),
    }
}

fn difftime(cx: &mut Cx<'_>) -> NativeResult {
    // The last argument is checked first, as by PUC on x86-64 (both are arguments of one C call).
    let from = to_i64(cx.opt_number(1, 0.0)?);
    let to = to_i64(cx.check_number(0)?);
    cx.ret((to as i128 - from as i128) as f64)
}

// ---- locales

/// There is only the C locale: numbers and text never look otherwise here.
fn setlocale(cx: &mut Cx<'_>) -> NativeResult {
    let name = cx.opt_str(0)?;
    cx.check_option(1, Some("all"), &["all", "collate", "ctype", "monetary", "numeric", "time"])?;
    match name.as_ref().map(|n| until_nul(n.bytes())) {
        None | Some(b"" | b"C" | b"POSIX") => cx.ret_str("C"),
        Some(_) => cx.ret(Value::NIL),
    }
}
