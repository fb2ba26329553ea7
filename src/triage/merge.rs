//! Joining the reports of shards.
//!
//! Invariant: the order of the reports does not matter, and joining all shards gives what one run would have given.

use std::collections::BTreeMap;

use super::bucket;
use crate::report::data::{Case, Finding, Report, SCHEMA};

/// Reads a report.
///
/// # Errors
/// A message, if it is not one, or of another version.
pub fn read(name: &str, text: &[u8]) -> Result<Report, String> {
    let schema = serde_json::from_slice::<serde_json::Value>(text)
        .map_err(|e| format!("{name}: not a report of `lockstep triage --format json`: {e}"))?
        .get("schema")
        .and_then(serde_json::Value::as_u64);
    match schema {
        Some(n) if n == u64::from(SCHEMA) => {}
        Some(n) => return Err(format!("{name}: a report of schema {n}; this program reads schema {SCHEMA}")),
        None => return Err(format!("{name}: not a report of `lockstep triage --format json`: it has no `schema`")),
    }
    serde_json::from_slice(text).map_err(|e| format!("{name}: not a report of `lockstep triage --format json`: {e}"))
}

/// Joins reports, each with the name of its file.
///
/// # Errors
/// A message, if they are not of one run: another subject or level, or two answers for one case.
pub fn merge(reports: Vec<(String, Report)>, baseline: Option<&Report>) -> Result<Report, String> {
    let mut reports = reports.into_iter();
    let Some((first_name, mut merged)) = reports.next() else { return Err("no reports to join".into()) };
    let mut cases: BTreeMap<String, Case> = BTreeMap::new();
    let mut findings: Vec<Finding> = Vec::new();
    let mut take = |name: &str, report: &mut Report| {
        findings.extend(report.buckets.drain(..).map(|bucket| bucket.example));
        for case in report.cases.drain(..) {
            match cases.get(&case.path) {
                Some(other) if other.verdict != case.verdict => {
                    return Err(format!("{name}: {} has another verdict than in another report", case.path));
                }
                _ => drop(cases.insert(case.path.clone(), case)),
            }
        }
        Ok(())
    };
    take(&first_name, &mut merged)?;
    for (name, mut report) in reports {
        if report.setup != merged.setup {
            return Err(format!("{name}: made with other settings than {first_name} (subject, level or limits)"));
        }
        take(&name, &mut report)?;
        merged.shards.append(&mut report.shards);
        merged.ignored.append(&mut report.ignored);
        merged.complete &= report.complete;
        if merged.label != report.label {
            merged.label = None;
        }
    }
    merged.shards.sort();
    merged.shards.dedup();
    merged.ignored.sort();
    merged.ignored.dedup();
    if let Some(first) = merged.shards.first() {
        let of = first.of;
        if merged.shards.iter().any(|shard| shard.of != of) {
            return Err("the reports are shards of different divisions".into());
        }
        merged.complete &= merged.shards.len() == of;
        if merged.shards.len() == of {
            merged.shards.clear();
        }
    }
    merged.cases = cases.into_values().collect();
    bucket::assemble(&mut merged, findings, baseline);
    Ok(merged)
}
