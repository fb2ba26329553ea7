//! Deciding whether two observations agree.
//!
//! Invariant: a verdict depends on the observations alone, and *not comparable* is earned: the reference hit a limit, or
//! disagrees with itself in a second, fresh state whose memory layout differs.

pub mod behaviour;
pub mod bytecode;
pub mod contract;
pub mod cross;
pub mod differential;
pub mod lockstep;
pub mod verdict;
