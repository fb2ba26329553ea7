//! Mutated chunks verify, and jumps lead where they led whatever is put in or taken out.

use lockstep::engine::{Compile, Ours};
use lockstep::fuzzing::protos::{fresh, mutate};
use lockstep::isa::edit::{insert, remove};
use lockstep::isa::strict::is_strict;
use lockstep::isa::verify::undump_verified;
use lockstep::isa::{Instr, Op, undump};

#[test]
fn mutations_verify_and_most_are_strict() {
    let (mut made, mut strictly) = (0, 0);
    for seed in 0..60 {
        let Some(chunk) = fresh(seed) else { continue };
        for round in 0..3 {
            if let Some(mutant) = mutate(&chunk, seed << 8 | round) {
                let main = undump_verified(&mutant).expect("verified");
                made += 1;
                strictly += u32::from(is_strict(&main));
            }
        }
    }
    assert!(made > 150 && strictly > made * 3 / 4, "{made} mutants, {strictly} of them strict");
    assert_eq!(mutate(b"not a chunk", 1), None);
}

#[test]
fn insertion_and_removal_keep_where_jumps_lead() {
    let source = b"local t = {}\nfor i = 1, 3 do if i ~= 2 then t[i] = i end end\nreturn t[1], t[2], t[3]";
    let main = undump(&Ours.compile(source, b"=t").expect("compiles")).expect("a chunk");
    for at in 0..main.code.len() {
        let mut changed = main.clone();
        insert(&mut changed, at, Instr::abc(Op::Move, 0, 0, 0));
        assert_eq!(changed.code.len(), main.code.len() + 1);
        remove(&mut changed, at);
        assert_eq!(changed, main, "at {at}");
    }
}
