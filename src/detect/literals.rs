//! Many literals sought at once, everywhere in a text.

use std::collections::BTreeMap;
use std::ops::Range;

use aho_corasick::{AhoCorasick, Input, Span};
use fearless_simd::dispatch;
use fearless_simd::prelude::*;

use super::blocks::{LEVEL, lanes, search};
use super::sieve::{KINDS, Sieve, sift};
use crate::content::Fragment;

/// Bytes that stand most often in what builds hold, the most frequent first: counted over 40 MB of
/// published bundles, pages and source maps.
const FREQUENT: &[u8] = b" etrnaiosl,cA.du\"phm()f0=g\n-:1b;2Cy\\{}34v/x56_kw8E97[]S*IT>BMO|";

/// As many bytes of each literal are sought.
const WINDOW: usize = 4;

/// A sieve of more windows than this lets too much through.
const MOST: usize = 48;

/// A search for any of several literals, each by the bytes of it that stand in a text least often.
#[derive(Debug)]
pub(super) struct Literals {
    /// The windows that are sought, sorted, and the literals of each.
    windows: Vec<([u8; WINDOW], Vec<Literal>)>,
    search: Search,
}

/// A literal, by its number among all, and where its window stands in it.
#[derive(Debug)]
struct Literal {
    index: usize,
    bytes: Vec<u8>,
    at: usize,
}

/// A search for the literals' windows.
#[derive(Debug)]
enum Search {
    /// The first three bytes of each.
    Sieve(Sieve),
    /// For more of them than a sieve can tell apart.
    Automaton(AhoCorasick),
}

impl Literals {
    /// A search for these literals, of at least [`WINDOW`] bytes; nothing where there is none.
    pub(super) fn new<T: AsRef<[u8]>>(literals: &[T]) -> Option<Self> {
        let mut windows: BTreeMap<[u8; WINDOW], Vec<Literal>> = BTreeMap::new();
        for (index, bytes) in literals.iter().map(AsRef::as_ref).enumerate() {
            let at = rarest(bytes);
            windows
                .entry(*bytes[at..].first_chunk()?)
                .or_default()
                .push(Literal {
                    index,
                    bytes: bytes.to_vec(),
                    at,
                });
        }
        let search = match windows.len() {
            0 => return None,
            1..=MOST => Search::Sieve(sieve(windows.keys())),
            _ => Search::Automaton(AhoCorasick::new(windows.keys()).ok()?),
        };
        let windows = windows.into_iter().collect();
        Some(Self { windows, search })
    }

    /// Calls `found` with every place where one stands, in order of the windows, and with its
    /// index among the literals.
    pub(super) fn each_hit(
        &self,
        fragment: &Fragment<'_>,
        mut found: impl FnMut(usize, Range<usize>),
    ) {
        let bytes = fragment.bytes;
        for text in fragment.texts() {
            match &self.search {
                Search::Sieve(sieve) => {
                    let masks = |bytes: &[u8], all: &mut [u64]| sifted(sieve, bytes, all);
                    search(bytes, text, masks, |at| self.at(bytes, at, &mut found));
                }
                Search::Automaton(automaton) => {
                    let mut text = text;
                    let next = |text: &Range<usize>| {
                        let within = Input::new(bytes).span(Span::from(text.clone()));
                        automaton.find(within).map(|hit| hit.start())
                    };
                    while let Some(at) = next(&text) {
                        self.at(bytes, at, &mut found);
                        text.start = at + 1;
                    }
                }
            }
        }
    }

    /// The literals whose window stands at a place.
    fn at(&self, bytes: &[u8], at: usize, found: &mut impl FnMut(usize, Range<usize>)) {
        let Some(window) = bytes[at..].first_chunk::<WINDOW>() else {
            return;
        };
        let Ok(place) = self.windows.binary_search_by_key(window, |it| it.0) else {
            return;
        };
        for literal in &self.windows[place].1 {
            let start = at.checked_sub(literal.at);
            let range = start.map(|start| start..start + literal.bytes.len());
            if let Some(range) = range
                && bytes.get(range.clone()) == Some(&literal.bytes)
            {
                found(literal.index, range);
            }
        }
    }
}

