//! The 32-bit instruction word: fields and their limits.
//!
//! Layout from the low bits: opcode 6, A 8, C 9, B 9; Bx is C and B together (18 bits); sBx is Bx - 131071.

use super::ops::{Format, Op};

/// Largest A operand.
pub const MAX_A: u32 = 0xff;
/// Largest B operand.
pub const MAX_B: u32 = 0x1ff;
/// Largest C operand.
pub const MAX_C: u32 = 0x1ff;
/// Largest Bx operand.
pub const MAX_BX: u32 = 0x3ffff;
/// Largest magnitude of sBx.
pub const MAX_SBX: i32 = (MAX_BX >> 1) as i32;
/// Bit of an RK operand that marks a constant.
pub const RK_CONST: u32 = 0x100;
/// Largest constant index that an RK operand can name.
pub const MAX_RK_INDEX: u32 = RK_CONST - 1;
/// Number of table items that one SETLIST stores at most.
pub const FIELDS_PER_FLUSH: u32 = 50;

/// One instruction word of a 5.1 chunk. Any 32-bit value is representable; an opcode number above 37 decodes to `None`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[repr(transparent)]
pub struct Instr(pub u32);

impl Instr {
    /// Encodes an `Abc` instruction; the operands must be in range.
    pub const fn abc(op: Op, a: u32, b: u32, c: u32) -> Instr {
        debug_assert!(a <= MAX_A && b <= MAX_B && c <= MAX_C);
        Instr(op as u32 | a << 6 | c << 14 | b << 23)
    }

    /// Encodes an `Abx` instruction; the operands must be in range.
    pub const fn abx(op: Op, a: u32, bx: u32) -> Instr {
        debug_assert!(a <= MAX_A && bx <= MAX_BX);
        Instr(op as u32 | a << 6 | bx << 14)
    }

    /// Encodes an `Asbx` instruction; the operands must be in range.
    pub const fn asbx(op: Op, a: u32, sbx: i32) -> Instr {
        debug_assert!(sbx >= -MAX_SBX && sbx <= MAX_SBX + 1);
        Instr::abx(op, a, (sbx + MAX_SBX) as u32)
    }

    /// The opcode, or `None` for the numbers 38 to 63 that no 5.1 opcode has.
    pub fn op(self) -> Option<Op> {
        Op::from_number((self.0 & 0x3f) as u8)
    }

    /// Operand A, 0 to 255.
    pub const fn a(self) -> u32 {
        self.0 >> 6 & 0xff
    }

    /// Operand B, 0 to 511.
    pub const fn b(self) -> u32 {
        self.0 >> 23
    }

    /// Operand C, 0 to 511.
    pub const fn c(self) -> u32 {
        self.0 >> 14 & 0x1ff
    }

    /// Operand Bx, 0 to [`MAX_BX`].
    pub const fn bx(self) -> u32 {
        self.0 >> 14
    }

    /// Operand sBx: Bx less [`MAX_SBX`].
    pub const fn sbx(self) -> i32 {
        self.bx() as i32 - MAX_SBX
    }

    /// The same word with another opcode.
    pub const fn with_op(self, op: Op) -> Instr {
        Instr(self.0 & !0x3f | op as u32)
    }

    /// The same word with another A, which must be in range.
    pub const fn with_a(self, a: u32) -> Instr {
        debug_assert!(a <= MAX_A);
        Instr(self.0 & !(0xff << 6) | a << 6)
    }

    /// The same word with another B, which must be in range.
    pub const fn with_b(self, b: u32) -> Instr {
        debug_assert!(b <= MAX_B);
        Instr(self.0 & !(0x1ff << 23) | b << 23)
    }

    /// The same word with another C, which must be in range.
    pub const fn with_c(self, c: u32) -> Instr {
        debug_assert!(c <= MAX_C);
        Instr(self.0 & !(0x1ff << 14) | c << 14)
    }

    /// The same word with another Bx, which must be in range.
    pub const fn with_bx(self, bx: u32) -> Instr {
        debug_assert!(bx <= MAX_BX);
        Instr(self.0 & 0x3fff | bx << 14)
    }

    /// The same word with another sBx, which must be in range.
    pub const fn with_sbx(self, sbx: i32) -> Instr {
        self.with_bx((sbx + MAX_SBX) as u32)
    }
}

/// What a word after CLOSURE has the closure capture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Capture {
    /// The variable in a register.
    Register(u32),
    /// An upvalue of the enclosing function.
    Upvalue(u32),
}

impl Capture {
    /// Decodes a word after CLOSURE, which is written as a MOVE or GETUPVAL.
    pub fn decode(word: Instr) -> Option<Capture> {
        let op = word.op()?;
        if op == Op::Move {
            Some(Capture::Register(word.b()))
        } else if op == Op::GetUpval {
            Some(Capture::Upvalue(word.b()))
        } else {
            None
        }
    }
}

/// A decoded RK operand: a register, or a constant of the function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rk {
    /// A register, from 0.
    Reg(u8),
    /// An index into the constants, from 0.
    Const(u8),
}

impl Rk {
    /// Decodes the 9 bits of a B or C operand of kind `Rk`.
    pub const fn decode(operand: u32) -> Rk {
        if operand & RK_CONST != 0 { Rk::Const(operand as u8) } else { Rk::Reg(operand as u8) }
    }

    /// The operand field for it.
    pub const fn encode(self) -> u32 {
        match self {
            Rk::Reg(reg) => reg as u32,
            Rk::Const(index) => index as u32 | RK_CONST,
        }
    }
}

impl std::fmt::Debug for Instr {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.op() {
            None => write!(f, "?{:#010x}", self.0),
            Some(op) => match op.format() {
                Format::Abc => write!(f, "{} {} {} {}", op.mnemonic(), self.a(), self.b(), self.c()),
                Format::Abx => write!(f, "{} {} {}", op.mnemonic(), self.a(), self.bx()),
                Format::Asbx => write!(f, "{} {} {}", op.mnemonic(), self.a(), self.sbx()),
            },
        }
    }
}

/// Largest "floating point byte" whose size fits a C int, and so the largest that a compiler emits.
pub const MAX_FB: u32 = 231;

/// Encodes a table size as a "floating point byte" (eeeeexxx: xxx if eeeee is 0, else (1xxx) * 2^(eeeee-1)),
/// rounded up, as NEWTABLE holds it.
pub const fn int_to_fb(mut x: u32) -> u32 {
    let mut exponent = 0;
    while x >= 16 {
        x = x.div_ceil(2);
        exponent += 1;
    }
    if x < 8 { x } else { (exponent + 1) << 3 | (x - 8) }
}

/// Decodes a "floating point byte"; it must be at most [`MAX_FB`] to make sense.
pub const fn fb_to_int(fb: u32) -> u32 {
    let exponent = fb >> 3 & 31;
    if exponent == 0 { fb } else { ((fb & 7) + 8) << (exponent - 1) }
}
