//! Numbers from and to text: coercion of strings, `tonumber`, and the `%.14g` of `tostring`.
//!
//! Invariant: a string converts exactly when glibc's `strtod` (or `strtoul` for other bases) consumes all of it up
//! to trailing white space and the first NUL, and to the same double.

use super::class::is_space;
use super::decimal::{POW10, short_significant, significant, write_u64};

/// The value of a string where a number is expected, and `tonumber` in base 10 (manual section 2.2.1).
///
/// Decimal and hexadecimal (also with fraction and binary exponent) numerals, `inf`, `infinity`, `nan` and
/// `nan(chars)` in either case, with a sign directly before and white space around.
pub fn str_to_number(s: &[u8]) -> Option<f64> {
    let mut at = skip_space(s, 0);
    let negative = match s.get(at)? {
        b'-' => {
            at += 1;
            true
        }
        b'+' => {
            at += 1;
            false
        }
        _ => false,
    };
    let (value, end) = match s.get(at)? {
        b'0' if matches!(s.get(at + 1), Some(b'x' | b'X')) => hexadecimal(s, at + 2)?,
        b'0'..=b'9' | b'.' => decimal(s, at)?,
        _ => word(s, at)?,
    };
    ends(s, end).then_some(if negative { -value } else { value })
}

/// `tonumber(s, base)` for a base of 2..=36 other than 10 (manual section 5.1): an unsigned 64-bit integer as
/// `strtoul` reads it. A minus sign wraps around, overflow saturates.
pub fn str_to_number_base(s: &[u8], base: u32) -> Option<f64> {
    let mut at = skip_space(s, 0);
    let negative = s.get(at) == Some(&b'-');
    if negative || s.get(at) == Some(&b'+') {
        at += 1;
    }
    let digit = |at: usize| s.get(at).and_then(|&b| (b as char).to_digit(base));
    if base == 16 && s.get(at) == Some(&b'0') && matches!(s.get(at + 1), Some(b'x' | b'X')) && digit(at + 2).is_some() {
        at += 2;
    }
    let from = at;
    let mut value = Some(0u64);
    while let Some(d) = digit(at) {
        value = value.and_then(|v| v.checked_mul(u64::from(base))?.checked_add(u64::from(d)));
        at += 1;
    }
    if at == from || !ends(s, at) {
        return None;
    }
    Some(match value {
        None => u64::MAX as f64,
        Some(v) if negative => v.wrapping_neg() as f64,
        Some(v) => v as f64,
    })
}

fn skip_space(s: &[u8], mut at: usize) -> usize {
    while at < s.len() && is_space(s[at]) {
        at += 1;
    }
    at
}

/// Whether only white space follows, up to the end or the NUL that ends a C string.
fn ends(s: &[u8], at: usize) -> bool {
    matches!(s.get(skip_space(s, at)), None | Some(0))
}

/// The largest exponent magnitude kept while reading one; far beyond any that a slice of digits can offset.
const EXP_CAP: i64 = 1 << 56;

/// An optional exponent after `mark` (either case) at `at`: its value and the end.
fn exponent(s: &[u8], at: usize, mark: u8) -> Option<(i64, usize)> {
    if s.get(at).is_none_or(|b| b.to_ascii_lowercase() != mark) {
        return Some((0, at));
    }
    let mut at = at + 1;
    let negative = s.get(at) == Some(&b'-');
    if negative || s.get(at) == Some(&b'+') {
        at += 1;
    }
    let from = at;
    let mut e = 0i64;
    while let Some(d) = s.get(at).filter(|b| b.is_ascii_digit()) {
        e = (e * 10 + i64::from(d - b'0')).min(EXP_CAP);
        at += 1;
    }
    // A mark without digits is not part of the numeral, and then it is what keeps the string from being one.
    (at > from).then_some((if negative { -e } else { e }, at))
}

