//! The contract table: one row per opcode of Lua 5.1, in the order of their numbers.
//!
//! Every consumer (enum, decoder, disassembler, verifier, effects, tracer, coverage) is derived from these
//! rows. Source: the published descriptions of the 5.1 instruction set ("A No-Frills Introduction to Lua 5.1
//! VM Instructions", K.-H. Man, 2006) and what `string.dump` shows.

use super::event::{Arithmetic, Event};

/// Calls the macro `$m` with all rows: `Name "MNEMONIC" Format [A B C] Control Runs [events] "formula";`.
///
/// For the formats `ABx` and `AsBx` the second operand kind is that of Bx and the third is `Unused`. The events are those
/// whose handlers may run, in the order in which they are asked for.
#[macro_export]
macro_rules! for_each_op {
    ($m:ident) => {
        $m! {
            Move      "MOVE"      Abc  [Def Use Unused]            Plain    Nothing  []             "R(A) := R(B)";
            LoadK     "LOADK"     Abx  [Def Konst Unused]          Plain    Nothing  []             "R(A) := K(Bx)";
            LoadBool  "LOADBOOL"  Abc  [Def Flag Flag]             Skip     Nothing  []             "R(A) := (bool)B; if C then pc++";
            LoadNil   "LOADNIL"   Abc  [DefFirst DefLast Unused]   Plain    Nothing  []             "R(A) := ... := R(B) := nil";
            GetUpval  "GETUPVAL"  Abc  [Def Upval Unused]          Plain    Nothing  []             "R(A) := U[B]";
            GetGlobal "GETGLOBAL" Abx  [Def Global Unused]         Plain    Handler  [Index]        "R(A) := G[K(Bx)]";
            GetTable  "GETTABLE"  Abc  [Def Use Rk]                Plain    Handler  [Index]        "R(A) := R(B)[RK(C)]";
            SetGlobal "SETGLOBAL" Abx  [Use Global Unused]         Plain    Handler  [NewIndex]     "G[K(Bx)] := R(A)";
            SetUpval  "SETUPVAL"  Abc  [Use Upval Unused]          Plain    Nothing  []             "U[B] := R(A)";
            SetTable  "SETTABLE"  Abc  [Use Rk Rk]                 Plain    Handler  [NewIndex]     "R(A)[RK(B)] := RK(C)";
            NewTable  "NEWTABLE"  Abc  [Def Size Size]             Plain    Nothing  []             "R(A) := {} (array size B, hash size C)";
            SelfOp    "SELF"      Abc  [DefPair Use Rk]            Plain    Handler  [Index]        "R(A+1) := R(B); R(A) := R(B)[RK(C)]";
            Add       "ADD"       Abc  [Def Rk Rk]                 Plain    Handler  [Add]          "R(A) := RK(B) + RK(C)";
            Sub       "SUB"       Abc  [Def Rk Rk]                 Plain    Handler  [Sub]          "R(A) := RK(B) - RK(C)";
            Mul       "MUL"       Abc  [Def Rk Rk]                 Plain    Handler  [Mul]          "R(A) := RK(B) * RK(C)";
            Div       "DIV"       Abc  [Def Rk Rk]                 Plain    Handler  [Div]          "R(A) := RK(B) / RK(C)";
            Mod       "MOD"       Abc  [Def Rk Rk]                 Plain    Handler  [Mod]          "R(A) := RK(B) % RK(C)";
            Pow       "POW"       Abc  [Def Rk Rk]                 Plain    Handler  [Pow]          "R(A) := RK(B) ^ RK(C)";
            Unm       "UNM"       Abc  [Def Use Unused]            Plain    Handler  [Unm]          "R(A) := -R(B)";
            Not       "NOT"       Abc  [Def Use Unused]            Plain    Nothing  []             "R(A) := not R(B)";
            Len       "LEN"       Abc  [Def Use Unused]            Plain    Handler  [Len]          "R(A) := length of R(B)";
            Concat    "CONCAT"    Abc  [Def UseFirst UseLast]      Plain    Handler  [Concat]       "R(A) := R(B) .. ... .. R(C)";
            Jmp       "JMP"       Asbx [Unused Jump Unused]        Jump     Nothing  []             "pc += sBx";
            Eq        "EQ"        Abc  [Flag Rk Rk]                Test     Handler  [Eq]           "if (RK(B) == RK(C)) ~= A then pc++";
            Lt        "LT"        Abc  [Flag Rk Rk]                Test     Handler  [Lt]           "if (RK(B) < RK(C)) ~= A then pc++";
            Le        "LE"        Abc  [Flag Rk Rk]                Test     Handler  [Le Lt]        "if (RK(B) <= RK(C)) ~= A then pc++";
            Test      "TEST"      Abc  [Use Unused Flag]           Test     Nothing  []             "if not (R(A) <=> C) then pc++";
            TestSet   "TESTSET"   Abc  [Def Use Flag]              Test     Nothing  []             "if (R(B) <=> C) then R(A) := R(B) else pc++";
            Call      "CALL"      Abc  [CallBase Args Results]     Plain    Call     [Call]         "R(A), ... ,R(A+C-2) := R(A)(R(A+1), ... ,R(A+B-1))";
            TailCall  "TAILCALL"  Abc  [CallBase Args Results]     TailCall TailCall [Call]         "return R(A)(R(A+1), ... ,R(A+B-1))";
            Return    "RETURN"    Abc  [UseFirst Args Unused]      Return   Nothing  []             "return R(A), ... ,R(A+B-2)";
            ForLoop   "FORLOOP"   Asbx [ForBase Jump Unused]       Jump     Nothing  []             "R(A) += R(A+2); if R(A) <?= R(A+1) then { pc += sBx; R(A+3) := R(A) }";
            ForPrep   "FORPREP"   Asbx [ForBase Jump Unused]       Jump     Nothing  []             "R(A) -= R(A+2); pc += sBx";
            TForLoop  "TFORLOOP"  Abc  [IterBase Unused Results]   Test     Iterator [Call]         "R(A+3), ... ,R(A+2+C) := R(A)(R(A+1), R(A+2)); if R(A+3) ~= nil then R(A+2) := R(A+3) else pc++";
            SetList   "SETLIST"   Abc  [Use Args Block]            Block    Nothing  []             "R(A)[(C-1)*50+i] := R(A+i), 1 <= i <= B";
            Close     "CLOSE"     Abc  [UseFirst Unused Unused]    Plain    Nothing  []             "close all upvalues for registers >= R(A)";
            Closure   "CLOSURE"   Abx  [Def Proto Unused]          Captures Nothing  []             "R(A) := closure(KPROTO[Bx], captures ...)";
            VarArg    "VARARG"    Abc  [DefFirst Results Unused]   Plain    Nothing  []             "R(A), R(A+1), ..., R(A+B-2) := vararg";
        }
    };
}

