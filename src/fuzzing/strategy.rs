//! Generated programs as a proptest strategy; failing ones are made small by the reducer.
//!
//! ```ignore
//! proptest! {
//!     #[test]
//!     fn my_compiler_takes_everything(program in lockstep::fuzzing::strategy::programs(Profile::MIXED)) {
//!         prop_assert!(my_compiler(&program.text).is_ok());
//!     }
//! }
//! ```
//!
//! [`check`] does more: failures are saved as Lua programs, which stay what they are when the generator changes, and come
//! first in the next run.
//!
//! Invariant: what a shrinking ends with is a program that was seen to fail.

use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use proptest::prelude::Rng;
use proptest::strategy::{NewTree, Strategy, ValueTree};
use proptest::test_runner::{Config, FailurePersistence, PersistedSeed, Reason, TestCaseError, TestError, TestRunner};

use crate::r#gen::{Profile, from_seed};
use crate::reduce::{self, Budget, PredicateError, Problem};
use crate::syntax::print;

/// How long a shrinking goes on at most.
const PATIENCE: Duration = Duration::from_secs(20);
/// Stack of the thread that shrinks: trees are as deep as the language allows.
const STACK: usize = 64 << 20;

/// A program in source text; its debug form is that text.
#[derive(Clone, PartialEq, Eq)]
pub struct GeneratedProgram {
    /// Lua source that parses.
    pub text: Vec<u8>,
}

impl fmt::Debug for GeneratedProgram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(&self.text))
    }
}

/// Generated programs of a profile.
pub fn programs(profile: &'static Profile) -> ProgramStrategy {
    ProgramStrategy { profile }
}

/// See [`programs`].
#[derive(Clone, Copy, Debug)]
pub struct ProgramStrategy {
    profile: &'static Profile,
}

impl Strategy for ProgramStrategy {
    type Tree = Shrinking;
    type Value = GeneratedProgram;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<ProgramStrategy> {
        let seed = runner.rng().next_u64();
        Ok(Shrinking::new(print(&from_seed(seed, self.profile))))
    }
}

/// A program, and the reducer at work on it once it is known to fail.
///
/// The reducer asks of one candidate after the other whether it still fails. It runs on a thread of its own, so that its
/// question can be this tree's current value, and proptest's next call the answer.
#[derive(Debug)]
pub struct Shrinking {
    current: Vec<u8>,
    session: Option<Session>,
    over: bool,
}

#[derive(Debug)]
struct Session {
    questions: Receiver<Question>,
    answers: Sender<bool>,
}

enum Question {
    /// Does this program fail?
    Fails(Vec<u8>),
    /// There is nothing left to ask; the smallest program that was seen to fail.
    Nothing(Vec<u8>),
}

impl Shrinking {
    /// A tree whose first value is `text`.
    pub fn new(text: Vec<u8>) -> Shrinking {
        Shrinking { current: text, session: None, over: false }
    }

    fn next(&mut self) -> bool {
        let question = self.session.as_ref().map(|s| s.questions.recv());
        match question {
            Some(Ok(Question::Fails(text))) => {
                self.current = text;
                return true;
            }
            Some(Ok(Question::Nothing(text))) => self.current = text,
            Some(Err(_)) | None => {}
        }
        self.over = true;
        false
    }

    fn answer(&mut self, fails: bool) -> bool {
        let heard = self.session.as_ref().is_some_and(|s| s.answers.send(fails).is_ok());
        heard && !self.over && self.next()
    }
}

impl ValueTree for Shrinking {
    type Value = GeneratedProgram;

    fn current(&self) -> GeneratedProgram {
        GeneratedProgram { text: self.current.clone() }
    }

    fn simplify(&mut self) -> bool {
        if self.session.is_some() {
            return self.answer(true);
        }
        self.session = begin(self.current.clone());
        self.next()
    }

    fn complicate(&mut self) -> bool {
        self.answer(false)
    }
}

/// The reducer's side of a session.
struct Asking {
    known: Mutex<HashMap<Vec<u8>, bool>>,
    questions: Sender<Question>,
    answers: Mutex<Receiver<bool>>,
}

impl Problem for Asking {
    fn interesting(&self, text: &[u8]) -> Result<bool, PredicateError> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(&fails) = known.get(text) {
            return Ok(fails);
        }
        // Nobody listens any more once the tree is gone.
        let gone = || PredicateError::Other("the shrinking was given up".into());
        self.questions.send(Question::Fails(text.to_vec())).map_err(|_| gone())?;
        let answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let fails = answers.recv().map_err(|_| gone())?;
        known.insert(text.to_vec(), fails);
        Ok(fails)
    }
}

/// Has a failing program reduced; `None` if there can be no thread for it.
fn begin(text: Vec<u8>) -> Option<Session> {
    let (ask, questions) = channel();
    let (answers, hear) = channel();
    let asking = Asking {
        known: Mutex::new(HashMap::from([(text.clone(), true)])),
        questions: ask.clone(),
        answers: Mutex::new(hear),
    };
    let work = move || {
        let limits = Budget { deadline: Some(Instant::now() + PATIENCE), ..Budget::default() };
        let config = reduce::ReduceOptions { limits, jobs: 1, screen: false, progress: &mut |_, _| () };
        let smallest = reduce::reduce(&text, &asking, config).map_or(text, |reduction| reduction.text);
        // If nobody hears it, nobody wants to know.
        let _ = ask.send(Question::Nothing(smallest));
    };
    std::thread::Builder::new().stack_size(STACK).spawn(work).ok()?;
    Some(Session { questions, answers })
}