/// Decimal digits at `from`.
fn decimal(s: &[u8], from: usize) -> Option<(f64, usize)> {
    // The first 19 significant digits as an integer; the value is `mantissa * 10^exp10` if nothing was dropped.
    let (mut mantissa, mut kept, mut exp10, mut any, mut exact) = (0u64, 0, 0i64, false, true);
    let mut at = from;
    let mut point = false;
    while let Some(&b) = s.get(at) {
        if b == b'.' && !point {
            point = true;
        } else if b.is_ascii_digit() {
            any = true;
            exp10 -= i64::from(point);
            if kept < 19 {
                mantissa = mantissa * 10 + u64::from(b - b'0');
                kept += i32::from(mantissa != 0);
            } else {
                exp10 += 1;
                exact &= b == b'0';
            }
        } else {
            break;
        }
        at += 1;
    }
    if !any {
        return None;
    }
    let digits_end = at;
    let (e, at) = exponent(s, at, b'e')?;
    if mantissa == 0 {
        return Some((0.0, at));
    }
    exp10 += e;
    if exact && mantissa <= 1 << 53 {
        // Both factors are exact doubles, so the one rounding is the right one.
        if (0..=22).contains(&exp10) {
            return Some((mantissa as f64 * F64_POW10[exp10 as usize], at));
        }
        if (-22..0).contains(&exp10) {
            return Some((mantissa as f64 / F64_POW10[-exp10 as usize], at));
        }
    }
    if exact {
        return Some((parse(mantissa.to_string(), exp10)?, at));
    }
    // No double nor midpoint has more than 768 significant digits: all that follow can only break a tie upwards.
    let mut digits = String::new();
    let (mut exp10, mut tail) = (e, false);
    point = false;
    for &b in &s[from..digits_end] {
        if b == b'.' {
            point = true;
            continue;
        }
        exp10 -= i64::from(point);
        if digits.len() < 800 {
            if b != b'0' || !digits.is_empty() {
                digits.push(b as char);
            }
        } else {
            exp10 += 1;
            tail |= b != b'0';
        }
    }
    if tail {
        digits.push('1');
        exp10 -= 1;
    }
    Some((parse(digits, exp10)?, at))
}

/// `digits * 10^exp10`; the exponent is clamped where the value is long zero or infinite, because the standard
/// parser clamps silently further out.
fn parse(mut digits: String, exp10: i64) -> Option<f64> {
    use std::fmt::Write;
    write!(digits, "e{}", exp10.clamp(-3000, 3000)).ok()?;
    digits.parse().ok()
}

const F64_POW10: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
];

/// Hexadecimal digits at `from`, after the `0x`.
fn hexadecimal(s: &[u8], from: usize) -> Option<(f64, usize)> {
    let (mut mantissa, mut exp2, mut sticky) = (0u64, 0i64, false);
    let (mut any, mut point) = (false, false);
    let mut at = from;
    while let Some(&b) = s.get(at) {
        if b == b'.' && !point {
            point = true;
        } else if let Some(d) = (b as char).to_digit(16) {
            any = true;
            exp2 -= 4 * i64::from(point);
            if mantissa >> 60 == 0 {
                mantissa = mantissa << 4 | u64::from(d);
            } else {
                exp2 += 4;
                sticky |= d != 0;
            }
        } else {
            break;
        }
        at += 1;
    }
    if !any {
        return None;
    }
    let (e, at) = exponent(s, at, b'p')?;
    Some((compose(mantissa, exp2 + e, sticky), at))
}

/// `mantissa * 2^exp2`, plus a little when `sticky`, rounded half to even.
fn compose(mantissa: u64, exp2: i64, sticky: bool) -> f64 {
    if mantissa == 0 {
        return 0.0;
    }
    let lead = mantissa.leading_zeros();
    // The value is 1.xxx * 2^top with its leading bit at bit 63 of `m`.
    let (m, top) = (mantissa << lead, exp2 + 63 - i64::from(lead));
    if top > 1023 {
        return f64::INFINITY;
    }
    // Bits to drop: 11 for a normal result, more for a subnormal one.
    let drop = 11 + (-1022 - top).max(0);
    if drop > 64 {
        return 0.0;
    }
    let wide = u128::from(m);
    let (kept, rest, half) = ((wide >> drop) as u64, wide & ((1 << drop) - 1), 1u128 << (drop - 1));
    let up = rest > half || (rest == half && (sticky || kept & 1 == 1));
    let kept = kept + u64::from(up);
    // A carry into the exponent field is the right next exponent, up to infinity.
    let biased = if drop == 11 { (top + 1022) as u64 } else { 0 };
    f64::from_bits((biased << 52) + kept)
}

