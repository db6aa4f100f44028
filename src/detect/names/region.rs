//! What part of a file a name stands in: script, data, settings or text.

use memchr::memmem;

use crate::content::{Fragment, Language};

/// How the text around a name is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Region {
    /// Code.
    Script,
    /// Only what looks like JSON is more than text.
    Data,
    /// Lines of `NAME=value`.
    Settings,
    /// Words for people, or a copy of the author's source.
    Text,
}

/// A comment's start is sought no further back than this.
const COMMENT: usize = 4096;
/// A line comment is no longer than this: minified code has none, but `//` in its strings.
const LINE_COMMENT: usize = 256;
/// A tag's start is sought no further back than this, since data in an attribute can be long.
const TAG: usize = 64 * 1024;

/// Tells regions of one fragment, asked from its start on.
///
/// A page's script tags are found once: each question searches on from the last.
#[derive(Debug)]
pub(super) struct Regions<'a> {
    fragment: &'a Fragment<'a>,
    script: Option<Script>,
}

/// How far a page was read, and whether that lies inside a script.
#[derive(Debug, Clone, Copy)]
struct Script {
    read: usize,
    place: Place,
}

/// On which side of the script tags a place lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Inside,
    Outside,
}

impl<'a> Regions<'a> {
    pub(super) fn new(fragment: &'a Fragment<'a>) -> Self {
        Self {
            fragment,
            script: None,
        }
    }

    /// The region at a place no earlier than the last one asked for.
    pub(super) fn at(&mut self, at: usize) -> Region {
        let bytes = self.fragment.bytes;
        match self.fragment.language {
            Language::SourceMap => Region::Text,
            Language::Settings => Region::Settings,
            Language::Other => Region::Data,
            Language::JavaScript => script(bytes, at),
            Language::Html => match self.place(at) {
                Place::Inside => script(bytes, at),
                Place::Outside => markup(bytes, at),
            },
        }
    }

    fn place(&mut self, at: usize) -> Place {
        let bytes = self.fragment.bytes;
        let last = self.script.unwrap_or_else(|| Script::start(bytes));
        let seen = &bytes[last.read..at];
        let opened = memmem::rfind(seen, b"<script");
        let closed = memmem::rfind(seen, b"</script");
        let place = match (opened, closed) {
            (None, None) => last.place,
            _ if opened > closed => Place::Inside,
            _ => Place::Outside,
        };
        self.script = Some(Script { read: at, place });
        place
    }
}

impl Script {
    /// A fragment can start within a script: then its first tag is a closing one.
    fn start(bytes: &[u8]) -> Self {
        let end = memmem::find(bytes, b"</script").unwrap_or(0);
        let place = match memmem::find(&bytes[..end], b"<script") {
            None if end > 0 => Place::Inside,
            _ => Place::Outside,
        };
        Self { read: 0, place }
    }
}

fn script(bytes: &[u8], at: usize) -> Region {
    if in_comment(bytes, at) {
        Region::Text
    } else {
        Region::Script
    }
}

fn markup(bytes: &[u8], at: usize) -> Region {
    let head = &bytes[at.saturating_sub(TAG)..at];
    match memchr::memrchr2(b'<', b'>', head) {
        Some(edge) if head[edge] == b'>' => Region::Text,
        Some(edge) if head[edge..].starts_with(b"<!--") => Region::Text,
        _ => Region::Data,
    }
}

fn in_comment(bytes: &[u8], at: usize) -> bool {
    let head = &bytes[at.saturating_sub(COMMENT)..at];
    in_block(head) || in_line(head)
}

fn in_block(head: &[u8]) -> bool {
    let opened = memmem::rfind_iter(head, b"/*").find(|at| starts_comment(&head[..*at]));
    opened.is_some_and(|at| memmem::find(&head[at + 2..], b"*/").is_none())
}

fn in_line(head: &[u8]) -> bool {
    let near = &head[head.len().saturating_sub(LINE_COMMENT)..];
    let line = memchr::memrchr(b'\n', near).map_or(near, |at| &near[at..]);
    memmem::find_iter(line, b"//").any(|at| starts_comment(&line[..at]))
}

/// Slashes within a string or an address follow a letter, a quote, a star or a colon.
fn starts_comment(head: &[u8]) -> bool {
    head.last().is_none_or(|byte| {
        byte.is_ascii_whitespace() || matches!(byte, b';' | b'{' | b'}' | b'(' | b')' | b',')
    }) || head.ends_with(b"\\n")
}
