//! What the pass over a fragment's bytes stops at, kept in lists that the next fragment uses again.

use std::cell::Cell;
use std::mem;

use super::blocks::each;

thread_local! {
    /// What the last [`Stops`] of this thread left.
    static SPARE: Cell<Option<Box<Lists>>> = const { Cell::new(None) };
}

/// Offsets in a text, each list ascending.
#[derive(Debug, Default)]
pub(super) struct Lists {
    /// Where long runs end, of the blocks that were marked last.
    pub(super) ends: Vec<usize>,
    /// From where on capitals stand that are watched for, or `://`; where something may be wrapped, as
    /// far as that is sought; and a few others.
    pub(super) places: Vec<usize>,
}

/// Lists on loan from their thread.
#[derive(Debug, Default)]
pub(crate) struct Stops(Option<Box<Lists>>);

impl Stops {
    /// Empty lists.
    pub(super) fn take() -> Self {
        Self(Some(SPARE.take().unwrap_or_default()))
    }

    /// The lists, to be added to.
    pub(super) fn lists(&mut self) -> &mut Lists {
        self.0.get_or_insert_default()
    }

    /// Where capitals may stand that were watched for, and where something may be wrapped.
    pub(crate) fn places(&self) -> &[usize] {
        self.0.as_ref().map_or(&[], |it| &it.places)
    }
}

impl Drop for Stops {
    fn drop(&mut self) {
        if let Some(mut lists) = mem::take(&mut self.0) {
            lists.ends.clear();
            lists.places.clear();
            SPARE.set(Some(lists));
        }
    }
}

/// Adds the number of each bit that is set, from a base on.
///
/// Two are added whatever there is, as most often there is one: a jump that nobody can foresee costs more.
#[inline]
pub(super) fn add_each(list: &mut Vec<usize>, base: usize, bits: u64) {
    let (count, before) = (bits.count_ones() as usize, list.len());
    let others = bits & bits.wrapping_sub(1);
    list.extend_from_slice(&[
        base + bits.trailing_zeros() as usize,
        base + others.trailing_zeros() as usize,
    ]);
    list.truncate(before + count);
    if count > 2 {
        each(others & (others - 1), |at| list.push(base + at));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lists_are_used_again_and_begin_empty() {
        let mut stops = Stops::take();
        stops.lists().places.extend(0..99);
        drop(stops);
        let stops = Stops::take();
        assert!(stops.places().is_empty());
        assert!(
            stops
                .0
                .as_ref()
                .is_some_and(|it| it.places.capacity() >= 99)
        );
    }

    proptest! {
        #[test]
        fn each_bit_is_added_once(bits: u64, few in 0..64_usize, base in 0..999_usize) {
            for bits in [bits, bits & 1 << few, 0] {
                let mut list = vec![7];
                add_each(&mut list, base, bits);
                let set = (0..64).filter(|at| bits >> at & 1 != 0).map(|at| base + at);
                prop_assert_eq!(&list[1..], set.collect::<Vec<_>>());
            }
        }
    }
}
