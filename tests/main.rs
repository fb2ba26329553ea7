//! All integration tests in one program: it is linked once. A room of `src` has its tests in the folder of the same name, one file
//! for each promise, and what a test reads in a folder beside it, by its name; `support` is what several share. `architecture`
//! checks that each file is listed here.

mod architecture;

mod cli {
    mod check;
    mod coverage;
    mod dump;
    mod explain;
    mod faults;
    mod fuzz;
    mod reduce;
    mod run;
    mod triage;
}

mod compiler {
    mod hostile;
    mod intent;
    mod limits;
    mod mutate;
    mod real;
}

mod coverage {
    mod points;
}

mod diagnose {
    mod faults;
    mod mechanism;
    mod sweep;
}

mod engine {
    mod fresh;
    mod names;
    mod ours;
    mod outcome;
    mod outside;
    mod process;
    mod reference;
    mod source;
    mod stripped;
}

mod fault {
    mod catalogue;
}

mod fuzzing {
    mod judge;
    mod pattern;
    mod properties;
    mod protos;
    mod targets;
    mod tokens;
}

mod r#gen {
    mod bytecode;
    mod features;
    mod mutate;
    mod programs;
    mod template;
}

mod isa {
    mod chunk;
    mod disasm;
    mod effects;
    mod liveness;
    mod names;
    mod reference;
    mod regset;
    mod strict;
    mod table;
    mod tree;
    mod verify;
}

mod isolation {
    mod ask;
}

mod matrix {
    mod sample;
}

mod oracle {
    mod behaviour;
    mod bytecode;
    mod contract;
    mod lockstep;
}

mod reduce {
    mod cases;
    mod chunk;
    mod faults;
    mod passes;
}

mod support {
    pub mod compile;
    pub mod isa;
    pub mod library;
    pub mod scratch;
}

mod syntax {
    mod number;
    mod print;
}

mod trace {
    mod align;
    mod foreign;
    mod identity;
}

mod triage {
    mod bless;
    mod bucket;
    mod header;
}

mod vm {
    mod gc_stress;
    mod heap;
    mod lib;
    mod random;
    mod sandbox;
    mod scripts;
    mod text_format;
    mod text_number;
    mod text_pattern;
    mod text_time;
    mod trace;
}
