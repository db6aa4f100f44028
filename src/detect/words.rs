//! Words that stand near a run: the rules whose values have no beginning of their own.

use std::collections::VecDeque;
use std::ops::Range;

use fearless_simd::dispatch;

use super::blocks::{AHEAD, BLOCK, LEVEL, lanes, search, search_blocks, shifted};
use super::filter::{self, Grams};
use super::sieve::{KINDS, LETTERS, Sieve, any, sift};
use crate::rule::{Find, Rule};

/// How far before a run a word of `near` may begin.
const NEAR: usize = 96;

/// How far before a run a word of `beside` may begin, and how far behind it it may end.
pub(super) const BESIDE: usize = 160;

/// About as many blocks as are read for one run.
const FEW: usize = 8;

/// A longer run is data, and no rule's value.
const LONGEST: usize = 1400;

/// Hundreds of words are too many for the kinds of one sieve.
const SIEVES: usize = 2;

/// How many hashes grams have: several for each word, so that most places are of none.
const HASHES: usize = 1 << 12;

/// The first four bytes of a word, which it is looked up by.
type Gram = [u8; 4];

/// Rules by the words that stand near their values.
#[derive(Debug)]
pub(super) struct Words {
    /// Words of `near`, which are in lower case whatever the case of the text.
    near: Lexicon,
    /// Words of `beside`, as they are written.
    beside: Lexicon,
}

/// Words that are sought together.
#[derive(Debug)]
struct Lexicon {
    case: Case,
    /// Sorted by the hashes of their grams.
    words: Vec<Word>,
    /// How many words come before those of each hash, and before all that would follow the last.
    before: Box<[u16; HASHES + 1]>,
    /// What passes by four bytes in five, and then nearly all others.
    sieves: [Sieve<4, LETTERS>; SIEVES],
    grams: Grams,
}

/// Whether the case of a letter matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    Matters,
    Ignored,
}

/// A word, and the rule that it points to.
#[derive(Debug)]
struct Word {
    text: String,
    gram: Gram,
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
        let (mut near, mut beside) = (Vec::new(), Vec::new());
        for (rule, written) in rules {
            let (words, texts) = match &written.find {
                Find::Near(texts) => (&mut near, texts),
                Find::Beside(texts) => (&mut beside, texts),
                Find::Start(_) | Find::Anchor(_) => continue,
            };
            words.extend(texts.iter().map(|text| (text.as_str(), rule)));
        }
        Self {
            near: Lexicon::new(Case::Ignored, near),
            beside: Lexicon::new(Case::Matters, beside),
        }
    }
}

impl Lexicon {
    fn new(case: Case, texts: Vec<(&str, usize)>) -> Self {
        // A shorter word has no gram, and is never found.
        let long = texts.into_iter().filter_map(|(text, rule)| {
            Some(Word {
                text: text.to_owned(),
                gram: case.gram(*text.as_bytes().first_chunk()?),
                rule,
            })
        });
        let mut words: Vec<_> = long.collect();
        // Those that are alike are one kind, so that few others come through: more so in the midst,
        // by what was tried.
        words.sort_by_key(|it| {
            let [first, second, third, fourth] = it.gram;
            [third, second, first, fourth]
        });
        let (mut sieves, mut grams) = ([const { Sieve::empty() }; SIEVES], Grams::new());
        let per_kind = words.len().div_ceil(SIEVES * KINDS).max(1);
        for (index, word) in words.iter().enumerate() {
            let kind = index / per_kind;
            sieves[kind / KINDS].insert(kind % KINDS, word.gram);
            grams.insert(word.gram);
        }
        words.sort_by_key(|it| hash(it.gram));
        let mut before = Box::new([0; HASHES + 1]);
        for (hash, before) in before.iter_mut().enumerate() {
            let count = words.partition_point(|it| self::hash(it.gram) < hash);
            *before = u16::try_from(count).unwrap_or(u16::MAX);
        }
        Self {
            case,
            words,
            before,
            sieves,
            grams,
        }
    }

    /// Says of each block, which begin with the bytes, where a gram may begin.
    fn stops(&self, bytes: &[u8], all: &mut [u64]) {
        let bit = self.case.bit();
        dispatch!(*LEVEL, simd => {
            let [some, others] = [self.sieves[0].loaded(simd), self.sieves[1].loaded(simd)];
            for (blocks, stops) in shifted(bytes).zip(all) {
                let [first, second, third, fourth] = lanes(simd, blocks);
                let lanes = [first | bit, second | bit, third | bit, fourth | bit];
                *stops = any(sift(&some, lanes) | sift(&others, lanes));
            }
        });
    }

    /// Adds the words that stand at `at`.
    #[inline]
    fn look(&self, bytes: &[u8], at: usize, found: &mut VecDeque<Sight>) {
        let Some(four) = bytes[at..].first_chunk() else {
            return;
        };
        let gram = self.case.gram(*four);
        if self.grams.holds(gram) {
            self.words_at(bytes, at, gram, found);
        }
    }

