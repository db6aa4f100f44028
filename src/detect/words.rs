//! Words that stand near a run: the rules whose values have no beginning of their own.

use std::collections::HashMap;
use std::ops::Range;

use crate::rule::{Find, Rule};

/// How far before a run a word of `near` may begin.
const NEAR: usize = 96;

/// How far before a run a word of `beside` may begin, and how far behind it it may end.
const BESIDE: usize = 160;

/// A longer run is data, and no rule's value.
const LONGEST: usize = 1400;

/// The first four bytes of a word, which it is looked up by.
type Gram = u32;

/// Rules by the words that stand near their values.
#[derive(Debug)]
pub(super) struct Words {
    entries: Vec<Word>,
    by_gram: HashMap<Gram, Vec<usize>>,
    /// A bit for each hash of a first gram: nearly every place in a text is ruled out by it.
    grams: Vec<u64>,
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
            by_gram: HashMap::new(),
            grams: vec![0; (1 << 16) / 64],
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
        let Some(gram) = gram(word.text.as_bytes()) else {
            return;
        };
        let bit = hash(gram);
        self.grams[bit / 64] |= 1 << (bit % 64);
        self.by_gram
            .entry(gram)
            .or_default()
            .push(self.entries.len());
        self.entries.push(word);
    }

    /// The rules whose words stand near the run, each once, with its nearest word.
    pub(super) fn around(&self, bytes: &[u8], run: &Range<usize>) -> Vec<Pointer> {
        let mut found: Vec<Pointer> = Vec::new();
        if run.len() > LONGEST {
            return found;
        }
        let from = run.start.saturating_sub(BESIDE);
        let to = bytes.len().min(run.end + BESIDE);
        for at in from..to {
            let Some(gram) = gram(&bytes[at..to]) else {
                break;
            };
            let bit = hash(gram);
            if self.grams[bit / 64] & (1 << (bit % 64)) != 0 {
                found.extend(self.pointers(bytes, at, gram, run));
            }
        }
        found.sort();
        found.dedup_by_key(|pointer| pointer.rule);
        found
    }

    /// The words that stand at `at`, which begins with `gram`, as far as they count for the run.
    fn pointers<'a>(
        &'a self,
        bytes: &'a [u8],
        at: usize,
        gram: Gram,
        run: &'a Range<usize>,
    ) -> impl Iterator<Item = Pointer> + 'a {
        let candidates = self.by_gram.get(&gram).into_iter().flatten();
        let words = candidates.map(|&index| &self.entries[index]);
        words.filter_map(move |word| {
            let end = at + word.text.len();
            let in_reach = word.exact || (end <= run.start && at + NEAR >= run.start);
            let stands = bytes.get(at..end).is_some_and(|there| word.is(there));
            (in_reach && stands).then(|| Pointer {
                rule: word.rule,
                distance: run.start.saturating_sub(end),
            })
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

/// The first four bytes with the bit of lower case set in each, whatever they are.
#[inline]
fn gram(bytes: &[u8]) -> Option<Gram> {
    const LOWER: u32 = 0x2020_2020;
    Some(u32::from_le_bytes(*bytes.first_chunk()?) | LOWER)
}

/// Sixteen bits of a gram (Fibonacci hashing).
#[inline]
fn hash(gram: Gram) -> usize {
    (gram.wrapping_mul(0x9e37_79b1) >> 16) as usize
}
