//! What can be told of an implementation that only shows its behaviour.
//!
//! Invariant: nothing is guessed: whether compiler or VM is wrong is told only if the implementation executes the reference's
//! binary chunks, as a probe shows.

use super::explain::{Unexplained, program_around};
use super::recognise::is_type_error;
use crate::diagnose::explanation::{Explanation, ShownAt};
use crate::diagnose::symptom::Symptom;
use crate::engine::source::{self, File};
use crate::engine::{Compile, Options, Program, ProgramCode};
use crate::isa::verify::undump_verified;
use crate::oracle::behaviour;
use crate::oracle::cross::Blame;
use crate::oracle::cross::seen;
use crate::oracle::verdict::{Difference, Place, Verdict};
use crate::port::{Engine, Pair, Recorded, Steps};
use crate::trace::{RecordSpec, Request};

/// Steps of the reference that the search for the line may take in all.
const SEARCH: u64 = 400_000_000;

/// Finds out what can be told from outside.
///
/// # Errors
/// If nothing can be said.
pub(super) fn explain_behaviour(
    source: &[u8],
    file: &str,
    options: &Options,
    pair: Pair,
    reproduce: String,
) -> Result<Explanation, Unexplained> {
    let Pair { reference, subject } = pair;
    let name = format!("@{file}").into_bytes();
    let source = match source::classify(source) {
        File::Text(text) => text,
        File::Binary(_) => {
            let executes = |engine: &dyn Engine| engine.chunks().is_some();
            let engine = if executes(reference) { subject } else { reference };
            return Err(Unexplained::SourceOnly { engine: engine.name().into() });
        }
    };
    let program = Program::text(source, &name);
    let mut explanation = Explanation::of_nothing(file, reproduce);
    let difference = match behaviour::check(reference, subject, &program, options) {
        Verdict::Agree => return Ok(explanation),
        Verdict::NotComparable { reason } => return Err(Unexplained::NotComparable(reason)),
        Verdict::Diverge { mut differences } => differences.swap_remove(0),
    };
    explanation.seen = Some(seen(&difference));
    explanation.symptom = symptom(&difference).map(Into::into);
    explanation.blame = Blame::Unknown;
    explanation.verdict = "the subject is wrong: its behaviour alone does not tell whether compiler or VM".into();
    let Some(compiler) = reference.compiler() else { return Ok(explanation) };
    let Ok(chunk) = compiler.compile(source, &name) else {
        explanation.blame = Blame::Compiler;
        explanation.verdict = "the compiler is wrong: the reference reports a syntax error".into();
        return Ok(explanation);
    };
    if let Some([_, _]) = pair.chunks() {
        match behaviour::check(reference, subject, &Program::chunk(&chunk, &name), options) {
            Verdict::Agree => {
                explanation.blame = Blame::Compiler;
                explanation.verdict =
                    "the compiler is wrong: the subject's VM executes the reference's chunk as the reference does"
                        .into();
            }
            Verdict::Diverge { .. } => {
                explanation.blame = Blame::Vm;
                explanation.verdict = "the VM is wrong: it misbehaves with the reference's chunk too".into();
            }
            Verdict::NotComparable { .. } => {}
        }
    }
    if let (Place::Output { line }, Some(vm)) = (&difference.place, reference.steps()) {
        explanation.shown_at = shown_at(vm, compiler, &chunk, &program, options, *line);
    }
    Ok(explanation)
}

fn symptom(difference: &Difference) -> Option<Symptom> {
    match difference.place {
        Place::End | Place::Error if is_type_error(&difference.subject) && !is_type_error(&difference.reference) => {
            Some(Symptom::ShiftedTypeError)
        }
        Place::End | Place::Error => Some(Symptom::ErrorValue),
        _ => None,
    }
}

/// The line of the program that writes a line of the output, on the reference.
fn shown_at(
    vm: &dyn Steps,
    loads: &'static dyn Compile,
    chunk: &[u8],
    program: &Program<'_>,
    options: &Options,
    line: usize,
) -> Option<ShownAt> {
    let main = undump_verified(chunk).ok()?;
    let ProgramCode::Text(source) = program.code else { return None };
    let lines_before = |output: &[u8]| output.iter().filter(|&&b| b == b'\n').count();
    let recorded = Recorded { chunk, main: &main, program, loads };
    let run = |stop: u64, dump: std::ops::Range<u64>| {
        vm.record(&recorded, options, &Request { spec: RecordSpec { stop, dump }, ..Request::default() })
    };
    let whole = run(options.limits.instructions, 0..0);
    let mut left = SEARCH;
    // Fewer lines than `line` are complete before the step, as many after it.
    let (mut before, mut after) = (0, whole.steps);
    while after - before > 1 {
        let middle = before + (after - before) / 2;
        left = left.checked_sub(middle)?;
        let complete = lines_before(&run(middle, 0..0).output) >= line;
        (before, after) = if complete { (before, middle) } else { (middle, after) };
    }
    let dump = run(after, before..after).dumps.into_iter().next()?;
    let tree = crate::isa::ProtoTree::new(&main);
    let line = *tree.proto(dump.function as usize)?.lines.get(dump.pc as usize)?;
    Some(ShownAt { line, program: program_around(source, line) })
}
