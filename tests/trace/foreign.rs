//! Every way in which an instruction may run foreign code, by the contract: a library function that is run in that way and
//! changes a table wrongly is found out at that very instruction, and what it changed is named.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use lockstep::engine::ours::watch::{Plain, Watch, WatchedStep};
use lockstep::engine::{Compile, Options, Ours, Reference};
use lockstep::isa::{Event, Op, ProtoTree, Runs, undump};
use lockstep::oracle::lockstep::WatchedPair;
use lockstep::oracle::lockstep::check;
use lockstep::oracle::verdict::{Place, Verdict};
use lockstep::port::{OurVm, OursWith, Pair};

/// A way for an instruction to come to a library function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// It is the value that is called.
    Callee,
    /// It handles an event.
    Handler(Event),
    /// It handles the event of a table that handles the event of the operand.
    Chain(Event),
    /// No function: the VM itself writes to a table that handles `__newindex`.
    Table,
    /// It is `collectgarbage`, and what changes the table is a finalizer. The steps of those nobody watches.
    Finalizer,
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Way::Handler(event) => f.write_str(event.name()),
            Way::Chain(event) => write!(f, "a chain of {}", event.name()),
            Way::Callee | Way::Table | Way::Finalizer => write!(f, "{self:?}"),
        }
    }
}

/// All pairs that the contract's rows allow.
fn pairs() -> Vec<(Op, Way)> {
    let mut found = vec![];
    for &op in Op::ALL {
        let events = op.events();
        match op.runs() {
            Runs::Nothing => assert!(events.is_empty(), "{op:?}"),
            Runs::Call | Runs::TailCall | Runs::Iterator => found.push((op, Way::Callee)),
            Runs::Handler => assert!(!events.is_empty(), "{op:?}"),
        }
        for &event in events {
            found.push((op, Way::Handler(event)));
            if matches!(event, Event::Index | Event::NewIndex) {
                found.push((op, Way::Chain(event)));
            }
            if event == Event::NewIndex {
                found.push((op, Way::Table));
            }
        }
        if op.runs() != Runs::Nothing {
            found.push((op, Way::Finalizer));
        }
    }
    found
}

/// A body of the function `probe` for an opcode, with operands `a`, `b` and `c`.
fn body(op: Op) -> &'static str {
    match op {
        Op::Call => "a(b, c) return 1",
        Op::TailCall => "return a(b, c)",
        Op::TForLoop => "for _ in a, b, c do break end",
        Op::GetTable => "local x = a[b] return 1",
        Op::SetTable => "a[b] = c return 1",
        Op::SelfOp => "a:k()",
        Op::GetGlobal => "local x = k return 1",
        Op::SetGlobal => "k = c return 1",
        Op::Add => "local x = a + b return 1",
        Op::Sub => "local x = a - b return 1",
        Op::Mul => "local x = a * b return 1",
        Op::Div => "local x = a / b return 1",
        Op::Mod => "local x = a % b return 1",
        Op::Pow => "local x = a ^ b return 1",
        Op::Unm => "local x = -a return 1",
        Op::Len => "local x = #a return 1",
        Op::Concat => "local x = a .. b return 1",
        Op::Eq => "if a == b then return 1 end return 2",
        Op::Lt => "if a < b then return 1 end return 2",
        Op::Le => "if a <= b then return 1 end return 2",
        Op::Move | Op::LoadK | Op::LoadBool | Op::LoadNil | Op::GetUpval | Op::SetUpval | Op::NewTable | Op::Not => "",
        Op::Jmp | Op::Test | Op::TestSet | Op::Return | Op::ForLoop | Op::ForPrep | Op::SetList | Op::Close => "",
        Op::Closure | Op::VarArg => "",
    }
}

