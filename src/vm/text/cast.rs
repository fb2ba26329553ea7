//! Conversions of doubles to C integers as x86-64 performs them.
//!
//! In C an out-of-range conversion is undefined, so PUC's observable behaviour is that of the machine:
//! `cvttsd2si` truncates towards zero and answers "integer indefinite" (the minimum) when out of range or NaN.

const TWO63: f64 = 9_223_372_036_854_775_808.0;
const TWO31: f64 = 2_147_483_648.0;

/// `(long)x`: what `%d` prints; also `lua_Integer` of the C API.
#[inline]
pub fn to_i64(x: f64) -> i64 {
    if (-TWO63..TWO63).contains(&x) { x as i64 } else { i64::MIN }
}

/// `(unsigned long)x`, what `%u`, `%o` and `%x` print: below 2^63 (or NaN) a signed conversion whose bits are
/// reinterpreted, from there on the conversion of `x - 2^63` with the top bit flipped.
#[inline]
pub fn to_u64(x: f64) -> u64 {
    if x >= TWO63 { to_i64(x - TWO63) as u64 ^ (1 << 63) } else { to_i64(x) as u64 }
}

/// `(int)x`: what `%c` receives.
#[inline]
pub fn to_i32(x: f64) -> i32 {
    if x > -TWO31 - 1.0 && x < TWO31 { x as i32 } else { i32::MIN }
}
