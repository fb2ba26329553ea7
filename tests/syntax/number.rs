//! Numerals have the value that C's `strtod` gives them, and malformed ones are refused.

use lockstep::syntax::{ExprKind, StatKind, parse};

/// The value of a numeral in a program, or the message.
fn value(numeral: &str) -> Result<f64, String> {
    let chunk = parse(format!("return {numeral}").as_bytes(), b"=t").map_err(|e| e.to_string())?;
    let StatKind::Return(values) = &chunk.body.stats[0].kind else { panic!("{numeral}: {chunk:?}") };
    let ExprKind::Number(n) = values.exprs[0].kind else { panic!("{numeral}: {chunk:?}") };
    Ok(n)
}

#[test]
fn numerals() {
    for (text, expected) in [
        ("0", 0.0),
        ("3.", 3.0),
        (".5", 0.5),
        ("1e+5", 1e5),
        ("1E-2", 0.01),
        ("0x10", 16.0),
        ("0XfF", 255.0),
        ("0x1p4", 16.0),
        ("0x1p9999999999", f64::INFINITY),
        ("0x0p9999999999", 0.0),
        ("0x20000000000001", 9007199254740992.0),
        ("0x20000000000003", 9007199254740996.0),
        ("0x200000000000010000000000001", 2f64.powi(105) + 2f64.powi(53)),
        ("1e999", f64::INFINITY),
        ("123456789012345678901234567890", 1.2345678901234568e29),
    ] {
        assert_eq!(value(text), Ok(expected), "{text}");
    }
    for text in ["0x", "0xg", "1..2", "3e", "3e+", "0x1p", "1_0", "1x", "00x1", "1e5e5", "0b1", "1f"] {
        let message = value(text).expect_err(text);
        assert!(message.contains(&format!("malformed number near '{text}'")), "{message}");
    }
}
