//! Coverage counts the executions that a program shows, and its points follow from the contract table.

use lockstep::coverage::{CAPACITY, Class, Map, Space, execute};
use lockstep::engine::{Options, Program};
use lockstep::isa::Op;

fn met(source: &str) -> Vec<String> {
    let mut map = Map::default();
    execute(&Program::text(source.as_bytes(), b"=t"), &Options::default(), &mut map);
    let points = Space::get().points.iter().filter(|p| map.count(p) > 0);
    points.map(|p| format!("{} {}", p.op.mnemonic(), p.aspect.before(&p.text()))).collect()
}

fn assert_met(source: &str, expected: &[&str]) {
    let met = met(source);
    for line in expected {
        assert!(met.iter().any(|m| m == line), "{source}: {line} is not among\n{}", met.join("\n"));
    }
}

#[test]
fn every_opcode_has_points_that_have_counters_of_their_own() {
    let space = Space::get();
    assert!(space.slots <= CAPACITY, "{}", space.slots);
    for &op in Op::ALL {
        assert!(space.points.iter().any(|p| p.op == op && p.unreachable.is_none()), "{op:?}");
    }
    let mut slots: Vec<usize> = space.points.iter().map(|p| p.slot).collect();
    slots.sort_unstable();
    slots.dedup();
    assert_eq!(slots.len(), space.points.len());
    for point in &space.points {
        assert_eq!(space.slot(point.op, point.aspect, &point.classes), Some(point.slot));
    }
}

#[test]
fn paths_of_arithmetic() {
    assert_met(
        "local a, b = 2, '3' a = a + 1 a = b * a local t = setmetatable({}, {__sub = function() return 1 end}) a = 1 - t
         pcall(function() return 1 / {} end)",
        &[
            "ADD A=in place, B=register, C=constant, path=plain",
            "MUL A=in place, B=register, C=register, path=coercion",
            "SUB A=apart, B=constant, C=register, path=metamethod",
            "DIV A=in place, B=constant, C=register, path=error",
        ],
    );
}

#[test]
fn tests_are_decided_after_their_handlers() {
    assert_met(
        "local m = {__lt = function(a, b) return a.n < b.n end, __eq = function() return false end}
         local function object(n) return setmetatable({n = n}, m) end
         local a, b = object(1), object(2)
         if a < b then print(1) end
         if a <= b then print(2) end
         if a == b then print(3) end
         if not pcall(function() if a < 1 then print(4) end end) then print(5) end",
        &[
            "LT A=0, B=register, C=register, path=metamethod, branch=not taken",
            "LE A=0, B=register, C=register, path=swapped __lt, branch=not taken",
            "EQ A=0, B=register, C=register, path=metamethod, branch=taken",
            "LT A=0, B=register, C=constant, path=error, branch=raised",
            "LT A=1, B=register, C=register, path=number, branch=taken",
        ],
    );
}

#[test]
fn calls_and_results_are_adjusted() {
    assert_met(
        "local function f(a, b) return a, b end
         local function none() end
         local x, y, z = f(1)
         x, y = f(1, 2)
         f(1, 2, 3)
         x = none()
         print(f(none()))
         print((...))
         local g = setmetatable({}, {__call = f})
         x = g(1)
         local function any(...) end
         any(1)
         for k in none do end",
        &[
            "CALL B=2, C=1, callee=vararg",
            "CALL B=2, C=more, callee=filled up",
            "CALL results C=more, values=filled up",
            "CALL results C=more, values=exact",
            "CALL B=more, C=1, callee=cut off",
            "CALL results C=1, values=cut off",
            "CALL results C=2, values=filled up",
            "CALL results C=0, values=open",
            "CALL results C=0, values=none",
            "CALL B=0, C=0, callee=filled up",
            "VARARG B=2, values=filled up",
            "CALL B=2, C=2, callee=metamethod",
            "TFORLOOP C=1, callee=cut off, branch=not taken",
            "TFORLOOP results C=1, values=filled up",
            "RETURN B=1, to=an instruction, closed=closes nothing",
        ],
    );
}

#[test]
fn closures_and_loops() {
    assert_met(
        "local a, b, c = 1, 2, 3
         local function f() return function() a = a + b + c end end
         local function g() return g end
         f()()
         for i = 3, 1, -1 do local h = function() return i end end
         for i = '1', 2, 0 do break end
         do local t = {} function t.m() return t end end",
        &[
            "CLOSURE upvalues=more, captured=registers, A=apart",
            "CLOSURE upvalues=more, captured=upvalues, A=apart",
            "CLOSURE upvalues=1, captured=registers, A=in place",
            "GETUPVAL upvalue=open",
            "CLOSE closed=1",
            "FORLOOP jump=backward, step=down, branch=taken",
            "FORPREP jump=forward, path=coercion",
        ],
    );
}