    /// Adds the words that stand at `at`, which begins with `gram`.
    #[inline(never)]
    fn words_at(&self, bytes: &[u8], at: usize, gram: Gram, found: &mut VecDeque<Sight>) {
        let hash = hash(gram);
        for word in usize::from(self.before[hash])..usize::from(self.before[hash + 1]) {
            let entry = &self.words[word];
            if entry.gram == gram && self.stands_at(entry, bytes, at) {
                found.push_back(Sight { at, word });
            }
        }
    }

    fn stands_at(&self, word: &Word, bytes: &[u8], at: usize) -> bool {
        let text = bytes.get(at..at + word.text.len());
        text.is_some_and(|text| match self.case {
            Case::Matters => text == word.text.as_bytes(),
            Case::Ignored => text.eq_ignore_ascii_case(word.text.as_bytes()),
        })
    }
}

impl Case {
    /// The bit that sets a lower-case letter off its capital, where case is ignored.
    fn bit(self) -> u8 {
        match self {
            Self::Matters => 0,
            Self::Ignored => 0x20,
        }
    }

    /// Four bytes with that bit set in each, whatever they are.
    #[inline]
    fn gram(self, bytes: [u8; 4]) -> Gram {
        (u32::from_le_bytes(bytes) | u32::from_le_bytes([self.bit(); 4])).to_le_bytes()
    }
}

/// Words near the runs of one text, asked for one run after the other: where runs stand close
/// together the text between them is read once.
#[derive(Debug)]
pub(super) struct Nearby<'a> {
    bytes: &'a [u8],
    near: Reader<'a>,
    beside: Reader<'a>,
    /// What was found near the last run.
    found: Vec<Pointer>,
}

/// Words of one lexicon.
#[derive(Debug)]
struct Reader<'a> {
    lexicon: &'a Lexicon,
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
            bytes,
            near: Reader::new(&words.near),
            beside: Reader::new(&words.beside),
            found: Vec::new(),
        }
    }

    /// The rules whose words stand near the run, each once, with its nearest word.
    pub(super) fn around(&mut self, run: &Range<usize>) -> &[Pointer] {
        let (bytes, found) = (self.bytes, &mut self.found);
        found.clear();
        if run.len() <= LONGEST {
            let before = run.start.saturating_sub(NEAR)..run.start;
            self.near.point(bytes, before, run, found);
            let around = run.start.saturating_sub(BESIDE)..bytes.len().min(run.end + BESIDE);
            self.beside.point(bytes, around, run, found);
            found.sort_unstable();
            found.dedup_by_key(|pointer| pointer.rule);
        }
        found
    }
}

impl<'a> Reader<'a> {
    fn new(lexicon: &'a Lexicon) -> Self {
        Self {
            lexicon,
            seen: VecDeque::new(),
            read: 0,
        }
    }

    /// Adds what the words that stand within a range, which none before ends behind, say of a run.
    fn point(
        &mut self,
        bytes: &[u8],
        within: Range<usize>,
        run: &Range<usize>,
        found: &mut Vec<Pointer>,
    ) {
        self.read(bytes, &within);
        while self.seen.front().is_some_and(|it| it.at < within.start) {
            self.seen.pop_front();
        }
        for sight in &self.seen {
            let word = &self.lexicon.words[sight.word];
            let end = sight.at + word.text.len();
            if end <= within.end {
                found.push(Pointer {
                    rule: word.rule,
                    distance: run.start.saturating_sub(end),
                });
            }
        }
    }

    /// Reads on, so that every word is seen that stands within a range, and perhaps some behind it.
    fn read(&mut self, bytes: &[u8], within: &Range<usize>) {
        let lexicon = self.lexicon;
        let start = within.start.max(self.read);
        if start >= within.end {
            return;
        }
        let blocks = (within.end - start).div_ceil(BLOCK);
        let stops = |bytes: &[u8], all: &mut [u64]| lexicon.stops(bytes, all);
        let found = |at| lexicon.look(bytes, at, &mut self.seen);
        self.read = if start + blocks * BLOCK + AHEAD <= bytes.len() {
            search_blocks::<FEW>(bytes, start, blocks, stops, found)
        } else {
            search(bytes, start..bytes.len(), stops, found);
            bytes.len()
        };
    }
}

/// One of the hashes that there are.
#[inline]
fn hash(gram: Gram) -> usize {
    filter::hash(gram, HASHES.trailing_zeros())
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
        let around = [
            (&words.near, run.start.saturating_sub(NEAR)..run.start),
            (
                &words.beside,
                run.start.saturating_sub(BESIDE)..run.end + BESIDE,
            ),
        ];
        let mut nearest = BTreeMap::new();
        for (lexicon, within) in around {
            for word in &lexicon.words {
                let length = word.text.len();
                let places = within.clone().filter(|at| at + length <= within.end);
                for at in places.filter(|&at| lexicon.stands_at(word, bytes, at)) {
                    let distance = run.start.saturating_sub(at + word.text.len());
                    let least = nearest.entry(word.rule).or_insert(distance);
                    *least = distance.min(*least);
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
            for_each_run(bytes, 16, |run| told.push((nearby.around(&run).to_vec(), run)));
            for (pointers, run) in told {
                prop_assert_eq!(pointers, plainly(&words, bytes, &run));
            }
        }
    }
}