/// Says of each block, which begin with the bytes, where a window may begin.
fn sifted(sieve: &Sieve, bytes: &[u8], all: &mut [u64]) {
    dispatch!(*LEVEL, simd => {
        let tables = sieve.loaded(simd);
        for (index, mask) in all.iter_mut().enumerate() {
            *mask = sift(&tables, lanes(simd, bytes, index)).to_bitmask();
        }
    });
}

/// A sieve of windows: each of the kind to which it adds the fewest other bytes.
fn sieve<'a>(windows: impl Iterator<Item = &'a [u8; WINDOW]>) -> Sieve {
    let mut sieve = Sieve::empty();
    for [first, second, third, _] in windows {
        let with = |kind| {
            let mut more = sieve;
            more.insert(kind, [*first, *second, *third]);
            (more, frequency(&more, kind) - frequency(&sieve, kind))
        };
        let best = (0..KINDS).map(with).min_by(|one, other| one.1.total_cmp(&other.1));
        if let Some((more, _)) = best {
            sieve = more;
        }
    }
    sieve
}

/// How often a kind may be seen, roughly: bytes are as frequent as words are, by their rank.
fn frequency(sieve: &Sieve, kind: usize) -> f64 {
    let share = |byte: u8| 1.0 / (rank(byte) + 1) as f64;
    let shares = (0..3).map(|place| sieve.bytes_of(kind, place).map(share).sum::<f64>());
    shares.product()
}

/// Where in a literal the bytes begin that are rarest together.
fn rarest(literal: &[u8]) -> usize {
    let rarity = |at: &usize| -> usize {
        let window = literal[*at..].iter().take(WINDOW);
        window.map(|it| rank(*it)).sum()
    };
    let last = literal.len().saturating_sub(WINDOW);
    (0..=last).max_by_key(rarity).unwrap_or(0)
}

/// The place of a byte among all, the most frequent first.
fn rank(byte: u8) -> usize {
    let place = FREQUENT.iter().position(|it| *it == byte);
    place.unwrap_or(FREQUENT.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::Language;

    fn found(literals: &[&str], text: &str) -> Vec<(usize, Range<usize>)> {
        let fragment = Fragment::whole(text.as_bytes(), Language::Other);
        let mut found = Vec::new();
        let literals = Literals::new(literals).expect("there are some");
        literals.each_hit(&fragment, |index, range| found.push((index, range)));
        found
    }

    #[test]
    fn a_literal_is_found_by_its_rarest_bytes() {
        assert_eq!(rarest(b".apps.googleusercontent.com"), 6);
        let hits = found(
            &["analytics.load(", "ops_eyJ", "glc_eyJ"],
            "analytics.load(ops_eyJanalyticx.load(glc_eyJ_eyJ",
        );
        assert_eq!(hits, [(0, 0..15), (1, 15..22), (2, 37..44)]);
    }

    #[test]
    fn literals_may_overlap_and_end_the_text() {
        let hits = found(&["abcd", "bcdz", "cdzq"], "abcdzq");
        assert_eq!(hits, [(0, 0..4), (1, 1..5), (2, 2..6)]);
    }

    #[test]
    fn any_number_of_literals_is_found_anywhere() {
        for count in [1, 20, MOST, MOST + 1, 300] {
            let literals: Vec<String> = (0..count).map(|it| format!("<{it:03}>")).collect();
            let literals: Vec<&str> = literals.iter().map(String::as_str).collect();
            let text = format!("{}x{}", literals.concat(), " ".repeat(59));
            let hits = found(&literals, &text);
            let expected = (0..count).map(|it| (it, 5 * it..5 * it + 5));
            assert_eq!(hits, expected.collect::<Vec<_>>());
        }
    }
}
