//! Where a token can begin inside a run of token bytes.
//!
//! An escape may end in a letter or digit (`%22`, `\n`, `\u0022`), which then glues to the token
//! behind it, so a word boundary is no boundary here.

use std::ops::Range;

use super::blocks::{each, is_token_byte};
use super::runs::{Dashes, Run};

/// More bytes than the longest escape has.
const ESCAPE: usize = 16;

/// How much of a value may stand before or behind the longest run in it.
pub(super) const MAX_REST: usize = 160;

/// Escapes of one letter that stand for white space.
const SPACE_ESCAPES: &[u8] = b"nrtbfv";

/// Calls `found` with the places where a token can begin at the front of `run`.
pub(super) fn for_each_front(bytes: &[u8], run: &Range<usize>, mut found: impl FnMut(usize)) {
    found(run.start);
    let escape = escape_length(&bytes[..run.start], &bytes[run.clone()]);
    if escape > 0 {
        found(run.start + escape);
    }
}

/// Calls `found` with the places behind the dashes of `run`, where a token can begin as well; the
/// last of them may be its end.
#[inline]
pub(super) fn for_each_joint(bytes: &[u8], run: &Run, mut found: impl FnMut(usize)) {
    let Range { start, end } = run.range;
    match run.dashes {
        Dashes::Bits(dashes) => each(dashes, |at| found(start + at + 1)),
        Dashes::Unknown => {
            let dashes = memchr::memchr2_iter(b'-', b'_', &bytes[start..end]);
            dashes.for_each(|at| found(start + at + 1));
        }
    }
}

/// Whether a value may begin at `start`: behind no token byte, an escape's tail, or a dash.
pub(super) fn begins_at(bytes: &[u8], start: usize) -> bool {
    let glued = bytes[..start]
        .iter()
        .rev()
        .take(ESCAPE)
        .take_while(|byte| is_token_byte(**byte))
        .count();
    let run = start - glued;
    glued == 0
        || matches!(bytes[start - 1], b'-' | b'_')
        || escape_length(&bytes[..run], &bytes[run..]) == glued
}

/// Whether an escape may end in the run that follows this byte.
#[inline]
pub(super) fn may_escape(before: u8) -> bool {
    matches!(before, b'%' | b'\\' | b'[' | b';')
}

/// Where a value may begin that `run` is or is a piece of, the longest first: with what stands
/// before it of base64, or of an id and a colon; less an escape that reaches into either.
pub(super) fn value_starts(bytes: &[u8], run: &Range<usize>) -> impl Iterator<Item = usize> {
    let escape = escape_length(&bytes[..run.start], &bytes[run.clone()]);
    let before = &bytes[run.start.saturating_sub(MAX_REST)..run.start];
    let rest = before.iter().rev().take_while(|&&byte| is_value_byte(byte));
    let first = run.start - rest.count();
    let first_escape = escape_length(&bytes[..first], &bytes[first..run.end]);
    let behind_joint = (first + 1..run.start).filter(|&at| matches!(bytes[at - 1], b'=' | b':'));
    let mut starts: Vec<usize> = behind_joint
        .chain([first, first + first_escape, run.start, run.start + escape])
        .collect();
    starts.sort_unstable();
    starts.dedup();
    starts.into_iter()
}

/// What values hold beside token bytes: base64, an id before a colon or a bar.
fn is_value_byte(byte: u8) -> bool {
    is_token_byte(byte) || matches!(byte, b'+' | b'/' | b'.' | b'~' | b':' | b'=' | b'|')
}

/// How many bytes at the start of `run` belong to an escape that begins in `before`.
#[inline]
pub(super) fn escape_length(before: &[u8], run: &[u8]) -> usize {
    match before.last() {
        Some(b'%') => percent_length(run),
        Some(b'\\') => backslash_length(run),
        Some(b'[' | b';') => colour_length(before, run),
        _ => 0,
    }
}

/// Length of what follows a `%`: two hexadecimal digits, or more where the `%` is itself escaped.
///
/// JavaScript's `escape` writes `%u` and four digits.
fn percent_length(run: &[u8]) -> usize {
    if run.first() == Some(&b'u') && hex_digits(&run[1..], 4) {
        return 5;
    }
    let mut length = 0;
    while hex_digits(&run[length..], 2) {
        length += 2;
        if &run[length - 2..length] != b"25" {
            break;
        }
    }
    length
}

