//! How good the harness is: every fault of the catalogue against generated programs, from a fixed seed.
//!
//! For each fault: how many programs until it is detected, is the right half blamed, is the first misaligned instruction one
//! where the fault acted, is the symptom one that it shows. Invariant: the same seed gives the same scores.

use std::collections::BTreeSet;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::diagnose::explain::explain;
use crate::diagnose::explanation::Explanation;
use crate::diagnose::symptom::Symptom;
use crate::engine::{Compile, Detail, End, Execute, Limits, Options, Outcome, Program, Reference};
use crate::fault::{Fault, FaultKind, Spot, Touched};
use crate::isa::ProtoTree;
use crate::isa::verify::undump_verified;
use crate::oracle::behaviour;
use crate::oracle::cross::Blame;
use crate::oracle::cross::Worker;
use crate::port::Pair;
use crate::reduce;
use crate::reduce::predicate::{DivergenceProblem, by_steps};
use crate::trace::{RecordSpec, Request, VmLoop, watched_on_ours};

/// Chunk name of the programs.
const FILE: &str = "selftest.lua";
/// What a program may use.
const LIMITS: Limits = Limits { instructions: 2_000_000, memory: 128 << 20, output: 4 << 20 };

/// A generated program and what the reference makes of it.
struct Case {
    source: Vec<u8>,
    outcome: Outcome,
}

/// The programs of a seed, each made when it is asked for first.
pub struct Programs<'a> {
    generate: &'a (dyn Fn(u64) -> Vec<u8> + Sync),
    cases: Vec<OnceLock<Case>>,
}

impl<'a> Programs<'a> {
    /// `count` programs, by number.
    pub fn new(count: usize, generate: &'a (dyn Fn(u64) -> Vec<u8> + Sync)) -> Programs<'a> {
        Programs { generate, cases: (0..count).map(|_| OnceLock::new()).collect() }
    }

    fn get(&self, index: usize) -> &Case {
        self.cases[index].get_or_init(|| {
            let source = (self.generate)(index as u64);
            let outcome = Reference.execute(&Program::text(&source, &chunk_name()), &options());
            Case { source, outcome }
        })
    }
}

fn chunk_name() -> Vec<u8> {
    format!("@{FILE}").into_bytes()
}

fn options() -> Options {
    Options { limits: LIMITS, ..Options::default() }
}

/// What told the faulty engine from the reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Detected {
    /// Another output, result or global.
    Behaviour,
    /// The same behaviour from another chunk.
    Bytecode,
    /// The same behaviour by other steps.
    Steps,
}

/// How the harness did on one fault.
#[derive(Clone, Debug, Serialize)]
pub struct Score {
    /// [`Fault::id`].
    pub id: &'static str,
    /// [`Fault::mistake`].
    pub mistake: &'static str,
    /// What showed it, if anything did.
    pub detected: Option<Detected>,
    /// Number of programs up to the one that showed it.
    pub programs: usize,
    /// Of those, in how many the fault acted.
    pub acted: usize,
    /// From the first program to the end of the reduction.
    #[serde(skip)]
    pub time: Duration,
    /// Which half is at fault.
    pub expected: Blame,
    /// Which half was blamed, if there is an explanation.
    pub blame: Option<Blame>,
    /// Where the fault acted in the program that showed it: the first few places.
    pub truth: Vec<Spot>,
    /// The instruction that was named.
    pub found: Option<Spot>,
    /// Whether that is one where the fault acted.
    pub spot_is_right: bool,
    /// [`Fault::symptoms`].
    pub symptoms: &'static [Symptom],
    /// The symptom that was recognised.
    pub symptom: Option<Symptom>,
    /// The program that showed it.
    #[serde(skip)]
    pub program: Option<usize>,
    /// Tokens of that program, and of what it was reduced to within its class.
    pub tokens: Option<(usize, usize)>,
    /// Why there is no explanation, where there is none.
    pub failure: Option<String>,
}

