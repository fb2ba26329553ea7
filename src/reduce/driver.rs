//! The driver: tries edits, keeps those that are interesting and rank lower, until nothing is left to try.
//!
//! Invariants: the current program is always interesting, and its rank only goes down; the sequence of steps
//! depends on the program and the predicate alone.

use std::collections::HashMap;

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
}

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
        }
    }

    /// Guesses from a run in process which candidates are not worth a call.
    pub fn with_screen(&mut self) {
        let mut screen = Screen::default();
        let look = screen.look(&self.rank.text);
        screen.learn(look, true);
        self.screen = Some(screen);
    }

    /// Runs the passes until none of them changes anything.
    pub fn run(&mut self, passes: &[Pass]) {
        self.accounts = passes.iter().map(|p| Account { name: p.name, ..Account::default() }).collect();
        let mut order: Vec<usize> = (0..passes.len()).collect();
        let mut thorough = false;
        while !self.asker.stopped() {
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

    /// Runs one pass once.
    fn pass(&mut self, index: usize, pass: &Pass, thorough: bool) {
        if self.facts.is_none() {
            self.facts = Some(Facts::observe(&self.program, self.naming));
        }
        let facts = self.facts.clone().unwrap_or_default();
        let mut edits = (pass.edits)(&mut self.program, &facts);
        if pass.mode == Mode::Each {
            edits.sort_by_key(|e| std::cmp::Reverse(e.gain));
        }
        edits.retain(|e| {
            let failed = self.failed.get(&(pass.name, e.site));
            thorough || failed.is_none_or(|size| self.rank.tokens * 10 <= size * 7)
        });
        let mut stack: Vec<std::ops::Range<usize>> = match pass.mode {
            Mode::Chunks if !edits.is_empty() => vec![0..edits.len()],
            Mode::Chunks => Vec::new(),
            Mode::Each => (0..edits.len()).rev().map(|i| i..i + 1).collect(),
        };
        let (calls, tokens) = (self.asker.calls, self.rank.tokens);
        while let Some(range) = stack.pop() {
            if self.asker.stopped() {
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
        account.tokens += tokens - self.rank.tokens;
    }

    /// The program after the edits, if they change anything for the better.
    fn candidate(&self, edits: &[Edit]) -> Option<(Program, Rank)> {
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
        (rank < self.rank).then_some((program, rank))
    }

    /// Tries the edits together.
    fn attempt(&mut self, edits: &[Edit]) -> bool {
        let Some((program, rank)) = self.candidate(edits) else { return false };
        if !self.interesting(&rank.text) {
            return false;
        }
        self.program = program;
        self.rank = rank;
        self.facts = None;
        (self.progress)(&self.rank, self.asker.calls);
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
