//! The whole story of a program that goes wrong: whose fault, which instruction, which register, what kind of mistake.
//!
//! Invariant: an [`Explanation`] is plain data with a version number ([`crate::diagnose::explanation::SCHEMA`]); every report is made from it alone.

mod collector;
pub mod dead;

use std::cell::OnceCell;
use std::collections::HashMap;
use std::sync::Arc;

use super::intents::RegisterMeanings;
use super::outside::explain_behaviour;
use super::recognise::{self, Beyond, CompilerDifference, Executed, mismatches};
use super::timeline::{self, Described};
use crate::diagnose::explanation::{Explanation, ListingRow, Misaligned, Moment, RegisterRow, SourceRow, TrailRow};
use crate::diagnose::symptom::Symptom;
use crate::engine::ours::meanings;
use crate::engine::source::{self, File};
use crate::engine::{Compile, Options, Program};
use crate::isa::comment::LocalMap;
use crate::isa::disasm::instruction_text;
use crate::isa::effects::{data_words, instruction_starts};
use crate::isa::verify::{LoadError, undump_verified};
use crate::isa::{Control, Instr, Proto, ProtoTree, Verified, undump};
use crate::oracle::contract::Contract;
use crate::oracle::contract::ContractViolation;
use crate::oracle::cross::Blame;
use crate::oracle::cross::{Cell, Cross, VmPart};
use crate::oracle::cross::{Chunks, Halves, NoTable, Worker, compile, cross};
use crate::oracle::lockstep::{self, BEFORE, CALLER, Compared, Divergence, Found, PairedRuns, RunSide, Sides};
use crate::oracle::verdict::{Reason, Verdict};
use crate::port::{OUR_GENERAL_VM, OUR_UNSTOPPED_VM, OUR_VM, OurVm, Pair};
use crate::trace::align::Alignment;
use crate::trace::{Canon, Change, Code, RecordSpec, Request, StepDump, watched_on_ours};
use crate::vm::Vm;
use crate::vm::trace::{Observer, ReturnsTo, Step};

/// Instructions shown around the misaligned one.
const AROUND: usize = 5;
/// How many steps before the difference tables are watched by the contract oracle.
const TABLES: u64 = 1 << 16;

/// Why nothing can be said about a program.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unexplained {
    /// The reference disagrees with itself, hit a limit, or could not be run.
    #[error("{0}")]
    NotComparable(Reason),
    /// A chunk does not verify.
    #[error("{what} does not verify: {error}")]
    Chunk {
        /// Whose chunk, in words.
        what: &'static str,
        /// The verifier's answer.
        error: LoadError,
    },
    /// A binary chunk, and an engine that takes source text only.
    #[error("a binary chunk: {engine} is given source text only")]
    SourceOnly {
        /// Its name.
        engine: String,
    },
}

