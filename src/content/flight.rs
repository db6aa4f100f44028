//! React flight streams: the pushes that carry one joined, its text rows told from what follows
//! them, and strings kept in rows of their own put where they belong.

use std::collections::HashMap;
use std::ops::{ControlFlow, Range};

use super::hints::Hints;
use super::layer::{Certainty, Child, Give, Text};
use super::region::{hex_digit, is_needless};
use super::span_map::Unwrapped;
use super::{Fragment, Language, LayerName, escape};

/// What is called with the next piece of a stream.
const PUSHES: [&[u8]; 2] = [b"__next_f.push([1,", b"__FLIGHT_DATA||=[]).push("];

/// What all of them begin with.
const MARK: &[u8] = b"_f.push(";
const OTHER_MARK: &[u8] = b"__FLIGHT_DATA";

/// Digits of a row's number.
const DIGITS: usize = 8;

/// What is kept before a reference, for the words that tell what its value is.
const CONTEXT: usize = 192;

/// Longer strings are no values that a key would tell more of.
const LONGEST: usize = 8 << 10;

/// How much of a text row's end is looked at again.
const TAIL: usize = 4 << 10;

/// References to references that are followed.
const HOPS: usize = 4;

/// Children are given at about this size.
const BATCH: usize = 1 << 20;

/// A row that is a string, or the text of one.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    body: Range<usize>,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// So many bytes as the row says.
    Sized,
    /// A line of JSON.
    Line,
}

/// Joins pushed pieces; in a text of rows, gives each string its place.
pub(crate) fn unwrap(
    fragment: &Fragment<'_>,
    hints: &Hints,
    give: &mut Give<'_>,
) -> ControlFlow<()> {
    let bytes = fragment.bytes;
    if may_push(fragment, hints) {
        let text = joined(bytes);
        if !text.bytes().is_empty() {
            give(child(text, Certainty::Exact))?;
        }
    }
    if is_stream(bytes) {
        let rows = rows(bytes);
        tails(bytes, &rows, give)?;
        references(bytes, &rows, give)?;
    }
    ControlFlow::Continue(())
}

fn child(text: Unwrapped, certainty: Certainty) -> Child {
    Child {
        layer: LayerName::Flight,
        text: Text::Mapped(text),
        language: Language::JavaScript,
        certainty,
    }
}

/// Whether a mark of pushes may begin here.
pub(super) fn is_hint(rest: &[u8]) -> bool {
    rest.starts_with(MARK) || rest.starts_with(OTHER_MARK)
}

/// Whether pages are what may stand in a text, and something is pushed in it.
fn may_push(fragment: &Fragment<'_>, hints: &Hints) -> bool {
    let is_pushed = |at: &usize| is_hint(&fragment.bytes[*at..]);
    fragment.language.may_be_page() && hints.streams.iter().any(is_pushed)
}

/// The stream that pushes in scripts put together.
fn joined(bytes: &[u8]) -> Unwrapped {
    let mut text = Unwrapped::default();
    let mut starts: Vec<usize> = PUSHES
        .iter()
        .flat_map(|push| memchr::memmem::find_iter(bytes, push).map(|at| at + push.len()))
        .collect();
    starts.sort_unstable();
    for start in starts {
        if let Some(string) = escape::string(bytes, start) {
            escape::unescape_into(bytes, string, &mut text);
        }
    }
    text
}

/// Whether a text begins as rows do: `1:"$Sreact.fragment"`, `0:{`, `:HL[`.
fn is_stream(bytes: &[u8]) -> bool {
    let digits = bytes
        .iter()
        .take(DIGITS)
        .take_while(|it| hex_digit(**it).is_some());
    let digits = digits.count();
    let [b':', first, second, ..] = &bytes[digits..] else {
        return false;
    };
    match first {
        b'"' | b'[' | b'{' => digits > 0,
        b'I' | b'H' | b'T' | b'D' => {
            second.is_ascii_alphanumeric() || matches!(second, b'[' | b'{' | b'"')
        }
        _ => false,
    }
}

/// The rows of strings, by their number.
fn rows(bytes: &[u8]) -> HashMap<u32, Row> {
    let mut rows = HashMap::new();
    let mut at = 0;
    while at < bytes.len() {
        let end = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |it| at + it);
        let Some((number, start)) = number(bytes, at..end) else {
            at = end + 1;
            continue;
        };
        let (row, next) = match sized(bytes, start) {
            Some(body) => {
                let next = body.end;
                (
                    Row {
                        body,
                        kind: Kind::Sized,
                    },
                    next,
                )
            }
            None => (
                Row {
                    body: start..end,
                    kind: Kind::Line,
                },
                end + 1,
            ),
        };
        rows.insert(number, row);
        at = next;
    }
    rows
}

/// A row's number, and where what follows its colon begins.
fn number(bytes: &[u8], within: Range<usize>) -> Option<(u32, usize)> {
    let head = &bytes[within.start..within.end.min(within.start + DIGITS)];
    let colon = head.iter().position(|it| *it == b':')?;
    let number = hex(&head[..colon])?;
    Some((number, within.start + colon + 1))
}

fn hex(digits: &[u8]) -> Option<u32> {
    let digits = str::from_utf8(digits).ok()?;
    u32::from_str_radix(digits, 16).ok()
}

