//! The classes of values that operands take in the matrix.

use crate::isa::Const;

/// Name and maker, an expression of the world's Lua: called for each case, so that no two cases share an object.
const CLASSES: &[(&str, &str)] = &[
    ("nil", "nil"),
    ("true", "true"),
    ("false", "false"),
    ("0", "zero"),
    ("-0", "-zero"),
    ("1", "1"),
    ("-1", "-1"),
    ("2", "2"),
    ("0.5", "0.5"),
    ("-2.5", "-2.5"),
    ("2^53", "9007199254740992"),
    ("1e308", "1e308"),
    ("5e-324", "5e-324"),
    ("nan", "nan"),
    ("inf", "huge"),
    ("-inf", "-huge"),
    ("\"\"", "''"),
    ("\"a\"", "'a'"),
    ("\"b\"", "'b'"),
    ("\"10\"", "'10'"),
    ("\"0x10\"", "'0x10'"),
    ("\" 10 \"", "' 10 '"),
    ("\"1e1\"", "'1e1'"),
    ("\"10\\0\"", "'10\\0'"),
    ("\"0x\"", "'0x'"),
    ("table", "{}"),
    ("list", "{10, 20, 30, a = 'A', m = answer('method', 1, 2, 3)}"),
    ("table value", "object('value')"),
    ("table yes", "object('yes')"),
    ("table nothing", "object('nothing')"),
    ("table many", "object('many')"),
    ("table raises", "object('raises')"),
    ("table callable", "object('callable')"),
    ("table number", "object('number')"),
    ("table table", "object('table')"),
    ("table chain", "object('chain')"),
    ("table lt", "object('lt')"),
    ("table le", "object('le')"),
    ("table empty", "object('empty')"),
    ("function", "function(...) note('function', ...) return ... end"),
    ("function 1", "function(a) note('function 1', a) return a, 'second', 'third' end"),
    ("function 2", "function(a, b) note('function 2', a, b) end"),
    ("function raises", "function(...) note('raises', ...) error('raised', 0) end"),
    ("iterator", "function(s, c) note('iterator', s, c) if c ~= 3 then return (c or 2) + 1, s, c, 'more' end end"),
    ("library type", "type"),
    ("library next", "next"),
    ("library pcall", "pcall"),
    ("library unpack", "unpack"),
    ("library yield", "coroutine.yield"),
    ("wrap", "coroutine.wrap(function(...) note('wrap', ...) coroutine.yield(...) return 'end' end)"),
    ("coroutine", "coroutine.create(function() end)"),
    ("userdata", "newproxy()"),
    ("userdata value", "proxy('value')"),
    ("userdata yes", "proxy('yes')"),
    ("userdata many", "proxy('many')"),
    ("userdata raises", "proxy('raises')"),
    ("userdata number", "proxy('number')"),
    ("userdata lt", "proxy('lt')"),
    ("userdata empty", "proxy('empty')"),
];

/// A class, by its place in the list.
pub type ValueClass = u8;

/// All classes.
pub fn all() -> Vec<ValueClass> {
    (0..CLASSES.len() as u8).collect()
}

/// The classes with these names.
pub fn named(names: &[&str]) -> Vec<ValueClass> {
    let find = |name: &&str| CLASSES.iter().position(|c| c.0 == *name);
    let found: Vec<ValueClass> = names.iter().filter_map(|name| find(name).map(|i| i as u8)).collect();
    debug_assert_eq!(found.len(), names.len(), "{names:?}");
    found
}

/// The classes whose values are tables.
pub fn tables() -> Vec<ValueClass> {
    all().into_iter().filter(|&c| name(c).starts_with("table") || name(c) == "list").collect()
}

/// The name of a class.
pub fn name(class: ValueClass) -> &'static str {
    CLASSES[class as usize].0
}

/// One function per class, as Lua.
pub fn makers() -> String {
    CLASSES.iter().map(|(_, expression)| format!("function() return {expression} end,\n")).collect()
}

/// What constants the operands name.
pub fn constants() -> Vec<Const> {
    let numbers =
        [0.0, -0.0, 1.0, -1.0, 2.0, 0.5, 9007199254740992.0, 1e308, 5e-324, f64::NAN, f64::INFINITY, -f64::INFINITY];
    let texts: [&[u8]; 7] = [b"", b"a", b"b", b"10", b"0x10", b" 10 ", b"10\0"];
    [Const::Nil, Const::Boolean(true), Const::Boolean(false)]
        .into_iter()
        .chain(numbers.map(Const::Number))
        .chain(texts.map(text))
        .collect()
}

/// A string constant.
pub fn text(bytes: &[u8]) -> Const {
    Const::String(bytes.into())
}
