//! Long stretches of hexadecimal digits that stand for text.

use std::ops::{ControlFlow, Range};

use super::hints::Hints;
use super::layer::{Certainty, Child, Give, Text};
use super::region::{are_text, hex_digit, hex_pair, is_text};
use super::span_map::Unwrapped;
use super::{Fragment, LayerName};

/// Shorter stretches are hashes and ids, if anything.
const SHORTEST: usize = 40;

/// Pairs in a row that must all be text; as many lie within any value.
const PAIRS: usize = 12;

/// What is kept before encoded text, for the words that tell what a value is.
const CONTEXT: usize = 192;

/// Decodes what stands for text in each long run.
pub(crate) fn unwrap(
    fragment: &Fragment<'_>,
    hints: &Hints,
    give: &mut Give<'_>,
) -> ControlFlow<()> {
    let bytes = fragment.bytes;
    for run in hints.runs.iter().filter(|run| run.len() >= SHORTEST) {
        let mut from = run.start;
        while let Some(stretch) = stretch(bytes, from..run.end) {
            from = stretch.end;
            if let Some(start) = start(bytes, &stretch) {
                give(Child {
                    layer: LayerName::Hex,
                    text: Text::Mapped(decode(bytes, start..stretch.end)),
                    language: fragment.language,
                    certainty: Certainty::Exact,
                })?;
            }
        }
    }
    ControlFlow::Continue(())
}

/// The first long stretch of digits in a range: one of each so many bytes lies within it.
fn stretch(bytes: &[u8], within: Range<usize>) -> Option<Range<usize>> {
    let mut at = within.start + SHORTEST - 1;
    while at < within.end {
        let behind = bytes[at..within.end].iter();
        let behind = behind.take_while(|it| hex_digit(**it).is_some()).count();
        if behind > 0 {
            let before = bytes[within.start..at].iter().rev();
            let before = before.take_while(|it| hex_digit(**it).is_some()).count();
            if before + behind >= SHORTEST {
                return Some(at - before..at + behind);
            }
        }
        at += behind.max(1) + SHORTEST - 1;
    }
    None
}

/// Where the pairs begin, if some digits of the stretch stand for text.
fn start(bytes: &[u8], stretch: &Range<usize>) -> Option<usize> {
    [0, 1]
        .into_iter()
        .map(|odd| stretch.start + odd)
        .find(|&start| holds_text(&bytes[start..stretch.end]))
}

/// Whether some pairs in a row stand for text.
fn holds_text(digits: &[u8]) -> bool {
    let pairs = digits.as_chunks::<2>().0;
    let is_none = |pair: &[u8; 2]| !hex_pair(pair).is_some_and(|it| it == 0 || is_text(it));
    let mut at = 0;
    while let Some(row) = pairs.get(at..at + PAIRS) {
        // The last one that is no text says where the next row may begin.
        at += match row.iter().rposition(is_none) {
            Some(last) => last + 1,
            None if are_text(&decoded(row.as_flattened())) => return true,
            None => 1,
        };
    }
    false
}

/// The bytes that pairs of digits stand for.
fn decoded(digits: &[u8]) -> Vec<u8> {
    digits.chunks_exact(2).filter_map(hex_pair).collect()
}

/// The text behind what stands before it.
fn decode(bytes: &[u8], digits: Range<usize>) -> Unwrapped {
    let mut text = Unwrapped::default();
    text.copy(bytes, digits.start.saturating_sub(CONTEXT)..digits.start);
    let decoded = decoded(&bytes[digits.clone()]);
    let end = digits.start + 2 * decoded.len();
    text.put_groups(digits.start..end, (2, 1), |bytes| bytes.extend(decoded));
    // Half a byte is none, nor is its digit one of a value.
    text.copy(bytes, digits.end..bytes.len().min(digits.end + 1));
    text
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::content::Language;

    fn unwrapped(text: &str) -> Vec<Unwrapped> {
        let fragment = Fragment::whole(text.as_bytes(), Language::Other);
        let mut runs = Vec::new();
        crate::detect::runs::for_each_run(text.as_bytes(), 24, |run| runs.push(run));
        let hints = Hints {
            runs,
            ..Hints::default()
        };
        let mut found = Vec::new();
        let _ = unwrap(&fragment, &hints, &mut |child: Child| {
            if let Text::Mapped(text) = child.text {
                found.push(text);
            }
            ControlFlow::Continue(())
        });
        found
    }

    #[test]
    fn text_is_found_in_digits_from_either_parity_on() {
        let mut digits = String::new();
        for byte in "token=skAb12Cd34Ef56".bytes() {
            write!(digits, "{byte:02x}").unwrap();
        }
        for (before, after) in [
            ("", ""),
            ("0x", "_"),
            ("0", ""),
            ("zz-", "0"),
            ("00ff", "ff00"),
        ] {
            let text = format!("k=\"{before}{digits}{after}\"");
            let found = unwrapped(&text);
            assert_eq!(found.len(), 1, "{before}");
            let plain = found[0].bytes();
            let at = memchr::memmem::find(plain, b"skAb12").unwrap();
            let start = 3 + before.len() + 12;
            assert_eq!(found[0].locate(&(at..at + 6)), [start..start + 12]);
        }
    }

    #[test]
    fn half_a_byte_is_no_text() {
        let digits: String = "token=skAb12Cd34Ef56"
            .bytes()
            .fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
        let found = unwrapped(&format!("k=\"{digits}5=\""));
        assert!(found[0].bytes().ends_with(b"Ef56="));
    }

    #[test]
    fn hashes_are_left_alone() {
        for text in [
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        ] {
            assert_eq!(unwrapped(text).len(), 0, "{text}");
        }
    }
}
