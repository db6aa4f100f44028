//! Entities of HTML and XML: `&#115;`, `&#x73;`, `&lowbar;`, and `&amp;#115;` of text escaped twice.

use std::ops::{ControlFlow, Range};

use super::hints::Hints;
use super::layer::{Certainty, Child, Give, Text};
use super::region::{is_needless, opens, regions};
use super::span_map::Unwrapped;
use super::{Fragment, LayerName};

/// Digits of a character's number that are read, zeros before it among them.
const DIGITS: usize = 10;

/// Longer names than these stand for nothing of ASCII.
const LONGEST: usize = 16;

/// The names of ASCII, and of what is not seen within a word, which is left out.
const NAMES: &[(&str, &str)] = &[
    ("quot", "\""),
    ("QUOT", "\""),
    ("apos", "'"),
    ("amp", "&"),
    ("AMP", "&"),
    ("lt", "<"),
    ("LT", "<"),
    ("gt", ">"),
    ("GT", ">"),
    ("nbsp", " "),
    ("Tab", "\t"),
    ("NewLine", "\n"),
    ("excl", "!"),
    ("num", "#"),
    ("dollar", "$"),
    ("percnt", "%"),
    ("lpar", "("),
    ("rpar", ")"),
    ("ast", "*"),
    ("midast", "*"),
    ("plus", "+"),
    ("comma", ","),
    ("period", "."),
    ("sol", "/"),
    ("colon", ":"),
    ("semi", ";"),
    ("equals", "="),
    ("quest", "?"),
    ("commat", "@"),
    ("lsqb", "["),
    ("lbrack", "["),
    ("bsol", "\\"),
    ("rsqb", "]"),
    ("rbrack", "]"),
    ("Hat", "^"),
    ("lowbar", "_"),
    ("UnderBar", "_"),
    ("hyphen", "-"),
    ("dash", "-"),
    ("grave", "`"),
    ("DiacriticalGrave", "`"),
    ("lcub", "{"),
    ("lbrace", "{"),
    ("verbar", "|"),
    ("vert", "|"),
    ("VerticalLine", "|"),
    ("rcub", "}"),
    ("rbrace", "}"),
    ("shy", ""),
    ("zwj", ""),
    ("zwnj", ""),
    ("ZeroWidthSpace", ""),
    ("NoBreak", ""),
];

/// What an entity stands for.
enum Meaning {
    Character(char),
    /// Of a name; empty for what is not seen.
    Text(&'static str),
}

/// Whether the text at an `&` hides something that values are made of, or cuts one.
pub(super) fn is_hint(bytes: &[u8]) -> bool {
    let mut name = &bytes[1..];
    while let Some(rest) = name.strip_prefix(b"amp;") {
        name = rest;
    }
    match meaning(name) {
        Some((Meaning::Character(it), length)) => {
            let hides = |it| it == b'\n' || is_needless(it) || opens(it, &name[length..]);
            u8::try_from(it).is_ok_and(hides)
        }
        Some((Meaning::Text(it), length)) => {
            let hides = |it| is_needless(it) || opens(it, &name[length..]);
            it.bytes().all(hides)
        }
        // The rest of an entity within it may be encoded in another way.
        None => name.len() + 1 < bytes.len() && opens(b'&', name),
    }
}

/// Decodes the surroundings of each hint.
pub(crate) fn unwrap(
    fragment: &Fragment<'_>,
    hints: &Hints,
    give: &mut Give<'_>,
) -> ControlFlow<()> {
    for region in regions(fragment.bytes, &hints.entities) {
        give(Child {
            layer: LayerName::Entities,
            text: Text::Mapped(decode(fragment.bytes, region)),
            language: fragment.language,
            certainty: Certainty::Exact,
        })?;
    }
    ControlFlow::Continue(())
}

/// The region with every known entity resolved.
pub(super) fn decode(bytes: &[u8], region: Range<usize>) -> Unwrapped {
    let mut text = Unwrapped::default();
    let mut copied = region.start;
    let mut at = region.start;
    while let Some(next) = memchr::memchr(b'&', &bytes[at..region.end]) {
        let here = at + next;
        at = here + 1;
        let Some((meaning, length)) = meaning(&bytes[at..region.end]) else {
            continue;
        };
        text.copy(bytes, copied..here);
        at += length;
        match meaning {
            Meaning::Character(it) => text.put(here..at, it.encode_utf8(&mut [0; 4]).as_bytes()),
            Meaning::Text(it) => text.put(here..at, it.as_bytes()),
        }
        copied = at;
    }
    text.copy(bytes, copied..region.end);
    text
}

/// What stands behind an `&`, and its length.
fn meaning(name: &[u8]) -> Option<(Meaning, usize)> {
    if let Some(number) = name.strip_prefix(b"#") {
        let (character, length) = numbered(number)?;
        return Some((Meaning::Character(character), 1 + length));
    }
    let end = name.iter().take(LONGEST + 1).position(|&it| it == b';')?;
    let (_, text) = NAMES.iter().find(|(it, _)| it.as_bytes() == &name[..end])?;
    Some((Meaning::Text(text), end + 1))
}

/// The character of a number in either base; the semicolon may be missing.
fn numbered(number: &[u8]) -> Option<(char, usize)> {
    let (radix, prefix) = match number.first()? {
        b'x' | b'X' => (16, 1),
        _ => (10, 0),
    };
    let digits = &number[prefix..];
    let is_digit = |it: &&u8| char::from(**it).is_digit(radix);
    let count = digits.iter().take(DIGITS).take_while(is_digit).count();
    let digits = str::from_utf8(&digits[..count]).ok()?;
    let value = u32::from_str_radix(digits, radix).ok()?;
    let end = prefix + count;
    let semicolon = usize::from(number.get(end) == Some(&b';'));
    Some((char::from_u32(value)?, end + semicolon))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(text: &str) -> String {
        let unwrapped = decode(text.as_bytes(), 0..text.len());
        String::from_utf8_lossy(unwrapped.bytes()).into_owned()
    }

    #[test]
    fn what_needs_no_entity_is_a_hint() {
        for text in [
            "&#115;",
            "&#x73;",
            "&#X73",
            "&#0115;",
            "&lowbar;",
            "&sol;",
            "&amp;#115;",
            "&#10;",
            "&amp;amp;#x73;",
            "&shy;",
            "&#43;",
        ] {
            assert!(is_hint(text.as_bytes()), "{text}");
        }
        for text in [
            "&quot;", "&#34;", "&amp;", "&&e", "&#x27;", "&nbsp;", "&", "&#", "&#x", "&x=1",
        ] {
            assert!(!is_hint(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn every_known_entity_is_resolved_once() {
        assert_eq!(decoded("a&#115;&#x6B;&lowbar;b&quot;"), "ask_b\"");
        assert_eq!(
            decoded("&amp;#115; a&&b &copy; &#xFFFFFFFF;"),
            "&#115; a&&b &copy; &#xFFFFFFFF;"
        );
        assert_eq!(decoded("a&shy;b&#8364;"), "ab€");
    }

    #[test]
    fn a_character_maps_to_its_entity() {
        let unwrapped = decode(b"x&#115;ky", 0..9);
        assert_eq!(unwrapped.locate(&(1..3)), [1..8]);
    }
}
