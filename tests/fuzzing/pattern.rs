//! Target `pattern`: healthy inputs are kept, matches that explode are ended, and mutations are inputs.

use lockstep::coverage::Map;
use lockstep::fuzzing::{LARGEST, Target, Use};

#[test]
fn patterns_agree_and_explosions_end() {
    for input in [&b"%w+\n<%0>\nhello world"[..], b"(a*)(\n%1\naaa", b"", b"%f[%w]()\n%2\n a b", b"\xff\n\0\n\0\n\n"] {
        assert_eq!(
            Target::Pattern.judge(input, &mut Map::default()),
            Ok(Use::Keep),
            "{}",
            String::from_utf8_lossy(input)
        );
    }
    let mut explosion = b".-.-.-.-.-.-.-.-.-.-.-b\n\n".to_vec();
    explosion.resize(300, b'a');
    assert_eq!(Target::Pattern.judge(&explosion, &mut Map::default()), Ok(Use::Reject));
}

#[test]
fn mutations_stay_inputs() {
    let mut input = b"%d+\nx\n12 34".to_vec();
    // Every fourth seed is left to the fuzzer.
    for seed in (0..270).filter(|seed| seed % 4 != 0) {
        input = Target::Pattern.mutate(&input, LARGEST, seed).expect("a mutation");
        assert!(Target::Pattern.judge(&input, &mut Map::default()).is_ok(), "{}", String::from_utf8_lossy(&input));
    }
}