/// The text of a row that tells its length: `T4b2,`.
fn sized(bytes: &[u8], start: usize) -> Option<Range<usize>> {
    if bytes.get(start) != Some(&b'T') {
        return None;
    }
    let head = &bytes[start + 1..bytes.len().min(start + 1 + DIGITS)];
    let comma = head.iter().position(|it| *it == b',')?;
    let length = hex(&head[..comma])? as usize;
    let body = start + 1 + comma + 1;
    Some(body..bytes.len().min(body.saturating_add(length)))
}

/// Gives the ends of text rows whose last byte is glued to the number of the next row.
fn tails(bytes: &[u8], rows: &HashMap<u32, Row>, give: &mut Give<'_>) -> ControlFlow<()> {
    let mut sized: Vec<&Row> = rows.values().filter(|it| it.kind == Kind::Sized).collect();
    sized.sort_by_key(|row| row.body.start);
    for Row { body, .. } in sized {
        if bytes[body.clone()]
            .last()
            .is_some_and(|it| is_needless(*it))
        {
            let mut text = Unwrapped::default();
            text.copy(bytes, clean_start(bytes, body, TAIL)..body.end);
            text.put(0..0, b"\n");
            give(child(text, Certainty::Bounded))?;
        }
    }
    ControlFlow::Continue(())
}

/// Where to begin so near to a range's end that no value is cut, if one is cut at all.
fn clean_start(bytes: &[u8], range: &Range<usize>, reach: usize) -> usize {
    let start = range.end.saturating_sub(reach);
    if start <= range.start {
        return range.start;
    }
    let delimiter = bytes[start..range.end]
        .iter()
        .position(|it| !is_needless(*it));
    delimiter.map_or(range.end, |at| start + at)
}

/// Gives the strings of other rows behind what stands before the references to them.
fn references(bytes: &[u8], rows: &HashMap<u32, Row>, give: &mut Give<'_>) -> ControlFlow<()> {
    let mut text = Unwrapped::default();
    let mut done = 0;
    for at in memchr::memmem::find_iter(bytes, b"\"$") {
        if at < done {
            continue;
        }
        let Some((value, end)) = referred(bytes, rows, at) else {
            continue;
        };
        done = lead(bytes, rows, at..end, value, &mut text);
        if text.bytes().len() >= BATCH {
            give(child(std::mem::take(&mut text), Certainty::Bounded))?;
        }
    }
    if text.bytes().is_empty() {
        return ControlFlow::Continue(());
    }
    give(child(text, Certainty::Bounded))
}

/// Puts what stands before a reference, its value, and the strings behind it that a page shows as
/// one text with it; says where the last of them ends.
fn lead(
    bytes: &[u8],
    rows: &HashMap<u32, Row>,
    reference: Range<usize>,
    value: Range<usize>,
    text: &mut Unwrapped,
) -> usize {
    let before = &bytes[..reference.start];
    let joins = before
        .strip_suffix(b"\",")
        .is_some_and(|it| it.last().is_some_and(|it| is_needless(*it)));
    let start = clean_start(bytes, &(0..reference.start), CONTEXT);
    if joins {
        text.copy(bytes, start..reference.start.saturating_sub(2).max(start));
    } else {
        text.copy(bytes, start..reference.start + 1);
    }
    text.copy(bytes, value);
    let mut end = reference.end;
    while bytes[end..].starts_with(b",\"") {
        let next = end + 1;
        if let Some((value, behind)) = referred(bytes, rows, next) {
            text.copy(bytes, value);
            end = behind;
        } else if let Some(string) = escape::string(bytes, next).filter(|it| is_piece(bytes, it)) {
            end = string.end + 1;
            text.copy(bytes, string);
        } else {
            break;
        }
    }
    text.put(0..0, b"\"\n");
    end
}

fn is_piece(bytes: &[u8], string: &Range<usize>) -> bool {
    string.len() <= LONGEST
        && bytes[string.start..]
            .first()
            .is_some_and(|it| is_needless(*it))
}

/// The string that the quoted text at an offset refers to, and where that text ends.
fn referred(bytes: &[u8], rows: &HashMap<u32, Row>, at: usize) -> Option<(Range<usize>, usize)> {
    let (mut number, end) = reference(bytes, at)?;
    for _ in 0..HOPS {
        let row = rows.get(&number)?;
        if row.kind == Kind::Sized {
            return Some((row.body.clone(), end)).filter(|it| it.0.len() <= LONGEST);
        }
        let string = escape::string(bytes, row.body.start)?;
        match reference(bytes, row.body.start) {
            Some((next, _)) => number = next,
            None => return Some((string, end)).filter(|it| it.0.len() <= LONGEST),
        }
    }
    None
}

/// The number in `"$1"`, `"$L1"` or `"$@1"`, and where the text ends.
fn reference(bytes: &[u8], at: usize) -> Option<(u32, usize)> {
    let inside = bytes[at..].strip_prefix(b"\"$")?;
    let digits = inside
        .strip_prefix(b"L")
        .or(inside.strip_prefix(b"@"))
        .unwrap_or(inside);
    let length = digits.iter().take(DIGITS + 1).position(|it| *it == b'"')?;
    let skipped = inside.len() - digits.len();
    Some((hex(&digits[..length])?, at + 2 + skipped + length + 1))
}
