//! The standard libraries (manual, chapter 5): safe code over [`Cx`](super::Cx).

pub mod base;
mod clib;
mod collector;
pub mod coroutine;
pub mod debug;
mod denial;
pub mod environment;
pub mod io;
pub mod load;
pub mod math;
pub mod os;
pub mod package;
mod scan;
mod sort;
mod stream;
mod strformat;
pub mod string;
pub mod strmatch;
pub mod table;
mod traceback;

use super::call::NativeDef;
use super::object::Table;
use super::state::Vm;
use super::text::until_nul;
use super::value::{Gc, Value};

/// State of the libraries that belongs to one VM.
#[derive(Default)]
pub struct LibState {
    pub(super) string: strmatch::MatchState,
    pub(super) math: math::MathState,
    pub(super) io: io::IoState,
    pub(super) collector: collector::CollectorState,
}

/// The system's text for an error.
fn os_error(e: &std::io::Error) -> String {
    let text = e.to_string();
    match text.rfind(" (os error ") {
        Some(end) => text[..end].to_string(),
        None => text,
    }
}

impl Vm {
    /// A VM with the standard libraries, opened in PUC's order.
    pub fn new(config: super::Config) -> Box<Vm> {
        let mut vm = Vm::new_bare(config, Box::new(LibState::default()));
        base::open(&mut vm);
        coroutine::open(&mut vm);
        package::open(&mut vm);
        table::open(&mut vm);
        io::open(&mut vm);
        os::open(&mut vm);
        string::open(&mut vm);
        math::open(&mut vm);
        debug::open(&mut vm);
        if vm.config.sandbox {
            denial::install(&mut vm);
        }
        vm
    }

    /// The libraries' own state.
    fn host(&mut self) -> &mut LibState {
        match self.libraries.downcast_mut() {
            Some(state) => state,
            None => unreachable!("a VM with libraries is made with their state"),
        }
    }

    /// Adds library functions to a table, under their short names.
    pub fn register(&mut self, table: Gc<Table>, functions: &[&'static NativeDef]) {
        for def in functions {
            let f = self.new_native(def, &[]);
            self.set_field(table, def.short_name(), Value::from(f));
        }
    }

    /// Makes a library: the table `package.loaded[name]`, which is also the global `name` (`luaL_register`). Its size
    /// and the order of entry are PUC's, so that traversals show the same order.
    pub fn register_library(&mut self, name: &str, functions: &[&'static NativeDef]) -> Gc<Table> {
        let library = self.new_table_sized(0, functions.len());
        let globals = self.globals();
        self.set_field(globals, name, Value::from(library));
        self.loaded(name, library);
        self.register(library, functions);
        library
    }

    /// Enters a library in the table of loaded modules.
    fn loaded(&mut self, name: &str, library: Gc<Table>) {
        let registry = self.registry();
        let table = match self.get_field(registry, "_LOADED").as_table() {
            Some(t) => t,
            None => {
                let t = self.new_table_sized(0, 1);
                self.set_field(registry, "_LOADED", Value::from(t));
                t
            }
        };
        self.set_field(table, name, Value::from(library));
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
