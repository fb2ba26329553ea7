//! Collects what a run finds: sorts the answers of the workers by number, has each new kind of finding explained
//! and reduced, saves programs.
//!
//! Invariant: findings are taken in the order of their numbers, so that what is shown and saved does not depend on the
//! number of jobs. A finding is on the disk before anything more is asked about it.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

use indicatif::ProgressBar;
use serde_json::json;

use super::FuzzArguments;
use super::worker::{self, EXPLANATION, FuzzFinding, JudgedBatch, Question, Study};
use crate::coverage::Summary;
use crate::fuzzing::counts::ProgramCounts;
use crate::fuzzing::story::with_story;
use crate::report::html::{Growth, GrowthPoint};
use crate::triage::FileError;
use crate::workers::WorkerSlot;

/// Findings of one kind that are saved.
const SAVED: u64 = 8;
/// Points in time that a report shows at most.
const POINTS: usize = 400;

pub(super) struct FindingCollector<'a> {
    arguments: &'a FuzzArguments,
    /// What a command line says of the engines, with a blank before it.
    flags: String,
    bar: &'a ProgressBar,
    slot: Option<WorkerSlot>,
    pub counts: ProgramCounts,
    /// Findings by what they look like, with how many look so.
    pub kinds: BTreeMap<String, u64>,
    pub saved: u64,
    /// The number of the program that is next.
    next: u64,
    /// Answers that came before their turn, by the number of their first program.
    early: BTreeMap<u64, JudgedBatch>,
    /// The first program of each kind, the smallest one there is of it.
    pub programs: Vec<PathBuf>,
    pub growth: Growth,
    started: Instant,
    /// Seconds between two points of the growth, at least.
    interval: f64,
}

/// Whether a folder holds findings of a seed already.
pub(super) fn occupied(out: &Path, seed: u64) -> Option<PathBuf> {
    let mark = format!("-{seed}-");
    let entries = std::fs::read_dir(out).ok()?;
    entries.flatten().map(|e| e.path()).find(|p| p.file_name().is_some_and(|n| n.to_string_lossy().contains(&mark)))
}

