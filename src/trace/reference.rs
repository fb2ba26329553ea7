//! The reference's side of a trace: its registers are the stack of the count hook.
//!
//! Invariant: between two steps nothing of the state is changed but the numbers of objects, which are kept here.

use std::cell::RefCell;
use std::ffi::c_int;
use std::rc::Rc;
use std::sync::Arc;

use mlua::ffi::{self, lua_State};

use super::canon::Canon;
use super::digest::{self, Kind, mix};
use super::identity::Identities;
use super::plan::{Code, Plan};
use super::recorder::{FAILED, REJECTED, RETURNED, Recorder};
use super::window::{ACTIVATION, ENDS, MAX_ENTRIES, MAX_HELD, MAX_ROOTS, Met, Part, Sort, Window};
use crate::engine::Snapshot;
use crate::engine::reference::observe::{Ended, Go, HookWatch, Offsets, WatchedState, native_name, offsets, snapshot};
use crate::isa::verify::undump_verified;
use crate::isa::{Const, Event, dump};

/// Steps between two looks at the memory in use.
const MEMORY_CHECK: u64 = 4096;
/// Garbage that may pile up before a collection, in bytes.
const GARBAGE: usize = 16 << 20;
/// Stack slots that a hook finds free (`LUA_MINSTACK`).
const ROOM: c_int = 20;
/// Where the thread that holds tables is anchored in the registry.
const ANCHOR: c_int = 0x6c73_7465;

/// Watches a run of the reference for a recorder.
pub struct ReferenceSide {
    pub recorder: Recorder,
    pub code: Rc<RefCell<Code>>,
    objects: Objects,
    closure: usize,
    plan: Option<Arc<Plan>>,
    collect_at: usize,
    /// Set when a collection was asked for: the threshold is to be renewed.
    collected: bool,
    /// Whether garbage is ever collected without being asked to.
    pub collects: bool,
    /// What cannot go on: a function that no loaded chunk holds.
    pub lost: bool,
    /// The step before which a snapshot of all that can be reached is wanted.
    pub snapshot: Option<u64>,
    /// The snapshot.
    pub taken: Option<Snapshot>,
    /// What the globals reach when the run has ended.
    pub left: Option<Snapshot>,
}

/// Numbers of objects, and the tables that are held.
struct Objects {
    ids: Identities,
    offsets: Offsets,
    holder: *mut lua_State,
}

impl ReferenceSide {
    pub fn new(recorder: Recorder) -> ReferenceSide {
        let objects = Objects { ids: Identities::default(), offsets: offsets(), holder: std::ptr::null_mut() };
        ReferenceSide {
            recorder,
            code: Rc::default(),
            objects,
            closure: 0,
            plan: None,
            collect_at: GARBAGE,
            collected: false,
            collects: true,
            lost: false,
            snapshot: None,
            taken: None,
            left: None,
        }
    }

    /// A snapshot of all that the functions that run on a thread can still reach: each closure, then its live registers.
    ///
    /// # Safety
    /// As [`HookWatch::step`]; `window` is the top of the running function's window, the size of its frame.
    unsafe fn take_picture(&mut self, lua: *mut lua_State, window: c_int) -> Snapshot {
        let code = self.code.borrow();
        // SAFETY: by contract; the roots lie on a thread of their own, which is on the stack meanwhile.
        unsafe {
            let top = ffi::lua_gettop(lua);
            ffi::lua_checkstack(lua, 4);
            let holder = ffi::lua_newthread(lua);
            let mut level = 0;
            let mut info = std::mem::MaybeUninit::<ffi::lua_Debug>::zeroed();
            while ffi::lua_getstack(lua, level, info.as_mut_ptr()) != 0 {
                ffi::lua_getinfo(lua, c"Slf".as_ptr(), info.as_mut_ptr());
                let running = info.assume_init_ref();
                let (number, line) = (running.linedefined, running.currentline);
                // A library function has no lines.
                if number < 0 || line < 1 {
                    ffi::lua_settop(lua, -2);
                    level += 1;
                    continue;
                }
                let roots = ffi::lua_gettop(holder) as usize;
                if roots + ACTIVATION > MAX_ROOTS || ffi::lua_checkstack(holder, ACTIVATION as c_int) == 0 {
                    break;
                }
                ffi::lua_xmove(lua, holder, 1);
                let window = (level == 0).then_some(window as u32);
                for r in code.live(number as u32, (line - 1) as usize, window).iter() {
                    if ffi::lua_getlocal(lua, info.as_ptr(), c_int::from(r) + 1).is_null() {
                        ffi::lua_pushnil(lua);
                    }
                    ffi::lua_xmove(lua, holder, 1);
                }
                level += 1;
            }
            let found = snapshot(holder, lua);
            ffi::lua_settop(lua, top);
            found
        }
    }

