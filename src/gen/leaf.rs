//! Where expressions end: literals of every type, odd numbers, keys, patterns and formats.

use super::build::{Gen, call};
use super::scope::Ty;
use crate::syntax::ast::*;

const STRINGS: [&[u8]; 28] = [
    b"a",
    b"",
    b"b",
    b"abc",
    b"10",
    b"0x10",
    b" 5 ",
    b"-7",
    b"1e2",
    b"xyz",
    b"hello world",
    b"a,b,,c",
    b"key=value",
    b"x",
    b"y",
    b"nan",
    b"inf",
    b"0",
    b"1.5",
    b"a\0b",
    b"\xff\xfe",
    b"line\nline",
    b"%d",
    b"(x)",
    b"[a]",
    b"  pad  ",
    b"The Quick Brown Fox",
    b"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
];

const FIELDS: [&str; 10] = ["x", "y", "k", "name", "n", "a", "b", "value", "next", "len"];

const PATTERNS: [&[u8]; 46] = [
    b"a",
    b".",
    b"%a+",
    b"%d+",
    b"%w*",
    b"%s",
    b"[abc]",
    b"[^a]",
    b"[a-y]+",
    b"(.)(.)",
    b"(%w+)",
    b"()",
    b"()a()",
    b"^a",
    b"c$",
    b"^$",
    b"",
    b".-",
    b".-b",
    b"a*",
    b"a-",
    b"a?b",
    b"%b()",
    b"%f[%w]%w+",
    b"%f[%a]",
    b"(a)(b)?",
    b"([^,]*)",
    b"(%w+)=(%w+)",
    b"%%",
    b"%.",
    b"[%w_]",
    b"[%]]",
    b"[]]",
    b"[^]]",
    b"[a%-z]",
    b"[%a-z]",
    b"%u%l*",
    b"%x+",
    b"%p",
    b"%c",
    b"[%z]",
    b"%z",
    b"(a*(.)%w(%s*))",
    b"((a)(b))",
    b"(.)%1",
    b"%s*$",
];

/// Patterns that are errors, or that only fail when the matcher comes to them.
const BAD_PATTERNS: [&[u8]; 12] = [b"(", b")", b"[", b"[a", b"%", b"[^", b"%b", b"%bx", b"%f", b"(()", b"%1", b"(.)%2"];

const FORMATS: [&[u8]; 24] = [
    b"%d", b"%5d", b"%-5d|", b"%05d", b"%+d", b"% d", b"%i", b"%u", b"%c", b"%x", b"%X", b"%#x", b"%o", b"%e", b"%E",
    b"%.3f", b"%10.2f", b"%g", b"%G", b"%.14g", b"%.0f", b"%#.3g", b"%5.1f%%", b"%.20g",
];

const REPLACEMENTS: [&[u8]; 10] = [b"", b"-", b"<%0>", b"%%", b"%1", b"[%1]", b"x\0y", b"%0%0", b"aa", b"a%1b"];

/// Library functions that end soon whatever their arguments are, by library.
const FUNCTIONS: [(&str, &[&str]); 9] = [
    (
        "",
        &[
            "assert",
            "collectgarbage",
            "dofile",
            "error",
            "gcinfo",
            "getfenv",
            "getmetatable",
            "ipairs",
            "loadfile",
            "loadstring",
            "module",
            "newproxy",
            "next",
            "pairs",
            "pcall",
            "print",
            "rawequal",
            "rawget",
            "rawset",
            "require",
            "select",
            "setfenv",
            "setmetatable",
            "tonumber",
            "tostring",
            "type",
            "unpack",
            "xpcall",
        ],
    ),
    (
        "string",
        &[
            "byte", "char", "dump", "find", "format", "gfind", "gmatch", "gsub", "len", "lower", "match", "reverse",
            "sub", "upper",
        ],
    ),
    ("table", &["concat", "foreach", "foreachi", "getn", "insert", "maxn", "remove", "setn", "sort"]),
    (
        "math",
        &[
            "abs",
            "acos",
            "asin",
            "atan",
            "atan2",
            "ceil",
            "cos",
            "cosh",
            "deg",
            "exp",
            "floor",
            "fmod",
            "frexp",
            "huge",
            "ldexp",
            "log",
            "log10",
            "max",
            "min",
            "mod",
            "modf",
            "pi",
            "pow",
            "rad",
            "random",
            "randomseed",
            "sin",
            "sinh",
            "sqrt",
            "tan",
            "tanh",
        ],
    ),
    ("coroutine", &["create", "resume", "running", "status", "wrap", "yield"]),
    (
        "os",
        &["clock", "date", "difftime", "execute", "exit", "getenv", "remove", "rename", "setlocale", "time", "tmpname"],
    ),
    (
        "io",
        &["close", "flush", "input", "lines", "open", "output", "popen", "read", "stdout", "tmpfile", "type", "write"],
    ),
    (
        "debug",
        &[
            "getfenv",
            "gethook",
            "getinfo",
            "getlocal",
            "getmetatable",
            "getupvalue",
            "setfenv",
            "sethook",
            "setlocal",
            "setmetatable",
            "setupvalue",
        ],
    ),
    ("package", &["loadlib", "seeall"]),
];

