//! Faults made by hand, in the compiled chunk or in the running VM: verdict, function, pc and symptom are exactly right.

use lockstep::engine::{Compile, Options, Ours};
use lockstep::explanation::Explanation;
use lockstep::isa::{Instr, Op, Proto, dump, undump};
use lockstep::oracle::cross::Subject;
use lockstep::oracle::explain::explain;
use lockstep::symptom::{Blame, Symptom};
use lockstep::trace::Idle;
use lockstep::vm::trace::{Observer, Step};
use lockstep::vm::{Value, Vm};

/// Our compiler with a change to what it makes of a source text.
struct Altered(Box<dyn Fn(&mut Proto) + Sync>);

impl Compile for Altered {
    fn name(&self) -> &str {
        "altered"
    }

    fn compile(&self, source: &[u8], chunk_name: &[u8]) -> Result<Vec<u8>, Vec<u8>> {
        let chunk = Ours.compile(source, chunk_name)?;
        let mut proto = undump(&chunk).expect("our chunk");
        (self.0)(&mut proto);
        Ok(dump(&proto))
    }
}

/// What a compiler fault is explained as.
fn compiled(source: &str, change: impl Fn(&mut Proto) + Sync + 'static) -> Explanation {
    let compiler: &'static Altered = Box::leak(Box::new(Altered(Box::new(change))));
    let subject = Subject { compiler, observer: || Idle };
    explain(source.as_bytes(), "t.lua", &Options::default(), &subject, None).expect("comparable")
}

/// What damage after the step at (function, pc) is explained as; done the first time only.
fn damaged(source: &str, function: u32, pc: usize, damage: fn(&mut Vm, &Step)) -> Explanation {
    struct Damage {
        function: u32,
        pc: usize,
        damage: fn(&mut Vm, &Step),
        done: bool,
        lines: Vec<u32>,
    }
    impl Observer for Damage {
        fn before(&mut self, _: &mut Vm, _: &Step) {}
        fn after(&mut self, vm: &mut Vm, step: &Step) {
            // Functions are told by their number where lines are renumbered, else by the line where they begin.
            let line = step.proto.line_defined();
            let number = self.lines.iter().position(|&l| l == line).map_or(line, |n| n as u32);
            let here = line == self.function || number == self.function;
            if here && step.pc == self.pc && !self.done {
                self.done = true;
                (self.damage)(vm, step);
            }
        }
    }
    let main = undump(&Ours.compile(source.as_bytes(), b"@t.lua").expect("compiles")).expect("a chunk");
    let lines: Vec<u32> = lockstep::isa::ProtoTree::new(&main).iter().map(|p| p.line_defined + 1000).collect();
    let observer = || Damage { function, pc, damage, done: false, lines: lines.clone() };
    let subject = Subject { compiler: &Ours, observer };
    explain(source.as_bytes(), "t.lua", &Options::default(), &subject, None).expect("comparable")
}

#[track_caller]
fn assert_explained(e: &Explanation, blame: Blame, function: u32, pc: usize, symptom: Symptom) {
    let text = lockstep::report::terminal::explanation(e);
    let m = e.misaligned.as_ref().unwrap_or_else(|| panic!("no instruction found\n{text}"));
    let found = (e.blame, m.function, m.pc as usize, e.symptom.as_ref().map(|s| s.symptom));
    assert_eq!(found, (blame, function, pc, Some(symptom)), "\n{text}");
}

/// The pc of the n-th instruction with this opcode in a function of the chunk, whose numbers count in preorder.
fn find(source: &str, function: usize, op: Op, n: usize) -> usize {
    let chunk = Ours.compile(source.as_bytes(), b"@t.lua").expect("compiles");
    let main = undump(&chunk).expect("a chunk");
    let proto = lockstep::isa::ProtoTree::new(&main).proto(function).expect("a function").clone();
    let mut pcs = proto.code.iter().enumerate().filter(|(_, i)| i.op() == Some(op)).map(|(pc, _)| pc);
    pcs.nth(n).expect("an instruction")
}

