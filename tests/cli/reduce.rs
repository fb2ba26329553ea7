//! `lockstep reduce` from outside: what it says about bad input, what it writes, and that it overwrites nothing.
#![cfg(unix)]

use std::process::{Command, Output};

fn lockstep(folder: &std::path::Path, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_lockstep")).current_dir(folder).arg("reduce").args(words).output().expect("runs")
}

#[track_caller]
fn refused(output: &Output, message: &str) {
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(text.contains(message), "{text}");
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("p.lua"), "local a = 1\nprint(a, 'keep', {})\nprint(2)\n").expect("written");
    std::fs::write(folder.path().join("bad.lua"), "local = 1\n").expect("written");
    folder
}

#[test]
fn bad_input_is_refused() {
    let folder = folder();
    let at = |words: &[&str]| lockstep(folder.path(), words);
    refused(&at(&["missing.lua", "--test", "true"]), "missing.lua: No such file");
    refused(&at(&["bad.lua", "--test", "true"]), "bad.lua: input:1: '<name>' expected near '='");
    refused(&at(&["p.lua", "--test", "false"]), "not interesting");
    refused(&at(&["p.lua", "--test", "no-such-command"]), "no-such-command");
    refused(&at(&["p.lua", "--test", ""]), "empty");
    refused(&at(&["p.lua"]), "not interesting: the subject agrees");
    refused(&at(&["p.lua", "--test", "true", "-o", "bad.lua"]), "exists already");
    assert_eq!(std::fs::read(folder.path().join("bad.lua")).expect("there"), b"local = 1\n");
    refused(&at(&["p.lua", "--test", "true", "--time", "-1"]), "seconds");
}

#[test]
fn a_command_decides() {
    let folder = folder();
    let words = ["p.lua", "--test", "grep -q keep", "-o", "out.lua", "--jobs", "2"];
    let output = lockstep(folder.path(), &words);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let text = std::fs::read_to_string(folder.path().join("out.lua")).expect("written");
    assert_eq!(text, "return \"keep\"\n");
    refused(&lockstep(folder.path(), &words), "exists already");
    let forced = [&words[..], &["--force", "--calls", "3"]].concat();
    let output = lockstep(folder.path(), &forced);
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&output.stderr).contains("stopped before the end"));
}

#[test]
fn an_interrupt_writes_the_best_so_far() {
    let folder = folder();
    // The fifth call interrupts, and would last.
    let test =
        "f() { echo >> calls; [ $(wc -l < calls) -lt 5 ] || { kill -INT $PPID; sleep 20; }; grep -q keep $1; }; f";
    let output = lockstep(folder.path(), &["p.lua", "--test", test, "-o", "out.lua"]);
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{message}");
    assert!(message.contains("stopped before the end") && !message.contains("flaky"), "{message}");
    let text = std::fs::read_to_string(folder.path().join("out.lua")).expect("written");
    assert!(text.contains("keep"), "{text}");
}

#[test]
fn a_predicate_that_cannot_be_executed_is_said() {
    let folder = folder();
    std::fs::write(folder.path().join("pred.sh"), "#!/bin/sh\nexit 0\n").expect("written");
    refused(&lockstep(folder.path(), &["p.lua", "--test", "./pred.sh"]), "./pred.sh: Permission denied");
    refused(&lockstep(folder.path(), &["p.lua", "--test", "no-such-command | true; no-such-command"]), "127");
}

#[test]
fn an_artifact_of_a_fuzzer_is_source_text() {
    let folder = folder();
    std::fs::write(folder.path().join("crash-0123"), b"local s = 'keep\xff\x00'\nprint(s, {})").expect("written");
    let output = lockstep(folder.path(), &["crash-0123", "--test", "grep -q keep"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8_lossy(&output.stdout), "return \"keep\"\n");
}

#[test]
fn a_divergence_of_a_subject_is_kept() {
    let folder = folder();
    // A subject that says something else.
    let output = lockstep(folder.path(), &["p.lua", "--subject", "echo other"]);
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(text.contains("class kept: output"), "{text}");
}
