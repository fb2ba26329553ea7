//! The verifier: accepts all that compilers of 5.1 make, refuses each kind of broken code with the right reason, and what it
//! accepts keeps its promises on every way through the code.

use crate::support::isa::{Numbers, PROGRAMS, functions, program_functions, random_function, reference_chunk};
use lockstep::isa::effects::{Malformed, effects, instruction_starts};
use lockstep::isa::proto::vararg;
use lockstep::isa::verify::{LoadError, VerifyError, Violation, undump_verified, verify};
use lockstep::isa::{Const, Instr, LocalVar, Op, Proto, Verified, dump, undump};
use mlua::Lua;
use proptest::prelude::*;

#[test]
fn programs_are_accepted() {
    for source in PROGRAMS {
        let mut proto = undump_verified(&reference_chunk(source)).unwrap().into_proto();
        let mut strip = vec![&mut proto];
        while let Some(proto) = strip.pop() {
            proto.lines.clear();
            proto.locals.clear();
            proto.upvalue_names.clear();
            strip.extend(proto.protos.iter_mut());
        }
        verify(&proto).unwrap();
    }
}

/// Chunks of the files under `LUA_FILES` are accepted.
#[test]
fn real_files_are_accepted() {
    let mut folders = vec![crate::support::isa::lua_files()];
    let lua = Lua::new();
    let (mut files, mut count, mut size, mut time) = (0, 0, 0, std::time::Duration::ZERO);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(function) = lua.load(std::fs::read(&path).unwrap()).into_function() {
                let chunk = function.dump(false);
                let begin = std::time::Instant::now();
                let proto = undump_verified(&chunk).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
                time += begin.elapsed();
                assert_eq!(dump(&proto), chunk, "{}", path.display());
                files += 1;
                size += chunk.len();
                count += functions(proto.into_proto()).len();
            }
        }
    }
    println!("{files} files, {count} functions, {size} bytes read and verified in {time:?}");
}

fn abc(op: Op, a: u32, b: u32, c: u32) -> Instr {
    Instr::abc(op, a, b, c)
}

/// A vararg function with 6 registers, 2 upvalues, constants `"s"` and `1`, nested functions with 0 and 2 upvalues.
fn function(code: &[Instr]) -> Proto {
    let nested = |num_upvalues| Proto { num_upvalues, ..function_without(&[abc(Op::Return, 0, 1, 0)]) };
    Proto { protos: vec![nested(0), nested(2)], ..function_without(code) }
}

fn function_without(code: &[Instr]) -> Proto {
    Proto {
        num_upvalues: 2,
        is_vararg: vararg::IS_VARARG,
        max_stack: 6,
        code: code.to_vec(),
        constants: vec![Const::String(b"s"[..].into()), Const::Number(1.0)],
        ..Proto::default()
    }
}

