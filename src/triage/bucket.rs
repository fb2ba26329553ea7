//! Which findings have one root cause, and how they are shown: buckets.
//!
//! Invariant: buckets are a function of the cases, their findings and the baseline; their order and names do not depend
//! on the order in which findings came.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnose::explanation::Explanation;
use crate::diagnose::mechanism;
use crate::reduce::stdlib::GLOBALS;
use crate::report::data::Expected;
use crate::report::data::{Bucket, BucketKey, CaseVerdict, Finding, Report, Shown, Status};
use crate::syntax::intern::Interner;
use crate::syntax::lex::Lexer;
use crate::syntax::token::Token;

/// Libraries, whose functions are named with them.
const LIBRARIES: &[&str] = &["coroutine", "debug", "io", "math", "os", "package", "string", "table"];
/// What a program shows its findings with, whatever they are.
const CARRIERS: &[&str] = &["_G", "arg", "assert", "error", "io.write", "pcall", "print", "tostring", "type"];

/// The key of an explained finding: whose fault, and in which mechanism. `None` if nothing is wrong.
pub(crate) fn of(explanation: &Explanation) -> Option<BucketKey> {
    let verdict = mechanism::whose(explanation)?;
    Some(BucketKey { verdict, mechanism: mechanism::mechanism(explanation), uses: vec![] })
}

/// The key of a finding of which only the behaviour is known: by what the (reduced) program is made of.
pub fn behavioural(difference: &Shown, program: Option<&[u8]>) -> BucketKey {
    // What does not end is not made small, so that what it is made of tells nothing.
    let uses = program.filter(|_| difference.kind != "hang").map(uses).unwrap_or_default();
    let library = uses.iter().any(|word| word.starts_with(|c: char| c.is_ascii_alphabetic()) && !is_syntax(word));
    // A library function that goes wrong shows in many ways; the language is told apart by what becomes of it.
    let verdict = if library { "library".to_string() } else { difference.kind.clone() };
    BucketKey { verdict, mechanism: None, uses }
}

/// The key of a case that takes the process down with it.
pub(crate) fn crash(death: &str) -> BucketKey {
    BucketKey { verdict: "process".into(), mechanism: None, uses: vec![death.to_string()] }
}

fn is_syntax(word: &str) -> bool {
    crate::syntax::token::is_keyword(word.as_bytes())
}

/// The canonical form of a program that is as small as it gets: the library functions in it, as far as they are not there to
/// show something; if there are none, its keywords and operators.
fn uses(program: &[u8]) -> Vec<String> {
    let mut words: BTreeSet<String> = BTreeSet::new();
    let mut syntax: BTreeSet<String> = BTreeSet::new();
    let Ok(mut lexer) = Lexer::new(program, b"=", Interner::default()) else { return vec!["(no tokens)".into()] };
    // The name before a dot or colon, and that dot or colon.
    let (mut base, mut joint): (Option<String>, Option<u8>) = (None, None);
    while lexer.token != Token::Eof {
        match lexer.token {
            Token::Name => {
                let name = String::from_utf8_lossy(lexer.names.name(lexer.symbol).text).into_owned();
                match (joint.take(), base.take()) {
                    (Some(b'.'), Some(library)) if LIBRARIES.contains(&library.as_str()) => {
                        words.insert(format!("{library}.{name}"));
                    }
                    (Some(b'.'), _) => {}
                    (Some(_), _) => {
                        let is_method = STRING_METHODS.contains(&name.as_str());
                        let word = if is_method { format!("string.{name}") } else { ":".into() };
                        if is_method {
                            words.insert(word)
                        } else {
                            syntax.insert(word)
                        };
                    }
                    (None, _) => {
                        if GLOBALS.contains(&name.as_str()) && !LIBRARIES.contains(&name.as_str()) {
                            words.insert(name.clone());
                        }
                        base = Some(name);
                    }
                }
            }
            Token::Char(c @ (b'.' | b':')) => joint = Some(c),
            Token::Number | Token::String | Token::Local | Token::End | Token::Do | Token::Then | Token::Return => {
                (base, joint) = (None, None);
            }
            Token::Char(b'(' | b')' | b',' | b';' | b'=' | b']') => (base, joint) = (None, None),
            token => {
                (base, joint) = (None, None);
                let mut text = Vec::new();
                token.describe(&mut text);
                syntax.insert(String::from_utf8_lossy(&text).into_owned());
            }
        }
        if lexer.advance().is_err() {
            break;
        }
    }
    words.retain(|word| !CARRIERS.contains(&word.as_str()));
    if words.is_empty() { syntax.into_iter().collect() } else { words.into_iter().collect() }
}

const STRING_METHODS: &[&str] =
    &["byte", "find", "format", "gmatch", "gsub", "len", "lower", "match", "rep", "reverse", "sub", "upper"];

/// Findings that were not reduced to the end join the bucket of which theirs has everything and more.
fn absorbing(key: &BucketKey, keys: &BTreeMap<BucketKey, bool>) -> BucketKey {
    let contains = |other: &&BucketKey| {
        *other != key
            && other.mechanism.is_none()
            && other.verdict == key.verdict
            && !other.uses.is_empty()
            && other.uses.iter().all(|word| key.uses.contains(word))
    };
    let whole = keys.get(key).copied().unwrap_or(true);
    if key.mechanism.is_some() || whole {
        return key.clone();
    }
    let smaller = keys.iter().filter(|(_, whole)| **whole).map(|(other, _)| other).filter(contains);
    smaller.min_by_key(|other| (other.uses.len(), *other)).unwrap_or(key).clone()
}

