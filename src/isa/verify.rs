//! The verifier: what has to hold of a function before a VM may run it with unchecked register access.
//!
//! Invariants of an accepted function, the nested ones included: it holds at least one instruction; every way from pc 0
//! stays on instructions of the code and ends in a RETURN or TAILCALL; every register, constant, upvalue and nested function
//! that an instruction names exists; an instruction that works up to top runs only right after the one that sets top,
//! which starts high enough that the number of values is never negative; what a test jumps by is a JMP.
//! PUC's compiler always satisfies all of it. Not checked, and a VM must not rely on it: types of values (a FORLOOP may meet
//! anything), that a register is written before it is read, that size hints are reasonable.
//!
//! PUC's own check lets some of this pass; what it refuses is refused here. The message for a user is the same:
//! "bad code in precompiled chunk".

use super::chunk::{self, ChunkError, ChunkErrorKind};
use super::effects::{Effects, HeapEffect, Malformed, effects, instruction_starts};
use super::instr::{Capture, Instr, MAX_FB, RK_CONST};
use super::ops::{Control, Format, Op, Operand};
use super::proto::{Const, Proto, vararg};
use super::regset::RegSet;

/// Largest frame, in registers.
pub const MAX_STACK: u8 = 250;

/// A function that must not run.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("function {}{}: {violation}", display_path(.path), .pc.map_or(String::new(), |pc| format!(", pc {pc}")))]
pub struct VerifyError {
    /// The function: indices on the way down from the main function.
    pub path: Vec<u32>,
    /// The instruction, from 0, unless it is about the function as a whole.
    pub pc: Option<u32>,
    /// What rule it breaks.
    pub violation: Violation,
}

fn display_path(path: &[u32]) -> String {
    path.iter().fold("main".to_owned(), |text, index| format!("{text}/{index}"))
}

/// What does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum Violation {
    #[error(transparent)]
    Malformed(#[from] Malformed),
    #[error("a frame of {0} registers, but at most {MAX_STACK} are possible")]
    MaxStack(u8),
    #[error("{needed} registers needed for parameters, but the frame has {max_stack}")]
    Params { needed: u32, max_stack: u8 },
    #[error("flags {0:#x} for variable arguments contradict each other")]
    VarargFlags(u8),
    #[error("the last instruction is no RETURN")]
    NoReturn,
    #[error("{lines} lines for {code} instructions")]
    LineCount { lines: usize, code: usize },
    #[error("{names} names for {upvalues} upvalues")]
    UpvalueNameCount { names: usize, upvalues: u8 },
    #[error("local variable {0} has no valid range of instructions")]
    LocalRange(usize),
    #[error("local variable {0} begins before the one that is listed before it")]
    LocalOrder(usize),
    #[error("{active} local variables at pc {pc}, but the frame has {max_stack} registers")]
    LocalCount { active: u32, pc: usize, max_stack: u8 },
    #[error("functions are nested deeper than {} levels", chunk::MAX_NESTING)]
    TooDeep,
    #[error("register {reg} is outside of the frame of {max_stack}")]
    Register { reg: u32, max_stack: u8 },
    #[error("constant {index} of {count}")]
    Constant { index: u32, count: usize },
    #[error("constant {0} names a global but is no string")]
    GlobalName(u32),
    #[error("upvalue {index} of {count}")]
    Upvalue { index: u32, count: u8 },
    #[error("{0} in an operand that has no meaning")]
    Unused(u32),
    #[error("{0} is neither 0 nor 1")]
    Flag(u32),
    #[error("{0} is no size that a table can have")]
    Size(u32),
    #[error("control goes on to pc {0}, which is data of another instruction")]
    IntoData(u32),
    #[error("a test that is not followed by a JMP")]
    NoJump,
    #[error("word {0:#010x} after a CLOSURE captures neither a register nor an upvalue")]
    Capture(u32),
    #[error("values up to top are not used by the next instruction")]
    OpenUnused,
    #[error("values up to top, but the instruction before does not set it")]
    OpenUnset,
    #[error("values from register {needed} up to top, but top is set from register {set}")]
    OpenBelow { needed: u8, set: u8 },
    #[error("pc {0} goes on to here, where top must be set by the instruction before")]
    OpenEntered(u32),
    #[error("variable arguments in a function that has none")]
    NotVararg,
    #[error("a TAILCALL that is not followed by a RETURN of its results")]
    TailCall,
    #[error("registers from {first} to {last} are no range")]
    Range { first: u32, last: u32 },
    #[error("a loop without variables")]
    NoVariables,
    #[error("items from {0} are no part of a table")]
    Block(i64),
    #[error("FORPREP and FORLOOP do not belong together")]
    Loop,
}