#[test]
fn each_violation() {
    let ret = abc(Op::Return, 0, 1, 0);
    let jmp = |distance| Instr::asbx(Op::Jmp, 0, distance);
    let register = |reg| Violation::Register { reg, max_stack: 6 };
    let cases: Vec<(Vec<Instr>, usize, Violation)> = vec![
        (vec![Instr(40), ret], 0, Malformed::Opcode(40).into()),
        (vec![abc(Op::Move, 6, 0, 0), ret], 0, register(6)),
        (vec![abc(Op::Move, 0, 6, 0), ret], 0, register(6)),
        (vec![abc(Op::Move, 0, 300, 0), ret], 0, Malformed::Register(300).into()),
        (vec![abc(Op::Add, 0, 1, 7), ret], 0, register(7)),
        (vec![abc(Op::Add, 0, 1, 256 + 2), ret], 0, Violation::Constant { index: 2, count: 2 }),
        (vec![Instr::abx(Op::LoadK, 0, 2), ret], 0, Violation::Constant { index: 2, count: 2 }),
        (vec![Instr::abx(Op::GetGlobal, 0, 1), ret], 0, Violation::GlobalName(1)),
        (vec![Instr::abx(Op::SetGlobal, 0, 2), ret], 0, Violation::Constant { index: 2, count: 2 }),
        (vec![abc(Op::GetUpval, 0, 2, 0), ret], 0, Violation::Upvalue { index: 2, count: 2 }),
        (vec![abc(Op::SetUpval, 0, 511, 0), ret], 0, Violation::Upvalue { index: 511, count: 2 }),
        (vec![abc(Op::Move, 0, 1, 3), ret], 0, Violation::Unused(3)),
        (vec![abc(Op::LoadBool, 0, 2, 0), ret], 0, Violation::Flag(2)),
        (vec![abc(Op::LoadBool, 0, 1, 1), ret], 0, Malformed::Target(2).into()),
        (vec![abc(Op::LoadNil, 2, 1, 0), ret], 0, Violation::Range { first: 2, last: 1 }),
        (vec![abc(Op::LoadNil, 2, 6, 0), ret], 0, register(6)),
        (vec![abc(Op::NewTable, 0, 232, 0), ret], 0, Violation::Size(232)),
        (vec![abc(Op::SelfOp, 5, 0, 256), ret], 0, register(6)),
        (vec![abc(Op::Concat, 0, 1, 1), ret], 0, Violation::Range { first: 1, last: 1 }),
        (vec![abc(Op::Concat, 0, 5, 6), ret], 0, register(6)),
        (vec![jmp(-2), ret], 0, Malformed::Target(-1).into()),
        (vec![jmp(1), ret], 0, Malformed::Target(2).into()),
        (vec![abc(Op::Eq, 0, 0, 0), abc(Op::Not, 0, 0, 0), ret], 0, Violation::NoJump),
        (vec![abc(Op::Eq, 2, 0, 0), jmp(0), ret], 0, Violation::Flag(2)),
        (vec![abc(Op::Eq, 6, 0, 0), jmp(0), ret], 0, register(6)),
        (vec![abc(Op::Test, 0, 0, 0), jmp(0)], 0, Violation::NoReturn),
        (vec![abc(Op::TestSet, 0, 9, 0), jmp(0), ret], 0, register(9)),
        (vec![abc(Op::Call, 4, 3, 1), ret], 0, register(6)),
        (vec![abc(Op::Call, 4, 1, 4), ret], 0, register(6)),
        (vec![abc(Op::Call, 4, 0, 1), ret], 0, Violation::OpenUnset),
        (vec![abc(Op::Call, 4, 1, 0), ret], 1, Violation::OpenUnused),
        (vec![abc(Op::Call, 2, 1, 0), abc(Op::Call, 2, 0, 1), ret], 1, Violation::OpenBelow { needed: 3, set: 2 }),
        (vec![abc(Op::VarArg, 2, 0, 0), abc(Op::Return, 3, 0, 0), ret], 1, Violation::OpenBelow { needed: 3, set: 2 }),
        (vec![jmp(1), abc(Op::VarArg, 2, 0, 0), abc(Op::Return, 2, 0, 0), ret], 0, Violation::OpenEntered(0)),
        (vec![abc(Op::TailCall, 2, 1, 0), ret], 0, Violation::TailCall),
        (vec![abc(Op::TailCall, 2, 1, 0), abc(Op::Return, 1, 0, 0), ret], 0, Violation::TailCall),
        (vec![abc(Op::TailCall, 2, 1, 1), abc(Op::Return, 2, 0, 0), ret], 0, Violation::TailCall),
        (vec![abc(Op::Return, 4, 4, 0), ret], 0, register(6)),
        (vec![abc(Op::Return, 6, 1, 0), ret], 0, register(6)),
        (vec![Instr::asbx(Op::ForPrep, 0, 0), ret], 0, Violation::Loop),
        (vec![Instr::asbx(Op::ForPrep, 0, 0), Instr::asbx(Op::ForLoop, 1, -1), ret], 0, Violation::Loop),
        (vec![Instr::asbx(Op::ForPrep, 0, 0), Instr::asbx(Op::ForLoop, 0, -2), ret], 0, Violation::Loop),
        (vec![Instr::asbx(Op::ForLoop, 0, -1), ret], 0, Violation::Loop),
        (vec![Instr::asbx(Op::ForPrep, 3, 0), Instr::asbx(Op::ForLoop, 3, -1), ret], 1, register(6)),
        (vec![abc(Op::TForLoop, 0, 0, 0), jmp(-2), ret], 0, Violation::NoVariables),
        (vec![abc(Op::TForLoop, 1, 0, 1), jmp(-2), ret], 0, register(6)),
        (vec![abc(Op::TForLoop, 0, 0, 4), jmp(-2), ret], 0, register(6)),
        (vec![abc(Op::TForLoop, 0, 0, 1), ret, ret], 0, Violation::NoJump),
        (vec![abc(Op::SetList, 0, 6, 1), ret], 0, register(6)),
        (vec![abc(Op::SetList, 0, 1, 0), ret], 0, Malformed::Target(2).into()),
        (vec![abc(Op::SetList, 0, 1, 0), Instr(0), ret], 0, Violation::Block(-49)),
        (vec![abc(Op::SetList, 0, 1, 0), Instr(u32::MAX), ret], 0, Violation::Block(4_294_967_294 * 50 + 1)),
        (vec![jmp(1), abc(Op::SetList, 0, 1, 0), Instr(1), ret], 0, Violation::IntoData(2)),
        (vec![abc(Op::Close, 6, 0, 0), ret], 0, register(6)),
        (vec![Instr::abx(Op::Closure, 0, 2), ret], 0, Malformed::Proto(2).into()),
        (vec![Instr::abx(Op::Closure, 0, 1), ret], 0, Malformed::Target(3).into()),
        (vec![Instr::abx(Op::Closure, 0, 1), abc(Op::Move, 0, 1, 0), ret, ret], 0, Violation::Capture(ret.0)),
        (vec![Instr::abx(Op::Closure, 0, 1), abc(Op::Move, 0, 6, 0), abc(Op::GetUpval, 0, 1, 0), ret], 0, register(6)),
        (
            vec![Instr::abx(Op::Closure, 0, 1), abc(Op::Move, 0, 5, 0), abc(Op::GetUpval, 0, 2, 0), ret],
            0,
            Violation::Upvalue { index: 2, count: 2 },
        ),
        (vec![abc(Op::VarArg, 4, 4, 0), ret], 0, register(6)),
    ];
    for (code, pc, expected) in cases {
        let found = verify(&function(&code));
        let expected_pc = (expected != Violation::NoReturn).then_some(pc as u32);
        assert_eq!(
            found,
            Err(VerifyError { path: vec![], pc: expected_pc, violation: expected }),
            "{code:?}: {}",
            found.as_ref().unwrap_err()
        );
    }
}

