//! The predicates that the command line offers: an external command, and a divergence of a given class.

use std::collections::BTreeMap;
use std::process::Stdio;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::problem::Problem;
use crate::engine::{Execute, Limits, Options, Ours, Process, Program, Reference};
use crate::finding::{Place, Verdict};
use crate::oracle::{behaviour, bytecode};

/// A command that gets the path of a candidate, and finds it interesting if its exit code is 0.
pub struct Command {
    words: Vec<String>,
    timeout: Duration,
    folder: tempfile::TempDir,
}

/// Exit codes with which a shell says that there is no such command.
const NOT_RUN: [i32; 2] = [126, 127];

impl Command {
    /// A command of blank-separated words.
    ///
    /// # Errors
    /// If there are none, or no folder for candidates can be made.
    pub fn new(command: &str, timeout: Duration) -> Result<Command, String> {
        let words: Vec<String> = command.split_whitespace().map(String::from).collect();
        if words.is_empty() {
            return Err("the test command is empty".into());
        }
        let folder = tempfile::tempdir().map_err(|e| format!("no temporary folder: {e}"))?;
        Ok(Command { words, timeout, folder })
    }
}

impl Problem for Command {
    fn interesting(&self, text: &[u8]) -> Result<bool, String> {
        let broken = |e: std::io::Error| format!("{}: {e}", self.words[0]);
        let place = rayon::current_thread_index().unwrap_or(0);
        let folder = self.folder.path().join(place.to_string());
        std::fs::create_dir_all(&folder).map_err(broken)?;
        let path = folder.join("prog.lua");
        std::fs::write(&path, text).map_err(broken)?;
        let mut child = std::process::Command::new(&self.words[0])
            .args(&self.words[1..])
            .arg(&path)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(broken)?;
        let end = Instant::now() + self.timeout;
        let mut pause = Duration::from_micros(200);
        loop {
            if let Some(status) = child.try_wait().map_err(broken)? {
                return match status.code() {
                    Some(code) if NOT_RUN.contains(&code) => {
                        Err(format!("{} cannot be run (exit code {code})", self.words.join(" ")))
                    }
                    code => Ok(code == Some(0)),
                };
            }
            if Instant::now() >= end {
                // It is gone already if this fails.
                let _ = child.kill();
                let _ = child.wait();
                return Ok(false);
            }
            std::thread::sleep(pause);
            pause = (pause * 5 / 4).min(Duration::from_millis(10));
        }
    }
}

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Behaviour,
    Bytecode,
}

/// A divergence between the reference and a subject, of one class.
pub struct Divergence {
    kind: Kind,
    subject: Box<dyn Execute>,
    /// What has to stay the same.
    pub class: String,
    others: Mutex<BTreeMap<String, Vec<u8>>>,
}

impl Divergence {
    /// The divergence of `source`, of the given class or of that which it shows; `subject` is a command that runs
    /// scripts, our own engine if not given.
    ///
    /// # Errors
    /// If `source` does not diverge, or in another class.
    pub fn new(kind: Kind, subject: Option<&str>, source: &[u8], class: Option<&str>) -> Result<Divergence, String> {
        let subject: Box<dyn Execute> = match subject {
            Some(command) => {
                let words = command.split_whitespace().map(String::from).collect();
                Box::new(Process::new(words, Duration::from_secs(10)))
            }
            None => Box::new(Ours),
        };
        let mut divergence = Divergence { kind, subject, class: String::new(), others: Mutex::default() };
        let found = divergence.classify(source);
        match (found, class) {
            (Some(found), Some(class)) if found != class => {
                Err(format!("the program diverges in class {found}, not {class}"))
            }
            (Some(found), _) => {
                divergence.class = found;
                Ok(divergence)
            }
            (None, _) => {
                Err("the program is not interesting: the subject agrees with the reference on it (or nothing \
                              can be compared)"
                    .into())
            }
        }
    }

    /// The class of a program's divergence, if it diverges.
    pub fn classify(&self, text: &[u8]) -> Option<String> {
        let limits = Limits { instructions: 20_000_000, memory: 256 << 20, output: 1 << 20 };
        let options = Options { limits, ..Options::default() };
        let verdict = match self.kind {
            Kind::Behaviour => {
                behaviour::check(&Reference, &*self.subject, &Program::text(text, b"=reduced"), &options)
            }
            Kind::Bytecode => bytecode::check(&Reference, &Ours, text, b"=reduced"),
        };
        match verdict {
            Verdict::Diverge { differences } => differences.first().map(|d| class(&d.place)),
            Verdict::Agree | Verdict::NotComparable { .. } => None,
        }
    }

    /// A program of each other class that was seen.
    pub fn slips(&self) -> Vec<(String, Vec<u8>)> {
        self.others.lock().map(|o| o.clone().into_iter().collect()).unwrap_or_default()
    }
}

/// The kind of a place, without its position.
fn class(place: &Place) -> String {
    let value = serde_json::to_value(place).unwrap_or_default();
    let word = |v: &serde_json::Value, key: &str| v.get(key).and_then(|v| v.as_str()).unwrap_or_default().to_string();
    match value.get("part") {
        Some(part) => format!("{}-{}", word(&value, "place"), word(part, "part")),
        None => word(&value, "place"),
    }
}

impl Problem for Divergence {
    fn interesting(&self, text: &[u8]) -> Result<bool, String> {
        let found = self.classify(text);
        let same = found.as_deref() == Some(&self.class);
        if let (false, Some(found), Ok(mut others)) = (same, found, self.others.lock()) {
            // The smallest of each class.
            let best = others.entry(found).or_insert_with(|| text.to_vec());
            if (text.len(), text) < (best.len(), &best[..]) {
                *best = text.to_vec();
            }
        }
        Ok(same)
    }
}
