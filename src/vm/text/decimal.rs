//! Exactly rounded decimal digits of doubles (round half to even on the exact binary value, as glibc's printf).
//!
//! Two ways that agree wherever both apply: integer arithmetic in 128 bits, which covers ordinary magnitudes and
//! up to 17 digits, and the full binary expansion for everything else. Neither ever approximates.

/// 5^n for n <= 27, the largest that fits 64 bits.
const POW5: [u64; 28] = {
    let mut t = [1u64; 28];
    let mut i = 1;
    while i < 28 {
        t[i] = t[i - 1] * 5;
        i += 1;
    }
    t
};

/// 10^n for n <= 19.
pub(super) const POW10: [u64; 20] = {
    let mut t = [1u64; 20];
    let mut i = 1;
    while i < 20 {
        t[i] = t[i - 1] * 10;
        i += 1;
    }
    t
};

/// The pairs "00" to "99".
const PAIRS: [[u8; 2]; 100] = {
    let mut t = [[b'0'; 2]; 100];
    let mut i = 0;
    while i < 100 {
        t[i] = [b'0' + (i / 10) as u8, b'0' + (i % 10) as u8];
        i += 1;
    }
    t
};

/// Writes the decimal digits of `v` right-aligned into `buf`; returns the index of the first one.
#[inline]
pub(super) fn write_u64(mut v: u64, buf: &mut [u8; 20]) -> usize {
    let mut at = 20;
    while v >= 100 {
        let pair = PAIRS[(v % 100) as usize];
        v /= 100;
        at -= 2;
        buf[at] = pair[0];
        buf[at + 1] = pair[1];
    }
    if v >= 10 {
        let pair = PAIRS[v as usize];
        at -= 2;
        buf[at] = pair[0];
        buf[at + 1] = pair[1];
    } else {
        at -= 1;
        buf[at] = b'0' + v as u8;
    }
    at
}

/// `x = m * 2^e` for finite `x >= 0`.
#[inline]
fn parts(x: f64) -> (u64, i32) {
    let bits = x.to_bits();
    let (frac, exp) = (bits & ((1 << 52) - 1), (bits >> 52 & 0x7ff) as i32);
    if exp == 0 { (frac, -1074) } else { (frac | 1 << 52, exp - 1075) }
}

/// `(floor, round-half-even)` of `p / 2^s` for `s` in 1..=127.
#[inline]
fn shift_round(p: u128, s: u32) -> (u128, u128) {
    let floor = p >> s;
    let (rest, half) = (p & ((1 << s) - 1), 1u128 << (s - 1));
    (floor, floor + u128::from(rest > half || (rest == half && floor & 1 == 1)))
}

/// `(floor, round-half-even)` of `x * 10^q` where it can be had exactly within 128 bits.
#[inline]
fn scale(m: u64, e: i32, q: i32) -> Option<(u128, u128)> {
    if (0..=27).contains(&q) {
        let p = u128::from(m) * u128::from(POW5[q as usize]);
        let s = e + q;
        return if s >= 0 {
            (s as u32 <= p.leading_zeros()).then(|| (p << s, p << s))
        } else if s > -128 {
            Some(shift_round(p, -s as u32))
        } else {
            None
        };
    }
    if !(-27..0).contains(&q) {
        return None;
    }
    let ten = u128::from(POW5[-q as usize]) << -q;
    let (num, den) = if e >= 0 {
        if e > 75 {
            return None;
        }
        (u128::from(m) << e, ten)
    } else {
        if -e as u32 >= ten.leading_zeros() {
            return None;
        }
        (u128::from(m), ten << -e)
    };
    let (floor, rest) = match (u64::try_from(num), u64::try_from(den)) {
        (Ok(n), Ok(d)) => (u128::from(n / d), u128::from(n % d)),
        _ => (num / den, num % den),
    };
    let up = rest > den - rest || (rest == den - rest && floor & 1 == 1);
    Some((floor, floor + u128::from(up)))
}

