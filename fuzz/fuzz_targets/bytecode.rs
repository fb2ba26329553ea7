//! Chunks that no compiler made, on both VMs. See `Target::Bytecode` in `lockstep::fuzzing`.

#![no_main]

lockstep_fuzz::fuzz!(lockstep::fuzzing::Target::Bytecode);
