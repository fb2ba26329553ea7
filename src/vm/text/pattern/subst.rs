//! Repeated matching as `gmatch` and `gsub` do it, and replacement strings.

use super::{Match, MatchCapture, Matcher, Pattern, PatternError};
use crate::vm::text::number::fmt_g14;

/// Where repeated matching stands: each match begins after the last one, one further if that was empty.
#[derive(Clone, Copy, Debug, Default)]
pub struct Scan {
    from: usize,
    done: bool,
}

impl Scan {
    /// From the beginning of the subject.
    pub fn new() -> Scan {
        Scan::default()
    }

    /// The next match; an anchored pattern has at most one.
    pub fn next(&mut self, matcher: &mut Matcher, p: &Pattern, subject: &[u8]) -> Result<Option<Match>, PatternError> {
        if self.done {
            return Ok(None);
        }
        let found = matcher.find(p, subject, self.from)?;
        match found {
            None => self.done = true,
            Some(m) => {
                self.from = m.end + usize::from(m.end == m.start);
                self.done = p.anchored;
            }
        }
        Ok(found)
    }
}

/// Appends the replacement string `template` for the match `m` that `matcher` has just found: `%0` is the whole
/// match, `%1` to `%9` are captures, and '%' before any other byte gives that byte (NUL at the end).
fn expand(
    template: &[u8],
    matcher: &Matcher,
    p: &Pattern,
    subject: &[u8],
    m: Match,
    out: &mut Bounded<'_>,
) -> Result<(), PatternError> {
    let mut rest = template;
    while let Some(i) = rest.iter().position(|&b| b == b'%') {
        out.append(&rest[..i])?;
        match rest.get(i + 1).copied().unwrap_or(0) {
            b'0' => out.append(&subject[m.start..m.end])?,
            d @ b'1'..=b'9' => match matcher.capture(p, m, usize::from(d - b'1'))? {
                MatchCapture::Span(start, end) => out.append(&subject[start..end])?,
                MatchCapture::Position(n) => out.append(&fmt_g14(n as f64))?,
            },
            other => out.append(&[other])?,
        }
        rest = rest.get(i + 2..).unwrap_or(&[]);
    }
    out.append(rest)
}

/// Text that may grow up to a limit.
pub struct Bounded<'a> {
    text: &'a mut Vec<u8>,
    room: usize,
}

impl<'a> Bounded<'a> {
    /// `text` may become `room` bytes long.
    pub fn new(text: &'a mut Vec<u8>, room: usize) -> Bounded<'a> {
        Bounded { text, room }
    }

    #[inline]
    fn append(&mut self, bytes: &[u8]) -> Result<(), PatternError> {
        if bytes.len() > self.room.saturating_sub(self.text.len()) {
            return Err(PatternError::NoRoom);
        }
        self.text.extend_from_slice(bytes);
        Ok(())
    }
}

/// `gsub` with a replacement string: appends the new text to `out` and gives the number of replacements, at most
/// `max`. On an error `out` holds rubbish.
pub fn gsub(
    matcher: &mut Matcher,
    p: &Pattern,
    subject: &[u8],
    template: &[u8],
    max: usize,
    mut out: Bounded<'_>,
) -> Result<usize, PatternError> {
    let plain = !template.contains(&b'%');
    let (mut scan, mut copied, mut count) = (Scan::new(), 0, 0);
    while count < max {
        let Some(m) = scan.next(matcher, p, subject)? else { break };
        count += 1;
        out.append(&subject[copied..m.start])?;
        if plain {
            out.append(template)?;
        } else {
            expand(template, matcher, p, subject, m, &mut out)?;
        }
        copied = m.end;
    }
    out.append(&subject[copied..])?;
    Ok(count)
}