#[test]
fn violations_of_the_function_as_a_whole() {
    let ret = [abc(Op::Return, 0, 1, 0)];
    let good = function(&ret);
    verify(&good).unwrap();
    let local = |start_pc, end_pc| LocalVar { name: b"x"[..].into(), start_pc, end_pc };
    let cases: Vec<(Proto, Violation)> = vec![
        (Proto { max_stack: 251, ..good.clone() }, Violation::MaxStack(251)),
        (Proto { num_params: 7, ..good.clone() }, Violation::Params { needed: 7, max_stack: 6 }),
        (Proto { num_params: 6, is_vararg: 3, ..good.clone() }, Violation::Params { needed: 7, max_stack: 6 }),
        (Proto { is_vararg: 4, ..good.clone() }, Violation::VarargFlags(4)),
        (Proto { is_vararg: 8, ..good.clone() }, Violation::VarargFlags(8)),
        (Proto { code: vec![], ..good.clone() }, Violation::NoReturn),
        (Proto { lines: vec![1, 2], ..good.clone() }, Violation::LineCount { lines: 2, code: 1 }),
        (
            Proto { upvalue_names: vec![b"u"[..].into()], ..good.clone() },
            Violation::UpvalueNameCount { names: 1, upvalues: 2 },
        ),
        (Proto { locals: vec![local(1, 0)], ..good.clone() }, Violation::LocalRange(0)),
        (Proto { locals: vec![local(0, 2)], ..good.clone() }, Violation::LocalRange(0)),
        (Proto { locals: vec![local(1, 1), local(0, 1)], ..good.clone() }, Violation::LocalOrder(1)),
        (
            Proto { locals: vec![local(0, 1); 7], ..good.clone() },
            Violation::LocalCount { active: 7, pc: 0, max_stack: 6 },
        ),
    ];
    for (proto, violation) in cases {
        assert_eq!(verify(&proto), Err(VerifyError { path: vec![], pc: None, violation }));
    }
    let compares = vec![abc(Op::Lt, 1, 256, 257), Instr::asbx(Op::Jmp, 0, 0), ret[0]];
    let narrow = Proto { max_stack: 1, code: compares, ..good.clone() };
    let violation = Violation::Register { reg: 1, max_stack: 1 };
    assert_eq!(verify(&narrow), Err(VerifyError { path: vec![], pc: Some(0), violation }));
    assert!(!reference_accepts(&Lua::new(), &dump(&narrow)), "A of a comparison is held against the frame");
    verify(&Proto { max_stack: 2, ..narrow }).unwrap();
    for flags in [0, vararg::IS_VARARG | vararg::HAS_ARG | vararg::NEEDS_ARG, vararg::HAS_ARG] {
        let code = vec![abc(Op::VarArg, 0, 1, 0), ret[0]];
        let proto = Proto { is_vararg: flags, code, ..good.clone() };
        assert_eq!(verify(&proto).unwrap_err().violation, Violation::NotVararg);
    }
    let mut nested = good.clone();
    nested.protos[1].protos.push(Proto { max_stack: 255, ..good.clone() });
    let error = verify(&nested).unwrap_err();
    assert_eq!((error.path.as_slice(), error.pc), (&[1, 0][..], None));
    assert_eq!(error.to_string(), "function main/1/0: a frame of 255 registers, but at most 250 are possible");
    let mut deep = good.clone();
    for _ in 0..300 {
        deep = Proto { protos: vec![deep], ..function_without(&ret) };
    }
    assert_eq!(verify(&deep).unwrap_err().violation, Violation::TooDeep);
    let message = undump_verified(&dump(&nested)).unwrap_err().message(b"@x.lua");
    assert_eq!(message, b"x.lua: bad code in precompiled chunk");
    assert!(matches!(undump_verified(b"\x1bLua"), Err(LoadError::Chunk(_))));
}

