//! Which registers can still be observed: live registers before each instruction, by backward data flow over the effects.
//!
//! A register is live if a way on reads it before it is written. A register that a closure captured is shared with it
//! until it is closed: whatever may run other code, raise an error or close it observes it, so that it stays live up to
//! there. Invariant: a register that is not live before a pc has no influence on anything after it; every other may have.
//! Compared at that pc, the live registers of two correct VMs are equal.

use super::effects::{Effects, HeapEffect, Malformed, effects, instruction_starts};
use super::proto::{Proto, vararg};
use super::regset::RegSet;
use super::view::ProtoView;

/// Liveness of a function; all lists are indexed by pc. Data words have empty sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Liveness {
    before: Vec<RegSet>,
    captured: Vec<RegSet>,
    open: Vec<Option<u8>>,
}

impl Liveness {
    /// Computes the liveness of a verified function. `Err` only if it is none.
    pub fn new(view: &(impl ProtoView + ?Sized)) -> Result<Liveness, (u32, Malformed)> {
        let code = view.code();
        let starts = instruction_starts(view);
        let mut found = Vec::with_capacity(code.len());
        for (pc, &starts) in starts.iter().enumerate() {
            found.push(if starts { Some(effects(view, pc).map_err(|error| (pc as u32, error))?) } else { None });
        }
        let captured = captured(&found);
        let before = live(&found, &captured);
        let open = found.iter().map(|e| e.as_ref().and_then(|e| e.open_read)).collect();
        Ok(Liveness { before, captured, open })
    }

    /// The registers that are live before the instruction at `pc`. If that works up to top, all registers from
    /// [`open_from`](Liveness::open_from) up are in the set, and of these only those below top exist.
    pub fn before(&self, pc: usize) -> RegSet {
        self.before.get(pc).copied().unwrap_or_default()
    }

    /// The registers below `top` that are live before the instruction at `pc`: with the number of registers up to top (the
    /// size of the frame if nothing is open).
    pub fn before_with_top(&self, pc: usize, top: u32) -> RegSet {
        self.before(pc) & RegSet::below(top)
    }

    /// First register that the instruction at `pc` reads up to top.
    pub fn open_from(&self, pc: usize) -> Option<u8> {
        self.open.get(pc).copied().flatten()
    }

    /// The same with all registers live that hold an active local variable: what a debugger or `debug.getlocal` can see
    /// though no instruction reads it.
    pub fn with_named_locals(mut self, proto: &Proto) -> Liveness {
        for (live, named) in self.before.iter_mut().zip(named_registers(proto)) {
            *live |= named;
        }
        self
    }

    /// The registers that an open upvalue may share with a closure before the instruction at `pc`. Other code
    /// may write them as well as read them.
    pub fn captured(&self, pc: usize) -> RegSet {
        self.captured.get(pc).copied().unwrap_or_default()
    }
}

/// The registers that hold a value when the function is entered; the others are nil.
pub fn entry_registers(proto: &Proto) -> RegSet {
    RegSet::below(u32::from(proto.num_params) + u32::from(proto.is_vararg & vararg::HAS_ARG))
}

/// For each pc the registers of the local variables that the debug information says are active there.
pub fn named_registers(proto: &Proto) -> Vec<RegSet> {
    let mut changes = vec![0i64; proto.code.len() + 1];
    for local in &proto.locals {
        for (pc, change) in [(local.start_pc, 1), (local.end_pc.max(local.start_pc), -1)] {
            changes[(pc as usize).min(proto.code.len())] += change;
        }
    }
    let mut active = 0;
    let counts = changes[..proto.code.len()].iter().map(|change| {
        active += change;
        RegSet::below(active as u32)
    });
    counts.collect()
}

