//! Words that stand near a run: the rules whose values have no beginning of their own.

use std::collections::VecDeque;
use std::ops::Range;

use fearless_simd::dispatch;
use fearless_simd::prelude::*;

use super::blocks::{AHEAD, BLOCK, LEVEL, lanes, search, search_blocks};
use super::filter::Grams;
use super::sieve::{KINDS, Sieve, sift};
use crate::rule::{Find, Rule};

/// How far before a run a word of `near` may begin.
const NEAR: usize = 96;

/// How far before a run a word of `beside` may begin, and how far behind it it may end.
pub(super) const BESIDE: usize = 160;

/// A longer run is data, and no rule's value.
const LONGEST: usize = 1400;

/// The first four bytes of a word, which it is looked up by.
type Gram = [u8; 4];

/// Rules by the words that stand near their values.
#[derive(Debug)]
pub(super) struct Words {
    /// Sorted by their first gram, once all are there.
    entries: Vec<Word>,
    /// The gram of each: close together, they are sought in a cache.
    order: Vec<Gram>,
    grams: Grams,
    /// What passes by nine bytes in ten, before each gram is looked up.
    sieve: Sieve<4>,
}

/// A word, and the rule that it points to.
#[derive(Debug)]
struct Word {
    text: String,
    gram: Gram,
    /// As written, or in lower case whatever the case of the text.
    exact: bool,
    rule: usize,
}

/// A rule whose word stands near a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Pointer {
    pub(super) rule: usize,
    /// How far the word stands from the run.
    pub(super) distance: usize,
}

impl Words {
    pub(super) fn new<'a>(rules: impl Iterator<Item = (usize, &'a Rule)>) -> Self {
        let mut all = Self {
            entries: Vec::new(),
            order: Vec::new(),
            grams: Grams::new(),
            sieve: Sieve::empty(),
        };
        for (rule, written) in rules {
            let (texts, exact) = match &written.find {
                Find::Near(texts) => (texts, false),
                Find::Beside(texts) => (texts, true),
                Find::Start(_) | Find::Anchor(_) => continue,
            };
            // A shorter word has no gram, and is never found.
            let long = texts
                .iter()
                .filter_map(|text| Some((text, *text.as_bytes().first_chunk()?)));
            all.entries.extend(long.map(|(text, four)| Word {
                text: text.clone(),
                gram: gram(four),
                exact,
                rule,
            }));
        }
        all.entries.sort_by_key(|it| it.gram);
        all.order = all.entries.iter().map(|it| it.gram).collect();
        let per_kind = all.entries.len().div_ceil(KINDS).max(1);
        for (index, word) in all.entries.iter().enumerate() {
            all.grams.insert(word.gram);
            all.sieve.insert(index / per_kind, word.gram);
        }
        all
    }

    /// Says of each block, which begin with the bytes, where a gram may begin.
    fn stops(&self, bytes: &[u8], all: &mut [u64]) {
        dispatch!(*LEVEL, simd => {
            let tables = self.sieve.loaded(simd);
            for (index, stops) in all.iter_mut().enumerate() {
                let [first, second, third, fourth] = lanes(simd, bytes, index);
                let lanes = [first | LOWER, second | LOWER, third | LOWER, fourth | LOWER];
                *stops = sift(&tables, lanes).to_bitmask();
            }
        });
    }

    /// Adds the words that stand at `at`.
    #[inline]
    fn look(&self, bytes: &[u8], at: usize, found: &mut VecDeque<Sight>) {
        let Some(four) = bytes[at..].first_chunk() else {
            return;
        };
        let gram = gram(*four);
        if self.grams.holds(gram) {
            self.at(bytes, at, gram, found);
        }
    }

    /// The words that stand at `at`, which begins with `gram`.
    #[inline(never)]
    fn at(&self, bytes: &[u8], at: usize, gram: Gram, found: &mut VecDeque<Sight>) {
        let first = self.order.partition_point(|it| *it < gram);
        let same = self.order[first..].iter().take_while(|it| **it == gram);
        for word in first..first + same.count() {
            let entry = &self.entries[word];
            let text = bytes.get(at..at + entry.text.len());
            if text.is_some_and(|text| entry.is(text)) {
                found.push_back(Sight { at, word });
            }
        }
    }
}

/// Words near the runs of one text, asked for one run after the other: where runs stand close
/// together the text between them is read once.
#[derive(Debug)]
pub(super) struct Nearby<'a> {
    words: &'a Words,
    bytes: &'a [u8],
    /// Those seen that a later run may still be near to.
    seen: VecDeque<Sight>,
    /// Where reading goes on.
    read: usize,
}

/// A word, and where it stands.
#[derive(Debug, Clone, Copy)]
struct Sight {
    at: usize,
    word: usize,
}

