//! Loaded prototypes: the 5.1 code beside its pre-decoded form.
//!
//! Each 32-bit instruction has a 64-bit word at the same index, so a pc means the same in both. A wide word holds
//! a specialised opcode ([`W`], by operand kinds) and operands scaled to byte offsets; a test is fused with the
//! JMP after it, which stays in its slot for jumps that lead there. Whatever has no fast form becomes
//! `W::Slow` and is executed from the 5.1 instruction.
//!
//! Word layout from the low bits: opcode 8, hint 8, A 16, B 16, C 16; B and C together are a signed 32-bit field.
//!
//! Invariant: the prototype was verified, so that every register, constant, upvalue and jump is in range.

use crate::isa::instr::{RK_CONST, fb_to_int};
use crate::isa::{Bytes, Const, Instr, LocalVar, Op, Proto};

use super::heap::Heap;
use super::object::{Header, Str};
use super::value::{Gc, Value, tag};

macro_rules! define_wide {
    ($($name:ident),* $(,)?) => {
        /// Opcode of a wide word. Suffixes name operand kinds: R register, K number constant, S string
        /// constant, I small positive integer constant, V any constant; T and F: the outcome that jumps.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub(super) enum W { $($name),* }
        impl W {
            const ALL: &'static [W] = &[$(W::$name),*];
        }
    };
}
define_wide! {
    Slow, Move, LoadK, LoadNil1, LoadNil, LoadBool, LoadBoolSkip, GetUpval, SetUpval, GetGlobal, SetGlobal,
    GetTableR, GetTableS, GetTableI, SetTableRR, SetTableRV, SetTableSR, SetTableSV, SetTableIR, SetTableIV,
    NewTable, SelfS,
    AddRR, AddRK, AddKR, SubRR, SubRK, SubKR, MulRR, MulRK, MulKR, DivRR, DivRK, DivKR, ModRR, ModRK, PowRR, PowRK,
    Unm, Not, Len, Concat, Jmp,
    EqRRT, EqRRF, EqRKT, EqRKF, EqRVT, EqRVF, LtRRT, LtRRF, LtRKT, LtRKF, LtKRT, LtKRF,
    LeRRT, LeRRF, LeRKT, LeRKF, LeKRT, LeKRF,
    TestT, TestF, TestSetT, TestSetF,
    Call, TailCall, Return0, Return1, ReturnN,
    ForLoop, ForPrep, TForLoop, SetList, Close, Closure, VarArg,
}

/// Bytes of a register or constant.
const SCALE: u64 = size_of::<Value>() as u64;

#[inline(always)]
pub(super) fn wide_op(word: u64) -> W {
    debug_assert!(((word & 0xff) as usize) < W::ALL.len());
    // SAFETY: words are only made by `word` and `word32` below, from a `W`.
    unsafe { std::mem::transmute(word as u8) }
}

fn word(op: W, hint: u32, a: u64, b: u64, c: u64) -> u64 {
    debug_assert!(a < 1 << 16 && b < 1 << 16 && c < 1 << 16);
    op as u64 | ((hint & 0xff) as u64) << 8 | a << 16 | b << 32 | c << 48
}

fn word32(op: W, hint: u32, a: u64, bc: i32) -> u64 {
    word(op, hint, a, 0, 0) | (bc as u32 as u64) << 32
}

/// A prototype as the VM runs it.
#[repr(C)]
pub(crate) struct FnProto {
    pub(super) header: Header,
    /// Registers of a frame, or `u32::MAX` for a vararg function: one check sends both "no room" and
    /// "vararg" to the slow path.
    pub(super) frame_need: u32,
    pub(super) max_stack: u8,
    pub(super) num_params: u8,
    pub(super) num_upvalues: u8,
    pub(super) is_vararg: u8,
    pub(super) wide: Box<[u64]>,
    pub(super) raw: Box<[Instr]>,
    pub(super) constants: Box<[Value]>,
    pub(super) protos: Box<[Gc<FnProto>]>,
    pub(super) lines: Box<[u32]>,
    pub(super) locals: Box<[LocalVar]>,
    pub(super) upvalue_names: Box<[Bytes]>,
    /// Chunk name with its prefix.
    pub(super) source: Bytes,
    pub(super) line_defined: u32,
    pub(super) last_line_defined: u32,
}

impl FnProto {
    pub fn code(&self) -> &[Instr] {
        &self.raw
    }

    pub fn source(&self) -> &Bytes {
        &self.source
    }

    /// The line of the instruction at `pc`; `None` if the chunk was stripped.
    pub fn line(&self, pc: usize) -> Option<u32> {
        self.lines.get(pc).copied()
    }

    pub fn lines(&self) -> &[u32] {
        &self.lines
    }

    pub fn line_defined(&self) -> u32 {
        self.line_defined
    }

