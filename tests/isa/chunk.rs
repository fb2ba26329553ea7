//! Binary chunks: what the reference writes is read and written back byte for byte; anything else gives an error value.

use lockstep::isa::chunk::{ChunkErrorKind, HEADER, MAX_NESTING, dump, undump, undump_prefix};
use lockstep::isa::{Const, Proto};
use mlua::Lua;
use proptest::prelude::*;

/// Programs whose chunks hold every part of the format.
const SOURCES: &[&str] = &[
    "",
    "return 1, 'two', nil, true, false, -0, 1e308, 'a\\0b\\255'",
    "local a, b = 1, 'x'; local function f(...) local c = ...; return function(...) return a, b, c, ... end end return f",
    "function t.a.b:c(x) self.x = x; for i = 1, 10 do for k, v in pairs(self) do x[k] = function() return i, v end end end end",
    "local t = {1, 2, 3, f(), n = 0/0, [1] = nil == false}; while t do if not t[1] then break end t = t.next end",
    "return function() return function() return function() return function() end end end end",
];

fn reference_dump(source: &str, name: &str) -> Vec<u8> {
    let lua = Lua::new();
    lua.load(source).set_name(name).into_function().expect("a valid program").dump(false)
}

#[test]
fn round_trip_of_reference_chunks() {
    for source in SOURCES {
        for name in ["=stdin", "@file.lua", "a string\nof two lines", "="] {
            let chunk = reference_dump(source, name);
            let (proto, used) = undump_prefix(&chunk).unwrap();
            assert_eq!(used, chunk.len());
            assert_eq!(proto.source.as_deref(), Some(name.as_bytes()));
            assert_eq!(dump(&proto), chunk, "{source}");
        }
    }
}

#[test]
fn a_nested_source_equal_to_its_parents_is_not_written() {
    let mut proto = undump(&reference_dump(SOURCES[5], "=x")).unwrap();
    let plain = dump(&proto);
    proto.protos[0].source = proto.source.clone();
    proto.protos[0].protos[0].source = Some(b"=x"[..].into());
    assert_eq!(dump(&proto), plain);
    proto.protos[0].source = Some(b"=y"[..].into());
    assert!(dump(&proto).len() > plain.len());
    let again = undump(&dump(&proto)).unwrap();
    assert_eq!(again.protos[0].protos[0].source.as_deref(), Some(&b"=x"[..]));
}

/// The loader's messages, against `loadstring` of the reference.
#[test]
fn messages_equal_the_references() {
    let chunk = reference_dump(SOURCES[1], "=x");
    let lua = Lua::new();
    // A count that the chunk cannot keep makes PUC ask for as much memory before it finds out.
    lua.set_memory_limit(64 << 20).unwrap();
    let load: mlua::Function =
        lua.load("return function(s, n) local f, e = loadstring(s, n) return e or 'ok' end").eval().unwrap();
    let mut cases = vec![chunk.clone(), [&chunk[..], b"trailing"].concat()];
    cases.extend((1..chunk.len()).map(|n| chunk[..n].to_vec()));
    for (at, byte) in (0..80).flat_map(|at| [(at, 0xff), (at, 7), (at, 0)]).filter(|(at, _)| *at > 0) {
        // Positions of the code itself are left to the verifier.
        let code = HEADER.len() + 8 + 3 + 8 + 4 + 4;
        if !(code..code + 4 * 20).contains(&at) {
            let mut case = chunk.clone();
            case[at] = byte;
            cases.push(case);
        }
    }
    for case in &cases {
        for name in ["=n", "@n.lua", "text", "", "\x1bLua"] {
            let expected: mlua::LuaString = load.call((lua.create_string(case).unwrap(), name)).unwrap();
            let ours = match undump(case) {
                Ok(_) => b"ok".to_vec(),
                Err(error) => error.kind.message(name.as_bytes()),
            };
            let expected = String::from_utf8_lossy(&expected.as_bytes()).into_owned();
            let ours = String::from_utf8_lossy(&ours).into_owned();
            let too_big = expected == "not enough memory" && ours != "ok";
            assert!(expected == ours || too_big || expected.contains("bad code"), "{expected} against {ours}");
        }
    }
}

