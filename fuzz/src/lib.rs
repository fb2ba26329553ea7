//! Glue between libFuzzer and [`lockstep::fuzzing`]: the only place that panics on a finding.

use std::ffi::{OsString, c_char};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU8, Ordering};

use libfuzzer_sys::{Corpus, fuzzer_mutate};
use lockstep::coverage::{CAPACITY, Map};
use lockstep::fuzzing::{InputFinding, Target, Use};

/// How often an input met each cover point of the contract; libFuzzer reads it after each input and clears it before.
// SAFETY: an array of bytes, which is what libFuzzer takes the section for.
#[used]
#[unsafe(link_section = "__libfuzzer_extra_counters")]
static COVERAGE: [AtomicU8; CAPACITY] = [const { AtomicU8::new(0) }; CAPACITY];

/// What AddressSanitizer asks at its start; `ASAN_OPTIONS` overrides it. By default it takes twice as long:
/// - Of each allocation the caller alone is kept: parsers recurse, and no two of their stacks are the same. A finding is an
///   input, which can be run again with `malloc_context_size=30`.
/// - No stack frames on the heap: the VM's unsafe code keeps no pointers to locals.
/// - A small quarantine: what was freed stays poisoned for longer than one run, and fits into the processor's cache.
#[unsafe(no_mangle)]
pub extern "C" fn __asan_default_options() -> *const c_char {
    c"malloc_context_size=1:detect_stack_use_after_return=0:quarantine_size_mb=4:allocator_release_to_os_interval_ms=500"
        .as_ptr()
}

/// libFuzzer's flags where its defaults do not suit an interpreter with twenty thousand edges; the command line can set them
/// otherwise:
/// - No search for leaks after each input, which runs it twice: a state owns its memory, and there is a search at the end.
/// - Whether an edge was met, not how often: that tells how long the loops of the program are, and fills the corpus with them.
/// - No account of which inputs meet rare edges: it took half of the time, since it grows with edges times inputs.
const FLAGS: [&str; 3] = ["-detect_leaks=0", "-use_counters=0", "-entropic=0"];

/// The entry points of a target.
#[macro_export]
macro_rules! fuzz {
    ($target:expr) => {
        libfuzzer_sys::fuzz_target!(init: $crate::begin($target), |input: &[u8]| -> libfuzzer_sys::Corpus {
            $crate::judge($target, input)
        });
        libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
            $crate::mutate($target, data, size, max_size, seed)
        });
        libfuzzer_sys::fuzz_crossover!(|data1: &[u8], data2: &[u8], out: &mut [u8], seed: u32| {
            $crate::cross($target, data1, data2, out, seed)
        });
    };
}

/// Before libFuzzer reads the command line.
pub fn begin(target: Target) {
    set_flags();
    add_seeds(target);
}

/// Becomes the same program with those of [`FLAGS`] that the command line does not set, since libFuzzer reads them nowhere else.
fn set_flags() {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    let name = |flag: &str| flag.split('=').next().map(str::to_owned);
    let is_set = |flag: &&str| arguments.iter().any(|a| name(&a.to_string_lossy()) == name(flag));
    let missing: Vec<&str> = FLAGS.into_iter().filter(|flag| !is_set(flag)).collect();
    if missing.is_empty() {
        return;
    }
    match std::env::current_exe() {
        Ok(program) => eprintln!("{}", Command::new(program).args(missing).args(arguments).exec()),
        Err(error) => eprintln!("{error}"),
    }
}

/// Puts the seeds that are not there yet into the target's corpus, if the command line names it: `cargo fuzz run` as
/// typed begins with all of `corpus/`.
fn add_seeds(target: Target) {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = here.join("corpus").join(target.name());
    let canonical = |path: PathBuf| path.canonicalize().ok();
    let wanted = canonical(folder.clone());
    if wanted.is_none() || std::env::args_os().all(|a| canonical(a.into()) != wanted) {
        return;
    }
    for (name, seed) in target.seeds(&here.join("../corpus")) {
        let path = folder.join(name);
        if !path.exists()
            && let Err(error) = std::fs::write(&path, seed)
        {
            eprintln!("{}: {error}", path.display());
        }
    }
}

/// Judges an input.
///
/// # Panics
/// On a finding, after printing it.
pub fn judge(target: Target, input: &[u8]) -> Corpus {
    let mut met = Map::default();
    let judged = target.judge(input, &mut met);
    for (counter, times) in COVERAGE.iter().zip(met.counters()) {
        counter.store(u8::try_from(*times).unwrap_or(u8::MAX), Ordering::Relaxed);
    }
    match judged {
        Ok(Use::Keep) => Corpus::Keep,
        Ok(Use::Reject) => Corpus::Reject,
        Err(finding) => {
            report(&finding);
            panic!("target {} has a finding, see above", target.name());
        }
    }
}

fn report(finding: &InputFinding) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("findings");
    let path = folder.join(finding.file_name());
    let saved = std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(&path, &finding.program));
    eprintln!("---- program");
    eprintln!("{}", String::from_utf8_lossy(&finding.program));
    eprintln!("---- verdict\n{}", finding.verdict);
    match saved {
        Ok(()) => eprintln!("---- to see more\ncargo run --release -- {} {}", finding.command, path.display()),
        Err(error) => eprintln!("---- {}: {error}", path.display()),
    }
}

/// Mutates `data[..size]` in place, to at most `most` bytes; the new size.
pub fn mutate(target: Target, data: &mut [u8], size: usize, most: usize, seed: u32) -> usize {
    match target.mutate(&data[..size], most, u64::from(seed)) {
        Some(mutated) => put(data, &mutated),
        None => fuzzer_mutate(data, size, most),
    }
}

/// Crosses two inputs into `out`; the size of the result, or 0 if they have none.
pub fn cross(target: Target, a: &[u8], b: &[u8], out: &mut [u8], seed: u32) -> usize {
    target.cross(a, b, out.len(), u64::from(seed)).map_or(0, |crossed| put(out, &crossed))
}

fn put(data: &mut [u8], bytes: &[u8]) -> usize {
    let size = bytes.len().min(data.len());
    data[..size].copy_from_slice(&bytes[..size]);
    size
}
