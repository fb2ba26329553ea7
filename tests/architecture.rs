//! Imports inside the crate only run in the design's direction, and every module says what it is for.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Module, and the modules of the crate that it may use. A module that is not here fails the test.
const MAY_USE: &[(&str, &[&str])] = &[
    ("isa", &[]),
    ("syntax", &[]),
    ("workers", &[]),
    ("compiler", &["isa", "syntax"]),
    ("vm", &["isa"]),
    ("gen", &["isa", "syntax"]),
    ("engine", &["isa", "syntax", "compiler", "vm"]),
    ("coverage", &["isa", "vm", "engine"]),
    ("trace", &["isa", "vm", "engine"]),
    ("port", &["isa", "vm", "engine", "trace"]),
    ("oracle", &["isa", "syntax", "vm", "workers", "engine", "trace", "port"]),
    ("matrix", &["isa", "engine", "oracle"]),
    ("diagnose", &["isa", "syntax", "vm", "engine", "trace", "port", "oracle"]),
    ("fault", &["isa", "syntax", "compiler", "vm", "engine", "trace", "port", "oracle", "diagnose"]),
    ("reduce", &["isa", "syntax", "vm", "engine", "trace", "port", "oracle", "diagnose"]),
    ("isolation", &["isa", "vm", "workers", "engine", "port", "oracle", "diagnose", "fault", "reduce"]),
    ("scoreboard", &["isa", "engine", "trace", "port", "oracle", "diagnose", "fault", "reduce"]),
    ("fuzzing", &["isa", "syntax", "vm", "gen", "engine", "coverage", "port", "oracle", "diagnose", "reduce"]),
    ("report", &["isa", "syntax", "engine", "trace", "port", "oracle", "diagnose", "coverage"]),
    (
        "triage",
        &["isa", "syntax", "workers", "engine", "trace", "port", "oracle", "diagnose", "fault", "reduce", "report"],
    ),
    ("cli", &["*"]),
    ("main", &["cli"]),
    ("lib", &[]),
];

