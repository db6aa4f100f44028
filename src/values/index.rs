//! Seeks any number of values in one pass whose cost does not grow with their number.
//!
//! Of each value some bytes in its middle are looked at; every four of them that stand together are
//! a gram. A text is probed for grams so far apart that no value slips between two probes. Values
//! that hold a long run of token bytes are sought in the text's long runs alone, which the sweep has
//! seen anyway and which are a small part of any text.

use std::ops::{Range, RangeInclusive};

use memchr::memmem;

use crate::detect::LONG_RUN;
use crate::detect::blocks::{is_base64_byte, is_token_byte};

/// Bytes of a gram.
const GRAM: usize = 4;

/// Bits of a filter for each gram: one place in so many is looked up for nothing.
const SPARSE: usize = 64;

/// A filter's size in bits, as a power of two: at most what stays in a near cache.
const FILTER_BITS: RangeInclusive<u32> = 12..=20;

/// The lengths from which values are sought together: the longer, the fewer probes.
const TIERS: [usize; 3] = [32, 16, 8];

/// A row of base64 as long as this is looked into whatever runs are told: far within one the sweep
/// tells of none.
const ROW: usize = 2048;

/// So many bytes tell whether a place is in such a row.
const GLANCE: usize = 64;

/// Values to seek.
#[derive(Debug)]
pub(super) struct Index {
    /// Of values that hold a long run.
    in_runs: Option<Tier>,
    /// Of all others.
    anywhere: Vec<Tier>,
    values: Vec<Box<[u8]>>,
}

/// A text, and where to seek in it.
#[derive(Clone, Copy)]
pub(super) struct Places<'a> {
    pub(super) text: &'a [u8],
    /// The stretches that may hold a value.
    pub(super) stretches: &'a [Range<usize>],
    /// The long runs of token bytes in them that hold a digit.
    pub(super) runs: &'a [Range<usize>],
}

/// A value's part that is sought.
#[derive(Clone, Copy)]
struct Part<'a> {
    value: usize,
    /// Where it begins in the value.
    start: usize,
    bytes: &'a [u8],
}

/// Parts of values that are at least so long.
#[derive(Debug)]
struct Tier {
    step: usize,
    filter: Vec<u64>,
    /// How far a product is shifted to be a place in the filter.
    shift: u32,
    /// Every gram, sorted.
    grams: Vec<Gram>,
}

/// Four bytes as a number, and where they stand in which value.
#[derive(Debug, Clone, Copy)]
struct Gram {
    bytes: u32,
    value: usize,
    offset: usize,
}

impl Index {
    pub(super) fn new<'a>(values: impl Iterator<Item = &'a [u8]>) -> Self {
        let values: Vec<Box<[u8]>> = values.map(Into::into).collect();
        let parts = values
            .iter()
            .enumerate()
            .map(|(value, it)| Part::of(value, it));
        let (runs, others): (Vec<Part<'_>>, Vec<_>) = parts.partition(|it| is_long_run(it.bytes));
        let mut anywhere = Vec::new();
        let mut above = usize::MAX;
        for least in TIERS {
            let of_tier = others.iter().copied();
            let of_tier = of_tier.filter(|it| (least..above).contains(&it.bytes.len()));
            anywhere.extend(Tier::new(least, of_tier));
            above = least;
        }
        let in_runs = Tier::new(LONG_RUN, runs.into_iter());
        Self {
            in_runs,
            anywhere,
            values,
        }
    }

    /// Calls `found` with the start and the index of each value in the text, those in long runs first.
    pub(super) fn for_each(&self, places: Places<'_>, mut found: impl FnMut(usize, usize)) {
        if let Some(tier) = &self.in_runs {
            self.seek(tier, places.text, places.runs, &mut found);
            self.seek(tier, places.text, &rows(places), &mut found);
        }
        for tier in &self.anywhere {
            self.seek(tier, places.text, places.stretches, &mut found);
        }
    }

    fn seek(
        &self,
        tier: &Tier,
        text: &[u8],
        stretches: &[Range<usize>],
        found: &mut impl FnMut(usize, usize),
    ) {
        let mut last = None;
        for stretch in stretches {
            tier.probe(&text[..stretch.end], stretch.start, |at, gram| {
                let Some(start) = at.checked_sub(gram.offset) else {
                    return;
                };
                let value = gram.value;
                let is_new = last != Some((start, value));
                if is_new && text[start..].starts_with(&self.values[value]) {
                    last = Some((start, value));
                    found(start, value);
                }
            });
        }
    }
}

/// Rows of base64 that are so long that one byte in [`ROW`] shows each.
fn rows(places: Places<'_>) -> Vec<Range<usize>> {
    let is_data = |byte: &u8| is_base64_byte(*byte);
    let mut rows: Vec<Range<usize>> = Vec::new();
    for stretch in places.stretches {
        for at in stretch.clone().step_by(ROW) {
            let is_seen = rows.last().is_some_and(|row| at < row.end);
            let (before, after) = (
                &places.text[stretch.start..at],
                &places.text[at..stretch.end],
            );
            if is_seen || !after.iter().take(GLANCE).all(is_data) {
                continue;
            }
            let back = before.iter().rev().take_while(|it| is_data(it)).count();
            let on = after.iter().take_while(|it| is_data(it)).count();
            if back + on >= ROW {
                rows.push(at - back..at + on);
            }
        }
    }
    rows
}

