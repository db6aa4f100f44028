//! Which part of a file a change added.

use std::collections::HashSet;
use std::ops::Range;

use memchr::memchr_iter;

/// The part of a changed file that is new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Added {
    /// All of it.
    Whole,
    /// These bytes, in order: lines that were not in it before, wherever they stood.
    Lines(Vec<Range<u64>>),
}

impl Added {
    /// What is in `after` and was not in `before`, line by line.
    pub(crate) fn between(before: &[u8], after: &[u8]) -> Self {
        // Lines of UTF-16 are no lines of bytes.
        if [before, after].into_iter().any(is_utf_16) {
            return Self::Whole;
        }
        let known: HashSet<&[u8]> = lines(before).map(|range| &before[range]).collect();
        let new = lines(after).filter(|range| !known.contains(&after[range.clone()]));
        Self::Lines(new.map(|it| it.start as u64..it.end as u64).collect())
    }

    /// Whether some of `span` is new.
    pub(crate) fn touches(&self, span: &Range<u64>) -> bool {
        match self {
            Self::Whole => true,
            Self::Lines(lines) => lines
                .iter()
                .any(|line| line.start < span.end && span.start < line.end),
        }
    }
}

fn is_utf_16(text: &[u8]) -> bool {
    text.starts_with(&[0xFF, 0xFE]) || text.starts_with(&[0xFE, 0xFF])
}

/// Where each line of `text` stands, without its line feed.
fn lines(text: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    let ends = memchr_iter(b'\n', text).chain(std::iter::once(text.len()));
    ends.map(move |end| std::mem::replace(&mut start, end + 1)..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn added(before: &str, after: &str) -> Vec<String> {
        match Added::between(before.as_bytes(), after.as_bytes()) {
            Added::Whole => vec!["all".to_owned()],
            Added::Lines(lines) => {
                let text = |it: Range<u64>| {
                    let [start, end] = [it.start, it.end].map(|at| usize::try_from(at).unwrap());
                    after[start..end].to_owned()
                };
                lines.into_iter().map(text).collect()
            }
        }
    }

    #[test]
    fn only_lines_that_were_nowhere_before_are_added() {
        assert_eq!(added("a\nb\nc\n", "c\na\nx\nb"), ["x"]);
        assert_eq!(added("a", "a\n"), [""]);
        assert_eq!(added("", "a\nb\n"), ["a", "b"]);
        assert_eq!(added("a\nb\n", "b\n"), [""; 0]);
        assert_eq!(added("key=1\n", "key=2\n"), ["key=2"]);
    }

    #[test]
    fn a_span_is_new_where_one_of_its_lines_is() {
        let added = Added::between(b"BEGIN\nold\nEND\n", b"BEGIN\nnew\nEND\n");
        assert!(added.touches(&(0..13)));
        assert!(!added.touches(&(0..5)));
        assert!(!added.touches(&(10..13)));
    }

    #[test]
    fn utf_16_is_taken_whole() {
        assert_eq!(Added::between(b"\xFF\xFEa\0", b"a"), Added::Whole);
        assert_eq!(Added::between(b"a", b"\xFE\xFF\0a"), Added::Whole);
    }
}
