//! Findings for people and for other programs.

pub mod terminal;
