//! What bytes are, sixty-four at a time: one bit of a mask for each.
//!
//! It is done in the widest vectors that the machine has, and with no `unsafe` of ours.

#![expect(
    clippy::inline_always,
    reason = "vectors must not leave their registers"
)]

use std::ops::Range;
use std::sync::LazyLock;

use fearless_simd::prelude::*;
use fearless_simd::{Level, mask8x64, u8x64};

/// Bytes looked at together: one bit each in a mask.
pub(crate) const BLOCK: usize = 64;

/// Blocks that masks are made of in one go, which then lie in the nearest cache.
pub(crate) const AT_ONCE: usize = 64;

/// The vectors that this machine has.
pub(crate) static LEVEL: LazyLock<Level> = LazyLock::new(Level::new);

/// A byte that tokens are made of: a letter, a digit, `-` or `_`.
pub(crate) fn is_token_byte(byte: u8) -> bool {
    TOKEN[usize::from(byte)]
}

/// A byte that base64 is written in, in either alphabet.
pub(crate) fn is_base64_byte(byte: u8) -> bool {
    BASE64[usize::from(byte)]
}

const TOKEN: [bool; 256] = letters_digits_and(b"-_");
const BASE64: [bool; 256] = letters_digits_and(b"-_+/");

/// A table that says of each byte whether it is a letter, a digit, or one of others: they are asked
/// for thousands of bytes in a row.
pub(crate) const fn letters_digits_and(others: &[u8]) -> [bool; 256] {
    let mut table = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        table[byte as usize] = byte.is_ascii_alphanumeric();
        byte += 1;
    }
    let mut at = 0;
    while at < others.len() {
        table[others[at] as usize] = true;
        at += 1;
    }
    table
}

/// Whether a vector is as long as a block: then there are also enough of them, and a byte is looked up in a
/// table of 128 in one go.
#[inline(always)]
pub(super) const fn is_wide<S: Simd>() -> bool {
    S::u8s::LEN == BLOCK
}

/// How many bytes behind each one a search may look at.
pub(crate) const AHEAD: usize = 3;

/// Calls `found` with every place in a text of `bytes` that a search stops at, in order. The search
/// takes the bytes of some blocks, and [`AHEAD`] more, and gives a mask for each block.
pub(crate) fn search(
    bytes: &[u8],
    text: Range<usize>,
    masks: impl Fn(&[u8], &mut [u64]),
    mut found: impl FnMut(usize),
) {
    let blocks = text.len().saturating_sub(AHEAD) / BLOCK;
    let start = search_blocks::<AT_ONCE>(bytes, text.start, blocks, &masks, &mut found);
    for start in (start..text.end).step_by(BLOCK) {
        let rest = &bytes[start..text.end.min(start + BLOCK + AHEAD)];
        let last: [u8; BLOCK + AHEAD] = last_block(rest);
        let mut mask = [0];
        masks(&last, &mut mask);
        each(mask[0], |at| {
            if at < rest.len() {
                found(start + at);
            }
        });
    }
}

/// The same for whole blocks from a place on, behind which [`AHEAD`] more bytes stand, some at once;
/// gives the place behind them.
pub(super) fn search_blocks<const SOME: usize>(
    bytes: &[u8],
    mut start: usize,
    mut blocks: usize,
    masks: impl Fn(&[u8], &mut [u64]),
    mut found: impl FnMut(usize),
) -> usize {
    let mut all = [0; SOME];
    while blocks > 0 {
        let count = SOME.min(blocks);
        masks(&bytes[start..], &mut all[..count]);
        for mask in &all[..count] {
            each(*mask, |at| found(start + at));
            start += BLOCK;
        }
        blocks -= count;
    }
    start
}

/// The blocks that some bytes begin with and behind which [`AHEAD`] more stand, each with those that
/// begin one byte behind it, two, and three.
#[inline]
pub(crate) fn shifted(bytes: &[u8]) -> impl Iterator<Item = [&[u8; BLOCK]; AHEAD + 1]> {
    let from = |start: usize| {
        bytes
            .get(start..)
            .unwrap_or_default()
            .as_chunks::<BLOCK>()
            .0
    };
    let pairs = from(0).iter().zip(from(1));
    let others = from(2).iter().zip(from(3));
    pairs
        .zip(others)
        .map(|((first, second), (third, fourth))| [first, second, third, fourth])
}

/// The lanes of such blocks.
#[inline(always)]
pub(crate) fn lanes<S: Simd, const COUNT: usize>(
    simd: S,
    blocks: [&[u8; BLOCK]; COUNT],
) -> [u8x64<S>; COUNT] {
    // No closure: it would be code of its own, without the vectors of the loop round it.
    let mut lanes = [u8x64::from_slice(simd, blocks[0]); COUNT];
    let mut at = 1;
    while at < COUNT {
        lanes[at] = u8x64::from_slice(simd, blocks[at]);
        at += 1;
    }
    lanes
}

/// Calls `found` with the number of each bit that is set.
#[inline]
pub(crate) fn each(mut bits: u64, mut found: impl FnMut(usize)) {
    while bits != 0 {
        found(bits.trailing_zeros() as usize);
        bits &= bits - 1;
    }
}

/// The lanes that hold `byte`.
#[inline(always)]
pub(crate) fn is<S: Simd>(lanes: u8x64<S>, byte: u8) -> mask8x64<S> {
    lanes.simd_eq(byte)
}

/// The lanes that hold one of the `count` bytes from `first` on.
#[inline(always)]
pub(crate) fn is_among<S: Simd>(lanes: u8x64<S>, first: u8, count: u8) -> mask8x64<S> {
    (lanes - first).simd_le(count - 1)
}

/// The block of the bytes from `start` on, filled up with spaces.
pub(crate) fn last_block<const N: usize>(rest: &[u8]) -> [u8; N] {
    let mut filled = [b' '; N];
    filled[..rest.len()].copy_from_slice(rest);
    filled
}
