//! What kind of mistake a divergence looks like: plain data.

use serde::{Deserialize, Serialize};

macro_rules! symptoms {
    ($($(#[doc = $doc:literal])* $name:ident $title:literal $fix:literal;)*) => {
        /// A kind of mistake, recognised from the evidence.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Symptom { $($(#[doc = $doc])* #[doc = $title] $name),* }

        impl Symptom {
            /// All of them.
            pub const ALL: &'static [Symptom] = &[$(Symptom::$name),*];

            /// What is to be seen.
            pub const fn title(self) -> &'static str {
                match self { $(Symptom::$name => $title),* }
            }

            /// What usually has to be changed.
            pub const fn fix(self) -> &'static str {
                match self { $(Symptom::$name => $fix),* }
            }
        }
    };
}

symptoms! {
    LoopVariablesNil "loop variables are nil (or not set at all) after TFORLOOP"
        "TFORLOOP puts C results in R(A+3), R(A+4), ...; C is the number of declared loop variables";
    OnlyControlVariable "only the control variable of a generic for is updated"
        "TFORLOOP copies the first result to R(A+2) in addition to storing all C results from R(A+3) on";
    ControlVariable "the control variable of a generic for is not the first result"
        "unless the first result is nil, TFORLOOP copies R(A+3) to R(A+2)";
    CallBesideTForLoop "a CALL is emitted beside TFORLOOP"
        "TFORLOOP of 5.1 calls the iterator itself; a generic for needs no CALL";
    CalleeOverwritten "the callee is overwritten before its CALL"
        "the register of the function stays reserved until the CALL; arguments are evaluated above it";
    ArgumentsShifted "argument registers are shifted or swapped"
        "argument i of a call belongs in R(A+i), evaluated in order into the next free register";
    ArgumentCount "wrong number of arguments (B of CALL)"
        "B is the number of arguments plus 1; 0 only if the last argument is an open call or `...`";
    ResultCount "wrong number of results (C of CALL, B of RETURN)"
        "both are the number of results plus 1; 0 only if all are wanted, or the last is open; missing results are nil";
    OpenResults "open results are sized wrongly (top)"
        "an open CALL or VARARG sets top after its last value; the instruction that takes them ends there";
    ResultAdjustment "values are adjusted wrongly"
        "a list of values is cut or filled with nil to the number of its targets, in its order; only the last call in a list is open";
    SetListBlock "a constructor block is stored at the wrong place (SETLIST)"
        "SETLIST stores R(A+1).. at index (C-1)*50+1; C = 0 takes the block number from the next word";
    UpvalueNotClosed "an upvalue is not closed"
        "leaving a block whose locals are captured takes a CLOSE, leaving the function closes all";
    UpvalueClosedEarly "an upvalue is closed too early"
        "only upvalues of registers from A up are closed, when their block is left";
    UpvalueSharing "an upvalue is copied where it is to be shared, or shared where each closure has its own"
        "a captured local is found in the list of open upvalues; MOVE after CLOSURE captures a register, GETUPVAL an upvalue";
    WrongConstant "a wrong constant"
        "check the index into the constant table, and how constants are shared (0 and -0, 1 and \"1\")";
    RkConfusion "a register is taken for a constant, or a constant for a register"
        "B and C operands name a constant if bit 256 is set, with the index in the low 8 bits";
    WrongJump "a jump goes to the wrong place"
        "jumps count from the instruction after them: target = pc + 1 + sBx";
    JumpOffByOne "a jump is off by one"
        "jumps count from the instruction after them: target = pc + 1 + sBx";
    InvertedTest "a test is inverted"
        "EQ, LT and LE skip the next instruction if the outcome is not A; TEST and TESTSET if the value is not as C says";
    NumericFor "limit, step or counter of a numeric for is wrong"
        "FORPREP subtracts the step once; FORLOOP adds it, compares by its sign, and copies the index to R(A+3)";
    WindowOffByOne "the register window is off by one"
        "the callee's R0 is the first argument, directly above the function (above all arguments if it is vararg)";
    ShiftedTypeError "a type error from shifted registers"
        "a register holds the neighbour's value: compare the table of registers with the intents";
    StaleRegister "a register keeps a value from before"
        "every register an instruction defines has to be written, nil included";
    ForeignWrite "an instruction changes a register that is none of its results"
        "only the registers of the contract's row may change; temporaries belong above the active registers";
    CallerWindow "an instruction changes the caller's window"
        "a callee owns the registers from its base up; nothing below may change but results at the RETURN";
    ForeignStore "something outside of the window changes that the instruction does not store to"
        "only the table slot, global or upvalue that the instruction names may change";
    StateNotRestored "state that no register shows is not as it was before the call"
        "message handler, nesting of C calls, hooks and environment are put back when what changed them is over, by an error too";
    WrongStore "a store puts the wrong value, or puts it at the wrong place"
        "check table, key and value operands of the store, and which of them are constants";
    LibraryResult "a library function gives another result"
        "compare the function with the manual, with the arguments that are shown";
    LibraryEffect "a library function has another effect than its results show"
        "compare what the function changes with the manual: its arguments, the globals, coroutines";
    OperandOrder "operands are in the wrong order"
        "a > b is b < a; metamethods get the operands in the order of the source; MOVE puts R(B) into R(A)";
    WrongOperand "an operand is taken from the wrong place"
        "an operand is read from where its value was put: the local's own register, the last temporary; CONCAT takes R(B) to R(C)";
    WrongResult "an instruction gives another result"
        "compare the instruction with its row of the contract";
    SelfReceiver "the receiver of a method call is lost"
        "SELF puts the object in R(A+1) and the method in R(A), in this order even if A = B";
    TailCallFrame "a tail call does not reuse the frame as it should"
        "TAILCALL closes upvalues, moves callee and arguments down, and hands on as many results as are wanted";
    ErrorValue "an error differs"
        "compare kind, message and position of the error with the reference";
    LineInfo "only line information differs"
        "every instruction carries the line of the token that made it; multi-line expressions need care";
    FunctionHeader "parameters, varargs or stack size of a function are wrong"
        "parameters are counted without `...`; a function that uses `arg` needs the flag; the stack holds every temporary";
    DebugInfo "only debug information differs"
        "local variable ranges and names of upvalues are part of the chunk";
    FreedInUse "the collector frees an object that is still in use"
        "whatever refers to an object is a root or is visited from one, at every safe point: see who refers to it";
    Crash "the VM crashes"
        "an unchecked access to the stack, an object or the code is out of bounds, or its object is gone";
    Endless "the VM does not end"
        "an instruction or library function does not come to its end: see the last step before";
    WrongInstruction "another instruction than the reference's"
        "compare the two listings";
}
