//! Lua programs on both compilers and both VMs. See `Target::Differential` in `lockstep::fuzzing`.

#![no_main]

lockstep_fuzz::fuzz!(lockstep::fuzzing::Target::Differential);
