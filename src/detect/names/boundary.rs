//! Where an identifier starts and ends: digits of an escape glue to it, lower-case letters disown it.

use std::ops::Range;

use super::text::escape_length;

/// No variable's name is longer.
const LONGEST: usize = 128;
/// The longest escape that can glue to a name, slashes included.
const ESCAPE: usize = 12;

/// The bytes around a hit that could stand in a name, cut at [`LONGEST`] on either side.
pub(super) fn run(bytes: &[u8], hit: &Range<usize>) -> Range<usize> {
    let left = &bytes[hit.start.saturating_sub(LONGEST)..hit.start];
    let right = &bytes[hit.end..bytes.len().min(hit.end + LONGEST)];
    let before = left.iter().rev().take_while(|b| is_upper(**b)).count();
    let after = right.iter().take_while(|b| is_upper(**b)).count();
    hit.start - before..hit.end + after
}

/// The name in a run, or nothing where the run is part of something else.
pub(super) fn name(bytes: &[u8], run: &Range<usize>, hit: &Range<usize>) -> Option<Range<usize>> {
    let start = start(bytes, run, hit.start)?;
    let glued = bytes.get(run.end).is_some_and(u8::is_ascii_lowercase);
    let first = bytes[start];
    let last = bytes[run.end - 1];
    let whole = !glued && first.is_ascii_uppercase() && last != b'_';
    (whole && run.end - start <= LONGEST).then_some(start..run.end)
}

/// The run's start, moved past an escape that reaches into it or ends at it.
fn start(bytes: &[u8], run: &Range<usize>, latest: usize) -> Option<usize> {
    let from = run.start.saturating_sub(ESCAPE);
    let marks = memchr::memchr2_iter(b'\\', b'%', &bytes[from..=run.start]);
    let escaped = marks.map(|mark| from + mark).find_map(|at| {
        let end = at + escape_length(&bytes[at..])?;
        (run.start..=latest).contains(&end).then_some(end)
    });
    let glued = run.start > 0 && bytes[run.start - 1].is_ascii_lowercase();
    escaped.or((!glued).then_some(run.start))
}

fn is_upper(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_'
}
