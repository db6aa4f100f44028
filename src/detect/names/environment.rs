//! Objects that hold an environment, so that their keys are variables: `env:{A:1,NAME:2}`.

use super::place::Place;
use super::text::solid_before;

/// An object's start is sought no further back than this.
const REACH: usize = 2048;

/// Whether the name, which is a key, is one of an environment's.
pub(super) fn holds(place: Place<'_>) -> bool {
    let opened = opening_brace(place).and_then(|brace| solid_before(place.bytes, brace));
    opened.is_some_and(|sign| {
        let named = || is_environment(place.word_ending(sign.start));
        matches!(sign.byte, b':' | b'=') && named()
    })
}

fn is_environment(word: &[u8]) -> bool {
    const NAMES: [&[u8]; 2] = [b"env", b"environment"];
    let is_joint = |byte: &u8| *byte == b'_';
    let end = word.len() - word.iter().rev().take_while(|it| is_joint(it)).count();
    let word = &word[..end];
    let ends = |name: &&[u8]| {
        let at = word.len().checked_sub(name.len());
        at.is_some_and(|at| word[at..].eq_ignore_ascii_case(name))
    };
    NAMES.iter().any(ends)
}

/// Where the object opens that the name stands in.
fn opening_brace(place: Place<'_>) -> Option<usize> {
    let from = place.name.start.saturating_sub(REACH);
    let mut closed = 0_usize;
    for at in (from..place.name.start).rev() {
        match place.bytes[at] {
            b'}' => closed += 1,
            b'{' if closed == 0 => return Some(at),
            b'{' => closed -= 1,
            _ => {}
        }
    }
    None
}
