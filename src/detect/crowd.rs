//! Shares three capitals each out among the kinds of a sieve, so that as few others come through as
//! can be: those above all that mappings of source maps are made of.

use std::cmp::Reverse;

use super::filter::SCHEME_END;
use super::sieve::{KINDS, LETTERS, Sieve};

/// How often each capital stands in mappings, of a hundred: small numbers are most of them, and
/// the first digits of base64.
const WEIGHTS: [u64; 26] = [
    30, 4, 12, 4, 8, 2, 5, 2, 6, 2, 5, 2, 3, 2, 3, 1, 4, 1, 3, 1, 1, 1, 1, 1, 1, 1,
];

/// A sieve for all of these, and for the ends of schemes.
pub(super) fn sieve_of(all: &[[u8; 3]]) -> Sieve<3, LETTERS> {
    let mut sieve = Sieve::empty();
    for (kind, three) in shared_out(all.iter().chain([SCHEME_END])) {
        sieve.insert(kind, three);
    }
    sieve
}

/// Each with its kind, which lets through the fewest others for it.
fn shared_out<'a>(all: impl Iterator<Item = &'a [u8; 3]>) -> Vec<(usize, [u8; 3])> {
    let mut sorted: Vec<_> = all.copied().collect();
    // Those that stand everywhere first: the others find their place among them.
    sorted.sort_by_key(|three| (Reverse(weight(*three)), *three));
    sorted.dedup();
    let mut kinds = [Crowd::default(); KINDS];
    let share = |three: [u8; 3]| {
        let growth = |kind: &usize| kinds[*kind].with(three).weight() - kinds[*kind].weight();
        let kind = (0..KINDS).min_by_key(growth).unwrap_or(0);
        kinds[kind] = kinds[kind].with(three);
        (kind, three)
    };
    sorted.into_iter().map(share).collect()
}

fn weight(three: [u8; 3]) -> u64 {
    three.into_iter().map(weight_of).product()
}

fn weight_of(byte: u8) -> u64 {
    let letter = usize::from(byte.wrapping_sub(b'A'));
    WEIGHTS.get(letter).copied().unwrap_or(0)
}

/// What comes through as one kind: for each place, the lower halves and the upper halves of its
/// bytes.
#[derive(Debug, Clone, Copy, Default)]
struct Crowd([[u16; 2]; 3]);

impl Crowd {
    fn with(mut self, three: [u8; 3]) -> Self {
        for (halves, byte) in self.0.iter_mut().zip(three) {
            halves[0] |= 1 << (byte & 0x0F);
            halves[1] |= 1 << (byte >> 4);
        }
        self
    }

    /// How often any of it stands in mappings.
    fn weight(&self) -> u64 {
        let passes = |[lower, upper]: [u16; 2], byte: u8| {
            lower & 1 << (byte & 0x0F) != 0 && upper & 1 << (byte >> 4) != 0
        };
        let place = |halves: &[u16; 2]| -> u64 {
            let letters = (b'A'..=b'Z').filter(|byte| passes(*halves, *byte));
            letters.map(weight_of).sum()
        };
        self.0.iter().map(place).product()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fewer_others_come_through_than_by_their_first_letters() {
        const ALL: [&[u8; 3]; 10] = [
            b"KEY", b"SEC", b"API", b"APA", b"CAQ", b"IBA", b"TOK", b"PAS", b"SAL", b"URL",
        ];
        let weight = |shares: &[(usize, [u8; 3])]| {
            let mut kinds = [Crowd::default(); KINDS];
            for (kind, three) in shares {
                kinds[*kind] = kinds[*kind].with(*three);
            }
            kinds.iter().map(Crowd::weight).sum::<u64>()
        };
        let by_letter = ALL.map(|three| (usize::from(three[0]) % KINDS, *three));
        let shared = shared_out(ALL.into_iter());
        assert_eq!(shared.len(), ALL.len());
        assert!(weight(&shared) * 2 < weight(&by_letter));
    }
}
