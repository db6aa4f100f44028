//! A name in its text, and what stands on either side of it.

use std::ops::Range;

use super::text::{
    Glyph, after, before, is_quote, is_word, solid_after, solid_before, word_after, word_before,
};

/// Words of the language that stand before an expression, and seldom before one in a sentence.
const OPENING: &[&[u8]] = &[
    b"return",
    b"typeof",
    b"case",
    b"void",
    b"delete",
    b"await",
    b"yield",
    b"throw",
    b"else",
    b"instanceof",
    b"extends",
];
/// Words of the language that stand before a parenthesis.
const HEADING: &[&[u8]] = &[b"if", b"for", b"while", b"switch", b"catch", b"in", b"of"];
/// Words of the language that can stand after an expression.
const CLOSING: &[&[u8]] = &[b"in", b"of", b"instanceof", b"as", b"satisfies", b"else"];
/// What a name starts with that the reader is to replace.
const PLACEHOLDERS: &[&[u8]] = &[
    b"YOUR_",
    b"INSERT_",
    b"REPLACE_",
    b"ENTER_",
    b"PASTE_",
    b"EXAMPLE_",
    b"DUMMY_",
    b"FAKE_",
];
/// A word that follows is sought no further than this.
const NEAR: usize = 64;

/// A name in its text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    /// The fragment's bytes.
    pub(super) bytes: &'a [u8],
    /// Where the name is.
    pub(super) name: &'a Range<usize>,
}

impl Place<'_> {
    /// `YOUR_NAME` or `<NAME>`.
    pub(super) fn is_placeholder(self) -> bool {
        let text = &self.bytes[self.name.clone()];
        let angled = before(self.bytes, self.name.start).is_some_and(|g| g.byte == b'<')
            && after(self.bytes, self.name.end).is_some_and(|g| g.byte == b'>');
        angled || PLACEHOLDERS.iter().any(|start| text.starts_with(start))
    }

    /// The quotes right around the name, if it fills a string.
    pub(super) fn quotes(self) -> Option<(Glyph, Glyph)> {
        let open = before(self.bytes, self.name.start)?;
        let close = after(self.bytes, self.name.end)?;
        (is_quote(open.byte) && open.byte == close.byte).then_some((open, close))
    }

    /// Whether an expression can start at `at`.
    pub(super) fn opens_expression(self, at: usize) -> bool {
        let Some(glyph) = solid_before(self.bytes, at) else {
            return true;
        };
        match glyph.byte {
            b'(' => {
                let heading = self.bytes[..glyph.start].trim_ascii_end();
                let heading = HEADING.contains(&word_before(heading, heading.len()));
                heading || !self.follows_word(glyph.start)
            }
            b'>' => self.bytes[..glyph.start].ends_with(b"="),
            byte if is_word(byte) => OPENING.contains(&word_before(self.bytes, glyph.end)),
            byte => b"[{,:=?!|&+;".contains(&byte),
        }
    }

    /// Whether an expression can end at `at`.
    pub(super) fn ends_expression(self, at: usize) -> bool {
        let Some(glyph) = solid_after(self.bytes, at) else {
            return true;
        };
        b")]},;:=?!|&+.".contains(&glyph.byte)
            || CLOSING.contains(&word_after(self.bytes, glyph.start))
            || self.bytes[at..glyph.start].contains(&b'\n')
    }

    /// Whether the name is an element's text: documentation compiled to code shows names this way.
    pub(super) fn is_rendered(self) -> bool {
        let Some((open, _)) = self.quotes() else {
            return false;
        };
        let listed = solid_before(self.bytes, open.start).filter(|glyph| glyph.byte == b'[');
        let value = listed.map_or(open.start, |bracket| bracket.start);
        let Some(mark) = solid_before(self.bytes, value) else {
            return false;
        };
        match mark.byte {
            b':' => self.word_ending(mark.start) == b"children",
            b',' => self.bytes[..mark.start]
                .strip_suffix(b"null")
                .is_some_and(|head| head.trim_ascii_end().ends_with(b",")),
            _ => false,
        }
    }

    /// Whether a word that is none of the language's stands before `at`, on the same line.
    pub(super) fn follows_word(self, at: usize) -> bool {
        let end = self.bytes[..at].trim_ascii_end().len();
        let word = word_before(self.bytes, end);
        let space = &self.bytes[end..at];
        let apart = !space.is_empty() && !space.contains(&b'\n');
        apart && !word.is_empty() && !OPENING.contains(&word)
    }

    /// Whether a word that is none of the language's stands after `at`, on the same line.
    pub(super) fn precedes_word(self, at: usize) -> bool {
        let tail = &self.bytes[at..self.bytes.len().min(at + NEAR)];
        let space = tail.iter().take_while(|byte| **byte == b' ').count();
        let word = word_after(self.bytes, at + space);
        space > 0 && !word.is_empty() && !CLOSING.contains(&word)
    }

    /// The word before `at`, past white space and a closing quote.
    pub(super) fn word_ending(&self, at: usize) -> &[u8] {
        let end = match solid_before(self.bytes, at) {
            Some(glyph) if is_quote(glyph.byte) => glyph.start,
            Some(glyph) => glyph.end,
            None => at,
        };
        word_before(self.bytes, end)
    }
}
