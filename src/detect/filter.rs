//! Sets that rule out nearly every place in a text at the price of one look.

use super::sieve::{KINDS, Sieve};

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
        set(&mut self.0, u16::from_le_bytes(pair).into());
    }

    #[inline]
    pub(crate) fn holds(&self, pair: [u8; 2]) -> bool {
        is_set(&self.0, u16::from_le_bytes(pair).into())
    }
}

/// A set of three capitals each, and a sieve that lets few others through.
#[derive(Debug, Clone)]
pub(super) struct Triples {
    bits: Box<[u64; 1 << 9]>,
    sieve: Sieve<3>,
}

impl Triples {
    pub(super) fn new() -> Self {
        Self {
            bits: Box::new([0; 1 << 9]),
            sieve: Sieve::empty(),
        }
    }

    pub(super) fn insert(&mut self, three: [u8; 3]) {
        let index = number(three);
        self.bits[index >> 6] |= 1 << (index & 63);
        self.sieve.insert(usize::from(three[0]) % KINDS, three);
    }

    /// Takes over all that another holds.
    pub(super) fn extend(&mut self, other: &Self) {
        for (bits, more) in self.bits.iter_mut().zip(other.bits.iter()) {
            *bits |= more;
        }
        self.sieve.extend(&other.sieve);
    }

    pub(super) fn sieve(&self) -> &Sieve<3> {
        &self.sieve
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
        set(&mut self.0, hash(gram, u16::BITS));
    }

    #[inline]
    pub(super) fn holds(&self, gram: [u8; 4]) -> bool {
        is_set(&self.0, hash(gram, u16::BITS))
    }
}

fn set(bits: &mut Bits, index: usize) {
    bits[index >> 6] |= 1 << (index & 63);
}

#[inline]
fn is_set(bits: &Bits, index: usize) -> bool {
    bits[index >> 6] & (1 << (index & 63)) != 0
}

/// So many upper bits of a product (Fibonacci hashing).
#[inline]
pub(super) fn hash(gram: [u8; 4], bits: u32) -> usize {
    let product = u32::from_le_bytes(gram).wrapping_mul(0x9e37_79b1);
    (product >> (u32::BITS - bits)) as usize
}
