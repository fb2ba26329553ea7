//! What a library function sees: its arguments, the stack for its results, and the argument errors that all
//! functions share ("bad argument #1 to 'f' (...)", manual section 3.7).
//!
//! Invariant: values that a native function keeps across a call back into Lua are on the stack (arguments and
//! pushed values are); otherwise the collector may free them. Between such calls nothing is collected.

use crate::isa::names::NameKind;

use super::call::Results;
use super::object::{NativeFn, Str, Table};
use super::state::{Thrown, Vm};
use super::text::cast::to_i64;
use super::text::number::{fmt_g14, str_to_number};
use super::value::{Gc, Type, Value};

/// The result of a library function.
pub(crate) type NativeResult = Result<Results, Thrown>;

/// A running call of a library function. Arguments are counted from 0.
pub(crate) struct Cx<'a> {
    pub vm: &'a mut Vm,
    base: u32,
    nargs: u32,
}

impl<'a> Cx<'a> {
    #[inline(always)]
    pub(super) fn new(vm: &'a mut Vm, base: u32, nargs: u32) -> Cx<'a> {
        Cx { vm, base, nargs }
    }

    #[inline(always)]
    pub fn nargs(&self) -> usize {
        self.nargs as usize
    }

    /// Argument `i`; nil if there are fewer.
    #[inline(always)]
    pub fn arg(&self, i: usize) -> Value {
        if (i as u32) < self.nargs {
            // SAFETY: arguments are live slots of the running thread's stack.
            unsafe { *(*self.vm.thread).slot(self.base + i as u32) }
        } else {
            Value::NIL
        }
    }

    /// Replaces argument `i`, which exists.
    pub fn set_arg(&mut self, i: usize, v: Value) {
        assert!(i < self.nargs());
        // SAFETY: as in `arg`.
        unsafe { *(*self.vm.thread).slot(self.base + i as u32) = v }
    }

    /// All arguments from `i` on, copied.
    pub fn args_from(&self, i: usize) -> Vec<Value> {
        (i..self.nargs()).map(|i| self.arg(i)).collect()
    }

    #[inline(always)]
    pub fn is_none(&self, i: usize) -> bool {
        i as u32 >= self.nargs
    }

    #[inline(always)]
    pub fn is_none_or_nil(&self, i: usize) -> bool {
        self.arg(i).is_nil()
    }

    /// Adjusts the number of arguments, as `lua_settop` would: extra ones are dropped, missing ones nil.
    pub fn set_nargs(&mut self, n: usize) {
        self.vm.ensure_stack(n + 1);
        // SAFETY: there is room for `n` values above the base.
        unsafe {
            let th = &mut *self.vm.thread;
            for i in self.nargs as usize..n {
                *th.slot(self.base).add(i) = Value::NIL;
            }
            th.top = th.slot(self.base).add(n);
        }
        self.nargs = n as u32;
    }

    /// The running function.
    pub fn callee(&self) -> Gc<NativeFn> {
        // SAFETY: the slot below the arguments holds the called function.
        unsafe { (*(*self.vm.thread).slot(self.base - 1)).cast() }
    }

    pub fn upvalue(&self, i: usize) -> Value {
        self.callee().upvals()[i].get()
    }

    pub fn set_upvalue(&mut self, i: usize, v: Value) {
        self.callee().upvals()[i].set(v);
    }

    /// Makes argument `i` the message handler of the running thread: it sees errors that nothing else catches, on top of the stack
    /// as it is, until this function returns or fails.
    #[cfg_attr(not(feature = "cli"), expect(dead_code, reason = "the stand-alone interpreter uses it"))]
    pub fn handle_errors_with(&mut self, i: usize) {
        assert!(i < self.nargs());
        // SAFETY: the running thread is alive; the argument stays on its stack as long as the frame.
        unsafe { (*self.vm.thread).errfunc = self.base + i as u32 }
    }

    // ---- results

    /// No results.
    #[inline(always)]
    pub fn ret0(&self) -> NativeResult {
        Ok(Results::count(0))
    }

    #[inline(always)]
    pub fn ret(&mut self, v: impl Into<Value>) -> NativeResult {
        self.vm.push(v.into());
        Ok(Results::count(1))
    }

    #[inline(always)]
    pub fn ret2(&mut self, a: impl Into<Value>, b: impl Into<Value>) -> NativeResult {
        self.vm.push(a.into());
        self.vm.push(b.into());
        Ok(Results::count(2))
    }

    pub fn ret_str(&mut self, s: impl AsRef<[u8]>) -> NativeResult {
        let v = self.vm.str(s);
        self.ret(v)
    }

    pub fn ret_all(&mut self, values: &[Value]) -> NativeResult {
        self.vm.ensure_stack(values.len() + 1);
        for &v in values {
            self.vm.push(v);
        }
        Ok(Results::count(values.len()))
    }

    // ---- errors

    /// Throws `message` with the position of the caller (`luaL_error`).
    #[cold]
    pub fn error(&mut self, message: impl AsRef<[u8]>) -> Thrown {
        let text = [&self.vm.position(1), message.as_ref()].concat();
        let v = self.vm.str(text);
        self.vm.throw(v)
    }

    /// "bad argument #i to 'f' (...)" (`luaL_argerror`), arguments counted from 0 here.
    #[cold]
    pub fn arg_error(&mut self, i: usize, message: impl AsRef<[u8]>) -> Thrown {
        let message = message.as_ref();
        let th = self.vm.current_thread();
        let mut number = i + 1;
        let name = match th.called_as(th.depth()) {
            Some((NameKind::Method, name)) => {
                if number == 1 {
                    let text = [b"calling '", &name[..], b"' on bad self (", message, b")"].concat();
                    return self.error(text);
                }
                number -= 1;
                name
            }
            Some((_, name)) => name,
            None => b"?".to_vec(),
        };
        let text = [format!("bad argument #{number} to '").as_bytes(), &name, b"' (", message, b")"].concat();
        self.error(text)
    }

    /// "... (`expected` expected, got ...)" (`luaL_typerror`).
    #[cold]
    pub fn type_error(&mut self, i: usize, expected: &str) -> Thrown {
        let got = if self.is_none(i) { "no value" } else { self.arg(i).type_name() };
        self.arg_error(i, format!("{expected} expected, got {got}"))
    }

    // ---- checked arguments

    pub fn check_any(&mut self, i: usize) -> Result<Value, Thrown> {
        if self.is_none(i) { Err(self.arg_error(i, "value expected")) } else { Ok(self.arg(i)) }
    }

    /// A number, or a string that looks like one.
    #[inline(always)]
    pub fn check_number(&mut self, i: usize) -> Result<f64, Thrown> {
        match self.arg(i).as_number() {
            Some(n) => Ok(n),
            None => self.check_number_slow(i),
        }
    }

    #[cold]
    fn check_number_slow(&mut self, i: usize) -> Result<f64, Thrown> {
        match self.arg(i).as_string().and_then(|s| str_to_number(s.bytes())) {
            Some(n) => Ok(n),
            None => Err(self.type_error(i, "number")),
        }
    }

    /// Argument `i` as a number if it is one, or a string that looks like one (`lua_isnumber`).
    pub fn to_number(&self, i: usize) -> Option<f64> {
        super::meta::to_number(self.arg(i))
    }

    pub fn opt_number(&mut self, i: usize, default: f64) -> Result<f64, Thrown> {
        if self.is_none_or_nil(i) { Ok(default) } else { self.check_number(i) }
    }

    /// A number converted as a C cast to `ptrdiff_t` on x86-64 does.
    #[inline(always)]
    pub fn check_integer(&mut self, i: usize) -> Result<i64, Thrown> {
        Ok(to_i64(self.check_number(i)?))
    }

    #[inline(always)]
    pub fn opt_integer(&mut self, i: usize, default: i64) -> Result<i64, Thrown> {
        if self.is_none_or_nil(i) { Ok(default) } else { self.check_integer(i) }
    }

    /// A number converted as a C cast to `int` after `ptrdiff_t` does.
    pub fn check_int(&mut self, i: usize) -> Result<i32, Thrown> {
        Ok(self.check_integer(i)? as i32)
    }

    pub fn opt_int(&mut self, i: usize, default: i32) -> Result<i32, Thrown> {
        if self.is_none_or_nil(i) { Ok(default) } else { self.check_int(i) }
    }

    /// A string; a number is converted in place.
    #[inline(always)]
    pub fn check_str(&mut self, i: usize) -> Result<Gc<Str>, Thrown> {
        match self.arg(i).as_string() {
            Some(s) => Ok(s),
            None => self.check_str_slow(i),
        }
    }

    #[cold]
    fn check_str_slow(&mut self, i: usize) -> Result<Gc<Str>, Thrown> {
        match self.to_str(i) {
            Some(s) => Ok(s),
            None => Err(self.type_error(i, "string")),
        }
    }

    /// A string or a number converted in place (`lua_tolstring`).
    #[expect(clippy::wrong_self_convention, reason = "named as in the C API; it converts in place")]
    pub fn to_str(&mut self, i: usize) -> Option<Gc<Str>> {
        let v = self.arg(i);
        if let Some(s) = v.as_string() {
            return Some(s);
        }
        let n = v.as_number()?;
        let s = self.vm.heap.intern(fmt_g14(n).as_bytes());
        self.set_arg(i, Value::from(s));
        Some(s)
    }

    pub fn opt_str(&mut self, i: usize) -> Result<Option<Gc<Str>>, Thrown> {
        if self.is_none_or_nil(i) { Ok(None) } else { self.check_str(i).map(Some) }
    }

    #[inline(always)]
    pub fn check_table(&mut self, i: usize) -> Result<Gc<Table>, Thrown> {
        match self.arg(i).as_table() {
            Some(t) => Ok(t),
            None => Err(self.type_error(i, "table")),
        }
    }

    pub fn check_type(&mut self, i: usize, t: Type) -> Result<Value, Thrown> {
        if self.is_none(i) || self.arg(i).type_of() != t {
            return Err(self.type_error(i, t.name()));
        }
        Ok(self.arg(i))
    }

    pub fn check_function(&mut self, i: usize) -> Result<Value, Thrown> {
        self.check_type(i, Type::Function)
    }

    /// The index of argument `i` among `options` (`luaL_checkoption`).
    pub fn check_option(&mut self, i: usize, default: Option<&str>, options: &[&str]) -> Result<usize, Thrown> {
        let name = match default {
            Some(d) if self.is_none_or_nil(i) => d.as_bytes().to_vec(),
            _ => self.check_str(i)?.bytes().to_vec(),
        };
        let name = &name[..memchr::memchr(0, &name).unwrap_or(name.len())];
        match options.iter().position(|o| o.as_bytes() == name) {
            Some(k) => Ok(k),
            None => Err(self.arg_error(i, [b"invalid option '", name, b"'"].concat())),
        }
    }

    // ---- conversions that may call Lua

    /// `tostring(v)`: the string, or whatever `__tostring` returned.
    #[expect(clippy::wrong_self_convention, reason = "named as in the C API; it converts in place")]
    pub fn to_string(&mut self, v: Value) -> Result<Value, Thrown> {
        let h = self.vm.metamethod(v, super::meta::Event::ToString);
        if !h.is_nil() {
            return self.vm.call1(h, &[v]);
        }
        Ok(self.vm.plain_string(v))
    }

    /// Room for `n` more values on the stack; `false` beyond PUC's limit of 8000 slots for one function.
    pub fn check_stack(&mut self, n: usize) -> bool {
        // SAFETY: top is above the base.
        let used = unsafe { (*self.vm.thread).index_of((*self.vm.thread).top) - self.base } as usize;
        if used.saturating_add(n) > 8000 {
            return false;
        }
        self.vm.ensure_stack(n);
        true
    }
}

impl Vm {
    /// `tostring` without metamethods.
    pub fn plain_string(&mut self, v: Value) -> Value {
        match v.type_of() {
            Type::Nil => self.str(b"nil"),
            Type::Boolean => self.str(if v.truthy() { "true" } else { "false" }),
            Type::Number => self.str(fmt_g14(v.num_unchecked()).as_bytes()),
            Type::String => v,
            t @ (Type::LightUserData | Type::Table | Type::Function | Type::UserData | Type::Thread) => {
                let text = format!("{}: {}", t.name(), self.address(v));
                self.str(text)
            }
        }
    }

    /// How an object's address is written: the real one, or in the sandbox the object's number.
    pub fn address(&mut self, v: Value) -> String {
        if self.config.sandbox { format!("0x{:08x}", self.object_id(v)) } else { format!("{:#x}", v.identity()) }
    }
}
