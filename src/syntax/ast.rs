//! The syntax tree of Lua 5.1, for the compiler, the generator, the reducer and the printer alike.
//!
//! Two invariants shape it:
//!
//! - *Positions never count.* [`Line`] and [`Lines`] are equal to every other value of their type, so `==` on
//!   trees compares programs. A tree without positions (all [`Line::UNKNOWN`]) is as good as any.
//! - *Long chains are flat.* `a.b.c()...` is one [`Suffixed`], `a + b - c ...` one [`Chain`], so the depth of
//!   a parsed tree is bounded by the parser's limit of 200 levels, and recursion over a tree (dropping it
//!   included) is safe.
//!
//! A tree is in *normal form* if it is what the parser makes of some source: parentheses are explicit
//! [`ExprKind::Paren`] nodes wherever the grammar needs them. Trees made with the constructors below are in
//! normal form; others are printed with the parentheses they lack.

use super::SourceBytes;

/// A source line, counted from 1; 0 is unknown. Equal to every other line.
#[derive(Clone, Copy, Default)]
pub struct Line(pub u32);

/// Lines of the tokens of a list (commas, names); empty, or too short, means unknown. Equal to every other.
#[derive(Clone, Default)]
pub struct Lines(pub Vec<u32>);

impl Line {
    /// No position: whoever compiles the tree keeps the line of what came before.
    pub const UNKNOWN: Line = Line(0);
}

impl PartialEq for Line {
    fn eq(&self, _: &Line) -> bool {
        true
    }
}

impl Eq for Line {}

impl std::fmt::Debug for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "L{}", self.0)
    }
}

impl Lines {
    /// The `i`-th line, unknown if it was not recorded.
    pub fn get(&self, i: usize) -> Line {
        Line(self.0.get(i).copied().unwrap_or(0))
    }

    /// Records the line of element `i`, unknown ones before it if there are any.
    pub(super) fn set(&mut self, i: usize, line: u32) {
        self.0.resize(i, 0);
        self.0.push(line);
    }
}

impl PartialEq for Lines {
    fn eq(&self, _: &Lines) -> bool {
        true
    }
}

impl Eq for Lines {}

impl std::fmt::Debug for Lines {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "L{:?}", self.0)
    }
}

/// A whole source (manual 2.4.1). The main function is a vararg function.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chunk {
    /// The statements of the main function.
    pub body: Block,
}

/// A list of statements. A `return` or `break` can only be the last one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Block {
    /// In the order of execution.
    pub stats: Vec<Stat>,
    /// Line of the last token before the one that ends the block.
    pub last: Line,
}

/// A statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Stat {
    /// What it does.
    pub kind: StatKind,
    /// Line of the first token.
    pub line: Line,
}

/// The statements of 5.1 (manual 2.4).
#[derive(Clone, Debug, PartialEq)]
pub enum StatKind {
    /// A function call; the expression ends with a call suffix.
    Call(Expr),
    /// `targets = values`; each target is a name or ends with a field or index suffix.
    Assign {
        /// At least one.
        targets: Vec<Expr>,
        /// At least one.
        values: ExprList,
    },
    /// `local names = values`; no values means no `=`.
    Local {
        /// At least one.
        names: Vec<SourceBytes>,
        /// Empty without `=`.
        values: ExprList,
        /// Line of the last name.
        names_end: Line,
    },
    /// `local function name ...`
    LocalFunction {
        /// A local variable in scope in the body, too.
        name: SourceBytes,
        /// Parameters and body.
        function: Box<Function>,
    },
    /// `function a.b.c:m ...`
    Function {
        /// Where the function is stored.
        name: FunctionName,
        /// Parameters and body.
        function: Box<Function>,
    },
    /// `do ... end`
    Do(Block),
    /// `while cond do ... end`
    While {
        /// Tested before each round.
        cond: Expr,
        /// The loop's statements.
        body: Block,
    },
    /// `repeat ... until cond`; the condition sees the locals of the body.
    Repeat {
        /// The loop's statements.
        body: Block,
        /// Tested after each round; true ends the loop.
        cond: Expr,
    },
    /// `if ... then ... elseif ... else ... end`; at least one arm.
    If {
        /// `if` and all `elseif`, in order.
        arms: Vec<Arm>,
        /// The block of `else`.
        otherwise: Option<Block>,
    },
    /// `for var = start, limit, step do ... end`
    NumericFor(Box<NumericFor>),
    /// `for names in values do ... end`
    GenericFor(Box<GenericFor>),
    /// `return values`
    Return(ExprList),
    /// `break`
    Break,
}

