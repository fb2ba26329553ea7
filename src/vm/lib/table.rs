//! Table manipulation (manual, section 5.5). All access is primitive: no metamethods.

use std::cell::Cell;

use crate::vm::call::NativeDef;
use crate::vm::cx::{Cx, NativeResult};
use crate::vm::object::Table;
use crate::vm::state::{ErrorKind, Thrown, Vm};
use crate::vm::text::number::fmt_g14;
use crate::vm::value::{Gc, Value};

use super::sort;

static CONCAT: NativeDef = NativeDef { name: "table.concat", code: concat };
static FOREACH: NativeDef = NativeDef { name: "table.foreach", code: foreach };
static FOREACHI: NativeDef = NativeDef { name: "table.foreachi", code: foreachi };
static GETN: NativeDef = NativeDef { name: "table.getn", code: getn };
static INSERT: NativeDef = NativeDef { name: "table.insert", code: insert };
static MAXN: NativeDef = NativeDef { name: "table.maxn", code: maxn };
static REMOVE: NativeDef = NativeDef { name: "table.remove", code: remove };
static SETN: NativeDef = NativeDef { name: "table.setn", code: setn };
static SORT: NativeDef = NativeDef { name: "table.sort", code: sort::sort };

/// Opens the library.
pub fn open(vm: &mut Vm) {
    vm.register_library("table", &[&CONCAT, &FOREACH, &FOREACHI, &GETN, &MAXN, &INSERT, &REMOVE, &SETN, &SORT]);
}

/// The length as the C functions have it: an `int`.
pub(super) fn length(t: Gc<Table>) -> i32 {
    t.length() as i32
}

fn getn(cx: &mut Cx<'_>) -> NativeResult {
    let t = cx.check_table(0)?;
    cx.ret(f64::from(length(t)))
}

fn setn(cx: &mut Cx<'_>) -> NativeResult {
    cx.check_table(0)?;
    Err(cx.error("'setn' is obsolete"))
}

fn maxn(cx: &mut Cx<'_>) -> NativeResult {
    let t = cx.check_table(0)?;
    let (mut max, mut position) = (0.0, 0);
    while let Some((next, key, _)) = t.entry_from(position) {
        position = next;
        match key.as_number() {
            Some(n) if n > max => max = n,
            _ => {}
        }
    }
    cx.ret(max)
}

fn foreachi(cx: &mut Cx<'_>) -> NativeResult {
    let t = cx.check_table(0)?;
    let n = length(t);
    let f = cx.check_function(1)?;
    for i in 1..=n {
        let item = t.get_int(i64::from(i));
        let result = cx.vm.call1(f, &[Value::from(f64::from(i)), item])?;
        if !result.is_nil() {
            return cx.ret(result);
        }
    }
    cx.ret0()
}

fn foreach(cx: &mut Cx<'_>) -> NativeResult {
    let t = cx.check_table(0)?;
    let f = cx.check_function(1)?;
    // The key stays on the stack: it may leave the table during the call.
    let at = cx.nargs();
    cx.set_nargs(at + 1);
    loop {
        let entry = match t.next(cx.arg(at)) {
            Ok(entry) => entry,
            Err(_) => return Err(cx.vm.runtime_error(b"invalid key to 'next'")),
        };
        let Some((key, value)) = entry else { return cx.ret0() };
        cx.set_arg(at, key);
        let result = cx.vm.call1(f, &[key, value])?;
        if !result.is_nil() {
            return cx.ret(result);
        }
    }
}

fn insert(cx: &mut Cx<'_>) -> NativeResult {
    let t = cx.check_table(0)?;
    let mut end = length(t).wrapping_add(1);
    let position = match cx.nargs() {
        2 => end,
        3 => {
            let position = cx.check_int(1)?;
            end = end.max(position);
            // Empty places are moved too: a position far below the end takes longer than any program.
            let moves = i64::from(end) - i64::from(position);
            if cx.vm.config().budget.is_some_and(|budget| moves > 0 && moves as u64 > budget) {
                return Err(cx.vm.throw_kind(ErrorKind::Budget));
            }
            shift_up(cx.vm, t, position, end);
            position
        }
        _ => return Err(cx.error("wrong number of arguments to 'insert'")),
    };
    let value = cx.arg(cx.nargs() - 1);
    t.set_int(cx.vm.heap(), i64::from(position), value);
    cx.ret0()
}

/// Moves the items `position..end` one up.
fn shift_up(vm: &mut Vm, t: Gc<Table>, position: i32, end: i32) {
    let mut i = i64::from(end);
    let position = i64::from(position);
    if i > position && i > t.array_capacity() as i64 {
        // At most this one lies beyond the array part as it is; writing it may make that grow.
        let v = t.get_int(i - 1);
        t.set_int(vm.heap(), i, v);
        i -= 1;
    }
    if position >= 1 && i as usize <= t.array_capacity() {
        let items = t.array_slice();
        let mut above = Value::NIL;
        for cell in items.get(position as usize - 1..i as usize).unwrap_or(&[]) {
            above = cell.replace(above);
        }
        return;
    }
    while i > position {
        let v = t.get_int(i - 1);
        t.set_int(vm.heap(), i, v);
        i -= 1;
    }
}

fn remove(cx: &mut Cx<'_>) -> NativeResult {
    let t = cx.check_table(0)?;
    let end = length(t);
    let position = cx.opt_int(1, end)?;
    if position < 1 || position > end {
        return cx.ret0();
    }
    let removed = t.get_int(i64::from(position));
    let (mut i, end) = (i64::from(position), i64::from(end));
    let in_array = end.min(t.array_capacity() as i64);
    if i < in_array {
        let items: &[Cell<Value>] = &t.array_slice()[i as usize - 1..in_array as usize];
        for pair in items.windows(2) {
            pair[0].set(pair[1].get());
        }
        i = in_array;
    }
    while i < end {
        let v = t.get_int(i + 1);
        t.set_int(cx.vm.heap(), i, v);
        i += 1;
    }
    t.set_int(cx.vm.heap(), end, Value::NIL);
    cx.ret(removed)
}

fn concat(cx: &mut Cx<'_>) -> NativeResult {
    let separator = cx.opt_str(1)?;
    let t = cx.check_table(0)?;
    let first = cx.opt_int(2, 1)?;
    let last = if cx.is_none_or_nil(3) { length(t) } else { cx.check_int(3)? };
    let separator = separator.as_ref().map_or(&b""[..], |s| s.bytes());
    let mut buffer = cx.vm.take_buffer();
    for i in i64::from(first)..=i64::from(last) {
        let item = t.get_int(i);
        if let Some(s) = item.as_string() {
            append(cx, &mut buffer, s.bytes())?;
        } else if let Some(n) = item.as_number() {
            buffer.extend_from_slice(fmt_g14(n).as_bytes());
        } else {
            let text = format!("invalid value ({}) at index {i} in table for 'concat'", item.type_name());
            return Err(cx.error(text));
        }
        if i < i64::from(last) {
            append(cx, &mut buffer, separator)?;
        }
    }
    cx.ret_buffer(buffer)
}

fn append(cx: &mut Cx<'_>, buffer: &mut Vec<u8>, bytes: &[u8]) -> Result<(), Thrown> {
    if buffer.len() + bytes.len() > buffer.capacity() {
        cx.vm.check_room(buffer.len() + bytes.len())?;
    }
    buffer.extend_from_slice(bytes);
    Ok(())
}
