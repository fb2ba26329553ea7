//! Input and output (manual, section 5.7).
//!
//! A file is a userdata that holds a [`Stream`], none once it is closed. As in PUC, the functions of `io` share an
//! environment table with the default input and output at the indices 1 and 2.

use std::cell::RefMut;
use std::fs::File;
use std::io::{self, Read, SeekFrom};
use std::os::fd::AsFd;

use crate::vm::call::{NativeDef, Results};
use crate::vm::cx::{Cx, NativeResult};
use crate::vm::object::{Table, UserData};
use crate::vm::state::{Buffering, Output, Thrown, Vm};
use crate::vm::text::number::fmt_g14;
use crate::vm::value::{Gc, Value};

use super::stream::Stream;
use super::{os_error, scan};

static CLOSE: NativeDef = NativeDef { name: "io.close", code: io_close };
static FLUSH: NativeDef = NativeDef { name: "io.flush", code: io_flush };
static INPUT: NativeDef = NativeDef { name: "io.input", code: io_input };
static LINES: NativeDef = NativeDef { name: "io.lines", code: io_lines };
static OPEN: NativeDef = NativeDef { name: "io.open", code: io_open };
static OUTPUT: NativeDef = NativeDef { name: "io.output", code: io_output };
static POPEN: NativeDef = NativeDef { name: "io.popen", code: io_popen };
static READ: NativeDef = NativeDef { name: "io.read", code: io_read };
static TMPFILE: NativeDef = NativeDef { name: "io.tmpfile", code: io_tmpfile };
static TYPE: NativeDef = NativeDef { name: "io.type", code: io_type };
static WRITE: NativeDef = NativeDef { name: "io.write", code: io_write };

static FILE_FLUSH: NativeDef = NativeDef { name: "file:flush", code: file_flush };
static FILE_LINES: NativeDef = NativeDef { name: "file:lines", code: file_lines };
static FILE_READ: NativeDef = NativeDef { name: "file:read", code: file_read };
static FILE_SEEK: NativeDef = NativeDef { name: "file:seek", code: file_seek };
static FILE_SETVBUF: NativeDef = NativeDef { name: "file:setvbuf", code: file_setvbuf };
static FILE_WRITE: NativeDef = NativeDef { name: "file:write", code: file_write };
static FILE_GC: NativeDef = NativeDef { name: "file:__gc", code: file_gc };
static FILE_TOSTRING: NativeDef = NativeDef { name: "file:__tostring", code: file_tostring };

static NEXT_LINE: NativeDef = NativeDef { name: "iterator of io.lines", code: next_line };

// How each kind of file is closed: visible as the field `__close` of its environment.
static CLOSE_FILE: NativeDef = NativeDef { name: "io.close_file", code: close_file };
static CLOSE_PROCESS: NativeDef = NativeDef { name: "io.close_process", code: close_file };
static CLOSE_STANDARD: NativeDef = NativeDef { name: "io.close_standard", code: close_file };

/// The name of the files' metatable in the registry.
const HANDLE: &str = "FILE*";

/// A default file: its index in the environment of the io functions.
#[derive(Clone, Copy)]
enum Default {
    Input = 1,
    Output = 2,
}

/// Opens the library.
pub fn open(vm: &mut Vm) {
    let meta = vm.new_table_sized(0, 1);
    let registry = vm.registry();
    vm.set_field(registry, HANDLE, Value::from(meta));
    vm.set_field(meta, "__index", Value::from(meta));
    vm.register(
        meta,
        &[
            &CLOSE,
            &FILE_FLUSH,
            &FILE_LINES,
            &FILE_READ,
            &FILE_SEEK,
            &FILE_SETVBUF,
            &FILE_WRITE,
            &FILE_GC,
            &FILE_TOSTRING,
        ],
    );
    let env = environment(vm, &CLOSE_FILE);
    let functions = [&CLOSE, &FLUSH, &INPUT, &LINES, &OPEN, &OUTPUT, &POPEN, &READ, &TMPFILE, &TYPE, &WRITE];
    let library = vm.register_library("io", &functions);
    for def in functions {
        if let Some(f) = vm.get_field(library, def.short_name()).as_native_fn() {
            f.set_env(env);
        }
    }
    let standard = environment(vm, &CLOSE_STANDARD);
    let sandbox = vm.config.sandbox;
    let files = [
        ("stdin", Stream::stdin(sandbox), Some(Default::Input)),
        ("stdout", Stream::stdout(), Some(Default::Output)),
        ("stderr", Stream::stderr(sandbox), None),
    ];
    for (name, stream, default) in files {
        let file = new_file(vm, stream, standard);
        if let Some(index) = default {
            env.set_int(vm.heap(), index as i64, file);
        }
        vm.set_field(library, name, file);
    }
    // Processes are closed in their own way.
    let processes = environment(vm, &CLOSE_PROCESS);
    if let Some(f) = vm.get_field(library, "popen").as_native_fn() {
        f.set_env(processes);
    }
}

