//! The pseudo-random numbers of `math.random` in the sandbox.
//!
//! The generator is MINSTD: x ← 48271 · x mod (2³¹ − 1), and a draw is (x − 1) / (2³¹ − 2), in [0, 1). It is
//! this one because every step is exact in double arithmetic, so that any subject can have it, a prelude
//! written in Lua included.

const MODULUS: u64 = (1 << 31) - 1;
const MULTIPLIER: u64 = 48_271;

/// The state of one generator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Random(u64);

impl Default for Random {
    /// As after `math.randomseed(1)`.
    fn default() -> Random {
        Random::from_seed(1)
    }
}

impl Random {
    /// `math.randomseed(seed)`: the state becomes seed mod (2³¹ − 1), and 1 where that is 0.
    pub fn from_seed(seed: i32) -> Random {
        let x = i64::from(seed).rem_euclid(MODULUS as i64) as u64;
        Random(if x == 0 { 1 } else { x })
    }

    /// The next number in [0, 1).
    pub fn draw(&mut self) -> f64 {
        self.0 = self.0 * MULTIPLIER % MODULUS;
        (self.0 - 1) as f64 / (MODULUS - 1) as f64
    }
}
