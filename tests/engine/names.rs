//! Library functions have the same names in both engines: ours where they are registered, PUC's by its script.

use lockstep::engine::{Execute, Options, Ours, Outcome, Program, Reference};
use lockstep::oracle::behaviour;
use lockstep::oracle::verdict::Verdict;

const SCRIPT: &[u8] = include_bytes!("../../src/engine/reference/native_names.lua");

#[test]
fn every_library_function_has_the_name_that_it_has_on_the_reference() {
    for allow_system in [false, true] {
        let options = Options { allow_system, ..Options::default() };
        let program = Program::text(SCRIPT, b"=names");
        // Snapshots hold the names, once for each value of the lists.
        let verdict = behaviour::check(&Reference, &Ours, &program, &options);
        assert_eq!(verdict, Verdict::Agree, "{verdict:#?}");
        let Outcome { globals: Some(globals), .. } = Ours.execute(&program, &options) else { panic!("no snapshot") };
        let names = format!("{globals:?}");
        assert!(!names.contains("unknown"), "{names}");
    }
}
