//! `find`, `match`, `gmatch` and `gsub` (manual, section 5.4); the matching itself is in `text::pattern`.
//!
//! Invariant: while Lua code runs (a replacement function), no matcher or pattern of the VM's state is borrowed:
//! a matcher is taken out for one match and given back.

use crate::vm::call::{NativeDef, Results};
use crate::vm::cx::{Cx, NativeResult};
use crate::vm::object::Str;
use crate::vm::state::{ErrorKind, Thrown, Vm};
use crate::vm::text::pattern::{
    self, Bounded, Match, MatchCapture, Matcher, Pattern, PatternCache, PatternError, Scan, find_plain, is_plain,
};
use crate::vm::value::{Gc, Type, Value};

use super::string::position;

static GMATCH_STEP: NativeDef = NativeDef { name: "iterator of string.gmatch", code: gmatch_step };

/// Patterns and scratch space of one VM.
#[derive(Default)]
pub struct MatchState {
    cache: PatternCache,
    /// None while in use.
    matcher: Option<Box<Matcher>>,
}

/// Units of matching that one unit of the VM's budget pays for: programs that match a lot should not meet the
/// budget sooner than others, but a pattern that explodes must.
const MATCHING_PER_FUEL: u64 = 64;

impl Vm {
    fn take_matcher(&mut self) -> Box<Matcher> {
        let budget = self.config.budget;
        self.host().string.matcher.take().unwrap_or_else(|| {
            let mut matcher = Box::new(Matcher::new());
            if let Some(b) = budget {
                matcher.set_fuel(b.saturating_mul(MATCHING_PER_FUEL));
            }
            matcher
        })
    }

    fn give_matcher(&mut self, matcher: Box<Matcher>) {
        self.host().string.matcher = Some(matcher);
    }
}

#[cold]
fn pattern_error(cx: &mut Cx<'_>, e: PatternError) -> Thrown {
    match e {
        PatternError::OutOfFuel => cx.vm.throw_kind(ErrorKind::Budget),
        PatternError::NoRoom => cx.vm.no_room(),
        other => cx.error(other.to_string()),
    }
}

/// MatchCapture `i` of a match as a value.
#[inline]
fn capture(
    cx: &mut Cx<'_>,
    matcher: &Matcher,
    p: &Pattern,
    subject: &[u8],
    m: Match,
    i: usize,
) -> Result<Value, Thrown> {
    match matcher.capture(p, m, i) {
        Ok(MatchCapture::Span(start, end)) => Ok(cx.vm.str(&subject[start..end])),
        Ok(MatchCapture::Position(n)) => Ok(Value::number(n as f64)),
        Err(e) => Err(pattern_error(cx, e)),
    }
}

/// Pushes all captures; the whole match if the pattern has none and that is asked for.
fn push_captures(
    cx: &mut Cx<'_>,
    matcher: &Matcher,
    p: &Pattern,
    subject: &[u8],
    m: Match,
    whole: bool,
) -> Result<usize, Thrown> {
    let n = match p.capture_count() {
        0 => usize::from(whole),
        n => n,
    };
    for i in 0..n {
        let v = capture(cx, matcher, p, subject, m, i)?;
        cx.vm.push(v);
    }
    Ok(n)
}

pub(super) fn find(cx: &mut Cx<'_>) -> NativeResult {
    search(cx, true)
}

pub(super) fn match_(cx: &mut Cx<'_>) -> NativeResult {
    search(cx, false)
}

#[inline(always)]
fn search(cx: &mut Cx<'_>, find: bool) -> NativeResult {
    let s = cx.check_str(0)?;
    let pattern = cx.check_str(1)?;
    let init = position(cx.opt_integer(2, 1)?, s.len()) - 1;
    let init = (init.max(0) as usize).min(s.len());
    if find && (cx.arg(3).truthy() || is_plain(pattern.bytes())) {
        return match find_plain(s.bytes(), pattern.bytes(), init) {
            Some(at) => cx.ret2((at + 1) as f64, (at + pattern.len()) as f64),
            None => cx.ret(Value::NIL),
        };
    }
    let p = cx.vm.host().string.cache.get(pattern.bytes());
    let mut matcher = cx.vm.take_matcher();
    let result = match matcher.find(&p, s.bytes(), init) {
        Ok(None) => cx.ret(Value::NIL),
        Ok(Some(m)) => {
            if find {
                cx.vm.push(Value::number((m.start + 1) as f64));
                cx.vm.push(Value::number(m.end as f64));
            }
            push_captures(cx, &matcher, &p, s.bytes(), m, !find).map(|n| Results::count(n + if find { 2 } else { 0 }))
        }
        Err(e) => Err(pattern_error(cx, e)),
    };
    cx.vm.give_matcher(matcher);
    result
}

pub(super) fn gmatch(cx: &mut Cx<'_>) -> NativeResult {
    let s = cx.check_str(0)?;
    let pattern = cx.check_str(1)?;
    let step = cx.vm.new_native(&GMATCH_STEP, &[Value::from(s), Value::from(pattern), Value::number(0.0)]);
    cx.ret(step)
}

