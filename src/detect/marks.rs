//! What of a block of bytes is to be looked at, told from masks of what its bytes are and from the
//! blocks before it.

use fearless_simd::prelude::*;
use fearless_simd::{dispatch, u8x64};

use super::blocks::{AT_ONCE, BLOCK, LEVEL, is_token_byte, lanes};
use super::runs::MIN_RUN;
use super::sieve::{Sieve, Tables, kinds, sift};

/// In a row of bytes of base64 as long as this no runs are told any more.
const DATA: usize = 4096;

/// In a row of them as long as this no capitals are told: names stand alone.
const NAMELESS: usize = 128;

/// What bytes are, a bit for each kind; letters are of two, by the upper half of their bytes.
const KINDS_OF_BYTES: Sieve<1> = Sieve::new(&[
    [b"0123456789"],
    [b"ABCDEFGHIJKLMNOabcdefghijklmno"],
    [b"PQRSTUVWXYZpqrstuvwxyz"],
    [b"-"],
    [b"_"],
    [b"/"],
    [b"+"],
    [b"+"],
]);

/// The bits of these kinds.
const DIGIT: u8 = 1;
const DASH: u8 = 1 << 3 | 1 << 4;
const TOKEN: u8 = DASH | 0b111;
const SLASH: u8 = 1 << 5;
/// What base64 has: token bytes, `+` and `/`.
const DATUM: u8 = u8::MAX;

/// What the bytes of a block are.
#[derive(Clone, Copy)]
struct Classes {
    tokens: u64,
    digits: u64,
    dashes: u64,
    slashes: u64,
    data: u64,
}

impl Classes {
    #[allow(
        clippy::inline_always,
        reason = "vectors must not leave their registers"
    )]
    #[inline(always)]
    fn of<S: Simd>([tables]: &Tables<S, 1>, lanes: u8x64<S>) -> Self {
        let kinds = kinds(*tables, lanes);
        Self {
            tokens: (kinds & TOKEN).simd_gt(0).to_bitmask(),
            digits: (kinds & DIGIT).simd_gt(0).to_bitmask(),
            dashes: (kinds & DASH).simd_gt(0).to_bitmask(),
            slashes: (kinds & SLASH).simd_gt(0).to_bitmask(),
            data: (kinds & DATUM).simd_gt(0).to_bitmask(),
        }
    }
}

/// What is to be looked at in some blocks, one behind the other.
pub(super) struct Marks {
    /// Where the text begins, and the first of them.
    start: usize,
    base: usize,
    /// How many there are.
    blocks: usize,
    /// The numbers of those in which there is anything, and how many these are.
    marked: [usize; AT_ONCE],
    count: usize,
    /// For each block, no token bytes before which a long run ends, and those of which the run
    /// holds a digit.
    ends: [u64; AT_ONCE],
    ends_of_valued: [u64; AT_ONCE],
    /// Where capitals begin that are watched for, and the second of slashes.
    capitals: [u64; AT_ONCE],
    seconds: [u64; AT_ONCE],
    /// The block before the first comes first.
    tokens: [u64; AT_ONCE + 1],
    dashes: [u64; AT_ONCE + 1],
    carry: Carry,
}

/// What a block knows of those before it.
#[derive(Clone, Copy, Default)]
struct Carry {
    /// How long the blocks in a row are that are all bytes of base64.
    data: usize,
    /// For each power of two below [`MIN_RUN`], where so many token bytes in a row end in the
    /// block before; and the same for [`MIN_RUN`].
    rows: [u64; 4],
    long: u64,
    /// Whether the run that reaches the block holds a digit.
    is_valued: bool,
    /// The slashes of the block before.
    slashes: u64,
}

/// What is to be looked at in one block.
pub(super) struct Marked {
    /// Where the text begins, and the block.
    pub(super) start: usize,
    pub(super) base: usize,
    pub(super) ends: u64,
    pub(super) ends_of_valued: u64,
    pub(super) capitals: u64,
    pub(super) seconds: u64,
    /// In the block before, and here.
    pub(super) tokens: [u64; 2],
    pub(super) dashes: [u64; 2],
}

impl Marks {
    /// Of a text that begins here.
    pub(super) fn at(base: usize) -> Self {
        Self {
            start: base,
            base,
            blocks: 0,
            marked: [0; AT_ONCE],
            count: 0,
            ends: [0; AT_ONCE],
            ends_of_valued: [0; AT_ONCE],
            capitals: [0; AT_ONCE],
            seconds: [0; AT_ONCE],
            tokens: [0; AT_ONCE + 1],
            dashes: [0; AT_ONCE + 1],
            carry: Carry::default(),
        }
    }

    /// Goes on to the next blocks, [`AT_ONCE`] of them at most, which the bytes begin with and behind
    /// which [`AHEAD`](super::blocks::AHEAD) more stand.
    pub(super) fn mark(&mut self, bytes: &[u8], blocks: usize, watched: &Sieve<3>) {
        self.base += self.blocks * BLOCK;
        self.tokens[0] = self.tokens[self.blocks];
        self.dashes[0] = self.dashes[self.blocks];
        self.blocks = blocks;
        dispatch!(*LEVEL, simd => {
            // In a copy of its own it stays in registers.
            let mut carry = self.carry;
            let mut count = 0;
            let tables = KINDS_OF_BYTES.loaded(simd);
            let watched = watched.loaded(simd);
            for index in 0..blocks.min(AT_ONCE) {
                let [first, second, third, _] = lanes(simd, bytes, index);
                let classes = Classes::of(&tables, first);
                let capitals = sift(&watched, [first, second, third]).to_bitmask();
                self.tokens[index + 1] = classes.tokens;
                self.dashes[index + 1] = classes.dashes;
                let ends = carry.ends(classes.tokens);
                let ends_of_valued = carry.ends_of_valued(classes);
                let seconds = carry.seconds(classes.slashes);
                let data = carry.data(classes.data);
                // No value is as long, and whoever decodes it knows where it begins.
                let ends = if data >= DATA { 0 } else { ends };
                let capitals = if data >= NAMELESS { 0 } else { capitals };
                self.ends[index] = ends;
                self.ends_of_valued[index] = ends_of_valued;
                self.capitals[index] = capitals;
                self.seconds[index] = seconds;
                // No branch: which blocks have something nobody can foresee.
                self.marked[count] = index;
                count += usize::from(ends | capitals | seconds != 0);
            }
            self.count = count;
            self.carry = carry;
        });
    }

