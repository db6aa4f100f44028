//! How the bytes that base64 uses beside letters and digits are written: plainly, or escaped.

/// What joins a match to its neighbour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joint {
    /// `+` or `/`: base64, but also a form-encoded space or a path.
    Base64,
    /// `-` or `_`: URL-safe base64, or a name.
    Dash,
}

/// The escaped forms of `+` and `/`, the longer ones first.
const ESCAPED: &[&[u8]] = &[
    b"\\u002b", b"\\u002f", b"&#x2b;", b"&#x2f;", b"&plus;", b"%252b", b"%252f", b"&#43;",
    b"&#47;", b"&sol;", b"\\x2b", b"\\x2f", b"%2b", b"%2f", b"\\/",
];

/// The escaped forms of `=`.
const ESCAPED_PADDING: &[&[u8]] = &[
    b"&equals;",
    b"\\u003d",
    b"&#x3d;",
    b"%253d",
    b"&#61;",
    b"\\x3d",
    b"%3d",
];

/// Line breaks as they stand in text and in string literals, and those that a literal goes on
/// behind, the longer ones first.
const LINE_BREAKS: &[&[u8]] = &[
    b"&#13;&#10;",
    b"\\\\r\\\\n",
    b"%0d%0a",
    b"\\r\\n",
    b"&#xa;",
    b"&#10;",
    b"\\\\n",
    b"%0a",
    b"\\n",
    b"\\\r\n",
    b"\\\n",
    b"\r\n",
    b"\n",
];

/// The joint that ends `before`, and what stands before it.
pub(super) fn joint_before(before: &[u8]) -> Option<(Joint, &[u8])> {
    if let Some(rest) = strip_end(before, ESCAPED) {
        return Some((Joint::Base64, rest));
    }
    let (&last, rest) = before.split_last()?;
    Some((plain_joint(last)?, rest))
}

/// The joint that begins `after`, and what stands behind it.
pub(super) fn joint_after(after: &[u8]) -> Option<(Joint, &[u8])> {
    if let Some(rest) = strip_start(after, ESCAPED) {
        return Some((Joint::Base64, rest));
    }
    let (&first, rest) = after.split_first()?;
    Some((plain_joint(first)?, rest))
}

fn plain_joint(byte: u8) -> Option<Joint> {
    match byte {
        b'+' | b'/' => Some(Joint::Base64),
        b'-' | b'_' => Some(Joint::Dash),
        _ => None,
    }
}

/// What stands behind one padding byte.
pub(super) fn strip_padding(after: &[u8]) -> Option<&[u8]> {
    after
        .strip_prefix(b"=")
        .or_else(|| strip_start(after, ESCAPED_PADDING))
}

/// What stands before a line break.
pub(super) fn strip_line_break_end(bytes: &[u8]) -> Option<&[u8]> {
    strip_end(bytes, LINE_BREAKS)
}

/// What stands behind a line break.
pub(super) fn strip_line_break_start(bytes: &[u8]) -> Option<&[u8]> {
    strip_start(bytes, LINE_BREAKS)
}

fn strip_start<'a>(bytes: &'a [u8], forms: &[&[u8]]) -> Option<&'a [u8]> {
    forms.iter().find_map(|form| {
        let (head, rest) = bytes.split_at_checked(form.len())?;
        head.eq_ignore_ascii_case(form).then_some(rest)
    })
}

fn strip_end<'a>(bytes: &'a [u8], forms: &[&[u8]]) -> Option<&'a [u8]> {
    forms.iter().find_map(|form| {
        let at = bytes.len().checked_sub(form.len())?;
        let (rest, tail) = bytes.split_at(at);
        tail.eq_ignore_ascii_case(form).then_some(rest)
    })
}
