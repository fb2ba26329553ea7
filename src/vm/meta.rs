//! Metamethods and the operations that may call them (manual, section 2.8).
//!
//! Each operation comes in two layers: a decision that never calls (`IndexOutcome`), and its two users: the interpreter,
//! which pushes a frame and finishes the instruction when that returns, and native functions, which recurse.

use std::cmp::Ordering;

pub use crate::isa::Event;
use crate::isa::{Arithmetic, Instr, Op};

use super::call::{Flow, move_results};
use super::object::{Str, Table};
use super::state::{Thrown, Vm};
use super::text;
use super::thread::{FrameState, MAX_C_CALLS, Ret};
use super::value::{Gc, Value, tag};

/// Longest chain of `__index` or `__newindex` tables.
const MAX_CHAIN: usize = 100;

/// What an operation comes to.
pub(super) enum IndexOutcome {
    Value(Value),
    /// Call this handler with these operands.
    Call(Value, Value, Value),
    /// Nothing is left to do.
    Done,
}

impl Table {
    /// Whether a lookup has come to know that there is no handler for an event with a cache bit.
    pub fn lacks(&self, event: Event) -> bool {
        self.header.flags.get() & 1 << event as u8 != 0
    }

    /// The handler for an event with a cache bit.
    #[inline(always)]
    pub(super) fn cached_metamethod(&self, vm: &Vm, event: Event) -> Value {
        let bit = 1u8 << event as u8;
        if self.header.flags.get() & bit != 0 {
            return Value::NIL;
        }
        let v = self.get_str(vm.events[event as usize]);
        if v.is_nil() {
            self.header.flags.set(self.header.flags.get() | bit);
        }
        v
    }
}

/// The number of a value, by coercion if it is a string that looks like one.
#[inline]
pub fn to_number(v: Value) -> Option<f64> {
    match v.tag {
        tag::NUMBER => Some(v.num_unchecked()),
        tag::STRING => text::number::str_to_number(v.cast::<Str>().bytes()),
        _ => None,
    }
}

/// `a op b` for two numbers; of UNM `-a`.
#[inline]
fn arith(operation: Arithmetic, a: f64, b: f64) -> f64 {
    match operation {
        Arithmetic::Add => a + b,
        Arithmetic::Sub => a - b,
        Arithmetic::Mul => a * b,
        Arithmetic::Div => a / b,
        Arithmetic::Mod => modulo(a, b),
        Arithmetic::Pow => a.powf(b),
        Arithmetic::Unm => -a,
    }
}

/// `a - floor(a/b)*b` (manual, section 2.5.1).
#[inline(always)]
pub(super) fn modulo(a: f64, b: f64) -> f64 {
    a - (a / b).floor() * b
}

impl Vm {
    /// The handler of `v` for `event`, or nil.
    #[inline]
    pub fn metamethod(&self, v: Value, event: Event) -> Value {
        match self.metatable_of(v) {
            Some(mt) => mt.get_str(self.events[event as usize]),
            None => Value::NIL,
        }
    }

    /// `object[key]`; `slot` is where the object lies on the stack, for the error message.
    pub(super) fn index_outcome(
        &mut self,
        object: Value,
        key: Value,
        slot: Option<u32>,
    ) -> Result<IndexOutcome, Thrown> {
        let (mut object, mut slot) = (object, slot);
        for _ in 0..MAX_CHAIN {
            let handler = if let Some(t) = object.as_table() {
                let v = t.get(key);
                if !v.is_nil() {
                    return Ok(IndexOutcome::Value(v));
                }
                let Some(mt) = t.metatable.get() else { return Ok(IndexOutcome::Value(Value::NIL)) };
                let h = mt.cached_metamethod(self, Event::Index);
                if h.is_nil() {
                    return Ok(IndexOutcome::Value(Value::NIL));
                }
                h
            } else {
                let h = self.metamethod(object, Event::Index);
                if h.is_nil() {
                    return Err(self.type_error(object, slot, "index"));
                }
                h
            };
            if handler.is_function() {
                return Ok(IndexOutcome::Call(handler, object, key));
            }
            object = handler;
            slot = None;
        }
        Err(self.runtime_error(b"loop in gettable"))
    }

