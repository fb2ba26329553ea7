//! Our own compiler and VM behind the traits of this module.
//!
//! Invariant: nothing that a program does makes this panic: a panic of the compiler or the VM becomes an outcome that no
//! reference shares.

pub mod altered;
pub mod audit;
mod inspect;
pub(crate) mod last_step;
pub mod machine;
pub(crate) mod observe;
pub mod watch;

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::compiler::{self, compile_pieces, compile_source};
use crate::isa::verify::undump_verified;
use crate::isa::{Bytes, Proto, Verified, dump};
use crate::vm::audit::AuditFinding;
use crate::vm::trace::{VmLoop, Watcher};
use crate::vm::{
    CompileFn, Config, Cx, ErrorKind, More, NativeDef, NativeResult, Output, Thrown, Value as VmValue, Vm,
};

use super::outcome::{End, Outcome, PlainValue};
use super::snapshot::{self, Bounds};
use super::{Compile, Execute, Limit, Options, Program, ProgramCode};
use inspect::OurInspector;

/// C calls around a main function and its compilation, as in the reference: the host's protected call.
const BASE_LEVELS: u32 = 1;

/// Our compiler and VM.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ours;

impl Compile for Ours {
    fn name(&self) -> &str {
        "ours"
    }

    fn compile(&self, source: &[u8], chunk_name: &[u8]) -> Result<Vec<u8>, Vec<u8>> {
        guarded(|| translate_text(source, chunk_name).map(|proto| dump(&proto)))
            .unwrap_or_else(|panic| Err(panic.into_bytes()))
    }

    fn compile_within(&self, levels: u32, source: &[u8], chunk_name: &[u8]) -> Result<Vec<u8>, Vec<u8>> {
        guarded(|| translate(source, None, until_nul(chunk_name), levels).map(|proto| dump(&proto)))
            .unwrap_or_else(|panic| Err(panic.into_bytes()))
    }
}

impl Execute for Ours {
    fn name(&self) -> &str {
        "ours"
    }

    fn execute(&self, program: &Program<'_>, options: &Options) -> Outcome {
        guarded(|| run(program, options, &mut call_base)).unwrap_or_else(crashed)
    }

    fn execute_in_general_loop(&self, program: &Program<'_>, options: &Options) -> Option<Outcome> {
        let call: Call<'_> = &mut |vm, main, arguments| {
            vm.observed(VmLoop::General, &mut Watcher::None, |vm| call_base(vm, main, arguments))
        };
        Some(guarded(|| run(program, options, call)).unwrap_or_else(crashed))
    }
}

impl Ours {
    /// Both in one go: what was just compiled does not go through its chunk.
    pub fn compile_execute(
        &self,
        source: &[u8],
        chunk_name: &[u8],
        options: &Options,
    ) -> (Result<Vec<u8>, Vec<u8>>, Outcome) {
        let program = Program::text(source, chunk_name);
        let compiled = guarded(|| translate_text(source, chunk_name)).unwrap_or_else(|panic| Err(panic.into_bytes()));
        let compiled = match compiled {
            Ok(proto) => proto,
            Err(message) => return (Err(message.clone()), Outcome::rejected(message)),
        };
        let chunk = dump(&compiled);
        let run = || match checked(compiled) {
            Ok(main) => run_main(&main, &program, options, compile, &mut call_base),
            Err(message) => Outcome::rejected(message),
        };
        (Ok(chunk), guarded(run).unwrap_or_else(crashed))
    }
}

fn crashed(panic: Panic) -> Outcome {
    Outcome { output: Vec::new(), end: End::Crashed(panic.to_string()), globals: None }
}

/// Source text to a prototype, in the form that the VM wants to have it: the error is the whole message.
pub fn compile(source: &[u8], more: Option<More<'_>>, chunk_name: &[u8], levels: u32) -> Result<Verified, Vec<u8>> {
    translate(source, more, chunk_name, levels).and_then(checked)
}

/// What our compiler made, verified: a mistake of it may cost the program, not the VM's memory.
fn checked(proto: Proto) -> Result<Verified, Vec<u8>> {
    Verified::new(proto).map_err(|error| format!("the compiler made code that does not verify: {error}").into_bytes())
}

