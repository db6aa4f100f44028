//! From offsets to lines and columns, only for files in which something was found: of a file that is
//! read in windows each says, while it is at hand, how far it leads.

use std::io;
use std::ops::Range;

use fearless_simd::prelude::*;
use fearless_simd::{dispatch, u8x64};

use super::buffer::Buffer;
use super::source::Source;
use crate::content::Encoding;
use crate::detect::blocks::{BLOCK, LEVEL, is, lanes, search};

/// How much of a file is looked at in one go.
const CHUNK: usize = 1 << 18;

/// Most pieces of a minified bundle of this length have no line's end in them.
const PIECE: usize = 4 << 10;

/// A place as an editor names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// From 1; lines end at a line feed.
    pub(super) line: u64,
    /// From 1, in UTF-16 units.
    pub(super) column: u64,
}

impl Place {
    pub(super) const START: Self = Self { line: 1, column: 1 };

    /// The place as far behind this one as `way` is behind the start.
    fn on(self, way: Self) -> Self {
        match way.line {
            1 => Self {
                line: self.line,
                column: self.column + way.column - 1,
            },
            lines => Self {
                line: self.line + lines - 1,
                column: way.column,
            },
        }
    }

    /// The place behind `text`, which starts at this one.
    fn after(self, text: &[u8], encoding: Encoding) -> Self {
        let mut place = self;
        let mut done = 0;
        while done < text.len() {
            let end = text.len().min(done + PIECE);
            if is_plain(&text[done..end]) {
                place.column += (end - done) as u64;
                done = end;
                continue;
            }
            // No character is cut.
            let more = text[end..].iter().take_while(|it| !it.is_ascii());
            let end = end + more.count();
            place = place.after_lines(&text[done..end], encoding);
            done = end;
        }
        place
    }

    /// The same, byte by byte where it matters.
    fn after_lines(self, text: &[u8], encoding: Encoding) -> Self {
        let mut place = self;
        let mut done = 0;
        search(text, 0..text.len(), feeds_and_foreign, |at| {
            if at < done {
                return;
            }
            place.column += (at - done) as u64;
            done = if text[at] == b'\n' {
                place.line += 1;
                place.column = 1;
                at + 1
            } else {
                let foreign = text[at..].iter().take_while(|it| !it.is_ascii());
                let end = at + foreign.count();
                place.column += units(&text[at..end], encoding);
                end
            };
        });
        place.column += (text.len() - done) as u64;
        place
    }
}

/// Whether a text is ASCII and on one line.
fn is_plain(text: &[u8]) -> bool {
    let (blocks, rest) = text.as_chunks::<BLOCK>();
    let are_plain = dispatch!(*LEVEL, simd => {
        // Zero where a line ends, and with its upper bit set where a byte is not ASCII.
        let (mut nearest, mut all) = (u8x64::splat(simd, u8::MAX), u8x64::splat(simd, 0));
        for block in blocks {
            let [lanes] = lanes(simd, [block]);
            nearest = nearest.min(lanes ^ b'\n');
            all |= lanes;
        }
        (is(nearest, 0) | all.simd_ge(0x80)).to_bitmask() == 0
    });
    are_plain && rest.iter().all(|it| it.is_ascii() && *it != b'\n')
}

/// Says of each block, which begin with the bytes, where a line ends and where a byte is not ASCII.
fn feeds_and_foreign(bytes: &[u8], all: &mut [u64]) {
    dispatch!(*LEVEL, simd => {
        for (block, marked) in bytes.as_chunks().0.iter().zip(all) {
            let [lanes] = lanes(simd, [block]);
            *marked = (is(lanes, b'\n') | lanes.simd_ge(0x80)).to_bitmask();
        }
    });
}

/// The places of some offsets in a text; the offsets ascend.
pub(super) fn in_text(text: &[u8], encoding: Encoding, offsets: &[u64]) -> Vec<Place> {
    let mut places = Places::new(encoding, offsets);
    places.pass(text);
    places.finish()
}

/// The places of some offsets in a piece of text that begins at `place`, and the place behind it.
pub(super) fn from(place: Place, text: &[u8], offsets: &[u64]) -> (Vec<Place>, Place) {
    let mut places = Places {
        at: place,
        ..Places::new(Encoding::Bytes, offsets)
    };
    places.pass(text);
    (places.finish(), place.after(text, Encoding::Bytes))
}

/// How far a piece of a file's text leads.
pub(super) struct Stretch {
    /// Where in the text it begins.
    start: u64,
    /// The place behind it, if its own were the first.
    way: Place,
}

impl Stretch {
    /// Of the part `own` of a text that begins at `offset`, as far as no character is cut.
    pub(super) fn of(text: &[u8], own: &Range<usize>, offset: u64, encoding: Encoding) -> Self {
        let whole = |end: usize| without_partial_character(&text[..end], encoding).len();
        let own = whole(own.start)..whole(own.end);
        Self {
            start: offset + own.start as u64,
            way: Place::START.after(&text[own], encoding),
        }
    }
}

/// A place that is known.
struct Landmark {
    offset: u64,
    place: Place,
}

/// The places where stretches begin that follow each other from the beginning on.
pub(super) struct Landmarks(Vec<Landmark>);

impl Landmarks {
    pub(super) fn of(stretches: impl Iterator<Item = Stretch>) -> Self {
        let mut next = Place::START;
        let stretches = stretches.map(|it| {
            let place = next;
            next = place.on(it.way);
            Landmark {
                offset: it.start,
                place,
            }
        });
        Self(stretches.collect())
    }

