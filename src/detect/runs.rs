//! The one pass over a fragment's bytes, and all that it stops at: long runs of the bytes that
//! tokens are made of, which are letters, digits, `-` and `_`; capitals in a row; two slashes.
//!
//! Everything else is looked at once, 64 bytes at a time, and never again.

use std::ops::Range;

use wide::u8x16;

pub(crate) use super::blocks::{BLOCK, bits};
use super::blocks::{block_at, is, is_among, lowest, mask};

/// Runs shorter than this are never reported.
pub(super) const MIN_RUN: usize = 16;

/// Fewer capitals than this stand in a row everywhere.
pub(super) const MIN_CAPITALS: usize = 3;

/// A maximal run of token bytes.
pub(super) struct Run {
    pub(super) range: Range<usize>,
    /// Whether it holds a digit, as nearly every value does and hardly a name in code.
    pub(super) has_digit: bool,
    /// Whether it holds a `-` or `_`.
    pub(super) has_dash: bool,
}

/// Takes what the pass stops at, each kind in order.
pub(super) trait Stops {
    /// A maximal run of token bytes, of at least [`MIN_RUN`].
    fn run(&mut self, run: Run);
    /// A maximal run of capital letters, of at least [`MIN_CAPITALS`].
    fn capitals(&mut self, run: Range<usize>);
    /// Two slashes, which end before this place.
    fn slashes(&mut self, end: usize);
}

/// Goes over the bytes once.
pub(super) fn pass(bytes: &[u8], stops: &mut impl Stops) {
    let mut state = State::default();
    let blocks = bytes.as_chunks::<BLOCK>().0;
    for (index, block) in blocks.iter().enumerate() {
        state.block(index * BLOCK, &Classes::of(block), stops);
    }
    // The filler is of no class, so it ends whatever run is open.
    let last = blocks.len() * BLOCK;
    state.block(last, &Classes::of(&block_at(bytes, last)), stops);
}

/// Calls `found` with every maximal run of token bytes of at least `min` bytes, in order.
///
/// `min` is raised to [`MIN_RUN`].
#[cfg(test)]
pub(crate) fn for_each_run(bytes: &[u8], min: usize, found: impl FnMut(Range<usize>)) {
    pass(bytes, &mut RunsAlone { min, found });
}

/// Takes runs, and leaves what else there is.
#[cfg(test)]
struct RunsAlone<F> {
    min: usize,
    found: F,
}

#[cfg(test)]
impl<F: FnMut(Range<usize>)> Stops for RunsAlone<F> {
    fn run(&mut self, run: Run) {
        if run.range.len() >= self.min {
            (self.found)(run.range);
        }
    }

    fn capitals(&mut self, _: Range<usize>) {}

    fn slashes(&mut self, _: usize) {}
}

/// What else but runs the pass stopped at, in order.
#[derive(Debug, Default)]
pub(super) struct Landmarks {
    /// Maximal runs of capitals.
    pub(super) capitals: Vec<Range<usize>>,
    /// Ends of two slashes.
    pub(super) slashes: Vec<usize>,
}

impl Landmarks {
    /// Goes over the bytes for landmarks alone.
    pub(super) fn of(bytes: &[u8]) -> Self {
        let mut found = Self::default();
        pass(bytes, &mut found);
        found
    }
}

impl Stops for Landmarks {
    fn run(&mut self, _: Run) {}

    fn capitals(&mut self, run: Range<usize>) {
        self.capitals.push(run);
    }

    fn slashes(&mut self, end: usize) {
        self.slashes.push(end);
    }
}

/// One bit for each byte of the block that is a `-` or `_`.
#[inline]
pub(super) fn dash_mask(block: &[u8; BLOCK]) -> u64 {
    mask(block, is_dash)
}

#[inline]
fn is_dash(lanes: u8x16) -> u8x16 {
    is(lanes, b'-') | is(lanes, b'_')
}

/// What the bytes of a block are.
struct Classes {
    tokens: u64,
    digits: u64,
    dashes: u64,
    capitals: u64,
    slashes: u64,
}

impl Classes {
    #[inline]
    fn of(block: &[u8; BLOCK]) -> Self {
        /// The bit that sets a lower-case letter off its capital.
        const LOWER: u8 = 0x20;
        let lower = u8x16::splat(LOWER);
        let letters = mask(block, |lanes| is_among(lanes | lower, b'a', 26));
        let lowered = mask(block, |lanes| is(lanes & lower, LOWER));
        let digits = mask(block, |lanes| is_among(lanes, b'0', 10));
        let dashes = dash_mask(block);
        Self {
            tokens: letters | digits | dashes,
            digits,
            dashes,
            capitals: letters & !lowered,
            slashes: mask(block, |lanes| is(lanes, b'/')),
        }
    }
}

/// The state between blocks.
#[derive(Default)]
struct State {
    tokens: Runs<MIN_RUN, 2>,
    capitals: Runs<MIN_CAPITALS, 0>,
    /// 1 where the last block ended in a slash.
    slash: u64,
}

