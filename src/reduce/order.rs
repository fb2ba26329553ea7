//! The total order of programs: fewer tokens first, then simpler tokens, then the text.
//!
//! Invariant: different texts are never equal, so that minima are canonical and every accepted step goes down.

use crate::syntax::intern::Interner;
use crate::syntax::lex::Lexer;
use crate::syntax::token::Token;

/// The place of a text in the order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank {
    /// Number of tokens.
    pub tokens: usize,
    /// Sum over the tokens; smaller is simpler.
    pub simplicity: usize,
    /// The program itself, so that no two are alike.
    pub text: Vec<u8>,
}

impl Rank {
    /// The rank of a source text; what does not lex ranks last.
    pub fn of(text: Vec<u8>) -> Rank {
        match measure(&text) {
            Some((tokens, simplicity)) => Rank { tokens, simplicity, text },
            None => Rank { tokens: usize::MAX, simplicity: usize::MAX, text },
        }
    }
}

/// The number of tokens of a source text, if it lexes.
pub fn tokens(text: &[u8]) -> Option<usize> {
    measure(text).map(|(tokens, _)| tokens)
}

fn measure(text: &[u8]) -> Option<(usize, usize)> {
    let mut lexer = Lexer::new(text, b"=", Interner::default()).ok()?;
    let (mut tokens, mut simplicity) = (0, 0);
    while lexer.token != Token::Eof {
        tokens += 1;
        simplicity += match lexer.token {
            Token::Nil => 1,
            Token::True => 2,
            Token::False => 3,
            Token::Number => number(lexer.number),
            Token::String => 5 + 2 * lexer.names.name(lexer.symbol).text.len(),
            Token::Name => 6 + lexer.names.name(lexer.symbol).text.len(),
            Token::Dots => 8,
            _ => 4,
        };
        lexer.advance().ok()?;
    }
    Some((tokens, simplicity))
}

/// 0 before 1 before other small integers, by size; then by digits.
fn number(n: f64) -> usize {
    if n.fract() == 0.0 && (0.0..10.0).contains(&n) { 2 + n as usize } else { 12 + format!("{n}").len() }
}
