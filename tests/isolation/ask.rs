//! What a worker's death says: which engine it was, at which step. The workers here are scripts that die when they are told to.

use std::time::Duration;

use lockstep::diagnose::explanation::Explanation;
use lockstep::diagnose::symptom::Symptom;
use lockstep::isolation::{Explained, Isolated, IsolatedProgram, ProgramAnswer, ProgramQuestion, answer};
use lockstep::oracle::cross::{Blame, Cell, CellName};
use lockstep::oracle::verdict::{Place, Reason, Verdict};
use lockstep::workers::{Death, WorkerSlot};

use crate::support::scratch::Scratch;

const SOURCE: &str = "local t = {}\nfor i = 1, 3 do t[i] = i end\nprint(#t)\n";

fn program() -> IsolatedProgram {
    IsolatedProgram {
        bytes: SOURCE.into(),
        file: "case.lua".into(),
        chunk_name: b"@case.lua".to_vec(),
        reference: None,
        subject: None,
        instructions: 1_000_000,
        memory: 256 << 20,
        output: 1 << 20,
        gc_stress: false,
        seconds: 20,
    }
}

/// A worker that does as a line of shell says for questions of a pattern, and answers all others.
fn slot(scratch: &Scratch, cases: &str) -> WorkerSlot {
    let (lockstep, folder) = (env!("CARGO_BIN_EXE_lockstep"), scratch.path().display());
    let script = format!(
        "cd '{folder}'; rm -f in out; mkfifo in out; '{lockstep}' worker --isolated < in > out & exec 3> in 4< out\n\
         while IFS= read -r line; do case \"$line\" in\n{cases}\n\
         *) printf '%s\\n' \"$line\" >&3; IFS= read -r answer <&4; printf '%s\\n' \"$answer\";;\nesac; done\n"
    );
    let path = scratch.file("worker.sh", script);
    WorkerSlot::new("/bin/sh".into(), vec![path.display().to_string()])
}

fn explained(cases: &str) -> Box<Explanation> {
    let scratch = Scratch::new();
    let mut slot = slot(&scratch, cases);
    match (Isolated { program: program(), slot: &mut slot }).explain() {
        Explained::Story(explanation) => explanation,
        other => panic!("{other:?}"),
    }
}

fn verdict(cases: &str) -> Option<Verdict> {
    let scratch = Scratch::new();
    let mut slot = slot(&scratch, cases);
    let death = Death::Ended { status: "signal: 11 (SIGSEGV) (core dumped)".into() };
    Isolated { program: program(), slot: &mut slot }.verdict(&death)
}

#[test]
fn nobody_dies() {
    assert_eq!(explained("").blame, Blame::Nobody);
}

#[test]
fn a_vm_that_crashes_is_blamed_with_its_last_step() {
    // Before it dies the watched run has left a record: step 5, function 0, pc 6, line 2.
    let record = r#"\006\0\0\0\0\0\0\0\0\0\0\0\006\0\0\0\002\0\0\0"#;
    let explanation = explained(&format!(
        "*'{{\"Cell\":\"Vm\"}}'*) kill -SEGV $$;;\n\
         *Watch*) path=${{line#*record\\\":\\\"}}; printf '{record}' > \"${{path%%\\\"*}}\"; kill -SEGV $$;;"
    ));
    assert_eq!(explanation.blame, Blame::Vm);
    assert_eq!(explanation.symptom.as_ref().map(|s| s.symptom), Some(Symptom::Crash));
    let misaligned = explanation.misaligned.as_ref().expect("an instruction");
    assert_eq!((misaligned.step, misaligned.function, misaligned.pc, misaligned.line), (5, 0, 6, Some(2)));
    let said = format!("the VM crashes (signal 11 (SIGSEGV)) at pc 6 of F0 (line 2): {}", misaligned.opcode);
    assert!(explanation.verdict.starts_with(&said), "{}", explanation.verdict);
    // The reference shows how it came there.
    assert_eq!(misaligned.trail.len(), 6);
    let table = explanation.table.as_ref().expect("a table");
    assert!(matches!(table.vm, Cell::Crashed { .. }), "{table:?}");
    assert_eq!(table.general, Some(Cell::Agrees));
}