/// One `if cond then body` or `elseif cond then body`.
#[derive(Clone, Debug, PartialEq)]
pub struct Arm {
    /// Between `if` and `then`.
    pub cond: Expr,
    /// After `then`.
    pub body: Block,
}

/// The name in a function statement.
#[derive(Clone, Debug, PartialEq)]
pub struct FunctionName {
    /// `a` of `a.b.c:m`, a variable.
    pub base: SourceBytes,
    /// `b` and `c` of `a.b.c:m`.
    pub fields: Vec<SourceBytes>,
    /// The name after `:`; the function then has an implicit first parameter `self`.
    pub method: Option<SourceBytes>,
    /// Lines of the names: base, fields, method.
    pub lines: Lines,
}

/// A loop over numbers; without a step it is 1.
#[derive(Clone, Debug, PartialEq)]
pub struct NumericFor {
    /// The loop variable, local to the body.
    pub var: SourceBytes,
    /// Its first value.
    pub start: Expr,
    /// What it does not go beyond, up or, with a negative step, down.
    pub limit: Expr,
    /// What is added in each round.
    pub step: Option<Expr>,
    /// The loop's statements.
    pub body: Block,
    /// Line of the `do`.
    pub do_line: Line,
}

/// A loop over what an iterator function gives.
#[derive(Clone, Debug, PartialEq)]
pub struct GenericFor {
    /// At least one.
    pub names: Vec<SourceBytes>,
    /// After `in`; at least one.
    pub values: ExprList,
    /// The loop's statements.
    pub body: Block,
    /// Line of the first token after `in`.
    pub values_line: Line,
    /// Line of the `do`.
    pub do_line: Line,
}

/// A list of expressions; which constructs allow it to be empty is said there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExprList {
    /// In the order of evaluation.
    pub exprs: Vec<Expr>,
    /// Line of the comma after each expression; recorded only where it is not that of the expression.
    pub commas: Lines,
}

impl From<Vec<Expr>> for ExprList {
    fn from(exprs: Vec<Expr>) -> ExprList {
        ExprList { exprs, commas: Lines::default() }
    }
}

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// What it computes.
    pub kind: ExprKind,
    /// Line of the last token.
    pub line: Line,
}

/// The expressions of 5.1 (manual 2.5).
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// `nil`
    Nil,
    /// `true`
    True,
    /// `false`
    False,
    /// A numeral: not negative, not NaN (the printer writes an expression for those, which parses to another
    /// tree of the same value). Infinity is the numeral `1e999`.
    Number(f64),
    /// `"text"`, without quotes and escapes.
    String(SourceBytes),
    /// `...`, with the line of the token before it.
    Vararg(Line),
    /// `function (params) body end`
    Function(Box<Function>),
    /// `{ fields }`
    Table(Box<TableExpr>),
    /// A variable: local, upvalue or global.
    Name(SourceBytes),
    /// A base and at least one `.name`, `[key]`, `(args)` or `:name(args)`.
    Suffixed(Box<Suffixed>),
    /// `(e)`: cuts `e` to one value.
    Paren(Box<Expr>),
    /// `not e`, `-e`, `#e`
    Unary(UnaryOp, Box<Expr>),
    /// Operands with binary operators between them.
    Chain(Box<Chain>),
}

/// What the parser reads at one level of precedence: `((first op1 rest1) op2 rest2) ...`, from left to right.
/// Operators that bind tighter to their right are in an operand, which is a chain then.
#[derive(Clone, Debug, PartialEq)]
pub struct Chain {
    /// Never a chain itself (in normal form).
    pub first: Expr,
    /// At least one.
    pub rest: Vec<Link>,
}

/// A binary operator and its right operand.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// The operator between this operand and what stands before.
    pub op: BinaryOp,
    /// Line of the operator.
    pub line: Line,
    /// The right operand.
    pub operand: Expr,
}

