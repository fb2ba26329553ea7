//! A triage run as JUnit XML: a suite for each folder, a test for each case.

use std::collections::BTreeMap;

use maud::{Markup, PreEscaped, html};

use super::{complaint, difference, reproduction};
use crate::report::data::{Case, CaseVerdict, Report, Status};

/// What a test comes to in JUnit's terms.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Success,
    Skipped,
    Failure,
    Error,
}

/// The whole report.
pub fn text(report: &Report) -> String {
    let mut folders: BTreeMap<&str, Vec<&Case>> = BTreeMap::new();
    for case in &report.cases {
        let folder = case.path.rsplit_once('/').map_or(".", |(folder, _)| if folder.is_empty() { "/" } else { folder });
        folders.entry(folder).or_default().push(case);
    }
    let count = |cases: &[&Case], of: Kind| cases.iter().filter(|case| kind(case) == of).count();
    let all: Vec<&Case> = report.cases.iter().collect();
    let break_line = PreEscaped("\n");
    // The schema that CI servers publish has the count of skipped tests for suites only.
    let suites = html! {
        testsuites name="lockstep triage" tests=(all.len()) failures=(count(&all, Kind::Failure)) errors=(count(&all, Kind::Error)) {
            (break_line)
            @for (folder, cases) in &folders {
                testsuite name=(xml(folder)) tests=(cases.len()) skipped=(count(cases, Kind::Skipped))
                    errors=(count(cases, Kind::Error)) failures=(count(cases, Kind::Failure)) {
                    (break_line)
                    properties {
                        property name="subject" value=(xml(report.setup.subject_name())) {}
                        property name="level" value=(report.setup.level.name()) {}
                    }
                    (break_line)
                    @for case in cases { (test(report, folder, case)) (break_line) }
                }
                (break_line)
            }
        }
    };
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}\n", suites.into_string())
}

fn kind(case: &Case) -> Kind {
    match (case.status, &case.verdict) {
        (Status::Expected, _) => Kind::Success,
        (Status::Known | Status::Skipped | Status::NotRun, _) => Kind::Skipped,
        (_, CaseVerdict::Crashed { .. } | CaseVerdict::Unreadable { .. }) => Kind::Error,
        _ => Kind::Failure,
    }
}

fn test(report: &Report, folder: &str, case: &Case) -> Markup {
    let name = case.path.rsplit('/').next().unwrap_or(&case.path);
    let bucket = report.bucket_of(case);
    let (message, details) = match (case.status, &case.verdict) {
        (Status::Expected, _) => (String::new(), None),
        (Status::Known, _) => {
            let since = bucket.and_then(|bucket| bucket.since.as_deref()).unwrap_or("before");
            (format!("known since {since}"), None)
        }
        (Status::NotRun, _) => ("the run ended before".to_owned(), None),
        (_, CaseVerdict::NotComparable { reason: message } | CaseVerdict::Unreadable { message }) => {
            (message.clone(), None)
        }
        (_, CaseVerdict::Agree { .. } | CaseVerdict::Diverge | CaseVerdict::Crashed { .. } | CaseVerdict::NotRun) => {
            let class = bucket.map_or(case.status.name(), |bucket| bucket.id.as_str());
            (complaint(case, bucket).unwrap_or_default(), Some((class, description(report, case))))
        }
    };
    let message = xml(&message);
    let class = details.as_ref().map(|(class, _)| xml(class));
    let text = details.as_ref().map(|(_, text)| xml(text)).unwrap_or_default();
    html! {
        testcase name=(xml(name)) classname=(xml(folder)) {
            @match kind(case) {
                Kind::Success => {}
                Kind::Skipped => { skipped message=(message) type=[class] { (text) } }
                Kind::Failure => { failure message=(message) type=[class] { (text) } }
                Kind::Error => { error message=(message) type=[class] { (text) } }
            }
        }
    }
}

/// The text without the characters that XML 1.0 cannot express.
fn xml(text: &str) -> String {
    text.chars().filter(|c| matches!(c, '\t' | '\n' | ' '..='\u{FFFD}' | '\u{10000}'..)).collect()
}

fn description(report: &Report, case: &Case) -> String {
    let mut text = String::new();
    if let Some(story) = &case.story {
        text.push_str(&format!("story: {story}\n"));
    }
    if let Some(shown) = &case.difference {
        text.push_str(&format!("{}\n", shown.place));
        text.push_str(&format!("  reference: {}\n  subject:   {}\n", shown.reference, shown.subject));
    }
    if let Some(bucket) = report.bucket_of(case)
        && let Some(reduced) = &bucket.example.reduced
    {
        text.push_str(&format!("smallest program of the bucket ({} tokens):\n", reduced.size));
        text.push_str(reduced.program.trim_end());
        text.push_str(&format!("\n{}", difference(bucket)));
    }
    text.push_str(&format!("reproduce: {}\n", reproduction(report, &case.path)));
    text
}