/// Whether the reference loads a chunk.
fn reference_accepts(lua: &Lua, chunk: &[u8]) -> bool {
    lua.load(chunk).set_mode(mlua::chunk::ChunkMode::Binary).into_function().is_ok()
}

/// The instructions that differ.
fn differences(a: &Proto, b: &Proto) -> Vec<(usize, Instr, Instr)> {
    let pairs = a.code.iter().zip(&b.code).enumerate();
    pairs.filter(|(_, (a, b))| a != b).map(|(pc, (a, b))| (pc, *a, *b)).collect()
}

/// Walks through the code at random and holds every step against the promises, independently of how they are checked.
fn walk(proto: &Proto, rng: &mut Numbers) {
    let starts = instruction_starts(proto);
    let max = u32::from(proto.max_stack);
    let mut pc = 0;
    let mut top = None;
    for _ in 0..300 {
        assert!(starts[pc]);
        let found = effects(proto, pc).unwrap();
        match found.open_read {
            Some(from) => {
                assert!(top.take().is_some_and(|top| from <= top));
                assert!(found.reads.iter().all(|reg| u32::from(reg) < max || reg >= from));
            }
            None => assert!(top.is_none() && found.reads.iter().all(|reg| u32::from(reg) < max)),
        }
        let edges: Vec<_> = found.next.iter().collect();
        if edges.is_empty() || found.returns && rng.below(2) == 0 {
            assert!(found.returns);
            return;
        }
        let edge = edges[rng.below(edges.len() as u32) as usize];
        top = edge.open_write;
        assert!(edge.writes.iter().all(|reg| u32::from(reg) < max || top.is_some_and(|top| reg >= top)));
        pc = edge.pc as usize;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_functions_are_accepted(seed in any::<u64>()) {
        let proto = random_function(seed);
        verify(&proto).unwrap();
        prop_assert!(reference_accepts(&Lua::new(), &dump(&proto)));
        for walks in 0..20 {
            walk(&proto, &mut Numbers::new(seed ^ walks));
        }
    }

    #[test]
    fn mutated_code_that_is_accepted_keeps_the_promises(seed in any::<u64>(), changes in 1u32..4) {
        let all = program_functions();
        let lua = Lua::new();
        let mut rng = Numbers::new(seed);
        for mut proto in all {
            let original = proto.clone();
            for _ in 0..40 {
                proto.clone_from(&original);
                for _ in 0..changes {
                    let pc = rng.below(proto.code.len() as u32) as usize;
                    proto.code[pc].0 ^= 1 << rng.below(32);
                }
                match rng.below(6) {
                    0 => proto.max_stack = rng.below(u32::from(proto.max_stack) + 2) as u8,
                    1 => proto.num_params = rng.below(u32::from(proto.max_stack) + 1) as u8,
                    2 => proto.is_vararg = rng.below(8) as u8,
                    3 => proto.num_upvalues = rng.below(3) as u8,
                    _ => {}
                }
                prop_assert_eq!(Verified::new(proto.clone()).map(drop), verify(&proto));
                if verify(&proto).is_ok() {
                    let chunk = dump(&proto);
                    prop_assert!(reference_accepts(&lua, &chunk), "only we accept {:?}", differences(&original, &proto));
                    prop_assert_eq!(&undump(&chunk).unwrap(), &proto);
                    walk(&proto, &mut rng);
                }
            }
        }
    }

    #[test]
    fn mutated_chunks_give_a_value(which in 0..PROGRAMS.len(), seed in any::<u64>()) {
        let original = reference_chunk(PROGRAMS[which]);
        let lua = Lua::new();
        let mut rng = Numbers::new(seed);
        for _ in 0..50 {
            let mut chunk = original.clone();
            for _ in 0..1 + rng.below(4) {
                let at = rng.below(chunk.len() as u32) as usize;
                chunk[at] = match rng.below(3) {
                    0 => rng.below(256) as u8,
                    1 => chunk[at] ^ 1 << rng.below(8),
                    _ => rng.pick(&[0, 1, 0x7f, 0x80, 0xff]),
                };
            }
            if rng.below(4) == 0 {
                chunk.truncate(rng.below(chunk.len() as u32) as usize);
            }
            if let Ok(proto) = undump_verified(&chunk) {
                prop_assert!(reference_accepts(&lua, &chunk), "only we accept it");
                for proto in functions(proto.into_proto()) {
                    walk(&proto, &mut rng);
                }
            }
        }
    }
}
