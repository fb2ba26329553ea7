//! What the libraries ask of the C library of the process, as PUC's do: the random sequence, processor time, the
//! shell, names for temporary files. The only unsafe code of the libraries.

use std::ffi::{CString, OsStr};
use std::fs::File;
use std::os::fd::FromRawFd;
use std::os::unix::ffi::{OsStrExt, OsStringExt};

use super::until_nul;

/// The next number of the process's random sequence, 0 to `RAND_MAX`.
pub fn rand() -> i32 {
    // SAFETY: no preconditions; glibc locks its state.
    unsafe { libc::rand() }
}

/// Restarts the random sequence.
pub fn srand(seed: u32) {
    // SAFETY: as for `rand`.
    unsafe { libc::srand(seed) }
}

/// Processor time in seconds since the process began, in the microseconds of `clock()`.
pub fn clock() -> f64 {
    let mut t = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the pointer is to a live local.
    unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &mut t) };
    let ticks = t.tv_sec * 1_000_000 + t.tv_nsec / 1000;
    ticks as f64 / 1e6
}

/// `system(command)`: the raw status; without a command, whether there is a shell.
pub fn system(command: Option<&[u8]>) -> i32 {
    let command = command.map(c_string);
    // SAFETY: a NUL-terminated string that lives through the call, or null.
    unsafe { libc::system(command.as_ref().map_or(std::ptr::null(), |c| c.as_ptr())) }
}

/// `getenv(name)`.
pub fn getenv(name: &[u8]) -> Option<Vec<u8>> {
    let name = path(name);
    if name.is_empty() || name.as_bytes().contains(&b'=') {
        return None;
    }
    std::env::var_os(name).map(|v| v.into_vec())
}

/// A new file with a name of its own, in the place and form of `os.tmpname`; and the name.
pub fn temporary_file() -> std::io::Result<(File, Vec<u8>)> {
    let mut name = *b"/tmp/lua_XXXXXX\0";
    // SAFETY: a NUL-terminated template, which the call overwrites in place.
    let fd = unsafe { libc::mkstemp(name.as_mut_ptr().cast()) };
    if fd < 0 {
        return Err(std::io::Error::last_os_error());
    }
    // SAFETY: a descriptor that was just opened and is nobody else's.
    let file = unsafe { File::from_raw_fd(fd) };
    Ok((file, name[..name.len() - 1].to_vec()))
}

/// What a C function takes of `bytes`: everything before the first NUL.
fn c_string(bytes: &[u8]) -> CString {
    CString::new(until_nul(bytes)).unwrap_or_default()
}

/// A file name as a C function takes it.
pub fn path(bytes: &[u8]) -> &OsStr {
    OsStr::from_bytes(until_nul(bytes))
}
