//! Statements around one operation: operators, accesses, calls and loops with operands of every kind, so that each
//! instruction meets each of its paths: plain, coercion, metamethod, error.
//!
//! Invariant: every statement ends and catches what it raises; what it changes outside (metatables of types) it restores.

use super::build::Gen;
use crate::syntax::ast::Stat;
use crate::syntax::parse;

/// Path of an operation.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Path {
    Plain,
    Coercion,
    Metamethod,
    Error,
}

const NUMBERS: &[&str] = &["0", "1", "2", "3", "0.5", "7", "1e300", "256"];
const NUMERALS: &[&str] = &["'10'", "' 3 '", "'0x10'", "'1e1'", "'-2'"];
const TEXTS: &[&str] = &["'a'", "'b'", "''", "'10a'"];
/// Operands of arithmetic on constants that the compiler leaves to the VM.
const UNFOLDED: &[(&str, &str)] = &[
    ("+", "-1e999 + 1e999"),
    ("-", "1e999 - 1e999"),
    ("*", "0 * 1e999"),
    ("/", "1 / 0"),
    ("%", "5 % 0"),
    ("^", "(-1) ^ 0.5"),
];
/// Handlers: they return one, no or many values, from variables of their own that are captured or not.
const HANDLERS: &[&str] = &[
    "function() return 7 end",
    "function(x, y) return y end",
    "function(...) return ... end",
    "function() end",
    "function() return 'text', 2, 3 end",
    "function(...) local u = ... local g = function() return u end return g, ... end",
    "function(x) local g = function() return x end end",
    "function(x) local g = function() return x end return 1, 2 end",
    "function(x) local g = function() return x end return x end",
    "function(...) local u = ... local g = function() return u end return ... end",
];

impl Gen<'_, '_> {
    /// One of them.
    pub fn operation(&mut self, out: &mut Vec<Stat>) {
        // Each as often as it has points to meet.
        let text = match self.below(38) {
            0..9 => self.arithmetic(),
            9 => self.negation(),
            10..16 => self.ordering(),
            16 | 17 => self.concatenation(),
            18..21 => self.access(),
            21 => self.global_access(),
            22..24 => self.method(),
            24..33 => self.some_call(),
            33 => self.counting(),
            34 => self.varargs(),
            35 => self.capturing(),
            _ => self.iteration(),
        };
        self.spend(25);
        self.fuel -= 12;
        let parsed = parse(text.as_bytes(), b"=operation");
        debug_assert!(parsed.is_ok(), "{text}");
        if let Ok(chunk) = parsed {
            out.extend(chunk.body.stats);
        }
    }

