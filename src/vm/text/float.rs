//! Taking doubles apart and putting them together, as C's `frexp`, `ldexp` and `modf` do.

const MANTISSA: u64 = (1 << 52) - 1;
const BIAS: i32 = 1022;
const TWO54: f64 = 18_014_398_509_481_984.0;

/// `x = m * 2^e` with `m` in [0.5, 1); zeros, infinities and NaN come back with exponent 0.
pub fn frexp(x: f64) -> (f64, i32) {
    if x == 0.0 || !x.is_finite() {
        return (x, 0);
    }
    let (x, shift) = if x.is_subnormal() { (x * TWO54, -54) } else { (x, 0) };
    let bits = x.to_bits();
    let exponent = (bits >> 52 & 0x7ff) as i32 - BIAS;
    (f64::from_bits(bits & (MANTISSA | 1 << 63) | (BIAS as u64) << 52), exponent + shift)
}

/// `m * 2^e`, rounded once.
pub fn ldexp(m: f64, e: i32) -> f64 {
    if m == 0.0 || !m.is_finite() {
        return m;
    }
    let (m, own) = frexp(m);
    let exponent = own as i64 + e as i64;
    let with = |exponent: i64| f64::from_bits(m.to_bits() & !(0x7ff << 52) | ((exponent + BIAS as i64) as u64) << 52);
    if exponent > 1024 {
        // Overflows to an infinity.
        m * f64::MAX * 4.0
    } else if exponent >= -1021 {
        with(exponent)
    } else if exponent >= -1075 {
        // The only step that rounds is the last.
        with(exponent + 54) / TWO54
    } else {
        m * 0.0
    }
}

/// The integral part and the fraction, both with the sign of `x`.
pub fn modf(x: f64) -> (f64, f64) {
    if x.is_infinite() {
        return (x, 0f64.copysign(x));
    }
    let whole = x.trunc();
    (whole, (x - whole).copysign(x))
}
