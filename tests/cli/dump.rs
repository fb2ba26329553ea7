//! `lockstep dump` through the real binary.

use crate::support::scratch::Scratch;
use lockstep::engine::{Compile, Reference};

const SOURCE: &str = "local function f(x)\n  return x + 1\nend\nprint(f(2))\n";

#[test]
fn a_listing_with_the_source_between() {
    let scratch = Scratch::new();
    scratch.file("a.lua", SOURCE);
    let run = scratch.lockstep(&["dump", "a.lua"]);
    assert_eq!(run.code(), 0, "{}", run.err());
    let out = run.out();
    assert!(out.starts_with("main function F0 <a.lua:0,0>"), "{out}");
    assert!(out.contains("\nfunction F1 <a.lua:1,3> in F0"), "{out}");
    assert!(out.contains("      -- return x + 1\n"), "{out}");
    assert!(out.contains("ADD       R1 R0 K0       ; R1 := x + 1"), "{out}");
    assert_eq!(scratch.lockstep(&["dump", "--engine", "puc", "a.lua"]).out(), out);
    let intent = scratch.lockstep(&["dump", "--intent", "a.lua"]);
    assert_eq!(intent.code(), 0, "{}", intent.err());
}

#[test]
fn equal_chunks_side_by_side() {
    let scratch = Scratch::new();
    scratch.file("a.lua", SOURCE);
    let run = scratch.lockstep(&["dump", "--diff", "a.lua"]);
    assert_eq!(run.code(), 0, "{}", run.err());
    let size = Reference.compile(SOURCE.as_bytes(), b"@a.lua").expect("compiles").len();
    let last = format!("\nidentical byte for byte: 2 functions, 10 instructions, {size} bytes\n");
    assert!(run.out().ends_with(&last), "{}", run.out());
}

#[test]
fn binary_chunks_and_bad_input() {
    let scratch = Scratch::new();
    let chunk = Reference.compile(SOURCE.as_bytes(), b"@a.lua").expect("compiles");
    scratch.file("a.luac", &chunk);
    scratch.file("a.lua", SOURCE);
    scratch.file("bad.lua", "x =");
    let run = scratch.lockstep(&["dump", "a.luac"]);
    assert_eq!(run.code(), 0);
    assert!(run.out().contains("function F1 <a.lua:1,3> in F0"), "{}", run.out());
    let run = scratch.lockstep(&["dump", "--diff", "a.luac"]);
    run.expect(2, "", "lockstep: a.luac: a binary chunk: there is no source to compile\n");
    scratch.file("cut.luac", &chunk[..20]);
    assert_eq!(scratch.lockstep(&["dump", "cut.luac"]).code(), 2);
    scratch.lockstep(&["dump", "bad.lua"]).expect(
        2,
        "",
        "lockstep: bad.lua: bad.lua:1: unexpected symbol near '<eof>'\n",
    );
    scratch.lockstep(&["dump", "nofile"]).expect(2, "", "lockstep: nofile: No such file or directory\n");
}
