//! Literals that are sought everywhere: for values too short or too broken to be runs.

use std::collections::BTreeMap;

use super::capitals::Capitals;
use super::filter::{SCHEME_END, Triples};
use super::literals::Literals;
use super::runs::Landmarks;
use crate::content::Fragment;
use crate::rule::{Find, Rule};

/// The longest user information of an address that is looked at.
const USER_INFO: usize = 256;

/// Rules by a literal that their matches hold.
#[derive(Debug)]
pub(super) struct Anchors {
    /// Those with capitals in a row, and the rules of each.
    capitals: Capitals,
    rules_of_capitals: Vec<Vec<usize>>,
    /// The others, and the rules of each.
    literals: Option<Literals>,
    rules_of_literals: Vec<Vec<usize>>,
    /// Schemes with their `://`, whose addresses count when they hold a password.
    schemes: Vec<(Vec<u8>, usize)>,
}

impl Anchors {
    pub(super) fn new<'a>(rules: impl Iterator<Item = (usize, &'a Rule)>) -> Self {
        let mut schemes = Vec::new();
        let mut sought: BTreeMap<Vec<u8>, Vec<usize>> = BTreeMap::new();
        for (index, rule) in rules {
            let Find::Anchor(texts) = &rule.find else {
                continue;
            };
            for text in texts.iter().map(|text| text.as_bytes().to_vec()) {
                if text.ends_with(SCHEME_END) {
                    schemes.push((text, index));
                } else {
                    sought.entry(text).or_default().push(index);
                }
            }
        }
        Self::of_literals(sought, schemes)
    }

    fn of_literals(sought: BTreeMap<Vec<u8>, Vec<usize>>, schemes: Vec<(Vec<u8>, usize)>) -> Self {
        let mut capitals = Capitals::new();
        let (mut rules_of_capitals, mut rules_of_literals) = (Vec::new(), Vec::new());
        let mut others = Vec::new();
        for (literal, rules) in sought {
            match capitals.add(literal) {
                Ok(()) => rules_of_capitals.push(rules),
                Err(literal) => {
                    others.push(literal);
                    rules_of_literals.push(rules);
                }
            }
        }
        Self {
            capitals,
            rules_of_capitals,
            literals: Literals::new(&others),
            rules_of_literals,
            schemes,
        }
    }

    /// The capitals whose places the pass has to give.
    pub(super) fn triples(&self) -> &Triples {
        self.capitals.triples()
    }

    /// Calls `found` with each place of a literal and each rule that it points to.
    pub(super) fn for_each(
        &self,
        fragment: &Fragment<'_>,
        landmarks: &Landmarks,
        mut found: impl FnMut(usize, usize),
    ) {
        let bytes = fragment.bytes;
        for (literal, place) in self.capitals.hits(bytes, &landmarks.capitals) {
            for &rule in &self.rules_of_capitals[literal] {
                found(place.start, rule);
            }
        }
        if let Some(literals) = &self.literals {
            literals.each_hit(fragment, |literal, place| {
                for &rule in &self.rules_of_literals[literal] {
                    found(place.start, rule);
                }
            });
        }
        for &end in &landmarks.schemes {
            if has_user_info(&bytes[end..]) {
                self.schemes_at(bytes, end, &mut found);
            }
        }
    }

    fn schemes_at(&self, bytes: &[u8], end: usize, found: &mut impl FnMut(usize, usize)) {
        for (scheme, rule) in &self.schemes {
            if bytes[..end].ends_with(scheme) {
                found(end - scheme.len(), *rule);
            }
        }
    }
}

/// Whether an address goes on with a name, a colon, a password and an `@`.
fn has_user_info(rest: &[u8]) -> bool {
    let is_end = |byte: &u8| {
        byte.is_ascii_whitespace()
            || matches!(
                byte,
                b'/' | b'@' | b'"' | b'\'' | b'`' | b'<' | b'>' | b'\\'
            )
    };
    let near = &rest[..rest.len().min(USER_INFO)];
    near.iter()
        .position(is_end)
        .is_some_and(|at| near[at] == b'@' && at > 0)
}
