//! The judgement of one generated program.

use crate::coverage::{Covering, Map};
use crate::engine::outcome::End;
use crate::engine::source::{self, File};
use crate::engine::{Limits, Options, Ours, Program};
use crate::isa::ProtoTree;
use crate::isa::verify::undump_verified;
use crate::oracle::differential::{self, Checked};
use crate::oracle::lockstep as steps;
use crate::oracle::verdict::{ChunkPart, Difference, Place, Reason, Verdict};
use crate::port::Pair;
use crate::vm::Vm;
use crate::vm::trace::{Observer, Step, VmLoop};

/// Chunk name of generated programs.
pub const NAME: &[u8] = b"@generated.lua";

/// What a program may use on the reference.
pub const LIMITS: Limits = Limits { instructions: 500_000, memory: 64 << 20, output: 4 << 20 };

/// How a program is to be judged.
#[derive(Clone, Copy, Debug, Default)]
pub struct Effort {
    /// Also step by step.
    pub steps: bool,
    /// Run it once more and count its instructions and the cover points that it meets.
    pub count: bool,
}

/// What was found.
pub struct Judgement {
    /// What the comparison gave.
    pub verdict: Verdict,
    /// Whether it ends with an error on the reference.
    pub failed: bool,
    /// Lines of a source text, or instructions of a chunk.
    pub size: u64,
    /// Instructions that our VM executed, if they were counted.
    pub executed: Option<u64>,
    /// Cover points that it meets, if they were counted.
    pub coverage: Option<Map>,
}

/// One complete comparison: both compilers, then both executors; of a binary chunk the executors alone.
pub fn judge(source: &[u8], effort: Effort, pair: Pair) -> Judgement {
    let options = Options { limits: LIMITS, ..Options::default() };
    let (program, Checked { mut verdict, end }, size) = match source::classify(source) {
        File::Text(text) => {
            let lines = text.iter().filter(|&&b| b == b'\n').count();
            let checked = differential::check(pair.reference, pair.subject, text, NAME, &options);
            (Program::text(text, NAME), checked, lines as u64)
        }
        File::Binary(chunk) => {
            let (checked, size) = match undump_verified(chunk) {
                Ok(main) => {
                    let size = ProtoTree::new(&main).iter().map(|p| p.code.len()).sum();
                    (differential::check_chunk(pair.reference, pair.subject, chunk, NAME, &options), size)
                }
                Err(error) => {
                    let message = format!("does not verify: {error}");
                    let verdict = Verdict::NotComparable { reason: Reason::Input { message: message.clone() } };
                    (Checked { verdict, end: End::Rejected(message.into_bytes()) }, 0)
                }
            };
            (Program::chunk(chunk, NAME), checked, size as u64)
        }
    };
    if effort.steps
        && verdict == Verdict::Agree
        && let Some(watched) = steps::WatchedPair::of(pair)
    {
        verdict = steps::check(source, NAME, &options, watched).verdict;
    }
    let mut coverage = None;
    // Agreed already: only what it met is news.
    let executed = (effort.count && verdict == Verdict::Agree).then(|| {
        let mut counter = Counter { steps: 0, covering: Covering::new(coverage.insert(Map::default())) };
        let options = Options { skip_globals: true, ..options };
        drop(Ours.execute_observed(&program, &options, VmLoop::General, &mut counter));
        counter.steps
    });
    Judgement { verdict, failed: matches!(end, End::Failed(_)), size, executed, coverage }
}

/// Counts the steps of a run, and what it covers.
struct Counter<'m> {
    steps: u64,
    covering: Covering<'m>,
}

impl Observer for Counter<'_> {
    fn before(&mut self, vm: &mut Vm, step: &Step) {
        self.steps += 1;
        self.covering.before(vm, step);
    }

    fn after(&mut self, vm: &mut Vm, step: &Step) {
        self.covering.after(vm, step);
    }
}

/// What a finding looks like: the place without its numbers, and both sides without what differs from program to program. What
/// has one cause often looks alike, and what looks alike often has one cause; the buckets of [`crate::triage`] tell.
pub fn look(difference: &Difference) -> String {
    if let Place::Chunk { part: ChunkPart::Code { .. }, .. } = &difference.place {
        let opcode = |text: &str| text.split(' ').next().unwrap_or_default().to_string();
        return format!("instruction: {} / {}", opcode(&difference.reference), opcode(&difference.subject));
    }
    let place = place(&difference.place);
    format!("{}: {} / {}", place.trim(), plain(&difference.reference), plain(&difference.subject))
}

/// Why programs are not comparable, without what differs from program to program.
pub fn excuse(reason: &Reason) -> String {
    match reason {
        Reason::Unstable { place: at } => format!("the reference disagrees with itself ({})", place(at)),
        reason => plain(&reason.to_string()),
    }
}

fn place(place: &Place) -> String {
    match place {
        Place::Step { instruction, .. } => format!("step {}", instruction.split(' ').next().unwrap_or_default()),
        Place::Global { .. } => "globals".to_string(),
        place => place.to_string().chars().filter(|c| !c.is_ascii_digit()).collect::<String>().trim().to_string(),
    }
}

/// Text with each number as one 0, not too long.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    for c in text.chars() {
        let c = if c.is_ascii_digit() { '0' } else { c };
        if c != '0' || !plain.ends_with('0') {
            plain.push(c);
        }
    }
    plain.chars().take(60).collect()
}
