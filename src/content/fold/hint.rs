//! Where code may put a string together: operands beside something that joins or changes them.

use std::ops::Range;

use crate::js::{back_over_space, code, is_quote};

/// Shorter strings are no token.
pub(super) const SHORTEST: usize = 16;

/// How far the quote of a literal may be from a long run in it.
const BESIDE: usize = 96;

/// The end of the operand at a place that the pass stopped at, if it is worth a look.
pub(in crate::content) fn operand_end(bytes: &[u8], at: usize) -> Option<usize> {
    /// What makes strings of codes: what stands before the place, and from it on.
    const MAKERS: [(&[u8], &[u8]); 4] = [
        (b"fro", b"mCharCode"),
        (b"fro", b"mCodePoint"),
        (b"Te", b"xtDecoder"),
        (b"Buffe", b"r.from"),
    ];
    let rest = &bytes[at..];
    match rest[0] {
        b']' => {
            let before = back_over_space(bytes, at).checked_sub(1);
            let is_strings = before.is_some_and(|it| is_quote(bytes[it]));
            (is_strings && rest.starts_with(b"].join(")).then_some(at + 1)
        }
        quote if is_quote(quote) => is_joined(bytes, at).then_some(at + 1),
        b'm' | b'x' | b'r' if is_maker(rest) => MAKERS.iter().find_map(|(before, from)| {
            let is_here = rest.starts_with(from) && bytes[..at].ends_with(before);
            is_here.then_some(at + from.len())
        }),
        _ => None,
    }
}

/// Whether a text begins as the second half of a maker's name does.
fn is_maker(rest: &[u8]) -> bool {
    matches!(
        rest,
        [b'm', b'C', ..] | [b'x', b't', b'D', ..] | [b'r', b'.', b'f', ..]
    )
}

/// Whether what follows the literal that ends in the quote at `at` makes a token of it.
fn is_joined(bytes: &[u8], at: usize) -> bool {
    let rest = &bytes[at + 1..];
    match rest {
        [b'.', b'c' | b's' | b'r', ..] => is_method(rest) && has_weight(bytes, at, &rest[1..]),
        [b'+', ..] | [b' ', b'+', ..] => has_weight(bytes, at, rest),
        _ => false,
    }
}

/// Whether a method is called that cuts a literal or adds to it.
fn is_method(rest: &[u8]) -> bool {
    let quote = |at: usize| {
        rest.get(at)
            .copied()
            .is_some_and(|it| is_quote(it) || it == b'/')
    };
    rest.starts_with(b".concat(") && quote(8)
        || rest.starts_with(b".split(") && quote(7)
        || rest.starts_with(b".replace(") && quote(9)
        || rest.starts_with(b".replaceAll(") && quote(12)
}

/// Whether the literal that ends at `at` and those after it hold as much as a token does.
fn has_weight(bytes: &[u8], at: usize, mut rest: &[u8]) -> bool {
    let quote = bytes[at];
    let before = bytes[..at]
        .iter()
        .rev()
        .take(SHORTEST * 4)
        .take_while(|it| is_part(**it) && **it != quote);
    let (mut weight, mut has_digit) = (0, false);
    for byte in before {
        weight += 1;
        has_digit |= byte.is_ascii_digit();
    }
    // Two words with a space at their joint are prose.
    let mut literals = 0;
    while literals < 64 && !(weight >= SHORTEST && has_digit) {
        // What an expression does not have ends it.
        let is_stop = |it: &u8| is_quote(*it) || *it == b';';
        let start = rest.iter().take(BESIDE).position(is_stop);
        let Some(start) = start.filter(|it| rest[*it] != b';') else {
            return false;
        };
        let inside = &rest[start + 1..];
        let length = inside
            .iter()
            .take(SHORTEST * 4)
            .take_while(|it| is_part(**it))
            .count();
        if length == 0 && literals == 0 {
            return false;
        }
        has_digit |= inside[..length].iter().any(u8::is_ascii_digit);
        weight += length;
        literals += 1;
        let behind = &inside[length..];
        let Some(end) = behind.iter().take(BESIDE).position(|it| is_quote(*it)) else {
            return false;
        };
        rest = &behind[end + 1..];
    }
    weight >= SHORTEST && has_digit
}

/// A byte that secrets are made of, addresses with passwords included.
pub(super) fn is_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'-' | b'_' | b'.' | b':' | b'/' | b'@' | b'%' | b'=' | b'+' | b'~'
        )
}

/// Whether the quote before `end` is one of a string within a string.
pub(super) fn is_escaped(bytes: &[u8], end: usize) -> bool {
    is_quote(bytes[end - 1]) && bytes[..end - 1].ends_with(b"\\")
}

/// The end of the literal round a long run, if something is added to the literal or taken of it.
pub(super) fn literal_end(
    bytes: &[u8],
    run: &Range<usize>,
    lists: &mut Lists,
) -> Option<usize> {
    let behind = bytes[run.end..].iter().take(BESIDE);
    let last = run.end + behind.take_while(|it| is_inside(**it)).count();
    let end = match bytes[last..] {
        [b'\\', quote, ..] if is_quote(quote) => last + 2,
        [quote, ..] if is_quote(quote) => last + 1,
        [b'$', b'{', ..] => return template_end(bytes, last),
        _ => return None,
    };
    let before = bytes[..run.start].iter().rev().take(BESIDE);
    let first = run.start - before.take_while(|it| is_inside(**it)).count();
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
    is_part(byte) || matches!(byte, b'#' | b'*' | b'|' | b'!' | b'&' | b'^')
}

/// Where a template ends that a hole stands in.
fn template_end(bytes: &[u8], from: usize) -> Option<usize> {
    let near = &bytes[from..bytes.len().min(from + 4 * BESIDE)];
    let end = memchr::memchr(b'`', near)?;
    Some(from + end + 1)
}

/// Whether a literal is an operand, an element that is joined, or an argument that is decoded, by
/// the code on either side of it.
fn is_used(before: &[u8], rest: &[u8], lists: &mut Lists) -> bool {
    let previous = before.last().copied().unwrap_or(b';');
    if previous == b'+' && !before.ends_with(b"++") {
        return true;
    }
    match rest {
        [b'+', next, ..] => *next != b'+',
        [b'.', next, ..] => next.is_ascii_lowercase(),
        [b',' | b']', ..] if matches!(previous, b',' | b'[' | b'.') && lists.is_joined(rest) => true,
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
        let read = self.unread.map_or(0, |unread| rest.len().saturating_sub(unread));
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
fn is_added(before: &[u8]) -> bool {
    const NEAR: usize = 512;
    let near = &before[before.len().saturating_sub(NEAR)..];
    memchr::memmem::find(near, b".concat(").is_some()
}

/// Whether a call begins here of something that may make another string of its argument.
fn is_decoder(before: &[u8]) -> bool {
    const DECODERS: [&[u8]; 8] = [
        b"atob",
        b".concat",
        b".from",
        b"unescape",
        b"decodeURIComponent",
        b".parse",
        b"decodeURI",
        b".raw",
    ];
    let callee = before.strip_suffix(b"(");
    callee.is_some_and(|it| DECODERS.iter().any(|name| it.ends_with(name)))
}
