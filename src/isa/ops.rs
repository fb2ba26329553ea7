//! The contract table: one row per opcode of Lua 5.1, in the order of their numbers.
//!
//! Every consumer (enum, decoder, disassembler, verifier, effects, tracer, coverage) is derived from these
//! rows. Source: the published descriptions of the 5.1 instruction set ("A No-Frills Introduction to Lua 5.1
//! VM Instructions", K.-H. Man, 2006) and what `string.dump` shows.

/// Calls the macro `$m` with all rows: `Name "MNEMONIC" Format [A B C] "formula";`.
///
/// For the formats `ABx` and `AsBx` the second operand kind is that of Bx and the third is `Unused`.
#[macro_export]
macro_rules! for_each_op {
    ($m:ident) => {
        $m! {
            Move     "MOVE"     Abc  [Def Use Unused]        "R(A) := R(B)";
            LoadK    "LOADK"    Abx  [Def Konst Unused]      "R(A) := K(Bx)";
            LoadBool "LOADBOOL" Abc  [Def Flag Flag]         "R(A) := (bool)B; if C then pc++";
            LoadNil  "LOADNIL"  Abc  [DefFirst DefLast Unused] "R(A) := ... := R(B) := nil";
            GetUpval "GETUPVAL" Abc  [Def Upval Unused]      "R(A) := U[B]";
            GetGlobal "GETGLOBAL" Abx [Def Global Unused]    "R(A) := G[K(Bx)]";
            GetTable "GETTABLE" Abc  [Def Use Rk]            "R(A) := R(B)[RK(C)]";
            SetGlobal "SETGLOBAL" Abx [Use Global Unused]    "G[K(Bx)] := R(A)";
            SetUpval "SETUPVAL" Abc  [Use Upval Unused]      "U[B] := R(A)";
            SetTable "SETTABLE" Abc  [Use Rk Rk]             "R(A)[RK(B)] := RK(C)";
            NewTable "NEWTABLE" Abc  [Def Size Size]         "R(A) := {} (array size B, hash size C)";
            SelfOp   "SELF"     Abc  [DefPair Use Rk]        "R(A+1) := R(B); R(A) := R(B)[RK(C)]";
            Add      "ADD"      Abc  [Def Rk Rk]             "R(A) := RK(B) + RK(C)";
            Sub      "SUB"      Abc  [Def Rk Rk]             "R(A) := RK(B) - RK(C)";
            Mul      "MUL"      Abc  [Def Rk Rk]             "R(A) := RK(B) * RK(C)";
            Div      "DIV"      Abc  [Def Rk Rk]             "R(A) := RK(B) / RK(C)";
            Mod      "MOD"      Abc  [Def Rk Rk]             "R(A) := RK(B) % RK(C)";
            Pow      "POW"      Abc  [Def Rk Rk]             "R(A) := RK(B) ^ RK(C)";
            Unm      "UNM"      Abc  [Def Use Unused]        "R(A) := -R(B)";
            Not      "NOT"      Abc  [Def Use Unused]        "R(A) := not R(B)";
            Len      "LEN"      Abc  [Def Use Unused]        "R(A) := length of R(B)";
            Concat   "CONCAT"   Abc  [Def UseFirst UseLast]  "R(A) := R(B) .. ... .. R(C)";
            Jmp      "JMP"      Asbx [Unused Jump Unused]    "pc += sBx";
            Eq       "EQ"       Abc  [Flag Rk Rk]            "if (RK(B) == RK(C)) ~= A then pc++";
            Lt       "LT"       Abc  [Flag Rk Rk]            "if (RK(B) < RK(C)) ~= A then pc++";
            Le       "LE"       Abc  [Flag Rk Rk]            "if (RK(B) <= RK(C)) ~= A then pc++";
            Test     "TEST"     Abc  [Use Unused Flag]       "if not (R(A) <=> C) then pc++";
            TestSet  "TESTSET"  Abc  [Def Use Flag]          "if (R(B) <=> C) then R(A) := R(B) else pc++";
            Call     "CALL"     Abc  [CallBase Args Results] "R(A), ... ,R(A+C-2) := R(A)(R(A+1), ... ,R(A+B-1))";
            TailCall "TAILCALL" Abc  [CallBase Args Results] "return R(A)(R(A+1), ... ,R(A+B-1))";
            Return   "RETURN"   Abc  [UseFirst Args Unused]  "return R(A), ... ,R(A+B-2)";
            ForLoop  "FORLOOP"  Asbx [ForBase Jump Unused]   "R(A) += R(A+2); if R(A) <?= R(A+1) then { pc += sBx; R(A+3) := R(A) }";
            ForPrep  "FORPREP"  Asbx [ForBase Jump Unused]   "R(A) -= R(A+2); pc += sBx";
            TForLoop "TFORLOOP" Abc  [IterBase Unused Results] "R(A+3), ... ,R(A+2+C) := R(A)(R(A+1), R(A+2)); if R(A+3) ~= nil then R(A+2) := R(A+3) else pc++";
            SetList  "SETLIST"  Abc  [Use Args Block]        "R(A)[(C-1)*50+i] := R(A+i), 1 <= i <= B";
            Close    "CLOSE"    Abc  [UseFirst Unused Unused] "close all upvalues for registers >= R(A)";
            Closure  "CLOSURE"  Abx  [Def Proto Unused]      "R(A) := closure(KPROTO[Bx], captures ...)";
            VarArg   "VARARG"   Abc  [DefFirst Results Unused] "R(A), R(A+1), ..., R(A+B-2) := vararg";
        }
    };
}

