//! Effects: one hand-worked line per operand form of every opcode, and agreement with the operand kinds of the table.

use lockstep::isa::effects::{Effects, HeapEffect, Malformed, effects, instruction_starts, observed_successors};
use lockstep::isa::instr::{self, Instr};
use lockstep::isa::{Const, Format, Op, Operand, Proto, RegSet};

/// A function whose pc 10 holds `words`; the rest returns. It has three nested functions with 0, 1 and 3 upvalues.
fn function(words: &[Instr]) -> Proto {
    let mut code = vec![Instr::abc(Op::Return, 0, 1, 0); 40];
    code[10..10 + words.len()].copy_from_slice(words);
    let nested = |num_upvalues| Proto { num_upvalues, ..Proto::default() };
    Proto {
        code,
        constants: vec![Const::String(b"name"[..].into()); 20],
        protos: vec![nested(0), nested(1), nested(3)],
        max_stack: 100,
        ..Proto::default()
    }
}

fn registers(set: RegSet) -> String {
    let regs: Vec<u8> = set.iter().collect();
    let runs = regs.chunk_by(|a, b| b - a == 1).map(|run| match (run[0], run[run.len() - 1]) {
        (first, last) if first == last => format!("{first}"),
        (first, 255) => format!("{first}.."),
        (first, last) => format!("{first}-{last}"),
    });
    runs.collect::<Vec<_>>().join(",")
}

fn describe(found: &Effects) -> String {
    let mut out = vec![];
    if !found.reads.is_empty() {
        let open = found.open_read.map_or(String::new(), |from| format!(" top from {from}"));
        out.push(format!("reads {}{open}", registers(found.reads)));
    }
    if !found.captures.is_empty() {
        out.push(format!("captures {}", registers(found.captures)));
    }
    if !found.clobbers.is_empty() {
        out.push(format!("clobbers {}", registers(found.clobbers)));
    }
    for edge in found.next.iter() {
        let open = edge.open_write.map_or(String::new(), |from| format!(" top from {from}"));
        let writes = if edge.writes.is_empty() { String::new() } else { format!(" {}", registers(edge.writes)) };
        out.push(format!("{}:{writes}{open}", edge.pc));
    }
    if found.returns {
        out.push("returns".into());
    }
    if found.heap != HeapEffect::None {
        out.push(format!("{:?}", found.heap).replace("{ ", "").replace(" }", ""));
    }
    if found.may_call() {
        out.push("calls".into());
    } else if found.may_raise {
        out.push("raises".into());
    }
    assert!(!found.may_call() || found.may_raise);
    out.join("; ")
}

