//! The true effects of an instruction: what it reads, writes and spoils, where it goes, what it does to the heap.
//!
//! The single source for verifier, liveness, tracer, contract oracle and coverage. Invariant: [`effects`] of any word
//! sequence gives a value; what it describes of a verified proto is exactly what PUC 5.1 does, as far as a later
//! instruction can tell. PUC's own operand masks are imprecise and live in [`opmode`](super::opmode).

use super::instr::{Capture, FIELDS_PER_FLUSH, Instr, Rk};
use super::ops::{Control, Op};
use super::regset::RegSet;
use super::view::ProtoView;

/// What one instruction does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effects {
    /// Registers whose value counts. With [`open_read`](Effects::open_read) it includes all registers from there up.
    pub reads: RegSet,
    /// First register of the part of `reads` that ends at top, the end of the values of the open producer before.
    pub open_read: Option<u8>,
    /// Registers that become shared with a closure as open upvalues; their present value counts unless it is written
    /// by the same instruction (a local function that calls itself).
    pub captures: RegSet,
    /// Registers whose value is unspecified afterwards, unless an edge writes them: call frames, operands of CONCAT.
    pub clobbers: RegSet,
    /// Registers of the frame that the instruction may use as scratch space; part of `clobbers`.
    pub scratch: RegSet,
    /// Where the instruction may go on.
    pub next: Next,
    /// Whether the function may return here. Returning closes all upvalues of the frame.
    pub returns: bool,
    /// What happens outside of the registers.
    pub heap: HeapEffect,
    /// The foreign code that may run before it is done: the callee, the handler of an event.
    pub foreign: Foreign,
    /// Whether it may raise an error (lack of memory aside).
    pub may_raise: bool,
}

impl Effects {
    /// Whether foreign code may run before it is done.
    pub fn may_call(&self) -> bool {
        self.foreign != Foreign::Nothing
    }

    /// As [`observed_successors`]; these are the effects of the instruction at `pc`.
    pub fn observed_successors(
        &self,
        view: &(impl ProtoView + ?Sized),
        pc: usize,
    ) -> Result<[Option<u32>; 2], Malformed> {
        let mut pcs = self.next.0.map(|edge| edge.map(|edge| edge.pc));
        let code = view.code();
        if code[pc].op().map(Op::control) == Some(Control::Test)
            && let Some(jump) = pcs[0]
            && code[jump as usize].op() == Some(Op::Jmp)
        {
            pcs[0] = effects(view, jump as usize)?.next.0[0].map(|edge| edge.pc);
        }
        Ok(pcs)
    }
}

impl Foreign {
    /// The register of the value that is called; `None` if nothing is, or the handler of an event alone.
    pub fn callee(self) -> Option<u8> {
        match self {
            Foreign::Call { callee, .. } | Foreign::TailCall { callee, .. } | Foreign::Iterator { callee } => {
                Some(callee)
            }
            Foreign::Nothing | Foreign::Index { .. } | Foreign::NewIndex { .. } => None,
            Foreign::Unary(_) | Foreign::Binary(..) | Foreign::Concat { .. } => None,
        }
    }
}

/// The foreign code that an instruction may run, Lua or library functions, and what that is given. The events whose handlers
/// may run are those of the opcode ([`Op::events`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Foreign {
    /// None runs.
    Nothing,
    /// What the register holds, with the values of the registers after it, or the handler of what it holds, with that value
    /// as the first. `args` is `None` up to top.
    Call {
        /// Its register.
        callee: u8,
        /// Number of arguments; `None` if they end at top.
        args: Option<u8>,
    },
    /// The same, at the end of a function.
    TailCall {
        /// Its register.
        callee: u8,
        /// Number of arguments; `None` if they end at top.
        args: Option<u8>,
    },
    /// The same of a generic loop, with two values.
    Iterator {
        /// Its register.
        callee: u8,
    },
    /// A handler that is asked for what `object` does not have. A table as handler is asked in the place of the object.
    Index {
        /// What is read.
        object: Object,
        /// By what.
        key: Key,
    },
    /// A handler that is given what `object` does not have yet. A table as handler is given it in the place of the object.
    NewIndex {
        /// What is written.
        object: Object,
        /// By what.
        key: Key,
        /// The value stored.
        value: Rk,
    },
    /// A handler that is given the value of this register.
    Unary(u8),
    /// A handler that is given both operands.
    Binary(Rk, Rk),
    /// Two at a time from the right, the result of those taken for the right one of the next two.
    Concat {
        /// Register of the leftmost operand.
        first: u8,
        /// Register of the rightmost operand.
        last: u8,
    },
}

