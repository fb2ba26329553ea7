//! Numbers as text: `str_to_number`, `str_to_number_base`, `fmt_g14` and the string order agree with the reference.

use lockstep::vm::text::number::{fmt_g14, str_to_number, str_to_number_base};
use lockstep::vm::text::{cast, compare};
use mlua::{Function, Lua, LuaString};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

fn runner(cases: u32, seed: u8) -> TestRunner {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]))
}

/// The reference's answer as text that tells every double apart.
fn reference(lua: &Lua, code: &str) -> Function {
    lua.load(code).into_function().unwrap()
}

fn exact(lua: &Lua) -> impl Fn(Option<f64>) -> Vec<u8> {
    let f = reference(lua, "local x = ... return x and string.format('%.17g', x) or 'nil'");
    move |x| f.call::<LuaString>(x).unwrap().as_bytes().to_vec()
}

/// Text made of pieces of numerals, so that most of it is nearly or fully valid.
fn numeral() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => "[0-9]{1,4}".prop_map(String::into_bytes),
        1 => "[0-9]{15,30}".prop_map(String::into_bytes),
        2 => "[0-9]{0,3}\\.[0-9]{0,3}".prop_map(String::into_bytes),
        2 => "[eEpP][-+]?[0-9]{0,3}".prop_map(String::into_bytes),
        2 => "0[xX][0-9a-fA-F]{0,20}\\.?[0-9a-fA-F]{0,4}".prop_map(String::into_bytes),
        1 => "[-+]".prop_map(String::into_bytes),
        1 => "[ \t\n\r\x0b\x0c]".prop_map(String::into_bytes),
        1 => prop::sample::select(vec!["inf", "INFinity", "nan", "NAN(12_a)", "nan(", "infinit", "0x", "x", "."])
            .prop_map(|s| s.as_bytes().to_vec()),
        1 => any::<u8>().prop_map(|b| vec![b]),
        1 => Just(vec![0]),
    ];
    prop::collection::vec(piece, 0..5).prop_map(|v| v.concat())
}

/// Doubles of every magnitude, integers, short decimals, ties of 14-digit rounding.
fn double() -> impl Strategy<Value = f64> {
    prop_oneof![
        any::<u64>().prop_map(f64::from_bits),
        (any::<i64>(), 0u32..64).prop_map(|(i, s)| (i >> s) as f64),
        (-1_000_000i64..1_000_000, 0i32..9).prop_map(|(i, d)| i as f64 / 10f64.powi(d)),
        (any::<i64>(), 1i32..30).prop_map(|(i, s)| i as f64 / 2f64.powi(s)),
        (10_000_000_000_000i64..99_999_999_999_999, 1i32..4).prop_map(|(i, s)| i as f64 + 2f64.powi(-s)),
        (1_000_000_000_000i64..9_999_999_999_999, -320i32..309).prop_map(|(i, s)| i as f64 * 10f64.powi(s)),
        (-320i32..309, -3i64..4).prop_map(|(e, d)| {
            let x = format!("1e{e}").parse::<f64>().unwrap();
            f64::from_bits((x.to_bits() as i64 + d).max(0) as u64)
        }),
    ]
}