impl Score {
    /// Whether the right half was blamed.
    pub fn blame_is_right(&self) -> bool {
        self.blame == Some(self.expected)
    }

    /// Whether the symptom is one that the fault shows.
    pub fn symptom_is_right(&self) -> bool {
        self.symptom.is_some_and(|symptom| self.symptoms.contains(&symptom))
    }
}

/// What the scores come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Totals {
    /// Faults.
    pub tried: usize,
    /// Faults that some program showed.
    pub detected: usize,
    /// Of the detected: the right half is blamed.
    pub blame: usize,
    /// Of the detected: the right instruction is named.
    pub spot: usize,
    /// Of the detected: a right symptom is named.
    pub symptom: usize,
    /// Median of the number of programs up to the one that showed a fault.
    pub programs: usize,
    /// Median size of the reduced programs.
    pub tokens: Option<usize>,
}

impl Totals {
    /// Counts; medians are 0 or `None` where there is nothing to count.
    pub fn of(scores: &[Score]) -> Totals {
        let detected: Vec<&Score> = scores.iter().filter(|score| score.detected.is_some()).collect();
        let count = |f: fn(&Score) -> bool| detected.iter().filter(|score| f(score)).count();
        let median = |mut numbers: Vec<usize>| {
            numbers.sort_unstable();
            numbers.get(numbers.len() / 2).copied()
        };
        Totals {
            tried: scores.len(),
            detected: detected.len(),
            blame: count(Score::blame_is_right),
            spot: count(|score| score.spot_is_right),
            symptom: count(Score::symptom_is_right),
            programs: median(detected.iter().map(|score| score.programs).collect()).unwrap_or(0),
            tokens: median(detected.iter().filter_map(|score| Some(score.tokens?.1)).collect()),
        }
    }

    /// A part of the detected faults, in percent.
    pub fn percent(&self, part: usize) -> f64 {
        100.0 * part as f64 / self.detected.max(1) as f64
    }
}

impl std::fmt::Display for Totals {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let share = |part: usize| format!("{part} ({:.1} %)", self.percent(part));
        write!(
            f,
            "{} detected (median in {} programs), verdict right {}, instruction right {}, symptom right {}",
            self.detected,
            self.programs,
            share(self.blame),
            share(self.spot),
            share(self.symptom)
        )?;
        match self.tokens {
            Some(tokens) => write!(f, ", reduced to {tokens} tokens (median)"),
            None => Ok(()),
        }
    }
}

/// Where a fault acts in a program: nothing if it does not.
fn acts(fault: &'static Fault, source: &[u8]) -> Option<Touched> {
    let chunk = Reference.compile(source, &chunk_name()).ok()?;
    let main = undump_verified(&chunk).ok()?;
    let touched = match &fault.kind {
        FaultKind::Compiler(_) => fault.rewrite(&mut main.into_proto()),
        FaultKind::Vm(_) => {
            let count = ProtoTree::new(&main).len() as u32;
            let spec = RecordSpec { stop: LIMITS.instructions, ..RecordSpec::default() };
            let request = Request { spec, keep_garbage: true, ..Request::default() };
            let name = chunk_name();
            let program = Program::text(source, &name);
            let (_, injector) =
                watched_on_ours(main, fault, &program, &options(), &request, (VmLoop::General, fault.injector()));
            let injector = injector?;
            let own = injector.acts.iter().filter(|act| act.function < count);
            let spots: BTreeSet<Spot> = own.map(|act| Spot { function: act.function, pc: act.pc }).collect();
            Touched { spots: spots.into_iter().collect(), headers: vec![] }
        }
    };
    (!touched.is_empty()).then_some(touched)
}

