//! The predicates that the command line offers: an external command, and a divergence of a given class.
//!
//! Invariant: a divergence is interesting only in its own class, so that a reduction never other_classes to another bug;
//! the smallest program of each other class that was seen is kept as a finding of its own.

use std::collections::BTreeMap;
use std::process::{Child, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde::Serialize;

use super::problem::{PredicateError, Problem};
use crate::diagnose::explain::explain;
use crate::diagnose::explanation::{Explanation, FailureClass};
use crate::engine::{Compile, Limits, Options, Program};
use crate::oracle::cross::Blame;
use crate::oracle::cross::{self, Halves, NoTable};
use crate::oracle::verdict::{Place, Verdict};
use crate::oracle::{behaviour, bytecode};
use crate::port::Pair;

/// A command that gets the path of a candidate, and finds it interesting if its exit code is 0.
pub struct Command<'a> {
    words: Vec<String>,
    timeout: Duration,
    folder: tempfile::TempDir,
    /// Set from outside to end a call early.
    stop: Option<&'a AtomicBool>,
    /// Whether a call came to its end, so that an exit code of the shell's is one of the program's.
    ran: AtomicBool,
}

/// Exit codes with which a shell says that there is no such command.
const NOT_RUN: [i32; 2] = [126, 127];
/// Characters that only a shell understands.
const SHELL: &[char] = &['\'', '"', '$', '|', '&', ';', '<', '>', '(', ')', '*', '?', '`', '\\', '~', '='];

impl<'a> Command<'a> {
    /// A command of blank-separated words, or one for the shell.
    ///
    /// # Errors
    /// If it is empty, or no folder for candidates can be made.
    pub fn new(command: &str, timeout: Duration, stop: Option<&'a AtomicBool>) -> Result<Command<'a>, PredicateError> {
        let mut words: Vec<String> = command.split_whitespace().map(String::from).collect();
        if words.is_empty() {
            return Err(PredicateError::NoCommand);
        }
        if command.contains(SHELL) {
            words = ["sh", "-c", &format!("{command} \"$1\""), "sh"].map(String::from).to_vec();
        }
        let folder = tempfile::tempdir().map_err(PredicateError::NoFolder)?;
        Ok(Command { words, timeout, folder, stop, ran: AtomicBool::new(false) })
    }

    /// The exit code, if the command comes to its end in time.
    fn wait(&self, mut child: Child) -> std::io::Result<Option<Option<i32>>> {
        let end = Instant::now() + self.timeout;
        let mut pause = Duration::from_micros(200);
        loop {
            if let Some(status) = child.try_wait()? {
                return Ok(Some(status.code()));
            }
            if Instant::now() >= end || self.stop.is_some_and(|stop| stop.load(Ordering::Relaxed)) {
                kill(&mut child);
                child.wait()?;
                return Ok(None);
            }
            std::thread::sleep(pause);
            pause = (pause * 5 / 4).min(Duration::from_millis(10));
        }
    }
}

/// Ends the command and what it started. It is gone already if this fails.
fn kill(child: &mut Child) {
    if cfg!(unix) {
        let group = format!("-{}", child.id());
        let _ = std::process::Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status();
    }
    let _ = child.kill();
}

impl Problem for Command<'_> {
    fn interesting(&self, text: &[u8]) -> Result<bool, PredicateError> {
        let broken = |source| PredicateError::Failed { command: self.words[0].clone(), source };
        let place = rayon::current_thread_index().unwrap_or(0);
        let folder = self.folder.path().join(place.to_string());
        std::fs::create_dir_all(&folder).map_err(broken)?;
        let path = folder.join("prog.lua");
        std::fs::write(&path, text).map_err(broken)?;
        let mut command = std::process::Command::new(&self.words[0]);
        command.args(&self.words[1..]).arg(&path);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let child = command.spawn().map_err(broken)?;
        let Some(code) = self.wait(child).map_err(broken)? else { return Ok(false) };
        match code {
            Some(code) if NOT_RUN.contains(&code) && !self.ran.load(Ordering::Relaxed) => {
                Err(PredicateError::NotRun { command: self.words.join(" "), code })
            }
            code => {
                self.ran.store(true, Ordering::Relaxed);
                Ok(code == Some(0))
            }
        }
    }
}

