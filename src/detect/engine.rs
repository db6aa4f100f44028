//! All detectors together, over one fragment at a time.

use std::ops::Range;

use super::names::Names;
use super::pattern::Patterns;
use super::{Detect, Match};
use crate::content::{Fragment, Language};
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

impl Engine {
    /// Where a text that is no file's content, a path or a message, holds a token.
    ///
    /// Each part between slashes is looked at alone: beside a slash, data and a name look alike.
    #[must_use]
    pub fn tokens_in(&self, text: &str) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let mut start = 0;
        for part in text.split(['/', '\\']) {
            let hits = self.detect(&Fragment::whole(part.as_bytes(), Language::Other));
            let secrets = hits.into_iter().filter(Match::is_secret);
            found.extend(secrets.map(|hit| start + hit.span.start..start + hit.span.end));
            start += part.len() + 1;
        }
        found
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
