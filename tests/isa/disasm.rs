//! Listings: one read by hand, and any function at all has one.

use crate::support::isa::{Numbers, PROGRAMS, random_function, reference_chunk};
use lockstep::isa::comment::{LocalMap, constant, number, quote};
use lockstep::isa::disasm::{instruction_text, listing, render};
use lockstep::isa::{Const, Proto, names, undump};
use proptest::prelude::*;

#[test]
fn a_listing_by_hand() {
    let source = r#"local t, n = { 1, "x\n", k = 2 }, 0
function t.f(self, ...)
  for i, v in ipairs(self) do n = n + i self[v] = function() return v, n end end
  if not (n < 10) or t == nil then return self:f(n .. "a" .. -1, ...) end
  for i = 1, #t do t[i] = i end
  local a, b = ..., true
  return { a, ... }, b and 0.1
end"#;
    let proto = undump(&reference_chunk(source)).unwrap();
    let notes = |function, pc| (function == 0 && pc == 1).then(|| "list item 1".to_owned());
    let expected = r#"main function F0 <test:0,0>: 0+ params, 3 registers, 0 upvalues, 2 locals, 6 constants, 1 function, 11 instructions
     0     [1]  NEWTABLE  R0 2 1         ; R0 := {}, room for 2 items, 1 fields
     1     [1]  LOADK     R1 K0          ; R1 := 1                                  | list item 1
     2     [1]  LOADK     R2 K1          ; R2 := "x\n"
     3     [1]  SETTABLE  R0 K2 K3       ; R0.k := 2
     4     [1]  SETLIST   R0 2 1         ; R0[1..2] := R1..R2
     5     [1]  LOADK     R1 K4          ; n := 0
     6     [8]  CLOSURE   R2 F1          ; R2 := function F1 <2,8>
     7     [8]  capture   R1             ; n
     8     [8]  capture   R0             ; t
     9     [2]  SETTABLE  R0 K5 R2       ; t.f := R2
    10     [8]  RETURN    R0 1           ; return
  constants:
    K0    1
    K1    "x\n"
    K2    "k"
    K3    2
    K4    0
    K5    "f"
  locals:
    R0    t                pc 6..10
    R1    n                pc 6..10
"#;
    let text = render(&listing(&proto, &notes));
    assert!(text.starts_with(expected), "{text}");
    assert_eq!(text, include_str!("disasm/a_listing_by_hand.txt"));
}

#[test]
fn values_of_constants() {
    for (n, text) in [
        (0.0, "0"),
        (-0.0, "-0"),
        (1.5, "1.5"),
        (-3.0, "-3"),
        (1e15, "1000000000000000"),
        (1e300, "1e300"),
        (f64::INFINITY, "inf"),
        (f64::NEG_INFINITY, "-inf"),
        (f64::NAN, "nan"),
        (0.1, "0.1"),
    ] {
        assert_eq!(number(n), text);
    }
    assert_eq!(quote(b"a\"\\\n\x00\x011\xff", 100), r#""a\"\\\n\0\0011\255""#);
    assert_eq!(quote(b"abcdef", 3), r#""abc"..."#);
    assert_eq!(constant(&Const::Boolean(true), 9), "true");
    assert_eq!(constant(&Const::Nil, 9), "nil");
}

/// The register of each local variable is where the reference's rule for active variables finds it.
#[test]
fn locals_are_where_the_debug_library_finds_them() {
    for source in PROGRAMS {
        for proto in crate::support::isa::functions(undump(&reference_chunk(source)).unwrap()) {
            let map = LocalMap::new(&proto);
            for pc in 0..proto.code.len() {
                for reg in 0..u32::from(proto.max_stack) {
                    let expected = names::local_name(&proto, pc, reg as usize + 1);
                    assert_eq!(map.name(&proto, reg, pc), expected, "register {reg} at pc {pc}");
                }
            }
        }
    }
}

fn check(proto: &Proto) {
    let listings = listing(proto, &|_, pc| (pc % 2 == 0).then(String::new));
    assert_eq!(listings[0].rows.len(), proto.code.len());
    let lines = render(&listings);
    assert!(lines.lines().count() > proto.code.len());
    let map = LocalMap::new(proto);
    for pc in 0..=proto.code.len() {
        let _ = instruction_text(proto, &map, pc);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_function_has_a_listing(seed in any::<u64>()) {
        let mut proto = random_function(seed);
        check(&proto);
        let mut rng = Numbers::new(seed);
        for _ in 0..10 {
            let pc = rng.below(proto.code.len() as u32) as usize;
            proto.code[pc].0 = rng.below(u32::MAX);
            check(&proto);
        }
        proto.constants.clear();
        proto.protos.clear();
        proto.upvalue_names.clear();
        proto.lines.clear();
        for local in &mut proto.locals {
            std::mem::swap(&mut local.start_pc, &mut local.end_pc);
        }
        check(&proto);
    }
}
