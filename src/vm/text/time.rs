//! Calendar time for `os.date` and `os.time` (manual section 5.8).
//!
//! What a zone is and how `strftime` spells a year before 1000 differ from one C library to the next, and the
//! reference asks the C library of the process. So this module asks it as well, through the reentrant functions, and
//! both answer alike everywhere. The time itself always comes from the caller, so that a sandbox can fix it.

use std::mem::MaybeUninit;

// SAFETY: this is POSIX's declaration; the `libc` crate leaves it out.
unsafe extern "C" {
    fn tzset();
}

/// A calendar time in the ranges of Lua, not of C: months and days of the year from 1, Sunday is day 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fields {
    /// 0..=60.
    pub sec: i32,
    /// 0..=59.
    pub min: i32,
    /// 0..=23.
    pub hour: i32,
    /// Of the month, 1..=31.
    pub day: i32,
    /// 1..=12.
    pub month: i32,
    /// The full year. Wider than C's, which counts from 1900.
    pub year: i64,
    /// 1..=7, Sunday is 1.
    pub wday: i32,
    /// 1..=366.
    pub yday: i32,
    /// Daylight saving time; None when the C library does not know (the field is then absent).
    pub isdst: Option<bool>,
}

/// What a format of `os.date` asks for, and of which zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateRequest<'a> {
    /// A leading '!': universal instead of local time.
    pub utc: bool,
    /// `*t`: a table of [`Fields`].
    pub table: bool,
    /// The rest of the format up to its first NUL.
    pub format: &'a [u8],
}

impl<'a> DateRequest<'a> {
    /// Reads the format argument of `os.date`.
    pub fn parse(format: &'a [u8]) -> DateRequest<'a> {
        let format = &format[..memchr::memchr(0, format).unwrap_or(format.len())];
        let (utc, format) = match format.strip_prefix(b"!") {
            Some(rest) => (true, rest),
            None => (false, format),
        };
        DateRequest { utc, table: format == b"*t", format }
    }
}

/// The calendar time of `time` seconds since 1970; None where the year does not fit (`os.date` gives nil).
pub fn fields(time: i64, utc: bool) -> Option<Fields> {
    let tm = broken_down(time, utc)?;
    Some(Fields {
        sec: tm.tm_sec,
        min: tm.tm_min,
        hour: tm.tm_hour,
        day: tm.tm_mday,
        month: tm.tm_mon + 1,
        year: i64::from(tm.tm_year) + 1900,
        wday: tm.tm_wday + 1,
        yday: tm.tm_yday + 1,
        isdst: (tm.tm_isdst >= 0).then_some(tm.tm_isdst != 0),
    })
}

/// Appends `time` in a `strftime` format to `out`; false, and nothing appended, where the year does not fit.
///
/// Each `%` goes to `strftime` with just the one byte after it, as 5.1 does it; one at the end stays.
pub fn format(format: &[u8], time: i64, utc: bool, out: &mut Vec<u8>) -> bool {
    let Some(tm) = broken_down(time, utc) else { return false };
    let mut rest = format;
    while let Some(i) = memchr::memchr(b'%', rest) {
        let Some(&conversion) = rest.get(i + 1) else { break };
        out.extend_from_slice(&rest[..i]);
        strftime(conversion, &tm, out);
        rest = &rest[i + 2..];
    }
    out.extend_from_slice(rest);
    true
}

/// Seconds since 1970 of a local calendar time, whose fields may be out of range; `wday` and `yday` do not count.
/// None where the C library has no answer, or where that answer is -1 (which 5.1 cannot tell apart).
///
/// As with C's `int`s, only the low 32 bits of the year count, and subtracting 1900 from it or 1 from the month
/// wraps around. The library converts a field `x` as `cast::to_i64(x) as i32`.
pub fn make_time(f: &Fields) -> Option<i64> {
    let mut tm = zeroed();
    tm.tm_sec = f.sec;
    tm.tm_min = f.min;
    tm.tm_hour = f.hour;
    tm.tm_mday = f.day;
    tm.tm_mon = f.month.wrapping_sub(1);
    tm.tm_year = (f.year as i32).wrapping_sub(1900);
    tm.tm_isdst = f.isdst.map_or(-1, i32::from);
    // SAFETY: `tm` is a valid, initialised struct that nobody else sees; `mktime` reads its number fields and
    // overwrites it.
    let time = unsafe { libc::mktime(&mut tm) };
    (time != -1).then_some(time as i64)
}

/// Seconds since 1970 by the clock of the system.
pub fn now() -> i64 {
    use std::time::{SystemTime, UNIX_EPOCH};
    match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(d) => d.as_secs() as i64,
        Err(e) => -(e.duration().as_secs() as i64),
    }
}

fn zeroed() -> libc::tm {
    // SAFETY: `tm` is plain C data: integers, and (where there is a zone name) a pointer that may be null.
    unsafe { MaybeUninit::zeroed().assume_init() }
}

fn broken_down(time: i64, utc: bool) -> Option<libc::tm> {
    let time = libc::time_t::try_from(time).ok()?;
    let mut tm = zeroed();
    // SAFETY: both pointers are to live, aligned locals. The functions store into `tm` and return its address or
    // null; `tzset` has no precondition, and is what `localtime` does besides.
    let done = unsafe {
        if utc {
            libc::gmtime_r(&time, &mut tm)
        } else {
            tzset();
            libc::localtime_r(&time, &mut tm)
        }
    };
    (!done.is_null()).then_some(tm)
}

/// One conversion, cut off where it does not fit PUC's buffer of 200 bytes: then nothing is appended.
fn strftime(conversion: u8, tm: &libc::tm, out: &mut Vec<u8>) {
    let format = [b'%', conversion, 0];
    let mut buf = [0u8; 200];
    // SAFETY: `format` ends with a NUL, `buf` is as long as said, and `tm` comes from `broken_down`, so that its
    // zone name is one the C library owns; it cannot be freed before this call, since the zone is set only there.
    let len = unsafe { libc::strftime(buf.as_mut_ptr().cast(), buf.len(), format.as_ptr().cast(), tm) };
    out.extend_from_slice(&buf[..len]);
}
