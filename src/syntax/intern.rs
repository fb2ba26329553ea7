//! Names and strings of one source, each stored once and known by a small number.

use super::SourceBytes;
use super::token::{KEYWORDS, Token};

/// The number of an interned string. Reserved words have the first numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Symbol(u32);

impl Symbol {
    /// The name `self`, which methods declare.
    pub const SELF: Symbol = Symbol(KEYWORDS.len() as u32);
    /// The name `arg`, which vararg functions declare.
    pub const ARG: Symbol = Symbol(KEYWORDS.len() as u32 + 1);

    /// The number itself: unique within one [`Interner`].
    pub fn index(self) -> u32 {
        self.0
    }

    /// The token of a reserved word, else `Name`.
    pub(super) fn token(self) -> Token {
        KEYWORDS.get(self.0 as usize).map_or(Token::Name, |(_, token)| *token)
    }
}

/// A string of the source with its number, as builders get it.
#[derive(Clone, Copy, Debug)]
pub struct Name<'a> {
    pub symbol: Symbol,
    pub text: &'a SourceBytes,
}

/// The strings met so far: a hash table with linear probing, never more than half full.
pub struct Interner {
    texts: Vec<SourceBytes>,
    hashes: Vec<u32>,
    /// Symbol + 1, or 0 for a free slot.
    slots: Vec<u32>,
}

impl Default for Interner {
    fn default() -> Interner {
        static WORDS: std::sync::LazyLock<Vec<SourceBytes>> = std::sync::LazyLock::new(|| {
            let words = KEYWORDS.iter().map(|(word, _)| *word).chain(["self", "arg"]);
            words.map(|word| SourceBytes::from(word.as_bytes())).collect()
        });
        let mut interner =
            Interner { texts: Vec::with_capacity(128), hashes: Vec::with_capacity(128), slots: vec![0; 256] };
        for word in WORDS.iter() {
            interner.intern_shared(word);
        }
        interner
    }
}

impl Interner {
    /// The symbol of `text`, a new one if it was not met before.
    pub fn intern(&mut self, text: &[u8]) -> Symbol {
        let hash = hash(text);
        match self.find(text, hash) {
            Ok(symbol) => symbol,
            Err(slot) => self.insert(text.into(), hash, slot),
        }
    }

    /// As [`Interner::intern`], sharing the allocation of `text` if it is new.
    pub fn intern_shared(&mut self, text: &SourceBytes) -> Symbol {
        let hash = hash(text);
        match self.find(text, hash) {
            Ok(symbol) => symbol,
            Err(slot) => self.insert(text.clone(), hash, slot),
        }
    }

    /// The symbol with its text.
    pub fn name(&self, symbol: Symbol) -> Name<'_> {
        Name { symbol, text: &self.texts[symbol.0 as usize] }
    }

    fn find(&self, text: &[u8], hash: u32) -> Result<Symbol, usize> {
        let mask = self.slots.len() - 1;
        let mut slot = hash as usize & mask;
        loop {
            match self.slots[slot] {
                0 => return Err(slot),
                entry => {
                    let i = entry as usize - 1;
                    if self.hashes[i] == hash && *self.texts[i] == *text {
                        return Ok(Symbol(entry - 1));
                    }
                }
            }
            slot = (slot + 1) & mask;
        }
    }

    fn insert(&mut self, text: SourceBytes, hash: u32, slot: usize) -> Symbol {
        let symbol = Symbol(self.texts.len() as u32);
        self.texts.push(text);
        self.hashes.push(hash);
        self.slots[slot] = symbol.0 + 1;
        if self.texts.len() * 2 > self.slots.len() {
            self.grow();
        }
        symbol
    }

    fn grow(&mut self) {
        let mask = self.slots.len() * 2 - 1;
        let mut slots = vec![0; mask + 1];
        for (i, &hash) in self.hashes.iter().enumerate() {
            let mut slot = hash as usize & mask;
            while slots[slot] != 0 {
                slot = (slot + 1) & mask;
            }
            slots[slot] = i as u32 + 1;
        }
        self.slots = slots;
    }
}

/// Mixes by 64 x 64 -> 128 bit multiplication, eight bytes at a time.
fn hash(text: &[u8]) -> u32 {
    const K: u64 = 0x9e37_79b9_7f4a_7c15;
    let fold = |a: u64, b: u64| {
        let product = u128::from(a) * u128::from(b);
        product as u64 ^ (product >> 64) as u64
    };
    let mut state = text.len() as u64 ^ 0x2545_f491_4f6c_dd1d;
    let mut chunks = text.chunks_exact(8);
    for chunk in &mut chunks {
        let word = chunk.try_into().map_or(0, u64::from_le_bytes);
        state = fold(state ^ word, K);
    }
    let word = chunks.remainder().iter().rev().fold(0, |word, &c| word << 8 | u64::from(c));
    fold(state ^ word, K) as u32
}
