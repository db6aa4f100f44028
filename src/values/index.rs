//! Seeks any number of values in one pass whose cost does not grow with their number.
//!
//! Of each value some bytes in its middle are looked at; every four of them that stand together are
//! a gram. A text is probed for grams so far apart that no value slips between two probes.

use std::collections::HashMap;

/// Bytes of a gram.
const GRAM: usize = 4;

/// The filter's size in bits: small enough to stay in the nearest cache.
const FILTER_BITS: u32 = 18;

/// The lengths from which values are sought together: the longer, the fewer probes.
const TIERS: [usize; 3] = [32, 16, 8];

/// Values to seek.
#[derive(Debug)]
pub(super) struct Index {
    values: Vec<Box<[u8]>>,
    tiers: Vec<Tier>,
}

/// Values that are at least so long.
#[derive(Debug)]
struct Tier {
    step: usize,
    filter: Vec<u64>,
    /// For each gram, the values that have it, and where.
    grams: HashMap<u32, Vec<(usize, usize)>>,
}

impl Index {
    pub(super) fn new<'a>(values: impl Iterator<Item = &'a [u8]>) -> Self {
        let values: Vec<Box<[u8]>> = values.map(Into::into).collect();
        let mut tiers = Vec::new();
        let mut above = usize::MAX;
        for least in TIERS {
            let of_tier = values
                .iter()
                .enumerate()
                .filter(|(_, it)| (least..above).contains(&it.len()));
            tiers.extend(Tier::new(least, of_tier.map(|(index, it)| (index, &**it))));
            above = least;
        }
        Self { values, tiers }
    }

    /// Calls `found` with the start and the index of each value in the text, tier by tier.
    pub(super) fn for_each(&self, text: &[u8], mut found: impl FnMut(usize, usize)) {
        for tier in &self.tiers {
            let mut last = None;
            tier.probe(text, |at, value, offset| {
                let Some(start) = at.checked_sub(offset) else {
                    return;
                };
                let is_new = last != Some((start, value));
                if is_new && text[start..].starts_with(&self.values[value]) {
                    last = Some((start, value));
                    found(start, value);
                }
            });
        }
    }
}

impl Tier {
    fn new<'a>(least: usize, values: impl Iterator<Item = (usize, &'a [u8])>) -> Option<Self> {
        let step = least - (GRAM - 1);
        let mut grams: HashMap<u32, Vec<(usize, usize)>> = HashMap::new();
        for (index, value) in values {
            // The beginnings of tokens are alike, and so would be probed for all the time.
            let from = (value.len() - least) / 2;
            for offset in from..from + step {
                let gram = gram_at(value, offset);
                grams.entry(gram).or_default().push((index, offset));
            }
        }
        let mut filter = vec![0; 1 << (FILTER_BITS - 6)];
        for gram in grams.keys() {
            let bit = hash(*gram);
            filter[bit >> 6] |= 1 << (bit & 63);
        }
        (!grams.is_empty()).then_some(Self {
            step,
            filter,
            grams,
        })
    }

    #[inline]
    fn probe(&self, text: &[u8], mut found: impl FnMut(usize, usize, usize)) {
        let mut at = 0;
        while at + GRAM <= text.len() {
            let gram = gram_at(text, at);
            let bit = hash(gram);
            if self.filter[bit >> 6] & (1 << (bit & 63)) != 0 {
                for &(value, offset) in self.grams.get(&gram).into_iter().flatten() {
                    found(at, value, offset);
                }
            }
            at += self.step;
        }
    }
}

#[inline]
fn gram_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

#[inline]
fn hash(gram: u32) -> usize {
    (gram.wrapping_mul(0x9E37_79B1) >> (32 - FILTER_BITS)) as usize
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(values: &[Vec<u8>], text: &[u8]) -> Vec<(usize, usize)> {
        let mut all = Vec::new();
        Index::new(values.iter().map(Vec::as_slice))
            .for_each(text, |start, value| all.push((start, value)));
        all.sort_unstable();
        all.dedup();
        all
    }

    proptest! {
        #[test]
        fn every_value_is_found_wherever_it_stands(
            values in prop::collection::btree_set("[a-f0-9]{8,80}", 1..6),
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
