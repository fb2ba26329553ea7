//! What the parser tells while it reads: one method per construct, in the order of the source.
//!
//! A builder is told of each construct at the moment its last needed token has been consumed, which is
//! when the one-pass reference emits the construct's code. The code generator is a builder, so that line
//! info, and which of two errors comes first, are as the reference has them; the tree maker is another.
//! Whoever drives a builder (the parser, or a walk over a tree) makes the same calls in the same order.

use super::ast::{BinaryOp, UnaryOp};
use super::intern::Name;

/// Why a builder cannot go on. The driver knows the position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BuildError {
    /// The message gets the position before it and the current token after it.
    Near(&'static str),
    /// The message gets the position before it.
    At(String),
    /// The message stands alone.
    Bare(&'static str),
}

/// The result of an event; the fault is boxed to keep the good path small.
pub type Built<T> = Result<T, Box<BuildError>>;

/// Receives the constructs of a source. Associated types are the builder's own notes on a construct that is
/// not yet complete; the driver only carries them from call to call.
///
/// The lines that are passed explicitly are those of [`super::ast`]; all others follow from [`Builder::at`].
pub trait Builder {
    /// An expression.
    type Expr;
    /// At least one expression, the last still open (it may give several values).
    type List;
    /// A finished block.
    type Block;
    type If;
    type While;
    type Repeat;
    type For;
    type Local;
    type LocalFunction;
    type Assign;
    type Table;
    /// A table key that is ready for its value.
    type Key;

    /// A token on `line` was consumed.
    fn at(&mut self, line: u32);

    // Functions. The main function is open from the start.

    /// A function begins; `line` is that of the token before its parameters. A method has the parameter `self`.
    fn open_function(&mut self, line: u32, method: bool) -> Built<()>;
    fn param(&mut self, name: Name<'_>) -> Built<()>;
    fn vararg_param(&mut self) -> Built<()>;
    fn end_params(&mut self) -> Built<()>;
    /// The `end` on line `end` was consumed.
    fn close_function(&mut self, end: u32) -> Built<Self::Expr>;

    // Blocks and statements.

    fn open_block(&mut self) -> Built<()>;
    fn close_block(&mut self) -> Built<Self::Block>;
    /// A statement, and the semicolon after it, are complete.
    fn end_stat(&mut self);

    fn do_stat(&mut self, block: Self::Block, line: u32);
    fn begin_if(&mut self, line: u32) -> Self::If;
    /// The condition of an arm; the block of the arm follows.
    fn if_cond(&mut self, state: &mut Self::If, cond: Self::Expr) -> Built<()>;
    fn if_block(&mut self, state: &mut Self::If, block: Self::Block);
    /// An `elseif` or `else` is next.
    fn if_else(&mut self, state: &mut Self::If) -> Built<()>;
    /// `otherwise` is the block of an `else`.
    fn end_if(&mut self, state: Self::If, otherwise: Option<Self::Block>) -> Built<()>;

    fn begin_while(&mut self, line: u32) -> Self::While;
    fn while_cond(&mut self, state: &mut Self::While, cond: Self::Expr) -> Built<()>;
    /// The block is complete, its `end` is next.
    fn while_block(&mut self, state: &mut Self::While, block: Self::Block) -> Built<()>;
    fn end_while(&mut self, state: Self::While) -> Built<()>;

    /// A repeat loop begins, with its block.
    fn begin_repeat(&mut self, line: u32) -> Self::Repeat;
    fn end_repeat(&mut self, state: Self::Repeat, cond: Self::Expr) -> Built<()>;

    /// A loop begins that has `var` as its only variable.
    fn begin_numeric_for(&mut self, var: Name<'_>, line: u32) -> Built<Self::For>;
    /// Start, limit or step.
    fn for_value(&mut self, state: &mut Self::For, value: Self::Expr) -> Built<()>;
    /// No step was given.
    fn for_no_step(&mut self, state: &mut Self::For) -> Built<()>;
    /// A loop begins whose first variable is `var`.
    fn begin_generic_for(&mut self, var: Name<'_>, line: u32) -> Built<Self::For>;
    fn for_var(&mut self, state: &mut Self::For, var: Name<'_>) -> Built<()>;
    /// `line` is that of the first token of the list.
    fn for_values(&mut self, state: &mut Self::For, values: Self::List, line: u32) -> Built<()>;
    /// The `do` was consumed; the block follows.
    fn for_do(&mut self, state: &mut Self::For) -> Built<()>;
    /// The block is complete, its `end` is next.
    fn for_block(&mut self, state: &mut Self::For, block: Self::Block) -> Built<()>;
    fn end_for(&mut self, state: Self::For) -> Built<()>;

    /// `function target ...`; of a method the last field of the target is the name.
    fn function_stat(&mut self, target: Self::Expr, function: Self::Expr, method: bool, line: u32) -> Built<()>;
    fn begin_local_function(&mut self, name: Name<'_>, line: u32) -> Built<Self::LocalFunction>;
    fn end_local_function(&mut self, state: Self::LocalFunction, function: Self::Expr) -> Built<()>;
    fn begin_local(&mut self, line: u32) -> Self::Local;
    fn local_name(&mut self, state: &mut Self::Local, name: Name<'_>) -> Built<()>;
    fn end_local(&mut self, state: Self::Local, values: Option<Self::List>) -> Built<()>;
    fn return_stat(&mut self, values: Option<Self::List>, line: u32) -> Built<()>;
    fn break_stat(&mut self, line: u32) -> Built<()>;
    fn call_stat(&mut self, call: Self::Expr, line: u32) -> Built<()>;
    /// The first target of an assignment.
    fn begin_assign(&mut self, target: Self::Expr, line: u32) -> Self::Assign;
    fn assign_target(&mut self, state: &mut Self::Assign, target: Self::Expr) -> Built<()>;
    fn end_assign(&mut self, state: Self::Assign, values: Self::List) -> Built<()>;

    // Lists of expressions.

    fn begin_list(&mut self, first: Self::Expr) -> Self::List;
    /// A comma after the last expression of the list was consumed.
    fn list_comma(&mut self, list: &mut Self::List) -> Built<()>;
    fn list_push(&mut self, list: &mut Self::List, next: Self::Expr);

    // Expressions. Those that are one token are told before it is consumed, with its line.

    fn nil(&mut self, line: u32) -> Self::Expr;
    fn boolean(&mut self, value: bool, line: u32) -> Self::Expr;
    fn number(&mut self, value: f64, line: u32) -> Self::Expr;
    fn string(&mut self, value: Name<'_>, line: u32) -> Built<Self::Expr>;
    fn vararg(&mut self, line: u32) -> Built<Self::Expr>;
    fn name(&mut self, name: Name<'_>) -> Built<Self::Expr>;
    /// The closing parenthesis was consumed.
    fn paren(&mut self, e: Self::Expr) -> Built<Self::Expr>;

    /// A dot or bracket comes after `e`.
    fn prefix(&mut self, e: &mut Self::Expr) -> Built<()>;
    fn field(&mut self, e: &mut Self::Expr, name: Name<'_>) -> Built<()>;
    /// The key in brackets is complete, the closing bracket is next.
    fn index_key(&mut self, key: &mut Self::Expr) -> Built<()>;
    fn index(&mut self, e: &mut Self::Expr, key: Self::Expr) -> Built<()>;
    /// Arguments come after `e`.
    fn callee(&mut self, e: &mut Self::Expr) -> Built<()>;
    /// The name after a colon was consumed; arguments follow.
    fn method(&mut self, e: &mut Self::Expr, name: Name<'_>) -> Built<()>;
    /// The list is complete; a last call or `...` gives all its values.
    fn open_args(&mut self, args: &mut Self::List) -> Built<()>;
    /// The arguments are complete and consumed. `bare`: there are no parentheses; `line`: of the first token.
    fn call(&mut self, e: &mut Self::Expr, args: Option<Self::List>, bare: bool, line: u32) -> Built<()>;

    /// The opening brace is next.
    fn begin_table(&mut self) -> Built<Self::Table>;
    /// A separator after a field was consumed, and neither it nor a closing brace is next to be.
    fn table_item(&mut self, table: &mut Self::Table, value: Self::Expr) -> Built<()>;
    fn table_name(&mut self, table: &mut Self::Table, name: Name<'_>) -> Built<Self::Expr>;
    /// The equals sign after a key was consumed.
    fn table_key(&mut self, table: &mut Self::Table, key: Self::Expr, named: bool) -> Built<Self::Key>;
    fn table_value(&mut self, table: &mut Self::Table, key: Self::Key, value: Self::Expr) -> Built<()>;
    /// A separator was consumed, and the closing brace is not next.
    fn table_separator(&mut self, table: &mut Self::Table) -> Built<()>;
    /// The closing brace was consumed.
    fn end_table(&mut self, table: Self::Table) -> Built<Self::Expr>;

    fn unary(&mut self, op: UnaryOp, e: Self::Expr) -> Built<Self::Expr>;
    /// The operator was consumed; the right operand follows.
    fn infix(&mut self, op: BinaryOp, left: &mut Self::Expr) -> Built<()>;
    fn binary(&mut self, op: BinaryOp, left: Self::Expr, right: Self::Expr) -> Built<Self::Expr>;
}

/// The message for a `break` outside of a loop.
pub const NO_LOOP: &str = "no loop to break";
/// The message for `...` in a function that has none.
pub const NOT_VARARG: &str = "cannot use '...' outside a vararg function";
