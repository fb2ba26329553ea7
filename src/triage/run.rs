//! The parent's side of triage: hands cases to workers and gathers what they find.
//!
//! Invariant: a worker that dies costs its case, which is tried once more in a fresh one and then counts as crashed. What is in
//! the report does not depend on which worker did what.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use super::bucket;
use super::error::TriageError;
use super::examine::{CaseAnswer, CaseQuestion, Examined, PATIENCE, Task};
use super::walk::Files;
use crate::report::data::Expected;
use crate::report::data::{BucketKey, Case, CaseVerdict, Finding, Report, SCHEMA, Setup, Shard, Shown, Status};
use crate::workers::{Death, WorkerSlot};

/// How often what is known so far is handed out.
const REFRESH: Duration = Duration::from_secs(1);

/// A run.
pub struct TriagePlan<'a> {
    /// How each case is examined.
    pub setup: Setup,
    /// What to examine.
    pub files: Files,
    /// Workers at a time, at least 1.
    pub jobs: usize,
    /// The part of the files that this run examines; all if `None`.
    pub shard: Option<Shard>,
    /// [`Report::label`].
    pub label: Option<String>,
    /// An earlier report: its buckets are known.
    pub baseline: Option<&'a Report>,
    /// When to stop, whatever is left to do.
    pub deadline: Option<Instant>,
    /// Set from outside to stop.
    pub stop: &'a AtomicBool,
    /// Makes the places of the workers.
    pub slot: &'a (dyn Fn() -> std::io::Result<WorkerSlot> + Sync),
}

/// What is told while a run goes on.
pub enum Progress<'r> {
    /// So many of the cases are examined.
    Examined(usize, usize),
    /// So many of the failures are reduced.
    Reduced(usize, usize),
    /// The report as far as it is known.
    Partial(&'r Report),
}

/// What comes from the threads.
enum News {
    Examined(usize, Box<Examined>),
    Reduced(usize, Option<Box<Finding>>, Option<BucketKey>),
    Refused(TriageError),
}

/// Runs a plan to its end, or until it is stopped.
///
/// # Errors
/// If a header is wrong or workers cannot be started.
pub fn run(plan: &TriagePlan<'_>, tell: &mut dyn FnMut(Progress<'_>)) -> Result<Report, TriageError> {
    let shard = |i: usize| plan.shard.is_none_or(|s| i % s.of == s.index - 1);
    let mut files: Vec<PathBuf> = plan.files.cases.clone();
    let mut kept = 0;
    files.retain(|_| {
        kept += 1;
        shard(kept - 1)
    });
    let mut state = State::new(plan, &files);
    tell(Progress::Partial(&state.report(false)));
    let all: Vec<(usize, Task)> = (0..files.len()).map(|i| (i, Task::Examine)).collect();
    let total = all.len();
    state.gather(all, &files, tell, |done| Progress::Examined(done, total))?;
    let tasks = state.to_reduce();
    let total = tasks.len();
    state.gather(tasks, &files, tell, |done| Progress::Reduced(done, total))?;
    Ok(state.report(true))
}

struct State<'a> {
    plan: &'a TriagePlan<'a>,
    cases: Vec<Case>,
    findings: BTreeMap<usize, Finding>,
}

