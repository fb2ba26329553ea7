//! From a difference to its cause: the misaligned instruction, the symptom, the usual fix.
//!
//! [`explain()`](explain::explain) finds out all that can be, into an [`Explanation`](explanation::Explanation), which is plain data.

pub mod explain;
pub mod explanation;
mod intents;
pub mod mechanism;
mod outside;
mod recognise;
pub mod symptom;
mod timeline;
