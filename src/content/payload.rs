//! Payloads that keep values apart from their keys: devalue, as Nuxt and `SvelteKit` write it, and
//! turbo-stream, as React Router does. What a key's value is stands elsewhere in one flat list.

use std::ops::{ControlFlow, Range};

use super::hints::Hints;
use super::layer::{Certainty, Child, Give, Text};
use super::span_map::Unwrapped;
use super::{Fragment, Language, LayerName, escape};

/// What turbo-stream is handed over by.
const CONTROLLER: &[u8] = b"streamController";
const ENQUEUE: &[u8] = b".enqueue(";

/// What Nuxt's list stands in.
const NUXT: &[u8] = b"__NUXT_DATA__";

/// How far behind its mark a list begins at most.
const REACH: usize = 512;

/// Longer strings are no values that a key would tell more of.
const LONGEST: usize = 16 << 10;

/// Shorter strings are no values.
const SHORTEST: usize = 8;

/// Children are given at about this size.
const BATCH: usize = 1 << 20;

/// Gives the values of each list behind their keys.
pub(crate) fn unwrap(
    fragment: &Fragment<'_>,
    hints: &Hints,
    give: &mut Give<'_>,
) -> ControlFlow<()> {
    let bytes = fragment.bytes;
    if fragment.language.may_be_page() {
        for at in marks(bytes, hints, ENQUEUE) {
            if let Some(string) = escape::string(bytes, at + ENQUEUE.len()) {
                let mut text = Unwrapped::default();
                escape::unescape_into(bytes, string, &mut text);
                give(child(text))?;
            }
        }
    }
    for start in starts(fragment, hints) {
        if let Some(list) = List::read(bytes, start) {
            list.give(bytes, give)?;
        }
    }
    ControlFlow::Continue(())
}

fn child(text: Unwrapped) -> Child {
    Child {
        layer: LayerName::Payload,
        text: Text::Mapped(text),
        language: Language::JavaScript,
        certainty: Certainty::Exact,
    }
}

/// Whether a mark of these payloads may begin at a place.
pub(super) fn is_hint(bytes: &[u8], at: usize) -> bool {
    let is_enqueued = || bytes[at..].starts_with(ENQUEUE) && bytes[..at].ends_with(CONTROLLER);
    bytes[at..].starts_with(NUXT) || is_enqueued()
}

/// Where a mark stands.
fn marks<'a>(
    bytes: &'a [u8],
    hints: &'a Hints,
    mark: &'a [u8],
) -> impl Iterator<Item = usize> + 'a {
    let places = hints.streams.iter().copied();
    places.filter(move |at| bytes[*at..].starts_with(mark))
}

