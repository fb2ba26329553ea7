//! Collects what a run finds: sorts the answers of the workers by number, puts the findings into buckets, has the first of
//! each bucket reduced, saves programs.
//!
//! Which bucket a finding belongs to is what its explanation says, or that of the smallest program that it comes to. Of those
//! that look alike from outside a few are explained, and then fewer and fewer.
//!
//! Invariant: findings are taken in the order of their numbers, so that what is shown and saved does not depend on the
//! number of jobs. A finding is on the disk before anything more is asked about it.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use indicatif::ProgressBar;
use serde::de::DeserializeOwned;
use serde_json::json;

use super::FuzzArguments;
use super::worker::{self, EXPLANATION, FindingInside, FuzzFinding, JudgedBatch, Question, STUDY, Smaller};
use crate::coverage::Summary;
use crate::fuzzing::counts::ProgramCounts;
use crate::fuzzing::story::with_story;
use crate::report::html::{Growth, GrowthPoint};
use crate::triage::FileError;
use crate::workers::{Death, WorkerSlot};

/// Findings of one bucket that are saved.
const SAVED: u64 = 8;
/// Findings of one look that are all explained; then each is that doubles their number.
const EXPLAINED: u64 = 3;
/// Points in time that a report shows at most.
const POINTS: usize = 400;

pub(super) struct FindingCollector<'a> {
    arguments: &'a FuzzArguments,
    /// What a command line says of the engines, with a blank before it.
    flags: String,
    bar: &'a ProgressBar,
    slot: Option<WorkerSlot>,
    pub counts: ProgramCounts,
    /// How many findings each bucket has.
    pub buckets: BTreeMap<String, u64>,
    /// The looks that were seen: how often, and the bucket of the last one that was explained.
    looks: BTreeMap<String, (u64, String)>,
    /// The bucket of what explanations say of single programs.
    causes: BTreeMap<String, String>,
    pub saved: u64,
    /// The number of the program that is next.
    next: u64,
    /// Answers that came before their turn, by the number of their first program.
    early: BTreeMap<u64, JudgedBatch>,
    /// The first program of each bucket, the smallest one there is of it.
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
            buckets: BTreeMap::new(),
            looks: BTreeMap::new(),
            causes: BTreeMap::new(),
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
            self.sort(&found)?;
        }
        let covered = self.counts.coverage.summary();
        let (findings, buckets) = (self.counts.diverge, self.buckets.len());
        self.bar.set_message(format!("coverage {:.1} %, {findings} findings, {buckets} buckets", covered.percent()));
        self.grow(covered);
        Ok(())
    }

    /// Puts a finding into its bucket.
    fn sort(&mut self, found: &FuzzFinding) -> Result<(), FileError> {
        let (times, bucket) = self.looks.entry(found.look.clone()).or_default();
        *times += 1;
        let failed = FileError::of(&self.arguments.out);
        let bucket = if *times > EXPLAINED && !times.is_power_of_two() {
            let bucket = bucket.clone();
            if self.buckets.get(&bucket).is_none_or(|count| *count < SAVED) {
                self.save(found, &bucket, None, None).map_err(&failed)?;
                self.saved += 1;
            }
            bucket
        } else {
            self.save(found, &found.look, None, None).map_err(&failed)?;
            let bucket = self.look_into(found).map_err(&failed)?;
            if self.buckets.get(&bucket).is_none_or(|count| *count < SAVED) {
                self.saved += 1;
            } else {
                self.discard(found).map_err(&failed)?;
            }
            bucket
        };
        if let Some((_, last)) = self.looks.get_mut(&found.look) {
            last.clone_from(&bucket);
        }
        *self.buckets.entry(bucket).or_default() += 1;
        Ok(())
    }

    /// The bucket of a finding; the first of a bucket is made small and shown.
    fn look_into(&mut self, found: &FuzzFinding) -> std::io::Result<String> {
        let explained: FindingInside =
            self.ask(&Question::Explain { index: found.index }, EXPLANATION).unwrap_or_else(|death| FindingInside {
                text: format!("not explained: {death}\n"),
                ..FindingInside::default()
            });
        let cause = explained.bucket.clone().unwrap_or_else(|| found.look.clone());
        if let Some(bucket) = self.causes.get(&cause) {
            let bucket = bucket.clone();
            self.save(found, &bucket, Some(&explained), None)?;
            return Ok(bucket);
        }
        let smaller: Option<Smaller> = self.ask(&Question::Reduce { index: found.index }, STUDY).unwrap_or_default();
        let of = |program: fn(&Smaller) -> Option<&String>| smaller.as_ref().and_then(program).cloned();
        let own = of(|smaller| smaller.bucket.as_ref()).unwrap_or_else(|| cause.clone());
        let causes: Vec<String> =
            [Some(own.clone()), of(|smaller| smaller.simplest.as_ref()), Some(cause)].into_iter().flatten().collect();
        let bucket = causes.iter().find_map(|cause| self.causes.get(cause)).cloned().unwrap_or(own);
        for cause in causes {
            self.causes.entry(cause).or_insert_with(|| bucket.clone());
        }
        let path = self.save(found, &bucket, Some(&explained), smaller.as_ref())?;
        if !self.buckets.contains_key(&bucket) {
            self.show(&found.text);
            self.show(&explained.text);
            self.programs.push(path);
        }
        Ok(bucket)
    }

    /// Notes how far the run is, at most once in a while.
    fn grow(&mut self, covered: Summary) {
        let seconds = self.started.elapsed().as_secs_f64();
        self.growth.reachable = covered.reachable as u64;
        if self.growth.points.last().is_none_or(|last| seconds - last.seconds >= self.interval) {
            let (programs, findings) = (self.counts.programs, self.buckets.len() as u64);
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

    fn ask<A: DeserializeOwned>(&mut self, question: &Question, patience: Duration) -> Result<A, Death> {
        let mut slot = match self.slot.take() {
            Some(slot) => slot,
            None => worker::slot(self.arguments).map_err(|e| Death::NotStarted { message: e.to_string() })?,
        };
        let answer = slot.ask(question, patience);
        self.slot = Some(slot);
        answer
    }

    /// Removes what was saved of a finding whose bucket has enough.
    fn discard(&self, found: &FuzzFinding) -> std::io::Result<()> {
        let (out, stem) = (&self.arguments.out, self.arguments.stem(found.index));
        let kind = self.arguments.extension();
        for name in [format!("{stem}.{kind}"), format!("{stem}.min.{kind}"), format!("{stem}.json")] {
            match std::fs::remove_file(out.join(name)) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
                Ok(()) | Err(_) => {}
            }
        }
        Ok(())
    }

    /// Gives the file that shows it best.
    fn save(
        &self,
        found: &FuzzFinding,
        bucket: &str,
        explained: Option<&FindingInside>,
        smaller: Option<&Smaller>,
    ) -> std::io::Result<PathBuf> {
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
        let name = format!("{stem}.min.{}", self.arguments.extension());
        if let Some(Smaller { program, expected, .. }) = smaller {
            path = out.join(&name);
            std::fs::write(&path, told(&path, program, expected))?;
        }
        let record = json!({
            "program": file,
            "reduced": smaller.map(|_| name),
            "seed": self.arguments.seed,
            "index": found.index,
            "kind": self.arguments.kind(found.index),
            "bucket": bucket,
            "verdict": found.verdict,
            "explanation": explained.and_then(|explained| explained.explanation.as_ref()),
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
