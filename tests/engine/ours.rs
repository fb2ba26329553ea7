//! Our engine under limits, and beside the reference on what the sandbox settles.

use lockstep::engine::{Compile, End, Execute, Limit, Limits, Options, Ours, Outcome, Program, Reference};
use lockstep::isa::instr::int_to_fb;
use lockstep::isa::{Instr, Op, dump, undump};
use lockstep::oracle::behaviour;
use lockstep::oracle::verdict::Verdict;

fn limited(source: &str, instructions: u64) -> Outcome {
    let limits = Limits { instructions, memory: 32 << 20, output: 1 << 16 };
    Ours.execute(&Program::text(source.as_bytes(), b"=t"), &Options { limits, ..Options::default() })
}

#[test]
fn the_instruction_budget_ends_every_run() {
    for source in [
        "while true do end",
        "while true do pcall(function() while true do end end) end",
        "xpcall(function() while true do end end, function() while true do end end)",
        "local function f() return f() end f()",
        "while true do coroutine.resume(coroutine.create(function() while true do end end)) end",
        "while true do coroutine.wrap(function() while true do pcall(coroutine.yield) end end)() end",
        "for i = 1, math.huge do pcall(pcall, error) end",
        "table.sort({1, 2, 3}, function() while true do end end)",
        "setmetatable(_G, {__index = function() while true do end end}) x()",
        "string.rep('', 2^31 - 1) while true do end",
        "load(function() while true do end end)",
        "load(function() return ' ' end)",
        "debug.sethook(function() end, 'l', 3) while true do end",
        "while true do debug.sethook() end",
        "debug.sethook(function() while true do end end, 'l')\nlocal x = 1",
        "getmetatable(newproxy(true)).__gc = function() while true do end end collectgarbage()",
        "local s = ('x'):rep(40) s:gsub('.', function() while true do end end)",
    ] {
        assert_eq!(limited(source, 300_000).end, End::Limit(Limit::Instructions), "{source}");
    }
    // Every way to decide whether a loop goes on.
    let values = "local a, b, t, f = 'a', 'b', setmetatable({}, {__lt = rawequal, __le = rawequal, __eq = rawequal}), false \
                  local u = setmetatable({}, getmetatable(t)) local l = setmetatable({}, {__lt = function() return true end, \
                  __le = function() return true end})";
    for condition in [
        "a < b",
        "a <= b",
        "not (b < a)",
        "not (b <= a)",
        "a ~= b",
        "not (a == b)",
        "'a' < 'b'",
        "'a' ~= 'b'",
        "'a' <= b",
        "a < 'b'",
        "1 == 1",
        "1 ~= 2",
        "1 < 2",
        "1 <= 2",
        "#a < 2",
        "#a == 1",
        "1 < #t + 2",
        "nil == nil",
        "t < t",
        "t <= t",
        "t ~= u",
        "t == t",
        "not (u == t)",
        "l < l",
        "l <= l",
        "not f",
        "a",
        "f or a",
        "a and b",
        "true",
        "not nil",
        "print",
        "a .. b",
        "{}",
    ] {
        for loop_ in [
            format!("while {condition} do end"),
            format!("repeat until not ({condition})"),
            format!("repeat local x = {condition} until not x"),
            format!("repeat if {condition} then f = f end until f"),
        ] {
            let source = format!("{values} {loop_}");
            assert_eq!(limited(&source, 30_000).end, End::Limit(Limit::Instructions), "{source}");
        }
    }
}

#[test]
fn the_instruction_limit_may_come_at_any_call() {
    let calls = "coroutine.wrap(function() return 1 end)() coroutine.wrap(function(...) coroutine.yield(...) end)(1) string.gsub('x', 'x', function() end)
        local x = -o x = o.x o.x = 1 x = o .. o x = o < o o() pcall(o) xpcall(error, function() end) tostring(o)";
    let source = format!(
        "local m = {{}} local o = setmetatable({{}}, m)
        for e in string.gmatch('unm index newindex concat lt call tostring', '%a+') do m['__' .. e] = function() return '' end end
        while true do {calls} end"
    );
    for instructions in 0..400 {
        assert_eq!(limited(&source, instructions).end, End::Limit(Limit::Instructions), "{instructions}");
    }
}

