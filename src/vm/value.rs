//! Values: 16 bytes, a tag and 64 bits of payload, freely copied.
//!
//! Invariant: a value whose tag is that of a heap object holds a pointer to an object of that kind which the
//! collector can reach, or the value itself is unreachable. The collector runs only at safe points (see
//! `gc`), so a native function's locals stay valid until it calls back into Lua.

use std::fmt;
use std::ops::Deref;
use std::ptr::NonNull;

use super::object::{Header, LuaFn, NativeFn, Str, Table, Thread, UserData};

/// The tag of a value. Numbers are 0, so that "both are numbers" is one OR; nil and false are adjacent, so
/// that truth is one comparison; heap objects come last.
pub mod tag {
    pub const NUMBER: u64 = 0;
    pub const NIL: u64 = 1;
    pub const FALSE: u64 = 2;
    pub const TRUE: u64 = 3;
    pub const LIGHT: u64 = 4;
    pub const STRING: u64 = 5;
    pub const TABLE: u64 = 6;
    pub const LUA_FN: u64 = 7;
    pub const NATIVE_FN: u64 = 8;
    pub const USERDATA: u64 = 9;
    pub const THREAD: u64 = 10;
    pub const PROTO: u64 = 11;
    /// Not a value: a kind of heap object that Lua never sees.
    pub const UPVAL: u64 = 12;
    /// Not a value: a table key whose entry was removed and whose object may be gone.
    pub const DEAD: u64 = 13;
    /// Not a value: a free cell of the heap.
    pub const FREE: u64 = 14;
}

/// A pointer to an object on the VM's heap.
///
/// Dereferencing is safe under the invariant of this module; debug builds check that the cell was not freed.
pub(crate) struct Gc<T>(NonNull<T>);

impl<T> Clone for Gc<T> {
    #[inline(always)]
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Gc<T> {}
impl<T> PartialEq for Gc<T> {
    #[inline(always)]
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<T> Eq for Gc<T> {}
impl<T> std::hash::Hash for Gc<T> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<T> fmt::Debug for Gc<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:p}", self.0)
    }
}

impl<T> Gc<T> {
    /// # Safety
    /// `p` points to a live heap object of type `T`, whose first field is its `Header`.
    #[inline(always)]
    pub(super) unsafe fn from_ptr(p: *mut T) -> Gc<T> {
        debug_assert!(!p.is_null());
        // SAFETY: not null by the caller's contract.
        Gc(unsafe { NonNull::new_unchecked(p) })
    }

    #[inline(always)]
    pub(super) fn as_ptr(self) -> *mut T {
        self.0.as_ptr()
    }

    /// The address, for identity only.
    pub fn address(self) -> usize {
        self.0.as_ptr() as usize
    }
}

impl<T> Deref for Gc<T> {
    type Target = T;
    #[inline(always)]
    fn deref(&self) -> &T {
        // SAFETY: reachable objects are never freed (module invariant); freed cells are marked, and checked
        // in debug builds.
        unsafe {
            debug_assert!((*(self.0.as_ptr() as *const Header)).kind != tag::FREE as u8, "use of a freed object");
            self.0.as_ref()
        }
    }
}

/// A Lua value.
#[derive(Clone, Copy)]
#[repr(C)]
pub(crate) struct Value {
    pub(super) tag: u64,
    pub(super) bits: u64,
}

/// The type of a value as Lua programs see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    Nil,
    Boolean,
    LightUserData,
    Number,
    String,
    Table,
    Function,
    UserData,
    Thread,
}

impl Type {
    /// The name that `type` gives and error messages use.
    pub fn name(self) -> &'static str {
        match self {
            Type::Nil => "nil",
            Type::Boolean => "boolean",
            Type::LightUserData | Type::UserData => "userdata",
            Type::Number => "number",
            Type::String => "string",
            Type::Table => "table",
            Type::Function => "function",
            Type::Thread => "thread",
        }
    }
}

impl Value {
    pub const NIL: Value = Value { tag: tag::NIL, bits: 0 };
    pub const FALSE: Value = Value { tag: tag::FALSE, bits: 0 };
    pub const TRUE: Value = Value { tag: tag::TRUE, bits: 0 };

    #[inline(always)]
    pub const fn number(n: f64) -> Value {
        Value { tag: tag::NUMBER, bits: n.to_bits() }
    }

    #[inline(always)]
    pub const fn boolean(b: bool) -> Value {
        if b { Value::TRUE } else { Value::FALSE }
    }

    /// A light userdata: an address without an object.
    pub const fn light(bits: u64) -> Value {
        Value { tag: tag::LIGHT, bits }
    }

    #[inline(always)]
    pub fn is_nil(self) -> bool {
        self.tag == tag::NIL
    }

    #[inline(always)]
    pub fn is_number(self) -> bool {
        self.tag == tag::NUMBER
    }

