//! What `file:read` reads from a stream: lines, numbers, blocks (manual, section 5.7).
//!
//! Invariant: what is left in the stream afterwards is what C's `fgets`, `fscanf` and `fread` leave.

use std::io;

use crate::vm::state::Output;
use crate::vm::text::class::is_space;
use crate::vm::text::number::str_to_number;

use super::stream::Stream;

/// PUC reads a line in pieces of this size; it shows where a line has NULs, each piece ending at its first.
const PIECE: usize = 8191;

/// Appends the next line without its end; whether there was one.
pub(super) fn line(stream: &mut Stream, out: &mut Output, line: &mut Vec<u8>) -> io::Result<bool> {
    loop {
        let start = line.len();
        let ended = piece(stream, out, line)?;
        if line.len() == start {
            return Ok(start > 0);
        }
        match memchr::memchr(0, &line[start..]) {
            // Whatever stands after the NUL is lost, the end of the line too; only one before it would count.
            Some(nul) => line.truncate(start + nul),
            None if ended => {
                line.pop();
                return Ok(true);
            }
            None => {}
        }
    }
}

/// Appends up to a whole line with its end (`fgets`); whether the end is there. Nothing at the end of the file.
#[inline]
fn piece(stream: &mut Stream, out: &mut Output, line: &mut Vec<u8>) -> io::Result<bool> {
    let mut room = PIECE;
    while room > 0 {
        let bytes = stream.fill(out)?;
        if bytes.is_empty() {
            break;
        }
        let bytes = &bytes[..bytes.len().min(room)];
        let (n, ended) = match memchr::memchr(b'\n', bytes) {
            Some(i) => (i + 1, true),
            None => (bytes.len(), false),
        };
        line.extend_from_slice(&bytes[..n]);
        stream.consume(n);
        room -= n;
        if ended {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Appends up to `n` bytes (`fread`).
pub(super) fn chars(stream: &mut Stream, out: &mut Output, n: usize, text: &mut Vec<u8>) -> io::Result<()> {
    let mut left = n;
    while left > 0 {
        let bytes = stream.fill(out)?;
        if bytes.is_empty() {
            break;
        }
        let n = bytes.len().min(left);
        text.extend_from_slice(&bytes[..n]);
        stream.consume(n);
        left -= n;
    }
    Ok(())
}

/// Whether there is more.
pub(super) fn more(stream: &mut Stream, out: &mut Output) -> io::Result<bool> {
    Ok(!stream.fill(out)?.is_empty())
}

/// A number as `fscanf("%lf")` reads it: the longest text that may begin a numeral, of which the longest numeral
/// counts. The first byte that does not belong stays in the stream, except in the middle of `nan` or `infinity`.
pub(super) fn number(stream: &mut Stream, out: &mut Output) -> io::Result<Option<f64>> {
    if !stream.is_readable() {
        // Unlike other ways of reading, `fscanf` does not leave an error behind.
        return Ok(None);
    }
    let mut scanner = Scanner { stream, out, token: Vec::new() };
    while scanner.peek()?.is_some_and(is_space) {
        scanner.stream.consume(1);
    }
    if !scanner.numeral()? {
        return Ok(None);
    }
    let token = scanner.token;
    // The tail may be the beginning of an exponent that did not come.
    Ok((1..=token.len()).rev().find_map(|n| str_to_number(&token[..n])))
}

struct Scanner<'a> {
    stream: &'a mut Stream,
    out: &'a mut Output,
    token: Vec<u8>,
}

impl Scanner<'_> {
    fn peek(&mut self) -> io::Result<Option<u8>> {
        Ok(self.stream.fill(self.out)?.first().copied())
    }

    /// Takes the next byte if it satisfies `is`.
    fn take(&mut self, is: impl Fn(u8) -> bool) -> io::Result<bool> {
        match self.peek()? {
            Some(b) if is(b) => {
                self.stream.consume(1);
                self.token.push(b);
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    /// Takes a word letter by letter; one that does not fit is lost too.
    fn take_word(&mut self, word: &[u8]) -> io::Result<bool> {
        for &w in word {
            if !self.take(|b| b.eq_ignore_ascii_case(&w))? {
                if self.peek()?.is_some() {
                    self.stream.consume(1);
                }
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Takes what may begin a numeral; whether it is one as far as its form tells.
    fn numeral(&mut self) -> io::Result<bool> {
        self.take(|b| b == b'+' || b == b'-')?;
        let sign = self.token.len();
        match self.peek()?.map(|b| b.to_ascii_lowercase()) {
            Some(b'n') => return self.take_word(b"nan"),
            Some(b'i') => {
                if !self.take_word(b"inf")? {
                    return Ok(false);
                }
                let more = self.peek()?.is_some_and(|b| b.eq_ignore_ascii_case(&b'i'));
                return if more { self.take_word(b"inity") } else { Ok(true) };
            }
            _ => {}
        }
        let zero = self.take(|b| b == b'0')?;
        let hex = zero && self.take(|b| b.eq_ignore_ascii_case(&b'x'))?;
        let exponent = if hex { b'p' } else { b'e' };
        let (mut digits, mut point, mut exponent_at) = (zero && !hex, false, None);
        loop {
            let at = self.token.len();
            let taken = if exponent_at.is_some() {
                let fresh = exponent_at == Some(at - 1);
                self.take(|b| b.is_ascii_digit() || (fresh && (b == b'+' || b == b'-')))?
            } else if self.take(|b| if hex { b.is_ascii_hexdigit() } else { b.is_ascii_digit() })? {
                digits = true;
                true
            } else if !point && self.take(|b| b == b'.')? {
                point = true;
                true
            } else if digits && self.take(|b| b.eq_ignore_ascii_case(&exponent))? {
                exponent_at = Some(at);
                true
            } else {
                false
            };
            if !taken {
                break;
            }
        }
        Ok(self.token.len() > if hex { sign + 2 } else { sign })
    }
}