    /// `object[key] = value` up to the handler that is to be called with the object, the key and the value.
    pub(super) fn set_index_outcome(
        &mut self,
        object: Value,
        key: Value,
        value: Value,
        slot: Option<u32>,
    ) -> Result<IndexOutcome, Thrown> {
        let (mut object, mut slot) = (object, slot);
        for _ in 0..MAX_CHAIN {
            let handler = if let Some(t) = object.as_table() {
                // The key gets its place (or is refused) before a handler is looked for, as in PUC.
                let slot = self.place(t, key)?;
                // SAFETY: a slot of the table; nothing was inserted since.
                unsafe {
                    if !(*slot).is_nil() {
                        *slot = value;
                        return Ok(IndexOutcome::Done);
                    }
                    let h = match t.metatable.get() {
                        None => Value::NIL,
                        Some(mt) => mt.cached_metamethod(self, Event::NewIndex),
                    };
                    if h.is_nil() {
                        *slot = value;
                        t.header.flags.set(0);
                        return Ok(IndexOutcome::Done);
                    }
                    h
                }
            } else {
                let h = self.metamethod(object, Event::NewIndex);
                if h.is_nil() {
                    return Err(self.type_error(object, slot, "index"));
                }
                h
            };
            if handler.is_function() {
                return Ok(IndexOutcome::Call(handler, object, key));
            }
            object = handler;
            slot = None;
        }
        Err(self.runtime_error(b"loop in settable"))
    }

    /// Primitive assignment; a nil or NaN key is an error.
    pub fn raw_set(&mut self, t: Gc<Table>, key: Value, value: Value) -> Result<(), Thrown> {
        let slot = self.place(t, key)?;
        t.header.flags.set(0);
        // SAFETY: a slot of the table.
        unsafe { *slot = value };
        Ok(())
    }

    /// The slot of `key`, made if there is none; a nil or NaN key is an error.
    fn place(&mut self, t: Gc<Table>, key: Value) -> Result<*mut Value, Thrown> {
        let slot = t.find(key);
        if !slot.is_null() {
            return Ok(slot);
        }
        match key.tag {
            tag::NIL => Err(self.runtime_error(b"table index is nil")),
            tag::NUMBER if key.num_unchecked().is_nan() => Err(self.runtime_error(b"table index is NaN")),
            _ => Ok(t.insert(&mut self.heap, key)),
        }
    }

    /// `a op b`; the slots are where the operands lie, for the error message.
    pub(super) fn arith_outcome(
        &mut self,
        op: Op,
        a: Value,
        b: Value,
        slots: (Option<u32>, Option<u32>),
    ) -> Result<IndexOutcome, Thrown> {
        let (Some(operation), [event, ..]) = (op.arithmetic(), op.events()) else {
            unreachable!("{op:?} is not arithmetic");
        };
        let x = to_number(a);
        if let (Some(x), Some(y)) = (x, to_number(b)) {
            return Ok(IndexOutcome::Value(Value::number(arith(operation, x, y))));
        }
        let mut handler = self.metamethod(a, *event);
        if handler.is_nil() {
            handler = self.metamethod(b, *event);
        }
        if !handler.is_nil() {
            return Ok(IndexOutcome::Call(handler, a, b));
        }
        let (culprit, slot) = if x.is_none() { (a, slots.0) } else { (b, slots.1) };
        Err(self.type_error(culprit, slot, "perform arithmetic on"))
    }

    /// `a == b` with metamethods.
    pub(super) fn equal_outcome(&mut self, a: Value, b: Value) -> IndexOutcome {
        if a.tag != b.tag {
            return IndexOutcome::Value(Value::FALSE);
        }
        if a.raw_equal(b) || (a.tag != tag::TABLE && a.tag != tag::USERDATA) {
            return IndexOutcome::Value(Value::boolean(a.raw_equal(b)));
        }
        let h = self.shared_handler(a, b, Event::Eq);
        if h.is_nil() { IndexOutcome::Value(Value::FALSE) } else { IndexOutcome::Call(h, a, b) }
    }