/// Gives the class of a program's divergence, if there is one, within so many instructions.
type Find<'a> = Box<dyn Fn(&[u8], u64) -> Option<String> + Sync + 'a>;

/// Instructions that a program may execute: the first of these that are enough for the program that is reduced.
const INSTRUCTIONS: [u64; 4] = [100_000, 2_000_000, 20_000_000, 500_000_000];

/// A divergence between the reference and a subject, of one class.
pub struct DivergenceProblem<'a> {
    find: Find<'a>,
    instructions: u64,
    /// What has to stay the same.
    pub class: String,
    others: Mutex<BTreeMap<String, Vec<u8>>>,
}

impl<'a> DivergenceProblem<'a> {
    /// The divergence that `find` sees in `source`, of the given class or of whichever it is. `find` gives the class
    /// of a program's divergence within so many instructions, if there is one: see [`by_behaviour`], [`by_bytecode`], [`by_steps`], [`of_subject`].
    ///
    /// # Errors
    /// If `source` does not diverge, or in another class.
    pub fn new(
        find: impl Fn(&[u8], u64) -> Option<String> + Sync + 'a,
        source: &[u8],
        class: Option<&str>,
    ) -> Result<DivergenceProblem<'a>, PredicateError> {
        let found = INSTRUCTIONS.into_iter().find_map(|n| Some((find(source, n)?, n)));
        let (found, instructions) = found.ok_or(PredicateError::NoDivergence)?;
        match class {
            Some(class) if found != class => Err(PredicateError::OtherClass { found, wanted: class.to_string() }),
            _ => Ok(DivergenceProblem { find: Box::new(find), instructions, class: found, others: Mutex::default() }),
        }
    }

    /// The smallest program of each other class that was seen.
    pub fn other_classes(&self) -> Vec<(String, Vec<u8>)> {
        self.others.lock().map(|o| o.clone().into_iter().collect()).unwrap_or_default()
    }
}

impl Problem for DivergenceProblem<'_> {
    fn interesting(&self, text: &[u8]) -> Result<bool, PredicateError> {
        let found = (self.find)(text, self.instructions);
        let same = found.as_deref() == Some(&self.class);
        if let (false, Some(found), Ok(mut others)) = (same, found, self.others.lock()) {
            let best = others.entry(found).or_insert_with(|| text.to_vec());
            if (text.len(), text) < (best.len(), &best[..]) {
                *best = text.to_vec();
            }
        }
        Ok(same)
    }
}

/// The name that candidates are compiled under.
pub(crate) const FILE: &str = "reduced.lua";

/// What a candidate may use.
pub(crate) fn reduced_limits(instructions: u64) -> Limits {
    Limits { instructions, memory: 256 << 20, output: 1 << 20 }
}

fn options(instructions: u64) -> Options {
    Options { limits: reduced_limits(instructions), ..Options::default() }
}

/// Classes of differences in what a program does: the kind of the first difference.
pub fn by_behaviour(pair: Pair) -> impl Fn(&[u8], u64) -> Option<String> + Sync {
    move |text, instructions| {
        let program = Program::of_file(text, b"@reduced.lua");
        class_of_verdict(&behaviour::check(pair.reference, pair.subject, &program, &options(instructions)))
    }
}

