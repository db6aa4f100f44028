//! Whether a match is a piece of encoded data: base64, an integrity hash, wrapped lines.
//!
//! Data goes on beside the match; a token does not. What goes on beside a token is a path, a name
//! or a form's field, which are written in words.

use std::ops::Range;

use super::boundary::escape_length;
use super::joint::{
    Joint, joint_after, joint_before, strip_line_break_end, strip_line_break_start, strip_padding,
};

/// How far to look for what a match is a piece of.
const REACH: usize = 256;

/// The shortest neighbour that is taken for random data behind a `-` or `_`.
const MIN_RANDOM: usize = 16;

/// The shortest part of base64, between two of its joints, that shows what it is.
const MIN_PART: usize = 8;

/// Whether the match at `span` is a piece of encoded data.
///
/// Where its length alone says that it is whole, a neighbour on one side does not say otherwise.
pub(super) fn is_inside_data(bytes: &[u8], span: &Range<usize>, is_whole: bool) -> bool {
    let before = &bytes[span.start.saturating_sub(REACH)..span.start];
    let after = &bytes[span.end..bytes.len().min(span.end + REACH)];
    let sides = usize::from(goes_on_before(before)) + usize::from(goes_on_after(after));
    sides > usize::from(is_whole)
        || begins_data(before)
        || is_segment(before)
        || (is_padded(after, span.len()) && (!is_whole || sides > 0))
}

/// Whether the match at `span` is a line of text wrapped at a fixed width, as PEM and MIME are.
///
/// A line that `begins_value` says is a value of its own is no text: tokens may stand in a list.
pub(super) fn is_wrapped_line(
    bytes: &[u8],
    span: &Range<usize>,
    begins_value: impl Fn(&[u8]) -> bool,
) -> bool {
    let before = &bytes[span.start.saturating_sub(REACH)..span.start];
    let after = &bytes[span.end..bytes.len().min(span.end + REACH)];
    let above = strip_line_break_end(before).map(|text| {
        let line = trailing(text, is_base64);
        &line[escape_length(&text[..text.len() - line.len()], line)..]
    });
    let below = strip_line_break_start(after).map(|text| leading(text, is_base64));
    [above, below]
        .into_iter()
        .flatten()
        .any(|line| line.len() == span.len() && !begins_value(line))
}

/// Whether data goes on before a match.
fn goes_on_before(before: &[u8]) -> bool {
    match joint_before(before) {
        Some((Joint::Base64, rest)) => is_data(trailing(rest, is_escaped_base64)),
        Some((Joint::Dash, rest)) => is_random(trailing(rest, is_url_safe_base64)),
        None => false,
    }
}

/// Whether data goes on after a match.
fn goes_on_after(after: &[u8]) -> bool {
    match joint_after(after) {
        Some((Joint::Base64, rest)) => is_data(leading(rest, is_escaped_base64)),
        Some((Joint::Dash, rest)) => is_random(leading(rest, is_url_safe_base64)),
        None => false,
    }
}

/// Whether what stands before a match says that data begins: `;base64,`, `sha512-`, `sha256=`.
fn begins_data(before: &[u8]) -> bool {
    const HASHES: &[&[u8]] = &[b"sha1", b"sha256", b"sha384", b"sha512", b"md5"];
    let is_hash = |text: &[u8]| {
        let run = trailing(text, is_url_safe_base64);
        let escape = escape_length(&text[..text.len() - run.len()], run);
        HASHES
            .iter()
            .any(|name| run[escape..].eq_ignore_ascii_case(name))
    };
    // The match may begin behind a dash or a line of the hash itself.
    let own = trailing(before, is_url_safe_base64);
    let assigned = before[..before.len() - own.len()].strip_suffix(b"=");
    before.ends_with(b";base64,")
        || before.strip_suffix(b"-").is_some_and(is_hash)
        || assigned.is_some_and(is_hash)
}

/// Whether a match is a later part of a JSON Web Token or the like, whose first is `{"…` encoded.
fn is_segment(before: &[u8]) -> bool {
    let Some(text) = before.strip_suffix(b".") else {
        return false;
    };
    let parts = trailing(text, |byte| is_url_safe_base64(byte) || byte == b'.');
    let escape = escape_length(&text[..text.len() - parts.len()], parts);
    let first = leading(&parts[escape..], is_url_safe_base64);
    first.len() >= MIN_RANDOM && first.starts_with(b"ey")
}

