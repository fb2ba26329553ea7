//! The front end on real Lua files that nobody here wrote: set `LOCKSTEP_REAL_LUA` to a folder of them.
//! Without it these tests have nothing to do and say so.

use std::path::{Path, PathBuf};

mod front_common;

use front_common::{Reference, difference};
use lockstep::syntax::{file_source, parse, print};

fn lua_files() -> Vec<PathBuf> {
    let Some(root) = std::env::var_os("LOCKSTEP_REAL_LUA") else {
        eprintln!("LOCKSTEP_REAL_LUA is not set: nothing tested");
        return Vec::new();
    };
    let mut files = Vec::new();
    collect(Path::new(&root), &mut files);
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

/// Run with `--release -- --ignored --nocapture`.
#[test]
#[ignore = "a measurement"]
fn speed() {
    use lockstep::compiler::{Options, compile, compile_source};
    use lockstep::syntax::Bytes;
    use std::time::{Duration, Instant};

    let files: Vec<Vec<u8>> = lua_files().iter().map(|path| std::fs::read(path).expect("a readable file")).collect();
    let lua = mlua::Lua::new();
    let name = Bytes::from(&b"=file"[..]);
    let best = |work: &mut dyn FnMut(&[u8])| {
        let mut best = Duration::MAX;
        for _ in 0..12 {
            let start = Instant::now();
            for file in &files {
                work(file_source(file));
            }
            best = best.min(start.elapsed());
        }
        best.as_secs_f64() * 1e3
    };
    let bytes: usize = files.iter().map(Vec::len).sum();
    let reference = best(&mut |source| drop(lua.load(source).set_name("=file").into_function()));
    let plain = best(&mut |source| drop(compile_source(source, &name, Options::default())));
    let intents = best(&mut |source| drop(compile_source(source, &name, Options { intents: true, levels: 0 })));
    let tree = best(&mut |source| drop(parse(source, &name)));
    let by_tree = best(&mut |source| drop(parse(source, &name).map(|t| compile(&t, &name, Options::default()))));
    let sum = reference.max(1e-9);
    eprintln!("{} files, {bytes} bytes; milliseconds and ratio to the reference:", files.len());
    for (what, ms) in
        [("reference", reference), ("ours", plain), ("with intents", intents), ("tree", tree), ("by tree", by_tree)]
    {
        eprintln!("{what:>13} {ms:8.1} {:5.2}", ms / sum);
    }
}
