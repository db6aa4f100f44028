//! What stands round a place in a source: its brackets, its line, the words beside it.

/// A bracket that is open at a place.
#[derive(Debug)]
pub(super) struct Bracket {
    pub(super) at: usize,
    /// What stands before it on its line and belongs to it, with it.
    pub(super) head: String,
}

/// The brackets that are open at `at`, the innermost first.
pub(super) fn brackets(text: &[u8], at: usize) -> Vec<Bracket> {
    /// How far back a bracket may stand, and how much before it is looked at.
    const REACH: usize = 4000;
    const HEAD: usize = 100;
    let start = at.saturating_sub(REACH);
    let mut depth = 0;
    let mut brackets = Vec::new();
    for index in (start..at).rev() {
        match text[index] {
            b')' | b']' | b'}' => depth += 1,
            b'(' | b'[' | b'{' if depth > 0 => depth -= 1,
            b'(' | b'[' | b'{' => {
                let head = &text[index.saturating_sub(HEAD)..=index];
                let line = memchr::memrchr(b'\n', head).map_or(0, |feed| feed + 1);
                let head = String::from_utf8_lossy(&head[line..]).into_owned();
                brackets.push(Bracket {
                    at: index,
                    head: own_part(&head).to_owned(),
                });
            }
            _ => {}
        }
    }
    brackets
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

/// Whether the bracket at `at` begins the value of a component's property or its spread: `<Preview token={`, `<Preview {`.
pub(super) fn is_prop(text: &[u8], at: usize) -> bool {
    let before = &text[..at];
    let before = match before.strip_suffix(b"=") {
        Some(before) => before,
        None if text[at] == b'{' && text[at..].starts_with(b"{...") => before,
        None => return false,
    };
    element(before).is_some_and(|it| it.starts_with(|first: char| first.is_ascii_uppercase()))
}

/// The name of the element whose tag stands open at the end of `text`.
pub(super) fn element(text: &[u8]) -> Option<&str> {
    /// Longer than the properties of one element.
    const REACH: usize = 1000;
    let mut depth = 0;
    for index in (text.len().saturating_sub(REACH)..text.len()).rev() {
        match text[index] {
            b'}' | b')' => depth += 1,
            b'{' | b'(' if depth > 0 => depth -= 1,
            b'{' | b'(' | b'>' if depth == 0 => return None,
            b'<' if depth == 0 => {
                let name = &text[index + 1..];
                let length = name
                    .iter()
                    .take_while(|it| it.is_ascii_alphanumeric() || **it == b'.');
                let length = length.count();
                return std::str::from_utf8(&name[..length])
                    .ok()
                    .filter(|it| !it.is_empty());
            }
            _ => {}
        }
    }
    None
}

/// Whether the name at `at` is a use of it: no other name's part, no member of something, no key.
pub(super) fn is_use(text: &[u8], at: usize, length: usize) -> bool {
    let before = &text[..at];
    let after = &text[at + length..];
    let is_word = |byte: Option<&u8>| {
        byte.is_some_and(|it| it.is_ascii_alphanumeric() || matches!(it, b'_' | b'$'))
    };
    let is_member = before.ends_with(b".") && !before.ends_with(b"...");
    let bare = before.trim_ascii_end();
    let is_key = after.starts_with(b":") && (bare.ends_with(b"{") || bare.ends_with(b","));
    let is_set = [&b"const"[..], b"let", b"var", b"function", b"class"]
        .iter()
        .any(|it| bare.ends_with(it));
    let line = line_before(text, at).trim_ascii_start();
    let is_brought =
        line.starts_with(b"import ") || line.starts_with(b"//") || line.starts_with(b"* ");
    !is_word(before.last())
        && !is_word(after.first())
        && !is_member
        && !is_key
        && !is_set
        && !is_brought
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
        let at_end = |text: &str| is_prop(text.as_bytes(), text.rfind('{').unwrap());
        assert!(at_end("return <p><Preview token={"));
        assert!(at_end("<Preview\n  size={(it) => it > 2}\n  token={"));
        assert!(at_end("<Preview {...options"));
        assert!(!at_end("return <input value={"));
        assert!(!at_end("<Preview>{"));
        assert!(!at_end("x => {"));
    }

    #[test]
    fn a_use_of_a_name_is_told_from_what_is_called_alike() {
        for (text, wanted) in [
            ("f(cms)", true),
            ("f({...cms})", true),
            ("cms.token", true),
            ("a ? cms : b", true),
            ("x.cms", false),
            ("{ cms: 1 }", false),
            ("const cms = 1", false),
            ("import { cms } from 'a'", false),
            ("cmss", false),
        ] {
            let at = text.find("cms").unwrap();
            assert_eq!(is_use(text.as_bytes(), at, 3), wanted, "{text}");
        }
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
