//! What bytes are, sixty-four at a time: one bit of a mask for each.
//!
//! It is done in the widest vectors that the machine has, and with no `unsafe` of ours.

use std::sync::LazyLock;

use fearless_simd::prelude::*;
use fearless_simd::{Level, mask8x64, u8x64};

/// Bytes looked at together: one bit each in a mask.
pub(crate) const BLOCK: usize = 64;

/// Blocks that masks are made of in one go, which then lie in the nearest cache.
pub(crate) const AT_ONCE: usize = 64;

/// The vectors that this machine has.
pub(crate) static LEVEL: LazyLock<Level> = LazyLock::new(Level::new);

/// The lanes that hold `byte`.
#[expect(clippy::inline_always, reason = "vectors must not leave their registers")]
#[inline(always)]
pub(crate) fn is<S: Simd>(lanes: u8x64<S>, byte: u8) -> mask8x64<S> {
    lanes.simd_eq(byte)
}

/// The lanes that hold one of the `count` bytes from `first` on.
#[expect(clippy::inline_always, reason = "vectors must not leave their registers")]
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

/// A mask of the lowest `count` bits, fewer than all.
#[inline]
pub(crate) fn lowest(count: usize) -> u64 {
    (1 << count) - 1
}
