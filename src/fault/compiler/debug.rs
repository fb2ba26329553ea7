//! Lines, local variable ranges and names: what error messages and the debug library show.

use super::{Fault, fault};
use crate::diagnose::symptom::Symptom::*;
use crate::fault::Draft;
use crate::isa::Op;

/// Changes the lines of instructions, and marks them.
fn lines(draft: &mut Draft, f: impl Fn(&Draft, usize, u32) -> Option<u32>) {
    for pc in draft.pcs() {
        if let Some(&line) = draft.proto.lines.get(pc)
            && let Some(other) = f(draft, pc, line)
            && other != line
        {
            draft.proto.lines[pc] = other;
            draft.mark_at(pc);
        }
    }
}

pub const FAULTS: &[Fault] = &[
    fault("line-of-the-next-token", "instructions carry the line after theirs", &[LineInfo], |d| {
        lines(d, |_, _, line| Some(line + 1));
    }),
    fault("call-line-is-last", "a call carries the line where the function ends", &[LineInfo], |d| {
        lines(d, |d, pc, _| (d.op(pc) == Some(Op::Call)).then_some(d.proto.last_line_defined.max(1)));
    }),
    fault("local-range-late", "locals begin one instruction too late", &[DebugInfo], |d| {
        d.header(|p| {
            for local in &mut p.locals {
                local.start_pc = (local.start_pc + 1).min(local.end_pc);
            }
            !p.locals.is_empty()
        });
    }),
    fault("local-range-open", "locals of blocks stay active to the end of the function", &[DebugInfo], |d| {
        d.header(|p| {
            let end = p.code.len() as u32;
            let change = p.locals.iter().any(|local| local.end_pc != end);
            p.locals.iter_mut().for_each(|local| local.end_pc = end);
            change
        });
    }),
    fault("upvalue-names-shifted", "upvalues carry each other's names", &[DebugInfo], |d| {
        d.header(|p| {
            let names = &mut p.upvalue_names;
            let change = names.len() > 1;
            if change {
                names.rotate_left(1);
            }
            change
        });
    }),
    fault("line-defined-off", "a function is said to begin a line below", &[DebugInfo], |d| {
        d.header(|p| {
            let change = p.line_defined > 0;
            p.line_defined += u32::from(change);
            change
        });
    }),
];
