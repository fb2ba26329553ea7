//! The asking side: a program is explained by a worker; where that dies, engines run one at a time.

use std::time::{Duration, Instant};

use super::{IsolatedProgram, ProgramAnswer, ProgramQuestion};
use crate::diagnose::explain::dead::{DeadRun, LastStep};
use crate::diagnose::explanation::Explanation;
use crate::engine::Limit;
use crate::engine::ours::last_step::StepRecord;
use crate::oracle::cross::{Blame, Cell, CellName, Cross, blame};
use crate::oracle::verdict::{Difference, Place, Reason, Verdict};
use crate::port::quoted;
use crate::workers::{Death, WorkerSlot};

/// Instructions that a program may execute at first: the subject of one that ends so soon need not be waited for as long as
/// for others.
const INSTRUCTIONS: [u64; 2] = [1_000_000, 20_000_000];
/// How long a run of the subject is waited for at least, and how many times as long as one of the reference.
pub(super) const PATIENCE: Duration = Duration::from_millis(2000);
const SLOWER: u32 = 20;
/// The same of a cell beside one that did not end, where the reference takes no longer.
const BESIDE: Duration = Duration::from_millis(500);
/// How long a run is watched that died.
const WATCHED: Duration = Duration::from_millis(1500);
/// How long an audit may take.
const AUDITED: Duration = Duration::from_millis(3000);
/// Steps between two records, where it is not known yet when the run dies.
const COARSE: u64 = 1024;

/// How a run died, in a verdict's words.
pub fn died(death: &Death) -> String {
    match death {
        Death::Ended { status } => {
            // As the system words it: `signal: 11 (SIGSEGV) (core dumped)`, `exit status: 101`.
            let status = status.strip_suffix(" (core dumped)").unwrap_or(status).replacen(": ", " ", 1);
            format!("crashes ({status})")
        }
        Death::Late { .. } => "does not end".into(),
        Death::NotStarted { message } => format!("cannot be started ({message})"),
    }
}

/// What came of explaining a program.
#[derive(Debug)]
pub enum Explained {
    /// All that was found out.
    Story(Box<Explanation>),
    /// Nothing can be said: why.
    NotComparable(String),
    /// A binary chunk, and an engine that takes source text only; or engines that cannot be had.
    Refused(String),
}

/// A program, and a place for workers that are asked about it.
pub struct Isolated<'a> {
    /// The program.
    pub program: IsolatedProgram,
    /// Started as `lockstep worker --isolated`.
    pub slot: &'a mut WorkerSlot,
}