    fn word(&mut self, words: &[&'static str]) -> &'static str {
        self.pick(words)
    }

    fn flip(&mut self) -> bool {
        self.below(2) == 1
    }

    fn path(&mut self) -> Path {
        self.pick(&[Path::Plain, Path::Coercion, Path::Metamethod, Path::Error])
    }

    /// Names for operands: a local variable or the literal itself.
    fn operand(&mut self, value: &str, variable: &str) -> String {
        if self.flip() { value.into() } else { variable.into() }
    }

    fn arithmetic(&mut self) -> String {
        let (op, unfolded) = self.pick(UNFOLDED);
        let event = match op {
            "+" => "add",
            "-" => "sub",
            "*" => "mul",
            "/" => "div",
            "%" => "mod",
            _ => "pow",
        };
        let handler = self.word(HANDLERS);
        let path = self.path();
        let swap = self.flip();
        let (x, y) = match path {
            Path::Plain => (self.word(NUMBERS), self.word(NUMBERS)),
            Path::Coercion => (self.word(NUMERALS), self.pick(&["2", "'3'", "' 4'", "0.5"])),
            Path::Metamethod => ("o", self.pick(&["1", "'2'", "nil", "true", "o", "{}"])),
            Path::Error => (self.pick(&["nil", "true", "'a'", "{}", "print"]), self.pick(&["1", "'2'", "'b'", "nil"])),
        };
        // Strings have a metatable: a handler there is asked even for constants.
        if path == Path::Metamethod && self.flip() {
            let (a, b) = (self.operand("'a'", "a"), self.operand("1", "b"));
            let (l, r) = if swap { (b, a) } else { (a, b) };
            let target = self.pick(&["local c", "a", "b"]);
            return format!(
                "do local m, a, b = getmetatable(''), 'a', 1 m.__{event} = {handler} {target} = {l} {op} {r} m.__{event} = nil print(a, b{}) end",
                if target == "local c" { ", type(c)" } else { "" }
            );
        }
        if path == Path::Plain && self.below(4) == 0 {
            return format!("do local c = {unfolded} c = {unfolded} print(c == c) end");
        }
        let (mut a, mut b) = (self.operand(x, "a"), self.operand(y, "b"));
        // Objects are variables.
        let named =
            |operand: String, name: &str| if operand == "o" || operand == "{}" { name.to_string() } else { operand };
        (a, b) = (named(a, "a"), named(b, "b"));
        let (l, r) = if swap { (b, a) } else { (a, b) };
        let target = self.pick(&["local c", "a", "b"]);
        let define = match path {
            Path::Metamethod => format!("local o = setmetatable({{}}, {{__{event} = {handler}}}) "),
            Path::Plain | Path::Coercion | Path::Error => String::new(),
        };
        let result = if target == "local c" { ", c" } else { "" };
        format!(
            "print(pcall(function() {define}local a, b = {x}, {y} {target} = {l} {op} {r} return a, b{result} end))"
        )
    }

    fn negation(&mut self) -> String {
        let operand =
            self.pick(&["1", "'10'", "'0x10'", "setmetatable({}, m)", "setmetatable({}, m)", "nil", "'a'", "{}"]);
        let operation = self.pick(&["a = -a return a", "local c = -a return a, c", "return -a"]);
        let handler = self.word(HANDLERS);
        format!("print(pcall(function() local m = {{__unm = {handler}}} local a = {operand} {operation} end))")
    }

    fn ordering(&mut self) -> String {
        let op = self.pick(&["<", "<=", ">", ">="]);
        let truth = self.pick(&["true", "false", "nil", "1"]);
        let handlers = self.pick(&["__lt = h", "__lt = h", "__le = h", "__lt = h, __le = h"]);
        // Nil and booleans stand in constants; with a metatable for the type they are asked, too.
        let (typed, x, y) = match self.below(12) {
            0 => ("", self.word(NUMBERS), self.word(NUMBERS)),
            1 => ("", self.word(TEXTS), self.word(TEXTS)),
            2 => ("", "o", "o"),
            3..5 => ("nil", "nil", "nil"),
            5..10 => ("true", self.pick(&["true", "false"]), self.pick(&["true", "false"])),
            _ => ("", self.pick(&["nil", "1", "'a'", "{}"]), self.pick(&["true", "2", "'b'", "print"])),
        };
        let (a, b) = (self.operand(x, "a"), self.operand(y, "b"));
        let named = |operand: String, name: &str| match &operand[..] {
            "o" | "{}" | "print" => name.to_string(),
            _ => operand,
        };
        let (a, b) = (named(a, "a"), named(b, "b"));
        let test = match self.below(4) {
            0..2 => format!("if {a} {op} {b} then r = 1 else r = 2 end"),
            2 => format!("if not ({a} {op} {b}) then r = 1 else r = 2 end"),
            _ => format!("r = {a} {op} {b}"),
        };
        let (before, after) = match typed {
            "" => (String::new(), String::new()),
            value => (format!("debug.setmetatable({value}, m) "), format!(" debug.setmetatable({value}, nil)")),
        };
        format!(
            "print(pcall(function() local function h() return {truth} end local m = {{{handlers}}} \
             local o = setmetatable({{}}, m) local a, b, r = {x}, {} {before}local ok, e = pcall(function() {test} end){after} return ok, e, r end))",
            if y == "o" { "setmetatable({}, m)" } else { y }
        )
    }

    fn concatenation(&mut self) -> String {
        let count = 2 + self.below(3);
        let path = self.path();
        let odd = self.below(count);
        let parts: Vec<&str> = (0..count)
            .map(|i| match path {
                Path::Coercion if i == odd => self.word(NUMBERS),
                Path::Metamethod if i == odd => "o",
                Path::Error if i == odd => self.pick(&["nil", "true", "print", "{}"]),
                Path::Plain => self.word(TEXTS),
                Path::Coercion | Path::Metamethod | Path::Error => self.pick(&["'a'", "1", "'b'"]),
            })
            .collect();
        let target = self.pick(&["local c", "a", "return"]);
        let chain = parts.join(" .. ");
        let (assign, result) = match target {
            "return" => (format!("return {chain}"), String::new()),
            "a" => (format!("a = {chain}"), " return a".into()),
            _ => (format!("local c = {chain}"), " return c".into()),
        };
        format!(
            "print(pcall(function() local a, o = 'x', setmetatable({{}}, {{__concat = {}}}) {assign}{result} end))",
            self.word(HANDLERS)
        )
    }

    /// What stands after an access: kinds of objects by what they answer.
    fn accessed(&mut self) -> &'static str {
        self.pick(&[
            "{x = 1, [1] = 2, [-1] = 3, [0] = 4, [0.5] = 5}",
            "{}",
            "setmetatable({}, {__index = {x = 1}, __newindex = {}})",
            "setmetatable({}, {__index = {}, __newindex = {x = 1}})",
            "setmetatable({}, {__index = function(t, k) return k end, __newindex = function(t, k, v) rawset(t, k, v) end})",
            "setmetatable({}, {__index = 5, __newindex = 5})",
            "nil",
            "'text'",
            "5",
        ])
    }

    fn access(&mut self) -> String {
        let object = self.accessed();
        let key = self.pick(&["'x'", "'x'", "1", "1", "nil", "0/0", "true", "2", "-1", "0", "0.5"]);
        let k = if key == "0/0" { "k".into() } else { self.operand(key, "k") };
        let operation = match self.below(5) {
            0 => format!("local c = t[{k}] return type(c)"),
            1 => format!("t = t[{k}] return type(t)"),
            2 => "k = t[k] return k".into(),
            3 => format!("t[{k}] = k"),
            _ => format!("t[{k}] = {} return rawget(t, 1)", self.pick(&["1", "'v'", "nil"])),
        };
        format!("print(pcall(function() local t, k = {object}, {key} {operation} end))")
    }

    fn global_access(&mut self) -> String {
        let object = self.pick(&[
            "{x = 1}",
            "{}",
            "setmetatable({}, {__index = {x = 1}, __newindex = {}})",
            "setmetatable({}, {__index = function(t, k) return k end, __newindex = function(t, k, v) rawset(t, k, v) end})",
            "setmetatable({}, {__index = 5, __newindex = 5})",
        ]);
        let body = self.pick(&["return x", "x = 2", "x = x", "return x, y"]);
        format!("print(pcall(setfenv(function() {body} end, {object})))")
    }

    fn method(&mut self) -> String {
        let object = self.pick(&[
            "{m = function(...) return select('#', ...) end}",
            "{m = type, x = 1}",
            "{m = select, len = print}",
            "{}",
            "setmetatable({}, {__index = {m = function() return 1 end}})",
            "setmetatable({}, {__index = function(t, k) return type end})",
            "nil",
            "'text'",
            "5",
        ]);
        let receiver = self.pick(&["o", "id(o)"]);
        let name = self.pick(&["m", "m", "len"]);
        let arguments = self.pick(&["", "1", "1, 2", "id(1, 2)"]);
        // Behind so many constants a name no longer fits the operand.
        let constants = match self.below(5) {
            0 => {
                self.fuel -= 100;
                let numbers: Vec<String> = (0..256).map(|i| format!("{i}.5")).collect();
                format!("local c = {{{}}} ", numbers.join(","))
            }
            _ => String::new(),
        };
        format!(
            "do local function id(...) return ... end \
             print(pcall(function(o) {constants}return ({receiver}:{name}({arguments})) end, {object})) end"
        )
    }

    fn some_call(&mut self) -> String {
        let results = self.pick(&["", " return 1", " return a", " return a, 2", " return 1, 2, 3, 4", " return ..."]);
        let mut parameters = self.pick(&["", "", "a", "a, b", "a, b, c", "a, b, c, d", "...", "a, ..."]);
        if results == " return ..." {
            parameters = "...";
        }
        let callee = match self.below(9) {
            0..6 => format!("function({parameters}){results} end"),
            6 => self.pick(&["print", "type", "select", "math.max", "tostring"]).into(),
            7 => format!("setmetatable({{}}, {{__call = function({parameters}){results} end}})"),
            _ => self.pick(&["nil", "5", "{}", "'text'"]).into(),
        };
        let arguments =
            self.pick(&["", "", "1", "1", "'#', 2", "1, 2, 3", "'#', 2, 3, 4", "g()", "'#', g()", "1, 2, 3, g(1)"]);
        let given = self.pick(&["", "1", "1, 2", "1, 2, 3, 4, 5"]);
        let call = format!("f({arguments})");
        let operation = match self.below(10) {
            0 | 9 => call,
            1 => format!("local x = {call} return x"),
            2 | 7 => format!("local x, y, z = {call} return x, y, z"),
            3 => format!("return ({call})"),
            4 | 8 => format!("return {call}"),
            5 => format!("return 0, {call}"),
            _ => format!("return {{{call}}}"),
        };
        format!("print(pcall(function() local f, g = {callee}, function() return {given} end {operation} end))")
    }

    fn counting(&mut self) -> String {
        let values = &["1", "2", "-1", "'1'", "' 3 '", "0.5", "10"];
        let (start, limit) = (self.pick(values), self.pick(values));
        let step = self.pick(&["1", "1", "-1", "0", "0/0", "'2'", "0.5"]);
        let mut numbers = [start, limit, step];
        if self.below(4) == 0 {
            let at = self.below(3) as usize;
            numbers[at] = self.pick(&["nil", "{}", "'x'", "true"]);
        }
        let [start, limit, step] = numbers;
        match self.below(4) {
            // Without a body it has to end by itself.
            0 => format!("print(pcall(function() for i = {start}, {limit} do end end))"),
            _ => format!(
                "print(pcall(function() local n = 0 for i = {start}, {limit}, {step} do n = n + 1 if n > 3 then break end end return n end))"
            ),
        }
    }

    fn varargs(&mut self) -> String {
        let operation = self.pick(&[
            "local a = ... return a",
            "local a, b, c = ... return a, b, c",
            "local a = 1, ... return a",
            "return ...",
            "return (...)",
            "return 1, ...",
            "local t = {...} return #t",
            "return select('#', ...)",
        ]);
        let parameters = self.pick(&["...", "x, ..."]);
        let arguments = self.pick(&["", "1", "1, 2", "1, nil, 3", "1, 2, 3, 4"]);
        format!("print((function({parameters}) {operation} end)({arguments}))")
    }

    /// A closure over variables of the function around it and of the one around that.
    fn capturing(&mut self) -> String {
        let captured = self.pick(&["a", "u", "a, u", "a, b", "u, v", "a, b, u", "a, u, v, w", "a, b, u, v, w"]);
        let target = self.pick(&["local c", "a", "u"]);
        let result = self.pick(&["", "a", "b", "u", "a, b, u, v"]);
        format!(
            "print((function(u, v, w) return select('#', (function(a, b) {target} = function() return {captured} end \
             return {result} end)(1, 2)) end)(3, 4, 5))"
        )
    }

    fn iteration(&mut self) -> String {
        let variables = self.pick(&["k", "k, v", "k, v, w", "k, v, w, x"]);
        let parameters = self.pick(&["", "s", "s, c", "s, c, d", "..."]);
        let values = self.pick(&["n", "n, 1", "n, 1, 2", "n, 1, 2, 3, 4"]);
        let end = self.pick(&["", " return nil", " return nil, 1", " return nil, 1, 2, 3, 4"]);
        let iterator = self.pick(&["it", "it", "it", "setmetatable({}, {__call = it})", "next", "nil", "5"]);
        let state = self.pick(&["{4, x = 5}", "{}"]);
        format!(
            "print(pcall(function() local n, m = 0, 0 local function it({parameters}) n = n + 1 if n < 4 then return {values} end{end} end \
             for {variables} in {iterator}, {state} do m = m + 1 end return n, m end))"
        )
    }
}
