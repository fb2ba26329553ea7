//! `os.date` and `os.time` agree with the reference in several time zones.

use lockstep::vm::text::time::{DateRequest, Fields, fields, format, make_time, now};
use mlua::{Lua, LuaString, Table, Value};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::process::Command;

/// Set in the processes that `zones_agree_with_the_reference` starts, one for each zone.
const CHILD: &str = "TEXT_TIME_CHILD";

fn runner(cases: u32, seed: u8) -> TestRunner {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]))
}

fn seconds() -> impl Strategy<Value = i64> {
    prop_oneof![
        4 => -5_000_000_000i64..10_000_000_000,
        2 => -70_000_000_000i64..-50_000_000_000,
        1 => any::<i64>().prop_map(|t| t >> 7),
        1 => any::<i64>().prop_map(|t| t >> 11),
    ]
}

fn show(f: &Fields) -> String {
    let Fields { sec, min, hour, day, month, year, wday, yday, isdst } = f;
    let isdst = isdst.map_or("nil".into(), |b| b.to_string());
    format!("{sec} {min} {hour} {day} {month} {year} {wday} {yday} {isdst}")
}

#[test]
fn this_zone_agrees_with_the_reference() {
    let lua = Lua::new();
    let date = lua.load("return os.date(...)").into_function().unwrap();
    let table = lua
        .load(
            "local t = os.date(...) if not t then return 'none' end
            local out = {}
            for i, k in ipairs{'sec', 'min', 'hour', 'day', 'month', 'year', 'wday', 'yday', 'isdst'} do
                out[i] = tostring(t[k])
            end
            return table.concat(out, ' ')",
        )
        .into_function()
        .unwrap();
    let time = lua.load("return string.format('%.0f', os.time(...) or 0/0)").into_function().unwrap();

    let check_date = |f: &[u8], t: i64| {
        // Lua's number, not the integer, is what the reference gets.
        let t = t as f64 as i64;
        let theirs = date.call::<Value>((lua.create_string(f).unwrap(), t as f64)).unwrap();
        let theirs = match theirs {
            Value::String(s) => Some(s.as_bytes().to_vec()),
            _ => None,
        };
        let request = DateRequest::parse(f);
        let mut out = Vec::new();
        let ours = format(request.format, t, request.utc, &mut out).then_some(out);
        assert_eq!(
            theirs.map(|s| s.escape_ascii().to_string()),
            ours.map(|s| s.escape_ascii().to_string()),
            "{f:?} {t}"
        );
    };
    for c in 1..=255u8 {
        for t in [0, 1_000_000_000, 1_720_000_000, -2_000_000_000, -62_167_219_200, 1 << 40] {
            check_date(&[b'%', c], t);
            check_date(&[b'!', b'%', c, b'x'], t);
        }
    }
    for f in ["%", "!%", "!", "", "a%%b%", "!!%c", "*tx", "%Ey %-d %5Y", "%c\0%c", "%x %X %p %Z %z"] {
        check_date(f.as_bytes(), 1_720_000_000);
    }
    runner(1_000, 31)
        .run(&(seconds(), prop::sample::select(vec!["", "!"])), |(t, zone)| {
            let all = format!("{zone}%a %A %b %B %c %C %d %D %e %F %g %G %h %H %I %j %k %l %m %M %n %p %P %r %R %s %S %t %T %u %U %V %w %W %x %X %y %Y %z %Z");
            check_date(all.as_bytes(), t);
            let t = t as f64 as i64;
            let theirs = table.call::<LuaString>((format!("{zone}*t"), t as f64)).unwrap();
            let request = format!("{zone}*t");
            let request = DateRequest::parse(request.as_bytes());
            prop_assert!(request.table);
            let ours = fields(t, request.utc).map_or("none".into(), |f| show(&f));
            prop_assert_eq!(theirs.to_string_lossy(), ours);
            Ok(())
        })
        .unwrap();

    let check_time = |f: Fields| {
        let t: Table = lua.create_table().unwrap();
        for (k, v) in [("sec", f.sec), ("min", f.min), ("hour", f.hour), ("day", f.day), ("month", f.month)] {
            t.set(k, v).unwrap();
        }
        t.set("year", f.year as f64).unwrap();
        t.set("isdst", f.isdst).unwrap();
        let theirs = time.call::<String>(t).unwrap();
        let ours = make_time(&f).map_or("-nan".into(), |t| format!("{:.0}", t as f64));
        assert_eq!(theirs, ours, "{f:?}");
    };
    let usual = (0i32..60, 0i32..60, 0i32..24, 1i32..32, 1i32..13, 1880i64..2120);
    let odd = (any::<i32>(), any::<i32>(), any::<i32>(), any::<i32>(), any::<i32>(), any::<i32>().prop_map(i64::from));
    let mild = (-500i32..500, -500i32..500, -500i32..500, -500i32..500, -500i32..500, -3000i64..5000);
    let isdst = prop::sample::select(vec![None, Some(false), Some(true)]);
    runner(2_000, 32)
        .run(&(prop_oneof![usual, mild, odd], isdst), |((sec, min, hour, day, month, year), isdst)| {
            check_time(Fields { sec, min, hour, day, month, year, wday: 0, yday: 0, isdst });
            Ok(())
        })
        .unwrap();
    let clock = lua.load("return os.time()").eval::<i64>().unwrap();
    assert!((now() - clock).abs() <= 2);
}

#[test]
fn zones_agree_with_the_reference() {
    if std::env::var_os(CHILD).is_some() {
        return;
    }
    for zone in [
        "UTC",
        "America/New_York",
        "Europe/Lisbon",
        "Asia/Kathmandu",
        "Australia/Lord_Howe",
        "XYZ3ABC,M3.2.0,M11.1.0",
        "Pacific/Apia",
    ] {
        let out = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "this_zone_agrees_with_the_reference"])
            .env("TZ", zone)
            .env(CHILD, "1")
            .output()
            .unwrap();
        assert!(out.status.success(), "{zone}: {}", String::from_utf8_lossy(&out.stdout));
    }
}