/// Forward: what may be captured before each instruction.
fn captured(found: &[Option<Effects>]) -> Vec<RegSet> {
    let mut before = vec![RegSet::EMPTY; found.len()];
    if found.iter().flatten().all(|e| e.captures.is_empty()) {
        return before;
    }
    let mut todo = Worklist::new((0..found.len()).rev());
    while let Some(pc) = todo.pop() {
        let Some(e) = &found[pc] else { continue };
        let closed = match e.heap {
            HeapEffect::CloseUpvalues { from } => RegSet::from(u32::from(from)),
            HeapEffect::None | HeapEffect::ReadUpvalue(_) | HeapEffect::WriteUpvalue(_) | HeapEffect::ReadGlobal(_) => {
                RegSet::EMPTY
            }
            HeapEffect::WriteGlobal(_) | HeapEffect::ReadSlot { .. } | HeapEffect::WriteSlot { .. } => RegSet::EMPTY,
            HeapEffect::WriteItems { .. }
            | HeapEffect::NewTable
            | HeapEffect::Concat
            | HeapEffect::NewClosure { .. } => RegSet::EMPTY,
        };
        let after = (before[pc] | e.captures) - closed;
        for edge in e.next.iter() {
            let target = edge.pc as usize;
            if !after.is_subset(before[target]) {
                before[target] |= after;
                todo.push(target);
            }
        }
    }
    before
}

/// Backward: what is live before each instruction.
fn live(found: &[Option<Effects>], captured: &[RegSet]) -> Vec<RegSet> {
    let mut before = vec![RegSet::EMPTY; found.len()];
    let sources = Sources::new(found);
    let mut todo = Worklist::new(0..found.len());
    while let Some(pc) = todo.pop() {
        let Some(e) = &found[pc] else { continue };
        let mut live = e.reads | observed(e, captured[pc]);
        for edge in e.next.iter() {
            live |= before[edge.pc as usize] - edge.writes - e.clobbers;
        }
        if live != before[pc] {
            before[pc] = live;
            for &source in sources.of(pc) {
                todo.push(source as usize);
            }
        }
    }
    before
}

/// The captured registers that others can look at while or because this instruction runs. Allocation may run finalizers.
fn observed(e: &Effects, captured: RegSet) -> RegSet {
    if e.may_raise {
        return captured;
    }
    match e.heap {
        HeapEffect::CloseUpvalues { from } => captured & RegSet::from(u32::from(from)),
        HeapEffect::NewTable | HeapEffect::Concat | HeapEffect::NewClosure { .. } => captured,
        HeapEffect::None | HeapEffect::ReadUpvalue(_) | HeapEffect::WriteUpvalue(_) | HeapEffect::ReadGlobal(_) => {
            RegSet::EMPTY
        }
        HeapEffect::WriteGlobal(_) | HeapEffect::ReadSlot { .. } | HeapEffect::WriteSlot { .. } => RegSet::EMPTY,
        HeapEffect::WriteItems { .. } => RegSet::EMPTY,
    }
}

/// The pcs to look at, last in first out; a pc is in it once at most, so that the work is bounded by how often sets grow.
struct Worklist {
    stack: Vec<u32>,
    waiting: Vec<bool>,
}

impl Worklist {
    /// All of `pcs`, the last one first.
    fn new(pcs: impl ExactSizeIterator<Item = usize>) -> Worklist {
        let waiting = vec![true; pcs.len()];
        Worklist { stack: pcs.map(|pc| pc as u32).collect(), waiting }
    }

    fn push(&mut self, pc: usize) {
        if !std::mem::replace(&mut self.waiting[pc], true) {
            self.stack.push(pc as u32);
        }
    }

    fn pop(&mut self) -> Option<usize> {
        let pc = self.stack.pop()? as usize;
        self.waiting[pc] = false;
        Some(pc)
    }
}

/// For each pc the pcs that lead there.
struct Sources {
    first: Vec<u32>,
    sources: Vec<u32>,
}

impl Sources {
    fn new(found: &[Option<Effects>]) -> Sources {
        let edges = || {
            let all = found.iter().enumerate();
            all.flat_map(|(pc, e)| {
                e.iter().flat_map(move |e| e.next.iter().map(move |edge| (pc as u32, edge.pc as usize)))
            })
        };
        let mut first = vec![0u32; found.len() + 1];
        for (_, target) in edges() {
            first[target + 1] += 1;
        }
        for pc in 0..found.len() {
            first[pc + 1] += first[pc];
        }
        let mut next = first.clone();
        let mut sources = vec![0; first[found.len()] as usize];
        for (source, target) in edges() {
            sources[next[target] as usize] = source;
            next[target] += 1;
        }
        Sources { first, sources }
    }

    fn of(&self, pc: usize) -> &[u32] {
        &self.sources[self.first[pc] as usize..self.first[pc + 1] as usize]
    }
}
