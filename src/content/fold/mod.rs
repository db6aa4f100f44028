//! Strings that code puts together from constants, and characters that it makes of their codes.
//!
//! A hint is the end of an operand. The expression round it is found by going back over what it
//! is added to and what brackets it stands in, and the outermost that gives a string counts.

mod declared;
mod hint;
mod light;
mod literal;
mod table;
#[cfg(test)]
mod tests;

use std::ops::{ControlFlow, Range};

use super::hints::Hints;
use super::layer::{Certainty, Child, Give, Text};
use super::span_map::Unwrapped;
use super::{Fragment, LayerName, escape, region};
use hint::{SHORTEST, is_escaped, is_part};

pub(super) use hint::operand_end;
pub(super) use light::Light;

use crate::js::{
    Budget, Char, Enclosing, Fold, Folder, Reach, appended, chain_start, enclosing, operand_start,
};

/// What is kept before and behind a fold, for the words that tell what a value is.
const BEFORE: usize = 200;
const BEHIND: usize = 64;

/// What is unescaped round code that stands in a string.
const ESCAPED: usize = 4096;

/// Brackets that an expression is followed out of.
const OUTWARDS: usize = 6;

/// Folds the expression round each hint.
pub(crate) fn unwrap(
    fragment: &Fragment<'_>,
    hints: &Hints,
    give: &mut Give<'_>,
) -> ControlFlow<()> {
    if table::unwrap(fragment, hints, give)? {
        return ControlFlow::Continue(());
    }
    declared::unwrap(fragment, hints, give)?;
    let bytes = fragment.bytes;
    let mut ends: Vec<usize> = hints.operands.clone();
    ends.extend(literal::ends(bytes, &hints.runs));
    ends.sort_unstable();
    if ends.is_empty() {
        return ControlFlow::Continue(());
    }
    let mut folder = Folder::new(bytes, budget(bytes.len()));
    let mut done = 0;
    for end in ends {
        if end <= done {
            continue;
        }
        if is_escaped(bytes, end) {
            let start = region::start(bytes, end.saturating_sub(ESCAPED));
            done = bytes.len().min(end + ESCAPED);
            let text = escape::unescape(bytes, start..done);
            give(child(fragment, LayerName::Escapes, text, Certainty::Exact))?;
        } else if let Some(around) = fold_around(&mut folder, bytes, end, Reach::Expression) {
            done = around.done;
            give_all(fragment, around.start, &around.folds, give)?;
        }
    }
    tell_cut(fragment, &folder, give)
}

/// Tells that something was left, if it was.
fn tell_cut(fragment: &Fragment<'_>, folder: &Folder<'_>, give: &mut Give<'_>) -> ControlFlow<()> {
    if !folder.is_cut() {
        return ControlFlow::Continue(());
    }
    give(Child {
        layer: LayerName::Fold,
        text: Text::Cut,
        language: fragment.language,
        certainty: Certainty::Exact,
    })
}

fn give_all(
    fragment: &Fragment<'_>,
    start: usize,
    folds: &[Fold],
    give: &mut Give<'_>,
) -> ControlFlow<()> {
    for fold in folds {
        let certainty = if fold.is_guess {
            Certainty::Guess
        } else {
            Certainty::Exact
        };
        let text = unfolded(fragment.bytes, start, fold);
        let layer = layer(fragment.bytes, &fold.chars);
        give(child(fragment, layer, text, certainty))?;
    }
    ControlFlow::Continue(())
}

fn child(
    fragment: &Fragment<'_>,
    layer: LayerName,
    text: Unwrapped,
    certainty: Certainty,
) -> Child {
    Child {
        layer,
        text: Text::Mapped(text),
        language: fragment.language,
        certainty,
    }
}

/// What folding a text of some length may cost.
fn budget(length: usize) -> Budget {
    Budget {
        steps: (1 << 20) + length,
        search: (1 << 22) + 4 * length,
    }
}

/// What the expressions round an operand give.
struct Around {
    /// Where the outermost that gives something begins.
    start: usize,
    folds: Vec<Fold>,
    /// As far as this, another operand gives nothing more.
    done: usize,
}

/// The strings that the outermost expression gives that has the operand before `end` in it; names in it are
/// followed from the start, or only where the reach is not enough.
fn fold_around(folder: &mut Folder<'_>, bytes: &[u8], end: usize, reach: Reach) -> Option<Around> {
    let start = chain_start(bytes, operand_start(bytes, end)?);
    let mut at = Enclosing {
        start,
        is_opaque: false,
    };
    let mut around = Around {
        start,
        folds: Vec::new(),
        done: 0,
    };
    if let Some(sum) = fold_appended(folder, bytes, start..end) {
        return Some(sum);
    }
    for _ in 0..OUTWARDS {
        let start = at.start;
        if !folder.may_search(end - start.min(end)) {
            break;
        }
        let mut folds = fold_at(folder, bytes, &at, (end, reach));
        let last = folds.iter().map(|it| it.end).max().unwrap_or(0);
        if folds.iter().all(is_whole) {
            around.done = around.done.max(last);
        }
        folds.retain(|fold| fold.end >= end && is_news(bytes, &fold.chars));
        if !folds.is_empty() {
            around = Around {
                start,
                folds,
                done: last,
            };
        }
        let Some(outer) = enclosing(bytes, start) else {
            break;
        };
        at = outer;
    }
    Some(around)
}

