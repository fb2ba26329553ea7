//! `lockstep explain`, `trace` and `worker` as commands: what they print, their data, and how a crash is reported.

use std::time::Duration;

use crate::support::scratch::Scratch;

use lockstep::diagnose::explain::explain;
use lockstep::diagnose::explanation::Explanation;
use lockstep::diagnose::symptom::Symptom;
use lockstep::engine::ours::altered::Rewriting;
use lockstep::engine::{Compile, Limits, Options, Ours, Reference};
use lockstep::isa::{Instr, Op, Proto};
use lockstep::oracle::cross::Blame;
use lockstep::oracle::cross::Cell;
use lockstep::oracle::cross::{Chunks, Halves, Worker, cross};
use lockstep::port::{OUR_VM, OursWith, Pair};
use serde_json::Value as Json;

/// Checks data against the part of JSON Schema that our schema uses; what is nullable says so.
fn conforms(data: &Json, schema: &Json, root: &Json, path: &str) -> Result<(), String> {
    let nullable = schema["nullable"] == true;
    if data.is_null() && nullable {
        return Ok(());
    }
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.strip_prefix("#/$defs/").expect("a definition");
        return conforms(data, &root["$defs"][name], root, path);
    }
    if let Some(values) = schema["enum"].as_array() {
        return if values.contains(data) { Ok(()) } else { Err(format!("{path}: {data}")) };
    }
    let right = match schema["type"].as_str() {
        Some("object") => data.is_object(),
        Some("array") => data.is_array(),
        Some("string") => data.is_string(),
        Some("integer") => data.is_u64(),
        Some("boolean") => data.is_boolean(),
        other => return Err(format!("{path}: schema without type: {other:?}")),
    };
    if !right {
        return Err(format!("{path}: {data} is no {}", schema["type"]));
    }
    for name in schema["required"].as_array().into_iter().flatten() {
        if data.get(name.as_str().expect("a name")).is_none() {
            return Err(format!("{path}: {name} is missing"));
        }
    }
    for (name, value) in data.as_object().into_iter().flatten() {
        match schema["properties"].get(name) {
            Some(schema) => conforms(value, schema, root, &format!("{path}.{name}"))?,
            None if schema["additionalProperties"] == false => return Err(format!("{path}: {name} is not described")),
            None => {}
        }
    }
    for (i, item) in data.as_array().into_iter().flatten().enumerate() {
        conforms(item, &schema["items"], root, &format!("{path}[{i}]"))?;
    }
    Ok(())
}

fn schema() -> Json {
    serde_json::from_str(include_str!("../../docs/explain.schema.json")).expect("JSON")
}

/// A generic for whose TFORLOOP gives one result too few.
const PAIRS: &str = "local t = {x = 10}\nlocal s\nfor k, v in pairs(t) do\n  s = v\nend\nprint(s)\n";

fn too_few_results() -> Explanation {
    let compiler: &'static _ = Box::leak(Box::new(Rewriting::new("altered", |main: &mut Proto| {
        for instr in main.code.iter_mut().filter(|i| i.op() == Some(Op::TForLoop)) {
            *instr = instr.with_c(1);
        }
    })));
    let pair = Pair::of(OursWith::new("altered", compiler, OUR_VM.clone()));
    explain(PAIRS.as_bytes(), "pairs.lua", &Options::default(), pair, None).expect("comparable")
}

#[test]
fn explanations_conform_to_the_schema() {
    let e = too_few_results();
    let data = serde_json::to_value(&e).expect("serializes");
    conforms(&data, &schema(), &schema(), "$").expect("conforms");
    assert_eq!(serde_json::from_value::<Explanation>(data.clone()).expect("reads back"), e);
    // The check does check.
    for (pointer, wrong) in
        [("/schema", Json::from(2)), ("/misaligned/pc", "x".into()), ("/table/vm/cell", "odd".into())]
    {
        let mut data = data.clone();
        *data.pointer_mut(pointer).expect("there") = wrong;
        assert!(conforms(&data, &schema(), &schema(), "$").is_err(), "{pointer}");
    }
}

