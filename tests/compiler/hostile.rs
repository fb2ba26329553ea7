//! Input made to overflow a stack, to take forever, or to panic: it must give an answer.

use crate::support::compile::{Reference, assert_agrees};
use lockstep::compiler::{CompileOptions, compile, compile_source};
use lockstep::syntax::{MAX_LEVELS, SourceBytes, file_source, parse, parse_at, print};

const LONG: usize = 100_000;

fn name() -> SourceBytes {
    SourceBytes::from(&b"=h"[..])
}

/// Parses, prints, compiles both ways, clones, compares and drops.
fn everything(source: &str) {
    let tree = parse(source.as_bytes(), b"=h").unwrap();
    let again = parse(&print(&tree), b"=h").unwrap();
    assert!(again == tree && again.clone() == tree);
    assert!(!format!("{tree:?}").is_empty());
    let by_source = compile_source(source.as_bytes(), &name(), CompileOptions::default());
    let by_tree = compile(&tree, &name(), CompileOptions::default());
    match (by_source, by_tree) {
        (Ok(a), Ok(b)) => assert!(a.proto == b.proto),
        (a, b) => assert_eq!(a.is_ok(), b.is_ok()),
    }
}

#[test]
fn long_suffix_chains() {
    everything(&format!("x = a{}", ".b".repeat(LONG)));
    everything(&format!("x = a{}", "[b]".repeat(LONG)));
    everything(&format!("f{}", "()".repeat(LONG)));
    everything(&format!("f{}", ":m()".repeat(LONG)));
    everything(&format!("f{}", "'x'{}".repeat(LONG)));
    everything(&format!("a{} = 1", ".b".repeat(LONG)));
    everything(&format!("function a{}() end", ".b".repeat(LONG)));
}

#[test]
fn long_operator_chains() {
    for op in ["+", "-", "*", "/", "%", "<", "==", "and", "or"] {
        everything(&format!("x = a{}", format!(" {op} b").repeat(LONG)));
    }
    everything(&format!("x = 1{}", " + 1".repeat(LONG)));
    everything(&format!("x = a{}", " and b or c".repeat(LONG)));
    everything(&format!("x = a{}", " * b + c".repeat(LONG)));
    everything(&format!("x = a{}", " + b ^ c".repeat(LONG)));
}

#[test]
fn long_lists() {
    everything(&format!("if x then{} end", " elseif y then".repeat(LONG)));
    everything(&format!("if x then z() {} else end", " elseif y then z()".repeat(LONG)));
    everything(&"x = 1 ".repeat(LONG));
    everything(&format!("x = {{{}}}", "1,".repeat(LONG)));
    everything(&format!("x = {{{}}}", "a = 1;".repeat(LONG)));
    everything(&format!("while x do {} end", "if y then break end ".repeat(LONG / 4)));
    everything(&format!("x = {}nil", "nil or ".repeat(LONG)));
}

#[test]
fn deep_nesting_is_refused() {
    for (open, close) in [
        ("(", ")"),
        ("{", "}"),
        ("- ", ""),
        ("not ", ""),
        ("#", ""),
        ("a .. ", ""),
        ("a ^ ", ""),
        ("f(", ")"),
        ("a[", "]"),
        ("f{", "}"),
        ("function() ", " end"),
        ("{[", "] = 1}"),
        ("{a = ", "}"),
        ("a:m(", ")"),
        ("1 .. -", ""),
    ] {
        for prefix in ["x = ", "return ", "if ", "local x = ", "for i = ", "f(", "a["] {
            let source = format!("{prefix}{}1{}", open.repeat(LONG), close.repeat(LONG));
            let error = parse(source.as_bytes(), b"=h").unwrap_err();
            let other = compile_source(source.as_bytes(), &name(), CompileOptions::default()).unwrap_err();
            assert!(!error.message.is_empty() && !other.message.is_empty());
        }
    }
    for open in
        ["do ", "while x do ", "repeat ", "if x then ", "for i = 1, 2 do ", "function f() ", "local function f() "]
    {
        let source = open.repeat(LONG);
        let error = parse(source.as_bytes(), b"=h").unwrap_err();
        assert_eq!(error.to_string(), "h:1: chunk has too many syntax levels");
        let error = compile_source(source.as_bytes(), &name(), CompileOptions::default()).unwrap_err();
        assert!(error.to_string().starts_with("h:1: "), "{error}");
    }
}