impl<'a> State<'a> {
    fn new(plan: &'a TriagePlan<'a>, files: &[PathBuf]) -> State<'a> {
        let case = |path: &PathBuf| Case {
            path: path.display().to_string(),
            story: None,
            expected: Expected::Agree { strict: false },
            verdict: CaseVerdict::NotRun,
            status: Status::NotRun,
            difference: None,
            key: None,
            size: 0,
        };
        State { plan, cases: files.iter().map(case).collect(), findings: BTreeMap::new() }
    }

    fn stopped(&self) -> bool {
        self.plan.stop.load(Ordering::Relaxed) || self.plan.deadline.is_some_and(|end| Instant::now() >= end)
    }

    /// Has tasks done by workers, and takes in what they bring.
    fn gather<'e>(
        &mut self,
        tasks: Vec<(usize, Task)>,
        files: &[PathBuf],
        tell: &mut dyn FnMut(Progress<'_>),
        progress: impl Fn(usize) -> Progress<'e>,
    ) -> Result<(), TriageError> {
        if tasks.is_empty() {
            return Ok(());
        }
        let next = AtomicUsize::new(0);
        let tasks: Vec<(usize, Mutex<Option<Task>>)> =
            tasks.into_iter().map(|(i, task)| (i, Mutex::new(Some(task)))).collect();
        let plan = self.plan;
        std::thread::scope(|scope| {
            let (sender, news) = channel();
            for _ in 0..plan.jobs.clamp(1, tasks.len()) {
                let job = Job { plan, files, tasks: &tasks, next: &next, news: sender.clone() };
                scope.spawn(move || job.run());
            }
            drop(sender);
            let mut shown = Instant::now();
            let mut done = 0;
            let mut problem = None;
            loop {
                match news.recv_timeout(REFRESH) {
                    Ok(News::Refused(error)) => {
                        next.store(tasks.len(), Ordering::Relaxed);
                        problem.get_or_insert(error);
                        continue;
                    }
                    Ok(News::Examined(i, examined)) => self.examined(i, *examined),
                    Ok(News::Reduced(i, finding, key)) => self.reduced(i, finding, key),
                    Err(RecvTimeoutError::Timeout) => continue,
                    Err(RecvTimeoutError::Disconnected) => break,
                }
                done += 1;
                tell(progress(done));
                if shown.elapsed() >= REFRESH {
                    tell(Progress::Partial(&self.report(false)));
                    shown = Instant::now();
                }
            }
            problem.map_or(Ok(()), Err)
        })
    }

    fn examined(&mut self, i: usize, examined: Examined) {
        let case = &mut self.cases[i];
        if let Some(header) = examined.header {
            (case.expected, case.story) = (header.expected, header.story);
        }
        (case.verdict, case.size, case.key) = (examined.verdict, examined.size, examined.key);
        case.difference = examined.finding.as_ref().map(|f| f.difference.clone());
        if let Some(finding) = examined.finding {
            self.findings.insert(i, finding);
        }
    }

    fn reduced(&mut self, i: usize, finding: Option<Box<Finding>>, key: Option<BucketKey>) {
        if let (Some(finding), Some(key)) = (finding, key) {
            self.cases[i].key = Some(key);
            self.findings.insert(i, *finding);
        }
    }

    /// The failures that are worth making small. Where the instruction is known the smallest of each bucket will do, since
    /// the bucket is known without.
    fn to_reduce(&self) -> Vec<(usize, Task)> {
        if self.plan.setup.reductions == 0 {
            return vec![];
        }
        let mut order: Vec<usize> = self.findings.keys().copied().collect();
        order.retain(|&i| self.cases[i].verdict == CaseVerdict::Diverge);
        order.sort_by_key(|&i| (self.cases[i].size, i));
        let mut seen = std::collections::BTreeSet::new();
        let mut tasks = vec![];
        for i in order {
            let Some(key) = &self.cases[i].key else { continue };
            let explained = self.findings.get(&i).is_some_and(|f| f.explanation.is_some());
            if !explained || seen.insert(key.clone()) {
                let milliseconds = PATIENCE.as_millis() as u64;
                tasks.push((i, Task::Reduce { key: key.clone(), milliseconds }));
            }
        }
        tasks
    }

    fn report(&self, complete: bool) -> Report {
        let setup = self.plan.setup.clone();
        let mut report = Report {
            schema: SCHEMA,
            tool: format!("lockstep {}", env!("CARGO_PKG_VERSION")),
            setup,
            label: self.plan.label.clone(),
            shards: self.plan.shard.into_iter().collect(),
            complete: complete && !self.stopped(),
            ignored: self.plan.files.ignored.iter().map(|p| p.display().to_string()).collect(),
            cases: self.cases.clone(),
            buckets: vec![],
        };
        bucket::assemble(&mut report, self.findings.values().cloned().collect(), self.plan.baseline);
        report
    }
}

/// One thread with its worker.
struct Job<'a> {
    plan: &'a TriagePlan<'a>,
    files: &'a [PathBuf],
    tasks: &'a [(usize, Mutex<Option<Task>>)],
    next: &'a AtomicUsize,
    news: Sender<News>,
}