/// A function that the verifier has accepted, with all functions in it: what a VM may run.
///
/// There is no other way to one than [`Verified::new`], and none to alter it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified(Proto);

impl Verified {
    /// Verifies a function and all functions in it.
    pub fn new(proto: Proto) -> Result<Verified, VerifyError> {
        verify(&proto)?;
        Ok(Verified(proto))
    }

    /// The same code with the number of a function as the line where it begins, counted in preorder from `first`, and
    /// with that of the instruction, counted from 1, as its line.
    pub fn renumbered(&self, first: u32) -> Verified {
        fn visit(proto: &mut Proto, next: &mut u32) {
            proto.line_defined = *next;
            *next += 1;
            // As many lines as instructions: it verifies as before.
            proto.lines = (1..=proto.code.len() as u32).collect();
            for nested in &mut proto.protos {
                visit(nested, next);
            }
        }
        let mut copy = self.0.clone();
        visit(&mut copy, &mut { first });
        Verified(copy)
    }

    /// The function, to be altered.
    pub fn into_proto(self) -> Proto {
        self.0
    }
}

impl std::ops::Deref for Verified {
    type Target = Proto;

    fn deref(&self) -> &Proto {
        &self.0
    }
}

/// Checks a function and all functions in it.
pub fn verify(proto: &Proto) -> Result<(), VerifyError> {
    verify_at(proto, &mut vec![])
}

fn verify_at(proto: &Proto, path: &mut Vec<u32>) -> Result<(), VerifyError> {
    let located = |(pc, violation), path: &[u32]| VerifyError { path: path.to_vec(), pc, violation };
    if path.len() >= chunk::MAX_NESTING {
        return Err(located((None, Violation::TooDeep), path));
    }
    verify_function(proto).map_err(|error| located(error, path))?;
    for (index, nested) in proto.protos.iter().enumerate() {
        path.push(index as u32);
        verify_at(nested, path)?;
        path.pop();
    }
    Ok(())
}

