//! The directives of `string.format` (manual section 5.4): reading one, and formatting one argument by it.
//!
//! Invariant: for each directive that 5.1 lets through, the bytes are those of glibc's `sprintf` in the C locale.
//! The caller walks the format, handles `%%`, checks that an argument is there *before* it calls
//! [`Spec::parse`] (5.1 complains about the missing argument first) and converts the argument.

use super::cast::{to_i32, to_i64, to_u64};
use super::decimal::{Numeral, POW10, fixed, significant, write_u64};
use thiserror::Error;

/// Why a directive is refused; the text is PUC's message without its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum FormatError {
    /// More than five flag characters.
    #[error("invalid format (repeated flags)")]
    RepeatedFlags,
    /// A third digit in the width or the precision.
    #[error("invalid format (width or precision too long)")]
    TooLong,
}

/// The message "invalid option '%y' to 'format'" for a conversion that 5.1 does not know. The byte stands there raw;
/// NUL, which is also what the end of the format counts as, leaves nothing.
pub fn invalid_option(conv: u8) -> Vec<u8> {
    let mut m = b"invalid option '%".to_vec();
    if conv != 0 {
        m.push(conv);
    }
    m.extend_from_slice(b"' to 'format'");
    m
}

/// Which argument a conversion takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conversion {
    /// `%c %d %i %o %u %x %X %e %E %f %g %G`: [`Spec::number`].
    Number,
    /// `%q`: [`quote`].
    Quoted,
    /// `%s`: [`Spec::string`].
    String,
}

/// One directive, read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spec {
    minus: bool,
    plus: bool,
    space: bool,
    alt: bool,
    zero: bool,
    width: u8,
    precision: Option<u8>,
    /// The conversion letter; 0 at the end of the format. Not checked yet: see [`Spec::conversion`].
    pub conv: u8,
}

impl Spec {
    /// Reads a directive whose '%' stands just before `at`; also gives the place after it.
    pub fn parse(format: &[u8], mut at: usize) -> Result<(Spec, usize), FormatError> {
        let byte = |at: usize| format.get(at).copied().unwrap_or(0);
        let mut spec = Spec {
            minus: false,
            plus: false,
            space: false,
            alt: false,
            zero: false,
            width: 0,
            precision: None,
            conv: 0,
        };
        let from = at;
        loop {
            match byte(at) {
                b'-' => spec.minus = true,
                b'+' => spec.plus = true,
                b' ' => spec.space = true,
                b'#' => spec.alt = true,
                b'0' => spec.zero = true,
                _ => break,
            }
            at += 1;
        }
        if at - from > 5 {
            return Err(FormatError::RepeatedFlags);
        }
        let two_digits = |at: &mut usize| {
            let mut v = 0;
            for _ in 0..2 {
                if byte(*at).is_ascii_digit() {
                    v = v * 10 + (byte(*at) - b'0');
                    *at += 1;
                }
            }
            v
        };
        spec.width = two_digits(&mut at);
        if byte(at) == b'.' {
            at += 1;
            spec.precision = Some(two_digits(&mut at));
        }
        if byte(at).is_ascii_digit() {
            return Err(FormatError::TooLong);
        }
        spec.conv = byte(at);
        Ok((spec, (at + 1).min(format.len())))
    }

    /// What the letter asks for; None for one that 5.1 does not know ([`invalid_option`]).
    pub fn conversion(&self) -> Option<Conversion> {
        match self.conv {
            b'c' | b'd' | b'i' | b'o' | b'u' | b'x' | b'X' | b'e' | b'E' | b'f' | b'g' | b'G' => {
                Some(Conversion::Number)
            }
            b'q' => Some(Conversion::Quoted),
            b's' => Some(Conversion::String),
            _ => None,
        }
    }