impl Gen<'_, '_> {
    /// A number literal with something odd about it.
    pub fn edge(&mut self) -> Expr {
        let minus = |e| Expr::unary(UnaryOp::Minus, e);
        match self.below(30) {
            0 => Expr::number(0.0),
            1 => Expr::number(-0.0),
            2 => Expr::number(f64::INFINITY),
            3 => Expr::number(f64::NEG_INFINITY),
            4 => Expr::paren(Expr::binary(BinaryOp::Div, Expr::number(0.0), Expr::number(0.0))),
            5 => minus(Expr::paren(Expr::binary(BinaryOp::Div, Expr::number(0.0), Expr::number(0.0)))),
            6 => Expr::number(9_007_199_254_740_992.0),
            7 => Expr::number(9_007_199_254_740_993.0 + 2.0),
            8 => Expr::number(1e308),
            9 => Expr::number(f64::MIN_POSITIVE),
            10 => Expr::number(5e-324),
            11 => Expr::number(2_147_483_647.0),
            12 => Expr::number(2_147_483_648.0),
            13 => Expr::number(-2_147_483_648.0),
            14 => Expr::number(4_294_967_296.0),
            15 => Expr::number(0.1),
            16 => Expr::number(1e15),
            17 => Expr::number(1e16),
            18 => Expr::number(123_456_789_012_345.0),
            19 => Expr::number(1e100),
            20 => Expr::number(-1e100),
            21 => Expr::number(0.5),
            22 => Expr::number(-0.5),
            23 => Expr::number(255.0),
            24 => Expr::number(256.0),
            25 => Expr::number(511.0),
            26 => Expr::number(9_223_372_036_854_775_808.0),
            27 => Expr::number(1e-7),
            28 => Expr::field(Expr::name("math".as_bytes()), "huge".as_bytes()),
            _ => Expr::field(Expr::name("math".as_bytes()), "pi".as_bytes()),
        }
    }

    /// A number of things: some that are small, and those on both sides of a power of two or of a block of SETLIST.
    pub fn size(&mut self) -> Expr {
        let n = match self.below(4) {
            0 => self.below(8),
            1 => self.pick(&[3, 4, 5, 7, 8, 9, 15, 16, 17, 18]),
            2 => self.pick(&[20, 31, 32, 33, 40, 44, 48, 49, 50, 51, 63, 64, 65]),
            _ => self.pick(&[99, 100, 101, 127, 128, 129, 200, 254, 255, 256, 257, 258]),
        };
        Expr::number(f64::from(n))
    }

    /// A literal of the type; for the types without literals what comes nearest.
    pub fn literal(&mut self, ty: Ty) -> Expr {
        self.fuel -= 1;
        match ty {
            Ty::Int => {
                let n = match self.below(8) {
                    0..6 => i64::from(self.below(12)) - 2,
                    6 => i64::from(self.below(100)),
                    _ => i64::from(self.below(2000)) - 1000,
                };
                Expr::number(n as f64)
            }
            Ty::Num => match self.below(8) {
                0..4 => self.literal(Ty::Int),
                4..6 => {
                    let n = f64::from(self.below(4000)) / 16.0 - 100.0;
                    Expr::number(n)
                }
                _ if self.weight("edges") > 0 => self.edge(),
                _ => Expr::number(2.5),
            },
            Ty::Str => {
                let text = if self.chance(200) {
                    self.pick(&STRINGS).to_vec()
                } else {
                    let len = self.below(9);
                    (0..len).map(|_| b"abcxyzABC 0123456789_-+*%.()[]"[self.below(30) as usize]).collect()
                };
                Expr::string(text)
            }
            Ty::Bool => if self.below(2) == 0 { ExprKind::True } else { ExprKind::False }.into(),
            Ty::List => {
                let count = self.below(7);
                let items = (0..count).map(|_| Field::from(self.literal(Ty::Int))).collect();
                Expr::table(items)
            }
            Ty::Map => {
                let count = self.below(5);
                let fields = (0..count).map(|_| self.map_field(|g| g.literal(Ty::Any))).collect();
                Expr::table(fields)
            }
            Ty::Fun => {
                let value = self.literal(Ty::Int);
                let body = Block::from(vec![StatKind::Return(vec![value].into()).into()]);
                Expr::function(Function { vararg: true, body, ..Function::default() })
            }
            Ty::Co => {
                let callee = Expr::field(Expr::name("coroutine".as_bytes()), "create".as_bytes());
                let body = self.literal(Ty::Fun);
                Expr::call(callee, vec![body])
            }
            Ty::Obj => ExprKind::Nil.into(),
            Ty::Any => self.value(),
        }
    }

