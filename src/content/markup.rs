//! Text that inline tags and comments cut into pieces, as highlighters and frameworks write it.

use std::ops::{ControlFlow, Range};

use super::hints::Hints;
use super::layer::{Certainty, Child, Give, Text};
use super::region::{is_needless, regions};
use super::span_map::Unwrapped;
use super::{Fragment, LayerName};

/// Bytes of a value that must stand round a cut.
const SHORTEST: usize = 16;

/// Bytes looked at round a cut.
const REACH: usize = 48;

/// Longer tags and comments cut no value.
const LONGEST: usize = 512;

/// Tags that leave the text round them on one line.
const INLINE: &[&[u8]] = &[
    b"a", b"abbr", b"b", b"bdi", b"bdo", b"big", b"cite", b"code", b"del", b"dfn", b"em", b"font",
    b"i", b"ins", b"kbd", b"mark", b"q", b"s", b"samp", b"small", b"span", b"strike", b"strong",
    b"sub", b"sup", b"tspan", b"tt", b"u", b"var", b"wbr",
];

/// Whether the tags at a `<` cut something as long as a value.
pub(super) fn is_hint(bytes: &[u8], at: usize) -> bool {
    let is_cut = at > 0 && is_needless(bytes[at - 1]) && tag(&bytes[at..]).is_some();
    if !is_cut {
        return false;
    }
    let before = bytes[..at].iter().rev().take(REACH);
    let mut length = before.take_while(|it| is_needless(**it)).count();
    let mut here = at;
    // A piece behind it at least: the cut may be near the value's end.
    while here == at || length < REACH {
        let behind = tags(bytes, here);
        let piece = bytes[behind..].iter().take(REACH);
        let piece = piece.take_while(|it| is_needless(**it)).count();
        if behind == here || piece == 0 {
            break;
        }
        here = behind + piece;
        length += piece;
    }
    here > at && length >= SHORTEST
}

/// Leaves the tags out in the surroundings of each cut.
pub(crate) fn unwrap(
    fragment: &Fragment<'_>,
    hints: &Hints,
    give: &mut Give<'_>,
) -> ControlFlow<()> {
    for mut region in regions(fragment.bytes, &hints.cuts) {
        let last = hints.cuts.partition_point(|it| *it < region.end);
        let last = hints.cuts[last.saturating_sub(1)];
        let end = end_of_value(fragment.bytes, last) + REACH;
        region.end = region.end.max(end.min(fragment.bytes.len()));
        give(Child {
            layer: LayerName::Markup,
            text: Text::Mapped(strip(fragment.bytes, region)),
            language: fragment.language,
            certainty: Certainty::Exact,
        })?;
    }
    ControlFlow::Continue(())
}

/// Where the value ends that is cut at a place, and may be again at each of its bytes.
fn end_of_value(bytes: &[u8], cut: usize) -> usize {
    /// Pieces that a value is cut into at most.
    const PIECES: usize = 1024;
    let mut here = cut;
    for _ in 0..PIECES {
        let behind = tags(bytes, here);
        let piece = bytes[behind..].iter().take_while(|it| is_needless(**it));
        let piece = piece.take(LONGEST).count();
        if behind == here || piece == 0 {
            return behind;
        }
        here = behind + piece;
    }
    here
}

/// The region without inline tags and comments.
pub(super) fn strip(bytes: &[u8], region: Range<usize>) -> Unwrapped {
    let mut text = Unwrapped::default();
    let mut copied = region.start;
    let mut at = region.start;
    while let Some(next) = memchr::memchr(b'<', &bytes[at..region.end]) {
        let here = at + next;
        at = tags(&bytes[..region.end], here);
        if at > here {
            text.copy(bytes, copied..here);
            copied = at;
        } else {
            at = here + 1;
        }
    }
    text.copy(bytes, copied..region.end);
    text
}

/// Where the inline tags and comments end that begin at an offset.
fn tags(bytes: &[u8], mut at: usize) -> usize {
    while let Some(length) = tag(&bytes[at..]) {
        at += length;
    }
    at
}