/// Finds out as much about a program (source text, or a binary chunk, which both sides execute as it is) as the two engines show:
/// with compilers and VMs that can be combined whose fault it is, and which instruction is the first that is misaligned; else
/// what can be told from behaviour. A chunk that may crash the reference's VM is run in `worker` first, if there is one.
///
/// ```
/// use std::time::Duration;
///
/// use lockstep::diagnose::explain::explain;
/// use lockstep::diagnose::symptom::Symptom;
/// use lockstep::engine::Options;
/// use lockstep::fault;
/// use lockstep::oracle::cross::Blame;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let pair = fault::pair(None, Some("fault:tforloop-one-variable"), Duration::from_secs(5))?;
/// let program = b"for k, v in pairs({x = 1}) do print(k, v) end";
/// let explanation = explain(program, "example.lua", &Options::default(), pair, None)?;
/// assert_eq!(explanation.blame, Blame::Compiler);
/// assert_eq!(explanation.symptom.map(|found| found.symptom), Some(Symptom::LoopVariablesNil));
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// If nothing can be said.
pub fn explain(
    source: &[u8],
    file: &str,
    options: &Options,
    pair: Pair,
    worker: Option<&Worker>,
) -> Result<Explanation, Unexplained> {
    let reproduce = format!("lockstep explain {file}{}", pair.flags());
    let Some(halves) = Halves::of(pair) else { return explain_behaviour(source, file, options, pair, reproduce) };
    let name = format!("@{file}").into_bytes();
    let mut explanation = Explanation::of_nothing(file, reproduce);
    let (source, compiled) = match source::classify(source) {
        File::Text(text) => (text, compile(text, &name, halves.compilers)),
        File::Binary(chunk) => {
            undump_verified(chunk).map_err(|error| Unexplained::Chunk { what: "the chunk", error })?;
            // There is no text to show.
            (&b""[..], Ok(Chunks { reference: chunk.to_vec(), subject: chunk.to_vec() }))
        }
    };
    let chunks = match compiled {
        Ok(chunks) => chunks,
        Err(error) => return explanation.of_compilation(error),
    };
    let table = match cross(&chunks, &name, options, halves, worker) {
        Ok(table) => table,
        Err(error) => return explanation.of_compilation(error),
    };
    let difference = crate::oracle::bytecode::compare(&Ok(chunks.reference.clone()), &Ok(chunks.subject.clone()));
    if let Verdict::Diverge { differences } = &difference {
        explanation.chunk_difference =
            differences.first().map(|d| format!("{}: {} (reference), {} (subject)", d.place, d.reference, d.subject));
    }
    let verified = |chunk: &[u8], what: &'static str| {
        undump_verified(chunk).map(Arc::new).map_err(|error| Unexplained::Chunk { what, error })
    };
    let reference = verified(&chunks.reference, "the reference's chunk")?;
    let subject = verified(&chunks.subject, "the subject's chunk").ok();
    let compilers = halves.compilers;
    let case = Case { source, name: &name, options, pair, compilers, chunks: &chunks, collector: OnceCell::new() };
    explanation.blame = table.blame;
    explanation.seen = [&table.both, &table.vm, &table.compiler].into_iter().find_map(|cell| match cell {
        Cell::Differs(seen) => Some(seen.clone()),
        Cell::SameChunk | Cell::Agrees | Cell::Crashed { .. } => None,
    });
    case.locate(&mut explanation, &table, &reference, subject.as_ref());
    let table = Cross { collector: case.collector.into_inner(), ..table };
    explanation.verdict = table.sentence(explanation.blame).to_string();
    explanation.table = Some(table);
    Ok(explanation)
}

impl Explanation {
    /// Where there is no table.
    fn of_compilation(mut self, error: NoTable) -> Result<Explanation, Unexplained> {
        let (reference, subject) = match error {
            NoTable::NotComparable(reason) => return Err(Unexplained::NotComparable(reason)),
            NoTable::Compilation { reference, subject } => (reference, subject),
        };
        if reference != subject {
            self.blame = Blame::Compiler;
            let text = |message: Option<String>| message.unwrap_or_else(|| "compiles".into());
            self.verdict = format!("the compiler is wrong: reference: {}; subject: {}", text(reference), text(subject));
        } else {
            self.verdict = "both compilers report the same error".into();
        }
        Ok(self)
    }
}

struct Case<'a> {
    source: &'a [u8],
    name: &'a [u8],
    options: &'a Options,
    pair: Pair,
    compilers: [&'static dyn Compile; 2],
    chunks: &'a Chunks,
    /// What an audit found, see [`Cross::collector`].
    collector: OnceCell<String>,
}

/// Watches for the step whose instruction called what another step returns from, see [`Case::origin`].
struct Origin<O> {
    inner: O,
    culprit: u64,
    step: u64,
    /// The last step of each activation, by thread and depth.
    last: HashMap<(usize, usize), u64>,
    found: Option<u64>,
}

impl<O: Observer> Observer for Origin<O> {
    fn before(&mut self, vm: &mut Vm, step: &Step) {
        self.inner.before(vm, step);
        let thread = step.thread.address();
        if self.step == self.culprit {
            let plain = step.activation(step.depth).is_none_or(|own| own.returns_to == ReturnsTo::Call);
            let mut below = (1..step.depth).rev();
            let caller = below.find(|&depth| step.activation(depth).is_some_and(|below| below.closure.is_some()));
            self.found = caller.filter(|_| !plain).and_then(|depth| self.last.get(&(thread, depth)).copied());
        }
        self.last.insert((thread, step.depth), self.step);
        self.step += 1;
    }

    fn instead(&mut self, vm: &mut Vm, step: &Step) -> Option<Instr> {
        self.inner.instead(vm, step)
    }

    fn after(&mut self, vm: &mut Vm, step: &Step) {
        self.inner.after(vm, step);
    }
}

