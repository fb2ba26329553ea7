//! What the tests of the front end share: the reference's answer for a source, and comparison with ours.
#![allow(dead_code)]

use lockstep::compiler::{CompileOptions, compile, compile_source};
use lockstep::isa::chunk::dump;
use lockstep::syntax::{self, SourceBytes};

/// A chunk, or an error message (not valid UTF-8 replaced).
pub type Answer = Result<Vec<u8>, String>;

/// The reference: PUC-Rio Lua 5.1.5 in process.
pub struct Reference(mlua::Lua);

impl Reference {
    pub fn new() -> Reference {
        Reference(mlua::Lua::new())
    }

    pub fn compile(&self, source: &[u8], name: &str) -> Answer {
        match self.0.load(source).set_name(name).set_mode(mlua::chunk::ChunkMode::Text).into_function() {
            Ok(function) => Ok(function.dump(false)),
            Err(mlua::Error::SyntaxError { message, .. } | mlua::Error::RuntimeError(message)) => Err(message),
            Err(error) => panic!("the reference failed otherwise: {error}"),
        }
    }
}

/// Levels in use when the reference compiles through mlua.
pub const LEVELS: u32 = 0;

fn options() -> CompileOptions {
    CompileOptions { levels: LEVELS, intents: false }
}

pub fn ours(source: &[u8], name: &str) -> Answer {
    match compile_source(source, &SourceBytes::from(name.as_bytes()), options()) {
        Ok(compiled) => Ok(dump(&compiled.proto)),
        Err(error) => Err(error.to_string()),
    }
}

/// Our answer by way of the tree.
pub fn ours_by_tree(source: &[u8], name: &str) -> Answer {
    let bytes = SourceBytes::from(name.as_bytes());
    let tree = syntax::parse_at(source, &bytes, LEVELS).map_err(|e| e.to_string())?;
    match compile(&tree, &bytes, options()) {
        Ok(compiled) => Ok(dump(&compiled.proto)),
        Err(error) => Err(error.to_string()),
    }
}

/// `None` if all agree, else what differs. Errors by way of the tree may lack what is near.
pub fn difference(reference: &Reference, source: &[u8], name: &str) -> Option<String> {
    let expected = reference.compile(source, name);
    let got = ours(source, name);
    if got != expected {
        return Some(format!("expected {}\n     got {}", show(&expected), show(&got)));
    }
    let tree = ours_by_tree(source, name);
    match (&expected, &tree) {
        (Ok(_), _) if tree != expected => Some(format!("expected {}\nby tree {}", show(&expected), show(&tree))),
        (Err(_), Ok(_)) => Some("an error, but not by tree".to_owned()),
        _ => None,
    }
}

pub fn show(answer: &Answer) -> String {
    match answer {
        Err(message) => format!("error: {message}"),
        Ok(chunk) => match lockstep::isa::chunk::undump(chunk) {
            Ok(proto) => format!("{proto:?}"),
            Err(error) => format!("bad chunk: {error}"),
        },
    }
}

#[track_caller]
pub fn assert_agrees(reference: &Reference, source: &[u8]) {
    if let Some(difference) = difference(reference, source, "=test") {
        panic!("{}\n{difference}", String::from_utf8_lossy(&source[..source.len().min(2000)]));
    }
}
