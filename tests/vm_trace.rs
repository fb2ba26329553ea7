//! What an observer sees of a run, and what it can change.

use lockstep::engine::ours;
use lockstep::isa::{Instr, Op};
use lockstep::vm::trace::{Observer, ReturnsTo, Step};
use lockstep::vm::{Config, Value, Vm};

fn state(budget: Option<u64>) -> Box<Vm> {
    Vm::new(Config { sandbox: true, budget, ..Config::new(ours::compile, ours::undump) })
}

/// Calls `see` before each step and `act` after it.
struct Watch<F, G>(F, G);

impl<F: FnMut(&mut Vm, &Step), G: FnMut(&mut Vm, &Step)> Observer for Watch<F, G> {
    fn before(&mut self, vm: &mut Vm, step: &Step) {
        (self.0)(vm, step);
    }

    fn after(&mut self, vm: &mut Vm, step: &Step) {
        (self.1)(vm, step);
    }
}

fn op(step: &Step) -> Op {
    step.proto.code()[step.pc].op().expect("verified code")
}

/// The numbers that `source` returns under watch.
fn run(source: &str, see: impl FnMut(&mut Vm, &Step), act: impl FnMut(&mut Vm, &Step)) -> Vec<Option<f64>> {
    let mut vm = state(None);
    let main = Value::from(vm.load(source.as_bytes(), b"=watched").expect("it compiles"));
    let results = vm.observed(&mut Watch(see, act), |vm| vm.call(main, &[])).expect("it succeeds");
    results.iter().map(|value| value.as_number()).collect()
}

fn nothing(_: &mut Vm, _: &Step) {}

#[test]
fn each_instruction_is_a_step_in_its_function() {
    let mut seen = vec![];
    let source = "local function f(x) return x end local a = f(1) return a + f(2)";
    let results = run(source, |_, step| seen.push((step.depth, step.pc, op(step))), nothing);
    assert_eq!(results, [Some(3.0)]);
    let expected = [
        (1, 0, Op::Closure),
        (1, 1, Op::Move),
        (1, 2, Op::LoadK),
        (1, 3, Op::Call),
        (2, 0, Op::Return),
        (1, 4, Op::Move),
        (1, 5, Op::LoadK),
        (1, 6, Op::Call),
        (2, 0, Op::Return),
        (1, 7, Op::Add),
        (1, 8, Op::Return),
    ];
    assert_eq!(seen, expected);
}

#[test]
fn registers_are_seen_and_changed() {
    let mut seen = vec![];
    let change = |_: &mut Vm, step: &Step| {
        if op(step) == Op::LoadK {
            let r = step.proto.code()[step.pc].a();
            seen.push((step.register(r).as_number(), step.stack(step.base + r).as_number()));
            step.set_register(r, Value::number(10.0));
        }
    };
    assert_eq!(run("local a, b = 1, 2 return a + b", nothing, change), [Some(20.0)]);
    assert_eq!(seen, [(Some(1.0), Some(1.0)), (Some(2.0), Some(2.0))]);
    let change = |_: &mut Vm, step: &Step| {
        if op(step) == Op::LoadK {
            step.set_stack(step.base + step.proto.code()[step.pc].a(), Value::number(7.0));
            step.set_stack(u32::MAX, Value::TRUE);
            assert!(step.stack(u32::MAX).is_nil());
        }
    };
    assert_eq!(run("local a = 1 return a", nothing, change), [Some(7.0)]);
}

#[test]
fn another_instruction_can_be_executed() {
    struct Double;
    impl Observer for Double {
        fn before(&mut self, _vm: &mut Vm, _step: &Step) {}

        fn instead(&mut self, _vm: &mut Vm, step: &Step) -> Option<Instr> {
            let i = step.proto.code()[step.pc];
            (op(step) == Op::Add).then(|| Instr::abc(Op::Mul, i.a(), i.b(), i.c()))
        }
    }
    let mut vm = state(None);
    let main = Value::from(vm.load(b"local a = 5 return a + 3", b"=watched").expect("it compiles"));
    let results = vm.observed(&mut Double, |vm| vm.call(main, &[])).expect("it succeeds");
    assert_eq!(results[0].as_number(), Some(15.0));
}

#[test]
fn open_results_end_at_the_top() {
    let mut tops = vec![];
    let see = |_: &mut Vm, step: &Step| {
        if op(step) == Op::Return && step.depth == 1 && step.proto.code()[step.pc].b() == 0 {
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
    let see = |_: &mut Vm, step: &Step| {
        if op(step) == Op::Return && step.depth == 1 {
            let shared: Vec<u32> = step.shared().iter().map(|index| index - step.base).collect();
            seen.push(((0..4).map(|r| step.open_upvalues(r)).collect::<Vec<_>>(), shared));
        }
    };
    run("local a, b, c = 1, 2, 3 local function f() return a + c end local d = f() return d", see, nothing);
    assert_eq!(seen[0], (vec![2, 1, 1, 0], vec![2, 0]));
}

#[test]
fn activations_say_where_they_return_to() {
    let mut seen = vec![];
    let see = |vm: &mut Vm, step: &Step| {
        if op(step) == Op::GetGlobal && step.depth > 1 {
            let found =
                |depth| step.activation(depth).map(|a| (a.closure.is_some(), a.pc, a.returns_to, a.base > a.func));
            seen.push(((0..=4).map(found).collect::<Vec<_>>(), vm.next_step().map(|next| next.pc)));
        }
    };
    let source =
        "local t = setmetatable({}, {__index = function() return x end}) local y = t.y pcall(function() return x end)";
    run(source, see, nothing);
    let main = |pc| Some((true, pc, ReturnsTo::Native, true));
    assert_eq!(
        seen,
        [
            (vec![None, main(6), Some((true, 0, ReturnsTo::Instruction, true)), None, None], Some(0)),
            (
                vec![
                    None,
                    main(9),
                    Some((false, 0, ReturnsTo::Call, true)),
                    Some((true, 0, ReturnsTo::Native, true)),
                    None
                ],
                Some(0)
            ),
        ]
    );
    let vm = state(None);
    assert!(vm.next_step().is_none(), "nothing runs");
}

#[test]
fn a_run_can_be_ended() {
    let mut vm = state(Some(1_000_000));
    let main = Value::from(vm.load(b"while true do end", b"=watched").expect("it compiles"));
    let mut steps = 0;
    let mut watch = Watch(
        |vm: &mut Vm, _: &Step| {
            steps += 1;
            if steps == 100 {
                vm.end_run();
            }
        },
        nothing,
    );
    assert!(vm.observed(&mut watch, |vm| vm.call(main, &[])).is_err());
    assert!((100..=101).contains(&steps), "{steps} steps");
}
