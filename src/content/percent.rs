//! Percent-encoding, once or more: `%73`, `%2573`, and what JavaScript's `escape` writes, `%u0073`.

use std::ops::{ControlFlow, Range};

use super::hints::Hints;
use super::layer::{Certainty, Child, Give, Text};
use super::region::{hex_pair, is_needless, opens, regions};
use super::span_map::Unwrapped;
use super::{Fragment, LayerName};

/// Whether the text at a `%` encodes a byte that values are made of, or a line break in one.
pub(super) fn is_hint(bytes: &[u8]) -> bool {
    let mut digits = &bytes[1..];
    while let Some(rest) = digits.strip_prefix(b"25") {
        digits = rest;
    }
    let digits = digits.strip_prefix(b"u00").unwrap_or(digits);
    let hides = |byte| is_needless(byte) || byte == b'\n' || opens(byte, &digits[2..]);
    hex_pair(digits).is_some_and(hides)
}

/// Decodes the surroundings of each hint.
pub(crate) fn unwrap(
    fragment: &Fragment<'_>,
    hints: &Hints,
    give: &mut Give<'_>,
) -> ControlFlow<()> {
    for region in regions(fragment.bytes, &hints.percents) {
        give(Child {
            layer: LayerName::Percent,
            text: Text::Mapped(decode(fragment.bytes, region)),
            language: fragment.language,
            certainty: Certainty::Exact,
        })?;
    }
    ControlFlow::Continue(())
}

/// The region with every encoded byte decoded.
fn decode(bytes: &[u8], region: Range<usize>) -> Unwrapped {
    let mut text = Unwrapped::default();
    let mut copied = region.start;
    let mut at = region.start;
    while let Some(next) = memchr::memchr(b'%', &bytes[at..region.end]) {
        let here = at + next;
        at = here + 1;
        if let Some((byte, length)) = encoded(&bytes[here..region.end]) {
            text.copy(bytes, copied..here);
            at = here + length;
            text.put(here..at, &[byte]);
            copied = at;
        }
    }
    text.copy(bytes, copied..region.end);
    text
}

/// The byte encoded at a `%`, and the length of its encoding.
fn encoded(bytes: &[u8]) -> Option<(u8, usize)> {
    match &bytes[1..] {
        [b'u', b'0', b'0', digits @ ..] => Some((hex_pair(digits)?, 6)),
        digits => Some((hex_pair(digits)?, 3)),
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
    fn what_needs_no_encoding_is_a_hint() {
        for text in ["%73k", "%2573", "%252573", "%2D", "%2f", "%0A", "%u0073"] {
            assert!(is_hint(text.as_bytes()), "{text}");
        }
        for text in [
            "%20", "%22", "%25", "%2522", "%7B", "%", "%7", "%zz", "%u2028", "%E2",
        ] {
            assert!(!is_hint(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn every_encoded_byte_is_decoded_once() {
        assert_eq!(decoded("a%73%6b%22b"), "ask\"b");
        assert_eq!(decoded("%2573%25"), "%73%");
        assert_eq!(decoded("100%, %zz %7"), "100%, %zz %7");
        assert_eq!(decoded("%C3%A9%u0073"), "és");
    }

    #[test]
    fn a_byte_maps_to_its_encoding() {
        let unwrapped = decode(b"x%73ky", 0..6);
        assert_eq!(unwrapped.locate(&(1..3)), [1..5]);
    }
}
