//! All integration tests in one program: it is linked once, with the release profile's full optimisation.
//! One file per promise; `architecture` checks that each is listed here.

mod architecture;
mod cli_check;
mod cli_dump;
mod cli_faults;
mod cli_run;
mod cli_support;
mod engine_process;
mod engine_reference;
mod front_common;
mod front_hostile;
mod front_intent;
mod front_limits;
mod front_mutate;
mod front_print;
mod front_real;
mod isa_chunk;
mod isa_disasm;
mod isa_effects;
mod isa_liveness;
mod isa_names;
mod isa_reference;
mod isa_support;
mod isa_table;
mod isa_verify;
mod text_format;
mod text_number;
mod text_pattern;
mod text_time;
mod vm_scripts;
mod lockstep_faults;
