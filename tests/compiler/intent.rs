//! What the compiler says that registers are for.

use lockstep::compiler::{CompileOptions, IntentMap, compile_source};
use lockstep::isa::effects::instruction_starts;
use lockstep::isa::{Bytes, Op, Proto};
use lockstep::syntax::file_source;

fn compile(source: &str) -> (Proto, IntentMap) {
    let options = CompileOptions { intents: true, ..CompileOptions::default() };
    let compiled = compile_source(source.as_bytes(), &Bytes::from(&b"=i"[..]), options).expect("a program");
    (compiled.proto, compiled.intents.expect("they were asked for"))
}

/// One line per instruction that writes registers: the instruction, then each register's intent.
fn listing(proto: &Proto, intents: &IntentMap) -> String {
    let mut out = String::new();
    for (pc, instr) in proto.code.iter().enumerate() {
        let entries: Vec<String> =
            intents.at(pc as u32).iter().map(|entry| format!("{}: {}", entry.reg, entry.intent)).collect();
        if !entries.is_empty() {
            out.push_str(&format!("{instr:?} | {}\n", entries.join("; ")));
        }
    }
    for (proto, intents) in proto.protos.iter().zip(&intents.protos) {
        out.push_str("function\n");
        out.push_str(&listing(proto, intents));
    }
    out
}

#[track_caller]
fn check(source: &str, expected: &str) {
    let (proto, intents) = compile(source);
    let expected: Vec<&str> = expected.trim().lines().map(str::trim).collect();
    assert_eq!(listing(&proto, &intents).lines().collect::<Vec<_>>(), expected, "{source}");
}

#[test]
fn intents_of_each_construct() {
    check(
        "local k, l = 1 print('a', k + 2, f(...))",
        "
        LOADK 0 0 | 0: local k
        LOADNIL 1 1 0 | 1: local l
        GETGLOBAL 2 1 | 2: callee print
        LOADK 3 2 | 3: argument 1 of print
        ADD 4 0 259 | 4: argument 2 of print
        GETGLOBAL 5 4 | 5: callee f
        VARARG 6 0 0 | 6: argument 1 of f
        CALL 5 0 0 | 5: argument 3 of print
        ",
    );
    check(
        "for i = 1, #t do local x = t[i] end",
        "
        LOADK 0 0 | 0: for index of i
        GETGLOBAL 1 1 | 1: operand 1 of #
        LEN 1 1 0 | 1: for limit of i
        LOADK 2 0 | 2: for step of i
        FORPREP 0 2 | 0: for index of i
        GETGLOBAL 4 1 | 4: table
        GETTABLE 4 4 3 | 4: local x
        FORLOOP 0 -3 | 0: for index of i; 3: local i
        ",
    );
    check(
        "for k, v in pairs(t) do t.n = v .. k .. 'x' end",
        "
        GETGLOBAL 0 0 | 0: callee pairs
        GETGLOBAL 1 1 | 1: argument 1 of pairs
        CALL 0 2 4 | 0: iterator function; 1: iterator state; 2: control variable
        GETGLOBAL 5 1 | 5: table of .n
        MOVE 6 4 0 | 6: operand 1 of ..
        MOVE 7 3 0 | 7: operand 1 of ..
        LOADK 8 3 | 8: operand 2 of ..
        CONCAT 6 6 8 | 6: value for n
        TFORLOOP 0 0 2 | 2: control variable; 3: local k; 4: local v
        ",
    );
    check(
        "local a = b and c or d return a, f(a)",
        "
        GETGLOBAL 0 0 | 0: condition
        GETGLOBAL 0 1 | 0: condition
        GETGLOBAL 0 2 | 0: local a
        MOVE 1 0 0 | 1: return value 1
        GETGLOBAL 2 3 | 2: callee f
        MOVE 3 0 0 | 3: argument 1 of f
        CALL 2 2 0 | 2: return value 2
        ",
    );
    check(
        "o:m(1, 2)",
        "
        GETGLOBAL 0 0 | 0: table of .m
        SELF 0 0 257 | 0: callee m; 1: receiver of m
        LOADK 2 2 | 2: argument 2 of m
        LOADK 3 3 | 3: argument 3 of m
        ",
    );
    check(
        "local t = {1, f(), x = g(), ...}",
        "
        NEWTABLE 0 2 1 | 0: local t
        LOADK 1 0 | 1: item 1
        GETGLOBAL 2 1 | 2: callee f
        CALL 2 1 2 | 2: item 2
        GETGLOBAL 3 3 | 3: callee g
        CALL 3 1 2 | 3: value for x
        VARARG 3 0 0 | 3: item 3
        ",
    );
    check(
        "local u local function f() u = u + 1 return function() return u end end",
        "
        CLOSURE 1 0 | 1: local f
        MOVE 0 0 0 | 0: captures u
        function
        GETUPVAL 0 0 0 | 0: operand 1 of +
        ADD 0 0 256 | 0: value for u
        CLOSURE 0 0 | 0: return value 1
        GETUPVAL 0 0 0 | 0: captures u
        function
        GETUPVAL 0 0 0 | 0: return value 1
        ",
    );
    check(
        "local a, b = f()",
        "
        GETGLOBAL 0 0 | 0: callee f
        CALL 0 1 3 | 0: local a; 1: local b
        ",
    );
    check(
        "x = not a == b",
        "
        GETGLOBAL 0 1 | 0: operand 1 of not
        NOT 0 0 0 | 0: operand 1 of ==
        GETGLOBAL 1 2 | 1: operand 2 of ==
        LOADBOOL 0 0 1 | 0: value for x
        LOADBOOL 0 1 0 | 0: value for x
        ",
    );
    check(
        "if x.y[z] then w = -y end",
        "
        GETGLOBAL 0 0 | 0: table of .y
        GETTABLE 0 0 257 | 0: table
        GETGLOBAL 1 2 | 1: key
        GETTABLE 0 0 1 | 0: condition
        GETGLOBAL 0 1 | 0: operand 1 of -
        UNM 0 0 0 | 0: value for w
        ",
    );
    check(
        "a, b.c, d = f(), {}",
        "
        GETGLOBAL 0 1 | 0: table of .c
        GETGLOBAL 1 4 | 1: callee f
        CALL 1 1 2 | 1: value for a
        NEWTABLE 2 0 0 | 2: value for c
        LOADNIL 3 3 0 | 3: value for d
        ",
    );
}

