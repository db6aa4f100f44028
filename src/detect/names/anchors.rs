//! The one pass over a fragment's bytes: what the names that matter hold.

use std::ops::Range;

use super::super::literals::Literals;

/// One of these stands in nearly every secret's name, whoever's it is: `_KEY`, and no name's head,
/// since there are hundreds of those.
const CORES: &[&str] = &[
    "SECRET",
    "TOKEN",
    "_KEY",
    "APIKEY",
    "PASS",
    "_PWD",
    "_PAT",
    "_URL",
    "_URI",
    "_AUTH",
    "_SALT",
    "CREDENTIAL",
    "CONNECTION_STRING",
    "WEBHOOK",
    "SERVICE_ACCOUNT",
    "SANITY",
];

/// Shorter literals stop the search at every turn.
const SHORTEST: usize = 4;

/// Finds where a name could be.
#[derive(Debug)]
pub(super) struct Anchors(Option<Literals>);

impl Anchors {
    /// Finds what is called as secrets are, and these names.
    pub(super) fn new<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let is_other = |name: &&str| !CORES.iter().any(|core| name.contains(core));
        let mut literals = CORES.to_vec();
        literals.extend(names.filter(|name| name.len() >= SHORTEST).filter(is_other));
        Self(Literals::new(&literals))
    }

    /// Every place where one stands, in order.
    pub(super) fn hits<'a>(&'a self, bytes: &'a [u8]) -> impl Iterator<Item = Range<usize>> + 'a {
        let hits = self.0.as_ref().map(|literals| literals.hits(bytes));
        hits.into_iter().flatten().map(|(_, range)| range)
    }
}
