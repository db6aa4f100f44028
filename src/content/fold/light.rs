//! Which literals are too light: put together with those behind them they make no token.

use super::hint::{BESIDE, SHORTEST, is_part};

/// Where literals end that are known to make no token with those behind them.
#[derive(Debug, Default)]
pub(in crate::content) struct Light(Vec<usize>);

impl Light {
    /// Whether the literal that ends at `at` and those after it hold, put together, as much in a row
    /// as a token does.
    pub(super) fn has_weight(&mut self, bytes: &[u8], at: usize, skipped: usize) -> bool {
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
        let (mut are_plain, mut depth) = (true, 0);
        for literals in 0..64 {
            let rest = &bytes[from..];
            let start = quote_in(rest).filter(|it| goes_on(&rest[..*it], &mut depth));
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

/// Whether code is still of the expression that it began in, so many brackets deep.
fn goes_on(code: &[u8], depth: &mut usize) -> bool {
    for (at, byte) in code.iter().enumerate() {
        let rest = &code[at + 1..];
        match byte {
            // What a comment says is no code.
            b'/' if rest.starts_with(b"*") => return true,
            b'(' | b'[' | b'{' => *depth += 1,
            // It was an argument: a method of what the call gives adds nothing to it.
            b')' if *depth == 0 && is_member(rest) => return false,
            // What had it in brackets may go on.
            b')' | b']' | b'}' => *depth = depth.saturating_sub(1),
            b',' if *depth == 0 => return false,
            b';' => return false,
            _ => {}
        }
    }
    true
}

/// Whether a member follows that is not `concat`, nor `replace`.
fn is_member(code: &[u8]) -> bool {
    matches!(code, [b'.', first, ..] if !matches!(first, b'c' | b'r'))
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