impl Job<'_> {
    fn run(&self) {
        let refuse = |error| drop(self.news.send(News::Refused(error)));
        let mut slot = match (self.plan.slot)() {
            Ok(slot) => slot,
            Err(error) => return refuse(TriageError::NoWorker(error)),
        };
        while !self.plan.stop.load(Ordering::Relaxed) {
            let left = self.plan.deadline.map(|end| end.saturating_duration_since(Instant::now()));
            if left.is_some_and(|left| left.is_zero()) {
                break;
            }
            let Some((i, task)) = self.tasks.get(self.next.fetch_add(1, Ordering::Relaxed)) else { break };
            let Some(task) = task.lock().ok().and_then(|mut task| task.take()) else { continue };
            match self.task(&mut slot, *i, task, left) {
                Ok(Some(news)) => drop(self.news.send(news)),
                // The time is up.
                Ok(None) => break,
                Err(error) => return refuse(error),
            }
        }
    }

    fn task(
        &self,
        slot: &mut WorkerSlot,
        i: usize,
        task: Task,
        left: Option<Duration>,
    ) -> Result<Option<News>, TriageError> {
        let setup = &self.plan.setup;
        let (task, patience) = match task {
            Task::Examine => (Task::Examine, Duration::from_secs(setup.seconds.saturating_mul(20).max(60))),
            Task::Reduce { key, milliseconds } => {
                let time = Duration::from_millis(milliseconds);
                let time = left.map_or(time, |left| left.min(time));
                let grace = Duration::from_secs(setup.seconds.saturating_mul(4));
                (Task::Reduce { key, milliseconds: time.as_millis() as u64 }, time + grace)
            }
        };
        let reducing = matches!(task, Task::Reduce { .. });
        let question = CaseQuestion::new(setup, &self.files[i], task);
        let mut death = None;
        for _ in 0..2 {
            let left = self.plan.deadline.map(|end| end.saturating_duration_since(Instant::now()));
            let patience = left.map_or(patience, |left| left.min(patience));
            match slot.ask::<_, CaseAnswer>(&question, patience) {
                Ok(CaseAnswer::Examined(examined)) => return Ok(Some(News::Examined(i, examined))),
                Ok(CaseAnswer::Reduced(finding, key)) => return Ok(Some(News::Reduced(i, finding, key))),
                Ok(CaseAnswer::Refused(message)) => return Err(TriageError::Refused(message)),
                Err(Death::NotStarted { message }) => {
                    return Err(TriageError::NoWorker(std::io::Error::other(message)));
                }
                Err(_) if self.plan.deadline.is_some_and(|end| Instant::now() >= end) => return Ok(None),
                Err(dead) => {
                    // One that does not end will not end the next time either.
                    let late = matches!(dead, Death::Late { .. });
                    death = Some(dead.to_string());
                    if reducing || late {
                        break;
                    }
                }
            }
        }
        if reducing {
            return Ok(Some(News::Reduced(i, None, None)));
        }
        Ok(Some(News::Examined(i, Box::new(self.crashed(i, death.unwrap_or_default())))))
    }

    /// A case that took two workers down.
    fn crashed(&self, i: usize, death: String) -> Examined {
        let path = &self.files[i];
        let program = std::fs::read(path).ok();
        let header = program.as_ref().and_then(|bytes| super::header::read(path, bytes).ok());
        let size = program.as_ref().map_or(0, Vec::len);
        let difference = Shown {
            kind: "process".into(),
            place: "the process that examined it".into(),
            reference: "an answer".into(),
            subject: death.clone(),
        };
        let finding = Finding {
            path: path.display().to_string(),
            program: program.map(|bytes| String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).into_owned()),
            size,
            line: None,
            difference,
            reduced: None,
            explanation: None,
        };
        Examined {
            header: header.map(|h| super::examine::HeaderData { expected: h.expected, story: h.story }),
            key: Some(bucket::crash(&death)),
            verdict: CaseVerdict::Crashed { death },
            size,
            finding: Some(finding),
        }
    }
}
