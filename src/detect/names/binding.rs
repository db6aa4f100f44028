//! Names that code binds: keys, patterns and declarations.

use super::place::Place;
use super::text::{Glyph, after, is_word, solid_after, solid_before, word_before};

/// The rest of a declaration is read no further than this.
const NEAR: usize = 256;

/// `{NAME: …}`, `{…, NAME: …}` or a pattern that takes it out of an object.
pub(super) fn is_key(place: Place<'_>) -> bool {
    let opened = solid_before(place.bytes, place.name.start)
        .is_some_and(|glyph| opens_key(place.bytes, glyph));
    let Some(next) = solid_after(place.bytes, place.name.end).filter(|_| opened) else {
        return false;
    };
    match next.byte {
        b':' => after(place.bytes, next.end).is_none_or(|glyph| glyph.byte != b':'),
        b',' | b'}' => is_pattern(near(place.bytes, next.start)),
        _ => false,
    }
}

/// `const NAME`, or `NAME=` where a statement can start.
pub(super) fn is_declared(place: Place<'_>) -> bool {
    let head = place.bytes[..place.name.start].trim_ascii_end();
    let space = &place.bytes[head.len()..place.name.start];
    let keyword = word_before(place.bytes, head.len());
    if !space.is_empty() && matches!(keyword, b"const" | b"let" | b"var") {
        return true;
    }
    let starts = match head.last() {
        Some(b',' | b';' | b'{' | b'}' | b'(') => space.is_empty() || space.contains(&b'\n'),
        Some(_) => space.contains(&b'\n'),
        None => true,
    };
    starts && is_assignment(near(place.bytes, place.name.end))
}

/// A brace of a template (`${NAME}`, `{{NAME}}`) opens no object.
fn opens_key(bytes: &[u8], glyph: Glyph) -> bool {
    let templated = matches!(bytes[..glyph.start].last(), Some(b'$' | b'{'));
    glyph.byte == b',' || (glyph.byte == b'{' && !templated)
}

/// The rest of `{A, NAME, B: c} = …`, from behind the name.
fn is_pattern(tail: &[u8]) -> bool {
    let length = tail
        .iter()
        .take_while(|byte| is_word(**byte) || b",: \r\n\t".contains(byte))
        .count();
    tail[length..].strip_prefix(b"}").is_some_and(is_assignment)
}

fn is_assignment(tail: &[u8]) -> bool {
    let tail = tail.trim_ascii_start();
    tail.first() == Some(&b'=') && !matches!(tail.get(1), Some(b'=' | b'>'))
}

fn near(bytes: &[u8], at: usize) -> &[u8] {
    &bytes[at..bytes.len().min(at + NEAR)]
}
