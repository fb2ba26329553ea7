//! `find`, `match`, `gmatch` and `gsub` built from the kernels agree with the reference's, errors included.

use lockstep::vm::text::pattern::{
    Bounded, Match, MatchCapture, Matcher, Pattern, PatternCache, PatternError, Scan, find_plain, gsub, is_plain,
};
use mlua::{Function, Lua, LuaString};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::cell::RefCell;
use std::fmt::Write;

fn runner(cases: u32, seed: u8) -> TestRunner {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]))
}

/// All that the four functions say about a subject and a pattern, as one text.
const REFERENCE: &str = r#"
local function show(...)
  local t = {...}
  for i = 1, select('#', ...) do t[i] = type(t[i]) == 'string' and '<' .. t[i] .. '>' or tostring(t[i]) end
  return table.concat(t, ' ')
end
-- One result goes through pcall: the reference's own API checks forbid it to return a stack full of them.
local function try(f, ...)
  local ok, text = pcall(function(...) return show(f(...)) end, ...)
  if ok then return 'ok ' .. text, ok end
  -- Behind the position.
  return 'error <' .. string.sub(text, string.find(text, ': ', 1, true) + 2) .. '>', ok
end
local s, p, r, init = ...
local out = {
  (try(string.find, s, p, init)), (try(string.match, s, p, init)),
  (try(string.gsub, s, p, r)), (try(string.gsub, s, p, r, 2)),
}
local seen, gm = {}, string.gmatch(s, p)
repeat
  local more
  local text, ok = try(function() return (function(first, ...) more = first ~= nil; return first, ... end)(gm()) end)
  seen[#seen + 1] = text
until not (ok and more)
return table.concat(out, '\n') .. '\n' .. table.concat(seen, ',')
"#;

type Shown = Result<String, PatternError>;

fn line(r: Shown) -> String {
    match r {
        Ok(s) => format!("ok {s}"),
        Err(e) => format!("error <{e}>"),
    }
}

fn latin(b: &[u8]) -> String {
    b.iter().map(|&b| b as char).collect()
}

fn captures(m: &Matcher, p: &Pattern, s: &[u8], at: Match, count: usize) -> Shown {
    let mut out = String::new();
    for i in 0..count {
        let sep = if i == 0 { "" } else { " " };
        match m.capture(p, at, i)? {
            MatchCapture::Span(a, b) => write!(out, "{sep}<{}>", latin(&s[a..b])).unwrap(),
            MatchCapture::Position(n) => write!(out, "{sep}{n}").unwrap(),
        }
    }
    Ok(out)
}

fn ours(cache: &mut PatternCache, m: &mut Matcher, s: &[u8], pattern: &[u8], r: &[u8], init: usize) -> String {
    let p = cache.get(pattern);
    let init = (init - 1).min(s.len());
    let find = |m: &mut Matcher| -> Shown {
        if is_plain(pattern) {
            let at = find_plain(s, pattern, init);
            return Ok(at.map_or("nil".into(), |at| format!("{} {}", at + 1, at + pattern.len())));
        }
        let Some(at) = m.find(&p, s, init)? else { return Ok("nil".into()) };
        let caps = captures(m, &p, s, at, p.capture_count())?;
        Ok(format!("{} {}{}{caps}", at.start + 1, at.end, if caps.is_empty() { "" } else { " " }))
    };
    let matched = |m: &mut Matcher| -> Shown {
        let Some(at) = m.find(&p, s, init)? else { return Ok("nil".into()) };
        captures(m, &p, s, at, p.capture_count().max(1))
    };
    let replaced = |m: &mut Matcher, max: usize| -> Shown {
        let mut out = Vec::new();
        let n = gsub(m, &p, s, r, max, Bounded::new(&mut out, usize::MAX))?;
        Ok(format!("<{}> {n}", latin(&out)))
    };
    let mut lines = vec![line(find(m)), line(matched(m)), line(replaced(m, s.len() + 1)), line(replaced(m, 2))];
    let p = cache.get_for_gmatch(pattern);
    let mut scan = Scan::new();
    let mut seen = Vec::new();
    loop {
        let step = match scan.next(m, &p, s) {
            Ok(Some(at)) => captures(m, &p, s, at, p.capture_count().max(1)),
            Ok(None) => {
                // A C function without results: pcall gives nothing after `true`, or a nil.
                seen.push("ok nil".into());
                break;
            }
            Err(e) => Err(e),
        };
        let failed = step.is_err();
        seen.push(line(step));
        if failed {
            break;
        }
    }
    lines.push(seen.join(","));
    lines.join("\n")
}

struct Check {
    scratch: RefCell<(PatternCache, Matcher)>,
    lua: Lua,
    reference: Function,
}

impl Check {
    fn new() -> Check {
        let lua = Lua::new();
        let reference = lua.load(REFERENCE).set_name("=reference").into_function().unwrap();
        Check { scratch: RefCell::new((PatternCache::new(), Matcher::new())), lua, reference }
    }

    fn check(&self, s: &[u8], p: &[u8], r: &[u8], init: usize) {
        let text = |b: &[u8]| self.lua.create_string(b).unwrap();
        let theirs = self.reference.call::<LuaString>((text(s), text(p), text(r), init)).unwrap();
        let (cache, m) = &mut *self.scratch.borrow_mut();
        let ours = ours(cache, m, s, p, r, init);
        assert_eq!(
            latin(&theirs.as_bytes()),
            ours,
            "subject {} pattern {} replacement {} init {init}",
            s.escape_ascii(),
            p.escape_ascii(),
            r.escape_ascii()
        );
    }
}

fn piece() -> impl Strategy<Value = Vec<u8>> {
    let s = |s: &str| s.as_bytes().to_vec();
    prop_oneof![
        8 => "[abc ].?".prop_map(|t| t.into_bytes().into_iter().filter(|b| *b < 128).take(1).collect::<Vec<u8>>()),
        6 => "(a|b|\\.|%a|%d|%s|%w|%S|%z|%W|\\[ab\\]|\\[\\^a\\]|\\[%w_\\]|\\[b-d\\])[*+?-]".prop_map(String::into_bytes),
        4 => "%[abcdefglpswxzACDLPSUWXZ%.\\[\\]]".prop_map(String::into_bytes),
        3 => prop::sample::select(vec!["(", ")", "()", "(a)", "(.-)", "(%w+)", "(.*)", "(a?)"]).prop_map(s),
        2 => prop::sample::select(vec!["%1", "%2", "%0", "%b()", "%bab", "%baa", "%f[%w]", "%f[^a]", "%f[%z]", "%f"]).prop_map(s),
        2 => "\\[\\^?[]ab%\\-d^]{0,4}\\]?".prop_map(String::into_bytes),
        1 => prop::sample::select(vec!["^", "$", "%", "[", "%b", "\0", "*", "-", "]", "%\0"]).prop_map(s),
        1 => any::<u8>().prop_map(|b| vec![b]),
    ]
}

fn pattern() -> impl Strategy<Value = Vec<u8>> {
    (prop::bool::weighted(0.2), prop::collection::vec(piece(), 0..6), prop::bool::weighted(0.2)).prop_map(
        |(a, v, z)| {
            let mut p = if a { b"^".to_vec() } else { Vec::new() };
            p.extend(v.concat());
            if z {
                p.push(b'$');
            }
            p
        },
    )
}

fn subject() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        6 => prop::collection::vec(prop::sample::select(b"aabbc d1_.()%]\0-".to_vec()), 0..14),
        2 => prop::collection::vec(prop::sample::select(b"ab".to_vec()), 0..16),
        1 => prop::collection::vec(any::<u8>(), 0..10),
    ]
}

