//! A triage run as JUnit XML: a suite for each folder, a test for each case.

use std::collections::BTreeMap;

use quick_junit::{NonSuccessKind, Property, Report as Junit, TestCase, TestCaseStatus, TestSuite};

use super::{RenderError, complaint, difference, reproduction};
use crate::report::data::{Case, CaseVerdict, Report, Status};

/// The whole report.
///
/// # Errors
/// If the XML cannot be written.
pub fn text(report: &Report) -> Result<String, RenderError> {
    let mut folders: BTreeMap<&str, Vec<&Case>> = BTreeMap::new();
    for case in &report.cases {
        let folder = case.path.rsplit_once('/').map_or(".", |(folder, _)| if folder.is_empty() { "/" } else { folder });
        folders.entry(folder).or_default().push(case);
    }
    let mut junit = Junit::new("lockstep triage");
    for (folder, cases) in folders {
        let mut suite = TestSuite::new(folder);
        suite.add_property(Property::new("subject", report.setup.subject_name()));
        suite.add_property(Property::new("level", report.setup.level.name()));
        suite.add_test_cases(cases.into_iter().map(|case| test(report, folder, case)));
        junit.add_test_suite(suite);
    }
    let text = junit.to_string()?;
    // The schema that CI servers publish has this count for suites only.
    let skipped = report.cases.iter().filter(|case| is_skipped(case)).count();
    Ok(text.replacen(&format!(" skipped=\"{skipped}\""), "", 1))
}

fn is_skipped(case: &Case) -> bool {
    matches!(case.status, Status::Known | Status::Skipped | Status::NotRun)
}

fn test(report: &Report, folder: &str, case: &Case) -> TestCase {
    let name = case.path.rsplit('/').next().unwrap_or(&case.path);
    let bucket = report.bucket_of(case);
    let mut status = match (case.status, &case.verdict) {
        (Status::Expected, _) => TestCaseStatus::success(),
        _ if is_skipped(case) => TestCaseStatus::skipped(),
        (_, CaseVerdict::Crashed { .. } | CaseVerdict::Unreadable { .. }) => {
            TestCaseStatus::non_success(NonSuccessKind::Error)
        }
        _ => TestCaseStatus::non_success(NonSuccessKind::Failure),
    };
    match (case.status, &case.verdict) {
        (Status::Expected, _) => {}
        (Status::Known, _) => {
            let since = bucket.and_then(|bucket| bucket.since.as_deref()).unwrap_or("before");
            status.set_message(format!("known since {since}"));
        }
        (Status::NotRun, _) => {
            status.set_message("the run ended before");
        }
        (_, CaseVerdict::NotComparable { reason: message } | CaseVerdict::Unreadable { message }) => {
            status.set_message(message.as_str());
        }
        (_, CaseVerdict::Agree { .. } | CaseVerdict::Diverge | CaseVerdict::Crashed { .. } | CaseVerdict::NotRun) => {
            status.set_message(complaint(case, bucket).unwrap_or_default());
            status.set_type(bucket.map_or(case.status.name(), |bucket| bucket.id.as_str()));
            status.set_description(description(report, case));
        }
    }
    let mut test = TestCase::new(name, status);
    test.set_classname(folder);
    test
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
