//! Target `pattern`: the string library on a pattern, a replacement and a subject.
//!
//! The input is the pattern, a line end, the replacement, a line end, and the subject, which may hold anything. All are
//! bounded, and our VM runs first: its budget ends matches that explode.

use super::programs::{NAME, compare, run};
use super::{Judged, judged};
use crate::coverage::Map;
use crate::engine::Program;
use crate::r#gen::mutate::MutationRandom;
use crate::syntax::print::quote;

/// What is done with them; `S`, `P`, `R` are in front.
const PROGRAM: &str = include_str!("pattern.lua");

const MOST_PATTERN: usize = 48;
const MOST_REPLACEMENT: usize = 48;
const MOST_SUBJECT: usize = 200;

/// Pattern, replacement and subject of an input.
fn parts(input: &[u8]) -> [&[u8]; 3] {
    let mut lines = input.splitn(3, |&b| b == b'\n');
    let mut next = |most: usize| {
        let line = lines.next().unwrap_or_default();
        &line[..line.len().min(most)]
    };
    [next(MOST_PATTERN), next(MOST_REPLACEMENT), next(MOST_SUBJECT)]
}

fn program(input: &[u8]) -> Vec<u8> {
    let [pattern, replacement, subject] = parts(input).map(quote);
    let mut text = b"local P, R, S = ".to_vec();
    for (i, part) in [pattern, replacement, subject].into_iter().enumerate() {
        text.extend_from_slice(if i == 0 { b"" } else { b", " });
        text.extend(part);
    }
    text.push(b'\n');
    text.extend_from_slice(PROGRAM.as_bytes());
    text
}

/// See [`super::Target::Pattern`].
pub fn judge(input: &[u8], met: &mut Map) -> Judged {
    let text = program(input);
    let program = Program::text(&text, NAME);
    judged(&compare(&program, run(&program), met), &text, "check")
}

const PIECES: &[&str] = &[
    "%a", "%d", "%l", "%s", "%u", "%w", "%x", "%p", "%c", "%z", "%A", "%W", "%%", "%.", ".", "*", "+", "-", "?", "^",
    "$", "(", ")", "()", "(.)", "(.-)", "[", "]", "[^", "[]]", "[^]]", "[a-z]", "[%a_]", "[a-", "[%", "%b()", "%bxx",
    "%b", "%f[%w]", "%f", "%1", "%2", "%9", "%0", "a", "b", "ab", " ", "%d+", "%5.2f", "%-10s", "%q", "%c", "%g", "%x",
    "%i", "%s", "%99d", "%100d", "%.20s", "%#x", "%+d", "% d", "\0", "\u{e9}",
];

/// The input with pieces of patterns put in, doubled or taken out.
pub fn mutate(input: &[u8], seed: u64) -> Vec<u8> {
    let random = &mut MutationRandom::new(seed);
    let mut parts = parts(input).map(<[u8]>::to_vec);
    for _ in 0..1 + random.below(3) {
        let which = *random.pick(&[0, 0, 0, 1, 2, 2]);
        let part = &mut parts[which];
        let at = random.below(part.len() + 1);
        let end = (at + 1 + random.below(6)).min(part.len());
        match random.below(6) {
            0 => drop(part.drain(at..end.max(at))),
            1 => {
                let copy = part[at..end.max(at)].to_vec();
                part.splice(at..at, copy);
            }
            2 if which == 2 => part.insert(at, *random.pick(b"ab1 ()%\0x.Z\xff")),
            _ => {
                let piece = random.pick(PIECES).bytes();
                part.splice(at..at, piece);
            }
        }
    }
    join(&parts)
}

/// Each part from one of the two inputs.
pub fn cross(a: &[u8], b: &[u8], seed: u64) -> Vec<u8> {
    let random = &mut MutationRandom::new(seed);
    let (a, b) = (parts(a), parts(b));
    join(&[0, 1, 2].map(|i| if random.once_in(2) { a[i].to_vec() } else { b[i].to_vec() }))
}

fn join(parts: &[Vec<u8>; 3]) -> Vec<u8> {
    let mut line: Vec<Vec<u8>> = parts.to_vec();
    for part in &mut line[..2] {
        part.retain(|&b| b != b'\n');
    }
    line.join(&b'\n')
}
