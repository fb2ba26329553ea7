//! Looking into a stopped reference state.

use std::collections::HashMap;
use std::ffi::{c_int, c_void};
use std::hash::{BuildHasherDefault, Hasher};
use std::mem::MaybeUninit;

use mlua::ffi;

use super::originals::name_of;
use crate::engine::snapshot::{Handle, Inspect, Item, Shape, ThreadStatus};

/// Shows a state to the snapshot. Keeps the objects that have handles in a table on the state's stack.
pub(super) struct Inspector {
    lua: *mut ffi::lua_State,
    /// The thread that runs, or did last.
    running: *mut ffi::lua_State,
    handles: HashMap<*const c_void, Handle, BuildHasherDefault<PointerHasher>>,
    /// Stack index of the last root.
    last_root: c_int,
    /// Stack index of the table: handle + 1 to object.
    objects: c_int,
    globals: *const c_void,
}

impl Inspector {
    /// # Safety
    /// `lua` stays live and stopped as long as the inspector is used, its collector is stopped and its allocator grants
    /// everything or aborts; the roots are all values of the current stack frame.
    pub(super) unsafe fn new(lua: *mut ffi::lua_State, running: *mut ffi::lua_State) -> Inspector {
        // SAFETY: by contract no call raises an error.
        unsafe {
            let last_root = ffi::lua_gettop(lua);
            ffi::lua_checkstack(lua, 10);
            ffi::lua_createtable(lua, 256, 0);
            let globals = ffi::lua_topointer(lua, ffi::LUA_GLOBALSINDEX);
            Inspector { lua, running, handles: HashMap::default(), last_root, objects: last_root + 1, globals }
        }
    }

    /// The value at a stack index. The string slice is valid while the value stays on the stack or reachable.
    fn item<'a>(&mut self, index: c_int) -> Item<'a> {
        let lua = self.lua;
        // SAFETY: see `new`; strings are not converted, since the type is looked at first.
        unsafe {
            match ffi::lua_type(lua, index) {
                ffi::LUA_TBOOLEAN => Item::Boolean(ffi::lua_toboolean(lua, index) != 0),
                ffi::LUA_TNUMBER => Item::Number(ffi::lua_tonumber(lua, index)),
                ffi::LUA_TSTRING => {
                    let mut len = 0;
                    let text = ffi::lua_tolstring(lua, index, &mut len);
                    Item::String(std::slice::from_raw_parts(text.cast::<u8>(), len))
                }
                ffi::LUA_TTABLE | ffi::LUA_TUSERDATA | ffi::LUA_TTHREAD => Item::Object(self.handle(index)),
                ffi::LUA_TFUNCTION => match ffi::lua_tocfunction(lua, index) {
                    Some(function) => Item::Native(name_of(function)),
                    None => Item::Object(self.handle(index)),
                },
                ffi::LUA_TLIGHTUSERDATA => Item::Native("light userdata"),
                _ => Item::Nil,
            }
        }
    }

    fn handle(&mut self, index: c_int) -> Handle {
        // SAFETY: see `new`.
        unsafe {
            let next = self.handles.len() as Handle;
            let handle = *self.handles.entry(ffi::lua_topointer(self.lua, index)).or_insert(next);
            if handle == next {
                ffi::lua_pushvalue(self.lua, index);
                ffi::lua_rawseti_(self.lua, self.objects, handle as c_int + 1);
            }
            handle
        }
    }

    /// Pushes an object.
    fn push(&self, object: Handle) {
        // SAFETY: see `new`; slots were reserved there.
        unsafe { ffi::lua_rawgeti_(self.lua, self.objects, object as c_int + 1) }
    }

    fn pop(&self, count: c_int) {
        // SAFETY: see `new`; the values were pushed here.
        unsafe { ffi::lua_settop(self.lua, -count - 1) }
    }

    /// Whether the table on top has weak keys or values.
    fn is_weak(&self) -> bool {
        // SAFETY: see `new`.
        unsafe {
            if ffi::lua_getmetatable(self.lua, -1) == 0 {
                return false;
            }
            ffi::lua_pushstring_(self.lua, c"__mode".as_ptr());
            ffi::lua_rawget_(self.lua, -2);
            let mut len = 0;
            let weak = ffi::lua_type(self.lua, -1) == ffi::LUA_TSTRING && {
                let text = ffi::lua_tolstring(self.lua, -1, &mut len);
                std::slice::from_raw_parts(text.cast::<u8>(), len).iter().any(|b| matches!(b, b'k' | b'v'))
            };
            self.pop(2);
            weak
        }
    }