    /// The handler that both operands have in common, or nil.
    fn shared_handler(&self, a: Value, b: Value, event: Event) -> Value {
        let h = self.metamethod(a, event);
        if h.is_nil() {
            return Value::NIL;
        }
        if h.raw_equal(self.metamethod(b, event)) { h } else { Value::NIL }
    }

    /// `a < b`.
    pub(super) fn less_outcome(&mut self, a: Value, b: Value) -> Result<IndexOutcome, Thrown> {
        if let Some(order) = self.primitive_order(a, b)? {
            return Ok(IndexOutcome::Value(Value::boolean(order == Some(Ordering::Less))));
        }
        let h = self.shared_handler(a, b, Event::Lt);
        if h.is_nil() { Err(self.order_error(a, b)) } else { Ok(IndexOutcome::Call(h, a, b)) }
    }

    /// `a <= b`. The flag: the handler is `__lt` with swapped operands, its answer is to be negated.
    pub(super) fn less_equal_outcome(&mut self, a: Value, b: Value) -> Result<(IndexOutcome, bool), Thrown> {
        if let Some(order) = self.primitive_order(a, b)? {
            let le = matches!(order, Some(Ordering::Less | Ordering::Equal));
            return Ok((IndexOutcome::Value(Value::boolean(le)), false));
        }
        let h = self.shared_handler(a, b, Event::Le);
        if !h.is_nil() {
            return Ok((IndexOutcome::Call(h, a, b), false));
        }
        let h = self.shared_handler(b, a, Event::Lt);
        if h.is_nil() { Err(self.order_error(a, b)) } else { Ok((IndexOutcome::Call(h, b, a), true)) }
    }

    /// The order of two numbers (none if one is NaN) or two strings; `None` for other operands of one type.
    fn primitive_order(&mut self, a: Value, b: Value) -> Result<Option<Option<Ordering>>, Thrown> {
        if a.tag == tag::NUMBER && b.tag == tag::NUMBER {
            return Ok(Some(a.num_unchecked().partial_cmp(&b.num_unchecked())));
        }
        if a.tag == tag::STRING && b.tag == tag::STRING {
            return Ok(Some(Some(text::compare(a.cast::<Str>().bytes(), b.cast::<Str>().bytes()))));
        }
        if a.type_of() != b.type_of() {
            return Err(self.order_error(a, b));
        }
        Ok(None)
    }

    /// `#v`.
    pub(super) fn length_outcome(&mut self, v: Value, slot: Option<u32>) -> Result<IndexOutcome, Thrown> {
        match v.tag {
            tag::TABLE => Ok(IndexOutcome::Value(Value::number(v.cast::<Table>().length() as f64))),
            tag::STRING => Ok(IndexOutcome::Value(Value::number(v.cast::<Str>().len() as f64))),
            _ => {
                let mut h = self.metamethod(v, Event::Len);
                if h.is_nil() {
                    // PUC asks as for a binary operator whose second operand is nil.
                    h = self.metamethod(Value::NIL, Event::Len);
                }
                if h.is_nil() {
                    Err(self.type_error(v, slot, "get length of"))
                } else {
                    Ok(IndexOutcome::Call(h, v, Value::NIL))
                }
            }
        }
    }

    // ---- for the interpreter

    /// Calls a handler on top of the running Lua function; the instruction is finished when it returns.
    pub(super) fn call_handler<const N: usize>(
        &mut self,
        handler: Value,
        args: &[Value; N],
        nresults: i32,
    ) -> Result<Flow, Thrown> {
        if self.enter_handler(handler, args, nresults)? {
            return Ok(Flow::Continue);
        }
        // SAFETY: a Lua frame is on top; its registers end at its top.
        let func = unsafe {
            let th = &mut *self.thread;
            let func = (*th.ci).top;
            th.top = th.slot(func);
            func
        };
        self.ensure_stack(N + 1);
        self.push(handler);
        for &a in args {
            self.push(a);
        }
        self.enter_c_call()?;
        self.start(func, nresults, Ret::Finish)
    }

