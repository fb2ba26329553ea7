//! The cover points: for each row of the contract table, the product of what distinguishes its executions.
//!
//! The axes of an opcode follow from its operand kinds and from what it may do. Those are the points about its
//! [start](Aspect::Start); of what a VM distinguishes beyond that (where in a table a key is, how far an access goes,
//! whether the stack moves) each [aspect](Aspect) has points of its own, so that their number stays a sum. Points are
//! numbered in the order of the table. Invariant: a point that contradicts itself or that the verifier refuses does not exist; one that exists and
//! cannot be executed by compiled code is ruled out by name, with the reason.

use std::sync::OnceLock;

use crate::isa::{Op, Operand, Runs};

/// A field of an instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InstrField {
    /// The operand B.
    B,
    /// The operand C.
    C,
}

macro_rules! aspects {
    ($($name:ident $text:literal $about:literal),* $(,)?) => {
        /// What of an execution a point is about.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Aspect { $(#[doc = $about] $name),* }

        impl Aspect {
            /// All of them.
            pub const ALL: &'static [Aspect] = &[$(Aspect::$name),*];

            /// The word in listings; none for the start.
            pub const fn text(self) -> &'static str {
                match self { $(Aspect::$name => $text),* }
            }
        }
    };
}
aspects! {
    Start "" "The instruction as it starts: its operands, and the path that it takes.",
    Results "results" "The results that a callee gives.",
    Slot "slot" "Where the key is in the table, and which metatable the table has.",
    Chain "chain" "How many handlers an access goes through, and where it ends.",
    Nodes "lookup" "The size of the hash part in which a string is looked up.",
    Sizes "growth" "What becomes of the sizes of the table that is stored into.",
    Memory "event" "A handler is stored into a table that may remember that it has none.",
    Handlers "compared" "Which of two tables that are compared have handlers.",
    Stack "frame" "Whether the stack moves, and what points into it.",
    Raise "raise" "An error that is caught.",
    Culprit "culprit" "Where a concatenation comes to a handler.",
    Stride "stride" "What the step of a loop is like.",
    Iterator "iteration" "What a generic loop calls.",
    Collection "collector" "Whether a collection happens meanwhile.",
}

impl Aspect {
    /// What is said of the aspect, with its word before it.
    pub fn before(self, text: &str) -> String {
        if self == Aspect::Start { text.to_string() } else { format!("{} {text}", self.text()) }
    }
}

macro_rules! classes {
    ($($name:ident $text:literal),* $(,)?) => {
        /// One of the cases that an axis distinguishes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Class { $(#[doc = concat!("\"", $text, "\" in listings.")] $name),* }

        impl Class {
            /// The word in listings.
            pub const fn text(self) -> &'static str {
                match self { $(Class::$name => $text),* }
            }
        }

        /// Number of classes.
        const CLASSES: usize = [$(Class::$name),*].len();
    };
}
classes! {
    InPlace "in place", Apart "apart",
    Register "register", Constant "constant",
    Number "number", Str "string", Other "other",
    Zero "0", One "1", Two "2", More "more",
    Forward "forward", Backward "backward", Onward "nowhere",
    Nothing "nothing", Registers "registers", Upvalues "upvalues", Both "both",
    Open "open", Closed "closed",
    Plain "plain", Coercion "coercion", Metamethod "metamethod", Swapped "swapped __lt", Error "error",
    Present "present", Absent "absent", ThroughTable "handler is a table", ThroughFunction "handler is a function",
    Table "table", True "true", False "false",
    Exact "exact", Up "filled up", Down "cut off", Vararg "vararg", Empty "none",
    Native "library function",
    Taken "taken", NotTaken "not taken", Raised "raised",
    Call "a call", Instruction "an instruction", Host "a library function",
    Closes "closes", Keeps "closes nothing",
    Rising "up", Falling "down", NaN "NaN",
    Array "array", ArrayNil "nil in the array", Node "node", NodeNil "nil in a node", Nowhere "nowhere",
    Bare "none", Silent "without handler", Handled "with handler",
    Few "2 to 8", Far "more than 8",
    Small "up to 256", Large "more than 256",
    Stays "stay", ArrayGrows "array grows", NodesGrow "nodes grow", Shrinks "shrink",
    Asked "asked before", Unasked "never asked",
    Neither "neither", OnlyOne "one", Different "different ones", Shared "the same",
    Lua "Lua function", Fits "fits", Moves "moves",
    Last "last pair", Middle "middle", First "first pair",
    Whole "whole", Fraction "fraction", Infinite "infinite",
    Next "next", Ipairs "ipairs",
    Idle "no", Collects "yes",
}

