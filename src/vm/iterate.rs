//! The iterators of `pairs` and `ipairs`: library functions that the loop knows, so that a generic for need not call them.

use super::call::NativeDef;
use super::cx::{Cx, NativeResult};
use super::value::Value;

/// `next`.
pub(crate) static NEXT: NativeDef = NativeDef { name: "next", code: next };
/// What `ipairs` gives.
pub(crate) static IPAIRS_STEP: NativeDef = NativeDef { name: "iterator of ipairs", code: ipairs_step };

fn next(cx: &mut Cx<'_>) -> NativeResult {
    let t = cx.check_table(0)?;
    cx.set_nargs(2);
    match t.next(cx.arg(1)) {
        Ok(Some((k, v))) => cx.ret2(k, v),
        Ok(None) => cx.ret(Value::NIL),
        Err(_) => Err(cx.vm.runtime_error(b"invalid key to 'next'")),
    }
}

fn ipairs_step(cx: &mut Cx<'_>) -> NativeResult {
    let i = cx.check_int(1)?.wrapping_add(1);
    let t = cx.check_table(0)?;
    let v = t.get_int(i64::from(i));
    if v.is_nil() { cx.ret0() } else { cx.ret2(f64::from(i), v) }
}
