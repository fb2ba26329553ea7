//! The lexer: bytes to tokens.
//!
//! [`Lexer::line`] runs ahead with the last token that was read, [`Lexer::last_line`] is where it stood when
//! the last token was consumed: line info and messages depend on both, and on a token of lookahead moving
//! the former.

use super::build::BuildError;
use super::error::{Error, until};
use super::intern::{Interner, Symbol};
use super::number;
use super::token::Token;

/// The result of a step of the front end; the error is boxed to keep the good path small.
pub type Result<T> = std::result::Result<T, Box<Error>>;

/// The number of lines that a source must not reach.
const MAX_LINES: u32 = i32::MAX as u32 - 2;

/// Appends the next piece of a source that comes in pieces; false at its end, once and for all. The number is
/// how many of the [`super::parse::MAX_LEVELS`] are in use.
pub type MorePieces<'s> = &'s mut dyn FnMut(&mut Vec<u8>, u32) -> bool;

/// Reads the tokens of one source. A source that comes in pieces is read no further than the reference reads it: up to
/// the byte after the last token.
pub struct Lexer<'s> {
    /// What was read so far.
    source: Vec<u8>,
    more: Option<MorePieces<'s>>,
    chunk_name: &'s [u8],
    pos: usize,
    /// Line of the end of the last token read.
    pub line: u32,
    /// Line of the last token consumed.
    pub last_line: u32,
    /// Nesting levels in use.
    pub levels: u32,
    /// The current token.
    pub token: Token,
    /// Value of a current name or string.
    pub symbol: Symbol,
    /// Value of a current number.
    pub number: f64,
    ahead: Option<(Token, Symbol, f64)>,
    /// Where the last token read begins.
    start: usize,
    scratch: Vec<u8>,
    pub names: Interner,
}

/// What the bytes of names can be: bit 0 letters and `_`, bit 1 digits, bit 2 blanks other than line ends.
static CLASS: [u8; 256] = {
    let mut table = [0; 256];
    let mut c = 0;
    while c < 256 {
        let b = c as u8;
        table[c] = (b.is_ascii_alphabetic() || b == b'_') as u8
            | (b.is_ascii_digit() as u8) << 1
            | (matches!(b, b' ' | b'\t' | 0x0b | 0x0c) as u8) << 2;
        c += 1;
    }
    table
};
const LETTER: u8 = 1;
const DIGIT: u8 = 2;
const BLANK: u8 = 4;

fn is(c: Option<u8>, class: u8) -> bool {
    c.is_some_and(|c| CLASS[c as usize] & class != 0)
}

/// Whether `c` is in `set`. The reference searches a C string, so a NUL always is: `1\0` is a numeral and `.\0`
/// an operator.
fn one_of(c: Option<u8>, set: &[u8]) -> bool {
    c.is_some_and(|c| c == 0 || set.contains(&c))
}

impl<'s> Lexer<'s> {
    /// A lexer at the first token of `source`; `chunk_name` is for messages.
    pub fn new(source: &[u8], chunk_name: &'s [u8], names: Interner) -> Result<Lexer<'s>> {
        Lexer::in_pieces(source, None, chunk_name, 0, names)
    }

    /// A lexer at the first token of a source that begins with `source`, and goes on with what `more` gives; `levels` are in
    /// use already.
    pub fn in_pieces(
        source: &[u8],
        more: Option<MorePieces<'s>>,
        chunk_name: &'s [u8],
        levels: u32,
        names: Interner,
    ) -> Result<Lexer<'s>> {
        let mut names = names;
        let symbol = names.intern(b"");
        let mut lexer = Lexer {
            source: source.to_vec(),
            more,
            chunk_name,
            pos: 0,
            line: 1,
            last_line: 1,
            levels,
            token: Token::Eof,
            symbol,
            number: 0.0,
            ahead: None,
            start: 0,
            scratch: Vec::new(),
            names,
        };
        lexer.peek_byte();
        lexer.advance()?;
        Ok(lexer)
    }

    /// Consumes the current token and reads the next.
    pub fn advance(&mut self) -> Result<()> {
        self.last_line = self.line;
        match self.ahead.take() {
            Some(token) => (self.token, self.symbol, self.number) = token,
            None => self.token = self.read()?,
        }
        Ok(())
    }

