//! The collector: mark and sweep in one go, at safe points only (in the interpreter at instructions that
//! allocate and after native calls; never inside an allocation).
//!
//! Roots: the running thread and those that wait for it, the main thread, registry, metatables of basic types,
//! metamethod names, the error in flight, loaded libraries' state. Weak tables and finalizers follow manual
//! section 2.10; in a sandbox only where the program asks for a collection or the memory is full, so that a program does
//! not see how much memory an engine uses.

use super::audit::Schedule;
use super::heap::Heap;
use super::meta::Event;
use super::object::{FnProto, Header, LuaFn, NativeFn, Table, Thread, UpVal, UserData};
use super::state::{Thrown, Vm};
use super::value::{Gc, Value, tag};

/// Bit of a userdata's flags: its finalizer was called or is about to be.
const FINALIZED: u8 = 1;

/// The collector's own state.
pub(crate) struct Collector {
    gray: Vec<*mut Header>,
    weak: Vec<(Gc<Table>, bool, bool)>,
    to_finalize: Vec<Gc<UserData>>,
    pub(super) threads: Vec<Gc<Thread>>,
    /// `collectgarbage("stop")`.
    pub(super) stopped: bool,
    pub(super) pause: i64,
    pub(super) step_multiplier: i64,
    /// How many there have been.
    collections: u64,
    /// This collection keeps what has a finalizer and what weak tables hold.
    unseen: bool,
    /// When to collect, if this VM is audited.
    pub(super) audit: Option<Schedule>,
    /// While a finalizer runs, only those collections happen that a program asks for.
    finalizing: bool,
}

impl Default for Collector {
    fn default() -> Collector {
        Collector {
            gray: Vec::new(),
            weak: Vec::new(),
            to_finalize: Vec::new(),
            threads: Vec::new(),
            stopped: false,
            pause: 200,
            step_multiplier: 200,
            collections: 0,
            unseen: false,
            audit: None,
            finalizing: false,
        }
    }
}

impl Collector {
    /// Userdata whose finalizers are to be called.
    pub(super) fn waiting(&self) -> &[Gc<UserData>] {
        &self.to_finalize
    }
}

impl Vm {
    /// A place where a collection may happen: all that is alive is on the stack, or can be reached otherwise.
    #[inline(always)]
    pub(super) fn collect_if_due(&mut self) -> Result<(), Thrown> {
        if self.heap.bytes >= self.heap.threshold { self.safe_point() } else { Ok(()) }
    }

    /// A safe point whose threshold was reached: collects if that is why, and runs finalizers.
    #[cold]
    pub(super) fn safe_point(&mut self) -> Result<(), Thrown> {
        let full = self.heap.bytes > self.heap.limit;
        if let Some(schedule) = &mut self.gc.audit
            && !schedule.is_due()
            && !full
        {
            return Ok(());
        }
        if self.heap.bytes >= self.heap.next_collection || full || self.config.gc_stress {
            if !self.config.gc_stress {
                // Where all is in use, or the pause is short, there is little time between collections.
                self.burn((self.heap.bytes >> 14) as i64)?;
            }
            let mut unseen = self.config.sandbox;
            if !self.gc.stopped && !self.gc.finalizing {
                self.collect(unseen);
            }
            if self.heap.bytes > self.heap.limit {
                unseen = false;
                self.collect(unseen);
                if self.heap.bytes > self.heap.limit {
                    return Err(self.out_of_room());
                }
            }
            self.reset_threshold();
            return if self.gc.finalizing || unseen { Ok(()) } else { self.run_finalizers() };
        }
        self.reset_threshold();
        Ok(())
    }

    /// Sets when the next safe point has work.
    pub(super) fn reset_threshold(&mut self) {
        let collection = if self.gc.stopped { usize::MAX } else { self.heap.next_collection };
        self.heap.threshold = if self.config.gc_stress { 0 } else { collection.min(self.heap.limit) };
    }

    /// Collects often from now on, and audits each collection.
    pub(super) fn start_audit(&mut self) {
        self.gc.audit = Some(Schedule::new());
        self.heap.quarantine();
        self.heap.threshold = 0;
    }

    /// A full collection without running finalizers; an unseen one does nothing that a program could notice.
    fn collect(&mut self, unseen: bool) {
        let stacks = if self.gc.audit.is_some() { self.stacks() } else { vec![] };
        self.heap.colour ^= 1;
        self.gc.collections += 1;
        self.gc.unseen = unseen;
        self.mark_roots();
        self.propagate();
        self.separate_finalizable();
        self.propagate();
        self.clear_weak();
        self.sweep();
        if self.gc.audit.is_some() {
            self.audit(&stacks);
        }
        let live = self.heap.bytes;
        let pause = self.gc.pause.clamp(100, 1000) as usize;
        self.heap.next_collection = (live / 100).saturating_mul(pause).max(64 * 1024);
        self.reset_threshold();
    }

