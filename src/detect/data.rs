//! Whether a match is a piece of encoded data: base64, an integrity hash, wrapped lines.
//!
//! Data goes on beside the match; a token does not.

use std::ops::Range;

/// How far to look for what a match is a piece of.
const REACH: usize = 256;

/// The shortest neighbour that is taken for random data behind a `-` or `_`.
const MIN_RANDOM: usize = 16;

/// Longest word that a form-encoded space (`+`) may follow: `Bearer+…`.
const MAX_WORD: usize = 12;

/// What joins a match to its neighbour.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Joint {
    /// `+`: base64, or a form-encoded space.
    Plus,
    /// `/`: base64, or a path.
    Slash,
    /// `-` or `_`: URL-safe base64, or a name.
    Dash,
}

/// The escaped forms of the two base64 digits that need escaping.
const ESCAPED_JOINTS: &[(&[u8], Joint)] = &[
    (b"%2b", Joint::Plus),
    (b"%2f", Joint::Slash),
    (b"\\u002b", Joint::Plus),
    (b"\\u002f", Joint::Slash),
    (b"\\/", Joint::Slash),
];

/// Whether the match at `span` is a piece of encoded data.
pub(super) fn is_inside_data(bytes: &[u8], span: &Range<usize>) -> bool {
    let before = &bytes[span.start.saturating_sub(REACH)..span.start];
    let after = &bytes[span.end..bytes.len().min(span.end + REACH)];
    after.first() == Some(&b'=') || goes_on_before(before) || goes_on_after(after)
}

/// Whether the match at `span` is a line of text wrapped at a fixed width, as PEM and MIME are.
pub(super) fn is_wrapped_line(bytes: &[u8], span: &Range<usize>) -> bool {
    let before = &bytes[span.start.saturating_sub(REACH)..span.start];
    let after = &bytes[span.end..bytes.len().min(span.end + REACH)];
    let is_data = |line: &[u8]| line.iter().all(|&byte| is_base64(byte));
    let above = strip_line_break_end(before).map(|text| trailing(text, is_base64));
    let below = strip_line_break_start(after).map(|text| leading(text, is_base64));
    [above, below]
        .into_iter()
        .flatten()
        .any(|line| line.len() == span.len() && is_data(line))
}

/// Whether data goes on before a match.
fn goes_on_before(before: &[u8]) -> bool {
    let Some((joint, rest)) = joint_before(before) else {
        return false;
    };
    match joint {
        Joint::Dash => {
            let neighbour = trailing(rest, is_url_safe_base64);
            is_integrity_prefix(neighbour) || is_random(neighbour)
        }
        _ => is_base64_neighbour(joint, trailing(rest, is_escaped_base64)),
    }
}

/// Whether data goes on after a match.
fn goes_on_after(after: &[u8]) -> bool {
    let Some((joint, rest)) = joint_after(after) else {
        return false;
    };
    match joint {
        Joint::Dash => is_random(leading(rest, is_url_safe_base64)),
        _ => is_base64_neighbour(joint, leading(rest, is_escaped_base64)),
    }
}

/// The joint that ends `before`, and what stands before it.
fn joint_before(before: &[u8]) -> Option<(Joint, &[u8])> {
    for &(written, joint) in ESCAPED_JOINTS {
        let at = before.len().checked_sub(written.len());
        if let Some(at) = at.filter(|&at| before[at..].eq_ignore_ascii_case(written)) {
            return Some((joint, &before[..at]));
        }
    }
    let (&last, rest) = before.split_last()?;
    Some((plain_joint(last)?, rest))
}

/// The joint that begins `after`, and what stands behind it.
fn joint_after(after: &[u8]) -> Option<(Joint, &[u8])> {
    for &(written, joint) in ESCAPED_JOINTS {
        let (head, rest) = after.split_at(written.len().min(after.len()));
        if head.eq_ignore_ascii_case(written) {
            return Some((joint, rest));
        }
    }
    let (&first, rest) = after.split_first()?;
    Some((plain_joint(first)?, rest))
}

fn plain_joint(byte: u8) -> Option<Joint> {
    match byte {
        b'+' => Some(Joint::Plus),
        b'/' => Some(Joint::Slash),
        b'-' | b'_' => Some(Joint::Dash),
        _ => None,
    }
}