    /// Appends `x` as a numeric conversion or `%c` prints it; appends nothing for any other letter.
    pub fn number(&self, x: f64, out: &mut Vec<u8>) {
        match self.conv {
            b'c' => self.char(to_i32(x) as u8, out),
            b'd' | b'i' => {
                let v = to_i64(x);
                self.integer(v.unsigned_abs(), self.sign(v < 0), b"", out);
            }
            b'u' => self.integer(to_u64(x), b"", b"", out),
            b'o' => self.integer(to_u64(x), b"", b"", out),
            b'x' => self.integer(to_u64(x), b"", b"0x", out),
            b'X' => self.integer(to_u64(x), b"", b"0X", out),
            b'e' | b'E' | b'f' | b'g' | b'G' => self.float(x, out),
            _ => {}
        }
    }

    /// Appends `s` as `%s` prints it. A string of 100 bytes or more without a precision is kept whole, width and
    /// all ignored; any other ends at its first NUL.
    pub fn string(&self, s: &[u8], out: &mut Vec<u8>) {
        if self.precision.is_none() && s.len() >= 100 {
            out.extend_from_slice(s);
            return;
        }
        let s = match self.precision {
            Some(p) if usize::from(p) < s.len() => &s[..usize::from(p)],
            _ => s,
        };
        let s = &s[..memchr::memchr(0, s).unwrap_or(s.len())];
        self.pad(s, out);
    }

    /// `%c` of NUL writes a NUL, at which the item then ends: only padding on its left survives.
    fn char(&self, c: u8, out: &mut Vec<u8>) {
        if c != 0 {
            self.pad(&[c], out);
        } else if !self.minus {
            out.resize(out.len() + usize::from(self.width).saturating_sub(1), b' ');
        }
    }

    fn pad(&self, s: &[u8], out: &mut Vec<u8>) {
        let fill = usize::from(self.width).saturating_sub(s.len());
        if !self.minus {
            out.resize(out.len() + fill, b' ');
        }
        out.extend_from_slice(s);
        if self.minus {
            out.resize(out.len() + fill, b' ');
        }
    }

