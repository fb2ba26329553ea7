//! The driver: tries edits, keeps those that are interesting and rank lower, until nothing is left to try.
//!
//! Invariants: the current program is always interesting, and its rank only goes down; the sequence of steps
//! depends on the program and the predicate alone.

use std::collections::{HashMap, HashSet};

use super::edit::{Edit, Mode, Pass};
use super::facts::Facts;
use super::order::Rank;
use super::problem::Asker;
use super::render::{Naming, render};
use super::screen::Screen;
use super::tidy::tidy;
use super::tree::Program;

/// What a pass has cost and brought.
#[derive(Clone, Debug, Default)]
pub struct Account {
    pub name: &'static str,
    pub calls: usize,
    pub kept: usize,
    pub tokens: usize,
}

/// A reduction under way.
pub struct Driver<'a, 'p> {
    pub program: Program,
    pub rank: Rank,
    pub naming: Naming,
    pub asker: &'a mut Asker<'p>,
    pub accounts: Vec<Account>,
    pub jobs: usize,
    /// Told the rank after each step, and the calls so far.
    pub progress: &'a mut dyn FnMut(&Rank, usize),
    screen: Option<Screen>,
    facts: Option<Facts>,
    /// Sites that failed, with the size of the program at that time.
    failed: HashMap<(&'static str, u64), usize>,
    /// Texts that were steps up.
    tried: HashSet<Vec<u8>>,
    /// Calls at which the present descent ends.
    ceiling: usize,
    /// After a step up: the text that it began from, which the way down must not lead back to.
    origin: Option<Vec<u8>>,
}

/// Tokens that a step up may add.
const MAX_CLIMB: usize = 60;
/// Calls for the way down after a step up.
const CLIMB_CALLS: usize = 120;

impl<'a, 'p> Driver<'a, 'p> {
    pub fn new(
        program: Program,
        naming: Naming,
        asker: &'a mut Asker<'p>,
        progress: &'a mut dyn FnMut(&Rank, usize),
    ) -> Driver<'a, 'p> {
        let rank = Rank::of(render(&program, naming));
        Driver {
            program,
            rank,
            naming,
            asker,
            accounts: Vec::new(),
            jobs: 1,
            progress,
            screen: None,
            facts: None,
            failed: HashMap::new(),
            tried: HashSet::new(),
            ceiling: usize::MAX,
            origin: None,
        }
    }

    /// Guesses from a run in process which candidates are not worth a call.
    pub fn with_screen(&mut self) {
        let mut screen = Screen::default();
        let look = screen.look(&self.rank.text);
        screen.learn(look, true);
        self.screen = Some(screen);
    }

    /// Runs the passes until none of them changes anything, not even after one step up.
    pub fn run(&mut self, passes: &[Pass], grow: &[Pass]) {
        self.accounts = passes.iter().chain(grow).map(|p| Account { name: p.name, ..Account::default() }).collect();
        loop {
            let before = self.rank.clone();
            self.descend(passes, usize::MAX);
            while self.climb(passes, grow) {
                self.descend(passes, usize::MAX);
            }
            if self.rank == before || self.asker.stopped() {
                return;
            }
            // As a reduction of the result would begin, so that it would find nothing more.
            self.failed.clear();
            self.tried.clear();
            if self.screen.is_some() {
                self.with_screen();
            }
        }
    }

    /// Takes one step up, and keeps what that leads to if it is lower in the end; whether one was found.
    fn climb(&mut self, passes: &[Pass], grow: &[Pass]) -> bool {
        for (i, pass) in grow.iter().enumerate() {
            let facts = self.facts();
            let edits = (pass.edits)(&mut self.program, &facts);
            for edit in &edits {
                if self.asker.stopped() {
                    return false;
                }
                let Some((program, rank)) = self.outcome(std::slice::from_ref(edit)) else { continue };
                let level = rank < self.rank;
                if rank.tokens > self.rank.tokens + MAX_CLIMB || !self.tried.insert(rank.text.clone()) {
                    continue;
                }
                let before = self.asker.calls;
                if !self.interesting(&rank.text) {
                    self.accounts[passes.len() + i].calls += self.asker.calls - before;
                    continue;
                }
                let kept = (self.program.clone(), self.rank.clone(), std::mem::take(&mut self.failed));
                let accounts = self.accounts.clone();
                (self.program, self.rank, self.facts) = (program, rank, None);
                self.origin = Some(kept.1.text.clone());
                self.descend(passes, self.asker.calls + CLIMB_CALLS);
                self.origin = None;
                // A step that is lower by its text alone has to save tokens.
                let lower = self.rank < kept.1 && (!level || self.rank.tokens < kept.1.tokens);
                if !lower {
                    (self.program, self.rank, self.facts) = (kept.0, kept.1.clone(), None);
                    self.accounts = accounts;
                }
                self.failed = kept.2;
                let account = &mut self.accounts[passes.len() + i];
                account.calls += self.asker.calls - before;
                if lower {
                    account.kept += 1;
                    account.tokens += kept.1.tokens.saturating_sub(self.rank.tokens);
                    (self.progress)(&self.rank, self.asker.calls);
                    return true;
                }
            }
        }
        false
    }

