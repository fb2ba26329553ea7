//! Patterns for names on the command line: `*` stands for any text, `?` for any one character.

/// Whether all of `text` is what `pattern` says.
pub fn matches(pattern: &str, text: &str) -> bool {
    let (mut pattern_left, mut text_left) = (pattern.chars(), text.chars());
    match (pattern_left.next(), text_left.next()) {
        (None, first) => first.is_none(),
        (Some('*'), first) => {
            matches(pattern_left.as_str(), text) || first.is_some() && matches(pattern, text_left.as_str())
        }
        (Some(wanted), first) => {
            first.is_some_and(|c| wanted == '?' || wanted == c) && matches(pattern_left.as_str(), text_left.as_str())
        }
    }
}
