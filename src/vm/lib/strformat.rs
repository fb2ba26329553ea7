//! `string.format` (manual, section 5.4): walks the format; the directives themselves are in `text::format`.

use crate::vm::cx::{Cx, NativeResult};
use crate::vm::state::Thrown;
use crate::vm::text::format::{Conversion, Spec, invalid_option, quote};

pub(super) fn format(cx: &mut Cx<'_>) -> NativeResult {
    let format = cx.check_str(0)?;
    let mut out = cx.vm.take_buffer();
    let (bytes, mut at, mut arg) = (format.bytes(), 0, 0);
    while let Some(i) = memchr::memchr(b'%', &bytes[at..]) {
        out.extend_from_slice(&bytes[at..at + i]);
        at += i + 1;
        if bytes.get(at) == Some(&b'%') {
            out.push(b'%');
            at += 1;
            continue;
        }
        arg += 1;
        if cx.is_none(arg) {
            return Err(cx.arg_error(arg, "no value"));
        }
        let spec;
        (spec, at) = match Spec::parse(bytes, at) {
            Ok(parsed) => parsed,
            Err(e) => return Err(cx.error(e.to_string())),
        };
        match spec.conversion() {
            Some(Conversion::Number) => spec.number(cx.check_number(arg)?, &mut out),
            Some(Conversion::String) => {
                let s = cx.check_str(arg)?;
                reserve(cx, &mut out, s.len())?;
                spec.string(s.bytes(), &mut out);
            }
            Some(Conversion::Quoted) => {
                let s = cx.check_str(arg)?;
                reserve(cx, &mut out, s.len())?;
                quote(s.bytes(), &mut out);
            }
            None => return Err(cx.error(invalid_option(spec.conv))),
        }
    }
    out.extend_from_slice(&bytes[at..]);
    cx.ret_buffer(out)
}

fn reserve(cx: &mut Cx<'_>, out: &mut Vec<u8>, more: usize) -> Result<(), Thrown> {
    if out.len() + more > out.capacity() {
        cx.vm.check_room(out.len() + more)?;
        out.reserve(more);
    }
    Ok(())
}