    /// Leaves the topmost frame, that of a handler which ended with `n` results from `first` on, without a hook, and finishes
    /// the instruction that called it.
    #[inline(never)]
    pub(super) fn leave_handler(&mut self, first: *mut Value, n: usize) -> Result<Flow, Thrown> {
        // SAFETY: the running thread is alive, and results are live slots; below a handler there is a Lua frame.
        unsafe {
            let th = &mut *self.thread;
            if th.hook.get().mask != 0 {
                return self.leave(first, n);
            }
            let (func, wanted) = ((*th.ci).func, (*th.ci).nresults);
            move_results(th, first, n, func, wanted);
            let value = *th.slot(func);
            th.ci = th.ci.sub(1);
            th.n_ccalls -= 1;
            th.top = th.slot((*th.ci).top);
            self.finish_instruction(value)
        }
    }

    /// For the loop without hooks: where `object`, a table that lacks `key`, has a Lua function as `__index`, its frame is
    /// pushed. False: nothing was done.
    #[inline(never)]
    pub(super) fn enter_index_handler(&mut self, object: Value, key: Value) -> Result<bool, Thrown> {
        debug_assert!(object.as_table().is_none_or(|t| t.get(key).is_nil()));
        let meta = object.as_table().and_then(|t| t.metatable.get());
        let Some(handler) = meta.map(|mt| mt.cached_metamethod(self, Event::Index)) else { return Ok(false) };
        self.enter_handler(handler, &[object, key], 1)
    }

    /// As [`Vm::enter_index_handler`], for an assignment to a table and `__newindex`; if the key is there nothing is done.
    #[inline(never)]
    pub(super) fn enter_newindex_handler(&mut self, object: Value, key: Value, value: Value) -> Result<bool, Thrown> {
        let Some(t) = object.as_table() else { return Ok(false) };
        let Some(mt) = t.metatable.get() else { return Ok(false) };
        let handler = mt.cached_metamethod(self, Event::NewIndex);
        // What may grow a table is a safe point; the general way has it, and all that can go wrong.
        let is_simple = key.tag == tag::STRING || key.tag == tag::NUMBER && !key.num_unchecked().is_nan();
        if handler.tag != tag::LUA_FN || !is_simple || self.heap.bytes >= self.heap.threshold {
            return Ok(false);
        }
        let slot = self.place(t, key)?;
        // SAFETY: a slot of the table.
        if !unsafe { *slot }.is_nil() {
            return Ok(false);
        }
        self.enter_handler(handler, &[object, key, value], 0)
    }

    #[inline(always)]
    fn enter_handler<const N: usize>(
        &mut self,
        handler: Value,
        args: &[Value; N],
        nresults: i32,
    ) -> Result<bool, Thrown> {
        // SAFETY: a Lua frame is on top; its registers end at its top, and room above it is made.
        unsafe {
            let th = &mut *self.thread;
            if handler.tag != tag::LUA_FN || th.n_ccalls + 1 >= MAX_C_CALLS {
                return Ok(false);
            }
            let func = (*th.ci).top;
            th.top = th.slot(func);
            self.ensure_stack(N + 1);
            let th = &mut *self.thread;
            *th.top = handler;
            for (i, &argument) in args.iter().enumerate() {
                *th.top.add(i + 1) = argument;
            }
            th.top = th.top.add(N + 1);
            th.n_ccalls += 1;
            self.push_lua_frame(handler.cast(), func, nresults, Ret::Finish)?;
        }
        Ok(true)
    }

