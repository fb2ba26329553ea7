//! What a recorder asks of an engine that stands before an instruction.
//!
//! Invariant: two engines in equal states answer equally; objects are numbered in the order in which the recorder asks.

use super::canon::Canon;
use crate::isa::{Const, Event};

/// Most objects of one instruction whose contents are looked at.
pub const MAX_HELD: usize = 4;
/// Most values that a snapshot starts from: those of the innermost activations; what lies further out is compared when it runs
/// on. The reference keeps them on a stack, and a stack of C holds 8,000 (`LUAI_MAXCSTACK`).
pub const MAX_ROOTS: usize = 7_000;
/// Most values of one activation: its closure and its registers.
pub const ACTIVATION: usize = 1 + crate::isa::verify::MAX_STACK as usize;
/// Items looked at from each end of the array in a table that a library function was given.
pub const ENDS: i64 = 4;
/// Most entries of a table with no more items than that which are looked at.
pub const MAX_ENTRIES: usize = 12;

/// What can be done with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// A number, string, boolean or nil.
    Plain,
    Table,
    /// A library function.
    Library,
    /// A Lua function.
    Function,
    /// Any other object.
    Object,
}

/// A part of an object.
#[derive(Clone, Copy, Debug)]
pub enum Part<V> {
    /// Number of items in a table.
    Length(i64),
    Item(i64, V),
    /// Another entry of a table; they come in any order.
    Entry(V, V),
    /// There are more entries than are looked at: those that were visited do not count.
    Many,
    Metatable(V),
    Environment(V),
    Upvalue(u8, V),
}

/// Which registers held more than a number, boolean or nil when their digests were taken; the numbers modulo 64, so that there
/// may seem to be more than there are.
#[derive(Clone, Copy, Debug, Default)]
pub struct Met {
    objects: u64,
    strings: u64,
}

impl Met {
    #[inline(always)]
    pub fn object(&mut self, r: u32) {
        self.objects |= 1 << (r & 63);
    }

    #[inline(always)]
    pub fn string(&mut self, r: u32) {
        self.strings |= 1 << (r & 63);
    }

    /// Whether a register may hold a table or another object.
    #[inline(always)]
    pub fn may_be_object(self, r: u8) -> bool {
        self.objects & 1 << (r & 63) != 0
    }

    /// Whether a register may hold an object or string.
    #[inline(always)]
    pub fn may_be_indexed(self, r: u8) -> bool {
        (self.objects | self.strings) & 1 << (r & 63) != 0
    }
}

/// The registers and surroundings of the running function.
pub trait Window: Sized {
    /// A value that is looked at; good until [`Window::forget`].
    type Value: Copy;

    /// Identity of the running thread, meaningful in this engine only.
    fn thread_key(&self) -> usize;
    /// Identity of the running closure, meaningful in this engine only.
    fn closure_key(&self) -> usize;

    // Digests. Objects that have no number yet get one.
    fn thread(&mut self) -> u64;
    fn closure(&mut self) -> u64;
    fn register(&mut self, r: u32) -> u64;
    fn upvalue(&mut self, i: u8) -> u64;

    /// What the registers held whose digests were taken.
    fn met(&self) -> Met;

    /// Number of registers up to the stack's top: where open results end.
    fn top(&mut self) -> u32;

    // What can be reached from here. Nothing of it runs code of the program.
    /// The value of a register; nil beyond the top.
    fn value(&mut self, r: u32) -> Self::Value;
    fn constant(&mut self, k: &Const) -> Self::Value;
    /// The environment of the running closure.
    fn environment(&mut self) -> Self::Value;
    /// The raw value in a table; nil if it is none.
    fn raw(&mut self, table: Self::Value, key: Self::Value) -> Self::Value;
    fn has_metatable(&mut self, of: Self::Value) -> bool;
    /// The handler in the metatable of a value; nil if there is none.
    fn handler(&mut self, of: Self::Value, event: Event) -> Self::Value;
    fn sort(&mut self, value: Self::Value) -> Sort;
    fn is_nil(&mut self, value: Self::Value) -> bool;
    /// Ends the use of all values.
    fn forget(&mut self);

    /// A digest that numbers nothing.
    fn peek(&mut self, value: Self::Value) -> u64;
    /// The parts of a table, Lua function or userdata that library functions can change, as many as are looked at.
    fn parts(&mut self, object: Self::Value, visit: &mut dyn FnMut(&mut Self, Part<Self::Value>));
    /// A digest of what only our own VM can show, before the instruction at `pc`: which upvalues are open, what the extra
    /// arguments are.
    fn hidden(&mut self, pc: usize) -> u64;
    /// Which variable the upvalues of a Lua function share with others: our own VM only.
    fn shared(&mut self, function: Self::Value, i: u8) -> u64;

    // Objects and slots of tables that are kept over a step.
    /// Keeps an object or, if there is a key, one slot of a table. False: not kept, since it is a weak table, or the engine's own
    /// affair, or no object.
    fn hold(&mut self, object: Self::Value, key: Option<Self::Value>) -> bool;
    /// What was kept as number `i` since the last [`Window::release`].
    fn held(&mut self, i: usize) -> (Self::Value, Option<Self::Value>);
    fn release(&mut self);

    /// What the program has written so far.
    fn output(&mut self) -> &[u8];

    // The same for people.
    fn show_thread(&mut self) -> u32;
    fn show_closure(&mut self) -> u32;
    fn show_register(&mut self, r: u32) -> Canon;
    fn show_upvalue(&mut self, i: u8) -> Canon;
    fn show(&mut self, value: Self::Value) -> Canon;
    /// What [`Window::hidden`] looks at, by place.
    fn show_hidden(&mut self, pc: usize) -> Vec<(String, Canon)>;
}
