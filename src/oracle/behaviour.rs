//! Behaviour: both executions have the same outcome.

use crate::engine::outcome::quoted;
use crate::engine::{Detail, End, Execute, Layout, Limits, Options, Outcome, PlainValue, Program, snapshot};
use crate::oracle::verdict::{Difference, Place, Reason, Verdict};

/// The layouts in which the reference has to agree with itself before a difference counts.
const SECOND_STATES: [Layout; 3] = [Layout::Shuffled(0x5eed), Layout::Shuffled(0xfeed), Layout::Hoarding];

/// Runs the program on both sides and compares. The subject gets more of everything than `options` allow the
/// reference, so that only the reference's own limits make a program not comparable.
pub fn check(reference: &dyn Execute, subject: &dyn Execute, program: &Program<'_>, options: &Options) -> Verdict {
    check_kind(reference, subject, program, options).0
}

/// As [`check`]; also tells whether the reference rejects the program (a syntax error).
pub fn check_kind(
    reference: &dyn Execute,
    subject: &dyn Execute,
    program: &Program<'_>,
    options: &Options,
) -> (Verdict, bool) {
    check_chunk(reference, program, subject, program, options)
}

/// As [`check_kind`], where each side has its own form of the program: source text or a chunk.
pub fn check_chunk(
    reference: &dyn Execute,
    on_reference: &Program<'_>,
    subject: &dyn Execute,
    on_subject: &Program<'_>,
    options: &Options,
) -> (Verdict, bool) {
    let expected = reference.execute(on_reference, options);
    let rejected = matches!(expected.end, End::Rejected(_));
    if let End::Crashed(message) = expected.end {
        return (Verdict::NotComparable { reason: Reason::Broken { message } }, rejected);
    }
    let found = subject.execute(on_subject, &for_subject(&expected, options));
    let detail = reference.detail().min(subject.detail());
    let verdict = judge(reference, on_reference, &expected, detail, &found, options);
    let verdict = match verdict {
        Verdict::Agree => judge_general_loop((reference, on_reference), &expected, (subject, on_subject), options),
        verdict => verdict,
    };
    (verdict, rejected)
}