/// Saves failing programs below a folder, as `NAME-HASH.lua`.
#[derive(Clone, Debug, PartialEq)]
struct Saved {
    folder: PathBuf,
    name: String,
}

impl Saved {
    /// The programs of earlier failures, with their files.
    fn load(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let entries = std::fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let mut files: Vec<PathBuf> = entries.map(|e| e.path()).collect();
        files.sort();
        let is_ours = |file: &Path| {
            let stem = file.file_stem().unwrap_or_default().to_string_lossy();
            file.extension().is_some_and(|e| e == "lua") && stem.rsplit_once('-').is_some_and(|(n, _)| n == self.name)
        };
        files.retain(|f| is_ours(f));
        files.into_iter().filter_map(|f| std::fs::read(&f).ok().map(|text| (f, text))).collect()
    }

    fn save(&self, text: &[u8]) -> std::io::Result<PathBuf> {
        let hash = text.iter().fold(0x811c_9dc5_u32, |h, &b| (h ^ u32::from(b)).wrapping_mul(0x0100_0193));
        let file = self.folder.join(format!("{}-{hash:08x}.lua", self.name));
        std::fs::create_dir_all(&self.folder)?;
        std::fs::write(&file, text)?;
        Ok(file)
    }
}

impl FailurePersistence for Saved {
    /// None: programs are saved, not seeds; see [`check`].
    fn load_persisted_failures2(&self, _: Option<&'static str>) -> Vec<PersistedSeed> {
        Vec::new()
    }

    fn save_persisted_failure2(&mut self, _: Option<&'static str>, _: PersistedSeed, shrunken: &dyn fmt::Debug) {
        if let Err(error) = self.save(format!("{shrunken:?}").as_bytes()) {
            eprintln!("{}: {error}", self.folder.display());
        }
    }

    fn box_clone(&self) -> Box<dyn FailurePersistence> {
        Box::new(self.clone())
    }

    fn eq(&self, other: &dyn FailurePersistence) -> bool {
        other.as_any().downcast_ref::<Saved>() == Some(self)
    }

    fn as_any(&self) -> &dyn std::any::Any {
        self
    }
}

/// A program for which a property does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The smallest that the shrinking came to.
    pub program: GeneratedProgram,
    /// Why, in the words of the property.
    pub reason: String,
    /// Where the program is saved.
    pub file: Option<PathBuf>,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n---- program", self.reason)?;
        write!(f, "{:?}", self.program)?;
        match &self.file {
            Some(file) => write!(f, "---- saved as {}", file.display()),
            None => Ok(()),
        }
    }
}

/// Holds a property against the programs in `folder` that it failed for before, then against `cases` new ones
/// (`PROPTEST_CASES` if it is set). A program that fails is shrunk, and saved there under the property's name.
///
/// # Errors
/// The failure.
pub fn check(
    name: &str,
    folder: &Path,
    profile: &'static Profile,
    cases: u32,
    property: impl Fn(&GeneratedProgram) -> Result<(), Reason>,
) -> Result<(), Box<Failure>> {
    let mut config = Config::default();
    if std::env::var_os("PROPTEST_CASES").is_none() {
        config.cases = cases;
    }
    check_with(config, name, folder, profile, property)
}

/// As [`check`], with a configuration of proptest's own; where failures are kept, and how long they are shrunk, is decided here.
///
/// # Errors
/// The failure.
pub fn check_with(
    mut config: Config,
    name: &str,
    folder: &Path,
    profile: &'static Profile,
    property: impl Fn(&GeneratedProgram) -> Result<(), Reason>,
) -> Result<(), Box<Failure>> {
    let saved = Saved { folder: folder.to_path_buf(), name: name.to_string() };
    for (file, text) in saved.load() {
        let program = GeneratedProgram { text };
        property(&program)
            .map_err(|reason| reason.message().to_string())
            .map_err(|reason| Box::new(Failure { program: program.clone(), reason, file: Some(file) }))?;
    }
    config.failure_persistence = Some(Box::new(saved.clone()));
    // The reducer's own patience decides.
    config.max_shrink_iters = u32::MAX - 1;
    let run =
        TestRunner::new(config).run(&programs(profile), |program| property(&program).map_err(TestCaseError::fail));
    match run {
        Ok(()) => Ok(()),
        Err(TestError::Fail(reason, program)) => {
            let file = saved.load().into_iter().find(|(_, text)| *text == program.text).map(|(file, _)| file);
            Err(Box::new(Failure { program, reason: reason.message().to_string(), file }))
        }
        Err(TestError::Abort(reason)) => {
            let program = GeneratedProgram { text: Vec::new() };
            Err(Box::new(Failure { program, reason: reason.message().to_string(), file: None }))
        }
    }
}
