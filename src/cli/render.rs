//! Verdicts as text for people: one line, then the first difference in context.

use std::path::Path;

use crate::engine::Compile;
use crate::engine::source::{self, File};
use crate::isa::disasm::{Row, function_listing};
use crate::isa::{ProtoTree, undump};
use crate::oracle::verdict::{ChunkPart, Difference, Place, Verdict};
use crate::port::Pair;

/// How many lines or instructions around a difference are shown.
const CONTEXT: usize = 3;

/// What is printed for a file; nothing if it agrees.
pub fn verdict(path: &Path, verdict: &Verdict, bytes: &[u8], pair: Pair, bytecode: bool) -> String {
    match verdict {
        Verdict::Agree => String::new(),
        Verdict::NotComparable { reason } => format!("not comparable  {}: {reason}\n", path.display()),
        Verdict::Diverge { differences } => {
            let Some(first) = differences.first() else { return String::new() };
            let mut text = format!("diverge  {}: {}\n", path.display(), first.place);
            text.push_str(&context(first, bytes, path, pair));
            text.push_str(&format!("    reference: {}\n", indented(&first.reference)));
            text.push_str(&format!("    subject:   {}\n", indented(&first.subject)));
            for other in &differences[1..] {
                text.push_str(&format!("    also: {}\n", other.place));
            }
            if bytecode && !matches!(first.place, Place::Compilation) {
                text.push_str(&format!("    lockstep dump --diff {}\n", path.display()));
            }
            text
        }
    }
}

/// Further lines of a text, below its first.
fn indented(text: &str) -> String {
    text.replace('\n', "\n               ")
}

fn context(difference: &Difference, bytes: &[u8], path: &Path, pair: Pair) -> String {
    let File::Text(source) = source::classify(bytes) else { return String::new() };
    match &difference.place {
        Place::Chunk { function, part: ChunkPart::Code { pc, line }, .. } => {
            let name = super::files::chunk_name(path);
            let listing = |compiler: &dyn Compile| {
                let main = undump(&compiler.compile(source, &name).ok()?).ok()?;
                function_listing(&ProtoTree::new(&main), *function, &|_| None)
            };
            let mut text = source_line(source, *line as usize);
            let listings = pair.compilers().map(|compilers| compilers.map(listing));
            if let Some([Some(a), Some(b)]) = listings {
                text.push_str(&instructions(&a.rows, &b.rows, *pc));
            }
            text
        }
        Place::Compilation => {
            // `file:LINE: message`
            let message = if difference.reference.contains(": ") { &difference.reference } else { &difference.subject };
            let line = message.split(':').find_map(|part| part.parse().ok());
            line.map_or(String::new(), |line| source_line(source, line))
        }
        _ => String::new(),
    }
}

fn source_line(source: &[u8], line: usize) -> String {
    match source.split(|&b| b == b'\n').nth(line.wrapping_sub(1)) {
        Some(text) => format!("    {line:>5} | {}\n", String::from_utf8_lossy(text).trim_end()),
        None => String::new(),
    }
}

/// The instructions around `pc` on both sides: those before it are equal, then one side after the other.
fn instructions(reference: &[Row], subject: &[Row], pc: usize) -> String {
    let mut text = String::new();
    let mut add = |mark: &str, rows: &[Row], range: std::ops::Range<usize>| {
        for row in rows.get(range.start.min(rows.len())..range.end.min(rows.len())).unwrap_or_default() {
            text.push_str(&format!("    {mark} {}\n", row.text()));
        }
    };
    add(" ", reference, pc.saturating_sub(CONTEXT)..pc);
    add("-", reference, pc..pc + CONTEXT);
    add("+", subject, pc..pc + CONTEXT);
    text
}
