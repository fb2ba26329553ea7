//! What to look at before each instruction: derived from the contract once per prototype.
//!
//! Invariant: functions are numbered in preorder across all chunks that a run loads, in the order of loading; the number of a
//! function stands in its `line_defined`, and the line of instruction i is i + 1, in what both engines execute.

use std::sync::Arc;

use crate::isa::effects::{Foreign, HeapEffect, effects, instruction_starts};
use crate::isa::{Const, Event, Liveness, Op, Proto, ProtoTree, RegSet, Rk, Verified};

/// Functions with more upvalues than this have them looked at only when they are used.
const MANY_UPVALUES: u8 = 8;

/// What an instruction changes outside of its window by itself, to be read again at the next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    None,
    Upvalue(u8),
    /// The global that this constant names.
    Global(u32),
    Slot {
        table: u8,
        key: Rk,
    },
    Items {
        table: u8,
        first: i64,
        count: Option<u32>,
    },
    /// A closure was made: what it captured.
    Closure(u8),
}

/// The id of a point without counterpart on the other side.
pub const UNMATCHED: u32 = u32::MAX;

/// What to look at before one instruction.
#[derive(Clone, Copy, Debug)]
pub struct Point {
    first: u32,
    end: u32,
    /// What both sides call this point: the pc, or that of its counterpart; [`UNMATCHED`] if there is none.
    pub id: u32,
    /// First register of those that count up to top; 256 if there are none.
    pub open: u16,
    pub effect: Effect,
    /// What a library function that the instruction calls may change: something of what it is given. What Lua functions do
    /// their own steps show.
    pub foreign: Foreign,
    /// The events whose handlers it may call.
    pub events: &'static [Event],
    /// Where another instruction stands on the other side: what that one changes. Its constants are the other side's.
    pub counterpart: Effect,
    /// Another instruction stands on the other side.
    pub altered: bool,
    /// The pcs at which the effect can be read again.
    pub resume: [Option<u32>; 2],
}

/// What to look at in one function.
#[derive(Debug)]
pub struct Plan {
    pub number: u32,
    points: Vec<Point>,
    registers: Vec<u8>,
    pub constants: Vec<Const>,
    /// Those of the function on the other side, if that is a different one.
    pub other_constants: Vec<Const>,
    /// How many upvalues are looked at at every step.
    pub upvalues: u8,
    pub num_upvalues: u8,
    pub max_stack: u8,
}

impl Plan {
    fn new(number: u32, proto: &Proto) -> Plan {
        let mut plan = Plan {
            number,
            points: Vec::with_capacity(proto.code.len()),
            registers: vec![],
            constants: proto.constants.clone(),
            other_constants: vec![],
            upvalues: if proto.num_upvalues > MANY_UPVALUES { 0 } else { proto.num_upvalues },
            num_upvalues: proto.num_upvalues,
            max_stack: proto.max_stack,
        };
        let Ok(liveness) = Liveness::new(proto) else { return plan };
        for (pc, &starts) in instruction_starts(proto).iter().enumerate() {
            let first = plan.registers.len() as u32;
            let open = liveness.open_from(pc).map_or(256, u16::from);
            let live = liveness.before(pc);
            plan.registers.extend(live.iter().take_while(|&r| u16::from(r) < open && r < proto.max_stack));
            let (effect, foreign, resume) =
                if starts { outside(proto, pc) } else { (Effect::None, Foreign::Nothing, [None; 2]) };
            let events = proto.code[pc].op().map_or(&[][..], Op::events);
            let (end, id, counterpart) = (plan.registers.len() as u32, pc as u32, Effect::None);
            plan.points.push(Point {
                first,
                end,
                id,
                open,
                effect,
                foreign,
                events,
                counterpart,
                altered: false,
                resume,
            });
        }
        plan
    }

    /// A plan for comparing a function with a different one: at points that have a counterpart, over what counts on both
    /// sides. `map` gives for each pc that of its counterpart; `altered`, whether that is another instruction; the pcs of this
    /// side name the points if `canonical`.
    fn narrowed(&self, other: Plan, map: &[Option<usize>], altered: &[bool], canonical: bool) -> Plan {
        let mut plan = Plan {
            points: vec![],
            registers: vec![],
            constants: self.constants.clone(),
            other_constants: vec![],
            ..*self
        };
        plan.upvalues = self.upvalues.min(other.upvalues);
        for (pc, own) in self.points.iter().enumerate() {
            let first = plan.registers.len() as u32;
            let counterpart = |pc: usize| map.get(pc).copied().flatten();
            let mut point = Point { id: UNMATCHED, effect: Effect::None, foreign: Foreign::Nothing, ..*own };
            if let Some(there) = counterpart(pc)
                && let Some(opposite) = other.point(there)
            {
                point.id = (if canonical { pc } else { there }) as u32;
                point.altered = altered.get(pc).copied().unwrap_or(false);
                let theirs = other.registers(opposite);
                plan.registers.extend(self.registers(own).iter().filter(|r| theirs.contains(r)));
                let there = |pc: Option<u32>| pc.map(|pc| counterpart(pc as usize).map(|pc| pc as u32));
                let resumes = own.resume.map(there) == opposite.resume.map(|pc| pc.map(Some));
                (point.effect, point.counterpart, point.foreign) = match (resumes, point.altered) {
                    (false, _) => (Effect::None, Effect::None, Foreign::Nothing),
                    // What a library function is given is not the same on both sides.
                    (true, true) => (own.effect, opposite.effect, Foreign::Nothing),
                    // Constants may have other numbers there.
                    (true, false) => (own.effect, Effect::None, own.foreign),
                };
                if opposite.open != point.open {
                    point.open = 256;
                }
            }
            (point.first, point.end) = (first, plan.registers.len() as u32);
            plan.points.push(point);
        }
        plan.other_constants = other.constants;
        plan
    }