#[test]
fn the_instruction_limit_sees_what_one_instruction_fills() {
    let source = "while true do string.rep('x', 2^23) end";
    assert_eq!(limited(source, 1_000_000).end, End::Limit(Limit::Instructions));
    let chunk = Ours.compile(b"while true do local t = {} end", b"=t").expect("compiles");
    let mut main = undump(&chunk).expect("a chunk");
    // Room for 2^18 items.
    main.code[0] = main.code[0].with_b(int_to_fb(1 << 18));
    let limits = Limits { instructions: 1_000_000, memory: 32 << 20, ..Limits::default() };
    let options = Options { limits, ..Options::default() };
    let outcome = Ours.execute(&Program::chunk(&dump(&main), b"=t"), &options);
    assert_eq!(outcome.end, End::Limit(Limit::Instructions));
}

#[test]
fn the_instruction_limit_ends_trees_of_calls() {
    // Two calls each, so deep that they would take ages: through every kind of call that is not written as one.
    for (event, operation) in [
        ("__index", "local x = o.x"),
        ("__newindex", "o.x = 1"),
        ("__add", "local x = o + 1"),
        ("__unm", "local x = -o"),
        ("__concat", "local x = 1 .. o"),
        ("__eq", "local x = o == p"),
        ("__lt", "local x = o < p"),
        ("__lt", "local x = o <= p"),
        ("__le", "if o <= p then end"),
        ("__call", "o()"),
        ("__call", "for _ in o do end"),
        ("__call", "pcall(o)"),
        ("__tostring", "pcall(tostring, o)"),
        ("__call", "string.gsub('x', 'x', function() o() end)"),
        ("__call", "table.sort({1, 2}, function() o() end)"),
        ("__call", "coroutine.wrap(function() o() end)()"),
    ] {
        let source = format!(
            "local m, n = {{}}, 0 local o, p = setmetatable({{}}, m), setmetatable({{}}, m)
            function m.{event}() n = n + 1 if n < 60 then {operation} {operation} end n = n - 1 end {operation}"
        );
        assert_eq!(limited(&source, 30_000).end, End::Limit(Limit::Instructions), "{source}");
    }
}

#[test]
fn the_memory_limit_ends_every_run() {
    for source in [
        "local t = {} while true do t[#t + 1] = {} end",
        "local s = 'x' while true do s = s .. s end",
        "string.rep('x', 2^31 - 1)",
        "while true do pcall(string.rep, 'x', 1e9) end",
        "local t = {} while true do pcall(function() while true do t[#t + 1] = {} end end) end",
        "local t = {} for i = 1, 1e9 do t[i] = i end",
        "local t = {} for i = 1, 1e9 do t[i] = i .. 'x' end",
        "local f = function() end while true do local g = f f = function() return g end end",
        "local t = {} while true do t[#t + 1] = coroutine.create(function() end) end",
    ] {
        assert_eq!(limited(source, 500_000_000).end, End::Limit(Limit::Memory), "{source}");
    }
}

#[test]
fn the_output_limit_ends_every_run() {
    for source in ["while true do print('hello') end", "while true do pcall(io.write, 'hello') end"] {
        let outcome = limited(source, 50_000_000);
        assert_eq!(outcome.end, End::Limit(Limit::Output), "{source}");
        assert_eq!(outcome.output.len(), 1 << 16);
    }
}