    /// The blocks in which there is anything.
    pub(super) fn marked(&self) -> impl Iterator<Item = Marked> + '_ {
        self.marked[..self.count].iter().map(|&index| Marked {
            start: self.start,
            base: self.base + index * BLOCK,
            ends: self.ends[index],
            ends_of_valued: self.ends_of_valued[index],
            capitals: self.capitals[index],
            seconds: self.seconds[index],
            tokens: [self.tokens[index], self.tokens[index + 1]],
            dashes: [self.dashes[index], self.dashes[index + 1]],
        })
    }
}

impl Carry {
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

    /// One bit for each byte that no token byte is, and before which a run with a digit ends.
    ///
    /// Added to the mask of a run, a bit in it carries over to its end.
    #[expect(clippy::inline_always, reason = "it is part of a loop over vectors")]
    #[inline(always)]
    fn ends_of_valued(&mut self, classes: Classes) -> u64 {
        let (sum, is_over) = classes.tokens.overflowing_add(classes.digits);
        let (sum, is_over_too) = sum.overflowing_add(u64::from(self.is_valued));
        self.is_valued = is_over | is_over_too;
        sum & !classes.tokens
    }

    /// The second and further of slashes in a row.
    #[expect(clippy::inline_always, reason = "it is part of a loop over vectors")]
    #[inline(always)]
    fn seconds(&mut self, slashes: u64) -> u64 {
        let last = std::mem::replace(&mut self.slashes, slashes);
        slashes & behind(slashes, last, 1)
    }

    /// How many bytes of base64 in a row a block ends with, as far as they fill blocks.
    #[expect(clippy::inline_always, reason = "it is part of a loop over vectors")]
    #[inline(always)]
    fn data(&mut self, data: u64) -> usize {
        self.data = if data == u64::MAX {
            self.data + BLOCK
        } else {
            0
        };
        self.data
    }
}

fn classes(block: &[u8; BLOCK]) -> Classes {
    dispatch!(*LEVEL, simd => {
        let tables = KINDS_OF_BYTES.loaded(simd);
        Classes::of(&tables, u8x64::from_slice(simd, block))
    })
}

/// How many token bytes a text ends with.
pub(super) fn trailing_tokens(text: &[u8]) -> usize {
    let (rest, blocks) = text.as_rchunks::<BLOCK>();
    let mut count = 0;
    for block in blocks.iter().rev() {
        let tokens = classes(block).tokens;
        count += tokens.leading_ones() as usize;
        if tokens != u64::MAX {
            return count;
        }
    }
    let rest = rest.iter().rev();
    count + rest.take_while(|it| is_token_byte(**it)).count()
}

/// A mask moved on by so many bytes, with what comes out of the one before it.
#[inline]
fn behind(mask: u64, before: u64, bytes: usize) -> u64 {
    mask << bytes | before >> (BLOCK - bytes)
}

#[cfg(test)]
mod tests {
    use super::super::blocks::AHEAD;
    use super::super::filter::Triples;
    use super::*;

    #[test]
    fn every_byte_is_classified_right() {
        for byte in 0..=255 {
            let mut block = [b' '; BLOCK];
            block[17] = byte;
            let classes = classes(&block);
            let bit = |is: bool| u64::from(is) << 17;
            assert_eq!(classes.tokens, bit(is_token_byte(byte)));
            assert_eq!(classes.digits, bit(byte.is_ascii_digit()));
            assert_eq!(classes.dashes, bit(b"-_".contains(&byte)));
            assert_eq!(classes.slashes, bit(byte == b'/'));
            assert_eq!(
                classes.data,
                bit(is_token_byte(byte) || b"+/".contains(&byte))
            );
        }
    }

    /// How many runs, and watched capitals, are told in a text of whole blocks.
    fn told(text: &[u8]) -> (u32, u32) {
        let mut triples = Triples::new();
        triples.insert(*b"ABC");
        let mut marks = Marks::at(0);
        let mut told = (0, 0);
        let text = [text, &[b' '; AHEAD]].concat();
        for start in (0..text.len() - AHEAD).step_by(BLOCK) {
            marks.mark(&text[start..], 1, triples.sieve());
            for marked in marks.marked() {
                told.0 += marked.ends.count_ones();
                told.1 += marked.capitals.count_ones();
            }
        }
        told
    }

    #[test]
    fn of_data_no_more_is_told_than_a_value_may_be() {
        let data = b"ABCdefghijklmnopqrstuvwxyz01234/".repeat(1024);
        let (runs, capitals) = told(&data);
        assert_eq!(runs as usize, (DATA - BLOCK) / 32);
        assert_eq!(capitals as usize, (NAMELESS - BLOCK) / 32);
        let line = b"ABCdefghijklmnopqrstuvwxyz0123/\n".repeat(1024);
        assert_eq!(told(&line), (1024, 1024));
    }
}
