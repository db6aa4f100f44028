//! Text of two or four bytes a character, wherever in a file it stands: UTF-16 and UTF-32 without
//! a mark, strings of a bytecode.

use std::ops::{ControlFlow, Range};

use super::hints::Hints;
use super::layer::{Certainty, Child, Give, Text};
use super::region::is_text;
use super::span_map::Unwrapped;
use super::{Fragment, LayerName};

/// Characters that make a text.
const SHORTEST: usize = 6;

/// Characters beyond ASCII that may follow each other within a text.
const FOREIGN: usize = 8;

/// What stands for a character beyond ASCII: no rule matches it.
const UNKNOWN: u8 = 0xFF;

/// A wide text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wide {
    /// The bytes of its characters, none cut.
    pub(super) range: Range<usize>,
    /// Bytes of a character.
    width: usize,
    /// Which of them is not zero.
    low: usize,
}

impl Wide {
    /// The text whose first character's low byte stands at an offset, and a zero behind it.
    pub(super) fn at(bytes: &[u8], at: usize) -> Option<Self> {
        let width = [2, 4]
            .into_iter()
            .find(|width| (0..SHORTEST).all(|unit| is_narrow(bytes, at + unit * width, *width)))?;
        let mut last = at + (SHORTEST - 1) * width;
        while let Some(next) = next(bytes, last, width) {
            last = next;
        }
        let (mut first, last) = with_latin(bytes, (at, last), width);
        let low = low(bytes, &mut first, last, width);
        Some(Self {
            range: first - low..bytes.len().min(last - low + width),
            width,
            low,
        })
    }

    fn decode(&self, bytes: &[u8]) -> Unwrapped {
        let units = (self.range.start..self.range.end).step_by(self.width);
        let narrow: Vec<u8> = units
            .map(|at| match bytes.get(at + self.low) {
                Some(&byte) if is_narrow(bytes, at + self.low, self.width) => byte,
                _ => UNKNOWN,
            })
            .collect();
        let mut text = Unwrapped::default();
        text.put_groups(self.range.clone(), (self.width, 1), |bytes| {
            bytes.extend(narrow);
        });
        text
    }
}

/// Moves the first and the last low byte on over letters that are merely not of ASCII.
fn with_latin(bytes: &[u8], (mut first, mut last): (usize, usize), width: usize) -> (usize, usize) {
    let joins = |latin: u8, gap: Range<usize>| matches!(latin, 0xC0..=0xFE) && is_zero(bytes, gap);
    while first >= width && joins(bytes[first - width], first - width + 1..first) {
        first -= width;
    }
    while bytes
        .get(last + width)
        .is_some_and(|it| joins(*it, last + 1..last + width))
    {
        last += width;
    }
    (first, last)
}

/// Which byte of its characters is not zero, by what stands before the first and behind the last
/// low byte; where both are zero, by its place in the file.
///
/// Where neither is, the first byte is no part of it: what stands before big-endian text.
fn low(bytes: &[u8], first: &mut usize, last: usize, width: usize) -> usize {
    let high = width - 1;
    let may_be_big = *first >= high && is_zero(bytes, *first - high..*first);
    let may_be_little = last + width <= bytes.len() && is_zero(bytes, last + 1..last + width);
    match (may_be_big, may_be_little) {
        (true, false) => high,
        (true, true) if (*first - high).is_multiple_of(width) => high,
        (false, false) => {
            *first += width;
            high
        }
        _ => 0,
    }
}

fn is_zero(bytes: &[u8], range: Range<usize>) -> bool {
    bytes[range].iter().all(|it| *it == 0)
}

/// The low byte of the character behind one, or behind a few that are not of ASCII.
fn next(bytes: &[u8], last: usize, width: usize) -> Option<usize> {
    if is_narrow(bytes, last + width, width) {
        return Some(last + width);
    }
    let mut ahead = (2..=FOREIGN).map(|units| last + units * width);
    ahead.find(|at| is_narrow(bytes, *at, width) && is_narrow(bytes, at + width, width))
}

