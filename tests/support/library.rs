//! Runs a script on our VM and on the reference in process, both with the real system, and compares what it returns.

use lockstep::engine::ours::machine::{Machine, MachineSetup};
use lockstep::engine::ours::watch::Plain;

const PRELUDE: &str = include_str!("../vm/lib/prelude.lua");

/// What a script is given: globals of these names.
pub struct Inputs<'a> {
    pub seed: u32,
    pub rounds: u32,
    pub file: &'a str,
}

fn reference(source: &str, inputs: &Inputs<'_>) -> Vec<u8> {
    // SAFETY: the scripts use the debug library only to look.
    let lua = unsafe { mlua::Lua::unsafe_new() };
    let globals = lua.globals();
    globals.set("SEED", inputs.seed).expect("a plain table");
    globals.set("ROUNDS", inputs.rounds).expect("a plain table");
    globals.set("FILE", inputs.file).expect("a plain table");
    let text: mlua::LuaString = lua.load(source).set_name("=script").eval().expect("the script ends");
    text.as_bytes().to_vec()
}

fn ours(source: &str, inputs: &Inputs<'_>, gc_stress: bool) -> Vec<u8> {
    let mut machine = Machine::new(MachineSetup { gc_stress, ..MachineSetup::default() });
    machine.set_global("SEED", f64::from(inputs.seed));
    machine.set_global("ROUNDS", f64::from(inputs.rounds));
    machine.set_global("FILE", inputs.file);
    match machine.run(source.as_bytes(), b"=script").as_deref() {
        Ok([Plain::String(text), ..]) => text.clone(),
        ended => panic!("{ended:?}"),
    }
}

/// Fails with the first differing line.
pub fn agree(script: &str, inputs: &Inputs<'_>, gc_stress: bool) {
    let source = format!("{PRELUDE}\n{script}");
    let theirs = reference(&source, inputs);
    let ours = ours(&source, inputs, gc_stress);
    for (i, (a, b)) in theirs.split(|&b| b == b'\n').zip(ours.split(|&b| b == b'\n')).enumerate() {
        assert_eq!(
            String::from_utf8_lossy(b),
            String::from_utf8_lossy(a),
            "seed {}, line {} (left ours, right the reference)",
            inputs.seed,
            i + 1
        );
    }
    assert_eq!(ours.len(), theirs.len());
}
