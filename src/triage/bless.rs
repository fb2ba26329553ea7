//! Writes what was found into the corpus: the expectations of cases that did not meet theirs.
//!
//! Invariant: only lines of the header change, and files move between `known/` and `regressions/`; what would be done can be
//! shown before, and nothing that exists is written over by a move.

use std::path::{Path, PathBuf};

use super::error::{FileError, TriageError};
use super::header;
use crate::engine::source::{self, File};
use crate::isa::diff;
use crate::report::data::Expected;
use crate::report::data::{Case, CaseVerdict, Report, Status};

/// One change of a file.
#[derive(Debug, PartialEq, Eq)]
pub struct FileChange {
    /// The file as it is.
    pub path: PathBuf,
    /// Where it goes, if it moves.
    pub target: PathBuf,
    before: Vec<u8>,
    after: Vec<u8>,
}

/// What has to change so that the run would be as expected.
///
/// # Errors
/// If a file cannot be read, or there is one already where another has to go.
pub fn changes(report: &Report) -> Result<Vec<FileChange>, TriageError> {
    let mut changes = vec![];
    for case in &report.cases {
        let expected = match (case.status, &case.verdict) {
            (Status::New | Status::Changed | Status::Known, CaseVerdict::Diverge) => {
                Expected::Diverge { key: case.key.as_ref().map(super::BucketKey::text) }
            }
            (Status::New | Status::Changed | Status::Known, _) => Expected::Diverge { key: None },
            (Status::Fixed, _) => Expected::Agree { strict: true },
            (Status::Lost, _) => Expected::NotComparable,
            (Status::Expected | Status::Skipped | Status::Unreadable | Status::NotRun, _) => continue,
        };
        changes.push(change(case, &expected)?);
    }
    Ok(changes)
}

fn change(case: &Case, expected: &Expected) -> Result<FileChange, TriageError> {
    let path = PathBuf::from(&case.path);
    let before = std::fs::read(&path).map_err(FileError::of(&path))?;
    let binary = matches!(source::classify(&before), File::Binary(_));
    let after = if binary { before.clone() } else { header::replace(&before, expected) };
    let target = match expected {
        Expected::Agree { .. } => moved(&path, &["known"], "regressions"),
        Expected::Diverge { .. } => moved(&path, &["seeds", "regressions"], "known"),
        Expected::NotComparable => None,
    };
    if binary && target.is_none() {
        return Err(TriageError::NoHeader { case: case.path.clone(), expected: expected.clone() });
    }
    let target = target.unwrap_or_else(|| path.clone());
    if target != path && target.exists() {
        return Err(TriageError::Occupied { target, case: case.path.clone() });
    }
    Ok(FileChange { path, target, before, after })
}

/// The path with the nearest folder of those names replaced.
fn moved(path: &Path, from: &[&str], to: &str) -> Option<PathBuf> {
    let parts: Vec<_> = path.iter().collect();
    let folders = parts.len().checked_sub(1)?;
    let at = parts[..folders].iter().rposition(|part| from.iter().any(|name| part == name))?;
    Some(parts.iter().enumerate().map(|(i, part)| if i == at { to.as_ref() } else { *part }).collect())
}

impl FileChange {
    /// The change as a diff.
    pub fn diff(&self) -> String {
        let (before, after) = (String::from_utf8_lossy(&self.before), String::from_utf8_lossy(&self.after));
        let (from, to) = (self.path.display().to_string(), self.target.display().to_string());
        diff::unified(&from, &to, &before, &after)
    }

    /// Makes it.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn apply(&self) -> Result<(), FileError> {
        let explain = FileError::of(&self.target);
        if let Some(folder) = self.target.parent() {
            std::fs::create_dir_all(folder).map_err(&explain)?;
        }
        std::fs::write(&self.target, &self.after).map_err(&explain)?;
        if self.target != self.path {
            std::fs::remove_file(&self.path).map_err(&explain)?;
        }
        Ok(())
    }
}
