//! Base64 in either alphabet, padded or not, on one line or many, from any of its bytes on.
//!
//! A long run is decoded where it follows `;base64,`, or where some stretch of it turns into text
//! or begins a compressed file. Names and hashes turn into neither.

mod digits;

use std::iter;
use std::ops::{ControlFlow, Range};

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::hints::Hints;
use super::layer::{Certainty, Child, Give, Text};
use super::span_map::Unwrapped;
use super::{Fragment, Language, LayerName};
use crate::detect::blocks::is_base64_byte;
use digits::{digits, promise};

/// Digits in a group, and the bytes they stand for.
const GROUP: (usize, usize) = (4, 3);

/// What is kept before encoded text, for the words that tell what a value is.
const CONTEXT: usize = 192;

/// Line breaks that stand within encoded text and mean nothing in it.
const BREAKS: [&[u8]; 4] = [b"\r\n", b"\n", b"\\r\\n", b"\\n"];

const DIGITS: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Decodes the encoded text round each long run.
pub(crate) fn unwrap(
    fragment: &Fragment<'_>,
    hints: &Hints,
    give: &mut Give<'_>,
) -> ControlFlow<()> {
    let bytes = fragment.bytes;
    let mut done = 0;
    for run in &hints.runs {
        if run.start < done {
            continue;
        }
        let encoded = Encoded::around(bytes, run);
        done = encoded.end;
        if let Some(phase) = encoded.phase {
            give(Child {
                layer: LayerName::Base64,
                language: language(&bytes[..encoded.start]),
                text: Text::Mapped(encoded.decode(bytes, phase)),
                certainty: Certainty::Exact,
            })?;
        }
    }
    ControlFlow::Continue(())
}

/// What a data URI says of its content.
fn language(before: &[u8]) -> Language {
    let head = &before[before.len().saturating_sub(CONTEXT)..];
    let Some(at) = memchr::memmem::rfind(head, b"data:") else {
        return Language::Other;
    };
    let is = |kind: &[u8]| memchr::memmem::find(&head[at..], kind).is_some();
    if is(b"json") && memchr::memmem::find(head, b"sourceMappingURL").is_some() {
        Language::SourceMap
    } else if is(b"javascript") || is(b"json") {
        Language::JavaScript
    } else if is(b"html") || is(b"svg") || is(b"xml") {
        Language::Html
    } else {
        Language::Other
    }
}

/// What a data URI is said to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DataUri {
    Text,
    /// Pixels, glyphs or sound, which are looked through for text, as any long run is.
    Binary,
}

/// What the data URI is said to hold that what stands before opens.
pub(crate) fn data_uri(before: &[u8]) -> Option<DataUri> {
    const BINARY: [&[u8]; 4] = [b"image/", b"font", b"audio/", b"video/"];
    if !before.ends_with(b";base64,") {
        return None;
    }
    let head = &before[before.len().saturating_sub(CONTEXT)..];
    let kind = memchr::memmem::rfind(head, b"data:").map_or(head, |at| &head[at..]);
    let says = |word: &&[u8]| memchr::memmem::find(kind, word).is_some();
    let is_text = !BINARY.iter().any(says) || says(&&b"svg"[..]);
    Some(if is_text {
        DataUri::Text
    } else {
        DataUri::Binary
    })
}

/// Encoded text: stretches of digits with breaks between them.
struct Encoded {
    start: usize,
    end: usize,
    /// Which of four digits a group begins with, if this is encoded text at all.
    phase: Option<usize>,
}

impl Encoded {
    /// All that a run is a part of.
    fn around(bytes: &[u8], run: &Range<usize>) -> Self {
        let before = bytes[..run.start]
            .iter()
            .rev()
            .take_while(|it| is_base64_byte(**it));
        let start = run.start - before.count();
        let is_text = data_uri(&bytes[..start]) == Some(DataUri::Text);
        let mut encoded = Self {
            start,
            end: start,
            phase: is_text.then_some(0),
        };
        let mut passed = 0;
        for line in lines(bytes, start) {
            if encoded.phase.is_none() {
                let at = promise(&bytes[line.clone()]);
                encoded.phase = at.map(|at| (passed + at) % GROUP.0);
            }
            passed += line.len();
            encoded.end = line.end;
        }
        encoded
    }

    /// The decoded text behind what stands before it.
    fn decode(&self, bytes: &[u8], phase: usize) -> Unwrapped {
        let mut text = Unwrapped::default();
        text.copy(bytes, self.start.saturating_sub(CONTEXT)..self.start);
        let mut skip = phase;
        let mut pending = Vec::new();
        for line in lines(bytes, self.start) {
            let mut start = line.start + skip.min(line.len());
            skip -= start - line.start;
            while !pending.is_empty() && pending.len() < GROUP.0 && start < line.end {
                pending.push(start);
                start += 1;
            }
            put_pending(bytes, &mut text, &mut pending);
            let whole = (line.end - start) / GROUP.0 * GROUP.0;
            put(&mut text, bytes, start..start + whole);
            pending.extend(start + whole..line.end);
        }
        let (Some(first), Some(last)) = (pending.first(), pending.last()) else {
            return text;
        };
        let digits: Vec<u8> = pending.iter().map(|&at| bytes[at]).collect();
        text.put(*first..last + 1, &decoded(&digits));
        text
    }
}

/// The stretches of digits from a place on, of which none is empty.
fn lines(bytes: &[u8], start: usize) -> impl Iterator<Item = Range<usize>> {
    let mut next = Some(start);
    iter::from_fn(move || {
        let start = next?;
        let end = start + digits(&bytes[start..]);
        next = meaningless(&bytes[end..]).map(|length| end + length);
        (start < end).then_some(start..end)
    })
    .fuse()
}