#[test]
fn the_text_tells_the_whole_story() {
    let e = too_few_results();
    let text = lockstep::report::terminal::explanation(&e);
    println!("{text}");
    assert_eq!(e.class().to_string(), "compiler, TFORLOOP: loop variables are nil (or not set at all) after TFORLOOP");
    for part in [
        "pairs.lua: the compiler is wrong: its chunk misbehaves on the reference's VM too",
        "reference compiler  truth",
        ">     3 | for k, v in pairs(t) do",
        "-->  ",
        "TFORLOOP",
        "MISMATCH",
        "The steps that led there:",
        "Symptom: loop variables are nil",
        "Usual fix: TFORLOOP puts C results",
        "Reproduce: lockstep explain pairs.lua",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

#[test]
fn explain_as_a_command() {
    let scratch = Scratch::new();
    scratch.file("fine.lua", "print(1)\n");
    let run = scratch.lockstep(&["explain", "fine.lua"]);
    assert_eq!(run.code(), 0);
    assert!(run.out().starts_with("fine.lua: nothing differs\n"), "{}", run.out());
    let run = scratch.lockstep(&["explain", "--json", "fine.lua"]);
    let data: Json = serde_json::from_str(&run.out()).expect("JSON");
    conforms(&data, &schema(), &schema(), "$").expect("conforms");
    assert_eq!(scratch.lockstep(&["explain", "none.lua"]).code(), 2);
}

#[test]
fn a_binary_chunk_is_explained_without_a_source() {
    let scratch = Scratch::new();
    let chunk = Reference.compile(b"local t = {1, 2, 3}\nprint(t[1], t[2], t[3])\n", b"@list.lua").expect("compiles");
    scratch.file("list.luac", &chunk);
    let run = scratch.lockstep(&["explain", "list.luac"]);
    assert_eq!((run.code(), run.err().as_str()), (0, ""), "{}", run.out());
    let run = scratch.lockstep(&["explain", "--subject", "fault:vm-setlist-item-lost", "list.luac"]);
    assert_eq!(run.code(), 1, "{}{}", run.out(), run.err());
    for part in ["list.luac: the VM is wrong", "First misaligned instruction", "SETLIST", "Reproduce: lockstep explain"]
    {
        assert!(run.out().contains(part), "{part}\n{}", run.out());
    }
    assert!(!run.out().contains(" | "), "a line of a source that is not there\n{}", run.out());
    let run = scratch.lockstep(&["explain", "--subject", "sh", "list.luac"]);
    run.expect(2, "", "lockstep: list.luac: a binary chunk: a command is given source text only\n");
    scratch.file("cut.luac", &chunk[..20]);
    let run = scratch.lockstep(&["explain", "cut.luac"]);
    assert!(run.out().starts_with("not comparable  cut.luac: the chunk does not verify"), "{}{}", run.out(), run.err());
}

#[test]
fn a_command_is_explained_by_its_behaviour() {
    let scratch = Scratch::new();
    scratch.file("hello.lua", "print('a')\nfor i = 1, 3 do\n  print('hello', i)\nend\n");
    // Whatever it is given, it prints one line and says nothing more.
    let run = scratch.lockstep(&["explain", "--subject", "echo", "hello.lua"]);
    assert_eq!(run.code(), 1, "{}{}", run.out(), run.err());
    assert!(run.out().contains("whether compiler or VM"), "{}", run.out());
    if std::process::Command::new("lua5.1").arg("-v").output().is_ok() {
        let run = scratch.lockstep(&["explain", "--subject", "lua5.1", "hello.lua"]);
        assert_eq!((run.code(), run.out().starts_with("hello.lua: nothing differs")), (0, true), "{}", run.out());
    }
}

#[test]
fn both_engines_trace_alike() {
    let scratch = Scratch::new();
    scratch.file("t.lua", "local t = {}\nfor i = 1, 3 do t[i] = i end\nprint(#t)\n");
    let trace = |arguments: &[&str]| {
        let mut all = vec!["trace", "t.lua"];
        all.extend(arguments);
        let run = scratch.lockstep(&all);
        assert_eq!(run.code(), 0, "{}", run.err());
        run.out()
    };
    let ours = trace(&[]);
    assert_eq!(ours, trace(&["--engine", "puc"]));
    assert!(ours.lines().any(|line| line.contains("FORLOOP") && line.contains("R1=")), "{ours}");
    let few = trace(&["--from", "2", "--to", "4", "--windows"]);
    assert!(few.contains("=== Window 2 ===") && few.contains("=== Window 3 ===") && !few.contains("Window 4"), "{few}");
    let lines = trace(&["--format", "jsonl", "--to", "5"]);
    let steps: Vec<Json> = lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(steps.len(), 5);
    assert_eq!((&steps[4]["step"], &steps[4]["thread"]), (&Json::from(4), &Json::from(1)));
}

/// The chunks of a program whose subject's chunk was altered.
fn chunks(source: &[u8], change: impl Fn(&mut Proto) + Send + Sync + 'static) -> Chunks {
    use lockstep::engine::Compile;
    let reference = Ours.compile(source, b"@t.lua").expect("compiles");
    let subject = Rewriting::new("altered", change).compile(source, b"@t.lua").expect("compiles");
    Chunks { reference, subject }
}

fn compiler_cell(chunks: &Chunks, time: Duration, limits: Limits) -> Cell {
    let worker = Worker { program: env!("CARGO_BIN_EXE_lockstep").into(), time };
    let options = Options { limits, ..Options::default() };
    let halves = Halves::of(Pair::default()).expect("both can be combined");
    cross(chunks, b"@t.lua", &options, halves, Some(&worker)).expect("a table").compiler
}

#[test]
fn a_worker_killed_by_a_signal_is_an_answer() {
    use std::os::unix::fs::PermissionsExt;
    let scratch = Scratch::new();
    let program = scratch.file("dies", "#!/bin/sh\nkill -SEGV $$\n");
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).expect("executable");
    let worker = Worker { program, time: Duration::from_secs(60) };
    let halves = Halves::of(Pair::default()).expect("both can be combined");
    let chunks = chunks(b"local a = 1\nprint(a)", |main| main.code[0] = Instr::abc(Op::LoadBool, 0, 1, 0));
    let table = cross(&chunks, b"@t.lua", &Options::default(), halves, Some(&worker)).expect("a table");
    let Cell::Crashed { message } = &table.compiler else { panic!("{table:?}") };
    assert!(message.starts_with("the process ended: signal: 11"), "{message}");
    assert_eq!(table.blame, Blame::Compiler);
}

#[test]
fn a_chunk_that_does_not_end_is_killed() {
    let source = b"local n = 0\nfor i = 1, 2 do n = n + 1 end\nprint(n)";
    let forever = |main: &mut Proto| {
        let at = main.code.iter().position(|i| i.op() == Some(Op::ForLoop)).expect("a loop");
        main.code[at] = Instr::asbx(Op::Jmp, 0, -1);
    };
    let limits = Limits { instructions: u64::MAX / 8, ..Limits::default() };
    let worker = Worker { program: env!("CARGO_BIN_EXE_lockstep").into(), time: Duration::from_millis(300) };
    let answer = worker.run(&chunks(source, forever).subject, b"@t.lua", &Options { limits, ..Options::default() });
    assert_eq!(answer.unwrap_err().to_string(), "no answer within 0.3 s");
}

#[test]
fn a_worker_out_of_memory_is_an_answer() {
    let source = b"local s = 'x'\nfor i = 1, 2 do s = s .. s end\nprint(#s)";
    let grow = |main: &mut Proto| {
        let k = main.constants.iter().position(|k| *k == lockstep::isa::Const::Number(2.0)).expect("2");
        main.constants[k] = lockstep::isa::Const::Number(40.0);
    };
    let limits = Limits { memory: 8 << 20, ..Limits::default() };
    let cell = compiler_cell(&chunks(source, grow), Duration::from_secs(60), limits);
    assert!(cell.is_wrong(), "{cell:?}");
    assert!(cell.short().contains("memory") || cell.short().contains("end"), "{cell:?}");
}

#[test]
fn failure_classes_tell_faults_apart() {
    let class = too_few_results().class();
    assert_eq!((class.blame, class.symptom), (Blame::Compiler, Some(Symptom::LoopVariablesNil)));
    assert_eq!(
        serde_json::from_str::<lockstep::diagnose::explanation::FailureClass>(&serde_json::to_string(&class).unwrap())
            .unwrap(),
        class
    );
}