/// Settles keys, statuses and buckets of the cases of a report.
pub(crate) fn assemble(report: &mut Report, findings: Vec<Finding>, baseline: Option<&Report>) {
    report.cases.sort_by(|a, b| a.path.cmp(&b.path));
    let mut findings: BTreeMap<String, Finding> = findings.into_iter().map(|f| (f.path.clone(), f)).collect();
    let stopped = |finding: &Finding| finding.reduced.as_ref().is_none_or(|r| r.stopped);
    // A key is whole if one of its findings was reduced to the end.
    let mut keys: BTreeMap<BucketKey, bool> = BTreeMap::new();
    for case in &report.cases {
        if let Some(key) = &case.key {
            let whole = findings.get(&case.path).is_some_and(|finding| !stopped(finding));
            *keys.entry(key.clone()).or_default() |= whole;
        }
    }
    for case in &mut report.cases {
        case.key = case.key.as_ref().map(|key| absorbing(key, &keys));
    }
    let known: BTreeMap<&str, &Bucket> =
        baseline.iter().flat_map(|b| &b.buckets).map(|bucket| (bucket.id.as_str(), bucket)).collect();
    let since = |id: &str| {
        let bucket = known.get(id)?;
        bucket.since.clone().or_else(|| baseline?.label.clone()).or_else(|| Some("the baseline".into()))
    };
    let mut groups: BTreeMap<BucketKey, Vec<String>> = BTreeMap::new();
    for case in &mut report.cases {
        let in_baseline = case.key.as_ref().is_some_and(|key| known.contains_key(key.id().as_str()));
        case.status = status(&case.expected, &case.verdict, case.key.as_ref(), in_baseline);
        if let Some(key) = &case.key {
            groups.entry(key.clone()).or_default().push(case.path.clone());
        }
    }
    let mut buckets = Vec::new();
    for (key, cases) in groups {
        let members = || report.cases.iter().filter(|case| case.key.as_ref() == Some(&key));
        let Some(status) = members().map(|case| case.status).max_by_key(|status| urgency(*status)) else { continue };
        let example = cases.iter().filter_map(|path| findings.get(path));
        let order = |f: &&Finding| (f.reduced.is_none(), f.size(), f.smallest().map(String::from), f.path.clone());
        let Some(path) = example.min_by_key(order).map(|f| f.path.clone()) else { continue };
        let Some(example) = findings.remove(&path) else { continue };
        let id = key.id();
        let since = since(&id);
        let title = title(&key, &example);
        buckets.push(Bucket { id, title, status, since, cases, example, key });
    }
    buckets.sort_by(|a, b| {
        let order = |b: &Bucket| (b.since.is_some() || b.status == Status::Expected, b.size(), b.id.clone());
        order(a).cmp(&order(b))
    });
    report.buckets = buckets;
}

fn urgency(status: Status) -> u8 {
    match status {
        Status::New => 3,
        Status::Changed => 2,
        Status::Known => 1,
        Status::Expected | Status::Skipped | Status::Fixed | Status::Lost | Status::Unreadable | Status::NotRun => 0,
    }
}

/// What a verdict means where something was expected.
fn status(expected: &Expected, verdict: &CaseVerdict, key: Option<&BucketKey>, in_baseline: bool) -> Status {
    match (expected, verdict) {
        (_, CaseVerdict::Unreadable { .. }) => Status::Unreadable,
        (_, CaseVerdict::NotRun) => Status::NotRun,
        (Expected::Agree { .. }, CaseVerdict::Agree { .. }) => Status::Expected,
        (Expected::Agree { strict: false }, CaseVerdict::NotComparable { .. }) => Status::Skipped,
        (Expected::NotComparable, CaseVerdict::NotComparable { .. }) => Status::Expected,
        (Expected::Agree { .. } | Expected::Diverge { .. }, CaseVerdict::NotComparable { .. }) => Status::Lost,
        (Expected::Diverge { .. } | Expected::NotComparable, CaseVerdict::Agree { .. }) => Status::Fixed,
        (Expected::Diverge { key: None }, CaseVerdict::Diverge | CaseVerdict::Crashed { .. }) => Status::Expected,
        (Expected::Diverge { key: Some(text) }, CaseVerdict::Diverge | CaseVerdict::Crashed { .. }) => {
            if key.is_some_and(|key| key.text() == *text) { Status::Expected } else { Status::Changed }
        }
        (Expected::Agree { .. } | Expected::NotComparable, CaseVerdict::Diverge | CaseVerdict::Crashed { .. }) => {
            if in_baseline {
                Status::Known
            } else {
                Status::New
            }
        }
    }
}

/// A bucket in one line.
fn title(key: &BucketKey, example: &Finding) -> String {
    if let Some(explanation) = &example.explanation {
        let who = match key.verdict.as_str() {
            "both" => "compiler and VM",
            who => who,
        };
        let symptom = explanation.symptom.as_ref().map_or("it differs", |s| s.title.as_ref());
        return match &key.mechanism {
            Some(mechanism) => format!("{who}, {mechanism}: {symptom}"),
            None => format!("{who}: {symptom}"),
        };
    }
    let difference = example.reduced.as_ref().map_or(&example.difference, |r| &r.difference);
    let what = match difference.kind.as_str() {
        "output" => "another output".to_string(),
        "end" | "hang" | "crash" => difference.subject.chars().take(80).collect(),
        "error" => "another error".into(),
        "result" => "another result".into(),
        "global" => "another state of the globals".into(),
        "compilation" => "another syntax error, or none".into(),
        "chunk" => "another chunk".into(),
        "process" => difference.subject.clone(),
        _ => "a difference".into(),
    };
    if key.verdict == "process" || key.uses.is_empty() { what } else { format!("{}: {what}", key.uses.join(" ")) }
}
