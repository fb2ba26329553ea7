//! A set of registers of one frame, as 256 bits.
//!
//! Invariant: a register number is below 256; ranges are clipped to that, so that "from A up" is `RegSet::from(a)`.

use std::ops::{BitAnd, BitOr, BitOrAssign, Sub, SubAssign};

/// A set of registers (0 to 255).
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct RegSet([u64; 4]);

impl RegSet {
    /// The set without registers.
    pub const EMPTY: RegSet = RegSet([0; 4]);
    /// All 256 registers.
    pub const ALL: RegSet = RegSet([u64::MAX; 4]);

    /// The set of one register.
    pub const fn one(reg: u8) -> RegSet {
        let mut words = [0; 4];
        words[reg as usize / 64] = 1 << (reg % 64);
        RegSet(words)
    }

    /// The registers `first <= r < end`; empty if `end <= first`.
    pub const fn range(first: u32, end: u32) -> RegSet {
        RegSet::below(end).minus(RegSet::below(first))
    }

    /// The registers `r >= first`.
    pub const fn from(first: u32) -> RegSet {
        RegSet::ALL.minus(RegSet::below(first))
    }

    /// The registers `r < end`.
    pub const fn below(end: u32) -> RegSet {
        let mut words = [0; 4];
        let mut i = 0;
        while i < 4 {
            let low = i as u32 * 64;
            words[i] = if end >= low + 64 {
                u64::MAX
            } else if end <= low {
                0
            } else {
                (1 << (end - low)) - 1
            };
            i += 1;
        }
        RegSet(words)
    }

    const fn minus(self, other: RegSet) -> RegSet {
        let (a, b) = (self.0, other.0);
        RegSet([a[0] & !b[0], a[1] & !b[1], a[2] & !b[2], a[3] & !b[3]])
    }

    /// Whether `reg` is in the set.
    pub const fn contains(self, reg: u8) -> bool {
        self.0[reg as usize / 64] >> (reg % 64) & 1 != 0
    }

    /// Whether the set has no register.
    pub fn is_empty(self) -> bool {
        self == RegSet::EMPTY
    }

    /// Number of registers in the set.
    pub fn len(self) -> usize {
        self.0.iter().map(|w| w.count_ones() as usize).sum()
    }

    /// Adds a register.
    pub fn insert(&mut self, reg: u8) {
        *self |= RegSet::one(reg);
    }

    /// Takes a register out.
    pub fn remove(&mut self, reg: u8) {
        *self -= RegSet::one(reg);
    }

    /// Whether all registers of the set are in `other`.
    pub fn is_subset(self, other: RegSet) -> bool {
        (self - other).is_empty()
    }

    /// The largest register.
    pub fn last(self) -> Option<u8> {
        (0..4).rev().find(|&i| self.0[i] != 0).map(|i| (i * 64 + 63) as u8 - self.0[i].leading_zeros() as u8)
    }

    /// The registers in ascending order.
    pub fn iter(self) -> impl Iterator<Item = u8> {
        self.0.into_iter().enumerate().flat_map(|(i, word)| {
            let mut rest = word;
            std::iter::from_fn(move || {
                let bit = (rest != 0).then(|| rest.trailing_zeros())?;
                rest &= rest - 1;
                Some((i * 64) as u8 + bit as u8)
            })
        })
    }
}

impl BitOr for RegSet {
    type Output = RegSet;
    fn bitor(self, other: RegSet) -> RegSet {
        RegSet(std::array::from_fn(|i| self.0[i] | other.0[i]))
    }
}

impl BitOrAssign for RegSet {
    fn bitor_assign(&mut self, other: RegSet) {
        *self = *self | other;
    }
}

impl BitAnd for RegSet {
    type Output = RegSet;
    fn bitand(self, other: RegSet) -> RegSet {
        RegSet(std::array::from_fn(|i| self.0[i] & other.0[i]))
    }
}

impl Sub for RegSet {
    type Output = RegSet;
    fn sub(self, other: RegSet) -> RegSet {
        self.minus(other)
    }
}

impl SubAssign for RegSet {
    fn sub_assign(&mut self, other: RegSet) {
        *self = *self - other;
    }
}

impl FromIterator<u8> for RegSet {
    fn from_iter<I: IntoIterator<Item = u8>>(regs: I) -> RegSet {
        let mut set = RegSet::EMPTY;
        for reg in regs {
            set.insert(reg);
        }
        set
    }
}

impl std::fmt::Debug for RegSet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}
