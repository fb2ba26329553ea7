//! Every kind of mutation finds places and leaves a program that can be printed and parsed.

use lockstep::r#gen::Profile;
use lockstep::r#gen::mutate::{ALL, MutationRandom, cross_texts, repair, text};
use lockstep::syntax::ast::Chunk;
use lockstep::syntax::{parse, print};

fn program(seed: u64) -> Chunk {
    lockstep::r#gen::from_seed(seed, &Profile::ALL[seed as usize % Profile::ALL.len()])
}

/// Prints, parses and compares.
fn assert_is_source(chunk: &Chunk, what: &str) {
    let text = print(chunk);
    match parse(&text, b"=t") {
        Ok(parsed) => {
            let again = print(&parsed);
            assert!(again == text, "{what}: prints otherwise\n{}", String::from_utf8_lossy(&text));
        }
        Err(e) => {
            // Limits of the language are met by luck; everything else would be a mistake.
            let message = e.to_string();
            let limit = ["too many syntax levels", "has more than", "control structure too long"];
            assert!(limit.iter().any(|l| message.contains(l)), "{what}: {message}\n{}", String::from_utf8_lossy(&text));
        }
    }
}

#[test]
fn every_mutator_finds_a_place_and_leaves_a_program() {
    for (i, mutator) in ALL.iter().enumerate() {
        let mut made = 0;
        for seed in 0..90 {
            let random = &mut MutationRandom::new(seed * 1000 + i as u64);
            let (mut chunk, mut donor) = (program(seed), program(seed + 1));
            let before = print(&chunk);
            if (mutator.apply)(&mut chunk, &mut donor, random) {
                repair::repair(&mut chunk);
                assert_is_source(&chunk, mutator.name);
                made += u32::from(print(&chunk) != before);
            }
        }
        assert!(made > 20, "{}: {made} of 90 programs changed", mutator.name);
    }
}

#[test]
fn long_lines_of_mutations_stay_programs() {
    for seed in 0..20 {
        let mut source = print(&program(seed));
        let mut made = 0;
        for step in 0..30 {
            if let Some(next) = text(&source, 64 << 10, seed << 8 | step) {
                assert!(next.len() <= 64 << 10);
                (source, made) = (next, made + 1);
            }
        }
        assert!(made >= 15, "{made} of 30 mutations, the last of {} bytes", source.len());
    }
}

#[test]
fn a_crossover_holds_code_of_both() {
    let (a, b) = (b"local x = 1\nprint(x)", b"local y = 'only here'\nprint(y)\nprint(y)");
    let found = (0..20).filter_map(|seed| cross_texts(a, b, 1000, seed)).any(|text| {
        let text = String::from_utf8_lossy(&text).into_owned();
        text.contains("only here") && text.contains("print(x)")
    });
    assert!(found);
}

#[test]
fn what_does_not_parse_is_left_to_others() {
    assert_eq!(text(b"x = = 1", 1000, 1), None);
    assert_eq!(text(b"\xff\xfe\x00", 1000, 1), None);
    assert_eq!(cross_texts(b"x = 1", b")", 1000, 1), None);
}

#[test]
fn the_same_seed_makes_the_same_mutation() {
    let source = print(&program(7));
    assert_eq!(text(&source, 1 << 16, 5), text(&source, 1 << 16, 5));
}
