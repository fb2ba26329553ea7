//! Templates: Lua with holes, and the library of them that comes with the crate.
//!
//! A template file is a sequence of entries, each with a header line `--- KIND FEATURE WEIGHT [COST]`. The cost is of what
//! loops that are no holes and collections execute, in instructions; without it there is little. An entry of kind
//! `stat` is a list of statements, one of kind `error` too (they raise an error), one of kind `class`, `event` or
//! `instance` a part of the program's class; every other kind is the word of a type, and the entry reads
//! `_ = EXPRESSION`. In them
//!
//! - `INT`, `NUM`, `STR`, ... is an expression of that type; `LIST1` is a variable, the same one wherever
//!   `LIST1` stands in the entry;
//! - `ANYS`, `INTS`, `STRS` in a list are any number of expressions, `ANYS1` at least one;
//! - `COND` is an expression the truth of which counts;
//! - `PICK(A, B, ...)` is one of these expressions, `if PICK then A elseif PICK then B ... end` one of these blocks;
//! - `SMALL` is a small literal, `EDGE` an odd one, `SIZE` a number of things at which something grows or changes its form;
//!   `LOTS` in a constructor are about as many items as one or two SETLIST take; `KEY` is a key of a map; `PATTERN`, `FORMAT`, `REPL` are literals
//!   for the string library; `FIELD` after a dot is a field name of maps;
//! - `BODY()` is a list of statements, `ERROR()` one that raises an error;
//! - a declaration of `int_x`, `str_y`, ... makes a variable that holes further down use; other names that begin
//!   with `_` are made fresh, so that nested templates never meet.
//!
//! Invariant: an entry keeps the promises of [`super::scope::Ty`], and what it writes ends.

use std::rc::Rc;

use super::scope::Ty;
use crate::syntax::SourceBytes;
use crate::syntax::ast::{Block, Expr, StatKind};
use crate::syntax::parse;

/// Which holes an entry can fill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TemplateKind {
    /// Statements.
    Stat,
    /// Statements that raise an error.
    Error,
    /// Statements that define the class of a program's objects: its beginning, one event, objects.
    Class,
    /// A handler of an event.
    Event,
    /// An object of a class.
    Instance,
    /// An expression of a type.
    Expr(Ty),
}

/// What an entry is made of.
#[derive(Debug)]
pub enum Body {
    /// Statements.
    Stats(Block),
    /// An expression.
    Expr(Expr),
}

/// One template.
#[derive(Debug)]
pub struct Template {
    /// Index of its feature, see [`Library::features`].
    pub feature: usize,
    /// Relative to the others of its kind.
    pub weight: u32,
    /// Estimated instructions that it executes by itself.
    pub cost: i64,
    /// The variables that it binds (`LIST1`), with their types.
    pub binds: Vec<(SourceBytes, Ty)>,
    /// Mentions the varargs of the function that it stands in.
    pub vararg: bool,
    /// Mentions objects.
    pub objects: bool,
    /// What is put in.
    pub body: Body,
}

/// All templates, by kind.
#[derive(Debug, Default)]
pub struct Library {
    /// Of statements.
    pub stats: Vec<Template>,
    /// Of statements that raise an error.
    pub errors: Vec<Template>,
    /// Of classes.
    pub classes: Vec<Template>,
    /// Of handlers of events.
    pub events: Vec<Template>,
    /// Of objects.
    pub instances: Vec<Template>,
    /// Indexed by [`Ty`].
    pub exprs: Vec<Vec<Template>>,
    /// Names of the features: those without templates, then in order of first appearance.
    pub features: Vec<String>,
}

const FILES: [(&str, &str); 11] = [
    ("basic", include_str!("templates/basic.lua")),
    ("functions", include_str!("templates/functions.lua")),
    ("tables", include_str!("templates/tables.lua")),
    ("strings", include_str!("templates/strings.lua")),
    ("objects", include_str!("templates/objects.lua")),
    ("coroutines", include_str!("templates/coroutines.lua")),
    ("errors", include_str!("templates/errors.lua")),
    ("metatables", include_str!("templates/metatables.lua")),
    ("growth", include_str!("templates/growth.lua")),
    ("stack", include_str!("templates/stack.lua")),
    ("collections", include_str!("templates/collections.lua")),
];

/// An entry that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{header}: {mistake}")]
pub struct TemplateError {
    /// Without its `--- `.
    pub header: String,
    /// What is wrong there.
    #[source]
    pub mistake: Mistake,
}