/// What distinguishes executions of one opcode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    /// Whether A is also read.
    Alias,
    /// Register or constant.
    Rk(InstrField),
    /// Type of the constant.
    Constant,
    /// 0, 1, 2 or more in the field.
    Count(InstrField),
    /// 0 or 1 in A (tests), B or C.
    FlagA,
    /// The value of a flag: 0 or 1.
    Flag(InstrField),
    /// Number of registers of a range.
    Range,
    /// How far and which way a jump goes.
    Jump,
    /// How many upvalues the closure has.
    Captures,
    /// Where they come from.
    CaptureKinds,
    /// Whether the upvalue is open.
    Upvalue,
    /// Types of the operands of an arithmetic operation, and its handler.
    Arithmetic,
    /// What the length is asked of.
    Length,
    /// Whether a tested value is true or false.
    Truth,
    /// Types of the operands of EQ, and its handler.
    Equality,
    /// Types of the operands of LT, and its handler.
    Order,
    /// Types of the operands of LE, and its handler.
    OrderEqual,
    /// What is indexed, and what answers.
    Read,
    /// What is stored into, and what takes it.
    Write,
    /// Which way a test or loop goes.
    Branch,
    /// As `Branch`, where an error may come instead.
    BranchOrError,
    /// What is called.
    Callee,
    /// Who gets the results.
    Destination,
    /// Whether open upvalues are closed.
    Closing,
    /// How many upvalues are closed.
    Closed,
    /// How many operands a CONCAT has.
    Operands,
    /// The sign of a step.
    Step,
    /// Number of values against the number wanted.
    Adjust,
    /// Type of a key.
    Key,
    /// The part of a table in which a key is.
    Part,
    /// As `Part`, of a string.
    StringPart,
    /// The table's metatable.
    Metatable,
    /// Number of handlers that an access goes through.
    Hops,
    /// What it comes to in the end.
    End,
    /// Number of nodes of a hash part.
    Nodes,
    /// Whether a key is there.
    Presence,
    /// What becomes of a table's sizes.
    Sizes,
    /// As `Sizes`, of a new table.
    NewSizes,
    /// As `Sizes`, where keys are strings.
    StringSizes,
    /// Whether a handler was looked for in vain.
    Asking,
    /// Whether the key of a handler has a node.
    HandlerPart,
    /// Handlers of two operands.
    Handlers,
    /// What kind of function gets a frame.
    Frame,
    /// Whether the stack has room.
    Room,
    /// How many open upvalues the running function has.
    Held,
    /// Which operands a handler gets.
    Pair,
    /// Size of a step.
    Stride,
    /// What kind of iterator is called.
    Iterator,
    /// Whether a collection happens.
    Collection,
}

const COUNT: &[Class] = &[Class::Zero, Class::One, Class::Two, Class::More];

