//! Why a triage run, the joining of reports, or a blessing cannot go on.

use std::io;
use std::path::{Path, PathBuf};

use super::walk::reason;
use crate::report::data::{Expected, SCHEMA};

/// A file or folder that the system refused.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {}", reason(.source))]
pub struct FileError {
    pub path: PathBuf,
    pub source: io::Error,
}

impl FileError {
    /// What makes the error of `path` from that of the system.
    pub fn of(path: &Path) -> impl Fn(io::Error) -> FileError {
        |source| FileError { path: path.to_path_buf(), source }
    }
}

/// What stops a triage.
#[derive(Debug, thiserror::Error)]
pub enum TriageError {
    #[error(transparent)]
    File(#[from] FileError),
    #[error("{path}:{line}: `{words}` cannot be expected: `agree`, `diverge`, `diverge KEY` or `not comparable`")]
    Header { path: PathBuf, line: usize, words: String },
    #[error("cannot start a worker: {0}")]
    NoWorker(#[source] io::Error),
    /// A worker's words: a mistake of the user that only the worker could see.
    #[error("{0}")]
    Refused(String),
    #[error("{name}: not a report of `lockstep triage --format json`: {source}")]
    NoReport { name: String, source: serde_json::Error },
    #[error("{name}: not a report of `lockstep triage --format json`: it has no `schema`")]
    NoSchema { name: String },
    #[error("{name}: a report of schema {schema}; this program reads schema {SCHEMA}")]
    OtherSchema { name: String, schema: u64 },
    #[error("no reports to join")]
    NoReports,
    #[error("{name}: made with other settings than {first} (subject, level or limits)")]
    OtherSettings { name: String, first: String },
    #[error("{name}: {case} has another verdict than in another report")]
    TwoVerdicts { name: String, case: String },
    #[error("the reports are shards of different divisions")]
    OtherDivision,
    #[error("{case}: a binary chunk has no header that could say `{expected}`")]
    NoHeader { case: String, expected: Expected },
    #[error("{target}: exists already, so that {case} cannot move there")]
    Occupied { target: PathBuf, case: String },
}