/// Length of what follows a backslash in a JavaScript or JSON string.
fn backslash_length(run: &[u8]) -> usize {
    match run.first() {
        Some(b'x') if hex_digits(&run[1..], 2) => 3,
        Some(b'u') if hex_digits(&run[1..], 4) => 5,
        Some(byte) if SPACE_ESCAPES.contains(byte) => 1,
        _ => run
            .iter()
            .take(3)
            .take_while(|byte| matches!(byte, b'0'..=b'7'))
            .count(),
    }
}

/// Length of the `32m` that ends a terminal's colour, whose escape byte and `[` stand before.
fn colour_length(before: &[u8], run: &[u8]) -> usize {
    const ESCAPES: &[&[u8]] = &[b"\x1b", b"\\u001b", b"\\x1b", b"\\033", b"\\e", b"%1b"];
    let is_argument = |byte: &u8| byte.is_ascii_digit() || *byte == b';';
    let arguments = before
        .iter()
        .rev()
        .take(ESCAPE)
        .take_while(|it| is_argument(it));
    let opening = &before[..before.len() - arguments.count()];
    let is_colour = opening.strip_suffix(b"[").is_some_and(|text| {
        let ends = |escape: &&[u8]| {
            let at = text.len().checked_sub(escape.len());
            at.is_some_and(|at| text[at..].eq_ignore_ascii_case(escape))
        };
        ESCAPES.iter().any(ends)
    });
    let digits = run.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if is_colour && run.get(digits) == Some(&b'm') {
        digits + 1
    } else {
        0
    }
}

/// Whether `bytes` begins with `count` hexadecimal digits.
fn hex_digits(bytes: &[u8], count: usize) -> bool {
    bytes.len() >= count && bytes[..count].iter().all(u8::is_ascii_hexdigit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn starts(text: &str, range: Range<usize>) -> Vec<usize> {
        let mut found = Vec::new();
        let run = Run {
            has_digit: true,
            dashes: Dashes::Unknown,
            range: range.clone(),
        };
        for_each_front(text.as_bytes(), &range, |at| found.push(at));
        for_each_joint(text.as_bytes(), &run, |at| found.push(at));
        found
    }

    #[test]
    fn an_escape_is_no_part_of_a_token() {
        assert_eq!(starts("%22sk", 1..5), [1, 3]);
        assert_eq!(starts("%2522sk", 1..7), [1, 5]);
        assert_eq!(starts("\\nsk", 1..4), [1, 2]);
        assert_eq!(starts("\\x22sk", 1..6), [1, 4]);
        assert_eq!(starts("\\u0022sk", 1..8), [1, 6]);
        assert_eq!(starts("\\042sk", 1..6), [1, 4]);
        assert_eq!(starts("%u0022sk", 1..8), [1, 6]);
        assert_eq!(starts("\"sk", 1..3), [1]);
    }

    #[test]
    fn a_terminals_colour_is_no_part_of_a_token() {
        assert_eq!(starts("\\u001b[32msk", 7..12), [7, 10]);
        assert_eq!(starts("\x1b[1;32msk", 4..9), [4, 7]);
        assert_eq!(starts("%1B[0msk", 4..8), [4, 6]);
        assert_eq!(starts("x[32msk", 2..7), [2]);
        assert!(begins_at(b"\x1b[32msk", 5));
    }

    /// What is known to be missed.
    #[test]
    fn some_escapes_are_not_known() {
        // Quoted-printable is for mail; it also breaks lines at 76, so a token is cut in it anyway.
        assert_eq!(starts("token=3Dsk", 6..10), [6]);
        // CSS writes six digits, of which the first three pass for an octal escape.
        assert_eq!(starts("\\00003ask", 1..9), [1, 4]);
        // JavaScript's `\u{22}` ends in a brace, which is a boundary already.
        assert_eq!(starts("\\u{22}sk", 6..8), [6]);
    }

    #[test]
    fn a_token_may_follow_a_dash() {
        assert_eq!(starts("a-sk_x", 0..6), [0, 2, 5]);
    }
}
