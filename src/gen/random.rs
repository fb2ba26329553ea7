//! Bytes from a seed: what stands in for a fuzzer's input when programs are made by number.

/// Bytes that one program may draw, if nothing else is said.
const LENGTH: usize = 6 << 10;

/// SplitMix64: one step of the sequence that begins at `state`.
pub fn step(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ z >> 31
}

/// The seed of program number `index` of a run with seed `seed`.
pub fn nth_seed(seed: u64, index: u64) -> u64 {
    let mut state = seed ^ index.wrapping_mul(0xd1b5_4a32_d192_ed03);
    step(&mut state)
}

/// The input that a seed stands for. A program that draws more continues with zeros, which make it end.
pub fn bytes(seed: u64) -> Vec<u8> {
    many_bytes(seed, LENGTH)
}

/// As [`bytes`], so many of them (a multiple of 8).
pub fn many_bytes(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed;
    let mut bytes = vec![0; length];
    for word in bytes.chunks_exact_mut(size_of::<u64>()) {
        word.copy_from_slice(&step(&mut state).to_le_bytes());
    }
    bytes
}
