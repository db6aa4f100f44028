//! All detectors together, over one fragment at a time.

use std::path::Path;
use std::sync::Arc;

use super::names::Names;
use super::pattern::Patterns;
use super::{Detect, Match, Sweep};
use crate::content::Fragment;
use crate::rule::RuleSet;
use crate::values::Values;

/// What a run looks for.
#[derive(Debug)]
pub struct Engine {
    patterns: Patterns,
    names: Option<Names>,
    values: Option<Arc<Values>>,
}

impl Engine {
    /// An engine of the given rules, which finds values alone.
    #[must_use]
    pub fn new(rules: &RuleSet) -> Self {
        Self {
            patterns: Patterns::new(rules),
            names: None,
            values: None,
        }
    }

    /// Makes it find these values of variables too.
    #[must_use]
    pub(crate) fn with_values(self, values: Arc<Values>) -> Self {
        Self {
            values: Some(values),
            ..self
        }
    }

    /// Makes rules that ask for a file's path see it from here.
    #[must_use]
    pub fn seen_from(mut self, root: &Path) -> Self {
        self.patterns.set_root(root);
        self
    }

    /// Makes it find these names too.
    #[must_use]
    pub fn with_names(mut self, names: Names) -> Self {
        self.patterns.watch(names.triples());
        self.names = Some(names);
        self
    }
}

impl Detect for Engine {
    fn detect(&self, fragment: &Fragment<'_>) -> Vec<Match> {
        self.sweep(fragment).matches
    }

    fn sweep(&self, fragment: &Fragment<'_>) -> Sweep {
        let mut sweep = Sweep::default();
        let landmarks = self.patterns.detect(fragment, &mut sweep);
        if let Some(values) = &self.values {
            values.detect(fragment, &sweep.runs, &mut sweep.matches);
        }
        if let Some(names) = &self.names {
            names.detect_at(fragment, &landmarks, &mut sweep.matches);
        }
        let matches = &mut sweep.matches;
        matches.sort_by_key(|hit| (hit.span.start, hit.span.end));
        sweep
    }
}
