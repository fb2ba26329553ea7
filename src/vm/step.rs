//! The meaning of every instruction, executed from its 5.1 form: the reference for the fast loop, which falls back
//! on it, and the loop of observed and hooked runs.
//!
//! Invariant: on entry a Lua frame is on top and its pc is after the instruction.

use crate::isa::instr::{FIELDS_PER_FLUSH, RK_CONST, fb_to_int};
use crate::isa::verify::verify;
use crate::isa::{Instr, Op};

use super::call::Flow;
use super::heap::{Heap, system_has};
use super::meta::{IndexOutcome, to_number};
use super::object::{FnProto, Header, LuaFn, Table, UpVal};
use super::state::{ErrorKind, Thrown, Vm};
use super::thread::{Frame, FrameState, Ret, hook};
use super::value::{Gc, Value, tag};

impl Frame {
    /// Takes or skips the JMP after a test: the pc is at the JMP. The distance of the jump that was taken.
    pub(super) fn branch(&mut self, taken: bool) -> isize {
        // SAFETY: a test is followed by a JMP (verified), whose target is in the code.
        unsafe {
            let proto = (*self.closure).proto;
            let at = (self.pc as usize - proto.wide.as_ptr() as usize) / size_of::<u64>();
            let distance = if taken { proto.raw[at].sbx() as isize } else { 0 };
            self.pc = self.pc.offset(1 + distance);
            distance
        }
    }

    fn jump(&mut self, distance: i32) {
        // SAFETY: jump targets are in the code (verified).
        self.pc = unsafe { self.pc.offset(distance as isize) };
    }
}

impl Heap {
    /// A closure whose upvalues are not set yet: the caller sets them before anything else happens.
    #[inline]
    pub(super) fn alloc_closure(&mut self, proto: Gc<FnProto>, env: Gc<Table>, upvalues: usize) -> Gc<LuaFn> {
        let p = self.alloc_object(size_of::<LuaFn>() + upvalues * size_of::<Gc<UpVal>>()) as *mut LuaFn;
        let header = Header::new(tag::LUA_FN, self.colour);
        header.extra.set(upvalues as u8);
        // SAFETY: the cell has room for the struct and the upvalues.
        unsafe {
            p.write(LuaFn { header, env: std::cell::Cell::new(env), proto });
            Gc::from_ptr(p)
        }
    }

    /// A closed upvalue that holds nil.
    pub(super) fn new_closed_upval(&mut self) -> Gc<UpVal> {
        let uv = self.alloc(UpVal {
            header: Header::new(tag::UPVAL, self.colour),
            v: std::cell::Cell::new(std::ptr::null_mut()),
            closed: std::cell::Cell::new(Value::NIL),
            next: std::cell::Cell::new(std::ptr::null_mut()),
        });
        uv.v.set(uv.closed.as_ptr());
        uv
    }
}

/// An operand's value, and its stack slot if it is a register.
type Operand = (Value, Option<u32>);

impl Vm {
    /// Executes the instruction before the saved pc, then looks after the collector.
    #[cold]
    #[inline(never)]
    pub(super) fn slow_step(&mut self) -> Result<Flow, Thrown> {
        let flow = self.step()?;
        if flow == Flow::Continue {
            self.collect_if_due()?;
        }
        Ok(flow)
    }

    /// Uses up fuel.
    #[inline(always)]
    pub(super) fn burn(&mut self, n: i64) -> Result<(), Thrown> {
        self.fuel -= n;
        if self.fuel < 0 { Err(self.throw_kind(ErrorKind::Budget)) } else { Ok(()) }
    }

    /// Uses up fuel for filling so many bytes in one instruction.
    pub(super) fn burn_for(&mut self, bytes: usize) -> Result<(), Thrown> {
        self.burn((bytes >> 12) as i64)
    }

