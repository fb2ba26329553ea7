//! `lockstep triage` on folders with every kind of case, and what its formats say.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use lockstep::report::data::Report;

use crate::support::scratch::Scratch;

/// A Lua with twelve bugs: our own, below a script that spoils library functions.
fn faulty() -> String {
    let script = support("faulty.lua");
    format!("{} run {}", env!("CARGO_BIN_EXE_lockstep"), script.display())
}

fn support(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/triage").join(name)
}

fn read(scratch: &Scratch, name: &str) -> Report {
    let text = std::fs::read(scratch.path().join(name)).expect("a report");
    serde_json::from_slice(&text).expect("of this schema")
}

const REP: &str = "print(('ab'):rep(4))\n";

#[test]
fn a_corpus_that_agrees() {
    let scratch = Scratch::new();
    scratch.file("corpus/seeds/a.lua", "print(1)\n");
    scratch.file("corpus/seeds/b.lua", "x =\n");
    scratch.file("corpus/regressions/c.lua", "-- story: once it was otherwise\nprint(2)\n");
    scratch.file("corpus/README.md", "not a program");
    let run = scratch.lockstep(&["triage", "corpus", "--jobs", "1"]);
    run.expect(0, "3 cases: 3 agree, 0 diverge; 1 file no programs\n\nAs expected.\n", "");
}

#[test]
fn usage_and_empty_folders() {
    let scratch = Scratch::new();
    scratch.file("a.lua", "print(1)\n");
    scratch.file("there.json", "{}");
    std::fs::create_dir(scratch.path().join("empty")).expect("created");
    let code = |arguments: &[&str]| scratch.lockstep(arguments).code();
    assert_eq!(code(&["triage", "empty"]), 4);
    assert_eq!(code(&["triage", "missing"]), 2);
    assert_eq!(code(&["triage"]), 2);
    assert_eq!(code(&["triage", "a.lua", "--shard", "3/2"]), 2);
    assert_eq!(code(&["triage", "a.lua", "--out", "x.unknown"]), 2);
    assert_eq!(code(&["triage", "a.lua", "--out", "there.json"]), 2);
    assert_eq!(code(&["triage", "a.lua", "--out", "no/folder.json"]), 2);
    assert_eq!(code(&["triage", "a.lua", "--out", "x.json", "--out", "x.json"]), 2);
    assert_eq!(code(&["triage", "a.lua", "--format", "json", "--format", "junit"]), 2);
    assert_eq!(code(&["triage", "a.lua", "--subject", "no-such-lua"]), 2);
    assert_eq!(code(&["triage", "a.lua", "--subject", "true", "--level", "bytecode"]), 2);
    assert_eq!(code(&["triage", "a.lua", "--baseline", "there.json"]), 2);
    assert_eq!(code(&["triage", "merge", "there.json"]), 2);
    scratch.file("bad.lua", "-- expect: diverges\n");
    let run = scratch.lockstep(&["triage", "bad.lua"]);
    assert_eq!(run.code(), 2);
    assert!(run.err().contains("bad.lua:1: `diverges` cannot be expected"), "{}", run.err());
}

