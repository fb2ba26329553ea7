//! What an observer sees of a run, and what it can change.

use lockstep::engine::ours::machine::{Machine, MachineSetup};
use lockstep::engine::ours::watch::{Plain, Watch, WatchedReturn, WatchedStep};
use lockstep::isa::{Instr, Op};

fn state(budget: Option<u64>) -> Machine {
    Machine::new(MachineSetup { sandbox: true, budget, ..MachineSetup::default() })
}

/// Calls `see` before each step and `act` after it.
struct Eyes<F, G>(F, G);

impl<F: FnMut(&mut WatchedStep<'_>), G: FnMut(&mut WatchedStep<'_>)> Watch for Eyes<F, G> {
    fn before(&mut self, step: &mut WatchedStep<'_>) {
        (self.0)(step);
    }

    fn after(&mut self, step: &mut WatchedStep<'_>) {
        (self.1)(step);
    }
}

fn op(step: &WatchedStep<'_>) -> Op {
    step.instruction().op().expect("verified code")
}

/// The numbers that `source` returns under watch.
fn run(source: &str, see: impl FnMut(&mut WatchedStep<'_>), act: impl FnMut(&mut WatchedStep<'_>)) -> Vec<Option<f64>> {
    let results = state(None).run_watched(source.as_bytes(), b"=watched", &mut Eyes(see, act)).expect("it succeeds");
    results.iter().map(Plain::as_number).collect()
}

fn nothing(_: &mut WatchedStep<'_>) {}

#[test]
fn each_instruction_is_a_step_in_its_function() {
    let mut seen = vec![];
    let source = "local function f(x) return x end local a = f(1) return a + f(2)";
    let results = run(source, |step: &mut WatchedStep<'_>| seen.push((step.depth(), step.pc(), op(step))), nothing);
    assert_eq!(results, [Some(3.0)]);
    // Below the main function is the one that calls it.
    let expected = [
        (2, 0, Op::Closure),
        (2, 1, Op::Move),
        (2, 2, Op::LoadK),
        (2, 3, Op::Call),
        (3, 0, Op::Return),
        (2, 4, Op::Move),
        (2, 5, Op::LoadK),
        (2, 6, Op::Call),
        (3, 0, Op::Return),
        (2, 7, Op::Add),
        (2, 8, Op::Return),
    ];
    assert_eq!(seen, expected);
}

#[test]
fn registers_are_seen_and_changed() {
    let mut seen = vec![];
    let change = |step: &mut WatchedStep<'_>| {
        if op(step) == Op::LoadK {
            let r = step.instruction().a();
            seen.push((step.register(r).as_number(), step.stack(step.base() + r).as_number()));
            step.set_register(r, 10.0);
        }
    };
    assert_eq!(run("local a, b = 1, 2 return a + b", nothing, change), [Some(20.0)]);
    assert_eq!(seen, [(Some(1.0), Some(1.0)), (Some(2.0), Some(2.0))]);
    let change = |step: &mut WatchedStep<'_>| {
        if op(step) == Op::LoadK {
            let index = step.base() + step.instruction().a();
            step.set_stack(index, 7.0);
            step.set_stack(u32::MAX, Plain::Boolean(true));
            assert_eq!(step.stack(u32::MAX), Plain::Nil);
        }
    };
    assert_eq!(run("local a = 1 return a", nothing, change), [Some(7.0)]);
}

#[test]
fn another_instruction_can_be_executed() {
    struct Double;
    impl Watch for Double {
        fn instead(&mut self, step: &WatchedStep<'_>) -> Option<Instr> {
            let i = step.instruction();
            (op(step) == Op::Add).then(|| Instr::abc(Op::Mul, i.a(), i.b(), i.c()))
        }
    }
    let results = state(None).run_watched(b"local a = 5 return a + 3", b"=watched", &mut Double).expect("it succeeds");
    assert_eq!(results, [Plain::Number(15.0)]);
}

#[test]
fn open_results_end_at_the_top() {
    let mut tops = vec![];
    let see = |step: &mut WatchedStep<'_>| {
        if op(step) == Op::Return && step.depth() == 2 && step.instruction().b() == 0 {
            tops.push(step.open_top());
        }
    };
    run("local function f(...) return ... end return 0, f(1, 2, 3)", see, nothing);
    // The function, 0 and three results.
    assert_eq!(tops, [5]);
}