/// A program whose instruction changes the table in the global `t` in that way. `Err`: no program does so, and why.
fn program(op: Op, way: Way) -> Result<String, &'static str> {
    let handled = |metatable: &str| format!("t = setmetatable({{1, 2}}, {metatable})\n");
    let (setup, call) = match (op, way) {
        (_, Way::Callee) => ("t = {1, 2}\n".into(), "probe(table.insert, t, 'x')"),
        // The position is given first, then the value.
        (_, Way::Handler(Event::Call)) => (handled("{__call = table.insert}"), "probe(t, 1, 'x')"),
        (Op::GetGlobal, Way::Handler(_)) => (handled("{__index = table.insert}") + "setfenv(probe, t)\n", "probe()"),
        (Op::SetGlobal, Way::Handler(_)) => {
            (handled("{__newindex = rawset}") + "setfenv(probe, t)\n", "probe(1, 2, 3)")
        }
        (Op::GetGlobal, Way::Chain(_)) => {
            (handled("{__index = table.insert}") + "setfenv(probe, setmetatable({}, {__index = t}))\n", "probe()")
        }
        (Op::SetGlobal, Way::Chain(_)) => (
            handled("{__newindex = rawset}") + "setfenv(probe, setmetatable({}, {__newindex = t}))\n",
            "probe(1, 2, 3)",
        ),
        (Op::SetGlobal, Way::Table) => {
            ("t = {}\nsetfenv(probe, setmetatable({}, {__newindex = t}))\n".into(), "probe(1, 2, 3)")
        }
        (_, Way::Handler(Event::Index)) => (handled("{__index = table.insert}"), "probe(t, 'k')"),
        // Shifts what is there.
        (_, Way::Handler(Event::NewIndex)) => (handled("{__newindex = table.insert}"), "probe(t, 0, 'x')"),
        (_, Way::Chain(Event::Index)) => {
            (handled("{__index = table.insert}"), "probe(setmetatable({}, {__index = t}), 'k')")
        }
        (_, Way::Chain(_)) => {
            (handled("{__newindex = table.insert}"), "probe(setmetatable({}, {__newindex = t}), 0, 'x')")
        }
        (_, Way::Table) => ("t = {}\n".into(), "probe(setmetatable({}, {__newindex = t}), 'k', 'x')"),
        // Only userdata are asked, and given with nil: the handler is itself a table that a library function handles.
        (Op::Len, Way::Handler(_)) => (
            "local u = newproxy(true)\nt = setmetatable({[u] = 1}, {__call = rawset})\n\
             getmetatable(u).__len = t\n"
                .into(),
            "probe(u)",
        ),
        (Op::Le, Way::Handler(Event::Lt)) => (
            "local m = {__lt = table.insert}\nt = setmetatable({1, 2}, m)\nlocal b = setmetatable({}, m)\n".into(),
            "probe(b, t)",
        ),
        (Op::Eq | Op::Lt | Op::Le, Way::Handler(event)) => (
            format!(
                "local m = {{{} = table.insert}}\nt = setmetatable({{1, 2}}, m)\nlocal b = setmetatable({{}}, m)\n",
                event.name()
            ),
            "probe(t, b)",
        ),
        (_, Way::Handler(event)) => (handled(&format!("{{{} = table.insert}}", event.name())), "probe(t, 'x')"),
        (_, Way::Finalizer) => {
            let (handler, call) = match op {
                Op::Call | Op::TailCall => ("", "probe(collectgarbage)"),
                Op::TForLoop => ("", "probe(collectgarbage)"),
                Op::GetTable | Op::SetTable | Op::Add | Op::Sub | Op::Mul | Op::Div | Op::Mod | Op::Pow => {
                    ("getmetatable('').EVENT = collectgarbage", "probe('collect', 0)")
                }
                Op::Concat => ("getmetatable('').EVENT = collectgarbage", "probe('collect', nil)"),
                Op::Unm | Op::Len => ("debug.setmetatable(nil, {EVENT = collectgarbage})", "probe(nil)"),
                Op::Lt | Op::Le => ("debug.setmetatable(nil, {EVENT = collectgarbage})", "probe(nil, nil)"),
                Op::Eq => return Err("only tables and userdata are asked, and collectgarbage takes neither"),
                Op::GetGlobal | Op::SetGlobal => {
                    return Err("an environment is a table, and collectgarbage takes none");
                }
                Op::SelfOp => return Err("the key is a name, and the second argument of collectgarbage a number"),
                Op::Move | Op::LoadK | Op::LoadBool | Op::LoadNil | Op::GetUpval | Op::SetUpval | Op::NewTable => {
                    ("", "")
                }
                Op::Not | Op::Jmp | Op::Test | Op::TestSet | Op::Return | Op::ForLoop | Op::ForPrep => ("", ""),
                Op::SetList | Op::Close | Op::Closure | Op::VarArg => ("", ""),
            };
            let event = op.events().first().map_or("", |event| event.name());
            let setup = "t = {1, 2}\ndo local t, u = t, newproxy(true)\n\
                         getmetatable(u).__gc = function() t[3] = 'x' end end\n";
            (format!("{setup}{}\n", handler.replace("EVENT", event)), call)
        }
    };
    let body = body(op);
    assert!(!body.is_empty(), "no body for {op:?}, which may run foreign code: {way}");
    let call = call.replacen("probe(", "pcall(probe, ", 1).replace(", )", ")");
    Ok(format!("local function probe(a, b, c) {body} end\n{setup}{call}\n"))
}

