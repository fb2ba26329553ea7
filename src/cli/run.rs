//! `lockstep run [OPTIONS] [SCRIPT [ARGS]]`: a stand-alone interpreter with the options of `lua5.1` (manual, section 6): not
//! sandboxed, `arg` set, an uncaught error with its traceback on standard error and exit code 1.

use std::ffi::OsString;
use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use super::steps::StepPrinter;
use super::{STACK, complain, repl};
use crate::engine::ours;
use crate::vm::trace::VmLoop;
use crate::vm::{Config, Cx, NativeDef, NativeResult, Output, Thrown, Type, Value, Vm};

/// How the program is called in messages and in `arg`.
const PROGRAM: &str = "lockstep";

const USAGE_TEXT: &str = "usage: lockstep [run] [options] [script [args]].
Available options are:
  -e stat  execute string 'stat'
  -l name  require library 'name'
  -i       enter interactive mode after executing 'script'
  -v       show version information
  --       stop handling options
  -        execute stdin and stop handling options
";

/// Arguments of `lockstep run`.
#[derive(clap::Args)]
pub struct RunArguments {
    /// Options of lua5.1 (`-e STAT`, `-l NAME`, `-i`, `-v`, `--`, `-` for standard input), a script and its arguments
    #[arg(value_name = "OPTIONS, SCRIPT, ARGS", trailing_var_arg = true, allow_hyphen_values = true)]
    words: Vec<OsString>,
}

/// Runs the subcommand.
pub fn main(arguments: RunArguments) -> ExitCode {
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(move || interpret(&arguments.words));
    match thread.map(std::thread::JoinHandle::join) {
        Ok(Ok(code)) => code,
        // The panic was reported already.
        Ok(Err(_)) => ExitCode::FAILURE,
        Err(error) => complain(format!("cannot start a thread: {error}")),
    }
}