/// The strings that one expression gives; what is opaque gives none unless names in it are followed.
///
/// The operand that it was found by ends at `end`.
fn fold_at(
    folder: &mut Folder<'_>,
    bytes: &[u8],
    at: &Enclosing,
    (end, reach): (usize, Reach),
) -> Vec<Fold> {
    let folds = if at.is_opaque && reach == Reach::Expression {
        Vec::new()
    } else {
        folder.fold(at.start, reach)
    };
    let is_callbacks = folds.is_empty() && is_made(bytes, at.start) && !gives_lists(&bytes[end..]);
    if is_callbacks || folds.iter().any(|it| has_hole(&it.chars)) {
        return folder.fold(at.start, Reach::Text);
    }
    folds
}

/// The string that statements put together, of which one adds the operand in a range.
fn fold_appended(folder: &mut Folder<'_>, bytes: &[u8], operand: Range<usize>) -> Option<Around> {
    let (name, start) = appended(bytes, operand.start)?;
    let mut folds = folder.fold_appended(start, name, Reach::Expression);
    if folds.iter().any(|it| has_hole(&it.chars)) {
        folds = folder.fold_appended(start, name, Reach::Text);
    }
    let done = folds.iter().map(|it| it.end).max().unwrap_or(0);
    folds.retain(|fold| fold.end >= operand.end && is_news(bytes, &fold.chars));
    (!folds.is_empty()).then_some(Around { start, folds, done })
}

/// Whether nothing in an expression is left that could give another string by itself.
fn is_whole(fold: &Fold) -> bool {
    !fold.is_guess && !fold.chars.contains(&Char::HOLE)
}

/// Whether names may fill holes in a fold so that it is a token.
fn has_hole(chars: &[Char]) -> bool {
    /// As much as a piece of a token has at least.
    const PIECE: usize = 12;
    let is_known = |it: &Char| is_token(it) || *it == Char::HOLE;
    chars.split(|it| !is_known(it)).any(|run| {
        let pieces = || run.split(|it| *it == Char::HOLE);
        run.contains(&Char::HOLE)
            && pieces()
                .any(|it| it.len() >= PIECE && it.iter().any(|it| it.character.is_ascii_digit()))
    })
}

/// Whether an expression makes a string of a list by a callback.
fn is_made(bytes: &[u8], start: usize) -> bool {
    const NEAR: usize = 48;
    let near = &bytes[start..bytes.len().min(start + NEAR)];
    memchr::memmem::find(near, b".map(").is_some() || near.starts_with(b"Array.from(")
}

/// Whether what stands behind a literal makes a list of each of its characters, `.map((it,at)=>[it,at])`, as
/// is done with alphabets: no string comes of that.
fn gives_lists(behind: &[u8]) -> bool {
    const NEAR: usize = 48;
    let near = &behind[..behind.len().min(NEAR)];
    let call = near.strip_prefix(b")").unwrap_or(near);
    let list = call
        .strip_prefix(b".map(")
        .and_then(|it| Some(&it[memchr::memmem::find(it, b"=>[")? + 3..]));
    list.is_some_and(|list| {
        let end = list.iter().position(|it| matches!(it, b'[' | b']'));
        end.is_some_and(|end| list[end..].starts_with(b"])"))
    })
}

/// Whether a fold holds something like a token that does not stand in the text as it is.
fn is_news(bytes: &[u8], chars: &[Char]) -> bool {
    chars.split(|it| !is_token(it)).any(|run| {
        run.len() >= SHORTEST
            && (run.windows(2).any(|pair| pair[0].end != pair[1].start)
                || !run.iter().all(|it| is_verbatim(bytes, it)))
    })
}

fn is_token(it: &Char) -> bool {
    u8::try_from(it.character).is_ok_and(is_part)
}

fn is_verbatim(bytes: &[u8], it: &Char) -> bool {
    let mut buffer = [0; 4];
    bytes[it.start..it.end] == *it.character.encode_utf8(&mut buffer).as_bytes()
}

/// What a fold is to be called.
fn layer(bytes: &[u8], chars: &[Char]) -> LayerName {
    let is_code = |it: &Char| {
        !is_verbatim(bytes, it) && it.start < it.end && bytes[it.start].is_ascii_digit()
    };
    if chars.iter().all(is_code) {
        LayerName::CharCodes
    } else {
        LayerName::Fold
    }
}

fn put_char(bytes: &[u8], it: &Char, text: &mut Unwrapped) {
    if is_verbatim(bytes, it) {
        text.copy(bytes, it.start..it.end);
    } else {
        let mut buffer = [0; 4];
        let character = it.character.encode_utf8(&mut buffer);
        text.put(it.start..it.end, character.as_bytes());
    }
}

/// A fold as a literal in the place of its expression.
fn unfolded(bytes: &[u8], start: usize, fold: &Fold) -> Unwrapped {
    let mut text = Unwrapped::default();
    text.copy(bytes, start.saturating_sub(BEFORE)..start);
    text.put(0..0, b"\"");
    for it in &fold.chars {
        put_char(bytes, it, &mut text);
    }
    text.put(0..0, b"\"");
    text.copy(bytes, fold.end..bytes.len().min(fold.end + BEHIND));
    text
}
