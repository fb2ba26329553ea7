//! Which files a list of paths means.

use std::path::{Path, PathBuf};

use super::error::CliError;
use crate::triage::FileError;
pub(crate) use crate::triage::walk::reason;

/// The bytes of a file.
pub fn read(path: &Path) -> Result<Vec<u8>, FileError> {
    std::fs::read(path).map_err(FileError::of(path))
}

/// The files of a list of paths, in the order of the list: files as they are, folders as all `*.lua` files below them, sorted.
///
/// # Errors
/// If a path does not exist or a folder cannot be read or holds no Lua.
pub fn collect(paths: &[PathBuf]) -> Result<Vec<PathBuf>, CliError> {
    let mut files = Vec::new();
    for path in paths {
        let metadata = std::fs::metadata(path).map_err(FileError::of(path))?;
        if !metadata.is_dir() {
            files.push(path.clone());
            continue;
        }
        let before = files.len();
        walk(path, &mut files)?;
        if files.len() == before {
            return Err(CliError::NoLua(path.clone()));
        }
    }
    Ok(files)
}

/// Symbolic links to folders are not followed, so that a walk ends.
fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), FileError> {
    let explain = FileError::of(folder);
    let mut entries = std::fs::read_dir(folder).map_err(&explain)?.collect::<Result<Vec<_>, _>>().map_err(&explain)?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let (path, kind) = (entry.path(), entry.file_type().map_err(&explain)?);
        if kind.is_dir() {
            walk(&path, files)?;
        } else if path.extension().is_some_and(|e| e == "lua") && (kind.is_file() || path.is_file()) {
            files.push(path);
        }
    }
    Ok(())
}

/// The chunk name under which `lua5.1` loads a file.
pub fn chunk_name(path: &Path) -> Vec<u8> {
    [b"@", path.as_os_str().as_encoded_bytes()].concat()
}
