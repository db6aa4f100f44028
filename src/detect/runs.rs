//! The one pass over a fragment's bytes, and all that it stops at: long runs of the bytes that
//! tokens are made of, which are letters, digits, `-` and `_`; capitals in a row; ends of schemes;
//! and where something may be wrapped.
//!
//! Everything else is looked at once, 64 bytes at a time, and never again.

use std::ops::Range;

use super::blocks::{AHEAD, AT_ONCE, BLOCK, last_block};
use super::filter::{SCHEME_END, Triples};
use super::marks::{Marks, trailing_tokens};
use super::sieve::{LETTERS, Sieve};
use super::stops::Lists;
use crate::content::{Fragment, Sought};

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
    /// A bit for each of its bytes, the first byte's the lowest.
    Bits(u64),
    /// Nobody has looked: it is longer.
    Unknown,
}

/// Blocks of a short text, as names of files are: no more marks are made ready for it.
const FEW: usize = 4;

/// What is looked for on the way: capitals, and what may be wrapped.
#[derive(Clone, Copy)]
pub(super) struct Watch<'a> {
    pub(super) capitals: &'a Sieve<3, LETTERS>,
    pub(super) sought: Sought,
}

/// Takes what the pass stops at, each kind in order.
pub(super) trait Stops {
    /// A maximal run of token bytes, of at least [`MIN_RUN`].
    fn run(&mut self, run: Run);
    /// A place from which on [`MIN_CAPITALS`] capitals stand that are watched for, or `://`; one where
    /// something may be wrapped, as far as that is sought; or hardly another.
    fn place(&mut self, at: usize);
}

/// Goes over a text of `bytes` once, and looks for something on the way.
pub(super) fn pass(bytes: &[u8], text: Range<usize>, watch: Watch<'_>, stops: &mut impl Stops) {
    if text.len() < FEW * BLOCK {
        pass_some::<{ FEW + 1 }>(bytes, text, watch, stops);
    } else {
        pass_some::<{ AT_ONCE + 1 }>(bytes, text, watch, stops);
    }
}

/// The same, fewer blocks at once than there are places.
fn pass_some<const PLACES: usize>(
    bytes: &[u8],
    text: Range<usize>,
    watch: Watch<'_>,
    stops: &mut impl Stops,
) {
    let mut lists = Lists::take();
    let mut marks = Marks::<PLACES>::at(text.start);
    let at_once = PLACES - 1;
    let own = &bytes[..text.end];
    let blocks = text.len().saturating_sub(AHEAD) / BLOCK;
    for done in (0..blocks).step_by(at_once) {
        let rest = &own[text.start + done * BLOCK..];
        marks.mark(rest, at_once.min(blocks - done), watch);
        report(&marks, own, &mut lists, stops);
    }
    // The filler is of no class, so it ends whatever run is open.
    let rest = &own[text.start + blocks * BLOCK..];
    let filled: [u8; 2 * BLOCK + AHEAD] = last_block(rest);
    marks.mark(&filled, rest.len() / BLOCK + 1, watch);
    report(&marks, own, &mut lists, stops);
}

/// Tells all that is to be looked at in the blocks that are marked, while they lie in the nearest cache.
#[inline]
fn report<const PLACES: usize>(
    marks: &Marks<PLACES>,
    bytes: &[u8],
    lists: &mut Lists,
    stops: &mut impl Stops,
) {
    marks.list_in(lists);
    for end in &lists.ends {
        stops.run(run(marks, bytes, *end));
    }
    for at in &lists.places {
        stops.place(*at);
    }
}

/// The run that ends before a byte of the blocks that are marked.
#[inline]
fn run<const PLACES: usize>(marks: &Marks<PLACES>, bytes: &[u8], end: usize) -> Run {
    let own = marks.before(end);
    let length = own.tokens.leading_ones() as usize;
    if length == BLOCK {
        return long_run(&bytes[marks.start..end], end);
    }
    Run {
        range: end - length..end,
        has_digit: own.digits >> (BLOCK - length) != 0,
        dashes: Dashes::Bits(own.dashes >> (BLOCK - length)),
    }
}

/// A run as long as a block, or longer, which a text ends in.
#[cold]
fn long_run(text: &[u8], end: usize) -> Run {
    let length = trailing_tokens(text);
    let run = &text[text.len() - length..];
    Run {
        range: end - length..end,
        has_digit: run.iter().any(u8::is_ascii_digit),
        dashes: Dashes::Unknown,
    }
}