fn sources(directory: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(directory).expect("src").map(|e| e.expect("entry").path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// The source without comments, strings and character literals, so that what is left of `crate::` is code.
fn code_only(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut code = Vec::new();
    let mut i = 0;
    while i < bytes.len() {
        let rest = &bytes[i..];
        let after_word = i > 0 && (bytes[i - 1].is_ascii_alphanumeric() || bytes[i - 1] == b'_');
        let hashes = |from: usize| rest[from..].iter().take_while(|&&b| b == b'#').count();
        let raw_prefix = match rest {
            [b'b' | b'c', b'r', ..] => 2,
            [b'r', ..] => 1,
            _ => 0,
        };
        if rest.starts_with(b"//") {
            i += rest.iter().position(|&b| b == b'\n').unwrap_or(rest.len());
        } else if rest.starts_with(b"/*") {
            let (mut depth, mut j) = (0, 0);
            loop {
                if rest[j..].starts_with(b"/*") {
                    (depth, j) = (depth + 1, j + 2);
                } else if rest[j..].starts_with(b"*/") {
                    (depth, j) = (depth - 1, j + 2);
                } else {
                    j += 1;
                }
                if depth == 0 || j >= rest.len() {
                    break;
                }
            }
            i += j;
        } else if raw_prefix > 0 && !after_word && rest.get(raw_prefix + hashes(raw_prefix)) == Some(&b'"') {
            let count = hashes(raw_prefix);
            let close: Vec<u8> = [b"\"".as_slice(), &b"#".repeat(count)].concat();
            let start = raw_prefix + count + 1;
            let end = rest[start..].windows(close.len()).position(|w| w == close);
            i += end.map_or(rest.len(), |end| start + end + close.len());
        } else if rest[0] == b'"' {
            let mut j = 1;
            while j < rest.len() && rest[j] != b'"' {
                j += if rest[j] == b'\\' { 2 } else { 1 };
            }
            i += j + 1;
        } else if rest[0] == b'\'' && (rest.get(1) == Some(&b'\\') || rest.get(2) == Some(&b'\'')) {
            // A character; a lifetime has no closing quote there.
            let from = if rest[1] == b'\\' { 3 } else { 2 };
            i += from + rest[from.min(rest.len())..].iter().position(|&b| b == b'\'').unwrap_or(0) + 1;
        } else {
            code.push(rest[0]);
            i += 1;
        }
    }
    String::from_utf8_lossy(&code).into_owned()
}

/// The modules of the crate that code names as `crate::x`, `lockstep::x`, or in a group `crate::{x, y::z}`.
fn uses(code: &str) -> BTreeSet<String> {
    let squeezed: String = code.split_whitespace().collect::<Vec<_>>().join(" ");
    let compact = squeezed.replace(" ::", "::").replace(":: ", "::").replace("{ ", "{").replace(" {", "{");
    let name = |s: &str| s.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut found = BTreeSet::new();
    for root in ["crate::", "lockstep::"] {
        for (at, _) in compact.match_indices(root) {
            let rest = &compact[at + root.len()..];
            let Some(group) = rest.strip_prefix('{') else {
                found.insert(name(rest));
                continue;
            };
            let mut depth = 0;
            let mut item = true;
            for (i, c) in group.char_indices() {
                match c {
                    '}' if depth == 0 => break,
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    ',' if depth == 0 => item = true,
                    c if item && !c.is_whitespace() => {
                        found.insert(name(&group[i..]));
                        item = false;
                    }
                    _ => {}
                }
            }
        }
    }
    found
}

fn module_of(path: &Path, root: &Path) -> String {
    let relative = path.strip_prefix(root).expect("below src");
    let first = relative.iter().next().expect("a name").to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_string()
}

/// What is wrong with a source file, if anything.
fn complaints(module: &str, file: &str, text: &str) -> Vec<String> {
    let mut complaints = Vec::new();
    if !text.starts_with("//! ") {
        complaints.push(format!("{file}: does not begin with `//!` lines"));
    }
    let Some((_, allowed)) = MAY_USE.iter().find(|row| row.0 == module) else {
        complaints.push(format!("{file}: module {module} is not in the table of this test"));
        return complaints;
    };
    for used in uses(&code_only(text)) {
        let known = MAY_USE.iter().any(|row| row.0 == used);
        if known && used != module && !allowed.contains(&"*") && !allowed.contains(&used.as_str()) {
            complaints.push(format!("{file}: {module} uses {used}"));
        }
    }
    complaints
}

#[test]
fn imports_run_in_the_designs_direction() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    assert!(files.len() > 10);
    let complaints: Vec<String> = files
        .iter()
        .flat_map(|path| {
            let text = fs::read_to_string(path).expect("readable");
            complaints(&module_of(path, &root), &path.display().to_string(), &text)
        })
        .collect();
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

/// The VM's core does not know the libraries: they register what it calls.
#[test]
fn the_vm_does_not_use_its_libraries() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/vm");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let core = files.iter().filter(|path| !path.starts_with(root.join("lib")));
    let mut count = 0;
    for path in core {
        count += 1;
        let code = code_only(&fs::read_to_string(path).expect("readable"));
        let compact: String = code.split_whitespace().collect();
        for name in ["super::lib::", "vm::lib::", "super::lib;", "LibState"] {
            assert!(!compact.contains(name), "{}: {name}", path.display());
        }
    }
    assert!(count > 10);
}

#[test]
fn the_direction_has_no_cycle() {
    for (module, allowed) in MAY_USE {
        for used in allowed.iter().filter(|u| **u != "*") {
            let back = MAY_USE.iter().find(|row| row.0 == *used).expect("a row").1;
            assert!(!back.contains(module), "{module} and {used} use each other");
        }
    }
}

#[test]
fn violations_are_seen() {
    let bad = |module: &str, text: &str| complaints(module, "f.rs", &format!("//! x\n{text}")).len();
    assert_eq!(bad("vm", "use crate::compiler::Codegen;"), 1);
    assert_eq!(bad("vm", "use crate :: compiler;"), 1);
    assert_eq!(bad("vm", "use crate::{isa::Op, compiler::{a, b}, syntax};"), 2);
    assert_eq!(bad("vm", "fn f() { let x = crate::compiler::f(); }"), 1);
    assert_eq!(bad("vm", "pub(crate) use crate::isa::{self, compiler};"), 0);
    assert_eq!(
        bad("vm", "// crate::compiler\n/* crate::syntax /* */ crate::cli */ const S: &str = \"crate::cli\";"),
        0
    );
    assert_eq!(bad("vm", "const S: &str = r#\"crate::cli \" \"#; const Q: char = '\"'; use crate::syntax;"), 1);
    assert_eq!(bad("isa", "fn f<'a>(x: &'a str) {} use crate::vm;"), 1);
    assert_eq!(complaints("vm", "f.rs", "use crate::isa;").len(), 1);
    assert_eq!(complaints("nowhere", "f.rs", "//! x\n").len(), 1);
}

/// The modules that the program of all tests lists, by their folders.
fn listed() -> BTreeSet<String> {
    let main = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/main.rs")).expect("readable");
    let mut room = String::new();
    let mut listed = BTreeSet::new();
    for line in main.lines() {
        let words = line.trim().trim_start_matches("pub ");
        if let Some(name) = words.strip_prefix("mod ") {
            match name.strip_suffix(" {") {
                Some(name) => room = name.trim_start_matches("r#").to_owned() + "/",
                None => {
                    listed.insert(format!("{room}{}.rs", name.trim_end_matches(';')));
                }
            }
        } else if words == "}" {
            room.clear();
        }
    }
    listed
}

/// A file without its `mod` line would be left out in silence.
#[test]
fn every_test_file_is_part_of_the_program() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut files = Vec::new();
    sources(&tests, &mut files);
    let names = files.iter().map(|path| path.strip_prefix(&tests).expect("below").display().to_string());
    let others = ["main.rs", "mutants/main.rs"].map(str::to_owned);
    let found: BTreeSet<String> = names.filter(|name| !others.contains(name)).collect();
    assert_eq!(found, listed());
}

