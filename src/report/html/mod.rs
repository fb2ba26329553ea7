//! Reports as one self-contained page: nothing is loaded from anywhere, and without scripts everything can still be read.
//!
//! Invariant: the content policy of the page forbids the network; text of programs is only ever text, never markup.

mod chart;
mod finding;
mod timeline;

pub use chart::{Growth, GrowthPoint, Heat};

use maud::{DOCTYPE, Markup, PreEscaped, html};

use self::finding::View;
use super::{plural, reproduction, summary};
use crate::diagnose::explanation::Explanation;
use crate::report::data::{Bucket, Case, CaseVerdict, Reduced, Report, Status};

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

/// One finding; `source` is the program, `reduced` the smallest one with the same fault.
pub fn explanation(explanation: &Explanation, source: &str, reduced: Option<&Reduced>) -> String {
    let view = View::of_explanation(explanation, source, reduced);
    let body = html! {
        header { h1 { "lockstep explain" } p .sub { (explanation.file) } }
        main { article .finding .open { (view.markup(0)) } }
    };
    page(&format!("lockstep: {}", explanation.file), body)
}

/// A whole triage run.
pub fn triage(report: &Report) -> String {
    page("lockstep triage", triage_body(report, "lockstep triage"))
}

/// What a fuzzing run found, how contract coverage and rate grew, and what is covered.
pub fn fuzz(report: &Report, growth: Option<&Growth>, heat: Option<&Heat>) -> String {
    let body = html! {
        (triage_body(report, "lockstep fuzz"))
        @if let Some(growth) = growth { (growth.markup()) }
        @if let Some(heat) = heat { (heat.markup()) }
    };
    page("lockstep fuzz", body)
}

/// Contract coverage alone.
pub fn coverage(heat: &Heat) -> String {
    page("lockstep coverage", html! { header { h1 { "lockstep coverage" } } main { (heat.markup()) } })
}

fn page(title: &str, body: Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                link rel="icon" href="data:,";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                (body)
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    page.into_string() + "\n"
}

fn triage_body(report: &Report, title: &str) -> Markup {
    let ok = report.exit_code() == 0;
    html! {
        header {
            h1 { (title) }
            p .verdict .good[ok] .bad[!ok] { (summary::verdict(report)) }
            p .sub {
                (summary::headline(report)) ". Subject: " code { (report.setup.subject_name()) }
                ", level: " (report.setup.level.name())
                @if let Some(label) = &report.label { ", run: " (label) }
                ". " (report.tool) "."
            }
        }
        main {
            @if !report.buckets.is_empty() { (buckets(report)) }
            (cases(report))
        }
    }
}

fn buckets(report: &Report) -> Markup {
    html! {
        section {
            h2 { "Buckets" }
            p .hint { "One line for each distinct bug, the smallest program first." }
            div .tools {
                label { "Filter " input type="search" data-filter="buckets" placeholder="opcode, symptom, path, new …"; }
                span .count role="status" data-count="buckets" {}
            }
            div .scroll tabindex="0" role="region" aria-label="Buckets" {
                table #buckets {
                    thead { tr {
                        th scope="col" { "Status" } th scope="col" { "What" } th scope="col" .n { "Cases" }
                        th scope="col" .n { "Tokens" } th scope="col" { "Smallest program" }
                    } }
                    tbody {
                        @for bucket in &report.buckets {
                            tr data-text=(searchable(bucket)) {
                                td { (status(bucket)) }
                                td { a href={ "#" (bucket.id) } { (bucket.title) } }
                                td .n { (bucket.cases.len()) }
                                td .n { (bucket.size()) }
                                td { code .one { (one_line(bucket)) } }
                            }
                        }
                    }
                }
            }
        }
        section {
            h2 { "Findings" }
            @for (i, bucket) in report.buckets.iter().enumerate() {
                details .finding #(bucket.id) open[report.buckets.len() == 1] {
                    summary { (status(bucket)) " " span .title { (bucket.title) } " "
                        span .sub { (plural(bucket.cases.len(), "case")) } }
                    (View::of_bucket(bucket, &reproduction(report, &bucket.example.path)).markup(i))
                }
            }
        }
    }
}

fn searchable(bucket: &Bucket) -> String {
    let new = if bucket.since.is_some() { "" } else { bucket.status.name() };
    let since = bucket.since.as_deref().unwrap_or_default();
    format!("{} {} {new} {since} {}", bucket.id, bucket.title, bucket.cases.join(" ")).to_lowercase()
}

fn status(bucket: &Bucket) -> Markup {
    match (&bucket.since, bucket.status) {
        (Some(since), _) => html! { span .tag { "since " (since) } },
        (None, Status::New | Status::Changed) => html! { span .tag .bad { "new" } },
        (None, _) => html! { span .tag { "known" } },
    }
}

fn one_line(bucket: &Bucket) -> String {
    let program = bucket.example.smallest().unwrap_or_default().trim();
    let line: String = program.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() > 90 { line.chars().take(88).chain("…".chars()).collect() } else { line }
}

fn cases(report: &Report) -> Markup {
    html! {
        section {
            h2 { "Cases" }
            div .tools {
                label { "Filter " input type="search" data-filter="cases" placeholder="path, verdict, bucket …"; }
                span .count role="status" data-count="cases" {}
            }
            div .scroll .tall tabindex="0" role="region" aria-label="Cases" {
                table #cases {
                    thead { tr {
                        th scope="col" { "Case" } th scope="col" { "Verdict" } th scope="col" { "Status" } th scope="col" { "Detail" }
                    } }
                    tbody { @for case in &report.cases { (case_row(report, case)) } }
                }
            }
            @if !report.ignored.is_empty() {
                details { summary { (plural(report.ignored.len(), "file")) " that are no programs" }
                    ul { @for path in &report.ignored { li { code { (path) } } } } }
            }
        }
    }
}

fn case_row(report: &Report, case: &Case) -> Markup {
    let bucket = report.bucket_of(case);
    let bad = matches!(case.status, Status::New | Status::Changed | Status::Lost | Status::Unreadable);
    let detail = match &case.verdict {
        CaseVerdict::NotComparable { reason } => reason.as_str(),
        CaseVerdict::Crashed { death } => death.as_str(),
        CaseVerdict::Unreadable { message } => message.as_str(),
        CaseVerdict::Agree { syntax_error: true } => "the same syntax error",
        CaseVerdict::Agree { .. } | CaseVerdict::Diverge | CaseVerdict::NotRun => "",
    };
    let title = bucket.map_or("", |bucket| bucket.title.as_str());
    let text = format!("{} {} {} {detail} {title}", case.path, case.verdict.name(), case.status.name()).to_lowercase();
    html! {
        tr data-text=(text) {
            td { code { (case.path) } @if let Some(story) = &case.story { span .sub .story { (story) } } }
            td { (case.verdict.name()) }
            td { span .tag .bad[bad] { (case.status.name()) } }
            td { @if let Some(bucket) = bucket { a href={ "#" (bucket.id) } { (bucket.title) } } @else { (detail) } }
        }
    }
}
