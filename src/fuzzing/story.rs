//! What a saved program says of itself.

/// Lines of output that a saved program lists.
const EXPECTED: usize = 40;

/// A program with what is known of it in comments: the verdict and the commands before it, what the reference prints
/// after it.
pub fn with_story(story: &str, again: &str, explain: &str, source: &[u8], expected: &[u8]) -> Vec<u8> {
    let story = story.replace(['\n', '\r'], " ");
    let mut bytes = format!("-- story: {story}\n-- found by: {again}\n-- {explain}\n").into_bytes();
    bytes.extend_from_slice(source);
    for line in String::from_utf8_lossy(expected).lines().take(EXPECTED) {
        bytes.extend(format!("-- expect: {}\n", line.replace('\r', "\\r")).bytes());
    }
    bytes
}