    /// The token after the current one. It moves [`Lexer::line`].
    pub fn peek(&mut self) -> Result<Token> {
        if let Some((token, ..)) = self.ahead {
            return Ok(token);
        }
        let (symbol, number) = (self.symbol, self.number);
        let token = self.read()?;
        self.ahead = Some((token, self.symbol, self.number));
        (self.symbol, self.number) = (symbol, number);
        Ok(token)
    }

    /// An error at the current line without a token.
    pub fn error(&self, message: &str) -> Box<Error> {
        Box::new(Error::at(self.chunk_name, self.line, message.as_bytes()))
    }

    /// An error at the current line, near the current token.
    pub fn error_near(&self, message: &str) -> Box<Error> {
        let mut text = Vec::new();
        match self.token {
            Token::Name | Token::Number => text.extend_from_slice(&self.source[self.start..self.pos]),
            Token::String => {
                // As it was collected: delimiters around the value, not the source text.
                let opening = match self.source[self.start] {
                    b'[' => {
                        let equals = self.source[self.start + 1..].iter().take_while(|&&c| c == b'=').count();
                        self.start..self.start + 2 + equals
                    }
                    _ => self.start..self.start + 1,
                };
                let opening = &self.source[opening];
                text.extend_from_slice(opening);
                text.extend_from_slice(self.names.name(self.symbol).text);
                text.extend(opening.iter().map(|&c| if c == b'[' { b']' } else { c }));
            }
            // The reference takes the number 0 for "no token".
            Token::Char(0) => return self.error(message),
            token => token.describe(&mut text),
        }
        self.error_near_text(message, &text)
    }

    /// The error that a builder's fault is at this point of the source.
    pub fn fault(&self, fault: &BuildError) -> Box<Error> {
        match fault {
            BuildError::Near(message) => self.error_near(message),
            BuildError::At(message) => self.error(message),
            BuildError::Bare(message) => Box::new(Error { message: message.as_bytes().to_vec(), line: 0 }),
        }
    }

    fn error_near_text(&self, message: &str, near: &[u8]) -> Box<Error> {
        // The reference formats a C string: a NUL ends it.
        let near = until(near, |c| c == 0);
        let message = [message.as_bytes(), b" near '", near, b"'"].concat();
        Box::new(Error::at(self.chunk_name, self.line, &message))
    }

    #[inline]
    fn at(&mut self, pos: usize) -> Option<u8> {
        while pos >= self.source.len() {
            if !self.read_on() {
                return None;
            }
        }
        Some(self.source[pos])
    }

    #[inline]
    fn peek_byte(&mut self) -> Option<u8> {
        self.at(self.pos)
    }

    /// Appends the next piece of the source; false at its end.
    #[cold]
    fn read_on(&mut self) -> bool {
        let Some(more) = &mut self.more else { return false };
        let found = more(&mut self.source, self.levels);
        if !found {
            self.more = None;
        }
        found
    }

    /// Position of the first byte from `from` on that `stops` wants, or the end of the source.
    #[inline]
    fn find(&mut self, from: usize, stops: impl Fn(u8) -> bool) -> usize {
        let mut from = from;
        loop {
            if let Some(n) = self.source[from..].iter().position(|&c| stops(c)) {
                return from + n;
            }
            from = self.source.len();
            if !self.read_on() {
                return from;
            }
        }
    }

    /// The number of equals signs from `from` on.
    fn run_of_equals(&mut self, from: usize) -> usize {
        self.find(from.min(self.source.len()), |c| c != b'=') - from
    }

    /// Steps over a line end, `\r\n` and `\n\r` being one.
    fn new_line(&mut self) -> Result<()> {
        let first = self.peek_byte();
        self.pos += 1;
        if let Some(second @ (b'\n' | b'\r')) = self.peek_byte()
            && Some(second) != first
        {
            self.pos += 1;
        }
        self.line += 1;
        if self.line >= MAX_LINES {
            return Err(self.error("chunk has too many lines"));
        }
        Ok(())
    }

    fn read(&mut self) -> Result<Token> {
        let token = self.read_token()?;
        // The reference holds the byte after a token before it looks at the token.
        self.peek_byte();
        Ok(token)
    }

