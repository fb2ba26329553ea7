//! The whole story of a program that goes wrong: whose fault, which instruction, which register, what kind of mistake.
//!
//! Invariant: an [`Explanation`] is plain data with a version number ([`SCHEMA`]); every report is made from it alone.

use super::contract::Contract;
use super::cross::{Chunks, NoTable, Subject, Worker, compile, cross};
use super::lockstep::{self, BEFORE, Divergence, Found, Sides};
use super::recognise::{self, Compiled, Executed, mismatches};
use super::timeline::{self, Described};
use crate::engine::ours::{Meaning, meanings};
use crate::engine::{Options, Program};
use crate::explanation::{
    Cell, Cross, Explanation, ListingRow, Misaligned, Moment, RegisterRow, SCHEMA, SourceRow, TrailRow, Violation,
};
use crate::finding::Verdict;
use crate::isa::comment::LocalMap;
use crate::isa::disasm::instruction_text;
use crate::isa::effects::{Control, data_words};
use crate::isa::verify::undump_verified;
use crate::isa::{Proto, ProtoTree};
use crate::symptom::{Blame, Symptom};
use crate::trace::align::Alignment;
use crate::trace::{Canon, Code, Request, StepDump, Wish, on_ours};
use crate::vm::trace::Observer;

/// Instructions shown around the misaligned one.
const AROUND: usize = 5;
/// How many steps before the difference tables are watched by the contract oracle.
const TABLES: u64 = 1 << 16;

/// Finds out everything about a program. `Err`: nothing can be said, and why.
pub fn explain<O: Observer, F: Fn() -> O>(
    source: &[u8],
    file: &str,
    options: &Options,
    subject: &Subject<F>,
    worker: Option<&Worker>,
) -> Result<Explanation, String> {
    let name = format!("@{file}").into_bytes();
    let mut explanation = Explanation {
        schema: SCHEMA,
        file: file.to_string(),
        blame: Blame::Nobody,
        verdict: String::new(),
        seen: None,
        table: None,
        misaligned: None,
        symptom: None,
        chunk_difference: None,
        reproduce: format!("lockstep explain {file}"),
    };
    let chunks = match compile(source, &name, subject.compiler) {
        Ok(chunks) => chunks,
        Err(NoTable::Compilation { reference, subject }) => {
            if reference != subject {
                explanation.blame = Blame::Compiler;
                let text = |r: Result<(), String>| r.err().unwrap_or_else(|| "compiles".into());
                explanation.verdict =
                    format!("the compiler is wrong: reference: {}; subject: {}", text(reference), text(subject));
            } else {
                explanation.verdict = "both compilers report the same error".into();
            }
            return Ok(explanation);
        }
        Err(NoTable::NotComparable(reason)) => return Err(reason.to_string()),
    };
    let table = match cross(&chunks, &name, options, subject, worker) {
        Ok(table) => table,
        Err(NoTable::NotComparable(reason)) => return Err(reason.to_string()),
        Err(NoTable::Compilation { .. }) => return Err("the program does not compile".into()),
    };
    let difference = super::bytecode::compare(&Ok(chunks.reference.clone()), &Ok(chunks.subject.clone()));
    if let Verdict::Diverge { differences } = &difference {
        explanation.chunk_difference =
            differences.first().map(|d| format!("{}: {} (reference), {} (subject)", d.place, d.reference, d.subject));
    }
    let case = Case { source, name: &name, options, subject, chunks: &chunks };
    explanation.blame = table.blame;
    explanation.seen = [&table.both, &table.vm, &table.compiler].into_iter().find_map(|cell| match cell {
        Cell::Differs(seen) => Some(seen.clone()),
        Cell::SameChunk | Cell::Agrees | Cell::Crashed { .. } => None,
    });
    case.locate(&mut explanation, &table)?;
    explanation.verdict = explanation.blame.sentence().to_string();
    explanation.table = Some(table);
    Ok(explanation)
}

struct Case<'a, F> {
    source: &'a [u8],
    name: &'a [u8],
    options: &'a Options,
    subject: &'a Subject<F>,
    chunks: &'a Chunks,
}