/// What is indexed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Object {
    /// What the register holds.
    Register(u8),
    /// The environment of the running function: its table of globals.
    Environment,
}

/// What something is indexed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// What the register holds.
    Register(u8),
    /// The constant with this index.
    Constant(u32),
}

impl From<Rk> for Key {
    fn from(rk: Rk) -> Key {
        match rk {
            Rk::Reg(r) => Key::Register(r),
            Rk::Const(k) => Key::Constant(u32::from(k)),
        }
    }
}

/// One way on from an instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The next pc; never that of a data word.
    pub pc: u32,
    /// Registers that have been written on this way. With [`open_write`](Edge::open_write) it includes all from there up.
    pub writes: RegSet,
    /// First register of the part of `writes` that ends at the top which is set by it.
    pub open_write: Option<u8>,
}

/// The ways on from an instruction: none, one or two; the fall through comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Next([Option<Edge>; 2]);

impl Next {
    /// The edges.
    pub fn iter(&self) -> impl Iterator<Item = &Edge> {
        self.0.iter().flatten()
    }
}

/// Effect on what is outside of the frame. Metamethods and callees may do anything besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeapEffect {
    /// Nothing.
    None,
    /// Reads the upvalue with this index.
    ReadUpvalue(u16),
    /// Writes the upvalue with this index.
    WriteUpvalue(u16),
    /// Reads the global that string constant `0` names.
    ReadGlobal(u32),
    /// Writes the global that string constant `0` names.
    WriteGlobal(u32),
    /// Indexes the value in a register.
    ReadSlot {
        /// Register of the value that is indexed.
        table: u8,
        /// The index.
        key: Rk,
    },
    /// Stores into the value in a register.
    WriteSlot {
        /// Register of the value that is indexed.
        table: u8,
        /// The index.
        key: Rk,
    },
    /// Writes the items `first..` without metamethods; `count` is `None` up to top.
    WriteItems {
        /// Register of the table.
        table: u8,
        /// Key of the first item.
        first: i64,
        /// Number of items; `None` if they end at top.
        count: Option<u32>,
    },
    /// A new table.
    NewTable,
    /// A new string, perhaps.
    Concat,
    /// A new closure.
    NewClosure {
        /// Index of its function in the nested ones.
        proto: u32,
    },
    /// Upvalues of the registers from here up get their own copy of the value.
    CloseUpvalues {
        /// The lowest register.
        from: u8,
    },
}

/// Why a word sequence has no effects: what the verifier refuses first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Malformed {
    #[error("there is no instruction at this pc")]
    /// The pc is at the end of the code or after it.
    NoCode,
    #[error("opcode number {0} does not exist")]
    /// No opcode has this number.
    Opcode(u8),
    #[error("register {0} cannot exist")]
    /// The register is above 255.
    Register(u32),
    #[error("nested function {0} does not exist")]
    /// No nested function has this index.
    Proto(u32),
    #[error("control goes on to pc {0}, outside of the code")]
    /// A jump or the fall through leaves the code.
    Target(i64),
}

/// Number of words after the instruction at `pc` that are its data, not code. An unknown nested function counts as one
/// without upvalues.
pub fn data_words(view: &(impl ProtoView + ?Sized), pc: usize) -> usize {
    let Some(instr) = view.code().get(pc) else { return 0 };
    match instr.op().map(Op::control) {
        Some(Control::Captures) => usize::from(view.nested_upvalues(instr.bx() as usize).unwrap_or(0)),
        Some(Control::Block) => usize::from(instr.c() == 0),
        Some(Control::Plain | Control::Skip | Control::Test | Control::Jump) => 0,
        Some(Control::TailCall | Control::Return) | None => 0,
    }
}

