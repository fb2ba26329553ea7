//! The complete comparison that fuzzing repeats: both compilers, then both executors, each in a fresh state.
//!
//! Invariant: the verdict is that of [`bytecode::check`], and if that is agreement, the one of [`behaviour::check`];
//! only the work is shared.

use super::{behaviour, bytecode};
use crate::engine::{CompileExecute, End, Options, Program};
use crate::oracle::verdict::{Reason, Verdict};

/// A verdict, and how the program ends on the reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    pub verdict: Verdict,
    pub end: End,
}

/// Compiles and runs a source text (no `#` line) on both sides and compares everything. A text that both reject with the same
/// message is not comparable.
pub fn check(
    reference: &dyn CompileExecute,
    subject: &dyn CompileExecute,
    source: &[u8],
    chunk_name: &[u8],
    options: &Options,
) -> Checked {
    let (expected, outcome) = reference.compile_execute(source, chunk_name, options);
    let end = outcome.end.clone();
    if let End::Limit(_) | End::Crashed(_) = end
        && expected.is_err()
    {
        let reason = match &end {
            End::Limit(limit) => Reason::Limit { limit: limit.to_string() },
            _ => Reason::Broken { message: "it could not compile the program".into() },
        };
        return Checked { verdict: Verdict::NotComparable { reason }, end };
    }
    let (found, subjects) = subject.compile_execute(source, chunk_name, &behaviour::for_subject(&outcome, options));
    let verdict = match (bytecode::compare(&expected, &found), &expected) {
        (Verdict::Agree, Err(message)) => {
            let message = String::from_utf8_lossy(message).into_owned();
            Verdict::NotComparable { reason: Reason::Input { message } }
        }
        (Verdict::Agree, Ok(_)) => {
            let program = Program::text(source, chunk_name);
            behaviour::judge(reference, &program, &outcome, subject.detail(), &subjects, options)
        }
        (verdict, _) => verdict,
    };
    Checked { verdict, end }
}

/// Runs a verified binary chunk on both sides and compares everything.
pub fn check_chunk(
    reference: &dyn CompileExecute,
    subject: &dyn CompileExecute,
    chunk: &[u8],
    chunk_name: &[u8],
    options: &Options,
) -> Checked {
    let program = Program::chunk(chunk, chunk_name);
    let outcome = reference.execute(&program, options);
    let subjects = subject.execute(&program, &behaviour::for_subject(&outcome, options));
    let verdict = behaviour::judge(reference, &program, &outcome, subject.detail(), &subjects, options);
    Checked { verdict, end: outcome.end }
}
