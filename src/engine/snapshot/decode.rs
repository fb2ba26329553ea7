//! Reading snapshots back: the roots, and the first place where two of them differ.

use super::tag;
use crate::engine::outcome::{PlainValue, quoted};

/// How one object is reached from another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathStep {
    /// The n-th root, from 0.
    Root(usize),
    /// The entry of a table under this key.
    Field(PlainValue),
    /// Its metatable.
    Metatable,
    /// From 1.
    Upvalue(usize),
    /// The environment of a function, where that is not the table of globals.
    Environment,
}

/// A step as part of a path: `.name`, `[3]`, `<metatable>`.
pub fn step_text(step: &PathStep, roots: &[String]) -> String {
    match step {
        PathStep::Root(n) => roots.get(*n).cloned().unwrap_or_else(|| format!("<root {n}>")),
        PathStep::Field(PlainValue::String(s)) if is_name(s) => format!(".{}", String::from_utf8_lossy(s)),
        PathStep::Field(key) => format!("[{key}]"),
        PathStep::Metatable => "<metatable>".into(),
        PathStep::Upvalue(n) => format!("<upvalue {n}>"),
        PathStep::Environment => "<environment>".into(),
    }
}

fn is_name(s: &[u8]) -> bool {
    s.first().is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_')
        && s.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_')
}

/// Where two snapshots differ first, in breadth-first order (so, closest to the roots).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SnapshotDifference {
    /// From a root to the differing slot.
    pub path: Vec<PathStep>,
    /// What the first snapshot has there, as text.
    pub left: String,
    /// What the second has there.
    pub right: String,
}

pub(super) fn roots(bytes: &[u8]) -> Vec<PlainValue> {
    Reader { bytes, at: 0 }.values()
}

pub(super) fn describe(bytes: &[u8], object: u32) -> String {
    Decoded::new(bytes).describe(Some(&PlainValue::Object(object)))
}

/// The first difference of two snapshots, or `None` if they are equal.
pub fn first_difference(left: &super::Snapshot, right: &super::Snapshot) -> Option<SnapshotDifference> {
    if left == right {
        return None;
    }
    let (a, b) = (Decoded::new(&left.bytes), Decoded::new(&right.bytes));
    let count = a.roots.len().max(b.roots.len());
    for i in 0..count {
        if a.roots.get(i) != b.roots.get(i) {
            return Some(slot(vec![PathStep::Root(i)], &a, a.roots.get(i), &b, b.roots.get(i)));
        }
    }
    for (i, (x, y)) in a.records.iter().zip(&b.records).enumerate() {
        if x != y {
            return Some(record_difference(&a, &b, i, x, y));
        }
    }
    let unequal = |n: usize| format!("{n} records in the snapshot");
    Some(SnapshotDifference { path: Vec::new(), left: unequal(a.records.len()), right: unequal(b.records.len()) })
}

#[derive(Clone, Debug, PartialEq)]
struct Record {
    tag: u8,
    /// Number of the object that it is about; for `MORE` and `UNREACHED` the table's.
    object: u32,
    /// Lines of a function, status of a thread, count of unreached entries.
    facts: Vec<u64>,
    entries: Vec<(PlainValue, PlainValue)>,
    upvalues: Vec<PlainValue>,
    /// Metatable, or environment of a function.
    link: Option<PlainValue>,
}

struct Decoded {
    roots: Vec<PlainValue>,
    records: Vec<Record>,
    /// By number: the object and step by which it was reached first.
    parents: Vec<(Option<u32>, PathStep)>,
}

impl Decoded {
    fn new(bytes: &[u8]) -> Decoded {
        let mut reader = Reader { bytes, at: 0 };
        let roots = reader.values();
        let mut decoded = Decoded { roots: Vec::new(), records: Vec::new(), parents: Vec::new() };
        for (i, root) in roots.iter().enumerate() {
            decoded.reach(root, None, PathStep::Root(i));
        }
        decoded.roots = roots;
        let mut next = 0;
        while reader.at < bytes.len() {
            let record = reader.record(&mut next);
            let from = Some(record.object);
            for (key, value) in &record.entries {
                decoded.reach(key, from, PathStep::Field(key.clone()));
                decoded.reach(value, from, PathStep::Field(key.clone()));
            }
            for (i, value) in record.upvalues.iter().enumerate() {
                decoded.reach(value, from, PathStep::Upvalue(i + 1));
            }
            if let Some(link) = &record.link {
                let step = if record.tag == tag::FUNCTION { PathStep::Environment } else { PathStep::Metatable };
                decoded.reach(link, from, step);
            }
            decoded.records.push(record);
        }
        decoded
    }

