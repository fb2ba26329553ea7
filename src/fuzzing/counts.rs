//! What a run counts: verdicts, and how large and how long-running the programs are.
//!
//! Invariant: counts add up in any order, and need no more memory for ten million programs than for ten.

use std::collections::BTreeMap;

use crate::coverage::Map;
use serde::{Deserialize, Serialize};

/// How often values of each size were seen, to within a thirtieth.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Histogram(BTreeMap<u64, u64>);

/// Values below this are kept apart.
const EXACT_BITS: u32 = 6;

impl Histogram {
    /// Adds a value.
    pub fn add(&mut self, value: u64) {
        let shift = (u64::BITS - value.leading_zeros()).saturating_sub(EXACT_BITS);
        *self.0.entry(value >> shift << shift).or_default() += 1;
    }

    /// Adds what another has seen.
    pub fn merge(&mut self, other: &Histogram) {
        for (value, count) in &other.0 {
            *self.0.entry(*value).or_default() += count;
        }
    }

    /// The value that a share of all others do not exceed; 0 if there are none.
    pub fn quantile(&self, share: f64) -> u64 {
        let total: u64 = self.0.values().sum();
        let mut left = (total as f64 * share).ceil() as u64;
        for (value, count) in &self.0 {
            if *count >= left {
                return *value;
            }
            left -= count;
        }
        0
    }

    fn text(&self) -> String {
        let [low, median, high, most] = [0.1, 0.5, 0.9, 1.0].map(|share| self.quantile(share));
        format!("median {median} (10 %: {low}, 90 %: {high}, most: {most})")
    }
}

/// Programs that were not comparable for one reason.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excused {
    count: u64,
    /// Numbers of the first of them.
    first: Vec<u64>,
}

/// Of so many programs the instructions and cover points of one are counted.
pub const COUNTED: u64 = 16;

/// Programs listed per reason.
const LISTED: usize = 4;

/// Counts of programs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgramCounts {
    /// Programs that were judged.
    pub programs: u64,
    /// Those on which both sides agree.
    pub agree: u64,
    /// Those on which they differ.
    pub diverge: u64,
    /// Those of which nothing can be said, by reason.
    pub not_comparable: BTreeMap<String, Excused>,
    /// Programs that end with an error on the reference.
    pub failed: u64,
    /// Programs that were also compared step by step.
    pub stepped: u64,
    /// Lines of source, or instructions where there is none.
    pub size: Histogram,
    /// Instructions executed, of those that were counted.
    pub executed: Histogram,
    /// Cover points of the contract that those met.
    pub coverage: Map,
}

impl ProgramCounts {
    /// Counts program number `index` as not comparable for `reason`.
    pub fn excuse(&mut self, reason: String, index: u64) {
        let excused = self.not_comparable.entry(reason).or_default();
        excused.count += 1;
        excused.first.push(index);
    }

    /// Adds what comes after.
    pub fn add(&mut self, other: &ProgramCounts) {
        self.programs += other.programs;
        self.agree += other.agree;
        self.diverge += other.diverge;
        self.failed += other.failed;
        self.stepped += other.stepped;
        self.size.merge(&other.size);
        self.executed.merge(&other.executed);
        self.coverage.merge(&other.coverage);
        for (reason, more) in &other.not_comparable {
            let excused = self.not_comparable.entry(reason.clone()).or_default();
            excused.count += more.count;
            let room = LISTED.saturating_sub(excused.first.len());
            excused.first.extend(more.first.iter().take(room));
        }
    }

    fn share(&self, n: u64) -> f64 {
        100.0 * n as f64 / self.programs.max(1) as f64
    }

    /// The verdicts in one line.
    pub fn verdicts(&self) -> String {
        let excused = self.not_comparable.values().map(|e| e.count).sum();
        let (agree, diverge, share) = (self.agree, self.diverge, self.share(excused));
        let mut text = format!("{agree} agree, {diverge} diverge, {excused} not comparable ({share:.3} %)");
        if self.stepped > 0 {
            text.push_str(&format!("; {} also step by step", self.stepped));
        }
        text
    }

    /// The distributions, several lines.
    pub fn distribution(&self, unit: &str) -> String {
        let mut text = format!("{unit}: {}\n", self.size.text());
        text.push_str(&format!("instructions executed: {}\n", self.executed.text()));
        text.push_str(&format!("{:.1} % end with an uncaught error\n", self.share(self.failed)));
        let covered = self.coverage.summary();
        text.push_str(&format!(
            "cover points met by one program in {COUNTED}: {} of {} ({:.1} %)\n",
            covered.covered,
            covered.reachable,
            covered.percent()
        ));
        for (reason, Excused { count, first }) in &self.not_comparable {
            let list: Vec<String> = first.iter().map(u64::to_string).collect();
            text.push_str(&format!("{count:>8}  not comparable: {reason} (--skip {})\n", list.join(", ")));
        }
        text
    }
}