#[test]
fn known_cases_are_a_strict_list() {
    let scratch = Scratch::new();
    scratch.file("corpus/known/rep.lua", REP);
    let subject = faulty();
    assert_eq!(scratch.lockstep(&["triage", "corpus", "--subject", &subject]).code(), 0);
    // With our own engine it agrees again.
    let run = scratch.lockstep(&["triage", "corpus"]);
    assert_eq!(run.code(), 3);
    assert!(run.out().ends_with("1 known case agrees again: move to corpus/regressions/, or run with --bless.\n"));
    let run = scratch.lockstep(&["triage", "corpus", "--bless"]);
    assert_eq!(run.code(), 0);
    assert!(run.out().contains("+-- expect: agree\n"), "{}", run.out());
    assert!(run.out().contains("corpus/known/rep.lua moves to corpus/regressions/rep.lua\n"), "{}", run.out());
    assert_eq!(scratch.lockstep(&["triage", "corpus"]).code(), 0);
    // And blessed the other way round: the key of the bucket is in the header, and has to stay.
    let arguments = ["triage", "corpus", "--subject", &subject];
    assert_eq!(scratch.lockstep(&arguments).code(), 1);
    assert_eq!(scratch.lockstep(&[&arguments[..], &["--bless"]].concat()).code(), 0);
    let text = std::fs::read_to_string(scratch.path().join("corpus/known/rep.lua")).expect("moved back");
    assert_eq!(text, format!("-- expect: diverge library, string.rep\n{REP}"));
    assert_eq!(scratch.lockstep(&arguments).code(), 0);
    scratch.file("corpus/known/rep.lua", format!("-- expect: diverge output, for\n{REP}"));
    let run = scratch.lockstep(&arguments);
    assert_eq!(run.code(), 1);
    assert!(run.out().contains("1 case changed"), "{}", run.out());
}

/// The parts of SARIF 2.1.0 that the report uses, by the standard's names and with what the standard requires.
#[allow(dead_code, reason = "read, not used")]
mod sarif {
    use std::collections::BTreeMap;

    use serde::Deserialize;

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub struct Log {
        #[serde(rename = "$schema")]
        schema: String,
        version: Version,
        runs: Vec<Run>,
    }

    #[derive(Deserialize)]
    enum Version {
        #[serde(rename = "2.1.0")]
        V2_1_0,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Run {
        tool: Tool,
        results: Vec<Finding>,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Tool {
        driver: ToolComponent,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct ToolComponent {
        name: String,
        version: String,
        rules: Vec<ReportingDescriptor>,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields, rename_all = "camelCase")]
    struct ReportingDescriptor {
        id: String,
        short_description: Message,
        full_description: Message,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Message {
        text: String,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields, rename_all = "camelCase")]
    struct Finding {
        rule_id: String,
        level: Level,
        message: Message,
        locations: Vec<Location>,
        partial_fingerprints: BTreeMap<String, String>,
    }

    #[derive(Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Level {
        None,
        Note,
        Warning,
        Error,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields, rename_all = "camelCase")]
    struct Location {
        physical_location: PhysicalLocation,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields, rename_all = "camelCase")]
    struct PhysicalLocation {
        artifact_location: ArtifactLocation,
        region: Region,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct ArtifactLocation {
        uri: String,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields, rename_all = "camelCase")]
    struct Region {
        start_line: std::num::NonZeroU32,
    }
}

/// Whether each element of the XML ends, in order, and nothing but its marks has angle brackets.
fn balanced(xml: &str) -> bool {
    let mut open = vec![];
    let body = xml.split_once("?>").map_or(xml, |(_, body)| body);
    body.split('<').skip(1).all(|part| {
        let Some((tag, text)) = part.split_once('>') else { return false };
        let ends = match tag.strip_prefix('/') {
            Some(name) => open.pop() == Some(name),
            None => {
                open.extend(tag.split_whitespace().next());
                true
            }
        };
        ends && !text.contains('>')
    }) && open.is_empty()
}