/// The misaligned instruction of a compiler fault.
struct Spot {
    /// The state before it, or before what stands where it is missing.
    dump: StepDump,
    /// In the subject's chunk.
    pc: usize,
    /// What stands in its place in the reference's chunk.
    expected: Option<usize>,
    missing: bool,
}

impl Case<'_> {
    fn locate(
        &self,
        explanation: &mut Explanation,
        table: &Cross,
        reference: &Arc<Verified>,
        subject: Option<&Arc<Verified>>,
    ) {
        let part = table.part();
        let vm = |explanation: &mut Explanation| self.vm_fault(explanation, &self.chunks.reference, reference, part);
        let compiler = |explanation: &mut Explanation| match subject {
            Some(subject) => self.compiler_fault(explanation, reference, subject),
            None => self.static_fault(explanation, reference),
        };
        let found = match (table.blame, subject) {
            (Blame::Compiler, _) => compiler(explanation) || vm(explanation),
            // The subject's chunk is the one that the VM does not understand.
            (Blame::Contract, Some(subject)) if table.chunks_differ => {
                self.vm_fault(explanation, &self.chunks.subject, subject, part) || compiler(explanation)
            }
            (Blame::Vm | Blame::Both | Blame::Nobody | Blame::Contract | Blame::Unknown, _) => {
                vm(explanation) || (table.chunks_differ || table.both.is_wrong()) && compiler(explanation)
            }
        };
        if found && table.blame == Blame::Contract && !table.chunks_differ && explanation.blame != Blame::Vm {
            // With equal main functions it is what was loaded at run time that differs.
            explanation.blame = Blame::Compiler;
        }
    }

    fn program(&self) -> Program<'_> {
        Program::text(self.source, self.name)
    }

    /// What the contract oracle finds up to a step, if the subject runs on our VM.
    fn violation(&self, main: &Verified, step: u64) -> Option<ContractViolation> {
        let (way, watcher) = self.pair.subject.our_vm()?.watcher();
        let request = Request {
            spec: RecordSpec { stop: step + 1, ..RecordSpec::default() },
            keep_garbage: true,
            ..Request::default()
        };
        let observer = Contract::new(watcher, step.saturating_sub(TABLES));
        let loads = self.compilers[0];
        let (_, contract) =
            watched_on_ours(main.clone(), loads, &self.program(), self.options, &request, (way, observer));
        contract.found
    }

    /// The step whose instruction called what the step `culprit` returns from, if that is no plain call: a library function that
    /// calls back, a metamethod, an iterator. What happens between is that instruction's affair.
    fn origin(&self, vm: &OurVm, main: &Verified, culprit: u64) -> Option<u64> {
        let (way, watcher) = vm.watcher();
        let request = Request {
            spec: RecordSpec { stop: culprit + 1, ..RecordSpec::default() },
            keep_garbage: true,
            ..Request::default()
        };
        let observer = Origin { inner: watcher, culprit, step: 0, last: HashMap::new(), found: None };
        let loads = self.compilers[0];
        let watched = watched_on_ours(main.clone(), loads, &self.program(), self.options, &request, (way, observer));
        watched.1.found
    }

    /// Looks for the first step at which the subject's VM does something else with a chunk than the reference's.
    fn vm_fault(&self, explanation: &mut Explanation, chunk: &[u8], main: &Arc<Verified>, part: VmPart) -> bool {
        let Some([reference, mut subject]) = self.pair.steps() else { return false };
        if part == VmPart::General {
            subject = &OUR_GENERAL_VM;
        }
        let side = |vm| RunSide { vm, chunk, main, loads: self.compilers[0] };
        let sides = Sides { reference: side(reference), subject: side(subject), compared: Compared::Vms };
        let program = self.program();
        let runs = PairedRuns::uncollected(&sides, &program, self.options);
        let mut found = match lockstep::compare(&sides, &program, self.options) {
            Found::Different(found) if self.collector_fault(explanation, &runs, main, Some(found.step)) => return true,
            Found::Same { .. } if self.collector_fault(explanation, &runs, main, None) => return true,
            Found::Different(found) => found,
            Found::Same { steps, limit: None } if explanation.blame == Blame::Vm => {
                let unstopped = Sides { subject: side(&OUR_UNSTOPPED_VM), ..sides };
                let unstopped = PairedRuns::uncollected(&unstopped, &program, self.options);
                let found = (part == VmPart::Fast).then(|| unstopped.hidden_before(steps)).flatten();
                // Else no step looks at what is wrong: it shows when all is over.
                Box::new(found.unwrap_or_else(|| runs.around(steps, None)))
            }
            Found::Same { .. } | Found::Unstable { .. } | Found::Broken(_) => return false,
        };
        if explanation.blame == Blame::Nobody {
            explanation.blame = Blame::Vm;
        }
        let violation = self.violation(main, found.step).filter(|v| v.step <= found.culprit());
        match &violation {
            Some(violation) if violation.step < found.culprit() => {
                *found = runs.around(violation.step + 1, None);
            }
            Some(_) => {}
            None => {
                let hidden = runs.hidden_before(found.step);
                *found = hidden.unwrap_or(*found);
            }
        }
        let Some(before) = found.before().cloned() else { return false };
        let Some(place) = Place::new(&before, &found.subject.code) else { return false };
        // A return to a library function, or into the middle of an instruction, leads to what that does next.
        let leaves = place.proto().code[before.pc as usize].op().is_some_and(|op| op.control() == Control::Return);
        let origin = self.pair.subject.our_vm().filter(|_| leaves && violation.is_none());
        let origin = origin.and_then(|vm| self.origin(vm, main, before.step));
        let origin = origin.and_then(|step| runs.around(step + 1, None).before().cloned());
        let (reference, subject) = (found.reference.at(found.step), found.subject.at(found.step));
        let after = subject.and_then(|after| Place::new(after, &found.subject.code));
        let error = explanation.seen.as_ref().filter(|seen| !seen.reference.starts_with("error: "));
        let caller = subject.and_then(|after| {
            let calling = |dump: &&StepDump| {
                dump.step < before.step && (dump.thread, dump.closure) == (after.thread, after.closure)
            };
            found.subject.dumps.iter().rfind(calling).filter(|_| before.closure != after.closure && after.pc > 0)
        });
        let caller = origin.as_ref().or(caller);
        let symptom = recognise::executed(&Executed {
            proto: place.proto(),
            pc: before.pc as usize,
            before: Some(&before),
            reference,
            subject,
            violation: violation.as_ref(),
            caller,
            calls_back: origin.is_some(),
            after: after.as_ref().map(Place::proto),
            beyond: found.heap.as_ref().map(|(place, ..)| match place.as_str() {
                CALLER => Beyond::Caller,
                place
                    if place
                        .rsplit('<')
                        .next()
                        .is_some_and(|last| last.starts_with("upvalue ") && last.ends_with('>')) =>
                {
                    Beyond::Upvalue
                }
                _ => Beyond::Heap,
            }),
            error: error.and_then(|seen| seen.subject.strip_prefix("error: ")),
        });
        explanation.symptom = symptom.map(Into::into);
        let differs = match &violation {
            Some(violation) if found.values().0 == found.values().1 => {
                (format!("{} = {}", violation.broken, violation.before), violation.after.clone())
            }
            _ => found.values(),
        };
        let named = origin.unwrap_or(before);
        let Some(place) = Place::new(&named, &found.subject.code) else { return false };
        let listing = listing(place.proto(), None, named.pc as usize, None);
        let spot = Spot { pc: named.pc as usize, dump: named, expected: None, missing: false };
        explanation.misaligned = Some(self.misaligned(&found, &spot, &place, differs, listing, violation, None));
        true
    }

    /// Looks for the first instruction of the subject's chunk whose effect has no counterpart in the reference's. Both chunks
    /// run on our VM, nothing altering it.
    fn compiler_fault(
        &self,
        explanation: &mut Explanation,
        reference: &Arc<Verified>,
        subject: &Arc<Verified>,
    ) -> bool {
        let [a, b] = self.compilers;
        let side = |chunk, main, loads| RunSide { vm: &OUR_VM, chunk, main, loads };
        let sides = Sides {
            reference: side(&self.chunks.reference, reference, a),
            subject: side(&self.chunks.subject, subject, b),
            compared: Compared::Chunks,
        };
        let program = self.program();
        let runs = PairedRuns::uncollected(&sides, &program, self.options);
        let (end, shown) = match lockstep::compare(&sides, &program, self.options) {
            Found::Different(found) => (found.step, Some(found)),
            Found::Same { steps, .. } => (steps, None),
            Found::Unstable { .. } | Found::Broken(_) => return self.static_fault(explanation, reference),
        };
        // The first that is executed and is another one, or has no counterpart, though its effect may show later, or never.
        let first = runs.first_altered(end).and_then(|first| {
            let spot = spot(&first, first.culprit()).or_else(|| spot(&first, first.step))?;
            Some((first, spot))
        });
        let nothing = || "no difference in this run".to_string();
        let (found, spot, differs) = match (first, shown) {
            (Some((first, spot)), shown) => {
                let later = || shown.map_or_else(|| (nothing(), nothing()), |shown| shown.values());
                let at_once = first.step == end;
                let here = if at_once { None } else { first.values_in_window() };
                (first, spot, here.unwrap_or_else(later))
            }
            (None, Some(shown)) => match spot(&shown, shown.step) {
                Some(spot) => {
                    let differs = shown.values();
                    (*shown, spot, differs)
                }
                None => return self.static_fault(explanation, reference),
            },
            (None, None) => return self.static_fault(explanation, reference),
        };
        let code = &found.subject.code;
        let (Some(a), Some(b)) =
            (function(&found.reference.code, spot.dump.function), function(code, spot.dump.function))
        else {
            return self.static_fault(explanation, reference);
        };
        if explanation.blame == Blame::Nobody {
            explanation.blame = Blame::Compiler;
        }
        let alignment = Alignment::new(a.proto(), b.proto());
        explanation.symptom = self.compiled(a.proto(), b.proto(), &spot).map(Into::into);
        let missing = spot.expected.filter(|_| spot.missing);
        let listing = listing(b.proto(), Some((a.proto(), &alignment)), spot.pc, missing);
        explanation.misaligned = Some(self.misaligned(&found, &spot, &b, differs, listing, None, Some(a.proto())));
        true
    }

    fn compiled(&self, reference: &Proto, subject: &Proto, spot: &Spot) -> Option<Symptom> {
        let found = (!spot.missing).then_some(spot.pc);
        recognise::compiled(&CompilerDifference { reference, subject, expected: spot.expected, found })
    }

    /// The first difference between the chunks, where running them does not show one: in the order of the listing.
    fn static_fault(&self, explanation: &mut Explanation, reference: &Proto) -> bool {
        if self.chunks.subject == self.chunks.reference {
            return false;
        }
        let Ok(subject) = undump(&self.chunks.subject) else { return false };
        let trees = (ProtoTree::new(reference), ProtoTree::new(&subject));
        if explanation.blame == Blame::Nobody {
            explanation.blame = Blame::Compiler;
        }
        for (number, (a, b)) in trees.0.iter().zip(trees.1.iter()).enumerate() {
            let alignment = Alignment::new(a, b);
            let altered = |pc: &usize| alignment.altered[*pc] || alignment.backward[*pc].is_none();
            let own = (0..b.code.len()).find(altered).map(|pc| starts_at(b, pc));
            let gone = alignment.forward.iter().position(Option::is_none).map(|pc| starts_at(a, pc));
            let line = (0..b.code.len()).find(|&pc| a.lines.get(pc) != b.lines.get(pc));
            if let (None, None, Some(symptom)) = (own, gone, recognise::header(a, b)) {
                explanation.symptom = Some(symptom.into());
                return true;
            }
            let (pc, expected, missing, symptom) = match (own, gone, line) {
                (Some(pc), ..) => (pc, expected(&alignment, pc), false, None),
                (None, Some(there), _) => match alignment.forward[there] {
                    // It is there, and some of its data is not.
                    Some(pc) => (pc, Some(there), false, None),
                    None => (alignment.place_of(there), Some(there), true, None),
                },
                (None, None, Some(pc)) => (pc, None, false, Some(Symptom::LineInfo)),
                (None, None, None) if trees.0.len() == trees.1.len() => continue,
                (None, None, None) => (0, None, false, Some(Symptom::WrongInstruction)),
            };
            let dump = StepDump::unseen(number as u32, pc as u32);
            let spot = Spot { dump, pc, expected, missing };
            let symptom = symptom.or_else(|| self.compiled(a, b, &spot));
            explanation.symptom = symptom.map(Into::into);
            let mut code = Code::default();
            code.show(subject.clone());
            let Some(place) = Place::new(&spot.dump, &code) else { return true };
            let other = (symptom != Some(Symptom::LineInfo)).then_some((a, &alignment));
            let listing = listing(b, other, pc, expected.filter(|_| missing));
            let differs = match symptom {
                Some(Symptom::LineInfo) => {
                    let line = |proto: &Proto| proto.lines.get(pc).map_or("no line".into(), |l| format!("line {l}"));
                    (line(a), line(b))
                }
                _ => ("no difference in this run".into(), "no difference in this run".into()),
            };
            let found = Divergence::nothing(code);
            explanation.misaligned = Some(self.misaligned(&found, &spot, &place, differs, listing, None, Some(a)));
            return true;
        }
        // Alike but for what only debuggers see.
        let stripped = |tree: &ProtoTree<'_>| -> Vec<Proto> {
            let plain = |proto: &Proto| Proto {
                code: proto.code.clone(),
                constants: proto.constants.clone(),
                lines: proto.lines.clone(),
                num_params: proto.num_params,
                num_upvalues: proto.num_upvalues,
                is_vararg: proto.is_vararg,
                max_stack: proto.max_stack,
                ..Proto::default()
            };
            tree.iter().map(plain).collect()
        };
        explanation.symptom = (stripped(&trees.0) == stripped(&trees.1)).then(|| Symptom::DebugInfo.into());
        true
    }

    #[expect(clippy::too_many_arguments, reason = "gathers what was found")]
    fn misaligned(
        &self,
        found: &Divergence,
        spot: &Spot,
        place: &Place,
        (reference, subject): (String, String),
        listing: Vec<ListingRow>,
        violation: Option<ContractViolation>,
        other: Option<&Proto>,
    ) -> Misaligned {
        let proto = place.proto();
        let line = proto.lines.get(spot.pc).copied();
        let program = line
            .filter(|_| place.is_main && !self.source.is_empty())
            .map_or(vec![], |line| program_around(self.source, line));
        let (registers_of, registers) = self.registers(found, &spot.dump, place);
        let expected = spot.expected.zip(other);
        let opcode = match expected {
            Some((pc, other)) if spot.missing => mnemonic(other, pc),
            _ => mnemonic(proto, spot.pc),
        };
        Misaligned {
            step: spot.dump.step,
            chunk: place.chunk.clone(),
            function: place.number,
            pc: spot.pc as u32,
            missing: spot.missing,
            line,
            program,
            opcode,
            instruction: text_of(proto, spot.pc),
            expected: expected.map(|(pc, other)| text_of(other, pc)),
            expected_pc: expected.map(|(pc, _)| pc as u32),
            reference,
            subject,
            registers_of,
            registers,
            listing,
            trail: trail(&found.subject.dumps, &spot.dump, &found.subject.code),
            timeline: self.timeline(found, &spot.dump),
            violation,
        }
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
                intents: {
                    let intents = RegisterMeanings::new(place.proto(), own);
                    (0..dump.registers.len() as u32).map(|r| intents.before(dump.pc, r)).collect()
                },
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
        let owner = ProtoTree::new(&place.main).proto(function as usize).filter(|_| place.is_main);
        let intents = owner.map(|proto| RegisterMeanings::new(proto, meanings));
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
            intent: intents.as_ref().map_or_else(String::new, |intents| match same_frame {
                true => intents.after(pc, r),
                false => intents.before(pc, r),
            }),
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
            rows.extend(Change::pairs(&a.changes, &b.changes).into_iter().map(|(place, x, y)| RegisterRow {
                register: place.to_string(),
                intent: "stored".into(),
                before: "-".into(),
                reference: x.to_string(),
                subject: y.to_string(),
                mismatch: x != y,
                live: true,
            }));
        }
        (after_function.filter(|_| !same_frame), rows)
    }
}

