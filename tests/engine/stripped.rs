//! Chunks without debug information, whole or in part: both VMs do the same with them.

use lockstep::engine::{Compile, Limits, Options, Ours, Reference, source};
use lockstep::isa::{Proto, dump, undump};
use lockstep::oracle::differential;
use lockstep::oracle::verdict::Verdict;
use lockstep::triage::walk::walk;

/// What is taken out, by name.
type Strip = (&'static str, fn(&mut Proto));

const STRIPS: [Strip; 5] = [
    ("lines", |p| p.lines.clear()),
    ("locals", |p| p.locals.clear()),
    ("upvalue names", |p| p.upvalue_names.clear()),
    ("source", |p| p.source = None),
    ("everything", |p| {
        p.lines.clear();
        p.locals.clear();
        p.upvalue_names.clear();
        p.source = None;
    }),
];

fn strip(proto: &mut Proto, what: fn(&mut Proto)) {
    what(proto);
    proto.protos.iter_mut().for_each(|p| strip(p, what));
}

#[test]
fn the_corpus_agrees_without_debug_information() {
    let limits = Limits { instructions: 200_000, memory: 64 << 20, output: 1 << 20 };
    let options = Options { limits, ..Options::default() };
    let (mut agreed, mut failed) = (0, Vec::new());
    for path in walk(&["corpus".into()]).expect("a folder").cases {
        let name = format!("@{}", path.file_name().expect("name").to_string_lossy());
        let text = std::fs::read(&path).expect("readable");
        let Ok(chunk) = Ours.compile(source::skip_shebang(&text), name.as_bytes()) else { continue };
        for (what, take) in STRIPS {
            let mut main = undump(&chunk).expect("a chunk");
            strip(&mut main, take);
            let checked = differential::check_chunk(&Reference, &Ours, &dump(&main), name.as_bytes(), &options);
            match checked.verdict {
                Verdict::Agree => agreed += 1,
                Verdict::NotComparable { .. } => {}
                verdict => failed.push(format!("{name} without {what}: {verdict:?}")),
            }
        }
    }
    assert!(failed.is_empty(), "{} of {}\n{}", failed.len(), failed.len() + agreed, failed.join("\n"));
    assert!(agreed > 2_000, "{agreed}");
}
