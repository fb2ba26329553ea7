//! Numerals: the value of what the lexer collected, as C's `strtod` in the "C" locale has it.

/// The value of a numeral, or `None` if it is malformed. `text` begins with a digit, or a dot and a digit.
pub fn parse(text: &[u8]) -> Option<f64> {
    if text.len() <= 15 && text.iter().all(u8::is_ascii_digit) {
        let n = text.iter().fold(0u64, |n, &c| n * 10 + u64::from(c - b'0'));
        return Some(n as f64);
    }
    if let [b'0', b'x' | b'X', digits @ ..] = text {
        return hexadecimal(digits);
    }
    // Rust also reads "inf" and "nan", which the lexer never passes on: the first byte is a digit or a dot.
    std::str::from_utf8(text).ok()?.parse().ok()
}

/// Hexadecimal digits with an optional binary exponent (`p` and decimal digits), rounded to nearest.
fn hexadecimal(text: &[u8]) -> Option<f64> {
    let p = text.iter().position(|c| matches!(c, b'p' | b'P'));
    let (digits, exponent) = (&text[..p.unwrap_or(text.len())], p.map(|p| &text[p + 1..]));
    if digits.is_empty() || exponent.is_some_and(|e| e.is_empty() || !e.iter().all(u8::is_ascii_digit)) {
        return None;
    }
    let mut mantissa = 0u64;
    let mut scale = 0u64;
    for &c in digits {
        let digit = u64::from((c as char).to_digit(16)?);
        if mantissa >> 60 == 0 {
            mantissa = mantissa << 4 | digit;
        } else {
            // 60 bits are kept; what is cut off only matters for ties, so one sticky bit stands for it.
            mantissa |= u64::from(digit != 0);
            scale += 4;
        }
    }
    // No finite value has an exponent beyond the cap.
    let power = exponent.unwrap_or_default().iter().fold(0u64, |n, &c| (n * 10 + u64::from(c - b'0')).min(1 << 20));
    let mut value = mantissa as f64;
    let mut scale = scale.saturating_add(power).min(1 << 20);
    while scale > 0 && value != 0.0 && value.is_finite() {
        let step = scale.min(512);
        value *= 2f64.powi(step as i32);
        scale -= step;
    }
    Some(value)
}
