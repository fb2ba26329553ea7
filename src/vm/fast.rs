//! The fast interpreter loop, over the pre-decoded words: that of unobserved runs.
//!
//! It executes the common cases of each instruction inline and leaves the rest to `slow_step`, which executes
//! the 5.1 instruction of the same pc in full generality.
//!
//! Invariant: the code is verified, so operands are in range; `pc`, `base`, `constants` and `ci` mirror the frame
//! on top and are reloaded after anything that may switch frames or move the stack. The frame's saved pc is
//! written before anything that may look at it.

use super::call::Flow;
use super::code::{W, wide_op};
use super::cx::Cx;
use super::heap::Heap;
use super::iterate::{IPAIRS_STEP, NEXT};
use super::meta::{Event, modulo};
use super::object::{LuaFn, NativeFn, Str, Table, Thread};
use super::state::{Thrown, Vm};
use super::table::HashNode;
use super::thread::{Frame, FrameState, MAX_C_CALLS, MIN_STACK, Ret};
use super::value::{Gc, Value, tag};

const SLOT: usize = size_of::<Value>();

/// Copies a value in two halves: a 16-byte load right after the two 8-byte stores of a number would wait for both
/// to leave the store buffer.
///
/// # Safety
/// `from` and `to` are live slots or constants; `to` may be written.
#[inline(always)]
unsafe fn copy(to: *mut Value, from: *const Value) {
    // SAFETY: both are valid slots (caller). The volatile read keeps the halves apart.
    unsafe {
        let tag = (&raw const (*from).tag).read_volatile();
        let bits = (*from).bits;
        (*to).tag = tag;
        (*to).bits = bits;
    }
}

/// Truncates to an integer as one instruction; an out-of-range number gives some integer that does not convert
/// back to it.
#[inline(always)]
fn to_int(n: f64) -> i32 {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: SSE2 is part of x86-64.
    unsafe {
        use std::arch::x86_64::{_mm_cvttsd_si32, _mm_set_sd};
        _mm_cvttsd_si32(_mm_set_sd(n))
    }
    #[cfg(not(target_arch = "x86_64"))]
    {
        n as i32
    }
}

/// The slot of a string key in the hash part, or null. `hint` is the low byte of the key's hash.
///
/// # Safety
/// Table and key are alive.
#[inline(always)]
unsafe fn find_str(t: *const Table, key: *const Str, hint: u64) -> *mut Value {
    // SAFETY: `t` and `key` are live objects; chains stay within the node array.
    unsafe {
        let mask = (*t).node_mask.get();
        let start = if mask <= 0xff { hint as u32 & mask } else { (*key).hash & mask };
        let mut n: *mut HashNode = (*t).nodes.get().add(start as usize);
        loop {
            if (*n).key_bits == key as u64 && (*n).key_tag == tag::STRING as u32 {
                return &raw mut (*n).value;
            }
            if (*n).next == 0 {
                return std::ptr::null_mut();
            }
            n = n.offset((*n).next as isize);
        }
    }
}

/// `object[key]` for a string key where only tables stand in the `__index` chain; `None` if a handler has to be
/// called or an error raised.
///
/// # Safety
/// `vm`, the object and the key are alive, and nothing else refers to the VM meanwhile.
#[inline(never)]
unsafe fn index_chain(vm: *mut Vm, object: Value, key: *const Str, hint: u64) -> Option<Value> {
    // SAFETY: live objects.
    unsafe {
        let mut object = object;
        for _ in 0..8 {
            let handler = if object.tag == tag::TABLE {
                let t = object.bits as *const Table;
                let slot = find_str(t, key, hint);
                if !slot.is_null() && !(*slot).is_nil() {
                    return Some(*slot);
                }
                let Some(mt) = (*t).metatable.get() else { return Some(Value::NIL) };
                let h = mt.cached_metamethod(&*vm, Event::Index);
                if h.is_nil() {
                    return Some(Value::NIL);
                }
                h
            } else {
                (*vm).metamethod(object, Event::Index)
            };
            if handler.tag != tag::TABLE {
                return None;
            }
            object = handler;
        }
        None
    }
}

