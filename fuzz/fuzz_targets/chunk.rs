//! Any bytes in place of a binary chunk. See `Target::Chunk` in `lockstep::fuzzing`.

#![no_main]

lockstep_fuzz::fuzz!(lockstep::fuzzing::Target::Chunk);