#[test]
fn every_form_by_hand() {
    let abc = Instr::abc;
    let word = |op, a, b, c| vec![abc(op, a, b, c)];
    let k = instr::RK_CONST;
    let cases: Vec<(Vec<Instr>, &str)> = vec![
        (word(Op::Move, 2, 5, 0), "reads 5; 11: 2"),
        (vec![Instr::abx(Op::LoadK, 2, 7)], "11: 2"),
        (word(Op::LoadBool, 2, 1, 0), "11: 2"),
        (word(Op::LoadBool, 2, 0, 1), "12: 2"),
        (word(Op::LoadNil, 2, 5, 0), "11: 2-5"),
        (word(Op::GetUpval, 2, 3, 0), "11: 2; ReadUpvalue(3)"),
        (vec![Instr::abx(Op::GetGlobal, 2, 7)], "11: 2; ReadGlobal(7); calls"),
        (word(Op::GetTable, 2, 5, 7), "reads 5,7; 11: 2; ReadSlot table: 5, key: Reg(7); calls"),
        (word(Op::GetTable, 2, 5, k + 7), "reads 5; 11: 2; ReadSlot table: 5, key: Const(7); calls"),
        (vec![Instr::abx(Op::SetGlobal, 2, 7)], "reads 2; 11:; WriteGlobal(7); calls"),
        (word(Op::SetUpval, 2, 3, 0), "reads 2; 11:; WriteUpvalue(3)"),
        (word(Op::SetTable, 2, 5, 7), "reads 2,5,7; 11:; WriteSlot table: 2, key: Reg(5); calls"),
        (word(Op::SetTable, 2, k + 5, k + 7), "reads 2; 11:; WriteSlot table: 2, key: Const(5); calls"),
        (word(Op::NewTable, 2, 5, 7), "11: 2; NewTable"),
        (word(Op::SelfOp, 2, 5, 7), "reads 5,7; 11: 2-3; ReadSlot table: 5, key: Reg(7); calls"),
        (word(Op::SelfOp, 2, 2, k + 7), "reads 2; 11: 2-3; ReadSlot table: 2, key: Const(7); calls"),
        (word(Op::Add, 2, 5, 7), "reads 5,7; 11: 2; calls"),
        (word(Op::Sub, 2, k + 5, 7), "reads 7; 11: 2; calls"),
        (word(Op::Mul, 2, 5, k + 7), "reads 5; 11: 2; calls"),
        (word(Op::Div, 2, k, k), "11: 2; calls"),
        (word(Op::Mod, 2, 5, 7), "reads 5,7; 11: 2; calls"),
        (word(Op::Pow, 2, 5, 5), "reads 5; 11: 2; calls"),
        (word(Op::Unm, 2, 5, 0), "reads 5; 11: 2; calls"),
        (word(Op::Not, 2, 5, 0), "reads 5; 11: 2"),
        (word(Op::Len, 2, 5, 0), "reads 5; 11: 2; calls"),
        (word(Op::Concat, 2, 5, 7), "reads 5-7; clobbers 5-7; 11: 2; Concat; calls"),
        (vec![Instr::asbx(Op::Jmp, 0, 3)], "14:"),
        (vec![Instr::asbx(Op::Jmp, 0, -11)], "0:"),
        (word(Op::Eq, 0, 5, 7), "reads 5,7; 11:; 12:; calls"),
        (word(Op::Lt, 1, 5, k + 7), "reads 5; 11:; 12:; calls"),
        (word(Op::Le, 0, k + 5, 7), "reads 7; 11:; 12:; calls"),
        (word(Op::Test, 2, 0, 1), "reads 2; 11:; 12:"),
        (word(Op::TestSet, 2, 5, 0), "reads 5; 11: 2; 12:"),
        (word(Op::Call, 2, 3, 4), "reads 2-4; clobbers 2..; 11: 2-4; calls"),
        (word(Op::Call, 2, 1, 1), "reads 2; clobbers 2..; 11:; calls"),
        (word(Op::Call, 2, 0, 0), "reads 2.. top from 3; clobbers 2..; 11: 2.. top from 2; calls"),
        (word(Op::TailCall, 2, 3, 0), "reads 2-4; clobbers 2..; 11: 2.. top from 2; returns; calls"),
        (word(Op::TailCall, 2, 0, 0), "reads 2.. top from 3; clobbers 2..; 11: 2.. top from 2; returns; calls"),
        (word(Op::Return, 2, 1, 0), "returns; CloseUpvalues from: 0"),
        (word(Op::Return, 2, 4, 0), "reads 2-4; returns; CloseUpvalues from: 0"),
        (word(Op::Return, 2, 0, 0), "reads 2.. top from 2; returns; CloseUpvalues from: 0"),
        (vec![Instr::asbx(Op::ForLoop, 2, -6)], "reads 2-4; clobbers 2; 11:; 5: 2,5"),
        (vec![Instr::asbx(Op::ForPrep, 2, 6)], "reads 2-4; 17: 2-4; raises"),
        (word(Op::TForLoop, 2, 0, 2), "reads 2-4; clobbers 5..; 11: 4-6; 12: 5-6; calls"),
        (word(Op::SetList, 2, 3, 1), "reads 2-5; 11:; WriteItems table: 2, first: 1, count: Some(3)"),
        (word(Op::SetList, 2, 0, 3), "reads 2.. top from 3; 11:; WriteItems table: 2, first: 101, count: None"),
        (
            vec![abc(Op::SetList, 2, 50, 0), Instr(1000)],
            "reads 2-52; 12:; WriteItems table: 2, first: 49951, count: Some(50)",
        ),
        (word(Op::Close, 2, 0, 0), "11:; CloseUpvalues from: 2"),
        (vec![Instr::abx(Op::Closure, 2, 0)], "11: 2; NewClosure proto: 0"),
        (vec![Instr::abx(Op::Closure, 2, 1), abc(Op::Move, 0, 2, 0)], "captures 2; 12: 2; NewClosure proto: 1"),
        (
            vec![
                Instr::abx(Op::Closure, 2, 2),
                abc(Op::Move, 0, 7, 0),
                abc(Op::GetUpval, 0, 9, 0),
                abc(Op::Move, 0, 1, 0),
            ],
            "reads 1,7; captures 1,7; 14: 2; NewClosure proto: 2",
        ),
        (word(Op::VarArg, 2, 4, 0), "11: 2-4"),
        (word(Op::VarArg, 2, 1, 0), "11:"),
        (word(Op::VarArg, 2, 0, 0), "11: 2.. top from 2"),
    ];
    for (words, expected) in &cases {
        let found = effects(&function(words), 10).unwrap();
        assert_eq!(describe(&found), *expected, "{:?}", words[0]);
    }
    for op in Op::ALL {
        assert!(cases.iter().any(|(words, _)| words[0].op() == Some(*op)), "{op:?} has no case");
    }
}

