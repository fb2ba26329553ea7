//! The fault catalogue is sound, and the harness finds, blames and locates what it breaks.

use std::collections::HashSet;

use lockstep::engine::{Compile, Ours};
use lockstep::fault::{Fault, Slip};
use lockstep::isa::effects::effects;
use lockstep::isa::verify::undump_verified;
use lockstep::isa::{ProtoTree, undump};
use lockstep::selftest::{Programs, measure};

#[test]
fn the_catalogue_is_complete() {
    let ids: Vec<&str> = Fault::all().map(|fault| fault.id).collect();
    assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len(), "ids are unique");
    let compiler = Fault::all().filter(|fault| matches!(fault.slip, Slip::Compiler(_))).count();
    assert!(compiler >= 45 && ids.len() - compiler >= 45 && ids.len() >= 100, "{compiler} of {}", ids.len());
    for fault in Fault::all() {
        assert!(!fault.symptoms.is_empty() && !fault.mistake.is_empty(), "{}", fault.id);
        assert!(Fault::find(fault.id).is_some_and(|found| std::ptr::eq(found, fault)));
    }
    assert_eq!(Fault::matching("call-*").first().map(|fault| fault.id), Some("call-argument-lost"));
    assert!(Fault::matching("no-such-*").is_empty());
}

/// A program in which most constructs occur.
const SOURCE: &str = include_str!("front_data/constructs.lua");

#[test]
fn compiler_faults_rewrite_what_they_say_they_do() {
    let healthy = Ours.compile(SOURCE.as_bytes(), b"@t.lua").expect("compiles");
    let mut acting = 0;
    for fault in Fault::all() {
        let Slip::Compiler(rewrite) = fault.slip else { continue };
        let mut main = undump(&healthy).expect("our chunk");
        let touched = fault.rewrite(&mut main);
        let chunk = fault.compile(SOURCE.as_bytes(), b"@t.lua").expect("compiles");
        assert_eq!(chunk != healthy, !touched.is_empty(), "{}", fault.id);
        acting += usize::from(!touched.is_empty());
        assert!(rewrite.breaks || undump_verified(&chunk).is_ok(), "{}", fault.id);
        let tree = ProtoTree::new(&main);
        for spot in touched.spots {
            let proto = tree.proto(spot.function as usize).expect("a function");
            assert!((spot.pc as usize) < proto.code.len(), "{} at {spot}", fault.id);
            assert!(rewrite.breaks || effects(proto, spot.pc as usize).is_ok(), "{} at {spot}", fault.id);
        }
    }
    assert!(acting >= 60, "{acting} faults act on the sample");
}

#[test]
fn the_harness_finds_blames_and_locates() {
    let source = |_: u64| SAMPLE.as_bytes().to_vec();
    let programs = Programs::new(1, &source);
    for id in SAMPLED {
        let fault = Fault::find(id).expect("a fault");
        let score = measure(fault, &programs, None, 0);
        assert!(score.detected.is_some(), "{id} is not detected: {score:?}");
        assert_eq!(
            (score.blame_is_right(), score.spot_is_right, score.symptom_is_right()),
            (true, true, true),
            "{score:?}"
        );
    }
}

const SAMPLE: &str = "\
local function pair(a, b) return b, a end
local t, n = {10, 20, 30}, 0
for i, v in ipairs(t) do n = n + i * v end
local x, y = pair(n, 2)
for i = 1, 3 do t[i] = function() return i - y end end
local object = {name = 'o', get = function(self, k) return self.name .. k end}
print(x, y, t[1](), t[3](), object:get('k'), n % -3, #t, x < y and 'less' or 'more')
";

const SAMPLED: &[&str] = &[
    "call-argument-lost",
    "call-first-argument-over-callee",
    "tforloop-variable-lost",
    "comparison-inverted",
    "loadk-next-constant",
    "vm-tforloop-only-control",
    "vm-mod-truncates",
    "vm-length-one-less",
];