#[test]
fn intents_do_not_change_the_code() {
    let source = include_str!("../support/constructs.lua");
    let plain =
        compile_source(source.as_bytes(), &Bytes::from(&b"=i"[..]), CompileOptions::default()).expect("a program");
    assert!(plain.intents.is_none());
    let (proto, intents) = compile(source);
    assert!(plain.proto == proto);
    complete(&proto, &intents);
}

/// Each instruction that writes a register has an intent for it.
fn complete(proto: &Proto, intents: &IntentMap) {
    let starts = instruction_starts(proto);
    for pc in (0..proto.code.len()).filter(|&pc| starts[pc]) {
        let instr = proto.code[pc];
        let writes = match instr.op().expect("an opcode") {
            Op::Call => instr.c() != 1,
            Op::TestSet
            | Op::Move
            | Op::LoadK
            | Op::LoadBool
            | Op::LoadNil
            | Op::GetUpval
            | Op::GetGlobal
            | Op::GetTable
            | Op::NewTable
            | Op::SelfOp
            | Op::Add
            | Op::Sub
            | Op::Mul
            | Op::Div
            | Op::Mod
            | Op::Pow
            | Op::Unm
            | Op::Not
            | Op::Len
            | Op::Concat
            | Op::ForPrep
            | Op::ForLoop
            | Op::TForLoop
            | Op::Closure => true,
            Op::VarArg => instr.b() != 1,
            Op::SetGlobal
            | Op::SetUpval
            | Op::SetTable
            | Op::Jmp
            | Op::Eq
            | Op::Lt
            | Op::Le
            | Op::Test
            | Op::TailCall
            | Op::Return
            | Op::SetList
            | Op::Close => false,
        };
        assert_eq!(!intents.at(pc as u32).is_empty(), writes, "{pc} {instr:?} in line {}", proto.lines[pc]);
    }
    assert_eq!(proto.protos.len(), intents.protos.len());
    for (proto, intents) in proto.protos.iter().zip(&intents.protos) {
        complete(proto, intents);
    }
}

#[test]
fn intents_of_real_files_are_complete() {
    let mut dirs = vec![crate::support::isa::lua_files()];
    while let Some(dir) = dirs.pop() {
        for path in std::fs::read_dir(dir).expect("a readable folder").flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                dirs.push(path);
            } else if path.extension().is_some_and(|e| e == "lua") {
                let file = std::fs::read(&path).expect("a readable file");
                let options = CompileOptions { intents: true, ..CompileOptions::default() };
                let compiled = compile_source(file_source(&file), &Bytes::from(&b"=i"[..]), options);
                if let Ok(compiled) = compiled {
                    complete(&compiled.proto, &compiled.intents.expect("they were asked for"));
                }
            }
        }
    }
}
