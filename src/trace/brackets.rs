//! What stands round a place in a source: its brackets, its line, the words beside it.

/// The text before each bracket that is open at `at`, the innermost first.
pub(super) fn heads(text: &[u8], at: usize) -> Vec<String> {
    /// How far back a bracket may stand, and how much before it is looked at.
    const REACH: usize = 4000;
    const HEAD: usize = 60;
    let start = at.saturating_sub(REACH);
    let mut depth = 0;
    let mut heads = Vec::new();
    for index in (start..at).rev() {
        match text[index] {
            b')' | b']' | b'}' => depth += 1,
            b'(' | b'[' | b'{' if depth > 0 => depth -= 1,
            b'(' | b'[' | b'{' => {
                let head = &text[index.saturating_sub(HEAD)..=index];
                let line = memchr::memrchr(b'\n', head).map_or(0, |feed| feed + 1);
                let head = String::from_utf8_lossy(&head[line..]).into_owned();
                heads.push(own_part(&head).to_owned());
            }
            _ => {}
        }
    }
    heads
}

/// What belongs to the bracket that ends `head`, without the siblings before it.
fn own_part(head: &str) -> &str {
    let ends = ["},", "],", "),", ";"];
    let last = ends
        .iter()
        .filter_map(|it| Some(head.rfind(it)? + it.len()))
        .max();
    &head[last.unwrap_or(0)..]
}

/// Whether a bracket begins the value of a component's property: `<Preview token={`.
pub(super) fn is_prop(head: &str) -> bool {
    let Some(before) = head.strip_suffix("={") else {
        return false;
    };
    let element = before.rfind('<').map(|at| &before[at + 1..]);
    element.is_some_and(|it| {
        it.starts_with(|first: char| first.is_ascii_uppercase()) && !it.contains('>')
    })
}

pub(super) fn stands_alone(text: &[u8], at: usize, length: usize) -> bool {
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'.');
    let before = at.checked_sub(1).and_then(|it| text.get(it));
    !before.is_some_and(is_word) && !text.get(at + length).is_some_and(is_word)
}

pub(super) fn line_before(text: &[u8], at: usize) -> &[u8] {
    let start = memchr::memrchr(b'\n', &text[..at]).map_or(0, |feed| feed + 1);
    &text[start..at]
}

/// The byte at a line and column of a text.
pub(super) fn offset(text: &[u8], line: u64, column: u64) -> usize {
    let skipped = usize::try_from(line.saturating_sub(1)).unwrap_or(usize::MAX);
    let start = skipped
        .checked_sub(1)
        .and_then(|nth| memchr::memchr_iter(b'\n', text).nth(nth));
    let start = match (skipped, start) {
        (0, _) => 0,
        (_, Some(feed)) => feed + 1,
        (_, None) => return text.len(),
    };
    let line = String::from_utf8_lossy(&text[start..]);
    let units = usize::try_from(column.saturating_sub(1)).unwrap_or(usize::MAX);
    let mut passed = 0;
    let before = line.chars().take_while(|it| {
        passed += it.len_utf16();
        passed <= units
    });
    start + before.map(char::len_utf8).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_property_of_a_component_is_told_from_one_of_an_element() {
        assert!(is_prop("return <p><Preview token={"));
        assert!(!is_prop("return <input value={"));
        assert!(!is_prop("x => {"));
    }

    #[test]
    fn a_place_is_found_by_line_and_column() {
        let text = "a\n😀b\nc".as_bytes();
        for (line, column, byte) in [(1, 1, b'a'), (2, 3, b'b'), (3, 1, b'c')] {
            assert_eq!(text[offset(text, line, column)], byte);
        }
        assert_eq!(offset(text, 9, 1), text.len());
    }
}
