//! Edits and passes: what the driver tries.
//!
//! Invariant: an edit names nodes by their ids and does nothing if they are gone, so that any set of edits can be
//! applied one after the other to any later version of the program.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::facts::Facts;
use super::tree::{ExprNode, Id, StatNode, Tree};

/// A change of a program.
pub struct Edit {
    /// The same for the same edit of a later version.
    pub site: u64,
    /// About how many tokens it saves.
    pub gain: usize,
    change: Box<dyn Fn(&mut Tree) -> bool + Send + Sync>,
}

impl Edit {
    /// An edit; `site` tells it from the other edits of its pass.
    pub fn new(site: impl Hash, gain: usize, change: impl Fn(&mut Tree) -> bool + Send + Sync + 'static) -> Edit {
        let mut hasher = DefaultHasher::new();
        site.hash(&mut hasher);
        Edit { site: hasher.finish(), gain, change: Box::new(change) }
    }

    /// Puts `with` in place of the expression `id`; `what` tells it from other replacements there.
    pub fn replace(id: Id, what: impl Hash, gain: usize, with: ExprNode) -> Edit {
        Edit::new((id, what), gain, move |p| {
            p.body.change(id, &mut |e| {
                *e = with.clone();
                true
            })
        })
    }

    /// Puts statements in place of the statement `id`.
    pub fn splice(id: Id, what: impl Hash, gain: usize, with: Vec<StatNode>) -> Edit {
        Edit::new((id, what), gain, move |p| {
            p.body.around(id, &mut |block, at| {
                block.stats.splice(at..=at, with.iter().cloned());
                true
            })
        })
    }

    /// Whether the program was changed.
    pub fn apply(&self, program: &mut Tree) -> bool {
        (self.change)(program)
    }
}

/// How edits are tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// All at once, then halves.
    Chunks,
    /// One by one, largest gain first.
    Each,
}

/// A kind of edit.
#[derive(Clone, Copy)]
pub struct Pass {
    pub name: &'static str,
    pub mode: Mode,
    /// All edits of this kind that the program has room for. Fresh ids may be drawn from the program.
    pub edits: fn(&mut Tree, &Facts) -> Vec<Edit>,
}