/// Where lists may begin.
fn starts(fragment: &Fragment<'_>, hints: &Hints) -> Vec<usize> {
    let bytes = fragment.bytes;
    let blanks = bytes
        .iter()
        .take_while(|it| it.is_ascii_whitespace())
        .count();
    match bytes.get(blanks) {
        Some(b'[') => vec![blanks],
        Some(b'{') if bytes[blanks..].starts_with(b"{\"type\":\"data\"") => {
            let lists = memchr::memmem::find_iter(bytes, b"\"data\":[");
            lists.map(|at| at + b"\"data\":".len()).collect()
        }
        // A row of a stream: `P7:[`.
        Some(b'P') => memchr::memchr(b'[', &bytes[..bytes.len().min(REACH)])
            .into_iter()
            .collect(),
        Some(b'<') => marks(bytes, hints, NUXT)
            .filter_map(|at| {
                let behind = &bytes[at..bytes.len().min(at + REACH)];
                memchr::memmem::find(behind, b">[").map(|it| at + it + 1)
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// A flat list: where its elements stand.
struct List {
    elements: Vec<Range<usize>>,
}

impl List {
    /// Reads the list at an offset, if its first element refers to others.
    fn read(bytes: &[u8], start: usize) -> Option<Self> {
        let mut elements = Vec::new();
        let mut at = start + 1;
        loop {
            let element = element(bytes, at)?;
            at = element.end;
            elements.push(element);
            if elements.len() == 1 && !refers(&bytes[elements[0].clone()]) {
                return None;
            }
            match bytes.get(at) {
                Some(b',') => at += 1,
                Some(b']') => return Some(Self { elements }),
                _ => return None,
            }
        }
    }

    fn give(&self, bytes: &[u8], give: &mut Give<'_>) -> ControlFlow<()> {
        let mut text = Unwrapped::default();
        for element in &self.elements {
            self.pairs(bytes, element, &mut text);
            if text.bytes().len() >= BATCH {
                give(child(std::mem::take(&mut text)))?;
            }
        }
        if text.bytes().is_empty() {
            return ControlFlow::Continue(());
        }
        give(child(text))
    }

    /// Puts the keys of an object, or of a map, with their values.
    fn pairs(&self, bytes: &[u8], element: &Range<usize>, text: &mut Unwrapped) {
        let inside = element.start + 1..element.end.saturating_sub(1);
        let before = text.bytes().len();
        match bytes[element.start] {
            b'{' => {
                for (key, value) in members(bytes, inside) {
                    self.pair(bytes, key, value, text);
                }
            }
            b'[' if bytes[inside.start..].starts_with(b"\"Map\",") => {
                let numbers = items(bytes, inside.start + 6..inside.end);
                for pair in numbers.chunks_exact(2) {
                    if let Some(key) = self.string(bytes, &pair[0]) {
                        self.pair(bytes, key, pair[1].clone(), text);
                    }
                }
            }
            _ => {}
        }
        if text.bytes().len() > before {
            text.put(0..0, b"}\n");
        }
    }

    /// Puts a key and the string that a number stands for.
    fn pair(&self, bytes: &[u8], key: Range<usize>, number: Range<usize>, text: &mut Unwrapped) {
        let Some(value) = self.string(bytes, &number) else {
            return;
        };
        if !(SHORTEST..=LONGEST).contains(&value.len()) {
            return;
        }
        text.put(0..0, b"\"");
        text.copy(bytes, self.key(bytes, key));
        text.put(0..0, b"\":\"");
        text.copy(bytes, value);
        text.put(0..0, b"\",");
    }

    /// A key, which turbo-stream keeps in the list as well: `_3`.
    fn key(&self, bytes: &[u8], key: Range<usize>) -> Range<usize> {
        if bytes[key.clone()].first() != Some(&b'_') {
            return key;
        }
        let number = key.start + 1..key.end;
        self.string(bytes, &number).unwrap_or(key)
    }

    /// What stands between the quotes of the string of that number.
    fn string(&self, bytes: &[u8], number: &Range<usize>) -> Option<Range<usize>> {
        let number = str::from_utf8(&bytes[number.clone()]).ok()?;
        let element = self.elements.get(number.trim().parse::<usize>().ok()?)?;
        let is_string = bytes[element.start] == b'"' && element.len() >= 2;
        is_string.then(|| element.start + 1..element.end - 1)
    }
}

/// Whether a first element refers to others: `{"data":1`, `{"_1":2`, `["Reactive",1]`, `[1,2]`.
fn refers(element: &[u8]) -> bool {
    let refers = |text: &[u8]| {
        text.first()
            .is_some_and(|it| it.is_ascii_digit() || *it == b'-')
    };
    match element {
        [b'{', rest @ ..] => {
            let colon = memchr::memmem::find(rest, b"\":");
            colon.is_some_and(|at| refers(&rest[at + 2..]))
        }
        [b'[', b'"', rest @ ..] => {
            let comma = memchr::memmem::find(rest, b"\",");
            comma.is_some_and(|at| refers(&rest[at + 2..]))
        }
        [b'[', rest @ ..] => refers(rest),
        _ => false,
    }
}

/// The JSON value at an offset, without the blanks round it; what ends it stands behind.
fn element(bytes: &[u8], start: usize) -> Option<Range<usize>> {
    let blanks = bytes
        .get(start..)?
        .iter()
        .take_while(|it| it.is_ascii_whitespace());
    let start = start + blanks.count();
    let (mut at, mut depth) = (start, 0_usize);
    loop {
        match bytes.get(at)? {
            b'"' => at = escape::string(bytes, at)?.end,
            b'[' | b'{' => depth += 1,
            b']' | b'}' | b',' if depth == 0 => break,
            b']' | b'}' => depth -= 1,
            _ => {}
        }
        at += 1;
    }
    Some(start..at)
}

/// The items of a list of plain values.
fn items(bytes: &[u8], within: Range<usize>) -> Vec<Range<usize>> {
    let mut items = Vec::new();
    let mut at = within.start;
    while at < within.end {
        let Some(item) = element(bytes, at) else {
            break;
        };
        at = item.end + 1;
        items.push(item);
    }
    items
}

/// The keys and values of an object, the keys without their quotes.
fn members(bytes: &[u8], within: Range<usize>) -> Vec<(Range<usize>, Range<usize>)> {
    let mut members = Vec::new();
    for item in items(bytes, within) {
        let Some(key) = escape::string(bytes, item.start) else {
            break;
        };
        let colon = key.end + 1;
        if bytes.get(colon) == Some(&b':') && colon < item.end {
            members.push((key, colon + 1..item.end));
        }
    }
    members
}
