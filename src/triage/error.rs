//! Why a triage run, the joining of reports, or a blessing cannot go on.

use std::io;
use std::path::{Path, PathBuf};

use super::walk::reason;
use crate::report::data::{Expected, SCHEMA};

/// A file or folder that the system refused.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {}", reason(.source))]
pub struct FileError {
    /// Which.
    pub path: PathBuf,
    /// The system's error.
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
    /// A file or folder cannot be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// A header expects something that is not known.
    #[error("{path}:{line}: `{words}` cannot be expected: `agree`, `diverge`, `diverge KEY` or `not comparable`")]
    Header {
        /// The case.
        path: PathBuf,
        /// From 1.
        line: usize,
        /// What stands there.
        words: String,
    },
    /// The system does not start one.
    #[error("cannot start a worker: {0}")]
    NoWorker(#[source] io::Error),
    /// A worker's words: a mistake of the user that only the worker could see.
    #[error("{0}")]
    Refused(String),
    /// Not JSON, or not the data of a report.
    #[error("{name}: not a report of `lockstep triage --format json`: {source}")]
    NoReport {
        /// Name of the report.
        name: String,
        /// The parser's error.
        source: serde_json::Error,
    },
    /// JSON that does not say which schema it has.
    #[error("{name}: not a report of `lockstep triage --format json`: it has no `schema`")]
    NoSchema {
        /// Name of the report.
        name: String,
    },
    /// A report of another version of the schema.
    #[error("{name}: a report of schema {schema}; this program reads schema {SCHEMA}")]
    OtherSchema {
        /// Name of the report.
        name: String,
        /// Its version.
        schema: u64,
    },
    /// There is nothing to join.
    #[error("no reports to join")]
    NoReports,
    /// Reports whose cases were not examined alike cannot be joined.
    #[error("{name}: made with other settings than {first} (subject, level or limits)")]
    OtherSettings {
        /// Name of the report.
        name: String,
        /// Name of the report that it is joined to.
        first: String,
    },
    /// A case is in two reports, not with the same verdict.
    #[error("{name}: {case} has another verdict than in another report")]
    TwoVerdicts {
        /// Name of the report.
        name: String,
        /// Path of the case.
        case: String,
    },
    /// Shards are joined that do not divide one whole.
    #[error("the reports are shards of different divisions")]
    OtherDivision,
    /// An expectation has to be written into a file that cannot hold one.
    #[error("{case}: a binary chunk has no header that could say `{expected}`")]
    NoHeader {
        /// Path of the case.
        case: String,
        /// What it would be.
        expected: Expected,
    },
    /// A case has to move to a path where another file is.
    #[error("{target}: exists already, so that {case} cannot move there")]
    Occupied {
        /// That path.
        target: PathBuf,
        /// Path of the case.
        case: String,
    },
}
