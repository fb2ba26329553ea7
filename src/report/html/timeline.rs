//! The registers around the misaligned instruction, step by step, forth and back.
//!
//! Without scripts the table shows the state after the misaligned instruction, and the list of steps stays.

use maud::{Markup, PreEscaped, html};

use crate::diagnose::explanation::{Moment, Side, Slot};

/// The timeline of the `number`-th finding of a page.
pub fn markup(moments: &[Moment], number: usize) -> Markup {
    let at = moments.iter().position(|m| m.misaligned);
    let after = at.map_or(moments.len() - 1, |at| (at + 1).min(moments.len() - 1));
    html! {
        h3 { "Step by step" }
        section .timeline tabindex="0" aria-label="Registers step by step: arrow keys step, M goes to the misaligned instruction"
            data-misaligned=(at.unwrap_or(after)) data-at=(after) {
            div .controls {
                button type="button" data-go="first" title="First step (Home)" aria-label="First step" { "⏮" }
                button type="button" data-go="back" title="One step back (←)" aria-label="One step back" { "◀" }
                input type="range" min="0" max=(moments.len() - 1) value=(after) aria-label="Step";
                button type="button" data-go="forth" title="One step forth (→)" aria-label="One step forth" { "▶" }
                button type="button" data-go="last" title="Last step (End)" aria-label="Last step" { "⏭" }
                button type="button" data-go="misaligned" title="The misaligned instruction (M)" { "misaligned" }
                span .sub .keys { kbd { "←" } " " kbd { "→" } " step, " kbd { "M" } " misaligned" }
            }
            p .now role="status" aria-live="polite" {}
            div .columns {
                ol .steps aria-label="Steps" {
                    @for (i, moment) in moments.iter().enumerate() {
                        li {
                            button type="button" tabindex="-1" data-step=(i) .here[i == after] .wrong[moment.misaligned]
                                .alone[moment.side != Side::Both] {
                                span .n { (moment.step) } " " code { "F" (moment.function) ":" (moment.pc) } " "
                                code .text { (code(&moment.instruction)) }
                            }
                        }
                    }
                }
                div .scroll {
                    table .registers {
                        thead { tr { th scope="col" { "Register" } th scope="col" { "Compiler’s intent" }
                            th scope="col" { "Reference" } th scope="col" { "Subject" } } }
                        tbody { @for slot in &moments[after].registers { (row(slot)) } }
                    }
                }
            }
            script type="application/json" id={ "timeline-" (number) } { (PreEscaped(data(moments))) }
        }
    }
}

/// Without its comment.
fn code(instruction: &str) -> String {
    let words: Vec<&str> = instruction.split(';').next().unwrap_or_default().split_whitespace().collect();
    words.join(" ")
}

fn row(slot: &Slot) -> Markup {
    let wrong = slot.reference != slot.subject && slot.live;
    html! {
        tr .mismatch[wrong] .dead[!slot.live] {
            th scope="row" { (slot.name) }
            td { (slot.intent) }
            td { code { (slot.reference.as_deref().unwrap_or("–")) } }
            td { code { (slot.subject.as_deref().unwrap_or("–")) } }
        }
    }
}

/// The moments for the script; no `<` in it can end the element.
fn data(moments: &[Moment]) -> String {
    serde_json::to_string(moments).unwrap_or_else(|_| "[]".into()).replace('<', "\\u003c")
}
