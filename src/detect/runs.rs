//! The one pass over a fragment's bytes, and all that it stops at: long runs of the bytes that
//! tokens are made of, which are letters, digits, `-` and `_`; capitals in a row; two slashes.
//!
//! Everything else is looked at once, 64 bytes at a time, and never again.

use std::ops::Range;

use super::blocks::{AHEAD, AT_ONCE, BLOCK, each, last_block};
use super::filter::Triples;
use super::marks::{Marked, Marks, trailing_tokens};
use super::sieve::Sieve;
use crate::content::Fragment;

/// Runs shorter than this are never reported.
pub(super) const MIN_RUN: usize = 16;

/// Fewer capitals than this stand in a row everywhere.
pub(super) const MIN_CAPITALS: usize = 3;

/// A maximal run of token bytes.
pub(super) struct Run {
    pub(super) range: Range<usize>,
    /// Whether it holds a digit, as nearly every value does and hardly a name in code.
    pub(super) has_digit: bool,
    pub(super) dashes: Dashes,
}

/// Where `-` and `_` stand in a run.
#[derive(Clone, Copy)]
pub(super) enum Dashes {
    /// A bit for each of its bytes, the first byte's the lowest, first those of a block.
    Bits([u64; 2]),
    /// Nobody has looked.
    Unknown,
}

/// Takes what the pass stops at, each kind in order.
pub(super) trait Stops {
    /// A maximal run of token bytes, of at least [`MIN_RUN`].
    fn run(&mut self, run: Run);
    /// A place from which on [`MIN_CAPITALS`] capitals stand that are watched for, or hardly others.
    fn capitals(&mut self, start: usize);
    /// Two slashes, which end before this place.
    fn slashes(&mut self, end: usize);
}

/// Goes over a text of `bytes` once, and watches for capitals on the way.
pub(super) fn pass(bytes: &[u8], text: Range<usize>, watched: &Sieve<3>, stops: &mut impl Stops) {
    let mut marks = Marks::at(text.start);
    let own = &bytes[..text.end];
    let blocks = text.len().saturating_sub(AHEAD) / BLOCK;
    for done in (0..blocks).step_by(AT_ONCE) {
        let rest = &own[text.start + done * BLOCK..];
        marks.mark(rest, AT_ONCE.min(blocks - done), watched);
        report(own, &marks, stops);
    }
    // The filler is of no class, so it ends whatever run is open.
    let rest = &own[text.start + blocks * BLOCK..];
    let filled: [u8; 2 * BLOCK + AHEAD] = last_block(rest);
    marks.mark(&filled, rest.len() / BLOCK + 1, watched);
    report(own, &marks, stops);
}

#[inline]
fn report(bytes: &[u8], marks: &Marks, stops: &mut impl Stops) {
    for marked in marks.marked() {
        marked.report(bytes, stops);
    }
}

/// Calls `found` with every maximal run of token bytes of at least `min` bytes, in order.
///
/// `min` is raised to [`MIN_RUN`].
#[cfg(any(test, fuzzing))]
pub(crate) fn for_each_run(bytes: &[u8], min: usize, found: impl FnMut(Range<usize>)) {
    let watched = Sieve::empty();
    pass(
        bytes,
        0..bytes.len(),
        &watched,
        &mut RunsAlone { min, found },
    );
}

/// Takes runs, and leaves what else there is.
#[cfg(any(test, fuzzing))]
struct RunsAlone<F> {
    min: usize,
    found: F,
}

#[cfg(any(test, fuzzing))]
impl<F: FnMut(Range<usize>)> Stops for RunsAlone<F> {
    fn run(&mut self, run: Run) {
        if run.range.len() >= self.min {
            (self.found)(run.range);
        }
    }

    fn capitals(&mut self, _: usize) {}

    fn slashes(&mut self, _: usize) {}
}

/// What else but runs the pass stopped at, in order.
#[derive(Debug, Default)]
pub(super) struct Landmarks {
    /// Where watched capitals may begin.
    pub(super) capitals: Vec<usize>,
    /// Ends of two slashes.
    pub(super) slashes: Vec<usize>,
}

impl Landmarks {
    /// Goes over the texts of a fragment for landmarks alone.
    pub(super) fn of(fragment: &Fragment<'_>, watched: &Triples) -> Self {
        let mut found = Self::default();
        for text in fragment.texts() {
            pass(fragment.bytes, text, watched.sieve(), &mut found);
        }
        found
    }
}

impl Stops for Landmarks {
    fn run(&mut self, _: Run) {}

    fn capitals(&mut self, start: usize) {
        self.capitals.push(start);
    }

    fn slashes(&mut self, end: usize) {
        self.slashes.push(end);
    }
}

impl Marked {
    #[inline]
    fn report(&self, bytes: &[u8], stops: &mut impl Stops) {
        let base = self.base;
        each(self.ends, |end| stops.run(self.run(bytes, end)));
        each(self.capitals, |at| stops.capitals(base + at));
        each(self.seconds, |at| stops.slashes(base + at + 1));
    }

