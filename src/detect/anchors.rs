//! Literals that are sought everywhere: for values too short or too broken to be runs.

use memchr::memmem;

use super::literals::Literals;
use crate::rule::{Find, Rule};

/// What every address has behind its scheme.
const SCHEME_END: &[u8] = b"://";

/// The longest user information of an address that is looked at.
const USER_INFO: usize = 256;

/// Rules by a literal that their matches hold.
#[derive(Debug)]
pub(super) struct Anchors {
    literals: Option<Literals>,
    /// For each literal, its rules.
    rules: Vec<Vec<usize>>,
    /// Schemes with their `://`, whose addresses count when they hold a password.
    schemes: Vec<(Vec<u8>, usize)>,
}

impl Anchors {
    pub(super) fn new<'a>(rules: impl Iterator<Item = (usize, &'a Rule)>) -> Self {
        let mut literals: Vec<Vec<u8>> = Vec::new();
        let mut anchors = Self {
            literals: None,
            rules: Vec::new(),
            schemes: Vec::new(),
        };
        for (index, rule) in rules {
            let Find::Anchor(texts) = &rule.find else {
                continue;
            };
            for text in texts.iter().map(|text| text.as_bytes().to_vec()) {
                if text.ends_with(SCHEME_END) {
                    anchors.schemes.push((text, index));
                } else if let Some(known) = literals.iter().position(|known| *known == text) {
                    anchors.rules[known].push(index);
                } else {
                    literals.push(text);
                    anchors.rules.push(vec![index]);
                }
            }
        }
        anchors.literals = Literals::new(&literals);
        anchors
    }

    /// Calls `found` with each place of a literal and each rule that it points to.
    pub(super) fn for_each(&self, bytes: &[u8], mut found: impl FnMut(usize, usize)) {
        if let Some(literals) = &self.literals {
            for (literal, place) in literals.hits(bytes) {
                for &rule in &self.rules[literal] {
                    found(place.start, rule);
                }
            }
        }
        if !self.schemes.is_empty() {
            for at in memmem::find_iter(bytes, SCHEME_END) {
                if has_user_info(&bytes[at + SCHEME_END.len()..]) {
                    self.schemes_at(bytes, at + SCHEME_END.len(), &mut found);
                }
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
