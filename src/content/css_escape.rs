//! Escapes of CSS: `\73 `, `\000073`, and a backslash before what it is to take as it is.

use std::ops::{ControlFlow, Range};

use super::hints::Hints;
use super::layer::{Certainty, Child, Give, Text};
use super::quoted_printable::break_at;
use super::region::{hex_digit, is_needless, opens, regions};
use super::span_map::Unwrapped;
use super::{Fragment, LayerName};

/// Most hexadecimal digits of an escape.
const DIGITS: usize = 6;

/// Whether the escape at a backslash stands for a byte that no escape is needed for.
pub(super) fn is_hint(bytes: &[u8]) -> bool {
    // Three digits that a zero fills up are octal: CSS is written with as few as will do, or six.
    let is_octal = matches!(bytes, [_, b'0', b'0'..=b'7', b'0'..=b'7', rest @ ..]
        if !rest.first().is_some_and(u8::is_ascii_hexdigit));
    !is_octal
        && numbered(&bytes[1..]).is_some_and(|(character, length)| {
            let hides = |it| is_needless(it) || opens(it, &bytes[1 + length..]);
            u8::try_from(character).is_ok_and(hides)
        })
}

/// Decodes the surroundings of each hint.
pub(crate) fn unwrap(
    fragment: &Fragment<'_>,
    hints: &Hints,
    give: &mut Give<'_>,
) -> ControlFlow<()> {
    for region in regions(fragment.bytes, &hints.css_escapes) {
        give(Child {
            layer: LayerName::CssEscapes,
            text: Text::Mapped(decode(fragment.bytes, region)),
            language: fragment.language,
            certainty: Certainty::Exact,
        })?;
    }
    ControlFlow::Continue(())
}

/// The region with every escape resolved.
fn decode(bytes: &[u8], region: Range<usize>) -> Unwrapped {
    let mut text = Unwrapped::default();
    let mut copied = region.start;
    while let Some(next) = memchr::memchr(b'\\', &bytes[copied..region.end]) {
        let here = copied + next;
        text.copy(bytes, copied..here);
        let behind = &bytes[here + 1..region.end];
        copied = match numbered(behind) {
            Some((character, length)) => {
                let end = here + 1 + length;
                text.put(here..end, character.encode_utf8(&mut [0; 4]).as_bytes());
                end
            }
            None => literal(bytes, here, &mut text, behind),
        };
    }
    text.copy(bytes, copied..region.end);
    text
}

/// Takes the byte behind a backslash as it is; a line break there means nothing.
fn literal(bytes: &[u8], at: usize, text: &mut Unwrapped, behind: &[u8]) -> usize {
    if let Some(length) = break_at(behind) {
        // What it escapes is to be seen once the lines are joined.
        let end = at + 1 + behind.len().min(length + 1);
        text.copy(bytes, at..end);
        return end;
    }
    match behind {
        [] => {
            text.copy(bytes, at..at + 1);
            at + 1
        }
        [b'\r', b'\n', ..] => at + 3,
        [b'\n' | b'\r', ..] => at + 2,
        [byte, ..] => {
            text.put(at..at + 2, &[*byte]);
            at + 2
        }
    }
}

/// The character of some hexadecimal digits, and their length with the blank that ends them.
fn numbered(digits: &[u8]) -> Option<(char, usize)> {
    let values = digits.iter().take(DIGITS).map_while(|it| hex_digit(*it));
    let (mut number, mut length) = (0, 0);
    for value in values {
        number = number << 4 | u32::from(value);
        length += 1;
    }
    if length == 0 {
        return None;
    }
    let blank = match &digits[length..] {
        [b'\r', b'\n', ..] => 2,
        [b' ' | b'\n' | b'\t' | b'\r', ..] => 1,
        _ => 0,
    };
    let character = char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER);
    Some((character, length + blank))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(text: &str) -> String {
        let unwrapped = decode(text.as_bytes(), 0..text.len());
        String::from_utf8_lossy(unwrapped.bytes()).into_owned()
    }

    #[test]
    fn what_needs_no_escape_is_a_hint() {
        for text in ["\\73 ", "\\000073", "\\2d ", "\\6B"] {
            assert!(is_hint(text.as_bytes()), "{text}");
        }
        for text in [
            "\\22 ", "\\n", "\\", "\\2022", "\\e900", "\\0", "\\061", "\\061x",
        ] {
            assert!(!is_hint(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn every_escape_is_resolved() {
        assert_eq!(decoded("\\73 \\6b z\\00006Dz"), "skzmz");
        assert_eq!(decoded("\\73\r\n\\6b\ta"), "ska");
        assert_eq!(decoded("s\\\nk\\:\\\\ \\"), "sk:\\ \\");
    }

    #[test]
    fn what_a_soft_break_parts_is_left_for_whoever_joins_it() {
        assert_eq!(decoded("\\73 \\=\r\n\\73 \\6b"), "s\\=\r\n\\73 k");
        assert_eq!(decoded("\\=\n"), "\\=\n");
    }

    #[test]
    fn a_character_maps_to_its_escape() {
        let unwrapped = decode(b"x\\73 ky", 0..7);
        assert_eq!(unwrapped.locate(&(1..3)), [1..6]);
    }
}