    /// The run that ends before a byte of the block.
    #[inline]
    fn run(&self, bytes: &[u8], end: usize) -> Run {
        let has_digit = self.ends_of_valued >> end & 1 != 0;
        // What stands before the end is moved to the top.
        let length = (both(self.tokens) << (BLOCK - end)).leading_ones() as usize;
        if length == BLOCK + end {
            return self.long_run(bytes, end, has_digit);
        }
        let dashes = both(self.dashes) << (BLOCK - end) >> (2 * BLOCK - length);
        Run {
            range: self.base + end - length..self.base + end,
            has_digit,
            dashes: Dashes::Bits(halves(dashes)),
        }
    }

    /// A run that begins before the block before this one, or with it.
    #[cold]
    fn long_run(&self, bytes: &[u8], end: usize, has_digit: bool) -> Run {
        let length = trailing_tokens(&bytes[self.start..self.base]);
        Run {
            range: self.base - length..self.base + end,
            has_digit,
            dashes: Dashes::Unknown,
        }
    }
}

/// The masks of two blocks as one.
#[inline]
fn both([before, here]: [u64; 2]) -> u128 {
    u128::from(here) << BLOCK | u128::from(before)
}

/// The lower and the upper half.
#[inline]
fn halves(mask: u128) -> [u64; 2] {
    let bytes = mask.to_le_bytes();
    let (words, _) = bytes.as_chunks::<8>();
    [u64::from_le_bytes(words[0]), u64::from_le_bytes(words[1])]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::blocks::is_token_byte;
    use super::*;

    /// Byte by byte, as the definition says.
    fn plainly(bytes: &[u8], min: usize, is_of: impl Fn(u8) -> bool) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let mut start = 0;
        for end in 0..=bytes.len() {
            if bytes.get(end).is_some_and(|&byte| is_of(byte)) {
                continue;
            }
            if end - start >= min {
                found.push(start..end);
            }
            start = end + 1;
        }
        found
    }

    fn quickly(bytes: &[u8], min: usize) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        for_each_run(bytes, min, |run| found.push(run));
        found
    }

    #[test]
    fn a_run_may_span_blocks_and_reach_both_ends() {
        let bytes = [b'a'; 200];
        for length in [0, 15, 16, 63, 64, 65, 128, 200] {
            assert_eq!(
                quickly(&bytes[..length], 16),
                plainly(&bytes[..length], 16, is_token_byte)
            );
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_quick_way_is_the_plain_way(
            pieces in prop::collection::vec(("[a-z0-9_-]{0,90}", "[ .%\"]{1,3}"), 0..12),
            min in 16_usize..70,
        ) {
            let text: String = pieces.into_iter().map(|(run, gap)| run + &gap).collect();
            prop_assert_eq!(quickly(text.as_bytes(), min), plainly(text.as_bytes(), min, is_token_byte));
        }

        #[test]
        fn a_run_tells_what_it_holds(
            pieces in prop::collection::vec(("[a-z]{0,70}[0-9]?[a-z]{0,9}[-_]?[a-z]{0,70}", "[ .%]"), 0..9),
        ) {
            let text: String = pieces.into_iter().map(|(run, gap)| run + &gap).collect();
            let mut all = All::default();
            pass(text.as_bytes(), 0..text.len(), &Sieve::empty(), &mut all);
            for run in all.runs {
                let inside = &text.as_bytes()[run.range.clone()];
                prop_assert_eq!(run.has_digit, inside.iter().any(u8::is_ascii_digit));
                if let Dashes::Bits(dashes) = run.dashes {
                    let is_dash = |at: usize| inside.get(at).is_some_and(|it| b"-_".contains(it));
                    let bit = |at: usize| dashes[at / BLOCK] >> (at % BLOCK) & 1 != 0;
                    prop_assert!((0..2 * BLOCK).all(|at| bit(at) == is_dash(at)));
                }
            }
        }

        #[test]
        fn capitals_and_slashes_are_found_wherever_blocks_end(text in "([A-Z]{0,70}/{0,2}:|KEY|SEC|[/a:]){0,40}") {
            let mut triples = Triples::new();
            triples.insert(*b"KEY");
            triples.insert(*b"SEC");
            let mut all = All::default();
            let bytes = text.as_bytes();
            pass(bytes, 0..bytes.len(), triples.sieve(), &mut all);
            let is_watched = |&at: &usize| bytes[at..].first_chunk().is_some_and(|it| triples.holds(*it));
            all.capitals.retain(is_watched);
            let are = |three: &[u8]| matches!(three, b"KEY" | b"SEC");
            let capitals = (0..bytes.len()).filter(|&at| bytes.get(at..at + 3).is_some_and(are));
            prop_assert_eq!(&all.capitals, &capitals.collect::<Vec<_>>());
            let pairs = (2..=bytes.len()).filter(|&end| bytes[..end].ends_with(b"//"));
            prop_assert_eq!(all.slashes, pairs.collect::<Vec<_>>());
        }
    }

    #[derive(Default)]
    struct All {
        runs: Vec<Run>,
        capitals: Vec<usize>,
        slashes: Vec<usize>,
    }

    impl Stops for All {
        fn run(&mut self, run: Run) {
            self.runs.push(run);
        }

        fn capitals(&mut self, start: usize) {
            self.capitals.push(start);
        }

        fn slashes(&mut self, end: usize) {
            self.slashes.push(end);
        }
    }
}
