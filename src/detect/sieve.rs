//! Finds where some bytes in a row may be of some kind, for eight kinds at the price of one.
//!
//! Each half of a byte is looked up in a table that has a bit for each kind, and a kind fits where
//! its bit comes back from all their halves. So a kind's bytes are all those that share a first half
//! with one of them and a second half with one, a few more than are named: whoever looks closer
//! has to tell. It is how literals are sought in "Teddy" of Intel's Hyperscan
//! (<https://github.com/intel/hyperscan>), for classes of bytes. Where vectors are long enough a byte is
//! looked up whole, and nothing comes through but what differs from a kind's bytes in its upper bits.

#![expect(
    clippy::inline_always,
    reason = "vectors must not leave their registers"
)]

use fearless_simd::prelude::*;
use fearless_simd::u8x64;

use super::blocks::{BLOCK, is_wide};

/// What may stand in each of some places; nothing named means anything.
pub(crate) type Kind<const PLACES: usize> = [&'static [u8]; PLACES];

/// Kinds sought together: a bit of a byte for each.
pub(super) const KINDS: usize = 8;

/// For each half of a byte, which kinds may have it, the same for each quarter of a block; or for each
/// of as many numbers as a block has bytes.
type Table = [u8; BLOCK];

/// How many halves of a byte there are.
const HALVES: usize = 16;

/// Bits by which sixty-four bytes are told apart, and so are letters of one case.
pub(super) const LETTERS: u32 = 6;

/// Bits by which ASCII is told apart.
pub(crate) const ASCII: u32 = 7;

/// All bits: bytes are always looked up by their halves.
pub(super) const ALL: u32 = 8;

/// The tables of up to eight kinds, which tell bytes apart by so many of their lowest bits where vectors
/// are long enough for it.
#[derive(Debug, Clone)]
pub(crate) struct Sieve<const PLACES: usize, const BITS: u32> {
    /// For each place, by the lower half of its byte and by the upper one.
    by_halves: [[Table; 2]; PLACES],
    /// For each place, by the lowest bits of its byte: those without the seventh, and those with it.
    by_bits: [[Table; 2]; PLACES],
}

impl<const PLACES: usize, const BITS: u32> Sieve<PLACES, BITS> {
    /// Tables of kinds that are still to be named.
    pub(super) const fn empty() -> Self {
        Self {
            by_halves: [[[0; BLOCK]; 2]; PLACES],
            by_bits: [[[0; BLOCK]; 2]; PLACES],
        }
    }

    /// Makes these bytes of a kind.
    pub(super) fn insert(&mut self, kind: usize, bytes: [u8; PLACES]) {
        for (place, byte) in bytes.into_iter().enumerate() {
            self.add(kind, place, &[byte]);
        }
    }

    /// Tables of these kinds.
    pub(crate) const fn new<const MANY: usize>(kinds: &[Kind<PLACES>; MANY]) -> Self {
        const { assert!(MANY <= KINDS, "a byte has no bit for more kinds") };
        let mut sieve = Self::empty();
        let mut kind = 0;
        while kind < MANY {
            let mut place = 0;
            while place < PLACES {
                sieve.add(kind, place, kinds[kind][place]);
                place += 1;
            }
            kind += 1;
        }
        sieve
    }

    /// Makes these bytes of a kind in a place.
    const fn add(&mut self, kind: usize, place: usize, bytes: &[u8]) {
        let bit = 1 << kind;
        self.by_halves[place] = with_halves(self.by_halves[place], bytes, bit);
        self.by_bits[place] = with_bits::<BITS>(self.by_bits[place], bytes, bit);
    }

    /// The tables in vectors.
    #[inline(always)]
    pub(crate) fn loaded<S: Simd>(&self, simd: S) -> Tables<S, PLACES, BITS> {
        let load = |table: Table| u8x64::from_slice(simd, &table);
        let tables = if is_by_bits::<S, BITS>() {
            self.by_bits
        } else {
            self.by_halves
        };
        Tables(tables.map(|pair| pair.map(load)))
    }
}

/// The tables of a sieve in vectors.
pub(crate) struct Tables<S: Simd, const PLACES: usize, const BITS: u32>([[u8x64<S>; 2]; PLACES]);

/// Whether a byte is looked up whole.
#[inline(always)]
const fn is_by_bits<S: Simd, const BITS: u32>() -> bool {
    BITS < ALL && is_wide::<S>()
}

/// The tables of a place by the halves of its byte, with a kind's bytes.
const fn with_halves(mut tables: [Table; 2], bytes: &[u8], kind: u8) -> [Table; 2] {
    let mut at = 0;
    while at < bytes.len() {
        let mut quarter = 0;
        while quarter < BLOCK {
            tables[0][quarter + (bytes[at] & 0x0F) as usize] |= kind;
            tables[1][quarter + (bytes[at] >> 4) as usize] |= kind;
            quarter += HALVES;
        }
        at += 1;
    }
    if bytes.is_empty() {
        return with_anything(tables, kind);
    }
    tables
}

/// The tables of a place by the lowest bits of its byte, with a kind's bytes.
const fn with_bits<const BITS: u32>(mut tables: [Table; 2], bytes: &[u8], kind: u8) -> [Table; 2] {
    let mut at = 0;
    while at < bytes.len() {
        let number = bytes[at] as usize % (2 * BLOCK);
        let mut half = 0;
        while half < tables.len() {
            if BITS < ASCII || half == number / BLOCK {
                tables[half][number % BLOCK] |= kind;
            }
            half += 1;
        }
        at += 1;
    }
    if bytes.is_empty() {
        return with_anything(tables, kind);
    }
    tables
}

/// The tables of a place where a kind has any byte.
const fn with_anything(mut tables: [Table; 2], kind: u8) -> [Table; 2] {
    let mut at = 0;
    while at < BLOCK {
        tables[0][at] |= kind;
        tables[1][at] |= kind;
        at += 1;
    }
    tables
}

/// The kinds that may begin in each lane, by the bytes there and those that follow them.
#[inline(always)]
pub(crate) fn sift<S: Simd, const PLACES: usize, const BITS: u32>(
    Tables(tables): &Tables<S, PLACES, BITS>,
    lanes: [u8x64<S>; PLACES],
) -> u8x64<S> {
    let mut all = kinds::<S, BITS>(tables[0], lanes[0]);
    for place in 1..PLACES {
        all &= kinds::<S, BITS>(tables[place], lanes[place]);
    }
    all
}

/// A bit for each lane that is of any kind.
#[inline(always)]
pub(crate) fn any<S: Simd>(kinds: u8x64<S>) -> u64 {
    kinds.simd_gt(0).to_bitmask()
}

/// The kinds that have each lane's byte in a place.
#[inline(always)]
fn kinds<S: Simd, const BITS: u32>([lower, upper]: [u8x64<S>; 2], lanes: u8x64<S>) -> u8x64<S> {
    if !is_by_bits::<S, BITS>() {
        lower.swizzle_dyn_within_blocks(lanes & 0x0F) & upper.swizzle_dyn_within_blocks(lanes >> 4)
    } else if BITS == LETTERS {
        lower.swizzle_dyn(lanes & 0x3F)
    } else {
        lower.concat_swizzle_dyn(upper, lanes & 0x7F)
    }
}

#[cfg(test)]
mod tests {
    use fearless_simd::{Level, dispatch};

    use super::super::blocks::LEVEL;
    use super::*;

    const SIEVE: Sieve<3, ASCII> = Sieve::new(&[
        [b"\\", b"xu", b""],
        [b"<", b"", b"a"],
        [b"'\"", b"+", b""],
        [b"a", b"b", b"c"],
        [b"\xFF", b"\x00", b"\x00"],
        [b"0", b"0", b"0"],
        [b"1", b"1", b"1"],
        [b"2", b"2", b"2"],
    ]);

    /// Where the sieve stops at these bytes within a block, in the best vectors there are and in the least.
    fn sifted(text: [u8; 3]) -> [u64; 2] {
        let mut block = [b' '; BLOCK + 2];
        block[40..43].copy_from_slice(&text);
        [*LEVEL, Level::baseline()].map(|level| {
            dispatch!(level, simd => {
                let lanes = [0, 1, 2].map(|at| u8x64::from_slice(simd, &block[at..at + BLOCK]));
                any(sift(&SIEVE.loaded(simd), lanes))
            })
        })
    }

    #[test]
    fn each_kind_is_found_where_it_stands() {
        for text in [
            b"\\x-",
            b"\\u7",
            b"<za",
            b"'+ ",
            b"\"+x",
            b"abc",
            b"\xFF\0\0",
            b"222",
        ] {
            assert_eq!(sifted(*text), [1 << 40; 2], "{text:?}");
        }
    }

    #[test]
    fn what_is_of_no_kind_is_passed_by() {
        for text in [
            b"\\n ",
            b"<zb",
            b"'- ",
            b"abd",
            b"\xFF\0\x01",
            b"012",
            b"   ",
        ] {
            assert_eq!(sifted(*text), [0; 2], "{text:?}");
        }
    }
}
