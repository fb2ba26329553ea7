//! The standard libraries (manual, chapter 5): safe code over [`Cx`].

pub mod base;
mod clib;
pub mod coroutine;
pub mod math;
mod sort;
mod strformat;
pub mod string;
pub mod strmatch;
pub mod table;

use super::call::NativeDef;
use super::object::Table;
use super::state::Vm;
use super::value::{Gc, Value};

/// State of the libraries that belongs to one VM.
#[derive(Default)]
pub struct LibState {
    pub(super) string: strmatch::State,
}

impl Vm {
    /// A VM with the standard libraries.
    pub fn new(config: super::Config) -> Box<Vm> {
        let mut vm = Vm::new_bare(config);
        base::open(&mut vm);
        coroutine::open(&mut vm);
        string::open(&mut vm);
        table::open(&mut vm);
        math::open(&mut vm);
        vm
    }

    /// Adds library functions to a table, under their short names.
    pub fn register(&mut self, table: Gc<Table>, functions: &[&'static NativeDef]) {
        for def in functions {
            let f = self.new_native(def, &[]);
            self.set_field(table, def.short_name(), Value::from(f));
        }
    }

    /// `table[name] = value`, primitively.
    pub fn set_field(&mut self, table: Gc<Table>, name: &str, value: Value) {
        let key = self.new_string(name.as_bytes());
        table.set_str(self.heap(), key, value);
    }

    /// `table[name]`, primitively.
    pub fn get_field(&mut self, table: Gc<Table>, name: &str) -> Value {
        let key = self.new_string(name.as_bytes());
        table.get_str(key)
    }
}