#[test]
fn all_formats_in_one_run_and_the_same_bytes_again() {
    let scratch = Scratch::new();
    scratch.file("c/a.lua", "print(1)\n");
    scratch.file("c/rep.lua", format!("local n = 4\n{REP}print('after <script>')\n"));
    scratch.file("c/loop.lua", "while true do end\n");
    let subject = faulty();
    let names = ["r.json", "r.xml", "r.sarif", "r.md", "r.html", "r.txt"];
    let mut arguments = vec!["triage", "c", "--subject", &subject, "--instructions", "100000", "--force"];
    arguments.extend(names.iter().flat_map(|name| ["--out", name]));
    arguments.extend(["--format", "github"]);
    let run = scratch.with(&arguments, &[("GITHUB_STEP_SUMMARY", "summary.md")]);
    assert_eq!((run.code(), run.err().as_str()), (1, ""));
    assert!(
        run.out().starts_with("::error file=c/rep.lua,line=1,title=string.rep%3A another output::1 case"),
        "{}",
        run.out()
    );
    let texts = || names.map(|name| std::fs::read_to_string(scratch.path().join(name)).expect("written"));
    let first = texts();
    scratch.with(&arguments, &[]);
    assert_eq!(first, texts());
    let [json, junit, sarif, markdown, html, text] = first;
    let report: Report = serde_json::from_slice(json.as_bytes()).expect("of this schema");
    assert!(report.complete);
    let [bucket] = &report.buckets[..] else { panic!("{json}") };
    let reduced = bucket.example.reduced.as_ref().expect("reduced");
    assert!(reduced.size <= 12 && reduced.program.contains("rep("), "{}", reduced.program);
    assert!(junit.contains("tests=\"3\" skipped=\"1\" errors=\"0\" failures=\"1\""), "{junit}");
    assert!(sarif.contains(&format!("\"lockstepBucket/v1\": \"{}\"", bucket.id)), "{sarif}");
    serde_json::from_str::<sarif::Log>(&sarif).expect("it is SARIF");
    assert!(
        junit.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites ") && balanced(&junit),
        "{junit}"
    );
    assert!(markdown.contains("| 1 |"), "{markdown}");
    assert!(html.contains("after &lt;script&gt;") && !html.contains("after <script>"));
    assert!(text.starts_with("3 cases: 1 agree, 1 diverge, 1 not comparable\n"), "{text}");
    let summary = std::fs::read_to_string(scratch.path().join("summary.md")).expect("a summary");
    assert_eq!(summary, markdown);
}

#[test]
fn a_baseline_knows_and_shards_join() {
    let scratch = Scratch::new();
    scratch.file("c/a.lua", "print(1)\n");
    scratch.file("c/rep.lua", REP);
    scratch.file("c/rep2.lua", "local s = string.rep('x', 5) print(#s)\n");
    scratch.file("c/upper.lua", "print(('word'):upper())\n");
    let subject = faulty();
    let run = |more: &[&str]| scratch.lockstep(&[&["triage", "c", "--subject", &subject], more].concat());
    assert_eq!(run(&["--label", "v1", "--out", "whole.json"]).code(), 1);
    let again = run(&["--baseline", "whole.json", "--out", "second.json"]);
    assert_eq!(again.code(), 0, "{}", again.out());
    assert!(again.out().contains("since v1"), "{}", again.out());
    scratch.file("c/floor.lua", "print(math.floor(-1.5))\n");
    assert_eq!(run(&["--baseline", "second.json", "--out", "third.json"]).code(), 1);
    let third = read(&scratch, "third.json");
    let since: Vec<_> = third.buckets.iter().map(|b| (b.key.uses.join(" "), b.since.clone())).collect();
    assert_eq!(since.iter().filter(|(_, since)| since.as_deref() == Some("v1")).count(), 2, "{since:?}");
    assert_eq!(since[0], ("math.floor".to_string(), None));

    assert_eq!(run(&["--shard", "1/2", "--out", "s1.json"]).code(), 1);
    assert_eq!(run(&["--shard", "2/2", "--out", "s2.json"]).code(), 1);
    let half = scratch.lockstep(&["triage", "merge", "s1.json", "--out", "half.json"]);
    assert!(half.out().contains("(incomplete)"), "{}", half.out());
    assert_eq!(scratch.lockstep(&["triage", "merge", "s2.json", "s1.json", "--out", "m.json"]).code(), 1);
    assert_eq!(run(&["--out", "all.json"]).code(), 1);
    let (merged, all) = (read(&scratch, "m.json"), read(&scratch, "all.json"));
    assert_eq!(merged.cases, all.cases);
    let ids = |report: &Report| report.buckets.iter().map(|b| (b.id.clone(), b.cases.clone())).collect::<Vec<_>>();
    assert_eq!(ids(&merged), ids(&all));
}

