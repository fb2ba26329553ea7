//! A collection at every opportunity changes nothing that a program can see.

use lockstep::engine::{Limits, Options, Ours, Program, Reference};
use lockstep::oracle::behaviour;
use lockstep::oracle::verdict::Verdict;

/// Programs that execute more than this are left to `lockstep check --gc-stress`: a collection per allocation takes time.
const INSTRUCTIONS: u64 = 40_000;

#[test]
fn corpus_under_stress() {
    let limits = Limits { instructions: INSTRUCTIONS, memory: 256 << 20, output: 1 << 20 };
    let options = Options { limits, gc_stress: true, ..Options::default() };
    let (mut agreed, mut long, mut failed) = (0, 0, Vec::new());
    for folder in ["seeds", "regressions"] {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(folder);
        for entry in std::fs::read_dir(&folder).expect("corpus") {
            let path = entry.expect("entry").path();
            if path.extension().is_none_or(|e| e != "lua") {
                continue;
            }
            let text = std::fs::read(&path).expect("readable");
            let name = format!("@{}", path.file_name().expect("name").to_string_lossy());
            let text = lockstep::engine::source::skip_shebang(&text);
            match behaviour::check(&Reference, &Ours, &Program::text(text, name.as_bytes()), &options) {
                Verdict::Agree => agreed += 1,
                Verdict::NotComparable { .. } => long += 1,
                verdict => failed.push(format!("{name}: {verdict:?}")),
            }
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    assert!(agreed > 4 * long, "{agreed} programs agreed, {long} were too long");
}
