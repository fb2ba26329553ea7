//! `lockstep SCRIPT` behaves like `lua5.1 SCRIPT`.

use crate::support::scratch::Scratch;

#[test]
fn output_arguments_and_exit_code() {
    let scratch = Scratch::new();
    scratch.file("a.lua", "#!/usr/bin/env lockstep\nprint(arg[0], arg[1], #arg, ...) io.write('x', 1.5, '\\n')");
    let expected = "a.lua\tone\t2\tone\t--two\nx1.5\n";
    scratch.lockstep(&["a.lua", "one", "--two"]).expect(0, expected, "");
    scratch.lockstep(&["run", "a.lua", "one", "--two"]).expect(0, expected, "");
}

#[test]
fn errors_come_with_a_traceback() {
    let scratch = Scratch::new();
    scratch.file("e.lua", "print('before')\nlocal function f() error('oops') end\nf()\n");
    let traceback = "lockstep: e.lua:2: oops\nstack traceback:\n\t[C]: in function 'error'\n\t\
                     e.lua:2: in function 'f'\n\te.lua:3: in main chunk\n\t[C]: ?\n";
    scratch.lockstep(&["e.lua"]).expect(1, "before\n", traceback);
    scratch.file("s.lua", "x =");
    scratch.lockstep(&["s.lua"]).expect(1, "", "lockstep: s.lua:1: unexpected symbol near '<eof>'\n");
    scratch.file("t.lua", "error({})");
    scratch.lockstep(&["t.lua"]).expect(1, "", "lockstep: (error object is not a string)\n");
    scratch.file("n.lua", "error()");
    scratch.lockstep(&["n.lua"]).expect(1, "", "");
    scratch.lockstep(&["nofile.lua"]).expect(1, "", "lockstep: cannot open nofile.lua: No such file or directory\n");
}

#[test]
fn as_lua_does() {
    let Ok(version) = std::process::Command::new("lua5.1").arg("-v").output() else { return };
    assert!(version.status.success());
    let scratch = Scratch::new();
    for (i, source) in [
        "local t = setmetatable({}, {__index = function(t, k) error('no ' .. k, 2) end}) print(pcall(function() return t.x end)) return t.y",
        "local co = coroutine.create(function() error('inside') end) print(coroutine.resume(co)) error(debug.traceback(co))",
        "local function f(n) if n == 0 then error('deep') end f(n - 1) end f(30)",
        "local function f(n) if n == 0 then error('tail') end return f(n - 1) end f(5)",
        "string.rep()",
        "('x'):bad()",
        "local a <const> = 1",
        "os.exit(7)",
        "print(#arg, arg[0]) return 5",
        "io.stderr:write('to stderr\\n') error(setmetatable({}, {__tostring = function() return 'x' end}))",
        "table.sort({3, 2, 1}, function(a, b) error('compare') end)",
        "f = loadstring('error(\"loaded\")') f()",
        "xpcall(error, print, 1) print(select(-1, 1, 2, 3))",
    ]
    .into_iter()
    .enumerate()
    {
        let name = format!("{i}.lua");
        scratch.file(&name, source);
        let lua = std::process::Command::new("lua5.1").arg(&name).current_dir(scratch.path()).output().expect("runs");
        let ours = scratch.lockstep(&[&name]);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace("lua5.1: ", "lockstep: ");
        assert_eq!(ours.err(), text(&lua.stderr), "{source}");
        assert_eq!(ours.out(), text(&lua.stdout), "{source}");
        assert_eq!(Some(ours.code()), lua.status.code(), "{source}");
    }
}

