//! Characters as they read once their escapes are undone, one at a time and in either direction.
//!
//! A name's neighbours decide what it is, and they stand there as `"`, `\"`, `\\\"`, `&quot;`,
//! `%22` or `\u0022`, depending on how often the text was serialised.

/// A character, and where its spelling starts and ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Glyph {
    /// What it reads as; white space of any kind that was escaped is a blank.
    pub(super) byte: u8,
    /// Its first byte.
    pub(super) start: usize,
    /// One past its last byte.
    pub(super) end: usize,
}

/// White space is skipped no further than this.
const SPACE: usize = 256;

/// Entities met around names; a page quoted within a page has its ampersands escaped once more.
const ENTITIES: &[(&[u8], u8)] = &[
    (b"&quot;", b'"'),
    (b"&#34;", b'"'),
    (b"&#x22;", b'"'),
    (b"&amp;quot;", b'"'),
    (b"&apos;", b'\''),
    (b"&#39;", b'\''),
    (b"&#x27;", b'\''),
    (b"&lt;", b'<'),
    (b"&gt;", b'>'),
    (b"&nbsp;", b' '),
];

/// The character that ends right before `at`.
pub(super) fn before(bytes: &[u8], at: usize) -> Option<Glyph> {
    let head = &bytes[..at];
    let last = *head.last()?;
    let (byte, start) = entity_before(head)
        .or_else(|| hex_before(head))
        .or_else(|| slash_before(head))
        .unwrap_or((last, at - 1));
    Some(Glyph {
        byte,
        start,
        end: at,
    })
}

/// The character that starts right at `at`.
pub(super) fn after(bytes: &[u8], at: usize) -> Option<Glyph> {
    let tail = bytes.get(at..)?;
    let first = *tail.first()?;
    let (byte, length) = match first {
        b'&' => entity_after(tail),
        b'%' => percent_after(tail),
        b'\\' => slash_after(tail),
        _ => None,
    }
    .unwrap_or((first, 1));
    Some(Glyph {
        byte,
        start: at,
        end: at + length,
    })
}

/// The nearest character before `at` that is no white space.
pub(super) fn solid_before(bytes: &[u8], at: usize) -> Option<Glyph> {
    let mut end = at;
    while let Some(glyph) = before(bytes, end) {
        if !glyph.byte.is_ascii_whitespace() || at - end > SPACE {
            return Some(glyph);
        }
        end = glyph.start;
    }
    None
}

/// The nearest character from `at` on that is no white space.
pub(super) fn solid_after(bytes: &[u8], at: usize) -> Option<Glyph> {
    let mut start = at;
    while let Some(glyph) = after(bytes, start) {
        if !glyph.byte.is_ascii_whitespace() || start - at > SPACE {
            return Some(glyph);
        }
        start = glyph.end;
    }
    None
}

/// The word of letters, digits, `_` and `$` that ends right before `at`.
pub(super) fn word_before(bytes: &[u8], at: usize) -> &[u8] {
    let head = &bytes[at.saturating_sub(64)..at];
    let length = head.iter().rev().take_while(|b| is_word(**b)).count();
    &head[head.len() - length..]
}

/// The word of letters, digits, `_` and `$` that starts right at `at`.
pub(super) fn word_after(bytes: &[u8], at: usize) -> &[u8] {
    let tail = &bytes[at..bytes.len().min(at + 64)];
    let length = tail.iter().take_while(|b| is_word(**b)).count();
    &tail[..length]
}

/// Whether a byte can stand in a script's identifier.
pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$'
}

/// Whether a character opens or closes a string.
pub(super) fn is_quote(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'' | b'`')
}

/// The length of the escape that `tail` starts with, if what it stands for ends a word.
pub(super) fn escape_length(tail: &[u8]) -> Option<usize> {
    match tail.first()? {
        b'%' => percent_after(tail).map(|(_, length)| length),
        b'\\' => slash_after(tail).map(|(_, length)| length),
        _ => None,
    }
}

fn entity_before(head: &[u8]) -> Option<(u8, usize)> {
    let (text, byte) = ENTITIES
        .iter()
        .rev()
        .find(|(text, _)| head.ends_with(text))?;
    Some((*byte, head.len() - text.len()))
}

fn entity_after(tail: &[u8]) -> Option<(u8, usize)> {
    let (text, byte) = ENTITIES.iter().find(|(text, _)| tail.starts_with(text))?;
    Some((*byte, text.len()))
}

fn hex_before(head: &[u8]) -> Option<(u8, usize)> {
    const MARKS: [&[u8]; 4] = [b"%25", b"%", b"\\x", b"\\u00"];
    let (rest, digits) = head.split_last_chunk::<2>()?;
    let byte = hex(*digits)?;
    let mark = MARKS.iter().find(|mark| rest.ends_with(mark))?;
    let start = rest.len() - mark.len();
    Some((blank(byte), skip_slashes(head, start)))
}

fn slash_before(head: &[u8]) -> Option<(u8, usize)> {
    let (last, rest) = head.split_last()?;
    let byte = slashed(*last)?;
    let start = rest.strip_suffix(b"\\")?.len();
    Some((byte, skip_slashes(head, start)))
}

fn percent_after(tail: &[u8]) -> Option<(u8, usize)> {
    let twice = tail.strip_prefix(b"%25").and_then(hex_first);
    if let Some(byte) = twice {
        return Some((byte, 5));
    }
    Some((hex_first(tail.strip_prefix(b"%")?)?, 3))
}

fn slash_after(tail: &[u8]) -> Option<(u8, usize)> {
    let slashes = tail.iter().take_while(|b| **b == b'\\').count();
    let rest = &tail[slashes..];
    match rest.first()? {
        b'x' => Some((hex_first(&rest[1..])?, slashes + 3)),
        b'u' => Some((hex_first(rest.strip_prefix(b"u00")?)?, slashes + 5)),
        byte => Some((slashed(*byte)?, slashes + 1)),
    }
}

fn slashed(byte: u8) -> Option<u8> {
    match byte {
        b'n' | b'r' | b't' | b'b' | b'f' | b'v' => Some(b' '),
        quote if is_quote(quote) => Some(quote),
        _ => None,
    }
}

fn skip_slashes(head: &[u8], start: usize) -> usize {
    let slashes = head[..start].iter().rev().take_while(|b| **b == b'\\');
    start - slashes.count()
}

fn hex_first(text: &[u8]) -> Option<u8> {
    text.first_chunk::<2>()
        .and_then(|pair| hex(*pair))
        .map(blank)
}

fn hex(pair: [u8; 2]) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(pair[0])? * 16 + digit(pair[1])?).ok()
}

fn blank(byte: u8) -> u8 {
    if byte.is_ascii_whitespace() {
        b' '
    } else {
        byte
    }
}
