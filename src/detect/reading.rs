//! One pass over a text of a fragment: which rules each run is shown to, and what else is kept.

use std::ops::Range;

use super::binding::Site;
use super::blocks::{is_base64_byte, is_token_byte};
use super::boundary::{for_each_front, for_each_joint, may_escape};
use super::overlap::Ranked;
use super::pattern::Patterns;
use super::runs::{Landmarks, Run, Stops};
use super::words::Nearby;
use crate::content::{DataUri, Hints, data_uri};

/// Shorter runs are no encoded value, nor a piece of one that is not beside a longer piece.
pub(crate) const LONG_RUN: usize = 24;

/// No word is as long as this: the digits of an encoded text need not have a number among them.
const LONGER_THAN_WORDS: usize = 64;

/// No argument is called so: this long a run in brackets may be a value.
const LONG_ARGUMENT: usize = 40;

/// So far within a row of base64 no name is near to a run any more.
const DEEP: usize = 256;

/// So many long runs are in most texts that have any.
const SOME: usize = 64;

/// One pass over a text, and what it has found so far.
pub(super) struct Reading<'a> {
    patterns: &'a Patterns,
    bytes: &'a [u8],
    nearby: Nearby<'a>,
    row: Row,
    pub(super) ranked: Vec<Ranked>,
    /// Runs in which something may be encoded.
    pub(super) long: Vec<Range<usize>>,
    pub(super) landmarks: Landmarks,
    pub(super) hints: Hints,
}

impl Stops for Reading<'_> {
    #[inline]
    fn run(&mut self, run: Run) {
        if self.may_begin_at_front(run.range.start) {
            self.front(&run.range);
        }
        let (patterns, bytes) = (self.patterns, self.bytes);
        for_each_joint(bytes, &run, |start| {
            if patterns.starts.may_begin(&bytes[start..]) && start < run.range.end {
                patterns.consider_start(bytes, start..run.range.end, &mut self.ranked);
            }
        });
        if run.has_digit || run.range.len() > LONGER_THAN_WORDS {
            self.value(run.range);
        }
    }

    #[inline]
    fn place(&mut self, at: usize) {
        self.landmarks.add(self.bytes, at, &self.patterns.triples);
        self.hints.consider(self.bytes, at);
    }
}

impl<'a> Reading<'a> {
    pub(super) fn new(patterns: &'a Patterns, bytes: &'a [u8]) -> Self {
        Self {
            patterns,
            bytes,
            nearby: Nearby::new(&patterns.words, bytes),
            row: Row::default(),
            ranked: Vec::new(),
            long: Vec::with_capacity(SOME.min(bytes.len() / LONG_RUN)),
            landmarks: Landmarks::default(),
            hints: Hints::default(),
        }
    }

    /// Whether a value with a beginning of its own may begin where a run does: nearly none does.
    #[inline]
    fn may_begin_at_front(&self, start: usize) -> bool {
        let (before, run_on) = self.bytes.split_at(start);
        let (Some(&last), Some(&first)) = (before.last_chunk(), run_on.first_chunk()) else {
            return true;
        };
        let starts = &self.patterns.starts;
        // All are asked: which of them will say yes nobody can foresee.
        may_escape(last[2]) | starts.may_begin_with(first) | starts.may_follow(last, first[0])
    }

    /// Rules whose values may begin where a run does.
    #[inline(never)]
    fn front(&mut self, run: &Range<usize>) {
        let (patterns, bytes) = (self.patterns, self.bytes);
        for_each_front(bytes, run, |start| {
            if patterns.starts.may_begin(&bytes[start..]) {
                patterns.consider_start(bytes, start..run.end, &mut self.ranked);
            }
        });
        if patterns
            .starts
            .is_head(&bytes[..run.start], bytes[run.start])
        {
            patterns.consider_heads(bytes, run.start, &mut self.ranked);
        }
    }

    /// A run that may be a value, or something encoded.
    #[inline(never)]
    fn value(&mut self, run: Range<usize>) {
        self.row.go_on(self.bytes, &run);
        let is_value = self.row.kind == RowKind::Any && run.start - self.row.range.start <= DEEP;
        if is_value && (may_be_bound(self.bytes, run.start) || is_long_argument(self.bytes, &run)) {
            self.words(&run);
        }
        if run.len() >= LONG_RUN && self.row.is_news() {
            self.long.push(run);
        }
    }

    /// Rules that the words near a run point to.
    fn words(&mut self, run: &Range<usize>) {
        let pointers = self.nearby.around(run);
        if pointers.is_empty() {
            return;
        }
        let site = Site::of(self.bytes, run);
        for pointer in pointers {
            self.patterns
                .consider_pointed(self.bytes, &site, *pointer, &mut self.ranked);
        }
    }
}

/// A row of base64, or of what looks like it, up to the end of the last run with a digit in it.
#[derive(Default)]
struct Row {
    range: Range<usize>,
    kind: RowKind,
    /// Whether a long run of it was told.
    is_told: bool,
}

/// What a row is said to be.
#[derive(Default, PartialEq, Eq)]
enum RowKind {
    #[default]
    Any,
    /// A picture and the like in a data URI, or a digest: no value, nor a part of one.
    Data,
}

