//! Liveness: hand-worked examples, and on random ways through random functions no dead register is ever read.

use crate::support::isa::{Numbers, functions, program_functions, random_function, reference_chunk};
use lockstep::isa::effects::{HeapEffect, effects};
use lockstep::isa::liveness::{entry_registers, named_registers};
use lockstep::isa::{Liveness, Proto, RegSet, undump};
use proptest::prelude::*;

/// The first nested function of a program.
fn nested(source: &str) -> Proto {
    undump(&reference_chunk(source)).unwrap().protos.remove(0)
}

/// One line per pc: the registers, "5.." from there up.
fn lines(proto: &Proto, set: impl Fn(usize) -> RegSet) -> Vec<String> {
    let show = |set: RegSet| {
        let open = if set.contains(255) { (0..=255).rev().take_while(|&reg| set.contains(reg)).last() } else { None };
        let closed = set.iter().take_while(|&reg| open.is_none_or(|open| reg < open)).map(|reg| reg.to_string());
        closed.chain(open.map(|open| format!("{open}.."))).collect::<Vec<_>>().join(" ")
    };
    (0..proto.code.len()).map(|pc| show(set(pc))).collect()
}

#[test]
fn a_test_and_a_numeric_loop() {
    let proto = nested(
        "return function(a, b) local c = a if b then c = b + c end for i = 1, c do local x = i g(x, a) end return c end",
    );
    let live = Liveness::new(&proto).unwrap();
    let expected = [
        "0 1",              // MOVE 2 0
        "0 1 2",            // TEST 1
        "0 2",              // JMP
        "0 1 2",            // ADD 2 1 2
        "0 2",              // LOADK 3
        "0 2 3",            // MOVE 4 2
        "0 2 3 4",          // LOADK 5
        "0 2 3 4 5",        // FORPREP 3
        "0 2 3 4 5 6",      // MOVE 7 6
        "0 2 3 4 5 7",      // GETGLOBAL 8
        "0 2 3 4 5 7 8",    // MOVE 9 7
        "0 2 3 4 5 8 9",    // MOVE 10 0
        "0 2 3 4 5 8 9 10", // CALL 8 3 1
        "0 2 3 4 5",        // FORLOOP 3
        "2",                // RETURN 2 2
        "",                 // RETURN 0 1
    ];
    assert_eq!(lines(&proto, |pc| live.before(pc)), expected);
    assert!((0..16).all(|pc| live.captured(pc).is_empty() && live.open_from(pc).is_none()));
    assert_eq!(entry_registers(&proto), RegSet::below(2));
}

#[test]
fn a_captured_variable_lives_until_it_is_closed() {
    let proto =
        nested("return function(n) local x = n local g = function() x = x + 1 end n = 2 g() h = 1 return n end");
    let live = Liveness::new(&proto).unwrap();
    let expected = [
        "0",     // MOVE 1 0
        "1",     // CLOSURE 2, captures 1
        "",      // data
        "1 2",   // LOADK 0
        "0 1 2", // MOVE 3 2
        "0 1 3", // CALL 3 1 1: may call g
        "0 1",   // LOADK 3
        "0 1 3", // SETGLOBAL 3: may call a metamethod
        "0 1",   // RETURN 0 2: closes 1
        "",
    ];
    assert_eq!(lines(&proto, |pc| live.before(pc)), expected);
    assert_eq!(lines(&proto, |pc| live.captured(pc)), ["", "", "", "1", "1", "1", "1", "1", "1", ""]);
}

#[test]
fn a_generic_loop_with_fresh_captures() {
    let proto = nested(
        "return function(t) for k, v in pairs(t) do local function r() return k, r end t[v] = r end return #t end",
    );
    let live = Liveness::new(&proto).unwrap();
    let expected = [
        "0",             // GETGLOBAL 1
        "0 1",           // MOVE 2 0
        "0 1 2",         // CALL 1 2 4
        "0 1 2 3",       // JMP to the TFORLOOP
        "0 1 2 3 4 5",   // CLOSURE 6, captures 4 and itself
        "",              // data
        "",              // data
        "0 1 2 3 4 5 6", // SETTABLE 0 5 6
        "0 1 2 3 4 6",   // CLOSE 6
        "0 1 2 3 4",     // CLOSE 4
        "0 1 2 3",       // TFORLOOP 1 2
        "0 1 2 3 4 5",   // JMP back
        "0",             // LEN 1 0
        "1",             // RETURN 1 2
        "",
    ];
    assert_eq!(lines(&proto, |pc| live.before(pc)), expected);
    let captured = ["", "", "", "", "", "", "", "4 6", "4 6", "4", "", "", "", "", ""];
    assert_eq!(lines(&proto, |pc| live.captured(pc)), captured);
}

#[test]
fn values_up_to_top() {
    let proto = nested(
        "return function(a, ...) local b, c = ... if a == b or not c then return f(...) end return { a, ... } end",
    );
    let live = Liveness::new(&proto).unwrap();
    let expected = [
        "0",     // VARARG 2 3
        "0 2 3", // EQ 0 2
        "",      // JMP
        "0 3",   // TEST 3
        "0",     // JMP
        "",      // GETGLOBAL 4
        "4",     // VARARG 5 0
        "4..",   // TAILCALL 4 0
        "4..",   // RETURN 4 0
        "0",     // NEWTABLE 4
        "0 4",   // MOVE 5 0
        "4 5",   // VARARG 6 0
        "4..",   // SETLIST 4 0
        "4",     // RETURN 4 2
        "",
    ];
    assert_eq!(lines(&proto, |pc| live.before(pc)), expected);
    assert_eq!((live.open_from(7), live.open_from(8), live.open_from(12)), (Some(5), Some(4), Some(5)));
    assert_eq!(live.before_with_top(12, 7), RegSet::range(4, 7));
    // The second one is the hidden `arg`.
    assert_eq!(entry_registers(&proto), RegSet::below(2));
}

