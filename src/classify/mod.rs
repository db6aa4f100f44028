//! Judges what was found: who can read it, times what its holder could do.

mod name;
mod power;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::detect::Subject;
use crate::finding::{Finding, Fingerprint, Kind, Occurrence};
use crate::merge::{Cluster, Seen};
use crate::secret::Secret;
use crate::trace::Trace;
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
        severity: power.severity(exposure),
        confidence: cluster.confidence,
        fingerprint: Fingerprint::of_secret(&rule, &secret, env.as_deref()),
        env,
        parts: cluster.parts,
        why: format!("{} {}", power.reach(exposure), power.description()),
        fix: power.fix(exposure, &rule.fix),
        rule,
        secret: Some(secret),
        primary,
        others,
        trace: Trace::default(),
    }
}

/// The primary place and the others.
fn occurrences(places: Vec<Seen>) -> (Occurrence, Vec<Occurrence>) {
    let mut all = places.into_iter().map(|seen| seen.occurrence);
    let Some(primary) = all.next() else {
        unreachable!("a cluster has a place")
    };
    (primary, all.collect())
}
