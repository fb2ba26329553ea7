//! A quick answer to whether a function verifies, for what compilers make: each instruction is looked at once, and nothing is
//! said about what is wrong.
//!
//! Invariant: what is accepted here verifies ([`verify`](super::verify::verify), which a debug build asks each time). The
//! converse need not hold.

use super::effects::instruction_starts;
use super::instr::{Instr, MAX_FB, RK_CONST};
use super::ops::Op;
use super::proto::{Const, Proto, vararg};
use super::verify::verify_header;

/// Whether a function, with all functions in it, is certain to verify. `levels` is how many may be nested, this one included.
pub(super) fn accepts(proto: &Proto, levels: usize) -> bool {
    levels > 0
        && verify_header(proto).is_ok()
        && Check::new(proto).code()
        && proto.protos.iter().all(|nested| accepts(nested, levels - 1))
}

struct Check<'a> {
    proto: &'a Proto,
    code: &'a [Instr],
    max_stack: u32,
    constants: u32,
    /// Which words are instructions, if some are not.
    starts: Option<Vec<bool>>,
}

/// Whether an instruction works up to top.
fn reads_open(i: Instr) -> bool {
    matches!(i.op(), Some(Op::Call | Op::TailCall | Op::Return | Op::SetList)) && i.b() == 0
}

