//! Quoted-printable: `=73`, and lines broken behind a `=`.

use std::ops::{ControlFlow, Range};

use super::hints::Hints;
use super::layer::{Certainty, Child, Give, Text};
use super::region::{hex_pair, is_needless, opens, regions};
use super::span_map::Unwrapped;
use super::{Fragment, LayerName};

/// Bytes of a value that must follow an encoded one where nothing else tells that it is one: in
/// code a number stands behind a `=` as well.
const FOLLOWING: usize = 8;

/// The longest line there may be, and the shortest that is broken because it is full, the `=` of
/// its break among them: what no longer fitted takes three bytes at most.
const LINE: usize = 76;
const FULL: usize = 72;

/// How far before a break the words may stand that name the encoding.
const HEADER: usize = 4096;

/// Whether the `=` at an offset breaks a value, or encodes a byte of one.
pub(super) fn is_hint(bytes: &[u8], at: usize) -> bool {
    let behind = &bytes[at + 1..];
    if let Some(length) = line_break(behind) {
        return at > 0
            && bytes[at - 1].is_ascii_graphic()
            && behind.get(length).is_some_and(u8::is_ascii_graphic)
            && is_soft(bytes, at, at + 1 + length);
    }
    let Some(byte) = encoded(behind) else {
        return false;
    };
    let is_another = || behind.get(2) == Some(&b'=') && encoded(&behind[3..]).is_some();
    let is_within = || {
        let following = behind[2..].iter().take(FOLLOWING);
        at > 0
            && bytes[at - 1].is_ascii_alphanumeric()
            && following.filter(|it| it.is_ascii_alphanumeric()).count() == FOLLOWING
    };
    byte == b'=' || opens(byte, &behind[2..]) || is_needless(byte) && (is_another() || is_within())
}

/// Decodes the surroundings of each hint.
pub(crate) fn unwrap(
    fragment: &Fragment<'_>,
    hints: &Hints,
    give: &mut Give<'_>,
) -> ControlFlow<()> {
    for region in regions(fragment.bytes, &hints.quoted) {
        give(Child {
            layer: LayerName::QuotedPrintable,
            text: Text::Mapped(decode(fragment.bytes, region)),
            language: fragment.language,
            certainty: Certainty::Exact,
        })?;
    }
    ControlFlow::Continue(())
}

/// The region with every byte decoded and its broken lines joined.
fn decode(bytes: &[u8], region: Range<usize>) -> Unwrapped {
    let mut text = Unwrapped::default();
    let mut copied = region.start;
    let mut at = region.start;
    while let Some(next) = memchr::memchr(b'=', &bytes[at..region.end]) {
        let here = at + next;
        at = here + 1;
        let behind = &bytes[at..region.end];
        if let Some(byte) = encoded(behind) {
            text.copy(bytes, copied..here);
            at += 2;
            text.put(here..at, &[byte]);
            copied = at;
        } else if let Some(length) = line_break(behind)
            && is_soft(bytes, here, at + length)
        {
            text.copy(bytes, copied..here);
            at += length;
            copied = at;
        }
    }
    text.copy(bytes, copied..region.end);
    text
}

/// Whether the line break behind the `=` at an offset is none of the text's own, by what the lines
/// on either side of it say: a value may end in a `=`, and its line with it.
fn is_soft(bytes: &[u8], at: usize, next: usize) -> bool {
    // With the break of the line before.
    let before = &bytes[at.saturating_sub(LINE + 4)..at];
    let feed = memchr::memrchr(b'\n', before);
    let line = &before[feed.map_or(0, |it| it + 1)..];
    let rest = &bytes[next..bytes.len().min(next + LINE + 2)];
    let following = &rest[..memchr::memchr(b'\n', rest).unwrap_or(rest.len())];
    // The first line of a text that was unwrapped may have a name before it, and a `=` behind that.
    let is_cut = feed.is_none() || is_encoded(line);
    if !is_cut || line.ends_with(b"=") || !is_encoded(without_break(following)) {
        return false;
    }
    let is_full = |length: usize| (FULL..=LINE).contains(&(length + 1));
    let goes_on = without_break(following).len() < following.trim_ascii_end().len()
        && is_full(without_break(following).len());
    let went_on =
        is_full(line.len()) && feed.is_some_and(|it| before[..it].trim_ascii_end().ends_with(b"="));
    let is_short = feed.is_some() || at < LINE;
    goes_on
        || went_on
        || is_short && (is_marked(line) || is_marked(following))
        || is_named(bytes, at)
}

