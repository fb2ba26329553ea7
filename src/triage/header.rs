//! What is expected of a case: said in its header, else by the folder that it is in.
//!
//! A header are comment lines at the top of a file (after a `#` line): `-- expect: agree`, `-- expect: diverge` with the
//! bucket's key if it has to be that one, or `-- expect: not comparable`; and `-- story: ...`.

use std::path::Path;

use super::error::TriageError;
use crate::report::data::Expected;

const EXPECT: &[u8] = b"-- expect:";
const STORY: &[u8] = b"-- story:";

/// The header of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseHeader {
    /// What it says, or else what the folder does.
    pub expected: Expected,
    /// The text after `-- story:`.
    pub story: Option<String>,
}

/// The lines of the header, each with its start in the file.
fn lines(bytes: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let mut at = 0;
    let all = std::iter::from_fn(move || {
        let rest = bytes.get(at..).filter(|rest| !rest.is_empty())?;
        let end = rest.iter().position(|&b| b == b'\n').map_or(rest.len(), |end| end + 1);
        let line = (at, &rest[..end]);
        at += end;
        Some(line)
    });
    all.enumerate()
        .take_while(|(i, (_, line))| line.starts_with(b"--") || *i == 0 && line.starts_with(b"#"))
        .map(|(_, line)| line)
}

fn text(line: &[u8], prefix: &[u8]) -> Option<String> {
    line.strip_prefix(prefix).map(|rest| String::from_utf8_lossy(rest).trim().to_string())
}

/// What is expected of the case at `path`, which holds `bytes`.
///
/// # Errors
/// If its header says something else than can be expected.
pub fn read(path: &Path, bytes: &[u8]) -> Result<CaseHeader, TriageError> {
    let mut header = CaseHeader { expected: by_folder(path), story: None };
    for (number, (_, line)) in lines(bytes).enumerate() {
        if let Some(story) = text(line, STORY) {
            header.story.get_or_insert(story);
        }
        if let Some(words) = text(line, EXPECT) {
            header.expected = parse(&words).ok_or_else(|| {
                let (path, line) = (path.to_path_buf(), number + 1);
                TriageError::Header { path, line, words }
            })?;
        }
    }
    Ok(header)
}

fn parse(words: &str) -> Option<Expected> {
    match words {
        "agree" => Some(Expected::Agree { strict: true }),
        "diverge" => Some(Expected::Diverge { key: None }),
        "not comparable" => Some(Expected::NotComparable),
        _ => {
            let key = words.strip_prefix("diverge ")?.trim();
            Some(Expected::Diverge { key: Some(key.to_string()) })
        }
    }
}

/// The nearest folder that means something decides.
fn by_folder(path: &Path) -> Expected {
    let folders = path.parent().into_iter().flat_map(Path::ancestors);
    for folder in folders.filter_map(Path::file_name) {
        if folder == "known" {
            return Expected::Diverge { key: None };
        }
        if folder == "seeds" || folder == "regressions" {
            return Expected::Agree { strict: true };
        }
    }
    Expected::Agree { strict: false }
}

/// The file with another expectation in its header.
pub fn replace(bytes: &[u8], expected: &Expected) -> Vec<u8> {
    let line = [EXPECT, b" ", expected.to_string().as_bytes(), b"\n"].concat();
    let old = lines(bytes).find(|(_, line)| line.starts_with(EXPECT));
    let (start, end) = match old {
        Some((start, old)) => (start, start + old.len()),
        None => {
            let after =
                lines(bytes).next().filter(|(_, line)| line.starts_with(b"#")).map_or(0, |(_, line)| line.len());
            (after, after)
        }
    };
    [&bytes[..start], &line, &bytes[end..]].concat()
}