fn interpret(words: &[OsString]) -> ExitCode {
    let mut vm =
        Vm::new(Config { output: Output::stdout(), base_ccalls: 0, ..Config::new(ours::compile, ours::undump) });
    let base = Value::from(vm.new_native(&BASE, &[]));
    let mut values = vec![Value::from(vm.new_native(&HANDLER, &[]))];
    for word in words {
        values.push(vm.str(word.as_encoded_bytes()));
    }
    let traced = std::env::var_os("LUA_TRACE").is_some_and(|v| v == "1");
    let result = if traced {
        vm.observed(VmLoop::Fast, &mut StepPrinter::new(), |vm| vm.call(base, &values))
    } else {
        vm.call(base, &values)
    };
    let succeeded = match result {
        Ok(results) => results.first().is_some_and(|v| v.truthy()),
        Err(Thrown) => {
            let value = vm.uncaught();
            report(&mut vm, value, true);
            false
        }
    };
    vm.close();
    if succeeded { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The function at the base of the stack. Its arguments are the message handler and the words of the command line; its result
/// tells whether all went well.
static BASE: NativeDef = NativeDef { name: "?", code: base };

fn base(cx: &mut Cx<'_>) -> NativeResult {
    cx.handle_errors_with(0);
    let text = |v: &Value| v.as_string().map_or(Vec::new(), |s| s.bytes().to_vec());
    let words: Vec<Vec<u8>> = cx.args_from(1).iter().map(text).collect();
    let succeeded = run_words(cx.vm, &words)?;
    cx.ret(succeeded)
}

/// What the words of the command line ask for.
struct Plan<'a> {
    actions: Vec<Action<'a>>,
    interactive: bool,
    version: bool,
    /// Index of the script among the words, and whether it is standard input.
    script: Option<(usize, bool)>,
}

enum Action<'a> {
    Execute(&'a [u8]),
    Require(&'a [u8]),
}

impl<'a> Plan<'a> {
    /// `None`: the words make no sense.
    fn of(words: &'a [Vec<u8>]) -> Option<Plan<'a>> {
        let mut plan = Plan { actions: vec![], interactive: false, version: false, script: None };
        let mut at = 0;
        while let Some(word) = words.get(at) {
            match &word[..] {
                b"--" => {
                    plan.script = (at + 1 < words.len()).then_some((at + 1, false));
                    break;
                }
                b"-i" => (plan.interactive, plan.version) = (true, true),
                b"-v" => plan.version = true,
                [b'-', kind @ (b'e' | b'l'), rest @ ..] => {
                    let value = if rest.is_empty() {
                        at += 1;
                        words.get(at)?
                    } else {
                        rest
                    };
                    plan.actions.push(if *kind == b'e' { Action::Execute(value) } else { Action::Require(value) });
                }
                [b'-', _, ..] => return None,
                _ => {
                    plan.script = Some((at, word == b"-"));
                    break;
                }
            }
            at += 1;
        }
        Some(plan)
    }
}

/// Does what the environment and the command line ask for; whether all went well.
fn run_words(vm: &mut Vm, words: &[Vec<u8>]) -> Result<bool, Thrown> {
    if let Some(init) = std::env::var_os("LUA_INIT") {
        let succeeded = match init.as_encoded_bytes() {
            [b'@', file @ ..] => run_file(vm, Some(file), &[])?,
            code => run_text(vm, code, b"=LUA_INIT")?,
        };
        if !succeeded {
            return Ok(false);
        }
    }
    let Some(plan) = Plan::of(words) else {
        say(vm, USAGE_TEXT.as_bytes());
        return Ok(false);
    };
    if plan.version {
        say_version(vm);
    }
    let mut executes = false;
    for action in &plan.actions {
        let succeeded = match action {
            Action::Execute(code) => {
                executes = true;
                run_text(vm, code, b"=(command line)")?
            }
            Action::Require(name) => require(vm, name)?,
        };
        if !succeeded {
            return Ok(false);
        }
    }
    let mut succeeded = true;
    if let Some((index, is_stdin)) = plan.script {
        set_arg(vm, words, index);
        succeeded = run_file(vm, (!is_stdin).then_some(&words[index]), &words[index + 1..])?;
    }
    if plan.interactive {
        repl::run(vm)?;
    } else if plan.script.is_none() && !executes && !plan.version {
        if std::io::stdin().is_terminal() {
            say_version(vm);
            repl::run(vm)?;
        } else {
            // As `lua5.1`, which takes this for a success whatever the program does.
            run_file(vm, None, &[])?;
        }
    }
    Ok(succeeded)
}

fn run_text(vm: &mut Vm, code: &[u8], name: &[u8]) -> Result<bool, Thrown> {
    let loaded = vm.load(code, name);
    run_loaded(vm, loaded.map(Value::from), &[])
}

fn run_file(vm: &mut Vm, name: Option<&[u8]>, arguments: &[Vec<u8>]) -> Result<bool, Thrown> {
    let loaded = vm.load_file(name);
    run_loaded(vm, loaded.map(Value::from), arguments)
}

fn require(vm: &mut Vm, name: &[u8]) -> Result<bool, Thrown> {
    let globals = Value::from(vm.globals());
    let key = vm.str("require");
    let require = vm.index(globals, key)?;
    run_loaded(vm, Ok(require), &[name.to_vec()])
}

/// Calls a function and reports the error, if there is one.
fn run_loaded(vm: &mut Vm, loaded: Result<Value, Vec<u8>>, arguments: &[Vec<u8>]) -> Result<bool, Thrown> {
    let done = match loaded {
        Ok(function) => {
            let arguments: Vec<Value> = arguments.iter().map(|a| vm.str(a)).collect();
            call(vm, function, &arguments)?
        }
        Err(message) => Err(vm.str(message)),
    };
    if let Err(value) = done {
        report(vm, value, true);
        return Ok(false);
    }
    Ok(true)
}

/// A protected call; after an error all garbage is collected, as `lua5.1` does.
pub(super) fn call(vm: &mut Vm, function: Value, arguments: &[Value]) -> Result<Result<Vec<Value>, Value>, Thrown> {
    let done = vm.protected(|vm| vm.call(function, arguments))?;
    if let Err(value) = done {
        vm.push(value);
        vm.full_collection()?;
    }
    Ok(done)
}

/// `arg`: the script at 0, its arguments from 1, the words before it below.
fn set_arg(vm: &mut Vm, words: &[Vec<u8>], script: usize) {
    let arg = vm.new_table();
    let all = [PROGRAM.as_bytes()].into_iter().chain(words.iter().map(|w| &w[..]));
    for (i, word) in all.enumerate() {
        let text = vm.str(word);
        arg.set_int(vm.heap(), i as i64 - (script as i64 + 1), text);
    }
    let globals = vm.globals();
    vm.set_field(globals, "arg", Value::from(arg));
}

/// Reports the value of an error; nil goes without words.
pub(super) fn report(vm: &mut Vm, value: Value, with_program: bool) {
    if value.is_nil() {
        return;
    }
    let text = text(vm, value).unwrap_or(b"(error object is not a string)".to_vec());
    // C prints it up to a NUL.
    let text = text.split(|&b| b == 0).next().unwrap_or_default();
    let program = if with_program { format!("{PROGRAM}: ") } else { String::new() };
    say(vm, &[program.as_bytes(), text, b"\n"].concat());
}

/// The text of a string or a number.
pub(super) fn text(vm: &mut Vm, value: Value) -> Option<Vec<u8>> {
    match value.type_of() {
        Type::String | Type::Number => vm.plain_string(value).as_string().map(|s| s.bytes().to_vec()),
        _ => None,
    }
}

/// Writes to standard error, after what the program has written so far.
pub(super) fn say(vm: &mut Vm, text: &[u8]) {
    let _ = vm.output().flush();
    // Where standard error is closed the exit code still tells.
    let _ = std::io::stderr().write_all(text);
}

fn say_version(vm: &mut Vm) {
    say(vm, concat!("Lua 5.1 (lockstep ", env!("CARGO_PKG_VERSION"), ")\n").as_bytes());
}

/// Adds a traceback to a message, as long as the program has left `debug.traceback` in its place.
static HANDLER: NativeDef = NativeDef { name: "?", code: handler };

fn handler(cx: &mut Cx<'_>) -> NativeResult {
    let message = cx.arg(0);
    if !matches!(message.type_of(), Type::String | Type::Number) {
        return cx.ret(message);
    }
    let globals = Value::from(cx.vm.globals());
    let key = cx.vm.str("debug");
    let debug = cx.vm.index(globals, key)?;
    if debug.as_table().is_none() {
        return cx.ret(message);
    }
    let key = cx.vm.str("traceback");
    let traceback = cx.vm.index(debug, key)?;
    if !traceback.is_function() {
        return cx.ret(message);
    }
    let traced = cx.vm.call1(traceback, &[message, Value::number(2.0)])?;
    cx.ret(traced)
}