    pub fn last_line_defined(&self) -> u32 {
        self.last_line_defined
    }

    pub fn upvalue_names(&self) -> &[Bytes] {
        &self.upvalue_names
    }

    pub fn constants(&self) -> &[Value] {
        &self.constants
    }

    pub fn num_params(&self) -> u8 {
        self.num_params
    }

    pub fn num_upvalues(&self) -> u8 {
        self.num_upvalues
    }

    pub fn is_vararg(&self) -> u8 {
        self.is_vararg
    }

    pub fn max_stack(&self) -> u8 {
        self.max_stack
    }

    /// The prototype as data, as it was loaded.
    pub fn to_isa(&self) -> Proto {
        let constants = self.constants.iter().map(|v| match v.tag {
            tag::NIL => Const::Nil,
            tag::FALSE | tag::TRUE => Const::Boolean(v.truthy()),
            tag::NUMBER => Const::Number(v.num_unchecked()),
            _ => Const::String(v.cast::<Str>().bytes().into()),
        });
        Proto {
            source: Some(self.source.clone()),
            line_defined: self.line_defined,
            last_line_defined: self.last_line_defined,
            num_upvalues: self.num_upvalues,
            num_params: self.num_params,
            is_vararg: self.is_vararg,
            max_stack: self.max_stack,
            code: self.raw.to_vec(),
            constants: constants.collect(),
            protos: self.protos.iter().map(|p| p.to_isa()).collect(),
            lines: self.lines.to_vec(),
            locals: self.locals.to_vec(),
            upvalue_names: self.upvalue_names.to_vec(),
        }
    }
}

/// Loads a verified prototype and those nested in it.
pub(super) fn load(heap: &mut Heap, proto: &Proto, parent_source: &Bytes) -> Gc<FnProto> {
    let source = proto.source.as_ref().unwrap_or(parent_source);
    let protos = proto.protos.iter().map(|p| load(heap, p, source)).collect();
    let constants: Box<[Value]> = proto
        .constants
        .iter()
        .map(|k| match k {
            Const::Nil => Value::NIL,
            Const::Boolean(b) => Value::boolean(*b),
            Const::Number(n) => Value::number(*n),
            Const::String(s) => Value::from(heap.intern(s)),
        })
        .collect();
    let wide = predecode(proto, &constants);
    let vararg = proto.is_vararg & crate::isa::proto::vararg::IS_VARARG != 0;
    let loaded = FnProto {
        header: Header::new(tag::PROTO, heap.colour),
        frame_need: if vararg { u32::MAX } else { proto.max_stack as u32 },
        max_stack: proto.max_stack,
        num_params: proto.num_params,
        num_upvalues: proto.num_upvalues,
        is_vararg: proto.is_vararg,
        wide,
        raw: proto.code.as_slice().into(),
        constants,
        protos,
        lines: proto.lines.as_slice().into(),
        locals: proto.locals.as_slice().into(),
        upvalue_names: proto.upvalue_names.as_slice().into(),
        source: source.clone(),
        line_defined: proto.line_defined,
        last_line_defined: proto.last_line_defined,
    };
    heap.bytes += loaded.owned_bytes();
    heap.alloc(loaded)
}

impl FnProto {
    /// Bytes outside the cell, for the accounting.
    pub(super) fn owned_bytes(&self) -> usize {
        self.wide.len() * 8
            + self.raw.len() * 4
            + self.constants.len() * size_of::<Value>()
            + self.protos.len() * 8
            + self.lines.len() * 4
            + self.locals.len() * size_of::<LocalVar>()
            + self.upvalue_names.len() * size_of::<Bytes>()
    }
}

/// How an RK operand looks to a fast path.
enum Operand {
    Reg(u64),
    Number(u64),
    Str(u64, u32),
    Other(u64),
}

struct Decoder<'a> {
    code: &'a [Instr],
    constants: &'a [Value],
}

fn reg(r: u32) -> u64 {
    r as u64 * SCALE
}