/// Who looks for the tests of a part of `src` finds them in the folder of the same name.
#[test]
fn tests_stand_in_the_rooms_of_the_sources() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for entry in fs::read_dir(root.join("tests")).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let known = if path.is_dir() {
            root.join("src").join(&name).is_dir() || ["support", "mutants", "mistakes"].contains(&&*name)
        } else {
            ["main.rs", "architecture.rs"].contains(&&*name)
        };
        assert!(known, "tests/{name}: no room of src has this name");
    }
}

/// A new opcode has to break whatever decides by opcode.
#[test]
fn no_match_over_opcodes_has_a_default_arm() {
    let mut found = vec![];
    let mut paths = vec![];
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut paths);
    for path in paths {
        let text = fs::read_to_string(&path).expect("readable");
        // Patterns have opcodes of their own.
        if path.starts_with(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/vm/text")) {
            continue;
        }
        let lines: Vec<&str> = text.lines().collect();
        let indent = |line: &str| line.len() - line.trim_start().len();
        for (number, line) in lines.iter().enumerate() {
            let arm = line.trim_start();
            let is_default = ["_ =>", "_ if ", "Some(_) =>", "Some(_) | None =>", "op =>", "op if ", "other =>"]
                .iter()
                .any(|start| arm.starts_with(start));
            if !is_default {
                continue;
            }
            let beside = |line: &&&str| line.trim().is_empty() || indent(line) >= indent(lines[number]);
            let before = lines[..number].iter().rev().take_while(beside);
            let over_opcodes = before.filter(|before| indent(before) == indent(line)).any(|before| {
                let pattern = before.trim_start();
                pattern.starts_with("Op::") || pattern.starts_with("Some(Op::") || pattern.starts_with("| Op::")
            });
            if over_opcodes {
                found.push(format!("{}:{}: {arm}", path.display(), number + 1));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Whoever reads a type's name anywhere knows which type it is.
#[test]
fn no_two_types_share_a_name() {
    let (mut paths, mut found) = (vec![], BTreeMap::<String, BTreeSet<String>>::new());
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    sources(&root, &mut paths);
    for path in paths {
        let code = code_only(&fs::read_to_string(&path).expect("readable"));
        for line in code.lines() {
            let line = line.trim_start();
            let rest = line.strip_prefix("pub(").and_then(|rest| rest.split_once(") ")).map(|(_, rest)| rest);
            let Some(rest) = rest.or(line.strip_prefix("pub ")) else { continue };
            let mut words = rest.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| *word != "unsafe");
            if let (Some("struct" | "enum" | "trait" | "type" | "union"), Some(name)) = (words.next(), words.next()) {
                found.entry(name.into()).or_default().insert(path.display().to_string());
            }
        }
    }
    assert!(found.len() > 300, "{}", found.len());
    found.retain(|_, places| places.len() > 1);
    assert!(found.is_empty(), "{found:#?}");
}

/// What README and CONTRIBUTING name is there.
#[test]
fn the_paths_in_the_guides_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut count = 0;
    for guide in ["README.md", "CONTRIBUTING.md"] {
        let text = fs::read_to_string(root.join(guide)).expect("readable");
        for path in text.split('`').skip(1).step_by(2).chain(text.lines().filter_map(|line| line.split(' ').next())) {
            let ours = ["src/", "tests/", "benches/", "docs/", "fuzz/", ".ci/", ".github/", ".cargo/"];
            if ours.iter().any(|folder| path.starts_with(folder)) && !path.contains([' ', '*', '{']) {
                count += 1;
                let made = ["fuzz/findings/", "fuzz/corpus"].iter().any(|made| path.starts_with(made));
                assert!(made || root.join(path).exists(), "{guide}: {path}");
            }
        }
    }
    assert!(count > 50, "{count}");
}
