//! Sets of registers behave as sets.

use lockstep::isa::RegSet;

#[test]
fn ranges() {
    for first in 0..=256u32 {
        for end in [0, 1, 63, 64, 65, 127, 128, 200, 255, 256, 300] {
            let set = RegSet::range(first, end);
            let expected: Vec<u8> = (first..end.min(256)).map(|r| r as u8).collect();
            assert_eq!(set.iter().collect::<Vec<_>>(), expected);
            assert_eq!(set.len(), expected.len());
            assert_eq!(set.last(), expected.last().copied());
            assert_eq!(set, expected.into_iter().collect());
        }
        assert_eq!(RegSet::from(first), RegSet::range(first, 256));
    }
}

#[test]
fn algebra() {
    let (a, b) = (RegSet::range(3, 130), RegSet::range(100, 256));
    assert_eq!(a | b, RegSet::from(3));
    assert_eq!(a & b, RegSet::range(100, 130));
    assert_eq!(a - b, RegSet::range(3, 100));
    assert!((a & b).is_subset(a) && !a.is_subset(b));
    let mut c = RegSet::one(255);
    c.insert(0);
    c.remove(255);
    assert_eq!(c, RegSet::one(0));
    assert!(!c.contains(255) && c.contains(0) && !c.is_empty());
}
