//! A triage run as Markdown.

use std::fmt::Write;

use super::{difference, plural, reproduction, summary};
use crate::report::data::{Bucket, Report, Status};

/// The whole report, in at most so many bytes: buckets that do not fit are counted.
pub fn text(report: &Report, limit: usize) -> String {
    let mut out = format!("### lockstep triage: {}\n\n{}\n", summary::verdict(report), summary::headline(report));
    if !report.buckets.is_empty() {
        out.push_str("\n| bucket | cases | tokens | since | what |\n|---|---:|---:|---|---|\n");
    }
    let rest = |n: usize| format!("\n{} more did not fit.\n", plural(n, "bucket"));
    let room = |out: &str, more: &str| out.len() + more.len() + 64 <= limit;
    let mut shown = 0;
    for bucket in &report.buckets {
        let row = row(bucket);
        if !room(&out, &row) {
            break;
        }
        out.push_str(&row);
        shown += 1;
    }
    if shown < report.buckets.len() {
        out.push_str(&rest(report.buckets.len() - shown));
        return out;
    }
    for bucket in report.buckets.iter().filter(|b| matches!(b.status, Status::New | Status::Changed)) {
        let details = details(report, bucket);
        if room(&out, &details) {
            out.push_str(&details);
        }
    }
    for status in [Status::Fixed, Status::Lost, Status::Unreadable] {
        let cases: Vec<&str> = report.with(status).map(|case| case.path.as_str()).collect();
        if cases.is_empty() {
            continue;
        }
        let list: Vec<String> = cases.iter().take(20).map(|path| format!("`{}`", path.replace('`', "'"))).collect();
        let more = if cases.len() > 20 { format!(" and {} more", cases.len() - 20) } else { String::new() };
        let line = format!("\n{} {}: {}{more}\n", plural(cases.len(), "case"), status.name(), list.join(", "));
        if room(&out, &line) {
            out.push_str(&line);
        }
    }
    out
}

fn row(bucket: &Bucket) -> String {
    let since = match (&bucket.since, bucket.status) {
        (Some(since), _) => since.clone(),
        (None, Status::New | Status::Changed) => "**new**".into(),
        (None, _) => "known".into(),
    };
    format!(
        "| `{}` | {} | {} | {} | {} |\n",
        bucket.id,
        bucket.cases.len(),
        bucket.size(),
        cell(&since),
        cell(&bucket.title)
    )
}

fn details(report: &Report, bucket: &Bucket) -> String {
    let example = &bucket.example;
    let title = bucket.title.replace('<', "&lt;");
    let mut out = format!("\n<details><summary>{title}</summary>\n");
    if let Some(program) = example.smallest().filter(|p| p.len() <= 4096) {
        let _ = write!(out, "\n{}", fenced("lua", program));
    }
    let _ = write!(out, "\n{}", fenced("", &difference(bucket)));
    if let Some(symptom) = example.explanation.as_ref().and_then(|e| e.symptom.as_ref()) {
        let _ = writeln!(out, "\nUsual fix: {}.", symptom.fix);
    }
    let _ = writeln!(out, "\n{}\n</details>", fenced("", &reproduction(report, &example.path)));
    out
}

/// A block of code, with a fence longer than any in it.
fn fenced(language: &str, text: &str) -> String {
    let mut fence = String::from("```");
    while text.contains(&fence) {
        fence.push('`');
    }
    format!("{fence}{language}\n{}\n{fence}\n", text.trim_end())
}

fn cell(text: &str) -> String {
    text.replace('\\', "\\\\").replace('|', "\\|").replace('<', "&lt;").replace('\n', " ")
}
