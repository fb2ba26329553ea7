//! An external command as a subject. The command is our reference's own interpreter where it is installed.

use std::time::Duration;

use lockstep::engine::process::CommandError;
use lockstep::engine::{Detail, End, Execute, Limit, Limits, Options, PlainValue, Process, Program, Reference};
use lockstep::oracle::behaviour;
use lockstep::oracle::verdict::{Reason, Verdict};

/// `lua5.1`, if this machine has it.
fn lua() -> Option<Process> {
    let found = std::process::Command::new("lua5.1").arg("-v").output().is_ok();
    found.then(|| Process::new(vec!["lua5.1".into()], Duration::from_secs(120)).expect("a command"))
}

#[test]
fn a_missing_command_is_refused() {
    for missing in ["/no/such/command", "no-such-command"] {
        let refused = Process::new(vec![missing.into()], Duration::from_secs(1)).err();
        assert_eq!(refused, Some(CommandError::Missing(missing.into())));
    }
    assert_eq!(Process::new(vec![], Duration::from_secs(1)).err(), Some(CommandError::Empty));
}

#[test]
fn a_command_that_does_not_end_is_killed() {
    let command = ["sh", "-c", "echo first; exec sleep 100"].map(String::from).to_vec();
    let outcome = Process::new(command, Duration::from_millis(300))
        .expect("a command")
        .execute(&Program::text(b"print(1)", b"=t"), &Options::default());
    assert_eq!((outcome.end, outcome.output), (End::Limit(Limit::Time), b"first\n".to_vec()));
}

#[test]
fn after_a_limit_of_the_reference_the_subject_is_only_asked_for_as_much_output() {
    let limits = Limits { instructions: 10_000, ..Limits::default() };
    let options = Options { limits, ..Options::default() };
    let check = |script: &str, source: &str| {
        let command = ["sh", "-c", script].map(String::from).to_vec();
        // Far longer than the test may take: it ends as soon as it has printed enough.
        let subject = Process::new(command, Duration::from_secs(3600)).expect("a command");
        behaviour::check(&Reference, &subject, &Program::text(source.as_bytes(), b"=t"), &options)
    };
    let limit = || Verdict::NotComparable { reason: Reason::Limit { limit: "instruction budget".into() } };
    assert_eq!(check("exec sleep 3600", "while true do end"), limit());
    assert_eq!(check("echo same; exec sleep 3600", "print'same' while true do end"), limit());
    let other = check("echo else; exec sleep 3600", "print'same' while true do end");
    assert!(matches!(other, Verdict::Diverge { .. }), "{other:?}");
}

#[test]
fn complaints_are_read_to_their_end() {
    let command = ["sh", "-c", "head -c 300000 /dev/zero >&2; echo done; exit 3"].map(String::from).to_vec();
    let outcome = Process::new(command, Duration::from_secs(60))
        .expect("a command")
        .execute(&Program::text(b"print(1)", b"=t"), &Options::default());
    assert_eq!(outcome.output, b"done\n");
    let End::Crashed(message) = outcome.end else { panic!("{:?}", outcome.end) };
    assert!(message.contains("exit status: 3"), "{}", message.len());
}

#[test]
fn outcomes_of_lua() {
    let Some(lua) = lua() else { return };
    assert_eq!(lua.detail(), Detail::Behaviour);
    let run = |source: &str| lua.execute(&Program::text(source.as_bytes(), b"=t"), &Options::default());
    assert_eq!(run("print({}, print) io.write('x')").output, b"table: 0x00000001\tfunction: 0x00000002\nx");
    assert_eq!(run("return 1").end, End::Returned(vec![]));
    assert_eq!(run("error('x')").end, End::Failed(PlainValue::String(b"t:1: x".to_vec())));
    assert_eq!(run("x =").end, End::Rejected(b"t:1: unexpected symbol near '<eof>'".to_vec()));
    let flood = run("while 1 do print('line') end");
    assert_eq!((flood.end, flood.output.len()), (End::Limit(Limit::Output), Options::default().limits.output));
}

#[test]
fn lua_agrees_with_the_reference() {
    let Some(lua) = lua() else { return };
    for source in [
        "print(1, nil, true, {}, {}, print)",
        "for i = 1, 5 do print(math.random(100)) end math.randomseed(7) print(math.random())",
        "print(os.time(), os.clock(), os.date('%Y'), collectgarbage('count'), os.getenv('HOME'))",
        "print(pcall(io.open, 'x')) print(pcall(error, {1})) print(#arg, ...)",
        "error('x')",
        "error({})",
        "local t = nil t.x = 1",
        "x =",
        "print(require 'nothing')",
        "a = {} b = 5",
    ] {
        let program = Program::text(source.as_bytes(), b"=t");
        assert_eq!(behaviour::check(&Reference, &lua, &program, &Options::default()), Verdict::Agree, "{source}");
    }
}