/// What our compiler makes of a source text.
fn translate(source: &[u8], more: Option<More<'_>>, chunk_name: &[u8], levels: u32) -> Result<Proto, Vec<u8>> {
    let options = compiler::CompileOptions { levels, intents: false };
    compile_pieces(source, more, &Bytes::from(chunk_name), options).map(|c| c.proto).map_err(|e| e.message)
}

/// What the compiler means by a register that an instruction defines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Meaning {
    pub pc: u32,
    pub register: u32,
    pub text: String,
}

/// The meanings of all definitions, in the order of the code, per function in preorder; none if it does not compile.
pub(crate) fn meanings(source: &[u8], chunk_name: &[u8]) -> Vec<Vec<Meaning>> {
    let options = compiler::CompileOptions { levels: BASE_LEVELS, intents: true };
    let compiled = guarded(|| compile_source(source, &Bytes::from(until_nul(chunk_name)), options));
    let Ok(Ok(compiled)) = compiled else { return vec![] };
    let mut todo: Vec<compiler::IntentMap> = compiled.intents.into_iter().collect();
    let mut found = vec![];
    while let Some(mut map) = todo.pop() {
        todo.extend(map.protos.drain(..).rev());
        let meaning =
            |e: &compiler::intent::IntentEntry| Meaning { pc: e.pc, register: e.reg, text: e.intent.to_string() };
        found.push(map.entries.iter().map(meaning).collect());
    }
    found
}

/// A binary chunk to a prototype, in the form that the VM wants to have it.
pub(crate) fn undump(chunk: &[u8], chunk_name: &[u8]) -> Result<Verified, Vec<u8>> {
    undump_verified(chunk).map_err(|e| e.message(chunk_name))
}

/// C strings end at the first NUL, chunk names included.
fn until_nul(bytes: &[u8]) -> &[u8] {
    bytes.split(|&b| b == 0).next().unwrap_or_default()
}

/// Why a run of ours broke off.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Panic {
    /// A panic, with its message.
    #[error("panic: {0}")]
    Bug(String),
    /// An audit found a mistake of the collector.
    #[error("the collector is wrong: {0}")]
    Collector(Box<AuditFinding>),
}

impl Panic {
    /// As the message of a program that does not compile.
    fn into_bytes(self) -> Vec<u8> {
        self.to_string().into_bytes()
    }
}

/// Runs `f`; a panic becomes an error.
fn guarded<T>(f: impl FnOnce() -> T) -> Result<T, Panic> {
    catch_unwind(AssertUnwindSafe(f)).map_err(|payload| {
        let payload = match payload.downcast::<AuditFinding>() {
            Ok(finding) => return Panic::Collector(finding),
            Err(other) => other,
        };
        let text = payload.downcast_ref::<String>().cloned();
        Panic::Bug(text.or_else(|| payload.downcast_ref::<&str>().map(|s| s.to_string())).unwrap_or_default())
    })
}

/// The function at the base of the stack: calls its first argument with the others.
static BASE: NativeDef = NativeDef { name: "?", code: base };

fn base(cx: &mut Cx<'_>) -> NativeResult {
    let (main, arguments) = (cx.arg(0), cx.args_from(1));
    // They are handed on: nothing at this level keeps them alive.
    cx.set_nargs(0);
    let results = cx.vm.call(main, &arguments)?;
    // The program has ended: its hook does not hear of this function's return.
    let thread = cx.vm.current_thread();
    if thread.hook().mask != 0 {
        cx.vm.set_hook(thread, VmValue::NIL, 0, 0);
    }
    cx.ret_all(&results)
}

fn config(options: &Options) -> Config {
    Config {
        output: Output::Bounded { bytes: Vec::new(), limit: options.limits.output, exceeded: false },
        sandbox: !options.allow_system,
        budget: Some(options.limits.instructions),
        memory: Some(options.limits.memory),
        gc_stress: options.gc_stress,
        base_ccalls: 0,
        ..Config::new(compile, undump)
    }
}

/// What our compiler makes of a program in text, or the message why there is nothing.
fn translate_text(text: &[u8], chunk_name: &[u8]) -> Result<Proto, Vec<u8>> {
    if super::source::is_chunk(text) {
        return Err(super::sandbox::BINARY_CHUNK.as_bytes().to_vec());
    }
    translate(text, None, until_nul(chunk_name), BASE_LEVELS)
}

