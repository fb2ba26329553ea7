//! What to look at before each instruction: derived from the contract once per prototype.
//!
//! Invariant: functions are numbered in preorder across all chunks that a run loads, in the order of loading; the number of a
//! function stands in its `line_defined`, and the line of instruction i is i + 1, in what both engines execute.

use std::sync::Arc;

use crate::isa::effects::{Heap, effects, instruction_starts};
use crate::isa::{Const, Liveness, Op, Proto, ProtoTree, Rk};

/// Functions with more upvalues than this have them looked at only when they are used.
const MANY_UPVALUES: u8 = 8;

/// What an instruction changes outside of its window, to be read again at the next step.
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
    /// If the callee is a library function: what it did to the tables that it was given.
    Call {
        callee: u8,
        args: Option<u8>,
    },
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
    /// The pc at which the effect can be read again.
    pub resume: u32,
}

/// What to look at in one function.
#[derive(Debug)]
pub struct Plan {
    pub number: u32,
    points: Vec<Point>,
    registers: Vec<u8>,
    pub constants: Vec<Const>,
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
            let (effect, resume) = if starts { effect(proto, pc) } else { (Effect::None, 0) };
            plan.points.push(Point { first, end: plan.registers.len() as u32, id: pc as u32, open, effect, resume });
        }
        plan
    }

    /// A plan for comparing a function with a different one: at points that have a counterpart, over what counts on both
    /// sides. `ids` gives for each pc what both sides call it.
    fn narrowed(&self, ids: &[u32], other: &Plan, counterpart: impl Fn(usize) -> Option<usize>) -> Plan {
        let mut plan = Plan { points: vec![], registers: vec![], constants: self.constants.clone(), ..*self };
        plan.upvalues = if self.num_upvalues == other.num_upvalues { self.upvalues } else { 0 };
        for (pc, point) in self.points.iter().enumerate() {
            let first = plan.registers.len() as u32;
            let twin = counterpart(pc).and_then(|pc| other.point(pc).copied());
            let mut point = Point { id: UNMATCHED, effect: Effect::None, ..*point };
            if let Some(twin) = twin {
                point.id = ids.get(pc).copied().unwrap_or(UNMATCHED);
                let theirs = other.registers(&twin);
                let own = self.points[pc];
                plan.registers.extend(self.registers(&own).iter().filter(|r| theirs.contains(r)));
                let resumes = counterpart(own.resume as usize) == Some(twin.resume as usize);
                if own.effect == twin.effect && resumes {
                    point.effect = own.effect;
                }
                if twin.open != point.open {
                    point.open = 256;
                }
            }
            (point.first, point.end) = (first, plan.registers.len() as u32);
            plan.points.push(point);
        }
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

fn effect(proto: &Proto, pc: usize) -> (Effect, u32) {
    let (Some(op), Ok(found)) = (proto.code[pc].op(), effects(proto, pc)) else { return (Effect::None, 0) };
    let resume = found.next.iter().next().map_or(0, |edge| edge.pc);
    let instr = proto.code[pc];
    let call = || {
        let args = if instr.b() == 0 { None } else { Some((instr.b() - 1) as u8) };
        Effect::Call { callee: instr.a() as u8, args }
    };
    let effect = match found.heap {
        Heap::WriteUpvalue(upvalue) => Effect::Upvalue(upvalue as u8),
        Heap::WriteGlobal(name) => Effect::Global(name),
        Heap::WriteSlot { table, key } => Effect::Slot { table, key },
        Heap::WriteItems { table, first, count } => Effect::Items { table, first, count },
        Heap::NewClosure { .. } => Effect::Closure(instr.a() as u8),
        Heap::CloseUpvalues { .. } if op == Op::TailCall => call(),
        Heap::None if op == Op::Call => call(),
        Heap::None | Heap::ReadUpvalue(_) | Heap::ReadGlobal(_) | Heap::ReadSlot { .. } => Effect::None,
        Heap::NewTable | Heap::Concat | Heap::CloseUpvalues { .. } => Effect::None,
    };
    (effect, resume)
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
    pub chunks: Vec<Loaded>,
}

impl Code {
    /// Takes in a verified chunk and gives what is to be executed in its place.
    pub fn load(&mut self, main: Proto) -> Proto {
        let first = self.plans.len() as u32;
        let tree = ProtoTree::new(&main);
        self.plans.extend(tree.iter().enumerate().map(|(i, proto)| Arc::new(Plan::new(first + i as u32, proto))));
        let rewritten = renumbered(&main, first);
        self.chunks.push(Loaded { first, main: Arc::new(main) });
        rewritten
    }

    /// Prepares for a comparison with a run whose first chunk is `other`, if its functions are nested alike: `matched(f)` gives
    /// for each pc of function `f` here the pc there; `canonical` says whose pcs name the points.
    pub fn align(&mut self, other: &Proto, matched: impl Fn(usize) -> Vec<Option<usize>>, canonical: bool) {
        let tree = ProtoTree::new(other);
        for (number, theirs) in tree.iter().enumerate() {
            let Some(own) = self.plans.get(number) else { return };
            let map = matched(number);
            let ids: Vec<u32> = (0..own.points.len())
                .map(|pc| match map.get(pc).copied().flatten() {
                    Some(there) => (if canonical { pc } else { there }) as u32,
                    None => UNMATCHED,
                })
                .collect();
            let theirs = Plan::new(own.number, theirs);
            let narrowed = own.narrowed(&ids, &theirs, |pc| map.get(pc).copied().flatten());
            self.plans[number] = Arc::new(narrowed);
        }
    }

    /// The plan of a function.
    #[inline(always)]
    pub fn plan(&self, number: u32) -> Option<&Arc<Plan>> {
        self.plans.get(number as usize)
    }

    /// The chunk that holds a function.
    pub fn chunk_of(&self, number: u32) -> Option<&Loaded> {
        self.chunks.iter().rev().find(|chunk| chunk.first <= number)
    }

    /// Number of functions.
    pub fn len(&self) -> usize {
        self.plans.len()
    }

    pub fn is_empty(&self) -> bool {
        self.plans.is_empty()
    }
}

/// The chunk with numbers in place of lines, functions counted from `first`.
pub fn renumbered(main: &Proto, first: u32) -> Proto {
    fn visit(proto: &mut Proto, next: &mut u32) {
        proto.line_defined = *next;
        *next += 1;
        proto.lines = (1..=proto.code.len() as u32).collect();
        for nested in &mut proto.protos {
            visit(nested, next);
        }
    }
    let mut copy = main.clone();
    visit(&mut copy, &mut { first });
    copy
}
