//! Before and after of each pass of the minimizer.

use lockstep::reduce::facts::Facts;
use lockstep::reduce::passes::{ALL, GROW, LAST};
use lockstep::reduce::render::{Naming, render};
use lockstep::reduce::tree::Tree;
use lockstep::reduce::{lower, tidy};
use lockstep::syntax::parse;

/// What the pass makes of the source: all edits at once for chunks, each alone otherwise.
fn results(name: &str, before: &str) -> Vec<String> {
    let pass = ALL.iter().chain(LAST).chain(GROW).find(|p| p.name == name).unwrap_or_else(|| panic!("no pass {name}"));
    let chunk = parse(before.as_bytes(), b"=t").expect("parses");
    let mut program = lower(&chunk);
    tidy(&mut program);
    let facts = Facts::observe(&program, Naming::Original);
    let edits = (pass.edits)(&mut program, &facts);
    let mut found = Vec::new();
    let mut all = program.clone();
    for edit in &edits {
        let mut one = program.clone();
        edit.apply(&mut one);
        edit.apply(&mut all);
        found.push(text(one));
    }
    found.push(text(all));
    found
}

fn text(mut program: Tree) -> String {
    tidy(&mut program);
    let text = String::from_utf8(render(&program, Naming::Original)).expect("text");
    assert!(parse(text.as_bytes(), b"=t").is_ok(), "does not parse: {text}");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn turns(name: &str, before: &str, after: &str) {
    let found = results(name, before);
    assert!(found.iter().any(|f| f == after), "{name} on {before}: {found:#?}");
}

#[test]
fn deleting() {
    turns("empty blocks that never ran", "if x then f() end g()", "if x then end g()");
    turns("delete statements", "f() g() h()", "f() h()");
    turns("delete statements", "local function f() g() h() end f()", "local function f() h() end f()");
    turns("delete variables with their uses", "local a = 1 f(a) g()", "g()");
    turns("delete list items", "f(a, b)", "f(a)");
    turns("delete list items", "return {x = 1, 2}", "return {2}");
    turns("delete list items", "local a, b = 1, 2", "local a, b = 1");
    turns("delete list items", "for k, v in f() do g(k) end", "for k in f() do g(k) end");
    turns("delete list items", "if a then f() else g() end", "if a then f() end");
}

#[test]
fn unwrapping() {
    turns("unwrap blocks", "while a do f() end", "f()");
    turns("unwrap blocks", "if a then f() else g() end", "g()");
    turns("hoist function bodies", "pcall(function() f() g() end)", "f() g()");
    turns("hoist function bodies", "local a = pcall(function() return f() end)", "f()");
    turns("hoist calls", "local a = 1 + f(x)", "f(x)");
    turns("return early", "local a = f(x) g(a)", "return f(x)");
    turns("return early", "f[0 + a] = nil", "return 0 + a");
    turns("return early", "f[0 + a] = nil g()", "unused = 0 + a g()");
    turns("return early", "f('x') g()", "return \"x\"");
    turns("return early", "f(function() a = g() h(a) end)", "f(function() return g() end)");
    turns("run loops once", "for i = 3, 9 do print(i) end", "local i = 3 print(i)");
    turns(
        "run loops once",
        "local t = {5} for i, v in ipairs(t) do print(v) end",
        "local t = {5} local v = t[1] print(v)",
    );
    turns(
        "run loops once",
        "local t = {5, 6} for i, v in ipairs(t) do print(v) end",
        "local t = {5, 6} local v = t[2] print(v)",
    );
    turns("simplify loops", "for k in f() do g() end", "for k = 1, 1 do g() end");
    turns("simplify loops", "while a do g() end", "for i = 1, 2 do g() end");
}

#[test]
fn replacing() {
    turns("replace by observed values", "local a = 2 print(a + 3)", "local a = 2 print(5)");
    turns(
        "replace by observed values",
        "local t = {y = coroutine.yield} f(t.y)",
        "local t = {y = coroutine.yield} f(coroutine.yield)",
    );
    turns("replace by nil", "f(a + b)", "f(nil)");
    turns("replace by an operand", "f(a + b)", "f(b)");
    turns("replace by an operand", "f(g(x, y))", "f(y)");
    turns("replace closures", "f(function(x) g(x) end)", "f(g)");
    turns("replace closures", "f(function(x) return x end)", "f(print)");
    turns("remove aliases", "local a = f() local b = a g(b)", "local a = f() g(a)");
    turns("simplify leaves", "f(37)", "f(1)");
    turns("simplify leaves", "f('abc')", "f\"\"");
    turns("simplify leaves", "f('a{c')", "f\"{\"");
    turns("shorten field names", "t.level = t.level", "t.a = t.a");
}

#[test]
fn forwarding() {
    turns("forward values", "local a = g() f(a)", "f(g())");
    turns("forward values", "local a, b = 1, 2 f(b, a, a)", "local a = 1 f(2, a, a)");
    turns("forward results", "local ok, v = pcall(g) f(v)", "f(pcall(g))");
    turns("pull uses to the value", "local a, b = f(1) g() h(b)", "h(f(1)) g()");
    turns("pull uses to the value", "f(function() x = g() end) print(x)", "f(function() print(g()) end)");
    turns("forward into all uses", "local a = 1 f(a, a)", "f(1, 1)");
    turns("merge declarations", "local a f() a = 1", "f() local a = 1");
    turns("merge declarations", "local a = 1 a = f(a)", "local a = f(1)");
    turns("merge into constructors", "local t = {} t.x = 1", "local t = {x = 1}");
    turns("look up in constructors", "local t = {x = 1} f(t.x)", "local t = {} f(1)");
    turns("look up the first", "local t = {5} local k, v = next(t) f(v)", "local t = {5} local v = t[1] f(v)");
    turns("turn fields into variables", "t[1] = {f()} g(t[1])", "field = {f()} g(field)");
    turns("turn fields into variables", "t.x = 1 f(t.x)", "x = 1 f(x)");
    turns("turn fields into variables", "function t:m(a) f(a) end t:m(1)", "function m(a) f(a) end m(1)");
    turns("drop local", "local a = 1", "a = 1");
}

#[test]
fn functions() {
    turns("specialise parameters", "local function f(a) print(a) end f(3)", "local function f() print(3) end f()");
    turns("drop parameters", "local function f(a, b) g(b) end f(1, 2)", "local function f(b) g(b) end f(2)");
    turns("drop parameters", "f(function(...) g() end)", "f(function() g() end)");
    turns("inline called functions", "local function f(a) g(a) h() end f(1)", "g(1) h()");
    turns("inline called functions", "local function f(...) return g(...) end print(f(1, 2))", "print(g(1, 2))");
    turns("inline expression functions", "local function f(a) return a + 1 end g(f(1), f(2))", "g(1 + 1, 2 + 1)");
    turns("eta-reduce", "f(function(...) return g(...) end)", "f(g)");
    turns("eta-reduce", "f(function() g(1) end)", "f(g, 1)");
    turns("shift calls", "pcall(f, 1)", "f(1)");
    turns("inline called functions", "print((function() return {g(0)} end)()[1])", "print(({g(0)})[1])");
    turns("inline called functions", "(function(a) return 0 + a.x end)(t)", "local unused = 0 + t.x");
    turns("unpack constructors", "f(unpack({1, 2}))", "f(1, 2)");
    turns("select from calls", "f(({g()})[2])", "f(select(2, g()))");
    turns("select from calls", "f(({...})[1])", "f(...)");
    turns("fuse statements", "setmetatable(a, b) return a", "return setmetatable(a, b)");
    turns("sink calls", "print(f(function() return 1 end))", "f(function() print(1) end)");
    turns(
        "wrap coroutines",
        "local c = coroutine.create(f) coroutine.resume(c, 1)",
        "local c = coroutine.wrap(f) c(1)",
    );
}

#[test]
fn climbing() {
    turns("lengthen tables", "f{}", "f{0}");
    turns("unify variables", "a = {} b = {} for k, v in pairs(a) do b[k] = v end f(b)", "a = {} a = {} f(a)");
    turns(
        "write down tables",
        "local t = {} for i = 1, 2 do t[i] = i * 2 end print(t)",
        "local t = {} for i = 1, 2 do t[i] = i * 2 end t = {2, 4} print(t)",
    );
    turns(
        "write down tables",
        "local t = {} for i = 1, 2 do t[i] = i * 2 end print(t)",
        "for i = 1, 2 do end print{2, 4}",
    );
    turns("raise numbers", "f(1)", "f(2)");
    turns("forward values everywhere", "local t = {1, 2} f(t) g(t)", "f{1, 2} g{1, 2}");
    turns("unroll loops", "for i = 1, 9 do print(i) end", "print(1) print(2)");
    turns("unroll loops", "for k, v in ipairs{7, 8} do print(k, v) end", "print(1, 7) print(2, 8)");
    turns("unroll loops", "local n = 0 while n < 3 do n = n + 1 end", "local n = 0 n = n + 1 n = n + 1 n = n + 1");
    turns("use library tables", "f{1}", "f(_G)");
    turns("use what is not folded", "print(0 - math.abs(7))", "print(0 - #\"a\")");
    turns("use what is not folded", "a = 0 b = 1 - a", "b = 1 - #\"\"");
    turns("use what is not folded", "a, b = coroutine.yield()", "a, b = next(_G)");
    turns("use library tables", "(\"\"):f()", "_G:f()");
    turns("drop receivers", "function t.m(s) end t:m(1)", "function t:m() end; (function(s) end)(t, 1)");
    turns("drop receivers", "function t.m(s) end t:m(1)", "t.m = nil; (function(s) end)(t, 1)");
    turns("drop receivers", "({m = function(s) end}):m()", "(function(s) end){m = nil}");
    turns("split metatables", "c.__index = c setmetatable(o, c) return o", "setmetatable(o, {__index = c}) return o");
}

#[test]
fn every_pass_has_an_example() {
    let examples = include_str!("passes.rs");
    for pass in ALL.iter().chain(LAST).chain(GROW) {
        assert!(examples.contains(&format!("\"{}\"", pass.name)), "no example of {}", pass.name);
    }
}
