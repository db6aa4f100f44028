//! Of matches that overlap, the surest and most specific is the one.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;

use super::Match;
use crate::finding::Confidence;

/// A match, and what speaks for it.
#[derive(Debug)]
pub(super) struct Ranked {
    pub(super) standing: Standing,
    pub(super) confidence: Confidence,
    /// How much of its form or surroundings its rule knows, in bytes.
    pub(super) knowledge: usize,
    /// How much text its expression accounts for.
    pub(super) length: usize,
    /// How far the word stands that points to it.
    pub(super) distance: usize,
    /// Index of its rule, which decides last.
    pub(super) rule: usize,
    /// All that its expression matched.
    pub(super) whole: Range<usize>,
    pub(super) found: Match,
}

/// What a rule is made from, the least telling first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Standing {
    /// A random value under a secret's name.
    Generic,
    /// Another program's rule.
    Foreign,
    /// A form that says what it is, whoever issued it.
    Form,
    /// Whose secret it is.
    Provider,
}

/// The matches that no better one overlaps, in order.
pub(super) fn resolve(mut ranked: Vec<Ranked>) -> Vec<Match> {
    ranked.sort_by_key(|it| {
        let weight = (it.standing, it.knowledge, it.confidence, it.length);
        (Reverse(weight), it.distance, it.rule, it.whole.start)
    });
    let mut kept: BTreeMap<usize, Ranked> = BTreeMap::new();
    for candidate in ranked {
        let before = kept
            .range(..candidate.whole.end.max(candidate.whole.start + 1))
            .next_back();
        if before.is_none_or(|(_, kept)| kept.whole.end <= candidate.whole.start) {
            kept.insert(candidate.whole.start, candidate);
        }
    }
    kept.into_values().map(|it| it.found).collect()
}
