//! The contract table and the instruction word: every row is complete, every encoding reads back.

use lockstep::isa::instr::{self, Instr, Rk, fb_to_int, int_to_fb};
use lockstep::isa::{Format, Op, Operand};
use proptest::prelude::*;

/// The numbers of the opcodes in binary chunks.
const NUMBERS: [(&str, u8); 38] = [
    ("MOVE", 0),
    ("LOADK", 1),
    ("LOADBOOL", 2),
    ("LOADNIL", 3),
    ("GETUPVAL", 4),
    ("GETGLOBAL", 5),
    ("GETTABLE", 6),
    ("SETGLOBAL", 7),
    ("SETUPVAL", 8),
    ("SETTABLE", 9),
    ("NEWTABLE", 10),
    ("SELF", 11),
    ("ADD", 12),
    ("SUB", 13),
    ("MUL", 14),
    ("DIV", 15),
    ("MOD", 16),
    ("POW", 17),
    ("UNM", 18),
    ("NOT", 19),
    ("LEN", 20),
    ("CONCAT", 21),
    ("JMP", 22),
    ("EQ", 23),
    ("LT", 24),
    ("LE", 25),
    ("TEST", 26),
    ("TESTSET", 27),
    ("CALL", 28),
    ("TAILCALL", 29),
    ("RETURN", 30),
    ("FORLOOP", 31),
    ("FORPREP", 32),
    ("TFORLOOP", 33),
    ("SETLIST", 34),
    ("CLOSE", 35),
    ("CLOSURE", 36),
    ("VARARG", 37),
];

#[test]
fn every_row_is_complete() {
    assert_eq!(Op::COUNT, NUMBERS.len());
    for (&op, (mnemonic, number)) in Op::ALL.iter().zip(NUMBERS) {
        assert_eq!((op.mnemonic(), op as u8), (mnemonic, number));
        assert_eq!(Op::from_number(number), Some(op));
        let [a, b, c] = op.operands();
        let kinds = [a, b, c];
        match op.format() {
            Format::Abc => assert!(!kinds.contains(&Operand::Jump)),
            Format::Abx => {
                assert!(c == Operand::Unused && matches!(b, Operand::Konst | Operand::Global | Operand::Proto));
            }
            Format::Asbx => assert!(b == Operand::Jump && c == Operand::Unused),
        }
        assert!(kinds.iter().any(|kind| *kind != Operand::Unused));
        // The formula speaks of the fields that are used.
        for (kind, letter) in kinds.into_iter().zip(["A", "B", "C"]) {
            let bx = letter == "B" && op.format() != Format::Abc;
            // All results of a tail call are returned: its C is always 0.
            let named = (op, letter) == (Op::TailCall, "C") || op.formula().contains(if bx { "Bx" } else { letter });
            assert!(kind == Operand::Unused || named, "{mnemonic}: {letter} in {:?}", op.formula());
        }
    }
    assert!((Op::COUNT as u8..=255).all(|number| Op::from_number(number).is_none()));
}

#[test]
fn sizes_round_trip() {
    for fb in 0..=instr::MAX_FB {
        assert_eq!(int_to_fb(fb_to_int(fb)), fb);
    }
    for x in (0..100_000).chain([1 << 20, (1 << 26) - 1, 1 << 26]) {
        let fb = int_to_fb(x);
        assert!(fb_to_int(fb) >= x, "{x}");
        assert!(fb == 0 || fb_to_int(fb - 1) < x, "{x}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn fields_read_back(op in prop::sample::select(Op::ALL), a in 0..=instr::MAX_A, b in 0..=instr::MAX_B, c in 0..=instr::MAX_C) {
        let i = Instr::abc(op, a, b, c);
        prop_assert_eq!((i.op(), i.a(), i.b(), i.c()), (Some(op), a, b, c));
        let other = Instr::abc(Op::Move, 0, 0, 0).with_op(op).with_a(a).with_b(b).with_c(c);
        prop_assert_eq!(i, other);
        prop_assert_eq!(Rk::decode(b).encode(), b & 0x1ff);
        prop_assert_eq!(i.bx(), b << 9 | c);
    }

    #[test]
    fn wide_fields_read_back(op in prop::sample::select(Op::ALL), a in 0..=instr::MAX_A, bx in 0..=instr::MAX_BX) {
        let i = Instr::abx(op, a, bx);
        prop_assert_eq!((i.op(), i.a(), i.bx()), (Some(op), a, bx));
        prop_assert_eq!(i, Instr::abx(op, a, 0).with_bx(bx));
        let signed = bx as i32 - instr::MAX_SBX;
        let i = Instr::asbx(op, a, signed);
        prop_assert_eq!((i.op(), i.a(), i.sbx()), (Some(op), a, signed));
        prop_assert_eq!(i, Instr::asbx(op, a, 0).with_sbx(signed));
    }

    #[test]
    fn any_word_has_a_text(word: u32) {
        let i = Instr(word);
        let text = format!("{i:?}");
        prop_assert_eq!(text.starts_with('?'), i.op().is_none());
    }
}
