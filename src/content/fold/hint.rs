//! Where code may put a string together: operands beside something that joins or changes them.

use std::ops::Range;

use crate::js::{back_over_space, code, is_quote};

/// Shorter strings are no token.
pub(super) const SHORTEST: usize = 16;

/// How far the quote of a literal may be from a long run in it.
const BESIDE: usize = 96;

/// 1 where three bytes may stand at the end of an operand, 0 elsewhere.
#[inline]
pub(in crate::content) fn may_join(first: u8, second: u8, third: u8) -> u8 {
    let quote = |it: u8| u8::from(it == b'"') | u8::from(it == b'\'') | u8::from(it == b'`');
    let is = |it: u8, what: u8| u8::from(it == what);
    let plus = is(second, b'+')
        & (quote(third) | is(third, b' ') | is(third, b'\\') | is(third, b'\n'))
        | is(second, b' ') & is(third, b'+')
        | is(second, b'.') & (is(third, b'c') | is(third, b's') | is(third, b'r'));
    quote(first) & plus
        | is(first, b']') & is(second, b'.') & is(third, b'j')
        | is(first, b'a') & is(second, b'r') & is(third, b'C')
        | is(first, b'e') & is(second, b'P') & is(third, b'o')
        | is(first, b't') & is(second, b'D') & is(third, b'e')
        | is(first, b'r') & is(second, b'.') & is(third, b'f')
}

/// The end of the operand at a place that the pass stopped at, if it is worth a look.
pub(in crate::content) fn operand_end(bytes: &[u8], at: usize) -> Option<usize> {
    /// What makes strings of codes: what stands before the place, and from it on.
    const MAKERS: [(&[u8], &[u8]); 4] = [
        (b"fromCh", b"arCode"),
        (b"fromCod", b"ePoint"),
        (b"Tex", b"tDecoder"),
        (b"Buffe", b"r.from"),
    ];
    let rest = &bytes[at..];
    match rest[0] {
        b']' => {
            let is_strings = back_over_space(bytes, at)
                .checked_sub(1)
                .is_some_and(|it| is_quote(bytes[it]));
            (is_strings && rest.starts_with(b"].join(")).then_some(at + 1)
        }
        quote if is_quote(quote) => is_joined(bytes, at).then_some(at + 1),
        _ => MAKERS.iter().find_map(|(before, from)| {
            let is_here = rest.starts_with(from) && bytes[..at].ends_with(before);
            is_here.then_some(at + from.len())
        }),
    }
}

/// Whether what follows the literal that ends in the quote at `at` makes a token of it.
fn is_joined(bytes: &[u8], at: usize) -> bool {
    let rest = &bytes[at + 1..];
    if rest.first() == Some(&b'.') {
        return is_method(rest) && has_weight(bytes, at, &rest[1..]);
    }
    has_weight(bytes, at, rest)
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
        let Some(start) = rest.iter().take(BESIDE).position(|it| is_quote(*it)) else {
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
pub(super) fn literal_end(bytes: &[u8], run: &Range<usize>) -> Option<usize> {
    let behind = &bytes[run.end..];
    let stop = |it: &u8| is_quote(*it) || matches!(it, b'\n' | b'$' | b'\\' | b' ' | b'<');
    let last = run.end + behind.iter().take(BESIDE).position(stop)?;
    let before = &bytes[..run.start];
    let stop = |it: &u8| is_quote(*it) || matches!(it, b'\n' | b'}' | b'\\' | b' ' | b'>');
    let first = before.iter().rev().take(BESIDE).position(stop)?;
    let first = run.start - 1 - first;
    let end = match &bytes[last..] {
        [b'\\', quote, ..] if is_quote(*quote) => last + 2,
        [quote, ..] if is_quote(*quote) => last + 1,
        [b'$', b'{', ..] => return template_end(bytes, last),
        _ => return None,
    };
    let is_hole = || bytes[..first].ends_with(b"${") && code(bytes, end).starts_with(b"}");
    if bytes[first] == b'}' {
        return template_end(bytes, last);
    }
    if is_hole() {
        return template_end(bytes, end);
    }
    (is_quote(bytes[first]) && is_used(bytes, first, end)).then_some(end)
}

/// Where a template ends that a hole stands in.
fn template_end(bytes: &[u8], from: usize) -> Option<usize> {
    let near = &bytes[from..bytes.len().min(from + 4 * BESIDE)];
    let end = memchr::memchr(b'`', near)?;
    Some(from + end + 1)
}

/// Whether a literal is an operand, an element that is joined, or an argument that is decoded.
fn is_used(bytes: &[u8], first: usize, end: usize) -> bool {
    let rest = code(bytes, end);
    let before = back_over_space(bytes, first - usize::from(bytes[..first].ends_with(b"\\")));
    let previous = before.checked_sub(1).map_or(b';', |it| bytes[it]);
    if previous == b'+' && !bytes[..before].ends_with(b"++") {
        return true;
    }
    match rest {
        [b'+', next, ..] => *next != b'+',
        [b'.', next, ..] => next.is_ascii_lowercase(),
        [b',' | b']', ..] if matches!(previous, b',' | b'[' | b'.') => is_joined_list(rest),
        [b')', b'.' | b'+', ..] => true,
        [b')', ..] if matches!(previous, b'|' | b'&' | b'?' | b':') => true,
        [b',' | b')', ..] => previous == b',' || is_decoder(&bytes[..before]),
        _ => false,
    }
}

/// Whether the list that goes on here is short text, and something is done with it as a whole.
fn is_joined_list(rest: &[u8]) -> bool {
    const LIST: usize = 4096;
    let near = &rest[..rest.len().min(LIST)];
    let Some(end) = near.iter().position(|it| matches!(it, b']' | b'{' | b';')) else {
        return false;
    };
    near[end] == b']' && matches!(near[end + 1..].trim_ascii_start(), [b'.' | b')' | b'[', ..])
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
