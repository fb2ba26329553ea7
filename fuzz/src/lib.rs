//! Glue between libFuzzer and [`lockstep::fuzzing`]: the only place that panics on a finding.

use std::ffi::c_char;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU8, Ordering};

use libfuzzer_sys::{Corpus, fuzzer_mutate};
use lockstep::coverage::{self, CAPACITY, Map};
use lockstep::engine::{Limits, Options, Program};
use lockstep::fuzzing::{InputFinding, Target, Use, programs};

/// How often an input met each cover point of the contract; libFuzzer reads it after each input and clears it before.
// SAFETY: an array of bytes, which is what libFuzzer takes the section for.
#[used]
#[unsafe(link_section = "__libfuzzer_extra_counters")]
static COVERAGE: [AtomicU8; CAPACITY] = [const { AtomicU8::new(0) }; CAPACITY];

/// Counts the cover points that a program meets.
fn count(program: &Program<'_>) {
    let limits = Limits { instructions: 1_000_000, ..programs::LIMITS };
    let mut map = Map::default();
    coverage::execute(program, &Options { limits, skip_globals: true, ..Options::default() }, &mut map);
    for (counter, times) in COVERAGE.iter().zip(map.counters()) {
        counter.store(u8::try_from(*times).unwrap_or(u8::MAX), Ordering::Relaxed);
    }
}

/// What AddressSanitizer asks at its start. A quarantine of 64 MB, not 256, and what is free goes back sooner: programs make
/// garbage by the hundred megabytes, and libFuzzer ends at 2 GB.
#[unsafe(no_mangle)]
pub extern "C" fn __asan_default_options() -> *const c_char {
    c"quarantine_size_mb=64:allocator_release_to_os_interval_ms=500".as_ptr()
}

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

/// Puts the seeds that are not there yet into the target's corpus, if the command line names it: `cargo fuzz run` as
/// typed begins with all of `corpus/`.
pub fn begin(target: Target) {
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
    match target.judge(input, &mut count) {
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
