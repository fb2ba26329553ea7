//! Random register programs that no compiler would emit: any register for anything, odd jumps, operands at their limits.
//!
//! Invariants: what is made verifies; a register is read only where its value is specified by the contract (see
//! [`crate::isa::effects`]); loops are bounded by registers that nothing else writes; a SETLIST has a table. That is
//! what PUC's VM takes for granted, which checks none of it. Types are as the operations want them, mostly.
//!
//! The main function defines some globals in source text, then calls each of the random functions in protected mode
//! and prints what it gives.

use arbitrary::Unstructured;

use super::build::below;
use crate::isa::instr::{FIELDS_PER_FLUSH, RK_CONST};
use crate::isa::proto::vararg;
use crate::isa::{Bytes, Const, Instr, Op, Proto};

/// Globals that the functions use, in source text.
const PRELUDE: &[u8] = b"\
local function say(e) return function(a, b) io.write(e, ' ', type(a), ' ', type(b), '\\n') return 7, 8 end end
local mt = {__call = function(self, ...) return select('#', ...), ... end, __tostring = function() return 'obj' end}
for e in ('add sub mul div mod pow unm concat len eq lt le'):gmatch('%a+') do mt['__' .. e] = say(e) end
mt.__index = function(t, k) io.write('index ', type(k), '\\n') return k end
mt.__newindex = function(t, k, v) io.write('newindex ', type(k), '\\n') if k ~= nil and k == k then rawset(t, k, v) end end
obj, two = setmetatable({}, mt), setmetatable({v = 2}, mt)
tab = {1, 2, 3, x = 4, y = {5, z = 6}}
function id(...) return ... end
function upto(n, i) if i < n then return i + 1, i * 2 end end
function show(...) print(...) return select('#', ...) end
co = coroutine.wrap(function(...) local n = 0 while true do n = n + 1 coroutine.yield(n, ...) end end)
num, str, yes = 3, 'abc', true
";

/// Functions among the globals that can be called with anything.
const CALLEES: [&str; 9] = ["id", "show", "type", "tostring", "co", "obj", "select", "rawequal", "pcall"];
/// Globals that are read.
const GLOBALS: [&str; 13] =
    ["obj", "two", "tab", "num", "str", "yes", "id", "math", "string", "none", "g1", "g2", "_G"];

/// What a register holds, as far as it matters for choosing operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Its value is not specified: never read.
    Unspecified,
    Nil,
    Bool,
    Num,
    Str,
    Table,
    Callable,
    Any,
}

/// The random program that an input stands for; input that ends early makes a small one.
pub fn bytecode(input: &mut Unstructured<'_>) -> Proto {
    let mut maker = Maker { u: input, fuel: 0, nested: 0 };
    let mut main = Code::new(8, 0, vararg::IS_VARARG, 0);
    let load = main.string("loadstring");
    let prelude = main.string(PRELUDE);
    main.emit(Instr::abx(Op::GetGlobal, 0, load));
    main.emit(Instr::abx(Op::LoadK, 1, prelude));
    main.emit(Instr::abc(Op::Call, 0, 2, 2));
    main.emit(Instr::abc(Op::Call, 0, 1, 1));
    for _ in 0..=maker.below(3) {
        maker.fuel = 20 + i64::from(maker.below(60));
        maker.nested = 3;
        let params = maker.below(4);
        let function = maker.function(params, 0);
        let (print, pcall) = (main.string("print"), main.string("pcall"));
        main.emit(Instr::abx(Op::GetGlobal, 0, print));
        main.emit(Instr::abx(Op::GetGlobal, 1, pcall));
        main.protos.push(function);
        main.emit(Instr::abx(Op::Closure, 2, main.protos.len() as u32 - 1));
        let args = maker.below(4);
        for i in 0..args {
            let k = maker.constant(&mut main);
            main.emit(Instr::abx(Op::LoadK, 3 + i, k));
        }
        main.emit(Instr::abc(Op::Call, 1, args + 2, 0));
        main.emit(Instr::abc(Op::Call, 0, 0, 1));
    }
    main.emit(Instr::abc(Op::Return, 0, 1, 0));
    main.finish()
}