fn environment(vm: &mut Vm, close: &'static NativeDef) -> Gc<Table> {
    let env = vm.new_table_sized(0, 1);
    let close = vm.new_native(close, &[]);
    vm.set_field(env, "__close", Value::from(close));
    env
}

fn new_file(vm: &mut Vm, stream: Stream, env: Gc<Table>) -> Value {
    let file = vm.new_userdata(Some(Box::new(stream)), env);
    let registry = vm.registry();
    file.set_metatable(vm.get_field(registry, HANDLE).as_table());
    Value::from(file)
}

/// A new file in the environment of the running function.
fn ret_new_file(cx: &mut Cx<'_>, stream: Stream) -> NativeResult {
    let env = cx.callee().env();
    let file = new_file(cx.vm, stream, env);
    cx.ret(file)
}

/// The stream of a file that is open.
fn stream_of(file: &Gc<UserData>) -> Option<RefMut<'_, Stream>> {
    let data = file.data.try_borrow_mut().ok()?;
    RefMut::filter_map(data, |d| d.as_mut().and_then(|d| d.downcast_mut())).ok()
}

fn as_file(cx: &mut Cx<'_>, v: Value) -> Option<Gc<UserData>> {
    let file = v.as_userdata()?;
    let registry = cx.vm.registry();
    let meta = cx.vm.get_field(registry, HANDLE).as_table();
    (file.metatable().is_some() && file.metatable() == meta).then_some(file)
}

/// Argument `i`, an open or closed file.
fn check_handle(cx: &mut Cx<'_>, i: usize) -> Result<Gc<UserData>, Thrown> {
    let v = cx.arg(i);
    match as_file(cx, v) {
        Some(file) => Ok(file),
        None => Err(cx.type_error(i, HANDLE)),
    }
}

/// Argument 0, an open file.
fn check_file(cx: &mut Cx<'_>) -> Result<Gc<UserData>, Thrown> {
    let file = check_handle(cx, 0)?;
    if stream_of(&file).is_none() {
        return Err(cx.error("attempt to use a closed file"));
    }
    Ok(file)
}

/// The default input or output, open.
fn default_file(cx: &mut Cx<'_>, which: Default) -> Result<Gc<UserData>, Thrown> {
    match cx.callee().env().get_int(which as i64).as_userdata() {
        Some(file) if stream_of(&file).is_some() => Ok(file),
        _ => {
            let name = match which {
                Default::Input => "input",
                Default::Output => "output",
            };
            Err(cx.error(format!("standard {name} file is closed")))
        }
    }
}

/// Runs `f` on an open file's stream.
fn with<T>(
    cx: &mut Cx<'_>,
    file: Gc<UserData>,
    f: impl FnOnce(&mut Stream, &mut Output) -> io::Result<T>,
) -> io::Result<T> {
    let result = match stream_of(&file) {
        Some(mut stream) => f(&mut stream, cx.vm.output()),
        None => Err(io::Error::from_raw_os_error(libc::EBADF)),
    };
    cx.vm.check_output();
    if let Err(e) = &result {
        cx.vm.host().io.errno = code(e);
    }
    result
}

fn code(e: &io::Error) -> i32 {
    e.raw_os_error().unwrap_or(libc::EIO)
}

/// What the library remembers.
#[derive(Default)]
pub struct IoState {
    /// The number of the last error, of whatever file (`errno`).
    errno: i32,
}

/// `true`; or nil, the system's text (after the file's name) and the error number.
pub(super) fn ret_done(cx: &mut Cx<'_>, done: io::Result<()>, name: Option<&[u8]>) -> NativeResult {
    match done {
        Ok(()) => cx.ret(true),
        Err(e) => ret_failure(cx, &e, name),
    }
}

fn ret_failure(cx: &mut Cx<'_>, e: &io::Error, name: Option<&[u8]>) -> NativeResult {
    let text = failure_text(e, name);
    let text = cx.vm.str(text);
    cx.vm.host().io.errno = code(e);
    cx.ret_all(&[Value::NIL, text, Value::from(f64::from(code(e)))])
}

fn failure_text(e: &io::Error, name: Option<&[u8]>) -> Vec<u8> {
    let text = os_error(e);
    match name {
        Some(name) => [super::until_nul(name), b": ", text.as_bytes()].concat(),
        None => text.into_bytes(),
    }
}