    /// Any value, simple ones more likely.
    pub fn value(&mut self) -> Expr {
        match self.below(16) {
            0..2 => ExprKind::Nil.into(),
            2..4 => self.literal(Ty::Bool),
            4..8 => self.literal(Ty::Num),
            8..12 => self.literal(Ty::Str),
            12 => self.literal(Ty::Map),
            13 => self.literal(Ty::List),
            14 => self.literal(Ty::Fun),
            _ => self.edge(),
        }
    }

    /// A field of a map's constructor.
    pub fn map_field(&mut self, value: impl FnOnce(&mut Self) -> Expr) -> Field {
        let key = match self.below(4) {
            0 => FieldKey::Item,
            1 | 2 => FieldKey::Name(self.field_name()),
            _ => FieldKey::Expr(self.key()),
        };
        let value = value(self);
        Field { key, ..Field::from(value) }
    }

    pub fn field_name(&mut self) -> crate::syntax::SourceBytes {
        self.pick(&FIELDS).as_bytes().into()
    }

    /// A key that is never nil nor NaN, and the order of which is the same in all engines.
    pub fn key(&mut self) -> Expr {
        match self.below(10) {
            0..3 => Expr::string(self.pick(&FIELDS).as_bytes()),
            // Not the same key as the number.
            3 => Expr::string(self.pick(&["1", "2", "3"]).as_bytes()),
            4..7 => Expr::number(f64::from(self.below(12))),
            7 => self.literal(Ty::Bool),
            8 => Expr::number(f64::from(self.below(64)) / 4.0 - 4.0),
            _ => {
                let small = self.below(40);
                Expr::number(f64::from(small) * 3.0 - 20.0)
            }
        }
    }

    pub fn pattern(&mut self) -> Expr {
        if self.protected > 0 && self.chance(30) {
            return Expr::string(self.pick(&BAD_PATTERNS));
        }
        if self.chance(60) {
            // Two that follow each other; captures stay below the limit.
            let mut text = self.pick(&PATTERNS).to_vec();
            if text.last() != Some(&b'$') {
                text.extend_from_slice(self.pick(&PATTERNS).strip_prefix(b"^").unwrap_or(b"%d"));
            }
            return Expr::string(text);
        }
        Expr::string(self.pick(&PATTERNS))
    }

    /// A format for one number.
    pub fn format(&mut self) -> Expr {
        Expr::string(self.pick(&FORMATS))
    }

    /// A replacement string for `gsub`; `%1` is the whole match where a pattern has no captures.
    pub fn replacement(&mut self) -> Expr {
        Expr::string(self.pick(&REPLACEMENTS))
    }

    /// A library function; with any arguments it ends soon.
    pub fn library_function(&mut self) -> Expr {
        const COUNT: usize = {
            let (mut sum, mut i) = (0, 0);
            while i < FUNCTIONS.len() {
                sum += FUNCTIONS[i].1.len();
                i += 1;
            }
            sum
        };
        let mut nth = self.below(COUNT as u32) as usize;
        for (library, names) in FUNCTIONS {
            match names.get(nth) {
                Some(name) if library.is_empty() => return Expr::name(name.as_bytes()),
                Some(name) => return Expr::field(Expr::name(library.as_bytes()), name.as_bytes()),
                None => nth -= names.len(),
            }
        }
        Expr::name("print".as_bytes())
    }

    /// A variable of the type, or a literal.
    pub fn leaf(&mut self, ty: Ty) -> Expr {
        if self.below(256) < 180 {
            let wanted = self.find_var(|v| v.ty == ty && v.signature.is_none() || ty == Ty::Any && v.ty != Ty::Fun);
            if let Some(i) = wanted
                && (ty != Ty::Fun || self.affords(self.vars[i].cost))
            {
                return Expr::name(self.vars[i].name.clone());
            }
        }
        match ty {
            Ty::Obj => match self.find_var(|v| v.ty == Ty::Obj) {
                Some(i) => Expr::name(self.vars[i].name.clone()),
                None => self.literal(Ty::Any),
            },
            Ty::Any if self.below(16) == 15 => call("tostring", vec![self.value()]),
            ty => self.literal(ty),
        }
    }
}
