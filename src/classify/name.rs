//! What the name of a secret variable says where it stands without its value.

use std::cmp::Reverse;
use std::sync::Arc;

use super::occurrences;
use crate::detect::NameContext;
use crate::detect::names::{NameVerdict, verdict};
use crate::finding::{Finding, Fingerprint, Kind, Severity};
use crate::fix::Fix;
use crate::merge::{Cluster, Seen};
use crate::project::{Exposure, public_prefix};
use crate::trace::Trace;

/// Judges a name; nothing when it is no matter in any of its places.
pub(super) fn name_finding(cluster: Cluster, name: String) -> Option<Finding> {
    let prefix = public_prefix(&name);
    let judge = |seen: &Seen| name_severity(seen, verdict(&name), prefix.is_some());
    let mut told = cluster.places;
    told.retain(|seen| judge(seen).is_some());
    told.sort_by_key(|seen| Reverse(judge(seen)));
    let severity = told.first().and_then(judge)?;
    let is_code = told[0].context == Some(NameContext::Code);
    let (primary, others) = occurrences(told);
    Some(Finding {
        kind: Kind::Name,
        severity,
        confidence: cluster.confidence,
        fingerprint: Fingerprint::of(&cluster.rule, name.as_bytes()),
        secret: None,
        parts: Vec::new(),
        why: name_reason(is_code, prefix.map(|prefix| prefix.rule)),
        fix: name_fix(is_code, &cluster.rule.fix),
        rule: Arc::clone(&cluster.rule),
        env: Some(name),
        primary,
        others,
        trace: Trace::default(),
    })
}

/// How bad a name is in one place; nothing where it is no matter.
fn name_severity(seen: &Seen, verdict: NameVerdict, is_public: bool) -> Option<Severity> {
    match (seen.occurrence.exposure, seen.context) {
        (Exposure::Server, _) => None,
        // A token that browsers are meant to have is known by its value alone.
        _ if verdict == NameVerdict::Ambiguous => Some(Severity::Info),
        (Exposure::Source, _) => is_public.then_some(Severity::Medium),
        (_, Some(NameContext::Code)) => Some(Severity::Low),
        _ => Some(Severity::Info),
    }
}

fn name_reason(is_code: bool, rule: Option<&str>) -> String {
    let stands = if is_code {
        "Client code names this secret variable, without its value: the code that needs it ships to browsers."
    } else {
        "The name of this secret variable stands in text or in a source map, without its value."
    };
    match rule {
        Some(rule) => format!("{stands} {rule}"),
        None => stands.to_owned(),
    }
}

/// What to do about a name.
fn name_fix(is_code: bool, fix: &Fix) -> Fix {
    if is_code {
        fix.clone()
    } else {
        Fix::in_code("Nothing, where readers may know the name.")
    }
}