    /// As [`Frame::branch`] for the running function. A jump backwards uses up fuel, as where the JMP is executed.
    pub(super) fn branch(&mut self, taken: bool) -> Result<Flow, Thrown> {
        if self.top_frame().branch(taken) < 0 {
            self.burn(1)?;
        }
        Ok(Flow::Continue)
    }

    #[inline(always)]
    fn reg(&self, base: u32, r: u32) -> Value {
        // SAFETY: registers of the frame on top (verified operands).
        unsafe { *(*self.thread).slot(base + r) }
    }

    #[inline(always)]
    fn set_reg(&mut self, base: u32, r: u32, v: Value) {
        // SAFETY: as in `reg`.
        unsafe { *(*self.thread).slot(base + r) = v }
    }

    fn rk(&self, base: u32, p: Gc<FnProto>, x: u32) -> Operand {
        if x >= RK_CONST { (p.constants[(x - RK_CONST) as usize], None) } else { (self.reg(base, x), Some(base + x)) }
    }

    fn top_frame(&mut self) -> &mut Frame {
        // SAFETY: frames up to ci are initialised.
        unsafe { &mut *(*self.thread).ci }
    }

    /// Stores the outcome of an operation in a register, or calls the handler.
    fn settle(&mut self, base: u32, a: u32, outcome: IndexOutcome) -> Result<Flow, Thrown> {
        match outcome {
            IndexOutcome::Value(v) => {
                self.set_reg(base, a, v);
                Ok(Flow::Continue)
            }
            IndexOutcome::Call(h, x, y) => self.call_handler(h, &[x, y], 1),
            IndexOutcome::Done => Ok(Flow::Continue),
        }
    }

    fn settle_test(&mut self, i: Instr, outcome: IndexOutcome) -> Result<Flow, Thrown> {
        match outcome {
            IndexOutcome::Value(v) => self.branch(v.truthy() == (i.a() != 0)),
            IndexOutcome::Call(h, x, y) => self.call_handler(h, &[x, y], 1),
            IndexOutcome::Done => Ok(Flow::Continue),
        }
    }

    /// The running function, and the index of the instruction before the saved pc.
    fn at(&mut self) -> (Gc<LuaFn>, usize) {
        let frame = self.top_frame();
        // SAFETY: a Lua frame is on top.
        let closure: Gc<LuaFn> = unsafe { Gc::from_ptr(frame.closure) };
        (closure, (frame.pc as usize - closure.proto.wide.as_ptr() as usize) / size_of::<u64>() - 1)
    }

    #[inline(always)]
    fn step(&mut self) -> Result<Flow, Thrown> {
        let (closure, pc) = self.at();
        self.perform(closure.proto.raw[pc], closure, pc)
    }

    /// As `slow_step`, with another instruction in the place of the one before the saved pc; an error if the function would not
    /// verify with it.
    pub(super) fn step_instead(&mut self, i: Instr) -> Result<Flow, Thrown> {
        let (closure, pc) = self.at();
        let mut proto = closure.proto.to_isa();
        proto.code[pc] = i;
        if let Err(error) = verify(&proto) {
            return Err(self.runtime_error(format!("{i:?} cannot stand at pc {pc}: {error}").as_bytes()));
        }
        let flow = self.perform(i, closure, pc)?;
        if flow == Flow::Continue && self.heap.bytes >= self.heap.threshold {
            self.safe_point()?;
        }
        Ok(flow)
    }