    /// Forgets the numbers and digests of what was freed since the last call: its addresses may be used again.
    ///
    /// # Safety
    /// As [`HookWatch::step`].
    unsafe fn forget_freed(&mut self, seen: WatchedState) {
        let offsets = self.objects.offsets;
        let ids = &mut self.objects.ids;
        let mut freed = false;
        // SAFETY: by contract.
        unsafe {
            seen.take_freed(|address| {
                ids.remove(address);
                ids.remove(address + offsets.string);
                ids.remove(address + offsets.userdata);
                freed = true;
            });
        }
        if freed {
            self.closure = 0;
        }
    }

    /// # Safety
    /// As [`HookWatch::step`]; the function is on top of the stack.
    unsafe fn find_plan(&mut self, lua: *mut lua_State, closure: usize) -> bool {
        // In the order in which the recorder asks.
        self.objects.object(lua as usize, Kind::Thread);
        self.objects.object(closure, Kind::Function);
        let known = self.objects.ids.get(closure).map_or(0, |entry| entry.proto);
        let number = if known > 0 {
            known - 1
        } else {
            let mut info = std::mem::MaybeUninit::<ffi::lua_Debug>::zeroed();
            // SAFETY: by contract; a zeroed `lua_Debug` is valid.
            let number = unsafe {
                ffi::lua_pushvalue(lua, -1);
                ffi::lua_getinfo(lua, c">S".as_ptr(), info.as_mut_ptr());
                info.assume_init().linedefined as u32
            };
            if let Some(entry) = self.objects.ids.get_mut(closure) {
                // A frame whose function is gone has line -1.
                entry.proto = number.wrapping_add(1);
            }
            number
        };
        self.plan = self.code.borrow().plan(number).cloned();
        self.closure = closure;
        self.plan.is_some()
    }
}

impl HookWatch for ReferenceSide {
    unsafe fn step(&mut self, lua: *mut lua_State, info: *mut ffi::lua_Debug, seen: WatchedState) -> Go {
        // SAFETY: by contract; what is pushed is popped again.
        unsafe {
            self.forget_freed(seen);
            if self.collected {
                self.collected = false;
                self.collect_at = seen.memory() + seen.memory() / 2 + GARBAGE;
            }
            if self.objects.holder.is_null() {
                self.objects.holder = ffi::lua_newthread(lua);
                ffi::lua_rawseti_(lua, ffi::LUA_REGISTRYINDEX, ANCHOR);
                ffi::lua_checkstack(self.objects.holder, 2 * MAX_HELD as c_int + 2);
            }
            let top = ffi::lua_gettop(lua);
            ffi::lua_getinfo(lua, c"lf".as_ptr(), info);
            let closure = ffi::lua_topointer(lua, -1) as usize;
            if closure != self.closure && !self.find_plan(lua, closure) {
                self.lost = true;
                return Go::Stop;
            }
            let pc = ((*info).currentline - 1) as usize;
            if self.snapshot == Some(self.recorder.steps) {
                self.snapshot = None;
                self.taken = Some(self.take_picture(lua, top));
            }
            let Some(plan) = self.plan.as_deref() else { return Go::Stop };
            let mut window =
                Frame { lua, top, closure, objects: &mut self.objects, seen, met: Met::default(), used: top + 1 };
            let on = self.recorder.step(&mut window, plan, pc);
            ffi::lua_settop(lua, top);
            if !on {
                return Go::Stop;
            }
            if self.recorder.steps.is_multiple_of(MEMORY_CHECK) && self.collects && seen.memory() > self.collect_at {
                self.collected = true;
                return Go::Collect;
            }
            Go::On
        }
    }

