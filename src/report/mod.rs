//! Findings for people and for other programs.
//!
//! Invariant: a report is made from plain data alone, and the same data give the same bytes: no clock, no random names, no
//! width of a terminal.

pub mod data;
#[cfg(feature = "cli")]
pub(crate) mod github;
#[cfg(feature = "cli")]
pub(crate) mod html;
#[cfg(feature = "cli")]
mod junit;
#[cfg(feature = "cli")]
mod markdown;
#[cfg(feature = "cli")]
mod sarif;
#[cfg(feature = "cli")]
pub(crate) mod summary;
pub mod terminal;

#[cfg(feature = "cli")]
use std::path::Path;

#[cfg(feature = "cli")]
use crate::port::quoted;
#[cfg(feature = "cli")]
use crate::report::data::{Bucket, Case, Report, Setup, Status};

/// In what form a triage run is told.
#[cfg(feature = "cli")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum ReportFormat {
    /// Text for people
    Human,
    /// All of it as data (schema 1); what `merge` and `--baseline` read
    Json,
    /// JUnit XML, for CI servers
    Junit,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of GitHub Actions; the job summary too, if there is one
    Github,
    /// Markdown
    Markdown,
    /// One self-contained page
    Html,
}

#[cfg(feature = "cli")]
impl ReportFormat {
    /// By the extension of a file.
    pub fn of_path(path: &Path) -> Option<ReportFormat> {
        match path.extension()?.to_str()? {
            "txt" | "log" => Some(ReportFormat::Human),
            "json" => Some(ReportFormat::Json),
            "xml" => Some(ReportFormat::Junit),
            "sarif" => Some(ReportFormat::Sarif),
            "md" => Some(ReportFormat::Markdown),
            "html" | "htm" => Some(ReportFormat::Html),
            _ => None,
        }
    }
}

/// A triage run in a form.
///
/// # Errors
/// If the JSON cannot be written.
#[cfg(feature = "cli")]
pub fn render(report: &Report, format: ReportFormat) -> Result<String, serde_json::Error> {
    match format {
        ReportFormat::Human => Ok(summary::text(report)),
        ReportFormat::Json => Ok(serde_json::to_string_pretty(report)? + "\n"),
        ReportFormat::Junit => Ok(junit::text(report)),
        ReportFormat::Sarif => Ok(sarif::text(report)),
        ReportFormat::Github => Ok(github::annotations(report)),
        ReportFormat::Markdown => Ok(markdown::text(report, usize::MAX)),
        ReportFormat::Html => Ok(html::triage(report)),
    }
}

#[cfg(feature = "cli")]
/// `1 case`, `2 cases`.
pub(crate) fn plural(n: usize, what: &str) -> String {
    let ending = if n == 1 { "" } else { "s" };
    format!("{n} {what}{ending}")
}

#[cfg(feature = "cli")]
/// What a case that is not as expected has to say, in a line; `None` if it is as expected.
fn complaint(case: &Case, bucket: Option<&Bucket>) -> Option<String> {
    let title = bucket.map_or("diverges", |bucket| bucket.title.as_str());
    match case.status {
        Status::Expected | Status::Known | Status::Skipped | Status::NotRun => None,
        Status::New => Some(title.to_string()),
        Status::Changed => Some(format!("{title} (expected: {})", case.expected)),
        Status::Fixed => Some(format!("agrees again (expected: {})", case.expected)),
        Status::Lost => Some(format!("cannot be compared any more (expected: {})", case.expected)),
        Status::Unreadable => Some("cannot be read".into()),
    }
}

#[cfg(feature = "cli")]
/// The command that shows a case again.
fn reproduction(report: &Report, path: &str) -> String {
    let mut words = vec!["lockstep".to_string()];
    let Setup { reference, subject, .. } = &report.setup;
    words.push(if reference.is_none() && subject.is_none() { "explain" } else { "check" }.into());
    for (flag, name) in [("--reference", reference), ("--subject", subject)] {
        words.extend(name.iter().flat_map(|name| [flag.into(), quoted(name)]));
    }
    words.push(quoted(path));
    words.join(" ")
}

#[cfg(feature = "cli")]
/// What differs in a bucket, in two lines.
fn difference(bucket: &Bucket) -> String {
    let shown = bucket.example.reduced.as_ref().map_or(&bucket.example.difference, |r| &r.difference);
    format!("{}\n  reference: {}\n  subject:   {}\n", shown.place, shown.reference, shown.subject)
}
