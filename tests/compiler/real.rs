//! The front end on files: those of the corpus, or of the folder that `LUA_FILES` names (real Lua that nobody here wrote).

use std::path::{Path, PathBuf};

use crate::support::compile::{Reference, difference};
use lockstep::syntax::{file_source, parse, print};

fn lua_files() -> Vec<PathBuf> {
    let mut files = Vec::new();
    collect(&crate::support::isa::lua_files(), &mut files);
    assert!(!files.is_empty(), "no Lua files");
    files.sort();
    files
}

fn collect(dir: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).expect("a readable folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|e| e == "lua") {
            files.push(path);
        }
    }
}

#[test]
fn printing_parses_back() {
    for path in lua_files() {
        let bytes = std::fs::read(&path).expect("a readable file");
        let Ok(tree) = parse(file_source(&bytes), b"=file") else { continue };
        let printed = print(&tree);
        match parse(&printed, b"=printed") {
            Ok(again) => assert!(again == tree, "{} prints as another program", path.display()),
            Err(error) => panic!("{} prints as no program: {error}", path.display()),
        }
    }
}

#[test]
fn chunks_and_errors_are_the_reference_s() {
    let reference = Reference::new();
    let (mut chunks, mut errors, mut bad) = (0, 0, 0);
    for path in lua_files() {
        let bytes = std::fs::read(&path).expect("a readable file");
        let source = file_source(&bytes);
        let name = format!("@{}", path.display());
        match difference(&reference, source, &name) {
            None if reference.compile(source, &name).is_ok() => chunks += 1,
            None => errors += 1,
            Some(difference) => {
                bad += 1;
                if bad < 4 {
                    eprintln!("{}:\n{}", path.display(), &difference[..difference.len().min(4000)]);
                }
            }
        }
    }
    eprintln!("{chunks} equal chunks, {errors} equal errors, {bad} differ");
    assert_eq!(bad, 0);
}
