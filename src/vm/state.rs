//! The VM's state: heap, threads, registry, metatables of basic types, and the host's settings.

use std::collections::HashMap;
use std::io::{IsTerminal, Write};

use crate::isa::{Bytes, Verified};

use super::code;
use super::heap::Heap;
use super::object::{FnProto, Header, LuaFn, NativeFn, Str, Table, Thread, UserData};
use super::thread::CoroutineStatus;
use super::trace::Runner;
use super::value::{Gc, Type, Value, tag};
use super::{call::NativeDef, meta::Event};

/// Appends the next piece of a source; false at its end. The number is the C-call depth that the compiler has reached.
pub type More<'a> = &'a mut dyn FnMut(&mut Vec<u8>, u32) -> bool;

/// Compiles source text: (source, the pieces that follow if it comes in pieces, chunk name with prefix, C-call depth at
/// which the compiler starts: it bounds the nesting that is left). The error is the full message.
pub(crate) type CompileFn = fn(&[u8], Option<More<'_>>, &[u8], u32) -> Result<Verified, Vec<u8>>;

/// Reads a binary chunk: (bytes, chunk name). The error is the full message.
pub(crate) type UndumpFn = fn(&[u8], &[u8]) -> Result<Verified, Vec<u8>>;

/// When output is passed on (`file:setvbuf`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Buffering {
    /// At once.
    No,
    /// When the buffer is full.
    Full,
    /// At the end of a line.
    Line,
}

/// Where the output of `print` and `io.write` goes.
pub(crate) enum Output {
    /// Kept in memory.
    Capture(Vec<u8>),
    /// Kept in memory up to a number of bytes; a program that writes more is stopped as if its budget were used up.
    Bounded { bytes: Vec<u8>, limit: usize, exceeded: bool },
    /// The process's standard output, buffered.
    Stdout(std::io::BufWriter<std::io::Stdout>, Buffering),
}

impl Output {
    /// Standard output, buffered: by lines if it is a terminal.
    #[cfg_attr(not(feature = "cli"), expect(dead_code, reason = "the stand-alone interpreter uses it"))]
    pub fn stdout() -> Output {
        let out = std::io::stdout();
        let buffering = if out.is_terminal() { Buffering::Line } else { Buffering::Full };
        Output::Stdout(std::io::BufWriter::with_capacity(1 << 14, out), buffering)
    }

    /// Writes all of `bytes`.
    pub fn write(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        match self {
            Output::Capture(buffer) => {
                buffer.extend_from_slice(bytes);
                Ok(())
            }
            Output::Bounded { bytes: buffer, limit, exceeded } => {
                let room = bytes.len().min(*limit - buffer.len());
                buffer.extend_from_slice(&bytes[..room]);
                *exceeded |= room < bytes.len();
                if *exceeded { Err(std::io::ErrorKind::StorageFull.into()) } else { Ok(()) }
            }
            Output::Stdout(w, buffering) => {
                w.write_all(bytes)?;
                match buffering {
                    Buffering::Full => Ok(()),
                    Buffering::Line if !bytes.contains(&b'\n') => Ok(()),
                    Buffering::Line | Buffering::No => w.flush(),
                }
            }
        }
    }

    /// Passes on what is held back.
    pub fn flush(&mut self) -> std::io::Result<()> {
        match self {
            Output::Capture(_) | Output::Bounded { .. } => Ok(()),
            Output::Stdout(w, _) => w.flush(),
        }
    }

    /// Sets when output is passed on; nothing else than memory holds back captured output.
    pub fn set_buffering(&mut self, when: Buffering) {
        match self {
            Output::Capture(_) | Output::Bounded { .. } => {}
            Output::Stdout(_, buffering) => *buffering = when,
        }
    }

    /// Whether the program wrote more than it may.
    pub fn exceeded(&self) -> bool {
        matches!(self, Output::Bounded { exceeded: true, .. })
    }
}

/// What the host decides.
pub(crate) struct Config {
    pub compile: CompileFn,
    pub undump: UndumpFn,
    pub output: Output,
    /// Restricts the libraries and makes them deterministic.
    pub sandbox: bool,
    /// Fuel: about one unit per call and per backward jump (exact instructions when observed).
    pub budget: Option<u64>,
    /// Memory limit in bytes.
    pub memory: Option<usize>,
    /// Collect at every safe point (in a long run less often), and audit each collection: see `audit`.
    pub gc_stress: bool,
    /// C-call depth of the outermost call, so that limits are met at the same depth as in another host.
    pub base_ccalls: u32,
}