    /// Executes an instruction that may stand at `pc`, where `closure` is on top and its saved pc after it.
    #[inline]
    fn perform(&mut self, i: Instr, closure: Gc<LuaFn>, pc: usize) -> Result<Flow, Thrown> {
        let frame = *self.top_frame();
        let base = frame.base;
        let p = closure.proto;
        let Some(op) = i.op() else { unreachable!("verified code has valid opcodes") };
        let a = i.a();
        match op {
            Op::Move => {
                let v = self.reg(base, i.b());
                self.set_reg(base, a, v);
            }
            Op::LoadK => self.set_reg(base, a, p.constants[i.bx() as usize]),
            Op::LoadBool => {
                self.set_reg(base, a, Value::boolean(i.b() != 0));
                if i.c() != 0 {
                    self.top_frame().jump(1);
                }
            }
            Op::LoadNil => {
                for r in a..=i.b() {
                    self.set_reg(base, r, Value::NIL);
                }
            }
            Op::GetUpval => self.set_reg(base, a, closure.upvals()[i.b() as usize].get().get()),
            Op::SetUpval => closure.upvals()[i.b() as usize].get().set(self.reg(base, a)),
            Op::GetGlobal => {
                let env = Value::from(closure.env.get());
                let outcome = self.index_outcome(env, p.constants[i.bx() as usize], None)?;
                return self.settle(base, a, outcome);
            }
            Op::SetGlobal => {
                let env = Value::from(closure.env.get());
                let value = self.reg(base, a);
                return self.set_index_step(env, p.constants[i.bx() as usize], value, None);
            }
            Op::GetTable => {
                let (key, _) = self.rk(base, p, i.c());
                let outcome = self.index_outcome(self.reg(base, i.b()), key, Some(base + i.b()))?;
                return self.settle(base, a, outcome);
            }
            Op::SetTable => {
                let ((key, _), (value, _)) = (self.rk(base, p, i.b()), self.rk(base, p, i.c()));
                return self.set_index_step(self.reg(base, a), key, value, Some(base + a));
            }
            Op::NewTable => {
                let (array, hash) = (fb_to_int(i.b()) as usize, fb_to_int(i.c()) as usize);
                self.check_table_room(array * size_of::<Value>() + hash * 40)?;
                let t = self.new_table_sized(array, hash);
                self.set_reg(base, a, Value::from(t));
            }
            Op::SelfOp => {
                let object = self.reg(base, i.b());
                self.set_reg(base, a + 1, object);
                // Behind that: the key may stand in the same register.
                let (key, _) = self.rk(base, p, i.c());
                let outcome = self.index_outcome(object, key, Some(base + i.b()))?;
                return self.settle(base, a, outcome);
            }
            Op::Add | Op::Sub | Op::Mul | Op::Div | Op::Mod | Op::Pow => {
                let ((x, xs), (y, ys)) = (self.rk(base, p, i.b()), self.rk(base, p, i.c()));
                let outcome = self.arith_outcome(op, x, y, (xs, ys))?;
                return self.settle(base, a, outcome);
            }
            Op::Unm => {
                let x = self.reg(base, i.b());
                let slot = Some(base + i.b());
                let outcome = self.arith_outcome(op, x, x, (slot, slot))?;
                return self.settle(base, a, outcome);
            }
            Op::Not => {
                let v = self.reg(base, i.b());
                self.set_reg(base, a, Value::boolean(!v.truthy()));
            }
            Op::Len => {
                let outcome = self.length_outcome(self.reg(base, i.b()), Some(base + i.b()))?;
                return self.settle(base, a, outcome);
            }
            Op::Concat => return self.concat(i, i.c()),
            Op::Jmp => self.top_frame().jump(i.sbx()),
            Op::Eq => {
                let ((x, _), (y, _)) = (self.rk(base, p, i.b()), self.rk(base, p, i.c()));
                let outcome = self.equal_outcome(x, y);
                return self.settle_test(i, outcome);
            }
            Op::Lt => {
                let ((x, _), (y, _)) = (self.rk(base, p, i.b()), self.rk(base, p, i.c()));
                let outcome = self.less_outcome(x, y)?;
                return self.settle_test(i, outcome);
            }
            Op::Le => {
                let ((x, _), (y, _)) = (self.rk(base, p, i.b()), self.rk(base, p, i.c()));
                let (outcome, negate) = self.less_equal_outcome(x, y)?;
                if negate {
                    self.top_frame().state = FrameState::NegateLe;
                }
                return self.settle_test(i, outcome);
            }
            Op::Test => {
                let taken = self.reg(base, a).truthy() == (i.c() != 0);
                return self.branch(taken);
            }
            Op::TestSet => {
                let v = self.reg(base, i.b());
                let taken = v.truthy() == (i.c() != 0);
                if taken {
                    self.set_reg(base, a, v);
                }
                return self.branch(taken);
            }
            Op::Call => {
                self.set_top(base + a, i.b());
                return self.start(base + a, i.c() as i32 - 1, Ret::Lua);
            }
            Op::TailCall => {
                self.set_top(base + a, i.b());
                return self.tail_call(frame, base + a);
            }
            Op::Return => return self.return_step(base, a, i.b()),
            Op::ForLoop => {
                let (index, limit, step) = (self.reg(base, a), self.reg(base, a + 1), self.reg(base, a + 2));
                let next = index.num_unchecked() + step.num_unchecked();
                let limit = limit.num_unchecked();
                let goes_on = if step.num_unchecked() > 0.0 { next <= limit } else { limit <= next };
                if goes_on {
                    self.top_frame().jump(i.sbx());
                    self.set_reg(base, a, Value::number(next));
                    self.set_reg(base, a + 3, Value::number(next));
                }
            }
            Op::ForPrep => {
                let mut control = [0.0; 3];
                for (r, what) in ["initial value", "limit", "step"].into_iter().enumerate() {
                    let register = a + r as u32;
                    let Some(n) = to_number(self.reg(base, register)) else {
                        return Err(self.runtime_error(format!("'for' {what} must be a number").as_bytes()));
                    };
                    self.set_reg(base, register, Value::number(n));
                    control[r] = n;
                }
                self.set_reg(base, a, Value::number(control[0] - control[2]));
                self.top_frame().jump(i.sbx());
            }
            Op::TForLoop => {
                for r in 0..3 {
                    let v = self.reg(base, a + r);
                    self.set_reg(base, a + 3 + r, v);
                }
                // SAFETY: frames leave room for six registers after any.
                unsafe { (*self.thread).top = (*self.thread).slot(base + a + 6) };
                self.enter_c_call()?;
                return self.start(base + a + 3, i.c() as i32, Ret::Finish);
            }
            Op::SetList => self.set_list(p, pc, i, base)?,
            Op::Close => {
                // SAFETY: a register.
                unsafe { (*self.thread).close_upvals((*self.thread).slot(base + a)) };
            }
            Op::Closure => {
                self.make_closure(closure, pc, i, base);
                let nested = p.protos[i.bx() as usize].num_upvalues;
                self.top_frame().jump(nested as i32);
            }
            Op::VarArg => self.load_varargs(frame, i),
        }
        Ok(Flow::Continue)
    }