/// Whether what stands behind a `+` or `/` is base64, and no word or path.
fn is_base64_neighbour(joint: Joint, neighbour: &[u8]) -> bool {
    let is_lower = |byte: &u8| byte.is_ascii_lowercase();
    let readable = match joint {
        Joint::Plus => neighbour.len() <= MAX_WORD && neighbour.iter().skip(1).all(is_lower),
        _ => neighbour
            .iter()
            .all(|byte| is_lower(byte) || byte.is_ascii_digit() || *byte == b'/'),
    };
    !neighbour.is_empty() && !readable
}

/// Whether a neighbour is long and of all three kinds, as random text is and a name is not.
pub(super) fn is_random(neighbour: &[u8]) -> bool {
    neighbour.len() >= MIN_RANDOM
        && neighbour.iter().any(u8::is_ascii_uppercase)
        && neighbour.iter().any(u8::is_ascii_lowercase)
        && neighbour.iter().any(u8::is_ascii_digit)
}

/// Whether a neighbour ends in the name of a hash, as in `sha512-…`.
fn is_integrity_prefix(neighbour: &[u8]) -> bool {
    let name = &neighbour[neighbour
        .iter()
        .rposition(|byte| !byte.is_ascii_digit())
        .map_or(0, |at| at + 1)..];
    let word = &neighbour[..neighbour.len() - name.len()];
    let last = &word[word.len().saturating_sub(3)..];
    !name.is_empty()
        && (last.eq_ignore_ascii_case(b"sha")
            || last[last.len().min(1)..].eq_ignore_ascii_case(b"md"))
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')
}

/// Base64 in a JSON string, where a slash may be escaped.
fn is_escaped_base64(byte: u8) -> bool {
    is_base64(byte) || byte == b'\\'
}

fn is_url_safe_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

/// The longest end of `bytes` that is all of a class.
fn trailing(bytes: &[u8], class: fn(u8) -> bool) -> &[u8] {
    let start = bytes.iter().rposition(|&byte| !class(byte));
    &bytes[start.map_or(0, |at| at + 1)..]
}

/// The longest beginning of `bytes` that is all of a class.
fn leading(bytes: &[u8], class: fn(u8) -> bool) -> &[u8] {
    let end = bytes.iter().position(|&byte| !class(byte));
    &bytes[..end.unwrap_or(bytes.len())]
}

/// Line breaks as they stand in text and in string literals, the longer ones first.
const LINE_BREAKS: &[&[u8]] = &[b"\\r\\n", b"\\\\n", b"\\n", b"\r\n", b"\n"];

fn strip_line_break_end(bytes: &[u8]) -> Option<&[u8]> {
    LINE_BREAKS
        .iter()
        .find_map(|text| bytes.strip_suffix(*text))
}

fn strip_line_break_start(bytes: &[u8]) -> Option<&[u8]> {
    LINE_BREAKS
        .iter()
        .find_map(|text| bytes.strip_prefix(*text))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether `TOKEN` in the text is inside data.
    fn inside(text: &str) -> bool {
        let start = text.find("TOKEN").expect("the text holds TOKEN");
        is_inside_data(text.as_bytes(), &(start..start + 5))
    }

    #[test]
    fn base64_goes_on_beside() {
        for text in [
            "aGVsbG8gd29+TOKEN",
            "aGVsbG8Qd29/TOKEN",
            "TOKEN+aGVsbG8gd29",
            "TOKEN/aGVsbG8gd29",
            "TOKEN==",
            "aGVsbG8Qd29%2FTOKEN",
            "aGVsbG8Qd29\\/TOKEN",
            "aGVsbG8Qd29\\u002bTOKEN",
            "integrity=\"sha512-TOKEN",
            "aGVsbG8gd29bGVsbG8gd29-TOKEN",
        ] {
            assert!(inside(text), "{text}");
        }
    }

    #[test]
    fn words_and_paths_are_no_data() {
        for text in [
            "TOKEN",
            "\"TOKEN\"",
            "Bearer+TOKEN",
            "https://example.com/hooks/v1/TOKEN/edit",
            "my-cms-TOKEN",
            "<!--TOKEN-->",
            "TOKEN+\"",
            "NAME_TOKEN",
        ] {
            assert!(!inside(text), "{text}");
        }
    }

    #[test]
    fn a_wrapped_line_has_a_neighbour_of_its_width() {
        assert!(is_wrapped_line(b"abcd/\nTOKEN\nxx", &(6..11)));
        assert!(is_wrapped_line(b"\"TOKEN\\nabcd+", &(1..6)));
        assert!(!is_wrapped_line(b"abcd\nTOKEN\nxx", &(5..10)));
    }
}
