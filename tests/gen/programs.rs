//! Generated programs: always the same for the same input, valid, mostly without uncaught errors.

use arbitrary::Unstructured;
use lockstep::engine::{Compile, End, Execute, Limits, Options, Ours, Program, Reference};
use lockstep::r#gen::{self, Profile, random};
use lockstep::syntax::{parse, print};

const NAME: &[u8] = b"=generated";

#[test]
fn programs_are_accepted_and_print_as_they_parse() {
    for profile in Profile::ALL {
        for index in 0..60 {
            let chunk = r#gen::from_seed(random::nth_seed(11, index), profile);
            let text = print(&chunk);
            let shown = || format!("{} {index}:\n{}", profile.name, String::from_utf8_lossy(&text));
            if let Err(message) = Reference.compile(&text, NAME) {
                panic!("{}: {}", String::from_utf8_lossy(&message), shown());
            }
            let parsed = parse(&text, NAME).unwrap_or_else(|e| panic!("{e}: {}", shown()));
            assert!(parsed == chunk, "another tree: {}", shown());
            assert!(print(&parsed) == text, "another text: {}", shown());
        }
    }
}

#[test]
fn a_program_depends_on_its_seed_alone() {
    let texts = || {
        // Small programs of one seed are the same in several profiles.
        let of = |(seed, profile)| {
            (0..20).map(move |index| print(&r#gen::from_seed(random::nth_seed(seed as u64, index), profile)))
        };
        Profile::ALL.iter().enumerate().flat_map(of).collect::<Vec<_>>()
    };
    let here = texts();
    let there = std::thread::spawn(texts).join().expect("no panic");
    assert_eq!(here, there);
    let different: std::collections::BTreeSet<_> = here.iter().collect();
    assert_eq!(different.len(), here.len());
}

#[test]
fn any_input_makes_a_program() {
    for profile in Profile::ALL {
        for length in (0..40).chain([100, 300, 1000, 3000]) {
            for byte in [0, 1, 127, 255] {
                let input = vec![byte; length];
                let text = print(&r#gen::program(&mut Unstructured::new(&input), profile));
                parse(&text, NAME).unwrap_or_else(|e| panic!("{e}:\n{}", String::from_utf8_lossy(&text)));
            }
            let mut input = random::bytes(length as u64);
            input.truncate(length);
            let text = print(&r#gen::program(&mut Unstructured::new(&input), profile));
            parse(&text, NAME).unwrap_or_else(|e| panic!("{e}:\n{}", String::from_utf8_lossy(&text)));
        }
        let nothing = print(&r#gen::program(&mut Unstructured::new(&[]), profile));
        let lines = nothing.iter().filter(|&&b| b == b'\n').count();
        assert!(lines <= 80, "{} lines for no input", lines);
    }
}

#[test]
fn most_programs_end_without_an_error_and_within_their_limits() {
    let limits = Limits { instructions: 2_000_000, memory: 64 << 20, output: 4 << 20 };
    let options = Options { limits, skip_globals: true, ..Options::default() };
    let (mut failed, mut limited, mut lines) = (0, 0, vec![]);
    const PROGRAMS: u64 = 400;
    for index in 0..PROGRAMS {
        let profile = &Profile::ALL[(index % Profile::ALL.len() as u64) as usize];
        let text = print(&r#gen::from_seed(random::nth_seed(3, index), profile));
        lines.push(text.iter().filter(|&&b| b == b'\n').count());
        match Ours.execute(&Program::text(&text, NAME), &options).end {
            End::Returned(_) => {}
            End::Failed(_) => failed += 1,
            End::Limit(_) => limited += 1,
            end => panic!("{end:?}:\n{}", String::from_utf8_lossy(&text)),
        }
    }
    lines.sort_unstable();
    assert!(failed * 100 <= PROGRAMS * 15, "{failed} of {PROGRAMS} end with an error");
    assert!(limited * 100 <= PROGRAMS, "{limited} of {PROGRAMS} reach a limit");
    assert!(lines[lines.len() / 2] >= 30, "{} lines in the middle", lines[lines.len() / 2]);
}
