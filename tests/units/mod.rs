//! What parts of the library and of the command promise to each other, one file per part.

mod cli;
mod engine_outcome;
mod engine_source;
mod fuzzing_pattern;
mod fuzzing_protos;
mod fuzzing_tokens;
mod gen_bytecode;
mod gen_mutate;
mod gen_template;
mod isa_regset;
mod isa_strict;
mod isa_tree;
mod oracle_behaviour;
mod oracle_bytecode;
mod reduce_passes;
mod syntax_number;
mod trace_align;
mod trace_identity;
mod triage_bless;
mod triage_bucket;
mod triage_header;
mod vm_random;
mod vm_sandbox;