/// Measures the harness on one fault.
///
/// The program that shows it is reduced with at most `calls` of the predicate.
pub fn measure(fault: &'static Fault, programs: &Programs<'_>, worker: Option<&Worker>, calls: usize) -> Score {
    let started = Instant::now();
    let mut score = Score {
        id: fault.id,
        mistake: fault.mistake,
        detected: None,
        programs: programs.cases.len(),
        acted: 0,
        time: Duration::ZERO,
        expected: fault.blame(),
        blame: None,
        truth: vec![],
        found: None,
        spot_is_right: false,
        symptoms: fault.symptoms,
        symptom: None,
        program: None,
        tokens: None,
        failure: None,
    };
    // What acts without another behaviour shows only in the chunk, or step by step.
    let mut silent = None;
    for index in 0..programs.cases.len() {
        let case = programs.get(index);
        if !matches!(case.outcome.end, End::Returned(_) | End::Failed(_)) {
            continue;
        }
        let Some(touched) = acts(fault, &case.source) else { continue };
        score.acted += 1;
        let name = chunk_name();
        let program = Program::text(&case.source, &name);
        let found = fault.engine().execute(&program, &Options { limits: LIMITS.relaxed(), ..options() });
        if !behaviour::differences(&case.outcome, &found, Detail::Complete).is_empty() {
            if let Some(explanation) = explained(fault, case, worker, &mut score) {
                fill(&mut score, Detected::Behaviour, index, &touched, &explanation);
                break;
            }
        } else if silent.is_none() {
            silent = Some((index, touched));
        }
    }
    if score.detected.is_none()
        && let Some((index, touched)) = silent
    {
        let case = programs.get(index);
        if let Some(explanation) = explained(fault, case, worker, &mut score)
            && explanation.blame != Blame::Nobody
        {
            let how = if explanation.chunk_difference.is_some() { Detected::Bytecode } else { Detected::Steps };
            fill(&mut score, how, index, &touched, &explanation);
        }
    }
    if let Some(index) = score.program
        && calls > 0
    {
        score.tokens = reduced(fault, &programs.get(index).source, calls);
    }
    score.time = started.elapsed();
    score
}

/// Tokens before and after a reduction that keeps the class.
fn reduced(fault: &'static Fault, source: &[u8], calls: usize) -> Option<(usize, usize)> {
    let divergence = DivergenceProblem::new(by_steps(pair(fault)), source, None).ok()?;
    let limits = reduce::Budget { calls: Some(calls), deadline: None, stop: None };
    let config = reduce::ReduceOptions { limits, jobs: 1, screen: false, progress: &mut |_, _| {} };
    let reduction = reduce::reduce(source, &divergence, config).ok()?;
    Some((reduction.tokens_before, reduction.tokens))
}

/// The fault against the reference.
fn pair(fault: &'static Fault) -> Pair {
    Pair { subject: fault.engine(), ..Pair::default() }
}

fn explained(fault: &'static Fault, case: &Case, worker: Option<&Worker>, score: &mut Score) -> Option<Explanation> {
    match explain(&case.source, FILE, &options(), pair(fault), worker) {
        Ok(explanation) => Some(explanation),
        // The program says nothing: the next one may.
        Err(reason) => {
            score.failure = Some(reason.to_string());
            None
        }
    }
}

fn fill(score: &mut Score, how: Detected, index: usize, touched: &Touched, explanation: &Explanation) {
    score.detected = Some(how);
    score.programs = index + 1;
    score.program = Some(index);
    score.failure = None;
    score.blame = Some(explanation.blame);
    score.symptom = explanation.symptom.as_ref().map(|report| report.symptom);
    score.truth = touched.spots.iter().take(8).copied().collect();
    let found = explanation.misaligned.as_ref().filter(|m| m.chunk == FILE);
    score.found = found.map(|m| Spot { function: m.function, pc: m.pc });
    score.spot_is_right = match score.found {
        Some(found) => touched.spots.contains(&found) || touched.headers.contains(&found.function),
        // Nothing but debug information is wrong: the difference of the chunks says where.
        None => touched.spots.is_empty() && explanation.chunk_difference.is_some(),
    };
}