/// A binary chunk that is refused, be it as a chunk or for its code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum LoadError {
    #[error(transparent)]
    Chunk(#[from] ChunkError),
    #[error(transparent)]
    Code(#[from] VerifyError),
}

impl LoadError {
    /// The message that `loadstring` gives for it (see [`ChunkErrorKind::message`]).
    pub fn message(&self, chunk_name: &[u8]) -> Vec<u8> {
        match self {
            LoadError::Chunk(error) => error.kind.message(chunk_name),
            LoadError::Code(_) => ChunkErrorKind::BadCode.message(chunk_name),
        }
    }
}

/// Reads a binary chunk and verifies it: the way for chunks of unknown origin.
pub fn undump_verified(bytes: &[u8]) -> Result<Verified, LoadError> {
    Ok(Verified::new(chunk::undump(bytes)?)?)
}

type Found = (Option<u32>, Violation);

fn verify_function(proto: &Proto) -> Result<(), Found> {
    verify_header(proto).map_err(|violation| (None, violation))?;
    let starts = instruction_starts(proto);
    let check = Check { proto, starts: &starts, frame: RegSet::below(u32::from(proto.max_stack)) };
    let mut before = None;
    for pc in (0..proto.code.len()).filter(|&pc| starts[pc]) {
        before = Some(check.instruction(pc, before).map_err(|violation| (Some(pc as u32), violation))?);
    }
    Ok(())
}

pub(super) fn verify_header(proto: &Proto) -> Result<(), Violation> {
    let max_stack = proto.max_stack;
    if max_stack > MAX_STACK {
        return Err(Violation::MaxStack(max_stack));
    }
    let flags = proto.is_vararg;
    let known = vararg::HAS_ARG | vararg::IS_VARARG | vararg::NEEDS_ARG;
    if flags & !known != 0 || flags & vararg::NEEDS_ARG != 0 && flags & vararg::HAS_ARG == 0 {
        return Err(Violation::VarargFlags(flags));
    }
    let needed = u32::from(proto.num_params) + u32::from(flags & vararg::HAS_ARG);
    if needed > u32::from(max_stack) {
        return Err(Violation::Params { needed, max_stack });
    }
    let code = proto.code.len();
    if !proto.lines.is_empty() && proto.lines.len() != code {
        return Err(Violation::LineCount { lines: proto.lines.len(), code });
    }
    let names = proto.upvalue_names.len();
    if names != 0 && names != usize::from(proto.num_upvalues) {
        return Err(Violation::UpvalueNameCount { names, upvalues: proto.num_upvalues });
    }
    if proto.code.last().and_then(|last| last.op()) != Some(Op::Return) {
        return Err(Violation::NoReturn);
    }
    verify_locals(proto)
}

fn verify_locals(proto: &Proto) -> Result<(), Violation> {
    let mut previous = 0;
    for (index, local) in proto.locals.iter().enumerate() {
        if local.start_pc > local.end_pc || local.end_pc as usize > proto.code.len() {
            return Err(Violation::LocalRange(index));
        }
        if local.start_pc < previous {
            return Err(Violation::LocalOrder(index));
        }
        previous = local.start_pc;
    }
    if proto.locals.len() <= usize::from(proto.max_stack) {
        return Ok(());
    }
    let mut changes = vec![0i64; proto.code.len() + 1];
    for local in &proto.locals {
        changes[local.start_pc as usize] += 1;
        changes[local.end_pc as usize] -= 1;
    }
    let mut active = 0;
    for (pc, change) in changes.into_iter().enumerate() {
        active += change;
        if active > i64::from(proto.max_stack) {
            return Err(Violation::LocalCount { active: active as u32, pc, max_stack: proto.max_stack });
        }
    }
    Ok(())
}

/// What the next instruction has to know of the one before it in the code.
struct Before {
    pc: usize,
    open_write: Option<u8>,
}

/// By opcode: whether it goes on with the next instruction, and names each register, constant and upvalue by a field of its own.
/// Then nothing is to be verified but its fields; most instructions are so.
const FIELDS_TELL_ALL: [bool; Op::COUNT] = {
    let mut all = [false; Op::COUNT];
    let mut i = 0;
    while i < Op::COUNT {
        let [a, b, c] = Op::ALL[i].operands();
        all[i] =
            matches!(Op::ALL[i].control(), Control::Plain) && stands_alone(a) && stands_alone(b) && stands_alone(c);
        i += 1;
    }
    all
};

const fn stands_alone(kind: Operand) -> bool {
    match kind {
        Operand::Unused | Operand::Def | Operand::Use | Operand::Rk | Operand::Konst | Operand::Global => true,
        Operand::Upval | Operand::Flag | Operand::Size => true,
        Operand::DefFirst | Operand::DefLast | Operand::DefPair | Operand::UseFirst | Operand::UseLast => false,
        Operand::Proto | Operand::CallBase | Operand::ForBase | Operand::IterBase => false,
        Operand::Args | Operand::Results | Operand::Block | Operand::Jump => false,
    }
}

/// Whether an instruction works up to top: a count of values that is 0.
fn reads_open(instr: Instr) -> bool {
    instr.op().is_some_and(|op| op.operands()[1] == Operand::Args) && instr.b() == 0
}

struct Check<'a> {
    proto: &'a Proto,
    starts: &'a [bool],
    /// All registers that the function has.
    frame: RegSet,
}

