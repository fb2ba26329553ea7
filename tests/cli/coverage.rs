//! `lockstep coverage` and `lockstep matrix` from outside.

use crate::support::scratch::Scratch;

#[test]
fn coverage_names_what_is_met_and_what_is_missing() {
    let scratch = Scratch::new();
    scratch.file("a.lua", "local a = 1 a = a + 2 print(a)");
    let run = scratch.lockstep(&["coverage", "a.lua"]);
    assert_eq!(run.code(), 0, "{}", run.err());
    let out = run.out();
    assert!(out.contains("ADD           1/30  A: apart 0/16, in place 1/12 | B: register 1/"), "{out}");
    assert!(out.contains("  SUB       A=apart, B=register, C=register, path=plain\n"), "{out}");
    assert!(out.contains("  compilers do not copy a register to itself:\n    MOVE      A=in place\n"), "{out}");
    assert!(out.contains("\n1 programs: "), "{out}");
    assert_eq!(scratch.lockstep(&["coverage", "a.lua", "--at-least", "50"]).code(), 1);
    assert_eq!(scratch.lockstep(&["coverage"]).code(), 2);
    assert_eq!(scratch.lockstep(&["coverage", "b.lua"]).code(), 2);
}

#[test]
fn coverage_of_generated_programs_does_not_depend_on_the_jobs() {
    let scratch = Scratch::new();
    let arguments = ["coverage", "--generated", "20", "--seed", "3", "--format", "json", "--jobs"];
    let runs = ["1", "2"].map(|jobs| scratch.lockstep(&[&arguments[..], &[jobs]].concat()).out());
    assert_eq!(runs[0], runs[1]);
    let record: serde_json::Value = serde_json::from_str(&runs[0]).unwrap();
    assert_eq!(record["programs"], 20);
    let counted = record["points"].as_array().unwrap().iter().filter(|p| p["count"] != 0).count();
    assert_eq!(record["covered"], counted);
}

#[test]
fn matrix_counts_the_cases_of_an_opcode() {
    let scratch = Scratch::new();
    let run = scratch.lockstep(&["matrix", "--opcode", "close", "--jobs", "1"]);
    run.expect(0, "CLOSE          405\n405 cases: all agree\n", "");
    let run = scratch.lockstep(&["matrix", "--opcode", "FROB*"]);
    run.expect(2, "", "lockstep: --opcode FROB*: no opcode of Lua 5.1 has such a name\n");
}
