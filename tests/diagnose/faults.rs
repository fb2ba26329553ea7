//! Faults made by hand, in the compiled chunk or in the running VM: verdict, function, pc and symptom are exactly right.

use lockstep::diagnose::explain::explain;
use lockstep::diagnose::explanation::Explanation;
use lockstep::diagnose::symptom::Symptom;
use lockstep::engine::ours::altered::Rewriting;
use lockstep::engine::ours::watch::{Plain, Watch, WatchedStep};
use lockstep::engine::{Compile, Limits, Options, Ours};
use lockstep::isa::{Instr, Op, Proto, undump};
use lockstep::oracle::cross::Blame;
use lockstep::port::{OUR_VM, OurVm, OursWith, Pair};

/// What a compiler fault is explained as.
fn compiled(source: &str, change: impl Fn(&mut Proto) + Send + Sync + 'static) -> Explanation {
    let compiler: &'static _ = Box::leak(Box::new(Rewriting::new("altered", change)));
    let pair = Pair::of(OursWith::new("altered", compiler, OUR_VM.clone()));
    explain(source.as_bytes(), "t.lua", &options(), pair, None).expect("comparable")
}

/// Faulty programs may run on for ever.
fn options() -> Options {
    let limits = Limits { instructions: 200_000, ..Limits::default() };
    Options { limits, ..Options::default() }
}

