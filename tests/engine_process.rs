//! An external command as a subject. The command is our reference's own interpreter where it is installed.

use std::time::Duration;

use lockstep::engine::{Detail, End, Execute, Limit, Options, Process, Program, Reference, Value};
use lockstep::finding::Verdict;
use lockstep::oracle::behaviour;

/// `lua5.1`, if this machine has it.
fn lua() -> Option<Process> {
    let found = std::process::Command::new("lua5.1").arg("-v").output().is_ok();
    found.then(|| Process::new(vec!["lua5.1".into()], Duration::from_secs(120)))
}

#[test]
fn a_missing_command_is_a_crash() {
    let outcome = Process::new(vec!["/no/such/command".into()], Duration::from_secs(1))
        .execute(&Program::text(b"print(1)", b"=t"), &Options::default());
    assert!(matches!(outcome.end, End::Crashed(_)), "{:?}", outcome.end);
}

#[test]
fn a_command_that_does_not_end_is_killed() {
    let command = ["sh", "-c", "echo first; exec sleep 100"].map(String::from).to_vec();
    let outcome = Process::new(command, Duration::from_millis(300))
        .execute(&Program::text(b"print(1)", b"=t"), &Options::default());
    assert_eq!(outcome.end, End::Limit(Limit::Time));
}

#[test]
fn outcomes_of_lua() {
    let Some(lua) = lua() else { return };
    assert_eq!(lua.detail(), Detail::Behaviour);
    let run = |source: &str| lua.execute(&Program::text(source.as_bytes(), b"=t"), &Options::default());
    assert_eq!(run("print({}, print) io.write('x')").output, b"table: 0x00000001\tfunction: 0x00000002\nx");
    assert_eq!(run("return 1").end, End::Returned(vec![]));
    assert_eq!(run("error('x')").end, End::Failed(Value::String(b"t:1: x".to_vec())));
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
