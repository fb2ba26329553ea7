//! An explanation as text for a terminal.
//!
//! Invariant: made from the plain data of the explanation alone; no line depends on the width of a terminal.

use std::fmt::Write;

use crate::diagnose::explanation::{Explanation, ListingRow, Misaligned, RegisterRow, SourceRow};
use crate::oracle::cross::Cross;

/// Widest cell of a table.
const CELL: usize = 34;

/// The whole explanation.
pub fn explanation(e: &Explanation) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{}: {}", e.file, e.verdict);
    if let Some(seen) = &e.seen {
        let _ = writeln!(
            out,
            "\nSeen first: {}\n  reference: {}\n  subject:   {}",
            seen.place, seen.reference, seen.subject
        );
    }
    if let Some(at) = &e.shown_at {
        let _ = writeln!(out, "\nThe reference is at line {} then:\n{}", at.line, program(&at.program));
    }
    if let Some(table) = &e.table {
        out.push_str(&cross(table));
    }
    if let Some(difference) = &e.chunk_difference {
        let _ = writeln!(out, "\nThe chunks differ: {difference}");
    }
    if let Some(m) = &e.misaligned {
        out.push_str(&misaligned(m));
    }
    if let Some(symptom) = &e.symptom {
        let _ = writeln!(out, "\nSymptom: {}\nUsual fix: {}", symptom.title, symptom.fix);
    } else if e.misaligned.is_some() {
        out.push_str("\nSymptom: not sure; the evidence above fits no one kind of mistake alone\n");
    }
    let _ = writeln!(out, "\nReproduce: {}", e.reproduce);
    out
}

fn cross(table: &Cross) -> String {
    let mut rows = [
        vec![String::new(), "reference VM".into(), "subject VM".into()],
        vec!["reference compiler".into(), "truth".into(), table.vm.short()],
        vec!["subject compiler".into(), table.compiler.short(), table.both.short()],
    ];
    if let Some(general) = &table.general {
        for (row, text) in rows.iter_mut().zip(["its general loop".into(), general.short(), "-".into()]) {
            row.push(text);
        }
    }
    format!("\n{}", columns(&rows, "  "))
}

fn misaligned(m: &Misaligned) -> String {
    let mut out = String::new();
    let line = m.line.map_or_else(String::new, |line| format!(", line {line}"));
    let what = if m.missing { "an instruction is missing at" } else { "function" };
    let _ = writeln!(
        out,
        "\nFirst misaligned instruction: step {}, {what} F{} of {}{line}, pc {}",
        m.step, m.function, m.chunk, m.pc
    );
    let _ = writeln!(out, "\n{}\n{}", program(&m.program), listing(&m.listing));
    let _ = writeln!(out, "After it:\n  reference: {}\n  subject:   {}", m.reference, m.subject);
    if let Some(violation) = &m.violation {
        let _ = writeln!(
            out,
            "  contract:  {} changed from {} to {}, which this instruction may not change",
            violation.broken, violation.before, violation.after
        );
    }
    let of = m.registers_of.map_or_else(String::new, |f| format!(" (of function F{f}, where it leads)"));
    let _ = writeln!(out, "\nRegisters before and after it{of}:\n{}", registers(&m.registers));
    let _ = writeln!(out, "The steps that led there:");
    for row in &m.trail {
        let line = row.line.map_or_else(String::new, |line| format!("[{line}]"));
        let mark = if row.matched { ' ' } else { '!' };
        let place = format!("F{}:{}", row.function, row.pc);
        let text = format!("{mark} {:>8} {place:<9} {line:>6} {:<44} {}", row.step, row.instruction, row.registers);
        let _ = writeln!(out, "{}", text.trim_end());
    }
    out
}

fn program(rows: &[SourceRow]) -> String {
    let mut out = String::new();
    for row in rows {
        let mark = if row.marked { ">" } else { " " };
        let _ = writeln!(out, "{}", format!("{mark} {:>5} | {}", row.line, row.text).trim_end());
    }
    out
}

fn listing(rows: &[ListingRow]) -> String {
    let beside = rows.iter().any(|row| row.reference.is_some());
    let mut table: Vec<Vec<String>> = vec![];
    if beside {
        table.push(["", "pc", "reference", "subject"].map(String::from).to_vec());
    }
    for row in rows {
        let arrow = if row.arrow { "-->" } else { "" };
        let pc = row.pc.map_or_else(String::new, |pc| pc.to_string());
        let mut cells = vec![arrow.to_string(), pc];
        match row.reference.as_deref() {
            Some("=") => cells.extend([row.subject.clone(), "=".into()]),
            Some(reference) => cells.extend([reference.to_string(), row.subject.clone()]),
            None if beside => cells.extend([String::new(), row.subject.clone()]),
            None => cells.push(row.subject.clone()),
        }
        table.push(cells);
    }
    columns(&table, "")
}

fn registers(rows: &[RegisterRow]) -> String {
    let mut table = vec![["R#", "compiler's intent", "before", "reference", "subject", ""].map(String::from).to_vec()];
    for row in rows {
        let mark = match (row.mismatch, row.live) {
            (true, _) => "MISMATCH",
            (false, false) => "(dead)",
            (false, true) => "",
        };
        table.push(vec![
            row.register.clone(),
            row.intent.clone(),
            row.before.clone(),
            row.reference.clone(),
            row.subject.clone(),
            mark.into(),
        ]);
    }
    columns(&table, "  ")
}

/// Columns as wide as their widest cell, which is cut if it is too long. The last column is not cut.
fn columns(rows: &[Vec<String>], indent: &str) -> String {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let cut = |text: &str, last: bool| -> String {
        if last || text.chars().count() <= CELL + 20 {
            text.to_string()
        } else {
            text.chars().take(CELL + 17).chain("...".chars()).collect()
        }
    };
    let cells: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().enumerate().map(|(i, text)| cut(text, i + 1 == count)).collect()).collect();
    let width =
        |i: usize| cells.iter().filter_map(|row| row.get(i)).map(|text| text.chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..count).map(width).collect();
    let mut out = String::new();
    for row in &cells {
        let mut line = String::from(indent);
        for (text, width) in row.iter().zip(&widths) {
            let _ = write!(line, "{text:<width$}  ");
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}