/// How much of what follows some digits means nothing among them: a line break, or the backslash
/// that JSON may have before a slash. Before another digit it begins an escape.
fn meaningless(rest: &[u8]) -> Option<usize> {
    let line_break = BREAKS.iter().find(|it| rest.starts_with(it));
    let line_break = line_break.map(|it| it.len());
    line_break.or_else(|| rest.starts_with(b"\\/").then_some(1))
}

/// Puts a group that a break stands in.
fn put_pending(bytes: &[u8], text: &mut Unwrapped, pending: &mut Vec<usize>) {
    if let [first, _, _, last] = pending[..] {
        let digits: Vec<u8> = pending.iter().map(|&at| bytes[at]).collect();
        text.put(first..last + 1, &decoded(&digits));
        pending.clear();
    }
}

fn put(text: &mut Unwrapped, bytes: &[u8], range: Range<usize>) {
    let digits = &bytes[range.clone()];
    text.put_groups(range, GROUP, |plain| decode_into(digits, plain));
}

/// The bytes that digits of either alphabet stand for.
fn decoded(digits: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    decode_into(digits, &mut plain);
    plain
}

/// Adds the bytes that digits of either alphabet stand for.
fn decode_into(digits: &[u8], plain: &mut Vec<u8>) {
    // One digit alone stands for nothing.
    let length = digits.len() - usize::from(digits.len() % GROUP.0 == 1);
    let digits = &digits[..length];
    let before = plain.len();
    let outcome = if memchr::memchr2(b'-', b'_', digits).is_some() {
        let standard: Vec<u8> = digits.iter().map(|digit| standard(*digit)).collect();
        DIGITS.decode_vec(&standard, plain)
    } else {
        DIGITS.decode_vec(digits, plain)
    };
    if outcome.is_err() {
        plain.truncate(before);
    }
}

fn standard(digit: u8) -> u8 {
    match digit {
        b'-' => b'+',
        b'_' => b'/',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::digits::PROBE;
    use super::*;
    use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};

    const VALUE: &str = "skA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8S9t0";

    /// What is unwrapped from a text, and where the value in it came from.
    fn unwrapped(text: &str) -> Vec<(String, Vec<Range<usize>>)> {
        let fragment = Fragment::whole(text.as_bytes(), Language::Other);
        let mut runs = Vec::new();
        crate::detect::runs::for_each_run(text.as_bytes(), PROBE, |run| runs.push(run));
        let hints = Hints::of(&fragment, runs);
        let mut found = Vec::new();
        let _ = unwrap(&fragment, &hints, &mut |child: Child| {
            let Text::Mapped(text) = &child.text else {
                panic!("base64 is mapped");
            };
            let plain = String::from_utf8_lossy(text.bytes()).into_owned();
            if let Some(at) = plain.find(VALUE) {
                found.push((plain, text.locate(&(at..at + VALUE.len()))));
            }
            ControlFlow::Continue(())
        });
        found
    }

    #[test]
    fn a_value_is_found_at_every_offset_and_in_either_alphabet() {
        for before in ["", "~", "~~", "~~~", "{\"token\":\"é>?"] {
            let plain = format!("{before}{VALUE}?>~");
            for encoded in [
                BASE64_STANDARD.encode(&plain),
                BASE64_URL_SAFE_NO_PAD.encode(&plain),
            ] {
                let text = format!("atob(\"{encoded}\")");
                let found = unwrapped(&text);
                assert_eq!(found.len(), 1, "{before}");
                let start = 6 + before.len() * 4 / 3;
                let end = 6 + ((before.len() + VALUE.len()) * 4).div_ceil(3);
                assert_eq!(found[0].1, [start..end], "{before}");
            }
        }
    }

    #[test]
    fn lines_and_escaped_line_breaks_are_no_part_of_it() {
        let encoded = BASE64_STANDARD.encode(format!("token={VALUE};"));
        for line_break in ["\n", "\r\n", "\\n"] {
            for width in [19, 40] {
                let lines: Vec<&[u8]> = encoded.as_bytes().chunks(width).collect();
                let text = lines.join(line_break.as_bytes());
                let text = String::from_utf8(text).unwrap();
                // A run must be long enough to be looked at.
                let found = unwrapped(&format!("x=\"{text}\""));
                assert_eq!(found.len(), usize::from(width > PROBE), "{width}");
            }
        }
    }

    #[test]
    fn an_escaped_digit_is_not_read_as_its_escape_is_written() {
        let encoded = BASE64_STANDARD.encode(format!("token={VALUE};"));
        let slashed = encoded.replace('Z', "\\/");
        assert_eq!(
            meaningless(&slashed.as_bytes()[slashed.find('\\').unwrap()..]),
            Some(1)
        );
        let digits = encoded.trim_end_matches('=');
        let escaped = format!("x=\"{}\\u0073\"", &digits[..digits.len() - 1]);
        let run = 3..escaped.len() - 7;
        assert_eq!(Encoded::around(escaped.as_bytes(), &run).end, run.end);
    }

    #[test]
    fn names_hashes_and_integrity_are_left_alone() {
        for text in [
            "__webpack_require__createHarmonyReexport2",
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==",
        ] {
            let fragment = Fragment::whole(text.as_bytes(), Language::Other);
            let hints = Hints::of(&fragment, vec![0..text.len()]);
            let outcome = unwrap(&fragment, &hints, &mut |_| ControlFlow::Break(()));
            assert!(outcome.is_continue(), "{text}");
        }
    }
}
