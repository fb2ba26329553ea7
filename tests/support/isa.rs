//! What the tests of the contract layer share: real programs, random functions, a source of numbers.
#![allow(dead_code)]

use lockstep::isa::proto::vararg;
use lockstep::isa::{Const, Instr, LocalVar, Op, Proto, undump};
use mlua::Lua;

/// Programs that between them use every opcode in most of its forms.
pub const PROGRAMS: &[&str] = &[
    include_str!("isa/objects.lua"),
    include_str!("isa/loops.lua"),
    include_str!("isa/expressions.lua"),
    include_str!("isa/closures.lua"),
];

/// The chunk that the reference makes of `source`.
pub fn reference_chunk(source: &str) -> Vec<u8> {
    Lua::new().load(source).set_name("=test").into_function().expect("a valid program").dump(false)
}

/// All functions of a chunk, the enclosing ones first.
pub fn functions(proto: Proto) -> Vec<Proto> {
    let mut all = vec![proto];
    let mut next = 0;
    while next < all.len() {
        let nested = all[next].protos.clone();
        all.extend(nested);
        next += 1;
    }
    all
}

/// The functions of [`PROGRAMS`].
pub fn program_functions() -> Vec<Proto> {
    PROGRAMS.iter().flat_map(|source| functions(undump(&reference_chunk(source)).unwrap())).collect()
}

/// A small generator of numbers (xorshift), so that a failing case is one seed.
pub struct Numbers(u64);

impl Numbers {
    pub fn new(seed: u64) -> Numbers {
        Numbers(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `n`.
    pub fn below(&mut self, n: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 32) % u64::from(n)) as u32
    }

    pub fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len() as u32) as usize]
    }
}

pub const REGISTERS: u32 = 10;
pub const UPVALUES: u32 = 3;

/// A random function that any verifier of 5.1 code has to accept. It makes no sense to run it.
pub fn random_function(seed: u64) -> Proto {
    let mut rng = Numbers::new(seed);
    let names = ["a", "b", "c", "self", "x"];
    let string = |s: &str| Const::String(s.as_bytes().into());
    let mut constants: Vec<Const> = names.iter().map(|n| string(n)).collect();
    constants.extend([Const::Number(1.5), Const::Nil, Const::Boolean(true)]);
    let nested = |num_upvalues| Proto {
        num_upvalues,
        is_vararg: vararg::IS_VARARG,
        max_stack: 2,
        code: vec![Instr::abc(Op::Return, 0, 1, 0)],
        ..Proto::default()
    };
    let length = 4 + rng.below(40);
    // Groups are laid out first, so that jumps can be pointed at the start of one.
    let mut groups: Vec<Vec<Instr>> = (0..length).map(|_| random_group(&mut rng)).collect();
    groups.push(vec![Instr::abc(Op::Return, 0, 1, 0)]);
    let mut starts = vec![];
    let mut size = 0;
    for group in &groups {
        starts.push(size);
        size += group.len();
    }
    let mut code: Vec<Instr> = groups.concat();
    let mut pc = 0;
    while pc < code.len() {
        let op = code[pc].op().unwrap();
        match op {
            Op::Jmp => {
                let target = rng.pick(&starts) as i32;
                code[pc] = Instr::asbx(op, 0, target - pc as i32 - 1);
            }
            Op::Closure => pc += code[pc].bx() as usize,
            Op::SetList if code[pc].c() == 0 => pc += 1,
            _ => {}
        }
        pc += 1;
    }
    let mut locals: Vec<LocalVar> = (0..rng.below(6))
        .map(|_| {
            let start_pc = rng.below(size as u32);
            let end_pc = start_pc + rng.below(size as u32 - start_pc + 1);
            LocalVar { name: rng.pick(&names).as_bytes().into(), start_pc, end_pc }
        })
        .collect();
    locals.sort_by_key(|local| local.start_pc);
    Proto {
        source: Some(b"=random"[..].into()),
        num_upvalues: UPVALUES as u8,
        is_vararg: vararg::IS_VARARG,
        max_stack: REGISTERS as u8,
        lines: vec![1; code.len()],
        code,
        constants,
        protos: vec![nested(0), nested(1), nested(2)],
        locals,
        upvalue_names: if rng.below(4) == 0 {
            vec![]
        } else {
            ["u", "v", "w"].iter().map(|n| n.as_bytes().into()).collect()
        },
        ..Proto::default()
    }
}

