//! Instructions of two versions correspond; what was inserted or is missing stands as late as it can.

use lockstep::isa::{Instr, Op, Proto};
use lockstep::trace::align::Alignment;

/// A function with an instruction for each letter.
fn function(letters: &str) -> Proto {
    let code = letters.bytes().map(|letter| Instr::abc(Op::Move, 0, u32::from(letter), 0)).collect();
    Proto { code, ..Proto::default() }
}

/// For each instruction of the second: which of the first it corresponds to, and whether it is another.
fn aligned(a: &str, b: &str) -> (Vec<Option<usize>>, Vec<bool>) {
    let found = Alignment::new(&function(a), &function(b));
    for (there, here) in found.forward.iter().enumerate() {
        assert!(here.is_none_or(|here| found.backward[here] == Some(there)), "{found:?}");
    }
    (found.backward, found.altered)
}

#[test]
fn what_is_inserted_stands_as_late_as_it_can() {
    assert_eq!(aligned("xaay", "xaaay").0, [Some(0), Some(1), Some(2), None, Some(3)]);
    assert_eq!(aligned("xaaay", "xaay").0, [Some(0), Some(1), Some(2), Some(4)]);
    assert_eq!(aligned("xababy", "xabababy").0.iter().position(Option::is_none), Some(5));
    let (pairs, altered) = aligned("xay", "xby");
    assert_eq!((pairs, altered), (vec![Some(0), Some(1), Some(2)], vec![false, true, false]));
}

#[test]
fn what_was_replaced_corresponds_beside_an_insertion() {
    let (pairs, altered) = aligned("xaymn", "xbymon");
    assert_eq!(pairs, [Some(0), Some(1), Some(2), Some(3), None, Some(4)]);
    assert_eq!(altered, [false, true, false, false, false, false]);
}

/// A function of instructions that name their own registers, and jumps.
fn listing(code: &[Instr]) -> Proto {
    Proto { code: code.to_vec(), ..Proto::default() }
}

#[test]
fn what_shifts_code_alters_no_jump() {
    // A CLOSE that stands behind the loop in place of in it.
    let jump = |sbx| Instr::asbx(Op::Jmp, 0, sbx);
    let (set, close, end) =
        (Instr::abc(Op::Move, 1, 0, 0), Instr::abc(Op::Close, 1, 0, 0), Instr::abc(Op::Return, 0, 1, 0));
    let found = Alignment::new(
        &listing(&[jump(2), set, close, jump(-3), end]),
        &listing(&[jump(1), set, jump(-2), close, end]),
    );
    assert_eq!(found.forward, [Some(0), Some(1), None, Some(2), Some(4)]);
    assert_eq!(found.altered, [false; 5], "{found:?}");
}

#[test]
fn in_a_stretch_that_differs_those_correspond_that_resemble_each_other() {
    let load = |a, b| Instr::abc(Op::Move, a, b, 0);
    let add = |a, b, c| Instr::abc(Op::Add, a, b, c);
    let found =
        Alignment::new(&listing(&[load(2, 0), load(3, 1), add(2, 2, 3)]), &listing(&[load(2, 1), add(2, 0, 2)]));
    assert_eq!(found.forward, [None, Some(0), Some(1)]);
    assert_eq!(found.altered, [true, true]);
}
