//! Bytecode: both compilers give the same chunk, or the same syntax error.

use crate::engine::Compile;
use crate::isa::comment::{LocalMap, constant, name, quote};
use crate::isa::disasm::instruction_text;
use crate::isa::{Proto, ProtoTree, undump};
use crate::oracle::verdict::{ChunkPart, Difference, Place, Verdict};

/// Longest string shown, in bytes.
const SHOWN: usize = 200;

/// Compiles on both sides and compares. The source has no `#` line.
///
/// ```
/// use lockstep::engine::{Ours, Reference};
/// use lockstep::oracle::bytecode;
/// use lockstep::oracle::verdict::Verdict;
///
/// assert_eq!(bytecode::check(&Reference, &Ours, b"local a = 1 return a + 2", b"=example"), Verdict::Agree);
/// ```
pub fn check(reference: &dyn Compile, subject: &dyn Compile, source: &[u8], chunk_name: &[u8]) -> Verdict {
    compare(&reference.compile(source, chunk_name), &subject.compile(source, chunk_name))
}

/// Compares two results of compiling the same source.
pub fn compare(reference: &Result<Vec<u8>, Vec<u8>>, subject: &Result<Vec<u8>, Vec<u8>>) -> Verdict {
    if reference == subject {
        return Verdict::Agree;
    }
    match (reference, subject) {
        (Ok(a), Ok(b)) => Verdict::Diverge { differences: vec![chunk_difference(a, b)] },
        _ => {
            let text = |result: &Result<Vec<u8>, Vec<u8>>| match result {
                Ok(chunk) => format!("compiles, to {} bytes", chunk.len()),
                Err(message) => String::from_utf8_lossy(message).into_owned(),
            };
            let difference =
                Difference { place: Place::Compilation, reference: text(reference), subject: text(subject) };
            Verdict::Diverge { differences: vec![difference] }
        }
    }
}

/// The first difference of two unequal chunks: in the functions they hold, else in their bytes.
fn chunk_difference(reference: &[u8], subject: &[u8]) -> Difference {
    match (undump(reference), undump(subject)) {
        (Ok(a), Ok(b)) => {
            let (a, b) = (ProtoTree::new(&a), ProtoTree::new(&b));
            let find = |part: fn(&Proto, &Proto) -> Option<Found>| {
                // Preorder numbers mean the same functions up to the first one that holds more or fewer functions.
                a.iter().zip(b.iter()).enumerate().find_map(|(function, (x, y))| {
                    let Found(part, reference, subject) = part(x, y)?;
                    let place = Place::Chunk { function, line_defined: x.line_defined, part };
                    Some(Difference { place, reference, subject })
                })
            };
            // What runs comes before what only describes.
            let found = find(running_difference).or_else(|| find(described_difference));
            found.unwrap_or_else(|| bytes_difference(reference, subject, String::new()))
        }
        (Ok(_), Err(e)) => bytes_difference(reference, subject, format!("; not a chunk: {e}")),
        (Err(_), _) => bytes_difference(reference, subject, String::new()),
    }
}

fn bytes_difference(reference: &[u8], subject: &[u8], remark: String) -> Difference {
    let offset = reference.iter().zip(subject).take_while(|(a, b)| a == b).count();
    let show = |bytes: &[u8]| match bytes.get(offset) {
        Some(byte) => format!("{byte:#04x} of {} bytes", bytes.len()),
        None => format!("end after {} bytes", bytes.len()),
    };
    let place = Place::Chunk { function: 0, line_defined: 0, part: ChunkPart::Bytes { offset } };
    Difference { place, reference: show(reference), subject: show(subject) + &remark }
}

/// What differs inside a function, and how both sides show it.
struct Found(ChunkPart, String, String);

/// The first difference of two functions in what makes them run, those nested in them apart.
fn running_difference(a: &Proto, b: &Proto) -> Option<Found> {
    if let Some(pc) = first_unequal(&a.code, &b.code) {
        let line = a.lines.get(pc).or(a.lines.last()).copied().unwrap_or(0);
        return Some(Found(ChunkPart::Code { pc, line }, instruction(a, pc), instruction(b, pc)));
    }
    if let Some(index) = first_unequal(&a.constants, &b.constants) {
        let show = |p: &Proto| at(&p.constants, index, |c| constant(c, SHOWN));
        return Some(Found(ChunkPart::Constant { index }, show(a), show(b)));
    }
    let facts = |p: &Proto| {
        [
            ("number of parameters", u32::from(p.num_params)),
            ("number of upvalues", u32::from(p.num_upvalues)),
            ("vararg flags", u32::from(p.is_vararg)),
            ("number of registers", u32::from(p.max_stack)),
            ("number of nested functions", p.protos.len() as u32),
        ]
    };
    first_fact(&facts(a), &facts(b))
}

/// The first difference of two functions in their debug information, those nested in them apart.
fn described_difference(a: &Proto, b: &Proto) -> Option<Found> {
    let lines = |p: &Proto| [("line of definition", p.line_defined), ("last line", p.last_line_defined)];
    if let Some(found) = first_fact(&lines(a), &lines(b)) {
        return Some(found);
    }
    if let Some(pc) = first_unequal(&a.lines, &b.lines) {
        let show = |p: &Proto| at(&p.lines, pc, u32::to_string);
        return Some(Found(ChunkPart::Line { pc }, show(a), show(b)));
    }
    if let Some(index) = first_unequal(&a.locals, &b.locals) {
        let show = |p: &Proto| at(&p.locals, index, |l| format!("{} pc {}..{}", name(&l.name), l.start_pc, l.end_pc));
        return Some(Found(ChunkPart::Local { index }, show(a), show(b)));
    }
    if let Some(index) = first_unequal(&a.upvalue_names, &b.upvalue_names) {
        let show = |p: &Proto| at(&p.upvalue_names, index, |n| name(n));
        return Some(Found(ChunkPart::Upvalue { index }, show(a), show(b)));
    }
    if a.source != b.source {
        let show = |p: &Proto| p.source.as_ref().map_or("none".into(), |s| quote(s, SHOWN));
        return Some(Found(ChunkPart::Field { name: "source".into() }, show(a), show(b)));
    }
    None
}

fn first_fact(a: &[(&'static str, u32)], b: &[(&'static str, u32)]) -> Option<Found> {
    let (&(name, x), &(_, y)) = a.iter().zip(b).find(|(x, y)| x != y)?;
    Some(Found(ChunkPart::Field { name: name.into() }, x.to_string(), y.to_string()))
}

fn first_unequal<T: PartialEq>(a: &[T], b: &[T]) -> Option<usize> {
    let same = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    (same < a.len().max(b.len())).then_some(same)
}

fn at<T>(items: &[T], index: usize, show: impl Fn(&T) -> String) -> String {
    items.get(index).map_or_else(|| "nothing".into(), show)
}

fn instruction(proto: &Proto, pc: usize) -> String {
    at(&proto.code, pc, |_| instruction_text(proto, &LocalMap::new(proto), pc))
}
