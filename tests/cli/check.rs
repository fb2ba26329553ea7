//! `lockstep check` through the real binary: verdicts, exit codes, and every kind of input.

use crate::support::scratch::Scratch;

const ONE_AGREES: &str = "1 file: 1 agree, 0 diverge, 0 not comparable\n";
const ONE_CHUNK: &str = "1 file: 1 agree (chunks identical byte for byte), 0 diverge, 0 not comparable\n";
const ONE_ERROR: &str = "1 file: 1 agree (0 identical chunks, 1 same syntax error), 0 diverge, 0 not comparable\n";

#[test]
fn programs_agree() {
    let scratch = Scratch::new();
    scratch.file("a.lua", "print('hello', 1 / 3, {}) x = {1, 2, y = print}");
    scratch.file("sub/b.lua", "error('no')");
    scratch.file("sub/deep/c.lua", "x =");
    scratch.file("sub/not-lua.txt", "x =");
    scratch.lockstep(&["check", "a.lua"]).expect(0, ONE_AGREES, "");
    let all = "3 files: 3 agree (1 of them with a syntax error), 0 diverge, 0 not comparable\n";
    scratch.lockstep(&["check", "."]).expect(0, all, "");
    scratch.lockstep(&["check", "a.lua", "sub", "--jobs", "2"]).expect(0, all, "");
    let run = scratch.lockstep(&["check", "--bytecode", "."]);
    let all = "3 files: 3 agree (2 identical chunks, 1 same syntax error), 0 diverge, 0 not comparable\n";
    assert_eq!((run.code(), run.out().as_str()), (0, all));
    assert!(run.err().starts_with("compiling took "), "{}", run.err());
}

#[test]
fn missing_and_unreadable_input() {
    let scratch = Scratch::new();
    scratch.file("empty/readme.txt", "nothing");
    scratch.lockstep(&["check", "nofile.lua"]).expect(2, "", "lockstep: nofile.lua: No such file or directory\n");
    scratch.lockstep(&["check", "empty"]).expect(2, "", "lockstep: empty: no Lua files (*.lua) in this folder\n");
    let usage = scratch.lockstep(&["check"]);
    assert_eq!(usage.code(), 2);
    assert!(usage.err().contains("<PATH>"), "{}", usage.err());
    assert_eq!(scratch.lockstep(&["check", "--nonsense", "x"]).code(), 2);
    assert_eq!(scratch.lockstep(&["--help"]).code(), 0);
}

#[test]
#[cfg(unix)]
fn a_file_that_cannot_be_read_is_counted() {
    let scratch = Scratch::new();
    scratch.file("a.lua", "x = 1");
    std::os::unix::fs::symlink("nowhere", scratch.path().join("b.lua")).expect("linked");
    // A dangling link in a folder is no file; named, it is missing.
    scratch.lockstep(&["check", "."]).expect(0, ONE_AGREES, "");
    scratch.lockstep(&["check", "b.lua"]).expect(2, "", "lockstep: b.lua: No such file or directory\n");
    // A loop of folders ends.
    std::os::unix::fs::symlink(".", scratch.path().join("loop")).expect("linked");
    scratch.lockstep(&["check", "."]).expect(0, ONE_AGREES, "");
}

#[test]
fn bytes_that_are_not_text() {
    let scratch = Scratch::new();
    scratch.file("latin1.lua", b"local s = 'na\xefve \xff\xfe' print(s, #s)");
    scratch.file("nul.lua", b"local s = 'a\0b' print(#s, s == 'a\\0b')");
    scratch.file("nul-outside.lua", b"local s = 1 \0 print(s)");
    scratch.file("bom.lua", b"\xef\xbb\xbfprint(1)");
    scratch.lockstep(&["check", "latin1.lua"]).expect(0, ONE_AGREES, "");
    scratch.lockstep(&["check", "nul.lua"]).expect(0, ONE_AGREES, "");
    let run = scratch.lockstep(&["check", "--bytecode", "nul-outside.lua"]);
    assert_eq!((run.code(), run.out().as_str()), (0, ONE_ERROR), "{}", run.err());
    let run = scratch.lockstep(&["check", "--bytecode", "bom.lua"]);
    assert_eq!((run.code(), run.out().as_str()), (0, ONE_ERROR));
    let run = scratch.lockstep(&["check", "--bytecode", "latin1.lua", "nul.lua"]);
    assert_eq!(run.code(), 0, "{}", run.out());
}

