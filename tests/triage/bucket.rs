//! Findings with one cause have one key: the shape of the instruction, or what the program uses.

use lockstep::report::data::Shown;
use lockstep::triage::bucket::{behavioural, shape};

#[test]
fn instructions_by_opcode_and_operand_kinds() {
    assert_eq!(shape("ADD       R4 R1 K2         ; R4 := h + 1"), "ADD R R K");
    assert_eq!(shape("CALL      R6 3 0           ; R6.. := R6(R7, R8)"), "CALL R n 0");
}

#[test]
fn programs_by_what_they_use() {
    let (place, reference, subject) = ("output line 1".into(), "\"1\"".into(), "\"2\"".into());
    let difference = Shown { kind: "output".into(), place, reference, subject };
    let uses = |text: &str| behavioural(&difference, Some(text.as_bytes())).uses.join(" ");
    assert_eq!(uses("print(string.rep('a', 2))"), "string.rep");
    assert_eq!(uses("local s = 'a' print((s):rep(2))"), "string.rep");
    assert_eq!(uses("print(select(-1, 1, 2))"), "select");
    assert_eq!(uses("print(pcall(error))"), "");
    assert_eq!(uses("local a = {1} print(a.x .. #a)"), "# .. { }");
    assert_eq!(uses("for i = 1, 2 do print(i) end"), "for");
    assert_eq!(uses("local a = {} function a:f() end a:f()"), ": function { }");
}
