//! What an execution leaves behind, as plain data that two engines can be compared by.

use std::fmt;

use super::snapshot::Snapshot;

/// All that was observed of one execution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// What the program wrote, standard error excluded; up to the point where a limit was hit.
    pub output: Vec<u8>,
    /// How it ended.
    pub end: End,
    /// What the results and the globals reach; absent after a limit, and from executors that cannot look inside.
    pub globals: Option<Snapshot>,
}

/// How an execution ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// The main function returned these values.
    Returned(Vec<PlainValue>),
    /// An uncaught error with this value.
    Failed(PlainValue),
    /// The source text has a syntax error, or the chunk was refused: the message.
    Rejected(Vec<u8>),
    /// A limit was hit.
    Limit(Limit),
    /// `os.exit` (only where the system is allowed).
    Exited(i32),
    /// The engine itself broke down: killed by a signal, not found, and so on.
    Crashed(String),
}

/// Which bound a run hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// [`Limits::instructions`](crate::engine::Limits::instructions).
    Instructions,
    /// [`Limits::memory`](crate::engine::Limits::memory).
    Memory,
    /// [`Limits::output`](crate::engine::Limits::output).
    Output,
    /// Wall-clock time; only for executors in another process.
    Time,
}

impl Outcome {
    /// The outcome of a program that was not accepted.
    pub fn rejected(message: Vec<u8>) -> Outcome {
        Outcome { output: Vec::new(), end: End::Rejected(message), globals: None }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Limit::Instructions => "instruction budget",
            Limit::Memory => "memory limit",
            Limit::Output => "output limit",
            Limit::Time => "time limit",
        })
    }
}

/// A Lua value outside of its state. Numbers are equal by bits, except that all NaNs are one.
#[derive(Clone, Debug)]
pub enum PlainValue {
    /// `nil`.
    Nil,
    /// `true` or `false`.
    Boolean(bool),
    /// A number.
    Number(f64),
    /// A string; any bytes.
    String(Vec<u8>),
    /// A library function, by name.
    Native(String),
    /// An object, by its number in the snapshot of the same outcome.
    Object(u32),
}

impl PartialEq for PlainValue {
    fn eq(&self, other: &PlainValue) -> bool {
        match (self, other) {
            (PlainValue::Nil, PlainValue::Nil) => true,
            (PlainValue::Boolean(a), PlainValue::Boolean(b)) => a == b,
            (PlainValue::Number(a), PlainValue::Number(b)) => a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan(),
            (PlainValue::String(a), PlainValue::String(b)) => a == b,
            (PlainValue::Native(a), PlainValue::Native(b)) => a == b,
            (PlainValue::Object(a), PlainValue::Object(b)) => a == b,
            _ => false,
        }
    }
}

impl Eq for PlainValue {}

impl fmt::Display for PlainValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PlainValue::Nil => f.write_str("nil"),
            PlainValue::Boolean(b) => write!(f, "{b}"),
            PlainValue::Number(n) => f.write_str(&number(*n)),
            PlainValue::String(s) => f.write_str(&quoted(s)),
            PlainValue::Native(name) => write!(f, "library function {name}"),
            PlainValue::Object(n) => write!(f, "object #{n}"),
        }
    }
}

/// A number so that different numbers look different: integers plainly, others with all their digits.
fn number(n: f64) -> String {
    if n.is_nan() {
        "nan".into()
    } else if n.is_infinite() {
        if n > 0.0 { "inf".into() } else { "-inf".into() }
    } else {
        format!("{n:?}").trim_end_matches(".0").to_string()
    }
}

/// A string as a Lua literal would show it; long ones are cut, with their length.
pub(crate) fn quoted(bytes: &[u8]) -> String {
    const SHOWN: usize = 200;
    let mut text = String::from("\"");
    for &b in bytes.iter().take(SHOWN) {
        match b {
            b'\n' => text.push_str("\\n"),
            b'\r' => text.push_str("\\r"),
            b'\t' => text.push_str("\\t"),
            b'"' | b'\\' => text.extend(['\\', b as char]),
            0x20..=0x7e => text.push(b as char),
            _ => text.push_str(&format!("\\{b:03}")),
        }
    }
    text.push('"');
    if bytes.len() > SHOWN {
        text.push_str(&format!("... ({} bytes)", bytes.len()));
    }
    text
}
