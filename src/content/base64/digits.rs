//! What the digits of base64 stand for, many of them at a time.

#![expect(
    clippy::inline_always,
    reason = "vectors must not leave their registers"
)]

use fearless_simd::prelude::*;
use fearless_simd::{dispatch, u8x64};

use super::GROUP;
use crate::content::region::are_text;
use crate::detect::blocks::{BLOCK, LEVEL, each, is, is_among, is_base64_byte, last_block};

/// Digits that are tried, and how far apart: some stretch lies within any token.
pub(super) const PROBE: usize = 24;
const STEP: usize = 32;

/// How many digits a text begins with: data goes on for pages.
pub(super) fn digits(text: &[u8]) -> usize {
    let (blocks, rest) = text.as_chunks();
    let mut count = 0;
    for block in blocks {
        let more = dispatch!(*LEVEL, simd => are_digits(simd, block)).trailing_ones() as usize;
        count += more;
        if more < BLOCK {
            return count;
        }
    }
    count + rest.iter().take_while(|it| is_base64_byte(**it)).count()
}

/// One bit for each digit in a block.
#[inline(always)]
fn are_digits<S: Simd>(simd: S, block: &[u8; BLOCK]) -> u64 {
    let lanes = u8x64::from_slice(simd, block);
    let are = is_among(lanes | 0x20, b'a', 26)
        | is_among(lanes, b'0', 10)
        | is(lanes, b'+')
        | is(lanes, b'/')
        | is(lanes, b'-')
        | is(lanes, b'_');
    are.to_bitmask()
}

/// Where in some digits a stretch begins that stands for text, or for the first bytes of a
/// compressed file.
pub(super) fn promise(digits: &[u8]) -> Option<usize> {
    const MAGIC: [&[u8]; 3] = [b"H4sI", b"UEsD", b"KLUv"];
    /// The first digits of groups that are tried.
    const TRIED: u64 = 0x0000_000F_0000_000F;
    const { assert!(BLOCK == 2 * STEP, "as the mask says") };
    let opens = |at: &usize| {
        let digits = &digits[*at..];
        digits.len() >= PROBE && MAGIC.iter().any(|magic| digits.starts_with(magic))
    };
    if let Some(at) = (0..digits.len().min(GROUP.0)).find(opens) {
        return Some(at);
    }
    let (blocks, rest) = digits.as_chunks();
    let last = last_block(rest);
    for (index, block) in blocks.iter().chain([&last]).enumerate() {
        let mut found = None;
        each(stretches(block) & TRIED, |at| {
            found = found.or_else(|| are_text_digits(&block[at..at + PROBE]).then_some(at));
        });
        if let Some(at) = found {
            return Some(index * BLOCK + at);
        }
    }
    None
}

/// One bit for each digit in a block that some groups begin with which all stand for bytes below
/// 128, as those of text do.
fn stretches(block: &[u8; BLOCK]) -> u64 {
    const { assert!(PROBE / GROUP.0 == 6, "as many as are put together") };
    let [first, second, third] = dispatch!(*LEVEL, simd => upper_bits(simd, block));
    let one = !(first | second >> 1 | third >> 2);
    let two = one & one >> GROUP.0;
    two & two >> (2 * GROUP.0) & two >> (4 * GROUP.0)
}

/// Whether the upper bit is set of the byte that ends in a digit, if it is the first of a group, the
/// second, and the third; what is no digit sets all.
#[inline(always)]
fn upper_bits<S: Simd>(simd: S, block: &[u8; BLOCK]) -> [u64; 3] {
    let lanes = u8x64::from_slice(simd, block);
    let upper = is_among(lanes, b'A', 26);
    let lower = is_among(lanes, b'a', 26);
    let number = is_among(lanes, b'0', 10);
    let none = u8x64::splat(simd, NONE);
    let counted = number.select(lanes + 4, none);
    let counted = lower.select(lanes - (b'a' - 26), counted);
    let counted = upper.select(lanes - b'A', counted);
    [
        (counted & 0b10_0000).simd_gt(0).to_bitmask(),
        (counted & 0b00_1000).simd_gt(0).to_bitmask(),
        (counted & 0b00_0010).simd_gt(0).to_bitmask(),
    ]
}

/// Whether so many digits stand for text.
fn are_text_digits(digits: &[u8]) -> bool {
    let mut bytes = [0; PROBE / GROUP.0 * GROUP.1];
    let groups = digits.as_chunks().0.iter();
    for (group, out) in groups.zip(bytes.as_chunks_mut().0) {
        let [first, second, third, fourth] = group.map(value);
        *out = [
            first << 2 | second >> 4,
            second << 4 | third >> 2,
            third << 6 | fourth,
        ];
    }
    are_text(&bytes)
}

/// What a byte counts that is no digit.
const NONE: u8 = 0xFF;

/// What each byte counts, in either alphabet.
const VALUES: [u8; 256] = values();

const fn values() -> [u8; 256] {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut values = [NONE; 256];
    let mut value = 0;
    while value < 64 {
        values[DIGITS[value as usize] as usize] = value;
        value += 1;
    }
    values[b'-' as usize] = values[b'+' as usize];
    values[b'_' as usize] = values[b'/' as usize];
    values
}

/// What a digit counts.
fn value(digit: u8) -> u8 {
    VALUES[usize::from(digit)]
}
