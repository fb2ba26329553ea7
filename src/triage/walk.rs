//! Which files of a corpus are cases.
//!
//! Invariant: every file below a folder is a case or is named as ignored; the order does not depend on the system.

use std::path::{Path, PathBuf};

use super::error::FileError;
use crate::engine::source::SIGNATURE;

/// The files that a list of paths means.
#[derive(Debug, Default)]
pub struct Files {
    /// Sorted, each once.
    pub cases: Vec<PathBuf>,
    /// Files in folders that are no programs, sorted.
    pub ignored: Vec<PathBuf>,
}

/// Walks the paths: a file is a case whatever it is called. In folders those are cases that are called `*.lua` or
/// `*.luac`, have no extension (as libFuzzer's units and artifacts), or hold a binary chunk. Hidden files are passed over.
///
/// # Errors
/// If a path does not exist or a folder cannot be read.
pub fn walk(paths: &[PathBuf]) -> Result<Files, FileError> {
    let mut files = Files::default();
    for path in paths {
        let metadata = std::fs::metadata(path).map_err(FileError::of(path))?;
        if metadata.is_dir() { folder(path, &mut files)? } else { files.cases.push(path.clone()) }
    }
    for list in [&mut files.cases, &mut files.ignored] {
        list.sort();
        list.dedup();
    }
    Ok(files)
}

/// Symbolic links to folders are not followed, so that a walk ends.
fn folder(path: &Path, files: &mut Files) -> Result<(), FileError> {
    let explain = FileError::of(path);
    for entry in std::fs::read_dir(path).map_err(&explain)? {
        let entry = entry.map_err(&explain)?;
        let (path, kind) = (entry.path(), entry.file_type().map_err(&explain)?);
        if entry.file_name().as_encoded_bytes().first() == Some(&b'.') {
            continue;
        }
        if kind.is_dir() {
            folder(&path, files)?;
        } else if kind.is_file() || path.is_file() {
            if is_case(&path) { files.cases.push(path) } else { files.ignored.push(path) }
        }
    }
    Ok(())
}

fn is_case(path: &Path) -> bool {
    match path.extension() {
        None => true,
        Some(extension) if extension == "lua" || extension == "luac" => true,
        Some(_) => begins_as_chunk(path),
    }
}

fn begins_as_chunk(path: &Path) -> bool {
    let mut start = [0; SIGNATURE.len()];
    let read = std::fs::File::open(path).and_then(|mut file| std::io::Read::read_exact(&mut file, &mut start));
    read.is_ok() && start == SIGNATURE
}

/// Why the system refused, without its error number.
pub(crate) fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.find(" (os error").map_or(text.clone(), |end| text[..end].to_string())
}