// ---- opening and closing

fn io_open(cx: &mut Cx<'_>) -> NativeResult {
    let name = cx.check_str(0)?;
    let mode = cx.opt_str(1)?;
    let mode = mode.as_ref().map_or(&b"r"[..], |m| m.bytes());
    match Stream::open(name.bytes(), mode) {
        Ok(stream) => ret_new_file(cx, stream),
        Err(e) => ret_failure(cx, &e, Some(name.bytes())),
    }
}

fn io_popen(cx: &mut Cx<'_>) -> NativeResult {
    let command = cx.check_str(0)?;
    let mode = cx.opt_str(1)?;
    let mode = mode.as_ref().map_or(&b"r"[..], |m| m.bytes());
    // The process may write where we do.
    flush_all(cx.vm);
    match Stream::popen(command.bytes(), super::until_nul(mode)) {
        Ok(stream) => ret_new_file(cx, stream),
        Err(e) => ret_failure(cx, &e, Some(command.bytes())),
    }
}

fn io_tmpfile(cx: &mut Cx<'_>) -> NativeResult {
    match Stream::temporary() {
        Ok(stream) => ret_new_file(cx, stream),
        Err(e) => ret_failure(cx, &e, None),
    }
}

fn io_close(cx: &mut Cx<'_>) -> NativeResult {
    if cx.is_none(0) {
        let file = cx.callee().env().get_int(Default::Output as i64);
        cx.set_nargs(1);
        cx.set_arg(0, file);
    }
    check_file(cx)?;
    close_file(cx)
}

/// Closes the file that is argument 0.
fn close_file(cx: &mut Cx<'_>) -> NativeResult {
    let file = check_handle(cx, 0)?;
    if stream_of(&file).is_some_and(|s| s.is_standard()) {
        let message = cx.vm.str("cannot close standard file");
        return cx.ret2(Value::NIL, message);
    }
    let closed = match file.data.take().map(|d| d.downcast::<Stream>()) {
        Some(Ok(stream)) => stream.close(),
        _ => Ok(()),
    };
    ret_done(cx, closed, None)
}

fn file_gc(cx: &mut Cx<'_>) -> NativeResult {
    let file = check_handle(cx, 0)?;
    if stream_of(&file).is_some() {
        // Standard files stay open; whether closing fails is nobody's business any more.
        close_file(cx)?;
    }
    cx.ret0()
}

fn file_tostring(cx: &mut Cx<'_>) -> NativeResult {
    let file = check_handle(cx, 0)?;
    if stream_of(&file).is_none() {
        return cx.ret_str("file (closed)");
    }
    let text = format!("file ({})", cx.vm.address(Value::from(file)));
    cx.ret_str(text)
}

fn io_type(cx: &mut Cx<'_>) -> NativeResult {
    let v = cx.check_any(0)?;
    match as_file(cx, v) {
        None => cx.ret(Value::NIL),
        Some(file) if stream_of(&file).is_some() => cx.ret_str("file"),
        Some(_) => cx.ret_str("closed file"),
    }
}

fn io_input(cx: &mut Cx<'_>) -> NativeResult {
    choose(cx, Default::Input, b"r")
}

fn io_output(cx: &mut Cx<'_>) -> NativeResult {
    choose(cx, Default::Output, b"w")
}

/// Sets a default file, if there is an argument, and gives the one in force.
fn choose(cx: &mut Cx<'_>, which: Default, mode: &[u8]) -> NativeResult {
    let env = cx.callee().env();
    if !cx.is_none_or_nil(0) {
        let file = match cx.to_str(0) {
            Some(name) => match Stream::open(name.bytes(), mode) {
                Ok(stream) => new_file(cx.vm, stream, env),
                Err(e) => return Err(cx.arg_error(0, failure_text(&e, Some(name.bytes())))),
            },
            None => Value::from(check_file(cx)?),
        };
        env.set_int(cx.vm.heap(), which as i64, file);
    }
    cx.ret(env.get_int(which as i64))
}

// ---- lines

fn lines(cx: &mut Cx<'_>, file: Value, close: bool) -> NativeResult {
    let env = cx.callee().env();
    let step = cx.vm.new_native_env(&NEXT_LINE, &[file, Value::boolean(close)], env);
    cx.ret(step)
}

fn file_lines(cx: &mut Cx<'_>) -> NativeResult {
    let file = check_file(cx)?;
    lines(cx, Value::from(file), false)
}

