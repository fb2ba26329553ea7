//! Standard files of a reference state: C streams whose bytes go to the state's output buffer (standard output),
//! nowhere (standard error), or come from nowhere (standard input). The io library stays PUC's own.

use std::ffi::{c_char, c_int, c_void};

use super::shared::Shared;

/// The three streams; closed when dropped.
pub(super) struct Streams {
    pub input: *mut libc::FILE,
    pub output: *mut libc::FILE,
    pub error: *mut libc::FILE,
}

impl Streams {
    /// Streams for the state with this `Shared`, which outlives them.
    pub(super) fn new(shared: *mut Shared) -> Streams {
        Streams {
            input: open(shared, c"r", Direction::Input),
            output: open(shared, c"w", Direction::Output),
            error: open(shared, c"w", Direction::Nowhere),
        }
    }
}

impl Drop for Streams {
    fn drop(&mut self) {
        for file in [self.input, self.output, self.error] {
            if !file.is_null() {
                // SAFETY: opened in `open`, closed only here; the state that used it is closed.
                unsafe { libc::fclose(file) };
            }
        }
    }
}

#[derive(Clone, Copy)]
enum Direction {
    Input,
    Output,
    Nowhere,
}

/// Sets `errno` to "illegal seek", as for a pipe.
fn illegal_seek() {
    // SAFETY: errno is a thread-local int of the C library.
    unsafe {
        #[cfg(any(target_os = "linux", target_os = "emscripten"))]
        let errno = libc::__errno_location();
        #[cfg(not(any(target_os = "linux", target_os = "emscripten")))]
        let errno = libc::__error();
        *errno = libc::ESPIPE;
    }
}

#[cfg(target_os = "linux")]
mod os {
    //! Streams with callbacks: `fopencookie` (glibc, musl).
    use super::*;

    #[repr(C)]
    struct Functions {
        read: Option<unsafe extern "C" fn(*mut c_void, *mut c_char, usize) -> isize>,
        write: Option<unsafe extern "C" fn(*mut c_void, *const c_char, usize) -> isize>,
        seek: Option<unsafe extern "C" fn(*mut c_void, *mut i64, c_int) -> c_int>,
        close: Option<unsafe extern "C" fn(*mut c_void) -> c_int>,
    }

    unsafe extern "C" {
        fn fopencookie(cookie: *mut c_void, mode: *const c_char, functions: Functions) -> *mut libc::FILE;
    }

    extern "C" fn read_nothing(_: *mut c_void, _: *mut c_char, _: usize) -> isize {
        0
    }

    /// # Safety
    /// As [`super::write`], which the C library keeps: it passes on the cookie and its own buffer.
    unsafe extern "C" fn write(shared: *mut c_void, bytes: *const c_char, len: usize) -> isize {
        // SAFETY: the cookie is the state's `Shared` (see `Streams::new`); `bytes` are `len` readable bytes.
        unsafe { super::write(shared, bytes, len) as isize }
    }

    extern "C" fn swallow(_: *mut c_void, _: *const c_char, len: usize) -> isize {
        len as isize
    }

    extern "C" fn seek(_: *mut c_void, _: *mut i64, _: c_int) -> c_int {
        illegal_seek();
        -1
    }

    pub(super) fn open(shared: *mut Shared, mode: &std::ffi::CStr, direction: Direction) -> *mut libc::FILE {
        let (read, write): (Option<unsafe extern "C" fn(*mut c_void, *mut c_char, usize) -> isize>, Option<_>) =
            match direction {
                Direction::Input => (Some(read_nothing), None),
                Direction::Output => (None, Some(write as unsafe extern "C" fn(_, _, _) -> _)),
                Direction::Nowhere => (None, Some(swallow)),
            };
        let functions = Functions { read, write, seek: Some(seek), close: None };
        // SAFETY: the callbacks match the C library's types.
        unsafe { fopencookie(shared.cast(), mode.as_ptr(), functions) }
    }
}

#[cfg(not(target_os = "linux"))]
mod os {
    //! Streams with callbacks: `funopen` (macOS, BSD).
    use super::*;

    unsafe extern "C" {
        fn funopen(
            cookie: *const c_void,
            read: Option<unsafe extern "C" fn(*mut c_void, *mut c_char, c_int) -> c_int>,
            write: Option<unsafe extern "C" fn(*mut c_void, *const c_char, c_int) -> c_int>,
            seek: Option<unsafe extern "C" fn(*mut c_void, libc::off_t, c_int) -> libc::off_t>,
            close: Option<unsafe extern "C" fn(*mut c_void) -> c_int>,
        ) -> *mut libc::FILE;
    }

    extern "C" fn read_nothing(_: *mut c_void, _: *mut c_char, _: c_int) -> c_int {
        0
    }

    /// # Safety
    /// As [`super::write`], which the C library keeps: it passes on the cookie and its own buffer.
    unsafe extern "C" fn write(shared: *mut c_void, bytes: *const c_char, len: c_int) -> c_int {
        // SAFETY: the cookie is the state's `Shared` (see `Streams::new`); `bytes` are `len` readable bytes.
        unsafe { super::write(shared, bytes, len as usize) as c_int }
    }

    extern "C" fn swallow(_: *mut c_void, _: *const c_char, len: c_int) -> c_int {
        len
    }

    extern "C" fn seek(_: *mut c_void, _: libc::off_t, _: c_int) -> libc::off_t {
        illegal_seek();
        -1
    }

    pub(super) fn open(shared: *mut Shared, _mode: &std::ffi::CStr, direction: Direction) -> *mut libc::FILE {
        // SAFETY: the callbacks match the C library's types.
        unsafe {
            match direction {
                Direction::Input => funopen(shared.cast(), Some(read_nothing), None, Some(seek), None),
                Direction::Output => funopen(shared.cast(), None, Some(write), Some(seek), None),
                Direction::Nowhere => funopen(shared.cast(), None, Some(swallow), Some(seek), None),
            }
        }
    }
}

fn open(shared: *mut Shared, mode: &std::ffi::CStr, direction: Direction) -> *mut libc::FILE {
    let file = os::open(shared, mode, direction);
    if !file.is_null() && !matches!(direction, Direction::Input) {
        // Unbuffered, so that what goes through the stream and what `print` appends directly stay in order.
        // SAFETY: a stream that was just opened.
        unsafe { libc::setvbuf(file, std::ptr::null_mut(), libc::_IONBF, 0) };
    }
    file
}

/// Appends to the output; the number of bytes taken, 0 being an error to the C library.
///
/// # Safety
/// `shared` is a live `Shared`, `bytes` are `len` readable bytes.
unsafe fn write(shared: *mut c_void, bytes: *const c_char, len: usize) -> usize {
    // SAFETY: by contract.
    let (shared, bytes) =
        unsafe { (&mut *shared.cast::<Shared>(), std::slice::from_raw_parts(bytes.cast::<u8>(), len)) };
    if shared.write(bytes) { len } else { 0 }
}
