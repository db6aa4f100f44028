//! What is found and accepted: the one place that hides a finding, counts it and says why.

mod comment;
mod overrides;

pub use overrides::{Effect, Override};

use crate::baseline::{Acceptance, Baseline, Cover, Pairing, Record};
use crate::date::Date;
use crate::finding::Finding;
use crate::notification::{Notification, NotificationKind};
use crate::scan::Allowance;

/// What is accepted, and how findings are judged otherwise than the rules say.
#[derive(Debug, Clone)]
pub struct Policy {
    /// The accepted findings.
    pub baseline: Baseline,
    /// The day by which acceptances expire.
    pub today: Date,
    /// Judgements of the user's own, the last of which counts.
    pub overrides: Vec<Override>,
    /// Variables of the user's own that hold secrets.
    pub secret_names: Vec<String>,
    /// Variables of the user's own that everybody may know.
    pub public_names: Vec<String>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            baseline: Baseline::default(),
            today: Date::RELEASED,
            overrides: Vec::new(),
            secret_names: Vec::new(),
            public_names: Vec::new(),
        }
    }
}

/// A finding that somebody accepted on purpose.
#[derive(Debug, Clone)]
pub struct Suppressed {
    /// What was found.
    pub finding: Finding,
    /// What hides it.
    pub by: SuppressedBy,
    /// Why, in the words of who accepted it.
    pub reason: String,
    /// The last day on which it is hidden.
    pub expires: Option<Date>,
}

/// What hides a finding. The list is closed: it is part of the JSON report's contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SuppressedBy {
    /// An acceptance in the baseline file.
    Baseline,
    /// A comment beside the literal in its source.
    Comment,
    /// An override in the configuration.
    Configuration,
}

impl SuppressedBy {
    /// Every one, in order.
    pub const ALL: [Self; 3] = [Self::Baseline, Self::Comment, Self::Configuration];

    /// The name used in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Baseline => "baseline",
            Self::Comment => "comment",
            Self::Configuration => "configuration",
        }
    }
}

/// Findings, and what became of them.
pub(crate) struct Outcome {
    pub(crate) open: Vec<Finding>,
    pub(crate) hidden: Vec<Suppressed>,
    pub(crate) notifications: Vec<Notification>,
}

impl Outcome {
    fn hide(&mut self, finding: Finding, by: SuppressedBy, acceptance: Acceptance) {
        self.hidden.push(Suppressed {
            finding,
            by,
            reason: acceptance.reason,
            expires: acceptance.expires,
        });
    }
}

/// Hides what is accepted. Where not everything was looked at, nothing is told of what was not found.
pub(crate) fn suppress(
    findings: Vec<Finding>,
    allowances: &[Allowance],
    policy: &Policy,
    is_whole: bool,
) -> Outcome {
    let mut outcome = Outcome {
        open: Vec::new(),
        hidden: Vec::new(),
        notifications: Vec::new(),
    };
    let findings = overrides::without_public(findings, &policy.public_names, &mut outcome);
    let findings = overrides::apply(findings, &policy.overrides, &mut outcome);
    let findings = comment::apply(findings, allowances, &mut outcome);
    let pairing = {
        let findings: Vec<&Finding> = findings.iter().collect();
        policy.baseline.pairing(&findings, policy.today)
    };
    for (at, finding) in findings.into_iter().enumerate() {
        by_baseline(finding, policy, pairing.of(at), &mut outcome);
    }
    let records = policy.baseline.records().iter().enumerate();
    for (_, record) in records.filter(|(at, _)| is_whole && pairing.is_gone(*at)) {
        let note = unmatched(record, policy);
        outcome.notifications.push(note);
    }
    outcome.notifications.extend(unchecked(&pairing, policy));
    outcome
}

fn by_baseline(finding: Finding, policy: &Policy, places: &[usize], outcome: &mut Outcome) {
    let mut notes = Vec::new();
    for record in places.iter().map(|&it| &policy.baseline.records()[it]) {
        match record.cover(&finding, policy.today) {
            Cover::Whole => {
                return outcome.hide(finding, SuppressedBy::Baseline, record.acceptance.clone());
            }
            Cover::Expired => notes.push(expired(record, policy)),
            Cover::Raised => notes.push(raised(record, &finding, policy)),
        }
    }
    outcome.notifications.extend(notes);
    outcome.open.push(finding);
}

fn expired(record: &Record, policy: &Policy) -> Notification {
    let message = match record.acceptance.expires {
        Some(day) if day < policy.today => {
            format!("{} expired on {day}, so it is told again", name(record))
        }
        _ => format!(
            "the clock says {}, so {} does not count",
            policy.today,
            name(record)
        ),
    };
    note(NotificationKind::AcceptanceExpired, message, policy)
}

fn raised(record: &Record, finding: &Finding, policy: &Policy) -> Notification {
    let message = format!(
        "{} was of {} severity with {} exposure, and is of {} severity with {} exposure now",
        name(record),
        record.severity.name(),
        record.exposure.name(),
        finding.severity.name(),
        finding.primary.exposure.name(),
    );
    note(NotificationKind::AcceptanceRaised, message, policy)
}

fn unmatched(record: &Record, policy: &Policy) -> Notification {
    let message = format!(
        "{} was not found any more; `spillcheck baseline prune` drops it",
        name(record)
    );
    note(NotificationKind::AcceptanceUnmatched, message, policy)
}

/// That not every acceptance was held against every finding.
fn unchecked(pairing: &Pairing, policy: &Policy) -> Option<Notification> {
    let count = pairing.untried();
    let message = format!(
        "{} of weak values not held against every finding, as each try takes long: what they would hide is told; \
         `spillcheck baseline write` accepts it anew",
        if count == 1 {
            "1 acceptance was".to_owned()
        } else {
            format!("{count} acceptances were")
        }
    );
    (count > 0).then(|| note(NotificationKind::AcceptanceUnchecked, message, policy))
}

fn note(kind: NotificationKind, message: String, policy: &Policy) -> Notification {
    Notification::new(kind, policy.baseline.path(), message)
}

/// `accepted 0123456789ab (sanity-api-token)`.
fn name(record: &Record) -> String {
    let digits = record.fingerprint.short();
    format!("accepted {digits} ({})", record.rule)
}

#[cfg(test)]
mod tests;
