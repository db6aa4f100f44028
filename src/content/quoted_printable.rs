//! Quoted-printable: `=73`, and lines broken behind a `=`.

use std::borrow::Cow;
use std::ops::{ControlFlow, Range};

use super::hints::Hints;
use super::layer::{Certainty, Child, Give, Text};
use super::region::{hex_pair, is_needless, opens, regions};
use super::span_map::Unwrapped;
use super::{Fragment, LayerName, entities, markup};

/// Bytes of a value that must follow an encoded one where nothing else tells that it is one: in
/// code a number stands behind a `=` as well.
const FOLLOWING: usize = 8;

/// The longest line there may be, and the shortest that is broken because it is full, the `=` of
/// its break among them: what no longer fitted takes three bytes at most.
const LINE: usize = 76;
const FULL: usize = 72;

/// How far from a break the lines beside it are looked for, their own breaks among them.
const NEAR: usize = LINE + 4;

/// The same where a page shows them: tags and entities make them longer.
const FAR: usize = 1024;

/// How far before a break the words may stand that name the encoding.
const HEADER: usize = 4096;

/// Whether the `=` at an offset breaks a value, or encodes a byte of one.
pub(super) fn is_hint(bytes: &[u8], at: usize) -> bool {
    let behind = &bytes[at + 1..];
    if let Some(length) = line_break(behind) {
        // A value may end with its line, which breaks behind the blank of an escape of CSS.
        let is_within = |it: &u8| matches!(it, b' '..=b'~');
        return at > 0
            && is_within(&bytes[at - 1])
            && behind.get(length).is_some_and(is_within)
            && is_soft(bytes, at, at + 1 + length);
    }
    let Some(byte) = encoded(behind) else {
        return false;
    };
    let is_another = || behind.get(2) == Some(&b'=') && encoded(&behind[3..]).is_some();
    let is_within = || {
        let following = behind[2..].iter().take(FOLLOWING);
        at > 0
            && bytes[at - 1].is_ascii_alphanumeric()
            && following.filter(|it| it.is_ascii_alphanumeric()).count() == FOLLOWING
    };
    byte == b'=' || opens(byte, &behind[2..]) || is_needless(byte) && (is_another() || is_within())
}

/// Decodes the surroundings of each hint.
pub(crate) fn unwrap(
    fragment: &Fragment<'_>,
    hints: &Hints,
    give: &mut Give<'_>,
) -> ControlFlow<()> {
    for region in regions(fragment.bytes, &hints.quoted) {
        give(Child {
            layer: LayerName::QuotedPrintable,
            text: Text::Mapped(decode(fragment.bytes, region)),
            language: fragment.language,
            certainty: Certainty::Exact,
        })?;
    }
    ControlFlow::Continue(())
}

/// The region with every byte decoded and its broken lines joined.
fn decode(bytes: &[u8], region: Range<usize>) -> Unwrapped {
    let mut text = Unwrapped::default();
    let mut copied = region.start;
    let mut at = region.start;
    while let Some(next) = memchr::memchr(b'=', &bytes[at..region.end]) {
        let here = at + next;
        at = here + 1;
        let behind = &bytes[at..region.end];
        if let Some(byte) = encoded(behind) {
            text.copy(bytes, copied..here);
            at += 2;
            text.put(here..at, &[byte]);
            copied = at;
        } else if let Some(length) = line_break(behind)
            && is_soft(bytes, here, at + length)
        {
            text.copy(bytes, copied..here);
            at += length;
            copied = at;
        }
    }
    text.copy(bytes, copied..region.end);
    text
}

/// The length of the soft break that may stand at the start of a text.
pub(super) fn break_at(text: &[u8]) -> Option<usize> {
    line_break(text.strip_prefix(b"=")?).map(|length| 1 + length)
}

/// Whether the line break behind the `=` at an offset is none of the text's own, by what the lines
/// on either side of it say: a value may end in a `=`, and its line with it.
fn is_soft(bytes: &[u8], at: usize, next: usize) -> bool {
    Lines::round(bytes, at..next, NEAR).tell(bytes, at)
        || Lines::round(bytes, at..next, FAR)
            .shown()
            .is_some_and(|it| it.tell(bytes, at))
}

/// The lines beside a break.
struct Lines<'a> {
    /// Whether the line before ends in a `=` as well, if there is one near.
    before: Option<bool>,
    line: Cow<'a, [u8]>,
    /// With the break at its end.
    following: Cow<'a, [u8]>,
}