/// `inf`, `infinity`, `nan`, `nan(chars)`.
fn word(s: &[u8], at: usize) -> Option<(f64, usize)> {
    let is = |w: &[u8]| s.get(at..at + w.len()).is_some_and(|t| t.eq_ignore_ascii_case(w));
    if is(b"infinity") {
        return Some((f64::INFINITY, at + 8));
    }
    if is(b"inf") {
        return Some((f64::INFINITY, at + 3));
    }
    if !is(b"nan") {
        return None;
    }
    let mut end = at + 3;
    if s.get(end) == Some(&b'(') {
        end += 1;
        while s.get(end).is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_') {
            end += 1;
        }
        if s.get(end) != Some(&b')') {
            return None;
        }
        end += 1;
    }
    Some((f64::NAN.copysign(1.0), end))
}

/// The text of a number, on the stack.
#[derive(Clone, Copy)]
pub struct NumBuf {
    buf: [u8; 24],
    len: u8,
}

impl NumBuf {
    /// The text.
    #[inline]
    pub fn as_bytes(&self) -> &[u8] {
        &self.buf[..usize::from(self.len)]
    }

    fn of(text: &[u8]) -> NumBuf {
        let mut n = NumBuf { buf: [0; 24], len: 0 };
        n.push(text);
        n
    }

    #[inline]
    fn push(&mut self, text: &[u8]) {
        let at = usize::from(self.len);
        self.buf[at..at + text.len()].copy_from_slice(text);
        self.len += text.len() as u8;
    }
}

impl std::ops::Deref for NumBuf {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        self.as_bytes()
    }
}

/// `printf("%.14g")`, the text of a number in 5.1 (`LUAI_NUMFFORMAT`).
pub fn fmt_g14(x: f64) -> NumBuf {
    let int = x as i64;
    if int as f64 == x && int.unsigned_abs() < POW10[14] {
        return integer(int, x.is_sign_negative());
    }
    if !x.is_finite() {
        let text: &[u8] = if x.is_nan() { b"-nan" } else { b"-inf" };
        return NumBuf::of(&text[usize::from(x.is_sign_positive())..]);
    }
    let mut digits = [b'0'; 20];
    let (k, digits) = match short_significant(x.abs(), 14) {
        Some((v, k)) => {
            let from = write_u64(v, &mut digits);
            (k, &digits[from..])
        }
        None => {
            let n = significant(x.abs(), 14);
            digits[..14].copy_from_slice(n.digits());
            (n.exp, &digits[..14])
        }
    };
    let significant = digits.iter().rposition(|&d| d != b'0').map_or(1, |last| last + 1);
    let digits = &digits[..significant];
    let mut out = NumBuf::of(if x < 0.0 { b"-" } else { b"" });
    if (0..14).contains(&k) {
        let int = k as usize + 1;
        if digits.len() <= int {
            out.push(digits);
            out.push(&b"0000000000000"[..int - digits.len()]);
        } else {
            out.push(&digits[..int]);
            out.push(b".");
            out.push(&digits[int..]);
        }
    } else if (-4..0).contains(&k) {
        out.push(&b"0.000"[..1 + -k as usize]);
        out.push(digits);
    } else {
        out.push(&digits[..1]);
        if digits.len() > 1 {
            out.push(b".");
            out.push(&digits[1..]);
        }
        out.push(if k < 0 { b"e-" } else { b"e+" });
        let mut exp = [b'0'; 20];
        let from = write_u64(u64::from(k.unsigned_abs()), &mut exp).min(18);
        out.push(&exp[from..]);
    }
    out
}

#[inline]
fn integer(v: i64, negative: bool) -> NumBuf {
    let mut digits = [b'0'; 20];
    let from = write_u64(v.unsigned_abs(), &mut digits);
    let mut n = NumBuf { buf: [0; 24], len: 0 };
    n.buf[0] = b'-';
    let at = usize::from(negative);
    let len = 20 - from;
    n.buf[at..at + len].copy_from_slice(&digits[from..]);
    n.len = (at + len) as u8;
    n
}
