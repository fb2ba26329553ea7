//! The contract oracle on a healthy VM: whatever a program does, it never complains.

use std::path::Path;

use lockstep::engine::{Limits, Options, Ours, Program};
use lockstep::oracle::contract;

#[test]
fn no_program_of_the_corpus_violates_it() {
    let limits = Limits { instructions: 300_000, ..Limits::default() };
    let options = Options { limits, ..Options::default() };
    let mut checked = 0;
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    for folder in std::fs::read_dir(corpus).expect("a folder").map(|folder| folder.expect("an entry").path()) {
        let files = std::fs::read_dir(folder).expect("a folder").map(|file| file.expect("an entry").path());
        for path in files.filter(|path| path.is_file()) {
            let bytes = std::fs::read(&path).expect("readable");
            let program = Program::of_file(&bytes, b"@corpus.lua");
            let violation = contract::check(&program, &options, &Ours);
            assert_eq!(violation, None, "{}", path.display());
            checked += 1;
        }
    }
    assert!(checked > 400, "{checked}");
}