/// Every kind of case is accounted for, and findings are as many buckets as there are bugs.
#[test]
fn a_folder_with_every_kind_of_case() {
    let scratch = Scratch::new();
    std::fs::create_dir(scratch.path().join("c")).expect("created");
    let maker = support("cases.lua").display().to_string();
    assert_eq!(scratch.lockstep(&["run", &maker, "c", "32"]).code(), 0);
    let subject = faulty();
    let run = scratch.lockstep(&[
        "triage",
        "c",
        "--subject",
        &subject,
        "--timeout",
        "2",
        "--instructions",
        "1000000",
        "--memory",
        "64",
        "--reductions",
        "150",
        "--out",
        "r.json",
    ]);
    assert_eq!(run.code(), 1, "{}{}", run.out(), run.err());
    let report = read(&scratch, "r.json");
    assert_eq!(report.cases.len(), 32);
    for case in &report.cases {
        let name = case.path.trim_start_matches("c/").trim_end_matches(|c: char| c != '-' && !c.is_ascii_digit());
        let kind = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-');
        let wanted: &[&str] = match kind {
            "bug" => &["diverge"],
            "crash" | "hang" | "blowup" => &["diverge", "crashed"],
            "agree" | "syntax" | "empty" => &["agree"],
            "loop" | "memory" => &["not comparable"],
            _ => &["agree", "not comparable"],
        };
        assert!(wanted.contains(&case.verdict.name()), "{}: {}", case.path, case.verdict.name());
    }
    let bugs = report.buckets.iter().filter(|b| b.cases.iter().any(|path| path.contains("bug"))).count();
    assert!((11..=13).contains(&bugs), "{bugs} buckets\n{}", run.out());
}

/// What a run that is killed has written can be read, and a worker that is killed costs nothing.
#[test]
fn kills() {
    let scratch = Scratch::new();
    for i in 0..6 {
        scratch.file(&format!("c/slow{i}.lua"), "for i = 1, 1e7 do end print(1)\n");
    }
    let start = |out: &str| {
        Command::new(env!("CARGO_BIN_EXE_lockstep"))
            .args(["triage", "c", "--jobs", "1", "--out", out])
            .current_dir(scratch.path())
            .stdout(Stdio::null())
            .spawn()
            .expect("started")
    };
    let mut run = start("worker.json");
    let deadline = Instant::now() + Duration::from_secs(60);
    let mut killed = 0;
    while killed < 1 && Instant::now() < deadline {
        for worker in children(run.id()) {
            killed += usize::from(kill(worker));
        }
    }
    assert_eq!(run.wait().expect("ended").code(), Some(0));
    assert_eq!(killed, 1);
    let report = read(&scratch, "worker.json");
    assert_eq!(report.counts().agree, 6);

    let mut run = start("run.json");
    while !scratch.path().join("run.json").exists() && Instant::now() < deadline {
        std::thread::sleep(Duration::from_millis(5));
    }
    run.kill().expect("killed");
    run.wait().expect("ended");
    let report = read(&scratch, "run.json");
    assert!(!report.complete);
    assert_eq!(report.cases.len(), 6);
}

/// The processes that a process started.
fn children(process: u32) -> Vec<u32> {
    let path = format!("/proc/{process}/task/{process}/children");
    let main = std::fs::read_to_string(path).unwrap_or_default();
    let threads = std::fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten();
    let all = threads.map(|t| std::fs::read_to_string(t.path().join("children")).unwrap_or_default()).chain([main]);
    let mut found: Vec<u32> =
        all.flat_map(|text| text.split_whitespace().filter_map(|w| w.parse().ok()).collect::<Vec<_>>()).collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn kill(process: u32) -> bool {
    Command::new("kill").args(["-9", &process.to_string()]).stderr(Stdio::null()).status().is_ok_and(|s| s.success())
}
