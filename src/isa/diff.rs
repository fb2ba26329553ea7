//! Where two sequences differ.
//!
//! Invariant: the difference is a smallest one, and the items are compared by number, so that the algorithm is compiled once
//! for all kinds of items.

use std::collections::HashMap;
use std::hash::Hash;
use std::ops::Range;

use imara_diff::{Algorithm, Diff, Token};

/// A part of the first sequence that the second lacks, and what stands in its place; one of the two may be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hunk {
    /// The part of the first sequence.
    pub old: Range<usize>,
    /// The part of the second.
    pub new: Range<usize>,
}

/// Where the two sequences differ, in order. Between two hunks there is at least one equal item.
pub fn hunks<T: Hash + Eq>(a: &[T], b: &[T]) -> Vec<Hunk> {
    let mut numbers = HashMap::new();
    let mut number = |item| {
        let next = numbers.len() as u32;
        Token(*numbers.entry(item).or_insert(next))
    };
    let (a, b): (Vec<Token>, Vec<Token>) = (a.iter().map(&mut number).collect(), b.iter().map(&mut number).collect());
    let mut diff = Diff::default();
    diff.compute_with(Algorithm::MyersMinimal, &a, &b, numbers.len() as u32);
    let range = |range: Range<u32>| range.start as usize..range.end as usize;
    diff.hunks().map(|hunk| Hunk { old: range(hunk.before), new: range(hunk.after) }).collect()
}

/// The two sequences side by side: places that stand beside each other, and whether their items are equal. The items of
/// a hunk stand beside each other as far as they go.
pub fn side_by_side<T: Hash + Eq>(a: &[T], b: &[T]) -> Vec<(Option<usize>, Option<usize>, bool)> {
    let mut rows = vec![];
    let mut old = 0;
    let end = Hunk { old: a.len()..a.len(), new: b.len()..b.len() };
    for hunk in hunks(a, b).into_iter().chain([end]) {
        let same = hunk.old.start - old;
        rows.extend((0..same).map(|k| (Some(old + k), Some(hunk.new.start - same + k), true)));
        let (mut x, mut y) = (hunk.old.clone(), hunk.new);
        rows.extend((0..x.len().max(y.len())).map(|_| (x.next(), y.next(), false)));
        old = hunk.old.end;
    }
    rows
}

/// Two texts line by line in the unified format, with one line of context.
pub fn unified(from: &str, to: &str, before: &str, after: &str) -> String {
    let (a, b): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let mut text = format!("--- {from}\n+++ {to}\n");
    // Hunks whose context meets share a header.
    for group in hunks(&a, &b).chunk_by(|x, y| y.old.start - x.old.end <= 2) {
        let (Some(first), Some(last)) = (group.first(), group.last()) else { continue };
        let lead = first.old.start.min(1);
        let trail = (a.len() - last.old.end).min(1);
        let range = |start: usize, end: usize| match end - start {
            0 => format!("{start},0"),
            1 => format!("{}", start + 1),
            length => format!("{},{length}", start + 1),
        };
        let old = range(first.old.start - lead, last.old.end + trail);
        let new = range(first.new.start - lead, last.new.end + trail);
        text.push_str(&format!("@@ -{old} +{new} @@\n"));
        let mut line = |mark: char, line: &str| text.push_str(&format!("{mark}{line}\n"));
        let mut at = first.old.start - lead;
        for hunk in group {
            a[at..hunk.old.start].iter().for_each(|same| line(' ', same));
            a[hunk.old.clone()].iter().for_each(|old| line('-', old));
            b[hunk.new.clone()].iter().for_each(|new| line('+', new));
            at = hunk.old.end;
        }
        a[at..at + trail].iter().for_each(|same| line(' ', same));
    }
    text
}
