//! Where in a text something may be wrapped: one pass over the bytes, and a closer look at what
//! it stops at.

use std::ops::Range;

use super::packing::Packing;
use super::{escape, fold};
use crate::detect::runs::{BLOCK, bits};

/// Offsets in a text, each list ascending.
#[derive(Debug, Default)]
pub(crate) struct Hints {
    /// Long runs of letters, digits, `-` and `_` that hold a digit, as the sweep saw them.
    pub(crate) runs: Vec<Range<usize>>,
    /// Backslashes of an escape that stands for a byte that tokens are made of, or for a backslash.
    pub(crate) escapes: Vec<usize>,
    /// First bytes of compressed texts and of archives.
    pub(crate) packed: Vec<usize>,
    /// Ends of operands that code may put together with others.
    pub(crate) operands: Vec<usize>,
}

/// How many bytes behind its first one the pass looks at.
const AHEAD: usize = 2;

impl Hints {
    /// Looks for hints in a text, whose long runs are known already.
    pub(crate) fn of(bytes: &[u8], runs: Vec<Range<usize>>) -> Self {
        let mut hints = Self {
            runs,
            ..Self::default()
        };
        let mut start = 0;
        while let Some(block) = bytes[start..].first_chunk() {
            hints.consider_all(bytes, start, stops(block));
            start += BLOCK;
        }
        for start in (start..bytes.len()).step_by(BLOCK) {
            let rest = &bytes[start..bytes.len().min(start + BLOCK + AHEAD)];
            let mut last = [0; BLOCK + AHEAD];
            last[..rest.len()].copy_from_slice(rest);
            hints.consider_all(bytes, start, stops(&last));
        }
        hints
    }

    fn consider_all(&mut self, bytes: &[u8], start: usize, mut stops: u64) {
        while stops != 0 {
            self.consider(bytes, start + stops.trailing_zeros() as usize);
            stops &= stops - 1;
        }
    }

    /// Looks at a byte that the pass stopped at.
    fn consider(&mut self, bytes: &[u8], at: usize) {
        match bytes[at] {
            b'\\' if escape::is_hint(&bytes[at..]) => self.escapes.push(at),
            0x1F | 0x28 | b'P' if Packing::of_bytes(&bytes[at..]).is_some() => self.packed.push(at),
            _ => {}
        }
        self.operands.extend(fold::operand_end(bytes, at));
    }
}

/// One bit for each byte of the block that may begin something, by it and the next two.
///
/// Written like the pass that finds runs, for the compiler to turn into vector code.
#[inline]
fn stops(block: &[u8; BLOCK + AHEAD]) -> u64 {
    let mut flags = [0; BLOCK];
    for (index, flag) in flags.iter_mut().enumerate() {
        *flag = is_stop(block[index], block[index + 1], block[index + 2]);
    }
    bits(&flags)
}

/// 1 for bytes that may begin something, 0 for others.
#[inline]
fn is_stop(first: u8, second: u8, third: u8) -> u8 {
    let is = |byte: u8, other: u8| u8::from(byte == other);
    let escape = is(first, b'\\') & (is(second, b'x') | is(second, b'u'));
    let gzip = is(first, 0x1F) & is(second, 0x8B) & is(third, 0x08);
    let zstd = is(first, 0x28) & is(second, 0xB5) & is(third, 0x2F);
    let zip = is(first, b'P') & is(second, b'K') & is(third, 3);
    escape | gzip | zstd | zip | fold::may_join(first, second, third)
}
