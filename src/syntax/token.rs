//! Tokens, and how messages name them.

/// A token. The value of a name, string or number is kept beside it by the lexer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    And,
    Break,
    Do,
    Else,
    Elseif,
    End,
    False,
    For,
    Function,
    If,
    In,
    Local,
    Nil,
    Not,
    Or,
    Repeat,
    Return,
    Then,
    True,
    Until,
    While,
    Concat,
    Dots,
    Eq,
    Ge,
    Le,
    Ne,
    Number,
    Name,
    String,
    Eof,
    /// Any other single byte.
    Char(u8),
}

/// The reserved words with their tokens; a word's index is its [`super::intern::Symbol`].
#[rustfmt::skip]
pub const KEYWORDS: [(&str, Token); 21] = [
    ("and", Token::And), ("break", Token::Break), ("do", Token::Do), ("else", Token::Else),
    ("elseif", Token::Elseif), ("end", Token::End), ("false", Token::False), ("for", Token::For),
    ("function", Token::Function), ("if", Token::If), ("in", Token::In), ("local", Token::Local),
    ("nil", Token::Nil), ("not", Token::Not), ("or", Token::Or), ("repeat", Token::Repeat),
    ("return", Token::Return), ("then", Token::Then), ("true", Token::True), ("until", Token::Until),
    ("while", Token::While),
];

/// Whether `name` is a reserved word, and so cannot be a variable or the name after a dot.
pub fn is_keyword(name: &[u8]) -> bool {
    KEYWORDS.iter().any(|(word, _)| word.as_bytes() == name)
}

impl Token {
    /// Appends the token as messages name it: `<name>` for any name, `char(7)` for a control character.
    pub fn describe(self, out: &mut Vec<u8>) {
        let text = match self {
            Token::Char(c) if c.is_ascii_control() => {
                out.extend_from_slice(format!("char({c})").as_bytes());
                return;
            }
            Token::Char(c) => {
                out.push(c);
                return;
            }
            Token::Concat => "..",
            Token::Dots => "...",
            Token::Eq => "==",
            Token::Ge => ">=",
            Token::Le => "<=",
            Token::Ne => "~=",
            Token::Number => "<number>",
            Token::Name => "<name>",
            Token::String => "<string>",
            Token::Eof => "<eof>",
            keyword => KEYWORDS.iter().find(|(_, token)| *token == keyword).map_or("", |(word, _)| word),
        };
        out.extend_from_slice(text.as_bytes());
    }
}
