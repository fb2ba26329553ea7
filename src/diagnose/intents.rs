//! What the compiler means by a register at a place in the code: its intent where the register was last given a value.
//!
//! Invariant: nothing is said where no value that the register was given can reach the place, or the local that it held is not
//! active any more.

use rustc_hash::FxHashMap;

use crate::engine::ours::Meaning;
use crate::isa::effects::{effects, instruction_starts};
use crate::isa::{LocalVar, Proto, RegSet};

/// The intents of one function, by where values come from.
pub struct RegisterMeanings<'a> {
    proto: &'a Proto,
    /// By pc and register.
    noted: FxHashMap<(u32, u32), &'a str>,
    /// For each pc, those from which it is reached.
    predecessors: Vec<Vec<u32>>,
    /// For each pc, what holds nothing of use afterwards.
    clobbers: Vec<RegSet>,
}

impl<'a> RegisterMeanings<'a> {
    /// Of a function and what its compiler noted.
    pub fn new(proto: &'a Proto, meanings: &'a [Meaning]) -> RegisterMeanings<'a> {
        let mut predecessors = vec![vec![]; proto.code.len()];
        let mut clobbers = vec![RegSet::default(); proto.code.len()];
        for (pc, starts) in instruction_starts(proto).into_iter().enumerate() {
            let Ok(found) = effects(proto, pc) else { continue };
            clobbers[pc] = found.clobbers;
            for edge in found.next.iter().filter(|_| starts) {
                if let Some(list) = predecessors.get_mut(edge.pc as usize) {
                    list.push(pc as u32);
                }
            }
        }
        let noted = meanings.iter().map(|m| ((m.pc, m.register), &m.text[..])).collect();
        RegisterMeanings { proto, noted, predecessors, clobbers }
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
            if let Some(text) = self.noted.get(&(pc, register)) {
                // What an instruction has just made, a loop's variables included, is not over yet.
                let over = pc + 1 != at && self.is_over(text, register, at);
                return if over { String::new() } else { text.to_string() };
            }
            let clobbers = &self.clobbers[pc as usize];
            if u8::try_from(register).is_ok_and(|register| !clobbers.contains(register)) {
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
