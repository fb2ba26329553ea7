//! The printer: a tree to source that parses back to the equal tree.
//!
//! Holds for every tree in normal form (see [`super::ast`]). What is not in normal form is printed with the
//! least change that keeps its meaning: operands get the parentheses they need; a `return` or `break` that is
//! not the last statement is wrapped in `do ... end`; a negative number becomes `-n`, NaN becomes `(0/0)`.
//! Names must be identifiers, statements that are calls must be calls, and targets assignable.

use std::fmt;
use std::io::Write;

use super::ast::*;

/// The whole source.
pub fn print(chunk: &Chunk) -> Vec<u8> {
    let mut p = Printer { out: Vec::with_capacity(2 << 10), indent: 0 };
    p.stats(&chunk.body);
    p.out
}

/// One statement, with a line end.
pub fn print_stat(stat: &Stat) -> Vec<u8> {
    let mut p = Printer::default();
    p.stat(stat);
    p.text("\n");
    p.out
}

/// One expression.
pub fn print_expr(e: &Expr) -> Vec<u8> {
    let mut p = Printer::default();
    p.expr(e);
    p.out
}

/// A numeral for a finite or infinite number that is not negative; it reads back to the same bits.
pub struct PrintedNumeral(pub f64);

impl fmt::Display for PrintedNumeral {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let n = self.0;
        if n.is_sign_positive() && n < 1e15 && n.trunc() == n {
            // The common case, several times faster.
            (n as u64).fmt(f)
        } else if n == f64::INFINITY {
            f.write_str("1e999")
        } else if n == 0.0 || (1e-5..1e16).contains(&n) {
            n.fmt(f)
        } else {
            write!(f, "{n:e}")
        }
    }
}

/// A quoted string literal. Valid UTF-8 stays as it is; control characters and all other bytes are escaped.
pub fn quote(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() + 2);
    quote_into(&mut out, text);
    out
}

fn quote_into(out: &mut Vec<u8>, text: &[u8]) {
    out.push(b'"');
    for chunk in text.utf8_chunks() {
        for c in chunk.valid().bytes() {
            match c {
                b'"' | b'\\' => out.extend([b'\\', c]),
                b'\n' => out.extend(b"\\n"),
                b'\r' => out.extend(b"\\r"),
                b'\t' => out.extend(b"\\t"),
                0..0x20 | 0x7f => out.extend(format!("\\{c:03}").bytes()),
                _ => out.push(c),
            }
        }
        for c in chunk.invalid() {
            out.extend(format!("\\{c:03}").bytes());
        }
    }
    out.push(b'"');
}

#[derive(Default)]
struct Printer {
    out: Vec<u8>,
    indent: usize,
}