/// A function in the making.
struct Code {
    code: Vec<Instr>,
    constants: Vec<Const>,
    protos: Vec<Proto>,
    /// What each register holds.
    kinds: Vec<Kind>,
    /// Registers that may be open upvalues of closures.
    captured: Vec<bool>,
    /// Registers below are left alone: control registers of open loops.
    floor: u32,
    /// Registers below keep their value over calls and other operations that clobber.
    line: u32,
    loops: u32,
    params: u32,
    flags: u8,
    upvalues: u32,
    /// Whether its upvalues have names.
    named: bool,
}

impl Code {
    fn new(stack: u32, params: u32, flags: u8, upvalues: u32) -> Code {
        let given = params + u32::from(flags & vararg::HAS_ARG);
        // What is no parameter is nil at first.
        let kinds = (0..stack).map(|r| if r < given { Kind::Any } else { Kind::Nil }).collect();
        Code {
            code: Vec::with_capacity(128),
            constants: Vec::with_capacity(32),
            protos: Vec::new(),
            kinds,
            captured: vec![false; stack as usize],
            floor: 0,
            line: 0,
            loops: 0,
            params,
            flags,
            upvalues,
            named: false,
        }
    }

    fn finish(self) -> Proto {
        Proto {
            source: Some(Bytes::from(&b"=bytecode"[..])),
            num_upvalues: self.upvalues as u8,
            num_params: self.params as u8,
            is_vararg: self.flags,
            max_stack: self.kinds.len().max(2) as u8,
            lines: (1..=self.code.len() as u32).collect(),
            upvalue_names: match self.named {
                true => (0..self.upvalues).map(|i| Bytes::from([b'u', b'0' + i as u8].as_slice())).collect(),
                false => Vec::new(),
            },
            code: self.code,
            constants: self.constants,
            protos: self.protos,
            ..Proto::default()
        }
    }

    fn stack(&self) -> u32 {
        self.kinds.len() as u32
    }

    fn emit(&mut self, instr: Instr) {
        self.code.push(instr);
    }

    /// Emits what writes one register.
    fn define(&mut self, instr: Instr, kind: Kind) {
        self.kinds[instr.a() as usize] = kind;
        self.emit(instr);
    }

    fn add(&mut self, constant: Const) -> u32 {
        let found = self.constants.iter().position(|c| *c == constant);
        found.unwrap_or_else(|| {
            self.constants.push(constant);
            self.constants.len() - 1
        }) as u32
    }

    fn string(&mut self, text: impl AsRef<[u8]>) -> u32 {
        self.add(Const::String(Bytes::from(text.as_ref())))
    }

    fn clobber(&mut self, from: u32) {
        self.kinds[from as usize..].fill(Kind::Unspecified);
    }

    fn close(&mut self, from: u32) {
        self.emit(Instr::abc(Op::Close, from, 0, 0));
        self.captured[from as usize..].fill(false);
    }

    /// Makes sure that no closure can write the registers from here up.
    fn secure(&mut self, from: u32) {
        if self.loops > 0 || self.captured[from as usize..].contains(&true) {
            self.close(from);
        }
    }

    /// A jump, the target of which is set later.
    fn jump(&mut self) -> usize {
        self.emit(Instr::asbx(Op::Jmp, 0, 0));
        self.code.len() - 1
    }

    /// Has the jump lead to what comes next.
    fn land(&mut self, jump: usize) {
        let distance = self.code.len() as i32 - jump as i32 - 1;
        self.code[jump] = self.code[jump].with_sbx(distance);
    }

    fn back(&mut self, op: Op, a: u32, target: usize) {
        let distance = target as i32 - self.code.len() as i32 - 1;
        self.emit(Instr::asbx(op, a, distance));
    }

    /// What holds where two ways meet.
    fn meet(&mut self, other: &[Kind], captured: &[bool]) {
        for (here, there) in self.kinds.iter_mut().zip(other) {
            if *here != *there {
                let gone = [*here, *there].contains(&Kind::Unspecified);
                *here = if gone { Kind::Unspecified } else { Kind::Any };
            }
        }
        for (here, there) in self.captured.iter_mut().zip(captured) {
            *here |= *there;
        }
    }

