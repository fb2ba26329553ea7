//! The driver: tries edits, keeps those that are interesting and rank lower, until nothing is left to try.
//!
//! Invariants: the current program is always interesting, and its rank only goes down; the sequence of steps
//! depends on the program and the predicate alone. With several jobs the candidates that come next are looked at
//! ahead of time, but decided in their order.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use rayon::prelude::*;

use super::edit::{Edit, Mode, Pass};
use super::facts::Facts;
use super::order::Rank;
use super::problem::Asker;
use super::render::{Naming, render};
use super::screen::{Look, Screen};
use super::tidy::tidy;
use super::tree::Tree;

/// What a pass has cost and brought.
#[derive(Clone, Debug, Default)]
pub struct Account {
    /// Name of the pass.
    pub name: &'static str,
    /// Candidates that it had tried.
    pub calls: usize,
    /// Those that were kept.
    pub kept: usize,
    /// Tokens that it took away.
    pub tokens: usize,
}

impl Account {
    /// One for each pass.
    pub fn of(passes: &[&[Pass]]) -> Vec<Account> {
        passes.iter().copied().flatten().map(|p| Account { name: p.name, ..Account::default() }).collect()
    }

    /// Adds what the same pass did elsewhere.
    pub fn add(&mut self, other: &Account) {
        self.calls += other.calls;
        self.kept += other.kept;
        self.tokens += other.tokens;
    }
}

/// A program with its text.
type Candidate = (Tree, Rank);

/// A reduction under way.
pub struct Driver<'a, 'p> {
    pub program: Tree,
    pub rank: Rank,
    pub accounts: Vec<Account>,
    naming: Naming,
    asker: &'a mut Asker<'p>,
    jobs: usize,
    /// Told the rank after each step, and the calls so far.
    progress: &'a mut dyn FnMut(&Rank, usize),
    screen: Option<Screen>,
    facts: Option<Facts>,
    /// Sites that failed, with the size of the program at that time.
    failed: HashMap<(&'static str, u64), usize>,
    /// Texts that were steps up.
    tried: HashSet<Vec<u8>>,
    /// Candidates that were made ahead of time, and looks at them; void after a step.
    ahead: HashMap<Range<usize>, Option<Candidate>>,
    looks: HashMap<Vec<u8>, Look>,
    /// What is left of the present descent, if it follows a step up.
    climb: Option<Climb>,
}

/// The way down after a step up.
struct Climb {
    /// The text that it began from, which the way down must not lead back to.
    origin: Vec<u8>,
    /// Spent calls at which it ends, unless a step puts that off.
    ceiling: usize,
    /// Spent calls at which it ends in any case.
    limit: usize,
}

/// Tokens that a step up may add.
const MAX_CLIMB: usize = 60;
/// Calls after a step up, or a step down after that, within which another step down has to be found.
const PATIENCE: usize = 30;
/// Calls for the way down after a step up.
const CLIMB_CALLS: usize = 160;
/// Calls for the steps up of one pass that lead to nothing.
const CLIMBS: usize = 120;

impl<'a, 'p> Driver<'a, 'p> {
    pub fn new(
        program: Tree,
        naming: Naming,
        asker: &'a mut Asker<'p>,
        jobs: usize,
        progress: &'a mut dyn FnMut(&Rank, usize),
    ) -> Driver<'a, 'p> {
        let rank = Rank::of(render(&program, naming));
        Driver {
            program,
            rank,
            naming,
            asker,
            accounts: Vec::new(),
            jobs: jobs.max(1),
            progress,
            screen: None,
            facts: None,
            failed: HashMap::new(),
            tried: HashSet::new(),
            ahead: HashMap::new(),
            looks: HashMap::new(),
            climb: None,
        }
    }

    /// Guesses from a run in process which candidates are not worth a call.
    pub fn with_screen(&mut self) {
        let mut screen = Screen::default();
        screen.learn(Look::at(&self.rank.text), true);
        self.screen = Some(screen);
    }