    fn sign(&self, negative: bool) -> &'static [u8] {
        if negative {
            b"-"
        } else if self.plus {
            b"+"
        } else if self.space {
            b" "
        } else {
            b""
        }
    }

    fn integer(&self, v: u64, sign: &[u8], prefix: &[u8], out: &mut Vec<u8>) {
        // 22 octal digits and one for '#'.
        let mut buf = [b'0'; 24];
        let mut from = match self.conv {
            b'o' => write_radix(v, 3, b"01234567", &mut buf),
            b'x' => write_radix(v, 4, b"0123456789abcdef", &mut buf),
            b'X' => write_radix(v, 4, b"0123456789ABCDEF", &mut buf),
            _ => {
                let mut ten = [0; 20];
                let first = write_u64(v, &mut ten);
                buf[4..].copy_from_slice(&ten);
                first + 4
            }
        };
        if v == 0 && self.precision == Some(0) {
            from = buf.len();
        }
        let digits = buf.len() - from;
        let mut zeros = usize::from(self.precision.unwrap_or(0)).saturating_sub(digits);
        if self.conv == b'o' && self.alt && zeros == 0 && (digits == 0 || buf[from] != b'0') {
            zeros = 1;
        }
        let prefix = if self.alt && v != 0 { prefix } else { b"" };
        let body = sign.len() + prefix.len() + zeros + digits;
        let fill = usize::from(self.width).saturating_sub(body);
        let zero_fill = self.zero && !self.minus && self.precision.is_none();
        if !self.minus && !zero_fill {
            out.resize(out.len() + fill, b' ');
        }
        out.extend_from_slice(sign);
        out.extend_from_slice(prefix);
        out.resize(out.len() + zeros + if zero_fill { fill } else { 0 }, b'0');
        out.extend_from_slice(&buf[from..]);
        if self.minus {
            out.resize(out.len() + fill, b' ');
        }
    }

    fn float(&self, x: f64, out: &mut Vec<u8>) {
        let upper = self.conv.is_ascii_uppercase();
        let sign = self.sign(x.is_sign_negative());
        let start = out.len();
        out.extend_from_slice(sign);
        if x.is_finite() {
            let precision = usize::from(self.precision.unwrap_or(6));
            let x = x.abs();
            match self.conv.to_ascii_lowercase() {
                b'f' => self.positional(&fixed(x, precision), precision, out),
                b'e' => self.scientific(&significant(x, precision + 1), precision, out),
                _ => self.general(x, precision.max(1), out),
            }
        } else {
            let text: &[u8] = if x.is_nan() { b"nan" } else { b"inf" };
            out.extend_from_slice(text);
        }
        if upper {
            out[start..].make_ascii_uppercase();
        }
        self.fill(start, sign.len(), x.is_finite(), out);
    }

    /// Widens what was appended at `start`: zeros go after the sign, and never into `inf` or `nan`.
    fn fill(&self, start: usize, sign: usize, finite: bool, out: &mut Vec<u8>) {
        let len = out.len() - start;
        let fill = usize::from(self.width).saturating_sub(len);
        if fill == 0 {
            return;
        }
        let zeros = self.zero && finite && !self.minus;
        out.resize(out.len() + fill, if zeros { b'0' } else { b' ' });
        if !self.minus {
            let from = start + if zeros { sign } else { 0 };
            out[from..].rotate_right(fill);
        }
    }

    /// Digits around a point, `places` after it.
    fn positional(&self, n: &Numeral, places: usize, out: &mut Vec<u8>) {
        let (int, frac) = n.digits().split_at(n.digits().len() - places);
        out.extend_from_slice(int);
        if places > 0 || self.alt {
            out.push(b'.');
        }
        out.extend_from_slice(frac);
    }

    fn scientific(&self, n: &Numeral, places: usize, out: &mut Vec<u8>) {
        let digits = n.digits();
        out.push(digits[0]);
        if places > 0 || self.alt {
            out.push(b'.');
        }
        out.extend_from_slice(&digits[1..=places]);
        out.extend_from_slice(if n.exp < 0 { b"e-" } else { b"e+" });
        let mut buf = [b'0'; 20];
        let from = write_u64(u64::from(n.exp.unsigned_abs()), &mut buf).min(18);
        out.extend_from_slice(&buf[from..]);
    }

    fn general(&self, x: f64, precision: usize, out: &mut Vec<u8>) {
        let n = significant(x, precision);
        let digits = n.digits();
        let keep = if self.alt { precision } else { digits.iter().rposition(|&d| d != b'0').map_or(1, |i| i + 1) };
        if n.exp < -4 || n.exp >= precision as i32 {
            // Where it is the rounding that moves a value to the exponent style (999999.5 with six digits), glibc
            // gives `%#g` no digits after the point. Such a value is below 10^16, so the comparison is exact.
            let crossed = n.exp == precision as i32 && precision < 17 && x < POW10[precision] as f64;
            return self.scientific(&n, if crossed { 0 } else { keep - 1 }, out);
        }
        if n.exp < 0 {
            out.extend_from_slice(b"0.");
            out.resize(out.len() + (-n.exp - 1) as usize, b'0');
            out.extend_from_slice(&digits[..keep]);
            return;
        }
        let int = n.exp as usize + 1;
        out.extend_from_slice(&digits[..int]);
        if keep > int || self.alt {
            out.push(b'.');
        }
        out.extend_from_slice(&digits[int..keep.max(int)]);
    }
}

fn write_radix(mut v: u64, bits: u32, letters: &[u8], buf: &mut [u8; 24]) -> usize {
    let mut at = buf.len();
    loop {
        at -= 1;
        buf[at] = letters[(v & ((1 << bits) - 1)) as usize];
        v >>= bits;
        if v == 0 {
            return at;
        }
    }
}

/// Appends `s` as `%q` writes it, whatever the flags: in quotes, so that Lua reads it back. Quotes, backslashes and
/// newlines get a backslash, carriage return becomes `\r`, NUL becomes `\000`.
pub fn quote(s: &[u8], out: &mut Vec<u8>) {
    out.push(b'"');
    for &b in s {
        match b {
            b'"' | b'\\' | b'\n' => out.extend_from_slice(&[b'\\', b]),
            b'\r' => out.extend_from_slice(b"\\r"),
            0 => out.extend_from_slice(b"\\000"),
            _ => out.push(b),
        }
    }
    out.push(b'"');
}