/// A base with what is applied to it, from left to right.
#[derive(Clone, Debug, PartialEq)]
pub struct Suffixed {
    /// A name or a parenthesised expression (in normal form).
    pub base: Expr,
    /// At least one.
    pub suffixes: Vec<Suffix>,
}

/// What follows a prefix expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Suffix {
    /// `.name`, with the line of the name.
    Field(SourceBytes, Line),
    /// `[key]`, with the line of the `]`.
    Index(Expr, Line),
    /// `(args)`
    Call(Args),
    /// `:name(args)`, with the line of the name.
    Method(SourceBytes, Line, Args),
}

/// The arguments of a call.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Args {
    /// May be empty.
    pub list: ExprList,
    /// Written without parentheses: `f"..."` or `f{...}`. Only if the list is one string or one table.
    pub bare: bool,
    /// Line of the first token: the line of the call in messages and line info.
    pub open: Line,
    /// Line of the last token.
    pub close: Line,
}

/// A table constructor (manual 2.5.7).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TableExpr {
    /// In the order of the source.
    pub fields: Vec<Field>,
    /// Line of the token before the `{`.
    pub before: Line,
}

/// One field of a table constructor.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// `k` of `k = v`.
    pub key: FieldKey,
    /// `v` of `k = v`.
    pub value: Expr,
    /// Line of the `=`.
    pub eq: Line,
    /// Line of the separator after the value; unknown if there is none.
    pub sep: Line,
}

/// Where a field of a constructor goes.
#[derive(Clone, Debug, PartialEq)]
pub enum FieldKey {
    /// `value`: the next array item.
    Item,
    /// `name = value`
    Name(SourceBytes),
    /// `[key] = value`
    Expr(Expr),
}

/// A function body. A method's `self` is not among the parameters.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Function {
    /// Their names; the `...` is not among them.
    pub params: Vec<SourceBytes>,
    /// Declared with `...`.
    pub vararg: bool,
    /// The function's statements.
    pub body: Block,
    /// Line of the token after `function` or the name; of the `function` itself in a function statement.
    pub line: Line,
    /// Line of the `end`.
    pub end: Line,
}

/// A unary operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UnaryOp {
    /// `-a`
    Minus,
    /// `not a`
    Not,
    /// `#a`
    Len,
}

/// A binary operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BinaryOp {
    /// `a + b`
    Add,
    /// `a - b`
    Sub,
    /// `a * b`
    Mul,
    /// `a / b`
    Div,
    /// `a % b`
    Mod,
    /// `a ^ b`
    Pow,
    /// `a .. b`
    Concat,
    /// `a ~= b`
    Ne,
    /// `a == b`
    Eq,
    /// `a < b`
    Lt,
    /// `a <= b`
    Le,
    /// `a > b`
    Gt,
    /// `a >= b`
    Ge,
    /// `a and b`
    And,
    /// `a or b`
    Or,
}

/// Precedence of the unary operators, on the scale of [`BinaryOp::left`].
pub const UNARY_PRECEDENCE: u8 = 8;

impl UnaryOp {
    /// All of them.
    pub const ALL: [UnaryOp; 3] = [UnaryOp::Minus, UnaryOp::Not, UnaryOp::Len];

    /// The operator as written.
    pub const fn text(self) -> &'static str {
        match self {
            UnaryOp::Minus => "-",
            UnaryOp::Not => "not",
            UnaryOp::Len => "#",
        }
    }
}

impl BinaryOp {
    /// All of them.
    #[rustfmt::skip]
    pub const ALL: [BinaryOp; 15] = [
        BinaryOp::Add, BinaryOp::Sub, BinaryOp::Mul, BinaryOp::Div, BinaryOp::Mod, BinaryOp::Pow,
        BinaryOp::Concat, BinaryOp::Ne, BinaryOp::Eq, BinaryOp::Lt, BinaryOp::Le, BinaryOp::Gt,
        BinaryOp::Ge, BinaryOp::And, BinaryOp::Or,
    ];