/// What damage after the step at (function, pc) is explained as; done the first time only.
fn damaged(source: &str, function: u32, pc: usize, damage: fn(&mut WatchedStep<'_>)) -> Explanation {
    struct Damage {
        function: u32,
        pc: usize,
        damage: fn(&mut WatchedStep<'_>),
        done: bool,
        lines: Vec<u32>,
    }
    impl Watch for Damage {
        fn after(&mut self, step: &mut WatchedStep<'_>) {
            // Functions are told by their number where lines are renumbered, else by the line where they begin.
            let line = step.line_defined();
            let number = self.lines.iter().position(|&l| l == line).map_or(line, |n| n as u32);
            let here = line == self.function || number == self.function;
            if here && step.pc() == self.pc && !self.done {
                self.done = true;
                (self.damage)(step);
            }
        }
    }
    let main = undump(&Ours.compile(source.as_bytes(), b"@t.lua").expect("compiles")).expect("a chunk");
    let lines: Vec<u32> = lockstep::isa::ProtoTree::new(&main).iter().map(|p| p.line_defined + 1000).collect();
    let damage = move || Damage { function, pc, damage, done: false, lines: lines.clone() };
    let pair = Pair::of(OursWith::new("damaged", &Ours, OurVm::altered(damage)));
    explain(source.as_bytes(), "t.lua", &options(), pair, None).expect("comparable")
}

/// Stack index of register 0 of the function that a step has entered.
fn entered(step: &mut WatchedStep<'_>) -> u32 {
    step.following().expect("a Lua function goes on").base()
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

fn main_code(change: impl Fn(&mut Vec<Instr>) + Send + Sync + 'static) -> impl Fn(&mut Proto) + Send + Sync + 'static {
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
    // A test and the jump after it are one step; the jump is to blame.
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
fn a_missing_close() {
    let source = "local f\nfor i = 1, 2 do local j = i; f = f or function() return j end end\nprint(f())";
    let pc = find(source, 0, Op::Close, 0);
    let e = compiled(source, main_code(move |code| code[pc] = code[pc].with_a(code[pc].a() + 1)));
    assert_explained(&e, Blame::Compiler, 0, pc, Symptom::UpvalueNotClosed);
}

#[test]
fn a_call_beside_a_loop() {
    let pc = find(LOOP, 0, Op::TForLoop, 0);
    let e = compiled(LOOP, move |p| {
        let a = p.code[pc].a();
        // Control goes on to the loop's end: an instruction more before it.
        p.code.insert(pc, Instr::abc(Op::Call, a, 1, 1));
        p.lines.insert(pc, 3);
        let entry = p.code.iter().position(|i| i.op() == Some(Op::Jmp)).expect("a jump");
        assert_eq!(entry as i32 + 1 + p.code[entry].sbx(), pc as i32);
        let back = pc + 2;
        p.code[back] = Instr::asbx(Op::Jmp, 0, p.code[back].sbx() - 1);
    });
    assert_explained(&e, Blame::Compiler, 0, pc, Symptom::CallBesideTForLoop);
}

#[test]
fn wrong_lines_only() {
    let e = compiled("local a = 1\nprint(a)\nerror('x')", |p| p.lines[3..].iter_mut().for_each(|l| *l += 1));
    assert_explained(&e, Blame::Compiler, 0, 3, Symptom::LineInfo);
    // Nothing that this program does shows its lines.
    let e = compiled("local a = 1\nprint(a)", |p| p.lines[2..].iter_mut().for_each(|l| *l += 1));
    assert_explained(&e, Blame::Compiler, 0, 2, Symptom::LineInfo);
}

#[test]
fn a_close_that_is_not_there() {
    let source = "local f\nfor i = 1, 2 do local j = i; f = f or function() return j end end\nprint(f())";
    let pc = find(source, 0, Op::Close, 0);
    let e = compiled(source, move |p| remove(p, pc));
    assert_explained(&e, Blame::Compiler, 0, pc, Symptom::UpvalueNotClosed);
    let m = e.misaligned.expect("found");
    assert!(m.missing && m.opcode == "CLOSE" && m.expected_pc == Some(pc as u32), "{m:?}");
}

/// Takes an instruction out; the jumps across it lead where they did.
fn remove(proto: &mut Proto, pc: usize) {
    for (at, instr) in proto.code.iter_mut().enumerate() {
        if instr.op().is_some_and(|op| matches!(op, Op::Jmp | Op::ForLoop | Op::ForPrep)) {
            let target = at as i64 + 1 + i64::from(instr.sbx());
            let moved = |place: i64| place - i64::from(place > pc as i64);
            let distance = moved(target) - moved(at as i64) - 1;
            *instr = Instr::asbx(instr.op().expect("a jump"), instr.a(), distance as i32);
        }
    }
    proto.code.remove(pc);
    proto.lines.remove(pc);
}

/// Compiles with one instruction of a function changed: it is found, with this symptom.
#[track_caller]
fn assert_found(source: &str, function: usize, op: Op, n: usize, symptom: Symptom, change: fn(Instr) -> Instr) {
    let pc = find(source, function, op, n);
    let e = compiled(source, move |main| {
        let instr = &mut nested(main, function).code[pc];
        *instr = change(*instr);
    });
    assert_explained(&e, Blame::Compiler, function as u32, pc, symptom);
}

/// The function with a number in preorder.
fn nested(main: &mut Proto, number: usize) -> &mut Proto {
    fn visit(proto: &mut Proto, left: usize) -> Result<&mut Proto, usize> {
        if left == 0 {
            return Ok(proto);
        }
        let mut left = left - 1;
        for nested in &mut proto.protos {
            match visit(nested, left) {
                Ok(found) => return Ok(found),
                Err(rest) => left = rest,
            }
        }
        Err(left)
    }
    visit(main, number).expect("a function")
}

#[test]
fn loops() {
    use Symptom::*;
    assert_found(LOOP, 0, Op::TForLoop, 0, OnlyControlVariable, |i| i.with_c(0));
    let numeric = "local s = 0\nfor i = 1, 3 do s = s + i end\nprint(s)";
    assert_found(numeric, 0, Op::ForPrep, 0, JumpOffByOne, |i| Instr::asbx(Op::ForPrep, i.a(), i.sbx() - 1));
    assert_found(numeric, 0, Op::ForLoop, 0, JumpOffByOne, |i| Instr::asbx(Op::ForLoop, i.a(), i.sbx() + 1));
    let long = "local a, b = 1, 2\nif a then print(1) print(2) print(3) else print(4) end";
    assert_found(long, 0, Op::Jmp, 1, WrongJump, |i| Instr::asbx(Op::Jmp, 0, i.sbx() - 3));
}

#[test]
fn adjusted_values() {
    use Symptom::*;
    let nils = "local f = function() local x, y, z = 5, 6, 7 end f()\nlocal a, b, c\nprint(a, b, c)";
    assert_found(nils, 0, Op::LoadNil, 0, ResultAdjustment, |i| i.with_b(i.b() - 1));
    let two = "local function two() local a, b = 1, 2 return a, b end\nlocal x, y = two()\nprint(x, y)";
    assert_found(two, 1, Op::Return, 0, ResultAdjustment, |i| i.with_b(i.b() - 1));
    let open = "local function two() return 1, 2 end\nprint(two())";
    assert_found(open, 0, Op::Call, 0, OpenResults, |i| i.with_c(2));
    let varargs = "local function f(...) local a, b = ... return a, b end\nprint(f(1, 2))";
    assert_found(varargs, 1, Op::VarArg, 0, ResultAdjustment, |i| i.with_b(i.b() - 1));
    let all = "local function f(...) print(...) end\nf(1, 2)";
    assert_found(all, 1, Op::VarArg, 0, OpenResults, |i| i.with_b(2));
    let items = "local t = {1, 2, 3}\nprint(#t, t[1])";
    assert_found(items, 0, Op::SetList, 0, SetListBlock, |i| i.with_c(2));
}

#[test]
fn wrong_operands() {
    use Symptom::*;
    let method = "local t = {n = 4} function t:get() return self.n end\nlocal other = {get = t.get}\nprint(t:get())";
    assert_found(method, 0, Op::SelfOp, 0, SelfReceiver, |i| i.with_b(i.b() + 1));
    let test = "local a, b = nil, 2\nlocal c = a or b\nif a then c = 3 end\nprint(c)";
    assert_found(test, 0, Op::Test, 0, InvertedTest, |i| i.with_c(1 - i.c()));
    assert_found(test, 0, Op::TestSet, 0, InvertedTest, |i| i.with_c(1 - i.c()));
    let concat = "local a, b = 'a', 'b'\nlocal c = a .. b .. 'c'\nprint(c)";
    assert_found(concat, 0, Op::Concat, 0, WrongOperand, |i| i.with_c(i.c() - 1));
    let rk = "local a, b = 7, 3\nlocal c = a + b\nprint(c)";
    assert_found(rk, 0, Op::Add, 0, RkConfusion, |i| i.with_c(256));
    let store = "local t, a, b = {}, 1, 2\nt.x = a\nprint(t.x, b)";
    assert_found(store, 0, Op::SetTable, 0, WrongStore, |i| i.with_c(i.c() + 1));
    let upvalues = "local a, b = 1, 2\nlocal function f() return a, b end\nprint(f())";
    assert_found(upvalues, 1, Op::GetUpval, 0, UpvalueSharing, |i| i.with_b(1));
    assert_found(upvalues, 1, Op::GetUpval, 1, UpvalueSharing, |i| i.with_b(0));
    let tail = "local function f(a, b) return b end\nlocal function g(a, b) return f(a, b) end\nprint(g(1, 2))";
    assert_found(tail, 2, Op::TailCall, 0, ArgumentCount, |i| i.with_b(2));
    assert_found("x = 1\ny = 2\nprint(x, y)", 0, Op::SetGlobal, 1, WrongConstant, |i| {
        Instr::abx(Op::SetGlobal, i.a(), 0)
    });
    let early = "local f, g = {}, {}\ndo local x = 1 f.a = function() x = x + 1 return x end do local y = 2 f.b = function() return y end end x = 5 end\nprint(f.a())";
    assert_found(early, 0, Op::Close, 0, UpvalueClosedEarly, |i| i.with_a(i.a() - 1));
}

#[test]
fn a_store_that_shows_only_much_later() {
    // A million steps lie between the wrong store and the line that prints.
    let source = "local t, a, b = {}, 1, 2\nt.x = a\nlocal s = 0\nfor i = 1, 30000 do s = s + i % 7 end\nprint(s, b)\nprint(t.x)";
    assert_found(source, 0, Op::SetTable, 0, Symptom::WrongStore, |i| i.with_c(i.c() + 1));
}

#[test]
fn a_fault_in_a_chunk_that_is_loaded_at_run_time() {
    let source = "local f = loadstring('local a, b = 7, 2 return a - b')\nprint(f())";
    let e = compiled(source, |main| {
        for instr in &mut main.code {
            if instr.op() == Some(Op::Sub) {
                *instr = instr.with_b(instr.c()).with_c(instr.b());
            }
        }
    });
    let text = lockstep::report::terminal::explanation(&e);
    let m = e.misaligned.as_ref().unwrap_or_else(|| panic!("{text}"));
    assert_eq!((e.blame, m.opcode.as_str()), (Blame::Compiler, "SUB"), "{text}");
    assert_eq!(e.symptom.as_ref().map(|s| s.symptom), Some(Symptom::OperandOrder), "{text}");
}

const CALLS: &str = "local function inner(x)\n  local y = x * 2\n  return y\nend\nlocal function outer(a)\n  local b = a + 1\n  local c = inner(b)\n  return a + b + c\nend\nlocal t = {k = 1}\nprint(outer(5), t.k)";

#[test]
fn a_damaged_register() {
    // `local b` after `local c` was computed from it.
    let e = damaged(CALLS, 2, find(CALLS, 2, Op::Move, 0), |step| step.set_register(0, 99.0));
    assert_explained(&e, Blame::Vm, 2, find(CALLS, 2, Op::Move, 0), Symptom::ForeignWrite);
}

#[test]
fn a_wrong_result() {
    let e = damaged(CALLS, 1, 0, |step| step.set_register(1, 11.0));
    assert_explained(&e, Blame::Vm, 1, 0, Symptom::WrongResult);
}

#[test]
fn a_damaged_callers_window() {
    let e = damaged(CALLS, 1, 0, |step| {
        let caller = step.activation(step.depth() - 1).expect("a caller");
        step.set_stack(caller.base, -1.0);
    });
    assert_explained(&e, Blame::Vm, 1, 0, Symptom::CallerWindow);
}

#[test]
fn a_damaged_table_slot() {
    // Long before the field is read again.
    let source = "local t = {k = 1}\nlocal a = 2\nlocal b = a + 3\nprint(a, b)\nprint(t.k)";
    let pc = find(source, 0, Op::Add, 0);
    let e = damaged(source, 0, pc, |step| {
        assert!(step.set_item(0, &["k".into()], 5.0));
    });
    assert_explained(&e, Blame::Vm, 0, pc, Symptom::ForeignStore);
}

#[test]
fn a_wrong_store() {
    let source = "local t = {}\nt.x = 1\nlocal a = 2\nprint(a, t.x)";
    let pc = find(source, 0, Op::SetTable, 0);
    let e = damaged(source, 0, pc, |step| {
        assert!(step.set_item(0, &["x".into()], 5.0));
    });
    assert_explained(&e, Blame::Vm, 0, pc, Symptom::WrongStore);
}

#[test]
fn a_damaged_upvalue() {
    let source =
        "local n = 0\nlocal function up(d)\n  local e = d + d\n  n = n + e\n  return n\nend\nprint(up(1), up(2))";
    let e = damaged(source, 1, 0, |step| {
        assert!(step.set_upvalue(0, 7.0));
    });
    assert_explained(&e, Blame::Vm, 1, 0, Symptom::ForeignStore);
}

#[test]
fn damage_that_only_a_later_instruction_looks_at() {
    // A table that no register holds: reached through two others.
    let source = "local t = {a = {b = {c = 1}}}\nlocal x = 2\nlocal y = x + 3\nfor i = 1, 5 do y = y + i end\nprint(y)\nprint(t.a.b.c)";
    let pc = find(source, 0, Op::Add, 0);
    let e = damaged(source, 0, pc, |step| {
        assert!(step.set_item(0, &["a".into(), "b".into(), "c".into()], 9.0));
    });
    assert_explained(&e, Blame::Vm, 0, pc, Symptom::ForeignStore);
    let found = e.misaligned.expect("found");
    assert_eq!((found.reference.as_str(), found.subject.as_str()), ("R2[\"c\"] = 1", "9"));
}

#[test]
fn a_damaged_global() {
    let source = "g = 1\nlocal a = 2\nlocal b = a + 3\nprint(a, b)\nprint(g)";
    let pc = find(source, 0, Op::Add, 0);
    let e = damaged(source, 0, pc, |step| {
        step.set_global("g", 5.0);
    });
    assert_explained(&e, Blame::Vm, 0, pc, Symptom::ForeignStore);
}

#[test]
fn a_vm_that_takes_operands_in_the_wrong_order() {
    let source = "local a, b = 7, 2\nlocal c = a - b\nprint(c)";
    let e = damaged(source, 0, find(source, 0, Op::Sub, 0), |step| step.set_register(2, -5.0));
    assert_explained(&e, Blame::Vm, 0, find(source, 0, Op::Sub, 0), Symptom::OperandOrder);
}

#[test]
fn a_vm_that_does_not_write_a_register() {
    let source = "local a, b = 7, 2\nlocal c = a + b\nc = b\nprint(c)";
    let pc = find(source, 0, Op::Move, 0);
    let e = damaged(source, 0, pc, |step| step.set_register(2, 9.0));
    assert_explained(&e, Blame::Vm, 0, pc, Symptom::StaleRegister);
}

#[test]
fn a_vm_whose_numeric_for_goes_wrong() {
    let source = "local s = 0\nfor i = 1, 3 do s = s + i end\nprint(s)";
    for op in [Op::ForPrep, Op::ForLoop] {
        let e = damaged(source, 0, find(source, 0, op, 0), |step| step.set_register(1, 0.5));
        assert_explained(&e, Blame::Vm, 0, find(source, 0, op, 0), Symptom::NumericFor);
    }
}

#[test]
fn a_callee_overwritten_by_the_vm() {
    let source = "local a, b = 1, 2\nprint(a, b)";
    let pc = find(source, 0, Op::Move, 0);
    let e = damaged(source, 0, pc, |step| step.set_register(2, 1.0));
    assert_explained(&e, Blame::Vm, 0, pc, Symptom::CalleeOverwritten);
}

#[test]
fn arguments_and_windows() {
    let source = "local function f(a, b) return a + b end\nlocal x, y = 3, 4\nprint(f(x, y))";
    let pc = find(source, 0, Op::Call, 0);
    let shifted = damaged(source, 0, pc, |step| {
        let base = entered(step);
        step.swap_stack(base, base + 1);
    });
    assert_explained(&shifted, Blame::Vm, 0, pc, Symptom::ArgumentsShifted);
    let window = damaged(source, 0, pc, |step| {
        let base = entered(step);
        step.copy_stack(base, base + 1);
        step.copy_stack(base - 1, base);
    });
    assert_explained(&window, Blame::Vm, 0, pc, Symptom::WindowOffByOne);
}

#[test]
fn metamethods_and_type_errors() {
    let source = "local mt = {__sub = function(a, b) return a.n end}\nlocal x, y = setmetatable({n = 1}, mt), setmetatable({n = 2}, mt)\nprint(x - y)";
    let pc = find(source, 0, Op::Sub, 0);
    let order = damaged(source, 0, pc, |step| {
        let base = entered(step);
        step.swap_stack(base, base + 1);
    });
    assert_explained(&order, Blame::Vm, 0, pc, Symptom::OperandOrder);
    let source = "local s, t = 'text', {x = 1}\nlocal v = t.x + 1\nprint(v)";
    let pc = find(source, 0, Op::GetTable, 0);
    // The neighbour's value: a number is expected, it is a table.
    let e = damaged(source, 0, pc, |step| step.copy_register(1, 2));
    assert_explained(&e, Blame::Vm, 0, pc, Symptom::ShiftedTypeError);
}

#[test]
fn library_functions() {
    let source = "local t = {1}\nlocal n = math.abs(-4)\ntable.insert(t, n)\nprint(t[2])";
    let call = find(source, 0, Op::Call, 0);
    let e = damaged(source, 0, call, |step| step.set_register(1, -4.0));
    assert_explained(&e, Blame::Vm, 0, call, Symptom::LibraryResult);
    let insert = find(source, 0, Op::Call, 1);
    let e = damaged(source, 0, insert, |step| {
        assert!(step.set_item(0, &[2.0.into()], 7.0));
    });
    assert_explained(&e, Blame::Vm, 0, insert, Symptom::LibraryEffect);
}

#[test]
fn a_call_in_the_place_of_a_tail_call() {
    let source = "local function f(n) return n end\nlocal function g(n) return f(n) end\nprint(g(1))";
    let pc = find(source, 2, Op::TailCall, 0);
    let e = compiled(source, move |main| {
        let instr = &mut nested(main, 2).code[pc];
        *instr = Instr::abc(Op::Call, instr.a(), instr.b(), 0);
    });
    assert_explained(&e, Blame::Compiler, 2, pc, Symptom::TailCallFrame);
}

#[test]
fn only_the_control_variable() {
    let pc = find(LOOP, 0, Op::TForLoop, 0);
    let control = damaged(LOOP, 0, pc, |step| {
        let a = step.instruction().a();
        step.set_register(a + 2, 17.0);
    });
    assert_explained(&control, Blame::Vm, 0, pc, Symptom::ControlVariable);
}

#[test]
fn nil_loop_variables() {
    let pc = find(LOOP, 0, Op::TForLoop, 0);
    let e = damaged(LOOP, 0, pc, |step| {
        let a = step.instruction().a();
        step.set_register(a + 4, Plain::Nil);
    });
    assert_explained(&e, Blame::Vm, 0, pc, Symptom::LoopVariablesNil);
}

#[test]
fn a_healthy_program_has_no_explanation() {
    let e = compiled(CALLS, |_| {});
    assert_eq!((e.blame, e.misaligned.is_none(), e.symptom.is_none()), (Blame::Nobody, true, true));
    assert!(serde_json::to_string(&e).is_ok());
}

/// What a VM that executes another instruction in the place of some is explained as.
fn misread(source: &str, instead: fn(Instr) -> Option<Instr>) -> Explanation {
    struct Misread(fn(Instr) -> Option<Instr>);
    impl Watch for Misread {
        fn instead(&mut self, step: &WatchedStep<'_>) -> Option<Instr> {
            (self.0)(step.instruction())
        }
    }
    let pair = Pair::of(OursWith::new("damaged", &Ours, OurVm::altered(move || Misread(instead))));
    explain(source.as_bytes(), "t.lua", &Options::default(), pair, None).expect("comparable")
}

#[test]
fn a_comparison_read_the_other_way_round() {
    let source = "local a, b = 1, 2\nlocal c = 0\nif a < b then c = 1 end\nprint(c)";
    let e = misread(source, |i| (i.op() == Some(Op::Lt)).then(|| i.with_a(1 - i.a())));
    assert_explained(&e, Blame::Vm, 0, find(source, 0, Op::Lt, 0), Symptom::InvertedTest);
}

#[test]
fn function_headers() {
    let symptom = |source: &str, change: fn(&mut Proto)| {
        let e = compiled(source, change);
        (e.blame, e.misaligned.is_none(), e.symptom.map(|s| s.symptom))
    };
    let header = (Blame::Compiler, true, Some(Symptom::FunctionHeader));
    let two = "local function f(a, b) return b end\nprint(f(1, 2))";
    assert_eq!(symptom(two, |p| p.protos[0].num_params = 1), header);
    assert_eq!(symptom(two, |p| p.max_stack -= 1), header);
    let old = "local function f(...) return arg.n end\nprint(f(1, 2))";
    assert_eq!(symptom(old, |p| p.protos[0].is_vararg &= !lockstep::isa::proto::vararg::NEEDS_ARG), header);
    let names = (Blame::Compiler, true, Some(Symptom::DebugInfo));
    assert_eq!(symptom("local a = 1\nprint(a)", |p| p.locals[0].end_pc -= 1), names);
}

#[test]
fn other_instructions() {
    use Symptom::*;
    let method = "local t = {n = 4} function t:get() return self.n end\nprint(t:get())";
    assert_found(method, 0, Op::SelfOp, 0, SelfReceiver, |i| i.with_op(Op::GetTable));
    assert_found(method, 0, Op::SelfOp, 0, WrongConstant, |i| i.with_c(256));
    let reused = "local a = {1}\ndo local b = 5 end\nlocal b = {}\nprint(#b)";
    assert_found(reused, 0, Op::NewTable, 1, StaleRegister, |i| Instr::abc(Op::Move, i.a(), i.a(), 0));
    let nils = "local a = 1\ndo local b = 5 end\nlocal b\nprint(a, b)";
    assert_found(nils, 0, Op::LoadNil, 0, StaleRegister, |i| Instr::abc(Op::Move, i.a(), i.a(), 0));
    assert_found(nils, 0, Op::LoadNil, 0, WrongConstant, |i| Instr::abc(Op::LoadBool, i.a(), 0, 0));
    assert_found(nils, 0, Op::LoadNil, 0, ForeignWrite, |i| i.with_a(i.a() - 1));
    let value = "local a, b = false, 2\ndo local c = 5 end\nlocal c = a and b\nprint(c)";
    assert_found(value, 0, Op::TestSet, 0, StaleRegister, |i| Instr::abc(Op::Test, i.b(), 0, i.c()));
    // The type error that it ends in says less than the instruction.
    let minus = "local a = 1\nlocal b = -a\nprint(b + 1)";
    assert_found(minus, 0, Op::Unm, 0, WrongInstruction, |i| i.with_op(Op::Not));
    let lost = "local t, a = {}, 1\nt.x = a\nprint(t.x)";
    assert_found(lost, 0, Op::SetTable, 0, WrongStore, |i| Instr::abc(Op::Move, i.a(), i.a(), 0));
    let skip = "local a, b = 1, 2\nlocal c = a > b\nprint(c)";
    assert_found(skip, 0, Op::LoadBool, 0, JumpOffByOne, |i| i.with_c(0));
    let truth = "local a = true\nprint(a)";
    assert_found(truth, 0, Op::LoadBool, 0, WrongConstant, |i| i.with_b(0));
}

#[test]
fn operands_from_elsewhere() {
    use Symptom::*;
    let back = "local function f(a, b) local c = {a} return c end\nprint(#f(1, 2))";
    assert_found(back, 1, Op::Return, 0, WrongOperand, |i| i.with_a(i.a() - 1));
    let below = "local a, t = 1, {x = 2}\nlocal b = t.x\nprint(b)";
    assert_found(below, 0, Op::GetTable, 0, WrongOperand, |i| i.with_b(i.b() - 1));
    let sum = "local a, b = 7, 2\nlocal c = a * b\nprint(c)";
    assert_found(sum, 0, Op::Mul, 0, WrongOperand, |i| i.with_c(i.b()));
    // A constant in the place of a register, but the one on the left.
    assert_found("local a = 2\nprint(7 - a)", 0, Op::Sub, 0, WrongOperand, |i| i.with_c(i.b()));
    let moved = "local a, b = 1, 2\na = b\nprint(a, b)";
    assert_found(moved, 0, Op::Move, 0, OperandOrder, |i| i.with_a(i.b()).with_b(i.a()));
    let copied = "local a, b = 1, 2\na = b\nprint(a, b)";
    assert_found(copied, 0, Op::Move, 0, StaleRegister, |i| i.with_b(i.a()));
    let limit = "local s = 0\nfor i = 1, 3 do s = s + i end\nprint(s)";
    assert_found(limit, 0, Op::LoadK, 1, NumericFor, |i| i.with_a(i.a() + 1));
}

#[test]
fn calls_that_hand_on_too_little() {
    use Symptom::*;
    let check = |source: &str, function: usize, op: Op, n: usize, symptom, instead: fn(Instr) -> Option<Instr>| {
        let e = misread(source, instead);
        assert_explained(&e, Blame::Vm, function as u32, find(source, function, op, n), symptom);
    };
    let fewer: fn(Instr) -> Option<Instr> = |i| (i.op() == Some(Op::Call) && i.b() == 2).then(|| i.with_b(1));
    check("local a = 1.5\nlocal b = math.floor(a)\nprint(b, a)", 0, Op::Call, 0, ArgumentCount, fewer);
    let second: fn(Instr) -> Option<Instr> = |i| (i.op() == Some(Op::Call) && i.b() == 3).then(|| i.with_b(2));
    check("local function f(a, b) return b end\nlocal b = f(1, 2)\nprint(b)", 0, Op::Call, 0, ArgumentCount, second);
    let tail: fn(Instr) -> Option<Instr> = |i| (i.op() == Some(Op::TailCall)).then(|| i.with_b(i.b() - 1));
    let source = "local function f(t, m) return setmetatable(t, m) end\nlocal o = f({}, {})\nprint(type(o))";
    check(source, 1, Op::TailCall, 0, ArgumentCount, tail);
    let unstored: fn(Instr) -> Option<Instr> = |i| (i.op() == Some(Op::Call) && i.c() == 2).then(|| i.with_c(1));
    check("local a = 1.5\nlocal b = math.floor(a)\nprint(b)", 0, Op::Call, 0, ResultCount, unstored);
    let first: fn(Instr) -> Option<Instr> = |i| (i.op() == Some(Op::Return) && i.b() == 3).then(|| i.with_b(2));
    check("local function f() local a, b = 1, 2 return a, b end\nprint(f())", 1, Op::Return, 0, ResultCount, first);
    let none: fn(Instr) -> Option<Instr> = |i| (i.op() == Some(Op::Return) && i.b() == 2).then(|| i.with_b(1));
    let iterator = "local function f(s, c) local d = c + 1 return d end\nfor i in f, nil, 1 do print(i) if i > 3 then break end end";
    // Whether the RETURN is wrong, or what the loop makes of it, is not to be seen: the loop called it.
    check(iterator, 0, Op::TForLoop, 0, LoopVariablesNil, none);
}

#[test]
fn calls_that_mix_values_up() {
    let source = "local function f(a, b) return b end\ndo local x, y = 5, 6 end\nlocal r = f(1)\nprint(r)";
    let pc = find(source, 0, Op::Call, 0);
    let e = damaged(source, 0, pc, |step| {
        let base = entered(step);
        step.set_stack(base + 1, 6.0);
    });
    assert_explained(&e, Blame::Vm, 0, pc, Symptom::StaleRegister);
    let cleared = damaged(source, 0, pc, |step| step.set_register(0, Plain::Nil));
    assert_eq!(cleared.symptom.map(|s| s.symptom), None, "nothing looks at it any more");
    let source = "local t, n = {1}, 5\nlocal function f(a) return a end\nlocal r = f(1)\nprint(r, n)";
    let pc = find(source, 0, Op::Call, 0);
    let e = damaged(source, 0, pc, |step| step.set_register(1, Plain::Nil));
    assert_explained(&e, Blame::Vm, 0, pc, Symptom::CallerWindow);
    let source = "local f, s, c = pairs({1})\nprint(type(f), type(s), c)";
    let pc = find(source, 0, Op::Call, 0);
    let e = damaged(source, 0, pc, |step| {
        let base = step.base();
        step.swap_stack(base, base + 1);
    });
    assert_explained(&e, Blame::Vm, 0, pc, Symptom::ResultAdjustment);
}

#[test]
fn metamethods_that_get_other_arguments() {
    let source = "local t = setmetatable({}, {__index = function(t, k) return k .. '!' end})\nprint(pcall(function() return t.x end))";
    let get = find(source, 2, Op::GetTable, 0);
    let swapped = damaged(source, 2, get, |step| {
        let base = entered(step);
        step.swap_stack(base, base + 1);
    });
    assert_explained(&swapped, Blame::Vm, 2, get, Symptom::OperandOrder);
    let lost = damaged(source, 2, get, |step| {
        let base = entered(step);
        step.set_stack(base + 1, Plain::Nil);
    });
    assert_explained(&lost, Blame::Vm, 2, get, Symptom::ArgumentCount);
}

#[test]
fn upvalues_that_are_taken_for_each_other() {
    let source = "local a, b = 1, 2\nlocal function f() return a end\nlocal function g() a = 5 return b end\nprint(f(), g(), a, b)";
    let read = "local a, b = 1, 2\nlocal function f() return a, b end\nprint(f())";
    let e = misread(read, |i| (i.op() == Some(Op::GetUpval) && i.b() == 0).then(|| i.with_b(1)));
    assert_explained(&e, Blame::Vm, 1, find(read, 1, Op::GetUpval, 0), Symptom::WrongOperand);
    let e = misread(source, |i| (i.op() == Some(Op::SetUpval)).then(|| i.with_b(1)));
    assert_explained(&e, Blame::Vm, 2, find(source, 2, Op::SetUpval, 0), Symptom::WrongStore);
}

#[test]
fn operations_that_are_left_out() {
    let source = "local a = 3\nlocal b = -a\nlocal c = not a\nprint(b, c)";
    let e = misread(source, |i| (i.op() == Some(Op::Unm)).then(|| i.with_op(Op::Move)));
    assert_explained(&e, Blame::Vm, 0, find(source, 0, Op::Unm, 0), Symptom::WrongResult);
    let e = misread(source, |i| (i.op() == Some(Op::Not)).then(|| i.with_op(Op::Move)));
    assert_explained(&e, Blame::Vm, 0, find(source, 0, Op::Not, 0), Symptom::WrongResult);
}

#[test]
fn a_loop_variable_that_is_not_set() {
    let source = "local s = 0\nfor k, v in pairs({10, 20}) do s = s + v end\nprint(s)";
    let e = misread(source, |i| (i.op() == Some(Op::TForLoop)).then(|| i.with_c(1)));
    assert_explained(&e, Blame::Vm, 0, find(source, 0, Op::TForLoop, 0), Symptom::LoopVariablesNil);
    // Control variable and first variable agree: it is the iterator that gave them.
    let pc = find(source, 0, Op::TForLoop, 0);
    let e = damaged(source, 0, pc, |step| {
        let a = step.instruction().a();
        step.set_register(a + 2, 2.0);
        step.set_register(a + 3, 2.0);
        step.set_register(a + 4, 20.0);
    });
    assert_explained(&e, Blame::Vm, 0, pc, Symptom::LibraryResult);
}

#[test]
fn a_coroutine_gives_a_result_back() {
    let source = "local co = coroutine.create(function() local a = 5 return a end)\nprint(coroutine.resume(co))";
    let pc = find(source, 1, Op::Return, 0);
    let e = damaged(source, 1, pc, |step| {
        let mut resumer = step.following().expect("a Lua function goes on");
        let last = resumer.open_top() - 1;
        resumer.set_register(last, Plain::Nil);
    });
    assert_explained(&e, Blame::Vm, 1, pc, Symptom::LibraryResult);
}

#[test]
fn a_call_of_what_is_no_function() {
    let source = "local a = 1\nlocal b = tostring(a)\nprint(b)";
    let e = misread(source, |i| (i.op() == Some(Op::Call) && i.c() == 2).then(|| i.with_a(i.a() + 1).with_b(1)));
    assert_explained(&e, Blame::Vm, 0, find(source, 0, Op::Call, 0), Symptom::ErrorValue);
}

/// Snapshots of the state are taken below 3,000 activations, more than fits a stack of C.
#[test]
fn damage_that_shows_late_is_found_below_many_calls() {
    let source = "local kept = {}
local function deep(n, a, b)
  if n == 0 then
    kept.x = 2
    return 0
  end
  local c, d, e, f, g, h = a, b, a, b, a, b
  local r = deep(n - 1, b, a)
  return r + c + d + e + f + g + h
end
print(deep(3000, 1, 2))
print(kept.x)";
    let pc = find(source, 1, Op::SetTable, 0);
    let e = damaged(source, 1, pc, |step| {
        let table = (0..6).find(|&r| step.is_table(r)).expect("the table is in a register");
        assert!(step.set_item(table, &["x".into()], 3.0));
    });
    let m = e.misaligned.as_ref().expect("an instruction");
    assert_eq!((e.blame, m.function, m.pc as usize), (Blame::Vm, 1, pc));
}

/// The number of the word after the first CLOSURE of the main function.
fn first_capture(code: &[Instr]) -> usize {
    code.iter().position(|i| i.op() == Some(Op::Closure)).expect("a closure") + 1
}

#[test]
fn what_a_closure_captures_is_shown_as_data() {
    let source = "local a, b = 1, 2\nlocal function f() return a end\nprint(f(), b)";
    let e = compiled(
        source,
        main_code(|code| {
            let at = first_capture(code);
            code[at] = code[at].with_b(1);
        }),
    );
    let text = lockstep::report::terminal::explanation(&e);
    let m = e.misaligned.as_ref().expect("an instruction");
    assert_eq!((m.opcode.as_str(), m.missing), ("CLOSURE", false), "\n{text}");
    let difference = e.chunk_difference.clone().expect("chunks differ");
    assert!(difference.contains("capture   R0") && difference.contains("capture   R1"), "{difference}");
    let words: Vec<&str> = m.listing.iter().map(|row| row.subject.as_str()).collect();
    assert!(words.iter().any(|word| word.starts_with("capture")), "{words:?}");
    assert!(words.iter().all(|word| !word.starts_with("MOVE      R0 R1")), "{words:?}");
}

#[test]
fn a_capture_that_is_missing_is_a_mistake_of_its_closure() {
    let source = "local a, b = 1, 2\nif a == 2 then f = function() return a, b end end";
    let e = compiled(source, |main| {
        let at = first_capture(&main.code);
        main.code.remove(at + 1);
        main.code[at - 2] = main.code[at - 2].with_sbx(main.code[at - 2].sbx() - 1);
        main.lines.remove(at + 1);
        main.protos[0].num_upvalues = 1;
        main.protos[0].upvalue_names.truncate(1);
        for instr in &mut main.protos[0].code {
            if instr.op() == Some(Op::GetUpval) {
                *instr = instr.with_b(0);
            }
        }
    });
    let text = lockstep::report::terminal::explanation(&e);
    let m = e.misaligned.as_ref().unwrap_or_else(|| panic!("no instruction found\n{text}"));
    assert!(!m.missing, "\n{text}");
    assert_ne!(m.opcode, "MOVE", "\n{text}");
}
