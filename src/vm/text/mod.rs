//! Pure kernels under the string and os libraries: numbers as text, `string.format`, patterns, dates.
//!
//! Everything here works on bytes and `f64` and knows nothing of the VM: no value, no state, no error position.
//! The invariant is that each kernel gives the very bytes that PUC 5.1.5 with glibc in the C locale gives on
//! x86-64, quirks included (strings that end at an embedded NUL, undefined casts as the processor does them).

pub mod cast;
pub mod class;
pub mod decimal;
pub mod float;
pub mod format;
pub mod number;
pub mod pattern;
pub mod time;

use std::cmp::Ordering;

/// String comparison of `<` and `<=` (manual section 2.5.2).
///
/// PUC compares with `strcoll` NUL-terminated piece by piece; in the C locale that is the order of the unsigned
/// bytes, a proper prefix first, which is exactly the order of slices.
#[inline]
pub fn compare(a: &[u8], b: &[u8]) -> Ordering {
    a.cmp(b)
}

/// A string as C code sees it: up to the first NUL.
pub fn until_nul(s: &[u8]) -> &[u8] {
    &s[..memchr::memchr(0, s).unwrap_or(s.len())]
}