/// A line without the `=` that breaks it.
fn without_break(line: &[u8]) -> &[u8] {
    let line = line.trim_ascii_end();
    line.strip_suffix(b"=").unwrap_or(line)
}

/// Whether every `=` of a line encodes a byte, as it must; the last one may be cut off.
fn is_encoded(line: &[u8]) -> bool {
    memchr::memchr_iter(b'=', line).all(|at| encoded(&line[at + 1..]).is_some())
}

/// Whether a line holds what only this encoding does: its own sign, or a character of two bytes.
fn is_marked(line: &[u8]) -> bool {
    memchr::memchr_iter(b'=', line).any(|at| {
        let behind = &line[at + 1..];
        let is_another = || behind.get(2) == Some(&b'=') && encoded(&behind[3..]).is_some();
        encoded(behind).is_some_and(|it| it == b'=' || is_another())
    })
}

/// Whether a header before an offset names the encoding.
fn is_named(bytes: &[u8], at: usize) -> bool {
    let before = &bytes[at.saturating_sub(HEADER)..at];
    let mut words = memchr::memmem::find_iter(before, b"uoted-");
    words.any(|word| {
        let second = before[word..].get(6..15);
        second.is_some_and(|it| it.eq_ignore_ascii_case(b"printable"))
    })
}

/// The byte of two hexadecimal digits in upper case, as the format wants them.
fn encoded(digits: &[u8]) -> Option<u8> {
    let pair = digits.get(..2)?;
    let is_upper = pair.iter().all(|it| !it.is_ascii_lowercase());
    hex_pair(pair).filter(|_| is_upper)
}

/// The length of a line break, with the blanks that mail may leave before it.
fn line_break(bytes: &[u8]) -> Option<usize> {
    let blanks = bytes
        .iter()
        .take_while(|it| matches!(it, b' ' | b'\t'))
        .count();
    match &bytes[blanks..] {
        [b'\r', b'\n', ..] => Some(blanks + 2),
        [b'\n', ..] => Some(blanks + 1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(text: &str) -> String {
        let unwrapped = decode(text.as_bytes(), 0..text.len());
        String::from_utf8_lossy(unwrapped.bytes()).into_owned()
    }

    #[test]
    fn encoded_values_are_hints_and_code_is_not() {
        for text in ["=73=6B", "=3Dab", "=\r\nb=3D", "=73kAbCdEf01"] {
            assert!(is_hint(format!("a{text}").as_bytes(), 1), "{text}");
        }
        for text in [
            "=50;",
            "=20px",
            "=\n  ab",
            "=73",
            "=a",
            "=",
            "=6b=6c",
            "=\nab",
            "=\nAB=cd=\n",
        ] {
            assert!(!is_hint(format!("a{text}").as_bytes(), 1), "{text}");
        }
    }

    #[test]
    fn a_line_is_broken_where_something_else_tells_that_it_is() {
        let full = "a".repeat(74);
        let header = "Content-Transfer-Encoding: Quoted-Printable\n\nab=\ncd";
        for (text, line) in [
            (format!("{full}=\r\n{full}=\r\nbc"), 0),
            (format!("{full}=\n{full}=\nbc"), 1),
            ("a=3Db=\nc".to_owned(), 0),
            (header.to_owned(), 2),
        ] {
            let at = text
                .match_indices("=\n")
                .chain(text.match_indices("=\r"))
                .map(|it| it.0);
            let breaks: Vec<usize> = at.collect();
            let at = *breaks.get(line).unwrap_or(&breaks[0]);
            assert!(is_hint(text.as_bytes(), at), "{text}");
        }
        let short = "k".repeat(44);
        for text in [
            format!("{short}=\n{short}=\n{short}=\n"),
            format!("KEY={short}=\nOTHER={short}=\n"),
            format!("{full}=\n{short}"),
            format!("a==\n{full}=\n"),
        ] {
            for (at, _) in text.match_indices("=\n") {
                assert!(!is_hint(text.as_bytes(), at), "{text} at {at}");
            }
        }
    }

    #[test]
    fn bytes_are_decoded_and_lines_joined() {
        assert_eq!(decoded("token=3D=73k=\r\nAb =\nc=C3=A9"), "token=skAb cé");
        assert_eq!(decoded("a=b =zz ="), "a=b =zz =");
    }

    #[test]
    fn a_value_maps_to_its_pieces() {
        let unwrapped = decode(b"s=\nk=3D", 0..7);
        assert_eq!(unwrapped.locate(&(0..3)), [0..1, 3..7]);
    }
}
