//! A triage run as text for people: what broke, one line per bucket, and which cases were not as expected.

use std::fmt::Write;

use super::plural;
use crate::report::data::{Bucket, CaseVerdict, Report, Status};

/// Longest program that is shown in the line of its bucket.
const INLINE: usize = 60;
/// Most cases of one kind that are listed.
const LISTED: usize = 20;

/// The whole report.
pub fn text(report: &Report) -> String {
    let mut out = headline(report);
    out.push('\n');
    if !report.buckets.is_empty() {
        let _ = writeln!(out, "\n{}, the smallest program first:\n", plural(report.buckets.len(), "bucket"));
        for bucket in &report.buckets {
            out.push_str(&bucket_text(bucket));
        }
    }
    let kinds = [Status::Changed, Status::Fixed, Status::Lost, Status::Unreadable, Status::NotRun];
    for status in kinds {
        let cases: Vec<String> = report
            .with(status)
            .map(|case| match (&case.verdict, status) {
                (CaseVerdict::Unreadable { message }, _) => format!("{}: {message}", case.path),
                (CaseVerdict::NotComparable { reason }, _) => format!("{}: {reason}", case.path),
                (_, Status::Fixed | Status::Changed) => format!("{} (expected: {})", case.path, case.expected),
                _ => case.path.clone(),
            })
            .collect();
        if cases.is_empty() {
            continue;
        }
        let _ = writeln!(out, "\n{} {}:", plural(cases.len(), "case"), status.name());
        for line in cases.iter().take(LISTED) {
            let _ = writeln!(out, "  {line}");
        }
        if cases.len() > LISTED {
            let _ = writeln!(out, "  and {} more", cases.len() - LISTED);
        }
    }
    let _ = writeln!(out, "\n{}", verdict(report));
    out
}

/// How many cases of what kind, in one line.
pub fn headline(report: &Report) -> String {
    let counts = report.counts();
    let mut parts = vec![format!("{} agree", counts.agree), format!("{} diverge", counts.diverge)];
    for (n, what) in [
        (counts.not_comparable, "not comparable"),
        (counts.crashed, "crashed"),
        (counts.unreadable, "unreadable"),
        (counts.not_run, "not run"),
    ] {
        if n > 0 {
            parts.push(format!("{n} {what}"));
        }
    }
    let mut line = format!("{}: {}", plural(counts.cases, "case"), parts.join(", "));
    if !report.ignored.is_empty() {
        let _ = write!(line, "; {} no programs", plural(report.ignored.len(), "file"));
    }
    if !report.complete {
        line.push_str(" (incomplete)");
    }
    line
}

/// What it comes to, in one line.
pub fn verdict(report: &Report) -> String {
    let of = |status: Status| report.with(status).count();
    match report.exit_code() {
        0 => "As expected.".into(),
        1 => {
            let new = report.buckets.iter().filter(|b| matches!(b.status, Status::New | Status::Changed)).count();
            let cases = of(Status::New) + of(Status::Changed);
            match (cases, of(Status::Lost)) {
                (0, lost) => format!("{} cannot be compared any more.", plural(lost, "case")),
                (cases, _) => format!("New: {} in {}.", plural(cases, "case"), plural(new, "bucket")),
            }
        }
        2 => format!("{} could not be read.", plural(of(Status::Unreadable), "case")),
        3 => format!(
            "{} again: move to corpus/regressions/, or run with --bless.",
            match of(Status::Fixed) {
                1 => "1 known case agrees".to_string(),
                n => format!("{n} known cases agree"),
            }
        ),
        _ if of(Status::NotRun) > 0 => format!("{} were not run.", plural(of(Status::NotRun), "case")),
        _ => "Nothing could be compared.".into(),
    }
}

fn bucket_text(bucket: &Bucket) -> String {
    let mark = match (&bucket.since, bucket.status) {
        (Some(since), _) => format!("since {since}"),
        (None, Status::New | Status::Changed) => "NEW".into(),
        (None, _) => "known".into(),
    };
    let program = bucket.example.smallest().unwrap_or_default().trim();
    let short = program.chars().count() <= INLINE && !program.contains('\n') && !program.is_empty();
    let shown = if short { program.to_string() } else { bucket.example.path.clone() };
    let mut line = format!(
        "  {}  {mark:<5} {:>4} {}  {:>4} {}  {}\n",
        bucket.id,
        bucket.cases.len(),
        if bucket.cases.len() == 1 { "case " } else { "cases" },
        bucket.size(),
        if bucket.size() == 1 { "token " } else { "tokens" },
        bucket.title,
    );
    let _ = write!(line, "              {shown}");
    if short {
        let _ = write!(line, "    -- {}", bucket.example.path);
    }
    line.push('\n');
    line
}