/// The first `n` (1..=17) significant digits of finite `x > 0` as an integer in `10^(n-1)..10^n`, and the decimal
/// exponent of the first digit; None when that takes more than 128-bit arithmetic.
#[inline]
pub(super) fn short_significant(x: f64, n: usize) -> Option<(u64, i32)> {
    debug_assert!(x > 0.0 && x.is_finite() && (1..=17).contains(&n));
    let (m, e) = parts(x);
    let log2 = 63 - m.leading_zeros() as i32 + e;
    // log10(2) to 20 bits: off by one at most, which the range check below repairs.
    let mut k = (log2 * 315_653) >> 20;
    let (lo, hi) = (u128::from(POW10[n - 1]), u128::from(POW10[n]));
    loop {
        let (floor, rounded) = scale(m, e, n as i32 - 1 - k)?;
        if floor >= hi {
            k += 1;
        } else if floor < lo {
            k -= 1;
        } else if rounded == hi {
            return Some((lo as u64, k + 1));
        } else {
            return Some((rounded as u64, k));
        }
    }
}

/// `x * 10^places` rounded to an integer, for finite `x >= 0`; None when that takes more than 64 bits.
#[inline]
pub(super) fn short_fixed(x: f64, places: usize) -> Option<u64> {
    if places > 27 {
        return None;
    }
    let (m, e) = parts(x);
    let s = e + places as i32;
    if s <= -128 {
        // 5^27 * 2^53 < 2^116: less than a half.
        return Some(0);
    }
    scale(m, e, places as i32).and_then(|(_, r)| u64::try_from(r).ok())
}

/// A decimal numeral: the digits and the power of ten of the first one.
pub(super) struct Numeral {
    stack: [u8; 20],
    from: usize,
    heap: Vec<u8>,
    /// Decimal exponent of the first digit (for `fixed`, digits before the point less one).
    pub(super) exp: i32,
}

impl Numeral {
    fn short(v: u64, exp: i32) -> Numeral {
        let mut stack = [b'0'; 20];
        let from = write_u64(v, &mut stack);
        Numeral { stack, from, heap: Vec::new(), exp }
    }

    fn long(heap: Vec<u8>, exp: i32) -> Numeral {
        Numeral { stack: [b'0'; 20], from: 20, heap, exp }
    }

    /// The ASCII digits.
    pub(super) fn digits(&self) -> &[u8] {
        if self.from == 20 { &self.heap } else { &self.stack[self.from..] }
    }
}

/// Exactly `n >= 1` significant digits of finite `x >= 0` (zeros for zero).
pub(super) fn significant(x: f64, n: usize) -> Numeral {
    if x == 0.0 {
        return Numeral::long(vec![b'0'; n], 0);
    }
    if n <= 17
        && let Some((v, k)) = short_significant(x, n)
    {
        return Numeral::short(v, k);
    }
    let mut ex = Expansion::of(x);
    let lead = loop {
        if let Some(lead) = ex.digits.iter().position(|&d| d != b'0') {
            break lead;
        }
        ex.more();
    };
    while ex.digits.len() <= lead + n && ex.more() {}
    let point = ex.point as i32;
    let mut digits = ex.round_at(lead + n);
    // Either the digit at `lead`, or the one before it after a carry (99..9 to 100..0: the extra digit is a zero).
    let first = digits.iter().position(|&d| d != b'0').unwrap_or(0);
    digits.drain(..first);
    digits.truncate(n);
    Numeral::long(digits, point - first as i32)
}

/// Finite `x >= 0` with exactly `places` digits after the point and at least one before it.
pub(super) fn fixed(x: f64, places: usize) -> Numeral {
    if let Some(v) = short_fixed(x, places) {
        let n = Numeral::short(v, 0);
        let have = n.digits().len();
        if have > places {
            return Numeral { exp: (have - places) as i32 - 1, ..n };
        }
        let mut heap = vec![b'0'; places + 1 - have];
        heap.extend_from_slice(n.digits());
        return Numeral::long(heap, 0);
    }
    let mut ex = Expansion::of(x);
    while ex.digits.len() <= ex.point + places && ex.more() {}
    let at = ex.point + places;
    let mut digits = ex.round_at(at);
    if digits[0] == b'0' {
        digits.remove(0);
    }
    let exp = (digits.len() - places) as i32 - 1;
    Numeral::long(digits, exp)
}

