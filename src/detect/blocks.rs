//! What bytes are, sixty-four at a time: one bit of a mask for each.
//!
//! Vectors do it, on any machine that has them, and no `unsafe` of ours.

use std::borrow::Cow;

use wide::u8x16;

/// Bytes looked at together: one bit each in a mask.
pub(crate) const BLOCK: usize = 64;

/// Bytes in a vector.
const LANES: usize = 16;

/// One bit for each byte of the block that `class` takes, by setting all bits of its lane.
#[inline]
pub(crate) fn mask(block: &[u8; BLOCK], class: impl Fn(u8x16) -> u8x16) -> u64 {
    let mut bits = 0;
    for (index, lanes) in block.as_chunks::<LANES>().0.iter().enumerate() {
        let taken = class(u8x16::new(*lanes)).to_bitmask();
        bits |= u64::from(taken) << (LANES * index);
    }
    bits
}

/// The lanes that hold `byte`.
#[inline]
pub(crate) fn is(lanes: u8x16, byte: u8) -> u8x16 {
    lanes.simd_eq(u8x16::splat(byte))
}

/// The lanes that hold one of the `count` bytes from `first` on.
#[inline]
pub(crate) fn is_among(lanes: u8x16, first: u8, count: u8) -> u8x16 {
    let offset = lanes - u8x16::splat(first);
    offset.min(u8x16::splat(count - 1)).simd_eq(offset)
}

/// One bit for each flag, which is 0 or 1.
#[inline]
pub(crate) fn bits(flags: &[u8; BLOCK]) -> u64 {
    mask(flags, |lanes| is(lanes, 1))
}

/// The block of the 64 bytes from `start` on, filled up with spaces where the text ends.
#[inline]
pub(crate) fn block_at(bytes: &[u8], start: usize) -> Cow<'_, [u8; BLOCK]> {
    let rest = &bytes[start..];
    if let Some(block) = rest.first_chunk() {
        return Cow::Borrowed(block);
    }
    let mut filled = [b' '; BLOCK];
    filled[..rest.len()].copy_from_slice(rest);
    Cow::Owned(filled)
}

/// A mask of the lowest `count` bits, fewer than all.
#[inline]
pub(crate) fn lowest(count: u32) -> u64 {
    (1 << count) - 1
}
