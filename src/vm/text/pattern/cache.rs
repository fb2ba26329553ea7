//! Compiled patterns by their text, so that a pattern in a loop compiles once.

use super::Pattern;
use std::rc::Rc;

const SLOTS: usize = 64;

/// Longer patterns are not worth keeping: compiling is linear, and so is comparing.
const LONGEST: usize = 128;

/// A small direct-mapped cache; an entry is good only for exactly its text.
#[derive(Clone, Debug)]
pub struct PatternCache {
    slots: Vec<Option<Entry>>,
}

#[derive(Clone, Debug)]
struct Entry {
    text: Box<[u8]>,
    gmatch: bool,
    pattern: Rc<Pattern>,
}

impl Default for PatternCache {
    fn default() -> Self {
        PatternCache::new()
    }
}

impl PatternCache {
    /// An empty cache.
    pub fn new() -> PatternCache {
        PatternCache { slots: vec![None; SLOTS] }
    }

    /// [`Pattern::new`].
    pub fn get(&mut self, text: &[u8]) -> Rc<Pattern> {
        self.lookup(text, false)
    }

    /// [`Pattern::for_gmatch`].
    pub fn get_for_gmatch(&mut self, text: &[u8]) -> Rc<Pattern> {
        self.lookup(text, true)
    }

    fn lookup(&mut self, text: &[u8], gmatch: bool) -> Rc<Pattern> {
        let compile = || Rc::new(if gmatch { Pattern::for_gmatch(text) } else { Pattern::new(text) });
        if text.len() > LONGEST {
            return compile();
        }
        let hash = text.iter().fold(text.len() as u32, |h, &b| (h ^ u32::from(b)).wrapping_mul(0x0100_0193));
        let slot = &mut self.slots[(hash >> 13) as usize % SLOTS];
        if let Some(e) = slot
            && e.gmatch == gmatch
            && *e.text == *text
        {
            return Rc::clone(&e.pattern);
        }
        let pattern = compile();
        *slot = Some(Entry { text: text.into(), gmatch, pattern: Rc::clone(&pattern) });
        pattern
    }
}
