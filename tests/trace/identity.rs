//! Identities behave as a map from addresses, in any order of insertions and removals.

use lockstep::trace::identity::Identities;

#[test]
fn behaves_as_a_map() {
    let mut identities = Identities::default();
    let mut model = std::collections::HashMap::new();
    let mut seed = 1u64;
    for step in 0..200_000u64 {
        seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        let address = ((seed >> 33) as usize % 3000 + 1) * 16;
        if seed >> 20 & 1 == 0 {
            if identities.get(address).is_none() {
                identities.insert(address, step, 0);
                model.insert(address, step);
            }
        } else {
            identities.remove(address);
            model.remove(&address);
        }
        assert_eq!(identities.get(address).map(|e| e.digest), model.get(&address).copied());
    }
    assert_eq!(identities.count(), model.len());
    for (address, digest) in model {
        assert_eq!(identities.get(address).map(|e| e.digest), Some(digest));
    }
}