impl Axis {
    /// The word in listings.
    pub const fn name(self) -> &'static str {
        match self {
            Axis::Alias => "A",
            Axis::Rk(InstrField::B) | Axis::Count(InstrField::B) | Axis::Flag(InstrField::B) => "B",
            Axis::Rk(InstrField::C) | Axis::Count(InstrField::C) | Axis::Flag(InstrField::C) => "C",
            Axis::FlagA => "A",
            Axis::Constant => "constant",
            Axis::Range => "registers",
            Axis::Jump => "jump",
            Axis::Captures => "upvalues",
            Axis::CaptureKinds => "captured",
            Axis::Upvalue => "upvalue",
            Axis::Arithmetic | Axis::Length | Axis::Equality | Axis::Order | Axis::OrderEqual => "path",
            Axis::Read | Axis::Write | Axis::Operands => "path",
            Axis::Truth => "result",
            Axis::Branch | Axis::BranchOrError => "branch",
            Axis::Callee => "callee",
            Axis::Destination => "to",
            Axis::Closing | Axis::Closed => "closed",
            Axis::Step => "step",
            Axis::Adjust => "values",
            Axis::Key => "key",
            Axis::Part | Axis::StringPart | Axis::HandlerPart => "in",
            Axis::Metatable => "metatable",
            Axis::Hops => "hops",
            Axis::End => "end",
            Axis::Nodes => "nodes",
            Axis::Presence => "key",
            Axis::Sizes | Axis::NewSizes | Axis::StringSizes => "sizes",
            Axis::Asking => "handler",
            Axis::Handlers => "handlers",
            Axis::Frame | Axis::Iterator => "callee",
            Axis::Room => "stack",
            Axis::Held => "open upvalues",
            Axis::Pair => "operands",
            Axis::Stride => "step",
            Axis::Collection => "collects",
        }
    }

    /// The cases.
    pub const fn classes(self) -> &'static [Class] {
        use Class::*;
        match self {
            Axis::Alias => &[Apart, InPlace],
            Axis::Rk(_) => &[Register, Constant],
            Axis::Constant => &[Number, Str, Other],
            Axis::Count(_) | Axis::Captures | Axis::Closed => COUNT,
            Axis::FlagA | Axis::Flag(_) => &[Zero, One],
            Axis::Range => &[One, Two, More],
            Axis::Jump => &[Forward, Backward, Onward],
            Axis::CaptureKinds => &[Nothing, Registers, Upvalues, Both],
            Axis::Upvalue => &[Open, Class::Closed],
            Axis::Arithmetic => &[Plain, Coercion, Metamethod, Error],
            Axis::Length => &[Str, Table, Metamethod, Error],
            Axis::Truth => &[True, False],
            Axis::Equality => &[Plain, Metamethod],
            Axis::Order => &[Number, Str, Metamethod, Error],
            Axis::OrderEqual => &[Number, Str, Metamethod, Swapped, Error],
            Axis::Read => &[Present, Absent, ThroughTable, ThroughFunction, Error],
            Axis::Write => &[Present, Absent, ThroughTable, ThroughFunction, Error],
            Axis::Branch => &[Taken, NotTaken],
            Axis::BranchOrError => &[Taken, NotTaken, Raised],
            Axis::Callee => &[Exact, Up, Down, Vararg, Native, Metamethod, Error],
            Axis::Destination => &[Call, Instruction, Host],
            Axis::Closing => &[Keeps, Closes],
            Axis::Operands => &[Plain, Coercion, Error],
            Axis::Step => &[Rising, Falling, Zero, NaN],
            Axis::Adjust => &[Exact, Up, Down, Open, Empty],
            Axis::Key => &[Number, Str, Other],
            Axis::Part => &[Array, ArrayNil, Node, NodeNil, Nowhere],
            Axis::StringPart => &[Node, NodeNil, Nowhere],
            Axis::Metatable => &[Bare, Silent, Handled],
            Axis::Hops => &[One, Few, Far],
            Axis::End => &[Present, Absent, ThroughFunction],
            Axis::Nodes => &[Zero, Small, Large],
            Axis::Presence => &[Present, Absent],
            Axis::Sizes => &[Stays, ArrayGrows, NodesGrow, Shrinks],
            Axis::NewSizes => &[Stays, ArrayGrows],
            Axis::StringSizes => &[Stays, NodesGrow],
            Axis::Asking => &[Asked, Unasked],
            Axis::HandlerPart => &[NodeNil, Nowhere],
            Axis::Handlers => &[Neither, OnlyOne, Different, Shared],
            Axis::Frame => &[Lua, Vararg, Native, Metamethod],
            Axis::Room => &[Fits, Moves],
            Axis::Held => &[Zero, More],
            Axis::Pair => &[Last, Middle, First],
            Axis::Stride => &[Whole, Fraction, Infinite],
            Axis::Iterator => &[Next, Ipairs, Native, Lua, Metamethod],
            Axis::Collection => &[Idle, Collects],
        }
    }
}

