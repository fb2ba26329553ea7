//! Library functions that mutations call, and constants at the edges.

use super::MutationRandom;
use crate::syntax::ast::*;

/// Functions with the kinds of their arguments, by the letters of [`Ty`](crate::gen::scope::Ty): `i` and `n` numbers, `s`
/// strings, `l` and `t` tables, `f` functions, `v` anything, `c` coroutines; `p` is a pattern, `q` a format. Capitals may
/// be left out.
pub const CALLS: &[(&str, &str)] = &[
    ("assert", "vV"),
    ("collectgarbage", ""),
    ("coroutine.create", "f"),
    ("coroutine.resume", "cV"),
    ("coroutine.running", ""),
    ("coroutine.status", "c"),
    ("coroutine.wrap", "f"),
    ("coroutine.yield", "V"),
    ("error", "vI"),
    ("getfenv", "I"),
    ("getmetatable", "v"),
    ("ipairs", "l"),
    ("loadstring", "sS"),
    ("math.abs", "n"),
    ("math.ceil", "n"),
    ("math.floor", "n"),
    ("math.fmod", "nn"),
    ("math.frexp", "n"),
    ("math.ldexp", "ni"),
    ("math.max", "nNN"),
    ("math.min", "nNN"),
    ("math.modf", "n"),
    ("math.pow", "nn"),
    ("math.sqrt", "n"),
    ("next", "tV"),
    ("pairs", "t"),
    ("pcall", "fVV"),
    ("print", "VVV"),
    ("rawequal", "vv"),
    ("rawget", "tv"),
    ("rawset", "tvv"),
    ("select", "iVVV"),
    ("setmetatable", "tt"),
    ("string.byte", "sII"),
    ("string.char", "II"),
    ("string.find", "spIV"),
    ("string.format", "qVV"),
    ("string.gmatch", "sp"),
    ("string.gsub", "spvI"),
    ("string.len", "s"),
    ("string.lower", "s"),
    ("string.match", "spI"),
    ("string.rep", "si"),
    ("string.reverse", "s"),
    ("string.sub", "siI"),
    ("string.upper", "s"),
    ("table.concat", "lSII"),
    ("table.insert", "liV"),
    ("table.maxn", "t"),
    ("table.remove", "lI"),
    ("table.sort", "lF"),
    ("tonumber", "vI"),
    ("tostring", "v"),
    ("type", "v"),
    ("unpack", "lII"),
    ("xpcall", "ff"),
];

/// Whether a global of this name is the library's.
pub fn is_library(name: &[u8]) -> bool {
    let table = |path: &str| path.split('.').next().is_some_and(|first| first.as_bytes() == name);
    name == b"_G" || name == b"setfenv" || name == b"newproxy" || CALLS.iter().any(|(path, _)| table(path))
}

/// Numbers at which something changes: signs of zero, ends of integer types, of exactness and of the range, sizes of
/// instruction operands and of constructors.
const NUMBERS: [f64; 36] = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    2.0,
    3.0,
    0.5,
    -0.5,
    0.1,
    10.0,
    16.0,
    49.0,
    50.0,
    51.0,
    127.0,
    128.0,
    255.0,
    256.0,
    511.0,
    512.0,
    65536.0,
    2147483647.0,
    2147483648.0,
    -2147483648.0,
    4294967295.0,
    4294967296.0,
    1e14,
    1e15,
    1e16,
    9007199254740991.0,
    9007199254740992.0,
    9223372036854775807.0,
    1.7976931348623157e308,
    2.2250738585072014e-308,
    5e-324,
    f64::INFINITY,
];

const STRINGS: [&[u8]; 18] = [
    b"", b"a", b"10", b"0x10", b" 7 ", b"-0", b"1e1", b"1e", b"nan", b"inf", b"\0", b"a\0b", b"\xff", b"%d", b"x\ny",
    b"__index", b"n", b"abcabc",
];

const PATTERNS: [&[u8]; 20] = [
    b".", b"a", b"", b"^a", b"a$", b".-", b"%w+", b"(%d*)", b"()", b"(a)(b)", b"[^%s]", b"[a-", b"%b()", b"%f[%w]",
    b"%1", b"(", b"(.)%1", b"a?b", b"%", b"[]]",
];

const FORMATS: [&[u8]; 14] =
    [b"%d", b"%s", b"%q", b"%5.2f", b"%g", b"%x", b"%c", b"%i|%u", b"%-8s|", b"%05d", b"%e", b"%%", b"%.3s", b"%y"];

/// A number at an edge; NaN as an expression.
pub fn number(random: &mut MutationRandom) -> Expr {
    match random.below(NUMBERS.len() + 1) {
        0 => Expr::binary(BinaryOp::Div, Expr::number(0.0), Expr::number(0.0)),
        i => Expr::number(NUMBERS[i - 1]),
    }
}

/// A number that is not large: how often, how many, where.
pub fn small(random: &mut MutationRandom) -> Expr {
    Expr::number(random.below(9) as f64 - 2.0)
}

pub fn string(random: &mut MutationRandom) -> Expr {
    Expr::string(*random.pick(&STRINGS))
}

pub fn pattern(random: &mut MutationRandom) -> Expr {
    Expr::string(*random.pick(&PATTERNS))
}

pub fn format(random: &mut MutationRandom) -> Expr {
    Expr::string(*random.pick(&FORMATS))
}

/// A constant of any type.
pub fn constant(random: &mut MutationRandom) -> Expr {
    match random.below(8) {
        0 => ExprKind::Nil.into(),
        1 => ExprKind::True.into(),
        2 => ExprKind::False.into(),
        3 => Expr::table(vec![]),
        4 | 5 => string(random),
        _ => number(random),
    }
}
