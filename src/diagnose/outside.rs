//! What can be told of an implementation that only shows its behaviour.
//!
//! Invariant: nothing is guessed: whether compiler or VM is wrong is told only if the implementation executes the reference's
//! binary chunks, as a probe shows.

use super::explain::program_around;
use super::recognise::is_type_error;
use crate::diagnose::explanation::{Explanation, ShownAt};
use crate::diagnose::symptom::Symptom;
use crate::engine::{Compile, End, Execute, Options, Outcome, Program, Reference};
use crate::isa::undump;
use crate::oracle::behaviour;
use crate::oracle::cross::Blame;
use crate::oracle::cross::seen;
use crate::oracle::verdict::{Difference, Place, Verdict};
use crate::trace::{Request, Wish, on_reference};

/// Steps of the reference that the search for the line may take in all.
const SEARCH: u64 = 400_000_000;

/// Finds out what can be told from outside. `Err`: nothing can be said, and why.
pub fn explain_behaviour(
    source: &[u8],
    file: &str,
    options: &Options,
    subject: &dyn Execute,
) -> Result<Explanation, String> {
    let name = format!("@{file}").into_bytes();
    let program = Program::text(source, &name);
    let mut explanation =
        Explanation::of_nothing(file, format!("lockstep explain --subject '{}' {file}", subject.name()));
    let difference = match behaviour::check(&Reference, subject, &program, options) {
        Verdict::Agree => return Ok(explanation),
        Verdict::NotComparable { reason } => return Err(reason.to_string()),
        Verdict::Diverge { differences } => differences.into_iter().next().ok_or("no difference")?,
    };
    explanation.seen = Some(seen(&difference));
    explanation.symptom = symptom(&difference).map(Into::into);
    explanation.blame = Blame::Unknown;
    explanation.verdict = Blame::Unknown.sentence().into();
    let Ok(chunk) = Reference.compile(source, &name) else {
        explanation.blame = Blame::Compiler;
        explanation.verdict = "the compiler is wrong: the reference reports a syntax error".into();
        return Ok(explanation);
    };
    if executes_chunks(subject, options) {
        match behaviour::check(&Reference, subject, &Program::chunk(&chunk, &name), options) {
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
    if let Place::Output { line } = difference.place {
        explanation.shown_at = shown_at(&chunk, source, &program, options, line);
    }
    Ok(explanation)
}

/// Whether the subject executes binary chunks of the reference.
fn executes_chunks(subject: &dyn Execute, options: &Options) -> bool {
    let source = b"local t = {1, 2}; for i, v in ipairs(t) do io.write(i + v, ' ') end";
    let Ok(chunk) = Reference.compile(source, b"=probe") else { return false };
    let Outcome { output, end, .. } = subject.execute(&Program::chunk(&chunk, b"=probe"), options);
    output == b"2 4 " && matches!(end, End::Returned(_))
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
fn shown_at(chunk: &[u8], source: &[u8], program: &Program<'_>, options: &Options, line: usize) -> Option<ShownAt> {
    let main = undump(chunk).ok()?;
    let lines_before = |output: &[u8]| output.iter().filter(|&&b| b == b'\n').count();
    let run = |stop: u64, dump: std::ops::Range<u64>| {
        on_reference(chunk, program, options, &Request { wish: Wish { stop, dump }, ..Request::default() })
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