/// For every word of the code: whether it is an instruction (true) or data of the one before.
pub fn instruction_starts(view: &(impl ProtoView + ?Sized)) -> Vec<bool> {
    let mut starts = vec![false; view.code().len()];
    let mut pc = 0;
    while pc < starts.len() {
        starts[pc] = true;
        pc += 1 + data_words(view, pc);
    }
    starts
}

/// The pcs that PUC's count hook can see after the step at `pc`: a test and the JMP that it takes are one step.
pub fn observed_successors(view: &(impl ProtoView + ?Sized), pc: usize) -> Result<[Option<u32>; 2], Malformed> {
    effects(view, pc)?.observed_successors(view, pc)
}

/// What the instruction at `pc` does. `pc` must not be that of a data word (see [`instruction_starts`]).
#[inline]
pub fn effects(view: &(impl ProtoView + ?Sized), pc: usize) -> Result<Effects, Malformed> {
    let instr = *view.code().get(pc).ok_or(Malformed::NoCode)?;
    let op = instr.op().ok_or(Malformed::Opcode((instr.0 & 0x3f) as u8))?;
    let mut e = Builder::new(view.code(), pc);
    let (a, b, c) = (instr.a(), instr.b(), instr.c());
    match op {
        Op::Move => {
            e.read(b)?;
            e.write_next(a)?;
        }
        Op::LoadK => e.write_next(a)?,
        Op::LoadBool => {
            e.edge(if c != 0 { 2 } else { 1 }, a, a + 1)?;
        }
        Op::LoadNil => e.edge(1, a, b + 1)?,
        Op::GetUpval => {
            e.found.heap = HeapEffect::ReadUpvalue(b as u16);
            e.write_next(a)?;
        }
        Op::GetGlobal => {
            e.found.heap = HeapEffect::ReadGlobal(instr.bx());
            e.runs(Foreign::Index { object: Object::Environment, key: Key::Constant(instr.bx()) });
            e.write_next(a)?;
        }
        Op::GetTable => {
            e.read(b)?;
            let key = e.read_rk(c);
            e.found.heap = HeapEffect::ReadSlot { table: b as u8, key };
            e.runs(Foreign::Index { object: Object::Register(b as u8), key: key.into() });
            e.write_next(a)?;
        }
        Op::SetGlobal => {
            e.read(a)?;
            e.found.heap = HeapEffect::WriteGlobal(instr.bx());
            let key = Key::Constant(instr.bx());
            e.runs(Foreign::NewIndex { object: Object::Environment, key, value: Rk::Reg(a as u8) });
            e.fall_through()?;
        }
        Op::SetUpval => {
            e.read(a)?;
            e.found.heap = HeapEffect::WriteUpvalue(b as u16);
            e.fall_through()?;
        }
        Op::SetTable => {
            e.read(a)?;
            let key = e.read_rk(b);
            let value = e.read_rk(c);
            e.found.heap = HeapEffect::WriteSlot { table: a as u8, key };
            e.runs(Foreign::NewIndex { object: Object::Register(a as u8), key: key.into(), value });
            e.fall_through()?;
        }
        Op::NewTable => {
            e.found.heap = HeapEffect::NewTable;
            e.write_next(a)?;
        }
        Op::SelfOp => {
            e.read(b)?;
            let key = e.read_rk(c);
            e.found.heap = HeapEffect::ReadSlot { table: b as u8, key };
            e.runs(Foreign::Index { object: Object::Register(b as u8), key: key.into() });
            e.edge(1, a, a + 2)?;
        }
        Op::Add | Op::Sub | Op::Mul | Op::Div | Op::Mod | Op::Pow => {
            let operands = (e.read_rk(b), e.read_rk(c));
            e.runs(Foreign::Binary(operands.0, operands.1));
            e.write_next(a)?;
        }
        Op::Unm | Op::Len => {
            e.read(b)?;
            e.runs(Foreign::Unary(b as u8));
            e.write_next(a)?;
        }
        Op::Not => {
            e.read(b)?;
            e.write_next(a)?;
        }
        Op::Concat => {
            // PUC concatenates in place, and converts numbers there.
            e.read_range(b, c + 1)?;
            e.found.clobbers = RegSet::range(b, c + 1);
            e.found.heap = HeapEffect::Concat;
            e.runs(Foreign::Concat { first: b as u8, last: c as u8 });
            e.write_next(a)?;
        }
        Op::Jmp => e.edge(1 + i64::from(instr.sbx()), 0, 0)?,
        Op::Eq | Op::Lt | Op::Le => {
            let operands = (e.read_rk(b), e.read_rk(c));
            e.runs(Foreign::Binary(operands.0, operands.1));
            e.test()?;
        }
        Op::Test => {
            e.read(a)?;
            e.test()?;
        }
        Op::TestSet => {
            e.read(b)?;
            e.write_next(a)?;
            e.edge(2, 0, 0)?;
        }
        Op::Call => {
            e.read_call(a, b)?;
            e.found.clobbers = RegSet::from(a);
            e.runs(Foreign::Call { callee: a as u8, args: arguments(b) });
            e.results(a, c)?;
        }
        Op::TailCall => {
            // A C function returns here, with all upvalues still open; the RETURN that follows hands its results on.
            e.read_call(a, b)?;
            e.found.clobbers = RegSet::from(a);
            e.found.returns = true;
            e.runs(Foreign::TailCall { callee: a as u8, args: arguments(b) });
            e.results(a, 0)?;
        }
        Op::Return => {
            if b == 0 {
                e.read_open(a)
            } else {
                e.read_range(a, a + b - 1)?
            }
            e.found.heap = HeapEffect::CloseUpvalues { from: 0 };
            e.found.returns = true;
        }
        Op::ForLoop => {
            e.read_range(a, a + 3)?;
            // The control variable has no defined value once the loop is over.
            e.found.clobbers = RegSet::range(a, a + 1);
            e.fall_through()?;
            e.edge(1 + i64::from(instr.sbx()), a, a + 1)?;
            e.also_write(1, a + 3)?;
        }
        Op::ForPrep => {
            // Strings among the three are replaced by numbers.
            e.read_range(a, a + 3)?;
            e.found.may_raise = true;
            e.edge(1 + i64::from(instr.sbx()), a, a + 3)?;
        }
        Op::TForLoop => {
            e.read_range(a, a + 3)?;
            e.found.scratch = checked_range(a + 3, a + 6)?;
            e.found.clobbers = RegSet::from(a + 3);
            e.runs(Foreign::Iterator { callee: a as u8 });
            e.edge(1, a + 2, a + 3 + c)?;
            e.edge(2, a + 3, a + 3 + c)?;
        }
        Op::SetList => {
            e.read(a)?;
            if b == 0 {
                e.read_open(a + 1)
            } else {
                e.read_range(a + 1, a + 1 + b)?
            }
            let (block, words) = match c {
                0 => (view.code().get(pc + 1).map_or(0, |word| i64::from(word.0)), 2),
                _ => (i64::from(c), 1),
            };
            e.found.heap = HeapEffect::WriteItems {
                table: a as u8,
                first: (block - 1) * i64::from(FIELDS_PER_FLUSH) + 1,
                count: (b != 0).then_some(b),
            };
            e.edge(words, 0, 0)?;
        }
        Op::Close => {
            e.found.heap = HeapEffect::CloseUpvalues { from: a as u8 };
            e.fall_through()?;
        }
        Op::Closure => {
            let count = view.nested_upvalues(instr.bx() as usize).ok_or(Malformed::Proto(instr.bx()))?;
            let words = view.code().get(pc + 1..).unwrap_or(&[]);
            for capture in words.iter().take(usize::from(count)) {
                if let Some(Capture::Register(reg)) = Capture::decode(*capture) {
                    e.found.captures.insert(register(reg)?);
                }
            }
            e.found.reads = e.found.captures - RegSet::one(a as u8);
            e.found.heap = HeapEffect::NewClosure { proto: instr.bx() };
            e.edge(1 + i64::from(count), a, a + 1)?;
        }
        Op::VarArg => {
            if b == 0 {
                e.results(a, 0)?;
            } else {
                e.edge(1, a, a + b - 1)?;
            }
        }
    }
    Ok(e.found)
}

