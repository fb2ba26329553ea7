//! Mutations of programs: what a fuzzer does to a program in place of flipping its bytes.
//!
//! A [`Mutator`] changes a tree in one place, with another program as the donor of code. Whatever it leaves that no
//! source can say is put right by [`repair`].
//!
//! Invariant: the result parses, to the tree that was printed; the same program, donor and seed give the same result.

mod counts;
mod exprs;
mod library;
mod names;
pub mod repair;
mod sites;
mod stats;

use super::{Profile, random};
use crate::syntax::ast::Chunk;
use crate::syntax::{parse, print};

/// A kind of change.
pub struct Mutator {
    /// What reports call it.
    pub name: &'static str,
    /// Relative to the others.
    pub weight: u32,
    /// Makes the change somewhere in the first program, with code of the second; whether there was a place for it.
    pub apply: fn(&mut Chunk, &mut Chunk, &mut MutationRandom) -> bool,
}

/// All mutators.
pub const ALL: &[Mutator] = &[
    Mutator { name: "splice statements", weight: 6, apply: stats::splice },
    Mutator { name: "duplicate statements", weight: 2, apply: stats::duplicate },
    Mutator { name: "swap statements", weight: 2, apply: stats::swap },
    Mutator { name: "rotate statements", weight: 1, apply: stats::rotate },
    Mutator { name: "delete statements", weight: 4, apply: stats::delete },
    Mutator { name: "replace a statement", weight: 3, apply: stats::replace },
    Mutator { name: "wrap statements", weight: 5, apply: stats::wrap },
    Mutator { name: "unwrap a block", weight: 2, apply: stats::unwrap },
    Mutator { name: "leave early", weight: 2, apply: stats::leave },
    Mutator { name: "call the library", weight: 6, apply: stats::call },
    Mutator { name: "replace an expression", weight: 6, apply: exprs::replace },
    Mutator { name: "take an expression of the donor", weight: 4, apply: exprs::splice },
    Mutator { name: "swap expressions", weight: 2, apply: exprs::swap },
    Mutator { name: "wrap an expression", weight: 4, apply: exprs::wrap },
    Mutator { name: "unwrap an expression", weight: 2, apply: exprs::unwrap },
    Mutator { name: "perturb a constant", weight: 8, apply: exprs::perturb },
    Mutator { name: "change an operator", weight: 4, apply: exprs::operator },
    Mutator { name: "change a suffix", weight: 3, apply: exprs::suffix },
    Mutator { name: "rename a use", weight: 3, apply: names::exchange },
    Mutator { name: "change the length of a list", weight: 5, apply: counts::list },
    Mutator { name: "change the number of variables", weight: 3, apply: counts::variables },
    Mutator { name: "change parameters", weight: 3, apply: counts::params },
    Mutator { name: "change a constructor", weight: 3, apply: counts::fields },
    Mutator { name: "return other numbers of results", weight: 2, apply: counts::results },
];

/// Numbers drawn from a seed.
pub struct MutationRandom(u64);

impl MutationRandom {
    /// A sequence that depends on the seed alone.
    pub fn new(seed: u64) -> MutationRandom {
        MutationRandom(seed)
    }

    /// The next number, of 64 bits.
    pub fn draw(&mut self) -> u64 {
        random::step(&mut self.0)
    }

    /// A number below `n`, which is not 0.
    pub fn below(&mut self, n: usize) -> usize {
        (self.draw() % n.max(1) as u64) as usize
    }

    /// True once in `n` times.
    pub fn once_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    /// One of the items, which must not be none.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}

/// Mutations tried before giving up.
const TRIES: usize = 12;

/// Changes the program by one to a few mutations; whether anything changed.
pub fn mutate(program: &mut Chunk, donor: &mut Chunk, random: &mut MutationRandom) -> bool {
    let wanted = 1 + random.below(4).saturating_sub(1);
    let mut made = 0;
    for _ in 0..TRIES {
        let total: u32 = ALL.iter().map(|m| m.weight).sum();
        let mut draw = random.below(total as usize) as u32;
        let mutator = ALL.iter().find(|m| {
            let here = draw < m.weight;
            draw = draw.saturating_sub(m.weight);
            here
        });
        made += usize::from(mutator.is_some_and(|m| (m.apply)(program, donor, random)));
        if made == wanted {
            break;
        }
    }
    repair::repair(program);
    made > 0
}

/// Puts pieces of `donor` into `program`, in several places; whether anything changed.
pub fn cross(program: &mut Chunk, donor: &mut Chunk, random: &mut MutationRandom) -> bool {
    let mut made = false;
    for _ in 0..1 + random.below(3) {
        let apply = *random.pick(&[stats::splice, stats::splice, stats::replace, exprs::splice, stats::tail]);
        made |= apply(program, donor, random);
    }
    repair::repair(program);
    made
}

/// A mutation of a source text of at most `most` bytes; `None` if the text does not parse or no try fits.
pub fn text(source: &[u8], most: usize, seed: u64) -> Option<Vec<u8>> {
    let program = parse(source, b"=input").ok()?;
    let random = &mut MutationRandom::new(seed);
    // Code of its own, or of a new program.
    let mut donor = match random.below(3) {
        0 => super::from_seed(random.draw(), random.pick(Profile::ALL)),
        _ => program.clone(),
    };
    try_fit(&program, source, most, random, &mut |program, random| mutate(program, &mut donor, random))
}

/// A crossover of two source texts of at most `most` bytes; `None` if one does not parse or no try fits.
pub fn cross_texts(source: &[u8], donor: &[u8], most: usize, seed: u64) -> Option<Vec<u8>> {
    let (program, mut donor) = (parse(source, b"=input").ok()?, parse(donor, b"=donor").ok()?);
    try_fit(&program, source, most, &mut MutationRandom::new(seed), &mut |program, random| {
        cross(program, &mut donor, random)
    })
}

fn try_fit(
    program: &Chunk,
    source: &[u8],
    most: usize,
    random: &mut MutationRandom,
    change: &mut dyn FnMut(&mut Chunk, &mut MutationRandom) -> bool,
) -> Option<Vec<u8>> {
    for _ in 0..3 {
        let mut changed = program.clone();
        if change(&mut changed, random) {
            let text = print(&changed);
            if text.len() <= most && text != source && parse(&text, b"=mutant").is_ok() {
                return Some(text);
            }
        }
    }
    None
}