/// Undoes, wrongly, what an instruction of `probe` did to the table in `t`.
struct Spoil {
    op: Op,
    before: Vec<(Plain, Plain)>,
    /// How often it found something to spoil.
    spoilt: Arc<AtomicU32>,
}

impl Spoil {
    fn concerns(&self, step: &WatchedStep<'_>) -> bool {
        // Functions are told by their number where lines are renumbered; the main function's is 0.
        step.line_defined() == 1 && step.instruction().op() == Some(self.op)
    }
}

impl Watch for Spoil {
    fn before(&mut self, step: &mut WatchedStep<'_>) {
        if self.concerns(step) {
            self.before = step.global_items("t");
        }
    }

    fn after(&mut self, step: &mut WatchedStep<'_>) {
        if !self.concerns(step) {
            return;
        }
        let now = step.global_items("t");
        let value = |all: &[(Plain, Plain)], key: &Plain| {
            all.iter().find(|(other, _)| other == key).map_or(Plain::Nil, |(_, value)| value.clone())
        };
        let mut keys = now.iter().chain(&self.before).map(|(key, _)| key);
        let Some(key) = keys.find(|key| value(&now, key) != value(&self.before, key)) else { return };
        if step.set_global_item("t", key, "wrong") {
            self.spoilt.fetch_add(1, Relaxed);
        }
    }
}

fn watched(pair: Pair) -> WatchedPair {
    WatchedPair::of(pair).expect("both can be watched")
}

#[test]
fn whatever_runs_foreign_code_is_compared_at_that_step() {
    let (mut cases, mut impossible, mut wrong) = (0, vec![], vec![]);
    for (op, way) in pairs() {
        let source = match program(op, way) {
            Ok(source) => source,
            Err(why) => {
                impossible.push((op, why));
                continue;
            }
        };
        cases += 1;
        let name = format!("{} by {way}", op.mnemonic());
        let healthy = check(source.as_bytes(), b"@t.lua", &Options::default(), watched(Pair::default()));
        assert_eq!(healthy.verdict, Verdict::Agree, "{name}\n{source}");
        let spoilt = Arc::new(AtomicU32::new(0));
        let counter = Arc::clone(&spoilt);
        let vm = OurVm::altered(move || Spoil { op, before: vec![], spoilt: Arc::clone(&counter) });
        let subject = watched(Pair::of(OursWith::new("damaged", &Ours, vm)));
        let found = check(source.as_bytes(), b"@t.lua", &Options::default(), subject);
        assert!(spoilt.load(Relaxed) > 0, "{name}: the table does not change\n{source}");
        let main = undump(&Reference.compile(source.as_bytes(), b"@t.lua").expect("compiles")).expect("a chunk");
        let tree = ProtoTree::new(&main);
        let probe = tree.proto(1).expect("a function");
        let expected = probe.code.iter().position(|instr| instr.op() == Some(op)).expect("the instruction") as u32;
        let Verdict::Diverge { differences } = &found.verdict else {
            wrong.push(format!("{name}: {:?}\n{source}", found.verdict));
            continue;
        };
        let difference = &differences[0];
        let here = matches!(&difference.place, Place::Step { function: 1, pc, .. } if *pc == expected);
        let slot = difference.reference.split(" = ").next().unwrap_or_default();
        let named = slot.ends_with(']')
            && difference.subject == format!("{slot} = \"wrong\"")
            && difference.reference != difference.subject;
        if !here || !named {
            wrong.push(format!("{name}: {difference:?}\n{source}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {cases}:\n{}", wrong.len(), wrong.join("\n"));
    let ops: Vec<Op> = impossible.iter().map(|(op, _)| *op).collect();
    assert_eq!(ops, [Op::GetGlobal, Op::SetGlobal, Op::SelfOp, Op::Eq], "{impossible:?}");
    assert_eq!(cases, 47, "cases of the contract");
}
