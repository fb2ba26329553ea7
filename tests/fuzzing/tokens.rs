//! Cutting a text into tokens loses nothing, and every line of the dictionary can be read.

use lockstep::fuzzing::tokens::{dictionary, split};

/// The file that the fuzzer reads.
const DICTIONARY: &str = include_str!("../../src/fuzzing/lua.dict");

#[test]
fn tokens_are_the_text() {
    let text = b"local s = \"a\\\"b\" .. 'c'  --[[x]] ~= 0x10 \xff\0";
    assert_eq!(split(text).concat(), text);
}

#[test]
fn every_line_of_the_dictionary_is_an_entry() {
    let lines = DICTIONARY.lines().filter(|l| !l.is_empty() && !l.starts_with('#')).count();
    assert!(lines > 80);
    assert_eq!(dictionary().len(), lines);
    assert!(dictionary().iter().any(|e| e == b"\0"));
}