impl<'a> Check<'a> {
    fn new(proto: &'a Proto) -> Check<'a> {
        let has_data = |i: &Instr| match i.op() {
            Some(Op::Closure) => proto.protos.get(i.bx() as usize).is_some_and(|nested| nested.num_upvalues > 0),
            Some(Op::SetList) => i.c() == 0,
            _ => false,
        };
        let starts = proto.code.iter().any(has_data).then(|| instruction_starts(proto));
        let (max_stack, constants) = (u32::from(proto.max_stack), proto.constants.len() as u32);
        Check { proto, code: &proto.code, max_stack, constants, starts }
    }

    #[inline(always)]
    fn rk(&self, x: u32) -> bool {
        if x < RK_CONST { x < self.max_stack } else { x - RK_CONST < self.constants }
    }

    /// Whether `pc` can be jumped to.
    #[inline(always)]
    fn target(&self, pc: i64) -> bool {
        usize::try_from(pc).is_ok_and(|pc| {
            let starts = self.starts.as_ref().is_none_or(|starts| starts.get(pc) == Some(&true));
            starts && self.code.get(pc).is_some_and(|&i| !reads_open(i))
        })
    }

    fn is_jump(&self, pc: usize) -> bool {
        self.code.get(pc).is_some_and(|i| i.op() == Some(Op::Jmp))
    }

    fn upvalue(&self, index: u32) -> bool {
        index < u32::from(self.proto.num_upvalues)
    }

    fn code(&self) -> bool {
        // The last instruction is a RETURN: whatever else goes on with the next word finds one.
        let max = self.max_stack;
        let mut pc = 0;
        // From which register on top is set.
        let mut open: Option<u32> = None;
        while let Some(&i) = self.code.get(pc) {
            let Some(op) = i.op() else { return false };
            let (a, b, c) = (i.a(), i.b(), i.c());
            let next = pc + 1;
            let mut after = next;
            let was_open = open.take();
            if reads_open(i) != was_open.is_some() {
                return false;
            }
            // The verifier takes A for a register in all instructions.
            let fine = a < max
                && match op {
                    Op::Move | Op::Unm | Op::Not | Op::Len => b < max && c == 0,
                    Op::LoadK => i.bx() < self.constants,
                    Op::LoadBool => b <= 1 && c <= 1 && (c == 0 || self.target(next as i64 + 1)),
                    Op::LoadNil => a <= b && b < max && c == 0,
                    Op::GetUpval | Op::SetUpval => self.upvalue(b) && c == 0,
                    Op::GetGlobal | Op::SetGlobal => {
                        matches!(self.proto.constants.get(i.bx() as usize), Some(Const::String(_)))
                    }
                    Op::GetTable => b < max && self.rk(c),
                    Op::SelfOp => a + 1 < max && b < max && self.rk(c),
                    Op::SetTable | Op::Add | Op::Sub | Op::Mul | Op::Div | Op::Mod | Op::Pow => {
                        self.rk(b) && self.rk(c)
                    }
                    Op::NewTable => b <= MAX_FB && c <= MAX_FB,
                    Op::Concat => b < c && c < max,
                    Op::Jmp => a == 0 && self.target(next as i64 + i64::from(i.sbx())),
                    Op::Eq | Op::Lt | Op::Le => {
                        a <= 1 && self.rk(b) && self.rk(c) && self.is_jump(next) && self.target(next as i64 + 1)
                    }
                    Op::Test => b == 0 && c <= 1 && self.is_jump(next) && self.target(next as i64 + 1),
                    Op::TestSet => b < max && c <= 1 && self.is_jump(next) && self.target(next as i64 + 1),
                    Op::Call => {
                        open = (c == 0).then_some(a);
                        let arguments = if b == 0 { was_open.is_some_and(|set| a < set) } else { a + b <= max };
                        arguments && (c == 0 || a + c - 1 <= max)
                    }
                    Op::TailCall => {
                        open = Some(a);
                        let arguments = if b == 0 { was_open.is_some_and(|set| a < set) } else { a + b <= max };
                        arguments && c == 0 && self.code.get(next) == Some(&Instr::abc(Op::Return, a, 0, 0))
                    }
                    Op::Return => {
                        let results = if b == 0 { was_open.is_some_and(|set| a <= set) } else { a + b - 1 <= max };
                        results && c == 0
                    }
                    Op::ForPrep => self.is_loop(pc),
                    Op::ForLoop => {
                        let prep = pc as i64 + i64::from(i.sbx());
                        let leads_here = |prep: usize| {
                            let first = self.code.get(prep).is_some_and(|i| i.op() == Some(Op::ForPrep));
                            first
                                && prep as i64 + 1 + i64::from(self.code[prep].sbx()) == pc as i64
                                && self.is_loop(prep)
                        };
                        usize::try_from(prep).is_ok_and(leads_here)
                    }
                    Op::TForLoop => {
                        let registers = a + 6 <= max && a + 3 + c <= max;
                        b == 0 && c > 0 && registers && self.is_jump(next) && self.target(next as i64 + 1)
                    }
                    Op::SetList => {
                        // With the block number in the next word it may be too large: that is for the verifier.
                        let items = if b == 0 { was_open.is_some_and(|set| a < set) } else { a + b < max };
                        items && c != 0
                    }
                    Op::Close => b == 0 && c == 0,
                    Op::Closure => {
                        let Some(nested) = self.proto.protos.get(i.bx() as usize) else { return false };
                        after += usize::from(nested.num_upvalues);
                        let Some(words) = self.code.get(next..after) else { return false };
                        words.iter().all(|word| match word.op() {
                            Some(Op::Move) => word.a() == 0 && word.c() == 0 && word.b() < max,
                            Some(Op::GetUpval) => word.a() == 0 && word.c() == 0 && self.upvalue(word.b()),
                            _ => false,
                        })
                    }
                    Op::VarArg => {
                        open = (b == 0).then_some(a);
                        let flags = self.proto.is_vararg & (vararg::IS_VARARG | vararg::NEEDS_ARG);
                        flags == vararg::IS_VARARG && c == 0 && (b == 0 || a + b - 1 <= max)
                    }
                };
            // Only a RETURN has nothing after it.
            if !fine || after >= self.code.len() && op != Op::Return {
                return false;
            }
            pc = after;
        }
        open.is_none()
    }

    /// Whether the FORPREP at `pc` goes to a FORLOOP that comes back after it.
    fn is_loop(&self, pc: usize) -> bool {
        let prep = self.code[pc];
        let end = pc as i64 + 1 + i64::from(prep.sbx());
        let returns = |end: usize| {
            let Some(&last) = self.code.get(end) else { return false };
            let back = end as i64 + 1 + i64::from(last.sbx());
            last.op() == Some(Op::ForLoop) && last.a() == prep.a() && back == pc as i64 + 1
        };
        prep.a() + 4 <= self.max_stack
            && usize::try_from(end).is_ok_and(returns)
            && self.target(end)
            && self.target(pc as i64 + 1)
    }
}
