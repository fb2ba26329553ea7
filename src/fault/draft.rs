//! A compiled function that can be edited: instructions are replaced, inserted and removed, jumps and debug information follow.
//!
//! Invariant: an edit after which the function would not verify is undone, unless the fault means to break it. What was
//! edited is marked, and the marks move with the code.

use super::Spot;
use crate::isa::effects::instruction_starts;
use crate::isa::verify::verify;
use crate::isa::{Control, Instr, Op, Proto};

/// What an edit changed in a chunk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// The instructions that are not what they should be; for one that is missing, the one in its place.
    pub spots: Vec<Spot>,
    /// The functions of which something else is wrong: parameters, stack size, debug information.
    pub headers: Vec<u32>,
}

impl Touched {
    /// Whether nothing was changed.
    pub fn is_empty(&self) -> bool {
        self.spots.is_empty() && self.headers.is_empty()
    }
}

/// A function while a fault rewrites it. Nested functions are rewritten by themselves.
pub struct Draft {
    /// The function as it is now.
    pub proto: Proto,
    marks: Vec<bool>,
    header: bool,
    breaks: bool,
}

impl Draft {
    fn new(proto: Proto, breaks: bool) -> Draft {
        Draft { marks: vec![false; proto.code.len()], proto, header: false, breaks }
    }

    /// The pcs of instructions, data words left out.
    pub fn pcs(&self) -> Vec<usize> {
        let starts = instruction_starts(&self.proto);
        (0..starts.len()).filter(|&pc| starts[pc]).collect()
    }

    /// The opcode at a pc, if there is an instruction.
    pub fn op(&self, pc: usize) -> Option<Op> {
        self.proto.code.get(pc)?.op()
    }

    /// The instruction at a pc.
    pub fn at(&self, pc: usize) -> Instr {
        self.proto.code[pc]
    }

    /// Makes `edit`, and undoes it if the function does not verify then.
    pub fn attempt(&mut self, edit: impl FnOnce(&mut Draft)) -> bool {
        let before = (self.proto.clone(), self.marks.clone(), self.header);
        edit(self);
        let kept = self.breaks || verify(&self.proto).is_ok();
        if !kept {
            (self.proto, self.marks, self.header) = before;
        }
        kept
    }

    /// Puts another instruction, or another data word, at a pc.
    pub fn replace(&mut self, pc: usize, instr: Instr) -> bool {
        let before = self.proto.code[pc];
        if before == instr {
            return false;
        }
        self.proto.code[pc] = instr;
        if !self.breaks && verify(&self.proto).is_err() {
            self.proto.code[pc] = before;
            return false;
        }
        self.marks[pc] = true;
        true
    }

    /// Replaces two neighbours, which verify only together.
    pub fn replace_pair(&mut self, pc: usize, first: Instr, second: Instr) -> bool {
        self.attempt(|draft| {
            for (pc, instr) in [(pc, first), (pc + 1, second)] {
                draft.marks[pc] |= draft.proto.code[pc] != instr;
                draft.proto.code[pc] = instr;
            }
        })
    }

    /// Replaces each instruction for which `f` gives another.
    pub fn each(&mut self, f: impl Fn(&Draft, usize, Instr) -> Option<Instr>) {
        for pc in self.pcs() {
            if let Some(instr) = f(self, pc, self.at(pc)) {
                self.replace(pc, instr);
            }
        }
    }

    /// Replaces each instruction with this opcode for which `f` gives another.
    pub fn each_of(&mut self, op: Op, f: impl Fn(Instr) -> Option<Instr>) {
        self.each(|_, _, i| if i.op() == Some(op) { f(i) } else { None });
    }

    /// Puts an instruction before the one at `pc`: jumps to that lead to the new one.
    pub fn insert(&mut self, pc: usize, instr: Instr) {
        let moved = |target: i64| if target > pc as i64 { target + 1 } else { target };
        self.retarget(|at, target| moved(target) - if at >= pc { at as i64 + 1 } else { at as i64 } - 1);
        self.proto.code.insert(pc, instr);
        self.marks.insert(pc, true);
        if !self.proto.lines.is_empty() {
            self.proto.lines.insert(pc, self.proto.lines[pc]);
        }
        for local in &mut self.proto.locals {
            local.start_pc += u32::from(local.start_pc as usize > pc);
            local.end_pc += u32::from(local.end_pc as usize > pc);
        }
    }

    /// Sets the distance of each jump, from its pc and its target.
    fn retarget(&mut self, distance: impl Fn(usize, i64) -> i64) {
        for pc in self.pcs() {
            let instr = self.at(pc);
            if instr.op().is_some_and(|op| op.control() == Control::Jump) {
                let target = pc as i64 + 1 + i64::from(instr.sbx());
                self.proto.code[pc] = instr.with_sbx(distance(pc, target) as i32);
            }
        }
    }

    /// Changes something other than the code; `edit` tells whether it did.
    pub fn header(&mut self, edit: impl FnOnce(&mut Proto) -> bool) {
        self.attempt(|draft| {
            if edit(&mut draft.proto) {
                draft.header = true;
            }
        });
    }

    /// Marks an instruction.
    pub fn mark_at(&mut self, pc: usize) {
        self.marks[pc] = true;
    }

    /// Marks the instructions that `f` names, after a change of what they refer to.
    pub fn mark(&mut self, f: impl Fn(Instr) -> bool) {
        for pc in self.pcs() {
            self.marks[pc] |= f(self.at(pc));
        }
    }
}

/// Rewrites a function and all that are nested in it.
pub fn rewrite(main: &mut Proto, rewrite: fn(&mut Draft), breaks: bool) -> Touched {
    let mut touched = Touched::default();
    let mut next = 0;
    walk(main, rewrite, breaks, &mut next, &mut touched);
    touched
}

fn walk(proto: &mut Proto, rewrite: fn(&mut Draft), breaks: bool, next: &mut u32, touched: &mut Touched) {
    let function = *next;
    *next += 1;
    let mut draft = Draft::new(std::mem::take(proto), breaks);
    rewrite(&mut draft);
    let marked = draft.marks.iter().enumerate().filter(|(_, marked)| **marked);
    touched.spots.extend(marked.map(|(pc, _)| Spot { function, pc: pc as u32 }));
    if draft.header {
        touched.headers.push(function);
    }
    *proto = draft.proto;
    for nested in &mut proto.protos {
        walk(nested, rewrite, breaks, next, touched);
    }
}
