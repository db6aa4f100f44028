//! The one pass over a fragment's bytes: what the names that matter hold.

use std::ops::Range;

use super::super::capitals::Capitals;
use super::super::filter::Triples;
use super::super::literals::Literals;
use super::super::runs::Landmarks;
use crate::content::Fragment;

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
pub(super) struct Anchors {
    capitals: Capitals,
    /// Those with too few capitals in a row.
    others: Option<Literals>,
}

impl Anchors {
    /// Finds what is called as secrets are, and these names.
    pub(super) fn new<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let is_other = |name: &&str| !CORES.iter().any(|core| name.contains(core));
        let names = names.filter(|name| name.len() >= SHORTEST).filter(is_other);
        let mut capitals = Capitals::new();
        let literals = CORES.iter().copied().chain(names);
        let others: Vec<_> = literals
            .filter_map(|it| capitals.add(it.as_bytes().to_vec()).err())
            .collect();
        Self {
            capitals,
            others: Literals::new(&others),
        }
    }

    /// The capitals whose places the pass has to give.
    pub(super) fn triples(&self) -> &Triples {
        self.capitals.triples()
    }

    /// Every place where one stands, in order.
    pub(super) fn hits(&self, fragment: &Fragment<'_>, landmarks: &Landmarks) -> Vec<Range<usize>> {
        let bytes = fragment.bytes;
        let hits = self.capitals.hits(bytes, &landmarks.capitals);
        let mut hits: Vec<_> = hits.map(|(_, range)| range).collect();
        if let Some(others) = &self.others {
            others.each_hit(fragment, |_, range| hits.push(range));
        }
        hits.sort_by_key(|hit| hit.start);
        hits
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::Language;

    #[test]
    fn a_name_is_found_whatever_its_capitals() {
        let anchors = Anchors::new(["ACME_CLOUD_SK", "A1_B2_SK"].into_iter());
        let text = b"A1_B2_SK,X_TOKEN,ACME_CLOUD_SK,A_TOKE_N";
        let fragment = Fragment::whole(text, Language::Other);
        let hits = anchors.hits(&fragment, &Landmarks::of(&fragment, anchors.triples()));
        assert_eq!(hits, [0..8, 11..16, 17..30]);
    }
}