    /// The operator as written.
    pub const fn text(self) -> &'static str {
        match self {
            BinaryOp::Add => "+",
            BinaryOp::Sub => "-",
            BinaryOp::Mul => "*",
            BinaryOp::Div => "/",
            BinaryOp::Mod => "%",
            BinaryOp::Pow => "^",
            BinaryOp::Concat => "..",
            BinaryOp::Ne => "~=",
            BinaryOp::Eq => "==",
            BinaryOp::Lt => "<",
            BinaryOp::Le => "<=",
            BinaryOp::Gt => ">",
            BinaryOp::Ge => ">=",
            BinaryOp::And => "and",
            BinaryOp::Or => "or",
        }
    }

    /// How strongly the operator binds its left operand (manual 2.5.6): it extends an operand that is being
    /// read with limit `l` if `left() > l`.
    pub const fn left(self) -> u8 {
        match self {
            BinaryOp::Or => 1,
            BinaryOp::And => 2,
            BinaryOp::Ne | BinaryOp::Eq | BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge => 3,
            BinaryOp::Concat => 5,
            BinaryOp::Add | BinaryOp::Sub => 6,
            BinaryOp::Mul | BinaryOp::Div | BinaryOp::Mod => 7,
            BinaryOp::Pow => 10,
        }
    }

    /// The limit with which the right operand is read; below [`BinaryOp::left`] for right associative ones.
    pub const fn right(self) -> u8 {
        match self {
            BinaryOp::Concat => 4,
            BinaryOp::Pow => 9,
            BinaryOp::Or
            | BinaryOp::And
            | BinaryOp::Ne
            | BinaryOp::Eq
            | BinaryOp::Lt
            | BinaryOp::Le
            | BinaryOp::Gt
            | BinaryOp::Ge
            | BinaryOp::Add
            | BinaryOp::Sub
            | BinaryOp::Mul
            | BinaryOp::Div
            | BinaryOp::Mod => self.left(),
        }
    }
}

impl From<StatKind> for Stat {
    fn from(kind: StatKind) -> Stat {
        Stat { kind, line: Line::UNKNOWN }
    }
}

impl From<ExprKind> for Expr {
    fn from(kind: ExprKind) -> Expr {
        Expr { kind, line: Line::UNKNOWN }
    }
}

impl From<Vec<Stat>> for Block {
    fn from(stats: Vec<Stat>) -> Block {
        Block { stats, last: Line::UNKNOWN }
    }
}

impl From<Expr> for Field {
    /// The array item `value`.
    fn from(value: Expr) -> Field {
        Field { key: FieldKey::Item, value, eq: Line::UNKNOWN, sep: Line::UNKNOWN }
    }
}

/// Constructors without positions; they keep the tree in normal form.
impl Expr {
    /// A variable.
    pub fn name(name: impl Into<SourceBytes>) -> Expr {
        ExprKind::Name(name.into()).into()
    }

    /// A string literal.
    pub fn string(text: impl Into<SourceBytes>) -> Expr {
        ExprKind::String(text.into()).into()
    }

    /// A numeral; negative numbers become `-n`.
    pub fn number(n: f64) -> Expr {
        if n.is_sign_negative() {
            Expr::unary(UnaryOp::Minus, ExprKind::Number(-n).into())
        } else {
            ExprKind::Number(n).into()
        }
    }

    /// `...`
    pub fn vararg() -> Expr {
        ExprKind::Vararg(Line::UNKNOWN).into()
    }

    /// A table constructor.
    pub fn table(fields: Vec<Field>) -> Expr {
        ExprKind::Table(Box::new(TableExpr { fields, before: Line::UNKNOWN })).into()
    }

    /// A function expression.
    pub fn function(function: Function) -> Expr {
        ExprKind::Function(Box::new(function)).into()
    }

    /// `(e)`
    pub fn paren(e: Expr) -> Expr {
        ExprKind::Paren(Box::new(e)).into()
    }

    /// `op e`, with `e` in parentheses if it binds less.
    pub fn unary(op: UnaryOp, e: Expr) -> Expr {
        ExprKind::Unary(op, Box::new(e.fit(UNARY_PRECEDENCE))).into()
    }

    /// `left op right`, with the operands in parentheses where precedence asks for it; a chain on the left
    /// is extended.
    pub fn binary(op: BinaryOp, left: Expr, right: Expr) -> Expr {
        let link = Link { op, line: Line::UNKNOWN, operand: right.fit(op.right()) };
        let absorbed = left.open_limit() < op.left();
        match left.kind {
            ExprKind::Chain(mut chain) if !absorbed => {
                chain.rest.push(link);
                ExprKind::Chain(chain).into()
            }
            kind => {
                let left = Expr { kind, line: left.line };
                let first = if absorbed { Expr::paren(left) } else { left };
                ExprKind::Chain(Box::new(Chain { first, rest: vec![link] })).into()
            }
        }
    }

