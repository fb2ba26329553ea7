//! The reference in its sandbox: deterministic, bounded, and PUC in everything else.

use lockstep::engine::{
    Compile, End, Execute, Layout, Limit, Limits, Options, Ours, Outcome, PlainValue, Program, ProgramCode, Reference,
    snapshot,
};
use lockstep::oracle::behaviour;
use lockstep::oracle::verdict::{Reason, Verdict};

fn run_with(source: &str, options: &Options) -> Outcome {
    Reference.execute(&Program::text(source.as_bytes(), b"=t"), options)
}

fn run(source: &str) -> Outcome {
    let outcome = run_with(source, &Options::default());
    let again = run_with(source, &Options { layout: Layout::Shuffled(7), ..Options::default() });
    assert_eq!(outcome, again, "in a second state with another layout: {source}");
    outcome
}

fn output(source: &str) -> String {
    let outcome = run(source);
    assert!(matches!(outcome.end, End::Returned(_)), "{source}: {:?}", outcome.end);
    String::from_utf8_lossy(&outcome.output).into_owned()
}

fn error(source: &str) -> String {
    match run(source).end {
        End::Failed(PlainValue::String(message)) => String::from_utf8_lossy(&message).into_owned(),
        end => panic!("{source}: {end:?}"),
    }
}

#[test]
fn output_and_results() {
    let writes = "print(1, 'a', nil, true, 0.1) io.write('x', 2, '\\n') io.stdout:write('y\\n') print()";
    assert_eq!(output(writes), "1\ta\tnil\ttrue\t0.1\nx2\ny\n\n");
    assert_eq!(output("io.stderr:write('lost') print(io.write() == true)"), "true\n");
    assert_eq!(output("print('a\\0b', 'c') io.write('a\\0b')"), "a\tc\na\0b");
    let outcome = run("return 1, 'x', nil, print, {}");
    let expected = vec![
        PlainValue::Number(1.0),
        PlainValue::String(b"x".to_vec()),
        PlainValue::Nil,
        PlainValue::Native("print".into()),
        PlainValue::Object(0),
    ];
    assert_eq!(outcome.end, End::Returned(expected));
}

#[test]
fn errors_keep_their_values_and_positions() {
    assert_eq!(error("local t\nt.x = 1"), "t:2: attempt to index local 't' (a nil value)");
    assert_eq!(error("error('x', 0)"), "x");
    assert_eq!(run("error()").end, End::Failed(PlainValue::Nil));
    assert_eq!(run("error({})").end, End::Failed(PlainValue::Object(0)));
    assert_eq!(run("x =").end, End::Rejected(b"t:1: unexpected symbol near '<eof>'".to_vec()));
    assert_eq!(run("\x1bLua").end, End::Rejected(b"binary chunks cannot be loaded in the sandbox".to_vec()));
}

#[test]
fn addresses_are_numbers_of_first_showing() {
    let text = output(
        "local a, b = {}, function() end
         print(tostring(b), a, io.stdout, a, coroutine.create(b), newproxy(), print)
         collectgarbage()
         print(a, b)",
    );
    assert_eq!(
        text,
        "function: 0x00000001\ttable: 0x00000002\tfile (0x00000003)\ttable: 0x00000002\tthread: 0x00000004\t\
         userdata: 0x00000005\tfunction: 0x00000006\ntable: 0x00000002\tfunction: 0x00000001\n"
    );
}

#[test]
fn clocks_are_fixed() {
    assert_eq!(output("print(os.time(), os.clock(), os.date())"), "1000000000\t0\tSun Sep  9 01:46:40 2001\n");
    assert_eq!(output("print(os.date('%H', 0), os.date('!%H', 0), os.date('*t').hour)"), "00\t00\t1\n");
    let times = "print(os.time{year=2000,month=1,day=1}, os.time{year=2000,month=1,day=1,hour=0,isdst=true})";
    assert_eq!(output(times), "946728000\t946681200\n");
    assert_eq!(error("os.time{}"), "t:1: field 'day' missing in date table");
    assert_eq!(output("print(os.getenv('HOME'), os.setlocale(), os.setlocale('de_DE'))"), "nil\tC\tnil\n");
}

#[test]
fn random_numbers_follow_the_seed() {
    let draws = "print(math.random(), math.random(10), math.random(-5, 5)) math.randomseed(42) print(math.random(100))";
    assert_eq!(output(draws), output(&format!("math.randomseed(1) {draws}")));
    assert_ne!(output(draws), output(&format!("math.randomseed(2) {draws}")));
    assert_eq!(error("math.random(0)"), "t:1: bad argument #1 to 'random' (interval is empty)");
    assert_eq!(error("math.random(2, 1)"), "t:1: bad argument #2 to 'random' (interval is empty)");
    assert_eq!(error("math.random(1, 2, 3)"), "t:1: wrong number of arguments");
}

