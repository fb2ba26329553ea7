//! What both programs do: run a Lua program, named on the command line, on our VM.

use lockstep::engine::ours::machine::{Machine, MachineSetup};

const PROGRAMS: [(&str, &str); 5] = [
    ("fib", "local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end return fib(22)"),
    ("loops", "local s = 0 for i = 1, 300000 do s = s + i % 7 * 2 end return s"),
    ("sieve", "local t = {} for i = 2, 20000 do if not t[i] then for j = i * i, 20000, i do t[j] = true end end end"),
    ("field", "local p = {x = 1, y = 2} for i = 1, 100000 do p.x = p.x + p.y p.y = p.y + 1 end return p.x"),
    (
        "calls",
        "local m = setmetatable({}, {__index = function(_, k) return k end}) \
               local f = coroutine.wrap(function() while true do coroutine.yield(1) end end) \
               for i = 1, 20000 do local _ = m[i] + f() pcall(f) end",
    ),
];

/// Runs the program that the first argument names, or all, by `call`; what goes wrong is a panic.
pub fn run(mut call: impl FnMut(&mut Machine, &[u8]) -> bool) {
    let wanted = std::env::args().nth(1).filter(|argument| !argument.starts_with('-'));
    for (name, text) in PROGRAMS {
        if wanted.as_ref().is_some_and(|wanted| wanted != name) {
            continue;
        }
        let mut machine = Machine::new(MachineSetup { sandbox: true, ..MachineSetup::default() });
        assert!(call(&mut machine, text.as_bytes()), "{name} fails");
    }
}