#[test]
fn every_instruction_is_traced() {
    let scratch = Scratch::new();
    scratch.file("t.lua", "local a = 2\nprint(a + 1)\n");
    let run = scratch.with(&["t.lua"], &[("LUA_TRACE", "1")]);
    assert_eq!((run.code(), run.out().as_str()), (0, "3\n"));
    let lines: Vec<String> = run.err().lines().map(|l| l.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(lines.len(), 5, "{}", run.err());
    assert_eq!(lines[0], "W2 t.lua:1 0 LOADK R0 K0 ; a := 2");
    assert_eq!(lines[2], "W2 t.lua:2 2 ADD R2 R0 K2 ; R2 := a + 1 R0=2");
    assert_eq!(lines[4], "W2 t.lua:2 4 RETURN R0 1 ; return");
    assert_eq!(scratch.with(&["t.lua"], &[("LUA_TRACE", "0")]).err(), "");
}

#[test]
fn binary_chunks_run() {
    use lockstep::engine::{Compile, Reference};
    let scratch = Scratch::new();
    let chunk = Reference.compile(b"print('from a chunk', ...)", b"=chunk").expect("compiles");
    scratch.file("c.luac", &chunk);
    scratch.lockstep(&["c.luac", "x"]).expect(0, "from a chunk\tx\n", "");
    scratch.file("cut.luac", &chunk[..40]);
    scratch.lockstep(&["cut.luac"]).expect(1, "", "lockstep: cut.luac: unexpected end in precompiled chunk\n");
}

#[test]
fn the_options_of_lua() {
    let Ok(version) = std::process::Command::new("lua5.1").arg("-v").output() else { return };
    assert!(version.status.success());
    let scratch = Scratch::new();
    scratch.file("b.lua", "print('b', arg and arg[-1], arg and arg[0], ...)");
    scratch.file("c.lua", "#!shebang\nerror('c')");
    let init = |text| ("LUA_INIT", text);
    let none = init("");
    for (words, variable) in [
        (&["-e", "print(arg)"][..], none),
        (&["-e", "print(arg)", "--", "b.lua", "x"], none),
        (&["--", "b.lua", "-i"], none),
        (&["-e", "x = 1", "-eprint(x) return 5"], none),
        (&["-e", "error('x')", "b.lua"], none),
        (&["-e", "x x"], none),
        (&["-e", "error({})"], none),
        (&["-e", "error('a\\0b')"], none),
        (&["-lstring", "-l", "b", "-e", "print(1)"], none),
        (&["-l", "nofile"], none),
        (&["nofile.lua"], none),
        (&["--", "-"], none),
        (&["-", "x"], none),
        (&["b.lua", "-e", "x", "--", "-i"], none),
        (&["c.lua"], none),
        (&["-e", "print(2)"], init("print('init')")),
        (&["-e", "print(2)"], init("error('init')")),
        (&["b.lua"], init("@b.lua")),
        (&["b.lua"], init("@nofile.lua")),
        (&["-e", "debug = nil error('x')"], none),
        (&["-e", "debug.traceback = function() return 'T' end error('x')"], none),
        (&["-e", "debug.traceback = 1 error('x')"], none),
        (&["-e", "coroutine.wrap(function() error('inside') end)()"], none),
        (&["-e", "error('two', 2)"], none),
        (&["-e", "string.rep()"], none),
        (&["-e", "os.exit(3)"], none),
        (&["-e", "print(pcall(getfenv, 4))"], none),
    ] {
        let path = [("LUA_PATH", "./?.lua"), ("LUA_CPATH", "./?.so"), variable];
        let lua = std::process::Command::new("lua5.1")
            .args(words)
            .envs(path)
            .stdin(std::process::Stdio::null())
            .current_dir(scratch.path())
            .output()
            .expect("runs");
        let ours = scratch.with(words, &path);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace("lua5.1", "lockstep");
        let expected = (text(&lua.stdout), text(&lua.stderr), lua.status.code());
        assert_eq!((ours.out(), ours.err(), Some(ours.code())), expected, "{words:?}");
    }
    for words in [&["-x"][..], &["-e"], &["-ix"], &["--x"], &["-l"]] {
        let run = scratch.lockstep(words);
        assert_eq!(run.code(), 1);
        assert!(run.err().starts_with("usage: lockstep "), "{}", run.err());
    }
}