    /// What to look at before the instruction at `pc`.
    #[inline(always)]
    pub fn point(&self, pc: usize) -> Option<&Point> {
        self.points.get(pc)
    }

    /// The registers below [`Point::open`] that count, in ascending order.
    #[inline(always)]
    pub fn registers(&self, point: &Point) -> &[u8] {
        self.registers.get(point.first as usize..point.end as usize).unwrap_or_default()
    }
}

/// What an instruction does outside of its window: by itself, and through others; and the pcs at which that can be seen.
fn outside(proto: &Proto, pc: usize) -> (Effect, Foreign, [Option<u32>; 2]) {
    let Ok(row) = effects(proto, pc) else { return (Effect::None, Foreign::Nothing, [None; 2]) };
    let effect = match row.heap {
        HeapEffect::WriteUpvalue(upvalue) => Effect::Upvalue(upvalue as u8),
        HeapEffect::WriteGlobal(name) => Effect::Global(name),
        HeapEffect::WriteSlot { table, key } => Effect::Slot { table, key },
        HeapEffect::WriteItems { table, first, count } => Effect::Items { table, first, count },
        HeapEffect::NewClosure { .. } => Effect::Closure(proto.code[pc].a() as u8),
        HeapEffect::None | HeapEffect::ReadUpvalue(_) | HeapEffect::ReadGlobal(_) | HeapEffect::ReadSlot { .. } => {
            Effect::None
        }
        HeapEffect::NewTable | HeapEffect::Concat | HeapEffect::CloseUpvalues { .. } => Effect::None,
    };
    (effect, row.foreign, row.observed_successors(proto, pc).unwrap_or_default())
}

/// A chunk that a run loaded.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// Number of its main function.
    pub first: u32,
    /// As it was compiled, with its own lines.
    pub main: Arc<Proto>,
}

/// All that a run has loaded.
#[derive(Debug, Default)]
pub struct Code {
    plans: Vec<Arc<Plan>>,
    /// The chunks, in the order of loading.
    pub chunks: Vec<Loaded>,
}

impl Code {
    /// Takes in a chunk and gives what is to be executed in its place.
    pub fn load(&mut self, main: Verified) -> Verified {
        let rewritten = main.renumbered(self.plans.len() as u32);
        self.show(main.into_proto());
        rewritten
    }

    /// Takes in a chunk that is only talked about.
    pub fn show(&mut self, main: Proto) {
        let first = self.plans.len() as u32;
        let tree = ProtoTree::new(&main);
        self.plans.extend(tree.iter().enumerate().map(|(i, proto)| Arc::new(Plan::new(first + i as u32, proto))));
        self.chunks.push(Loaded { first, main: Arc::new(main) });
    }

    /// Prepares for a comparison with a run that executes `other` in the place of a function, see [`Plan::narrowed`].
    pub fn narrow(&mut self, number: u32, other: &Proto, map: &[Option<usize>], altered: &[bool], canonical: bool) {
        if let Some(plan) = self.plans.get_mut(number as usize) {
            *plan = Arc::new(plan.narrowed(Plan::new(number, other), map, altered, canonical));
        }
    }

    /// The plan of a function.
    #[inline(always)]
    pub fn plan(&self, number: u32) -> Option<&Arc<Plan>> {
        self.plans.get(number as usize)
    }

    /// The registers of a function that can still be observed: before the instruction at `pc` if that is about to run, with
    /// `top` registers up to the stack's top; else while what it called runs, its results left out.
    pub fn live(&self, number: u32, pc: usize, top: Option<u32>) -> RegSet {
        let found = || {
            let chunk = self.chunk_of(number)?;
            let proto = ProtoTree::new(&chunk.main).proto((number - chunk.first) as usize)?;
            let liveness = Liveness::new(proto).ok()?;
            let size = u32::from(proto.max_stack);
            if let Some(top) = top {
                let end = if liveness.open_from(pc).is_some() { top.min(size) } else { size };
                return Some(liveness.before_with_top(pc, end));
            }
            let row = effects(proto, pc).ok()?;
            let after = row
                .next
                .iter()
                .fold(RegSet::EMPTY, |set, edge| set | (liveness.before(edge.pc as usize) - edge.writes));
            Some((after - row.clobbers - row.scratch) & RegSet::below(size))
        };
        found().unwrap_or(RegSet::EMPTY)
    }

    /// The chunk that holds a function.
    pub fn chunk_of(&self, number: u32) -> Option<&Loaded> {
        self.chunks.iter().rev().find(|chunk| chunk.first <= number)
    }

    /// Number of functions.
    pub fn len(&self) -> usize {
        self.plans.len()
    }

    /// Whether nothing was loaded.
    pub fn is_empty(&self) -> bool {
        self.plans.is_empty()
    }
}