impl Check<'_> {
    fn instruction(&self, pc: usize, before: Option<Before>) -> Result<Before, Violation> {
        let instr = self.proto.code[pc];
        let set = before.and_then(|before| (before.pc + 1 == pc).then_some(before.open_write)?);
        if let Some(op) = instr.op()
            && FIELDS_TELL_ALL[op as usize]
            && set.is_none()
            && self.operands(op, instr).is_ok()
        {
            debug_assert!(effects(self.proto, pc).is_ok_and(|found| self.registers(&found).is_ok()));
            return Ok(Before { pc, open_write: None });
        }
        let found = effects(self.proto, pc)?;
        // `effects` has an answer for known opcodes only.
        let op = instr.op().ok_or(Malformed::Opcode((instr.0 & 0x3f) as u8))?;
        self.operands(op, instr)?;
        self.registers(&found)?;
        for edge in found.next.iter() {
            if !self.starts[edge.pc as usize] {
                return Err(Violation::IntoData(edge.pc));
            }
            let follows = edge.pc as usize == pc + 1;
            if !follows && reads_open(self.proto.code[edge.pc as usize]) {
                return Err(Violation::OpenEntered(pc as u32));
            }
        }
        match (found.open_read, set) {
            (Some(needed), Some(set)) if needed > set => return Err(Violation::OpenBelow { needed, set }),
            (Some(_), None) => return Err(Violation::OpenUnset),
            (None, Some(_)) => return Err(Violation::OpenUnused),
            (Some(_), Some(_)) | (None, None) => {}
        }
        self.shape(op, pc, &found)?;
        let open_write = found.next.iter().find_map(|edge| edge.open_write);
        Ok(Before { pc, open_write })
    }

    fn next_op(&self, pc: usize) -> Option<Op> {
        self.starts.get(pc)?.then(|| self.proto.code[pc].op())?
    }

    /// Every field for itself, by its kind.
    fn operands(&self, op: Op, instr: Instr) -> Result<(), Violation> {
        let fields = match op.format() {
            Format::Abc => [instr.a(), instr.b(), instr.c()],
            Format::Abx => [instr.a(), instr.bx(), 0],
            Format::Asbx => [instr.a(), 0, 0],
        };
        // Seen from outside: PUC takes A for a register always, the wanted result of a comparison included.
        self.register(instr.a())?;
        for (kind, field) in op.operands().into_iter().zip(fields) {
            match kind {
                Operand::Def | Operand::Use | Operand::DefFirst | Operand::DefLast | Operand::DefPair => {
                    self.register(field)?;
                }
                Operand::UseFirst | Operand::UseLast | Operand::CallBase | Operand::ForBase | Operand::IterBase => {
                    self.register(field)?;
                }
                Operand::Rk if field & RK_CONST == 0 => self.register(field)?,
                Operand::Rk => self.constant(field & !RK_CONST)?,
                Operand::Konst => self.constant(field)?,
                Operand::Global => {
                    self.constant(field)?;
                    if !matches!(self.proto.constants[field as usize], Const::String(_)) {
                        return Err(Violation::GlobalName(field));
                    }
                }
                Operand::Upval => self.upvalue(field)?,
                Operand::Unused if field != 0 => return Err(Violation::Unused(field)),
                Operand::Flag if field > 1 => return Err(Violation::Flag(field)),
                Operand::Size if field > MAX_FB => return Err(Violation::Size(field)),
                // Nested functions, counts and targets are looked at together with the effects.
                Operand::Unused | Operand::Flag | Operand::Size | Operand::Proto => {}
                Operand::Args | Operand::Results | Operand::Block | Operand::Jump => {}
            }
        }
        Ok(())
    }

    fn register(&self, reg: u32) -> Result<(), Violation> {
        let max_stack = self.proto.max_stack;
        if reg < u32::from(max_stack) { Ok(()) } else { Err(Violation::Register { reg, max_stack }) }
    }

    fn constant(&self, index: u32) -> Result<(), Violation> {
        let count = self.proto.constants.len();
        if (index as usize) < count { Ok(()) } else { Err(Violation::Constant { index, count }) }
    }

    fn upvalue(&self, index: u32) -> Result<(), Violation> {
        let count = self.proto.num_upvalues;
        if index < u32::from(count) { Ok(()) } else { Err(Violation::Upvalue { index, count }) }
    }

    /// The registers of the effects, ranges included. Of the open ranges only the start counts: the VM makes room above.
    fn registers(&self, found: &Effects) -> Result<(), Violation> {
        let closed = |set: RegSet, open: Option<u8>| open.map_or(set, |from| set - RegSet::from(u32::from(from)));
        let mut named = closed(found.reads, found.open_read) | found.captures | found.scratch;
        for edge in found.next.iter() {
            named |= closed(edge.writes, edge.open_write);
        }
        if named.is_subset(self.frame) {
            return Ok(());
        }
        named.last().map_or(Ok(()), |reg| self.register(u32::from(reg)))
    }

    /// What holds between an instruction and its neighbours, and between its fields.
    fn shape(&self, op: Op, pc: usize, found: &Effects) -> Result<(), Violation> {
        let instr = self.proto.code[pc];
        match op.control() {
            Control::Test if self.next_op(pc + 1) != Some(Op::Jmp) => return Err(Violation::NoJump),
            Control::TailCall => {
                let next = self.proto.code.get(pc + 1);
                let hands_on = next.is_some_and(|next| *next == Instr::abc(Op::Return, instr.a(), 0, next.c()));
                if instr.c() != 0 || !hands_on {
                    return Err(Violation::TailCall);
                }
            }
            Control::Captures => {
                let end = found.next.iter().next().map_or(pc + 1, |edge| edge.pc as usize);
                for word in &self.proto.code[pc + 1..end] {
                    match Capture::decode(*word).filter(|_| word.a() == 0 && word.c() == 0) {
                        Some(Capture::Register(reg)) => self.register(reg)?,
                        Some(Capture::Upvalue(index)) => self.upvalue(index)?,
                        None => return Err(Violation::Capture(word.0)),
                    }
                }
            }
            Control::Plain | Control::Skip | Control::Test | Control::Jump | Control::Block | Control::Return => {}
        }
        let range = |first, last| Violation::Range { first, last };
        match op {
            Op::LoadNil if instr.b() < instr.a() => Err(range(instr.a(), instr.b())),
            Op::Concat if instr.c() <= instr.b() => Err(range(instr.b(), instr.c())),
            Op::TForLoop if instr.c() == 0 => Err(Violation::NoVariables),
            Op::ForPrep if !self.is_loop(pc) => Err(Violation::Loop),
            Op::ForLoop if !self.closes_loop(pc) => Err(Violation::Loop),
            Op::VarArg if !self.has_varargs() => Err(Violation::NotVararg),
            Op::SetList => match found.heap {
                HeapEffect::WriteItems { first, count, .. }
                    if first < 1 || first + i64::from(count.unwrap_or(0)) > i64::from(i32::MAX) =>
                {
                    Err(Violation::Block(first))
                }
                _ => Ok(()),
            },
            Op::Move | Op::LoadK | Op::LoadBool | Op::LoadNil | Op::GetUpval | Op::GetGlobal | Op::GetTable => Ok(()),
            Op::SetGlobal | Op::SetUpval | Op::SetTable | Op::NewTable | Op::SelfOp => Ok(()),
            Op::Add | Op::Sub | Op::Mul | Op::Div | Op::Mod | Op::Pow | Op::Unm | Op::Not | Op::Len => Ok(()),
            Op::Concat | Op::Jmp | Op::Eq | Op::Lt | Op::Le | Op::Test | Op::TestSet | Op::Call => Ok(()),
            Op::TailCall | Op::Return | Op::ForLoop | Op::ForPrep | Op::TForLoop | Op::Close => Ok(()),
            Op::Closure | Op::VarArg => Ok(()),
        }
    }

    /// Whether the FORPREP at `pc` goes to a FORLOOP that comes back after it.
    fn is_loop(&self, pc: usize) -> bool {
        let prep = self.proto.code[pc];
        let end = pc as i64 + 1 + i64::from(prep.sbx());
        usize::try_from(end).is_ok_and(|end| {
            let back = || end as i64 + 1 + i64::from(self.proto.code[end].sbx());
            self.next_op(end) == Some(Op::ForLoop) && self.proto.code[end].a() == prep.a() && back() == pc as i64 + 1
        })
    }

    /// Whether the FORLOOP at `pc` goes back after a FORPREP that leads to it.
    fn closes_loop(&self, pc: usize) -> bool {
        let prep = pc as i64 + i64::from(self.proto.code[pc].sbx());
        usize::try_from(prep).is_ok_and(|prep| {
            let target = || prep as i64 + 1 + i64::from(self.proto.code[prep].sbx());
            self.next_op(prep) == Some(Op::ForPrep) && target() == pc as i64 && self.is_loop(prep)
        })
    }

    fn has_varargs(&self) -> bool {
        self.proto.is_vararg & vararg::IS_VARARG != 0 && self.proto.is_vararg & vararg::NEEDS_ARG == 0
    }
}
