//! What bytes are, sixty-four at a time: one bit of a mask for each.
//!
//! It is done in the widest vectors that the machine has, and with no `unsafe` of ours.

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
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

/// A byte that base64 is written in, in either alphabet.
pub(crate) fn is_base64_byte(byte: u8) -> bool {
    is_token_byte(byte) || matches!(byte, b'+' | b'/')
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

/// The lanes of a block, and of those that begin one byte behind it, two, and three.
#[expect(
    clippy::inline_always,
    reason = "vectors must not leave their registers"
)]
#[inline(always)]
pub(crate) fn lanes<S: Simd>(simd: S, bytes: &[u8], block: usize) -> [u8x64<S>; AHEAD + 1] {
    // No closure: it would be code of its own, without the vectors of the loop round it.
    let bytes = &bytes[block * BLOCK..];
    [
        u8x64::from_slice(simd, &bytes[..BLOCK]),
        u8x64::from_slice(simd, &bytes[1..=BLOCK]),
        u8x64::from_slice(simd, &bytes[2..BLOCK + 2]),
        u8x64::from_slice(simd, &bytes[3..BLOCK + 3]),
    ]
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
#[expect(
    clippy::inline_always,
    reason = "vectors must not leave their registers"
)]
#[inline(always)]
pub(crate) fn is<S: Simd>(lanes: u8x64<S>, byte: u8) -> mask8x64<S> {
    lanes.simd_eq(byte)
}

/// The lanes that hold one of the `count` bytes from `first` on.
#[expect(
    clippy::inline_always,
    reason = "vectors must not leave their registers"
)]
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