impl<'a> Nearby<'a> {
    pub(super) fn new(words: &'a Words, bytes: &'a [u8]) -> Self {
        Self {
            words,
            bytes,
            seen: VecDeque::new(),
            read: 0,
        }
    }

    /// The rules whose words stand near the run, each once, with its nearest word.
    pub(super) fn around(&mut self, run: &Range<usize>) -> Vec<Pointer> {
        let mut found: Vec<Pointer> = Vec::new();
        if run.len() > LONGEST {
            return found;
        }
        let from = run.start.saturating_sub(BESIDE);
        let to = self.bytes.len().min(run.end + BESIDE);
        self.read(from, to);
        while self.seen.front().is_some_and(|sight| sight.at < from) {
            self.seen.pop_front();
        }
        found.extend(
            self.seen
                .iter()
                .filter_map(|sight| self.pointer(*sight, run)),
        );
        found.sort();
        found.dedup_by_key(|pointer| pointer.rule);
        found
    }

    /// Reads on, so that every word is seen that begins between `from` and `to`, and perhaps some
    /// behind them.
    fn read(&mut self, from: usize, to: usize) {
        let (words, bytes) = (self.words, self.bytes);
        let start = from.max(self.read);
        if start >= to {
            return;
        }
        let blocks = (to - start).div_ceil(BLOCK);
        let stops = |bytes: &[u8], all: &mut [u64]| words.stops(bytes, all);
        let found = |at| words.look(bytes, at, &mut self.seen);
        self.read = if start + blocks * BLOCK + AHEAD <= bytes.len() {
            search_blocks(bytes, start, blocks, stops, found)
        } else {
            search(bytes, start..bytes.len(), stops, found);
            bytes.len()
        };
    }

    /// What a word says of a run, if it stands near enough.
    fn pointer(&self, sight: Sight, run: &Range<usize>) -> Option<Pointer> {
        let word = &self.words.entries[sight.word];
        let end = sight.at + word.text.len();
        let is_before = end <= run.start && sight.at + NEAR >= run.start;
        let is_beside = word.exact && end <= run.end + BESIDE;
        (is_beside || is_before).then(|| Pointer {
            rule: word.rule,
            distance: run.start.saturating_sub(end),
        })
    }
}

impl Word {
    fn is(&self, text: &[u8]) -> bool {
        if self.exact {
            text == self.text.as_bytes()
        } else {
            text.eq_ignore_ascii_case(self.text.as_bytes())
        }
    }
}

/// The bit that sets a lower-case letter off its capital.
const LOWER: u8 = 0x20;

/// Four bytes with the bit of lower case set in each, whatever they are.
#[inline]
fn gram(bytes: [u8; 4]) -> Gram {
    (u32::from_le_bytes(bytes) | u32::from_le_bytes([LOWER; 4])).to_le_bytes()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::detect::runs::for_each_run;
    use crate::rule::RuleSet;

    /// For each rule, how far its nearest word stands, with every word tried at every place.
    fn plainly(words: &Words, bytes: &[u8], run: &Range<usize>) -> Vec<Pointer> {
        let mut nearest = BTreeMap::new();
        for (index, entry) in words.entries.iter().enumerate() {
            let windows = bytes.windows(entry.text.len()).enumerate();
            for (at, _) in windows.filter(|(_, text)| entry.is(text)) {
                let nearby = Nearby::new(words, bytes);
                let is_near = at + BESIDE >= run.start;
                let pointer = nearby.pointer(Sight { at, word: index }, run);
                if let Some(pointer) = pointer.filter(|_| is_near) {
                    let least = nearest.entry(pointer.rule).or_insert(pointer.distance);
                    *least = pointer.distance.min(*least);
                }
            }
        }
        let pointer = |(rule, distance)| Pointer { rule, distance };
        nearest.into_iter().map(pointer).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(48) })]

        #[test]
        fn every_word_near_a_run_is_seen(
            pieces in prop::collection::vec(
                ("(apiKey|SECRET|ccountKey|sig=|x-auth|stripe|_KEY\"|[a-z ]{1,90}|[ =:]{1,9})", "([a-z0-9]{20,40})?"),
                1..24,
            ),
        ) {
            let rules = RuleSet::builtin().expect("the rules are sound");
            let words = Words::new(rules.rules().iter().map(AsRef::as_ref).enumerate());
            let text: String = pieces.into_iter().map(|(gap, run)| gap + &run).collect();
            let bytes = text.as_bytes();
            let mut nearby = Nearby::new(&words, bytes);
            let mut told = Vec::new();
            for_each_run(bytes, 16, |run| told.push((nearby.around(&run), run)));
            for (pointers, run) in told {
                prop_assert_eq!(pointers, plainly(&words, bytes, &run));
            }
        }
    }
}
