//! `lockstep run SCRIPT [ARGS]`: a script on our VM, as `lua5.1` runs it (manual, section 6): not sandboxed, `arg` set, an
//! uncaught error with its traceback on standard error and exit code 1.

use std::ffi::OsString;
use std::io::Read;
use std::process::ExitCode;

use super::steps::StepPrinter;
use super::{STACK, complain, files};
use crate::engine::ours;
use crate::engine::source::{self, File};
use crate::vm::{Config, Cx, ErrorKind, NativeDef, NativeResult, Output, Type, Value, Vm};

/// Arguments of `lockstep run`.
#[derive(clap::Args)]
pub struct Arguments {
    /// The script; `-` is standard input
    script: OsString,
    /// What the script finds in `arg` and `...`
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<OsString>,
}

/// Runs the subcommand.
pub fn main(arguments: Arguments) -> ExitCode {
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(move || interpret(&arguments));
    match thread.map(std::thread::JoinHandle::join) {
        Ok(Ok(code)) => code,
        // The panic was reported already.
        Ok(Err(_)) => ExitCode::FAILURE,
        Err(error) => complain(format!("cannot start a thread: {error}")),
    }
}

fn interpret(arguments: &Arguments) -> ExitCode {
    let mut bytes = Vec::new();
    let from_stdin = arguments.script == "-";
    let read = if from_stdin {
        std::io::stdin().read_to_end(&mut bytes).map(drop)
    } else {
        std::fs::read(&arguments.script).map(|b| bytes = b)
    };
    if let Err(error) = read {
        return complain(format!("cannot open {}: {}", arguments.script.to_string_lossy(), files::reason(&error)));
    }
    let name = if from_stdin { b"=stdin".to_vec() } else { files::chunk_name(arguments.script.as_ref()) };
    let proto = match source::classify(&bytes) {
        File::Text(text) => ours::compile(text, &name, 1),
        File::Binary(chunk) => ours::undump(chunk, &name),
    };
    let proto = match proto {
        Ok(proto) => proto,
        Err(message) => return fail(&message),
    };
    drop(bytes);
    let mut vm = Vm::new(Config {
        compile: ours::compile,
        undump: ours::undump,
        output: Output::stdout(),
        sandbox: false,
        budget: None,
        memory: None,
        gc_stress: false,
        base_ccalls: 0,
    });
    set_arg(&mut vm, arguments);
    let globals = vm.globals();
    let main = Value::from(vm.load_proto(&proto, globals));
    let base = Value::from(vm.new_native(&BASE, &[]));
    let handler = Value::from(vm.new_native(&HANDLER, &[]));
    let mut values = vec![handler, main];
    for argument in &arguments.arguments {
        values.push(vm.str(argument.as_encoded_bytes()));
    }
    let traced = std::env::var_os("LUA_TRACE").is_some_and(|v| v == "1");
    let result =
        if traced { vm.observed(&mut StepPrinter::new(), |vm| vm.call(base, &values)) } else { vm.call(base, &values) };
    let code = match result {
        Ok(_) => ExitCode::SUCCESS,
        Err(_) => {
            // What was written before the error comes before it.
            let _ = vm.output().flush();
            let error = vm.error();
            match error.kind {
                ErrorKind::Runtime => report(&mut vm, error.value),
                ErrorKind::InHandler => fail(b"error in error handling"),
                ErrorKind::Memory | ErrorKind::MemoryLimit | ErrorKind::Budget => fail(b"not enough memory"),
            }
        }
    };
    vm.close();
    code
}

/// `arg`: the script at 0, its arguments from 1, the command before it.
fn set_arg(vm: &mut Vm, arguments: &Arguments) {
    let arg = vm.new_table();
    let mut set = |index: i64, text: &OsString| {
        let text = vm.str(text.as_encoded_bytes());
        arg.set_int(vm.heap(), index, text);
    };
    set(-1, &"lockstep".into());
    set(0, &arguments.script);
    for (i, argument) in arguments.arguments.iter().enumerate() {
        set(i as i64 + 1, argument);
    }
    let globals = vm.globals();
    vm.set_field(globals, "arg", Value::from(arg));
}

/// Reports the value of an uncaught error; nil goes without words.
fn report(vm: &mut Vm, value: Value) -> ExitCode {
    match value.type_of() {
        Type::Nil => ExitCode::FAILURE,
        Type::String | Type::Number => {
            let text = vm.plain_string(value);
            fail(&text.as_string().map_or(Vec::new(), |s| s.bytes().to_vec()))
        }
        _ => fail(b"(error object is not a string)"),
    }
}

fn fail(message: &[u8]) -> ExitCode {
    use std::io::Write;
    // Where standard error is closed the exit code still tells.
    let _ = std::io::stderr().write_all(&[b"lockstep: ", message, b"\n"].concat());
    ExitCode::FAILURE
}

/// The function at the base of the stack: handler, main function, arguments.
static BASE: NativeDef = NativeDef { name: "?", code: base };

fn base(cx: &mut Cx<'_>) -> NativeResult {
    cx.handle_errors_with(0);
    let (main, arguments) = (cx.arg(1), cx.args_from(2));
    cx.vm.call(main, &arguments)?;
    cx.ret0()
}

/// Adds a traceback to a message, as long as the program has left `debug.traceback` in its place.
static HANDLER: NativeDef = NativeDef { name: "?", code: handler };

fn handler(cx: &mut Cx<'_>) -> NativeResult {
    let message = cx.arg(0);
    let globals = cx.vm.globals();
    let debug = cx.vm.get_field(globals, "debug").as_table();
    let traceback = debug.map_or(Value::NIL, |debug| cx.vm.get_field(debug, "traceback"));
    let is_text = matches!(message.type_of(), Type::String | Type::Number);
    if !is_text || !traceback.is_function() {
        return cx.ret(message);
    }
    let traced = cx.vm.call1(traceback, &[message, Value::number(2.0)])?;
    cx.ret(traced)
}