/// The number of arguments that a B operand stands for; `None` up to top.
fn arguments(b: u32) -> Option<u8> {
    b.checked_sub(1).map(|count| count as u8)
}

fn register(reg: u32) -> Result<u8, Malformed> {
    u8::try_from(reg).map_err(|_| Malformed::Register(reg))
}

fn checked_range(first: u32, end: u32) -> Result<RegSet, Malformed> {
    if end > 256 {
        return Err(Malformed::Register(end - 1));
    }
    Ok(match end.saturating_sub(first) {
        0 => RegSet::EMPTY,
        // What nearly all instructions write.
        1 => RegSet::one(first as u8),
        _ => RegSet::range(first, end),
    })
}

struct Builder<'a> {
    code: &'a [Instr],
    pc: usize,
    edges: usize,
    found: Effects,
}

impl<'a> Builder<'a> {
    fn new(code: &'a [Instr], pc: usize) -> Builder<'a> {
        let found = Effects {
            reads: RegSet::EMPTY,
            open_read: None,
            captures: RegSet::EMPTY,
            clobbers: RegSet::EMPTY,
            scratch: RegSet::EMPTY,
            next: Next([None; 2]),
            returns: false,
            heap: HeapEffect::None,
            foreign: Foreign::Nothing,
            may_raise: false,
        };
        Builder { code, pc, edges: 0, found }
    }

    fn read(&mut self, reg: u32) -> Result<(), Malformed> {
        self.found.reads.insert(register(reg)?);
        Ok(())
    }

    fn read_rk(&mut self, operand: u32) -> Rk {
        let rk = Rk::decode(operand);
        if let Rk::Reg(reg) = rk {
            self.found.reads.insert(reg);
        }
        rk
    }

    fn read_range(&mut self, first: u32, end: u32) -> Result<(), Malformed> {
        self.found.reads |= checked_range(first, end)?;
        Ok(())
    }

    fn read_open(&mut self, first: u32) {
        self.found.reads |= RegSet::from(first);
        self.found.open_read = u8::try_from(first).ok();
    }

    fn read_call(&mut self, base: u32, args: u32) -> Result<(), Malformed> {
        self.read(base)?;
        if args == 0 {
            self.read_open(base + 1);
            return Ok(());
        }
        self.read_range(base, base + args)
    }

    fn runs(&mut self, foreign: Foreign) {
        self.found.foreign = foreign;
        self.found.may_raise = true;
    }

    /// Goes on `distance` words after this one with the registers `first <= r < end` written.
    fn edge(&mut self, distance: i64, first: u32, end: u32) -> Result<(), Malformed> {
        let target = self.pc as i64 + distance;
        if target < 0 || target >= self.code.len() as i64 {
            return Err(Malformed::Target(target));
        }
        let edge = Edge { pc: target as u32, writes: checked_range(first, end)?, open_write: None };
        self.found.next.0[self.edges] = Some(edge);
        self.edges += 1;
        Ok(())
    }

    fn also_write(&mut self, edge: usize, reg: u32) -> Result<(), Malformed> {
        let reg = register(reg)?;
        if let Some(edge) = &mut self.found.next.0[edge] {
            edge.writes.insert(reg);
        }
        Ok(())
    }

    fn write_next(&mut self, reg: u32) -> Result<(), Malformed> {
        self.edge(1, reg, reg + 1)
    }

    fn fall_through(&mut self) -> Result<(), Malformed> {
        self.edge(1, 0, 0)
    }

    fn test(&mut self) -> Result<(), Malformed> {
        self.edge(1, 0, 0)?;
        self.edge(2, 0, 0)
    }

    /// Falls through with `results - 1` registers from `first` written, or all up to a new top if `results` is 0.
    fn results(&mut self, first: u32, results: u32) -> Result<(), Malformed> {
        if results > 0 {
            return self.edge(1, first, first + results - 1);
        }
        self.edge(1, first, 256)?;
        if let Some(edge) = &mut self.found.next.0[0] {
            edge.open_write = u8::try_from(first).ok();
        }
        Ok(())
    }
}
