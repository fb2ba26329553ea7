//! `lockstep gen` and `lockstep fuzz`.

use crate::support::scratch::{Run, Scratch};

/// Without what depends on the time.
fn timeless(run: &Run) -> String {
    let out = run.out();
    let (head, tail) = out.split_once(" programs in ").expect("a summary");
    format!("{head} programs {}", tail.split_once("): ").expect("verdicts").1)
}

#[test]
fn any_number_of_jobs_finds_the_same() {
    let dir = Scratch::new();
    let run = |jobs: &str| {
        let run = dir.lockstep(&["fuzz", "--runs", "300", "--seed", "9", "--jobs", jobs, "--lockstep", "50"]);
        assert_eq!(run.code(), 0, "{}{}", run.out(), run.err());
        timeless(&run)
    };
    let one = run("1");
    assert!(one.contains("6 also step by step"), "{one}");
    assert!(one.contains("instructions executed: median"), "{one}");
    assert_eq!(one, run("3"));
}

#[test]
fn a_part_of_a_sequence_is_the_same_programs() {
    let dir = Scratch::new();
    let part = dir.lockstep(&["gen", "--seed", "4", "--skip", "2", "--count", "2"]).out();
    let whole = dir.lockstep(&["gen", "--seed", "4", "--count", "4"]).out();
    assert!(whole.ends_with(&part), "{part}\n---\n{whole}");
    assert!(part.starts_with("-- lockstep gen --seed 4 --skip 2 --profile mixed\n"));
}

#[test]
fn mistakes_are_explained() {
    let dir = Scratch::new();
    let run = dir.lockstep(&["fuzz", "--profile", "nothing"]);
    assert_eq!(run.code(), 2);
    assert!(run.err().contains("the profiles are"), "{}", run.err());
    let run = dir.lockstep(&["fuzz", "--time", "5x"]);
    assert_eq!(run.code(), 2);
    assert!(run.err().contains("the units of time are"), "{}", run.err());
    dir.file("findings/mixed-3-17.lua", "print(1)");
    let run = dir.lockstep(&["fuzz", "--seed", "3", "--runs", "1"]);
    assert_eq!(run.code(), 2);
    assert!(run.err().contains("mixed-3-17.lua") && run.err().contains("--force"), "{}", run.err());
    let run = dir.lockstep(&["fuzz", "--seed", "3", "--runs", "1", "--force"]);
    assert_eq!(run.code(), 0, "{}", run.err());
}

#[test]
fn bytecode_is_compared_on_both_machines() {
    let dir = Scratch::new();
    let run = dir.lockstep(&["fuzz", "--bytecode", "--runs", "200", "--seed", "2", "--jobs", "2"]);
    assert_eq!(run.code(), 0, "{}{}", run.out(), run.err());
    assert!(timeless(&run).starts_with("200 programs 200 agree"), "{}", run.out());
    let listing = dir.lockstep(&["gen", "--bytecode", "--seed", "2"]).out();
    assert!(listing.contains("main function F0 <bytecode:0,0>"), "{listing}");
}

#[test]
fn one_mistake_is_one_bucket() {
    let dir = Scratch::new();
    for (fault, bucket) in [("call-result-lost", "compiler, numbers of values"), ("vm-rep-one-less", "VM, string.rep")]
    {
        let subject = format!("fault:{fault}");
        let run = dir.lockstep(&["fuzz", "--runs", "120", "--seed", "4", "--subject", &subject, "--out", fault]);
        assert_eq!(run.code(), 1, "{}{}", run.out(), run.err());
        let out = run.out();
        let summary = out.rsplit_once("cover points met by one program").expect("a summary").1;
        let (buckets, saved) = summary.rsplit_once(" saved in ").expect("findings");
        let lines: Vec<&str> = buckets.lines().skip(1).filter(|line| line.starts_with("  ")).collect();
        assert!(matches!(&lines[..], [line] if line.ends_with(bucket)), "{fault}: {lines:?}");
        // So many of them are kept, and one made small.
        let names = std::fs::read_dir(dir.path().join(saved.trim())).expect("a folder");
        let programs =
            names.filter(|name| name.as_ref().is_ok_and(|n| n.file_name().to_string_lossy().ends_with(".lua")));
        assert!((2..=9).contains(&programs.count()), "{fault}");
    }
}
