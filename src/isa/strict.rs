//! Which verified functions depend on nothing that the contract leaves open, so that two correct VMs have to agree on
//! them, and none of them reads memory that it should not.
//!
//! Verified code may still read registers after an instruction left them unspecified (the remains of a call), or give a
//! FORLOOP something else than what its FORPREP has left. Both depend on how a VM goes about its work.
//!
//! Invariant: what our compiler makes is strict.

use super::effects::{HeapEffect, effects};
use super::{Op, Proto, RegSet};

/// What is known of the registers before an instruction.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Known {
    /// Their value is the same in every VM.
    specified: RegSet,
    /// Untouched since a FORPREP or FORLOOP left numbers in them.
    counters: RegSet,
    /// Perhaps shared with a closure, which may write them.
    shared: RegSet,
}

/// Whether a verified function and all functions in it are strict.
pub fn is_strict(proto: &Proto) -> bool {
    function_is_strict(proto) && proto.protos.iter().all(is_strict)
}

fn function_is_strict(proto: &Proto) -> bool {
    let mut before: Vec<Option<Known>> = vec![None; proto.code.len()];
    before[0] = Some(Known { specified: RegSet::ALL, counters: RegSet::EMPTY, shared: RegSet::EMPTY });
    let mut todo = vec![0];
    while let Some(pc) = todo.pop() {
        let (Some(known), Ok(found)) = (before[pc], effects(proto, pc)) else { return false };
        let instr = proto.code[pc];
        let control = RegSet::range(instr.a(), instr.a() + 3);
        // How far an open list went is forgotten once it was stored.
        let open_list = instr.op() == Some(Op::SetList) && instr.b() == 0;
        let forgotten = if open_list { RegSet::from(instr.a() + 1) } else { RegSet::EMPTY };
        let (prepares, loops) = (instr.op() == Some(Op::ForPrep), instr.op() == Some(Op::ForLoop));
        if loops && !control.is_subset(known.counters) {
            return false;
        }
        // A closure could reach into the window of the call.
        if !(found.clobbers & known.shared).is_empty() {
            return false;
        }
        for edge in found.next.iter() {
            // A register that the instruction itself captures is read, unless it is written here.
            let needed = found.reads | (found.captures - edge.writes);
            if !needed.is_subset(known.specified) {
                return false;
            }
            let mut after = Known {
                specified: (known.specified - found.clobbers - forgotten) | edge.writes,
                counters: known.counters - found.clobbers - edge.writes,
                shared: known.shared | found.captures,
            };
            if let HeapEffect::CloseUpvalues { from } = found.heap {
                after.shared -= RegSet::from(u32::from(from));
            }
            if prepares || loops {
                after.counters |= control;
            }
            after.counters -= after.shared;
            let place = &mut before[edge.pc as usize];
            let merged = match *place {
                None => after,
                Some(old) => Known {
                    specified: old.specified & after.specified,
                    counters: old.counters & after.counters,
                    shared: old.shared | after.shared,
                },
            };
            if *place != Some(merged) {
                *place = Some(merged);
                todo.push(edge.pc as usize);
            }
        }
        if found.returns && !found.reads.is_subset(known.specified) {
            return false;
        }
    }
    true
}
