//! The rules that make a run deterministic and harmless, as data for every engine.
//!
//! Invariant: what a program can observe depends on the program alone. Rules that are not in the tables:
//!
//! - `print`, `io.write` and `io.stdout` write to one buffer, in order; standard error is dropped; standard
//!   input is empty; `file:seek` fails with "Illegal seek" (29), as on a pipe.
//! - The address that `tostring` shows of a table, function, userdata, thread or file is the object's number in
//!   order of first showing, from 1, in the form of [`ADDRESS_DIGITS`].
//! - `math.random` and `math.randomseed` draw from [`super::random`]; for m ≤ n a draw r gives
//!   `floor(r * (n - m + 1)) + m`, computed in doubles.
//! - `os.time()` is [`TIME`], `os.clock()` is [`CLOCK`], local time is UTC.
//! - `collectgarbage("count")` and `gcinfo()` give [`GC_COUNT`] at first, and 1 more with each call of either; `collectgarbage("step")` makes a full collection
//!   and gives true; `setpause` and `setstepmul` remember their value (200 at first) and change nothing.
//! - `os.getenv` gives nil. `os.setlocale` knows the locales "", "C" and "POSIX" and gives "C" for them and for
//!   nil, otherwise nil.
//! - `load` and `loadstring` give nil and [`BINARY_CHUNK`] for a binary chunk.
//! - `package.path` and `package.cpath` are empty and `package.loaders` holds only the preload loader.
//! - `debug.sethook` takes a count below 0 for 0.
//! - `debug.getlocal` and `setlocal` see local variables that have a name, no [`TEMPORARY`]: neither what else a Lua
//!   function has in its registers nor anything of a C function. What lies there depends on how each library function
//!   uses its stack, down to the parser's under `load`, which the reference crashes on if a program changes it. Not even
//!   arguments are sure: library functions convert, move and drop theirs, and nothing tells how many there were.
//! - `debug.traceback` from a level below -[`NEGATIVE_LEVELS`] reaches the instruction limit.
//! - Ranges that crash or stall the reference in one C call: `unpack` of 2³¹ − 1 values and more raises
//!   "too many results to unpack"; `string.rep("", n)` gives ""; `table.insert` at a position farther
//!   below the end than the instruction budget reaches the instruction limit.

/// All negative levels count as lost to tail calls: this many are shown.
pub const NEGATIVE_LEVELS: i32 = 1000;

/// What `debug.getlocal` calls a value that is no local variable.
pub const TEMPORARY: &[u8] = b"(*temporary)";

/// How a denied function answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denial {
    /// Raises an error with the caller's position and [`denial_message`].
    Raise,
    /// Returns nil and [`denial_message`].
    Refuse,
    /// As `Raise` if the first argument is a string or a number (a file name); else the function is itself.
    RaiseOnName,
}

/// A function that the sandbox takes away, unless the caller opts in.
#[derive(Clone, Copy, Debug)]
pub struct Denied {
    /// Field of the globals that holds the library table; empty for a global function.
    pub library: &'static str,
    /// Name of the function in its library.
    pub function: &'static str,
    /// What it does instead.
    pub denial: Denial,
}

const fn denied(library: &'static str, function: &'static str, denial: Denial) -> Denied {
    Denied { library, function, denial }
}

/// No files, no processes.
pub const DENIED: &[Denied] = &[
    denied("", "dofile", Denial::Raise),
    denied("", "loadfile", Denial::Refuse),
    denied("io", "open", Denial::Refuse),
    denied("io", "popen", Denial::Refuse),
    denied("io", "tmpfile", Denial::Refuse),
    denied("io", "lines", Denial::RaiseOnName),
    denied("io", "input", Denial::RaiseOnName),
    denied("io", "output", Denial::RaiseOnName),
    denied("os", "execute", Denial::Raise),
    denied("os", "exit", Denial::Raise),
    denied("os", "remove", Denial::Refuse),
    denied("os", "rename", Denial::Refuse),
    denied("os", "tmpname", Denial::Raise),
    denied("package", "loadlib", Denial::Refuse),
    denied("debug", "debug", Denial::Raise),
];

/// What a denied function says: `'io.open' is not available in the sandbox`.
pub fn denial_message(library: &str, function: &str) -> String {
    let dot = if library.is_empty() { "" } else { "." };
    format!("'{library}{dot}{function}' is not available in the sandbox")
}

/// What `load` and `loadstring` say of a binary chunk.
pub const BINARY_CHUNK: &str = "binary chunks cannot be loaded in the sandbox";

/// `os.time()`: 2001-09-09 01:46:40 UTC.
pub const TIME: i64 = 1_000_000_000;

/// `os.clock()`, in seconds.
pub const CLOCK: f64 = 0.0;

/// The first `collectgarbage("count")`, in KB.
pub const GC_COUNT: i32 = 64;

/// First value of `collectgarbage("setpause")` and `("setstepmul")`.
pub const GC_TUNING: i32 = 200;

/// Hexadecimal digits of an address: `table: 0x00000001`.
pub const ADDRESS_DIGITS: usize = 8;

/// The text of address number `n`: `0x00000001`.
pub fn address(n: u64) -> String {
    format!("0x{n:0width$x}", width = ADDRESS_DIGITS)
}

/// Seconds since the epoch of a broken-down UTC time with unnormalised fields, as `os.time` gives them: `month` from 1;
/// daylight saving time counts as one hour ahead.
pub fn utc_seconds(year: i64, month: i64, day: i64, hour: i64, minute: i64, second: i64, daylight: bool) -> i64 {
    let year = year + (month - 1).div_euclid(12);
    let month = (month - 1).rem_euclid(12) + 1;
    // Days from the civil calendar, counted in years that begin in March.
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted.div_euclid(400);
    let year_of_era = shifted.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let days = era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468;
    days * 86_400 + hour * 3_600 + minute * 60 + second - if daylight { 3_600 } else { 0 }
}
