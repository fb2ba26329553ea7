//! What a saved program says of itself.

use std::path::Path;

/// Lines of output that a saved program lists.
const EXPECTED: usize = 40;

/// A program with what is known of it in comments: the verdict and the commands before it, what the reference prints
/// behind it.
pub(super) fn with_story(story: &str, again: &str, path: &Path, source: &[u8], expected: &[u8]) -> Vec<u8> {
    let story = story.replace(['\n', '\r'], " ");
    let mut bytes =
        format!("-- story: {story}\n-- found by: {again}\n-- lockstep explain {}\n", path.display()).into_bytes();
    bytes.extend_from_slice(source);
    for line in String::from_utf8_lossy(expected).lines().take(EXPECTED) {
        bytes.extend(format!("-- expect: {}\n", line.replace('\r', "\\r")).bytes());
    }
    bytes
}