fn kind(bytes: &[u8]) -> ChunkErrorKind {
    undump(bytes).unwrap_err().kind
}

#[test]
fn promises_that_the_input_cannot_keep() {
    let chunk = dump(&Proto { source: Some(b"x"[..].into()), ..Proto::default() });
    let counts = chunk.len() - 6 * 4;
    for list in 0..6 {
        for (count, expected) in [
            (1u32, ChunkErrorKind::UnexpectedEnd),
            (i32::MAX as u32, ChunkErrorKind::UnexpectedEnd),
            (u32::MAX, ChunkErrorKind::BadInteger),
        ] {
            let mut case = chunk.clone();
            case.truncate(counts + list * 4);
            case.extend_from_slice(&count.to_le_bytes());
            assert_eq!(kind(&case), expected);
        }
    }
    for size in [1 << 20, u64::MAX, i64::MAX as u64] {
        let mut case = HEADER.to_vec();
        case.extend_from_slice(&size.to_le_bytes());
        case.extend_from_slice(&[0; 64]);
        assert_eq!(kind(&case), ChunkErrorKind::UnexpectedEnd);
    }
    assert_eq!(kind(b""), ChunkErrorKind::UnexpectedEnd);
    assert_eq!(kind(b"return 1, 2, 3"), ChunkErrorKind::BadHeader);
}

#[test]
fn nesting_is_bounded() {
    let nested = |levels: usize| {
        let mut proto = Proto::default();
        for _ in 1..levels {
            proto = Proto { protos: vec![proto], ..Proto::default() };
        }
        dump(&proto)
    };
    assert!(undump(&nested(MAX_NESTING)).is_ok());
    assert_eq!(kind(&nested(MAX_NESTING + 1)), ChunkErrorKind::TooDeep);
    // Every level promises a list that fills the rest of the input.
    let mut greedy = HEADER.to_vec();
    for _ in 0..100_000 {
        greedy.extend_from_slice(&[0; 8 + 4 + 4 + 4 + 4 + 4]);
        greedy.extend_from_slice(&10_000u32.to_le_bytes());
    }
    assert_eq!(kind(&greedy), ChunkErrorKind::TooDeep);
}

fn constant() -> impl Strategy<Value = Const> {
    prop_oneof![
        Just(Const::Nil),
        any::<bool>().prop_map(Const::Boolean),
        any::<u64>().prop_map(|bits| Const::Number(f64::from_bits(bits))),
        proptest::collection::vec(any::<u8>(), 0..60).prop_map(|s| Const::String(s.into())),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn constants_round_trip(constants in proptest::collection::vec(constant(), 0..20)) {
        let proto = Proto { constants, ..Proto::default() };
        prop_assert_eq!(undump(&dump(&proto)).unwrap(), proto);
    }

    #[test]
    fn arbitrary_bytes_after_the_header(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let chunk = [&HEADER[..], &bytes].concat();
        if let Ok((proto, used)) = undump_prefix(&chunk) {
            let again = dump(&proto);
            prop_assert_eq!(dump(&undump(&again).unwrap()), again);
            prop_assert!(used <= chunk.len());
        }
    }

    #[test]
    fn mutated_chunks(which in 0..SOURCES.len(), edits in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)) {
        let mut chunk = reference_dump(SOURCES[which], "=m");
        for (at, byte) in edits {
            let at = at.index(chunk.len());
            chunk[at] = byte;
        }
        if let Ok(proto) = undump(&chunk) {
            let again = dump(&proto);
            prop_assert_eq!(dump(&undump(&again).unwrap()), again);
        }
    }
}