impl<'a> Lines<'a> {
    fn round(bytes: &'a [u8], at: Range<usize>, reach: usize) -> Self {
        let before = &bytes[at.start.saturating_sub(reach)..at.start];
        let feed = memchr::memrchr(b'\n', before);
        let rest = &bytes[at.end..bytes.len().min(at.end + reach)];
        let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        Self {
            before: feed.map(|it| before[..it].trim_ascii_end().ends_with(b"=")),
            line: Cow::Borrowed(&before[feed.map_or(0, |it| it + 1)..]),
            following: Cow::Borrowed(&rest[..end]),
        }
    }

    /// The same as a page shows them, if that is not as they stand.
    fn shown(&self) -> Option<Self> {
        let lines = [&self.line, &self.following].map(|it| shown(it));
        let is_news = lines.iter().any(|it| matches!(it, Cow::Owned(_)));
        let [line, following] = lines.map(|it| Cow::Owned(it.into_owned()));
        is_news.then_some(Self {
            before: self.before,
            line,
            following,
        })
    }

    /// Whether they tell that the break is soft, which stands at an offset.
    fn tell(&self, bytes: &[u8], at: usize) -> bool {
        let (line, following) = (&*self.line, without_break(&self.following));
        // The first line of a text that was unwrapped may have a name before it, and a `=` behind that.
        let is_cut = self.before.is_none() || is_encoded(line);
        if !is_cut || line.ends_with(b"=") || !is_encoded(following) {
            return false;
        }
        let is_full = |line: &[u8]| (FULL..=LINE).contains(&(line.len() + 1));
        let is_broken = following.len() < self.following.trim_ascii_end().len();
        let is_short = self.before.is_some() || at < LINE;
        is_broken && is_full(following)
            || self.before == Some(true) && is_full(line)
            || is_short && (is_marked(line) || is_marked(following))
            || is_named(bytes, at)
    }
}

/// A text without the tags and the entities that a page shows otherwise, if it may have any.
fn shown(text: &[u8]) -> Cow<'_, [u8]> {
    /// Entities in which tags are written, or the other way round.
    const TIMES: usize = 2;
    let mut text = Cow::Borrowed(text);
    for _ in 0..TIMES {
        if memchr::memchr2(b'<', b'&', &text).is_some() {
            let text_alone = markup::strip(&text, 0..text.len());
            let text_alone = text_alone.bytes();
            text = Cow::Owned(
                entities::decode(text_alone, 0..text_alone.len())
                    .bytes()
                    .to_vec(),
            );
        }
    }
    text
}

/// A line without the `=` that breaks it.
fn without_break(line: &[u8]) -> &[u8] {
    let line = line.trim_ascii_end();
    line.strip_suffix(b"=").unwrap_or(line)
}

/// Whether every `=` of a line encodes a byte, as it must; the last one may be cut off.
fn is_encoded(line: &[u8]) -> bool {
    memchr::memchr_iter(b'=', line).all(|at| encoded(&line[at + 1..]).is_some())
}

/// Whether a line holds what only this encoding does: its own sign, or a character of two bytes.
fn is_marked(line: &[u8]) -> bool {
    memchr::memchr_iter(b'=', line).any(|at| {
        let behind = &line[at + 1..];
        let is_another = || behind.get(2) == Some(&b'=') && encoded(&behind[3..]).is_some();
        encoded(behind).is_some_and(|it| it == b'=' || is_another())
    })
}

/// Whether a header before an offset names the encoding.
fn is_named(bytes: &[u8], at: usize) -> bool {
    let before = &bytes[at.saturating_sub(HEADER)..at];
    let mut words = memchr::memmem::find_iter(before, b"uoted-");
    words.any(|word| {
        let second = shown(&before[word + 6..before.len().min(word + NEAR)]);
        let second = second.get(..9);
        second.is_some_and(|it| it.eq_ignore_ascii_case(b"printable"))
    })
}

/// The byte of two hexadecimal digits in upper case, as the format wants them.
fn encoded(digits: &[u8]) -> Option<u8> {
    let pair = digits.get(..2)?;
    let is_upper = pair.iter().all(|it| !it.is_ascii_lowercase());
    hex_pair(pair).filter(|_| is_upper)
}