    /// Runs the passes until none of them changes anything, not even after one step up; then with the last ones.
    pub fn run(&mut self, passes: &[Pass], last: &[Pass], grow: &[Pass]) {
        self.accounts = Account::of(&[passes, last, grow]);
        let all = [passes, last].concat();
        let first_grow = all.len();
        for passes in [passes, &all] {
            self.descend(passes);
            while self.climb(passes, grow, first_grow) {
                self.descend(passes);
            }
        }
    }

    /// Takes one step up, and keeps what that leads to if it is lower in the end; whether one was found.
    fn climb(&mut self, passes: &[Pass], grow: &[Pass], first_account: usize) -> bool {
        for (i, pass) in grow.iter().enumerate() {
            let end = self.asker.spent() + CLIMBS;
            let facts = self.facts();
            let edits = (pass.edits)(&mut self.program, &facts);
            for edit in &edits {
                if self.asker.stopped() {
                    return false;
                }
                if self.asker.spent() >= end {
                    break;
                }
                let Some((program, rank)) = self.base().outcome(std::slice::from_ref(edit)) else { continue };
                if rank.tokens > self.rank.tokens + MAX_CLIMB || !self.tried.insert(rank.text.clone()) {
                    continue;
                }
                let before = self.asker.spent();
                let kept = self.interesting(&rank.text).then(|| self.way_down(passes, program, rank)).flatten();
                let account = &mut self.accounts[first_account + i];
                account.calls += self.asker.spent() - before;
                if let Some(tokens) = kept {
                    account.kept += 1;
                    account.tokens += tokens;
                    (self.progress)(&self.rank, self.asker.calls);
                    return true;
                }
            }
        }
        false
    }

    /// Goes down from the program that a step up led to. If that gets below the present program it is kept, and
    /// the tokens saved are given.
    fn way_down(&mut self, passes: &[Pass], program: Tree, rank: Rank) -> Option<usize> {
        // A step that is lower by its text alone has to save tokens.
        let level = rank < self.rank;
        let before = (self.program.clone(), self.rank.clone());
        let (failed, accounts) = (std::mem::take(&mut self.failed), self.accounts.clone());
        let spent = self.asker.spent();
        self.climb =
            Some(Climb { origin: self.rank.text.clone(), ceiling: spent + PATIENCE, limit: spent + CLIMB_CALLS });
        self.step((program, rank));
        self.descend(passes);
        self.climb = None;
        self.failed = failed;
        if self.rank < before.1 && (!level || self.rank.tokens < before.1.tokens) {
            return Some(before.1.tokens.saturating_sub(self.rank.tokens));
        }
        self.accounts = accounts;
        self.step(before);
        None
    }

    /// Makes the candidate the present program.
    fn step(&mut self, candidate: Candidate) {
        (self.program, self.rank) = candidate;
        self.facts = None;
        self.ahead.clear();
        self.looks.clear();
        let spent = self.asker.spent();
        match &mut self.climb {
            Some(climb) => climb.ceiling = (spent + PATIENCE).min(climb.limit),
            None => (self.progress)(&self.rank, self.asker.calls),
        }
    }

    fn facts(&mut self) -> Facts {
        self.facts.get_or_insert_with(|| Facts::observe(&self.program, self.naming)).clone()
    }

    /// Runs the passes until none of them changes anything, or a limit is reached.
    fn descend(&mut self, passes: &[Pass]) {
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
        self.climb.as_ref().is_some_and(|climb| self.asker.spent() >= climb.ceiling) || self.asker.stopped()
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
        let mut stack: Vec<Range<usize>> = match pass.mode {
            Mode::Chunks => std::iter::once(0..edits.len()).filter(|all| !all.is_empty()).collect(),
            Mode::Each => (0..edits.len()).rev().map(|i| i..i + 1).collect(),
        };
        let (spent, tokens) = (self.asker.spent(), self.rank.tokens);
        self.ahead.clear();
        while let Some(range) = stack.pop() {
            if self.halted() {
                break;
            }
            if self.jobs > 1 {
                self.look_ahead(&edits, &range, &stack);
            }
            if self.attempt(&edits, &range) {
                self.accounts[index].kept += 1;
                continue;
            }
            if range.len() > 1 {
                halves(&range, &mut stack);
            } else {
                self.failed.insert((pass.name, edits[range.start].site), self.rank.tokens);
            }
        }
        let account = &mut self.accounts[index];
        account.calls += self.asker.spent() - spent;
        account.tokens += tokens.saturating_sub(self.rank.tokens);
    }