    /// Forgets what a body that runs again may change.
    fn enter_loop(&mut self, floor: u32, line: u32) -> (u32, u32) {
        let before = (self.floor, self.line);
        self.kinds[line as usize..].fill(Kind::Unspecified);
        for kind in &mut self.kinds[floor as usize..line as usize] {
            if *kind != Kind::Unspecified {
                *kind = Kind::Any;
            }
        }
        (self.floor, self.line) = (floor, line);
        self.loops += 1;
        before
    }

    fn leave_loop(&mut self, (floor, line): (u32, u32)) {
        (self.floor, self.line) = (floor, line);
        self.loops -= 1;
    }
}

struct Maker<'a, 'u> {
    u: &'a mut Unstructured<'u>,
    /// Instructions that may still be written, about.
    fuel: i64,
    /// Functions that may still be nested.
    nested: u32,
}

impl Maker<'_, '_> {
    fn below(&mut self, n: u32) -> u32 {
        below(self.u, n)
    }

    /// True for `n` of 16; never once the input has ended.
    fn chance(&mut self, n: u32) -> bool {
        self.below(16) >= 16 - n
    }

    fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len() as u32) as usize]
    }

    fn function(&mut self, params: u32, upvalues: u32) -> Proto {
        let flags = self.pick(&[0, 0, vararg::IS_VARARG, vararg::IS_VARARG, vararg::IS_VARARG | vararg::HAS_ARG, 7]);
        let stack = self.pick(&[12, 12, 16, 24, 40, 250]).max(params + 8);
        let mut f = Code::new(stack, params, flags, upvalues);
        f.named = self.chance(8);
        let items = 4 + self.below(12);
        for _ in 0..items {
            self.item(&mut f);
        }
        self.end(&mut f);
        f.emit(Instr::abc(Op::Return, 0, 1, 0));
        f.finish()
    }

    fn block(&mut self, f: &mut Code, most: u32) {
        for _ in 0..=self.below(most) {
            self.item(f);
        }
    }

    fn item(&mut self, f: &mut Code) {
        self.fuel -= 1;
        if self.fuel < 0 {
            return;
        }
        match self.below(24) {
            0..13 => self.simple(f),
            13..16 => self.branch(f),
            16 => self.numeric_loop(f),
            17 => self.generic_loop(f),
            18 => self.counted_loop(f),
            19 | 20 => self.call(f),
            21 => self.closure(f),
            22 => self.items(f),
            _ => self.skip(f),
        }
    }

    // Operands.

    /// A register that may be written.
    fn target(&mut self, f: &Code) -> u32 {
        // The last ones are for the scratch space of loops and calls.
        let room = f.stack() - f.floor;
        let near = self.below(16);
        f.floor + if near < 13 { self.below(room.min(8)) } else { self.below(room) }
    }

    /// A register from `from` on with `room` registers after it.
    fn place(&mut self, f: &Code, from: u32, room: u32) -> Option<u32> {
        let free = f.stack().checked_sub(from + room)?;
        Some(from + if self.chance(2) { self.below(free + 1) } else { self.below(free.min(5) + 1) })
    }

    /// A register that holds a value, of the kind if possible.
    fn source(&mut self, f: &Code, kind: Kind) -> Option<u32> {
        let fits = |r: u32, wanted: Kind| {
            let held = f.kinds[r as usize];
            held != Kind::Unspecified && (wanted == Kind::Any || held == wanted)
        };
        let count = f.stack();
        let start = if count > 60 && !self.chance(3) { self.below(30) } else { self.below(count) };
        let wanted = if self.chance(1) { Kind::Any } else { kind };
        (0..count)
            .map(|i| (start + i) % count)
            .find(|r| fits(*r, wanted))
            .or_else(|| (0..count).map(|i| (start + i) % count).find(|r| fits(*r, Kind::Any)))
    }

    /// A constant of some kind.
    fn constant(&mut self, f: &mut Code) -> u32 {
        let kind = self.pick(&[Kind::Num, Kind::Num, Kind::Str, Kind::Any]);
        self.constant_of(f, kind)
    }

    fn constant_of(&mut self, f: &mut Code, kind: Kind) -> u32 {
        let numbers = [0.0, 1.0, -1.0, 2.0, 3.0, 0.5, -0.0, 1e15, f64::INFINITY, f64::NAN, 7.0, 2_147_483_648.0];
        let strings: [&[u8]; 8] = [b"x", b"y", b"z", b"10", b"0x10", b"", b"v", b"len"];
        let constant = match kind {
            Kind::Num => Const::Number(self.pick(&numbers)),
            Kind::Str => return f.string(self.pick(&strings)),
            _ => match self.below(3) {
                0 => Const::Nil,
                1 => Const::Boolean(true),
                _ => Const::Boolean(false),
            },
        };
        f.add(constant)
    }

    /// An RK operand of the kind, if possible.
    fn rk(&mut self, f: &mut Code, kind: Kind) -> u32 {
        if self.chance(9)
            && let Some(r) = self.source(f, kind)
        {
            return r;
        }
        let k = if kind == Kind::Any { self.constant(f) } else { self.constant_of(f, kind) };
        if k < RK_CONST { k | RK_CONST } else { RK_CONST }
    }

    // Instructions.

    /// An instruction that writes a register and cannot fail, nor call anything.
    fn load(&mut self, f: &mut Code, a: u32) {
        match self.below(6) {
            0 | 1 => {
                let kind = self.pick(&[Kind::Num, Kind::Str, Kind::Num, Kind::Any]);
                let k = self.constant_of(f, kind);
                f.define(Instr::abx(Op::LoadK, a, k), kind);
            }
            2 => {
                if let Some(b) = self.source(f, Kind::Any) {
                    let kind = f.kinds[b as usize];
                    f.define(Instr::abc(Op::Move, a, b, 0), kind);
                } else {
                    f.define(Instr::abc(Op::LoadBool, a, 1, 0), Kind::Bool);
                }
            }
            3 => f.define(Instr::abc(Op::LoadNil, a, a, 0), Kind::Nil),
            4 if f.upvalues > 0 => {
                let u = self.below(f.upvalues);
                f.define(Instr::abc(Op::GetUpval, a, u, 0), Kind::Any);
            }
            _ => {
                let b = self.below(2);
                f.define(Instr::abc(Op::LoadBool, a, b, 0), Kind::Bool);
            }
        }
    }

    fn simple(&mut self, f: &mut Code) {
        let a = self.target(f);
        match self.below(20) {
            0..3 => self.load(f, a),
            3 => {
                let last = (a + self.below(4)).min(f.stack() - 1);
                f.emit(Instr::abc(Op::LoadNil, a, last, 0));
                f.kinds[a as usize..=last as usize].fill(Kind::Nil);
            }
            4 => {
                let name = self.pick(&GLOBALS);
                let k = f.string(name);
                let kind = match name {
                    "num" => Kind::Num,
                    "str" => Kind::Str,
                    "tab" | "math" | "string" | "_G" => Kind::Table,
                    "id" | "obj" => Kind::Callable,
                    _ => Kind::Any,
                };
                f.define(Instr::abx(Op::GetGlobal, a, k), kind);
            }
            5 => {
                if let Some(b) = self.source(f, Kind::Any) {
                    let k = f.string(self.pick(&["g1", "g2"]));
                    f.emit(Instr::abx(Op::SetGlobal, b, k));
                }
            }
            6 if f.upvalues > 0 => {
                let u = self.below(f.upvalues);
                if let Some(b) = self.source(f, Kind::Any) {
                    f.emit(Instr::abc(Op::SetUpval, b, u, 0));
                }
            }
            6 | 7 => {
                let (b, c) = (self.pick(&[0, 1, 3, 8, 20]), self.pick(&[0, 1, 2, 9]));
                f.define(Instr::abc(Op::NewTable, a, b, c), Kind::Table);
            }
            8 => {
                let kind = self.pick(&[Kind::Table, Kind::Table, Kind::Table, Kind::Str, Kind::Any]);
                if let Some(b) = self.source(f, kind) {
                    let c = self.rk(f, Kind::Any);
                    f.define(Instr::abc(Op::GetTable, a, b, c), Kind::Any);
                }
            }
            9 => {
                if let Some(b) = self.source(f, Kind::Table) {
                    let key = self.pick(&[Kind::Num, Kind::Str]);
                    let (key, value) = (self.rk(f, key), self.rk(f, Kind::Any));
                    f.emit(Instr::abc(Op::SetTable, b, key, value));
                }
            }
            10 if a + 1 < f.stack() => {
                let kind = self.pick(&[Kind::Table, Kind::Str]);
                if let Some(b) = self.source(f, kind) {
                    let c = self.rk(f, Kind::Str);
                    // A key in the register that gets the object is gone before it is used.
                    if c != a + 1 {
                        f.emit(Instr::abc(Op::SelfOp, a, b, c));
                        f.kinds[a as usize] = Kind::Any;
                        f.kinds[a as usize + 1] = kind;
                    }
                }
            }
            10..14 => {
                let op = self.pick(&[Op::Add, Op::Sub, Op::Mul, Op::Div, Op::Mod, Op::Pow]);
                let kind = self.pick(&[Kind::Num, Kind::Num, Kind::Num, Kind::Num, Kind::Num, Kind::Any]);
                let (b, c) = (self.rk(f, kind), self.rk(f, Kind::Num));
                let result = if kind == Kind::Num { Kind::Num } else { Kind::Any };
                f.define(Instr::abc(op, a, b, c), result);
            }
            14 => {
                if let Some(b) = self.source(f, Kind::Num) {
                    f.define(Instr::abc(Op::Unm, a, b, 0), Kind::Num);
                }
            }
            15 => {
                if let Some(b) = self.source(f, Kind::Any) {
                    f.define(Instr::abc(Op::Not, a, b, 0), Kind::Bool);
                }
            }
            16 => {
                let kind = self.pick(&[Kind::Table, Kind::Str]);
                if let Some(b) = self.source(f, kind) {
                    f.define(Instr::abc(Op::Len, a, b, 0), Kind::Num);
                }
            }
            17 => self.concat(f, a),
            18 => f.close(a),
            _ if f.flags & vararg::IS_VARARG != 0 && f.flags & vararg::NEEDS_ARG == 0 => {
                let count = self.below(4).min(f.stack() - a);
                f.emit(Instr::abc(Op::VarArg, a, count + 1, 0));
                f.kinds[a as usize..(a + count) as usize].fill(Kind::Any);
            }
            _ => f.emit(Instr::asbx(Op::Jmp, 0, 0)),
        }
    }

    /// Values in a row, which are used up.
    fn concat(&mut self, f: &mut Code, a: u32) {
        let count = 2 + self.below(4);
        let Some(first) = self.place(f, f.line, count) else { return };
        f.secure(first);
        for i in 0..count {
            let kind = self.pick(&[Kind::Str, Kind::Num]);
            match self.source(f, kind) {
                Some(b) if self.chance(8) && f.kinds[b as usize] == kind => {
                    f.define(Instr::abc(Op::Move, first + i, b, 0), kind);
                }
                _ => {
                    let k = self.constant_of(f, kind);
                    f.define(Instr::abx(Op::LoadK, first + i, k), kind);
                }
            }
        }
        f.emit(Instr::abc(Op::Concat, a, first, first + count - 1));
        f.kinds[first as usize..(first + count) as usize].fill(Kind::Unspecified);
        f.kinds[a as usize] = Kind::Str;
    }

    /// A test, without the jump that follows.
    fn test(&mut self, f: &mut Code) {
        let flag = self.below(2);
        match self.below(6) {
            0 | 1 => {
                let op = self.pick(&[Op::Lt, Op::Le]);
                let kind = self.pick(&[Kind::Num, Kind::Num, Kind::Str]);
                let (b, c) = (self.rk(f, kind), self.rk(f, kind));
                f.emit(Instr::abc(op, flag, b, c));
            }
            2 | 3 => {
                let (b, c) = (self.rk(f, Kind::Any), self.rk(f, Kind::Any));
                f.emit(Instr::abc(Op::Eq, flag, b, c));
            }
            _ => match self.source(f, Kind::Any) {
                Some(b) => f.emit(Instr::abc(Op::Test, b, 0, flag)),
                None => f.emit(Instr::abc(Op::Eq, flag, RK_CONST, RK_CONST)),
            },
        }
        if f.constants.is_empty() {
            f.string("x");
        }
    }

    fn branch(&mut self, f: &mut Code) {
        if self.chance(4)
            && let Some(b) = self.source(f, Kind::Any)
        {
            // Writes on the way to the jump only.
            let (a, flag) = (self.target(f), self.below(2));
            f.emit(Instr::abc(Op::TestSet, a, b, flag));
            let jump = f.jump();
            let (mut kinds, captured) = (f.kinds.clone(), f.captured.clone());
            kinds[a as usize] = kinds[b as usize];
            self.block(f, 2);
            f.land(jump);
            f.meet(&kinds, &captured);
            return;
        }
        self.test(f);
        let jump = f.jump();
        let (kinds, captured) = (f.kinds.clone(), f.captured.clone());
        self.block(f, 3);
        if self.chance(3) {
            self.end(f);
            // Nothing comes here from what returns.
            f.land(jump);
            (f.kinds, f.captured) = (kinds, captured);
        } else if self.chance(8) {
            let end = f.jump();
            f.land(jump);
            let then = (std::mem::replace(&mut f.kinds, kinds), std::mem::replace(&mut f.captured, captured));
            self.block(f, 3);
            f.land(end);
            f.meet(&then.0, &then.1);
        } else {
            f.land(jump);
            f.meet(&kinds, &captured);
        }
    }

    /// A LOADBOOL that skips an instruction.
    fn skip(&mut self, f: &mut Code) {
        let (a, b) = (self.target(f), self.below(2));
        f.define(Instr::abc(Op::LoadBool, a, b, 1), Kind::Bool);
        let (kinds, captured) = (f.kinds.clone(), f.captured.clone());
        let skipped = self.target(f);
        self.load(f, skipped);
        f.meet(&kinds, &captured);
    }

    /// Where the control registers of a loop go; nobody else writes them.
    fn control(&mut self, f: &mut Code, least: u32, count: u32) -> Option<u32> {
        if f.loops >= 2 || self.fuel < 6 {
            return None;
        }
        let a = f.floor.max(least) + self.below(3);
        if a + count + 8 > f.stack() {
            return None;
        }
        f.secure(a);
        Some(a)
    }

    /// Which registers a body may rely on: those up to here.
    fn keep(&mut self, f: &Code, floor: u32) -> u32 {
        (floor + self.below(4)).max(f.line).min(f.stack() - 6)
    }

    fn numeric_loop(&mut self, f: &mut Code) {
        let Some(a) = self.control(f, f.line, 4) else { return };
        let (start, limit, step) = self.pick(&[
            (1.0, 3.0, 1.0),
            (3.0, 1.0, -1.0),
            (0.0, 1.0, 0.5),
            (1.0, 0.0, 1.0),
            (2.0, 2.0, 1.0),
            (1.0, 1.5, f64::INFINITY),
            (-0.0, 0.0, 1.0),
            (1.0, f64::NAN, 1.0),
        ]);
        for (i, n) in [start, limit, step].into_iter().enumerate() {
            let k = match n {
                3.0 if self.chance(3) => f.string("3"),
                n => f.add(Const::Number(n)),
            };
            f.define(Instr::abx(Op::LoadK, a + i as u32, k), Kind::Num);
        }
        let prep = f.code.len();
        f.emit(Instr::asbx(Op::ForPrep, a, 0));
        let line = self.keep(f, a + 4);
        let outer = f.enter_loop(a + 3, line);
        let (kinds, captured) = (f.kinds.clone(), f.captured.clone());
        f.kinds[a as usize + 3] = Kind::Num;
        self.block(f, 4);
        f.leave_loop(outer);
        f.land(prep);
        f.back(Op::ForLoop, a, prep + 1);
        f.meet(&kinds, &captured);
        // The internal index is not specified once the loop is over.
        f.kinds[a as usize] = Kind::Unspecified;
    }

    fn generic_loop(&mut self, f: &mut Code) {
        let results = 1 + self.below(4);
        let Some(a) = self.control(f, f.line.saturating_sub(3), 3 + results.max(3)) else { return };
        if self.chance(8) {
            let (name, n, zero) = (f.string("upto"), f.add(Const::Number(3.0)), f.add(Const::Number(0.0)));
            f.define(Instr::abx(Op::GetGlobal, a, name), Kind::Callable);
            f.define(Instr::abx(Op::LoadK, a + 1, n), Kind::Num);
            f.define(Instr::abx(Op::LoadK, a + 2, zero), Kind::Num);
        } else {
            // Nobody else gets hold of the table.
            let next = f.string("next");
            f.define(Instr::abx(Op::GetGlobal, a, next), Kind::Callable);
            f.define(Instr::abc(Op::NewTable, a + 1, 0, 0), Kind::Any);
            for _ in 0..self.below(4) {
                let (key, value) = (self.pick(&[Kind::Num, Kind::Str]), self.constant(f) % RK_CONST);
                let key = match self.constant_of(f, key) {
                    k if matches!(&f.constants[k as usize], Const::Number(n) if n.is_nan()) => f.string("k"),
                    k => k,
                };
                if key < RK_CONST {
                    f.emit(Instr::abc(Op::SetTable, a + 1, key | RK_CONST, value | RK_CONST));
                }
            }
            f.define(Instr::abc(Op::LoadNil, a + 2, a + 2, 0), Kind::Nil);
        }
        let entry = f.jump();
        let body = f.code.len();
        let outer = f.enter_loop(a + 3, a + 3);
        // The state and the iterator stay in their registers: what is copied could be changed.
        let control = f.kinds[a as usize..a as usize + 3].to_vec();
        f.kinds[a as usize..a as usize + 3].fill(Kind::Unspecified);
        f.kinds[a as usize + 3..(a + 3 + results) as usize].fill(Kind::Any);
        self.block(f, 4);
        f.leave_loop(outer);
        f.land(entry);
        f.secure(a + 3);
        f.emit(Instr::abc(Op::TForLoop, a, 0, results));
        f.back(Op::Jmp, 0, body);
        f.kinds[a as usize..a as usize + 3].copy_from_slice(&control);
        f.clobber(a + 3);
        f.kinds[a as usize + 3..(a + 3 + results) as usize].fill(Kind::Any);
    }

    /// A jump backwards, a few times.
    fn counted_loop(&mut self, f: &mut Code) {
        let Some(a) = self.control(f, 0, 1) else { return };
        let (count, one) = (f64::from(1 + self.below(3)), f.add(Const::Number(1.0)));
        let (count, zero) = (f.add(Const::Number(count)), f.add(Const::Number(0.0)));
        if one.max(zero) >= RK_CONST {
            return;
        }
        f.define(Instr::abx(Op::LoadK, a, count), Kind::Num);
        let line = self.keep(f, a + 1);
        let outer = f.enter_loop(a + 1, line);
        let (kinds, captured) = (f.kinds.clone(), f.captured.clone());
        let head = f.code.len();
        f.emit(Instr::abc(Op::Sub, a, a, one | RK_CONST));
        self.block(f, 4);
        f.leave_loop(outer);
        f.emit(Instr::abc(Op::Le, 1, zero | RK_CONST, a));
        f.back(Op::Jmp, 0, head);
        f.meet(&kinds, &captured);
    }

    /// Puts arguments from a register on; the number for operand B, 0 if they are up to top.
    fn arguments(&mut self, f: &mut Code, first: u32) -> u32 {
        let room = f.stack() - first;
        let count = self.below(4).min(room);
        for i in 0..count {
            self.load(f, first + i);
        }
        let (at, varargs) = (first + count, f.flags & (vararg::IS_VARARG | vararg::NEEDS_ARG) == vararg::IS_VARARG);
        if at + 4 > f.stack() || self.chance(9) {
            return count + 1;
        }
        if varargs && self.chance(8) {
            f.emit(Instr::abc(Op::VarArg, at, 0, 0));
            return 0;
        }
        let name = f.string(self.pick(&["id", "id", "select"]));
        f.define(Instr::abx(Op::GetGlobal, at, name), Kind::Callable);
        let number = f.add(Const::Number(f64::from(1 + self.below(2))));
        f.define(Instr::abx(Op::LoadK, at + 1, number), Kind::Num);
        self.load(f, at + 2);
        f.emit(Instr::abc(Op::Call, at, 3, 0));
        0
    }

    fn callee(&mut self, f: &mut Code, a: u32) {
        if self.chance(6)
            && let Some(b) = self.source(f, Kind::Callable)
        {
            let kind = f.kinds[b as usize];
            return f.define(Instr::abc(Op::Move, a, b, 0), kind);
        }
        let name = f.string(self.pick(&CALLEES));
        f.define(Instr::abx(Op::GetGlobal, a, name), Kind::Callable);
    }

    fn call(&mut self, f: &mut Code) {
        let Some(a) = self.place(f, f.line, 6) else { return };
        f.secure(a);
        self.callee(f, a);
        let b = self.arguments(f, a + 1);
        let results = self.below(4).min(f.stack() - a);
        f.emit(Instr::abc(Op::Call, a, b, results + 1));
        f.clobber(a);
        f.kinds[a as usize..(a + results) as usize].fill(Kind::Any);
    }

    fn closure(&mut self, f: &mut Code) {
        if self.nested == 0 {
            return self.simple(f);
        }
        self.nested -= 1;
        let (count, params) = (self.below(4), self.below(3));
        let fuel = self.fuel;
        self.fuel = fuel.min(20);
        let nested = self.function(params, count);
        self.fuel = fuel - 5;
        f.protos.push(nested);
        let a = self.target(f);
        let sources: Vec<u32> = (f.floor..f.stack()).filter(|r| f.kinds[*r as usize] != Kind::Unspecified).collect();
        f.emit(Instr::abx(Op::Closure, a, f.protos.len() as u32 - 1));
        for _ in 0..count {
            if f.upvalues > 0 && self.chance(5) || sources.is_empty() {
                let u = self.below(f.upvalues);
                if f.upvalues == 0 {
                    // Its own register, as a local function that calls itself.
                    f.emit(Instr::abc(Op::Move, 0, a, 0));
                    f.captured[a as usize] = true;
                } else {
                    f.emit(Instr::abc(Op::GetUpval, 0, u, 0));
                }
            } else {
                let near = sources.len().min(10) as u32;
                let r = sources[self.below(near) as usize];
                f.emit(Instr::abc(Op::Move, 0, r, 0));
                f.captured[r as usize] = true;
            }
        }
        f.kinds[a as usize] = Kind::Callable;
    }

    /// A table with items.
    fn items(&mut self, f: &mut Code) {
        let Some(a) = self.place(f, f.line, 9) else { return };
        f.secure(a);
        f.define(Instr::abc(Op::NewTable, a, 0, 0), Kind::Table);
        let mut count = self.arguments(f, a + 1);
        if count == 1 {
            self.load(f, a + 1);
            count = 2;
        }
        let block = self.pick(&[1, 1, 1, 2, 3, 0]);
        f.emit(Instr::abc(Op::SetList, a, count.saturating_sub(1), block));
        if block == 0 {
            f.emit(Instr(1 + self.below(3)));
        }
        f.clobber(a + 1);
        f.kinds[a as usize] = Kind::Table;
        const { assert!(FIELDS_PER_FLUSH == 50) };
    }

    /// Leaves the function.
    fn end(&mut self, f: &mut Code) {
        let Some(a) = self.place(f, f.line, 6) else { return f.emit(Instr::abc(Op::Return, 0, 1, 0)) };
        f.secure(a);
        if self.chance(4) {
            self.callee(f, a);
            let b = self.arguments(f, a + 1);
            f.emit(Instr::abc(Op::TailCall, a, b, 0));
            return f.emit(Instr::abc(Op::Return, a, 0, 0));
        }
        let b = self.arguments(f, a);
        f.emit(Instr::abc(Op::Return, a, b, 0));
    }
}
