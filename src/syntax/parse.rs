//! The parser: tokens to calls of a [`Builder`].
//!
//! Recursive descent with one token of lookahead, plus one in table constructors. Recursion is bounded by
//! [`MAX_LEVELS`], which counts what the reference counts: blocks and operands. Suffixes, left associative
//! operators, `elseif` and lists are loops.

use super::ast::{BinaryOp, Chunk, UNARY_PRECEDENCE, UnaryOp};
use super::ast_build::TreeBuilder;
use super::build::Builder;
use super::error::Error;
use super::intern::{Interner, Symbol};
use super::lex::{Lexer, MorePieces, Result};
use super::token::Token;

/// Nesting levels of blocks and operands, and C calls around the compilation, that there can be in all.
pub const MAX_LEVELS: u32 = 200;

/// Parses `source`; `chunk_name` (with its `=` or `@` mark if any) is for messages only.
///
/// Finds syntax errors, but not the limits of the code generator (local variables, registers, ...).
///
/// # Errors
/// The first syntax error, with the text of the reference.
///
/// ```
/// use lockstep::syntax::{parse, print};
///
/// let chunk = parse(b"local x=1;print( x )", b"=example")?;
/// assert_eq!(print(&chunk), b"local x = 1\nprint(x)\n");
/// let error = parse(b"x = = 1", b"=example").unwrap_err();
/// assert_eq!(error.to_string(), "example:1: unexpected symbol near '='");
/// # Ok::<(), lockstep::syntax::Error>(())
/// ```
pub fn parse(source: &[u8], chunk_name: &[u8]) -> std::result::Result<Chunk, Error> {
    parse_at(source, chunk_name, 0)
}

/// As [`parse`], with `levels` of the [`MAX_LEVELS`] in use already.
pub fn parse_at(source: &[u8], chunk_name: &[u8], levels: u32) -> std::result::Result<Chunk, Error> {
    match drive(source, None, chunk_name, levels, TreeBuilder::default()) {
        Ok((builder, _)) => Ok(builder.finish()),
        Err(error) => Err(*error),
    }
}

/// Parses `source`, which goes on with what `more` gives, into `builder`, and returns it with the lexer at the end of the source. The builder has the
/// main function open; it is not closed.
///
/// # Errors
/// The first error of the source or of the builder.
pub fn drive<'s, B: Builder>(
    source: &[u8],
    more: Option<MorePieces<'s>>,
    chunk_name: &'s [u8],
    levels: u32,
    builder: B,
) -> Result<(B, Lexer<'s>)> {
    let lex = Lexer::in_pieces(source, more, chunk_name, levels, Interner::default())?;
    let mut parser = Parser { lex, builder, functions: vec![0] };
    parser.builder.at(parser.lex.last_line);
    parser.stats()?;
    parser.check(Token::Eof)?;
    Ok((parser.builder, parser.lex))
}

/// The message of a limit that belongs to one function.
pub fn limit_message(line_defined: u32, limit: u32, what: &str) -> String {
    match line_defined {
        0 => format!("main function has more than {limit} {what}"),
        line => format!("function at line {line} has more than {limit} {what}"),
    }
}

struct Parser<'s, B> {
    lex: Lexer<'s>,
    builder: B,
    /// Lines where the open functions are defined, outermost (0) first.
    functions: Vec<u32>,
}

/// Calls the builder; a fault becomes an error at the lexer's position.
macro_rules! build {
    ($self:ident . $event:ident ( $($arg:expr),* )) => {
        match $self.builder.$event($($arg),*) {
            Ok(value) => value,
            Err(fault) => return Err($self.lex.fault(&fault)),
        }
    };
}

/// How a prefix expression ends: what it can be used for.
#[derive(Clone, Copy, PartialEq)]
enum Shape {
    Assignable,
    Call,
    Other,
}

