//! `debug.traceback` (manual, section 5.9).

use crate::vm::cx::{Cx, NativeResult};
use crate::vm::meta::append_text;
use crate::vm::object::Thread;
use crate::vm::sandbox::NEGATIVE_LEVELS;
use crate::vm::state::{ErrorKind, Thrown};
use crate::vm::text::cast::to_i64;
use crate::vm::thread::StackLevel;
use crate::vm::value::{Gc, Type, Value};

use super::debug::{level_of, source_of, thread_argument};
use super::until_nul;

/// Levels shown at the start of a long traceback.
const FIRST_LEVELS: i32 = 12;
/// Levels shown at its end.
const LAST_LEVELS: i32 = 10;

/// The arguments are a stack that PUC works on from its top: a level that is a number takes away the last argument,
/// whichever that is, and the traceback comes after all that remain.
pub(super) fn traceback(cx: &mut Cx<'_>) -> NativeResult {
    let (th, shift) = thread_argument(cx);
    let mut level = i32::from(th == cx.vm.current_thread());
    let mut nargs = cx.nargs();
    if let Some(given) = cx.to_number(shift + 1) {
        level = to_i64(given) as i32;
        if cx.vm.config().sandbox && level < -NEGATIVE_LEVELS {
            return Err(cx.vm.throw_kind(ErrorKind::Budget));
        }
        nargs -= 1;
    }
    let given: Vec<Value> = (shift..nargs).map(|i| cx.arg(i)).collect();
    let is_text = |v: &Value| matches!(v.type_of(), Type::String | Type::Number);
    if given.first().is_some_and(|v| !is_text(v)) {
        return cx.ret(cx.arg(nargs - 1));
    }
    let mut pieces = level_texts(cx, th, level)?;
    let title = if given.is_empty() { "stack traceback:" } else { "\nstack traceback:" };
    match pieces.first_mut() {
        Some(first) => drop(first.splice(..0, title.bytes())),
        None => pieces.push(title.into()),
    }
    if given.iter().all(is_text) {
        let mut text = Vec::new();
        given.iter().for_each(|&v| append_text(&mut text, v));
        text.extend(pieces.concat());
        return cx.ret_str(text);
    }
    // PUC concatenates everything it has after each level, and so metamethods may see it grow.
    let mut values = given;
    for piece in pieces {
        let piece = cx.vm.str(piece);
        values.push(piece);
        let all = cx.vm.concat_values(&values)?;
        values = vec![all];
    }
    cx.ret(values[0])
}

/// Describes the activations of `th` from `level` on, one line each; the middle of many is left out, with its mark before the
/// next. There may be two billion levels: all negative ones count.
fn level_texts(cx: &mut Cx<'_>, th: Gc<Thread>, mut level: i32) -> Result<Vec<Vec<u8>>, Thrown> {
    let (mut texts, mut text) = (Vec::new(), Vec::new());
    let mut size = 0;
    let mut first_part = true;
    while let Some(activation) = level_of(th, level) {
        level = level.wrapping_add(1);
        if level > FIRST_LEVELS && first_part {
            first_part = false;
            let last_part = th.levels().saturating_sub(LAST_LEVELS as usize) as i32;
            if level >= last_part {
                level -= 1;
            } else {
                text.extend_from_slice(b"\n\t...");
                level = last_part;
            }
            continue;
        }
        append_level(th, activation, &mut text);
        cx.vm.burn(1)?;
        size += text.len() + size_of::<Vec<u8>>();
        cx.vm.check_room(size)?;
        texts.push(std::mem::take(&mut text));
    }
    Ok(texts)
}

fn append_level(th: Gc<Thread>, activation: StackLevel, text: &mut Vec<u8>) {
    let (f, line, name) = match activation {
        StackLevel::Frame(depth) => (th.function_at(depth), th.line_at(depth), th.name_at(depth)),
        StackLevel::TailCall => (Value::NIL, -1, None),
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
