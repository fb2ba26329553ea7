//! The minimizer: the smallest program for which a predicate still holds.
//!
//! A program is parsed and lowered to [`tree`], where every local has a variable of its own. The [`driver`] runs
//! the [`passes`] over it, which propose [`edit`]s; an edit is kept if the predicate holds for the rendered text
//! ([`render`](mod@render)) and the text is lower in the total [`order`]. [`facts`] from a watched run guide the edits, and a
//! [`screen`] learns which candidates are not worth a call of the predicate. A binary [`chunk`] has passes of its own.
//!
//! Invariant: the result is interesting, ranks no higher than the program given, and is the same for any number
//! of jobs.

mod chunk;
pub(crate) mod driver;
pub(crate) mod edit;
pub mod facts;
mod lower;
pub mod order;
pub mod passes;
pub mod predicate;
pub(crate) mod problem;
pub mod render;
mod screen;
pub(crate) mod stdlib;
mod tidy;
pub mod tree;

pub use driver::Account;
pub use lower::{lower, lower_expression};
pub use order::Rank;
pub use problem::{Budget, PredicateError, Problem};
pub use tidy::tidy;

use crate::engine::source::is_chunk;
use crate::isa::verify::LoadError;
use driver::Driver;
use problem::Asker;
use render::{Naming, render};

/// How to reduce.
pub struct ReduceOptions<'a> {
    /// When to stop.
    pub limits: Budget<'a>,
    /// Predicates that may run at a time.
    pub jobs: usize,
    /// Whether a run in process may decide that a candidate is not worth a call: for predicates that take longer
    /// than that, and look at what a program does.
    pub screen: bool,
    /// Told the rank after each step, and the calls so far.
    pub progress: &'a mut dyn FnMut(&Rank, usize),
}

/// What came out.
#[derive(Debug)]
pub struct Reduction {
    /// The smallest program that was found.
    pub text: Vec<u8>,
    /// Of a chunk words of code.
    pub tokens: usize,
    /// Tokens (of a chunk: instructions) of the program at the start.
    pub tokens_before: usize,
    /// Calls of the predicate.
    pub calls: usize,
    /// Whether a limit ended the reduction before there was nothing left to try.
    pub stopped: bool,
    /// Whether the predicate gave two answers for one text.
    pub flaky: bool,
    /// Why the predicate could not be asked any more, if that ended the reduction.
    pub broken: Option<PredicateError>,
    /// What each pass cost and brought.
    pub accounts: Vec<Account>,
}

/// Why nothing was reduced.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum ReduceError {
    #[error(transparent)]
    Syntax(#[from] crate::syntax::Error),
    #[error("the chunk does not verify: {0}")]
    Unverified(#[from] LoadError),
    #[error("the chunk reads registers whose contents the contract leaves open, so that VMs need not agree")]
    NotStrict,
    #[error("the program is not interesting: the predicate does not hold for it")]
    NotInteresting,
    #[error("the program is interesting only as it is written, not when printed from its syntax tree")]
    NotReprintable,
    #[error("the predicate is flaky: it does not give the same answer twice for the program itself")]
    Flaky,
    #[error("the predicate cannot be asked: {0}")]
    Broken(#[source] PredicateError),
}

/// Reduces a source text or a binary chunk.
///
/// It is reduced in rounds, each of which begins with nothing but the text that the one before ended with. The
/// last round changes nothing, and so does a reduction of the result.
///
/// # Errors
/// If the text does not parse, or the chunk does not verify or depends on what the contract leaves open; if it is not
/// interesting to begin with, or the predicate fails or is flaky.
///
/// ```
/// use lockstep::reduce::{Budget, ReduceOptions, reduce};
///
/// let interesting = |text: &[u8]| text.windows(5).any(|word| word == b"print");
/// let options = ReduceOptions { limits: Budget::default(), jobs: 1, screen: false, progress: &mut |_, _| {} };
/// let reduction = reduce(b"local x = 1 + 2\nfor i = 1, x do print(i) end", &interesting, options)?;
/// assert!(reduction.tokens < reduction.tokens_before);
/// assert!(interesting(&reduction.text));
/// # Ok::<(), lockstep::reduce::ReduceError>(())
/// ```
pub fn reduce(source: &[u8], problem: &dyn Problem, mut config: ReduceOptions<'_>) -> Result<Reduction, ReduceError> {
    let binary = is_chunk(source);
    let before = if binary {
        let main = chunk::read(source)?;
        Rank::of_chunk(&main, source.to_vec())
    } else {
        crate::syntax::parse(source, b"=input")?;
        Rank::of(source.to_vec())
    };
    let mut asker = Asker::new(problem, config.limits);
    let first = asker.ask(source);
    let same = asker.confirm(source);
    if let Some(error) = asker.broken {
        return Err(ReduceError::Broken(error));
    }
    if !same {
        return Err(ReduceError::Flaky);
    }
    if !first {
        return Err(ReduceError::NotInteresting);
    }
    let (mut best, mut accounts) = (before.clone(), Account::of(&[passes::ALL, passes::LAST, passes::GROW]));
    loop {
        let next = match binary {
            true => chunk::round(&best, &mut asker, config.progress),
            false => round(&best, &mut asker, &mut accounts, &mut config),
        };
        let Some(rank) = next else {
            if asker.stopped() || best.text != source {
                break;
            }
            return Err(ReduceError::NotReprintable);
        };
        if rank >= best {
            break;
        }
        best = rank;
    }
    let stopped = asker.stopped();
    let flaky = !asker.confirm(&best.text);
    let (tokens, tokens_before) = (best.tokens, before.tokens);
    Ok(Reduction {
        text: best.text,
        tokens,
        tokens_before,
        calls: asker.calls,
        stopped,
        flaky,
        broken: asker.broken,
        accounts,
    })
}

/// What one round makes of a text; nothing if it is not interesting when printed from its syntax tree.
fn round(from: &Rank, asker: &mut Asker<'_>, accounts: &mut [Account], config: &mut ReduceOptions<'_>) -> Option<Rank> {
    asker.begin_round();
    let mut program = lower(&crate::syntax::parse(&from.text, b"=input").ok()?);
    tidy(&mut program);
    let naming = [Naming::Short, Naming::Original].into_iter().find(|n| asker.ask(&render(&program, *n)))?;
    let mut driver = Driver::new(program, naming, asker, config.jobs, config.progress);
    if config.screen {
        driver.with_screen();
    }
    driver.run(passes::ALL, passes::LAST, passes::GROW);
    for (sum, account) in accounts.iter_mut().zip(&driver.accounts) {
        sum.add(account);
    }
    Some(driver.rank)
}