#[test]
fn open_upvalues_are_counted_from_a_register_up() {
    let mut seen = vec![];
    let see = |step: &mut WatchedStep<'_>| {
        if op(step) == Op::Return && step.depth() == 2 {
            let shared: Vec<u32> = step.shared().iter().map(|index| index - step.base()).collect();
            seen.push(((0..4).map(|r| step.open_upvalues(r)).collect::<Vec<_>>(), shared));
        }
    };
    run("local a, b, c = 1, 2, 3 local function f() return a + c end local d = f() return d", see, nothing);
    assert_eq!(seen[0], (vec![2, 1, 1, 0], vec![2, 0]));
}

#[test]
fn activations_say_where_they_return_to() {
    let mut seen = vec![];
    let see = |step: &mut WatchedStep<'_>| {
        if op(step) == Op::GetGlobal && step.depth() > 2 {
            let found = |depth| step.activation(depth).map(|a| (a.is_lua, a.pc, a.returns_to, a.base > a.func));
            seen.push(((0..=5).map(found).collect::<Vec<_>>(), step.following().map(|next| next.pc())));
        }
    };
    let source =
        "local t = setmetatable({}, {__index = function() return x end}) local y = t.y pcall(function() return x end)";
    run(source, see, nothing);
    let base = Some((false, 0, WatchedReturn::Native, true));
    let main = |pc| Some((true, pc, WatchedReturn::Native, true));
    assert_eq!(
        seen,
        [
            (vec![None, base, main(6), Some((true, 0, WatchedReturn::Instruction, true)), None, None], Some(0)),
            (
                vec![
                    None,
                    base,
                    main(9),
                    Some((false, 0, WatchedReturn::Call, true)),
                    Some((true, 0, WatchedReturn::Native, true)),
                    None
                ],
                Some(0)
            ),
        ]
    );
}

#[test]
fn a_run_can_be_ended() {
    let mut steps = 0;
    let see = |step: &mut WatchedStep<'_>| {
        steps += 1;
        if steps == 100 {
            step.end_run();
        }
    };
    assert!(state(Some(1_000_000)).run_watched(b"while true do end", b"=watched", &mut Eyes(see, nothing)).is_err());
    assert!((100..=101).contains(&steps), "{steps} steps");
}

#[test]
fn no_index_leaves_the_stack() {
    let act = |step: &mut WatchedStep<'_>| {
        for index in [3_000_000_000, u32::MAX, u32::MAX - 1] {
            step.set_register(index, 1.0);
            step.set_stack(index, 1.0);
            step.copy_stack(index, index - 1);
            assert_eq!(step.register(index), Plain::Nil);
        }
    };
    assert_eq!(run("local a = 1 return a", nothing, act), [Some(1.0)]);
}

/// What a frame relies on is not altered: the functions that run, and what library functions were given.
#[test]
fn what_runs_is_not_altered() {
    let act = |step: &mut WatchedStep<'_>| {
        for depth in 0..=step.depth() {
            let Some(activation) = step.activation(depth) else { continue };
            step.set_stack(activation.func, Plain::Nil);
            if !activation.is_lua {
                step.set_stack(activation.base, Plain::Nil);
            }
        }
    };
    let source =
        "local t = {3, 1, 2} table.sort(t, function(a, b) collectgarbage() return a < b end) return t[1], t[3]";
    assert_eq!(run(source, nothing, act), [Some(1.0), Some(3.0)]);
}

/// A function that nothing else holds can be looked at after the instruction that ends it.
#[test]
fn a_function_is_there_until_its_last_step_is_over() {
    let mut seen = 0;
    let act = |step: &mut WatchedStep<'_>| {
        if op(step) == Op::Return && step.depth() > 2 {
            seen += step.line_defined() as usize + step.max_stack() as usize;
        }
    };
    let mut machine = Machine::new(MachineSetup { sandbox: true, gc_stress: true, ..MachineSetup::default() });
    let source = b"for i = 1, 50 do loadstring('return {}')() coroutine.wrap(function() return {} end)() end";
    machine.run_watched(source, b"=watched", &mut Eyes(nothing, act)).expect("it succeeds");
    assert!(seen > 0);
}

#[test]
fn an_instruction_that_does_not_verify_is_an_error() {
    struct Wild;
    impl Watch for Wild {
        fn instead(&mut self, step: &WatchedStep<'_>) -> Option<Instr> {
            (op(step) == Op::Move).then(|| Instr::abc(Op::Move, 200, 0, 0))
        }
    }
    let error = state(None).run_watched(b"local a = 1 local b = a return b", b"=watched", &mut Wild).unwrap_err();
    let Plain::String(message) = error else { panic!("{error:?}") };
    assert!(String::from_utf8_lossy(&message).contains("cannot stand at pc 1"));
}
