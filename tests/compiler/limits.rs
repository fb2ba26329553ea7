//! Limits: the last program that compiles and the first that does not, each as the reference has it.

use std::fmt::Write;

use crate::support::compile::{Reference, assert_agrees};

/// Compares what `make` gives for the numbers around `limit` (and both kinds of answer must occur).
#[track_caller]
fn around(limit: usize, make: impl Fn(usize) -> String) {
    let reference = Reference::new();
    let mut compiled = 0;
    let range = limit.saturating_sub(4)..limit + 5;
    for n in range.clone() {
        let source = make(n);
        assert_agrees(&reference, source.as_bytes());
        compiled += usize::from(reference.compile(source.as_bytes(), "=test").is_ok());
    }
    assert!(0 < compiled && compiled < range.len(), "no limit near {limit}: {compiled} of {} compile", range.len());
}

/// Compares what `make` gives for all the numbers.
#[track_caller]
fn all(range: impl Iterator<Item = usize>, make: impl Fn(usize) -> String) {
    let reference = Reference::new();
    for n in range {
        assert_agrees(&reference, make(n).as_bytes());
    }
}

fn list(n: usize, item: impl Fn(usize) -> String) -> String {
    (0..n).map(item).collect::<Vec<_>>().join(", ")
}

#[test]
fn levels() {
    around(198, |n| format!("{}{}", "do ".repeat(n), "end ".repeat(n)));
    around(198, |n| format!("x = {}1{}", "(".repeat(n), ")".repeat(n)));
    around(198, |n| format!("x = {}1", "- ".repeat(n)));
    around(198, |n| format!("x = {}1", "not ".repeat(n)));
    around(198, |n| format!("x = {}1", "a .. ".repeat(n)));
    around(198, |n| format!("x = {}1", "a ^ ".repeat(n)));
    around(198, |n| format!("x = {}{}", "{".repeat(n), "}".repeat(n)));
    around(198, |n| format!("{}{}", "f(".repeat(n), ")".repeat(n)));
    around(198, |n| format!("x = {}1{}", "a[".repeat(n), "]".repeat(n)));
    around(99, |n| format!("{}{}", "f(function() ".repeat(n), "end) ".repeat(n)));
    around(198, |n| format!("{}{}", "while x do ".repeat(n), "end ".repeat(n)));
    around(198, |n| format!("{}{}", "repeat ".repeat(n), "until x ".repeat(n)));
    around(198, |n| format!("{}{}", "if x then ".repeat(n), "end ".repeat(n)));
    around(198, |n| format!("{}{}", "local function f() ".repeat(n), "end ".repeat(n)));
    all(60..70, |n| format!("{}{}", "for i = 1, 2 do ".repeat(n), "end ".repeat(n)));
    around(66, |n| format!("{}{}", "for i in x do ".repeat(n * 2 - 83), "end ".repeat(n * 2 - 83)));
}

#[test]
fn targets() {
    around(198, |n| format!("{} = 1", list(n, |i| format!("a{i}"))));
    around(190, |n| {
        format!("do do do do do do do do {} = 1 end end end end end end end end", list(n, |_| "a".to_owned()))
    });
    around(196, |n| format!("function f()\n{} = 1 end", list(n, |_| "a".to_owned())));
    all(190..200, |n| format!("function f()\n{}", list(n, |_| "a".to_owned())));
}

#[test]
fn locals() {
    around(200, |n| format!("local {}", list(n, |i| format!("a{i}"))));
    around(200, |n| format!("local {} = 1", list(n, |i| format!("a{i}"))));
    around(200, |n| "local a ".repeat(n));
    around(200, |n| format!("function f({}) end", list(n, |i| format!("a{i}"))));
    around(199, |n| format!("\nlocal function f({}, ...) end", list(n, |i| format!("a{i}"))));
    around(199, |n| format!("\nfunction f:m({}) end", list(n, |i| format!("a{i}"))));
    around(196, |n| format!("{} for i = 1, 2 do end", "local a ".repeat(n)));
    around(195, |n| format!("{} for i, j in x do end", "local a ".repeat(n)));
    around(197, |n| format!("for {} in x do end", list(n, |i| format!("a{i}"))));
    around(199, |n| format!("{} local function f() end", "local a ".repeat(n)));
    all([32764, 32765, 32766, 32767, 32768, 32769].into_iter(), |n| "do local a end ".repeat(n));
    all([10920, 10921, 10922, 10923].into_iter(), |n| {
        format!("function f() {} end", "do local a, b, c end ".repeat(n))
    });
}

#[test]
fn upvalues() {
    let declare = |n| format!("local {}\n", list(n, |i| format!("a{i}")));
    around(60, |n| format!("{}function f() return {} end", declare(100), list(n, |i| format!("a{i}"))));
    around(60, |n| {
        format!("{}function f()\nreturn function() g({}) end end", declare(100), list(n, |i| format!("a{i}")))
    });
    around(30, |n| {
        let first = list(30, |i| format!("a{i}"));
        let more = list(n, |i| format!("b{i}"));
        format!(
            "local {}\n local {}\nfunction f() return {first}, function()\n return {more} end end",
            list(30, |i| format!("a{i}")),
            list(50, |i| format!("b{i}"))
        )
    });
}

