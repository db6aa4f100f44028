//! Finds where some bytes in a row may be of some kind, for eight kinds at the price of one.
//!
//! Each half of a byte is looked up in a table that has a bit for each kind, and a kind fits where
//! its bit comes back from all their halves. So a kind's bytes are all those that share a first half
//! with one of them and a second half with one, a few more than are named: whoever looks closer
//! has to tell. It is how literals are sought in "Teddy" of Intel's Hyperscan
//! (<https://github.com/intel/hyperscan>), for classes of bytes.

#![expect(
    clippy::inline_always,
    reason = "vectors must not leave their registers"
)]

use fearless_simd::prelude::*;
use fearless_simd::{mask8x64, u8x64};

use super::blocks::BLOCK;

/// What may stand in each of some places; nothing named means anything.
pub(crate) type Kind<const PLACES: usize> = [&'static [u8]; PLACES];

/// Kinds sought together: a bit of a byte for each.
pub(super) const KINDS: usize = 8;

/// For each half of a byte, which kinds may have it; the same for each quarter of a block.
type Table = [u8; BLOCK];

/// How many halves of a byte there are.
const HALVES: usize = 16;

/// The tables of up to eight kinds.
#[derive(Debug, Clone)]
pub(crate) struct Sieve<const PLACES: usize> {
    /// For each place, by the lower half of its byte and by the upper one.
    places: [[Table; 2]; PLACES],
}

impl<const PLACES: usize> Sieve<PLACES> {
    /// Tables of kinds that are still to be named.
    pub(super) const fn empty() -> Self {
        Self {
            places: [[[0; BLOCK]; 2]; PLACES],
        }
    }

    /// Makes these bytes of a kind.
    pub(super) fn insert(&mut self, kind: usize, bytes: [u8; PLACES]) {
        for (place, byte) in self.places.iter_mut().zip(bytes) {
            *place = with(*place, &[byte], 1 << kind);
        }
    }

    /// Tables of these kinds.
    pub(crate) const fn new<const MANY: usize>(kinds: &[Kind<PLACES>; MANY]) -> Self {
        const { assert!(MANY <= KINDS, "a byte has no bit for more kinds") };
        let mut places = [[[0; BLOCK]; 2]; PLACES];
        let mut kind = 0;
        while kind < MANY {
            let mut place = 0;
            while place < places.len() {
                places[place] = with(places[place], kinds[kind][place], 1 << kind);
                place += 1;
            }
            kind += 1;
        }
        Self { places }
    }

    /// The tables in vectors.
    #[inline(always)]
    pub(crate) fn loaded<S: Simd>(&self, simd: S) -> Tables<S, PLACES> {
        let load = |table: Table| u8x64::from_slice(simd, &table);
        self.places.map(|halves| halves.map(load))
    }
}

/// The tables of a sieve in vectors.
pub(crate) type Tables<S, const PLACES: usize> = [[u8x64<S>; 2]; PLACES];

/// The tables of a place, with a kind's bytes.
const fn with(mut tables: [Table; 2], bytes: &[u8], kind: u8) -> [Table; 2] {
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
    while bytes.is_empty() && at < BLOCK {
        tables[0][at] |= kind;
        tables[1][at] |= kind;
        at += 1;
    }
    tables
}

/// The lanes where some kind may begin, by the bytes there and those that follow them.
#[inline(always)]
pub(crate) fn sift<S: Simd, const PLACES: usize>(
    tables: &Tables<S, PLACES>,
    lanes: [u8x64<S>; PLACES],
) -> mask8x64<S> {
    let mut all = kinds(tables[0], lanes[0]);
    for place in 1..PLACES {
        all &= kinds(tables[place], lanes[place]);
    }
    all.simd_gt(0)
}

/// The kinds that have each lane's byte in a place.
#[inline(always)]
pub(super) fn kinds<S: Simd>([lower, upper]: [u8x64<S>; 2], lanes: u8x64<S>) -> u8x64<S> {
    lower.swizzle_dyn_within_blocks(lanes & 0x0F) & upper.swizzle_dyn_within_blocks(lanes >> 4)
}

#[cfg(test)]
mod tests {
    use fearless_simd::dispatch;

    use super::super::blocks::LEVEL;
    use super::*;

    const SIEVE: Sieve<3> = Sieve::new(&[
        [b"\\", b"xu", b""],
        [b"<", b"", b"a"],
        [b"'\"", b"+", b""],
        [b"a", b"b", b"c"],
        [b"\xFF", b"\x00", b"\x00"],
        [b"0", b"0", b"0"],
        [b"1", b"1", b"1"],
        [b"2", b"2", b"2"],
    ]);

    fn sifted(text: [u8; 3]) -> u64 {
        let mut block = [b' '; BLOCK + 2];
        block[40..43].copy_from_slice(&text);
        dispatch!(*LEVEL, simd => {
            let lanes = [0, 1, 2].map(|at| u8x64::from_slice(simd, &block[at..at + BLOCK]));
            sift(&SIEVE.loaded(simd), lanes).to_bitmask()
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
            assert_eq!(sifted(*text), 1 << 40, "{text:?}");
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
            assert_eq!(sifted(*text), 0, "{text:?}");
        }
    }
}
