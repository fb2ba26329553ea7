//! The VM: executes verified Lua 5.1 prototypes with the observable behaviour of PUC 5.1.5.
//!
//! Layers, from the leaves up: [`value`] and `object` (data), `heap` and `gc` (memory), [`table`], `code` (loaded
//! prototypes), `thread` (stacks), `call` and `meta` (calls, metamethods), `step` (what each instruction does),
//! `fast` (the loop of unobserved runs), [`trace`] (observed runs), [`cx`] and [`lib`] (library functions).
//!
//! Unsafe code is confined to the layers below `cx`; the libraries are written in safe Rust.

pub mod call;
mod code;
pub mod cx;
mod error;
mod fast;
mod gc;
mod heap;
mod inspect;
pub mod lib;
pub mod meta;
mod object;
pub mod random;
pub mod sandbox;
mod state;
mod step;
pub mod table;
pub mod text;
pub mod thread;
pub mod trace;
pub mod value;

pub use call::{Native, NativeDef, Results};
pub use cx::{Cx, NativeResult};
pub use error::chunk_id;
pub use heap::Heap;
pub use object::{FnProto, LuaFn, NativeFn, Str, Table, Thread, UpVal, UserData};
pub use state::{Buffering, CompileFn, Config, ErrorKind, ErrorState, More, Output, Thrown, UndumpFn, Vm};
pub use value::{Gc, Type, Value};
