//! What of a block of bytes is to be looked at, told from masks of what its bytes are and from the
//! blocks before it.

use fearless_simd::prelude::*;
use fearless_simd::{dispatch, u8x64};

use super::blocks::{AT_ONCE, BLOCK, LEVEL, is, is_among};
use super::runs::MIN_RUN;

/// In a row of bytes of base64 as long as this no runs are told any more.
const DATA: usize = 4096;

/// In a row of them as long as this no capitals are told: names stand alone.
const NAMELESS: usize = 128;

/// What the bytes of a block are.
#[derive(Clone, Copy)]
struct Classes {
    tokens: u64,
    digits: u64,
    dashes: u64,
    capitals: u64,
    slashes: u64,
    /// What base64 has: token bytes, `+` and `/`.
    data: u64,
}

impl Classes {
    #[allow(
        clippy::inline_always,
        reason = "vectors must not leave their registers"
    )]
    #[inline(always)]
    fn of<S: Simd>(simd: S, block: &[u8; BLOCK]) -> Self {
        /// The bit that sets a lower-case letter off its capital.
        const LOWER: u8 = 0x20;
        let lanes = u8x64::from_slice(simd, block);
        let letters = is_among(lanes | LOWER, b'a', 26).to_bitmask();
        let lowered = is(lanes & LOWER, LOWER).to_bitmask();
        let digits = is_among(lanes, b'0', 10).to_bitmask();
        let dashes = (is(lanes, b'-') | is(lanes, b'_')).to_bitmask();
        let slashes = is(lanes, b'/').to_bitmask();
        let tokens = letters | digits | dashes;
        Self {
            tokens,
            digits,
            dashes,
            capitals: letters & !lowered,
            slashes,
            data: tokens | slashes | is(lanes, b'+').to_bitmask(),
        }
    }
}

/// What a block knows of those before it.
#[derive(Clone, Copy, Default)]
pub(super) struct Carry {
    /// Where it begins.
    base: usize,
    /// Length of the run that reaches its start, and of what may be base64.
    open: usize,
    data: usize,
    /// For each power of two below [`MIN_RUN`], where so many token bytes in a row end in the
    /// block before; and the same for [`MIN_RUN`].
    rows: [u64; 4],
    long: u64,
    /// The capitals and slashes of the block before, and what runs tell of themselves.
    capitals: u64,
    slashes: u64,
    digits: u64,
    dashes: u64,
}

/// What is to be looked at in a block.
#[derive(Clone, Copy, Default)]
pub(super) struct Marks {
    /// Where it begins.
    pub(super) base: usize,
    /// No token bytes, before which a long run ends.
    pub(super) ends: u64,
    /// The third of capitals in a row, and the second of slashes.
    pub(super) thirds: u64,
    pub(super) seconds: u64,
    pub(super) tokens: u64,
    /// In the block before, and here.
    pub(super) digits: [u64; 2],
    pub(super) dashes: [u64; 2],
    /// Length of the run that reaches the block's start.
    pub(super) open: usize,
}

/// Says of blocks, one behind the other, what is to be looked at in each, and in how many there is
/// anything: those come first.
pub(super) fn mark(blocks: &[[u8; BLOCK]], all: &mut [Marks; AT_ONCE], carry: &mut Carry) -> usize {
    dispatch!(*LEVEL, simd => {
        // In a copy of its own it stays in registers.
        let mut here = *carry;
        let mut count = 0;
        for block in blocks {
            let marks = here.marks(Classes::of(simd, block));
            // No branch: which blocks have something nobody can foresee.
            all[count] = marks;
            count += usize::from(!marks.are_none());
        }
        *carry = here;
        count
    })
}

impl Carry {
    /// Of a text that begins here.
    pub(super) fn at(base: usize) -> Self {
        Self {
            base,
            ..Self::default()
        }
    }

