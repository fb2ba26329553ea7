//! Target `bytecode`: chunks that no compiler made, on both VMs.

use super::programs::{NAME, compare, run_alone};
use super::{Judged, ProgramWatch, Use, judged};
use crate::engine::Program;
use crate::isa::strict::is_strict;
use crate::isa::verify::undump_verified;

/// See [`super::Target::Bytecode`]. What verifies is safe for our VM; the reference, in this process, runs only what also
/// depends on nothing that is left open by the contract.
pub fn judge(chunk: &[u8], watch: &mut ProgramWatch<'_>) -> Judged {
    let Ok(main) = undump_verified(chunk) else { return Ok(Use::Reject) };
    if is_strict(&main) {
        judged(&compare(&Program::chunk(chunk, NAME), watch), chunk, "explain")
    } else {
        run_alone(chunk)
    }
}