    /// Top after the arguments of a call at stack index `func`; B = 0: it is there already.
    fn set_top(&mut self, func: u32, b: u32) {
        if b != 0 {
            // SAFETY: arguments are registers.
            unsafe { (*self.thread).top = (*self.thread).slot(func + b) };
        }
    }

    fn set_index_step(&mut self, object: Value, key: Value, value: Value, slot: Option<u32>) -> Result<Flow, Thrown> {
        match self.set_index_outcome(object, key, value, slot)? {
            IndexOutcome::Call(h, o, k) => self.call_handler(h, &[o, k, value], 0),
            IndexOutcome::Value(_) | IndexOutcome::Done => Ok(Flow::Continue),
        }
    }

    fn tail_call(&mut self, frame: Frame, mut func: u32) -> Result<Flow, Thrown> {
        loop {
            let callee = self.reg(func, 0);
            match callee.tag {
                tag::LUA_FN => break,
                // The RETURN after the TAILCALL passes the results on.
                tag::NATIVE_FN => return self.start(func, -1, Ret::Lua),
                _ => {
                    let base = frame.base;
                    let r = func - base;
                    self.insert_call_metamethod(func, callee)?;
                    func = base + r;
                }
            }
        }
        let callee = self.reg(func, 0).cast();
        self.push_lua_frame(callee, func, -1, Ret::Lua)?;
        self.replace_caller();
        Ok(Flow::Continue)
    }

