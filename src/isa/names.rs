//! The names that error messages, tracebacks and the debug library give to values: "global 'print'", "local 'x'".
//!
//! PUC 5.1 finds the name of a register's value by following the code from its start to the current instruction, as if
//! nothing but forward jumps ever happened, and by looking at what set the register last ([`opmode`](super::opmode)).
//! Invariant: the answers equal PUC's, right or wrong; any code gives an answer in time linear in its length.

use super::effects::data_words;
use super::instr::{Instr, Rk};
use super::opmode::sets;
use super::ops::{Control, Op, Runs};
use super::view::ProtoView;

/// What kind of variable a name belongs to (`namewhat` of `debug.getinfo`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NameKind {
    /// `local x`, a parameter or a loop variable.
    Local,
    /// A local variable of an enclosing function.
    Upvalue,
    /// `x`, in the environment.
    Global,
    /// `a.x`
    Field,
    /// `a:x()`
    Method,
}

impl NameKind {
    /// The word for it in messages.
    pub const fn as_str(self) -> &'static str {
        match self {
            NameKind::Local => "local",
            NameKind::Upvalue => "upvalue",
            NameKind::Global => "global",
            NameKind::Field => "field",
            NameKind::Method => "method",
        }
    }
}

impl std::fmt::Display for NameKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What is printed where a name is unknown: a key that is no constant, an upvalue of a stripped function.
const UNKNOWN: &[u8] = b"?";

/// Name of the `n`-th local variable (from 1) that is active at `pc`; it lives in register `n - 1`.
pub fn local_name<V: ProtoView + ?Sized>(view: &V, pc: usize, n: usize) -> Option<&[u8]> {
    let mut left = n;
    for index in 0.. {
        let (name, start, end) = view.local(index)?;
        if start as usize > pc {
            return None;
        }
        if pc < end as usize {
            left = left.checked_sub(1)?;
            if left == 0 {
                return Some(name);
            }
        }
    }
    None
}

/// Kind and name of the value that register `reg` holds when the instruction at `pc` runs, as messages of the kind
/// "attempt to index local 'x' (a nil value)" show them.
pub fn register_name<V: ProtoView + ?Sized>(view: &V, pc: usize, reg: u8) -> Option<(NameKind, &[u8])> {
    let mut reg = u32::from(reg);
    loop {
        if let Some(name) = local_name(view, pc, reg as usize + 1) {
            return Some((NameKind::Local, name));
        }
        let setter = last_setter(view, pc, reg)?;
        let (a, b, c) = (setter.a(), setter.b(), setter.c());
        match setter.op()? {
            Op::GetGlobal => {
                let name = view.string_constant(setter.bx() as usize).unwrap_or(UNKNOWN);
                return Some((NameKind::Global, name));
            }
            // The name of where it came from, though that may have changed since.
            Op::Move if b < a => reg = b,
            Op::Move => return None,
            Op::GetTable => return Some((NameKind::Field, key_name(view, c))),
            Op::SelfOp => return Some((NameKind::Method, key_name(view, c))),
            Op::GetUpval => return Some((NameKind::Upvalue, view.upvalue_name(b as usize).unwrap_or(UNKNOWN))),
            Op::LoadK | Op::LoadBool | Op::LoadNil | Op::SetGlobal | Op::SetUpval | Op::SetTable => return None,
            Op::NewTable | Op::Add | Op::Sub | Op::Mul | Op::Div | Op::Mod | Op::Pow | Op::Unm => return None,
            Op::Not | Op::Len | Op::Concat | Op::Jmp | Op::Eq | Op::Lt | Op::Le | Op::Test => return None,
            Op::TestSet | Op::Call | Op::TailCall | Op::Return | Op::ForLoop | Op::ForPrep => return None,
            Op::TForLoop | Op::SetList | Op::Close | Op::Closure | Op::VarArg => return None,
        }
    }
}

/// Kind and name of the function that the instruction at `pc` calls, as in "bad argument #1 to 'f'" and tracebacks.
/// `None` if it is no call: a metamethod has no name.
pub fn call_name<V: ProtoView + ?Sized>(view: &V, pc: usize) -> Option<(NameKind, &[u8])> {
    let instr = view.code().get(pc)?;
    match instr.op()?.runs() {
        Runs::Call | Runs::TailCall | Runs::Iterator => register_name(view, pc, instr.a() as u8),
        Runs::Nothing | Runs::Handler => None,
    }
}

fn key_name<V: ProtoView + ?Sized>(view: &V, operand: u32) -> &[u8] {
    match Rk::decode(operand) {
        Rk::Const(index) => view.string_constant(usize::from(index)).unwrap_or(UNKNOWN),
        Rk::Reg(_) => UNKNOWN,
    }
}

/// The instruction before `end` that set `reg` last in the order of the code, forward jumps up to `end` taken.
fn last_setter<V: ProtoView + ?Sized>(view: &V, end: usize, reg: u32) -> Option<Instr> {
    let code = view.code();
    let mut last = None;
    let mut pc = 0;
    while pc < end {
        let instr = *code.get(pc)?;
        let op = instr.op()?;
        if sets(op, instr, reg) {
            last = Some(instr);
        }
        let next = pc + 1 + data_words(view, pc);
        let target = (pc as i64 + 1 + i64::from(instr.sbx())) as usize;
        let jumps = op.control() == Control::Jump && instr.sbx() >= 0 && target <= end;
        pc = if jumps { target } else { next };
    }
    last
}