#[test]
fn levels_in_use_count() {
    let source = format!("x = {}1{}", "(".repeat(100), ")".repeat(100));
    let levels = |n| CompileOptions { levels: n, ..CompileOptions::default() };
    for n in [0, 50, 98] {
        assert!(compile_source(source.as_bytes(), &name(), levels(n)).is_ok(), "{n}");
        assert!(parse_at(source.as_bytes(), b"=h", n).is_ok(), "{n}");
    }
    for n in [99, 150, MAX_LEVELS, MAX_LEVELS + 1, u32::MAX] {
        let error = compile_source(source.as_bytes(), &name(), levels(n)).unwrap_err();
        assert_eq!(error.to_string(), "h:1: chunk has too many syntax levels");
        assert!(parse_at(source.as_bytes(), b"=h", n).is_err(), "{n}");
    }
}

#[test]
fn long_tokens() {
    let reference = Reference::new();
    for source in [
        format!("x = {}", "1".repeat(LONG)),
        format!("x = 0x{}", "f".repeat(LONG)),
        format!("x = 0x{}p99999999999999999999", "0".repeat(LONG)),
        format!("x = 0.{}1", "0".repeat(LONG)),
        format!("x = 1e{}", "9".repeat(LONG)),
        format!("x = {}", "1.".repeat(LONG)),
        "a".repeat(LONG),
        format!("x = '{}'", "\\065".repeat(LONG)),
        format!("x = '{}", "\\n".repeat(LONG)),
        format!("x = [{}[ ]", "=".repeat(LONG)),
        format!("x = [{0}[ ]{0}] + 1", "=".repeat(LONG)),
        format!("--{}", "[".repeat(LONG)),
        format!("--[=[{}", "]".repeat(LONG)),
        format!("x = [=[{}]=]", "\r\n".repeat(LONG)),
        "\n".repeat(LONG) + "x",
        "-".repeat(LONG),
    ] {
        assert_agrees(&reference, source.as_bytes());
    }
}

/// All sources of up to three bytes out of those that mean something to the lexer.
#[test]
fn short_sources() {
    let reference = Reference::new();
    let bytes = b"\0\x01\n\r \t\"'\\[]=-.~<0x9eEpna_(){},;:#%^+*/\x7f\x80\xff";
    let compare = |source: &[u8]| assert_agrees(&reference, source);
    compare(b"");
    for &a in bytes {
        compare(&[a]);
        for &b in bytes {
            compare(&[a, b]);
            compare(&[b'x', b'=', a, b]);
            for &c in bytes {
                compare(&[a, b, c]);
                compare(&[b'x', b'=', a, b, c]);
            }
        }
    }
}

#[test]
fn all_bytes_in_strings_and_names() {
    let reference = Reference::new();
    for c in 0..=255 {
        for source in [
            &[b'x', b'=', b'"', c, b'"'][..],
            &[b'x', b'=', b'"', b'\\', c, b'"'],
            &[b'x', b'=', b'"', b'a', c],
            &[b'x', b'=', b'\'', b'\\', c, b'\'', b' ', b'y'],
            &[b'x', b'=', b'[', b'[', c, b']', b']'],
            &[b'x', b'=', b'[', b'[', c, b']', b']', b'y'],
            &[b'x', b'=', b'1', c, b'2'],
            &[b'x', b'=', b'1', c, c, b'2'],
            &[b'-', b'-', c, b'x', b'x'],
            &[b'x', c, b'=', c, b'1'],
            &[b'x', b' ', c],
            &[b'x', b' ', b'"', b'a', c, b'b', b'"'],
        ] {
            assert_agrees(&reference, source);
        }
    }
    for n in 0..1100 {
        for tail in ["", "0", "x", "\""] {
            assert_agrees(&reference, format!("x = \"a\\{n}{tail}\"").as_bytes());
        }
    }
}

#[test]
fn first_lines_of_files() {
    for (file, source) in [
        (&b"#!/bin/lua\nx = 1"[..], &b"\nx = 1"[..]),
        (b"# x", b"\n"),
        (b"#\r\ny", b"\ny"),
        (b"#", b"\n"),
        (b"x\n#", b"x\n#"),
        (b"", b""),
        (b" #", b" #"),
    ] {
        assert_eq!(file_source(file), source);
    }
}