    fn load(&mut self, chunk: &[u8]) -> Option<Vec<u8>> {
        let proto = undump_verified(chunk).ok()?;
        let mut code = self.code.borrow_mut();
        let rewritten = code.load(proto);
        Some(dump(&rewritten))
    }

    unsafe fn end(&mut self, lua: *mut lua_State, ended: Ended, seen: WatchedState) {
        // SAFETY: by contract.
        unsafe {
            self.forget_freed(seen);
            let way = match ended {
                Ended::Returned => RETURNED,
                Ended::Failed => FAILED,
                Ended::Rejected => REJECTED,
            };
            let top = ffi::lua_gettop(lua);
            let values = (1..=top).map(|i| (self.objects.value(lua, i), self.objects.show(lua, i))).collect();
            self.recorder.end(way, values, seen.output());
            ffi::lua_checkstack(lua, 2);
            let roots = ffi::lua_newthread(lua);
            self.left = Some(snapshot(roots, lua));
            ffi::lua_settop(lua, top);
        }
    }
}

impl Objects {
    #[inline(always)]
    fn object(&mut self, address: usize, kind: Kind) -> u64 {
        if let Some(entry) = self.ids.get(address) {
            return entry.digest;
        }
        let number = self.ids.next_number();
        let digest = digest::object(kind, number);
        self.ids.insert(address, digest, number);
        digest
    }

    /// # Safety
    /// The value at `index` is a string.
    #[inline(always)]
    unsafe fn string(&mut self, lua: *mut lua_State, index: c_int) -> u64 {
        let mut len = 0;
        // SAFETY: by contract nothing is converted; the bytes are alive while the value is on the stack.
        let bytes = unsafe {
            let text = ffi::lua_tolstring(lua, index, &mut len);
            std::slice::from_raw_parts(text.cast::<u8>(), len)
        };
        let address = bytes.as_ptr() as usize;
        if let Some(entry) = self.ids.get(address) {
            return entry.digest;
        }
        let digest = digest::string(bytes);
        self.ids.insert(address, digest, 0);
        digest
    }

    fn native(&mut self, function: ffi::lua_CFunction) -> u64 {
        let address = function as usize;
        if let Some(entry) = self.ids.get(address) {
            return entry.digest;
        }
        let digest = digest::native(native_name(function));
        self.ids.insert(address, digest, 0);
        digest
    }

    /// The digest of a value; objects without number get one.
    ///
    /// # Safety
    /// As [`HookWatch::step`].
    #[inline(always)]
    unsafe fn value(&mut self, lua: *mut lua_State, index: c_int) -> u64 {
        // SAFETY: by contract.
        unsafe { self.value_of(ffi::lua_type(lua, index), lua, index) }
    }

