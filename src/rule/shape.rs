//! What random text looks like, and what only resembles it.

use super::rarity::{is_noise, is_rare};
use super::syntax::ShapeSyntax;

/// What a value must look like beyond its regex.
#[derive(Debug, Clone, Copy)]
pub struct Shape(ShapeSyntax);

impl From<ShapeSyntax> for Shape {
    fn from(written: ShapeSyntax) -> Self {
        Self(written)
    }
}

impl Shape {
    /// Whether `value` has this shape.
    #[must_use]
    pub fn fits(&self, value: &[u8]) -> bool {
        let written = &self.0;
        let count = |is: fn(&u8) -> bool| value.iter().filter(|byte| is(byte)).count();
        (!written.mixed_case
            || (count(u8::is_ascii_uppercase) > 0 && count(u8::is_ascii_lowercase) > 0))
            && within(written.max_lower_run, || {
                longest_run(value, u8::is_ascii_lowercase)
            })
            && within(written.max_hex_run, || longest_hex_run(value))
            && within(written.max_ascending_run, || longest_ascending_run(value))
            && (!written.rare || is_rare(value))
            && entropy(value) >= written.min_entropy
            && (digits(value) >= written.min_digits || is_noise(value))
    }
}

/// How many digits there are, less those of percent escapes, which stand for other characters.
fn digits(mut value: &[u8]) -> usize {
    let mut count = 0;
    while let [first, rest @ ..] = value {
        count += usize::from(first.is_ascii_digit());
        value = match rest {
            [high, low, rest @ ..]
                if *first == b'%' && [high, low].iter().all(|it| it.is_ascii_hexdigit()) =>
            {
                rest
            }
            _ => rest,
        };
    }
    count
}

/// Whether a length is within a limit, if there is one.
fn within(limit: Option<usize>, length: impl FnOnce() -> usize) -> bool {
    limit.is_none_or(|limit| length() <= limit)
}

/// Length of the longest run of bytes that satisfy `is`.
fn longest_run(value: &[u8], is: impl Fn(&u8) -> bool) -> usize {
    value
        .split(|byte| !is(byte))
        .map(<[u8]>::len)
        .max()
        .unwrap_or(0)
}

/// Length of the longest run of hexadecimal digits whose letters are of one case.
fn longest_hex_run(value: &[u8]) -> usize {
    let lower = longest_run(value, |byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let upper = longest_run(value, |byte| matches!(byte, b'0'..=b'9' | b'A'..=b'F'));
    lower.max(upper)
}

/// Length of the longest run in which each byte is one more than the byte before it.
fn longest_ascending_run(value: &[u8]) -> usize {
    let ascends = |from: &u8, to: &u8| from.checked_add(1) == Some(*to);
    value.chunk_by(ascends).map(<[u8]>::len).max().unwrap_or(0)
}

/// Shannon entropy of `value` in bits per byte: `-Σ p·log2(p)` over the bytes it holds.
#[must_use]
pub fn entropy(value: &[u8]) -> f64 {
    let mut counts = [0_u32; 256];
    for &byte in value {
        counts[usize::from(byte)] += 1;
    }
    let total: f64 = counts.iter().copied().map(f64::from).sum();
    counts
        .iter()
        .filter(|&&count| count > 0)
        .map(|&count| f64::from(count) / total)
        .map(|share| -share * share.log2())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entropy_of_known_texts() {
        assert!(entropy(b"").abs() < 1e-9);
        assert!(entropy(b"aaaa").abs() < 1e-9);
        assert!((entropy(b"abcd") - 2.0).abs() < 1e-9);
        assert!((entropy(b"aabb") - 1.0).abs() < 1e-9);
    }

    #[test]
    fn a_hex_run_is_of_one_case() {
        assert_eq!(longest_hex_run(b"xyz0123456789abcdefG"), 16);
        assert_eq!(longest_hex_run(b"aBcDeF"), 1);
    }

    #[test]
    fn an_alphabet_ascends() {
        assert_eq!(longest_ascending_run(b"skABCDabc01"), 4);
        assert_eq!(longest_ascending_run(b"aabbcc"), 2);
        assert_eq!(longest_ascending_run(b""), 0);
    }

    #[test]
    fn digits_may_lack_where_no_words_are() {
        let shape = Shape(ShapeSyntax {
            min_digits: 2,
            ..ShapeSyntax::default()
        });
        assert!(shape.fits(b"getElementById12"));
        assert!(!shape.fits(b"getElementById1"));
        assert!(shape.fits(b"xQvHzKpTwBnGfYdMjRcL"));
    }

    #[test]
    fn an_escape_holds_no_digit() {
        assert_eq!(digits(b"a%20secret"), 0);
        assert_eq!(digits(b"p%40ss%2"), 1);
        assert_eq!(digits(b"1%4x2"), 3);
    }

    #[test]
    fn limits_are_inclusive() {
        let shape = Shape(ShapeSyntax {
            max_lower_run: Some(3),
            ..ShapeSyntax::default()
        });
        assert!(shape.fits(b"abcDEF"));
        assert!(!shape.fits(b"abcdEF"));
    }
}