/// Whether padding follows a match of a length that can be padded.
///
/// A single `=` also stands between a name and its value, or behind an encoded token.
fn is_padded(after: &[u8], length: usize) -> bool {
    let Some(rest) = strip_padding(after) else {
        return false;
    };
    let ends = || {
        rest.first().is_none_or(|byte| {
            byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b'`' | b'&' | b'\\')
        })
    };
    strip_padding(rest).is_some()
        || (!after.starts_with(b"%") && (length + 1).is_multiple_of(4) && ends())
}

/// Whether what stands behind a `+` or `/` is base64, and no words or path.
fn is_data(neighbour: &[u8]) -> bool {
    let parts = || neighbour.split(|byte| matches!(byte, b'+' | b'/' | b'\\'));
    let holds_another = neighbour.contains(&b'+') && neighbour.len() >= MIN_PART;
    (holds_another && is_mixed(neighbour)) || parts().flat_map(unescaped).any(is_random_part)
}

/// What stands between the percent escapes of a text, without their digits: `2FmyPath1`.
fn unescaped(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|&byte| byte == b'%')
        .enumerate()
        .map(|(index, part)| {
            let digits = if index > 0 { 2.min(part.len()) } else { 0 };
            &part[digits..]
        })
}

/// Whether a part of base64 changes between classes as random text does and a name does not.
///
/// A capital at the start of a word is no change: `myProjectId` has two.
fn is_random_part(part: &[u8]) -> bool {
    const MIN_CHANGES: usize = 3;
    let changes = part
        .windows(2)
        .filter(|pair| {
            let [from, to] = [pair[0], pair[1]];
            let starts_word = from.is_ascii_uppercase() && to.is_ascii_lowercase();
            class(from) != class(to) && !starts_word
        })
        .count();
    part.len() >= MIN_PART && is_mixed(part) && changes >= MIN_CHANGES && changes * 4 >= part.len()
}

/// The class of a letter or digit.
fn class(byte: u8) -> u8 {
    match byte {
        b'a'..=b'z' => 0,
        b'A'..=b'Z' => 1,
        _ => 2,
    }
}

/// Whether a neighbour is long and of all three kinds, as random text is and a name is not.
pub(super) fn is_random(neighbour: &[u8]) -> bool {
    neighbour.len() >= MIN_RANDOM && is_mixed(neighbour)
}

/// Whether letters of both cases and digits are there.
fn is_mixed(text: &[u8]) -> bool {
    text.iter().any(u8::is_ascii_uppercase)
        && text.iter().any(u8::is_ascii_lowercase)
        && text.iter().any(u8::is_ascii_digit)
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')
}

