//! Names of secret variables left in a build, with or without their values.
//!
//! One pass finds the heads of the names that matter in this run; each is widened to the whole
//! identifier, looked up, and judged by the text around it.

mod anchors;
mod binding;
mod boundary;
mod catalogue;
mod context;
mod info;
mod message;
mod place;
mod region;
#[cfg(test)]
mod tests;
mod text;
mod words;

pub use catalogue::{NameVerdict, verdict};
pub use info::{NAME_RULE, PREFIX_RULE, rules};

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::{Evidence, Match, NameContext, Subject};
use crate::content::Fragment;
use crate::finding::Confidence;
use crate::project::public_prefix;
use crate::rule::RuleInfo;
use anchors::Anchors;
use catalogue::is_sanity;
use context::{Position, position};
use region::Regions;

/// Finds the secret names that matter to the projects of a run.
#[derive(Debug)]
pub struct Names {
    anchors: Anchors,
    prefixes: Vec<String>,
    own: HashMap<String, Reach>,
    plain: Arc<RuleInfo>,
    prefixed: Arc<RuleInfo>,
}

/// Where a name counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// In code and in prose.
    Anywhere,
    /// Where it is read as a variable: a library can have a constant of the same name.
    Variable,
}

impl Names {
    /// Names that matter where these public prefixes are in force and these variables are set.
    #[must_use]
    pub fn new(prefixes: &[&str], own_names: impl IntoIterator<Item = String>) -> Self {
        let prefixes: Vec<_> = prefixes.iter().map(ToString::to_string).collect();
        let own: HashMap<_, _> = own_names.into_iter().filter_map(with_reach).collect();
        Self {
            anchors: Anchors::new(prefixes.iter().chain(own.keys())),
            prefixes,
            own,
            plain: Arc::new(info::plain()),
            prefixed: Arc::new(info::prefixed()),
        }
    }

    /// Adds every name that starts in the fragment's own part, in order.
    pub fn detect(&self, fragment: &Fragment<'_>, found: &mut Vec<Match>) {
        let bytes = fragment.bytes;
        let mut regions = Regions::new(fragment);
        let mut read = 0;
        for hit in self.anchors.hits(bytes) {
            if hit.start < read {
                continue;
            }
            let run = boundary::run(bytes, &hit);
            read = run.end;
            if let Some(name) = boundary::name(bytes, &run, &hit)
                && fragment.own.contains(&name.start)
            {
                found.extend(self.judge(bytes, name, &mut regions));
            }
        }
    }

    fn judge(&self, bytes: &[u8], span: Range<usize>, regions: &mut Regions<'_>) -> Option<Match> {
        let name = std::str::from_utf8(&bytes[span.clone()]).ok()?;
        let reach = self.reach(name)?;
        let position = position(bytes, &span, regions.at(span.start));
        let context = context_of(name, position, reach)?;
        let confidence = match context {
            NameContext::Code => Confidence::High,
            NameContext::Prose => Confidence::Medium,
        };
        Some(Match {
            rule: Arc::clone(self.rule(name)),
            subject: Subject::Name(name.to_owned(), context),
            span,
            confidence,
            evidence: Evidence::default(),
        })
    }

    /// Where a name counts, if it matters to this run.
    fn reach(&self, name: &str) -> Option<Reach> {
        let secret = match (is_sanity(name), self.prefix_of(name)) {
            (true, _) => matches!(verdict(name), NameVerdict::Secret | NameVerdict::Ambiguous),
            (false, Some(prefix)) => catalogue::below_prefix(name, prefix) == NameVerdict::Secret,
            (false, None) => return self.own.get(name).copied(),
        };
        secret.then_some(Reach::Anywhere)
    }

    fn rule(&self, name: &str) -> &Arc<RuleInfo> {
        if self.prefix_of(name).is_some() || public_prefix(name).is_some() {
            &self.prefixed
        } else {
            &self.plain
        }
    }

    fn prefix_of(&self, name: &str) -> Option<&str> {
        let mut prefixes = self.prefixes.iter().map(String::as_str);
        prefixes.find(|prefix| name.starts_with(prefix))
    }
}

/// What a position means for a name, if it counts there.
fn context_of(name: &str, position: Position, reach: Reach) -> Option<NameContext> {
    match position {
        Position::Variable => Some(NameContext::Code),
        _ if reach == Reach::Variable => None,
        // Its maker's own library has the name as a string, wherever that library goes.
        Position::Quoted if catalogue::is_library_constant(name) => Some(NameContext::Prose),
        Position::Quoted | Position::Code => Some(NameContext::Code),
        Position::Prose => Some(NameContext::Prose),
    }
}

/// A project's own name and where it counts, if it is a secret's.
fn with_reach(name: String) -> Option<(String, Reach)> {
    let reach = if catalogue::is_distinctive(&name) {
        Reach::Anywhere
    } else {
        Reach::Variable
    };
    (verdict(&name) == NameVerdict::Secret).then_some((name, reach))
}