    #[expect(clippy::inline_always, reason = "it is part of a loop over vectors")]
    #[inline(always)]
    fn marks(&mut self, classes: Classes) -> Marks {
        let ends = self.ends(classes.tokens);
        let open = self.open;
        self.open = longer(open, classes.tokens);
        self.data = longer(self.data, classes.data);
        let thirds = classes.capitals
            & behind(classes.capitals, self.capitals, 1)
            & behind(classes.capitals, self.capitals, 2);
        let seconds = classes.slashes & behind(classes.slashes, self.slashes, 1);
        let digits = [self.digits, classes.digits];
        let dashes = [self.dashes, classes.dashes];
        self.capitals = classes.capitals;
        self.slashes = classes.slashes;
        self.digits = classes.digits;
        self.dashes = classes.dashes;
        let base = self.base;
        self.base += BLOCK;
        Marks {
            base,
            // No value is as long, and whoever decodes it knows where it begins.
            ends: if self.data > DATA { 0 } else { ends },
            thirds: if self.data > NAMELESS { 0 } else { thirds },
            seconds,
            tokens: classes.tokens,
            digits,
            dashes,
            open,
        }
    }

    /// One bit for each byte that no token byte is, and before which a long run ends.
    #[expect(clippy::inline_always, reason = "it is part of a loop over vectors")]
    #[inline(always)]
    fn ends(&mut self, tokens: u64) -> u64 {
        const { assert!(MIN_RUN == 1 << 4, "as many doublings") };
        let mut row = tokens;
        for (power, last) in self.rows.iter_mut().enumerate() {
            let shifted = behind(row, *last, 1 << power);
            *last = row;
            row &= shifted;
        }
        let behind = behind(row, self.long, 1);
        self.long = row;
        behind & !tokens
    }
}

/// How long what reaches the end of a block is, if it was so long before it.
#[inline]
fn longer(open: usize, mask: u64) -> usize {
    match mask {
        u64::MAX => open + BLOCK,
        mask => mask.leading_ones() as usize,
    }
}

/// A mask moved on by so many bytes, with what comes out of the one before it.
#[inline]
fn behind(mask: u64, before: u64, bytes: usize) -> u64 {
    mask << bytes | before >> (BLOCK - bytes)
}

impl Marks {
    #[inline]
    fn are_none(&self) -> bool {
        self.ends | self.thirds | self.seconds == 0
    }
}

#[cfg(test)]
mod tests {
    use super::super::blocks::is_token_byte;
    use super::*;

    #[test]
    fn every_byte_is_classified_right() {
        for byte in 0..=255 {
            let mut block = [b' '; BLOCK];
            block[17] = byte;
            let classes = dispatch!(*LEVEL, simd => Classes::of(simd, &block));
            let bit = |is: bool| u64::from(is) << 17;
            assert_eq!(classes.tokens, bit(is_token_byte(byte)));
            assert_eq!(classes.digits, bit(byte.is_ascii_digit()));
            assert_eq!(classes.dashes, bit(b"-_".contains(&byte)));
            assert_eq!(classes.capitals, bit(byte.is_ascii_uppercase()));
            assert_eq!(classes.slashes, bit(byte == b'/'));
        }
    }

    /// How many runs, and capitals in a row, are told in a text.
    fn told(text: &[u8]) -> (u32, u32) {
        let mut all = [Marks::default(); AT_ONCE];
        let mut carry = Carry::default();
        let mut told = (0, 0);
        for blocks in text.as_chunks().0.chunks(AT_ONCE) {
            let count = mark(blocks, &mut all, &mut carry);
            for marks in &all[..count] {
                told.0 += marks.ends.count_ones();
                told.1 += marks.thirds.count_ones();
            }
        }
        told
    }

    #[test]
    fn of_data_no_more_is_told_than_a_value_may_be() {
        let data = b"ABCdefghijklmnopqrstuvwxyz01234/".repeat(1024);
        let (runs, capitals) = told(&data);
        assert_eq!(runs as usize, DATA / 32);
        assert_eq!(capitals as usize, NAMELESS / 32);
        let line = b"ABCdefghijklmnopqrstuvwxyz0123/\n".repeat(1024);
        assert_eq!(told(&line), (1024, 1024));
    }
}