    /// The instruction that called a handler or iterator goes on with its (first) result.
    pub(super) fn finish_instruction(&mut self, value: Value) -> Result<Flow, Thrown> {
        // SAFETY: a Lua frame is on top, and its pc is after the instruction.
        unsafe {
            let th = &mut *self.thread;
            let frame = &mut *th.ci;
            let proto = (*frame.closure).proto;
            let pc = frame.current_pc().unwrap_or(0);
            let i: Instr = proto.raw[pc];
            let a = th.slot(frame.base + i.a());
            match i.op() {
                Some(
                    Op::GetTable
                    | Op::GetGlobal
                    | Op::SelfOp
                    | Op::Add
                    | Op::Sub
                    | Op::Mul
                    | Op::Div
                    | Op::Mod
                    | Op::Pow
                    | Op::Unm
                    | Op::Len,
                ) => *a = value,
                Some(Op::Eq | Op::Lt | Op::Le) => {
                    let mut truth = value.truthy();
                    if frame.state == FrameState::NegateLe {
                        frame.state = FrameState::None;
                        truth = !truth;
                    }
                    return self.branch(truth == (i.a() != 0));
                }
                Some(Op::TForLoop) => {
                    let control = a.add(2);
                    let first = *a.add(3);
                    if !first.is_nil() {
                        *control = first;
                    }
                    frame.branch(!first.is_nil());
                }
                Some(Op::Concat) => {
                    let last = frame.cont as u32;
                    *th.slot(frame.base + last) = value;
                    return self.concat(i, last);
                }
                // They have no result.
                Some(Op::SetTable | Op::SetGlobal) => {}
                // They call no handlers, or go on with all results elsewhere.
                Some(
                    Op::Move | Op::LoadK | Op::LoadBool | Op::LoadNil | Op::GetUpval | Op::SetUpval | Op::NewTable,
                ) => {}
                Some(Op::Not | Op::Jmp | Op::Test | Op::TestSet | Op::Call | Op::TailCall | Op::Return) => {}
                Some(Op::ForLoop | Op::ForPrep | Op::SetList | Op::Close | Op::Closure | Op::VarArg) | None => {}
            }
        }
        Ok(Flow::Continue)
    }

    /// CONCAT over the registers B to `last` (right to left; what is done is in `last`).
    pub(super) fn concat(&mut self, i: Instr, last: u32) -> Result<Flow, Thrown> {
        let first = i.b();
        let mut last = last;
        // SAFETY: a Lua frame is on top; B to C are registers of it.
        let base = unsafe { (*(*self.thread).ci).base };
        while last > first {
            // SAFETY: as above; the stack has not shrunk.
            let at = |vm: &Vm, r: u32| unsafe { *(*vm.thread).slot(base + r) };
            let (a, b) = (at(self, last - 1), at(self, last));
            let is_text = |v: Value| v.tag == tag::STRING || v.tag == tag::NUMBER;
            if !is_text(a) || !is_text(b) {
                let mut h = self.metamethod(a, Event::Concat);
                if h.is_nil() {
                    h = self.metamethod(b, Event::Concat);
                }
                if h.is_nil() {
                    let (culprit, r) = if is_text(a) { (b, last) } else { (a, last - 1) };
                    return Err(self.type_error(culprit, Some(base + r), "concatenate"));
                }
                // SAFETY: as above.
                unsafe { (*(*self.thread).ci).cont = (last - 1) as u16 };
                return self.call_handler(h, &[a, b], 1);
            }
            // As many as are strings or numbers, in one go.
            let mut from = last - 1;
            while from > first && is_text(at(self, from - 1)) {
                from -= 1;
            }
            let mut buffer = std::mem::take(&mut self.buffer);
            buffer.clear();
            for r in from..=last {
                append_text(&mut buffer, at(self, r));
            }
            if !self.heap.has_room(buffer.len()) {
                self.buffer = buffer;
                return Err(self.out_of_room());
            }
            let s = self.heap.intern(&buffer);
            buffer.truncate(0);
            if buffer.capacity() > 1 << 16 {
                buffer = Vec::new();
            }
            self.buffer = buffer;
            last = from;
            // SAFETY: as above.
            unsafe { *(*self.thread).slot(base + last) = Value::from(s) };
        }
        // SAFETY: as above.
        unsafe {
            let th = &mut *self.thread;
            *th.slot(base + i.a()) = *th.slot(base + first);
        }
        Ok(Flow::Continue)
    }

    // ---- for native functions

    /// Calls a handler and gives its first result.
    fn call_value(&mut self, handler: Value, args: &[Value]) -> Result<Value, Thrown> {
        // SAFETY: a native frame is on top; top is after its values.
        let func = unsafe { (*self.thread).index_of((*self.thread).top) };
        self.push(handler);
        for &a in args {
            self.push(a);
        }
        self.call_at(func, 1)?;
        // SAFETY: the result lies at `func`.
        unsafe {
            let th = &mut *self.thread;
            th.top = th.slot(func);
            Ok(*th.top)
        }
    }

