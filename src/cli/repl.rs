//! The interactive mode of `lockstep run` (manual, section 6): reads statements from standard input until its end.

use super::run::{call, report, say, text};
use crate::vm::lib::io::stdin_line;
use crate::vm::{Thrown, Value, Vm};

/// What the message of a chunk that may go on in the next line ends with.
const INCOMPLETE: &[u8] = b"'<eof>'";

/// Runs what is typed, and prints its results with the global `print`.
pub(super) fn run(vm: &mut Vm) -> Result<(), Thrown> {
    while let Some(loaded) = load(vm)? {
        let done = match loaded {
            Ok(function) => call(vm, function, &[])?,
            Err(message) => Err(vm.str(message)),
        };
        match done {
            Ok(results) if results.is_empty() => {}
            Ok(results) => {
                let globals = Value::from(vm.globals());
                let key = vm.str("print");
                let print = vm.index(globals, key)?;
                if let Err(message) = vm.protected(|vm| vm.call(print, &results))? {
                    let text = text(vm, message).unwrap_or(b"(null)".to_vec());
                    say(vm, &[b"error calling 'print' (", &text[..], b")\n"].concat());
                }
            }
            Err(value) => report(vm, value, false),
        }
    }
    let _ = vm.output().write(b"\n");
    let _ = vm.output().flush();
    Ok(())
}

/// A chunk of as many lines as it takes; none at the end of the input.
fn load(vm: &mut Vm) -> Result<Option<Result<Value, Vec<u8>>>, Thrown> {
    let Some(mut text) = line(vm, "_PROMPT", "> ")? else { return Ok(None) };
    if text.first() == Some(&b'=') {
        text.splice(..1, *b"return ");
    }
    loop {
        match vm.load(&text, b"=stdin") {
            Err(message) if message.ends_with(INCOMPLETE) => {
                let Some(more) = line(vm, "_PROMPT2", ">> ")? else { return Ok(None) };
                text.push(b'\n');
                text.extend_from_slice(&more);
            }
            loaded => return Ok(Some(loaded.map(Value::from))),
        }
    }
}

/// Shows the prompt that the global `name` holds and reads a line.
fn line(vm: &mut Vm, name: &str, default: &str) -> Result<Option<Vec<u8>>, Thrown> {
    let globals = Value::from(vm.globals());
    let key = vm.str(name);
    let prompt = vm.index(globals, key)?;
    let prompt = text(vm, prompt).unwrap_or(default.into());
    let _ = vm.output().write(&prompt);
    let _ = vm.output().flush();
    let Ok(mut line) = stdin_line() else { return Ok(None) };
    if line.is_empty() {
        return Ok(None);
    }
    if line.last() == Some(&b'\n') {
        line.pop();
    }
    Ok(Some(line))
}