/// The place of an error says which of two comes first: limits of the code generator and syntax errors.
#[test]
fn errors_in_the_order_of_the_source() {
    let reference = Reference::new();
    let locals = |n: usize| (0..n).map(|i| format!("l{i}")).collect::<Vec<_>>().join(", ");
    let args = |n: usize| vec!["a"; n].join(", ");
    for source in [
        "break x =".to_owned(),
        "x = break".to_owned(),
        "function f() x = ... break end =".to_owned(),
        "function f() x = ... \" ".to_owned(),
        "function f() x = ...\n\n.. 3..3".to_owned(),
        "do break '".to_owned(),
        "break '".to_owned(),
        "while x do function f() break end end".to_owned(),
        "repeat break until function() break end".to_owned(),
        format!("local {} = x y z", locals(201)),
        format!("local {}, '", locals(200)),
        format!("local {},\n\n l \"", locals(200)),
        format!("f({}, '", args(247)),
        format!("f({},\n b \n, c, d, '", args(247)),
        format!("f({},\n b \n, c, d, e e", args(247)),
        format!("f({} }}", args(260)),
        format!("x = {{ {} }} +", args(260)),
        format!("local {}\nlocal function f() return {} '", locals(100), locals(61)),
        format!("local {}\nlocal function f() return {}\n\n, 3..3", locals(100), locals(61)),
        format!("local {}\nfunction f() return {} end break", locals(100), locals(60)),
        format!("{} x = ... '", "function f() ".repeat(3)),
    ] {
        assert_agrees(&reference, source.as_bytes());
    }
}

/// Code that the reference compiles from within calls has fewer levels left.
#[test]
fn calls_around_use_levels() {
    let lua = mlua::Lua::new();
    let source = format!("x = {}1{}", "(".repeat(197), ")".repeat(197));
    lua.globals().set("source", source.clone()).unwrap();
    let run = |code: &str| lua.load(code).eval::<Option<String>>().unwrap();
    let ours = |levels| {
        compile_source(
            source.as_bytes(),
            &SourceBytes::from(source.as_bytes()),
            CompileOptions { levels, intents: false },
        )
    };
    // One level: the call of the chunk by the host. `gsub` calls back through another.
    assert_eq!(run("return select(2, loadstring(source))"), None);
    assert!(ours(1).is_ok());
    let message = run("local m string.gsub('x', 'x', function() m = select(2, loadstring(source)) end) return m");
    assert_eq!(message, Some(ours(2).unwrap_err().to_string()));
}

/// Trees that no source parses to are refused or compiled, but never a panic.
#[test]
fn malformed_trees() {
    use lockstep::syntax::ast::*;
    let compile_stat = |kind: StatKind| {
        let chunk = Chunk { body: vec![kind.into()].into() };
        let _ = print(&chunk);
        compile(&chunk, &name(), CompileOptions::default()).map(|_| ()).map_err(|e| e.to_string())
    };
    let values = |e: Expr| ExprList::from(vec![e]);
    let mut deep = Expr::name(*b"x");
    let mut bases = Expr::name(*b"x");
    for _ in 0..500 {
        deep = Expr::paren(deep);
        let suffixes = vec![Suffix::Field(SourceBytes::from(&b"f"[..]), Line::UNKNOWN)];
        bases = ExprKind::Suffixed(Box::new(Suffixed { base: bases, suffixes })).into();
    }
    let too_deep = Err("h:1: chunk has too many syntax levels".to_owned());
    assert_eq!(compile_stat(StatKind::Return(values(deep))), too_deep);
    assert_eq!(compile_stat(StatKind::Return(values(bases))), too_deep);
    assert_eq!(compile_stat(StatKind::Break), Err("h:1: no loop to break".to_owned()));
    let number = || Expr::number(1.0);
    assert!(compile_stat(StatKind::Assign { targets: vec![number()], values: values(number()) }).is_err());
    assert!(compile_stat(StatKind::Assign { targets: vec![], values: values(number()) }).is_err());
    assert!(compile_stat(StatKind::Call(number())).is_ok());
    assert!(compile_stat(StatKind::If { arms: vec![], otherwise: None }).is_ok());
    let f = Function { body: vec![StatKind::Return(values(Expr::vararg())).into()].into(), ..Function::default() };
    assert!(compile_stat(StatKind::Return(values(Expr::function(f)))).is_err());
    for value in [f64::NAN, -f64::NAN, -1.0, -0.0, f64::NEG_INFINITY] {
        let e = ExprKind::Number(value).into();
        let sum = Expr::unary(UnaryOp::Minus, Expr::binary(BinaryOp::Pow, e, number()));
        assert!(compile_stat(StatKind::Return(values(sum))).is_ok());
    }
}