impl<'a> FindingCollector<'a> {
    /// Of a run whose commands say `flags` of the engines.
    pub fn new(arguments: &'a FuzzArguments, flags: String, bar: &'a ProgressBar) -> FindingCollector<'a> {
        FindingCollector {
            arguments,
            flags,
            bar,
            slot: None,
            counts: ProgramCounts::default(),
            kinds: BTreeMap::new(),
            saved: 0,
            next: arguments.skip,
            early: BTreeMap::new(),
            programs: vec![],
            growth: Growth::default(),
            started: Instant::now(),
            interval: 0.25,
        }
    }

    /// Takes an answer about the programs from `first` on.
    ///
    /// # Errors
    /// If a finding cannot be saved.
    pub fn take(&mut self, first: u64, judged: JudgedBatch) -> Result<(), FileError> {
        self.bar.inc(judged.counts.programs);
        self.early.insert(first, judged);
        while let Some(judged) = self.early.remove(&self.next) {
            self.next += judged.counts.programs.max(1);
            self.note(judged)?;
        }
        Ok(())
    }

    /// Takes what is left after an early end.
    ///
    /// # Errors
    /// As [`FindingCollector::take`].
    pub fn rest(&mut self) -> Result<(), FileError> {
        for (_, judged) in std::mem::take(&mut self.early) {
            self.note(judged)?;
        }
        Ok(())
    }

    fn note(&mut self, judged: JudgedBatch) -> Result<(), FileError> {
        self.counts.add(&judged.counts);
        for found in judged.found {
            let times = self.kinds.entry(found.bucket.clone()).or_default();
            *times += 1;
            let times = *times;
            if times <= SAVED {
                self.saved += 1;
                let failed = FileError::of(&self.arguments.out);
                self.save(&found, None).map_err(&failed)?;
                if times == 1 {
                    self.show(&found.text);
                    let study = self.study(&found);
                    self.show(&study.text);
                    let path = self.save(&found, Some(&study)).map_err(&failed)?;
                    self.programs.push(path);
                }
            }
        }
        let covered = self.counts.coverage.summary();
        let (findings, kinds) = (self.counts.diverge, self.kinds.len());
        self.bar.set_message(format!("coverage {:.1} %, {findings} findings, {kinds} kinds", covered.percent()));
        self.grow(covered);
        Ok(())
    }

    /// Notes how far the run is, at most once in a while.
    fn grow(&mut self, covered: Summary) {
        let seconds = self.started.elapsed().as_secs_f64();
        self.growth.reachable = covered.reachable as u64;
        if self.growth.points.last().is_none_or(|last| seconds - last.seconds >= self.interval) {
            let (programs, findings) = (self.counts.programs, self.kinds.len() as u64);
            self.growth.points.push(GrowthPoint { seconds, programs, covered: covered.covered as u64, findings });
        }
        // Of a long run every second point will do.
        if self.growth.points.len() >= POINTS {
            let mut index = 0;
            self.growth.points.retain(|_| {
                index += 1;
                index % 2 == 0
            });
            self.interval *= 2.0;
        }
    }

    fn show(&self, text: &str) {
        // Whoever stops reading still finds it in the folder.
        self.bar.suspend(|| drop(std::io::stdout().write_all(text.as_bytes())));
    }

    fn study(&mut self, found: &FuzzFinding) -> Study {
        let slot = match self.slot.take() {
            Some(slot) => Ok(slot),
            None => worker::slot(self.arguments),
        };
        let Ok(mut slot) = slot else { return Study::default() };
        let answer = slot.ask(&Question::Study { index: found.index }, EXPLANATION);
        self.slot = Some(slot);
        answer.unwrap_or_else(|death| Study { text: format!("not explained: {death}\n"), ..Study::default() })
    }

    /// Gives the file that shows it best.
    fn save(&self, found: &FuzzFinding, study: Option<&Study>) -> std::io::Result<PathBuf> {
        let (out, stem) = (&self.arguments.out, self.arguments.stem(found.index));
        std::fs::create_dir_all(out)?;
        let file = format!("{stem}.{}", self.arguments.extension());
        let mut path = out.join(&file);
        let told = |path: &Path, program: &[u8], expected: &[u8]| match self.arguments.bytecode {
            // A chunk has no comments.
            true => program.to_vec(),
            false => with_story(&found.story, &self.again(found.index), &self.explain(path), program, expected),
        };
        std::fs::write(&path, told(&path, &self.arguments.program(found.index), &[]))?;
        let reduced = study.and_then(|s| s.reduced.as_ref().map(|text| (text, &s.expected)));
        let smaller = format!("{stem}.min.{}", self.arguments.extension());
        if let Some((text, expected)) = reduced {
            path = out.join(&smaller);
            std::fs::write(&path, told(&path, text, expected))?;
        }
        let record = json!({
            "program": file,
            "reduced": reduced.map(|_| smaller),
            "seed": self.arguments.seed,
            "index": found.index,
            "kind": self.arguments.kind(found.index),
            "bucket": found.bucket,
            "verdict": found.verdict,
            "explanation": study.and_then(|s| s.explanation.as_ref()),
            "command": self.again(found.index),
        });
        std::fs::write(out.join(format!("{stem}.json")), format!("{record:#}\n"))?;
        Ok(path)
    }

    /// The command that explains a saved program.
    fn explain(&self, path: &Path) -> String {
        format!("lockstep explain {}{}", path.display(), self.flags)
    }

    /// The command that finds it again.
    fn again(&self, index: u64) -> String {
        let kind = if self.arguments.bytecode {
            "--bytecode".into()
        } else {
            format!("--profile {}", self.arguments.kind(index))
        };
        let steps = if self.arguments.lockstep > 0 { " --lockstep 1" } else { "" };
        let flags = &self.flags;
        format!("lockstep fuzz {kind} --seed {} --skip {index} --runs 1{steps}{flags}", self.arguments.seed)
    }
}