    /// How many collections there have been.
    pub fn collections(&self) -> u64 {
        self.gc.collections
    }

    /// A full collection and the finalizers it calls for (`collectgarbage "collect"`). It uses up fuel by the size of the
    /// heap.
    pub fn full_collection(&mut self) -> Result<(), Thrown> {
        /// What is looked at in about the time of a call.
        const BYTES: usize = 1024;
        self.burn((self.heap.bytes / BYTES) as i64)?;
        self.collect(false);
        self.run_finalizers()
    }

    /// `collectgarbage "stop"`: no collections until the next "restart", "collect" or "step".
    pub fn stop_collector(&mut self) {
        self.gc.stopped = true;
        self.reset_threshold();
    }

    /// `collectgarbage "restart"`.
    pub fn restart_collector(&mut self) {
        self.gc.stopped = false;
        self.reset_threshold();
    }

    /// Sets the pause in percent and gives the previous one.
    pub fn set_collector_pause(&mut self, percent: i32) -> i32 {
        std::mem::replace(&mut self.gc.pause, i64::from(percent)) as i32
    }

    /// Sets the step multiplier in percent, which changes nothing here, and gives the previous one.
    pub fn set_collector_step_multiplier(&mut self, percent: i32) -> i32 {
        std::mem::replace(&mut self.gc.step_multiplier, i64::from(percent)) as i32
    }

    fn mark_roots(&mut self) {
        self.mark(Value::from(self.main_thread()));
        let mut th = self.thread;
        while !th.is_null() {
            // SAFETY: the running thread and its resumers are alive.
            unsafe {
                self.mark_object(th as *mut Header);
                th = (*th).parent;
            }
        }
        self.mark_object(self.registry.as_ptr() as *mut Header);
        for mt in self.type_metatables.into_iter().flatten() {
            self.mark_object(mt.as_ptr() as *mut Header);
        }
        for s in self.events {
            self.mark_object(s.as_ptr() as *mut Header);
        }
        self.mark(self.error.value);
        for i in 0..self.watched.len() {
            self.mark(self.watched[i]);
        }
    }

    #[inline(always)]
    fn mark(&mut self, v: Value) {
        if v.is_object() {
            self.mark_object(v.header());
        }
    }

    #[inline(always)]
    fn mark_object(&mut self, h: *mut Header) {
        // SAFETY: marked objects are reachable, hence live.
        unsafe {
            debug_assert!((*h).kind != tag::FREE as u8, "a freed object is reachable");
            if (*h).mark.get() != self.heap.colour {
                (*h).mark.set(self.heap.colour);
                if (*h).kind != tag::STRING as u8 {
                    self.gc.gray.push(h);
                }
            }
        }
    }

    fn is_marked(&self, v: Value) -> bool {
        // SAFETY: called before the sweep: no object has been freed yet.
        !v.is_object() || unsafe { (*v.header()).mark.get() } == self.heap.colour
    }

    fn propagate(&mut self) {
        while let Some(h) = self.gc.gray.pop() {
            // SAFETY: the kind says which object it is.
            unsafe {
                match (*h).kind as u64 {
                    tag::TABLE => self.visit_table(Gc::from_ptr(h as *mut Table)),
                    tag::LUA_FN => {
                        let f = &*(h as *mut LuaFn);
                        self.mark_object(f.env.get().as_ptr() as *mut Header);
                        self.mark_object(f.proto.as_ptr() as *mut Header);
                        for uv in f.upvals() {
                            self.mark_object(uv.get().as_ptr() as *mut Header);
                        }
                    }
                    tag::NATIVE_FN => {
                        let f = &*(h as *mut NativeFn);
                        self.mark_object(f.env.get().as_ptr() as *mut Header);
                        for v in f.upvals() {
                            self.mark(v.get());
                        }
                    }
                    tag::USERDATA => {
                        let u = &*(h as *mut UserData);
                        self.mark_object(u.env.get().as_ptr() as *mut Header);
                        if let Some(mt) = u.metatable.get() {
                            self.mark_object(mt.as_ptr() as *mut Header);
                        }
                    }
                    tag::THREAD => self.visit_thread(h as *mut Thread),
                    tag::PROTO => {
                        let p = &*(h as *mut FnProto);
                        for &k in &p.constants {
                            self.mark(k);
                        }
                        for q in &p.protos {
                            self.mark_object(q.as_ptr() as *mut Header);
                        }
                    }
                    tag::UPVAL => self.mark((*(h as *mut UpVal)).get()),
                    kind => unreachable!("an object of kind {kind} is not traversed"),
                }
            }
        }
    }