#[test]
fn strings_convert_like_the_reference() {
    let lua = Lua::new();
    let exact = exact(&lua);
    let tonumber = reference(&lua, "local x = tonumber((...)) return x and string.format('%.17g', x) or 'nil'");
    let check = |s: &[u8]| {
        let theirs = tonumber.call::<LuaString>(lua.create_string(s).unwrap()).unwrap();
        let ours = exact(str_to_number(s));
        assert_eq!(theirs.as_bytes().to_vec(), ours, "{:?}", String::from_utf8_lossy(s));
    };
    for s in [
        "0x10",
        "0x1p4",
        "inf",
        "nan",
        "-nan",
        "infinity",
        "nan(1)",
        "0x",
        "1e",
        "- 1",
        "1_0",
        "0x.8",
        "0x.",
        "0x1.8p-1",
        "0x1p",
        "nan(",
        "",
        " ",
        "1\0",
        "1\x002",
        "\x001",
        "1 \0x",
        "1e400",
        "-1e400",
        "1e-400",
        "0xffffffffffffffffff",
        "0x1p-1074",
        "0x1p-1075",
        "0x1.8p-1075",
        "0x1.00000000000001p-1075",
        "0x.fffffffffffff8p-1022",
        "0x1.fffffffffffff8p1023",
        "0x1.fffffffffffff7p1023",
        "0x1p99999999999999999999",
        "0e99999999999999999999999",
        "1e-99999999999999999999999",
        "0x0p99999999999",
        "2.2250738585072011e-308",
        "9007199254740993",
        "9007199254740993.0000000000000000000000000000000000000001",
        "179769313486231580793e289",
        "-0",
        "-0x0",
    ] {
        check(s.as_bytes());
    }
    for zeros in [800usize, 5000, 70_000, 700_000] {
        let z = "0".repeat(zeros);
        check(format!("0.{z}15e{}", zeros + 1).as_bytes());
        check(format!("15{z}e-{}", zeros + 1).as_bytes());
        check(format!("9007199254740993.{z}1").as_bytes());
        check(format!("0x.{z}18p{}", 4 * zeros + 5).as_bytes());
        check(format!("0x18{z}p-{}", 4 * zeros + 5).as_bytes());
        check(format!("0x10000000000000800000{z}1").as_bytes());
    }
    runner(20_000, 1)
        .run(&numeral(), |s| {
            check(&s);
            Ok(())
        })
        .unwrap();
    runner(10_000, 2)
        .run(&double(), |x| {
            check(format!("{x:e}").as_bytes());
            check(format!("{x}").as_bytes());
            Ok(())
        })
        .unwrap();
    // Midpoints between neighbouring doubles, exactly and a little off.
    runner(3_000, 3)
        .run(&(any::<u64>(), "[01]"), |(bits, last)| {
            let x = f64::from_bits(bits & !(1 << 63));
            let up = f64::from_bits((bits & !(1 << 63)) + 1);
            if up.is_finite() && x > 1e-250 {
                let (a, b) = (format!("{x:.1100}"), format!("{up:.1100}"));
                check(midpoint(&a, &b).as_bytes());
                check((midpoint(&a, &b) + &last).as_bytes());
            }
            Ok(())
        })
        .unwrap();
}

/// The decimal half-way between two decimals of equal precision.
fn midpoint(a: &str, b: &str) -> String {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let width = a.len().max(b.len());
    let digit = |s: &[u8], i: usize| {
        (i + s.len()).checked_sub(width).map_or(0, |j| if s[j] == b'.' { 0 } else { u32::from(s[j] - b'0') })
    };
    let mut sum = vec![0u32; width];
    let mut carry = 0;
    for i in (0..width).rev() {
        if b[i + b.len() - width] == b'.' {
            continue;
        }
        let v = digit(a, i) + digit(b, i) + carry;
        (sum[i], carry) = (v % 10, v / 10);
    }
    let mut out = String::new();
    let mut rest = carry;
    for (i, v) in sum.iter().enumerate() {
        if b[i + b.len() - width] == b'.' {
            out.push('.');
            continue;
        }
        let v = rest * 10 + v;
        out.push(char::from_digit(v / 2, 10).unwrap());
        rest = v % 2;
    }
    if rest == 1 {
        out.push('5');
    }
    out
}