    /// What candidates are made from.
    fn base(&self) -> Base<'_> {
        let origin = self.climb.as_ref().map(|climb| &climb.origin);
        Base { program: &self.program, rank: &self.rank, naming: self.naming, origin }
    }

    /// Tries the edits together.
    fn attempt(&mut self, edits: &[Edit], range: &Range<usize>) -> bool {
        let candidate = match self.ahead.remove(range) {
            Some(candidate) => candidate,
            None => self.base().candidate(&edits[range.clone()]),
        };
        let Some(candidate) = candidate else { return false };
        let interesting = self.interesting(&candidate.1.text);
        if interesting {
            self.step(candidate);
        }
        interesting
    }

    fn interesting(&mut self, text: &[u8]) -> bool {
        if let Some(answer) = self.asker.known(text) {
            return answer;
        }
        if self.climb.is_none() {
            (self.progress)(&self.rank, self.asker.calls);
        }
        let Some(screen) = &mut self.screen else { return self.asker.ask(text) };
        let look = self.looks.remove(text).unwrap_or_else(|| Look::at(text));
        if !screen.admits(&look) {
            return false;
        }
        let answer = self.asker.ask(text);
        screen.learn(look, answer);
        answer
    }

    /// Makes, looks at and asks about the candidates that come next if none of them is interesting, in parallel;
    /// only when the first of them has not been made yet, so that there is enough to do for all.
    fn look_ahead(&mut self, edits: &[Edit], range: &Range<usize>, stack: &[Range<usize>]) {
        if self.ahead.contains_key(range) {
            return;
        }
        let mut coming = Vec::new();
        let mut stack = stack.to_vec();
        stack.push(range.clone());
        while let Some(range) = stack.pop()
            && coming.len() < 2 * self.jobs
        {
            if range.len() > 1 {
                halves(&range, &mut stack);
            }
            coming.push(range);
        }
        let (base, looking) = (self.base(), self.screen.is_some());
        let made: Vec<_> = coming
            .into_par_iter()
            .map(|range| {
                let candidate = base.candidate(&edits[range.clone()]);
                let look = candidate.as_ref().filter(|_| looking).map(|(_, rank)| Look::at(&rank.text));
                (range, candidate, look)
            })
            .collect();
        let mut texts: Vec<Vec<u8>> = Vec::new();
        for (range, candidate, look) in made {
            if let Some((_, rank)) = &candidate {
                let liked = self.screen.iter().zip(&look).all(|(screen, look)| screen.likes(look));
                if liked && !self.asker.fetched(&rank.text) && !texts.contains(&rank.text) {
                    texts.push(rank.text.clone());
                }
                self.looks.extend(look.map(|look| (rank.text.clone(), look)));
            }
            self.ahead.insert(range, candidate);
            if texts.len() == self.jobs {
                break;
            }
        }
        self.asker.fetch(texts);
    }
}

/// A program that candidates are made from.
struct Base<'a> {
    program: &'a Tree,
    rank: &'a Rank,
    naming: Naming,
    origin: Option<&'a Vec<u8>>,
}

impl Base<'_> {
    /// The program after the edits, if they change anything for the better.
    fn candidate(&self, edits: &[Edit]) -> Option<Candidate> {
        self.outcome(edits).filter(|(_, rank)| rank < self.rank && Some(&rank.text) != self.origin)
    }

    /// The program after the edits, if they change anything.
    fn outcome(&self, edits: &[Edit]) -> Option<Candidate> {
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
}

/// Puts the halves of a range of edits on the stack, the first on top.
fn halves(range: &Range<usize>, stack: &mut Vec<Range<usize>>) {
    let middle = range.start + range.len() / 2;
    stack.push(middle..range.end);
    stack.push(range.start..middle);
}
