//! The mappings of a source map: segments of base64 digits, each a difference to the one before.

/// A place in a text; line and column count from 0, columns in UTF-16 units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Spot {
    pub(super) line: u64,
    pub(super) column: u64,
}

/// Where a generated place comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mapped {
    /// Index among the map's sources.
    pub(super) source: usize,
    pub(super) spot: Spot,
}

/// Finds where each of `wanted` comes from: by the last segment of its line that starts at or
/// before it. One pass, up to the last line that is wanted.
pub(super) fn lookup(mappings: &[u8], wanted: &[Spot]) -> Vec<Option<Mapped>> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by_key(|&index| wanted[index]);
    let mut order = order.into_iter().peekable();
    let mut found = vec![None; wanted.len()];
    let mut reader = Reader::default();
    for (line, text) in (0..).zip(mappings.split(|byte| *byte == b';')) {
        if order.peek().is_none() {
            break;
        }
        let mut segments = Vec::new();
        let is_wanted = order
            .peek()
            .is_some_and(|&index| wanted[index].line == line);
        reader.line(text, |segment| {
            if is_wanted {
                segments.push(segment);
            }
        });
        segments.sort_by_key(|segment| segment.column);
        while let Some(index) = order.next_if(|&index| wanted[index].line == line) {
            found[index] = before(&segments, wanted[index].column);
        }
    }
    found
}

/// One segment of a line.
struct Segment {
    column: i64,
    origin: Option<Mapped>,
}

/// The origin that holds at `column`: of several segments that start there the first, of several
/// that start before it the last, as browsers' tools have it.
fn before(segments: &[Segment], column: u64) -> Option<Mapped> {
    let column = i64::try_from(column).ok()?;
    let first = segments.partition_point(|segment| segment.column < column);
    let exact = segments.get(first).filter(|it| it.column == column);
    exact
        .or_else(|| segments.get(first.checked_sub(1)?))
        .and_then(|segment| segment.origin)
}

/// What the differences have added up to.
#[derive(Default)]
struct Reader {
    source: i64,
    line: i64,
    column: i64,
}

impl Reader {
    fn line(&mut self, text: &[u8], mut found: impl FnMut(Segment)) {
        let mut column = 0;
        for text in text.split(|byte| *byte == b',').filter(|it| !it.is_empty()) {
            let mut digits = text.iter().copied();
            let Some(step) = number(&mut digits) else {
                continue;
            };
            column += step;
            let origin = self.origin(&mut digits);
            found(Segment { column, origin });
        }
    }

    fn origin(&mut self, digits: &mut impl Iterator<Item = u8>) -> Option<Mapped> {
        self.source += number(digits)?;
        self.line += number(digits)?;
        self.column += number(digits)?;
        Some(Mapped {
            source: usize::try_from(self.source).ok()?,
            spot: Spot {
                line: u64::try_from(self.line).ok()?,
                column: u64::try_from(self.column).ok()?,
            },
        })
    }
}

/// The next number: five bits a digit, the lowest first, its sign in the lowest bit of all.
fn number(digits: &mut impl Iterator<Item = u8>) -> Option<i64> {
    const MORE: u8 = 32;
    /// More digits than any number of 32 bits has.
    const LONGEST: u32 = 7;
    let mut value = 0;
    for index in 0..LONGEST {
        let digit = digit(digits.next()?)?;
        value |= i64::from(digit & !MORE) << (5 * index);
        if digit & MORE == 0 {
            let size = value >> 1;
            return Some(if value & 1 == 0 { size } else { -size });
        }
    }
    None
}

fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Written as the format's document puts it, apart from the reader.
    fn encode(mut value: i64) -> String {
        const DIGITS: &[u8; 64] =
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        value = if value < 0 { -value * 2 + 1 } else { value * 2 };
        let mut text = String::new();
        loop {
            let five = usize::try_from(value % 32).unwrap();
            value /= 32;
            let more = if value > 0 { 32 } else { 0 };
            text.push(char::from(DIGITS[five + more]));
            if value == 0 {
                return text;
            }
        }
    }

    /// `(generated column, source, line, column)` of each segment, line by line.
    type Lines = Vec<Vec<(i64, i64, i64, i64)>>;

    fn mappings(lines: &Lines) -> String {
        let (mut source, mut line, mut column) = (0, 0, 0);
        let mut text = Vec::new();
        for segments in lines {
            let mut generated = 0;
            let mut parts = Vec::new();
            for &(at, s, l, c) in segments {
                let steps = [at - generated, s - source, l - line, c - column];
                parts.push(steps.map(encode).concat());
                (generated, source, line, column) = (at, s, l, c);
            }
            text.push(parts.join(","));
        }
        text.join(";")
    }

    fn spot(line: u64, column: u64) -> Spot {
        Spot { line, column }
    }

    proptest! {
        #[test]
        fn every_segment_is_found_at_its_start_and_up_to_the_next(
            lines in prop::collection::vec(
                prop::collection::btree_map(0..5000i64, (0..9i64, 0..100_000i64, 0..3000i64), 0..8),
                0..8,
            ),
        ) {
            let lines: Lines = lines
                .into_iter()
                .map(|line| line.into_iter().map(|(at, (s, l, c))| (at, s, l, c)).collect())
                .collect();
            let text = mappings(&lines);
            let mut wanted = Vec::new();
            let mut expected = Vec::new();
            for (line, segments) in lines.iter().enumerate().rev() {
                for (index, &(at, s, l, c)) in segments.iter().enumerate() {
                    let next = segments.get(index + 1).map_or(at + 9, |it| it.0);
                    for column in [at, next - 1] {
                        wanted.push(spot(line as u64, column.try_into().unwrap()));
                        expected.push(Some(Mapped {
                            source: s.try_into().unwrap(),
                            spot: spot(l.try_into().unwrap(), c.try_into().unwrap()),
                        }));
                    }
                }
            }
            prop_assert_eq!(lookup(text.as_bytes(), &wanted), expected);
        }

        #[test]
        fn any_bytes_are_read_without_a_panic(text in prop::collection::vec(any::<u8>(), 0..200)) {
            lookup(&text, &[spot(0, 0), spot(3, 1 << 40), spot(u64::MAX, u64::MAX)]);
        }
    }

    #[test]
    fn nothing_is_mapped_before_the_first_segment_nor_by_one_without_a_source() {
        // Column 4 from source 0, 0:0; column 8 from nowhere.
        let found = lookup(
            b"IAAA,I;",
            &[spot(0, 3), spot(0, 4), spot(0, 9), spot(1, 0)],
        );
        assert_eq!(
            found.iter().map(Option::is_some).collect::<Vec<_>>(),
            [false, true, false, false]
        );
    }
}