/// Calls `found` with every maximal run of token bytes of at least `min` bytes, in order.
///
/// `min` is raised to [`MIN_RUN`].
#[cfg(any(test, fuzzing))]
pub(crate) fn for_each_run(bytes: &[u8], min: usize, found: impl FnMut(Range<usize>)) {
    let watch = Watch {
        capitals: &Sieve::empty(),
        sought: Sought::Nothing,
    };
    pass(bytes, 0..bytes.len(), watch, &mut RunsAlone { min, found });
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

    fn place(&mut self, _: usize) {}
}

/// What else but runs the pass stopped at, in order.
#[derive(Debug, Default)]
pub(super) struct Landmarks {
    /// Where watched capitals begin.
    pub(super) capitals: Vec<usize>,
    /// Where the schemes of addresses end.
    pub(super) schemes: Vec<usize>,
}

impl Landmarks {
    /// Goes over the texts of a fragment for landmarks alone.
    pub(super) fn of(fragment: &Fragment<'_>, watched: &Triples) -> Self {
        let bytes = fragment.bytes;
        let mut all = LandmarksAlone {
            bytes,
            watched,
            found: Self::default(),
        };
        let watch = Watch {
            capitals: watched.sieve(),
            sought: Sought::Nothing,
        };
        for text in fragment.texts() {
            pass(bytes, text, watch, &mut all);
        }
        all.found
    }

    /// Adds what begins at a place that the pass stopped at.
    #[inline]
    pub(super) fn add(&mut self, bytes: &[u8], start: usize, watched: &Triples) {
        match bytes[start..].first_chunk() {
            Some(SCHEME_END) => self.schemes.push(start + SCHEME_END.len()),
            Some(three) if watched.holds(*three) => self.capitals.push(start),
            _ => {}
        }
    }
}

/// Takes landmarks, and leaves the runs.
struct LandmarksAlone<'a> {
    bytes: &'a [u8],
    watched: &'a Triples,
    found: Landmarks,
}

impl Stops for LandmarksAlone<'_> {
    fn run(&mut self, _: Run) {}

    fn place(&mut self, at: usize) {
        self.found.add(self.bytes, at, self.watched);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::blocks::is_token_byte;
    use super::*;
    use crate::content::Language;

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
            let watch = Watch { capitals: &Sieve::empty(), sought: Sought::Nothing };
            pass(text.as_bytes(), 0..text.len(), watch, &mut all);
            for run in all.0 {
                let inside = &text.as_bytes()[run.range.clone()];
                prop_assert_eq!(run.has_digit, inside.iter().any(u8::is_ascii_digit));
                if let Dashes::Bits(dashes) = run.dashes {
                    let is_dash = |at: usize| inside.get(at).is_some_and(|it| b"-_".contains(it));
                    prop_assert!((0..BLOCK).all(|at| (dashes >> at & 1 != 0) == is_dash(at)));
                }
            }
        }

        #[test]
        fn capitals_and_schemes_are_found_wherever_blocks_end(text in "([A-Z]{0,70}:?/{0,2}:|KEY|SEC|://|[/a:]){0,40}") {
            let mut triples = Triples::new();
            triples.insert(*b"KEY");
            triples.insert(*b"SEC");
            let bytes = text.as_bytes();
            let landmarks = Landmarks::of(&Fragment::whole(bytes, Language::Other), &triples);
            let places = |sought: fn(&[u8]) -> bool| {
                let are = move |&at: &usize| bytes.get(at..at + 3).is_some_and(sought);
                (0..bytes.len()).filter(are)
            };
            let capitals = places(|three| matches!(three, b"KEY" | b"SEC"));
            prop_assert_eq!(&landmarks.capitals, &capitals.collect::<Vec<_>>());
            let schemes = places(|three| three == b"://").map(|at| at + 3);
            prop_assert_eq!(landmarks.schemes, schemes.collect::<Vec<_>>());
        }
    }

    #[derive(Default)]
    struct All(Vec<Run>);

    impl Stops for All {
        fn run(&mut self, run: Run) {
            self.0.push(run);
        }

        fn place(&mut self, _: usize) {}
    }
}
