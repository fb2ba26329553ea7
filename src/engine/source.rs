//! Source files as `lua5.1` reads them: what a file's first bytes mean.

/// What marks a binary chunk.
pub const SIGNATURE: &[u8] = b"\x1bLua";

/// What a file holds, its `#` line left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum File<'a> {
    /// Anything else; the newline of a `#` line is kept.
    Text(&'a [u8]),
    /// Begins with the byte that marks binary chunks (ESC); not looked at further.
    Binary(&'a [u8]),
}

/// Leaves out a first line that begins with `#` (manual section 6); its newline stays, so that lines keep their numbers.
pub fn skip_shebang(bytes: &[u8]) -> &[u8] {
    if bytes.first() != Some(&b'#') {
        return bytes;
    }
    bytes.iter().position(|&b| b == b'\n').map_or(b"\n", |end| &bytes[end..])
}

/// Whether these are the bytes of a binary chunk, as far as the first one tells.
pub fn is_chunk(bytes: &[u8]) -> bool {
    bytes.first() == Some(&SIGNATURE[0])
}

/// Tells text from a binary chunk, also after a `#` line.
pub fn classify(bytes: &[u8]) -> File<'_> {
    let body = skip_shebang(bytes);
    let start = if bytes.first() == Some(&b'#') { &body[1..] } else { body };
    if is_chunk(start) { File::Binary(start) } else { File::Text(body) }
}
