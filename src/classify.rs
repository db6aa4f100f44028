//! Judges what was found: who can read it, times what its holder could do.

use std::cmp::Reverse;
use std::sync::Arc;

use crate::detect::names::{NameVerdict, verdict};
use crate::detect::{Evidence, NameContext, Subject};
use crate::finding::{Finding, Fingerprint, Kind, Occurrence, Severity};
use crate::merge::{Cluster, Seen};
use crate::project::{Exposure, public_prefix};
use crate::rule::{Public, Role, RuleInfo};
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
    let rule = Arc::clone(&cluster.rule);
    let power = Power::of(&rule, &cluster.evidence);
    let (primary, others) = occurrences(cluster.places);
    Finding {
        kind: Kind::Secret,
        severity: power.severity(exposure),
        confidence: cluster.confidence,
        fingerprint: Fingerprint::of(&rule.id, secret.reveal()),
        env: std::iter::once(&primary)
            .chain(&others)
            .find_map(|occurrence| occurrence.env.clone()),
        parts: cluster.parts,
        why: format!("{} {}", power.reach(exposure), power.description()),
        fix: power.fix(exposure, &rule.fix),
        rule,
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
    /// A little.
    Restricted,
    /// Nothing says.
    Unknown,
    /// More than its kind of value should, for the reason given.
    Worse(Role, &'a str),
    /// What everybody may do.
    Public(&'a Public),
    /// Nothing alone.
    Identify,
}

impl<'a> Power<'a> {
    fn of(rule: &'a RuleInfo, evidence: &'a Evidence) -> Self {
        if let (Some(worse), Some(_)) = (&rule.worse, &evidence.worse) {
            return Self::Worse(worse.role, &worse.why);
        }
        match (rule.role, &evidence.write, &evidence.read) {
            (Role::Session, ..) => Self::Impersonate,
            (Role::Read, ..) => Self::Read(None),
            (Role::Write, ..) => Self::Write(None),
            (Role::Restricted, ..) => Self::Restricted,
            (Role::Id, ..) => Self::Identify,
            (Role::Public, ..) => rule.public.as_ref().map_or(Self::Identify, Self::Public),
            (Role::Unknown, Some(word), _) => Self::Write(Some(word)),
            (Role::Unknown, None, Some(word)) => Self::Read(Some(word)),
            (Role::Unknown, None, None) => Self::Unknown,
        }
    }

    fn severity(&self, exposure: Exposure) -> Severity {
        let (client, source) = match self {
            Self::Public(_) | Self::Identify => (Severity::Info, Severity::Info),
            Self::Restricted | Self::Worse(Role::Restricted, _) => {
                (Severity::Medium, Severity::Medium)
            }
            Self::Read(_) | Self::Worse(Role::Read, _) => (Severity::High, Severity::High),
            _ => (Severity::Critical, Severity::High),
        };
        match exposure {
            Exposure::Server => Severity::Info,
            Exposure::Source => source,
            Exposure::Client | Exposure::Unknown => client,
        }
    }

    /// Who can read a place, in words; nothing where it is no matter.
    fn reach(&self, exposure: Exposure) -> &'static str {
        match (self, exposure) {
            (Self::Public(_), _) => "It is public by design.",
            (_, Exposure::Client) => {
                "Browsers are served this file, so anyone who opens the site has it."
            }
            (_, Exposure::Unknown) => {
                "Nothing shows that this file stays on a server, so anyone may have it."
            }
            (_, Exposure::Source) => {
                "It is written in a source file, for everyone with the repository."
            }
            (_, Exposure::Server) => {
                "It is in files for the server alone, which browsers are not served."
            }
        }
    }

    fn description(&self) -> String {
        match self {
            Self::Write(Some(word)) => format!(
                "`{word}` beside it says that it can write: whoever has it can change or delete the data."
            ),
            Self::Read(Some(word)) => format!(
                "`{word}` beside it says that it only reads, which gives away private data and drafts."
            ),
            Self::Worse(_, why) => (*why).to_owned(),
            Self::Public(public) => public.reason.clone(),
            Self::Write(None) => {
                "Whoever has it can write, spend or administer in its owner's name.".to_owned()
            }
            Self::Read(None) => "Whoever has it can read private data.".to_owned(),
            Self::Impersonate => {
                "It is a person's session: whoever has it can do all that this person can."
                    .to_owned()
            }
            Self::Restricted => {
                "It is a restricted or test key; what it opens is limited.".to_owned()
            }
            Self::Identify => "Alone it opens nothing: it names an account or a key.".to_owned(),
            Self::Unknown => {
                "What it may do does not show in it; assume that it can change or delete the data."
                    .to_owned()
            }
        }
    }

    /// What to do: nothing is leaked where only a server has it, or where everybody may have it.
    fn fix(&self, exposure: Exposure, fix: &str) -> String {
        match (self, exposure) {
            (Self::Public(public), _) => public.check.clone(),
            (_, Exposure::Server) => {
                "Nothing ships. Let the server read it from its environment when it runs, so that \
                 it does not lie in build folders, caches and images."
                    .to_owned()
            }
            _ => fix.to_owned(),
        }
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
        parts: Vec::new(),
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
