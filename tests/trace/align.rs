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
