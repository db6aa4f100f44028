//! What the pass over a fragment's bytes stops at, some blocks at a time, in lists that the next pass
//! uses again.

use std::cell::Cell;
use std::mem;

use super::blocks::each;

thread_local! {
    /// What the last [`Lists`] of this thread left.
    static SPARE: Cell<(Vec<usize>, Vec<usize>)> = const { Cell::new((Vec::new(), Vec::new())) };
}

/// Offsets in a text, of the blocks that were marked last, each list ascending; on loan from its thread.
#[derive(Debug)]
pub(super) struct Lists {
    /// Where long runs end.
    pub(super) ends: Vec<usize>,
    /// From where on capitals stand that are watched for, or `://`; where something may be wrapped, as
    /// far as that is sought; and a few others.
    pub(super) places: Vec<usize>,
}

impl Lists {
    /// Empty lists.
    pub(super) fn take() -> Self {
        let (ends, places) = SPARE.take();
        Self { ends, places }
    }

    pub(super) fn clear(&mut self) {
        self.ends.clear();
        self.places.clear();
    }
}

impl Drop for Lists {
    fn drop(&mut self) {
        self.clear();
        SPARE.set((mem::take(&mut self.ends), mem::take(&mut self.places)));
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
        let mut lists = Lists::take();
        lists.places.extend(0..99);
        drop(lists);
        let lists = Lists::take();
        assert!(lists.places.is_empty() && lists.places.capacity() >= 99);
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