/// A group of points of one opcode: a product of axes.
#[derive(Clone, Debug)]
pub struct Family {
    pub op: Op,
    pub aspect: Aspect,
    pub axes: Vec<Axis>,
    /// Index of its first slot.
    pub base: usize,
    slots: usize,
    /// For each axis, how far the slot is moved by each class, which may be on the axis or not.
    distances: Vec<[Option<u16>; CLASSES]>,
}

/// One cover point.
#[derive(Clone, Debug)]
pub struct CoverPoint {
    /// The instruction.
    pub op: Op,
    /// What of its execution.
    pub aspect: Aspect,
    /// In the order of `axes`.
    pub classes: Vec<Class>,
    /// By what its executions are told apart.
    pub axes: Vec<Axis>,
    /// Its counter.
    pub slot: usize,
    /// Why compiled code never executes it.
    pub unreachable: Option<&'static str>,
}

impl CoverPoint {
    /// The classes as `axis=class` words.
    pub fn text(&self) -> String {
        let words = self.axes.iter().zip(&self.classes).map(|(a, c)| format!("{}={}", a.name(), c.text()));
        words.collect::<Vec<_>>().join(", ")
    }

    fn has(&self, class: Class) -> bool {
        self.classes.contains(&class)
    }

    fn on(&self, axis: Axis) -> Option<Class> {
        self.axes.iter().position(|a| *a == axis).map(|i| self.classes[i])
    }
}

/// All points.
#[derive(Debug)]
pub struct Space {
    /// Indexed by opcode, then in the order of aspects.
    families: Vec<Vec<Family>>,
    /// All of them, in a fixed order.
    pub points: Vec<CoverPoint>,
    /// Number of counters: points, and combinations that do not exist.
    pub slots: usize,
}

