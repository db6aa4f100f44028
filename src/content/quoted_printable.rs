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

/// Whether the `=` at an offset breaks a value, or encodes a byte of one.
pub(super) fn is_hint(bytes: &[u8], at: usize) -> bool {
    let behind = &bytes[at + 1..];
    let is_value = |it: &u8| is_needless(*it);
    if let Some(length) = line_break(behind) {
        return at > 0 && is_needless(bytes[at - 1]) && behind.get(length).is_some_and(is_value);
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
        } else if let Some(length) = line_break(behind) {
            text.copy(bytes, copied..here);
            at += length;
            copied = at;
        }
    }
    text.copy(bytes, copied..region.end);
    text
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
        for text in ["=73=6B", "=3Dab", "=\nab", "=\r\nab", "=73kAbCdEf01"] {
            assert!(is_hint(format!("a{text}").as_bytes(), 1), "{text}");
        }
        for text in ["=50;", "=20px", "=\n  ab", "=73", "=a", "=", "=6b=6c"] {
            assert!(!is_hint(format!("a{text}").as_bytes(), 1), "{text}");
        }
    }

    #[test]
    fn bytes_are_decoded_and_lines_joined() {
        assert_eq!(decoded("token=3D=73k=\r\nAb =\nc=C3=A9"), "token=skAb cé");
        assert_eq!(decoded("a=b =zz ="), "a=b =zz =");
    }

    #[test]
    fn a_value_maps_to_its_pieces() {
        let unwrapped = decode(b"s=\nk=41", 0..7);
        assert_eq!(unwrapped.locate(&(0..3)), [0..1, 3..7]);
    }
}
