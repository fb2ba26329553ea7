//! Properties of all programs, held against generated ones. `PROPTEST_CASES` sets how many; failures are saved as Lua
//! programs in `proptest-regressions/`, which every later run begins with.

use std::path::{Path, PathBuf};

use lockstep::engine::{Compile, Execute, Layout, Limits, Options, Ours, Program, ProgramCode, Reference};
use lockstep::fuzzing::strategy::{Failure, GeneratedProgram as Source, check, check_with};
use lockstep::r#gen::Profile;
use lockstep::isa::{Op, Proto, dump, undump};
use lockstep::oracle::contract;
use lockstep::oracle::verdict::Verdict;
use lockstep::oracle::{behaviour, bytecode};
use lockstep::reduce::order;
use lockstep::syntax::{parse, print};
use proptest::test_runner::{Config, Reason, RngSeed};

const NAME: &[u8] = b"@program.lua";

fn options() -> Options {
    let limits = Limits { instructions: 1_000_000, memory: 64 << 20, output: 1 << 20 };
    Options { limits, ..Options::default() }
}

/// Holds a property against saved and new programs of a profile.
#[track_caller]
fn hold(name: &str, profile: &str, cases: u32, property: impl Fn(&Source) -> Result<(), Reason>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("proptest-regressions");
    let profile = Profile::by_name(profile).expect("a profile");
    if let Err(failure) = check(name, &folder, profile, cases, property) {
        panic!("{failure}");
    }
}

fn agrees(verdict: Verdict) -> Result<(), Reason> {
    match verdict {
        Verdict::Agree | Verdict::NotComparable { .. } => Ok(()),
        Verdict::Diverge { differences } => Err(format!("{differences:#?}").into()),
    }
}

#[test]
fn both_compilers_make_the_same_bytes() {
    hold("bytecode", "pressure", 96, |p| agrees(bytecode::check(&Reference, &Ours, &p.text, NAME)));
}

#[test]
fn both_engines_behave_alike() {
    for profile in ["mixed", "objects", "coroutines"] {
        hold("behaviour", profile, 64, |p| {
            agrees(behaviour::check(&Reference, &Ours, &Program::text(&p.text, NAME), &options()))
        });
    }
}

#[test]
fn printing_is_the_inverse_of_parsing() {
    hold("printer", "deep", 128, |p| {
        // Whether a program compiles is for the bytecode property; this one is about trees.
        let Ok(tree) = parse(&p.text, NAME) else { return Ok(()) };
        let printed = print(&tree);
        let again = parse(&printed, NAME).map_err(|e| format!("{e} in\n{}", String::from_utf8_lossy(&printed)))?;
        if again == tree { Ok(()) } else { Err(format!("another tree:\n{}", String::from_utf8_lossy(&printed)).into()) }
    });
}

#[test]
fn collecting_all_the_time_changes_nothing() {
    hold("collector", "smoke", 48, |p| {
        let program = Program::text(&p.text, NAME);
        let plain = Ours.execute(&program, &options());
        // What depends on when objects are collected differs between two layouts of the reference as well.
        let stressed = Ours.execute(&program, &Options { gc_stress: true, ..options() });
        if plain == stressed {
            return Ok(());
        }
        let shuffled = Options { layout: Layout::Shuffled(1), ..options() };
        let same = Reference.execute(&program, &options()) == Reference.execute(&program, &shuffled);
        if same { Err(format!("{plain:#?}\n{stressed:#?}").into()) } else { Ok(()) }
    });
}

#[test]
fn instructions_do_what_their_rows_say() {
    hold("contract", "mixed", 32, |p| {
        let chunk = Ours.compile(&p.text, NAME).map_err(|e| String::from_utf8_lossy(&e).into_owned())?;
        let program = Program { code: ProgramCode::Chunk(&chunk), chunk_name: NAME, arguments: &[] };
        contract::check(&program, &options(), &Ours).map_or(Ok(()), |violation| Err(format!("{violation:#?}").into()))
    });
}

/// Our compiler with the operands of every SUB exchanged.
fn broken(source: &[u8]) -> Vec<u8> {
    fn alter(proto: &mut Proto) {
        for instr in &mut proto.code {
            if instr.op() == Some(Op::Sub) {
                *instr = instr.with_b(instr.c()).with_c(instr.b());
            }
        }
        proto.protos.iter_mut().for_each(alter);
    }
    let mut main = undump(&Ours.compile(source, NAME).expect("compiles")).expect("a chunk");
    alter(&mut main);
    dump(&main)
}

fn faulty(folder: &Path) -> (Box<Failure>, std::time::Duration) {
    let started = std::time::Instant::now();
    // The same programs each time: how small the result is must not be left to chance.
    let config = Config { cases: 512, rng_seed: RngSeed::Fixed(7), ..Config::default() };
    let failure = check_with(config, "fault", folder, Profile::MIXED, |p| {
        let Ok(healthy) = Ours.compile(&p.text, NAME) else { return Ok(()) };
        // Candidates that run for ever are given up soon: how far a shrinking comes must not depend on the machine.
        let limits = Limits { instructions: 10_000, ..options().limits };
        let run = |chunk: &[u8]| Ours.execute(&Program::chunk(chunk, NAME), &Options { limits, ..options() }).output;
        if run(&healthy) == run(&broken(&p.text)) { Ok(()) } else { Err("another output".into()) }
    });
    (failure.expect_err("the fault shows"), started.elapsed())
}

#[test]
fn a_failure_is_shrunk_and_saved_as_a_program() {
    let folder = tempfile::tempdir().expect("a folder");
    let (failure, time) = faulty(folder.path());
    let text = String::from_utf8_lossy(&failure.program.text).into_owned();
    let tokens = order::tokens(&failure.program.text).expect("tokens");
    eprintln!("{tokens} tokens in {time:?}:\n{text}");
    assert!(tokens <= 12 && text.contains('-'), "{tokens} tokens:\n{text}");
    let files: Vec<PathBuf> =
        std::fs::read_dir(folder.path()).expect("readable").map(|e| e.expect("entry").path()).collect();
    assert_eq!(files.len(), 1);
    assert_eq!(failure.file.as_ref(), Some(&files[0]));
    assert_eq!(std::fs::read(&files[0]).expect("readable"), failure.program.text);
    // The next run begins with it, and finds nothing smaller.
    let (again, _) = faulty(folder.path());
    assert_eq!(again, failure);
}
