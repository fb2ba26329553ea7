//! The fuzz targets without a fuzzer: their seeds, and mutations of mutations of them, show nothing.
//! `LOCKSTEP_FUZZ` sets the number of inputs per target, `LOCKSTEP_SEED` another start of the random numbers.

use std::collections::BTreeMap;
use std::path::Path;

use lockstep::coverage::Map;
use lockstep::fuzzing::{Target, Use};
use lockstep::r#gen::mutate::MutationRandom;

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// Inputs that mutations are made of, at most.
const POOL: usize = 4000;

fn flip(input: &[u8], random: &mut MutationRandom) -> Vec<u8> {
    let mut bytes = input.to_vec();
    for _ in 0..1 + random.below(4) {
        let at = random.below(bytes.len() + 1);
        match random.below(3) {
            0 => bytes.insert(at, random.draw() as u8),
            1 if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
            _ if at < bytes.len() => drop(bytes.remove(at)),
            _ => {}
        }
    }
    bytes
}

fn pick(pool: &[Vec<u8>], random: &mut MutationRandom) -> Vec<u8> {
    random.pick(pool).clone()
}

/// Judges seeds and mutations; what was found, by its first line. Which inputs are of use is printed.
fn findings(target: Target, rounds: u64) -> BTreeMap<String, String> {
    let mut random = MutationRandom::new(number("LOCKSTEP_SEED", 1));
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let mut pool: Vec<Vec<u8>> = target.seeds(&corpus).into_iter().map(|(_, seed)| seed).collect();
    assert!(pool.len() > 10, "{} seeds", pool.len());
    let seeds: Vec<Vec<u8>> = pool.iter().take(rounds as usize).cloned().collect();
    let mut found = BTreeMap::new();
    let mut kept = 0;
    let mut look = |input: &[u8]| match target.judge(input, &mut Map::default()) {
        Ok(Use::Keep) => {
            kept += 1;
            true
        }
        Ok(Use::Reject) => false,
        Err(finding) => {
            let kind: String =
                finding.verdict.lines().next().unwrap_or_default().chars().filter(|c| !c.is_ascii_digit()).collect();
            let text =
                format!("{}\n---- {}\n{}", String::from_utf8_lossy(&finding.program), finding.command, finding.verdict);
            found.entry(kind).or_insert(text);
            false
        }
    };
    for seed in &seeds {
        look(seed);
    }
    for _ in 0..rounds {
        let (seed, most) = (random.draw(), 8 << 10);
        let input = match random.below(8) {
            0 => target.cross(&pick(&pool, &mut random), &pick(&pool, &mut random), most, seed),
            _ => target.mutate(&pick(&pool, &mut random), most, seed),
        };
        let input = input.unwrap_or_else(|| flip(&pick(&pool, &mut random), &mut random));
        if look(&input) {
            let at = if pool.len() < POOL { pool.len() } else { random.below(POOL) };
            pool.truncate(POOL);
            match pool.get_mut(at) {
                Some(place) => *place = input,
                None => pool.push(input),
            }
        }
    }
    eprintln!(
        "{}: {kept} of {} inputs of use, {} kinds of findings",
        target.name(),
        seeds.len() as u64 + rounds,
        found.len()
    );
    found
}

#[track_caller]
fn assert_clean(target: Target, rounds: u64) {
    let found = findings(target, number("LOCKSTEP_FUZZ", rounds));
    if !found.is_empty() {
        let texts: Vec<&str> = found.values().map(String::as_str).collect();
        panic!("{} kinds of findings\n{}", found.len(), texts.join("\n================\n"));
    }
}

#[test]
fn differential() {
    assert_clean(Target::Differential, 300);
}

#[test]
fn source() {
    assert_clean(Target::Source, 2000);
}

#[test]
fn bytecode() {
    assert_clean(Target::Bytecode, 300);
}

#[test]
fn chunk() {
    assert_clean(Target::Chunk, 1000);
}

#[test]
fn pattern() {
    assert_clean(Target::Pattern, 300);
}

#[test]
fn targets_and_glue_belong_together() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/fuzz_targets");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .expect("readable")
        .map(|e| e.expect("entry").path().file_stem().expect("a name").to_string_lossy().into_owned())
        .collect();
    files.sort();
    let mut names = Target::ALL.map(Target::name);
    names.sort_unstable();
    assert_eq!(files, names);
}
