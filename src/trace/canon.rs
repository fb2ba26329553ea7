//! Canonical values: what two engines can agree on, for people to read.

use std::fmt;

use serde::{Serialize, Serializer};

use super::digest::Kind;
use crate::engine::outcome::quoted;

/// How many bytes of a string are kept.
const KEPT: usize = 120;

/// A value as both engines can show it.
#[derive(Clone, Debug)]
pub enum Canon {
    /// `nil`.
    Nil,
    /// `true` or `false`.
    Boolean(bool),
    /// A number.
    Number(f64),
    /// A string, by its digest; its start is for people.
    String {
        /// Its first bytes.
        start: Vec<u8>,
        /// Bytes in all.
        len: usize,
        /// Of all its bytes.
        digest: u64,
    },
    /// A library function.
    Native(&'static str),
    /// A table, function, thread or full userdata.
    Object {
        /// Which of them.
        kind: Kind,
        /// By first appearance; `None` if it has not appeared in a live register yet.
        number: Option<u32>,
    },
    /// A light userdata.
    Light,
    /// Not to be seen on this side.
    Hidden,
}

impl Canon {
    /// A string, with its digest.
    pub fn string(bytes: &[u8]) -> Canon {
        let start = bytes[..bytes.len().min(KEPT)].to_vec();
        Canon::String { start, len: bytes.len(), digest: super::digest::string(bytes) }
    }

    /// What `type` gives.
    pub fn type_name(&self) -> &'static str {
        match self {
            Canon::Nil => "nil",
            Canon::Boolean(_) => "boolean",
            Canon::Number(_) => "number",
            Canon::String { .. } => "string",
            Canon::Native(_) => "function",
            Canon::Object { kind, .. } => kind.name(),
            Canon::Light => "userdata",
            Canon::Hidden => "?",
        }
    }

    /// Whether it is the nil value.
    pub fn is_nil(&self) -> bool {
        matches!(self, Canon::Nil)
    }

    /// Whether it can be called without a metamethod.
    pub fn is_function(&self) -> bool {
        matches!(self, Canon::Native(_) | Canon::Object { kind: Kind::Function, .. })
    }
}

impl PartialEq for Canon {
    fn eq(&self, other: &Canon) -> bool {
        match (self, other) {
            (Canon::Nil, Canon::Nil) | (Canon::Light, Canon::Light) | (Canon::Hidden, Canon::Hidden) => true,
            (Canon::Boolean(a), Canon::Boolean(b)) => a == b,
            (Canon::Number(a), Canon::Number(b)) => a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan(),
            (Canon::String { len: a, digest: x, .. }, Canon::String { len: b, digest: y, .. }) => a == b && x == y,
            (Canon::Native(a), Canon::Native(b)) => a == b,
            (Canon::Object { kind: a, number: x }, Canon::Object { kind: b, number: y }) => a == b && x == y,
            _ => false,
        }
    }
}

impl fmt::Display for Canon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Canon::Nil => f.write_str("nil"),
            Canon::Boolean(b) => write!(f, "{b}"),
            Canon::Number(n) => fmt::Display::fmt(&crate::engine::outcome::PlainValue::Number(*n), f),
            Canon::String { start, len, .. } => {
                f.write_str(&quoted(start))?;
                if *len > start.len() { write!(f, "... ({len} bytes)") } else { Ok(()) }
            }
            Canon::Native(name) => f.write_str(name),
            Canon::Object { kind, number: Some(number) } => write!(f, "{}#{number}", kind.name()),
            Canon::Object { kind, number: None } => write!(f, "{}#new", kind.name()),
            Canon::Light => f.write_str("light userdata"),
            Canon::Hidden => f.write_str("-"),
        }
    }
}

impl Serialize for Canon {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
