//! Where two sequences differ.
//!
//! Invariant: the items are compared by number, so that the algorithm is compiled once for all kinds of items.

use std::collections::HashMap;
use std::hash::Hash;

use similar::{Algorithm, DiffOp, capture_diff_slices, group_diff_ops};

/// The operations (Myers) that lead from one sequence to the other.
pub fn operations<T: Hash + Eq>(a: &[T], b: &[T]) -> Vec<DiffOp> {
    let mut numbers = HashMap::new();
    let mut number = |item| {
        let next = numbers.len() as u32;
        *numbers.entry(item).or_insert(next)
    };
    let (a, b): (Vec<u32>, Vec<u32>) = (a.iter().map(&mut number).collect(), b.iter().map(&mut number).collect());
    capture_diff_slices(Algorithm::Myers, &a, &b)
}

/// Two texts line by line in the unified format, with one line of context.
pub fn unified(from: &str, to: &str, before: &str, after: &str) -> String {
    let (a, b): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let mut text = format!("--- {from}\n+++ {to}\n");
    for group in group_diff_ops(operations(&a, &b), 1) {
        let (Some(first), Some(last)) = (group.first(), group.last()) else { continue };
        let range = |start: usize, end: usize| match end - start {
            0 => format!("{start},0"),
            1 => format!("{}", start + 1),
            length => format!("{},{length}", start + 1),
        };
        let old = range(first.old_range().start, last.old_range().end);
        let new = range(first.new_range().start, last.new_range().end);
        text.push_str(&format!("@@ -{old} +{new} @@\n"));
        for op in group {
            let same = matches!(op, DiffOp::Equal { .. });
            for line in &a[op.old_range()] {
                text.push_str(&format!("{}{line}\n", if same { ' ' } else { '-' }));
            }
            for line in b[op.new_range()].iter().filter(|_| !same) {
                text.push_str(&format!("+{line}\n"));
            }
        }
    }
    text
}
