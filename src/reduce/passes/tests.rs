//! Before and after of each pass.
