//! Many literals sought at once, everywhere in a text.

use std::ops::Range;

use aho_corasick::AhoCorasick;
use aho_corasick::packed::{self, Searcher};

/// A search for any of several literals.
#[derive(Debug)]
pub(super) enum Literals {
    /// Vectorised; it takes 64 literals at most.
    Packed(Searcher),
    /// For more literals than that, or where there are no vectors.
    Automaton(AhoCorasick),
}

impl Literals {
    /// A search for these literals; nothing where there is none, or gigabytes of them.
    pub(super) fn new<T: AsRef<[u8]>>(literals: &[T]) -> Option<Self> {
        if literals.is_empty() {
            return None;
        }
        let packed = packed::Config::new()
            .heuristic_pattern_limits(false)
            .builder()
            .extend(literals)
            .build();
        match packed {
            Some(searcher) => Some(Self::Packed(searcher)),
            None => AhoCorasick::new(literals).ok().map(Self::Automaton),
        }
    }

    /// Every place where one stands, in order, with its index among the literals.
    pub(super) fn hits<'a>(
        &'a self,
        bytes: &'a [u8],
    ) -> Box<dyn Iterator<Item = (usize, Range<usize>)> + 'a> {
        match self {
            Self::Packed(searcher) => Box::new(
                searcher
                    .find_iter(bytes)
                    .map(|hit| (hit.pattern().as_usize(), hit.range())),
            ),
            Self::Automaton(automaton) => Box::new(
                automaton
                    .find_iter(bytes)
                    .map(|hit| (hit.pattern().as_usize(), hit.range())),
            ),
        }
    }
}
