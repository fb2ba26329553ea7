//! Mutations of text token by token, for front ends.

use crate::r#gen::mutate::MutationRandom;

/// Tokens and pieces of source that mutations put in: the dictionary of the fuzzer.
const DICTIONARY: &str = include_str!("lua.dict");

/// Cuts a text into words, numbers, strings, blanks and operators; together they are the text.
pub fn split(source: &[u8]) -> Vec<&[u8]> {
    let mut tokens = Vec::new();
    let mut rest = source;
    while let Some(&c) = rest.first() {
        let run = |class: fn(u8) -> bool| rest.iter().position(|&c| !class(c)).unwrap_or(rest.len());
        let len = match c {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'0'..=b'9' => run(|c| c.is_ascii_alphanumeric() || c == b'_'),
            b' ' | b'\t' => run(|c| c == b' ' || c == b'\t'),
            b'"' | b'\'' => rest[1..].iter().position(|&d| d == c || d == b'\n').map_or(1, |n| n + 2),
            b'=' | b'.' | b'<' | b'>' | b'~' | b'-' | b'[' | b']' => rest.iter().take_while(|&&d| d == c).count(),
            _ => 1,
        };
        let (token, more) = rest.split_at(len.min(rest.len()));
        tokens.push(token);
        rest = more;
    }
    tokens
}

/// The entries of the dictionary, unescaped.
pub fn dictionary() -> &'static [Vec<u8>] {
    static ENTRIES: std::sync::LazyLock<Vec<Vec<u8>>> = std::sync::LazyLock::new(|| {
        let lines = DICTIONARY.lines().filter(|l| l.starts_with('"'));
        lines.filter_map(|l| unescape(l.strip_prefix('"')?.strip_suffix('"')?.as_bytes())).collect()
    });
    &ENTRIES
}

/// The text of an entry: `\\`, `\"` and `\xAB` are what libFuzzer knows.
fn unescape(entry: &[u8]) -> Option<Vec<u8>> {
    let mut text = Vec::new();
    let mut rest = entry;
    while let Some((&c, more)) = rest.split_first() {
        let (byte, left) = match (c, more) {
            (b'\\', [q @ (b'\\' | b'"'), more @ ..]) => (*q, more),
            (b'\\', [b'x', a, b, more @ ..]) => {
                let digits = [*a, *b];
                (u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?, more)
            }
            (b'\\', _) => return None,
            (c, more) => (c, more),
        };
        text.push(byte);
        rest = left;
    }
    Some(text)
}

/// The text with a few tokens dropped, doubled, moved, or replaced by entries of the dictionary.
pub fn mutate(tokens: &[&[u8]], seed: u64) -> Vec<u8> {
    let random = &mut MutationRandom::new(seed);
    let mut out: Vec<&[u8]> = tokens.to_vec();
    for _ in 0..1 + random.below(3) {
        let pick = &random.pick(dictionary())[..];
        if out.is_empty() {
            out.push(pick);
            continue;
        }
        let (i, j) = (random.below(out.len()), random.below(out.len()));
        match random.below(8) {
            0 => drop(out.remove(i)),
            1 => out.insert(i, out[i]),
            2 => out.swap(i, j),
            3 => out[i] = pick,
            4 => out.insert(i, pick),
            5 => out.insert(i, out[j]),
            6 => drop(out.drain(i..(i + random.below(12)).min(out.len()))),
            _ => out.truncate(i),
        }
    }
    let mut source = out.concat();
    if random.once_in(16) && !source.is_empty() {
        let i = random.below(source.len());
        source[i] = random.draw() as u8;
    }
    source
}

/// The beginning of one text and the end of the other.
pub fn cross(a: &[&[u8]], b: &[&[u8]], seed: u64) -> Vec<u8> {
    let random = &mut MutationRandom::new(seed);
    let (i, j) = (random.below(a.len() + 1), random.below(b.len() + 1));
    [a[..i].concat(), b[j..].concat()].concat()
}
