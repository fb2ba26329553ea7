//! Joining the reports of shards.
//!
//! Invariant: the order of the reports does not matter, and joining all shards gives what one run would have given.

use std::collections::BTreeMap;

use super::bucket;
use super::error::TriageError;
use crate::report::data::{Case, Finding, Report, SCHEMA};

/// Reads a report.
///
/// # Errors
/// If it is not one, or of another version.
pub fn read(name: &str, text: &[u8]) -> Result<Report, TriageError> {
    let name = || name.to_string();
    let schema = serde_json::from_slice::<serde_json::Value>(text)
        .map_err(|source| TriageError::NoReport { name: name(), source })?
        .get("schema")
        .and_then(serde_json::Value::as_u64);
    match schema {
        Some(n) if n == u64::from(SCHEMA) => {}
        Some(schema) => return Err(TriageError::OtherSchema { name: name(), schema }),
        None => return Err(TriageError::NoSchema { name: name() }),
    }
    serde_json::from_slice(text).map_err(|source| TriageError::NoReport { name: name(), source })
}

/// Joins reports, each with the name of its file.
///
/// # Errors
/// If they are not of one run: another subject or level, or two answers for one case.
pub fn merge(reports: Vec<(String, Report)>, baseline: Option<&Report>) -> Result<Report, TriageError> {
    let mut reports = reports.into_iter();
    let Some((first_name, mut merged)) = reports.next() else { return Err(TriageError::NoReports) };
    let mut cases: BTreeMap<String, Case> = BTreeMap::new();
    let mut findings: Vec<Finding> = Vec::new();
    let mut take = |name: &str, report: &mut Report| {
        findings.extend(report.buckets.drain(..).map(|bucket| bucket.example));
        for case in report.cases.drain(..) {
            match cases.get(&case.path) {
                Some(other) if other.verdict != case.verdict => {
                    return Err(TriageError::TwoVerdicts { name: name.to_string(), case: case.path });
                }
                _ => drop(cases.insert(case.path.clone(), case)),
            }
        }
        Ok(())
    };
    take(&first_name, &mut merged)?;
    for (name, mut report) in reports {
        if report.setup != merged.setup {
            return Err(TriageError::OtherSettings { name, first: first_name });
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
            return Err(TriageError::OtherDivision);
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
