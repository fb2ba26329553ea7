//! Both VMs do the same with every instruction, whatever it meets (a sample; `lockstep matrix` runs all cases).

use lockstep::engine::{Execute, Options, Ours, Outcome, Program, Reference};
use lockstep::isa::Op;
use lockstep::matrix::Matrix;

#[test]
fn a_sample_of_the_matrix_agrees() {
    let matrix = Matrix::new(|_| true);
    for batch in matrix.batches(211) {
        let findings = matrix.check(&batch, &Ours, 1).unwrap();
        assert!(findings.is_empty(), "{}\n{}{:#?}", findings[0].id, findings[0].listing, findings[0].differences);
    }
}

#[test]
fn a_method_name_in_the_register_of_the_object_and_the_length_handler_of_nil() {
    let matrix = Matrix::new(|op| matches!(op, Op::SelfOp | Op::Len));
    for batch in matrix.batches(17) {
        let findings = matrix.check(&batch, &Ours, 1).unwrap();
        assert!(findings.is_empty(), "{}\n{}{:#?}", findings[0].id, findings[0].listing, findings[0].differences);
    }
}

#[test]
fn every_opcode_has_cases() {
    let matrix = Matrix::new(|_| true);
    for &op in Op::ALL {
        assert!(matrix.count(op) > 0, "{op:?}");
    }
    assert!(Op::ALL.iter().map(|&op| matrix.count(op)).sum::<usize>() >= 100_000);
}

/// A VM that takes `a <= b` for `a < b`.
struct Wrong;

impl Execute for Wrong {
    fn name(&self) -> &str {
        "wrong"
    }

    fn execute(&self, program: &Program<'_>, options: &Options) -> Outcome {
        let lockstep::engine::ProgramCode::Chunk(chunk) = program.code else { unreachable!("the matrix runs chunks") };
        let mut main = lockstep::isa::undump(chunk).unwrap();
        for case in &mut main.protos[0].protos {
            for word in &mut case.code {
                if word.op() == Some(Op::Le) {
                    *word = word.with_op(Op::Lt);
                }
            }
        }
        let chunk = lockstep::isa::dump(&main);
        Reference.execute(&Program { code: lockstep::engine::ProgramCode::Chunk(&chunk), ..*program }, options)
    }
}

#[test]
fn a_wrong_instruction_is_found_by_itself() {
    let matrix = Matrix::new(|op| op == Op::Le);
    let batches = matrix.batches(1);
    let findings = matrix.check(&batches[0], &Wrong, 2).unwrap();
    assert_eq!(findings.len(), 2);
    assert!(findings[0].id.starts_with("LE "), "{}", findings[0].id);
    assert!(findings[0].listing.contains("LE "), "{}", findings[0].listing);
    assert_eq!(findings[0].differences.len(), 1, "{:?}", findings[0].differences);
    assert!(findings[0].differences[0].place.to_string().starts_with("_G.RESULTS[1]"), "{:?}", findings[0].differences);
}
