//! String manipulation (manual, section 5.4): everything but patterns (`strmatch`) and `format` (`strformat`).

use crate::isa;
use crate::vm::call::NativeDef;
use crate::vm::cx::{Cx, NativeResult};
use crate::vm::heap::system_has;
use crate::vm::state::{Thrown, Vm};
use crate::vm::value::Value;

use super::{strformat, strmatch};

static BYTE: NativeDef = NativeDef { name: "string.byte", code: byte };
static CHAR: NativeDef = NativeDef { name: "string.char", code: char };
static DUMP: NativeDef = NativeDef { name: "string.dump", code: dump };
static FIND: NativeDef = NativeDef { name: "string.find", code: strmatch::find };
/// The name of 5.0: only holds the place until `open` puts `gmatch` there.
static GFIND: NativeDef = NativeDef { name: "string.gfind", code: strmatch::gmatch };
static FORMAT: NativeDef = NativeDef { name: "string.format", code: strformat::format };
static GMATCH: NativeDef = NativeDef { name: "string.gmatch", code: strmatch::gmatch };
static GSUB: NativeDef = NativeDef { name: "string.gsub", code: strmatch::gsub };
static LEN: NativeDef = NativeDef { name: "string.len", code: len };
static LOWER: NativeDef = NativeDef { name: "string.lower", code: lower };
static MATCH: NativeDef = NativeDef { name: "string.match", code: strmatch::match_ };
static REP: NativeDef = NativeDef { name: "string.rep", code: rep };
static REVERSE: NativeDef = NativeDef { name: "string.reverse", code: reverse };
static SUB: NativeDef = NativeDef { name: "string.sub", code: sub };
static UPPER: NativeDef = NativeDef { name: "string.upper", code: upper };

/// Opens the library; strings get a metatable whose `__index` is it.
pub fn open(vm: &mut Vm) {
    let t = vm.register_library(
        "string",
        &[
            &BYTE, &CHAR, &DUMP, &FIND, &FORMAT, &GFIND, &GMATCH, &GSUB, &LEN, &LOWER, &MATCH, &REP, &REVERSE, &SUB,
            &UPPER,
        ],
    );
    let gmatch = vm.get_field(t, "gmatch");
    vm.set_field(t, "gfind", gmatch);
    let meta = vm.new_table_sized(0, 1);
    vm.set_field(meta, "__index", Value::from(t));
    let empty = vm.str("");
    vm.set_metatable_of(empty, Some(meta));
}

/// Without a memory limit: where the system is taken to have no more.
const LONGEST_TEXT: usize = 1 << 31;

/// A position counted from the end if negative; 0 if that is before the beginning.
#[inline(always)]
pub(super) fn position(at: i64, len: usize) -> i64 {
    let at = if at < 0 { at.wrapping_add(len as i64 + 1) } else { at };
    at.max(0)
}

impl Vm {
    /// How many more bytes a text may have: what the memory limit leaves, if there is one.
    pub(super) fn room(&self) -> usize {
        self.heap.limit.saturating_sub(self.heap.bytes).min(LONGEST_TEXT)
    }

    /// The error for a text that is longer than `room`: the memory limit's, or else "not enough memory".
    #[cold]
    pub(super) fn no_room(&mut self) -> Thrown {
        if self.config.memory.is_some() { self.out_of_room() } else { self.out_of_memory() }
    }

    /// An error unless a text of `size` bytes can be had.
    #[inline]
    pub(super) fn check_room(&mut self, size: usize) -> Result<(), Thrown> {
        if size > self.room() {
            return Err(self.no_room());
        }
        // The text is built in a buffer, then copied.
        if !system_has(2 * size) {
            return Err(self.out_of_memory());
        }
        Ok(())
    }

    /// The VM's scratch buffer, empty. To be given back.
    #[inline]
    pub(super) fn take_buffer(&mut self) -> Vec<u8> {
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.clear();
        buffer
    }

    /// Gives the scratch buffer back; a large one is not kept.
    #[inline]
    pub(super) fn give_buffer(&mut self, buffer: Vec<u8>) {
        if buffer.capacity() <= 1 << 16 {
            self.buffer = buffer;
        }
    }
}

