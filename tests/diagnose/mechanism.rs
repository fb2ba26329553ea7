//! Findings of one mistake have one mechanism, however they look; those of different ones do not.

use std::collections::BTreeMap;
use std::time::Duration;

use lockstep::diagnose::explain::explain;
use lockstep::diagnose::mechanism::{mechanism, whose};
use lockstep::engine::{Limits, Options};
use lockstep::fault;

/// Whose mistake, and where, as programs with the fault show it.
fn shown(fault: &'static str, program: &str) -> String {
    let limits = Limits { instructions: 200_000, ..Limits::default() };
    let options = Options { limits, ..Options::default() };
    let pair = fault::pair(None, Some(&format!("fault:{fault}")), Duration::from_secs(5)).expect("a fault");
    let explanation = explain(program.as_bytes(), "t.lua", &options, pair, None).expect("comparable");
    let whose = whose(&explanation).unwrap_or_else(|| panic!("{fault}: nothing differs in {program}"));
    format!("{whose}, {}", mechanism(&explanation).unwrap_or_default())
}

#[test]
fn one_mistake_has_one_mechanism() {
    let faults: [(&str, &[&str], &str); 5] = [
        (
            "vm-rep-one-less",
            &["print(('ab'):rep(3))", "local t = {('x'):rep(2)} t.x = #t[1] return t.x", "error(('e'):rep(4))"],
            "vm, string.rep",
        ),
        (
            "close-left-out",
            &[
                "local t = {} for i = 1, 3 do t[i] = function() return i end end print(t[1]())",
                "local f do local x = 1 f = function() return x end end local y = 5 print(f())",
            ],
            "compiler, upvalues",
        ),
        (
            "call-result-lost",
            &["local a = tostring(1) print(a)", "local x, y = math.modf(1.5) print(x, y)"],
            "compiler, numbers of values",
        ),
        (
            "arith-left-twice",
            &["local a, b = 1, 2 print(a - b)", "local s = 0 for i = 1, 3 do s = s + i * 2 end print(s)"],
            "compiler, arithmetic",
        ),
        ("tforloop-one-variable", &["for k, v in pairs({x = 1}) do print(k, v) end"], "compiler, loops"),
    ];
    let mut found: BTreeMap<String, &str> = BTreeMap::new();
    for (fault, programs, expected) in faults {
        for program in programs {
            let shown = shown(fault, program);
            assert_eq!(shown.to_lowercase(), expected, "{fault}: {program}");
            let other = found.insert(shown, fault).filter(|&other| other != fault);
            assert_eq!(other, None, "{fault}");
        }
    }
}