/// The length of a line break, with the blanks that mail may leave before it.
fn line_break(bytes: &[u8]) -> Option<usize> {
    let blanks = bytes
        .iter()
        .take_while(|it| matches!(it, b' ' | b'\t'))
        .count();
    match &bytes[blanks..] {
        [b'\r', b'\n', ..] => Some(blanks + 2),
        [b'\n', ..] => Some(blanks + 1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(text: &str) -> String {
        let unwrapped = decode(text.as_bytes(), 0..text.len());
        String::from_utf8_lossy(unwrapped.bytes()).into_owned()
    }

    #[test]
    fn encoded_values_are_hints_and_code_is_not() {
        for text in ["=73=6B", "=3Dab", "=\r\nb=3D", "=73kAbCdEf01"] {
            assert!(is_hint(format!("a{text}").as_bytes(), 1), "{text}");
        }
        for text in [
            "=50;",
            "=20px",
            "=\n  ab",
            "=73",
            "=a",
            "=",
            "=6b=6c",
            "=\nab",
            "=\nAB=cd=\n",
        ] {
            assert!(!is_hint(format!("a{text}").as_bytes(), 1), "{text}");
        }
    }

    #[test]
    fn a_line_is_broken_where_something_else_tells_that_it_is() {
        let full = "a".repeat(74);
        let header = "Content-Transfer-Encoding: Quoted-Printable\n\nab=\ncd";
        for (text, line) in [
            (format!("{full}=\r\n{full}=\r\nbc"), 0),
            (format!("{full}=\n{full}=\nbc"), 1),
            ("a=3Db=\nc".to_owned(), 0),
            (header.to_owned(), 2),
        ] {
            let at = text
                .match_indices("=\n")
                .chain(text.match_indices("=\r"))
                .map(|it| it.0);
            let breaks: Vec<usize> = at.collect();
            let at = *breaks.get(line).unwrap_or(&breaks[0]);
            assert!(is_hint(text.as_bytes(), at), "{text}");
        }
        let short = "k".repeat(44);
        for text in [
            format!("{short}=\n{short}=\n{short}=\n"),
            format!("KEY={short}=\nOTHER={short}=\n"),
            format!("{full}=\n{short}"),
            format!("a==\n{full}=\n"),
        ] {
            for (at, _) in text.match_indices("=\n") {
                assert!(!is_hint(text.as_bytes(), at), "{text} at {at}");
            }
        }
    }

    #[test]
    fn a_line_may_break_behind_a_blank() {
        let escapes = r"\\73 ".repeat(15);
        let text = format!("{escapes}=\r\n{escapes}=\r\n{escapes}");
        assert!(is_hint(text.as_bytes(), escapes.len()));
        let text = format!("{escapes}=\r\n {}=\r\n{escapes}", &escapes[..74]);
        assert!(is_hint(text.as_bytes(), escapes.len()));
        assert!(!is_hint(
            b"const long =\n  name;\nconst other =\n  name",
            11
        ));
    }

    #[test]
    fn a_line_is_as_long_as_a_page_shows_it() {
        for quoted in [
            format!("{}&quot;&#65;&lowbar;", "a".repeat(72)),
            format!("{}&amp;quot;b", "a".repeat(73)),
            format!("{}<i class=\"x\">b</i>", "a".repeat(74)),
            format!("{}&lt;b class=&quot;x&quot;&gt;b", "a".repeat(74)),
        ] {
            let text = format!("{quoted}=\r\n{quoted}=\r\nbc");
            assert!(is_hint(text.as_bytes(), quoted.len()), "{quoted}");
        }
        for longer in [
            format!("{}&quot;&nothing&#65;", "a".repeat(72)),
            format!("{}<i class=\"x\">b</i>", "a".repeat(79)),
        ] {
            let text = format!("{longer}=\r\n{longer}=\r\nbc");
            assert!(!is_hint(text.as_bytes(), longer.len()), "{longer}");
        }
        let header = "Content-Transfer-Encoding: quoted-print<b class=\"x\">a</b>ble\n\nb=\nc";
        assert!(is_hint(header.as_bytes(), header.len() - 3));
    }

    #[test]
    fn bytes_are_decoded_and_lines_joined() {
        assert_eq!(decoded("token=3D=73k=\r\nAb =\nc=C3=A9"), "token=skAb cé");
        assert_eq!(decoded("a=b =zz ="), "a=b =zz =");
    }

    #[test]
    fn a_value_maps_to_its_pieces() {
        let unwrapped = decode(b"s=\nk=3D", 0..7);
        assert_eq!(unwrapped.locate(&(0..3)), [0..1, 3..7]);
    }
}