impl<O: Observer, F: Fn() -> O> Case<'_, F> {
    fn locate(&self, explanation: &mut Explanation, table: &Cross) -> Result<(), String> {
        let Ok(reference) = undump_verified(&self.chunks.reference) else {
            return Err("the reference's chunk does not verify".into());
        };
        // What the VM does wrong comes first: a compiler fault is looked for with the VM's help.
        let found = self.compare(&reference);
        if let Found::Different(found) = found {
            if explanation.blame == Blame::Nobody {
                explanation.blame = Blame::Vm;
            }
            self.vm_fault(explanation, &reference, *found);
            return Ok(());
        }
        if !table.chunks_differ {
            return Ok(());
        }
        let Ok(subject) = undump_verified(&self.chunks.subject) else {
            explanation.symptom = Some(Symptom::WrongInstruction.into());
            return Ok(());
        };
        match self.compare(&subject) {
            Found::Different(found) => self.compiler_fault(explanation, &reference, &subject, *found),
            Found::Same { .. } | Found::Unstable { .. } | Found::Broken(_) => {
                let symptom = if code_of(&reference) == code_of(&subject) {
                    if lines_of(&reference) == lines_of(&subject) { Symptom::DebugInfo } else { Symptom::LineInfo }
                } else {
                    Symptom::WrongInstruction
                };
                explanation.blame = Blame::Compiler;
                explanation.symptom = Some(symptom.into());
            }
        }
        Ok(())
    }

    fn program(&self) -> Program<'_> {
        Program::text(self.source, self.name)
    }

    fn sides<'b>(&'b self, subject: &'b Proto) -> Sides<'b> {
        Sides { reference: &self.chunks.reference, subject, compiler: self.subject.compiler }
    }

    fn compare(&self, subject: &Proto) -> Found {
        lockstep::compare(&self.sides(subject), &self.program(), self.options, &self.subject.observer)
    }

    /// What the contract oracle finds up to a step.
    fn violation(&self, main: &Proto, step: u64) -> Option<Violation> {
        let request =
            Request { wish: Wish { stop: step + 1, ..Wish::default() }, keep_garbage: true, ..Request::default() };
        let observer = Contract::new((self.subject.observer)(), step.saturating_sub(TABLES));
        let compiler = self.subject.compiler;
        let (_, contract) = on_ours(main.clone(), compiler, &self.program(), self.options, &request, observer);
        contract.found
    }

    fn vm_fault(&self, explanation: &mut Explanation, main: &Proto, found: Divergence) {
        let violation = self.violation(main, found.step);
        let mut found = found;
        if let Some(violation) = &violation
            && violation.step < found.culprit()
        {
            found = lockstep::around(
                &self.sides(main),
                &self.program(),
                self.options,
                &self.subject.observer,
                violation.step + 1,
            );
        }
        let violation = violation.filter(|v| v.step == found.culprit());
        let Some(before) = found.before().cloned() else { return };
        let Some(place) = Place::new(&before, &found.subject.code) else { return };
        let (reference, subject) = (found.reference.at(found.step), found.subject.at(found.step));
        let symptom = recognise::executed(&Executed {
            proto: place.proto(),
            pc: before.pc as usize,
            before: Some(&before),
            reference,
            subject,
            violation: violation.as_ref(),
        });
        explanation.symptom = Some(symptom.into());
        let differs = match &violation {
            Some(violation) if found.values().0 == found.values().1 => {
                (format!("{:?} = {}", violation.broken, violation.before), violation.after.clone())
            }
            _ => found.values(),
        };
        let listing = self.listing(place.proto(), None, before.pc as usize, None);
        explanation.misaligned = Some(self.misaligned(&found, &before, &place, differs, listing, violation, None));
    }

    fn compiler_fault(&self, explanation: &mut Explanation, reference: &Proto, subject: &Proto, found: Divergence) {
        let unmatched = |dumps: &[StepDump]| {
            let inside = dumps.iter().find(|dump| !dump.matched && dump.step == found.step);
            let earlier = || dumps.iter().rfind(|dump| !dump.matched && dump.step < found.step);
            inside.or_else(earlier).cloned()
        };
        let mut captures = false;
        let mut ours = unmatched(&found.subject.dumps);
        if let Some((dump, is_capture)) = hidden_word(&found, reference, subject) {
            captures = is_capture;
            ours = Some(dump);
        }
        let theirs = unmatched(&found.reference.dumps);
        let (trees, function) = match (&ours, &theirs, found.before()) {
            (Some(dump), ..) | (None, Some(dump), _) | (None, None, Some(dump)) => {
                ((ProtoTree::new(reference), ProtoTree::new(subject)), dump.function as usize)
            }
            (None, None, None) => return,
        };
        let (Some(a), Some(b)) = (trees.0.proto(function), trees.1.proto(function)) else { return };
        let alignment = Alignment::new(a, b);
        let (expected, at) = match (&ours, &theirs) {
            (Some(dump), _) => {
                let pc = dump.pc as usize;
                let place = alignment.replaced.iter().find(|(_, own)| own.contains(&pc));
                let expected = place.and_then(|(there, own)| {
                    let pc = there.start + (pc - own.start);
                    there.contains(&pc).then_some(pc)
                });
                (expected, Some(dump.clone()))
            }
            (None, Some(dump)) => (Some(dump.pc as usize), None),
            (None, None) => (None, None),
        };
        let missing = at.is_none() && theirs.is_some();
        let symptom = if captures {
            Symptom::UpvalueSharing
        } else {
            let found = at.as_ref().map(|dump| dump.pc as usize);
            recognise::compiled(&Compiled { reference: a, subject: b, expected, found })
        };
        explanation.symptom = Some(symptom.into());
        // Where an instruction is missing the one before is shown.
        let Some(shown) = at.or_else(|| found.before().cloned()) else { return };
        let Some(place) = Place::new(&shown, &found.subject.code) else { return };
        let listing = self.listing(b, Some((a, &alignment)), shown.pc as usize, expected.filter(|_| missing));
        let expected = expected.map(|pc| Expected { pc, text: text_of(a, pc), missing });
        let differs = found.values();
        explanation.misaligned = Some(self.misaligned(&found, &shown, &place, differs, listing, None, expected));
    }

    #[expect(clippy::too_many_arguments, reason = "gathers what was found")]
    fn misaligned(
        &self,
        found: &Divergence,
        shown: &StepDump,
        place: &Place,
        (reference, subject): (String, String),
        listing: Vec<ListingRow>,
        violation: Option<Violation>,
        expected: Option<Expected>,
    ) -> Misaligned {
        let line = place.proto().lines.get(shown.pc as usize).copied();
        let program = line.filter(|_| place.is_main).map_or(vec![], |line| self.program_around(line));
        let (registers_of, registers) = self.registers(found, shown, place);
        Misaligned {
            step: shown.step,
            chunk: place.chunk.clone(),
            function: place.number,
            pc: shown.pc,
            missing: expected.as_ref().is_some_and(|e| e.missing),
            line,
            program,
            opcode: mnemonic(place.proto(), shown.pc as usize),
            instruction: text_of(place.proto(), shown.pc as usize),
            expected_pc: expected.as_ref().map(|e| e.pc as u32),
            expected: expected.map(|e| e.text),
            reference,
            subject,
            registers_of,
            registers,
            listing,
            trail: trail(&found.subject.dumps, shown, &found.subject.code),
            timeline: self.timeline(found, shown),
            violation,
        }
    }

    fn program_around(&self, line: u32) -> Vec<SourceRow> {
        let lines = (1..).zip(self.source.split(|&b| b == b'\n'));
        let near = lines.filter(|(n, _)| (line.saturating_sub(2)..=line + 2).contains(n));
        let row = |(n, text): (u32, &[u8])| SourceRow {
            line: n,
            text: String::from_utf8_lossy(text).trim_end().to_string(),
            marked: n == line,
        };
        near.map(row).collect()
    }

    fn timeline(&self, found: &Divergence, shown: &StepDump) -> Vec<Moment> {
        let all = meanings(self.source, self.name);
        timeline::moments(found, shown, |dump, code| {
            let Some(place) = Place::new(dump, code) else { return Described::default() };
            let own = all.get(place.number as usize).filter(|_| place.is_main).map_or(&[][..], |m| m);
            Described {
                function: place.number,
                line: place.proto().lines.get(dump.pc as usize).copied(),
                instruction: text_of(place.proto(), dump.pc as usize),
                // What a register means before an instruction is what it was given by those before.
                intents: (0..dump.registers.len() as u32).map(|r| meaning(own, dump.pc.saturating_sub(1), r)).collect(),
            }
        })
    }

    fn registers(&self, found: &Divergence, before: &StepDump, place: &Place) -> (Option<u32>, Vec<RegisterRow>) {
        let (reference, subject) = (found.reference.at(found.step), found.subject.at(found.step));
        let same_frame = subject.or(reference).is_some_and(|after| {
            (after.function, after.closure, after.thread) == (before.function, before.closure, before.thread)
        });
        let after_function = subject.or(reference).map(|after| after.function);
        let meanings = if place.is_main { meanings(self.source, self.name) } else { vec![] };
        let function = if same_frame { before.function } else { after_function.unwrap_or(before.function) };
        let pc = if same_frame { before.pc } else { subject.or(reference).map_or(0, |after| after.pc) };
        let meanings = meanings.get(function as usize).map_or(&[][..], |m| m);
        let wrong = match (reference, subject) {
            (Some(a), Some(b)) => mismatches(a, b),
            _ => vec![],
        };
        let live = |r: u32| {
            [reference, subject].into_iter().flatten().any(|dump| {
                dump.live.contains(&(r as u8)) || dump.open.is_some_and(|(first, top)| (first..top).contains(&r))
            })
        };
        let count = [reference, subject, same_frame.then_some(before)].into_iter().flatten();
        let count = count.map(|dump| dump.registers.len()).max().unwrap_or(0) as u32;
        let cell = |dump: Option<&StepDump>, r: u32| {
            dump.and_then(|dump| dump.registers.get(r as usize)).map_or("-".into(), Canon::to_string)
        };
        let row = |r: u32| RegisterRow {
            register: format!("R{r}"),
            intent: meaning(meanings, pc, r),
            before: if same_frame { cell(Some(before), r) } else { "-".into() },
            reference: cell(reference, r),
            subject: cell(subject, r),
            mismatch: wrong.contains(&r),
            live: live(r),
        };
        let mut rows: Vec<RegisterRow> = (0..count).map(row).collect();
        if let (Some(a), Some(b)) = (reference, subject) {
            let upvalues = a.upvalues.iter().zip(&b.upvalues).enumerate();
            rows.extend(upvalues.map(|(i, (x, y))| RegisterRow {
                register: format!("U{i}"),
                intent: "upvalue".into(),
                before: before.upvalues.get(i).filter(|_| same_frame).map_or("-".into(), Canon::to_string),
                reference: x.to_string(),
                subject: y.to_string(),
                mismatch: x != y,
                live: true,
            }));
            let changes = a.changes.iter().zip(&b.changes);
            rows.extend(changes.map(|(x, y)| RegisterRow {
                register: x.place.clone(),
                intent: "stored".into(),
                before: "-".into(),
                reference: x.value.to_string(),
                subject: y.value.to_string(),
                mismatch: x != y,
                live: true,
            }));
        }
        (after_function.filter(|_| !same_frame), rows)
    }

    /// The instructions around a pc; with those of the reference beside them if the chunks differ.
    fn listing(
        &self,
        subject: &Proto,
        other: Option<(&Proto, &Alignment)>,
        pc: usize,
        missing: Option<usize>,
    ) -> Vec<ListingRow> {
        let end = (pc + AROUND + 1).min(subject.code.len());
        let mut rows = vec![];
        for at in pc.saturating_sub(AROUND)..end {
            let reference = other.map(|(reference, alignment)| match alignment.backward.get(at).copied().flatten() {
                Some(_) => "=".to_string(),
                None => {
                    let place = alignment.replaced.iter().find(|(_, own)| own.contains(&at));
                    let there = place
                        .map(|(there, own)| there.start + (at - own.start))
                        .filter(|there| place.is_some_and(|(range, _)| range.contains(there)));
                    there.map_or_else(|| "(nothing)".into(), |there| text_of(reference, there))
                }
            });
            let row = ListingRow { pc: Some(at as u32), subject: text_of(subject, at), reference, arrow: at == pc };
            rows.push(row);
            if at == pc
                && let (Some(missing), Some((reference, _))) = (missing, other)
            {
                rows.push(ListingRow {
                    pc: None,
                    subject: "(missing)".into(),
                    reference: Some(text_of(reference, missing)),
                    arrow: true,
                });
            }
        }
        rows
    }
}

