//! All detectors together, over one fragment at a time.

use super::pattern::Patterns;
use super::{Detect, Match};
use crate::content::Fragment;
use crate::rule::RuleSet;

/// What a run looks for.
#[derive(Debug)]
pub struct Engine {
    patterns: Patterns,
}

impl Engine {
    /// An engine of the given rules.
    #[must_use]
    pub fn new(rules: &RuleSet) -> Self {
        Self {
            patterns: Patterns::new(rules),
        }
    }
}

impl Detect for Engine {
    fn detect(&self, fragment: &Fragment<'_>) -> Vec<Match> {
        let mut found = Vec::new();
        self.patterns.detect(fragment, &mut found);
        found.sort_by_key(|hit| (hit.span.start, hit.span.end));
        found
    }
}
