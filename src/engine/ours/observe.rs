//! Runs of our VM that are watched instruction by instruction.
//!
//! Invariant: as for the reference, nothing is collected except where the program or the observer asks for it.

use std::cell::RefCell;

use super::Panic;
use crate::engine::outcome::{Limit, Outcome};
use crate::engine::snapshot::{self, Bounds, Snapshot};
use crate::engine::source::SIGNATURE;
use crate::engine::{Compile, Options, Program, ProgramCode};
use crate::isa::Verified;
use crate::vm::audit::AuditFinding;
use crate::vm::trace::{Observer, VmLoop};
use crate::vm::{Cx, ErrorKind, More, NativeDef, NativeResult, Thrown, Value, Vm};

/// Compiles or reads what a run loads: (source text or binary chunk, chunk name, C-call depth). The error is the full
/// message.
pub type Loader = Box<dyn FnMut(&[u8], &[u8], u32) -> Result<Verified, Vec<u8>>>;

/// How a watched run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observed {
    pub output: Vec<u8>,
    /// A limit was hit, or the observer stopped the run (as the instruction limit).
    pub limit: Option<Limit>,
}

/// Stands for `debug.sethook`.
static NO_SETHOOK: NativeDef = NativeDef { name: "debug.sethook", code: no_sethook };

fn no_sethook(cx: &mut Cx<'_>) -> NativeResult {
    Err(cx.error("'debug.sethook' is not available in lockstep"))
}

thread_local! {
    static LOADER: RefCell<Option<Loader>> = const { RefCell::new(None) };
}

fn load(source: &[u8], more: Option<More<'_>>, name: &[u8], levels: u32) -> Result<Verified, Vec<u8>> {
    if let Some(more) = more {
        // Whoever compiles, as much is read as compiling needs; and the reader may load something itself.
        let mut all = source.to_vec();
        let mut record = |text: &mut Vec<u8>, levels| {
            let before = text.len();
            let found = more(text, levels);
            all.extend_from_slice(&text[before..]);
            found
        };
        super::translate(source, Some(&mut record), name, levels)?;
        return load(&all, None, name, levels);
    }
    LOADER.with_borrow_mut(|loader| match loader {
        Some(loader) => loader(source, name, levels),
        None => Err(b"nothing can be loaded here".to_vec()),
    })
}

fn read(chunk: &[u8], name: &[u8]) -> Result<Verified, Vec<u8>> {
    load(chunk, None, name, 0)
}

/// Runs the main function `main` with `observer` watching every instruction that `way` executes; `loader` is asked for whatever is
/// loaded at run time. `end` sees the stopped VM, with the results or the error value, unless a limit was hit.
pub fn observe<O: Observer>(
    main: &Verified,
    program: &Program<'_>,
    options: &Options,
    loader: Loader,
    (way, observer): (VmLoop, &mut O),
    end: impl FnOnce(&mut O, &mut Vm, Result<&[Value], Value>),
) -> Result<Observed, Panic> {
    LOADER.with_borrow_mut(|slot| *slot = Some(loader));
    let result = super::guarded(|| {
        let mut vm = Vm::new(crate::vm::Config { compile: load, undump: read, ..super::config(options) });
        vm.stop_collector();
        vm.heap().log_freed();
        super::set_up(&mut vm, program, options, load);
        let globals = vm.globals();
        // Hooks are not what is observed; the reference's belongs to its watcher.
        if let Some(debug) = vm.get_field(globals, "debug").as_table() {
            let denied = Value::from(vm.new_native(&NO_SETHOOK, &[]));
            vm.set_field(debug, "sethook", denied);
        }
        let main = Value::from(vm.load_proto(main, globals));
        let called = vm.observed(way, observer, |vm| super::call_base(vm, main, program.arguments));
        let limit = match (&called, vm.error().kind) {
            (Err(Thrown), ErrorKind::Budget) => Some(Limit::Instructions),
            (Err(Thrown), ErrorKind::Memory | ErrorKind::MemoryLimit) => Some(Limit::Memory),
            _ => None,
        };
        if limit.is_none() {
            match &called {
                Ok(results) => end(observer, &mut vm, Ok(results)),
                Err(Thrown) => {
                    let error = vm.uncaught();
                    end(observer, &mut vm, Err(error));
                }
            }
        }
        Observed { output: vm.take_output(), limit }
    });
    LOADER.with_borrow_mut(|slot| *slot = None);
    result
}

