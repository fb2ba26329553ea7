//! A triage run as SARIF 2.1.0: a rule for each bucket, a result for each case that is not as expected.
//!
//! Invariant: fingerprints are made of the bucket and the path of the case, so that a code scanning service knows a result
//! again in the next run.

use std::collections::BTreeMap;

use serde_sarif::sarif::{
    ArtifactLocation, Location, Message, MultiformatMessageString, PhysicalLocation, Region, ReportingDescriptor,
    Result as SarifResult, ResultLevel, Run, Sarif, Tool, ToolComponent, Version,
};

use super::{RenderError, complaint, difference, reproduction};
use crate::report::data::{Bucket, Case, Report, Status};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";
/// Rules of results that belong to no bucket.
const AGREES: &str = "agrees-again";
const LOST: &str = "not-comparable";
const UNREADABLE: &str = "unreadable";

/// The whole report.
///
/// # Errors
/// If the JSON cannot be written.
pub fn text(report: &Report) -> Result<String, RenderError> {
    let mut rules: Vec<ReportingDescriptor> = report.buckets.iter().map(rule).collect();
    let others = [
        (AGREES, "A known case agrees again", Status::Fixed),
        (LOST, "A case cannot be compared any more", Status::Lost),
        (UNREADABLE, "A case cannot be read", Status::Unreadable),
    ];
    for (id, title, status) in others {
        if report.with(status).next().is_some() {
            rules.push(descriptor(id, title, title));
        }
    }
    let results: Vec<SarifResult> = report.cases.iter().filter_map(|case| result(report, case)).collect();
    let driver = ToolComponent::builder().name("lockstep").version(env!("CARGO_PKG_VERSION")).rules(rules).build();
    let run = Run::builder().tool(Tool::builder().driver(driver).build()).results(results).build();
    let version = serde_json::to_value(Version::V2_1_0)?;
    let sarif = Sarif::builder().schema(SCHEMA).version(version).runs(vec![run]).build();
    Ok(serde_json::to_string_pretty(&sarif)? + "\n")
}

fn descriptor(id: &str, title: &str, full: &str) -> ReportingDescriptor {
    let text = |text: &str| MultiformatMessageString::builder().text(text).build();
    ReportingDescriptor::builder().id(id).short_description(text(title)).full_description(text(full)).build()
}

fn rule(bucket: &Bucket) -> ReportingDescriptor {
    let fix = bucket.example.explanation.as_ref().and_then(|e| e.symptom.as_ref());
    let full = match fix {
        Some(symptom) => format!("{}. Usual fix: {}.", bucket.title, symptom.fix),
        None => bucket.title.clone(),
    };
    descriptor(&bucket.id, &bucket.title, &full)
}

fn result(report: &Report, case: &Case) -> Option<SarifResult> {
    let bucket = report.bucket_of(case);
    let title = complaint(case, bucket)?;
    let (rule, level) = match case.status {
        Status::Fixed => (AGREES, ResultLevel::Warning),
        Status::Lost => (LOST, ResultLevel::Warning),
        Status::Unreadable => (UNREADABLE, ResultLevel::Error),
        _ => (bucket?.id.as_str(), ResultLevel::Error),
    };
    let mut message = format!("{title}\n");
    if let Some(bucket) = bucket {
        message.push_str(&difference(bucket));
    }
    message.push_str(&format!("Reproduce: {}", reproduction(report, &case.path)));
    let line = bucket.filter(|b| b.example.path == case.path).and_then(|b| b.example.line).unwrap_or(1);
    let fingerprint = crate::trace::digest::string(format!("{rule}\n{}", case.path).as_bytes());
    let place = PhysicalLocation::builder()
        .artifact_location(ArtifactLocation::builder().uri(uri(&case.path)).build())
        .region(Region::builder().start_line(i64::from(line.max(1))).build())
        .build();
    let fingerprints = BTreeMap::from([
        ("lockstepBucket/v1".to_owned(), rule.to_owned()),
        ("lockstepCase/v1".to_owned(), format!("{fingerprint:016x}")),
    ]);
    let result = SarifResult::builder()
        .rule_id(rule)
        .level(level)
        .message(Message::builder().text(message).build())
        .locations(vec![Location::builder().physical_location(place).build()])
        .partial_fingerprints(fingerprints);
    Some(result.build())
}

/// A path as a reference relative to the root of the repository, or as a `file:` URI if it is absolute.
fn uri(path: &str) -> String {
    let mut uri = String::from(if path.starts_with('/') { "file://" } else { "" });
    for byte in path.strip_prefix("./").unwrap_or(path).bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(byte as char),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}
