//! How a name stands in the text around it, from a bounded look at either side.

use std::ops::Range;

use super::place::Place;
use super::region::Region;
use super::text::{before, is_word, solid_after, solid_before};
use super::{binding, environment, message};

/// How a name stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Position {
    /// Read from an environment, a key of one, or set in a file of settings.
    Variable,
    /// Elsewhere in code: a member, a key, a declaration, an assertion.
    Code,
    /// A string of its own that is no key.
    Quoted,
    /// Words for people.
    Prose,
}

/// What bundlers leave where an environment was.
const ENVIRONMENTS: &[&[u8]] = &[
    b"env",
    b"ENV",
    b"{}",
    b"env)",
    b"MISSING_ENV_VAR\"",
    b"ENV__",
    b"_env_",
];

/// What leads a setting, or a member's object, is read no further back than this.
const NEAR: usize = 128;

/// How the name at `name` stands in its region.
pub(super) fn position(bytes: &[u8], name: &Range<usize>, region: Region) -> Position {
    let place = Place { bytes, name };
    match region {
        _ if place.is_placeholder() => Position::Prose,
        Region::Text => Position::Prose,
        Region::Settings => in_settings(place),
        Region::Data => in_data(place),
        Region::Script => in_script(place),
    }
}

/// `NAME=value`, `export NAME=value`, `NAME: value` or `- NAME`, one a line.
fn in_settings(place: Place<'_>) -> Position {
    const LEADS: [&[u8]; 6] = [b"", b"export", b"set", b"-", b"\"", b"'"];
    let head = &place.bytes[place.name.start.saturating_sub(NEAR)..place.name.start];
    let line = memchr::memrchr(b'\n', head).map_or(head, |at| &head[at + 1..]);
    let first = line
        .split(u8::is_ascii_whitespace)
        .all(|word| LEADS.contains(&word));
    let end = place
        .quotes()
        .map_or(place.name.end, |(_, close)| close.end);
    let rest = &place.bytes[end..place.bytes.len().min(end + NEAR)];
    let rest = rest.split(|byte| *byte == b'\n').next();
    let mark = rest.and_then(|rest| rest.trim_ascii_start().first());
    if first && mark.is_none_or(|mark| matches!(mark, b'=' | b':')) {
        Position::Variable
    } else {
        Position::Prose
    }
}

/// An object's key or an array's item: what surrounds data can be text.
fn in_data(place: Place<'_>) -> Position {
    let item = place.quotes().is_some_and(|(open, close)| {
        solid_before(place.bytes, open.start).is_some_and(|g| b"{,[:".contains(&g.byte))
            && solid_after(place.bytes, close.end).is_some_and(|g| b"},]:".contains(&g.byte))
    });
    if item && environment::holds(place) {
        return Position::Variable;
    }
    code_if(item && !place.is_rendered())
}

fn in_script(place: Place<'_>) -> Position {
    if let Some(position) = member(place).or_else(|| string(place)) {
        return position;
    }
    if binding::is_key(place) {
        return key(place);
    }
    code_if(binding::is_declared(place) || message::is_assertion(place))
}

/// `object.NAME`, unless words on either side show that it is quoted in a sentence.
fn member(place: Place<'_>) -> Option<Position> {
    let dot = before(place.bytes, place.name.start).filter(|glyph| glyph.byte == b'.')?;
    let object = &place.bytes[..dot.start];
    let object = object.strip_suffix(b"?").unwrap_or(object);
    let path = object
        .iter()
        .rev()
        .take(NEAR)
        .take_while(|byte| is_path(**byte));
    let start = object.len() - path.count();
    let sentence = place.follows_word(start) || place.precedes_word(place.name.end);
    (object.last().is_some_and(|byte| ends_object(*byte)) && !sentence).then(|| read_from(object))
}

/// A string that is exactly the name, where an expression can stand.
fn string(place: Place<'_>) -> Option<Position> {
    let (open, close) = place.quotes()?;
    if !place.opens_expression(open.start) || !place.ends_expression(close.end) {
        return None;
    }
    Some(match place.bytes[..open.start].strip_suffix(b"[") {
        Some(object) => read_from(object.strip_suffix(b"?.").unwrap_or(object)),
        None if place.is_rendered() => Position::Prose,
        None if solid_after(place.bytes, close.end).is_some_and(|glyph| glyph.byte == b':') => {
            key(place)
        }
        None => Position::Quoted,
    })
}

fn key(place: Place<'_>) -> Position {
    if environment::holds(place) {
        Position::Variable
    } else {
        Position::Code
    }
}

fn read_from(object: &[u8]) -> Position {
    if ENVIRONMENTS.iter().any(|end| object.ends_with(end)) {
        Position::Variable
    } else {
        Position::Code
    }
}

fn code_if(code: bool) -> Position {
    if code {
        Position::Code
    } else {
        Position::Prose
    }
}

fn is_path(byte: u8) -> bool {
    is_word(byte) || matches!(byte, b'.' | b'?')
}

fn ends_object(byte: u8) -> bool {
    is_word(byte) || matches!(byte, b')' | b']' | b'}' | b'"' | b'\'' | b'`')
}
