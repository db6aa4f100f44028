//! Where code may put a string together: operands beside something that joins or changes them.

use crate::detect::blocks::letters_digits_and;
use crate::js::{back_over_space, is_quote};

/// Shorter strings are no token.
pub(super) const SHORTEST: usize = 16;

/// How far the quote of a literal may be from a long run in it.
pub(super) const BESIDE: usize = 96;

/// Where literals end that are known to make no token with those behind them.
#[derive(Debug, Default)]
pub(in crate::content) struct Light(Vec<usize>);

/// The end of the operand at a place that the pass stopped at, if it is worth a look. Places ascend.
pub(in crate::content) fn operand_end(bytes: &[u8], at: usize, light: &mut Light) -> Option<usize> {
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
        quote if is_quote(quote) => is_joined(bytes, at, light).then_some(at + 1),
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
fn is_joined(bytes: &[u8], at: usize, light: &mut Light) -> bool {
    let rest = &bytes[at + 1..];
    match rest {
        [b'.', b'c' | b's' | b'r', ..] if is_method(rest) => light.has_weight(bytes, at, 1),
        [b'+', ..] | [b' ', b'+', ..] => light.has_weight(bytes, at, 0),
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

impl Light {
    /// Whether the literal that ends at `at` and those after it hold, put together, as much in a row
    /// as a token does.
    fn has_weight(&mut self, bytes: &[u8], at: usize, skipped: usize) -> bool {
        let mut weight = Weight::default();
        let before = &bytes[at.saturating_sub(SHORTEST * 4)..at];
        weight.restart(before, bytes[at]);
        if weight.is_enough() {
            return true;
        }
        if self.0.contains(&at) {
            return false;
        }
        self.0.clear();
        let is_token = self.add_up(bytes, at + 1 + skipped, weight);
        if is_token.unwrap_or(true) {
            self.0.clear();
        }
        is_token.unwrap_or(false)
    }

    /// Whether literals from a place on make a token of what is put together so far, and keeps where
    /// they end; nothing where there are too many.
    fn add_up(&mut self, bytes: &[u8], mut from: usize, mut weight: Weight) -> Option<bool> {
        let mut are_plain = true;
        for literals in 0..64 {
            let rest = &bytes[from..];
            // What an expression does not have ends it.
            let start = quote_in(rest).filter(|it| memchr::memchr(b';', &rest[..*it]).is_none());
            let Some(start) = start else {
                return Some(false);
            };
            let inside = &rest[start + 1..];
            let length = weight.add(inside);
            // Two words with a space at their joint are prose.
            if length == 0 && literals == 0 {
                return Some(false);
            }
            if weight.is_enough() {
                return Some(true);
            }
            let behind = &inside[length..];
            let Some(end) = quote_in(behind) else {
                return Some(false);
            };
            from += start + 1 + length + end;
            // An escape may stand for what a token has, and whoever begins behind it sees more.
            let is_plain = !behind[..end].contains(&b'\\');
            if end > 0 && is_plain {
                weight.restart(&behind[..end], rest[start]);
            }
            are_plain &= is_plain;
            if are_plain {
                self.0.push(from);
            }
            from += 1;
        }
        None
    }
}

/// Where the first quote near by is.
fn quote_in(text: &[u8]) -> Option<usize> {
    memchr::memchr3(b'"', b'\'', b'`', &text[..text.len().min(BESIDE)])
}

/// What of a token is put together so far.
#[derive(Default)]
struct Weight {
    length: usize,
    has_digit: bool,
}

impl Weight {
    /// Begins with what a literal ends in.
    fn restart(&mut self, literal: &[u8], quote: u8) {
        let part = literal.iter().rev();
        let part = part.take_while(|it| is_part(**it) && **it != quote);
        *self = Self::default();
        for byte in part {
            self.length += 1;
            self.has_digit |= byte.is_ascii_digit();
        }
    }

    /// Goes on with what a literal begins with, and gives the length of that.
    fn add(&mut self, literal: &[u8]) -> usize {
        let part = literal.iter().take(SHORTEST * 4);
        let part = part.take_while(|it| is_part(**it));
        let before = self.length;
        for byte in part {
            self.length += 1;
            self.has_digit |= byte.is_ascii_digit();
        }
        self.length - before
    }

    fn is_enough(&self) -> bool {
        self.length >= SHORTEST && self.has_digit
    }
}

/// A byte that secrets are made of, addresses with passwords included.
pub(super) fn is_part(byte: u8) -> bool {
    PARTS[usize::from(byte)]
}

const PARTS: [bool; 256] = letters_digits_and(b"-_.:/@%=+~");

/// Whether the quote before `end` is one of a string within a string.
pub(super) fn is_escaped(bytes: &[u8], end: usize) -> bool {
    is_quote(bytes[end - 1]) && bytes[..end - 1].ends_with(b"\\")
}
