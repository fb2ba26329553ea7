//! Target `bytecode`: chunks that no compiler made, on both VMs.

use super::programs::{NAME, compare, run, run_alone};
use super::{Judged, Use, judged};
use crate::coverage::Map;
use crate::engine::Program;
use crate::isa::strict::is_strict;
use crate::isa::verify::undump_verified;

/// See [`super::Target::Bytecode`]. What verifies is safe for our VM; the reference, in this process, runs only what also
/// depends on nothing that is left open by the contract.
pub fn judge(chunk: &[u8], met: &mut Map) -> Judged {
    let Ok(main) = undump_verified(chunk) else { return Ok(Use::Reject) };
    if !is_strict(&main) {
        return run_alone(chunk);
    }
    let program = Program::chunk(chunk, NAME);
    judged(&compare(&program, run(&program), met), chunk, "explain")
}