/// Base64 in a string or an address, where its joints may be escaped.
fn is_escaped_base64(byte: u8) -> bool {
    is_base64(byte) || matches!(byte, b'\\' | b'%')
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether `TOKEN` in the text is inside data.
    fn inside_as(text: &str, is_whole: bool) -> bool {
        let start = text.find("TOKEN").expect("the text holds TOKEN");
        is_inside_data(text.as_bytes(), &(start..start + 5), is_whole)
    }

    fn inside(text: &str) -> bool {
        inside_as(text, false)
    }

    #[test]
    fn base64_goes_on_beside() {
        for text in [
            "aGVsbG8gd29+TOKEN",
            "aGVsbG8Qd29/TOKEN",
            "TOKEN+aGVsbG8gd29",
            "TOKEN/aGVsbG8gd29",
            "TOKEN/aB+c9+Dx",
            "aGVsbG8Qd29%2FTOKEN",
            "aGVsbG8Qd29%252BTOKEN",
            "aGVsbG8Qd29&#43;TOKEN",
            "TOKEN\\x2baGVsbG8Qd29",
            "aGVsbG8Qd29\\/TOKEN",
            "aGVsbG8Qd29\\u002bTOKEN",
            "aGVsbG8gd29bGVsbG8gd29-TOKEN",
        ] {
            assert!(inside(text), "{text}");
        }
    }

    #[test]
    fn data_says_what_it_is() {
        for text in [
            "data:image/png;base64,TOKEN",
            "integrity=\"sha512-TOKEN",
            "\\nsha1-TOKEN",
            "acme/app.js,sha256=TOKEN",
            "acme/app.js,sha256=quSs3_n-TOKEN",
            "eyJhbGciOiJIUzI1NiJ9.TOKEN",
            "%22eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.TOKEN",
        ] {
            assert!(inside(text), "{text}");
            assert!(inside_as(text, true), "{text}");
        }
    }

    #[test]
    fn padding_ends_data() {
        for text in [
            "TOKEN==",
            "TOKEN%3D%3D",
            "TOKEN\\u003d\\u003d",
            "TOKEN\\x3d\\x3d",
            "TOKEN&#61;&#61;",
        ] {
            assert!(inside(text), "{text}");
        }
        for (length, padded) in [(83, true), (80, false), (81, false)] {
            assert_eq!(is_padded(b"=\"", length), padded);
            assert!(!is_padded(b"=value", length));
            assert!(!is_padded(b"%3D", length));
        }
    }

    #[test]
    fn words_and_paths_are_no_data() {
        for text in [
            "TOKEN",
            "\"TOKEN\"",
            "Bearer+TOKEN",
            "token%3A+TOKEN",
            "token%3D+TOKEN",
            "https://example.com/hooks/v1/TOKEN/edit",
            "https://example.com/API/TOKEN",
            "/v1/projectId/TOKEN/edit",
            "/hooks/TOKEN/Edit",
            "\"TOKEN/Foo\"",
            "https:\\/\\/x.com\\/Api\\/TOKEN",
            "SANITY_TOKEN=TOKEN//Todo rotate",
            "https%3A%2F%2Fx.com%2FmyProjectId%2FTOKEN",
            "https%3A%2F%2Fx.com%2FabcXbcd9%2FTOKEN",
            "my-cms-TOKEN",
            "<!--TOKEN-->",
            "TOKEN+\"",
            "NAME_TOKEN",
            "myModule1Chunk.TOKEN",
        ] {
            assert!(!inside(text), "{text}");
        }
    }

    #[test]
    fn the_name_of_a_hash_is_a_word_of_its_own() {
        for text in [
            "SANITY_SHA1_TOKEN",
            "key-sha1-TOKEN",
            "cmd5-TOKEN",
            "sha1_TOKEN",
        ] {
            assert!(!inside(text), "{text}");
        }
    }

    #[test]
    fn a_whole_length_outranks_a_neighbour_on_one_side() {
        for text in [
            "deploy-a1B2c3D4e5F6g7H8i9-TOKEN",
            "prod_a1B2c3D4e5F6g7H8i9_TOKEN",
            "TOKEN_a1B2c3D4e5F6g7H8i9",
            "https://example.com/a1B2c3D4e5F6g7H8i9/TOKEN/edit",
        ] {
            assert!(inside(text), "{text}");
            assert!(!inside_as(text, true), "{text}");
        }
        assert!(inside_as("a1B2c3D4e5F6/TOKEN+a1B2c3D4e5F6", true));
    }

    fn wrapped(text: &[u8], span: Range<usize>) -> bool {
        is_wrapped_line(text, &span, |line| line.starts_with(b"sk"))
    }

    #[test]
    fn a_wrapped_line_has_a_neighbour_of_its_width() {
        assert!(wrapped(b"abcd/\nTOKEN\nxx", 6..11));
        assert!(wrapped(b"\"TOKEN\\nabcd+", 1..6));
        assert!(wrapped(b"abcd/\\\nTOKEN\\\nxx", 7..12));
        assert!(!wrapped(b"abcd\nTOKEN\nxx", 5..10));
        for wrap in ["%0A", "%0D%0A", "&#10;", "\\n", "\\\\r\\\\n"] {
            let text = format!("{wrap}abcd+{wrap}TOKEN");
            let end = text.len();
            assert!(wrapped(text.as_bytes(), end - 5..end), "{wrap}");
        }
    }

    #[test]
    fn a_list_of_tokens_is_no_wrapped_text() {
        assert!(!wrapped(b"skabc\nTOKEN", 6..11));
        assert!(!wrapped(b"TOKEN\nskabc", 0..5));
    }
}
