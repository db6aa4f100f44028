//! Strings whose characters know where they came from.

use std::rc::Rc;

use crate::content::escape_at;

/// Longer strings are not put together: no token is, and a hostile fold could be.
pub(super) const LONGEST: usize = 1 << 16;

/// A character, and the range of the source that it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Char {
    pub(crate) character: char,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// A string.
pub(super) type Text = Rc<Vec<Char>>;

impl Char {
    /// The character that some stand for together, from the first to the last of them.
    pub(super) fn across(character: char, first: &Self, last: &Self) -> Self {
        let (start, end) = span(first, last);
        Self {
            character,
            start,
            end,
        }
    }

    /// The character of a place that nobody can tell.
    pub(crate) const HOLE: Self = Self {
        character: char::REPLACEMENT_CHARACTER,
        start: 0,
        end: 0,
    };
}

/// Where two characters of a string and what lies between them stand: where the first does, if
/// the other comes out of a piece elsewhere.
pub(super) fn span(first: &Char, last: &Char) -> (usize, usize) {
    const BESIDE: usize = 64;
    let near = first.start..first.end.saturating_add(BESIDE);
    let is_near = near.contains(&last.start) && last.end >= first.end;
    (first.start, if is_near { last.end } else { first.end })
}

/// The characters of a range as they stand there; what is no UTF-8 is replaced byte by byte.
pub(super) fn verbatim(bytes: &[u8], start: usize, end: usize) -> Vec<Char> {
    let mut chars = Vec::with_capacity(end - start);
    push_verbatim(bytes, start, end, &mut chars);
    chars
}

fn push_verbatim(bytes: &[u8], start: usize, end: usize, chars: &mut Vec<Char>) {
    let text = &bytes[start..end];
    if text.is_ascii() {
        chars.extend((start..).zip(text).map(|(start, byte)| Char {
            character: char::from(*byte),
            start,
            end: start + 1,
        }));
        return;
    }
    let mut at = start;
    for chunk in text.utf8_chunks() {
        for character in chunk.valid().chars() {
            let end = at + character.len_utf8();
            chars.push(Char {
                character,
                start: at,
                end,
            });
            at = end;
        }
        for _ in chunk.invalid() {
            chars.push(Char {
                character: char::REPLACEMENT_CHARACTER,
                start: at,
                end: at + 1,
            });
            at += 1;
        }
    }
}

/// The characters that the inside of a literal stands for.
pub(super) fn cooked(bytes: &[u8], start: usize, end: usize) -> Vec<Char> {
    let mut chars = Vec::with_capacity(end - start);
    let mut at = start;
    while let Some(next) = memchr::memchr(b'\\', &bytes[at..end]) {
        let escape = at + next;
        push_verbatim(bytes, at, escape, &mut chars);
        let Some((character, length)) = escape_at(&bytes[escape..end]) else {
            // What is escaped needs no escape.
            at = escape + 1;
            continue;
        };
        at = escape + length;
        chars.extend(character.map(|character| Char {
            character,
            start: escape,
            end: at,
        }));
    }
    push_verbatim(bytes, at, end, &mut chars);
    chars
}

/// The characters of a word that stands for a range as a whole.
pub(super) fn spelled(word: &str, (start, end): (usize, usize)) -> Vec<Char> {
    let spell = |character| Char {
        character,
        start,
        end,
    };
    word.chars().map(spell).collect()
}

/// The string without its places.
pub(super) fn plain(chars: &[Char]) -> String {
    chars.iter().map(|it| it.character).collect()
}

/// What each character counts if it is a byte, as in the result of `atob`.
pub(super) fn bytes_of(chars: &[Char]) -> Option<Vec<u8>> {
    let byte = |it: &Char| u8::try_from(u32::from(it.character)).ok();
    chars.iter().map(byte).collect()
}

/// Characters out of bytes in UTF-8, each with the places of its bytes.
pub(super) fn from_utf8(bytes: &[Char]) -> Option<Vec<Char>> {
    let plain = bytes_of(bytes)?;
    let mut chars = Vec::with_capacity(bytes.len());
    let mut at = 0;
    for character in String::from_utf8_lossy(&plain).chars() {
        let length = if character == char::REPLACEMENT_CHARACTER {
            1
        } else {
            character.len_utf8()
        };
        let Some(last) = bytes.get(at + length - 1) else {
            break;
        };
        chars.push(Char::across(character, &bytes[at], last));
        at += length;
    }
    Some(chars)
}
