//! Raising errors: positions, variable names, and the texts that PUC 5.1 gives (manual, section 2.7).

use crate::isa::Instr;
use crate::isa::ProtoView;
use crate::isa::names::{NameKind, call_name, register_name};

use super::object::{FnProto, Str};
use super::state::{ErrorKind, ErrorState, Thrown, Vm};
use super::text::until_nul;
use super::thread::{Frame, Ret, StackLevel, Thread};
use super::value::{Gc, Value, tag};

/// Room for a chunk's name in messages (LUA_IDSIZE), the terminator counted.
const ID_SIZE: usize = 60;

/// The printable form of a chunk name: `=x` is x, `@file` is the file (its end if long), anything else
/// `[string "first line..."]`.
pub fn chunk_id(source: &[u8]) -> Vec<u8> {
    match source.first() {
        Some(b'=') => source[1..].iter().copied().take(ID_SIZE - 1).collect(),
        Some(b'@') => {
            let name = &source[1..];
            let room = ID_SIZE - " '...' ".len() - 1;
            if name.len() > room { [b"...", &name[name.len() - room..]].concat() } else { name.to_vec() }
        }
        _ => {
            let line = source.split(|&b| b == b'\n' || b == b'\r' || b == 0).next().unwrap_or(b"");
            let room = ID_SIZE - " [string \"...\"] ".len() - 1;
            let (text, dots): (&[u8], &[u8]) = if line.len() > room {
                (&line[..room], b"...")
            } else if source.len() > line.len() && source[line.len()] != 0 {
                (line, b"...")
            } else {
                (line, b"")
            };
            [b"[string \"", text, dots, b"\"]"].concat()
        }
    }
}

/// A name as C code prints it: up to the first NUL.
fn c_text(name: &[u8]) -> Vec<u8> {
    until_nul(name).to_vec()
}

impl ProtoView for FnProto {
    fn code(&self) -> &[Instr] {
        &self.raw
    }

    fn nested_upvalues(&self, index: usize) -> Option<u8> {
        self.protos.get(index).map(|p| p.num_upvalues)
    }

    fn string_constant(&self, index: usize) -> Option<&[u8]> {
        let k = self.constants.get(index)?;
        if k.tag != tag::STRING {
            return None;
        }
        // SAFETY: constants live as long as the prototype that holds them.
        Some(unsafe { &*(k.bits as *const Str) }.bytes())
    }

    fn local(&self, index: usize) -> Option<(&[u8], u32, u32)> {
        self.locals.get(index).map(|l| (&*l.name, l.start_pc, l.end_pc))
    }

    fn upvalue_name(&self, index: usize) -> Option<&[u8]> {
        self.upvalue_names.get(index).map(|n| &**n)
    }
}

impl Frame {
    /// The prototype, if this is a Lua function.
    pub(super) fn proto(&self) -> Option<Gc<FnProto>> {
        // SAFETY: a frame's closure is live while the frame is.
        (!self.closure.is_null()).then(|| unsafe { (*self.closure).proto })
    }

    /// Index of the instruction that runs (or made the call above).
    pub(super) fn current_pc(&self) -> Option<usize> {
        let p = self.proto()?;
        Some(self.next_pc(p).saturating_sub(1))
    }

    fn next_pc(&self, p: Gc<FnProto>) -> usize {
        (self.pc as usize - p.wide.as_ptr() as usize) / size_of::<u64>()
    }

    pub(super) fn current_line(&self) -> Option<u32> {
        self.proto()?.line(self.current_pc()?)
    }
}

impl Thread {
    /// How the function of frame `depth` was called, by the code of its caller: kind and name.
    pub(super) fn called_as(&self, depth: usize) -> Option<(NameKind, Vec<u8>)> {
        let frame = self.frame(depth);
        if depth < 2
            || (!frame.closure.is_null() && frame.aux > 0)
            || !matches!(frame.ret, Ret::Lua | Ret::Finish | Ret::Exit)
        {
            return None;
        }
        let caller = self.frame(depth - 1);
        let proto = caller.proto()?;
        let (kind, name) = call_name(&*proto, caller.current_pc()?)?;
        Some((kind, c_text(name)))
    }
}

