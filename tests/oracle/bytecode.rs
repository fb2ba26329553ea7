//! Chunks agree or their first difference is named, a missing chunk included.

use lockstep::engine::{Compile, Reference};
use lockstep::isa::{Const, Proto, dump, undump};
use lockstep::oracle::bytecode::{check, compare};
use lockstep::oracle::verdict::{Difference, Place, Verdict};

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
    assert_eq!(flipped[0].place.to_string(), "instruction 1 (line 2) of function F1 (defined in line 2)");
    assert!(flipped[0].reference.starts_with("ADD       R1 R1 R0"), "{}", flipped[0].reference);
    assert!(flipped[0].subject.starts_with("ADD       R1 R3 R0"), "{}", flipped[0].subject);
    assert_eq!(place(|p| p.constants[0] = Const::Number(7.0)), "constant 0 of the main function");
    assert_eq!(place(|p| p.max_stack += 1), "number of registers of the main function");
    assert_eq!(place(|p| p.lines[2] += 1), "line of instruction 2 of the main function");
    assert_eq!(place(|p| p.locals[1].end_pc -= 1), "local variable 1 of the main function");
    let upvalues = place(|p| p.protos[0].upvalue_names.swap(0, 1));
    assert_eq!(upvalues, "upvalue 0 of function F1 (defined in line 2)");
    assert_eq!(place(|p| p.code.truncate(9)), "instruction 9 (line 3) of the main function");
    assert_eq!(place(|p| p.source = None), "source of the main function");
    let both = place(|p| {
        p.lines[0] = 9;
        p.protos[0].num_params = 2;
    });
    assert_eq!(both, "number of parameters of function F1 (defined in line 2)");
}

#[test]
fn an_error_on_one_side_diverges() {
    let ok = Reference.compile(SOURCE, b"=t");
    let error = Err(b"t:1: no".to_vec());
    let Verdict::Diverge { differences } = compare(&ok, &error) else { panic!("agrees") };
    assert_eq!(differences[0].place, Place::Compilation);
    assert_eq!(differences[0].subject, "t:1: no");
}
