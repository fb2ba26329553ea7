//! Mistakes of the collector: what differs in a run, but in none that is watched, since watching stops the collector.

use std::sync::Arc;

use super::dead::LastStep;
use super::{Case, Place, Spot, listing};
use crate::diagnose::explanation::{Explanation, Misaligned};
use crate::diagnose::symptom::Symptom;
use crate::engine::ours::audit::{self, CollectorMistake};
use crate::isa::{Proto, Verified};
use crate::oracle::cross::Blame;
use crate::oracle::lockstep::{Divergence, PairedRuns};
use crate::trace::{Code, StepDump};

impl CollectorMistake {
    /// What the two sides show, in words.
    pub(super) fn differs(&self) -> (String, String) {
        if self.clears {
            return (format!("{} in {}", self.object, self.owner), "cleared by the collector".into());
        }
        (format!("{} is alive", self.object), format!("freed, and in use: {}", self.owner))
    }

    /// The instruction at which it shows.
    pub fn last(&self) -> Option<LastStep> {
        let line = self.line.unwrap_or(0);
        Some(LastStep { step: self.step.unwrap_or_default(), function: self.function, pc: self.pc?, line })
    }
}

impl Case<'_> {
    /// Looks for a mistake of the collector, if the subject runs on our VM: before the step `until` at which runs differ that collect
    /// only where the program asks for it, or at all where these do not differ.
    pub(super) fn collector_fault(
        &self,
        explanation: &mut Explanation,
        runs: &PairedRuns<'_>,
        main: &Arc<Verified>,
        until: Option<u64>,
    ) -> bool {
        let vm = self.pair.subject.our_vm().filter(|vm| vm.is_unaltered());
        if !matches!(explanation.blame, Blame::Vm | Blame::Both) || vm.is_none() {
            return false;
        }
        let mut options = self.options.clone();
        if let Some(step) = until {
            options.limits.instructions = step;
        }
        let Some(mistake) = audit::find(main, &self.program(), &options, self.compilers[0]) else { return false };
        if until.is_some_and(|until| !mistake.frees || mistake.step.is_none_or(|step| step >= until)) {
            // It may follow from what the difference shows.
            return false;
        }
        let found = mistake.step.map(|step| runs.around(step + 1, None));
        let place = mistake.function.zip(mistake.pc).map(|(function, pc)| InstructionPlace {
            step: mistake.step.unwrap_or_default(),
            function,
            pc,
        });
        let differs = mistake.differs();
        explanation.misaligned = place.and_then(|place| self.misaligned_at(place, main, found, differs));
        explanation.symptom = Some(Symptom::FreedInUse.into());
        // There is but one: this is the first that is looked for.
        let _ = self.collector.set(mistake.text);
        true
    }

    /// An instruction that is named for another reason than what the two sides show of it.
    pub(super) fn misaligned_at(
        &self,
        at: InstructionPlace,
        main: &Arc<Verified>,
        found: Option<Divergence>,
        differs: (String, String),
    ) -> Option<Misaligned> {
        // Watched otherwise a run may take other steps, as where finalizers run.
        let there = |found: &Divergence| found.before().map(|before| (before.function, before.pc));
        let found = found.filter(|found| there(found) == Some((at.function, at.pc))).unwrap_or_else(|| {
            let mut code = Code::default();
            code.show(Proto::clone(main));
            Divergence::nothing(code)
        });
        let unseen = StepDump { step: at.step, ..StepDump::unseen(at.function, at.pc) };
        let dump = found.before().cloned().unwrap_or(unseen);
        let place = Place::new(&dump, &found.subject.code)?;
        let pc = at.pc as usize;
        let rows = listing(place.proto(), None, pc, None);
        let spot = Spot { pc, dump, expected: None, missing: false };
        Some(self.misaligned(&found, &spot, &place, differs, rows, None, None))
    }
}

/// An instruction of the program's chunk.
#[derive(Clone, Copy, Debug)]
pub(super) struct InstructionPlace {
    pub step: u64,
    /// Preorder number of the function.
    pub function: u32,
    pub pc: u32,
}