/// Whether a character is of ASCII: its low byte is text, and the others, on either side, are zero.
fn is_narrow(bytes: &[u8], at: usize, width: usize) -> bool {
    let high = width - 1;
    bytes.get(at).is_some_and(|low| is_text(*low))
        && (at >= high && is_zero(bytes, at - high..at)
            || at + width <= bytes.len() && is_zero(bytes, at + 1..at + width))
}

/// Reads each wide text.
pub(crate) fn unwrap(
    fragment: &Fragment<'_>,
    hints: &Hints,
    give: &mut Give<'_>,
) -> ControlFlow<()> {
    for wide in &hints.wide {
        give(Child {
            layer: match wide.width {
                2 => LayerName::Utf16,
                _ => LayerName::Utf32,
            },
            text: Text::Mapped(wide.decode(fragment.bytes)),
            language: fragment.language,
            certainty: Certainty::Exact,
        })?;
    }
    ControlFlow::Continue(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::Language;

    const VALUE: &str = "skAb12Cd34Ef56";

    /// Text in one of the four forms.
    fn encoded(text: &str, width: usize, is_big: bool) -> Vec<u8> {
        let number = |it: char| match (width, is_big) {
            (2, true) => u16::try_from(u32::from(it)).unwrap().to_be_bytes().to_vec(),
            (2, false) => u16::try_from(u32::from(it)).unwrap().to_le_bytes().to_vec(),
            (_, true) => u32::from(it).to_be_bytes().to_vec(),
            (_, false) => u32::from(it).to_le_bytes().to_vec(),
        };
        text.chars().flat_map(number).collect()
    }

    #[test]
    fn wide_text_is_read_wherever_it_stands() {
        for (width, is_big) in [(2, false), (2, true), (4, false), (4, true)] {
            for (before, after) in [("", ""), ("é", "é"), ("\u{1}a\u{2}\u{4e00}", "\n\u{0}")] {
                for head in [&b""[..], b"\x01\xFF\x80", b"\xFF\xFF\xFF\xFF"] {
                    if head.len() == 3 && after == "\n\u{0}" {
                        // Nothing tells the order of its bytes there.
                        continue;
                    }
                    let mut bytes = head.to_vec();
                    bytes.extend(encoded(&format!("{before}{VALUE}{after}"), width, is_big));
                    let hints = Hints::of(&Fragment::whole(&bytes, Language::Other), Vec::new());
                    assert_eq!(hints.wide.len(), 1);
                    let text = hints.wide[0].decode(&bytes);
                    let at = memchr::memmem::find(text.bytes(), VALUE.as_bytes()).unwrap();
                    let start = head.len() + before.chars().count() * width;
                    let end = start + VALUE.len() * width;
                    assert_eq!(text.locate(&(at..at + VALUE.len())), [start..end]);
                }
            }
        }
    }

    #[test]
    fn characters_beyond_ascii_do_not_end_a_text() {
        let bytes = encoded("token: äöü €€ skAb12", 2, false);
        let hints = Hints::of(&Fragment::whole(&bytes, Language::Other), Vec::new());
        assert_eq!(hints.wide[0].range, 0..bytes.len());
        assert_eq!(
            hints.wide[0].decode(&bytes).bytes(),
            b"token: \xFF\xFF\xFF \xFF\xFF skAb12"
        );
    }

    #[test]
    fn what_stands_before_big_endian_text_is_no_part_of_it() {
        let mut bytes = b"x=\"".to_vec();
        bytes.extend(encoded(VALUE, 2, true));
        let hints = Hints::of(&Fragment::whole(&bytes, Language::Other), Vec::new());
        assert_eq!(hints.wide[0].range, 3..bytes.len());
    }

    #[test]
    fn numbers_are_no_text() {
        let numbers: Vec<u8> = (0..64_u32).flat_map(|it| (it * 37).to_le_bytes()).collect();
        for bytes in [&numbers[..], b"a\0b\0c\0", b"plain text\0and more of it"] {
            assert_eq!(
                Hints::of(&Fragment::whole(bytes, Language::Other), Vec::new()).wide,
                []
            );
        }
    }
}
