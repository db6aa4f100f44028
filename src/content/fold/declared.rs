//! Pieces that code gives names to, and puts together by these names alone: `a` and `b` of `a+b`,
//! where no literal stands beside anything.

use std::ops::{ControlFlow, Range};

use memchr::memmem;

use super::literal::{is_added, template_end};
use super::{fold_around, give_all};
use crate::content::Fragment;
use crate::content::hints::Hints;
use crate::content::layer::Give;
use crate::js::{
    Budget, Folder, Reach, back_over_space, code, is_name_byte, is_quote, last_name, operand_start,
};

/// How far behind a piece its name may be used.
const FAR: usize = 4096;

/// Longer names are no variable's.
const LONGEST: usize = 64;

/// What makes another string of a list or a string.
const METHODS: [&[u8]; 8] = [
    b".join(",
    b".concat(",
    b".reverse(",
    b".reduce(",
    b".map(",
    b".split(",
    b".replace(",
    b".slice(",
];

/// Folds the expressions that use the names of pieces.
pub(super) fn unwrap(
    fragment: &Fragment<'_>,
    hints: &Hints,
    give: &mut Give<'_>,
) -> ControlFlow<()> {
    let bytes = fragment.bytes;
    let uses = uses(bytes, &hints.runs);
    if uses.is_empty() {
        return ControlFlow::Continue(());
    }
    let mut folder = Folder::new(bytes, budget(bytes.len()));
    let mut done = 0;
    for end in uses {
        if end <= done {
            continue;
        }
        if let Some(around) = fold_around(&mut folder, bytes, end, Reach::Text) {
            done = around.done;
            give_all(fragment, around.start, &around.folds, give)?;
        }
    }
    ControlFlow::Continue(())
}

/// What putting together may cost: what it leaves is not told, as nothing says that it is a token.
fn budget(length: usize) -> Budget {
    Budget {
        steps: (1 << 16) + length,
        search: (1 << 20) + length,
    }
}

/// The ends of the operands that pieces are used as, in order.
fn uses(bytes: &[u8], runs: &[Range<usize>]) -> Vec<usize> {
    let mut left = budget(bytes.len()).search;
    let mut ends = Vec::new();
    for run in runs {
        let Some(name) = is_piece(bytes, run).then(|| name(bytes, run)).flatten() else {
            continue;
        };
        let Some(rest) = left.checked_sub(FAR) else {
            break;
        };
        left = rest;
        ends.extend(first_use(bytes, name, run.end + 1));
    }
    ends.sort_unstable();
    ends.dedup();
    ends
}

/// Whether a run is all of a literal that nothing is done with where it stands, and is written as tokens are.
fn is_piece(bytes: &[u8], run: &Range<usize>) -> bool {
    let quote = run.start.checked_sub(1).map(|it| bytes[it]);
    let is_whole = quote.is_some_and(is_quote) && bytes.get(run.end) == quote.as_ref();
    let text = &bytes[run.clone()];
    is_whole
        && matches!(
            bytes.get(run.end + 1),
            Some(b',' | b';' | b']' | b'}' | b' ' | b'\r' | b'\n') | None
        )
        && text.iter().any(u8::is_ascii_uppercase)
        && text.iter().any(u8::is_ascii_lowercase)
}

/// The name that a literal goes by: of a variable, of a member, of a list that it is in.
fn name<'a>(bytes: &'a [u8], run: &Range<usize>) -> Option<&'a [u8]> {
    let at = back_over_space(bytes, run.start - 1);
    let at = match bytes[..at].last()? {
        b'[' | b',' => list_start(&bytes[..at])?,
        _ => at,
    };
    let end = back_over_space(bytes, at.checked_sub(1)?);
    match (bytes[at - 1], bytes[..end].last()?) {
        (b'=', b']' | b'}') => in_pattern(&bytes[..end]),
        (b'=' | b':', quote) if is_quote(*quote) => variable(&bytes[..end - 1]),
        (b'=' | b':', _) => variable(&bytes[..end]),
        _ => None,
    }
}

/// Where code before a list ends that a text ends in.
fn list_start(text: &[u8]) -> Option<usize> {
    const NEAR: usize = 512;
    let first = text.len().saturating_sub(NEAR);
    let open = text[first..]
        .iter()
        .rposition(|it| matches!(it, b'[' | b']' | b'{' | b'}' | b'(' | b';'))?;
    let is_list = text[first + open] == b'[';
    is_list.then(|| back_over_space(text, first + open))
}

/// The name that a text ends in, if it may be a variable's or a member's.
fn variable(text: &[u8]) -> Option<&[u8]> {
    let name = last_name(text);
    let is_one = (1..=LONGEST).contains(&name.len()) && !name[0].is_ascii_digit();
    is_one.then_some(name)
}

/// The first name that a pattern gives, which a text ends in.
fn in_pattern(text: &[u8]) -> Option<&[u8]> {
    const NEAR: usize = 256;
    let near = &text[text.len().saturating_sub(NEAR)..text.len() - 1];
    let start = near.iter().rposition(|it| matches!(it, b'[' | b'{'))?;
    let first = near[start + 1..].split(|it| *it == b',').next()?;
    variable(first.trim_ascii_end())
}

/// The end of the first operand of that name behind a place that is put together with another.
fn first_use(bytes: &[u8], name: &[u8], from: usize) -> Option<usize> {
    let near = &bytes[..bytes.len().min(from + FAR)];
    let places = memmem::find_iter(&near[from.min(near.len())..], name);
    places
        .map(|it| from + it..from + it + name.len())
        .find_map(|place| used(bytes, &place))
}

/// The end of the operand that a name at a place is, if it is put together with something.
fn used(bytes: &[u8], place: &Range<usize>) -> Option<usize> {
    let is_longer = |at: Option<&u8>| at.copied().is_some_and(is_name_byte);
    if is_longer(bytes[..place.start].last()) || is_longer(bytes.get(place.end)) {
        return None;
    }
    let end = place.end + index(&bytes[place.end..]);
    let rest = code(bytes, end);
    let is_joined = match rest {
        [b'+', next, ..] => !matches!(next, b'+' | b'='),
        [b'.', ..] => METHODS.iter().any(|it| rest.starts_with(it)),
        _ => false,
    };
    if is_joined {
        return Some(end);
    }
    let start = operand_start(bytes, end)?;
    let before = &bytes[..back_over_space(bytes, start)];
    if before.ends_with(b"${") && rest.starts_with(b"}") {
        return template_end(bytes, end);
    }
    let is_used = match before.last()? {
        b'+' => !before.ends_with(b"++"),
        b'[' | b',' | b'(' => is_list_joined(rest) || is_added(before),
        _ => false,
    };
    is_used.then_some(end)
}

/// The length of the index that a text begins with, of an element of a list.
fn index(text: &[u8]) -> usize {
    let digits = |it: &[u8]| it.iter().take_while(|it| it.is_ascii_digit()).count();
    let length = text.strip_prefix(b"[").map_or(0, digits);
    let is_one = length > 0 && text.get(length + 1) == Some(&b']');
    if is_one { length + 2 } else { 0 }
}

/// Whether a list of names that goes on here is joined, by what a list of names alone can be.
fn is_list_joined(rest: &[u8]) -> bool {
    const NEAR: usize = 256;
    let near = &rest[..rest.len().min(NEAR)];
    let close = memchr::memchr2(b']', b';', near);
    close.is_some_and(|it| rest[it..].starts_with(b"].join("))
}
