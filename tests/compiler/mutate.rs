//! Damaged sources: the chunk, or the first error with its line and text, must be the reference's.
//! `LOCKSTEP_MUTATIONS` sets the number per seed, `LUA_FILES` a folder of more seeds,
//! `LOCKSTEP_SEED` another start of the random numbers.

use crate::support::compile::{Reference, difference};
use lockstep::fuzzing::tokens;
use lockstep::r#gen::mutate::MutationRandom;

/// A program with each construct of the language, most operand forms, and lines that matter.
const PROGRAM: &str = include_str!("../support/constructs.lua");

fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = vec![PROGRAM.as_bytes().to_vec()];
    // Pieces of the program, so that an error is not always the first one of a long text.
    seeds.extend(PROGRAM.split("\n\n").map(|piece| piece.as_bytes().to_vec()));
    if let Some(root) = std::env::var_os("LUA_FILES") {
        let mut dirs = vec![std::path::PathBuf::from(root)];
        while let Some(dir) = dirs.pop() {
            for entry in std::fs::read_dir(dir).expect("a readable folder").flatten() {
                let path = entry.path();
                if path.is_dir() {
                    dirs.push(path);
                } else if path.extension().is_some_and(|e| e == "lua") {
                    let source = std::fs::read(&path).expect("a readable file");
                    if source.len() < 40_000 {
                        seeds.push(source);
                    }
                }
            }
        }
    }
    seeds
}

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

#[test]
fn damaged_sources_agree() {
    let reference = Reference::new();
    let mut random = MutationRandom::new(number("LOCKSTEP_SEED", 1));
    let rounds = number("LOCKSTEP_MUTATIONS", 60);
    let (mut count, mut chunks, mut bad) = (0u32, 0u32, 0u32);
    for seed in seeds() {
        let tokens = tokens::split(&seed);
        for _ in 0..rounds {
            let source = tokens::mutate(&tokens, random.draw());
            if source.first() == Some(&0x1b) {
                continue;
            }
            count += 1;
            chunks += u32::from(reference.compile(&source, "=m").is_ok());
            if let Some(difference) = difference(&reference, &source, "=m") {
                bad += 1;
                if bad < 4 {
                    let text = String::from_utf8_lossy(&source);
                    eprintln!(
                        "---\n{}\n{}",
                        &text[..text.floor_char_boundary(1500)],
                        &difference[..difference.floor_char_boundary(1500)]
                    );
                }
            }
        }
    }
    eprintln!("{count} sources, {chunks} of them compile, {bad} differ");
    assert_eq!(bad, 0);
}

#[test]
fn every_prefix_agrees() {
    let reference = Reference::new();
    for end in 0..=PROGRAM.len() {
        crate::support::compile::assert_agrees(&reference, &PROGRAM.as_bytes()[..end]);
    }
}