fn main_code(change: impl Fn(&mut Vec<Instr>) + Sync + 'static) -> impl Fn(&mut Proto) + Sync + 'static {
    move |proto| change(&mut proto.code)
}

const LOOP: &str = "local t = {10, 20}\nlocal s = 0\nfor k, v in pairs(t) do s = s + v end\nprint(s)";

#[test]
fn too_few_results_of_a_generic_for() {
    let pc = find(LOOP, 0, Op::TForLoop, 0);
    let e = compiled(LOOP, main_code(move |code| code[pc] = code[pc].with_c(1)));
    assert_explained(&e, Blame::Compiler, 0, pc, Symptom::LoopVariablesNil);
}

#[test]
fn wrong_number_of_results_of_a_call() {
    let source = "local function two() return 1, 2 end\nlocal a, b = two()\nprint(a, b)";
    let pc = find(source, 0, Op::Call, 0);
    let e = compiled(source, main_code(move |code| code[pc] = code[pc].with_c(2)));
    assert_explained(&e, Blame::Compiler, 0, pc, Symptom::ResultCount);
}

#[test]
fn wrong_number_of_arguments_of_a_call() {
    let source = "local function f(a, b) return b end\nlocal x, y = 3, 4\nprint(f(x, y))";
    let pc = find(source, 0, Op::Call, 0);
    let e = compiled(source, main_code(move |code| code[pc] = code[pc].with_b(2)));
    assert_explained(&e, Blame::Compiler, 0, pc, Symptom::ArgumentCount);
}

#[test]
fn a_shifted_argument() {
    let source = "local function f(a, b) return a .. b end\nlocal x, y = 'x', 'y'\nprint(f(x, y))";
    // MOVE of the callee, MOVE x, MOVE y.
    let pc = find(source, 0, Op::Move, 2);
    let e = compiled(source, main_code(move |code| code[pc] = code[pc].with_a(code[pc].a() - 1)));
    assert_explained(&e, Blame::Compiler, 0, pc, Symptom::ArgumentsShifted);
    let e = compiled(source, main_code(move |code| code[pc] = code[pc].with_a(code[pc].a() - 2)));
    assert_explained(&e, Blame::Compiler, 0, pc, Symptom::CalleeOverwritten);
}

#[test]
fn swapped_operands() {
    let source = "local a, b = 7, 2\nlocal c = a - b\nprint(c)";
    let pc = find(source, 0, Op::Sub, 0);
    let e = compiled(source, main_code(move |code| code[pc] = code[pc].with_b(code[pc].c()).with_c(code[pc].b())));
    assert_explained(&e, Blame::Compiler, 0, pc, Symptom::OperandOrder);
}

#[test]
fn a_jump_off_by_one() {
    let source = "local a = 1\nif a == 2 then a = 3 else a = 4 end\nprint(a)";
    // Behind the `then` part.
    let pc = find(source, 0, Op::Jmp, 1);
    let chunk = undump(&Ours.compile(source.as_bytes(), b"@t.lua").unwrap()).unwrap();
    assert!(chunk.code[pc].sbx() > 0);
    let first = find(source, 0, Op::Jmp, 0);
    let e = compiled(source, main_code(move |code| code[first] = Instr::asbx(Op::Jmp, 0, code[first].sbx() - 1)));
    let test = find(source, 0, Op::Eq, 0);
    assert_eq!(first, test + 1);
    // A test and the jump behind it are one step; the jump is to blame.
    assert_explained(&e, Blame::Compiler, 0, first, Symptom::JumpOffByOne);
}

#[test]
fn an_inverted_test() {
    let source = "local a = 1\nif a == 2 then a = 3 else a = 4 end\nprint(a)";
    let pc = find(source, 0, Op::Eq, 0);
    let e = compiled(source, main_code(move |code| code[pc] = code[pc].with_a(1 - code[pc].a())));
    assert_explained(&e, Blame::Compiler, 0, pc, Symptom::InvertedTest);
}

#[test]
fn a_wrong_constant() {
    let source = "local a = 1\nlocal b = 2\nprint(a, b)";
    let e = compiled(source, main_code(|code| code[1] = Instr::abx(Op::LoadK, 1, 0)));
    assert_explained(&e, Blame::Compiler, 0, 1, Symptom::WrongConstant);
}

#[test]
fn a_wrong_capture() {
    let source = "local a, b = 1, 2\nlocal f = function() return a end\nprint(f(), b)";
    let pc = find(source, 0, Op::Closure, 0);
    let e = compiled(source, main_code(move |code| code[pc + 1] = code[pc + 1].with_b(1)));
    assert_explained(&e, Blame::Compiler, 0, pc, Symptom::UpvalueSharing);
}

#[test]
fn wrong_lines_only() {
    let e = compiled("local a = 1\nprint(a)\nerror('x')", |p| p.lines.iter_mut().for_each(|l| *l += 1));
    assert_eq!(e.symptom.map(|s| s.symptom), Some(Symptom::LineInfo));
    assert_eq!(e.blame, Blame::Compiler);
}

const CALLS: &str = "local function inner(x)\n  local y = x * 2\n  return y\nend\nlocal function outer(a)\n  local b = a + 1\n  local c = inner(b)\n  return a + b + c\nend\nlocal t = {k = 1}\nprint(outer(5), t.k)";

#[test]
fn a_damaged_register() {
    // `local b` after `local c` was computed from it.
    let e = damaged(CALLS, 2, find(CALLS, 2, Op::Move, 0), |_, step| step.set_register(0, Value::number(99.0)));
    assert_explained(&e, Blame::Vm, 2, find(CALLS, 2, Op::Move, 0), Symptom::ForeignWrite);
}

#[test]
fn a_wrong_result() {
    let e = damaged(CALLS, 1, 0, |_, step| step.set_register(1, Value::number(11.0)));
    assert_explained(&e, Blame::Vm, 1, 0, Symptom::WrongResult);
}

#[test]
fn a_damaged_callers_window() {
    let e = damaged(CALLS, 1, 0, |_, step| {
        let caller = step.activation(step.depth - 1).expect("a caller");
        step.set_stack(caller.base, Value::number(-1.0));
    });
    assert_explained(&e, Blame::Vm, 1, 0, Symptom::CallerWindow);
}

#[test]
fn a_damaged_table_slot() {
    // Long before the field is read again.
    let source = "local t = {k = 1}\nlocal a = 2\nlocal b = a + 3\nprint(a, b)\nprint(t.k)";
    let pc = find(source, 0, Op::Add, 0);
    let e = damaged(source, 0, pc, |vm, step| {
        let table = step.register(0).as_table().expect("t");
        vm.set_field(table, "k", Value::number(5.0));
    });
    assert_explained(&e, Blame::Vm, 0, pc, Symptom::ForeignStore);
}

#[test]
fn a_wrong_store() {
    let source = "local t = {}\nt.x = 1\nlocal a = 2\nprint(a, t.x)";
    let pc = find(source, 0, Op::SetTable, 0);
    let e = damaged(source, 0, pc, |vm, step| {
        let table = step.register(0).as_table().expect("t");
        vm.set_field(table, "x", Value::number(5.0));
    });
    assert_explained(&e, Blame::Vm, 0, pc, Symptom::WrongStore);
}

#[test]
fn a_damaged_upvalue() {
    let source =
        "local n = 0\nlocal function up(d)\n  local e = d + d\n  n = n + e\n  return n\nend\nprint(up(1), up(2))";
    let e = damaged(source, 1, 0, |_, step| {
        step.closure.upvals()[0].get().set(Value::number(7.0));
    });
    assert_explained(&e, Blame::Vm, 1, 0, Symptom::WrongResult);
}

#[test]
fn nil_loop_variables() {
    let pc = find(LOOP, 0, Op::TForLoop, 0);
    let e = damaged(LOOP, 0, pc, |vm, step| {
        let _ = vm;
        let a = step.proto.code()[step.pc].a();
        step.set_register(a + 4, Value::NIL);
    });
    assert_explained(&e, Blame::Vm, 0, pc, Symptom::LoopVariablesNil);
}

#[test]
fn a_healthy_program_has_no_explanation() {
    let e = compiled(CALLS, |_| {});
    assert_eq!((e.blame, e.misaligned.is_none(), e.symptom.is_none()), (Blame::Nobody, true, true));
    assert!(serde_json::to_string(&e).is_ok());
}
