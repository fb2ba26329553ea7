//! Function prototypes, as the compiler makes them, chunks carry them and the VM loads them.

use std::sync::Arc;

use super::instr::Instr;

/// A Lua string: any bytes, NULs and invalid UTF-8 included. Shared, so that a name costs one allocation.
pub type Bytes = Arc<[u8]>;

/// A constant of a prototype.
#[derive(Clone, Debug)]
pub enum Const {
    /// `nil`
    Nil,
    /// `true` or `false`.
    Boolean(bool),
    /// A double.
    Number(f64),
    /// Any bytes.
    String(Bytes),
}

/// Equality of constants is by bits: NaN equals itself and `-0` differs from `0`, as in a binary chunk.
impl PartialEq for Const {
    fn eq(&self, other: &Const) -> bool {
        match (self, other) {
            (Const::Nil, Const::Nil) => true,
            (Const::Boolean(a), Const::Boolean(b)) => a == b,
            (Const::Number(a), Const::Number(b)) => a.to_bits() == b.to_bits(),
            (Const::String(a), Const::String(b)) => a == b,
            (Const::Nil | Const::Boolean(_) | Const::Number(_) | Const::String(_), _) => false,
        }
    }
}

impl Eq for Const {}

/// Debug information of a local variable: active for the pcs `start_pc <= pc < end_pc`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalVar {
    /// As in the source; `(for index)` and the like for the hidden ones of loops.
    pub name: Bytes,
    /// The first pc at which it is active.
    pub start_pc: u32,
    /// The first pc at which it no longer is.
    pub end_pc: u32,
}

/// Bits of [`Proto::is_vararg`].
pub mod vararg {
    /// The function has the implicit local `arg` (5.0 compatibility).
    pub const HAS_ARG: u8 = 1;
    /// The function is declared with `...`.
    pub const IS_VARARG: u8 = 2;
    /// The implicit table `arg` has to be built, because `...` itself is not used.
    pub const NEEDS_ARG: u8 = 4;
}

/// A function prototype: the code of a function and all that is known of it without running it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proto {
    /// Chunk name with its `=` or `@` prefix if any; `None` means that of the enclosing function.
    pub source: Option<Bytes>,
    /// Line of the `function` keyword; 0 for the main function of a chunk.
    pub line_defined: u32,
    /// Line of the matching `end`; 0 for the main function.
    pub last_line_defined: u32,
    /// Upvalues of its closures, 0 to 60 in compiled code.
    pub num_upvalues: u8,
    /// Fixed parameters, which live in the first registers.
    pub num_params: u8,
    /// Flags, see [`vararg`].
    pub is_vararg: u8,
    /// Number of registers the function needs.
    pub max_stack: u8,
    /// Instruction words and their data words; a pc is an index here.
    pub code: Vec<Instr>,
    /// What Bx of LOADK and RK operands name.
    pub constants: Vec<Const>,
    /// Nested functions, which Bx of CLOSURE names.
    pub protos: Vec<Proto>,
    /// Source line per instruction; empty if stripped.
    pub lines: Vec<u32>,
    /// In order of `start_pc`; empty if stripped.
    pub locals: Vec<LocalVar>,
    /// Empty if stripped.
    pub upvalue_names: Vec<Bytes>,
}