/// A word without counterpart that belongs to the matched instruction before the difference: the JMP that a test takes in the
/// same step, or what a CLOSURE captures (true; the step is that of the CLOSURE then).
fn hidden_word(found: &Divergence, reference: &Proto, subject: &Proto) -> Option<(StepDump, bool)> {
    let before = found.before()?;
    let number = before.function as usize;
    let (a, b) = (ProtoTree::new(reference), ProtoTree::new(subject));
    let (a, b) = (a.proto(number)?, b.proto(number)?);
    let alignment = Alignment::new(a, b);
    let pc = before.pc as usize;
    let unmatched = |pc: usize| alignment.backward.get(pc).is_some_and(Option::is_none);
    match b.code.get(pc)?.op()?.control() {
        Control::Test if unmatched(pc + 1) => Some((StepDump { pc: before.pc + 1, ..before.clone() }, false)),
        Control::Captures if (1..=data_words(b, pc)).any(|i| unmatched(pc + i)) => Some((before.clone(), true)),
        Control::Test | Control::Captures | Control::Plain | Control::Skip | Control::Jump => None,
        Control::Block | Control::TailCall | Control::Return => None,
    }
}

/// A function of a run.
struct Place {
    main: std::sync::Arc<Proto>,
    /// Number in its chunk.
    number: u32,
    chunk: String,
    is_main: bool,
}