    fn reach(&mut self, value: &PlainValue, from: Option<u32>, step: PathStep) {
        if let PlainValue::Object(n) = value
            && *n as usize == self.parents.len()
        {
            self.parents.push((from, step));
        }
    }

    fn path(&self, object: u32) -> Vec<PathStep> {
        let mut path = Vec::new();
        let mut at = Some(object);
        while let Some((parent, step)) = at.and_then(|n| self.parents.get(n as usize)) {
            path.push(step.clone());
            // An object's parent was numbered before it, so that this ends.
            at = *parent;
        }
        path.reverse();
        path
    }

    /// A value with what is known of the object it names.
    fn describe(&self, value: Option<&PlainValue>) -> String {
        match value {
            None => "nothing".into(),
            Some(PlainValue::Object(n)) => {
                let record = self.records.iter().find(|r| r.object == *n && r.tag < tag::MORE);
                let kind = record.map_or("object".to_string(), Record::describe);
                let first: String = self.path(*n).iter().map(|step| step_text(step, &[])).collect();
                format!("{kind} (#{n}, first seen at {first})")
            }
            Some(value) => value.to_string(),
        }
    }
}

impl Record {
    fn describe(&self) -> String {
        match self.tag {
            tag::TABLE | tag::SORTED_TABLE => format!("table with {} entries", self.entries.len()),
            tag::WEAK_TABLE => "weak table".into(),
            tag::FUNCTION => match self.facts[..] {
                [first, last] => format!("function <lines {first}-{last}>"),
                _ => "function".into(),
            },
            tag::USERDATA => "userdata".into(),
            tag::THREAD => match self.facts.first() {
                Some(0) => "running coroutine".into(),
                Some(1) => "suspended coroutine".into(),
                Some(2) => "normal coroutine".into(),
                _ => "dead coroutine".into(),
            },
            tag::UNREACHED => {
                format!("{} entries with keys that nothing else reaches", self.facts.first().unwrap_or(&0))
            }
            tag::CUT => "end of what the snapshot holds".into(),
            _ => "more entries".into(),
        }
    }
}

fn slot(
    path: Vec<PathStep>,
    a: &Decoded,
    x: Option<&PlainValue>,
    b: &Decoded,
    y: Option<&PlainValue>,
) -> SnapshotDifference {
    SnapshotDifference { path, left: a.describe(x), right: b.describe(y) }
}

fn record_difference(a: &Decoded, b: &Decoded, index: usize, x: &Record, y: &Record) -> SnapshotDifference {
    debug_assert!(x != y, "record {index}");
    let mut path = a.path(x.object);
    if (x.tag, x.object, &x.facts) != (y.tag, y.object, &y.facts) {
        return SnapshotDifference { path, left: x.describe(), right: y.describe() };
    }
    let find = |record: &Record, key: &PlainValue| record.entries.iter().find(|e| e.0 == *key).map(|e| e.1.clone());
    for (key, value) in &x.entries {
        let other = find(y, key);
        if other.as_ref() != Some(value) {
            path.push(PathStep::Field(key.clone()));
            return slot(path, a, Some(value), b, other.as_ref());
        }
    }
    for (key, value) in &y.entries {
        if find(x, key).is_none() {
            path.push(PathStep::Field(key.clone()));
            return slot(path, a, None, b, Some(value));
        }
    }
    if x.entries != y.entries {
        let order = |r: &Record| {
            let differs = x.entries.iter().zip(&y.entries).position(|(x, y)| x.0 != y.0).unwrap_or(0);
            let keys: Vec<String> = r.entries.iter().skip(differs).take(5).map(|e| e.0.to_string()).collect();
            format!("order of next: {} from entry {}", keys.join(", "), differs + 1)
        };
        return SnapshotDifference { path, left: order(x), right: order(y) };
    }
    for i in 0..x.upvalues.len().max(y.upvalues.len()) {
        if x.upvalues.get(i) != y.upvalues.get(i) {
            path.push(PathStep::Upvalue(i + 1));
            return slot(path, a, x.upvalues.get(i), b, y.upvalues.get(i));
        }
    }
    path.push(if x.tag == tag::FUNCTION { PathStep::Environment } else { PathStep::Metatable });
    slot(path, a, x.link.as_ref(), b, y.link.as_ref())
}