/// The main function of a program, or the message why there is none.
fn main_of(program: &Program<'_>) -> Result<Verified, Vec<u8>> {
    match program.code {
        ProgramCode::Text(text) => translate_text(text, program.chunk_name).and_then(checked),
        ProgramCode::Chunk(chunk) => undump(chunk, until_nul(program.chunk_name)),
    }
}

/// A fresh VM for the program, and its main function.
fn load(main: &Verified, program: &Program<'_>, options: &Options, compile: CompileFn) -> (Box<Vm>, VmValue) {
    let mut vm = Vm::new(Config { compile, ..config(options) });
    set_up(&mut vm, program, options, compile);
    let globals = vm.globals();
    let main = vm.load_proto(main, globals);
    (vm, VmValue::from(main))
}

/// Sets the global `arg` and puts the modules into `package.preload`.
fn set_up(vm: &mut Vm, program: &Program<'_>, options: &Options, compile: CompileFn) {
    let globals = vm.globals();
    let arg = vm.new_table();
    for (i, text) in std::iter::once(program.script_name()).chain(program.arguments.iter().map(|a| &a[..])).enumerate()
    {
        let text = vm.str(text);
        arg.set_int(vm.heap(), i as i64, text);
    }
    vm.set_field(globals, "arg", VmValue::from(arg));
    let package = vm.get_field(globals, "package").as_table();
    if let Some(preload) = package.and_then(|p| vm.get_field(p, "preload").as_table()) {
        for (name, source) in &options.modules {
            if let Ok(proto) = compile(source, None, format!("@{name}").as_bytes(), BASE_LEVELS) {
                let loader = vm.load_proto(&proto, globals);
                vm.set_field(preload, name, VmValue::from(loader));
            }
        }
    }
}

type Call<'a> = &'a mut dyn FnMut(&mut Vm, VmValue, &[Vec<u8>]) -> Result<Vec<VmValue>, Thrown>;

fn run(program: &Program<'_>, options: &Options, call: Call<'_>) -> Outcome {
    match main_of(program) {
        Ok(main) => run_main(&main, program, options, compile, call),
        Err(message) => Outcome::rejected(message),
    }
}

fn run_main(main: &Verified, program: &Program<'_>, options: &Options, compile: CompileFn, call: Call<'_>) -> Outcome {
    let (mut vm, main) = load(main, program, options, compile);
    let called = call(&mut vm, main, program.arguments);
    let limit = match (&called, vm.error().kind) {
        _ if vm.output().exceeded() => Some(Limit::Output),
        (Err(_), ErrorKind::Budget) => Some(Limit::Instructions),
        (Err(_), ErrorKind::Memory | ErrorKind::MemoryLimit) => Some(Limit::Memory),
        _ => None,
    };
    if let Some(limit) = limit {
        return limited(&mut vm, limit);
    }
    let bounds = Bounds::wanted(options);
    let take = |roots: &[VmValue], vm: &mut Vm| snapshot::take(&mut OurInspector::new(vm, roots), bounds);
    let (roots, failed) = match called {
        Ok(results) => (results, false),
        Err(Thrown) => (vec![vm.uncaught()], true),
    };
    let globals = take(&roots, &mut vm);
    let mut values = globals.roots();
    values.truncate(roots.len());
    vm.close();
    if vm.output().exceeded() {
        return limited(&mut vm, Limit::Output);
    }
    let output = vm.take_output();
    let end =
        if failed { End::Failed(values.into_iter().next().unwrap_or(PlainValue::Nil)) } else { End::Returned(values) };
    Outcome { output, end, globals: (!options.skip_globals).then_some(globals) }
}

fn limited(vm: &mut Vm, limit: Limit) -> Outcome {
    Outcome { output: vm.take_output(), end: End::Limit(limit), globals: None }
}

fn call_base(vm: &mut Vm, main: VmValue, arguments: &[Vec<u8>]) -> Result<Vec<VmValue>, Thrown> {
    let base = VmValue::from(vm.new_native(&BASE, &[]));
    let mut values = vec![main];
    for argument in arguments {
        values.push(vm.str(argument));
    }
    vm.call(base, &values)
}
