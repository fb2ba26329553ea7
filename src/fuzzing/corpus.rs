//! Inputs to begin with.

use std::path::Path;

use super::programs::NAME;
use super::{LARGEST, Target};
use crate::engine::{Compile, Reference};

const PATTERNS: &[&str] = &[
    "%w+\n%0 %0\nhello world from Lua",
    "(%w+)=(%w*)\n%2=%1\nfrom=world, to=Lua, empty=",
    "^%s*(.-)%s*$\n[%1]\n  trim me  ",
    "%b()\n\nf(a(b)c)(d",
    "%f[%a]%a+\n<%0>\nTHE (quick) fox",
    "()a()\n%1,%2\nbanana",
    "[^%d%s]+\n_\nabc 123 d-e",
    "(.)%1\n%%\naabbcd",
    "a?b*c+d-e\nx\nabcdeabbcce",
    "[]%-^a-c]\n-\na]b-^",
    "%5.2f|%-8s|%q|%c\n%d %x %s\n10",
    "%z\n\\0\na\0b\0",
    "^\n\n",
    "$\nend\nline\nline",
];

/// See [`Target::seeds`].
pub fn seeds(target: Target, corpus: &Path) -> Vec<(String, Vec<u8>)> {
    if target == Target::Pattern {
        let named = PATTERNS.iter().enumerate();
        return named.map(|(i, text)| (format!("pattern-{i}"), text.as_bytes().to_vec())).collect();
    }
    let mut seeds = Vec::new();
    collect(corpus, &mut |name, text| {
        let seed = match target {
            Target::Differential | Target::Source => Some(text),
            Target::Bytecode | Target::Chunk => Reference.compile(&text, NAME).ok(),
            Target::Pattern => None,
        };
        seeds.extend(seed.filter(|s| s.len() <= LARGEST).map(|s| (name, s)));
    });
    seeds
}

/// All Lua files below a folder, in the order of their names.
fn collect(folder: &Path, found: &mut dyn FnMut(String, Vec<u8>)) {
    let mut entries: Vec<_> = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|e| e == "lua")
            && let (Some(name), Ok(text)) = (path.file_name(), std::fs::read(&path))
        {
            found(name.to_string_lossy().into_owned(), text);
        }
    }
}
