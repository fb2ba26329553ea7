//! Digests of values: 64 bits that are equal for equal canonical values, in every engine.
//!
//! Numbers count by their bits, all NaNs as one; strings by content; objects by kind and number; library functions by name.

const K: [u64; 3] = [0xa076_1d64_78bd_642f, 0xe703_7ed1_a0b4_28db, 0x8ebc_6af0_9c88_c6e3];

/// What kind of object a number belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub enum Kind {
    /// A table.
    Table = 1,
    /// A Lua function.
    Function,
    /// A coroutine.
    Thread,
    /// A full userdata.
    Userdata,
}

impl Kind {
    /// As `type` names it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Table => "table",
            Kind::Function => "function",
            Kind::Thread => "thread",
            Kind::Userdata => "userdata",
        }
    }
}

pub const NIL: u64 = 0x6e69_6c6e_696c_0001;
pub const FALSE: u64 = 0x6661_6c73_6500_0002;
pub const TRUE: u64 = 0x7472_7565_0000_0003;
pub const LIGHT: u64 = 0x6c69_6768_7400_0004;
/// What is there but does not count.
pub const UNKNOWN: u64 = 0x756e_6b6e_6f77_0005;

/// Takes a word into a digest.
#[inline(always)]
pub fn mix(digest: u64, word: u64) -> u64 {
    let product = u128::from(digest ^ K[0]) * u128::from(word ^ K[1]);
    (product as u64) ^ (product >> 64) as u64
}

/// The digest of a number.
#[inline(always)]
pub fn number(n: f64) -> u64 {
    let bits = if n.is_nan() { 0x7ff8_0000_0000_0000 } else { n.to_bits() };
    bits.wrapping_mul(K[2]).rotate_left(29) ^ 0x10
}

/// The digest of an object.
#[inline(always)]
pub fn object(kind: Kind, number: u32) -> u64 {
    mix(K[2] ^ kind as u64, u64::from(number))
}

/// The digest of a string.
pub fn string(bytes: &[u8]) -> u64 {
    self::bytes(0x73, bytes)
}

/// The digest of a library function.
pub fn native(name: &str) -> u64 {
    self::bytes(0x66, name.as_bytes())
}

/// A digest of bytes.
pub fn bytes(seed: u64, bytes: &[u8]) -> u64 {
    let mut digest = mix(seed, bytes.len() as u64);
    let (words, rest) = bytes.as_chunks::<8>();
    for word in words {
        digest = mix(digest, u64::from_le_bytes(*word));
    }
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    mix(digest, u64::from_le_bytes(last))
}