impl Isolated<'_> {
    pub(super) fn ask(&mut self, question: ProgramQuestion, patience: Duration) -> Result<ProgramAnswer, Death> {
        self.slot.ask(&(&self.program, question), patience)
    }

    /// How long the program may take by itself.
    fn allowed(&self) -> Duration {
        Duration::from_secs(self.program.seconds)
    }

    /// The verdict about a program over which a comparison died: which of the two engines does, alone. `None` if neither.
    pub fn verdict(&mut self, death: &Death) -> Option<Verdict> {
        let started = Instant::now();
        let ends = match self.ask(ProgramQuestion::ExecuteReference, self.allowed().saturating_mul(10)) {
            Ok(ProgramAnswer::Stopped(message)) => message,
            Ok(_) => "ends".into(),
            Err(dead) => {
                let message = format!("it {}", died(&dead));
                return Some(Verdict::NotComparable { reason: Reason::Broken { message } });
            }
        };
        let patience = patience(started.elapsed());
        let runs = [
            (ProgramQuestion::Compile, "its compiler "),
            (ProgramQuestion::ExecuteSubject, ""),
            (ProgramQuestion::ExecuteGeneral, "its general loop "),
        ];
        for (question, who) in runs {
            if let Err(dead) = self.ask(question, patience) {
                let subject = format!("{who}{}", died(&dead));
                return Some(Verdict::of(vec![Difference { place: Place::End, reference: ends, subject }]));
            }
        }
        // A run that only dies now and then died all the same.
        matches!(death, Death::Ended { .. }).then(|| {
            let subject = format!("{}, though no engine does alone", died(death));
            Verdict::of(vec![Difference { place: Place::End, reference: ends, subject }])
        })
    }

    /// Explains the program.
    pub fn explain(&mut self) -> Explained {
        let started = Instant::now();
        if let Err(death) = self.bound() {
            return Explained::NotComparable(format!("the reference could not be run: it {}", died(&death)));
        }
        let patience = patience(started.elapsed());
        if let Err(death) = self.ask(ProgramQuestion::Compile, patience) {
            let both = Cell::Crashed { message: died(&death) };
            let table = Cross { blame: Blame::Compiler, ..table(Cell::Agrees, both, None, Cell::SameChunk) };
            return self.tell(DeadRun::new(table, died(&death), matches!(death, Death::Late { .. })));
        }
        if let Some(dead) = self.dissect(patience) {
            return self.tell(dead);
        }
        match self.ask(ProgramQuestion::Explain, self.allowed().saturating_mul(20)) {
            Ok(answer) => told(answer),
            Err(death) => {
                let table = table(Cell::Agrees, Cell::Agrees, None, Cell::SameChunk);
                let dead = self.watched(table, &death, CellName::Vm);
                self.tell(dead)
            }
        }
    }

    /// Finds the smallest budget with which the reference comes to its end, and gives the program little more than that.
    fn bound(&mut self) -> Result<(), Death> {
        let most = self.program.instructions;
        for instructions in INSTRUCTIONS.into_iter().filter(|&n| n < most).chain([most]) {
            self.program.instructions = instructions;
            match self.ask(ProgramQuestion::ExecuteReference, self.allowed())? {
                ProgramAnswer::Stopped(limit) if limit == Limit::Instructions.to_string() => continue,
                _ => {
                    self.program.instructions = instructions.saturating_mul(2).min(most);
                    break;
                }
            }
        }
        Ok(())
    }

    /// Runs the cells of the table, each in a process that it may end: a run that died, if one did.
    fn dissect(&mut self, patience: Duration) -> Option<DeadRun> {
        let mut first: Option<(Death, CellName)> = None;
        let cells = [CellName::Vm, CellName::General, CellName::Both, CellName::Compiler].map(|which| {
            let late = matches!(first, Some((Death::Late { .. }, _)));
            let patience = if late { (patience / 4).max(BESIDE) } else { patience };
            match self.ask(ProgramQuestion::Cell(which), patience) {
                Ok(ProgramAnswer::Cell(cell)) => cell,
                Ok(_) => None,
                Err(death) => {
                    let message = died(&death);
                    first.get_or_insert((death, which));
                    Some(Cell::Crashed { message })
                }
            }
        });
        let (death, which) = first?;
        let [vm, general, both, compiler] = cells;
        let vm = vm.unwrap_or(Cell::Agrees);
        let both = both.unwrap_or_else(|| vm.clone());
        let table = table(vm, both, general, compiler.unwrap_or(Cell::SameChunk));
        Some(self.watched(table, &death, which))
    }

    /// More about a run that died: an audit of the collector may name a cause, a watched run names the last step.
    fn watched(&mut self, mut table: Cross, death: &Death, which: CellName) -> DeadRun {
        let mut dead = DeadRun::new(table.clone(), died(death), matches!(death, Death::Late { .. }));
        if which == CellName::Compiler {
            return dead;
        }
        if !dead.endless
            && let Ok(ProgramAnswer::Mistake(Some(mistake))) = self.ask(ProgramQuestion::Audit, AUDITED)
        {
            table.collector = Some(mistake.text.clone());
            table.blame = Blame::Vm;
            return DeadRun { table, last: mistake.last(), mistake: Some(mistake), ..dead };
        }
        dead.last = self.last_step(which);
        dead.subjects_chunk = which == CellName::Both;
        dead
    }

    /// The step in which a watched run dies.
    fn last_step(&mut self, which: CellName) -> Option<LastStep> {
        let record = tempfile::NamedTempFile::new().ok()?;
        let watch = |every: u64, from: u64| ProgramQuestion::Watch {
            record: record.path().to_string_lossy().into_owned(),
            which,
            every,
            from,
        };
        // First only now and then, since a record takes much longer than a step.
        let near = match self.ask(watch(COARSE, u64::MAX), WATCHED) {
            Ok(_) => return None,
            Err(_) => StepRecord::read(record.as_file())?,
        };
        let again = self.ask(watch(u64::MAX, near.step), WATCHED);
        let last = StepRecord::read(record.as_file()).filter(|last| again.is_err() && last.step >= near.step);
        let StepRecord { step, function, pc, line } = last.unwrap_or(near);
        Some(LastStep { step, function, pc, line })
    }

    /// Has the explanation of a dead run made.
    fn tell(&mut self, dead: DeadRun) -> Explained {
        match self.ask(ProgramQuestion::ExplainDead(Box::new(dead.clone())), PATIENCE.saturating_mul(2)) {
            Ok(answer @ (ProgramAnswer::Explained(_) | ProgramAnswer::Refused(_))) => told(answer),
            // Even without the listing there is something to say.
            Ok(_) | Err(_) => Explained::Story(Box::new(dead.told(&self.program.file, self.flags()))),
        }
    }

    fn flags(&self) -> String {
        let IsolatedProgram { reference, subject, .. } = &self.program;
        let flag = |name: &str, engine: &Option<String>| {
            engine.as_ref().map_or(String::new(), |engine| format!(" --{name} {}", quoted(engine)))
        };
        flag("reference", reference) + &flag("subject", subject)
    }
}

fn patience(reference: Duration) -> Duration {
    reference.saturating_mul(SLOWER).max(PATIENCE)
}

fn told(answer: ProgramAnswer) -> Explained {
    match answer {
        ProgramAnswer::Explained(explanation) => Explained::Story(explanation),
        ProgramAnswer::Unexplained(message) => Explained::NotComparable(message),
        ProgramAnswer::Refused(message) => Explained::Refused(message),
        other => Explained::Refused(format!("the worker answered something else: {other:?}")),
    }
}

/// The table of cells that each ran alone.
fn table(vm: Cell, both: Cell, general: Option<Cell>, compiler: Cell) -> Cross {
    let vm_is_wrong = vm.is_wrong() || general.as_ref().is_some_and(Cell::is_wrong);
    let chunks_differ = compiler != Cell::SameChunk;
    let blame = blame(compiler.is_wrong(), vm_is_wrong, both.is_wrong(), || !chunks_differ);
    Cross { compiler, vm, both, general, collector: None, blame, chunks_differ }
}