#[test]
fn the_first_line_may_begin_with_a_hash() {
    let scratch = Scratch::new();
    scratch.file("script.lua", "#!/usr/bin/env lua\nerror('in line 2')");
    scratch.file("only.lua", "# nothing else");
    scratch.lockstep(&["check", "script.lua"]).expect(0, ONE_AGREES, "");
    let run = scratch.lockstep(&["check", "--bytecode", "script.lua"]);
    assert_eq!((run.code(), run.out().as_str()), (0, ONE_CHUNK));
    let run = scratch.lockstep(&["check", "--bytecode", "only.lua"]);
    assert_eq!((run.code(), run.out().as_str()), (0, ONE_CHUNK));
}

#[test]
fn empty_files() {
    let scratch = Scratch::new();
    scratch.file("empty.lua", "");
    scratch.lockstep(&["check", "empty.lua"]).expect(0, ONE_AGREES, "");
    let run = scratch.lockstep(&["check", "--bytecode", "empty.lua"]);
    assert_eq!((run.code(), run.out().as_str()), (0, ONE_CHUNK));
}

#[test]
fn binary_chunks() {
    use lockstep::engine::{Compile, Reference};
    let scratch = Scratch::new();
    let chunk = Reference.compile(b"print('from a chunk') x = 1", b"=chunk").expect("compiles");
    scratch.file("good.lua", &chunk);
    scratch.file("cut.lua", &chunk[..chunk.len() / 2]);
    let mut bad = chunk.clone();
    // The first instruction, after header, name, lines and counts, gets an opcode that does not exist.
    bad[12 + 8 + 7 + 4 + 4 + 4 + 4] |= 0x3f;
    scratch.file("bad.lua", &bad);
    scratch.lockstep(&["check", "good.lua"]).expect(0, ONE_AGREES, "");
    for file in ["cut.lua", "bad.lua"] {
        let run = scratch.lockstep(&["check", file]);
        assert_eq!(run.code(), 125);
        assert!(run.out().contains("a binary chunk that cannot be run safely"), "{}", run.out());
    }
    let none = "not comparable  good.lua: a binary chunk: there is no source to compile\n\
                1 file: 0 agree (chunks identical byte for byte), 0 diverge, 1 not comparable\n";
    let run = scratch.lockstep(&["check", "--bytecode", "good.lua"]);
    assert_eq!((run.code(), run.out().as_str()), (125, none));
}

#[test]
fn a_file_of_fifty_megabytes() {
    let scratch = Scratch::new();
    let line = "x = x + 1 -- a line like the others, of which there are many\n";
    let mut text = String::from("x = 0\n");
    // Few statements and many comments: a function holds at most so many instructions in reasonable time.
    while text.len() < 50 << 20 {
        text.push_str("-- ");
        text.push_str(&line.repeat(1000).replace('\n', "\n-- "));
        text.push('\n');
        text.push_str(line);
    }
    scratch.file("big.lua", &text);
    let run = scratch.lockstep(&["check", "--bytecode", "big.lua"]);
    assert_eq!((run.code(), run.out().as_str()), (0, ONE_CHUNK), "{}", run.err());
    scratch.lockstep(&["check", "big.lua"]).expect(0, ONE_AGREES, "");
}

