//! Escapes of strings in JavaScript, JSON and CSS-in-JS: `\x73`, `\u0073`, `\u{73}`, `\163`.

use std::ops::{ControlFlow, Range};

use super::hints::Hints;
use super::layer::{Certainty, Child, Give, Text};
use super::quoted_printable::break_at;
use super::region::{hex_digit, is_needless, opens, regions};
use super::span_map::Unwrapped;
use super::{Fragment, LayerName};

/// Digits of a code point, and zeros before them, between braces.
const LONGEST: usize = 10;

/// Whether an escape by a character's number at the start of `bytes` hides a byte that no escape is
/// needed for: those of letters are everywhere in code, and hide nothing that a value needs.
pub(super) fn is_hint(bytes: &[u8]) -> bool {
    // Nearly all escapes of a bundle are of letters that no token has.
    let is_ascii = |digits: &[u8]| matches!(digits, [b'{', ..] | [b'0', b'0', b'0'..=b'7', ..]);
    let is_number = match bytes {
        [_, b'u', digits @ ..] => is_ascii(digits),
        _ => matches!(bytes, [_, b'x' | b'0'..=b'7', ..]),
    };
    if !is_number {
        return false;
    }
    escape(bytes).is_some_and(|(character, length)| {
        // A line break that is written by its number, as only what escapes everything does.
        let is_break = |it| matches!(it, b'\r' | b'\n') && matches!(bytes[1], b'x' | b'u');
        let hides = |it| is_needless(it) || is_break(it) || opens(it, &bytes[length..]);
        character.is_some_and(|it| u8::try_from(it).is_ok_and(hides))
    })
}

/// The offset of such an escape whose `u` stands at `at`.
pub(super) fn hint_before(bytes: &[u8], at: usize) -> Option<usize> {
    let start = at.checked_sub(1)?;
    (bytes[start] == b'\\' && is_hint(&bytes[start..])).then_some(start)
}

/// Unwraps the surroundings of each escape that hides something, neighbours together.
pub(crate) fn unwrap(
    fragment: &Fragment<'_>,
    hints: &Hints,
    give: &mut Give<'_>,
) -> ControlFlow<()> {
    for region in regions(fragment.bytes, &hints.escapes) {
        give(Child {
            layer: LayerName::Escapes,
            text: Text::Mapped(unescape(fragment.bytes, region)),
            language: fragment.language,
            certainty: Certainty::Exact,
        })?;
    }
    ControlFlow::Continue(())
}

/// The region with every escape resolved.
pub(super) fn unescape(bytes: &[u8], region: Range<usize>) -> Unwrapped {
    let mut text = Unwrapped::default();
    unescape_into(bytes, region, &mut text);
    text
}

/// What stands between the quotes of the string literal that begins at an offset.
pub(super) fn string(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    let quote = *bytes
        .get(at)
        .filter(|it| matches!(it, b'"' | b'\'' | b'`'))?;
    let mut end = at + 1;
    loop {
        end += memchr::memchr2(quote, b'\\', bytes.get(end..)?)?;
        if bytes[end] == quote {
            return Some(at + 1..end);
        }
        end += 2;
    }
}

/// Puts a region behind what is unwrapped already, with every escape resolved.
pub(super) fn unescape_into(bytes: &[u8], region: Range<usize>, text: &mut Unwrapped) {
    let mut copied = region.start;
    let mut at = region.start;
    while let Some(next) = memchr::memchr(b'\\', &bytes[at..region.end]) {
        let here = at + next;
        if let Some(length) = break_at(&bytes[here + 1..region.end]) {
            // What it escapes is to be seen once the lines are joined.
            at = region.end.min(here + 2 + length);
            continue;
        }
        let Some((character, length)) = escape(&bytes[here..region.end]) else {
            at = here + 1;
            continue;
        };
        text.copy(bytes, copied..here);
        at = here + length;
        copied = at;
        if let Some(character) = character {
            text.put(here..at, character.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }
    text.copy(bytes, copied..region.end);
}

/// The character that an escape stands for, if it stands for one, and its length.
pub(crate) fn escape(bytes: &[u8]) -> Option<(Option<char>, usize)> {
    let [b'\\', second, rest @ ..] = bytes else {
        return None;
    };
    let (character, length) = match second {
        b'x' => (hex(rest.get(..2)?)?, 4),
        b'u' => unicode(rest)?,
        b'0'..=b'7' => octal(&bytes[1..]),
        b'\n' => return Some((None, 2)),
        b'\r' => return Some((None, 2 + usize::from(rest.first() == Some(&b'\n')))),
        b'n' => ('\n', 2),
        b'r' => ('\r', 2),
        b't' => ('\t', 2),
        b'b' => ('\u{8}', 2),
        b'f' => ('\u{c}', 2),
        b'v' => ('\u{b}', 2),
        other if other.is_ascii() => (char::from(*other), 2),
        _ => return None,
    };
    Some((Some(character), length))
}

/// `0073` or `{73}`, behind `\u`.
fn unicode(rest: &[u8]) -> Option<(char, usize)> {
    if rest.first() != Some(&b'{') {
        return Some((hex(rest.get(..4)?)?, 6));
    }
    let end = rest.iter().take(LONGEST).position(|&byte| byte == b'}')?;
    Some((hex(&rest[1..end])?, 2 + end + 1))
}

/// Up to three octal digits, of a value below 256.
fn octal(digits: &[u8]) -> (char, usize) {
    let (mut value, mut length) = (0_u32, 0);
    for digit in digits
        .iter()
        .take(3)
        .take_while(|it| matches!(it, b'0'..=b'7'))
    {
        let next = value * 8 + u32::from(digit - b'0');
        if next > 255 {
            break;
        }
        (value, length) = (next, length + 1);
    }
    (char::from_u32(value).unwrap_or_default(), 1 + length)
}

/// The character of some hexadecimal digits; half of a pair is replaced, for no token holds it.
fn hex(digits: &[u8]) -> Option<char> {
    let (first, rest) = digits.split_first()?;
    let value = rest
        .iter()
        .try_fold(u32::from(hex_digit(*first)?), |value, digit| {
            let higher = value.checked_mul(16)?;
            Some(higher | u32::from(hex_digit(*digit)?))
        })?;
    Some(char::from_u32(value).unwrap_or(char::REPLACEMENT_CHARACTER))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_soft_break_parts_is_left_for_whoever_joins_it() {
        let unescaped = |text: &str| {
            let unescaped = unescape(text.as_bytes(), 0..text.len());
            String::from_utf8_lossy(unescaped.bytes()).into_owned()
        };
        for (text, expected) in [
            (r"\x73\x6b", "sk"),
            ("\\x73\\=\r\n\\u0073k", "s\\=\r\n\\u0073k"),
            ("\\=\nu0073\\=k\\=\n", "\\=\nu0073=k\\=\n"),
        ] {
            assert_eq!(unescaped(text), expected);
        }
    }
}