/// The instruction between a step and the one before that has no counterpart, or another one, on the other side.
fn spot(found: &Divergence, step: u64) -> Option<Spot> {
    let before = step.checked_sub(1).and_then(|step| found.subject.at(step));
    let between = |dumps: &[StepDump]| dumps.iter().find(|dump| !dump.matched && dump.step == step).cloned();
    let alignment = |number: u32| {
        let (a, b) = (function(&found.reference.code, number)?, function(&found.subject.code, number)?);
        let alignment = Alignment::new(a.proto(), b.proto());
        Some((alignment, b))
    };
    let here = |dump: StepDump, pc: usize| {
        let (alignment, _) = alignment(dump.function)?;
        Some(Spot { expected: expected(&alignment, pc), pc, dump, missing: false })
    };
    if let Some(dump) = before {
        let pc = dump.pc as usize;
        if dump.altered {
            return here(dump.clone(), pc);
        }
        // Words that belong to the instruction: the JMP that a test takes in the same step, what a CLOSURE captures.
        let (alignment, place) = alignment(dump.function)?;
        let other = |pc: usize| alignment.altered.get(pc) == Some(&true) || alignment.backward.get(pc) == Some(&None);
        match place.proto().code.get(pc)?.op()?.control() {
            Control::Test if other(pc + 1) => return here(dump.clone(), pc + 1),
            Control::Captures | Control::Block if (1..=data_words(place.proto(), pc)).any(|i| other(pc + i)) => {
                return here(dump.clone(), pc);
            }
            Control::Test | Control::Captures | Control::Block | Control::Plain | Control::Skip => {}
            Control::Jump | Control::TailCall | Control::Return => {}
        }
    }
    if let Some(dump) = between(&found.subject.dumps) {
        let pc = dump.pc as usize;
        return here(dump, pc);
    }
    let gone = between(&found.reference.dumps)?;
    let (alignment, _) = alignment(gone.function)?;
    let dump = before.cloned().unwrap_or_else(|| gone.clone());
    let pc = alignment.place_of(gone.pc as usize);
    Some(Spot {
        dump: StepDump { function: gone.function, ..dump },
        pc,
        expected: Some(gone.pc as usize),
        missing: true,
    })
}