/// The length of the inline tag or comment that a text begins with.
fn tag(text: &[u8]) -> Option<usize> {
    let text = &text[..text.len().min(LONGEST)];
    let inside = text.strip_prefix(b"<")?;
    if inside.starts_with(b"!--") {
        let end = memchr::memmem::find(&inside[3..], b"-->")?;
        return Some(4 + end + 3);
    }
    let named = inside.strip_prefix(b"/").unwrap_or(inside);
    let length = named
        .iter()
        .take_while(|it| it.is_ascii_alphanumeric())
        .count();
    let is_tag = matches!(
        named.get(length)?,
        b' ' | b'>' | b'/' | b'\n' | b'\t' | b'\r'
    );
    let is = |name: &&[u8]| named[..length].eq_ignore_ascii_case(name);
    if !is_tag || !INLINE.iter().any(is) {
        return None;
    }
    memchr::memchr(b'>', text).map(|end| end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stripped(text: &str) -> String {
        let unwrapped = strip(text.as_bytes(), 0..text.len());
        String::from_utf8_lossy(unwrapped.bytes()).into_owned()
    }

    #[test]
    fn a_value_in_pieces_is_a_hint_and_prose_is_not() {
        for text in [
            "<span>kAbCdEf0123456789</span>",
            "</span><span class=\"x\">kAbCdEf0123456789",
            "<!-- -->kAbCdEf0123456789",
            "<b>kAbCdEfGhIjKlMnOp",
            "<wbr>Yz\"",
            "<wbr>kA<wbr>bC<wbr/>dE<wbr />f0<wbr>123456789",
        ] {
            let long = "kAbCdEf0123456789".repeat(4);
            let is_short = text.contains("Yz");
            let before = if is_short { &*long } else { "s" };
            let whole = format!("{before}{text}");
            assert!(is_hint(whole.as_bytes(), before.len()), "{text}");
        }
        for text in [
            "<b>old</b>",
            "<div>kAbCdEf0123456789",
            "<e.length;kAbCdEf0123456789",
            "<a.length>kAbCdEf0123456789",
            "<span> kAbCdEf0123456789",
        ] {
            assert!(!is_hint(format!("s{text}").as_bytes(), 1), "{text}");
        }
    }

    #[test]
    fn a_value_cut_at_each_byte_ends_with_its_last() {
        let tag = "</span><span class=\"y\">";
        let value = "kAbCdEf0123456789".repeat(9);
        let cut: Vec<String> = value.chars().map(|it| it.to_string()).collect();
        let text = format!("<i>s{tag}{}\n<i>and more</i>", cut.join(tag));
        let cuts = memchr::memmem::find_iter(text.as_bytes(), "<");
        let hints = Hints {
            cuts: cuts.filter(|at| is_hint(text.as_bytes(), *at)).collect(),
            ..Hints::default()
        };
        let fragment = Fragment::whole(text.as_bytes(), crate::content::Language::Html);
        let mut all = String::new();
        let _ = unwrap(&fragment, &hints, &mut |child| {
            all.push_str(&String::from_utf8_lossy(child.text.bytes()));
            ControlFlow::Continue(())
        });
        assert!(all.contains(&format!("s{value}\n")), "{all}");
    }

    #[test]
    fn inline_tags_are_left_out_and_others_stay() {
        assert_eq!(
            stripped("<p>s<b>k</b>A<!-- x -->b<wbr/>c</p>"),
            "<p>skAbc</p>"
        );
        assert_eq!(stripped("a<b.c>d <i"), "a<b.c>d <i");
    }

    #[test]
    fn a_tag_that_a_region_cuts_stays() {
        let text = b"ab<b>c<b class='x'>d";
        assert_eq!(strip(text, 0..10).bytes(), b"abc<b c");
    }

    #[test]
    fn a_value_maps_to_its_pieces() {
        let unwrapped = strip(b"xs<b>kA</b>y", 1..11);
        assert_eq!(unwrapped.bytes(), b"skA");
        assert_eq!(unwrapped.locate(&(0..3)), [1..2, 5..7]);
    }
}
