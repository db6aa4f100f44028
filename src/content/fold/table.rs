//! Code whose strings stand in a table that it turns and decodes at its start, as obfuscators
//! write it: each string is put where it is used, and the rest is for the folds of any code.

use std::ops::ControlFlow;

use crate::content::hints::Hints;
use crate::content::layer::{Certainty, Give};
use crate::content::span_map::Unwrapped;
use crate::content::{Fragment, LayerName};
use crate::js::{Budget, Char, Folder, Form, Piece};

/// The digits of base64 as obfuscators order them.
const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/// How near to the beginning such code has one of its names.
const HEAD: usize = 2 << 10;

/// Gives code with a table once more, with its strings in their places; whether it has one.
pub(super) fn unwrap(
    fragment: &Fragment<'_>,
    hints: &Hints,
    give: &mut Give<'_>,
) -> ControlFlow<(), bool> {
    let bytes = fragment.bytes;
    if !may_have_table(bytes, hints) {
        return ControlFlow::Continue(false);
    }
    let mut folder = Folder::following(bytes, budget(bytes.len()));
    let has_table = folder.read_tables();
    if has_table {
        let text = written(bytes, &folder.rewritten());
        give(super::child(
            fragment,
            LayerName::Fold,
            text,
            Certainty::Exact,
        ))?;
    }
    super::tell_cut(fragment, &folder, give)?;
    ControlFlow::Continue(has_table)
}

/// Whether code turns a list, and has the digits or the names that obfuscators use.
fn may_have_table(bytes: &[u8], hints: &Hints) -> bool {
    let is_letters =
        |it: &std::ops::Range<usize>| it.len() == LETTERS.len() && bytes[it.clone()] == *LETTERS;
    let head = &bytes[..bytes.len().min(HEAD)];
    let holds = |text: &[u8]| memchr::memmem::find(bytes, text).is_some();
    let may = hints.runs.iter().any(is_letters) || memchr::memmem::find(head, b"_0x").is_some();
    may && holds(b"parseInt") && (holds(b".shift()") || holds(b"['shift']()"))
}

/// What following the strings of a text may cost: a few calls within calls for each of them.
fn budget(length: usize) -> Budget {
    Budget {
        steps: (1 << 22) + 64 * length,
        search: (1 << 22) + 16 * length,
    }
}

fn written(bytes: &[u8], pieces: &[Piece]) -> Unwrapped {
    let mut text = Unwrapped::default();
    for piece in pieces {
        match &piece.form {
            Form::Name | Form::Literal | Form::Other => text.copy(bytes, piece.from.clone()),
            Form::Text(chars) => {
                text.put(0..0, b"\"");
                put(bytes, chars, &mut text);
                text.put(0..0, b"\"");
            }
            Form::Member(name) => {
                text.put(0..0, b".");
                put(bytes, name, &mut text);
            }
            Form::Table => text.put(0..0, b"[]"),
        }
    }
    text
}

/// Puts the characters of a string as they stand between quotes.
fn put(bytes: &[u8], chars: &[Char], text: &mut Unwrapped) {
    for it in chars {
        let from = it.start..it.end;
        match it.character {
            '"' => text.put(from, b"\\\""),
            '\\' => text.put(from, b"\\\\"),
            '\n' => text.put(from, b"\\n"),
            '\r' => text.put(from, b"\\r"),
            _ => super::put_char(bytes, it, text),
        }
    }
}
