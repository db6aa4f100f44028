//! A buffer for each thread, used again for every file: fresh memory costs more than the read.

use std::cell::Cell;
use std::mem;

thread_local! {
    /// What the last [`Buffer`] of this thread left.
    static SPARE: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// The least that is allocated, so that small files do not each ask for a little more.
const LEAST: usize = 64 * 1024;

/// Where a buffer begins: the system copies whole pages quickest to where one begins, and no block at
/// a multiple of its length lies on two lines of a cache.
const PAGE: usize = 4096;

/// A buffer on loan from its thread. It is taken, not borrowed: while a thread waits for the
/// windows of one file it may be given another file, which then gets a buffer of its own.
pub(super) struct Buffer(Vec<u8>);

impl Buffer {
    /// A buffer of at least `length` bytes, with anything in it.
    pub(super) fn take(length: usize) -> Self {
        let spare = SPARE.take();
        if spare.len() >= length + PAGE {
            return Self(spare);
        }
        drop(spare);
        // Zeroed afresh, not resized: the system has such pages at hand, and untouched ones are free.
        Self(vec![0; length.max(LEAST).next_power_of_two() + PAGE])
    }

    /// The first `length` bytes.
    pub(super) fn first(&mut self, length: usize) -> &mut [u8] {
        // Nowhere is it more than a page to the next; if that were not known, any place would do.
        let start = self.0.as_ptr().align_offset(PAGE).min(PAGE);
        &mut self.0[start..start + length]
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        SPARE.set(mem::take(&mut self.0));
    }
}