    fn facts(&mut self) -> Facts {
        if self.facts.is_none() {
            self.facts = Some(Facts::observe(&self.program, self.naming));
        }
        self.facts.clone().unwrap_or_default()
    }

    /// Runs the passes until none of them changes anything, or so many calls were made.
    fn descend(&mut self, passes: &[Pass], calls: usize) {
        self.ceiling = calls;
        let mut order: Vec<usize> = (0..passes.len()).collect();
        let mut thorough = false;
        while !self.halted() {
            let before = self.rank.clone();
            let marks = self.accounts.clone();
            for &i in &order {
                self.pass(i, &passes[i], thorough);
            }
            // Passes that paid off in this round run first in the next.
            let paid = |i: &usize| {
                let (a, b) = (&self.accounts[*i], &marks[*i]);
                std::cmp::Reverse((a.tokens - b.tokens) * 100 / (a.calls - b.calls + 1))
            };
            order.sort();
            order.sort_by_key(paid);
            let changed = self.rank < before;
            if !changed && thorough {
                return;
            }
            thorough = !changed;
        }
    }

    fn halted(&self) -> bool {
        self.asker.calls >= self.ceiling || self.asker.stopped()
    }

    /// Runs one pass once.
    fn pass(&mut self, index: usize, pass: &Pass, thorough: bool) {
        let facts = self.facts();
        let mut edits = (pass.edits)(&mut self.program, &facts);
        if pass.mode == Mode::Each {
            edits.sort_by_key(|e| std::cmp::Reverse(e.gain));
        }
        edits.retain(|e| {
            let failed = self.failed.get(&(pass.name, e.site));
            thorough || failed.is_none_or(|size| self.rank.tokens * 10 <= size * 7)
        });
        let mut stack: Vec<std::ops::Range<usize>> = match pass.mode {
            Mode::Chunks => std::iter::once(0..edits.len()).filter(|all| !all.is_empty()).collect(),
            Mode::Each => (0..edits.len()).rev().map(|i| i..i + 1).collect(),
        };
        let (calls, tokens) = (self.asker.calls, self.rank.tokens);
        while let Some(range) = stack.pop() {
            if self.halted() {
                break;
            }
            if self.jobs > 1 {
                self.look_ahead(&edits, &range, &stack);
            }
            if self.attempt(&edits[range.clone()]) {
                self.accounts[index].kept += 1;
                continue;
            }
            if range.len() > 1 {
                let middle = range.start + range.len() / 2;
                stack.push(middle..range.end);
                stack.push(range.start..middle);
            } else {
                self.failed.insert((pass.name, edits[range.start].site), self.rank.tokens);
            }
        }
        let account = &mut self.accounts[index];
        account.calls += self.asker.calls - calls;
        account.tokens += tokens.saturating_sub(self.rank.tokens);
    }

    /// The program after the edits, if they change anything for the better.
    fn candidate(&self, edits: &[Edit]) -> Option<(Program, Rank)> {
        self.outcome(edits).filter(|(_, rank)| *rank < self.rank)
    }

    /// The program after the edits, if they change anything.
    fn outcome(&self, edits: &[Edit]) -> Option<(Program, Rank)> {
        let mut program = self.program.clone();
        let mut changed = false;
        for edit in edits {
            changed |= edit.apply(&mut program);
        }
        if !changed {
            return None;
        }
        tidy(&mut program);
        let rank = Rank::of(render(&program, self.naming));
        (rank.text != self.rank.text).then_some((program, rank))
    }

    /// Tries the edits together.
    fn attempt(&mut self, edits: &[Edit]) -> bool {
        let Some((program, rank)) = self.candidate(edits) else { return false };
        if self.origin.as_ref() == Some(&rank.text) {
            return false;
        }
        if !self.interesting(&rank.text) {
            return false;
        }
        self.program = program;
        self.rank = rank;
        self.facts = None;
        if self.origin.is_none() {
            (self.progress)(&self.rank, self.asker.calls);
        }
        true
    }

    fn interesting(&mut self, text: &[u8]) -> bool {
        if let Some(answer) = self.asker.known(text) {
            return answer;
        }
        let Some(screen) = &mut self.screen else { return self.asker.ask(text) };
        let look = screen.look(text);
        if !screen.admits(&look) {
            return false;
        }
        let answer = self.asker.ask(text);
        screen.learn(look, answer);
        answer
    }

    /// Asks in parallel about the candidates that come next if none of them is interesting.
    fn look_ahead(&mut self, edits: &[Edit], range: &std::ops::Range<usize>, stack: &[std::ops::Range<usize>]) {
        let mut stack = stack.to_vec();
        stack.push(range.clone());
        let mut texts = Vec::new();
        while let Some(range) = stack.pop()
            && texts.len() < self.jobs
        {
            if let Some((_, rank)) = self.candidate(&edits[range.clone()])
                && self.asker.known(&rank.text).is_none()
                && !texts.contains(&rank.text)
            {
                texts.push(rank.text);
            }
            if range.len() > 1 {
                let middle = range.start + range.len() / 2;
                stack.push(middle..range.end);
                stack.push(range.start..middle);
            }
        }
        self.asker.fetch(texts);
    }
}
