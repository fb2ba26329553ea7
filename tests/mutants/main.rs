//! What mutants of the compiler and the VM have to survive: everything that compares with the reference and is quick. Not part of
//! `cargo test`; `cargo mutants` runs it (see README, "Mutants").

#[path = "../compiler"]
mod compiler {
    mod intent;
    mod limits;
}
#[path = "../coverage"]
mod coverage {
    mod points;
}
#[path = "../engine"]
mod engine {
    mod stripped;
}
#[path = "../matrix"]
mod matrix {
    mod sample;
}
#[path = "../support"]
mod support {
    pub mod compile;
    pub mod isa;
    pub mod library;
}
#[path = "../vm"]
mod vm {
    mod gc_stress;
    mod heap;
    mod lib;
    mod sandbox;
    mod scripts;
    mod text_format;
    mod text_number;
    mod text_pattern;
    mod trace;
}

use lockstep::engine::{Limits, Options, Ours, Reference, source};
use lockstep::r#gen::{self, Profile, random};
use lockstep::isa::dump;
use lockstep::oracle::differential::{self, Checked};
use lockstep::oracle::verdict::{Reason, Verdict};
use lockstep::syntax::print::print;
use lockstep::triage::walk::walk;
use rayon::prelude::*;

const NAME: &[u8] = b"@program.lua";

fn options() -> Options {
    let limits = Limits { instructions: 2_000_000, memory: 64 << 20, output: 4 << 20 };
    Options { limits, ..Options::default() }
}

/// Whether the reference and ours agree, or nothing can be said.
fn hold(what: &str, checked: &Checked) {
    // Limits are the reference's: a mutant that does not end diverges.
    let fine = match &checked.verdict {
        Verdict::Agree => true,
        Verdict::NotComparable { reason } => !matches!(reason, Reason::Broken { .. }),
        Verdict::Diverge { .. } => false,
    };
    assert!(fine, "{what}: {:?}", checked.verdict);
}

/// Hostile programs nest deeply.
fn in_parallel(work: impl Fn() + Send + Sync) {
    let pool = rayon::ThreadPoolBuilder::new().stack_size(64 << 20).build().expect("threads");
    pool.install(work);
}

#[test]
fn the_corpus_agrees() {
    let files = walk(&["corpus".into(), "benches/differential".into()]).expect("folders").cases;
    assert!(files.len() > 500);
    in_parallel(|| {
        files.par_iter().for_each(|path| {
            let bytes = std::fs::read(path).expect("readable");
            let text = source::skip_shebang(&bytes);
            hold(&path.display().to_string(), &differential::check(&Reference, &Ours, text, NAME, &options()));
        });
    });
}

#[test]
fn generated_programs_agree() {
    in_parallel(|| {
        (0..5_000_u64).into_par_iter().for_each(|index| {
            let profile = &Profile::ALL[(index % Profile::ALL.len() as u64) as usize];
            let text = print(&r#gen::from_seed(random::nth_seed(1, index), profile));
            hold(&format!("program {index}"), &differential::check(&Reference, &Ours, &text, NAME, &options()));
        });
    });
}

#[test]
fn generated_bytecode_agrees() {
    in_parallel(|| {
        (0..1_000_u64).into_par_iter().for_each(|index| {
            let chunk = dump(&r#gen::bytecode_from_seed(random::nth_seed(1, index)));
            hold(&format!("bytecode {index}"), &differential::check_chunk(&Reference, &Ours, &chunk, NAME, &options()));
        });
    });
}