impl<B: Builder> Parser<'_, B> {
    fn advance(&mut self) -> Result<()> {
        self.lex.advance()?;
        self.builder.at(self.lex.last_line);
        Ok(())
    }

    fn skip(&mut self, token: Token) -> Result<bool> {
        let found = self.lex.token == token;
        if found {
            self.advance()?;
        }
        Ok(found)
    }

    fn check(&mut self, token: Token) -> Result<()> {
        if self.lex.token == token { Ok(()) } else { Err(self.expected(token)) }
    }

    fn expect(&mut self, token: Token) -> Result<()> {
        self.check(token)?;
        self.advance()
    }

    fn expected(&self, token: Token) -> Box<Error> {
        self.lex.error_near(&format!("'{}' expected", text(token)))
    }

    /// Expects the token that closes what `open` opened on `line`.
    fn expect_match(&mut self, token: Token, open: Token, line: u32) -> Result<()> {
        if self.lex.token == token {
            self.advance()
        } else if line == self.lex.line {
            Err(self.expected(token))
        } else {
            let message = format!("'{}' expected (to close '{}' at line {line})", text(token), text(open));
            Err(self.lex.error_near(&message))
        }
    }

    fn expect_name(&mut self) -> Result<Symbol> {
        self.check(Token::Name)?;
        let symbol = self.lex.symbol;
        self.advance()?;
        Ok(symbol)
    }

    fn enter(&mut self) -> Result<()> {
        if self.lex.levels >= MAX_LEVELS {
            return Err(self.lex.error("chunk has too many syntax levels"));
        }
        self.lex.levels += 1;
        Ok(())
    }

    // Statements.

    /// The statements of a block, up to the token that ends it.
    fn stats(&mut self) -> Result<()> {
        self.enter()?;
        let mut last = false;
        while !last && !self.at_block_end() {
            last = self.stat()?;
            self.skip(Token::Char(b';'))?;
            self.builder.end_stat();
        }
        self.lex.levels -= 1;
        Ok(())
    }

    fn at_block_end(&self) -> bool {
        matches!(self.lex.token, Token::Else | Token::Elseif | Token::End | Token::Eof | Token::Until)
    }

    fn block(&mut self) -> Result<B::Block> {
        build!(self.open_block());
        self.stats()?;
        Ok(build!(self.close_block()))
    }

    /// One statement; whether it must be the last.
    fn stat(&mut self) -> Result<bool> {
        let line = self.lex.line;
        match self.lex.token {
            Token::If => self.if_stat(line)?,
            Token::While => self.while_stat(line)?,
            Token::Do => {
                self.advance()?;
                let block = self.block()?;
                self.expect_match(Token::End, Token::Do, line)?;
                self.builder.do_stat(block, line);
            }
            Token::For => self.for_stat(line)?,
            Token::Repeat => self.repeat_stat(line)?,
            Token::Function => self.function_stat(line)?,
            Token::Local => {
                self.advance()?;
                if self.skip(Token::Function)? {
                    let name = self.expect_name()?;
                    let state = build!(self.begin_local_function(self.lex.names.name(name), line));
                    let function = self.function_body(false, self.lex.line)?;
                    build!(self.end_local_function(state, function));
                } else {
                    self.local_stat(line)?;
                }
            }
            Token::Return => {
                self.advance()?;
                let values = if self.at_block_end() || self.lex.token == Token::Char(b';') {
                    None
                } else {
                    Some(self.expr_list()?)
                };
                build!(self.return_stat(values, line));
                return Ok(true);
            }
            Token::Break => {
                self.advance()?;
                build!(self.break_stat(line));
                return Ok(true);
            }
            _ => self.expr_stat(line)?,
        }
        Ok(false)
    }

    fn if_stat(&mut self, line: u32) -> Result<()> {
        let mut state = self.builder.begin_if(line);
        loop {
            // `if` or `elseif`
            self.advance()?;
            let cond = self.expr()?;
            build!(self.if_cond(&mut state, cond));
            self.expect(Token::Then)?;
            let block = self.block()?;
            self.builder.if_block(&mut state, block);
            if self.lex.token != Token::Elseif {
                break;
            }
            build!(self.if_else(&mut state));
        }
        let mut otherwise = None;
        if self.lex.token == Token::Else {
            build!(self.if_else(&mut state));
            self.advance()?;
            otherwise = Some(self.block()?);
        }
        build!(self.end_if(state, otherwise));
        self.expect_match(Token::End, Token::If, line)
    }

    fn while_stat(&mut self, line: u32) -> Result<()> {
        self.advance()?;
        let mut state = self.builder.begin_while(line);
        let cond = self.expr()?;
        build!(self.while_cond(&mut state, cond));
        self.expect(Token::Do)?;
        let block = self.block()?;
        build!(self.while_block(&mut state, block));
        self.expect_match(Token::End, Token::While, line)?;
        build!(self.end_while(state));
        Ok(())
    }

    fn repeat_stat(&mut self, line: u32) -> Result<()> {
        let state = self.builder.begin_repeat(line);
        self.advance()?;
        self.stats()?;
        self.expect_match(Token::Until, Token::Repeat, line)?;
        let cond = self.expr()?;
        build!(self.end_repeat(state, cond));
        Ok(())
    }

    fn for_stat(&mut self, line: u32) -> Result<()> {
        self.advance()?;
        let var = self.expect_name()?;
        let mut state = match self.lex.token {
            Token::Char(b'=') => {
                let mut state = build!(self.begin_numeric_for(self.lex.names.name(var), line));
                self.advance()?;
                let start = self.expr()?;
                build!(self.for_value(&mut state, start));
                self.expect(Token::Char(b','))?;
                let limit = self.expr()?;
                build!(self.for_value(&mut state, limit));
                if self.skip(Token::Char(b','))? {
                    let step = self.expr()?;
                    build!(self.for_value(&mut state, step));
                } else {
                    build!(self.for_no_step(&mut state));
                }
                state
            }
            Token::Char(b',') | Token::In => {
                let mut state = build!(self.begin_generic_for(self.lex.names.name(var), line));
                while self.skip(Token::Char(b','))? {
                    let var = self.expect_name()?;
                    build!(self.for_var(&mut state, self.lex.names.name(var)));
                }
                self.expect(Token::In)?;
                let line = self.lex.line;
                let values = self.expr_list()?;
                build!(self.for_values(&mut state, values, line));
                state
            }
            _ => return Err(self.lex.error_near("'=' or 'in' expected")),
        };
        self.expect(Token::Do)?;
        build!(self.for_do(&mut state));
        let block = self.block()?;
        build!(self.for_block(&mut state, block));
        self.expect_match(Token::End, Token::For, line)?;
        build!(self.end_for(state));
        Ok(())
    }

    fn function_stat(&mut self, line: u32) -> Result<()> {
        self.advance()?;
        let name = self.expect_name()?;
        let mut target = build!(self.name(self.lex.names.name(name)));
        let mut method = false;
        while !method && matches!(self.lex.token, Token::Char(b'.' | b':')) {
            method = self.lex.token == Token::Char(b':');
            self.field(&mut target)?;
        }
        let function = self.function_body(method, line)?;
        build!(self.function_stat(target, function, method, line));
        Ok(())
    }

    fn local_stat(&mut self, line: u32) -> Result<()> {
        let mut state = self.builder.begin_local(line);
        loop {
            let name = self.expect_name()?;
            build!(self.local_name(&mut state, self.lex.names.name(name)));
            if !self.skip(Token::Char(b','))? {
                break;
            }
        }
        let values = if self.skip(Token::Char(b'='))? { Some(self.expr_list()?) } else { None };
        build!(self.end_local(state, values));
        Ok(())
    }

    fn expr_stat(&mut self, line: u32) -> Result<()> {
        let (first, shape) = self.primary_expr()?;
        match shape {
            Shape::Call => build!(self.call_stat(first, line)),
            Shape::Other => return Err(self.lex.error_near("syntax error")),
            Shape::Assignable => {
                let mut state = self.builder.begin_assign(first, line);
                let mut targets = 1;
                while self.skip(Token::Char(b','))? {
                    let (target, shape) = self.primary_expr()?;
                    build!(self.assign_target(&mut state, target));
                    let limit = MAX_LEVELS - self.lex.levels;
                    if targets > limit {
                        let line = self.functions.last().copied().unwrap_or(0);
                        return Err(self.lex.error(&limit_message(line, limit, "variables in assignment")));
                    }
                    targets += 1;
                    if shape != Shape::Assignable {
                        return Err(self.lex.error_near("syntax error"));
                    }
                }
                self.expect(Token::Char(b'='))?;
                let values = self.expr_list()?;
                build!(self.end_assign(state, values));
            }
        }
        Ok(())
    }

    // Expressions.

    fn expr_list(&mut self) -> Result<B::List> {
        let first = self.expr()?;
        let mut list = self.builder.begin_list(first);
        while self.skip(Token::Char(b','))? {
            build!(self.list_comma(&mut list));
            let next = self.expr()?;
            self.builder.list_push(&mut list, next);
        }
        Ok(list)
    }

    fn expr(&mut self) -> Result<B::Expr> {
        Ok(self.sub_expr(0)?.0)
    }

    /// An operand with all operators that bind more strongly than `limit`, and the operator after it.
    fn sub_expr(&mut self, limit: u8) -> Result<(B::Expr, Option<BinaryOp>)> {
        self.enter()?;
        let mut left = match unary_op(self.lex.token) {
            Some(op) => {
                self.advance()?;
                let (operand, _) = self.sub_expr(UNARY_PRECEDENCE)?;
                build!(self.unary(op, operand))
            }
            None => self.simple_expr()?,
        };
        let mut next = binary_op(self.lex.token);
        while let Some(op) = next.filter(|op| op.left() > limit) {
            self.advance()?;
            build!(self.infix(op, &mut left));
            let right;
            (right, next) = self.sub_expr(op.right())?;
            left = build!(self.binary(op, left, right));
        }
        self.lex.levels -= 1;
        Ok((left, next))
    }

    fn simple_expr(&mut self) -> Result<B::Expr> {
        let line = self.lex.line;
        let e = match self.lex.token {
            Token::Number => self.builder.number(self.lex.number, line),
            Token::String => build!(self.string(self.lex.names.name(self.lex.symbol), line)),
            Token::Nil => self.builder.nil(line),
            Token::True => self.builder.boolean(true, line),
            Token::False => self.builder.boolean(false, line),
            Token::Dots => build!(self.vararg(line)),
            Token::Char(b'{') => return self.table(),
            Token::Function => {
                self.advance()?;
                return self.function_body(false, self.lex.line);
            }
            _ => return Ok(self.primary_expr()?.0),
        };
        self.advance()?;
        Ok(e)
    }

    fn primary_expr(&mut self) -> Result<(B::Expr, Shape)> {
        let (mut e, mut shape) = match self.lex.token {
            Token::Name => {
                let name = self.expect_name()?;
                (build!(self.name(self.lex.names.name(name))), Shape::Assignable)
            }
            Token::Char(b'(') => {
                let line = self.lex.line;
                self.advance()?;
                let inner = self.expr()?;
                self.expect_match(Token::Char(b')'), Token::Char(b'('), line)?;
                (build!(self.paren(inner)), Shape::Other)
            }
            _ => return Err(self.lex.error_near("unexpected symbol")),
        };
        loop {
            match self.lex.token {
                Token::Char(b'.') => {
                    self.field(&mut e)?;
                    shape = Shape::Assignable;
                }
                Token::Char(b'[') => {
                    build!(self.prefix(&mut e));
                    let key = self.bracket_key()?;
                    build!(self.index(&mut e, key));
                    shape = Shape::Assignable;
                }
                Token::Char(b':') => {
                    self.advance()?;
                    let name = self.expect_name()?;
                    build!(self.method(&mut e, self.lex.names.name(name)));
                    self.call_args(&mut e)?;
                    shape = Shape::Call;
                }
                Token::Char(b'(' | b'{') | Token::String => {
                    build!(self.callee(&mut e));
                    self.call_args(&mut e)?;
                    shape = Shape::Call;
                }
                _ => return Ok((e, shape)),
            }
        }
    }

    /// A dot or colon with the name after it.
    fn field(&mut self, e: &mut B::Expr) -> Result<()> {
        build!(self.prefix(e));
        self.advance()?;
        let name = self.expect_name()?;
        build!(self.field(e, self.lex.names.name(name)));
        Ok(())
    }

    fn bracket_key(&mut self) -> Result<B::Expr> {
        self.advance()?;
        let mut key = self.expr()?;
        build!(self.index_key(&mut key));
        self.expect(Token::Char(b']'))?;
        Ok(key)
    }

    fn call_args(&mut self, callee: &mut B::Expr) -> Result<()> {
        let line = self.lex.line;
        match self.lex.token {
            Token::Char(b'(') => {
                if line != self.lex.last_line {
                    return Err(self.lex.error_near("ambiguous syntax (function call x new statement)"));
                }
                self.advance()?;
                let mut args = None;
                if self.lex.token != Token::Char(b')') {
                    let mut list = self.expr_list()?;
                    build!(self.open_args(&mut list));
                    args = Some(list);
                }
                self.expect_match(Token::Char(b')'), Token::Char(b'('), line)?;
                build!(self.call(callee, args, false, line));
            }
            Token::Char(b'{') => {
                let table = self.table()?;
                let args = self.builder.begin_list(table);
                build!(self.call(callee, Some(args), true, line));
            }
            Token::String => {
                let string = build!(self.string(self.lex.names.name(self.lex.symbol), line));
                self.advance()?;
                let args = self.builder.begin_list(string);
                build!(self.call(callee, Some(args), true, line));
            }
            _ => return Err(self.lex.error_near("function arguments expected")),
        }
        Ok(())
    }

    fn table(&mut self) -> Result<B::Expr> {
        let line = self.lex.line;
        let mut table = build!(self.begin_table());
        self.expect(Token::Char(b'{'))?;
        while self.lex.token != Token::Char(b'}') {
            build!(self.table_separator(&mut table));
            let named = self.lex.token == Token::Name && self.lex.peek()? == Token::Char(b'=');
            match self.lex.token {
                Token::Name if named => {
                    let name = self.expect_name()?;
                    let key = build!(self.table_name(&mut table, self.lex.names.name(name)));
                    self.table_pair(&mut table, key, true)?;
                }
                Token::Char(b'[') => {
                    let key = self.bracket_key()?;
                    self.table_pair(&mut table, key, false)?;
                }
                _ => {
                    let value = self.expr()?;
                    build!(self.table_item(&mut table, value));
                }
            }
            if !self.skip(Token::Char(b','))? && !self.skip(Token::Char(b';'))? {
                break;
            }
        }
        self.expect_match(Token::Char(b'}'), Token::Char(b'{'), line)?;
        Ok(build!(self.end_table(table)))
    }

    /// The equals sign and the value of a table field.
    fn table_pair(&mut self, table: &mut B::Table, key: B::Expr, named: bool) -> Result<()> {
        self.expect(Token::Char(b'='))?;
        let key = build!(self.table_key(table, key, named));
        let value = self.expr()?;
        build!(self.table_value(table, key, value));
        Ok(())
    }

    /// Parameters and body of a function that is said to be defined on `line`.
    fn function_body(&mut self, method: bool, line: u32) -> Result<B::Expr> {
        build!(self.open_function(line, method));
        self.functions.push(line);
        self.expect(Token::Char(b'('))?;
        if self.lex.token != Token::Char(b')') {
            self.params()?;
        }
        build!(self.end_params());
        self.expect(Token::Char(b')'))?;
        self.stats()?;
        let end = self.lex.line;
        self.expect_match(Token::End, Token::Function, line)?;
        self.functions.pop();
        Ok(build!(self.close_function(end)))
    }

    fn params(&mut self) -> Result<()> {
        loop {
            match self.lex.token {
                Token::Name => {
                    let name = self.expect_name()?;
                    build!(self.param(self.lex.names.name(name)));
                }
                Token::Dots => {
                    self.advance()?;
                    build!(self.vararg_param());
                    return Ok(());
                }
                _ => return Err(self.lex.error_near("<name> or '...' expected")),
            }
            if !self.skip(Token::Char(b','))? {
                return Ok(());
            }
        }
    }
}

