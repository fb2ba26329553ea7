//! The scripts in `tests/vm_scripts` give the output of PUC 5.1.5 (the `.out` beside each, with addresses replaced), in
//! every way of running: the fast loop, metered, observed, and with a collection at every safe point.

use std::path::Path;

use lockstep::engine::ours;
use lockstep::vm::trace::{Observer, Step};
use lockstep::vm::{Config, Cx, NativeDef, NativeResult, Value, Vm};

#[derive(Clone, Copy, Debug, PartialEq)]
enum Mode {
    Fast,
    Metered,
    Observed,
    Stress,
}

/// Native recursion ends at PUC's limits, far below the end of this stack.
const STACK: usize = 256 << 20;

struct Nothing;

impl Observer for Nothing {
    fn before(&mut self, _: &mut Vm, _: &Step) {}
}

/// The native function below the main one, as in the stand-alone interpreter.
static BASE: NativeDef = NativeDef { name: "?", code: base };

fn base(cx: &mut Cx<'_>) -> NativeResult {
    let main = cx.arg(0);
    cx.vm.call(main, &[])?;
    cx.ret0()
}

/// Runs a script and gives its output.
fn run(name: &str, source: &[u8], mode: Mode) -> Vec<u8> {
    let mut vm = Vm::new(Config {
        budget: (mode == Mode::Metered).then_some(u64::MAX),
        gc_stress: mode == Mode::Stress,
        base_ccalls: 0,
        ..Config::new(ours::compile, ours::undump)
    });
    let globals = vm.globals();
    let arg = vm.new_table();
    vm.set_field(globals, "arg", Value::from(arg));
    let main = match vm.load(source, format!("@{name}").as_bytes()) {
        Ok(main) => Value::from(main),
        Err(message) => return message,
    };
    let base = Value::from(vm.new_native(&BASE, &[]));
    let ended = match mode {
        Mode::Observed => vm.observed(&mut Nothing, |vm| vm.call(base, &[main])),
        Mode::Fast | Mode::Metered | Mode::Stress => vm.call(base, &[main]),
    };
    assert!(ended.is_ok(), "{name} failed: {:?}", vm.error().value);
    vm.close();
    vm.take_output()
}

/// Replaces every hexadecimal address.
fn without_addresses(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("0x") {
        let digits = rest[at + 2..].chars().take_while(|c| c.is_ascii_hexdigit()).count();
        out.push_str(&rest[..at]);
        out.push_str(if digits > 0 { "ADDR" } else { "0x" });
        rest = &rest[at + 2 + digits..];
    }
    out + rest
}

#[test]
fn scripts_give_the_output_of_the_reference() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vm_scripts");
    let mut failures = Vec::new();
    let mut count = 0;
    for entry in std::fs::read_dir(&folder).expect("the folder of scripts is there") {
        let path = entry.expect("its entries can be read").path();
        if path.extension().is_none_or(|e| e != "lua") {
            continue;
        }
        count += 1;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let source = std::fs::read(&path).expect("the script can be read");
        let expected = std::fs::read(path.with_extension("out")).expect("its output is recorded");
        let expected = String::from_utf8_lossy(&expected).into_owned();
        for mode in [Mode::Fast, Mode::Metered, Mode::Observed, Mode::Stress] {
            let (name, source) = (name.clone(), source.clone());
            let runner = std::thread::Builder::new().stack_size(STACK).spawn(move || run(&name, &source, mode));
            let output = runner.expect("a thread can be started").join().expect("the VM does not panic");
            let output = without_addresses(&String::from_utf8_lossy(&output));
            if let Some(line) = first_difference(&expected, &output) {
                failures.push(format!("{} ({mode:?}), line {line}", path.display()));
            }
        }
    }
    assert!(count > 0, "no scripts in {}", folder.display());
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Number of the first line that differs, with both.
fn first_difference(expected: &str, found: &str) -> Option<String> {
    let (mut a, mut b) = (expected.lines(), found.lines());
    for number in 1.. {
        match (a.next(), b.next()) {
            (None, None) => return None,
            (x, y) if x == y => {}
            (x, y) => return Some(format!("{number}:\n  reference: {x:?}\n  ours:      {y:?}")),
        }
    }
    None
}