impl Config {
    /// Captures the output, restricts nothing and sets no limits; C calls are counted from 1, as where a protected call
    /// has begun everything.
    pub fn new(compile: CompileFn, undump: UndumpFn) -> Config {
        Config {
            compile,
            undump,
            output: Output::Capture(Vec::new()),
            sandbox: false,
            budget: None,
            memory: None,
            gc_stress: false,
            base_ccalls: 1,
        }
    }
}

/// Why control left a function early.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ErrorKind {
    /// A Lua error.
    Runtime,
    /// "not enough memory"; no message handler runs.
    Memory,
    /// "error in error handling".
    InHandler,
    /// The budget is used up. Not to be caught by the program.
    Budget,
    /// The memory limit was hit. Not to be caught by the program.
    MemoryLimit,
}

/// The error in flight is in the VM (`Vm::error`); this only says that there is one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[must_use]
pub(crate) struct Thrown;

/// The error in flight.
#[derive(Clone, Copy)]
pub(crate) struct ErrorState {
    pub value: Value,
    pub kind: ErrorKind,
    /// Whether the message handler has seen it.
    pub(super) handled: bool,
}

impl ErrorState {
    pub(super) fn new(value: Value, kind: ErrorKind) -> ErrorState {
        ErrorState { value, kind, handled: false }
    }
}

/// A Lua 5.1 virtual machine.
pub(crate) struct Vm {
    pub(super) heap: Heap,
    pub(super) thread: *mut Thread,
    pub(super) main: *mut Thread,
    pub(super) registry: Gc<Table>,
    pub(super) type_metatables: [Option<Gc<Table>>; 10],
    pub(super) events: [Gc<Str>; Event::COUNT],
    pub(super) error: ErrorState,
    /// Stack index of the function that a native asks to be called (see `Results::CALL`).
    pub(super) pending: u32,
    pub(super) fuel: i64,
    /// Instructions that the fast loop may still execute where it is stepped.
    pub(super) steps_left: u64,
    pub(super) runner: Runner,
    pub(super) gc: super::gc::Collector,
    pub(super) config: Config,
    /// Numbers of objects by first appearance, for deterministic `tostring`.
    pub(super) object_ids: HashMap<usize, u64>,
    /// The same for light userdata, which are no objects.
    pub(super) light_ids: HashMap<usize, u64>,
    pub(super) next_object_id: u64,
    /// Functions and threads of the steps that an observer has seen the beginning of.
    pub(super) watched: Vec<Value>,
    /// Scratch space for building strings.
    pub(super) buffer: Vec<u8>,
    /// What the libraries keep (random state, ...); theirs alone.
    pub(super) libraries: Box<dyn std::any::Any>,
}

impl Vm {
    /// How many watched steps are being executed, in the middle of which library functions call back.
    pub fn enclosing_steps(&self) -> usize {
        // Of each its closure and its thread.
        self.watched.len() / 2
    }

    /// A VM with an empty table of globals, and what the libraries that will be opened keep.
    pub fn new_bare(config: Config, libraries: Box<dyn std::any::Any>) -> Box<Vm> {
        let mut heap = Heap::new();
        if let Some(limit) = config.memory {
            heap.limit = limit;
        }
        let colour = heap.colour;
        let globals = heap.alloc(Table::new(colour));
        let registry = heap.alloc(Table::new(colour));
        let main = Thread::new(&mut heap, globals);
        main.status.set(CoroutineStatus::Running);
        let events = Event::ALL.map(|e| heap.intern(e.name().as_bytes()));
        let fuel = config.budget.map_or(i64::MAX, |b| b.min(i64::MAX as u64) as i64);
        let mut vm = Box::new(Vm {
            heap,
            thread: main.as_ptr(),
            main: main.as_ptr(),
            registry,
            type_metatables: [None; 10],
            events,
            error: ErrorState::new(Value::NIL, ErrorKind::Runtime),
            pending: 0,
            fuel,
            steps_left: 0,
            runner: Runner::unobserved(config.budget.is_some()),
            gc: super::gc::Collector::default(),
            object_ids: HashMap::new(),
            light_ids: HashMap::new(),
            next_object_id: 0,
            watched: Vec::new(),
            buffer: Vec::new(),
            libraries,
            config,
        });
        // SAFETY: the main thread was just made.
        unsafe {
            (*vm.main).started = true;
            (*vm.main).n_ccalls = vm.config.base_ccalls;
            (*vm.main).base_ccalls = vm.config.base_ccalls;
        }
        if vm.config.gc_stress {
            vm.start_audit();
        }
        vm
    }

