//! All detectors together, over one fragment at a time.

use super::names::Names;
use super::pattern::Patterns;
use super::{Detect, Match};
use crate::content::Fragment;
use crate::rule::RuleSet;

/// What a run looks for.
#[derive(Debug)]
pub struct Engine {
    patterns: Patterns,
    names: Option<Names>,
}

impl Engine {
    /// An engine of the given rules, which finds values alone.
    #[must_use]
    pub fn new(rules: &RuleSet) -> Self {
        Self {
            patterns: Patterns::new(rules),
            names: None,
        }
    }

    /// Makes it find these names too.
    #[must_use]
    pub fn with_names(self, names: Names) -> Self {
        Self {
            names: Some(names),
            ..self
        }
    }
}

impl Detect for Engine {
    fn detect(&self, fragment: &Fragment<'_>) -> Vec<Match> {
        let mut found = Vec::new();
        self.patterns.detect(fragment, &mut found);
        if let Some(names) = &self.names {
            names.detect(fragment, &mut found);
        }
        found.sort_by_key(|hit| (hit.span.start, hit.span.end));
        found
    }
}