#[test]
fn strings_convert_in_a_base_like_the_reference() {
    let lua = Lua::new();
    let exact = exact(&lua);
    let tonumber =
        reference(&lua, "local s, b = ... local x = tonumber(s, b) return x and string.format('%.17g', x) or 'nil'");
    let check = |s: &[u8], base: u32| {
        let theirs = tonumber.call::<LuaString>((lua.create_string(s).unwrap(), base)).unwrap();
        let ours = exact(str_to_number_base(s, base));
        assert_eq!(theirs.as_bytes().to_vec(), ours, "{:?} in base {base}", String::from_utf8_lossy(s));
    };
    for base in (2..=36).filter(|b| *b != 10) {
        for s in [
            "10",
            "zz",
            "-1",
            "ffffffffffffffff",
            "-ffffffffffffffffff",
            " 10 ",
            "0x10",
            "0x",
            "-0x10",
            "1e1",
            "",
            " ",
            "+10",
            "- 1",
            "10\0",
            "8",
            "1.0",
            "-",
            "0b1",
            "0B11",
            "0o7",
            "-0",
            "1\x002",
            "0xg",
            "0x ",
            "7fffffffffffffff",
            "-8000000000000000",
            "18446744073709551615",
            "18446744073709551616",
            "inf",
        ] {
            check(s.as_bytes(), base);
        }
    }
    let text = prop_oneof![
        "[ \t\r\n]?[-+]?(0[xX])?[0-9a-zA-Z]{0,22}[ \n]?".prop_map(String::into_bytes),
        "[-+]?[01]{55,70}".prop_map(String::into_bytes),
        numeral(),
    ];
    let base = prop_oneof![2u32..10, 11u32..37, Just(16)];
    runner(20_000, 4)
        .run(&(text, base), |(s, base)| {
            check(&s, base);
            Ok(())
        })
        .unwrap();
}

#[test]
fn tostring_prints_like_the_reference() {
    let lua = Lua::new();
    let tostring = reference(&lua, "return tostring((...))");
    let check = |x: f64| {
        let theirs = tostring.call::<LuaString>(x).unwrap();
        let ours = fmt_g14(x);
        assert_eq!(String::from_utf8_lossy(&theirs.as_bytes()), String::from_utf8_lossy(&ours), "{x:e}");
    };
    for x in [0.0, -0.0, 0.1, 1e14, 1e15, 99_999_999_999_999.5, 5e-324, f64::MAX, f64::INFINITY, f64::NEG_INFINITY] {
        check(x);
        check(-x);
    }
    check(f64::NAN.copysign(1.0));
    check(f64::NAN.copysign(-1.0));
    runner(50_000, 5)
        .run(&double(), |x| {
            check(x);
            Ok(())
        })
        .unwrap();
}

#[test]
fn casts_agree_with_the_reference() {
    let lua = Lua::new();
    let f = reference(&lua, "local x = ... return string.format('%d %u', x, x), string.byte(string.format('%c', x))");
    let check = |x: f64| {
        let (text, byte) = f.call::<(String, Option<u8>)>(x).unwrap();
        assert_eq!(text, format!("{} {}", cast::to_i64(x), cast::to_u64(x)), "{x:e}");
        assert_eq!(byte.unwrap_or(0), cast::to_i32(x) as u8, "{x:e}");
    };
    for e in [7, 8, 31, 32, 52, 53, 62, 63, 64, 65, 100] {
        let x = 2f64.powi(e);
        for y in
            [x, x - 1.0, x + 1.0, x - 0.5, x + 0.5, f64::from_bits(x.to_bits() - 1), f64::from_bits(x.to_bits() + 1)]
        {
            check(y);
            check(-y);
        }
    }
    runner(20_000, 6)
        .run(&double(), |x| {
            check(x);
            Ok(())
        })
        .unwrap();
}

#[test]
fn strings_order_like_the_reference() {
    let lua = Lua::new();
    let less = reference(&lua, "local a, b = ... return a < b, a <= b");
    let text = || prop::collection::vec(prop::sample::select(vec![0u8, 1, b'a', b'A', b'b', 127, 128, 255]), 0..6);
    runner(10_000, 7)
        .run(&(text(), text()), |(a, b)| {
            let (lt, le) =
                less.call::<(bool, bool)>((lua.create_string(&a).unwrap(), lua.create_string(&b).unwrap())).unwrap();
            assert_eq!((lt, le), (compare(&a, &b).is_lt(), compare(&a, &b).is_le()), "{a:?} {b:?}");
            Ok(())
        })
        .unwrap();
}
