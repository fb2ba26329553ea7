//! What a run of the program showed: which values expressions had, which blocks ran, how often.
//!
//! Invariant: facts only guide the choice of edits; a wrong fact costs a call of the predicate, nothing else. They
//! come from one watched run on the reference, bounded in instructions, memory and output.

use std::collections::HashMap;

use super::render::{Naming, PARAMETERS, render_watched};
use super::tree::{ExprNode, ExprShape, Id, Tree, VarId};
use crate::engine::{Execute, Limits, Options, Program as Source, Reference};

const PRELUDE: &str = include_str!("facts.lua");

/// Where the report begins in the output of a watched run.
const MARK: &[u8] = b"\n\x01facts\x01\n";

/// What was seen at one place.
#[derive(Clone, Debug, Default)]
pub struct Sighting {
    /// How often it was evaluated.
    pub count: usize,
    /// The first value, if it can be written down; whether all were the same.
    pub value: Option<ExprShape>,
    /// Whether it was the same value each time.
    pub constant: bool,
    /// What was seen in the next few runs.
    pub more: Vec<Option<ExprShape>>,
    /// What was seen last, if that was not the first time and can be written down.
    pub last: Option<ExprShape>,
    /// Whether it was a function each time.
    pub is_function: bool,
    /// Source text of a constructor for the table that was seen first, if it is a small one of plain values.
    pub table: Option<String>,
}

impl Sighting {
    /// The value that was seen the `n`-th time, from 0, if it can be written down.
    pub fn nth(&self, n: usize) -> Option<&ExprShape> {
        match n {
            0 => self.value.as_ref(),
            _ => self.more.get(n - 1)?.as_ref(),
        }
    }
}

/// What a run showed.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Whether the run came to its end, so that what was not seen did not happen.
    pub complete: bool,
    seen: HashMap<Id, Sighting>,
}

impl Facts {
    /// Runs the program on the reference and watches.
    pub fn observe(program: &Tree, naming: Naming) -> Facts {
        let text = render_watched(program, naming, &worth_watching);
        let source = [PRELUDE.as_bytes(), &text, b"\nend, ...) __report()"].concat();
        let limits = Limits { instructions: 20_000_000, memory: 256 << 20, output: 8 << 20 };
        let options = Options { limits, skip_globals: true, ..Options::default() };
        let outcome = Reference.execute(&Source::text(&source, b"=facts"), &options);
        let report = outcome.output.windows(MARK.len()).rposition(|w| w == MARK);
        let Some(at) = report else { return Facts::default() };
        let mut facts = Facts { complete: true, seen: HashMap::new() };
        for line in outcome.output[at + MARK.len()..].split(|&b| b == b'\n') {
            if let Some((id, seen)) = parse(line) {
                match (seen.count, seen.constant) {
                    (0, false) => facts.seen.entry(id).or_default().more.push(seen.value),
                    (0, true) => facts.seen.entry(id).or_default().last = seen.value,
                    _ => drop(facts.seen.insert(id, seen)),
                }
            }
        }
        facts
    }

    /// What was seen of an expression or a block.
    pub fn of(&self, id: Id) -> Option<&Sighting> {
        self.seen.get(&id)
    }

    /// What was seen of a parameter.
    pub fn of_parameter(&self, var: VarId) -> Option<&Sighting> {
        self.seen.get(&(PARAMETERS + var))
    }

    /// Whether the block certainly did not run.
    pub fn never_ran(&self, block: Id) -> bool {
        self.complete && !self.seen.contains_key(&block)
    }
}

fn worth_watching(e: &ExprNode) -> bool {
    !(e.is_literal()
        || matches!(e.kind, ExprShape::Function(_) | ExprShape::Vararg | ExprShape::Builtin(_) | ExprShape::Table(_)))
}

/// `id count constant kind value`, blank-separated. The values of later runs come without a count.
fn parse(line: &[u8]) -> Option<(Id, Sighting)> {
    let line = std::str::from_utf8(line).ok()?;
    let mut words = line.splitn(5, ' ');
    let mut word = || words.next();
    let id = word()?.parse().ok()?;
    let count = word()?.parse().ok()?;
    let constant = word()? == "1";
    let kind = word()?;
    let text = word()?;
    let value = match kind {
        "x" => Some(ExprShape::Nil),
        "b" if text == "true" => Some(ExprShape::True),
        "b" => Some(ExprShape::False),
        "n" => text.parse::<f64>().ok().filter(|n| n.is_finite()).map(ExprShape::Number),
        "s" => Some(ExprShape::string(text.as_bytes())),
        "g" => Some(ExprShape::builtin(text)),
        _ => None,
    };
    let is_function = matches!(kind, "f" | "g");
    let table = (kind == "t").then(|| text.to_owned());
    Some((id, Sighting { count, value, constant, more: Vec::new(), last: None, is_function, table }))
}
