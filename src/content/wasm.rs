//! Strings in the data of WebAssembly, which stand end to end: code, or other data, tells where one
//! begins and how long it is, by two numbers beside each other.

use std::ops::Range;

use super::bytecode::SHORTEST;
use super::region::{is_needless, is_text};
use super::span_map::Unwrapped;

/// What a module begins with.
pub(super) const MAGIC: &[u8] = b"\0asm\x01\0\0\0";

/// The sections that hold code and data.
const CODE: u8 = 10;
const DATA: u8 = 11;

/// How much is looked at again where a segment is glued to what stands round it.
const EDGE: usize = 4 << 10;

/// Longer strings hold values that something in them delimits.
const LONGEST: usize = 1 << 10;

/// Strings that are kept from one module; each is one that nothing else delimits.
const MANY: usize = 1 << 16;

/// A segment: its bytes, and where the program has them.
struct Segment {
    data: Range<usize>,
    address: Option<usize>,
}

/// The strings that are glued to what stands round them.
pub(super) fn strings(bytes: &[u8]) -> Option<Unwrapped> {
    let mut at = MAGIC.len();
    let mut code = 0..0;
    while let Some(&section) = bytes.get(at) {
        let (length, start) = leb(bytes, at + 1)?;
        let end = start.checked_add(length)?;
        match section {
            CODE => code = start..end.min(bytes.len()),
            DATA => {
                let segments = segments(bytes, start);
                let mut text = Unwrapped::default();
                for segment in &segments {
                    edges(bytes, &segment.data, &mut text);
                }
                told(bytes, &segments, &code, &mut text);
                return Some(text);
            }
            _ => {}
        }
        at = end;
    }
    None
}

fn segments(bytes: &[u8], start: usize) -> Vec<Segment> {
    let mut segments = Vec::new();
    let Some((count, mut at)) = leb(bytes, start) else {
        return segments;
    };
    for _ in 0..count {
        let Some(segment) = segment(bytes, at) else {
            break;
        };
        at = segment.data.end;
        segments.push(segment);
    }
    segments
}

/// What a segment holds; before it stand its kind, and for some kinds where it goes to.
fn segment(bytes: &[u8], at: usize) -> Option<Segment> {
    let (kind, mut at) = leb(bytes, at)?;
    if kind == 2 {
        at = leb(bytes, at)?.1;
    }
    let mut address = None;
    if kind != 1 {
        let (number, end) = leb(bytes, at + 1)?;
        address = (bytes.get(at) == Some(&CONSTANT)).then_some(number);
        at = end + 1;
    }
    let (length, start) = leb(bytes, at)?;
    let end = start.checked_add(length)?.min(bytes.len());
    let data = start.min(end)..end;
    Some(Segment { data, address })
}

/// Puts the beginning and the end of a segment where a value there would run into what is beside.
fn edges(bytes: &[u8], data: &Range<usize>, text: &mut Unwrapped) {
    let is_value = |at: usize| bytes.get(at).is_some_and(|it| is_needless(*it));
    if data.len() < SHORTEST {
        return;
    }
    if is_value(data.start) {
        let reach = &bytes[data.start..data.end.min(data.start + EDGE)];
        let length = reach.iter().take_while(|it| is_needless(**it)).count();
        text.copy(bytes, data.start..data.start + length);
        text.put(0..0, b"\n");
    }
    if is_value(data.end - 1) {
        let reach = &bytes[data.start.max(data.end.saturating_sub(EDGE))..data.end];
        let length = reach
            .iter()
            .rev()
            .take_while(|it| is_needless(**it))
            .count();
        text.copy(bytes, data.end - length..data.end);
        text.put(0..0, b"\n");
    }
}

/// A number of seven bits a byte, and where it ends.
fn leb(bytes: &[u8], at: usize) -> Option<(usize, usize)> {
    let mut value = 0;
    for (index, byte) in bytes.get(at..)?.iter().take(5).enumerate() {
        value |= usize::from(byte & 0x7F) << (7 * index);
        if byte & 0x80 == 0 {
            return Some((value, at + index + 1));
        }
    }
    None
}

/// What puts a number of 32 bits on the stack.
const CONSTANT: u8 = 0x41;

/// Puts the strings whose address and length stand beside each other, in code or in data.
fn told(bytes: &[u8], segments: &[Segment], code: &Range<usize>, text: &mut Unwrapped) {
    let within = &bytes[..code.end];
    let constants = memchr::memchr_iter(CONSTANT, &within[code.clone()]);
    let pushes = constants.filter_map(|at| pushed(within, code.start + at));
    let number = |it: &[u8]| u32::from_le_bytes([it[0], it[1], it[2], it[3]]) as usize;
    let pair = |it: &[u8]| (number(&it[..4]), number(&it[4..]));
    let words = segments
        .iter()
        .flat_map(|it| bytes[it.data.clone()].windows(8).step_by(4).map(pair));
    let mut placed: Vec<(usize, &Range<usize>)> = segments
        .iter()
        .filter_map(|it| Some((it.address?, &it.data)))
        .collect();
    placed.sort_by_key(|it| it.0);
    let mut ranges: Vec<Range<usize>> = pushes
        .chain(words)
        .filter_map(|it| glued(bytes, &placed, it))
        .take(MANY)
        .collect();
    ranges.sort_by_key(|it| (it.start, it.end));
    ranges.dedup();
    for range in ranges {
        text.copy(bytes, range);
        text.put(0..0, b"\n");
    }
}

