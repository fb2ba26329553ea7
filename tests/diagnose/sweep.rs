//! How often the finder points at exactly the instruction that was altered, over chunks with one operand changed by one, and
//! over runs damaged at one step. `LOCKSTEP_SWEEP=N` makes it N times as many.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use lockstep::diagnose::explain::explain;
use lockstep::diagnose::explanation::Explanation;
use lockstep::engine::ours::altered::Rewriting;
use lockstep::engine::ours::watch::{Watch, WatchedStep};
use lockstep::engine::{Compile, Limits, Options, Ours, Program};
use lockstep::isa::effects::instruction_starts;
use lockstep::isa::verify::{undump_verified, verify};
use lockstep::isa::{Format, Instr, Op, Proto, ProtoTree, dump, undump};
use lockstep::oracle::cross::Blame;
use lockstep::oracle::cross::Worker;
use lockstep::oracle::lockstep::{WatchedPair, check};
use lockstep::oracle::verdict::Verdict;
use lockstep::port::{OUR_VM, OurVm, OursWith, Pair};
use lockstep::report::terminal;
use lockstep::trace::{Request, on_ours};

/// Programs that end after some thousand steps, the same ones wherever the reference's objects lie in memory (else nothing
/// can be said of steps).
fn programs() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/seeds");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    files.retain(|file| {
        let source = std::fs::read(file).expect("readable");
        source.len() < 2500
            && steps(&source).is_some_and(|steps| steps < 6_000)
            && check(&source, b"@t.lua", &options(), WatchedPair::of(Pair::default()).expect("both can be watched"))
                .verdict
                == Verdict::Agree
    });
    files
}

fn options() -> Options {
    let limits = Limits { instructions: 60_000, memory: 64 << 20, output: 1 << 20 };
    Options { limits, ..Options::default() }
}

/// Steps of a program on our VM; `None` if it does not end, or loads other programs.
fn steps(source: &[u8]) -> Option<u64> {
    let main = undump_verified(&Ours.compile(source, b"@t.lua").ok()?).ok()?;
    let program = Program::text(source, b"@t.lua");
    let trace = on_ours(main, &Ours, &program, &options(), &Request::default());
    trace.end.filter(|_| trace.code.chunks.len() == 1).map(|_| trace.steps)
}

/// How much is asked for.
fn factor() -> usize {
    std::env::var("LOCKSTEP_SWEEP").ok().and_then(|n| n.parse().ok()).unwrap_or(1)
}

struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) as usize % n.max(1)
    }
}

fn function(main: &mut Proto, number: usize) -> &mut Proto {
    fn visit<'a>(proto: &'a mut Proto, left: &mut usize) -> Option<&'a mut Proto> {
        if *left == 0 {
            return Some(proto);
        }
        *left -= 1;
        proto.protos.iter_mut().find_map(|nested| visit(nested, left))
    }
    visit(main, &mut { number }).expect("a function")
}

/// An instruction with one operand changed by one.
fn neighbour(instr: Instr, random: &mut Random) -> Option<Instr> {
    let op = instr.op()?;
    let up = random.below(2) == 0;
    let change = |field: u32, max: u32| if up { (field < max).then(|| field + 1) } else { field.checked_sub(1) };
    Some(match (op.format(), random.below(3)) {
        (_, 0) => instr.with_a(change(instr.a(), 249)?),
        (Format::Abc, 1) => instr.with_b(change(instr.b(), 511)?),
        (Format::Abc, _) => instr.with_c(change(instr.c(), 511)?),
        (Format::Abx, _) => Instr::abx(op, instr.a(), change(instr.bx(), 0x3ffff)?),
        (Format::Asbx, _) => Instr::asbx(op, instr.a(), instr.sbx() + if up { 1 } else { -1 }),
    })
}

/// Counts of what was right.
#[derive(Default)]
struct Score {
    wrong: usize,
    detected: usize,
    blame: usize,
    place: usize,
    misses: Vec<String>,
}

impl Score {
    fn take(&mut self, e: &Explanation, blame: Blame, function: u32, pcs: &[u32], what: &str) {
        if e.blame == Blame::Nobody || e.seen.is_none() && e.misaligned.is_none() {
            return;
        }
        self.detected += 1;
        self.blame += usize::from(e.blame == blame);
        let hit = e.misaligned.as_ref().is_some_and(|m| m.function == function && pcs.contains(&m.pc));
        self.place += usize::from(hit);
        if !hit || e.blame != blame {
            self.wrong += 1;
            self.misses.push(format!("{what} F{function}:{pcs:?}\n{}", terminal::explanation(e)));
        }
    }

    fn assert_good(&self, name: &str, at_least: usize) {
        let Score { detected, blame, place, .. } = self;
        let text = format!("{name}: {detected} detected, verdict right {blame}, instruction right {place}");
        println!("{text}");
        if factor() > 1 {
            self.misses.iter().for_each(|miss| println!("MISS {miss}"));
        }
        assert!(*detected >= at_least, "{text}");
        assert!(blame == detected, "{text}\n{}", self.misses.join("\n"));
        assert!(place * 100 >= detected * 97, "{text}\n{}", self.misses.join("\n"));
    }
}

