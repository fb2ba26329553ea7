//! Findings made with faults that are put in on purpose, in the chunk or in the running VM, reduced within their
//! class: a measurement (`cargo bench --bench reduce`), and a test on a few of them.

use std::time::Instant;

use lockstep::engine::ours::watch::{Plain, Watch, WatchedStep};
use lockstep::engine::{Compile, Ours};
use lockstep::r#gen::{Profile, from_seed, random};
use lockstep::isa::{Instr, Op, Proto, dump, undump};
use lockstep::port::{OurVm, OursWith, Pair};
use lockstep::reduce::predicate::{DivergenceProblem, by_steps};
use lockstep::reduce::{self, Budget, ReduceOptions};
use lockstep::syntax::print;

/// A mistake that is made in every program.
pub struct Fault {
    pub name: &'static str,
    /// The smallest program that we can write by hand for it.
    pub smallest: &'static str,
    kind: Kind,
}

enum Kind {
    /// What the compiler makes of a function is changed.
    Compiler(fn(&mut Vec<Instr>)),
    /// After an instruction with this opcode a register is damaged.
    Machine(Op, fn(&mut WatchedStep<'_>, Instr)),
}

use Kind::{Compiler, Machine};

/// Changes the instructions that `f` gives something else for.
fn each(code: &mut [Instr], f: impl Fn(Op, Instr) -> Instr) {
    for instruction in code {
        if let Some(op) = instruction.op() {
            *instruction = f(op, *instruction);
        }
    }
}

pub static FAULTS: &[Fault] = &[
    Fault {
        name: "TFORLOOP sets one variable less",
        smallest: "for a, b in next, _G do c = b end",
        kind: Compiler(|code| {
            each(code, |op, i| if op == Op::TForLoop && i.c() > 1 { i.with_c(i.c() - 1) } else { i });
        }),
    },
    Fault {
        name: "CALL gives one result instead of two",
        smallest: "a, b = next(_G)",
        kind: Compiler(|code| each(code, |op, i| if op == Op::Call && i.c() == 3 { i.with_c(2) } else { i })),
    },
    Fault {
        name: "SUB has its operands swapped",
        smallest: "return 1 - #_G",
        kind: Compiler(|code| each(code, |op, i| if op == Op::Sub { i.with_b(i.c()).with_c(i.b()) } else { i })),
    },
    Fault {
        name: "EQ is inverted",
        smallest: "return 0 == 0",
        kind: Compiler(|code| each(code, |op, i| if op == Op::Eq { i.with_a(1 - i.a()) } else { i })),
    },
    Fault {
        name: "CONCAT forgets its last operand",
        smallest: "return 0 .. 0 .. 0",
        kind: Compiler(|code| {
            each(code, |op, i| if op == Op::Concat && i.c() > i.b() + 1 { i.with_c(i.c() - 1) } else { i });
        }),
    },
    Fault {
        name: "RETURN gives one value less",
        smallest: "return 0, 0",
        kind: Compiler(|code| each(code, |op, i| if op == Op::Return && i.b() > 2 { i.with_b(i.b() - 1) } else { i })),
    },
    Fault {
        name: "ADD adds one more",
        smallest: "return 1 + #_G",
        kind: Machine(Op::Add, |step, i| {
            if let Some(n) = step.register(i.a()).as_number() {
                step.set_register(i.a(), n + 1.0);
            }
        }),
    },
    Fault {
        name: "LEN is off by one",
        smallest: "return #_G",
        kind: Machine(Op::Len, |step, i| {
            if let Some(n) = step.register(i.a()).as_number() {
                step.set_register(i.a(), n + 1.0);
            }
        }),
    },
    Fault {
        name: "GETUPVAL gives nil",
        smallest: "local a = 0 function b() return a end return b()",
        kind: Machine(Op::GetUpval, |step, i| step.set_register(i.a(), Plain::Nil)),
    },
    Fault {
        name: "NOT leaves true",
        smallest: "return not _G",
        kind: Machine(Op::Not, |step, i| step.set_register(i.a(), Plain::Boolean(true))),
    },
];

impl Compile for Fault {
    fn name(&self) -> &str {
        self.name
    }

    fn compile(&self, source: &[u8], chunk_name: &[u8]) -> Result<Vec<u8>, Vec<u8>> {
        let chunk = Ours.compile(source, chunk_name)?;
        let Compiler(change) = self.kind else { return Ok(chunk) };
        let mut main = undump(&chunk).map_err(|e| e.to_string().into_bytes())?;
        alter(&mut main, change);
        Ok(dump(&main))
    }
}

fn alter(proto: &mut Proto, change: fn(&mut Vec<Instr>)) {
    change(&mut proto.code);
    for inner in &mut proto.protos {
        alter(inner, change);
    }
}

/// Does the damage of a fault of the VM.
pub struct Damage(&'static Fault);

impl Watch for Damage {
    fn after(&mut self, step: &mut WatchedStep<'_>) {
        if let Machine(op, damage) = self.0.kind {
            let instruction = step.instruction();
            if instruction.op() == Some(op) {
                damage(step, instruction);
            }
        }
    }
}

impl Fault {
    /// Gives the class of what goes wrong in a program.
    pub fn find(&'static self) -> impl Fn(&[u8]) -> Option<String> + Sync {
        let find = self.finder();
        move |text| find(text, 2_000_000)
    }

    fn finder(&'static self) -> impl Fn(&[u8], u64) -> Option<String> + Sync {
        let vm = OurVm::altered(move || Damage(self));
        by_steps(Pair::of(OursWith::new("damaged", self, vm)))
    }

    /// Generated programs that the fault shows in: those of so many lines.
    pub fn findings(&'static self, profile: &'static Profile, lines: std::ops::RangeInclusive<usize>) -> Findings {
        let programs = (0..10_000).map(move |n| print(&from_seed(random::nth_seed(6, n), profile)));
        let fits = move |text: &Vec<u8>| lines.contains(&text.iter().filter(|b| **b == b'\n').count());
        let find = self.find();
        Box::new(programs.filter(fits).filter(move |text| find(text).is_some()))
    }
}

/// Source texts.
pub type Findings = Box<dyn Iterator<Item = Vec<u8>>>;

/// A finding that was reduced.
pub struct Row {
    pub class: String,
    pub tokens_before: usize,
    pub tokens: usize,
    pub calls: usize,
    pub seconds: f64,
    pub kept: bool,
    pub text: String,
}

impl std::fmt::Display for Row {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Row { class, tokens_before, tokens, calls, seconds, text, .. } = self;
        write!(f, "{tokens_before:6} {tokens:5} {calls:5} {seconds:6.2}  {class}  {text}")
    }
}

/// Reduces a finding within its class.
pub fn measure(fault: &'static Fault, source: &[u8]) -> Row {
    let started = Instant::now();
    let divergence = DivergenceProblem::new(fault.finder(), source, None).expect("a finding");
    let config = ReduceOptions { limits: Budget::default(), jobs: 1, screen: false, progress: &mut |_, _| {} };
    let reduction = reduce::reduce(source, &divergence, config).expect("reduces");
    let seconds = started.elapsed().as_secs_f64();
    Row {
        kept: fault.find()(&reduction.text).as_ref() == Some(&divergence.class),
        class: divergence.class.clone(),
        tokens_before: reduction.tokens_before,
        tokens: reduction.tokens,
        calls: reduction.calls,
        seconds,
        text: String::from_utf8_lossy(&reduction.text).split_whitespace().collect::<Vec<_>>().join(" "),
    }
}

/// The tokens of the smallest program by hand.
pub fn by_hand(fault: &Fault) -> usize {
    reduce::order::tokens(fault.smallest.as_bytes()).expect("tokens")
}

#[test]
fn findings_of_injected_faults_become_small_within_their_class() {
    // Generated programs come to the limit of nested calls of library functions, which takes more than a test's stack.
    let reduced = std::thread::Builder::new().stack_size(256 << 20).spawn(|| {
        let smoke = Profile::by_name("smoke").expect("a profile");
        for fault in FAULTS.iter().step_by(3) {
            let find = fault.find();
            assert!(find(fault.smallest.as_bytes()).is_some(), "{}: {}", fault.name, fault.smallest);
            let source = fault.findings(smoke, 10..=400).next().expect("a finding");
            let row = measure(fault, &source);
            assert!(row.kept, "{}: {row}", fault.name);
            assert!(row.tokens <= by_hand(fault) + 12, "{}: {row}", fault.name);
        }
    });
    reduced.expect("a thread").join().expect("no panic");
}
