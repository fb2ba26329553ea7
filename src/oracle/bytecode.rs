//! Bytecode: both compilers give the same chunk, or the same syntax error.

use crate::engine::Compile;
use crate::engine::outcome::quoted;
use crate::finding::{ChunkPart, Difference, Place, Verdict};
use crate::isa::{Const, Instr, LocalVar, Proto, undump};

/// Compiles on both sides and compares. The source has no `#` line.
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
            if let Some(difference) = proto_difference(&a, &b, &[]) {
                return difference;
            }
            bytes_difference(reference, subject, String::new())
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
    let place = Place::Chunk { proto: vec![], line_defined: 0, part: ChunkPart::Bytes { offset } };
    Difference { place, reference: show(reference), subject: show(subject) + &remark }
}

/// The first difference of two functions and those nested in them: what runs comes before what only describes.
fn proto_difference(a: &Proto, b: &Proto, path: &[usize]) -> Option<Difference> {
    let here = |part: ChunkPart, reference: String, subject: String| {
        let place = Place::Chunk { proto: path.to_vec(), line_defined: a.line_defined, part };
        Some(Difference { place, reference, subject })
    };
    if let Some(pc) = first_unequal(&a.code, &b.code) {
        let line = a.lines.get(pc).or(a.lines.last()).copied().unwrap_or(0);
        return here(ChunkPart::Code { pc, line }, instruction(a, pc), instruction(b, pc));
    }
    if let Some(index) = first_unequal(&a.constants, &b.constants) {
        return here(
            ChunkPart::Constant { index },
            at(&a.constants, index, constant),
            at(&b.constants, index, constant),
        );
    }
    let facts = |p: &Proto| {
        [
            ("num_params", u32::from(p.num_params)),
            ("num_upvalues", u32::from(p.num_upvalues)),
            ("is_vararg", u32::from(p.is_vararg)),
            ("max_stack", u32::from(p.max_stack)),
            ("number of nested functions", p.protos.len() as u32),
            ("line_defined", p.line_defined),
            ("last_line_defined", p.last_line_defined),
        ]
    };
    for ((name, x), (_, y)) in facts(a).into_iter().zip(facts(b)) {
        if x != y {
            return here(ChunkPart::Field { name }, x.to_string(), y.to_string());
        }
    }
    for (i, (x, y)) in a.protos.iter().zip(&b.protos).enumerate() {
        let difference = proto_difference(x, y, &[path, &[i]].concat());
        if difference.is_some() {
            return difference;
        }
    }
    if let Some(pc) = first_unequal(&a.lines, &b.lines) {
        return here(ChunkPart::Line { pc }, at(&a.lines, pc, u32::to_string), at(&b.lines, pc, u32::to_string));
    }
    if let Some(index) = first_unequal(&a.locals, &b.locals) {
        return here(ChunkPart::Local { index }, at(&a.locals, index, local), at(&b.locals, index, local));
    }
    if let Some(index) = first_unequal(&a.upvalue_names, &b.upvalue_names) {
        let (x, y) = (at(&a.upvalue_names, index, |n| quoted(n)), at(&b.upvalue_names, index, |n| quoted(n)));
        return here(ChunkPart::Upvalue { index }, x, y);
    }
    if a.source != b.source {
        let show = |p: &Proto| p.source.as_ref().map_or("none".into(), |s| quoted(s));
        return here(ChunkPart::Field { name: "source" }, show(a), show(b));
    }
    None
}

fn first_unequal<T: PartialEq>(a: &[T], b: &[T]) -> Option<usize> {
    let same = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    (same < a.len().max(b.len())).then_some(same)
}

fn at<T>(items: &[T], index: usize, show: impl Fn(&T) -> String) -> String {
    items.get(index).map_or_else(|| "nothing".into(), show)
}

fn instruction(proto: &Proto, pc: usize) -> String {
    at(&proto.code, pc, |i: &Instr| format!("{i:?}"))
}

fn constant(c: &Const) -> String {
    match c {
        Const::Nil => "nil".into(),
        Const::Boolean(b) => b.to_string(),
        Const::Number(n) => format!("{n:?}"),
        Const::String(s) => quoted(s),
    }
}

fn local(l: &LocalVar) -> String {
    format!("{} from {} to {}", String::from_utf8_lossy(&l.name), l.start_pc, l.end_pc)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Reference;
    use crate::isa::{dump, undump};

    const SOURCE: &[u8] = b"local a, b = 1, 'x'\nlocal function f(n) return a + n, b end\nreturn f(2)";

    fn altered(change: impl FnOnce(&mut Proto)) -> Vec<Difference> {
        let chunk = Reference.compile(SOURCE, b"=t").expect("compiles");
        let mut proto = undump(&chunk).expect("a chunk");
        change(&mut proto);
        match compare(&Ok(chunk), &Ok(dump(&proto))) {
            Verdict::Diverge { differences } => differences,
            verdict => panic!("{verdict:?}"),
        }
    }

    fn place(change: impl FnOnce(&mut Proto)) -> String {
        altered(change)[0].place.to_string()
    }

    #[test]
    fn equal_chunks_and_equal_errors_agree() {
        assert_eq!(check(&Reference, &Reference, SOURCE, b"=t"), Verdict::Agree);
        assert_eq!(check(&Reference, &Reference, b"x =", b"=t"), Verdict::Agree);
    }

    #[test]
    fn the_first_difference_is_named() {
        let flipped = altered(|p| p.protos[0].code[1] = p.protos[0].code[1].with_b(3));
        assert_eq!(flipped[0].place.to_string(), "instruction 2 (line 2) of function 0 (line 2)");
        assert_eq!((flipped[0].reference.as_str(), flipped[0].subject.as_str()), ("ADD 1 1 0", "ADD 1 3 0"));
        assert_eq!(place(|p| p.constants[0] = Const::Number(7.0)), "constant 0 of the main function");
        assert_eq!(place(|p| p.max_stack += 1), "max_stack of the main function");
        assert_eq!(place(|p| p.lines[2] += 1), "line of instruction 3 of the main function");
        assert_eq!(place(|p| p.locals[1].end_pc -= 1), "local variable 1 of the main function");
        assert_eq!(place(|p| p.protos[0].upvalue_names.swap(0, 1)), "upvalue 0 of function 0 (line 2)");
        assert_eq!(place(|p| p.code.truncate(9)), "instruction 10 (line 3) of the main function");
        assert_eq!(place(|p| p.source = None), "source of the main function");
    }

    #[test]
    fn an_error_on_one_side_diverges() {
        let ok = Reference.compile(SOURCE, b"=t");
        let error = Err(b"t:1: no".to_vec());
        let Verdict::Diverge { differences } = compare(&ok, &error) else { panic!("agrees") };
        assert_eq!(differences[0].place, Place::Compilation);
        assert_eq!(differences[0].subject, "t:1: no");
    }
}