/// The exact decimal expansion of a double, its fraction produced nine digits at a time.
struct Expansion {
    /// ASCII digits so far, the integer part (at least one digit) first.
    digits: Vec<u8>,
    /// How many of them stand before the point.
    point: usize,
    /// What remains: a binary fraction, least significant limb first; empty when it is zero.
    rest: Vec<u32>,
}

impl Expansion {
    fn of(x: f64) -> Expansion {
        let (m, e) = parts(x);
        if e >= 0 {
            let digits = big_to_decimal(shifted(m, e as usize));
            return Expansion { point: digits.len(), digits, rest: Vec::new() };
        }
        let e = -e as usize;
        let (int, frac) = if e < 64 { (m >> e, m & ((1 << e) - 1)) } else { (0, m) };
        let mut buf = [0; 20];
        let from = write_u64(int, &mut buf);
        let limbs = e.div_ceil(32);
        let mut rest = shifted(frac, limbs * 32 - e);
        rest.resize(limbs, 0);
        let mut ex = Expansion { digits: buf[from..].to_vec(), point: 20 - from, rest };
        ex.trim();
        ex
    }

    /// Drops zero limbs at the least significant end, where they carry no information.
    fn trim(&mut self) {
        let zeros = self.rest.iter().position(|&l| l != 0).unwrap_or(self.rest.len());
        self.rest.drain(..zeros);
    }

    /// Appends nine more digits of the fraction; false when the rest is zero.
    fn more(&mut self) -> bool {
        if self.rest.is_empty() {
            return false;
        }
        let mut carry = 0u64;
        for limb in &mut self.rest {
            let v = u64::from(*limb) * 1_000_000_000 + carry;
            *limb = v as u32;
            carry = v >> 32;
        }
        self.trim();
        push_nine(&mut self.digits, carry as u32);
        true
    }

    /// The first `at` digits, rounded half to even, after one more digit that takes the carry.
    fn round_at(mut self, at: usize) -> Vec<u8> {
        let up = match self.digits.get(at) {
            None => false,
            Some(&d) => {
                let tail = !self.rest.is_empty() || self.digits[at + 1..].iter().any(|&d| d != b'0');
                let odd = at > 0 && self.digits[at - 1] & 1 == 1;
                d > b'5' || (d == b'5' && (tail || odd))
            }
        };
        self.digits.resize(at, b'0');
        self.digits.insert(0, b'0');
        if up {
            for d in self.digits.iter_mut().rev() {
                if *d != b'9' {
                    *d += 1;
                    break;
                }
                *d = b'0';
            }
        }
        self.digits
    }
}

fn push_nine(out: &mut Vec<u8>, group: u32) {
    let mut buf = [0; 20];
    let from = write_u64(u64::from(group), &mut buf);
    out.resize(out.len() + 9 - (20 - from), b'0');
    out.extend_from_slice(&buf[from..]);
}

/// `m << by` as 32-bit limbs, least significant first.
fn shifted(m: u64, by: usize) -> Vec<u32> {
    let mut limbs = vec![0; by / 32];
    let v = u128::from(m) << (by % 32);
    limbs.extend([v as u32, (v >> 32) as u32, (v >> 64) as u32]);
    limbs
}

/// The decimal digits of a big natural number, without leading zeros but at least one.
fn big_to_decimal(mut limbs: Vec<u32>) -> Vec<u8> {
    let mut groups = Vec::new();
    while limbs.last() == Some(&0) {
        limbs.pop();
    }
    while !limbs.is_empty() {
        let mut rest = 0u64;
        for limb in limbs.iter_mut().rev() {
            let v = rest << 32 | u64::from(*limb);
            *limb = (v / 1_000_000_000) as u32;
            rest = v % 1_000_000_000;
        }
        groups.push(rest as u32);
        while limbs.last() == Some(&0) {
            limbs.pop();
        }
    }
    let mut out = Vec::new();
    for &g in groups.iter().rev() {
        push_nine(&mut out, g);
    }
    let zeros = out.iter().position(|&d| d != b'0').unwrap_or(out.len());
    out.drain(..zeros);
    if out.is_empty() {
        out.push(b'0');
    }
    out
}