    /// # Safety
    /// As [`Objects::value`]; the value is of the type `kind`.
    #[inline(always)]
    unsafe fn value_of(&mut self, kind: c_int, lua: *mut lua_State, index: c_int) -> u64 {
        // SAFETY: by contract.
        unsafe {
            match kind {
                ffi::LUA_TNUMBER => digest::number(ffi::lua_tonumber(lua, index)),
                ffi::LUA_TSTRING => self.string(lua, index),
                ffi::LUA_TBOOLEAN if ffi::lua_toboolean(lua, index) != 0 => digest::TRUE,
                ffi::LUA_TBOOLEAN => digest::FALSE,
                ffi::LUA_TTABLE => self.object(ffi::lua_topointer(lua, index) as usize, Kind::Table),
                ffi::LUA_TFUNCTION => match ffi::lua_tocfunction(lua, index) {
                    Some(function) => self.native(function),
                    None => self.object(ffi::lua_topointer(lua, index) as usize, Kind::Function),
                },
                ffi::LUA_TUSERDATA => self.object(ffi::lua_topointer(lua, index) as usize, Kind::Userdata),
                ffi::LUA_TTHREAD => self.object(ffi::lua_topointer(lua, index) as usize, Kind::Thread),
                ffi::LUA_TLIGHTUSERDATA => digest::LIGHT,
                _ => digest::NIL,
            }
        }
    }

    /// As [`Objects::value`], but objects without number stay so.
    ///
    /// # Safety
    /// As [`HookWatch::step`].
    unsafe fn peek(&mut self, lua: *mut lua_State, index: c_int) -> u64 {
        // SAFETY: by contract.
        unsafe {
            let kind = match ffi::lua_type(lua, index) {
                ffi::LUA_TTABLE => Kind::Table,
                ffi::LUA_TUSERDATA => Kind::Userdata,
                ffi::LUA_TTHREAD => Kind::Thread,
                ffi::LUA_TFUNCTION if ffi::lua_iscfunction(lua, index) == 0 => Kind::Function,
                _ => return self.value(lua, index),
            };
            match self.ids.get(ffi::lua_topointer(lua, index) as usize) {
                Some(entry) => entry.digest,
                None => mix(digest::UNKNOWN, kind as u64),
            }
        }
    }

    /// # Safety
    /// As [`HookWatch::step`].
    unsafe fn show(&mut self, lua: *mut lua_State, index: c_int) -> Canon {
        // SAFETY: by contract.
        unsafe {
            let kind = match ffi::lua_type(lua, index) {
                ffi::LUA_TNIL => return Canon::Nil,
                ffi::LUA_TNUMBER => return Canon::Number(ffi::lua_tonumber(lua, index)),
                ffi::LUA_TBOOLEAN => return Canon::Boolean(ffi::lua_toboolean(lua, index) != 0),
                ffi::LUA_TSTRING => {
                    let mut len = 0;
                    let text = ffi::lua_tolstring(lua, index, &mut len);
                    return Canon::string(std::slice::from_raw_parts(text.cast::<u8>(), len));
                }
                ffi::LUA_TLIGHTUSERDATA => return Canon::Light,
                ffi::LUA_TFUNCTION => match ffi::lua_tocfunction(lua, index) {
                    Some(function) => return Canon::Native(native_name(function)),
                    None => Kind::Function,
                },
                ffi::LUA_TTABLE => Kind::Table,
                ffi::LUA_TUSERDATA => Kind::Userdata,
                ffi::LUA_TTHREAD => Kind::Thread,
                _ => return Canon::Hidden,
            };
            let entry = self.ids.get(ffi::lua_topointer(lua, index) as usize);
            Canon::Object { kind, number: entry.map(|entry| entry.number) }
        }
    }
}

/// The window of the function that the hook was called for.
struct Frame<'a> {
    lua: *mut lua_State,
    /// Registers up to the stack's top; the function lies above them.
    top: c_int,
    closure: usize,
    objects: &'a mut Objects,
    seen: WatchedState,
    met: Met,
    /// The highest stack index in use.
    used: c_int,
}

impl Frame<'_> {
    fn function(&self) -> c_int {
        self.top + 1
    }

    /// The stack index of the value that was just pushed. Makes room for more: a chain of handlers may be long.
    #[inline(always)]
    fn pushed(&mut self) -> c_int {
        self.used += 1;
        if self.used - self.top > ROOM / 2 {
            // SAFETY: in a hook, see `HookWatch::step`; every allocation succeeds there.
            unsafe { ffi::lua_checkstack(self.lua, ROOM) };
        }
        self.used
    }

    /// Pops what was pushed last.
    fn pop(&mut self) {
        self.used -= 1;
        // SAFETY: as above; what lies below stays.
        unsafe { ffi::lua_settop(self.lua, self.used) }
    }
}

