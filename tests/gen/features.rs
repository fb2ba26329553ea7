//! What generated programs are made of: everything that the contract and the library offer comes up, in source programs
//! and in bytecode, within a thousand of them.

use std::collections::BTreeMap;

use lockstep::engine::{Compile, Ours};
use lockstep::r#gen::{self, Profile, random};
use lockstep::isa::instr::{RK_CONST, Rk};
use lockstep::isa::{Op, Proto, ProtoTree, undump};
use lockstep::syntax::print;

/// Counts by name.
#[derive(Default)]
struct Seen(BTreeMap<String, u32>);

impl Seen {
    fn note(&mut self, name: impl Into<String>) {
        *self.0.entry(name.into()).or_default() += 1;
    }

    fn expect(&self, least: u32, names: impl IntoIterator<Item = impl AsRef<str>>) {
        let count = |name: &str| self.0.get(name).copied().unwrap_or(0);
        let few: Vec<String> = names
            .into_iter()
            .filter(|n| count(n.as_ref()) < least)
            .map(|n| format!("{}: {}", n.as_ref(), count(n.as_ref())))
            .collect();
        assert!(few.is_empty(), "fewer than {least}: {few:#?}");
    }
}

/// Counts of values: 0, 1, 2, more.
fn class(n: u32) -> String {
    if n > 2 { "more".into() } else { n.to_string() }
}

fn look(main: &Proto, seen: &mut Seen) {
    let tree = ProtoTree::new(main);
    for (number, proto) in tree.iter().enumerate() {
        let depth = tree.depth(number).unwrap_or(0);
        if depth >= 4 {
            seen.note("functions nested five deep");
        }
        if proto.constants.len() > 256 {
            seen.note("more than 256 constants");
        }
        if proto.max_stack > 200 {
            seen.note("more than 200 registers");
        }
        if proto.num_upvalues > 5 {
            seen.note("more than 5 upvalues");
        }
        if proto.is_vararg == 7 {
            seen.note("the table arg");
        }
        let mut captured_upvalue = 0;
        for (pc, word) in proto.code.iter().enumerate() {
            let Some(op) = word.op() else { continue };
            let (b, c) = (word.b(), word.c());
            seen.note(op.mnemonic());
            match op {
                Op::Call => {
                    seen.note(format!("CALL B {}", class(b)));
                    seen.note(format!("CALL C {}", class(c)));
                }
                Op::TailCall => seen.note(format!("TAILCALL B {}", class(b))),
                Op::Return => seen.note(format!("RETURN B {}", class(b))),
                Op::VarArg => seen.note(format!("VARARG B {}", class(b))),
                Op::TForLoop => seen.note(format!("TFORLOOP C {}", class(c))),
                Op::SetList => {
                    seen.note(format!("SETLIST B {}", if b == 0 { "open" } else { "closed" }));
                    seen.note(format!("SETLIST C {}", class(c)));
                }
                Op::Test | Op::TestSet => seen.note(format!("{} C {c}", op.mnemonic())),
                Op::LoadBool => seen.note(format!("LOADBOOL B {b} C {c}")),
                Op::Concat => seen.note(format!("CONCAT of {}", class(c - b + 1))),
                Op::Closure => {
                    let count = proto.protos[word.bx() as usize].num_upvalues as usize;
                    let words = &proto.code[pc + 1..pc + 1 + count];
                    captured_upvalue += words.iter().filter(|w| w.op() == Some(Op::GetUpval)).count();
                }
                Op::LoadK if word.bx() > 255 => seen.note("a constant beyond the reach of RK"),
                Op::Eq | Op::Lt | Op::Le => {
                    for flag in [0, 1] {
                        if word.a() == flag {
                            seen.note(format!("{} A {flag}", op.mnemonic()));
                        }
                    }
                }
                Op::Add | Op::Sub | Op::Mul | Op::Div | Op::Mod | Op::Pow => {
                    let kind = |operand| match Rk::decode(operand) {
                        Rk::Reg(_) => "register",
                        Rk::Const(_) => "constant",
                    };
                    seen.note(format!("{} {} {}", op.mnemonic(), kind(b), kind(c)));
                }
                Op::SetTable if b & c & RK_CONST != 0 => seen.note("SETTABLE constant constant"),
                _ => {}
            }
        }
        if captured_upvalue > 0 {
            seen.note("an upvalue handed on");
        }
    }
}

const COUNTS: [&str; 18] = [
    "CALL B 0",
    "CALL B 1",
    "CALL B 2",
    "CALL B more",
    "CALL C 0",
    "CALL C 1",
    "CALL C 2",
    "CALL C more",
    "TAILCALL B 0",
    "TAILCALL B 1",
    "TAILCALL B 2",
    "TAILCALL B more",
    "RETURN B 0",
    "RETURN B 1",
    "RETURN B 2",
    "RETURN B more",
    "VARARG B 0",
    "VARARG B 2",
];

