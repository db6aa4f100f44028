//! Judges what was found: who can read it, times what its holder could do.

use std::cmp::Reverse;
use std::sync::Arc;

use crate::detect::names::{NameVerdict, verdict};
use crate::detect::{Evidence, NameContext, Subject};
use crate::finding::{Finding, Fingerprint, Kind, Occurrence, Severity};
use crate::merge::{Cluster, Seen};
use crate::project::{Exposure, public_prefix};
use crate::rule::Role;
use crate::secret::Secret;

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
    let power = Power::of(cluster.rule.role, &cluster.evidence);
    let (primary, others) = occurrences(cluster.places);
    Finding {
        kind: Kind::Secret,
        severity: secret_severity(exposure, &power),
        confidence: cluster.confidence,
        fingerprint: Fingerprint::of(&cluster.rule.id, secret.reveal()),
        env: std::iter::once(&primary)
            .chain(&others)
            .find_map(|occurrence| occurrence.env.clone()),
        why: format!("{} {}", reach(exposure), power.description()),
        fix: secret_fix(exposure, &cluster.rule.fix),
        rule: cluster.rule,
        secret: Some(secret),
        primary,
        others,
    }
}

/// What the holder of a secret can do, and what says so.
enum Power<'a> {
    /// Write, by the word given, or by the kind of secret.
    Write(Option<&'a str>),
    /// Read alone, by the word given, or by the kind of secret.
    Read(Option<&'a str>),
    /// Act as a person.
    Impersonate,
    /// Nothing says.
    Unknown,
}

impl<'a> Power<'a> {
    fn of(role: Role, evidence: &'a Evidence) -> Self {
        match (role, &evidence.write, &evidence.read) {
            (Role::Session, ..) => Self::Impersonate,
            (Role::Read, ..) => Self::Read(None),
            (Role::Write, ..) => Self::Write(None),
            (Role::Unknown, Some(word), _) => Self::Write(Some(word)),
            (Role::Unknown, None, Some(word)) => Self::Read(Some(word)),
            (Role::Unknown, None, None) => Self::Unknown,
        }
    }

    fn description(&self) -> String {
        match self {
            Self::Write(Some(word)) => format!(
                "`{word}` beside it says that it can write: whoever has it can change or delete the data."
            ),
            Self::Write(None) => "Whoever has it can change or delete the data.".to_owned(),
            Self::Read(Some(word)) => format!(
                "`{word}` beside it says that it only reads, which gives away private data and drafts."
            ),
            Self::Read(None) => "Whoever has it can read private data.".to_owned(),
            Self::Impersonate => {
                "It is a person's session: whoever has it can do all that this person can."
                    .to_owned()
            }
            Self::Unknown => {
                "What it may do does not show in it; assume that it can change or delete the data."
                    .to_owned()
            }
        }
    }
}

fn secret_severity(exposure: Exposure, power: &Power<'_>) -> Severity {
    match (exposure, power) {
        (Exposure::Server, _) => Severity::Info,
        (Exposure::Source, _) | (_, Power::Read(_)) => Severity::High,
        _ => Severity::Critical,
    }
}

/// Who can read a place, in words.
fn reach(exposure: Exposure) -> &'static str {
    match exposure {
        Exposure::Client => "Browsers are served this file, so anyone who opens the site has it.",
        Exposure::Unknown => {
            "Nothing shows that this file stays on a server, so anyone may have it."
        }
        Exposure::Source => "It is written in a source file, for everyone with the repository.",
        Exposure::Server => "It is in files for the server alone, which browsers are not served.",
    }
}

/// What to do about a secret: nothing is leaked where only a server has it.
fn secret_fix(exposure: Exposure, fix: &str) -> String {
    if exposure == Exposure::Server {
        "Nothing ships. Let the server read it from its environment when it runs, so that it does \
         not lie in build folders, caches and images."
            .to_owned()
    } else {
        fix.to_owned()
    }
}

/// What to do about a name.
fn name_fix(is_code: bool, fix: &str) -> String {
    if is_code {
        fix.to_owned()
    } else {
        "Nothing, where readers may know the name.".to_owned()
    }
}

fn name_finding(cluster: Cluster, name: String) -> Option<Finding> {
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
        fingerprint: Fingerprint::of(&cluster.rule.id, name.as_bytes()),
        secret: None,
        why: name_reason(is_code, prefix.map(|prefix| prefix.rule)),
        fix: name_fix(is_code, &cluster.rule.fix),
        rule: Arc::clone(&cluster.rule),
        env: Some(name),
        primary,
        others,
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

/// The primary place and the others.
fn occurrences(places: Vec<Seen>) -> (Occurrence, Vec<Occurrence>) {
    let mut all = places.into_iter().map(|seen| seen.occurrence);
    let Some(primary) = all.next() else {
        unreachable!("a cluster has a place")
    };
    (primary, all.collect())
}
