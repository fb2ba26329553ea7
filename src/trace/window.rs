//! What a recorder asks of an engine that stands before an instruction.
//!
//! Invariant: two engines in equal states answer equally; objects are numbered in the order in which the recorder asks.

use super::canon::Canon;
use crate::isa::Const;

/// Most tables of one call whose contents are looked at.
pub const MAX_HELD: usize = 4;
/// Most values that a picture starts from: those of the innermost activations; what lies further out is compared when it runs
/// on. The reference keeps them on a stack, and a stack of C holds 8,000 (`LUAI_MAXCSTACK`).
pub const MAX_ROOTS: usize = 7_000;
/// Most values of one activation: its closure and its registers.
pub const ACTIVATION: usize = 1 + crate::isa::verify::MAX_STACK as usize;
/// Items looked at from each end of the array in a table that a library function was given.
pub const ENDS: i64 = 4;
/// Most entries of a table without array that are looked at.
pub const MAX_ENTRIES: usize = 8;

/// The key of a table slot.
#[derive(Clone, Copy, Debug)]
pub enum Key<'a> {
    Register(u8),
    Constant(&'a Const),
}

/// The registers and surroundings of the running function.
pub trait Window {
    /// Identity of the running thread, meaningful in this engine only.
    fn thread_key(&self) -> usize;
    /// Identity of the running closure, meaningful in this engine only.
    fn closure_key(&self) -> usize;

    // Digests. Objects that have no number yet get one.
    fn thread(&mut self) -> u64;
    fn closure(&mut self) -> u64;
    fn register(&mut self, r: u32) -> u64;
    fn upvalue(&mut self, i: u8) -> u64;

    /// Number of registers up to the stack's top: where open results end.
    fn top(&mut self) -> u32;

    // Digests that number nothing.
    /// The raw value of the global in the closure's environment.
    fn global(&mut self, name: &Const) -> u64;
    /// The raw value in a table; something constant if the register holds no table.
    fn slot(&mut self, table: u8, key: Key<'_>) -> u64;
    fn item(&mut self, table: u8, i: i64) -> u64;
    /// The upvalues of the closure in a register; with `sharing` also which of them are the same as others.
    fn captured(&mut self, r: u8, sharing: bool) -> u64;
    /// What only our own VM can show, before the instruction at `pc`: which upvalues are open, what the extra arguments are.
    fn hidden(&mut self, pc: usize) -> u64;

    /// Whether a register holds a library function.
    fn is_native(&mut self, r: u8) -> bool;
    /// If the register holds a table that is not weak: keeps it for [`Window::held`].
    fn hold(&mut self, r: u32);
    /// A shallow digest of the tables that were kept since the last [`Window::release`].
    fn held(&mut self) -> u64;
    fn release(&mut self);

    /// What the program has written so far.
    fn output(&mut self) -> &[u8];

    // The same for people.
    fn show_thread(&mut self) -> u32;
    fn show_closure(&mut self) -> u32;
    fn show_register(&mut self, r: u32) -> Canon;
    fn show_upvalue(&mut self, i: u8) -> Canon;
    fn show_global(&mut self, name: &Const) -> Canon;
    fn show_slot(&mut self, table: u8, key: Key<'_>) -> Canon;
}
