//! No false alarms: both VMs take the same steps, whatever correct programs do; and a run is bounded in memory.

use std::path::Path;

use lockstep::engine::{Limits, Options};
use lockstep::oracle::lockstep::{WatchedPair, check};
use lockstep::oracle::verdict::{Reason, Verdict};
use lockstep::port::Pair;

fn verdict(source: &str, instructions: u64) -> (Verdict, u64) {
    let limits = Limits { instructions, ..Limits::default() };
    let checked = check(
        source.as_bytes(),
        b"@t.lua",
        &Options { limits, ..Options::default() },
        WatchedPair::of(Pair::default()).expect("both can be watched"),
    );
    (checked.verdict, checked.steps)
}

#[track_caller]
fn assert_agrees(source: &str) {
    let (verdict, steps) = verdict(source, 1_000_000);
    assert_eq!(verdict, Verdict::Agree, "{source}");
    assert!(steps > 0);
}

#[test]
fn what_programs_can_do_to_their_stacks() {
    for source in [
        "print(select('#', ...), select(2, 1, 2, 3)) local function f(...) return ... end print((f(1, 2)), f())",
        "local co = coroutine.wrap(function(a) local b = coroutine.yield(a + 1) error({b}) end) print(co(1), pcall(co, 2))",
        "local t = setmetatable({}, {__index = function(t, k) return k .. k end, __lt = function() return true end}) print(t.x, t < t)",
        "local t = {3, 1, 2} table.sort(t, function(a, b) return a > b end) print(unpack(t))",
        "print(pcall(string.rep)) print(pcall(function() local x = nil; return x.y end))",
        "local fs = {} for i = 1, 3 do fs[i] = function() i = i + 1 return i end end print(fs[1](), fs[1](), fs[3]())",
        "local s = ('x'):rep(300) for w in s:gmatch('xx') do s = s .. #w end print(#s)",
        "local f = loadstring('local a = ... return function() a = a + 1 return a end') local g = f(1) print(g(), g())",
        "local function r(n) if n > 0 then return r(n - 1) end return debug.traceback('t') end print(r(5))",
        "print(xpcall(function() local a = {} + 1 end, function(m) return debug.traceback(m) end))",
        "local t = {} for i = 1, 120 do t[i] = i end print(#t, (table.concat(t, ',')))",
        "print(0/0, -(0/0), 1/0, -0, 1e300 * 1e10, 2^53 + 1)",
    ] {
        assert_agrees(source);
    }
}

#[test]
fn what_depends_on_the_collector_or_on_addresses() {
    // The collector frees what both sides freed at the same instruction, or nothing.
    assert_agrees("local w = setmetatable({}, {__mode = 'k'}) w[{}] = 1 collectgarbage() print(next(w))");
    assert_agrees(
        "local p = newproxy(true) getmetatable(p).__gc = function() print('gone') end p = nil collectgarbage()",
    );
    // The registry, and everything else that `debug` shows.
    assert_agrees("local r = debug.getregistry() print(type(r), r == debug.getregistry())");
    assert_agrees(
        "local function f(a) local b = a print(debug.getlocal(1, 1), debug.getinfo(1, 'l').currentline) end f(3)",
    );
    assert_agrees(
        "local a = 1 local function f() return a end print(debug.setupvalue(f, 1, 5), f(), debug.getupvalue(f, 1))",
    );
    // The order of a table whose keys are objects is not determined: never a divergence.
    let unstable = "local t = {} for i = 1, 40 do t[{}] = i end local s = '' for _, v in pairs(t) do s = s .. v .. ',' end print(s)";
    let (verdict, _) = verdict(unstable, 1_000_000);
    let fine = matches!(verdict, Verdict::Agree | Verdict::NotComparable { reason: Reason::Unstable { .. } });
    assert!(fine, "{verdict:?}");
}

#[test]
fn the_corpus_agrees() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let limits = Limits { instructions: 60_000, ..Limits::default() };
    let options = Options { limits, ..Options::default() };
    for (folder, at_least) in [("seeds", 150), ("regressions", 300)] {
        let entries = std::fs::read_dir(corpus.join(folder)).expect("a folder");
        let mut files: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
        files.retain(|file| file.extension().is_some_and(|e| e == "lua"));
        files.sort();
        let (mut steps, mut agree) = (0, 0);
        for file in files {
            let name = format!("@{}", file.display());
            let checked = check(
                &std::fs::read(&file).expect("readable"),
                name.as_bytes(),
                &options,
                WatchedPair::of(Pair::default()).expect("both can be watched"),
            );
            match checked.verdict {
                Verdict::Agree => agree += 1,
                Verdict::NotComparable { reason: Reason::Limit { .. } | Reason::Unstable { .. } } => {}
                other => panic!("{}: {other:?}", file.display()),
            }
            steps += checked.steps;
        }
        assert!(agree >= at_least && steps > 300_000, "{folder}: {agree} agree, {steps} steps");
    }
}

#[test]
fn a_run_without_end_is_not_comparable() {
    let (verdict, steps) = verdict("while true do local a = {} end", 50_000);
    assert!(matches!(verdict, Verdict::NotComparable { reason: Reason::Limit { .. } }), "{verdict:?}");
    assert_eq!(steps, 50_000);
}