impl Place {
    fn new(dump: &StepDump, code: &Code) -> Option<Place> {
        let chunk = code.chunk_of(dump.function)?;
        let number = dump.function - chunk.first;
        ProtoTree::new(&chunk.main).proto(number as usize)?;
        let source = chunk.main.source.as_deref().unwrap_or(b"?");
        let source = source.strip_prefix(b"@").or(source.strip_prefix(b"=")).unwrap_or(source);
        Some(Place {
            main: chunk.main.clone(),
            number,
            chunk: String::from_utf8_lossy(source).into_owned(),
            is_main: chunk.first == 0,
        })
    }

    fn proto(&self) -> &Proto {
        ProtoTree::new(&self.main).proto(self.number as usize).unwrap_or(&self.main)
    }
}

/// What the reference's chunk has in the place of the misaligned instruction.
struct Expected {
    pc: usize,
    text: String,
    missing: bool,
}

fn mnemonic(proto: &Proto, pc: usize) -> String {
    let op = proto.code.get(pc).and_then(|instr| instr.op());
    op.map_or_else(String::new, |op| op.mnemonic().to_string())
}

fn text_of(proto: &Proto, pc: usize) -> String {
    instruction_text(proto, &LocalMap::new(proto), pc).trim_end().to_string()
}

/// What the compiler means by a register behind a pc: by the last definition before.
fn meaning(meanings: &[Meaning], pc: u32, r: u32) -> String {
    let last = meanings.iter().rfind(|m| m.register == r && m.pc <= pc);
    last.map_or_else(String::new, |m| m.text.clone())
}

