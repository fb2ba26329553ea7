//! How good the harness is, measured: by mistakes that are injected into our compiler and VM.

pub mod injected;
