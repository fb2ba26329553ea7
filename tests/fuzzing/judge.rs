//! What `lockstep fuzz` counts, judges and writes into what it saves.

use lockstep::fuzzing::counts::{Histogram, ProgramCounts};
use lockstep::fuzzing::judge::{Effort, excuse, judge as judge_program, look};
use lockstep::fuzzing::story::with_story;
use lockstep::oracle::verdict::{Difference, Place, Verdict};
use lockstep::port::Pair;

#[test]
fn quantiles_are_near() {
    let mut whole = Histogram::default();
    let mut parts = [Histogram::default(), Histogram::default()];
    for n in 1..=1000_u64 {
        whole.add(n);
        parts[(n % 2) as usize].add(n);
    }
    assert_eq!((whole.quantile(0.05), whole.quantile(1.0)), (50, 992));
    assert!((485..=500).contains(&whole.quantile(0.5)));
    assert_eq!(Histogram::default().quantile(0.5), 0);
    let [mut sum, second] = parts;
    sum.merge(&second);
    assert_eq!(sum, whole);
}

#[test]
fn reasons_list_the_first_programs() {
    let mut sum = ProgramCounts::default();
    for index in 0..10 {
        let mut counts = ProgramCounts { programs: 1, ..ProgramCounts::default() };
        counts.excuse("a limit".into(), index);
        sum.add(&counts);
    }
    assert!(sum.verdicts().ends_with("10 not comparable (100.000 %)"), "{}", sum.verdicts());
    assert!(sum.distribution("lines").contains("a limit (--skip 0, 1, 2, 3)"));
}

#[test]
fn a_program_is_judged_and_counted() {
    let effort = Effort { steps: true, count: true };
    let judged = judge_program(b"local x = 0 for i = 1, 10 do x = x + i end print(x)", effort, Pair::default());
    assert_eq!((judged.verdict, judged.failed, judged.executed), (Verdict::Agree, false, Some(30)));
    assert!(judge_program(b"error('x')", effort, Pair::default()).failed);
    let endless = judge_program(b"while true do end", Effort::default(), Pair::default()).verdict;
    let Verdict::NotComparable { reason } = endless else { panic!("{endless:?}") };
    assert_eq!(excuse(&reason), "the reference hit the instruction budget");
}

#[test]
fn buckets_forget_numbers() {
    let difference = |line, text: &str| {
        let (reference, subject) = (text.to_string(), "x".to_string());
        look(&Difference { place: Place::Output { line }, reference, subject })
    };
    assert_eq!(difference(3, "a 17"), difference(12, "a 4711"));
    assert_ne!(difference(3, "a 17"), difference(3, "b 17"));
}

#[test]
fn a_saved_program_tells_its_story() {
    let story = "output line 1: \"1\" on the reference,\n\"2\" on ours";
    let text = with_story(story, "lockstep fuzz --seed 1", "lockstep explain f/x.lua", b"print(1)\n", b"1\n");
    let expected = "-- story: output line 1: \"1\" on the reference, \"2\" on ours\n\
                    -- found by: lockstep fuzz --seed 1\n-- lockstep explain f/x.lua\nprint(1)\n-- expect: 1\n";
    assert_eq!(String::from_utf8_lossy(&text), expected);
}
