//! A broken build of ours is caught: an altered compiler and an altered library function each give exit code 1 and the
//! right difference.

use crate::cli_support;

use cli_support::Scratch;
use lockstep::cli::check::Check;
use lockstep::engine::{Code, Compile, Execute, Options, Ours, Outcome, Program};
use lockstep::isa::{Op, dump, undump};

const SOURCE: &str =
    "local function area(w, h)\n  local border = 2\n  return (w + border) * (h + border)\nend\nprint(area(3, 4))\n";

/// Our compiler, with one operand of one instruction flipped: the second ADD of the first nested function adds the first argument.
struct FlippedOperand;

impl Compile for FlippedOperand {
    fn name(&self) -> &str {
        "flipped"
    }

    fn compile(&self, source: &[u8], chunk_name: &[u8]) -> Result<Vec<u8>, Vec<u8>> {
        let mut main = undump(&Ours.compile(source, chunk_name)?).expect("a chunk");
        if let Some(function) = main.protos.first_mut() {
            let mut adds = function.code.iter_mut().filter(|i| i.op() == Some(Op::Add));
            if let Some(add) = adds.nth(1) {
                *add = add.with_b(0);
            }
        }
        Ok(dump(&main))
    }
}

/// Our VM, with a `string.rep` that forgets the last repetition.
struct BrokenRep;

impl Execute for BrokenRep {
    fn name(&self) -> &str {
        "broken"
    }

    fn execute(&self, program: &Program<'_>, options: &Options) -> Outcome {
        let Code::Text(text) = program.code else { return Ours.execute(program, options) };
        // On the first line, so that the program's lines keep their numbers.
        let fault = b"do local rep = string.rep function string.rep(s, n) return rep(s, n - 1) end end ";
        let broken = [&fault[..], text].concat();
        Ours.execute(&Program { code: Code::Text(&broken), ..*program }, options)
    }
}

fn check(
    scratch: &Scratch,
    name: &str,
    compiler: &dyn Compile,
    executor: &dyn Execute,
    bytecode: bool,
) -> (u8, String) {
    let mut out = Vec::new();
    let check = Check { compiler, executor, options: Options::default(), bytecode, lockstep: false, jobs: 1 };
    let code = check.run(&[scratch.path().join(name)], &mut out).expect("threads");
    let folder = format!("{}/", scratch.path().display());
    (code, String::from_utf8_lossy(&out).replace(&folder, ""))
}

#[test]
fn a_flipped_operand() {
    let scratch = Scratch::new();
    scratch.file("area.lua", SOURCE);
    assert_eq!(check(&scratch, "area.lua", &Ours, &Ours, true).0, 0);
    let (code, text) = check(&scratch, "area.lua", &FlippedOperand, &Ours, true);
    assert_eq!(code, 1);
    assert!(
        text.starts_with("diverge  area.lua: instruction 2 (line 3) of function F1 (defined in line 1)\n"),
        "{text}"
    );
    assert!(text.contains("    3 |   return (w + border) * (h + border)"), "{text}");
    let line = |prefix: &str| text.lines().find(|l| l.trim_start().starts_with(prefix)).unwrap_or("").to_string();
    assert!(line("reference:").contains("ADD       R4 R1 R2"), "{text}");
    assert!(line("subject:").contains("ADD       R4 R0 R2"), "{text}");
    assert!(
        text.ends_with("1 file: 0 agree (chunks identical byte for byte), 1 diverge, 0 not comparable\n"),
        "{text}"
    );
}

#[test]
fn a_broken_library_function() {
    let scratch = Scratch::new();
    scratch.file("rep.lua", "print('a line')\nprint(('ab'):rep(3))\n");
    assert_eq!(check(&scratch, "rep.lua", &Ours, &Ours, false).0, 0);
    let (code, text) = check(&scratch, "rep.lua", &Ours, &BrokenRep, false);
    assert_eq!(code, 1);
    assert!(
        text.starts_with("diverge  rep.lua: output line 2\n    reference: \"ababab\"\n    subject:   \"abab\"\n"),
        "{text}"
    );
}

/// Our VM, with a store into a nested table that goes wrong.
struct WrongStore;

impl Execute for WrongStore {
    fn name(&self) -> &str {
        "wrong store"
    }

    fn execute(&self, program: &Program<'_>, options: &Options) -> Outcome {
        let Code::Text(text) = program.code else { return Ours.execute(program, options) };
        let text = String::from_utf8_lossy(text).replace("sizes[3] = 7", "sizes[3] = 8");
        Ours.execute(&Program { code: Code::Text(text.as_bytes()), ..*program }, options)
    }
}

#[test]
fn a_silent_corruption() {
    let scratch = Scratch::new();
    scratch.file("silent.lua", "config = {name = {}, sizes = {1, 2}}\nconfig.sizes[3] = 7\nprint('done')\n");
    let (code, text) = check(&scratch, "silent.lua", &Ours, &WrongStore, false);
    assert_eq!(code, 1);
    assert!(
        text.starts_with("diverge  silent.lua: _G.config.sizes[3]\n    reference: 7\n    subject:   8\n"),
        "{text}"
    );
}
