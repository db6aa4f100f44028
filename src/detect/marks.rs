//! What of a block of bytes is to be looked at, told from masks of what its bytes are and from the
//! blocks before it.

#![expect(
    clippy::inline_always,
    reason = "vectors must not leave their registers"
)]

use fearless_simd::prelude::*;
use fearless_simd::{dispatch, u8x64};

use super::blocks::{BLOCK, LEVEL, is_token_byte, is_wide, lanes, shifted};
use super::runs::{MIN_RUN, Watch};
use super::sieve::{ALL, Sieve, Tables, sift};
use super::stops::{Lists, add_each};
use crate::content::Sought;
use crate::content::hints::Sieves;

/// What bytes are that base64 is made of, a bit for each kind; letters are of two, by the upper half
/// of their bytes.
const KINDS_OF_BYTES: Sieve<1, ALL> = Sieve::new(&[
    [b"0123456789"],
    [b"ABCDEFGHIJKLMNOabcdefghijklmno"],
    [b"PQRSTUVWXYZpqrstuvwxyz"],
    [b"-"],
    [b"_"],
    [b"/+"],
]);

/// The bits of these kinds.
const DIGIT: u8 = 1;
const DASH: u8 = 1 << 3 | 1 << 4;
const TOKEN: u8 = DASH | 0b111;

/// What the bytes of a block are.
#[derive(Clone, Copy)]
struct Classes {
    tokens: u64,
    digits: u64,
    dashes: u64,
    /// What base64 does not have.
    others: u64,
}

impl Classes {
    #[inline(always)]
    fn of<S: Simd>(tables: &Tables<S, 1, ALL>, lanes: u8x64<S>) -> Self {
        let kinds = sift(tables, [lanes]);
        Self {
            tokens: (kinds & TOKEN).simd_gt(0).to_bitmask(),
            digits: (kinds & DIGIT).simd_gt(0).to_bitmask(),
            dashes: (kinds & DASH).simd_gt(0).to_bitmask(),
            others: kinds.simd_eq(0).to_bitmask(),
        }
    }
}

/// What is to be looked at in some blocks, one behind the other, fewer than there are places.
pub(super) struct Marks<const PLACES: usize> {
    /// Where the text begins, and the first of them.
    pub(super) start: usize,
    base: usize,
    /// How many there are.
    count: usize,
    /// Behind the one before the first.
    blocks: [Block; PLACES],
    /// The numbers of those in which there is anything, and how many these are.
    marked: [usize; PLACES],
    marked_count: usize,
    carry: Carry,
    /// Whether all of them were bytes of base64.
    are_data: bool,
}

/// What a block holds.
#[derive(Clone, Copy, Default)]
struct Block {
    tokens: u64,
    digits: u64,
    dashes: u64,
    /// No token bytes before which a long run ends.
    ends: u64,
    /// Where three bytes begin that are watched for, and where something may be wrapped.
    places: u64,
}

impl Block {
    /// Whether there is anything to be looked at.
    #[inline]
    fn is_marked(&self) -> bool {
        self.ends | self.places != 0
    }
}

/// What a block knows of the one before it.
#[derive(Clone, Copy, Default)]
struct Carry {
    /// For each power of two below [`MIN_RUN`], where so many token bytes in a row end in it; and
    /// the same for [`MIN_RUN`].
    rows: [u64; 4],
    long: u64,
    /// Bytes that base64 does not have; before the first block there is nothing else.
    others: u64,
}

/// What as many bytes as a block has are, of which the last is the highest bit.
pub(super) struct Masks {
    pub(super) tokens: u64,
    pub(super) digits: u64,
    pub(super) dashes: u64,
}

impl<const PLACES: usize> Marks<PLACES> {
    /// Of a text that begins here.
    pub(super) fn at(base: usize) -> Self {
        Self {
            start: base,
            base,
            count: 0,
            blocks: [Block::default(); PLACES],
            marked: [0; PLACES],
            marked_count: 0,
            carry: Carry {
                others: u64::MAX,
                ..Carry::default()
            },
            are_data: false,
        }
    }

    /// Goes on to the next blocks, which the bytes begin with and behind which [`AHEAD`](super::blocks::AHEAD) more stand.
    pub(super) fn mark(&mut self, bytes: &[u8], count: usize, watch: Watch<'_>) {
        self.base += self.count * BLOCK;
        self.blocks[0] = self.blocks[self.count];
        self.count = count;
        self.marked_count = 0;
        let others = dispatch!(*LEVEL, simd => {
            self.mark_in(simd, bytes, watch)
        });
        self.leave_data(others == 0 && count + 1 == PLACES);
    }