fn replacement() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(
        prop_oneof![3 => "[xy]", 2 => "%[0-9]", 1 => "%[%ax]", 1 => Just("%".to_string())].prop_map(String::into_bytes),
        0..4,
    )
    .prop_map(|v| v.concat())
}

#[test]
fn generated_patterns_match_like_the_reference() {
    let check = Check::new();
    runner(60_000, 21)
        .run(&(subject(), pattern(), replacement(), 1usize..8), |(s, p, r, init)| {
            check.check(&s, &p, &r, init);
            Ok(())
        })
        .unwrap();
}

#[test]
fn every_class_has_the_members_of_the_reference() {
    let check = Check::new();
    let all: Vec<u8> = (0..=255).collect();
    for letter in 1..=255u8 {
        for p in
            [vec![b'%', letter], vec![b'[', b'%', letter, b']'], vec![b'[', b'^', b'%', letter, b']'], vec![letter]]
        {
            check.check(&all, &p, b"", 1);
        }
    }
}

#[test]
fn known_patterns_match_like_the_reference() {
    let check = Check::new();
    let text =
        b"THE (quick) fox = 12, k=v; 2010-01-02 \"a \\\"b\\\" c\" [[x]] -- end\n  key = value  \nlua-y lazy laaazy\n";
    for p in [
        "%a+",
        "(%w+)=(%w+)",
        "(%w+)%s*=%s*(%w+)",
        "(l%a-y)%s",
        "%f[%a]%a+%f[%A]",
        "%b()",
        "(%d+)-(%d+)-(%d+)",
        "^%s*(.-)%s*$",
        "[^\n]*",
        "[^\n]+",
        "\"(.-)\"",
        "(.)%1",
        "()%a+()",
        ".-",
        ".*",
        "%s*$",
        "%w*$",
        "a*(.)%w(%s*)",
        "",
        "^",
        "$",
        "^$",
        "x*",
        "(()())",
        "(a(b)",
        "(.-)%s+(.-)%s",
        "%w+%s-$",
        "(%w+)(%W+)%1",
        "%-%-.-\n",
        "%[%[(.-)%]%]",
    ] {
        for init in [1, 2, 20, text.len(), text.len() + 1, text.len() + 9] {
            check.check(text, p.as_bytes(), b"<%0|%1>", init);
        }
    }
    let many = b"a".repeat(40);
    for n in [31, 32, 33] {
        for tail in ["", "x", "("] {
            let p = "(a)".repeat(n) + tail;
            check.check(&many, p.as_bytes(), b"%9", 1);
        }
    }
}