/// `t[key] = value` for a string key whose slot is absent (null) or nil; false if a handler has to be looked for.
///
/// # Safety
/// Table, key and value are alive; the slot is null or that of the key in the table's hash part.
#[inline(always)]
unsafe fn set_new_str(heap: &mut Heap, t: *mut Table, key: Value, slot: *mut Value, value: *const Value) -> bool {
    // SAFETY: live objects.
    unsafe {
        // As in `set_hashed`.
        if (*t).metatable.get().is_some() || heap.bytes >= heap.threshold {
            return false;
        }
        (*t).header.flags.set(0);
        let slot = if slot.is_null() { (*t).insert_str(heap, key.cast()) } else { slot };
        copy(slot, value);
        true
    }
}

/// `t[key]` for any key that is not in the array part; `None` if a metatable has to be asked.
///
/// # Safety
/// The table is alive.
#[inline(never)]
unsafe fn get_hashed(t: *const Table, key: Value) -> Option<Value> {
    // SAFETY: a live table.
    let v = unsafe { (*t).get(key) };
    // SAFETY: as above.
    if v.is_nil() && unsafe { (*t).metatable.get() }.is_some() { None } else { Some(v) }
}

/// `t[n] = value` for a number that is not in the array part; false if there is more to it.
///
/// # Safety
/// The table and the value are alive.
#[inline(never)]
unsafe fn set_hashed(heap: &mut Heap, t: *mut Table, n: f64, value: Value) -> bool {
    // SAFETY: a live table.
    unsafe {
        // What may grow a table is a safe point; the slow path has it.
        if (*t).metatable.get().is_some() || n.is_nan() || heap.bytes >= heap.threshold {
            return false;
        }
        (*t).set(heap, Value::number(n), value);
        true
    }
}

/// A step of `next` or of `ipairs`' iterator in a generic for, without the call: the new control value and the
/// second result; a nil control value ends the loop. `None`: make the call, which may fail for being nested too deeply.
///
/// # Safety
/// Thread, function and values are alive.
#[inline(always)]
unsafe fn iterate(th: *const Thread, f: *const NativeFn, state: Value, control: Value) -> Option<(Value, Value)> {
    // SAFETY: live objects.
    unsafe {
        if state.tag != tag::TABLE || (*th).n_ccalls + 1 >= MAX_C_CALLS {
            return None;
        }
        let t = state.bits as *const Table;
        if std::ptr::eq((*f).def, &NEXT) {
            let position = (*t).position_after(control).ok()?;
            return Some((*t).entry_from(position).map_or((Value::NIL, Value::NIL), |(_, k, v)| (k, v)));
        }
        if std::ptr::eq((*f).def, &IPAIRS_STEP) && control.tag == tag::NUMBER {
            let i = to_int(control.num_unchecked()).wrapping_add(1);
            if i as f64 - 1.0 != control.num_unchecked() {
                return None;
            }
            let v = (*t).get_int(i as i64);
            return Some(if v.is_nil() { (v, v) } else { (Value::number(i as f64), v) });
        }
        None
    }
}

/// Moves `n` results down to `to`; top is after them.
///
/// # Safety
/// The results are live slots of the thread's stack, and `to` is one not above them.
#[inline(always)]
unsafe fn move_all(th: *mut Thread, to: *mut Value, first: *const Value, n: usize) {
    // SAFETY: the results are live slots above `to` (caller).
    unsafe {
        for r in 0..n {
            copy(to.add(r), first.add(r));
        }
        (*th).top = to.add(n);
    }
}

/// Moves as many of `n` results down to `to` as are wanted, and fills up with nil.
///
/// # Safety
/// The results are live slots of one stack, and from `to`, not above them, it has room for those wanted.
#[inline(never)]
unsafe fn move_some(to: *mut Value, first: *const Value, n: usize, wanted: usize) {
    // SAFETY: the results are live slots above `to`, and the caller's frame has room for them (caller).
    unsafe {
        for r in 0..wanted {
            if r < n {
                copy(to.add(r), first.add(r));
            } else {
                *to.add(r) = Value::NIL;
            }
        }
    }
}