/// # Safety
/// As [`HookWatch::step`].
unsafe fn push_constant(lua: *mut lua_State, k: &Const) {
    // SAFETY: by contract.
    unsafe {
        match k {
            Const::Nil => ffi::lua_pushnil(lua),
            Const::Boolean(b) => ffi::lua_pushboolean(lua, c_int::from(*b)),
            Const::Number(n) => ffi::lua_pushnumber(lua, *n),
            Const::String(s) => ffi::lua_pushlstring_(lua, s.as_ptr().cast(), s.len()),
        }
    }
}

// SAFETY of the blocks below: a frame lives during one call of `HookWatch::step`, whose contract holds; stack indices beyond the
// top give "none".
impl Window for Frame<'_> {
    /// A stack index.
    type Value = c_int;

    #[inline(always)]
    fn thread_key(&self) -> usize {
        self.lua as usize
    }

    #[inline(always)]
    fn closure_key(&self) -> usize {
        self.closure
    }

    #[inline(always)]
    fn thread(&mut self) -> u64 {
        self.objects.object(self.lua as usize, Kind::Thread)
    }

    #[inline(always)]
    fn closure(&mut self) -> u64 {
        self.objects.object(self.closure, Kind::Function)
    }

    #[inline(always)]
    fn register(&mut self, r: u32) -> u64 {
        if r as c_int >= self.top {
            return digest::UNKNOWN;
        }
        let index = r as c_int + 1;
        // SAFETY: see above.
        unsafe {
            match ffi::lua_type(self.lua, index) {
                ffi::LUA_TNUMBER => digest::number(ffi::lua_tonumber(self.lua, index)),
                ffi::LUA_TSTRING => {
                    self.met.string(r);
                    self.objects.string(self.lua, index)
                }
                ffi::LUA_TNIL => digest::NIL,
                kind => {
                    if kind != ffi::LUA_TBOOLEAN {
                        self.met.object(r);
                    }
                    self.objects.value_of(kind, self.lua, index)
                }
            }
        }
    }

    #[inline(always)]
    fn met(&self) -> Met {
        self.met
    }

    #[inline]
    fn upvalue(&mut self, i: u8) -> u64 {
        // SAFETY: see above.
        unsafe {
            if ffi::lua_getupvalue(self.lua, self.function(), c_int::from(i) + 1).is_null() {
                return digest::UNKNOWN;
            }
            let upvalue = self.pushed();
            let digest = self.objects.value(self.lua, upvalue);
            self.pop();
            digest
        }
    }

    fn top(&mut self) -> u32 {
        self.top as u32
    }

    #[inline(always)]
    fn value(&mut self, r: u32) -> c_int {
        let index = r as c_int + 1;
        if index <= self.top {
            return index;
        }
        // SAFETY: see above.
        unsafe { ffi::lua_pushnil(self.lua) };
        self.pushed()
    }

    fn constant(&mut self, k: &Const) -> c_int {
        // SAFETY: see above.
        unsafe { push_constant(self.lua, k) };
        self.pushed()
    }

    #[inline]
    fn environment(&mut self) -> c_int {
        // SAFETY: see above.
        unsafe { ffi::lua_getfenv(self.lua, self.function()) };
        self.pushed()
    }

    fn raw(&mut self, table: c_int, key: c_int) -> c_int {
        // SAFETY: see above.
        unsafe {
            if ffi::lua_type(self.lua, table) == ffi::LUA_TTABLE {
                ffi::lua_pushvalue(self.lua, key);
                ffi::lua_rawget_(self.lua, table);
            } else {
                ffi::lua_pushnil(self.lua);
            }
        }
        self.pushed()
    }

    #[inline(always)]
    fn has_metatable(&mut self, of: c_int) -> bool {
        // SAFETY: see above.
        let has = unsafe { ffi::lua_getmetatable(self.lua, of) != 0 };
        if has {
            self.pushed();
            self.pop();
        }
        has
    }

    fn handler(&mut self, of: c_int, event: Event) -> c_int {
        // SAFETY: see above.
        unsafe {
            if ffi::lua_getmetatable(self.lua, of) == 0 {
                ffi::lua_pushnil(self.lua);
            } else {
                let name = event.name();
                ffi::lua_pushlstring_(self.lua, name.as_ptr().cast(), name.len());
                ffi::lua_rawget_(self.lua, -2);
                ffi::lua_remove(self.lua, -2);
            }
        }
        self.pushed()
    }

    #[inline(always)]
    fn sort(&mut self, value: c_int) -> Sort {
        // SAFETY: see above.
        unsafe {
            match ffi::lua_type(self.lua, value) {
                ffi::LUA_TTABLE => Sort::Table,
                ffi::LUA_TFUNCTION if ffi::lua_iscfunction(self.lua, value) != 0 => Sort::Library,
                ffi::LUA_TFUNCTION => Sort::Function,
                ffi::LUA_TUSERDATA | ffi::LUA_TLIGHTUSERDATA | ffi::LUA_TTHREAD => Sort::Object,
                _ => Sort::Plain,
            }
        }
    }

    fn is_nil(&mut self, value: c_int) -> bool {
        // SAFETY: see above.
        unsafe { ffi::lua_type(self.lua, value) <= ffi::LUA_TNIL }
    }

    #[inline(always)]
    fn forget(&mut self) {
        if self.used > self.function() {
            self.used = self.function();
            // SAFETY: see above; the function lies above the window.
            unsafe { ffi::lua_settop(self.lua, self.used) }
        }
    }

    fn peek(&mut self, value: c_int) -> u64 {
        // SAFETY: see above.
        unsafe { self.objects.peek(self.lua, value) }
    }

    fn parts(&mut self, object: c_int, visit: &mut dyn FnMut(&mut Self, Part<c_int>)) {
        let lua = self.lua;
        let metatable = |frame: &mut Self, visit: &mut dyn FnMut(&mut Self, Part<c_int>)| {
            // SAFETY: see above.
            unsafe {
                if ffi::lua_getmetatable(lua, object) == 0 {
                    ffi::lua_pushnil(lua);
                }
            }
            let found = frame.pushed();
            visit(frame, Part::Metatable(found));
            frame.pop();
        };
        let environment = |frame: &mut Self, visit: &mut dyn FnMut(&mut Self, Part<c_int>)| {
            // SAFETY: see above.
            unsafe { ffi::lua_getfenv(lua, object) };
            let found = frame.pushed();
            visit(frame, Part::Environment(found));
            frame.pop();
        };
        // SAFETY: see above; raw accesses only.
        unsafe {
            match ffi::lua_type(lua, object) {
                ffi::LUA_TTABLE => {
                    let len = ffi::lua_objlen(lua, object) as i64;
                    visit(self, Part::Length(len));
                    let mut many = len > 2 * ENDS;
                    if !many {
                        let mut count = 0;
                        ffi::lua_pushnil(lua);
                        let key = self.pushed();
                        while !many && ffi::lua_next(lua, object) != 0 {
                            let value = self.pushed();
                            count += 1;
                            many = count > MAX_ENTRIES;
                            visit(self, if many { Part::Many } else { Part::Entry(key, value) });
                            self.pop();
                        }
                        // The end takes the key.
                        self.used = key - 1;
                        ffi::lua_settop(lua, self.used);
                    }
                    if many {
                        for i in (1..=len.min(ENDS)).chain((ENDS + 1).max(len - ENDS + 1)..=len) {
                            ffi::lua_rawgeti_(lua, object, i as c_int);
                            let item = self.pushed();
                            visit(self, Part::Item(i, item));
                            self.pop();
                        }
                    }
                    metatable(self, visit);
                }
                ffi::LUA_TFUNCTION if ffi::lua_iscfunction(lua, object) == 0 => {
                    environment(self, visit);
                    let mut i = 0;
                    while !ffi::lua_getupvalue(lua, object, i + 1).is_null() {
                        let upvalue = self.pushed();
                        visit(self, Part::Upvalue(i as u8, upvalue));
                        self.pop();
                        i += 1;
                    }
                }
                ffi::LUA_TUSERDATA => {
                    metatable(self, visit);
                    environment(self, visit);
                }
                _ => {}
            }
        }
    }

    fn shared(&mut self, _function: c_int, _i: u8) -> u64 {
        digest::UNKNOWN
    }

    fn hidden(&mut self, _pc: usize) -> u64 {
        digest::UNKNOWN
    }

    fn hold(&mut self, object: c_int, key: Option<c_int>) -> bool {
        let (lua, holder) = (self.lua, self.objects.holder);
        // SAFETY: see above; the holder has room.
        unsafe {
            match ffi::lua_type(lua, object) {
                ffi::LUA_TTABLE => {
                    // What the registry holds is the engine's own affair.
                    if ffi::lua_topointer(lua, object) == ffi::lua_topointer(lua, ffi::LUA_REGISTRYINDEX) {
                        return false;
                    }
                    let mode = self.handler(object, Event::Mode);
                    let weak = !self.is_nil(mode);
                    self.pop();
                    if weak {
                        return false;
                    }
                }
                ffi::LUA_TFUNCTION if ffi::lua_iscfunction(lua, object) == 0 => {}
                ffi::LUA_TUSERDATA => {}
                _ => return false,
            }
            ffi::lua_pushvalue(lua, object);
            match key {
                Some(key) => ffi::lua_pushvalue(lua, key),
                None => ffi::lua_pushnil(lua),
            }
            ffi::lua_xmove(lua, holder, 2);
        }
        true
    }

    fn held(&mut self, i: usize) -> (c_int, Option<c_int>) {
        let holder = self.objects.holder;
        // SAFETY: see above.
        unsafe {
            for place in [1, 2] {
                ffi::lua_pushvalue(holder, 2 * i as c_int + place);
            }
            ffi::lua_xmove(holder, self.lua, 2);
        }
        self.pushed();
        let key = self.pushed();
        (key - 1, (!self.is_nil(key)).then_some(key))
    }

    fn release(&mut self) {
        // SAFETY: see above.
        unsafe { ffi::lua_settop(self.objects.holder, 0) }
    }

    #[inline(always)]
    fn output(&mut self) -> &[u8] {
        // SAFETY: see above.
        unsafe { self.seen.output() }
    }

    fn show_thread(&mut self) -> u32 {
        self.objects.ids.get(self.lua as usize).map_or(0, |entry| entry.number)
    }

    fn show_closure(&mut self) -> u32 {
        self.objects.ids.get(self.closure).map_or(0, |entry| entry.number)
    }

    fn show_register(&mut self, r: u32) -> Canon {
        if r as c_int >= self.top {
            return Canon::Hidden;
        }
        // SAFETY: see above.
        unsafe { self.objects.show(self.lua, r as c_int + 1) }
    }

    fn show_upvalue(&mut self, i: u8) -> Canon {
        // SAFETY: see above.
        unsafe {
            if ffi::lua_getupvalue(self.lua, self.function(), c_int::from(i) + 1).is_null() {
                return Canon::Hidden;
            }
            let upvalue = self.pushed();
            let shown = self.objects.show(self.lua, upvalue);
            self.pop();
            shown
        }
    }

    fn show(&mut self, value: c_int) -> Canon {
        // SAFETY: see above.
        unsafe { self.objects.show(self.lua, value) }
    }

    fn show_hidden(&mut self, _pc: usize) -> Vec<(String, Canon)> {
        vec![]
    }
}