    fn visit_table(&mut self, t: Gc<Table>) {
        let (mut weak_keys, mut weak_values) = (false, false);
        if let Some(mt) = t.metatable.get() {
            self.mark_object(mt.as_ptr() as *mut Header);
            let mode = mt.cached_metamethod(self, Event::Mode);
            if let Some(s) = mode.as_string()
                && !self.gc.unseen
            {
                weak_keys = s.bytes().contains(&b'k');
                weak_values = s.bytes().contains(&b'v');
            }
        }
        if weak_keys || weak_values {
            self.gc.weak.push((t, weak_keys, weak_values));
        }
        if !weak_values {
            for v in t.array_slice() {
                self.mark(v.get());
            }
        }
        // Where a collection comes so often, a program could see keys die by the order of `next`.
        let keys_stay = self.gc.unseen && self.gc.audit.is_some();
        t.for_each_node(|n| {
            if n.value.is_nil() {
                match keys_stay && n.key_value().tag != tag::DEAD {
                    true => self.mark(n.key_value()),
                    false => n.kill_key(),
                }
                return;
            }
            if !weak_keys {
                self.mark(n.key_value());
            }
            if !weak_values {
                self.mark(n.value);
            }
        });
    }

    /// Marks what a thread holds, and clears its stack above that.
    ///
    /// # Safety
    /// `th` is alive.
    unsafe fn visit_thread(&mut self, th: *mut Thread) {
        // SAFETY: a live thread; its stack is initialised (its invariant).
        unsafe {
            self.mark_object((*th).globals.get().as_ptr() as *mut Header);
            self.mark((*th).hook.get().function);
            let top = (*th).index_of((*th).top);
            let frame = (*th).frame((*th).depth());
            // A Lua function's registers are all live; above a native's top nothing is.
            let end = if frame.closure.is_null() { top } else { top.max(frame.top) };
            for i in 0..end {
                self.mark(*(*th).slot(i));
            }
            for i in end..(*th).stack_size() as u32 {
                *(*th).slot(i) = Value::NIL;
            }
        }
    }

    /// Unreachable userdata with a finalizer are kept for it, newest first.
    fn separate_finalizable(&mut self) {
        let colour = self.heap.colour;
        let mut doomed = Vec::new();
        for i in (0..self.heap.userdata.len()).rev() {
            let u = self.heap.userdata[i];
            if u.header.mark.get() == colour || u.header.flags.get() & FINALIZED != 0 {
                continue;
            }
            let has_finalizer = u.metatable.get().is_some_and(|mt| !mt.cached_metamethod(self, Event::Gc).is_nil());
            if self.gc.unseen {
                if has_finalizer {
                    self.mark_object(u.as_ptr() as *mut Header);
                }
                continue;
            }
            u.header.flags.set(u.header.flags.get() | FINALIZED);
            if has_finalizer {
                doomed.push(u);
            }
        }
        self.gc.to_finalize.extend(doomed);
        // Only now: what can be reached from those that wait longer, and from nowhere else, is to be finalized, too.
        for i in 0..self.gc.to_finalize.len() {
            self.mark_object(self.gc.to_finalize[i].as_ptr() as *mut Header);
        }
    }

    fn clear_weak(&mut self) {
        let finalized = |v: Value| v.as_userdata().is_some_and(|u| u.header.flags.get() & FINALIZED != 0);
        for (t, weak_keys, weak_values) in std::mem::take(&mut self.gc.weak) {
            // Strings are values: an entry with one stays, and so does the string.
            let mut strings = Vec::new();
            {
                let mut gone = |v: Value, is_key: bool| -> bool {
                    if v.tag == tag::STRING {
                        strings.push(v);
                        return false;
                    }
                    !self.is_marked(v) || (!is_key && finalized(v))
                };
                if weak_values {
                    for slot in t.array_slice() {
                        if gone(slot.get(), false) {
                            slot.set(Value::NIL);
                        }
                    }
                }
                t.for_each_node(|n| {
                    if n.value.is_nil() {
                        return;
                    }
                    if (weak_keys && gone(n.key_value(), true)) || (weak_values && gone(n.value, false)) {
                        n.value = Value::NIL;
                        n.kill_key();
                    }
                });
            }
            for s in strings {
                self.mark(s);
            }
        }
    }