#[test]
fn the_sandbox_is_the_references() {
    let modules = vec![("m".to_string(), b"return { name = ..., 1 }".to_vec())];
    let options = Options { modules, ..Options::default() };
    let mut failures = Vec::new();
    for source in [
        "print(1, nil, {}, print, io.stdout, coroutine.create(function() end), newproxy())",
        "local t = {} print(t, {}, t) collectgarbage() print(t) return t, tostring(t)",
        "print(os.time(), os.clock(), os.date(), os.date('!%c', 0), os.date('*t').hour, os.date('%x %X %p'))",
        "print(os.time{year=2000,month=1,day=1}, os.time{year=2000,month=14,day=-3,hour=30,isdst=true})",
        "for i = 1, 9 do print(math.random(), math.random(10), math.random(-5, 5)) end",
        "math.randomseed(42) print(math.random(1000)) math.randomseed(-1) print(math.random(2^31 - 1))",
        "print(pcall(math.random, 0)) print(pcall(math.random, 2, 1)) print(pcall(math.random, 1, 2, 3))",
        "print(math.random(-2^31, 2^31 - 1), pcall(math.random, 'x'), math.random('7'))",
        "print(collectgarbage('count'), gcinfo(), collectgarbage('count'), collectgarbage('step'))",
        "print(collectgarbage('setpause', 5), collectgarbage('setpause'), collectgarbage('setstepmul', 1))",
        "print(io.open('x')) print(io.popen('x')) print(io.tmpfile()) print(os.remove('x')) print(os.rename('x', 'y'))",
        "print(loadfile('x')) print(package.loadlib('x', 'y')) print(os.getenv('HOME'), pcall(os.getenv))",
        "print(pcall(dofile, 'x')) print(pcall(os.exit)) print(pcall(os.execute)) print(pcall(os.tmpname))",
        "print(pcall(io.lines, 'x')) print(pcall(io.input, 'x')) print(pcall(io.output, 5)) print(pcall(debug.debug))",
        "os.exit()",
        "local function f() io.lines('x') end f()",
        "print(io.input() == io.stdin, io.output() == io.stdout) for l in io.lines() do print(l) end",
        "print(io.read(), io.read('*a'), io.read('*n'), io.read(0), io.read('*l', '*a'))",
        "print(io.stdout:seek()) print(io.stdin:seek('set', 5)) print(io.stderr:write('x') == io.stderr)",
        "print(io.stdout:close()) print(io.close()) print(io.stdin:close()) print(io.type(io.stdout), io.type(5))",
        "print(io.stdout:read()) print(io.stdin:write('x')) print(io.stdout:flush(), io.flush(), io.stdout:setvbuf('no'))",
        "print(os.setlocale(), os.setlocale('C'), os.setlocale('de_DE'), os.setlocale('', 'time'), os.setlocale('POSIX'))",
        "print(pcall(os.setlocale, 'C', 'bogus')) print(pcall(os.setlocale, {}))",
        "print(loadstring('\\27Lua')) print(load(function() return '\\27' end)) print(pcall(load, 5)) print(loadstring(''))",
        "print(loadstring(string.dump(function() end)))",
        "print(pcall(require, 'nothing')) print(require 'm'.name, require 'm'[1], package.loaded.m == require 'm')",
        "print(package.path == '', package.cpath == '', #package.loaders, package.config)",
        "for k, v in pairs(_G) do io.write(k, ' ') end for k in pairs(string) do io.write(k, ' ') end",
        "for _, l in ipairs{io, os, math, table, debug, coroutine, package} do for k in pairs(l) do io.write(k, ' ') end end",
        "print(pcall(unpack, {}, 0, 2^31 - 1)) print(pcall(unpack, {}, 1, 2^31 - 1)) print(pcall(unpack, {}, 1, 1e7))",
        "print(pcall(unpack, {}, -2^31, 2^31 - 1)) print(unpack({1, 2, 3}, 2)) print(pcall(unpack)) print(pcall(unpack, {}, 'x'))",
        "print(string.rep('', 1e9) == '', ('x'):rep(-1) == '', ('ab'):rep(3), pcall(string.rep), pcall(string.rep, 'x'))",
        "print(arg[0], #arg, ...) print(debug.traceback('x'))",
        "print(debug.gethook()) debug.sethook(function(e, l) io.write(e, l or '-', ' ') end, 'crl') local x = math.abs(1) debug.sethook()",
        "getmetatable(newproxy(true)).__gc = function() print('gone') end collectgarbage() print('end')",
        "p = newproxy(true) q = newproxy(true) getmetatable(p).__gc = function() print('p') end getmetatable(q).__gc = function() print('q') end",
        "print(pcall(string.format, '%d', 'x')) print(string.format('%5.2f|%q|%x', 1 / 3, 'a\\n\"', 255))",
        "t = setmetatable({}, {__mode = 'k'}) t[{}] = 1 u = {[t] = t, [print] = print, [1.5] = -0} print(next({}, nil))",
        "local a, b = {}, {} g = {a, b, a, f = function() return a, b end} h = coroutine.wrap(function() coroutine.yield() end) h()",
        "function f() return g end function g() return f end setfenv(f, {f = f})",
        "x =",
        "return nil, false, 0 / 0, -0, 1e300 * 1e10, 'a\\0b', {}, print, coroutine.create(function() end)",
        "error()",
        "error(nil)",
        "error({code = 5})",
        "error('x', 2)",
        "local t = setmetatable({}, {__tostring = function() return 5 end}) print(pcall(tostring, t)) print(t)",
        "tostring = nil print(pcall(print, 1))",
        "print(('x'):rep(3, 'y'), #arg, select('#'))",
    ] {
        let program = Program::text(source.as_bytes(), b"=t");
        let verdict = behaviour::check(&Reference, &Ours, &program, &options);
        if verdict != Verdict::Agree {
            failures.push(format!("{source}\n    {verdict:?}"));
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

#[test]
fn levels_of_nesting_are_the_references() {
    // How deep C calls, calls of Lua functions and nested syntax can go, to the level.
    for source in [
        "local n = 0 local function f(s) n = n + 1 return (s:gsub('.', f)) end print(pcall(f, 'x')) print(n)",
        "local n = 0 local function f() n = n + 1 return 1 + f() end print(pcall(f)) print(n)",
        "local n = 0 local function f() n = n + 1 pcall(f) end f() print(n)",
        "local n = 0 local function f() n = n + 1 coroutine.wrap(f)() end print(pcall(f)) print(n)",
        "local n = 0 local t = setmetatable({}, {__index = function(t, k) n = n + 1 return t[k + 1] end}) print(pcall(function() return t[1] end)) print(n)",
        "for i = 180, 205 do print(i, (loadstring('return ' .. ('('):rep(i) .. '1' .. (')'):rep(i)))) end",
        "for i = 180, 205 do print(i, (loadstring(('do '):rep(i) .. ('end '):rep(i)))) end",
        "local function f(n, ...) if n == 0 then return select('#', ...) end return f(n - 1, n, ...) end print(pcall(f, 100)) print(pcall(f, 300))",
        "print(pcall(unpack, {}, 1, 7990)) for i = 7900, 8010, 7 do print(i, (pcall(unpack, {}, 1, i))) end",
        "print(pcall(string.byte, ('x'):rep(9000), 1, -1)) for i = 7900, 8010, 7 do print(i, (pcall(string.byte, ('x'):rep(i), 1, -1))) end",
    ] {
        // Show numbers, not functions.
        let source = format!("local print, tostring = print, tostring {source}");
        let program = Program::text(source.as_bytes(), b"=t");
        let verdict = behaviour::check(&Reference, &Ours, &program, &Options::default());
        assert_eq!(verdict, Verdict::Agree, "{source}");
    }
}

/// A chunk whose SETLIST stores three items in block `block`, and who looks at the table then.
fn items_in_block(block: u32) -> Vec<u8> {
    let source = "local t = {'a', 'b', 'c'} local n = next(t) print(#t, n, t[n], next(t, n)) return t";
    let mut proto = undump(&Ours.compile(source.as_bytes(), b"=t").unwrap()).unwrap();
    (proto.lines, proto.locals) = (vec![], vec![]);
    let at = proto.code.iter().position(|i| i.op() == Some(Op::SetList)).unwrap();
    let (a, b) = (proto.code[at].a(), proto.code[at].b());
    proto.code[at] = Instr::abc(Op::SetList, a, b, 0);
    proto.code.insert(at + 1, Instr(block));
    dump(&proto)
}

#[test]
fn items_go_where_the_reference_puts_them() {
    let limits = Limits { memory: 64 << 20, ..Limits::default() };
    let options = Options { limits, ..Options::default() };
    let most = i32::MAX as u32 / 50;
    let far = [1 << 14, 1 << 16, 1 << 20, most - 1, most, most + 1];
    for block in (1..600).chain(far) {
        let chunk = items_in_block(block);
        let program = Program::chunk(&chunk, b"=t");
        let (expected, found) = (Reference.execute(&program, &options), Ours.execute(&program, &options));
        assert_eq!(expected.end, found.end, "block {block}");
        assert_eq!(String::from_utf8_lossy(&expected.output), String::from_utf8_lossy(&found.output), "block {block}");
    }
}
