//! The way back from an unwrapped text to the text it was unwrapped from.

use std::ops::Range;

/// Bytes unwrapped from a text, and where each of them came from in it.
#[derive(Debug, Default, Clone)]
pub(crate) struct Unwrapped {
    bytes: Vec<u8>,
    segments: Vec<Segment>,
}

/// A stretch of unwrapped bytes that came from one range.
#[derive(Debug, Clone)]
struct Segment {
    /// Where it begins in the unwrapped bytes; it ends where the next one begins.
    start: usize,
    from: Range<usize>,
    form: Form,
}

/// How a segment's bytes relate to the range they came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Byte by byte the same.
    Copy,
    /// Every byte stands for the whole range: an escape, a constant.
    Whole,
    /// So many bytes of the range for so many of the segment: base64, hex.
    Groups { from: usize, to: usize },
}

impl Unwrapped {
    /// The unwrapped bytes.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Takes a range of the text as it is.
    pub(crate) fn copy(&mut self, text: &[u8], range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        match self.segments.last_mut() {
            Some(last) if last.form == Form::Copy && last.from.end == range.start => {
                last.from.end = range.end;
            }
            _ => self.push(range.clone(), Form::Copy),
        }
        self.bytes.extend_from_slice(&text[range]);
    }

    /// Puts bytes that a range stands for as a whole; an empty range is no place at all.
    pub(crate) fn put(&mut self, range: Range<usize>, bytes: &[u8]) {
        if !bytes.is_empty() {
            self.push(range, Form::Whole);
            self.bytes.extend_from_slice(bytes);
        }
    }

    /// Puts bytes of which every `to` came from `from` bytes of the range, 3 from 4 in base64, as `add` adds
    /// them.
    pub(crate) fn put_groups(
        &mut self,
        range: Range<usize>,
        (from, to): (usize, usize),
        add: impl FnOnce(&mut Vec<u8>),
    ) {
        let start = self.bytes.len();
        add(&mut self.bytes);
        if self.bytes.len() > start {
            let form = Form::Groups { from, to };
            self.segments.push(Segment {
                start,
                from: range,
                form,
            });
        }
    }

    fn push(&mut self, from: Range<usize>, form: Form) {
        let start = self.bytes.len();
        self.segments.push(Segment { start, from, form });
    }

    /// The ranges of the text that a span of the unwrapped bytes came from, in the span's order.
    pub(crate) fn locate(&self, span: &Range<usize>) -> Vec<Range<usize>> {
        let mut ranges: Vec<Range<usize>> = Vec::new();
        for index in self.covering(span) {
            let range = self.part(index, span);
            match ranges.last_mut() {
                _ if range.is_empty() => {}
                // Groups of digits overlap where they stand for more than one byte.
                Some(last) if (last.start..=last.end).contains(&range.start) => {
                    last.end = last.end.max(range.end);
                }
                _ => ranges.push(range),
            }
        }
        ranges
    }

    /// Whether a span, or a byte beside it, is not as it stood in the text: whoever looked at
    /// the text could not see there what can be seen here.
    pub(crate) fn is_news(&self, span: &Range<usize>) -> bool {
        let beside = span.start.saturating_sub(1)..(span.end + 1).min(self.bytes.len());
        self.covering(&beside).count() > 1 || !self.is_verbatim(span)
    }

    /// Whether a span stands in the text byte by byte, in one piece.
    pub(crate) fn is_verbatim(&self, span: &Range<usize>) -> bool {
        let mut covering = self.covering(span);
        covering
            .next()
            .is_none_or(|index| self.segments[index].form == Form::Copy)
            && covering.next().is_none()
    }

    /// Indices of the segments that hold a byte of the span.
    fn covering(&self, span: &Range<usize>) -> Range<usize> {
        let first = self.segments.partition_point(|it| it.start <= span.start);
        let behind = self.segments.partition_point(|it| it.start < span.end);
        first.saturating_sub(1)..behind
    }

    /// The range that the span's share of a segment came from.
    fn part(&self, index: usize, span: &Range<usize>) -> Range<usize> {
        let Segment { start, from, form } = &self.segments[index];
        let next = self.segments.get(index + 1);
        let end = next.map_or(self.bytes.len(), |next| next.start);
        let own = span.start.max(*start) - start..span.end.min(end) - start;
        match *form {
            Form::Copy => from.start + own.start..from.start + own.end,
            Form::Whole => from.clone(),
            Form::Groups { from: many, to } => {
                let first = own.start * many / to;
                let last = (own.end * many).div_ceil(to);
                from.start + first..from.end.min(from.start + last)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &[u8] = b"ab\\x63de";

    fn unescaped() -> Unwrapped {
        let mut unwrapped = Unwrapped::default();
        unwrapped.copy(TEXT, 0..2);
        unwrapped.put(2..6, b"c");
        unwrapped.copy(TEXT, 6..8);
        unwrapped
    }

    #[test]
    fn a_span_maps_to_all_it_came_from() {
        let unwrapped = unescaped();
        assert_eq!(unwrapped.bytes(), b"abcde");
        assert_eq!(unwrapped.locate(&(1..4)), [1..7]);
        assert_eq!(unwrapped.locate(&(2..3)), [2..6]);
        assert_eq!(unwrapped.locate(&(3..5)), [6..8]);
    }

    #[test]
    fn what_did_not_change_is_no_news() {
        let unwrapped = unescaped();
        assert!(!unwrapped.is_news(&(0..1)));
        assert!(unwrapped.is_news(&(0..2)), "what follows it changed");
        assert!(unwrapped.is_verbatim(&(0..2)));
        assert!(unwrapped.is_news(&(1..3)));
        assert!(!unwrapped.is_verbatim(&(1..3)));
        assert!(!unwrapped.is_news(&(4..5)));
    }

    #[test]
    fn pieces_put_together_keep_their_places() {
        let text = b"\"sk\"+\"Ab\"";
        let mut unwrapped = Unwrapped::default();
        unwrapped.put(0..0, b"\"");
        unwrapped.copy(text, 1..3);
        unwrapped.copy(text, 6..8);
        assert_eq!(unwrapped.bytes(), b"\"skAb");
        assert_eq!(unwrapped.locate(&(0..5)), [1..3, 6..8]);
        assert!(unwrapped.is_news(&(1..5)));
    }

    #[test]
    fn groups_map_to_the_groups_they_touch() {
        let mut unwrapped = Unwrapped::default();
        unwrapped.put_groups(10..20, (4, 3), |bytes| bytes.extend(b"abcdefg"));
        assert_eq!(unwrapped.locate(&(0..3)), [10..14]);
        assert_eq!(unwrapped.locate(&(1..2)), [11..13]);
        assert_eq!(unwrapped.locate(&(3..7)), [14..20]);
    }
}
