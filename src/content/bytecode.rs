//! Strings of bytecode, which stand in one storage without anything between them: only a table
//! tells where each begins and ends. Hermes, which React Native ships; WebAssembly has none.

use std::ops::ControlFlow;

use super::hints::Hints;
use super::layer::{Certainty, Child, Give, Text};
use super::span_map::Unwrapped;
use super::{Fragment, Language, LayerName, wasm};

/// What a Hermes file begins with.
pub(crate) const HERMES: &[u8] = b"\xc6\x1f\xbc\x03\xc1\x03\x19\x1f";

/// Length of Hermes's header, and where in it the counts stand that lead to its strings.
const HEADER: usize = 128;
const COUNTS: usize = 40;

/// Lengths of a function's entry in the versions there are.
const FUNCTIONS: [usize; 4] = [16, 12, 20, 24];

/// Length that says that it stands in the other table.
const OVERFLOW: u32 = 0xFF;

/// Shorter strings are no values.
pub(super) const SHORTEST: usize = 16;

/// Whether a file begins as bytecode does, whose tables lead all over it.
pub(crate) fn is_bytecode(head: &[u8]) -> bool {
    head.starts_with(HERMES) || head.starts_with(wasm::MAGIC)
}

/// Gives the strings of a file that is bytecode, each apart from its neighbours.
pub(crate) fn unwrap(fragment: &Fragment<'_>, _: &Hints, give: &mut Give<'_>) -> ControlFlow<()> {
    let bytes = fragment.bytes;
    let mut give_text = |text: Text| {
        give(Child {
            layer: LayerName::Bytecode,
            text,
            language: Language::Other,
            certainty: Certainty::Bounded,
        })
    };
    let text = if bytes.starts_with(HERMES) {
        hermes(bytes)
    } else if bytes.starts_with(wasm::MAGIC) {
        wasm::strings(bytes)
    } else {
        None
    };
    let Some(text) = text.filter(|text| !text.bytes().is_empty()) else {
        return ControlFlow::Continue(());
    };
    let is_cut = text.bytes().len() > most(bytes);
    give_text(Text::Mapped(text))?;
    if is_cut {
        return give_text(Text::Cut);
    }
    ControlFlow::Continue(())
}

/// As much as the strings of a file may come to: they may share bytes, but not over and over.
fn most(bytes: &[u8]) -> usize {
    const SHARED: usize = 4;
    bytes.len() * SHARED
}

/// The strings of a Hermes file.
fn hermes(bytes: &[u8]) -> Option<Unwrapped> {
    let count = |index: usize| Some(number(bytes, COUNTS + 4 * index)? as usize);
    let (functions, kinds, identifiers) = (count(0)?, count(1)?, count(2)?);
    let (strings, overflows) = (count(3)?, count(4)?);
    if kinds.max(strings) > bytes.len() / 4 {
        return None;
    }
    let tables = FUNCTIONS.into_iter().find_map(|length| {
        let start = HEADER.checked_add(functions.checked_mul(length)?)?;
        let listed: usize = (0..kinds)
            .map(|kind| number(bytes, start + 4 * kind).map_or(0, |it| (it & 0x7FFF_FFFF) as usize))
            .sum();
        (listed == strings).then_some(start + 4 * kinds)
    })?;
    let small = tables.checked_add(identifiers.checked_mul(4)?)?;
    let large = small.checked_add(strings.checked_mul(4)?)?;
    let storage = large.checked_add(overflows.checked_mul(8)?)?;
    let mut text = Unwrapped::default();
    for index in 0..strings {
        if text.bytes().len() > most(bytes) {
            break;
        }
        let entry = number(bytes, small + 4 * index)?;
        let (mut start, mut length) = (entry >> 1 & 0x7F_FFFF, entry >> 24);
        if length == OVERFLOW {
            let other = large + 8 * start as usize;
            (start, length) = (number(bytes, other)?, number(bytes, other + 4)?);
        }
        let width = if entry & 1 == 1 { 2 } else { 1 };
        put(
            bytes,
            storage + start as usize,
            length as usize,
            width,
            &mut text,
        );
    }
    Some(text)
}

