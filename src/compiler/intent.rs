//! What the compiler means by the registers that an instruction writes.
//!
//! Kept beside the prototype, never in the chunk, and collected only if asked for. A definition of a register
//! is noted when its destination is settled, and gets its intent when the construct that wanted the value is
//! complete; what no construct asks for stays temporary.

use std::fmt;

use super::func::Codegen;
use crate::isa::{Bytes, Const, Op, instr::RK_CONST};

/// What a value in a register is for. A name is that of a variable, field or method as the source has it;
/// `None` if the source has none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Intent {
    /// An intermediate value.
    Temporary,
    /// A local variable.
    Local(Bytes),
    /// A function about to be called.
    Callee(Option<Bytes>),
    /// An argument, counted from 1; an open call or `...` gives this and all later ones.
    Argument {
        /// From 1.
        index: u32,
        /// The name of the function that is called.
        of: Option<Bytes>,
    },
    /// The object of a method call, which is the method's first argument.
    Receiver(Bytes),
    /// The start value of a numeric loop; once prepared, its counter.
    ForIndex(Bytes),
    /// The limit of a numeric loop.
    ForLimit(Bytes),
    /// The step of a numeric loop.
    ForStep(Bytes),
    /// The function that a generic loop calls.
    Iterator,
    /// The state of a generic loop: the iterator's first argument.
    IteratorState,
    /// The control variable of a generic loop: the iterator's second argument.
    Control,
    /// A value to return, counted from 1; an open call or `...` gives this and all later ones.
    Return(u32),
    /// An operand of an operator, counted from 1.
    Operand {
        /// The operator as written.
        op: &'static str,
        /// From 1, from left to right.
        index: u32,
    },
    /// What a test decides on.
    Condition,
    /// The table of an access to the named field, or to a computed one.
    Table(Option<Bytes>),
    /// The key of an access.
    Key,
    /// An array item of a table constructor, counted from 1.
    Item(u32),
    /// The value of a variable or field that is about to be stored.
    Value(Option<Bytes>),
    /// Not a register: the variable that the closure before captures.
    Capture(Bytes),
}

impl fmt::Display for Intent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = String::from_utf8_lossy;
        let suffix = |f: &mut fmt::Formatter<'_>, what: &str, between: &str, name: &Option<Bytes>| match name {
            Some(name) => write!(f, "{what}{between}{}", text(name)),
            None => f.write_str(what),
        };
        match self {
            Intent::Temporary => f.write_str("temporary"),
            Intent::Local(name) => write!(f, "local {}", text(name)),
            Intent::Callee(name) => suffix(f, "callee", " ", name),
            Intent::Argument { index, of } => suffix(f, &format!("argument {index}"), " of ", of),
            Intent::Receiver(method) => write!(f, "receiver of {}", text(method)),
            Intent::ForIndex(var) => write!(f, "for index of {}", text(var)),
            Intent::ForLimit(var) => write!(f, "for limit of {}", text(var)),
            Intent::ForStep(var) => write!(f, "for step of {}", text(var)),
            Intent::Iterator => f.write_str("iterator function"),
            Intent::IteratorState => f.write_str("iterator state"),
            Intent::Control => f.write_str("control variable"),
            Intent::Return(index) => write!(f, "return value {index}"),
            Intent::Operand { op, index } => write!(f, "operand {index} of {op}"),
            Intent::Condition => f.write_str("condition"),
            Intent::Table(field) => suffix(f, "table", " of .", field),
            Intent::Key => f.write_str("key"),
            Intent::Item(index) => write!(f, "item {index}"),
            Intent::Value(name) => suffix(f, "value", " for ", name),
            Intent::Capture(name) => write!(f, "captures {}", text(name)),
        }
    }
}

/// The intent of one register that one instruction writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntentEntry {
    /// The instruction's index in the code.
    pub pc: u32,
    /// The register, from 0.
    pub reg: u32,
    /// What the value is for.
    pub intent: Intent,
}

/// The intents of a function's instructions, and of the functions in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IntentMap {
    /// In order of pc, then register.
    pub entries: Vec<IntentEntry>,
    /// Per nested prototype.
    pub protos: Vec<IntentMap>,
}

impl IntentMap {
    /// The intents of the instruction at `pc`, one per register it writes.
    pub fn at(&self, pc: u32) -> &[IntentEntry] {
        let from = self.entries.partition_point(|entry| entry.pc < pc);
        let to = self.entries.partition_point(|entry| entry.pc <= pc);
        &self.entries[from..to]
    }

    /// The intent of `reg` in the instruction at `pc`.
    pub fn get(&self, pc: u32, reg: u32) -> Option<&Intent> {
        self.at(pc).iter().find(|entry| entry.reg == reg).map(|entry| &entry.intent)
    }
}

/// The intents of a function that is being compiled.
#[derive(Default)]
pub(super) struct Intents {
    pub enabled: bool,
    /// Per register, the instructions that define its value, as long as no construct has asked for it.
    defined: Vec<Vec<u32>>,
    map: IntentMap,
}

