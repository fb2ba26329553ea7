//! Blessing moves a case out of the nearest folder that says what is not so any more, and no other.

use std::fs;
use std::path::Path;

use lockstep::report::data::Expected;
use lockstep::report::data::{Case, CaseVerdict, Level, Report, SCHEMA, Setup, Status};
use lockstep::triage::bless::changes;

/// A run with one case: it was expected to diverge, and agrees.
fn fixed(path: &Path) -> Report {
    let case = Case {
        path: path.display().to_string(),
        story: None,
        expected: Expected::Diverge { key: None },
        verdict: CaseVerdict::Agree { syntax_error: false },
        status: Status::Fixed,
        difference: None,
        key: None,
        size: 4,
    };
    let setup = Setup {
        reference: None,
        subject: None,
        level: Level::Behaviour,
        instructions: 1000,
        memory: 1,
        seconds: 1,
        reductions: 0,
    };
    Report {
        schema: SCHEMA,
        tool: "test".into(),
        setup,
        label: None,
        shards: vec![],
        complete: true,
        ignored: vec![],
        cases: vec![case],
        buckets: vec![],
    }
}

/// Where such a case moves, if it does.
fn moved(path: &str) -> Option<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join(path);
    fs::create_dir_all(file.parent().expect("a folder")).expect("made");
    fs::write(&file, "print(1)\n").expect("written");
    let changes = changes(&fixed(&file)).expect("changes");
    let [change] = &changes[..] else { panic!("{changes:?}") };
    assert_eq!(change.path, file);
    let target = change.target.strip_prefix(folder.path()).expect("below the folder");
    (change.target != file).then(|| target.display().to_string())
}

#[test]
fn the_nearest_folder_changes() {
    assert_eq!(moved("corpus/known/x.lua").as_deref(), Some("corpus/regressions/x.lua"));
    assert_eq!(moved("known/a/known/b/x.lua").as_deref(), Some("known/a/regressions/b/x.lua"));
    assert_eq!(moved("x.lua"), None);
    assert_eq!(moved("known"), None);
}
