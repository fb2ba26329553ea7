//! The string, table, math, os and io libraries against the reference, on seeded random calls (`tests/vm/lib`).

use crate::support::library::{Inputs, agree};

fn seeded(script: &str, rounds: u32) {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let file = dir.path().join("file");
    let file = file.to_str().expect("a plain path");
    for seed in 1..=3 {
        agree(script, &Inputs { seed: seed * 7919, rounds, file }, false);
    }
    agree(script, &Inputs { seed: 4, rounds: rounds.div_ceil(20), file }, true);
}

macro_rules! scripts {
    ($($name:ident $rounds:literal),* $(,)?) => {$(
        #[test]
        fn $name() {
            seeded(include_str!(concat!("lib/", stringify!($name), ".lua")), $rounds);
        }
    )*};
}
scripts! { string 1500, pattern 3000, format 3000, table 1500, io 300, scan 800, time 800, files 1, chunks 1 }

/// Apart from the others: the random sequence belongs to the process.
#[test]
fn math() {
    seeded(include_str!("lib/math.lua"), 4000);
}