impl State {
    #[inline]
    fn block(&mut self, base: usize, classes: &Classes, stops: &mut impl Stops) {
        let marks = [classes.digits, classes.dashes];
        self.tokens.block(
            base,
            classes.tokens,
            marks,
            |range, [has_digit, has_dash]| {
                stops.run(Run {
                    range,
                    has_digit,
                    has_dash,
                });
            },
        );
        self.capitals
            .block(base, classes.capitals, [], |range, []| {
                stops.capitals(range);
            });
        let mut seconds = classes.slashes & (classes.slashes << 1 | self.slash);
        self.slash = classes.slashes >> (BLOCK - 1);
        while seconds != 0 {
            stops.slashes(base + seconds.trailing_zeros() as usize + 1);
            seconds &= seconds - 1;
        }
    }
}

/// Finds runs of at least `MIN` bytes of a class, and whether each holds any of `N` marks.
struct Runs<const MIN: usize, const N: usize> {
    /// Length of the run that reaches the end of the last block.
    open: usize,
    /// Which marks stand in it.
    seen: [bool; N],
}

impl<const MIN: usize, const N: usize> Default for Runs<MIN, N> {
    fn default() -> Self {
        Self {
            open: 0,
            seen: [false; N],
        }
    }
}

impl<const MIN: usize, const N: usize> Runs<MIN, N> {
    /// Reports the runs that end in the block at `base`.
    #[inline]
    fn block(
        &mut self,
        base: usize,
        mask: u64,
        marks: [u64; N],
        mut found: impl FnMut(Range<usize>, [bool; N]),
    ) {
        if mask == u64::MAX {
            self.open += BLOCK;
            self.see(marks, mask);
            return;
        }
        let head = mask.trailing_ones();
        let end = base + head as usize;
        if self.open + head as usize >= MIN {
            self.see(marks, lowest(head));
            found(base - self.open..end, self.seen);
        }
        let tail = mask.leading_ones();
        let inner = mask & (u64::MAX >> tail) & (u64::MAX << head);
        Self::inner(base, inner, marks, found);
        self.open = tail as usize;
        self.seen = [false; N];
        self.see(marks, !(u64::MAX >> tail));
    }

    #[inline]
    fn see(&mut self, marks: [u64; N], within: u64) {
        for (seen, mark) in self.seen.iter_mut().zip(marks) {
            *seen |= mark & within != 0;
        }
    }

    /// Reports the runs that begin and end inside a block.
    #[inline]
    fn inner(
        base: usize,
        mask: u64,
        marks: [u64; N],
        mut found: impl FnMut(Range<usize>, [bool; N]),
    ) {
        let mut starts = starts::<MIN>(mask);
        while starts != 0 {
            let start = starts.trailing_zeros();
            let length = (mask >> start).trailing_ones();
            let within = lowest(length) << start;
            let range = base + start as usize..base + (start + length) as usize;
            found(range, marks.map(|mark| mark & within != 0));
            starts &= !within;
        }
    }
}

/// The bits from which on at least `MIN` are set in a row.
#[inline]
fn starts<const MIN: usize>(mask: u64) -> u64 {
    let (mut starts, mut length) = (mask, 1);
    while length < MIN {
        let step = length.min(MIN - length);
        starts &= starts >> step;
        length += step;
    }
    starts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A letter, a digit, `-` or `_`.
    fn is_token_byte(byte: u8) -> bool {
        byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
    }

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
    fn every_byte_is_classified_right() {
        for byte in 0..=255 {
            let mut block = [b' '; BLOCK];
            block[17] = byte;
            let classes = Classes::of(&block);
            let bit = |is: bool| u64::from(is) << 17;
            assert_eq!(classes.tokens, bit(is_token_byte(byte)));
            assert_eq!(classes.digits, bit(byte.is_ascii_digit()));
            assert_eq!(classes.dashes, bit(b"-_".contains(&byte)));
            assert_eq!(classes.capitals, bit(byte.is_ascii_uppercase()));
            assert_eq!(classes.slashes, bit(byte == b'/'));
        }
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
            pass(text.as_bytes(), &mut all);
            for run in all.runs {
                let inside = &text.as_bytes()[run.range];
                prop_assert_eq!(run.has_digit, inside.iter().any(u8::is_ascii_digit));
                prop_assert_eq!(run.has_dash, inside.iter().any(|byte| b"-_".contains(byte)));
            }
        }

        #[test]
        fn capitals_and_slashes_are_found_wherever_blocks_end(text in "([A-Z]{0,70}|[/a:]){0,40}") {
            let mut all = All::default();
            let bytes = text.as_bytes();
            pass(bytes, &mut all);
            prop_assert_eq!(&all.capitals, &plainly(bytes, 3, |byte| byte.is_ascii_uppercase()));
            let pairs = (2..=bytes.len()).filter(|&end| bytes[..end].ends_with(b"//"));
            prop_assert_eq!(all.slashes, pairs.collect::<Vec<_>>());
        }
    }

    #[derive(Default)]
    struct All {
        runs: Vec<Run>,
        capitals: Vec<Range<usize>>,
        slashes: Vec<usize>,
    }

    impl Stops for All {
        fn run(&mut self, run: Run) {
            self.runs.push(run);
        }

        fn capitals(&mut self, run: Range<usize>) {
            self.capitals.push(run);
        }

        fn slashes(&mut self, end: usize) {
            self.slashes.push(end);
        }
    }
}
