//! The VM: executes verified Lua 5.1 prototypes with the observable behaviour of PUC 5.1.5.
//!
//! Layers, from the leaves up: [`value`] and `object` (data), `heap` and `gc` (memory), [`table`], `code` (loaded
//! prototypes), `thread` (stacks), `call` and `meta` (calls, metamethods), `step` (what each instruction does),
//! [`cx`] (the face for library functions), `fast` (the loop of unobserved runs), [`trace`] (observed runs). On top,
//! [`lib`]: the libraries. The others do not know them (`tests/architecture.rs` checks it).
//!
//! Unsafe code is confined to the layers below `cx`; the libraries are written in safe Rust.
//! Outside of the crate there are the pure helpers alone: [`text`], [`random`], [`sandbox`]. Programs run through
//! [`engine::ours`](crate::engine::ours), which hands out no handle.

pub(crate) mod audit;
pub(crate) mod call;
mod code;
pub(crate) mod cx;
mod error;
mod fast;
mod gc;
mod heap;
mod inspect;
pub(crate) mod iterate;
pub(crate) mod lib;
pub(crate) mod meta;
mod object;
pub mod random;
pub mod sandbox;
mod state;
mod step;
pub(crate) mod table;
pub mod text;
pub(crate) mod thread;
pub(crate) mod trace;
pub(crate) mod value;

pub(crate) use call::NativeDef;
pub(crate) use cx::{Cx, NativeResult};
#[cfg(feature = "cli")]
pub(crate) use error::chunk_id;
pub(crate) use object::{FnProto, Table, Thread};
pub(crate) use state::{CompileFn, Config, ErrorKind, More, Output, Thrown, Vm};
pub(crate) use value::{Gc, Type, Value};