impl Row {
    /// Takes the next run, which may begin another row.
    fn go_on(&mut self, bytes: &[u8], run: &Range<usize>) {
        let between = &bytes[self.range.end..run.start];
        if between.len() > DEEP || !between.iter().all(|it| is_base64_byte(*it)) {
            *self = Self {
                range: run.clone(),
                kind: RowKind::of(bytes, run),
                is_told: false,
            };
        }
        self.range.end = run.end;
    }

    /// Whether a long run tells something that none before it in the row did: whoever decodes data
    /// does so from its first run to its end.
    fn is_news(&mut self) -> bool {
        let was_told = std::mem::replace(&mut self.is_told, true);
        !was_told || self.kind == RowKind::Any
    }
}

impl RowKind {
    /// What the row is that begins with this run, or shortly before it.
    fn of(bytes: &[u8], run: &Range<usize>) -> Self {
        const DIGESTS: [&[u8]; 3] = [b"sha256-", b"sha384-", b"sha512-"];
        /// Pieces of the row may be too short for a run.
        const SHORT: usize = 64;
        let before = bytes[..run.start].iter().rev().take(SHORT);
        let start = run.start - before.take_while(|it| is_base64_byte(**it)).count();
        let is_digest = DIGESTS.iter().any(|it| bytes[run.start..].starts_with(it));
        if is_digest || data_uri(&bytes[..start]) == Some(DataUri::Binary) {
            Self::Data
        } else {
            Self::Any
        }
    }
}

/// Whether what stands before a run may bind it to a name, as it does no member or argument.
///
/// This spares most runs of a bundle a look at the words around them.
#[inline]
fn may_be_bound(bytes: &[u8], start: usize) -> bool {
    match bytes[..start].last() {
        Some(b'.') => is_piece_of_value(&bytes[..start]),
        Some(b'(' | b'{' | b'$' | b'!' | b'*' | b'?') => false,
        _ => true,
    }
}

/// Whether a dot that ends a text is one of a value's own signs: it stands in a string, or behind a digit.
#[inline(never)]
fn is_piece_of_value(text: &[u8]) -> bool {
    /// No value's first part is longer that the rules know.
    const PART: usize = 48;
    let is_sign = |byte: u8| is_token_byte(byte) || matches!(byte, b'.' | b'~');
    let part = text.iter().rev().take(PART);
    let length = part.take_while(|byte| is_sign(**byte)).count();
    let (before, part) = text.split_at(text.len() - length);
    part.iter().any(u8::is_ascii_digit) || matches!(before.last(), Some(b'"' | b'\'' | b'`'))
}

/// Whether a run stands in brackets and is too long for a name.
fn is_long_argument(bytes: &[u8], run: &Range<usize>) -> bool {
    run.len() >= LONG_ARGUMENT && bytes[..run.start].ends_with(b"(")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(text: &str, run: &str) -> RowKind {
        let start = text.find(run).unwrap();
        RowKind::of(text.as_bytes(), &(start..start + run.len()))
    }

    #[test]
    fn a_member_is_no_value_and_a_part_of_one_is() {
        let may = |before: &str| may_be_bound(before.as_bytes(), before.len());
        for before in [
            "e.",
            "x=e.",
            "=~e.",
            "(a,b.c.",
            "new Error(",
            "${",
            "window.foo.",
        ] {
            assert!(!may(before), "{before}");
        }
        for before in ["", "=\"", ":", "secret=pFF8Q~3R.", "\"abCd.", "'ab~Cd.eF."] {
            assert!(may(before), "{before}");
        }
    }

    #[test]
    fn a_picture_and_a_digest_are_no_values() {
        let run = "A1b2C3d4E5f6G7h8";
        let is_data = |before: &str| kind(&format!("{before}{run}"), run) == RowKind::Data;
        assert!(is_data("src=\"data:image/png;base64,"));
        assert!(is_data(
            "url(data:application/x-font-woff;charset=utf-8;base64,/9j/+a"
        ));
        assert!(!is_data("src=\"data:application/json;base64,"));
        assert!(!is_data("token=\""));
        assert!(!is_data("img=image/png token=x;base64;"));
        assert!(kind("=\"sha384-A1b2C3d4E5f6\"", "sha384-A1b2C3d4E5f6") == RowKind::Data);
    }

    #[test]
    fn of_data_the_first_long_run_is_told_alone() {
        let run = "A1b2C3d4E5f6G7h8A1b2C3d4E5f6";
        let rows = [
            ("data:image/png;base64,", 1),
            ("data:text/plain;base64,", 3),
        ];
        for (before, told) in rows {
            let text = format!("{before}{run}+{run}/{run}\"");
            let starts: Vec<_> = text.match_indices(run).map(|(at, _)| at).collect();
            let mut row = Row::default();
            let is_told = starts.iter().filter(|&&start| {
                row.go_on(text.as_bytes(), &(start..start + run.len()));
                row.is_news()
            });
            assert_eq!(is_told.count(), told, "{before}");
        }
    }
}