/// What would overflow a stack or never end must do neither.
#[test]
fn hostile_patterns_stay_bounded() {
    let mut m = Matcher::new();
    let p = "a?".repeat(100_000) + &"a".repeat(100_000);
    let s = b"a".repeat(100_000);
    m.set_fuel(3_000_000);
    // All the optional ones give back in turn: cheap here, as the failure is always at the end.
    let _ = m.match_at(&Pattern::new(p.as_bytes()), &s, 0);
    m.set_fuel(1_000_000);
    let slow = Pattern::new((".-".repeat(20) + "b").as_bytes());
    assert_eq!(m.match_at(&slow, &s[..200], 0), Err(PatternError::OutOfFuel));
    assert_eq!(m.find(&slow, &s[..200], 0), Err(PatternError::OutOfFuel));
    m.set_fuel(u64::MAX);
    assert_eq!(m.find(&Pattern::new(b"(%a+)="), &s, 0), Ok(None));
    assert_eq!(m.find(&Pattern::new(b".-b"), &s, 0), Ok(None));
    assert_eq!(m.find(&Pattern::new(b".*b"), &s, 0), Ok(None));
    assert_eq!(m.find(&Pattern::new(b"a*b"), &s, 0), Ok(None));
    assert_eq!(m.find(&Pattern::new(&[b'('; 100_000]), &s, 0), Err(PatternError::TooManyCaptures));
}
