//! The fault catalogue is sound, and the harness finds, blames and locates what it breaks.

use std::collections::HashSet;

use lockstep::diagnose::symptom::Symptom;
use lockstep::engine::{Compile, Ours};
use lockstep::fault::Fault;
use lockstep::r#gen::{self, Profile, random};
use lockstep::isa::effects::effects;
use lockstep::isa::verify::undump_verified;
use lockstep::isa::{ProtoTree, undump};
use lockstep::oracle::cross::Blame;
use lockstep::scoreboard::injected::{Programs, Score, Totals, measure};
use lockstep::syntax::print;
use rayon::prelude::*;

#[test]
fn the_catalogue_is_complete() {
    let ids: Vec<&str> = Fault::all().map(|fault| fault.id).collect();
    assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len(), "ids are unique");
    let compiler = Fault::all().filter(|fault| fault.blame() == Blame::Compiler).count();
    assert!(compiler >= 45 && ids.len() - compiler >= 45 && ids.len() >= 100, "{compiler} of {}", ids.len());
    for fault in Fault::all() {
        assert!(!fault.symptoms.is_empty() && !fault.mistake.is_empty(), "{}", fault.id);
        assert!(Fault::find(fault.id).is_some_and(|found| std::ptr::eq(found, fault)));
    }
    assert_eq!(Fault::matching("call-*").first().map(|fault| fault.id), Some("call-argument-lost"));
    assert!(Fault::matching("no-such-*").is_empty());
}

/// A program in which most constructs occur.
const SOURCE: &str = include_str!("../support/constructs.lua");

#[test]
fn compiler_faults_rewrite_what_they_say_they_do() {
    let healthy = Ours.compile(SOURCE.as_bytes(), b"@t.lua").expect("compiles");
    let mut acting = 0;
    for fault in Fault::all() {
        if fault.blame() != Blame::Compiler {
            continue;
        }
        let mut main = undump(&healthy).expect("our chunk");
        let touched = fault.rewrite(&mut main);
        let chunk = fault.compile(SOURCE.as_bytes(), b"@t.lua").expect("compiles");
        assert_eq!(chunk != healthy, !touched.is_empty(), "{}", fault.id);
        acting += usize::from(!touched.is_empty());
        assert!(fault.breaks() || undump_verified(&chunk).is_ok(), "{}", fault.id);
        let tree = ProtoTree::new(&main);
        for spot in touched.spots {
            let proto = tree.proto(spot.function as usize).expect("a function");
            assert!((spot.pc as usize) < proto.code.len(), "{} at {spot}", fault.id);
            assert!(fault.breaks() || effects(proto, spot.pc as usize).is_ok(), "{} at {spot}", fault.id);
        }
    }
    assert!(acting >= 60, "{acting} faults act on the sample");
}

/// How many programs, and of which sequence, the whole catalogue is measured on.
const COUNT: usize = 5000;
const SEED: u64 = 0;

/// Every fault is detected and blamed rightly; the instruction and the symptom are right nearly always; and every symptom is
/// recognised, somewhere, where it is right.
#[test]
fn the_harness_finds_blames_locates_and_names() {
    let generate = |index: u64| {
        let profile = &Profile::ALL[index as usize % Profile::ALL.len()];
        print(&r#gen::from_seed(random::nth_seed(SEED, index), profile))
    };
    let programs = Programs::new(COUNT, &generate);
    let faults: Vec<&Fault> = Fault::all().collect();
    let pool = rayon::ThreadPoolBuilder::new().stack_size(256 << 20).build().expect("threads");
    let scores: Vec<Score> =
        pool.install(|| faults.par_iter().map(|fault| measure(fault, &programs, None, 0)).collect());
    let totals = Totals::of(&scores);
    println!("{} faults tried: {totals}", totals.tried);
    for score in &scores {
        let right = (score.detected.is_some(), score.spot_is_right, score.symptom_is_right());
        if right != (true, true, true) {
            println!(
                "{}: {:?} in program {:?}, {:?} at {:?}",
                score.id, score.detected, score.program, score.symptom, score.found
            );
        }
    }
    assert_eq!((totals.detected, totals.blame), (totals.tried, totals.tried), "detected, verdict");
    assert!(totals.percent(totals.spot) >= 97.0, "instruction: {totals}");
    assert!(totals.percent(totals.symptom) >= 95.0, "symptom: {totals}");
    let shown: HashSet<Symptom> =
        scores.iter().filter(|score| score.symptom_is_right()).filter_map(|score| score.symptom).collect();
    // What no fault happens to show in these programs has a test of its own.
    let tested = include_str!("../diagnose/faults.rs");
    // No fault from outside breaks these; tests/mistakes does.
    let real = [Symptom::StateNotRestored, Symptom::FreedInUse, Symptom::Crash, Symptom::Endless];
    let is_missing = |symptom: &&Symptom| {
        !shown.contains(symptom) && !real.contains(symptom) && !tested.contains(&format!("{symptom:?}"))
    };
    let missing: Vec<&Symptom> = Symptom::ALL.iter().filter(is_missing).collect();
    assert!(missing.is_empty(), "nothing shows {missing:?}");
}
