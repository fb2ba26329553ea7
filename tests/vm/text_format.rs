//! `string.format` built from the kernels agrees with the reference's, message for message.

use lockstep::vm::text::format::{Conversion, Spec, invalid_option, quote};
use lockstep::vm::text::number::fmt_g14;
use mlua::{Function, Lua, LuaString, Value};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

fn runner(cases: u32, seed: u8) -> TestRunner {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]))
}

#[derive(Clone, Debug)]
enum Arg {
    Number(f64),
    String(Vec<u8>),
}

/// `string.format` with one argument for every directive, as the string library drives the kernels.
fn format(fmt: &[u8], number: f64, string: &[u8]) -> Result<Vec<u8>, Vec<u8>> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < fmt.len() {
        let b = fmt[at];
        at += 1;
        if b != b'%' {
            out.push(b);
        } else if fmt.get(at) == Some(&b'%') {
            out.push(b'%');
            at += 1;
        } else {
            let (spec, next) = Spec::parse(fmt, at).map_err(|e| e.to_string().into_bytes())?;
            at = next;
            match spec.conversion() {
                Some(Conversion::Number) => spec.number(number, &mut out),
                Some(Conversion::Quoted) => quote(string, &mut out),
                Some(Conversion::String) => spec.string(string, &mut out),
                None => return Err(invalid_option(spec.conv)),
            }
        }
    }
    Ok(out)
}

struct Reference {
    lua: Lua,
    format: Function,
}

impl Reference {
    fn new() -> Reference {
        let lua = Lua::new();
        // Level 0 at the error: pcall of the C function itself gives no position.
        let format = lua.load("return pcall(string.format, ...)").into_function().unwrap();
        Reference { lua, format }
    }

    fn check(&self, fmt: &[u8], arg: &Arg) {
        let (value, x, s) = match arg {
            Arg::Number(x) => (Value::Number(*x), *x, fmt_g14(*x).to_vec()),
            Arg::String(s) => (Value::String(self.lua.create_string(s).unwrap()), 0.0, s.clone()),
        };
        let (ok, text) = self.format.call::<(bool, LuaString)>((self.lua.create_string(fmt).unwrap(), value)).unwrap();
        let theirs = if ok { Ok(text.as_bytes().to_vec()) } else { Err(text.as_bytes().to_vec()) };
        let ours = format(fmt, x, &s);
        let show = |r: &Result<Vec<u8>, Vec<u8>>| match r {
            Ok(b) | Err(b) => format!("{} {}", r.is_ok(), b.escape_ascii()),
        };
        assert_eq!(show(&theirs), show(&ours), "format {} of {arg:?}", fmt.escape_ascii());
    }
}

fn double() -> impl Strategy<Value = f64> {
    prop_oneof![
        any::<u64>().prop_map(f64::from_bits),
        (any::<i64>(), 0u32..64).prop_map(|(i, s)| (i >> s) as f64),
        (-1_000_000i64..1_000_000, 0i32..9).prop_map(|(i, d)| i as f64 / 10f64.powi(d)),
        (any::<i64>(), 1i32..64, 0u32..64).prop_map(|(i, s, t)| (i >> t) as f64 / 2f64.powi(s)),
        (1i64..100, -330i32..309, -2i64..3).prop_map(|(i, e, d)| {
            let x = format!("{i}e{e}").parse::<f64>().unwrap();
            f64::from_bits((x.to_bits() as i64 + d).max(0) as u64)
        }),
        prop::sample::select(vec![
            0.0,
            -0.0,
            f64::INFINITY,
            f64::NEG_INFINITY,
            f64::NAN,
            -f64::NAN,
            0.5,
            1.5,
            2.5,
            9.5,
            99.5,
            999_999.5,
            1e15,
            1e16,
            1e17,
            1e22,
            1e23,
            5e-324,
            f64::MAX,
            f64::MIN_POSITIVE
        ]),
    ]
}

const SPEC: &str = "[-+ #0]{0,3}[0-9]{0,2}(\\.[0-9]{0,2})?";

#[test]
fn numbers_format_like_the_reference() {
    let reference = Reference::new();
    let spec = (SPEC, "[cdiouxXeEfgG]").prop_map(|(s, c)| format!("<%{s}{c}>"));
    runner(60_000, 11)
        .run(&(spec, double()), |(f, x)| {
            reference.check(f.as_bytes(), &Arg::Number(x));
            Ok(())
        })
        .unwrap();
    let common = prop::sample::select(vec![
        "%d", "%5d", "%.2f", "%5.1f", "%g", "%.3f", "%e", "%.17g", "%x", "%.14g", "%.0f", "%f", "%.16e", "%.15f",
    ]);
    runner(60_000, 12)
        .run(&(common, double()), |(f, x)| {
            reference.check(f.as_bytes(), &Arg::Number(x));
            Ok(())
        })
        .unwrap();
}

#[test]
fn strings_format_like_the_reference() {
    let reference = Reference::new();
    let spec = (SPEC, "[sq]").prop_map(|(s, c)| format!("<%{s}{c}>"));
    let byte = prop_oneof![any::<u8>(), prop::sample::select(b"\0\n\r\"\\%a1".to_vec())];
    let text = prop_oneof![
        prop::collection::vec(byte, 0..12),
        prop::collection::vec(1u8..=255, 90..110),
        prop::collection::vec(any::<u8>(), 95..105),
    ];
    runner(30_000, 13)
        .run(&(spec, text), |(f, s)| {
            reference.check(f.as_bytes(), &Arg::String(s));
            Ok(())
        })
        .unwrap();
}

#[test]
fn bad_directives_fail_like_the_reference() {
    let reference = Reference::new();
    for conv in 0..=255u8 {
        for spec in ["", "5", "-.3"] {
            let mut f = format!("ab%{spec}").into_bytes();
            f.push(conv);
            f.extend_from_slice(b" %% x");
            if !(spec.is_empty() && conv == b'%') {
                reference.check(&f, &Arg::Number(65.0));
            }
        }
    }
    // One directive: a second would want a second argument.
    let bytes = prop::collection::vec(prop::sample::select(b"-+ #0123.dfsqxcy\0".to_vec()), 0..10);
    runner(30_000, 14)
        .run(&bytes, |b| {
            let f = [b"a%".as_slice(), &b].concat();
            reference.check(&f, &Arg::Number(7.25));
            Ok(())
        })
        .unwrap();
}