/// The instruction of the reference that stands in the place of the one at `pc`, if there is one.
fn expected(alignment: &Alignment, pc: usize) -> Option<usize> {
    if let Some(there) = alignment.backward.get(pc)? {
        return Some(*there);
    }
    let first = (0..pc).rev().find(|&pc| alignment.backward[pc].is_some());
    let start = first.and_then(|pc| alignment.backward[pc]).map_or(0, |there| there + 1);
    let there = start + (pc - first.map_or(0, |pc| pc + 1));
    (alignment.forward.get(there) == Some(&None)).then_some(there)
}

/// The instruction that a word belongs to.
fn starts_at(proto: &Proto, pc: usize) -> usize {
    let starts = instruction_starts(proto);
    (0..=pc).rev().find(|&pc| starts[pc]).unwrap_or(pc)
}

fn function(code: &Code, number: u32) -> Option<Place> {
    Place::new(&StepDump::unseen(number, 0), code)
}

pub(super) fn program_around(source: &[u8], line: u32) -> Vec<SourceRow> {
    let lines = (1..).zip(source.split(|&b| b == b'\n'));
    let near = lines.filter(|(n, _)| (line.saturating_sub(2)..=line + 2).contains(n));
    let row = |(n, text): (u32, &[u8])| SourceRow {
        line: n,
        text: String::from_utf8_lossy(text).trim_end().to_string(),
        marked: n == line,
    };
    near.map(row).collect()
}

