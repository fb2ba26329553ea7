//! Edits of prototypes: functions by number, words put in and taken out.
//!
//! Invariant: jumps and the ranges of variables still lead where they led; nothing else is looked at, so that what comes out
//! has to be verified.

use super::{Format, Instr, Op, Proto};

/// Function `number` of a chunk, in preorder.
pub fn function(proto: &mut Proto, number: usize) -> Option<&mut Proto> {
    let mut left = number;
    search(proto, &mut left)
}

fn search<'p>(proto: &'p mut Proto, left: &mut usize) -> Option<&'p mut Proto> {
    if *left == 0 {
        return Some(proto);
    }
    *left -= 1;
    proto.protos.iter_mut().find_map(|nested| search(nested, left))
}

/// Puts a word before instruction `at`; jumps still lead where they led.
pub fn insert(proto: &mut Proto, at: usize, word: Instr) {
    relocate(proto, at, 1);
    proto.code.insert(at, word);
    if at < proto.lines.len() {
        proto.lines.insert(at, proto.lines[at]);
    }
}

/// Takes out instruction `at`, unless it is the only one; jumps still lead where they led, those to it to the next one.
pub fn remove(proto: &mut Proto, at: usize) {
    if proto.code.len() < 2 {
        return;
    }
    proto.code.remove(at);
    if at < proto.lines.len() {
        proto.lines.remove(at);
    }
    relocate(proto, at, -1);
}

/// Moves the ends of jumps and of the ranges of variables that lie after `at`. Of a removal the code is already without
/// the word.
fn relocate(proto: &mut Proto, at: usize, by: i32) {
    let at = at as i64;
    let removed = i64::from(by < 0);
    for pc in 0..proto.code.len() {
        let instr = proto.code[pc];
        if instr.op().map(Op::format) != Some(Format::Asbx) {
            continue;
        }
        // Where the instruction and its target are without the change.
        let old_pc = pc as i64 + if pc as i64 >= at { removed } else { 0 };
        let target = old_pc + 1 + i64::from(instr.sbx());
        let moved = |p: i64| if p >= at + removed { p + i64::from(by) } else { p };
        let sbx = moved(target) - moved(old_pc) - 1;
        if i64::from(instr.sbx()) != sbx && (-100_000..100_000).contains(&sbx) {
            proto.code[pc] = instr.with_sbx(sbx as i32);
        }
    }
    for local in &mut proto.locals {
        for pc in [&mut local.start_pc, &mut local.end_pc] {
            if i64::from(*pc) > at {
                *pc = pc.saturating_add_signed(by);
            }
        }
    }
}
