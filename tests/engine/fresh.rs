//! Every run of the reference begins in the same state, whatever the runs before it did to theirs.

use lockstep::Engine;
use lockstep::engine::{End, Execute, Layout, Limits, Options, Ours, Program, Reference};

fn options(layout: Layout) -> Options {
    let limits = Limits { instructions: 200_000, memory: 64 << 20, output: 1 << 20 };
    Options { limits, layout, ..Options::default() }
}

/// Programs that leave nothing in their state as it was.
const VANDALS: [&str; 8] = [
    "for k in pairs(string) do string[k] = nil end for k in pairs(_G) do _G[k] = nil end",
    "local r = debug.getregistry() for k in pairs(r) do r[k] = nil end setmetatable(_G, {__index = r})",
    "getmetatable('').__index = function() return 1 end getmetatable(io.stdout).__gc = function() print('closed') end",
    "debug.setmetatable(io.stdout, {__gc = function() print('gone') end}) io.stdout = nil collectgarbage()",
    "io.stdout:setvbuf('full', 4096) io.write('kept back') io.stdin:read('*a') io.output():close() error({})",
    "local p = newproxy(true) getmetatable(p).__gc = function() print('finalizer', ...) end debug.setmetatable(nil, {})",
    "local t = {} for i = 1, 9000 do t[i] = {i, tostring(i)} if i % 3000 == 0 then collectgarbage('step') end end",
    "debug.sethook(function() x = (x or 0) + 1 end, 'crl', 3) while true do local s = ('x'):rep(1000) end",
];

/// Programs that see much of their state.
const WITNESSES: [&str; 4] = [
    "return _G, debug.getregistry(), getmetatable(''), getmetatable(io.stdout), debug.gethook()",
    "for _, t in ipairs{_G, string, table, math, os, io, debug, coroutine, package, package.loaded} do
       for k, v in pairs(t) do print(k, type(v)) end
     end print(collectgarbage('count'), math.random(1000), tostring(print), io.stdout, io.read('*a'))",
    "print(('x'):upper(), #io.stdout:write('a'):seek('set', 0))",
    "local p = newproxy(true) getmetatable(p).__gc = function() print('at the end') end return newproxy(p)",
];

#[test]
fn what_a_program_does_is_not_seen_by_the_next_one() {
    let run = |text: &'static str, layout| Reference.execute(&Program::text(text.as_bytes(), b"=w"), &options(layout));
    let before = WITNESSES.map(|w| run(w, Layout::Plain));
    assert!(before.iter().all(|o| !o.output.is_empty() || o.globals.is_some()));
    for vandal in VANDALS {
        // A shuffled state is made from nothing.
        let (restored, made) = (run(vandal, Layout::Plain), run(vandal, Layout::Shuffled(7)));
        assert_eq!(restored.output, made.output, "{vandal}");
        assert!(restored == made || matches!(restored.end, End::Limit(_)), "{vandal}: {restored:?} {made:?}");
        for (witness, expected) in WITNESSES.iter().zip(&before) {
            assert_eq!(&run(witness, Layout::Plain), expected, "{witness} after {vandal}");
            assert_eq!(&run(witness, Layout::Shuffled(3)), expected, "{witness} in a new state");
        }
    }
}

#[test]
fn finalizers_run_at_the_end() {
    let output = |text: &str| {
        let outcome = Reference.execute(&Program::text(text.as_bytes(), b"=f"), &options(Layout::Plain));
        String::from_utf8_lossy(&outcome.output).into_owned()
    };
    assert_eq!(output(WITNESSES[3]), "at the end\nat the end\n");
    assert_eq!(output("getmetatable(io.stdout).__gc = function() print('file') end"), "file\nfile\nfile\n");
    assert_eq!(output("debug.setmetatable(io.stderr, {__gc = function() print('err') end})"), "err\n");
    let hidden = "local m = getmetatable(io.stdout) debug.getregistry()['FILE*'] = {__gc = m.__gc}
                  m.__gc = function() print('hidden') end";
    assert_eq!(output(hidden), "hidden\nhidden\nhidden\n");
}

#[test]
fn compiling_and_executing_at_once_gives_what_both_give() {
    let engines: [&dyn Engine; 2] = [&Reference, &Ours];
    let options = options(Layout::Plain);
    for text in ["print(1) return {}, 2", "x = = 1", "error('x')", "\x1bLua", "", "while true do end"] {
        for engine in engines {
            let (chunk, outcome) = engine.compile_execute(text.as_bytes(), b"=both", &options);
            let compiler = engine.compiler().expect("a compiler");
            assert_eq!(chunk, Some(compiler.compile(text.as_bytes(), b"=both")), "{text}");
            assert_eq!(outcome, engine.execute(&Program::text(text.as_bytes(), b"=both"), &options), "{text}");
        }
    }
}