const SHAPES: [&str; 32] = [
    "VARARG B more",
    "TFORLOOP C 1",
    "TFORLOOP C 2",
    "TFORLOOP C more",
    "SETLIST B open",
    "SETLIST B closed",
    "SETLIST C 1",
    "SETLIST C 2",
    "TEST C 0",
    "TEST C 1",
    "TESTSET C 0",
    "TESTSET C 1",
    "LOADBOOL B 0 C 0",
    "LOADBOOL B 1 C 0",
    "CONCAT of 2",
    "CONCAT of more",
    "EQ A 0",
    "EQ A 1",
    "LT A 0",
    "LT A 1",
    "LE A 0",
    "LE A 1",
    "ADD register register",
    "ADD register constant",
    "ADD constant register",
    "MOD constant register",
    "POW register constant",
    "SETTABLE constant constant",
    "an upvalue handed on",
    "the table arg",
    "more than 200 registers",
    "functions nested five deep",
];

#[test]
fn source_programs_come_to_everything() {
    let (mut seen, mut words) = (Seen::default(), Seen::default());
    for index in 0..5000 {
        let profile = &Profile::ALL[(index % Profile::ALL.len() as u64) as usize];
        let text = print(&r#gen::from_seed(random::nth_seed(8, index), profile));
        look(&undump(&Ours.compile(&text, b"=generated").expect("valid")).expect("a chunk"), &mut seen);
        let text = String::from_utf8_lossy(&text).into_owned();
        let mut here: Vec<&str> = text.split(|c: char| !c.is_ascii_alphanumeric() && !"_.:".contains(c)).collect();
        here.sort_unstable();
        here.dedup();
        for word in here {
            // `x.__add` counts as `__add`, `x:rep` as `string.rep`.
            match word.rsplit_once(':') {
                Some((_, method)) => words.note(format!("string.{method}")),
                None => words.note(word),
            }
            if let Some((_, event)) = word.rsplit_once('.').filter(|(_, last)| last.starts_with("__")) {
                words.note(event);
            }
        }
    }
    seen.expect(5, Op::ALL.iter().map(|op| op.mnemonic()));
    seen.expect(5, COUNTS);
    seen.expect(5, SHAPES);
    seen.expect(5, ["LOADBOOL B 0 C 1", "more than 256 constants", "a constant beyond the reach of RK"]);
    seen.expect(3, ["more than 5 upvalues"]);
    let events = "add sub mul div mod pow unm concat len eq lt le index newindex call tostring metatable gc mode";
    words.expect(5, events.split(' ').map(|e| format!("__{e}")));
    let libraries = [
        ("", "assert collectgarbage dofile error gcinfo getfenv getmetatable ipairs load loadfile loadstring newproxy"),
        ("", "next pairs pcall print rawequal rawget rawset require select setfenv setmetatable tonumber tostring"),
        ("", "type unpack xpcall"),
        ("string.", "byte char dump find format gfind gmatch gsub len lower match reverse sub upper"),
        ("table.", "concat foreach foreachi getn insert maxn remove setn sort"),
        ("math.", "abs acos asin atan atan2 ceil cos cosh deg exp floor fmod frexp huge ldexp log log10 max min"),
        ("math.", "mod modf pi pow rad random randomseed sin sinh sqrt tan tanh"),
        ("coroutine.", "create resume running status wrap yield"),
        ("os.", "clock date difftime execute exit getenv remove rename setlocale time tmpname"),
        ("io.", "close flush input lines open output popen read tmpfile type write"),
        ("debug.", "getfenv gethook getinfo getlocal getmetatable getregistry getupvalue setfenv sethook setlocal"),
        ("debug.", "setmetatable setupvalue traceback"),
        ("package.", "loadlib seeall"),
    ];
    for (library, names) in libraries {
        words.expect(1, names.split(' ').map(|name| format!("{library}{name}")));
    }
}

#[test]
fn bytecode_programs_come_to_everything() {
    let mut seen = Seen::default();
    for index in 0..800 {
        look(&r#gen::bytecode_from_seed(random::nth_seed(8, index)), &mut seen);
    }
    seen.expect(5, Op::ALL.iter().map(|op| op.mnemonic()));
    seen.expect(5, COUNTS);
    seen.expect(5, SHAPES.into_iter().filter(|s| !s.contains("nested five")));
    seen.expect(5, ["LOADBOOL B 0 C 1", "LOADBOOL B 1 C 1", "SETLIST C 0", "SETLIST C more"]);
}