/// The two numbers that code pushes here, one directly after the other.
fn pushed(bytes: &[u8], at: usize) -> Option<(usize, usize)> {
    let (address, next) = leb(bytes, at + 1)?;
    (bytes.get(next) == Some(&CONSTANT)).then_some(())?;
    let (length, _) = leb(bytes, next + 1)?;
    Some((address, length))
}

/// Where a string of that address and length stands, if a value in it would run into its neighbour;
/// the segments are in the order of their addresses.
fn glued(
    bytes: &[u8],
    placed: &[(usize, &Range<usize>)],
    (address, length): (usize, usize),
) -> Option<Range<usize>> {
    (SHORTEST..=LONGEST).contains(&length).then_some(())?;
    let behind = placed.partition_point(|it| it.0 <= address);
    let (first, data) = placed.get(behind.checked_sub(1)?)?;
    let offset = address - first;
    let room = data.len().checked_sub(offset)?;
    (length <= room).then_some(())?;
    let start = data.start + offset;
    let range = start..start + length;
    let is_value = |at: usize| bytes.get(at).is_some_and(|it| is_needless(*it));
    let runs_on = |inside: usize, beside: usize| is_value(inside) && is_value(beside);
    let is_glued = runs_on(start, start.wrapping_sub(1)) || runs_on(range.end - 1, range.end);
    let is_string = bytes[range.clone()].iter().all(|it| is_text(*it));
    (is_glued && is_string).then_some(range)
}

#[cfg(test)]
mod tests {
    use super::*;

    const VALUES: [&str; 2] = ["skAb12Cd34Ef56Gh78Ij90", "skZz98Yy76Xx54Ww32Vv10"];

    #[test]
    fn a_segments_length_is_no_part_of_a_value() {
        let mut bytes = MAGIC.to_vec();
        // A section to skip, then two segments of which the length, 0x61, is a letter.
        bytes.extend([1, 2, 0, 0, DATA, 127, 2]);
        let start = |bytes: &[u8]| bytes.len();
        let mut starts = Vec::new();
        for _ in 0..2 {
            bytes.extend([0, 0x41, 0x80, 0x10, 0x0B, 0x61]);
            starts.push(start(&bytes));
            bytes.extend(VALUES[0].repeat(5).bytes().take(0x61));
        }
        let text = strings(&bytes).unwrap();
        assert_eq!(text.locate(&(0..0x61)), [starts[0]..starts[0] + 0x61]);
        assert_eq!(text.bytes().split(|it| *it == b'\n').count(), 5);
        for end in 0..bytes.len() {
            let _ = strings(&bytes[..end]);
        }
    }

    /// A module of one function and one segment at 1024, which holds strings end to end; the first
    /// is pushed by code, the other referred to by words in the data.
    fn module() -> (Vec<u8>, usize) {
        const FIRST: u32 = 1024 + 16 + 5;
        // Of seven bits each, as `leb` reads them.
        let [low, high] = [0x95, 0x08];
        assert_eq!(leb(&[low, high], 0), Some((FIRST as usize, 2)));
        let words = [7, 0, FIRST + 23, 22];
        let mut data: Vec<u8> = words.iter().flat_map(|it: &u32| it.to_le_bytes()).collect();
        data.extend(format!("panic{}x{}tail", VALUES[0], VALUES[1]).bytes());
        let mut bytes = MAGIC.to_vec();
        let code = [CONSTANT, low, high, CONSTANT, 22, 0x0B];
        bytes.extend([CODE, 6]);
        bytes.extend(code);
        bytes.extend([
            DATA,
            u8::try_from(data.len() + 7).unwrap(),
            1,
            0,
            CONSTANT,
            0x80,
            0x08,
            0x0B,
        ]);
        bytes.push(u8::try_from(data.len()).unwrap());
        let start = bytes.len() + 16 + 5;
        bytes.extend(data);
        (bytes, start)
    }

    #[test]
    fn many_segments_and_many_words_are_looked_at_once_each() {
        let count = 40_000_u32;
        let mut bytes = MAGIC.to_vec();
        bytes.extend([DATA, 0xFF, 0xFF, 0xFF, 0x7F]);
        let leb = |number: u32| [0, 7, 14].map(|it| (number >> it).to_le_bytes()[0] | 0x80);
        bytes.extend(leb(count));
        bytes.push(0);
        for index in 0..count {
            bytes.extend([0, CONSTANT]);
            bytes.extend(leb(index * 64));
            bytes.extend([0, 0x0B, 64]);
            // No segment has room for what its words tell.
            bytes.extend(
                [u32::MAX >> 8, 16]
                    .into_iter()
                    .flat_map(u32::to_le_bytes)
                    .cycle()
                    .take(64),
            );
        }
        assert_eq!(segments(&bytes, MAGIC.len() + 5).len(), count as usize);
        let began = std::time::Instant::now();
        assert!(strings(&bytes).is_some());
        assert!(began.elapsed().as_secs() < 20);
    }

    #[test]
    fn strings_end_to_end_are_told_apart() {
        let (bytes, start) = module();
        let text = strings(&bytes).unwrap();
        for (value, start) in [(VALUES[0], start), (VALUES[1], start + 23)] {
            let line = format!("\n{value}\n");
            let at = memchr::memmem::find(text.bytes(), line.as_bytes()).expect("a line") + 1;
            let range = start..start + value.len();
            assert_eq!(text.locate(&(at..at + value.len())), [range]);
        }
        for end in 0..bytes.len() {
            let _ = strings(&bytes[..end]);
        }
    }
}
