//! A triage run as annotations of GitHub Actions, and as its job summary.
//!
//! Invariant: within the service's limits: ten errors and ten warnings a step, a summary of one megabyte.

use super::{complaint, difference, markdown, plural, reproduction};
use crate::report::data::{Report, Status};

/// Annotations of one level that a step can have.
const ANNOTATIONS: usize = 10;
/// Bytes that the summary of a step can have.
const SUMMARY: usize = 1 << 20;

/// Workflow commands: an error for each of the ten largest buckets with news, a warning for other cases.
pub fn annotations(report: &Report) -> String {
    let mut buckets: Vec<_> =
        report.buckets.iter().filter(|b| matches!(b.status, Status::New | Status::Changed)).collect();
    buckets.sort_by_key(|bucket| (std::cmp::Reverse(bucket.cases.len()), bucket.size(), bucket.id.clone()));
    let mut out = String::new();
    for bucket in buckets.iter().take(ANNOTATIONS) {
        let example = &bucket.example;
        let mut message =
            format!("{} in bucket {}\n{}", plural(bucket.cases.len(), "case"), bucket.id, difference(bucket));
        if let Some(reduced) = &example.reduced {
            message.push_str(&format!("smallest program:\n{}\n", reduced.program.trim_end()));
        }
        message.push_str(&format!("reproduce: {}", reproduction(report, &example.path)));
        out.push_str(&command("error", &example.path, example.line, &bucket.title, &message));
    }
    let others = report.cases.iter().filter(|c| matches!(c.status, Status::Fixed | Status::Lost | Status::Unreadable));
    for case in others.take(ANNOTATIONS) {
        if let Some(message) = complaint(case, None) {
            out.push_str(&command("warning", &case.path, None, case.status.name(), &message));
        }
    }
    out.push_str(&super::summary::headline(report));
    out.push('\n');
    out
}

/// What the job summary says; `used` bytes of it are taken.
pub fn summary(report: &Report, used: usize) -> String {
    markdown::text(report, SUMMARY.saturating_sub(used))
}

fn command(level: &str, path: &str, line: Option<u32>, title: &str, message: &str) -> String {
    let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
    let line = line.unwrap_or(1).max(1);
    format!("::{level} file={},line={line},title={}::{}\n", property(path), property(title), data(message))
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}