    /// Goes on to blocks of these bytes in such vectors; gives what none of base64 is in any.
    #[inline(always)]
    fn mark_in<S: Simd>(&mut self, simd: S, bytes: &[u8], watch: Watch<'_>) -> u64 {
        // In copies of their own they stay in registers.
        let mut carry = self.carry;
        let (mut marked, mut others) = (0, 0);
        let tables = KINDS_OF_BYTES.loaded(simd);
        let capitals = watch.capitals.loaded(simd);
        let (sieves, nothing) = (Sieves::loaded(simd), u8x64::splat(simd, 0));
        let sought = if is_wide::<S>() {
            watch.sought
        } else {
            Sought::Nothing
        };
        let blocks = &mut self.blocks[1..=self.count];
        for (index, (bytes, block)) in shifted(bytes).zip(blocks).enumerate() {
            let lanes = lanes(simd, bytes);
            let [first, second, third, _] = lanes;
            let classes = Classes::of(&tables, first);
            // In data no names are told: those stand alone.
            let is_nameless = classes.others | carry.others == 0;
            let watched = sift(&capitals, [first, second, third]);
            let named = if is_nameless { nothing } else { watched };
            *block = Block {
                tokens: classes.tokens,
                digits: classes.digits,
                dashes: classes.dashes,
                ends: carry.ends(classes.tokens),
                places: sieves.stops(lanes, named, classes.tokens, sought),
            };
            carry.others = classes.others;
            others |= classes.others;
            if is_wide::<S>() {
                // No branch: which blocks have something nobody can foresee.
                self.marked[marked] = index;
                marked += usize::from(block.is_marked());
            }
        }
        self.carry = carry;
        self.marked_count = marked;
        if !is_wide::<S>() {
            self.hint_in(simd, bytes, watch.sought);
        }
        others
    }

    /// Looks for hints in the blocks apart: fewer vectors have no room for the tables of all.
    #[inline(always)]
    fn hint_in<S: Simd>(&mut self, simd: S, bytes: &[u8], sought: Sought) {
        let mut marked = 0;
        let (sieves, nothing) = (Sieves::loaded(simd), u8x64::splat(simd, 0));
        let blocks = &mut self.blocks[1..=self.count];
        for (index, (bytes, block)) in shifted(bytes).zip(blocks).enumerate() {
            let lanes = lanes(simd, bytes);
            block.places |= sieves.stops(lanes, nothing, block.tokens, sought);
            self.marked[marked] = index;
            marked += usize::from(block.is_marked());
        }
        self.marked_count = marked;
    }

    /// Tells nothing of blocks that are all data, and follow such: no value is as long, and whoever
    /// decodes it knows where it begins.
    fn leave_data(&mut self, are_data: bool) {
        if are_data && self.are_data {
            self.marked_count = 0;
        }
        self.are_data = are_data;
    }

    /// Lists all that is to be looked at in these blocks.
    pub(super) fn list_in(&self, lists: &mut Lists) {
        lists.clear();
        for &index in &self.marked[..self.marked_count] {
            let (base, block) = (self.base + index * BLOCK, &self.blocks[index + 1]);
            add_each(&mut lists.ends, base, block.ends);
            // Most have none.
            if block.places != 0 {
                add_each(&mut lists.places, base, block.places);
            }
        }
    }

    /// What the bytes before one of these blocks are.
    #[inline]
    pub(super) fn before(&self, at: usize) -> Masks {
        let (index, at) = ((at - self.base) / BLOCK, at - self.base);
        let [before, here] = [&self.blocks[index], &self.blocks[index + 1]];
        Masks {
            tokens: bits_before([before.tokens, here.tokens], at),
            digits: bits_before([before.digits, here.digits], at),
            dashes: bits_before([before.dashes, here.dashes], at),
        }
    }
}

/// The bits of as many bytes as a block has before one of a block, from masks of the block before
/// it and of its own.
#[expect(clippy::cast_possible_truncation, reason = "the lower half is meant")]
#[inline]
fn bits_before([before, here]: [u64; 2], at: usize) -> u64 {
    let both = u128::from(here) << BLOCK | u128::from(before);
    (both >> (at % BLOCK)) as u64
}

impl Carry {
    /// One bit for each byte that no token byte is, and before which a long run ends.
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
    use super::super::blocks::{AHEAD, AT_ONCE};
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
            assert_eq!(
                !classes.others & bit(true),
                bit(is_token_byte(byte) || b"+/".contains(&byte))
            );
        }
    }

    /// How many runs, and watched capitals, are told in a text of whole blocks.
    fn told(text: &[u8]) -> (usize, usize) {
        let mut triples = Triples::new();
        triples.insert(*b"ABC");
        let mut marks = Marks::<{ AT_ONCE + 1 }>::at(0);
        let (mut told, mut lists) = ((0, 0), Lists::take());
        let text = [text, &[b' '; AHEAD]].concat();
        let blocks = text.len() / BLOCK;
        for done in (0..blocks).step_by(AT_ONCE) {
            marks.mark(
                &text[done * BLOCK..],
                AT_ONCE.min(blocks - done),
                Watch {
                    capitals: triples.sieve(),
                    sought: Sought::Nothing,
                },
            );
            marks.list_in(&mut lists);
            told.0 += lists.ends.len();
            told.1 += lists.places.len();
        }
        told
    }

    #[test]
    fn of_data_no_more_is_told_than_a_value_may_be() {
        let data = b"ABCdefghijklmnopqrstuvwxyz01234/".repeat(1024);
        let each = BLOCK / 32;
        assert_eq!(told(&data), (AT_ONCE * each, each));
        let line = b"ABCdefghijklmnopqrstuvwxyz0123/\n".repeat(1024);
        assert_eq!(told(&line), (1024, 1024));
    }
}