impl Vm {
    /// Throws `value` as it is.
    pub fn throw(&mut self, value: Value) -> Thrown {
        self.error = ErrorState::new(value, ErrorKind::Runtime);
        Thrown
    }

    pub(super) fn throw_kind(&mut self, kind: ErrorKind) -> Thrown {
        self.error = ErrorState::new(Value::NIL, kind);
        Thrown
    }

    /// "not enough memory".
    pub fn out_of_memory(&mut self) -> Thrown {
        self.throw_kind(ErrorKind::Memory)
    }

    /// Throws a message; if a Lua function runs, its position comes before it.
    pub fn runtime_error(&mut self, message: &[u8]) -> Thrown {
        let position = self.position(0);
        let value = self.str([&position[..], message].concat());
        self.throw(value)
    }

    /// `source:line: ` of the function at `level` (0 is the running one), or nothing if it is native.
    pub fn position(&self, level: usize) -> Vec<u8> {
        let th = self.current_thread();
        let Some(StackLevel::Frame(depth)) = th.level(level) else { return Vec::new() };
        let frame = th.frame(depth);
        let Some(p) = frame.proto() else { return Vec::new() };
        match frame.current_line().unwrap_or(0) {
            // Code without line numbers: PUC tells the file of its own errors all the same.
            0 if level > 0 => Vec::new(),
            line => [&chunk_id(&p.source)[..], b":", line.to_string().as_bytes(), b": "].concat(),
        }
    }

    /// `message` (a string or a number) with the position of the function at `level` before it.
    pub fn with_position(&mut self, level: usize, message: Value) -> Value {
        let text = match message.as_string() {
            Some(s) => s.bytes().to_vec(),
            None => super::text::number::fmt_g14(message.num_unchecked()).as_bytes().to_vec(),
        };
        let text = [self.position(level), text].concat();
        self.str(text)
    }

    /// Kind and name of the variable in the stack slot `index`, if it is a register of the running function.
    fn variable(&self, index: Option<u32>) -> Option<(NameKind, Vec<u8>)> {
        let th = self.current_thread();
        let frame = th.frame(th.depth());
        let proto = frame.proto()?;
        let register = index?.checked_sub(frame.base)?;
        if register >= proto.max_stack as u32 {
            return None;
        }
        let (kind, name) = register_name(&*proto, frame.current_pc()?, register as u8)?;
        Some((kind, c_text(name)))
    }

    /// "attempt to `op` ... (a ... value)"; `index` is the stack slot of the operand if it has one.
    #[cold]
    pub(super) fn type_error(&mut self, value: Value, index: Option<u32>, op: &str) -> Thrown {
        let t = value.type_name();
        let message = match self.variable(index) {
            Some((kind, name)) => {
                [format!("attempt to {op} {kind} '").as_bytes(), &name, format!("' (a {t} value)").as_bytes()].concat()
            }
            None => format!("attempt to {op} a {t} value").into_bytes(),
        };
        self.runtime_error(&message)
    }

    pub(super) fn type_error_at(&mut self, index: u32, value: Value, op: &str) -> Thrown {
        self.type_error(value, Some(index), op)
    }

    #[cold]
    pub(super) fn order_error(&mut self, a: Value, b: Value) -> Thrown {
        let (a, b) = (a.type_name(), b.type_name());
        // PUC tells types apart by the third letter of their names: a thread and a string are "two thread values".
        let message = if a.as_bytes().get(2) == b.as_bytes().get(2) {
            format!("attempt to compare two {a} values")
        } else {
            format!("attempt to compare {a} with {b}")
        };
        self.runtime_error(message.as_bytes())
    }
}
