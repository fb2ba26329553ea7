//! Random bytecode verifies, reads only what is specified, and has every opcode.

use arbitrary::Unstructured;
use lockstep::r#gen::{bytecode, random};
use lockstep::isa::effects::{effects, instruction_starts};
use lockstep::isa::verify::verify;
use lockstep::isa::{Op, Proto, RegSet};

/// Every function of a program, the main function first.
fn functions<'a>(proto: &'a Proto, found: &mut Vec<&'a Proto>) {
    found.push(proto);
    proto.protos.iter().for_each(|p| functions(p, found));
}

/// The first pc that reads a register the value of which is not specified on some way there.
fn unspecified_read(proto: &Proto) -> Option<(usize, RegSet)> {
    // At first every register is: parameters, or nil.
    let mut specified = vec![None; proto.code.len()];
    specified[0] = Some(RegSet::below(256));
    let mut todo = vec![0];
    while let Some(pc) = todo.pop() {
        let found = effects(proto, pc).expect("verified");
        let here: RegSet = specified[pc].expect("reached");
        let reads = found.open_read.map_or(found.reads, |open| found.reads & RegSet::below(u32::from(open)));
        if !reads.is_subset(here) {
            return Some((pc, reads - here));
        }
        for edge in found.next.iter() {
            let after = (here - found.clobbers) | edge.writes;
            let next = edge.pc as usize;
            let met = specified[next].map_or(after, |before| before & after);
            if specified[next] != Some(met) {
                specified[next] = Some(met);
                todo.push(next);
            }
        }
    }
    None
}

#[test]
fn programs_verify_and_read_what_is_specified() {
    let mut seen = [0_u32; Op::COUNT];
    for index in 0..1000 {
        let program = bytecode(&mut Unstructured::new(&random::bytes(random::nth_seed(21, index))));
        verify(&program).unwrap_or_else(|e| panic!("program {index}: {e}"));
        let mut all = vec![];
        functions(&program, &mut all);
        for proto in all {
            assert_eq!(unspecified_read(proto), None, "program {index}");
            let starts = instruction_starts(proto);
            for pc in (0..proto.code.len()).filter(|pc| starts[*pc]) {
                seen[proto.code[pc].op().expect("verified") as usize] += 1;
            }
        }
    }
    for (op, count) in Op::ALL.iter().zip(seen) {
        assert!(count > 20, "{} comes {count} times", op.mnemonic());
    }
}

#[test]
fn any_input_makes_a_program() {
    for length in 0..200 {
        let program = bytecode(&mut Unstructured::new(&vec![0xa5; length]));
        verify(&program).unwrap_or_else(|e| panic!("{length} bytes: {e}"));
    }
}
