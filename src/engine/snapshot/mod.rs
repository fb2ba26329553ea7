//! A canonical snapshot of what a program leaves behind: everything that its results, the globals and the
//! metatable of strings reach.
//!
//! Invariants: two engines in the same state give the same bytes; objects are numbered by first appearance in
//! breadth-first order, so that identity (which slots hold the *same* table) is part of the snapshot and
//! addresses are not; table entries stand in the engine's own `next` order where that order is
//! determined by the language's implementation (string, number and boolean keys only), else sorted; bounded in
//! objects and bytes, and cut at the same place for equal states.

mod decode;
mod encode;

pub use decode::{PathStep, SnapshotDifference, first_difference, path_text};
pub(crate) use encode::take;

use super::Options;
use super::outcome::PlainValue;

/// Looks into a stopped engine. The engine is not changed, and nothing is collected, while it is in use.
pub(crate) trait Inspect {
    /// Visits the values that the snapshot begins with: results or error value first, then the globals, then the
    /// metatable of strings.
    fn roots(&mut self, visit: &mut dyn FnMut(Item<'_>));

    /// What kind of object this is.
    fn shape(&mut self, object: Handle) -> Shape;

    /// Visits the entries of a table, raw, in `next` order, until the visitor says false.
    fn entries(&mut self, table: Handle, visit: &mut dyn FnMut(Item<'_>, Item<'_>) -> bool);

    /// The metatable of a table or userdata.
    fn metatable(&mut self, object: Handle) -> Option<Handle>;

    /// Visits the upvalues of a Lua function in order.
    fn upvalues(&mut self, function: Handle, visit: &mut dyn FnMut(Item<'_>));

    /// The environment of a Lua function, if it is not the table of globals.
    fn environment(&mut self, function: Handle) -> Option<Handle>;
}

/// An engine's own name for an object: dense from 0, the same for the same object as long as the inspection lasts.
pub(crate) type Handle = u32;

/// A value as the inspected engine shows it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Item<'a> {
    Nil,
    Boolean(bool),
    Number(f64),
    String(&'a [u8]),
    /// A library function, by name.
    Native(&'a str),
    Object(Handle),
}

/// What the snapshot records of an object before its contents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Table {
        /// Has weak keys or values: what it still holds depends on the collector, so its entries are left out.
        weak: bool,
    },
    Function {
        line_defined: u32,
        last_line_defined: u32,
    },
    Userdata,
    Thread(ThreadStatus),
}

/// State of a coroutine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum ThreadStatus {
    Running,
    Suspended,
    Normal,
    Dead,
}

/// Bounds of a snapshot.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    pub objects: usize,
    pub bytes: usize,
}

impl Bounds {
    /// Only the values that the snapshot begins with.
    pub const ROOTS: Bounds = Bounds { objects: 0, bytes: 4 << 20 };

    /// What a run with these options asks for.
    pub fn wanted(options: &Options) -> Bounds {
        if options.skip_globals { Bounds::ROOTS } else { Bounds::default() }
    }
}

impl Default for Bounds {
    fn default() -> Bounds {
        Bounds { objects: 200_000, bytes: 4 << 20 }
    }
}

/// The snapshot, encoded; equality of the bytes is equality of the states within the bounds.
#[derive(Clone, PartialEq, Eq)]
pub struct Snapshot {
    bytes: Vec<u8>,
}

impl Snapshot {
    /// The values that the snapshot begins with, the two last being the globals and the metatable of strings.
    pub fn roots(&self) -> Vec<PlainValue> {
        decode::roots(&self.bytes)
    }

    /// What object number `n` is, and where it is seen first.
    pub fn describe(&self, n: u32) -> String {
        decode::describe(&self.bytes, n)
    }

    /// Size of the encoding.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Never: a snapshot holds at least its roots.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }
}

impl std::fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Snapshot({} bytes)", self.bytes.len())
    }
}

/// Tags of the encoding: values.
mod tag {
    pub const NIL: u8 = 0;
    pub const FALSE: u8 = 1;
    pub const TRUE: u8 = 2;
    /// 8 bytes, little-endian; NaN canonical.
    pub const NUMBER: u8 = 3;
    /// A whole number from 0 to 2^28: varint.
    pub const SMALL: u8 = 4;
    /// Varint length, bytes.
    pub const STRING: u8 = 5;
    /// As `STRING`.
    pub const NATIVE: u8 = 6;
    /// Varint number.
    pub const OBJECT: u8 = 7;
    // Records.
    /// Entries until `END`, then the metatable.
    pub const TABLE: u8 = 16;
    /// As `TABLE`, its order not comparable: sorted.
    pub const SORTED_TABLE: u8 = 17;
    /// Metatable only.
    pub const WEAK_TABLE: u8 = 18;
    /// Two varints (lines), upvalues until `END`, environment.
    pub const FUNCTION: u8 = 19;
    /// Metatable.
    pub const USERDATA: u8 = 20;
    /// Status byte.
    pub const THREAD: u8 = 21;
    /// More entries of a sorted table whose keys are objects: varint table number, entries until `END`.
    pub const MORE: u8 = 22;
    /// Entries whose keys nothing else reaches: varint table number, varint count.
    pub const UNREACHED: u8 = 23;
    /// The bounds were reached.
    pub const CUT: u8 = 24;
    pub const END: u8 = 31;
}
