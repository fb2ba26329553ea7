//! What the compiler means by a register at a place in the code: its intent where the register was last given a value.
//!
//! Invariant: nothing is said where no value that the register was given can reach the place, or the local that it held is not
//! active any more.

use crate::engine::ours::Meaning;
use crate::isa::effects::{effects, instruction_starts};
use crate::isa::{LocalVar, Proto};

/// The intents of one function, by where values come from.
pub struct Intents<'a> {
    proto: &'a Proto,
    meanings: &'a [Meaning],
    /// For each pc, those from which it is reached.
    predecessors: Vec<Vec<u32>>,
}

impl<'a> Intents<'a> {
    /// Of a function and what its compiler noted.
    pub fn new(proto: &'a Proto, meanings: &'a [Meaning]) -> Intents<'a> {
        let mut predecessors = vec![vec![]; proto.code.len()];
        for (pc, starts) in instruction_starts(proto).into_iter().enumerate() {
            let Ok(found) = effects(proto, pc) else { continue };
            for edge in found.next.iter().filter(|_| starts) {
                if let Some(list) = predecessors.get_mut(edge.pc as usize) {
                    list.push(pc as u32);
                }
            }
        }
        Intents { proto, meanings, predecessors }
    }

    /// What a register means before the instruction at `pc`.
    pub fn before(&self, pc: u32, register: u32) -> String {
        let from = self.predecessors.get(pc as usize).cloned().unwrap_or_default();
        self.search(from, pc == 0, pc, register)
    }

    /// What it means after that instruction.
    pub fn after(&self, pc: u32, register: u32) -> String {
        self.search(vec![pc], false, pc + 1, register)
    }

    /// Goes back from `todo` to the nearest place where the register gets a meaning.
    fn search(&self, mut todo: Vec<u32>, entry: bool, at: u32, register: u32) -> String {
        let mut seen = vec![false; self.proto.code.len()];
        let mut entry = entry;
        while let Some(pc) = todo.pop() {
            if std::mem::replace(&mut seen[pc as usize], true) {
                continue;
            }
            let noted = self.meanings.iter().rfind(|m| m.pc == pc && m.register == register);
            if let Some(noted) = noted {
                return if self.is_over(&noted.text, register, at) { String::new() } else { noted.text.clone() };
            }
            let spoilt = effects(self.proto, pc as usize)
                .is_ok_and(|e| u8::try_from(register).is_ok_and(|register| e.clobbers.contains(register)));
            if !spoilt {
                entry |= pc == 0;
                todo.extend(&self.predecessors[pc as usize]);
            }
        }
        let parameter = self.proto.locals.get(register as usize);
        match parameter.filter(|_| entry && register < u32::from(self.proto.num_params)) {
            Some(local) => format!("parameter {}", String::from_utf8_lossy(&local.name)),
            None => String::new(),
        }
    }

    /// Whether a text names a local of the register that is not active at a pc.
    fn is_over(&self, text: &str, register: u32, at: u32) -> bool {
        let Some(name) = text.strip_prefix("local ") else { return false };
        let active = |local: &&LocalVar| local.start_pc <= at && at < local.end_pc;
        let held = self.proto.locals.iter().filter(active).nth(register as usize);
        // Without debug information nobody knows.
        !self.proto.locals.is_empty() && held.is_none_or(|local| String::from_utf8_lossy(&local.name) != name)
    }
}
