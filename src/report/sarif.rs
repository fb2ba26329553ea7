//! A triage run as SARIF 2.1.0: a rule for each bucket, a result for each case that is not as expected.
//!
//! Invariant: fingerprints are made of the bucket and the path of the case, so that a code scanning service knows a result
//! again in the next run.

use serde_json::{Value, json};

use super::{complaint, difference, reproduction};
use crate::report::data::{Bucket, Case, Report, Status};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";
/// Rules of results that belong to no bucket.
const AGREES: &str = "agrees-again";
const LOST: &str = "not-comparable";
const UNREADABLE: &str = "unreadable";

/// The whole report.
pub fn text(report: &Report) -> String {
    let mut rules: Vec<Value> = report.buckets.iter().map(rule).collect();
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
    let results: Vec<Value> = report.cases.iter().filter_map(|case| result(report, case)).collect();
    let driver = json!({ "name": "lockstep", "version": env!("CARGO_PKG_VERSION"), "rules": rules });
    let run = json!({ "tool": { "driver": driver }, "results": results });
    let sarif = json!({ "$schema": SCHEMA, "version": "2.1.0", "runs": [run] });
    format!("{sarif:#}\n")
}

fn descriptor(id: &str, title: &str, full: &str) -> Value {
    json!({ "id": id, "shortDescription": { "text": title }, "fullDescription": { "text": full } })
}

fn rule(bucket: &Bucket) -> Value {
    let fix = bucket.example.explanation.as_ref().and_then(|e| e.symptom.as_ref());
    let full = match fix {
        Some(symptom) => format!("{}. Usual fix: {}.", bucket.title, symptom.fix),
        None => bucket.title.clone(),
    };
    descriptor(&bucket.id, &bucket.title, &full)
}

fn result(report: &Report, case: &Case) -> Option<Value> {
    let bucket = report.bucket_of(case);
    let title = complaint(case, bucket)?;
    let (rule, level) = match case.status {
        Status::Fixed => (AGREES, "warning"),
        Status::Lost => (LOST, "warning"),
        Status::Unreadable => (UNREADABLE, "error"),
        _ => (bucket?.id.as_str(), "error"),
    };
    let mut message = format!("{title}\n");
    if let Some(bucket) = bucket {
        message.push_str(&difference(bucket));
    }
    message.push_str(&format!("Reproduce: {}", reproduction(report, &case.path)));
    let line = bucket.filter(|b| b.example.path == case.path).and_then(|b| b.example.line).unwrap_or(1);
    let fingerprint = crate::trace::digest::string(format!("{rule}\n{}", case.path).as_bytes());
    let place = json!({ "artifactLocation": { "uri": uri(&case.path) }, "region": { "startLine": line.max(1) } });
    Some(json!({
        "ruleId": rule,
        "level": level,
        "message": { "text": message },
        "locations": [{ "physicalLocation": place }],
        "partialFingerprints": {
            "lockstepBucket/v1": rule,
            "lockstepCase/v1": format!("{fingerprint:016x}"),
        },
    }))
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