/// How an instruction takes part in the order of execution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Control {
    /// Goes on with the next instruction.
    Plain,
    /// Goes on with the next instruction or the one after.
    Skip,
    /// Decides between the JMP that follows, which it takes in the same step, and the instruction after that.
    Test,
    /// Jumps, perhaps.
    Jump,
    /// As many words as the nested function has upvalues follow: MOVE or GETUPVAL, what to capture.
    Captures,
    /// A word with the block number follows if C is 0.
    Block,
    /// Leaves the function, or calls a C function and goes on.
    TailCall,
    /// Leaves the function.
    Return,
}

/// Which foreign code, of Lua or of a library, an instruction may run before it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Runs {
    /// None.
    Nothing,
    /// What a register holds.
    Call,
    /// The same, in the place of the running function.
    TailCall,
    /// The same, with the state and the control variable of a loop.
    Iterator,
    /// The handler of an event, in the metatable of an operand.
    Handler,
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
    ($($name:ident $mnemonic:literal $format:ident [$a:ident $b:ident $c:ident] $control:ident
       $runs:ident [$($event:ident)*] $formula:literal;)*) => {
        /// An opcode of Lua 5.1; the discriminant is its number in binary chunks.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Op { $(#[doc = concat!("`", $mnemonic, "`: `", $formula, "`")] $name),* }

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

            /// How it takes part in the order of execution.
            pub const fn control(self) -> Control {
                match self { $(Op::$name => Control::$control),* }
            }

            /// Which foreign code it may run.
            pub const fn runs(self) -> Runs {
                match self { $(Op::$name => Runs::$runs),* }
            }

            /// The events whose handlers it may call, in the order in which they are asked for.
            pub const fn events(self) -> &'static [Event] {
                match self { $(Op::$name => &[$(Event::$event),*]),* }
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

    /// What it computes, if it is an arithmetic opcode.
    pub const fn arithmetic(self) -> Option<Arithmetic> {
        match self.events() {
            [event] => event.arithmetic(),
            [] | [_, _, ..] => None,
        }
    }

    /// The opcode with number `n`, if there is one.
    pub fn from_number(n: u8) -> Option<Op> {
        Op::ALL.get(n as usize).copied()
    }
}
