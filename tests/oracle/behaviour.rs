//! Outcomes agree or their first difference is named; what ends by a limit is not compared beyond that.

use lockstep::engine::{Execute, Limits, Options, Outcome, Program, Reference};
use lockstep::oracle::behaviour::check;
use lockstep::oracle::verdict::{Place, Reason, Verdict};

/// A subject that runs another program in place of the one it is given.
struct Instead(&'static str);

impl Execute for Instead {
    fn name(&self) -> &str {
        "instead"
    }

    fn execute(&self, program: &Program<'_>, options: &Options) -> Outcome {
        Reference.execute(&Program::text(self.0.as_bytes(), program.chunk_name), options)
    }
}

fn verdict(reference: &str, subject: &'static str) -> Verdict {
    let limits = Limits { instructions: 1_000_000, memory: 64 << 20, output: 1 << 20 };
    let options = Options { limits, ..Options::default() };
    check(&Reference, &Instead(subject), &Program::text(reference.as_bytes(), b"=t"), &options)
}

fn first(reference: &str, subject: &'static str) -> (String, String, String) {
    match verdict(reference, subject) {
        Verdict::Diverge { differences } => {
            let d = &differences[0];
            (d.place.to_string(), d.reference.clone(), d.subject.clone())
        }
        verdict => panic!("{verdict:?}"),
    }
}

fn strings(a: &str, b: &str, c: &str) -> (String, String, String) {
    (a.into(), b.into(), c.into())
}

#[test]
fn equal_outcomes_agree() {
    for source in ["print(1)", "x =", "error('x')", "error({1})", "return 1, {}, print", "t = {} t.t = t"] {
        assert_eq!(verdict(source, Box::leak(source.into())), Verdict::Agree, "{source}");
    }
}

#[test]
fn the_first_difference_is_named() {
    let found = first("print(1) print(2) print(3)", "print(1) print(4) print(3)");
    assert_eq!(found, strings("output line 2", "\"2\"", "\"4\""));
    let found = first("print(1) print(2)", "print(1)");
    assert_eq!(found, strings("output line 2", "\"2\"", "no more output"));
    let found = first("print(1) print(2)", "print(1) error('no', 0)");
    assert_eq!(found, strings("end of the run", "ends normally", "error: \"no\""));
    assert_eq!(first("error('a', 0)", "error('b', 0)"), strings("error value", "\"a\"", "\"b\""));
    assert_eq!(first("return 1, 2", "return 1, 3"), strings("result 2", "2", "3"));
    assert_eq!(first("return 1, 2", "return 1"), strings("result 2", "2", "only 1 results"));
    assert_eq!(first("a = {1, {2}}", "a = {1, {3}}"), strings("_G.a[2][1]", "2", "3"));
    assert_eq!(first("return {1}", "return {2}"), strings("<result 1>[1]", "1", "2"));
    assert_eq!(first("error({code = 1})", "error({code = 2})"), strings("<error value>.code", "1", "2"));
    assert_eq!(first("x =", "x = 1").0, "end of the run");
}

#[test]
fn a_subject_that_does_not_end_diverges() {
    assert_eq!(first("print(1)", "print(1) while true do end").0, "end of the run");
}

#[test]
fn limits_and_instability_are_not_comparable() {
    let limit = Verdict::NotComparable { reason: Reason::Limit { limit: "instruction budget".into() } };
    assert_eq!(verdict("print(1) while true do end", "print(1) while true do end"), limit);
    assert_eq!(verdict("print(1) while true do end", "print(1) print(2)"), limit);
    let addresses = "local t = {} for i = 1, 50 do t[{}] = i end for k, v in pairs(t) do io.write(v, ' ') end";
    let unstable = Verdict::NotComparable { reason: Reason::Unstable { place: Place::Output { line: 1 } } };
    assert_eq!(verdict(addresses, "print('something else')"), unstable);
}

#[test]
fn output_before_a_limit_counts() {
    let found = first("print(1) while true do end", "print(2) while true do end");
    assert_eq!(found, strings("output line 1", "\"1\"", "\"2\""));
    assert_eq!(first("print(1) while true do end", "error('x')").0, "output line 1");
}