    fn read_token(&mut self) -> Result<Token> {
        loop {
            let Some(c) = self.peek_byte() else {
                self.start = self.pos;
                return Ok(Token::Eof);
            };
            if CLASS[c as usize] & BLANK != 0 {
                self.pos += 1;
                continue;
            }
            self.start = self.pos;
            return match c {
                b'a'..=b'z' | b'A'..=b'Z' | b'_' => Ok(self.name()),
                b'\n' | b'\r' => {
                    self.new_line()?;
                    continue;
                }
                b'-' => {
                    if self.at(self.pos + 1) != Some(b'-') {
                        self.pos += 1;
                        return Ok(Token::Char(b'-'));
                    }
                    self.pos += 2;
                    self.comment()?;
                    continue;
                }
                b'"' | b'\'' => self.string(c),
                b'[' => match self.long_bracket(self.pos) {
                    Some(level) => {
                        self.long_string(level, "unfinished long string", true)?;
                        Ok(Token::String)
                    }
                    None => {
                        let equals = self.run_of_equals(self.pos + 1);
                        self.pos += 1 + equals;
                        if equals > 0 {
                            let near = &self.source[self.start..self.pos];
                            return Err(self.error_near_text("invalid long string delimiter", near));
                        }
                        Ok(Token::Char(b'['))
                    }
                },
                b'=' => Ok(self.one_or_two(b'=', Token::Eq)),
                b'<' => Ok(self.one_or_two(b'<', Token::Le)),
                b'>' => Ok(self.one_or_two(b'>', Token::Ge)),
                b'~' => Ok(self.one_or_two(b'~', Token::Ne)),
                b'0'..=b'9' => self.number(),
                b'.' if !one_of(self.at(self.pos + 1), b".") => match self.at(self.pos + 1) {
                    Some(b'0'..=b'9') => self.number(),
                    _ => Ok(self.skip(1, Token::Char(b'.'))),
                },
                b'.' if one_of(self.at(self.pos + 2), b".") => Ok(self.skip(3, Token::Dots)),
                b'.' => Ok(self.skip(2, Token::Concat)),
                _ => Ok(self.skip(1, Token::Char(c))),
            };
        }
    }

    fn skip(&mut self, n: usize, token: Token) -> Token {
        self.pos += n;
        token
    }

    /// `c`, or `two` if an equals sign follows.
    fn one_or_two(&mut self, c: u8, two: Token) -> Token {
        if self.at(self.pos + 1) == Some(b'=') { self.skip(2, two) } else { self.skip(1, Token::Char(c)) }
    }

    fn name(&mut self) -> Token {
        self.pos = self.find(self.start, |c| CLASS[c as usize] & (LETTER | DIGIT) == 0);
        self.symbol = self.names.intern(&self.source[self.start..self.pos]);
        self.symbol.token()
    }

    /// Collects digits and dots, an exponent mark right after them with its sign, and any letters and digits;
    /// only then looks whether that is a number.
    fn number(&mut self) -> Result<Token> {
        while is(self.peek_byte(), DIGIT) || self.peek_byte() == Some(b'.') {
            self.pos += 1;
        }
        if one_of(self.peek_byte(), b"eE") {
            self.pos += 1;
            if one_of(self.peek_byte(), b"+-") {
                self.pos += 1;
            }
        }
        while is(self.peek_byte(), LETTER | DIGIT) {
            self.pos += 1;
        }
        let text = until(&self.source[self.start..self.pos], |c| c == 0);
        match number::parse(text) {
            Some(value) => {
                self.number = value;
                Ok(Token::Number)
            }
            None => Err(self.error_near_text("malformed number", text)),
        }
    }

    /// The level of the long bracket that opens at `pos`, if one does.
    fn long_bracket(&mut self, pos: usize) -> Option<usize> {
        let level = self.run_of_equals(pos + 1);
        (self.at(pos + 1 + level) == Some(b'[')).then_some(level)
    }

    fn comment(&mut self) -> Result<()> {
        if self.peek_byte() == Some(b'[')
            && let Some(level) = self.long_bracket(self.pos)
        {
            return self.long_string(level, "unfinished long comment", false);
        }
        self.pos = self.find(self.pos, |c| c == b'\n' || c == b'\r');
        Ok(())
    }