    fn return_step(&mut self, base: u32, a: u32, b: u32) -> Result<Flow, Thrown> {
        // SAFETY: results are registers, up to top if open.
        unsafe {
            let th = &mut *self.thread;
            if b != 0 {
                th.top = th.slot(base + a + b - 1);
            }
            th.close_upvals(th.slot(base));
            let first = th.slot(base + a);
            let n = th.top.offset_from(first) as usize;
            self.leave(first, n)
        }
    }

    fn set_list(&mut self, p: Gc<FnProto>, pc: usize, i: Instr, base: u32) -> Result<(), Thrown> {
        let a = base + i.a();
        let n = match i.b() {
            // SAFETY: top is above the table's register after an open call.
            0 => unsafe { (*self.thread).index_of((*self.thread).top) - a - 1 },
            b => b,
        };
        let block = match i.c() {
            0 => {
                self.top_frame().jump(1);
                p.raw[pc + 1].0
            }
            c => c,
        };
        // Verified: indices are ints.
        let first = (block - 1) as usize * FIELDS_PER_FLUSH as usize;
        let Some(t) = self.reg(a, 0).as_table() else { return Ok(()) };
        let last = first + n as usize;
        if last > t.array_capacity() {
            self.check_table_room(last * size_of::<Value>())?;
            t.resize_array(&mut self.heap, last);
        }
        for k in 1..=n {
            let v = self.reg(a, k);
            t.set_int(&mut self.heap, (first + k as usize) as i64, v);
        }
        if i.b() == 0 {
            let end = self.top_frame().top;
            // SAFETY: the frame's top is in the stack.
            unsafe { (*self.thread).top = (*self.thread).slot(end) };
        }
        Ok(())
    }

    /// An error unless the parts of a table, of so many bytes, can be had.
    fn check_table_room(&mut self, bytes: usize) -> Result<(), Thrown> {
        self.burn_for(bytes)?;
        if !self.heap.has_room(bytes) {
            return Err(self.out_of_room());
        }
        if !system_has(bytes) {
            return Err(self.out_of_memory());
        }
        Ok(())
    }

    /// CLOSURE: the words after it say where the upvalues come from.
    pub(super) fn make_closure(&mut self, closure: Gc<LuaFn>, pc: usize, i: Instr, base: u32) {
        let parent = closure.proto;
        let nested = parent.protos[i.bx() as usize];
        let n = nested.num_upvalues as usize;
        let f = self.heap.alloc_closure(nested, closure.env.get(), n);
        for (u, capture) in parent.raw[pc + 1..pc + 1 + n].iter().enumerate() {
            let uv = if capture.op() == Some(Op::GetUpval) {
                closure.upvals()[capture.b() as usize].get()
            } else {
                // SAFETY: a register of the running thread's stack.
                unsafe {
                    let slot = (*self.thread).slot(base + capture.b());
                    (*self.thread).find_upval(&mut self.heap, slot)
                }
            };
            // SAFETY: slot `u` of the closure's upvalues; it holds nothing yet.
            unsafe { f.upval_slot(u).write(uv) };
        }
        self.set_reg(base, i.a(), Value::from(f));
    }

    pub(super) fn load_varargs(&mut self, frame: Frame, i: Instr) {
        let available = frame.base - frame.func - 1 - self.params_of(frame);
        let wanted = if i.b() == 0 { available } else { i.b() - 1 };
        let a = frame.base + i.a();
        // SAFETY: after `grow`, there is room for the values above the registers.
        unsafe {
            if i.b() == 0 {
                (*self.thread).top = (*self.thread).slot(a);
                self.ensure_stack(available as usize + super::thread::MIN_STACK);
            }
            let th = &mut *self.thread;
            for k in 0..wanted {
                *th.slot(a + k) = if k < available { *th.slot(frame.base - available + k) } else { Value::NIL };
            }
            if i.b() == 0 {
                th.top = th.slot(a + available);
            }
        }
    }

