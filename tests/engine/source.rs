//! A file is text or a binary chunk, and a first line with `#` is no code but counts as a line.

use lockstep::engine::source::{File, classify};

#[test]
fn the_first_line_is_skipped_but_counted() {
    assert_eq!(classify(b"#!/usr/bin/lua\nprint(1)"), File::Text(b"\nprint(1)"));
    assert_eq!(classify(b"# no newline"), File::Text(b"\n"));
    assert_eq!(classify(b"print(1)"), File::Text(b"print(1)"));
    assert_eq!(classify(b""), File::Text(b""));
    assert_eq!(classify(b"#!x\n\x1bLuaQ"), File::Binary(b"\x1bLuaQ"));
    assert_eq!(classify(b"\x1bLuaQ"), File::Binary(b"\x1bLuaQ"));
}