    /// The last that is not behind an offset.
    fn before(&self, offset: u64) -> Option<&Landmark> {
        let behind = self.0.partition_point(|it| it.offset <= offset);
        self.0[..behind].last()
    }
}

/// The places of some offsets in a file's text, read in chunks from the nearest landmarks on; the
/// offsets ascend.
///
/// If the file cannot be read any more, the offsets behind are placed where that happened.
pub(super) fn in_file(
    source: &Source,
    encoding: Encoding,
    offsets: &[u64],
    landmarks: &Landmarks,
) -> (Vec<Place>, io::Result<()>) {
    let mut places = Places::new(encoding, offsets);
    let outcome = places.read(source, landmarks);
    (places.finish(), outcome)
}

/// Finds places while a text goes by.
struct Places<'a> {
    encoding: Encoding,
    offsets: &'a [u64],
    found: Vec<Place>,
    at: Place,
    passed: u64,
}

impl<'a> Places<'a> {
    fn new(encoding: Encoding, offsets: &'a [u64]) -> Self {
        Self {
            encoding,
            offsets,
            found: Vec::with_capacity(offsets.len()),
            at: Place::START,
            passed: 0,
        }
    }

    fn read(&mut self, source: &Source, landmarks: &Landmarks) -> io::Result<()> {
        let mut buffer = Buffer::take(CHUNK);
        let (mark, width) = (self.encoding.mark() as u64, self.encoding.width() as u64);
        while let Some(&wanted) = self.offsets.get(self.found.len()) {
            self.skip_to(landmarks.before(wanted));
            let bytes = buffer.first(CHUNK);
            let count = source.read(bytes, mark + self.passed * width)?;
            let text = self.encoding.decode(&mut bytes[..count]);
            let text = match count {
                CHUNK => without_partial_character(text, self.encoding),
                _ => text,
            };
            if text.is_empty() {
                break;
            }
            self.pass(text);
        }
        Ok(())
    }

    /// Goes on to a landmark that lies ahead.
    fn skip_to(&mut self, landmark: Option<&Landmark>) {
        if let Some(ahead) = landmark.filter(|it| it.offset > self.passed) {
            self.passed = ahead.offset;
            self.at = ahead.place;
        }
    }

    fn are_missing(&self) -> bool {
        self.found.len() < self.offsets.len()
    }

    fn pass(&mut self, text: &[u8]) {
        let mut done = 0;
        for offset in &self.offsets[self.found.len()..] {
            let Some(ahead) = usize::try_from(offset - self.passed)
                .ok()
                .filter(|ahead| *ahead < text.len())
            else {
                break;
            };
            self.at = self.at.after(&text[done..ahead], self.encoding);
            self.found.push(self.at);
            done = ahead;
        }
        if self.are_missing() {
            self.at = self.at.after(&text[done..], self.encoding);
        }
        self.passed += text.len() as u64;
    }

    /// What is still missing lay in a part that is gone by now: its place is the end.
    fn finish(mut self) -> Vec<Place> {
        self.found.resize(self.offsets.len(), self.at);
        self.found
    }
}

/// Length in UTF-16 units, each ill-formed sequence counted as the one unit it is shown as.
fn units(text: &[u8], encoding: Encoding) -> u64 {
    if encoding.width() > 1 {
        return text.len() as u64;
    }
    text.utf8_chunks()
        .map(|chunk| well_formed_units(chunk.valid()) + u64::from(!chunk.invalid().is_empty()))
        .sum()
}

/// One unit for every byte that starts a character, and one more where it starts a long one.
fn well_formed_units(text: &str) -> u64 {
    let units = |byte: u8| u64::from(byte & 0xC0 != 0x80) + u64::from(byte >= 0xF0);
    text.bytes().map(units).sum()
}

/// Cuts off a last character whose end may not be there yet, so that it is counted once.
fn without_partial_character(text: &[u8], encoding: Encoding) -> &[u8] {
    if encoding.width() > 1 {
        return text;
    }
    let longest = text.len().min(3);
    let lead = (1..=longest).find(|back| text[text.len() - back] & 0xC0 != 0x80);
    match lead {
        Some(back) if text[text.len() - back] >= 0xC0 => &text[..text.len() - back],
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_utf_16_units() {
        let text = "a😀é\r\nü\n\nx".as_bytes();
        let offsets = [0, 1, 5, 7, 9, 11, 12, 13];
        let places: Vec<_> = in_text(text, Encoding::Bytes, &offsets)
            .into_iter()
            .map(|place| (place.line, place.column))
            .collect();
        assert_eq!(
            places,
            [
                (1, 1),
                (1, 2),
                (1, 4),
                (1, 5),
                (2, 1),
                (2, 2),
                (3, 1),
                (4, 1)
            ]
        );
    }

    #[test]
    fn an_ill_formed_sequence_is_one_unit() {
        let text = b"\xFF\x80\xE2\x82x\xF0\x9F\x98";
        let shown = String::from_utf8_lossy(text).encode_utf16().count();
        assert_eq!(units(text, Encoding::Bytes), shown as u64);
    }

    #[test]
    fn a_character_that_a_chunk_cuts_is_left_for_the_next() {
        for (text, left) in [("ab", 2), ("a\u{e9}", 1), ("a€", 1)] {
            let bytes = text.as_bytes();
            assert_eq!(
                without_partial_character(bytes, Encoding::Bytes).len(),
                left
            );
        }
        assert_eq!(
            without_partial_character("a😀".as_bytes(), Encoding::Bytes).len(),
            5
        );
        assert_eq!(
            without_partial_character(b"\x80\x80\x80\x80", Encoding::Bytes).len(),
            4
        );
    }
}