    fn params_of(&self, frame: Frame) -> u32 {
        frame.proto().map_or(0, |p| p.num_params as u32)
    }

    // ---- debug hooks (manual, section 3.8)

    /// Count and line events before an instruction.
    pub(super) fn trace_hooks(&mut self) -> Result<(), Thrown> {
        let th = self.current_thread();
        let mut h = th.hook.get();
        if h.mask & (hook::LINE | hook::COUNT) == 0 {
            return Ok(());
        }
        h.remaining = h.remaining.wrapping_sub(1);
        let count_event = h.mask & hook::COUNT != 0 && h.remaining == 0;
        if count_event {
            h.remaining = h.count;
        }
        th.hook.set(h);
        let step = self.current_step();
        // The hook sees this instruction as the current one.
        // SAFETY: the last instruction is a RETURN: the next word exists or is one past the end.
        unsafe { (*(*self.thread).ci).pc = (*(*self.thread).ci).pc.add(1) };
        // SAFETY: the running thread is alive.
        let old_pc = unsafe { (*self.thread).old_pc } as usize;
        // SAFETY: as above.
        unsafe { (*self.thread).old_pc = step.pc as u32 };
        if count_event {
            self.run_hook(b"count", None)?;
        }
        if h.mask & hook::LINE != 0 {
            let line = step.proto.line(step.pc);
            if step.pc == 0 || step.pc <= old_pc || line != step.proto.line(old_pc) {
                // Code without line numbers has all of it on line 0.
                self.run_hook(b"line", line.or(Some(0)))?;
            }
        }
        // SAFETY: undoes the step above; the frame is the same.
        unsafe { (*(*self.thread).ci).pc = (*(*self.thread).ci).pc.sub(1) };
        Ok(())
    }

    /// Calls the hook function with an event, unless a hook is running.
    pub(super) fn run_hook(&mut self, event: &[u8], line: Option<u32>) -> Result<(), Thrown> {
        let th = self.current_thread();
        let mut h = th.hook.get();
        if !h.allowed || !h.function.is_function() {
            return Ok(());
        }
        h.allowed = false;
        th.hook.set(h);
        // SAFETY: the running thread is alive; a Lua frame's values end at its top.
        let saved = unsafe {
            let th = &mut *self.thread;
            let saved = th.index_of(th.top);
            if !(*th.ci).closure.is_null() {
                th.top = th.slot((*th.ci).top.max(saved));
            }
            saved
        };
        let event = self.str(event);
        let line = line.map_or(Value::NIL, |l| Value::number(l as f64));
        let result = self.call(h.function, &[event, line]);
        let mut h = th.hook.get();
        h.allowed = true;
        th.hook.set(h);
        result?;
        // SAFETY: as above.
        unsafe { (*self.thread).top = (*self.thread).slot(saved) };
        Ok(())
    }

    /// The return event of the topmost frame, and a "tail return" for each frame that was lost to tail calls.
    pub(super) fn return_hook(&mut self, first: *mut Value) -> Result<*mut Value, Thrown> {
        // SAFETY: the running thread is alive; `first` points into its stack.
        let index = unsafe { (*self.thread).index_of(first) };
        self.run_hook(b"return", None)?;
        // Each event counts the frame that it is for as gone.
        while self.current_thread().hook.get().mask & hook::RETURN != 0 {
            let frame = self.top_frame();
            if frame.closure.is_null() || frame.aux == 0 {
                break;
            }
            frame.aux -= 1;
            self.run_hook(b"tail return", None)?;
        }
        // SAFETY: as above; the stack may have moved. The caller's line is not new when it goes on.
        unsafe {
            let th = &mut *self.thread;
            Ok(th.slot(index))
        }
    }
}