/// Upvalues: the subject, the pattern, where the next match may begin.
fn gmatch_step(cx: &mut Cx<'_>) -> NativeResult {
    let (Some(s), Some(pattern), Some(from)) =
        (cx.upvalue(0).as_string(), cx.upvalue(1).as_string(), cx.upvalue(2).as_number())
    else {
        return cx.ret0();
    };
    let p = cx.vm.host().string.cache.get_for_gmatch(pattern.bytes());
    let mut matcher = cx.vm.take_matcher();
    let result = match matcher.find(&p, s.bytes(), from as usize) {
        Ok(None) => cx.ret0(),
        Ok(Some(m)) => {
            let next = m.end + usize::from(m.end == m.start);
            cx.set_upvalue(2, Value::number(next as f64));
            push_captures(cx, &matcher, &p, s.bytes(), m, true).map(Results::count)
        }
        Err(e) => Err(pattern_error(cx, e)),
    };
    cx.vm.give_matcher(matcher);
    result
}

pub(super) fn gsub(cx: &mut Cx<'_>) -> NativeResult {
    let s = cx.check_str(0)?;
    let pattern = cx.check_str(1)?;
    let kind = cx.arg(2).type_of();
    let max = cx.opt_int(3, s.len().wrapping_add(1) as i32)?;
    if !matches!(kind, Type::Number | Type::String | Type::Function | Type::Table) {
        return Err(cx.arg_error(2, "string/function/table expected"));
    }
    let template = cx.to_str(2);
    let p = cx.vm.host().string.cache.get(pattern.bytes());
    let mut out = cx.vm.take_buffer();
    let max = max.max(0) as usize;
    let count = match template {
        Some(t) => by_template(cx, &p, s.bytes(), t, max, &mut out)?,
        None => by_value(cx, &p, s.bytes(), max, &mut out)?,
    };
    if count == 0 {
        cx.vm.give_buffer(out);
        return cx.ret2(s, 0.0);
    }
    cx.vm.check_room(out.len())?;
    let new = cx.vm.new_string(&out);
    cx.vm.give_buffer(out);
    cx.ret2(new, count as f64)
}

/// Appends `bytes`, within the memory limit.
#[inline]
fn append(cx: &mut Cx<'_>, out: &mut Vec<u8>, bytes: &[u8]) -> Result<(), Thrown> {
    if out.len() + bytes.len() > out.capacity() {
        cx.vm.check_room(out.len() + bytes.len())?;
    }
    out.extend_from_slice(bytes);
    Ok(())
}

fn by_template(
    cx: &mut Cx<'_>,
    p: &Pattern,
    subject: &[u8],
    template: Gc<Str>,
    max: usize,
    out: &mut Vec<u8>,
) -> Result<usize, Thrown> {
    let room = cx.vm.room();
    let mut matcher = cx.vm.take_matcher();
    let result = pattern::gsub(&mut matcher, p, subject, template.bytes(), max, Bounded::new(out, room));
    cx.vm.give_matcher(matcher);
    match result {
        Ok(count) => Ok(count),
        Err(e) => Err(pattern_error(cx, e)),
    }
}

/// The replacement is looked up in a table or computed by a function.
fn by_value(cx: &mut Cx<'_>, p: &Pattern, subject: &[u8], max: usize, out: &mut Vec<u8>) -> Result<usize, Thrown> {
    let source = cx.arg(2);
    let (mut scan, mut copied, mut count) = (Scan::new(), 0, 0);
    while count < max {
        let mut matcher = cx.vm.take_matcher();
        let found = scan.next(&mut matcher, p, subject);
        let m = match found {
            Ok(Some(m)) => m,
            Ok(None) => {
                cx.vm.give_matcher(matcher);
                break;
            }
            Err(e) => {
                cx.vm.give_matcher(matcher);
                return Err(pattern_error(cx, e));
            }
        };
        count += 1;
        append(cx, out, &subject[copied..m.start])?;
        let value = if let Some(t) = source.as_table() {
            let key = capture(cx, &matcher, p, subject, m, 0);
            cx.vm.give_matcher(matcher);
            cx.vm.index(Value::from(t), key?)?
        } else {
            let (mut args, n) = ([Value::NIL; 32], p.capture_count().max(1));
            let mut failed = None;
            for (i, arg) in args.iter_mut().enumerate().take(n) {
                match capture(cx, &matcher, p, subject, m, i) {
                    Ok(v) => *arg = v,
                    Err(e) => {
                        failed = Some(e);
                        break;
                    }
                }
            }
            cx.vm.give_matcher(matcher);
            if let Some(e) = failed {
                return Err(e);
            }
            cx.vm.call1(source, &args[..n])?
        };
        if !value.truthy() {
            append(cx, out, &subject[m.start..m.end])?;
        } else if let Some(s) = value.as_string() {
            append(cx, out, s.bytes())?;
        } else if let Some(n) = value.as_number() {
            out.extend_from_slice(crate::vm::text::number::fmt_g14(n).as_bytes());
        } else {
            return Err(cx.error(format!("invalid replacement value (a {})", value.type_name())));
        }
        copied = m.end;
    }
    append(cx, out, &subject[copied..])?;
    Ok(count)
}
