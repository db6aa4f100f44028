//! The one pass over a fragment's bytes: heads of the names that matter.

use std::collections::BTreeSet;
use std::ops::Range;

use super::super::literals::Literals;
use super::words::SANITY_EXTRA;

/// Shorter literals stop the search at every turn.
const SHORTEST: usize = 4;

/// Finds where a name could be.
#[derive(Debug)]
pub(super) struct Anchors(Option<Literals>);

impl Anchors {
    /// Finds Sanity's names and those that start as `names` do.
    pub(super) fn new<'a>(names: impl Iterator<Item = &'a String>) -> Self {
        let heads: BTreeSet<&str> = names
            .map(String::as_str)
            .chain(SANITY_EXTRA.iter().copied())
            .map(head)
            .chain(["SANITY"])
            .filter(|head| head.len() >= SHORTEST)
            .collect();
        Self(Literals::new(&heads.into_iter().collect::<Vec<_>>()))
    }

    /// Every place where one starts, in order.
    pub(super) fn hits<'a>(&'a self, bytes: &'a [u8]) -> impl Iterator<Item = Range<usize>> + 'a {
        let hits = self.0.as_ref().map(|literals| literals.hits(bytes));
        hits.into_iter().flatten().map(|(_, range)| range)
    }
}

/// A name's first words, long enough to be rare: names of one maker share them.
fn head(name: &str) -> &str {
    let end = name
        .bytes()
        .enumerate()
        .position(|(at, byte)| byte == b'_' && at + 1 >= SHORTEST);
    end.map_or(name, |at| &name[..=at])
}
