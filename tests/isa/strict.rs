//! What our compiler makes is strict; code that reads remains or changes a loop counter is not.

use lockstep::engine::{Compile, Ours};
use lockstep::fuzzing::protos;
use lockstep::isa::strict::is_strict;
use lockstep::isa::verify::{undump_verified, verify};
use lockstep::isa::{Instr, Op, Proto, undump};

fn compiled(source: &str) -> Proto {
    undump(&Ours.compile(source.as_bytes(), b"=t").expect("compiles")).expect("a chunk")
}

#[test]
fn what_our_compiler_makes_is_strict() {
    for seed in 0..100 {
        let Some(chunk) = protos::fresh(seed) else { continue };
        assert!(is_strict(&undump_verified(&chunk).expect("verified")), "seed {seed}");
    }
}

#[test]
fn remains_of_a_call_are_not() {
    let mut main = compiled("local a = f(1, 2)\nlocal b = a");
    // After the call R2 held an argument.
    let pc = main.code.iter().position(|i| i.op() == Some(Op::Move)).expect("a MOVE");
    main.code[pc] = main.code[pc].with_b(2);
    assert!(verify(&main).is_ok());
    assert!(!is_strict(&main));
}

#[test]
fn remains_of_an_open_list_are_not() {
    let mut main = compiled("local t = {f()}\nlocal b = t");
    // Behind the table lies what it was filled with, however much that was.
    let pc = main.code.iter().position(|i| i.op() == Some(Op::Move)).expect("a MOVE");
    assert!(is_strict(&main));
    main.code[pc] = main.code[pc].with_b(1);
    assert!(verify(&main).is_ok());
    assert!(!is_strict(&main));
}

#[test]
fn a_closure_that_reaches_into_a_call_is_not() {
    let mut main = compiled("local a = 1\nlocal function f() return a end\nf(1)");
    let pc = main.code.iter().position(|i| i.op() == Some(Op::Closure)).expect("a CLOSURE");
    assert!(is_strict(&main));
    // What it captures is where the called function lies.
    main.code[pc + 1] = main.code[pc + 1].with_b(2);
    assert!(verify(&main).is_ok());
    assert!(!is_strict(&main));
}

#[test]
fn a_changed_counter_is_not() {
    let mut main = compiled("for i = 1, 2 do local x = i end");
    let pc = main.code.iter().position(|i| i.op() == Some(Op::Move)).expect("a MOVE");
    assert!(is_strict(&main));
    main.code[pc] = Instr::abc(Op::Move, 1, 3, 0);
    assert!(verify(&main).is_ok());
    assert!(!is_strict(&main));
}