#[test]
fn a_loop_that_does_not_end_is_waited_for_shortly() {
    let explanation = explained("*'{\"Cell\":\"General\"}'*) sleep 60;;");
    assert_eq!(explanation.verdict, "the VM's general loop does not end");
    assert_eq!(explanation.symptom.as_ref().map(|s| s.symptom), Some(Symptom::Endless));
    assert_eq!(explanation.misaligned, None);
}

#[test]
fn a_compiler_that_crashes_is_blamed() {
    let explanation = explained("*'\"Compile\"'*) kill -ABRT $$;;");
    assert_eq!(explanation.blame, Blame::Compiler);
    assert_eq!(explanation.verdict, "the compiler crashes (signal 6 (SIGABRT))");
}

#[test]
fn there_is_an_explanation_whatever_dies() {
    let explanation = explained("*'\"Explain\"'*|*ExplainDead*) kill -SEGV $$;;");
    let said = "each engine alone comes to its end; explaining the program crashes (signal 11 (SIGSEGV))";
    assert_eq!((explanation.blame, &explanation.verdict[..]), (Blame::Nobody, said));
    let explanation = explained("*'{\"Cell\":\"Vm\"}'*|*Watch*|*ExplainDead*) kill -SEGV $$;;");
    assert_eq!(explanation.verdict, "the VM crashes (signal 11 (SIGSEGV))");
}

#[test]
fn a_reference_that_crashes_says_nothing_of_the_subject() {
    let Some(Verdict::NotComparable { reason: Reason::Broken { message } }) = verdict("*Reference*) kill -SEGV $$;;")
    else {
        panic!("comparable");
    };
    assert_eq!(message, "it crashes (signal 11 (SIGSEGV))");
}

#[test]
fn the_verdict_names_who_dies() {
    let who = |cases: &str| match verdict(cases) {
        Some(Verdict::Diverge { differences }) if differences[0].place == Place::End => differences[0].subject.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(who("*Subject*) kill -SEGV $$;;"), "crashes (signal 11 (SIGSEGV))");
    assert_eq!(who("*Compile*) kill -SEGV $$;;"), "its compiler crashes (signal 11 (SIGSEGV))");
    assert_eq!(who("*ExecuteGeneral*) kill -SEGV $$;;"), "its general loop crashes (signal 11 (SIGSEGV))");
    assert_eq!(who(""), "crashes (signal 11 (SIGSEGV)), though no engine does alone");
}

#[test]
fn a_watched_run_leaves_its_last_step() {
    let scratch = Scratch::new();
    let record = scratch.file("record", "");
    let watch = |which: CellName, every: u64, from: u64| {
        let record = record.display().to_string();
        let question = ProgramQuestion::Watch { record, which, every, from };
        assert!(matches!(answer(&(program(), question)), ProgramAnswer::Done));
        let bytes = std::fs::read(scratch.path().join("record")).expect("a record");
        let word = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes"));
        (word(0) - 1, word(8), word(12), word(16))
    };
    let (steps, function, pc, line) = watch(CellName::Vm, u64::MAX, 0);
    // The last instruction is a RETURN in the line after the last.
    assert_eq!((function, line), (0, 3));
    assert!(steps > 10 && pc > 8, "{steps} {pc}");
    assert_eq!(watch(CellName::General, u64::MAX, 0), (steps, function, pc, line));
    assert_eq!(watch(CellName::Vm, 4, u64::MAX).0, steps / 4 * 4);
}

#[test]
fn time_is_bounded() {
    let scratch = Scratch::new();
    let mut slot = slot(&scratch, "*Cell*|*Watch*|*ExplainDead*) sleep 60;;");
    let started = std::time::Instant::now();
    let explained = Isolated { program: program(), slot: &mut slot }.explain();
    assert!(matches!(explained, Explained::Story(_)), "{explained:?}");
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
}