fn io_lines(cx: &mut Cx<'_>) -> NativeResult {
    if cx.is_none(0) {
        let file = cx.callee().env().get_int(Default::Input as i64);
        cx.set_nargs(1);
        cx.set_arg(0, file);
        return file_lines(cx);
    }
    if cx.is_none_or_nil(0) {
        return file_lines(cx);
    }
    let name = cx.check_str(0)?;
    match Stream::open(name.bytes(), b"r") {
        Ok(stream) => {
            let env = cx.callee().env();
            let file = new_file(cx.vm, stream, env);
            lines(cx, file, true)
        }
        Err(e) => Err(cx.arg_error(0, failure_text(&e, Some(name.bytes())))),
    }
}

/// Upvalues: the file, and whether it is closed at its end.
fn next_line(cx: &mut Cx<'_>) -> NativeResult {
    let file = match cx.upvalue(0).as_userdata() {
        Some(file) if stream_of(&file).is_some() => file,
        _ => return Err(cx.error("file is already closed")),
    };
    let mut line = cx.vm.take_buffer();
    let found = with(cx, file, |stream, out| {
        let found = scan::line(stream, out, &mut line)?;
        // An earlier error counts as well: PUC only asks whether there was one.
        Ok((found, stream.failed()))
    });
    match found {
        Ok((true, false)) => cx.ret_buffer(line),
        Ok((false, false)) => {
            cx.vm.give_buffer(line);
            if cx.upvalue(1).truthy() {
                cx.set_nargs(1);
                cx.set_arg(0, Value::from(file));
                close_file(cx)?;
            }
            cx.ret0()
        }
        Ok((_, true)) | Err(_) => {
            let e = io::Error::from_raw_os_error(cx.vm.host().io.errno);
            Err(cx.error(os_error(&e)))
        }
    }
}

// ---- reading

fn io_read(cx: &mut Cx<'_>) -> NativeResult {
    let file = default_file(cx, Default::Input)?;
    read(cx, file, 0)
}

fn file_read(cx: &mut Cx<'_>) -> NativeResult {
    let file = check_file(cx)?;
    read(cx, file, 1)
}

/// Reads by the formats from argument `first` on.
fn read(cx: &mut Cx<'_>, file: Gc<UserData>, first: usize) -> NativeResult {
    if let Some(mut stream) = stream_of(&file) {
        stream.clear();
    }
    let formats = cx.nargs().saturating_sub(first);
    if !cx.check_stack(formats + 20) {
        return Err(cx.error("stack overflow (too many arguments)"));
    }
    let mut count = 0;
    loop {
        let format = if formats == 0 { Format::Line } else { parse_format(cx, first + count)? };
        count += 1;
        match read_one(cx, file, format)? {
            Some(v) => cx.vm.push(v),
            None => {
                cx.vm.push(Value::NIL);
                break;
            }
        }
        if count >= formats {
            break;
        }
    }
    // Errors are asked for only now: one in "*a" does not keep the formats after it from being looked at.
    if stream_of(&file).is_some_and(|s| s.failed()) {
        let e = io::Error::from_raw_os_error(cx.vm.host().io.errno);
        return ret_failure(cx, &e, None);
    }
    Ok(Results::count(count))
}

#[derive(Clone, Copy)]
enum Format {
    Line,
    Number,
    All,
    Chars(usize),
}

fn parse_format(cx: &mut Cx<'_>, i: usize) -> Result<Format, Thrown> {
    if cx.arg(i).is_number() {
        return Ok(Format::Chars(cx.check_integer(i)? as usize));
    }
    match cx.arg(i).as_string() {
        Some(s) if s.bytes().first() == Some(&b'*') => match s.bytes().get(1) {
            Some(b'n') => Ok(Format::Number),
            Some(b'l') => Ok(Format::Line),
            Some(b'a') => Ok(Format::All),
            _ => Err(cx.arg_error(i, "invalid format")),
        },
        _ => Err(cx.arg_error(i, "invalid option")),
    }
}