    /// The running thread.
    pub fn current_thread(&self) -> Gc<Thread> {
        // SAFETY: the running thread is alive.
        unsafe { Gc::from_ptr(self.thread) }
    }

    pub fn main_thread(&self) -> Gc<Thread> {
        // SAFETY: the main thread lives as long as the VM.
        unsafe { Gc::from_ptr(self.main) }
    }

    /// The table of globals of the running thread.
    pub fn globals(&self) -> Gc<Table> {
        self.current_thread().globals.get()
    }

    pub fn registry(&self) -> Gc<Table> {
        self.registry
    }

    pub fn heap(&mut self) -> &mut Heap {
        &mut self.heap
    }

    pub fn output(&mut self) -> &mut Output {
        &mut self.config.output
    }

    /// Ends the program at the next look at its budget, if it has written more than it may.
    pub(super) fn check_output(&mut self) {
        if self.config.output.exceeded() {
            self.fuel = 0;
        }
    }

    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The error in flight or last caught by the host.
    pub fn error(&self) -> ErrorState {
        self.error
    }

    /// The captured output, taken out.
    pub fn take_output(&mut self) -> Vec<u8> {
        match &mut self.config.output {
            Output::Capture(b) | Output::Bounded { bytes: b, .. } => std::mem::take(b),
            Output::Stdout(..) => Vec::new(),
        }
    }

    // ---- making objects

    pub fn new_string(&mut self, bytes: &[u8]) -> Gc<Str> {
        self.heap.intern(bytes)
    }

    /// A string value.
    pub fn str(&mut self, bytes: impl AsRef<[u8]>) -> Value {
        Value::from(self.heap.intern(bytes.as_ref()))
    }

    #[inline]
    pub fn new_table(&mut self) -> Gc<Table> {
        let colour = self.heap.colour;
        self.heap.alloc(Table::new(colour))
    }

    /// A table with room for `array` items and `hash` other keys.
    pub fn new_table_sized(&mut self, array: usize, hash: usize) -> Gc<Table> {
        let t = self.new_table();
        t.set_sizes(&mut self.heap, array, hash);
        t
    }

    /// A library function with the running thread's globals as environment.
    pub fn new_native(&mut self, def: &'static NativeDef, upvals: &[Value]) -> Gc<NativeFn> {
        let env = self.globals();
        self.new_native_env(def, upvals, env)
    }

    pub fn new_native_env(&mut self, def: &'static NativeDef, upvals: &[Value], env: Gc<Table>) -> Gc<NativeFn> {
        let size = size_of::<NativeFn>() + size_of_val(upvals);
        let p = self.heap.alloc_object(size) as *mut NativeFn;
        let header = Header::new(tag::NATIVE_FN, self.heap.colour);
        header.extra.set(upvals.len() as u8);
        // SAFETY: the cell has room for the struct and the upvalues after it.
        unsafe {
            p.write(NativeFn { header, env: std::cell::Cell::new(env), def });
            std::ptr::copy_nonoverlapping(upvals.as_ptr(), p.add(1) as *mut Value, upvals.len());
            Gc::from_ptr(p)
        }
    }

    pub fn new_userdata(&mut self, data: Option<Box<dyn std::any::Any>>, env: Gc<Table>) -> Gc<UserData> {
        let u = self.heap.alloc(UserData {
            header: Header::new(tag::USERDATA, self.heap.colour),
            metatable: std::cell::Cell::new(None),
            env: std::cell::Cell::new(env),
            data: std::cell::RefCell::new(data),
        });
        self.heap.userdata.push(u);
        u
    }

    /// A suspended coroutine that will run `body`.
    pub fn new_coroutine(&mut self, body: Value) -> Gc<Thread> {
        let globals = self.globals();
        let hook = self.current_thread().hook.get();
        let co = Thread::new(&mut self.heap, globals);
        // As in PUC, the events are the parent's, but the function belongs to the thread that it was set for.
        co.hook.set(super::thread::Hook { function: Value::NIL, remaining: hook.count, allowed: true, ..hook });
        self.gc.threads.push(co);
        // SAFETY: a new thread has room above its base frame.
        unsafe {
            let th = co.as_ptr();
            *(*th).top = body;
            (*th).top = (*th).top.add(1);
        }
        co
    }