impl Space {
    /// The space of the contract table.
    pub fn get() -> &'static Space {
        static SPACE: OnceLock<Space> = OnceLock::new();
        SPACE.get_or_init(Space::build)
    }

    fn build() -> Space {
        let mut space = Space { families: vec![], points: vec![], slots: 0 };
        for &op in Op::ALL {
            let families = Aspect::ALL.iter().filter_map(|&aspect| {
                let axes = aspect_axes(op, aspect)?;
                Some(space.family(op, aspect, axes))
            });
            let families = families.collect();
            space.families.push(families);
        }
        space
    }

    fn family(&mut self, op: Op, aspect: Aspect, axes: Vec<Axis>) -> Family {
        let slots = axes.iter().map(|a| a.classes().len()).product();
        let mut distances = vec![[None; CLASSES]; axes.len()];
        let mut below = 1;
        for (axis, distances) in axes.iter().zip(&mut distances).rev() {
            for (i, class) in axis.classes().iter().enumerate() {
                distances[*class as usize] = Some((i * below) as u16);
            }
            below *= axis.classes().len();
        }
        let family = Family { op, aspect, axes, base: self.slots, slots, distances };
        for slot in 0..slots {
            let mut rest = slot;
            let mut classes: Vec<Class> = vec![];
            for axis in family.axes.iter().rev() {
                classes.insert(0, axis.classes()[rest % axis.classes().len()]);
                rest /= axis.classes().len();
            }
            let slot = family.base + slot;
            let mut point = CoverPoint { op, aspect, classes, axes: family.axes.clone(), slot, unreachable: None };
            if exists(&point) {
                point.unreachable = RULES.iter().find(|(rule, _)| rule(&point)).map(|(_, why)| *why);
                self.points.push(point);
            }
        }
        self.slots += family.slots;
        family
    }

    /// The points of an opcode, in groups by aspect.
    pub fn families(&self, op: Op) -> &[Family] {
        &self.families[op as usize]
    }

    /// The axes of an opcode's instructions as they start.
    pub fn axes(&self, op: Op) -> &[Axis] {
        &self.families[op as usize][0].axes
    }

    /// Whether executions of the opcode have this aspect.
    pub fn has(&self, op: Op, aspect: Aspect) -> bool {
        self.families[op as usize].iter().any(|f| f.aspect == aspect)
    }

    /// The counter of an execution; `None` if the opcode has no such aspect, or a class is not on its axis.
    pub fn slot(&self, op: Op, aspect: Aspect, classes: &[Class]) -> Option<usize> {
        slot(self.families[op as usize].iter().find(|f| f.aspect == aspect)?, classes)
    }
}

fn slot(family: &Family, classes: &[Class]) -> Option<usize> {
    if family.axes.len() != classes.len() {
        return None;
    }
    let mut slot = family.base;
    for (distances, class) in family.distances.iter().zip(classes) {
        slot += usize::from(distances[*class as usize]?);
    }
    Some(slot)
}

/// The axes of an aspect; `None` if the opcode does not have it.
fn aspect_axes(op: Op, aspect: Aspect) -> Option<Vec<Axis>> {
    let by_string = matches!(op, Op::GetGlobal | Op::SetGlobal | Op::SelfOp);
    let by_key = matches!(op, Op::GetTable | Op::SetTable);
    let stores = matches!(op, Op::SetGlobal | Op::SetTable);
    let axes: &[Axis] = match aspect {
        Aspect::Start => return Some([operand_axes(op), running_axes(op).to_vec()].concat()),
        Aspect::Results if calls_for_results(op) => &[Axis::Count(InstrField::C), Axis::Adjust],
        Aspect::Slot if by_key => &[Axis::Key, Axis::Part, Axis::Metatable],
        Aspect::Slot if by_string => &[Axis::StringPart, Axis::Metatable],
        Aspect::Chain if by_key || by_string => &[Axis::Hops, Axis::End],
        Aspect::Nodes if by_key || by_string => &[Axis::Nodes, Axis::Presence],
        Aspect::Sizes if op == Op::SetTable => &[Axis::Sizes],
        Aspect::Sizes if op == Op::SetGlobal => &[Axis::StringSizes],
        Aspect::Sizes if op == Op::SetList => &[Axis::NewSizes],
        Aspect::Memory if stores => &[Axis::Asking, Axis::HandlerPart],
        Aspect::Handlers if matches!(op, Op::Eq | Op::Lt | Op::Le) => &[Axis::Handlers],
        Aspect::Stack if matches!(op, Op::Call | Op::TailCall) => &[Axis::Frame, Axis::Room, Axis::Held],
        Aspect::Stack if op == Op::VarArg => &[Axis::Room, Axis::Held],
        Aspect::Raise if raises(op) => &[Axis::Held],
        Aspect::Culprit if op == Op::Concat => &[Axis::Pair],
        Aspect::Stride if op == Op::ForLoop => &[Axis::Stride, Axis::Branch],
        Aspect::Iterator if op == Op::TForLoop => &[Axis::Iterator],
        Aspect::Collection if allocates(op) => &[Axis::Collection],
        Aspect::Results | Aspect::Slot | Aspect::Chain | Aspect::Nodes | Aspect::Sizes | Aspect::Memory => return None,
        Aspect::Handlers | Aspect::Stack | Aspect::Raise | Aspect::Culprit | Aspect::Stride => return None,
        Aspect::Iterator | Aspect::Collection => return None,
    };
    Some(axes.to_vec())
}