impl Decoder<'_> {
    fn rk(&self, x: u32) -> Operand {
        if x < RK_CONST {
            return Operand::Reg(reg(x));
        }
        let index = x - RK_CONST;
        let k = self.constants[index as usize];
        match k.tag {
            tag::NUMBER => Operand::Number(reg(index)),
            tag::STRING => Operand::Str(reg(index), k.cast::<Str>().hash),
            _ => Operand::Other(reg(index)),
        }
    }

    /// A constant that is an integer key of an array part.
    fn small_int(&self, x: u32) -> Option<u64> {
        let k = self.constants.get(x.checked_sub(RK_CONST)? as usize)?.as_number()?;
        (k >= 1.0 && k <= u16::MAX as f64 && k.fract() == 0.0).then_some(k as u64)
    }

    fn hash(&self, constant: u32) -> u32 {
        self.constants[constant as usize].as_string().map_or(0, |s| s.hash)
    }

    /// The distance of the JMP after the test at `pc`, relative to the JMP itself, if it fits.
    fn fused(&self, pc: usize) -> Option<u64> {
        let jmp = self.code.get(pc + 1)?;
        if jmp.op() != Some(Op::Jmp) {
            return None;
        }
        i16::try_from(jmp.sbx() + 1).ok().map(|d| d as u16 as u64)
    }

    fn arith(&self, i: Instr, rr: W, rk: W, kr: W) -> u64 {
        let (op, b, c) = match (self.rk(i.b()), self.rk(i.c())) {
            (Operand::Reg(b), Operand::Reg(c)) => (rr, b, c),
            (Operand::Reg(b), Operand::Number(c)) => (rk, b, c),
            (Operand::Number(b), Operand::Reg(c)) => (kr, b, c),
            _ => (W::Slow, 0, 0),
        };
        word(op, 0, reg(i.a()), b, c)
    }

    fn compare(&self, pc: usize, i: Instr, rr: [W; 2], rk: [W; 2], kr: [W; 2]) -> u64 {
        let Some(jump) = self.fused(pc) else { return word(W::Slow, 0, 0, 0, 0) };
        let want = (i.a() == 0) as usize;
        let (op, b, c) = match (self.rk(i.b()), self.rk(i.c())) {
            (Operand::Reg(b), Operand::Reg(c)) => (rr[want], b, c),
            (Operand::Reg(b), Operand::Number(c)) => (rk[want], b, c),
            (Operand::Number(b), Operand::Reg(c)) => (kr[want], b, c),
            _ => (W::Slow, 0, 0),
        };
        word(op, 0, jump, b, c)
    }

    fn equal(&self, pc: usize, i: Instr) -> u64 {
        let Some(jump) = self.fused(pc) else { return word(W::Slow, 0, 0, 0, 0) };
        let want = (i.a() == 0) as usize;
        let any = [W::EqRVT, W::EqRVF][want];
        let number = [W::EqRKT, W::EqRKF][want];
        let (op, b, c) = match (self.rk(i.b()), self.rk(i.c())) {
            (Operand::Reg(b), Operand::Reg(c)) => ([W::EqRRT, W::EqRRF][want], b, c),
            (Operand::Reg(b), Operand::Number(c)) | (Operand::Number(c), Operand::Reg(b)) => (number, b, c),
            (Operand::Reg(b), Operand::Str(c, _) | Operand::Other(c))
            | (Operand::Str(c, _) | Operand::Other(c), Operand::Reg(b)) => (any, b, c),
            _ => (W::Slow, 0, 0),
        };
        word(op, 0, jump, b, c)
    }

    fn set_table(&self, i: Instr) -> u64 {
        let a = reg(i.a());
        let (value, is_reg) = match self.rk(i.c()) {
            Operand::Reg(c) => (c, true),
            Operand::Number(c) | Operand::Str(c, _) | Operand::Other(c) => (c, false),
        };
        if let Some(key) = self.small_int(i.b()) {
            return word(if is_reg { W::SetTableIR } else { W::SetTableIV }, 0, a, key, value);
        }
        match self.rk(i.b()) {
            Operand::Reg(b) => word(if is_reg { W::SetTableRR } else { W::SetTableRV }, 0, a, b, value),
            Operand::Str(b, hash) => word(if is_reg { W::SetTableSR } else { W::SetTableSV }, hash, a, b, value),
            Operand::Number(_) | Operand::Other(_) => word(W::Slow, 0, 0, 0, 0),
        }
    }

    fn decode(&self, pc: usize, i: Instr, op: Op) -> u64 {
        const SLOW: u64 = W::Slow as u64;
        let a = reg(i.a());
        match op {
            Op::Move => word(W::Move, 0, a, reg(i.b()), 0),
            Op::LoadK => word32(W::LoadK, 0, a, i.bx() as i32 * SCALE as i32),
            Op::LoadBool => {
                word(if i.c() == 0 { W::LoadBool } else { W::LoadBoolSkip }, 0, a, tag::FALSE + (i.b() != 0) as u64, 0)
            }
            Op::LoadNil if i.a() == i.b() => word(W::LoadNil1, 0, a, 0, 0),
            Op::LoadNil => word(W::LoadNil, 0, a, reg(i.b()), 0),
            Op::GetUpval => word(W::GetUpval, 0, a, i.b() as u64, 0),
            Op::SetUpval => word(W::SetUpval, 0, a, i.b() as u64, 0),
            Op::GetGlobal => word32(W::GetGlobal, self.hash(i.bx()), a, i.bx() as i32 * SCALE as i32),
            Op::SetGlobal => word32(W::SetGlobal, self.hash(i.bx()), a, i.bx() as i32 * SCALE as i32),
            Op::GetTable => match (self.small_int(i.c()), self.rk(i.c())) {
                (Some(key), _) => word(W::GetTableI, 0, a, reg(i.b()), key),
                (None, Operand::Reg(c)) => word(W::GetTableR, 0, a, reg(i.b()), c),
                (None, Operand::Str(c, hash)) => word(W::GetTableS, hash, a, reg(i.b()), c),
                (None, Operand::Number(_) | Operand::Other(_)) => SLOW,
            },
            Op::SetTable => self.set_table(i),
            Op::NewTable => {
                let (array, hash) = (fb_to_int(i.b()), fb_to_int(i.c()));
                if array < 1 << 16 && hash < 1 << 16 {
                    word(W::NewTable, 0, a, array as u64, hash as u64)
                } else {
                    SLOW
                }
            }
            Op::SelfOp => match self.rk(i.c()) {
                Operand::Str(c, hash) => word(W::SelfS, hash, a, reg(i.b()), c),
                Operand::Reg(_) | Operand::Number(_) | Operand::Other(_) => SLOW,
            },
            Op::Add => self.arith(i, W::AddRR, W::AddRK, W::AddKR),
            Op::Sub => self.arith(i, W::SubRR, W::SubRK, W::SubKR),
            Op::Mul => self.arith(i, W::MulRR, W::MulRK, W::MulKR),
            Op::Div => self.arith(i, W::DivRR, W::DivRK, W::DivKR),
            Op::Mod => self.arith(i, W::ModRR, W::ModRK, W::Slow),
            Op::Pow => self.arith(i, W::PowRR, W::PowRK, W::Slow),
            Op::Unm => word(W::Unm, 0, a, reg(i.b()), 0),
            Op::Not => word(W::Not, 0, a, reg(i.b()), 0),
            Op::Len => word(W::Len, 0, a, reg(i.b()), 0),
            Op::Concat => word(W::Concat, 0, a, i.b() as u64, i.c() as u64),
            Op::Jmp => word32(W::Jmp, 0, 0, i.sbx()),
            Op::Eq => self.equal(pc, i),
            Op::Lt => self.compare(pc, i, [W::LtRRT, W::LtRRF], [W::LtRKT, W::LtRKF], [W::LtKRT, W::LtKRF]),
            Op::Le => self.compare(pc, i, [W::LeRRT, W::LeRRF], [W::LeRKT, W::LeRKF], [W::LeKRT, W::LeKRF]),
            Op::Test => match self.fused(pc) {
                Some(jump) => word([W::TestT, W::TestF][(i.c() == 0) as usize], 0, jump, a, 0),
                None => SLOW,
            },
            Op::TestSet => match self.fused(pc) {
                Some(jump) => word([W::TestSetT, W::TestSetF][(i.c() == 0) as usize], 0, jump, reg(i.b()), a),
                None => SLOW,
            },
            Op::Call => word(W::Call, 0, a, i.b() as u64, i.c() as u64),
            Op::TailCall => word(W::TailCall, 0, a, i.b() as u64, 0),
            Op::Return => {
                let op = match i.b() {
                    1 => W::Return0,
                    2 => W::Return1,
                    _ => W::ReturnN,
                };
                word(op, 0, a, i.b() as u64, 0)
            }
            Op::ForLoop => word32(W::ForLoop, 0, a, i.sbx()),
            Op::ForPrep => word32(W::ForPrep, 0, a, i.sbx()),
            Op::TForLoop => match self.fused(pc) {
                Some(jump) => word(W::TForLoop, 0, a, jump, i.c() as u64),
                None => SLOW,
            },
            Op::SetList if i.c() == 0 => SLOW,
            Op::SetList => {
                word(W::SetList, 0, a, i.b() as u64, (i.c() as u64 - 1) * crate::isa::instr::FIELDS_PER_FLUSH as u64)
            }
            Op::Close => word(W::Close, 0, a, 0, 0),
            Op::Closure => word32(W::Closure, 0, a, i.bx() as i32),
            Op::VarArg => word(W::VarArg, 0, a, i.b() as u64, 0),
        }
    }
}

fn predecode(proto: &Proto, constants: &[Value]) -> Box<[u64]> {
    let d = Decoder { code: &proto.code, constants };
    let mut wide = Vec::with_capacity(proto.code.len());
    let starts = crate::isa::effects::instruction_starts(proto);
    for (pc, (&i, starts)) in proto.code.iter().zip(starts).enumerate() {
        let op = i.op().filter(|_| starts);
        wide.push(op.map_or(W::Slow as u64, |op| d.decode(pc, i, op)));
    }
    wide.into()
}