/// The instructions around a pc; with those of the reference beside them if the chunks differ.
fn listing(subject: &Proto, other: Option<(&Proto, &Alignment)>, pc: usize, missing: Option<usize>) -> Vec<ListingRow> {
    let end = (pc + AROUND + 1).min(subject.code.len());
    let mut rows = vec![];
    for at in pc.saturating_sub(AROUND)..end {
        if at == pc
            && let (Some(missing), Some((reference, _))) = (missing, other)
        {
            let reference = Some(text_of(reference, missing));
            rows.push(ListingRow { pc: None, subject: "(missing)".into(), reference, arrow: true });
        }
        let reference = other.map(|(reference, alignment)| match (alignment.altered[at], expected(alignment, at)) {
            (false, Some(_)) if alignment.backward[at].is_some() => "=".to_string(),
            (_, Some(there)) => text_of(reference, there),
            (_, None) => "(nothing)".into(),
        });
        let arrow = at == pc && missing.is_none();
        rows.push(ListingRow { pc: Some(at as u32), subject: text_of(subject, at), reference, arrow });
    }
    rows
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

fn mnemonic(proto: &Proto, pc: usize) -> String {
    let op = proto.code.get(pc).and_then(|instr| instr.op());
    op.map_or_else(String::new, |op| op.mnemonic().to_string())
}

fn text_of(proto: &Proto, pc: usize) -> String {
    instruction_text(proto, &LocalMap::new(proto), pc).trim_end().to_string()
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