/// Whether the instruction itself, not what it calls, can raise an error.
fn raises(op: Op) -> bool {
    let runs = op.runs() != Runs::Nothing || op == Op::ForPrep;
    runs && op != Op::Eq
}

/// Whether a collection may happen in the instruction or in the library function that it calls.
fn allocates(op: Op) -> bool {
    matches!(op, Op::NewTable | Op::Concat | Op::Closure | Op::Call)
}

/// The axes that the operand kinds of the row give.
fn operand_axes(op: Op) -> Vec<Axis> {
    let [a, b, c] = op.operands();
    let mut axes = vec![];
    let writes = matches!(a, Operand::Def | Operand::DefPair);
    let reads = |kind| matches!(kind, Operand::Use | Operand::UseFirst | Operand::Rk);
    if writes && (reads(b) || reads(c)) {
        axes.push(Axis::Alias);
    }
    if a == Operand::Flag {
        axes.push(Axis::FlagA);
    }
    for (kind, field) in [(b, InstrField::B), (c, InstrField::C)] {
        match kind {
            Operand::Rk => axes.push(Axis::Rk(field)),
            Operand::Konst => axes.push(Axis::Constant),
            // The results of a tail call are always open.
            Operand::Results if op == Op::TailCall => {}
            Operand::Args | Operand::Results | Operand::Size | Operand::Block => axes.push(Axis::Count(field)),
            Operand::Flag => axes.push(Axis::Flag(field)),
            Operand::DefLast | Operand::UseLast => axes.push(Axis::Range),
            Operand::Jump => axes.push(Axis::Jump),
            Operand::Proto => axes.extend([Axis::Captures, Axis::CaptureKinds, Axis::Alias]),
            Operand::Unused | Operand::Def | Operand::Use | Operand::UseFirst | Operand::Upval | Operand::Global => {}
            Operand::DefFirst | Operand::DefPair | Operand::CallBase | Operand::ForBase | Operand::IterBase => {}
        }
    }
    axes
}

/// The axes that show while it runs.
fn running_axes(op: Op) -> &'static [Axis] {
    match op {
        Op::Move | Op::LoadK | Op::LoadBool | Op::LoadNil | Op::NewTable | Op::SetList | Op::Jmp | Op::Closure => &[],
        Op::GetUpval | Op::SetUpval => &[Axis::Upvalue],
        Op::GetGlobal | Op::GetTable | Op::SelfOp => &[Axis::Read],
        Op::SetGlobal | Op::SetTable => &[Axis::Write],
        Op::Add | Op::Sub | Op::Mul | Op::Div | Op::Mod | Op::Pow | Op::Unm | Op::Concat => &[Axis::Arithmetic],
        Op::Not => &[Axis::Truth],
        Op::Len => &[Axis::Length],
        Op::Eq => &[Axis::Equality, Axis::Branch],
        Op::Lt => &[Axis::Order, Axis::BranchOrError],
        Op::Le => &[Axis::OrderEqual, Axis::BranchOrError],
        Op::Test | Op::TestSet => &[Axis::Branch],
        Op::Call | Op::TailCall => &[Axis::Callee],
        Op::Return => &[Axis::Destination, Axis::Closing],
        Op::ForPrep => &[Axis::Operands],
        Op::ForLoop => &[Axis::Step, Axis::Branch],
        Op::TForLoop => &[Axis::Callee, Axis::BranchOrError],
        Op::Close => &[Axis::Closed],
        Op::VarArg => &[Axis::Adjust],
    }
}

