//! Effects and liveness against the reference at work, instruction by instruction: it goes on where they say, changes no other
//! register than they say, and does not notice when every dead register is overwritten.

use crate::support::isa::{Numbers, PROGRAMS, reference_chunk};
use lockstep::isa::effects::{effects, instruction_starts, observed_successors};
use lockstep::isa::{Liveness, Proto, ProtoTree, RegSet, dump, undump};
use mlua::{Function, Lua, LuaString, Table};

/// Puts the pc (plus 1) into the line info and the number into the line of definition of every function.
fn rewrite(proto: &mut Proto, number: &mut u32) {
    proto.line_defined = *number;
    proto.lines = (1..=proto.code.len() as u32).collect();
    *number += 1;
    for nested in &mut proto.protos {
        rewrite(nested, number);
    }
}

fn list(lua: &Lua, set: RegSet) -> Table {
    lua.create_sequence_from(set.iter()).unwrap()
}

/// What [`watch.lua`] is told of one instruction.
fn instruction(lua: &Lua, proto: &Proto, live: &Liveness, pc: usize) -> Table {
    let found = effects(proto, pc).unwrap();
    let next = lua.create_table().unwrap();
    let observed = observed_successors(proto, pc).unwrap();
    for (edge, pc_after) in found.next.iter().zip(observed.into_iter().flatten()) {
        let mut changes = edge.writes | found.clobbers;
        if found.may_call() {
            changes |= live.captured(pc);
        }
        let known: Option<Table> = next.get(pc_after).unwrap();
        let registers = known.unwrap_or_else(|| lua.create_table().unwrap());
        for register in changes.iter() {
            registers.set(register, true).unwrap();
        }
        next.set(pc_after, registers).unwrap();
    }
    let dead = RegSet::below(u32::from(proto.max_stack)) - live.before(pc);
    let table = lua.create_table().unwrap();
    table.set("next", next).unwrap();
    table.set("dead", list(lua, dead)).unwrap();
    table
}

struct HookWatch {
    lua: Lua,
    run: Function,
}

impl HookWatch {
    fn new() -> HookWatch {
        // SAFETY: the debug library is needed; the programs that run use it only as `watch.lua` does.
        let lua = unsafe { Lua::unsafe_new() };
        let run = lua.load(include_str!("reference.lua")).eval().unwrap();
        HookWatch { lua, run }
    }

    /// Output, violations and number of steps. `tell` says what of the liveness is believed.
    fn run(&self, proto: &Proto, poison: bool, tell: impl Fn(usize, usize, &Table)) -> (String, String, usize) {
        let contract = self.lua.create_table().unwrap();
        for (number, proto) in ProtoTree::new(proto).iter().enumerate() {
            let live = Liveness::new(proto).unwrap();
            let function = self.lua.create_table().unwrap();
            function.set("size", proto.max_stack).unwrap();
            for (pc, _) in instruction_starts(proto).into_iter().enumerate().filter(|(_, starts)| *starts) {
                let told = instruction(&self.lua, proto, &live, pc);
                tell(number, pc, &told);
                function.set(pc, told).unwrap();
            }
            contract.set(number, function).unwrap();
        }
        let chunk = self.lua.create_string(dump(proto)).unwrap();
        let (out, wrong, steps): (LuaString, String, usize) = self.run.call((chunk, contract, poison)).unwrap();
        (out.to_string_lossy(), wrong, steps)
    }
}

fn traced(source: &str) -> Proto {
    let mut proto = undump(&reference_chunk(source)).unwrap();
    rewrite(&mut proto, &mut 0);
    proto.source = Some(b"=traced"[..].into());
    proto
}

#[test]
fn the_reference_keeps_to_the_effects() {
    let watch = HookWatch::new();
    for source in PROGRAMS {
        let (out, wrong, steps) = watch.run(&traced(source), false, |_, _, _| {});
        assert_eq!(wrong, "", "{out}");
        assert!(steps > 200, "{steps}");
    }
}

#[test]
fn dead_registers_do_not_matter() {
    let watch = HookWatch::new();
    for source in PROGRAMS {
        let proto = traced(source);
        let (expected, _, steps) = watch.run(&proto, false, |_, _, _| {});
        let (out, _, poisoned) = watch.run(&proto, true, |_, _, _| {});
        assert_eq!((out, poisoned), (expected, steps));
    }
}

/// The check has teeth: a live register that is called dead changes what the program does, most of the time.
#[test]
fn live_registers_do_matter() {
    let watch = HookWatch::new();
    let mut rng = Numbers::new(3);
    let (mut noticed, mut tried) = (0, 0);
    for source in PROGRAMS {
        let proto = traced(source);
        let (expected, _, steps) = watch.run(&proto, true, |_, _, _| {});
        for _ in 0..20 {
            let tree = ProtoTree::new(&proto);
            let number = rng.below(tree.len() as u32) as usize;
            let function = tree.proto(number).unwrap();
            let live = Liveness::new(function).unwrap();
            let pc = rng.below(function.code.len() as u32) as usize;
            let registers: Vec<u8> = live.before_with_top(pc, u32::from(function.max_stack)).iter().collect();
            let Some(&register) = registers.get(rng.below(registers.len().max(1) as u32) as usize) else { continue };
            let (out, _, poisoned) = watch.run(&proto, true, |n, at, told| {
                if (n, at) == (number, pc) {
                    told.get::<Table>("dead").unwrap().push(register).unwrap();
                }
            });
            tried += 1;
            noticed += usize::from((out, poisoned) != (expected.clone(), steps));
        }
    }
    assert!(noticed * 2 > tried, "{noticed} of {tried}");
}
