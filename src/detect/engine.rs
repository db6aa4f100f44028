//! All detectors together, over one fragment at a time.

use super::names::Names;
use super::pattern::Patterns;
use super::{Detect, Match, Sweep};
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
        self.sweep(fragment).matches
    }

    fn sweep(&self, fragment: &Fragment<'_>) -> Sweep {
        let mut sweep = Sweep::default();
        self.patterns.detect(fragment, &mut sweep);
        if let Some(names) = &self.names {
            names.detect(fragment, &mut sweep.matches);
        }
        let matches = &mut sweep.matches;
        matches.sort_by_key(|hit| (hit.span.start, hit.span.end));
        sweep
    }
}