    /// A long string or comment from its opening bracket on; a string's value is interned.
    fn long_string(&mut self, level: usize, unfinished: &str, keep: bool) -> Result<()> {
        self.pos += 2 + level;
        if matches!(self.peek_byte(), Some(b'\n' | b'\r')) {
            self.new_line()?;
        }
        self.scratch.clear();
        // Everything before `from` that belongs to the value is in `scratch`.
        let mut from = self.pos;
        loop {
            match self.peek_byte() {
                None => return Err(self.error_near_text(unfinished, b"<eof>")),
                Some(b'\n') if !matches!(self.at(self.pos + 1), Some(b'\r')) => self.new_line()?,
                Some(b'\n' | b'\r') => {
                    if keep {
                        self.scratch.extend_from_slice(&self.source[from..self.pos]);
                        self.scratch.push(b'\n');
                    }
                    self.new_line()?;
                    from = self.pos;
                }
                Some(b'[') if level == 0 && self.at(self.pos + 1) == Some(b'[') => {
                    self.at(self.pos + 2);
                    return Err(self.error_near_text("nesting of [[...]] is deprecated", b"["));
                }
                Some(b']') => {
                    let equals = self.run_of_equals(self.pos + 1);
                    if equals == level && self.at(self.pos + 1 + level) == Some(b']') {
                        break;
                    }
                    self.pos += 1 + equals;
                }
                Some(_) => self.pos += 1,
            }
        }
        if keep {
            let tail = &self.source[from..self.pos];
            self.symbol = if self.scratch.is_empty() {
                self.names.intern(tail)
            } else {
                self.scratch.extend_from_slice(tail);
                self.names.intern(&self.scratch)
            };
        }
        self.pos += 2 + level;
        Ok(())
    }

    fn string(&mut self, quote: u8) -> Result<Token> {
        self.pos += 1;
        self.scratch.clear();
        let mut from = self.pos;
        loop {
            self.pos = self.find(self.pos, |c| c == quote || matches!(c, b'\\' | b'\n' | b'\r'));
            match self.peek_byte() {
                None => return Err(self.error_near_text("unfinished string", b"<eof>")),
                Some(b'\\') => {
                    self.scratch.extend_from_slice(&self.source[from..self.pos]);
                    self.pos += 1;
                    self.escape(quote)?;
                    from = self.pos;
                }
                Some(c) if c == quote => break,
                Some(_) => {
                    self.scratch.extend_from_slice(&self.source[from..self.pos]);
                    return Err(self.error_in_string("unfinished string", quote));
                }
            }
        }
        let tail = &self.source[from..self.pos];
        self.symbol = if self.scratch.is_empty() {
            self.names.intern(tail)
        } else {
            self.scratch.extend_from_slice(tail);
            self.names.intern(&self.scratch)
        };
        self.pos += 1;
        Ok(Token::String)
    }

    /// The escape sequence after a backslash, its value appended to `scratch`.
    fn escape(&mut self, quote: u8) -> Result<()> {
        let Some(c) = self.peek_byte() else { return Ok(()) };
        let value = match c {
            b'a' => 7,
            b'b' => 8,
            b'f' => 12,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'v' => 11,
            b'\n' | b'\r' => {
                self.scratch.push(b'\n');
                return self.new_line();
            }
            b'0'..=b'9' => {
                let mut value = 0u32;
                let end = self.pos + 3;
                while let Some(digit @ b'0'..=b'9') = self.peek_byte().filter(|_| self.pos < end) {
                    value = value * 10 + u32::from(digit - b'0');
                    self.pos += 1;
                }
                let Ok(value) = u8::try_from(value) else {
                    return Err(self.error_in_string("escape sequence too large", quote));
                };
                self.scratch.push(value);
                return Ok(());
            }
            _ => c,
        };
        self.scratch.push(value);
        self.pos += 1;
        Ok(())
    }

    /// An error near the part of a string that is in `scratch`.
    fn error_in_string(&self, message: &str, quote: u8) -> Box<Error> {
        self.error_near_text(message, &[&[quote], &self.scratch[..]].concat())
    }
}

/// The source in the bytes of a file, as the reference loads files: a first line that begins with `#` is
/// skipped, its line end stays, so that lines keep their numbers.
pub fn file_source(file: &[u8]) -> &[u8] {
    match file.first() {
        // Without a line end nothing but an empty line is left.
        Some(b'#') => file.iter().position(|&c| c == b'\n').map_or(b"\n", |end| &file[end..]),
        _ => file,
    }
}
