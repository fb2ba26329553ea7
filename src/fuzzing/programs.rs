//! Target `differential`: a Lua program through everything that can be compared.

use super::{InputFinding, Judged, Use, judged};
use crate::coverage::{self, Map};
use crate::engine::{Compile, End, Execute, Limits, Options, Ours, Outcome, Program, ProgramCode, Reference};
use crate::oracle::lockstep::WatchedPair;
use crate::oracle::verdict::{Reason, Verdict};
use crate::oracle::{behaviour, bytecode, lockstep};
use crate::port::Pair;

/// Chunk name of all programs.
pub const NAME: &[u8] = b"@fuzz.lua";
/// Enough for what generated programs do, and for nine in ten of the corpus: what takes longer is for `lockstep fuzz`, since
/// each heavy input costs a hundred light ones.
pub const LIMITS: Limits = Limits { instructions: 5_000, memory: 16 << 20, output: 64 << 10 };
/// What a run in the general loop may use, where every instruction counts as one: most of what it meets it meets early.
pub const WATCHED_LIMITS: Limits = Limits { instructions: 20_000, ..LIMITS };
/// One in so many programs is compared step by step.
const SAMPLE: u64 = 16;

/// See [`super::Target::Differential`].
pub fn judge(source: &[u8], met: &mut Map) -> Judged {
    let expected = Reference.compile(source, NAME);
    let (compiled, found) = Ours.compile_execute(source, NAME, &options(LIMITS));
    let verdict = bytecode::compare(&expected, &compiled);
    if verdict != Verdict::Agree {
        return judged(&verdict, source, "check --bytecode");
    }
    let Ok(chunk) = expected else { return Ok(Use::Reject) };
    let verdict = compare(&Program::chunk(&chunk, NAME), found, met);
    if verdict != Verdict::Agree {
        return judged(&verdict, source, "explain");
    }
    if hash(source).is_multiple_of(SAMPLE)
        && let Some(watched) = WatchedPair::of(Pair::default())
    {
        let checked = lockstep::check(source, NAME, &options(LIMITS), watched);
        if matches!(checked.verdict, Verdict::Diverge { .. }) {
            return judged(&checked.verdict, source, "explain");
        }
    }
    Ok(Use::Keep)
}

fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |h: u64, &b| (h.rotate_left(5) ^ u64::from(b)).wrapping_mul(0x517c_c1b7_2722_0a95)) >> 32
}

fn options(limits: Limits) -> Options {
    Options { limits, ..Options::default() }
}

/// What runs of ours gave, as the subject of a comparison.
struct Done {
    found: Outcome,
    /// Of the general loop, if it came to an end.
    general: Option<Outcome>,
}

impl Execute for Done {
    fn name(&self) -> &str {
        Execute::name(&Ours)
    }

    fn execute(&self, _: &Program<'_>, _: &Options) -> Outcome {
        self.found.clone()
    }

    fn execute_in_general_loop(&self, _: &Program<'_>, _: &Options) -> Option<Outcome> {
        self.general.clone()
    }
}

/// Compares what a program gave on our VM, where it ran first, with the reference, which cannot be stopped in a match that
/// explodes. So is the run in the general loop, in which the cover points are counted that it meets.
pub fn compare(program: &Program<'_>, found: Outcome, met: &mut Map) -> Verdict {
    if let End::Limit(limit) = found.end {
        return Verdict::NotComparable { reason: Reason::Limit { limit: limit.to_string() } };
    }
    let general = coverage::execute(program, &options(WATCHED_LIMITS), met);
    let general = (!matches!(general.end, End::Limit(_))).then_some(general);
    // Limits are not counted alike: what ours has run to its end, the reference may well do.
    behaviour::check(&Reference, &Done { found, general }, program, &options(LIMITS.relaxed()))
}

/// Runs a program on our VM within the limits of fuzzing.
pub fn run(program: &Program<'_>) -> Outcome {
    Ours.execute(program, &options(LIMITS))
}

/// Runs a chunk on our VM alone; a crash is a finding.
pub fn run_alone(chunk: &[u8]) -> Judged {
    let program = Program { code: ProgramCode::Chunk(chunk), chunk_name: NAME, arguments: &[] };
    match run(&program).end {
        End::Crashed(message) => {
            Err(Box::new(InputFinding { program: chunk.to_vec(), verdict: message, command: "check" }))
        }
        End::Returned(_) | End::Failed(_) | End::Rejected(_) | End::Limit(_) | End::Exited(_) => Ok(Use::Keep),
    }
}