#[test]
fn the_collector_shows_fixed_numbers() {
    let tuning = "print(collectgarbage('setpause', 5), collectgarbage('setpause', 7), collectgarbage('setstepmul'))";
    assert_eq!(output(tuning), "200\t5\t200\n");
    assert_eq!(output("print(collectgarbage('count'), gcinfo(), collectgarbage('step'))"), "64\t65\ttrue\n");
    assert_eq!(output("print(collectgarbage(), collectgarbage('stop'), collectgarbage('restart'))"), "0\t0\t0\n");
}

#[test]
fn programs_have_hooks_beside_the_harness() {
    let source = "local n = 0 debug.sethook(function(event, line) n = n + 1 end, 'l')
        local x = 1
        x = 2
        debug.sethook() print(n, debug.gethook())";
    assert_eq!(output(source), "3\tnil\t\t0\n");
    let source = "local f = function() end debug.sethook(f, 'crl', 7)
        local g, m, c = debug.gethook() debug.sethook() print(g == f, m, c)";
    assert_eq!(output(source), "true\tcrl\t7\n");
    let count =
        "local n = 0 debug.sethook(function(e) n = n + 1 end, '', 100) for i = 1, 1000 do end debug.sethook() print(n)";
    assert_eq!(output(count), "10\n");
    for source in [
        "debug.sethook(function() end, 'l', 3) while true do end",
        "while true do debug.sethook() end",
        "debug.sethook(function() end, 'crl', 1e6) while true do pcall(function() while true do end end) end",
    ] {
        assert_eq!(limited(source, 300_000).end, End::Limit(Limit::Instructions), "{source}");
    }
}

#[test]
fn the_system_is_out_of_reach() {
    assert_eq!(output("print(io.open('/etc/passwd'))"), "nil\t'io.open' is not available in the sandbox\n");
    assert_eq!(output("print(os.remove('x'))"), "nil\t'os.remove' is not available in the sandbox\n");
    assert_eq!(error("os.exit()"), "t:1: 'os.exit' is not available in the sandbox");
    assert_eq!(error("dofile('x')"), "t:1: 'dofile' is not available in the sandbox");
    assert_eq!(error("io.lines('x')"), "t:1: 'io.lines' is not available in the sandbox");
    let input = "for line in io.lines() do print(line) end print(io.read(), io.read('*a'), io.output() == io.stdout)";
    assert_eq!(output(input), "nil\t\ttrue\n");
    assert_eq!(output("print(io.stdout:seek())"), "nil\tIllegal seek\t29\n");
    assert_eq!(error("require 'x'"), "t:1: module 'x' not found:\n\tno field package.preload['x']");
    let refused = "nil\tbinary chunks cannot be loaded in the sandbox\n";
    assert_eq!(output("print(loadstring(string.dump(function() end)))"), refused);
    assert_eq!(output("print(load(function() return '\\27Lua' end))"), refused);
    let modules = vec![("m".to_string(), b"return { name = ... }".to_vec())];
    let outcome = run_with("print(require 'm'.name)", &Options { modules, ..Options::default() });
    assert_eq!(outcome.output, b"m\n");
}

#[test]
fn loading_is_as_ever() {
    assert_eq!(output("local n = 0 print(load(function() n = n + 1 return ({'return ', 7})[n] end)())"), "7\n");
    assert_eq!(output("print(load(function() return {} end))"), "nil\tt:1: reader function must return a string\n");
    assert_eq!(output("print(loadstring('x='))"), "nil\t[string \"x=\"]:1: unexpected symbol near '<eof>'\n");
    assert_eq!(
        output("print(pcall(load)) print(pcall(loadstring, 'x', {}))"),
        "false\tbad argument #1 to '?' (function expected, got no value)\n\
         false\tbad argument #2 to '?' (string expected, got table)\n"
    );
}

#[test]
fn the_stack_begins_as_that_of_the_interpreter() {
    let traceback = "x\nstack traceback:\n\tt:1: in main chunk\n\t[C]: ?\n";
    assert_eq!(output("print(debug.traceback('x'))"), traceback);
    let arguments = [b"a".to_vec(), b"b".to_vec()];
    let program =
        Program { arguments: &arguments, ..Program::text(b"print(arg[0], arg[1], #arg, ...)", b"@dir/t.lua") };
    assert_eq!(Reference.execute(&program, &Options::default()).output, b"dir/t.lua\ta\t2\ta\tb\n");
}

