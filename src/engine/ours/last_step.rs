//! A run of our VM that leaves the step it is at in a file, for whoever wants to know where it died.
//!
//! Invariant: a record is written before its step begins, in one piece.

use std::fs::File;
use std::os::unix::fs::FileExt;

use rustc_hash::FxHashMap;

use crate::engine::{Compile, Options, Program};
use crate::isa::{ProtoTree, Verified};
use crate::vm::Vm;
use crate::vm::trace::{Observer, Step, VmLoop};

use super::observe;

/// Bytes of a record.
pub const RECORD: usize = 20;

/// A step as a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StepRecord {
    /// From 0, in the whole run.
    pub step: u64,
    /// Preorder number of the function in the program's chunk; `None` if it belongs to another one.
    pub function: Option<u32>,
    /// Index of the instruction.
    pub pc: u32,
    /// Its line, 0 if not known.
    pub line: u32,
}

/// The function of a record that belongs to another chunk.
const OTHER: u32 = u32::MAX;

impl StepRecord {
    fn bytes(&self) -> [u8; RECORD] {
        let mut bytes = [0; RECORD];
        // Counted from 1, so that an empty file is no record.
        bytes[..8].copy_from_slice(&(self.step + 1).to_le_bytes());
        for (i, word) in [self.function.unwrap_or(OTHER), self.pc, self.line].into_iter().enumerate() {
            bytes[8 + 4 * i..12 + 4 * i].copy_from_slice(&word.to_le_bytes());
        }
        bytes
    }

    /// What a file holds.
    pub fn read(file: &File) -> Option<StepRecord> {
        let mut bytes = [0; RECORD];
        file.read_exact_at(&mut bytes, 0).ok()?;
        let (step, words) = bytes.split_first_chunk::<8>()?;
        let word =
            |i: usize| words.get(4 * i..).and_then(|rest| rest.first_chunk()).map(|four| u32::from_le_bytes(*four));
        let function = word(0).filter(|&function| function != OTHER);
        Some(StepRecord { step: u64::from_le_bytes(*step).checked_sub(1)?, function, pc: word(1)?, line: word(2)? })
    }
}

/// Executes a program and writes a record into `file` before every `every`-th step, and before each from the step `from` on.
pub fn record(
    main: &Verified,
    program: &Program<'_>,
    options: &Options,
    loads: &'static dyn Compile,
    way: VmLoop,
    file: &File,
    (every, from): (u64, u64),
) {
    let numbers = FxHashMap::default();
    let mut recorder = StepWriter { main: ProtoTree::new(main), numbers, file, every: every.max(1), from, steps: 0 };
    observe::execute_observed(program, options, loads, way, &mut recorder);
}

struct StepWriter<'a> {
    main: ProtoTree<'a>,
    /// Numbers of functions by the addresses of their prototypes.
    numbers: FxHashMap<usize, Option<u32>>,
    file: &'a File,
    every: u64,
    from: u64,
    steps: u64,
}

impl Observer for StepWriter<'_> {
    fn before(&mut self, vm: &mut Vm, step: &Step) {
        if vm.hooks_off() {
            return;
        }
        if self.steps >= self.from || self.steps.is_multiple_of(self.every) {
            let proto = &step.proto;
            let main = &self.main;
            let function = *self.numbers.entry(proto.address()).or_insert_with(|| {
                let same = |p: &crate::isa::Proto| {
                    p.line_defined == proto.line_defined() && p.code == proto.code() && p.lines == proto.lines()
                };
                main.iter().position(same).map(|number| number as u32)
            });
            let line = proto.line(step.pc).unwrap_or(0);
            let record = StepRecord { step: self.steps, function, pc: step.pc as u32, line };
            // Where it cannot be written nothing is known.
            let _ = self.file.write_all_at(&record.bytes(), 0);
        }
        self.steps += 1;
    }
}
