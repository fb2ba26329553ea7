//! Damaged sources: the chunk, or the first error with its line and text, must be the reference's.
//! `LOCKSTEP_MUTATIONS` sets the number per seed, `LUA_FILES` a folder of more seeds,
//! `LOCKSTEP_SEED` another start of the random numbers.

use crate::front_common;

use front_common::{Reference, difference};

/// A program with each construct of the language, most operand forms, and lines that matter.
const PROGRAM: &str = include_str!("front_data/constructs.lua");

struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }
}

/// Cuts a source into words, numbers, strings, blanks and operators; together they are the source.
fn tokens(source: &[u8]) -> Vec<&[u8]> {
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

const POOL: &[&str] = &[
    "and",
    "break",
    "do",
    "else",
    "elseif",
    "end",
    "false",
    "for",
    "function",
    "if",
    "in",
    "local",
    "nil",
    "not",
    "or",
    "repeat",
    "return",
    "then",
    "true",
    "until",
    "while",
    "+",
    "-",
    "*",
    "/",
    "%",
    "^",
    "#",
    "==",
    "~=",
    "<=",
    ">=",
    "<",
    ">",
    "=",
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    ";",
    ":",
    ",",
    ".",
    "..",
    "...",
    "a",
    "b",
    "x",
    "self",
    "arg",
    "0",
    "1",
    "-0",
    "3.5e3",
    "0x1F",
    "3..2",
    "1e",
    "\"s\"",
    "'",
    "\"",
    "[[",
    "]]",
    "[==[",
    "]==]",
    "[=",
    "--",
    "--[[",
    "--[==[",
    "\\",
    "\"\\300\"",
    "\"\\0x\"",
    "\"a\\\nb\"",
    "\n",
    "\r\n",
    "\n\r",
    "\r",
    "\t",
    "\0",
    "\x01",
    "\x7f",
    "~",
    "!",
    "@",
    "$",
    "&",
    "|",
    "?",
    "`",
    "\u{e9}",
    "(f)(g)",
    "f{1}",
    "f's'",
    "o:m()",
    "{...}",
    "(...)",
    "function() end",
    " .. 'x' .. ",
    "local function f() return f end",
    "while nil do end",
    "x, y = y, x",
    "return f(x)",
    "not not x",
    "a and b or c",
    "1 < 2 == true",
    "t[1][2].x",
    "nil, nil",
    "local p, q, r",
];

fn mutate(tokens: &[&[u8]], random: &mut Random) -> Vec<u8> {
    let mut out: Vec<&[u8]> = tokens.to_vec();
    for _ in 0..1 + random.below(3) {
        if out.is_empty() {
            break;
        }
        let (i, j) = (random.below(out.len()), random.below(out.len()));
        let pick = POOL[random.below(POOL.len())].as_bytes();
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
    if random.below(16) == 0 && !source.is_empty() {
        let i = random.below(source.len());
        source[i] = random.next() as u8;
    }
    source
}

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
    let mut random = Random(number("LOCKSTEP_SEED", 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let rounds = number("LOCKSTEP_MUTATIONS", 60);
    let (mut count, mut chunks, mut bad) = (0u32, 0u32, 0u32);
    for seed in seeds() {
        let tokens = tokens(&seed);
        for _ in 0..rounds {
            let source = mutate(&tokens, &mut random);
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
        front_common::assert_agrees(&reference, &PROGRAM.as_bytes()[..end]);
    }
}
