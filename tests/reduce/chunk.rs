//! Binary chunks are reduced to what matters: what comes out verifies, is strict, still shows it and cannot be made smaller.

use crate::support::scratch::Scratch;
use lockstep::engine::{Compile, Execute, Limits, Options, Ours, Program};
use lockstep::r#gen;
use lockstep::isa::strict::is_strict;
use lockstep::isa::verify::undump_verified;
use lockstep::isa::{Const, Op, Proto, ProtoTree, dump, undump};
use lockstep::reduce::{self, Problem, ReduceError, ReduceOptions, Reduction};

fn reduced(chunk: &[u8], problem: &dyn Problem) -> Result<Reduction, ReduceError> {
    let limits = reduce::Budget::default();
    let (jobs, screen, progress) = (1, false, &mut |_: &reduce::Rank, _| {});
    reduce::reduce(chunk, problem, ReduceOptions { limits, jobs, screen, progress })
}

fn output(chunk: &[u8]) -> Vec<u8> {
    let limits = Limits { instructions: 100_000, ..Limits::default() };
    Ours.execute(&Program::chunk(chunk, b"=chunk"), &Options { limits, ..Options::default() }).output
}

fn holds(main: &Proto, op: Op) -> bool {
    ProtoTree::new(main).iter().any(|p| p.code.iter().any(|i| i.op() == Some(op)))
}

const SOURCE: &str = "
local function unused(x, ...) for i = 1, 10 do x = x + i end return x, ... end
local t = {}
for i = 1, 3 do t[i] = function() return i * 2 end end
local function find(n) if n > 2 then return n ^ 2 end return 0 end
local last = 'the answer: '
for k, v in pairs(t) do last = last .. k end
print(last, find(#t), unused(1, 2), t[2]())
";

#[test]
fn a_chunk_becomes_what_matters() {
    let chunk = Ours.compile(SOURCE.as_bytes(), b"=source").expect("compiles");
    assert_eq!(output(&chunk), b"the answer: 123\t9\t56\t4\n");
    let printed = |chunk: &[u8]| output(chunk).contains(&b'9');
    let small = reduced(&chunk, &printed).expect("reduces");
    let main = undump_verified(&small.text).expect("verified");
    assert!(is_strict(&main) && printed(&small.text));
    // The number is computed, so that the call, its function and the loop that fills the table have to stay.
    assert!(small.tokens < 30 && small.tokens < small.tokens_before / 2, "{} of {}", small.tokens, small.tokens_before);
    assert!(
        main.lines.is_empty()
            && main.locals.is_empty()
            && !main.constants.contains(&Const::String(b"the answer: "[..].into()))
    );
    assert_eq!(reduced(&small.text, &printed).expect("reduces").text, small.text);
}

#[test]
fn one_instruction_keeps_what_it_needs_to_verify() {
    let chunk = Ours.compile(SOURCE.as_bytes(), b"=source").expect("compiles");
    for (op, most) in [(Op::TForLoop, 5), (Op::ForLoop, 6), (Op::Closure, 4), (Op::SetTable, 2), (Op::VarArg, 4)] {
        let small = reduced(&chunk, &|chunk: &[u8]| undump(chunk).is_ok_and(|main| holds(&main, op))).expect("reduces");
        assert!(small.tokens <= most, "{op:?}: {} words", small.tokens);
    }
}

#[test]
fn generated_bytecode_is_strict_and_becomes_small() {
    for seed in 0..60 {
        let main = r#gen::bytecode_from_seed(seed);
        assert!(is_strict(&main), "seed {seed}");
        let Some(op) = main.code.first().and_then(|i| i.op()) else { continue };
        let keeps = |chunk: &[u8]| undump(chunk).is_ok_and(|main| main.code[0].op() == Some(op));
        let small = reduced(&dump(&main), &keeps).expect("reduces");
        assert!(small.tokens <= 5, "seed {seed}, {op:?}: {} words", small.tokens);
    }
}

#[test]
fn what_is_no_good_chunk_is_refused() {
    let chunk = Ours.compile(b"local a = print() return a", b"=source").expect("compiles");
    let refused = |chunk: &[u8], reason: &str| {
        let error = reduced(chunk, &|_: &[u8]| true).expect_err("refused").to_string();
        assert!(error.contains(reason), "{error}");
    };
    refused(&chunk[..20], "does not verify");
    let mut main = undump(&chunk).expect("a chunk");
    // What a call leaves behind its results is not specified.
    main.max_stack = 9;
    main.code[2] = main.code[2].with_a(3);
    refused(&dump(&main), "leaves open");
}

#[test]
fn findings_of_bytecode_runs_are_reduced() {
    let dir = Scratch::new();
    let subject = "fault:vm-minus-left-out";
    let run = dir.lockstep(&["fuzz", "--bytecode", "--runs", "100", "--seed", "1", "--subject", subject]);
    assert_eq!(run.code(), 1, "{}{}", run.out(), run.err());
    let folder = std::fs::read_dir(dir.path().join("findings")).expect("findings");
    let names: Vec<String> = folder.map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    let small = names.iter().find(|n| n.ends_with(".min.luac")).expect("a reduced chunk");
    let bytes = std::fs::read(dir.path().join("findings").join(small)).expect("reads");
    let main = undump_verified(&bytes).expect("verified");
    assert!(holds(&main, Op::Unm));
    let words: usize = ProtoTree::new(&main).iter().map(|p| p.code.len()).sum();
    assert!(words < 12, "{words} words");
    let path = format!("findings/{small}");
    let again = dir.lockstep(&["reduce", &path, "--subject", subject, "-o", "again.luac"]);
    assert_eq!(again.code(), 0, "{}", again.err());
    assert!(again.err().contains(&format!("{words} of {words} instructions left")), "{}", again.err());
}