    /// Loads a main function: it has no upvalues and `env` as environment.
    pub fn load_proto(&mut self, proto: &Verified, env: Gc<Table>) -> Gc<LuaFn> {
        let default: Bytes = Bytes::from(&b"=?"[..]);
        let loaded: Gc<FnProto> = code::load(&mut self.heap, proto, &default);
        let f = self.heap.alloc_closure(loaded, env, loaded.num_upvalues as usize);
        for i in 0..loaded.num_upvalues as usize {
            let uv = self.heap.new_closed_upval();
            // SAFETY: slot `i` of the closure's upvalues; it holds nothing yet.
            unsafe { f.upval_slot(i).write(uv) };
        }
        f
    }

    /// Compiles and loads source text, or a binary chunk if it begins with ESC. `Err` is the message.
    pub fn load(&mut self, source: &[u8], name: &[u8]) -> Result<Gc<LuaFn>, Vec<u8>> {
        if source.first() != Some(&0x1b) {
            return self.load_text(source, name);
        }
        let proto = (self.config.undump)(source, name)?;
        let env = self.globals();
        Ok(self.load_proto(&proto, env))
    }

    fn load_text(&mut self, source: &[u8], name: &[u8]) -> Result<Gc<LuaFn>, Vec<u8>> {
        let proto = (self.config.compile)(source, None, name, self.c_depth())?;
        let env = self.globals();
        Ok(self.load_proto(&proto, env))
    }

    /// Compiles and loads source text that goes on with the pieces that `more` appends, whatever it begins with. An
    /// error of `more` is an error of its own.
    pub fn load_pieces(
        &mut self,
        source: &[u8],
        mut more: impl FnMut(&mut Vm, &mut Vec<u8>, u32) -> Result<bool, Thrown>,
        name: &[u8],
    ) -> Result<Result<Gc<LuaFn>, Vec<u8>>, Thrown> {
        let (compile, depth) = (self.config.compile, self.c_depth());
        let mut failed = false;
        let mut more = |text: &mut Vec<u8>, levels| {
            more(self, text, levels).unwrap_or_else(|Thrown| {
                failed = true;
                false
            })
        };
        let compiled = compile(source, Some(&mut more), name, depth);
        if failed {
            return Err(Thrown);
        }
        let env = self.globals();
        Ok(compiled.map(|proto| self.load_proto(&proto, env)))
    }

    /// Sets the depth of C calls; what it was.
    pub(super) fn set_c_depth(&mut self, depth: u32) -> u32 {
        // SAFETY: the running thread is alive.
        unsafe { std::mem::replace(&mut (*self.thread).n_ccalls, depth) }
    }

    /// The depth of C calls.
    fn c_depth(&self) -> u32 {
        // SAFETY: the running thread is alive.
        unsafe { (*self.thread).n_ccalls }
    }

    // ---- metatables

    pub fn metatable_of(&self, v: Value) -> Option<Gc<Table>> {
        match v.tag {
            tag::TABLE => v.cast::<Table>().metatable.get(),
            tag::USERDATA => v.cast::<UserData>().metatable.get(),
            _ => self.type_metatables[type_index(v.type_of())],
        }
    }

    /// Sets the metatable of `v`, or of its type if it has none of its own.
    pub fn set_metatable_of(&mut self, v: Value, mt: Option<Gc<Table>>) {
        match v.tag {
            tag::TABLE => v.cast::<Table>().metatable.set(mt),
            tag::USERDATA => v.cast::<UserData>().metatable.set(mt),
            _ => self.type_metatables[type_index(v.type_of())] = mt,
        }
    }

    /// The number that stands for an object's address, counted from 1 by first appearance.
    pub fn object_id(&mut self, v: Value) -> u64 {
        let next = &mut self.next_object_id;
        let ids = if v.is_object() { &mut self.object_ids } else { &mut self.light_ids };
        *ids.entry(v.identity()).or_insert_with(|| {
            *next += 1;
            *next
        })
    }
}

pub(super) fn type_index(t: Type) -> usize {
    t as usize
}

impl Drop for Vm {
    fn drop(&mut self) {
        let _ = self.config.output.flush();
        self.heap.release(super::gc::finish_object);
    }
}
