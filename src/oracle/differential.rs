//! The complete comparison that fuzzing repeats: both compilers, then both executors, each in a fresh state.
//!
//! Invariant: the verdict is that of [`bytecode::check`] where both sides have a compiler, and if that is agreement, the one of
//! [`behaviour::check`]; only the work is shared.

use super::{behaviour, bytecode};
use crate::engine::{End, Options, Program};
use crate::oracle::verdict::{Reason, Verdict};
use crate::port::Engine;

/// A verdict, and how the program ends on the reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// What the comparison gave.
    pub verdict: Verdict,
    /// How the program ends on the reference.
    pub end: End,
}

/// Compiles and runs a source text (no `#` line) on both sides and compares everything. A text that both reject with the same
/// message is not comparable.
pub fn check(
    reference: &dyn Engine,
    subject: &dyn Engine,
    source: &[u8],
    chunk_name: &[u8],
    options: &Options,
) -> Checked {
    let (expected, outcome) = reference.compile_execute(source, chunk_name, options);
    let end = outcome.end.clone();
    let refused = matches!(expected, Some(Err(_)));
    if let End::Limit(_) | End::Crashed(_) = end
        && refused
    {
        let reason = match &end {
            End::Limit(limit) => Reason::Limit { limit: limit.to_string() },
            _ => Reason::Broken { message: "it could not compile the program".into() },
        };
        return Checked { verdict: Verdict::NotComparable { reason }, end };
    }
    let (found, subjects) = subject.compile_execute(source, chunk_name, &behaviour::for_subject(&outcome, options));
    let chunks = match (&expected, &found) {
        (Some(expected), Some(found)) => bytecode::compare(expected, found),
        _ => Verdict::Agree,
    };
    let program = Program::text(source, chunk_name);
    let detail = reference.detail().min(subject.detail());
    let verdict = match chunks {
        Verdict::Agree => match (behaviour::judge(reference, &program, &outcome, detail, &subjects, options), &end) {
            (Verdict::Agree, End::Rejected(message)) => {
                let message = String::from_utf8_lossy(message).into_owned();
                Verdict::NotComparable { reason: Reason::Input { message } }
            }
            (Verdict::Agree, _) => {
                // Equal chunks: compiled once is enough.
                let compiled = match &found {
                    Some(Ok(chunk)) => Program::chunk(chunk, chunk_name),
                    Some(Err(_)) | None => program,
                };
                behaviour::judge_general_loop((reference, &program), &outcome, (subject, &compiled), options)
            }
            (verdict, _) => verdict,
        },
        verdict => verdict,
    };
    Checked { verdict, end }
}

/// Runs a verified binary chunk on both sides and compares everything.
pub fn check_chunk(
    reference: &dyn Engine,
    subject: &dyn Engine,
    chunk: &[u8],
    chunk_name: &[u8],
    options: &Options,
) -> Checked {
    let program = Program::chunk(chunk, chunk_name);
    let outcome = reference.execute(&program, options);
    let subjects = subject.execute(&program, &behaviour::for_subject(&outcome, options));
    let detail = reference.detail().min(subject.detail());
    let verdict = match behaviour::judge(reference, &program, &outcome, detail, &subjects, options) {
        Verdict::Agree => behaviour::judge_general_loop((reference, &program), &outcome, (subject, &program), options),
        verdict => verdict,
    };
    Checked { verdict, end: outcome.end }
}
