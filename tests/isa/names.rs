//! Names of values: every register at every pc of real and random functions, against what the reference says.

use crate::support::isa::{Numbers, functions, program_functions, random_function, reference_chunk};
use lockstep::isa::effects::{effects, instruction_starts};
use lockstep::isa::names::{NameKind, call_name, local_name, register_name};
use lockstep::isa::{Const, Control, Instr, Op, Proto, dump, undump};
use mlua::{Function, Lua, LuaString};
use proptest::prelude::*;

/// Asks the reference for names.
struct Reference {
    _lua: Lua,
    run: Function,
}

impl Reference {
    fn new() -> Reference {
        // SAFETY: the debug library and binary chunks are needed; what runs calls `probe` and ends.
        let lua = unsafe { Lua::unsafe_new() };
        let run = lua
            .load(
                r#"
                local what, name
                function probe() local i = debug.getinfo(1, "n") what, name = i.namewhat, i.name error("done", 0) end
                return function(chunk)
                    what, name = nil, nil
                    local f, message = loadstring(chunk)
                    if not f then return nil, message end
                    pcall(f)
                    return what, name
                end"#,
            )
            .eval()
            .unwrap();
        Reference { _lua: lua, run }
    }

    /// What the reference calls the function that a CALL of `reg` in place of the instruction at `pc` calls: `None` if
    /// it does not take the code.
    ///
    /// The code is entered by a jump over it that ends with a jump back to `pc`. Naming follows no jump beyond the
    /// current instruction, so that it sees what it would see without these jumps.
    fn name(&self, proto: &Proto, pc: usize, reg: u8) -> Option<Option<(String, Vec<u8>)>> {
        let mut proto = proto.clone();
        let end = proto.code.len() as i32 + 1;
        proto.constants.push(Const::String(b"probe"[..].into()));
        proto.code[pc] = Instr::abc(Op::Call, u32::from(reg), 1, 1);
        proto.code.insert(0, Instr::asbx(Op::Jmp, 0, end - 1));
        proto.code.push(Instr::abx(Op::GetGlobal, u32::from(reg), proto.constants.len() as u32 - 1));
        proto.code.push(Instr::asbx(Op::Jmp, 0, pc as i32 + 1 - (end + 2)));
        proto.code.push(Instr::abc(Op::Return, 0, 1, 0));
        proto.lines.clear();
        for local in &mut proto.locals {
            local.start_pc += 1;
            local.end_pc += 1;
        }
        let chunk = mlua::BString::from(dump(&proto));
        let (what, name): (Option<String>, Option<LuaString>) = self.run.call(chunk).unwrap();
        match what?.as_str() {
            "" => Some(None),
            what => Some(Some((what.to_owned(), name.unwrap().as_bytes().to_vec()))),
        }
    }
}

/// Compares up to `registers` registers at every pc where a CALL can stand; gives the numbers of comparisons and of names.
fn compare(reference: &Reference, proto: &Proto, registers: u32, rng: &mut Numbers) -> (usize, usize) {
    let starts = instruction_starts(proto);
    let (mut compared, mut named) = (0, 0);
    for pc in 0..proto.code.len() - 1 {
        let before = pc.checked_sub(1).filter(|&pc| starts[pc]);
        let after_test = before.is_some_and(|pc| proto.code[pc].op().map(Op::control) == Some(Control::Test));
        let opens = |pc| effects(proto, pc).unwrap().next.iter().any(|edge| edge.open_write.is_some());
        let plain = proto.code[pc].op().map(Op::control) == Some(Control::Plain);
        if !starts[pc] || after_test || before.is_some_and(opens) || opens(pc) || !plain {
            continue;
        }
        for _ in 0..registers {
            let reg = rng.below(u32::from(proto.max_stack)) as u8;
            // C code shows a name up to its first NUL.
            let shown = |name: &[u8]| name.split(|&b| b == 0).next().unwrap_or_default().to_vec();
            let ours = register_name(proto, pc, reg).map(|(kind, name)| (kind.to_string(), shown(name)));
            let Some(theirs) = reference.name(proto, pc, reg) else { continue };
            assert_eq!(ours, theirs, "pc {pc} register {reg} of {proto:#?}");
            compared += 1;
            named += usize::from(ours.is_some());
        }
    }
    (compared, named)
}

#[test]
fn names_in_programs() {
    let reference = Reference::new();
    let mut rng = Numbers::new(1);
    let (mut compared, mut named) = (0, 0);
    for mut proto in program_functions() {
        for stripped in [false, true] {
            if stripped {
                proto.locals.clear();
                proto.upvalue_names.clear();
            }
            let (c, n) = compare(&reference, &proto, 12, &mut rng);
            compared += c;
            named += n;
        }
    }
    assert!(compared > 5000 && named > 2000, "{compared} {named}");
}

/// Names in the files of the corpus, or of the folder that `LUA_FILES` names.
#[test]
fn names_in_real_files() {
    let reference = Reference::new();
    let mut rng = Numbers::new(2);
    let (mut compared, mut named) = (0, 0);
    let mut folders = vec![crate::support::isa::lua_files()];
    let lua = Lua::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(function) = lua.load(std::fs::read(&path).unwrap()).into_function() {
                for proto in functions(undump(&function.dump(false)).unwrap()) {
                    if proto.code.len() < 300 {
                        let (c, n) = compare(&reference, &proto, 1, &mut rng);
                        compared += c;
                        named += n;
                    }
                }
            }
        }
    }
    println!("{compared} registers compared, {named} with a name");
}

#[test]
fn names_by_hand() {
    let proto = undump(&reference_chunk("local t = {} t.x.y(1) u:v() local a, b = t a[b] = nil")).unwrap();
    let at = |op, nth| (0..proto.code.len()).filter(|&pc| proto.code[pc].op() == Some(op)).nth(nth).unwrap();
    assert_eq!(call_name(&proto, at(Op::Call, 0)), Some((NameKind::Field, &b"y"[..])));
    assert_eq!(call_name(&proto, at(Op::Call, 1)), Some((NameKind::Method, &b"v"[..])));
    assert_eq!(call_name(&proto, at(Op::SetTable, 0)), None);
    let get = at(Op::GetTable, 0);
    assert_eq!(register_name(&proto, get, proto.code[get].b() as u8), Some((NameKind::Local, &b"t"[..])));
    let selfop = at(Op::SelfOp, 0);
    assert_eq!(register_name(&proto, selfop, proto.code[selfop].b() as u8), Some((NameKind::Global, &b"u"[..])));
    let last = at(Op::SetTable, 0);
    assert_eq!(
        (1..5).map(|n| local_name(&proto, last, n)).collect::<Vec<_>>(),
        [Some(&b"t"[..]), Some(b"a"), Some(b"b"), None]
    );
    assert_eq!(local_name(&proto, last, 0), None);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn names_in_random_functions(seed in any::<u64>()) {
        let reference = Reference::new();
        let (compared, _) = compare(&reference, &random_function(seed), 3, &mut Numbers::new(seed ^ 5));
        prop_assume!(compared > 0);
    }

    #[test]
    fn any_code_gives_an_answer(words in proptest::collection::vec(any::<u32>(), 0..60), pc in 0usize..80, reg: u8) {
        let mut proto = random_function(7);
        proto.code = words.into_iter().map(Instr).collect();
        let _ = register_name(&proto, pc, reg);
        let _ = call_name(&proto, pc);
        let _ = local_name(&proto, pc, usize::from(reg));
    }
}
