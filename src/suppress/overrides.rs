//! Judgements of the user's own: another severity, or none at all, by rule and by path.

use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use super::{Outcome, SuppressedBy};
use crate::baseline::Acceptance;
use crate::finding::{Finding, Kind, Occurrence, Severity};

/// A judgement of the user's own.
#[derive(Debug, Clone)]
pub struct Override {
    root: PathBuf,
    /// Empty means every path, or every rule.
    paths: GlobSet,
    rules: GlobSet,
    effect: Effect,
    reason: String,
}

/// What an override does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Findings have this severity.
    Severity(Severity),
    /// They are hidden.
    Off,
}

impl Override {
    /// An override of these rules in these paths below `root`; without any, of all.
    ///
    /// # Errors
    ///
    /// When a glob is broken.
    pub fn new(
        root: PathBuf,
        paths: &[String],
        rules: &[String],
        effect: Effect,
        reason: String,
    ) -> Result<Self, globset::Error> {
        Ok(Self {
            root,
            paths: globs(paths)?,
            rules: globs(rules)?,
            effect,
            reason,
        })
    }

    fn is_of_rule(&self, finding: &Finding) -> bool {
        let ids = finding.rule.former_ids.iter().chain([&finding.rule.id]);
        self.rules.is_empty() || ids.into_iter().any(|id| self.rules.is_match(id))
    }

    fn is_at(&self, occurrence: &Occurrence) -> bool {
        let path: &Path = &occurrence.location.path;
        let below = path.strip_prefix(&self.root);
        self.paths.is_empty() || below.is_ok_and(|below| self.paths.is_match(below))
    }
}

fn globs(written: &[String]) -> Result<GlobSet, globset::Error> {
    let mut set = GlobSetBuilder::new();
    for glob in written {
        set.add(GlobBuilder::new(glob).literal_separator(true).build()?);
    }
    set.build()
}

/// Hides the names that everybody may know: a name alone, never a value that it carries.
pub(super) fn without_public(
    findings: Vec<Finding>,
    names: &[String],
    outcome: &mut Outcome,
) -> Vec<Finding> {
    let mut left = Vec::new();
    for finding in findings {
        let is_public = finding.env.as_ref().is_some_and(|env| names.contains(env));
        if finding.kind == Kind::Name && is_public {
            let acceptance = Acceptance {
                reason: "the configuration says that everybody may know this name".to_owned(),
                expires: None,
            };
            outcome.hide(finding, SuppressedBy::Configuration, acceptance);
        } else {
            left.push(finding);
        }
    }
    left
}

/// Judges anew; what is off is hidden.
pub(super) fn apply(
    findings: Vec<Finding>,
    overrides: &[Override],
    outcome: &mut Outcome,
) -> Vec<Finding> {
    if overrides.is_empty() {
        return findings;
    }
    let mut left = Vec::new();
    for finding in findings {
        match judged(finding, overrides) {
            (finding, None) => left.push(finding),
            (finding, Some(off)) => {
                let acceptance = Acceptance {
                    reason: off.reason.clone(),
                    expires: None,
                };
                outcome.hide(finding, SuppressedBy::Configuration, acceptance);
            }
        }
    }
    left
}

/// The finding by the last override that holds of all its places, and that one where it hides it.
///
/// A finding with a place elsewhere keeps its severity: that it may lie here says nothing of there.
fn judged(mut finding: Finding, overrides: &[Override]) -> (Finding, Option<&Override>) {
    let holds = |it: &&Override| {
        it.is_of_rule(&finding) && finding.occurrences().all(|place| it.is_at(place))
    };
    let last = overrides.iter().rev().find(holds);
    match last.map(|it| it.effect) {
        Some(Effect::Severity(severity)) => {
            finding.severity = severity;
            (finding, None)
        }
        Some(Effect::Off) => (finding, last),
        None => (finding, None),
    }
}
