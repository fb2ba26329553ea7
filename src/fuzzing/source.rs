//! Target `source`: any text through both front ends.

use super::programs::NAME;
use super::{InputFinding, Judged, Use, judged};
use crate::engine::{Compile, Ours, Reference};
use crate::oracle::bytecode;
use crate::oracle::verdict::Verdict;
use crate::syntax::{parse, print};

/// See [`super::Target::Source`].
pub fn judge(text: &[u8]) -> Judged {
    let expected = Reference.compile(text, NAME);
    let verdict = bytecode::compare(&expected, &Ours.compile(text, NAME));
    if verdict != Verdict::Agree {
        return judged(&verdict, text, "check --bytecode");
    }
    let Ok(chunk) = parse(text, NAME) else { return Ok(Use::Keep) };
    let printed = print(&chunk);
    let complaint = match parse(&printed, NAME) {
        Ok(again) if again == chunk => return Ok(Use::Keep),
        Ok(_) => "printed and parsed it is another tree".to_string(),
        Err(error) => format!("printed it does not parse: {error}"),
    };
    let verdict = format!("{complaint}\n{}", String::from_utf8_lossy(&printed));
    Err(Box::new(InputFinding { program: text.to_vec(), verdict, command: "check --bytecode" }))
}