impl Printer {
    fn text(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    fn bytes(&mut self, text: &[u8]) {
        self.out.extend_from_slice(text);
    }

    fn new_line(&mut self) {
        self.out.push(b'\n');
        self.out.resize(self.out.len() + 2 * self.indent, b' ');
    }

    /// A minus sign; never part of a comment.
    fn minus(&mut self) {
        if self.out.last() == Some(&b'-') {
            self.out.push(b' ');
        }
        self.out.push(b'-');
    }

    fn separated<T>(&mut self, items: &[T], mut print: impl FnMut(&mut Printer, &T)) {
        for (i, item) in items.iter().enumerate() {
            if i > 0 {
                self.text(", ");
            }
            print(self, item);
        }
    }

    /// An indented block; the cursor ends at the start of the next line.
    fn block(&mut self, block: &Block) {
        self.indent += 1;
        if !block.stats.is_empty() {
            self.new_line();
            self.stats(block);
            // `stats` ends each statement with a plain line end.
            self.out.pop();
        }
        self.indent -= 1;
        self.new_line();
    }

    fn stats(&mut self, block: &Block) {
        for (i, stat) in block.stats.iter().enumerate() {
            if i > 0 {
                self.out.resize(self.out.len() + 2 * self.indent, b' ');
            }
            let next = block.stats.get(i + 1);
            if next.is_some() && matches!(stat.kind, StatKind::Return(_) | StatKind::Break) {
                self.text("do ");
                self.stat(stat);
                self.text(" end");
            } else {
                self.stat(stat);
            }
            // Or else the parenthesis would be taken for the arguments of a call.
            if next.is_some_and(begins_with_paren) {
                self.text(";");
            }
            self.text("\n");
        }
    }

    fn stat(&mut self, stat: &Stat) {
        match &stat.kind {
            StatKind::Call(call) => self.expr(call),
            StatKind::Assign { targets, values } => {
                self.separated(targets, Printer::expr);
                self.text(" = ");
                self.list(values);
            }
            StatKind::Local { names, values, .. } => {
                self.text("local ");
                self.separated(names, |p, name| p.bytes(name));
                if !values.exprs.is_empty() {
                    self.text(" = ");
                    self.list(values);
                }
            }
            StatKind::LocalFunction { name, function } => {
                self.text("local function ");
                self.bytes(name);
                self.function(function);
            }
            StatKind::Function { name, function } => {
                self.text("function ");
                self.bytes(&name.base);
                for field in &name.fields {
                    self.text(".");
                    self.bytes(field);
                }
                if let Some(method) = &name.method {
                    self.text(":");
                    self.bytes(method);
                }
                self.function(function);
            }
            StatKind::Do(body) => {
                self.text("do");
                self.block(body);
                self.text("end");
            }
            StatKind::While { cond, body } => {
                self.text("while ");
                self.expr(cond);
                self.text(" do");
                self.block(body);
                self.text("end");
            }
            StatKind::Repeat { body, cond } => {
                self.text("repeat");
                self.block(body);
                self.text("until ");
                self.expr(cond);
            }
            StatKind::If { arms, otherwise } => {
                for (i, arm) in arms.iter().enumerate() {
                    self.text(if i == 0 { "if " } else { "elseif " });
                    self.expr(&arm.cond);
                    self.text(" then");
                    self.block(&arm.body);
                }
                if let Some(body) = otherwise {
                    self.text("else");
                    self.block(body);
                }
                self.text("end");
            }
            StatKind::NumericFor(f) => {
                self.text("for ");
                self.bytes(&f.var);
                self.text(" = ");
                self.expr(&f.start);
                self.text(", ");
                self.expr(&f.limit);
                if let Some(step) = &f.step {
                    self.text(", ");
                    self.expr(step);
                }
                self.text(" do");
                self.block(&f.body);
                self.text("end");
            }
            StatKind::GenericFor(f) => {
                self.text("for ");
                self.separated(&f.names, |p, name| p.bytes(name));
                self.text(" in ");
                self.list(&f.values);
                self.text(" do");
                self.block(&f.body);
                self.text("end");
            }
            StatKind::Return(values) => {
                self.text("return");
                if !values.exprs.is_empty() {
                    self.text(" ");
                    self.list(values);
                }
            }
            StatKind::Break => self.text("break"),
        }
    }

    /// Parameters, body and `end`.
    fn function(&mut self, f: &Function) {
        self.text("(");
        self.separated(&f.params, |p, name| p.bytes(name));
        if f.vararg {
            self.text(if f.params.is_empty() { "..." } else { ", ..." });
        }
        self.text(")");
        self.block(&f.body);
        self.text("end");
    }

    fn list(&mut self, list: &ExprList) {
        self.separated(&list.exprs, Printer::expr);
    }

    fn expr(&mut self, e: &Expr) {
        match &e.kind {
            ExprKind::Nil => self.text("nil"),
            ExprKind::True => self.text("true"),
            ExprKind::False => self.text("false"),
            ExprKind::Number(n) => self.number(*n),
            ExprKind::String(text) => quote_into(&mut self.out, text),
            ExprKind::Vararg(_) => self.text("..."),
            ExprKind::Function(f) => {
                self.text("function");
                self.function(f);
            }
            ExprKind::Table(t) => self.table(t),
            ExprKind::Name(name) => self.bytes(name),
            ExprKind::Suffixed(s) => {
                self.parens_unless(s.base.is_prefix(), &s.base);
                for suffix in &s.suffixes {
                    self.suffix(suffix);
                }
            }
            ExprKind::Paren(inner) => self.parens_unless(false, inner),
            ExprKind::Unary(op, operand) => {
                match op {
                    UnaryOp::Minus => self.minus(),
                    UnaryOp::Not => self.text("not "),
                    UnaryOp::Len => self.text("#"),
                }
                self.parens_unless(operand.reads_above(UNARY_PRECEDENCE), operand);
            }
            ExprKind::Chain(chain) => self.chain(chain),
        }
    }

    fn parens_unless(&mut self, plain: bool, e: &Expr) {
        if plain {
            self.expr(e);
        } else {
            self.text("(");
            self.expr(e);
            self.text(")");
        }
    }

    fn number(&mut self, n: f64) {
        if n.is_sign_negative() {
            self.minus();
        }
        if n.is_nan() {
            return self.text("(0/0)");
        }
        // A vector takes everything.
        let _ = write!(self.out, "{}", PrintedNumeral(n.abs()));
    }

    fn chain(&mut self, chain: &Chain) {
        // Where an operator would be taken into the operand before it, all that stands before the operator
        // gets parentheses. They open at the start of the chain, so they have to be counted first.
        let plain_first = !matches!(chain.first.kind, ExprKind::Chain(_));
        let mut open = if plain_first { chain.first.open_limit() } else { u8::MAX };
        let mut closing = vec![false; chain.rest.len()];
        for (link, close) in chain.rest.iter().zip(&mut closing) {
            *close = open < link.op.left();
            let operand = &link.operand;
            open = if operand.reads_above(link.op.right()) { operand.open_limit() } else { u8::MAX };
            open = open.min(link.op.right());
        }
        for _ in closing.iter().filter(|close| **close) {
            self.text("(");
        }
        self.parens_unless(plain_first, &chain.first);
        for (link, close) in chain.rest.iter().zip(closing) {
            self.text(if close { ") " } else { " " });
            self.text(link.op.text());
            self.text(" ");
            self.parens_unless(link.operand.reads_above(link.op.right()), &link.operand);
        }
    }

    fn suffix(&mut self, suffix: &Suffix) {
        match suffix {
            Suffix::Field(name, _) => {
                self.text(".");
                self.bytes(name);
            }
            Suffix::Index(key, _) => {
                self.text("[");
                self.expr(key);
                self.text("]");
            }
            Suffix::Call(args) => self.args(args),
            Suffix::Method(name, _, args) => {
                self.text(":");
                self.bytes(name);
                self.args(args);
            }
        }
    }

    fn args(&mut self, args: &Args) {
        match &args.list.exprs[..] {
            [e] if args.bare && matches!(e.kind, ExprKind::String(_) | ExprKind::Table(_)) => self.expr(e),
            _ => {
                self.text("(");
                self.list(&args.list);
                self.text(")");
            }
        }
    }

    fn table(&mut self, table: &TableExpr) {
        self.text("{");
        self.separated(&table.fields, |p, field| {
            match &field.key {
                FieldKey::Item => {}
                FieldKey::Name(name) => {
                    p.bytes(name);
                    p.text(" = ");
                }
                FieldKey::Expr(key) => {
                    p.text("[");
                    p.expr(key);
                    p.text("] = ");
                }
            }
            p.expr(&field.value);
        });
        self.text("}");
    }
}

/// Whether the statement's first token is an opening parenthesis.
fn begins_with_paren(stat: &Stat) -> bool {
    let first = match &stat.kind {
        StatKind::Call(call) => Some(call),
        StatKind::Assign { targets, .. } => targets.first(),
        _ => None,
    };
    let mut e = match first {
        Some(e) => e,
        None => return false,
    };
    while let ExprKind::Suffixed(s) = &e.kind {
        e = &s.base;
    }
    !matches!(e.kind, ExprKind::Name(_))
}