impl Cx<'_> {
    /// One result: what was built in the scratch buffer, which goes back to the VM.
    #[inline]
    pub(super) fn ret_buffer(&mut self, buffer: Vec<u8>) -> NativeResult {
        self.vm.check_room(buffer.len())?;
        let s = self.vm.new_string(&buffer);
        self.vm.give_buffer(buffer);
        self.ret(s)
    }
}

fn len(cx: &mut Cx<'_>) -> NativeResult {
    let s = cx.check_str(0)?;
    cx.ret(s.len() as f64)
}

fn sub(cx: &mut Cx<'_>) -> NativeResult {
    let s = cx.check_str(0)?;
    let len = s.len();
    let from = position(cx.check_integer(1)?, len).max(1) as usize;
    let to = (position(cx.opt_integer(2, -1)?, len) as usize).min(len);
    let part = s.bytes().get(from - 1..to).unwrap_or(b"");
    cx.ret_str(part)
}

fn reverse(cx: &mut Cx<'_>) -> NativeResult {
    let s = cx.check_str(0)?;
    map_bytes(cx, |out| {
        out.extend(s.bytes().iter().rev());
    })
}

fn lower(cx: &mut Cx<'_>) -> NativeResult {
    let s = cx.check_str(0)?;
    map_bytes(cx, |out| {
        out.extend_from_slice(s.bytes());
        out.make_ascii_lowercase();
    })
}

fn upper(cx: &mut Cx<'_>) -> NativeResult {
    let s = cx.check_str(0)?;
    map_bytes(cx, |out| {
        out.extend_from_slice(s.bytes());
        out.make_ascii_uppercase();
    })
}

#[inline(always)]
fn map_bytes(cx: &mut Cx<'_>, build: impl FnOnce(&mut Vec<u8>)) -> NativeResult {
    let mut buffer = cx.vm.take_buffer();
    build(&mut buffer);
    cx.ret_buffer(buffer)
}

fn rep(cx: &mut Cx<'_>) -> NativeResult {
    let s = cx.check_str(0)?;
    let n = cx.check_int(1)?.max(0) as usize;
    let size = s.len().saturating_mul(n);
    cx.vm.check_room(size)?;
    cx.vm.burn_for(size)?;
    let mut buffer = cx.vm.take_buffer();
    match s.bytes() {
        &[b] => buffer.resize(n, b),
        bytes if n > 0 => {
            buffer.reserve(size);
            buffer.extend_from_slice(bytes);
            // Doubling what is there.
            while buffer.len() < size {
                let more = buffer.len().min(size - buffer.len());
                buffer.extend_from_within(..more);
            }
        }
        _ => {}
    }
    cx.ret_buffer(buffer)
}

fn byte(cx: &mut Cx<'_>) -> NativeResult {
    let s = cx.check_str(0)?;
    let len = s.len();
    let from = position(cx.opt_integer(1, 1)?, len);
    let to = position(cx.opt_integer(2, from)?, len).min(len as i64);
    let from = from.max(1);
    if from > to {
        return cx.ret0();
    }
    let bytes = &s.bytes()[from as usize - 1..to as usize];
    if let &[b] = bytes {
        return cx.ret(f64::from(b));
    }
    if bytes.len() > i32::MAX as usize {
        return Err(cx.error("string slice too long"));
    }
    if !cx.check_stack(bytes.len()) {
        return Err(cx.error("stack overflow (string slice too long)"));
    }
    for &b in bytes {
        cx.vm.push(Value::number(f64::from(b)));
    }
    Ok(crate::vm::call::Results::count(bytes.len()))
}

fn char(cx: &mut Cx<'_>) -> NativeResult {
    let mut buffer = cx.vm.take_buffer();
    for i in 0..cx.nargs() {
        match u8::try_from(cx.check_int(i)?) {
            Ok(b) => buffer.push(b),
            Err(_) => return Err(cx.arg_error(i, "invalid value")),
        }
    }
    cx.ret_buffer(buffer)
}

fn dump(cx: &mut Cx<'_>) -> NativeResult {
    let f = cx.check_function(0)?;
    match f.as_lua_fn() {
        Some(f) => {
            let chunk = isa::dump(&f.proto().to_isa());
            cx.ret_str(chunk)
        }
        None => Err(cx.error("unable to dump given function")),
    }
}