#[test]
fn logic_and_concatenation() {
    let proto = nested(
        "return function(a, b) local x = a and b or 0 x = -x .. a .. b while x do x = nil end return (a:m(b)) end",
    );
    let live = Liveness::new(&proto).unwrap();
    let expected = [
        "0 1",       // TEST 0
        "0 1",       // JMP
        "0 1",       // TESTSET 2 1
        "0 1 2",     // JMP
        "0 1",       // LOADK 2
        "0 1 2",     // UNM 3 2
        "0 1 3",     // MOVE 4 0
        "0 1 3 4",   // MOVE 5 1
        "0 1 3 4 5", // CONCAT 2 3 5
        "0 1 2",     // TEST 2
        "0 1",       // JMP
        "0 1",       // LOADNIL 2
        "0 1 2",     // JMP
        "0 1",       // SELF 3 0
        "1 3 4",     // MOVE 5 1
        "3 4 5",     // CALL 3 3 2
        "3",         // RETURN 3 2
        "",
    ];
    assert_eq!(lines(&proto, |pc| live.before(pc)), expected);
    // The scopes end before the last RETURN.
    let named = ["0 1"; 5].into_iter().chain(["0 1 2"; 12]).chain([""]).collect::<Vec<_>>();
    assert_eq!(lines(&proto, |pc| named_registers(&proto)[pc]), named);
    let both = live.clone().with_named_locals(&proto);
    assert!((0..18).all(|pc| both.before(pc) == live.before(pc) | named_registers(&proto)[pc]));
}

/// Follows random ways from the start: what was dead at some pc is not read later unless it was written since.
fn walk(proto: &Proto, live: &Liveness, rng: &mut Numbers) {
    let (mut pc, mut dead, mut shared) = (0, RegSet::EMPTY, RegSet::EMPTY);
    for _ in 0..200 {
        let found = effects(proto, pc).unwrap();
        assert!(shared.is_subset(live.captured(pc)), "pc {pc} of {proto:#?}");
        dead |= RegSet::ALL - live.before(pc);
        let mut read = found.reads;
        match found.heap {
            HeapEffect::CloseUpvalues { from } => {
                read |= shared & RegSet::from(u32::from(from));
                shared -= RegSet::from(u32::from(from));
            }
            _ if found.may_call() => read |= shared,
            _ => {}
        }
        assert!((read & dead).is_empty(), "pc {pc} of {proto:#?}");
        shared |= found.captures;
        let edges: Vec<_> = found.next.iter().collect();
        let Some(edge) = edges.get(rng.below(edges.len().max(1) as u32) as usize) else { return };
        // What a call leaves in the registers above it is unspecified, read or not.
        dead -= edge.writes | found.clobbers;
        pc = edge.pc as usize;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn dead_registers_are_not_read(seed in any::<u64>()) {
        let proto = random_function(seed);
        let live = Liveness::new(&proto).unwrap();
        for ways in 0..20 {
            walk(&proto, &live, &mut Numbers::new(seed ^ ways));
        }
    }
}

#[test]
fn dead_registers_of_programs_are_not_read() {
    for proto in program_functions() {
        let live = Liveness::new(&proto).unwrap();
        // Nothing is live at the start but parameters, and locals that PUC leaves at nil without an instruction.
        let entry = live.before(0) - entry_registers(&proto);
        assert!(entry.is_subset(named_registers(&proto)[0]));
        for ways in 0..50 {
            walk(&proto, &live, &mut Numbers::new(ways));
        }
    }
}

/// A long chain of backward jumps in the worst order does not take quadratic time.
#[test]
fn time_is_bounded() {
    use lockstep::isa::{Instr, Op};
    let n = 131_000;
    let mut code = vec![Instr::asbx(Op::Jmp, 0, 0)];
    code[0] = Instr::asbx(Op::Jmp, 0, n - 1);
    code.extend((0..n - 1).map(|_| Instr::asbx(Op::Jmp, 0, -2)));
    code[1] = Instr::abc(Op::Return, 0, 2, 0);
    code.push(Instr::asbx(Op::Jmp, 0, -2));
    code.push(Instr::abc(Op::Return, 0, 1, 0));
    let proto = Proto { code, max_stack: 2, ..Proto::default() };
    let live = Liveness::new(&proto).unwrap();
    assert_eq!(live.before(0), RegSet::one(0));
}

/// Time for all functions of the files under `LUA_FILES`.
#[test]
fn liveness_of_real_files() {
    let mut folders = vec![crate::support::isa::lua_files()];
    let lua = mlua::Lua::new();
    let mut all = vec![];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(function) = lua.load(std::fs::read(&path).unwrap()).into_function() {
                all.extend(functions(undump(&function.dump(false)).unwrap()));
            }
        }
    }
    let begin = std::time::Instant::now();
    let lives: Vec<Liveness> = all.iter().map(|proto| Liveness::new(proto).unwrap()).collect();
    let instructions: usize = all.iter().map(|proto| proto.code.len()).sum();
    println!("{} functions, {instructions} instructions: {:?}", all.len(), begin.elapsed());
    for (proto, live) in all.iter().zip(&lives) {
        walk(proto, live, &mut Numbers::new(1));
        assert!((live.before(0) - entry_registers(proto)).is_subset(RegSet::below(u32::from(proto.max_stack))));
    }
}
