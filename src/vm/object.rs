//! The objects on the heap. Each begins with a [`Header`]; fields that change are cells, so that shared
//! references to objects are sound.

use std::any::Any;
use std::cell::{Cell, RefCell};

use super::call::NativeDef;
pub(crate) use super::code::FnProto;
pub(crate) use super::table::Table;
pub(crate) use super::thread::Thread;
use super::value::{Gc, Value};

/// The first word of every heap cell.
#[repr(C)]
pub(crate) struct Header {
    /// A `tag` constant; `FREE` for a cell that is not in use.
    pub(super) kind: u8,
    /// The colour of the last collection that reached the object.
    pub(super) mark: Cell<u8>,
    /// Table: which metamethods are known to be absent. Userdata: whether it was finalized.
    pub(super) flags: Cell<u8>,
    /// Table: log2 of the node count. Functions: number of upvalues.
    pub(super) extra: Cell<u8>,
}

impl Header {
    pub(super) fn new(kind: u64, mark: u8) -> Header {
        Header { kind: kind as u8, mark: Cell::new(mark), flags: Cell::new(0), extra: Cell::new(0) }
    }
}

/// An interned string: equal strings are the same object. The bytes follow the struct.
#[repr(C)]
pub(crate) struct Str {
    pub(super) header: Header,
    pub(super) hash: u32,
    pub(super) len: usize,
    /// Next string of the same bucket of the string table.
    pub(super) next: Cell<*mut Str>,
}

impl Str {
    #[inline(always)]
    pub fn bytes(&self) -> &[u8] {
        // SAFETY: `len` bytes were written after the struct when the string was made, and never change.
        unsafe { std::slice::from_raw_parts((self as *const Str).add(1) as *const u8, self.len) }
    }

    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.len
    }
}

/// A variable captured by closures: points into a stack while open, to its own `closed` value afterwards.
#[repr(C)]
pub(crate) struct UpVal {
    pub(super) header: Header,
    pub(super) v: Cell<*mut Value>,
    pub(super) closed: Cell<Value>,
    /// While open: the next open upvalue, further down the stack.
    pub(super) next: Cell<*mut UpVal>,
}

impl UpVal {
    #[inline(always)]
    pub fn get(&self) -> Value {
        // SAFETY: `v` points to `closed` or to a slot of a live thread's stack; it is adjusted when that moves.
        unsafe { *self.v.get() }
    }

    #[inline(always)]
    pub fn set(&self, value: Value) {
        // SAFETY: as in `get`.
        unsafe { *self.v.get() = value }
    }

    /// Whether it still shares the variable with a stack.
    pub fn is_open(&self) -> bool {
        self.v.get() != self.closed.as_ptr()
    }

    /// Takes the value out of the stack; the upvalue owns it from now on.
    pub(super) fn close(&self) {
        self.closed.set(self.get());
        self.v.set(self.closed.as_ptr());
    }
}

/// A Lua closure. The upvalues follow the struct.
#[repr(C)]
pub(crate) struct LuaFn {
    pub(super) header: Header,
    pub(super) env: Cell<Gc<Table>>,
    pub(super) proto: Gc<FnProto>,
}

impl LuaFn {
    pub fn proto(&self) -> Gc<FnProto> {
        self.proto
    }

    pub fn env(&self) -> Gc<Table> {
        self.env.get()
    }

    pub fn set_env(&self, env: Gc<Table>) {
        self.env.set(env);
    }

    pub fn upvals(&self) -> &[Cell<Gc<UpVal>>] {
        // SAFETY: `extra` upvalue pointers were written after the struct when the closure was made.
        unsafe {
            std::slice::from_raw_parts((self as *const LuaFn).add(1) as *const _, self.header.extra.get() as usize)
        }
    }

    /// Where upvalue `i` is stored, to be written when the closure is made.
    pub(super) fn upval_slot(&self, i: usize) -> *mut Gc<UpVal> {
        // SAFETY: upvalues lie after the struct, `extra` of them.
        unsafe { ((self as *const LuaFn).add(1) as *mut Gc<UpVal>).add(i) }
    }

    /// The upvalue with index `i`.
    ///
    /// # Safety
    /// `i` is below the number of upvalues (the verifier guarantees it for the operands of instructions).
    #[inline(always)]
    pub(super) unsafe fn upval_unchecked(&self, i: usize) -> Gc<UpVal> {
        debug_assert!(i < self.header.extra.get() as usize);
        // SAFETY: by the contract, and the layout that `upvals` states.
        unsafe { (*((self as *const LuaFn).add(1) as *const Cell<Gc<UpVal>>).add(i)).get() }
    }
}

/// A library function, with its upvalues after the struct.
#[repr(C)]
pub(crate) struct NativeFn {
    pub(super) header: Header,
    pub(super) env: Cell<Gc<Table>>,
    pub(super) def: &'static NativeDef,
}

impl NativeFn {
    /// What the function is: its name for reports, and its code.
    pub fn def(&self) -> &'static NativeDef {
        self.def
    }

    pub fn env(&self) -> Gc<Table> {
        self.env.get()
    }

    pub fn set_env(&self, env: Gc<Table>) {
        self.env.set(env);
    }

    pub fn upvals(&self) -> &[Cell<Value>] {
        // SAFETY: `extra` values were written after the struct when the function was made.
        unsafe {
            std::slice::from_raw_parts((self as *const NativeFn).add(1) as *const _, self.header.extra.get() as usize)
        }
    }
}

/// A full userdata: a block of the host's data with a metatable of its own.
#[repr(C)]
pub(crate) struct UserData {
    pub(super) header: Header,
    pub(super) metatable: Cell<Option<Gc<Table>>>,
    pub(super) env: Cell<Gc<Table>>,
    pub data: RefCell<Option<Box<dyn Any>>>,
}

impl UserData {
    pub fn metatable(&self) -> Option<Gc<Table>> {
        self.metatable.get()
    }

    pub fn set_metatable(&self, mt: Option<Gc<Table>>) {
        self.metatable.set(mt);
    }

    pub fn env(&self) -> Gc<Table> {
        self.env.get()
    }

    pub fn set_env(&self, env: Gc<Table>) {
        self.env.set(env);
    }
}