#[test]
fn what_cannot_be_compared() {
    let scratch = Scratch::new();
    scratch.file("endless.lua", "while true do end");
    scratch.file(
        "addresses.lua",
        "local t = {} for i = 1, 50 do t[{}] = i end for k, v in pairs(t) do io.write(v, ' ') end",
    );
    let run = scratch.lockstep(&["check", "--instructions", "100000", "endless.lua"]);
    let text = "not comparable  endless.lua: the reference hit the instruction budget\n\
                1 file: 0 agree, 0 diverge, 1 not comparable\n";
    run.expect(125, text, "");
    let run = scratch.lockstep(&["check", "addresses.lua"]);
    let text = "not comparable  addresses.lua: the reference disagrees with itself in a second state (output line 1)\n\
                1 file: 0 agree, 0 diverge, 1 not comparable\n";
    run.expect(125, text, "");
    scratch.file("fine.lua", "print(1)");
    assert_eq!(scratch.lockstep(&["check", "--instructions", "100000", "."]).code(), 0);
}

#[test]
fn lines_stand_in_the_order_of_the_files() {
    let scratch = Scratch::new();
    for i in 0..40 {
        let slow = if i % 7 == 0 { "for i = 1, 200000 do end " } else { "" };
        scratch.file(&format!("{i:02}.lua"), format!("{slow}while true do end"));
    }
    let one = scratch.lockstep(&["check", "--instructions", "500000", "--jobs", "1", "."]);
    let many = scratch.lockstep(&["check", "--instructions", "500000", "--jobs", "8", "."]);
    assert_eq!((one.code(), one.out()), (many.code(), many.out()));
    assert_eq!(one.out().lines().count(), 41);
}

#[test]
fn deep_recursion_ends_at_the_limits_of_the_reference() {
    let scratch = Scratch::new();
    scratch.file(
        "deep.lua",
        "local function f() return 1 + f() end print(pcall(f))
         local function g(s) return (s:gsub('.', g)) end print(pcall(g, 'x'))
         local t = setmetatable({}, {}) getmetatable(t).__index = function(t, k) return t[k + 1] end print(pcall(function() return t[1] end))
         print((string.rep('x', 1e5):find(string.rep('x?', 5e4))))",
    );
    let run = scratch.lockstep(&["check", "deep.lua"]);
    run.expect(0, ONE_AGREES, "");
}

#[test]
fn an_external_command_as_subject() {
    let scratch = Scratch::new();
    scratch.file("a.lua", "print({}, math.random(10), os.time()) g = 1");
    if std::process::Command::new("lua5.1").arg("-v").output().is_ok() {
        scratch.lockstep(&["check", "--subject", "lua5.1", "a.lua"]).expect(0, ONE_AGREES, "");
    }
    let run = scratch.lockstep(&["check", "--subject", "/no/such/lua", "a.lua"]);
    run.expect(2, "", "lockstep: --subject /no/such/lua: no such command\n");
}

#[test]
fn either_side_may_be_any_engine() {
    let scratch = Scratch::new();
    scratch.file("a.lua", "print(#{n = 1, 2, 3}, ('x'):rep(3))");
    scratch.file("sort.lua", "local t = {3, 2, 1} table.sort(t) print(t[1], t[2], t[3])");
    let fault = "fault:vm-sort-last-left";
    scratch.lockstep(&["check", "--reference", "ours", "--subject", "puc", "a.lua"]).expect(0, ONE_AGREES, "");
    for flags in [&["--lockstep"][..], &[]] {
        let run = |extra: &[&str]| scratch.lockstep(&[&["check"], flags, extra, &["sort.lua"]].concat());
        assert_eq!(run(&["--subject", fault]).code(), 1);
        assert_eq!(run(&["--reference", fault]).code(), 1);
        assert_eq!(run(&["--reference", fault, "--subject", fault]).code(), 0);
    }
    let run = scratch.lockstep(&["explain", "--reference", "ours", "--subject", fault, "sort.lua"]);
    assert!(run.out().contains("--reference ours --subject fault:vm-sort-last-left"), "{}", run.out());
    if std::process::Command::new("lua5.1").arg("-v").output().is_ok() {
        let run = scratch.lockstep(&["check", "--reference", "lua5.1", "--subject", "lua5.1", "a.lua"]);
        run.expect(0, ONE_AGREES, "");
        let run = scratch.lockstep(&["explain", "--reference", "lua5.1", "--subject", fault, "sort.lua"]);
        assert!(run.out().contains("behaviour alone does not tell"), "{}", run.out());
    }
}
