//! Sets of bytes and the character classes of the C locale (`%a`, `%d`, ... of manual section 5.4.1).
//!
//! A [`ByteSet`] is 256 bits; every class and every `[set]` of a pattern becomes one, so that matching a byte is
//! one load and one shift whatever the set looks like.

/// A set of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ByteSet([u64; 4]);

impl ByteSet {
    /// The empty set.
    pub const EMPTY: ByteSet = ByteSet([0; 4]);
    /// Every byte.
    pub const ALL: ByteSet = ByteSet([u64::MAX; 4]);

    /// Whether `b` is a member.
    #[inline(always)]
    pub const fn has(&self, b: u8) -> bool {
        self.0[(b >> 6) as usize] >> (b & 63) & 1 != 0
    }

    /// This set and `b`.
    pub const fn with(mut self, b: u8) -> ByteSet {
        self.0[(b >> 6) as usize] |= 1 << (b & 63);
        self
    }

    /// This set and every byte from `lo` to `hi`, both included (nothing when `lo > hi`).
    pub const fn with_range(mut self, lo: u8, hi: u8) -> ByteSet {
        let mut b = lo as usize;
        while b <= hi as usize {
            self.0[b >> 6] |= 1 << (b & 63);
            b += 1;
        }
        self
    }

    /// Members of either set.
    pub const fn union(self, o: ByteSet) -> ByteSet {
        let (a, b) = (self.0, o.0);
        ByteSet([a[0] | b[0], a[1] | b[1], a[2] | b[2], a[3] | b[3]])
    }

    /// Every byte that is not a member.
    pub const fn complement(self) -> ByteSet {
        let a = self.0;
        ByteSet([!a[0], !a[1], !a[2], !a[3]])
    }

    /// Whether no byte is in both.
    pub const fn disjoint(&self, o: &ByteSet) -> bool {
        let (a, b) = (&self.0, &o.0);
        (a[0] & b[0]) | (a[1] & b[1]) | (a[2] & b[2]) | (a[3] & b[3]) == 0
    }

    /// The only member, if there is exactly one.
    pub fn single(&self) -> Option<u8> {
        if self.0.iter().map(|w| w.count_ones()).sum::<u32>() != 1 {
            return None;
        }
        let word = self.0.iter().position(|&w| w != 0)?;
        Some((word as u32 * 64 + self.0[word].trailing_zeros()) as u8)
    }
}

const LOWER: ByteSet = ByteSet::EMPTY.with_range(b'a', b'z');
const UPPER: ByteSet = ByteSet::EMPTY.with_range(b'A', b'Z');
const ALPHA: ByteSet = LOWER.union(UPPER);
const DIGIT: ByteSet = ByteSet::EMPTY.with_range(b'0', b'9');
const ALNUM: ByteSet = ALPHA.union(DIGIT);
const CNTRL: ByteSet = ByteSet::EMPTY.with_range(0, 31).with(127);
const PUNCT: ByteSet =
    ByteSet::EMPTY.with_range(b'!', b'/').with_range(b':', b'@').with_range(b'[', b'`').with_range(b'{', b'~');
const SPACE: ByteSet = ByteSet::EMPTY.with_range(9, 13).with(b' ');
const XDIGIT: ByteSet = DIGIT.with_range(b'a', b'f').with_range(b'A', b'F');
const NUL: ByteSet = ByteSet::EMPTY.with(0);

/// The set that `%letter` stands for: a class, its complement for the capital letter, or just the byte itself.
pub fn class(letter: u8) -> ByteSet {
    let set = match letter.to_ascii_lowercase() {
        b'a' => ALPHA,
        b'c' => CNTRL,
        b'd' => DIGIT,
        b'l' => LOWER,
        b'p' => PUNCT,
        b's' => SPACE,
        b'u' => UPPER,
        b'w' => ALNUM,
        b'x' => XDIGIT,
        b'z' => NUL,
        _ => return ByteSet::EMPTY.with(letter),
    };
    if letter.is_ascii_uppercase() { set.complement() } else { set }
}

/// `isspace` of the C locale.
#[inline]
pub const fn is_space(b: u8) -> bool {
    b == b' ' || (b >= 9 && b <= 13)
}