/// Reads what `encode` wrote; a cut encoding reads as if it ended with `END`s.
struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn byte(&mut self) -> u8 {
        let byte = self.bytes.get(self.at).copied().unwrap_or(tag::END);
        self.at += 1;
        byte
    }

    fn varint(&mut self) -> u64 {
        let (mut n, mut shift) = (0, 0);
        loop {
            let byte = self.byte();
            n |= u64::from(byte & 0x7f) << (shift & 63);
            shift += 7;
            if byte < 0x80 {
                return n;
            }
        }
    }

    fn blob(&mut self) -> Vec<u8> {
        let len = self.varint() as usize;
        let end = self.at.saturating_add(len).min(self.bytes.len());
        let blob = self.bytes.get(self.at..end).unwrap_or_default().to_vec();
        self.at = end;
        blob
    }

    /// The next value, or `None` at `END`.
    fn value(&mut self) -> Option<PlainValue> {
        Some(match self.byte() {
            tag::NIL => PlainValue::Nil,
            tag::FALSE => PlainValue::Boolean(false),
            tag::TRUE => PlainValue::Boolean(true),
            tag::SMALL => PlainValue::Number(self.varint() as f64),
            tag::NUMBER => {
                let mut bits = [0; 8];
                bits.fill_with(|| self.byte());
                PlainValue::Number(f64::from_bits(u64::from_le_bytes(bits)))
            }
            tag::STRING => PlainValue::String(self.blob()),
            tag::NATIVE => PlainValue::Native(String::from_utf8_lossy(&self.blob()).into_owned()),
            tag::OBJECT => PlainValue::Object(self.varint() as u32),
            _ => return None,
        })
    }

    fn values(&mut self) -> Vec<PlainValue> {
        std::iter::from_fn(|| self.value()).collect()
    }

    fn entries(&mut self) -> Vec<(PlainValue, PlainValue)> {
        std::iter::from_fn(|| {
            let key = self.value()?;
            Some((key, self.value().unwrap_or(PlainValue::Nil)))
        })
        .collect()
    }

    /// The next record; `next` is the number of the object that the next object record is about.
    fn record(&mut self, next: &mut u32) -> Record {
        let tag = self.byte();
        let mut record = Record { tag, object: *next, facts: vec![], entries: vec![], upvalues: vec![], link: None };
        match tag {
            tag::TABLE | tag::SORTED_TABLE => {
                record.entries = self.entries();
                record.link = self.value();
            }
            tag::WEAK_TABLE | tag::USERDATA => record.link = self.value(),
            tag::FUNCTION => {
                record.facts = vec![self.varint(), self.varint()];
                record.upvalues = self.values();
                record.link = self.value();
            }
            tag::THREAD => record.facts = vec![u64::from(self.byte())],
            tag::MORE => {
                record.object = self.varint() as u32;
                record.entries = self.entries();
            }
            tag::UNREACHED => {
                record.object = self.varint() as u32;
                record.facts = vec![self.varint()];
            }
            _ => {}
        }
        if tag < tag::MORE {
            *next += 1;
        }
        record
    }
}

/// A path as text: `_G.a.b[3]`.
pub fn path_text(path: &[PathStep], roots: &[String]) -> String {
    let text: String = path.iter().map(|step| step_text(step, roots)).collect();
    if text.len() <= 300 { text } else { format!("...{}", quoted(&text.as_bytes()[text.len() - 200..])) }
}
