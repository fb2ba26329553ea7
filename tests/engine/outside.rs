//! What safe code outside of the crate can ask for does not break the VM: it gets an error, or there is no name for it.

#![forbid(unsafe_code)]

use std::path::Path;

use lockstep::engine::ours::machine::{Machine, MachineSetup};
use lockstep::engine::ours::watch::{Plain, Watch, WatchedStep};
use lockstep::engine::{End, Execute, Options, Ours, Program};
use lockstep::isa::{Instr, Op, Proto, Verified, dump};

/// A function that returns a register far outside of its frame.
fn unverified() -> Proto {
    let code = vec![Instr::abc(Op::Move, 0, 200, 0), Instr::abc(Op::Return, 0, 2, 0), Instr::abc(Op::Return, 0, 1, 0)];
    Proto { code, max_stack: 2, ..Proto::default() }
}

#[test]
fn code_that_does_not_verify_is_refused() {
    assert!(Verified::new(unverified()).is_err());
    let chunk = dump(&unverified());
    let outcome = Ours.execute(&Program::chunk(&chunk, b"=chunk"), &Options::default());
    assert!(matches!(outcome.end, End::Rejected(_)), "{:?}", outcome.end);
    // As PUC's message ends.
    let error = Machine::new(MachineSetup::default()).run(&chunk, b"=chunk").unwrap_err();
    assert_eq!(error, Plain::from("chunk: bad code in precompiled chunk"));
}

#[test]
fn a_register_that_there_is_not_is_not_written() {
    struct Far;
    impl Watch for Far {
        fn after(&mut self, step: &mut WatchedStep<'_>) {
            step.set_register(3_000_000_000, 1.0);
            assert_eq!(step.register(3_000_000_000), Plain::Nil);
        }
    }
    let mut machine = Machine::new(MachineSetup::default());
    assert_eq!(machine.run_watched(b"return 1 + 1", b"=far", &mut Far), Ok(vec![Plain::Number(2.0)]));
}

#[test]
fn values_outlive_their_state() {
    let mut machine = Machine::new(MachineSetup::default());
    let values = machine.run(b"return ('text'):rep(2), {}", b"=values");
    drop(machine);
    assert_eq!(values, Ok(vec![Plain::from("texttext"), Plain::Object("table")]));
}

/// The three holes that there were need names that there are no more: the VM's handles are the crate's own.
#[test]
fn the_vm_has_pure_helpers_alone_for_others() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/vm/mod.rs");
    let text = std::fs::read_to_string(path).expect("readable");
    let public: Vec<&str> = text.lines().filter(|line| line.starts_with("pub ")).collect();
    assert_eq!(public, ["pub mod random;", "pub mod sandbox;", "pub mod text;"]);
}
