//! Long stretches of base32 in either case that stand for text.

use std::ops::{ControlFlow, Range};

use super::hints::Hints;
use super::layer::{Certainty, Child, Give, Text};
use super::region::are_text;
use super::span_map::Unwrapped;
use super::{Fragment, LayerName};

/// Digits in a group, and the bytes they stand for.
const GROUP: (usize, usize) = (8, 5);

/// Digits that must all be text: three groups.
const PROBE: usize = 24;

/// Shorter stretches hold no value.
const SHORTEST: usize = 40;

/// What is kept before encoded text, for the words that tell what a value is.
const CONTEXT: usize = 192;

/// The case of the letters, which is the same all through.
#[derive(Clone, Copy)]
enum Case {
    Upper,
    Lower,
}

/// Decodes each long run that is base32 and begins with text.
pub(crate) fn unwrap(
    fragment: &Fragment<'_>,
    hints: &Hints,
    give: &mut Give<'_>,
) -> ControlFlow<()> {
    let bytes = fragment.bytes;
    for run in hints.runs.iter().filter(|run| run.len() >= SHORTEST) {
        let Some((digits, case)) = stretch(bytes, run) else {
            continue;
        };
        let probe = decoded(&bytes[digits.start..digits.start + PROBE], case);
        if are_text(&probe) {
            give(Child {
                layer: LayerName::Base32,
                text: Text::Mapped(decode(bytes, digits, case)),
                language: fragment.language,
                certainty: Certainty::Exact,
            })?;
        }
    }
    ControlFlow::Continue(())
}

/// The digits at the end of a run, behind a prefix that is joined to them.
fn stretch(bytes: &[u8], run: &Range<usize>) -> Option<(Range<usize>, Case)> {
    /// Hashes and names hardly ever end in as many digits.
    const END: usize = 8;
    let text = &bytes[run.clone()];
    let is_digit = |it: &u8| matches!(it, b'A'..=b'Z' | b'a'..=b'z' | b'2'..=b'7');
    if !text[text.len() - END..].iter().rev().all(is_digit) {
        return None;
    }
    let start = memchr::memrchr2(b'-', b'_', text).map_or(0, |at| at + 1);
    let digits = &text[start..];
    let case = match digits.iter().find(|it| it.is_ascii_alphabetic())? {
        it if it.is_ascii_uppercase() => Case::Upper,
        _ => Case::Lower,
    };
    let is_whole = digits.len() >= SHORTEST && digits.iter().all(|it| value(*it, case).is_some());
    is_whole.then_some((run.start + start..run.end, case))
}

/// What a digit counts.
fn value(digit: u8, case: Case) -> Option<u8> {
    match (digit, case) {
        (b'A'..=b'Z', Case::Upper) => Some(digit - b'A'),
        (b'a'..=b'z', Case::Lower) => Some(digit - b'a'),
        (b'2'..=b'7', _) => Some(digit - b'2' + 26),
        _ => None,
    }
}

/// The bytes that digits stand for; bits left over are padding.
fn decoded(digits: &[u8], case: Case) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(digits.len() * GROUP.1 / GROUP.0);
    let (mut bits, mut count) = (0_u32, 0);
    for digit in digits.iter().filter_map(|it| value(*it, case)) {
        bits = bits << 5 | u32::from(digit);
        count += 5;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count & 0xFF) as u8);
            bits &= (1 << count) - 1;
        }
    }
    bytes
}

/// The text behind what stands before it.
fn decode(bytes: &[u8], digits: Range<usize>, case: Case) -> Unwrapped {
    let mut text = Unwrapped::default();
    text.copy(bytes, digits.start.saturating_sub(CONTEXT)..digits.start);
    text.put_groups(digits.clone(), GROUP, |plain| {
        plain.extend(decoded(&bytes[digits], case));
    });
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::Language;

    /// By the definition: groups of five bytes, most significant bit first.
    fn encode(bytes: &[u8]) -> String {
        let bit = |at: usize| bytes.get(at / 8).map_or(0, |it| it >> (7 - at % 8) & 1);
        let digits = (bytes.len() * 8).div_ceil(5);
        let value = |digit: usize| (0..5).fold(0, |it, at| it << 1 | bit(5 * digit + at));
        let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        (0..digits)
            .map(|it| alphabet[value(it) as usize] as char)
            .collect()
    }

    fn unwrapped(text: &str) -> Option<Unwrapped> {
        let fragment = Fragment::whole(text.as_bytes(), Language::Other);
        let mut hints = Hints::default();
        crate::detect::runs::for_each_run(text.as_bytes(), 24, |run| hints.runs.push(run));
        let mut found = None;
        let _ = unwrap(&fragment, &hints, &mut |child: Child| {
            if let Text::Mapped(text) = child.text {
                found = Some(text);
            }
            ControlFlow::Continue(())
        });
        found
    }

    #[test]
    fn text_is_found_in_either_case_and_maps_home() {
        let value = "skAb12Cd34Ef56Gh78Ij90Kl12";
        for plain in [
            format!("token={value}"),
            format!("{value};"),
            format!("\"k\":\"{value}\""),
        ] {
            let upper = encode(plain.as_bytes());
            for digits in [upper.to_lowercase(), upper] {
                let text = format!("k=\"x_{digits}==\"");
                let found = unwrapped(&text).unwrap();
                let at = memchr::memmem::find(found.bytes(), value.as_bytes()).unwrap();
                let before = plain.find(value).unwrap();
                let range = 5 + before * 8 / 5..5 + ((before + value.len()) * 8).div_ceil(5);
                assert_eq!(found.locate(&(at..at + value.len())), [range]);
            }
        }
    }

    #[test]
    fn ids_and_names_are_left_alone() {
        for text in [
            "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
            "__webpack_require__createharmonyreexport2reexport",
        ] {
            assert!(unwrapped(text).is_none(), "{text}");
        }
    }
}