    /// Neither nil nor false.
    #[inline(always)]
    pub fn truthy(self) -> bool {
        self.tag.wrapping_sub(tag::NIL) > 1
    }

    #[inline(always)]
    pub fn is_function(self) -> bool {
        self.tag == tag::LUA_FN || self.tag == tag::NATIVE_FN
    }

    /// Whether the payload points to a heap object.
    #[inline(always)]
    pub(super) fn is_object(self) -> bool {
        self.tag >= tag::STRING
    }

    #[inline(always)]
    pub(super) fn header(self) -> *mut Header {
        debug_assert!(self.is_object());
        self.bits as *mut Header
    }

    /// The number without looking at the tag; meaningless for other types.
    #[inline(always)]
    pub(super) fn num_unchecked(self) -> f64 {
        f64::from_bits(self.bits)
    }

    #[inline(always)]
    pub fn as_number(self) -> Option<f64> {
        (self.tag == tag::NUMBER).then(|| f64::from_bits(self.bits))
    }

    #[inline(always)]
    pub fn as_string(self) -> Option<Gc<Str>> {
        (self.tag == tag::STRING).then(|| self.cast())
    }

    #[inline(always)]
    pub fn as_table(self) -> Option<Gc<Table>> {
        (self.tag == tag::TABLE).then(|| self.cast())
    }

    #[inline(always)]
    pub fn as_lua_fn(self) -> Option<Gc<LuaFn>> {
        (self.tag == tag::LUA_FN).then(|| self.cast())
    }

    #[inline(always)]
    pub fn as_native_fn(self) -> Option<Gc<NativeFn>> {
        (self.tag == tag::NATIVE_FN).then(|| self.cast())
    }

    #[inline(always)]
    pub fn as_userdata(self) -> Option<Gc<UserData>> {
        (self.tag == tag::USERDATA).then(|| self.cast())
    }

    #[inline(always)]
    pub fn as_thread(self) -> Option<Gc<Thread>> {
        (self.tag == tag::THREAD).then(|| self.cast())
    }

    /// The payload as a pointer; the caller has looked at the tag.
    #[inline(always)]
    pub(super) fn cast<T>(self) -> Gc<T> {
        debug_assert!(self.is_object() && self.bits != 0);
        // SAFETY: an object tag guarantees a non-null pointer to that kind of object (module invariant).
        unsafe { Gc::from_ptr(self.bits as *mut T) }
    }

    /// The type as Lua programs see it.
    #[inline]
    pub fn type_of(self) -> Type {
        match self.tag {
            tag::NUMBER => Type::Number,
            tag::NIL => Type::Nil,
            tag::FALSE | tag::TRUE => Type::Boolean,
            tag::LIGHT => Type::LightUserData,
            tag::STRING => Type::String,
            tag::TABLE => Type::Table,
            tag::LUA_FN | tag::NATIVE_FN => Type::Function,
            tag::USERDATA => Type::UserData,
            tag::THREAD => Type::Thread,
            other => unreachable!("tag {other} is not a value"),
        }
    }

    /// The name that `type` gives.
    pub fn type_name(self) -> &'static str {
        self.type_of().name()
    }

    /// An integer that identifies an object: its address; 0 for values without identity.
    pub fn identity(self) -> usize {
        if self.tag >= tag::LIGHT { self.bits as usize } else { 0 }
    }

    /// Primitive equality (`rawequal`): numbers by IEEE comparison, strings by content (they are interned),
    /// other objects by identity.
    #[inline(always)]
    pub fn raw_equal(self, other: Value) -> bool {
        if self.tag != other.tag {
            return false;
        }
        if self.tag == tag::NUMBER {
            return self.num_unchecked() == other.num_unchecked();
        }
        self.bits == other.bits
    }
}

macro_rules! from_object {
    ($($t:ty => $tag:ident),*) => {$(
        impl From<Gc<$t>> for Value {
            #[inline(always)]
            fn from(p: Gc<$t>) -> Value {
                Value { tag: tag::$tag, bits: p.as_ptr() as u64 }
            }
        }
    )*};
}
from_object!(Str => STRING, Table => TABLE, LuaFn => LUA_FN, NativeFn => NATIVE_FN, UserData => USERDATA, Thread => THREAD);

impl From<f64> for Value {
    #[inline(always)]
    fn from(n: f64) -> Value {
        Value::number(n)
    }
}

impl From<bool> for Value {
    fn from(b: bool) -> Value {
        Value::boolean(b)
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.type_of() {
            Type::Nil => write!(f, "nil"),
            Type::Boolean => write!(f, "{}", self.truthy()),
            Type::Number => write!(f, "{}", self.num_unchecked()),
            Type::String => write!(f, "{:?}", String::from_utf8_lossy(self.cast::<Str>().bytes())),
            t @ (Type::LightUserData | Type::Table | Type::Function | Type::UserData | Type::Thread) => {
                write!(f, "{}:{:#x}", t.name(), self.bits)
            }
        }
    }
}