    fn thread_status(&self) -> ThreadStatus {
        // SAFETY: see `new`; the value on top is a thread.
        unsafe {
            let thread = ffi::lua_tothread(self.lua, -1);
            let mut info = MaybeUninit::<ffi::lua_Debug>::uninit();
            match ffi::lua_status(thread) {
                _ if thread == self.running => ThreadStatus::Running,
                ffi::LUA_YIELD => ThreadStatus::Suspended,
                ffi::LUA_OK if ffi::lua_getstack(thread, 0, info.as_mut_ptr()) != 0 => ThreadStatus::Normal,
                ffi::LUA_OK if ffi::lua_gettop(thread) > 0 => ThreadStatus::Suspended,
                _ => ThreadStatus::Dead,
            }
        }
    }

    fn function_lines(&self) -> (u32, u32) {
        let mut info = MaybeUninit::<ffi::lua_Debug>::zeroed();
        // SAFETY: see `new`; the value on top is a function. A zeroed `lua_Debug` is valid: integers and pointers.
        unsafe {
            ffi::lua_pushvalue(self.lua, -1);
            ffi::lua_getinfo(self.lua, c">S".as_ptr(), info.as_mut_ptr());
            let info = info.assume_init();
            (info.linedefined as u32, info.lastlinedefined as u32)
        }
    }
}

impl Inspect for Inspector {
    fn roots(&mut self, visit: &mut dyn FnMut(Item<'_>)) {
        for index in 1..=self.last_root {
            visit(self.item(index));
        }
        // SAFETY: see `new`.
        unsafe {
            ffi::lua_pushvalue(self.lua, ffi::LUA_GLOBALSINDEX);
            visit(self.item(-1));
            self.pop(1);
            ffi::lua_pushstring_(self.lua, c"".as_ptr());
            if ffi::lua_getmetatable(self.lua, -1) == 0 {
                ffi::lua_pushnil(self.lua);
            }
            visit(self.item(-1));
            self.pop(2);
        }
    }

    fn shape(&mut self, object: Handle) -> Shape {
        self.push(object);
        // SAFETY: see `new`.
        let shape = match unsafe { ffi::lua_type(self.lua, -1) } {
            ffi::LUA_TTABLE => Shape::Table { weak: self.is_weak() },
            ffi::LUA_TFUNCTION => {
                let (line_defined, last_line_defined) = self.function_lines();
                Shape::Function { line_defined, last_line_defined }
            }
            ffi::LUA_TTHREAD => Shape::Thread(self.thread_status()),
            _ => Shape::Userdata,
        };
        self.pop(1);
        shape
    }

    fn entries(&mut self, table: Handle, visit: &mut dyn FnMut(Item<'_>, Item<'_>) -> bool) {
        self.push(table);
        // SAFETY: see `new`; `lua_next` goes from nil through keys that it gave itself, on a table that does not change.
        unsafe {
            ffi::lua_pushnil(self.lua);
            while ffi::lua_next(self.lua, -2) != 0 {
                let (key, value) = (self.item(-2), self.item(-1));
                let more = visit(key, value);
                self.pop(1);
                if !more {
                    self.pop(1);
                    break;
                }
            }
        }
        self.pop(1);
    }

    fn metatable(&mut self, object: Handle) -> Option<Handle> {
        self.push(object);
        // SAFETY: see `new`.
        let meta = (unsafe { ffi::lua_getmetatable(self.lua, -1) } != 0).then(|| {
            let meta = self.handle(-1);
            self.pop(1);
            meta
        });
        self.pop(1);
        meta
    }

    fn upvalues(&mut self, function: Handle, visit: &mut dyn FnMut(Item<'_>)) {
        self.push(function);
        let mut n = 1;
        // SAFETY: see `new`.
        while !unsafe { ffi::lua_getupvalue(self.lua, -1, n) }.is_null() {
            visit(self.item(-1));
            self.pop(1);
            n += 1;
        }
        self.pop(1);
    }

    fn environment(&mut self, function: Handle) -> Option<Handle> {
        self.push(function);
        // SAFETY: see `new`.
        let environment = unsafe {
            ffi::lua_getfenv(self.lua, -1);
            (ffi::lua_topointer(self.lua, -1) != self.globals).then(|| self.handle(-1))
        };
        self.pop(2);
        environment
    }
}

/// Addresses are aligned and distinct: one multiplication spreads them enough.
#[derive(Default)]
struct PointerHasher(u64);

impl Hasher for PointerHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn write_usize(&mut self, n: usize) {
        let x = (n as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = x ^ x >> 32;
    }
}
