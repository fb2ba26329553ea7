//! Loading chunks: `load`, `loadstring`, `loadfile`, `dofile` (manual, section 5.1).

use std::io::Read;

use crate::vm::call::NativeDef;
use crate::vm::cx::{Cx, NativeResult};
use crate::vm::object::LuaFn;
use crate::vm::sandbox::BINARY_CHUNK;
use crate::vm::state::{Thrown, Vm};
use crate::vm::value::{Gc, Type, Value};

use super::{os_error, until_nul};

pub static LOAD: NativeDef = NativeDef { name: "load", code: load };
pub static LOADSTRING: NativeDef = NativeDef { name: "loadstring", code: loadstring };
pub static LOADFILE: NativeDef = NativeDef { name: "loadfile", code: loadfile };
pub static DOFILE: NativeDef = NativeDef { name: "dofile", code: dofile };

/// The first byte of a binary chunk.
const ESC: u8 = 0x1b;
/// How the message of a binary chunk that is cut off ends.
const TRUNCATED: &[u8] = b"unexpected end in precompiled chunk";

/// The function, or nil and the message.
fn ret_loaded(cx: &mut Cx<'_>, loaded: Result<Gc<LuaFn>, Vec<u8>>) -> NativeResult {
    match loaded {
        Ok(f) => cx.ret(f),
        Err(message) => {
            let message = cx.vm.str(message);
            cx.ret2(Value::NIL, message)
        }
    }
}

fn loadstring(cx: &mut Cx<'_>) -> NativeResult {
    let source = cx.check_str(0)?;
    let name = cx.opt_str(1)?.unwrap_or(source);
    if refused(cx.vm, source.bytes()) {
        return ret_loaded(cx, Err(BINARY_CHUNK.into()));
    }
    let loaded = cx.vm.load(source.bytes(), until_nul(name.bytes()));
    ret_loaded(cx, loaded)
}

fn load(cx: &mut Cx<'_>) -> NativeResult {
    let name = cx.opt_str(1)?.map_or_else(|| b"=(load)".to_vec(), |s| until_nul(s.bytes()).to_vec());
    let reader = cx.check_function(0)?;
    match cx.vm.protected(|vm| load_from(vm, reader, &name))? {
        Ok(loaded) => ret_loaded(cx, loaded),
        Err(error) => cx.ret2(Value::NIL, error),
    }
}

/// Whether this is a binary chunk in a sandbox.
fn refused(vm: &Vm, source: &[u8]) -> bool {
    vm.config().sandbox && source.first() == Some(&ESC)
}

/// Loads what a reader gives, piece by piece: it is called no more often than PUC calls it before the chunk, or an error
/// in it, is complete.
fn load_from(vm: &mut Vm, reader: Value, name: &[u8]) -> Result<Result<Gc<LuaFn>, Vec<u8>>, Thrown> {
    let mut source = Vec::new();
    // An end before anything else only shows that the chunk is not binary; the text may still come.
    read_piece(vm, reader, &mut source)?;
    if source.first() != Some(&ESC) {
        let read = |vm: &mut Vm, source: &mut Vec<u8>, levels| {
            let outside = vm.set_c_depth(levels);
            let read = read_piece(vm, reader, source)?;
            vm.set_c_depth(outside);
            Ok(read)
        };
        return vm.load_pieces(&source, read, name);
    }
    if refused(vm, &source) {
        return Ok(Err(BINARY_CHUNK.into()));
    }
    loop {
        match vm.load(&source, name) {
            Err(message) if message.ends_with(TRUNCATED) => {
                if !read_piece(vm, reader, &mut source)? {
                    return Ok(Err(message));
                }
            }
            loaded => return Ok(loaded),
        }
    }
}

/// Appends the next piece; false where the reader gives nil or an empty string.
fn read_piece(vm: &mut Vm, reader: Value, source: &mut Vec<u8>) -> Result<bool, Thrown> {
    let piece = vm.call1(reader, &[])?;
    let piece = match piece.type_of() {
        Type::Nil => return Ok(false),
        Type::Number => vm.plain_string(piece).as_string(),
        Type::String => piece.as_string(),
        Type::Boolean | Type::Table | Type::Function => None,
        Type::UserData | Type::LightUserData | Type::Thread => None,
    };
    let Some(piece) = piece else {
        let text = [&vm.position(1)[..], b"reader function must return a string"].concat();
        let message = vm.str(text);
        return Err(vm.throw(message));
    };
    source.extend_from_slice(piece.bytes());
    let goes_on = !piece.bytes().is_empty();
    vm.collect_if_due()?;
    if !vm.heap().has_room(source.len()) {
        return Err(vm.out_of_room());
    }
    Ok(goes_on)
}

impl Vm {
    /// Reads and compiles a file, or standard input. `Err` is the full message.
    pub fn load_file(&mut self, name: Option<&[u8]>) -> Result<Gc<LuaFn>, Vec<u8>> {
        let mut bytes = Vec::new();
        let chunk_name = match name {
            None => {
                if let Err(e) = std::io::stdin().lock().read_to_end(&mut bytes) {
                    return Err([b"cannot read stdin: ", os_error(&e).as_bytes()].concat());
                }
                b"=stdin".to_vec()
            }
            Some(name) => {
                let mut file = std::fs::File::open(path_of(name))
                    .map_err(|e| [b"cannot open ", name, b": ", os_error(&e).as_bytes()].concat())?;
                file.read_to_end(&mut bytes)
                    .map_err(|e| [b"cannot read ", name, b": ", os_error(&e).as_bytes()].concat())?;
                [b"@", name].concat()
            }
        };
        let source = skip_first_comment(&bytes, name.is_some());
        self.load(source, &chunk_name)
    }
}

pub(super) fn path_of(name: &[u8]) -> &std::path::Path {
    use std::os::unix::ffi::OsStrExt;
    std::path::Path::new(std::ffi::OsStr::from_bytes(name))
}

/// Without a first line that begins with `#`; its line end stays, so that lines count right. A binary chunk of a
/// file may come after that line.
fn skip_first_comment(bytes: &[u8], is_file: bool) -> &[u8] {
    if bytes.first() != Some(&b'#') {
        return bytes;
    }
    let Some(end) = memchr::memchr(b'\n', bytes) else { return b"\n" };
    let rest = &bytes[end..];
    match rest.get(1) {
        Some(&ESC) if is_file => &rest[1..],
        _ => rest,
    }
}

fn loadfile(cx: &mut Cx<'_>) -> NativeResult {
    let name = cx.opt_str(0)?;
    let loaded = cx.vm.load_file(name.as_ref().map(|s| until_nul(s.bytes())));
    ret_loaded(cx, loaded)
}

fn dofile(cx: &mut Cx<'_>) -> NativeResult {
    let name = cx.opt_str(0)?;
    match cx.vm.load_file(name.as_ref().map(|s| until_nul(s.bytes()))) {
        Ok(f) => {
            let results = cx.vm.call(Value::from(f), &[])?;
            cx.ret_all(&results)
        }
        Err(message) => {
            let message = cx.vm.str(message);
            Err(cx.vm.throw(message))
        }
    }
}
