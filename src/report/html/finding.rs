//! One finding on a page: whose fault, the programs, the listings, the timeline, the usual fix.

use maud::{Markup, html};

use super::timeline;
use crate::diagnose::explanation::{Explanation, ListingRow, Misaligned};
use crate::oracle::cross::Cell;
use crate::report::data::{Bucket, Reduced, Shown};

/// Most cases of a bucket that are listed with it.
const CASES: usize = 50;

/// What is shown of a finding.
pub struct View<'a> {
    explanation: Option<&'a Explanation>,
    difference: Option<&'a Shown>,
    programs: Vec<Program<'a>>,
    reproduce: String,
    cases: &'a [String],
}

struct Program<'a> {
    caption: String,
    text: &'a str,
    line: Option<u32>,
}

impl<'a> View<'a> {
    pub fn of_bucket(bucket: &'a Bucket, reproduce: &str) -> View<'a> {
        let example = &bucket.example;
        let mut programs = vec![];
        if let Some(reduced) = &example.reduced {
            let unfinished = if reduced.stopped { ", not reduced to the end" } else { "" };
            let caption = format!("Smallest program: {} tokens of {}{unfinished}", reduced.size, example.size);
            programs.push(Program { caption, text: &reduced.program, line: reduced.line });
        }
        if let Some(program) = &example.program {
            programs.push(Program {
                caption: format!("As it was: {}", example.path),
                text: program,
                line: example.line,
            });
        }
        let difference = example.reduced.as_ref().map_or(&example.difference, |r| &r.difference);
        View {
            explanation: example.explanation.as_ref(),
            difference: Some(difference),
            programs,
            reproduce: reproduce.to_string(),
            cases: &bucket.cases,
        }
    }

    pub fn of_explanation(explanation: &'a Explanation, source: &'a str, reduced: Option<&'a Reduced>) -> View<'a> {
        let line = explanation.misaligned.as_ref().and_then(|m| m.line);
        let mut programs = vec![];
        if let Some(Reduced { program, size, line, .. }) = reduced {
            let caption = format!("Smallest program with this fault: {size} tokens");
            programs.push(Program { caption, text: program, line: *line });
        }
        programs.push(Program { caption: explanation.file.clone(), text: source, line });
        View {
            explanation: Some(explanation),
            difference: None,
            programs,
            reproduce: explanation.reproduce.clone(),
            cases: &[],
        }
    }

    /// The `number`-th finding of a page.
    pub fn markup(&self, number: usize) -> Markup {
        html! {
            div .body {
                @if let Some(e) = self.explanation { (verdict(e)) }
                @if let Some(shown) = self.difference { (difference(shown)) }
                @if !self.programs.is_empty() {
                    div .programs { @for p in &self.programs { (p.markup()) } }
                }
                @if let Some(m) = self.explanation.and_then(|e| e.misaligned.as_ref()) { (misaligned(m, number)) }
                h3 { "Reproduce" }
                pre .command { code { (self.reproduce) } }
                @if self.cases.len() > 1 {
                    details { summary { "All " (self.cases.len()) " cases" }
                        ul .cases {
                            @for path in self.cases.iter().take(CASES) { li { code { (path) } } }
                            @if self.cases.len() > CASES { li { "and " (self.cases.len() - CASES) " more" } }
                        }
                    }
                }
            }
        }
    }
}

impl Program<'_> {
    fn markup(&self) -> Markup {
        html! {
            figure {
                figcaption { (self.caption) }
                pre .code tabindex="0" {
                    @for (i, line) in self.text.trim_end_matches('\n').split('\n').enumerate() {
                        @let marked = self.line == u32::try_from(i + 1).ok();
                        @if marked { mark .l { (line) "\n" } } @else { span .l { (line) "\n" } }
                    }
                }
            }
        }
    }
}

fn verdict(e: &Explanation) -> Markup {
    html! {
        div .cards {
            div .card {
                h3 { "Whose fault" }
                p { (e.verdict) }
                @if let Some(table) = &e.table {
                    table .cross {
                        thead { tr {
                            td {} th scope="col" { "reference VM" } th scope="col" { "subject VM" }
                            @if table.general.is_some() { th scope="col" { "its general loop" } }
                        } }
                        tbody {
                            tr {
                                th scope="row" { "reference compiler" } td .good { "truth" } (cell(&table.vm))
                                @if let Some(general) = &table.general { (cell(general)) }
                            }
                            tr {
                                th scope="row" { "subject compiler" } (cell(&table.compiler)) (cell(&table.both))
                                @if table.general.is_some() { td { "-" } }
                            }
                        }
                    }
                }
                @if let Some(text) = &e.chunk_difference { p .sub { "The chunks differ: " (text) } }
            }
            @if let Some(symptom) = &e.symptom {
                div .card {
                    h3 { "Symptom" }
                    p { strong { (symptom.title) } }
                    h3 { "Usual fix" }
                    p { (symptom.fix) }
                }
            }
        }
    }
}

fn cell(cell: &Cell) -> Markup {
    match cell {
        Cell::SameChunk => html! { td .sub { "same chunk" } },
        Cell::Agrees => html! { td .good { "agrees" } },
        Cell::Differs(seen) => html! {
            td .bad { strong { (seen.place) } br; code { (seen.subject) } br; span .sub { "not " code { (seen.reference) } } }
        },
        Cell::Crashed { message } => html! { td .bad { (message) } },
    }
}

fn difference(shown: &Shown) -> Markup {
    html! {
        h3 { "What differs: " (shown.place) }
        dl .sides {
            dt { "reference" } dd { code { (shown.reference) } }
            dt { "subject" } dd .bad { code { (shown.subject) } }
        }
    }
}

fn misaligned(m: &Misaligned, number: usize) -> Markup {
    html! {
        h3 { "First misaligned instruction" }
        p {
            "Step " (m.step) ", function F" (m.function) " of " (m.chunk)
            @if let Some(line) = m.line { ", line " (line) }
            ", pc " (m.pc) "."
        }
        dl .sides {
            dt { "reference" } dd { code { (m.reference) } }
            dt { "subject" } dd .bad { code { (m.subject) } }
            @if let Some(v) = &m.violation {
                dt { "contract" }
                dd { (v.broken) " changed from " code { (v.before) } " to " code { (v.after) }
                    ", which this instruction may not change" }
            }
        }
        (listing(&m.listing))
        @if !m.timeline.is_empty() { (timeline::markup(&m.timeline, number)) }
    }
}

fn listing(rows: &[ListingRow]) -> Markup {
    let beside = rows.iter().any(|row| row.reference.is_some());
    html! {
        div .scroll tabindex="0" role="region" aria-label="Listing" {
            table .listing {
                thead { tr { th scope="col" .n { "pc" }
                    @if beside { th scope="col" { "reference, where it differs" } }
                    th scope="col" { "subject" } } }
                tbody {
                    @for row in rows {
                        @let other = row.reference.as_deref().filter(|text| *text != "=");
                        tr .arrow[row.arrow] {
                            td .n { @if row.arrow { span aria-label="misaligned" { "→ " } } @if let Some(pc) = row.pc { (pc) } }
                            @if beside { td .added[other.is_some()] { code { (other.unwrap_or_default()) } } }
                            td .removed[other.is_some()] { code { (row.subject) } }
                        }
                    }
                }
            }
        }
    }
}
