//! Messages of errors and of the console that say a variable is not set.

use super::place::Place;
use super::text::{Glyph, after, before, is_quote, word_before};

/// A message's quote is sought no further back than this.
const NEAR: usize = 160;

/// The message of an error or a console call that starts with the name, or with Missing.
///
/// A string that is nothing but Missing and the name asserts it whoever it is handed to.
pub(super) fn is_assertion(place: Place<'_>) -> bool {
    let nearest = opening_quote(place, place.name.start);
    let outer = nearest
        .filter(|quote| quote.end == place.name.start)
        .and_then(|quote| opening_quote(place, quote.start));
    [nearest, outer]
        .into_iter()
        .flatten()
        .any(|quote| asserts(place, quote))
}

fn asserts(place: Place<'_>, quote: Glyph) -> bool {
    let lead = &place.bytes[quote.end..place.name.start];
    let caller = place.bytes[..quote.start].trim_ascii_end();
    if !is_missing(lead) {
        return lead.is_empty() && is_report(caller);
    }
    let all = after(place.bytes, place.name.end).is_some_and(|end| end.byte == quote.byte);
    is_report(caller) || (all && matches!(caller.last(), Some(b'(' | b',')))
}

/// The nearest quote before `end` on its line.
fn opening_quote(place: Place<'_>, end: usize) -> Option<Glyph> {
    let mut at = end;
    while let Some(glyph) = before(place.bytes, at) {
        if is_quote(glyph.byte) {
            return Some(glyph);
        }
        if glyph.byte == b'\n' || end - glyph.start > NEAR {
            return None;
        }
        at = glyph.start;
    }
    None
}

/// `Missing …`, up to the name in one sentence.
fn is_missing(lead: &[u8]) -> bool {
    let starts = lead
        .get(..7)
        .is_some_and(|word| word.eq_ignore_ascii_case(b"missing"));
    starts && !lead.windows(2).any(|pair| pair == b". ")
}

/// Whether text ends as `throw`, `Error(` or `console.warn(` does.
fn is_report(text: &[u8]) -> bool {
    let Some(callee) = text.strip_suffix(b"(").map(<[u8]>::trim_ascii_end) else {
        return word_before(text, text.len()) == b"throw";
    };
    let name = word_before(callee, callee.len());
    name.ends_with(b"Error") || callee[..callee.len() - name.len()].ends_with(b"console.")
}
