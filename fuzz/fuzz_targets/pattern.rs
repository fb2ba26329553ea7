//! The string library on patterns. See `Target::Pattern` in `lockstep::fuzzing`.

#![no_main]

lockstep_fuzz::fuzz!(lockstep::fuzzing::Target::Pattern);