/// The three instruction layouts of 5.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// A (8 bits), B and C (9 bits each).
    Abc,
    /// A and an unsigned Bx (18 bits).
    Abx,
    /// A and a signed sBx (18 bits, excess 131071).
    Asbx,
}

/// What an operand field means; the exact registers, ranges included, are in the effects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operand {
    /// The field is not looked at.
    Unused,
    /// A register that is written.
    Def,
    /// A register that is read.
    Use,
    /// First register of a range that is written.
    DefFirst,
    /// Last register of a range that is written.
    DefLast,
    /// Register A and A+1 are written.
    DefPair,
    /// First register of a range that is read.
    UseFirst,
    /// Last register of a range that is read.
    UseLast,
    /// Register, or constant if bit 256 is set.
    Rk,
    /// Index of a constant of any kind.
    Konst,
    /// Index of a string constant: the name of a global.
    Global,
    /// Index of an upvalue of the running closure.
    Upval,
    /// Index of a nested prototype.
    Proto,
    /// 0 or 1.
    Flag,
    /// "Floating point byte" size hint.
    Size,
    /// Callee register; arguments follow it, results replace it.
    CallBase,
    /// First of the three control registers of a numeric for; the visible variable is A+3.
    ForBase,
    /// First of the three control registers of a generic for; the visible variables start at A+3.
    IterBase,
    /// Number of values plus 1 (SETLIST: plus 0); 0 means up to top.
    Args,
    /// Number of results plus 1 (TFORLOOP: plus 0); 0 means all, and sets top.
    Results,
    /// SETLIST block number; 0 means that the next code word holds it.
    Block,
    /// Signed jump distance, relative to the next instruction.
    Jump,
}

macro_rules! define_ops {
    ($($name:ident $mnemonic:literal $format:ident [$a:ident $b:ident $c:ident] $formula:literal;)*) => {
        /// An opcode of Lua 5.1; the discriminant is its number in binary chunks.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Op { $($name),* }

        impl Op {
            /// All opcodes in the order of their numbers.
            pub const ALL: &'static [Op] = &[$(Op::$name),*];

            /// The name used in listings.
            pub const fn mnemonic(self) -> &'static str {
                match self { $(Op::$name => $mnemonic),* }
            }

            /// The layout of the operand fields.
            pub const fn format(self) -> Format {
                match self { $(Op::$name => Format::$format),* }
            }

            /// The meaning of the fields A, B (or Bx) and C.
            pub const fn operands(self) -> [Operand; 3] {
                match self { $(Op::$name => [Operand::$a, Operand::$b, Operand::$c]),* }
            }

            /// What the instruction does, in the notation of the published descriptions.
            pub const fn formula(self) -> &'static str {
                match self { $(Op::$name => $formula),* }
            }
        }
    };
}
for_each_op!(define_ops);

impl Op {
    /// Number of opcodes of Lua 5.1.
    pub const COUNT: usize = Op::ALL.len();

    /// The opcode with number `n`, if there is one.
    pub fn from_number(n: u8) -> Option<Op> {
        Op::ALL.get(n as usize).copied()
    }
}
