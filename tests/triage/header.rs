//! What is expected of a case stands in its header, else in the name of its folder, and can be replaced.

use std::path::Path;

use lockstep::report::data::Expected;
use lockstep::triage::header::{read, replace};

fn header(path: &str, text: &str) -> (String, Option<String>) {
    let header = read(Path::new(path), text.as_bytes()).expect("a header");
    (header.expected.to_string(), header.story)
}

#[test]
fn headers_before_folders() {
    assert_eq!(header("x.lua", "print(1)"), ("agree".into(), None));
    assert_eq!(header("corpus/known/x.lua", "-- story: a tale\nprint(1)"), ("diverge".into(), Some("a tale".into())));
    let text = "#!/usr/bin/lua\n-- a comment\n-- expect: diverge vm, ADD R R R\nprint(1)\n-- expect: agree";
    assert_eq!(header("corpus/seeds/x.lua", text).0, "diverge vm, ADD R R R");
    assert_eq!(header("x", "-- expect: not comparable").0, "not comparable");
}

#[test]
fn the_nearest_folder_decides() {
    let by_folder = |path: &str| read(Path::new(path), b"print(1)").expect("a header").expected;
    assert_eq!(by_folder("known/seeds/x.lua"), Expected::Agree { strict: true });
    assert_eq!(by_folder("seeds/known/deep/x.lua"), Expected::Diverge { key: None });
    assert_eq!(by_folder("known.lua"), Expected::Agree { strict: false });
}

#[test]
fn nonsense_is_refused_with_its_line() {
    let error = read(Path::new("x.lua"), b"-- one\n-- expect: diverges\n").expect_err("refused");
    let message = error.to_string();
    assert!(message.starts_with("x.lua:2: `diverges` cannot be expected"), "{message}");
}

#[test]
fn replacing_touches_one_line() {
    let replaced =
        |text: &str, expected: &Expected| String::from_utf8(replace(text.as_bytes(), expected)).expect("text");
    let agree = Expected::Agree { strict: true };
    assert_eq!(replaced("print(1)\n", &agree), "-- expect: agree\nprint(1)\n");
    assert_eq!(replaced("#!lua\nprint(1)\n", &agree), "#!lua\n-- expect: agree\nprint(1)\n");
    assert_eq!(replaced("-- a\n-- expect: diverge\n-- b\n", &agree), "-- a\n-- expect: agree\n-- b\n");
    let known = Expected::Diverge { key: Some("output, string.rep".into()) };
    let text = replaced("return", &known);
    assert_eq!(read(Path::new("x"), text.as_bytes()).expect("a header").expected, known);
}