/// One instruction with all that has to follow it. Jump distances are set later.
fn random_group(rng: &mut Numbers) -> Vec<Instr> {
    let op = rng.pick(Op::ALL);
    let reg = |rng: &mut Numbers| rng.below(REGISTERS);
    // A few registers only, so that they are set more than once.
    let low = |rng: &mut Numbers| rng.below(4);
    let rk = |rng: &mut Numbers| if rng.below(2) == 0 { rng.below(REGISTERS) } else { 256 + rng.below(8) };
    let a = reg(rng);
    let jump = Instr::asbx(Op::Jmp, 0, 0);
    match op {
        Op::Move => vec![Instr::abc(op, a, low(rng), 0)],
        Op::Unm | Op::Not | Op::Len => vec![Instr::abc(op, a, reg(rng), 0)],
        Op::LoadK => vec![Instr::abx(op, a, rng.below(8))],
        Op::LoadBool => {
            let skip = rng.below(2);
            let mut words = vec![Instr::abc(op, a, rng.below(2), skip)];
            if skip == 1 {
                words.push(Instr::abc(Op::Not, low(rng), reg(rng), 0));
            }
            words
        }
        Op::LoadNil => vec![Instr::abc(op, a, a + rng.below(REGISTERS - a), 0)],
        Op::GetUpval | Op::SetUpval => vec![Instr::abc(op, a, rng.below(UPVALUES), 0)],
        Op::GetGlobal | Op::SetGlobal => vec![Instr::abx(op, a, rng.below(5))],
        Op::GetTable => vec![Instr::abc(op, a, reg(rng), rk(rng))],
        Op::SetTable => vec![Instr::abc(op, a, rk(rng), rk(rng))],
        Op::NewTable => vec![Instr::abc(op, a, rng.below(20), rng.below(20))],
        Op::SelfOp => vec![Instr::abc(op, rng.below(REGISTERS - 1), reg(rng), rk(rng))],
        Op::Add | Op::Sub | Op::Mul | Op::Div | Op::Mod | Op::Pow => vec![Instr::abc(op, a, rk(rng), rk(rng))],
        Op::Concat => {
            let b = rng.below(REGISTERS - 1);
            vec![Instr::abc(op, a, b, b + 1 + rng.below(REGISTERS - b - 1))]
        }
        Op::Jmp => vec![jump],
        Op::Eq | Op::Lt | Op::Le => vec![Instr::abc(op, rng.below(2), rk(rng), rk(rng)), jump],
        Op::Test => vec![Instr::abc(op, a, 0, rng.below(2)), jump],
        Op::TestSet => vec![Instr::abc(op, a, reg(rng), rng.below(2)), jump],
        Op::Call if rng.below(3) == 0 => {
            let producer = match rng.below(2) {
                0 => Instr::abc(Op::Call, a, 1, 0),
                _ => Instr::abc(Op::VarArg, a, 0, 0),
            };
            let below = rng.below(a + 1);
            vec![
                producer,
                match rng.below(if below < a { 3 } else { 1 }) {
                    0 => Instr::abc(Op::Return, below, 0, 0),
                    1 => Instr::abc(Op::Call, below, 0, 1 + rng.below(REGISTERS - below)),
                    _ => Instr::abc(Op::SetList, below, 0, 1),
                },
            ]
        }
        Op::Call => vec![Instr::abc(op, a, 1 + rng.below(REGISTERS - a), 1 + rng.below(REGISTERS - a))],
        Op::TailCall => {
            vec![Instr::abc(op, a, 1 + rng.below(REGISTERS - a), 0), Instr::abc(Op::Return, a, 0, 0)]
        }
        Op::Return => vec![Instr::abc(op, a, 1 + rng.below(REGISTERS - a), 0)],
        Op::ForLoop => vec![Instr::abc(Op::Close, a, 0, 0)],
        Op::ForPrep => {
            let base = rng.below(REGISTERS - 3);
            let body: Vec<Instr> = (0..1 + rng.below(3)).flat_map(|_| random_group(rng)).collect();
            let distance = body.len() as i32;
            let mut words = vec![Instr::asbx(Op::ForPrep, base, distance)];
            words.extend(body);
            words.push(Instr::asbx(Op::ForLoop, base, -distance - 1));
            words
        }
        Op::TForLoop => vec![Instr::abc(op, rng.below(REGISTERS - 5), 0, 1 + rng.below(3)), jump],
        Op::SetList => {
            let count = 1 + rng.below(3);
            let a = rng.below(REGISTERS - count);
            if rng.below(2) == 0 {
                vec![Instr::abc(op, a, count, 1)]
            } else {
                vec![Instr::abc(op, a, count, 0), Instr(600)]
            }
        }
        Op::Close => vec![Instr::abc(op, a, 0, 0)],
        Op::Closure => {
            let count = rng.below(3);
            let capture = |rng: &mut Numbers| match rng.below(2) {
                0 => Instr::abc(Op::Move, 0, rng.below(REGISTERS), 0),
                _ => Instr::abc(Op::GetUpval, 0, rng.below(UPVALUES), 0),
            };
            let mut words = vec![Instr::abx(op, a, count)];
            words.extend((0..count).map(|_| capture(rng)));
            words
        }
        Op::VarArg => vec![Instr::abc(op, a, 1 + rng.below(REGISTERS - a + 1), 0)],
    }
}

/// The folder whose Lua files tests read: `LUA_FILES`, or the corpus.
pub fn lua_files() -> std::path::PathBuf {
    match std::env::var_os("LUA_FILES") {
        Some(folder) => folder.into(),
        None => std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus"),
    }
}