fn text(token: Token) -> String {
    let mut text = Vec::new();
    token.describe(&mut text);
    String::from_utf8_lossy(&text).into_owned()
}

fn unary_op(token: Token) -> Option<UnaryOp> {
    match token {
        Token::Not => Some(UnaryOp::Not),
        Token::Char(b'-') => Some(UnaryOp::Minus),
        Token::Char(b'#') => Some(UnaryOp::Len),
        _ => None,
    }
}

fn binary_op(token: Token) -> Option<BinaryOp> {
    Some(match token {
        Token::Char(b'+') => BinaryOp::Add,
        Token::Char(b'-') => BinaryOp::Sub,
        Token::Char(b'*') => BinaryOp::Mul,
        Token::Char(b'/') => BinaryOp::Div,
        Token::Char(b'%') => BinaryOp::Mod,
        Token::Char(b'^') => BinaryOp::Pow,
        Token::Concat => BinaryOp::Concat,
        Token::Ne => BinaryOp::Ne,
        Token::Eq => BinaryOp::Eq,
        Token::Char(b'<') => BinaryOp::Lt,
        Token::Le => BinaryOp::Le,
        Token::Char(b'>') => BinaryOp::Gt,
        Token::Ge => BinaryOp::Ge,
        Token::And => BinaryOp::And,
        Token::Or => BinaryOp::Or,
        _ => return None,
    })
}