#[test]
fn where_a_key_is_and_how_far_an_access_goes() {
    assert_met(
        "local t = {1, nil, 3, x = 1}
         local a = t[1] a = t[2] a = t.x a = t.y a = t[true]
         setmetatable(t, {}) a = t[2]
         getmetatable(t).__newindex = {} t[2] = 1
         local function chain(n, last) for i = 1, n do last = setmetatable({}, {__index = last}) end return last end
         a = chain(9, t).x a = chain(3, t).y a = chain(1, setmetatable({}, {__index = type})).z
         local many = {} for i = 1, 300 do many['k' .. i] = i end
         a = many.k7 many.new = 1",
        &[
            "GETTABLE slot key=number, in=array, metatable=none",
            "GETTABLE slot key=number, in=nil in the array, metatable=none",
            "GETTABLE slot key=number, in=nil in the array, metatable=without handler",
            "GETTABLE slot key=string, in=node, metatable=none",
            "GETTABLE slot key=string, in=nowhere, metatable=none",
            "GETTABLE slot key=other, in=nowhere, metatable=none",
            "SETTABLE slot key=number, in=nil in the array, metatable=with handler",
            "GETTABLE chain hops=more than 8, end=present",
            "GETTABLE chain hops=2 to 8, end=absent",
            "GETTABLE chain hops=2 to 8, end=handler is a function",
            "SETTABLE chain hops=1, end=absent",
            "GETTABLE lookup nodes=more than 256, key=present",
            "SETTABLE lookup nodes=more than 256, key=absent",
            "SETTABLE growth sizes=nodes grow",
            "SETTABLE growth sizes=stay",
        ],
    );
}

#[test]
fn handlers_that_come_late_and_those_that_only_one_has() {
    assert_met(
        "local m, n = {}, {}
         local a, b = setmetatable({}, m), setmetatable({}, n)
         local x = a.x, a == b
         m.__index = m
         m.__newindex = m
         m.__eq = type x = a == b
         n.__eq = print x = a == b
         n.__eq = type x = a == b
         x = a .. 1 == nil",
        &[
            "SETTABLE event handler=asked before, in=nowhere",
            "SETTABLE event handler=never asked, in=nowhere",
            "EQ compared handlers=one",
            "EQ compared handlers=different ones",
            "EQ compared handlers=the same",
        ],
    );
}

#[test]
fn the_stack_the_collector_and_errors() {
    assert_met(
        "local function deep(n) local f = function() return n end if n > 0 then return 1 + deep(n - 1) end return f() end
         deep(30)
         local function all(...) local u = 1 local f = function() return u end return {...} end
         local t = {} for i = 1, 200 do t[i] = i end
         local many = all(unpack(t))
         pcall(function() local u = 1 local f = function() return u end return u + {} end)
         pcall(error)
         pcall(string.gsub, 'a', 'a', function() local x = nil + 1 end)
         collectgarbage()
         for i = 1, 0, 0.5 do end
         for i in ('a'):gmatch('a') do end
         for i in next, {} do end
         for i in ipairs({}) do end
         local o = setmetatable({}, {__concat = function() return 1 end})
         local s = 1 .. o .. 2 .. 3",
        &[
            "CALL frame callee=Lua function, stack=moves, open upvalues=more",
            "CALL frame callee=Lua function, stack=fits, open upvalues=more",
            "VARARG frame stack=moves, open upvalues=more",
            "ADD raise open upvalues=more",
            "ADD raise open upvalues=0",
            "CALL collector collects=yes",
            "FORLOOP stride step=fraction, branch=not taken",
            "TFORLOOP iteration callee=library function",
            "TFORLOOP iteration callee=next",
            "TFORLOOP iteration callee=ipairs",
            "CONCAT culprit operands=middle",
        ],
    );
}

#[test]
fn maps_merge_and_keep_their_layout() {
    let mut one = Map::default();
    execute(&Program::text(b"local a = 1", b"=t"), &Options::default(), &mut one);
    let mut sum = Map::default();
    assert!(sum.merge(&one));
    assert!(!sum.merge(&one));
    let point = Space::get().points.iter().find(|p| p.op == Op::LoadK && p.classes == [Class::Number]).unwrap();
    assert_eq!((one.count(point), sum.count(point)), (1, 2));
    let text = serde_json::to_string(&sum).unwrap();
    assert_eq!(serde_json::from_str::<Map>(&text).unwrap(), sum);
    assert!(serde_json::from_str::<Map>("[1, 2]").is_err());
    assert_eq!(sum.missing().count(), sum.summary().reachable - sum.summary().covered);
}