#[test]
fn altered_chunks() {
    let worker = Worker { program: env!("CARGO_BIN_EXE_lockstep").into(), time: Duration::from_secs(20) };
    let mut score = Score::default();
    let mut random = Random(7);
    let files = programs();
    assert!(files.len() > 20);
    for _ in 0..180 * factor() {
        let file = &files[random.below(files.len())];
        let source = std::fs::read(file).expect("readable");
        let main = undump(&Ours.compile(&source, b"@t.lua").expect("compiles")).expect("a chunk");
        let tree = ProtoTree::new(&main);
        let number = random.below(tree.len());
        let proto = tree.proto(number).expect("a function");
        let pc = random.below(proto.code.len());
        let Some(changed) = neighbour(proto.code[pc], &mut random) else { continue };
        let mut mutant = main.clone();
        function(&mut mutant, number).code[pc] = changed;
        if verify(&mutant).is_err() {
            continue;
        }
        // A data word belongs to the instruction before it.
        let starts = instruction_starts(proto);
        let owner = (0..=pc).rev().find(|&pc| starts[pc]).expect("an instruction");
        let compiler: &'static _ = Box::leak(Box::new(Rewriting::new("altered", move |main: &mut Proto| {
            function(main, number).code[pc] = changed;
        })));
        let pair = Pair::of(OursWith::new("altered", compiler, OUR_VM.clone()));
        let name = file.display().to_string();
        let Ok(e) = explain(&source, &name, &options(), pair, Some(&worker)) else { continue };
        // Not detected: the program does the same.
        if e.table.as_ref().is_none_or(|table| !table.both.is_wrong()) {
            continue;
        }
        let what = format!("{name}: {:?} -> {:?}", proto.code[pc], changed);
        score.take(&e, Blame::Compiler, number as u32, &[owner as u32], &what);
    }
    score.assert_good("altered chunks", 10);
}

/// What is damaged, and where that was.
#[derive(Clone, Copy, Debug)]
enum Damage {
    Result,
    Register(u32),
    Slot,
    Upvalue,
    Global,
    Caller,
}

struct DamagingObserver {
    damage: Damage,
    at: u64,
    steps: u64,
    place: Arc<Mutex<Option<(u32, u32)>>>,
}

impl Watch for DamagingObserver {
    fn after(&mut self, step: &mut WatchedStep<'_>) {
        self.steps += 1;
        if self.steps - 1 < self.at {
            return;
        }
        let wrong = 12345.0;
        let instr = step.instruction();
        // An instruction that leaves its frame has no registers afterwards.
        let stays = step.stays();
        let size = step.max_stack();
        let done = match self.damage {
            Damage::Result if stays && !matches!(instr.op(), Some(Op::Return | Op::Jmp | Op::Close)) => {
                step.set_register(instr.a(), wrong);
                true
            }
            Damage::Register(r) if stays => {
                step.set_register(r % size, wrong);
                true
            }
            Damage::Slot if stays => {
                (0..size).find(|&r| step.is_table(r)).is_some_and(|table| step.set_first_item(table, wrong))
            }
            Damage::Upvalue if stays => step.set_upvalue(0, wrong),
            Damage::Global if stays => {
                step.set_global("print", wrong);
                true
            }
            Damage::Caller if stays => match step.activation(step.depth() - 1) {
                Some(below) if below.is_lua => {
                    step.set_stack(below.base, wrong);
                    true
                }
                _ => false,
            },
            Damage::Result | Damage::Register(_) | Damage::Slot => false,
            Damage::Upvalue | Damage::Global | Damage::Caller => false,
        };
        if done {
            self.at = u64::MAX;
            *self.place.lock().expect("not poisoned") = Some((step.line_defined(), step.pc() as u32));
        }
    }
}

#[test]
fn damaged_runs() {
    let mut score = Score::default();
    let mut random = Random(11);
    let files = programs();
    for _ in 0..150 * factor() {
        let file = &files[random.below(files.len())];
        let source = std::fs::read(file).expect("readable");
        let at = random.below(steps(&source).expect("ends") as usize) as u64;
        let damage = match random.below(6) {
            0 => Damage::Result,
            1 => Damage::Register(random.below(20) as u32),
            2 => Damage::Slot,
            3 => Damage::Upvalue,
            4 => Damage::Global,
            _ => Damage::Caller,
        };
        let place = Arc::new(Mutex::new(None));
        let made = place.clone();
        let vm = OurVm::altered(move || DamagingObserver { damage, at, steps: 0, place: made.clone() });
        let pair = Pair::of(OursWith::new("damaged", &Ours, vm));
        let name = file.display().to_string();
        let Ok(e) = explain(&source, &name, &options(), pair, None) else { continue };
        if e.table.as_ref().is_none_or(|table| !table.both.is_wrong()) {
            continue;
        }
        // The last run of our VM has numbers in the place of lines.
        let Some((function, pc)) = *place.lock().expect("not poisoned") else { continue };
        score.take(&e, Blame::Vm, function, &[pc], &format!("{name}: {damage:?} after step {at}"));
    }
    score.assert_good("damaged runs", 10);
}

#[test]
fn unaltered_chunks_verify() {
    for file in programs().iter().take(5) {
        let source = std::fs::read(file).expect("readable");
        let chunk = Ours.compile(&source, b"@t.lua").expect("compiles");
        assert_eq!(dump(&undump_verified(&chunk).expect("verifies")), chunk);
    }
}
