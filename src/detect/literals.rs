//! Many literals sought at once, everywhere in a text.

use std::collections::BTreeMap;
use std::ops::Range;

use aho_corasick::packed::{self, Searcher};
use aho_corasick::{AhoCorasick, Input, Span};

use crate::content::Fragment;

/// Bytes that stand most often in what builds hold, the most frequent first: counted over 40 MB of
/// published bundles, pages and source maps.
const FREQUENT: &[u8] = b" etrnaiosl,cA.du\"phm()f0=g\n-:1b;2Cy\\{}34v/x56_kw8E97[]S*IT>BMO|";

/// As many bytes as a vectorised search looks at.
const WINDOW: usize = 4;

/// A search for any of several literals, each by the bytes of it that stand in a text least often.
#[derive(Debug)]
pub(super) struct Literals {
    search: Search,
    /// For each window that is sought, its literals.
    windows: Vec<Vec<Literal>>,
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
    /// Vectorised; it takes 64 windows at most.
    Packed(Searcher),
    /// For more than that, or where there are no vectors.
    Automaton(AhoCorasick),
}

impl Literals {
    /// A search for these literals, of at least [`WINDOW`] bytes; nothing where there is none.
    pub(super) fn new<T: AsRef<[u8]>>(literals: &[T]) -> Option<Self> {
        let mut windows: BTreeMap<&[u8], Vec<Literal>> = BTreeMap::new();
        for (index, bytes) in literals.iter().map(AsRef::as_ref).enumerate() {
            let at = rarest(bytes);
            let window = bytes[at..].get(..WINDOW)?;
            windows.entry(window).or_default().push(Literal {
                index,
                bytes: bytes.to_vec(),
                at,
            });
        }
        let search = Search::new(&windows.keys().collect::<Vec<_>>())?;
        let windows = windows.into_values().collect();
        Some(Self { search, windows })
    }

    /// Every place where one stands, in order of the windows, with its index among the literals.
    pub(super) fn hits<'a>(
        &'a self,
        fragment: &'a Fragment<'_>,
    ) -> impl Iterator<Item = (usize, Range<usize>)> + 'a {
        let bytes = fragment.bytes;
        let windows = fragment.texts().flat_map(move |mut text| {
            std::iter::from_fn(move || {
                let (window, at) = self.search.find(bytes, &text)?;
                text.start = at + 1;
                Some((window, at))
            })
        });
        windows.flat_map(move |(window, at)| {
            self.windows[window].iter().filter_map(move |literal| {
                let start = at.checked_sub(literal.at)?;
                let end = start + literal.bytes.len();
                (bytes.get(start..end)? == literal.bytes).then_some((literal.index, start..end))
            })
        })
    }
}

impl Search {
    fn new(windows: &[&&[u8]]) -> Option<Self> {
        if windows.is_empty() {
            return None;
        }
        let packed = packed::Config::new()
            .heuristic_pattern_limits(false)
            .builder()
            .extend(windows)
            .build();
        match packed {
            Some(searcher) => Some(Self::Packed(searcher)),
            None => AhoCorasick::new(windows).ok().map(Self::Automaton),
        }
    }

    /// The first window in a text of `bytes`, and where it stands.
    fn find(&self, bytes: &[u8], text: &Range<usize>) -> Option<(usize, usize)> {
        let within = Span::from(text.clone());
        let hit = match self {
            Self::Packed(searcher) => searcher.find_in(bytes, within),
            Self::Automaton(automaton) => automaton.find(Input::new(bytes).span(within)),
        }?;
        Some((hit.pattern().as_usize(), hit.start()))
    }
}

/// Where in a literal the bytes begin that are rarest together.
fn rarest(literal: &[u8]) -> usize {
    let rank = |byte: &u8| {
        let place = FREQUENT.iter().position(|it| it == byte);
        place.unwrap_or(FREQUENT.len())
    };
    let rarity = |at: &usize| -> usize { literal[*at..].iter().take(WINDOW).map(rank).sum() };
    let last = literal.len().saturating_sub(WINDOW);
    (0..=last).max_by_key(rarity).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::Language;

    #[test]
    fn a_literal_is_found_by_its_rarest_bytes() {
        assert_eq!(rarest(b".apps.googleusercontent.com"), 6);
        let sought = Literals::new(&["analytics.load(", "ops_eyJ", "glc_eyJ"]);
        let text = b"analytics.load(ops_eyJanalyticx.load(glc_eyJ_eyJ";
        let text = Fragment::whole(text, Language::Other);
        let hits = sought.map(|it| it.hits(&text).collect::<Vec<_>>());
        assert_eq!(hits, Some(vec![(0, 0..15), (1, 15..22), (2, 37..44)]));
    }

    #[test]
    fn literals_may_overlap() {
        let sought = Literals::new(&["abcd", "bcdz", "cdzq"]);
        let text = Fragment::whole(b"abcdzq", Language::Other);
        let hits = sought.map(|it| it.hits(&text).collect::<Vec<_>>());
        assert_eq!(hits, Some(vec![(0, 0..4), (1, 1..5), (2, 2..6)]));
    }
}