/// Whether a function that the instruction calls returns as many values as its C says.
fn calls_for_results(op: Op) -> bool {
    let [a, _, c] = op.operands();
    matches!(a, Operand::CallBase | Operand::IterBase) && c == Operand::Results && op != Op::TailCall
}

/// Whether the classes of a point do not contradict each other or the verifier.
fn exists(p: &CoverPoint) -> bool {
    use Class::*;
    let error = p.has(Error);
    let branch = !p.axes.contains(&Axis::BranchOrError) || error == p.has(Raised);
    // Two constants cannot be the register that is written.
    let constants = p.axes.iter().filter(|a| matches!(a, Axis::Rk(_))).count() == 2 && !p.has(Register);
    let alias = !(constants && p.has(InPlace));
    let jump = p
        .on(Axis::Jump)
        .is_none_or(|jump| (p.op != Op::ForPrep || jump != Backward) && (p.op != Op::ForLoop || jump == Backward));
    let closure = match (p.on(Axis::Captures), p.on(Axis::CaptureKinds)) {
        (Some(Zero), kinds) => kinds == Some(Nothing) && p.has(Apart),
        (Some(_), Some(Nothing)) | (Some(One), Some(Both)) => false,
        (Some(_), Some(Upvalues)) => p.has(Apart),
        _ => true,
    };
    // No arguments are not too many.
    let arguments = p.op == Op::TForLoop
        || p.aspect == Aspect::Results
        || p.on(Axis::Count(InstrField::B)) != Some(One)
        || !p.has(Down);
    // TFORLOOP counts values, the others values plus 1, and 0 is all.
    let wanted = match p.on(Axis::Adjust) {
        None => true,
        Some(adjust) if p.op.runs() == Runs::Iterator => !matches!(adjust, Open | Empty) && !p.has(Zero),
        Some(adjust) => {
            let field = if p.op == Op::VarArg { InstrField::B } else { InstrField::C };
            match p.on(Axis::Count(field)) {
                Some(Zero) => matches!(adjust, Open | Empty),
                Some(One) => matches!(adjust, Exact | Down),
                _ => matches!(adjust, Exact | Up | Down),
            }
        }
    };
    let variables = p.op != Op::TForLoop || p.on(Axis::Count(InstrField::C)) != Some(Zero);
    let range = p.op != Op::Concat || !p.has(One);
    // Only numbers are in the array part.
    let part = !(p.has(Array) || p.has(ArrayNil)) || p.has(Number);
    let nodes = p.aspect != Aspect::Nodes || !(p.has(Zero) && p.has(Present));
    branch && alias && jump && closure && arguments && wanted && variables && range && part && nodes
}

type Rule = (fn(&CoverPoint) -> bool, &'static str);

/// What compiled code never does.
const RULES: &[Rule] = &[
    (|p| matches!(p.op, Op::Move | Op::TestSet) && p.has(Class::InPlace), "compilers do not copy a register to itself"),
    (|p| p.op == Op::LoadK && p.has(Class::Other), "nil and booleans are loaded by LOADNIL and LOADBOOL"),
    (
        |p| {
            let one = Some(Class::One);
            p.op == Op::LoadBool && p.on(Axis::Flag(InstrField::B)) == one && p.on(Axis::Flag(InstrField::C)) == one
        },
        "of the two LOADBOOL after a comparison the first, which skips, is the one for false",
    ),
    (
        |p| p.op == Op::Eq && p.has(Class::Metamethod) && p.has(Class::Constant),
        "only two tables or two userdata are asked for __eq, and constants are neither",
    ),
    (
        |p| p.op == Op::ForLoop && p.has(Class::NaN) && p.has(Class::Taken),
        "the control variable is NaN then, and a comparison with NaN is false",
    ),
    (
        |p| p.op == Op::ForLoop && p.has(Class::Infinite) && p.has(Class::Taken),
        "what FORPREP subtracts is infinite, too, and the control variable becomes NaN",
    ),
];
