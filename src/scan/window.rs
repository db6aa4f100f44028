//! How a big file is cut into pieces that overlap.

use std::ops::Range;

/// How a file is cut: every byte is some window's own, and each window sees a margin round its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Windows {
    /// The longest file that is one fragment, in bytes.
    pub whole: usize,
    /// How much of a longer file a window owns, in bytes.
    pub size: usize,
    /// How much it sees on both sides; more than the longest rule needs.
    pub margin: usize,
}

impl Default for Windows {
    /// Nearly every bundle is seen whole, for what belongs together in it may lie far apart. A
    /// window of a larger file stays in the cache that is a core's own while it is looked at.
    fn default() -> Self {
        Self {
            whole: 4 << 20,
            size: 512 << 10,
            margin: 4 << 10,
        }
    }
}

impl Windows {
    /// How many windows a text of `length` bytes has.
    pub(super) fn count(self, length: u64) -> u64 {
        length.div_ceil(self.step())
    }

    /// The window of that index in a text of `length` bytes.
    pub(super) fn window(self, index: u64, length: u64) -> Window {
        let own_start = index * self.step();
        let left = length - own_start;
        let before = at_most(self.margin, own_start);
        let own = at_most(self.size.max(1), left);
        let after = at_most(self.margin, left - own as u64);
        Window {
            start: own_start - before as u64,
            length: before + own + after,
            own: before..before + own,
        }
    }

    fn step(self) -> u64 {
        self.size.max(1) as u64
    }
}

/// A piece of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Window {
    /// Where in the text it starts, margin included.
    pub(super) start: u64,
    /// How long it is, margins included.
    pub(super) length: usize,
    /// Which part of it no other window owns.
    pub(super) own: Range<usize>,
}

fn at_most(limit: usize, value: u64) -> usize {
    usize::try_from(value).map_or(limit, |value| value.min(limit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_share_out_every_byte() {
        let windows = Windows {
            whole: 0,
            size: 4,
            margin: 2,
        };
        let all: Vec<_> = (0..windows.count(9))
            .map(|index| windows.window(index, 9))
            .collect();
        let window = |start, length, own| Window { start, length, own };
        assert_eq!(
            all,
            [window(0, 6, 0..4), window(2, 7, 2..6), window(6, 3, 2..3)]
        );
    }
}
