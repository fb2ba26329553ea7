//! Patterns with `*` and `?` match whole names.

use lockstep::glob::matches;

#[test]
fn globs() {
    assert!(matches("*", "ADD") && matches("ADD", "ADD") && matches("FOR*", "FORLOOP") && matches("?E", "LE"));
    assert!(!matches("ADD", "ADDS") && !matches("?E", "TEST") && matches("*LOOP", "TFORLOOP"));
}

#[test]
fn stars_may_stand_for_nothing() {
    assert!(matches("", "") && matches("*", "") && matches("a*b*", "ab") && matches("*a*", "banana"));
    assert!(!matches("", "a") && !matches("?", "") && !matches("a*b", "abc"));
}

#[test]
fn a_question_mark_is_one_character() {
    assert!(matches("?", "é") && matches("*?", "é") && !matches("??", "é"));
}
