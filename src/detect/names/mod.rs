//! Names of secret variables left in a build, with or without their values.
//!
//! One pass finds the words that names of secrets hold; each is widened to the whole identifier,
//! looked up, and judged by the text around it.

mod anchors;
mod binding;
mod boundary;
mod catalogue;
mod context;
mod environment;
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

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use super::filter::Triples;
use super::runs::Landmarks;
use super::{Evidence, Match, NameContext, Subject};
use crate::content::Fragment;
use crate::finding::Confidence;
use crate::project::public_prefix;
use crate::rule::RuleInfo;
use anchors::Anchors;
use catalogue::{is_sanity, verdict_of_others};
use context::{Position, position};
use region::Regions;

/// Finds the secret names that matter to the projects of a run.
#[derive(Debug)]
pub struct Names {
    anchors: Anchors,
    prefixes: Vec<String>,
    own: HashMap<String, Reach>,
    /// Names of the providers' variables, secret and public.
    secret: HashSet<String>,
    public: HashSet<String>,
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
    /// There, and as a string: its provider's own library has it so, wherever that library goes.
    Provider,
}

impl Names {
    /// Names that matter where these public prefixes are in force and these variables are set.
    #[must_use]
    pub fn new(prefixes: &[&str], own_names: impl IntoIterator<Item = String>) -> Self {
        let prefixes: Vec<_> = prefixes.iter().map(ToString::to_string).collect();
        Self {
            anchors: Anchors::new(std::iter::empty()),
            prefixes,
            own: own_names.into_iter().filter_map(with_reach).collect(),
            secret: HashSet::new(),
            public: HashSet::new(),
            plain: Arc::new(info::plain()),
            prefixed: Arc::new(info::prefixed()),
        }
    }

    /// Makes it know the providers' variables, those of secrets and those that may be public.
    #[must_use]
    pub fn with_providers(self, secret: &[String], public: &[String]) -> Self {
        Self {
            anchors: Anchors::new(secret.iter().map(String::as_str)),
            secret: secret.iter().cloned().collect(),
            public: public.iter().cloned().collect(),
            ..self
        }
    }

    /// Adds every name that starts in the fragment's own part, in order.
    pub fn detect(&self, fragment: &Fragment<'_>, found: &mut Vec<Match>) {
        self.detect_at(fragment, &Landmarks::of(fragment, self.triples()), found);
    }

    /// The capitals whose places its fragments' landmarks have to hold.
    pub(super) fn triples(&self) -> &Triples {
        self.anchors.triples()
    }

    /// The same, where the fragment's landmarks are known.
    pub(super) fn detect_at(
        &self,
        fragment: &Fragment<'_>,
        landmarks: &Landmarks,
        found: &mut Vec<Match>,
    ) {
        let bytes = fragment.bytes;
        let mut regions = Regions::new(fragment);
        let mut read = 0;
        for hit in self.anchors.hits(fragment, landmarks) {
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
            layer: None,
            rule: Arc::clone(self.rule(name)),
            subject: Subject::Name(name.to_owned(), context),
            span,
            confidence,
            evidence: Evidence::default(),
        })
    }

    /// Where a name counts, if it matters to this run.
    fn reach(&self, name: &str) -> Option<Reach> {
        let counts = |verdict| matches!(verdict, NameVerdict::Secret | NameVerdict::Ambiguous);
        if is_sanity(name) {
            return counts(verdict(name)).then_some(Reach::Anywhere);
        }
        if let Some(prefix) = self.prefix_of(name) {
            return self
                .is_secret_below(name, prefix)
                .then_some(Reach::Anywhere);
        }
        let own = self.own.get(name).copied();
        let is_secret = || verdict_of_others(name) == NameVerdict::Secret;
        own.or_else(|| self.secret.contains(name).then_some(Reach::Provider))
            .or_else(|| is_secret().then_some(Reach::Variable))
            .filter(|_| !self.public.contains(name))
    }

    /// Whether a name is a secret's although it carries a public prefix.
    fn is_secret_below(&self, name: &str, prefix: &str) -> bool {
        let own = &name[prefix.len()..];
        !self.public.contains(own) && catalogue::below_prefix(name, prefix) == NameVerdict::Secret
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
        Position::Quoted if reach == Reach::Provider => Some(NameContext::Prose),
        _ if reach != Reach::Anywhere => None,
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
