//! Errors of the front end, with the reference's exact text.

/// Why a source did not compile.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", String::from_utf8_lossy(.message))]
pub struct Error {
    /// The whole message as Lua code would see it, position included: `name:line: ... near '...'`. Any bytes.
    pub message: Vec<u8>,
    /// The line in the message; 0 if it names none.
    pub line: u32,
}

/// Size of the name of a chunk in syntax errors, the terminating NUL included. (Run-time errors have 60.)
const SYNTAX_ERROR_ID: usize = 80;

impl Error {
    /// The error `message` at `line` of the chunk `name`, with the prefix that it has in messages.
    pub fn at(name: &[u8], line: u32, message: &[u8]) -> Error {
        let mut text = chunk_id(name, SYNTAX_ERROR_ID);
        text.extend_from_slice(format!(":{line}: ").as_bytes());
        text.extend_from_slice(message);
        Error { message: text, line }
    }
}

/// The printable form of a chunk name, as messages show it: `=name` without its mark, the end of a long
/// `@file`, the first line of anything else as `[string "..."]`. `size` counts a terminating NUL.
pub fn chunk_id(name: &[u8], size: usize) -> Vec<u8> {
    let name = until(name, |c| c == 0);
    match name.first() {
        Some(b'=') => name[1..].iter().copied().take(size - 1).collect(),
        Some(b'@') => {
            let file = &name[1..];
            let room = size - " '...' \0".len();
            match file.len().checked_sub(room) {
                Some(cut) if cut > 0 => [b"...", &file[cut..]].concat(),
                _ => file.to_vec(),
            }
        }
        _ => {
            let first = until(name, |c| c == b'\n' || c == b'\r');
            let shown = &first[..first.len().min(size - " [string \"...\"] \0".len())];
            let dots: &[u8] = if shown.len() < name.len() { b"..." } else { b"" };
            [b"[string \"", shown, dots, b"\"]"].concat()
        }
    }
}

/// The part of `text` before the first byte that `stop` holds for.
pub(super) fn until(text: &[u8], stop: impl Fn(u8) -> bool) -> &[u8] {
    &text[..text.iter().position(|&c| stop(c)).unwrap_or(text.len())]
}
