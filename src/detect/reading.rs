//! One pass over a text of a fragment: which rules each run, and each row of capitals, is shown to.

use std::ops::Range;

use super::blocks::is_token_byte;
use super::boundary::{for_each_start, may_escape};
use super::overlap::Ranked;
use super::pattern::Patterns;
use super::runs::{Dashes, Landmarks, Run, Stops};
use super::words::Nearby;

/// Shorter runs are no encoded value, nor a piece of one that is not beside a longer piece.
const LONG_RUN: usize = 24;

/// No argument is called so: this long a run in brackets may be a value.
const LONG_ARGUMENT: usize = 40;

/// So far within a row of base64 no name is near to a run any more.
const DEEP: usize = 256;

/// One pass over a text, and what it has found so far.
pub(super) struct Reading<'a> {
    patterns: &'a Patterns,
    bytes: &'a [u8],
    nearby: Nearby<'a>,
    /// The row of base64 that the last run with a digit was a part of, up to its end.
    row: Range<usize>,
    pub(super) ranked: Vec<Ranked>,
    /// Runs in which something may be encoded.
    pub(super) long: Vec<Range<usize>>,
    pub(super) landmarks: Landmarks,
}

impl Stops for Reading<'_> {
    #[inline]
    fn run(&mut self, run: Run) {
        if self.may_begin_in(&run) {
            self.starts(&run);
        }
        if run.has_digit {
            self.value(run.range);
        }
    }

    #[inline]
    fn capitals(&mut self, start: usize) {
        let three = self.bytes[start..].first_chunk();
        if three.is_some_and(|it| self.patterns.triples.holds(*it)) {
            self.landmarks.capitals(start);
        }
    }

    #[inline]
    fn slashes(&mut self, end: usize) {
        self.landmarks.slashes(end);
    }
}

impl<'a> Reading<'a> {
    pub(super) fn new(patterns: &'a Patterns, bytes: &'a [u8]) -> Self {
        Self {
            patterns,
            bytes,
            nearby: Nearby::new(&patterns.words, bytes),
            row: 0..0,
            ranked: Vec::new(),
            long: Vec::new(),
            landmarks: Landmarks::default(),
        }
    }

    /// Whether a value with a beginning of its own may begin in a run: nearly all are ruled out here.
    #[inline]
    fn may_begin_in(&self, run: &Run) -> bool {
        let (before, run_on) = self.bytes.split_at(run.range.start);
        let (Some(&last), Some(&first)) = (before.last_chunk(), run_on.first_chunk()) else {
            return true;
        };
        let starts = &self.patterns.starts;
        // All are asked: which of them will say yes nobody can foresee.
        !matches!(run.dashes, Dashes::Bits(0))
            | may_escape(last[2])
            | starts.may_begin_with(first)
            | starts.may_follow(last)
    }

    /// Rules whose values may begin in a run.
    #[inline(never)]
    fn starts(&mut self, run: &Run) {
        let (patterns, bytes) = (self.patterns, self.bytes);
        for_each_start(bytes, run, |start| {
            if patterns.starts.may_begin(&bytes[start..]) {
                patterns.consider_start(bytes, start..run.range.end, &mut self.ranked);
            }
        });
        let last = bytes[..run.range.start].last_chunk();
        if last.is_none_or(|it| patterns.starts.may_follow(*it)) {
            patterns.consider_heads(bytes, run.range.start, &mut self.ranked);
        }
    }

    /// A run that may be a value, or something encoded.
    #[inline(never)]
    fn value(&mut self, run: Range<usize>) {
        let is_deep = self.depth(&run) > DEEP;
        if !is_deep && (may_be_bound(self.bytes, run.start) || is_long_argument(self.bytes, &run)) {
            self.words(&run);
        }
        if run.len() >= LONG_RUN {
            self.long.push(run);
        }
    }

    /// How far within a row of base64, as the runs told it, the next of them begins.
    fn depth(&mut self, run: &Range<usize>) -> usize {
        let is_data = |byte: &u8| is_token_byte(*byte) || matches!(byte, b'+' | b'/');
        let between = &self.bytes[self.row.end..run.start];
        if between.len() > DEEP || !between.iter().all(is_data) {
            self.row.start = run.start;
        }
        self.row.end = run.end;
        run.start - self.row.start
    }

    /// Rules that the words near a run point to.
    fn words(&mut self, run: &Range<usize>) {
        for pointer in self.nearby.around(run) {
            self.patterns
                .consider_pointed(self.bytes, run, pointer, &mut self.ranked);
        }
    }
}

/// Whether what stands before a run may bind it to a name, as it does no member or argument.
///
/// This spares most runs of a bundle a look at the words around them.
#[inline]
fn may_be_bound(bytes: &[u8], start: usize) -> bool {
    start == 0
        || !matches!(
            bytes[start - 1],
            b'.' | b'(' | b'{' | b'$' | b'!' | b'*' | b'?'
        )
}

/// Whether a run stands in brackets and is too long for a name.
fn is_long_argument(bytes: &[u8], run: &Range<usize>) -> bool {
    run.len() >= LONG_ARGUMENT && bytes[..run.start].ends_with(b"(")
}
