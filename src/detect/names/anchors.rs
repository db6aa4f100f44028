//! The one pass over a fragment's bytes: heads of the names that matter.

use std::collections::BTreeSet;
use std::ops::Range;

use aho_corasick::AhoCorasick;
use aho_corasick::packed::{self, Searcher};

use super::info::NAME_RULE;
use super::words::SANITY_EXTRA;
use crate::Error;

/// Shorter literals stop the search at every turn.
const SHORTEST: usize = 4;

/// Finds where a name could be.
#[derive(Debug)]
pub(super) enum Anchors {
    /// Vectorised; it takes 64 literals at most.
    Packed(Searcher),
    /// For projects with more names than that.
    Automaton(AhoCorasick),
}

impl Anchors {
    /// Finds Sanity's names and those that start as `names` do.
    pub(super) fn new<'a>(names: impl Iterator<Item = &'a String>) -> Result<Self, Error> {
        let heads: BTreeSet<&str> = names
            .map(String::as_str)
            .chain(SANITY_EXTRA.iter().copied())
            .map(head)
            .chain(["SANITY"])
            .filter(|head| head.len() >= SHORTEST)
            .collect();
        match Self::packed(&heads) {
            Some(packed) => Ok(packed),
            None => Self::automaton(&heads),
        }
    }

    /// Every place where one starts, in order.
    pub(super) fn hits<'a>(
        &'a self,
        bytes: &'a [u8],
    ) -> Box<dyn Iterator<Item = Range<usize>> + 'a> {
        match self {
            Self::Packed(searcher) => Box::new(searcher.find_iter(bytes).map(|m| m.range())),
            Self::Automaton(automaton) => Box::new(automaton.find_iter(bytes).map(|m| m.range())),
        }
    }

    fn packed(heads: &BTreeSet<&str>) -> Option<Self> {
        packed::Config::new()
            .heuristic_pattern_limits(false)
            .builder()
            .extend(heads)
            .build()
            .map(Self::Packed)
    }

    fn automaton(heads: &BTreeSet<&str>) -> Result<Self, Error> {
        AhoCorasick::new(heads)
            .map(Self::Automaton)
            .map_err(|error| Error::Rule {
                rule: NAME_RULE.to_owned(),
                message: error.to_string(),
            })
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
