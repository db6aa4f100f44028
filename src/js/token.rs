//! Reads a text as code from its beginning, token by token.

use std::ops::Range;

use super::lex::{Cursor, is_before_operand, is_name_byte, template_end};

/// Words behind which an operand stands, so that a slash begins a regular expression.
const WORDS: [&[u8]; 6] = [b"return", b"typeof", b"case", b"in", b"of", b"do"];

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name or a word of the language.
    Name,
    /// A string in single or double quotes.
    Literal,
    /// A number, a template or a regular expression.
    Operand,
    /// A byte of anything else.
    Sign(u8),
}

/// A token, and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) range: Range<usize>,
}

/// The tokens of a text.
#[derive(Debug, Clone)]
pub(super) struct Tokens<'a> {
    cursor: Cursor<'a>,
    /// The last byte of code before this place.
    before: u8,
}

impl<'a> Tokens<'a> {
    pub(super) fn of(bytes: &'a [u8], range: &Range<usize>) -> Self {
        let bytes = &bytes[..range.end];
        Self {
            cursor: Cursor {
                bytes,
                at: range.start,
            },
            before: b';',
        }
    }

    /// Goes on behind an operand that was read elsewhere.
    pub(super) fn skip_to(&mut self, at: usize) {
        self.cursor.at = at;
        self.before = b')';
    }

    fn read(&mut self, first: u8) -> Kind {
        let cursor = &mut self.cursor;
        let start = cursor.at;
        let end = match first {
            b'"' | b'\'' if cursor.literal().is_some() => return Kind::Literal,
            b'`' => template_end(cursor.bytes, start + 1),
            b'/' if is_before_operand(self.before) => cursor.skip_regex().map(|it| it.1),
            _ if is_name_byte(first) => {
                let rest = cursor.rest().iter();
                cursor.at += rest.take_while(|it| is_name_byte(**it)).count();
                let is_number = first.is_ascii_digit();
                return if is_number { Kind::Operand } else { Kind::Name };
            }
            _ => None,
        };
        cursor.at = end.unwrap_or(start) + 1;
        end.map_or(Kind::Sign(first), |_| Kind::Operand)
    }
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let first = self.cursor.peek()?;
        let start = self.cursor.at;
        let kind = self.read(first);
        let range = start..self.cursor.at;
        let text = &self.cursor.bytes[range.clone()];
        self.before = match kind {
            Kind::Sign(byte) => byte,
            Kind::Name if WORDS.contains(&text) => b'(',
            _ => b'a',
        };
        Some(Token { kind, range })
    }
}