/// As [`judge`], of what the subject's other loop gives for its program; it agrees if there is none.
pub(super) fn judge_general_loop<R: Execute + ?Sized, S: Execute + ?Sized>(
    reference: (&R, &Program<'_>),
    expected: &Outcome,
    subject: (&S, &Program<'_>),
    options: &Options,
) -> Verdict {
    let (subject, program) = subject;
    let Some(found) = subject.execute_in_general_loop(program, &for_subject(expected, options)) else {
        return Verdict::Agree;
    };
    let detail = reference.0.detail().min(subject.detail());
    match judge(reference.0, reference.1, expected, detail, &found, options) {
        Verdict::Diverge { differences } => Verdict::Diverge { differences: in_general_loop(differences) },
        verdict => verdict,
    }
}

/// Says of differences where they were seen: not in what users run.
pub(crate) fn in_general_loop(mut differences: Vec<Difference>) -> Vec<Difference> {
    for difference in &mut differences {
        difference.subject.push_str(" (in its general loop)");
    }
    differences
}

/// What the subject gets when the reference, given `options`, did what was `expected`: enough that only a real difference
/// reaches a limit; and if the reference reached one, no more than that, since only the output up to there counts.
pub(super) fn for_subject(expected: &Outcome, options: &Options) -> Options {
    let limits = match expected.end {
        End::Limit(_) => Limits { output: expected.output.len(), ..options.limits },
        _ => options.limits.relaxed(),
    };
    Options { limits, ..options.clone() }
}

/// Compares an outcome of the reference with one of the subject; runs the reference again only if they differ.
pub(super) fn judge<R: Execute + ?Sized>(
    reference: &R,
    on_reference: &Program<'_>,
    expected: &Outcome,
    detail: Detail,
    found: &Outcome,
    options: &Options,
) -> Verdict {
    if let End::Crashed(message) = &expected.end {
        return Verdict::NotComparable { reason: Reason::Broken { message: message.clone() } };
    }
    let differences = differences(expected, found, detail);
    if differences.is_empty() {
        return match expected.end {
            End::Limit(limit) => Verdict::NotComparable { reason: Reason::Limit { limit: limit.to_string() } },
            _ => Verdict::Agree,
        };
    }
    match unstable(expected, options, |options| reference.execute(on_reference, options)) {
        Some(reason) => Verdict::NotComparable { reason },
        None => Verdict::Diverge { differences },
    }
}

/// Whether the outcome of a program depends on what the language does not determine: the reference, which `execute` runs it on,
/// disagrees with itself.
pub(super) fn unstable(expected: &Outcome, options: &Options, execute: impl Fn(&Options) -> Outcome) -> Option<Reason> {
    SECOND_STATES.into_iter().find_map(|layout| {
        let again = execute(&Options { layout, ..options.clone() });
        let limited = layout == Layout::Hoarding && matches!(again.end, End::Limit(_));
        let place = if limited { None } else { instability(expected, &again) };
        place.map(|place| Reason::Unstable { place })
    })
}

/// Where two runs of the reference differ.
fn instability(first: &Outcome, second: &Outcome) -> Option<Place> {
    if let (End::Limit(_), End::Limit(_)) = (&first.end, &second.end) {
        return output_difference(&first.output, &second.output, true).map(|d| d.place);
    }
    differences(first, second, Detail::Complete).into_iter().next().map(|d| d.place)
}

/// All that differs between an outcome of the reference and one of the subject, the most telling first. After
/// a limit on the reference's side only the output up to that point counts.
pub fn differences(reference: &Outcome, subject: &Outcome, detail: Detail) -> Vec<Difference> {
    if let End::Limit(_) = reference.end {
        return after_limit(reference, subject);
    }
    let output = output_difference(&reference.output, &subject.output, false);
    let end = end_difference(reference, subject, detail);
    let globals = match (&reference.globals, &subject.globals) {
        (Some(a), Some(b)) if detail == Detail::Complete && same_kind(&reference.end, &subject.end) => {
            snapshot_difference(a, b, &reference.end)
        }
        _ => None,
    };
    // Where the output of one side merely stops early, the end says why.
    let stops_early = reference.output.starts_with(&subject.output) || subject.output.starts_with(&reference.output);
    let pair = if stops_early { [end, output] } else { [output, end] };
    pair.into_iter().flatten().chain(globals).collect()
}

/// What differs although the reference hit a limit: its output up to there is the beginning of the program's output.
fn after_limit(reference: &Outcome, subject: &Outcome) -> Vec<Difference> {
    let compared = match subject.end {
        // Limits are not counted alike on both sides: the subject may have come less far.
        End::Limit(_) => reference.output.len().min(subject.output.len()),
        _ => reference.output.len(),
    };
    output_difference(&reference.output[..compared], &subject.output, true).into_iter().collect()
}

fn same_kind(a: &End, b: &End) -> bool {
    std::mem::discriminant(a) == std::mem::discriminant(b)
}

fn end_difference(reference: &Outcome, subject: &Outcome, detail: Detail) -> Option<Difference> {
    let (a, b) = (&reference.end, &subject.end);
    let difference = |place: Place, a: String, b: String| Some(Difference { place, reference: a, subject: b });
    match (a, b) {
        (End::Returned(_), End::Returned(_)) if detail == Detail::Behaviour => None,
        (End::Returned(x), End::Returned(y)) => {
            let i = x.iter().zip(y).take_while(|(x, y)| x == y).count();
            if i == x.len().max(y.len()) {
                return None;
            }
            let show = |values: &[PlainValue], outcome| match values.get(i) {
                Some(value) => describe(value, outcome),
                None => format!("only {} results", values.len()),
            };
            difference(Place::Result { index: i + 1 }, show(x, reference), show(y, subject))
        }
        (End::Failed(x), End::Failed(y)) => {
            let known = |v: &PlainValue| matches!(v, PlainValue::String(_) | PlainValue::Number(_));
            if x == y || detail == Detail::Behaviour && !known(x) {
                return None;
            }
            difference(Place::Error, describe(x, reference), describe(y, subject))
        }
        // An executor that only sees behaviour cannot tell a syntax error from a run-time error.
        (End::Rejected(x), End::Failed(PlainValue::String(y))) if detail == Detail::Behaviour && x == y => None,
        _ if a == b => None,
        _ => difference(Place::End, end_text(a, reference), end_text(b, subject)),
    }
}

/// How a run ended, as text.
fn end_text(end: &End, outcome: &Outcome) -> String {
    match end {
        End::Returned(values) if values.is_empty() => "ends normally".into(),
        End::Returned(values) => format!("ends normally with {} results", values.len()),
        End::Failed(value) => format!("error: {}", describe(value, outcome)),
        End::Rejected(message) => format!("syntax error: {}", String::from_utf8_lossy(message)),
        End::Limit(limit) => format!("does not end: hits the {limit}, which is a multiple of the reference's"),
        End::Exited(code) => format!("exits with code {code}"),
        End::Crashed(message) => format!("crashes: {message}"),
    }
}

fn describe(value: &PlainValue, outcome: &Outcome) -> String {
    match (value, &outcome.globals) {
        (PlainValue::String(text), _) => quoted(text),
        (PlainValue::Object(n), Some(globals)) => globals.describe(*n),
        (value, _) => value.to_string(),
    }
}

fn snapshot_difference(a: &snapshot::Snapshot, b: &snapshot::Snapshot, end: &End) -> Option<Difference> {
    let difference = snapshot::first_difference(a, b)?;
    let mut roots: Vec<String> = match end {
        End::Returned(values) => (1..=values.len()).map(|i| format!("<result {i}>")).collect(),
        _ => vec!["<error value>".into()],
    };
    roots.extend(["_G".to_string(), "<string metatable>".to_string()]);
    let path = snapshot::path_text(&difference.path, &roots);
    Some(Difference { place: Place::Global { path }, reference: difference.left, subject: difference.right })
}

/// The first line that differs; `prefix` lets the subject's output go on or stop.
fn output_difference(reference: &[u8], subject: &[u8], prefix: bool) -> Option<Difference> {
    let same = reference.iter().zip(subject).take_while(|(a, b)| a == b).count();
    if same == reference.len() && (same == subject.len() || prefix) {
        return None;
    }
    let start = reference[..same].iter().rposition(|&b| b == b'\n').map_or(0, |i| i + 1);
    let line = reference[..same].iter().filter(|&&b| b == b'\n').count() + 1;
    let show = |output: &[u8]| {
        let rest = &output[start.min(output.len())..];
        match rest.iter().position(|&b| b == b'\n') {
            Some(end) => quoted(&rest[..end]),
            None if rest.is_empty() => "no more output".into(),
            None => format!("{} without end of line", quoted(rest)),
        }
    };
    Some(Difference { place: Place::Output { line }, reference: show(reference), subject: show(subject) })
}
