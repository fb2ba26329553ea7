//! The C library's own state where programs see it: the random sequence, the locale, processor time, error texts.
//! PUC's libraries ask the C library of the process; asking the same one gives the same answers.

use std::ffi::{CStr, CString};

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

/// The text of an error number.
pub fn strerror(errno: i32) -> Vec<u8> {
    let mut buffer = [0 as libc::c_char; 128];
    // SAFETY: the buffer is as long as said; the text is NUL-terminated when the call succeeds (and the buffer
    // begins as an empty string, should it not).
    unsafe {
        libc::strerror_r(errno, buffer.as_mut_ptr(), buffer.len());
        CStr::from_ptr(buffer.as_ptr()).to_bytes().to_vec()
    }
}

/// `system(command)`: the raw status; without a command, whether there is a shell.
pub fn system(command: Option<&[u8]>) -> i32 {
    let command = command.map(c_string);
    // SAFETY: a NUL-terminated string that lives through the call, or null.
    unsafe { libc::system(command.as_ref().map_or(std::ptr::null(), |c| c.as_ptr())) }
}

/// `getenv(name)`.
pub fn getenv(name: &[u8]) -> Option<Vec<u8>> {
    use std::os::unix::ffi::{OsStrExt, OsStringExt};
    let name = &name[..memchr::memchr(0, name).unwrap_or(name.len())];
    if name.is_empty() || name.contains(&b'=') {
        return None;
    }
    std::env::var_os(std::ffi::OsStr::from_bytes(name)).map(|v| v.into_vec())
}

/// A locale category of `os.setlocale`, in the order of its options.
pub const LOCALE_CATEGORIES: [i32; 6] =
    [libc::LC_ALL, libc::LC_COLLATE, libc::LC_CTYPE, libc::LC_MONETARY, libc::LC_NUMERIC, libc::LC_TIME];

/// What a C function takes of `bytes`: everything before the first NUL.
pub fn c_string(bytes: &[u8]) -> CString {
    let end = memchr::memchr(0, bytes).unwrap_or(bytes.len());
    CString::new(&bytes[..end]).unwrap_or_default()
}
