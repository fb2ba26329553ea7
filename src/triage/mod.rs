//! Triage: a corpus and a subject in, one line per distinct bug out.
//!
//! [`walk`] finds the cases and [`header`] what is expected of them; [`run`] has each examined in a worker process
//! ([`examine`]), has failures reduced, and puts them into buckets ([`bucket`]). A [`Report`] is what comes out; all
//! formats are made from it alone, and [`merge`] joins those of shards. [`bless`] writes what was found into the corpus.
//!
//! Invariants: every case is in the report, whatever happened to it; unchanged input gives the same report, for any
//! number of jobs.

pub mod bless;
pub mod bucket;
pub(crate) mod error;
pub(crate) mod examine;
pub mod header;
pub(crate) mod merge;
pub(crate) mod run;
pub mod walk;

pub use crate::report::data::{Bucket, BucketKey, Case, CaseVerdict, Finding, Level, Report, Setup, Status};
pub use error::{FileError, TriageError};
pub use examine::answer;
pub use merge::{merge, read};
pub use run::{TriagePlan, run};
