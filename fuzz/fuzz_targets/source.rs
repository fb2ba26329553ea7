//! Any text through both front ends. See `Target::Source` in `lockstep::fuzzing`.

#![no_main]

lockstep_fuzz::fuzz!(lockstep::fuzzing::Target::Source);