/// Reads one item, none at the end of the file or on an error (which the stream remembers).
fn read_one(cx: &mut Cx<'_>, file: Gc<UserData>, format: Format) -> Result<Option<Value>, Thrown> {
    let n = match format {
        Format::Number => return Ok(with(cx, file, scan::number).ok().flatten().map(Value::from)),
        Format::Chars(0) => {
            let more = with(cx, file, scan::more).unwrap_or(false);
            return Ok(more.then(|| cx.vm.str("")));
        }
        Format::Line => {
            let mut line = cx.vm.take_buffer();
            if !with(cx, file, |stream, out| scan::line(stream, out, &mut line)).unwrap_or(false) {
                cx.vm.give_buffer(line);
                return Ok(None);
            }
            return text(cx, line).map(Some);
        }
        Format::All => usize::MAX,
        Format::Chars(n) => n,
    };
    let mut buffer = cx.vm.take_buffer();
    loop {
        // In slices, so that the memory limit is looked at between them.
        const SLICE: usize = 1 << 16;
        let before = buffer.len();
        let want = SLICE.min(n - before);
        let read = with(cx, file, |stream, out| scan::chars(stream, out, want, &mut buffer));
        if read.is_err() || buffer.len() - before < want || buffer.len() == n {
            break;
        }
        cx.vm.check_room(2 * buffer.len())?;
    }
    if buffer.is_empty() && !matches!(format, Format::All) {
        cx.vm.give_buffer(buffer);
        return Ok(None);
    }
    text(cx, buffer).map(Some)
}

fn text(cx: &mut Cx<'_>, buffer: Vec<u8>) -> Result<Value, Thrown> {
    cx.vm.check_room(buffer.len())?;
    let v = cx.vm.str(&buffer);
    cx.vm.give_buffer(buffer);
    Ok(v)
}

// ---- writing

fn io_write(cx: &mut Cx<'_>) -> NativeResult {
    let file = default_file(cx, Default::Output)?;
    write(cx, file, 0)
}

fn file_write(cx: &mut Cx<'_>) -> NativeResult {
    let file = check_file(cx)?;
    write(cx, file, 1)
}

/// Writes the arguments from `first` on; each is checked when its turn comes.
fn write(cx: &mut Cx<'_>, file: Gc<UserData>, first: usize) -> NativeResult {
    let mut done = Ok(());
    for i in first..cx.nargs() {
        let v = cx.arg(i);
        if let Some(n) = v.as_number() {
            if done.is_ok() {
                done = with(cx, file, |stream, out| stream.write(fmt_g14(n).as_bytes(), out));
            }
        } else {
            let s = cx.check_str(i)?;
            if done.is_ok() {
                done = with(cx, file, |stream, out| stream.write(s.bytes(), out));
            }
        }
    }
    ret_done(cx, done, None)
}

fn io_flush(cx: &mut Cx<'_>) -> NativeResult {
    let file = default_file(cx, Default::Output)?;
    let done = with(cx, file, Stream::flush);
    ret_done(cx, done, None)
}

fn file_flush(cx: &mut Cx<'_>) -> NativeResult {
    let file = check_file(cx)?;
    let done = with(cx, file, Stream::flush);
    ret_done(cx, done, None)
}

/// Passes on what any file of the VM holds back (`fflush(NULL)`).
pub(super) fn flush_all(vm: &mut Vm) {
    let _ = vm.output().flush();
    let files = vm.heap.userdata.clone();
    for file in files {
        if let Some(mut stream) = stream_of(&file) {
            // Nobody is there to hear of a failure.
            let _ = stream.flush(vm.output());
        }
    }
}

/// Reads a line of standard input with its end, empty at the end of the input; nothing is read ahead, so that a program's own
/// reading goes on after it.
pub fn stdin_line() -> io::Result<Vec<u8>> {
    let mut stdin = File::from(io::stdin().as_fd().try_clone_to_owned()?);
    let (mut line, mut byte) = (Vec::new(), [0]);
    while line.last() != Some(&b'\n') && stdin.read(&mut byte)? > 0 {
        line.extend_from_slice(&byte);
    }
    Ok(line)
}

// ---- position and buffering

fn file_seek(cx: &mut Cx<'_>) -> NativeResult {
    let file = check_file(cx)?;
    let whence = cx.check_option(1, Some("cur"), &["set", "cur", "end"])?;
    let offset = cx.opt_integer(2, 0)?;
    let to = match whence {
        0 => SeekFrom::Start(offset as u64),
        1 => SeekFrom::Current(offset),
        _ => SeekFrom::End(offset),
    };
    match with(cx, file, |stream, out| stream.seek(to, out)) {
        Ok(position) => cx.ret(position as f64),
        Err(e) => ret_failure(cx, &e, None),
    }
}

fn file_setvbuf(cx: &mut Cx<'_>) -> NativeResult {
    let file = check_file(cx)?;
    let buffering = match cx.check_option(1, None, &["no", "full", "line"])? {
        0 => Buffering::No,
        1 => Buffering::Full,
        _ => Buffering::Line,
    };
    let size = cx.opt_integer(2, 8192)?;
    let done = with(cx, file, |stream, out| stream.set_buffering(buffering, size, out));
    ret_done(cx, done, None)
}