    fn sweep(&mut self) {
        let colour = self.heap.colour;
        if self.config.sandbox && !self.object_ids.is_empty() {
            // SAFETY: the keys are addresses of objects that were live at the last collection.
            self.object_ids.retain(|&p, _| unsafe { (*(p as *const Header)).mark.get() } == colour);
        }
        self.close_dead_upvals();
        self.heap.userdata.retain(|u| u.header.mark.get() == colour);
        self.heap.sweep_strings();
        self.heap.sweep(finish_object);
    }

    /// Upvalues of dying threads are closed; dying upvalues leave the lists of live threads.
    fn close_dead_upvals(&mut self) {
        let colour = self.heap.colour;
        let mut threads = std::mem::take(&mut self.gc.threads);
        // SAFETY: nothing has been freed yet in this cycle.
        unsafe {
            let prune = |th: *mut Thread| {
                let mut list: *mut UpVal = (*th).open;
                let mut last: *mut UpVal = std::ptr::null_mut();
                (*th).open = std::ptr::null_mut();
                while !list.is_null() {
                    let next = (*list).next.get();
                    if (*list).header.mark.get() == colour {
                        (*list).next.set(std::ptr::null_mut());
                        if last.is_null() {
                            (*th).open = list;
                        } else {
                            (*last).next.set(list);
                        }
                        last = list;
                    }
                    list = next;
                }
            };
            prune(self.main);
            threads.retain(|th| {
                let th = th.as_ptr();
                prune(th);
                let alive = (*th).header.mark.get() == colour;
                if !alive {
                    (*th).close_upvals((*th).stack);
                }
                alive
            });
        }
        self.gc.threads = threads;
    }

    /// Calls the finalizers of the userdata that collections found, newest first. An error in one goes to whoever
    /// runs. A finalizer that asks for a collection runs those that wait.
    pub(super) fn run_finalizers(&mut self) -> Result<(), Thrown> {
        while !self.gc.to_finalize.is_empty() {
            let u = self.gc.to_finalize.remove(0);
            let handler = self.metamethod(Value::from(u), Event::Gc);
            if handler.is_nil() {
                continue;
            }
            let outer = std::mem::replace(&mut self.gc.finalizing, true);
            let th = self.current_thread();
            // SAFETY: the running thread is alive; a Lua frame's values end at its top.
            let saved_top = unsafe {
                let th = &mut *self.thread;
                let saved = th.index_of(th.top);
                if !(*th.ci).closure.is_null() {
                    th.top = th.slot((*th.ci).top.max(saved));
                }
                saved
            };
            let allowed = th.hook.get().allowed;
            let mut hook = th.hook.get();
            hook.allowed = false;
            th.hook.set(hook);
            let result = self.call(handler, &[Value::from(u)]);
            let mut hook = th.hook.get();
            hook.allowed = allowed;
            th.hook.set(hook);
            self.gc.finalizing = outer;
            result?;
            // SAFETY: as above.
            unsafe { (*self.thread).top = (*self.thread).slot(saved_top) };
        }
        Ok(())
    }

    /// Finalizes everything, as when the state is closed. Errors are ignored.
    pub fn close(&mut self) {
        let mut all: Vec<Gc<UserData>> = std::mem::take(&mut self.heap.userdata);
        all.reverse();
        for u in all {
            if u.header.flags.get() & FINALIZED == 0
                && u.metatable.get().is_some_and(|mt| !mt.cached_metamethod(self, Event::Gc).is_nil())
            {
                u.header.flags.set(u.header.flags.get() | FINALIZED);
                self.gc.to_finalize.push(u);
            }
        }
        while !self.gc.to_finalize.is_empty() {
            let _ = self.run_finalizers();
        }
    }
}

/// Releases what an object owns outside its cell.
pub(super) fn finish_object(heap: &mut Heap, h: *mut Header) {
    // SAFETY: the kind says which object it is; it is not reachable and about to be freed.
    unsafe {
        match (*h).kind as u64 {
            tag::TABLE => (*(h as *mut Table)).free_parts(heap),
            tag::THREAD => (*(h as *mut Thread)).free_parts(heap),
            tag::PROTO => {
                let p = h as *mut FnProto;
                heap.bytes -= (*p).owned_bytes();
                std::ptr::drop_in_place(p);
            }
            tag::USERDATA => std::ptr::drop_in_place(h as *mut UserData),
            tag::STRING | tag::LUA_FN | tag::NATIVE_FN | tag::UPVAL => {}
            kind => unreachable!("an object of kind {kind} is not freed"),
        }
    }
}