fn limited(source: &str, instructions: u64) -> Outcome {
    let limits = Limits { instructions, memory: 32 << 20, output: 1 << 16 };
    run_with(source, &Options { limits, ..Options::default() })
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
        "table.insert({}, -2^31, 1)",
        "string.rep('', 2^31 - 1) while true do end",
        "load(function() while true do end end)",
    ] {
        assert_eq!(limited(source, 300_000).end, End::Limit(Limit::Instructions), "{source}");
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
    ] {
        assert_eq!(limited(source, 50_000_000).end, End::Limit(Limit::Memory), "{source}");
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
fn what_crashes_the_plain_reference_is_an_error() {
    for range in ["0, 2^31 - 1", "-2^31, 2^31 - 1", "1, 2^31 - 1", "-5, 2^31 - 2", "1, 1e8"] {
        assert_eq!(error(&format!("unpack({{}}, {range})")), "t:1: too many results to unpack");
    }
    assert_eq!(output("print(unpack({1, 2, 3})) print(unpack({1, 2}, 2))"), "1\t2\t3\n2\n");
    assert_eq!(output("print(unpack({}, 1, 2)) print((unpack({}, 5, 2^31)))"), "nil\tnil\nnil\n");
    assert_eq!(error("local function f() return 1 + f() end f()"), "t:1: stack overflow");
}

#[test]
fn finalizers_run_at_the_end() {
    let source = "local function watch(text) local p = newproxy(true)
          getmetatable(p).__gc = function() print(text) end return p end
        watch 'gone' p = watch 'last' collectgarbage() print 'end'";
    assert_eq!(output(source), "gone\nend\nlast\n");
}

#[test]
fn chunks_run_and_compile_equals_dump() {
    let text = "local a = ... return function(x) return a + x end";
    let chunk = Reference.compile(text.as_bytes(), b"=t").expect("compiles");
    let dump = run_with(&format!("return string.dump(loadstring('{text}', '=t'))"), &Options::default());
    assert_eq!(dump.end, End::Returned(vec![PlainValue::String(chunk.clone())]));
    let arguments = [b"5".to_vec()];
    let program = Program { code: ProgramCode::Chunk(&chunk), chunk_name: b"=t", arguments: &arguments };
    assert!(matches!(Reference.execute(&program, &Options::default()).end, End::Returned(_)));
    let text_as_chunk = Program { code: ProgramCode::Chunk(b"return 1"), ..program };
    assert!(matches!(Reference.execute(&text_as_chunk, &Options::default()).end, End::Rejected(_)));
    assert_eq!(Reference.compile(b"x =", b"@f.lua"), Err(b"f.lua:1: unexpected symbol near '<eof>'".to_vec()));
    assert_eq!(Reference.compile(b"", b"=t"), Reference.compile(b"", b"=t"));
}

/// The first difference of the globals of two programs.
fn difference(left: &str, right: &str) -> Option<(String, String, String)> {
    let (left, right) = (run(left).globals.expect("globals"), run(right).globals.expect("globals"));
    let roots = ["_G".to_string(), "string metatable".to_string()];
    snapshot::first_difference(&left, &right).map(|d| (snapshot::path_text(&d.path, &roots), d.left, d.right))
}

fn path(left: &str, right: &str) -> String {
    difference(left, right).map_or(String::new(), |d| d.0)
}

#[test]
fn snapshots_see_what_globals_reach() {
    assert_eq!(path("x = 1", "x = 1"), "");
    assert_eq!(difference("x = 1", "x = 2"), Some(("_G.x".into(), "1".into(), "2".into())));
    assert_eq!(path("a = {b = {1, 2, 3}}", "a = {b = {1, 2, 4}}"), "_G.a.b[3]");
    assert_eq!(path("a = {} b = a", "a = {} b = {}"), "_G.b");
    let with_meta = |n: u8| format!("t = setmetatable({{}}, {{__add = {n}}})");
    assert_eq!(path(&with_meta(1), &with_meta(2)), "_G.t<metatable>.__add");
    assert_eq!(
        path("local u = 1 function f() return u end", "local u = 2 function f() return u end"),
        "_G.f<upvalue 1>"
    );
    assert_eq!(path("string.x = 1", "string.x = 2"), "_G.string.x");
    assert_eq!(path("x = 0", "x = 0 * -1"), "_G.x");
    assert_eq!(path("x = 0 / 0", "x = -(0 / 0)"), "");
    let coroutine = "c = coroutine.create(function() end)";
    assert_eq!(path(coroutine, &format!("{coroutine} coroutine.resume(c)")), "_G.c");
    assert_eq!(path("function f() end setfenv(f, {})", "function f() end"), "_G.f<environment>");
    assert_eq!(path("print = nil", "print = 1"), "_G.print");
    assert_eq!(path("getmetatable('').__index = nil", "getmetatable('').__index = {}"), "string metatable.__index");
}

#[test]
fn snapshots_do_not_see_what_is_not_determined() {
    assert_eq!(path("w = setmetatable({{}}, {__mode = 'v'})", "w = setmetatable({}, {__mode = 'v'})"), "");
    // Keys that are objects have no order of their own.
    let keyed = |order: &str| format!("k, l, t = {{}}, {{}}, {{}} for i = 1, 30 do t[{{}}] = i end {order} t.s = 1");
    assert_eq!(path(&keyed("t[k] = 1 t[l] = 2"), &keyed("t[l] = 2 t[k] = 1")), "");
    assert!(path(&keyed("t[k] = 1 t[l] = 2"), &keyed("t[k] = 2 t[l] = 1")).starts_with("_G.t[object #"));
}

#[test]
fn snapshots_are_bounded() {
    let chain = "local t = {} g = t for i = 1, 1e6 do t.n = {} t = t.n end";
    let size = run(chain).globals.expect("globals").len();
    assert!(size < 8 << 20, "{size}");
    let wide = "g = {} for i = 1, 1e6 do g[i] = i .. 'x' end";
    let size = run(wide).globals.expect("globals").len();
    assert!(size < 8 << 20, "{size}");
}

#[test]
fn what_depends_on_addresses_is_told_apart() {
    let source = "local t = {} for i = 1, 50 do t[{}] = i end for k, v in pairs(t) do io.write(v, ' ') end";
    let outcome = run_with(source, &Options::default());
    let shuffled = |seed| Options { layout: Layout::Shuffled(seed), ..Options::default() };
    assert!((1..5).any(|seed| run_with(source, &shuffled(seed)) != outcome));
}

#[test]
fn what_depends_on_collections_is_told_apart() {
    let source = "local n, met = 0, 0
        getmetatable(newproxy(true)).__gc = function() met = n end
        while n < 100000 do n = n + 1 local t = {} if n == 1000 then collectgarbage('restart') end end
        print(met)";
    let hoarding = Options { layout: Layout::Hoarding, ..Options::default() };
    assert_ne!(run_with(source, &Options::default()), run_with(source, &hoarding));
    assert_eq!(run_with(source, &hoarding).output, b"0\n");
    let asked = "getmetatable(newproxy(true)).__gc = function() print 'gone' end collectgarbage()";
    assert_eq!(run_with(asked, &hoarding).output, b"gone\n");
    // Neither a finalizer nor the message handler of one that fails lets the collection go on.
    let failing = "for _, name in ipairs {'a', 'b'} do
          getmetatable(newproxy(true)).__gc = function() print(name) local x = #nil end
        end
        local function allocate() local s = '' for i = 1, 2000 do s = s .. i end return 'handled' end
        print(xpcall(collectgarbage, allocate))
        allocate()";
    assert_eq!(run_with(failing, &hoarding).output, b"b\nfalse\thandled\na\n");
    assert_ne!(run_with(failing, &Options::default()).output, b"b\nfalse\thandled\na\n");
    // Handlers that fail as deep as the C stack goes: how many depends on whether a finalizer fails in one.
    let nested = "local n = 0
        xpcall(error, function()
          n = n + 1
          getmetatable(newproxy(true)).__gc = function() local x = #nil end
          absent()
        end)
        return n";
    let options = Options::default();
    let verdict = behaviour::check(&Reference, &Ours, &Program::text(nested.as_bytes(), b"=t"), &options);
    let unstable = matches!(verdict, Verdict::NotComparable { reason: Reason::Unstable { .. } });
    assert!(unstable || verdict == Verdict::Agree, "{verdict:?}");
}

#[test]
fn executions_are_independent_across_threads() {
    let source = "math.randomseed(3) local t = {} for i = 1, 200 do t[i] = math.random(1000) end
        table.sort(t) print(table.concat(t, ' '), {})";
    let first = run_with(source, &Options::default());
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..50 {
                    assert_eq!(run_with(source, &Options::default()), first);
                }
            });
        }
    });
}