/// What is wrong with an entry.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum Mistake {
    #[error("not KIND FEATURE WEIGHT [COST]")]
    Header,
    #[error("unknown kind")]
    Kind,
    #[error("the weight or the cost is not a number")]
    Weight(#[source] std::num::ParseIntError),
    #[error(transparent)]
    Syntax(#[from] crate::syntax::Error),
    #[error("not `_ = e`")]
    NotAssigned,
    #[error("no expression")]
    NoExpression,
}

/// Features of statements that are no templates.
const CODED: [&str; 2] = ["pressure", "operations"];

thread_local! {
    /// One library per thread: its names are counted references, which threads would fight over.
    static LIBRARY: Rc<Library> = Rc::new(Library::parse());
}

impl Library {
    /// The library of this thread.
    pub fn shared() -> Rc<Library> {
        LIBRARY.with(Rc::clone)
    }

    /// The index of a feature.
    pub fn feature(&self, name: &str) -> Option<usize> {
        self.features.iter().position(|f| f == name)
    }

    /// Reads the files. Entries that cannot be read are left out; a test holds that there are none.
    fn parse() -> Library {
        Library::read(|_, _| ())
    }

    /// Reads the files; `complain` is told the file of each entry that cannot be read, and why.
    pub fn read(mut complain: impl FnMut(&str, TemplateError)) -> Library {
        let exprs = Ty::ALL.iter().map(|_| Vec::new()).collect();
        let mut library = Library { exprs, features: CODED.map(String::from).into(), ..Library::default() };
        for (file, text) in FILES {
            // What stands before the first header is for the reader.
            for entry in format!("\n{text}").split("\n--- ").skip(1) {
                let (header, source) = entry.split_once('\n').unwrap_or((entry, ""));
                match library.entry(header, source) {
                    Ok(()) => {}
                    Err(mistake) => complain(file, TemplateError { header: header.to_string(), mistake }),
                }
            }
        }
        library
    }

    fn entry(&mut self, header: &str, source: &str) -> Result<(), Mistake> {
        let words: Vec<&str> = header.split_whitespace().collect();
        let (kind, feature, weight, cost) = match words[..] {
            [kind, feature, weight] => (kind, feature, weight, "0"),
            [kind, feature, weight, cost] => (kind, feature, weight, cost),
            _ => return Err(Mistake::Header),
        };
        let kind = match kind {
            "stat" => TemplateKind::Stat,
            "error" => TemplateKind::Error,
            "class" => TemplateKind::Class,
            "event" => TemplateKind::Event,
            "instance" => TemplateKind::Instance,
            word => TemplateKind::Expr(Ty::ALL.into_iter().find(|t| t.word() == word).ok_or(Mistake::Kind)?),
        };
        let weight = weight.parse().map_err(Mistake::Weight)?;
        let cost = cost.parse().map_err(Mistake::Weight)?;
        let chunk = parse(source.as_bytes(), b"=template")?;
        let feature = match self.feature(feature) {
            Some(index) => index,
            None => {
                self.features.push(feature.to_string());
                self.features.len() - 1
            }
        };
        // A function without varargs accepts what does not mention them.
        let vararg = parse(format!("local function f() {source}\nend").as_bytes(), b"=template").is_err();
        let objects = source.contains("OBJ");
        let template = |body| Template { feature, weight, cost, binds: binds(source), vararg, objects, body };
        match kind {
            TemplateKind::Stat => self.stats.push(template(Body::Stats(chunk.body))),
            TemplateKind::Error => self.errors.push(template(Body::Stats(chunk.body))),
            TemplateKind::Class => self.classes.push(template(Body::Stats(chunk.body))),
            TemplateKind::Event => self.events.push(template(Body::Stats(chunk.body))),
            TemplateKind::Instance => self.instances.push(template(Body::Stats(chunk.body))),
            TemplateKind::Expr(ty) => {
                // Several expressions of one weight may share a header.
                for stat in chunk.body.stats {
                    let StatKind::Assign { values, .. } = stat.kind else { return Err(Mistake::NotAssigned) };
                    let e = values.exprs.into_iter().next().ok_or(Mistake::NoExpression)?;
                    self.exprs[ty as usize].push(template(Body::Expr(e)));
                }
            }
        }
        Ok(())
    }
}

/// The words of a source that bind variables.
fn binds(source: &str) -> Vec<(SourceBytes, Ty)> {
    let mut found: Vec<(SourceBytes, Ty)> = Vec::new();
    for word in source.split(|c: char| !c.is_ascii_alphanumeric() && c != '_') {
        let stem = word.trim_end_matches(|c: char| c.is_ascii_digit());
        let ty = Ty::ALL.into_iter().find(|t| stem.len() < word.len() && t.word().to_uppercase() == stem);
        if let Some(ty) = ty
            && found.iter().all(|(name, _)| **name != *word.as_bytes())
        {
            found.push((SourceBytes::from(word.as_bytes()), ty));
        }
    }
    found
}