fn code_of(main: &Proto) -> Vec<Vec<u32>> {
    ProtoTree::new(main).iter().map(|p| p.code.iter().map(|i| i.0).collect()).collect()
}

fn lines_of(main: &Proto) -> Vec<Vec<u32>> {
    ProtoTree::new(main).iter().map(|p| p.lines.clone()).collect()
}

fn trail(dumps: &[StepDump], last: &StepDump, code: &Code) -> Vec<TrailRow> {
    let end = dumps.iter().position(|dump| (dump.step, dump.pc, dump.matched) == (last.step, last.pc, last.matched));
    let end = end.map_or(dumps.len(), |end| end + 1);
    let row = |dump: &StepDump| {
        let place = Place::new(dump, code);
        let proto = place.as_ref().map(Place::proto);
        let registers = dump.live.iter().take(8).map(|&r| {
            let value = dump.registers.get(usize::from(r)).map_or("-".into(), Canon::to_string);
            format!("R{r}={}", value.chars().take(24).collect::<String>())
        });
        TrailRow {
            step: dump.step,
            thread: dump.thread,
            function: place.as_ref().map_or(dump.function, |place| place.number),
            pc: dump.pc,
            line: proto.and_then(|proto| proto.lines.get(dump.pc as usize).copied()),
            instruction: proto.map_or(String::new(), |proto| text_of(proto, dump.pc as usize)),
            registers: registers.collect::<Vec<_>>().join(" "),
            matched: dump.matched,
        }
    };
    dumps[end.saturating_sub(BEFORE as usize)..end].iter().map(row).collect()
}