#[test]
fn registers() {
    around(249, |n| format!("f({})", list(n - 1, |_| "a".to_owned())));
    around(249, |n| format!("f({})", list(n - 1, |_| "...".to_owned())));
    around(249, |n| format!("return {}", list(n, |i| i.to_string())));
    around(124, |n| {
        format!("local {}\nlocal x = f({})", list(125, |i| format!("a{i}")), list(n - 2, |_| "a".to_owned()))
    });
    around(249, |n| {
        format!(
            "x = {}",
            vec!["a"; n.min(190)].join(" .. ")
                + &" + f()".repeat(0)
                + &format!(" .. f({})", list(n.saturating_sub(192), |_| "b".to_owned()))
        )
    });
    all(40..60, |n| format!("local {}\nx = {{ {} }}", list(199, |i| format!("a{i}")), list(n, |_| "g".to_owned())));
    all(40..60, |n| {
        format!("local {}\nx = {{ {}, ... }}", list(199, |i| format!("a{i}")), list(n, |_| "g".to_owned()))
    });
    all(40..60, |n| {
        format!(
            "local {}\nlocal t = {} g",
            list(190, |i| format!("a{i}")),
            "g < ".to_owned() + &"f(a1, ".repeat(n) + "1" + &")".repeat(n) + " and"
        )
    });
    all(45..60, |n| format!("local {}\n{} = 1", list(195, |i| format!("a{i}")), list(n, |_| "t.x".to_owned())));
    all(40..60, |n| format!("local {}\nx = {}", list(199, |i| format!("a{i}")), "{ g, ".repeat(n) + &"}".repeat(n)));
    all(195..201, |n| format!("{}for a, b in x do end", "local a ".repeat(n - 5)));
    all(120..128, |n| format!("x = {}1{}", "g:m(".repeat(n), ")".repeat(n)));
    all(245..252, |n| format!("local a local t = f({}, {{}})", list(n - 4, |_| "a".to_owned())));
    all(245..252, |n| format!("local a local t = f({}, not a == b)", list(n - 4, |_| "a".to_owned())));
}

#[test]
fn constants() {
    let strings = |n: usize| list(n, |i| format!("'s{i}'"));
    let tails = [
        "a.b",
        "a[1]",
        "a + 1",
        "1 + a",
        "1 == a",
        "a == 'x'",
        "a[nil]",
        "a == true",
        "a == nil",
        "a:m(nil)",
        "{x = 1, [2] = nil, y = true}",
        "{['a'] = 'b'}",
        "a .. 'x'",
        "-'x'",
        "a < 1",
        "1 < a",
        "a[1 == 2]",
        "#'x'",
    ];
    for tail in tails {
        all(248..262, |n| format!("t = {{{}}}\nx = {tail}\ny.z = 3\nt[true] = false\nt.n = nil", strings(n)));
    }
    all([49, 50, 51, 99, 100, 101, 150, 500, 25549, 25550, 25551, 25600, 25601, 30000].into_iter(), |n| {
        format!("t = {{{}}}", list(n, |_| "1".to_owned()))
    });
    all([25549, 25550, 25551, 25600].into_iter(), |n| format!("t = {{{}, f()}}", list(n, |_| "1".to_owned())));
    // A block number of such a size that the word that holds it looks like an instruction.
    all([25_650, 25_700, 25_750, 26_900, 26_925, 26_950, 26_951].into_iter(), |n| {
        format!("if x then local t = {{{}}} else end local a, b, c", list(n, |_| "1".to_owned()))
    });
    all([0, 1, 7, 8, 9, 15, 16, 17, 31, 33, 64, 100, 1000, 70000].into_iter(), |n| {
        format!("t = {{{}}}", list(n, |i| format!("a{} = 1", i % 10)))
    });
    all([262_138, 262_139, 262_140, 262_141, 262_142, 262_143, 262_144].into_iter(), |n| {
        let mut source = String::new();
        for i in 0..n {
            write!(source, "a={i} ").expect("strings grow");
        }
        source
    });
}

#[test]
fn jumps() {
    all([26_213, 26_214, 43_688, 43_689, 43_690, 65_534, 65_535, 65_536, 70_000].into_iter(), |n| {
        format!("while x do {} end", "f() ".repeat(n))
    });
    all([43_688, 43_689, 43_690, 65_533, 65_534, 65_535, 65_536, 70_000].into_iter(), |n| {
        format!("for i = 1, 2 do {} end", "f() ".repeat(n))
    });
    all([65_534, 65_535, 65_536].into_iter(), |n| format!("for i in x do {} end", "f() ".repeat(n)));
    all([65_534, 65_535, 65_536].into_iter(), |n| format!("if x then {} else y() end", "f() ".repeat(n)));
    all([65_533, 65_534, 65_535, 65_536].into_iter(), |n| format!("repeat {} until x", "f() ".repeat(n)));
    all([65_533, 65_534, 65_535, 65_536].into_iter(), |n| {
        format!("while x do if y then break end {} break end", "f() ".repeat(n))
    });
}

#[test]
fn chunk_names() {
    let reference = Reference::new();
    for len in (0..100).chain([500]) {
        for mark in ["", "=", "@"] {
            for tail in ["", "\n", "\nx", "\rx", "x\ny"] {
                let name = format!("{mark}{}{tail}", "n".repeat(len));
                if name.is_empty() {
                    continue;
                }
                let difference = crate::support::compile::difference(&reference, b"x x", &name);
                assert_eq!(difference, None, "{name:?}");
            }
        }
    }
}