/// Runs the Lua frame on top until a frame with `Ret::Exit` returns, an error is thrown, or the way of running
/// changes (`Flow::Continue`: a hook was set).
///
/// `STEPPED`: also until as many instructions as `Vm::steps_left` says are executed, with the frame's saved pc at the next one.
///
/// # Safety
/// A Lua frame of verified code is on top of the running thread.
pub(super) unsafe fn run<const METERED: bool, const STEPPED: bool>(vm: &mut Vm) -> Result<Flow, Thrown> {
    let vm: *mut Vm = vm;
    // SAFETY: everything below relies on the module's invariant.
    unsafe {
        let mut th = (*vm).thread;
        let mut ci = (*th).ci;
        let mut pc = (*ci).pc;
        let mut base = (*th).stack.add((*ci).base as usize) as *mut u8;
        let mut constants = (*ci).constants as *const u8;

        macro_rules! reload {
            () => {{
                th = (*vm).thread;
                ci = (*th).ci;
                pc = (*ci).pc;
                base = (*th).stack.add((*ci).base as usize) as *mut u8;
                constants = (*ci).constants as *const u8;
                if (*th).hook.get().mask != 0 {
                    return Ok(Flow::Continue);
                }
            }};
        }
        macro_rules! slow {
            () => {{
                (*ci).pc = pc;
                match (*vm).slow_step() {
                    Ok(Flow::Continue) => {
                        reload!();
                        continue;
                    }
                    other => return other,
                }
            }};
        }
        // A table with a metatable lacks a key: most often a Lua function is to be asked for it, or to be told.
        macro_rules! entered {
            ($entering:expr) => {{
                (*ci).pc = pc;
                if $entering? {
                    reload!();
                    continue;
                }
                slow!();
            }};
        }
        macro_rules! missed {
            ($object:expr, $key:expr) => {
                entered!((*vm).enter_index_handler(*$object, $key))
            };
        }
        macro_rules! set_missed {
            ($object:expr, $key:expr, $value:expr) => {
                entered!((*vm).enter_newindex_handler(*$object, $key, *$value))
            };
        }
        macro_rules! safe_point {
            () => {
                if (*vm).heap.bytes >= (*vm).heap.threshold {
                    (*ci).pc = pc;
                    (*vm).safe_point()?;
                    reload!();
                }
            };
        }
        macro_rules! burn {
            () => {
                if METERED {
                    (*vm).fuel -= 1;
                    if (*vm).fuel < 0 {
                        (*ci).pc = pc;
                        (*vm).burn(0)?;
                    }
                }
            };
        }
        // Operands: the fields are byte offsets.
        macro_rules! a {
            ($i:expr) => {
                base.add(($i >> 16) as u16 as usize) as *mut Value
            };
        }
        macro_rules! b {
            ($i:expr) => {
                base.add(($i >> 32) as u16 as usize) as *mut Value
            };
        }
        macro_rules! c {
            ($i:expr) => {
                base.add(($i >> 48) as usize) as *mut Value
            };
        }
        macro_rules! kb {
            ($i:expr) => {
                constants.add(($i >> 32) as u16 as usize) as *const Value
            };
        }
        macro_rules! kc {
            ($i:expr) => {
                constants.add(($i >> 48) as usize) as *const Value
            };
        }
        macro_rules! k32 {
            ($i:expr) => {
                constants.add(($i >> 32) as usize) as *const Value
            };
        }
        macro_rules! set_number {
            ($p:expr, $n:expr) => {{
                let p = $p;
                let n: f64 = $n;
                (*p).bits = n.to_bits();
                (*p).tag = tag::NUMBER;
            }};
        }
        macro_rules! arith {
            ($i:expr, $x:expr, $y:expr, |$m:ident, $n:ident| $e:expr) => {{
                let (x, y) = ($x, $y);
                if (*x).tag | (*y).tag != tag::NUMBER {
                    slow!();
                }
                let ($m, $n) = ((*x).num_unchecked(), (*y).num_unchecked());
                set_number!(a!($i), $e);
            }};
        }
        // A test fused with the JMP after it.
        macro_rules! branch {
            ($i:expr, $taken:expr) => {
                if $taken {
                    let distance = ($i >> 16) as u16 as i16 as isize;
                    pc = pc.offset(distance);
                    if METERED && distance < 0 {
                        burn!();
                    }
                } else {
                    pc = pc.add(1);
                }
            };
        }
        macro_rules! compare {
            ($i:expr, $x:expr, $y:expr, $want:expr, |$m:ident, $n:ident| $e:expr) => {{
                let (x, y) = ($x, $y);
                if (*x).tag | (*y).tag != tag::NUMBER {
                    slow!();
                }
                let ($m, $n) = ((*x).num_unchecked(), (*y).num_unchecked());
                branch!($i, ($e) == $want);
            }};
        }
        macro_rules! equal {
            ($i:expr, $want:expr) => {{
                let (x, y) = (b!($i), c!($i));
                let eq = if (*x).tag != (*y).tag {
                    false
                } else if (*x).tag == tag::NUMBER {
                    (*x).num_unchecked() == (*y).num_unchecked()
                } else if (*x).bits == (*y).bits {
                    true
                } else if (*x).tag == tag::TABLE || (*x).tag == tag::USERDATA {
                    slow!()
                } else {
                    false
                };
                branch!($i, eq == $want);
            }};
        }
        macro_rules! set_str {
            ($i:expr, $value:expr) => {{
                let object = a!($i);
                if (*object).tag != tag::TABLE {
                    slow!();
                }
                let t = (*object).bits as *mut Table;
                let key = kb!($i);
                let slot = find_str(t, (*key).bits as *const Str, $i >> 8);
                if !slot.is_null() && !(*slot).is_nil() {
                    copy(slot, $value);
                } else if !set_new_str(&mut (*vm).heap, t, *key, slot, $value) {
                    set_missed!(object, *key, $value);
                }
            }};
        }
        macro_rules! set_array {
            ($i:expr, $t:expr, $index:expr, $value:expr, $miss:expr) => {{
                let t: *mut Table = $t;
                let index: u32 = ($index as u32).wrapping_sub(1);
                if index < (*t).asize.get() {
                    let slot = (*t).array.get().add(index as usize);
                    if (*slot).is_nil() && (*t).metatable.get().is_some() {
                        set_missed!(a!($i), Value::number($miss), $value);
                    }
                    copy(slot, $value);
                } else if !set_hashed(&mut (*vm).heap, t, $miss, *$value) {
                    set_missed!(a!($i), Value::number($miss), $value);
                }
            }};
        }
        macro_rules! set_any {
            ($i:expr, $value:expr) => {{
                let (object, key) = (a!($i), b!($i));
                if (*object).tag != tag::TABLE {
                    slow!();
                }
                let t = (*object).bits as *mut Table;
                if (*key).tag == tag::NUMBER {
                    let n = (*key).num_unchecked();
                    let index = to_int(n);
                    if index as f64 == n {
                        set_array!($i, t, index, $value, n);
                    } else if !set_hashed(&mut (*vm).heap, t, n, *$value) {
                        slow!();
                    }
                } else if (*key).tag == tag::STRING {
                    let slot = (*t).find_str((*key).cast());
                    if !slot.is_null() && !(*slot).is_nil() {
                        copy(slot, $value);
                    } else if !set_new_str(&mut (*vm).heap, t, *key, slot, $value) {
                        set_missed!(object, *key, $value);
                    }
                } else {
                    slow!();
                }
            }};
        }

        // Gives the caller the results that it wants, and goes on with it.
        macro_rules! leave {
            ($i:expr, $n:expr) => {{
                let n: usize = $n;
                if !(*th).open.is_null() {
                    (*th).close_upvals(base as *mut Value);
                }
                let first = a!($i);
                if (*ci).ret != Ret::Lua {
                    (*ci).pc = pc;
                    (*th).top = first.add(n);
                    let left =
                        if (*ci).ret == Ret::Finish { (*vm).leave_handler(first, n) } else { (*vm).leave(first, n) };
                    match left {
                        Ok(Flow::Continue) => {
                            reload!();
                            continue;
                        }
                        other => return other,
                    }
                }
                let to = (*th).stack.add((*ci).func as usize);
                let wanted = (*ci).nresults;
                ci = ci.sub(1);
                (*th).ci = ci;
                pc = (*ci).pc;
                constants = (*ci).constants as *const u8;
                base = (*th).stack.add((*ci).base as usize) as *mut u8;
                adjust!(to, first, n, wanted);
            }};
        }
        // Moves `n` results down to where the caller wants `wanted` of them (negative: all).
        macro_rules! adjust {
            ($to:expr, $first:expr, $n:expr, $wanted:expr) => {{
                let (to, first, n, wanted) = ($to, $first, $n, $wanted);
                if wanted == 1 {
                    if n > 0 {
                        copy(to, first);
                    } else {
                        *to = Value::NIL;
                    }
                } else if wanted < 0 {
                    move_all(th, to, first, n);
                } else if wanted > 0 {
                    move_some(to, first, n, wanted as usize);
                }
            }};
        }

        loop {
            if STEPPED {
                if (*vm).steps_left == 0 {
                    (*ci).pc = pc;
                    return Ok(Flow::Continue);
                }
                (*vm).steps_left -= 1;
            }
            let i = *pc;
            pc = pc.add(1);
            match wide_op(i) {
                W::Slow => slow!(),
                W::Move => copy(a!(i), b!(i)),
                W::LoadK => copy(a!(i), k32!(i)),
                W::LoadNil1 => *a!(i) = Value::NIL,
                W::LoadNil => {
                    let (mut p, last) = (a!(i), b!(i));
                    while p <= last {
                        *p = Value::NIL;
                        p = p.add(1);
                    }
                }
                W::LoadBool => *a!(i) = Value { tag: (i >> 32) & 0xffff, bits: 0 },
                W::LoadBoolSkip => {
                    *a!(i) = Value { tag: (i >> 32) & 0xffff, bits: 0 };
                    pc = pc.add(1);
                }
                W::GetUpval => {
                    let uv = (*(*ci).closure).upval_unchecked((i >> 32) as u16 as usize);
                    copy(a!(i), (*uv.as_ptr()).v.get());
                }
                W::SetUpval => {
                    let uv = (*(*ci).closure).upval_unchecked((i >> 32) as u16 as usize);
                    copy((*uv.as_ptr()).v.get(), a!(i));
                }
                W::GetGlobal => {
                    let t = (*(*ci).closure).env.get().as_ptr();
                    let slot = find_str(t, (*k32!(i)).bits as *const Str, i >> 8);
                    if slot.is_null() || (*slot).is_nil() {
                        slow!();
                    }
                    copy(a!(i), slot);
                }
                W::SetGlobal => {
                    let t = (*(*ci).closure).env.get().as_ptr();
                    let slot = find_str(t, (*k32!(i)).bits as *const Str, i >> 8);
                    if slot.is_null() || (*slot).is_nil() {
                        slow!();
                    }
                    copy(slot, a!(i));
                }
                W::GetTableS => {
                    let object = b!(i);
                    let key = (*kc!(i)).bits as *const Str;
                    if (*object).tag == tag::TABLE {
                        let slot = find_str((*object).bits as *const Table, key, i >> 8);
                        if !slot.is_null() && !(*slot).is_nil() {
                            copy(a!(i), slot);
                            continue;
                        }
                    }
                    match index_chain(vm, *object, key, i >> 8 & 0xff) {
                        Some(v) => *a!(i) = v,
                        None => missed!(object, *kc!(i)),
                    }
                }
                W::GetTableI => {
                    let object = b!(i);
                    if (*object).tag != tag::TABLE {
                        slow!();
                    }
                    let t = (*object).bits as *const Table;
                    let index = (i >> 48) as u32;
                    if index - 1 < (*t).asize.get() {
                        let slot = (*t).array.get().add(index as usize - 1);
                        if (*slot).is_nil() && (*t).metatable.get().is_some() {
                            missed!(object, Value::number(index as f64));
                        }
                        copy(a!(i), slot);
                        continue;
                    }
                    match get_hashed(t, Value::number(index as f64)) {
                        Some(v) => *a!(i) = v,
                        None => missed!(object, Value::number(index as f64)),
                    }
                }
                W::GetTableR => {
                    let (object, key) = (b!(i), c!(i));
                    if (*object).tag != tag::TABLE {
                        slow!();
                    }
                    let t = (*object).bits as *const Table;
                    if (*key).tag == tag::NUMBER {
                        let n = (*key).num_unchecked();
                        let index = to_int(n);
                        if index as f64 == n && (index as u32).wrapping_sub(1) < (*t).asize.get() {
                            let slot = (*t).array.get().add(index as usize - 1);
                            if (*slot).is_nil() && (*t).metatable.get().is_some() {
                                missed!(object, *key);
                            }
                            copy(a!(i), slot);
                            continue;
                        }
                    } else if (*key).tag == tag::STRING {
                        let slot = (*t).find_str((*key).cast());
                        if !slot.is_null() && !(*slot).is_nil() {
                            copy(a!(i), slot);
                            continue;
                        }
                        if (*t).metatable.get().is_some() {
                            missed!(object, *key);
                        }
                        *a!(i) = Value::NIL;
                        continue;
                    }
                    match get_hashed(t, *key) {
                        Some(v) => *a!(i) = v,
                        None => missed!(object, *key),
                    }
                }
                W::SetTableSR => set_str!(i, c!(i)),
                W::SetTableSV => set_str!(i, kc!(i)),
                W::SetTableIR => {
                    let object = a!(i);
                    if (*object).tag != tag::TABLE {
                        slow!();
                    }
                    let index = (i >> 32) as u16;
                    set_array!(i, (*object).bits as *mut Table, index, c!(i), index as f64);
                }
                W::SetTableIV => {
                    let object = a!(i);
                    if (*object).tag != tag::TABLE {
                        slow!();
                    }
                    let index = (i >> 32) as u16;
                    set_array!(i, (*object).bits as *mut Table, index, kc!(i), index as f64);
                }
                W::SetTableRR => set_any!(i, c!(i)),
                W::SetTableRV => set_any!(i, kc!(i)),
                W::NewTable => {
                    let t = (*vm).new_table_sized((i >> 32) as u16 as usize, (i >> 48) as usize);
                    *a!(i) = Value::from(t);
                    safe_point!();
                }
                W::SelfS => {
                    let object = *b!(i);
                    let key = (*kc!(i)).bits as *const Str;
                    let a = a!(i);
                    let v = if object.tag == tag::TABLE {
                        let slot = find_str(object.bits as *const Table, key, i >> 8);
                        if !slot.is_null() && !(*slot).is_nil() { Some(*slot) } else { None }
                    } else {
                        None
                    };
                    let v = match v {
                        Some(v) => v,
                        None => match index_chain(vm, object, key, i >> 8 & 0xff) {
                            Some(v) => v,
                            None => slow!(),
                        },
                    };
                    *a.add(1) = object;
                    *a = v;
                }
                W::AddRR => arith!(i, b!(i), c!(i), |x, y| x + y),
                W::AddRK => arith!(i, b!(i), kc!(i), |x, y| x + y),
                W::AddKR => arith!(i, kb!(i), c!(i), |x, y| x + y),
                W::SubRR => arith!(i, b!(i), c!(i), |x, y| x - y),
                W::SubRK => arith!(i, b!(i), kc!(i), |x, y| x - y),
                W::SubKR => arith!(i, kb!(i), c!(i), |x, y| x - y),
                W::MulRR => arith!(i, b!(i), c!(i), |x, y| x * y),
                W::MulRK => arith!(i, b!(i), kc!(i), |x, y| x * y),
                W::MulKR => arith!(i, kb!(i), c!(i), |x, y| x * y),
                W::DivRR => arith!(i, b!(i), c!(i), |x, y| x / y),
                W::DivRK => arith!(i, b!(i), kc!(i), |x, y| x / y),
                W::DivKR => arith!(i, kb!(i), c!(i), |x, y| x / y),
                W::ModRR => arith!(i, b!(i), c!(i), |x, y| fast_modulo(x, y)),
                W::ModRK => arith!(i, b!(i), kc!(i), |x, y| fast_modulo(x, y)),
                W::PowRR => arith!(i, b!(i), c!(i), |x, y| x.powf(y)),
                W::PowRK => arith!(i, b!(i), kc!(i), |x, y| x.powf(y)),
                W::Unm => {
                    let x = b!(i);
                    if (*x).tag != tag::NUMBER {
                        slow!();
                    }
                    set_number!(a!(i), -(*x).num_unchecked());
                }
                W::Not => *a!(i) = Value::boolean(!(*b!(i)).truthy()),
                W::Len => {
                    let x = b!(i);
                    let n = if (*x).tag == tag::TABLE {
                        (*((*x).bits as *const Table)).length()
                    } else if (*x).tag == tag::STRING {
                        (*((*x).bits as *const Str)).len
                    } else {
                        slow!()
                    };
                    set_number!(a!(i), n as f64);
                }
                W::Concat => slow!(),
                W::Jmp => {
                    let distance = (i as i64 >> 32) as isize;
                    pc = pc.offset(distance);
                    if METERED && distance < 0 {
                        burn!();
                    }
                }
                W::EqRRT => equal!(i, true),
                W::EqRRF => equal!(i, false),
                W::EqRKT => {
                    let (x, y) = (b!(i), kc!(i));
                    branch!(i, (*x).tag == tag::NUMBER && (*x).num_unchecked() == (*y).num_unchecked());
                }
                W::EqRKF => {
                    let (x, y) = (b!(i), kc!(i));
                    branch!(i, !((*x).tag == tag::NUMBER && (*x).num_unchecked() == (*y).num_unchecked()));
                }
                W::EqRVT => {
                    let (x, y) = (b!(i), kc!(i));
                    branch!(i, (*x).tag == (*y).tag && (*x).bits == (*y).bits);
                }
                W::EqRVF => {
                    let (x, y) = (b!(i), kc!(i));
                    branch!(i, (*x).tag != (*y).tag || (*x).bits != (*y).bits);
                }
                W::LtRRT => compare!(i, b!(i), c!(i), true, |x, y| x < y),
                W::LtRRF => compare!(i, b!(i), c!(i), false, |x, y| x < y),
                W::LtRKT => compare!(i, b!(i), kc!(i), true, |x, y| x < y),
                W::LtRKF => compare!(i, b!(i), kc!(i), false, |x, y| x < y),
                W::LtKRT => compare!(i, kb!(i), c!(i), true, |x, y| x < y),
                W::LtKRF => compare!(i, kb!(i), c!(i), false, |x, y| x < y),
                W::LeRRT => compare!(i, b!(i), c!(i), true, |x, y| x <= y),
                W::LeRRF => compare!(i, b!(i), c!(i), false, |x, y| x <= y),
                W::LeRKT => compare!(i, b!(i), kc!(i), true, |x, y| x <= y),
                W::LeRKF => compare!(i, b!(i), kc!(i), false, |x, y| x <= y),
                W::LeKRT => compare!(i, kb!(i), c!(i), true, |x, y| x <= y),
                W::LeKRF => compare!(i, kb!(i), c!(i), false, |x, y| x <= y),
                W::TestT => branch!(i, (*b!(i)).truthy()),
                W::TestF => branch!(i, !(*b!(i)).truthy()),
                W::TestSetT => {
                    let v = *b!(i);
                    if v.truthy() {
                        *c!(i) = v;
                    }
                    branch!(i, v.truthy());
                }
                W::TestSetF => {
                    let v = *b!(i);
                    if !v.truthy() {
                        *c!(i) = v;
                    }
                    branch!(i, !v.truthy());
                }
                W::Call => {
                    let func = a!(i);
                    let nargs_plus_1 = (i >> 32) as u16 as usize;
                    let top = if nargs_plus_1 != 0 { func.add(nargs_plus_1) } else { (*th).top };
                    let next = ci.add(1);
                    if (*func).tag == tag::LUA_FN {
                        let f = (*func).bits as *mut LuaFn;
                        let p = (*f).proto.as_ptr();
                        let new_base = func.add(1);
                        let room = ((*th).stack_limit as usize).wrapping_sub(new_base as usize) as isize;
                        if room > ((*p).frame_need as usize * SLOT) as isize && next < (*th).frames_end {
                            // All registers but the parameters are nil, those with arguments too many included:
                            // code relies on it.
                            let mut register = top.min(new_base.add((*p).num_params as usize));
                            let end = new_base.add((*p).max_stack as usize);
                            while register < end {
                                *register = Value::NIL;
                                register = register.add(1);
                            }
                            (*ci).pc = pc;
                            pc = (*p).wide.as_ptr();
                            constants = (*p).constants.as_ptr() as *const u8;
                            let index = (*th).index_of(new_base);
                            next.write(Frame {
                                closure: f,
                                pc,
                                constants: constants as *const Value,
                                base: index,
                                func: index - 1,
                                top: index + (*p).max_stack as u32,
                                nresults: (i >> 48) as i32 - 1,
                                aux: 0,
                                cont: 0,
                                ret: Ret::Lua,
                                state: FrameState::None,
                            });
                            ci = next;
                            (*th).ci = ci;
                            base = new_base as *mut u8;
                            burn!();
                            continue;
                        }
                    } else if (*func).tag == tag::NATIVE_FN {
                        let room = ((*th).stack_limit as usize).wrapping_sub(top as usize) as isize;
                        if room > (MIN_STACK * SLOT) as isize && next < (*th).frames_end {
                            let f = (*func).bits as *mut NativeFn;
                            let index = (*th).index_of(func);
                            let top_index = (*th).index_of(top);
                            let wanted = (i >> 48) as i32 - 1;
                            (*ci).pc = pc;
                            next.write(Frame {
                                closure: std::ptr::null_mut(),
                                pc: std::ptr::null(),
                                constants: std::ptr::null(),
                                base: index + 1,
                                func: index,
                                top: top_index + MIN_STACK as u32,
                                nresults: wanted,
                                aux: 0,
                                cont: 0,
                                ret: Ret::Lua,
                                state: FrameState::None,
                            });
                            (*th).ci = next;
                            (*th).top = top;
                            let results = ((*f).def.code)(&mut Cx::new(&mut *vm, index + 1, top_index - index - 1))?;
                            if results.0 < 0 || (*th).hook.get().mask != 0 {
                                match (*vm).after_native(results) {
                                    Ok(Flow::Continue) => {
                                        reload!();
                                        safe_point!();
                                        continue;
                                    }
                                    other => return other,
                                }
                            }
                            // The native may have moved both stacks.
                            let n = results.0 as usize;
                            ci = (*th).ci.sub(1);
                            (*th).ci = ci;
                            base = (*th).stack.add((*ci).base as usize) as *mut u8;
                            let first = (*th).top.sub(n);
                            let to = (*th).stack.add(index as usize);
                            adjust!(to, first, n, wanted);
                            burn!();
                            safe_point!();
                            continue;
                        }
                    }
                    burn!();
                    slow!();
                }
                W::TailCall => {
                    burn!();
                    slow!();
                }
                W::Return0 => leave!(i, 0),
                W::Return1 => leave!(i, 1),
                W::ReturnN => {
                    let n = match (i >> 32) as u16 as usize {
                        0 => (*th).top.offset_from(a!(i)) as usize,
                        b => b - 1,
                    };
                    leave!(i, n)
                }
                W::ForLoop => {
                    let control = a!(i);
                    let step = (*control.add(2)).num_unchecked();
                    let n = (*control).num_unchecked() + step;
                    let limit = (*control.add(1)).num_unchecked();
                    if if step > 0.0 { n <= limit } else { limit <= n } {
                        pc = pc.offset((i as i64 >> 32) as isize);
                        // The tag too: code or `debug.setlocal` may have put anything there.
                        set_number!(control, n);
                        set_number!(control.add(3), n);
                        burn!();
                    }
                }
                W::ForPrep => {
                    let control = a!(i);
                    if (*control).tag | (*control.add(1)).tag | (*control.add(2)).tag != tag::NUMBER {
                        slow!();
                    }
                    let n = (*control).num_unchecked() - (*control.add(2)).num_unchecked();
                    (*control).bits = n.to_bits();
                    pc = pc.offset((i as i64 >> 32) as isize);
                }
                W::TForLoop => {
                    burn!();
                    let iterator = a!(i);
                    if (*iterator).tag == tag::NATIVE_FN {
                        let f = (*iterator).bits as *const NativeFn;
                        if let Some((k, v)) = iterate(th, f, *iterator.add(1), *iterator.add(2)) {
                            let first = iterator.add(3);
                            *first = k;
                            let wanted = (i >> 48) as usize;
                            if wanted > 1 {
                                *first.add(1) = v;
                                for r in 2..wanted {
                                    *first.add(r) = Value::NIL;
                                }
                            }
                            if k.is_nil() {
                                pc = pc.add(1);
                            } else {
                                *iterator.add(2) = k;
                                pc = pc.offset((i >> 32) as u16 as i16 as isize);
                            }
                            continue;
                        }
                    }
                    slow!();
                }
                W::SetList => {
                    let table = a!(i);
                    let n = match (i >> 32) as u16 as usize {
                        0 => slow!(),
                        n => n,
                    };
                    if (*table).tag != tag::TABLE {
                        slow!();
                    }
                    let t = (*table).bits as *mut Table;
                    let first = (i >> 48) as usize;
                    if first + n > (*t).asize.get() as usize {
                        slow!();
                    }
                    std::ptr::copy_nonoverlapping(table.add(1), (*t).array.get().add(first), n);
                }
                W::Close => (*th).close_upvals(a!(i)),
                W::Closure => {
                    let closure = Gc::from_ptr((*ci).closure);
                    let index = (pc as usize - closure.proto.wide.as_ptr() as usize) / size_of::<u64>() - 1;
                    (*vm).make_closure(closure, index, closure.proto.raw[index], (*ci).base);
                    let nested = closure.proto.protos[(i >> 32) as usize].num_upvalues;
                    pc = pc.add(nested as usize);
                    safe_point!();
                }
                W::VarArg => slow!(),
            }
        }
    }
}

/// `modulo`, with a short way for integers.
#[inline(always)]
fn fast_modulo(a: f64, b: f64) -> f64 {
    let (x, y) = (to_int(a), to_int(b));
    if x as f64 == a && y as f64 == b && x > 0 && y > 0 {
        return (x as u32 % y as u32) as f64;
    }
    modulo(a, b)
}
