//! Library functions.

use super::{Done, Fault, native};
use crate::vm::Value;

/// Changes a number that a call gave.
fn number(e: &mut Done, i: u32, f: impl Fn(f64) -> f64) -> bool {
    let value = e.call_result(i).and_then(Value::as_number);
    value.is_some_and(|n| e.set_call_result(i, Value::number(f(n))))
}

/// Changes a string that a call gave.
fn string(e: &mut Done, i: u32, f: impl Fn(&[u8]) -> Vec<u8>) -> bool {
    let Some(text) = e.call_result(i).and_then(Value::as_string) else { return false };
    let text = e.vm.str(f(text.bytes()));
    e.set_call_result(i, text)
}

pub const FAULTS: &[Fault] = &[
    native("vm-sub-negative-end", "string.sub takes a negative end one too far", "string.sub", |e| {
        let end = e.argument(2).as_number();
        end.is_some_and(|n| n < -1.0) && string(e, 0, |s| s[..s.len().saturating_sub(1)].to_vec())
    }),
    native("vm-rep-one-less", "string.rep repeats once too few", "string.rep", |e| {
        let unit = e.argument(0).as_string().map_or(0, |s| s.len());
        string(e, 0, |s| s[..s.len().saturating_sub(unit)].to_vec())
    }),
    native("vm-find-end-off", "string.find gives the position after the match", "string.find", |e| {
        number(e, 1, |n| n + 1.0)
    }),
    native("vm-gsub-count-off", "string.gsub counts one substitution too many", "string.gsub", |e| {
        number(e, 1, |n| n + 1.0)
    }),
    native("vm-byte-signed", "string.byte gives negative numbers for high bytes", "string.byte", |e| {
        number(e, 0, |n| if n > 127.0 { n - 256.0 } else { n })
    }),
    native("vm-upper-locale", "string.upper leaves the first letter", "string.upper", |e| {
        let original = e.argument(0).as_string();
        let first = original.and_then(|s| s.bytes().first().copied());
        string(e, 0, |s| first.into_iter().chain(s.iter().skip(1).copied()).collect())
    }),
    native("vm-reverse-short", "string.reverse leaves strings of two", "string.reverse", |e| {
        string(e, 0, |s| if s.len() == 2 { vec![s[1], s[0]] } else { s.to_vec() })
    }),
    native("vm-tonumber-base-off", "tonumber reads base 16 as base 10", "tonumber", |e| {
        let hex = e.argument(1).as_number() == Some(16.0);
        hex && number(e, 0, |n| n + 6.0)
    }),
    native("vm-tostring-float", "tostring gives integers a fraction", "tostring", |e| {
        e.argument(0).as_number().is_some() && string(e, 0, |s| [s, b".0"].concat())
    }),
    native("vm-floor-truncates", "math.floor rounds towards zero", "math.floor", |e| {
        let negative = e.argument(0).as_number().is_some_and(|n| n < 0.0 && n.fract() != 0.0);
        negative && number(e, 0, |n| n + 1.0)
    }),
    native("vm-max-is-first", "math.max gives its first argument", "math.max", |e| {
        let first = e.argument(0);
        first.as_number().is_some() && e.set_call_result(0, first)
    }),
    native("vm-abs-negative", "math.abs leaves the sign", "math.abs", |e| {
        let own = e.argument(0);
        own.as_number().is_some() && e.set_call_result(0, own)
    }),
    native("vm-concat-separator-lost", "table.concat ignores the separator", "table.concat", |e| {
        let Some(separator) = e.argument(1).as_string().filter(|s| s.len() == 1) else { return false };
        let separator = separator.bytes()[0];
        string(e, 0, |s| s.iter().copied().filter(|&b| b != separator).collect())
    }),
    native("vm-remove-gives-nothing", "table.remove does not give the element", "table.remove", |e| {
        e.set_call_result(0, Value::NIL)
    }),
    native("vm-insert-position-off", "table.insert puts the element after its position", "table.insert", |e| {
        let (Some(table), Some(at)) = (e.argument(0).as_table(), e.argument(1).as_number()) else { return false };
        if e.arguments() != 3 || at < 1.0 || at as usize >= table.length() {
            return false;
        }
        let (x, y) = (table.get_int(at as i64), table.get_int(at as i64 + 1));
        table.set_int(e.vm.heap(), at as i64, y);
        table.set_int(e.vm.heap(), at as i64 + 1, x);
        !x.raw_equal(y)
    }),
    native("vm-sort-last-left", "table.sort leaves the last element where it is", "table.sort", |e| {
        let Some(table) = e.argument(0).as_table() else { return false };
        let n = table.length() as i64;
        if n < 2 {
            return false;
        }
        let (x, y) = (table.get_int(n - 1), table.get_int(n));
        table.set_int(e.vm.heap(), n - 1, y);
        table.set_int(e.vm.heap(), n, x);
        !x.raw_equal(y)
    }),
    native("vm-unpack-last-lost", "unpack leaves the last element out", "unpack", |e| {
        let Some(table) = e.argument(0).as_table() else { return false };
        let last = table.length() as u32;
        last > 0 && e.set_call_result(last - 1, Value::NIL)
    }),
    native("vm-select-negative", "select counts negative positions from the front", "select", |e| {
        let negative = e.argument(0).as_number().is_some_and(|n| n < 0.0);
        let first = e.argument(1);
        negative && e.set_call_result(0, first)
    }),
    native("vm-select-count-off", "select('#') counts itself", "select", |e| {
        let counts = e.argument(0).as_string().is_some_and(|s| s.bytes() == b"#");
        counts && number(e, 0, |n| n + 1.0)
    }),
    native("vm-rawequal-by-value", "rawequal compares tables by kind", "rawequal", |e| {
        let tables = e.argument(0).as_table().is_some() && e.argument(1).as_table().is_some();
        tables && e.set_call_result(0, Value::boolean(true))
    }),
    native("vm-setmetatable-result", "setmetatable gives the metatable", "setmetatable", |e| {
        let meta = e.argument(1);
        meta.as_table().is_some() && e.set_call_result(0, meta)
    }),
    native("vm-next-skips", "next skips the second entry", "next", |e| {
        let (Some(table), true) = (e.argument(0).as_table(), e.argument(1).is_nil()) else { return false };
        let Some((position, ..)) = table.entry_from(0) else { return false };
        let Some((_, key, value)) = table.entry_from(position) else { return false };
        let changed = e.set_call_result(0, key);
        e.set_call_result(1, value) || changed
    }),
    native("vm-type-of-nil", "type gives \"none\" for nil", "type", |e| {
        let text = e.vm.str("none");
        e.argument(0).is_nil() && e.set_call_result(0, text)
    }),
    native("vm-format-padding", "string.format drops leading blanks", "string.format", |e| {
        string(e, 0, |s| s.iter().copied().skip_while(|&b| b == b' ').collect())
    }),
];
