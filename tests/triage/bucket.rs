//! Findings with one cause have one key: what the program uses, where only its behaviour is seen.

use lockstep::report::data::Shown;
use lockstep::triage::bucket::behavioural;

#[test]
fn programs_by_what_they_use() {
    let (place, reference, subject) = ("output line 1".into(), "\"1\"".into(), "\"2\"".into());
    let difference = Shown { kind: "output".into(), place, reference, subject };
    let uses = |text: &str| behavioural(&difference, Some(text.as_bytes())).uses.join(" ");
    assert_eq!(uses("print(string.rep('a', 2))"), "string.rep");
    assert_eq!(uses("local s = 'a' print((s):rep(2))"), "string.rep");
    assert_eq!(uses("print(select(-1, 1, 2))"), "select");
    assert_eq!(uses("print(pcall(error))"), "");
    assert_eq!(uses("local a = {1} print(a.x .. #a)"), "# .. { }");
    assert_eq!(uses("for i = 1, 2 do print(i) end"), "for");
    assert_eq!(uses("local a = {} function a:f() end a:f()"), ": function { }");
}
