//! The scripts in `tests/vm/scripts` give the output of PUC 5.1.5 (the `.out` beside each, with addresses replaced), in
//! every way of running: the fast loop, metered, observed, and with a collection at every safe point.

use std::path::Path;

use lockstep::engine::ours::machine::{Machine, MachineSetup};
use lockstep::engine::ours::watch::Watch;

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

impl Watch for Nothing {}

/// Runs a script and gives its output.
fn run(name: &str, source: &[u8], mode: Mode) -> Vec<u8> {
    let budget = (mode == Mode::Metered).then_some(u64::MAX);
    let mut machine = Machine::new(MachineSetup { budget, gc_stress: mode == Mode::Stress, ..MachineSetup::default() });
    machine.run(b"arg = {}", b"=arg").expect("it succeeds");
    let chunk_name = format!("@{name}").into_bytes();
    let ended = match mode {
        Mode::Observed => machine.run_watched(source, &chunk_name, &mut Nothing),
        Mode::Fast | Mode::Metered | Mode::Stress => machine.run(source, &chunk_name),
    };
    assert!(ended.is_ok(), "{name} failed: {ended:?}");
    machine.close();
    machine.take_output()
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
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vm/scripts");
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