    /// `base.name`
    pub fn field(base: Expr, name: impl Into<SourceBytes>) -> Expr {
        base.suffixed(Suffix::Field(name.into(), Line::UNKNOWN))
    }

    /// `base[key]`
    pub fn index(base: Expr, key: Expr) -> Expr {
        base.suffixed(Suffix::Index(key, Line::UNKNOWN))
    }

    /// `callee(args)`
    pub fn call(callee: Expr, args: Vec<Expr>) -> Expr {
        callee.suffixed(Suffix::Call(Args { list: args.into(), ..Args::default() }))
    }

    /// `object:name(args)`
    pub fn method(object: Expr, name: impl Into<SourceBytes>, args: Vec<Expr>) -> Expr {
        let args = Args { list: args.into(), ..Args::default() };
        object.suffixed(Suffix::Method(name.into(), Line::UNKNOWN, args))
    }

    /// Appends a suffix; what cannot be the base of one is put in parentheses.
    pub fn suffixed(self, suffix: Suffix) -> Expr {
        match self.kind {
            ExprKind::Suffixed(mut s) => {
                s.suffixes.push(suffix);
                ExprKind::Suffixed(s).into()
            }
            kind => {
                let base = Expr { kind, line: self.line };
                let base = if base.is_prefix() { base } else { Expr::paren(base) };
                ExprKind::Suffixed(Box::new(Suffixed { base, suffixes: vec![suffix] })).into()
            }
        }
    }

    /// Whether a suffix can follow directly: a name, a parenthesised or a suffixed expression.
    pub fn is_prefix(&self) -> bool {
        matches!(self.kind, ExprKind::Name(_) | ExprKind::Suffixed(_) | ExprKind::Paren(_))
    }

    /// Whether this can be assigned to: a name, or something that ends with a field or an index.
    pub fn is_assignable(&self) -> bool {
        match &self.kind {
            ExprKind::Name(_) => true,
            ExprKind::Suffixed(s) => matches!(s.suffixes.last(), Some(Suffix::Field(..) | Suffix::Index(..))),
            _ => false,
        }
    }

    /// Whether this is a call, and so can be a statement.
    pub fn is_call(&self) -> bool {
        match &self.kind {
            ExprKind::Suffixed(s) => matches!(s.suffixes.last(), Some(Suffix::Call(_) | Suffix::Method(..))),
            _ => false,
        }
    }

    /// Whether this can give any number of values: a call or `...`.
    pub fn is_multi(&self) -> bool {
        self.is_call() || matches!(self.kind, ExprKind::Vararg(_))
    }

    /// The expression as an operand that is read with `limit`: itself, or in parentheses.
    fn fit(self, limit: u8) -> Expr {
        if self.reads_above(limit) { self } else { Expr::paren(self) }
    }

    /// Whether all operators at the top of the expression are read when it is parsed with `limit`.
    pub(super) fn reads_above(&self, limit: u8) -> bool {
        match &self.kind {
            ExprKind::Chain(c) => c.rest.iter().all(|link| link.op.left() > limit),
            _ => true,
        }
    }

    /// The lowest limit with which an operand at the right end of the expression is being read: an operator
    /// that binds its left side more strongly would be taken into that operand.
    pub(super) fn open_limit(&self) -> u8 {
        let mut limit = u8::MAX;
        let mut e = self;
        loop {
            e = match &e.kind {
                ExprKind::Unary(_, operand) => {
                    limit = limit.min(UNARY_PRECEDENCE);
                    operand
                }
                ExprKind::Chain(c) => match c.rest.last() {
                    Some(link) => {
                        limit = limit.min(link.op.right());
                        &link.operand
                    }
                    None => &c.first,
                },
                // Not in normal form: printed with a minus sign.
                ExprKind::Number(n) if n.is_sign_negative() => return limit.min(UNARY_PRECEDENCE),
                _ => return limit,
            }
        }
    }
}
