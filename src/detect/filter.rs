//! Sets that rule out nearly every place in a text at the price of one look.

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
        set(&mut self.0, u16::from_le_bytes(pair));
    }

    #[inline]
    pub(crate) fn holds(&self, pair: [u8; 2]) -> bool {
        is_set(&self.0, u16::from_le_bytes(pair))
    }
}

/// A set of three capitals each.
#[derive(Debug, Clone)]
pub(super) struct Triples(Box<[u64; 1 << 9]>);

impl Triples {
    pub(super) fn new() -> Self {
        Self(Box::new([0; 1 << 9]))
    }

    pub(super) fn insert(&mut self, three: [u8; 3]) {
        let index = number(three);
        self.0[index >> 6] |= 1 << (index & 63);
    }

    /// Takes over all that another holds.
    pub(super) fn extend(&mut self, other: &Self) {
        for (bits, more) in self.0.iter_mut().zip(other.0.iter()) {
            *bits |= more;
        }
    }

    #[inline]
    pub(super) fn holds(&self, three: [u8; 3]) -> bool {
        let index = number(three);
        self.0[index >> 6] & (1 << (index & 63)) != 0
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
        set(&mut self.0, hash(gram));
    }

    #[inline]
    pub(super) fn holds(&self, gram: [u8; 4]) -> bool {
        is_set(&self.0, hash(gram))
    }
}

fn set(bits: &mut Bits, index: u16) {
    bits[usize::from(index >> 6)] |= 1 << (index & 63);
}

#[inline]
fn is_set(bits: &Bits, index: u16) -> bool {
    bits[usize::from(index >> 6)] & (1 << (index & 63)) != 0
}

/// The upper bits of a product (Fibonacci hashing).
#[inline]
fn hash(gram: [u8; 4]) -> u16 {
    let product = u32::from_le_bytes(gram).wrapping_mul(0x9e37_79b1);
    (product >> 16) as u16
}
