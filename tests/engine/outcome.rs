//! Numbers of an outcome are equal if a program cannot tell them apart, and are shown exactly.

use lockstep::engine::PlainValue;

#[test]
fn zeros_differ_and_nans_do_not() {
    assert_ne!(PlainValue::Number(0.0), PlainValue::Number(-0.0));
    assert_eq!(PlainValue::Number(f64::NAN), PlainValue::Number(-f64::NAN));
    assert_eq!(PlainValue::Number(-0.0).to_string(), "-0");
    assert_eq!(PlainValue::Number(1e15).to_string(), "1000000000000000");
    assert_eq!(PlainValue::Number(0.1).to_string(), "0.1");
    assert_eq!(PlainValue::String(b"a\0\"".to_vec()).to_string(), "\"a\\000\\\"\"");
}
