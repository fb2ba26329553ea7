//! `debug.traceback` (manual, section 5.9).

use crate::vm::cx::{Cx, NativeResult};
use crate::vm::meta::append_text;
use crate::vm::object::Thread;
use crate::vm::state::Vm;
use crate::vm::text::cast::to_i64;
use crate::vm::thread::Level;
use crate::vm::value::{Gc, Type, Value};

use super::debug::{level_of, source_of, thread_argument};
use super::until_nul;

/// Levels shown at the start of a long traceback.
const FIRST_LEVELS: i32 = 12;
/// Levels shown at its end.
const LAST_LEVELS: i32 = 10;

/// The arguments are a stack that PUC works on from its top: a level that is a number takes away the last argument,
/// whichever that is, and the traceback comes behind all that remain.
pub(super) fn traceback(cx: &mut Cx<'_>) -> NativeResult {
    let (th, shift) = thread_argument(cx);
    let mut level = i32::from(th == cx.vm.current_thread());
    let mut nargs = cx.nargs();
    if let Some(given) = cx.to_number(shift + 1) {
        level = to_i64(given) as i32;
        nargs -= 1;
    }
    let mut text = Vec::new();
    if nargs > shift {
        if !matches!(cx.arg(shift).type_of(), Type::String | Type::Number) {
            let last = cx.arg(nargs - 1);
            return cx.ret(last);
        }
        let is_text = |v: &Value| matches!(v.type_of(), Type::String | Type::Number);
        // Concatenation goes from the right.
        if let Some(v) = (shift..nargs).rev().map(|i| cx.arg(i)).find(|v| !is_text(v)) {
            let message = format!("attempt to concatenate a {} value", v.type_of().name());
            return Err(cx.vm.runtime_error(message.as_bytes()));
        }
        for i in shift..nargs {
            append_text(&mut text, cx.arg(i));
        }
        text.push(b'\n');
    }
    text.extend_from_slice(b"stack traceback:");
    cx.vm.append_levels(th, level, &mut text);
    cx.ret_str(text)
}

impl Vm {
    /// Describes the activations of `th` from `level` on, one line each; the middle of many is left out.
    pub(super) fn append_levels(&self, th: Gc<Thread>, mut level: i32, text: &mut Vec<u8>) {
        let mut first_part = true;
        while let Some(activation) = level_of(th, level) {
            level = level.wrapping_add(1);
            if level > FIRST_LEVELS && first_part {
                first_part = false;
                if level_of(th, level.saturating_add(LAST_LEVELS)).is_none() {
                    level -= 1;
                } else {
                    text.extend_from_slice(b"\n\t...");
                    while level_of(th, level.saturating_add(LAST_LEVELS)).is_some() {
                        level += 1;
                    }
                }
                continue;
            }
            append_level(th, activation, text);
        }
    }
}

fn append_level(th: Gc<Thread>, activation: Level, text: &mut Vec<u8>) {
    let (f, line, name) = match activation {
        Level::Frame(depth) => (th.function_at(depth), th.line_at(depth), th.name_at(depth)),
        Level::TailCall => (Value::NIL, -1, None),
    };
    let source = source_of(f);
    text.extend_from_slice(b"\n\t");
    text.extend_from_slice(until_nul(&source.short));
    text.push(b':');
    if line > 0 {
        text.extend_from_slice(format!("{line}:").as_bytes());
    }
    match name {
        Some((_, name)) => {
            text.extend_from_slice(b" in function '");
            text.extend_from_slice(until_nul(&name));
            text.push(b'\'');
        }
        None if source.what == "main" => text.extend_from_slice(b" in main chunk"),
        None if source.what != "Lua" => text.extend_from_slice(b" ?"),
        None => {
            text.extend_from_slice(b" in function <");
            text.extend_from_slice(until_nul(&source.short));
            text.extend_from_slice(format!(":{}>", source.line_defined).as_bytes());
        }
    }
}