#[test]
fn the_table_and_the_effects_agree() {
    for &op in Op::ALL {
        for (a, b, c) in [(2, 5, 7), (2, 3, 4), (1, 2, 2), (9, 1, 1)] {
            let instr = match op.format() {
                Format::Abc => Instr::abc(op, a, b, c),
                Format::Abx => Instr::abx(op, a, b % 3),
                Format::Asbx => Instr::asbx(op, a, b as i32),
            };
            let proto = function(&[instr]);
            let found = effects(&proto, 10).unwrap();
            let first = *found.next.iter().next().unwrap_or(&lockstep::isa::effects::Edge {
                pc: 0,
                writes: RegSet::EMPTY,
                open_write: None,
            });
            let kinds = op.operands();
            let second = if op.format() == Format::Abc { b } else { instr.bx() };
            for (field, value) in [a, second, c].into_iter().enumerate() {
                let reads = value < 256 && found.reads.contains(value as u8);
                let writes = value < 256 && first.writes.contains(value as u8);
                let right = match kinds[field] {
                    Operand::Unused => true,
                    Operand::Def => writes,
                    Operand::Use => reads,
                    Operand::DefFirst => writes || first.writes.is_empty(),
                    Operand::DefLast => writes || value < a,
                    Operand::DefPair => writes && first.writes.contains(value as u8 + 1),
                    Operand::UseFirst => reads || found.reads.is_empty(),
                    Operand::UseLast => reads,
                    Operand::Rk => reads,
                    Operand::Konst => found.heap == HeapEffect::None,
                    Operand::Global => {
                        matches!(found.heap, HeapEffect::ReadGlobal(k) | HeapEffect::WriteGlobal(k) if k == value)
                    }
                    Operand::Upval => {
                        matches!(found.heap, HeapEffect::ReadUpvalue(u) | HeapEffect::WriteUpvalue(u) if u32::from(u) == value)
                    }
                    Operand::Proto => found.heap == HeapEffect::NewClosure { proto: value },
                    Operand::Flag => true,
                    Operand::Size => found.heap == HeapEffect::NewTable,
                    Operand::CallBase => reads && found.may_call() && found.clobbers == RegSet::from(value),
                    Operand::ForBase => RegSet::range(value, value + 3) == found.reads,
                    Operand::IterBase => RegSet::range(value, value + 3) == found.reads && found.may_call(),
                    Operand::Args => found.open_read.is_some() == (value == 0),
                    Operand::Results => op == Op::TailCall || first.open_write.is_some() == (value == 0),
                    Operand::Block => matches!(found.heap, HeapEffect::WriteItems { .. }),
                    Operand::Jump => found.next.iter().any(|e| i64::from(e.pc) == 11 + i64::from(instr.sbx())),
                };
                assert!(right, "{instr:?}: field {field} {:?}: {}", kinds[field], describe(&found));
            }
            // Nothing happens to registers that no field speaks of.
            let spoken: u32 = (a + b + c + 10) * 2;
            assert!(op == Op::Return || first.open_write.is_some() || (first.writes & RegSet::from(spoken)).is_empty());
        }
    }
}

#[test]
fn words_that_mean_nothing() {
    let wrong = |instr: Instr| effects(&function(&[instr]), 10).unwrap_err();
    for number in 38..64 {
        assert_eq!(wrong(Instr(number)), Malformed::Opcode(number as u8));
    }
    assert_eq!(wrong(Instr::abc(Op::Move, 0, 256, 0)), Malformed::Register(256));
    assert_eq!(wrong(Instr::abc(Op::LoadNil, 0, 511, 0)), Malformed::Register(511));
    assert_eq!(wrong(Instr::abc(Op::SelfOp, 255, 0, 0)), Malformed::Register(256));
    assert_eq!(wrong(Instr::abc(Op::Call, 250, 10, 1)), Malformed::Register(259));
    assert_eq!(wrong(Instr::abx(Op::Closure, 0, 3)), Malformed::Proto(3));
    assert_eq!(wrong(Instr::asbx(Op::Jmp, 0, -12)), Malformed::Target(-1));
    assert_eq!(wrong(Instr::asbx(Op::ForLoop, 0, 29)), Malformed::Target(40));
    assert_eq!(effects(&function(&[]), 40), Err(Malformed::NoCode));
    // Any word at all gives a value.
    for word in (0..u32::MAX).step_by(9973) {
        let _ = effects(&function(&[Instr(word)]), 10);
    }
}

#[test]
fn data_words_are_no_instructions() {
    let proto = function(&[
        Instr::abx(Op::Closure, 0, 1),
        Instr::abc(Op::GetUpval, 0, 0, 0),
        Instr::abc(Op::SetList, 0, 1, 0),
        Instr::abx(Op::Closure, 0, 2),
        Instr::abc(Op::SetList, 0, 1, 1),
    ]);
    let starts = instruction_starts(&proto);
    assert_eq!(&starts[9..16], &[true, true, false, true, false, true, true]);
}

#[test]
fn a_test_and_its_jump_are_one_step() {
    let test = [Instr::abc(Op::Test, 2, 0, 0), Instr::asbx(Op::Jmp, 0, 5)];
    assert_eq!(observed_successors(&function(&test), 10), Ok([Some(17), Some(12)]));
    assert_eq!(observed_successors(&function(&test), 11), Ok([Some(17), None]));
    let skip = [Instr::abc(Op::LoadBool, 2, 0, 1), Instr::asbx(Op::Jmp, 0, 5)];
    assert_eq!(observed_successors(&function(&skip), 10), Ok([Some(12), None]));
    assert_eq!(observed_successors(&function(&[]), 10), Ok([None, None]));
}
