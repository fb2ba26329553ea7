//! The state of a compilation: the functions that are open, innermost first.

use rustc_hash::FxHashMap;

use super::intent::{IntentMap, Intents};
use super::jumps::JumpList;
use super::{Compiled, scope::Active, scope::Scope};
use crate::isa::{Bytes, Const, Instr, LocalVar, Proto, proto::vararg};
use crate::syntax::build::Built;

/// Generates the code of one chunk.
pub struct Codegen {
    /// The innermost open function.
    pub(super) f: Func,
    /// The functions around it, outermost first.
    pub(super) outer: Vec<Func>,
    /// Line of the last consumed token: the line of what is emitted now.
    pub(super) line: u32,
    /// Constants by function and value; see [`Codegen::constant`].
    pub(super) constants: FxHashMap<(u32, u32, u64), u32>,
    /// Functions opened so far.
    functions: u32,
    /// Emptied functions, kept for their buffers.
    spare: Vec<Func>,
}

/// A function that is being compiled.
#[derive(Default)]
pub(super) struct Func {
    /// Unique in the chunk.
    pub id: u32,
    pub line_defined: u32,
    pub num_params: u8,
    pub is_vararg: u8,
    pub max_stack: u32,
    /// First free register; those of the active locals come first, then temporaries, as on a stack.
    pub free: u32,
    pub code: Vec<Instr>,
    pub lines: Vec<u32>,
    pub constants: Vec<Const>,
    pub protos: Vec<Proto>,
    pub locals: Vec<LocalVar>,
    /// Declared variables in scope; those from `num_active` on are not visible yet.
    pub active: Vec<Active>,
    pub num_active: u32,
    pub scopes: Vec<Scope>,
    pub upvalues: Vec<UpvalueSource>,
    pub upvalue_names: Vec<Bytes>,
    /// Jumps to the next instruction, whatever it will be.
    pub pending: JumpList,
    /// The last pc that may be a jump target, plus 1: code before it must not be merged with code after it.
    pub barrier: u32,
    pub intents: Intents,
}

/// What an upvalue refers to: a register or an upvalue of the enclosing function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum UpvalueSource {
    Register(u32),
    Upvalue(u32),
}

impl Codegen {
    /// A code generator with the main function open.
    pub fn new(intents: bool) -> Codegen {
        let mut f = Func { is_vararg: vararg::IS_VARARG, max_stack: 2, ..Func::default() };
        f.intents.enabled = intents;
        Codegen { f, outer: Vec::new(), line: 1, constants: FxHashMap::default(), functions: 1, spare: Vec::new() }
    }

    /// Closes the main function.
    pub fn finish(mut self, name: &Bytes) -> Built<Compiled> {
        self.end_function()?;
        let enabled = self.f.intents.enabled;
        let (mut proto, intents) = take_proto(&mut self.f, 0);
        proto.source = Some(name.clone());
        Ok(Compiled { proto, intents: enabled.then_some(intents) })
    }

    pub(super) fn push_function(&mut self, line: u32) {
        let mut f = self.spare.pop().unwrap_or_default();
        f.id = self.functions;
        f.line_defined = line;
        f.max_stack = 2;
        f.intents.enabled = self.f.intents.enabled;
        self.functions += 1;
        self.outer.push(std::mem::replace(&mut self.f, f));
    }

    /// Leaves the innermost function; its prototype and what its upvalues refer to.
    pub(super) fn pop_function(&mut self, end: u32) -> Built<(Proto, IntentMap, Vec<UpvalueSource>)> {
        self.end_function()?;
        let (proto, intents) = take_proto(&mut self.f, end);
        let captures = std::mem::take(&mut self.f.upvalues);
        if let Some(outer) = self.outer.pop() {
            self.spare.push(std::mem::replace(&mut self.f, outer));
        }
        Ok((proto, intents, captures))
    }

    fn end_function(&mut self) -> Built<()> {
        self.deactivate(0);
        self.emit_return(0, Some(0))
    }
}

/// Moves the function into a prototype of exactly the size it needs; the buffers stay for the next function.
fn take_proto(f: &mut Func, end: u32) -> (Proto, IntentMap) {
    let proto = Proto {
        source: None,
        line_defined: f.line_defined,
        last_line_defined: end,
        num_upvalues: f.upvalue_names.len() as u8,
        num_params: f.num_params,
        is_vararg: f.is_vararg,
        max_stack: f.max_stack as u8,
        code: f.code.as_slice().into(),
        constants: f.constants.drain(..).collect(),
        protos: f.protos.drain(..).collect(),
        lines: f.lines.as_slice().into(),
        locals: f.locals.drain(..).collect(),
        upvalue_names: f.upvalue_names.drain(..).collect(),
    };
    f.code.clear();
    f.lines.clear();
    f.active.clear();
    f.scopes.clear();
    let intents = f.intents.take();
    (f.num_params, f.is_vararg, f.free, f.num_active, f.barrier) = (0, 0, 0, 0, 0);
    f.pending = JumpList::NONE;
    (proto, intents)
}