    /// `object[key]`, from a native function.
    pub fn index(&mut self, object: Value, key: Value) -> Result<Value, Thrown> {
        match self.index_outcome(object, key, None)? {
            IndexOutcome::Value(v) => Ok(v),
            IndexOutcome::Call(h, o, k) => self.call_value(h, &[o, k]),
            IndexOutcome::Done => Ok(Value::NIL),
        }
    }

    /// `object[key] = value`, from a native function.
    pub fn set_index(&mut self, object: Value, key: Value, value: Value) -> Result<(), Thrown> {
        match self.set_index_outcome(object, key, value, None)? {
            IndexOutcome::Call(h, o, k) => self.call_value(h, &[o, k, value]).map(|_| ()),
            IndexOutcome::Value(_) | IndexOutcome::Done => Ok(()),
        }
    }

    /// `a < b`, from a native function.
    pub fn less_than(&mut self, a: Value, b: Value) -> Result<bool, Thrown> {
        match self.less_outcome(a, b)? {
            IndexOutcome::Value(v) => Ok(v.truthy()),
            IndexOutcome::Call(h, a, b) => Ok(self.call_value(h, &[a, b])?.truthy()),
            IndexOutcome::Done => Ok(false),
        }
    }

    /// Concatenates `values`, one or more, from a native function.
    pub fn concat_values(&mut self, values: &[Value]) -> Result<Value, Thrown> {
        let is_text = |v: Value| v.tag == tag::STRING || v.tag == tag::NUMBER;
        // The collector sees the values on the stack.
        values.iter().for_each(|&v| self.push(v));
        let mut left = values.len() - 1;
        let mut last = values[left];
        while left > 0 {
            let before = values[left - 1];
            if is_text(before) && is_text(last) {
                // As many as are strings or numbers, in one go.
                let from = values[..left].iter().rposition(|&v| !is_text(v)).map_or(0, |i| i + 1);
                let mut text = Vec::new();
                values[from..left].iter().chain([&last]).for_each(|&v| append_text(&mut text, v));
                last = self.str(text);
                left = from;
                continue;
            }
            let mut handler = self.metamethod(before, Event::Concat);
            if handler.is_nil() {
                handler = self.metamethod(last, Event::Concat);
            }
            if handler.is_nil() {
                return Err(self.type_error(if is_text(before) { last } else { before }, None, "concatenate"));
            }
            last = self.call_value(handler, &[before, last])?;
            left -= 1;
        }
        // SAFETY: they were pushed above.
        unsafe { (*self.thread).top = (*self.thread).top.sub(values.len()) };
        Ok(last)
    }

    /// Calls `f` with `args` from a native function (or the host): all results.
    pub fn call(&mut self, f: Value, args: &[Value]) -> Result<Vec<Value>, Thrown> {
        // SAFETY: top is after the values of the frame on top.
        let func = unsafe { (*self.thread).index_of((*self.thread).top) };
        self.ensure_stack(args.len() + 1);
        self.push(f);
        for &a in args {
            self.push(a);
        }
        self.call_at(func, -1)?;
        // SAFETY: the results lie between `func` and top.
        unsafe {
            let th = &mut *self.thread;
            let first = th.slot(func);
            let n = th.top.offset_from(first) as usize;
            let results = std::slice::from_raw_parts(first, n).to_vec();
            th.top = first;
            Ok(results)
        }
    }

    /// Calls `f` with `args` from a native function: the first result, or nil.
    pub fn call1(&mut self, f: Value, args: &[Value]) -> Result<Value, Thrown> {
        self.call_value(f, args)
    }

    /// An allocation that the memory limit does not allow.
    #[cold]
    pub fn out_of_room(&mut self) -> Thrown {
        self.throw_kind(super::state::ErrorKind::MemoryLimit)
    }
}

/// Appends a string, or a number as `tostring` writes it.
pub fn append_text(buffer: &mut Vec<u8>, v: Value) {
    match v.tag {
        tag::STRING => buffer.extend_from_slice(v.cast::<Str>().bytes()),
        _ => buffer.extend_from_slice(text::number::fmt_g14(v.num_unchecked()).as_bytes()),
    }
}
