//! Words that stand near a run: the rules whose values have no beginning of their own.

use std::collections::VecDeque;
use std::ops::Range;

use super::filter::Grams;
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
    grams: Grams,
}

/// A word, and the rule that it points to.
#[derive(Debug)]
struct Word {
    text: String,
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
            grams: Grams::new(),
        };
        for (rule, written) in rules {
            let (texts, exact) = match &written.find {
                Find::Near(texts) => (texts, false),
                Find::Beside(texts) => (texts, true),
                Find::Start(_) | Find::Anchor(_) => continue,
            };
            for text in texts {
                all.add(Word {
                    text: text.clone(),
                    exact,
                    rule,
                });
            }
        }
        all
    }

    fn add(&mut self, word: Word) {
        if let Some(gram) = word.gram() {
            self.grams.insert(gram);
            let place = self.entries.partition_point(|it| it.gram() <= word.gram());
            self.entries.insert(place, word);
        }
    }

    /// The words that stand at `at`, which begins with `gram`.
    #[inline(never)]
    fn at(&self, bytes: &[u8], at: usize, gram: Gram, found: &mut VecDeque<Sight>) {
        let first = self.entries.partition_point(|it| it.gram() < Some(gram));
        let same = self.entries.iter().enumerate().skip(first);
        for (word, entry) in same.take_while(|(_, it)| it.gram() == Some(gram)) {
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

    /// Reads on, so that every word is seen whose first gram lies between `from` and `to`.
    fn read(&mut self, from: usize, to: usize) {
        let start = from.max(self.read);
        let unread = self.bytes.get(start..to).unwrap_or_default();
        let fours = unread.windows(size_of::<Gram>());
        for (index, four) in fours.filter_map(<[u8]>::first_chunk).enumerate() {
            let gram = gram(*four);
            if self.words.grams.holds(gram) {
                self.words
                    .at(self.bytes, start + index, gram, &mut self.seen);
            }
        }
        self.read = self.read.max((to + 1).saturating_sub(size_of::<Gram>()));
    }

    /// What a word says of a run, if it stands near enough.
    fn pointer(&self, sight: Sight, run: &Range<usize>) -> Option<Pointer> {
        let word = &self.words.entries[sight.word];
        let end = sight.at + word.text.len();
        let is_before = end <= run.start && sight.at + NEAR >= run.start;
        (word.exact || is_before).then(|| Pointer {
            rule: word.rule,
            distance: run.start.saturating_sub(end),
        })
    }
}

impl Word {
    /// What it is looked up by; a shorter word than that is never found.
    fn gram(&self) -> Option<Gram> {
        self.text.as_bytes().first_chunk().map(|it| gram(*it))
    }

    fn is(&self, text: &[u8]) -> bool {
        if self.exact {
            text == self.text.as_bytes()
        } else {
            text.eq_ignore_ascii_case(self.text.as_bytes())
        }
    }
}

/// Four bytes with the bit of lower case set in each, whatever they are.
#[inline]
fn gram(bytes: [u8; 4]) -> Gram {
    const LOWER: u32 = 0x2020_2020;
    (u32::from_le_bytes(bytes) | LOWER).to_le_bytes()
}