/// Classes of differences between chunks: the part that differs first.
pub fn by_bytecode(compilers: [&'static dyn Compile; 2]) -> impl Fn(&[u8], u64) -> Option<String> + Sync {
    move |text, _| class_of_verdict(&bytecode::check(compilers[0], compilers[1], text, b"@reduced.lua"))
}

/// Classes of what goes wrong inside: whose fault, the opcode of the first misaligned instruction, the symptom. `None` for
/// engines whose compilers and VMs cannot be combined.
///
/// Most candidates behave well, which is cheap to see; only the others are traced.
pub fn by_steps(pair: Pair) -> impl Fn(&[u8], u64) -> Option<String> + Sync {
    let halves = Halves::of(pair);
    move |text, instructions| {
        let Halves { compilers, vms, detail } = halves?;
        let name = format!("@{FILE}").into_bytes();
        let chunks = match cross::compile(text, &name, compilers) {
            Ok(chunks) => chunks,
            Err(NoTable::Compilation { reference, subject }) => {
                return (reference != subject).then(|| class(Blame::Compiler, None, Some("compilation".into())));
            }
            Err(NoTable::NotComparable(_)) => return None,
        };
        let options = options(instructions);
        let expected = vms[0].execute_chunk(&Program::chunk(&chunks.reference, &name), &options, compilers[0]);
        let relaxed = Options { limits: options.limits.relaxed(), ..options.clone() };
        let found = vms[1].execute_chunk(&Program::chunk(&chunks.subject, &name), &relaxed, compilers[1]);
        if behaviour::differences(&expected, &found, detail).is_empty() {
            return None;
        }
        class_of_explanation(&explain(text, FILE, &options, pair, None).ok()?)
    }
}

/// Classes of a subject's divergences: as [`by_steps`] if its inside can be seen and the instructions show what went wrong,
/// else (a command, a fault of the fast paths alone) as [`by_behaviour`].
pub fn of_subject(pair: Pair) -> impl Fn(&[u8], u64) -> Option<String> + Sync {
    let inside = Halves::of(pair).is_some();
    move |text, instructions| {
        let kind = by_behaviour(pair)(text, instructions)?;
        let explained = inside.then(|| explain(text, FILE, &options(instructions), pair, None).ok()).flatten();
        Some(explained.and_then(|e| class_of_explanation(&e)).unwrap_or(kind))
    }
}

/// Classes of what a comparison of compilers and VMs finds: as [`of_subject`] if the program behaves otherwise, so that a
/// reduction does not lose that; else by how the chunks differ.
pub fn of_finding(pair: Pair) -> impl Fn(&[u8], u64) -> Option<String> + Sync {
    move |text, instructions| {
        if let Some(class) = of_subject(pair)(text, instructions) {
            return Some(class);
        }
        let differ = pair.compilers().and_then(|compilers| by_bytecode(compilers)(text, instructions))?;
        let explained = explain(text, FILE, &options(instructions), pair, None).ok();
        Some(explained.and_then(|e| class_of_explanation(&e)).map_or(differ, |class| format!("chunk of {class}")))
    }
}

fn class_of_explanation(explanation: &Explanation) -> Option<String> {
    let FailureClass { blame, opcode, symptom } = explanation.class();
    let nothing = blame == Blame::Nobody && symptom.is_none();
    (!nothing).then(|| class(blame, opcode.as_deref(), symptom.map(|s| word(&s))))
}

/// `blame/OPCODE/symptom`, as far as known.
fn class(blame: Blame, opcode: Option<&str>, symptom: Option<String>) -> String {
    let parts = [Some(word(&blame)), opcode.map(String::from), symptom];
    parts.into_iter().flatten().collect::<Vec<_>>().join("/")
}

/// The name of a variant.
fn word(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(String::from)).unwrap_or_default()
}

fn class_of_verdict(verdict: &Verdict) -> Option<String> {
    match verdict {
        Verdict::Diverge { differences } => differences.first().map(|d| kind(&d.place)),
        Verdict::Agree | Verdict::NotComparable { .. } => None,
    }
}

/// The kind of a place, without its position.
fn kind(place: &Place) -> String {
    let value = serde_json::to_value(place).unwrap_or_default();
    let word = |v: &serde_json::Value, key: &str| v.get(key).and_then(|v| v.as_str()).unwrap_or_default().to_string();
    match value.get("part") {
        Some(part) => format!("{}-{}", word(&value, "place"), word(part, "part")),
        None => word(&value, "place"),
    }
}
