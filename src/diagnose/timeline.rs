//! The steps around a difference, both sides beside each other, so that a person can step through them.
//!
//! Invariant: moments stand in the order in which they were executed; where a side has no counterpart for a step its
//! values are absent.

use crate::diagnose::explanation::{Moment, Side, Slot};
use crate::oracle::lockstep::Divergence;
use crate::trace::{Canon, Change, Code, StepDump};

/// Registers that are shown of a frame.
const REGISTERS: usize = 64;

/// What a step is called.
#[derive(Clone, Debug, Default)]
pub struct Described {
    pub function: u32,
    pub line: Option<u32>,
    pub instruction: String,
    /// What is meant by each register.
    pub intents: Vec<String>,
}

/// The moments of a difference; `describe` knows the code, `shown` is the misaligned step.
pub fn moments(found: &Divergence, shown: &StepDump, describe: impl Fn(&StepDump, &Code) -> Described) -> Vec<Moment> {
    let mut moments = vec![];
    let mut references = found.reference.dumps.iter().peekable();
    let mut add = |reference: Option<&StepDump>, subject: Option<&StepDump>| {
        let Some(dump) = subject.or(reference) else { return };
        let code = if subject.is_some() { &found.subject.code } else { &found.reference.code };
        let described = describe(dump, code);
        let is_shown = subject.is_some_and(|s| (s.step, s.pc, s.matched) == (shown.step, shown.pc, shown.matched));
        let side = match (reference, subject) {
            (Some(_), Some(_)) => Side::Both,
            (Some(_), None) => Side::Reference,
            (None, _) => Side::Subject,
        };
        moments.push(Moment {
            step: dump.step,
            thread: dump.thread,
            function: described.function,
            frame: u64::from(dump.function) << 32 | u64::from(dump.closure),
            pc: dump.pc,
            line: described.line,
            misaligned: is_shown,
            side,
            registers: slots(reference, subject, &described.intents),
            instruction: described.instruction,
        });
    };
    for subject in &found.subject.dumps {
        if !subject.matched {
            add(None, Some(subject));
            continue;
        }
        while let Some(alone) = references.next_if(|r| !r.matched || r.step < subject.step) {
            add(Some(alone), None);
        }
        let reference = references.next_if(|r| r.step == subject.step);
        add(reference, Some(subject));
    }
    for alone in references {
        add(Some(alone), None);
    }
    moments
}

fn slots(reference: Option<&StepDump>, subject: Option<&StepDump>, intents: &[String]) -> Vec<Slot> {
    let sides = || [reference, subject].into_iter().flatten();
    let count = sides().map(|dump| dump.registers.len()).max().unwrap_or(0).min(REGISTERS);
    let value = |dump: Option<&StepDump>, r: usize| dump?.registers.get(r).map(Canon::to_string);
    let live = |r: usize| {
        sides().any(|dump| {
            let open = dump.open.is_some_and(|(first, top)| (first..top).contains(&(r as u32)));
            open || dump.live.iter().any(|&l| usize::from(l) == r)
        })
    };
    let register = |r: usize| Slot {
        name: format!("R{r}"),
        intent: intents.get(r).cloned().unwrap_or_default(),
        reference: value(reference, r),
        subject: value(subject, r),
        live: live(r),
    };
    let mut slots: Vec<Slot> = (0..count).map(register).collect();
    let upvalues = sides().map(|dump| dump.upvalues.len()).max().unwrap_or(0);
    let upvalue = |dump: Option<&StepDump>, i: usize| dump?.upvalues.get(i).map(Canon::to_string);
    slots.extend((0..upvalues).map(|i| Slot {
        name: format!("U{i}"),
        intent: "upvalue".into(),
        reference: upvalue(reference, i),
        subject: upvalue(subject, i),
        live: true,
    }));
    // What the instruction before stored.
    let changes = |dump: Option<&StepDump>| dump.map_or(vec![], |dump| dump.changes.clone());
    let (own, other) = (changes(reference), changes(subject));
    let known = if reference.is_none() { &other } else { &own };
    for (place, x, y) in Change::pairs(known, if subject.is_none() { &own } else { &other }) {
        slots.push(Slot {
            name: place.to_string(),
            intent: "stored".into(),
            reference: reference.map(|_| x.to_string()),
            subject: subject.map(|_| y.to_string()),
            live: true,
        });
    }
    slots
}
