//! Long literals that code may take apart or put together, by what stands on either side of them.

use std::ops::Range;

use super::hint::BESIDE;
use crate::detect::blocks::letters_digits_and;
use crate::js::{back_over_space, code, is_quote};

/// The ends of the literals round long runs, as far as something is added to them or taken of them.
pub(super) fn ends(bytes: &[u8], runs: &[Range<usize>]) -> Vec<usize> {
    let mut lists = Lists::default();
    let mut ends = Vec::new();
    // Where what begins with the last run ends that may be one literal, as far as it matters.
    let mut stretch_end = 0;
    for run in runs {
        let from = run.end.max(stretch_end);
        let behind = &bytes[from..bytes.len().min(run.end + BESIDE).max(from)];
        stretch_end = from + behind.iter().take_while(|it| is_inside(**it)).count();
        if may_end(&bytes[stretch_end..]) {
            let before = bytes[..run.start].iter().rev().take(BESIDE);
            let start = run.start - before.take_while(|it| is_inside(**it)).count();
            ends.extend(end(bytes, start..stretch_end, &mut lists));
        }
    }
    ends
}

/// Whether a literal, or a part of a template, may end here.
fn may_end(rest: &[u8]) -> bool {
    match rest {
        [b'\\', quote, ..] | [quote, ..] if is_quote(*quote) => true,
        [b'$', b'{', ..] => true,
        _ => false,
    }
}

/// The end of a literal, if something is added to it or taken of it.
fn end(bytes: &[u8], near: Range<usize>, lists: &mut Lists) -> Option<usize> {
    let Range {
        start: first,
        end: last,
    } = near;
    let end = match bytes[last..] {
        [b'\\', quote, ..] if is_quote(quote) => last + 2,
        [quote, ..] if is_quote(quote) => last + 1,
        [b'$', b'{', ..] => return template_end(bytes, last),
        _ => return None,
    };
    match bytes[..first].last() {
        Some(b'}') => template_end(bytes, last),
        Some(quote) if is_quote(*quote) => {
            let is_hole = bytes[..first - 1].ends_with(b"${") && code(bytes, end).starts_with(b"}");
            if is_hole {
                return template_end(bytes, end);
            }
            let before = &bytes[..first - 1];
            let before = before.strip_suffix(b"\\").unwrap_or(before);
            let before = &bytes[..back_over_space(bytes, before.len())];
            is_used(before, code(bytes, end), lists).then_some(end)
        }
        // Words stand before it in the same literal.
        _ => is_used(b"", code(bytes, end), lists).then_some(end),
    }
}

/// A byte that may stand beside a piece of a secret in one literal, and hardly beside a name.
fn is_inside(byte: u8) -> bool {
    INSIDE[usize::from(byte)]
}

const INSIDE: [bool; 256] = letters_digits_and(b"-_.:/@%=+~#*|!&^");

/// Where a template ends that a hole stands in.
pub(super) fn template_end(bytes: &[u8], from: usize) -> Option<usize> {
    let near = &bytes[from..bytes.len().min(from + 4 * BESIDE)];
    let end = memchr::memchr(b'`', near)?;
    Some(from + end + 1)
}

/// Whether a literal is an operand, an element that is joined, or an argument that is decoded, by
/// the code on either side of it.
fn is_used(before: &[u8], rest: &[u8], lists: &mut Lists) -> bool {
    let previous = before.last().copied().unwrap_or(b';');
    let is_operand = match previous {
        b'+' => !before.ends_with(b"++"),
        b'=' => before.ends_with(b"+="),
        _ => false,
    };
    if is_operand {
        return true;
    }
    match rest {
        [b'+', next, ..] => *next != b'+',
        [b'.', next, ..] => next.is_ascii_lowercase(),
        [b',' | b']', ..] if matches!(previous, b',' | b'[' | b'.') && lists.is_joined(rest) => {
            true
        }
        [b')', b'.' | b'+', ..] => true,
        [b')', ..] if matches!(previous, b'|' | b'&' | b'?' | b':') => true,
        [b',' | b')', ..] => is_decoder(before) || previous == b',' && is_added(before),
        _ => false,
    }
}

/// What is known of lists, each of which may hold thousands of literals.
#[derive(Debug, Default)]
pub(super) struct Lists {
    /// How much of the text is left from the end on of the last one whose end was found.
    left: Option<usize>,
    is_joined: bool,
    /// How much is left where the search for an end goes on.
    unread: Option<usize>,
}

impl Lists {
    /// Whether the list that goes on here is short text, and something is done with it as a whole.
    ///
    /// Lists are asked for in the order they stand in one text.
    fn is_joined(&mut self, rest: &[u8]) -> bool {
        const LIST: usize = 4096;
        let is_end = |it: &u8| matches!(it, b']' | b'{' | b';');
        if self.left.is_some_and(|left| rest.len() > left) {
            return self.is_joined;
        }
        let near = &rest[..rest.len().min(LIST)];
        let read = self
            .unread
            .map_or(0, |unread| rest.len().saturating_sub(unread));
        let end = near[read.min(near.len())..].iter().position(is_end);
        let Some(end) = end.map(|it| read + it) else {
            self.unread = Some(rest.len() - near.len());
            return false;
        };
        self.left = Some(rest.len() - end);
        self.is_joined = near[end] == b']'
            && matches!(near[end + 1..].trim_ascii_start(), [b'.' | b')' | b'[', ..]);
        self.is_joined
    }
}

/// Whether an argument behind others is added to what is before them.
pub(super) fn is_added(before: &[u8]) -> bool {
    const NEAR: usize = 512;
    let near = &before[before.len().saturating_sub(NEAR)..];
    memchr::memmem::find(near, b".concat(").is_some()
}

/// Whether a call begins here of something that may make another string of its argument.
fn is_decoder(before: &[u8]) -> bool {
    matches!(
        before,
        [.., b'a', b't', b'o', b'b', b'(']
            | [.., b'.', b'c', b'o', b'n', b'c', b'a', b't', b'(']
            | [.., b'.', b'f', b'r', b'o', b'm', b'(']
            | [.., b'.', b'p', b'a', b'r', b's', b'e', b'(']
            | [.., b'.', b'r', b'a', b'w', b'(']
    ) || before.ends_with(b"unescape(")
        || before.ends_with(b"decodeURIComponent(")
        || before.ends_with(b"decodeURI(")
}