/// The number of four bytes at an offset.
fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// Puts a string of so many characters on a line of its own.
fn put(bytes: &[u8], start: usize, length: usize, width: usize, text: &mut Unwrapped) {
    let range = start..start.saturating_add(length.saturating_mul(width));
    let Some(string) = bytes.get(range.clone()).filter(|_| length >= SHORTEST) else {
        return;
    };
    if width == 1 {
        text.copy(bytes, range);
    } else {
        let narrow: Vec<u8> = string.chunks_exact(2).map(narrow).collect();
        text.put_groups(range, (2, 1), |bytes| bytes.extend(narrow));
    }
    text.put(0..0, b"\n");
}

/// A unit of UTF-16 as a byte; what is not of ASCII is no part of a value.
fn narrow(unit: &[u8]) -> u8 {
    match unit {
        [low, 0] if low.is_ascii() => *low,
        _ => 0xFF,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VALUES: [&str; 2] = ["skAb12Cd34Ef56Gh78Ij90", "skZz98Yy76Xx54Ww32Vv10"];

    /// A file of version 84 as Hermes writes it: a function, tables, and the storage.
    fn bundle() -> Vec<u8> {
        let wide: Vec<u8> = VALUES[1]
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let long = "x".repeat(300);
        let storage = [long.as_bytes(), VALUES[0].as_bytes(), b"glued", &[0], &wide].concat();
        let counts = [1_u32, 2, 1, 4, 1, u32::try_from(storage.len()).unwrap()];
        let entry = |wide: u32, start: u32, length: u32| wide | start << 1 | length << 24;
        let tables = [
            3,
            1 | 1 << 31,
            7,
            entry(0, 0, OVERFLOW),
            entry(0, 300, 22),
            entry(0, 322, 5),
            entry(1, 328, 22),
            0,
            300,
        ];
        let mut bytes = HERMES.to_vec();
        bytes.resize(COUNTS, 0);
        bytes.extend(counts.iter().flat_map(|it| it.to_le_bytes()));
        bytes.resize(HEADER + 16, 0);
        bytes.extend(tables.iter().flat_map(|it| it.to_le_bytes()));
        bytes.extend(storage);
        bytes
    }

    #[test]
    fn the_table_tells_where_strings_end() {
        let bytes = bundle();
        let text = hermes(&bytes).unwrap();
        let storage = bytes.len() - 300 - 22 - 5 - 1 - 44;
        for (value, start, width) in [(VALUES[0], 300, 1), (VALUES[1], 328, 2)] {
            let line = format!("\n{value}\n");
            let at = memchr::memmem::find(text.bytes(), line.as_bytes()).unwrap() + 1;
            let start = storage + start;
            let range = start..start + value.len() * width;
            assert_eq!(text.locate(&(at..at + value.len())), [range]);
        }
        assert_eq!(
            text.bytes().split(|it| *it == b'\n').next().unwrap().len(),
            300
        );
    }

    #[test]
    fn strings_that_share_their_bytes_over_and_over_are_cut() {
        let mut bytes = HERMES.to_vec();
        bytes.resize(COUNTS, 0);
        let count = 1000;
        bytes.extend(
            [0, 1, 0, count, 0, 0]
                .into_iter()
                .flat_map(u32::to_le_bytes),
        );
        bytes.resize(HEADER, 0);
        bytes.extend(count.to_le_bytes());
        let entry: u32 = 254 << 24;
        bytes.extend(entry.to_le_bytes().repeat(1000));
        bytes.extend(VALUES[0].repeat(12).bytes());
        let fragment = Fragment::whole(&bytes, Language::Other);
        let hints = Hints::of(&fragment, Vec::new());
        let mut texts = Vec::new();
        let _ = unwrap(&fragment, &hints, &mut |child| {
            texts.push(child.text);
            ControlFlow::Continue(())
        });
        let [Text::Mapped(text), Text::Cut] = &texts[..] else {
            panic!("some text, and that there is more");
        };
        assert!(text.bytes().len() < most(&bytes) + 256);
    }

    #[test]
    fn a_table_that_leads_nowhere_ends_nothing_else() {
        let whole = bundle();
        for end in 0..whole.len() {
            let _ = hermes(&whole[..end]);
        }
        let mut counts = whole;
        counts[COUNTS..COUNTS + 24].fill(0xFF);
        assert!(hermes(&counts).is_none());
    }
}