impl Intents {
    pub fn take(&mut self) -> IntentMap {
        for reg in 0..self.defined.len() {
            self.resolve(reg as u32, &Intent::Temporary);
        }
        let mut map = std::mem::take(&mut self.map);
        map.entries.sort_by_key(|entry| (entry.pc, entry.reg));
        map
    }

    pub fn nested(&mut self, map: IntentMap) {
        if self.enabled {
            self.map.protos.push(map);
        }
    }

    /// The instruction at `pc` belongs to a closure and captures the variable `name`.
    pub fn captures(&mut self, pc: u32, name: Option<&Bytes>) {
        if let Some(name) = name {
            self.map.entries.push(IntentEntry { pc, reg: 0, intent: Intent::Capture(name.clone()) });
        }
    }

    fn resolve(&mut self, reg: u32, intent: &Intent) {
        if let Some(pcs) = self.defined.get_mut(reg as usize) {
            let entries = pcs.drain(..).map(|pc| IntentEntry { pc, reg, intent: intent.clone() });
            self.map.entries.extend(entries);
        }
    }
}

impl Codegen {
    /// The instruction at `pc` gives `reg` another value.
    #[inline]
    pub(super) fn defines(&mut self, reg: u32, pc: u32) {
        if self.f.intents.enabled {
            self.undefine(reg);
            self.also_defines(reg, pc);
        }
    }

    /// The instruction at `pc` may give `reg` its value, as others may.
    #[inline]
    pub(super) fn also_defines(&mut self, reg: u32, pc: u32) {
        if self.f.intents.enabled {
            let defined = &mut self.f.intents.defined;
            if defined.len() <= reg as usize {
                defined.resize_with(reg as usize + 1, Vec::new);
            }
            defined[reg as usize].push(pc);
        }
    }

    /// A value of `reg` that no construct has asked for was temporary.
    #[inline]
    pub(super) fn undefine(&mut self, reg: u32) {
        if self.f.intents.enabled {
            self.f.intents.resolve(reg, &Intent::Temporary);
        }
    }

    /// What defined `reg` turns out not to write it.
    #[inline]
    pub(super) fn forget_definition(&mut self, reg: u32) {
        if self.f.intents.enabled
            && let Some(pcs) = self.f.intents.defined.get_mut(reg as usize)
        {
            pcs.clear();
        }
    }

    /// A construct has asked for the value in `reg`.
    #[inline]
    pub(super) fn intend(&mut self, reg: u32, intent: impl FnOnce(&Codegen) -> Intent) {
        if self.f.intents.enabled {
            let intent = intent(self);
            self.f.intents.resolve(reg, &intent);
        }
    }

    /// As [`Codegen::intend`] for an RK operand, which may be a constant.
    #[inline]
    pub(super) fn intend_rk(&mut self, rk: u32, intent: impl FnOnce(&Codegen) -> Intent) {
        if rk & RK_CONST == 0 {
            self.intend(rk, intent);
        }
    }

    /// The instruction at `pc` writes `reg`, with a known intent.
    #[inline]
    pub(super) fn defines_as(&mut self, reg: u32, pc: u32, intent: impl FnOnce(&Codegen) -> Intent) {
        if self.f.intents.enabled {
            self.defines(reg, pc);
            self.intend(reg, intent);
        }
    }

    /// The name of an RK operand that is a string constant.
    pub(super) fn key_name(&self, rk: u32) -> Option<Bytes> {
        if rk & RK_CONST == 0 { None } else { self.constant_name(rk & !RK_CONST) }
    }

    pub(super) fn constant_name(&self, index: u32) -> Option<Bytes> {
        match self.f.constants.get(index as usize) {
            Some(Const::String(name)) => Some(name.clone()),
            _ => None,
        }
    }

    /// The name of the active variable in `reg`.
    pub(super) fn local_name_at(&self, reg: u32) -> Option<Bytes> {
        let active = self.f.active.get(reg as usize).filter(|_| reg < self.f.num_active)?;
        Some(self.f.locals[active.index as usize].name.clone())
    }

    /// The source's name for the temporary value in `reg`.
    pub(super) fn value_name(&self, reg: u32) -> Option<Bytes> {
        let pc = *self.f.intents.defined.get(reg as usize)?.last()?;
        let instr = self.f.code[pc as usize];
        match instr.op()? {
            Op::GetGlobal => self.constant_name(instr.bx()),
            Op::GetTable | Op::SelfOp => self.key_name(instr.c()),
            Op::GetUpval => self.f.upvalue_names.get(instr.b() as usize).cloned(),
            Op::Move => self.local_name_at(instr.b()),
            Op::LoadK
            | Op::LoadBool
            | Op::LoadNil
            | Op::SetGlobal
            | Op::SetUpval
            | Op::SetTable
            | Op::NewTable
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
            | Op::Jmp
            | Op::Eq
            | Op::Lt
            | Op::Le
            | Op::Test
            | Op::TestSet
            | Op::Call
            | Op::TailCall
            | Op::Return
            | Op::ForLoop
            | Op::ForPrep
            | Op::TForLoop
            | Op::SetList
            | Op::Close
            | Op::Closure
            | Op::VarArg => None,
        }
    }
}
