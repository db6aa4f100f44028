//! Sets that rule out nearly every place in a text at the price of one look.

use std::sync::OnceLock;

use super::crowd::sieve_of;
use super::sieve::{LETTERS, Sieve};

/// As many bits as are looked up in the nearest cache: sixty-four kilobits.
type Bits = [u64; 1 << 10];

/// A set of pairs of bytes.
#[derive(Debug)]
pub(crate) struct Pairs(Box<Bits>);

impl Pairs {
    pub(super) fn new() -> Self {
        Self(Box::new([0; 1 << 10]))
    }

    /// All pairs that stand in a text.
    pub(crate) fn of(text: &[u8]) -> Self {
        let mut pairs = Self::new();
        for pair in text.windows(2).filter_map(<[u8]>::first_chunk) {
            pairs.insert(*pair);
        }
        pairs
    }

    pub(super) fn insert(&mut self, pair: [u8; 2]) {
        set(&mut self.0[..], u16::from_le_bytes(pair).into());
    }

    #[inline]
    pub(crate) fn holds(&self, pair: [u8; 2]) -> bool {
        is_set(&self.0[..], u16::from_le_bytes(pair).into())
    }
}

/// What the scheme of an address ends with.
pub(super) const SCHEME_END: &[u8; 3] = b"://";

/// A set of three capitals each, and a sieve that lets through them, [`SCHEME_END`], and few others.
#[derive(Debug, Clone)]
pub(super) struct Triples {
    bits: Box<[u64; 1 << 9]>,
    all: Vec<[u8; 3]>,
    /// Made once all are there.
    sieve: OnceLock<Sieve<3, LETTERS>>,
}

impl Triples {
    pub(super) fn new() -> Self {
        Self {
            bits: Box::new([0; 1 << 9]),
            all: Vec::new(),
            sieve: OnceLock::new(),
        }
    }

    pub(super) fn insert(&mut self, three: [u8; 3]) {
        let index = number(three);
        self.bits[index >> 6] |= 1 << (index & 63);
        self.all.push(three);
        self.sieve.take();
    }

    /// Takes over all that another holds.
    pub(super) fn extend(&mut self, other: &Self) {
        other.all.iter().for_each(|three| self.insert(*three));
    }

    pub(super) fn sieve(&self) -> &Sieve<3, LETTERS> {
        self.sieve.get_or_init(|| sieve_of(&self.all))
    }

    /// Whether these bytes, which came through the sieve, are three of the set.
    #[inline]
    pub(super) fn holds(&self, three: [u8; 3]) -> bool {
        let index = number(three);
        self.bits[index >> 6] & (1 << (index & 63)) != 0 && three.iter().all(u8::is_ascii_uppercase)
    }
}

/// Three capitals as a number: the lower five bits of each tell it from the others.
#[inline]
fn number(three: [u8; 3]) -> usize {
    let [first, second, third] = three.map(|it| usize::from(it & 0x1F));
    first << 10 | second << 5 | third
}

/// A set of four bytes each, with here and there one too many.
#[derive(Debug)]
pub(super) struct Grams(Box<Bits>);

impl Grams {
    pub(super) fn new() -> Self {
        Self(Box::new([0; 1 << 10]))
    }

    pub(super) fn insert(&mut self, gram: [u8; 4]) {
        set(&mut self.0[..], hash(gram, u16::BITS));
    }

    #[inline]
    pub(super) fn holds(&self, gram: [u8; 4]) -> bool {
        is_set(&self.0[..], hash(gram, u16::BITS))
    }
}

/// A set of a few three bytes each, which stays in the nearest cache: of those that are not in it
/// one in thirty seems to be.
#[derive(Debug)]
pub(super) struct Threes(Box<[u64; 1 << 8]>);

impl Threes {
    /// So many bits of an index are of a hash of the first two bytes, and so many of the third.
    const PAIR: u32 = 10;
    const THIRD: u32 = 4;

    pub(super) fn new() -> Self {
        const BITS: u32 = u64::BITS << 8;
        const { assert!(1 << (Threes::PAIR + Threes::THIRD) == BITS) };
        Self(Box::new([0; 1 << 8]))
    }

    pub(super) fn insert(&mut self, three: [u8; 3]) {
        set(&mut self.0[..], Self::index(three));
    }

    /// Adds two bytes with any third.
    pub(super) fn insert_pair(&mut self, [first, second]: [u8; 2]) {
        (0..1 << Self::THIRD).for_each(|third| self.insert([first, second, third]));
    }

    #[inline]
    pub(super) fn holds(&self, three: [u8; 3]) -> bool {
        is_set(&self.0[..], Self::index(three))
    }

    #[inline]
    fn index([first, second, third]: [u8; 3]) -> usize {
        let third = usize::from(third) % (1 << Self::THIRD);
        hash([first, second, 0, 0], Self::PAIR) << Self::THIRD | third
    }
}

fn set(bits: &mut [u64], index: usize) {
    bits[index >> 6] |= 1 << (index & 63);
}

#[inline]
fn is_set(bits: &[u64], index: usize) -> bool {
    bits[index >> 6] & (1 << (index & 63)) != 0
}

/// So many upper bits of a product (Fibonacci hashing).
#[inline]
pub(super) fn hash(gram: [u8; 4], bits: u32) -> usize {
    let product = u32::from_le_bytes(gram).wrapping_mul(0x9e37_79b1);
    (product >> (u32::BITS - bits)) as usize
}
