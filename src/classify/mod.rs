//! Judges what was found: who can read it, times what its holder could do.

mod name;
mod power;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::detect::{Sink, Subject};
use crate::finding::{Confidence, Finding, Fingerprint, Kind, Occurrence, Severity};
use crate::merge::{Cluster, Seen};
use crate::rule::RuleInfo;
use crate::secret::Secret;
use crate::trace::Trace;
use crate::values::VALUE_RULE;
use name::name_finding;
use power::Power;

/// Judges a cluster; nothing when it is harmless where it stands.
pub(crate) fn classify(cluster: Cluster) -> Option<Finding> {
    match cluster.subject.clone() {
        Subject::Secret(secret) => Some(secret_finding(cluster, secret)),
        Subject::Name(name, _) => name_finding(cluster, name),
    }
}

/// Puts findings in the order of reports: the worst first, then by place.
pub(crate) fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| {
        b.severity
            .cmp(&a.severity)
            .then_with(|| a.primary.location.cmp(&b.primary.location))
            .then_with(|| a.fingerprint.cmp(&b.fingerprint))
    });
}

fn secret_finding(cluster: Cluster, secret: Secret) -> Finding {
    let exposure = cluster.places[0].occurrence.exposure;
    let rule = Arc::clone(&cluster.rule);
    let power = Power::of(&rule, &cluster.evidence);
    let (primary, others) = occurrences(cluster.places);
    let env = std::iter::once(&primary)
        .chain(&others)
        .find_map(|occurrence| occurrence.env.clone());
    Finding {
        kind: Kind::Secret,
        severity: power
            .severity(exposure)
            .min(most_severe(&rule, cluster.confidence)),
        confidence: cluster.confidence,
        fingerprint: Fingerprint::of_secret(&rule, &secret, env.as_deref()),
        env,
        parts: cluster.parts,
        why: format!(
            "{} {}{}",
            power.reach(exposure),
            power.description(),
            cluster.evidence.sink.map(handed_to).unwrap_or_default()
        ),
        fix: power.fix(exposure, &rule.fix),
        rule: cluster
            .evidence
            .sink
            .map_or_else(|| Arc::clone(&rule), |sink| of_provider(&rule, sink)),
        secret: Some(secret),
        primary,
        others,
        trace: Trace::default(),
    }
}

/// The worst that is said of a value which little but a name tells to be a secret: what is sure comes
/// before it in every report.
fn most_severe(rule: &RuleInfo, confidence: Confidence) -> Severity {
    match confidence {
        Confidence::Low if rule.id != VALUE_RULE => Severity::Medium,
        _ => Severity::Critical,
    }
}

/// What a value is handed to, in words.
fn handed_to(sink: Sink) -> String {
    format!(
        " It is handed to `{}`, so it is a secret of that provider's.",
        sink.name
    )
}

/// A rule that knows no provider, as one of the provider that the value is handed to.
fn of_provider(rule: &RuleInfo, sink: Sink) -> Arc<RuleInfo> {
    Arc::new(RuleInfo {
        provider: sink.provider.to_owned(),
        ..rule.clone()
    })
}

/// The primary place and the others.
fn occurrences(places: Vec<Seen>) -> (Occurrence, Vec<Occurrence>) {
    let mut all = places.into_iter().map(|seen| seen.occurrence);
    let Some(primary) = all.next() else {
        unreachable!("a cluster has a place")
    };
    (primary, all.collect())
}
