//! A run of our VM whose collector is audited: what it frees although it is in use, who uses it, and at which step.
//!
//! Invariant: nothing is altered but when the collector runs, and what freed memory holds.

use serde::{Deserialize, Serialize};

use crate::engine::{Compile, Options, Program};
use crate::isa::{ProtoTree, Verified};
use crate::vm::Vm;
use crate::vm::audit::{AuditFinding, Trouble};
use crate::vm::trace::{Observer, Step, VmLoop};

use super::observe;

/// Steps that an audited run takes at most.
const STEPS: u64 = 20_000_000;

/// A mistake of the collector.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CollectorMistake {
    /// What the collector did, to which object, and who still refers to that, in one sentence.
    pub text: String,
    /// It freed the object, or took it out of a register; else what it left is not consistent, which may follow from another mistake.
    pub frees: bool,
    /// It took the object out of a register.
    pub clears: bool,
    /// The object in words.
    pub object: String,
    /// What refers to it: a register of which function, an entry of which table.
    pub owner: String,
    /// Number of the step that collected in a watched run; `None` if only an unwatched run shows it.
    pub step: Option<u64>,
    /// Preorder number of the function that ran, if it belongs to the program's chunk.
    pub function: Option<u32>,
    /// Index of its instruction.
    pub pc: Option<u32>,
    /// The line of that.
    pub line: Option<u32>,
}

/// Looks for a mistake of the collector in a run of `main`, which is what `program` compiles to; `loads` compiles what it loads.
pub fn find(
    main: &Verified,
    program: &Program<'_>,
    options: &Options,
    loads: &'static dyn Compile,
) -> Option<CollectorMistake> {
    let mut options = Options { gc_stress: true, skip_globals: true, ..options.clone() };
    options.limits.instructions = options.limits.instructions.min(STEPS);
    for way in [VmLoop::Fast, VmLoop::General] {
        let mut counter = StepCounter::default();
        if let Some(finding) = observe::audited(main, program, &options, loads, Some((way, &mut counter))) {
            return Some(mistake(main, &finding, Some(&counter)));
        }
    }
    let finding = observe::audited::<StepCounter>(main, program, &options, loads, None)?;
    Some(mistake(main, &finding, None))
}

fn mistake(main: &Verified, finding: &AuditFinding, counter: Option<&StepCounter>) -> CollectorMistake {
    let AuditFinding { object, trouble, owner, at } = finding;
    let function = at.as_ref().and_then(|at| {
        let same = |proto: &crate::isa::Proto| {
            (proto.line_defined, &proto.code, &proto.lines) == (at.line_defined, &at.code, &at.lines)
        };
        ProtoTree::new(main).iter().position(same)
    });
    // The step knows the instruction exactly, which a saved pc after a jump does not.
    let pc = at.as_ref().map(|at| match counter {
        Some(counter) if counter.proto == at.proto => counter.pc,
        Some(_) | None => at.pc,
    });
    CollectorMistake {
        text: finding.to_string(),
        clears: *trouble == Trouble::Cleared,
        frees: matches!(trouble, Trouble::Freed | Trouble::Cleared),
        object: object.clone(),
        owner: owner.clone(),
        step: counter.map(|counter| counter.steps.saturating_sub(1)),
        function: function.map(|number| number as u32),
        pc: pc.map(|pc| pc as u32),
        line: at.as_ref().zip(pc).and_then(|(at, pc)| at.lines.get(pc).copied()),
    }
}

/// Counts the steps as a trace does.
#[derive(Default)]
struct StepCounter {
    steps: u64,
    /// Address of the function's prototype.
    proto: usize,
    pc: usize,
}

impl Observer for StepCounter {
    fn before(&mut self, vm: &mut Vm, step: &Step) {
        if !vm.hooks_off() {
            self.steps += 1;
            (self.proto, self.pc) = (step.proto.address(), step.pc);
        }
    }
}
