//! The one pass over a fragment's bytes: long runs of the bytes that tokens are made of,
//! which are letters, digits, `-` and `_`.
//!
//! Everything that is not in such a run is looked at once, 64 bytes at a time, and never again.

use std::borrow::Cow;
use std::ops::Range;

/// Bytes looked at together: one bit each in a mask.
pub(crate) const BLOCK: usize = 64;

/// Runs shorter than this are never reported.
pub(super) const MIN_RUN: usize = 16;

/// Calls `found` with every maximal run of token bytes of at least `min` bytes, in order.
///
/// `min` is raised to [`MIN_RUN`].
pub(crate) fn for_each_run(bytes: &[u8], min: usize, mut found: impl FnMut(Range<usize>)) {
    let min = min.max(MIN_RUN);
    let blocks = bytes.as_chunks::<BLOCK>().0;
    let mut runs = Runs { min, open: 0 };
    for (index, block) in blocks.iter().enumerate() {
        runs.block(index * BLOCK, token_mask(block), &mut found);
    }
    // The filler is no token byte, so it ends whatever run is open.
    let last = blocks.len() * BLOCK;
    runs.block(last, token_mask(&block_at(bytes, last)), &mut found);
}

/// One bit for each byte of the block that is a token byte.
#[inline]
fn token_mask(block: &[u8; BLOCK]) -> u64 {
    mask(block, |byte| {
        let letter = u8::from((byte | 0x20).wrapping_sub(b'a') < 26);
        let digit = u8::from(byte.wrapping_sub(b'0') < 10);
        letter | digit | dash(byte)
    })
}

/// One bit for each byte of the block that is a `-` or `_`.
#[inline]
pub(super) fn dash_mask(block: &[u8; BLOCK]) -> u64 {
    mask(block, dash)
}

/// 1 for a `-` or `_`, 0 for any other byte.
#[inline]
fn dash(byte: u8) -> u8 {
    u8::from(byte == b'-') | u8::from(byte == b'_')
}

/// Whether a run holds a digit, as nearly every value does and hardly a name in code.
#[inline]
pub(super) fn has_digit(bytes: &[u8], run: &Range<usize>) -> bool {
    run.clone().step_by(BLOCK).any(|start| {
        let left = run.end - start;
        let inside = if left < BLOCK {
            (1 << left) - 1
        } else {
            u64::MAX
        };
        digit_mask(&block_at(bytes, start)) & inside != 0
    })
}

/// One bit for each decimal digit of the block.
#[inline]
fn digit_mask(block: &[u8; BLOCK]) -> u64 {
    mask(block, |byte| u8::from(byte.wrapping_sub(b'0') < 10))
}

/// The block of the 64 bytes from `start` on, filled up with spaces where the text ends.
#[inline]
pub(super) fn block_at(bytes: &[u8], start: usize) -> Cow<'_, [u8; BLOCK]> {
    let rest = &bytes[start..];
    if let Some(block) = rest.first_chunk() {
        return Cow::Borrowed(block);
    }
    let mut filled = [b' '; BLOCK];
    filled[..rest.len()].copy_from_slice(rest);
    Cow::Owned(filled)
}

/// One bit for each byte, of the class that `flag` gives 1 for.
///
/// Written for the compiler to turn into vector code on any machine: arithmetic on every byte
/// alike, then eight flags at a time gathered into bits by one multiplication.
#[inline]
fn mask(block: &[u8; BLOCK], flag: impl Fn(u8) -> u8) -> u64 {
    bits(&block.map(flag))
}

/// One bit for each flag, which is 0 or 1.
#[inline]
pub(crate) fn bits(flags: &[u8; BLOCK]) -> u64 {
    let mut bits = 0;
    for (index, eight) in flags.as_chunks::<8>().0.iter().enumerate() {
        let gathered = u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        bits |= gathered << (8 * index);
    }
    bits
}

/// The state between blocks.
struct Runs {
    min: usize,
    /// Length of the run that reaches the end of the last block.
    open: usize,
}

impl Runs {
    /// Reports the runs that end in the block at `base`.
    #[inline]
    fn block(&mut self, base: usize, mask: u64, found: &mut impl FnMut(Range<usize>)) {
        if mask == u64::MAX {
            self.open += BLOCK;
            return;
        }
        let head = mask.trailing_ones();
        if self.open + head as usize >= self.min {
            found(base - self.open..base + head as usize);
        }
        let tail = mask.leading_ones();
        let inner = mask & (u64::MAX >> tail) & (u64::MAX << head);
        self.inner(base, inner, found);
        self.open = tail as usize;
    }

    /// Reports the runs that begin and end inside a block.
    #[inline]
    fn inner(&self, base: usize, mask: u64, found: &mut impl FnMut(Range<usize>)) {
        let mut starts = mask & (mask >> 1);
        starts &= starts >> 2;
        starts &= starts >> 4;
        starts &= starts >> 8;
        while starts != 0 {
            let start = starts.trailing_zeros();
            let length = (mask >> start).trailing_ones();
            if length as usize >= self.min {
                found(base + start as usize..base + (start + length) as usize);
            }
            starts &= u64::MAX.checked_shl(start + length).unwrap_or(0);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A letter, a digit, `-` or `_`.
    fn is_token_byte(byte: u8) -> bool {
        byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
    }

    /// Byte by byte, as the definition says.
    fn plainly(bytes: &[u8], min: usize) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let mut start = 0;
        for end in 0..=bytes.len() {
            if bytes.get(end).is_some_and(|&byte| is_token_byte(byte)) {
                continue;
            }
            if end - start >= min {
                found.push(start..end);
            }
            start = end + 1;
        }
        found
    }

    fn quickly(bytes: &[u8], min: usize) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        for_each_run(bytes, min, |run| found.push(run));
        found
    }

    #[test]
    fn every_byte_is_classified_right() {
        for byte in 0..=255 {
            let mut block = [b' '; BLOCK];
            block[17] = byte;
            assert_eq!(token_mask(&block), u64::from(is_token_byte(byte)) << 17);
            assert_eq!(dash_mask(&block), u64::from(b"-_".contains(&byte)) << 17);
        }
    }

    #[test]
    fn a_run_may_span_blocks_and_reach_both_ends() {
        let bytes = [b'a'; 200];
        for length in [0, 15, 16, 63, 64, 65, 128, 200] {
            assert_eq!(quickly(&bytes[..length], 16), plainly(&bytes[..length], 16));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_quick_way_is_the_plain_way(
            pieces in prop::collection::vec(("[a-z0-9_-]{0,90}", "[ .%\"]{1,3}"), 0..12),
            min in 16_usize..70,
        ) {
            let text: String = pieces.into_iter().map(|(run, gap)| run + &gap).collect();
            prop_assert_eq!(quickly(text.as_bytes(), min), plainly(text.as_bytes(), min));
        }
    }
}
