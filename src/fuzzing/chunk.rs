//! Target `chunk`: any bytes in place of a binary chunk.

use super::programs::run_alone;
use super::{InputFinding, Judged, Use};
use crate::isa::verify::verify;
use crate::isa::{disasm, dump, undump};

/// See [`super::Target::Chunk`].
pub fn judge(bytes: &[u8]) -> Judged {
    let Ok(main) = undump(bytes) else { return Ok(Use::Keep) };
    let written = dump(&main);
    let again = undump(&written);
    if again.as_ref().map(dump) != Ok(written.clone()) {
        let verdict = format!("written and read it is another chunk: {:?}", again.err());
        return Err(Box::new(InputFinding { program: bytes.to_vec(), verdict, command: "dump" }));
    }
    // A listing shows whatever can be read.
    let _ = disasm::render(&disasm::listing(&main, &|_, _| None));
    if verify(&main).is_err() {
        return Ok(Use::Keep);
    }
    run_alone(&written)
}
