//! What the generator knows of the variables in scope: enough that most of what it writes does not fail.
//!
//! Invariant: a variable holds values of its type from its declaration on, whatever is assigned to it.

use std::rc::Rc;

use crate::syntax::SourceBytes;

/// What kind of values a variable or an expression has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Ty {
    /// A number of moderate size, without a fraction; never NaN.
    Int,
    /// Any number.
    Num,
    /// A string, short where it is kept.
    Str,
    /// `true` or `false`.
    Bool,
    /// Any value at all.
    Any,
    /// A table that holds `Int`s at 1..n and nothing else; no metatable.
    List,
    /// A table with keys of several kinds and any values; no metatable.
    Map,
    /// A function. Those of unknown signature take anything and return a number first.
    Fun,
    /// An object of the program's class, which answers to all events.
    Obj,
    /// A coroutine in any state.
    Co,
}

impl Ty {
    /// All of them.
    pub const ALL: [Ty; 10] =
        [Ty::Int, Ty::Num, Ty::Str, Ty::Bool, Ty::Any, Ty::List, Ty::Map, Ty::Fun, Ty::Obj, Ty::Co];

    /// The word that templates use: `INT` is a hole, `int_x` a variable.
    pub const fn word(self) -> &'static str {
        match self {
            Ty::Int => "int",
            Ty::Num => "num",
            Ty::Str => "str",
            Ty::Bool => "bool",
            Ty::Any => "any",
            Ty::List => "list",
            Ty::Map => "map",
            Ty::Fun => "fun",
            Ty::Obj => "obj",
            Ty::Co => "co",
        }
    }

    /// The first letter of the names of its variables.
    pub const fn letter(self) -> &'static str {
        match self {
            Ty::Int => "i",
            Ty::Num => "n",
            Ty::Str => "s",
            Ty::Bool => "b",
            Ty::Any => "v",
            Ty::List => "l",
            Ty::Map => "t",
            Ty::Fun => "f",
            Ty::Obj => "o",
            Ty::Co => "c",
        }
    }
}

/// What a function takes and gives.
#[derive(Clone, Debug)]
pub struct Signature {
    /// Types of the parameters.
    pub params: Vec<Ty>,
    /// Whether it takes `...`.
    pub vararg: bool,
    /// Types of the results.
    pub results: Vec<Ty>,
}

/// A variable in scope.
#[derive(Clone, Debug)]
pub struct Var {
    /// Its name in the program.
    pub name: SourceBytes,
    /// What it holds.
    pub ty: Ty,
    /// Of a function; without one, see [`Ty::Fun`].
    pub signature: Option<Rc<Signature>>,
    /// Estimated instructions of a call of it.
    pub cost: i64,
    /// How many functions enclose the declaration; `None` for a global variable.
    pub level: Option<usize>,
    /// Never assigned to: what the cost and the signature of a function rest on.
    pub fixed: bool,
}

/// A function whose body is being written.
#[derive(Debug, Default)]
pub struct Open {
    /// Whether `...` can be used.
    pub vararg: bool,
    /// The body of a coroutine, so that it may yield.
    pub yields: bool,
    /// Loops open in it, which a `break` can leave.
    pub loops: u32,
    /// What a `return` in its middle has to give; `None` where there may be none.
    pub results: Option<Vec<Ty>>,
    /// Variables of enclosing functions that it uses; 5.1 allows 60.
    pub upvalues: Vec<SourceBytes>,
    /// Local variables declared in open blocks; 5.1 allows 200.
    pub locals: usize,
}
