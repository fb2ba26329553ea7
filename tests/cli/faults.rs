//! A broken build of ours is caught: an altered compiler, an altered library function and a store that goes wrong each
//! give exit code 1 and the right difference. The faults are those of the catalogue.

use crate::support::scratch::{Run, Scratch};

/// `lockstep check` of a healthy build, which agrees, and of a broken one.
fn check(scratch: &Scratch, fault: &str, file: &str, level: &[&str]) -> Run {
    let healthy = scratch.lockstep(&[&["check", file], level].concat());
    assert_eq!(healthy.code(), 0, "{}", healthy.out());
    scratch.lockstep(&[&["check", "--subject", fault, file], level].concat())
}

#[test]
fn a_flipped_operand() {
    let scratch = Scratch::new();
    let source =
        "local function area(w, h)\n  local border = 2\n  return (w + border) * (h + border)\nend\nprint(area(3, 4))\n";
    scratch.file("area.lua", source);
    let run = check(&scratch, "fault:arith-left-twice", "area.lua", &["--bytecode"]);
    let text = run.out();
    assert_eq!(run.code(), 1, "{text}");
    assert!(
        text.starts_with("diverge  area.lua: instruction 1 (line 3) of function F1 (defined in line 1)\n"),
        "{text}"
    );
    assert!(text.contains("    3 |   return (w + border) * (h + border)"), "{text}");
    let line = |prefix: &str| text.lines().find(|l| l.trim_start().starts_with(prefix)).unwrap_or("").to_string();
    assert!(line("reference:").contains("ADD       R3 R0 R2"), "{text}");
    assert!(line("subject:").contains("ADD       R3 R0 R0"), "{text}");
    assert!(
        text.ends_with("1 file: 0 agree (chunks identical byte for byte), 1 diverge, 0 not comparable\n"),
        "{text}"
    );
}

#[test]
fn a_broken_library_function() {
    let scratch = Scratch::new();
    scratch.file("rep.lua", "print('a line')\nprint(('ab'):rep(3))\n");
    let run = check(&scratch, "fault:vm-rep-one-less", "rep.lua", &[]);
    let text = run.out();
    assert_eq!(run.code(), 1, "{text}");
    assert!(
        text.starts_with("diverge  rep.lua: output line 2\n    reference: \"ababab\"\n    subject:   \"abab\"\n"),
        "{text}"
    );
}

#[test]
fn a_silent_corruption() {
    let scratch = Scratch::new();
    scratch.file("silent.lua", "config = {name = {}, sizes = {1, 2, 7}}\nprint('done')\n");
    let run = check(&scratch, "fault:vm-setlist-item-lost", "silent.lua", &[]);
    let text = run.out();
    assert_eq!(run.code(), 1, "{text}");
    assert!(
        text.starts_with("diverge  silent.lua: _G.config.sizes[3]\n    reference: 7\n    subject:   nothing\n"),
        "{text}"
    );
}

#[test]
fn every_command_takes_a_fault() {
    let scratch = Scratch::new();
    let fault = "fault:vm-rep-one-less";
    scratch.file(
        "rep.lua",
        "local s = ('ab'):rep(3)\nlocal t = {}\nfor i = 1, 3 do t[i] = s .. i end\nprint(s, #s, t[1])\n",
    );
    let run = scratch.lockstep(&["reduce", "--subject", fault, "rep.lua", "-o", "small.lua"]);
    assert!(run.err().contains("class kept: vm/CALL/library_result"), "{}", run.err());
    let small = std::fs::read_to_string(scratch.path().join("small.lua")).expect("written");
    assert!(small.contains("rep") && small.len() < 30, "{small}");
    let run = scratch.lockstep(&["triage", "rep.lua", "--subject", fault]);
    assert_eq!(run.code(), 1);
    assert!(run.out().contains("VM, string.rep: a library function gives another result"), "{}", run.out());
    let run = scratch.lockstep(&["check", "--lockstep", "rep.lua", "--subject", fault]);
    assert!(run.out().contains("function F0 of rep.lua, pc 3 (line 1): CALL"), "{}", run.out());
    // Each finding is saved with its story, and the command that explains it does.
    let fuzz = [
        "fuzz",
        "--profile",
        "calls",
        "--runs",
        "30",
        "--seed",
        "1",
        "--jobs",
        "1",
        "--subject",
        "fault:arith-left-twice",
    ];
    let run = scratch.lockstep(&fuzz);
    assert_eq!(run.code(), 1, "{}", run.out());
    let saved = std::fs::read_dir(scratch.path().join("findings")).expect("a folder");
    let mut files: Vec<_> = saved.map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|file| file.to_string_lossy().ends_with(".min.lua"));
    files.sort();
    let text = std::fs::read_to_string(&files[0]).expect("readable");
    let explain = text.lines().find_map(|l| l.strip_prefix("-- lockstep ")).expect("a command");
    assert!(explain.ends_with(" --subject fault:arith-left-twice"), "{text}");
    let run = scratch.lockstep(&explain.split(' ').collect::<Vec<_>>());
    assert!(run.out().contains("the compiler is wrong"), "{}", run.out());
    for words in [
        ["check", "rep.lua", "--subject", "fault:none"],
        ["explain", "rep.lua", "--subject", "fault:none"],
        ["reduce", "rep.lua", "--subject", "fault:none"],
        ["triage", "rep.lua", "--subject", "fault:none"],
        ["fuzz", "--force", "--subject", "fault:none"],
    ] {
        let run = scratch.lockstep(&words);
        assert_eq!(run.code(), 2, "{words:?}");
        assert!(run.err().contains("no such fault"), "{words:?}: {}", run.err());
    }
}

#[test]
fn inside_of_a_coroutine_that_reaches_itself() {
    // It runs, on both VMs: that the reference's snapshot is taken from another thread is no difference.
    let scratch = Scratch::new();
    let source = "local a, c = 1\nc = coroutine.create(function() print(coroutine.status(c), a) end)\nprint(coroutine.resume(c))\n";
    scratch.file("co.lua", source);
    let run = scratch.lockstep(&["explain", "co.lua", "--subject", "fault:vm-getupval-off"]);
    assert!(run.out().contains("function F1 of co.lua, line 2, pc 3"), "{}", run.out());
}
