//! Code whose strings come out of a table, with each in the place of the call that gives it.

use std::ops::Range;
use std::rc::Rc;

use super::eval::Folder;
use super::lex::{Cursor, is_name_byte, is_quote};
use super::text::{Char, Text, cooked};
use super::token::{Kind, Tokens};
use super::value::Value;

/// A piece of rewritten code.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    /// What of the text it stands for, the blanks before it included.
    pub(crate) from: Range<usize>,
    pub(crate) form: Form,
}

/// What stands in a piece's place.
#[derive(Debug, Clone)]
pub(crate) enum Form {
    /// The same, which is a string or not.
    Name,
    Literal,
    Other,
    /// A string that was worked out.
    Text(Text),
    /// A member by a name: `.join` for `["join"]`.
    Member(Text),
    /// Nothing: its strings are put where they are used.
    Table,
}

impl Folder<'_> {
    /// The text with the strings of its tables put where they are used, and what is added of
    /// strings alone put together.
    pub(crate) fn rewritten(&mut self) -> Vec<Piece> {
        let bytes = self.cursor.bytes;
        let mut code = Code {
            bytes,
            pieces: Vec::new(),
        };
        let mut tokens = Tokens::of(bytes, &(0..bytes.len()));
        let mut done = 0;
        while let Some(token) = tokens.next() {
            let mut from = done..token.range.end;
            let form = match token.kind {
                Kind::Literal => Form::Literal,
                Kind::Sign(b'[') => match self.end_of_table(token.range.start) {
                    Some(end) => {
                        from.end = end;
                        Form::Table
                    }
                    None => Form::Other,
                },
                Kind::Name => match self.string_of(&code, &token.range) {
                    Some((text, end)) => {
                        from.end = end;
                        Form::Text(text)
                    }
                    None => Form::Name,
                },
                _ => Form::Other,
            };
            if from.end > token.range.end {
                tokens.skip_to(from.end);
            }
            done = from.end;
            code.push(Piece { from, form });
        }
        code.pieces
    }

    fn end_of_table(&self, at: usize) -> Option<usize> {
        let mut tables = self.tables.all.iter();
        let table = tables.find(|it| it.list.start == at)?;
        Some(table.list.end)
    }

    /// The string that the call or the member gives that begins with a name, and its end.
    fn string_of(&mut self, code: &Code<'_>, name: &Range<usize>) -> Option<(Text, usize)> {
        let bytes = self.cursor.bytes;
        let word = &bytes[name.clone()];
        let mut behind = Cursor {
            bytes,
            at: name.end,
        };
        let goes_on = matches!(behind.peek(), Some(b'(' | b'[' | b'.'));
        if !goes_on || code.ends_with(b".") || code.ends_with(b"function") || self.is_cut() {
            return None;
        }
        let is_known =
            self.index.declaration(word).is_some() || self.tables.decoder(word).is_some();
        is_known.then(|| self.longest_string(name.start)).flatten()
    }
}

/// Rewritten code so far.
struct Code<'a> {
    bytes: &'a [u8],
    pieces: Vec<Piece>,
}

impl Code<'_> {
    /// Whether its last piece is these bytes.
    fn ends_with(&self, text: &[u8]) -> bool {
        self.pieces.last().is_some_and(|it| self.is(it, text))
    }

    fn is(&self, piece: &Piece, text: &[u8]) -> bool {
        matches!(piece.form, Form::Name | Form::Other)
            && self.bytes[piece.from.clone()].trim_ascii_start() == text
    }

    fn push(&mut self, piece: Piece) {
        let is_string = matches!(piece.form, Form::Literal | Form::Text(_));
        if is_string {
            return self.push_string(piece);
        }
        let is_closing = self.is(&piece, b")");
        if is_closing && let [.., before, open, inside] = &self.pieces[..] {
            // Brackets round a string that something is added to.
            let is_added = self.is(open, b"(") && self.is(before, b"+");
            if is_added && let Some(text) = self.string(inside) {
                let from = open.from.start..piece.from.end;
                self.pieces.truncate(self.pieces.len() - 2);
                let form = Form::Text(text);
                return self.push_string(Piece { from, form });
            }
        }
        if self.is(&piece, b"]")
            && let [.., of, open, key] = &self.pieces[..]
        {
            let is_member = self.is(open, b"[") && self.may_have_members(of);
            if is_member && let Some(name) = self.string(key).filter(|it| is_name(it)) {
                let from = open.from.start..piece.from.end;
                self.pieces.truncate(self.pieces.len() - 2);
                let form = Form::Member(name);
                self.pieces.push(Piece { from, form });
                return;
            }
        }
        self.pieces.push(piece);
    }

    /// Adds a string, to the string before it where a `+` stands between them.
    fn push_string(&mut self, piece: Piece) {
        let behind = Cursor {
            bytes: self.bytes,
            at: piece.from.end,
        };
        if !binds_more(behind)
            && let [.., first, plus] = &self.pieces[..]
            && self.is(plus, b"+")
            && let (Some(first), Some(second)) = (self.string(first), self.string(&piece))
        {
            let start = self.pieces[self.pieces.len() - 2].from.start;
            let from = start..piece.from.end;
            self.pieces.truncate(self.pieces.len() - 2);
            let mut text = first;
            Rc::make_mut(&mut text).extend_from_slice(&second);
            let form = Form::Text(text);
            self.pieces.push(Piece { from, form });
            return;
        }
        self.pieces.push(piece);
    }

    /// The string that a piece is.
    fn string(&self, piece: &Piece) -> Option<Text> {
        match &piece.form {
            Form::Text(text) => Some(Rc::clone(text)),
            Form::Literal => {
                let text = &self.bytes[piece.from.clone()];
                let quote = *text.last()?;
                let start = piece.from.start + text.iter().position(|it| *it == quote)? + 1;
                Some(Rc::new(cooked(self.bytes, start, piece.from.end - 1)))
            }
            _ => None,
        }
    }

    /// Whether a bracket behind a piece takes a member of it.
    fn may_have_members(&self, piece: &Piece) -> bool {
        let text = &self.bytes[piece.from.clone()];
        match piece.form {
            Form::Name => !matches!(text.trim_ascii_start(), b"return" | b"case" | b"in" | b"of"),
            Form::Other => text
                .last()
                .is_some_and(|it| matches!(it, b')' | b']') || is_name_byte(*it) || is_quote(*it)),
            Form::Literal | Form::Text(_) | Form::Member(_) => true,
            Form::Table => false,
        }
    }
}

/// Whether what follows belongs to the operand before it rather than to a sum.
fn binds_more(mut behind: Cursor<'_>) -> bool {
    matches!(behind.peek(), Some(b'.' | b'[' | b'('))
}

fn is_name(text: &[Char]) -> bool {
    let is_part = |it: &Char| it.character.is_ascii_alphanumeric() || "_$".contains(it.character);
    let first = text.first();
    first.is_some_and(|it| !it.character.is_ascii_digit()) && text.iter().all(is_part)
}

impl Folder<'_> {
    /// The string that an operand gives which begins with a name at `start`, as far as it is one.
    fn longest_string(&mut self, start: usize) -> Option<(Text, usize)> {
        let mut longest = None;
        let _ = self.apart(start, |folder| {
            let mut value = folder.named()?;
            while let Some(next) = folder.linked(&value)? {
                value = next;
                if let Value::Text(text) = &value
                    && !folder.is_guess()
                {
                    longest = Some((Rc::clone(text), folder.cursor.at));
                }
            }
            Ok(value)
        });
        longest
    }
}
