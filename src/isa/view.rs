//! What analyses need to see of a function: a face over [`Proto`] and over whatever form a VM loads it into.
//!
//! Invariant: the answers describe one function and do not change between calls.

use super::instr::Instr;
use super::proto::{Const, Proto};

/// Access to a function prototype. Indices come from operands and may be out of range: the answer is `None` then.
pub trait ProtoView {
    /// The instruction words.
    fn code(&self) -> &[Instr];

    /// Number of upvalues of nested function `index`: so many words after a CLOSURE are captures.
    fn nested_upvalues(&self, index: usize) -> Option<u8>;

    /// Constant `index` if it is a string.
    fn string_constant(&self, index: usize) -> Option<&[u8]>;

    /// Name, first pc and end pc of entry `index` of the local variable table.
    fn local(&self, index: usize) -> Option<(&[u8], u32, u32)>;

    /// Name of upvalue `index`.
    fn upvalue_name(&self, index: usize) -> Option<&[u8]>;
}

impl ProtoView for Proto {
    fn code(&self) -> &[Instr] {
        &self.code
    }

    fn nested_upvalues(&self, index: usize) -> Option<u8> {
        self.protos.get(index).map(|nested| nested.num_upvalues)
    }

    fn string_constant(&self, index: usize) -> Option<&[u8]> {
        match self.constants.get(index)? {
            Const::String(s) => Some(s),
            Const::Nil | Const::Boolean(_) | Const::Number(_) => None,
        }
    }

    fn local(&self, index: usize) -> Option<(&[u8], u32, u32)> {
        self.locals.get(index).map(|local| (&*local.name, local.start_pc, local.end_pc))
    }

    fn upvalue_name(&self, index: usize) -> Option<&[u8]> {
        self.upvalue_names.get(index).map(|name| &**name)
    }
}

impl<V: ProtoView + ?Sized> ProtoView for &V {
    fn code(&self) -> &[Instr] {
        (**self).code()
    }

    fn nested_upvalues(&self, index: usize) -> Option<u8> {
        (**self).nested_upvalues(index)
    }

    fn string_constant(&self, index: usize) -> Option<&[u8]> {
        (**self).string_constant(index)
    }

    fn local(&self, index: usize) -> Option<(&[u8], u32, u32)> {
        (**self).local(index)
    }

    fn upvalue_name(&self, index: usize) -> Option<&[u8]> {
        (**self).upvalue_name(index)
    }
}