impl<'a> Part<'a> {
    /// The longest long run in a value, else all of it.
    fn of(value: usize, bytes: &'a [u8]) -> Self {
        let runs = bytes.split(|byte| !is_token_byte(*byte));
        let longest = runs.filter(|it| is_long_run(it)).max_by_key(|it| it.len());
        let bytes_of_part = longest.unwrap_or(bytes);
        Self {
            value,
            start: memmem::find(bytes, bytes_of_part).unwrap_or(0),
            bytes: bytes_of_part,
        }
    }
}

impl Part<'_> {
    /// So many grams of its middle that one of them is probed wherever it stands.
    fn grams(self, least: usize, step: usize) -> impl Iterator<Item = Gram> {
        // The beginnings of tokens are alike, and so would be probed for all the time.
        let from = (self.bytes.len() - least) / 2;
        (from..from + step).map(move |at| Gram {
            bytes: gram_at(self.bytes, at),
            value: self.value,
            offset: self.start + at,
        })
    }
}

/// Whether the sweep tells of these bytes, whatever stands beside them.
fn is_long_run(bytes: &[u8]) -> bool {
    bytes.len() >= LONG_RUN
        && bytes.iter().copied().all(is_token_byte)
        && bytes.iter().any(u8::is_ascii_digit)
}

impl Tier {
    fn new<'a>(least: usize, parts: impl Iterator<Item = Part<'a>>) -> Option<Self> {
        let step = least - (GRAM - 1);
        let mut grams: Vec<Gram> = parts.flat_map(|part| part.grams(least, step)).collect();
        grams.sort_unstable_by_key(|it| it.bytes);
        let bits = (grams.len() * SPARSE).next_power_of_two().ilog2();
        let bits = bits.clamp(*FILTER_BITS.start(), *FILTER_BITS.end());
        let mut tier = Self {
            step,
            filter: vec![0; 1 << (bits - 6)],
            shift: u32::BITS - bits,
            grams,
        };
        for gram in &tier.grams {
            let bit = hash(gram.bytes, tier.shift);
            tier.filter[bit >> 6] |= 1 << (bit & 63);
        }
        (!tier.grams.is_empty()).then_some(tier)
    }

    /// Calls `found` with each gram that is probed from `at` to the end of the text.
    #[inline]
    fn probe(&self, text: &[u8], mut at: usize, mut found: impl FnMut(usize, Gram)) {
        while at + GRAM <= text.len() {
            let bytes = gram_at(text, at);
            let bit = hash(bytes, self.shift);
            if self.filter[bit >> 6] & (1 << (bit & 63)) != 0 {
                for gram in self.all(bytes) {
                    found(at, *gram);
                }
            }
            at += self.step;
        }
    }

    fn all(&self, bytes: u32) -> impl Iterator<Item = &Gram> {
        let first = self.grams.partition_point(|it| it.bytes < bytes);
        let same = self.grams[first..].iter();
        same.take_while(move |it| it.bytes == bytes)
    }
}

#[inline]
fn gram_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

/// The upper bits of a product (Fibonacci hashing).
#[inline]
fn hash(gram: u32, shift: u32) -> usize {
    (gram.wrapping_mul(0x9E37_79B1) >> shift) as usize
}

/// The runs that the sweep tells of.
#[cfg(test)]
pub(super) fn long_runs(text: &[u8]) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    crate::detect::runs::for_each_run(text, LONG_RUN, |run| runs.push(run));
    runs.retain(|run| is_long_run(&text[run.clone()]));
    runs
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(values: &[Vec<u8>], text: &[u8]) -> Vec<(usize, usize)> {
        let mut all = Vec::new();
        let places = Places {
            text,
            stretches: &[0..text.len()],
            runs: &long_runs(text),
        };
        Index::new(values.iter().map(Vec::as_slice))
            .for_each(places, |start, value| all.push((start, value)));
        all.sort_unstable();
        all.dedup();
        all
    }

    proptest! {
        #[test]
        fn every_value_is_found_wherever_it_stands(
            values in prop::collection::btree_set("[a-f0-9]{8,80}|[a-z!]{8,50}|[a-z0-9]{9,60}[!/+]{1,3}[a-z0-9]{9,60}", 1..6),
            gaps in prop::collection::vec("[ -@]{1,30}", 7),
        ) {
            let values: Vec<Vec<u8>> = values.into_iter().map(String::into_bytes).collect();
            let mut text = Vec::new();
            let mut wanted = Vec::new();
            for (index, value) in values.iter().enumerate() {
                text.extend(format!(".{}.", gaps[index]).bytes());
                wanted.push((text.len(), index));
                text.extend(value);
            }
            text.push(b'.');
            let found = found(&values, &text);
            for place in wanted {
                prop_assert!(found.contains(&place));
            }
            for (start, value) in found {
                prop_assert!(text[start..].starts_with(&values[value]));
            }
        }
    }
}