/// Source text or a binary chunk to a main function; the error is the full message.
pub fn load_with(compiler: &dyn Compile, source: &[u8], name: &[u8], levels: u32) -> Result<Verified, Vec<u8>> {
    if source.first() == Some(&SIGNATURE[0]) {
        return super::undump(source, name);
    }
    super::undump(&compiler.compile_within(levels, source, name)?, name)
}

/// Executes a program as [`Ours`](super::Ours) does, compiled by `compiler`.
pub fn execute(program: &Program<'_>, options: &Options, compiler: &'static dyn Compile) -> Outcome {
    execute_by(program, options, compiler, &mut super::call_base)
}

/// As [`execute`], in the loop `way`, with `observer` watching (and perhaps altering).
pub fn execute_observed<O: Observer>(
    program: &Program<'_>,
    options: &Options,
    compiler: &'static dyn Compile,
    way: VmLoop,
    observer: &mut O,
) -> Outcome {
    execute_by(program, options, compiler, &mut |vm, main, arguments| {
        vm.observed(way, observer, |vm| super::call_base(vm, main, arguments))
    })
}

impl super::Ours {
    /// As [`execute_observed`] with our own compiler, which makes no chunks here.
    pub(crate) fn execute_observed<O: Observer>(
        &self,
        program: &Program<'_>,
        options: &Options,
        way: VmLoop,
        observer: &mut O,
    ) -> Outcome {
        let mut call = |vm: &mut Vm, main, arguments: &[Vec<u8>]| {
            vm.observed(way, observer, |vm| super::call_base(vm, main, arguments))
        };
        super::guarded(|| super::run(program, options, &mut call)).unwrap_or_else(super::crashed)
    }
}

fn execute_by(
    program: &Program<'_>,
    options: &Options,
    compiler: &'static dyn Compile,
    call: super::Call<'_>,
) -> Outcome {
    let main = match program.code {
        ProgramCode::Text(text) => {
            compiler.compile(text, program.chunk_name).and_then(|chunk| super::undump(&chunk, b"=?"))
        }
        ProgramCode::Chunk(_) => super::main_of(program),
    };
    let main = match main {
        Ok(main) => main,
        Err(message) => return Outcome::rejected(message),
    };
    run_loading(&main, program, options, compiler, call).unwrap_or_else(super::crashed)
}

fn run_loading(
    main: &Verified,
    program: &Program<'_>,
    options: &Options,
    compiler: &'static dyn Compile,
    call: super::Call<'_>,
) -> Result<Outcome, Panic> {
    let loader: Loader = Box::new(move |source, name, levels| load_with(compiler, source, name, levels));
    LOADER.with_borrow_mut(|slot| *slot = Some(loader));
    let run = super::guarded(|| super::run_main(main, program, options, load, call));
    LOADER.with_borrow_mut(|slot| *slot = None);
    run
}

/// Executes a main function as [`execute`] does, watched or not: what an audit of the collector finds, if `options` ask for one.
pub fn audited<O: Observer>(
    main: &Verified,
    program: &Program<'_>,
    options: &Options,
    compiler: &'static dyn Compile,
    watch: Option<(VmLoop, &mut O)>,
) -> Option<AuditFinding> {
    let run = match watch {
        Some((way, observer)) => run_loading(main, program, options, compiler, &mut |vm, main, arguments| {
            vm.observed(way, observer, |vm| super::call_base(vm, main, arguments))
        }),
        None => run_loading(main, program, options, compiler, &mut super::call_base),
    };
    match run {
        Err(Panic::Collector(finding)) => Some(*finding),
        Ok(_) | Err(Panic::Bug(_)) => None,
    }
}

/// A snapshot of the VM between two instructions: of what `roots`, the globals and the metatable of strings reach.
pub fn snapshot(vm: &mut Vm, roots: &[Value]) -> Snapshot {
    snapshot::take(&mut super::OurInspector::new(vm, roots), Bounds::default())
}
